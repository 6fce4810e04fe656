"""The step in which the phones of a leaver change hands."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.changes import service
from alo183_desktop.changes.form import (
    CaseHandOver,
    ChangeEntry,
    ChangeForm,
    HandOverDecision,
    NewcomerKind,
)
from alo183_desktop.changes.hand_overs import RETURN, WAIVE, to_newcomer
from alo183_desktop.changes.new_phones import LINE
from alo183_desktop.db.work import Work
from alo183_desktop.gui.changes import finishing as custody_papers
from alo183_desktop.gui.changes.change_dialog import ChangeDialog
from alo183_desktop.gui.changes.steps.hand_over import HandOverStep, decision_options
from alo183_desktop.gui.changes.words import HAND_OVER, LETTER, SUBJECTS
from alo183_desktop.gui.kit.form.choices import ChoiceField
from alo183_desktop.officers.record import OfficerValues
from alo183_desktop.officers.service import add_officer
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.phones.kinds import FormState
from alo183_desktop.phones.queries import held_by, list_forms
from alo183_desktop.phones.record import HandsetValues, LineValues
from alo183_desktop.phones.rows import FormFilter
from alo183_desktop.phones.service import HANDSETS, LINES
from tests.database.phones import handset_item, line_item
from tests.examples import at_most
from tests.gui.changes.conftest import Hands
from tests.gui.changes.letters_made import ENTRY
from tests.gui.changes.test_open_cases import add_cases
from tests.gui.conftest import Answers
from tests.gui.officers.directorate import tckn

OpenDialog = Callable[[ChangeForm | None], ChangeDialog]


@pytest.fixture
def form(desk: Desk) -> ChangeForm:
    """Return a whole form of today whose leaver holds a line and a handset."""
    with desk.work() as work:
        line_id = LINES.save(work, None, LineValues(phone="+905000001101", operator="Türk Telekom"))
        handset_id = HANDSETS.save(work, None, HandsetValues(make="Samsung", model="A15"))
        custody.issue(
            work, [line_item(line_id), handset_item(handset_id)], officer_id=1, at=work.now
        )
        return replace(
            service.new_form(service.context(work)),
            entries=(replace(ENTRY, effective_on="24.11.2026"),),
        )


def decide(hands: Hands, words: str) -> None:
    hands.write(words)
    hands.tab()


def test_that_the_letter_waits_for_what_the_leaver_holds(
    form: ChangeForm, open_dialog: OpenDialog, hands: Hands
) -> None:
    dialog = open_dialog(form)
    assert not dialog.foot.can_finish()
    assert "Teslim kararı verilmedi: 0500 000 11 01" in dialog.foot.words()
    hands.press(Qt.Key.Key_F8)
    assert dialog.step() == HAND_OVER
    assert [field.name() for field in dialog.page().fields() if field.isVisible()] == [
        "Hat: 0500 000 11 01",
        "Telefon: Samsung A15",
        "Göreve gelenin hattı",
    ]
    assert HAND_OVER not in dialog.steps_done()


def test_that_no_letter_is_finished_over_a_line_that_was_not_found(
    desk: Desk, form: ChangeForm, open_dialog: OpenDialog
) -> None:
    with desk.work() as work:
        held = service.context(work).held[1]
    returned = tuple(HandOverDecision(one.custody_id, RETURN) for one in held)
    dialog = open_dialog(replace(form, hand_overs=returned))
    assert dialog.foot.can_finish()
    dialog.go_to(f"entries.0.{LINE}")
    field = dialog.page().field_of(f"entries.0.{LINE}")
    assert isinstance(field, ChoiceField)
    field.line().setText("9999")
    dialog.go_to("letter.date")
    dialog.foot.finish_requested.emit()
    assert dialog.step() == HAND_OVER
    assert field.line().hasFocus()
    assert "Listeden birini seçiniz" in field.shown_message()
    assert dialog.finished_view() is None


def test_that_a_decision_for_somebody_who_comes_no_more_is_shown_as_none(
    desk: Desk, form: ChangeForm, open_dialog: OpenDialog
) -> None:
    (case_id, other) = add_cases(desk, 2, 3)
    (entry,) = form.entries
    gone = to_newcomer(0)
    entry = replace(
        entry,
        newcomer_kind=NewcomerKind.NOBODY,
        vacancy_reason="Onay bekleniyor",
        cases_decision=gone,
        cases_decided=(other,),
        case_hand_overs=(CaseHandOver(case_id, gone),),
    )
    with desk.work() as work:
        held = service.context(work).held[1]
    given = tuple(HandOverDecision(one.custody_id, gone) for one in held)
    dialog = open_dialog(replace(form, entries=(entry,), hand_overs=given))
    dialog.go_to("entries.0.cases")
    shown = [field.text() for field in dialog.page().fields() if isinstance(field, ChoiceField)]
    assert not any("entry:" in text for text in shown)
    assert "Devralacak kişi belli değil" in dialog.foot.words()


def test_that_the_open_cases_are_all_in_sight_below_a_line_and_a_handset_on_a_small_screen(
    desk: Desk, form: ChangeForm, open_dialog: OpenDialog, hands: Hands, qtbot: QtBot
) -> None:
    add_cases(desk, *range(2, 8))
    dialog = open_dialog(form)
    dialog.resize(1366, 768)
    hands.press(Qt.Key.Key_F8)
    assert dialog.step() == HAND_OVER
    page = dialog.page()
    assert isinstance(page, HandOverStep)
    table = page.case_table()
    assert table is not None
    assert table.model().rowCount() == 6
    qtbot.waitUntil(lambda: table.visibleRegion().boundingRect().height() >= table.height() - 1)


def test_that_items_are_decided_from_the_keyboard_and_carried_out_with_the_letter(
    form: ChangeForm,
    open_dialog: OpenDialog,
    hands: Hands,
    answers: Answers,
    desk: Desk,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dialog = open_dialog(form)
    dialog.go_to("entries.0.effective")
    hands.alt("I")
    assert dialog.step() == HAND_OVER
    decide(hands, "goreve gelene devredilir")
    decide(hands, "geri")
    decided = [one.decision for one in dialog.form().hand_overs]
    assert decided == [to_newcomer(0), RETURN]
    assert HAND_OVER in dialog.steps_done()
    assert dialog.foot.can_finish(), dialog.foot.words()
    answers.replies = [1]
    with qtbot.waitSignal(dialog.letter_finished):
        hands.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    hands.rest()
    with desk.work() as work:
        assert held_by(work.session, 1, at=work.now) == ()
        assert len(list_forms(work.session, FormFilter())) == 4
    printed: list[bytes] = []

    def keep(_parent: QWidget, pdf: bytes, **more: object) -> None:
        printed.append(pdf)
        record = more["record"]
        assert callable(record)
        with desk.work() as inner:
            record(inner)

    monkeypatch.setattr(custody_papers, "print_pdf", keep)
    view = dialog.finished_view()
    assert view is not None
    said = {label.text() for label in view.findChildren(QLabel)}
    assert {
        "0500 000 11 01: devredildi.",
        "Samsung A15: geri alındı, depoya girdi.",
    } <= said
    print_papers(view).click()
    qtbot.waitUntil(lambda: len(printed) == 1)
    with desk.work() as work:
        states = [row.state for row in list_forms(work.session, FormFilter())]
    assert states.count(FormState.PRINTED) == 3


def print_papers(view: QWidget) -> QPushButton:
    (button,) = [one for one in view.findChildren(QPushButton) if "utanakları" in one.text()]
    return button


def test_that_a_waiver_asks_for_its_reason(
    form: ChangeForm, open_dialog: OpenDialog, hands: Hands, qtbot: QtBot
) -> None:
    dialog = open_dialog(form)
    dialog.go_to(next(iter(dialog.validator.validate(dialog.form()).problems)))
    decide(hands, "ayrilanda kalir")
    reason = next(one for one in dialog.page().fields() if one.key.endswith(".reason"))
    qtbot.waitUntil(lambda: reason.control() is QApplication.focusWidget())
    assert dialog.form().hand_overs[0].decision == WAIVE
    reasons = [one for one in dialog.page().fields() if one.key.endswith(".reason")]
    assert [one.isVisible() for one in reasons] == [True, False, False]
    hands.write("Ay sonunda kapanacak")
    assert dialog.form().hand_overs[0].reason == "Ay sonunda kapanacak"


@pytest.fixture
def store(desk: Desk) -> None:
    """Put a line and two handsets of one kind into the store."""
    with desk.work() as work:
        LINES.save(work, None, LineValues(phone="+905000004177", operator="Türk Telekom"))
        LINES.save(work, None, LineValues(phone="+905000001105", operator="Türk Telekom"))
        for _place in range(2):
            HANDSETS.save(work, None, HandsetValues(make="Nokia", model="G22"))


@pytest.mark.usefixtures("store")
def test_that_who_comes_is_given_a_line_and_a_handset_out_of_the_store_from_the_keyboard(
    form: ChangeForm,
    open_dialog: OpenDialog,
    hands: Hands,
    answers: Answers,
    desk: Desk,
    qtbot: QtBot,
) -> None:
    dialog = open_dialog(form)
    hands.press(Qt.Key.Key_F8)
    hands.press(Qt.Key.Key_F7)
    assert [one.decision for one in dialog.form().hand_overs] == [RETURN, RETURN]
    hands.tab()
    # The number in the letter is offered first: an arrow opens the list, the next one lights it.
    for _item in ("line", "handset"):
        hands.press(Qt.Key.Key_Down)
        hands.press(Qt.Key.Key_Down)
        hands.tab()
    assert dialog.foot.can_finish(), dialog.foot.words()
    answers.replies = [1]
    with qtbot.waitSignal(dialog.letter_finished):
        hands.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    hands.rest()
    view = dialog.finished_view()
    assert view is not None
    said = {label.text() for label in view.findChildren(QLabel)}
    assert "0500 000 41 77, Nokia G22: göreve gelen Gülşah ÇETİNKAYA, verildi." in said
    with desk.work() as work:
        issued = [row for row in list_forms(work.session, FormFilter()) if row.kind == "issue"]
    assert [row.officer_name for row in issued].count("Gülşah ÇETİNKAYA") == 1


@pytest.mark.usefixtures("store")
def test_that_no_phone_is_needed_for_a_reason_alone(
    form: ChangeForm, open_dialog: OpenDialog, hands: Hands, qtbot: QtBot
) -> None:
    dialog = open_dialog(replace(form, entries=(replace(form.entries[0], leaver_id=2),)))
    dialog.go_to("entries.0.phone.line")
    assert dialog.step() == HAND_OVER
    decide(hands, "gerekmez")
    reason = next(one for one in dialog.page().fields() if one.key == "phone.reason")
    qtbot.waitUntil(lambda: reason.control() is QApplication.focusWidget())
    assert not dialog.foot.can_finish()
    assert "telefon gerekmediği yazılmadı" in dialog.foot.words()
    hands.write("Kendi hattı var")
    assert dialog.foot.can_finish(), dialog.foot.words()
    assert dialog.form().entries[0].no_phone_reason == "Kendi hattı var"


def test_that_the_own_successor_is_offered_first_and_those_of_other_changes_by_their_number(
    form: ChangeForm, desk: Desk, open_dialog: OpenDialog
) -> None:
    with desk.work() as work:
        line_id = LINES.save(work, None, LineValues(phone="+905000001102", operator="Türk Telekom"))
        custody.issue(work, [line_item(line_id)], officer_id=2, at=work.now)
    other = replace(
        ENTRY,
        leaver_id=2,
        subject_ids=(3, 4),
        given_names="Hilal",
        surname="ÖZIŞIK",
        tckn=tckn(78),
        corporate_email="hilal@aile.gov.tr",
        corporate_mobile="0500 000 41 78",
        effective_on="24.11.2026",
    )
    typed = replace(form, entries=(form.entries[0], other))
    dialog = open_dialog(typed)
    words = {}
    for index, entry in enumerate(typed.entries):
        context = dialog.validator.context
        options = decision_options(typed, context, entry.leaver_id, index)
        words[index] = [text for _key, text in options[:2]]
    assert words == {
        0: [
            "Göreve gelene devredilir: Gülşah ÇETİNKAYA",
            "Devredilir: Hilal ÖZIŞIK (2. değişikliğin göreve geleni)",
        ],
        1: [
            "Göreve gelene devredilir: Hilal ÖZIŞIK",
            "Devredilir: Gülşah ÇETİNKAYA (1. değişikliğin göreve geleni)",
        ],
    }
    # A namesake is another person.
    same = replace(other, given_names=ENTRY.given_names, surname=ENTRY.surname)
    namesakes = replace(form, entries=(form.entries[0], same))
    options = decision_options(namesakes, dialog.validator.context, 1, 0)
    assert [key for key, _text in options[:2]] == [to_newcomer(0), to_newcomer(1)]
    assert options[1][1] == "Devredilir: Gülşah ÇETİNKAYA (2. değişikliğin göreve geleni)"


def test_that_many_leavers_give_everything_back_by_two_keys_each(
    desk: Desk, open_dialog: OpenDialog, hands: Hands
) -> None:
    with desk.work() as work:
        leavers = [add_leaver(work, place) for place in range(at_most(50, daily=6))]
        new = service.new_form(service.context(work))
    entries = tuple(
        ChangeEntry(
            leaver_id=officer_id,
            newcomer_kind=NewcomerKind.NOBODY,
            vacancy_reason="Atama bekleniyor",
            subject_ids=(1,),
            effective_on="24.11.2026",
        )
        for officer_id in leavers
    )
    dialog = open_dialog(replace(new, entries=entries))
    keys = 1
    hands.press(Qt.Key.Key_F8)
    assert dialog.step() == HAND_OVER
    for leaver in leavers:
        if leaver != leavers[0]:
            hands.press(Qt.Key.Key_PageDown, Qt.KeyboardModifier.ControlModifier)
            keys += 1
        hands.press(Qt.Key.Key_F7)
        keys += 1
    assert keys == 2 * len(leavers)
    assert [one.decision for one in dialog.form().hand_overs] == [RETURN] * 3 * len(leavers)
    assert dialog.foot.can_finish(), dialog.foot.words()


def add_leaver(work: Work, place: int) -> int:
    """Add somebody who answers for a subject and holds a line and two handsets."""
    values = OfficerValues(
        given_names="Muhteşem Gülbahar",
        surname="KARAMUSTAFAOĞULLARI",
        title="Psikolog",
        tckn=tckn(200 + place),
        unit_id=1,
        corporate_email=f"memur{place}@ornek.gov.tr",
        personal_mobile=f"+9050000028{place:02}",
        corporate_mobile=f"+9050000043{place:02}",
    )
    officer_id = add_officer(work, values, subject_ids=[1], starts_on=dt.date(2026, 1, 1))
    line_id = LINES.save(
        work, None, LineValues(phone=f"+9050000019{place:02}", operator="Türk Telekom")
    )
    for line in ([line_item(line_id)], []):
        handset_id = HANDSETS.save(work, None, HandsetValues(make="Samsung", model="A15"))
        custody.issue(work, [*line, handset_item(handset_id)], officer_id=officer_id, at=work.now)
    return officer_id


def test_that_the_step_is_passed_by_where_nobody_holds_anything(
    form: ChangeForm, open_dialog: OpenDialog, hands: Hands
) -> None:
    dialog = open_dialog(replace(form, entries=(replace(ENTRY, leaver_id=2),)))
    dialog.go_to("entries.0.effective")
    assert dialog.step() == SUBJECTS
    hands.alt("I")
    assert dialog.step() == LETTER
