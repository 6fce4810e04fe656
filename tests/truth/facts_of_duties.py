"""Facts of clauses 3 and 4: who is on duty under which number, duties, gaps, vehicles."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from icalendar import Calendar

from alo183_desktop.directorate.queries import get_directorate
from alo183_desktop.directorate.service import list_partners
from alo183_desktop.rota import papers, swap_service
from alo183_desktop.rota import service as rota
from alo183_desktop.rota.rules import duty_line
from alo183_desktop.rota.swap_rules import SwapFilter
from alo183_desktop.vehicles import service as vehicles
from alo183_desktop.vehicles.rows import TaskOrderFilter
from tests.truth.facts_of_phones import (
    COMING,
    NO_NUMBER,
    WHY_NONE,
    holder_of,
    is_away,
    newest_line,
    number_of,
    why_no_number,
)
from tests.truth.looks import Looks, instant, phones_in, text_of
from tests.truth.net import Cost, Fact, Surface
from tests.truth.readers import figure, many, ready, tile

if TYPE_CHECKING:
    from tests.truth.looks import Row

_ORDER: Final = ("main", "stand_in", "driver")
WORDS: Final = {"main": "Asıl nöbet", "stand_in": "İcap", "driver": "Şoför"}


class Now(NamedTuple):
    """Somebody whose duty runs, or an empty one."""

    kind: str
    name: str
    """Empty: nobody has it."""
    phone: str
    """E.164, with which they are reached; empty: they have none."""
    is_away: bool
    why_none: str = ""
    """What stands where the number would."""
    plate: str = ""
    """Of their vehicle, if that is there; empty: they have none."""

    @property
    def is_held(self) -> bool:
        """Whether somebody holds it and is there."""
        return bool(self.name) and not self.is_away


Event = tuple[str, str, dt.datetime, dt.datetime]
"""Kind, name, beginning and end of a duty in a calendar."""


def people(looks: Looks) -> dict[int, tuple[Row, str]]:
    """Return each person of duty, with their name."""
    names = {one.id: looks.name_of(one) for one in looks.rows.officers}
    return {
        one.id: (one, names[one.officer_id] if one.officer_id else one.name)
        for one in looks.rows.duty_people
    }


def number_on_duty(looks: Looks, person: Row, at: dt.datetime) -> str:
    """Return the number under which somebody on duty is reached at an instant."""
    return number_of(looks, at, *_written_numbers(looks, person))


def why_none(looks: Looks, person: Row, at: dt.datetime) -> str:
    """Return why somebody on duty is reached under no number at an instant."""
    return why_no_number(looks, at, *_written_numbers(looks, person))


def _written_numbers(looks: Looks, person: Row) -> tuple[int | None, str, str]:
    """Return somebody's officer, and the numbers that are written for them."""
    mobiles = {one.id: one.corporate_mobile for one in looks.rows.officers}
    return person.officer_id, person.phone, mobiles.get(person.officer_id, "")


def is_there(looks: Looks, vehicle: Row, at: dt.datetime) -> bool:
    """Return whether a vehicle is in use and not away at an instant."""
    day = looks.day_of(at)
    in_use = vehicle.starts_on <= day and (vehicle.ends_on is None or day < vehicle.ends_on)
    return in_use and not any(
        one.vehicle_id == vehicle.id
        and one.starts_at <= at
        and (one.ends_at is None or at < one.ends_at)
        for one in looks.rows.vehicle_states
    )


def now(looks: Looks) -> list[Now]:
    """Return who is on duty now, and which duties nobody has."""
    known = people(looks)
    plates = {one.id: one.plate for one in looks.rows.vehicles if is_there(looks, one, looks.now)}
    running = sorted(
        (one for one in looks.rows.duties if one.starts_at <= looks.now < one.ends_at),
        key=lambda one: (_ORDER.index(one.kind.value), one.starts_at, one.id),
    )
    found = []
    for one in running:
        plate = plates.get(one.vehicle_id, "")
        if one.person_id is None:
            found.append(Now(one.kind.value, "", "", is_away=False, plate=plate))
            continue
        person, name = known[one.person_id]
        away = is_away(looks, one, person, looks.now)
        written = _written_numbers(looks, person)
        number = number_of(looks, looks.now, *written)
        why_none = why_no_number(looks, looks.now, *written)
        found.append(Now(one.kind.value, name, number, away, why_none, plate))
    return found


