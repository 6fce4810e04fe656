"""What is typed stays, however its field is left: in the form, in the draft, in the letter."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any, Final

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.changes import queries, service
from alo183_desktop.changes.form import ChangeEntry, ChangeForm
from alo183_desktop.changes.hand_overs import RETURN, WAIVE
from alo183_desktop.directorate import service as directorates
from alo183_desktop.directorate.record import UnitValues
from alo183_desktop.gui.changes.change_dialog import ChangeDialog
from alo183_desktop.gui.changes.words import STEPS, step_of
from alo183_desktop.gui.kit.form.form import ChoiceField, Field, TextField
from alo183_desktop.gui.kit.form.task_dialog import Steps
from alo183_desktop.gui.kit.paper.preview import PdfPreview
from alo183_desktop.letters.queries import list_files, list_letters
from alo183_desktop.letters.rows import LetterFilter
from alo183_desktop.letters.rules import FileKind
from alo183_desktop.letters.service import open_file
from alo183_desktop.officers import service as officers
from alo183_desktop.officers.model import Officer
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.phones.record import LineValues
from alo183_desktop.phones.service import LINES
from tests.clocks import FixedClock
from tests.database.phones import line_item
from tests.examples import at_most
from tests.gui.changes.conftest import Hands
from tests.gui.changes.letters_made import ENTRY
from tests.gui.conftest import Answers
from tests.gui.officers.directorate import tckn, unlock

OpenDialog = Callable[[ChangeForm | None], ChangeDialog]

KEEP: Final = 1
DISCARD: Final = 2
CORPORATE: Final = "0533 555 11 33"
CTRL: Final = Qt.KeyboardModifier.ControlModifier
ALT: Final = Qt.KeyboardModifier.AltModifier


@dataclass(frozen=True)
class Typed:
    """Something to type into one field."""

    key: str
    """Of the field, as problems name it; with `entries.0.` where it is about a change."""
    text: str
    """What is typed, as people type it."""
    value: Any
    """What the form holds then."""
    printed: str = ""
    """What the letter says then; empty where it is silent."""
    entry: ChangeEntry = ENTRY
    """What stands in the form before."""

    def held(self, form: ChangeForm) -> object:
        """Return what the form holds in the place of this field."""
        name = self.key.rpartition(".")[2]
        name = "leaver_name" if self.entry is _TYPED_LEAVER else _NAMES.get(name, name)
        if "hand_over" in self.key:
            return [one.decision for one in form.hand_overs]
        if self.key.startswith("letter."):
            return getattr(form, name)
        return getattr(form.entries[0], name)


_NAMES: Final = {
    "leaver": "leaver_id",
    "newcomer": "newcomer_id",
    "unit": "unit_id",
    "effective": "effective_on",
    "signatory": "signatory_id",
}
_TYPED_LEAVER: Final = replace(ENTRY, leaver_id=None, leaver_name="Eski")
_VACANT: Final = replace(ENTRY, newcomer_kind="nobody")
_OF_ROSTER: Final = replace(ENTRY, newcomer_kind="roster", newcomer_id=None)

TYPED: Final = (
    Typed("entries.0.leaver", "sukru", 2, "Şükrü AĞAOĞLU"),
    Typed("entries.0.leaver", "ali veli", "ali veli", "Ali VELİ", _TYPED_LEAVER),
    Typed("entries.0.newcomer", "unlusoy", 4, "Ümit ÜNLÜSOY", _OF_ROSTER),
    Typed("entries.0.newcomer.given_names", "ışıl ığüşöç", "Işıl Iğüşöç", "Işıl Iğüşöç"),
    Typed("entries.0.newcomer.surname", "yıldız", "YILDIZ", "YILDIZ"),
    Typed("entries.0.newcomer.title", "psıkolog", "Psikolog", "Psikolog"),
    Typed("entries.0.newcomer.tckn", tckn(91), tckn(91), tckn(91)),
    Typed(
        "entries.0.newcomer.corporate_email", "y@ornek.gov.tr", "y@ornek.gov.tr", "y@ornek.gov.tr"
    ),
    Typed("entries.0.newcomer.unit", "ankara", 1),
    Typed("entries.0.newcomer.personal_mobile", "5325551144", "0532 555 11 44", "0532 555 11 44"),
    Typed("entries.0.newcomer.corporate_mobile", "05335551133", CORPORATE, CORPORATE),
    Typed("entries.0.vacancy_reason", "atama bekleniyor", "atama bekleniyor", "", _VACANT),
    Typed("entries.0.effective", "26112026", "26.11.2026", "26.11.2026"),
    Typed("entries.0.reason", "emeklilik", "emeklilik"),
    Typed("entries.0.hand_over.1", "ayrilanda kalir", [WAIVE]),
    Typed("letter.register_number", "4752", "4752", "4752"),
    Typed("letter.date", "24112026", "24.11.2026", "24.11.2026"),
    Typed("letter.signatory", "hasan", 1, "Hasan KÖKSAL"),
    Typed("letter.references", "Bir ilgi", ("Bir ilgi",), "Bir ilgi"),
    Typed("letter.annexes", "Bir ek", ("Bir ek",), "Bir ek"),
    Typed("letter.action", "Bir yer", ("Bir yer",), "Bir yer"),
    Typed("letter.information", "Başka yer", ("Başka yer",), "Başka yer"),
)
TOGETHER: Final = (
    TYPED[:1],  # what the leaver holds is asked of that leaver only
    *(
        tuple(one for one in TYPED[1:] if one.entry is entry)
        for entry in (ENTRY, _TYPED_LEAVER, _OF_ROSTER, _VACANT)
    ),
)
"""The fields that are typed into one form, one after the other."""


class Clerk:
    """Types into the dialog and leaves fields in every way there is."""

    def __init__(self, dialog: ChangeDialog, hands: Hands, answers: Answers, qtbot: QtBot) -> None:
        self.dialog = dialog
        self.hands = hands
        self._answers = answers
        self._qtbot = qtbot

    def type_in(self, typed: Typed) -> None:
        """Put a text in the place of what stands in a field, and stay in the field."""
        self.dialog.go_to(typed.key)
        field = self.dialog.page().field_of(typed.key)
        assert field is not None
        assert field.key == self.dialog.page().field_key(typed.key)
        if isinstance(field, ChoiceField):
            # Without a window system nothing gives the keys back when what it offers is closed.
            field.combo.setCompleter(None)  # type: ignore[arg-type]  # Qt takes none, too
        field.take_focus()
        self._qtbot.waitUntil(lambda: _has_the_keys(field))
        self.hands.press(Qt.Key.Key_A, CTRL)
        self.hands.press(Qt.Key.Key_Delete)
        self.hands.write(typed.text)

    def enter(self) -> None:
        focused = QApplication.focusWidget()
        in_text = isinstance(focused, QPlainTextEdit)
        # In a text of several lines Enter begins the next one.
        self.hands.press(Qt.Key.Key_I if in_text else Qt.Key.Key_Return, ALT if in_text else _PLAIN)

    def add_change_and_come_back(self) -> None:
        self.hands.press(Qt.Key.Key_D, CTRL)
        self.hands.press(Qt.Key.Key_PageUp, CTRL)

    def answer_to(self, leave: Callable[[], object]) -> None:
        """Leave and say that the draft is to be kept, as must be asked."""
        self._answers.replies = [KEEP]
        leave()
        assert self._answers.asked

    def to_step(self, step: int) -> None:
        self.hands.press(Qt.Key(ord("1") + step), ALT)

    def click_step(self, step: int) -> None:
        (bar,) = self.dialog.findChildren(Steps)
        places = bar.width() // len(STEPS)
        QTest.mouseClick(
            bar, Qt.MouseButton.LeftButton, pos=QPoint(step * places + places // 2, 10)
        )


_PLAIN: Final = Qt.KeyboardModifier.NoModifier


def _has_the_keys(field: Field) -> bool:
    focused = QApplication.focusWidget()
    return focused is not None and (focused is field or field.isAncestorOf(focused))


STAYING: Final[dict[str, Callable[[Clerk], object]]] = {
    "Enter": Clerk.enter,
    "Alt+I": lambda clerk: clerk.hands.press(Qt.Key.Key_I, ALT),
    "Alt+G": lambda clerk: clerk.hands.alt("G"),
    "F8": lambda clerk: clerk.hands.press(Qt.Key.Key_F8),
    "Tab": lambda clerk: clerk.hands.tab(),
    "Shift+Tab": lambda clerk: clerk.hands.press(Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier),
    "Ctrl+S": lambda clerk: clerk.hands.press(Qt.Key.Key_S, CTRL),
    "another change and back": Clerk.add_change_and_come_back,
    "Alt+5": partial(Clerk.to_step, step=4),
    "a click on a step": partial(Clerk.click_step, step=0),
}
"""The ways to leave a field and stay in the dialog."""

_EACH: Final = 5
"""Without `--all` one of so many ways is tried with one field; the next field has the next ones."""

ENDING: Final[dict[str, Callable[[Clerk], object]]] = {
    "Esc": lambda clerk: clerk.answer_to(lambda: clerk.hands.press(Qt.Key.Key_Escape)),
    "closing": lambda clerk: clerk.answer_to(clerk.dialog.close),
    "Taslağı sakla": lambda clerk: clerk.hands.alt("P"),
    "lock": lambda clerk: clerk.dialog.prepare_lock(),
}
"""The ways to leave the dialog with its draft kept."""


@pytest.fixture
def read_preview(monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """Return what reads the letter that the preview was given last."""
    pdfs: list[bytes] = []
    show = PdfPreview.set_pdf

    def note(preview: PdfPreview, pdf: bytes, **more: Any) -> None:
        pdfs.append(pdf)
        show(preview, pdf, **more)

    monkeypatch.setattr(PdfPreview, "set_pdf", note)
    return lambda: text_of(pdfs[-1])


@pytest.fixture(scope="module")
def full_folder(full_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a directorate whose first officer holds a line."""
    folder = tmp_path_factory.mktemp("zimmet")
    shutil.copytree(full_folder, folder, dirs_exist_ok=True)
    desk = unlock(folder, FixedClock())
    with desk.work() as work:
        line_id = LINES.save(work, None, LineValues(phone="+905000001101", operator="Türk Telekom"))
        custody.issue(work, [line_item(line_id)], officer_id=1, at=work.now)
    desk.close()
    return folder


