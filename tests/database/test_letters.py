"""Frozen letters and how they were sent, on both backends."""

import datetime as dt
import io
import re
from dataclasses import replace
from functools import partial
from typing import Any, Final

import pytest
from PIL import Image
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from alo183_desktop.changes import service as changes
from alo183_desktop.changes.entry_values import read_change
from alo183_desktop.changes.form import ChangeEntry, ChangeForm
from alo183_desktop.changes.rules import warn_changes
from alo183_desktop.db.audit_queries import AuditFilter, find_entries
from alo183_desktop.db.work import Work
from alo183_desktop.directorate.kinds import Channel
from alo183_desktop.directorate.queries import DIRECTORATE_ID, get_directorate
from alo183_desktop.directorate.record import DIRECTORATE
from alo183_desktop.directorate.service import DIRECTORATES
from alo183_desktop.documents.checked_files import check_file
from alo183_desktop.documents.letter.content import EnvelopeSize, Resolution
from alo183_desktop.documents.papers.foreign import as_pdf
from alo183_desktop.letters import outgoing, service
from alo183_desktop.letters.attempts import DispatchValues
from alo183_desktop.letters.letter_numbers import NUMBER_USED
from alo183_desktop.letters.queries import get_letter_row, list_letters
from alo183_desktop.letters.rendering import render
from alo183_desktop.letters.rows import LetterFilter
from alo183_desktop.letters.rules import FileKind, ProofState, Result
from alo183_desktop.overview.service import look
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import ConflictError, KnownError
from alo183_desktop.shared.texts import message_of
from alo183_desktop.shared.values import made_of
from tests.clocks import FixedClock
from tests.database.databases import Database, FillOnce
from tests.database.desks import Furnished, finish, furnish
from tests.database.test_changes import form_of, new_entry
from tests.documents.pictures import picture

PDF = as_pdf(picture("PNG"))

SPARE: Final = {
    "tckn": "10000000696",
    "given_names": "Çağrı",
    "corporate_mobile": "0500 000 41 09",
}
"""Who comes in a further letter."""
FIRST: Final = {"is_first_appointment": True, "leaver_id": None, "effective_on": "20.11.2026"}


@pytest.fixture
def desk(fill_once: FillOnce) -> Furnished:
    return fill_once(furnish)


@pytest.fixture
def letter_id(database: Database, desk: Furnished) -> int:
    with database.open_work() as work:
        return finish(work, form_of(desk, new_entry(desk)))


def attempt(
    work: Work, channel: Channel, *, result: Result = Result.SENT, note: str = "", item: str = ""
) -> DispatchValues:
    return DispatchValues(
        channel=channel,
        target="+903120000020" if channel is Channel.FAX else "Söğütözü Mahallesi",
        at=work.now,
        pages=2 if channel is Channel.FAX else None,
        result=result,
        item_number=item,
        note=note,
    )


BASIS: Final = "12.03.2027 tarihli ve E-12345678-903.07-17 sayılı yazı"


def electronic(work: Work, channel: Channel, number: str) -> DispatchValues:
    target = "12345678" if channel is Channel.EBYS else "kurum@ornek.kep.tr"
    return replace(attempt(work, channel, item=number), target=target)


def rule_of(work: Work, *channels: Channel, basis: str = BASIS) -> None:
    """Lay down which channels make a letter complete from now on."""
    values, version = DIRECTORATES.open(work, DIRECTORATE_ID)
    demanded: dict[str, Any] = {f"needs_{one.value}": one in channels for one in Channel}
    DIRECTORATES.save(
        work, DIRECTORATE_ID, replace(values, **demanded, rule_basis=basis), version=version
    )


def test_that_what_goes_electronically_completes_no_letter_under_the_circular(
    database: Database, letter_id: int
) -> None:
    with database.open_work() as work:
        for channel in (Channel.EBYS, Channel.KEP):
            values = electronic(work, channel, "17")
            service.record_dispatch(work, letter_id, values, check_file("alindi.pdf", PDF))
        card = service.open_letter(work, letter_id)
        assert all(one.is_proven for one in card.dispatches)
        assert card.row.lacks == (Channel.FAX, Channel.POST)
        assert card.row.state_and_basis == "faks da posta da bekliyor"
        assert (card.row.completed_at, card.row.is_open) == (None, True)


