"""The change file of `alo183 letter`: a letter with its changes, written by hand in TOML.

Every fault is told at once with its key. Lists count from 1: `change[1].newcomer.tckn` is a value
of the first `[[change]]`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from alo183_desktop.changes import wording
from alo183_desktop.changes.between import Told, clashes, doubts
from alo183_desktop.changes.file_tables import (
    read_change,
    read_directorate,
    read_letter,
    read_recipient,
)
from alo183_desktop.changes.rules import DAYS_AHEAD, DAYS_PAST, MOST_ENTRIES
from alo183_desktop.documents.content import Letter, LetterNumber, is_unsigned
from alo183_desktop.letters.forms import Recipient
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.identity import domain_of
from alo183_desktop.shared.paths import resources
from alo183_desktop.shared.regular_files import read_regular
from alo183_desktop.shared.toml_tables import LARGEST, Table, parse
from alo183_desktop.shared.turkish import fold, upper_tr

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from alo183_desktop.changes.file_tables import FileChange, Parts, Sender, Target


@dataclass(frozen=True, slots=True)
class ChangeFile:
    """What a change file says."""

    letter: Letter
    recipient: Recipient
    values: dict[str, Any]
    """All fields under the keys of the file, phones as E.164 and days as ISO dates."""
    warnings: tuple[Problem, ...]
    """What may stand but is worth a second look."""


def load_change_file(path: Path) -> ChangeFile:
    """Read and check a change file.

    Raises:
        KnownError: As `read_change_file`; `changes.file_not_found`, `changes.file_unreadable` or
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
    return read_change_file(data)


def read_change_file(data: bytes) -> ChangeFile:
    """Check the bytes of a change file and return the letter that it describes.

    The same bytes give the same letter, whenever they are read.

    Raises:
        KnownError: `toml.encoding`, `toml.syntax`, or `changes.file_wrong` with
            every fault as a problem whose key says where it stands.
    """
    root = Table(parse(data), "", [])
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
    faults.extend(_replaced_by_themselves(changes))
    clashing = list(clashes(_told(change) for change in changes))
    # A file has only the names of those who leave, and two people may have one.
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
    return ChangeFile(
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
            *_warn(changes, sender, parts),
        ),
    )


def example_text() -> str:
    """Return a commented change file that is itself complete and right."""
    return (resources() / "letters" / "example.toml").read_text(encoding="utf-8")


def _told(change: FileChange) -> Told:
    newcomer = change.facts.newcomer
    return Told(
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
    """Warn of lines that a letter writes in capitals, the addressee in the dative.

    Source: Yönetmelik 2020/31151, madde 10 and 14.
    """
    lines = {"directorate.heading[2]": sender.heading[1], "recipient.lines[1]": target.lines[0]}
    for key, line in lines.items():
        if line != upper_tr(line):
            yield Problem(key, "changes.file_capitals", {"usual": upper_tr(line)})
    # Every dative ends in one of both vowels: BAKANLIĞINA, MÜDÜRLÜĞÜNE.
    if not fold(target.lines[0]).endswith(("a", "e")):
        yield Problem("recipient.lines[1]", "changes.file_dative")


def _compose(
    sender: Sender, target: Target, parts: Parts, changes: Sequence[wording.ChangeFacts]
) -> Letter:
    first, second, third = sender.heading
    return Letter(
        style=parts.style,
        heading=(first, second, third),
        urgent=parts.urgent,
        number=LetterNumber(
            preparation=parts.preparation,
            detsis=sender.detsis,
            file_plan_code=sender.file_plan_code,
            register_number=parts.register_number,
        ),
        date=parts.date,
        topic=wording.topic(changes),
        addressee=target.lines,
        references=parts.references,
        body=wording.body(changes, style=parts.style, references=parts.references),
        signature=parts.signature,
        contact=sender.contact,
        annexes=parts.annexes,
        distribution=parts.distribution,
        verification=parts.verification,
    )
