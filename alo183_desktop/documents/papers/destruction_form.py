"""The form of a destruction: what kind of records, how many, why, and who signs for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from alo183_desktop.documents.letter.style import POINTS_PER_MM, SERIF, SERIF_BOLD
from alo183_desktop.documents.papers.blocks import Frame, letterhead, paragraph
from alo183_desktop.documents.papers.form_layout import (
    BY_HAND,
    DAY_BY_HAND,
    Signer,
    face_of,
    paper_pdf,
    signatures,
)
from alo183_desktop.documents.papers.grid import Grid, in_shares
from alo183_desktop.shared.clock import format_day, format_instant, local_day

if TYPE_CHECKING:
    import datetime as dt

    from alo183_desktop.documents.papers.grid import Cell

_FRAME: Final = Frame(side=20 * POINTS_PER_MM)
_SIZE: Final = 11.0
_GAP: Final = 10.0
_TITLE: Final = "KİŞİSEL VERİ İMHA TUTANAĞI"
_OPENING: Final = (
    "6698 sayılı Kişisel Verilerin Korunması Kanunu’nun 7. maddesi ile 28/10/2017 tarihli ve 30224 "
    "sayılı Resmî Gazete’de yayımlanan Kişisel Verilerin Silinmesi, Yok Edilmesi veya Anonim Hale "
    "Getirilmesi Hakkında Yönetmelik’in 7. ve 11. maddeleri uyarınca, saklama süresi dolan "
    "aşağıdaki kayıtlar incelenmiş ve geri getirilemeyecek biçimde imha edilmiştir."
)
_CLOSING: Final = (
    "Bu tutanak, Yönetmelik’in 7. maddesi uyarınca en az üç yıl saklanır. İşbu tutanak "
    "düzenlenerek imza altına alınmıştır."
)


@dataclass(frozen=True, slots=True)
class DestructionPaper:
    """All that the form says; it names no destroyed record."""

    number: int
    heading: tuple[str, ...]
    """The lines of the letterhead."""
    kind: str
    """In words, such as `Vakalar`."""
    items: int
    period: str
    """Such as `10 yıl`."""
    basis: str
    oldest_on: dt.date
    newest_on: dt.date
    starts_with: str
    """From what day a period of this kind runs, in words."""
    method: str
    """What went and what stayed, in words."""
    reason: str
    at: dt.datetime
    """UTC."""
    by_name: str
    approver: tuple[str, str]
    """Name and title of who signs for the directorate today; empty where nobody does."""
    erased_at: dt.datetime | None
    """When the data file was rewritten, UTC; None while that is to be done."""
    removed: tuple[tuple[str, int], ...]
    """What rows are called, and how many of them went or were emptied."""
    ids_sha256: str
    kept_until: dt.date
    trail_head: str
    printed_by: str
    printed_at: dt.datetime


def destruction_form_pdf(paper: DestructionPaper) -> bytes:
    """Return the form as A4 PDF; the same form always gives the same bytes."""
    width = _FRAME.text_width
    body, strong = face_of(SERIF, _SIZE), face_of(SERIF_BOLD, _SIZE)
    blocks = letterhead(paper.heading, face_of(SERIF, 11.5), width)
    blocks += paragraph(_TITLE, face_of(SERIF_BOLD, 13), width, align="centre", gap=1.5 * _GAP)
    blocks += paragraph(_OPENING, body, width, align="justify", gap=1.2 * _GAP)
    grid = Grid(in_shares(width, (52, 118)), body)
    blocks += grid.facts(_facts(paper), strong, gap=_GAP)
    blocks += paragraph(_CLOSING, body, width, align="justify", gap=1.2 * _GAP)
    blocks[-1] = replace(blocks[-1], keeps_next=True)
    name, title = paper.approver
    signers = (
        Signer("HAZIRLAYAN", paper.by_name, BY_HAND, format_day(local_day(paper.at))),
        Signer("TANIK", BY_HAND, BY_HAND, DAY_BY_HAND),
        Signer("ONAYLAYAN", name or BY_HAND, title or BY_HAND, DAY_BY_HAND),
    )
    blocks.append(signatures(signers, width, gap=1.5 * _GAP))
    printed = f"Yazdıran: {paper.printed_by}, {format_instant(paper.printed_at)}"
    return paper_pdf(
        blocks,
        title=f"İmha tutanağı {paper.number}",
        heading=paper.heading,
        subject="Kişisel veri imhası",
        frame=_FRAME,
        foot=(printed, f"Denetim izi kaydı: {paper.trail_head}"),
    )


def _facts(paper: DestructionPaper) -> list[tuple[str, Cell]]:
    erased = (
        "henüz yeniden yazılmadı"
        if paper.erased_at is None
        else f"{format_instant(paper.erased_at)} itibarıyla yeniden yazıldı; silinen kayıtlar geri "
        "getirilemez"
    )
    removed = ", ".join(f"{count} {words}" for words, count in paper.removed)
    return [
        ("Tutanak no", str(paper.number)),
        ("Kayıt türü", paper.kind),
        ("Kayıt sayısı", str(paper.items)),
        ("Saklama süresi", f"{paper.period}; başlangıcı: {paper.starts_with}"),
        ("Sürenin dayanağı", paper.basis),
        (
            "Kayıtların tarih aralığı",
            f"{format_day(paper.oldest_on)} – {format_day(paper.newest_on)}",
        ),
        ("İmha nedeni", paper.reason),
        ("İmha yöntemi", paper.method),
        ("İmha tarihi ve saati", format_instant(paper.at)),
        ("Veri dosyası", erased),
        ("Silinen kayıtların dökümü", removed),
        ("Kayıt numaralarının doğrulama özeti (SHA-256)", paper.ids_sha256),
        ("Tutanağın saklanacağı son gün", format_day(paper.kept_until)),
    ]
