"""The papers of the duty rota.

A month, its changes, who was notified of them, who is called now; the ledger, the hand-over note.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.documents.canvas import POINTS_PER_MM
from alo183_desktop.documents.fonts import SANS, SANS_BOLD, SERIF, SERIF_BOLD
from alo183_desktop.documents.papers.blocks import (
    Block,
    Frame,
    in_red,
    letterhead,
    paragraph,
    pour,
    stacked,
)
from alo183_desktop.documents.papers.form_layout import Signer, face_of, paper_pdf, signatures
from alo183_desktop.documents.papers.grid import Grid, in_shares
from alo183_desktop.documents.papers.report_parts import MUTED, head_blocks, section_blocks
from alo183_desktop.shared.calendar import MONTH_NAMES, WEEKDAYS
from alo183_desktop.shared.clock import format_day
from alo183_desktop.shared.turkish import upper_tr

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Sequence

    from alo183_desktop.documents.lines import Face
    from alo183_desktop.documents.papers.blocks import Align
    from alo183_desktop.documents.papers.grid import Cell

EMPTY: Final = "BOŞ"
"""In a slot without a person: blank paper would be taken for a duty that is not needed."""
NOT_PLANNED: Final = "—"
_BLANK: Final = "." * 60
"""To be written by hand."""
_FRAME: Final = Frame(
    side=15 * POINTS_PER_MM, top=12 * POINTS_PER_MM, bottom=10 * POINTS_PER_MM, foot=22.0
)
_SIZES: Final = (
    (9.5, 2.6),
    (9.0, 2.0),
    (9.0, 1.4),
    (9.0, 0.6),
    (9.0, 0.2),
    # Below 9 pt only where the month would not fit on one sheet otherwise.
    (8.5, 0.6),
    (8.0, 0.6),
    (7.5, 0.6),
)
"""Sizes of the month's rows and their padding, tried until it fits on one page."""
_LONG: Final = _SIZES[2]
"""Of a month that takes more pages in any size."""
_SMALL: Final = 9.0
_SIDE: Final = Frame(side=15 * POINTS_PER_MM)
"""Of the ledger and of the hand-over note."""
_NOTES: Final = (
    (
        "Sisteme girilmemiş vakalar",
        {"Vaka": 34, "Konu": 52, "Sorumlu": 44, "24 saatin sonu": 30, "Kalan": 30},
        "Sisteme girilmemiş vaka yok.",
    ),
    (
        "Yanıtlanmayan yoklamalar (bu ay)",
        {"Hat": 50, "Zimmetlisi": 80, "Yoklama anı": 60},
        "Yanıtlanmayan yoklama yok.",
    ),
    ("Araçlar", {"Plaka": 50, "Şoför": 80, "Km": 60}, "Nöbete yazılmış araç yok."),
)
"""The tables of the note: title, columns with their shares of the width, and the words for an empty
one."""
_SIGN_ROOM: Final = 7.0
"""Above and below a row for a signature, in points."""
_MONTH_HEADINGS: Final = ("Tarih", "Gün", "Asıl nöbet", "İcap", "Şoför", "Araç", "Telefon")
_VEHICLE: Final = "Araç"
_COUNT_HEADINGS: Final = (
    "Adı soyadı",
    "Telefon",
    "Asıl",
    "İcap",
    "Şoför",
    "Hafta içi",
    "Cuma",
    "Hafta sonu",
    "Bayram, tatil",
    "Toplam",
    "Saat",
    "Gece saati",
)
_COUNT_SHARES: Final = (46, 34, 13, 13, 15, 15, 16, 15, 21, 18, 14, 15)
_CHANGE_HEADINGS: Final = ("Tarih", "Gün", "Nöbet", "Saat", "Önce", "Sonra")
_CHANGE_SHARES: Final = (20, 24, 22, 28, 44, 44)
_NOTICE_HEADINGS: Final = ("S. no", "Adı soyadı", "Tebliğ tarihi", "İmza")
_NOTICE_SHARES: Final = (12, 70, 34, 60)
_PARTNER_HEADINGS: Final = ("Kurum", "Birim", "Telefon")
_PARTNER_SHARES: Final = (36, 84, 62)
_PARTNER_SIZE: Final = 10.5
_CALL: Final = "ARAYIN"
_CARD_SIZES: Final = {
    False: ((38.0, 44.0, 16.0), (32.0, 36.0, 13.0), (28.0, 30.0, 11.0)),
    True: ((28.0, 34.0, 12.0), (28.0, 28.0, 8.5)),
}
"""Of names, numbers and the rest, tried until they fit; the small card is A5.

Names are never smaller: they are read from a distance, by the telephone.
"""
_CARD_FRAMES: Final = {
    False: Frame(),
    True: Frame(
        width=148 * POINTS_PER_MM,
        height=210 * POINTS_PER_MM,
        side=12 * POINTS_PER_MM,
        top=10 * POINTS_PER_MM,
        bottom=10 * POINTS_PER_MM,
    ),
}


