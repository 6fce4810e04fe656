"""The content of the rota's papers and workbook, from its rows."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.access.sheet_seals import code_of
from alo183_desktop.directorate.queries import get_directorate
from alo183_desktop.documents.papers import rota as layout
from alo183_desktop.documents.sheet_codes import CodedKind, stamped
from alo183_desktop.documents.workbooks import Table, WorkbookSheet, write_tables
from alo183_desktop.rota import queries, service, worked
from alo183_desktop.rota.calendar_file import calendar_file
from alo183_desktop.rota.holidays import closed_on, day_class, is_free
from alo183_desktop.rota.kinds import DayClass, DutyKind, RotaFileKind
from alo183_desktop.rota.ledger import NOTE, LedgerFilter, attendances, difference_text
from alo183_desktop.rota.record import length_words
from alo183_desktop.rota.rules import (
    clock_words,
    count_text,
    hours_of,
    minutes_of,
    night_minutes,
    whole_begins,
    whole_duties,
)
from alo183_desktop.rota.swap_rules import with_swaps
from alo183_desktop.shared.calendar import (
    WEEKDAYS,
    month_after,
    month_span,
    month_start,
    month_words,
)
from alo183_desktop.shared.clock import format_day, format_instant, local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.turkish import lower_first, upper_first

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from alo183_desktop.db.work import Work
    from alo183_desktop.directorate.rows import PartnerRow
    from alo183_desktop.documents.workbooks import Value
    from alo183_desktop.rota.ledger import LedgerRow
    from alo183_desktop.rota.numbers import DutyNumber
    from alo183_desktop.rota.rows import (
        DutyCounts,
        DutyNow,
        DutyRow,
        MonthSheet,
        NoticeRow,
    )
    from alo183_desktop.rota.service import RotaVersion
    from alo183_desktop.rota.worked import WorkedPeriod

_ROLES: Final = {
    DutyKind.MAIN: "Asıl nöbetçi",
    DutyKind.STAND_IN: "İcap nöbetçisi",
    DutyKind.DRIVER: "Nöbetçi şoför",
}


def make_papers(
    version: RotaVersion, letterhead: Sequence[str]
) -> dict[RotaFileKind, tuple[str, bytes]]:
    """Return the papers with which a version is published, each with its file name.

    Args:
        version: As `service.prepare_version` returned it.
        letterhead: The lines of the directorate's letterhead (`get_directorate(…).heading`).
    """
    sheet, number = version.sheet, version.number
    words = f"Sürüm {number}"
    month = sheet.month
    made = {
        RotaFileKind.ROTA: (
            f"nobet-cizelgesi-{month}-surum-{number}.pdf",
            _rota_pdf(sheet, letterhead, words),
        )
    }
    if version.differences:
        note = f"Sürüm {number - 1} yerine sürüm {number}"
        made[RotaFileKind.CHANGES] = (
            f"nobet-degisikligi-{month}-surum-{number}.pdf",
            layout.change_sheet_pdf(
                _paper(sheet, letterhead, note),
                [
                    (
                        format_day(day := local_day(one.starts_at)),
                        WEEKDAYS[day.weekday()],
                        one.kind.words,
                        clock_words(one.starts_at, one.ends_at),
                        one.before or layout.EMPTY,
                        one.after or layout.EMPTY,
                    )
                    for one in version.differences
                ],
            ),
        )
    return made


def draft_pdf(sheet: MonthSheet, letterhead: Sequence[str]) -> bytes:
    """Return the paper of a month that is not published in this state, marked as a draft."""
    state = sheet.state
    words = "TASLAK: yayımlanmadı"
    if state is not None and state.published:
        what = "" if state.changed else "telefonlar "
        words = f"TASLAK: sürüm {state.published} yayımlandı, sonra {what}değişti"
    return _rota_pdf(sheet, letterhead, words)


def read_paper(work: Work, month: str, *, has_code: bool = False) -> Callable[[], bytes]:
    """Read the paper of a month, and return a function that makes it without the database.

    It is the published one while that is current, its numbers too, otherwise a draft marked as
    such.

    Args:
        month: Such as `2026-12`.
        has_code: Whether the published one carries the code that identifies its scan.

    Raises:
        KnownError: `access.not_allowed`, `db.file_changed`.
    """
    sheet = service.month_sheet(work, month)
    state = sheet.state
    if state is not None and state.published and not (state.changed or state.renumbered):
        return open_published(work, month, has_code=has_code)
    return partial(draft_pdf, sheet, get_directorate(work.session).heading)


def open_published(work: Work, month: str, *, has_code: bool = True) -> Callable[[], bytes]:
    """Return a function that makes the paper of the newest published version; record who opened it.

    Arguments as `read_paper`.

    Raises:
        KnownError: `access.not_allowed`, `db.file_changed`; `rota.not_published`.
    """
    file_id = _published_file(work, month)
    data = service.open_file(work, file_id)[1]
    if not has_code:
        return lambda: data
    return stamped(lambda: data, code_of(work.session, CodedKind.ROTA, file_id))


def _published_file(work: Work, month: str) -> int:
    """Return the id of the paper of the newest published version."""
    for one in service.list_files(work, month):
        if one.kind is RotaFileKind.ROTA:
            return one.file_id
    raise KnownError("rota.not_published")


def read_notices(work: Work, month: str) -> Callable[[], bytes]:
    """Read who is notified of the newest version, and return a function that makes the list.

    Raises:
        KnownError: `access.not_allowed`; `rota.not_published`.
    """
    notices = service.list_notices(work, month)
    if not notices:
        raise KnownError("rota.not_published")
    sheet, heading = service.month_sheet(work, month), get_directorate(work.session).heading
    code = code_of(work.session, CodedKind.NOTICE, _published_file(work, month))
    return stamped(partial(notice_list_pdf, sheet, notices, heading), code)


def record_print(work: Work, month: str, what: str) -> None:
    """Record that a paper of a month is printed, with the version if it shows one.

    Args:
        month: Such as `2026-12`.
        what: `rota`, or `notice`: the list of signatures for it.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SEE_ROTA)
    require(work, Right.PRINT)
    state = service.month_sheet(work, month).state
    facts: dict[str, Any] = {"month": month}
    if (
        state is not None
        and state.published
        and (what == "notice" or not (state.changed or state.renumbered))
    ):
        facts |= {"item_id": state.month_id, "number": state.published}
    service.TRAIL.record_print(work, 1, what, **facts)


