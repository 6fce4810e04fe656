"""A letter's content as JSON and back, so that a frozen letter stays readable."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from alo183_desktop.documents.letter.content import (
    Annex,
    Contact,
    ContactBlock,
    Distribution,
    Field,
    FieldTable,
    Letter,
    LetterNumber,
    LetterStyle,
    Paragraph,
    Preparation,
    Signature,
    Verification,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alo183_desktop.documents.letter.content import Block


def to_json(letter: Letter) -> dict[str, Any]:
    """Return a letter as plain values that `json` can write."""
    return {
        **asdict(letter),
        "date": None if letter.date is None else letter.date.isoformat(),
        "body": _blocks_to_json(letter.body),
        "annex": None
        if letter.annex is None
        else {"title": letter.annex.title, "blocks": _blocks_to_json(letter.annex.blocks)},
    }


def from_json(values: Mapping[str, Any]) -> Letter:
    """Return the letter that `to_json` made `values` of."""
    first, second, third = values["heading"]
    number = values["number"]
    contact = values["contact"]
    distribution = values["distribution"]
    date = values["date"]
    return Letter(
        style=LetterStyle(values["style"]),
        heading=(first, second, third),
        urgent=values["urgent"],
        number=LetterNumber(**{**number, "preparation": Preparation(number["preparation"])}),
        date=None if date is None else dt.date.fromisoformat(date),
        topic=values["topic"],
        addressee=tuple(values["addressee"]),
        references=tuple(values["references"]),
        body=tuple(map(_block_from_json, values["body"])),
        signature=Signature(**values["signature"]),
        contact=ContactBlock(**{**contact, "contact": Contact(**contact["contact"])}),
        annexes=tuple(values["annexes"]),
        annex=_annex_from_json(values.get("annex")),
        distribution=Distribution(**{who: tuple(lines) for who, lines in distribution.items()}),
        verification=Verification(**values["verification"]),
        initials=tuple(values["initials"]),
        line_spacing_percent=values["line_spacing_percent"],
    )


def _blocks_to_json(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    return [
        {"kind": "paragraph" if isinstance(block, Paragraph) else "table", **asdict(block)}
        for block in blocks
    ]


def _annex_from_json(values: Mapping[str, Any] | None) -> Annex | None:
    if values is None:
        return None
    return Annex(values["title"], tuple(map(_block_from_json, values["blocks"])))


def _block_from_json(values: Mapping[str, Any]) -> Block:
    if values["kind"] == "paragraph":
        # Letters that were frozen before names were marked have none.
        return Paragraph(values["text"], tuple(values.get("names", ())))
    return FieldTable(
        fields=tuple(Field(**field) for field in values["fields"]), caption=values["caption"]
    )