@pytest.mark.both_backends
def test_that_a_rule_of_the_directorate_holds_for_letters_finished_after_it(
    database: Database, letter_id: int, desk: Furnished
) -> None:
    with database.open_work("administrator") as work:
        rule_of(work, Channel.EBYS)
    with database.open_work() as work:
        later = finish(work, form_of(desk, new_entry(desk, **SPARE, **FIRST)))
        for one in (letter_id, later):
            values = electronic(work, Channel.EBYS, "2027/17")
            dispatch_id = service.record_dispatch(work, one, values, shares_item=True)
            row = service.open_letter(work, one).row
            assert row.completed_at is None
            service.attach_evidence(work, dispatch_id, check_file("alindi.pdf", PDF))
        old, new = (service.open_letter(work, one) for one in (letter_id, later))
        assert old.row.rule_words == "faks ve posta (Genelge 2014/05, madde 6)"
        assert old.row.lacks == (Channel.FAX, Channel.POST)
        assert new.row.rule_words == f"EBYS ({BASIS})"
        assert (new.row.lacks, new.row.completed_at) == ((), work.now)
        assert new.row.state_and_basis == f"sayısı ve tarihi işlenmedi ({BASIS})"
        assert [one.kind for one in new.files][-1] is FileKind.EBYS_RECEIPT
    with database.open_work("administrator") as work:
        rule_of(work, Channel.FAX, Channel.POST, basis="")
        # It is complete for good, whatever is laid down afterwards.
        assert not service.open_letter(work, later).row.is_open


def test_that_a_number_of_ebys_is_asked_about_where_another_letter_has_it(
    database: Database, letter_id: int, desk: Furnished
) -> None:
    with database.open_work() as work:
        later = finish(work, form_of(desk, new_entry(desk, **SPARE, **FIRST)))
        service.record_dispatch(work, letter_id, electronic(work, Channel.EBYS, "17"))
        service.record_dispatch(work, later, electronic(work, Channel.KEP, "17"))
        with pytest.raises(KnownError, match=r"letters\.item_number_used"):
            service.record_dispatch(work, later, electronic(work, Channel.EBYS, "17"))


def scan_of(pages: int) -> bytes:
    target = io.BytesIO()
    sheets = [Image.new("L", (850, 1100), 255) for _ in range(pages)]
    sheets[0].save(target, "TIFF", save_all=True, append_images=sheets[1:])
    return target.getvalue()


def test_that_a_letter_is_complete_when_fax_and_post_are_proven(
    database: Database, letter_id: int, clock: FixedClock
) -> None:
    with database.open_work() as work:
        service.record_dispatch(work, letter_id, attempt(work, Channel.FAX, result=Result.FAILED))
        row = service.open_letter(work, letter_id).row
        assert (row.lacks, row.lack_words) == (
            (Channel.FAX, Channel.POST),
            "faks gitmedi, posta bekliyor",
        )
    clock.advance(hours=1)
    with database.open_work() as work:
        values = attempt(work, Channel.FAX)
        service.record_dispatch(work, letter_id, values, check_file("C:\\faks\\rapor.pdf", PDF))
        card = service.open_letter(work, letter_id)
        assert (card.row.lacks, card.row.lack_words) == (
            (Channel.POST,),
            "faks gitti, posta bekliyor",
        )
        assert card.row.proofs[Channel.FAX].attempts == 2
        assert [one.result for one in card.dispatches] == [Result.FAILED, Result.SENT]
        evidence = next(one for one in card.files if one.kind is FileKind.FAX_REPORT)
        assert evidence.name == "rapor.pdf"
        assert card.dispatches[1].evidence_file_id == evidence.file_id
        assert card.row.completed_at is None
    clock.advance(hours=1)
    with database.open_work() as work:
        service.record_dispatch(work, letter_id, attempt(work, Channel.POST, item="RR123456785TR"))
        row = service.open_letter(work, letter_id).row
        assert (row.lacks, row.completed_at, row.is_open) == ((), work.now, False)


