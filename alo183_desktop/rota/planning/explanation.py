"""Why a duty is empty, why nobody can fill it, and what would fill it; in the words of a clerk.

Everything here is found by looking at rules and counts, or by planning anew; nothing is taken
from the solver, whose reasons are about rows and columns.
"""

from __future__ import annotations

import datetime as dt
import enum
import time
from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.rota import rules
from alo183_desktop.rota.kinds import AbsenceKind, DutyKind, Employment
from alo183_desktop.rota.numbers import DutyNumber, NumberState
from alo183_desktop.rota.planning.problem import (
    SOFT,
    Assigned,
    MonthProblem,
    counts_in_month,
    occupied_until,
)
from alo183_desktop.rota.planning.program import program_of
from alo183_desktop.rota.planning.proposal import SolverLimits, solve
from alo183_desktop.shared.calendar import MONTH_NAMES
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.turkish import lower_first

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence

    from alo183_desktop.rota.kinds import DayClass
    from alo183_desktop.rota.rows import AbsenceRow, Breach, DutyRow, PersonRow

_DAY: Final = dt.timedelta(days=1)
_WINDOW_DAYS: Final = 7
"""Nobody checks a longer count by hand; beside it only the whole month is tried."""
_NAMED: Final = 8
"""Number of people that a sentence names."""
_MOST_FACTS: Final = 2
_FACT: Final = 10_000.0
"""One fact less is worth any number of duties that change hands."""
NOT_FOUND: Final = "Süre içinde bulunamadı; dolduracak bir değişiklik olabilir"
RELIEFS_S: Final = 5.0
"""For the reliefs of all empty duties of a month."""
_KEPT: Final = 3
"""Number of reliefs listed for one duty."""
_OFFICE: Final = frozenset({DutyKind.MAIN, DutyKind.STAND_IN})
REVOCABLE: Final = frozenset(
    {AbsenceKind.ANNUAL, AbsenceKind.MISSION, AbsenceKind.TRAINING, AbsenceKind.ADMINISTRATIVE}
)
"""Absences that a directorate grants and can put off; no report, no excuse, no exemption."""


class RejectedPerson(NamedTuple):
    """A person with this kind of duty, and the rules that stop them."""

    person: PersonRow
    breaches: tuple[Breach, ...]
    """Empty: none does."""

    @property
    def can_take(self) -> bool:
        """Whether they can take the duty as things are; for its spacing a reason may be needed."""
        return all(one.rule in SOFT for one in self.breaches)


class Share(NamedTuple):
    """How many of some duties one person can have at most, parts of one duty counted once."""

    person: PersonRow
    most: int


class ShortageProof(NamedTuple):
    """Some duties are more than all people together can have: a count to be checked by hand."""

    duty_ids: frozenset[int]
    needed: int
    """How many duties these are; parts of one count once."""
    shares: tuple[Share, ...]
    """Of everybody who does these kinds of duty."""
    most: int
    """The sum of the shares."""
    words: str

    @property
    def least_empty(self) -> int:
        """How many of them stay empty at least, whoever takes which."""
        return self.needed - self.most


class RelaxableKind(enum.StrEnum):
    """The kinds of facts that can be lifted; never an exemption or the hours of labour law."""

    ABSENCE = "absence"
    PHONE = "phone"
    MONTH_MOST = "month_most"
    ELIGIBILITY = "eligibility"


_BY_HAND: Final = {
    RelaxableKind.PHONE: (
        "Buradan yapılmaz: hat elden verilir, tutanağı imzalanır. Telefonlar sayfasında "
        "“Zimmet ver”."
    ),
    RelaxableKind.MONTH_MOST: (
        "Buradan yapılmaz: sınır herkes için geçerlidir. Ayarlar, Nöbet, “Nöbet sınırlarını "
        "düzenle”."
    ),
}


