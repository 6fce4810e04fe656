"""The note on a call that nothing explains."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.cases import unexplained
from alo183_desktop.gui.cases.act_dialogs import CHANGES
from alo183_desktop.gui.kit.form_dialog import FormDialog
from alo183_desktop.gui.kit.forms import LongTextField, RadioChoice
from alo183_desktop.shared.clock import format_instant
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.cases.call_rows import CallRow
    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.fields import Field

_DUTY, _PRIVATE = "duty", "private"
_FIELDS: Final = {
    "cases.explanation_missing": "words",
    "cases.call_reviewed": "words",
}


class ExplainDialog(FormDialog):
    """What the officer says of a call, and whether it was private."""

    def __init__(self, call: CallRow, *, background: Background, parent: QWidget) -> None:
        number = format_phone(call.number) if call.number else "numarası silinmiş bir arama"
        who = call.holder_name or "zimmetlisi yok"
        super().__init__(
            title="Aramayı açıkla",
            explanation=f"{format_phone(call.line_phone)} hattından {number}, "
            f"{format_instant(call.at)}; {who}. Kaydedilince numara silinir, yalnız aynı numara "
            "yeniden aranırsa tanınır.",
            verb="&Kaydet",
            background=background,
            changes=CHANGES,
            draft=f"cases.call.{call.call_id}",
            parent=parent,
        )
        self._call_id = call.call_id
        self.words = LongTextField(
            "&Açıklama",
            key="words",
            required=True,
            lines=3,
            note="Kimsenin adını yazmayınız.",
            parent=self,
        )
        self.kind = RadioChoice(
            "Arama",
            ((_DUTY, "&Görev gereği"), (_PRIVATE, "Ö&zel görüşme")),
            key="kind",
            note="Genelge, hatların özel görüşmede kullanılmasına izin vermez.",
            parent=self,
        )
        self.form.add_row(self.words)
        self.form.add_row(self.kind)
        self.words.set_text(call.known_explanation)
        self.form.mark_clean()

    @override
    def field_of(self, code: str) -> Field | None:
        return self._field(_FIELDS.get(code, ""))

    @override
    def act(self) -> Callable[[Work], int]:
        call_id, words = self._call_id, self.words.text()
        is_private = self.kind.value() == _PRIVATE

        def save(work: Work) -> int:
            unexplained.explain_call(work, call_id, explanation=words, is_private=is_private)
            return call_id

        return save