def test_that_an_item_number_of_another_dispatch_is_kept_only_knowingly(
    database: Database, desk: Furnished, letter_id: int
) -> None:
    with database.open_work() as work:
        other = finish(work, form_of(desk, new_entry(desk, **SPARE, **FIRST)))
        values = attempt(work, Channel.POST, item="RR123456785TR")
        service.record_dispatch(work, letter_id, values)
        with pytest.raises(KnownError, match=r"letters\.item_number_used") as caught:
            service.record_dispatch(work, letter_id, values)
        assert caught.value.parameters == {"where": "bu yazının başka bir kaydında"}
        service.record_dispatch(work, letter_id, values, shares_item=True)
        with pytest.raises(KnownError, match=r"letters\.item_number_used") as caught:
            service.record_dispatch(work, other, values)
        assert str(caught.value.parameters["where"]).endswith("yazısında")
        version = service.open_letter(work, letter_id).row.version
        service.note_register_number(work, letter_id, "4752", work.now.date(), version=version)
        with pytest.raises(KnownError) as caught:
            service.record_dispatch(work, other, values)
        assert caught.value.parameters == {"where": "4752 sayılı yazıda"}
        service.record_dispatch(work, other, values, shares_item=True)
        without = attempt(work, Channel.POST)
        service.record_dispatch(work, letter_id, without)
        service.record_dispatch(work, other, without)


@pytest.mark.both_backends
def test_that_an_attempt_is_kept_whole_with_who_made_it(
    database: Database, letter_id: int, clock: FixedClock
) -> None:
    with database.open_work() as work:
        fax = replace(attempt(work, Channel.FAX, note="Rapor: OK"), pages=3)
        service.record_dispatch(work, letter_id, fax, check_file("rapor.pdf", PDF))
        who = work.actor.name
    clock.advance(days=1)
    with database.open_work("administrator") as work:
        post = attempt(work, Channel.POST, item="RR123456785TR")
        service.record_dispatch(work, letter_id, post, check_file("alindi.pdf", PDF))
        card = service.open_letter(work, letter_id)
        kept = [
            DispatchValues(
                channel=one.channel,
                target=one.target,
                at=one.at,
                pages=one.pages,
                result=one.result,
                item_number=one.item_number,
                note=one.note,
            )
            for one in card.dispatches
        ]
        assert kept == [fax, post]
        assert [one.by_name for one in card.dispatches] == [who, work.actor.name]
        assert [one.recorded_at for one in card.dispatches] == [fax.at, post.at]
        files = {file.dispatch_id: file.kind for file in card.files if file.dispatch_id}
        assert [files[one.dispatch_id] for one in card.dispatches] == [
            FileKind.FAX_REPORT,
            FileKind.POSTAL_RECEIPT,
        ]


@pytest.mark.both_backends
def test_that_a_withdrawn_record_proves_nothing_and_frees_its_number(
    database: Database, letter_id: int, clock: FixedClock
) -> None:
    with database.open_work() as work:
        fax = attempt(work, Channel.FAX)
        service.record_dispatch(work, letter_id, fax, check_file("rapor.pdf", PDF))
        posted = attempt(work, Channel.POST, item="RR123456785TR")
        mistaken = service.record_dispatch(work, letter_id, posted)
        assert service.open_letter(work, letter_id).row.lacks == ()
    clock.advance(days=1)
    never = replace(posted, result=Result.WITHDRAWN)
    with database.open_work() as work:
        with pytest.raises(ValueError, match="only a record"):
            service.record_dispatch(work, letter_id, never)
        withdrawn = service.correct_dispatch(work, mistaken, never, "Başka yazının alındısı")
        card = service.open_letter(work, letter_id)
        assert (card.row.lacks, card.row.completed_at) == ((Channel.POST,), None)
        assert card.row.proofs[Channel.POST].attempts == 0
        assert [one.channel for one in card.attempts] == [Channel.FAX]
        assert [one.dispatch_id for one in card.dispatches][1:] == [withdrawn, mistaken]
        with pytest.raises(KnownError, match="dispatch_withdrawn"):
            service.correct_dispatch(work, withdrawn, posted, "Gitmişti")
        again = service.record_dispatch(work, letter_id, posted)
        assert again
        assert service.open_letter(work, letter_id).row.lacks == ()


