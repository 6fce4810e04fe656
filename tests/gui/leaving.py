"""Type into fields by real keys and leave them in every way, in any order."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from alo183_desktop.access import drafts
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.form.choices import ChoiceField
from alo183_desktop.gui.kit.form.dialog import FormDialog
from alo183_desktop.gui.kit.form.fields import Field
from alo183_desktop.gui.kit.form.form import Form
from alo183_desktop.shared.turkish import fold
from tests.examples import at_most, everything_is_run
from tests.gui.conftest import Answers

Acts = Sequence[tuple[tuple[str, str], str]]

KeyT = TypeVar("KeyT")
CONTROL: Final = Qt.KeyboardModifier.ControlModifier
ALT: Final = Qt.KeyboardModifier.AltModifier
NONE: Final = Qt.KeyboardModifier.NoModifier
SAVING: Final = ("Ctrl+S", "Alt+letter", "click")
ENTERING: Final = (*SAVING, "Enter")
"""So in a dialog, of which the saving is the default."""
LEAVING: Final = ("lock", "Esc, stay", "Esc, leave", "close, stay", "close, leave")
WAYS: Final = ("Tab", "Shift+Tab", "click", "stay")
PHONES: Final = ("05335551133", "0 312 555 12 12", "+90 533 555 11 34")
PEOPLE: Final = ("mehmet yıldız", "Şükrü IŞIK", "ayşe  çağrı")
FEW: Final = settings(
    max_examples=at_most(12), suppress_health_check=[HealthCheck.function_scoped_fixture]
)
"""An example opens a window, and the data is the same for all of them."""


@dataclass(frozen=True)
class Typist:
    """Types into dialogs of one kind, each opened anew, and leaves them.

    Attributes:
        desk: Where they are stored.
        answers: To what leaving asks.
        qtbot: Waits.
        show: Opens one.
        fill: Fills in what has to stand there before anything can be stored.
    """

    desk: Desk
    answers: Answers
    qtbot: QtBot
    show: Callable[[], FormDialog]
    fill: Callable[[FormDialog], None] = lambda _dialog: None

    def check(
        self,
        steps: Acts,
        end: str,
        *,
        stored: Callable[[], Mapping[str, str]] | None = None,
        overwritten: Mapping[str, frozenset[str]] | None = None,
    ) -> None:
        """Carry the steps out, leave, and find what was typed last.

        Args:
            steps: What is typed, and how its field is left.
            end: How the dialog is left.
            stored: What the data holds of it once it is saved; None: it is not saved here.
            overwritten: By a field: others that are filled in again by what is typed there.
        """
        dialog = self.show()
        background = dialog.background
        self.qtbot.waitUntil(background.is_idle)
        self.fill(dialog)
        began = dialog.form.texts()
        fields = {key: dialog.form.field(key) for (key, _text), _way in steps}
        for field in fields.values():
            if isinstance(field, ChoiceField):
                # Without a display nothing gives the keyboard back once the offers are closed.
                field.combo.setCompleter(None)  # type: ignore[arg-type]  # Qt takes none, too
        try:
            last = carry_out(steps, fields, overwritten or {})
            if end in SAVING:
                with self.qtbot.waitSignal(dialog.saved):
                    save(dialog.save_button, end)
            elif same(began, last):
                dialog.done(0)
            else:
                leave(dialog, dialog.form, self.answers, last, end)
        finally:
            if isValid(dialog) and dialog.isVisible():
                dialog.done(0)  # or no further example could open one
        self.qtbot.waitUntil(background.is_idle)
        if stored is not None and end in SAVING:
            assert same(stored(), last)
        elif not end.endswith("leave") and not same(began, last):
            self._find_again(last)
        assert take_drafts(self.desk) == {} or same(began, last)

    def _find_again(self, last: Mapping[str, str]) -> None:
        """Open it once more, and let what was kept be put back."""
        dialog = self.show()
        self.qtbot.waitUntil(dialog.background.is_idle)
        assert dialog.drafts is not None
        with self.qtbot.waitSignal(dialog.drafts.taken):
            dialog.drafts.take()
        assert same(dialog.form.texts(), last)
        self.answers.replies.append(1)
        dialog.reject()
        self.answers.replies.clear()
        self.qtbot.waitUntil(dialog.background.is_idle)


def acts(texts: Mapping[str, Sequence[str]]) -> SearchStrategy[Acts]:
    """Return sequences of a field with what is typed there, and how it is left."""
    typed = [(key, text) for key, choices in texts.items() for text in choices]
    act = st.tuples(st.sampled_from(typed), st.sampled_from(WAYS))
    return st.lists(act, min_size=1, max_size=6)


def paired(keys: Iterable[KeyT], ends: Sequence[str]) -> list[tuple[KeyT, str]]:
    """Return each key with some end, and each end with some key; the properties mix them all.

    Every day each key has one end, and the next key another one.
    """
    fields = list(keys)
    if not everything_is_run():
        return [(key, ends[7 * at % len(ends)]) for at, key in enumerate(fields)]
    longest = max(len(fields), len(ends))
    return [(fields[at % len(fields)], ends[at % len(ends)]) for at in range(longest)]


def carry_out(
    steps: Acts,
    fields: Mapping[str, Field],
    overwritten: Mapping[str, Iterable[str]] = MappingProxyType({}),
) -> dict[str, str]:
    """Type and leave; return what was typed last into each field that nothing fills in again."""
    last: dict[str, str] = {}
    for (key, text), way in steps:
        type_into(fields[key], text)
        for other in overwritten.get(key, ()):
            last.pop(other, None)
        last[key] = text
        if way == "click":
            others = [one for one in fields.values() if one is not fields[key] and one.isVisible()]
            click(others[0].control() if others else fields[key].control())
        elif way != "stay":
            press(Qt.Key.Key_Tab if way == "Tab" else Qt.Key.Key_Backtab)
    return last


def type_into(field: Field, text: str) -> None:
    """Replace what stands in a field, character by character; the focus stays there."""
    field.take_focus()
    press(Qt.Key.Key_A, CONTROL)
    write(text)


def write(text: str) -> None:
    """Type a text where the focus is, character by character."""
    for char in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(listener(), QKeyEvent(kind, 0, NONE, char))


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """Press a key where the system would send it."""
    QTest.keyClick(listener(), key, modifiers)


def click(widget: QWidget) -> None:
    """Click on a widget, at its left edge."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, NONE, QPoint(6, widget.height() // 2))


