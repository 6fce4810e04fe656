"""What a change letter needs before it can be finished, and what is worth a second look."""

from __future__ import annotations

import datetime as dt
import enum
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from alo183_desktop.changes.duties_ahead import check_duties, warn_running
from alo183_desktop.changes.entry_values import text_problems
from alo183_desktop.changes.form import NewcomerKind
from alo183_desktop.changes.hand_overs import check_hand_overs, warn_lines
from alo183_desktop.changes.new_phones import check_new_phones, new_phones
from alo183_desktop.changes.open_cases import check_open_cases
from alo183_desktop.documents.letter.content import Distribution, is_unsigned
from alo183_desktop.documents.letter.wording import is_annex, is_reference, lacks_distribution
from alo183_desktop.letters.chain import LetterDays, check_days
from alo183_desktop.letters.letter_numbers import NUMBER_USED, number_problem, same_number
from alo183_desktop.letters.rules import is_register_number
from alo183_desktop.officers.rules import mobiles_of_others, title_doubt
from alo183_desktop.phones.rows import ItemKind
from alo183_desktop.shared.calendar import parse_day
from alo183_desktop.shared.clock import format_day
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.identity import domain_of

if TYPE_CHECKING:
    from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence

    from alo183_desktop.changes.context import ChangeContext
    from alo183_desktop.changes.entry_values import EntryValues, ReadChange
    from alo183_desktop.changes.form import ChangeEntry, ChangeForm
    from alo183_desktop.officers.rows import SubjectRow


class Person(Protocol):
    """The newcomer; missing or wrong values are empty texts."""

    @property
    def tckn(self) -> str:
        """Eleven digits."""

    @property
    def corporate_email(self) -> str:
        """In lower case."""

    @property
    def personal_mobile(self) -> str:
        """E.164; the same for the corporate one."""

    @property
    def corporate_mobile(self) -> str:
        """E.164."""


@dataclass(frozen=True, slots=True)
class ChangeOutline:
    """One change, as far as it can be compared with the others of its letter."""

    path: str
    """Its position: `entries.0`, `change[1]`."""
    leaver: str
    """The leaver; equal for the same person, and empty for nobody."""
    newcomer: Person | None
    newcomer_name: str
    """Equal for the same name."""
    subjects: frozenset[Hashable]


def clashes(changes: Iterable[ChangeOutline]) -> Iterator[Problem]:
    """Yield the conflicts between changes; the later change is reported.

    One leaver may hand their subjects to several people, and one person may follow several; so
    only the same subject twice is refused there.
    """
    leavers: dict[str, list[ChangeOutline]] = defaultdict(list)
    people: dict[str, tuple[str, set[Hashable]]] = {}
    mobiles: dict[str, str] = {}
    for one in changes:
        if one.leaver:
            # Before subjects are chosen, two changes of one leaver cannot be parameters apart.
            for other in leavers[one.leaver]:
                if not one.subjects or one.subjects & other.subjects:
                    parameters = {"other": other.path}
                    yield Problem(f"{one.path}.leaver", "changes.leaver_twice", parameters)
                    break
            leavers[one.leaver].append(one)
        if one.newcomer is None:
            continue
        if one.newcomer.tckn:
            name, own = people.setdefault(one.newcomer.tckn, (one.newcomer_name, set()))
            if name != one.newcomer_name or one.subjects & own:
                yield Problem(f"{one.path}.newcomer.tckn", "changes.newcomer_twice")
            own |= one.subjects
        mobile = one.newcomer.corporate_mobile
        if mobile and mobiles.setdefault(mobile, one.newcomer.tckn) != one.newcomer.tckn:
            key = f"{one.path}.newcomer.corporate_mobile"
            yield Problem(key, "changes.corporate_mobile_twice")


