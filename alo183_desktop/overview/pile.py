"""The pile: every paper that waits to be printed or signed, in one list and one print."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.changes.file import FilePart
from alo183_desktop.letters import files as letter_files
from alo183_desktop.letters import forms, outgoing
from alo183_desktop.letters import queries as letter_queries
from alo183_desktop.letters import service as letters
from alo183_desktop.letters.rules import FileKind
from alo183_desktop.overview.service import demand_sight
from alo183_desktop.phones import queries as phone_queries
from alo183_desktop.phones.custody import papers as custody
from alo183_desktop.phones.kinds import FormKind, FormState
from alo183_desktop.phones.rows import FormFilter
from alo183_desktop.rota import papers as rota_papers
from alo183_desktop.rota import queries as rota_queries
from alo183_desktop.rota import service as rota
from alo183_desktop.shared.calendar import month_words
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.worded import Worded
from alo183_desktop.vehicles import papers as vehicle_papers
from alo183_desktop.vehicles import queries as vehicle_queries
from alo183_desktop.vehicles import service as vehicles
from alo183_desktop.vehicles.rows import TaskOrderFilter
from alo183_desktop.vehicles.rules import number_words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator, Sequence

    from alo183_desktop.db.work import Work

    Maker = Callable[[], bytes]


class PaperKind(Worded):
    """What a paper of the pile is; the pile is in this order."""

    LETTER = "letter", FilePart.LETTER.words
    RETURN_FORM = "return_form", FilePart.RETURN_FORM.words
    ISSUE_FORM = "issue_form", FilePart.ISSUE_FORM.words
    CIRCULAR = "circular", FilePart.CIRCULAR.words
    ROTA = "rota", "Nöbet çizelgesi"
    NOTICE = "notice", "Tebliğ listesi"
    ORDER = "order", "Taşıt görev emri"


_FORMS: Final = {
    FormKind.RETURN: PaperKind.RETURN_FORM,
    FormKind.ISSUE: PaperKind.ISSUE_FORM,
    FormKind.CIRCULAR: PaperKind.CIRCULAR,
}


@dataclass(frozen=True, slots=True)
class PilePaper:
    """One paper that waits."""

    kind: PaperKind
    number: int
    """The id of the letter, form, month or task order."""
    called: str
    """By what people know it: `2026/17`, `Aralık 2026, 2. sürüm`."""
    about: str
    """Whom or what it is about."""
    since: dt.date
    """When it was made."""
    is_printed: bool = False
    """Whether the program printed it already, so that its signature alone is lacking."""
    month: str = ""
    """Of a paper of the rota, such as `2026-12`."""

    @property
    def key(self) -> str:
        """What makes it the same paper after it was read again."""
        return f"{self.kind}-{self.number}"

    @property
    def words(self) -> str:
        """`İade tutanağı 2026/17, Şükrü IŞIK (basıldı)`."""
        printed = " (basıldı)" if self.is_printed else ""
        return f"{self.kind.words} {self.called}, {self.about}{printed}"


def list_papers(work: Work) -> tuple[PilePaper, ...]:
    """Return all that waits, by kind, the oldest first; each kind as its own page counts it.

    Raises:
        KnownError: `access.not_allowed`.
    """
    demand_sight(work)
    require(work, Right.PRINT)
    order = list(PaperKind)
    found = (*_letters(work), *_custody_forms(work), *_rotas(work), *_orders(work))
    return tuple(sorted(found, key=lambda one: (order.index(one.kind), one.since, one.number)))


def _letters(work: Work) -> Iterator[PilePaper]:
    for row in letter_queries.list_unsigned(work.session, now=work.now):
        number = row.register_number or "(sayısı verilmedi)"
        made = local_day(row.finished_at)
        yield PilePaper(PaperKind.LETTER, row.letter_id, number, row.summary, made)


def _custody_forms(work: Work) -> Iterator[PilePaper]:
    for row in phone_queries.list_forms(work.session, FormFilter(unsigned_only=True)):
        yield PilePaper(
            _FORMS[row.kind],
            row.form_id,
            row.number_text,
            row.officer_name,
            local_day(row.at),
            is_printed=row.state is FormState.PRINTED,
        )


def _rotas(work: Work) -> Iterator[PilePaper]:
    for state in rota_queries.published_months(work.session):
        called = f"{month_words(state.month)}, {number_text(state.published)}. sürüm"
        made = local_day(state.published_at or work.now)
        if not state.has_approval:
            about = "onay bekliyor"
            yield PilePaper(PaperKind.ROTA, state.month_id, called, about, made, month=state.month)
        if state.unsigned:
            about = f"{number_text(state.unsigned)} kişi tebellüğ etmedi"
            yield PilePaper(
                PaperKind.NOTICE, state.month_id, called, about, made, month=state.month
            )


def _orders(work: Work) -> Iterator[PilePaper]:
    for row in vehicle_queries.list_orders(work.session, TaskOrderFilter(is_signed=False)):
        yield PilePaper(
            PaperKind.ORDER,
            row.order_id,
            number_words(row.year, row.number),
            f"{row.plate}, {row.driver_name}",
            local_day(row.out_at),
        )


def read_papers(work: Work, papers: Sequence[PilePaper], *, on_sheets: bool) -> Callable[[], bytes]:
    """Read papers of the pile, and return what makes one PDF of them, off the database.

    A letter is followed by the copy that is initialled.

    Args:
        work: The unit of work.
        papers: Which, in their order.
        on_sheets: Whether both sides of a sheet are printed: each then begins on an odd page.

    Raises:
        KnownError: `access.not_allowed`, `db.file_changed`; `letters.gone`, `phones.gone`,
            `rota.gone`, `vehicles.gone`: one of them is not there any more.
    """
    require(work, Right.PRINT)
    makers = [maker for one in papers for maker in _read(work, one)]

    def make() -> bytes:
        from alo183_desktop.documents.papers.foreign import join  # slow to load

        return join([make() for make in makers], on_sheets=on_sheets)

    return make


def _read(work: Work, paper: PilePaper) -> Iterator[Maker]:
    """Yield what makes a paper, and what makes its copy."""
    match paper.kind:
        case PaperKind.LETTER:
            yield _made(_letter_pdf(work, paper.number))
            yield partial(forms.kept_copy_pdf, outgoing.open_kept_copy(work, paper.number))
        case PaperKind.ROTA:
            yield _made(rota_papers.open_published(work, paper.month))
        case PaperKind.NOTICE:
            yield rota_papers.read_notices(work, paper.month)
        case PaperKind.ORDER:
            director = rota_queries.read_limits(work.session).director_name
            yield vehicle_papers.read_order(work, paper.number, director=director)
        case PaperKind.RETURN_FORM | PaperKind.ISSUE_FORM | PaperKind.CIRCULAR:
            yield _made(custody.open_form_pdf(work, paper.number))


def _made(pdf: bytes) -> Maker:
    return lambda: pdf


def _letter_pdf(work: Work, letter_id: int) -> bytes:
    letter_files.get_letter(work, letter_id)
    files = letter_queries.list_files(work.session, letter_id)
    frozen = next(one for one in files if one.kind is FileKind.PDF)
    return letters.open_file(work, frozen.file_id)[1]


def record_print(work: Work, papers: Sequence[PilePaper]) -> None:
    """Write down, paper by paper, that they are printed; forms count as printed from now on.

    Raises:
        KnownError: As `read_papers`.
    """
    require(work, Right.PRINT)
    for one in papers:
        match one.kind:
            case PaperKind.LETTER:
                letters.record_print(work, one.number, "pdf")
                letters.record_print(work, one.number, "initialled")
            case PaperKind.ROTA | PaperKind.NOTICE:
                rota.TRAIL.record_print(work, 1, "rota")
            case PaperKind.ORDER:
                vehicles.TRAIL.record_print(work, 1, "task_order")
            case PaperKind.RETURN_FORM | PaperKind.ISSUE_FORM | PaperKind.CIRCULAR:
                custody.mark_printed(work, one.number)


def record_export(work: Work, papers: Sequence[PilePaper]) -> None:
    """Write down, paper by paper, that they leave the program as a file.

    Raises:
        KnownError: As `read_papers`.
    """
    require(work, Right.EXPORT)
    for one in papers:
        match one.kind:
            case PaperKind.LETTER:
                letters.record_export(work, one.number, "pdf")
                letters.record_export(work, one.number, "initialled")
            case PaperKind.ROTA | PaperKind.NOTICE:
                rota.TRAIL.record_export(work, 1, "rota")
            case PaperKind.ORDER:
                vehicles.TRAIL.record_export(work, 1, "task_order")
            case PaperKind.RETURN_FORM | PaperKind.ISSUE_FORM | PaperKind.CIRCULAR:
                custody.record_export(work, one.number)
