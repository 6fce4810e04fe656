"""What the import of lines and handsets is called and does, for the dialog of all imports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.gui.kit.import_adapter import ImportAdapter
from alo183_desktop.gui.kit.kinds import Kind
from alo183_desktop.phones import register_import
from alo183_desktop.phones.register_file import read_register
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from alo183_desktop.db.work import Work
    from alo183_desktop.imports.rows import Preview
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


class RegisterAdapter(ImportAdapter):
    """A register of lines and handsets as a kind of import."""

    title = "Hat ve cihazları dosyadan aktar"
    explanation = (
        "Excel (.xlsx, .xls, .ods) ya da CSV dosyası; bir satır bir hat, bir cihaz ya da ikisi "
        "olabilir. Siz onaylamadan hiçbir şey kaydedilmez."
    )
    history_title = "Hat ve cihaz aktarımları"
    thing = "kayıt"
    label_heading = "Hat ya da cihaz"
    field_words = FIELD_WORDS
    changes = frozenset({Kind.PHONES})
    importer = register_import.IMPORTER

    def __init__(self, *, today: dt.date) -> None:
        """Make the adapter.

        Args:
            today: The day in Istanbul: custodies without a first day begin on it.
        """
        self._today = today

    @override
    def read(self, path: Path, *, is_cancelled: Callable[[], bool]) -> Register:
        """Read a file without the database; raises as `documents.foreign.tables.read_file`."""
        # The reader of files is loaded when somebody imports, not at the start.
        from alo183_desktop.documents.foreign.tables import read_file

        return read_register(read_file(path, is_cancelled=is_cancelled))

    @override
    def preview(self, work: Work, read: Register) -> Preview:
        """Compare what was read with the database; raises as `register_import.preview_of`."""
        return register_import.preview_of(work, read, today=self._today)