class RotaPaper(NamedTuple):
    """The head and the foot of each paper of a month."""

    directorate_heading: tuple[str, ...]
    """The lines of the letterhead: `T.C.`, governorship, directorate."""
    month: str
    """Such as `2026-12`."""
    version_words: str
    """Such as `Sürüm 2`, or why it is a draft."""
    director: str = ""
    """Who approves; empty while not recorded."""
    basis: str = ""
    """The legal basis of the month; may be empty."""

    @property
    def month_title(self) -> str:
        """Return `ARALIK 2026 AYI`."""
        return f"{upper_tr(MONTH_NAMES[int(self.month[5:]) - 1])} {int(self.month[:4])} AYI"


class Number(NamedTuple):
    """The number of a person."""

    words: str
    """As it is dialled, or why there is none."""
    is_answered: bool = True


class RotaDay(NamedTuple):
    """A row of the month; several people of a cell are stacked."""

    day: dt.date
    is_free: bool
    """A weekend or a holiday: shaded, and in bold in case the copier drops the shade."""
    note: str
    """The holiday's name; or empty."""
    main: tuple[str, ...]
    stand_in: tuple[str, ...]
    driver: tuple[str, ...]
    phones: tuple[Number, ...]
    """The number to call each of `main`."""
    vehicles: tuple[str, ...] = ()
    """The plate beside each of `driver`; where a month has none, there is no column of them."""


def rota_pdf(
    paper: RotaPaper,
    days: Sequence[RotaDay],
    *,
    numbers_at: str,
    hours: Sequence[str],
    counts: Sequence[tuple[str | Number, ...]],
) -> bytes:
    """Return the month as PDF/A: the days on one A4 page where they fit, the counts on the next.

    Args:
        paper: Its head and its foot.
        days: All of the month.
        numbers_at: The instant of which the numbers are: they change hands afterwards.
        hours: One for each kind of duty: `asıl nöbet 08.00-08.00 (24 saat)`.
        counts: Name and phone of each person, then numbers by kind of duty, by class of day, all
            duties, hours, hours at night.
    """
    title = f"{paper.month_title} ACİL MÜDAHALE EKİBİ NÖBET ÇİZELGESİ"

    def month(size: float, room: float) -> list[Block]:
        return [
            *_head(paper, title, gap=4.0),
            *_days(days, size=size, room=room),
            *_below(
                f"Nöbet saatleri: {'; '.join(hours)}. Telefonlar {numbers_at} itibarıyladır.",
                gap=5.0,
            ),
            *_basis(paper),
            _signatures(paper, gap=8.0),
        ]

    tried = (month(*size) for size in _SIZES)
    fitting = (one for one in tried if len(pour(one, _FRAME.text_height)) == 1)
    blocks = next(fitting, None) or month(*_LONG)
    return _written([*blocks, *_counts(counts)], paper, title)


