"""The list of letters for export: one row per change, with days and times."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from alo183_desktop.access.list_trail import ListTrail
from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.changes.dossier.service import list_changes
from alo183_desktop.changes.model import Change
from alo183_desktop.db.bulk import parts_of
from alo183_desktop.directorate.kinds import Channel
from alo183_desktop.documents.workbooks import Table
from alo183_desktop.letters.rules import ProofState, went_by
from alo183_desktop.officers.queries import names, subject_names

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping, Sequence

    from alo183_desktop.changes.rows import ChangeRow
    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.workbooks import Value
    from alo183_desktop.letters.rows import LetterRow
    from alo183_desktop.letters.rules import Proof

TRAIL: Final = ListTrail("letters", "letter", Right.SEE_LETTERS)
HEADINGS: Final = (
    "Yazı",
    "Ayrılan",
    "Göreve gelen",
    "Müracaat konuları",
    "Yürürlük",
    "Sayı",
    "Tarih",
    "Acele",
    *(f"{went_by(channel)} gitti" for channel in Channel),
    "Tamamlanma kuralı",
    "Tamamlandı",
    "Durum",
    "Dosya",
    "Düzelttiği yazı",
    "Konu",
)
_NOBODY: Final = "görevlendirilmedi"
_FIRST: Final = "ilk görevlendirme"


def export_letters(work: Work, letter_ids: Sequence[int], *, what: str = "workbook") -> Table:
    """Return letters for a workbook; the export is audited.

    Args:
        letter_ids: Which letters, in the wanted order.
        what: As which the export is audited.

    Returns:
        One row per change of a letter under `HEADINGS`, and one for any other letter.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.EXPORT)  # before anything is read
    found = list_changes(work.session, now=work.now)
    by_id = {letter.letter_id: letter for letter in found}
    wanted = [by_id[letter_id] for letter_id in letter_ids if letter_id in by_id]
    changes = _changes(work, [letter.letter_id for letter in wanted])
    newcomers = names(
        work.session,
        {one.newcomer_id for own in changes.values() for one in own if one.newcomer_id is not None},
    )
    subjects = subject_names(work.session)
    rows = tuple(
        _cells(letter, change, newcomers, subjects)
        for letter in wanted
        # Another letter has no change of its own.
        for change in changes.get(letter.letter_id, (None,))
    )
    TRAIL.record_export(work, len(wanted), what)
    return Table(HEADINGS, rows)


def _changes(work: Work, letter_ids: Collection[int]) -> Mapping[int, Sequence[Change]]:
    found: dict[int, list[Change]] = defaultdict(list)
    query = select(Change).order_by(Change.letter_id, Change.position)
    for part in parts_of(letter_ids):
        for change in work.session.scalars(query.where(Change.letter_id.in_(part))):
            found[change.letter_id].append(change)
    return found


def _cells(
    letter: ChangeRow,
    change: Change | None,
    newcomers: Mapping[int, str],
    subjects: Mapping[int, str],
) -> tuple[Value, ...]:
    of_change: tuple[Value, ...] = ("", "", "", None)
    if change is not None:
        comes = _NOBODY if change.newcomer_id is None else newcomers.get(change.newcomer_id, "")
        of_change = (
            _FIRST if change.is_first_appointment else change.leaver_name,
            comes,
            ", ".join(subjects[one] for one in change.subject_ids if one in subjects),
            change.effective_on,
        )
    return (
        letter.letter_id,
        *of_change,
        letter.register_number,
        letter.dated_on,
        letter.is_urgent,
        *(_proven_at(letter.proofs[channel]) for channel in Channel),
        letter.rule_words,
        letter.completed_at,
        _state(letter),
        letter.file.words,
        letter.corrects_letter_id,
        letter.topic if letter.is_change else letter.summary,
    )


def _state(letter: LetterRow) -> str:
    if letter.cancelled_at is not None:
        return f"iptal edildi: {letter.cancel_reason}"
    if letter.corrected_by_letter_id is not None:
        return f"düzeltildi ({letter.corrected_by_letter_id} numaralı yazıyla)"
    return letter.state_words


def _proven_at(proof: Proof) -> dt.datetime | None:
    return proof.at if proof.state is ProofState.PROVEN else None
