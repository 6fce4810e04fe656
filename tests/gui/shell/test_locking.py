"""What the lock hides and keeps, and what is given back after it."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest
import shiboken6
from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.access import drafts
from alo183_desktop.db.work import Actor
from alo183_desktop.directorate import queries
from alo183_desktop.documents.columns import Column
from alo183_desktop.gui import pages
from alo183_desktop.gui.application import SETTINGS_FILE, Session
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.buttons import Segmented
from alo183_desktop.gui.kit.copying import copy_text
from alo183_desktop.gui.kit.filters import AsOfField, SearchField
from alo183_desktop.gui.kit.notices import Banner
from alo183_desktop.gui.kit.page import OneDialog
from alo183_desktop.gui.kit.screen_capture import CaptureShield
from alo183_desktop.gui.kit.table.models import RowsModel
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.pages import UserContext
from alo183_desktop.gui.shell.registration import PageEntry
from alo183_desktop.shared.errors import KnownError
from tests.clocks import FixedClock
from tests.gui.kit.test_form_drafts import VisitDialog
from tests.gui.shell.fake_program import (
    SECRET,
    DraftDialog,
    FakeDesk,
    SecretPage,
    seen,
    unlock,
)


def test_that_locking_hides_everything_and_forgets_the_key(
    qtbot: QtBot, start: Callable[[], Session]
) -> None:
    session = start()
    unlock(qtbot, session)
    workspace = session.workspace()
    assert workspace is not None
    page = workspace.show_page("officers")
    assert isinstance(page, SecretPage)
    prepared: list[bool] = []
    page.destroyed.connect(lambda: prepared.append(True))
    dialog = DraftDialog(session.window)
    dialog.setWindowTitle(SECRET)
    dialog.show()
    desk: Any = session._desk  # noqa: SLF001 - to see whether it was closed
    qtbot.keySequence(workspace, QKeySequence("Ctrl+L"))
    assert page.was_prepared
    assert dialog.was_kept
    assert not dialog.isVisible()
    assert SECRET not in seen()
    assert SECRET not in session.window.windowTitle()
    qtbot.waitUntil(lambda: desk.is_closed)
    qtbot.waitUntil(lambda: prepared == [True])
    assert session.unlock_page() is not None
    assert session.workspace() is None


def test_that_the_lock_of_the_system_locks_the_program(
    qtbot: QtBot, start: Callable[..., Session]
) -> None:
    session = start()
    unlock(qtbot, session)
    session._system_lock.locked.emit()  # noqa: SLF001 - what the desktop reports
    assert session.workspace() is None
    assert session.unlock_page() is not None


def test_that_the_number_on_the_taskbar_goes_with_the_lock(
    qtbot: QtBot, start: Callable[..., Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[int] = []
    monkeypatch.setattr(QGuiApplication.instance(), "setBadgeNumber", shown.append)
    session = start()
    unlock(qtbot, session)
    workspace = session.workspace()
    assert workspace is not None
    workspace.late_changed.emit(3)
    assert shown[-1] == 3
    session.lock()
    assert shown[-1] == 0


def test_that_locking_takes_what_was_copied_out_of_the_clipboard(
    qtbot: QtBot, start: Callable[[], Session]
) -> None:
    session = start()
    unlock(qtbot, session)
    copy_text(SECRET)
    assert QGuiApplication.clipboard().text() == SECRET
    session.lock()
    assert QGuiApplication.clipboard().text() == ""


def test_that_ctrl_l_locks_while_a_dialog_is_open(
    qtbot: QtBot, start: Callable[[], Session]
) -> None:
    session = start()
    unlock(qtbot, session)
    dialog = DraftDialog(session.window)
    field = QLineEdit(dialog)
    dialog.open()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    field.setFocus()
    with qtbot.waitSignal(session.locked):
        QTest.keyClick(field, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert dialog.was_kept
    assert not dialog.isVisible()
    assert SECRET not in seen()


def test_that_ctrl_l_locks_while_the_search_everywhere_is_open(
    qtbot: QtBot, start: Callable[[], Session]
) -> None:
    session = start()
    unlock(qtbot, session)
    workspace = session.workspace()
    assert workspace is not None
    palette = workspace.open_palette()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is palette)
    with qtbot.waitSignal(session.locked):
        QTest.keyClick(palette.field(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert session.workspace() is None


def test_that_a_lock_leaves_what_somebody_asks_within_until_they_are_answered(
    qtbot: QtBot, start: Callable[[], Session]
) -> None:
    session = start()
    unlock(qtbot, session)
    workspace = session.workspace()
    assert workspace is not None
    page = workspace.show_page("officers")
    dialog = DraftDialog(session.window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    there: list[bool] = []

    def ask() -> None:
        waiting = QEventLoop()  # as the system's own dialogs wait
        session.locked.connect(lambda: QTimer.singleShot(0, waiting.quit))
        QTimer.singleShot(0, session.lock)
        waiting.exec()
        assert SECRET not in seen()
        there.extend(shiboken6.isValid(one) for one in (page, dialog))

    with qtbot.waitSignal(session.locked):
        QTimer.singleShot(0, ask)
    qtbot.waitUntil(lambda: there == [True, True])
    qtbot.waitUntil(lambda: not (shiboken6.isValid(page) or shiboken6.isValid(dialog)))


def test_that_the_window_locks_after_the_time_without_input(
    qtbot: QtBot, start: Callable[[], Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeDesk, "lock_minutes", 0.002)
    session = start()
    page = session.unlock_page()
    assert page is not None
    page.password.set_text("doğru")
    with qtbot.waitSignal(session.locked):
        page.try_unlock()
    assert SECRET not in seen()


def test_that_another_time_without_input_holds_as_soon_as_it_is_saved(
    qtbot: QtBot, start: Callable[[], Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    session = start()
    unlock(qtbot, session)
    saved = SimpleNamespace(lock_minutes=0.002, hides_from_capture=False)
    monkeypatch.setattr(queries, "get_directorate", lambda _session: saved)
    session.background.changed.emit(frozenset({Topic.OFFICER}))
    assert session.workspace() is not None
    with qtbot.waitSignal(session.locked):
        session.background.changed.emit(frozenset({Topic.DIRECTORATE}))
    assert SECRET not in seen()


def test_that_windows_are_out_of_screenshots_from_the_opening_on_until_it_is_saved_otherwise(
    qtbot: QtBot, start: Callable[[], Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeDesk, "hides_from_capture", True)
    session = start()
    asked: dict[int, bool] = {}
    session.__dict__["_shield"] = CaptureShield(asked.__setitem__, parent=session)
    unlock(qtbot, session)
    window = session.window.winId()
    assert asked == {window: True}
    saved = SimpleNamespace(lock_minutes=10, hides_from_capture=False)
    monkeypatch.setattr(queries, "get_directorate", lambda _session: saved)
    session.background.changed.emit(frozenset({Topic.DIRECTORATE}))
    qtbot.waitUntil(lambda: asked[window] is False)


def test_that_it_can_be_unlocked_again_with_the_same_user_offered(
    qtbot: QtBot, start: Callable[[], Session], data_folder: Path
) -> None:
    session = start()
    unlock(qtbot, session)
    session.lock()
    page = session.unlock_page()
    assert page is not None
    assert page.user.text() == "selin"
    assert page.password.text() == ""
    unlock(qtbot, session)
    assert session.workspace() is not None
    session._settings.sync()  # noqa: SLF001 - to read what was remembered
    remembered = (data_folder / SETTINGS_FILE).read_text(encoding="utf-8")
    assert "AKTA" not in remembered


class PartedPage(SecretPage):
    """A page of two views of a list that is read when it is shown, with a search above.

    Attributes:
        numbers: The rows that are there.
    """

    numbers: ClassVar[list[int]] = []

    def __init__(self, background: Background, *, clock: FixedClock, parent: QWidget) -> None:
        super().__init__(background, clock=clock, parent=parent)
        self.views = Segmented([("first", "Bir"), ("second", "İki")], parent=self)
        self.search = SearchField("Ad", parent=self)
        self.view = TableView("numbers", name="Sayılar", parent=self)
        self.view.set_row_key(lambda row: row)
        self.rows = RowsModel[int]([Column("Sayı", str)], parent=self)
        self.view.setModel(self.rows)
        self.opener = OneDialog(background, clock=clock, parent=self)
        self.day = AsOfField("Günü", today=dt.date(2026, 11, 24), parent=self)
        for one in (self.views, self.search, self.day, self.view):
            self.content.addWidget(one)
        background.run_pure(
            lambda: None, parent=self, success=lambda _nothing: self.rows.set_rows(self.numbers)
        )


@pytest.fixture
def start_parted(
    start: Callable[[], Session], clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], Session]:
    """Return what begins with two such pages."""
    monkeypatch.setattr(PartedPage, "numbers", [1, 2, 3])

    def entries(background: Background, _seat: UserContext) -> list[PageEntry]:
        return [
            PageEntry(
                key, key, "officers", lambda up: PartedPage(background, clock=clock, parent=up)
            )
            for key in ("today", "officers")
        ]

    monkeypatch.setattr(pages, "entries", entries)
    return start


@pytest.mark.parametrize(("numbers", "current"), [([1, 2, 3], 2), ([1, 3], None)])
def test_that_the_lock_gives_back_the_page_that_was_shown(
    qtbot: QtBot,
    start_parted: Callable[[], Session],
    monkeypatch: pytest.MonkeyPatch,
    numbers: list[int],
    current: int | None,
) -> None:
    session = start_parted()
    unlock(qtbot, session)
    before = session.workspace()
    assert before is not None
    assert before.current_key() == "today"
    page = before.show_page("officers")
    assert isinstance(page, PartedPage)
    qtbot.waitUntil(lambda: page.rows.rowCount() == 3)
    page.views.restore("second")
    page.search.setText(SECRET)
    page.day.set_text("20.11.2026")
    page.view.select_row(2)
    seen = replace(page.seen(), reading="Kadroyu aktar")
    monkeypatch.setattr(PartedPage, "seen", lambda _page: seen)
    session.lock()
    assert SECRET not in str(session.seen)
    PartedPage.numbers = numbers  # somebody else removed it meanwhile
    unlock(qtbot, session)
    after = session.workspace()
    assert after is not None
    assert after.current_key() == "officers"
    reported = [one.text() for one in after.findChildren(Banner)]
    assert any(words.startswith("“Kadroyu aktar” kilitlenince kapandı") for words in reported)
    found = after.show_page("officers")
    assert isinstance(found, PartedPage)
    found.view.setFocus()
    qtbot.waitUntil(lambda: found.rows.rowCount() == len(numbers))
    found.view.setFocus()
    assert (found.views.chosen_key(), found.search.text()) == ("second", SECRET)
    assert found.day.day() == dt.date(2026, 11, 20)
    # Where it is gone no act has a row: another one would be meant by nobody.
    assert found.view.current_row() == current
    QTest.keyClick(found.view, Qt.Key.Key_Home)
    assert found.view.current_row() == 1


@pytest.mark.parametrize("way", ["opened again", "left"])
def test_that_the_notice_of_a_lost_reading_goes_with_the_next_reading_or_the_page(
    qtbot: QtBot, start_parted: Callable[[], Session], monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    session = start_parted()
    unlock(qtbot, session)
    lost = replace(officers_of(session).seen(), reading="Kadroyu aktar")
    monkeypatch.setattr(PartedPage, "seen", lambda _page: lost)
    session.lock()
    unlock(qtbot, session)
    workspace = session.workspace()
    assert workspace is not None
    (notice,) = (
        one for one in workspace.findChildren(Banner) if one.text().startswith("“Kadroyu aktar”")
    )
    page = officers_of(session)  # the page that is shown already

    def open_titled(title: str) -> None:
        dialog = QDialog(page)
        dialog.setWindowTitle(title)
        assert page.opener.show_dialog(dialog)
        dialog.reject()

    open_titled("Kişi ekle")
    assert notice.isVisible()
    if way == "left":
        workspace.show_page("today")
    else:
        open_titled(lost.reading)
    assert not notice.isVisible()


def officers_of(session: Session) -> PartedPage:
    """Return the page of the officers, shown."""
    workspace = session.workspace()
    assert workspace is not None
    page = workspace.show_page("officers")
    assert isinstance(page, PartedPage)
    return page


def test_that_who_signs_in_after_the_lock_of_another_one_finds_nothing_of_theirs(
    qtbot: QtBot, start_parted: Callable[[], Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    session = start_parted()
    unlock(qtbot, session)
    officers_of(session).search.setText(SECRET)
    session.lock()
    monkeypatch.setattr(FakeDesk, "actor", Actor(2, "derya", "Derya KOÇ", "clerk"))
    unlock(qtbot, session)
    after = session.workspace()
    assert after is not None
    assert after.current_key() == "today"
    assert [one.text() for one in after.findChildren(SearchField)] == [""]
    assert officers_of(session).search.text() == ""


def test_that_what_was_shown_is_forgotten_with_the_key_that_sealed_it(
    qtbot: QtBot, start_parted: Callable[[], Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    session = start_parted()
    unlock(qtbot, session)
    officers_of(session).search.setText(SECRET)
    session.lock()
    monkeypatch.setattr(FakeDesk, "key", bytes(32))  # a new one, by another program
    unlock(qtbot, session)
    assert officers_of(session).search.text() == ""


def test_that_typing_that_no_disk_took_is_held_sealed_until_its_user_returns(
    qtbot: QtBot, start: Callable[[], Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[Any] = []
    full = [True]

    def keep(_work: object, _key: str, *what: object, words: str) -> None:
        assert words == SECRET
        if full:
            raise KnownError("db.full")
        kept.append(what)

    monkeypatch.setattr(drafts, "keep_draft", keep)
    monkeypatch.setattr(drafts, "list_drafts", lambda *_asked: ())
    session = start()
    unlock(qtbot, session)
    dialog = VisitDialog(session.background, parent=session.window)
    dialog.open()
    dialog.words.set_text(SECRET)
    assert dialog.drafts is not None
    qtbot.waitUntil(dialog.drafts.warning.isVisible)
    for turn in range(2):
        session.lock()
        assert SECRET not in str(vars(session))
        selin = FakeDesk.actor
        if turn:
            full.clear()
        else:
            monkeypatch.setattr(FakeDesk, "actor", Actor(2, "derya", "Derya KOÇ", "clerk"))
        unlock(qtbot, session)
        qtbot.waitUntil(session.background.is_idle)
        assert kept == ([("tests.visit", "Ziyareti yaz", {"words": SECRET})] if turn else [])
        monkeypatch.setattr(FakeDesk, "actor", selin)
