"""Add, rename and retire the subjects that officers answer for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import product
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import func, select

from alo183_desktop.access.form_access import FormAccess
from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.db.conflicts import Thing, demand_version
from alo183_desktop.db.write_lock import take_write_lock
from alo183_desktop.officers.model import Assignment, Subject
from alo183_desktop.officers.record import SUBJECT, SubjectValues
from alo183_desktop.officers.rules import REQUIRED_SUBJECTS
from alo183_desktop.records.store import Store
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alo183_desktop.db.work import Work
    from alo183_desktop.officers.rows import SubjectRow

_STORE: Final = Store(
    SUBJECT,
    Subject,
    unique={"key": "officers.duplicate_subject"},
    derive=lambda values, _row: {"key": fold(values.name)},
)


def _judge(work: Work, subject_id: int | None, values: SubjectValues) -> SubjectValues:
    if subject_id is not None:
        _own_subject(work, subject_id)
    return values


def _add(work: Work, values: SubjectValues) -> int:
    take_write_lock(work.session)
    subject = work.session.scalar(select(Subject).where(Subject.key == fold(values.name)))
    if subject is None or subject.is_active:
        last = work.session.scalar(select(func.max(Subject.position))) or 0
        subject = _insert_subject(work, values, position=last + 1, is_required=False)
    else:
        subject.is_active = True
        work.session.flush()
    work.record("subject.added", "subject", subject.id)
    return subject.id


SUBJECTS: Final = FormAccess(_STORE, Right.EDIT_OFFICERS, judge=_judge, add=_add)
"""The directorate's own ones; adding a retired one reactivates it. Refuses with
`officers.duplicate_subject`, and `officers.subject_required`: the circular names it. Frozen letters
keep the old name."""


def install_required_subjects(work: Work) -> tuple[int, ...]:
    """Add those of the circular's five subjects that are missing, and return the ids of all.

    No right is needed: it is part of the set-up, and only adds what the circular demands.
    Source: Genelge 2014/05, giriş.
    """
    subject_ids = []
    for position, name in enumerate(REQUIRED_SUBJECTS, start=1):
        subject = work.session.scalar(select(Subject).where(Subject.key == fold(name)))
        if subject is None:
            subject = _insert_subject(
                work, SubjectValues(name), position=position, is_required=True
            )
            work.record("subject.added", "subject", subject.id)
        subject_ids.append(subject.id)
    return tuple(subject_ids)


def retire_subject(work: Work, subject_id: int, *, version: int) -> None:
    """Retire a subject; history keeps it.

    Raises:
        KnownError: `access.not_allowed`, `officers.subject_required`; `officers.subject_held`: an
            officer still answers for it.
        ConflictError: `db.conflict`.
    """
    require(work, Right.EDIT_OFFICERS)
    subject = _own_subject(work, subject_id)
    demand_version(work.session, subject.version, version, Thing("subject", subject_id))
    count = work.session.scalar(
        select(func.count())
        .select_from(Assignment)
        .where(Assignment.subject_id == subject_id, Assignment.ends_on.is_(None))
    )
    if count:
        raise KnownError("officers.subject_held", count=count)
    subject.is_active = False
    work.session.flush()
    work.record("subject.retired", "subject", subject_id)


def _insert_subject(
    work: Work, values: SubjectValues, *, position: int, is_required: bool
) -> Subject:
    subject: Subject = _STORE.insert(
        work,
        values,
        position=position,
        is_required=is_required,
        is_active=True,
        created_at=work.now,
    )
    return subject


def _own_subject(work: Work, subject_id: int) -> Subject:
    subject = work.session.get_one(Subject, subject_id, with_for_update=True)
    if subject.is_required:
        raise KnownError("officers.subject_required")
    return subject


_PART: Final = re.compile(r"[^\W_]+|[,;/&+|\n•*_\-–—]", re.UNICODE)
_LIST_NUMBER: Final = re.compile(r"(?<!\S)\d{1,2}[.)-](?!\d)")
_NOTHING_WRITTEN: Final = ",;/&+|•*_-–—."
_ALIKE: Final = 0.75
"""So much of two words has to agree (`difflib.SequenceMatcher.ratio`): `kadn` is `kadin`."""
_HARD: Final = frozenset(",;|\n•*")
_JOINTS: Final = frozenset({"ve", "ile", "veya"})
_PADDING: Final = frozenset(
    {"hizmet", "hizmetler", "hizmetleri", "konu", "konusu", "konular", "konulari", "basvuru"}
    | {"basvurulari", "birim", "birimi", "muracaat", "muracaatlar", "muracaatlari", "alani"}
    | {"alan", "alanlar", "hiz", "hizm", "sorumlusu", "sorumlulari"}
)
"""Words that may follow a subject and add nothing."""
_ALL: Final = frozenset({"tumu", "tum", "hepsi", "butun", "tamami"})
"""Words that alone, or before a meaningless word, mean every subject."""
_MARTYR: Final = ("sehit", "sehitler", "sehit yakini", "sehit yakinlari", "sehit aileleri")
_VETERAN: Final = ("gazi", "gaziler", "gazi yakini", "gazi yakinlari")
_SYNONYMS: Final = {
    "cocuk": ("cocuklar",),
    "kadin": ("kadinlar",),
    "engelli": ("engelliler", "ozurlu", "ozurluler"),
    "yasli": ("yaslilar",),
    "sehit yakini ve gazi": (
        *_MARTYR,
        *_VETERAN,
        *(f"{martyr} {veteran}" for martyr, veteran in product(_MARTYR, _VETERAN)),
        *(f"{veteran} {martyr}" for martyr, veteran in product(_MARTYR, _VETERAN)),
    ),
}
"""Other words for the subjects of the circular, by their folded name."""


@dataclass(frozen=True, slots=True)
class SubjectWords:
    """The subjects recognised in one text."""

    subject_ids: tuple[int, ...]
    """In the order of the subjects, each once."""
    unknown: tuple[str, ...]
    """As written: the parts of the list with something unrecognised."""


class SubjectReader:
    """Reads subjects by the longest names first, so that names with `ve` stay whole.

    Attributes:
        known: The names of the subjects, for a message about another one.
        subject_ids: Their ids.
    """

    def __init__(self, subjects: Sequence[SubjectRow]) -> None:
        self.known = "; ".join(subject.name for subject in subjects)
        self.subject_ids = frozenset(subject.subject_id for subject in subjects)
        self._place = {subject.subject_id: index for index, subject in enumerate(subjects)}
        self._names: dict[tuple[str, ...], int] = {}
        for subject in subjects:
            for synonym in _SYNONYMS.get(fold(subject.name), ()):
                self._names[_words(synonym)] = subject.subject_id
        # A directorate's own name takes precedence over another subject's synonym.
        self._names.update({_words(subject.name): subject.subject_id for subject in subjects})
        shown = {subject.subject_id: subject.name for subject in subjects}
        self._by_word = {word: shown[one] for name, one in self._names.items() for word in name}
        self._longest = max(map(len, self._names), default=0)
        self._read: dict[str, SubjectWords] = {}
        """Cache: a roster repeats the same few texts."""

    def read(self, text: str) -> SubjectWords:
        """Return the subjects that `text` lists, separated by `,` `;` `/` `ve` or line breaks."""
        known = self._read.get(text)
        if known is None:
            is_doubted = "?" in text
            known = SubjectWords((), (text,)) if is_doubted else self._recognised(text)
            self._read[text] = known
        return known

    def doubts(self, words: SubjectWords) -> Iterator[Problem]:
        """Yield the problem of each part of a list that names no subject."""
        for part in words.unknown:
            yield Problem("subjects", "imports.subject_unknown", self.about(part))

    def about(self, text: str) -> dict[str, Any]:
        """Return an unknown subject, the one that it resembles, and all others for a message."""
        near = {
            self._by_word[one]
            for word in _words(text)
            for one in get_close_matches(word, self._by_word, n=1, cutoff=_ALIKE)
        }
        proposal = f"“{near.pop()}” olabilir. " if len(near) == 1 else ""
        return {"subject": text[:80], "proposal": proposal, "known": self.known}

    def _recognised(self, text: str) -> SubjectWords:
        text = _LIST_NUMBER.sub(";", text)
        found: set[int] = set()
        unknown: list[str] = []
        pieces = list(_PART.finditer(text))
        words = [
            (fold(piece.group()), piece.start(), piece.end())
            for piece in pieces
            if piece.group()[0].isalnum() and fold(piece.group()) not in _JOINTS
        ]
        borders = [piece.start() for piece in pieces if piece.group() in _HARD]
        folded = [word for word, _, _ in words]
        if "".join(text.split()).strip(_NOTHING_WRITTEN) and not any(map(str.isalnum, text)):
            # A mark such as `✓` alone means that there is something, but not what.
            return SubjectWords((), (" ".join(text.split()),))
        means_all = bool(folded) and folded[0] in _ALL and set(folded[1:]) <= _PADDING
        if means_all and not self._longest_at(folded, 0)[0]:
            return SubjectWords(tuple(self._place), ())
        index = 0
        wrong: list[tuple[int, int]] = []
        while index < len(words):
            length, subject_id = self._longest_at(folded, index)
            if length:
                found.add(subject_id)
                index += length
                while index < len(words) and words[index][0] in _PADDING:
                    if not _follows_closely(text, words[index - 1][2], words[index][1]):
                        break
                    index += 1
            else:
                wrong.append(words[index][1:])
                index += 1
        for start, end in wrong:
            part = _list_part(text, borders, start, end)
            if part not in unknown:
                unknown.append(part)
        ordered = tuple(sorted(found, key=self._place.__getitem__))
        return SubjectWords(ordered, tuple(unknown))

    def _longest_at(self, words: Sequence[str], index: int) -> tuple[int, int]:
        for length in range(min(self._longest, len(words) - index), 0, -1):
            subject_id = self._names.get(tuple(words[index : index + length]))
            if subject_id is not None:
                return length, subject_id
        return 0, 0


def _words(name: str) -> tuple[str, ...]:
    return tuple(_content(fold(name)))


def _content(text: str) -> Iterator[str]:
    for piece in _PART.finditer(text):
        if piece.group()[0].isalnum() and piece.group() not in _JOINTS:
            yield piece.group()


def _follows_closely(text: str, end: int, start: int) -> bool:
    return not text[end:start].strip()


def _list_part(text: str, borders: Sequence[int], start: int, end: int) -> str:
    """Return the part of the list between two hard borders that contains a word."""
    first = max((border + 1 for border in borders if border < start), default=0)
    last = min((border for border in borders if border >= end), default=len(text))
    return " ".join(text[first:last].split())