def _held(counted: list[Now], _looks: Looks) -> list[tuple[str, str | None, str | None]]:
    """Return what a `--json` says: nobody for who is away, and no number for who has none."""
    return [
        (one.kind, one.name, one.phone or None) if one.is_held else (one.kind, None, None)
        for one in counted
    ]


_STATES: Final = {
    NO_NUMBER: "none",
    "hattı kayıp": "lost",
    "hattı tamirde": "in_repair",
    COMING: "expected",
}


def _state_of_number(looks: Looks, person: Row, at: dt.datetime) -> str:
    """Return what a `--json` says of the number of somebody: whose it is, or why there is none."""
    if newest_line(looks, at, person.officer_id) is not None:
        return "held"
    if number_on_duty(looks, person, at):
        return "own"
    return _STATES[why_none(looks, person, at)]


def _states_of_people(_counted: Any, looks: Looks) -> dict[str, str] | None:
    if not is_begun(looks):
        return None
    told = _told_states(looks)
    return {
        name: _state_of_number(looks, person, looks.now)
        for person, name in people(looks).values()
        if name in told
    }


def _told_states(looks: Looks) -> dict[str, str]:
    return {one["name"]: one["phone_state"] for one in looks.answer("rota")["people"]}


def _told_now(looks: Looks) -> list[tuple[str, str | None, str | None]]:
    return [(one["kind"], one["name"], one["phone"]) for one in looks.answer("duty")["on_duty"]]


def _lines_now(looks: Looks) -> list[str]:
    """Return the lines of `alo183 duty` about who is on duty, up to their number."""
    return [
        ", ".join(line.split(" (")[0].split(", ")[:2])
        for line in looks.command("duty").splitlines()
        if line.partition(":")[0] in WORDS.values()
    ]


def _as_lines(counted: list[Now], looks: Looks) -> list[str]:
    found = []
    for one in counted:
        who = f"{WORDS[one.kind]}: {one.name if one.is_held else 'BOŞ'}"
        if one.is_away:
            who += f", {one.name} yok"
        elif one.is_held:
            who += f", {looks.phone_words(one.phone) if one.phone else one.why_none}"
        found.append(who)
    return found


def on_main(counted: list[Now], kinds: tuple[str, ...] = ("main",)) -> list[Now]:
    """Return who has a duty of some kinds and is there."""
    return [one for one in counted if one.kind in kinds and one.is_held]


def _numbers(counted: list[Now], looks: Looks, *kinds: str) -> list[str]:
    return sorted(looks.phone_words(one.phone) for one in on_main(counted, kinds) if one.phone)


def is_kept(looks: Looks) -> bool:
    """Return whether a rota is kept: a duty runs, or ended within two months."""
    ends = [one.ends_at for one in looks.rows.duties if one.starts_at <= looks.now]
    return bool(ends) and looks.now - max(ends) < dt.timedelta(days=62)


def foot_words(looks: Looks) -> str:
    """Return what the foot of the window says of who is on duty."""
    with looks.work() as work:
        return duty_line(rota.on_duty(work))


def _of_foot(looks: Looks) -> tuple[list[str], bool]:
    """Return the numbers in the foot of the window, and whether it says that one lacks."""
    words = foot_words(looks)
    lacks = any(one in words for one in (*WHY_NONE, "Nöbetçi yok"))
    return sorted(phones_in(words)), lacks


def as_foot(counted: list[Now], looks: Looks) -> tuple[list[str], bool]:
    """Return what the foot of the window shows of who is on duty."""
    if not is_kept(looks):
        return [], False
    mains, others = on_main(counted), on_main(counted, ("stand_in",))
    numbers = _numbers(counted, looks, "main", "stand_in")
    (limits,) = looks.rows.rota_limits
    if limits.director_phone and not numbers:
        numbers = [looks.phone_words(limits.director_phone)]  # nobody else can be called
    lacks = not mains or not all(one.phone for one in mains + others)
    return numbers, lacks


def door_card(looks: Looks) -> str:
    """Return the text of the card for the door."""
    with looks.work() as work:
        now = rota.on_duty(work)
        letterhead, partners = get_directorate(work.session).heading, list_partners(work)
    return text_of(papers.duty_card_pdf(now, letterhead, printed_at=looks.now, partners=partners))


def _on_card(counted: list[Now], looks: Looks) -> list[str]:
    """Return the numbers on the card: whom to call, drivers of vehicles, partners."""
    (limits,) = looks.rows.rota_limits
    partners = [looks.phone_words(one.phone) for one in looks.rows.partners]
    director = [looks.phone_words(limits.director_phone)] if limits.director_phone else []
    drivers = _numbers([one for one in counted if one.plate], looks, "driver")
    return sorted([*_numbers(counted, looks, "main", "stand_in"), *director, *drivers, *partners])