@dataclass(frozen=True, slots=True)
class RelaxableFact:
    """One fact to be lifted."""

    kind: RelaxableKind
    person_id: int | None
    """None for a limit of everybody."""
    absence_id: int | None = None
    starts_at: dt.datetime | None = None
    """The beginning of the part of an absence to be withdrawn; UTC, as `ends_at`."""
    ends_at: dt.datetime | None = None
    most: int | None = None
    """The limit that would be enough."""
    duty_kind: DutyKind | None = None
    words: str = ""


class Move(NamedTuple):
    """Another duty that changes hands for it."""

    duty_id: int
    before: int | None
    after: int | None


@dataclass(frozen=True, slots=True)
class Remedy:
    """What would fill an empty duty; it was planned that way, and breaks no rule."""

    lifts: tuple[RelaxableFact, ...]
    """Empty: some duties only have to change hands."""
    person_id: int
    """Who would have the duty."""
    moves: tuple[Move, ...]
    """Of other duties; empty: nothing else changes."""
    words: str
    has_reason: bool = False
    """Whether its holder needs a reason for it."""

    @property
    def is_applicable(self) -> bool:
        """Whether the program can do it: a phone is handed over, a limit is a setting."""
        return not self.by_hand

    @property
    def by_hand(self) -> tuple[str, ...]:
        """What the user does elsewhere before it fills, each in a sentence that says why."""
        kinds = dict.fromkeys(one.kind for one in self.lifts)
        return tuple(_BY_HAND[kind] for kind in kinds if kind in _BY_HAND)

    @property
    def is_kept_with_reason(self) -> bool:
        """Whether its holder can have the duty for a reason before that is done.

        Whoever else would get a duty by it might need one, too.
        """
        return bool(self.by_hand) and not self.moves


@dataclass(frozen=True, slots=True)
class Explanation:
    """The findings about an empty duty."""

    duty: DutyRow
    considered: tuple[RejectedPerson, ...]
    proof: ShortageProof | None
    """None: no count of this kind proves it."""
    reliefs: tuple[Remedy, ...]
    """The smallest first, then those without a reason, then the fairest by the ledger; empty:
    somebody can take it as things are, or nothing was found."""
    is_searched: bool
    """Whether the search was completed; if not, something that was not found may fill it."""
    beyond: Mapping[int, float] = field(default_factory=dict)
    """By person, the duties beyond their share of its class of day."""
    others: tuple[str, ...] = ()
    """Who else could have it in one of these ways without a reason."""

    @property
    def takers(self) -> tuple[RejectedPerson, ...]:
        """Who can take it while nothing else changes; without a reason first, then the fairest."""
        found = (one for one in self.considered if one.can_take)
        return tuple(
            sorted(
                found,
                key=lambda one: (
                    bool(one.breaches),
                    self.beyond.get(one.person.person_id, 0.0),
                ),
            )
        )

    @property
    def offers(self) -> tuple[Remedy, ...]:
        """What can be done about it, each with its sentence; the best first."""
        if not self.takers:
            return self.reliefs
        best = self.takers[0]
        has_reason = bool(best.breaches)
        words = self._takers_words()
        return (Remedy((), best.person.person_id, (), words, has_reason=has_reason),)

    @property
    def what_fills(self) -> tuple[str, ...]:
        """What fills it, in sentences; empty: nothing was found."""
        words = [one.words for one in self.offers]
        if self.others:
            words.append(f"Gerekçesiz, aynı yolla: {', '.join(self.others)}")
        return tuple(words)

    def _takers_words(self) -> str:
        named = [
            f"{one.person.name} (gerekçe ister)" if one.breaches else one.person.name
            for one in self.takers[:_NAMED]
        ]
        left = len(self.takers) - len(named)
        more = f" ve {number_text(left)} kişi daha" if left else ""
        return f"{', '.join(named)}{more} tutabilir, başka değişiklik gerekmez"


