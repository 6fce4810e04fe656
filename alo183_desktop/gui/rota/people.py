"""The part "Kişiler ve denge": who can be on duty, their share of the duties, and granted leave."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal, Slot

from alo183_desktop.access.lists import Choice, FilteredListSpec
from alo183_desktop.access.rules import Right, may
from alo183_desktop.documents.columns import CellKind, Column
from alo183_desktop.gui.kit.form.choices import CheckList, QuickChoice
from alo183_desktop.gui.kit.form.dates import DateField
from alo183_desktop.gui.kit.form.dialog import FormDialog
from alo183_desktop.gui.kit.form.form import Form
from alo183_desktop.gui.kit.form.record import RecordDialog
from alo183_desktop.gui.kit.notices import show_message
from alo183_desktop.gui.kit.side_card import SideCard
from alo183_desktop.gui.kit.table.list_pane import (
    RecordActs,
    RecordPane,
    RowAct,
)
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.rota.duty_card import CHANGES
from alo183_desktop.rota import service, worked
from alo183_desktop.rota.kinds import DayClass, DutyKind, Employment
from alo183_desktop.rota.ledger import NOTE, Figures, LedgerRow, difference_text
from alo183_desktop.rota.numbers import NumberState
from alo183_desktop.rota.record import GRANTED, PersonValues
from alo183_desktop.rota.rules import count_text, hours_of
from alo183_desktop.rota.worked import PersonShare, ShareFilter
from alo183_desktop.shared.calendar import months_to_choose
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State
from alo183_desktop.shared.turkish import lower_first, upper_first
from alo183_desktop.vehicles.service import list_drivers

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence
    from typing import Unpack

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.table.list_pane import Options, PaneContext
    from alo183_desktop.rota.ledger import GrantedRow
    from alo183_desktop.rota.record import GrantedValues
    from alo183_desktop.rota.rows import PersonRow

_NO_DUTY: Final = "nöbet tutmuyor"
ALL_ADDED: Final = "Kadrodaki herkes nöbet kişileri arasında."


def _kinds(row: PersonRow) -> list[str]:
    return [lower_first(kind.words) for kind in DutyKind if kind in row.kinds]


def _number_state(row: PersonRow) -> State | None:
    """Return the mark of a number: red where one on main duty or standing in has none."""
    if row.number.phone:
        return None
    is_called = not row.kinds.isdisjoint({DutyKind.MAIN, DutyKind.STAND_IN})
    is_lacking = is_called and row.number.state is not NumberState.EXPECTED
    return State.LATE if is_lacking else State.NEAR


def _count(
    heading: str, of: Callable[[LedgerRow], float], words: Callable[[float], str] = count_text
) -> Column[PersonShare]:
    def value(row: PersonShare) -> float | None:
        return None if row.share is None else of(row.share)

    return Column(
        heading,
        lambda row: "" if row.share is None else words(of(row.share)),
        value=value,
        align_right=True,
        width_chars=8,
    )


def _of_class(kind: DayClass) -> Column[PersonShare]:
    heading = f"{upper_first(kind.words)}, bu yıl"
    return _count(heading, lambda share: share.days[kind].year)


PEOPLE: Final = FilteredListSpec[PersonShare, ShareFilter](
    key="rota-people",
    title="Nöbet kişileri ve denge",
    trail=service.TRAIL,
    what="people",
    find=worked.find_shares,
    row_key=lambda row: row.person_id,
    everything=ShareFilter(),
    searched="Ad, telefon",
    filters=(
        Choice("month", "Ay", "Bu ayın dengesi", widest="Bu ayın dengesi"),
        Choice("kind", "Nöbet", "Bütün nöbetler", tuple((one, one.words) for one in DutyKind)),
        Choice(
            "is_current",
            "Nöbet tutma",
            "Bütün kişiler",
            ((True, "Nöbet tutanlar"), (False, "Ayrılanlar")),
        ),
        Choice(
            "day_class",
            "Gün türü",
            "Bütün günler",
            tuple((kind, upper_first(kind.words)) for kind in DayClass),
        ),
    ),
    columns=(
        Column(
            "Adı soyadı", lambda row: row.name, kind=CellKind.STRONG, width_chars=24, stretch=True
        ),
        Column(
            "Nöbetleri",
            lambda row: ", ".join(_kinds(row) or (_NO_DUTY,)),
            chips=lambda row: _kinds(row) or (_NO_DUTY,),
            width_chars=26,
        ),
        Column(
            "Telefonu",
            lambda row: row.number.words,
            state=_number_state,
            width_chars=16,
        ),
        _count("Bu ay", lambda share: share.shown.month),
        _count("Bu yıl", lambda share: share.shown.year),
        _count("Beklenen", lambda share: share.shown.expected),
        _count("Fark", lambda share: share.shown.difference, difference_text),
        _count("Devreden", lambda share: share.shown.carried, difference_text),
        *map(_of_class, DayClass),
        _count("Saat, bu yıl", lambda share: hours_of(share.year_minutes)),
        _count("Gece saati, bu yıl", lambda share: hours_of(share.year_night_minutes)),
        _count("Verilen izin (gün)", lambda share: share.granted_days),
        Column("Çalışma biçimi", lambda row: row.employment.words, width_chars=17),
        Column("İlk nöbet günü", lambda row: row.starts_on, width_chars=13),
        Column("Ayrıldığı gün", lambda row: row.ends_on, width_chars=13),
    ),
    shown=7,
    empty=(
        "Henüz nöbet kişisi yok",
        "Nöbet tutabilenler kadrodan topluca eklenir; şoför gibi kadroda olmayan adıyla yazılır.",
    ),
)


def _links(work: Work, row: PersonRow | None) -> Options:
    own = [(row.officer_id, row.name)] if row is not None and row.officer_id is not None else []
    return {
        "officer_id": [*own, *service.officers_to_add(work)],
        "driver_id": [(one.driver_id, one.name) for one in list_drivers(work)],
    }


_PERSON_ACTS: Final = RecordActs(
    access=service.PEOPLE,
    changes=CHANGES,
    row_id=lambda row: row.person_id,
    called=lambda row: row.name,
    titles=("Nöbet kişisi ekle", "Nöbet kişisini düzelt"),
    messages=("Nöbet kişisi kaydedildi.", "Nöbet kişisi silindi."),
    removing=(
        "Nöbet kişisi silinsin mi?",
        (
            "yanlışlıkla eklenen kişi silinir. Nöbet tutmayı bırakanın kaydı silinmez, ayrıldığı "
            "gün yazılır."
        ),
        "Kişiyi sil",
    ),
    options=_links,
    refused={
        "rota.officer_is_person": "officer_id",
        "rota.other_officer": "officer_id",
        "rota.driver_is_person": "driver_id",
    },
    columns=6,
)


class PersonCard(SideCard):
    """One person: how they work, their share of each class of day, hours, and granted leave.

    Attributes:
        granted: All granted leave, of all persons.
    """

    def __init__(
        self,
        *,
        may_edit: bool,
        add: Callable[[], object],
        remove: Callable[[PersonRow, GrantedRow], object],
        parent: QWidget,
    ) -> None:
        """Make the card.

        Args:
            may_edit: Whether leave can be recorded, and taken back.
            add: Opens the dialog that records it.
            remove: Asks, and removes one.
        """
        super().__init__(nothing=("Kişi seçilmedi", NOTE), parent=parent)
        self._may_edit = may_edit
        self._remove = remove
        self.granted: Sequence[GrantedRow] = ()
        self._add = self.make_button("Verilen izin &yaz…", add)
        self.show_nothing()

    def show_row(self, row: PersonShare | None) -> None:
        """Show a person; None: nobody."""
        if row is None:
            self.show_nothing()
            return
        last = "" if row.ends_on is None else f", ayrıldığı gün {format_day(row.ends_on)}"
        self.begin(row.name, f"{row.employment.words}, ilk nöbet {format_day(row.starts_on)}{last}")
        share = row.share
        if share is not None:
            self.add_facts(
                [
                    *(
                        (upper_first(one.words), _figures_words(of))
                        for one, of in share.days.items()
                    ),
                    ("Toplam", _figures_words(share.total)),
                    ("Bu ay", _hours_words(share.month_minutes, share.month_night_minutes)),
                    ("Bu yıl", _hours_words(share.year_minutes, share.year_night_minutes)),
                ]
            )
        self.add_section("İdarece verilen izin")
        theirs = [one for one in self.granted if one.person_id == row.person_id]
        for one in theirs:
            self.add_period(
                format_day(one.granted_on),
                f"{number_text(one.days)} gün",
                link="Sil" if self._may_edit else "",
                go=partial(self._remove, row, one),
            )
        if not theirs:
            self.add_text("Yazılmış izin yok.", muted=True)
        self.add_text(NOTE, muted=True)
        self.end([self._add] if self._may_edit else [])


def _figures_words(one: Figures) -> str:
    return (
        f"bu ay {count_text(one.month)}, bu yıl {count_text(one.year)}, beklenen "
        f"{count_text(one.expected)}, fark {difference_text(one.difference)}"
    )


def _hours_words(minutes: int, night: int) -> str:
    return f"{count_text(hours_of(minutes))} saat, {count_text(hours_of(night))} saati gece"


class PeopleList(RecordPane[PersonShare, ShareFilter]):
    """Duty persons, who worked least of their share first; officers are added several at once.

    Attributes:
        card: The current person.

    Signals:
        calendar_wanted: The duties of a person as a calendar file; their id and name.
    """

    calendar_wanted = Signal(int, str)

    def __init__(self, background: Background, **context: Unpack[PaneContext]) -> None:
        """Make the list; arguments as `RecordPane`."""
        super().__init__(
            PEOPLE,
            _PERSON_ACTS,
            background,
            topics=frozenset({Topic.ROTA, Topic.OFFICER, Topic.PHONES}),
            read_beside=lambda work, _wanted: worked.list_granted(work),
            show_beside=self._take_granted,
            **context,
        )
        self.filters.set_choices("month", months_to_choose(local_day(self.clock()))[1:])
        self.card = PersonCard(
            may_edit=self.may_edit, add=self._on_add, remove=self._on_remove, parent=self
        )
        self.add_card(self.card, self.card.show_row)
        if self.may_edit:
            self.view.set_empty_texts(*PEOPLE.empty, "Kadrodan ekle")
        if may(context["actor"].role, Right.EXPORT):
            self.view.add_row_action("&Takvime aktar (.ics)…", shortcut="F6").triggered.connect(
                self._on_calendar
            )

    @override
    @Slot()
    def begin(self) -> None:
        self.add_officers()

    @Slot()
    def _on_calendar(self) -> None:
        row = self.current()
        if row is not None:
            self.calendar_wanted.emit(row.person_id, row.name)

    @Slot()
    def add_officers(self) -> None:
        """Add several officers of the roster at once."""

        def show(officers: tuple[tuple[int, str], ...]) -> None:
            if not officers:
                show_message(self, ALL_ADDED, State.NONE)
                return
            dialog = OfficersDialog(
                self.background,
                officers,
                today=local_day(self.clock()),
                parent=self.window(),
            )
            dialog.saved.connect(
                lambda count: show_message(self, f"{number_text(count)} kişi eklendi.")
            )
            self.opener.show_dialog(dialog)

        self.opener.prepare(service.officers_to_add, show)

    def _take_granted(self, granted: Sequence[GrantedRow]) -> None:
        self.card.granted = granted

    @Slot()
    def _on_add(self) -> None:
        row = self.current()
        if row is None:
            return
        person = (row.person_id, row.name)

        def save(
            work: Work, values: GrantedValues, _version: int, _base: GrantedValues | None
        ) -> int:
            return service.GRANTED_LEAVES.save(work, None, values)

        dialog = RecordDialog(
            GRANTED,
            (None, 0),
            save=save,
            title="Nöbet için verilen izin",
            draft="rota.granted.new",
            options={"person_id": [person]},
            changes=CHANGES,
            **self.opener.context(),
        )
        dialog.fields["person_id"].set_value(str(row.person_id))
        dialog.form.mark_clean()
        self.opener.show_dialog(dialog, "Verilen izin yazıldı.")

    def _on_remove(self, row: PersonRow, granted: GrantedRow) -> None:
        RowAct(
            do=lambda work, one: service.GRANTED_LEAVES.remove(
                work, one.leave_id, version=one.version
            ),
            message=lambda _one: "Verilen izin silindi.",
            changes=CHANGES,
            asks=lambda one: (
                "Verilen izin silinsin mi?",
                (
                    f"{row.name}, {format_day(one.granted_on)}: {number_text(one.days)} gün. "
                    "Silindiği denetim izine yazılır."
                ),
                "İzni sil",
            ),
        ).run(granted, self.background, parent=self)


class OfficersDialog(FormDialog):
    """Adds officers of the roster; their employment is chosen, never assumed.

    Attributes:
        officers: Check boxes.
        employment: Of all ticked officers.
        kinds: The kinds of their duties.
        starts_on: Their first day.
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
            officers: The officers on offer, by id, with their names.
            today: The day in Istanbul.
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
            [(str(officer_id), name) for officer_id, name in officers],
            key="officers",
            required=True,
            parent=self.form,
        )
        self.employment = QuickChoice(
            "Çalışma &biçimi",
            [(one.value, one.words) for one in Employment],
            key="employment",
            required=True,
            parent=self.form,
        )
        self.starts_on = DateField(
            "İlk nöbet &günü", today=today, key="starts_on", required=True, parent=self.form
        )
        self.kinds = CheckList(
            "&Nöbetleri",
            [(kind.value, kind.words) for kind in DutyKind],
            key="kinds",
            note="Hiçbiri işaretlenmezse nöbet tutmaz; yalnız izni yazılır.",
            columns=3,
            parent=self.form,
        )
        self.form.add_row(self.officers)
        self.form.add_row(self.kinds)
        self.form.add_row(self.employment, self.starts_on)
        self.form.mark_clean()

    @override
    def act(self) -> Callable[[Work], int] | None:
        employment, starts_on = self.employment.highlighted(), self.starts_on.value()
        if employment is None or starts_on is None:
            return None
        officer_ids = [int(key) for key in self.officers.value()]
        kinds = set(self.kinds.value())

        def store(work: Work) -> int:
            for officer_id in officer_ids:
                values = PersonValues(
                    officer_id=officer_id,
                    name="",
                    phone="",
                    employment=Employment(employment),
                    does_main=DutyKind.MAIN in kinds,
                    does_stand_in=DutyKind.STAND_IN in kinds,
                    does_driver=DutyKind.DRIVER in kinds,
                    starts_on=starts_on,
                )
                service.PEOPLE.save(work, None, values)
            return len(officer_ids)

        return store
