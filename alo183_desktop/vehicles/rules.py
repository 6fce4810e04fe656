"""Checks of a vehicle, a driver and a log, as pure functions of plain values."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.errors import KnownError, demand
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.turkish import fold
from alo183_desktop.vehicles.kinds import DATE_WORDS, Due

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from alo183_desktop.vehicles.rows import DriverRow, TaskOrderRow, VehicleRow, VehicleStateRow

_PLATE: Final = re.compile(
    r"(0[1-9]|[1-7][0-9]|8[01])(?:([A-PR-VYZ])([0-9]{4,5})|([A-PR-VYZ]{2})([0-9]{3,4})"
    r"|([A-PR-VYZ]{3})([0-9]{2,3}))"
)
"""A province, letters without Q, W and X, digits, as plates are issued."""
_SEATS: Final = 60
_MOST_KM: Final = 9_999_999
_DUE_WITHIN: Final = {Due.OVER: -1, Due.WEEK: 7, Due.MONTH: 30}
"""Days that are left at most."""


def parse_plate(text: str) -> str:
    """Return a Turkish plate in normal form: `06abc123` gives `06 ABC 123`.

    Raises:
        KnownError: `vehicles.plate`.
    """
    folded = fold(text)
    plain = "".join(char for char in folded if char.isalnum())
    found = demand(_PLATE.fullmatch(plain.translate(_CAPITALS)), "vehicles.plate")
    return " ".join(part for part in found.groups() if part)


_CAPITALS: Final = {code: code - 32 for code in range(ord("a"), ord("z") + 1)}


def parse_seats(text: str) -> int:
    """Return how many seats a vehicle has.

    Raises:
        KnownError: `vehicles.seats`.
    """
    return _number(text, least=1, most=_SEATS, code="vehicles.seats")


def parse_km(text: str) -> int:
    """Return the reading of an odometer: `84.210` gives 84210.

    Raises:
        KnownError: `vehicles.km`.
    """
    return _number(text, least=0, most=_MOST_KM, code="vehicles.km")


def _number(text: str, *, least: int, most: int, code: str) -> int:
    plain = re.sub(r"[\s.]|km$", "", text.strip())
    if not re.fullmatch(r"[0-9]{1,9}", plain) or not least <= int(plain) <= most:
        raise KnownError(code)
    return int(plain)


def number_words(year: int, number: int) -> str:
    """Return the number of a task order as papers print it: `2026/41`."""
    return f"{year}/{number}"


def away(
    vehicle: VehicleRow,
    states: Iterable[VehicleStateRow],
    *,
    starts_at: dt.datetime,
    ends_at: dt.datetime,
) -> Iterator[tuple[str, VehicleStateRow | None]]:
    """Yield why a vehicle is unavailable for some part of `[starts_at, ends_at)`, UTC.

    Each item is the words, and the state behind them; None where the vehicle is not in use then.
    """
    first, last = local_day(starts_at), local_day(ends_at - dt.timedelta(microseconds=1))
    if first < vehicle.starts_on:
        yield f"{format_day(vehicle.starts_on)} gününden önce kullanılmıyor", None
    if vehicle.ends_on is not None and last >= vehicle.ends_on:
        yield f"{format_day(vehicle.ends_on)} gününden beri kullanılmıyor", None
    for state in states:
        is_over = state.ends_at is not None and state.ends_at <= starts_at
        if state.vehicle_id == vehicle.vehicle_id and state.starts_at < ends_at and not is_over:
            yield state.kind.words, state


def against_driver(driver: DriverRow, first: dt.date, last: dt.date) -> Iterator[str]:
    """Yield why a driver may not drive on each day from `first` to `last`.

    What is not recorded is not taken for granted. Source: 237 sayılı Taşıt Kanunu; RG
    01.04.2006/26126.
    """
    if driver.ends_on is not None and last >= driver.ends_on:
        yield f"{format_day(driver.ends_on)} gününden beri araç kullanmıyor"
    if driver.licence_until is None:
        yield "ehliyetinin son günü yazılmamış"
    elif driver.licence_until < last:
        yield f"ehliyeti {format_day(driver.licence_until)} gününe kadar geçerli"
    if driver.approved_on is None:
        yield "araç kullanma onayı yazılmamış"
    elif driver.approved_on > first:
        yield f"araç kullanma onayı {format_day(driver.approved_on)} gününden başlıyor"
    if not driver.has_consent:
        yield "araç kullanmaya rızası yazılmamış"


class DueDate(NamedTuple):
    """A date of a vehicle that is near, or over."""

    what: str
    """Such as `muayene`."""
    day: dt.date
    """The last day on which it is valid."""
    days_left: int
    """Negative: it expired so many days ago."""

    @property
    def due(self) -> Due:
        """How near it is."""
        return next(one for one, days in _DUE_WITHIN.items() if self.days_left <= days)

    def words(self) -> str:
        """Return it as a list shows it: `muayene 12 gün içinde`, `sigorta 3 gün geçti`."""
        if self.due is Due.OVER:
            return f"{self.what} {-self.days_left} gün geçti"
        return (
            f"{self.what} {self.days_left} gün içinde" if self.days_left else f"{self.what} bugün"
        )


def due_dates(vehicle: VehicleRow, today: dt.date) -> tuple[DueDate, ...]:
    """Return the dates of a vehicle in use that are over or due (`Due`), the next one first."""
    if vehicle.ends_on is not None and vehicle.ends_on <= today:
        return ()
    days = ((words, getattr(vehicle, key)) for key, words in DATE_WORDS.items())
    known = [DueDate(words, day, (day - today).days) for words, day in days if day is not None]
    near = (one for one in known if one.days_left <= _DUE_WITHIN[Due.MONTH])
    return tuple(sorted(near, key=lambda one: one.day))


def due_of(vehicle: VehicleRow, today: dt.date) -> Due | None:
    """Return how near the next date of a vehicle is; None: none is due."""
    return next((one.due for one in due_dates(vehicle, today)), None)


def km_gaps(orders: Iterable[TaskOrderRow]) -> dict[int, int]:
    """Return how many km lie between a trip and the one before it of the same vehicle.

    Returns:
        By the id of the later order; negative where its odometer shows less than the one before. An
        order whose km, or whose predecessor's km, were not recorded is left out; a cancelled one
        was no trip.
    """
    last: dict[int, int | None] = {}
    found: dict[int, int] = {}
    for one in sorted(orders, key=lambda order: (order.out_at, order.order_id)):
        if one.is_cancelled:
            continue
        before = last.get(one.vehicle_id)
        if before is not None and one.out_km is not None and one.out_km != before:
            found[one.order_id] = one.out_km - before
        last[one.vehicle_id] = one.in_km
    return found


def gap_words(km: int) -> str:
    """Return the words for km between a vehicle's return and its next trip: `arada 12 km var`."""
    return f"sayaç {number_text(-km)} km geri" if km < 0 else f"arada {number_text(km)} km var"
