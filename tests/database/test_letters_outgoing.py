"""What a frozen letter needs on its way: fax, envelope, scans, the whole set of files."""

import hashlib
import io
import json
import re

import pypdfium2
import pytest
from PIL import Image
from sqlalchemy import text

from alo183_desktop.changes import service as changes
from alo183_desktop.db.work import Work
from alo183_desktop.directorate.kinds import Channel
from alo183_desktop.documents import pdf_a
from alo183_desktop.documents.checked_files import LARGEST_FILE, check_file
from alo183_desktop.documents.fax import scans
from alo183_desktop.documents.letter import docx as letter_docx
from alo183_desktop.documents.letter import pdf as letter_pdf
from alo183_desktop.documents.letter.content import Compression, EnvelopeSize, Resolution
from alo183_desktop.documents.papers import covers
from alo183_desktop.documents.pixels import page_count
from alo183_desktop.letters import outgoing, service
from alo183_desktop.letters.rendering import (
    fax_pages,
    fax_tiff,
    file_names,
    kept_copy_pdf,
    whole_set,
)
from alo183_desktop.letters.rules import FileKind
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.regular_files import kept_name
from tests.database.databases import Database, FillOnce
from tests.database.desks import Furnished, finish, furnish
from tests.database.test_changes import form_of, new_entry
from tests.database.test_letters import PDF, attempt, scan_of


@pytest.fixture
def desk(fill_once: FillOnce) -> Furnished:
    return fill_once(furnish)


@pytest.fixture
def letter_id(database: Database, desk: Furnished) -> int:
    with database.open_work() as work:
        return finish(work, form_of(desk, new_entry(desk)))


def sheets_of(tiff: bytes) -> int:
    with Image.open(io.BytesIO(tiff)) as image:
        return int(getattr(image, "n_frames", 1))


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
        with pytest.raises(KnownError, match=r"db\.file_changed"):
            service.open_file(work, pdf.file_id)
        with pytest.raises(KnownError, match=r"db\.file_changed"):
            outgoing.export_letter(work, letter_id)


@pytest.mark.both_backends
def test_that_an_export_holds_the_frozen_bytes_and_their_sums(
    database: Database, letter_id: int
) -> None:
    with database.open_work("director") as work:
        files = whole_set(outgoing.export_letter(work, letter_id))
        assert tuple(files) == file_names()
        described = json.loads(files["degisiklik-yazisi.json"])
        for name, data in files.items():
            if name != "degisiklik-yazisi.json":
                assert described["files"][name]["sha256"] == hashlib.sha256(data).hexdigest()
        frozen = {file.kind: file for file in service.open_letter(work, letter_id).files}
        pdf = files["degisiklik-yazisi.pdf"]
        assert hashlib.sha256(pdf).hexdigest() == frozen[FileKind.PDF].sha256
        assert whole_set(outgoing.export_letter(work, letter_id)) == files


@pytest.mark.parametrize("preparation", ["Z", "O", "E"])
def test_that_only_a_letter_signed_by_hand_has_a_copy_to_initial(
    database: Database, desk: Furnished, preparation: str
) -> None:
    with database.open_work() as work:
        made = finish(work, form_of(desk, new_entry(desk), preparation=preparation))
        if preparation == "E":
            with pytest.raises(KnownError, match=r"letters\.no_initials"):
                outgoing.open_kept_copy(work, made)
            return
        pdf = kept_copy_pdf(outgoing.open_kept_copy(work, made))
    text_of_copy = pdf_a.text_of(pdf)
    assert text_of_copy is not None
    assert "...../...../........" in text_of_copy.pages[-1]


def test_that_the_sheets_of_the_fax_are_those_that_the_letter_says(
    database: Database, letter_id: int
) -> None:
    with database.open_work() as work:
        row = service.open_letter(work, letter_id).row
        for resolution in Resolution:
            with_cover = fax_of(work, letter_id, resolution)
            bare = fax_of(work, letter_id, resolution, with_cover=False)
            assert (sheets_of(bare), sheets_of(with_cover)) == (row.fax_pages, row.fax_pages + 1)


def fax_of(
    work: Work, letter_id: int, resolution: Resolution = Resolution.STANDARD, **choice: bool
) -> bytes:
    parts = outgoing.export_fax(work, letter_id, resolution, **choice)
    return fax_tiff(parts, resolution=resolution, compression=Compression.T4)


def test_that_the_newest_scan_of_the_signed_letter_is_faxed(
    database: Database, letter_id: int
) -> None:
    with database.open_work() as work:
        with pytest.raises(KnownError, match=r"letters\.no_scan"):
            outgoing.export_fax(work, letter_id, Resolution.FINE, from_scan=True)
        service.attach_scan(work, letter_id, check_file("tarama.tif", scan_of(1)))
        service.attach_scan(work, letter_id, check_file("tarama.tif", scan_of(3)))
        assert sheets_of(fax_of(work, letter_id, from_scan=True)) == 4
        assert sheets_of(fax_of(work, letter_id, from_scan=True, with_cover=False)) == 3
        printed = fax_pages(outgoing.open_fax(work, letter_id, from_scan=True)).pdf()
        assert page_count(printed) == 4
        assert re.search(r"Sayfa \(kapakla\)\s+4\b", first_page_text(printed))
        paper = outgoing.open_envelope(work, letter_id)
        assert page_count(covers.envelope_pdf(paper, EnvelopeSize.C5)) == 1


def first_page_text(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    text_page = page.get_textpage()
    found = str(text_page.get_text_bounded())
    for part in (text_page, page, document):
        part.close()
    return found


def test_that_nothing_is_drawn_within_the_transaction(
    database: Database, desk: Furnished, monkeypatch: pytest.MonkeyPatch
) -> None:
    form = form_of(desk, new_entry(desk))
    scan = check_file("tarama.tif", scan_of(2))
    with database.open_work() as work:
        context = changes.context(work)
    rendered = changes.render_letter(form, context)
    for module, name in (
        (letter_pdf, "lay_out"),
        (pdf_a, "to_pdf_a"),
        (letter_docx, "letter_docx"),
        (scans, "_answers"),
        (covers, "fax_cover_pdf"),
        (covers, "envelope_pdf"),
    ):
        monkeypatch.setattr(module, name, refuse_to_draw)
    with database.open_work() as work:
        letter_id = changes.finish(work, form, rendered).letter_id
        service.record_dispatch(work, letter_id, attempt(work, Channel.FAX), scan)
        service.attach_scan(work, letter_id, scan)
        outgoing.open_fax(work, letter_id, from_scan=True)
        outgoing.export_letter(work, letter_id)
        outgoing.open_envelope(work, letter_id)


def refuse_to_draw(*_args: object, **_more: object) -> object:
    pytest.fail("something was drawn within the transaction")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "documents.file_empty"),
        (b"MZ\x90", "documents.file_kind"),
        (b"%PDF-" + bytes(LARGEST_FILE), "documents.file_too_big"),
        (b"%PDF-junk", "documents.unreadable_scan"),
        (PDF[:200], "documents.unreadable_scan"),
        (b"\x89PNG\r\n\x1a\njunk", "documents.unreadable_scan"),
    ],
    ids=["empty", "program", "too big", "junk", "cut", "no picture"],
)
def test_that_only_papers_are_kept(data: bytes, code: str) -> None:
    with pytest.raises(KnownError, match=code):
        check_file("dosya", data)


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
