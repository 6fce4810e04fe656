"""Turkish wordings of the usage of a line and its quota."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from alo183_desktop.phones.kinds import Measure, NoticeKind
from alo183_desktop.phones.quotas.rules import QuotaJudgement, Status
from alo183_desktop.shared.calendar import month_name, month_words
from alo183_desktop.shared.clock import format_day
from alo183_desktop.shared.numbers import number_text, percent_text, whole_minutes
from alo183_desktop.shared.turkish import upper_first

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping

    from alo183_desktop.documents.states import MarkState
    from alo183_desktop.phones.quotas.rows import QuotaRow
    from alo183_desktop.phones.quotas.rules import QuotaPeriod, Setting

_AT: Final = ("ta", "ta", "ta", "da", "ta", "da", "da", "ta", "de", "de", "da", "ta")
"""The suffix of time of each month: `Kasım’da`."""
UNKNOWN: Final = "bilinmiyor"

SIGNS: Final[Mapping[Status, MarkState]] = {
    Status.OVER: "late",
    Status.NEAR: "near",
    Status.GOOD: "good",
    Status.UNKNOWN: "unknown",
}
"""How the list and its paper mark a line."""
_COUNTED: Final[Mapping[Status, str]] = {
    Status.OVER: "hat kotayı aştı",
    Status.NEAR: "hat yaklaşıyor",
    Status.UNKNOWN: "hattın kullanımı bilinmiyor",
}
"""What a count of lines says of them."""

_MINUTE: Final = 60
_KB: Final = 1024
_MB: Final = 1024**2
_GB: Final = 1024**3
_LONGEST_MONTH: Final = 31
_FEW_DAYS: Final = 7
"""An average of fewer days is worded as one of those days `alone`."""


def holder_words(row: QuotaRow) -> str:
    """Return the holder of a line today, or its last one in a period that is over."""
    return row.holder_name or "zimmetlisi yok"


def period_words(period: QuotaPeriod, *, today: dt.date | None = None) -> str:
    """Return a period by its days: `14.11 – 13.12`; a whole month as `Kasım 2026`.

    Args:
        today: In Istanbul: days of its year are written without it. None: for papers and files,
            which are read in other years too.
    """
    first, last = period.starts_on, day_before(period.ends_on)
    if first.day == 1 and period.ends_on.day == 1 and period.days <= _LONGEST_MONTH:
        return month_words(period.key)
    if today is not None and first.year == last.year == today.year:
        return f"{first:%d.%m} – {last:%d.%m}"
    return f"{format_day(first)} – {format_day(last)}"


def periods_words(
    periods: Collection[QuotaPeriod], otherwise: str, *, today: dt.date | None = None
) -> str:
    """Return the periods of some lines, as a title names them: by the one that most of them have.

    Args:
        periods: Of the lines.
        otherwise: The month in which they start, such as `2026-11`: named where there is no line.
        today: As for `period_words`.
    """
    counts = Counter(periods)
    if not counts:
        return month_words(otherwise)
    (most, _count), *others = counts.most_common()
    return period_words(most, today=today) + (" (bazı hatların dönemi ayrı)" if others else "")


def summary_marks(statuses: Collection[Status]) -> list[tuple[Status, str]]:
    """Return what is to say of some lines in one period, the worst first: `1 hat kotayı aştı`.

    Lines within their quota are named only where every line is known.
    """
    counts = Counter(statuses)
    marks = [
        (status, f"{number_text(counts[status])} {told}")
        for status, told in _COUNTED.items()
        if counts[status]
    ]
    if not marks and counts:
        return [(Status.GOOD, "kotayı aşan yok")]
    return marks


def day_words(day: dt.date) -> str:
    """Return a day as `27 Kasım`."""
    return f"{day.day} {month_name(day)}"


def on_day(day: dt.date) -> str:
    """Return on which day something happens: `27 Kasım’da`."""
    return f"{day.day} {month_name(day)}’{_AT[day.month - 1]}"


def amount_words(measure: Measure, amount: float) -> str:
    """Return an amount as people read it: `268 dk`, `0,86 GB`, `36 MB`."""
    if measure is Measure.BYTES:
        return data_words(int(amount))
    if 0 < amount < _MINUTE:
        return f"{int(amount)} sn" if amount >= 1 else "1 sn altı"
    return f"{whole_minutes(amount)} dk"


def data_words(amount: int) -> str:
    """Return bytes as `1,09 GB`, `36 MB`, `12 KB`, rounded down; 1 GB is 1024 MB."""
    if amount >= _GB:
        return f"{_gigabytes(amount)} GB"
    if amount >= _MB:
        return f"{amount // _MB} MB"
    if amount >= _KB:
        return f"{amount // _KB} KB"
    return f"{amount} B" if amount else "0 MB"


def setting_words(setting: Setting) -> str:
    """Return what may be used in a period: `300 dk, 1 GB`."""
    return f"{_plain_minutes(setting.seconds)} dk, {data_words(setting.bytes)}"


def used_words(measure: Measure, judgement: QuotaJudgement) -> str:
    """Return what is used of how much: `268 / 300 dk`, `0,86 / 1 GB`; `bilinmiyor`."""
    if judgement.used is None:
        return UNKNOWN
    if measure is Measure.SECONDS:
        return f"{whole_minutes(judgement.used)} / {_plain_minutes(judgement.quota)} dk"
    return f"{_gigabytes(judgement.used)} / {_gigabytes(judgement.quota)} GB"


def left_words(measure: Measure, judgement: QuotaJudgement) -> str:
    """Return what is left: `Kalan 84 dk, günde 7 dk`, or the excess: `Aşılan 12 dk`.

    The second figure is how much of it there is for each day that is left.
    Empty when nothing is known.
    """
    if judgement.left is None:
        return ""
    if judgement.left <= 0:
        over = -judgement.left
        return f"Aşılan {amount_words(measure, over)}" if over else "Kalan yok"
    left = f"Kalan {amount_words(measure, judgement.left)}"
    if judgement.left_per_day is None:
        return left
    return f"{left}, günde {amount_words(measure, judgement.left_per_day)}"


def assumption_words(measure: Measure, judgement: QuotaJudgement) -> str:
    """Return the forecast with its basis.

    `Son 24 günün ortalaması günde 11 dk; bu hızla 27 Kasım’da dolar.` Empty when there is nothing
    to forecast: nothing known, all used, or the period is over.
    """
    if judgement.per_day is None or not judgement.left_days or judgement.status is Status.OVER:
        return ""
    days = judgement.known_days
    which = "Kayıtlı" if judgement.missing_days else "Son"
    which = "Yalnız" if days < _FEW_DAYS else which
    basis = f"{which} {days} günün ortalaması günde {amount_words(measure, judgement.per_day)}"
    if judgement.runs_out_on is not None:
        return f"{basis}; bu hızla {on_day(judgement.runs_out_on)} dolar."
    expected = amount_words(measure, judgement.expected or 0)
    return f"{basis}; bu hızla dönem sonuna yeter (tahmin {expected})."


def forecast_words(
    judgements: Mapping[Measure, QuotaJudgement], period: QuotaPeriod, *, today: dt.date
) -> tuple[str, str]:
    """Return the forecast of a line in two short lines, the main point first.

    Args:
        judgements: Of both measures; at least one is known.
        period: The period.
        today: In Istanbul; on an earlier day it may have run out already.
    """
    over = {m: j for m, j in judgements.items() if j.status is Status.OVER}
    near = {m: j for m, j in judgements.items() if j.status is Status.NEAR}
    if over:
        first = "Doldu: " + ", ".join(_reached_words(m, j) for m, j in over.items())
        beyond = [amount_words(m, -j.left) for m, j in over.items() if j.left]
        second = f"Aşılan: {', '.join(beyond)}" if beyond else "Kotanın tümü kullanıldı"
        if near:
            second = f"{second}; {_soon_words(near, today)}"
        return first, second
    if near:
        return _soon_words(near, today), _pace_words(near)
    known = {m: j for m, j in judgements.items() if j.used is not None}
    # Of the other measure nothing may be said.
    of = "" if len(known) == len(judgements) else f"{' ve '.join(m.words for m in known)} "
    end = upper_first(f"{of}{'ay' if period.starts_on.day == 1 else 'dönem'}")
    if all(not j.left_days for j in known.values()):
        left = ", ".join(amount_words(m, j.left or 0) for m, j in known.items())
        return upper_first(f"{of}kota{'sı' if of else ''} aşılmadı"), f"Kalan: {left}"
    open_end = {m: j for m, j in known.items() if j.runs_out_on is not None}
    early = {m: j for m, j in open_end.items() if j.is_early}
    if early:
        return "Tahmin için erken", _pace_words(early)
    late = [j.runs_out_on for j in open_end.values() if j.runs_out_on is not None]
    expected = ", ".join(amount_words(m, j.expected or 0) for m, j in known.items())
    if late:
        return f"{end} sonuna yakın dolabilir", f"Tahmin: {day_words(min(late))}; {expected}"
    return f"{end} sonuna yeter", f"Tahmin: {expected}"


def missing_words(period: QuotaPeriod, *, today: dt.date) -> str:
    """Return that no file covers a period: `14.11 – 13.12 dosyası alınmadı`."""
    return f"{period_words(period, today=today)} dosyası alınmadı"


def last_known_words(
    period: QuotaPeriod, seconds: int | None, amount: int | None, *, today: dt.date
) -> str:
    """Return what the last known period had: `Son bilinen: 14.10 – 13.11, 120 dk, 412 MB`."""
    known = [period_words(period, today=today)]
    if seconds is not None:
        known.append(amount_words(Measure.SECONDS, seconds))
    if amount is not None:
        known.append(data_words(amount))
    return f"Son bilinen: {', '.join(known)}"


def gap_words(judgements: Mapping[Measure, QuotaJudgement]) -> str:
    """Return what is missing of a line that is partly known; empty when nothing is.

    `5 günün kaydı yok` when days before the last known one are missing alike,
    `veri için 5 günün kaydı yok` when they are not, `veri kaydı yok` when a measure is in no file.
    """
    missing = {judgement.missing_days for judgement in judgements.values()}
    if len(missing) == 1 and all(judgement.used is not None for judgement in judgements.values()):
        (days,) = missing
        return f"{days} günün kaydı yok" if days else ""
    gaps = []
    for measure, judgement in judgements.items():
        if judgement.used is None:
            gaps.append(f"{measure.words} kaydı yok")
        elif judgement.missing_days:
            gaps.append(f"{measure.words} için {judgement.missing_days} günün kaydı yok")
    return ", ".join(gaps)


def elapsed_words(period: QuotaPeriod, until: dt.date) -> str:
    """Return how much of a period is over: `30 günün 24 günü, %80`."""
    share = percent_text(period.elapsed_share(until))
    return f"{period.days} günün {period.elapsed_days(until)} günü, {share}"


def notice_words(kind: NoticeKind, measure: Measure, period: QuotaPeriod, *, today: dt.date) -> str:
    """Return the text of a notice about a line: `Kasım 2026 dakika kotasının %80’i kullanıldı`."""
    quota = f"{period_words(period, today=today)} {measure.words} kotası"
    match kind:
        case NoticeKind.NEAR:
            return f"{quota}nın %80’i kullanıldı"
        case NoticeKind.REACHED:
            return f"{quota} doldu"
        case NoticeKind.FORECAST:
            return f"{quota} bu hızla dönem sonuna yetmiyor"


def _soon_words(near: Mapping[Measure, QuotaJudgement], today: dt.date) -> str:
    """Return when what is near runs out: `27 Kasım’da dakika dolabilir`."""
    days: dict[dt.date, list[str]] = {}
    for measure, judgement in near.items():
        if judgement.runs_out_on is not None:
            days.setdefault(judgement.runs_out_on, []).append(measure.words)
    ending = "dolmuş olabilir" if min(days) < today else "dolabilir"
    parts = (f"{on_day(day)} {' ve '.join(days[day])}" for day in sorted(days))
    return f"{', '.join(parts)} {ending}"


def _pace_words(judgements: Mapping[Measure, QuotaJudgement]) -> str:
    """Return rest and pace of some measures: `Kalan 32 dk, günde 11 dk`.

    It is stated when a pace rests on a few days.
    """
    paces: dict[str, list[str]] = {}
    for measure, judgement in judgements.items():
        days = judgement.known_days
        basis = f" (yalnız {days} günün ortalaması)" if days < _FEW_DAYS else ""
        paces.setdefault(basis, []).append(amount_words(measure, judgement.per_day or 0))
    pace = "; ".join(f"günde {', '.join(amounts)}{basis}" for basis, amounts in paces.items())
    left = ", ".join(amount_words(m, j.left or 0) for m, j in judgements.items())
    return f"Kalan {left}{'; ' if len(judgements) > 1 else ', '}{pace}"


def _reached_words(measure: Measure, judgement: QuotaJudgement) -> str:
    name = measure.words
    return name if judgement.reached_on is None else f"{name} {judgement.reached_on:%d.%m}"


def _gigabytes(amount: int) -> str:
    """Return bytes in gigabytes with two decimals or none, rounded down: `0,50`, `1`."""
    whole, hundredths = divmod(amount * 100 // _GB, 100)
    return f"{whole},{hundredths:02}" if hundredths else f"{whole}"


def _plain_minutes(seconds: int) -> str:
    minutes, rest = divmod(seconds, _MINUTE)
    return f"{minutes}" if not rest else f"{minutes},{rest * 100 // _MINUTE:02}"


def day_before(day: dt.date) -> dt.date:
    """Return the day before: the last one before an open end."""
    return day.fromordinal(day.toordinal() - 1)
