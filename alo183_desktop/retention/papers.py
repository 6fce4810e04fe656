"""The papers of retention: the form of a destruction, and the report on one person."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from alo183_desktop.documents.canvas import POINTS_PER_MM
from alo183_desktop.documents.fonts import SERIF, SERIF_BOLD
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
from alo183_desktop.retention.kinds import ANONYMISED, table_words
from alo183_desktop.retention.rules import period_words
from alo183_desktop.shared.clock import format_day, format_instant, local_day

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from alo183_desktop.documents.papers.blocks import Block
    from alo183_desktop.documents.papers.grid import Cell
    from alo183_desktop.retention.persons import PersonEntry
    from alo183_desktop.retention.rows import DestructionForm, DestructionRow

_FRAME: Final = Frame(side=20 * POINTS_PER_MM)
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
_REPORT_OPENING: Final = (
    "6698 sayılı Kişisel Verilerin Korunması Kanunu’nun 11. maddesi uyarınca yapılan başvuru "
    "üzerine, başvuran hakkında Alo 183 kayıtlarında bulunan veriler aşağıdadır."
)
_ONLY_TO_THEM: Final = "Kişisel veri içerir; yalnız başvurana verilir."


def destruction_form_pdf(form: DestructionForm) -> bytes:
    """Return the form as A4 PDF; it names no destroyed record."""
    row = form.row
    width = _FRAME.text_width
    body, strong = face_of(SERIF, 11.0), face_of(SERIF_BOLD, 11.0)
    blocks = letterhead(form.heading, face_of(SERIF, 11.5), width)
    blocks += paragraph(_TITLE, face_of(SERIF_BOLD, 13), width, align="centre", gap=1.5 * _GAP)
    blocks += paragraph(_OPENING, body, width, align="justify", gap=1.2 * _GAP)
    grid = Grid(in_shares(width, (52, 118)), body)
    blocks += grid.facts(_facts(row), strong, gap=_GAP)
    blocks += paragraph(_CLOSING, body, width, align="justify", gap=1.2 * _GAP)
    blocks[-1] = replace(blocks[-1], keeps_next=True)
    name, title = form.approver
    signers = (
        Signer("HAZIRLAYAN", row.by_name, BY_HAND, format_day(local_day(row.at))),
        Signer("TANIK", BY_HAND, BY_HAND, DAY_BY_HAND),
        Signer("ONAYLAYAN", name or BY_HAND, title or BY_HAND, DAY_BY_HAND),
    )
    blocks.append(signatures(signers, width, gap=1.5 * _GAP))
    printed = f"Yazdıran: {form.printed_by}, {format_instant(form.printed_at)}"
    return paper_pdf(
        blocks,
        title=f"İmha tutanağı {row.destruction_id}",
        heading=form.heading,
        subject="Kişisel veri imhası",
        frame=_FRAME,
        foot=(printed, f"Denetim izi kaydı: {form.trail_head}"),
    )


def _facts(row: DestructionRow) -> list[tuple[str, Cell]]:
    erased = (
        "henüz yeniden yazılmadı"
        if row.erased_at is None
        else f"{format_instant(row.erased_at)} itibarıyla yeniden yazıldı; silinen kayıtlar geri "
        "getirilemez"
    )
    removed = sorted((table_words(name), count) for name, count in row.removed.items())
    method = "Anonim hale getirme" if row.kind in ANONYMISED else "Yok etme"
    return [
        ("Tutanak no", str(row.destruction_id)),
        ("Kayıt türü", row.kind.words),
        ("Kayıt sayısı", str(row.items)),
        ("Saklama süresi", f"{period_words(row.months)}; başlangıcı: {row.kind.texts.starts}"),
        ("Sürenin dayanağı", row.basis),
        (
            "Kayıtların tarih aralığı",
            f"{format_day(row.oldest_on)} – {format_day(row.newest_on)}",
        ),
        ("İmha nedeni", row.reason),
        ("İmha yöntemi", f"{method}: {row.kind.texts.goes}"),
        ("İmha tarihi ve saati", format_instant(row.at)),
        ("Veri dosyası", erased),
        ("Silinen kayıtların dökümü", ", ".join(f"{count} {words}" for words, count in removed)),
        ("Kayıt numaralarının doğrulama özeti (SHA-256)", row.ids_sha256),
        ("Tutanağın saklanacağı son gün", format_day(row.kept_until)),
    ]


def person_report_pdf(
    entries: Iterable[PersonEntry],
    *,
    directorate: str,
    printed_by: str,
    printed_at: dt.datetime,
    audit_words: str,
) -> bytes:
    """Return the report on a person, record by record, as A4 PDF.

    Args:
        entries: The records that were chosen.
        directorate: Its name.
        printed_by: Who hands it out.
        printed_at: UTC.
        audit_words: The head of the audit chain; may be empty.
    """
    width = _FRAME.text_width
    body, strong = face_of(SERIF, 10.5), face_of(SERIF_BOLD, 10.5)
    blocks: list[Block] = [
        *paragraph(directorate, face_of(SERIF, 11.5), width, align="centre"),
        *paragraph("KİŞİSEL VERİ DÖKÜMÜ", face_of(SERIF_BOLD, 13), width, align="centre", gap=_GAP),
        *paragraph(_REPORT_OPENING, body, width, align="justify", gap=_GAP),
    ]
    grid = Grid(in_shares(width, (48, 122)), body)
    for number, entry in enumerate(entries, start=1):
        head = f"{number}. {entry.source.words}: {entry.title}"
        blocks += paragraph(head, strong, width, gap=1.2 * _GAP, keeps_next=True)
        for label, value in entry.facts:
            blocks += grid.parts((label, value))
    printed = f"Hazırlayan: {printed_by}, {format_instant(printed_at)}"
    return paper_pdf(
        blocks,
        title="Kişisel veri dökümü",
        heading=("T.C.", directorate),
        subject="6698 sayılı Kanun, madde 11",
        frame=_FRAME,
        foot=(printed, _ONLY_TO_THEM, audit_words),
    )
