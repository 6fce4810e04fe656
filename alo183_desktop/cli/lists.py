"""The lists: `alo183 officers`, `changes`, `phones`, `quota` and `cases`."""

from __future__ import annotations

import datetime as dt
import sys
from argparse import ArgumentTypeError
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.cli.context import write_columns, write_json, write_table
from alo183_desktop.shared.clock import format_day, format_instant, format_since, local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.numbers import percent_text
from alo183_desktop.shared.packed_rows import PackedRows
from alo183_desktop.shared.values import fields_of

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Sequence

    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.cases.rows import CaseRow
    from alo183_desktop.changes.rows import ChangeRow
    from alo183_desktop.db.work import Work
    from alo183_desktop.officers.rows import OfficerRow
    from alo183_desktop.phones.quotas.rows import QuotaRow
    from alo183_desktop.phones.quotas.rules import QuotaJudgement
    from alo183_desktop.phones.rows import HandsetRow, LineRow


def list_officers(arguments: Namespace, desk: Desk) -> None:
    """Write the officers as of a day."""
    from alo183_desktop.officers import service
    from alo183_desktop.officers.rows import OfficerFilter

    with desk.work() as work:
        as_of = arguments.as_of or local_day(work.now)
        rows = service.search_officers(work, OfficerFilter(state=arguments.state), as_of=as_of)
        service.TRAIL.record_export(work, len(rows), "command_line")
    if arguments.json:
        write_json([_officer_as_json(row) for row in rows])
    else:
        write_columns(
            rows,
            {
                "Adı soyadı": lambda row: row.name,
                "Unvanı": lambda row: row.title,
                "T.C. kimlik no": lambda row: row.masked_tckn,
                "Konuları": lambda row: ", ".join(row.subject_words),
                "Kurumsal cep": lambda row: format_phone(row.corporate_mobile),
                "Görevde": lambda row: format_day(row.since) if row.since else "",
            },
        )


def list_changes(arguments: Namespace, desk: Desk) -> None:
    """Write the change files."""
    from alo183_desktop.changes import letter_list
    from alo183_desktop.changes.dossier import service as change_files

    with desk.work() as work:
        rows = [
            row
            for row in change_files.find_changes(work)
            if row.file.lacking or not arguments.lacking
        ]
        letter_list.TRAIL.record_export(work, len(rows), "command_line")
    if arguments.json:
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


def _officer_as_json(row: OfficerRow) -> dict[str, Any]:
    return {
        **fields_of(row, "officer_id", "name", "given_names", "surname", "title"),
        "unit": row.unit_name,
        "tckn": row.masked_tckn,
        **fields_of(row, "subjects", "acting", "replaced"),
        **fields_of(row, "corporate_email", "corporate_mobile"),
        **fields_of(row, "since", "left_on", "is_active"),
    }


def list_phones(arguments: Namespace, desk: Desk) -> None:
    """Write lines and handsets as of an instant."""
    from alo183_desktop.phones import service
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
    if arguments.json:
        write_json([*map(_line_as_json, lines), *map(_handset_as_json, handsets)])
    else:
        _write_phones(lines, handsets)


def list_quotas(arguments: Namespace, desk: Desk) -> None:
    """Write the usage of each line in a period."""
    from alo183_desktop.phones.quotas import service as quota_service

    with desk.work() as work:
        today = local_day(work.now)
        key = arguments.period or quota_service.list_periods(work, today=today)[0].key
        rows = quota_service.quota_page(work, arguments.period or None, today=today)
        quota_service.TRAIL.record_export(work, len(rows), "command_line", period=key)
    if arguments.json:
        write_json([_quota_as_json(row) for row in rows])
    else:
        _write_quota(rows, key, today=today)


def _write_phones(lines: tuple[LineRow, ...], handsets: tuple[HandsetRow, ...]) -> None:

    write_columns(
        [
            *((format_phone(row.phone), row.operator, row) for row in lines),
            *((row.label, "", row) for row in handsets),
        ],
        {
            "Hat ya da cihaz": lambda one: one[0],
            "Operatör": lambda one: one[1],
            "Durum": lambda one: one[2].state.words,
            "Zimmetlisi": lambda one: one[2].holder_name,
            "Ne zamandan beri": lambda one: (
                format_since(one[2].held_since) if one[2].held_since else ""
            ),
        },
    )


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


def _line_as_json(row: LineRow) -> dict[str, Any]:
    return {
        "kind": "line",
        "line": row.phone,
        **fields_of(row, "operator", "package", "iccid"),
        **_custody_as_json(row),
        "last_holder": row.last_holder_name or None,
        "has_unsigned_form": row.has_unsigned_form,
    }


