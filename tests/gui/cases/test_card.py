"""The card of a case and the forms of what is done on it: each refusal beside its field."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.cases.instants import instants_of
from alo183_desktop.cases.kinds import ActionKind
from alo183_desktop.cases.rows import TimelineRow
from alo183_desktop.gui.cases.page import CasesPage
from alo183_desktop.gui.cases.papers import entry_text, reminder_text
from alo183_desktop.gui.kit.buttons import LinkButton
from alo183_desktop.gui.kit.copying import BRIEFLY_S
from alo183_desktop.gui.kit.paper.papers import FileWindow
from alo183_desktop.shared.clock import format_instant
from tests.clocks import FixedClock
from tests.gui.cases.steps_taken import LATE, NEAR, TALKED, card, stored, texts
from tests.gui.conftest import Answers
from tests.gui.desks import acts
from tests.gui.printers import print_to
from tests.platforms import WITH_CLIPBOARD_AT_ONCE


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
    assert (found[2].mark, found[2].words) == ("late", "35 dk geç")
    assert (found[3].at, found[3].mark) == (None, "late")
    assert found[3].words == "2 sa 06 dk gecikti"


def test_that_the_card_shows_who_what_and_the_others_of_the_same_caller(
    page: CasesPage, qtbot: QtBot
) -> None:
    card(page, qtbot, LATE)
    shown = texts(page)
    for words in (
        "Vaka 183-2026-100418",
        "Örnek Polis Merkezi Amirliği",
        "0532 ••• •• ••",
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
    assert "3 sa 12 dk kaldı" in reported(page)
    clock.advance(hours=4)
    page.watch.minute_passed.emit()
    settle()
    assert "48 dk gecikti" in reported(page)
    assert "3 sa 12 dk kaldı" not in reported(page)
    assert line.selectedText() == "Komşu"
    assert {id(one) for one in page.card.findChildren(QLabel)} == before
    # Read once more, as after an act of somebody else on another case: still the same.
    page.card.show_card(page.card.card())
    assert line.selectedText() == "Komşu"
    assert acts(desk, "case.opened") == opened


def test_that_row_and_card_show_the_same_minutes_at_the_same_instant(
    page: CasesPage, clock: FixedClock, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    clock.advance(seconds=70)  # the list was read before, and no minute has struck since
    row = card(page, qtbot, NEAR).row
    settle()
    assert page.cases.view.countdown.entry_words(row) == "3 sa 12 dk kaldı"
    assert reported(page).count("3 sa 12 dk kaldı") == 2
    with qtbot.waitSignal(page.cases.completed):
        page.cases.ask_again()
    assert page.cases.view.countdown.entry_words(row) == "3 sa 10 dk kaldı"
    assert reported(page).count("3 sa 10 dk kaldı") == 2


def reported(page: CasesPage) -> str:
    """Return what the mark and the instants say, as a screen reader hears it."""
    return "\n".join(
        one.accessibleName() for one in page.card.findChildren(QWidget) if one.accessibleName()
    )


@pytest.mark.parametrize(
    ("place", "words"),
    [(LATE, "Sist&eme girişi kaydet"), (NEAR, "Bildi&rildi"), (TALKED, "Sist&eme girişi kaydet")],
)
def test_that_the_emphasised_button_is_the_next_step(
    page: CasesPage, qtbot: QtBot, place: int, words: str
) -> None:
    card(page, qtbot, place)
    assert page.card.next_button.text() == words


def test_that_a_scan_dropped_on_the_page_is_kept_with_the_case_once_asked_and_opened(
    page: CasesPage,
    desk: Desk,
    tmp_path: Path,
    qtbot: QtBot,
    settle: Callable[[], None],
    answers: Answers,
) -> None:
    path = tmp_path / "tutanak.png"
    page.grab().save(str(path))
    case_id = card(page, qtbot, LATE).row.case_id
    page.take_file(path)
    assert stored(page, desk).files == ()
    answers.replies = [0]
    with qtbot.waitSignal(page.papers.attached) as kept:
        page.take_file(path)
    assert kept.args == [case_id]
    assert "183-2026-" in answers.asked[-1]
    (file,) = stored(page, desk).files
    assert not file.is_entry_proof
    with qtbot.waitSignal(page.papers.opened):
        page.papers.show_file(file.file_id)
    settle()
    assert acts(desk, "case.file_opened") == 1
    for window in page.window().findChildren(FileWindow):
        window.accept()


def test_that_the_follow_up_sheet_is_shown_before_it_is_printed(
    page: CasesPage, qtbot: QtBot, settle: Callable[[], None], tmp_path: Path
) -> None:
    card(page, qtbot, LATE)
    with qtbot.waitSignal(page.papers.opened):
        page.card.sheet_requested.emit(False)  # noqa: FBT003 - a signal
    (window,) = page.window().findChildren(FileWindow)
    qtbot.waitUntil(window.is_shown)
    name = print_to(tmp_path / "baski.pdf", window.print_requested.emit, qtbot)
    assert name.startswith("izleme-formu-")
    qtbot.waitUntil(lambda: window.toast.text() == "Kaydedildi: baski.pdf")
    window.accept()
    settle()


def test_that_what_was_done_is_copied_in_one_key_without_the_caller(
    page: CasesPage, desk: Desk, qtbot: QtBot
) -> None:
    shown = card(page, qtbot, LATE)
    page.cases.view.setFocus()
    QTest.keyClick(page.cases.view, Qt.Key.Key_F6)
    clipboard = QGuiApplication.clipboard()
    qtbot.waitUntil(lambda: clipboard.text().startswith("Başvuru no"))
    text = clipboard.text()
    assert text == entry_text(shown)
    assert f"Sorumlu: {shown.row.officer_name}" in text
    done = [line for line in shown.timeline if line.kind is ActionKind.ACTION]
    assert all(line.words in text for line in done if line.corrected_by_action_id is None)
    assert not any(line.words in text for line in done if line.corrected_by_action_id)
    assert "IŞIK" not in text
    assert acts(desk, "case.timeline_copied") == 1


def test_that_the_text_for_the_ministry_has_what_was_done_when_and_with_what_result(
    page: CasesPage, qtbot: QtBot
) -> None:
    shown = card(page, qtbot, LATE)
    at = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
    lines = [
        TimelineRow(number, kind, at, words, "Selin AKTAŞ", at, None, corrected_by)
        for number, kind, words, corrected_by in (
            (1, ActionKind.ACKNOWLEDGED, "", None),
            (2, ActionKind.ACTION, "Arandı, yanıt vermedi.", 3),
            (3, ActionKind.ACTION, "Arandı, görüşüldü.", None),
            (4, ActionKind.POLICE, "Asayiş", None),
            (5, ActionKind.NOTE, "Dosya masada", None),
            (6, ActionKind.ENTERED, "Kayıt 17", None),
        )
    ]
    done = replace(shown, timeline=tuple(lines), outcome="Yerleştirildi")
    assert entry_text(done).splitlines() == [
        f"Başvuru no: {shown.row.number}",
        f"Yönlendirme: {format_instant(shown.row.routed_at)}",
        f"Sorumlu: {shown.row.officer_name}",
        "24.11.2026 12:00 Sorumluya bildirildi",
        "24.11.2026 12:00 İşlem: Arandı, görüşüldü.",
        "24.11.2026 12:00 Kolluk bilgilendirildi: Asayiş",
        "Sonuç: Yerleştirildi",
    ]
    nothing = entry_text(replace(shown, timeline=(), outcome=""))
    assert nothing.splitlines()[3:] == ["Kaydedilmiş işlem yok."]


@WITH_CLIPBOARD_AT_ONCE
def test_that_what_was_done_leaves_the_clipboard_by_itself(
    page: CasesPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert BRIEFLY_S == 60
    monkeypatch.setattr("alo183_desktop.gui.cases.papers.BRIEFLY_S", 0)
    card(page, qtbot, LATE)
    page.cases.view.setFocus()
    copied: list[str] = []
    clipboard = QGuiApplication.clipboard()
    clipboard.dataChanged.connect(lambda: copied.append(clipboard.text()))
    QTest.keyClick(page.cases.view, Qt.Key.Key_F6)
    qtbot.waitUntil(lambda: bool(copied) and clipboard.text() == "")
    assert copied[0].startswith("Başvuru no")


def test_that_the_message_that_reminds_an_officer_names_nobody(
    page: CasesPage, clock: FixedClock, qtbot: QtBot
) -> None:
    shown = card(page, qtbot, LATE)
    actions = page.cases.view.actions()
    (copy,) = [one for one in actions if "Hatırlatma metnini" in one.text().replace("&", "")]
    copy.trigger()
    text = QGuiApplication.clipboard().text()
    assert text == reminder_text(shown, now=clock())
    assert shown.row.number in text
    assert "2 sa 06 dk gecikti" in text
    for name in (shown.row.officer_name, "Müjgân", "IŞIK"):
        assert name not in text
