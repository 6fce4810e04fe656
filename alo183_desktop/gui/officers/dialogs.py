"""Opens the dialogs of the page: the card of an officer, the import of a roster, past imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from alo183_desktop.access.rules import Right
from alo183_desktop.documents.workbooks import Table
from alo183_desktop.gui.kit import dialogs
from alo183_desktop.gui.kit.page import OneDialog
from alo183_desktop.gui.kit.states import State
from alo183_desktop.gui.kit.table.export import Export
from alo183_desktop.gui.kit.theme import icon
from alo183_desktop.gui.officers.officer_dialog import OfficerDialog, Opened
from alo183_desktop.gui.officers.reading import read_choices
from alo183_desktop.officers import service
from alo183_desktop.officers.roster import export as roster_export
from alo183_desktop.shared.clock import local_day

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.buttons import SecondaryButton
    from alo183_desktop.gui.kit.imports.dialogs import AnyRecipe
    from alo183_desktop.shared.clock import Clock


class DialogOpener(OneDialog):
    """One dialog at a time.

    Signals:
        officer_saved: The number of an officer who was added or changed.
    """

    officer_saved = Signal(int)

    def __init__(self, background: Background, *, clock: Clock, parent: QWidget) -> None:
        super().__init__(background, parent=parent)
        self._clock = clock

    def add_officer(self) -> None:
        """Open an empty card."""
        self.prepare(lambda work: Opened(read_choices(work)), self._show_card)

    def open_officer(self, officer_id: int) -> None:
        """Open the card of an officer; it is written down."""

        def read(work: Work) -> Opened:
            values, version = service.open_form(work, officer_id)
            choices = read_choices(work, unit_id=values.unit_id)
            return Opened(choices, officer_id, values, version)

        self.prepare(read, self._show_card)

    def import_roster(self, path: Path | None = None) -> None:
        """Open the import, with a file where one was dropped."""
        self.import_file(self._roster(), path, clock=self._clock)

    def show_imports(self) -> None:
        """Open the list of past imports."""
        self.show_history(self._roster())

    @staticmethod
    def _roster() -> AnyRecipe:
        # With the first import: reading foreign tables is 20 ms to load, and 1 MiB.
        from alo183_desktop.officers.roster.recipe import ROSTER

        return ROSTER

    def _show_card(self, prepared: Opened) -> None:
        dialog = OfficerDialog(
            prepared,
            background=self._background,
            clock=self._clock,
            parent=self._window(),
        )
        dialog.saved.connect(self.officer_saved)
        dialog.saved.connect(lambda _officer_id: self._tell("Kart kaydedildi."))
        self._show(dialog)


def fill_add_menu(
    button: SecondaryButton,
    *,
    may: Mapping[Right, bool],
    opener: DialogOpener,
    do_import: Callable[[], None],
    page: QWidget,
) -> None:
    """Give the button what somebody may do, with keys that the whole page hears.

    Args:
        button: Hidden when there is nothing.
        may: Whether whoever signed in has each right.
        opener: Opens the dialogs.
        do_import: Asks for a file and imports it.
        page: Hears the keys.
    """
    menu = QMenu(button)
    for words, key, right, do in (
        ("&Kişi ekle…", "Ctrl+Shift+N", Right.EDIT_OFFICERS, opener.add_officer),
        ("Dosyadan &aktar…", "Ctrl+I", Right.IMPORT, do_import),
        ("Aktarım &geçmişi…", "", Right.IMPORT, opener.show_imports),
    ):
        if may[right]:
            action = QAction(words, page)
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(do)
            menu.addAction(action)
            page.addAction(action)
    button.setMenu(menu)
    button.setProperty("menu", True)
    button.setVisible(not menu.isEmpty())


class WholeExport(QObject):
    """One action: ask, read, write.

    Attributes:
        action: For the menu of the list.

    Signals:
        exported: How many people went into the file; the page has told it already.
    """

    exported = Signal(int)

    def __init__(self, background: Background, *, clock: Clock, parent: QWidget) -> None:
        super().__init__(parent)
        self._page = parent
        self._leaving = Export(background, title="Kadro, bütün bilgiler", clock=clock, page=parent)
        self.action = QAction("&Bütün bilgilerle Excel dosyasına aktar…", self)
        self.action.setIcon(icon("export"))
        self.action.triggered.connect(self._on_triggered)
        self._leaving.exported.connect(self.exported)

    def write_file(self, path: Path) -> None:
        """Read the roster as it stands now and write it to a workbook."""

        def take(work: Work) -> Table:
            rows = roster_export.read_roster_table(work, as_of=local_day(work.now))
            return Table(roster_export.HEADINGS, rows)

        self._leaving.write(path, take)

    @Slot()
    def _on_triggered(self) -> None:
        answer = dialogs.ask(
            self._page,
            title="T.C. kimlik numaraları açık yazılacak",
            text="Dosya şifresiz olur: T.C. kimlik numaraları ve kişisel cep telefonları açıkça "
            "okunur. Kimin aktardığı denetim izine yazılır.",
            verbs=("Vazgeç", "Aktar"),
            state=State.NEAR,
        )
        path = self._leaving.ask() if answer == 1 else None
        if path is not None:
            self.write_file(path)
