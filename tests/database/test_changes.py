"""Finishing a change file: the letter, the roster and the assignments, all or nothing."""

import datetime as dt
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from alo183_desktop.changes import service
from alo183_desktop.changes.entry_values import read_change
from alo183_desktop.changes.form import ChangeEntry, ChangeForm, NewcomerKind
from alo183_desktop.changes.model import Change
from alo183_desktop.changes.queries import list_drafts
from alo183_desktop.changes.rules import check_changes
from alo183_desktop.db.audit_queries import AuditFilter, find_entries
from alo183_desktop.db.work import Work
from alo183_desktop.directorate.record import SignatoryValues
from alo183_desktop.directorate.service import SIGNATORIES
from alo183_desktop.letters import service as letters
from alo183_desktop.letters.model import Letter
from alo183_desktop.letters.rules import FileKind
from alo183_desktop.officers.model import Assignment, Officer
from alo183_desktop.officers.queries import coverage, list_officers
from alo183_desktop.officers.rows import OfficerFilter
from alo183_desktop.officers.service import change_officer, values_of
from alo183_desktop.shared.errors import ConflictError, KnownError
from alo183_desktop.shared.values import made_of
from tests.clocks import FixedClock
from tests.database.databases import Database, FillOnce
from tests.database.desks import ASSIGNED_ON, Furnished, finish, furnish

DAY = dt.date(2026, 11, 25)


@pytest.fixture
def desk(fill_once: FillOnce) -> Furnished:
    return fill_once(furnish)


def new_entry(desk: Furnished, **changed: object) -> ChangeEntry:
    entry = ChangeEntry(
        leaver_id=desk.zeynep,
        newcomer_kind=NewcomerKind.NEW,
        given_names="Gülşah",
        surname="çetinkaya",
        title="Sosyal Çalışmacı",
        tckn="10000000146",
        unit_id=desk.unit_id,
        corporate_email="gulsah.cetinkaya@ornek.gov.tr",
        personal_mobile="0500 000 27 61",
        corporate_mobile="0500 000 41 07",
        subject_ids=(desk.child, desk.woman),
        effective_on="25.11.2026",
        reason="Başka göreve atandı",
    )
    return replace(entry, **changed)  # type: ignore[arg-type]


def form_of(desk: Furnished, *entries: ChangeEntry, **changed: object) -> ChangeForm:
    form = ChangeForm(entries=entries, signatory_id=desk.signatory_id)
    return replace(form, **changed)  # type: ignore[arg-type]


def running(work: Work, officer_id: int) -> dict[int, dt.date]:
    return dict(
        work.session.execute(
            select(Assignment.subject_id, Assignment.starts_on).where(
                Assignment.officer_id == officer_id, Assignment.ends_on.is_(None)
            )
        ).all()
    )


def ends(work: Work, officer_id: int) -> dict[int, dt.date | None]:
    return dict(
        work.session.execute(
            select(Assignment.subject_id, Assignment.ends_on).where(
                Assignment.officer_id == officer_id
            )
        ).all()
    )


def newcomer(work: Work, tckn: str = "10000000146") -> Officer:
    return work.session.scalars(select(Officer).where(Officer.tckn == tckn)).one()


def text_of(work: Work, letter_id: int) -> str:
    card = letters.open_letter(work, letter_id)
    file = next(one for one in card.files if one.kind is FileKind.TEXT)
    return letters.open_file(work, file.file_id)[1].decode()


@pytest.mark.both_backends
def test_that_a_finished_change_moves_the_subjects_and_freezes_the_letter(
    database: Database, desk: Furnished
) -> None:
    with database.open_work() as work:
        letter_id = finish(work, form_of(desk, new_entry(desk)))
    with database.open_work() as work:
        who = newcomer(work)
        assert (who.given_names, who.surname, who.unit_id) == ("Gülşah", "ÇETİNKAYA", desk.unit_id)
        assert running(work, who.id) == {desk.child: DAY, desk.woman: DAY}
        assert ends(work, desk.zeynep) == {desk.child: DAY, desk.woman: DAY}
        card = letters.open_letter(work, letter_id)
        assert card.row.summary == "Zeynep GÜNDOĞDU → Gülşah ÇETİNKAYA"
        assert card.row.effective_on == DAY
        assert {file.kind for file in card.files} == {
            FileKind.PDF,
            FileKind.PDF_A,
            FileKind.FAX_COPY,
            FileKind.DOCX,
            FileKind.TEXT,
            FileKind.METADATA,
        }
        text = text_of(work, letter_id)
        assert "Zeynep GÜNDOĞDU görevinden ayrılmış olup" in text
        assert "Başka göreve atandı" not in text
        change = work.session.scalars(select(Change).where(Change.letter_id == letter_id)).one()
        assert (change.leaver_id, change.newcomer_id) == (desk.zeynep, who.id)
        assert change.reason == "Başka göreve atandı"
        both = select(Assignment.opened_by_letter_id).where(Assignment.officer_id == who.id)
        assert set(work.session.scalars(both)) == {letter_id}


