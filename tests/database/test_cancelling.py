"""Letters that were finished by mistake: who may cancel which, and what comes of it."""

import datetime as dt
import hashlib
import io
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Final

import pypdfium2
import pytest
from sqlalchemy import select

from alo183_desktop.changes import cancelling
from alo183_desktop.changes import service as changes
from alo183_desktop.changes.dossier import service as change_files
from alo183_desktop.changes.dossier.lines import DossierPart
from alo183_desktop.changes.form import ChangeEntry, NewcomerKind
from alo183_desktop.changes.letter_list import export_letters
from alo183_desktop.changes.vacancies import list_vacancies
from alo183_desktop.db.audit_queries import AuditFilter, find_entries
from alo183_desktop.db.work import Work
from alo183_desktop.directorate.kinds import Channel
from alo183_desktop.documents.checked_files import check_file
from alo183_desktop.letters import outgoing, service
from alo183_desktop.letters.queries import count_letters, get_letter_row, list_letters
from alo183_desktop.letters.rows import LetterFilter
from alo183_desktop.letters.rules import FileKind, Result
from alo183_desktop.officers import service as officers
from alo183_desktop.officers.model import Assignment, Officer
from alo183_desktop.officers.queries import list_officers
from alo183_desktop.officers.record import OFFICER
from alo183_desktop.officers.rows import OfficerFilter, OfficerState
from alo183_desktop.overview.service import count
from alo183_desktop.shared.errors import KnownError
from tests.clocks import FixedClock
from tests.database.databases import Database, FillOnce
from tests.database.desks import Furnished, finish, furnish
from tests.database.test_changes import DAY, form_of, new_entry, newcomer, running
from tests.database.test_letters import FIRST, PDF, SPARE, attempt

WHY: Final = "Yanlışlıkla tamamlandı"


@pytest.fixture
def desk(fill_once: FillOnce) -> Furnished:
    return fill_once(furnish)


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(KnownError) as refused:
        act()
    return refused.value.code