@pytest.mark.both_backends
def test_that_a_record_of_an_attempt_is_put_right_by_a_later_one_and_both_stay(
    database: Database, letter_id: int, clock: FixedClock
) -> None:
    with database.open_work() as work:
        wrong = attempt(work, Channel.FAX)
        first = service.record_dispatch(work, letter_id, wrong, check_file("rapor.pdf", PDF))
        post = attempt(work, Channel.POST, item="RR123456785TR")
        posted = service.record_dispatch(work, letter_id, post)
    clock.advance(days=1)
    right = replace(wrong, target="+903120000021", pages=3)
    with database.open_work("administrator") as work:
        with pytest.raises(KnownError, match="reason_missing"):
            service.correct_dispatch(work, first, right, " ")
        with pytest.raises(KnownError, match="nothing_corrected"):
            service.correct_dispatch(work, first, wrong, "Yanlış yazıldı")
        second = service.correct_dispatch(work, first, right, "Numara yanlış yazıldı")
        with pytest.raises(KnownError, match="dispatch_corrected"):
            service.correct_dispatch(work, first, right, "Numara yanlış yazıldı")
        who = work.actor.name
    with database.open_work() as work:
        card = service.open_letter(work, letter_id)
        assert [one.dispatch_id for one in card.dispatches] == [posted, second, first]
        assert [one.is_corrected for one in card.dispatches] == [False, False, True]
        _post, now, then = card.dispatches
        assert (now.target, now.at, now.by_name) == ("+903120000021", wrong.at, who)
        assert (now.correction_reason, now.recorded_at) == ("Numara yanlış yazıldı", work.now)
        assert (then.target, then.pages) == (wrong.target, 2), "as it was recorded"
        # The report came with the first record, and proves the same attempt.
        assert now.evidence_file_id == then.evidence_file_id is not None
        assert (card.row.lacks, card.row.completed_at) == ((), wrong.at)
        assert card.row.proofs[Channel.FAX].attempts == 1
        directorate = get_directorate(work.session)
        assert card.proposed_target(Channel.FAX, directorate) == "+903120000021"
        fields = [
            one.details["fields"]
            for one in find_entries(work.session, AuditFilter(), before=None, limit=50)
            if one.action == "dispatch.corrected"
        ]
        assert fields == [["target", "pages"]]


@pytest.mark.both_backends
def test_that_a_correction_opens_a_letter_again_that_was_not_sent_after_all(
    database: Database, letter_id: int
) -> None:
    with database.open_work() as work:
        sent = attempt(work, Channel.FAX, note="Rapor: OK")
        fax = service.record_dispatch(work, letter_id, sent)
        post = attempt(work, Channel.POST, item="RR123456785TR")
        service.record_dispatch(work, letter_id, post)
        failed = replace(sent, result=Result.FAILED, note="Meşgul")
        later = service.correct_dispatch(work, fax, failed, "Rapor yanlış okundu")
    with database.open_work() as work:
        row = service.open_letter(work, letter_id).row
        assert (row.lack_words, row.completed_at) == ("faks gitmedi, posta gitti", None)
        assert [one.letter_id for one in list_letters(work.session, LetterFilter(), now=work.now)]
        service.correct_dispatch(work, later, sent, "Rapor doğruymuş")
        row = service.open_letter(work, letter_id).row
        assert (row.lacks, row.completed_at) == ((), work.now)
    with database.open_work() as work:
        actions = [
            one.action
            for one in find_entries(work.session, AuditFilter(), before=None, limit=50)
            if one.action.startswith("letter.completed")
        ]
        assert actions == ["letter.completed", "letter.completed_no_more", "letter.completed"]


