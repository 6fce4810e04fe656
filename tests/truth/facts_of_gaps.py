"""Facts of clauses 3 and 4 that look ahead: gaps, vacancies, substitutes, notes that wait."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from alo183_desktop.overview import hand_overs as notes
from alo183_desktop.rota import hand_overs, service, substitute_service
from alo183_desktop.rota.rows import GapFilter, HandOverFilter, SubstitutionFilter
from tests.truth.facts_of_counts import night_minutes
from tests.truth.facts_of_duties import is_begun, is_kept, is_there, number_on_duty, people
from tests.truth.facts_of_phones import (
    COMING,
    leaves,
    missing_lines,
    newest_line,
    number_of,
    why_no_number,
)
from tests.truth.looks import Looks, phones_in, text_of
from tests.truth.net import Cost, Fact, Surface
from tests.truth.readers import figure, many, tile

if TYPE_CHECKING:
    from tests.truth.looks import Row

_DAY: Final = dt.timedelta(days=1)
_HOUR: Final = dt.timedelta(hours=1)
_AHEAD: Final = dt.timedelta(days=7)
_EXEMPT: Final = ("night_exempt", "duty_exempt")
_LEGS: Final = {
    "main": ("officer", "line"),
    "stand_in": ("stand_in",),
    "driver": ("driver", "vehicle"),
}
"""What is missing beside duties of each kind, though they are held."""


class Gap(NamedTuple):
    """A duty that nobody does, or a time in which something is missing."""

    kind: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    is_now: bool
    missing: tuple[str, ...] = ()


class _Held:
    """Who is on duty at each instant of a time, as stored."""

    def __init__(self, looks: Looks, since: dt.datetime, until: dt.datetime) -> None:
        self.looks, self.since, self.until = looks, since, until
        self.duties = [
            one for one in looks.rows.duties if one.starts_at < until and since < one.ends_at
        ]
        self.asks_drivers = bool(looks.rows.vehicles) or any(
            one.kind.value == "driver" for one in self.duties
        )
        self._people = people(looks)
        self._left = {
            one.id
            for one in self.duties
            if one.person_id and leaves(looks, one, self._people[one.person_id][0])
        }
        self._absences = defaultdict[int, list[Any]](list)
        for one in looks.rows.absences:
            if one.kind.value not in _EXEMPT:
                self._absences[one.person_id].append(one)

    def holds(self, duty: Row, at: dt.datetime) -> bool:
        """Return whether somebody does a duty at an instant."""
        return (
            bool(duty.person_id)
            and duty.id not in self._left
            and not any(one.starts_at <= at < one.ends_at for one in self._absences[duty.person_id])
        )

    def is_left_alone(self, duty: Row) -> bool:
        """Return whether nobody does a duty at some instant of the time."""
        if duty.person_id is None or duty.id in self._left:
            return True
        since, until = max(duty.starts_at, self.since), min(duty.ends_at, self.until)
        absences = self._absences[duty.person_id]
        return any(one.starts_at < until and since < one.ends_at for one in absences)

    def running(self, at: dt.datetime) -> list[Row]:
        """Return the duties of an instant, whoever does them."""
        return [one for one in self.duties if one.starts_at <= at < one.ends_at]

    def pieces(self) -> Iterator[tuple[dt.datetime, dt.datetime]]:
        """Yield the times in which nothing begins or ends."""
        rows = self.looks.rows
        cuts: set[dt.datetime | None] = {self.since, self.until}
        for one in (*self.duties, *rows.absences, *rows.vehicle_states):
            cuts |= {one.starts_at, one.ends_at}
        for one in rows.custodies:
            cuts |= {one.from_at, one.to_at}
        cuts |= {one.at for one in rows.item_states}
        days = (day for one in rows.vehicles for day in (one.starts_on, one.ends_on) if day)
        cuts |= set(map(self.looks.begin_of, days))
        yield from pairwise(
            sorted(at for at in cuts if at is not None and self.since <= at <= self.until)
        )

    def person(self, duty: Row) -> Row:
        """Return the holder of a duty."""
        return self._people[duty.person_id][0]

    def without_vehicle(self, at: dt.datetime) -> set[str]:
        """Return which of vehicle and driver an instant lacks; nothing where neither is kept."""
        lacks = set[str]()
        if not self.asks_drivers:
            return lacks
        if not any(one.kind.value == "driver" and self.holds(one, at) for one in self.running(at)):
            lacks.add("driver")
        if self.looks.rows.vehicles and not any(
            is_there(self.looks, one, at) for one in self.looks.rows.vehicles
        ):
            lacks.add("vehicle")
        return lacks


def _gaps(looks: Looks) -> list[Gap]:
    """Return the gaps of the next seven days; before a rota begins, from its first duty on."""
    now, until, since = looks.now, looks.now + _AHEAD, looks.now
    if not is_kept(looks):
        since = min(
            (one.starts_at for one in looks.rows.duties if one.starts_at > now), default=now
        )
        if since == now or since >= until:
            return []
    held = _Held(looks, since, until)
    staffed = {one.kind.value for one in held.running(now) if held.holds(one, now)}
    found = [*_empty(held), *_unmanned(held), *_lacking(held)]
    return sorted(
        Gap(kind, begins, ends, begins <= now and kind not in staffed, missing)
        for kind, begins, ends, missing in found
    )


_Piece = tuple[dt.datetime, dt.datetime, tuple[str, ...] | None]
"""A time, and what it lacks; None: nothing."""
_Found = tuple[str, dt.datetime, dt.datetime, tuple[str, ...]]


def _empty(held: _Held) -> Iterator[_Found]:
    for one in held.duties:
        if held.is_left_alone(one):
            yield one.kind.value, one.starts_at, one.ends_at, ()


def _unmanned(held: _Held) -> Iterator[_Found]:
    """Yield the times for which no main duty is planned at all."""
    mains = [one for one in held.duties if one.kind.value == "main"]
    for begins, ends in _joined(
        (begins, ends, None if any(one.starts_at <= begins < one.ends_at for one in mains) else ())
        for begins, ends in held.pieces()
    ):
        yield "main", begins, ends, ()


def _lacking(held: _Held) -> Iterator[_Found]:
    """Yield what is missing though somebody does the duties of its kind."""
    lacks = [(begins, ends, _lacks(held, begins)) for begins, ends in held.pieces()]
    for kind, legs in _LEGS.items():
        own = [
            (begins, ends, tuple(sorted(found & set(legs))) or None)
            for begins, ends, found in lacks
        ]
        for missing in sorted({one[2] for one in own if one[2]}):
            only = (
                (begins, ends, missing if one == missing else None) for begins, ends, one in own
            )
            for begins, ends in _joined(only):
                yield kind, begins, ends, missing


def _joined(pieces: Iterable[_Piece]) -> Iterator[tuple[dt.datetime, dt.datetime]]:
    """Yield each run of pieces that lack something, from its beginning to its end."""
    run: tuple[dt.datetime, dt.datetime] | None = None
    for begins, ends, what in pieces:
        if what is not None:
            run = (run[0] if run else begins), ends
        elif run:
            yield run
            run = None
    if run:
        yield run


def _lacks(held: _Held, at: dt.datetime) -> set[str]:
    running = held.running(at)
    done = [one for one in running if held.holds(one, at)]
    kinds = {one.kind.value for one in done}
    undone = {one.kind.value for one in running if one not in done}
    lacks = held.without_vehicle(at)
    if "main" in kinds and not any(_answers(held, one, at) for one in done if _is(one, "main")):
        lacks.add("line")
    if any(_is(one, "stand_in") for one in running) and not any(
        _answers(held, one, at) for one in done if _is(one, "stand_in")
    ):
        lacks.add("stand_in")
    return lacks - undone  # a duty without anybody is a gap of its own


def _is(duty: Row, kind: str) -> bool:
    return str(duty.kind.value) == kind


def _answers(held: _Held, duty: Row, at: dt.datetime) -> bool:
    """Return whether the holder of a duty answers a line, as far as that is known now."""
    looks, person = held.looks, held.person(duty)
    if not any(
        one.line_id and one.from_at < held.until and (one.to_at is None or held.since < one.to_at)
        for one in looks.rows.custodies
    ):
        return True  # without any line none is demanded
    if person.officer_id is None:
        return bool(number_on_duty(looks, person, held.since))
    line = newest_line(looks, at, person.officer_id)
    return line is not None and line not in missing_lines(looks)


def _told_gaps(looks: Looks) -> list[Gap]:
    with looks.work() as work:
        rows = service.find_gaps(work, GapFilter())
    return sorted(
        Gap(
            one.kind.value,
            one.starts_at,
            one.ends_at,
            one.is_now,
            tuple(sorted(leg.value for leg in one.missing)),
        )
        for one in rows
    )


def _of(kinds: Sequence[str], *, is_now: bool | None = None) -> Callable[[Any, Looks], int]:
    return lambda counted, _looks: sum(
        one.kind in kinds and is_now in {None, one.is_now} for one in counted
    )


def _hours_without_vehicle(looks: Looks) -> int | None:
    """Return how many hours of the month lack a vehicle or its driver at some instant."""
    first = looks.today.replace(day=1)
    held = _Held(looks, looks.begin_of(first), looks.begin_of(_month_after(first)))
    if not is_begun(looks) or not held.asks_drivers:
        return None
    hours = set()
    for begins, ends in held.pieces():
        hour = begins.replace(minute=0, second=0, microsecond=0)
        while hour < ends and held.without_vehicle(begins):
            hours.add(hour)
            hour += _HOUR
    return len(hours)


def _month_after(first: dt.date) -> dt.date:
    return (first + 32 * _DAY).replace(day=1)


# Vacancies


def _vacant(looks: Looks) -> Counter[int]:
    """Return how many posts of each subject are vacant today."""
    today = looks.today
    answered = {one.subject_id for one in looks.running_assignments(today)}
    found = Counter(
        {one.id: 1 for one in looks.rows.subjects if one.is_active and one.id not in answered}
    )
    active = {one.id for one in looks.rows.subjects if one.is_active}
    for subject_id, count in _left_vacant(looks).items():
        if subject_id in answered & active:
            found[subject_id] = count
    return +found


def _left_vacant(looks: Looks) -> Counter[int]:
    """Return the posts of each subject that letters left vacant and that nobody took since."""
    letters = {one.id: one for one in looks.rows.letters if one.cancelled_at is None}
    corrected = {one.corrects_letter_id for one in letters.values()}
    steps: list[tuple[dt.date, int, int]] = []
    for one in looks.rows.changes:
        if one.letter_id in letters and one.letter_id not in corrected:
            for subject_id in one.subject_ids:
                if one.newcomer_id is None:
                    steps.append((one.effective_on, 0, subject_id))
                elif one.is_first_appointment:
                    steps.append((one.effective_on, 1, subject_id))
    steps += [
        (one.starts_on, 1, one.subject_id)
        for one in looks.rows.assignments
        if one.opened_by_letter_id is None and (one.ends_on is None or one.ends_on > one.starts_on)
    ]
    found = Counter[int]()
    for day, begins, subject_id in sorted(steps):
        if day <= looks.today:
            found[subject_id] = max(0, found[subject_id] - 1 if begins else found[subject_id] + 1)
    return found


def _is_last_day(looks: Looks) -> bool:
    return (looks.today + _DAY).day == 1


# Substitutes


def _barred(looks: Looks) -> list[int]:
    """Return the substitutions, running or to come, whose substitute cannot stand in by now."""
    return sorted(
        one.id
        for one in looks.rows.substitutions
        if max(one.starts_on, looks.today) < one.ends_on and _is_barred(looks, one)
    )


def _is_barred(looks: Looks, one: Row) -> bool:
    since, until = max(one.starts_on, looks.today), one.ends_on
    real = [
        task
        for task in looks.rows.assignments
        if task.ends_on is None or task.ends_on > task.starts_on
    ]
    posts = [
        task
        for task in real
        if task.officer_id == one.officer_id
        and one.subject_id in {None, task.subject_id}
        and task.starts_on < until
        and (task.ends_on is None or since < task.ends_on)
    ]
    own = [task for task in real if task.officer_id == one.substitute_id]
    last = max((task.ends_on or dt.date.max for task in own), default=dt.date.max)
    others = [
        other
        for other in looks.rows.substitutions
        if other.id != one.id
        and max(other.starts_on, since) < min(other.ends_on, until)
        and (
            other.officer_id == one.substitute_id
            or (other.substitute_id == one.substitute_id and other.officer_id != one.officer_id)
        )
    ]
    (mobile,) = (who.corporate_mobile for who in looks.rows.officers if who.id == one.substitute_id)
    called = (looks, looks.now, one.substitute_id, mobile)
    return bool(
        not posts
        or one.substitute_id == one.officer_id
        or (own and min(task.starts_on for task in own) > since)
        or last < until
        or others
        or _is_absent(looks, one.substitute_id, looks.begin_of(since), looks.begin_of(until))
        or (not number_of(*called) and why_no_number(*called) != COMING)
    )


def _is_absent(looks: Looks, officer_id: int, since: dt.datetime, until: dt.datetime) -> bool:
    """Return whether an officer is away, or exempt, at some hour of a time."""
    known = {one.id for one in looks.rows.duty_people if one.officer_id == officer_id}
    for one in looks.rows.absences:
        begins, ends = max(one.starts_at, since), min(one.ends_at, until)
        if one.person_id not in known or begins >= ends:
            continue
        if one.kind.value != "night_exempt" or night_minutes(looks, begins, ends):
            return True
    return False


def _listed_barred(looks: Looks) -> list[int]:
    with looks.work() as work:
        found = substitute_service.find_substitutions(work, SubstitutionFilter(is_barred=True))
    return sorted(one.substitution_id for one in found)


# Notes


def _unconfirmed(looks: Looks) -> list[int]:
    """Return the notes that should have been confirmed within an hour."""
    return sorted(
        one.id
        for one in looks.rows.hand_overs
        if one.confirmed_at is None and looks.now - max(one.at, one.recorded_at) >= _HOUR
    )


def _listed_unconfirmed(looks: Looks) -> list[int]:
    with looks.work() as work:
        found = hand_overs.find_hand_overs(work, HandOverFilter(is_late=True))
    return sorted(one.hand_over_id for one in found)


def _written_now(looks: Looks) -> dict[int, tuple[list[str], list[str]]]:
    """Return of each note of this moment whom both call, and which cases are handed over."""
    known = people(looks)
    running = sorted(one.number for one in looks.rows.cases if one.entered_at is None)
    return {
        one.id: (
            [
                looks.phone_words(phone)
                for person_id in (one.from_person_id, one.to_person_id)
                if (phone := number_on_duty(looks, known[person_id][0], looks.now))
            ],
            running,
        )
        for one in looks.rows.hand_overs
        if one.recorded_at == looks.now
    }


def _on_notes(looks: Looks) -> dict[int, tuple[list[str], list[str]]]:
    """Return the numbers beside both names on the papers of these notes, and their cases."""
    found = {}
    for note_id in _written_now(looks):
        with looks.work() as work:
            made = notes.read_paper(work, note_id)
        text = text_of(made())
        people_of, _title, below = text.partition("anındaki bilgiler")
        found[note_id] = phones_in(people_of), sorted(set(_CASE.findall(below)))
    return found


def _counted_on_notes(looks: Looks) -> dict[int, int]:
    told = {one["hand_over_id"]: one["cases"] for one in looks.answer("rota", "hand-overs")}
    return {note_id: told[note_id] for note_id in _written_now(looks)}


_CASE: Final = re.compile(r"\b183-\d{4}-\d+\b")
_STAFF: Final = ("main", "stand_in")
FACTS: Final = (
    Fact(
        "which gaps the next seven days have",
        "alo183_desktop.rota.queries:find_gaps",
        _gaps,
        (
            Surface("Nöbet, Boşluklar", _told_gaps),
            Surface(
                "alo183 duty",
                lambda looks: int("Asıl nöbette kimse yok." in looks.command("duty")),
                lambda counted, looks: min(1, _of(("main",), is_now=True)(counted, looks)),
            ),
            tile(3, "şu an boş: asıl nöbetçi yok", _of(("main",), is_now=True)),
            tile(3, "şu an boş", _of(("stand_in",), is_now=True)),
            tile(3, "yedi gün içinde", _of(_STAFF, is_now=False)),
            tile(4, "yedi gün içinde", _of(("driver",))),
        ),
    ),
    Fact(
        "how many hours of the month lack a vehicle or its driver",
        "alo183_desktop.rota.queries:month_coverage",
        _hours_without_vehicle,
        (figure("Araçsız ya da şoförsüz saat"),),
    ),
    Fact(
        "which posts are vacant",
        "alo183_desktop.changes.vacancies:vacant_duties",
        lambda looks: _vacant(looks).total(),
        (
            tile(3, "için kimse atanmadı"),
            figure("Bugün boş görev", lambda found, looks: None if _is_last_day(looks) else found),
            figure(
                "Ay sonunda boş görev", lambda found, looks: found if _is_last_day(looks) else None
            ),
        ),
    ),
    Fact(
        "which substitutes cannot stand in any more",
        "alo183_desktop.rota.substitute_service:judge_substitutions",
        _barred,
        (Surface("Nöbet, Vekâlet", _listed_barred), tile(3, "vekili artık bakamıyor", many)),
    ),
    Fact(
        "which hand-over notes nobody confirmed within an hour",
        "alo183_desktop.rota.hand_overs:list_hand_overs",
        _unconfirmed,
        (
            Surface("Nöbet, Devir notları", _listed_unconfirmed),
            tile(3, "bir saattir onaylanmadı", many),
        ),
    ),
    Fact(
        "what a hand-over note says",
        "alo183_desktop.overview.hand_overs:prepare",
        _written_now,
        (
            Surface("hand-over note", _on_notes, cost=Cost.PAPER),
            Surface(
                "alo183 rota hand-overs --json: cases",
                _counted_on_notes,
                lambda counted, _looks: {key: len(cases) for key, (_who, cases) in counted.items()},
            ),
        ),
    ),
)