@pytest.fixture
def begin(desk: Desk) -> Callable[[ChangeEntry], ChangeForm]:
    """Return what makes a form whose leaver holds a line."""

    def make(entry: ChangeEntry) -> ChangeForm:
        with desk.work() as work:
            form = service.new_form(service.context(work))
        return replace(form, entries=(entry,), signatory_id=None)

    return make


def text_of(pdf: bytes) -> str:
    """Return what is read on all pages of a letter, blanks made one."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()
    return " ".join(text.split())


@pytest.mark.parametrize("ways", ["some ways", pytest.param("every way", marks=pytest.mark.extra)])
@pytest.mark.parametrize("fields", TOGETHER, ids=lambda some: f"{some[0].key}-{some[0].text}")
def test_that_a_value_stays_however_its_field_is_left(
    fields: tuple[Typed, ...],
    ways: str,
    begin: Callable[[ChangeEntry], ChangeForm],
    open_dialog: OpenDialog,
    hands: Hands,
    answers: Answers,
    qtbot: QtBot,
    desk: Desk,
    read_preview: Callable[[], str],
) -> None:
    dialog = open_dialog(begin(fields[0].entry))
    clerk = Clerk(dialog, hands, answers, qtbot)
    for typed, (place, (name, leave)) in product(fields, enumerate(STAYING.items())):
        if name == "Alt+G" and step_of(typed.key) == 0:
            continue  # there is no way back
        if ways == "some ways" and (place - TYPED.index(typed)) % _EACH:
            continue
        clerk.type_in(replace(typed, text=""))
        hands.tab()
        assert typed.held(dialog.form()) != typed.value
        clerk.type_in(typed)
        leave(clerk)
        if name == "Ctrl+S":
            hands.rest()
            assert typed.held(_drafts(desk)[-1]) == typed.value
        clerk.to_step(step_of(typed.key))
        assert typed.held(dialog.form()) == typed.value, (typed, name)
        if typed.printed:
            qtbot.waitUntil(dialog.letter.is_settled)
            hands.rest()
            assert typed.printed in read_preview(), (typed, name)


@pytest.mark.parametrize(
    ("typed", "leave"),
    [
        pytest.param(
            one,
            list(ENDING)[index % len(ENDING)],
            # Two of each three are further fields of the same kinds.
            marks=[pytest.mark.extra] if index % 3 else [],
        )
        for index, one in enumerate(TYPED)
    ],
    ids=str,
)
def test_that_a_draft_holds_what_was_typed_last(
    typed: Typed,
    leave: str,
    begin: Callable[[ChangeEntry], ChangeForm],
    open_dialog: OpenDialog,
    hands: Hands,
    answers: Answers,
    qtbot: QtBot,
    desk: Desk,
) -> None:
    clerk = Clerk(open_dialog(begin(typed.entry)), hands, answers, qtbot)
    clerk.type_in(typed)
    ENDING[leave](clerk)
    hands.rest()
    (draft,) = _drafts(desk)
    assert typed.held(draft) == typed.value


BY_KEY: Final = {one.key: one for one in TYPED if one.entry is ENTRY}
ACTS: Final = st.tuples(st.sampled_from(sorted(BY_KEY)), st.sampled_from(sorted(STAYING))).filter(
    lambda act: act[1] != "Alt+G" or step_of(act[0]) > 0
)


def _stand_together(acts: list[tuple[str, str]]) -> bool:
    # What the leaver holds is asked of that leaver only: somebody else's step lacks the field.
    return not {"entries.0.leaver", "entries.0.hand_over.1"} <= {key for key, _ in acts}


@settings(max_examples=at_most(10), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    acts=st.lists(ACTS, min_size=2, max_size=8).filter(_stand_together),
    end=st.sampled_from(sorted(ENDING)),
)
def test_that_any_order_of_typing_and_leaving_ends_in_what_was_typed_last(
    acts: list[tuple[str, str]],
    end: str,
    begin: Callable[[ChangeEntry], ChangeForm],
    open_dialog: OpenDialog,
    hands: Hands,
    answers: Answers,
    qtbot: QtBot,
    desk: Desk,
    read_preview: Callable[[], str],
) -> None:
    clerk = Clerk(open_dialog(begin(ENTRY)), hands, answers, qtbot)
    for key, leave in acts:
        clerk.type_in(BY_KEY[key])
        STAYING[leave](clerk)
    wanted = {key: BY_KEY[key] for key, _ in acts}
    qtbot.waitUntil(clerk.dialog.letter.is_settled)
    hands.rest()
    letter = read_preview()
    assert [one.printed for one in wanted.values() if one.printed not in letter] == []
    ENDING[end](clerk)
    hands.rest()
    draft = _drafts(desk)[-1]
    assert {key: one.held(draft) for key, one in wanted.items()} == {
        key: one.value for key, one in wanted.items()
    }


def test_that_a_corrected_number_reaches_the_letter(
    begin: Callable[[ChangeEntry], ChangeForm],
    open_dialog: OpenDialog,
    hands: Hands,
    answers: Answers,
    qtbot: QtBot,
    desk: Desk,
) -> None:
    """The number falls back to nothing that a step was shown with before."""
    dialog = open_dialog(begin(ENTRY))
    clerk = Clerk(dialog, hands, answers, qtbot)
    clerk.type_in(Typed("entries.0.hand_over.1", "geri", [RETURN]))
    clerk.type_in(next(one for one in TYPED if one.key == "letter.signatory"))
    clerk.type_in(next(one for one in TYPED if one.key.endswith("corporate_mobile")))
    clerk.enter()
    answers.replies = [KEEP]
    assert dialog.foot.can_finish(), dialog.foot.words()
    with qtbot.waitSignal(dialog.letter_finished):
        hands.press(Qt.Key.Key_Return, CTRL)
    hands.rest()
    with desk.work() as work:
        (letter,) = list_letters(work.session, LetterFilter(state="all"), now=work.now)
        files = list_files(work.session, letter.letter_id)
        (pdf_id,) = [one.file_id for one in files if one.kind == FileKind.PDF]
        stored = text_of(open_file(work, pdf_id)[1])
    assert "0533 555 11 33" in stored
    assert "0500 000 41 77" not in stored


def test_that_a_step_that_is_left_already_writes_its_own_fields_only(
    begin: Callable[[ChangeEntry], ChangeForm], open_dialog: OpenDialog, hands: Hands
) -> None:
    dialog = open_dialog(begin(ENTRY))
    dialog.go_to("entries.0.newcomer.corporate_mobile")
    left = dialog.page()
    field = left.field_of("entries.0.newcomer.corporate_mobile")
    assert field is not None
    hands.press(Qt.Key.Key_5, ALT)
    field.set_text(CORPORATE)
    (entry,) = dialog.form().entries
    assert entry == replace(ENTRY, corporate_mobile=CORPORATE, unit_id=entry.unit_id)
    assert dialog.page().read() == dialog.form()


def test_that_a_field_that_a_choice_brings_takes_no_keys_from_a_step_that_was_shown_meanwhile(
    begin: Callable[[ChangeEntry], ChangeForm],
    open_dialog: OpenDialog,
    hands: Hands,
    answers: Answers,
    qtbot: QtBot,
) -> None:
    clerk = Clerk(open_dialog(begin(ENTRY)), hands, answers, qtbot)
    clerk.type_in(BY_KEY["entries.0.hand_over.1"])
    clerk.to_step(4)
    QCoreApplication.processEvents()
    focused = QApplication.focusWidget()
    assert focused is not None
    assert clerk.dialog.page().isAncestorOf(focused)


def test_that_a_name_that_means_several_people_is_still_there_when_somebody_comes_back(
    begin: Callable[[ChangeEntry], ChangeForm],
    open_dialog: OpenDialog,
    hands: Hands,
    answers: Answers,
    qtbot: QtBot,
) -> None:
    dialog = open_dialog(begin(replace(ENTRY, leaver_id=None)))
    clerk = Clerk(dialog, hands, answers, qtbot)
    clerk.type_in(Typed("entries.0.leaver", "l", None))
    clerk.enter()
    assert dialog.step() == 1
    hands.alt("G")
    field = dialog.page().field_of("entries.0.leaver")
    assert field is not None
    assert (field.text(), field.value()) == ("l", None)


@pytest.mark.parametrize("text", ["Kars Valiliği", ""])
def test_that_no_other_institution_takes_the_place_of_one_that_is_unknown(
    text: str,
    begin: Callable[[ChangeEntry], ChangeForm],
    open_dialog: OpenDialog,
    hands: Hands,
    answers: Answers,
    qtbot: QtBot,
) -> None:
    dialog = open_dialog(replace(begin(ENTRY), signatory_id=1))
    clerk = Clerk(dialog, hands, answers, qtbot)
    key = "entries.0.newcomer.unit"
    clerk.type_in(Typed(key, text, None))
    clerk.enter()
    clerk.to_step(4)
    assert 1 not in dialog.steps_done()
    assert "Kurum bulunamadı" in dialog.foot.words()
    dialog.go_to(key)
    field = dialog.page().field_of(key)
    assert field is not None
    assert (field.text(), field.value()) == (text, None)
    assert field.problem()


def test_that_an_officer_of_an_institution_that_was_closed_keeps_it(
    begin: Callable[[ChangeEntry], ChangeForm], open_dialog: OpenDialog, hands: Hands, desk: Desk
) -> None:
    with desk.work() as work:
        unit_id = directorates.UNITS.save(work, None, UnitValues("Kapanan Merkez"))
        row = work.session.get_one(Officer, 4)
        moved = replace(officers.values_of(work, 4), unit_id=unit_id)
        officers.change_officer(work, 4, moved, version=row.version)
        directorates.set_unit_active(work, unit_id, is_active=False, version=1)
    dialog = open_dialog(begin(replace(_OF_ROSTER, newcomer_id=4)))
    dialog.go_to("entries.0.newcomer.unit")
    field = dialog.page().field_of("entries.0.newcomer.unit")
    assert field is not None
    assert field.text() == ""
    names = dialog.page().field_of("entries.0.newcomer.given_names")
    assert names is not None
    names.take_focus()
    hands.write("Ümit Can")
    hands.press(Qt.Key.Key_5, ALT)
    assert dialog.form().entries[0].given_names == "Ümit Can"
    assert dialog.form().entries[0].unit_id is None
    assert "Kurum bulunamadı" not in dialog.foot.words()


def test_that_somebody_who_is_not_of_the_roster_may_still_be_typed_when_a_step_is_shown_again(
    begin: Callable[[ChangeEntry], ChangeForm], open_dialog: OpenDialog, hands: Hands
) -> None:
    dialog = open_dialog(begin(replace(ENTRY, leaver_id=None)))
    hands.press(Qt.Key.Key_1, ALT)
    hands.alt("O")
    hands.press(Qt.Key.Key_I, ALT)
    hands.alt("G")
    (name,) = [one for one in dialog.page().fields() if one.key == "leaver" and one.isVisible()]
    assert isinstance(name, TextField)


@pytest.mark.parametrize("leave", ["Esc", "closing"])
def test_that_a_name_that_means_nobody_is_asked_about_and_leaves_no_empty_draft(
    leave: str,
    begin: Callable[[ChangeEntry], ChangeForm],
    open_dialog: OpenDialog,
    hands: Hands,
    answers: Answers,
    qtbot: QtBot,
    desk: Desk,
) -> None:
    dialog = open_dialog(begin(replace(ENTRY, leaver_id=None)))
    clerk = Clerk(dialog, hands, answers, qtbot)
    clerk.type_in(Typed("entries.0.leaver", "ceyda", None))
    hands.tab()
    answers.replies = [DISCARD]
    if leave == "Esc":
        hands.press(Qt.Key.Key_Escape)
    else:
        dialog.close()
    hands.rest()
    assert answers.asked
    assert _drafts(desk) == []


def test_that_what_was_typed_and_taken_back_leaves_neither_a_question_nor_a_draft(
    begin: Callable[[ChangeEntry], ChangeForm],
    open_dialog: OpenDialog,
    hands: Hands,
    answers: Answers,
    qtbot: QtBot,
    desk: Desk,
) -> None:
    clerk = Clerk(open_dialog(begin(ENTRY)), hands, answers, qtbot)
    clerk.type_in(BY_KEY["entries.0.reason"])
    hands.press(Qt.Key.Key_S, CTRL)
    hands.rest()
    assert _drafts(desk) != []
    clerk.type_in(replace(BY_KEY["entries.0.reason"], text=""))
    hands.press(Qt.Key.Key_Escape)
    hands.rest()
    assert answers.asked == []
    assert _drafts(desk) == []


def _drafts(desk: Desk) -> list[ChangeForm]:
    with desk.work() as work:
        rows = sorted(queries.list_drafts(work.session), key=lambda row: row.draft_id)
        return [service.load_draft(work, row.draft_id)[0] for row in rows]