def _on_door_card(looks: Looks) -> list[str]:
    """Return whom the card names; the foot names those who are replaced, too."""
    who, _foot, _replaced = door_card(looks).partition("Vekâlet:")
    return sorted(name for name in _names(looks) if name in who)


def _sheet_line(looks: Looks) -> str:
    """Return what the morning sheet says of who is on duty."""
    words = " ".join(looks.morning_sheet.split())
    _before, found, after = words.partition("Nöbette: ")
    return f"{found}{after.partition(' Son yedek')[0].partition(' Yedek')[0]}".strip()


def _as_sheet(counted: list[Now], looks: Looks) -> str:
    if not is_kept(looks):
        return ""
    parts = []
    for one in counted:
        who = one.name if one.is_held else "boş"
        number = looks.phone_words(one.phone) if one.phone else one.why_none
        kind = WORDS[one.kind][0].translate(str.maketrans("İ", "i")).lower() + WORDS[one.kind][1:]
        beside = f" ({number})" if one.is_held else ""
        parts.append(f"{kind} {who}{beside}{f', {one.plate}' if one.plate else ''}")
    return f"Nöbette: {'; '.join(parts) or 'kimse yok'}"


# The sheet of a month


def _month(looks: Looks) -> list[Row]:
    """Return the duties of the present month in the order of their beginning and kind."""
    return sorted(
        (one for one in looks.rows.duties if one.month == looks.month),
        key=lambda one: (one.starts_at, _ORDER.index(one.kind.value), one.id),
    )


def _duties(looks: Looks) -> list[tuple[Any, ...]]:
    names = {number: name for number, (_person, name) in people(looks).items()}
    return [
        (one.kind.value, one.starts_at, one.ends_at, names.get(holder_of(looks, one) or 0))
        for one in _month(looks)
    ]


def _told_duties(looks: Looks) -> list[tuple[Any, ...]]:
    return [
        (one["kind"], instant(one["starts_at"]), instant(one["ends_at"]), one["person"])
        for one in looks.answer("rota")["duties"]
    ]


def _days_of_command(looks: Looks) -> dict[str, list[str]]:
    """Return the names of each day, main duty first, as `alo183 rota` writes them."""
    found = {}
    for line in looks.command("rota").splitlines()[1:]:
        day, rest = line[:10], line[10:]
        found[day] = sorted(name for name in _names(looks) if name in rest)
    return found


def _names(looks: Looks) -> list[str]:
    return [name for _person, name in people(looks).values()]


def _begins_of_wholes(looks: Looks) -> dict[int, dt.datetime]:
    return {one.id: one.starts_at for one in looks.rows.duties}


def by_day(looks: Looks) -> dict[str, list[str]]:
    """Return who has a duty that begins on each day; the parts of one belong together."""
    begins, names = _begins_of_wholes(looks), people(looks)
    found: defaultdict[str, set[str]] = defaultdict(set)
    first = looks.today.replace(day=1)
    while first.month == looks.today.month:
        found[f"{first:%d.%m.%Y}"] = set()
        first += dt.timedelta(days=1)
    for one in _month(looks):
        holder = holder_of(looks, one)
        if holder is not None:
            day = looks.day_of(begins[one.part_of or one.id])
            found[f"{day:%d.%m.%Y}"].add(names[holder][1])
    return {day: sorted(those) for day, those in found.items()}


def _days_of_workbook(looks: Looks) -> dict[str, list[str]]:
    rows = looks.rota_workbook["Çizelge"]
    return {
        f"{row[0]:%d.%m.%Y}": sorted(
            name for name in _names(looks) if any(name in str(cell) for cell in row[1:])
        )
        for row in rows
        if isinstance(row[0], dt.date)
    }


def _printed_numbers(looks: Looks) -> dict[str, str]:
    """Return the number beside each name of the printed sheet's counts, and of nobody else."""
    counted = looks.printed_rota.partition("Kişi")[2] or looks.printed_rota
    found = {}
    for line in counted.splitlines():
        for name in _names(looks):
            if line.strip().startswith(name):
                found[name] = "".join(phones_in(line)[:1])
    return found


def _numbers_of_people(looks: Looks) -> dict[str, str]:
    """Return the number of everybody who can have a duty this month."""
    return {
        name: number_on_duty(looks, person, looks.now) for person, name in people(looks).values()
    }