def test_that_an_item_number_that_was_put_right_is_free_for_another_letter(
    database: Database, desk: Furnished, letter_id: int
) -> None:
    with database.open_work() as work:
        other = finish(work, form_of(desk, new_entry(desk, **SPARE, **FIRST)))
        values = attempt(work, Channel.POST, item="RR123456785TR")
        mistyped = service.record_dispatch(work, letter_id, values)
        service.record_dispatch(work, other, attempt(work, Channel.POST, item="RR473124829TR"))
        right = replace(values, item_number="RR473124829TR")
        with pytest.raises(KnownError, match="item_number_used"):
            service.correct_dispatch(work, mistyped, right, "Başka zarfınki")
        service.correct_dispatch(work, mistyped, right, "Aynı zarf", shares_item=True)
        service.record_dispatch(work, other, values)


def test_that_a_receipt_that_comes_later_proves_the_posting(
    database: Database, letter_id: int
) -> None:
    with database.open_work() as work:
        service.record_dispatch(work, letter_id, attempt(work, Channel.FAX, note="Rapor: OK"))
        dispatch_id = service.record_dispatch(work, letter_id, attempt(work, Channel.POST))
        row = service.open_letter(work, letter_id).row
        assert row.proofs[Channel.POST].state is ProofState.UNPROVEN
        assert row.lack_words == "faks gitti, posta alındısı bekliyor"
    with database.open_work() as work:
        file_id = service.attach_evidence(work, dispatch_id, check_file("alindi.pdf", PDF))
        card = service.open_letter(work, letter_id)
        kinds = {file.file_id: file.kind for file in card.files}
        assert kinds[file_id] is FileKind.POSTAL_RECEIPT
        assert (card.row.lacks, card.row.lack_words) == ((), "")
        # The list of open letters asks this, not the attempts.
        assert (card.row.completed_at, card.row.is_open) == (work.now, False)
        assert list_letters(work.session, LetterFilter(), now=work.now) == ()


@pytest.mark.both_backends
def test_that_open_letters_stand_first_with_the_urgent_and_the_oldest_on_top(
    database: Database, desk: Furnished
) -> None:
    with database.open_work() as work:
        calm = form_of(desk, new_entry(desk), urgent=False)
        first = finish(work, calm)
        second_entry = new_entry(
            desk,
            leaver_id=desk.ilknur,
            tckn="10000000450",
            given_names="Işıl",
            corporate_mobile="0500 000 41 08",
            subject_ids=(desk.disabled,),
        )
        second = finish(work, form_of(desk, second_entry))
        # Finished last, but in effect the longest.
        third_entry = new_entry(
            desk, **SPARE, is_first_appointment=True, leaver_id=None, effective_on="20.11.2026"
        )
        third = finish(work, form_of(desk, third_entry))
        rows = list_letters(work.session, LetterFilter(), now=work.now)
        assert [row.letter_id for row in rows] == [third, second, first]
        assert [row.elapsed for row in rows] == ["0 dk"] * 3
        (later,) = list_letters(
            work.session, LetterFilter(search="isil CIG"), now=work.now + dt.timedelta(hours=11)
        )
        assert later.elapsed == "11 sa"
        found = list_letters(work.session, LetterFilter(search="isil CIG"), now=work.now)
        assert [row.letter_id for row in found] == [second]
        assert list_letters(work.session, LetterFilter(state="complete"), now=work.now) == ()


def test_that_a_failed_fax_stands_above_letters_that_only_wait(
    database: Database, desk: Furnished
) -> None:
    with database.open_work() as work:
        waiting = finish(work, form_of(desk, new_entry(desk)))
        other = new_entry(
            desk,
            leaver_id=desk.ilknur,
            tckn="10000000450",
            given_names="Işıl",
            corporate_mobile="0500 000 41 08",
            subject_ids=(desk.disabled,),
        )
        failed = finish(work, form_of(desk, other))
        service.record_dispatch(work, waiting, attempt(work, Channel.FAX, note="Rapor: OK"))
        service.record_dispatch(work, failed, attempt(work, Channel.FAX, result=Result.FAILED))
        rows = list_letters(work.session, LetterFilter(), now=work.now)
        assert [row.letter_id for row in rows] == [failed, waiting]


