"""Fill a directorate of invented people through the same services that a clerk uses.

Not here: the people (resources/demo/directorate.toml) and what is shown of them (cli/demo.py).
"""

from __future__ import annotations

import datetime as dt
import tempfile
import tomllib
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.bootstrap import Program, SetUpAnswers
from alo183_desktop.shared import paths
from alo183_desktop.shared.clock import ISTANBUL, Clock, format_day, local, local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from alo183_desktop.access.keys import Cost
    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.changes.form import ChangeForm
    from alo183_desktop.directorate.rules import DirectorateForm, SignatoryForm

LOGIN: Final = "demo"
_FIRST_DAY: Final = -400
_OPENING: Final = dt.time(9, 20)
_MARK: Final = "demo"
"""A file of this name says that the data is invented and may be made anew."""
_ROSTER_HEADINGS: Final = (
    "S.No",
    "Adı Soyadı",
    "Unvanı",
    "T.C. Kimlik No",
    "Sorumlu Olduğu Müracaat Konusu",
    "Kurumu",
    "Kurumsal E-Posta",
    "Kişisel Cep Tel.",
    "Kurumsal Cep Tel.",
    "Göreve Başlama Tarihi",
)


class _Calendar:
    """A clock that stands where the story is."""

    def __init__(self, today: dt.date) -> None:
        self._today = today
        self.instant = self.at(_FIRST_DAY, _OPENING)

    def __call__(self) -> dt.datetime:
        return self.instant

    def day(self, offset: int) -> dt.date:
        return self._today + dt.timedelta(days=offset)

    def at(self, offset: int, time: dt.time) -> dt.datetime:
        return dt.datetime.combine(self.day(offset), time, ISTANBUL).astimezone(dt.UTC)


def fill(folder: Path, *, password: str, clock: Clock, cost: Cost | None = None) -> int:
    """Make a data folder with a directorate, a year of changes and one draft.

    The same folder may be filled again: the invented data that stands there is then replaced. Data
    that is not the demo's is never touched.

    Args:
        folder: The data folder.
        password: Of the user `demo`, an administrator.
        clock: The story is told relative to its day.
        cost: Of the password's slot; None for the usual one.

    Returns:
        The number of the newest letter, whose fax went out and whose posting is due.

    Raises:
        KnownError: `access.exists` or `access.data_missing`: other data stands in the folder, or
            once did; or as `Program.create`.
    """
    _make_room(Program(folder))
    calendar = _Calendar(local_day(clock()))
    story = _read_story()
    program = Program(folder, clock=calendar, cost=cost)
    answers = SetUpAnswers(
        directorate=_directorate_form(story["directorate"]),
        signatories=tuple(_signatory(entry, calendar) for entry in story["signatories"]),
        administrator_login=LOGIN,
        administrator_name=story["directorate"]["contact_name"],
    )
    desk, _ = program.create(answers, password, demands_strength=False)
    (folder / _MARK).touch()
    try:
        letters = _tell(desk, story, calendar, now=clock())
    finally:
        desk.close()
    return letters[-2]


def _make_room(program: Program) -> None:
    if not program.exists() and not program.has_lost_data():
        return
    folder = program.data_folder
    # The mark alone does not say whose data it is: it outlives the files beside it.
    if not (folder / _MARK).exists() or LOGIN not in _logins(program):
        raise KnownError("access.exists" if program.exists() else "access.data_missing")
    for left_over in folder.glob("alo183.*"):
        left_over.unlink()


def _logins(program: Program) -> tuple[str, ...]:
    try:
        return program.logins()
    except KnownError:
        return ()


def _read_story() -> dict[str, Any]:
    path = paths.resources() / "demo" / "directorate.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _directorate_form(values: dict[str, Any]) -> DirectorateForm:
    from alo183_desktop.directorate.provinces import propose

    return replace(propose(values["province"]), **values)


def _signatory(entry: dict[str, Any], calendar: _Calendar) -> SignatoryForm:
    from alo183_desktop.directorate.rules import SignatoryForm

    known = {field.name for field in fields(SignatoryForm)}
    last = entry.get("last_day")
    return SignatoryForm(
        **{name: value for name, value in entry.items() if name in known},
        valid_from=calendar.day(entry["first_day"]),
        valid_until=None if last is None else calendar.day(last),
    )


def _tell(desk: Desk, story: dict[str, Any], calendar: _Calendar, *, now: dt.datetime) -> list[int]:
    from alo183_desktop.changes import service as changes
    from alo183_desktop.directorate.service import add_unit

    with desk.work() as work:
        for name in story["units"]["names"]:
            add_unit(work, name)
    people = _People()
    _import_roster(desk, story["roster"], calendar, people)
    letters = []
    for entry in story["changes"]:
        calendar.instant = calendar.at(entry["day"], dt.time(10, 40))
        form = _change_form(desk, entry, calendar.day(entry["day"]), people)
        with desk.work() as work:
            letter_id = changes.finish(work, form)
        finished = calendar.instant
        for attempt in entry["dispatches"]:
            calendar.instant = finished + dt.timedelta(hours=attempt["hours"])
            _record(desk, letter_id, attempt, finished_at=finished)
        letters.append(letter_id)
    calendar.instant = now
    draft = story["draft"]
    form = _change_form(desk, draft, calendar.day(1), people)
    with desk.work() as work:
        changes.save_draft(work, form)
    return letters


