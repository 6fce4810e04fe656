"""The lists of the rota: gaps, hand-over notes, swaps, and reports that nobody was reached."""

from __future__ import annotations

from typing import Final

from alo183_desktop.access.lists import Choice, FilteredListSpec, PeriodFilter
from alo183_desktop.documents.columns import CellKind, Column
from alo183_desktop.rota import hand_overs, service, swap_service, unreached
from alo183_desktop.rota.coverage import leg_words
from alo183_desktop.rota.rows import (
    GapFilter,
    GapRow,
    HandOverFilter,
    HandOverRow,
    UnreachedFilter,
    UnreachedRow,
)
from alo183_desktop.rota.swap_rules import SwapFilter, SwapRow
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.states import State
from alo183_desktop.shared.values import fields_of


def _gap_words(row: GapRow) -> str:
    if row.missing:
        of = f": {', '.join(row.subjects)}" if row.subjects else ""
        return f"{leg_words(row.missing)}{of}"
    if row.away:
        return f"{row.away} o gün yok"
    return "planlanmamış" if row.duty_id is None else "kimse yazılmamış"


def _confirmed(row: HandOverRow) -> str:
    return "onay bekliyor" if row.confirmed_at is None else f"onaylayan {row.confirmed_by}"


def approval_words(row: SwapRow) -> str:
    """Return who approved a swap, or that it is not approved yet."""
    return "onay bekliyor" if row.approved_at is None else f"onaylayan {row.approved_by}"


