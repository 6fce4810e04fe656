"""What a kind of import gives the dialogs: its words, its reader and its importer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.topics import Topic
    from alo183_desktop.imports.applying import Importer
    from alo183_desktop.imports.rows import ImportRow, Preview


class ImportAdapter(ABC):
    """One kind of import, such as rosters or an operator's usage files.

    All but `read` run on the database thread.
    """

    title: ClassVar[str]
    """What is done, such as `Kadroyu dosyadan aktar`."""
    explanation: ClassVar[str]
    """Which files are taken."""
    history_title: ClassVar[str]
    """What the list of past imports is called."""
    file_kinds: ClassVar[str] = "Excel ya da CSV (*.xlsx *.xls *.ods *.csv *.txt)"
    """The filter of the file dialog."""
    thing: ClassVar[str]
    """What one row is, in the singular: `kişi`."""
    label_heading: ClassVar[str]
    """The heading of the column that names a row: `Adı soyadı`."""
    field_words: ClassVar[Mapping[str, str]]
    """How the fields are called on the screen."""
    changes: ClassVar[frozenset[Topic]]
    """The kinds of things that an import changes."""
    importer: ClassVar[Importer]
    """Stores, lists and takes back."""

    @abstractmethod
    def read(self, path: Path, *, is_cancelled: Callable[[], bool]) -> Any:
        """Read a file without the database, giving up on `is_cancelled`; raises `KnownError`."""

    def read_sheet(self, path: Path, sheet: str, *, is_cancelled: Callable[[], bool]) -> Any:
        """Read a certain sheet of a file; only previews that offer sheets lead here."""
        raise NotImplementedError(sheet)

    @abstractmethod
    def preview(self, work: Work, read: Any) -> Preview:
        """Compare with the database what `read` returned; nothing is stored."""

    def apply(self, work: Work, preview: Preview, *, skip_wrong: bool) -> ImportRow:
        """Store what a preview shows: all of it, or nothing; raises `KnownError`."""
        return self.importer.apply(work, preview, skip_wrong=skip_wrong)

    def history(self, work: Work) -> tuple[ImportRow, ...]:
        """Return the newest imports, the newest first."""
        return self.importer.history(work)

    def undo(self, work: Work, import_id: int) -> None:
        """Take an import back as one step; raises `KnownError`."""
        self.importer.undo(work, import_id)
