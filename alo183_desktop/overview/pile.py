"""The pile: every paper that waits to be printed or signed, in one list and one print."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.access.rules import Right, may
from alo183_desktop.access.service import require
from alo183_desktop.access.sheet_seals import code_of
from alo183_desktop.changes.dossier.lines import DossierPart
from alo183_desktop.db.audit_queries import last_acts
from alo183_desktop.documents.sheet_codes import CodedKind, SheetCode
from alo183_desktop.letters import files as letter_files
from alo183_desktop.letters import outgoing, rendering
from alo183_desktop.letters import queries as letter_queries
from alo183_desktop.letters import service as letters
from alo183_desktop.letters.rules import FileKind
from alo183_desktop.overview.service import demand_sight
from alo183_desktop.phones import queries as phone_queries
from alo183_desktop.phones.custody import papers as custody
from alo183_desktop.phones.kinds import FormKind
from alo183_desktop.phones.rows import FormFilter
from alo183_desktop.rota import papers as rota_papers
from alo183_desktop.rota import queries as rota_queries
from alo183_desktop.rota import service as rota
from alo183_desktop.rota.kinds import RotaFileKind
from alo183_desktop.shared.calendar import month_words
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import ConflictError
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.worded import Worded
from alo183_desktop.vehicles import papers as vehicle_papers
from alo183_desktop.vehicles import queries as vehicle_queries
from alo183_desktop.vehicles.rows import TaskOrderFilter
from alo183_desktop.vehicles.rules import number_words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from alo183_desktop.db.work import Actor, Work
    from alo183_desktop.documents.checked_files import CheckedFile

    Maker = Callable[[], bytes]


class PaperKind(Worded):
    """The kind of a paper of the pile, in the order of the pile."""

    LETTER = "letter", DossierPart.LETTER.words
    RETURN_FORM = "return_form", DossierPart.RETURN_FORM.words
    ISSUE_FORM = "issue_form", DossierPart.ISSUE_FORM.words
    CIRCULAR = "circular", DossierPart.CIRCULAR.words
    ROTA = "rota", "Nöbet çizelgesi"
    NOTICE = "notice", "Tebliğ listesi"
    ORDER = "order", "Taşıt görev emri"


_BESIDE_PRINTED: Final = 72
"""So many characters of the name of a paper fit before the day of its printing."""
_FORMS: Final = {
    FormKind.RETURN: PaperKind.RETURN_FORM,
    FormKind.ISSUE: PaperKind.ISSUE_FORM,
    FormKind.CIRCULAR: PaperKind.CIRCULAR,
}


_CODED: Final = {
    PaperKind.RETURN_FORM: CodedKind.CUSTODY_FORM,
    PaperKind.ISSUE_FORM: CodedKind.CUSTODY_FORM,
    PaperKind.CIRCULAR: CodedKind.CUSTODY_FORM,
    PaperKind.ROTA: CodedKind.ROTA,
    PaperKind.NOTICE: CodedKind.NOTICE,
    PaperKind.ORDER: CodedKind.ORDER,
}
"""The kind in the code of a sheet."""
_ATTACHING: Final = {
    PaperKind.LETTER: Right.RECORD_DISPATCHES,
    PaperKind.RETURN_FORM: Right.EDIT_PHONES,
    PaperKind.ISSUE_FORM: Right.EDIT_PHONES,
    PaperKind.CIRCULAR: Right.EDIT_PHONES,
    PaperKind.ROTA: Right.APPROVE_ROTA,
}
"""The functions that attach a signed scan, by kind; other kinds have none."""


@dataclass(frozen=True, slots=True)
class PilePaper:
    """One paper that waits."""

    kind: PaperKind
    number: int
    """The id of the letter, form, month or task order."""
    called: str
    """Its usual name: `2026/17`, `Aralık 2026, 2. sürüm`."""
    about: str
    """The person or thing that it is about."""
    since: dt.date
    """When it was made."""
    printed_on: dt.date | None = None
    """When the program last printed it, so that only its signature is missing; None: never."""
    month: str = ""
    """Of a paper of the rota, such as `2026-12`."""
    sheet: int = 0
    """The id in the codes of its sheets; for the rota that of the version."""
    version: int = 0
    """Of a form when it was read; of the rota the published one."""
    seal: int = 0
    """Shows that a code belongs to this data (`documents.sheet_codes.SheetCode`)."""

    @property
    def key(self) -> str:
        """Identifies the paper after it was read again."""
        return f"{self.kind}-{self.number}"

    @property
    def named(self) -> str:
        """`İade tutanağı 2026/17, Şükrü IŞIK`."""
        return f"{self.kind.words} {self.called}, {self.about}"

    @property
    def words(self) -> str:
        """The same, with the day of its printing: `Yazı 17, A → B (basıldı 14.05)`."""
        if self.printed_on is None:
            return self.named
        # To fit on its line where the window is small: the paper itself has the full name.
        named = textwrap.shorten(self.named, _BESIDE_PRINTED, placeholder=" …")
        return f"{named} (basıldı {self.printed_on:%d.%m})"

    @property
    def code(self) -> SheetCode | None:
        """The code on its sheets; None: an official letter has no room for a code.

        Source: Yönetmelik 2020/31151, madde 8 and 10.
        """
        number = _CODED.get(self.kind)
        return None if number is None else SheetCode(number, self.sheet, self.seal, 0, 0)


def list_papers(work: Work) -> tuple[PilePaper, ...]:
    """Return all waiting papers, by kind, the oldest first; each kind as its own page counts it.

    Raises:
        KnownError: `access.not_allowed`.
    """
    demand_sight(work)
    require(work, Right.PRINT)
    order = list(PaperKind)
    waiting = tuple(_waiting(work))
    printed = _printed(work, waiting)
    sealed = [replace(one, seal=_seal(work, one), printed_on=printed.get(one)) for one in waiting]
    return tuple(sorted(sealed, key=lambda one: (order.index(one.kind), one.since, one.number)))


def _waiting(work: Work) -> Iterator[PilePaper]:
    yield from _letters(work)
    yield from _custody_forms(work)
    yield from _rotas(work)
    yield from _orders(work)


_PRINTED: Final = {
    PaperKind.LETTER: ("letter.printed", "letter"),
    PaperKind.RETURN_FORM: ("custody_form.printed", "custody_form"),
    PaperKind.ISSUE_FORM: ("custody_form.printed", "custody_form"),
    PaperKind.CIRCULAR: ("custody_form.printed", "custody_form"),
    PaperKind.ROTA: (rota.TRAIL.printed, rota.TRAIL.kind),
    PaperKind.NOTICE: (rota.TRAIL.printed, rota.TRAIL.kind),
    PaperKind.ORDER: ("task_order.printed", "task_order"),
}
"""The act of printing a kind in the audit trail, and its object."""


def _printed(work: Work, papers: Sequence[PilePaper]) -> dict[PilePaper, dt.date]:
    """Return when each paper was last printed according to the trail; others are left out.

    For a letter that is its own page, for the rota the exact version.
    """
    ids: dict[tuple[str, str], set[int]] = defaultdict(set)
    for one in papers:
        ids[_PRINTED[one.kind]].add(one.number)
    acts = {key: last_acts(work.session, *key, found) for key, found in ids.items()}
    printed: dict[PilePaper, dt.date] = {}
    for one in papers:
        for at, details in acts[_PRINTED[one.kind]].get(one.number, ()):
            if _is_of(one, details):
                printed[one] = local_day(at)
                break
    return printed


def _is_of(paper: PilePaper, details: Mapping[str, Any]) -> bool:
    """Return whether a printing in the trail is that of the paper as it waits."""
    if paper.kind is PaperKind.LETTER:
        return details.get("form") == FileKind.PDF
    if paper.kind in {PaperKind.ROTA, PaperKind.NOTICE}:
        return (details.get("what"), details.get("number")) == (paper.kind, paper.version)
    return True


def _demand_waiting(work: Work, papers: Iterable[PilePaper]) -> None:
    """Refuse papers that were signed, cancelled or published anew since they were listed.

    Raises:
        ConflictError: `db.conflict`.
    """
    waiting = {(one.key, one.sheet) for one in _waiting(work)}
    if any((one.key, one.sheet) not in waiting for one in papers):
        raise ConflictError("db.conflict")


def _seal(work: Work, paper: PilePaper) -> int:
    kind = _CODED.get(paper.kind)
    return 0 if kind is None else code_of(work.session, kind, paper.sheet).seal


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
            sheet=row.form_id,
            version=row.version,
        )


def _rotas(work: Work) -> Iterator[PilePaper]:
    for state in rota_queries.published_months(work.session):
        files = rota_queries.list_files(work.session, state.month)
        newest = next(one for one in files if one.kind is RotaFileKind.ROTA)
        common = PilePaper(
            PaperKind.ROTA,
            state.month_id,
            f"{month_words(state.month)}, {number_text(state.published)}. sürüm",
            "onay bekliyor",
            local_day(newest.added_at),
            month=state.month,
            sheet=newest.file_id,
            version=state.published,
        )
        if not state.has_approval:
            yield common
        if state.unsigned:
            about = f"{number_text(state.unsigned)} kişi tebellüğ etmedi"
            yield replace(common, kind=PaperKind.NOTICE, about=about)


def _orders(work: Work) -> Iterator[PilePaper]:
    for row in vehicle_queries.list_orders(work.session, TaskOrderFilter(is_signed=False)):
        yield PilePaper(
            PaperKind.ORDER,
            row.order_id,
            number_words(row.year, row.number),
            f"{row.plate}, {row.driver_name}",
            local_day(row.out_at),
            sheet=row.order_id,
        )


def read_papers(work: Work, papers: Sequence[PilePaper], *, on_sheets: bool) -> Callable[[], bytes]:
    """Read papers of the pile, and return a function that makes one PDF without the database.

    A letter is followed by the copy to be initialled.

    Args:
        papers: In the order of printing.
        on_sheets: Whether both sides of a sheet are printed: each then begins on an odd page.

    Raises:
        KnownError: `access.not_allowed`, `db.file_changed`.
        ConflictError: `db.conflict`: one of them no longer waits, or not as it was listed.
    """
    require(work, Right.PRINT)
    _demand_waiting(work, papers)
    found = [maker for one in papers for maker in _read(work, one)]

    def make() -> bytes:
        from alo183_desktop.documents.joining import join  # slow to load

        return join([maker() for maker in found], on_sheets=on_sheets)

    return make


def _read(work: Work, paper: PilePaper) -> Iterator[Maker]:
    """Yield the makers of a paper, with its code if it has one, and of its copy."""
    match paper.kind:
        case PaperKind.LETTER:
            yield _made(_letter_pdf(work, paper.number))
            yield partial(rendering.kept_copy_pdf, outgoing.open_kept_copy(work, paper.number))
        case PaperKind.ROTA:
            yield rota_papers.open_published(work, paper.month)
        case PaperKind.NOTICE:
            yield rota_papers.read_notices(work, paper.month)
        case PaperKind.ORDER:
            director = rota_queries.read_limits(work.session).director_name
            yield vehicle_papers.read_order(work, paper.number, director=director)
        case PaperKind.RETURN_FORM | PaperKind.ISSUE_FORM | PaperKind.CIRCULAR:
            yield custody.read_form_paper(work, paper.number)


def _made(pdf: bytes) -> Maker:
    return lambda: pdf


def _letter_pdf(work: Work, letter_id: int) -> bytes:
    letter_files.get_letter(work, letter_id)
    files = letter_queries.list_files(work.session, letter_id)
    frozen = next(one for one in files if one.kind is FileKind.PDF)
    return letters.open_file(work, frozen.file_id)[1]


def record_print(work: Work, papers: Sequence[PilePaper]) -> None:
    """Record, paper by paper, that they are printed; forms count as printed from now on.

    Raises:
        KnownError: As `read_papers`.
    """
    require(work, Right.PRINT)
    _demand_waiting(work, papers)
    for one in papers:
        match one.kind:
            case PaperKind.LETTER:
                letters.record_print(work, one.number, "pdf")
                letters.record_print(work, one.number, "initialled")
            case PaperKind.ROTA | PaperKind.NOTICE:
                rota.TRAIL.record_print(work, 1, one.kind, **_rota_details(one))
            case PaperKind.ORDER:
                vehicle_papers.record_order_print(work, one.number)
            case PaperKind.RETURN_FORM | PaperKind.ISSUE_FORM | PaperKind.CIRCULAR:
                custody.mark_printed(work, one.number)


def record_export(work: Work, papers: Sequence[PilePaper]) -> None:
    """Record the export of papers as a file, paper by paper.

    Raises:
        KnownError: As `read_papers`.
    """
    require(work, Right.EXPORT)
    _demand_waiting(work, papers)
    for one in papers:
        match one.kind:
            case PaperKind.LETTER:
                letters.record_export(work, one.number, "pdf")
                letters.record_export(work, one.number, "initialled")
            case PaperKind.ROTA | PaperKind.NOTICE:
                rota.TRAIL.record_export(work, 1, one.kind, **_rota_details(one))
            case PaperKind.ORDER:
                vehicle_papers.record_order_export(work, one.number)
            case PaperKind.RETURN_FORM | PaperKind.ISSUE_FORM | PaperKind.CIRCULAR:
                custody.record_export(work, one.number)


def _rota_details(paper: PilePaper) -> dict[str, str | int]:
    return {"item_id": paper.number, "month": paper.month, "number": paper.version}


def may_attach(paper: PilePaper, actor: Actor) -> bool:
    """Return whether a user may attach the signed scan of a paper; some kinds have none."""
    right = _ATTACHING.get(paper.kind)
    return right is not None and may(actor.role, right, actor.given)


def attach(work: Work, scans: Sequence[tuple[PilePaper, CheckedFile]]) -> None:
    """Attach the signed scan of each paper: of all of them, or of none.

    Raises:
        KnownError: `access.not_allowed`, and as `read_papers`.
        ConflictError: `db.conflict`: as there, or another user changed a form
            meanwhile.
    """
    require(work, Right.EDIT_PHONES)
    _demand_waiting(work, [one for one, _scan in scans])
    for one, scan in scans:
        match one.kind:
            case PaperKind.LETTER:
                letters.attach_scan(work, one.number, scan)
            case PaperKind.ROTA:
                rota.keep_approval(work, one.month, scan, number=one.version)
            case PaperKind.NOTICE | PaperKind.ORDER:
                raise ValueError("no scan of such a paper is kept")
            case PaperKind.RETURN_FORM | PaperKind.ISSUE_FORM | PaperKind.CIRCULAR:
                custody.attach_signed(work, one.number, scan, version=one.version)
