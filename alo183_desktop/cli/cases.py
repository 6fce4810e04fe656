"""`alo183 import cases` and `alo183 cases`: the call centre's list in, and what is due out."""

from __future__ import annotations

from argparse import ArgumentTypeError
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.cli.context import write_json, write_table
from alo183_desktop.cli.imports import add_table_options, import_table
from alo183_desktop.shared.clock import format_instant, local

if TYPE_CHECKING:
    import datetime as dt
    from argparse import Namespace
    from collections.abc import Iterator

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.cases.rows import CaseRow
    from alo183_desktop.cli.context import Context
    from alo183_desktop.db.work import Work

_PAGE: Final = 1000
_MOST_HOURS: Final = 24 * 366
_VIEWS: Final = (
    *("all", "mine", "running", "due_in_4h", "late", "no_first_action", "late_action"),
    *("police_not_informed", "no_officer", "closed", "entered_late", "acted_late"),
)
"""Values of `cases.kinds.CaseView`; a test holds them together."""


def add_parser(kinds: Any) -> None:
    """Add the command to the kinds of `alo183 import`."""
    importing = kinds.add_parser(
        "cases",
        help="çağrı merkezinin vaka listesini aktarır",
        description="Başlıkları anlamından bulur, her satırı denetler; ya hepsini kaydeder ya "
        "hiçbirini. Başvuru numarası aynı olan vaka ikinci kez eklenmez. Yanlış satır varsa hiçbir "
        "şey kaydedilmez, çıkış kodu 2 olur.",
    )
    add_table_options(importing)
    importing.set_defaults(run=_run_import)


def add_parsers(commands: Any) -> None:
    """Add the list of cases to the parser of all commands."""
    listing = commands.add_parser(
        "cases",
        help="vakaları listeler",
        description="Vakaları listeler: önce gecikenler, sonra 24 saati ilk dolacak olanlar. "
        "Arayanın adını ve telefonunu yazmaz; listeleme denetim izine yazılır.",
    )
    listing.add_argument(
        "--late", action="store_true", help="24 saati dolmuş, sisteme girilmemiş olanlar"
    )
    listing.add_argument(
        "--due-within",
        type=_hours,
        metavar="SAAT",
        help="24 saati bu kadar saat içinde dolacak olanlar; --late ile ikisi birden",
    )
    listing.add_argument("--view", choices=_VIEWS, default="all", help="hangi vakalar")
    listing.add_argument("--search", default="", metavar="SÖZCÜK", help="numara, telefon, ad, ilçe")
    listing.add_argument(
        "--json", action="store_true", help="JSON olarak yazar, vaka başına bir nesne"
    )
    listing.set_defaults(run=_run_list)


def run_import(arguments: Namespace, desk: Desk) -> int:
    """Import a list of cases, or only show what an import would do; return the exit code."""
    from alo183_desktop.cases.importing.file import read_cases
    from alo183_desktop.cases.importing.service import IMPORTER, preview_of

    return import_table(
        arguments,
        desk,
        read=lambda file: read_cases(file, now=desk.clock()),
        preview=preview_of,
        importer=IMPORTER,
        words={},
        label="number",
    )


def run_list(arguments: Namespace, desk: Desk) -> int:
    """Write the wanted cases; return the exit code."""
    from alo183_desktop.cases import service

    with desk.work() as work:
        now = work.now
        rows = list(_wanted(work, arguments))
        service.record_export(work, len(rows), "command_line")
    if arguments.json:
        write_json([_case_as_json(row, now) for row in rows])
    else:
        write_table(
            ("Başvuru no", "Yönlendirme", "Kalan süre", "Konusu", "Türü", "İlçe", "Sorumlu"),
            [_case_as_cells(row, now) for row in rows],
        )
    return 0


def _wanted(work: Work, arguments: Namespace) -> Iterator[CaseRow]:
    import datetime as dt

    from alo183_desktop.cases import service
    from alo183_desktop.cases.kinds import CaseView
    from alo183_desktop.cases.rows import CaseFilter

    view, until, since = CaseView(arguments.view), work.now, None
    is_bounded = arguments.late or arguments.due_within is not None
    if is_bounded:
        if view is CaseView.ALL:
            view = CaseView.RUNNING
        until = work.now + dt.timedelta(hours=arguments.due_within or 0)
        since = None if arguments.late else work.now
    wanted = CaseFilter(view=view, search=arguments.search)
    after = None
    while True:
        page = service.find_cases(work, wanted, after=after, limit=_PAGE)
        for row in page.rows:
            if is_bounded and view is CaseView.RUNNING and row.due_at > until:
                return  # they come in the order of their ends
            if not is_bounded or _is_within(row, since, until):
                yield row
        after = page.after
        if after is None:
            return


def _is_within(row: CaseRow, since: dt.datetime | None, until: dt.datetime) -> bool:
    """Return whether the 24 hours of a case run, and end in `[since, until]`."""
    is_begun = since is None or row.due_at >= since
    return row.entered_at is None and is_begun and row.due_at <= until


def _case_as_cells(row: CaseRow, now: dt.datetime) -> tuple[str, ...]:
    from alo183_desktop.cases.rules import left_words

    entered = row.entered_at
    left = left_words(row.time_left(now)) if entered is None else _entry_words(row, entered)
    return (
        row.number,
        format_instant(row.routed_at),
        left,
        row.subject_name,
        row.kind_name,
        row.district,
        row.officer_name,
    )


def _entry_words(row: CaseRow, entered: dt.datetime) -> str:
    late = " (geç)" if entered > row.due_at else ""
    return f"girildi {format_instant(entered)}{late}"


def _case_as_json(row: CaseRow, now: dt.datetime) -> dict[str, Any]:
    from alo183_desktop.cases.rules import is_entry_late

    left = row.time_left(now)
    entered = row.entered_at
    return {
        "case_id": row.case_id,
        "number": row.number,
        "routed_at": _told(row.routed_at),
        "due_at": _told(row.due_at),
        "minutes_left": None if entered else int(left.total_seconds() // 60),
        "clock": row.clock_state(now).value,
        "is_entry_late": is_entry_late(row.routed_at, entered, now=now),
        "first_action_at": _told(row.first_action_at),
        "action_due_at": _told(row.action_due_at),
        "is_action_late": row.is_action_late(now),
        "entered_at": _told(entered),
        "subject": row.subject_name,
        "kind": row.kind_name,
        "is_urgent": bool(row.is_urgent),
        "district": row.district,
        "officer": row.officer_name,
        "is_police_informed": bool(row.is_police_informed),
        "is_closed": bool(row.is_closed),
    }


def _told(instant: dt.datetime | None) -> str | None:
    """Return an instant as Istanbul shows it, with its distance from UTC."""
    return None if instant is None else local(instant).isoformat()


def _hours(text: str) -> float:
    try:
        hours = float(text.replace(",", "."))
    except ValueError as error:
        raise ArgumentTypeError("saat sayısı okunamadı; örneğin 4 ya da 1,5") from error
    if not 0 <= hours <= _MOST_HOURS:
        raise ArgumentTypeError(f"saat sayısı 0 ile {_MOST_HOURS} arasında olmalı")
    return hours


def _run_import(arguments: Namespace, context: Context) -> int:
    with context.open_desk() as desk:
        return run_import(arguments, desk)


def _run_list(arguments: Namespace, context: Context) -> int:
    with context.open_desk() as desk:
        return run_list(arguments, desk)