def change_sheet_pdf(paper: RotaPaper, changes: Sequence[tuple[str, ...]]) -> bytes:
    """Return the change sheet as PDF/A: only the duties that differ from the version before.

    Args:
        paper: Its head and its foot.
        changes: For each: duty day, weekday, kind, hours, who had it and who has it.
    """
    title = f"{paper.month_title} ACİL MÜDAHALE EKİBİ NÖBET DEĞİŞİKLİK ÇİZELGESİ"
    grid = _grid(_CHANGE_SHARES, 9.5, 3.0)
    return _written(
        [
            *_head(paper, title, gap=10.0),
            *grid.table(_CHANGE_HEADINGS, changes, head_face=face_of(SANS_BOLD, 9.5), gap=10.0),
            *_basis(paper, gap=8.0),
            _signatures(paper, gap=20.0),
        ],
        paper,
        title,
    )


def notice_list_pdf(paper: RotaPaper, people: Sequence[tuple[str, str]]) -> bytes:
    """Return the list on which each person signs the notification, as PDF/A.

    Args:
        paper: Its head and its foot.
        people: Names, each with the day of signing; empty while they have not.
    """
    title = f"{paper.month_title} NÖBET ÇİZELGESİ TEBLİĞ-TEBELLÜĞ LİSTESİ"
    body = face_of(SERIF, 11)
    grid = replace(
        _grid(_NOTICE_SHARES, 10.0, _SIGN_ROOM), aligns=("right", "left", "left", "left")
    )
    rows = [(str(index), *one, "") for index, one in enumerate(people, start=1)]
    words = (
        "Acil müdahale ekibinin nöbet çizelgesi "
        f"({paper.version_words}) aşağıda adı yazılı personele tebliğ edilmiştir."
    )
    return _written(
        [
            *_head(paper, title, gap=10.0),
            *paragraph(words, body, _FRAME.text_width, align="justify", gap=10.0),
            *grid.table(_NOTICE_HEADINGS, rows, head_face=face_of(SANS_BOLD, 10), gap=8.0),
            signatures([Signer("TEBLİĞ EDEN", "")], _FRAME.text_width / 2, gap=20.0),
        ],
        paper,
        title,
    )


@dataclass(frozen=True, slots=True)
class DoorCard:
    """The content of the card for the door and the telephone."""

    directorate_heading: Sequence[str]
    lines: Sequence[tuple[str, str, Number]]
    """In the order in which they are called: role, name, and number to dial; may be empty."""
    more: Sequence[str]
    """A line for each vehicle on duty with its driver, and for each substitute on duty."""
    valid_words: str
    partners: Sequence[tuple[str, ...]]
    """Contacts of officers on duty, below the others: kind, name, numbers."""
    printed: str
    """When, and by whom."""


def duty_card_pdf(card: DoorCard, *, is_small: bool = False) -> bytes:
    """Return who is called now, on one page legible from afar: A4, or A5 where `is_small`."""
    frame = _CARD_FRAMES[is_small]
    blocks: list[Block] = []
    for name, number, small in _CARD_SIZES[is_small]:
        blocks = _card(card, frame.text_width, name=name, number=number, small=small)
        if len(pour(blocks, frame.text_height)) == 1:
            break
    return paper_pdf(
        blocks,
        title="Nöbetçi kartı",
        heading=card.directorate_heading,
        subject=card.valid_words,
        frame=frame,
        foot=(card.printed,),
        is_archived=True,
    )


def duty_ledger_pdf(
    heading: Sequence[str],
    parts: Sequence[tuple[str, tuple[str, ...], Sequence[tuple[str, ...]]]],
    *,
    period: str,
    note: str,
    printed: str,
) -> bytes:
    """Return the ledger as PDF/A, with the headings of a table on each page.

    Args:
        heading: The lines of the letterhead.
        parts: Title, headings and rows of each table; a row is a name and numbers.
        period: Such as `Aralık 2026 sonu`.
        note: How it is counted.
        printed: When, and by whom; at the foot of each page.
    """
    title, width = "Nöbet denge cetveli", _SIDE.text_width
    blocks: list[Block] = head_blocks(heading, title, period, width)
    blocks += paragraph(note, face_of(SANS, _SMALL), width, gap=4.0, grey=MUTED)
    for name, headings, rows in parts:
        numbers = len(headings) - 1
        right: Align = "right"
        grid = replace(
            _grid((52, *(20 for _ in range(numbers))), _SMALL, 2.0),
            aligns=("left", *(right for _ in range(numbers))),
        )
        blocks += section_blocks(name, width)
        blocks += grid.table(headings, rows, head_face=face_of(SANS_BOLD, _SMALL), gap=4.0)
    return paper_pdf(
        blocks,
        title=title,
        heading=heading,
        subject=period,
        frame=_SIDE,
        foot=(printed,),
        is_archived=True,
    )


