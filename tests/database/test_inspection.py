"""What an inspector gets: everything of some days, in one file that a password opens."""

import datetime as dt
import hashlib
import io
import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NamedTuple

import pytest
import pyzipper

from alo183_desktop.cases import timeline
from alo183_desktop.db.audit_queries import AuditFilter, find_entries
from alo183_desktop.db.work import Work
from alo183_desktop.directorate.kinds import Channel
from alo183_desktop.documents.checked_files import check_file
from alo183_desktop.documents.papers.foreign import as_pdf
from alo183_desktop.documents.papers.lists import table_pdf
from alo183_desktop.documents.pdf_a import text_of
from alo183_desktop.guidance import service as guidance
from alo183_desktop.letters import service as letters
from alo183_desktop.letters.attempts import DispatchValues
from alo183_desktop.letters.rules import Result
from alo183_desktop.phones.custody import circular
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.retention import inspection, inspection_files
from alo183_desktop.retention.inspection import InspectionData, InspectionScope
from alo183_desktop.rota import unreached
from alo183_desktop.rota.record import UnreachedValues
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.identity import format_phone
from tests.clocks import START
from tests.database.cases import HOUR, add
from tests.database.databases import Database, FillOnce
from tests.database.desks import finish, visit
from tests.database.phones import line_item, stock
from tests.database.test_cases_unexplained import STRANGE, line_with_calls
from tests.database.test_changes import form_of, new_entry
from tests.database.test_letters import electronic
from tests.documents.pictures import picture

DAY: Final = START.date()
PASSWORD: Final = "mor kedi tavanda sekiyor"
TCKN: Final = "10000000146"
"""Of who comes, as the letter prints it."""


class Case(NamedTuple):
    letter: int
    report: int
    picture: int


def fill(work: Work) -> Case:
    """Fill a directorate with something of each kind on one day."""
    here = stock(work)
    people = here.people
    custody.issue(work, [line_item(here.line)], officer_id=people.ilknur, at=START - HOUR)
    case = add(work, people, summary=f"T.C. {TCKN} numaralı çocuk, 0532 999 00 00")
    timeline.add_action(work, case, at=START, words=f"100 000 001 46 için arandı ({TCKN})")
    guidance.VISITS.save(
        work, None, visit(people.child, asked=f"{TCKN} için sordu", done="Verildi")
    )
    letter = finish(work, form_of(people, new_entry(people)))
    dispatch = letters.record_dispatch(
        work,
        letter,
        DispatchValues(
            channel=Channel.FAX,
            target="+903120000020",
            at=work.now,
            pages=1,
            result=Result.SENT,
            item_number="",
            note="",
        ),
    )
    report = table_pdf(
        title="Faks raporu", subtitle="", headings=["Sayfa"], rows=[["1 gönderildi"]]
    )
    first = letters.attach_evidence(work, dispatch, check_file("rapor.pdf", report))
    second = letters.attach_evidence(work, dispatch, check_file("rapor.png", picture("PNG")))
    return Case(letter, first, second)


@pytest.fixture(autouse=True)
def made(fill_once: FillOnce) -> Case:
    return fill_once(fill, name="Selin AKTAŞ")


def take(database: Database, **changes: object) -> InspectionData:
    wanted = InspectionScope(**{"first": DAY, "last": DAY, **changes})  # type: ignore[arg-type]
    with database.open_work("administrator", name="Selin AKTAŞ") as work:
        return inspection.take(work, wanted)


def opened(archive: bytes, password: str = PASSWORD) -> dict[str, bytes]:
    with pyzipper.AESZipFile(io.BytesIO(archive)) as found:
        found.setpassword(password.encode())
        return {name: found.read(name) for name in found.namelist()}


def said(files: Mapping[str, bytes]) -> str:
    """Return all that the files of a package say, as one text."""
    texts = []
    for name, data in files.items():
        if name.endswith(".xlsx"):
            with pyzipper.ZipFile(io.BytesIO(data)) as book:
                texts += [book.read(part).decode() for part in book.namelist()]
        elif name.endswith(".pdf"):
            text = text_of(data)
            assert text is not None
            texts += text.pages
        elif not name.endswith(".png"):
            texts.append(data.decode())
    return "\n".join(texts)


