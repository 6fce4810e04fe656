"""The whole roster as a table that can be passed on and imported again unchanged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.officers.model import Officer
from alo183_desktop.officers.queries import list_officers
from alo183_desktop.officers.record import FURTHER, OFFICER
from alo183_desktop.officers.roster.headings import WANTED
from alo183_desktop.officers.rows import OfficerFilter, OfficerState
from alo183_desktop.shared.identity import format_phone

if TYPE_CHECKING:
    import datetime as dt

    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.workbooks import Value

_READ: Final = {wanted.key for wanted in WANTED}
_FURTHER: Final = tuple(key for key in FURTHER if key in _READ)
HEADINGS: Final = (
    "Adı Soyadı",
    "Unvanı",
    "T.C. Kimlik No",
    "Sorumlu Olduğu Müracaat Konusu",
    "Kurumu",
    "Kurumsal E-Posta",
    "Kişisel Cep Tel.",
    "Kurumsal Cep Tel.",
    "Göreve Başlama Tarihi",
    *(OFFICER.fields[key].name for key in _FURTHER),
)
"""The headings of clerks' own rosters; the import recognises each of them."""


def read_roster_table(work: Work, *, as_of: dt.date) -> tuple[tuple[Value, ...], ...]:
    """Return the officers who serve on a day with all roster columns, T.C. numbers in clear.

    Args:
        as_of: The day, in Istanbul.

    Returns:
        One row per officer in Turkish order, its cells under `HEADINGS`.

    Raises:
        KnownError: `access.not_allowed`: it takes the rights to export and to see T.C. numbers.
    """
    require(work, Right.EXPORT)
    require(work, Right.SHOW_TCKN)
    found = list_officers(work.session, OfficerFilter(state=OfficerState.SERVING), as_of=as_of)
    whole = {officer.id: officer for officer in work.session.scalars(select(Officer))}
    work.record("officers.exported_whole", "officer", count=len(found))
    return tuple(
        (
            officer.name,
            officer.title,
            whole[officer.officer_id].tckn or "",
            ", ".join(officer.subjects),
            officer.unit_name,
            officer.corporate_email,
            format_phone(whole[officer.officer_id].personal_mobile),
            format_phone(officer.corporate_mobile),
            officer.since,
            *(OFFICER.shown(key, getattr(whole[officer.officer_id], key)) for key in _FURTHER),
        )
        for officer in found
    )
