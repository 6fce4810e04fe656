"""Who can be on duty, and who is away: the two lists, and their dialogs."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Slot

from alo183_desktop.access.rules import Right, may
from alo183_desktop.gui.kit import dialogs
from alo183_desktop.gui.kit.form.choices import CheckList, ChoiceField, QuickChoice
from alo183_desktop.gui.kit.form.dates import DateField
from alo183_desktop.gui.kit.form.dialog import FormDialog
from alo183_desktop.gui.kit.form.form import Form
from alo183_desktop.gui.kit.form.record import RecordDialog
from alo183_desktop.gui.kit.notices import tell
from alo183_desktop.gui.kit.states import State
from alo183_desktop.gui.kit.table.filters import Choice, Period
from alo183_desktop.gui.kit.table.list_pane import FilteredListSpec, ListPane
from alo183_desktop.gui.kit.table.models import CellKind, Column
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.rota.duty_card import CHANGES, candidate_mark, offer_words
from alo183_desktop.rota import rules, service
from alo183_desktop.rota.kinds import (
    ABSENCE_WORDS,
    DUTY_WORDS,
    EMPLOYMENT_WORDS,
    DutyKind,
    Employment,
)
from alo183_desktop.rota.record import ABSENCE, PERSON, AbsenceValues, PersonValues
from alo183_desktop.rota.rows import AbsenceFilter, AbsenceRow, Cell, PersonFilter, PersonRow
from alo183_desktop.rota.rules import absence_span
from alo183_desktop.shared.clock import format_instant, local_day
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.turkish import lower_first, upper_first
from alo183_desktop.vehicles.service import list_drivers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Actor, Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.form.fields import Field
    from alo183_desktop.gui.kit.page import OneDialog
    from alo183_desktop.rota.kinds import AbsenceKind
    from alo183_desktop.rota.rows import Candidate, DutyRow
    from alo183_desktop.shared.clock import Clock

    Hit = tuple[tuple[DutyRow, tuple[Candidate, ...]], ...]

_REMOVE: Final = 1
_TOPICS: Final = frozenset({Topic.ROTA, Topic.OFFICER, Topic.PHONES})
_DOES: Final = {
    DutyKind.MAIN: "does_main",
    DutyKind.STAND_IN: "does_stand_in",
    DutyKind.DRIVER: "does_driver",
}


def _kinds(row: PersonRow) -> list[str]:
    return [lower_first(DUTY_WORDS[kind]) for kind in DutyKind if kind in row.kinds]


def _absence_words(kind: AbsenceKind | None) -> str:
    return "izinli" if kind is None else ABSENCE_WORDS[kind]


PEOPLE: Final = FilteredListSpec[PersonRow, PersonFilter](
    key="rota-people",
    title="Nöbet kişileri",
    trail=service,
    what="people",
    topics=_TOPICS,
    find=service.list_people,
    is_paged=False,
    row_key=lambda row: row.person_id,
    everything=PersonFilter(),
    searched="Ad, telefon",
    filters=(
        Choice(
            "kind",
            "Nöbet",
            "Bütün nöbetler",
            tuple(DUTY_WORDS.items()),
        ),
        Choice(
            "is_current",
            "Nöbet tutma",
            "Ayrılanlar da",
            ((True, "Nöbet tutanlar"), (False, "Ayrılanlar")),
        ),
    ),
    columns=(
        Column[PersonRow](
            "Adı soyadı", lambda row: row.name, kind=CellKind.STRONG, width_chars=24, stretch=True
        ),
        Column[PersonRow](
            "Nöbetleri",
            lambda row: ", ".join(_kinds(row)),
            kind=CellKind.CHIPS,
            chips=_kinds,
            width_chars=26,
        ),
        Column[PersonRow](
            "Telefonu",
            lambda row: format_phone(row.phone) if row.phone else "numarası yok",
            kind=CellKind.STATE,
            state=lambda row: None if row.phone else State.NEAR,
            width_chars=16,
        ),
        Column[PersonRow](
            "Çalışma biçimi", lambda row: EMPLOYMENT_WORDS[row.employment], width_chars=17
        ),
        Column[PersonRow]("İlk nöbet günü", lambda row: row.starts_on, width_chars=13),
        Column[PersonRow]("Ayrıldığı gün", lambda row: row.ends_on, width_chars=13),
    ),
    empty=(
        "Henüz nöbet kişisi yok",
        "Nöbet tutabilenler kadrodan topluca eklenir; şoför gibi kadroda olmayan adıyla yazılır.",
    ),
)
ABSENCES: Final = FilteredListSpec[AbsenceRow, AbsenceFilter](
    key="rota-absences",
    title="İzinler ve muafiyetler",
    trail=service,
    what="absences",
    topics=frozenset({Topic.ROTA}),
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
            tuple((kind, upper_first(words)) for kind, words in ABSENCE_WORDS.items()),
        ),
        Period("İzin zamanı"),
    ),
    columns=(
        Column[AbsenceRow](
            "Kişi",
            lambda row: row.person_name,
            kind=CellKind.STRONG,
            width_chars=24,
            stretch=True,
        ),
        Column[AbsenceRow]("Türü", lambda row: _absence_words(row.kind), width_chars=16),
        Column[AbsenceRow]("Başlangıcı", lambda row: row.starts_at, width_chars=15),
        Column[AbsenceRow]("Bitişi", lambda row: row.ends_at, width_chars=15),
        Column[AbsenceRow](
            "Kaydeden", lambda row: row.by_name, kind=CellKind.MUTED, width_chars=16
        ),
    ),
    empty=(
        "Henüz izin kaydı yok",
        "İzin ve muafiyetler buraya yazılır; çizelge bu günlerde uyarır. Hastalık adı yazılmaz.",
    ),
)


class PeopleList(ListPane[PersonRow, PersonFilter]):
    """Who can be on duty; officers are added several at once."""

    def __init__(
        self,
        background: Background,
        *,
        actor: Actor,
        opener: OneDialog,
        clock: Clock,
        parent: QWidget,
    ) -> None:
        """Make the list; arguments as `ListPane`, with who may change it and what opens dialogs."""
        super().__init__(PEOPLE, background, clock=clock, parent=parent)
        self._may_edit = may(actor.role, Right.EDIT_ROTA)
        self._opener = opener
        self._clock = clock
        self.list_actions.set_allowed(
            export=may(actor.role, Right.EXPORT), printing=may(actor.role, Right.PRINT)
        )
        if self._may_edit:
            view = self.view
            view.set_empty_texts(*PEOPLE.empty, "Kadrodan ekle")
            view.add_row_action("&Düzelt…", shortcut="F4").triggered.connect(self._on_change)
            view.add_row_action("Si&l…", shortcut="Del").triggered.connect(self._on_remove)
            view.opened.connect(self._on_change)
            view.empty_action.connect(self.add_officers)

    @Slot()
    def add_officers(self) -> None:
        """Add several officers of the roster at once."""

        def show(officers: tuple[tuple[int, str], ...]) -> None:
            if not officers:
                tell(self, "Kadrodaki herkes nöbet kişileri arasında.", State.NONE)
                return
            dialog = OfficersDialog(
                self.background,
                officers,
                today=local_day(self._clock()),
                parent=self.window(),
            )
            dialog.saved.connect(lambda count: tell(self, f"{number_text(count)} kişi eklendi."))
            self._opener.show_dialog(dialog)

        self._opener.prepare(service.officers_to_add, show)

    @Slot()
    def add_person(self) -> None:
        """Add one person, of the roster or not."""
        self._opener.prepare(
            lambda work: (service.officers_to_add(work), _drivers(work)),
            lambda read: self._show(None, (None, 0), *read),
        )

    @Slot()
    def _on_change(self) -> None:
        row = self.current()
        if row is None or not self._may_edit:
            return
        number = row.person_id
        own = ((row.officer_id, row.name),) if row.officer_id is not None else ()
        self._opener.prepare(
            lambda work: (
                service.open_person(work, number),
                service.officers_to_add(work),
                _drivers(work),
            ),
            lambda read: self._show(number, read[0], (*own, *read[1]), read[2]),
        )

    def _show(
        self,
        person_id: int | None,
        opened: tuple[PersonValues | None, int],
        officers: Sequence[tuple[int, str]],
        drivers: Sequence[tuple[int, str]],
    ) -> None:
        def save(work: Work, values: PersonValues, version: int, base: PersonValues | None) -> int:
            return service.save_person(work, person_id, values, version=version, base=base)

        dialog = RecordDialog(
            PERSON,
            opened,
            save=save,
            title="Nöbet kişisi ekle" if person_id is None else "Nöbet kişisini düzelt",
            draft=f"rota.person.{person_id or 'new'}",
            options={"officer_id": officers, "driver_id": drivers},
            reopen=None if person_id is None else lambda work: service.open_person(work, person_id),
            refused={
                "rota.officer_is_person": "officer_id",
                "rota.other_officer": "officer_id",
                "rota.driver_is_person": "driver_id",
            },
            width=640,
            form=Form(columns=6),
            changes=CHANGES,
            background=self.background,
            clock=self._clock,
            parent=self.window(),
        )
        dialog.saved.connect(lambda _number: tell(self, "Nöbet kişisi kaydedildi."))
        self._opener.show_dialog(dialog)

    @Slot()
    def _on_remove(self) -> None:
        row = self.current()
        if row is None or not self._may_edit:
            return
        answer = dialogs.ask(
            self.window(),
            title="Nöbet kişisi silinsin mi?",
            text=f"{row.name}: yanlışlıkla eklenen kişi silinir. Nöbet tutmayı bırakanın kaydı "
            "silinmez, ayrıldığı gün yazılır.",
            verbs=("Vazgeç", "Kişiyi sil"),
        )
        if answer == _REMOVE:
            self.background.run(
                lambda work: service.remove_person(work, row.person_id, version=row.version),
                parent=self,
                success=lambda _nothing: tell(self, "Nöbet kişisi silindi."),
                failure=self.fail,
                changes=CHANGES,
            )


class OfficersDialog(FormDialog):
    """Adds officers of the roster; how they are employed is chosen, never assumed.

    Attributes:
        officers: Ticks.
        employment: Of all that are ticked.
        kinds: Which duties they have.
        starts_on: From when on.
    """

    def __init__(
        self,
        background: Background,
        officers: Sequence[tuple[int, str]],
        *,
        today: dt.date,
        parent: QWidget,
    ) -> None:
        """Make the dialog.

        Args:
            background: Stores.
            officers: Whom it offers, by number, with their names.
            today: The day in Istanbul.
            parent: The window that waits.
        """
        super().__init__(
            title="Kadrodan nöbet kişisi ekle",
            explanation="Çalışma biçimi farklı olanları ayrı ekleyiniz; sınırlar ona göredir.",
            verb="İşaretlileri &ekle",
            width=600,
            form=Form(),
            background=background,
            changes=CHANGES,
            draft="rota.officers",
            parent=parent,
        )
        self.officers = CheckList(
            "K&işiler",
            [(str(number), name) for number, name in officers],
            key="officers",
            required=True,
            parent=self.form,
        )
        self.employment = QuickChoice(
            "Çalışma &biçimi",
            [(one.value, words) for one, words in EMPLOYMENT_WORDS.items()],
            key="employment",
            required=True,
            parent=self.form,
        )
        self.starts_on = DateField(
            "İlk nöbet &günü", today=today, key="starts_on", required=True, parent=self.form
        )
        self.kinds = CheckList(
            "&Nöbetleri",
            [(kind.value, words) for kind, words in DUTY_WORDS.items()],
            key="kinds",
            required=True,
            columns=3,
            parent=self.form,
        )
        self.form.add_row(self.officers)
        self.form.add_row(self.kinds)
        self.form.add_row(self.employment, self.starts_on)
        self.form.mark_clean()

    @override
    def act(self) -> Callable[[Work], int] | None:
        employment, starts_on = self.employment.meant(), self.starts_on.value()
        if employment is None or starts_on is None:
            return None
        numbers = [int(key) for key in self.officers.value()]
        kinds = set(self.kinds.value())

        def store(work: Work) -> int:
            for number in numbers:
                values = PersonValues(
                    officer_id=number,
                    name="",
                    phone="",
                    employment=Employment(employment),
                    does_main=DutyKind.MAIN in kinds,
                    does_stand_in=DutyKind.STAND_IN in kinds,
                    does_driver=DutyKind.DRIVER in kinds,
                    starts_on=starts_on,
                )
                service.save_person(work, None, values)
            return len(numbers)

        return store


class AbsenceDialog(RecordDialog[AbsenceValues]):
    """An absence; two days fill in its instants, which can be put right to the minute.

    Attributes:
        first_day: The first day away.
        last_day: The last one.
    """

    def __init__(
        self,
        absence_id: int | None,
        opened: tuple[AbsenceValues | None, int],
        people: Sequence[tuple[int, str]],
        *,
        background: Background,
        clock: Clock,
        parent: QWidget,
    ) -> None:
        """Make the dialog.

        Args:
            absence_id: Which one it changes; None adds one.
            opened: As `RecordDialog`.
            people: Who can be away, by number, with their names.
            background: Stores.
            clock: For now; UTC.
            parent: The window that waits.
        """
        form = Form()
        today = local_day(clock())
        self.first_day = DateField("İzinli olduğu i&lk gün", today=today, key="first", parent=form)
        self.last_day = DateField("İzinli olduğu s&on gün", today=today, key="last", parent=form)
        self.first_day.set_note(
            "İki gün yazılırsa 08.00’de başlar, son günün ertesi 08.00’de biter."
        )
        form.add_row(self.first_day, self.last_day)

        def save(
            work: Work, values: AbsenceValues, version: int, base: AbsenceValues | None
        ) -> int:
            return service.save_absence(work, absence_id, values, version=version, base=base)

        super().__init__(
            ABSENCE,
            opened,
            save=save,
            title="İzin ekle" if absence_id is None else "İzni düzelt",
            draft=f"rota.absence.{absence_id or 'new'}",
            options={"person_id": people},
            reopen=None
            if absence_id is None
            else lambda work: service.open_absence(work, absence_id),
            changes=CHANGES,
            form=form,
            background=background,
            clock=clock,
            parent=parent,
        )
        self._show_days(opened[0])
        self.form.mark_clean()
        for field in (self.first_day, self.last_day):
            field.changed.connect(self._on_days)

    @override
    def first_field(self) -> Field:
        return self.first_day

    def _show_days(self, values: AbsenceValues | None) -> None:
        if values is None:
            return
        first = local_day(values.starts_at)
        last = local_day(values.ends_at) - dt.timedelta(days=1)
        if first <= last and absence_span(first, last) == (values.starts_at, values.ends_at):
            self.first_day.set_value(first)
            self.last_day.set_value(last)

    @Slot()
    def _on_days(self) -> None:
        first = self.first_day.value()
        last = self.last_day.value() or first
        if first is not None and last is not None and first <= last:
            starts_at, ends_at = absence_span(first, last)
            self.fields.set_instant("starts_at", starts_at)
            self.fields.set_instant("ends_at", ends_at)


class AbsenceList(ListPane[AbsenceRow, AbsenceFilter]):
    """Who is away; one that hits duties offers who could take them.

    Attributes:
        may_edit: Whether the role may enter what it may see.
    """

    def __init__(
        self,
        background: Background,
        *,
        actor: Actor,
        opener: OneDialog,
        clock: Clock,
        parent: QWidget,
    ) -> None:
        """Make the list; arguments as `PeopleList`."""
        super().__init__(ABSENCES, background, clock=clock, parent=parent)
        self.may_edit = may(actor.role, Right.EDIT_ROTA) and may(actor.role, Right.SEE_ABSENCE_KIND)
        self._opener = opener
        self._clock = clock
        self._saved: int | None = None
        self.filters.box("kind").setVisible(may(actor.role, Right.SEE_ABSENCE_KIND))
        self.list_actions.set_allowed(
            export=may(actor.role, Right.EXPORT), printing=may(actor.role, Right.PRINT)
        )
        opener.closed.connect(self._on_dialog_closed)
        if self.may_edit:
            view = self.view
            view.set_empty_texts(*ABSENCES.empty, "İzin ekle")
            view.add_row_action("&Düzelt…", shortcut="F4").triggered.connect(self._on_change)
            view.add_row_action("Si&l…", shortcut="Del").triggered.connect(self._on_remove)
            view.opened.connect(self._on_change)
            view.empty_action.connect(self.add_absence)

    @Slot()
    def add_absence(self) -> None:
        """Enter an absence."""
        self._opener.prepare(_people, lambda people: self._show(None, (None, 0), people))

    @Slot()
    def _on_change(self) -> None:
        row = self.current()
        if row is None or not self.may_edit:
            return
        number = row.absence_id
        self._opener.prepare(
            lambda work: (service.open_absence(work, number), _people(work)),
            lambda read: self._show(number, *read),
        )

    def _show(
        self,
        absence_id: int | None,
        opened: tuple[AbsenceValues | None, int],
        people: Sequence[tuple[int, str]],
    ) -> None:
        dialog = AbsenceDialog(
            absence_id,
            opened,
            people,
            background=self.background,
            clock=self._clock,
            parent=self.window(),
        )
        dialog.saved.connect(self._on_saved)
        self._opener.show_dialog(dialog)

    @Slot(int)
    def _on_saved(self, absence_id: int) -> None:
        self._saved = absence_id
        tell(self, "İzin kaydedildi.")

    @Slot()
    def _on_dialog_closed(self) -> None:
        absence_id, self._saved = self._saved, None
        if absence_id is None:
            return

        def read(work: Work) -> Hit:
            values, _version = service.open_absence(work, absence_id)
            return service.duties_hit(work, values)

        self._opener.prepare(read, self._show_hit)

    def _show_hit(self, hit: Hit) -> None:
        if hit:
            dialog = HitDialog(self.background, hit, parent=self.window())
            dialog.saved.connect(
                lambda count: tell(self, f"{number_text(count)} nöbet başkasına verildi.")
            )
            self._opener.show_dialog(dialog)

    @Slot()
    def _on_remove(self) -> None:
        row = self.current()
        if row is None or not self.may_edit:
            return
        answer = dialogs.ask(
            self.window(),
            title="İzin kaydı silinsin mi?",
            text=f"{row.person_name}, {format_instant(row.starts_at)} – "
            f"{format_instant(row.ends_at)}: kayıt silinir; silindiği denetim izine yazılır.",
            verbs=("Vazgeç", "İzni sil"),
        )
        if answer == _REMOVE:
            self.background.run(
                lambda work: service.remove_absence(work, row.absence_id, version=row.version),
                parent=self,
                success=lambda _nothing: tell(self, "İzin kaydı silindi."),
                failure=self.fail,
                changes=CHANGES,
            )


def _drivers(work: Work) -> tuple[tuple[int, str], ...]:
    return tuple((one.driver_id, one.name) for one in list_drivers(work))


def _people(work: Work) -> tuple[tuple[int, str], ...]:
    return tuple((one.person_id, one.name) for one in service.list_people(work))


class HitDialog(FormDialog):
    """The duties that an absence hits: each is given on, or stays without anybody."""

    def __init__(self, background: Background, hit: Hit, *, parent: QWidget) -> None:
        """Make the dialog.

        Args:
            background: Stores.
            hit: The duties, each with who could take it.
            parent: The window that waits.
        """
        count = number_text(len(hit))
        super().__init__(
            title=f"Bu izin {count} nöbete denk geliyor",
            explanation="Her nöbetin karşısında, engeli en az ve nöbeti en az olan önerilir. "
            "Vazgeçerseniz nöbetler olduğu gibi kalır ve çizelgede işaretlenir.",
            verb="Nöbetleri &ver",
            width=640,
            form=Form(columns=1),
            background=background,
            changes=CHANGES,
            draft=f"rota.given.{hit[0][0].duty_id}",
            parent=parent,
        )
        self._duties = [duty for duty, _found in hit]
        self.fields: list[ChoiceField] = []
        given: set[int] = set()
        for duty, found in hit:
            others = [one for one in found if one.person.person_id != duty.person_id]
            able = [one for one in others if candidate_mark(one.breaches) != "late"]
            field = ChoiceField(
                upper_first(rules.duty_words(duty)),
                [
                    *((str(one.person.person_id), offer_words(one)) for one in able),
                    (_NOBODY, "Boş kalsın"),
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
        cells = [
            Cell(duty.duty_id, duty.version, None if one == _NOBODY else int(one))
            for duty, one in zip(self._duties, chosen, strict=True)
        ]

        def store(work: Work) -> int:
            service.fill(work, cells)
            return sum(cell.person_id is not None for cell in cells)

        return store


_NOBODY: Final = "nobody"


def _why_not(found: Sequence[Candidate], able: Sequence[Candidate]) -> str:
    """Return why others cannot take a duty, where nobody can without an objection."""
    if any(not one.breaches for one in able):
        return ""
    if not found:
        return "Bu nöbeti tutabilecek başka kimse kayıtlı değil."
    final = [one.breaches[0].words for one in found if one not in able]
    return "; ".join(final[:2])