def explain_all(
    problem: MonthProblem,
    duties: Sequence[DutyRow],
    *,
    wanted: Container[int] | None = None,
    seconds: float = RELIEFS_S,
    is_cancelled: Callable[[], bool] = lambda: False,
) -> tuple[Explanation, ...]:
    """Return an explanation of each empty duty of a month, in their order.

    Args:
        problem: The facts; its open duties are those that may change hands.
        duties: Of the month, present or proposed.
        wanted: Ids of the duties to explain; None: all.
        seconds: For planning anew; findings by looking come first, and take none.
        is_cancelled: Called ten times a second, on another thread.
    """
    ends_at = time.monotonic() + seconds
    known = problem.facts(duties)
    movable = _with_movable(problem, duties, known)
    blocked: dict[Assigned, tuple[RelaxableFact, ...]] | None = None
    beyond: dict[DayClass, dict[int, float]] = {}
    found = []
    for duty in duties:
        if duty.person_id is not None or (wanted is not None and duty.duty_id not in wanted):
            continue
        who = considered(duty, known)
        reliefs: tuple[Remedy, ...] = ()
        is_searched = True
        if duty.duty_id in problem.open_ids and not any(one.can_take for one in who):
            reliefs = _direct_reliefs(problem, duties, duty)
            if min(map(_cost, reliefs), default=_MOST_FACTS) > 1:
                left = ends_at - time.monotonic()
                if left > 1 and not is_cancelled():
                    blocked = _blocked(movable) if blocked is None else blocked
                    planned, is_searched = _planned_reliefs(
                        movable, duty, blocked, seconds=left, is_cancelled=is_cancelled
                    )
                    reliefs = (*planned, *reliefs)
                else:
                    is_searched = False
        kind = problem.class_of(duty)
        if kind not in beyond:
            beyond[kind] = _beyond(problem, duties, kind)
        kept, others = _best_of(reliefs, beyond[kind])
        names = tuple(problem.names[number] for number in others)
        proof = prove(problem, duty)
        found.append(Explanation(duty, who, proof, kept, is_searched, beyond[kind], names))
    return tuple(found)


def _best_of(
    reliefs: Iterable[Remedy], beyond: Mapping[int, float]
) -> tuple[tuple[Remedy, ...], list[int]]:
    """Return the best reliefs, and who else could have the duty so without a reason."""
    best = sorted(
        reliefs,
        key=lambda one: (
            len(one.lifts),
            _cost(one),
            one.has_reason,
            len(one.moves),
            beyond.get(one.person_id, 0.0),
        ),
    )
    best = [one for one in best if len(one.lifts) == len(best[0].lifts)]
    kept, rest = tuple(best[:_KEPT]), best[_KEPT:]
    named = {one.person_id for one in kept}
    others = [one.person_id for one in rest if not one.has_reason and one.person_id not in named]
    return kept, list(dict.fromkeys(others))


def considered(duty: DutyRow, known: rules.Facts) -> tuple[RejectedPerson, ...]:
    """Return everybody with this kind of duty, with the rules that stop them."""
    return tuple(
        RejectedPerson(person, rules.check(duty, person.person_id, known))
        for person in known.people.values()
        if duty.kind in person.kinds
    )


# A proof by counting ---------------------------------------------------------------------------


def prove(problem: MonthProblem, duty: DutyRow) -> ShortageProof | None:
    """Return the fewest duties around an empty one that people cannot all have; None: no count.

    Each person is counted alone and at their best: how many of these duties they can have without a
    clash. Where even the sum is not enough, no plan is that leaves the duties which
    are not open as they are; the words mention these where there are any.
    """
    if duty.duty_id not in problem.open_ids:
        return None
    for days in (*range(1, _WINDOW_DAYS + 1), 31):
        for kinds in _kinds_with(duty.kind):
            for first in _firsts(duty, days, problem):
                proof = _count(problem, kinds, first, first + days * _DAY)
                if proof is not None and duty.duty_id in proof.duty_ids:
                    return proof
    return None


def _kinds_with(kind: DutyKind) -> Iterator[frozenset[DutyKind]]:
    yield frozenset({kind})
    if kind in _OFFICE:
        yield _OFFICE
    yield frozenset(DutyKind)


def _firsts(duty: DutyRow, days: int, problem: MonthProblem) -> Iterator[dt.date]:
    day = local_day(duty.starts_at)
    if days > _WINDOW_DAYS:
        yield dt.date.fromisoformat(f"{problem.month}-01")
    else:
        yield from (day - back * _DAY for back in range(days))


