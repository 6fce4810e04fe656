"""A form that is being typed survives a killed program, and goes once it is saved or given up."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import pytest
from PySide6.QtWidgets import QApplication

from alo183_desktop.access import drafts
from alo183_desktop.gui.kit.form.dialog import FormDialog
from alo183_desktop.gui.kit.form.form import LongTextField, PasswordField, TextField
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.override import override
from tests.gui.desks import ANSWERS, PASSWORD, make_program, open_desk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from alo183_desktop.access.drafts import Draft
    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from tests.clocks import FixedClock
    from tests.gui.conftest import Answers

_TYPED: Final = "Komşu ihbarı: gece ağlama sesleri geliyor."
KINDS: Final = frozenset({Topic.PHONES})
_TYPING: Final = """
import os, signal, sys
from pathlib import Path
from PySide6.QtWidgets import QWidget
from alo183_desktop.gui import application
from alo183_desktop.gui.kit.background import Background
from tests.clocks import FixedClock
from tests.gui.desks import make_program
from tests.gui.kit.test_form_drafts import VisitDialog

app = application.make_application(["alo183"])
desk = make_program(Path(sys.argv[1]), FixedClock()).unlock(sys.argv[2], sys.argv[3])
background = Background(parent=app)
background.attach(desk.work)
window = QWidget()
dialog = VisitDialog(background, parent=window)
dialog.open()
dialog.drafts.kept.connect(lambda: os.kill(os.getpid(), signal.SIGKILL))
dialog.words.set_text(sys.argv[4])
app.exec()
"""


class VisitDialog(FormDialog):
    """Who came, what was said, and a secret."""

    def __init__(self, background: Background, *, parent: QWidget) -> None:
        super().__init__(
            title="Ziyareti yaz",
            background=background,
            changes=KINDS,
            draft="tests.visit",
            parent=parent,
        )
        self.who = TextField("&Kim", key="who", parent=self)
        self.words = LongTextField("&Ne söyledi", key="words", parent=self)
        self.secret = PasswordField("&Parola", key="secret", parent=self)
        self.pin = TextField("P&IN", key="pin", parent=self)
        for field in (self.who, self.words, self.secret, self.pin):
            self.form.add_row(field)
        self.who.set_text("Bilinmiyor")
        self.form.mark_clean()

    @override
    def act(self) -> Callable[[Work], int]:
        return lambda _work: 1


@pytest.fixture
def desk(data_folder: Path, clock: FixedClock) -> Iterator[Desk]:
    """Return the open data of a directorate."""
    made = open_desk(data_folder, clock)
    yield made
    made.close()


@pytest.fixture
def attached(background: Background, desk: Desk) -> Background:
    """Return a background on the open data."""
    background.attach(desk.work)
    return background


def show(background: Background, host: QWidget, qtbot: QtBot) -> VisitDialog:
    """Open the form and wait until it knows what was kept before."""
    dialog = VisitDialog(background, parent=host)
    dialog.open()
    qtbot.waitUntil(background.is_idle)
    return dialog


def kept(desk: Desk) -> Draft | None:
    with desk.work() as work:
        return drafts.find_draft(work, "tests.visit")


@contextmanager
def busy(background: Background, host: QWidget) -> Iterator[None]:
    """Let something else be asked of the database all the while."""
    answered = threading.Event()
    background.run(
        lambda _work: answered.wait(), parent=host, success=lambda _answer: None, changes=KINDS
    )
    yield
    answered.set()


def lock(background: Background, dialog: VisitDialog) -> None:
    """Close the dialog and leave the data, as the lock does."""
    dialog.done(0)
    background.detach()


def _refuse(_work: Work) -> int:
    raise KnownError("access.not_allowed")


def test_that_typing_in_a_killed_program_is_offered_again(
    data_folder: Path, clock: FixedClock, background: Background, host: QWidget, qtbot: QtBot
) -> None:
    open_desk(data_folder, clock).close()
    login = ANSWERS.administrator_login
    done = subprocess.run(
        [sys.executable, "-c", _TYPING, str(data_folder), login, PASSWORD, _TYPED],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    for path in data_folder.rglob("*"):
        if path.is_file():
            assert "ağlama".encode() not in path.read_bytes(), path
    desk = make_program(data_folder, clock).unlock(login, PASSWORD)
    background.attach(desk.work)
    dialog = show(background, host, qtbot)
    assert dialog.drafts is not None
    assert "kaydedilmemiş yazı var" in dialog.drafts.banner.text()
    assert dialog.words.text() == ""
    dialog.drafts.banner.action_chosen.emit()
    assert (dialog.words.text(), dialog.who.text()) == (_TYPED, "Bilinmiyor")
    with qtbot.waitSignal(dialog.saved):
        dialog.save()
    qtbot.waitUntil(background.is_idle)
    assert kept(desk) is None
    desk.close()


def test_that_only_what_was_typed_is_kept_and_never_a_secret(
    attached: Background, desk: Desk, host: QWidget, qtbot: QtBot
) -> None:
    dialog = show(attached, host, qtbot)
    assert dialog.drafts is not None
    dialog.secret.set_text("mor kedi")
    dialog.pin.set_text("1234")
    dialog.drafts.flush()
    qtbot.waitUntil(attached.is_idle)
    assert kept(desk) is None
    dialog.words.set_text("Kısa")
    with qtbot.waitSignal(dialog.drafts.kept):
        pass  # after a pause in the typing, by itself
    found = kept(desk)
    assert found is not None
    assert (found.title, found.texts) == ("Ziyareti yaz", {"words": "Kısa"})
    dialog.words.set_text("")
    with qtbot.waitSignal(dialog.drafts.kept):
        dialog.drafts.flush()
    assert kept(desk) is None


def test_that_a_form_that_is_closed_by_the_lock_keeps_what_was_typed_last(
    attached: Background, desk: Desk, host: QWidget, qtbot: QtBot
) -> None:
    dialog = show(attached, host, qtbot)
    dialog.words.set_text(_TYPED)
    dialog.done(0)
    qtbot.waitUntil(attached.is_idle)
    found = kept(desk)
    assert found is not None
    assert found.texts == {"words": _TYPED}


def test_that_a_lock_while_the_database_is_busy_keeps_what_was_typed_last(
    attached: Background, desk: Desk, host: QWidget, qtbot: QtBot
) -> None:
    dialog = show(attached, host, qtbot)
    with busy(attached, host):
        dialog.words.set_text(_TYPED)
        lock(attached, dialog)
    qtbot.waitUntil(attached.is_idle)
    found = kept(desk)
    assert found is not None
    assert found.texts == {"words": _TYPED}


def test_that_what_was_kept_goes_with_the_saving_though_a_lock_comes_between(
    attached: Background, desk: Desk, host: QWidget, qtbot: QtBot
) -> None:
    dialog = show(attached, host, qtbot)
    dialog.words.set_text(_TYPED)
    with busy(attached, host):
        dialog.save()
        lock(attached, dialog)
    qtbot.waitUntil(attached.is_idle)
    assert kept(desk) is None


def test_that_what_is_refused_behind_the_lock_is_offered_again(
    attached: Background,
    desk: Desk,
    host: QWidget,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(VisitDialog, "act", lambda _dialog: _refuse)
    dialog = show(attached, host, qtbot)
    dialog.words.set_text(_TYPED)
    with busy(attached, host):
        dialog.save()
        lock(attached, dialog)
    qtbot.waitUntil(attached.is_idle)
    found = kept(desk)
    assert found is not None
    assert found.texts == {"words": _TYPED}


def test_that_what_was_kept_before_is_joined_with_what_is_typed_before_it_was_found(
    attached: Background, desk: Desk, host: QWidget, qtbot: QtBot
) -> None:
    with desk.work() as work:
        drafts.keep_draft(work, "tests.visit", "Ziyareti yaz", {"words": _TYPED})
    dialog = VisitDialog(attached, parent=host)
    with busy(attached, host):
        dialog.open()
        dialog.who.set_text("Komşu")
        lock(attached, dialog)
    qtbot.waitUntil(attached.is_idle)
    found = kept(desk)
    assert found is not None
    assert found.texts == {"words": _TYPED, "who": "Komşu"}


def test_that_an_offer_outlives_another_form_that_is_saved(
    attached: Background, desk: Desk, host: QWidget, qtbot: QtBot
) -> None:
    with desk.work() as work:
        drafts.keep_draft(work, "tests.visit", "Ziyareti yaz", {"words": _TYPED})
    dialog = show(attached, host, qtbot)
    dialog.words.set_text("Başka bir ziyaret")
    with qtbot.waitSignal(dialog.saved):
        dialog.save()
    qtbot.waitUntil(attached.is_idle)
    found = kept(desk)
    assert found is not None
    assert found.texts == {"words": _TYPED}


def test_that_an_offer_goes_when_the_same_is_typed_and_saved(
    attached: Background, desk: Desk, host: QWidget, qtbot: QtBot
) -> None:
    with desk.work() as work:
        drafts.keep_draft(work, "tests.visit", "Ziyareti yaz", {"words": _TYPED})
    dialog = show(attached, host, qtbot)
    dialog.words.set_text(_TYPED)
    with qtbot.waitSignal(dialog.saved):
        dialog.save()
    qtbot.waitUntil(attached.is_idle)
    assert kept(desk) is None


def test_that_what_is_thrown_away_is_not_offered_again(
    attached: Background, desk: Desk, host: QWidget, qtbot: QtBot, answers: Answers
) -> None:
    dialog = show(attached, host, qtbot)
    assert dialog.drafts is not None
    dialog.words.set_text(_TYPED)
    dialog.drafts.flush()
    answers.replies = [1]  # leave without saving
    dialog.reject()
    qtbot.waitUntil(attached.is_idle)
    assert kept(desk) is None


def test_that_an_offer_outlives_what_is_typed_beside_it(
    attached: Background, desk: Desk, host: QWidget, qtbot: QtBot, answers: Answers
) -> None:
    with desk.work() as work:
        drafts.keep_draft(work, "tests.visit", "Ziyareti yaz", {"words": _TYPED})
    dialog = show(attached, host, qtbot)
    assert dialog.drafts is not None
    dialog.who.set_text("Komşu")
    dialog.drafts.flush()
    qtbot.waitUntil(attached.is_idle)
    found = kept(desk)
    assert found is not None
    assert found.texts == {"words": _TYPED, "who": "Komşu"}
    answers.replies = [1]  # leave without saving
    dialog.reject()
    qtbot.waitUntil(attached.is_idle)
    found = kept(desk)
    assert found is not None
    assert found.texts == {"words": _TYPED}


def test_that_a_form_that_is_only_looked_at_keeps_nothing(
    attached: Background, desk: Desk, host: QWidget, qtbot: QtBot
) -> None:
    dialog = show(attached, host, qtbot)
    dialog.reject()
    qtbot.waitUntil(attached.is_idle)
    QApplication.processEvents()
    assert kept(desk) is None
