"""Texts of the list: when empty, when nothing matches, on paper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alo183_desktop.officers.lists import OFFICERS
from alo183_desktop.officers.rows import OfficerState
from alo183_desktop.shared.clock import format_day
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.states import State
from alo183_desktop.shared.worded import Worded

if TYPE_CHECKING:
    import datetime as dt

    from alo183_desktop.gui.officers.queries import RosterQuery, RosterResult
    from alo183_desktop.officers.rows import CoverageRow, OfficerRow


class OfficerView(Worded):
    """The views of the page."""

    SERVING = OfficerState.SERVING.value, OfficerState.SERVING.words
    VACANT = "vacant", "Boş görevler"
    COMING = OfficerState.COMING.value, OfficerState.COMING.words
    LEFT = OfficerState.LEFT.value, OfficerState.LEFT.words
    COVERAGE = "coverage", "Müracaat konularının sorumluları"


@dataclass(frozen=True, slots=True)
class RosterLine:
    """An officer, or a vacant subject: exactly one of the two."""

    officer: OfficerRow | None = None
    vacancy: CoverageRow | None = None
    words: str = ""
    """How long the duty has been vacant."""

    @property
    def key(self) -> tuple[str, int]:
        """Its kind and id."""
        if self.officer is not None:
            return "officer", self.officer.officer_id
        return "subject", 0 if self.vacancy is None else self.vacancy.subject_id

    @property
    def target(self) -> tuple[int, CoverageRow | None]:
        """What is opened: the id of the officer, or 0 and the vacancy."""
        return (0, self.vacancy) if self.officer is None else (self.officer.officer_id, None)


def vacancy_line(row: CoverageRow, *, as_of: dt.date, today: dt.date) -> RosterLine:
    """Return the row of the list for a subject that is vacant on a day."""
    return RosterLine(
        vacancy=row, words=f"Boş görev: {vacancy_words(row, as_of=as_of, today=today)}"
    )


def vacancy_words(row: CoverageRow, *, as_of: dt.date, today: dt.date) -> str:
    """Return how long a subject has been vacant, such as `12 gündür kimse atanmadı`."""
    if row.uncovered_since is None:
        words = "henüz kimse atanmadı"
    else:
        days = (as_of - row.uncovered_since).days
        if days == 0:
            words = "bugün boşaldı" if as_of == today else "o gün boşaldı"
        else:
            words = f"{days} gündür kimse atanmadı"
    if row.covered_from is not None:
        words += f", {format_day(row.covered_from)} günü dolacak"
    return words


def vacancy_mark(row: CoverageRow, *, as_of: dt.date) -> str:
    """Return the same in two or three words, for a cell: `12 gündür boş`."""
    if row.uncovered_since is None:
        return "hiç atanmadı"
    days = (as_of - row.uncovered_since).days
    return f"{days} gündür boş" if days else "boş"


def chip_words(subject: str) -> str:
    """Return the name of a subject shortened for a chip: `Şehit yakını, gazi`."""
    return subject.replace(" ve ", ", ")


def state_words(answer: RosterResult) -> tuple[str, tuple[State, str] | None]:
    """Return the status of the roster: a sentence, and a mark."""
    query = answer.query
    when = "" if query.as_of == query.today else f" ({format_day(query.as_of)})"
    # Somebody without a subject, such as a driver, is responsible for nothing.
    rest = answer.without_subject
    words = f"{number_text(answer.counts[OfficerView.SERVING] - rest)} sorumlu görevde{when}"
    words += f", {number_text(rest)} kişinin konusu yok" if rest else ""
    if not answer.has_officers:
        words = "Kadroda henüz kimse yok"
    vacant = answer.counts[OfficerView.VACANT]
    if vacant:
        return words, (State.LATE, f"{number_text(vacant)} görev boş")
    # Without subjects, nothing is known about duties.
    return words, (State.GOOD, "boş görev yok") if answer.coverage else None


def empty_words(answer: RosterResult, *, may_import: bool) -> tuple[str, str, str]:
    """Return title, text and action of an empty list."""
    query = answer.query
    if not answer.has_officers:
        return (*OFFICERS.empty, "Kadroyu dosyadan aktar" if may_import else "")
    back = "" if query.as_of == query.today else "Bugüne dön"
    match query.view:
        case OfficerView.VACANT:
            return "Boş görev yok", "Her müracaat konusunun en az bir sorumlusu var.", back
        case OfficerView.COMING:
            return "Göreve başlayacak kimse yok", "İlk görevi ileri bir günde başlayanlar.", back
        case OfficerView.LEFT:
            return "Ayrılan yok", "Görevi sona erenler, geçmişleriyle birlikte burada kalır.", back
        case _:
            day = format_day(query.as_of)
            return "Görevde kimse yok", f"{day} tarihinde kimse görevli değil.", back


def no_match_words(query: RosterQuery) -> tuple[str, str, str]:
    """Return title, text and action of a list without matches."""
    if query.search.strip():
        text = (
            "Büyük küçük harf ve Türkçe harfler fark etmez. Yazdığınızı kısaltın, öbür sekmelere "
            "bakın ya da bütün kişileri gösterin."
        )
        return "Aramanıza uyan kimse yok", text, "Bütün kişileri göster"
    return (
        "Seçtiğinize uyan kimse yok",
        "Seçili konuda ya da kurumda kimse yok.",
        "Bütün kişileri göster",
    )


def list_note(answer: RosterResult) -> str:
    """Return the line under the title of the list's print."""
    query = answer.query
    words = [f"{query.view.words}, {format_day(query.as_of)} tarihindeki durum"]
    subject = next((row.name for row in answer.subjects if row.subject_id == query.subject_id), "")
    unit = next((row.name for row in answer.units if row.unit_id == query.unit_id), "")
    words.extend(part for part in (subject, unit) if part)
    if query.search.strip():
        words.append(f"“{query.search.strip()}” araması")
    return "; ".join(words)
