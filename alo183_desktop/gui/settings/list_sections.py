"""The lists of the settings: signatories, units, subjects, kinds of cases and their terms."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from PySide6.QtCore import Slot

from alo183_desktop.access.rules import Right
from alo183_desktop.cases import settings
from alo183_desktop.cases.record import CASE_KIND, CASE_TERMS
from alo183_desktop.cases.rows import CaseKindRow
from alo183_desktop.cases.rules import terms_on
from alo183_desktop.directorate import service as directorates
from alo183_desktop.directorate.queries import list_signatories, list_units
from alo183_desktop.directorate.record import SIGNATORY, printed_title
from alo183_desktop.directorate.rows import SignatoryRow, UnitRow
from alo183_desktop.documents.columns import Column
from alo183_desktop.gui.kit import dialogs
from alo183_desktop.gui.kit.buttons import PrimaryButton, SecondaryButton
from alo183_desktop.gui.kit.conflicts import Dated
from alo183_desktop.gui.kit.form.dialog import FormDialog
from alo183_desktop.gui.kit.form.form import DateField
from alo183_desktop.gui.kit.form.record import RecordFields, register_dialog
from alo183_desktop.gui.kit.table.models import RowsModel
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.settings.section import Section
from alo183_desktop.officers import subjects
from alo183_desktop.officers.queries import list_subjects
from alo183_desktop.officers.record import SUBJECT
from alo183_desktop.officers.rows import SubjectRow
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.access.form_access import FormAccess
    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background

    Today = Callable[[], dt.date]
    from alo183_desktop.cases.rows import TermsRow
    from alo183_desktop.gui.kit.form.fields import Field
    from alo183_desktop.shared.clock import Clock
    from alo183_desktop.shared.errors import Problem

RowT = TypeVar("RowT")
_REFUSED: Final = {
    "cases.duplicate_kind": "name",
    "directorate.unit_exists": "name",
    "officers.duplicate_subject": "name",
}


@dataclass(frozen=True, kw_only=True)
class SettingsList(Generic[RowT]):
    """The properties of one list of the settings."""

    key: str
    title: str
    sentence: str
    add_verb: str
    right: Right
    """The right to change it."""
    topics: frozenset[Topic]
    """The topics that it shows."""
    changes: frozenset[Topic]
    """The topics that its actions change."""
    columns: Callable[[Today], Sequence[Column[RowT]]]
    find: Callable[[Work], Sequence[RowT]]
    row_key: Callable[[RowT], int]
    may_change: Callable[[RowT], bool] = lambda _row: True
    is_used: Callable[[RowT, dt.date], bool] | None = None
    """Whether a row is in use on a day; None: rows are never retired here."""
    set_used: Callable[[Work, RowT, bool], object] = lambda _work, _row, _is_used: None
    messages: tuple[str, str] = ("", "")
    """The messages after a row is retired, and after it is back."""
    may_retire: Callable[[RowT], bool] = lambda _row: True
    question: Callable[[RowT], tuple[str, str, str]] | None = None
    """Title, text and verb of the question before a row is retired."""
    empty: tuple[str, str, str] | None = None
    """The texts of the empty list, with the verb that adds the first row."""


@dataclass(frozen=True, kw_only=True)
class RecordList(SettingsList[RowT]):
    """A list whose rows are records."""

    access: FormAccess[Any]
    titles: tuple[str, str]
    """Of the dialogs that add a row and edit one."""
    verb: str
    """Text of the button that adds one."""
    explanation: str = ""
    keys: Sequence[str] = ()
    """The fields of its form; none: all."""
    width: int = 440


class ListSection(Section, Generic[RowT]):
    """A list with the buttons that add to it and edit its current row."""

    def __init__(
        self, background: Background, spec: SettingsList[RowT], *, desk: Desk, parent: QWidget
    ) -> None:
        super().__init__(
            background, title=spec.title, sentence=spec.sentence, desk=desk, parent=parent
        )
        self.spec = spec
        self.topics = spec.topics
        self.model = RowsModel[RowT](spec.columns(self.today), parent=self)
        self.view = TableView(f"settings-{spec.key}", name=spec.title, parent=self)
        self.view.setModel(self.model)
        self.view.set_row_key(spec.row_key)
        self.may_edit = self.may(spec.right)
        self.edit = SecondaryButton("&Düzenle…", icon="edit", parent=self)
        self.toggle = SecondaryButton("Kaldı&r", parent=self)
        self.add = PrimaryButton(spec.add_verb, icon="add", parent=self)
        for button in (self.edit, self.toggle, self.add):
            button.setVisible(self.may_edit)
            self.buttons.addWidget(button)
        if spec.is_used is None:
            self.toggle.hide()
        if spec.empty is not None:
            what, why, verb = spec.empty
            self.view.set_empty_texts(what, why, verb if self.may_edit else "")
            self.view.empty_action.connect(self._on_add)
        self.box.addWidget(self.view, 1)
        self.add.clicked.connect(self._on_add)
        self.edit.clicked.connect(self._on_edit)
        self.toggle.clicked.connect(self._on_toggle)
        self.view.opened.connect(self._on_edit)
        self.view.row_changed.connect(self._show_current)
        self._show_current()

    def today(self) -> dt.date:
        """Return the day in Istanbul."""
        return local_day(self.desk.clock())

    @override
    def load(self) -> None:
        self.view.set_loading(True)
        self.read(self.spec.find, self._show_rows)

    @override
    def primary_action(self) -> None:
        self.add.click()

    def make_dialog(self, row: RowT | None) -> FormDialog | None:
        """Return the dialog that edits a row, or adds one (None)."""
        spec = self.spec
        if not isinstance(spec, RecordList):
            raise NotImplementedError
        stored: Any = row
        return register_dialog(
            spec.access,
            None if row is None else spec.row_key(row),
            (None, 0) if row is None else (spec.access.store.record.stored(row), stored.version),
            title=spec.titles[row is not None],
            explanation=spec.explanation,
            verb=spec.verb if row is None else "&Kaydet",
            width=spec.width,
            keys=spec.keys,
            refused=_REFUSED,
            changes=spec.changes,
            background=self.background,
            clock=self.desk.clock,
            parent=self.window(),
        )

    def toggle_verb(self, row: RowT) -> str:
        """Return the verb of the second button; empty where it does not apply."""
        if self.spec.is_used is None or not self.spec.may_retire(row):
            return ""
        return "Kaldı&r" if self.spec.is_used(row, self.today()) else "Geri &al"

    def toggle_row(self, row: RowT) -> None:
        """Retire the current row, or bring it back."""
        spec = self.spec
        is_used = spec.is_used is not None and spec.is_used(row, self.today())
        if is_used and spec.question is not None:
            title, text, verb = spec.question(row)
            asked = dialogs.ask(self.window(), title=title, text=text, verbs=(verb, "Vazgeç"))
            if asked != 0:
                return
        self.change(
            lambda work: spec.set_used(work, row, not is_used),
            message=spec.messages[not is_used],
            changes=spec.changes,
        )

    def open_form(self, row: RowT | None) -> None:
        """Open the dialog that edits a row, or adds one; the list is loaded again afterwards."""
        dialog = self.make_dialog(row)
        if dialog is not None:
            self.show_dialog(dialog)

    def _show_rows(self, rows: Sequence[RowT]) -> None:
        self.model.set_rows(rows)
        self.view.set_loading(False)
        self._show_current()

    @Slot()
    def _show_current(self) -> None:
        row = self.view.current_row()
        verb = "" if row is None else self.toggle_verb(row)
        self.toggle.setEnabled(bool(verb))
        self.toggle.setText(verb or "Kaldı&r")
        self.edit.setEnabled(row is not None and self.spec.may_change(row))

    @Slot()
    def _on_add(self) -> None:
        self.open_form(None)

    @Slot()
    def _on_edit(self) -> None:
        row = self.view.current_row()
        if row is not None and self.may_edit and self.spec.may_change(row):
            self.open_form(row)

    @Slot()
    def _on_toggle(self) -> None:
        row = self.view.current_row()
        if row is not None and self.may_edit and self.toggle_verb(row):
            self.toggle_row(row)


def used_column(
    is_used: Callable[[RowT], bool], name: str = "Durumu", *, words: tuple[str, str], width: int
) -> Column[RowT]:
    """Return the column that shows whether a row is in use; `words` are those for yes and no."""
    return Column(
        name,
        lambda row: words[0] if is_used(row) else words[1],
        state=lambda row: State.GOOD if is_used(row) else State.NONE,
        width_chars=width,
    )


_USED: Final = ("kullanımda", "kaldırıldı")


def _signatory_columns(today: Today) -> tuple[Column[SignatoryRow], ...]:
    def stand(row: SignatoryRow) -> tuple[State | None, str]:
        if row.valid_from is not None and row.valid_from > today():
            return None, "henüz başlamadı"
        if row.may_sign_on(today()):
            return State.GOOD, "imzalayabilir"
        return State.NONE, "süresi bitti"

    def interval(row: SignatoryRow) -> str:
        last = SIGNATORY.shown("valid_until", row.valid_until) or "sürüyor"
        return f"{SIGNATORY.shown('valid_from', row.valid_from)} – {last}"

    return (
        Column("Adı soyadı", lambda row: row.name, width_chars=26, stretch=True),
        Column(
            "Unvanı",
            lambda row: printed_title(row.title, is_deputy=row.is_deputy),
            width_chars=22,
            stretch=True,
        ),
        Column("Adına", lambda row: row.on_behalf_of or "kendi", width_chars=9),
        Column("Süresi", interval, value=lambda row: row.valid_from, width_chars=25),
        Column("Bugün", lambda row: stand(row)[1], state=lambda row: stand(row)[0], width_chars=17),
    )


def _retire_subject(work: Work, row: SubjectRow, is_used: bool) -> None:  # noqa: FBT001 - one flag
    if is_used:
        subjects.SUBJECTS.save(work, None, SUBJECT.stored(row))
    else:
        subjects.retire_subject(work, row.subject_id, version=row.version)


def _retire_kind(work: Work, row: CaseKindRow, is_used: bool) -> None:  # noqa: FBT001 - one flag
    kept = CASE_KIND.stored(row)
    # Not selectable from today on; a kind that began today then never was.
    values = replace(kept, ends_on=None if is_used else local_day(work.now))
    settings.KINDS.save(work, row.kind_id, values, version=row.version, base=kept)


SIGNATORIES: Final = RecordList[SignatoryRow](
    key="signatories",
    title="İmza sahipleri",
    sentence="Yazıda, imza günü görevde olanlar seçilir. Görevi biten silinmez, son günü yazılır.",
    add_verb="İmza sahibi &ekle…",
    titles=("İmza sahibi ekle", "İmza sahibini düzenle"),
    verb="İmza sahibini &ekle",
    explanation="Tamamlanmış yazılar değişmez.",
    empty=(
        "Henüz imza sahibi yok",
        "Yazı tamamlanabilmesi için en az bir imza sahibi gerekir.",
        "İmza sahibi ekle",
    ),
    right=Right.EDIT_DIRECTORATE,
    topics=frozenset({Topic.DIRECTORATE}),
    changes=frozenset({Topic.DIRECTORATE}),
    columns=_signatory_columns,
    find=lambda work: list_signatories(work.session),
    row_key=lambda row: row.signatory_id,
    access=directorates.SIGNATORIES,
    width=600,
)
UNITS: Final = RecordList[UnitRow](
    key="units",
    title="Kurumlar",
    sentence="İl müdürlüğü ve bağlı kuruluşlar. Kaldırılan kurum yeni kayıtlarda önerilmez, "
    "orada görevli olanlar kalır.",
    add_verb="Kurum &ekle…",
    titles=("Kurum ekle", "Kurumun adını değiştir"),
    verb="Kurumu &ekle",
    messages=("Kurum kaldırıldı", "Kurum geri alındı"),
    right=Right.EDIT_DIRECTORATE,
    topics=frozenset({Topic.UNIT}),
    changes=frozenset({Topic.UNIT}),
    columns=lambda _today: (
        Column("Kurum", lambda row: row.name, width_chars=50, stretch=True),
        Column(
            "Türü",
            lambda row: "il müdürlüğü" if row.is_directorate else "bağlı kuruluş",
            width_chars=16,
        ),
        used_column(lambda row: row.is_active, words=_USED, width=16),
    ),
    find=lambda work: list_units(work.session, active_only=False),
    row_key=lambda row: row.unit_id,
    is_used=lambda row, _today: row.is_active,
    set_used=lambda work, row, is_used: directorates.set_unit_active(
        work, row.unit_id, is_active=is_used, version=row.version
    ),
    may_retire=lambda row: not row.is_directorate,
    access=directorates.UNITS,
)
SUBJECTS: Final = RecordList[SubjectRow](
    key="subjects",
    title="Müracaat konuları",
    sentence="Genelgenin saydığı beş konu değiştirilemez ve kaldırılamaz. Müdürlüğünüz yeni "
    "konu ekleyebilir.",
    add_verb="Konu &ekle…",
    titles=("Müracaat konusu ekle", "Konunun adını değiştir"),
    verb="Konuyu &ekle",
    messages=("Konu kaldırıldı", "Konu geri alındı"),
    right=Right.EDIT_OFFICERS,
    topics=frozenset({Topic.SUBJECT}),
    changes=frozenset({Topic.SUBJECT, Topic.OFFICER}),
    columns=lambda _today: (
        Column("Konu", lambda row: row.name, width_chars=40, stretch=True),
        Column(
            "Kaynağı",
            lambda row: "Genelge 2014/05" if row.is_required else "müdürlük",
            width_chars=18,
        ),
        used_column(lambda row: row.is_active, words=_USED, width=16),
    ),
    find=lambda work: list_subjects(work.session, active_only=False),
    row_key=lambda row: row.subject_id,
    may_change=lambda row: not row.is_required,
    is_used=lambda row, _today: row.is_active,
    set_used=_retire_subject,
    may_retire=lambda row: not row.is_required,
    question=lambda row: (
        f"“{row.name}” konusu kaldırılsın mı?",
        "Yeni görevlendirmelerde önerilmez; geçmiş kayıtlar kalır. Geri alınabilir.",
        "Konuyu kaldır",
    ),
    access=subjects.SUBJECTS,
)
KINDS: Final = RecordList[CaseKindRow](
    key="case-kinds",
    title="Vaka türleri",
    sentence="Acil türden bir vaka baştan acildir. Kaldırılan tür yeni vakada önerilmez, o "
    "türden vakalar kalır.",
    add_verb="Vaka türü &ekle…",
    titles=("Vaka türü ekle", "Vaka türünü düzenle"),
    verb="Türü &ekle",
    explanation="Kayıtlı vakaların aciliyeti değişmez; yeni vakalar buna göre başlar.",
    messages=("Vaka türü kaldırıldı", "Vaka türü geri alındı"),
    right=Right.EDIT_DIRECTORATE,
    topics=frozenset({Topic.CASES}),
    changes=frozenset({Topic.CASES}),
    columns=lambda today: (
        Column("Tür", lambda row: row.name, width_chars=36, stretch=True),
        Column("Aciliyeti", lambda row: "acil" if row.is_urgent else "acil değil", width_chars=14),
        used_column(lambda row: row.holds_on(today()), words=_USED, width=16),
    ),
    find=settings.list_kinds,
    row_key=lambda row: row.kind_id,
    is_used=lambda row, today: row.holds_on(today),
    set_used=_retire_kind,
    access=settings.KINDS,
    keys=("name", "is_urgent"),
    width=480,
)


_CASES: Final = frozenset({Topic.CASES})


class CaseTermsDialog(FormDialog):
    """Sets the terms of the first action and of reminders from a day on.

    Attributes:
        starts_on: The first day.
        fields: The terms.
    """

    def __init__(
        self,
        background: Background,
        row: TermsRow,
        known: Sequence[TermsRow],
        *,
        is_new: bool,
        clock: Clock,
        parent: QWidget,
    ) -> None:
        """Make the dialog.

        Args:
            row: The initial values.
            known: All terms; those with the same day are replaced.
            is_new: Whether new terms begin; otherwise those of `row` are corrected.
            clock: Its day in Istanbul is proposed as the first one; UTC.
        """
        super().__init__(
            title="Vaka sürelerini değiştir" if is_new else "Vaka sürelerini düzelt",
            explanation="O günden sonra yönlendirilen vakalar hemen bu sürelerle ölçülür. "
            "Hatırlatma saatleri işleyen bütün vakalar içindir. Girişin 24 saati Genelge’nindir, "
            "değişmez.",
            verb="Süreleri &kaydet",
            width=560,
            background=background,
            changes=_CASES,
            draft="settings.case_terms",
            parent=parent,
        )
        today = local_day(clock())
        # Terms begun before today have measured cases: new terms begin, these stay.
        is_new = is_new or row.starts_on < today
        self._fixed = None if is_new else row.starts_on
        values = CASE_TERMS.stored(row)
        self._dates = self.begin_with(
            Dated(
                values,
                {one.starts_on: one.version for one in known},
                shown_on=row.starts_on,
            )
        )
        self.starts_on = DateField(
            "İ&lk günü", today=today, key="starts_on", required=True, parent=self.form
        )
        self.form.add_row(self.starts_on)
        self.fields = RecordFields(self.form, CASE_TERMS, clock=clock, parent=self.form)
        self.starts_on.set_text(format_day(today if is_new else row.starts_on))
        self.starts_on.setEnabled(is_new)
        self.fields.show(values)
        self.form.mark_clean()

    @override
    def wrong(self) -> Sequence[Problem]:
        return self.fields.check().problems

    @override
    def act(self) -> Callable[[Work], int] | None:
        starts_on = self._fixed or self.starts_on.value()
        values = self.fields.check().values
        if values is None:
            return None
        columns = CASE_TERMS.columns(values)
        began = self._dates.on(starts_on)
        version, base = began.version or None, began.values
        return lambda work: settings.set_terms(
            work, starts_on=starts_on, version=version, base=base, **columns
        )

    @override
    def first_field(self) -> Field:
        return self.form.fields()[0 if self._fixed is None else 1]


@dataclass(frozen=True, slots=True)
class DatedTerms:
    """Terms with their state today."""

    row: TermsRow
    state: State | None
    words: str


def dated(terms: Sequence[TermsRow], *, today: dt.date) -> list[DatedTerms]:
    """Return terms, the newest first, with their state on a day in Istanbul."""
    found = []
    now = terms_on(terms, today)
    for row in terms:
        if row is now:
            found.append(DatedTerms(row, State.GOOD, "geçerli"))
        elif row.starts_on > today:
            found.append(DatedTerms(row, None, "henüz başlamadı"))
        else:
            found.append(DatedTerms(row, State.NONE, "süresi bitti"))
    return found


TERMS: Final = SettingsList[DatedTerms](
    key="case-terms",
    title="Vaka süreleri",
    sentence="İlk işlemin süresi ve hatırlatma saatleri. Sisteme girişin 24 saatini Genelge "
    "2014/05 belirler, değiştirilemez.",
    add_verb="Süreleri d&eğiştir…",
    right=Right.EDIT_DIRECTORATE,
    topics=_CASES,
    changes=_CASES,
    columns=lambda _today: (
        Column("İlk günü", lambda dated: dated.row.starts_on, width_chars=14),
        Column(
            "Acil vakada ilk işlem",
            lambda dated: f"{dated.row.urgent_action_minutes} dk",
            width_chars=22,
        ),
        Column(
            "Diğer vakada ilk işlem",
            lambda dated: f"{dated.row.other_action_minutes} dk",
            width_chars=22,
        ),
        Column(
            "Hatırlatma saatleri",
            lambda dated: ", ".join(map(str, dated.row.reminder_hours)),
            width_chars=24,
            stretch=True,
        ),
        Column("Bugün", lambda dated: dated.words, state=lambda dated: dated.state, width_chars=18),
    ),
    find=lambda work: dated(settings.list_terms(work), today=local_day(work.now)),
    row_key=lambda dated: dated.row.terms_id,
)


class TermsSection(ListSection[DatedTerms]):
    """The terms for acting on a case, and the times of reminders, from a day on."""

    def __init__(self, background: Background, *, desk: Desk, parent: QWidget) -> None:
        super().__init__(background, TERMS, desk=desk, parent=parent)

    @override
    def make_dialog(self, row: DatedTerms | None) -> FormDialog | None:
        known = [one.row for one in self.model.all_rows()]
        if not known:
            return None
        return CaseTermsDialog(
            self.background,
            known[0] if row is None else row.row,
            known,
            is_new=row is None,
            clock=self.desk.clock,
            parent=self.window(),
        )