def _told_numbers(looks: Looks) -> dict[str, str]:
    return {one["name"]: one["phone"] or "" for one in looks.answer("rota")["people"]}


def _listed_numbers(looks: Looks) -> dict[str, str]:
    with looks.work() as work:
        return {one.name: one.phone for one in rota.list_people(work)}


def _of_those(names: Iterable[str], counted: dict[str, str]) -> dict[str, str]:
    return {name: counted[name] for name in names}


def _on_sheet(looks: Looks) -> set[str]:
    """Return who has a duty of the month."""
    names = people(looks)
    holders = {holder_of(looks, one) for one in _month(looks)} - {None}
    return {names[one][1] for one in holders if one is not None}


# Gaps, swaps, vehicles


def _unapproved(looks: Looks) -> list[int]:
    return sorted(
        one.id for one in looks.rows.swaps if one.approved_at is None and one.undone_at is None
    )


def _listed_swaps(looks: Looks) -> list[int]:
    with looks.work() as work:
        found = swap_service.find_swaps(work, SwapFilter(is_approved=False))
    return sorted(one.swap_id for one in found)


def _unsigned_orders(looks: Looks) -> list[int]:
    return sorted(
        one.id for one in looks.rows.task_orders if one.signed_on is None and not one.is_cancelled
    )


def _listed_orders(looks: Looks) -> list[int]:
    with looks.work() as work:
        return sorted(
            one.order_id for one in vehicles.list_orders(work, TaskOrderFilter(is_signed=False))
        )


def _orders_of_month(looks: Looks, ends: dt.datetime | None = None) -> list[Row]:
    ends = ends or looks.begin_of(looks.today + dt.timedelta(days=1))
    return [
        one
        for one in looks.rows.task_orders
        if looks.month_begins <= one.out_at < ends and not one.is_cancelled
    ]


def _ready_orders(_counted: Any, looks: Looks) -> tuple[int, int]:
    made = _orders_of_month(looks)
    signed = sum(one.signed_on is not None for one in made)
    return signed, len(made) - signed


def _due_days(looks: Looks) -> Counter[str]:
    """Return how many vehicles have their next day behind them, within a week, or in a month."""
    found: Counter[str] = Counter()
    for one in looks.rows.vehicles:
        days = [one.inspected_until, one.insured_until, one.serviced_until]
        left = [(day - looks.today).days for day in days if day]
        if not left or (one.ends_on and one.ends_on <= looks.today):
            continue
        if min(left) <= _MONTH:
            within = "yedi" if min(left) <= _WEEK else "otuz"
            found["geçti" if min(left) < 0 else f"{within} gün içinde"] += 1
    return found


def _each_due(looks: Looks) -> dict[str, list[tuple[str, int]]]:
    """Return of each vehicle in use its days of the next month, and how far off they are."""
    found = {}
    for one in looks.rows.vehicles:
        if one.ends_on and one.ends_on <= looks.today:
            continue
        days = (
            ("muayene", one.inspected_until),
            ("sigorta", one.insured_until),
            ("bakım", one.serviced_until),
        )
        left = [(what, (day - looks.today).days) for what, day in days if day]
        found[one.plate] = sorted((what, days) for what, days in left if days <= _MONTH)
    return found


def _told_due(looks: Looks) -> dict[str, list[tuple[str, int]]]:
    return {
        one["plate"]: sorted((due["what"], due["days_left"]) for due in one["due"])
        for one in looks.answer("vehicles")["vehicles"]
    }


def _told_seats(looks: Looks) -> dict[str, int]:
    return {one["plate"]: one["seats"] for one in looks.answer("vehicles")["vehicles"]}


def _vehicles_due(counted: Counter[str], _looks: Looks, *, within: str) -> int:
    return counted[within]


_WEEK: Final = 7
_MONTH: Final = 30


def _notices(_counted: Any, looks: Looks) -> tuple[int, int]:
    months = {one.id: one.published for one in looks.rows.rota_months if one.month == looks.month}
    sent = [one for one in looks.rows.rota_notices if months.get(one.month_id) == one.number]
    signed = sum(one.signed_on is not None for one in sent)
    return signed, len(sent) - signed


def _published(_counted: Any, looks: Looks) -> tuple[int, int]:
    is_published = any(one.month == looks.month and one.published for one in looks.rows.rota_months)
    return int(is_published), int(not is_published)


