"""What the import of a roster is called and what it does, for the dialog of all imports.

Not here: the dialog (kit/import_dialog.py) and the import (officers/roster_import.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.gui.kit.kinds import Kind
from alo183_desktop.officers import roster_import
from alo183_desktop.officers.field_words import FIELD_WORDS
from alo183_desktop.officers.roster_file import read_roster

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from alo183_desktop.db.work import Work
    from alo183_desktop.imports.rows import ImportRow, Preview
    from alo183_desktop.officers.roster_file import Roster


class RosterAdapter:
    """The roster as a kind of import."""

    title: Final = "Kadroyu dosyadan aktar"
    explanation: Final = (
        "Excel (.xlsx, .xls, .ods) ya da CSV dosyası. Başlıklar nerede olursa olsun tanınır; "
        "siz onaylamadan hiçbir şey kaydedilmez."
    )
    history_title: Final = "Kadro aktarımları"
    file_kinds: Final = "Excel ya da CSV (*.xlsx *.xls *.ods *.csv *.txt)"
    thing: Final = "kişi"
    label_heading: Final = "Adı soyadı"
    field_words: Final[Mapping[str, str]] = FIELD_WORDS
    changes: Final = frozenset({Kind.OFFICER, Kind.ASSIGNMENT, Kind.UNIT})

    def __init__(self, *, today: dt.date) -> None:
        """Make the adapter.

        Args:
            today: The day in Istanbul: assignments without a first day begin on it.
        """
        self._today = today

    def read(self, path: Path, *, is_cancelled: Callable[[], bool]) -> Roster:
        """Read a file without the database; raises as `foreign_tables.read_file`."""
        # The reader of files is loaded when somebody imports, not at the start.
        from alo183_desktop.documents.foreign_tables import read_file

        return read_roster(read_file(path, is_cancelled=is_cancelled))

    def preview(self, work: Work, read: Roster) -> Preview:
        """Compare what was read with the database; raises as `roster_import.preview_of`."""
        return roster_import.preview_of(work, read, today=self._today)

    def apply(self, work: Work, preview: Preview, *, skip_wrong: bool) -> ImportRow:
        """Store what a preview shows; raises as `roster_import.apply_roster`."""
        return roster_import.apply_roster(work, preview, skip_wrong=skip_wrong)

    def history(self, work: Work) -> tuple[ImportRow, ...]:
        """Return the newest imports; raises as `roster_import.list_imports`."""
        return roster_import.list_imports(work)

    def undo(self, work: Work, import_id: int) -> None:
        """Take an import back; raises as `roster_import.undo_import`."""
        roster_import.undo_import(work, import_id)
