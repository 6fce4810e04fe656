"""Requests lines and handsets for officers who hold none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from alo183_desktop.changes.model import Change
from alo183_desktop.changes.other_letters.kind import LetterKind, LetterSource, MatterText
from alo183_desktop.documents.letter.content import Paragraph
from alo183_desktop.officers.queries import coverage
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.queries import list_handsets, list_lines
from alo183_desktop.phones.rows import PhoneFilter
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.numbers import number_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alo183_desktop.phones.rows import HandsetRow, LineRow


def _write(source: LetterSource) -> MatterText:
    """Request lines and handsets for officers who hold none. Source: Genelge 2014/05.

    Officers who need no phone, as their letter states, are left out.

    Raises:
        KnownError: `changes.letter_nobody_lacks`; `changes.letter_store`: what they lack is in the
            store.
    """
    session, at = source.work.session, source.work.now
    listed: dict[str, Callable[..., Sequence[LineRow | HandsetRow]]] = {
        "hat": list_lines,
        "telefon": list_handsets,
    }
    holders, stored = {}, []
    for thing, find in listed.items():
        issued = find(session, PhoneFilter(state=ItemState.ISSUED), at=at)
        holders[thing] = {row.holder_id for row in issued}
        if find(session, PhoneFilter(state=ItemState.IN_STORE), at=at):
            stored.append(thing)
    came = select(Change.newcomer_id, Change.no_phone_reason).order_by(
        Change.letter_id, Change.position
    )
    # Of several letters about an officer the last one counts.
    needs_none = {one for one, reason in dict(session.execute(came).all()).items() if reason}
    named: dict[int, tuple[str, list[str], list[str]]] = {}
    for subject in coverage(session, as_of=source.today, only_assigned=True):
        for one in subject.officers:
            lacks = [thing for thing in listed if one.officer_id not in holders[thing]]
            if lacks and one.officer_id not in needs_none:
                entry = named.setdefault(one.officer_id, (one.name, lacks, []))
                entry[2].append(subject.subject_name)
    lacking = {thing for _name, lacks, _subjects in named.values() for thing in lacks}
    if not named:
        raise KnownError("changes.letter_nobody_lacks")
    if lacking.intersection(stored):
        things = " ve ".join(thing for thing in stored if thing in lacking)
        raise KnownError("changes.letter_store", things=things)
    things = " ve ".join(thing for thing in listed if thing in lacking)
    listing = (
        (name, f"{', '.join(subjects)}: {' ve '.join(lacks)}")
        for name, lacks, subjects in named.values()
    )
    return MatterText(
        "Acil Müdahale Ekip Sorumlularına Hat ve Telefon Tahsisi",
        f"Hat ve telefon talebi: {number_text(len(named))} sorumlu",
        (
            Paragraph(
                "İlgi Genelge uyarınca Acil Müdahale Ekip Sorumlularına teslim edilmek üzere aylık "
                "her yöne 300 konuşma dakikası ve 1 GB internet yüklü mobil telefonlar "
                "gönderilmektedir. Aşağıda adları yazılı sorumluların üzerinde, karşılarında "
                "belirtilen zimmet bulunmamaktadır."
            ),
            source.table(listing),
        ),
        f"Adı yazılı sorumlular için {things} tahsis edilmesini",
    )


KIND: Final = LetterKind("Hat ve telefon talebi", _write)
