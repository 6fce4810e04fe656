"""Lines, handsets, custody, usage and test calls of invented people, in a real encrypted file."""

import datetime as dt
from pathlib import Path
from typing import Final

from stdnum import luhn

from alo183_desktop.db.work import Work
from alo183_desktop.directorate.queries import list_units
from alo183_desktop.imports.model import Import
from alo183_desktop.officers.queries import list_subjects
from alo183_desktop.officers.record import OfficerValues
from alo183_desktop.officers.service import add_officer
from alo183_desktop.phones import service
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.phones.kinds import CallKind, ItemState
from alo183_desktop.phones.model import ReachabilitySeed, Usage, UsageDay
from alo183_desktop.phones.queries import held_by
from alo183_desktop.phones.quotas import service as quota_service
from alo183_desktop.phones.reachability import service as reachability_service
from alo183_desktop.phones.reachability.record import CheckValues
from alo183_desktop.phones.record import HandsetValues, LineValues
from tests.clocks import FixedClock
from tests.database.phones import handset_item, line_item
from tests.database.usages import add_call
from tests.gui.officers.directorate import make, unlock

BEGAN: Final = dt.datetime(2026, 1, 5, 6, 0, tzinfo=dt.UTC)
MB: Final = 1024**2
PEOPLE: Final = (
    ("Zeynep", "GÜNDOĞDU", 312, 1045),
    ("Şükrü", "AĞAOĞLU", 268, 563),
    ("Nurşen", "BÜYÜKÖZTÜRK", 171, 881),
    ("Ayşe", "YILDIRIM", 214, 635),
    ("Çağrı", "ÖZGÜN", 196, 420),
    ("Mehmet Ali", "KARAİSMAİLOĞLU", 143, 338),
    ("Tuğba", "ÇELİKKOL", 88, 195),
    ("İbrahim", "IŞIK", 61, 123),
    ("Gülsüm", "ŞİMŞEK", 57, 82),
    ("Ümit", "ÜNLÜSOY", 31, 51),
)
"""Given names, surname, and the minutes and megabytes used until the 23rd of November 2026."""
UNKNOWN: Final = ("Iraz", "ILGIN")
"""Nothing is known of November."""


def phone_of(place: int) -> str:
    """Return the number of a line by its place."""
    return f"+9050000041{place:02}"


def imei(serial: int) -> str:
    """Return an invented IMEI with a right check digit."""
    body = f"3500000000{serial:04}"
    return body + luhn.calc_check_digit(body)


def fill(folder: Path, clock: FixedClock) -> None:
    """Set up a directorate with everything that the page shows, as of the 24th of November."""
    make(folder, clock, with_people=False)
    desk = unlock(folder, clock)
    now = clock()
    clock.set(BEGAN)
    with desk.work() as work:
        officers, lines, handsets = _register(work)
    with desk.work() as work:
        for index, officer_id in enumerate(officers[: len(PEOPLE) + 1]):
            custody.issue(
                work,
                [line_item(lines[index]), *map(handset_item, handsets[index : index + 1])],
                officer_id=officer_id,
                at=work.now,
            )
    clock.set(dt.datetime(2026, 6, 10, 7, 30, tzinfo=dt.UTC))
    with desk.work() as work:
        held = held_by(work.session, officers[3], at=work.now)
        custody.pass_on(
            work,
            [row.custody_id for row in held],
            to_officer_id=officers[4],
            at=work.now,
        )
        service.set_state(
            work,
            handset_item(handsets[5]),
            state=ItemState.LOST,
            at=work.now,
            reason="evrak çantasıyla birlikte çalındı",
        )
    clock.set(now - dt.timedelta(hours=1))
    with desk.work() as work:
        # Drawn days and minutes are the same in each run.
        work.session.add(ReachabilitySeed(id=1, seed=bytes([1]) * 32, made_at=work.now))
        _use(work, lines)
        quota_service.note_notices(work, today=dt.date(2026, 11, 24))
    _check(desk, clock, lines, now)
    clock.set(now)
    desk.close()


