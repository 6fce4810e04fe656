"""Find all that is kept of one person, whom the law lets ask for it.

Source: 6698 s. Kanun, madde 11.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.retention.person_finders import FINDERS, MOST
from alo183_desktop.retention.person_rows import (
    SOURCE_WORDS,
    Needle,
    PersonEntry,
    PersonFound,
    PersonSource,
)
from alo183_desktop.retention.person_sought import Sought
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.identity import format_phone, parse_phone, parse_tckn
from alo183_desktop.shared.searching import search_words
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alo183_desktop.db.work import Work

_SHORTEST: Final = 3
"""Letters of a name."""


def find_person(work: Work, typed: str) -> PersonFound:
    """Return every record in which a person may stand, and write down that somebody asked.

    What was typed is not written down, only whether it was a number or a name.

    Args:
        work: The unit of work.
        typed: A T.C. number, a phone number or a name, in any way of writing.

    Raises:
        KnownError: `access.not_allowed`; `retention.person_short`: too little to find one person.
    """
    require(work, Right.SHOW_PERSON)
    sought = _sought(typed)
    entries: list[PersonEntry] = []
    cut: list[PersonSource] = []
    for source in PersonSource:
        found = list(FINDERS[source](work.session, sought))
        if len(found) > MOST:
            cut.append(source)
        entries += found[:MOST]
    work.record("person.searched", "person", None, how=sought.needle.value, count=len(entries))
    return PersonFound(sought.needle, tuple(entries), tuple(cut))


def record_export(work: Work, count: int, form: str) -> None:
    """Write down that so many records of a person leave, before they do.

    Args:
        work: The unit of work.
        count: How many records.
        form: `pdf` or `workbook`.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.SHOW_PERSON)
    require(work, Right.EXPORT)
    work.record("person.exported", "person", None, form=form, count=count)


def table_of(entries: Sequence[PersonEntry]) -> Iterator[tuple[str, str, str, str]]:
    """Yield the rows of a workbook: one for each fact, with the record that says it."""
    for entry in entries:
        for label, value in entry.facts:
            yield SOURCE_WORDS[entry.source], entry.title, label, value


def _sought(typed: str) -> Sought:
    text = " ".join(search_words(typed))
    try:
        tckn = parse_tckn(text)
    except KnownError:
        pass
    else:
        return Sought(Needle.TCKN, tckn, (tckn,))
    if not any(sign.isalpha() for sign in text):
        try:
            phone = parse_phone(text)
        except KnownError as error:
            raise KnownError("retention.person_short") from error
        shown = format_phone(phone)
        plain = phone.removeprefix("+90")
        return Sought(Needle.PHONE, phone, tuple(dict.fromkeys((plain, shown, shown[1:]))))
    words = tuple(fold(text).split())
    if sum(map(len, words)) < _SHORTEST:
        raise KnownError("retention.person_short")
    return Sought(Needle.NAME, text, words)