def test_that_nothing_is_left_when_a_form_is_refused(database: Database, desk: Furnished) -> None:
    form = form_of(desk, new_entry(desk), new_entry(desk, leaver_id=desk.ilknur, tckn="1"))
    with pytest.raises(KnownError) as caught, database.open_work() as work:
        finish(work, form)
    assert caught.value.code == "changes.incomplete"
    assert {problem.key for problem in caught.value.problems} >= {"entries.1.newcomer.tckn"}
    with database.open_work() as work:
        assert work.session.scalar(select(func.count()).select_from(Letter)) == 0
        assert running(work, desk.zeynep) == {desk.child: ASSIGNED_ON, desk.woman: ASSIGNED_ON}


@pytest.mark.both_backends
def test_that_a_failure_after_freezing_takes_the_letter_back(
    database: Database, desk: Furnished
) -> None:
    with pytest.raises(KnownError, match=r"changes\.draft_gone"), database.open_work() as work:
        finish(work, form_of(desk, new_entry(desk)), draft_id=77)
    with database.open_work() as work:
        assert work.session.scalar(select(func.count()).select_from(Letter)) == 0
        assert work.session.scalar(select(func.count()).select_from(Officer)) == 3


def test_that_a_leaver_can_keep_the_subjects_that_are_not_named(
    database: Database, desk: Furnished
) -> None:
    entry = new_entry(desk, subject_ids=(desk.woman,), leaver_keeps_others=True)
    with database.open_work() as work:
        letter_id = finish(work, form_of(desk, entry))
        assert running(work, desk.zeynep) == {desk.child: ASSIGNED_ON}
        assert "aşağıda belirtilen müracaat konusundaki görevinden" in text_of(work, letter_id)


def test_that_a_leaver_who_leaves_altogether_loses_what_nobody_takes(
    database: Database, desk: Furnished
) -> None:
    with database.open_work() as work:
        finish(work, form_of(desk, new_entry(desk, subject_ids=(desk.woman,))))
        assert running(work, desk.zeynep) == {}


def test_that_one_leaver_can_hand_over_to_two_people_on_two_days(
    database: Database, desk: Furnished
) -> None:
    first = new_entry(desk, subject_ids=(desk.woman,))
    second = ChangeEntry(
        leaver_id=desk.zeynep,
        newcomer_kind=NewcomerKind.ROSTER,
        newcomer_id=desk.spare,
        subject_ids=(desk.child,),
        effective_on="01.12.2026",
    )
    with database.open_work() as work:
        # In either order the letter is in effect from the earlier day on.
        letter_id = finish(work, form_of(desk, second, first))
        assert letters.open_letter(work, letter_id).row.effective_on == DAY
        later = dt.date(2026, 12, 1)
        assert ends(work, desk.zeynep) == {desk.child: later, desk.woman: DAY}
        assert running(work, desk.spare) == {desk.child: later}


@pytest.mark.both_backends
def test_that_two_officers_can_exchange_their_subjects(database: Database, desk: Furnished) -> None:
    entries = (
        ChangeEntry(
            leaver_id=desk.zeynep,
            leaver_keeps_others=True,
            newcomer_kind=NewcomerKind.ROSTER,
            newcomer_id=desk.ilknur,
            subject_ids=(desk.child,),
            effective_on="25.11.2026",
        ),
        ChangeEntry(
            leaver_id=desk.ilknur,
            newcomer_kind=NewcomerKind.ROSTER,
            newcomer_id=desk.zeynep,
            subject_ids=(desk.disabled,),
            effective_on="25.11.2026",
        ),
    )
    with database.open_work() as work:
        finish(work, form_of(desk, *entries))
        assert running(work, desk.zeynep) == {desk.woman: ASSIGNED_ON, desk.disabled: DAY}
        assert running(work, desk.ilknur) == {desk.child: DAY}


def test_that_a_vacancy_is_announced_without_its_reason(
    database: Database, desk: Furnished
) -> None:
    entry = ChangeEntry(
        leaver_id=desk.ilknur,
        newcomer_kind=NewcomerKind.NOBODY,
        subject_ids=(desk.disabled,),
        effective_on="25.11.2026",
        vacancy_reason="Onay bekleniyor",
    )
    with database.open_work() as work:
        letter_id = finish(work, form_of(desk, entry))
        text = text_of(work, letter_id)
        assert "henüz görevlendirme yapılmamıştır" in text
        assert "Onay bekleniyor" not in text
        assert running(work, desk.ilknur) == {}