def test_that_a_corrected_letter_is_no_longer_open(database: Database, desk: Furnished) -> None:
    with database.open_work() as work:
        form = form_of(desk, new_entry(desk), register_number="7", date="24.11.2026")
        old_id = finish(work, form)
        correction, _ = changes.correction_form(work, old_id)
        entries = (replace_mobile(correction.entries[0]),)
        new_id = finish(work, replace_entries(correction, entries, reason="kurumsal cep telefonu"))
        rows = list_letters(work.session, LetterFilter(), now=work.now)
        assert [row.letter_id for row in rows] == [new_id]
        corrected = list_letters(work.session, LetterFilter(state="corrected"), now=work.now)
        assert [row.letter_id for row in corrected] == [old_id]
        everything = list_letters(work.session, LetterFilter(state="all"), now=work.now)
        assert [row.letter_id for row in everything] == [new_id, old_id]


def test_that_a_correction_written_later_is_not_late_before_its_own_day_is_over(
    database: Database, desk: Furnished
) -> None:
    with database.open_work() as work:
        old_id = finish(
            work, form_of(desk, new_entry(desk), register_number="7", date="24.11.2026")
        )
    database.clock.advance(days=9)
    with database.open_work() as work:
        correction, _ = changes.correction_form(work, old_id)
        entries = (replace_mobile(correction.entries[0]),)
        finish(work, replace_entries(correction, entries, reason="kurumsal cep telefonu"))
    for days, state in ((0, "near"), (1, "late")):
        database.clock.advance(days=days)
        with database.open_work() as work:
            (row,) = list_letters(work.session, LetterFilter(), now=work.now)
            assert row.state == state
            (item,) = [one for one in look(work).due if one.kind == "letter"]
            assert (item.state, "gecikti" in item.left_words) == (state, state == "late")


@pytest.mark.both_backends
def test_that_a_letter_is_corrected_once(database: Database, desk: Furnished) -> None:
    with database.open_work() as work:
        form = form_of(desk, new_entry(desk), register_number="7", date="24.11.2026")
        old_id = finish(work, form)
        correction, _ = changes.correction_form(work, old_id)
        wrong = replace_entries(correction, (replace_mobile(correction.entries[0]),), reason="cep")
        finish(work, wrong)
        content = service.open_letter(work, old_id).content
        # Two desks may finish a correction at one moment: the form of each was right.
        facts = made_of(
            service.LetterFacts,
            get_directorate(work.session),
            summary="",
            effective_on=work.now.date(),
            corrects_letter_id=old_id,
        )
        with pytest.raises(KnownError, match=r"letters\.corrected_already"):
            service.freeze_letter(work, content, render(content), facts)


def replace_mobile(entry: ChangeEntry) -> ChangeEntry:
    return replace(entry, corporate_mobile="0500 000 41 09")


def replace_entries(
    form: ChangeForm, entries: tuple[ChangeEntry, ...], *, reason: str
) -> ChangeForm:
    return replace(form, entries=entries, correction_reason=reason)


@pytest.mark.both_backends
def test_that_the_database_itself_refuses_to_change_what_is_frozen(
    database: Database, letter_id: int
) -> None:
    columns = {
        "id": "id + 1",
        "topic": "'x'",
        "summary": "'x'",
        "content": "'{}'",
        "recipient_address": "'x'",
        "recipient_fax": "'x'",
        "effective_on": "'2020-01-01'",
        "is_urgent": "NOT is_urgent",
        "pages": "9",
        "fax_pages": "9",
        "finished_at": "'2020-01-01 00:00:00'",
        "finished_by_user_id": "1",
        "finished_by": "'x'",
        "corrects_letter_id": "id",
        "correction_reason": "'x'",
        "recipient_detsis": "'12345678'",
        "recipient_kep": "'x'",
        "demanded": "'[]'",
        "rule_basis": "'x'",
    }
    with database.open_work() as work:
        service.record_dispatch(work, letter_id, attempt(work, Channel.FAX))
    for statement in (
        "UPDATE letter_files SET name = 'x'",
        "DELETE FROM letter_files",
        "UPDATE dispatches SET note = 'x'",
        "UPDATE dispatches SET item_number = 'x'",
        "DELETE FROM dispatches",
        "DELETE FROM letters",
        *(f"UPDATE letters SET {column} = {value}" for column, value in columns.items()),  # noqa: S608 - names of this list
    ):
        with pytest.raises(DBAPIError) as caught, database.open_work("owner") as work:
            work.session.execute(text(statement))
        assert re.search("frozen|never changed", str(caught.value)), statement


