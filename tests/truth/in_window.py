"""What the window shows of the facts: its lists, cards and tiles, and the line below."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from tests.truth import facts_of_duties as duties
from tests.truth.looks import Looks, phones_in
from tests.truth.net import Cost, Fact, Surface
from tests.truth.readers import many, same

if TYPE_CHECKING:
    from tests.truth.window import Cells

_STATES: Final = {
    "in_store": "depoda",
    "issued": "zimmette",
    "in_repair": "tamirde",
    "lost": "kayıp ya da çalıntı",
    "returned": "iade edildi",
    "retired": "kullanımdan kalktı",
}
_STATUSES: Final = {"over": "aşıldı", "near": "yaklaşıyor", "good": "tamam"}
_NUMBERS: Final = re.compile(r"[\d.]+(?:,\d+)?")
_LAST: Final = "son: "
"""Before who held a line last."""
_MASK: Final = "•"
_REST: Final = re.compile(r"ve (\d+) konu daha…")

Shows = Callable[[Any, Looks], Any]


def _window(name: str, read: Callable[[Looks], Any], shows: Shows) -> Surface:
    return Surface(f"window: {name}", read, shows, cost=Cost.WINDOW)


def _list(looks: Looks, place: str, heading: str) -> Cells:
    """Return the list of a page that has a heading; empty where the page shows none."""
    return next((cells for cells in looks.window.lists[place] if cells and heading in cells[0]), [])


def _numbers_in(words: str) -> list[float]:
    return [float(one.replace(".", "").replace(",", ".")) for one in _NUMBERS.findall(words)]


def _at(looks: Looks, at: dt.datetime | None) -> str:
    return f"{looks.local(at):%d.%m.%Y %H:%M}" if at else ""


def _since(looks: Looks, at: dt.datetime) -> str:
    """Return since when something is held: from the first instant of a day, the day alone."""
    return _at(looks, at).removesuffix(" 00:00")


def _day(day: dt.date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else ""


# Phones


def _lines(looks: Looks) -> dict[str, tuple[str, str]]:
    return {
        one["Hat"]: (
            one["Durumu"],
            "" if one["Zimmetlisi"].startswith(_LAST) else one["Zimmetlisi"],
        )
        for one in _list(looks, "phones/items", "Hat")
    }


def _as_lines(counted: Any, looks: Looks) -> dict[str, tuple[str, str]]:
    return {
        looks.phone_words(phone): (_STATES[one["state"]], one["holder"] or "")
        for phone, one in counted.items()
    }


def _held(looks: Looks) -> list[tuple[str, str, str]]:
    return sorted(
        (one["Zimmetlisi"], one["Hat ya da cihaz"], one["Ne zamandan beri"])
        for one in _list(looks, "phones/custody", "Zimmetlisi")
        if one["Türü"] == "hat"
    )


def _as_held(counted: Any, looks: Looks) -> list[tuple[str, str, str]]:
    return sorted(
        (one["holder"], looks.phone_words(phone), _since(looks, one["held_since"]))
        for phone, one in counted.items()
        if one["holder"]
    )


def _quotas(looks: Looks) -> dict[str, tuple[str, list[float], bool]]:
    """Return of each line its number, what it talked and may, and whether data is known."""
    return {
        one["Hat ve zimmetlisi"].partition(",")[0]: (
            one["Durum"] if one["Durum"] in _STATUSES.values() else "",
            _numbers_in(one["Dakika"])[:2],
            bool(_numbers_in(one["Veri"])),
        )
        for one in _list(looks, "phones/quotas", "Dakika")
    }


def _as_quotas(counted: Any, looks: Looks) -> dict[str, tuple[str, list[float], bool]]:
    return {
        looks.phone_words(phone): (
            _STATUSES.get(one.status, ""),
            [] if one.seconds.used is None else [one.seconds.used // 60, one.seconds.quota // 60],
            one.bytes.used is not None,
        )
        for phone, one in counted.items()
    }


# Duties


def _foot(looks: Looks) -> list[str]:
    return sorted(phones_in(looks.window.foot[0]))


def _numbers_of_people(looks: Looks) -> dict[str, list[str]]:
    people = _list(looks, "rota/people", "Telefonu")
    return {one["Adı soyadı"]: phones_in(one["Telefonu"]) for one in people}


def _as_numbers(counted: dict[str, str], looks: Looks) -> dict[str, list[str]]:
    shown = _numbers_of_people(looks)
    return {
        name: [looks.phone_words(phone)] if phone else []
        for name, phone in counted.items()
        if name in shown
    }


def _grid(looks: Looks) -> dict[str, list[str]] | None:
    """Return who stands in each row of the sheet of the month."""
    rows = _list(looks, "rota/sheet", "Gün")
    if not rows:
        return None
    names = [name for _person, name in duties.people(looks).values()]
    found = {}
    for one in rows:
        day = looks.today.replace(day=int(one["Gün"].partition(" ")[0]))
        cells = " / ".join(text for head, text in one.items() if head not in {"Gün", "Tatil"})
        found[_day(day)] = sorted({name for name in cells.split(" / ") if name in names})
    return found


def _counts(looks: Looks) -> dict[str, tuple[list[float], list[float]]] | None:
    """Return the counts beside the sheet: of each kind of duty, and hours."""
    if not duties.is_begun(looks):
        return None
    return {
        one["Kişi (çizelgede)"]: (
            sorted(_numbers_in(one["Nöbet"])),
            _numbers_in(one["Saat (gece)"]),
        )
        for one in _list(looks, "rota/sheet", "Saat (gece)")
        if _numbers_in(one["Nöbet"])
    }


def _as_counts(counted: Any, looks: Looks) -> dict[str, tuple[list[float], list[float]]] | None:
    if not duties.is_begun(looks):
        return None
    return {
        name: (
            sorted(_tenth(count) for count in one.kinds.values()),
            [_tenth(minutes / 60) for minutes in (one.minutes, one.night_minutes)],
        )
        for name, one in counted.items()
        if one.kinds
    }


def _tenth(value: float) -> float:
    return round(value + 1e-9, 1)


def _ledger(looks: Looks) -> dict[str, float]:
    rows = _list(looks, "rota/ledger", "Bu ay")
    return {one["Adı soyadı"]: _numbers_in(one["Bu ay"])[0] for one in rows if one["Bu ay"] != "0"}


def _as_ledger(counted: Any, _looks: Looks) -> dict[str, float]:
    totals = {name: _tenth(sum(one.days.values())) for name, one in counted.items()}
    return {name: total for name, total in totals.items() if total}


def _vehicle_days(looks: Looks) -> dict[str, tuple[str, ...]]:
    return {
        one["Plaka"]: (one["Muayene"], one["Sigorta"], one["Bakım"], one["Koltuk"])
        for one in _list(looks, "vehicles/vehicles", "Plaka")
    }


def _as_vehicle_days(_counted: Any, looks: Looks) -> dict[str, tuple[str, ...]]:
    return {
        one.plate: (
            *(_day(day) for day in (one.inspected_until, one.insured_until, one.serviced_until)),
            str(one.seats),
        )
        for one in looks.rows.vehicles
    }


# Cards, cases, Bugün


def _cases(looks: Looks) -> dict[str, tuple[str, ...]]:
    return {
        one["Başvuru no"]: (one["Yönlendirme"], one["Son an"], one["İlçe"], one["Sorumlu"])
        for one in _list(looks, "cases", "Başvuru no")
    }


def _as_cases(counted: Any, looks: Looks) -> dict[str, tuple[str, ...]]:
    return {
        number: (
            _at(looks, one["routed_at"]),
            _at(looks, one["due_at"]),
            one["district"],
            one["officer"] or "yok",
        )
        for number, one in counted.items()
        if one["entered_at"] is None
    }


def _card(looks: Looks, place: str, shown: str) -> list[str]:
    """Return the words of the card of the chosen row in order; empty without a row."""
    lines = looks.window.cards[place].splitlines()
    return lines if lines and re.match(shown, lines[0]) else []


def _above(card: list[str], word: str) -> str:
    """Return what a card shows above a word; empty where it has none."""
    return next((above for above, below in pairwise(card) if below == word), "")


def _case_card(looks: Looks) -> tuple[str, ...]:
    card = _card(looks, "cases", r"Vaka \d")
    if not card:
        return ()
    # The moment stands below its word, and may be the moment of the act that stands below it too.
    routed = next((below for above, below in pairwise(card) if above == "Yönlendirildi"), "")
    # That there is nobody is drawn, and no label: what stands above is a masked number.
    officer = _above(card, "Sorumlu")
    return card[0].partition(" ")[2], routed, "yok" if _MASK in officer else officer


def _as_case_card(counted: Any, looks: Looks) -> tuple[str, ...]:
    number, *_rest = _case_card(looks) or ("",)
    one = counted.get(number)
    return (number, _at(looks, one["routed_at"]), one["officer"] or "yok") if one else ()


def _line_card(looks: Looks) -> tuple[str, ...]:
    card = _card(looks, "phones/items", r"0\d{3} ")
    if not card:
        return ()
    holder = _above(card, "Zimmetlisi")
    return card[0], "" if holder.startswith((_LAST, "zimmetlisi yok")) else holder


def _as_line_card(counted: Any, looks: Looks) -> tuple[str, ...]:
    number, *_rest = _line_card(looks) or ("",)
    holders = {looks.phone_words(phone): one["holder"] or "" for phone, one in counted.items()}
    return (number, holders[number]) if number else ()


def _untold_counts(looks: Looks) -> dict[int, list[int]]:
    """Return the counts on each tile that `alo183 today --json` does not have.

    Those are held against the rows one by one; a green tile tells of no matter.
    """
    told = {
        one["clause"]: Counter(matter["count"] for matter in one["matters"] if matter["count"])
        for one in looks.answer("today")["clauses"]
    }
    found = {}
    for clause, (figure, *links) in looks.window.tiles.items():
        words = [figure.rpartition(", ")[2], *(one for one in links if not _REST.fullmatch(one))]
        counts = Counter(round(count) for one in words for count in _numbers_in(one)[:1])
        found[clause] = [one for one in counts - told[clause] if one] if told[clause] else []
    return found


TILES: Final = Fact(
    "how much each tile of Bugün counts",
    "alo183_desktop.overview.rules:judge",
    lambda _looks: {clause: [] for clause in range(1, 8)},
    (_window("Bugün, tiles", _untold_counts, same),),
)
FACTS_IN_WINDOW: Final = {
    "who holds each line": (
        _window("Telefonlar, Hatlar", _lines, _as_lines),
        _window("Telefonlar, Zimmet", _held, _as_held),
        _window("Telefonlar, card", _line_card, _as_line_card),
    ),
    "what each line used in the period that runs": (
        _window("Telefonlar, Kotalar", _quotas, _as_quotas),
    ),
    "who is on duty now, and under which number": (
        _window("foot", _foot, lambda counted, looks: duties.as_foot(counted, looks)[0]),
    ),
    "under which number everybody on duty is reached": (
        _window("Nöbet, Kişiler", _numbers_of_people, _as_numbers),
    ),
    "who has which duty of the month": (_window("Nöbet, Çizelge", _grid, duties.begun_by_day),),
    "what each person has of the duties of the month": (
        _window("Nöbet, Çizelge: counts", _counts, _as_counts),
    ),
    "what each person worked of the duties of the month": (
        _window("Nöbet, Denge", _ledger, _as_ledger),
    ),
    "which swaps wait for approval": (
        _window(
            "Nöbet, Değişimler",
            lambda looks: sum(
                one["Onayı"] == "onay bekliyor" for one in _list(looks, "rota/swaps", "Onayı")
            ),
            many,
        ),
    ),
    "which reports of the call centre wait for an answer": (
        _window(
            "Nöbet, Ulaşılamadı",
            lambda looks: sum(
                one["Yanıtı"] == "yanıt bekliyor"
                for one in _list(looks, "rota/unreached", "Yanıtı")
            ),
            many,
        ),
    ),
    "which task orders lack a signature": (
        _window(
            "Araçlar, Görev emirleri",
            lambda looks: sum(
                one["İmza"] == "imzasız" for one in _list(looks, "vehicles/orders", "İmza")
            ),
            many,
        ),
    ),
    "which days of vehicles come due": (_window("Araçlar", _vehicle_days, _as_vehicle_days),),
    "what is known of each case": (
        _window("Vakalar", _cases, _as_cases),
        _window("Vakalar, card", _case_card, _as_case_card),
    ),
}
"""By the fact: what shows it in the window."""