def doubts(newcomer: Person, domains: Collection[str], *, path: str) -> Iterator[Problem]:
    """Yield what is worth a second look about the newcomer.

    Args:
        newcomer: Who comes.
        domains: Of the directorate's own addresses; empty while unknown.
        path: Of the newcomer: `newcomer`, `change[1].newcomer`.
    """
    domain = domain_of(newcomer.corporate_email)
    if domain and domains and domain not in domains:
        key = f"{path}.corporate_email"
        yield Problem(key, "changes.foreign_domain", {"domain": domain})
    mobile = newcomer.corporate_mobile
    if mobile and mobile == newcomer.personal_mobile:
        yield Problem(f"{path}.personal_mobile", "changes.same_mobile")


def doubtful_forms(references: Sequence[str], annexes: Sequence[str]) -> Iterator[Problem]:
    """Yield the references and annexes in a form that the regulation does not know.

    Source: Yönetmelik 2020/31151, madde 15 and 18.
    """
    for key, code, texts, is_known in (
        ("letter.references", "changes.reference_form", references, is_reference),
        ("letter.annexes", "changes.annex_form", annexes, is_annex),
    ):
        doubtful = [text.strip() for text in texts if text.strip() and not is_known(text)]
        if doubtful:
            yield Problem(key, code, {"text": "; ".join(doubtful)})


FACTS: Final = (
    "leaver",
    "newcomer.name",
    "newcomer.title",
    "newcomer.tckn",
    "subjects",
    "newcomer.corporate_email",
    "newcomer.personal_mobile",
    "newcomer.corporate_mobile",
)
"""The eight facts that the letter must contain. Source: Genelge 2014/05, madde 6."""

DAYS_AHEAD: Final = 60
"""A change that begins later than this is worth a second look."""
DAYS_PAST: Final = 30
"""So is one that began earlier: the letter goes at once. Source: Genelge 2014/05, madde 6."""

_STYLES: Final = frozenset({"2020", "2004"})
_PREPARATIONS: Final = frozenset({"E", "Z", "O"})
_CONTACT: Final = {
    "telephone": "telefon",
    "contact_name": "“Bilgi için” kişisi",
    "contact_telephone": "“Bilgi için” telefonu",
}
"""What the foot of a letter must contain. Source: Yönetmelik 2020/31151, madde 24."""
MOST_ENTRIES: Final = 50


class FactState(enum.StrEnum):
    """How far one fact has come."""

    DONE = "done"
    MISSING = "missing"
    WRONG = "wrong"
    NOT_NEEDED = "not_needed"
    """A first appointment has no leaver, and a vacancy no newcomer."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One of the eight facts of clause 6."""

    key: str
    """One of `FACTS`; relative to the entry."""
    state: FactState
    problem: Problem | None
    """What is missing or wrong; its key is the field's: `newcomer.surname` for `newcomer.name`."""


def checklist(entry: ChangeEntry, values: EntryValues) -> tuple[Fact, ...]:
    """Return the eight facts of clause 6 for one entry, in the order of `FACTS`."""
    return tuple(_fact(key, entry, values) for key in FACTS)


def check_changes(read: ReadChange) -> tuple[Problem, ...]:
    """Return all that keeps the form from being finished.

    Returns:
        Problems with keys such as `entries.0.newcomer.tckn`, `entries.0.effective` or
        `letter.signatory`; entries count from 0. Empty when the letter may be finished.
    """
    form, context, all_values = read
    problems: list[Problem] = []
    if not form.entries:
        problems.append(Problem("entries", "changes.no_entries"))
    if len(form.entries) > MOST_ENTRIES:
        problems.append(Problem("entries", "changes.too_many_entries", {"count": MOST_ENTRIES}))
    for index, (entry, values) in enumerate(zip(form.entries, all_values, strict=True)):
        found = [
            *values.problems,
            *_entry_problems(
                entry, values, context, is_correction=form.corrects_letter_id is not None
            ),
        ]
        problems.extend(_moved(index, found))
    problems.extend(
        clashes(
            _outline(index, entry, values)
            for index, (entry, values) in enumerate(zip(form.entries, all_values, strict=True))
        )
    )
    problems.extend(check_hand_overs(form, all_values, context))
    problems.extend(check_open_cases(form, all_values, context))
    problems.extend(check_duties(form, context))
    problems.extend(check_new_phones(form, context))
    problems.extend(_letter_problems(form, context))
    # One problem per value: the first is the one to fix first.
    return tuple({problem.key: problem for problem in reversed(problems)}.values())[::-1]


