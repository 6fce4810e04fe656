"""What makes a clause good, near or broken, in words.

Not here: the numbers themselves (service.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alo183_desktop.cases.call_rows import CallFilter
from alo183_desktop.cases.kinds import CaseView
from alo183_desktop.cases.rows import CaseFilter
from alo183_desktop.guidance.rows import GuidanceFilter
from alo183_desktop.letters.rows import LetterFilter
from alo183_desktop.officers.rows import UncoveredFilter
from alo183_desktop.overview.rows import ClauseTile, Matter, Place, Query
from alo183_desktop.phones.quota_rows import QuotaFilter
from alo183_desktop.phones.quotas import Status
from alo183_desktop.phones.reachability_rows import MissingFilter
from alo183_desktop.phones.rows import FormFilter
from alo183_desktop.shared.numbers import number_text, percent_text

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from alo183_desktop.documents.states import MarkState

_ORDER: Final[tuple[MarkState, ...]] = ("late", "near", "good", "unknown")
"""From the worst to the one that says least."""


@dataclass(frozen=True, slots=True)
class Question:
    """One number of a tile, before it is counted."""

    clause: int
    place: Place
    query: Query
    state: MarkState
    """When there is any."""
    unit: str
    """What is counted, such as `vaka`."""
    words: str
    """What they are."""


@dataclass(frozen=True, slots=True)
class Background:
    """What tiles tell beside the numbers of their questions."""

    answered: int
    """Test calls of the month that were answered."""
    tried: int
    """Test calls of the month."""
    lines_known: int
    """Lines whose usage in the present period is known."""
    lines: int
    subjects: int
    subjects_covered: int
    running: int
    """Cases whose 24 hours run."""
    cases_ever: bool
    letters: int
    """Letters that were ever finished."""
    visits: int
    """Citizens who were helped on the spot this month."""


def questions(*, month_starts_at: dt.datetime, calls_since: dt.datetime) -> tuple[Question, ...]:
    """Return everything that is counted, by clause, the worst of each clause first.

    Args:
        month_starts_at: When the present month began in Istanbul, UTC.
        calls_since: From when on calls are asked about, UTC: as long as their numbers are kept.
    """
    return (
        Question(1, Place.PHONES, MissingFilter(), "late", "hat", "art arda yanıt vermedi"),
        Question(
            1,
            Place.PHONES,
            FormFilter(unsigned_only=True),
            "near",
            "tutanak",
            "imzasız",
        ),
        Question(
            1,
            Place.CASES,
            CallFilter(is_reviewed=False, since=calls_since),
            "near",
            "arama",
            "açıklama bekliyor",
        ),
        Question(2, Place.PHONES, QuotaFilter(Status.OVER), "late", "hat", "kotayı aştı"),
        Question(2, Place.PHONES, QuotaFilter(Status.NEAR), "near", "hat", "kotaya yaklaşıyor"),
        Question(3, Place.OFFICERS, UncoveredFilter(), "late", "konu", "için görevli sorumlu yok"),
        Question(
            4,
            Place.CASES,
            CaseFilter(view=CaseView.LATE_ACTION),
            "late",
            "vaka",
            "için işleme geç kalındı",
        ),
        Question(
            4,
            Place.CASES,
            CaseFilter(view=CaseView.POLICE_NOT_INFORMED),
            "late",
            "acil vaka",
            "kolluğa bildirilmedi",
        ),
        Question(
            4,
            Place.CASES,
            CaseFilter(view=CaseView.NO_FIRST_ACTION),
            "near",
            "vaka",
            "ilk işlemi bekliyor",
        ),
        Question(5, Place.CASES, CaseFilter(view=CaseView.LATE), "late", "vaka", "24 saati geçti"),
        Question(
            5,
            Place.CASES,
            CaseFilter(view=CaseView.DUE_SOON),
            "near",
            "vaka",
            "için 4 saatten az kaldı",
        ),
        Question(
            6,
            Place.CHANGES,
            LetterFilter(state="open"),
            "late",
            "yazı",
            "faksı ya da postası eksik",
        ),
        Question(
            7,
            Place.GUIDANCE,
            GuidanceFilter(is_sent_on=True, since=month_starts_at),
            "near",
            "kişi",
            "bu ay 183’e yönlendirildi",
        ),
    )


def judge(
    counted: Sequence[tuple[Question, int]], background: Background
) -> tuple[ClauseTile, ...]:
    """Return a tile for each clause.

    Args:
        counted: Each question with its number.
        background: What is told where nothing fails.
    """
    return tuple(
        _tile(
            clause,
            title,
            [_matter(asked, count) for asked, count in counted if asked.clause == clause],
            quiet(background),
            word,
        )
        for clause, title, word, quiet in _CLAUSES
    )


def _matter(asked: Question, count: int) -> Matter:
    return Matter(
        clause=asked.clause,
        place=asked.place,
        query=asked.query,
        count=count,
        state=asked.state if count else "good",
        figure=f"{number_text(count)} {asked.unit}",
        words=asked.words,
    )


def _tile(
    clause: int, title: str, matters: list[Matter], quiet: tuple[MarkState, str, str], word: str
) -> ClauseTile:
    """Return the tile of a clause: its worst matter in large, the others in words.

    Args:
        clause: Of the circular.
        title: Of the tile.
        matters: Counted.
        quiet: State, figure and words when nothing fails.
        word: For the state `late`; empty for its own.
    """
    failing = [one for one in matters if one.count]
    if not failing:
        state, figure, words = quiet
        return ClauseTile(
            clause, title, state, figure, words, matters=tuple(_with_state(matters, state))
        )
    worst = min(failing, key=lambda one: _ORDER.index(one.state))
    others = [f"{one.figure} {one.words}" for one in failing if one is not worst]
    return ClauseTile(
        clause,
        title,
        worst.state,
        worst.figure,
        "; ".join([worst.words, *others]),
        word if worst.state == "late" else _NEAR_WORDS.get(clause, ""),
        tuple(matters),
    )


def _with_state(matters: list[Matter], state: MarkState) -> list[Matter]:
    """Return matters of which none fails, in the state of their tile."""
    return [
        Matter(one.clause, one.place, one.query, one.count, state, one.figure, one.words)
        for one in matters
    ]


def _reachability(background: Background) -> tuple[MarkState, str, str]:
    if not background.tried:
        return "unknown", "0 yoklama", "bu ay yoklama kaydı yok"
    tried, answered = number_text(background.tried), number_text(background.answered)
    share = percent_text(background.answered / background.tried)
    return "good", share, f"bu ayki {tried} yoklamadan {answered} yanıt"


def _quotas(background: Background) -> tuple[MarkState, str, str]:
    if not background.lines:
        return "unknown", "0 hat", "kayıtlı hat yok"
    if not background.lines_known:
        return "unknown", f"{number_text(background.lines)} hat", "bu dönemin dosyası alınmadı"
    known = number_text(background.lines_known)
    return "good", f"{known} hat", "kotasının içinde"


def _operators(background: Background) -> tuple[MarkState, str, str]:
    if not background.subjects:
        return "unknown", "0 konu", "müracaat konusu yok"
    return "good", f"{number_text(background.subjects_covered)} konu", "her birinin sorumlusu var"


def _actions(background: Background) -> tuple[MarkState, str, str]:
    if not background.cases_ever:
        return "unknown", "0 vaka", "vaka kaydı yok"
    return "good", "0 vaka", "ilk işlem bekleyen yok"


def _entries(background: Background) -> tuple[MarkState, str, str]:
    if not background.cases_ever:
        return "unknown", "0 vaka", "vaka kaydı yok"
    if not background.running:
        return "good", "0 vaka", "süresi işleyen vaka yok"
    return "good", f"{number_text(background.running)} vaka", "süresi işliyor; hiçbiri yakın değil"


def _letters(background: Background) -> tuple[MarkState, str, str]:
    if not background.letters:
        return "unknown", "0 yazı", "değişiklik yazısı yok"
    return "good", "0 yazı", "bütün yazıların faksı ve postası tamam"


def _visits(background: Background) -> tuple[MarkState, str, str]:
    if not background.visits:
        return "unknown", "0 kayıt", "bu ay başvuru kaydı girilmedi"
    return "good", f"{number_text(background.visits)} kişi", "bu ay yerinde bilgilendirildi"


_CLAUSES: Final[
    tuple[tuple[int, str, str, Callable[[Background], tuple[MarkState, str, str]]], ...]
] = (
    (1, "Ulaşılabilirlik", "ulaşılamıyor", _reachability),
    (2, "Hat kotaları", "aşıldı", _quotas),
    (3, "Operatöre yardım", "boş", _operators),
    (4, "Hemen başlama", "", _actions),
    (5, "24 saatte giriş", "", _entries),
    (6, "Değişiklik yazıları", "eksik", _letters),
    (7, "Yerinde rehberlik", "", _visits),
)
"""Clause, title, the word for `late` where "gecikti" is wrong, and what is told when all is well.

Source: Genelge 2014/05, madde 1-7.
"""
_NEAR_WORDS: Final = {1: "bekliyor", 4: "bekliyor", 7: "183’e yönlendirildi"}
"""The word for `near` where "yaklaşıyor" is wrong."""
