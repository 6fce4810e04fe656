"""The import of a roster: how rows are judged against stored officers, and how they are stored."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import partial
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from sqlalchemy import func, select

from alo183_desktop.access.rules import Right
from alo183_desktop.db.bulk import FIRST_VERSION, insert_all
from alo183_desktop.directorate.model import Unit
from alo183_desktop.directorate.queries import get_directorate, list_units
from alo183_desktop.imports import recipe, storing
from alo183_desktop.imports.recipe import DEFAULT_OPTIONS, Options, Recipe, StoredImport, Words
from alo183_desktop.imports.rows import (
    Answer,
    Answers,
    FieldChange,
    PreviewRow,
    RowPlan,
    RowVerdict,
)
from alo183_desktop.imports.sheets import (
    MOST_ROWS,
    compare_twins,
    far_days,
    find_twins,
    quoted,
    unread_note,
)
from alo183_desktop.imports.storing import (
    Brought,
    Known,
    RowChange,
    brought_by,
    created_by,
    merge_values,
    read_known,
    store_records,
)
from alo183_desktop.officers import queries
from alo183_desktop.officers.model import Assignment, Officer
from alo183_desktop.officers.record import FIELD_WORDS, OFFICER, OfficerValues, warnings_of
from alo183_desktop.officers.roster.file import (
    Roster,
    is_of_staff,
    read_roster,
    subjects_in,
)
from alo183_desktop.officers.roster.headings import (
    WANTED,
    OtherList,
    ends_like_unit,
    is_doubtful_mark,
    other_list,
    province_of,
)
from alo183_desktop.officers.roster.leavers import left_of, mentions_leaving, unclear_of
from alo183_desktop.officers.rules import display_name
from alo183_desktop.officers.storing import OFFICERS
from alo183_desktop.officers.subjects import SubjectReader, SubjectWords
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.errors import Problem
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.turkish import fold, lower_first

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session

    from alo183_desktop.db.work import Work
    from alo183_desktop.directorate.rows import UnitRow
    from alo183_desktop.imports.recipe import Agreed
    from alo183_desktop.officers.roster.file import RosterEntry
    from alo183_desktop.officers.rows import SubjectRow


def _twins(entries: Sequence[RosterEntry]) -> dict[int, Problem]:
    """Return the problems of rows that are about the same person as another row.

    These are rows of one T.C. number, and rows of one name of which one lacks the T.C. number,
    unless their corporate mobile numbers differ.
    """
    # A row with a wrong value is refused anyway, and must not make others fail.
    valid = [entry for entry in entries if not entry.problems and not entry.continues]
    twins = find_twins(
        [entry for entry in valid if "tckn" in entry.values],
        lambda entry: [(entry.values["tckn"], "")],
        _contradiction,
    )
    by_name: defaultdict[str, list[RosterEntry]] = defaultdict(list)
    for entry in valid:
        by_name[fold(entry.label)].append(entry)
    for namesakes in by_name.values():
        # Where each has a number, nobody needs to be compared in pairs.
        if not all("tckn" in entry.values for entry in namesakes):
            for earlier, entry in combinations(namesakes, 2):
                if _may_be_one(earlier.values, entry.values):
                    compare_twins("", earlier, entry, twins, _contradiction)
    return twins


def _may_be_one(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    if "tckn" in one and "tckn" in other:
        return False
    return len({values.get("corporate_mobile") for values in (one, other)} - {None}) <= 1


def _contradiction(_key: str, entry: RosterEntry, other: RosterEntry) -> Problem:
    mine, theirs = entry.values, other.values
    if not _are_one_name(entry.label, other.label):
        parameters: dict[str, str | int] = {"row": other.row_number, "name": other.label}
        return Problem("tckn", "imports.one_number", parameters)
    fields = {
        field for field in mine.keys() | theirs.keys() if mine.get(field) != theirs.get(field)
    }
    fields |= {
        field
        for field in ("unit", "subjects", "starts_on")
        if getattr(entry, field) != getattr(other, field)
    }
    fields_text = ", ".join(_SHOWN_FIELDS[field] for field in _SHOWN_FIELDS if field in fields)
    return Problem("", "imports.contradiction", {"row": other.row_number, "fields": fields_text})


def _are_one_name(one: str, other: str) -> bool:
    """Return whether two names have the same words, in any order."""
    return sorted(fold(one).split()) == sorted(fold(other).split())


_SHOWN_FIELDS: Final = {
    key: lower_first(FIELD_WORDS[key])
    for key in (*OFFICER.fields, "unit", "subjects", "starts_on")
    if key != "unit_id"
}
"""Words for the fields of a row inside a sentence."""


NEW_UNIT: Final = 0
"""The id used for a unit that the import will add first."""
_UNIT_LENGTH: Final = 200
_CORPORATE: Final = frozenset({"corporate_mobile", "corporate_email"})
_OWN_NAME: Final = "il mudurlugu"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficerPlan(RowPlan[OfficerValues]):
    """What will be stored for one row; `unit_id` is `NEW_UNIT` when the unit comes with it."""

    new_unit: str
    opens: tuple[tuple[int, dt.date], ...]
    """Subjects with the first day of their assignment."""


@dataclass(frozen=True, slots=True)
class RosterJudgement(recipe.Judgement[OfficerPlan]):
    """What an import of a roster would do."""

    new_units: tuple[str, ...]


_Known: TypeAlias = Known[OfficerValues]
Days: TypeAlias = "Mapping[int, list[tuple[dt.date, dt.date | None]]]"


class OnRecord(NamedTuple):
    """The stored data that a roster is compared with."""

    province: str
    email_domains: tuple[str, ...]
    subjects: tuple[SubjectRow, ...]
    """Retired ones, too; the same for `units`."""
    units: tuple[UnitRow, ...]
    officers: list[_Known]
    assignments: Mapping[int, Days]
    """Their days by officer and subject, without the cancelled ones."""


def look_up(session: Session) -> OnRecord:
    """Return the stored data, without changing it."""
    directorate = get_directorate(session)
    return OnRecord(
        directorate.province,
        directorate.email_domains,
        queries.list_subjects(session, active_only=False),
        list_units(session, active_only=False),
        read_known(session, OFFICERS),
        _assignments(session),
    )


def _judge(
    _session: Session, known: OnRecord, roster: Roster, options: Options, now: dt.datetime
) -> RosterJudgement:
    """Judge the rows; assignments without a first day begin on the day in Istanbul."""
    judge = RosterJudge(known, roster, local_day(now), options.answers)
    rows = tuple(map(judge.row, roster.entries))
    new_units = tuple(judge.new_units.values())
    return RosterJudgement(rows, tuple(judge.plans), new_units, notes=tuple(judge.notes()))


class RosterJudge:
    """The stored data, looked up on demand, and the rows judged so far."""

    def __init__(self, stored: OnRecord, roster: Roster, today: dt.date, answers: Answers) -> None:
        self._answers = answers
        self.plans: list[OfficerPlan] = []
        self.new_units: dict[str, str] = {}
        """Names by their folded form."""
        self._province = stored.province
        self._sections: dict[str, dict[str, None]] = {
            "imports.section_subjects": {},
            "imports.section_units": {},
        }
        """Texts above people, by the code of the note of what they name."""
        self._today = today
        self._roster = roster
        self._email_domains = stored.email_domains
        self._subject_names = {row.subject_id: row.name for row in stored.subjects}
        self.reader = SubjectReader([row for row in stored.subjects if row.is_active])
        self._units = stored.units
        self._unit_names = {unit.unit_id: unit.name for unit in self._units}
        self._unit_ids = {fold(unit.name): unit.unit_id for unit in self._units}
        self._by_tckn = {known.values.tckn: known for known in stored.officers if known.values.tckn}
        self._by_name: defaultdict[str, list[_Known]] = defaultdict(list)
        for known in stored.officers:
            self._by_name[fold(known.values.name)].append(known)
        self._by_phone = _by_phone(roster, stored.officers)
        self._assignments = stored.assignments
        self._has_sexes = any(fold(heading) == "erkek" for heading in roster.marked)
        self._twins = _twins([one for one in roster.entries if self._is_there(one)])
        self._taken: dict[int, int] = {}
        """Which row an officer was found for."""
        self._doubted: Problem | None = None
        """That the list may be no roster, where somebody new is in it."""
        self._marked = tuple(filter(self._of_heading, roster.marked))
        self._writes_subjects = bool(self._marked) or any(one.subjects for one in roster.entries)
        self._unit_questions = self._units_unclear()
        self._other_list = self._look_of_list()

    def _look_of_list(self) -> OtherList | None:
        """Return what the list may be instead of a roster; None: it is one."""
        found = self._roster.found
        certain = found.columns.keys() - found.guessed
        sure = certain - found.told
        read = {found.columns[key] for key in sure}
        headings = (text for at, text in enumerate(found.headings) if at not in read)
        titles = (self._roster.file_name, self._roster.sheet, *self._roster.titles)
        texts = (*titles, *headings)
        is_told = "subjects" in certain or not certain.isdisjoint(_CORPORATE)
        lines = (text for _, text in self._roster.lines)
        # People whom somebody helps are listed under their subjects, too, but have no title.
        if "title" in certain or any(map(is_of_staff, (*titles, *lines))):
            is_told = is_told or any(map(self._has_subjects, self._roster.entries))
        marked = {one for heading in self._marked for one in self._of_heading(heading)}
        if marked and marked.issuperset(self.reader.subject_ids):
            return None  # no other list has a column of marks for each subject
        return other_list(
            (text for text in texts if text not in self._marked),
            has_subjects="subjects" in sure or bool(marked),
            has_address=not sure.isdisjoint(_CORPORATE),
            is_told=is_told,
        )

    def _has_subjects(self, entry: RosterEntry) -> bool:
        return bool(self.subjects(entry).subject_ids)

    def row(self, entry: RosterEntry) -> PreviewRow:
        """Judge one row and remember its plan."""
        if (aside := self._set_aside(entry)) is not None:
            return PreviewRow(entry.row_number, aside[0], entry.label, (aside[1],))
        open_questions, answered = self.questions(entry)
        if Answer.LEFT in answered:
            skipped = Problem("", "imports.said_to_have_left")
            return PreviewRow(entry.row_number, RowVerdict.SKIPPED, entry.label, (skipped,))
        twin = self._twins.get(entry.row_number)
        # A row that is less specific than an earlier one does not repeat it.
        if twin is not None and twin.code == "imports.repeated" and not open_questions:
            return PreviewRow(entry.row_number, RowVerdict.SKIPPED, entry.label, (twin,))
        words = self.subjects(entry)
        problems = [
            *entry.problems,
            *open_questions,
            *([twin] if twin and twin.code != "imports.repeated" else []),
            *self.reader.doubts(words),
        ]
        if len(entry.unit) > _UNIT_LENGTH:
            problems.append(Problem("unit", "records.too_long", {"limit": _UNIT_LENGTH}))
        known = None
        if not problems:
            known, problem = self._match(entry)
            if known is not None and known.item_id in self._taken:
                row = self._taken[known.item_id]
                problem = Problem("name", "imports.same_person", {"row": row})
            if problem is None:
                problem = self._doubt(entry, known)
            problems.extend([problem] if problem else [])
        if not problems and known is None:
            asked = self._of_newcomer(entry, words)
            problems.extend(one for one in asked if self._answered(entry, one) is None)
        if problems:
            return PreviewRow(entry.row_number, RowVerdict.WRONG, entry.label, tuple(problems))
        return self._planned(entry, known, words)

    def questions(self, entry: RosterEntry) -> tuple[list[Problem], set[Answer]]:
        """Return the open questions about a row, and the answers."""
        asked = [
            *entry.questions,
            *unclear_of(entry, sheet=self._roster.sheet),
            *far_days({"starts_on": entry.starts_on}, self._today),
        ]
        asked.extend(
            Problem("state", "imports.state_unclear", {"state": heading})
            for heading in entry.marks
            if mentions_leaving(heading) and not self._of_heading(heading)
        )
        for heading, value in entry.unclear_marks:
            if self._of_heading(heading):
                parameters = {"heading": heading, "value": value}
                asked.append(Problem("subjects", "imports.mark_unclear", parameters))
            elif is_doubtful_mark(value):
                # Under `Asil/Yedek`, for example: a stand-in is not certainly an officer.
                asked.append(Problem("state", "imports.state_unclear", {"state": value}))
        given = [self._answered(entry, problem) for problem in asked]
        still_open = [one for one, answer in zip(asked, given, strict=True) if answer is None]
        return still_open, {answer for answer in given if answer is not None}

    def _answered(self, entry: RosterEntry, problem: Problem) -> Answer | None:
        return self._answers.to(entry.row_number, entry.label, problem)

    def _set_aside(self, entry: RosterEntry) -> tuple[RowVerdict, Problem] | None:
        """Return why nothing else of a row is worth looking at; None where it is."""
        if entry.continues:
            row = {"row": entry.continues}
            return RowVerdict.SKIPPED, Problem("subjects", "imports.subjects_joined", row)
        if (left := self.left(entry)) is not None:
            return RowVerdict.SKIPPED, left
        doubt = self._list_doubt(entry)
        return None if doubt is None else (RowVerdict.WRONG, doubt)

    def _list_doubt(self, entry: RosterEntry) -> Problem | None:
        """Return that somebody new is in a list that may be no roster, unless the user accepted."""
        if self._other_list is None or self._match(entry)[0] is not None:
            return None
        looks = {"looks": self._other_list.words}
        self._doubted = problem = Problem("", "imports.list_unclear", looks)
        return None if self._answered(entry, problem) else problem

    def _of_newcomer(self, entry: RosterEntry, words: SubjectWords) -> Iterator[Problem]:
        """Yield what the file leaves open about somebody who is not stored yet."""
        if entry.row_number in self._unit_questions:
            yield self._unit_questions[entry.row_number]
        # Only the name of one of several sheets can tell what is written nowhere in it.
        if self._roster.sheets and not words.subject_ids and not self._writes_subjects:
            yield Problem("subjects", "imports.sheet_unclear", {"sheet": self._roster.sheet})

    def _doubt(self, entry: RosterEntry, known: _Known | None) -> Problem | None:
        """Return that a number is stored for another name, unless the user accepted that."""
        if known is None or "tckn" not in entry.values:
            return None
        if _are_one_name(known.values.name, entry.label):
            return None
        problem = Problem("tckn", "imports.name_differs", {"name": known.values.name})
        return None if self._answered(entry, problem) else problem

    def left(self, entry: RosterEntry) -> Problem | None:
        """Return the proof that an officer left, as `left_of`."""
        return left_of(entry, self._today, sheet=self._roster.sheet)

    def _is_there(self, entry: RosterEntry) -> bool:
        """Return whether neither the file nor an answer states that an officer left."""
        if self.left(entry) is not None:
            return False
        return not self._answers.given or Answer.LEFT not in self.questions(entry)[1]

    def subjects(self, entry: RosterEntry) -> SubjectWords:
        """Return the subjects that a row names, and those under which it has a mark.

        Without either, those in the text above these people, or in the name of their sheet.
        """
        words = self.reader.read(entry.subjects)
        chosen = [
            heading
            for heading, value in entry.unclear_marks
            if self._answered(
                entry,
                Problem("subjects", "imports.mark_unclear", {"heading": heading, "value": value}),
            )
            is Answer.MARKED
        ]
        marks = (*entry.marks, *chosen)
        marked = {one for heading in marks for one in self._of_heading(heading)}
        if not marked and not self._writes_subjects:
            above = [self._of_title(title) for title in (entry.section, *entry.other_sections)]
            if not any(above):
                above = [self._of_title(self._roster.sheet)]
            return SubjectWords(self._in_order({one for ids in above for one in ids}), ())
        if marked <= set(words.subject_ids):
            return words
        return SubjectWords(self._in_order(marked.union(words.subject_ids)), words.unknown)

    def _of_title(self, title: str) -> tuple[int, ...]:
        """Return the subjects named in a text above people or in the name of their sheet."""
        words = self.reader.read(subjects_in(title))
        if not words.subject_ids or words.unknown:
            return ()
        self._sections["imports.section_subjects"][title] = None
        return words.subject_ids

    def _in_order(self, subject_ids: Collection[int]) -> tuple[int, ...]:
        return tuple(one for one in self._subject_names if one in subject_ids)

    def _of_heading(self, heading: str) -> tuple[int, ...]:
        words = self.reader.read(heading)
        is_sex = self._has_sexes and fold(heading) == "kadin"
        return () if words.unknown or is_sex else words.subject_ids

    def _match(self, entry: RosterEntry) -> tuple[_Known | None, Problem | None]:
        """Return the officer of a row: by T.C. number, otherwise by name and corporate mobile."""
        tckn, mobile = entry.values.get("tckn"), entry.values.get("corporate_mobile", "")
        if tckn and (known := self._by_tckn.get(tckn)):
            return known, None
        namesakes = self._by_name.get(fold(entry.label), [])
        same_mobile = [
            known for known in namesakes if mobile and known.values.corporate_mobile == mobile
        ]
        if tckn:
            if any(known.values.tckn for known in same_mobile):
                return None, Problem("tckn", "imports.tckn_differs")
            # Another number means another person.
            namesakes = [known for known in namesakes if not known.values.tckn]
            same_mobile = [known for known in same_mobile if not known.values.tckn]
        possible = same_mobile or [
            known for known in namesakes if not mobile or not known.values.corporate_mobile
        ]
        if len(possible) == 1:
            return possible[0], None
        if possible or (namesakes and not tckn):
            return None, Problem("name", "imports.ambiguous", {"count": len(possible or namesakes)})
        return None, None

    def _planned(self, entry: RosterEntry, known: _Known | None, words: SubjectWords) -> PreviewRow:
        named = entry.unit or self._unit_above(entry) or self._unit_answered(entry)
        unit_id, new_unit = self._unit(named, known)
        values, fields, kept = merge_values(
            OFFICER,
            {**entry.values, "unit_id": unit_id},
            known,
            partial(self._answered, entry),
            words={"unit_id": named},
        )
        hints = [*entry.hints, *kept]
        if any(problem.key == "unit_id" for problem in kept):
            new_unit = ""
        if known is None and not entry.unit and "unit" in self._roster.found.columns:
            hints.append(Problem("unit", "imports.unit_missing", {"unit": self._units[0].name}))
        if entry.ends_on is not None:
            day = {"day": format_day(entry.ends_on)}
            hints.append(Problem("ends_on", "imports.leaves_later", day))
        if new_unit and fold(new_unit) not in self.new_units:
            self.new_units[fold(new_unit)] = new_unit
        opens = tuple(self._opens(entry, known, words, hints))
        hints.extend(self._person_hints(known, values))
        hints.extend(warnings_of(values, email_domains=self._email_domains))
        if known is None:
            fields = tuple(field for field in fields if field != "unit_id")
            verdict = RowVerdict.CREATE
        else:
            verdict = RowVerdict.UPDATE if fields or opens else RowVerdict.UNCHANGED
            self._taken[known.item_id] = entry.row_number
        if verdict is not RowVerdict.UNCHANGED:
            self.plans.append(
                OfficerPlan(
                    row_number=entry.row_number,
                    item_id=known.item_id if known else None,
                    version=known.version if known else None,
                    values=values,
                    fields=fields,
                    new_unit=new_unit,
                    opens=opens,
                )
            )
        elsewhere = known is None and unit_id != self._units[0].unit_id
        shown = (*fields, "unit_id") if elsewhere else fields
        changes = (
            *self._field_changes(shown, known, values, new_unit),
            *(
                FieldChange(
                    "subjects", "", f"{self._subject_names[subject_id]} ({format_day(day)})"
                )
                for subject_id, day in opens
            ),
        )
        label = display_name(values.given_names, values.surname)
        return PreviewRow(entry.row_number, verdict, label, hints=tuple(hints), changes=changes)

    def _unit(self, name: str, known: _Known | None) -> tuple[int, str]:
        """Return the unit's id, and its name when the import has to add it."""
        if not name:
            return (known.values.unit_id if known else self._units[0].unit_id), ""
        key = fold(name)
        if key in self._unit_ids:
            return self._unit_ids[key], ""
        if key.endswith(_OWN_NAME):
            return self._units[0].unit_id, ""
        return NEW_UNIT, self.new_units.get(key, name)

    def _unit_above(self, entry: RosterEntry) -> str:
        """Return the unit named in the text above these people, or by their sheet; empty: none.

        Such a text is noted: the preview says that it was read as a unit.
        """
        for title in (entry.section, self._roster.sheet):
            if self._is_unit(title):
                if title == entry.section:
                    self._sections["imports.section_units"][title] = None
                return title
        return ""

    def _units_unclear(self) -> Mapping[int, Problem]:
        """Return by row the question whether a text above is their unit, where others have one.

        It is a title that names none, or the unit of the first row of a group, as merged cells
        leave it in a text file.
        """
        entries = self._roster.entries
        names = {entry.row_number: entry.unit or self._unit_above(entry) for entry in entries}
        names.update((row, text) for row, text in self._roster.lines if self._is_unit(text))
        if not any(names.values()):
            return {}
        filled = [entry.unit for entry in entries]
        repeats = any(one and one == two for one, two in pairwise(filled))
        is_grouped = bool(filled[0]) and len({*filled} - {""}) > 1 and not repeats
        sections = {entry.row_number: entry.section for entry in entries}
        asked, last = {}, ""
        for row, name in sorted(names.items()):
            last = name or last
            section = sections.get(row, "")
            is_below = bool(section) and section not in self._roster.titles
            if not name and (is_below or is_grouped):
                is_new = is_below and not self._of_title(section)
                words = {"above": section if is_new else last, "unit": self._units[0].name}
                asked[row] = Problem("unit", "imports.unit_unclear", words)
        return asked

    def _is_unit(self, title: str) -> bool:
        return fold(title) in self._unit_ids or ends_like_unit(title)

    def _unit_answered(self, entry: RosterEntry) -> str:
        problem = self._unit_questions.get(entry.row_number)
        if problem is None or self._answered(entry, problem) is not Answer.ABOVE:
            return ""
        return str(problem.parameters["above"])

    def _opens(
        self, entry: RosterEntry, known: _Known | None, words: SubjectWords, hints: list[Problem]
    ) -> Iterator[tuple[int, dt.date]]:
        """Yield what the row adds; a file never closes, moves or reopens an assignment."""
        starts_on = entry.starts_on or self._today
        held = self._assignments.get(known.item_id, {}) if known else {}
        for subject_id in words.subject_ids:
            name = self._subject_names[subject_id]
            intervals = held.get(subject_id, [])
            running = [start for start, end in intervals if end is None]
            # Without a first day, a file cannot tell a new appointment from an old list.
            over = [
                end
                for _, end in intervals
                if end is not None and (entry.starts_on is None or end > entry.starts_on)
            ]
            if running:
                if entry.starts_on not in {None, running[0]}:
                    hints.append(Problem("starts_on", "imports.start_differs", {"subject": name}))
            elif over:
                hints.append(Problem("subjects", "imports.subject_closed", {"subject": name}))
            else:
                begins = Problem("starts_on", "imports.starts_today")
                if entry.starts_on is None and begins not in hints:
                    hints.append(begins)
                yield subject_id, starts_on
        if words.subject_ids:
            for subject_id, intervals in held.items():
                if subject_id not in words.subject_ids and any(end is None for _, end in intervals):
                    name = self._subject_names[subject_id]
                    hints.append(Problem("subjects", "imports.subject_absent", {"subject": name}))
        elif known is None:
            hints.append(Problem("subjects", "imports.no_subjects"))

    def _person_hints(self, known: _Known | None, values: OfficerValues) -> Iterator[Problem]:
        own = fold(values.name)
        for field in ("corporate_mobile", "personal_mobile"):
            number = getattr(values, field)
            others = self._by_phone.get(number, {}) if number else {}
            if other := next((name for key, name in others.items() if key != own), ""):
                yield Problem(field, "imports.phone_shared", {"name": other})
        if known is None and self._by_name.get(own):
            yield Problem("name", "imports.namesake")

    def _field_changes(
        self,
        fields: Sequence[str],
        known: _Known | None,
        values: OfficerValues,
        new_unit: str,
    ) -> Iterator[FieldChange]:
        for field in fields:
            after = getattr(values, field)
            if field == "unit_id":
                old = self._unit_names[known.values.unit_id] if known else ""
                yield FieldChange(field, old, self._unit_names.get(after, new_unit))
            else:
                old = OFFICER.words(field, getattr(known.values, field)) if known else ""
                yield FieldChange(field, old, OFFICER.words(field, after))

    def notes(self) -> Iterator[Problem]:
        """Yield remarks about the file, once all its rows are judged."""
        if self._doubted is not None:
            yield self._doubted
        province = province_of(self._roster.titles)
        if province and fold(province) != fold(self._province):
            parameters = {"province": province, "own": self._province}
            yield Problem("", "imports.other_province", parameters)
        if self._marked:
            headings = ", ".join(self._marked)
            yield Problem("subjects", "imports.subject_columns", {"headings": headings})
        if unread := [one for one in self._roster.marked if one not in self._marked]:
            yield unread_note(unread)
        for code, sections in self._sections.items():
            if sections:
                yield Problem("", code, {"sections": quoted(sections)})
        used = {section for sections in self._sections.values() for section in sections}
        lines = [
            f"{row}. satır “{text[:60]}”" for row, text in self._roster.lines if text not in used
        ]
        if lines:
            more = f" ve {len(lines) - _MOST_LINES} satır daha" if len(lines) > _MOST_LINES else ""
            texts = ", ".join(lines[:_MOST_LINES]) + more
            yield Problem("", "imports.lines_passed", {"lines": texts})
        if self.new_units:
            yield Problem("unit", "imports.new_unit", {"unit": ", ".join(self.new_units.values())})