def read_calendar(
    work: Work, month: str | None, *, person_id: int | None = None
) -> Callable[[], bytes]:
    """Read the published state of a month, and return a function that makes its calendar file.

    Args:
        month: Such as `2026-12`; None: all.
        person_id: Only the duties of this person; None: everybody's.

    Raises:
        KnownError: `access.not_allowed`; `rota.not_published`; `rota.calendar_none`: no published
            duty is of `person_id`.
    """
    versions = service.list_versions(work, month)
    if not versions:
        raise KnownError("rota.not_published")
    states = with_swaps(versions, queries.list_swaps(work.session, month=month, undone=True))
    duties = (duty for one in states for duty in one.content["duties"])
    if person_id is not None and not any(whose == person_id for _, _, _, whose, *_ in duties):
        raise KnownError("rota.calendar_none")
    owner = get_directorate(work.session).detsis
    return partial(calendar_file, states, owner=owner, person_id=person_id)


def notice_list_pdf(
    sheet: MonthSheet, notices: Sequence[NoticeRow], letterhead: Sequence[str]
) -> bytes:
    """Return the list on which people sign for the notification of the newest version."""
    number = sheet.state.published if sheet.state is not None else 0
    return layout.notice_list_pdf(
        _paper(sheet, letterhead, f"Sürüm {number}"),
        [(one.name, format_day(one.signed_on) if one.signed_on else "") for one in notices],
    )


