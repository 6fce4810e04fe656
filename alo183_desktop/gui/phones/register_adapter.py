"""What the import of lines and handsets is called and what it does, for the dialog of all imports.

Not here: the dialog (kit/import_dialog.py) and the import (phones/register_import.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.gui.kit.kinds import Kind
from alo183_desktop.phones import register_import
from alo183_desktop.phones.register_file import read_register

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from alo183_desktop.db.work import Work
    from alo183_desktop.imports.rows import ImportRow, Preview
    from alo183_desktop.phones.register_file import Register

FIELD_WORDS: Final[Mapping[str, str]] = {
    "phone": "Hat",
    "operator": "Operatör",
    "iccid": "SIM kart no",
    "package": "Paket",
    "pin": "PIN",
    "puk": "PUK",
    "make": "Marka",
    "model": "Model",
    "imei": "IMEI",
    "serial": "Seri no",
    "condition": "Fiziki hâli",
    "accessories": "Aksesuar",
    "state": "Durum",
    "holder": "Zimmetlisi",
    "held_from": "Zimmet tarihi",
    "note": "Not",
}
"""How screens call what a register tells."""


class RegisterAdapter:
    """A register of lines and handsets as a kind of import."""

    title: Final = "Hat ve cihazları dosyadan aktar"
    explanation: Final = (
        "Excel (.xlsx, .xls, .ods) ya da CSV dosyası; bir satır bir hat, bir cihaz ya da ikisi "
        "olabilir. Siz onaylamadan hiçbir şey kaydedilmez."
    )
    history_title: Final = "Hat ve cihaz aktarımları"
    file_kinds: Final = "Excel ya da CSV (*.xlsx *.xls *.ods *.csv *.txt)"
    thing: Final = "kayıt"
    label_heading: Final = "Hat ya da cihaz"
    field_words: Final[Mapping[str, str]] = FIELD_WORDS
    changes: Final = frozenset({Kind.PHONES})

    def __init__(self, *, today: dt.date) -> None:
        """Make the adapter.

        Args:
            today: The day in Istanbul: custodies without a first day begin on it.
        """
        self._today = today

    def read(self, path: Path, *, is_cancelled: Callable[[], bool]) -> Register:
        """Read a file without the database; raises as `foreign_tables.read_file`."""
        # The reader of files is loaded when somebody imports, not at the start.
        from alo183_desktop.documents.foreign_tables import read_file

        return read_register(read_file(path, is_cancelled=is_cancelled))

    def preview(self, work: Work, read: Register) -> Preview:
        """Compare what was read with the database; raises as `register_import.preview_of`."""
        return register_import.preview_of(work, read, today=self._today)

    def apply(self, work: Work, preview: Preview, *, skip_wrong: bool) -> ImportRow:
        """Store what a preview shows; raises as `register_import.apply_register`."""
        return register_import.apply_register(work, preview, skip_wrong=skip_wrong)

    def history(self, work: Work) -> tuple[ImportRow, ...]:
        """Return the newest imports; raises as `register_import.list_imports`."""
        return register_import.list_imports(work)

    def undo(self, work: Work, import_id: int) -> None:
        """Take an import back; raises as `register_import.undo_register`."""
        register_import.undo_register(work, import_id)
