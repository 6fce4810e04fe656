"""The referrals of a year as the story has them: when, what about, and what was done when."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.demo.calendar import chance
from alo183_desktop.shared.clock import ISTANBUL, local, local_day

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

    from alo183_desktop.demo.calendar import Calendar
    from alo183_desktop.demo.story import Story

_DAYS: Final = 365
_PER_DAY: Final = 2.45
_DRAWS: Final = 7
"""So many referrals come on one day at most."""
_QUIET_HOURS: Final = 30
"""What was routed later than so many hours ago is told one by one."""
_FIRST_NUMBER: Final = 200_000
_URGENT: Final = frozenset({"İhmal", "İstismar", "Şiddet", "Töre/namus ihbarı"})
_TOWNS: Final = frozenset(
    {"Haymana", "Bala", "Kalecik", "Ayaş", "Güdül", "Çamlıdere", "Evren", "Nallıhan"}
)
"""Where the gendarmerie is called."""
_LATE_AT_FIRST: Final = 0.09
_LATE_NOW: Final = 0.03
"""The part that is late became smaller over the year."""
_LATE_ACTION: Final = 0.05
_HAS_PHONE: Final = 0.8
_HAS_NAME: Final = 0.6
_SAME_CALLER: Final = 0.05
_CHANGED: Final = dt.timedelta(hours=10, minutes=40)
"""After midnight, at most, officers have changed."""
_LATEST_ENTRY_HOURS: Final = 23.2


@dataclass(frozen=True, slots=True)
class Matter:
    """What a kind of referral about a subject tells."""

    subject: str
    kind: str
    told: tuple[str, ...]
    done: tuple[str, ...]
    ended: tuple[str, ...]

    @property
    def is_urgent(self) -> bool:
        """Whether it is urgent from the start."""
        return self.kind in _URGENT


@dataclass(frozen=True, slots=True)
class Referral:
    """One case of the story; instants are UTC."""

    number: str
    routed_at: dt.datetime
    operator: str
    matter: Matter
    district: str
    caller_phone: str
    """As people write it; empty when it was not given."""
    caller_name: str
    """Empty when it was not told."""
    told: str
    officer: str
    """Empty while nobody was named."""
    acknowledged_at: dt.datetime | None
    acted_at: dt.datetime | None
    also_at: dt.datetime | None
    """When something more was done."""
    police_at: dt.datetime | None
    entered_at: dt.datetime | None
    closed_at: dt.datetime | None
    note: str = ""

    @property
    def police_unit(self) -> str:
        """Who was told of it."""
        unit = "İlçe Jandarma Komutanlığı" if self.district in _TOWNS else "İlçe Emniyet Müdürlüğü"
        return f"{self.district} {unit}"

    @property
    def outcome(self) -> str:
        """How it ended."""
        return self.matter.ended[self.routed_at.minute % len(self.matter.ended)]

    @property
    def record(self) -> str:
        """The number under which the call centre has the entry."""
        return f"K-{self.number.rpartition('-')[2]}-{self.routed_at.second:02}"

    def done(self, place: int) -> str:
        """Return what was done first, or later."""
        return self.matter.done[(self.routed_at.minute + place) % len(self.matter.done)]


def plan_referrals(story: Story, calendar: Calendar) -> tuple[Referral, ...]:
    """Return the referrals of a year, the oldest first; those that run now come last."""
    return tuple(_Plan(story, calendar).all())


class _Plan:
    """Draws referrals."""

    def __init__(self, story: Story, calendar: Calendar) -> None:
        self._story = story
        self._calendar = calendar
        self._told = story.cases
        self._dice = chance("cases")
        self._matters: dict[str, list[tuple[Matter, float]]] = {}
        for entry in self._told["matters"]:
            texts = (tuple(entry[name]) for name in ("told", "done", "ended"))
            matter = Matter(entry["subject"], entry["kind"], *texts)
            self._matters.setdefault(matter.subject, []).append((matter, entry["weight"]))
        self._year, self._number = 0, _FIRST_NUMBER
        self._callers: list[str] = []
        self._names: dict[str, str] = {}

    def all(self) -> Iterator[Referral]:
        """Yield all of them in the order of their instants."""
        until = self._calendar.ago(_QUIET_HOURS)
        instants = sorted(at for day in range(-_DAYS, 0) for at in self._instants(day))
        for at in instants:
            if at < until:
                yield self._past(at)
        for entry in sorted(self._told["open"], key=lambda one: -float(one["hours"])):
            yield self._running(entry)

    def _instants(self, day: int) -> Iterator[dt.datetime]:
        pattern, date = self._told["pattern"], self._calendar.day(day)
        wanted = _PER_DAY * pattern["weekdays"][date.weekday()] * pattern["months"][date.month - 1]
        for _ in range(_DRAWS):
            if self._dice.random() * _DRAWS < wanted:
                hour = _weighted(self._dice, dict(enumerate(pattern["hours"])))
                time = dt.time(hour, self._dice.randrange(60), self._dice.randrange(60))
                yield dt.datetime.combine(date, time, ISTANBUL).astimezone(dt.UTC)

    def _past(self, at: dt.datetime) -> Referral:
        dice = self._dice
        day = (local(at).date() - self._calendar.today).days
        subject = _weighted(dice, self._told["subjects"])
        matter = _weighted(dice, dict(self._matters[subject]))
        acted = self._minutes_to_action(matter)
        entered = self._hours_to_entry(day)
        acted_at = at + dt.timedelta(minutes=acted)
        serving = self._story.serving(subject, self._serving_day(acted_at))
        entered_at = max(at + dt.timedelta(hours=entered), acted_at + dt.timedelta(minutes=12))
        entered_at = min(entered_at, self._calendar.ago(2))
        return self._referral(
            at,
            matter,
            district=_weighted(dice, self._told["districts"]),
            officer=dice.choice(serving) if serving else "",
            acknowledged_at=at + dt.timedelta(minutes=max(2, acted * dice.uniform(0.2, 0.7))),
            acted_at=acted_at,
            also_at=entered_at - (entered_at - acted_at) / 3,
            police_at=at + dt.timedelta(minutes=max(3, acted * 0.8)) if matter.is_urgent else None,
            entered_at=entered_at,
            closed_at=at + dt.timedelta(days=dice.triangular(2, 24, 4)),
        )

    def _running(self, entry: dict[str, Any]) -> Referral:
        at = self._calendar.ago(entry["hours"])
        subject, _, kind = entry["matter"].partition("/")
        found = (one for one, _ in self._matters[subject] if one.kind == kind)

        def later(name: str) -> dt.datetime | None:
            return at + dt.timedelta(hours=entry[name]) if name in entry else None

        serving = self._story.serving(subject, self._serving_day(at))
        has_no_officer = entry.get("has_no_officer", False)
        return self._referral(
            at,
            next(found),
            district=entry["district"],
            officer=self._dice.choice(serving) if serving and not has_no_officer else "",
            acknowledged_at=later("acknowledged"),
            acted_at=later("acted"),
            also_at=later("also"),
            police_at=later("police"),
            entered_at=None,
            closed_at=None,
            note=entry.get("note", ""),
        )

    def _serving_day(self, at: dt.datetime) -> int:
        """Return whose day it is: until a change is finished, that of the day before."""
        return (local_day(at - _CHANGED) - self._calendar.today).days

    def _referral(self, at: dt.datetime, matter: Matter, **known: Any) -> Referral:
        phone = self._caller()
        return Referral(
            number=self._next_number(at),
            routed_at=at,
            operator=self._dice.choice(self._told["operators"]),
            matter=matter,
            caller_phone=phone,
            caller_name=self._names.get(phone, ""),
            told=self._dice.choice(matter.told),
            **known,
        )

    def _next_number(self, at: dt.datetime) -> str:
        year = local(at).year
        if year != self._year:
            self._year, self._number = year, _FIRST_NUMBER
        # The call centre numbers the referrals of the whole country.
        self._number += self._dice.randint(40, 320)
        return f"183-{year}-{self._number}"

    def _caller(self) -> str:
        drawn = self._dice.random()
        if drawn > _HAS_PHONE:
            return ""
        if self._callers and drawn < _SAME_CALLER:
            return self._dice.choice(self._callers[-80:])
        phone = f"0500 000 {self._dice.randint(50, 89)} {self._dice.randint(0, 99):02}"
        self._callers.append(phone)
        if self._dice.random() < _HAS_NAME:
            parts = (self._dice.choice(self._told[part]) for part in ("given", "surnames"))
            self._names[phone] = " ".join(parts)
        return phone

    def _minutes_to_action(self, matter: Matter) -> float:
        dice = self._dice
        is_late = dice.random() < _LATE_ACTION
        if matter.is_urgent:
            return dice.uniform(66, 190) if is_late else dice.triangular(6, 58, 24)
        return dice.uniform(250, 620) if is_late else dice.triangular(18, 232, 70)

    def _hours_to_entry(self, day: int) -> float:
        part = -day / _DAYS
        late = _LATE_NOW + (_LATE_AT_FIRST - _LATE_NOW) * part
        if self._dice.random() < late:
            return self._dice.uniform(24.3, 38)
        return self._dice.triangular(1.5, _LATEST_ENTRY_HOURS, 7)


def _weighted(dice: random.Random, weights: dict[Any, float]) -> Any:
    return dice.choices(list(weights), list(weights.values()))[0]