def _count(
    problem: MonthProblem, kinds: frozenset[DutyKind], first: dt.date, end: dt.date
) -> ShortageProof | None:
    wanted = [
        one
        for one in problem.proposed
        if one.kind in kinds and first <= local_day(one.starts_at) < end
    ]
    needed = len({one.whole_id for one in wanted})
    most, shares = 0, []
    for person in problem.people:
        if not person.kinds.isdisjoint(kinds):
            share = _most_of(problem, person, wanted)
            most += share
            shares.append(Share(person, share))
            if most >= needed:
                return None
    found = ShortageProof(frozenset(one.duty_id for one in wanted), needed, tuple(shares), most, "")
    return found._replace(words=_proof_words(found, kinds, first, end - _DAY, problem))


def _most_of(problem: MonthProblem, person: PersonRow, wanted: Sequence[DutyRow]) -> int:
    """Return how many of some duties one person can have at most, looked at alone.

    A person with any part of a duty counts as having it: the count is of duties with a part.
    """
    theirs = [one for one in wanted if Assigned(one.duty_id, person.person_id) in problem.possible]
    least = problem.limits.worker_rest_minutes if person.employment is Employment.WORKER else 0
    rest = dt.timedelta(minutes=least if all(one.is_active for one in theirs) else 0)
    count = 0
    free_at: dt.datetime | None = None
    # Taking the one that ends first allows the most.
    for until, starts_at in sorted(
        (max(occupied_until(one), one.ends_at + rest), one.starts_at) for one in theirs
    ):
        if free_at is None or starts_at >= free_at:
            count, free_at = count + 1, until
    count = min(count, len({one.whole_id for one in theirs}))
    if problem.limits.month_most and all(map(counts_in_month, theirs)):
        held = {
            one.whole_id
            for one in problem.fixed
            if one.person_id == person.person_id
            and counts_in_month(one)
            and problem.is_of_month(one)
        }
        # The rest of a duty of which they have a part is not another duty.
        more = len(held & {one.whole_id for one in theirs})
        count = min(count, max(0, problem.limits.month_most - len(held)) + more)
    return count


def _proof_words(
    proof: ShortageProof,
    kinds: frozenset[DutyKind],
    first: dt.date,
    last: dt.date,
    problem: MonthProblem,
) -> str:
    month_end = max(local_day(one.starts_at) for one in problem.duties)
    days = _days_words(first, min(last, month_end))
    what = (
        f"{number_text(proof.needed)} {lower_first(next(iter(kinds)).words)} nöbeti"
        if len(kinds) == 1 and DutyKind.MAIN not in kinds
        else f"{number_text(proof.needed)} asıl nöbet"
        if len(kinds) == 1
        else f"{number_text(proof.needed)} nöbet"
    )
    can = sorted((one for one in proof.shares if one.most), key=lambda one: -one.most)
    named = [f"{one.person.name} {number_text(one.most)}" for one in can[:_NAMED]]
    if len(can) > _NAMED:
        rest = sum(one.most for one in can[_NAMED:])
        named.append(f"öteki {number_text(len(can) - _NAMED)} kişi toplam {number_text(rest)}")
    none = len(proof.shares) - len(can)
    if none and can:
        named.append(f"öteki {number_text(none)} kişi hiç")
    shares = f" ({', '.join(named)})" if named else ""
    most = f"en çok {number_text(proof.most)} tutulabilir" if proof.most else "hiçbiri tutulamaz"
    beside = "; öteki nöbetler yerinde kalırsa" if problem.keeps_duties else ","
    return (
        f"{days}: {what} gerekiyor{beside} izin, dinlenme ve öteki kurallarla {most}{shares}: "
        f"en az {number_text(proof.least_empty)} nöbet boş kalır"
    )


def _days_words(first: dt.date, last: dt.date) -> str:
    name = MONTH_NAMES[last.month - 1]
    if first == last:
        return f"{last.day} {name}"
    if first.month == last.month:
        return f"{first.day}-{last.day} {name}"
    return f"{first.day} {MONTH_NAMES[first.month - 1]}-{last.day} {name}"


