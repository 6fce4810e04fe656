"""What a screen reader says: everything that takes the focus or a click has a name."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLineEdit,
    QStackedWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from alo183_desktop.access.rules import Role
from alo183_desktop.bootstrap.capabilities import PAGES
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.filters import SearchField
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.gui.pages import UserContext, entries
from alo183_desktop.gui.rota.page import RotaPart
from tests.clocks import FixedClock
from tests.gui.cases import directorate
from tests.gui.several import check_several

DIALOGS: Final = {
    "cases": ("take_in", "import_cases", "show_imports"),
    "officers": ("add_officer", "import_roster", "show_imports"),
    "changes": ("open_new",),
    "phones": (
        "add_line",
        "add_handset",
        "issue",
        "ask_holder",
        "set_terms",
        "import_usage",
        "import_register",
        "show_usage_imports",
        "show_register_imports",
    ),
}
"""By page: what of its opener opens a dialog."""
DIALOGS_OF_PARTS: Final = {
    "rota": {
        "Nöbet kişisi ekle",
        "Ulaşılamadı bildirimi yaz",
        "Kasım 2026: ayı öner",
    },
    "vehicles": {"Araç ekle", "Durum yaz", "Sürücü ekle", "Görev emri düzenle"},
}
SEEN_BY_ALL: Final = ("ask_holder",)
"""What of the phones is open to who may only look."""


@pytest.fixture(scope="session")
def full_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("erisilebilir")
    directorate.fill(folder, FixedClock())
    return folder


@pytest.mark.parametrize("key", [place.key for place in PAGES])
def test_that_all_that_can_be_reached_on_a_page_has_a_name(
    desk: Desk, background: Background, host: QWidget, qtbot: QtBot, key: str
) -> None:
    background.attach(desk.work)
    pages = {entry.key: entry for entry in entries(background, UserContext(desk))}
    page = pages[key].factory(host)
    page.resize(host.size())
    with qtbot.waitExposed(host):
        host.show()
    page.show()
    qtbot.waitUntil(background.is_idle)
    nameless = {shown(widget) for widget in reached(page) if not name_of(widget)}
    for stack in page.findChildren(QStackedWidget):
        for place in range(stack.count()):
            stack.setCurrentIndex(place)
            qtbot.waitUntil(background.is_idle)
            nameless |= {shown(widget) for widget in reached(page) if not name_of(widget)}
    assert nameless == set()
    assert examples(page) == set()


@pytest.mark.parametrize(
    ("role", "key", "dialogs"),
    [
        *((Role.ADMINISTRATOR, key, dialogs) for key, dialogs in DIALOGS.items()),
        (Role.AUDITOR, "phones", SEEN_BY_ALL),
    ],
)
def test_that_all_that_can_be_reached_in_a_dialog_has_a_name(
    desk: Desk,
    background: Background,
    host: QWidget,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    role: Role,
    key: str,
    dialogs: tuple[str, ...],
) -> None:
    monkeypatch.setattr(desk, "actor", replace(desk.actor, role=role.value))
    background.attach(desk.work)
    pages = {entry.key: entry for entry in entries(background, UserContext(desk))}
    page: Any = pages[key].factory(host)
    with qtbot.waitExposed(host):
        host.show()
    page.show()
    qtbot.waitUntil(background.is_idle)
    for begin in dialogs:
        getattr(page.opener, begin)()
        qtbot.waitUntil(lambda: page.opener.dialog() is not None)
        qtbot.waitUntil(background.is_idle)
        dialog = page.opener.dialog()
        assert dialog.windowTitle()
        assert {shown(widget) for widget in reached(dialog) if not name_of(widget)} == set(), begin
        assert examples(dialog) == set(), begin
        for view in dialog.findChildren(TableView):
            if view.isVisible() and view.model().rowCount() > 1:
                check_several(view)
        dialog.done(0)
        qtbot.waitUntil(lambda: page.opener.dialog() is None)


@pytest.mark.parametrize("key", ["rota", "vehicles"])
def test_that_all_that_can_be_reached_in_a_dialog_of_a_part_has_a_name(
    desk: Desk, background: Background, host: QWidget, qtbot: QtBot, key: str
) -> None:
    background.attach(desk.work)
    pages = {entry.key: entry for entry in entries(background, UserContext(desk))}
    page: Any = pages[key].factory(host)
    with qtbot.waitExposed(host):
        host.show()
    page.show()
    qtbot.waitUntil(background.is_idle)
    page.primary_action()  # begins the month, where there is none
    qtbot.waitUntil(background.is_idle)
    opened = set()
    for view in type(page.view()):
        if view is RotaPart.HAND_OVERS:
            continue  # nobody has a duty to hand over: tests/gui/rota/test_hand_overs.py
        page.show_view(view)
        qtbot.waitUntil(background.is_idle)
        page.primary_action()
        qtbot.waitUntil(background.is_idle)
        dialog = page.opener.dialog()
        if dialog is None:
            continue
        opened.add(dialog.windowTitle())
        assert {shown(widget) for widget in reached(dialog) if not name_of(widget)} == set(), view
        assert examples(dialog) == set(), view
        dialog.done(0)
        host.activateWindow()
    assert opened == DIALOGS_OF_PARTS[key]


def reached(page: QWidget) -> Iterator[QWidget]:
    """Yield what is seen and takes the focus or a click; not the inner parts of Qt's widgets."""
    for widget in page.findChildren(QWidget):
        takes_focus = widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        if not widget.isVisibleTo(page):
            continue
        if (takes_focus or isinstance(widget, QAbstractButton)) and not is_inner(widget):
            yield widget


def examples(around: QWidget) -> set[str]:
    """Return what empty fields say that could be read as a value of theirs, such as a number."""
    hints = {line.placeholderText() for line in around.findChildren(QLineEdit)}
    return {hint for hint in hints if any(char.isdigit() for char in hint)}


def is_inner(widget: QWidget) -> bool:
    """Return whether only what is around it is heard."""
    around = widget.parentWidget()
    return widget.objectName().startswith("qt_") or (
        isinstance(widget, QLineEdit) and isinstance(around, QComboBox)
    )


def name_of(widget: QWidget) -> str:
    """Return how a widget is called; a combo box by its label, whatever is chosen in it."""
    face = QAccessible.queryAccessibleInterface(widget)
    if isinstance(widget, QComboBox):
        labels = face.relations(QAccessible.RelationFlag.Label)
        names = [label.text(QAccessible.Text.Name) for label, _relation in labels]
        return widget.accessibleName() if widget.accessibleName() in names else ""
    return str(face.text(QAccessible.Text.Name))


def shown(widget: QWidget) -> str:
    """Return which widget it is, for whoever reads that the test has failed."""
    around = widget.parentWidget()
    return f"{type(around).__name__} > {type(widget).__name__} {widget.objectName()}"


def test_that_the_buttons_in_a_search_field_have_names(host: QWidget) -> None:
    field = SearchField("Ad ya da konu", parent=host)
    names = {name_of(button) for button in field.findChildren(QAbstractButton)}
    assert names == {"Ara", "Aramayı temizle"}
