"""Who may only look: every page, list, menu and dialog of theirs, and nothing in it is refused."""

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QDesktopServices, QShortcut
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QFileDialog,
    QLabel,
    QMenu,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from alo183_desktop.access.rules import Role
from alo183_desktop.bootstrap.capabilities import PAGES
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.db.audit_queries import AuditFilter, find_entries
from alo183_desktop.gui import pages
from alo183_desktop.gui.audit.words import detail_words
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.errors import BUG
from alo183_desktop.gui.kit.page import Page
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.gui.shell.main_window import MainWindow
from alo183_desktop.gui.shell.workspace import Workspace
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.texts import message_of
from tests.clocks import NEW_YEAR, FixedClock
from tests.gui.conftest import Answers
from tests.gui.desks import OWN, make_program

REFUSED: Final = message_of(KnownError("access.not_allowed")).what
WidgetT = TypeVar("WidgetT", bound=QWidget)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NEW_YEAR)


@pytest.fixture
def desk(year_folder: Path, data_folder: Path, clock: FixedClock, role: Role) -> Iterator[Desk]:
    shutil.copytree(year_folder, data_folder, dirs_exist_ok=True)
    made = make_program(data_folder, clock).unlock(role.value, OWN)
    yield made
    made.close()


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Answer the dialogs of the system: files are saved, none is opened, and prints go into one."""

    def save(_parent: QWidget, _title: str, name: str, *_more: str) -> tuple[str, str]:
        return str(tmp_path / Path(name).name), ""

    def print_it(dialog: QPrintDialog) -> QDialog.DialogCode:
        printer = dialog.printer()
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / "baskı.pdf"))
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(QFileDialog, "getSaveFileName", save)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_asked: str(tmp_path))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_asked: ("", ""))
    monkeypatch.setattr(QPrintDialog, "exec", print_it)
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda _url: True)


class Visitor:
    """Does everything that is offered, once, and closes what opens."""

    def __init__(
        self, workspace: Workspace, key: str, background: Background, qtbot: QtBot, answers: Answers
    ) -> None:
        self._workspace = workspace
        self._key = key
        self._background = background
        self._qtbot = qtbot
        self._answers = answers
        self.done: list[str] = []
        self.refused: list[str] = []

    def visit(self) -> None:
        """Do all that the page offers."""
        while (offered := self._next(self._page())) is not None:
            self._do(*offered)
            if (dialog := QApplication.activeModalWidget()) is not None:
                self._visit_dialog(dialog)
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def _visit_dialog(self, dialog: QWidget) -> None:
        name = dialog.windowTitle() or dialog.accessibleName()
        while QApplication.activeModalWidget() is dialog:
            offered = self._next(dialog, of=f"{name}: ")
            if offered is None:
                break
            self._do(*offered)
        while isinstance(opened := QApplication.activeModalWidget(), QDialog):
            opened.done(QDialog.DialogCode.Rejected)

    def _page(self) -> QWidget:
        page = self._workspace.show_page(self._key)
        self._settle()
        return page

    def _next(self, root: QWidget, *, of: str = "") -> tuple[str, Callable[[], object]] | None:
        """Return something that was not done yet, with its name; None when all of it was."""
        for words, act in offers(root):
            if of + words not in self.done:
                return of + words, act
        return None

    def _do(self, words: str, act: Callable[[], object]) -> None:
        self.done.append(words)
        self._answers.asked.clear()
        act()
        self._settle()
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        shown = [*self._answers.asked, *(one.text() for one in _seen(QLabel))]
        if any(REFUSED in one or BUG.what in one for one in shown):
            self.refused.append(words)

    def _settle(self) -> None:
        self._qtbot.waitUntil(self._background.is_idle)
        QApplication.processEvents()


def _seen(kind: type[WidgetT]) -> Iterator[WidgetT]:
    for window in QApplication.topLevelWidgets():
        if window.isVisible():
            yield from (one for one in window.findChildren(kind) if one.isVisible())


def offers(root: QWidget) -> Iterator[tuple[str, Callable[[], object]]]:
    """Yield what can be done within a page or a dialog, with its words."""
    for view in root.findChildren(TableView):
        model = view.model()
        if view.isVisible() and model is not None and model.rowCount():
            yield from _offers_of_list(view)
    for widget in root.findChildren(QWidget):
        if widget.isVisible() and widget.isEnabled():
            yield from _offers_of(widget)
    if isinstance(root, Page):
        yield "primary action", root.primary_action
    for shortcut in root.findChildren(QShortcut):
        place = shortcut.parent()
        if shortcut.isEnabled() and isinstance(place, QWidget) and place.isVisible():
            yield f"key {shortcut.key().toString()}", shortcut.activated.emit


def _offers_of(widget: QWidget) -> Iterator[tuple[str, Callable[[], object]]]:
    actions = widget.actions()
    if isinstance(widget, QPushButton | QToolButton) and widget.menu() is not None:
        actions = widget.menu().actions()
    elif isinstance(widget, QAbstractButton):
        yield f"{type(widget).__name__} {widget.text() or widget.accessibleName()}", widget.click
    for action in actions:
        if action.text() and action.isVisible() and action.isEnabled():
            yield f"action {action.text()}", action.trigger


def _offers_of_list(view: TableView) -> Iterator[tuple[str, Callable[[], object]]]:
    if view.current_row() is None:
        view.select_first()
    name = view.accessibleName()
    yield f"{name}: Enter", partial(QTest.keyClick, view, Qt.Key.Key_Return)
    menu = QMenu(view)
    view.menu_requested.emit(menu)
    for action in menu.actions():
        if action.text() and action.isEnabled():
            yield f"{name}: {action.text()}", action.trigger


def untold(desk: Desk) -> set[str]:
    """Return as what something left lately, where the trail has no words for it."""
    with desk.work() as work:
        entries = find_entries(work.session, AuditFilter(), before=None, limit=500)
    left = {one.details[key] for one in entries for key in ("what", "form") if key in one.details}
    return {what for what in left if detail_words("", {"what": what})[0][1] == what}


@pytest.mark.usefixtures("outside")
@pytest.mark.parametrize("key", [place.key for place in PAGES])
@pytest.mark.parametrize(
    "role", [Role.AUDITOR, pytest.param(Role.DIRECTOR, marks=pytest.mark.extra)]
)
def test_that_nothing_is_offered_that_is_then_refused_or_shown_without_words(
    desk: Desk, background: Background, qtbot: QtBot, answers: Answers, role: Role, key: str
) -> None:
    background.attach(desk.work)
    window = MainWindow()
    window.setUpdatesEnabled(False)  # nobody looks at it
    qtbot.addWidget(window)
    workspace = pages.make_workspace(background, desk, settings=None, parent=window)
    workspace.begin(desk.directorate_name, pages.person_words(desk.actor))
    window.show_center(workspace)
    with qtbot.waitExposed(window):
        window.show()
    qtbot.waitUntil(background.is_idle)
    if key not in workspace.page_keys():
        assert (role, key) == (Role.DIRECTOR, "audit")
        return
    assert not workspace.show_page(key).acceptDrops()
    visitor = Visitor(workspace, key, background, qtbot, answers)
    visitor.visit()
    assert len(visitor.done) > 5
    assert visitor.refused == []
    assert untold(desk) == set()
    workspace.prepare_lock()
