"""`alo183 changes`, `phones`, `quota` and `cases`: lists of more than columns and filters."""

from __future__ import annotations

import datetime as dt
import sys
from argparse import ArgumentTypeError
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.cli.context import write_columns, write_json, write_table
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.numbers import percent_text
from alo183_desktop.shared.packed_rows import PackedRows
from alo183_desktop.shared.values import fields_of
from alo183_desktop.shared.written_files import write_file

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence

    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.cases.rows import CaseRow
    from alo183_desktop.changes.rows import ChangeRow
    from alo183_desktop.cli.listing import AnyList
    from alo183_desktop.db.work import Work
    from alo183_desktop.phones.quotas.rows import QuotaRow
    from alo183_desktop.phones.quotas.rules import QuotaJudgement
    from alo183_desktop.phones.rows import HandsetRow


def list_changes(arguments: Namespace, desk: Desk) -> None:
    """Write the change files."""
    from alo183_desktop.changes import letter_list
    from alo183_desktop.changes.dossier import service as change_files
    from alo183_desktop.documents.workbooks import write_table as write_workbook

    table = None
    with desk.work() as work:
        rows = [
            row
            for row in change_files.find_changes(work)
            if row.file.lacking or not arguments.lacking
        ]
        if arguments.xlsx is None:
            letter_list.TRAIL.record_export(work, len(rows), "command_line")
        else:
            ids = [row.letter_id for row in rows]
            table = letter_list.export_letters(work, ids, what="command_line")
    if table is not None:
        title = "Değişiklik yazıları"
        write_file(arguments.xlsx, write_workbook(title, table.headings, table.rows))
    elif arguments.json:
        write_json([_change_as_json(row) for row in rows])
    else:
        write_table(
            ("Değişiklik", "Sayı", "Yürürlük", "Dosya", "İş", "Kim", "Durum"),
            [
                (
                    row.summary,
                    row.register_number or "",
                    row.effective_words,
                    row.file.words,
                    line.part.words,
                    line.who,
                    line.dated_words,
                )
                for row in rows
                for line in row.file.lines
            ],
        )


def _change_as_json(row: ChangeRow) -> dict[str, Any]:
    return {
        **fields_of(row, "letter_id", "summary", "register_number"),
        **fields_of(row, "effective_on", "last_effective_on"),
        "state": row.file.state,
        "lacking": len(row.file.lacking),
        "words": row.file.words,
        "lines": [
            fields_of(line, "part", "state", "who", "words", "done_on", "is_late")
            for line in row.file.lines
        ],
    }


def list_phones(arguments: Namespace, desk: Desk) -> None:
    """Write lines and handsets as of an instant."""
    from alo183_desktop.cli.listing import json_of, write_shown
    from alo183_desktop.documents.columns import workbook_table
    from alo183_desktop.documents.workbooks import WorkbookSheet, write_tables
    from alo183_desktop.phones import service
    from alo183_desktop.phones.lists import HANDSETS, LINES
    from alo183_desktop.phones.rows import PhoneFilter
    from alo183_desktop.shared.identity import parse_mobile

    phone = parse_mobile(arguments.line) if arguments.line else None
    with desk.work() as work:
        at = arguments.as_of or work.now
        # The end of today is requested by its day, and shown as of now.
        if local_day(at) > local_day(work.now):
            raise KnownError("phones.as_of_future")
        at = min(at, work.now)
        lines = service.find_lines(work, PhoneFilter(), at=at)
        handsets: tuple[HandsetRow, ...] = ()
        if phone is None:
            handsets = service.find_handsets(work, PhoneFilter(), at=at)
        else:
            known = {row.phone for row in service.find_lines(work, PhoneFilter(), at=work.now)}
            if phone not in known:
                raise KnownError("phones.unknown_number", phone=format_phone(phone))
            lines = tuple(row for row in lines if row.phone == phone)
            if not lines:
                raise KnownError("phones.not_known_then", phone=format_phone(phone))
        service.TRAIL.record_export(work, len(lines) + len(handsets), "command_line")
    found: list[tuple[AnyList, Sequence[Any]]] = [(LINES, lines)]
    if phone is None:
        found.append((HANDSETS, handsets))
    if arguments.xlsx is not None:
        sheets = [
            WorkbookSheet(spec.title, workbook_table(spec.columns, rows)) for spec, rows in found
        ]
        write_file(arguments.xlsx, write_tables("Telefonlar", sheets))
    elif arguments.json:
        write_json(chain.from_iterable(json_of(spec, rows) for spec, rows in found))
    else:
        for spec, rows in found:
            write_shown(spec, rows)


def list_quotas(arguments: Namespace, desk: Desk) -> None:
    """Write the usage of each line in a period."""
    from alo183_desktop.documents.workbooks import write_table as write_workbook
    from alo183_desktop.phones.quotas import service as quota_service

    with desk.work() as work:
        today = local_day(work.now)
        key = arguments.period or quota_service.list_periods(work, today=today)[0].key
        rows = quota_service.quota_page(work, arguments.period or None, today=today)
        quota_service.TRAIL.record_export(work, len(rows), "command_line", period=key)
    if arguments.xlsx is not None:
        table = quota_service.table_of(rows, key)
        write_file(arguments.xlsx, write_workbook(table.title, table.headings, table.rows))
    elif arguments.json:
        write_json([_quota_as_json(row) for row in rows])
    else:
        _write_quota(rows, key, today=today)