# What would fill it ----------------------------------------------------------------------------


def lifted(problem: MonthProblem, lifts: Iterable[RelaxableFact]) -> MonthProblem:
    """Return a problem with some facts lifted."""
    for lift in lifts:
        match lift.kind:
            case RelaxableKind.ABSENCE:
                absences = tuple(
                    part
                    for one in problem.absences
                    for part in (
                        _without(one, lift) if one.absence_id == lift.absence_id else (one,)
                    )
                )
                problem = replace(problem, absences=absences)
            case RelaxableKind.MONTH_MOST:
                problem = replace(
                    problem, limits=replace(problem.limits, month_most=lift.most or 0)
                )
            case RelaxableKind.PHONE | RelaxableKind.ELIGIBILITY:
                problem = replace(
                    problem,
                    people=tuple(
                        _changed(one, lift) if one.person_id == lift.person_id else one
                        for one in problem.people
                    ),
                )
    return problem


def _changed(person: PersonRow, lift: RelaxableFact) -> PersonRow:
    if lift.kind is RelaxableKind.PHONE:
        # Whichever number it will be: the rule only checks that there is one.
        return replace(person, number=DutyNumber("+", NumberState.OWN))
    return replace(person, kinds=person.kinds | ({lift.duty_kind} if lift.duty_kind else set()))


def _without(absence: AbsenceRow, lift: RelaxableFact) -> Iterator[AbsenceRow]:
    if lift.starts_at is None or lift.ends_at is None:
        return
    if absence.starts_at < lift.starts_at:
        yield replace(absence, ends_at=min(absence.ends_at, lift.starts_at))
    if lift.ends_at < absence.ends_at:
        yield replace(absence, starts_at=max(absence.starts_at, lift.ends_at))


def _direct_reliefs(
    problem: MonthProblem, duties: Sequence[DutyRow], duty: DutyRow
) -> tuple[Remedy, ...]:
    """Return what would let somebody take a duty while all others stay as they are."""
    found = []
    known = problem.facts(duties)
    for person in problem.people:
        if duty.kind not in person.kinds and person.kinds.isdisjoint(_OFFICE - {duty.kind}):
            continue
        if duty.kind is DutyKind.DRIVER and duty.kind not in person.kinds:
            continue
        lifts = _lifts_for(problem, duty, person, rules.check(duty, person.person_id, known))
        if lifts is None or not 0 < len(lifts) <= _MOST_FACTS:
            continue
        after = lifted(problem, lifts)
        left = rules.check(duty, person.person_id, after.facts(duties))
        if not any(one.rule not in SOFT for one in left):
            found.append(_relief(lifts, person, has_reason=bool(left)))
    return tuple(found)


def _lifts_for(
    problem: MonthProblem, duty: DutyRow, person: PersonRow, breaches: Iterable[Breach]
) -> tuple[RelaxableFact, ...] | None:
    """Return the facts that stop somebody from a duty; None: one of them cannot be lifted."""
    lifts: list[RelaxableFact] = []
    for rule in dict.fromkeys(one.rule for one in breaches if one.rule not in SOFT):
        match rule:
            case "absent":
                for absence in problem.absences:
                    if (
                        absence.person_id != person.person_id
                        or absence.ends_at <= duty.starts_at
                        or duty.ends_at <= absence.starts_at
                    ):
                        continue
                    if not problem.shows_kind or absence.kind not in REVOCABLE:
                        return None
                    lifts.append(_absence_lift(absence, duty, person))
            case "no_phone":
                words = f"{person.name}: aranacağı bir telefon verilirse"
                lifts.append(RelaxableFact(RelaxableKind.PHONE, person.person_id, words=words))
            case "month_most":
                most = problem.limits.month_most + 1
                words = f"bir kişinin aydaki nöbet sınırı {number_text(most)} olursa"
                lifts.append(RelaxableFact(RelaxableKind.MONTH_MOST, None, most=most, words=words))
            case "kind":
                kind = lower_first(duty.kind.words)
                words = f"{person.name}: {kind} tutanlar arasına alınırsa"
                lifts.append(
                    RelaxableFact(
                        RelaxableKind.ELIGIBILITY,
                        person.person_id,
                        duty_kind=duty.kind,
                        words=words,
                    )
                )
            case _:
                return None
    return tuple(lifts)


