"""The custody form: who hands which phone to whom, or the notification of the circular."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - `shared.plain` reads the annotations
import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from alo183_desktop.documents.canvas import POINTS_PER_MM
from alo183_desktop.documents.fonts import SERIF, SERIF_BOLD
from alo183_desktop.documents.letter.wording import sender_of
from alo183_desktop.documents.papers.blocks import (
    Block,
    Frame,
    Hanging,
    letterhead,
    paragraph,
    stacked,
)
from alo183_desktop.documents.papers.form_layout import Signer, face_of, paper_pdf, signatures
from alo183_desktop.documents.papers.grid import Grid, in_shares
from alo183_desktop.shared.characters import clean
from alo183_desktop.shared.clock import format_instant
from alo183_desktop.shared.identity import format_phone

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from alo183_desktop.documents.lines import Face


_SIZE: Final = 11.0
_TITLE_SIZE: Final = 13.0
_GAP: Final = 10.0
_MARK_WIDTH: Final = 18.0
_FRAME: Final = Frame(side=20 * POINTS_PER_MM)
_NOTHING: Final = "—"
"""In a cell without a value, so that nothing can be filled in after signing."""
_TITLES: Final[Mapping[str, str]] = {
    "issue": "ZİMMET TESLİM TUTANAĞI",
    "return": "ZİMMET İADE TUTANAĞI",
    "circular": "GENELGE TEBLİĞ-TEBELLÜĞ TUTANAĞI",
}
_GIVERS: Final[Mapping[str, str]] = {
    "issue": "TESLİM EDEN",
    "return": "İADE EDEN",
    "circular": "TEBLİĞ EDEN",
}
_RECEIVERS: Final[Mapping[str, str]] = {
    "issue": "TESLİM ALAN",
    "return": "TESLİM ALAN",
    "circular": "TEBELLÜĞ EDEN",
}
_OPENINGS: Final[Mapping[str, str]] = {
    "issue": (
        "Aşağıda özellikleri yazılı {what}, Alo 183 Çağrı Merkezi hizmetlerinde kullanılmak üzere, "
        "belirtilen durumda ve aksesuarlarıyla birlikte teslim edilmiş ve teslim alınmıştır."
    ),
    "return": (
        "Alo 183 Çağrı Merkezi hizmetlerinde kullanılmak üzere zimmetlenmiş olan, aşağıda "
        "özellikleri yazılı {what}, belirtilen durumda ve aksesuarlarıyla birlikte iade edilmiş "
        "ve teslim alınmıştır."
    ),
    "circular": (
        "Basın ve Halkla İlişkiler Müşavirliğinin 18/04/2014 tarihli ve "
        "93065208-010.06.01-60813 sayılı, Alo 183 Çağrı Merkezi Hizmetleri konulu Genelgesinin "
        "(2014/05) aşağıda yazılı hükümleri tebliğ edilmiş ve tebellüğ edilmiştir."
    ),
}
_TERMS: Final[Mapping[str, str]] = {
    "issue": "Teslim alan aşağıdaki hususları kabul eder:",
    "return": (
        "Zimmet süresince aşağıdaki hususlar geçerliydi; yükümlülükler bu iade ile sona ermiştir:"
    ),
    "circular": "Genelgenin hükümleri:",
}
_CLOSING: Final = (
    "İşbu tutanak iki nüsha olarak düzenlenmiş, okunarak taraflarca birlikte imzalanmıştır."
)


@dataclass(frozen=True, slots=True)
class Party:
    """The giver or the receiver; an empty text is unknown."""

    name: str
    title: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class LineItem:
    """A SIM card."""

    phone: str
    """E.164, or as written."""
    operator: str = ""
    iccid: str = ""
    package: str = ""
    quota_words: str = ""
    """The monthly quota of that day, such as `300 dk, 1 GB`."""


@dataclass(frozen=True, slots=True)
class HandsetItem:
    """A device."""

    make: str
    model: str = ""
    imei: str = ""
    serial: str = ""


@dataclass(frozen=True, slots=True)
class CustodyFormContent:
    """The content of a custody form; frozen with the form when it is made."""

    number_text: str
    """Such as `2026/17`."""
    kind: str
    """`issue`, `return` or `circular`."""
    at: dt.datetime
    """Of the issue, the return or the notification, UTC; printed in Istanbul's time."""
    directorate_heading: tuple[str, ...]
    """The lines of the letterhead: `T.C.`, governorship, directorate."""
    giver: Party
    receiver: Party
    line: LineItem | None = None
    handset: HandsetItem | None = None
    condition: str = ""
    accessories: str = ""
    terms: tuple[str, ...] = ()
    """In force that day, or notified of; in order, without numbers.

    Source: Genelge 2014/05, madde 1."""
    place: str = ""
    """Where it is signed."""
    more_lines: tuple[LineItem, ...] = ()
    """Where one form covers several."""
    more_handsets: tuple[HandsetItem, ...] = ()

    @property
    def lines(self) -> tuple[LineItem, ...]:
        """All lines."""
        return (*(() if self.line is None else (self.line,)), *self.more_lines)

    @property
    def handsets(self) -> tuple[HandsetItem, ...]:
        """All handsets."""
        return (*(() if self.handset is None else (self.handset,)), *self.more_handsets)


