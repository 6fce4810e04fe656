"""Frozen letters and how they were sent, on both backends."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from alo183_desktop.changes import service as changes
from alo183_desktop.db.audit import AuditFilter, find_entries
from alo183_desktop.documents.content import EnvelopeSize, Resolution
from alo183_desktop.documents.papers import as_pdf
from alo183_desktop.documents.pixels import page_count
from alo183_desktop.letters import service
from alo183_desktop.letters.files import LARGEST_FILE, kept_name
from alo183_desktop.letters.forms import NAMES
from alo183_desktop.letters.queries import list_letters
from alo183_desktop.letters.rows import LetterFilter
from alo183_desktop.letters.rules import Channel, DispatchValues, FileKind, Lack, ProofState, Result
from alo183_desktop.shared.errors import ConflictError, KnownError
from tests.database.desks import Furnished, furnish
from tests.database.test_changes import form_of, new_line
from tests.documents.pictures import picture

if TYPE_CHECKING:
    from collections.abc import Callable

    from alo183_desktop.changes.form import ChangeForm, ChangeLine
    from alo183_desktop.db.work import Work
    from tests.clocks import FixedClock
    from tests.database.conftest import Database

PDF = as_pdf(picture("PNG"))


@pytest.fixture
def desk(database: Database) -> Furnished:
    with database.open_work("administrator") as work:
        return furnish(work)


@pytest.fixture
def letter_id(database: Database, desk: Furnished) -> int:
    with database.open_work() as work:
        return changes.finish(work, form_of(desk, new_line(desk)))


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


def scan_of(pages: int) -> bytes:
    target = io.BytesIO()
    sheets = [Image.new("L", (850, 1100), 255) for _ in range(pages)]
    sheets[0].save(target, "TIFF", save_all=True, append_images=sheets[1:])
    return target.getvalue()


def sheets_of(tiff: bytes) -> int:
    with Image.open(io.BytesIO(tiff)) as image:
        return int(getattr(image, "n_frames", 1))


def test_that_a_letter_is_complete_when_fax_and_post_are_proven(
    database: Database, letter_id: int, clock: FixedClock
) -> None:
    with database.open_work() as work:
        service.record_dispatch(work, letter_id, attempt(work, Channel.FAX, result=Result.FAILED))
        row = service.open_letter(work, letter_id).row
        assert (row.lacks, row.lack_words) == (Lack.BOTH, "faks gitmedi, posta bekliyor")
    clock.advance(hours=1)
    with database.open_work() as work:
        values = attempt(work, Channel.FAX)
        service.record_dispatch(work, letter_id, values, ("C:\\faks\\rapor.pdf", PDF))
        card = service.open_letter(work, letter_id)
        assert (card.row.lacks, card.row.lack_words) == (Lack.POST, "faks gitti, posta bekliyor")
        assert card.row.fax.attempts == 2
        assert [one.result for one in card.dispatches] == [Result.FAILED, Result.SENT]
        evidence = next(one for one in card.files if one.kind is FileKind.FAX_REPORT)
        assert evidence.name == "rapor.pdf"
        assert card.dispatches[1].evidence_file_id == evidence.file_id
        assert card.row.completed_at is None
    clock.advance(hours=1)
    with database.open_work() as work:
        service.record_dispatch(work, letter_id, attempt(work, Channel.POST, item="RR123456785TR"))
        row = service.open_letter(work, letter_id).row
        assert (row.lacks, row.completed_at, row.is_open) == (None, work.now, False)


def test_that_a_receipt_that_comes_later_proves_the_posting(
    database: Database, letter_id: int
) -> None:
    with database.open_work() as work:
        service.record_dispatch(work, letter_id, attempt(work, Channel.FAX, note="Rapor: OK"))
        dispatch_id = service.record_dispatch(work, letter_id, attempt(work, Channel.POST))
        row = service.open_letter(work, letter_id).row
        assert row.post.state is ProofState.UNPROVEN
        assert row.lack_words == "faks gitti, posta alındısı bekliyor"
    with database.open_work() as work:
        service.attach_evidence(work, dispatch_id, "alindi.pdf", PDF)
        assert service.open_letter(work, letter_id).row.lacks is None


def test_that_open_letters_stand_first_with_the_urgent_and_the_oldest_on_top(
    database: Database, desk: Furnished
) -> None:
    with database.open_work() as work:
        calm = form_of(desk, new_line(desk), urgent=False)
        first = changes.finish(work, calm)
        second_line = new_line(
            desk,
            leaver_id=desk.ilknur,
            tckn="10000000450",
            given_names="Işıl",
            corporate_mobile="0500 000 41 08",
            subject_ids=(desk.disabled,),
        )
        second = changes.finish(work, form_of(desk, second_line))
        rows = list_letters(work.session, LetterFilter(), now=work.now)
        assert [row.letter_id for row in rows] == [second, first]
        found = list_letters(work.session, LetterFilter(search="isil CIG"), now=work.now)
        assert [row.letter_id for row in found] == [second]
        assert list_letters(work.session, LetterFilter(state="complete"), now=work.now) == ()
        assert rows[0].elapsed == "11 sa sonra"


def test_that_a_corrected_letter_is_no_longer_open(database: Database, desk: Furnished) -> None:
    with database.open_work() as work:
        form = form_of(desk, new_line(desk), register_number="7", date="24.11.2026")
        old_id = changes.finish(work, form)
        correction = changes.correction_form(work, old_id)
        lines = (replace_mobile(correction.lines[0]),)
        new_id = changes.finish(
            work, replace_lines(correction, lines, reason="kurumsal cep telefonu")
        )
        rows = list_letters(work.session, LetterFilter(), now=work.now)
        assert [row.letter_id for row in rows] == [new_id]
        corrected = list_letters(work.session, LetterFilter(state="corrected"), now=work.now)
        assert [row.letter_id for row in corrected] == [old_id]
        everything = list_letters(work.session, LetterFilter(state="all"), now=work.now)
        assert [row.letter_id for row in everything] == [new_id, old_id]


def replace_mobile(line: ChangeLine) -> ChangeLine:
    return replace(line, corporate_mobile="0500 000 41 09")


def replace_lines(form: ChangeForm, lines: tuple[ChangeLine, ...], *, reason: str) -> ChangeForm:
    return replace(form, lines=lines, correction_reason=reason)


def test_that_the_database_itself_refuses_to_change_what_is_frozen(
    database: Database, letter_id: int
) -> None:
    with database.open_work() as work:
        service.record_dispatch(work, letter_id, attempt(work, Channel.FAX))
    for statement in (
        "UPDATE letter_files SET name = 'x'",
        "DELETE FROM letter_files",
        "UPDATE dispatches SET note = 'x'",
        "DELETE FROM dispatches",
    ):
        with pytest.raises(DBAPIError), database.open_work() as work:
            work.session.execute(text(statement))


def test_that_a_file_whose_bytes_changed_is_not_opened(database: Database, letter_id: int) -> None:
    with database.engine.begin() as connection:
        if database.backend == "sqlcipher":
            connection.execute(text("DROP TRIGGER tr_letter_files_update"))
        else:
            connection.execute(text("DROP TRIGGER tr_letter_files ON letter_files"))
        connection.execute(
            text("UPDATE letter_files SET data = :data WHERE kind = 'pdf'"), {"data": PDF}
        )
    with database.open_work() as work:
        files = service.open_letter(work, letter_id).files
        pdf = next(file for file in files if file.kind is FileKind.PDF)
        with pytest.raises(KnownError, match=r"letters\.file_changed"):
            service.open_file(work, pdf.file_id)
        with pytest.raises(KnownError, match=r"letters\.file_changed"):
            service.export_letter(work, letter_id)


def test_that_an_export_holds_the_frozen_bytes_and_their_sums(
    database: Database, letter_id: int
) -> None:
    with database.open_work("director") as work:
        files = service.export_letter(work, letter_id)
        assert tuple(files) == NAMES
        told = json.loads(files["letter.json"])
        for name, data in files.items():
            if name != "letter.json":
                assert told["files"][name]["sha256"] == hashlib.sha256(data).hexdigest()
        frozen = {file.kind: file for file in service.open_letter(work, letter_id).files}
        assert hashlib.sha256(files["letter.pdf"]).hexdigest() == frozen[FileKind.PDF].sha256
        assert service.export_letter(work, letter_id) == files


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


def test_that_a_printed_number_cannot_be_replaced(database: Database, desk: Furnished) -> None:
    with database.open_work() as work:
        form = form_of(desk, new_line(desk), register_number="7", date="24.11.2026")
        letter_id = changes.finish(work, form)
        version = service.open_letter(work, letter_id).row.version
        with pytest.raises(KnownError, match=r"letters\.number_printed"):
            service.note_register_number(
                work, letter_id, "8", dt.date(2026, 11, 24), version=version
            )


def test_that_the_sheets_of_the_fax_are_those_that_the_letter_says(
    database: Database, letter_id: int
) -> None:
    with database.open_work() as work:
        row = service.open_letter(work, letter_id).row
        for resolution in Resolution:
            with_cover = service.fax_images(work, letter_id, resolution=resolution)
            bare = service.fax_images(work, letter_id, resolution=resolution, with_cover=False)
            assert (sheets_of(bare), sheets_of(with_cover)) == (row.fax_pages, row.fax_pages + 1)


def test_that_the_newest_scan_of_the_signed_letter_is_faxed(
    database: Database, letter_id: int
) -> None:
    with database.open_work() as work:
        with pytest.raises(KnownError, match=r"letters\.no_scan"):
            service.fax_images(work, letter_id, from_scan=True)
        service.attach_scan(work, letter_id, "tarama.tif", scan_of(1))
        service.attach_scan(work, letter_id, "tarama.tif", scan_of(3))
        faxed = service.fax_images(work, letter_id, from_scan=True, resolution=Resolution.STANDARD)
        assert sheets_of(faxed) == 4
        assert page_count(service.fax_cover(work, letter_id, from_scan=True)) == 1
        assert page_count(service.envelope(work, letter_id, EnvelopeSize.C5)) == 1


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "letters.file_empty"),
        (b"MZ\x90", "letters.file_kind"),
        (b"%PDF-" + bytes(LARGEST_FILE), "letters.file_too_big"),
        (b"%PDF-junk", "documents.unreadable_scan"),
        (PDF[:200], "documents.unreadable_scan"),
        (b"\x89PNG\r\n\x1a\njunk", "documents.unreadable_scan"),
    ],
    ids=["empty", "program", "too big", "junk", "cut", "no picture"],
)
def test_that_only_papers_are_kept(
    database: Database, letter_id: int, data: bytes, code: str
) -> None:
    with pytest.raises(KnownError, match=code), database.open_work() as work:
        service.attach_scan(work, letter_id, "dosya", data)
    with pytest.raises(KnownError, match=code), database.open_work() as work:
        service.record_dispatch(work, letter_id, attempt(work, Channel.FAX), ("rapor.pdf", data))


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("C:\\tarama\\yazı.pdf", "yazı.pdf"),
        ("a\x00\u202egpj.pdf", "agpj.pdf"),
        ("ş" * 400 + ".pdf", "ş" * 250 + "….pdf"),
        ("\u202e", "belge"),
    ],
)
def test_that_a_file_keeps_a_name_that_can_be_read(name: str, kept: str) -> None:
    assert kept_name(name) == kept


def test_that_each_role_may_do_what_the_table_says(database: Database, letter_id: int) -> None:
    with database.open_work("auditor") as work:
        assert service.find_letters(work, LetterFilter())
        service.open_letter(work, letter_id)
        unwritten: tuple[Callable[[], object], ...] = (
            lambda: service.record_dispatch(work, letter_id, attempt(work, Channel.FAX)),
            lambda: service.attach_scan(work, letter_id, "a", PDF),
            lambda: service.attach_evidence(work, 1, "a", PDF),
            lambda: service.note_register_number(work, letter_id, "1", None, version=1),
        )
        for refused in unwritten:
            with pytest.raises(KnownError, match=r"access\.not_allowed"):
                refused()
    with database.open_work("nobody") as work:
        unseen: tuple[Callable[[], object], ...] = (
            lambda: service.find_letters(work, LetterFilter()),
            lambda: service.open_letter(work, letter_id),
            lambda: service.open_file(work, 1),
            lambda: service.record_print(work, letter_id, "letter"),
            lambda: service.export_letter(work, letter_id),
            lambda: service.envelope(work, letter_id, EnvelopeSize.DL),
            lambda: service.fax_cover(work, letter_id),
            lambda: service.fax_images(work, letter_id),
        )
        for refused in unseen:
            with pytest.raises(KnownError, match=r"access\.not_allowed"):
                refused()


def test_that_opening_printing_and_sending_are_written_down(
    database: Database, letter_id: int
) -> None:
    with database.open_work() as work:
        files = service.open_letter(work, letter_id).files
        service.open_file(work, files[0].file_id)
        service.record_print(work, letter_id, "letter")
        service.fax_images(work, letter_id, with_cover=False)
        service.record_dispatch(work, letter_id, attempt(work, Channel.FAX))
        service.attach_scan(work, letter_id, "tarama.pdf", PDF)
    with database.open_work() as work:
        rows = find_entries(
            work.session, AuditFilter(kind="letter", item_id=letter_id), before=None, limit=500
        )
        assert {row.action for row in rows} >= {
            "letter.finished",
            "letter.opened",
            "letter.file_opened",
            "letter.printed",
            "letter.exported",
            "dispatch.recorded",
            "scan.attached",
        }


def test_that_what_is_gone_says_so(database: Database) -> None:
    with database.open_work() as work:
        for missing in (
            lambda: service.open_letter(work, 99),
            lambda: service.open_file(work, 99),
            lambda: service.envelope(work, 99, EnvelopeSize.DL),
            lambda: service.attach_evidence(work, 99, "a", PDF),
            lambda: service.record_dispatch(work, 99, attempt(work, Channel.FAX)),
        ):
            with pytest.raises(KnownError, match=r"letters\.gone"):
                missing()
