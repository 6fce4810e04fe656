"""The page "Bugün" on a real encrypted file."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.access.backup_rules import judge
from alo183_desktop.access.rules import Role
from alo183_desktop.db import migrate
from alo183_desktop.db.engine import sqlcipher_engine
from alo183_desktop.db.work import Actor, Work, open_work
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.topics import BackupNews
from alo183_desktop.gui.overview.page import OverviewPage
from tests.clocks import FixedClock
from tests.database.test_overview import fill

OpenWork = Callable[[], AbstractContextManager[Work]]

KEY = bytes(range(32))
WHO = Actor(None, "memur", "Şükrü IŞIK", "clerk")


@pytest.fixture
def open_data(data_folder: Path, clock: FixedClock) -> Iterator[OpenWork]:
    """Return how to open the data of a fresh directorate."""
    data_folder.mkdir(parents=True, exist_ok=True)
    engine = sqlcipher_engine(data_folder / "alo183.db", key=KEY)
    migrate.upgrade(engine)

    @contextmanager
    def opened() -> Iterator[Work]:
        with open_work(engine, clock=clock, actor=WHO, audit_key=KEY) as work:
            work.actor = Actor(None, "memur", "Şükrü IŞIK", "administrator")
            yield work

    yield opened
    engine.dispose()


@pytest.fixture
def busy(open_data: OpenWork) -> OpenWork:
    """Return the data of a directorate where something fails in nearly every clause."""
    with open_data() as work:
        fill(work)
    return open_data


def make_page(
    background: Background,
    host: QWidget,
    clock: FixedClock,
    qtbot: QtBot,
    opened: OpenWork,
    role: Role = Role.CLERK,
    backups: BackupNews | None = None,
) -> OverviewPage:
    background.attach(opened)
    actor = Actor(None, "memur", "Şükrü IŞIK", role.value)
    news = backups or BackupNews(parent=host)
    page = OverviewPage(background, actor=actor, clock=clock, backups=news, parent=host)
    page.resize(1090, 772)
    host.resize(1090, 772)
    with qtbot.waitExposed(host):
        host.show()
    qtbot.waitUntil(lambda: bool(page.tiles))
    return page


@pytest.fixture
def backups(host: QWidget, clock: FixedClock) -> BackupNews:
    """Return the status of backups: the newest one is of this morning."""
    news = BackupNews(parent=host)
    news.set_standing(judge([clock() - dt.timedelta(hours=4, minutes=12)], now=clock()))
    return news


@pytest.fixture
def page(
    background: Background,
    host: QWidget,
    clock: FixedClock,
    qtbot: QtBot,
    busy: OpenWork,
    backups: BackupNews,
) -> OverviewPage:
    return make_page(background, host, clock, qtbot, busy, backups=backups)
