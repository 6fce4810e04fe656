"""A fictitious directorate as the rules of a change see it, without a database."""

import datetime as dt
from dataclasses import replace
from typing import Final

from alo183_desktop.changes.context import ChangeContext, OldLetter, RosterOfficer
from alo183_desktop.changes.form import ChangeEntry, ChangeForm, NewcomerKind
from alo183_desktop.directorate.rows import DirectorateRow, SignatoryRow, UnitRow
from alo183_desktop.documents.letter.content import LetterStyle, Preparation
from alo183_desktop.officers.rows import SubjectRow

TODAY: Final = dt.date(2026, 11, 24)
BEGAN: Final = dt.date(2025, 3, 1)
CHILD, WOMAN, DISABLED, OWN = 1, 2, 3, 4
ZEYNEP, ILKNUR, SPARE, UNFINISHED = 11, 12, 13, 14


def _officer(officer_id: int, given_names: str, surname: str, *subjects: int) -> RosterOfficer:
    return RosterOfficer(
        officer_id=officer_id,
        name=f"{given_names} {surname}",
        given_names=given_names,
        surname=surname,
        title="Sosyal Çalışmacı",
        unit_id=1,
        tckn={ZEYNEP: "10000000528", ILKNUR: "10000000214", SPARE: "10000000382"}.get(
            officer_id, ""
        ),
        corporate_email=f"memur{officer_id}@ornek.gov.tr",
        personal_mobile=f"+9050000027{officer_id}",
        corporate_mobile=f"+9050000041{officer_id}",
        held=dict.fromkeys(subjects, BEGAN),
        version=1,
    )


OFFICERS: Final = {
    one.officer_id: one
    for one in (
        _officer(ZEYNEP, "Zeynep", "GÜNDOĞDU", CHILD, WOMAN),
        _officer(ILKNUR, "İlknur", "ÇIĞ", DISABLED),
        _officer(SPARE, "Şükrü", "IŞIK"),
        replace(
            _officer(UNFINISHED, "Ayşe", "KAYA"),
            tckn="",
            title="",
            corporate_email="",
            personal_mobile="",
            corporate_mobile="",
        ),
    )
}
DIRECTORATE: Final = DirectorateRow(
    province="Ankara",
    heading_1="T.C.",
    heading_2="ANKARA VALİLİĞİ",
    heading_3="Aile ve Sosyal Hizmetler İl Müdürlüğü",
    detsis="12345678",
    file_plan_code="903.07",
    address="Örnek Mahallesi 183. Sokak No: 5 Altındağ/ANKARA",
    postal_code="06000",
    telephone="+903120000010",
    fax="+903120000011",
    email="ankara@ornek.gov.tr",
    kep="ankara@ornek.kep.tr",
    website="www.ornek.gov.tr",
    contact_name="Selin AKTAŞ",
    contact_title="Memur",
    contact_telephone="+903120000012",
    recipient_1="AİLE VE SOSYAL HİZMETLER BAKANLIĞINA",
    recipient_2="(Basın ve Halkla İlişkiler Müşavirliği)",
    recipient_address="Söğütözü Mahallesi 2177. Sokak No: 10/A Çankaya/ANKARA",
    recipient_fax="+903120000020",
    email_domains=("ornek.gov.tr",),
    letter_style=LetterStyle.EDITION_2020,
    preparation=Preparation.WET_SIGNED,
    says_faxed=False,
    line_spacing_percent=100,
    lock_minutes=10,
    version=1,
)
SIGNATORY: Final = SignatoryRow(
    signatory_id=1,
    name="Hasan KÖKSAL",
    title="İl Müdürü",
    on_behalf_of="Vali a.",
    is_deputy=False,
    valid_from=dt.date(2024, 1, 1),
    valid_until=dt.date(2027, 1, 1),
    version=1,
)
CONTEXT: Final = ChangeContext(
    directorate=DIRECTORATE,
    signatories=(SIGNATORY,),
    units=(UnitRow(1, "İl Müdürlüğü", is_directorate=True, is_active=True, version=1),),
    officers=OFFICERS,
    subjects=tuple(
        SubjectRow(
            subject_id=subject_id,
            name=name,
            is_required=subject_id != OWN,
            is_active=True,
            position=subject_id,
            version=1,
        )
        for subject_id, name in (
            (CHILD, "Çocuk"),
            (WOMAN, "Kadın"),
            (DISABLED, "Engelli"),
            (OWN, "Suriyeli sığınmacı"),
        )
    ),
    today=TODAY,
    now=dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC),
    letters={
        1: OldLetter(1, "a", "Z-12345678-903.07-4752", dt.date(2026, 11, 20), is_corrected=False),
        2: OldLetter(2, "b", "", None, is_corrected=False),
        3: OldLetter(3, "c", "Z-12345678-903.07-4", dt.date(2026, 11, 2), is_corrected=True),
    },
    by_tckn={one.tckn: one.officer_id for one in OFFICERS.values() if one.tckn},
    by_mobile={one.corporate_mobile: (one.officer_id,) for one in OFFICERS.values() if one.held},
)
NEW: Final = ChangeEntry(
    leaver_id=ZEYNEP,
    newcomer_kind=NewcomerKind.NEW,
    given_names="Gülşah",
    surname="çetinkaya",
    title="Sosyal  Çalışmacı",
    tckn="100 000 001 46",
    corporate_email="Gulsah.Cetinkaya@ornek.gov.tr",
    personal_mobile="0500 000 27 61",
    corporate_mobile="+90 (500) 000-41-07",
    subject_ids=(CHILD, WOMAN),
    effective_on="25.11.2026",
)
SECOND: Final = replace(
    NEW,
    leaver_id=ILKNUR,
    given_names="Işıl",
    tckn="10000000450",
    corporate_mobile="0500 000 41 08",
    subject_ids=(DISABLED,),
)
FROM_ROSTER: Final = ChangeEntry(
    is_first_appointment=True,
    newcomer_kind=NewcomerKind.ROSTER,
    newcomer_id=SPARE,
    subject_ids=(CHILD,),
    effective_on="25.11.2026",
)
VACANCY: Final = ChangeEntry(
    leaver_id=ILKNUR,
    newcomer_kind=NewcomerKind.NOBODY,
    subject_ids=(DISABLED,),
    effective_on="25.11.2026",
    vacancy_reason="Onay bekleniyor",
)


def form(*entries: ChangeEntry, **changed: object) -> ChangeForm:
    """Return a form that lacks nothing but what its entries lack."""
    return replace(ChangeForm(entries=entries, signatory_id=1), **changed)  # type: ignore[arg-type]