def _register(work: Work) -> tuple[list[int], list[int], list[int]]:
    subjects = [one.subject_id for one in list_subjects(work.session)]
    unit_id = list_units(work.session)[0].unit_id
    officers = [
        add_officer(
            work,
            OfficerValues(
                given_names=given,
                surname=surname,
                title="Sosyal Çalışmacı",
                tckn=None,
                unit_id=unit_id,
            ),
            subject_ids=subjects[:2],
            starts_on=BEGAN.date(),
        )
        for given, surname in (*((row[0], row[1]) for row in PEOPLE), UNKNOWN)
    ]
    lines = [
        service.LINES.save(
            work,
            None,
            LineValues(
                phone=phone_of(place + 1),
                operator="Örnek Telekom" if place % 3 else "Deneme İletişim",
                package="Kurumsal 300 dk 1 GB",
            ),
        )
        for place in range(len(officers) + 1)
    ]
    service.set_pin(work, lines[0], pin="1234", puk="12345678")
    handsets = [
        service.HANDSETS.save(
            work,
            None,
            HandsetValues(
                make="Samsung",
                model="Galaxy A15",
                imei=imei(place + 1),
                condition="sağlam",
                accessories="şarj aleti, kutu",
            ),
        )
        for place in range(8)
    ]
    return officers, lines, handsets


def _use(work: Work, lines: list[int]) -> None:
    """Store twelve months: calls of November by day, the months before it in sums."""
    source = Import(
        kind="usage",
        file_name="operator_a_2026-11.csv",
        sha256="0" * 64,
        at=work.now,
        by_user_id=work.actor.user_id,
        created=len(lines),
        updated=0,
        unchanged=0,
    )
    work.session.add(source)
    work.session.flush()
    for index, (_given, _surname, minutes, megabytes) in enumerate(PEOPLE):
        _add_november(work, source.id, lines[index], minutes * 60, megabytes * MB)
    for back in range(1, 12):
        month = 11 - back
        year = 2026 if month > 0 else 2025
        month = month if month > 0 else month + 12
        for index, (_given, _surname, minutes, megabytes) in enumerate(
            (*PEOPLE, ("", "", 120, 90))
        ):
            share = 30 + (index * 17 + back * 13) % 47
            _add_sum(
                work,
                source.id,
                lines[index],
                dt.date(year, month, 1),
                minutes * share * 60 // 80,
                megabytes * share * MB // 80,
            )


def _add_sum(
    work: Work, import_id: int, line_id: int, begin: dt.date, seconds: int, amount: int
) -> Usage:
    end = (begin.replace(day=28) + dt.timedelta(days=7)).replace(day=1)
    usage = Usage(
        import_id=import_id,
        line_id=line_id,
        starts_on=begin,
        ends_on=end,
        seconds=seconds,
        bytes=amount,
        has_calls=False,
    )
    work.session.add(usage)
    return usage


def _add_november(work: Work, import_id: int, line_id: int, seconds: int, amount: int) -> None:
    usage = _add_sum(work, import_id, line_id, dt.date(2026, 11, 1), seconds, amount)
    usage.has_calls = True
    usage.ends_on = dt.date(2026, 11, 24)
    work.session.flush()
    days = 23
    for place in range(days):
        last = place == days - 1
        part = seconds // days if not last else seconds - seconds // days * (days - 1)
        data = amount // days if not last else amount - amount // days * (days - 1)
        day = dt.date(2026, 11, place + 1)
        work.session.add(UsageDay(usage_id=usage.id, day=day, seconds=part, bytes=data))
        at = dt.datetime.combine(day, dt.time(7 + place % 10, 12, 5), dt.UTC)
        number = "183" if place % 2 else f"+9053200000{place:02}"
        add_call(work, usage.id, at, number, seconds=part)
        later = at + dt.timedelta(minutes=20)
        add_call(work, usage.id, later, "internet", kind=CallKind.DATA, seconds=0, amount=data)


def _check(desk: object, clock: FixedClock, lines: list[int], now: dt.datetime) -> None:
    """Log test calls of November: the third line never answers."""
    for index, line_id in enumerate(lines[:10]):
        for number in range(4):
            at = now - dt.timedelta(days=2 + number * 3, hours=(number % 2) * 11, minutes=index)
            clock.set(at)
            with desk.work() as work:  # type: ignore[attr-defined]
                answered = index != 2 and (index + number) % 4 != 0
                reachability_service.log_check(
                    work,
                    CheckValues(
                        line_id=line_id,
                        at=at,
                        is_answered=answered,
                        ring_seconds=5 + number if answered else None,
                        answered_by="kendisi" if answered else "",
                    ),
                )
