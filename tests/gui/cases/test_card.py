"""The card of a case and the forms of what is done on it: each refusal beside its field."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from sqlalchemy import select

from alo183_desktop.cases import service
from alo183_desktop.cases.kinds import ActionKind, CaseView
from alo183_desktop.cases.model import Case
from alo183_desktop.gui.cases import act_dialogs
from alo183_desktop.gui.cases.change_dialog import CaseDialog
from alo183_desktop.gui.cases.entry_dialogs import EntryDialog
from alo183_desktop.gui.cases.instants import instants_of
from alo183_desktop.gui.cases.sheet import sheet_of
from alo183_desktop.gui.cases.steps import Step, next_step, offered
from alo183_desktop.gui.kit.file_window import FileWindow
from alo183_desktop.gui.kit.form_dialog import FormDialog
from alo183_desktop.gui.kit.states import State
from alo183_desktop.gui.kit.widgets import LinkButton
from tests.gui.cases.conftest import acts
from tests.gui.cases.directorate import RUNNING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.cases.rows import CaseCard
    from alo183_desktop.gui.cases.page import CasesPage
    from tests.clocks import FixedClock

LATE, NEAR, TALKED, UNTOUCHED = range(4)
"""Places of the running cases."""
DialogT = TypeVar("DialogT", bound=FormDialog)


def card(page: CasesPage, qtbot: QtBot, place: int) -> CaseCard:
    number = RUNNING[place][0]
    if page.cases.view.currentIndex().row() != place:
        page.cases.view.selectRow(place)
    qtbot.waitUntil(lambda: (page.card.card() or _NOBODY).row.number == number)
    found = page.card.card()
    assert found is not None
    return found


class _Nobody:
    class row:  # noqa: N801 - stands for a card's row
        number = ""


_NOBODY = _Nobody


def open_step(page: CasesPage, qtbot: QtBot, step: Step, kind: type[DialogT]) -> DialogT:
    with qtbot.waitSignal(page.opener.opened):
        qtbot.waitUntil(page.background.is_idle)
        page.card.step_requested.emit(step.value)
    dialog = page.opener.dialog()
    assert isinstance(dialog, kind)
    return dialog


def save(dialog: FormDialog, qtbot: QtBot) -> None:
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()


def refuse(dialog: FormDialog, qtbot: QtBot, key: str, words: str) -> None:
    dialog.save_button.click()
    qtbot.waitUntil(lambda: words in dialog.form.field(key).shown_message())


def stored(page: CasesPage, desk: Desk) -> CaseCard:
    case_id = page.cases.view.current_id()
    assert case_id is not None
    with desk.work() as work:
        return service.open_case(work, case_id)


def texts(page: CasesPage) -> str:
    return "\n".join(label.text() for label in page.card.findChildren(QLabel))


def test_that_the_card_shows_four_instants_with_what_was_late(
    page: CasesPage, clock: FixedClock, qtbot: QtBot
) -> None:
    found = instants_of(card(page, qtbot, LATE), now=clock())
    assert [one.label for one in found] == [
        "Yönlendirildi",
        "Sorumluya bildirildi",
        "İlk işlem",
        "Sisteme giriş",
        "Kapanış",
    ]
    assert found[1].words == "20 dk sonra"
    assert (found[2].state, found[2].words) == (State.LATE, "35 dk geç")
    assert (found[3].at, found[3].state) == (None, State.LATE)
    assert found[3].words == "2 sa 06 dk gecikti"


def test_that_the_card_tells_who_what_and_the_others_of_the_same_caller(
    page: CasesPage, qtbot: QtBot
) -> None:
    card(page, qtbot, LATE)
    shown = texts(page)
    for words in (
        "Vaka 183-2026-100418",
        "Örnek Polis Merkezi Amirliği",
        "0532 111 •• ••",
        "M••• I•••",
        "Eve gidildi, anne ve çocuk konukevine alındı.",
        "Aynı arayanın öbür vakaları",
        "183-2026-100423",
        "183-2026-100403",
    ):
        assert words in shown


def test_that_the_caller_is_masked_until_somebody_asks_and_that_is_written_down(
    page: CasesPage, desk: Desk, qtbot: QtBot
) -> None:
    card(page, qtbot, LATE)
    assert "Müjgân" not in texts(page)
    assert "0532 111 22 33" not in texts(page)
    assert acts(desk, "case.caller_shown") == 0
    assert page.card.phone is not None
    links = page.card.phone.findChildren(LinkButton)
    QTest.mouseClick(links[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "0532 111 22 33" in texts(page))
    assert "Müjgân IŞIK" in texts(page)
    assert acts(desk, "case.caller_shown") == 1


def test_that_the_clocks_of_the_card_run_on_and_nothing_else_moves(
    page: CasesPage, desk: Desk, clock: FixedClock, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    card(page, qtbot, NEAR)
    settle()
    opened = acts(desk, "case.opened")
    line = next(one for one in page.card.findChildren(QLabel) if "Komşu ihbarı" in one.text())
    line.setSelection(0, 5)
    before = {id(one) for one in page.card.findChildren(QLabel)}
    assert "3 sa 12 dk kaldı" in told(page)
    clock.advance(hours=4)
    page.watch.minute_passed.emit()
    settle()
    assert "48 dk gecikti" in told(page)
    assert "3 sa 12 dk kaldı" not in told(page)
    assert line.selectedText() == "Komşu"
    assert {id(one) for one in page.card.findChildren(QLabel)} == before
    # Read once more, as after an act of somebody else on another case: still the same.
    page.card.show_card(page.card.card())
    assert line.selectedText() == "Komşu"
    assert acts(desk, "case.opened") == opened


def told(page: CasesPage) -> str:
    """Return what the mark and the instants say, as a screen reader hears it."""
    return "\n".join(
        one.accessibleName() for one in page.card.findChildren(QWidget) if one.accessibleName()
    )


@pytest.mark.parametrize(
    ("place", "words"),
    [(LATE, "Sisteme &girişi kaydet"), (NEAR, "&Bildirildi"), (TALKED, "Sisteme &girişi kaydet")],
)
def test_that_the_emphasised_button_is_the_next_step(
    page: CasesPage, qtbot: QtBot, place: int, words: str
) -> None:
    card(page, qtbot, place)
    assert page.card.next_button.text() == words


def test_that_a_case_goes_from_told_to_closed_by_its_next_steps(
    page: CasesPage, desk: Desk, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    with qtbot.waitSignal(page.loaded):
        page.show_view(CaseView.ALL)  # an entered case leaves the view of the running ones
    card(page, qtbot, UNTOUCHED)
    dialog: FormDialog = open_step(page, qtbot, Step.ACKNOWLEDGE, act_dialogs.AcknowledgeDialog)
    save(dialog, qtbot)
    assert next_step(stored(page, desk)) is Step.ACT
    action = open_step(page, qtbot, Step.ACT, act_dialogs.ActionDialog)
    action.words.set_text("Telefonla görüşüldü.")
    save(action, qtbot)
    assert next_step(stored(page, desk)) is Step.ENTER
    entry = open_step(page, qtbot, Step.ENTER, EntryDialog)
    entry.record.set_text("SYS-77")
    save(entry, qtbot)
    assert next_step(stored(page, desk)) is Step.CLOSE
    close = open_step(page, qtbot, Step.CLOSE, act_dialogs.CloseDialog)
    close.words.set_text("Sosyal yardım bağlandı.")
    save(close, qtbot)
    settle()
    after = stored(page, desk)
    assert next_step(after) is None
    assert [line.kind for line in after.timeline] == [
        ActionKind.ACKNOWLEDGED,
        ActionKind.ACTION,
        ActionKind.ENTERED,
        ActionKind.CLOSED,
    ]


def test_that_the_instant_of_knowing_is_put_right_and_the_wrong_one_stays_to_be_seen(
    page: CasesPage, desk: Desk, qtbot: QtBot
) -> None:
    before = card(page, qtbot, LATE).acknowledged_at
    assert before is not None
    dialog = open_step(page, qtbot, Step.CORRECT_ACKNOWLEDGE, act_dialogs.AcknowledgeDialog)
    assert dialog.at is not None
    assert dialog.at.instant() == before.replace(second=0, microsecond=0)
    dialog.at.set_instant(before + dt.timedelta(minutes=10))
    save(dialog, qtbot)
    after = stored(page, desk)
    assert after.acknowledged_at == (before + dt.timedelta(minutes=10)).replace(
        second=0, microsecond=0
    )
    known = [line for line in after.timeline if line.kind is ActionKind.ACKNOWLEDGED]
    assert [line.corrected_by_action_id is not None for line in known] == [True, False]


def test_that_a_first_action_that_a_file_told_is_set_aside_with_a_reason(
    page: CasesPage, desk: Desk, qtbot: QtBot
) -> None:
    number = RUNNING[UNTOUCHED][0]
    assert Step.DROP_TOLD not in offered(card(page, qtbot, UNTOUCHED))
    with desk.work() as work:
        told = work.session.scalars(select(Case).where(Case.number == number)).one()
        told.first_action_at = told.routed_at + dt.timedelta(minutes=5)
    with qtbot.waitSignal(page.card_shown):
        page.cases.renew()
    assert Step.DROP_TOLD in offered(card(page, qtbot, UNTOUCHED))
    dialog = open_step(page, qtbot, Step.DROP_TOLD, act_dialogs.ReasonDialog)
    dialog.save_button.click()
    assert dialog.words.shown_message()
    dialog.words.set_text("Listede yanlış yazılmış.")
    save(dialog, qtbot)
    after = stored(page, desk)
    assert after.row.first_action_at is None
    assert Step.DROP_TOLD not in offered(after)
    assert after.timeline[-1].words == "Listede yanlış yazılmış."


def test_that_a_note_ends_no_wait(page: CasesPage, desk: Desk, qtbot: QtBot) -> None:
    card(page, qtbot, UNTOUCHED)
    dialog = open_step(page, qtbot, Step.ACT, act_dialogs.ActionDialog)
    dialog.words.set_text("Aile evde bulunamadı.")
    dialog.kind.set_value(ActionKind.NOTE.value)
    save(dialog, qtbot)
    assert stored(page, desk).row.first_action_at is None


def test_that_an_entry_without_a_proof_is_refused_beside_its_field(
    page: CasesPage, qtbot: QtBot
) -> None:
    card(page, qtbot, LATE)
    dialog = open_step(page, qtbot, Step.ENTER, EntryDialog)
    refuse(dialog, qtbot, "record", "Girişi gösteren bir şey yok")
    assert dialog.isVisible()


def test_that_an_entry_before_the_referral_or_in_the_future_is_refused(
    page: CasesPage, qtbot: QtBot
) -> None:
    card(page, qtbot, LATE)
    dialog = open_step(page, qtbot, Step.ENTER, EntryDialog)
    dialog.record.set_text("SYS-1")
    assert dialog.at is not None
    dialog.at.day.set_text("22.11.2026")
    refuse(dialog, qtbot, "at", "yönlendirmeden")
    dialog.at.day.set_text("25.11.2026")
    refuse(dialog, qtbot, "at", "ileride")


def test_that_an_entry_is_proven_by_a_file(
    page: CasesPage, desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "ekran görüntüsü.png"
    page.grab().save(str(path))
    card(page, qtbot, LATE)
    dialog = open_step(page, qtbot, Step.ENTER, EntryDialog)
    dialog.file.set_text(str(path))
    save(dialog, qtbot)
    (file,) = stored(page, desk).files
    assert file.is_entry_proof
    assert file.name == path.name


def test_that_a_file_that_is_no_picture_is_refused_beside_its_field(
    page: CasesPage, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "not.png"
    path.write_text("resim değil", encoding="utf-8")
    card(page, qtbot, LATE)
    dialog = open_step(page, qtbot, Step.ENTER, EntryDialog)
    dialog.file.set_text(str(path))
    dialog.save_button.click()
    qtbot.waitUntil(lambda: bool(dialog.file.shown_message()))
    assert dialog.save_button.isEnabled()


def test_that_an_entry_is_withdrawn_with_a_reason(
    page: CasesPage, desk: Desk, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(page.loaded):
        page.show_view(CaseView.ALL)
    card(page, qtbot, LATE)
    entry = open_step(page, qtbot, Step.ENTER, EntryDialog)
    entry.record.set_text("SYS-1")
    save(entry, qtbot)
    dialog = open_step(page, qtbot, Step.WITHDRAW, act_dialogs.ReasonDialog)
    dialog.save_button.click()
    assert dialog.words.shown_message()
    dialog.words.set_text("Başka bir vakaya girilmiş.")
    save(dialog, qtbot)
    assert stored(page, desk).row.entered_at is None


def test_that_a_line_is_put_right_by_a_new_one_and_stays_to_be_seen(
    page: CasesPage, desk: Desk, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    found = card(page, qtbot, LATE)
    line = next(one for one in found.timeline if one.kind is ActionKind.ACTION)
    with qtbot.waitSignal(page.opener.opened):
        page.card.correction_requested.emit(line.action_id)
    dialog = page.opener.dialog()
    assert isinstance(dialog, act_dialogs.ActionDialog)
    assert dialog.words.text() == line.words
    dialog.words.set_text("Eve gidildi; anne konukevine alındı.")
    save(dialog, qtbot)
    lines = {one.action_id: one for one in stored(page, desk).timeline}
    assert lines[line.action_id].corrected_by_action_id is not None
    with qtbot.waitSignal(page.card_shown):
        page.cases.renew()
    settle()
    assert "İşlem (düzeltildi, geçersiz)" in texts(page)


def test_that_a_case_is_handed_on_with_a_reason(page: CasesPage, desk: Desk, qtbot: QtBot) -> None:
    before = card(page, qtbot, LATE).row.officer_id
    dialog = open_step(page, qtbot, Step.REASSIGN, act_dialogs.ReassignDialog)
    assert dialog.officer.value() is not None
    dialog.save_button.click()
    assert dialog.words.shown_message()
    dialog.words.set_text("Yıllık izinde.")
    save(dialog, qtbot)
    after = stored(page, desk)
    assert after.row.officer_id != before
    assert after.responsibilities[0].reason == "Yıllık izinde."


def test_that_the_police_may_have_been_told_at_an_unknown_time(
    page: CasesPage, desk: Desk, qtbot: QtBot
) -> None:
    card(page, qtbot, NEAR)
    dialog = open_step(page, qtbot, Step.POLICE, act_dialogs.PoliceDialog)
    dialog.unit.set_text("Gölbaşı İlçe Jandarma")
    dialog.day.set_text("")
    dialog.save_button.click()
    assert "Tarih yazılmamış" in dialog.day.shown_message()
    dialog.time.set_text("")
    save(dialog, qtbot)
    after = stored(page, desk)
    assert after.police_unit == "Gölbaşı İlçe Jandarma"
    assert after.police_at is None
    assert after.police_by == "Selin AKTAŞ"


def test_that_a_wrong_referral_is_put_right(page: CasesPage, desk: Desk, qtbot: QtBot) -> None:
    card(page, qtbot, UNTOUCHED)
    with qtbot.waitSignal(page.opener.opened):
        page.card.step_requested.emit(Step.CHANGE.value)
    dialog = page.opener.dialog()
    assert isinstance(dialog, CaseDialog)
    assert dialog.fields.caller_name.text() == "Müjgân IŞIK"
    dialog.fields.number.set_text("183-2026-100421")
    refuse(dialog, qtbot, "number", "zaten var")
    dialog.fields.number.set_text("183-2026-100999")
    dialog.fields.district.set_text("Haymana")
    save(dialog, qtbot)
    assert stored(page, desk).row.district == "Haymana"


def test_that_another_instant_of_the_referral_needs_a_reason(
    page: CasesPage, desk: Desk, qtbot: QtBot
) -> None:
    routed = card(page, qtbot, UNTOUCHED).row.routed_at
    with qtbot.waitSignal(page.opener.opened):
        page.card.step_requested.emit(Step.CHANGE.value)
    dialog = page.opener.dialog()
    assert isinstance(dialog, CaseDialog)
    assert dialog.reason.isHidden()
    dialog.fields.day.set_text("20.11.2026")
    assert not dialog.reason.isHidden()
    refuse(dialog, qtbot, "routed_reason", "nedeni yazılmamış")
    dialog.reason.set_text("Merkez yanlış bildirmiş")
    save(dialog, qtbot)
    after = stored(page, desk)
    assert after.row.routed_at < routed
    assert after.timeline[-1].words.endswith("Gerekçe: Merkez yanlış bildirmiş")


def test_that_a_file_is_kept_with_a_case_and_opened(
    page: CasesPage, desk: Desk, tmp_path: Path, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    path = tmp_path / "tutanak.png"
    page.grab().save(str(path))
    case_id = card(page, qtbot, LATE).row.case_id
    with qtbot.waitSignal(page.papers.attached):
        page.papers.attach_file(case_id, path)
    (file,) = stored(page, desk).files
    assert not file.is_entry_proof
    with qtbot.waitSignal(page.papers.opened):
        page.papers.show_file(file.file_id)
    settle()
    assert acts(desk, "case.file_opened") == 1
    for window in page.window().findChildren(FileWindow):
        window.accept()


def test_that_the_follow_up_sheet_is_shown_before_it_is_printed(
    page: CasesPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    card(page, qtbot, LATE)
    with qtbot.waitSignal(page.papers.opened):
        page.card.sheet_requested.emit(False)  # noqa: FBT003 - a signal
    (window,) = page.window().findChildren(FileWindow)
    qtbot.waitUntil(window.is_shown)
    window.accept()
    settle()


def test_that_a_masked_sheet_hides_whatever_tells_of_a_person(
    page: CasesPage, clock: FixedClock, qtbot: QtBot
) -> None:
    sheet = sheet_of(
        card(page, qtbot, LATE),
        heading=("T.C.",),
        printed_by="Selin AKTAŞ",
        now=clock(),
        is_masked=True,
    )
    hidden = {fact.label for fact in sheet.facts if fact.masked_value == "(gizlendi)"}
    assert {"Arayan", "Arayanın telefonu", "Sonuç"} <= hidden
    assert (sheet.state, sheet.time_words) == ("late", "2 sa 06 dk gecikti")
    assert [entry.number for entry in sheet.timeline] == [1, 2, 3, 4]


def test_that_escape_asks_before_typing_is_thrown_away(
    page: CasesPage, qtbot: QtBot, answers: object
) -> None:
    card(page, qtbot, UNTOUCHED)
    dialog = open_step(page, qtbot, Step.ACT, act_dialogs.ActionDialog)
    dialog.words.set_text("Yarım kalan")
    QTest.keyClick(dialog.words.edit, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    assert answers.asked == ["Yazdıklarınız kaydedilmedi"]  # type: ignore[attr-defined]
