"""What the window shows of the facts: its lists and tiles, and the line below."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.cases import service as cases
from alo183_desktop.cases.kinds import CaseView
from alo183_desktop.cases.rows import CaseFilter
from alo183_desktop.rota import service as rota
from alo183_desktop.rota.rows import GapFilter
from tests.truth import facts_of_duties as duties
from tests.truth.facts_of_cases import DAY, action_due_at, is_over
from tests.truth.facts_of_quotas import rounded_minutes
from tests.truth.looks import Looks, instant, phones_in
from tests.truth.net import Cost, Fact, Surface
from tests.truth.on_screen import (
    STATES,
    STATUSES,
    TENTH,
    at_words,
    is_left,
    numbers_in,
    signed,
    since_words,
    tenth,
)
from tests.truth.readers import many, same

if TYPE_CHECKING:
    from tests.truth.window import Cells

_LAST: Final = "son: "
"""Before who held a line last."""
_REST: Final = re.compile(r"ve (\d+) konu daha…")

Shows = Callable[[Any, Looks], Any]


def _window(name: str, read: Callable[[Looks], Any], shows: Shows) -> Surface:
    return Surface(f"window: {name}", read, shows, cost=Cost.WINDOW)


def _list(looks: Looks, place: str, heading: str) -> Cells:
    """Return the list of a page that has a heading; empty where the page shows none."""
    return next((cells for cells in looks.window.lists[place] if cells and heading in cells[0]), [])


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
        looks.phone_words(phone): (STATES[one["state"]], one["holder"] or "")
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
        (one["holder"], looks.phone_words(phone), since_words(looks, one["held_since"]))
        for phone, one in counted.items()
        if one["holder"]
    )


def _quotas(looks: Looks) -> dict[str, tuple[str, list[float], bool]]:
    """Return of each line its number, what it talked and may, and whether data is known."""
    return {
        one["Hat ve zimmetlisi"].partition(",")[0]: (
            one["Durum"] if one["Durum"] in STATUSES.values() else "",
            numbers_in(one["Dakika"])[:2],
            bool(numbers_in(one["Veri"])),
        )
        for one in _list(looks, "phones/quotas", "Dakika")
    }


def _as_quotas(counted: Any, looks: Looks) -> dict[str, tuple[str, list[float], bool]]:
    return {
        looks.phone_words(phone): (
            STATUSES.get(one.status, ""),
            []
            if one.seconds.used is None
            else [rounded_minutes(one.seconds.used), one.seconds.quota // 60],
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
            sorted(numbers_in(one["Nöbet"])),
            numbers_in(one["Saat (gece)"]),
        )
        for one in _list(looks, "rota/sheet", "Saat (gece)")
        if numbers_in(one["Nöbet"])
    }


def _as_counts(counted: Any, looks: Looks) -> dict[str, tuple[list[float], list[float]]] | None:
    if not duties.is_begun(looks):
        return None
    return {
        name: (
            sorted(tenth(count) for count in one.kinds.values()),
            [tenth(minutes / 60) for minutes in (one.minutes, one.night_minutes)],
        )
        for name, one in counted.items()
        if one.kinds
    }


def _ledger(looks: Looks) -> dict[str, float]:
    rows = _list(looks, "rota/people", "Bu ay")
    shown = {one["Adı soyadı"]: numbers_in(one["Bu ay"]) for one in rows}
    return {name: counts[0] for name, counts in shown.items() if any(counts)}


def _as_ledger(counted: Any, _looks: Looks) -> dict[str, float]:
    totals = {name: tenth(sum(one.days.values())) for name, one in counted.items()}
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


# Cases, Bugün


def _cases(looks: Looks) -> dict[str, tuple[str, ...]]:
    return {
        one["Başvuru no"]: (one["Yönlendirme"], one["Son an"], one["İlçe"], one["Sorumlu"])
        for one in _list(looks, "cases", "Başvuru no")
    }


def _as_cases(counted: Any, looks: Looks) -> dict[str, tuple[str, ...]]:
    return {
        number: (
            at_words(looks, one["routed_at"]),
            at_words(looks, one["due_at"]),
            one["district"],
            one["officer"] or "yok",
        )
        for number, one in counted.items()
        if one["entered_at"] is None
    }


def _wrong_clocks(looks: Looks) -> list[tuple[str, str]]:
    """Return the cases in the list and on cards that have another time left than they say."""
    known = {one.number: one for one in looks.rows.cases}
    clocks = [
        (known[one["Başvuru no"]], one["Kalan süre"], one["İlk işleme kalan"])
        for one in _list(looks, "cases", "Başvuru no")
    ]
    clocks += [
        (known[card.lines[0].removeprefix("Vaka ")], card.lines[2], "")
        for card in looks.window.cards["cases"]
        if card.lines and card.lines[0].removeprefix("Vaka ") in known
    ]
    return [
        (case.number, words)
        for case, *said in clocks
        for words, due, done in zip(
            said,
            (case.routed_at + DAY, action_due_at(looks, case)),
            (case.entered_at, case.first_action_at),
            strict=True,
        )
        if words and not _is_clock(looks, words, due, done)
    ]


def _is_clock(looks: Looks, words: str, due: dt.datetime, done: dt.datetime | None) -> bool:
    if words.endswith(("kaldı", "gecikti")):
        return done is None and is_left(words, due, looks.now)
    is_late = done is not None and is_over(due, done)
    is_spoken = not re.search(r"\d", words) or (done is not None and is_left(words, due, done))
    return done is not None and is_late == ("geç" in words) and is_spoken


def _roster(looks: Looks) -> list[tuple[str, str]]:
    """Return the numbers in the list of the officers that are not theirs."""
    known = {
        (looks.name_of(one), looks.phone_words(one.corporate_mobile))
        for one in looks.rows.officers
        if one.corporate_mobile
    }
    return [
        (one["Adı soyadı"], one["Kurumsal cep"])
        for one in _list(looks, "officers", "Kurumsal cep")
        if one["Kurumsal cep"] and (one["Adı soyadı"], one["Kurumsal cep"]) not in known
    ]


def _empty_list(_counted: Any, _looks: Looks) -> list[Any]:
    return []


def _dossiers(looks: Looks) -> list[tuple[str, str]]:
    """Return the change files in the list that lack something else than is said of them."""
    known = {(one["summary"], one["words"]) for one in looks.answer("changes")}
    return [
        (one["Değişiklik"], one["Dosya"])
        for one in _list(looks, "changes", "Dosya")
        if (one["Değişiklik"], one["Dosya"]) not in known
    ]


def _letters(looks: Looks) -> list[tuple[str, str, str]]:
    """Return the letters in the list that have another number or day than is stored."""
    known = {
        (one.summary, one.register_number or "", _day(one.dated_on)) for one in looks.rows.letters
    }
    rows = _list(looks, "changes", "Sayı")
    said = [(one["Değişiklik"], one["Sayı"], one["Tarih"]) for one in rows]
    return [one for one in said if one not in known]


def _swaps(looks: Looks) -> list[tuple[str, str, str, str]]:
    return sorted(
        (one["Veren"], one["Alan"], one["Başlangıcı"], one["Bitişi"])
        for one in _list(looks, "rota/swaps", "Veren")
    )


def _as_swaps(_counted: Any, looks: Looks) -> list[tuple[str, str, str, str]]:
    names = {key: name for key, (_person, name) in duties.people(looks).items()}
    return sorted(
        (
            names[one.from_person_id],
            names[one.person_id],
            at_words(looks, one.starts_at),
            at_words(looks, one.ends_at),
        )
        for one in looks.rows.swaps
        if one.undone_at is None
    )


_GB: Final = 1024**3
_HUNDREDTH: Final = 0.0101


def _data(looks: Looks) -> dict[str, list[float]]:
    """Return what each line used and may use of its data, in GB."""
    return {
        one["Hat ve zimmetlisi"].partition(",")[0]: numbers_in(one["Veri"])[:2]
        for one in _list(looks, "phones/quotas", "Veri")
    }


def _as_data(counted: Any, looks: Looks) -> dict[str, list[float]]:
    """Return the same to a hundredth: what is shown is rounded so that it tells most."""
    said = _data(looks)
    found = {}
    for phone, one in counted.items():
        words, stood = looks.phone_words(phone), one.bytes
        exact = [] if stood.used is None else [stood.used / _GB, stood.quota / _GB]
        shown = said.get(words, [])
        is_near = len(shown) == len(exact) and all(
            abs(left - right) < _HUNDREDTH for left, right in zip(shown, exact, strict=True)
        )
        found[words] = shown if is_near else exact
    return found


def _shares(looks: Looks) -> dict[str, list[str]]:
    heads = ("Bu yıl", "Beklenen", "Devreden", "Fark", "Verilen izin (gün)")
    return {
        one["Adı soyadı"]: [one[head] for head in heads]
        for one in _list(looks, "rota/people", "Beklenen")
        if one["Beklenen"]
    }


def _as_shares(counted: Any, looks: Looks) -> dict[str, list[str]]:
    said, found = _shares(looks), {}
    for name, share in counted.items():
        exact = [*share.figures.get("", (0.0,) * 4), float(share.granted_days)]
        shown = said.get(name, [])
        is_near = len(shown) == len(exact) and all(
            abs(signed(left) - right) < TENTH for left, right in zip(shown, exact, strict=True)
        )
        found[name] = shown if is_near else [f"{one:.2f}" for one in exact]
    return found


def _due_in_list(looks: Looks) -> list[tuple[str, str]]:
    return [(one["İş"], one["Son an"]) for one in _list(looks, "today", "Son an")]


def _as_due(_counted: Any, looks: Looks) -> list[tuple[str, str]]:
    return [
        (one["matter"], f"{looks.local(instant(one['due_at'])):%d.%m. %H:%M}")
        for one in looks.answer("today")["due"]
    ]


def _odd_badges(looks: Looks) -> dict[str, int]:
    """Return the counts beside pages that no list of theirs has, nor several together."""
    found = defaultdict[str, set[int]](set)
    for tile in looks.answer("today")["clauses"]:
        for matter in tile["matters"]:
            found[matter["list"]].add(matter["count"])
    with looks.work() as work:
        found["cases"] |= {
            cases.count(work, CaseFilter(view=view))
            for view in (CaseView.OVERDUE, CaseView.WAITING)
        }
        found["rota"].add(len(rota.find_gaps(work, GapFilter(is_late=False))))
    badges = looks.window.badges
    return {
        page: count for page, count in badges.items() if page in found and count not in found[page]
    }


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
        counts = Counter(round(count) for one in words for count in numbers_in(one)[:1])
        found[clause] = [one for one in counts - told[clause] if one] if told[clause] else []
    return found


def _good_figures(looks: Looks) -> dict[int, str]:
    """Return the figures of the clauses that are good, of those that count what stands so."""
    return {
        one["clause"]: one["figure"]
        for one in looks.answer("today")["clauses"]
        if one["state"] == "good" and one["clause"] in _COUNTED_GOOD
    }


def _counted_figures(_counted: Any, looks: Looks) -> dict[int, str]:
    counts = {
        3: f"{sum(one.is_active for one in looks.rows.subjects)} konu",
        5: f"{sum(one.entered_at is None for one in looks.rows.cases)} vaka",
        6: "0 yazı",
    }
    return {clause: counts[clause] for clause in _good_figures(looks)}


_COUNTED_GOOD: Final = (3, 5, 6)


def _figures_of_tiles(looks: Looks) -> dict[int, str]:
    """Return the figure on each tile, green ones too, that stands behind its state."""
    tiles = looks.window.tiles.items()
    return {clause: name.partition(": ")[2].partition(", ")[2] for clause, (name, *_links) in tiles}


def _told_figures(_counted: Any, looks: Looks) -> dict[int, str]:
    return {one["clause"]: one["figure"] for one in looks.answer("today")["clauses"]}


TILES: Final = Fact(
    "how much each tile of Bugün counts",
    "alo183_desktop.overview.rules:judge",
    lambda _looks: {clause: [] for clause in range(1, 8)},
    (
        _window("Bugün, tiles", _untold_counts, same),
        _window("Bugün, tiles: figures", _figures_of_tiles, _told_figures),
        Surface("alo183 today --json: figures of good clauses", _good_figures, _counted_figures),
        _window("counts beside the pages", _odd_badges, lambda *_both: {}),
    ),
)


def _unearned(looks: Looks) -> list[int]:
    """Return the clauses that `alo183 today --json` calls good while something of them fails.

    Or though it names nothing that this rests on.
    """
    return [
        one["clause"]
        for one in looks.answer("today")["clauses"]
        if one["state"] == "good"
        and (not one["rests_on"] or any(matter["count"] for matter in one["matters"]))
    ]


def _unearned_tiles(looks: Looks) -> list[int]:
    """Return the tiles that say "tamam" of a clause that is not good."""
    good = {one["clause"] for one in looks.answer("today")["clauses"] if one["state"] == "good"}
    said = {clause for clause, (name, *_) in looks.window.tiles.items() if ": tamam, " in name}
    return sorted(said - good)


GOOD_TILES: Final = Fact(
    "which clauses are good without what that rests on",
    "alo183_desktop.documents.states:settle",
    lambda _looks: [],
    (
        Surface("alo183 today --json: states", _unearned, same),
        _window("Bugün, tiles: states", _unearned_tiles, same),
    ),
)
FACTS_IN_WINDOW: Final = {
    "who answers for which subject today": (_window("Sorumlular", _roster, _empty_list),),
    "how much each change file lacks": (_window("Değişiklikler, files", _dossiers, _empty_list),),
    "what is known of each letter": (_window("Değişiklikler", _letters, _empty_list),),
    "whose share of the duties of the year is how large": (
        _window("Nöbet, Kişiler ve denge: shares", _shares, _as_shares),
    ),
    "what is due next": (_window("Bugün, due next", _due_in_list, _as_due),),
    "who holds each line": (
        _window("Telefonlar, Hatlar", _lines, _as_lines),
        _window("Telefonlar, Zimmet", _held, _as_held),
    ),
    "what each line used in the period that runs": (
        _window("Telefonlar, Kotalar", _quotas, _as_quotas),
        _window("Telefonlar, Kotalar: data", _data, _as_data),
    ),
    "who is on duty now, and under which number": (
        _window("foot", _foot, lambda counted, looks: duties.as_foot(counted, looks)[0]),
    ),
    "under which number everybody on duty is reached": (
        _window("Nöbet, Kişiler ve denge: numbers", _numbers_of_people, _as_numbers),
    ),
    "who has which duty of the month": (_window("Nöbet, Çizelge", _grid, duties.begun_by_day),),
    "what each person has of the duties of the month": (
        _window("Nöbet, Çizelge: counts", _counts, _as_counts),
    ),
    "what each person worked of the duties of the month": (
        _window("Nöbet, Kişiler ve denge", _ledger, _as_ledger),
    ),
    "which swaps wait for approval": (
        _window("Nöbet, Değişimler: people", _swaps, _as_swaps),
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
        _window("Vakalar: what is left", _wrong_clocks, _empty_list),
    ),
}
"""By the fact: what shows it in the window."""
