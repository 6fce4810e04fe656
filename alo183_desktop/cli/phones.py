"""`alo183 phones` and `alo183 quota`: who holds which phone, and how far each line is."""

from __future__ import annotations

import datetime as dt
from argparse import ArgumentTypeError
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.cli.context import write_json, write_table
from alo183_desktop.shared.calendar import day_end
from alo183_desktop.shared.clock import ISTANBUL, format_instant, local, local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.numbers import percent_text

if TYPE_CHECKING:
    from argparse import Namespace

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.cli.context import Context
    from alo183_desktop.phones.quotas.rows import QuotaRow
    from alo183_desktop.phones.quotas.rules import Judgement
    from alo183_desktop.phones.rows import HandsetRow, LineRow

_DAY_FORMS: Final = ("%Y-%m-%d", "%d.%m.%Y")
_TIME_FORMS: Final = ("%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%d.%m.%Y %H:%M", "%d.%m.%YT%H:%M")
_MONTH_FORMS: Final = ("%Y-%m", "%m.%Y", "%m/%Y")


def add_parsers(commands: Any) -> None:
    """Add both commands to the parser of all commands."""
    phones = commands.add_parser(
        "phones",
        help="hatları ve cihazları zimmetlileriyle listeler",
        description="Her hattın ve cihazın o andaki durumunu ve kimin zimmetinde olduğunu yazar. "
        "PIN ve PUK kodları yazılmaz; listeleme denetim izine yazılır.",
    )
    phones.add_argument(
        "--as-of",
        type=read_instant,
        metavar="AN",
        help="2026-03-14T02:30 ya da 14.03.2026 02:30, Türkiye saatiyle; yalnız gün yazılırsa o "
        "günün sonu (verilmezse şimdi)",
    )
    phones.add_argument("--line", metavar="NUMARA", help="yalnız bu hat")
    phones.add_argument(
        "--json", action="store_true", help="JSON olarak yazar, hat ve cihaz başına bir nesne"
    )
    phones.set_defaults(run=_run_phones)

    quota = commands.add_parser(
        "quota",
        help="hatların kota durumunu listeler",
        description="Her hattın dönemdeki kullanımını, kotasını ve bu hızla dolacağı günü yazar; "
        "en kötüsü başta. Listeleme denetim izine yazılır.",
    )
    quota.add_argument(
        "--period",
        type=read_month,
        metavar="AY",
        help="dönemin başladığı ay, 2026-09 (verilmezse içinde bulunulan dönem)",
    )
    quota.add_argument(
        "--json", action="store_true", help="JSON olarak yazar, hat başına bir nesne"
    )
    quota.set_defaults(run=_run_quota)


def run_phones(arguments: Namespace, desk: Desk) -> int:
    """Write lines and handsets as of an instant; return the exit code."""
    from alo183_desktop.phones import service
    from alo183_desktop.phones.rows import PhoneFilter
    from alo183_desktop.shared.identity import parse_mobile

    phone = parse_mobile(arguments.line) if arguments.line else None
    with desk.work() as work:
        at = arguments.as_of or work.now
        # The end of today is asked for by its day, and told as it is now.
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
        service.record_export(work, len(lines) + len(handsets), "command_line")
    if arguments.json:
        write_json([*map(_line_as_json, lines), *map(_handset_as_json, handsets)])
    else:
        _write_phones(lines, handsets)
    return 0


def run_quota(arguments: Namespace, desk: Desk) -> int:
    """Write how far each line is in a period; return the exit code."""
    from alo183_desktop.phones.quotas import service as quota_service

    with desk.work() as work:
        today = local_day(work.now)
        key = arguments.period or quota_service.present_period(work, today=today)
        rows = quota_service.export_page(work, key, today=today, how="command_line")
    if arguments.json:
        write_json([_quota_as_json(row) for row in rows])
    else:
        _write_quota(rows)
    return 0


def read_instant(text: str) -> dt.datetime:
    """Return an instant as typed, in the time of Istanbul; of a day alone its end.

    Raises:
        ArgumentTypeError: It is neither.
    """
    plain = " ".join(text.split())
    for form in _DAY_FORMS:
        if (day := _parsed(plain, form)) is not None:
            return day_end(day) - dt.timedelta(microseconds=1)
    for form in (*_TIME_FORMS, *(f"{form}:%S" for form in _TIME_FORMS)):
        if (instant := _parsed(plain, form)) is not None:
            return instant.replace(tzinfo=ISTANBUL)
    try:
        instant = dt.datetime.fromisoformat(plain)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None:
        raise ArgumentTypeError("an okunamadı; 2026-03-14T02:30 ya da 14.03.2026 02:30 yazınız")
    return instant


def read_month(text: str) -> str:
    """Return a month as typed, as `2026-09`.

    Raises:
        ArgumentTypeError: It is none.
    """
    from alo183_desktop.shared.calendar import is_month_key, month_key

    for form in _MONTH_FORMS:
        if (day := _parsed(text.strip(), form)) is not None:
            key = month_key(day)
            if is_month_key(key):
                return key
    raise ArgumentTypeError("ay okunamadı; 2026-09 biçiminde yazınız")


