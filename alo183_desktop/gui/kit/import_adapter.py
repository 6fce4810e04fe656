"""What a kind of import gives the dialogs: its words, and its four acts.

Not here: the dialogs (import_dialog.py, import_history.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.kinds import Kind
    from alo183_desktop.imports.rows import ImportRow, Preview


class ImportAdapter(Protocol):
    """One kind of import, such as rosters or an operator's usage files.

    All but `read` run on the database thread.
    """

    @property
    def title(self) -> str:
        """What is done, such as `Kadroyu dosyadan aktar`."""

    @property
    def explanation(self) -> str:
        """Which files are taken."""

    @property
    def history_title(self) -> str:
        """What the list of past imports is called."""

    @property
    def file_kinds(self) -> str:
        """The filter of the file dialog."""

    @property
    def thing(self) -> str:
        """What one row is, in the singular: `kişi`."""

    @property
    def label_heading(self) -> str:
        """The heading of the column that names a row: `Adı soyadı`."""

    @property
    def field_words(self) -> Mapping[str, str]:
        """How the fields are called on the screen."""

    @property
    def changes(self) -> frozenset[Kind]:
        """The kinds of things that an import changes."""

    def read(self, path: Path, *, is_cancelled: Callable[[], bool]) -> Any:
        """Read a file without the database, giving up on `is_cancelled`; raises `KnownError`."""

    def preview(self, work: Work, read: Any) -> Preview:
        """Compare with the database what `read` returned; nothing is stored."""

    def apply(self, work: Work, preview: Preview, *, skip_wrong: bool) -> ImportRow:
        """Store what a preview shows: all of it, or nothing; raises `KnownError`."""

    def history(self, work: Work) -> tuple[ImportRow, ...]:
        """Return the newest imports, the newest first."""

    def undo(self, work: Work, import_id: int) -> None:
        """Take an import back as one step; raises `KnownError`."""