def warn_changes(read: ReadChange) -> tuple[Problem, ...]:
    """Return what is allowed but worth a second look; keys as in `check_changes`."""
    form, context, all_values = read
    warnings: list[Problem] = []
    for index, (entry, values) in enumerate(zip(form.entries, all_values, strict=True)):
        warnings.extend(_moved(index, _entry_warnings(entry, values, context)))
    from_store = {
        one.position: found.label
        for one in new_phones(form, context)
        for found in one.items
        if found.item[0] is ItemKind.LINE
    }
    warnings.extend(warn_lines(form, all_values, context, from_store=from_store))
    warnings.extend(warn_running(form, context))
    warnings.extend(_left_open(form.entries, all_values, context))
    warnings.extend(_letter_warnings(form, context))
    return tuple(warnings)


def _moved(position: int, problems: Sequence[Problem] | Iterator[Problem]) -> Iterator[Problem]:
    for problem in problems:
        yield Problem(f"entries.{position}.{problem.key}", problem.code, problem.parameters)


def _fact(key: str, entry: ChangeEntry, values: EntryValues) -> Fact:
    if key == "leaver" and entry.is_first_appointment:
        return Fact(key, FactState.NOT_NEEDED, None)
    if key.startswith("newcomer.") and values.newcomer is None:
        return Fact(key, FactState.NOT_NEEDED, None)
    keys = {"newcomer.given_names", "newcomer.surname"} if key == "newcomer.name" else {key}
    if key.startswith("newcomer."):
        keys.add("newcomer")
    problem = next((one for one in values.problems if one.key in keys), None)
    if problem is None:
        return Fact(key, FactState.DONE, None)
    is_missing = problem.code.endswith("_missing")
    return Fact(key, FactState.MISSING if is_missing else FactState.WRONG, problem)


def _entry_problems(
    entry: ChangeEntry, values: EntryValues, context: ChangeContext, *, is_correction: bool
) -> Iterator[Problem]:
    yield from text_problems("reason", entry.reason)
    yield from _identity_problems(entry, values, context)
    # The changes of a correction have already been applied to the roster.
    if not is_correction:
        yield from _assignment_problems(entry, values)


def _identity_problems(
    entry: ChangeEntry, values: EntryValues, context: ChangeContext
) -> Iterator[Problem]:
    newcomer = values.newcomer
    if newcomer is None:
        return
    owner_id = context.by_tckn.get(newcomer.tckn)
    own_id = None if newcomer.officer is None else newcomer.officer.officer_id
    leaver_id = None if values.leaver is None else values.leaver.officer_id
    if leaver_id is not None and leaver_id in {own_id, owner_id}:
        yield Problem("newcomer", "changes.same_person")
    elif owner_id is not None and owner_id != own_id:
        is_new = entry.newcomer_kind == NewcomerKind.NEW
        yield Problem("newcomer.tckn", "changes.tckn_in_roster" if is_new else "changes.tckn_taken")


