"""What the import of the call centre's list is called and does, for the dialog of all imports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.cases import cases_import
from alo183_desktop.cases.cases_file import read_cases
from alo183_desktop.gui.kit.import_adapter import ImportAdapter
from alo183_desktop.gui.kit.kinds import Kind
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from alo183_desktop.cases.cases_file import CaseSheet
    from alo183_desktop.db.work import Work
    from alo183_desktop.imports.rows import Preview
    from alo183_desktop.shared.clock import Clock

FIELD_WORDS: Final[Mapping[str, str]] = {
    "number": "Başvuru no",
    "routed": "Yönlendirme",
    "routed_at": "Yönlendirme",
    "routed_time": "Yönlendirme saati",
    "operator_name": "Operatör",
    "subject": "Müracaat konusu",
    "subject_id": "Müracaat konusu",
    "kind": "Vaka türü",
    "kind_id": "Vaka türü",
    "district": "İlçe",
    "caller_phone": "Arayanın telefonu",
    "caller_name": "Arayan",
    "summary": "Özet",
    "urgency": "Aciliyet",
    "is_urgent": "Aciliyet",
    "police": "Kolluk",
    "is_police_informed": "Kolluk",
    "police_unit": "Kolluk birimi",
    "officer": "Sorumlu",
    "officer_id": "Sorumlu",
    "officer_text": "Sorumlu",
    "acknowledged": "Bilgi alma",
    "acknowledged_at": "Bilgi alma",
    "first_action": "İlk işlem",
    "first_action_at": "İlk işlem",
    "entry_record": "Sistem kayıt no",
    "entered": "Sisteme giriş",
    "entered_at": "Sisteme giriş",
    "closed": "Kapanış",
    "closed_at": "Kapanış",
    "outcome": "Sonuç",
}
"""How screens call what a list tells."""


class CasesAdapter(ImportAdapter):
    """The call centre's list as a kind of import."""

    title = "Vakaları dosyadan aktar"
    explanation = (
        "Çağrı merkezinin Excel (.xlsx, .xls, .ods) ya da CSV listesi. Aynı numara ikinci kez "
        "kaydedilmez; siz onaylamadan hiçbir şey kaydedilmez."
    )
    history_title = "Vaka aktarımları"
    thing = "vaka"
    label_heading = "Başvuru no"
    field_words = FIELD_WORDS
    changes = frozenset({Kind.CASES})
    importer = cases_import.IMPORTER

    def __init__(self, *, clock: Clock) -> None:
        """Make the adapter.

        Args:
            clock: Nothing in a list can lie in the future; UTC.
        """
        self._clock = clock

    @override
    def read(self, path: Path, *, is_cancelled: Callable[[], bool]) -> CaseSheet:
        """Read a file without the database; raises as `documents.foreign.tables.read_file`."""
        # The reader of files is loaded when somebody imports, not at the start.
        from alo183_desktop.documents.foreign.tables import read_file

        return read_cases(read_file(path, is_cancelled=is_cancelled), now=self._clock())

    @override
    def preview(self, work: Work, read: CaseSheet) -> Preview:
        """Compare what was read with the database; raises as `cases_import.preview_of`."""
        return cases_import.preview_of(work, read)
