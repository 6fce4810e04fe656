"""Data that is no data, for a window that opens and locks it, and what is seen of it."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.access.backup_rules import BackupHealth, judge
from alo183_desktop.access.presence import Other
from alo183_desktop.db.audit import Head, Verdict
from alo183_desktop.db.key import seal, unseal
from alo183_desktop.db.work import Actor
from alo183_desktop.gui.application import Session
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.page import Page
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.override import override
from tests.clocks import FixedClock

SECRET = "Zeynep GÜNDOĞDU"


class NoRows:
    """A session on data in which nobody left anything half typed."""

    def execute(self, _statement: object) -> None:
        """Change nothing."""

    def scalars(self, _query: object) -> tuple[object, ...]:
        return ()


class FakeBackups:
    """Of this morning, and nothing to do; a test puts in the way of them what it likes.

    Attributes:
        trouble: What stands in the way.
    """

    trouble: KnownError | None = None

    def __init__(self, clock: FixedClock) -> None:
        self._clock = clock

    def look_after(self, *, fills_second: bool = True) -> KnownError | None:
        """There is one of today already, and no second folder."""
        del fills_second
        return None

    def take_before_import(self) -> None:
        """No test of the shell imports anything."""

    def standing(self, *, running_since: dt.datetime | None = None) -> BackupHealth:
        now = self._clock()
        newest = now - dt.timedelta(hours=1, minutes=35)
        return judge([newest], now=now, trouble=self.trouble, running_since=running_since)


class FakeDesk:
    """Open data that remembers that it was closed."""

    actor = Actor(1, "selin", "Selin AKTAŞ", "clerk")
    directorate_name = "Ankara Aile ve Sosyal Hizmetler İl Müdürlüğü"
    lock_minutes = 10
    hides_from_capture = False
    is_on_server = False
    has_given_password = False
    clock_notice = None
    verdict = Verdict(9, Head(9, ""))
    data_folder = Path("/veri")
    key = bytes(range(32))

    def __init__(self, clock: FixedClock) -> None:
        self.clock = clock
        self.backups = FakeBackups(clock)
        self.is_closed = False

    @contextmanager
    def work(self) -> Iterator[Any]:
        """Only what is asked at the opening is asked: no page of this test asks for anything."""
        yield SimpleNamespace(actor=self.actor, now=self.clock(), session=NoRows())

    def others(self) -> tuple[Other, ...]:
        """Nobody else has it open."""
        return ()

    def seal(self, texts: Mapping[str, str]) -> str:
        return seal(json.dumps(dict(texts)), self.key, b"shown")

    def unseal(self, sealed: str) -> Mapping[str, str] | None:
        text = unseal(sealed, self.key, b"shown")
        return dict(json.loads(text)) if text else None

    def close(self) -> None:
        self.is_closed = True


class FakeProgram:
    """Locked data that knows one password.

    Attributes:
    """

    def __init__(self, clock: FixedClock) -> None:
        self.clock = clock
        self.desk = FakeDesk(clock)

    def exists(self) -> bool:
        return True

    def has_lost_data(self) -> bool:
        return False

    def server_words(self) -> str:
        return ""

    def label(self) -> str:
        return FakeDesk.directorate_name

    def logins(self) -> tuple[str, ...]:
        return ("selin",)

    def unlock(self, _login: str, password: str) -> FakeDesk:
        if password != "doğru":
            raise KnownError("access.wrong_password", left=2, wait=30)
        return self.desk

    def recover(self, _code: str, _login: str, _password: str) -> FakeDesk:
        return self.desk


class SecretPage(Page):
    """A page with a name on it, and a dialog that keeps a draft."""

    def __init__(self, background: Background, *, clock: FixedClock, parent: QWidget) -> None:
        super().__init__(
            background, title="Kadro", actor=FakeDesk.actor, clock=clock, parent=parent
        )
        self.content.addWidget(QLabel(SECRET, self))
        self.was_prepared = False

    @override
    def prepare_lock(self) -> None:
        self.was_prepared = True


class DraftDialog(QDialog):
    """Refuses to be closed by hand, keeps its draft when the window locks."""

    was_kept = False

    def prepare_lock(self) -> None:
        self.was_kept = True

    @override
    def reject(self) -> None:
        """Stay open, as a form that asks first does."""


def unlock(qtbot: QtBot, session: Session) -> None:
    page = session.unlock_page()
    assert page is not None
    page.password.set_text("doğru")
    with qtbot.waitSignal(session.opened):
        page.try_unlock()


def seen() -> list[str]:
    """Return every text that a label of any open window shows."""
    return [
        label.text()
        for top in QApplication.topLevelWidgets()
        if top.isVisible()
        for label in top.findChildren(QLabel)
        if label.isVisible()
    ]