def _assignment_problems(entry: ChangeEntry, values: EntryValues) -> Iterator[Problem]:
    leaver = values.leaver
    wanted = {subject.subject_id for subject in values.subjects}
    if leaver is not None and not leaver.held:
        yield Problem("leaver", "changes.leaver_not_serving")
    elif leaver is not None and values.effective_on is not None:
        began = min(
            (day for subject, day in leaver.held.items() if subject in wanted),
            default=min(leaver.held.values()),
        )
        if values.effective_on < began:
            yield Problem("effective", "changes.before_leaver_began", {"day": format_day(began)})
    if leaver is not None and entry.leaver_keeps_others and wanted.isdisjoint(leaver.held):
        yield Problem("subjects", "changes.nothing_taken")
    officer = None if values.newcomer is None else values.newcomer.officer
    if officer is not None:
        held = [one.name for one in values.subjects if one.subject_id in officer.held]
        if held:
            named = {"newcomer": officer.name, "subjects": ", ".join(held)}
            yield Problem("subjects", "changes.already_responsible", named)


def _outline(position: int, entry: ChangeEntry, values: EntryValues) -> ChangeOutline:
    newcomer = values.newcomer
    return ChangeOutline(
        path=f"entries.{position}",
        leaver=f"#{entry.leaver_id}" if values.leaver else values.leaver_name,
        newcomer=newcomer,
        newcomer_name="" if newcomer is None else newcomer.name,
        subjects=frozenset(subject.subject_id for subject in values.subjects),
    )


def _letter_problems(form: ChangeForm, context: ChangeContext) -> Iterator[Problem]:
    day = None
    if form.date.strip():
        try:
            day = parse_day(form.date)
        except KnownError as error:
            yield Problem("letter.date", error.code)
    old = context.letters.get(form.corrects_letter_id or 0)
    days = LetterDays(day, earlier_on=None if old is None else old.dated_on)
    if wrong := check_days(days, now=context.now, key="letter.date"):
        yield wrong
    number = form.register_number.strip()
    if number and not is_register_number(number):
        yield Problem("letter.register_number", "changes.register_number")
    used = _number_problem(form, context)
    if used is not None and used.code != NUMBER_USED:
        yield used
    if form.style not in _STYLES:
        yield Problem("letter.style", "changes.style")
    if form.preparation not in _PREPARATIONS:
        yield Problem("letter.preparation", "changes.preparation")
    distribution = Distribution(form.action, form.information)
    if lacks_distribution(context.directorate.recipient, distribution):
        yield Problem("letter.action", "changes.distribution_missing")
    yield from _printed_text_problems(form)
    yield from _signatory_problems(form, context, day or context.today)
    yield from _correction_problems(form, context)


def _number_problem(form: ChangeForm, context: ChangeContext) -> Problem | None:
    """Return what is said of the letter's number where another letter of its year has it."""
    try:
        day = parse_day(form.date) if form.date.strip() else context.today
    except KnownError:
        return None
    number, own = form.register_number.strip(), form.corrects_letter_id
    same = same_number(number, day, context.registered, own=own)
    return number_problem(same, key="letter.register_number")


def _printed_text_problems(form: ChangeForm) -> Iterator[Problem]:
    """Yield what is wrong with texts that are printed as typed."""
    codes = ("verification_code", "verification_address")
    for key in ("references", "annexes", "action", "information", *codes):
        typed: str | tuple[str, ...] = getattr(form, key)
        texts = (typed,) if isinstance(typed, str) else typed
        for text in texts:
            yield from text_problems(f"letter.{key}", text)


def _signatory_problems(
    form: ChangeForm, context: ChangeContext, day: dt.date
) -> Iterator[Problem]:
    if form.signatory_id is None:
        yield Problem("letter.signatory", "changes.signatory_missing")
        return
    found = [one for one in context.signatories if one.signatory_id == form.signatory_id]
    if not found:
        yield Problem("letter.signatory", "changes.signatory_unknown")
        return
    if not found[0].may_sign_on(day):
        yield Problem("letter.signatory", "changes.signatory_not_valid", {"day": format_day(day)})


