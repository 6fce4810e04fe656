"""Announces who stands in for an officer, and what of it has changed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Final

from alo183_desktop.changes import wording
from alo183_desktop.changes.other_letters.kind import LetterKind, LetterSource, MatterText
from alo183_desktop.changes.queries import read_old_letter
from alo183_desktop.documents.letter.content import Paragraph
from alo183_desktop.letters.queries import get_letter_row, list_letters
from alo183_desktop.letters.rows import LetterFilter
from alo183_desktop.officers.queries import list_assigned, list_substitutions, subject_names
from alo183_desktop.officers.roster.reconciliation import COMPARED
from alo183_desktop.rota import substitute_service
from alo183_desktop.rota.rows import SubstitutionFilter
from alo183_desktop.rota.substitute_rules import tasks_of
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from alo183_desktop.officers.rows import SubstitutionRow

_DAY: Final = dt.timedelta(days=1)


def _substitutions(source: LetterSource) -> list[SubstitutionRow]:
    """Return substitutions that are not over, and those that a letter states wrongly by now."""
    session = source.work.session
    letters = list_letters(session, LetterFilter(state="all"), now=source.work.now)
    outdated = {one.letter_id for one in letters if one.outdated}
    return [
        one
        for one in list_substitutions(session)
        if one.is_open(source.today) or one.letter_id in outdated
    ]


def _offer(source: LetterSource) -> list[tuple[int, str]]:
    return [
        (
            one.substitution_id,
            f"{one.officer_name} yerine {one.substitute_name}, {one.days_words}",
        )
        for one in _substitutions(source)
    ]


def _write(source: LetterSource) -> MatterText:
    """Announce an officer's substitute, with the facts that clause 6 demands of a newcomer.

    Whether it demands them of a substitute is up to the directorate, which wants this letter. If an
    earlier letter states otherwise, this one states what has changed, or that the substitution is
    over.
    Source: Genelge 2014/05, madde 6.

    Raises:
        KnownError: `changes.letter_item`: it is over, and no letter states otherwise;
            `changes.letter_substitute`: the substitute cannot stand in any more;
            `changes.letter_officer`: a value is missing.
    """
    row, session = source.find(_substitutions(source), "substitution_id"), source.work.session
    ours, corrects = _outdated(source, row)
    content = MatterText(
        "Acil Müdahale Ekip Sorumlusuna Vekâlet",
        f"Vekâlet: {row.officer_name} yerine {row.substitute_name}",
        (),
        "Bilgilerinizi",
        ours,
        corrects=corrects,
        correction_reason="" if corrects is None else "Bildirilen vekâlet değişti.",
    )
    lead = "İlgi Genelge’nin 6’ncı maddesi kapsamında"
    if ours:
        lead = f"{wording.circular_and(source.references(ours), ours)} bildirilen"
    if not row.is_open(source.today):
        end = "başlamadan geri alınmıştır"
        if row.starts_on < row.ends_on:
            end = f"{source.day(row.ends_on - _DAY)} günü sona ermiştir"
        over = Paragraph(
            f"{lead}, Acil Müdahale Ekip Sorumlumuz {row.officer_name} yerine "
            f"{row.substitute_name} adlı personelin vekâleti {end}. Görev sorumlunun "
            "kendisindedir.",
            (row.officer_name, row.substitute_name),
        )
        return content._replace(blocks=(over,))
    barred = substitute_service.judge_substitutions(
        session, SubstitutionFilter(is_barred=True), now=source.work.now, shows_kind=False
    )
    for one in barred:
        if one.substitution_id == row.substitution_id:
            why = "; ".join(one.objections)
            raise KnownError("changes.letter_substitute", name=row.substitute_name, why=why)
    subject_ids = {one.subject_id for one in tasks_of(row, list_assigned(session))}
    subjects = tuple(name for one, name in subject_names(session).items() if one in subject_ids)
    substitute = source.officer(row.substitute_id, subjects)
    first, last = map(source.day, (row.starts_on, row.ends_on - _DAY))
    when = f"{first} günü" if first == last else f"{first}-{last} günlerinde (son gün dahil)"
    topic_word = "konularına" if len(subjects) > 1 else "konusuna"
    lead += " vekâlet değişmiştir." if ours else ","
    return content._replace(
        blocks=(
            Paragraph(
                f"{lead} Acil Müdahale Ekip Sorumlumuz {row.officer_name} yerine "
                f"{wording.joined_subjects(subjects)} {topic_word} {when} vekâleten bakacak "
                "personelin bilgileri aşağıdadır. Bu sürenin sonunda görev sorumlunun "
                "kendisindedir.",
                (row.officer_name,),
            ),
            wording.person_table(substitute, doing="Vekâleten Bakacağı"),
        ),
        people=((row.substitute_id, COMPARED),),
    )


def _outdated(source: LetterSource, row: SubstitutionRow) -> tuple[str, int | None]:
    """Return how a letter refers to an earlier one whose substitution is no longer true.

    Returns:
        The reference, empty if that letter was never numbered; and its id, None without such a
        letter.
    """
    if row.letter_id is None:
        return "", None
    letter = get_letter_row(source.work.session, row.letter_id, now=source.work.now)
    old = read_old_letter(source.work.session, row.letter_id)
    if not letter.outdated or old is None:
        return "", None
    if not old.number or old.dated_on is None:
        return "", letter.letter_id
    style = source.directorate.letter_style
    return wording.old_letter_reference(old.number, old.dated_on, style), letter.letter_id


KIND: Final = LetterKind(
    "Sorumluya vekâlet",
    _write,
    _offer,
    "Süren ya da başlayacak vekâlet yok.",
    note=substitute_service.note_letter,
)
