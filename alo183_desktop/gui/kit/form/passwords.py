"""Fields for a login and a password: an existing one, and a new one typed twice beside a meter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6 import QtCore
from PySide6.QtCore import QRectF, QSize, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.containers import make_column
from alo183_desktop.gui.kit.form.fields import TextField
from alo183_desktop.gui.kit.labels import muted_label
from alo183_desktop.gui.kit.states import StateText
from alo183_desktop.gui.kit.theme import icon
from alo183_desktop.shared.bugs import log_bug
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Unpack

    from alo183_desktop.access.strength import Strength
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.form.fields import Field, FieldOptions

# QtCore.Qt is built when it is first named, which takes 20 ms: never before the first paint.


_SCORES = 5
_TYPING_PAUSE_MS: Final = 150
_ADVICE: Final = "Birbiriyle ilgisiz dört sözcüğü aralıklı yazmak yeter; zorunlu işaret yoktur."


def _parse_login(text: str) -> str:
    from alo183_desktop.access.rules import parse_login  # not before the first paint

    return parse_login(text)


class LoginField(TextField):
    """A new login, proposed from a name until the user types another one."""

    def __init__(self, name: Field, *, key: str, note: str, parent: QWidget) -> None:
        super().__init__(
            "K&ullanıcı adı",
            key=key,
            required=True,
            check=_parse_login,
            show=str,
            max_length=64,
            note=note,
            parent=parent,
        )
        self._name_field = name
        self._proposed = ""
        name.changed.connect(self._on_name_changed)

    @Slot()
    def _on_name_changed(self) -> None:
        from alo183_desktop.access.rules import propose_login  # not before the first paint

        if self.text() == self._proposed:
            self._proposed = propose_login(self._name_field.text())
            self.set_value(self._proposed)


class PasswordField(TextField):
    """A password: hidden until the eye is pressed; warns when Caps Lock is on."""

    def __init__(self, label: str, **options: Unpack[FieldOptions]) -> None:
        super().__init__(label, **options)
        # Also tells input methods to remember and change nothing.
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self._eye = QAction("Parolayı göster", self)
        self.line.addAction(self._eye, QLineEdit.ActionPosition.TrailingPosition)
        self._eye.triggered.connect(self._on_eye_triggered)
        self._caps: bool | None = None
        self._caps_hint = StateText(State.NEAR, "", parent=self)
        self._box.insertWidget(self._box.indexOf(self._message) + 1, self._caps_hint)
        self._tint()
        self.line.key_pressed.connect(self._see_key)
        theme.watch().changed.connect(self._tint)

    def caps_hint(self) -> str:
        """Return the warning about Caps Lock; an empty text when it is off or unknown."""
        return self._caps_hint.text()

    def clear(self) -> None:
        """Empty the field and its undo history, and hide what is typed next."""
        self.line.setText("")  # `QLineEdit.clear` can be undone
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self._tint()

    @override
    def _typed(self) -> str:
        # Blanks at the ends belong to a password.
        return self.text()

    @Slot()
    def _on_eye_triggered(self) -> None:
        hidden = self.line.echoMode() == QLineEdit.EchoMode.Password
        self.line.setEchoMode(QLineEdit.EchoMode.Normal if hidden else QLineEdit.EchoMode.Password)
        self._eye.setText("Parolayı gizle" if hidden else "Parolayı göster")
        self._tint()

    @Slot()
    def _tint(self) -> None:
        hidden = self.line.echoMode() == QLineEdit.EchoMode.Password
        self._eye.setIcon(icon("show" if hidden else "hide", "muted"))

    @Slot(QKeyEvent)
    def _see_key(self, event: QKeyEvent) -> None:
        """Infer the state of Caps Lock from the character of a key; Qt does not know it."""
        if event.key() == QtCore.Qt.Key.Key_CapsLock:
            self._caps = None if self._caps is None else not self._caps
        letter = event.text()
        if len(letter) == 1 and letter.isalpha() and letter.isupper() != letter.islower():
            shifted = bool(event.modifiers() & QtCore.Qt.KeyboardModifier.ShiftModifier)
            self._caps = letter.isupper() != shifted
        self._caps_hint.set_text(
            State.NEAR, "Büyük harf kilidi (Caps Lock) açık." if self._caps else ""
        )


class StrengthMeter(QWidget):
    """Five bars and a sentence: how long guessing the password would take."""

    def __init__(self, *, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._score = -1
        self._words = ""
        self.setFont(theme.small())
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_strength(self, score: int, words: str) -> None:
        """Show a score of 0 to 4 and its meaning; -1 shows nothing."""
        self._score = score
        self._words = words
        self.setAccessibleName(words)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(200), theme.px(8) + self.fontMetrics().height() + theme.px(4))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        gap = theme.px(4)
        height = theme.px(6)
        width = (self.width() - gap * (_SCORES - 1)) / _SCORES
        strong = self._score >= _SCORES - 2
        for part in range(_SCORES):
            room = QRectF(part * (width + gap), 1, width - 1, height)
            painter.setPen(QPen(theme.colour("control"), 1))
            painter.setBrush(
                theme.colour("good" if strong else "near_mark")
                if part <= self._score
                else QtCore.Qt.BrushStyle.NoBrush
            )
            painter.drawRect(room)
        painter.setFont(self.font())
        painter.setPen(theme.colour("muted"))
        painter.drawText(
            self.rect().adjusted(0, height + gap, 0, 0),
            QtCore.Qt.AlignmentFlag.AlignLeft | QtCore.Qt.AlignmentFlag.AlignVCenter,
            self._words,
        )


class NewPassword(QWidget):
    """Two fields and a meter; no character classes are required, only that it is hard to guess.

    Attributes:
        first: The password.
        second: The same again.

    Signals:
        changed: The user typed, or the measurement is done.
    """

    changed = Signal()

    def __init__(
        self,
        background: Background,
        *,
        personal: Callable[[], tuple[str, ...]],
        label: str = "&Parola",
        parent: QWidget,
    ) -> None:
        """Make two empty fields.

        Args:
            background: Runs the measurement.
            personal: What an attacker knows: login, name, province.
            label: Of the first field.
        """
        super().__init__(parent)
        self._background = background
        self._personal = personal
        self._measured: tuple[str, tuple[str, ...]] | None = None
        self._strength: Strength | None = None
        self._waiting: Callable[[bool], object] | None = None
        self.first = PasswordField(
            label, key="password", required=True, check=self._check_first, parent=self
        )
        self._meter = StrengthMeter(parent=self.first)
        self._advice = muted_label(_ADVICE, wrap=True, parent=self.first)
        self.first.add_below(self._meter)
        self.first.add_below(self._advice)
        self.second = PasswordField(
            f"{label.replace('&', '')}, &bir daha",
            key="password_again",
            required=True,
            check=self._check_second,
            parent=self,
        )
        make_column(self, self.first, self.second, gap=18)
        self._pause = QTimer(self, singleShot=True, interval=_TYPING_PAUSE_MS)
        self.first.changed.connect(self._on_first_changed)
        self.second.changed.connect(self.changed)
        self._pause.timeout.connect(self.measure)

    def password(self) -> str:
        """Return the text of the first field."""
        return self.first.text()

    def strength_words(self) -> str:
        """Return the text of the meter."""
        return self._meter.accessibleName()

    def demand(self, then: Callable[[bool], object]) -> None:
        """Show errors if there are any, and call `then` with whether both fields are valid.

        It is called at once, or as soon as the password has been measured.
        """
        if self.first.text() and not self._is_measured():
            self._waiting = then
            self.measure()
            return
        right = [self.first.validate(), self.second.validate()]
        if not all(right):
            (self.second if right[0] else self.first).take_focus()
        then(all(right))

    def clear(self) -> None:
        """Empty both fields."""
        self.first.clear()
        self.second.clear()
        self.first.set_value(None)
        self.second.set_value(None)
        self._measured = self._strength = None

    @Slot()
    def measure(self) -> None:
        """Measure the current password."""
        password, personal = self.first.text(), self._personal()
        if not password:
            self._strength, self._measured = None, None
            self._meter.set_strength(-1, "")
            self._advice.setText(_ADVICE)
            return

        def op() -> Strength:
            from alo183_desktop.access.strength import measure  # zxcvbn is slow to load

            return measure(password, personal=personal)

        self._background.run_pure(
            op,
            parent=self,
            success=lambda found: self._take(found, (password, personal)),
            failure=self._fail,
            key="strength",
        )

    def _take(self, found: Strength, measured: tuple[str, tuple[str, ...]]) -> None:
        self._strength, self._measured = found, measured
        self._meter.set_strength(found.score, f"Parola gücü: {found.words}")
        self._advice.setText(found.advice or "Bu parola yeterince güçlü.")
        if self.first.shown_message() or not self.first.control().hasFocus():
            self.first.validate()
        self.changed.emit()
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self.demand(waiting)

    def _fail(self, error: Exception) -> None:
        # The service measures again before it accepts a password.
        log_bug(error)
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            waiting(self.first.validate() and self.second.validate())

    def _is_measured(self) -> bool:
        return self._measured == (self.first.text(), self._personal())

    def _check_first(self, text: str) -> str:
        found = self._strength
        measured = None if self._measured is None else self._measured[0]
        if found is not None and not found.is_enough and measured == text:
            # The meter shows the advice already.
            raise KnownError("access.weak_password", words=found.words, advice="")
        return text

    def _check_second(self, text: str) -> str:
        if text != self.first.text():
            raise KnownError("forms.passwords_differ")
        return text

    @Slot()
    def _on_first_changed(self) -> None:
        self._pause.start()
        if self.second.text() and self.second.shown_message():
            self.second.validate()
        self.changed.emit()
