"""A dialog with one name in it: of a unit, of a subject."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alo183_desktop.db.conflicts import Named
from alo183_desktop.gui.kit.conflicts import Began
from alo183_desktop.gui.kit.form_dialog import FormDialog
from alo183_desktop.gui.kit.forms import Form, TextField
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.fields import Field
    from alo183_desktop.gui.kit.kinds import Kind


class NameDialog(FormDialog):
    """Asks for a name and stores it; stays open while it is refused."""

    def __init__(  # noqa: PLR0913 - what differs between two lists
        self,
        background: Background,
        *,
        title: str,
        label: str,
        verb: str,
        name: str = "",
        store: Callable[[Work, str, Began[Named]], object],
        changes: frozenset[Kind],
        draft: str,
        longest: int = 200,
        version: int = 0,
        parent: QWidget,
    ) -> None:
        """Make the dialog.

        Args:
            background: Stores.
            title: What is done.
            label: Of the field, with its mnemonic.
            verb: On the button.
            name: As it is now.
            store: Stores the name over what the dialog began with, within a unit of work.
            changes: The kinds that it changes.
            draft: As `FormDialog`.
            longest: As many signs are taken.
            version: Of what is named, as it was read; 0 for something new.
            parent: The window.
        """
        super().__init__(
            title=title,
            verb=verb,
            width=440,
            form=Form(columns=1),
            background=background,
            changes=changes,
            draft=draft,
            parent=parent,
        )
        self._store = store
        self._began = Began(Named(name) if version else None, version)
        if version:
            self.begin_with(self._began)
        self.name = TextField(
            label, key="name", required=True, max_length=longest, parent=self.form
        )
        self.form.add_row(self.name)
        self.name.set_value(name)
        self.form.mark_clean()

    @override
    def act(self) -> Callable[[Work], int]:
        name, began, store = self.name.text(), self._began, self._store

        def rename(work: Work) -> int:
            store(work, name, began)
            return 0

        return rename

    @override
    def field_of(self, code: str) -> Field | None:
        return self.name