def _absence_lift(absence: AbsenceRow, duty: DutyRow, person: PersonRow) -> RelaxableFact:
    starts_at = max(absence.starts_at, duty.starts_at)
    ends_at = min(absence.ends_at, duty.ends_at)
    kind = absence.kind.words if absence.kind is not None else "izin"
    words = f"{person.name}: {kind}, {rules.span_words(starts_at, ends_at)} için geri alınırsa"
    return RelaxableFact(
        RelaxableKind.ABSENCE, person.person_id, absence.absence_id, starts_at, ends_at, words=words
    )


def _relief(
    lifts: tuple[RelaxableFact, ...],
    holder: PersonRow,
    moves: tuple[Move, ...] = (),
    *,
    has_reason: bool,
) -> Remedy:
    facts = (
        "; ".join(one.words for one in lifts) or f"{number_text(len(moves))} nöbet yer değişirse"
    )
    more = (
        f"; {number_text(len(moves))} nöbet de yer değiştirir"
        if moves and lifts
        else ""
        if moves
        else ", başka değişiklik yok"
    )
    reason = "; gerekçe ister" if has_reason else ""
    who = f" ({holder.name} tutar)" if moves else ""
    words = f"{facts} dolar{who}{more}{reason}"
    return Remedy(lifts, holder.person_id, moves, words, has_reason=has_reason)


def _cost(relief: Remedy) -> int:
    """Return the cost of a relief; a change of a person's kinds lasts longer than one day."""
    return sum(2 if one.kind is RelaxableKind.ELIGIBILITY else 1 for one in relief.lifts)


def _with_movable(
    problem: MonthProblem, duties: Sequence[DutyRow], known: rules.Facts
) -> MonthProblem:
    """Return a problem of these duties in which those that may change hands are open.

    A duty stays if it is published with its holder, or breaks a rule: with a reason or
    without one yet, no other duty has to answer for it.
    """
    held = [one for one in duties if one.person_id in known.people]
    broken = {one.duty_id for one in rules.check_all(held, known) if one.rule not in SOFT}
    stay = {
        one.duty_id
        for one in held
        if one.overruled
        or one.duty_id in broken
        or problem.published.get(one.duty_id) == one.person_id
    }
    return replace(problem, duties=tuple(duties), open_ids=problem.open_ids - stay)