def custody_form_pdf(content: CustodyFormContent) -> bytes:
    """Return the form as PDF; the same content always gives the same bytes.

    It takes one A4 page; long terms continue on the next, and the signatures stay together.
    """
    is_circular = content.kind == "circular"
    name = "Genelge tebliğ-tebellüğ tutanağı" if is_circular else "Zimmet tutanağı"
    title = f"{name} {clean(content.number_text)}"
    sender = sender_of(content.directorate_heading)
    return paper_pdf(
        [
            *_head(content),
            *_parties(content),
            *(() if is_circular else _items(content)),
            *_terms(content),
            _signatures(content),
        ],
        title=title,
        heading=content.directorate_heading,
        subject=_TITLES[content.kind],
        frame=_FRAME,
        foot=(
            f"{title}, {sender}" if sender else title,
            f"Hükümlerin SHA-256 özeti: {terms_hash(content)}" if is_circular else "",
        ),
    )


def terms_hash(content: CustodyFormContent) -> str:
    """Return the SHA-256 of the terms, one per line in UTF-8, to distinguish wordings."""
    return hashlib.sha256("\n".join(content.terms).encode()).hexdigest()


def _body() -> Face:
    return face_of(SERIF, _SIZE)


def _strong() -> Face:
    return face_of(SERIF_BOLD, _SIZE)


def _grid(*shares: float) -> Grid:
    """Return a table as wide as the text; `shares` are those of its columns."""
    return Grid(in_shares(_FRAME.text_width, shares), _body())


def _head(content: CustodyFormContent) -> list[Block]:
    width = _FRAME.text_width
    blocks = letterhead(content.directorate_heading, face_of(SERIF, 12), width)
    blocks += paragraph(
        _TITLES[content.kind],
        face_of(SERIF_BOLD, _TITLE_SIZE),
        width,
        align="centre",
        gap=1.4 * _GAP,
    )
    grid = _grid(14, 25, 17, 26)
    faces = (_strong(), _body()) * 2
    blocks.append(
        grid.row(
            ("Tutanak no", content.number_text, "Tarih ve saat", format_instant(content.at)),
            faces=faces,
            gap=_GAP,
        )
    )
    if content.place:
        blocks.append(grid.row(("Yer", content.place), faces=faces[:2], spans=(1, 3)))
    what = " ve ".join(
        [*(["cihaz"] if content.handsets else []), *(["hat"] if content.lines else [])]
    )
    opening = _OPENINGS[content.kind].format(what=what or "taşınır")
    blocks += paragraph(opening, _body(), width, align="justify", gap=_GAP)
    return blocks


def _parties(content: CustodyFormContent) -> list[Block]:
    grid = _grid(14, 34, 34)
    giver, receiver = content.giver, content.receiver
    rows = [
        ("Adı soyadı", giver.name, receiver.name),
        ("Unvanı", giver.title, receiver.title),
        ("Birimi", giver.unit, receiver.unit),
    ]
    faces = (_strong(), _body(), _body())
    return [
        grid.row(
            ("Taraflar", _GIVERS[content.kind], _RECEIVERS[content.kind]),
            faces=_strong(),
            shaded=True,
            gap=_GAP,
            keeps_next=True,
        ),
        *(grid.row(_shown(row), faces=faces, keeps_next=True) for row in rows[:-1]),
        grid.row(_shown(rows[-1]), faces=faces),
    ]


def _items(content: CustodyFormContent) -> list[Block]:
    blocks: list[Block] = []
    if content.handsets:
        blocks += _grid(18, 20, 22, 22).table(
            ("Cihazın markası", "Modeli", "IMEI", "Seri no"),
            [_shown((item.make, item.model, item.imei, item.serial)) for item in content.handsets],
            head_face=_strong(),
            gap=_GAP,
        )
    if content.lines:
        blocks += _grid(17, 14, 25, 14, 14).table(
            ("Hat numarası", "Operatör", "SIM kart no (ICCID)", "Paket", "Aylık kota"),
            [
                _shown(
                    (
                        format_phone(item.phone),
                        item.operator,
                        item.iccid,
                        item.package,
                        item.quota_words,
                    )
                )
                for item in content.lines
            ],
            head_face=_strong(),
            gap=_GAP,
        )
    texts = _shown((content.accessories, content.condition))
    blocks += _grid(14, 68).facts(
        list(zip(("Aksesuarlar", "Durumu"), texts, strict=True)), _strong(), gap=_GAP
    )
    return blocks


def _shown(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(text if text.strip() else _NOTHING for text in texts)


def _terms(content: CustodyFormContent) -> list[Block]:
    if not content.terms:
        return []
    width = _FRAME.text_width
    blocks = paragraph(_TERMS[content.kind], _strong(), width, gap=_GAP, keeps_next=True)
    for number, term in enumerate(content.terms, start=1):
        blocks += paragraph(
            term,
            _body(),
            width,
            align="justify",
            mark=Hanging(f"{number}.", _MARK_WIDTH),
            gap=2.0,
        )
    # The signatures are never without some of the terms.
    blocks[-1] = replace(blocks[-1], keeps_next=True)
    return blocks


def _signatures(content: CustodyFormContent) -> Block:
    width = _FRAME.text_width
    giver, receiver = content.giver, content.receiver
    signers = (
        Signer(_GIVERS[content.kind], giver.name, giver.title),
        Signer(_RECEIVERS[content.kind], receiver.name, receiver.title),
    )
    closing = paragraph(_CLOSING, _body(), width)
    return stacked([*closing, signatures(signers, width, gap=1.4 * _GAP)], gap=_GAP)
