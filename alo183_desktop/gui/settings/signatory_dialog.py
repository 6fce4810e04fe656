"""The dialog that adds or changes somebody who signs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alo183_desktop.directorate.rules import SignatoryForm
from alo183_desktop.directorate.service import add_signatory, change_signatory
from alo183_desktop.gui.kit.conflicts import Began
from alo183_desktop.gui.kit.form_dialog import FormDialog
from alo183_desktop.gui.kit.kinds import Kind
from alo183_desktop.gui.kit.signatory_fields import SignatoryFields
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Work
    from alo183_desktop.directorate.rows import SignatoryRow
    from alo183_desktop.gui.kit.background import Background


class SignatoryDialog(FormDialog):
    """Accepted when it has been stored.

    Attributes:
        fields: Name, title, for whom, and when.
    """

    def __init__(
        self,
        background: Background,
        row: SignatoryRow | None,
        *,
        today: dt.date,
        parent: QWidget,
    ) -> None:
        """Make the dialog; `row` is whom it changes, None adds somebody."""
        fields = SignatoryFields(today=today, parent=parent)
        super().__init__(
            title="İmza sahibi ekle" if row is None else "İmza sahibini düzenle",
            explanation="Tamamlanmış yazılar değişmez.",
            verb="İmza sahibini &ekle" if row is None else "&Kaydet",
            width=600,
            form=fields,
            background=background,
            changes=frozenset({Kind.DIRECTORATE}),
            draft=f"settings.signatory.{row.signatory_id if row else 'new'}",
            parent=parent,
        )
        self._signatory = row
        self._began = Began[SignatoryForm](None)
        self.fields = fields
        if row is not None:
            fields.show_form(row.form())
            self._began = self.begin_with(Began(row.form(), row.version))

    @override
    def act(self) -> Callable[[Work], int]:
        form, row = self.fields.form(), self._signatory
        version, base = self._began.version, self._began.values

        def store(work: Work) -> int:
            if row is None:
                return add_signatory(work, form)
            change_signatory(work, row.signatory_id, form, version=version, base=base)
            return row.signatory_id

        return store
