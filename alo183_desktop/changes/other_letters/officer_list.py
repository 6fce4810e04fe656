"""Lists who answers for each subject, and says what the Office has to correct in its own list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.changes import wording
from alo183_desktop.changes.other_letters.kind import LetterKind, LetterSource, MatterText
from alo183_desktop.documents.letter.content import Annex, ListTable, Paragraph
from alo183_desktop.officers.queries import coverage, list_officers
from alo183_desktop.officers.roster.reconciliation import COMPARED
from alo183_desktop.officers.rows import OfficerFilter
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.numbers import number_text

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from alo183_desktop.documents.letter.content import Block
    from alo183_desktop.officers.roster.reconciliation import OfficeCorrection

_LIST: Final = "Acil Müdahale Ekip Sorumluları Listesi"
_LIST_HEADINGS: Final = ("Konu", "Adı ve Soyadı", "Unvanı", "Kurumsal e-posta", "Kurumsal cep")
_NOBODY: Final = "Görevlendirme yapılmamıştır"


def _write(source: LetterSource) -> MatterText:
    """List in an annex who answers for each subject today, in which province.

    Source: Genelge 2014/05, madde 6.

    Raises:
        KnownError: `changes.letter_officer`: an officer's value is missing.
    """
    session, today = source.work.session, source.today
    people = {one.officer_id: one for one in list_officers(session, OfficerFilter(), as_of=today)}
    rows: list[tuple[str, ...]] = []
    named: set[int] = set()
    for subject in coverage(session, as_of=today, only_assigned=True):
        for covering in subject.officers:
            one = people[covering.officer_id]
            if not (one.corporate_mobile and one.corporate_email and one.title):
                raise KnownError("changes.letter_officer", name=one.name)
            mobile = format_phone(one.corporate_mobile)
            rows.append((subject.subject_name, one.name, one.title, one.corporate_email, mobile))
            named.add(one.officer_id)
        if not subject.officers:
            rows.append((subject.subject_name, _NOBODY, "", "", ""))
    as_of = f"{source.directorate.province} ili, {source.day(today)} günü"
    return MatterText(
        _LIST,
        f"Sorumlu listesi: {number_text(len(named))} sorumlu",
        (
            Paragraph(
                "İlgi Genelge’nin 6’ncı maddesi uyarınca bildirilen Acil Müdahale Ekip "
                "Sorumlularımızın müracaat konularına göre güncel listesi ekte sunulmuştur."
            ),
        ),
        "Çağrı Merkezinde kullanılan listenin buna göre güncellenmesini",
        annex=Annex(_LIST, (Paragraph(as_of), ListTable(_LIST_HEADINGS, tuple(rows)))),
    )


def correcting(source: LetterSource, corrections: Sequence[OfficeCorrection]) -> MatterText:
    """Return the list of officers with what the Office has to correct in its own.

    People who are not our officers are only named.
    Source: Genelge 2014/05, madde 6.

    Raises:
        KnownError: `changes.letter_officer`: an officer's value is missing; `changes.letter_item`:
            an officer is gone.
    """
    rows = list_officers(source.work.session, OfficerFilter(), as_of=source.today)
    subjects = {one.officer_id: one.subjects for one in rows}
    blocks: list[Block] = []
    people: list[tuple[int, Collection[str]]] = []
    strangers = [one.name for one in corrections if one.officer_id is None]
    for index, one in enumerate(corrections):
        if one.officer_id is None:
            continue
        keys = one.fields or COMPARED
        facts = source.officer(one.officer_id, subjects.get(one.officer_id, ()), keys)
        people.append((one.officer_id, keys))
        what = "düzeltilecek bilgiler" if one.fields else "listeye eklenecek"
        caption = f"{facts.name}: {what}"
        blocks.append(wording.person_table(facts, position=index, only=one.fields, caption=caption))
    if strangers:
        named = (("Adı ve Soyadı", name) for name in strangers)
        blocks.append(source.table(named, "Sorumlularımızdan olmayan, listeden çıkarılacak"))
    return _write(source)._replace(
        topic="Acil Müdahale Ekip Sorumluları Listesinin Düzeltilmesi",
        summary=f"Liste düzeltmesi: {number_text(len(corrections))} kişi",
        blocks=(
            Paragraph(
                "İlgi Genelge’nin 6’ncı maddesi uyarınca bildirilen Acil Müdahale Ekip "
                "Sorumlularımıza ilişkin olarak Basın ve Halkla İlişkiler Müşavirliğinde bulunan "
                "liste kayıtlarımızla karşılaştırılmış ve aşağıdaki farklar görülmüştür. Güncel "
                "liste ekte sunulmuştur."
            ),
            *blocks,
        ),
        request="Listenin buna göre düzeltilmesini",
        people=tuple(people),
    )


KIND: Final = LetterKind("Sorumluların güncel listesi", _write)