def hand_over_pdf(
    heading: Sequence[str],
    people: Sequence[tuple[str, str]],
    tables: Sequence[Sequence[tuple[str, ...]]],
    *,
    at_words: str,
    noted_words: str,
    note: str,
    status: str,
) -> bytes:
    """Return the note as PDF/A, with a place for both to sign.

    Args:
        heading: The lines of the letterhead.
        people: Who hands over and who takes over, each with the number to call them.
        tables: Rows of cases not entered yet, of unanswered test calls and of vehicles on duty,
            with the columns of `_NOTES`.
        at_words: When the duty changes hands.
        noted_words: The instant of the tables: a case routed after the change may be in them.
        note: What was written; may be empty.
        status: When the facts were filled in, and the state of the confirmation.
    """
    title, width = "Nöbet devir notu", _SIDE.text_width
    body = face_of(SANS, 10)
    blocks: list[Block] = head_blocks(heading, title, at_words, width)
    for role, one, gap in zip(("Devreden", "Devralan"), people, (8.0, 2.0), strict=True):
        blocks += paragraph(f"{role}: {', '.join(one)}", body, width, gap=gap)
    blocks += paragraph(status, face_of(SANS, _SMALL), width, gap=4.0, grey=MUTED)
    for (part, columns, nothing), rows in zip(_NOTES, tables, strict=True):
        grid = _grid(tuple(columns.values()), _SMALL, 2.0)
        blocks += section_blocks(f"{part}, {noted_words} itibarıyla", width)
        blocks += (
            grid.table(tuple(columns), rows, head_face=face_of(SANS_BOLD, _SMALL), gap=4.0)
            if rows
            else paragraph(nothing, face_of(SANS, _SMALL), width, gap=4.0)
        )
    blocks += section_blocks("Not", width)
    for line in (note or "Not yazılmadı.").splitlines():
        blocks += paragraph(line, body, width, gap=4.0)
    signers = [
        Signer(role, name) for role, (name, _) in zip(("DEVREDEN", "DEVRALAN"), people, strict=True)
    ]
    blocks.append(signatures(signers, width, gap=24.0))
    return paper_pdf(
        blocks,
        title=title,
        heading=heading,
        subject=at_words,
        frame=_SIDE,
        foot=(f"{title}, {at_words}",),
        is_archived=True,
    )


def _card(card: DoorCard, width: float, *, name: float, number: float, small: float) -> list[Block]:
    plain, strong = face_of(SANS, small), face_of(SANS_BOLD, small)
    blocks = letterhead(card.directorate_heading, face_of(SERIF, small), width)
    blocks += paragraph("ACİL MÜDAHALE EKİBİ", strong, width, gap=small * 1.2)
    blocks += paragraph(_CALL, face_of(SANS_BOLD, 1.2 * name), width, gap=2.0)
    for index, (role, who, phone) in enumerate(card.lines, start=1):
        dialled = (
            paragraph(phone.words, face_of(SANS_BOLD, number), width, gap=2.0)
            if phone.is_answered
            else in_red(paragraph(phone.words, strong, width, gap=2.0))
        )
        lines = [
            *paragraph(f"{index}. {role}", plain, width),
            *paragraph(who, face_of(SANS_BOLD, name), width, gap=2.0),
            *dialled,
        ]
        blocks.append(stacked(lines, gap=small * 1.2))
    if not card.lines:
        blocks += paragraph("Nöbetçi bilinmiyor", face_of(SANS_BOLD, name), width, gap=small)
    for vehicle in card.more:
        blocks += paragraph(vehicle, strong, width, gap=small)
    blocks += paragraph(card.valid_words, strong, width, gap=small * 1.4)
    if card.partners:
        grid = _grid(_PARTNER_SHARES, _PARTNER_SIZE, 2.5, width)
        head_face = face_of(SANS_BOLD, _PARTNER_SIZE)
        blocks += grid.table(_PARTNER_HEADINGS, card.partners, head_face=head_face, gap=small * 1.4)
    return blocks