def _parsed(text: str, form: str) -> dt.datetime | None:
    try:
        return dt.datetime.strptime(text, form)  # noqa: DTZ007 - the caller knows the zone
    except ValueError:
        return None


def _run_phones(arguments: Namespace, context: Context) -> int:
    with context.open_desk() as desk:
        return run_phones(arguments, desk)


def _run_quota(arguments: Namespace, context: Context) -> int:
    with context.open_desk() as desk:
        return run_quota(arguments, desk)


def _write_phones(lines: tuple[LineRow, ...], handsets: tuple[HandsetRow, ...]) -> None:
    from alo183_desktop.phones.rules import STATE_WORDS

    held = [
        (format_phone(row.phone), row.operator, STATE_WORDS[row.state], row) for row in lines
    ] + [(row.label, "", STATE_WORDS[row.state], row) for row in handsets]
    write_table(
        ("Hat ya da cihaz", "Operatör", "Durum", "Zimmetlisi", "Ne zamandan beri"),
        [
            (
                label,
                operator,
                state,
                row.holder_name,
                format_instant(row.held_since) if row.held_since else "",
            )
            for label, operator, state, row in held
        ],
    )


def _write_quota(rows: tuple[QuotaRow, ...]) -> None:
    from alo183_desktop.phones.kinds import Measure
    from alo183_desktop.phones.quotas import words

    def measured(measure: Measure, judgement: Judgement) -> str:
        told = words.used_words(measure, judgement)
        return told if judgement.share is None else f"{told}, {percent_text(judgement.share)}"

    write_table(
        ("Durum", "Hat", "Zimmetlisi", "Dakika", "Veri", "Tahmin"),
        [
            (
                words.STATUSES[row.status],
                format_phone(row.phone),
                row.holder_name,
                measured(Measure.SECONDS, row.seconds_judgement),
                measured(Measure.BYTES, row.bytes_judgement),
                "; ".join(part for part in (*row.forecast_words, row.gap_words) if part),
            )
            for row in rows
        ],
    )


def _line_as_json(row: LineRow) -> dict[str, Any]:
    return {
        "kind": "line",
        "line": row.phone,
        "operator": row.operator,
        "package": row.package,
        "iccid": row.iccid,
        **_custody_as_json(row),
        "last_holder": row.last_holder_name or None,
        "has_unsigned_form": row.has_unsigned_form,
    }


def _handset_as_json(row: HandsetRow) -> dict[str, Any]:
    return {
        "kind": "handset",
        "make": row.make,
        "model": row.model,
        "imei": row.imei,
        "serial": row.serial,
        "condition": row.condition,
        "accessories": row.accessories,
        **_custody_as_json(row),
        "has_unsigned_form": row.has_unsigned_form,
    }


def _custody_as_json(row: LineRow | HandsetRow) -> dict[str, Any]:
    return {
        "state": row.state.value,
        "holder": row.holder_name or None,
        "holder_id": row.holder_id,
        "held_since": local(row.held_since).isoformat() if row.held_since else None,
    }


def _quota_as_json(row: QuotaRow) -> dict[str, Any]:
    seconds, data = row.seconds_judgement, row.bytes_judgement
    return {
        "line": row.phone,
        "holder": row.holder_name or None,
        "operator": row.operator,
        "period": row.period.key,
        "first_day": row.period.starts_on.isoformat(),
        "last_day": _last_day(row.period.ends_on),
        "known_through": _last_day(row.known_until),
        "missing_days": seconds.missing_days,
        "elapsed_share": _share(seconds.elapsed_share),
        "seconds": row.seconds,
        "bytes": row.bytes,
        "quota": {"seconds": row.quota_seconds, "bytes": row.quota_bytes},
        "share": _worst_share(seconds, data),
        "forecast": _day(row.runs_out_on),
        "quota_seconds": row.quota_seconds,
        "quota_bytes": row.quota_bytes,
        "share_seconds": _share(seconds.share),
        "share_bytes": _share(data.share),
        "status": row.status.value,
        "status_seconds": seconds.status.value,
        "status_bytes": data.status.value,
        "runs_out_on": _day(row.runs_out_on),
        "runs_out_on_seconds": _day(seconds.runs_out_on),
        "runs_out_on_bytes": _day(data.runs_out_on),
        "reached_on_seconds": _day(seconds.reached_on),
        "reached_on_bytes": _day(data.reached_on),
        "forecast_words": ". ".join(part for part in row.forecast_words if part),
        "assumptions": list(row.assumptions),
    }


def _day(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()


def _last_day(end: dt.date | None) -> str | None:
    """Return the day before an open end."""
    return None if end is None else (end - dt.timedelta(days=1)).isoformat()


def _worst_share(*judgements: Judgement) -> float | None:
    """Return how far the measure is that is furthest; None when nothing is known of either."""
    shares = [judgement.share for judgement in judgements if judgement.share is not None]
    return _share(max(shares, default=None))


def _share(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