GAPS: Final = FilteredListSpec[GapRow, GapFilter](
    key="rota-gaps",
    title="Boş nöbetler ve eksikler",
    trail=service.TRAIL,
    what="gaps",
    find=service.find_gaps,
    row_key=lambda row: (row.duty_id, row.kind, row.starts_at, row.missing, row.subjects),
    everything=GapFilter(),
    columns=(
        Column("Nöbet", lambda row: row.kind.words, kind=CellKind.STRONG, width_chars=16),
        Column("Başlangıcı", lambda row: row.starts_at, width_chars=16),
        Column("Bitişi", lambda row: row.ends_at, width_chars=16),
        Column(
            "Durumu",
            _gap_words,
            state=lambda row: State.NEAR if row.missing else State.LATE,
            width_chars=40,
            stretch=True,
        ),
    ),
    as_json=lambda row: {
        **fields_of(row, "duty_id", "kind", "starts_at", "ends_at", "is_now"),
        "words": _gap_words(row),
        "missing": sorted(row.missing),
        "subjects": list(row.subjects),
    },
    empty=(
        "Eksik yok",
        "Önümüzdeki yedi günde boş nöbet, nöbetçisiz konu, araçsız ya da şoförsüz saat yok.",
    ),
)
HAND_OVERS: Final = FilteredListSpec[HandOverRow, HandOverFilter](
    key="rota-hand-overs",
    title="Nöbet devir notları",
    trail=service.TRAIL,
    what="hand_overs",
    find=hand_overs.find_hand_overs,
    row_key=lambda row: row.hand_over_id,
    everything=HandOverFilter(),
    filters=(Choice("is_late", "Onayı", "Bütün notlar", ((True, "Bir saattir onaylanmayanlar"),)),),
    columns=(
        Column("Devir anı", lambda row: row.at, kind=CellKind.STRONG, width_chars=15),
        Column(
            "Onayı",
            _confirmed,
            state=lambda row: State.NEAR if row.confirmed_at is None else State.GOOD,
            width_chars=22,
        ),
        Column("Devreden", lambda row: row.from_name, width_chars=18),
        Column("Devralan", lambda row: row.to_name, width_chars=18),
        Column(
            "Girilmemiş vaka",
            lambda row: len(row.facts["cases"]),
            align_right=True,
            width_chars=14,
        ),
        Column(
            "Yanıtsız yoklama",
            lambda row: len(row.facts["checks"]),
            align_right=True,
            width_chars=14,
        ),
        Column("Not", lambda row: row.note, width_chars=24, stretch=True),
    ),
    as_json=lambda row: {
        **fields_of(row, "hand_over_id", "at", "from_name", "to_name", "note", "by_name"),
        **fields_of(row, "recorded_at", "confirmed_at", "confirmed_by"),
        "cases": len(row.facts["cases"]),
        "checks": len(row.facts["checks"]),
    },
    empty=(
        "Devir notu yok",
        "Girilmemiş vakalar ve yanıtlanmayan yoklamalar kendiliğinden yazılır; devralan onaylar.",
    ),
)
SWAPS: Final = FilteredListSpec[SwapRow, SwapFilter](
    key="rota-swaps",
    title="Nöbet değişimleri",
    trail=service.TRAIL,
    what="swaps",
    find=swap_service.find_swaps,
    row_key=lambda row: row.swap_id,
    everything=SwapFilter(),
    searched="Kişi",
    filters=(
        Choice(
            "is_approved",
            "Onayı",
            "Bütün değişimler",
            ((False, "Onay bekleyenler"), (True, "Onaylananlar")),
        ),
    ),
    columns=(
        Column("Nöbet", lambda row: row.kind.words, kind=CellKind.STRONG, width_chars=11),
        Column(
            "Onayı",
            approval_words,
            state=lambda row: State.NEAR if row.approved_at is None else State.GOOD,
            width_chars=20,
        ),
        Column("Başlangıcı", lambda row: row.starts_at, width_chars=15),
        Column("Bitişi", lambda row: row.ends_at, width_chars=15),
        Column("Veren", lambda row: row.from_name, width_chars=18, stretch=True),
        Column("Alan", lambda row: row.person_name, width_chars=18, stretch=True),
        Column("Nasıl kararlaştırıldı", lambda row: row.manner.words, width_chars=18),
        Column("Yazan", lambda row: row.by_name, kind=CellKind.MUTED, width_chars=16),
    ),
    empty=(
        "Değişen nöbet yok",
        "Çizelgede bir nöbete gelip “Değiştir, devret…” (F4) ile değişen nöbetler burada durur.",
    ),
)
"""Swaps and take-overs; urgent ones await their approval here."""
UNREACHED_REPORTS: Final = FilteredListSpec[UnreachedRow, UnreachedFilter](
    key="rota-unreached",
    title="Ulaşılamadı bildirimleri",
    trail=service.TRAIL,
    what="unreached",
    find=unreached.find_unreached,
    row_key=lambda row: row.unreached_id,
    everything=UnreachedFilter(),
    searched="Operatör, numara, yanıt",
    filters=(
        Choice(
            "is_answered",
            "Yanıtı",
            "Bütün bildirimler",
            ((False, "Yanıt bekleyenler"), (True, "Yanıtlananlar")),
        ),
        PeriodFilter("Arandığı gün"),
    ),
    columns=(
        Column[UnreachedRow](
            "Arandığı an", lambda row: row.at, kind=CellKind.STRONG, width_chars=15
        ),
        Column[UnreachedRow](
            "Yanıtı",
            lambda row: "yanıtlandı" if row.answer else "yanıt bekliyor",
            state=lambda row: State.GOOD if row.answer else State.LATE,
            width_chars=15,
        ),
        Column[UnreachedRow]("Aranan numara", lambda row: format_phone(row.phone), width_chars=15),
        Column[UnreachedRow]("Bildiren operatör", lambda row: row.operator, width_chars=20),
        Column[UnreachedRow]("Bulunan yanıt", lambda row: row.answer, width_chars=28, stretch=True),
        Column[UnreachedRow](
            "Kaydeden", lambda row: row.by_name, kind=CellKind.MUTED, width_chars=16
        ),
    ),
    shown=5,
    empty=(
        "Ulaşılamadı bildirimi yok",
        "Çağrı merkezi nöbetçiye ulaşamadığını bildirirse yazılır; yanında o dakikalar anlatılır.",
    ),
)