def _by_phone(roster: Roster, officers: Sequence[_Known]) -> Mapping[str, Mapping[str, str]]:
    """Return by mobile number the names of the people with it, in the file or stored already."""
    found: defaultdict[str, dict[str, str]] = defaultdict(dict)
    named = [(entry.label, entry.values) for entry in roster.entries if not entry.problems]
    named += [(known.values.name, OFFICER.columns(known.values)) for known in officers]
    for name, values in named:
        key = fold(name)
        for field in ("corporate_mobile", "personal_mobile"):
            if number := values.get(field):
                found[number].setdefault(key, name)
    return found


def _assignments(session: Session) -> Mapping[int, Days]:
    """Return the days of all assignments by officer and subject, without the cancelled ones."""
    found: defaultdict[int, defaultdict[int, list[tuple[dt.date, dt.date | None]]]] = defaultdict(
        lambda: defaultdict(list)
    )
    query = select(
        Assignment.officer_id, Assignment.subject_id, Assignment.starts_on, Assignment.ends_on
    ).order_by(Assignment.officer_id, Assignment.starts_on)
    for officer_id, subject_id, starts_on, ends_on in session.execute(query):
        if ends_on != starts_on:
            found[officer_id][subject_id].append((starts_on, ends_on))
    return found


UNIT: Final = "unit"
_ASSIGNMENTS: Final = Brought("assignment", Assignment)
_MOST_LINES: Final = 6
"""How many rows that are no people are reported with their texts."""


