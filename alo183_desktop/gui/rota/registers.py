"""The lists of the rota: absences, wishes and gaps; and their dialogs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Signal, Slot

from alo183_desktop.access.lists import Choice, FilteredListSpec, PeriodFilter
from alo183_desktop.access.rules import Right, may
from alo183_desktop.documents.columns import CellKind, Column
from alo183_desktop.gui.kit.buttons import LinkButton
from alo183_desktop.gui.kit.form.choices import ChoiceField
from alo183_desktop.gui.kit.form.dates import DateField
from alo183_desktop.gui.kit.form.dialog import FormDialog
from alo183_desktop.gui.kit.form.form import Form
from alo183_desktop.gui.kit.form.record import RecordDialog
from alo183_desktop.gui.kit.notices import show_message
from alo183_desktop.gui.kit.table.list_pane import RecordActs, RecordPane, RowAct, row_dialog
from alo183_desktop.gui.rota.duty_card import CHANGES, candidate_mark, offer_words
from alo183_desktop.gui.rota.people import ALL_ADDED, OfficersDialog
from alo183_desktop.rota import rules, service
from alo183_desktop.rota.coverage import leg_words
from alo183_desktop.rota.kinds import AbsenceKind, WishKind
from alo183_desktop.rota.record import AbsenceValues
from alo183_desktop.rota.rows import (
    AbsenceFilter,
    AbsenceRow,
    Cell,
    GapFilter,
    GapRow,
    PersonRow,
    WishFilter,
    WishRow,
)
from alo183_desktop.rota.rules import absence_span, whole_days
from alo183_desktop.rota.substitutions import SubstituteNeed, ask_of_leave
from alo183_desktop.rota.swapping import give_on
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
    from alo183_desktop.shared.clock import Clock

    Hit = tuple[HitDuty, ...]


def _absence_words(kind: AbsenceKind | None) -> str:
    return "izinli" if kind is None else kind.words


ABSENCES: Final = FilteredListSpec[AbsenceRow, AbsenceFilter](
    key="rota-absences",
    title="İzinler ve muafiyetler",
    trail=service.TRAIL,
    what="absences",
    find=service.list_absences,
    is_paged=False,
    row_key=lambda row: row.absence_id,
    everything=AbsenceFilter(),
    searched="Kişi",
    filters=(
        Choice(
            "kind",
            "Türü",
            "Bütün türler",
            tuple((kind, upper_first(kind.words)) for kind in AbsenceKind),
        ),
        PeriodFilter("İzin zamanı"),
    ),
    columns=(
        Column(
            "Kişi", lambda row: row.person_name, kind=CellKind.STRONG, width_chars=24, stretch=True
        ),
        Column("Türü", lambda row: _absence_words(row.kind), width_chars=16),
        Column("Başlangıcı", lambda row: row.starts_at, width_chars=15),
        Column("Bitişi", lambda row: row.ends_at, width_chars=15),
        Column("Kaydeden", lambda row: row.by_name, kind=CellKind.MUTED, width_chars=16),
    ),
    empty=(
        "Henüz izin kaydı yok",
        "İzin ve muafiyetler buraya yazılır; çizelge bu günlerde uyarır. Hastalık adı yazılmaz.",
    ),
)


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
    register=service.ABSENCES,
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


class AbsenceList(RecordPane[AbsenceRow, AbsenceFilter]):
    """Absences; one that affects duties offers replacements.

    Signals:
        substitute_asked: The substitute needed for leave that was entered, changed or removed.
    """

    substitute_asked = Signal(SubstituteNeed)

    def __init__(self, background: Background, **context: Unpack[PaneContext]) -> None:
        """Make the list; arguments as `RecordPane`."""
        super().__init__(ABSENCES, ABSENCE_ACTS, background, topics=CHANGES, **context)
        self.filters.box("kind").setVisible(may(context["actor"].role, Right.SEE_ABSENCE_KIND))

    @override
    def make_dialog(
        self, record_id: int | None, opened: tuple[Any, int], options: Any, **common: Any
    ) -> RecordDialog[Any]:
        return row_dialog(ABSENCE_ACTS, record_id, opened, options, kind=AbsenceDialog, **common)

    @override
    def after_closing(self, absence_id: int, before: AbsenceValues | None) -> None:
        def read(work: Work) -> tuple[Hit, SubstituteNeed | None]:
            values, _version = service.ABSENCES.open(work, absence_id)
            asked = ask_of_leave(work, values.person_id, absence_id, before)
            return service.duties_hit(work, [values]), asked

        self.opener.prepare(read, lambda found: self._show_hit(*found))

    @override
    def after_act(self, act: RowAct, row: AbsenceRow) -> None:
        if row.kind is None:
            return
        before = AbsenceValues(row.person_id, row.kind, row.starts_at, row.ends_at)
        self.opener.prepare(
            lambda work: ask_of_leave(work, before.person_id, None, before), self._ask
        )

    def _ask(self, asked: SubstituteNeed | None) -> None:
        if asked is not None:
            self.substitute_asked.emit(asked)

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


WISHES: Final = FilteredListSpec[WishRow, WishFilter](
    key="rota-wishes",
    title="Nöbet istekleri",
    trail=service.TRAIL,
    what="wishes",
    find=service.list_wishes,
    is_paged=False,
    row_key=lambda row: row.wish_id,
    everything=WishFilter(),
    searched="Kişi",
    filters=(
        Choice(
            "kind",
            "İsteği",
            "Bütün istekler",
            tuple((kind, upper_first(kind.words)) for kind in WishKind),
        ),
        PeriodFilter("İsteğin günü"),
    ),
    columns=(
        Column(
            "Kişi", lambda row: row.person_name, kind=CellKind.STRONG, width_chars=24, stretch=True
        ),
        Column("Gün", lambda row: row.day, width_chars=13),
        Column("İsteği", lambda row: row.kind.words, width_chars=18),
        Column("Ne kadar", lambda row: row.degree.words, width_chars=10),
        Column("Kaydeden", lambda row: row.by_name, kind=CellKind.MUTED, width_chars=16),
    ),
    empty=(
        "Henüz istek yok",
        "Kim hangi gün nöbet istiyor ya da istemiyor, buraya yazılır; ayın önerisi gözetir.",
    ),
)


WISH_ACTS: Final = RecordActs(
    register=service.WISHES,
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


def _gap_words(row: GapRow) -> str:
    if row.missing:
        of = f": {', '.join(row.subjects)}" if row.subjects else ""
        return f"{leg_words(row.missing)}{of}"
    if row.away:
        return f"{row.away} o gün yok"
    return "planlanmamış" if row.duty_id is None else "kimse yazılmamış"


GAPS: Final = FilteredListSpec[GapRow, GapFilter](
    key="rota-gaps",
    title="Boş nöbetler ve eksikler",
    trail=service.TRAIL,
    what="gaps",
    find=service.find_gaps,
    is_paged=False,
    row_key=lambda row: (row.duty_id, row.kind, row.starts_at, row.missing, row.subjects),
    everything=GapFilter(),
    columns=(
        Column("Nöbet", lambda row: row.kind.words, kind=CellKind.STRONG, width_chars=16),
        Column("Başlangıcı", lambda row: row.starts_at, width_chars=16),
        Column("Bitişi", lambda row: row.ends_at, width_chars=16),
        Column(
            "Durumu",
            _gap_words,
            state=lambda row: State.NEAR if row.missing else State.LATE,
            width_chars=40,
            stretch=True,
        ),
    ),
    empty=(
        "Eksik yok",
        "Önümüzdeki yedi günde boş nöbet, nöbetçisiz konu, araçsız ya da şoförsüz saat yok.",
    ),
)
