"""What the import of a usage file is called and what it does, for the dialog of all imports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.gui.kit.import_adapter import ImportAdapter
from alo183_desktop.gui.kit.kinds import Kind
from alo183_desktop.gui.phones.column_dialog import FIELD_WORDS as COLUMN_WORDS
from alo183_desktop.phones import usage_import
from alo183_desktop.phones.usage_files import read_usage_file
from alo183_desktop.phones.usage_times import Period
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from alo183_desktop.db.work import Work
    from alo183_desktop.imports.rows import ImportRow, Preview
    from alo183_desktop.phones.usage_columns import ColumnMap
    from alo183_desktop.phones.usage_files import RememberedMap
    from alo183_desktop.phones.usage_rows import UsageFile

FIELD_WORDS: Final[Mapping[str, str]] = {
    **{field.value: words for field, words in COLUMN_WORDS.items()},
}


class UsageAdapter(ImportAdapter):
    """An operator's usage file as a kind of import.

    Attributes:
        columns: The map that somebody corrected; None: as it is recognised or remembered.
        remembered: How clerks corrected the files of operators before.
        operator: Whose file it is; empty: as it is recognised.
        month: The month that a file of sums speaks of, such as `2026-09`; empty: it says so itself.
        trusts_end: Whether a file that may have been cut is knowingly taken as whole.
        register_new: Whether numbers that are no lines yet are registered with it.
        replace: Whether earlier usage of the same days is knowingly replaced.
        rows_done: Told how many rows are stored so far, on the database thread.
    """

    title = "Kullanım dosyası al"
    explanation = (
        "Operatörün gönderdiği CSV, TXT ya da Excel dosyası; arama arama ya da hat başına bir "
        "satır olabilir. Siz onaylamadan hiçbir şey kaydedilmez."
    )
    history_title = "Alınan kullanım dosyaları"
    file_kinds = "Kullanım dosyası (*.csv *.txt *.tsv *.xlsx *.xls *.ods)"
    thing = "hat"
    label_heading = "Hat"
    field_words = FIELD_WORDS
    changes = frozenset({Kind.USAGE, Kind.PHONES})
    importer = usage_import.IMPORTER

    def __init__(self, *, today: dt.date) -> None:
        """Begin with nothing said.

        Args:
            today: In Istanbul: nothing was used after it.
        """
        self.today = today
        self.columns: ColumnMap | None = None
        self.remembered: tuple[RememberedMap, ...] = ()
        self.operator = ""
        self.month = ""
        self.trusts_end = False
        self.register_new = False
        self.replace = False
        self.rows_done: Callable[[int], object] = _tell_nobody

    def begin(self) -> None:
        """Forget what was said about the file before."""
        self.columns = None
        self.operator = self.month = ""
        self.trusts_end = self.register_new = self.replace = False

    @override
    def read(self, path: Path, *, is_cancelled: Callable[[], bool]) -> UsageFile:
        """Read a file without the database; raises as `usage_files.read_usage_file`."""
        return read_usage_file(
            path,
            columns=self.columns,
            remembered=self.remembered,
            operator=self.operator,
            period=Period(month=self.month) if self.month else None,
            today=self.today,
            trusts_end=self.trusts_end,
            is_cancelled=is_cancelled,
        )

    @override
    def preview(self, work: Work, read: UsageFile) -> Preview:
        """Compare what was read with the database; raises as `usage_import.preview_usage`."""
        return usage_import.preview_usage(
            work, read, operator=self.operator, register_new=self.register_new
        )

    @override
    def apply(self, work: Work, preview: Preview, *, skip_wrong: bool) -> ImportRow:
        """Store what a preview shows; raises as `usage_import.apply_usage`."""
        return usage_import.apply_usage(
            work,
            preview,
            replace=self.replace,
            skip_wrong=skip_wrong,
            trusts_end=self.trusts_end,
            rows_done=self.rows_done,
        )


def _tell_nobody(_count: int) -> None:
    """Take a count that nobody waits for."""