def _held_mains(_counted: Any, looks: Looks) -> tuple[int, int]:
    """Return how many main duties that began this month were held by day and night, and not."""
    ends = looks.begin_of(looks.today + dt.timedelta(days=1))
    begins = {
        one.id
        for one in looks.rows.duties
        if one.kind.value == "main"
        and one.part_of is None
        and looks.month_begins <= one.starts_at < ends
    }
    empty = {
        one.part_of or one.id for one in looks.rows.duties if holder_of(looks, one) is None
    } & begins
    return len(begins) - len(empty), len(empty)


def month_row(looks: Looks) -> Row | None:
    """Return the present month; None: it was not begun."""
    return next((one for one in looks.rows.rota_months if one.month == looks.month), None)


def _unsigned_notices(looks: Looks) -> tuple[int, int] | None:
    month = month_row(looks)
    if month is None:
        return None
    sent = [one for one in looks.rows.rota_notices if one.month_id == month.id]
    return month.published, sum(
        one.signed_on is None for one in sent if one.number == month.published
    )


def _told_state(looks: Looks) -> tuple[int, int] | None:
    state = looks.answer("rota")["state"]
    return state and (state["published"], state["unsigned"])


def _published_still(looks: Looks) -> set[Event]:
    """Return what the version published last has of the month, as far as it is still so."""
    month = month_row(looks)
    names = {number: name for number, (_person, name) in people(looks).items()}
    now = {
        (one.kind.value, one.starts_at, one.ends_at, holder_of(looks, one)) for one in _month(looks)
    }
    found = set()
    for version in looks.rows.rota_files:
        if month is None or (version.month_id, version.number) != (month.id, month.published):
            continue
        for kind, begins, ends, person_id, *_rest in version.content.get("duties", ()):
            one = (kind, instant(begins), instant(ends), person_id)
            if one in now:
                found.add((WORDS[kind], names.get(person_id, "boş"), *one[1:3]))
    return found


def _calendar(looks: Looks) -> set[Event]:
    """Return the events of the month in its calendar file; none before it is published."""
    month = month_row(looks)
    if month is None or not month.published:
        return set()
    with looks.work() as work:
        made = papers.read_calendar(work, looks.month)
    found = set()
    for event in Calendar.from_ical(made().decode()).walk("VEVENT"):
        if event["STATUS"] != "CANCELLED":
            kind, _, name = str(event["SUMMARY"]).partition(": ")
            found.add((kind, name, event["DTSTART"].dt, event["DTEND"].dt))
    return found


def is_begun(looks: Looks) -> bool:
    """Return whether the present month is begun."""
    return any(one.month == looks.month for one in looks.rows.rota_months)


def begun(read: Callable[[Looks], Any]) -> Callable[[Looks], Any]:
    """Return a reading of the present month; None while it is not begun."""
    return lambda looks: read(looks) if is_begun(looks) else None


def if_begun(counted: Any, looks: Looks) -> Any:
    """Show what was counted of the present month; None while it is not begun."""
    return counted if is_begun(looks) else None


def begun_by_day(_counted: Any, looks: Looks) -> Any:
    """Show who has a duty on each day of the present month; None while it is not begun."""
    return by_day(looks) if is_begun(looks) else None


def _month_after(looks: Looks) -> dt.datetime:
    first = looks.today.replace(day=1)
    return looks.begin_of((first + dt.timedelta(days=32)).replace(day=1))


