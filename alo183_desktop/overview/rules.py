"""What makes a clause good, near or broken, in words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.cases.kinds import CaseView
from alo183_desktop.cases.rows import CaseFilter, UnexplainedCallFilter
from alo183_desktop.cases.rules import NOT_TOLD
from alo183_desktop.changes.dossier.lines import (
    FILE_WORDS,
    FILES,
    NO_CASES,
    NO_ROTA,
    FileFilter,
)
from alo183_desktop.documents.states import UNKNOWN, Evidence, Open, Verdict, settle
from alo183_desktop.guidance.rows import GuidanceFilter
from alo183_desktop.letters.rows import LetterFilter
from alo183_desktop.letters.rules import STANDING_WORDS
from alo183_desktop.officers.rows import VacancyFilter
from alo183_desktop.overview.rows import WORST, ClauseTile, PageKey, PageMark, Query, TileMatter
from alo183_desktop.phones.quotas.rows import QuotaFilter
from alo183_desktop.phones.quotas.rules import Status
from alo183_desktop.phones.reachability.rows import MissingFilter
from alo183_desktop.phones.rows import CircularFilter, FormFilter
from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.rota.rows import (
    GapFilter,
    HandOverFilter,
    SubstitutionFilter,
    UnreachedFilter,
)
from alo183_desktop.rota.swap_rules import SwapFilter
from alo183_desktop.shared.numbers import number_text, percent_text
from alo183_desktop.shared.values import made_of
from alo183_desktop.vehicles.kinds import Due
from alo183_desktop.vehicles.rows import TaskOrderFilter, VehicleFilter

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from alo183_desktop.documents.states import OpenState

_ORDER: Final[tuple[OpenState, ...]] = ("late", "near", "unknown")
"""From the worst to the least informative one."""
_NOBODY: Final = "kimse yok"


class _Quiet(NamedTuple):
    """The texts of a tile when nothing fails."""

    verdict: Verdict
    figure: str
    words: str
    state_word: str = ""
    """Empty for the usual word of the state."""
    is_unkept: bool = False
    """As `ClauseTile.is_unkept`."""


@dataclass(frozen=True, slots=True)
class TileQuestion:
    """One count of a tile, before it is counted."""

    clause: int
    page: PageKey
    query: Query
    state: OpenState
    """When the count is not zero."""
    unit: str
    """What is counted, such as `vaka`."""
    words: str
    """What they are."""
    state_word: str = ""
    """Used where `gecikti` or `yaklaşıyor` is wrong, such as `aşıldı`."""


@dataclass(frozen=True, slots=True)
class TileFacts:
    """Facts for the tiles beside the counts of their questions."""

    at: dt.datetime
    """Of the figures, UTC."""
    answered: int
    """Test calls of the month that were answered."""
    tried: int
    """Test calls of the month."""
    unreached: int
    """Unanswered reports of the call centre in the month."""
    lines: int
    subjects: int
    running: int
    """Cases whose 24 hours run."""
    cases_ever: int
    """Cases that were ever recorded."""
    letters: int
    """Letters that were ever finished."""
    visits: int
    """Citizens who were helped on the spot this month."""
    on_duty: tuple[str, ...] | None = None
    """The names of those on main duty now; None: no rota is kept."""
    reachable: int = 0
    """How many of them have a known number."""
    visits_ever: int = 0
    """Citizens who ever came."""
    lack: str = ""
    """Why none of them can be called, as `DutyNow.lack`."""
    vehicles: tuple[str, ...] | None = None
    """The plates of the vehicles present now; None: none is registered."""

    def count(self, register: str, records: int) -> Evidence:
        """Return how many records of a kind there are at the time of the figures."""
        return Evidence(register, records, self.at)


def questions(
    *,
    month_starts_at: dt.datetime,
    calls_since: dt.datetime,
) -> tuple[TileQuestion, ...]:
    """Return all questions, by clause, the worst of each clause first.

    Args:
        month_starts_at: When the present month began in Istanbul, UTC.
        calls_since: Calls before it are not counted, UTC: their numbers are kept until then.
    """
    main, stand_in = frozenset({DutyKind.MAIN}), frozenset({DutyKind.STAND_IN})
    driver = GapFilter(frozenset({DutyKind.DRIVER}))
    urgent = CaseFilter(CaseView.NO_OFFICER, is_urgent=True)
    calls = UnexplainedCallFilter(is_reviewed=False, since=calls_since)
    sent_on = GuidanceFilter(is_sent_on=True, since=month_starts_at)
    late: OpenState = "late"
    near: OpenState = "near"
    return (
        TileQuestion(
            1,
            PageKey.PHONES,
            MissingFilter(),
            late,
            "hat",
            "yoklamaya yanıt vermedi",
            "ulaşılamıyor",
        ),
        TileQuestion(
            1,
            PageKey.ROTA,
            UnreachedFilter(is_answered=False),
            late,
            "ulaşılamadı bildirimi",
            "yanıt bekliyor",
            "yanıtsız",
        ),
        TileQuestion(
            1,
            PageKey.PHONES,
            FormFilter(unsigned_only=True),
            near,
            "tutanak",
            "imzasız",
            "bekliyor",
        ),
        TileQuestion(
            1,
            PageKey.PHONES,
            CircularFilter(),
            near,
            "sorumluya",
            "genelge tebliğ edilmedi",
            "tebliğ bekliyor",
        ),
        TileQuestion(1, PageKey.CASES, calls, near, "arama", "açıklama bekliyor", "bekliyor"),
        TileQuestion(
            2, PageKey.PHONES, QuotaFilter(Status.OVER), late, "hat", "kotayı aştı", "aşıldı"
        ),
        # Operators may send their files once a period is over.
        TileQuestion(
            2,
            PageKey.PHONES,
            QuotaFilter(Status.UNKNOWN, was_over=True),
            late,
            "hat",
            "son bilinen döneminde kotayı aştı",
            "aşıldı",
        ),
        TileQuestion(2, PageKey.PHONES, QuotaFilter(Status.NEAR), near, "hat", "kotaya yaklaşıyor"),
        TileQuestion(
            2,
            PageKey.PHONES,
            QuotaFilter(Status.UNKNOWN),
            "unknown",
            "hattın",
            "bu dönem kullanımı bilinmiyor",
            "kayıt eksik",
        ),
        TileQuestion(
            3, PageKey.OFFICERS, VacancyFilter(), late, "görev", "için kimse atanmadı", "boş"
        ),
        TileQuestion(
            3,
            PageKey.ROTA,
            SubstitutionFilter(is_barred=True),
            late,
            "vekâletin",
            "vekili artık bakamıyor",
            "vekil bakamıyor",
        ),
        TileQuestion(3, PageKey.CASES, urgent, late, "acil vaka", "sorumlusuz", "sorumlusuz"),
        TileQuestion(
            3,
            PageKey.CASES,
            CaseFilter(CaseView.NO_OFFICER),
            near,
            "vaka",
            "sorumlusuz",
            "sorumlusuz",
        ),
        TileQuestion(
            3,
            PageKey.ROTA,
            GapFilter(main, is_now=True),
            late,
            "nöbet",
            "şu an boş: asıl nöbetçi yok",
            "nöbetçi yok",
        ),
        TileQuestion(
            3,
            PageKey.ROTA,
            GapFilter(stand_in, is_now=True),
            near,
            "icap nöbeti",
            "şu an boş",
            "icapçı yok",
        ),
        TileQuestion(
            3,
            PageKey.ROTA,
            GapFilter(main | stand_in, is_now=False),
            near,
            "nöbet boşluğu",
            "yedi gün içinde",
            "boşluk var",
        ),
        TileQuestion(
            3,
            PageKey.ROTA,
            SwapFilter(is_approved=False),
            near,
            "nöbet değişimi",
            "onay bekliyor",
            "onay bekliyor",
        ),
        TileQuestion(
            3,
            PageKey.ROTA,
            HandOverFilter(is_late=True),
            near,
            "devir notu",
            "bir saattir onaylanmadı",
            "onaylanmadı",
        ),
        TileQuestion(
            4,
            PageKey.CASES,
            CaseFilter(CaseView.LATE_ACTION),
            late,
            "vaka",
            "için işleme geç kalındı",
        ),
        TileQuestion(
            4,
            PageKey.CASES,
            CaseFilter(CaseView.POLICE_NOT_INFORMED),
            late,
            "acil vaka",
            f"kolluğa {NOT_TOLD}",
            NOT_TOLD,
        ),
        TileQuestion(
            4,
            PageKey.CASES,
            CaseFilter(CaseView.POLICE_UNIT_MISSING),
            near,
            "acil vaka",
            "bildirildi, kolluk birimi yazılmadı",
            "birimi yazılmadı",
        ),
        TileQuestion(
            4,
            PageKey.VEHICLES,
            VehicleFilter(due=Due.OVER),
            late,
            "aracın",
            "muayene, sigorta, bakımı geçti",
            "günü geçti",
        ),
        TileQuestion(
            4,
            PageKey.CASES,
            CaseFilter(CaseView.NO_FIRST_ACTION),
            near,
            "vaka",
            "ilk işlemi bekliyor",
            "bekliyor",
        ),
        TileQuestion(
            4, PageKey.ROTA, driver, near, "şoför, araç boşluğu", "yedi gün içinde", "boşluk var"
        ),
        TileQuestion(
            4,
            PageKey.VEHICLES,
            TaskOrderFilter(is_signed=False),
            near,
            "görev emri",
            "imzasız",
            "imzasız",
        ),
        *(
            TileQuestion(
                4,
                PageKey.VEHICLES,
                VehicleFilter(due=due),
                near,
                "aracın",
                f"muayene, sigorta, bakımı {within} gün içinde",
                "günü yakın",
            )
            for due, within in ((Due.WEEK, "yedi"), (Due.MONTH, "otuz"))
        ),
        TileQuestion(5, PageKey.CASES, CaseFilter(CaseView.LATE), late, "vaka", "24 saati geçti"),
        TileQuestion(
            5, PageKey.CASES, CaseFilter(CaseView.DUE_SOON), near, "vaka", "için 4 saatten az kaldı"
        ),
        TileQuestion(
            6, PageKey.CHANGES, LetterFilter(state="late"), late, "yazı", STANDING_WORDS["late"]
        ),
        TileQuestion(6, PageKey.CHANGES, FileFilter(late), late, FILES, FILE_WORDS[late]),
        TileQuestion(
            6,
            PageKey.CHANGES,
            LetterFilter(state="near"),
            near,
            "yazı",
            STANDING_WORDS["near"],
            "bekliyor",
        ),
        TileQuestion(
            6, PageKey.CHANGES, FileFilter(near), near, FILES, FILE_WORDS[near], FILE_WORDS[near]
        ),
        TileQuestion(
            7,
            PageKey.GUIDANCE,
            sent_on,
            near,
            "kişi",
            "bu ay 183’e yönlendirildi",
            "yönlendirildi",
        ),
    )


def judge(
    counted: Sequence[tuple[TileQuestion, int]], background: TileFacts
) -> tuple[ClauseTile, ...]:
    """Return a tile for each clause.

    Args:
        counted: Each question with its count.
        background: Shown where nothing fails.
    """
    return tuple(
        _tile(
            clause,
            title,
            [(asked, count) for asked, count in counted if asked.clause == clause],
            quiet(background),
        )
        for clause, title, quiet in _CLAUSES
    )


def marks(tiles: Sequence[ClauseTile], count: Callable[[Query], int]) -> dict[str, PageMark]:
    """Return the marks of the pages with something late or near, by the keys of the pages.

    A mark counts the rows of the one list that it opens, each once: the longest of the worst, so
    that no number falls when something else becomes due. What waits in other lists is named beside
    it.

    Args:
        tiles: Of all clauses.
        count: Counts the rows of a list.
    """
    found = dict[str, PageMark]()
    for page in PageKey:
        for state in WORST:
            open_ones = [
                one
                for tile in tiles
                for one in tile.matters
                if one.page is page and one.count and one.state == state
            ]
            if open_ones:
                found[page] = _mark(state, open_ones, count)
                break
    return found


def _mark(
    state: OpenState, open_ones: Sequence[TileMatter], count: Callable[[Query], int]
) -> PageMark:
    """Return the mark of a page: of the list with the most rows among those of its matters."""
    found = list[tuple[PageMark, list[TileMatter]]]()
    for one in open_ones:
        kind = type(one.query)
        together = _TOGETHER.get((kind, state))
        listed = [each for each in open_ones if type(each.query) is kind] if together else [one]
        mark = PageMark(state, one.count, (_said(one),), one.query)
        if together is not None and len(listed) > 1:
            query, unit = together
            rows = count(query)
            words = f"{number_text(rows)} {unit}: {', '.join(map(_said, listed))}"
            mark = PageMark(state, rows, (words,), query)
        if listed[0] is one:
            found.append((mark, listed))
    longest, listed = max(found, key=lambda one: one[0].count)
    others = [_said(one) for one in open_ones if one not in listed]
    beside = (f"Ayrıca: {', '.join(others)}",) if others else ()
    return replace(longest, words=(*longest.words, *beside))


def _said(matter: TileMatter) -> str:
    return f"{matter.figure} {matter.words}"


_TOGETHER: Final[dict[tuple[type, OpenState], tuple[Query, str]]] = {
    (CaseFilter, "late"): (CaseFilter(CaseView.OVERDUE), "vaka"),
    (CaseFilter, "near"): (CaseFilter(CaseView.WAITING), "vaka"),
    (GapFilter, "near"): (GapFilter(is_late=False), "nöbet boşluğu"),
}
"""The list of all matters of a kind and state, and what its rows are."""


def _matter(asked: TileQuestion, count: int) -> TileMatter:
    return made_of(
        TileMatter,
        asked,
        count=count,
        state=asked.state if count else None,
        figure=f"{number_text(count)} {asked.unit}",
    )


def _tile(
    clause: int,
    title: str,
    counted: Sequence[tuple[TileQuestion, int]],
    quiet: _Quiet,
) -> ClauseTile:
    """Return the tile of a clause: its worst matter in large type, the others in words.

    Args:
        clause: Of the circular.
        title: Of the tile.
        counted: Its questions, each with its count.
        quiet: Shown when nothing fails.
    """
    failing = [(asked, count) for asked, count in counted if count]
    matters = tuple(_matter(asked, count) for asked, count in counted)
    if not failing:
        return made_of(ClauseTile, quiet, clause=clause, title=title, matters=matters)
    asked, count = min(failing, key=lambda one: _ORDER.index(one[0].state))
    worst = _matter(asked, count)
    others = [_said(one) for one in matters if one.count and one != worst]
    words = "; ".join([worst.words, *others])
    verdict = Open(asked.state)
    return ClauseTile(clause, title, verdict, worst.figure, words, asked.state_word, matters)


def _reachability(background: TileFacts) -> _Quiet:
    reports = f"{number_text(background.unreached)} ulaşılamadı bildirimi"
    if not background.tried:
        if background.unreached:
            words = "bu ay, yanıtlandı; yoklama kaydı yok"
            return _Quiet(Open("near"), reports, words, "bildirim var")
        return _Quiet(UNKNOWN, "0 yoklama", "bu ay yoklama kaydı yok")
    tried, answered = number_text(background.tried), number_text(background.answered)
    share = percent_text(background.answered / background.tried)
    words = f"bu ayki {tried} yoklamadan {answered} yanıt"
    if background.unreached:
        return _Quiet(Open("near"), share, f"{words}; {reports}, yanıtlandı", "bildirim var")
    verdict = settle(background.count("yanıtlanan yoklama", background.answered))
    return _Quiet(verdict, share, words, "" if background.answered else "yanıt yok")


def _quotas(background: TileFacts) -> _Quiet:
    # Lines without a record in their period are a matter of their own: here every one is known.
    words = "kotasının içinde" if background.lines else "kayıtlı hat yok"
    verdict = settle(background.count("kullanımı bilinen hat", background.lines))
    return _Quiet(verdict, f"{number_text(background.lines)} hat", words)


def _operators(background: TileFacts) -> _Quiet:
    figure = f"{number_text(background.subjects)} konu"
    if not background.subjects:
        return _Quiet(UNKNOWN, figure, "müracaat konusu yok")
    if background.on_duty is None:
        # Without duties it is not known whether an operator can reach anybody.
        words = "boş görev yok; nöbet, araç ve izin bilinmiyor"
        return _Quiet(UNKNOWN, figure, words, NO_ROTA, is_unkept=True)
    words = f"boş görev yok; nöbette: {_names(background.on_duty)}"
    verdict = settle(
        background.count("müracaat konusu", background.subjects),
        background.count("numarası bilinen nöbetçi", background.reachable),
    )
    if not background.on_duty:
        return _Quiet(verdict, figure, words, "nöbetçi yok")
    if background.lack:
        return _Quiet(verdict, figure, f"{words}, {background.lack}", background.lack)
    return _Quiet(verdict, figure, words)


def _actions(background: TileFacts) -> _Quiet:
    if not background.cases_ever:
        return _Quiet(UNKNOWN, "0 vaka", NO_CASES)
    if background.on_duty is None:
        words = "ilk işlem bekleyen yok; nöbet, araç ve izin bilinmiyor"
        return _Quiet(UNKNOWN, "0 vaka", words, NO_ROTA, is_unkept=True)
    words = f"ilk işlem bekleyen yok; nöbette: {_names(background.on_duty)}"
    if background.vehicles is None:
        words = f"{words}; araç kaydı yok"
        return _Quiet(UNKNOWN, "0 vaka", words, "araç kaydı yok", is_unkept=True)
    verdict = settle(
        background.count("vaka", background.cases_ever),
        background.count("nöbetçi", len(background.on_duty)),
        background.count("yerinde araç", len(background.vehicles)),
    )
    plates = ", ".join(background.vehicles) or "hiçbiri yerinde değil"
    return _Quiet(verdict, "0 vaka", f"{words}; araç: {plates}")


def _entries(background: TileFacts) -> _Quiet:
    verdict = settle(background.count("vaka", background.cases_ever))
    if not background.cases_ever:
        return _Quiet(verdict, "0 vaka", NO_CASES)
    if not background.running:
        return _Quiet(verdict, "0 vaka", "süresi işleyen vaka yok")
    figure = f"{number_text(background.running)} vaka"
    return _Quiet(verdict, figure, "süresi işliyor; hiçbiri yakın değil")


def _letters(background: TileFacts) -> _Quiet:
    verdict = settle(background.count("yazı", background.letters))
    sent, none = "bütün yazıların gönderimi kanıtlandı", "değişiklik yazısı yok"
    return _Quiet(verdict, "0 yazı", sent if background.letters else none)


def _visits(background: TileFacts) -> _Quiet:
    verdict = settle(background.count("yerinde rehberlik", background.visits))
    if not max(background.visits_ever, background.visits):
        words = "yerinde rehberlik kaydı tutulmuyor"
        return _Quiet(UNKNOWN, "0 kayıt", words, "tutulmuyor", is_unkept=True)
    if not background.visits:
        return _Quiet(verdict, "0 kayıt", "bu ay başvuru kaydı girilmedi")
    figure = f"{number_text(background.visits)} kişi"
    return _Quiet(verdict, figure, "bu ay yerinde bilgilendirildi")


def _names(on_duty: Sequence[str]) -> str:
    return ", ".join(on_duty) or _NOBODY


_CLAUSES: Final[tuple[tuple[int, str, Callable[[TileFacts], _Quiet]], ...]] = (
    (1, "Ulaşılabilirlik", _reachability),
    (2, "Hat kotaları", _quotas),
    (3, "Operatöre yardım", _operators),
    (4, "Hemen başlama", _actions),
    (5, "24 saatte giriş", _entries),
    (6, "Değişiklik yazıları", _letters),
    (7, "Yerinde rehberlik", _visits),
)
"""Clause, title, and texts when nothing fails. Source: Genelge 2014/05, madde 1-7."""
