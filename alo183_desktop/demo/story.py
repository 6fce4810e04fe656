"""The story from its files: who serves when, with which phone, and invented numbers."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, replace
from typing import Any, Final

from alo183_desktop.shared import paths
from alo183_desktop.shared.turkish import fold

_FILES: Final = ("directorate", "phones", "cases", "guidance", "rota")


@dataclass(frozen=True, slots=True)
class Tenure:
    """The time for which a person answers for subjects and has a line; days count from today."""

    name: str
    subjects: tuple[str, ...]
    phone: str
    """As people write it."""
    first_day: int
    last_day: int | None = None
    """The first day on which it is over; None while it lasts."""

    def holds_on(self, day: int) -> bool:
        """Return whether it lasts on a day."""
        return self.first_day <= day and (self.last_day is None or day < self.last_day)


@dataclass(frozen=True, slots=True)
class Story:
    """The content of the files.

    Attributes:
        directorate: Officers and their changes.
        phones: Handsets, lines and their history.
        cases: The texts of referrals.
        guidance: The questions of citizens.
        rota: The people on duty.
        tenures: Who served when, in the order in which they began.
    """

    directorate: dict[str, Any]
    phones: dict[str, Any]
    cases: dict[str, Any]
    guidance: dict[str, Any]
    rota: dict[str, Any]
    tenures: tuple[Tenure, ...]

    def serving(self, subject: str, day: int) -> list[str]:
        """Return who answers for a subject on a day."""
        return [
            tenure.name
            for tenure in self.tenures
            if subject in tenure.subjects and tenure.holds_on(day)
        ]

    def phone_of(self, name: str) -> str:
        """Return the line of a person."""
        return next(tenure.phone for tenure in self.tenures if tenure.name == name)

    def holder_of(self, phone: str, day: int) -> str:
        """Return the holder of a line on a day; empty when there is none."""
        found = (one for one in self.tenures if one.phone == phone and one.holds_on(day))
        return next((tenure.name for tenure in found), "")


class People:
    """Invented numbers: each call returns those of the next person."""

    def __init__(self) -> None:
        self._count = 0

    def next(self, name: str) -> dict[str, str]:
        """Return T.C. number, address and phones of a person who has none yet."""
        from stdnum.tr import tckimlik

        self._count += 1
        nine = f"{100000000 + self._count * 37}"
        given, _, surname = fold(name).rpartition(" ")
        return {
            "tckn": nine + tckimlik.calc_check_digits(nine),
            "corporate_email": f"{given.replace(' ', '')}.{surname}@ornek.gov.tr",
            "personal_mobile": f"0500 000 {20 + self._count // 100:02d} {self._count % 100:02d}",
            "corporate_mobile": corporate_mobile(self._count),
        }


def corporate_mobile(number: int) -> str:
    """Return the line of the post of the person with this number, from 1."""
    return f"0500 000 {41 + number // 100:02d} {number % 100:02d}"


def spare_line(index: int) -> str:
    """Return a line in the store, counted from 0."""
    return f"0500 000 45 {index + 1:02d}"


def read_story() -> Story:
    """Return the story of the files beside the program."""
    folder = paths.resources() / "demo"
    files = {
        name: tomllib.loads((folder / f"{name}.toml").read_text(encoding="utf-8"))
        for name in _FILES
    }
    return Story(**files, tenures=_tenures(files["directorate"]))


def _tenures(directorate: dict[str, Any]) -> tuple[Tenure, ...]:
    tenures = {
        person["name"]: Tenure(
            person["name"],
            tuple(person["subjects"]),
            corporate_mobile(number),
            person["first_day"],
        )
        for number, person in enumerate(directorate["roster"], start=1)
    }
    spares = 0
    for change in directorate["changes"]:
        leaver, newcomer = change.get("leaver"), change.get("newcomer")
        if leaver is None:
            phone, spares = spare_line(spares), spares + 1
        else:
            phone = tenures[leaver].phone
            tenures[leaver] = replace(tenures[leaver], last_day=change["day"])
        if newcomer is not None:
            tenures[newcomer["name"]] = Tenure(
                newcomer["name"], tuple(change["subjects"]), phone, change["day"]
            )
    return tuple(tenures.values())
