"""Facts of this moment beside names: until when, in which vehicle, the director, the backups."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any, Final, NamedTuple

from tests.truth.facts_of_duties import door_card, foot_words, is_kept, on_main, people
from tests.truth.facts_of_duties import now as on_duty
from tests.truth.looks import Looks, instant
from tests.truth.net import Cost, Fact, Surface

_DAY: Final = dt.timedelta(days=1)
_EXEMPT: Final = ("night_exempt", "duty_exempt")
_PLATE: Final = re.compile(r"\b\d{2} [A-Z]{1,3} \d{2,5}\b")


class Running(NamedTuple):
    """A duty that runs now."""

    kind: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    plate: str
    """Of its vehicle, if that is there; empty: it has none."""
    is_held: bool


def _running(looks: Looks) -> list[Running]:
    """Return the duties of this moment in the order in which they are called."""
    rows = sorted(
        (one for one in looks.rows.duties if one.starts_at <= looks.now < one.ends_at),
        key=lambda one: (
            ("main", "stand_in", "driver").index(one.kind.value),
            one.starts_at,
            one.id,
        ),
    )
    return [
        Running(
            one.kind.value,
            one.starts_at,
            one.ends_at,
            held.plate,
            held.is_held,
        )
        for one, held in zip(rows, on_duty(looks), strict=True)
    ]


def _told(looks: Looks) -> list[Any]:
    return [
        (one["kind"], instant(one["starts_at"]), instant(one["ends_at"]), one["vehicle"] or "")
        for one in looks.answer("duty")["on_duty"]
    ]


def _lines(looks: Looks) -> list[tuple[str, list[str]]]:
    """Return the ends and the plates in the lines of `alo183 duty`."""
    lines = [one for one in looks.command("duty").splitlines() if one.endswith(" anına kadar)")]
    return [
        (one.rpartition(" (")[2].removesuffix(" anına kadar)"), _PLATE.findall(one))
        for one in lines
    ]


def _as_lines(counted: list[Running], looks: Looks) -> list[tuple[str, list[str]]]:
    return [
        (f"{looks.local(one.ends_at):%d.%m.%Y %H:%M}", [one.plate] if one.plate else [])
        for one in counted
    ]


def _plates(counted: list[Running], kinds: tuple[str, ...] = ()) -> list[str]:
    return sorted(
        one.plate
        for one in counted
        if one.plate and (not kinds or (one.kind in kinds and one.is_held))
    )


def _sheet_plates(looks: Looks) -> list[str]:
    words = " ".join(looks.morning_sheet.split())
    return sorted(_PLATE.findall(words.partition("Nöbette: ")[2].partition(" yedek: ")[0]))


def _end_in_foot(looks: Looks) -> str:
    found = re.search(r"bitişi (\d\d\.\d\d)", foot_words(looks))
    return found[1] if found else ""


def _end_of_mains(counted: list[Running], looks: Looks) -> str:
    mains = [one.ends_at for one in counted if one.kind == "main" and one.is_held]
    answered = any(one.phone for one in on_main(on_duty(looks)))
    if not is_kept(looks) or not answered:
        return _end_in_foot(looks)  # the line is about what is lacking
    end = min(mains)
    return f"{looks.local(end):%H.%M}" if end - looks.now < _DAY else ""


def _changes_at(looks: Looks) -> dt.datetime | None:
    """Return when somebody else is on duty than now: a duty begins or ends, or leave does."""
    known = people(looks)
    running = [one for one in looks.rows.duties if one.starts_at <= looks.now < one.ends_at]
    last = max((one.ends_at for one in running), default=looks.now)
    holders = {known[one.person_id][0].id for one in running if one.person_id}
    edges = [
        at
        for one in looks.rows.absences
        if one.person_id in holders
        and one.kind.value not in _EXEMPT
        and one.starts_at < last
        and one.ends_at > looks.now
        for at in (one.starts_at, one.ends_at)
        if looks.now < at < last
    ]
    begins = [one.starts_at for one in looks.rows.duties if one.starts_at > looks.now]
    return min([*(one.ends_at for one in running), *edges, *begins], default=None)


def _told_change(looks: Looks) -> dt.datetime | None:
    at = looks.answer("duty")["next_at"]
    return instant(at) if at else None


def _change_on_card(looks: Looks) -> str:
    found = re.search(r"geçerlilik sonu: (\d\d\.\d\d\.\d{4} \d\d:\d\d|bilinmiyor)", _card(looks))
    return found[1] if found else "none"


def _card(looks: Looks) -> str:
    return " ".join(door_card(looks).split())


def director(looks: Looks) -> tuple[str, str]:
    """Return whom everybody calls when nobody answers, and under which number."""
    (limits,) = looks.rows.rota_limits
    return limits.director_name, limits.director_phone


def _told_director(looks: Looks) -> tuple[str, str]:
    found = looks.answer("duty")["director"]
    return found["name"] or "", found["phone"] or ""


def _director_line(looks: Looks) -> str:
    lines = looks.command("duty").splitlines()
    return next((one for one in lines if one.startswith("İl müdürü: ")), "")


def _as_director_line(counted: tuple[str, str], looks: Looks) -> str:
    name, phone = counted
    words = ", ".join(filter(None, (name, looks.phone_words(phone) if phone else "")))
    return f"İl müdürü: {words}" if words else ""


def _is_on_card(looks: Looks) -> bool:
    name, phone = director(looks)
    return name in _card(looks) and (not phone or looks.phone_words(phone) in _card(looks))


# Backups


def backup_words(looks: Looks, entries: int) -> str:
    """Return how old the newest backup is, and how many entries of the trail it does not hold.

    Args:
        looks: At the office.
        entries: Of the trail when the words are said.
    """
    known = looks.backups
    if known is None:
        return "Yedek: sunucuda alınır"
    taken = [one for one in known if looks.day_of(one[0]) <= looks.today]
    if not taken:
        return "Yedek: alınmadı"
    at, held = max(taken)
    minutes = int((looks.now - at).total_seconds()) // 60
    days = (looks.today - looks.day_of(at)).days
    shown = looks.local(at)
    if days == 0:
        hours, rest = divmod(max(0, minutes), 60)
        ago = f"{hours} sa {rest:02} dk" if hours else f"{rest} dk" if rest else "az"
        when = f"bugün {shown:%H:%M} ({ago} önce)"
    else:
        when = f"dün {shown:%H:%M}" if days == 1 else f"{shown:%d.%m.%Y %H:%M} ({days} gün önce)"
    since = f"{entries - held - 1:,}".replace(",", ".")  # the entry about the backup itself
    more = f"; sonraki {since} denetim kaydı yedekte yok" if entries > held + 1 else ""
    return f"Son yedek: {when}{more}"


def _said_today(_counted: Any, looks: Looks) -> str:
    looks.answer("today")
    return backup_words(looks, looks.asked_at["today", "--json"])


def _is_in_text(looks: Looks) -> bool:
    said = looks.command("today")
    return backup_words(looks, looks.asked_at["today",]) in said


def _is_on_sheet(looks: Looks) -> bool:
    said = " ".join(looks.morning_sheet.split())
    return backup_words(looks, looks.asked_at["morning sheet",]) in said


def _is_in_foot(looks: Looks) -> str:
    said = looks.window.foot[1]
    expected = backup_words(looks, looks.window.entries)
    return "" if said.endswith(expected) else f"{said}, and not {expected}"


def _is_on_page(looks: Looks) -> str:
    said, expected = looks.window.backup_line, backup_words(looks, looks.window.entries)
    return "" if said == expected else f"{said}, and not {expected}"


def _true(_counted: Any, _looks: Looks) -> bool:
    return True


def _nothing(_counted: Any, _looks: Looks) -> str:
    return ""


FACTS: Final = (
    Fact(
        "until when the duties of this moment run, and with which vehicle",
        "alo183_desktop.rota.queries:on_duty",
        _running,
        (
            Surface(
                "alo183 duty --json: until when, in what",
                _told,
                lambda counted, _looks: [one[:4] for one in counted],
            ),
            Surface("alo183 duty: until when, in what", _lines, _as_lines),
            Surface("foot of the window: until when", _end_in_foot, _end_of_mains),
            Surface(
                "door card: vehicles",
                lambda looks: sorted(_PLATE.findall(_card(looks))),
                lambda counted, _looks: _plates(counted, ("driver",)),
                cost=Cost.PAPER,
            ),
            Surface(
                "morning sheet: vehicles",
                _sheet_plates,
                lambda counted, looks: _plates(counted) if is_kept(looks) else [],
                cost=Cost.PAPER,
            ),
        ),
    ),
    Fact(
        "when somebody else is on duty",
        "alo183_desktop.rota.queries:on_duty",
        _changes_at,
        (
            Surface("alo183 duty --json: the next change", _told_change),
            Surface(
                "door card: until when it holds",
                _change_on_card,
                lambda counted, looks: (
                    f"{looks.local(counted):%d.%m.%Y %H:%M}" if counted else "bilinmiyor"
                ),
                cost=Cost.PAPER,
            ),
        ),
    ),
    Fact(
        "which director is called when nobody answers",
        "alo183_desktop.rota.queries:on_duty",
        director,
        (
            Surface("alo183 duty --json: director", _told_director),
            Surface("alo183 duty: director", _director_line, _as_director_line),
            Surface("door card: director", _is_on_card, _true, cost=Cost.PAPER),
        ),
    ),
    Fact(
        "how old the newest backup is, and what it does not hold",
        "alo183_desktop.access.backup_rules:judge",
        lambda _looks: None,
        (
            Surface(
                "alo183 today --json: backups",
                lambda looks: looks.answer("today")["backups"]["told"],
                _said_today,
            ),
            Surface("alo183 today: backups", _is_in_text, _true),
            Surface("morning sheet: backups", _is_on_sheet, _true, cost=Cost.PAPER),
            Surface("window: foot, backups", _is_in_foot, _nothing, cost=Cost.WINDOW),
            Surface("window: Bugün, backups", _is_on_page, _nothing, cost=Cost.WINDOW),
        ),
    ),
)