def page_texts(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    return [page.get_textpage().get_text_bounded() for page in document]


def number_it(work: Work, letter_id: int, number: str) -> None:
    version = get_letter_row(work.session, letter_id, now=work.now).version
    service.note_register_number(work, letter_id, number, dt.date(2026, 11, 24), version=version)


@pytest.mark.both_backends
def test_that_a_letter_nobody_signed_is_cancelled_and_the_roster_is_as_before(
    database: Database, desk: Furnished
) -> None:
    with database.open_work() as work:
        letter_id = finish(work, form_of(desk, new_entry(desk)))
        cancelling.cancel(work, letter_id, f"  {WHY}\n")
    with database.open_work("director") as work:
        assert set(running(work, desk.zeynep)) == {desk.child, desk.woman}
        row = get_letter_row(work.session, letter_id, now=work.now)
        assert (row.state, row.state_words, row.is_open) == ("unknown", "iptal edildi", False)
        assert (row.cancelled_at, bool(row.cancelled_by)) == (work.now, True)
        assert row.cancel_reason == WHY
        assert list_letters(work.session, LetterFilter(), now=work.now) == ()
        assert (count(work, LetterFilter(state="late")), count_letters(work.session)) == (0, 0)
        (line,) = change_files.read_file(work, letter_id).lines
        assert (line.part, line.mark) == (DossierPart.LETTER, "unknown")
        assert line.words == f"iptal edildi: {WHY}"
        acts = [
            one.action for one in find_entries(work.session, AuditFilter(), before=None, limit=50)
        ]
        assert "letter.cancelled" in acts
    with database.open_work("administrator") as work:
        table = export_letters(work, [letter_id])
        assert f"iptal edildi: {WHY}" in table.rows[0]


def roster(work: Work) -> object:
    """Return the whole roster of serving officers on several days."""
    days = (DAY - dt.timedelta(2), DAY, DAY + dt.timedelta(9))
    columns = (
        Assignment.officer_id,
        Assignment.subject_id,
        Assignment.starts_on,
        Assignment.ends_on,
        Assignment.opened_by_letter_id,
        Assignment.closed_by_letter_id,
    )
    return (
        {tuple(one) for one in work.session.execute(select(*columns))},
        [
            list_officers(work.session, OfficerFilter(state=state), as_of=day)
            for day in days
            for state in (OfficerState.SERVING, OfficerState.COMING)
        ],
        [list_vacancies(work.session, as_of=day) for day in days],
    )


def test_that_the_roster_after_a_cancelled_change_is_what_it_was_before(
    database: Database, desk: Furnished, clock: FixedClock
) -> None:
    clock.advance(hours=1)

    def by(officer_id: int, **changed: object) -> ChangeEntry:
        entry = ChangeEntry(
            leaver_id=desk.zeynep,
            newcomer_kind=NewcomerKind.ROSTER,
            newcomer_id=officer_id,
            subject_ids=(desk.child, desk.woman),
            effective_on="25.11.2026",
        )
        return replace(entry, **changed)  # type: ignore[arg-type]

    back = {"leaver_id": desk.ilknur, "subject_ids": (desk.disabled,)}
    nobody = {"newcomer_kind": NewcomerKind.NOBODY, "vacancy_reason": "Beklendi"}
    part = {"subject_ids": (desk.child,), "leaver_keeps_others": True}
    shapes: dict[str, tuple[ChangeEntry, ...]] = {
        "somebody of the roster": (by(desk.spare),),
        "on a later day": (by(desk.spare, effective_on="30.11.2026"),),
        "one subject": (by(desk.spare, **part),),
        "nobody": (new_entry(desk, **nobody),),
        "beside the others": (by(desk.spare, **FIRST),),
        "an exchange": (by(desk.ilknur), by(desk.zeynep, **back)),
        "somebody new": (new_entry(desk),),
    }
    for name, first in shapes.items():
        with database.open_work() as work:
            before = roster(work)
            letter_id = finish(work, form_of(desk, *first))
        clock.advance(minutes=5)
        with database.open_work() as work:
            number_it(work, letter_id, str(letter_id))
            between = roster(work)
            assert between != before, name
            more = {"corrects_letter_id": letter_id, "correction_reason": "Ad"}
            correction = finish(work, form_of(desk, by(desk.spare, **part), **more))
            cancelling.cancel(work, correction, WHY)
            assert roster(work) == between, f"{name}, corrected"
        clock.advance(minutes=5)
        with database.open_work() as work:
            cancelling.cancel(work, letter_id, WHY)
            assert roster(work) == before, name
        clock.advance(minutes=5)


def test_that_whom_a_cancelled_letter_added_is_not_in_service_and_comes_by_the_next_one(
    database: Database, desk: Furnished, clock: FixedClock
) -> None:
    def stands(state: OfficerState) -> set[int]:
        wanted = OfficerFilter(state=state)
        return {one.officer_id for one in list_officers(work.session, wanted, as_of=DAY)}

    clock.advance(hours=1)
    with database.open_work() as work:
        cancelling.cancel(work, finish(work, form_of(desk, new_entry(desk))), WHY)
        who = newcomer(work).id
        assert who not in stands(OfficerState.SERVING)
        assert stands(OfficerState.LEFT) == {who}
        assert desk.spare in stands(OfficerState.SERVING)
        known = new_entry(desk, newcomer_kind=NewcomerKind.ROSTER, newcomer_id=who)
        again = finish(work, form_of(desk, known))
        assert who in stands(OfficerState.SERVING)
        cancelling.cancel(work, again, WHY)
        assert stands(OfficerState.LEFT) == {who}


def test_that_what_a_cancelled_letter_changed_of_somebody_is_given_back_where_nobody_changed_it(
    database: Database, desk: Furnished, clock: FixedClock
) -> None:
    clock.advance(hours=1)
    entry = new_entry(
        desk,
        newcomer_kind=NewcomerKind.ROSTER,
        newcomer_id=desk.spare,
        title="Psikolog",
        personal_mobile="0500 000 27 69",
    )
    with database.open_work() as work:
        before = officers.values_of(work, desk.spare)
    for gives_back in (False, True):
        with database.open_work() as work:
            letter_id = finish(work, form_of(desk, entry))
            finished = officers.values_of(work, desk.spare)
            assert finished != before
            [one] = cancelling.read_traces(work, letter_id).changed
            assert (one.officer_id, one.kept) == (desk.spare, ())
            assert set(one.before) == set(OFFICER.differences(before, finished))
            cancelling.cancel(work, letter_id, WHY, gives_back=gives_back)
            now = officers.values_of(work, desk.spare)
            assert now == (before if gives_back else finished)
            version = work.session.get_one(Officer, desk.spare).version
            officers.change_officer(work, desk.spare, before, version=version)
        clock.advance(minutes=5)
    with database.open_work() as work:
        letter_id = finish(work, form_of(desk, entry))
        finished = officers.values_of(work, desk.spare)
        version = work.session.get_one(Officer, desk.spare).version
        later = replace(finished, title="Sosyolog")
        officers.change_officer(work, desk.spare, later, version=version)
        [one] = cancelling.read_traces(work, letter_id).changed
        assert one.kept == ("title",)
        cancelling.cancel(work, letter_id, WHY, gives_back=True)
        assert officers.values_of(work, desk.spare) == replace(before, title="Sosyolog")


def test_that_whom_a_letter_added_is_named_to_who_cancels_it(
    database: Database, desk: Furnished, clock: FixedClock
) -> None:
    clock.advance(hours=1)
    with database.open_work() as work:
        letter_id = finish(work, form_of(desk, new_entry(desk)))
        traces = cancelling.read_traces(work, letter_id)
        assert (traces.changed, traces.added) == ((), ("Gülşah ÇETİNKAYA",))


def test_that_a_letter_that_was_signed_or_sent_or_replaced_is_not_cancelled(
    database: Database, desk: Furnished
) -> None:
    with database.open_work() as work:
        sent = finish(work, form_of(desk, new_entry(desk)))
        scanned = finish(work, form_of(desk, new_entry(desk, **SPARE, **FIRST)))
        assert refusal(lambda: cancelling.cancel(work, sent, " ")) == "letters.reason_missing"
        failed = attempt(work, Channel.FAX, result=Result.FAILED)
        service.record_dispatch(work, scanned, failed)
        service.attach_scan(work, scanned, check_file("tarama.pdf", PDF))
        service.record_dispatch(work, sent, attempt(work, Channel.FAX))
        for one in (sent, scanned):
            assert refusal(partial(cancelling.cancel, work, one, WHY)) == "letters.signed"
        number_it(work, sent, "4752")
        form, _context = changes.correction_form(work, sent)
        corrected = finish(
            work, form_of(desk, *form.entries, corrects_letter_id=sent, correction_reason="Unvan")
        )
        assert refusal(lambda: cancelling.cancel(work, sent, WHY)) == "letters.corrected_already"
        cancelling.cancel(work, corrected, WHY)
        assert get_letter_row(work.session, sent, now=work.now).is_valid, "it stands again"
        assert set(running(work, newcomer(work).id)) == {desk.child, desk.woman}
        assert running(work, desk.zeynep) == {}


def test_that_nothing_more_is_written_down_of_a_cancelled_letter(
    database: Database, desk: Furnished
) -> None:
    with database.open_work() as work:
        letter_id = finish(work, form_of(desk, new_entry(desk)))
        fax = attempt(work, Channel.FAX, result=Result.FAILED)
        failed = service.record_dispatch(work, letter_id, fax)
        cancelling.cancel(work, letter_id, WHY)
        form, _context = changes.correction_form(work, letter_id)
        scan = check_file("tarama.pdf", PDF)
        for act in (
            lambda: cancelling.cancel(work, letter_id, WHY),
            lambda: number_it(work, letter_id, "17"),
            lambda: service.record_dispatch(work, letter_id, attempt(work, Channel.FAX)),
            lambda: service.correct_dispatch(work, failed, fax, WHY),
            lambda: service.attach_evidence(work, failed, scan),
            lambda: service.attach_scan(work, letter_id, scan),
        ):
            assert refusal(act) == "letters.cancelled"
        assert refusal(lambda: finish(work, form)) == "changes.incomplete"


def test_that_a_cancelled_letter_is_marked_on_what_is_shown_and_goes_nowhere(
    database: Database, desk: Furnished
) -> None:
    with database.open_work() as work:
        letter_id = finish(work, form_of(desk, new_entry(desk)))
        files = {one.kind: one for one in service.open_letter(work, letter_id).files}
        frozen = {kind: service.open_file(work, one.file_id)[1] for kind, one in files.items()}
        cancelling.cancel(work, letter_id, WHY)
        for kind in (FileKind.PDF, FileKind.PDF_A, FileKind.FAX_COPY):
            row, shown = service.open_file(work, files[kind].file_id)
            assert row.sha256 == hashlib.sha256(frozen[kind]).hexdigest(), "as it was frozen"
            for words in page_texts(shown):
                assert words.count("İPTAL") == 2
                assert f"İPTAL EDİLDİ, 24.11.2026: {WHY}" in words
        for kind in (FileKind.DOCX, FileKind.TEXT, FileKind.METADATA):
            opens = partial(service.open_file, work, files[kind].file_id)
            assert refusal(opens) == "letters.cancelled"
        for act in (
            lambda: outgoing.open_envelope(work, letter_id),
            lambda: outgoing.open_kept_copy(work, letter_id),
            lambda: outgoing.open_fax(work, letter_id, from_scan=False),
            lambda: outgoing.export_letter(work, letter_id),
        ):
            assert refusal(act) == "letters.cancelled"


def test_that_the_number_of_a_cancelled_letter_is_given_to_no_other_of_its_year(
    database: Database, desk: Furnished
) -> None:
    with database.open_work() as work:
        letter_id = finish(work, form_of(desk, new_entry(desk)))
        number_it(work, letter_id, "4752")
        cancelling.cancel(work, letter_id, WHY)
        assert get_letter_row(work.session, letter_id, now=work.now).register_number == "4752"
        again = new_entry(desk, tckn="10000000696", corporate_mobile="0500 000 41 09")
        typed = form_of(desk, again, register_number="4752", date="24.11.2026")
        with pytest.raises(KnownError) as refused:
            finish(work, typed)
        (problem,) = refused.value.problems
        assert problem[:2] == ("letter.register_number", "letters.number_cancelled")
        later = finish(work, form_of(desk, again))
        assert refusal(lambda: number_it(work, later, "4752")) == "letters.number_cancelled"
        number_it(work, later, "4753")
        version = get_letter_row(work.session, later, now=work.now).version
        service.note_register_number(
            work, later, "4752", dt.date(2025, 12, 4), version=version, reason="Defterdeki gün"
        )


def test_that_a_letter_that_a_later_change_was_built_on_is_not_cancelled(
    database: Database, desk: Furnished
) -> None:
    with database.open_work() as work:
        letter_id = finish(work, form_of(desk, new_entry(desk)))
        who = newcomer(work).id
        onwards = new_entry(desk, leaver_id=who, **SPARE, effective_on="26.11.2026")
        later = finish(work, form_of(desk, onwards))
    with pytest.raises(KnownError, match="built_on"), database.open_work() as work:
        cancelling.cancel(work, letter_id, WHY)
    with database.open_work() as work:
        assert get_letter_row(work.session, letter_id, now=work.now).is_valid, "nothing was stored"
        cancelling.cancel(work, later, WHY)
        assert set(running(work, who)) == {desk.child, desk.woman}
