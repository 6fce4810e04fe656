"""A fictitious directorate in a fresh database, for tests that need one to work in."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any, Final

from alo183_desktop.changes import service as changes
from alo183_desktop.changes.form import ChangeForm
from alo183_desktop.changes.queries import read_context
from alo183_desktop.db.work import Work
from alo183_desktop.directorate.record import DirectorateValues, SignatoryValues, UnitValues
from alo183_desktop.directorate.service import UNITS, install_directorate, install_signatory
from alo183_desktop.guidance.record import GuidanceValues
from alo183_desktop.officers.record import OfficerValues
from alo183_desktop.officers.service import add_officer
from alo183_desktop.officers.subjects import install_required_subjects
from alo183_desktop.shared.clock import local_day
from tests.clocks import START

DIRECTORATE: Final = DirectorateValues(
    province="Ankara",
    heading_1="T.C.",
    heading_2="ANKARA VALİLİĞİ",
    heading_3="Aile ve Sosyal Hizmetler İl Müdürlüğü",
    detsis="12345678",
    file_plan_code="903.07",
    address="Örnek Mahallesi 183. Sokak No: 5 Altındağ/ANKARA",
    postal_code="06000",
    telephone="0312 000 00 10",
    fax="0312 000 00 11",
    email="ankara@ornek.gov.tr",
    kep="ankara@ornek.kep.tr",
    website="www.ornek.gov.tr",
    contact_name="Selin AKTAŞ",
    contact_title="Memur",
    contact_telephone="0312 000 00 12",
    recipient_1="AİLE VE SOSYAL HİZMETLER BAKANLIĞINA",
    recipient_2="(Basın ve Halkla İlişkiler Müşavirliği)",
    recipient_address="Söğütözü Mahallesi 2177. Sokak No: 10/A Çankaya/ANKARA",
    recipient_fax="0312 000 00 20",
    email_domains=("ornek.gov.tr",),
)
ASSIGNED_ON: Final = dt.date(2025, 3, 1)


@dataclass(frozen=True, slots=True)
class Furnished:
    """Numbers of what stands in the database."""

    signatory_id: int
    unit_id: int
    """Of an attached institution."""
    child: int
    """A subject, so with the next."""
    woman: int
    disabled: int
    zeynep: int
    """Holds child and woman since `ASSIGNED_ON`."""
    ilknur: int
    """Holds disabled since `ASSIGNED_ON`."""
    spare: int
    """In the roster, complete, without a subject."""


def furnish(work: Work) -> Furnished:
    """Fill an empty database with a directorate, its five subjects and three officers."""
    install_directorate(work, DIRECTORATE)
    signatory_id = install_signatory(
        work,
        SignatoryValues(
            name="Hasan KÖKSAL",
            title="İl Müdürü",
            on_behalf_of="Vali a.",
            valid_from=dt.date(2024, 1, 1),
        ),
    )
    child, woman, disabled, *_ = install_required_subjects(work)
    unit_id = UNITS.save(work, None, UnitValues("Çankaya Sosyal Hizmet Merkezi"))

    def officer(given_names: str, surname: str, tckn: str, last: str, *subjects: int) -> int:
        values = OfficerValues(
            given_names=given_names,
            surname=surname,
            title="Sosyal Çalışmacı",
            tckn=tckn,
            unit_id=unit_id,
            corporate_email=f"memur{last}@ornek.gov.tr",
            personal_mobile=f"+9050000027{last}",
            corporate_mobile=f"+9050000041{last}",
        )
        return add_officer(
            work, values, subject_ids=subjects, starts_on=ASSIGNED_ON if subjects else None
        )

    return Furnished(
        signatory_id=signatory_id,
        unit_id=unit_id,
        child=child,
        woman=woman,
        disabled=disabled,
        zeynep=officer("Zeynep", "GÜNDOĞDU", "10000000528", "01", child, woman),
        ilknur=officer("İlknur", "ÇIĞ", "10000000214", "02", disabled),
        spare=officer("Şükrü", "IŞIK", "10000000382", "03"),
    )


def visit(subject_id: int, at: dt.datetime = START, **changes: Any) -> GuidanceValues:
    """Return that somebody was helped at the counter, changed as wanted."""
    usual = GuidanceValues(
        at=at,
        subject_id=subject_id,
        asked="Engelli aylığı nasıl alınır?",
        done="Form verildi.",
        is_sent_on=False,
        sent_reason="",
    )
    return replace(usual, **changes)


def sent_on(subject_id: int, at: dt.datetime = START) -> GuidanceValues:
    """Return that somebody was sent on to 183 instead."""
    return visit(subject_id, at, done="", is_sent_on=True, sent_reason="Gece geldi")


def finish(work: Work, form: ChangeForm, *, draft_id: int | None = None) -> int:
    """Render the letter of a form and finish it in one transaction, which the program never does.

    Raises:
        KnownError: As `changes.service.finish`.
    """
    context = read_context(work, today=local_day(work.now), corrects=form.corrects_letter_id)
    rendered = changes.render_letter(form, context)
    return changes.finish(work, form, rendered, draft_id=draft_id).letter_id
