"""What the cards beside the lists of the window say: numbers, names, figures, and their colours."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from tests.truth import facts_of_duties as duties
from tests.truth.facts_of_cases import DAY, is_over
from tests.truth.facts_of_letters import is_proof
from tests.truth.facts_of_phones import COMING, holder_of
from tests.truth.facts_of_quotas import line_holder, rounded_minutes
from tests.truth.looks import Looks, phones_in
from tests.truth.net import Cost, Surface
from tests.truth.on_screen import STATES, STATUSES, TENTH, at_words, numbers_in, signed, tenth

if TYPE_CHECKING:
    from tests.truth.looks import Row
    from tests.truth.window import Card

_LAST: Final = "son: "
"""Before who held a line last."""
_NOBODY: Final = ("", "kayıt yok", "zimmetlisi yok")
_MARKS: Final = {"over": "late", "near": "near", "good": "good", "unknown": "none"}
"""The colour of a line by how it stands in its period."""
_CLASSES: Final = {
    "Hafta içi": "weekday",
    "Cuma": "friday",
    "Hafta sonu": "weekend",
    "Bayram, tatil": "feast",
}
_HOURS: Final = re.compile(r"\d\d\.\d\d-\d\d\.\d\d")
_MOMENT: Final = dt.timedelta(microseconds=1)

Shows = Callable[[Any, Looks], Any]


def _card(name: str, read: Callable[[Looks], Any], shows: Shows) -> Surface:
    return Surface(f"window: {name}", read, shows, cost=Cost.WINDOW)


def _cards(looks: Looks, place: str, title: str) -> dict[str, Card]:
    """Return the cards beside a list whose title is such a one, by their titles."""
    return {
        one.lines[0]: one
        for one in looks.window.cards[place]
        if one.lines and re.match(title, one.lines[0])
    }


def _fact(card: Card, word: str) -> str:
    """Return what a card says beside a word; empty where it has none."""
    return dict(card.facts).get(word, "")


def _below(card: Card, word: str) -> str:
    return next((below for above, below in pairwise(card.lines) if above == word), "")


def _of_shown(
    read: Callable[[Looks], dict[str, Any]], exact: Callable[[Any, Looks], dict[str, Any]]
) -> Shows:
    """Return what the cards show that stand there; some of a list are chosen."""

    def shows(counted: Any, looks: Looks) -> dict[str, Any]:
        found = exact(counted, looks)
        return {title: found.get(title) for title in read(looks)}

    return shows


# Phones


def _lines(looks: Looks) -> dict[str, tuple[str, str]]:
    """Return of each line its state, with the day since when it is held, and its holder."""
    found = {}
    for number, card in _cards(looks, "phones/items", r"0\d{3} ").items():
        holder = _fact(card, "Zimmetlisi")
        is_held = holder not in _NOBODY and not holder.startswith(_LAST)
        found[number] = card.lines[1], holder if is_held else ""
    return found


def _exact_lines(counted: Any, looks: Looks) -> dict[str, tuple[str, str]]:
    return {
        looks.phone_words(phone): (
            _capital(STATES[one["state"]])
            + (
                f", {looks.local(one['held_since']):%d.%m.%Y} gününden beri"
                if one["state"] == "issued"
                else ""
            ),
            one["holder"] or "",
        )
        for phone, one in counted.items()
    }


def _capital(words: str) -> str:
    return ("İ" if words[0] == "i" else words[0].upper()) + words[1:]


def _held(looks: Looks) -> dict[str, list[str]]:
    """Return the lines on the card of each holder."""
    return {
        name: sorted(line for line in card.lines if phones_in(line) == [line])
        for name, card in _cards(looks, "phones/custody", r"\S+ \S").items()
    }


def _exact_held(counted: Any, looks: Looks) -> dict[str, list[str]]:
    return {
        looks.name_of(who): sorted(
            looks.phone_words(phone) for phone, one in counted.items() if one["holder_id"] == who.id
        )
        for who in looks.rows.officers
    }


def _quotas(looks: Looks) -> dict[str, tuple[Any, ...]]:
    """Return of each line its holder, colour and status, what it talked and may, and its data."""
    found = {}
    for number, card in _cards(looks, "phones/quotas", r"0\d{3} ").items():
        (mark, words), *_more = card.marks
        holder = card.lines[1].rpartition(",")[0]
        # What is left stands below.
        talked, data = (
            numbers_in(_fact(card, word).partition("\n")[0])[:2] for word in ("Dakika", "Veri")
        )
        status = words.rpartition(" ")[2].removesuffix(".")
        found[number] = ("" if holder in _NOBODY else holder), mark, status, talked, bool(data)
    return found


def _exact_quotas(counted: Any, looks: Looks) -> dict[str, tuple[Any, ...]]:
    return {
        looks.phone_words(phone): (
            line_holder(looks, one),
            _MARKS[one.status],
            STATUSES.get(one.status, "bilinmiyor"),
            []
            if one.seconds.used is None
            else [rounded_minutes(one.seconds.used), one.seconds.quota // 60],
            one.bytes.used is not None,
        )
        for phone, one in counted.items()
    }


# Officers


def _officers(looks: Looks) -> dict[str, str]:
    return {
        name: "".join(phones_in(_fact(card, "Kurumsal cep")))
        for name, card in _cards(looks, "officers", r"\S+ \S").items()
        if "Kurumsal cep" in card.lines
    }


def _exact_officers(_counted: Any, looks: Looks) -> dict[str, str]:
    return {
        looks.name_of(one): looks.phone_words(one.corporate_mobile) if one.corporate_mobile else ""
        for one in looks.rows.officers
    }


# Cases

_STEPS: Final = ("İlk işlem", "Sisteme giriş")


def _cases(looks: Looks) -> dict[str, tuple[Any, ...]]:
    """Return when each case was routed, acted on and entered, who answers, and what is red."""
    found = {}
    for title, card in _cards(looks, "cases", r"Vaka \d").items():
        clock = next((mark for mark, words in card.marks if words == card.lines[2]), "")
        found[title] = (
            _below(card, "Yönlendirildi"),
            *(_below(card, step) for step in _STEPS),
            _fact(card, "Sorumlu"),
            _fact(card, "Kolluk").split("; ")[0],
            ("late", "yok") in card.marks,
            clock == "late",
        )
    return found


def _exact_cases(counted: Any, looks: Looks) -> dict[str, tuple[Any, ...]]:
    found, units = {}, {one.number: one.police_unit for one in looks.rows.cases}
    for number, one in counted.items():
        steps = (one["first_action_at"], one["entered_at"])
        found[f"Vaka {number}"] = (
            at_words(looks, one["routed_at"]),
            *(at_words(looks, at) or "henüz yok" for at in steps),
            one["officer"] or "yok",
            _told_police(units[number]) if one["is_police_informed"] else "bildirilmedi",
            not one["officer"],
            is_over(one["routed_at"] + DAY, one["entered_at"] or looks.now),
        )
    return found


def _told_police(unit: str) -> str:
    return unit or "bildirildi"


# Letters

_AT: Final = re.compile(r"\d\d\.\d\d\.\d{4} \d\d:\d\d")
_WAYS: Final = {"Faks": "fax", "Posta": "post", "EBYS": "ebys", "KEP": "kep"}
_OUTCOMES: Final = {
    "düzeltilen kayıt": "corrected",
    "geri alınan kayıt": "withdrawn",
    "kanıtı yok": "unproven",
    "gitmedi": "failed",
    "gitti": "sent",
}

Letter = tuple[str, list[tuple[str, str, str]]]
"""Its summary, and when it was sent or tried to be sent: by which way, and what came of it."""


def _attempts(looks: Looks) -> list[Letter]:
    return [
        (
            card.lines[0],
            [
                (_WAYS[words.split()[0].strip(":")], _outcome(words), at)
                for words, at in pairwise(card.lines)
                if words.split()[0].strip(":") in _WAYS and _AT.fullmatch(at)
            ],
        )
        for card in _cards(looks, "changes", r".").values()
    ]


def _outcome(words: str) -> str:
    return next(outcome for end, outcome in _OUTCOMES.items() if words.endswith(end))


def _exact_attempts(_counted: Any, looks: Looks) -> list[Letter]:
    """Return the same; several letters may have one summary."""
    corrected = {one.corrects_dispatch_id for one in looks.rows.dispatches}
    known = list[Letter]()
    for letter in looks.rows.letters:
        tried = sorted(
            (one for one in looks.rows.dispatches if one.letter_id == letter.id),
            key=lambda one: (one.at, one.id),
        )
        ways = [
            (one.channel.value, _came(looks, one, corrected), at_words(looks, one.at))
            for one in tried
        ]
        known.append((letter.summary, ways))
    said = _attempts(looks)
    return [
        letter if letter in known else next(one for one in known if one[0] == letter[0])
        for letter in said
    ]


def _came(looks: Looks, attempt: Row, corrected: set[int]) -> str:
    if attempt.id in corrected:
        return "corrected"
    is_bare = attempt.result.value == "sent" and not is_proof(looks, attempt)
    return "unproven" if is_bare else str(attempt.result.value)


# Duties

Part = tuple[str, str, str]
"""The hours of a part, empty for a whole duty; who has it, and the number or why there is none.

