"""The TOML letter of `alo183 letter`: a letter with its changes, written by hand.

All faults are reported at once with their keys. Lists count from 1: `change[1].newcomer.tckn` is a
value of the first `[[change]]`.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.changes import wording
from alo183_desktop.changes.entry_values import LONGEST_TEXT
from alo183_desktop.changes.form import CIRCULAR
from alo183_desktop.changes.rules import (
    DAYS_AHEAD,
    DAYS_PAST,
    MOST_ENTRIES,
    ChangeOutline,
    clashes,
    doubtful_forms,
    doubts,
)
from alo183_desktop.documents.letter.content import (
    AddresseeRank,
    Contact,
    ContactBlock,
    Distribution,
    LetterContent,
    LetterNumber,
    LetterStyle,
    Preparation,
    Secrecy,
    Signature,
    Verification,
    is_e_signed,
    is_unsigned,
)
from alo183_desktop.documents.letter.wording import lacks_distribution, rank_of
from alo183_desktop.letters.chain import LetterDays, check_days
from alo183_desktop.letters.rendering import Recipient
from alo183_desktop.letters.rules import is_register_number
from alo183_desktop.officers.record import OFFICER
from alo183_desktop.officers.rules import display_name
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.identity import (
    domain_of,
    format_phone,
    parse_detsis,
    parse_email,
    parse_kep,
    parse_mobile,
    parse_phone,
    parse_tckn,
    parse_title,
    parse_website,
    split_name,
    tidy_name,
)
from alo183_desktop.shared.paths import resources
from alo183_desktop.shared.regular_files import read_regular
from alo183_desktop.shared.toml_tables import LARGEST, TomlTable, parse
from alo183_desktop.shared.turkish import fold, upper_tr
from alo183_desktop.shared.values import made_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Iterator, Sequence
    from pathlib import Path

_FILE_PLAN: Final = re.compile(r"[0-9]{3}(?:\.[0-9]{2}){0,3}")
_EXTENSION: Final = re.compile(
    r"(.*?\d)[\s,;/(]*(?:dahili|dahilî|dah|iç hat|/)[\s.:]*(\d{1,6})\)?", re.IGNORECASE
)
_LONGEST_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class Telephone:
    """A phone number of an office."""

    kept: str
    """E.164, with `;ext=` before an extension; empty when there is none."""
    shown: str
    """As papers write it."""


@dataclass(frozen=True, slots=True)
class Sender:
    """`[directorate]`: the sender."""

    heading: tuple[str, ...]
    detsis: str
    file_plan_code: str
    contact: ContactBlock


@dataclass(frozen=True, slots=True)
class Target:
    """`[recipient]`: the addressee."""

    lines: tuple[str, ...]
    address: str
    fax: str
    standing: AddresseeRank


@dataclass(frozen=True, slots=True)
class Parts:
    """`[letter]`: everything but the changes."""

    style: LetterStyle
    preparation: Preparation
    register_number: str | None
    date: dt.date | None
    urgent: bool
    secrecy: Secrecy
    references: tuple[str, ...]
    annexes: tuple[str, ...]
    distribution: Distribution
    verification: Verification
    signature: Signature
    initials: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FileChange:
    """One `[[change]]`, as far as it can be read."""

    path: str
    facts: wording.ChangeFacts
    subjects: tuple[str, ...]
    values: dict[str, Any]


def read_directorate(table: TomlTable | None) -> tuple[Sender | None, dict[str, Any]]:
    """Return the sender, and the values to keep."""
    if table is None:
        return None, {}
    heading = table.texts("heading", count=3) or ()
    detsis = table.text("detsis", parse=parse_detsis)
    plan = table.text("file_plan_code", parse=_matching(_FILE_PLAN, "changes.file_plan_code"))
    address, postal_code = table.text("address"), table.text("postal_code", may_be_empty=True)
    telephone, fax = _telephone(table, "telephone"), _telephone(table, "fax", may_be_empty=True)
    email = table.text("email", may_be_empty=True, parse=parse_email)
    kep = table.text("kep", may_be_empty=True, parse=parse_kep)
    website = table.text("website", may_be_empty=True, parse=parse_website)
    person = table.table("contact")
    name = title = ""
    direct = Telephone("", "")
    if person is not None:
        name = person.text("name", parse=tidy_name)
        title = person.text("title", parse=parse_title)
        direct = _telephone(person, "telephone")
        person.refuse_others()
    table.refuse_others()
    shared = {
        "address": address,
        "postal_code": postal_code,
        "email": email,
        "kep": kep,
        "website": website,
    }
    contact = Contact(name=name, title=title, telephone=direct.shown)
    block = ContactBlock(**shared, telephone=telephone.shown, fax=fax.shown, contact=contact)
    values = {
        "heading": list(heading),
        "detsis": detsis,
        "file_plan_code": plan,
        **shared,
        "telephone": telephone.kept,
        "fax": fax.kept,
        "contact": {"name": name, "title": title, "telephone": direct.kept},
    }
    return Sender(heading, detsis, plan, block), values


def read_recipient(table: TomlTable | None) -> tuple[Target | None, dict[str, Any]]:
    """Return the addressee, and the values to keep."""
    if table is None:
        return None, {}
    lines = table.texts("lines", most=2) or ()
    address = table.text("address")
    fax = _telephone(table, "fax", may_be_empty=True)
    standing = table.text(
        "standing", is_optional=True, parse=_one_of(tuple(AddresseeRank), "changes.file_standing")
    )
    table.refuse_others()
    kept = AddresseeRank(standing or AddresseeRank.ABOVE)
    values = {"lines": list(lines), "address": address, "fax": fax.kept, "standing": kept.value}
    return Target(lines, address, fax.shown, kept), values


def read_letter(table: TomlTable | None) -> tuple[Parts | None, dict[str, Any]]:
    """Return everything but the changes, and the values to keep; None while it cannot be read."""
    if table is None:
        return None, {}
    style = table.text(
        "style", may_be_number=True, parse=_one_of(tuple(LetterStyle), "changes.style")
    )
    preparation = table.text(
        "preparation", parse=_one_of(tuple(Preparation), "changes.preparation")
    )
    number = table.text(
        "register_number",
        is_optional=True,
        may_be_empty=True,
        may_be_number=True,
        parse=_register_number,
    )
    date = table.day("date", is_optional=True)
    urgent = table.flag("urgent")
    secrecy = table.text(
        "secrecy",
        is_optional=True,
        may_be_empty=True,
        parse=_one_of(tuple(Secrecy), "changes.file_secrecy"),
    )
    references = table.texts("references", is_optional=True, may_be_empty=True)
    annexes = table.texts("annexes", is_optional=True, may_be_empty=True) or ()
    initials = table.texts("initials", is_optional=True, may_be_empty=True) or ()
    distribution = _read_distribution(table)
    verification = _read_verification(table, style, preparation)
    signature = _read_signature(table.table("signatory"))
    table.refuse_others()
    ordered = wording.in_order_of_dates((CIRCULAR,) if references is None else references)
    values = {
        "style": style,
        "preparation": preparation,
        "register_number": number or None,
        "date": None if date is None else date.isoformat(),
        "urgent": urgent,
        "secrecy": secrecy or None,
        "references": list(ordered),
        "annexes": list(annexes),
        "initials": list(initials),
        "distribution": {name: list(offices) for name, offices in asdict(distribution).items()},
        "verification_code": verification.code or None,
        "verification_address": verification.address or None,
        "signatory": asdict(signature),
    }
    if not style or not preparation:
        return None, values
    parts = Parts(
        style=LetterStyle(style),
        preparation=Preparation(preparation),
        register_number=number or None,
        date=date,
        urgent=urgent,
        secrecy=Secrecy(secrecy or ""),
        # Typed references are printed unchanged.
        references=ordered if references else wording.in_style(ordered, LetterStyle(style)),
        annexes=annexes,
        distribution=distribution,
        verification=verification,
        signature=signature,
        initials=initials,
    )
    return parts, values


def _read_distribution(table: TomlTable) -> Distribution:
    # A plain list names those who must act.
    if isinstance(table.values.get("distribution"), list):
        return Distribution(table.texts("distribution", may_be_empty=True) or ())
    inner = table.table("distribution", is_optional=True)
    if inner is None:
        return Distribution()
    action = inner.texts("action", is_optional=True, may_be_empty=True) or ()
    information = inner.texts("information", is_optional=True, may_be_empty=True) or ()
    inner.refuse_others()
    return Distribution(action, information)


def _read_verification(table: TomlTable, style: str, preparation: str) -> Verification:
    """Return where an e-signed letter can be verified; no other letter states it."""
    found = []
    for key in ("verification_code", "verification_address"):
        found.append(table.text(key, is_optional=True, may_be_empty=True))
        if found[-1] and style and preparation and not is_e_signed(style, preparation):
            table.fault(key, "changes.file_verification")
    code, address = found
    return Verification(code, address)


def _read_signature(table: TomlTable | None) -> Signature:
    if table is None:
        return Signature("", None, "")
    name, title = table.text("name", parse=tidy_name), table.text("title", parse=parse_title)
    on_behalf_of = table.text("on_behalf_of", is_optional=True, may_be_empty=True)
    table.refuse_others()
    return Signature(name, on_behalf_of or None, title)


def read_change(table: TomlTable) -> FileChange:
    """Return one `[[change]]`, as far as it can be read."""
    leaver = table.text(
        "leaver", is_optional=True, may_be_empty=True, parse=_parse_name, longest=_LONGEST_NAME
    )
    if isinstance(written := table.values.get("leaver"), str) and not written.strip():
        # Forgotten, or meant as nobody: the file must state which.
        table.fault("leaver", "changes.file_leaver_empty")
    reason = table.text("reason", is_optional=True, may_be_empty=True, longest=LONGEST_TEXT)
    vacancy_reason = table.text("vacancy_reason", is_optional=True, longest=LONGEST_TEXT)
    effective = table.day("effective")
    # Without a vacancy and its reason, clause 6 demands the newcomer.
    is_optional = table.has("vacancy_reason") or table.has("leaver")
    person = table.table("newcomer", is_optional=is_optional)
    if is_optional and not table.has("newcomer") and not table.has("vacancy_reason"):
        table.fault("newcomer", "changes.file_newcomer_missing")
    vacant = _read_vacant_subjects(table)
    if person is not None and table.has("vacancy_reason"):
        table.fault("vacancy_reason", "changes.file_vacancy_and_newcomer")
    if not table.has("leaver") and not table.has("newcomer") and table.has("vacancy_reason"):
        table.fault("leaver", "changes.nobody_at_all")
    table.refuse_others()
    newcomer, subjects, values = _read_newcomer(person)
    facts = wording.ChangeFacts(
        leaver=leaver if table.has("leaver") else None,
        newcomer=newcomer,
        effective_on=effective,
        vacant_subjects=() if newcomer is not None else vacant,
    )
    return FileChange(
        path=table.path,
        facts=facts,
        subjects=subjects or vacant,
        values={
            "leaver": facts.leaver,
            "reason": reason or None,
            "effective": None if effective is None else effective.isoformat(),
            "newcomer": values,
            "vacancy_reason": vacancy_reason or None,
            "vacant_subjects": list(vacant),
        },
    )


def _read_vacant_subjects(table: TomlTable) -> tuple[str, ...]:
    if table.has("vacant_subjects") and table.has("newcomer"):
        table.fault("vacant_subjects", "changes.file_vacancy_and_newcomer")
    subjects = table.texts("vacant_subjects", is_optional=True) or ()
    _refuse_twice(table, "vacant_subjects", subjects)
    return subjects


def _refuse_twice(table: TomlTable, key: str, subjects: Sequence[str]) -> None:
    for index, subject in enumerate(subjects):
        if fold(subject) in {fold(other) for other in subjects[:index]}:
            table.fault(f"{key}[{index + 1}]", "changes.file_subject_twice")


def _read_newcomer(
    table: TomlTable | None,
) -> tuple[wording.NewcomerFacts | None, tuple[str, ...], dict[str, Any] | None]:
    if table is None:
        return None, (), None
    name = table.text("name", parse=_parse_name, longest=_LONGEST_NAME)
    title = table.text("title", parse=parse_title)
    tckn = table.text("tckn", parse=parse_tckn)
    subjects = table.texts("subjects") or ()
    _refuse_twice(table, "subjects", subjects)
    email = table.text("corporate_email", parse=parse_email)
    personal = table.text("personal_mobile", parse=parse_mobile)
    corporate = table.text("corporate_mobile", parse=parse_mobile)
    table.refuse_others()
    facts = wording.NewcomerFacts(
        name=name,
        title=title,
        tckn=tckn,
        subjects=subjects,
        corporate_email=email,
        personal_mobile=personal,
        corporate_mobile=corporate,
    )
    return facts, subjects, {**asdict(facts), "subjects": list(subjects)}


def _telephone(table: TomlTable, key: str, *, may_be_empty: bool = False) -> Telephone:
    """Return a number of an office, with its extension if any."""
    typed = table.text(key, may_be_empty=may_be_empty)
    if not typed:
        return Telephone("", "")
    match = _EXTENSION.fullmatch(typed)
    number_text, extension = (match[1], match[2]) if match else (typed, "")
    try:
        number = parse_phone(number_text)
    except KnownError as error:
        table.fault(key, error.code)
        return Telephone("", "")
    # A number in another format, such as 444 1 833, is shown as it was written.
    shown = format_phone(number)
    shown = number_text.strip() if shown == number else shown
    if not extension:
        return Telephone(number, shown)
    return Telephone(f"{number};ext={extension}", f"{shown} (dahili {extension})")


def _parse_name(text: str) -> str:
    """Return a name as papers print it, if it looks like given names and a surname."""
    given_names, surname = (
        OFFICER.read(key, part)
        for key, part in zip(("given_names", "surname"), split_name(text), strict=True)
    )
    if not (given_names and surname):
        raise KnownError("changes.file_name_parts")
    return display_name(given_names, surname)


def _register_number(text: str) -> str:
    if not is_register_number(text):
        raise KnownError("changes.register_number")
    return text


def _matching(pattern: re.Pattern[str], code: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if not pattern.fullmatch(text):
            raise KnownError(code)
        return text

    return parse


def _one_of(values: Collection[str], code: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in values:
            raise KnownError(code)
        return text

    return parse


@dataclass(frozen=True, slots=True)
class TomlLetter:
    """The content of a TOML letter."""

    letter: LetterContent
    recipient: Recipient
    values: dict[str, Any]
    """All fields under the keys of the file, phones as E.164 and days as ISO dates."""
    warnings: tuple[Problem, ...]
    """Allowed, but worth a second look."""


def load_toml_letter(path: Path, *, now: dt.datetime) -> TomlLetter:
    """Read and check a TOML letter, as of `now` (UTC).

    Raises:
        KnownError: As `read_toml_letter`; `changes.file_not_found`, `changes.file_unreadable` or
            `changes.file_too_big`.
    """
    try:
        data = read_regular(path, limit=LARGEST)
    except FileNotFoundError as error:
        raise KnownError("changes.file_not_found", name=path.name) from error
    except OSError as error:
        raise KnownError("changes.file_unreadable", name=path.name) from error
    if len(data) > LARGEST:
        raise KnownError("changes.file_too_big", name=path.name)
    return read_toml_letter(data, now=now)


def read_toml_letter(data: bytes, *, now: dt.datetime | None = None) -> TomlLetter:
    """Check the bytes of a TOML letter and return what it describes.

    The same bytes always give the same letter.

    Args:
        data: The file.
        now: UTC; a letter dated later is refused (`letters.chain`). None: any day will do.

    Raises:
        KnownError: `toml.encoding`, `toml.syntax`, or `changes.file_wrong` with every fault as a
            problem whose key is its position.
    """
    root = TomlTable(parse(data), "", [])
    directorate = root.table("directorate")
    recipient = root.table("recipient")
    letter = root.table("letter")
    tables = root.tables("change")
    root.refuse_others()
    faults = root.faults
    sender, sender_values = read_directorate(directorate)
    target, target_values = read_recipient(recipient)
    parts, letter_values = read_letter(letter)
    changes = [read_change(table) for table in tables[:MOST_ENTRIES]]
    if len(tables) > MOST_ENTRIES:
        root.fault("change", "changes.too_many_entries", count=MOST_ENTRIES)
    if now is not None and parts is not None:
        day = check_days(LetterDays(parts.date), now=now, key="letter.date")
        faults.extend(() if day is None else (day,))
    if target and parts and lacks_distribution(target.lines, parts.distribution):
        faults.append(Problem("letter.distribution", "changes.distribution_missing"))
    faults.extend(_replaced_by_themselves(changes))
    clashing = list(clashes(_outline(change) for change in changes))
    # A file has only the names of leavers, and two people may share one.
    namesakes = [one for one in clashing if one.code == "changes.leaver_twice"]
    faults.extend(one for one in clashing if one not in namesakes)
    if faults or sender is None or target is None or parts is None:
        raise KnownError("changes.file_wrong", problems=faults, count=len(faults))
    two_people = {one.key.removesuffix(".leaver") for one in namesakes}
    partial = Counter(change.facts.leaver for change in changes if change.path not in two_people)
    facts = [
        replace(
            change.facts,
            is_partial=change.facts.leaver is not None and partial[change.facts.leaver] > 1,
        )
        for change in changes
    ]
    return TomlLetter(
        letter=_compose(sender, target, parts, facts),
        recipient=Recipient(address=target.address, fax=target.fax),
        values={
            "directorate": sender_values,
            "recipient": target_values,
            "letter": letter_values,
            "change": [change.values for change in changes],
        },
        warnings=(
            *(one._replace(code="changes.file_leaver_twice") for one in namesakes),
            *_capitals_warnings(sender, target),
            *doubtful_forms(parts.references, parts.annexes),
            *_warn(changes, sender, parts),
        ),
    )


def example_text() -> str:
    """Return a commented TOML letter that is itself complete and valid."""
    return (resources() / "letters" / "example.toml").read_text(encoding="utf-8")


def _outline(change: FileChange) -> ChangeOutline:
    newcomer = change.facts.newcomer
    return ChangeOutline(
        path=change.path,
        leaver=fold(change.facts.leaver or ""),
        newcomer=newcomer,
        newcomer_name="" if newcomer is None else fold(newcomer.name),
        subjects=frozenset(fold(subject) for subject in change.subjects),
    )


def _replaced_by_themselves(changes: Sequence[FileChange]) -> Iterator[Problem]:
    for change in changes:
        leaver, newcomer = fold(change.facts.leaver or ""), change.facts.newcomer
        if leaver and newcomer is not None and leaver == fold(newcomer.name):
            yield Problem(f"{change.path}.newcomer.name", "changes.same_person")


def _warn(changes: Sequence[FileChange], sender: Sender, parts: Parts) -> list[Problem]:
    warnings = []
    if is_unsigned(parts.style, parts.preparation, parts.verification.code):
        warnings.append(Problem("letter.verification_code", "changes.unsigned"))
    if not parts.secrecy and any(change.facts.newcomer for change in changes):
        warnings.append(Problem("letter.secrecy", "changes.file_unmarked"))
    own = domain_of(sender.contact.email)
    for change in changes:
        day = change.facts.effective_on
        if day is not None and parts.date is not None:
            if (days := (day - parts.date).days) > DAYS_AHEAD:
                key = f"{change.path}.effective"
                warnings.append(Problem(key, "changes.file_far_ahead", {"days": days}))
            elif -days > DAYS_PAST:
                key = f"{change.path}.effective"
                warnings.append(Problem(key, "changes.file_long_past", {"days": -days}))
        newcomer = change.facts.newcomer
        if newcomer is None:
            if not change.facts.vacant_subjects:
                key = f"{change.path}.vacant_subjects"
                warnings.append(Problem(key, "changes.file_vacancy_subjects"))
            continue
        warnings.extend(doubts(newcomer, {own} if own else (), path=f"{change.path}.newcomer"))
    return warnings


def _capitals_warnings(sender: Sender, target: Target) -> Iterator[Problem]:
    """Warn of lines that a letter prints in capitals, the addressee in the dative.

    Source: Yönetmelik 2020/31151, madde 10 and 14.
    """
    lines = {"directorate.heading[2]": sender.heading[1], "recipient.lines[1]": target.lines[0]}
    for key, line in lines.items():
        if line != upper_tr(line):
            yield Problem(key, "changes.file_capitals", {"usual": upper_tr(line)})
    # Every dative ends in one of these vowels: BAKANLIĞINA, MÜDÜRLÜĞÜNE.
    if not fold(target.lines[0]).endswith(("a", "e")):
        yield Problem("recipient.lines[1]", "changes.file_dative")


def _compose(
    sender: Sender, target: Target, parts: Parts, changes: Sequence[wording.ChangeFacts]
) -> LetterContent:
    first, second, third = sender.heading
    return made_of(
        LetterContent,
        parts,
        heading=(first, second, third),
        number=LetterNumber(
            preparation=parts.preparation,
            detsis=sender.detsis,
            file_plan_code=sender.file_plan_code,
            register_number=parts.register_number,
        ),
        topic=wording.topic(changes),
        addressee=target.lines,
        body=wording.body(
            changes,
            style=parts.style,
            references=parts.references,
            standing=rank_of(target.standing, parts.distribution),
            written_on=parts.date,
        ),
        contact=sender.contact,
    )
