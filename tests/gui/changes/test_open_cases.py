"""The step in which the open cases of a leaver are handed over or waived."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.cases import progress, responsibility
from alo183_desktop.cases.fields import CaseValues
from alo183_desktop.cases.service import add_case
from alo183_desktop.changes.form import CaseHandOver, ChangeEntry, ChangeForm
from alo183_desktop.changes.hand_overs import WAIVE, to_newcomer, to_officer
from alo183_desktop.gui.changes.change_dialog import ChangeDialog
from alo183_desktop.gui.changes.steps.hand_over import HandOverStep
from alo183_desktop.gui.changes.words import HAND_OVER
from alo183_desktop.gui.kit.form.form import Field
from alo183_desktop.gui.kit.table.view import TableView
from tests.gui.changes.conftest import Hands
from tests.gui.changes.letters_made import ENTRY
from tests.gui.conftest import Answers

OpenDialog = Callable[[ChangeForm | None], ChangeDialog]

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def form(form: ChangeForm) -> ChangeForm:
    """Return a form of a change that begins today, so that nothing waits for a later day."""
    return replace(form, entries=(replace(form.entries[0], effective_on="24.11.2026"),))


def add_cases(desk: Desk, *hours_ago: float, start: int = 100000) -> list[int]:
    """Refer cases of the leaver's first subject, each so many hours ago."""
    with desk.work() as work:
        return [
            add_case(
                work,
                CaseValues(
                    number=f"183-2026-{start + index}",
                    routed_at=work.now - dt.timedelta(hours=hours),
                    subject_id=1,
                    kind_id=5,
                    is_urgent=False,
                ),
                officer_id=1,
            )
            for index, hours in enumerate(hours_ago)
        ]


def enter(desk: Desk, case_id: int) -> None:
    """Enter a case in the call centre's system, so that it may stay with who leaves."""
    with desk.work() as work:
        progress.enter(work, case_id, at=work.now, record="1")


def entry_of(dialog: ChangeDialog) -> ChangeEntry:
    return dialog.form().entries[0]


def field_of(dialog: ChangeDialog, name: str) -> Field:
    (found,) = [one for one in dialog.page().fields() if name in one.name()]
    return found


def table_of(dialog: ChangeDialog) -> TableView:
    page = dialog.page()
    assert isinstance(page, HandOverStep)
    found = page.case_table()
    assert found is not None
    return found


def column(dialog: ChangeDialog, heading: str) -> list[str]:
    headings, rows = table_of(dialog).table_texts()
    return [row[headings.index(heading)] for row in rows]


def choose(hands: Hands, words: str) -> None:
    """Choose in the field that has the focus, and leave it."""
    focused = QApplication.focusWidget()
    assert focused is not None
    hands.press(Qt.Key.Key_A, CTRL)
    hands.write(words)
    hands.tab()


def test_that_the_letter_waits_for_the_open_cases_and_lists_what_is_due_next_first(
    desk: Desk, form: ChangeForm, open_dialog: OpenDialog, hands: Hands
) -> None:
    add_cases(desk, 2, 30, 23)
    dialog = open_dialog(form)
    assert not dialog.foot.can_finish()
    assert "Devir kararı verilmemiş açık vaka: 183-2026-100001" in dialog.foot.words()
    hands.press(Qt.Key.Key_F8)
    assert dialog.step() == HAND_OVER
    assert column(dialog, "Başvuru no") == [
        "183-2026-100001",
        "183-2026-100002",
        "183-2026-100000",
    ]
    assert column(dialog, "Kalan süre") == [
        "6 sa 00 dk gecikti",
        "1 sa 00 dk kaldı",
        "22 sa 00 dk kaldı",
    ]
    assert set(column(dialog, "Karar")) == {"karar yok"}
    assert (
        "Sisteme girilmemiş 3 vaka"
        in field_of(dialog, "Bütün açık vakalar").control().accessibleDescription()
    )


def test_that_the_proposal_hands_all_to_who_comes_and_the_finished_view_says_so(
    desk: Desk,
    form: ChangeForm,
    open_dialog: OpenDialog,
    hands: Hands,
    answers: Answers,
    qtbot: QtBot,
) -> None:
    add_cases(desk, *(1 + place / 10 for place in range(300)))
    dialog = open_dialog(form)
    hands.press(Qt.Key.Key_F8)
    hands.alt("U")
    assert entry_of(dialog).cases_decision == to_newcomer(0)
    assert len(entry_of(dialog).cases_decided) == 300
    assert dialog.foot.can_finish(), dialog.foot.words()
    assert set(column(dialog, "Karar")) == {"Gülşah ÇETİNKAYA"}
    answers.replies = [1]
    with qtbot.waitSignal(dialog.letter_finished):
        hands.press(Qt.Key.Key_Return, CTRL)
    hands.rest()
    view = dialog.finished_view()
    assert view is not None
    said = " ".join(label.text() for label in view.findChildren(QLabel))
    assert "300 açık vaka (183-2026-100299, " in said
    assert "adlı sorumluya devredildi." in said
    with desk.work() as work:
        assert responsibility.cases_to_hand_over(work, 1) == ()


def test_that_one_case_goes_another_way_than_the_rest(
    desk: Desk, form: ChangeForm, open_dialog: OpenDialog, hands: Hands, qtbot: QtBot
) -> None:
    _running, entered = add_cases(desk, 2, 30)
    enter(desk, entered)
    dialog = open_dialog(form)
    hands.press(Qt.Key.Key_F8)
    choose(hands, "agaoglu")
    assert entry_of(dialog).cases_decision == to_officer(2)
    hands.alt("V")
    assert QApplication.focusWidget() is table_of(dialog)
    hands.press(Qt.Key.Key_Down)
    hands.press(Qt.Key.Key_Return)
    choose(hands, "ayrilanda")
    reason = field_of(dialog, "Seçilen vakanın").control()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is reason)
    hands.write("Kapanmak uzere")
    expected = CaseHandOver(entered, WAIVE, "Kapanmak uzere")
    assert entry_of(dialog).case_hand_overs == (expected,)
    assert column(dialog, "Karar") == ["Şükrü AĞAOĞLU", "ayrılanda kalır"]
    assert dialog.foot.can_finish(), dialog.foot.words()


