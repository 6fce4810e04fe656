"""A dialog with one name in it: of a unit, of a subject.

Not here: what the name is stored for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from alo183_desktop.gui.kit.dialogs import TaskDialog
from alo183_desktop.gui.kit.errors import show_failure, text_of
from alo183_desktop.gui.kit.forms import Form, TextField
from alo183_desktop.shared.errors import ConflictError, KnownError

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.kinds import Kind


class NameDialog(TaskDialog):
    """Asks for a name and stores it; stays open while it is refused."""

    def __init__(  # noqa: PLR0913 - what differs between two lists
        self,
        background: Background,
        *,
        title: str,
        label: str,
        verb: str,
        name: str = "",
        store: Callable[[Work, str], object],
        changes: frozenset[Kind],
        longest: int = 200,
        parent: QWidget,
    ) -> None:
        """Make the dialog.

        Args:
            background: Stores.
            title: What is done.
            label: Of the field, with its mnemonic.
            verb: On the button.
            name: As it is now.
            store: Stores the name within a unit of work.
            changes: The kinds that it changes.
            longest: As many signs are taken.
            parent: The window.
        """
        super().__init__(title=title, width=440, parent=parent)
        self._background = background
        self._store = store
        self._changes = changes
        self.form = Form(columns=1, parent=self)
        self.name = TextField(
            label, key="name", required=True, max_length=longest, parent=self.form
        )
        self.form.add_row(self.name)
        self.content.addWidget(self.form)
        cancel = self.add_button("&Vazgeç")
        self.go = self.add_button(verb, primary=True)
        self.name.set_value(name)
        self.form.mark_clean()
        cancel.clicked.connect(self.reject)
        self.go.clicked.connect(self.form.submit)
        self.form.left.connect(self.reject)
        self.form.save_from_anywhere()
        self.form.save_requested.connect(self._on_save)
        self.name.take_focus()

    @Slot()
    def _on_save(self) -> None:
        name, store = self.name.text(), self._store
        self.go.setEnabled(False)
        self._background.run(
            lambda work: store(work, name),
            parent=self,
            success=lambda _result: self.accept(),
            failure=self._on_refused,
            changes=self._changes,
        )

    def _on_refused(self, error: Exception) -> None:
        self.go.setEnabled(True)
        if isinstance(error, KnownError) and not isinstance(error, ConflictError):
            self.name.set_problem(str(text_of(error)))
            self.name.take_focus()
        else:
            show_failure(self, error)