The vehicle stands behind them as one more part, and so does each swap."""
_SWAP: Final = re.compile(r"([^,;:]+) yerine ([^,;:]+); ")


def _duties(looks: Looks) -> dict[str, list[Part]]:
    """Return who has each duty on its card, part by part, and under which number."""
    if not duties.is_begun(looks):
        return {}
    found = {}
    for title, card in _cards(looks, "rota/sheet", r"\d+ \w+, ").items():
        parts = list[Part]()
        for word, words in card.facts:
            if word == "Nöbetçi" or _HOURS.fullmatch(word):
                parts.append(("" if word == "Nöbetçi" else word, words, ""))
            elif word == "Telefonu" and parts:
                mark = next((mark for mark, said in card.marks if said == words), "")
                parts[-1] = (*parts[-1][:2], f"{mark} {words}".strip())
            elif word == "Araç":
                parts.append((word, words, ""))
        parts += [
            ("Değişim", f"{swap[1]} yerine {swap[2]}", "")
            for line in card.lines
            if (swap := _SWAP.match(line))
        ]
        found[title] = sorted(parts)
    return found


def _exact_duties(_counted: Any, looks: Looks) -> dict[str, list[Part]]:
    wholes = dict[int, list[Any]]()
    for one in looks.rows.duties:
        if one.month == looks.month:
            wholes.setdefault(one.part_of or one.id, []).append(one)
    found, plates = {}, {one.id: one.plate for one in looks.rows.vehicles}
    names = {key: name for key, (_person, name) in duties.people(looks).items()}
    for parts in wholes.values():
        first = min(parts, key=lambda one: one.starts_at)
        begins, kind = looks.local(first.starts_at), duties.WORDS[first.kind.value]
        title = f"{begins.day} {_WEEKDAYS[begins.weekday()]}, {kind.replace('İ', 'i').lower()}"
        found[title] = sorted(_parts(looks, parts))
        if first.vehicle_id:
            found[title].append(("Araç", plates[first.vehicle_id], ""))
        found[title] += [
            ("Değişim", f"{names[one.from_person_id]} yerine {names[one.person_id]}", "")
            for one in looks.rows.swaps
            if one.undone_at is None and one.duty_id in {each.id for each in parts}
        ]
        found[title].sort()
    return found


_WEEKDAYS: Final = ("Pazartesi", "Salı", "Çarşamba", "Perşembe", "Cuma", "Cumartesi", "Pazar")


def _parts(looks: Looks, parts: list[Row]) -> Iterator[Part]:
    known = duties.people(looks)
    for one in parts:
        hours = "-".join(f"{looks.local(at):%H.%M}" for at in (one.starts_at, one.ends_at))
        if one.person_id is None:
            if len(parts) > 1:
                yield hours, "boş", ""
            continue
        person, name = known[one.person_id]
        at = min(looks.now, one.ends_at - _MOMENT)
        phone, why = duties.number_on_duty(looks, person, at), duties.why_none(looks, person, at)
        colour = "near" if why == COMING else "late"
        number = looks.phone_words(phone) if phone else f"{colour} {why}"
        if holder_of(looks, one) is None:
            name, number = f"yok, çizelgede {name} yazıyor", ""
        yield hours if len(parts) > 1 else "", name, number


# Shares


def _worked(looks: Looks) -> dict[str, tuple[list[list[float]], list[float]]]:
    """Return what each person worked this month, by class and in all, and of how many hours."""
    return {
        name: (
            [numbers_in(_fact(card, word))[:1] for word in (*_CLASSES, "Toplam")],
            numbers_in(_fact(card, "Bu ay")),
        )
        for name, card in _cards(looks, "rota/people", r"\S+ \S").items()
        if "Toplam" in card.lines
    }


def _exact_worked(counted: Any, looks: Looks) -> dict[str, Any]:
    found = {}
    for name in _worked(looks):
        one = counted.get(name)
        days = [one.days.get(each, 0.0) if one else 0.0 for each in _CLASSES.values()]
        minutes = (one.minutes, one.night_minutes) if one else (0, 0)
        found[name] = (
            [[tenth(count)] for count in (*days, sum(days))],
            [tenth(each / 60) for each in minutes],
        )
    return found


def _balances(looks: Looks) -> dict[str, list[str]]:
    """Return of each person the sums of the year on their card: worked, expected, difference."""
    return {
        name: list(found.groups())
        for name, card in _cards(looks, "rota/people", r"\S+ \S").items()
        if (found := _SUMS.search(_fact(card, "Toplam")))
    }


_SUMS: Final = re.compile(r"bu yıl ([\d.,]+), beklenen ([\d.,]+), fark ([−+]?[\d.,]+)")


def _exact_balances(counted: Any, looks: Looks) -> dict[str, list[str]]:
    """Return the same to a tenth."""
    found = {}
    for name, said in _balances(looks).items():
        figures = counted[name].figures.get("", (0.0,) * 4) if name in counted else (0.0,) * 4
        exact = (figures[0], figures[1], figures[3])
        is_near = all(
            abs(signed(left) - right) < TENTH for left, right in zip(said, exact, strict=True)
        )
        found[name] = said if is_near else [f"{one:.2f}" for one in exact]
    return found


ON_CARDS: Final = {
    "whose share of the duties of the year is how large": (
        _card("Nöbet, Kişiler ve denge, card: shares", _balances, _exact_balances),
    ),
    "who answers for which subject today": (
        _card("Sorumlular, card", _officers, _of_shown(_officers, _exact_officers)),
    ),
    "who holds each line": (
        _card("Telefonlar, card", _lines, _of_shown(_lines, _exact_lines)),
        _card("Telefonlar, Zimmet: card", _held, _of_shown(_held, _exact_held)),
    ),
    "what each line used in the period that runs": (
        _card("Telefonlar, Kotalar: card", _quotas, _of_shown(_quotas, _exact_quotas)),
    ),
    "who has which duty of the month": (
        _card("Nöbet, card", _duties, _of_shown(_duties, _exact_duties)),
    ),
    "what each person worked of the duties of the month": (
        _card("Nöbet, Kişiler ve denge: card", _worked, _exact_worked),
    ),
    "what is known of each letter": (
        _card("Değişiklikler, card: dispatches", _attempts, _exact_attempts),
    ),
    "what is known of each case": (
        _card("Vakalar, card", _cases, _of_shown(_cases, _exact_cases)),
    ),
}
"""By the fact: what shows it on a card of the window."""
