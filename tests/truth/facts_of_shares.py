"""Facts of the ledger: whose share of the duties of a year is how large, and what they worked."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tests.truth.facts_of_counts import as_worked, class_of, night_minutes
from tests.truth.facts_of_duties import people
from tests.truth.facts_of_phones import last_days
from tests.truth.looks import Looks, sheets_of, text_of
from tests.truth.net import Cost, Fact, Surface
from tests.truth.on_screen import TENTH

if TYPE_CHECKING:
    from tests.truth.facts_of_counts import Piece
    from tests.truth.looks import Row

_MINUTE: Final = dt.timedelta(minutes=1)
_NAMES: Final = ("year", "expected", "carried", "difference")


class Share(NamedTuple):
    """What somebody has of the duties up to the end of a month."""

    figures: dict[str, tuple[float, ...]]
    """By the class of day, and of all: worked in the year, expected, carried, the difference."""
    minutes: int
    """Worked in the year."""
    night_minutes: int
    granted_days: int


class _Whole(NamedTuple):
    """A duty with all of its parts, and who was there when."""

    day: dt.date
    kind: str
    begins: dt.datetime
    ends: dt.datetime
    pieces: list[Piece]

    def shares(self) -> dict[int, float]:
        """Return which part of the duty everybody worked who was there at all."""
        within = defaultdict[int, dt.timedelta](dt.timedelta)
        for one in self.pieces:
            if one.person_id is not None:
                within[one.person_id] += (one.ends_at - one.starts_at) * one.is_within
        return {key: time / (self.ends - self.begins) for key, time in within.items()}


def _wholes(looks: Looks, until: dt.date) -> list[_Whole]:
    """Return the duties that count and begin before a day, in order."""
    (limits,) = looks.rows.rota_limits
    parts = defaultdict[int, list[Any]](list)
    for one in looks.rows.duties:
        parts[one.part_of or one.id].append(one)
    found = []
    for duties in parts.values():
        begins = min(one.starts_at for one in duties)
        day = looks.day_of(begins)
        if day < until and (limits.ledger_since is None or day >= limits.ledger_since):
            pieces = [piece for one in duties for piece in as_worked(looks, one)]
            ends = max(one.ends_at for one in duties)
            found.append(_Whole(day, duties[0].kind.value, begins, ends, pieces))
    return sorted(found, key=lambda one: one.begins)


def _can(looks: Looks, person: Row, whole: _Whole, turns: dict[Any, list[dt.date]]) -> bool:
    """Return whether somebody could have had a duty on its day; only present kinds are stored.

    Who does several kinds does each from the month of their first duty of it on.
    """
    ends = [*last_days(looks, person), dt.date.max]
    if not person.starts_on <= whole.day < min(ends):
        return False
    does = getattr(person, f"does_{whole.kind}")
    own, of_any = turns.get((person.id, whole.kind)), turns.get((person.id, ""))
    if own is None or of_any is None:
        can = does and of_any is None
    else:
        months = [(one.year, one.month) for one in (own[0], of_any[0], whole.day)]
        is_begun = months[0] in months[1:] or own[0] <= whole.day
        can = is_begun and (does or whole.day <= own[-1])
    return can and not any(
        _keeps_away(looks, one, whole) for one in looks.rows.absences if one.person_id == person.id
    )


def _keeps_away(looks: Looks, absence: Row, whole: _Whole) -> bool:
    begins, ends = max(absence.starts_at, whole.begins), min(absence.ends_at, whole.ends)
    is_night = absence.kind.value == "night_exempt"
    return begins < ends and (not is_night or night_minutes(looks, begins, ends) > 0)


def _shares(looks: Looks) -> dict[str, Share]:
    first = looks.today.replace(month=1, day=1)
    until = (looks.today.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    wholes = [(one, one.shares()) for one in _wholes(looks, until)]
    turns = defaultdict[tuple[int, str], list[dt.date]](list)
    for whole, shares in wholes:
        for key in shares:
            turns[key, whole.kind].append(whole.day)
            turns[key, ""].append(whole.day)
    everybody = [one for one, _name in people(looks).values()]
    worked = defaultdict[int, defaultdict[str, list[float]]](
        lambda: defaultdict(lambda: [0.0, 0.0, 0.0])
    )
    minutes, nights = defaultdict[int, int](int), defaultdict[int, int](int)
    this_year = set[int]()
    for whole, shares in wholes:
        able = [one.id for one in everybody if _can(looks, one, whole, turns)] or list(shares)
        each = sum(shares.values()) / len(able) if able else 0.0
        is_old = whole.day < first
        for key in {*shares, *(able if each else ())}:
            own, due = shares.get(key, 0.0), each if key in able else 0.0
            for name in (class_of(looks, whole.day), ""):
                sums = worked[key][name]
                sums[0] += 0.0 if is_old else own
                sums[1] += 0.0 if is_old else due
                sums[2] += own - due if is_old else 0.0
            if not is_old:
                this_year.add(key)
        for piece in whole.pieces:
            if piece.person_id is not None and not is_old:
                minutes[piece.person_id] += (piece.ends_at - piece.starts_at) // _MINUTE
                nights[piece.person_id] += night_minutes(looks, piece.starts_at, piece.ends_at)
    granted = defaultdict[int, int](int)
    for one in looks.rows.granted_leaves:
        granted[one.person_id] += one.days if first <= one.granted_on < until else 0
    return {
        name: Share(
            {
                kind: _rounded(*sums, sums[2] + sums[0] - sums[1])
                for kind, sums in worked[key].items()
                if any(_rounded(*sums))
            },
            minutes[key],
            nights[key],
            granted[key],
        )
        for key, (person, name) in people(looks).items()
        if key in this_year
        or (key in worked and min([*last_days(looks, person), dt.date.max]) > first)
    }


def _rounded(*values: float) -> tuple[float, ...]:
    return tuple(round(one, 6) + 0.0 for one in values)


def _told(looks: Looks) -> dict[str, Share]:
    return {
        one["name"]: Share(
            {
                kind: found
                for kind, figures in [*one["days"].items(), ("", one["total"])]
                if any(found := _rounded(*(figures[name] for name in _NAMES)))
            },
            one["minutes"]["year"],
            one["night_minutes"]["year"],
            one["granted_days"],
        )
        for one in looks.answer("rota", "ledger")
    }


_OF_WORKBOOK: Final = ("Bu yıl", "Beklenen", "Devreden", "Fark")


def _of_workbook(looks: Looks) -> dict[str, tuple[Any, ...]]:
    """Return the sums of all days of each person in the workbook, with hours and leave."""
    heads, *rows = sheets_of(looks.file("rota", "ledger", "--xlsx"))["Bütün günler"]
    found = {}
    for row in rows:
        one = dict(zip(heads, row, strict=True))
        hours = tuple(round(one[head] * 60) for head in ("Saat", "Gece saati"))
        figures = _rounded(*(one[head] for head in _OF_WORKBOOK))
        found[one["Adı soyadı"]] = (figures, *hours, int(one["Verilen izin (gün)"]))
    return found


def _as_workbook(counted: dict[str, Share], _looks: Looks) -> dict[str, tuple[Any, ...]]:
    return {name: (one.figures.get("", (0.0,) * 4), *one[1:]) for name, one in counted.items()}


def _on_paper(looks: Looks) -> dict[str, list[float]]:
    """Return the figures of each person in the first table of the paper: those of all days."""
    text = text_of(looks.file("rota", "ledger", "--pdf"), is_table=True)
    table = text.partition("Bütün günler")[2]
    found = dict[str, list[float]]()
    for line in table.splitlines():
        for _person, name in people(looks).values():
            if line.strip().startswith(f"{name} ") and name not in found:
                words = line.replace("−", "-").replace("+", "").split()[-8:]
                found[name] = [float(one.replace(".", "").replace(",", ".")) for one in words[1:]]
    return found


def _as_paper(counted: dict[str, Share], looks: Looks) -> dict[str, list[float]]:
    """Return the same to a tenth, as it is printed."""
    said, found = _on_paper(looks), {}
    for name, one in counted.items():
        exact = [*one.figures.get("", (0.0,) * 4), one.minutes / 60, one.night_minutes / 60]
        exact.append(float(one.granted_days))
        shown = said.get(name, [])
        is_near = len(shown) == len(exact) and all(
            abs(left - right) < TENTH for left, right in zip(shown, exact, strict=True)
        )
        found[name] = shown if is_near else exact
    return found


FACTS: Final = (
    Fact(
        "whose share of the duties of the year is how large",
        "alo183_desktop.rota.ledger:ledger",
        _shares,
        (
            Surface(
                "alo183 rota ledger --json: shares",
                _told,
                covers=(
                    "rota ledger:*.year",
                    "rota ledger:*.expected",
                    "rota ledger:*.carried",
                    "rota ledger:*.difference",
                    "rota ledger:granted_days",
                ),
            ),
            Surface("Denge, workbook", _of_workbook, _as_workbook, cost=Cost.PAPER),
            Surface("Denge, paper", _on_paper, _as_paper, cost=Cost.PAPER),
        ),
    ),
)
