"""A scan of many signed papers, split by the codes of their sheets; the rest is asked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from alo183_desktop.documents.sheet_codes import LENGTH, parse
from alo183_desktop.shared.numbers import number_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from alo183_desktop.documents.fax.scans import ReadSheet
    from alo183_desktop.documents.sheet_codes import SheetCode
    from alo183_desktop.overview.pile import PilePaper

LEFT_OUT: Final = "left out"
"""The key of a sheet that is kept with no paper."""


@dataclass(frozen=True, slots=True)
class ScannedSheet:
    """One sheet of a scan, and its paper."""

    position: int
    """In the scan, from 0."""
    key: str
    """Of the paper (`PilePaper.key`); `LEFT_OUT`, or empty: to be asked."""
    words: str
    """The reason; empty where the code is complete."""
    page: int = 0
    """Of the paper, from 1; 0: not on the sheet."""
    pages: int = 0
    """How many the paper has; 0 as above."""


def part(
    read: Sequence[ReadSheet],
    papers: Iterable[PilePaper],
    *,
    may_attach: Callable[[PilePaper], bool],
) -> tuple[ScannedSheet, ...]:
    """Return the paper of each sheet, as far as its code decides it.

    Args:
        read: The codes read from each sheet, in the order of the scan.
        papers: Those that wait.
        may_attach: Whether the user may attach the scan of a paper.
    """
    known = {_own(one.code): one for one in papers if one.code is not None}
    found = [_sheet(index, sheet, known, may_attach) for index, sheet in enumerate(read)]
    numbered = [one for one in found if one.page]
    times = Counter((one.key, one.page) for one in numbered)
    lengths = Counter(key for key, _pages in {(one.key, one.pages) for one in numbered})

    def words(one: ScannedSheet) -> str:
        if times[one.key, one.page] > 1:
            return f"{number_text(one.page)}. sayfası iki kez tarandı"
        # Sheets of two printings: together they might look complete.
        return "sayfa sayısı öteki sayfasınınkinden farklı" if lengths[one.key] > 1 else ""

    asked = {one.position: said for one in numbered if (said := words(one))}
    return tuple(
        ScannedSheet(one.position, "", asked[one.position]) if one.position in asked else one
        for one in found
    )


def _own(code: SheetCode) -> SheetCode:
    """Return the common part of the codes of all sheets of a paper."""
    return code._replace(page=0, pages=0)


def _sheet(
    position: int,
    read: ReadSheet,
    known: Mapping[SheetCode, PilePaper],
    may_attach: Callable[[PilePaper], bool],
) -> ScannedSheet:
    codes = [parse(digits) for digits in read.codes if len(digits) == LENGTH]
    if not codes:
        if read.is_blank:
            return ScannedSheet(position, LEFT_OUT, "boş sayfa")
        return ScannedSheet(position, "", "numarası okunamadı")
    if len(codes) > 1:
        return ScannedSheet(position, "", "birden çok numara okundu")
    (code,) = codes
    paper = known.get(_own(code))
    if paper is None or not 1 <= code.page <= code.pages:
        return ScannedSheet(position, "", "numarası bekleyen bir belgenin değil")
    if not may_attach(paper):
        return ScannedSheet(position, LEFT_OUT, f"taraması buradan eklenmez: {paper.named}")
    return ScannedSheet(position, paper.key, "", code.page, code.pages)


def positions_of(sheets: Sequence[ScannedSheet]) -> dict[str, tuple[int, ...]]:
    """Return the sheets of each paper, by key; in the order of its pages where all have a number.

    Otherwise in that of the scan. Sheets to be asked, or left out, are not included.
    """
    found: dict[str, list[ScannedSheet]] = {}
    for one in sheets:
        if one.key and one.key != LEFT_OUT:
            found.setdefault(one.key, []).append(one)
    return {
        key: tuple(
            one.position
            for one in (sorted(own, key=lambda one: one.page) if all(s.page for s in own) else own)
        )
        for key, own in found.items()
    }


def lacking(sheets: Sequence[ScannedSheet], *, read: Iterable[ScannedSheet]) -> dict[str, int]:
    """Return how many sheets papers lack, by key.

    Args:
        sheets: As they are to be kept.
        read: As `part` returned them: their codes state how many sheets a paper has, also for a
            sheet that the user left out.
    """
    pages = {one.key: one.pages for one in read if one.pages}
    return {
        key: pages[key] - len(places)
        for key, places in positions_of(sheets).items()
        if len(places) < pages.get(key, 0)
    }
