"""Show, print and save papers; each is recorded before it leaves the program.

No temporary file is written, so none can be left behind.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Signal

from alo183_desktop.access.rules import Right, may
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.chosen_files import ask_target, write_file
from alo183_desktop.gui.kit.form.task_dialog import TaskDialog
from alo183_desktop.gui.kit.notices import report_saved
from alo183_desktop.gui.kit.paper.preview import PdfPreview
from alo183_desktop.gui.kit.paper.printing import print_pdf

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.access.lists import ExportTrail
    from alo183_desktop.db.work import Actor, Work
    from alo183_desktop.documents.checked_files import CheckedFile
    from alo183_desktop.documents.own_pages import Pages
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.topics import Topic


MadeT = TypeVar("MadeT")
"""The bytes of a paper, or the whole of it."""


class FileWindow(TaskDialog):
    """Shows pages with "Yazdır", "Kaydet" and "Kapat".

    Signals:
        print_requested: The pages are to be printed.
        save_requested: The file is to be saved unchanged.
    """

    print_requested = Signal()
    save_requested = Signal()

    def __init__(
        self,
        title: str,
        data: bytes,
        *,
        window_title: str,
        background: Background,
        may_print: bool,
        may_save: bool,
        parent: QWidget,
    ) -> None:
        """Show a PDF or a picture.

        Args:
            title: What it is.
            data: The file, as it was frozen.
            window_title: The kind of paper; the system shows it elsewhere, too, so it must name
                nobody.
            background: Draws the pages.
            may_print: Whether the role may print.
            may_save: Whether the role may export.
        """
        super().__init__(title=title, parent=parent)
        self.setWindowTitle(window_title)
        self._preview = PdfPreview(background, parent=self)
        self._preview.set_zoom("Genişliğe sığdır")
        self.content.addWidget(self._preview, 1)
        keep = self.add_button("Ka&ydet…")
        paper = self.add_button("Ya&zdır…", icon="print")
        leave = self.add_button("&Kapat", primary=True)
        keep.setVisible(may_save)
        paper.setVisible(may_print)
        keep.clicked.connect(self.save_requested)
        paper.clicked.connect(self.print_requested)
        leave.clicked.connect(partial(self.accept))
        room = parent.window().size()
        self.resize(min(room.width() - theme.px(80), theme.px(960)), room.height() - theme.px(48))
        from alo183_desktop.documents.foreign_pages import ForeignPages  # not before it is shown

        self._preview.set_pdf(ForeignPages(data))

    def is_shown(self) -> bool:
        """Return whether pages have been drawn."""
        return not self._preview.is_empty()


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper with the functions that record its printing and saving; both are required."""

    title: str
    """What it is; shown above its pages."""
    name: str
    """Of its file."""
    data: bytes
    """A PDF, a picture, or a file that can only be saved."""
    job: str
    """Shown and kept by printers and the window title, so it names nobody."""
    printing: Callable[[Work], object]
    """Checks the right to print and records the printing."""
    saving: Callable[[Work], object]
    """Checks the right to export and records the saving."""
    changes: frozenset[Topic] = frozenset()
    """What printing it changes, such as the state of a form."""

    @classmethod
    def of(
        cls, what: str, data: bytes, *, trail: ExportTrail, title: str, name: str, job: str = ""
    ) -> Paper:
        """Return a paper whose printing and saving a capability records.

        Args:
            what: Its name in the audit trail.
            data: As above; so with `title` and `name`.
            trail: Records it.
            job: Empty: the title, which then names nobody.
        """
        return cls(
            title,
            name,
            data,
            job or title,
            printing=lambda work: trail.record_print(work, 1, what),
            saving=lambda work: trail.record_export(work, 1, what),
        )


class PaperActs(QObject):
    """Shows, prints and saves papers. The trail may record more than what left, never less.

    Some come from outside; no paper is asked again where it came from, so all are drawn by a child.

    A subclass obtains the papers of its page.

    Signals:
        opened: A paper is on the screen.
    """

    opened = Signal()

    def __init__(self, background: Background, *, actor: Actor, parent: QWidget) -> None:
        """Prepare.

        Args:
            background: Runs everything.
            actor: Determines whether printing and exporting are offered; services check as well.
            parent: The page.
        """
        super().__init__(parent)
        self._background = background
        self._may_print = may(actor.role, Right.PRINT)
        self._may_save = may(actor.role, Right.EXPORT)
        self._page = parent

    def make(
        self, read: Callable[[Work], Callable[[], MadeT]], use: Callable[[MadeT], object]
    ) -> None:
        """Make a paper off the database thread from data read for it, and pass it to `use`."""
        self._background.run(
            read,
            parent=self,
            success=lambda make: self._background.run_pure(make, parent=self, success=use),
        )

    def show(self, paper: Paper) -> None:
        """Show a paper full screen."""
        window = FileWindow(
            paper.title,
            paper.data,
            window_title=paper.job,
            background=self._background,
            may_print=self._may_print,
            may_save=self._may_save,
            parent=self._page.window(),
        )
        window.print_requested.connect(lambda: self.print_paper(paper, window))
        window.save_requested.connect(lambda: self.save(paper, window))
        window.open()
        self.opened.emit()

    def print_paper(self, paper: Paper, place: QWidget | None = None) -> None:
        """Print a paper through the system's dialog, after recording it.

        Args:
            paper: Which.
            place: Where it is shown, and where the printing is reported; None: the page.
        """

        def pages() -> Pages:
            from alo183_desktop.documents.foreign_pages import ForeignPages  # not before it is used

            found = ForeignPages(paper.data)
            # The dialog waits for them on the GUI thread.
            found.sizes()
            return found

        self._background.run_pure(
            pages,
            parent=self,
            success=lambda found: print_pdf(
                place or self._page,
                found,
                background=self._background,
                title=paper.job,
                name=Path(paper.name).with_suffix(".pdf").name,
                record=paper.printing,
                changes=paper.changes,
            ),
        )

    def save(self, paper: Paper, place: QWidget | None = None) -> None:
        """Ask where to save a paper, record it, and then write the file.

        Args:
            paper: Which.
            place: Where it is shown, and where the saving is reported; None: the page.
        """
        ending = Path(paper.name).suffix
        path = ask_target(
            place or self._page.window(),
            "Dosyayı kaydet",
            paper.name,
            f"*{ending}" if ending else "*",
        )
        if path is None:
            return

        def report(kept: Path) -> None:
            seen = self._page if place is None or not shiboken6.isValid(place) else place
            report_saved(seen, kept)

        def write(_nothing: object) -> None:
            self._background.run_pure(
                lambda: write_file(path, paper.data),
                parent=self,
                success=report,
            )

        self._background.run(paper.saving, parent=self, success=write)

    def take_in(self, path: Path, keep: Callable[[CheckedFile], object]) -> None:
        """Read and draw a file from outside before anything of it is stored.

        Args:
            path: The file.
            keep: Stores the checked file.
        """

        def read() -> CheckedFile:
            from alo183_desktop.documents.checked_files import read_checked  # slow to load

            return read_checked(path)

        self._background.run_pure(read, parent=self, success=keep)


def audit_anchor(work: Work) -> str:
    """Return number and digest of the last entry: a later change of the trail would not match."""
    from alo183_desktop.db.audit import read_head
    from alo183_desktop.documents.papers.report_parts import (
        PrintedHead,
    )  # reportlab is slow to load

    head = read_head(work.session)
    return PrintedHead(head.sequence, head.mac).words