def _write_quota(rows: tuple[QuotaRow, ...], key: str, *, today: dt.date) -> None:
    from alo183_desktop.phones.kinds import Measure
    from alo183_desktop.phones.quotas import words

    def measured(measure: Measure, judgement: QuotaJudgement) -> str:
        used = words.used_words(measure, judgement)
        return used if judgement.share is None else f"{used}, {percent_text(judgement.share)}"

    period = words.periods_words([row.period for row in rows], key, today=today)
    told = [told for _status, told in words.summary_marks([row.status for row in rows])]
    sys.stdout.write(f"{period}: {', '.join(told) or 'kayıtlı hat yok'}\n")
    write_columns(
        rows,
        {
            "Durum": lambda row: row.status_words,
            "Hat": lambda row: format_phone(row.phone),
            "Zimmetlisi": lambda row: row.holder_name,
            "Dakika": lambda row: measured(Measure.SECONDS, row.seconds_judgement),
            "Veri": lambda row: measured(Measure.BYTES, row.bytes_judgement),
            "Tahmin": lambda row: "; ".join(filter(None, (*row.forecast_words, row.gap_words))),
        },
    )


def _quota_as_json(row: QuotaRow) -> dict[str, Any]:
    seconds, data = row.seconds_judgement, row.bytes_judgement
    answer = {
        "line": row.phone,
        "holder": row.holder_name or None,
        "operator": row.operator,
        "period": row.period.key,
        "first_day": row.period.starts_on,
        "last_day": _last_day(row.period.ends_on),
        "known_through": _last_day(row.known_until),
        "missing_days": seconds.missing_days,
        "elapsed_share": _share(seconds.elapsed_share),
        "quota": {"seconds": row.quota_seconds, "bytes": row.quota_bytes},
        "share": _worst_share(seconds, data),
        "forecast": row.runs_out_on,
        **fields_of(row, "seconds", "bytes", "quota_seconds", "quota_bytes"),
        **fields_of(row, "status", "runs_out_on", "assumptions"),
        "forecast_words": ". ".join(filter(None, row.forecast_words)),
    }
    for name, judgement in (("seconds", seconds), ("bytes", data)):
        answer[f"share_{name}"] = _share(judgement.share)
        for what, value in fields_of(judgement, "status", "runs_out_on", "reached_on").items():
            answer[f"{what}_{name}"] = value
    return answer


def _last_day(end: dt.date | None) -> dt.date | None:
    """Return the day before an open end."""
    return None if end is None else end - dt.timedelta(days=1)


def _worst_share(*judgements: QuotaJudgement) -> float | None:
    """Return the larger share of the measures; None when nothing is known of either."""
    shares = [judgement.share for judgement in judgements if judgement.share is not None]
    return _share(max(shares, default=None))


def _share(share: float | None) -> float | None:
    return None if share is None else round(share, 4)


_MOST_HOURS: Final = 24 * 366


def list_cases(arguments: Namespace, desk: Desk) -> None:
    """Write the wanted cases."""
    from alo183_desktop.cases import lists, service
    from alo183_desktop.documents.columns import workbook_table
    from alo183_desktop.documents.workbooks import write_table as write_workbook

    table = None
    with desk.work() as work:
        now = work.now
        rows: Sequence[CaseRow] = ()
        columns = lists.columns(lists.Countdown(now))
        found = _wanted(work, arguments)
        if arguments.xlsx is not None:
            table = workbook_table(columns, found)
        else:
            rows = PackedRows(found)
        count = len(rows if table is None else table.rows)
        service.TRAIL.record_export(work, count, "command_line")
    if table is not None:
        write_file(arguments.xlsx, write_workbook("Vakalar", table.headings, table.rows))
    elif arguments.json:
        write_json(lists.as_json(row, now) for row in rows)
    else:
        write_columns(rows, {one.heading: one.text for one in columns[: lists.SHOWN]})


def _wanted(work: Work, arguments: Namespace) -> Iterator[CaseRow]:
    from alo183_desktop.access.lists import MOST_EXPORTED
    from alo183_desktop.cases import lists
    from alo183_desktop.cases.kinds import CaseView
    from alo183_desktop.cases.rows import CaseFilter

    view, until = CaseView(arguments.view), work.now
    is_bounded = arguments.late or arguments.due_within is not None
    if is_bounded:
        if view is CaseView.ALL:
            view = CaseView.RUNNING
        until = work.now + dt.timedelta(hours=arguments.due_within or 0)
    wanted = CaseFilter(view=view, search=arguments.search)
    most = sys.maxsize if arguments.xlsx is None else MOST_EXPORTED
    for row in lists.ROWS.whole(work, wanted, most=most):
        if is_bounded and view is CaseView.RUNNING and row.due_at > until:
            return  # they come in the order of their ends
        if not is_bounded or _is_asked_for(row, arguments, until, now=work.now):
            yield row


def _is_asked_for(
    row: CaseRow, arguments: Namespace, until: dt.datetime, *, now: dt.datetime
) -> bool:
    """Return whether the 24 hours of a case run and are over, or end by `until`, as asked."""
    if not row.is_running():
        return False
    if row.is_entry_late(now):
        return bool(arguments.late)
    return arguments.due_within is not None and row.due_at <= until


def read_hours(text: str) -> float:
    """Return a number of hours as typed, with a comma or a point.

    Raises:
        ArgumentTypeError: It is not a number.
    """
    try:
        hours = float(text.replace(",", "."))
    except ValueError as error:
        raise ArgumentTypeError("saat sayısı okunamadı; örneğin 4 ya da 1,5") from error
    if not 0 <= hours <= _MOST_HOURS:
        raise ArgumentTypeError(f"saat sayısı 0 ile {_MOST_HOURS} arasında olmalı")
    return hours