def _correction_problems(form: ChangeForm, context: ChangeContext) -> Iterator[Problem]:
    if form.corrects_letter_id is None:
        return
    old = context.letters.get(form.corrects_letter_id)
    if old is None:
        yield Problem("letter.corrects", "changes.corrected_unknown")
    elif old.is_cancelled:
        yield Problem("letter.corrects", "letters.cancelled")
    elif old.is_corrected:
        yield Problem("letter.corrects", "changes.corrected_already")
    elif not old.number or old.dated_on is None:
        yield Problem("letter.corrects", "changes.corrected_without_number")
    yield from text_problems(
        "letter.correction_reason",
        form.correction_reason,
        missing="changes.correction_reason_missing",
    )


def _entry_warnings(
    entry: ChangeEntry, values: EntryValues, context: ChangeContext
) -> Iterator[Problem]:
    day, today = values.effective_on, context.today
    if day is not None and day > today + dt.timedelta(days=DAYS_AHEAD):
        yield Problem("effective", "changes.far_ahead", {"days": (day - today).days})
    if day is not None and day < today - dt.timedelta(days=DAYS_PAST):
        yield Problem("effective", "changes.long_past", {"days": (today - day).days})
    leaver = values.leaver
    if leaver is not None and not entry.leaver_keeps_others and leaver.held:
        others = [one.name for one in values.subjects if one.subject_id not in leaver.held]
        if others:
            yield Problem("subjects", "changes.not_from_leaver", {"subjects": ", ".join(others)})
    newcomer = values.newcomer
    if newcomer is None:
        return
    yield from doubts(newcomer, context.directorate.email_domains, path="newcomer")
    titles = (one.title for one in context.officers.values())
    if doubt := title_doubt(newcomer.title, tuple(titles)):
        yield doubt._replace(key="newcomer.title")
    mobile = newcomer.corporate_mobile
    known = {person.officer_id for person in (leaver, newcomer.officer) if person is not None}
    if set(context.by_mobile.get(mobile, ())) - known:
        yield Problem("newcomer.corporate_mobile", "changes.mobile_in_use")
    roster = (one for one in context.officers.values() if one is not newcomer.officer)
    for doubt in mobiles_of_others(newcomer, roster, base=newcomer.officer):
        yield doubt._replace(key=f"newcomer.{doubt.key}")


def _letter_warnings(form: ChangeForm, context: ChangeContext) -> Iterator[Problem]:
    """Yield what the letter lacks, though it may, and who else has its number."""
    used = _number_problem(form, context)
    if used is not None and used.code == NUMBER_USED:
        yield used
    if is_unsigned(form.style, form.preparation, form.verification_code):
        yield Problem("letter.verification_code", "changes.unsigned")
    yield from doubtful_forms(form.references, form.annexes)
    directorate = context.directorate
    lacks = [words for key, words in _CONTACT.items() if not getattr(directorate, key)]
    if lacks:
        yield Problem("letter.contact", "changes.contact_lacks", {"missing": ", ".join(lacks)})


def _left_open(
    entries: Sequence[ChangeEntry], all_values: Sequence[EntryValues], context: ChangeContext
) -> Iterator[Problem]:
    """Yield the subjects that a leaver gives up and nobody gets by this letter."""
    handed: dict[int, set[int]] = defaultdict(set)
    last: dict[int, int] = {}
    for position, (entry, values) in enumerate(zip(entries, all_values, strict=True)):
        if values.leaver is not None:
            leaver_id = values.leaver.officer_id
            handed[leaver_id] |= {subject.subject_id for subject in values.subjects}
            if entry.leaver_keeps_others:
                last.pop(leaver_id, None)
            else:
                last[leaver_id] = position
    for leaver_id, position in last.items():
        given_up = set(context.officers[leaver_id].held) - handed[leaver_id]
        names = _names(given_up, context.subjects)
        if names:
            yield Problem(f"entries.{position}.subjects", "changes.left_open", {"subjects": names})


def _names(subject_ids: set[int], subjects: Sequence[SubjectRow]) -> str:
    return ", ".join(one.name for one in subjects if one.subject_id in subject_ids)