@pytest.mark.both_backends
def test_that_a_package_holds_every_kind_of_record(database: Database) -> None:
    archive, package = inspection_files.make_archive(
        take(database, is_masked=False), password=PASSWORD
    )
    files = opened(archive)
    assert dict(package.files) == files
    kinds = sorted({re.sub(r"\d+", "N", name) for name in files})
    assert kinds == [
        "BENIOKU.txt",
        "MANIFEST.json",
        "SHANSUMS",
        "aramalar.xlsx",
        "gorev-emirleri.xlsx",
        "kotalar.xlsx",
        "nobet.xlsx",
        "rehberlik.xlsx",
        "vakalar.xlsx",
        "yazilar.xlsx",
        "yazilar/N/N-faks-raporu.pdf",
        "yazilar/N/N-faks-raporu.png",
        "yazilar/N/N-yazi.pdf",
        "yoklamalar.xlsx",
        "zimmet.xlsx",
        "zimmet/N-N/N-tutanak.pdf",
    ]
    whole = said(files)
    for word in (TCKN, "100 000 001 46", "Müjgân IŞIK", "İlknur ÇIĞ", "Verildi", "gönderildi"):
        assert word in whole, word
    assert package.left_out == ()


def test_that_each_list_of_a_package_has_what_was_recorded(database: Database) -> None:
    with database.open_work("administrator") as work:
        unreached.REPORTS.save(work, None, UnreachedValues(START, "4. masa", "+903121112233"))
        circular.notify(work, [circular.find_circular(work)[0].officer_id])
    taken = take(database)
    assert {name: [title for title, _ in found] for name, found in taken.tables.items()} == {
        "yazilar.xlsx": ["Yazılar", "Gönderimler"],
        "zimmet.xlsx": ["Zimmet tutanakları"],
        "vakalar.xlsx": ["Vakalar", "Yapılan işlemler"],
        "rehberlik.xlsx": ["Yerinde rehberlik"],
        "yoklamalar.xlsx": ["Ulaşılabilirlik yoklamaları", "Ulaşılamadı bildirimleri"],
        "kotalar.xlsx": ["Hat kotaları"],
        "aramalar.xlsx": ["Açıklanamayan aramalar"],
        "nobet.xlsx": ["Nöbetler", "Tebliğ", "Vekâletler"],
        "gorev-emirleri.xlsx": ["Taşıt görev emirleri"],
    }
    ((_at, number, operator, *_rest),) = taken.tables["yoklamalar.xlsx"][1][1].rows
    assert (number, operator) == ("0312 111 22 33", "4. masa")
    kinds = [row[1] for row in taken.tables["zimmet.xlsx"][0][1].rows]
    assert kinds == ["teslim", "tebliğ"]
    (quota,) = taken.tables["kotalar.xlsx"][0][1].rows
    assert "0500 000 11 01" in quota


def test_that_an_unexplained_call_goes_along(database: Database) -> None:
    with database.open_work("administrator") as work:
        line_with_calls(work, STRANGE, phone="+905000000091")
    files = opened(inspection_files.make_archive(take(database), password=PASSWORD)[0])
    assert format_phone(STRANGE) in said({"aramalar.xlsx": files["aramalar.xlsx"]})


@pytest.mark.parametrize(
    ("channel", "name"), [(Channel.EBYS, "ebys-alindisi"), (Channel.KEP, "kep-delili")]
)
def test_that_the_proof_of_what_went_electronically_leaves_under_its_name(
    database: Database, made: Case, channel: Channel, name: str
) -> None:
    with database.open_work("administrator") as work:
        proof = check_file("alindi.png", picture("PNG"))
        letters.record_dispatch(work, made.letter, electronic(work, channel, "17"), proof)
    taken = take(database, is_masked=False)
    archive, _package = inspection_files.make_archive(taken, password=PASSWORD)
    assert any(one.endswith(f"-{name}.png") for one in opened(archive))


def test_that_no_tckn_leaves_unless_somebody_says_so(database: Database, made: Case) -> None:
    package = inspection_files.make_package(take(database))
    whole = said(package.files)
    assert TCKN not in whole
    assert "100 000 001 46" not in whole
    assert "100••••••46" in whole
    # The letter is there all the same, and says everything else.
    assert "Gülşah ÇETİNKAYA" in whole
    assert "0532 999 00 00" in whole
    names = set(package.files)
    # A report that is text is known to show no number; in a picture nobody can see one.
    assert any(name.endswith(f"{made.report}-faks-raporu.pdf") for name in names)
    [left] = package.left_out
    assert left.name.endswith(f"{made.picture}-faks-raporu.png")
    manifest = json.loads(package.files["MANIFEST.json"])
    assert manifest["tckn_masked"] is True
    assert [one["name"] for one in manifest["left_out"]] == [left.name]
    with_scans = inspection_files.make_package(take(database, with_scans=True))
    assert left.name in with_scans.files
    assert with_scans.left_out == ()