@pytest.mark.both_backends
def test_that_forms_of_another_letter_are_not_frozen(database: Database, desk: Furnished) -> None:
    form = form_of(desk, new_entry(desk))
    with database.open_work() as work:
        rendered = changes.render_letter(form, changes.context(work))
    with database.open_work("administrator") as work:
        found = get_directorate(work.session)
        typed = replace(DIRECTORATE.stored(found), telephone="0312 000 00 99")
        DIRECTORATES.save(work, DIRECTORATE_ID, typed, version=found.version)
    with pytest.raises(KnownError) as caught, database.open_work() as work:
        changes.finish(work, form, rendered)
    assert caught.value.code == "letters.rendered_other"
    assert changes.is_outdated(caught.value)
    with database.open_work() as work:
        assert list_letters(work.session, LetterFilter(state="all"), now=work.now) == ()


@pytest.mark.both_backends
def test_that_a_stamped_number_is_noted_without_touching_the_frozen_letter(
    database: Database, letter_id: int
) -> None:
    day = dt.date(2026, 11, 24)
    with database.open_work() as work:
        before = service.open_letter(work, letter_id)
        service.note_register_number(work, letter_id, "4752", day, version=before.row.version)
    with database.open_work() as work:
        after = service.open_letter(work, letter_id)
        assert (after.row.register_number, after.row.dated_on) == ("4752", day)
        assert after.content == before.content
        assert after.files == before.files
        found = list_letters(work.session, LetterFilter(search="903.07-4752"), now=work.now)
        assert [row.letter_id for row in found] == [letter_id]
        with pytest.raises(ConflictError):
            service.note_register_number(work, letter_id, "1", day, version=before.row.version)
        with pytest.raises(KnownError, match=r"letters\.register_number"):
            service.note_register_number(work, letter_id, "4 7", day, version=after.row.version)


def test_that_the_number_of_another_letter_of_the_year_is_used_knowingly_or_not_at_all(
    database: Database, desk: Furnished, letter_id: int
) -> None:
    day, typed = dt.date(2026, 11, 24), {"register_number": "4752", "date": "24.11.2026"}
    with database.open_work() as work:
        service.note_register_number(work, letter_id, "4752", day, version=1)
        form = form_of(desk, new_entry(desk, **SPARE, **FIRST), **typed)
        context = changes.context(work)
        (warned,) = (
            one
            for one in warn_changes(read_change(form, context))
            if one.key == "letter.register_number"
        )
        said = message_of(warned).what
        assert said.startswith(
            "4752 sayısı 2026 yılında başka bir yazıda da var: 24.11.2026 günlü “"
        )
        assert get_letter_row(work.session, letter_id, now=work.now).summary in said
        rendered = changes.render_letter(form, context)
        with pytest.raises(KnownError, match=r"letters\.number_used") as caught:
            changes.finish(work, form, rendered)
        assert changes.is_outdated(caught.value)
        second = changes.finish(work, form, rendered, shares_number=True).letter_id
        # The day of a paper may move it into another year of the register, and back.
        why = "Defterdeki gün"
        again = partial(service.note_register_number, work, letter_id, "4752", reason=why)
        with pytest.raises(KnownError, match=r"letters\.number_used"):
            again(day, version=2)
        again(dt.date(2025, 12, 4), version=2)
        with pytest.raises(KnownError, match=r"letters\.number_used"):
            again(day, version=3)
        again(day, version=3, shares_number=True)
    with database.open_work() as work:
        entries = find_entries(work.session, AuditFilter(), before=None, limit=50)
        shared = [
            (one.action, one.item_id, one.details["same_number"])
            for one in reversed(entries)
            if one.details.get("same_number")
        ]
        assert shared == [
            ("letter.finished", second, letter_id),
            ("letter.number_corrected", letter_id, second),
        ]