def listener() -> QWidget:
    """Return what gets the keys: what a field offers comes before the field."""
    found = QApplication.activePopupWidget() or QApplication.focusWidget()
    assert found is not None
    return found


def save(button: QAbstractButton, way: str) -> None:
    """Save by a key, by the letter of the button, or by a click on it."""
    if way == "click":
        click(button)
    elif way == "Ctrl+S":
        press(Qt.Key.Key_S, CONTROL)
    elif way == "Enter" and not isinstance(QApplication.focusWidget(), QPlainTextEdit):
        press(Qt.Key.Key_Return)
    else:  # where Enter begins the next line, as well
        press(Qt.Key(ord(button.text().partition("&")[2][0].upper())), ALT)


def leave(dialog: QDialog, form: Form, answers: Answers, last: Mapping[str, str], end: str) -> None:
    """Leave a dialog; who stays finds everything there, and is locked out afterwards."""
    answers.replies.append(int(end.endswith("leave")))
    if end.startswith("Esc"):
        press(Qt.Key.Key_Escape)
    elif end.startswith("close"):
        dialog.close()
    if not end.endswith("leave"):
        assert dialog.isVisible()
        assert same(form.texts(), last)
        dialog.done(0)  # as the lock does
    assert not dialog.isVisible()
    answers.replies.clear()


@contextmanager
def busy(background: Background) -> Iterator[None]:
    """Let something else be asked of the database all the while."""
    answered = threading.Event()
    background.call(answered.wait, parent=background, success=lambda _answer: None)
    yield
    answered.set()


def take_drafts(desk: Desk) -> dict[str, str]:
    """Return what was kept, and keep it no more."""
    texts: dict[str, str] = {}
    with desk.work() as work:
        for draft in drafts.list_drafts(work):
            texts |= draft.texts
            drafts.drop_drafts(work, {draft.key})
    return texts


def normalized(text: str) -> str:
    """Return a text without its notation, for comparison."""
    chars = "".join(char for char in fold(text) if char.isalnum())
    return chars[-10:] if chars.isdecimal() else chars


def same(held: Mapping[str, str], last: Mapping[str, str]) -> bool:
    """Return whether fields or a draft hold what was typed last."""
    return {key: normalized(held[key]) for key in last} == {
        key: normalized(last[key]) for key in last
    }