def test_that_a_letter_with_a_number_in_a_paper_from_outside_stays_here(
    database: Database, made: Case
) -> None:
    scan = table_pdf(title="Tarama", subtitle="", headings=["No"], rows=[[TCKN]])
    with database.open_work() as work:
        letters.attach_scan(work, made.letter, check_file("imzali.pdf", scan))
    package = inspection_files.make_package(take(database))
    assert any("imzali-tarama" in one.name for one in package.left_out)
    assert TCKN not in said(package.files)


def test_that_a_scan_in_a_pdf_without_any_text_stays_here(database: Database, made: Case) -> None:
    scan = as_pdf(picture("PNG"))
    with database.open_work() as work:
        letters.attach_scan(work, made.letter, check_file("imzali.pdf", scan))
    package = inspection_files.make_package(take(database))
    assert any("imzali-tarama" in one.name for one in package.left_out)


@pytest.mark.parametrize("is_masked", [True, False])
def test_that_the_manifest_shows_the_hash_of_every_file(
    database: Database,
    tmp_path: Path,
    is_masked: bool,  # noqa: FBT001 - a parameter of pytest
) -> None:
    package = inspection_files.make_package(take(database, is_masked=is_masked))
    manifest = json.loads(package.files["MANIFEST.json"])
    reported = {one["name"]: one["sha256"] for one in manifest["files"]}
    others = {"MANIFEST.json", "SHA256SUMS", "BENIOKU.txt"}
    assert reported.keys() == package.files.keys() - others
    for name, sha256 in reported.items():
        assert hashlib.sha256(package.files[name]).hexdigest() == sha256
    letter = next(one for one in manifest["files"] if one["name"].endswith("-yazi.pdf"))
    # Unmasked it is the frozen file itself; masked its hash still names the frozen one.
    assert letter["is_frozen_original"] is not is_masked
    assert len(letter["frozen_sha256"]) == 64
    for name, data in package.files.items():
        target = tmp_path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    tool = shutil.which("sha256sum")
    if tool is not None:  # an inspector's own program says the same
        checked = subprocess.run(
            [tool, "--check", "--strict", "SHA256SUMS"],
            cwd=tmp_path,
            check=False,
            capture_output=True,
        )
        assert checked.returncode == 0


def test_that_without_its_password_a_package_says_nothing(database: Database) -> None:
    archive, _package = inspection_files.make_archive(take(database), password=PASSWORD)
    with pytest.raises(RuntimeError, match=r"(?i)password"):
        opened(archive, "başka bir parola")
    with pyzipper.AESZipFile(io.BytesIO(archive)) as found:
        for info in found.infolist():
            assert info.flag_bits & 1, info.filename  # encrypted
            assert info.wz_aes_strength == 3, info.filename  # AES-256
            # Names are read without the password: they name nobody.
            assert re.fullmatch(r"[A-Za-z0-9./-]+", info.filename)


def test_that_only_the_days_that_were_asked_for_leave(database: Database) -> None:
    tomorrow = DAY + dt.timedelta(days=1)
    for changes, code in (
        ({"first": tomorrow, "last": tomorrow}, "retention.nothing_found"),
        ({"first": tomorrow, "last": DAY}, "retention.days_turned"),
        ({"first": dt.date(2000, 1, 1)}, "retention.days_many"),
    ):
        with pytest.raises(KnownError) as caught:
            take(database, **changes)
        assert caught.value.code == code


def test_that_a_package_is_written_down_before_it_leaves(database: Database) -> None:
    take(database)
    with database.open_work("auditor") as work:
        [row] = find_entries(
            work.session, AuditFilter(actions=("inspection.exported",)), before=None, limit=9
        )
    assert row.details["masked"] is True
    assert (row.details["starts_on"], row.details["ends_on"]) == ("2026-11-24", "2026-11-24")
    assert row.details["files"] == 4


def test_that_a_password_is_long_and_never_the_same() -> None:
    made = {inspection_files.new_password() for _ in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch(r"([A-HJ-NP-Z2-9]{5}-){4}[A-HJ-NP-Z2-9]{5}", one) for one in made)
    assert inspection_files.check_password(PASSWORD) == PASSWORD
    for weak, code in (
        ("kisa", "retention.password_short"),
        ("123456789012", "access.weak_password"),
        ("mor kedi tavanda yüzer", "retention.password_character"),
    ):
        with pytest.raises(KnownError) as caught:
            inspection_files.check_password(weak)
        assert caught.value.code == code
