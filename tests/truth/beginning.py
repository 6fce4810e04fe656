"""The directorate with which every life begins: who serves, what they hold, two months of duty."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Final

from alo183_desktop.access.rules import Role
from alo183_desktop.db.work import Work
from alo183_desktop.directorate.kinds import PartnerKind
from alo183_desktop.directorate.queries import get_directorate
from alo183_desktop.directorate.record import PartnerValues, UnitValues
from alo183_desktop.directorate.service import PARTNERS, UNITS
from alo183_desktop.officers.queries import list_subjects
from alo183_desktop.officers.record import OfficerValues
from alo183_desktop.officers.service import add_officer
from alo183_desktop.phones import service as phones
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.rota import papers
from alo183_desktop.rota import service as rota
from alo183_desktop.rota.kinds import DutyKind, Employment
from alo183_desktop.rota.record import PersonValues
from alo183_desktop.rota.rows import Cell
from alo183_desktop.vehicles import service as vehicles
from alo183_desktop.vehicles.kinds import LicenceClass
from alo183_desktop.vehicles.record import DriverValues, VehicleValues
from tests.database.phones import handset_item, handset_values, line_item, line_values
from tests.truth.offices import Office

MONTHS: Final = ("2026-10", "2026-11")
LINES: Final = 7
"""The first four are held, by the officers in order."""
HANDSETS: Final = 3
_LONG_AGO: Final = dt.date(2026, 1, 1)
_POLICE: Final = "+903125551501"
"""Of the station that those on duty call."""
_OFFICERS: Final = (
    ("Zeynep", "GÜNDOĞDU", "10000000528", (0, 1)),
    ("İlknur", "ÇIĞ", "10000000214", (2,)),
    ("Şükrü", "IŞIK", "10000000382", (3,)),
    ("Ümmühan", "ÖZTÜRK", "10000000146", ()),
    ("Gülşah", "ÇETİNKAYA", "10000000450", (4,)),
)
"""Names, numbers, and places of their subjects."""
_DRIVERS: Final = ("Kadir GÖKÇE", "Ümit ÜNLÜSOY", "Fatih ERDEM", "Ali ŞEN")


def begin(office: Office) -> None:
    """Fill a directorate that was just set up."""
    with office.work(Role.ADMINISTRATOR) as work:
        unit_id = UNITS.save(work, None, UnitValues("Çankaya Sosyal Hizmet Merkezi"))
        subjects = [one.subject_id for one in list_subjects(work.session)]
        officers = [
            add_officer(
                work,
                OfficerValues(
                    given_names=given_names,
                    surname=surname,
                    title="Sosyal Çalışmacı",
                    tckn=tckn,
                    unit_id=unit_id,
                    corporate_email=f"memur{place:02}@aile.gov.tr",
                    personal_mobile=f"+9050000027{place:02}",
                    corporate_mobile=f"+9050000011{place:02}",
                ),
                subject_ids=[subjects[one] for one in held],
                starts_on=_LONG_AGO if held else None,
            )
            for place, (given_names, surname, tckn, held) in enumerate(_OFFICERS, start=1)
        ]
        _stock(work, officers)
    with office.work(Role.ADMINISTRATOR) as work:
        turns = _people(work, officers)
        PARTNERS.save(work, None, PartnerValues(PartnerKind.POLICE, "Ulus Polis Merkezi", _POLICE))
        limits, version = rota.LIMITS.open(work, 1)
        named = replace(limits, director_name="Sevgi ULUĞ", director_phone="+905000071183")
        rota.LIMITS.save(work, 1, named, version=version)
    for month in MONTHS:
        with office.work() as work:
            plan(work, month, turns)
            _give_vehicle(work, month)
        publish(office, month)


def _stock(work: Work, officers: list[int]) -> None:
    at = work.now - dt.timedelta(days=20)
    lines = [phones.LINES.save(work, None, line_values(place)) for place in range(1, LINES + 1)]
    handsets = [
        phones.HANDSETS.save(work, None, handset_values(place)) for place in range(1, HANDSETS + 1)
    ]
    for officer_id, line_id in zip(officers[:4], lines, strict=False):
        items = [line_item(line_id)]
        if officer_id == officers[0]:
            items.append(handset_item(handsets[0]))
        custody.issue(work, items, officer_id=officer_id, at=at)


def _people(work: Work, officers: list[int]) -> dict[DutyKind, list[int]]:
    vehicle = VehicleValues("06 ABC 123", "Fiat Doblo", 5, has_child_seat=True, starts_on=_LONG_AGO)
    vehicles.VEHICLES.save(work, None, vehicle)

    def person(officer_id: int | None, name: str = "", phone: str = "", **kinds: bool) -> int:
        driver_id = None
        if "does_driver" in kinds:
            driver = DriverValues(
                officer_id=None,
                name=name,
                licence_class=LicenceClass.B,
                licence_until=dt.date(2031, 1, 1),
                approved_on=_LONG_AGO,
                has_consent=True,
            )
            driver_id = vehicles.DRIVERS.save(work, None, driver)
        values = PersonValues(
            officer_id=officer_id,
            name=name,
            phone=phone,
            employment=Employment.OFFICIAL,
            does_main=kinds.get("does_main", False),
            does_stand_in=kinds.get("does_stand_in", False),
            does_driver=kinds.get("does_driver", False),
            starts_on=_LONG_AGO,
            driver_id=driver_id,
        )
        return rota.PEOPLE.save(work, None, values)

    return {
        DutyKind.MAIN: [person(one, does_main=True, does_stand_in=True) for one in officers[:4]],
        DutyKind.STAND_IN: [
            person(officers[4], does_stand_in=True),
            person(None, "Iraz ILGIN", "+905000006008", does_stand_in=True),
            person(None, "Hüseyin ÇAĞ", "+905000006009", does_stand_in=True),
        ],
        DutyKind.DRIVER: [
            person(None, name, f"+9050000061{place:02}", does_driver=True)
            for place, name in enumerate(_DRIVERS, start=1)
        ],
    }


def plan(work: Work, month: str, turns: dict[DutyKind, list[int]]) -> None:
    """Begin a month and let people take turns."""
    rota.begin_month(work, month)
    cells = []
    for place, duty in enumerate(rota.month_sheet(work, month).duties):
        people = turns[duty.kind]
        cells.append(Cell(duty.duty_id, duty.version, people[place // len(turns) % len(people)]))
    rota.fill(work, cells)


def _give_vehicle(work: Work, month: str) -> None:
    """Let every second driver of a month have the vehicle."""
    duties = rota.month_sheet(work, month).duties
    (vehicle,) = vehicles.list_vehicles(work)
    drivers = [(one.duty_id, one.version) for one in duties if one.kind is DutyKind.DRIVER]
    rota.set_vehicle(work, drivers[::2], vehicle.vehicle_id)


def publish(office: Office, month: str) -> None:
    """Publish a month as it stands, as the director does."""
    with office.work(Role.ADMINISTRATOR) as work:
        state = rota.month_sheet(work, month).state
        assert state is not None
        if not state.basis:
            rota.set_basis(work, month, "Genelge 2014/05, madde 3", version=state.version)
        version = rota.prepare_version(work, month)
        letterhead = get_directorate(work.session).heading
    made = papers.make_papers(version, letterhead)
    with office.work(Role.ADMINISTRATOR) as work:
        rota.publish(work, version, made)
