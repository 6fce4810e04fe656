"""Forms of what two people may have open at once, each on a desk of its own."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any, Final

from PySide6.QtWidgets import QWidget

from alo183_desktop.access.form_access import FormAccess
from alo183_desktop.access.queries import find_user
from alo183_desktop.access.rules import Role
from alo183_desktop.access.service import change_user
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.cases import settings as case_settings
from alo183_desktop.cases.fields import CaseValues
from alo183_desktop.cases.record import CASE_KIND, CASE_TERMS
from alo183_desktop.cases.service import add_case, change_case
from alo183_desktop.cases.service import open_form as open_case
from alo183_desktop.changes import service as changes
from alo183_desktop.db.work import Work
from alo183_desktop.directorate import service as directorates
from alo183_desktop.directorate.kinds import Channel, PartnerKind
from alo183_desktop.directorate.queries import list_signatories, list_units
from alo183_desktop.directorate.record import SIGNATORY, PartnerValues, UnitValues
from alo183_desktop.gui.cases.dialog_data import open_case_form
from alo183_desktop.gui.cases.intake_dialog import CaseDialog
from alo183_desktop.gui.changes.file_dialog import confirmation_dialog
from alo183_desktop.gui.guidance.page import VISIT_ACTS
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.form.dialog import DialogContext, FormDialog
from alo183_desktop.gui.kit.table.list_pane import row_dialog
from alo183_desktop.gui.phones.custody_dialogs import CustodyTermsDialog
from alo183_desktop.gui.phones.dialogs import item_dialog
from alo183_desktop.gui.phones.quota_dialog import QuotaDialog
from alo183_desktop.gui.rota.away import ABSENCE_ACTS, WISH_ACTS, AbsenceDialog
from alo183_desktop.gui.rota.substitutions import SUBSTITUTION_ACTS, SubstitutionDialog
from alo183_desktop.gui.rota.unreached import UNREACHED_ACTS
from alo183_desktop.gui.settings.due_dialog import PeriodDialog
from alo183_desktop.gui.settings.institutions_section import PARTNER_ACTS
from alo183_desktop.gui.settings.list_sections import (
    KINDS,
    SIGNATORIES,
    SUBJECTS,
    UNITS,
    CaseTermsDialog,
    ListSection,
    RecordList,
)
from alo183_desktop.gui.settings.rota_section import (
    CLOSED_LIST,
    LIMIT_LIST,
    PATTERN_LIST,
)
from alo183_desktop.gui.settings.users_section import ChangeUserDialog
from alo183_desktop.gui.vehicles.orders import OrderDialogData, order_dialog
from alo183_desktop.gui.vehicles.registers import VEHICLE_ACTS
from alo183_desktop.guidance import service as guidance
from alo183_desktop.guidance.record import GuidanceValues
from alo183_desktop.letters import confirmations
from alo183_desktop.letters.record import ConfirmationValues, Manner
from alo183_desktop.officers import service as officers
from alo183_desktop.officers import subjects
from alo183_desktop.officers.queries import list_subjects
from alo183_desktop.officers.record import OfficerValues, SubjectValues
from alo183_desktop.phones import service as phones
from alo183_desktop.phones.custody import papers
from alo183_desktop.phones.queries import current_terms, list_terms
from alo183_desktop.phones.quotas import service as quota_service
from alo183_desktop.phones.quotas.rules import Setting
from alo183_desktop.phones.record import HandsetValues, LineValues
from alo183_desktop.phones.rows import ItemKind
from alo183_desktop.records.record import last_day
from alo183_desktop.retention import service as retention
from alo183_desktop.retention.kinds import RecordKind
from alo183_desktop.rota import service as rota
from alo183_desktop.rota import substitute_service, unreached
from alo183_desktop.rota.kinds import (
    AbsenceKind,
    WishDegree,
    WishKind,
)
from alo183_desktop.rota.record import (
    AbsenceValues,
    ClosedTimeValues,
    SubstitutionValues,
    UnreachedValues,
    WishValues,
    length_text,
)
from alo183_desktop.rota.rules import absence_span
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.worded import Worded
from alo183_desktop.vehicles import service as vehicles
from alo183_desktop.vehicles.kinds import LicenceClass
from alo183_desktop.vehicles.record import DriverValues, OrderValues, VehicleValues
from tests.clocks import FixedClock
from tests.database.desks import finish
from tests.database.kept_rotas import MAIN_PERSON
from tests.gui.changes.letters_made import ENTRY, record_dispatch
from tests.gui.desks import OTHER


@dataclass(frozen=True)
class Place:
    """Where a form is opened."""

    desk: Desk
    background: Background
    clock: FixedClock
    host: QWidget

    @property
    def common(self) -> DialogContext:
        """What all dialogs take."""
        return {"background": self.background, "clock": self.clock, "parent": self.host}

    @property
    def today(self) -> dt.date:
        """In Istanbul."""
        return local_day(self.clock())

    def do(self, act: Callable[[Work], Any]) -> Any:
        """Do something, as another desk does."""
        with self.desk.work() as work:
            return act(work)


@dataclass(frozen=True)
class Opened:
    """A form, and one field of it that two people change."""

    dialog: FormDialog
    key: str
    mine: str
    theirs: Callable[[Work], object]
    stored: Callable[[Work], object]
    """Of the field."""
    shown: str = ""
    """What they make of it, in words, where those are not what is stored."""


def of_row(
    at: Place,
    access: FormAccess[Any],
    values: Any,
    form: Callable[..., FormDialog],
    *,
    theirs: Mapping[str, object],
    mine: str,
) -> Opened:
    """Return the form of a new row, of which others make `theirs`.

    `form` takes the id of the row, what was opened of it, and what all dialogs take.
    """
    number = at.do(lambda work: access.save(work, None, values))
    opened = at.do(lambda work: access.open(work, number))
    (key,) = theirs

    def stored(work: Work) -> object:
        value = getattr(access.open(work, number)[0], key)
        return value.words if isinstance(value, Worded) else value

    return Opened(
        form(number, opened, **at.common),
        key,
        mine,
        lambda work: access.save(work, number, replace(values, **theirs), version=opened[1]),
        stored,
    )


def of_person(at: Place) -> tuple[int, dict[str, list[tuple[int, str]]]]:
    """Return somebody who can be on duty, and the choice of them alone."""
    person = replace(MAIN_PERSON, name="Kazım KOÇ")
    person_id = at.do(lambda work: rota.PEOPLE.save(work, None, person))
    return person_id, {"person_id": [(person_id, person.name)]}


LINE: Final = LineValues("+905000041001", "Turkcell", iccid=None, package="300 dk", note="")
HANDSET: Final = HandsetValues(
    "Nokia", "", imei=None, serial="", condition="", accessories="", note=""
)
VEHICLE: Final = VehicleValues(
    "06 ABC 123", "Fiat Doblo", 5, has_child_seat=False, starts_on=dt.date(2026, 1, 1)
)


def on_line(at: Place) -> Opened:
    form = partial(item_dialog, ItemKind.LINE, used=["Turkcell"], may_set_pin=True)
    return of_row(at, phones.LINES, LINE, form, theirs={"package": "400 dk"}, mine="500 dk")


def on_handset(at: Place) -> Opened:
    form = partial(item_dialog, ItemKind.HANDSET, used=["Nokia"], may_set_pin=True)
    return of_row(at, phones.HANDSETS, HANDSET, form, theirs={"condition": "çizik"}, mine="sağlam")


def on_visit(at: Place) -> Opened:
    rows = at.do(lambda work: list_subjects(work.session))
    subjects_shown = [(row.subject_id, row.name) for row in rows]
    values = GuidanceValues(at.clock(), rows[0].subject_id, "Sordu", "Yapıldı", False, "")  # noqa: FBT003
    form = partial(row_dialog, VISIT_ACTS, options={"subject_id": subjects_shown})
    theirs = {"done": "Onların işi"}
    return of_row(at, guidance.VISITS, values, form, theirs=theirs, mine="Benim işim")


def on_case(at: Place) -> Opened:
    subject_id = at.do(lambda work: list_subjects(work.session)[0].subject_id)
    kind = at.do(lambda work: case_settings.list_kinds(work)[4])
    values = CaseValues(
        number="183-2026-100000",
        routed_at=at.clock() - dt.timedelta(hours=2),
        subject_id=subject_id,
        kind_id=kind.kind_id,
        is_urgent=kind.is_urgent,
        district="Gölbaşı",
    )
    case_id = at.do(lambda work: add_case(work, values, officer_id=None))
    opened = at.do(lambda work: open_case_form(work, case_id))
    dialog = CaseDialog(case_id, opened, **at.common)
    theirs = replace(values, district="Çankaya")
    return Opened(
        dialog,
        "district",
        "Mamak",
        lambda work: change_case(work, case_id, theirs, version=opened.version),
        lambda work: open_case(work, case_id)[0].district,
    )


def on_quota(at: Place) -> Opened:
    dialog = QuotaDialog([], None, **at.common)
    theirs = Setting(at.today, seconds=400 * 60)
    return Opened(
        dialog,
        "minutes",
        "500",
        lambda work: quota_service.set_default_quota(work, theirs),
        lambda work: str(quota_service.list_settings(work)[0].seconds // 60),
    )


def on_custody_terms(at: Place) -> Opened:
    known = at.do(lambda work: list_terms(work.session))
    dialog = CustodyTermsDialog(known, **at.common)
    return Opened(
        dialog,
        "terms",
        "Benim şartım.",
        lambda work: papers.set_terms(work, at.today, ["Onların şartı."]),
        lambda work: "\n".join(current_terms(work.session, at.today).terms),
    )


def on_period(at: Place) -> Opened:
    kind = RecordKind.CASES
    row = next(row for row in at.do(retention.look).kinds if row.kind is kind)
    periods = at.do(lambda work: retention.list_periods(work, kind))
    dialog = PeriodDialog(at.background, row, periods, today=at.today, parent=at.host)
    basis = row.period.basis
    return Opened(
        dialog,
        "months",
        "36",
        lambda work: retention.set_period(work, kind, starts_on=at.today, months=24, basis=basis),
        lambda work: str(retention.list_periods(work, kind)[0].months),
        shown="2 yıl",
    )


def on_kind(at: Place) -> Opened:
    row = at.do(lambda work: case_settings.list_kinds(work)[4])
    dialog = record_dialog(at, KINDS, row)
    theirs = replace(CASE_KIND.stored(row), name="Onların türü")
    return Opened(
        dialog,
        "name",
        "Benim türüm",
        lambda work: case_settings.KINDS.save(work, row.kind_id, theirs, version=row.version),
        lambda work: case_settings.list_kinds(work)[4].name,
    )


def on_case_terms(at: Place) -> Opened:
    known = at.do(case_settings.list_terms)
    dialog = CaseTermsDialog(
        at.background, known[0], known, is_new=True, clock=at.clock, parent=at.host
    )
    theirs = replace(CASE_TERMS.stored(known[0]), urgent_action_minutes=15)
    return Opened(
        dialog,
        "urgent_action_minutes",
        "20",
        lambda work: case_settings.set_terms(work, starts_on=at.today, **asdict(theirs)),
        lambda work: str(case_settings.list_terms(work)[0].urgent_action_minutes),
    )


def on_signatory(at: Place) -> Opened:
    (row,) = at.do(lambda work: list_signatories(work.session))
    dialog = record_dialog(at, SIGNATORIES, row)
    theirs = replace(SIGNATORY.stored(row), title="Vali Yardımcısı")
    return Opened(
        dialog,
        "title",
        "İl Müdürü Vekili",
        lambda work: directorates.SIGNATORIES.save(
            work, row.signatory_id, theirs, version=row.version
        ),
        lambda work: list_signatories(work.session)[0].title,
    )


def on_unit(at: Place) -> Opened:
    unit_id = at.do(lambda work: directorates.UNITS.save(work, None, UnitValues("Çocuk Evi")))
    row = next(
        row for row in at.do(lambda work: list_units(work.session)) if row.unit_id == unit_id
    )
    return Opened(
        record_dialog(at, UNITS, row),
        "name",
        "Benim Adım",
        lambda work: directorates.UNITS.save(work, unit_id, UnitValues("Onların Adı"), version=1),
        lambda work: next(row.name for row in list_units(work.session) if row.unit_id == unit_id),
    )


def on_subject(at: Place) -> Opened:
    subject_id = at.do(lambda work: subjects.SUBJECTS.save(work, None, SubjectValues("Göç")))
    found = at.do(lambda work: list_subjects(work.session))
    row = next(one for one in found if one.subject_id == subject_id)
    return Opened(
        record_dialog(at, SUBJECTS, row),
        "name",
        "Benim Adım",
        lambda work: subjects.SUBJECTS.save(
            work, row.subject_id, SubjectValues("Onların Adı"), version=1
        ),
        lambda work: next(
            one.name for one in list_subjects(work.session) if one.subject_id == row.subject_id
        ),
    )


def record_dialog(at: Place, spec: RecordList[Any], row: object) -> FormDialog:
    section = ListSection[Any](at.background, spec, desk=at.desk, parent=at.host)
    dialog = section.make_dialog(row)
    assert dialog is not None
    return dialog


def on_user(at: Place) -> Opened:
    at.desk.users.add(login="yeni", name="Yeni KİŞİ", role=Role.CLERK, password=OTHER)
    user = at.do(lambda work: find_user(work.session, "yeni"))
    dialog = ChangeUserDialog(at.background, at.desk, user, parent=at.host)

    def stored(work: Work) -> str:
        found = find_user(work.session, "yeni")
        assert found is not None
        return found.name

    return Opened(
        dialog,
        "name",
        "Benim ADIM",
        lambda work: change_user(
            work, user.user_id, name="Onların ADI", role=user.role, is_active=True, version=1
        ),
        stored,
    )


def on_absence(at: Place) -> Opened:
    person_id, options = of_person(at)
    values = AbsenceValues(person_id, AbsenceKind.ANNUAL, *absence_span(at.today, at.today))
    form = partial(row_dialog, ABSENCE_ACTS, options=options, kind=AbsenceDialog)
    theirs = {"kind": AbsenceKind.EXCUSE}
    return of_row(at, rota.ABSENCES, values, form, theirs=theirs, mine="eğitim")


def on_wish(at: Place) -> Opened:
    person_id, options = of_person(at)
    day = at.today + dt.timedelta(days=70)
    values = WishValues(person_id, day, WishKind.DUTY, WishDegree.LITTLE)
    form = partial(row_dialog, WISH_ACTS, options=options)
    return of_row(at, rota.WISHES, values, form, theirs={"degree": WishDegree.SOME}, mine="çok")


def on_closed_time(at: Place) -> Opened:
    values = ClosedTimeValues("İdari izin", *absence_span(at.today, at.today))
    theirs = {"name": "Bayram idari izni"}
    form = partial(row_dialog, CLOSED_LIST.acts, options={})
    return of_row(at, rota.CLOSED_TIMES, values, form, theirs=theirs, mine="Kar tatili")


def on_duty_pattern(at: Place) -> Opened:
    number = at.do(rota.read_settings)[1][0].pattern_id
    opened = at.do(lambda work: rota.PATTERNS.open(work, number))
    dialog = row_dialog(
        PATTERN_LIST.acts,
        number,
        opened,
        at.do(lambda work: PATTERN_LIST.acts.options(work, None)),
        **at.common,
    )
    theirs = replace(opened[0], rest_minutes=8 * 60)
    return Opened(
        dialog,
        "rest_minutes",
        "7,5",
        lambda work: rota.PATTERNS.save(work, number, theirs, version=opened[1]),
        lambda work: length_text(rota.PATTERNS.open(work, number)[0].rest_minutes),
    )


def on_rota_limits(at: Place) -> Opened:
    opened = at.do(lambda work: rota.LIMITS.open(work, 1))
    dialog = row_dialog(LIMIT_LIST.acts, 1, opened, {}, **at.common)
    theirs = replace(opened[0], director_name="Hasan KÖKSAL")
    return Opened(
        dialog,
        "director_name",
        "İlknur ÇIĞ",
        lambda work: rota.LIMITS.save(work, 1, theirs, version=opened[1]),
        lambda work: rota.LIMITS.open(work, 1)[0].director_name,
    )


def on_partner(at: Place) -> Opened:
    values = PartnerValues(PartnerKind.POLICE, "Merkez Karakolu", "+903121112233")
    form = partial(row_dialog, PARTNER_ACTS, options={})
    theirs = {"note": "dahili 12"}
    return of_row(at, directorates.PARTNERS, values, form, theirs=theirs, mine="dahili 34")


def on_substitution(at: Place) -> Opened:
    starts_on, ends_on = (at.today + dt.timedelta(days=days) for days in (7, 14))

    def make(work: Work) -> int:
        subject = list_subjects(work.session)[0].subject_id
        first, second = (
            officers.add_officer(
                work,
                OfficerValues(name, "IŞIK", "", None, 1, corporate_mobile="+905000019999"),
                subject_ids=[subject],
                starts_on=at.today,
            )
            for name in ("Ayşe", "Zehra")
        )
        values = SubstitutionValues(first, None, second, starts_on, ends_on)
        return substitute_service.SUBSTITUTIONS.save(work, None, values)

    def last(work: Work) -> str:
        return format_day(
            last_day(substitute_service.SUBSTITUTIONS.open(work, substitution_id)[0].ends_on)
        )

    substitution_id = at.do(make)
    values, version = at.do(
        lambda work: substitute_service.SUBSTITUTIONS.open(work, substitution_id)
    )
    people, subjects_ = at.do(substitute_service.read_choices)
    dialog = row_dialog(
        SUBSTITUTION_ACTS,
        substitution_id,
        (values, version),
        {"officer_id": people, "subject_id": subjects_, "substitute_id": people},
        kind=partial(SubstitutionDialog, substitution_id=substitution_id),
        **at.common,
    )
    theirs = replace(values, ends_on=ends_on - dt.timedelta(days=1))
    return Opened(
        dialog,
        "ends_on",
        format_day(ends_on - dt.timedelta(days=3)),
        lambda work: substitute_service.SUBSTITUTIONS.save(
            work, substitution_id, theirs, version=version
        ),
        last,
    )


def on_unreached(at: Place) -> Opened:
    values = UnreachedValues(at.clock(), "Operatör Ayşe", "+905320000001")
    form = partial(row_dialog, UNREACHED_ACTS, options={})
    theirs = {"answer": "görüşmedeydi"}
    return of_row(at, unreached.REPORTS, values, form, theirs=theirs, mine="şebeke yoktu")


def on_vehicle(at: Place) -> Opened:
    form = partial(row_dialog, VEHICLE_ACTS, options={})
    theirs = {"make": "Ford Transit"}
    return of_row(at, vehicles.VEHICLES, VEHICLE, form, theirs=theirs, mine="Renault Kangoo")


def on_task_order(at: Place) -> Opened:
    driver = DriverValues(None, "Kazım KOÇ", LicenceClass.B)
    vehicle_id = at.do(lambda work: vehicles.VEHICLES.save(work, None, VEHICLE))
    driver_id = at.do(lambda work: vehicles.DRIVERS.save(work, None, driver))
    left_at = at.clock() - dt.timedelta(hours=1)
    values = OrderValues(vehicle_id, driver_id, "", "Mamak", "İnceleme", "", left_at)

    def form(order_id: int, opened: tuple[OrderValues, int], **common: Any) -> FormDialog:
        read = OrderDialogData(*opened, at.do(vehicles.order_choices))
        return order_dialog(order_id, read, **common)

    theirs = {"place": "Altındağ"}
    return of_row(at, vehicles.ORDERS, values, form, theirs=theirs, mine="Çankaya")


def on_confirmation(at: Place) -> Opened:
    def make(work: Work) -> int:
        subject = list_subjects(work.session)[0].subject_id
        entry = replace(ENTRY, leaver_id=None, is_first_appointment=True, subject_ids=(subject,))
        form = changes.new_form(changes.context(work))
        return finish(work, replace(form, entries=(entry,)))

    letter_id = at.do(make)
    for channel in Channel:
        record_dispatch(at.desk, letter_id, channel)
    said = ConfirmationValues(at.today, Manner.PHONE, "Nur ÇELİK", "")
    at.do(lambda work: confirmations.save_confirmation(work, letter_id, said))
    opened = at.do(lambda work: confirmations.open_confirmation(work, letter_id))
    dialog = confirmation_dialog(letter_id, opened, **at.common)
    theirs = replace(said, said_by="Can AK")
    return Opened(
        dialog,
        "said_by",
        "Ece TUNA",
        lambda work: confirmations.save_confirmation(
            work, letter_id, theirs, version=opened[1], base=said
        ),
        lambda work: confirmations.open_confirmation(work, letter_id)[0].said_by,
    )


FORMS: Final[tuple[Callable[[Place], Opened], ...]] = (
    on_line,
    on_handset,
    on_visit,
    on_case,
    on_quota,
    on_custody_terms,
    on_period,
    on_kind,
    on_case_terms,
    on_signatory,
    on_unit,
    on_subject,
    on_user,
    on_absence,
    on_substitution,
    on_wish,
    on_closed_time,
    on_duty_pattern,
    on_rota_limits,
    on_partner,
    on_unreached,
    on_vehicle,
    on_task_order,
    on_confirmation,
)