def _planned_reliefs(
    problem: MonthProblem,
    duty: DutyRow,
    blocked: Mapping[Assigned, tuple[RelaxableFact, ...]],
    *,
    seconds: float,
    is_cancelled: Callable[[], bool],
) -> tuple[tuple[Remedy, ...], bool]:
    """Return what fills a duty with the fewest facts lifted, by planning the open ones anew.

    Also returned: whether the search was completed, so that nothing else does.
    """
    program = program_of(problem, also=blocked)
    program.stages.clear()
    columns: defaultdict[int, dict[int, float]] = defaultdict(dict)
    costs: dict[int, float] = {}
    holders = {one.duty_id: one.person_id for one in problem.duties}
    marks: dict[RelaxableFact, int] = {}
    for column, pair in enumerate(program.pairs):
        columns[pair.duty_id][column] = 1.0
        costs[column] = 0.0 if holders[pair.duty_id] == pair.person_id else 1.0
        for lift in blocked.get(pair, ()):
            mark = marks.setdefault(lift, program.add_column(1.0) if lift not in marks else 0)
            program.add_row(None, {column: 1.0, mark: -1.0}, 0.0)
            costs[mark] = _FACT
    if not columns[duty.duty_id]:
        return (), True
    # The present state is a plan, too: without it a failed search could not be told from one that
    # finds nothing.
    missing = program.add_column(1.0)
    costs[missing] = _FACT * (_MOST_FACTS + 1)
    program.add_row(1.0, {**columns[duty.duty_id], missing: 1.0}, None)
    for one in problem.proposed:
        if one.duty_id != duty.duty_id and holders[one.duty_id] is not None:
            program.add_row(1.0, columns[one.duty_id], None)
    program.add_stage("facts", costs)
    try:
        limits = SolverLimits(seconds=min(seconds, 2.0), grace_s=0.5)
        solution = solve(program, limits=limits, is_cancelled=is_cancelled)
    except KnownError:
        return (), False
    is_searched = solution.proven.get("facts", False)
    lifts = tuple(dict.fromkeys(lift for pair in solution.chosen for lift in blocked.get(pair, ())))
    after = lifted(problem, lifts)
    new = dict(solution.chosen)
    holder = new.get(duty.duty_id)
    if holder is None:
        return (), is_searched
    breaches = after.breaches(solution.chosen)
    if len(lifts) > _MOST_FACTS or any(b.rule not in SOFT for b in breaches):
        return (), False
    moves = tuple(
        Move(one.duty_id, holders[one.duty_id], new.get(one.duty_id))
        for one in problem.proposed
        if one.duty_id != duty.duty_id and new.get(one.duty_id) != holders[one.duty_id]
    )
    person = next(one for one in problem.people if one.person_id == holder)
    return (_relief(lifts, person, moves, has_reason=bool(breaches)),), is_searched


def _blocked(problem: MonthProblem) -> dict[Assigned, tuple[RelaxableFact, ...]]:
    """Return who cannot have which open duty, beside the fixed ones, only for liftable facts."""
    known = problem.around(problem.fixed)
    found = {}
    for duty in problem.proposed:
        for person in problem.people:
            pair = Assigned(duty.duty_id, person.person_id)
            if duty.kind in person.kinds and pair not in problem.possible:
                breaches = rules.check(duty, person.person_id, known)
                lifts = _lifts_for(problem, duty, person, breaches)
                # The most of a month is a row of the program, and stays there as it is.
                if lifts and all(one.kind is not RelaxableKind.MONTH_MOST for one in lifts):
                    found[pair] = lifts
    return found


# Why this person -----------------------------------------------------------------------------


def why_holder(problem: MonthProblem, duties: Sequence[DutyRow], duty: DutyRow) -> str:
    """Return why the plan gives a duty to its holder: who else could, and the count of each.

    Counted are the duties of the day's class: carried over, and of the month.
    """
    if duty.person_id is None:
        return ""
    kind = problem.class_of(duty)
    counts = _beyond(problem, duties, kind)
    known = problem.facts(duties)
    free = [
        one.person
        for one in considered(duty, known)
        if not one.breaches and one.person.person_id != duty.person_id
    ]
    mine = counts.get(duty.person_id, 0.0)
    if not free:
        return "Bu nöbeti kurallara uyarak tutabilecek başka kimse yoktu."
    least = min(free, key=lambda one: counts.get(one.person_id, 0.0))
    other = counts.get(least.person_id, 0.0)
    return (
        f"Engeli olmayan {number_text(len(free))} kişi daha vardı. {duty.person_name} bu nöbetle "
        f"payının {_beyond_words(mine)}; {least.name} bu nöbeti alsaydı payının "
        f"{_beyond_words(other + 1)} olurdu."
    )


def _beyond(problem: MonthProblem, duties: Sequence[DutyRow], kind: DayClass) -> dict[int, float]:
    """Return the duties of each person beyond their share of a class of day."""
    found = {
        one.person_id: problem.deviations.get(one.person_id, {}).get(kind, 0.0)
        for one in problem.people
    }
    for entry in problem.entries(duties):
        if entry.day_class is kind and entry.person_id in found:
            found[entry.person_id] += entry.worked - entry.expected
    return found


def _beyond_words(count: float) -> str:
    words = number_text(abs(count), decimals=1, least=0)
    return f"{words} nöbet {'üzerinde' if count >= 0 else 'altında'}"
