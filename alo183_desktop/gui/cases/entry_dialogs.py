"""The form of the entry in the call-centre system, with what proves it; and a file of a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from alo183_desktop.cases import progress
from alo183_desktop.gui.cases.act_dialogs import ActDialog
from alo183_desktop.gui.kit.chosen_files import SCANS
from alo183_desktop.gui.kit.forms import FileField, TextField
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Unpack

    from alo183_desktop.cases.rows import CaseCard
    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.checked_files import CheckedFile
    from alo183_desktop.gui.cases.act_dialogs import Common
    from alo183_desktop.gui.kit.fields import Field


class EntryDialog(ActDialog):
    """When the case was entered there, and what shows it: the number of the record, or a file."""

    def __init__(self, card: CaseCard, **common: Unpack[Common]) -> None:
        self._corrects = card.row.entered_at is not None
        super().__init__(
            card,
            title="Sisteme girişi düzelt" if self._corrects else "Sisteme girişi kaydet",
            explanation="24 saati yalnız giriş durdurur. Kayıt numarası ya da ekran çıktısı yeter.",
            **common,
        )
        self._proof: CheckedFile | None = None
        self.record = TextField("Sistem kayıt &no", key="record", parent=self)
        self.file = FileField("Ekran çıktısı ya da &belge", kinds=SCANS, key="file", parent=self)
        self.form.add_row(self.record)
        self.add_instant(at=card.row.entered_at)
        self.form.add_row(self.file)
        self.record.set_value(card.entry_record)
        self.form.mark_clean()

    @override
    def field_of(self, code: str) -> Field | None:
        if code.startswith("documents."):
            return self.file
        return super().field_of(code)

    @override
    def slow_part(self) -> Callable[[], object] | None:
        path = self.file.value()
        self._proof = None
        if path is None:
            return None

        def read() -> CheckedFile:
            from alo183_desktop.documents.checked_files import read_checked  # slow to load

            return read_checked(path)

        return read

    @override
    def take_slow(self, result: object) -> None:
        self._proof = cast("CheckedFile", result)

    @override
    def act(self) -> Callable[[Work], int]:
        case_id, at, record = self.case_id, self.instant(), self.record.text()
        proof, enter = self._proof, progress.correct_entry if self._corrects else progress.enter

        def save(work: Work) -> int:
            enter(work, case_id, at=at, record=record, proof=proof)
            return case_id

        return save