def _written(blocks: Sequence[Block], paper: RotaPaper, title: str) -> bytes:
    return paper_pdf(
        blocks,
        title=title,
        heading=paper.directorate_heading,
        subject=paper.version_words,
        frame=_FRAME,
        foot=(f"{title}, {paper.version_words}",),
        is_archived=True,
    )


def _head(paper: RotaPaper, title: str, *, gap: float) -> list[Block]:
    width = _FRAME.text_width
    return [
        *letterhead(paper.directorate_heading, face_of(SERIF, 11), width),
        *paragraph(title, face_of(SERIF_BOLD, 11.5), width, align="centre", gap=gap),
        *paragraph(paper.version_words, face_of(SERIF, 9.5), width, align="centre", gap=1.0),
    ]


def _grid(
    shares: Sequence[float], size: float, room: float, width: float = _FRAME.text_width
) -> Grid:
    widths = in_shares(width, shares)
    return Grid(widths, face_of(SANS, size), padding=3.0, room=room)


def _days(days: Sequence[RotaDay], *, size: float, room: float) -> list[Block]:
    body, strong = face_of(SANS, size), face_of(SANS_BOLD, size)
    with_vehicles = any(any(one.vehicles) for one in days)
    grid = Grid(_month_widths(days, strong), body, padding=3.0, room=room)
    headings = [one for one in _MONTH_HEADINGS if with_vehicles or one != _VEHICLE]
    head = grid.row(headings, faces=strong, shaded=True)
    note = _note_face(size)
    inner = [width - 2 * grid.padding for width in grid.widths]

    @cache  # the same people come again and again
    def broken(name: str | Number, index: int) -> Block:
        if isinstance(name, Number):
            return _number_block(name, body, strong, inner[index])
        return stacked(paragraph(name, strong if name.endswith(EMPTY) else body, inner[index]))

    rows = []
    for one in days:
        dated = strong if one.is_free else body
        names = [
            [broken(name, index) for name in texts]
            for index, texts in enumerate(_columns(one, with_vehicles=with_vehicles), start=2)
        ]
        # A number and a plate are beside their name, however many lines that takes.
        for named, beside in ((0, -1), (2, 3)):
            if named == 0 or with_vehicles:
                names[beside] = [
                    replace(number, height=max(number.height, name.height))
                    for name, number in zip(names[named], names[beside], strict=True)
                ]
        weekday = WEEKDAYS[one.day.weekday()]
        cells: list[Cell] = [
            format_day(one.day),
            stacked([*paragraph(weekday, dated, inner[1]), *paragraph(one.note, note, inner[1])]),
            *map(stacked, names),
        ]
        faces = (dated, *(body,) * (len(cells) - 1))
        rows.append(grid.row(cells, faces=faces, shaded=one.is_free, head=head))
    return [replace(head, gap=6.0, keeps_next=True), *rows]


def _number_block(number: Number, body: Face, strong: Face, width: float) -> Block:
    if number.is_answered:
        return stacked(paragraph(number.words, body, width))
    return stacked(in_red(paragraph(number.words, strong, width)))


def _note_face(size: float) -> Face:
    """Return the font of the note under a weekday, beside rows of `size` points."""
    return face_of(SANS_BOLD, min(size, _SMALL))


def _columns(day: RotaDay, *, with_vehicles: bool) -> tuple[tuple[str | Number, ...], ...]:
    """Return the texts in the cells of a day, from its main duty to the numbers."""
    plates = (day.vehicles or ("",) * len(day.driver),) if with_vehicles else ()
    return (day.main, day.stand_in, day.driver, *plates, day.phones)


