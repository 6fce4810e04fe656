"""The roster as a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.access.lists import Choice, FilteredListSpec
from alo183_desktop.documents.columns import CHIP_BREAK, CellKind, Column
from alo183_desktop.officers import service
from alo183_desktop.officers.rows import OfficerFilter, OfficerRow, OfficerState
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.values import fields_of

if TYPE_CHECKING:
    from collections.abc import Mapping

NAME, TITLE, TCKN, SUBJECTS, MOBILE, SINCE, LEFT_ON, UNIT, EMAIL = range(9)
"""The columns, from left to right."""
OF_SUBJECT: Final = Choice("subject_id", "Müracaat konusu", "Bütün konular")
OF_UNIT: Final = Choice("unit_id", "Kurum", "Bütün kurumlar")


def _as_json(row: OfficerRow) -> Mapping[str, Any]:
    return {
        **fields_of(row, "officer_id", "name", "given_names", "surname", "title"),
        "unit": row.unit_name,
        "tckn": row.masked_tckn,
        **fields_of(row, "subjects", "acting", "replaced"),
        **fields_of(row, "corporate_email", "corporate_mobile"),
        **fields_of(row, "since", "left_on", "is_active"),
    }


OFFICERS: Final = FilteredListSpec[OfficerRow, OfficerFilter](
    key="officers",
    title="Kadro",
    trail=service.TRAIL,
    what="roster",
    find=service.search_officers,
    is_as_of=True,
    row_key=lambda row: row.officer_id,
    everything=OfficerFilter(),
    searched="Ad, konu, telefon",
    filters=(
        Choice(
            "state",
            "Durumu",
            OfficerState.ALL.words,
            tuple((one, one.words) for one in OfficerState),
        ),
        OF_SUBJECT,
        OF_UNIT,
    ),
    columns=(
        Column("Adı soyadı", lambda row: row.name, width_chars=28, stretch=True),
        Column("Unvanı", lambda row: row.title, width_chars=14),
        Column(
            "T.C. kimlik no",
            lambda row: row.masked_tckn,
            kind=CellKind.MUTED,
            width_chars=11,
            sortable=False,
        ),
        Column(
            "Konuları",
            lambda row: CHIP_BREAK.join(row.subject_words),
            width_chars=22,
            stretch=True,
        ),
        Column("Kurumsal cep", lambda row: format_phone(row.corporate_mobile), width_chars=13),
        Column("Başladığı gün", lambda row: row.since, width_chars=11),
        Column("Ayrıldığı gün", lambda row: row.left_on, width_chars=11),
        Column("Kurumu", lambda row: row.unit_name, width_chars=22),
        Column("Kurumsal e-posta", lambda row: row.corporate_email, width_chars=24),
    ),
    shown=UNIT,
    empty=(
        "Kadro henüz boş",
        (
            "Acil Müdahale Ekip Sorumluları burada durur. Elinizdeki Excel ya da CSV listesini "
            "aktarabilir, bu sayfaya bırakabilir ya da kişileri tek tek ekleyebilirsiniz."
        ),
    ),
    as_json=_as_json,
)
