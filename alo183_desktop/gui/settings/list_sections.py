"""The three lists of the directorate: signatories, units, subjects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from PySide6.QtCore import Qt, Slot

from alo183_desktop.access.rules import Right
from alo183_desktop.db.conflicts import Named
from alo183_desktop.directorate import service as directorates
from alo183_desktop.directorate.queries import list_signatories, list_units
from alo183_desktop.directorate.rows import SignatoryRow, UnitRow
from alo183_desktop.directorate.rules import SignatoryForm, printed_title
from alo183_desktop.directorate.service import add_signatory, change_signatory
from alo183_desktop.gui.kit import dialogs
from alo183_desktop.gui.kit.buttons import PrimaryButton, SecondaryButton
from alo183_desktop.gui.kit.conflicts import EditBase
from alo183_desktop.gui.kit.form.dialog import FormDialog
from alo183_desktop.gui.kit.form.directorate import SignatoryFields, interval_text
from alo183_desktop.gui.kit.form.form import Form, TextField
from alo183_desktop.gui.kit.states import State
from alo183_desktop.gui.kit.table.models import CellKind, Column, RowsModel
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.settings.section import Section
from alo183_desktop.officers import subjects
from alo183_desktop.officers.queries import list_subjects
from alo183_desktop.officers.rows import SubjectRow
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.form.fields import Field


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
        store: Callable[[Work, str, EditBase[Named]], object],
        changes: frozenset[Topic],
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
        self._began = EditBase(Named(name) if version else None, version)
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
            changes=frozenset({Topic.DIRECTORATE}),
            draft=f"settings.signatory.{row.signatory_id if row else 'new'}",
            parent=parent,
        )
        self._signatory = row
        self._began = EditBase[SignatoryForm](None)
        self.fields = fields
        if row is not None:
            fields.show_form(row.form())
            self._began = self.begin_with(EditBase(row.form(), row.version))

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


RowT = TypeVar("RowT")
_DIRECTORATE: Final = frozenset({Topic.DIRECTORATE})
_UNITS: Final = frozenset({Topic.UNIT})
_SUBJECTS: Final = frozenset({Topic.SUBJECT, Topic.OFFICER})


class ListSection(Section, Generic[RowT]):
    """A list with the buttons that add to it and change its current row."""

    def __init__(  # noqa: PLR0913 - what differs between three lists
        self,
        background: Background,
        *,
        key: str,
        title: str,
        sentence: str,
        columns: Sequence[Column[RowT]],
        right: Right,
        add_verb: str,
        desk: Desk,
        parent: QWidget,
    ) -> None:
        super().__init__(background, title=title, sentence=sentence, desk=desk, parent=parent)
        self.model = RowsModel[RowT](columns, parent=self)
        self.view = TableView(f"settings-{key}", name=title, parent=self)
        self.view.setModel(self.model)
        self.view.set_row_key(self.id_of)
        self.may_edit = self.may(right)
        self.edit = SecondaryButton("&Düzenle…", icon="edit", parent=self)
        self.toggle = SecondaryButton("Ka&ldır", parent=self)
        self.add = PrimaryButton(add_verb, icon="add", parent=self)
        for button in (self.edit, self.toggle, self.add):
            button.setVisible(self.may_edit)
            self.buttons.addWidget(button)
        self.box.addWidget(self.view, 1)
        self.add.clicked.connect(self.on_add)
        self.edit.clicked.connect(self._on_edit)
        self.toggle.clicked.connect(self._on_toggle)
        self.view.opened.connect(self._on_edit)
        self.view.row_changed.connect(self._show_current)
        self._show_current()

    @override
    def load(self) -> None:
        self.view.set_loading(True)
        self.read(self.query, self._show_rows)

    def query(self, work: Work) -> Sequence[RowT]:
        """Return the rows."""
        raise NotImplementedError

    def id_of(self, row: RowT) -> int:
        """Return what names a row."""
        raise NotImplementedError

    def on_add(self) -> None:
        """Add something."""
        raise NotImplementedError

    def edit_row(self, row: RowT) -> None:
        """Change the current row."""
        raise NotImplementedError

    def toggle_row(self, row: RowT) -> None:
        """Retire the current row, or take it back."""

    def toggle_verb(self, row: RowT) -> str:
        """Return the verb of the second button; empty where it makes no sense."""
        del row
        return ""

    def may_edit_row(self, row: RowT) -> bool:
        """Return whether the current row can be changed at all."""
        del row
        return True

    def open_name_dialog(self, **arguments: Any) -> NameDialog:
        """Ask for a name; the list is loaded anew when it was stored."""
        dialog = NameDialog(self.background, parent=self.window(), **arguments)
        dialog.accepted.connect(self.load)
        dialog.joined.connect(self.said)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def _show_rows(self, rows: Sequence[RowT]) -> None:
        self.model.set_rows(rows)
        self.view.set_loading(False)
        self._show_current()

    @Slot()
    def _show_current(self) -> None:
        row = self.view.current_row()
        verb = "" if row is None else self.toggle_verb(row)
        self.toggle.setEnabled(bool(verb))
        self.toggle.setText(verb or "Ka&ldır")
        self.edit.setEnabled(row is not None and self.may_edit_row(row))

    @Slot()
    def _on_edit(self) -> None:
        row = self.view.current_row()
        if row is not None and self.may_edit and self.may_edit_row(row):
            self.edit_row(row)

    @Slot()
    def _on_toggle(self) -> None:
        row = self.view.current_row()
        if row is not None and self.may_edit and self.toggle_verb(row):
            self.toggle_row(row)


class SignatoriesSection(ListSection[SignatoryRow]):
    """Who may sign, and when."""

    kinds = _DIRECTORATE

    def __init__(self, background: Background, *, desk: Desk, parent: QWidget) -> None:
        super().__init__(
            background,
            key="signatories",
            title="İmza sahipleri",
            sentence="Yazıda, imza günü görevde olanlar seçilir. Görevi biten silinmez, son günü "
            "yazılır.",
            columns=_signatory_columns(lambda: local_day(desk.clock())),
            right=Right.EDIT_DIRECTORATE,
            add_verb="İmza sahibi &ekle…",
            desk=desk,
            parent=parent,
        )
        self.toggle.hide()
        self.view.set_empty_texts(
            "Henüz imza sahibi yok",
            "Yazı tamamlanabilmesi için en az bir imza sahibi gerekir.",
            "İmza sahibi ekle" if self.may_edit else "",
        )
        self.view.empty_action.connect(self.on_add)

    @override
    def query(self, work: Work) -> Sequence[SignatoryRow]:
        return list_signatories(work.session)

    @override
    def id_of(self, row: SignatoryRow) -> int:
        return row.signatory_id

    @override
    @Slot()
    def on_add(self) -> None:
        self._open(None)

    @override
    def edit_row(self, row: SignatoryRow) -> None:
        self._open(row)

    def _open(self, row: SignatoryRow | None) -> None:
        dialog = SignatoryDialog(
            self.background, row, today=local_day(self.desk.clock()), parent=self.window()
        )
        dialog.accepted.connect(self.load)
        dialog.joined.connect(self.said)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()


class UnitsSection(ListSection[UnitRow]):
    """The directorate and the institutions attached to it."""

    kinds = _UNITS

    def __init__(self, background: Background, *, desk: Desk, parent: QWidget) -> None:
        super().__init__(
            background,
            key="units",
            title="Kurumlar",
            sentence="İl müdürlüğü ve bağlı kuruluşlar. Kaldırılan kurum yeni kayıtlarda "
            "önerilmez, orada görevli olanlar kalır.",
            columns=_UNIT_COLUMNS,
            right=Right.EDIT_DIRECTORATE,
            add_verb="Kurum &ekle…",
            desk=desk,
            parent=parent,
        )

    @override
    def query(self, work: Work) -> Sequence[UnitRow]:
        return list_units(work.session, active_only=False)

    @override
    def id_of(self, row: UnitRow) -> int:
        return row.unit_id

    @override
    @Slot()
    def on_add(self) -> None:
        self.open_name_dialog(
            title="Kurum ekle",
            label="Kurumun &adı",
            verb="Kurumu &ekle",
            store=lambda work, name, _began: directorates.add_unit(work, name),
            changes=_UNITS,
            draft="settings.unit.new",
        )

    @override
    def edit_row(self, row: UnitRow) -> None:
        self.open_name_dialog(
            title="Kurumun adını değiştir",
            label="Kurumun &adı",
            verb="&Kaydet",
            name=row.name,
            store=lambda work, name, began: directorates.rename_unit(
                work, row.unit_id, name, version=began.version, base=began.values
            ),
            version=row.version,
            changes=_UNITS,
            draft=f"settings.unit.{row.unit_id}",
        )

    @override
    def toggle_verb(self, row: UnitRow) -> str:
        if row.is_directorate:
            return ""
        return "Ka&ldır" if row.is_active else "Geri &al"

    @override
    def toggle_row(self, row: UnitRow) -> None:
        self.change(
            lambda work: directorates.set_unit_active(
                work, row.unit_id, is_active=not row.is_active, version=row.version
            ),
            said="Kurum kaldırıldı" if row.is_active else "Kurum geri alındı",
            changes=_UNITS,
        )


class SubjectsSection(ListSection[SubjectRow]):
    """The circular's five subjects and the directorate's own."""

    kinds = frozenset({Topic.SUBJECT})

    def __init__(self, background: Background, *, desk: Desk, parent: QWidget) -> None:
        super().__init__(
            background,
            key="subjects",
            title="Müracaat konuları",
            sentence="Genelgenin saydığı beş konu değiştirilemez ve kaldırılamaz. Müdürlüğünüz "
            "yeni konu ekleyebilir.",
            columns=_SUBJECT_COLUMNS,
            right=Right.EDIT_OFFICERS,
            add_verb="Konu &ekle…",
            desk=desk,
            parent=parent,
        )

    @override
    def query(self, work: Work) -> Sequence[SubjectRow]:
        return list_subjects(work.session, active_only=False)

    @override
    def id_of(self, row: SubjectRow) -> int:
        return row.subject_id

    @override
    @Slot()
    def on_add(self) -> None:
        self.open_name_dialog(
            title="Müracaat konusu ekle",
            label="Konunun &adı",
            verb="Konuyu &ekle",
            store=lambda work, name, _began: subjects.add_subject(work, name),
            changes=_SUBJECTS,
            draft="settings.subject.new",
            longest=100,
        )

    @override
    def may_edit_row(self, row: SubjectRow) -> bool:
        return not row.is_required

    @override
    def edit_row(self, row: SubjectRow) -> None:
        self.open_name_dialog(
            title="Konunun adını değiştir",
            label="Konunun &adı",
            verb="&Kaydet",
            name=row.name,
            store=lambda work, name, began: subjects.rename_subject(
                work, row.subject_id, name, version=began.version, base=began.values
            ),
            version=row.version,
            changes=_SUBJECTS,
            draft=f"settings.subject.{row.subject_id}",
            longest=100,
        )

    @override
    def toggle_verb(self, row: SubjectRow) -> str:
        if row.is_required:
            return ""
        return "Ka&ldır" if row.is_active else "Geri &al"

    @override
    def toggle_row(self, row: SubjectRow) -> None:
        if not row.is_active:
            self.change(
                lambda work: subjects.add_subject(work, row.name),
                said="Konu geri alındı",
                changes=_SUBJECTS,
            )
            return
        answer = dialogs.ask(
            self.window(),
            title=f"“{row.name}” konusu kaldırılsın mı?",
            text="Yeni görevlendirmelerde önerilmez; geçmiş kayıtlar kalır. Geri alınabilir.",
            verbs=("Konuyu kaldır", "Vazgeç"),
        )
        if answer == 0:
            self.change(
                lambda work: subjects.retire_subject(work, row.subject_id, version=row.version),
                said="Konu kaldırıldı",
                changes=_SUBJECTS,
            )


def _signatory_columns(today: Callable[[], dt.date]) -> tuple[Column[SignatoryRow], ...]:
    def stand(row: SignatoryRow) -> tuple[State | None, str]:
        day = today()
        if row.valid_from > day:
            return None, "henüz başlamadı"
        if row.may_sign_on(day):
            return State.GOOD, "imzalayabilir"
        return State.NONE, "süresi bitti"

    return (
        Column[SignatoryRow]("Adı soyadı", lambda row: row.name, width_chars=26, stretch=True),
        Column[SignatoryRow](
            "Unvanı",
            lambda row: printed_title(row.title, is_deputy=row.is_deputy),
            width_chars=22,
            stretch=True,
        ),
        Column[SignatoryRow]("Adına", lambda row: row.on_behalf_of or "kendi", width_chars=9),
        Column[SignatoryRow](
            "Süresi",
            lambda row: interval_text(row.valid_from, row.valid_until),
            value=lambda row: row.valid_from,
            width_chars=25,
        ),
        Column[SignatoryRow](
            "Bugün",
            lambda row: stand(row)[1],
            kind=CellKind.STATE,
            state=lambda row: stand(row)[0],
            width_chars=17,
        ),
    )


def _use_words(row: UnitRow | SubjectRow) -> str:
    return "kullanımda" if row.is_active else "kaldırıldı"


def _use_state(row: UnitRow | SubjectRow) -> State:
    return State.GOOD if row.is_active else State.NONE


_UNIT_COLUMNS: Final = (
    Column[UnitRow]("Kurum", lambda row: row.name, width_chars=50, stretch=True),
    Column[UnitRow](
        "Türü",
        lambda row: "il müdürlüğü" if row.is_directorate else "bağlı kuruluş",
        width_chars=16,
    ),
    Column[UnitRow]("Durumu", _use_words, kind=CellKind.STATE, state=_use_state, width_chars=16),
)
_SUBJECT_COLUMNS: Final = (
    Column[SubjectRow]("Konu", lambda row: row.name, width_chars=40, stretch=True),
    Column[SubjectRow](
        "Kaynağı",
        lambda row: "Genelge 2014/05" if row.is_required else "müdürlük",
        width_chars=18,
    ),
    Column[SubjectRow]("Durumu", _use_words, kind=CellKind.STATE, state=_use_state, width_chars=16),
)
