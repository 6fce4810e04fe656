"""Compare the Office's list of our officers with ours; nothing is changed here."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple, Never

from alo183_desktop.imports.recipe import SKIPPED_BY_USER, Judgement, Options, Reading, Words
from alo183_desktop.imports.rows import Answer, FieldChange, PreviewRow, RowVerdict
from alo183_desktop.officers.record import FIELD_WORDS, NEEDED_BY_LETTERS, OFFICER
from alo183_desktop.officers.roster.cells import NAME_KEYS
from alo183_desktop.officers.roster.recipe import ROSTER, RosterJudge, look_up
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import Problem
from alo183_desktop.shared.turkish import fold, lower_first, lower_tr
from alo183_desktop.shared.worded import Worded

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session

    from alo183_desktop.db.work import Work
    from alo183_desktop.imports.rows import Answers, Preview
    from alo183_desktop.imports.storing import Known
    from alo183_desktop.officers.record import OfficerValues
    from alo183_desktop.officers.roster.file import Roster, RosterEntry
    from alo183_desktop.officers.roster.recipe import Days, OnRecord


class Outcome(Worded):
    """The result for one person in both lists; an undecidable row is `RowVerdict.WRONG`."""

    DIFFERS = "differs", "farklı"
    SPELLING = "spelling", "yazımı farklı"
    """Case, İ and ı, accents or blanks differ, and nothing else."""
    ONLY_THERE = "only_there", "yalnız onlarda"
    ONLY_HERE = "only_here", "yalnız bizde"
    SAME = "same", "aynı"


COMPARED: Final = ("name", *NEEDED_BY_LETTERS, "subjects")
"""What the Office was notified of about each officer. Source: Genelge 2014/05, madde 6."""
UNREADABLE: Final = "(okunamıyor)"
_OWN: Final = ("corporate_mobile", "personal_mobile", "corporate_email")
"""What distinguishes people of one name, besides the T.C. number."""


class OfficeCorrection(NamedTuple):
    """What the Office has to correct about one person."""

    officer_id: int | None
    """None: it lists a person who is not our officer."""
    name: str
    """In our spelling; of a person who is not ours, in theirs."""
    fields: tuple[str, ...]
    """Of `COMPARED`; empty: an officer is missing there, or a person is not our officer."""


def corrections_of(rows: Sequence[PreviewRow]) -> tuple[OfficeCorrection, ...]:
    """Return what has to be corrected in their list; mere case and blanks of a name are no fault.

    Args:
        rows: From `Comparison.rows`.
    """
    corrections = []
    for row in rows:
        fields = tuple(one.field for one in row.changes if not _is_mere_case(one))
        if row.verdict in {Outcome.ONLY_THERE, Outcome.ONLY_HERE} or "state" in fields:
            corrections.append(OfficeCorrection(row.item_id, row.label, ()))
        elif row.verdict in {Outcome.DIFFERS, Outcome.SPELLING} and fields:
            corrections.append(OfficeCorrection(row.item_id, row.label, fields))
    return tuple(corrections)


class Comparison:
    """Their rows compared with our officers.

    Attributes:
        compared: The fields of `COMPARED` that their list has.
    """

    def __init__(self, stored: OnRecord, roster: Roster, today: dt.date, answers: Answers) -> None:
        """Prepare the comparison.

        Args:
            stored: Ours are the officers with a subject on the day.
            roster: Theirs, as it was read.
            today: In Istanbul.
            answers: The user's answers about its rows.
        """
        self._answers = answers
        self._entries = [entry for entry in roster.entries if not entry.continues]
        self._judge = RosterJudge(stored, roster, today, answers)
        self._words = {one.row_number: self._judge.subjects(one) for one in self._entries}
        self._subject_names = {row.subject_id: row.name for row in stored.subjects}
        self._held = {
            known.item_id: _held_on(today, stored.assignments.get(known.item_id, {}))
            for known in stored.officers
        }
        self._ours = [known for known in stored.officers if self._held[known.item_id]]
        self._by_tckn = {one.values.tckn: one for one in stored.officers if one.values.tckn}
        self._by_name: defaultdict[str, list[Known[OfficerValues]]] = defaultdict(list)
        for known in stored.officers:
            self._by_name[_plain(known.values.name)].append(known)
        there = {*roster.found.columns, "name"}
        if any(words.subject_ids for words in self._words.values()):
            there.add("subjects")
        self.compared = tuple(key for key in COMPARED if key in there)

    def rows(self) -> Iterator[PreviewRow]:
        """Yield each person of either list: their rows in order, then officers only in ours.

        The differences are in a row's `changes`, theirs before ours. An empty or unreadable cell
        differs from anything.
        """
        candidates = self._matched()
        met: defaultdict[int, list[RosterEntry]] = defaultdict(list)
        for entry in self._entries:
            for known in candidates.get(entry.row_number, ()):
                met[known.item_id].append(entry)
        for entry in self._entries:
            if entry.row_number in candidates:
                yield self._judged(entry, candidates[entry.row_number], met)
            else:
                yield self._row(entry, RowVerdict.SKIPPED, (SKIPPED_BY_USER,))
        # The content of an omitted row is unknown, except that it is about a person.
        left_out = {
            known.item_id
            for entry in self._entries
            if entry.row_number not in candidates
            for known in self._candidates(entry)
        }
        for known in self._ours:
            if known.item_id not in met and known.item_id not in left_out:
                values = ((key, self._ours_in(key, known)) for key in COMPARED[1:])
                changes = tuple(FieldChange(key, "", ours) for key, ours in values if ours)
                name, number = known.values.name, known.item_id
                yield PreviewRow(0, Outcome.ONLY_HERE, name, changes=changes, item_id=number)

    def _matched(self) -> dict[int, list[Known[OfficerValues]]]:
        """Return by row which of our officers it may be about, without omitted rows."""
        candidates = {
            entry.row_number: self._candidates(entry)
            for entry in self._entries
            if not self._answers.skips(entry.row_number, entry.label)
        }
        certain = {found[0].item_id for found in candidates.values() if len(found) == 1}
        return {
            row: [one for one in found if len(found) == 1 or one.item_id not in certain] or found
            for row, found in candidates.items()
        }

    def _judged(
        self,
        entry: RosterEntry,
        candidates: Sequence[Known[OfficerValues]],
        met: Mapping[int, Sequence[RosterEntry]],
    ) -> PreviewRow:
        asked, answered = self._judge.questions(entry)
        left = self._judge.left(entry)
        if left is not None:
            asked = []
        elif Answer.LEFT in answered:
            left = Problem("", "imports.said_to_have_left")
        others = (
            Problem("name", "imports.same_person", {"row": other.row_number})
            for known in candidates
            for other in met[known.item_id]
            if other is not entry
        )
        if len(candidates) > 1:
            asked.append(Problem("name", "imports.ambiguous", {"count": len(candidates)}))
        elif (again := next(others, None)) is not None:
            asked.append(again)
        if not candidates and not entry.label:
            asked.extend(entry.problems)
        if asked:
            return self._row(entry, RowVerdict.WRONG, tuple(asked))
        if candidates:
            return self._beside(entry, candidates[0], left)
        if left is not None:
            return self._row(entry, RowVerdict.SKIPPED, (left,))
        changes = tuple(
            FieldChange(key, theirs, "")
            for key in self.compared[1:]
            if (theirs := self._theirs_in(key, entry))
        )
        return PreviewRow(
            entry.row_number,
            Outcome.ONLY_THERE,
            entry.label,
            hints=(*entry.problems, *self._known_here(entry)),
            changes=changes,
        )

    @staticmethod
    def _row(entry: RosterEntry, verdict: RowVerdict, problems: tuple[Problem, ...]) -> PreviewRow:
        return PreviewRow(entry.row_number, verdict, entry.label, problems)

    def _candidates(self, entry: RosterEntry) -> list[Known[OfficerValues]]:
        """Return which of our officers a row may be about: by T.C. number, otherwise by name.

        People of one name are told apart by their numbers and addresses, as far as these agree.
        Another T.C. number means another person, unless one of these agrees.
        """
        tckn = entry.values.get("tckn")
        if tckn and (known := self._by_tckn.get(tckn)) is not None:
            return [known] if self._held[known.item_id] else []
        namesakes = [
            known
            for known in self._by_name.get(_plain(entry.label), ())
            if self._held[known.item_id]
        ]
        agreeing = [
            known
            for known in namesakes
            if any(
                entry.values.get(key) == getattr(known.values, key)
                for key in _OWN
                if key in entry.values
            )
        ]
        if tckn:
            namesakes = [known for known in namesakes if not known.values.tckn]
        return agreeing or namesakes

    def _known_here(self, entry: RosterEntry) -> Iterator[Problem]:
        """Yield that a person is in our roster all the same, or that an officer has that name."""
        known = self._by_tckn.get(entry.values.get("tckn", ""))
        namesakes = [known] if known else self._by_name.get(_plain(entry.label), [])
        if any(self._held[one.item_id] for one in namesakes):
            yield Problem("name", "imports.other_namesake")
        elif namesakes:
            yield Problem("name", "imports.no_subject_here")

    def _beside(
        self, entry: RosterEntry, known: Known[OfficerValues], left: Problem | None
    ) -> PreviewRow:
        """Return the result for a row beside its officer."""
        changes: list[FieldChange] = []
        spelled: list[FieldChange] = []
        for key in self.compared:
            theirs, ours = self._theirs_in(key, entry), self._ours_in(key, known)
            if self._is_same(key, entry, known):
                continue
            if key in {"name", "title"} and theirs and _plain(theirs) == _plain(ours):
                spelled.append(FieldChange(key, theirs, ours))
                continue
            # Of a T.C. number only masked digits may differ.
            is_alike = key == "tckn" and theirs and theirs == ours
            shown = f"{theirs} (başka numara)" if is_alike else theirs
            changes.append(FieldChange(key, shown, ours))
        hints = [*entry.hints, *entry.problems]
        hints += self._judge.reader.doubts(self._words[entry.row_number])
        if left is not None:
            changes.insert(0, FieldChange("state", "ayrılmış", "görevde"))
            hints.append(left)
        outcome = Outcome.SAME
        if changes or spelled:
            outcome = Outcome.DIFFERS if changes else Outcome.SPELLING
        return PreviewRow(
            entry.row_number,
            outcome,
            known.values.name,
            hints=tuple(hints),
            changes=(*changes, *spelled),
            item_id=known.item_id,
        )

    def _is_same(self, key: str, entry: RosterEntry, known: Known[OfficerValues]) -> bool:
        if _is_refused(key, entry):
            return False
        if key == "subjects":
            words = self._words[entry.row_number]
            return not words.unknown and set(words.subject_ids) == self._held[known.item_id]
        if key == "name":
            if _plain(entry.label) != _plain(known.values.name):
                return False
            # The heading decides which of the words is the surname; the rest stays as written.
            words_there = entry.written.replace(",", "").split(" ")
            return sorted(words_there) == sorted(known.values.name.split(" "))
        return bool(entry.values.get(key)) and entry.values[key] == getattr(known.values, key)

    def _theirs_in(self, key: str, entry: RosterEntry) -> str:
        """Return the value in their list, as people read it; empty for an empty cell."""
        if _is_refused(key, entry):
            return UNREADABLE
        if key == "name":
            return entry.written
        if key == "subjects":
            words = self._words[entry.row_number]
            return ", ".join((*self._named(words.subject_ids), *words.unknown))
        return OFFICER.words(key, entry.values[key]) if key in entry.values else ""

    def _ours_in(self, key: str, known: Known[OfficerValues]) -> str:
        if key == "name":
            return known.values.name
        if key == "subjects":
            return ", ".join(self._named(self._held[known.item_id]))
        return OFFICER.words(key, getattr(known.values, key))

    def _named(self, subject_ids: Collection[int]) -> list[str]:
        return [name for one, name in self._subject_names.items() if one in subject_ids]


def _held_on(day: dt.date, assignments: Days) -> set[int]:
    """Return the subjects that an officer holds on a day."""
    return {
        subject_id
        for subject_id, intervals in assignments.items()
        for starts_on, ends_on in intervals
        if starts_on <= day and (ends_on is None or ends_on > day)
    }


def _is_refused(key: str, entry: RosterEntry) -> bool:
    """Return whether a cell could not be read."""
    keys = {problem.key for problem in entry.problems}
    return key in keys or (key == "name" and not keys.isdisjoint(NAME_KEYS))


def _plain(name: str) -> str:
    """Return a name without case, accents and blanks, to recognise other spellings."""
    return fold(name).replace(" ", "")


def _is_mere_case(change: FieldChange) -> bool:
    theirs, ours = (sorted(lower_tr(text).split()) for text in (change.before, change.after))
    return change.field in {"name", "title"} and theirs == ours


def _compare(
    _session: Session, known: OnRecord, roster: Roster, options: Options, now: dt.datetime
) -> Judgement[Never]:
    comparison = Comparison(known, roster, local_day(now), options.answers)
    absent = [lower_first(FIELD_WORDS[key]) for key in COMPARED if key not in comparison.compared]
    notes = [Problem("", "imports.not_compared", {"fields": ", ".join(absent)})] if absent else []
    return Judgement(tuple(comparison.rows()), (), notes=tuple(notes))


def record_comparison(work: Work, found: Preview) -> None:
    """Record that a file was compared, and the result while questions are unanswered."""
    counts = {verdict.value: count for verdict, count in found.counts.items() if count}
    work.record("officers.reconciled", "officer", **counts)


OFFICE_LIST: Final[Reading[Roster, Judgement[Never], Options]] = Reading(
    kind=ROSTER.kind,
    words=Words(
        title="Müşavirliğin listesiyle karşılaştır",
        chapter="Müşavirlik listesini gönderdi",
        explanation="Müşavirliğin gönderdiği liste, bugün sorumlu olanlarla kişi kişi "
        "karşılaştırılır: Excel (.xlsx, .xls, .ods), CSV ya da panodan yapıştırılan tablo.",
        history="",
        thing="kişi",
        label="Adı soyadı",
        fields=FIELD_WORDS,
        promise="Listeden hiçbir şey kaydedilmez. Her kişinin iki listede nasıl durduğu "
        "gösterilir; farklar tek bir düzeltme yazısıyla bildirilebilir.",
    ),
    wanted=ROSTER.wanted,
    read=ROSTER.read,
    look_up=look_up,
    judge=_compare,
    options=ROSTER.options,
)