def _month_widths(days: Sequence[RotaDay], face: Face) -> tuple[float, ...]:
    """Return widths of the month's columns: names share what dates and numbers leave over."""

    def widest(texts: Iterable[str]) -> float:
        return max(map(face.width_of, texts)) + 8.0

    date = widest(format_day(one.day) for one in days)
    note = _note_face(face.size)
    notes = [note.width_of(word) + 8.0 for one in days for word in one.note.split()]
    weekday = max([widest(WEEKDAYS), *notes])
    phone = widest([_MONTH_HEADINGS[-1], *(one.words for day in days for one in day.phones)])
    plates = {text for one in days for text in one.vehicles if text}
    beside = (widest([_VEHICLE, *plates]), phone) if plates else (phone,)
    columns = (
        (one.main for one in days),
        (one.stand_in for one in days),
        (one.driver for one in days),
    )
    names = [
        widest([heading, *(text for texts in column for text in texts)])
        for heading, column in zip(_MONTH_HEADINGS[2:5], columns, strict=True)
    ]
    left = _FRAME.text_width - date - weekday - sum(beside)
    least = left / 4  # short names never make a column too narrow to read
    shared = in_shares(left, [max(least, min(name, 2 * least)) for name in names])
    return (date, weekday, *shared, *beside)


def _basis(paper: RotaPaper, *, gap: float = 2.0) -> list[Block]:
    return _below(f"Dayanak: {paper.basis or _BLANK}", gap=gap)


def _below(words: str, *, gap: float) -> list[Block]:
    """Return the text between a table and the signatures, on their page."""
    blocks = paragraph(words, face_of(SANS, 9), _FRAME.text_width, gap=gap)
    return [replace(block, keeps_next=True) for block in blocks]


def _signatures(paper: RotaPaper, *, gap: float) -> Block:
    signers = (
        Signer("HAZIRLAYAN", ""),
        Signer("TEKLİF EDEN", ""),
        Signer("OLUR", paper.director, "İl Müdürü"),
    )
    day = paragraph(
        "… / … / 20…", face_of(SERIF, 9), _FRAME.text_width / 3, align="centre", gap=0.0
    )
    places = signatures(signers, _FRAME.text_width)
    dated = replace(stacked(day), gap=1.0)
    return stacked([places, _at_right(dated)], gap=gap)


def _at_right(block: Block) -> Block:
    left = _FRAME.text_width * 2 / 3
    return replace(block, draw=lambda canvas, x, top: block.draw(canvas, x + left, top))


def _counts(counts: Sequence[tuple[str | Number, ...]]) -> list[Block]:
    """Return the second page: the counts by person."""
    right: Align = "right"
    aligns: tuple[Align, ...] = ("left", "left", *(right for _ in _COUNT_SHARES[2:]))
    grid = replace(_grid(_COUNT_SHARES, 8.5, 3.0), aligns=aligns)
    strong = face_of(SANS_BOLD, 8.5)
    rows = [
        tuple(
            _number_block(one, grid.face, strong, width - 2 * grid.padding)
            if isinstance(one, Number)
            else one
            for one, width in zip(row, grid.widths, strict=True)
        )
        for row in counts
    ]
    table = grid.table(_COUNT_HEADINGS, rows, head_face=face_of(SANS_BOLD, 9), gap=4.0)
    width = _FRAME.text_width
    title = section_blocks("Kişi başına nöbet sayıları, çizelgede yazana göre", width)
    note = paragraph(
        "Gün sayıları nöbetin başladığı güne göredir; icap nöbetleri içindedir. Bölünen nöbet "
        "süresiyle paylaşılır: yarısı 0,5 sayılır. Gerçekten tutulan, denge cetvelinde ve "
        "Excel’dedir. Yalnız sayımdır, hak doğurmaz.",
        face_of(SANS, 9),
        width,
        gap=4.0,
        grey=MUTED,
    )
    # No page has so much room: it starts the next one.
    first = replace(title[0], gap=_FRAME.text_height)
    return [first, *title[1:], *table, *note]
