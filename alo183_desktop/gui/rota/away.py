"""The part "İzin, vekil, istek": one list of them, with the dialogs that enter each kind."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QMenu

from alo183_desktop.access.lists import Choice, FilteredListSpec, PeriodFilter
from alo183_desktop.access.rules import Right, may
from alo183_desktop.documents.columns import CellKind, Column
from alo183_desktop.gui.kit import dialogs
from alo183_desktop.gui.kit.buttons import LinkButton
from alo183_desktop.gui.kit.form.choices import ChoiceField
from alo183_desktop.gui.kit.form.dates import DateField
from alo183_desktop.gui.kit.form.dialog import FormDialog
from alo183_desktop.gui.kit.form.form import Form
from alo183_desktop.gui.kit.form.record import RecordDialog
from alo183_desktop.gui.kit.notices import show_message
from alo183_desktop.gui.kit.table.list_pane import RecordActs, RecordPane, RowAct, row_dialog
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.rota.duty_card import CHANGES, candidate_mark, offer_words
from alo183_desktop.gui.rota.people import ALL_ADDED, OfficersDialog
from alo183_desktop.gui.rota.substitutions import (
    REPORTED,
    SUBSTITUTION_ACTS,
    SubstitutionDialog,
    why_kept,
)
from alo183_desktop.officers.rows import SubstitutionRow
from alo183_desktop.records.record import last_day
from alo183_desktop.rota import rules, service, substitute_service
from alo183_desktop.rota.away import AwayFilter, AwayRow, begins_at, find_away
from alo183_desktop.rota.kinds import AbsenceKind, AwayKind, SubstitutionStage, WishKind
from alo183_desktop.rota.record import AbsenceValues
from alo183_desktop.rota.rows import (
    AbsenceRow,
    Cell,
    PersonRow,
    SubstitutionFilter,
    WishRow,
)
from alo183_desktop.rota.rules import absence_span, whole_days
from alo183_desktop.rota.substitute_rules import stage_of
from alo183_desktop.rota.substitute_service import SubstituteNeed, ask_of_leave
from alo183_desktop.rota.swap_service import give_on
from alo183_desktop.shared.clock import format_day, format_instant, local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State
from alo183_desktop.shared.turkish import upper_first

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence
    from typing import Unpack

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.form.fields import Field
    from alo183_desktop.gui.kit.table.list_pane import Options, PaneContext
    from alo183_desktop.records.record import Record
    from alo183_desktop.rota.rows import Candidate, HitDuty
    from alo183_desktop.rota.substitute_service import LeaveDays
    from alo183_desktop.shared.clock import Clock

    Hit = tuple[HitDuty, ...]


def _type_words(row: AwayRow) -> str:
    if isinstance(row, SubstitutionRow):
        return "vekâlet"
    return row.kind.words if row.kind is not None else "izinli"


def _detail(row: AwayRow) -> str:
    if isinstance(row, SubstitutionRow):
        return f"{row.officer_name} yerine, {row.subject_words}"
    return row.degree.words if isinstance(row, WishRow) else ""


def _first(row: AwayRow) -> dt.date:
    if isinstance(row, AbsenceRow):
        return row.starts_at
    return row.starts_on if isinstance(row, SubstitutionRow) else row.day


def _end(row: AwayRow) -> dt.date | None:
    if isinstance(row, AbsenceRow):
        return row.ends_at
    if isinstance(row, SubstitutionRow):
        return None if row.starts_on == row.ends_on else last_day(row.ends_on)
    return row.day


def away_spec(clock: Clock, role: str) -> FilteredListSpec[AwayRow, AwayFilter]:
    """Return the specification of the list.

    Args:
        clock: Determines the stage of each substitution.
        role: Its rights determine which kinds can be chosen.
    """

    def stage_words(row: AwayRow) -> str:
        if not isinstance(row, SubstitutionRow):
            return ""
        return "; ".join((stage_of(row, local_day(clock())).words, *row.objections))

    def state(row: AwayRow) -> State | None:
        if not isinstance(row, SubstitutionRow):
            return None
        if row.objections:
            return State.LATE
        is_running = stage_of(row, local_day(clock())) is SubstitutionStage.RUNNING
        return State.GOOD if is_running else None

    kinds: list[AwayKind | AbsenceKind | WishKind] = [AwayKind.ABSENCE]
    kinds += AbsenceKind if may(role, Right.SEE_ABSENCE_KIND) else ()
    kinds.append(AwayKind.SUBSTITUTION)
    kinds += (AwayKind.WISH, *WishKind) if may(role, Right.EDIT_ROTA) else ()
    return FilteredListSpec[AwayRow, AwayFilter](
        key="rota-away",
        title="İzin, vekil, istek",
        trail=service.TRAIL,
        what="away",
        find=find_away,
        row_key=lambda row: (type(row), _ACTS[type(row)].row_id(row)),
        everything=AwayFilter(),
        searched="Kişi, konu",
        filters=(
            Choice("kind", "Türü", "Bütün türler", tuple((one, _choice(one)) for one in kinds)),
            Choice(
                "stage",
                "Durumu",
                "Bütün vekâletler",
                tuple((one, upper_first(one.words)) for one in SubstitutionStage),
            ),
            Choice(
                "is_barred",
                "Vekil",
                "Bütün vekiller",
                ((True, "Vekil artık bakamıyor"), (False, "Vekil bakabiliyor")),
            ),
            PeriodFilter("Günü"),
        ),
        columns=(
            Column(
                "Kişi",
                lambda row: (
                    row.substitute_name if isinstance(row, SubstitutionRow) else row.person_name
                ),
                kind=CellKind.STRONG,
                width_chars=22,
                stretch=True,
            ),
            Column("Türü", _type_words, width_chars=15),
            Column("Başlangıcı", _first, sort_key=begins_at, width_chars=15),
            Column("Bitişi", _end, sort_key=lambda row: str(_end(row)), width_chars=15),
            Column("Ayrıntısı", _detail, width_chars=24, stretch=True),
            Column("Durumu", stage_words, state=state, width_chars=14, stretch=True),
            Column("Kaydeden", lambda row: row.by_name, kind=CellKind.MUTED, width_chars=16),
            Column(
                "Sona erdiren",
                lambda row: row.ended_by if isinstance(row, SubstitutionRow) else "",
                width_chars=16,
            ),
            Column(
                "Sona erdirildiği an",
                lambda row: row.ended_at if isinstance(row, SubstitutionRow) else None,
                width_chars=16,
            ),
        ),
        shown=6,
        empty=(
            "Henüz izin, vekâlet ya da istek yok",
            "Buraya yazılanları çizelge ve ayın önerisi gözetir. Hastalık adı yazılmaz.",
        ),
    )


def _choice(kind: AwayKind | AbsenceKind | WishKind) -> str:
    """Return a kind as it is offered: one of several below its group."""
    return kind.words if isinstance(kind, AwayKind) else f"  {upper_first(kind.words)}"


def _people(work: Work, _row: object) -> Options:
    return {"person_id": [(one.person_id, one.name) for one in service.list_people(work)]}


class AbsenceDialog(RecordDialog[AbsenceValues]):
    """An absence, by its first and last day; instead by its times where hours matter.

    Attributes:
        first_day: The first day away.
        last_day: The last one.
        by_hours: Shows the times instead of the days.
        from_roster: Adds officers who are not yet duty persons.
    """

    def __init__(
        self,
        record: Record[AbsenceValues],
        opened: tuple[AbsenceValues | None, int],
        *,
        form: Form,
        clock: Clock,
        **common: Any,
    ) -> None:
        """Make the dialog; arguments as `RecordDialog`."""
        today = local_day(clock())
        self.first_day = DateField(
            "İzinli olduğu i&lk gün", today=today, key="first", required=True, parent=form
        )
        self.last_day = DateField(
            "İzinli olduğu s&on gün", today=today, key="last", check=self._check_last, parent=form
        )
        self.first_day.set_note("08.00’de başlar, son günün ertesi 08.00’de biter.")
        self.last_day.set_note("Boşsa bir gün.")
        self.by_hours = LinkButton("S&aatleriyle yaz…", parent=form)
        form.add_row(self.first_day, self.last_day)
        form.add_row(self.by_hours)
        self.from_roster = LinkButton("Listede yoksa kadrodan &ekle…", parent=form)
        above = {"kind": (self.from_roster,)}
        super().__init__(record, opened, form=form, clock=clock, above=above, **common)
        self.from_roster.clicked.connect(self._add_from_roster)
        self.by_hours.clicked.connect(self._on_by_hours)
        if opened[0] is None:
            # Leave that begins and ends now is none.
            for key in ("starts_at", "ends_at"):
                self.fields.set_instant(key, None)
        self.form.mark_clean()
        for field in (self.first_day, self.last_day):
            field.changed.connect(self._on_days)

    @override
    def first_field(self) -> Field:
        return self.fields["starts_at"] if self.first_day.isHidden() else self.first_day

    @override
    def on_draft_taken(self) -> None:
        has_instants = self.fields["starts_at"].text().strip() != ""
        self._ask_hours(has_instants and not self.first_day.text().strip())
        super().on_draft_taken()

    @Slot()
    def _on_by_hours(self) -> None:
        self._ask_hours(True)
        # The times are set from the days.
        for field in (self.first_day, self.last_day):
            field.set_value(None)
        self.fields["starts_at"].setFocus()

    def _ask_hours(self, asks: bool) -> None:  # noqa: FBT001 - both are shown
        """Show either the days or the times: nothing is entered twice."""
        for widget in (self.first_day, self.last_day, self.by_hours):
            widget.setHidden(asks)
        self.fields.show_instants(asks)
        self.fit_soon()

    @Slot()
    def _add_from_roster(self) -> None:
        """Add officers to the duty persons, and continue with the one added."""

        def show(officers: tuple[tuple[int, str], ...]) -> None:
            if not officers:
                show_message(self, ALL_ADDED, State.NONE)
                return
            dialog = OfficersDialog(
                self.background, officers, today=local_day(self._clock()), parent=self
            )
            dialog.saved.connect(self._offer_people)
            dialog.open()

        self.background.run(service.officers_to_add, parent=self, success=show)

    @Slot(int)
    def _offer_people(self, count: int) -> None:
        """Offer the added persons as well; a single one is chosen."""

        def show(people: Sequence[PersonRow]) -> None:
            self.fields.set_options("person_id", [(one.person_id, one.name) for one in people])
            if count == 1:
                added = max(one.person_id for one in people)
                self.fields["person_id"].set_value(str(added))

        self.background.run(service.list_people, parent=self, success=show)

    def _check_last(self, last: dt.date) -> dt.date:
        """Refuse a last day before the first one: the times below would be the former ones."""
        first = self.first_day.value()
        if first is not None and last < first:
            raise KnownError("rota.span")
        return last

    @override
    def _begin(self, values: AbsenceValues | None, version: int) -> None:
        super()._begin(values, version)
        self._show_days(values)
        self.form.mark_clean()

    def _show_days(self, values: AbsenceValues | None) -> None:
        """Show the days of leave that consists of whole days; the hours of any other."""
        if values is None:
            self._ask_hours(False)
            return
        days = whole_days(values.starts_at, values.ends_at)
        if days is not None:
            self.first_day.set_value(days[0])
            self.last_day.set_value(days[1])
        self._ask_hours(days is None)

    @Slot()
    def _on_days(self) -> None:
        first = self.first_day.value()
        last = self.last_day.value() if self.last_day.text().strip() else first
        if first is not None and last is not None and not self.first_day.isHidden():
            starts_at, ends_at = absence_span(first, last)
            self.fields.set_instant("starts_at", starts_at)
            self.fields.set_instant("ends_at", ends_at)


ABSENCE_ACTS: Final = RecordActs(
    access=service.ABSENCES,
    changes=CHANGES,
    row_id=lambda row: row.absence_id,
    called=lambda row: (
        f"{row.person_name}, {format_instant(row.starts_at)} – {format_instant(row.ends_at)}"
    ),
    titles=("İzin ekle", "İzni düzelt"),
    messages=("İzin kaydedildi.", "İzin kaydı silindi."),
    removing=(
        "İzin kaydı silinsin mi?",
        "kayıt silinir; silindiği denetim izine yazılır.",
        "İzni sil",
    ),
    options=_people,
    width=560,
)


class HitDialog(FormDialog):
    """The duties that absences affect: each is reassigned, or left empty."""

    def __init__(
        self,
        background: Background,
        hit: Hit,
        *,
        now: dt.datetime,
        parent: QWidget,
    ) -> None:
        """Make the dialog.

        Args:
            hit: The duties of one person or of several.
            now: UTC.
        """
        count = number_text(len(hit))
        are_several = len({one.duty.person_id for one in hit}) > 1
        super().__init__(
            title=f"{'İzinler' if are_several else 'Bu izin'} {count} nöbete denk geliyor",
            explanation="Her nöbetin karşısında, engeli en az ve nöbeti en az olan önerilir. Süren "
            "nöbetin yalnız kalanı verilir. Vazgeçerseniz nöbetler olduğu gibi kalır ve çizelgede "
            "işaretlenir.",
            verb="Nöbetleri &ver",
            width=640,
            form=Form(columns=1),
            background=background,
            changes=CHANGES,
            draft=f"rota.given.{hit[0].duty.duty_id}",
            parent=parent,
        )
        self._hit = hit
        self.fields: list[ChoiceField] = []
        given: set[int] = set()
        for duty, others, _away_from in hit:
            able = [one for one in others if candidate_mark(one.breaches) != "late"]
            words = rules.duty_words(duty)
            field = ChoiceField(
                f"{duty.person_name}: {words}" if are_several else upper_first(words),
                [
                    *((str(one.person.person_id), offer_words(one)) for one in able),
                    (_NOBODY, "Olduğu gibi kalsın" if duty.starts_at <= now else "Boş kalsın"),
                ],
                key=f"duty.{duty.duty_id}",
                required=True,
                note=_why_not(others, able),
                parent=self.form,
            )
            best = next(
                (
                    one.person.person_id
                    for one in able
                    if not one.breaches and one.person.person_id not in given
                ),
                None,
            )
            if best is not None:
                given.add(best)
            field.set_value(_NOBODY if best is None else str(best))
            self.form.add_row(field)
            self.fields.append(field)
        self.form.mark_clean()

    @override
    def act(self) -> Callable[[Work], int]:
        chosen = [field.value() for field in self.fields]
        since = {one.duty.duty_id: one.away_from for one in self._hit}
        cells = [
            Cell(hit.duty.duty_id, hit.duty.version, None if one == _NOBODY else int(one))
            for hit, one in zip(self._hit, chosen, strict=True)
        ]

        def store(work: Work) -> int:
            give_on(work, cells, reason="İzinli", since=since)
            return sum(cell.person_id is not None for cell in cells)

        return store


_NOBODY: Final = "nobody"


def _why_not(found: Sequence[Candidate], able: Sequence[Candidate]) -> str:
    """Return why others cannot take a duty, where nobody can without a breach."""
    if any(not one.breaches for one in able):
        return ""
    if not found:
        return "Bu nöbeti tutabilecek başka kimse kayıtlı değil."
    final = [one.breaches[0].words for one in found if one not in able]
    return "; ".join(final[:2])


WISH_ACTS: Final = RecordActs(
    access=service.WISHES,
    changes=CHANGES,
    row_id=lambda row: row.wish_id,
    called=lambda row: f"{row.person_name}, {format_day(row.day)}",
    titles=("İstek ekle", "İsteği düzelt"),
    messages=("İstek kaydedildi.", "İstek silindi."),
    removing=(
        "İstek silinsin mi?",
        "kayıt silinir; silindiği denetim izine yazılır.",
        "İsteği sil",
    ),
    options=_people,
)


_ACTS: Final[dict[type, RecordActs]] = {
    AbsenceRow: ABSENCE_ACTS,
    SubstitutionRow: SUBSTITUTION_ACTS,
    WishRow: WISH_ACTS,
}
_ADDED: Final = (("İ&zin…", ABSENCE_ACTS), ("&Vekâlet…", SUBSTITUTION_ACTS), ("İ&stek…", WISH_ACTS))


class AwayList(RecordPane[AwayRow, AwayFilter]):
    """Absences, substitutions and wishes, the latest first.

    Leave that affects duties offers replacements, and asks for a substitute where nobody else
    answers for a subject.

    Signals:
        letter_wanted: The id of the substitution that the Office is to be notified of by letter.
    """

    letter_wanted = Signal(int)

    def __init__(self, background: Background, **context: Unpack[PaneContext]) -> None:
        """Make the list; arguments as `RecordPane`."""
        role = context["actor"].role
        topics = {Topic.ASSIGNMENT, Topic.ROTA, Topic.OFFICER, Topic.PHONES, Topic.LETTER}
        super().__init__(
            away_spec(context["clock"], role),
            replace(ABSENCE_ACTS, removal_words="Si&l, sona erdir…"),
            background,
            topics=frozenset(topics),
            **context,
        )
        kept = partial(why_kept, context["clock"])
        self._by_type = {**_ACTS, SubstitutionRow: replace(SUBSTITUTION_ACTS, kept=kept)}
        self._may_write = may(role, Right.MAKE_CHANGES)

    def make_add_menu(self, *, parent: QWidget) -> QMenu:
        """Return what asks which kind of row is added."""
        menu = QMenu(parent)
        for words, acts in _ADDED:
            menu.addAction(words).triggered.connect(partial(self._on_added, acts))
        return menu

    def _on_added(self, acts: RecordActs, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - a slot
        self.add(acts)

    @override
    def begin(self) -> None:
        self.add(ABSENCE_ACTS)

    @override
    def acts_of(self, row: AwayRow) -> RecordActs:
        return self._by_type[type(row)]

    @override
    def key_of(self, acts: RecordActs, record_id: int) -> object:
        kind = next(kind for kind, one in _ACTS.items() if one.access is acts.access)
        return kind, record_id

    @override
    def accepts_filter(self, query: object) -> bool:
        return isinstance(query, SubstitutionFilter) or super().accepts_filter(query)

    @override
    def show_query(self, wanted: AwayFilter | SubstitutionFilter) -> None:
        if isinstance(wanted, SubstitutionFilter):
            kind = AwayKind.SUBSTITUTION
            wanted = AwayFilter(wanted.search, kind, wanted.stage, wanted.is_barred)
        super().show_query(wanted)

    def propose(self, asked: SubstituteNeed) -> None:
        """Enter a substitute for new leave, or correct one whose leave is gone."""
        row, leave = asked.row, asked.leave
        if row is None:
            self.add(SUBSTITUTION_ACTS, leave=leave)
            return
        is_over = leave.starts_on == leave.ends_on
        words = f"{SUBSTITUTION_ACTS.called(row)}. {asked.why}"
        verb = "Vekâleti sona erdir" if is_over else "Vekâletin günlerini düzelt"
        answer = dialogs.ask(
            self.window(),
            title="Vekâletin süresi de değişsin mi?",
            text=words,
            verbs=("Olduğu gibi kalsın", verb),
        )
        if answer != 1:
            return
        if is_over:
            at_once = replace(SUBSTITUTION_ACTS.removal, asks=None)
            at_once.run(row, self.background, parent=self)
        else:
            self.put_right(row, leave=leave)

    def add_for(self, officer_id: int) -> None:
        """Enter a substitute for an officer, for their next leave if one is known."""
        self.opener.prepare(
            lambda work: substitute_service.next_leave(work, officer_id),
            lambda leave: self.add(SUBSTITUTION_ACTS, leave=leave),
        )

    @override
    def put_right(self, row: AwayRow, **more: Any) -> None:
        if isinstance(row, SubstitutionRow):
            more["is_reported"] = row.letter_id is not None
        super().put_right(row, **more)

    @override
    def make_dialog(
        self,
        acts: RecordActs,
        record_id: int | None,
        opened: tuple[Any, int],
        options: Options,
        *,
        leave: LeaveDays | None = None,
        is_reported: bool = False,
        **common: Any,
    ) -> RecordDialog[Any]:
        kind: Callable[..., RecordDialog[Any]] = RecordDialog
        if acts.access is ABSENCE_ACTS.access:
            kind = AbsenceDialog
        elif acts.access is SUBSTITUTION_ACTS.access:
            kind = partial(SubstitutionDialog, substitution_id=record_id, leave=leave)
            acts = replace(acts, explanation=REPORTED) if is_reported else acts
        return row_dialog(acts, record_id, opened, options, kind=kind, **common)

    @override
    def after_closing(self, acts: RecordActs, record_id: int, before: Any) -> None:
        if acts.access is ABSENCE_ACTS.access:
            self._offer_duties(record_id, before)
        elif acts.access is SUBSTITUTION_ACTS.access and self._may_write:
            self._offer_letter(record_id, is_new=before is None)

    @override
    def after_act(self, act: RowAct, row: AwayRow) -> None:
        if not isinstance(row, AbsenceRow) or row.kind is None:
            return
        before = AbsenceValues(row.person_id, row.kind, row.starts_at, row.ends_at)
        self.opener.prepare(
            lambda work: ask_of_leave(work, before.person_id, None, before), self._ask
        )

    def _offer_duties(self, absence_id: int, before: AbsenceValues | None) -> None:
        """Offer replacements for the duties that an absence affects, then a substitute."""

        def read(work: Work) -> tuple[Hit, SubstituteNeed | None]:
            values, _version = service.ABSENCES.open(work, absence_id)
            asked = ask_of_leave(work, values.person_id, absence_id, before)
            return service.duties_hit(work, [values]), asked

        self.opener.prepare(read, lambda found: self._show_hit(*found))

    def _ask(self, asked: SubstituteNeed | None) -> None:
        if asked is not None:
            self.propose(asked)

    def offer_hit(self, import_id: int) -> None:
        """Offer replacements for the duties affected by imported leave."""
        from alo183_desktop.rota.leave.recipe import duties_hit  # slow to load

        self.opener.prepare(lambda work: duties_hit(work, import_id), self._show_hit)

    def _show_hit(self, hit: Hit, asked: SubstituteNeed | None = None) -> None:
        if not hit:
            self._ask(asked)
            return
        dialog = HitDialog(self.background, hit, now=self.clock(), parent=self.window())
        dialog.saved.connect(
            lambda count: show_message(self, f"{number_text(count)} nöbet başkasına verildi.")
        )
        self.opener.show_dialog(dialog)
        dialog.finished.connect(lambda _result: self._ask(asked))

    def _offer_letter(self, substitution_id: int, *, is_new: bool) -> None:
        """Ask whether to notify the Office; after a change, only if its letter is outdated."""
        if is_new:
            self._ask_for_letter(
                substitution_id,
                "Müşavirliğe yazı yazılsın mı?",
                "Genelge’nin 6’ncı maddesi sorumlu değişikliğinin yazıyla bildirilmesini ister; "
                "vekâletin değişiklik sayılıp sayılmayacağına müdürlüğünüz karar verir.",
            )
            return

        def ask(is_outdated: bool) -> None:  # noqa: FBT001 - the only argument
            if is_outdated:
                words = "Bu vekâleti Müşavirliğe bildiren yazı eski bilgiyi söylüyor."
                self._ask_for_letter(substitution_id, "Yeni yazı yazılsın mı?", words)

        self.background.run(
            lambda work: substitute_service.is_letter_outdated(work, substitution_id),
            parent=self,
            success=ask,
        )

    def _ask_for_letter(self, substitution_id: int, title: str, text: str) -> None:
        verbs = ("Yazılmasın", "Yazıyı hazırla")
        if dialogs.ask(self.window(), title=title, text=text, verbs=verbs) == 1:
            self.letter_wanted.emit(substitution_id)