def _take_back(work: Work, import_id: int, brings: Sequence[Brought]) -> None:
    storing.take_back(work, import_id, brings)
    session = work.session
    for unit_id, version in created_by(session, import_id, UNIT):
        unit = session.get(Unit, unit_id)
        in_use = select(func.count()).select_from(Officer).where(Officer.unit_id == unit_id)
        # A unit that others use now, or that was renamed, stays.
        if unit is not None and unit.version == version and not session.scalar(in_use):
            session.delete(unit)
            work.record("unit.removed", "unit", unit_id, undone=import_id)
    session.flush()


def _store(
    work: Work, _roster: Roster, judgement: RosterJudgement, agreed: Agreed[Options]
) -> StoredImport:
    """Store units, officers and their assignments."""
    session, import_id = work.session, agreed.import_id
    units = [Unit(name=name, key=fold(name)) for name in judgement.new_units]
    session.add_all(units)
    session.flush()
    for unit in units:
        work.record("unit.added", "unit", unit.id, imported=import_id)
    unit_ids = {unit.key: unit.id for unit in units}
    plans = [
        replace(plan, values=replace(plan.values, unit_id=unit_ids[fold(plan.new_unit)]))
        if plan.values.unit_id == NEW_UNIT
        else plan
        for plan in judgement.plans
    ]
    officer_ids, changes = store_records(
        work,
        OFFICERS,
        plans,
        import_id=import_id,
        audited=lambda plan: {"subjects": [subject_id for subject_id, _ in plan.opens]},
    )
    opened = insert_all(
        session,
        Assignment,
        [
            {
                "officer_id": officer_id,
                "subject_id": subject_id,
                "starts_on": day,
                "created_at": work.now,
                "version": FIRST_VERSION,
            }
            for officer_id, plan in zip(officer_ids, plans, strict=True)
            for subject_id, day in plan.opens
        ],
        is_numbered=True,
    )
    return StoredImport(
        [
            *(RowChange(UNIT, unit.id, None, unit.version) for unit in units),
            *changes,
            *(RowChange(_ASSIGNMENTS.kind, item_id, None, FIRST_VERSION) for item_id in opened),
        ]
    )


ROSTER: Final[Recipe[Roster, RosterJudgement, Options]] = Recipe(
    kind="officers",
    words=Words(
        title="Kadroyu dosyadan aktar",
        chapter="Kadro dosyadan gelecek",
        explanation="Excel (.xlsx, .xls, .ods) ya da CSV dosyası. Başlıklar nerede olursa olsun "
        "tanınır; siz onaylamadan hiçbir şey kaydedilmez. "
        f"Bir kerede en çok {number_text(MOST_ROWS)} kişi.",
        history="Kadro aktarımları",
        thing="kişi",
        label="Adı soyadı",
        fields=FIELD_WORDS,
    ),
    wanted=WANTED,
    seen_with=Right.SEE_OFFICERS,
    read=lambda file, options, _now: read_roster(file, options),
    look_up=look_up,
    judge=_judge,
    store=_store,
    # A unit that others use now stays when the import is undone, and does not block that.
    brings=(_ASSIGNMENTS, brought_by(OFFICERS)),
    options=DEFAULT_OPTIONS,
    tables=("officers", "assignments", "units"),
    take_back=_take_back,
)
