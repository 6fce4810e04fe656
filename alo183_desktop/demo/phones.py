"""Handsets and lines: the register with which it began, and what changed hands since then."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.demo.calendar import FIRST_DAY, chance
from alo183_desktop.demo.people import officer_ids
from alo183_desktop.demo.story import spare_line
from alo183_desktop.demo.tables import table_file
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.identity import parse_phone

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.db.work import Work
    from alo183_desktop.demo.calendar import Calendar, Schedule
    from alo183_desktop.demo.story import Story
    from alo183_desktop.phones.kinds import ItemState
    from alo183_desktop.phones.rows import CustodyRow

_HEADINGS: Final = (
    *("Hat No", "Operatör", "ICCID", "Paket", "PIN", "PUK"),
    *("Marka", "Model", "IMEI", "Seri No", "Fiziki Durum", "Aksesuar"),
    *("Durum", "Zimmetli", "Zimmet Tarihi"),
)
_TEST_TAC: Final = "00100205"
"""IMEIs that begin with 00 belong to test devices. Source: GSMA TS.06."""
_NOBODYS_SIM: Final = "8990999"
"""No operator has the country code 990 or the network 99."""
_SIGNED_DAYS: Final = 1
_UNSIGNED_SINCE: Final = -1
"""The papers of this day and later ones wait for their signatures."""
_NOON: Final = dt.time(11, 30)
_AFTERNOON: Final = dt.time(15, 10)


class Phones:
    """The chapter of handsets and lines."""

    def __init__(
        self,
        story: Story,
        calendar: Calendar,
        schedule: Schedule,
        papers: Mapping[int, tuple[int, ...]],
    ) -> None:
        """Take what the chapter needs.

        Args:
            story: What is told.
            calendar: The clock.
            schedule: Where the acts are put.
            papers: Custody papers that each change of officers made, by its day; filled meanwhile.
        """
        self._story = story
        self._calendar = calendar
        self._schedule = schedule
        self._papers = papers

    def plan(self) -> None:
        """Put the chapter on the schedule."""
        at = self._calendar.at(FIRST_DAY + 1, _NOON)
        self._schedule.add(at, self._register)
        for event in self._story.phones["events"]:
            at = self._calendar.at(event["day"], _NOON)
            self._schedule.add(at, partial(self._happen, event))
        for change in self._story.directorate["changes"]:
            at = self._calendar.at(change["day"], _AFTERNOON)
            self._schedule.add(at, partial(self._file_papers, change["day"]))

    def _register(self, desk: Desk) -> None:
        from alo183_desktop.phones.register import importing as register_import
        from alo183_desktop.phones.register.file import read_register

        register = read_register(table_file("hat-ve-cihazlar.xlsx", "Hatlar", self._rows()))
        with desk.work() as work:
            preview = register_import.preview_of(work, register, today=local_day(work.now))
            register_import.apply_register(work, preview)

    def _rows(self) -> list[tuple[str, ...]]:
        told, dice = self._story.phones["register"], chance("register")
        rows: list[tuple[str, ...]] = [_HEADINGS]
        roster = self._story.directorate["roster"]
        for place, person in enumerate(roster):
            held_from = format_day(self._calendar.day(person["first_day"] + 2))
            is_other = person["name"] == told["other_holder"]
            operator = told["other_operator" if is_other else "operator"]
            rows.append(
                (
                    self._story.tenures[place].phone,
                    operator,
                    with_luhn(f"{_NOBODYS_SIM}{place + 1:011}"),
                    told["package"],
                    f"{dice.randrange(10_000):04}",
                    f"{dice.randrange(100_000_000):08}",
                    *self._handset(place),
                    "Zimmetli",
                    person["name"],
                    held_from,
                )
            )
        for place in range(told["spare_lines"]):
            sim = with_luhn(f"{_NOBODYS_SIM}{500 + place:011}")
            line = (spare_line(place), told["operator"], sim, told["package"])
            rows.append((*line, *("",) * 8, "Depoda", "", ""))
        spare = range(len(roster), len(roster) + told["spare_handsets"])
        rows.extend((*("",) * 6, *self._handset(place), "Depoda", "", "") for place in spare)
        return rows

    def _handset(self, place: int) -> tuple[str, ...]:
        told = self._story.phones["register"]
        make, model = told["models"][place % len(told["models"])]
        conditions = told["conditions"]
        condition = conditions[place % len(conditions)]
        imei, serial = with_luhn(f"{_TEST_TAC}{183001 + place * 17}"), f"ORNEK{7000 + place * 13}"
        return (make, model, imei, serial, condition, told["accessories"])

    def _happen(self, event: dict[str, Any], desk: Desk) -> None:
        from alo183_desktop.phones import queries
        from alo183_desktop.phones.custody import service as custody
        from alo183_desktop.phones.kinds import ItemState
        from alo183_desktop.phones.rows import ItemKind, PhoneFilter

        with desk.work() as work:
            officer_id = officer_ids(work)[event["who"]]
            stored = PhoneFilter(state=ItemState.IN_STORE)
            if event["act"] in {"lost", "repair"}:
                held = queries.held_by(work.session, officer_id, at=work.now)
                handset = next(one for one in held if one.item_kind is ItemKind.HANDSET)
                state = ItemState.LOST if event["act"] == "lost" else ItemState.IN_REPAIR
                _set_state(work, handset, state, event["reason"])
                return
            handsets = queries.list_handsets(work.session, stored, at=work.now)
            lines: Sequence[Any] = ()
            if event["act"] == "issue_both":
                lines = queries.list_lines(work.session, stored, at=work.now)
            form_id = custody.issue(
                work,
                officer_id=officer_id,
                at=work.now,
                handset_id=handsets[0].handset_id,
                line_id=lines[0].line_id if lines else None,
            )
        self._sign_later(event["day"], (form_id,))

    def _file_papers(self, day: int, desk: Desk) -> None:
        papers = self._papers.get(day, ())
        if day < _UNSIGNED_SINCE:
            self._sign_later(day, papers)
        elif papers:
            from alo183_desktop.phones.custody import papers as forms

            with desk.work() as work:
                # Who left has been given theirs to sign; the newcomer's is still to be printed.
                forms.mark_printed(work, papers[0])

    def _sign_later(self, day: int, papers: Sequence[int]) -> None:
        at = self._calendar.at(day + _SIGNED_DAYS, _AFTERNOON)
        for form_id in papers:
            self._schedule.add(at, partial(_sign, form_id))


def e164(phone: str) -> str:
    """Return a phone of the story as the program keeps it."""
    return parse_phone(phone)


def with_luhn(digits: str) -> str:
    """Return digits with the check digit that IMEI and ICCID end with."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled  # noqa: PLR2004 - Luhn: its digit sum
    return f"{digits}{-total % 10}"


def _set_state(work: Work, held: CustodyRow, state: ItemState, reason: str) -> None:
    from alo183_desktop.phones.service import set_state

    set_state(work, handset_id=held.item_id, state=state, at=work.now, reason=reason)


def _sign(form_id: int, desk: Desk) -> None:
    """Attach the signed paper: the paper itself stands for its scan."""
    from alo183_desktop.documents.checked_files import check_file
    from alo183_desktop.phones import queries
    from alo183_desktop.phones.custody import papers as forms
    from alo183_desktop.phones.rows import FormFilter

    with desk.work() as work:
        paper = forms.open_form_pdf(work, form_id)
        forms.mark_printed(work, form_id)
        found = queries.list_forms(work.session, FormFilter())
        form = next(one for one in found if one.form_id == form_id)
    scan = check_file(f"zimmet-{form.number_text.replace('/', '-')}-imzali.pdf", paper)
    with desk.work() as work:
        forms.attach_signed(work, form_id, scan, version=form.version)