def duty_card_pdf(
    now: DutyNow,
    letterhead: Sequence[str],
    *,
    printed_at: dt.datetime,
    printed_by: str = "",
    partners: Sequence[PartnerRow] = (),
    is_small: bool = False,
) -> bytes:
    """Return the card for the door and the telephone: whom to call, in this order; A4 or A5.

    The small one has no room for partners.
    """
    lines = [
        (_ROLES[kind], one.name, _number(one.number))
        for kind in (DutyKind.MAIN, DutyKind.STAND_IN)
        for one in now.of(kind)
    ]
    if now.director_name or now.director_phone:
        phone = (
            layout.Number(format_phone(now.director_phone))
            if now.director_phone
            else layout.Number("numarası bilinmiyor", is_answered=False)
        )
        lines.append(("İl Müdürü", now.director_name, phone))
    vehicles = [
        ", ".join((one.plate, f"şoför {one.name}", one.number.words))
        for one in now.of(DutyKind.DRIVER)
        if one.plate
    ]
    acting = [
        f"Vekâlet: {one.name}, {words}"
        for kind in (DutyKind.MAIN, DutyKind.STAND_IN)
        for one in now.of(kind)
        for words in one.acting
    ]
    until = "bilinmiyor" if now.next_at is None else format_instant(now.next_at)
    card = layout.DoorCard(
        letterhead,
        lines,
        [*(f"Araç: {words}" for words in vehicles), *acting],
        f"{format_instant(now.at)} itibarıyla; geçerlilik sonu: {until}",
        () if is_small else tuple(map(_card_partner, partners)),
        ", ".join(filter(None, (f"Basıldığı an: {format_instant(printed_at)}", printed_by))),
    )
    return layout.duty_card_pdf(card, is_small=is_small)


def _card_partner(row: PartnerRow) -> tuple[str, ...]:
    phones = " · ".join(map(format_phone, filter(None, (row.phone, row.other_phone))))
    name = f"{row.name} ({row.note})" if row.note else row.name
    return row.kind.words, name, phones


def workbook(period: WorkedPeriod, title: str) -> bytes:
    """Return months as `.xlsx`: a row for each day, for each duty worked, and for each person.

    The first sheet has the plan; the others what was worked, as the ledger counts it.
    """
    matrix = Table(
        ("Tarih", "Gün", "Gün türü", *(one.words for one in DutyKind)),
        [
            (
                day,
                weekday,
                _class_words(sheet, day),
                *("\n".join(names) for names in planned.values()),
            )
            for sheet in period.sheets
            for day, weekday, planned in days_of(sheet)
        ],
    )
    people = Table(
        (
            "Adı soyadı",
            *(one.words for one in DutyKind),
            *(upper_first(one.words) for one in DayClass),
            "Toplam tutulan nöbet (bölünen, süresiyle)",
            "Saat",
            "Gece saati",
        ),
        [
            (one.name, *_count_values(period.totals[one.person_id]))
            for one in period.people
            if one.person_id in period.totals
        ],
    )
    return write_tables(
        title,
        [
            WorkbookSheet("Çizelge", matrix),
            WorkbookSheet("Nöbetler", _worked_table(period)),
            WorkbookSheet("Kişi başına", people),
        ],
    )


def read_workbook(work: Work, month: str, *, is_year: bool = False) -> Callable[[], bytes]:
    """Read a month, or all months of its year, and return a function that makes their workbook.

    Raises:
        KnownError: `access.not_allowed`.
    """
    months = [f"{month[:4]}-{number:02}" for number in range(1, 13)] if is_year else [month]
    period = worked.read_period(work, months)
    words = f"{month[:4]} yılı" if is_year else month_words(month)
    return partial(workbook, period, f"Nöbet çizelgesi, {words}")


def _worked_table(period: WorkedPeriod) -> Table:
    """Return who worked what from when to when, and who was planned for it."""
    names = {one.person_id: one.name for one in period.people}
    rows: list[tuple[Value, ...]] = []
    for sheet in period.sheets:
        days = {one.duty_id: local_day(one.starts_at) for one in sheet.duties}
        for duty in sheet.duties:
            # The parts of a duty belong to the day on which it begins.
            day = days[duty.whole_id]
            rows.extend(
                (
                    day,
                    WEEKDAYS[day.weekday()],
                    _class_words(sheet, day),
                    duty.kind.words,
                    layout.EMPTY if one.person_id is None else names[one.person_id],
                    one.starts_at,
                    one.ends_at,
                    hours_of(minutes_of(one.ends_at - one.starts_at)),
                    hours_of(night_minutes(one.starts_at, one.ends_at, sheet.limits)),
                    duty.reason,
                    "" if one.person_id == duty.person_id else duty.person_name or "boş",
                    duty.plate,
                )
                for one in attendances(duty, period.worked)
            )
    return Table(
        (
            "Tarih",
            "Gün",
            "Gün türü",
            "Nöbet",
            "Adı soyadı",
            "Başlangıç",
            "Bitiş",
            "Saat",
            "Gece saati",
            "Gerekçe",
            "Çizelgede yazan",
            "Araç",
        ),
        rows,
    )