def test_that_an_officer_of_the_roster_is_updated_by_what_was_typed(
    database: Database, desk: Furnished
) -> None:
    entry = ChangeEntry(
        is_first_appointment=True,
        newcomer_kind=NewcomerKind.ROSTER,
        newcomer_id=desk.spare,
        title="Psikolog",
        corporate_mobile="0500 000 99 99",
        subject_ids=(desk.child,),
        effective_on="25.11.2026",
    )
    with database.open_work() as work:
        letter_id = finish(work, form_of(desk, entry))
        stored = values_of(work, desk.spare)
        assert (stored.title, stored.corporate_mobile) == ("Psikolog", "+905000009999")
        assert stored.tckn == "10000000382"
        card = letters.open_letter(work, letter_id)
        assert card.row.topic == "Acil Müdahale Ekip Sorumlusu Görevlendirmesi"
        assert "0500 000 99 99" in text_of(work, letter_id)


def test_that_renaming_an_officer_later_does_not_change_the_letter(
    database: Database, desk: Furnished
) -> None:
    with database.open_work() as work:
        letter_id = finish(work, form_of(desk, new_entry(desk)))
        before = letters.open_letter(work, letter_id)
    with database.open_work() as work:
        who = newcomer(work)
        values = values_of(work, who.id)
        change_officer(work, who.id, replace(values, surname="YILDIZ"), version=who.version)
    with database.open_work() as work:
        after = letters.open_letter(work, letter_id)
        assert after.content == before.content
        assert [file.sha256 for file in after.files] == [file.sha256 for file in before.files]
        assert "Gülşah ÇETİNKAYA" in text_of(work, letter_id)


def test_that_a_correction_refers_to_the_old_letter_and_puts_the_roster_right(
    database: Database, desk: Furnished, clock: FixedClock
) -> None:
    with database.open_work() as work:
        form = form_of(desk, new_entry(desk), register_number="4752", date="24.11.2026")
        old_id = finish(work, form)
        who = newcomer(work).id
    clock.advance(days=2)
    with database.open_work() as work:
        correction, _ = service.correction_form(work, old_id)
        entry = replace(
            correction.entries[0],
            subject_ids=(desk.child,),
            leaver_keeps_others=True,
            personal_mobile="0500 000 27 62",
        )
        form = replace(correction, entries=(entry,), correction_reason="müracaat konuları.")
        new_id = finish(work, form)
        text = text_of(work, new_id)
        assert "b) 24.11.2026 tarihli ve Z-12345678-903.07-4752 sayılı yazımız." in text
        assert "ilgi (b) yazımızda düzeltme yapılması gerekmiştir" in text
        assert "Düzeltilen husus: müracaat konuları." in text
        assert running(work, who) == {desk.child: DAY}
        assert running(work, desk.zeynep) == {desk.woman: DAY}
        assert letters.open_letter(work, old_id).row.corrected_by_letter_id == new_id
        assert letters.open_letter(work, new_id).row.corrects_letter_id == old_id
    with pytest.raises(KnownError) as caught, database.open_work() as work:
        finish(work, form)
    assert "changes.corrected_already" in {one.code for one in caught.value.problems}


def test_that_a_correction_is_signed_by_who_signed_the_letter_or_nobody_is_proposed(
    database: Database, desk: Furnished, clock: FixedClock
) -> None:
    with database.open_work("administrator") as work:
        other = SignatoryValues(
            name="Ayşe ALTIN", title="İl Müdürü", valid_from=dt.date(2023, 1, 1), is_deputy=True
        )
        other_id = SIGNATORIES.save(work, None, other)
        (former,) = (
            one
            for one in service.context(work).signatories
            if one.signatory_id == desk.signatory_id
        )
    with database.open_work() as work:
        letters_of = {
            signatory: finish(
                work,
                replace(
                    form_of(desk, entry, register_number=str(signatory), date="24.11.2026"),
                    signatory_id=signatory,
                ),
            )
            for signatory, entry in (
                (desk.signatory_id, new_entry(desk, subject_ids=(desk.child,))),
                (
                    other_id,
                    new_entry(
                        desk,
                        leaver_id=None,
                        is_first_appointment=True,
                        given_names="Işıl",
                        tckn="10000000450",
                        corporate_mobile="0500 000 41 08",
                        subject_ids=(desk.disabled,),
                    ),
                ),
            )
        }
        for signatory, letter_id in letters_of.items():
            form, _context = service.correction_form(work, letter_id)
            assert form.signatory_id == signatory
    with database.open_work("administrator") as work:
        # The former one leaves; who signs instead is asked, though only one is left.
        gone = made_of(SignatoryValues, former, valid_until=dt.date(2026, 11, 25))
        SIGNATORIES.save(work, desk.signatory_id, gone, version=former.version)
    clock.advance(days=1)
    with database.open_work() as work:
        form, context = service.correction_form(work, letters_of[desk.signatory_id])
        assert form.signatory_id is None
        assert "changes.signatory_missing" in {
            one.code for one in check_changes(read_change(form, context))
        }
        form, _context = service.correction_form(work, letters_of[other_id])
        assert form.signatory_id == other_id