def test_that_a_correction_may_keep_the_number_of_the_letter_that_it_replaces(
    database: Database, letter_id: int
) -> None:
    with database.open_work() as work:
        day = local_day(work.now)
        service.note_register_number(work, letter_id, "4752", day, version=1)
        form, context = changes.correction_form(work, letter_id)
        form = replace(form, register_number="4752", correction_reason="unvan")
        assert not [
            one for one in warn_changes(read_change(form, context)) if one.code == NUMBER_USED
        ]
        correction_id = finish(work, form)
        version = get_letter_row(work.session, letter_id, now=work.now).version
        service.note_register_number(work, letter_id, "4752", day, version=version)
        assert correction_id != letter_id


def test_that_a_printed_number_cannot_be_replaced(database: Database, desk: Furnished) -> None:
    with database.open_work() as work:
        form = form_of(desk, new_entry(desk), register_number="7", date="24.11.2026")
        letter_id = finish(work, form)
        version = service.open_letter(work, letter_id).row.version
        with pytest.raises(KnownError, match=r"letters\.number_printed"):
            service.note_register_number(
                work, letter_id, "8", dt.date(2026, 11, 24), version=version
            )


def test_that_each_opening_printing_and_sending_is_written_down(
    database: Database, letter_id: int
) -> None:
    wanted = AuditFilter(kind="letter", item_id=letter_id)
    with database.open_work() as work:
        service.attach_scan(work, letter_id, check_file("tarama.pdf", PDF))
    with database.open_work() as work:
        before = len(find_entries(work.session, wanted, before=None, limit=500))
    with database.open_work() as work:
        files = service.open_letter(work, letter_id).files
        service.open_file(work, files[0].file_id)
        service.record_print(work, letter_id, "letter")
        service.record_export(work, letter_id, "pdf")
        service.record_copy(work, letter_id, "body")
        outgoing.export_fax(work, letter_id, Resolution.FINE)
        outgoing.record_fax_print(work, letter_id, from_scan=True)
        outgoing.export_envelope(work, letter_id, EnvelopeSize.DL)
        outgoing.export_letter(work, letter_id)
        dispatch_id = service.record_dispatch(work, letter_id, attempt(work, Channel.FAX))
        service.attach_evidence(work, dispatch_id, check_file("rapor.pdf", PDF))
    with database.open_work() as work:
        newest_first = find_entries(work.session, wanted, before=None, limit=500)
        rows = newest_first[::-1][before:]
        assert [(row.action, row.details.get("form")) for row in rows] == [
            ("letter.opened", None),
            ("letter.file_opened", files[0].kind.value),
            ("letter.printed", "letter"),
            ("letter.exported", "pdf"),
            ("letter.copied", "body"),
            ("letter.exported", "fax-fine"),
            ("letter.printed", "fax"),
            ("letter.exported", "envelope-dl"),
            ("letter.exported", "all"),
            ("dispatch.recorded", None),
            ("dispatch.evidence_attached", None),
        ]
        finished = [row.action for row in newest_first[::-1][:before]]
        assert finished == ["letter.finished", "scan.attached"]
        assert {row.actor_name for row in newest_first} == {work.actor.name}


def test_that_what_is_gone_says_so(database: Database) -> None:
    with database.open_work() as work:
        for missing in (
            lambda: service.open_letter(work, 99),
            lambda: service.open_file(work, 99),
            lambda: outgoing.open_envelope(work, 99),
            lambda: service.attach_evidence(work, 99, check_file("a", PDF)),
            lambda: service.record_dispatch(work, 99, attempt(work, Channel.FAX)),
        ):
            with pytest.raises(KnownError, match=r"letters\.gone"):
                missing()
