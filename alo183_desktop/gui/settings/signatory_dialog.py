"""The dialog that adds or changes somebody who signs.

Not here: the fields (gui/kit/signatory_fields.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from alo183_desktop.directorate.service import add_signatory, change_signatory
from alo183_desktop.gui.kit.dialogs import TaskDialog
from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.gui.kit.kinds import Kind
from alo183_desktop.gui.kit.signatory_fields import SignatoryFields
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    import datetime as dt

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Work
    from alo183_desktop.directorate.rows import SignatoryRow
    from alo183_desktop.gui.kit.background import Background


class SignatoryDialog(TaskDialog):
    """Accepted when it has been stored."""

    def __init__(
        self,
        background: Background,
        row: SignatoryRow | None,
        *,
        today: dt.date,
        parent: QWidget,
    ) -> None:
        """Make the dialog; `row` is whom it changes, None adds somebody."""
        super().__init__(
            title="İmza sahibi ekle" if row is None else "İmza sahibini düzenle",
            explanation="Tamamlanmış yazılar değişmez.",
            width=600,
            parent=parent,
        )
        self._background = background
        self._signatory = row
        self.form = SignatoryFields(today=today, parent=self)
        if row is not None:
            self.form.show_form(row.form())
        self.content.addWidget(self.form)
        cancel = self.add_button("&Vazgeç")
        self.go = self.add_button("İmza sahibini &ekle" if row is None else "&Kaydet", primary=True)
        cancel.clicked.connect(self.reject)
        self.go.clicked.connect(self.form.submit)
        self.form.left.connect(self.reject)
        self.form.save_from_anywhere()
        self.form.save_requested.connect(self._on_save)
        self.form.name.take_focus()

    @Slot()
    def _on_save(self) -> None:
        form, row = self.form.form(), self._signatory
        self.go.setEnabled(False)

        def store(work: Work) -> None:
            if row is None:
                add_signatory(work, form)
            else:
                change_signatory(work, row.signatory_id, form, version=row.version)

        self._background.run(
            store,
            parent=self,
            success=lambda _result: self.accept(),
            failure=self._on_refused,
            changes=frozenset({Kind.DIRECTORATE}),
        )

    def _on_refused(self, error: Exception) -> None:
        self.go.setEnabled(True)
        known = isinstance(error, KnownError) and bool(error.problems)
        if not known or self.form.show_problems(error.problems):  # type: ignore[attr-defined]
            show_failure(self, error)