def test_that_a_correction_can_move_the_day(database: Database, desk: Furnished) -> None:
    with database.open_work() as work:
        form = form_of(desk, new_entry(desk), register_number="1", date="24.11.2026")
        old_id = finish(work, form)
        who = newcomer(work).id
        correction, _ = service.correction_form(work, old_id)
        entry = replace(correction.entries[0], effective_on="01.12.2026")
        finish(
            work, replace(correction, entries=(entry,), correction_reason="görevlendirme tarihi")
        )
        later = dt.date(2026, 12, 1)
        assert running(work, who) == {desk.child: later, desk.woman: later}
        assert running(work, desk.zeynep) == {}
        assert max(day for day in ends(work, desk.zeynep).values() if day) == later


def test_that_who_stays_after_all_is_in_service_since_their_first_day(
    database: Database, desk: Furnished
) -> None:
    later = dt.date(2026, 12, 15)
    with database.open_work() as work:
        leaving = new_entry(desk, effective_on="01.12.2026")
        letter = form_of(desk, leaving, register_number="1", date="24.11.2026")
        correction, _ = service.correction_form(work, finish(work, letter))
        entry = replace(correction.entries[0], leaver_id=None)
        reason = "ayrılma"
        finish(work, replace(correction, entries=(entry,), correction_reason=reason))
        row = next(
            one
            for one in list_officers(work.session, OfficerFilter(), as_of=later)
            if one.officer_id == desk.zeynep
        )
        assert row.since == ASSIGNED_ON
        found = {
            officer.since
            for subject in coverage(work.session, as_of=later)
            for officer in subject.officers
            if officer.officer_id == desk.zeynep
        }
        assert found == {ASSIGNED_ON}


@pytest.mark.both_backends
def test_that_a_draft_keeps_what_was_typed_and_goes_when_it_is_finished(
    database: Database, desk: Furnished
) -> None:
    unfinished = form_of(desk, new_entry(desk, tckn="123"))
    with database.open_work() as work:
        draft_id, version = service.save_draft(work, unfinished)
    with database.open_work() as work:
        assert service.load_draft(work, draft_id) == (unfinished, version)
        (row,) = list_drafts(work.session)
        assert row.title == "Zeynep GÜNDOĞDU → Gülşah çetinkaya"
        form = form_of(desk, new_entry(desk))
        draft_id, newer = service.save_draft(work, form, draft_id=draft_id, version=version)
        assert newer > version
    with pytest.raises(ConflictError) as caught, database.open_work(name="İkinci MEMUR") as work:
        service.save_draft(work, form, draft_id=draft_id, version=version)
    assert caught.value.who == "Şükrü IŞIK"
    with database.open_work() as work:
        finish(work, form, draft_id=draft_id)
        assert list_drafts(work.session) == ()
    with database.open_work() as work:
        draft_id, _ = service.save_draft(work, form)
        service.discard_draft(work, draft_id)
        assert list_drafts(work.session) == ()
        with pytest.raises(KnownError, match=r"changes\.draft_gone"):
            service.load_draft(work, draft_id)


def test_that_the_audit_trail_names_no_person(database: Database, desk: Furnished) -> None:
    with database.open_work() as work:
        service.context(work)
        finish(work, form_of(desk, new_entry(desk)))
    with database.open_work() as work:
        rows = find_entries(work.session, AuditFilter(), before=None, limit=500)
        actions = {row.action for row in rows}
        assert {"letter.finished", "change.finished", "change.opened"} <= actions
        words = " ".join(str(row.details) for row in rows)
        assert not any(name in words for name in ("Gülşah", "ÇETİNKAYA", "10000000146", "0500"))


def test_that_a_new_form_takes_the_directorate_s_choices(
    database: Database, desk: Furnished
) -> None:
    with database.open_work() as work:
        form = service.new_form(service.context(work))
    assert (form.style, form.preparation, form.signatory_id) == ("2020", "Z", desk.signatory_id)