def ledger_tables(
    rows: Sequence[LedgerRow], *, is_year: bool
) -> Iterator[tuple[str, tuple[str, ...], list[tuple[str | float, ...]]]]:
    """Yield the tables of the ledger, all days first: title, headings, rows of a name and counts.

    Args:
        rows: As `worked.find_ledger` returned them.
        is_year: Whether the ledger is of a whole year, not of a month.
    """
    for kind in (None, *DayClass):
        title = "Bütün günler" if kind is None else upper_first(kind.words)
        own = () if is_year else ("Bu ay",)
        beside = ("Saat", "Gece saati", "Verilen izin (gün)") if kind is None else ()
        headings = ("Adı soyadı", *own, "Bu yıl", "Beklenen", "Devreden", "Fark", *beside)
        lines = []
        for row in rows:
            one = row.total if kind is None else row.days[kind]
            hours = (hours_of(row.year_minutes), hours_of(row.year_night_minutes), row.granted_days)
            lines.append(
                (
                    row.name,
                    *(() if is_year else (one.month,)),
                    one.year,
                    one.expected,
                    one.carried,
                    one.difference,
                    *(hours if kind is None else ()),
                )
            )
        yield title, headings, lines


def read_ledger(
    work: Work, month: str, *, kind: DutyKind | None = None, is_year: bool = False
) -> Callable[[], bytes]:
    """Read the ledger up to the end of a month, and return a function that makes its paper.

    Args:
        month: Such as `2026-12`.
        kind: Only of this kind of duty; None: of all.
        is_year: Whether it is of the whole year, not of a month.

    Raises:
        KnownError: `access.not_allowed`.
    """
    rows = worked.find_ledger(work, LedgerFilter(month, kind))
    of = "bütün nöbetler" if kind is None else lower_first(kind.words)
    parts = [
        (title, headings, [_ledger_texts(headings, row) for row in lines])
        for title, headings, lines in ledger_tables(rows, is_year=is_year)
    ]
    return partial(
        layout.duty_ledger_pdf,
        get_directorate(work.session).heading,
        parts,
        period=f"{f'{month[:4]} yılı' if is_year else f'{month_words(month)} sonu'}, {of}",
        note=NOTE,
        printed=f"Basıldığı an: {format_instant(work.now)}, {work.actor.name}",
    )


def ledger_workbook(rows: Sequence[LedgerRow], title: str, *, is_year: bool = False) -> bytes:
    """Return the ledger as `.xlsx`, a sheet for all days and one for each class of day."""
    tables = ledger_tables(rows, is_year=is_year)
    return write_tables(
        title, [WorkbookSheet(name, Table(head, lines)) for name, head, lines in tables]
    )


def _ledger_texts(headings: Sequence[str], row: Sequence[str | float]) -> tuple[str, ...]:
    return tuple(
        one
        if isinstance(one, str)
        else difference_text(one)
        if heading in {"Devreden", "Fark"}
        else count_text(one)
        for heading, one in zip(headings, row, strict=True)
    )


def days_of(
    sheet: MonthSheet,
) -> Iterator[tuple[dt.date, str, Mapping[DutyKind, tuple[str, ...]]]]:
    """Yield every day of the month with its weekday and who is on which duty."""
    usual = _usual_hours(sheet)
    for day, duties in _by_day(sheet):
        planned = {kind: _names(duties[kind], usual) for kind in DutyKind}
        yield day, WEEKDAYS[day.weekday()], planned


def _paper(sheet: MonthSheet, letterhead: Sequence[str], words: str) -> layout.RotaPaper:
    basis = "" if sheet.state is None else sheet.state.basis
    director = sheet.limits.director_name
    return layout.RotaPaper(tuple(letterhead), sheet.month, words, director, basis)