class _People:
    """Invented numbers: each call gives the next person's."""

    def __init__(self) -> None:
        self._count = 0

    def next(self, name: str) -> dict[str, str]:
        from stdnum.tr import tckimlik

        self._count += 1
        nine = f"{100000000 + self._count * 37}"
        given, _, surname = fold(name).rpartition(" ")
        return {
            "tckn": nine + tckimlik.calc_check_digits(nine),
            "corporate_email": f"{given.replace(' ', '')}.{surname}@ornek.gov.tr",
            "personal_mobile": f"0500 000 {20 + self._count // 100:02d} {self._count % 100:02d}",
            "corporate_mobile": f"0500 000 {41 + self._count // 100:02d} {self._count % 100:02d}",
        }


def _import_roster(
    desk: Desk, roster: list[dict[str, Any]], calendar: _Calendar, people: _People
) -> None:
    from alo183_desktop.documents.workbooks import write_table
    from alo183_desktop.officers import roster_import

    rows = []
    for place, person in enumerate(roster, start=1):
        known = people.next(person["name"])
        rows.append(
            (
                str(place),
                person["name"],
                person["title"],
                known["tckn"],
                ", ".join(person["subjects"]),
                person.get("unit", ""),
                known["corporate_email"],
                known["personal_mobile"],
                known["corporate_mobile"],
                format_day(calendar.day(person["first_day"])),
            )
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kadro.xlsx"
        path.write_bytes(write_table("Kadro", _ROSTER_HEADINGS, rows))
        with desk.work() as work:
            preview = roster_import.preview_roster(work, path, today=calendar.day(_FIRST_DAY))
            roster_import.apply_roster(work, preview)


def _change_form(
    desk: Desk, entry: dict[str, Any], effective: dt.date, people: _People
) -> ChangeForm:
    from alo183_desktop.changes import service as changes
    from alo183_desktop.changes.form import ChangeForm, ChangeLine, NewcomerKind
    from alo183_desktop.officers.rules import split_name

    with desk.work() as work:
        context = changes.context(work)
    by_name = {officer.name: officer.officer_id for officer in context.officers.values()}
    subjects = {subject.name: subject.subject_id for subject in context.subjects}
    newcomer = entry.get("newcomer")
    typed: dict[str, Any] = {"newcomer_kind": NewcomerKind.NOBODY.value}
    if newcomer is not None:
        given_names, surname = split_name(newcomer["name"])
        typed = {
            "newcomer_kind": NewcomerKind.NEW.value,
            "given_names": given_names,
            "surname": surname,
            "title": newcomer["title"],
            **people.next(newcomer["name"]),
        }
        typed["tckn"] = newcomer.get("tckn", typed["tckn"])
    leaver = entry.get("leaver")
    line = ChangeLine(
        leaver_id=by_name[leaver] if leaver else None,
        is_first_appointment=leaver is None,
        subject_ids=tuple(subjects[name] for name in entry["subjects"]),
        effective_on=format_day(effective),
        reason=entry.get("reason", ""),
        vacancy_reason=entry.get("vacancy_reason", ""),
        **typed,
    )
    number = entry.get("register_number", "")
    principal = next(one for one in context.signatories if not one.is_deputy)
    return ChangeForm(
        lines=(line,),
        register_number=number,
        date=format_day(effective) if number else "",
        signatory_id=principal.signatory_id,
    )


def _record(
    desk: Desk, letter_id: int, attempt: dict[str, Any], *, finished_at: dt.datetime
) -> None:
    from alo183_desktop.letters import service as letters
    from alo183_desktop.letters.rules import Channel, DispatchForm, Result, check_dispatch

    failed = attempt.get("failed", "")
    is_fax = attempt["channel"] == "fax"
    now = desk.clock()
    when = local(now)
    form = DispatchForm(
        channel=Channel.FAX.value if is_fax else Channel.POST.value,
        target="0312 000 00 20" if is_fax else "Söğütözü Mahallesi, 2177. Sokak No: 10/A, ANKARA",
        day=format_day(when.date()),
        time=f"{when:%H:%M}",
        pages="2" if is_fax else "1",
        result=Result.FAILED.value if failed else Result.SENT.value,
        item_number="" if is_fax else "RR123456785TR",
        note=failed or ("Faks cihazının çıktısı görüldü: iletildi." if is_fax else ""),
    )
    checked = check_dispatch(
        form, now=now, finished_at=finished_at, letter_pages=1, has_evidence=False
    )
    if checked.values is None:
        raise ValueError("the story's dispatch is wrong")
    with desk.work() as work:
        letters.record_dispatch(work, letter_id, checked.values)