def _handset_as_json(row: HandsetRow) -> dict[str, Any]:
    return {
        "kind": "handset",
        **fields_of(row, "make", "model", "imei", "serial", "condition", "accessories"),
        **_custody_as_json(row),
        "has_unsigned_form": row.has_unsigned_form,
    }


def _custody_as_json(row: LineRow | HandsetRow) -> dict[str, Any]:
    held = fields_of(row, "state", "holder_id", "held_since")
    return {**held, "holder": row.holder_name or None}


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


_PAGE: Final = 1000
_MOST_HOURS: Final = 24 * 366
"""Values of `cases.kinds.CaseView`; a test compares them."""


def list_cases(arguments: Namespace, desk: Desk) -> None:
    """Write the wanted cases."""
    from alo183_desktop.cases import service
    from alo183_desktop.cases.lists import Countdown, columns
    from alo183_desktop.documents.columns import workbook_table
    from alo183_desktop.documents.workbooks import write_table as write_workbook
    from alo183_desktop.shared.written_files import write_file

    table = None
    with desk.work() as work:
        now = work.now
        rows: Sequence[CaseRow] = ()
        found = _wanted(work, arguments)
        if arguments.xlsx is not None:
            table = workbook_table(columns(Countdown(now)), found)
        else:
            rows = PackedRows(found)
        count = len(rows if table is None else table.rows)
        service.TRAIL.record_export(work, count, "command_line")
    if table is not None:
        write_file(arguments.xlsx, write_workbook("Vakalar", table.headings, table.rows))
    elif arguments.json:
        write_json(_case_as_json(row, now) for row in rows)
    else:
        write_columns(
            rows,
            {
                "Başvuru no": lambda row: row.number,
                "Yönlendirme": lambda row: format_instant(row.routed_at),
                "Kalan süre": lambda row: _left_words(row, now),
                "Konusu": lambda row: row.subject_name,
                "Türü": lambda row: row.kind_name,
                "İlçe": lambda row: row.district,
                "Sorumlu": lambda row: row.officer_name,
            },
        )


def _wanted(work: Work, arguments: Namespace) -> Iterator[CaseRow]:
    from alo183_desktop.cases import service
    from alo183_desktop.cases.kinds import CaseView
    from alo183_desktop.cases.rows import CaseFilter

    view, until = CaseView(arguments.view), work.now
    is_bounded = arguments.late or arguments.due_within is not None
    if is_bounded:
        if view is CaseView.ALL:
            view = CaseView.RUNNING
        until = work.now + dt.timedelta(hours=arguments.due_within or 0)
    wanted = CaseFilter(view=view, search=arguments.search)
    after = None
    while True:
        page = service.find_cases(work, wanted, after=after, limit=_PAGE)
        for row in page.rows:
            if is_bounded and view is CaseView.RUNNING and row.due_at > until:
                return  # they come in the order of their ends
            if not is_bounded or _is_asked_for(row, arguments, until, now=work.now):
                yield row
        after = page.after
        if after is None:
            return


def _is_asked_for(
    row: CaseRow, arguments: Namespace, until: dt.datetime, *, now: dt.datetime
) -> bool:
    """Return whether the 24 hours of a case run and are over, or end by `until`, as asked."""
    if not row.is_running():
        return False
    if row.is_entry_late(now):
        return bool(arguments.late)
    return arguments.due_within is not None and row.due_at <= until


def _left_words(row: CaseRow, now: dt.datetime) -> str:
    from alo183_desktop.cases.rules import left_words

    entered = row.entered_at
    if entered is None:
        return left_words(row.time_left(now))
    late = " (geç)" if row.is_entry_late(now) else ""
    return f"girildi {format_instant(entered)}{late}"


def _case_as_json(row: CaseRow, now: dt.datetime) -> dict[str, Any]:
    from alo183_desktop.cases.rules import (
        clock_state,
        due_at,
        is_action_late,
        is_entry_late,
        time_left,
    )

    # Each time of a row is converted when it is read: once here, of a million rows.
    routed, entered = row.routed_at, row.entered_at
    acted, action_due = row.first_action_at, row.action_due_at
    due = due_at(routed)
    return {
        **fields_of(row, "case_id", "number"),
        "routed_at": routed,
        "due_at": due,
        "minutes_left": None if entered else int(time_left(due, now).total_seconds() // 60),
        "clock": clock_state(routed, entered, now=now),
        "is_entry_late": is_entry_late(routed, entered, now=now),
        "first_action_at": acted,
        "action_due_at": action_due,
        "is_action_late": is_action_late(action_due, acted, now=now),
        "entered_at": entered,
        "subject": row.subject_name,
        "kind": row.kind_name,
        "district": row.district,
        "officer": row.officer_name,
        **{name: bool(getattr(row, name)) for name in _MARKS},
    }


_MARKS: Final = ("is_urgent", "is_police_informed", "is_closed")


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
