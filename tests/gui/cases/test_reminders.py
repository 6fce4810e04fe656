"""Reminders: each step shown once, at start, each minute and at wake; nobody is named."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QSystemTrayIcon, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.cases.reminders import due_reminders, unseen_reminders
from alo183_desktop.cases.rows import ComingReminder
from alo183_desktop.gui.cases.page import CasesPage
from alo183_desktop.gui.cases.reminders import AwayDialog, LockedReminders
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.remembered import Remembered
from alo183_desktop.gui.kit.tray import Tray
from alo183_desktop.gui.shell.main_window import MainWindow, WindowTray
from tests.clocks import FixedClock
from tests.gui.cases.conftest import case_id_of
from tests.gui.desks import acts
from tests.gui.leaving import busy

NEXT = "183-2026-100423"
"""Its sixth hour ends 24 minutes after the page is opened."""


def look(page: CasesPage, settle: Callable[[], None]) -> list[tuple[str, str]]:
    """Let the watch look, and return what it reported."""
    reported: list[tuple[str, str]] = []
    page.notified.connect(lambda title, text: reported.append((title, text)))
    page.watch.look()
    settle()
    return reported


def unseen(desk: Desk) -> set[str]:
    with desk.work() as work:
        return {row.number for row in unseen_reminders(work)}


@pytest.fixture
def quiet(page: CasesPage, clock: FixedClock, settle: Callable[[], None]) -> CasesPage:
    """Return a page on which a minute has gone by with nothing to report."""
    clock.advance(minutes=1)
    page.watch.look()
    settle()
    return page


def test_that_a_step_that_comes_due_is_shown_with_number_and_time_only(
    quiet: CasesPage, clock: FixedClock, settle: Callable[[], None]
) -> None:
    clock.advance(minutes=22, seconds=40)
    quiet.watch.look()
    settle()
    for _part in range(2):
        clock.advance(seconds=25)
        assert look(quiet, settle) == []
    clock.advance(seconds=25)
    reported = look(quiet, settle)
    assert reported == [("24 saat hatırlatması", f"Vaka {NEXT}: 17 sa 59 dk kaldı")]


def test_that_a_step_is_shown_once(
    quiet: CasesPage, clock: FixedClock, settle: Callable[[], None]
) -> None:
    clock.advance(minutes=24)
    quiet.watch.look()
    settle()
    clock.advance(seconds=20)
    quiet.watch.look()
    settle()
    for _minute in range(5):
        clock.advance(seconds=25)
        assert look(quiet, settle) == []


def test_that_a_computer_that_slept_misses_nothing(
    quiet: CasesPage, clock: FixedClock, settle: Callable[[], None]
) -> None:
    clock.advance(hours=7)
    reported = look(quiet, settle)
    assert [title for title, _text in reported] == ["Siz yokken"]
    assert quiet.away.banner.text().startswith("Siz yokken 5 vakada hatırlatma zamanı geldi; 1")
    assert not quiet.away.banner.isHidden()


def test_that_a_clock_that_was_set_back_is_looked_at_again(
    quiet: CasesPage, clock: FixedClock, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    clock.advance(hours=-2)
    with qtbot.waitSignal(quiet.watch.minute_passed):
        quiet.watch.look()
    settle()


def test_that_the_list_of_what_was_missed_is_seen_once(
    quiet: CasesPage,
    desk: Desk,
    clock: FixedClock,
    qtbot: QtBot,
    settle: Callable[[], None],
) -> None:
    clock.advance(hours=7)
    look(quiet, settle)
    with qtbot.waitSignal(quiet.opener.opened):
        quiet.away.banner.action_chosen.emit()
    dialog = quiet.opener.dialog()
    assert isinstance(dialog, AwayDialog)
    shown = [row.number for row in dialog.model.rows()]
    assert len(shown) == 5
    assert shown[0] == "183-2026-100421"
    dialog.seen_button.click()
    settle()
    assert unseen(desk) == set()
    assert quiet.away.banner.isHidden()


def test_that_a_lock_does_not_drop_that_somebody_has_seen_what_was_missed(
    quiet: CasesPage, desk: Desk, clock: FixedClock, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    clock.advance(hours=7)
    look(quiet, settle)
    with qtbot.waitSignal(quiet.opener.opened):
        quiet.away.banner.action_chosen.emit()
    dialog = quiet.opener.dialog()
    assert isinstance(dialog, AwayDialog)
    with busy(quiet.background):
        dialog.seen_button.click()
        quiet.background.detach()
    settle()
    assert unseen(desk) == set()


def test_that_a_missed_case_can_be_shown(
    quiet: CasesPage, desk: Desk, clock: FixedClock, settle: Callable[[], None]
) -> None:
    clock.advance(hours=7)
    look(quiet, settle)
    quiet.away.open_list()
    dialog = quiet.opener.dialog()
    assert isinstance(dialog, AwayDialog)
    dialog.view.selectRow(1)
    dialog.show_button.click()
    settle()
    assert quiet.cases.current_id() == case_id_of(desk, "183-2026-100422")
    assert "183-2026-100422" not in unseen(desk)


def test_that_a_program_that_was_off_shows_it_at_the_start(
    desk: Desk,
    open_page: Callable[..., CasesPage],
    clock: FixedClock,
    qtbot: QtBot,
) -> None:
    clock.advance(hours=7)
    page = open_page(desk)
    qtbot.waitUntil(lambda: bool(page.away.rows()))
    assert len(page.away.rows()) == 5


def test_that_nothing_that_is_shown_names_a_person(
    quiet: CasesPage, clock: FixedClock, settle: Callable[[], None]
) -> None:
    clock.advance(hours=7)
    reported = look(quiet, settle)
    quiet.away.open_list()
    dialog = quiet.opener.dialog()
    assert isinstance(dialog, AwayDialog)
    headings, lines = dialog.view.table_texts()
    words = " ".join(
        [
            *(f"{title} {text}" for title, text in reported),
            *headings,
            *(cell for line in lines for cell in line),
            *(label.text() for label in dialog.findChildren(QLabel)),
        ]
    )
    for name in ("GÜNDOĞDU", "ILGIN", "IŞIK", "KARAİSMAİLOĞLU", "ÖZGÜN", "Müjgân", "0532"):
        assert name not in words


def test_that_a_page_that_nobody_sees_opens_no_case(
    desk: Desk, background: Background, clock: FixedClock, host: QWidget, qtbot: QtBot
) -> None:
    """The window makes the page before anybody goes there, for its badge."""
    clock.advance(hours=7)
    background.attach(desk.work)
    page = CasesPage(background, actor=desk.actor, clock=clock, parent=host)
    with qtbot.waitSignals([page.loaded, page.counted]):
        page.hide()
        host.show()
    qtbot.waitUntil(lambda: background.is_idle() and not page.is_waiting_for_card())
    assert acts(desk, "case.opened") == 0
    assert unseen(desk) >= {"183-2026-100421", "183-2026-100422"}
    with qtbot.waitSignal(page.card_shown):
        page.show()
    qtbot.waitUntil(background.is_idle)
    assert acts(desk, "case.opened") == 1
    # The list chose it, not a person.
    assert unseen(desk) >= {"183-2026-100421", "183-2026-100422"}


def test_that_a_reminder_is_seen_when_somebody_chooses_its_case(
    quiet: CasesPage, desk: Desk, clock: FixedClock, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    clock.advance(hours=7)
    look(quiet, settle)
    view = quiet.cases.view
    assert "183-2026-100421" in unseen(desk)
    place = quiet.cases.model.position_of_key(case_id_of(desk, "183-2026-100421"))
    assert place is not None
    middle = view.visualRect(quiet.cases.model.index(place, 0)).center()
    with qtbot.waitSignal(quiet.card_shown):
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    settle()
    assert "183-2026-100421" not in unseen(desk)


def test_that_what_nobody_has_seen_is_shown_once_and_listed_until_then(
    desk: Desk, background: Background, clock: FixedClock, host: QWidget, qtbot: QtBot
) -> None:
    clock.advance(hours=7)
    background.attach(desk.work)
    reported: list[str] = []
    for _start in range(2):
        page = CasesPage(background, actor=desk.actor, clock=clock, parent=host)
        page.notified.connect(lambda title, _text: reported.append(title))
        with qtbot.waitSignal(page.watch.missed):
            pass
        qtbot.waitUntil(background.is_idle)
        assert len(page.away.rows()) == 5
        clock.advance(minutes=3)
        page.watch.look()
        qtbot.waitUntil(background.is_idle)
        page.prepare_lock()
    assert reported == ["Siz yokken"]


def test_that_every_desk_is_notified(
    quiet: CasesPage, desk: Desk, clock: FixedClock, settle: Callable[[], None]
) -> None:
    clock.advance(minutes=23, seconds=50)
    with desk.work() as work:
        # Another desk asks first, and notes the step.
        assert [row.number for row in due_reminders(work)] == [NEXT]
    clock.advance(seconds=20)
    reported = look(quiet, settle)
    assert [title for title, _text in reported] == ["24 saat hatırlatması"]
    clock.advance(minutes=2)
    assert look(quiet, settle) == []


def test_that_a_locked_program_goes_on_to_remind(
    quiet: CasesPage, clock: FixedClock, qtbot: QtBot
) -> None:
    kept = quiet.kept_while_locked()
    assert "Müjgân" not in str(kept)
    coming = [one for one in kept if isinstance(one, ComingReminder)]
    locked = LockedReminders(coming, clock=clock, parent=quiet.window())
    with qtbot.assertNotEmitted(locked.notified):
        locked.look()
    clock.advance(minutes=24)
    with qtbot.waitSignal(locked.notified) as heard:
        locked.look()
    assert heard.args == ["24 saat hatırlatması", f"Vaka {NEXT}: 17 sa 59 dk kaldı"]
    with qtbot.assertNotEmitted(locked.notified):
        locked.look()
    assert [one.hours for one in locked.shown()] == [6]
    locked.stop()


@pytest.fixture
def with_tray(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: True))
    monkeypatch.setattr(QSystemTrayIcon, "show", lambda _icon: None)
    yield
    Remembered.settings = None


@pytest.mark.usefixtures("with_tray")
def test_that_the_window_stays_beside_the_clock_only_when_it_is_wanted(
    settings: QSettings, qtbot: QtBot
) -> None:
    window = MainWindow(settings=settings)
    qtbot.addWidget(window)
    tray = WindowTray(window, parent=window)
    Remembered.settings = settings
    window.show()
    Tray.set_staying(True)
    with qtbot.assertNotEmitted(window.closing):
        event = QCloseEvent()
        QApplication.sendEvent(window, event)
    assert not event.isAccepted()
    assert window.isHidden()
    window.bring_to_front()
    assert window.isVisible()
    with qtbot.waitSignal(window.closing):
        window.leave()
    tray.leave()


@pytest.mark.usefixtures("with_tray")
def test_that_the_tray_offers_to_open_to_lock_and_to_leave(
    settings: QSettings, qtbot: QtBot
) -> None:
    window = MainWindow(settings=settings)
    qtbot.addWidget(window)
    tray = WindowTray(window, parent=window)
    assert tray.tray is not None
    texts = [action.text() for action in tray.tray.entries()]
    assert texts == ["&Aç", "&Kilitle", "&Çık"]
    for action, signal in zip(
        tray.tray.entries()[1:], (tray.lock_requested, tray.quit_requested), strict=True
    ):
        with qtbot.waitSignal(signal):
            action.trigger()
    tray.set_open(False)
    assert not tray.tray.entries()[1].isEnabled()
    assert tray.tray.tooltip() == "Alo 183 İl Masası"
    tray.leave()