FACTS: Final = (
    Fact(
        "which published duties still stand",
        "alo183_desktop.rota.papers:read_calendar",
        lambda looks: sorted(_published_still(looks)),
        (
            Surface(
                "calendar file",
                # What was swapped since stands there, too.
                lambda looks: sorted(_published_still(looks) & _calendar(looks)),
                cost=Cost.PAPER,
            ),
        ),
    ),
    Fact(
        "who is on duty now, and under which number",
        "alo183_desktop.rota.queries:on_duty",
        now,
        (
            Surface("alo183 duty --json", _told_now, _held, covers=("duty:*",)),
            Surface("alo183 duty", _lines_now, _as_lines),
            Surface("foot of the window", _of_foot, as_foot),
            Surface(
                "door card: numbers",
                lambda looks: sorted(phones_in(door_card(looks))),
                _on_card,
                cost=Cost.PAPER,
            ),
            Surface(
                "door card: names",
                _on_door_card,
                lambda counted, _looks: sorted(
                    {one.name for one in on_main(counted, ("main", "stand_in"))}
                    | {one.name for one in on_main(counted, ("driver",)) if one.plate}
                ),
                cost=Cost.PAPER,
            ),
            Surface("morning sheet", _sheet_line, _as_sheet, cost=Cost.PAPER),
        ),
    ),
    Fact(
        "under which number everybody on duty is reached",
        "alo183_desktop.rota.queries:list_people",
        _numbers_of_people,
        (
            Surface("Nöbet, Kişiler ve denge", _listed_numbers),
            Surface(
                "alo183 rota --json",
                begun(_told_numbers),
                lambda counted, looks: (
                    _of_those(_told_numbers(looks), counted) if is_begun(looks) else None
                ),
            ),
            Surface("alo183 rota --json: states", begun(_told_states), _states_of_people),
            Surface(
                "printed sheet",
                begun(_printed_numbers),
                lambda counted, looks: (
                    {
                        name: looks.phone_words(counted[name]) if counted[name] else ""
                        for name in _on_sheet(looks)
                    }
                    if is_begun(looks)
                    else None
                ),
                cost=Cost.PAPER,
            ),
        ),
    ),
    Fact(
        "who has which duty of the month",
        "alo183_desktop.rota.queries:duties_of_month",
        _duties,
        (
            Surface(
                "alo183 rota --json",
                begun(_told_duties),
                if_begun,
            ),
            Surface("alo183 rota", begun(_days_of_command), begun_by_day),
            Surface(
                "workbook of the month",
                begun(_days_of_workbook),
                begun_by_day,
                cost=Cost.PAPER,
            ),
            figure(
                "Boş nöbet",
                lambda counted, looks: (
                    sum(one[3] is None for one in counted) if is_begun(looks) else None
                ),
            ),
        ),
    ),
    Fact(
        "how many main duties of the month somebody held to the end",
        "alo183_desktop.retention.readiness:find_readiness",
        lambda looks: _held_mains(None, looks),
        (ready("Görevlisi olan asıl nöbet"),),
    ),
    Fact(
        "which swaps wait for approval",
        "alo183_desktop.rota.queries:list_swaps",
        _unapproved,
        (Surface("Nöbet, Değişimler", _listed_swaps), tile(3, "onay bekliyor", many)),
    ),
    Fact(
        "whether the rota of the month is published and signed for",
        "alo183_desktop.rota.queries:month_state",
        _unsigned_notices,
        (
            Surface(
                "alo183 rota --json",
                begun(_told_state),
                covers=("rota:state.published", "rota:state.unsigned"),
            ),
            ready("Yayımlanan nöbet çizelgesi", _published),
            ready("İmzalı çizelge tebliği", _notices),
        ),
    ),
    Fact(
        "which task orders lack a signature",
        "alo183_desktop.vehicles.queries:count_orders",
        _unsigned_orders,
        (
            Surface("Taşıtlar, Görev emirleri", _listed_orders),
            Surface(
                "alo183 vehicles --json",
                lambda looks: looks.answer("vehicles")["unsigned_orders"],
                many,
                covers=("vehicles:unsigned_orders",),
            ),
            Surface(
                "Bugün, 4. madde: imzasız görev emri",
                lambda looks: looks.matter(4, "imzasız"),
                many,
                covers=("today:4:imzasız",),
            ),
            ready("İmzalı taşıt görev emri", _ready_orders),
            figure(
                "Taşıt görev emri",
                lambda _counted, looks: len(_orders_of_month(looks, _month_after(looks))),
            ),
            figure(
                "İmzasız görev emri",
                lambda _counted, looks: sum(
                    one.signed_on is None for one in _orders_of_month(looks, _month_after(looks))
                ),
            ),
        ),
    ),
    Fact(
        "which days of vehicles come due",
        "alo183_desktop.vehicles.queries:list_vehicles",
        _due_days,
        (
            Surface(
                "alo183 vehicles --json: days that come due",
                _told_due,
                lambda _counted, looks: _each_due(looks),
                covers=("vehicles:vehicles??.due??.days_left",),
            ),
            Surface(
                "alo183 vehicles --json: seats",
                _told_seats,
                lambda _counted, looks: {
                    one.plate: one.seats
                    for one in looks.rows.vehicles
                    if one.plate in _each_due(looks)
                },
                covers=("vehicles:vehicles??.seats",),
            ),
            *(
                tile(
                    4,
                    f"muayene, sigorta, bakımı {within}",
                    partial(_vehicles_due, within=within),
                )
                for within in ("geçti", "yedi gün içinde", "otuz gün içinde")
            ),
        ),
    ),
)