def _rota_pdf(sheet: MonthSheet, letterhead: Sequence[str], words: str) -> bytes:
    usual = _usual_hours(sheet)
    none = (layout.NOT_PLANNED,)
    month_ends = month_span(sheet.month)[1]
    days = [
        layout.RotaDay(
            day,
            is_free(day, sheet.closures),
            ", ".join(dict.fromkeys(one.name for one in closed_on(day, sheet.closures))),
            main=_names(duties[DutyKind.MAIN], usual) or none,
            stand_in=_names(duties[DutyKind.STAND_IN], usual) or none,
            driver=_names(duties[DutyKind.DRIVER], usual) or none,
            phones=tuple(_number(sheet.numbers.of(one)) for one in duties[DutyKind.MAIN])
            or (layout.Number(layout.NOT_PLANNED),),
            vehicles=tuple(one.plate for one in duties[DutyKind.DRIVER]) or ("",),
        )
        for day, duties in _by_day(sheet)
    ]
    return layout.rota_pdf(
        _paper(sheet, letterhead, words),
        days,
        numbers_at=format_instant(sheet.numbers.now),
        hours=[f"{lower_first(kind.words)} {hours}" for kind, hours in usual.items() if hours],
        counts=[
            (
                person.name,
                _number(sheet.numbers.until(person.person_id, month_ends)),
                *map(count_text, _count_values(sheet.counts[person.person_id])),
            )
            for person in sheet.people
            if person.person_id in sheet.counts
        ],
    )


def _number(number: DutyNumber | None) -> layout.Number:
    """Return a number as it is printed; empty beside a duty that nobody is on."""
    return layout.Number("") if number is None else layout.Number(number.words, bool(number.phone))


def _by_day(sheet: MonthSheet) -> Iterator[tuple[dt.date, Mapping[DutyKind, Sequence[DutyRow]]]]:
    """Yield every day of the month with the duties that begin on it, by kind.

    The parts of a duty come together on the day on which the whole begins.
    """
    found: defaultdict[dt.date, defaultdict[DutyKind, list[DutyRow]]]
    found = defaultdict(lambda: defaultdict(list))
    begins = whole_begins(sheet.duties)
    for duty in sorted(sheet.duties, key=lambda one: (begins[one.whole_id], one.starts_at)):
        found[local_day(begins[duty.whole_id])][duty.kind].append(duty)
    day, end = month_start(sheet.month), month_start(month_after(sheet.month))
    while day < end:
        yield day, found[day]
        day += dt.timedelta(days=1)


def _names(duties: Sequence[DutyRow], usual: Mapping[DutyKind, str]) -> tuple[str, ...]:
    """Return who is on duties of one day and kind, with the hours where these are not the usual."""
    cut = {one.whole_id for one in duties if one.part_of is not None}
    return tuple(
        one.holder_name or layout.EMPTY
        if usual[one.kind] and one.whole_id not in cut
        else f"{clock_words(one.starts_at, one.ends_at)} {one.holder_name or layout.EMPTY}"
        for one in duties
    )


def _usual_hours(sheet: MonthSheet) -> dict[DutyKind, str]:
    """Return the hours of all duties of each kind; empty where there are none, or they differ.

    A duty that was cut counts as the whole.
    """
    found: dict[DutyKind, set[tuple[str, int]]] = {kind: set() for kind in DutyKind}
    for one in whole_duties(sheet.duties):
        minutes = minutes_of(one.ends_at - one.starts_at)
        found[one.kind].add((clock_words(one.starts_at, one.ends_at), minutes))
    return {
        kind: "".join(f"{clock} ({length_words(minutes)})" for clock, minutes in hours)
        if len(hours) == 1
        else ""
        for kind, hours in found.items()
    }


def _class_words(sheet: MonthSheet, day: dt.date) -> str:
    return day_class(day, sheet.closures).words


def _count_values(found: DutyCounts) -> tuple[float, ...]:
    return (
        *(found.by_kind.get(kind, 0) for kind in DutyKind),
        *(found.days.get(kind, 0) for kind in DayClass),
        sum(found.by_kind.values()),
        hours_of(found.minutes),
        hours_of(found.night_minutes),
    )
