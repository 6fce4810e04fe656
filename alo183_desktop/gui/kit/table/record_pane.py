"""Lists whose rows are records: each is added, put right and removed in a dialog."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import Slot

from alo183_desktop.access.rules import Right, may
from alo183_desktop.gui.kit import dialogs
from alo183_desktop.gui.kit.form.form import Form
from alo183_desktop.gui.kit.form.record import RecordDialog
from alo183_desktop.gui.kit.notices import tell
from alo183_desktop.gui.kit.table.list_pane import FilteredListSpec, ListPane

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Unpack

    from _typeshed import DataclassInstance
    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Actor, Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.form.dialog import DialogContext
    from alo183_desktop.gui.kit.page import OneDialog
    from alo183_desktop.gui.kit.topics import Topic
    from alo183_desktop.records.record import Record
    from alo183_desktop.shared.clock import Clock

    Options = Mapping[str, Sequence[tuple[int, str]]]

RowT = TypeVar("RowT")
FilterT = TypeVar("FilterT", bound="DataclassInstance")


@dataclass(frozen=True, kw_only=True)
class RecordActs:
    """What is done with the rows of such a list, and in which words."""

    record: Record[Any]
    rights: tuple[Right, ...]
    """All of which somebody needs who changes a row."""
    changes: frozenset[Topic]
    number: Callable[[Any], int]
    """The id of a row."""
    called: Callable[[Any], str]
    """By what people know a row."""
    titles: tuple[str, str]
    """Of the dialog that adds one, and of the one that puts one right."""
    said: tuple[str, str]
    """What is told once one is saved, and once one is removed."""
    removing: tuple[str, str, str]
    """Of the question before one is removed: its title, its text, its verb."""
    save: Callable[..., int]
    open: Callable[[Work, int], tuple[Any, int]]
    remove: Callable[..., None]
    options: Callable[[Work, Any], Options] = lambda _work, _row: {}
    """What its links offer; the row is the one that is put right."""
    refused: Mapping[str, str] | None = None
    """As `RecordDialog`."""
    columns: int = 2
    """Of its form."""
    width: int = 640
    first: str = ""
    """The field that takes the focus; empty: the first one."""


def row_dialog(
    acts: RecordActs,
    number: int | None,
    opened: tuple[Any, int],
    options: Options,
    **common: Unpack[DialogContext],
) -> RecordDialog[Any]:
    """Return the dialog of a row; without a number it adds one. Arguments as `RecordDialog`."""

    def save(work: Work, values: Any, version: int, base: Any) -> int:
        return acts.save(work, number, values, version=version, base=base)

    return RecordDialog(
        acts.record,
        opened,
        save=save,
        title=acts.titles[number is not None],
        draft=f"record.{acts.record.name}.{number or 'new'}",
        options=options,
        reopen=None if number is None else lambda work: acts.open(work, number),
        refused=acts.refused,
        width=acts.width,
        first=acts.first,
        form=Form(columns=acts.columns),
        changes=acts.changes,
        **common,
    )


class RecordPane(ListPane[RowT, FilterT]):
    """A list whose rows are records.

    Attributes:
        may_edit: Whether the role may change a row.
        opener: Opens its dialogs.
        clock: For now; UTC.
    """

    def __init__(  # noqa: PLR0913 - what differs between the lists
        self,
        spec: FilteredListSpec[RowT, FilterT],
        acts: RecordActs,
        background: Background,
        *,
        actor: Actor,
        opener: OneDialog,
        clock: Clock,
        read_beside: Callable[[Work, FilterT], Any] = lambda _work, _wanted: None,
        show_beside: Callable[[Any], object] = lambda _more: None,
        parent: QWidget,
    ) -> None:
        """Make the list; arguments as `ListPane`, with who may change it and what opens dialogs."""
        super().__init__(
            spec,
            background,
            clock=clock,
            read_beside=read_beside,
            show_beside=show_beside,
            parent=parent,
        )
        self.may_edit = all(may(actor.role, right) for right in acts.rights)
        self.opener = opener
        self.clock = clock
        self._acts = acts
        self.list_actions.set_allowed(
            export=may(actor.role, Right.EXPORT), printing=may(actor.role, Right.PRINT)
        )
        if self.may_edit:
            view = self.view
            view.set_empty_texts(*spec.empty, acts.titles[0])
            view.add_row_action("&Düzelt…", shortcut="F4").triggered.connect(self.change)
            view.add_row_action("Si&l…", shortcut="Del").triggered.connect(self.remove)
            view.opened.connect(self.change)
            view.empty_action.connect(self.begin)

    @Slot()
    def add(self) -> None:
        """Add a row."""
        self.opener.prepare(
            lambda work: self._acts.options(work, None),
            lambda options: self._show(None, (None, 0), options),
        )

    @Slot()
    def begin(self) -> None:
        """Do what an empty list offers: add the first row."""
        self.add()

    def make_dialog(
        self, number: int | None, opened: tuple[Any, int], options: Options, **common: Any
    ) -> RecordDialog[Any]:
        """Return the dialog of a row, as `row_dialog`."""
        return row_dialog(self._acts, number, opened, options, **common)

    def after_saving(self, number: int) -> None:
        """Go on once a row was saved; `number` is its id."""

    @Slot()
    def change(self) -> None:
        """Put the current row right."""
        row: Any = self.current()
        if row is None:
            return
        number = self._acts.number(row)
        self.opener.prepare(
            lambda work: (self._acts.open(work, number), self._acts.options(work, row)),
            lambda read: self._show(number, *read),
        )

    def _show(self, number: int | None, opened: tuple[Any, int], options: Options) -> None:
        dialog = self.make_dialog(
            number,
            opened,
            options,
            background=self.background,
            clock=self.clock,
            parent=self.window(),
        )
        dialog.saved.connect(self._on_saved)
        self.opener.show_dialog(dialog)

    @Slot(int)
    def _on_saved(self, number: int) -> None:
        tell(self, self._acts.said[0])
        self.after_saving(number)

    @Slot()
    def remove(self) -> None:
        """Remove the current row once asked."""
        row: Any = self.current()
        if row is None:
            return
        acts, number = self._acts, self._acts.number(row)
        title, text, verb = acts.removing
        told = f"{acts.called(row)}: {text}"
        if dialogs.confirm(self.window(), title=title, text=told, verb=verb):
            self.background.run(
                lambda work: acts.remove(work, number, version=row.version),
                parent=self,
                success=lambda _nothing: tell(self, acts.said[1]),
                failure=self.fail,
                changes=acts.changes,
            )
