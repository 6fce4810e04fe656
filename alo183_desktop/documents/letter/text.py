"""Official letters as plain text and metadata, ready to be pasted into an e-document system."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alo183_desktop.documents.letter import wording
from alo183_desktop.documents.letter.content import FieldTable, LetterMetadata

if TYPE_CHECKING:
    from alo183_desktop.documents.letter.content import Block, Letter


def letter_text(letter: Letter) -> str:
    """Return the whole letter as text: one paragraph a line, a blank line between the parts.

    Lines end with a line feed; the contact block stands at the end.
    """
    parts = [
        [wording.DRAFT_MARK] if wording.is_draft(letter) else [],
        _heading(letter),
        _number(letter),
        [wording.clean(line) for line in letter.addressee],
        _references(letter),
        *(_block(block) for block in _paragraphs_joined(letter)),
        _signature(letter),
        wording.annex_lines(letter.annexes),
        _distribution(letter),
        _foot(letter),
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def letter_metadata(letter: Letter) -> LetterMetadata:
    """Return what an e-document system asks for beside the text."""
    return LetterMetadata(
        topic=wording.clean(letter.topic),
        file_plan_code=letter.number.file_plan_code,
        detsis=letter.number.detsis,
        register_number=letter.number.register_number,
        preparation=letter.number.preparation,
        number=wording.number_text(letter.number, letter.style),
        date=letter.date,
        urgency=wording.urgency_word(letter.style) if letter.urgent else None,
        addressee=letter.addressee,
        references=letter.references,
        annexes=letter.annexes,
        action=letter.distribution.action,
        information=letter.distribution.information,
        signatory=letter.signature.name,
        signatory_title=letter.signature.title,
    )


def _heading(letter: Letter) -> list[str]:
    lines = [wording.clean(line) for line in letter.heading]
    return [wording.urgency_word(letter.style), *lines] if letter.urgent else lines


def _number(letter: Letter) -> list[str]:
    date = wording.date_text(letter.date, letter.style)
    number = wording.number_text(letter.number, letter.style)
    return [
        f"{wording.NUMBER} : {number}",
        f"Tarih : {date}".rstrip(),
        f"{wording.TOPIC} : {wording.clean(letter.topic)}",
    ]


def _references(letter: Letter) -> list[str]:
    texts = [wording.clean(reference) for reference in letter.references]
    if len(texts) == 1:
        return [f"{wording.REFERENCE} : {texts[0]}"]
    lines = [f"{wording.reference_mark(place)} {text}" for place, text in enumerate(texts)]
    return [
        f"{wording.REFERENCE} : {line}" if not place else line for place, line in enumerate(lines)
    ]


def _paragraphs_joined(letter: Letter) -> list[list[Block]]:
    """Return runs of paragraphs, which no blank line parts, and single tables."""
    groups: list[list[Block]] = []
    for block in letter.body:
        if (
            groups
            and not isinstance(block, FieldTable)
            and not isinstance(groups[-1][-1], FieldTable)
        ):
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups


def _block(blocks: list[Block]) -> list[str]:
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, FieldTable):
            if block.caption is not None:
                lines.append(wording.clean(block.caption))
            lines += [
                f"{wording.clean(field.label)}: {wording.clean(field.value)}".rstrip()
                for field in block.fields
            ]
        else:
            lines.append(wording.clean(block.text))
    return lines


def _signature(letter: Letter) -> list[str]:
    signature = letter.signature
    lines = (signature.name, signature.on_behalf_of or "", signature.title)
    return [wording.clean(line) for line in lines if line]


def _distribution(letter: Letter) -> list[str]:
    columns = wording.distribution_columns(letter.distribution)
    if not columns:
        return []
    return [
        wording.DISTRIBUTION,
        *(wording.clean(line) for heading, names in columns for line in (heading, *names) if line),
    ]


def _foot(letter: Letter) -> list[str]:
    office = ["   ".join(parts) for parts in wording.contact_lines(letter.contact)]
    return [*office, *wording.contact_person_lines(letter.contact)]
