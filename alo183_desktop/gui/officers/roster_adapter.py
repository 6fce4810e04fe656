"""What the import of a roster is called and what it does, for the dialog of all imports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alo183_desktop.gui.kit.imports.dialogs import ImportAdapter
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.officers.record import FIELD_WORDS
from alo183_desktop.officers.roster import importing as roster_import
from alo183_desktop.officers.roster.file import read_roster
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from pathlib import Path

    from alo183_desktop.db.work import Work
    from alo183_desktop.imports.rows import Preview
    from alo183_desktop.officers.roster.file import Roster


class RosterAdapter(ImportAdapter):
    """The roster as a kind of import."""

    title = "Kadroyu dosyadan aktar"
    explanation = (
        "Excel (.xlsx, .xls, .ods) ya da CSV dosyası. Başlıklar nerede olursa olsun tanınır; "
        "siz onaylamadan hiçbir şey kaydedilmez."
    )
    history_title = "Kadro aktarımları"
    thing = "kişi"
    label_heading = "Adı soyadı"
    field_words = FIELD_WORDS
    changes = frozenset({Topic.OFFICER, Topic.ASSIGNMENT, Topic.UNIT})
    importer = roster_import.IMPORTER

    def __init__(self, *, today: dt.date) -> None:
        """Make the adapter.

        Args:
            today: The day in Istanbul: assignments without a first day begin on it.
        """
        self._today = today

    @override
    def read(self, path: Path, *, is_cancelled: Callable[[], bool]) -> Roster:
        """Read a file without the database; raises as `documents.foreign.tables.read_file`."""
        # The reader of files is loaded when somebody imports, not at the start.
        from alo183_desktop.documents.foreign.tables import read_file

        return read_roster(read_file(path, is_cancelled=is_cancelled))

    @override
    def read_sheet(self, path: Path, sheet: str, *, is_cancelled: Callable[[], bool]) -> Roster:
        """Read a certain sheet of a file; raises as `read`."""
        from alo183_desktop.documents.foreign.tables import read_file  # as above

        return read_roster(read_file(path, is_cancelled=is_cancelled), sheet=sheet)

    @override
    def preview(self, work: Work, read: Roster) -> Preview:
        """Compare what was read with the database; raises as `roster_import.preview_of`."""
        return roster_import.preview_of(work, read, today=self._today)