def test_that_a_running_case_is_not_waived_and_the_field_says_why(
    desk: Desk, form: ChangeForm, open_dialog: OpenDialog, hands: Hands
) -> None:
    running, entered = add_cases(desk, 2, 30)
    enter(desk, entered)
    dialog = open_dialog(form)
    hands.press(Qt.Key.Key_F8)
    choose(hands, "ayrilanda")
    common = field_of(dialog, "Bütün açık vakalar")
    assert "Sisteme girilmemiş vaka ayrılanda kalamaz: 183-2026-100000" in common.shown_message()
    assert column(dialog, "Karar") == ["kalamaz, sisteme girilmemiş", "ayrılanda kalır"]
    hands.write("Kapanmak uzere")
    hands.press(Qt.Key.Key_F8)
    assert table_of(dialog).current_row().row.case_id == running
    hands.alt("K")
    choose(hands, "ayrilanda")
    own = field_of(dialog, "Listede seçilen")
    assert "Sisteme girilmemiş vaka ayrılanda kalamaz" in own.shown_message()
    hands.alt("K")
    choose(hands, "goreve gelene")
    assert entry_of(dialog).case_hand_overs == (CaseHandOver(running, to_newcomer(0)),)
    assert dialog.foot.can_finish(), dialog.foot.words()


def test_that_several_rows_get_one_decision(
    desk: Desk, form: ChangeForm, open_dialog: OpenDialog, hands: Hands
) -> None:
    add_cases(desk, 2, 3, 4)
    dialog = open_dialog(form)
    hands.press(Qt.Key.Key_F8)
    hands.alt("U")
    hands.alt("V")
    hands.press(Qt.Key.Key_Down, SHIFT)
    hands.alt("K")
    choose(hands, "agaoglu")
    assert column(dialog, "Karar") == ["Şükrü AĞAOĞLU", "Şükrü AĞAOĞLU", "Gülşah ÇETİNKAYA"]
    hands.alt("K")
    choose(hands, "hepsi icin")
    assert entry_of(dialog).case_hand_overs == ()


def test_that_a_case_that_comes_meanwhile_is_shown_and_waits_for_a_decision(
    desk: Desk,
    form: ChangeForm,
    open_dialog: OpenDialog,
    hands: Hands,
    answers: Answers,
    qtbot: QtBot,
) -> None:
    add_cases(desk, 2)
    dialog = open_dialog(form)
    hands.press(Qt.Key.Key_F8)
    hands.alt("U")
    assert dialog.foot.can_finish(), dialog.foot.words()
    add_cases(desk, 1, start=200000)
    answers.replies = [1]
    hands.press(Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: "183-2026-200000" in dialog.foot.words())
    hands.rest()
    assert dialog.finished_view() is None
    assert column(dialog, "Karar") == ["Gülşah ÇETİNKAYA", "karar yok"]
    (again,) = [one for one in dialog.findChildren(QPushButton) if "Yeni gelen 1" in one.text()]
    qtbot.waitUntil(again.isVisible)
    hands.alt("U")
    assert dialog.foot.can_finish(), dialog.foot.words()


def test_that_a_case_that_was_closed_meanwhile_is_shown(
    desk: Desk,
    form: ChangeForm,
    open_dialog: OpenDialog,
    hands: Hands,
    answers: Answers,
    qtbot: QtBot,
) -> None:
    closed, _other = add_cases(desk, 2, 3)
    dialog = open_dialog(form)
    hands.press(Qt.Key.Key_F8)
    hands.alt("U")
    with desk.work() as work:
        progress.enter(work, closed, at=work.now, record="1")
        progress.close_case(work, closed, at=work.now, outcome="Bitti")
    answers.replies = [1]
    with qtbot.waitSignal(dialog.letter_finished):
        hands.press(Qt.Key.Key_Return, CTRL)
    hands.rest()
    view = dialog.finished_view()
    assert view is not None
    said = [label.text() for label in view.findChildren(QLabel)]
    assert "183-2026-100000: yazı hazırlanırken kapandı, devri gerekmedi." in said


def test_that_another_leaver_begins_without_decisions(
    desk: Desk, form: ChangeForm, open_dialog: OpenDialog, hands: Hands
) -> None:
    add_cases(desk, 2)
    dialog = open_dialog(form)
    hands.press(Qt.Key.Key_F8)
    hands.alt("U")
    assert entry_of(dialog).cases_decided
    dialog.go_to("entries.0.leaver")
    choose(hands, "agaoglu")
    hands.rest()
    assert entry_of(dialog).leaver_id == 2
    assert (entry_of(dialog).cases_decision, entry_of(dialog).cases_decided) == ("", ())


def test_that_a_later_first_day_does_not_hide_that_all_changes_hands_now(
    desk: Desk, form: ChangeForm, open_dialog: OpenDialog, hands: Hands
) -> None:
    add_cases(desk, 2)
    dialog = open_dialog(replace(form, entries=(replace(ENTRY, effective_on="01.12.2026"),)))
    hands.press(Qt.Key.Key_F8)
    said = [label.text() for label in dialog.page().findChildren(QLabel) if label.isVisible()]
    assert any("01.12.2026" in words and "o gün el değiştirir" in words for words in said)
