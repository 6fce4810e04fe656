"""What the window shows of backups while it looks after them."""

import threading

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.access.backup_rules import BackupHealth
from alo183_desktop.documents.states import UNKNOWN
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.topics import BackupNews
from alo183_desktop.gui.shell.startup_notices import BackupWatch
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.override import override
from tests.clocks import PATIENCE_S, FixedClock
from tests.gui.shell.fake_program import FakeBackups


def test_that_a_backup_that_does_not_end_is_shown_and_its_end_as_well(
    background: Background, host: QWidget, clock: FixedClock, qtbot: QtBot
) -> None:
    """Such as on a second folder in a network whose computer does not answer."""
    answers = threading.Event()

    class StuckBackups(FakeBackups):
        @override
        def look_after(self, *, fills_second: bool = True) -> KnownError | None:
            answers.wait(PATIENCE_S)
            return super().look_after(fills_second=fills_second)

    news = BackupNews(parent=host)
    watch = BackupWatch(background, StuckBackups(clock), news, clock=clock, parent=host)
    qtbot.waitUntil(lambda: standing(news).text.startswith("Son yedek: bugün 10:55"))
    clock.advance(minutes=11)
    watch.look()
    qtbot.waitUntil(lambda: code_of(news) == "backups.unfinished")
    answers.set()
    qtbot.waitUntil(lambda: code_of(news) == "")


def test_that_a_second_folder_that_refused_is_left_alone_for_half_an_hour(
    background: Background, host: QWidget, clock: FixedClock, qtbot: QtBot
) -> None:
    asked: list[bool] = []

    class FullBackups(FakeBackups):
        @override
        def look_after(self, *, fills_second: bool = True) -> KnownError | None:
            asked.append(fills_second)
            return KnownError("backups.second_full", folder="E:") if fills_second else None

    news = BackupNews(parent=host)
    watch = BackupWatch(background, FullBackups(clock), news, clock=clock, parent=host)
    for minutes in (1, 28, 2):
        qtbot.waitUntil(background.is_idle)
        clock.advance(minutes=minutes)
        watch.look()
    qtbot.waitUntil(background.is_idle)
    assert asked == [True, False, False, True]


def standing(news: BackupNews) -> BackupHealth:
    """Return how the backups stand; an empty word while nobody has looked."""
    return news.standing() or BackupHealth(verdict=UNKNOWN, when="")


def code_of(news: BackupNews) -> str:
    worry = standing(news).worry
    return "" if worry is None else worry.code
