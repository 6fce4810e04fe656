"""Scans of unknown origin: what is drawn, and files that were made to do harm."""

import ast
import shutil
import socket
import subprocess
import sys
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from alo183_desktop.documents.checked_files import check_file
from alo183_desktop.documents.fax import scans
from alo183_desktop.documents.fax.scanned_sheets import MOST_PAGES
from alo183_desktop.documents.fax.scans import SCAN_LIMITS, child_command, count_sheets
from alo183_desktop.documents.foreign import confinement
from alo183_desktop.documents.foreign.limited_child import ChildEndedError, Ending, ask_child
from alo183_desktop.documents.letter.content import Resolution
from alo183_desktop.documents.papers.foreign import as_pdf
from alo183_desktop.documents.pixels import page_count
from alo183_desktop.shared.errors import KnownError
from tests.documents.pictures import picture

STANDARD: Final = Resolution.STANDARD
_UNSHARE: Final = shutil.which("unshare")
MAY_UNSHARE: Final = (
    sys.platform == "linux"
    and _UNSHARE is not None
    and not subprocess.run([_UNSHARE, "-Uni", "true"], capture_output=True, check=False).returncode
)


def page_with(content: bytes) -> bytes:
    """Return a PDF of one page with so much on it."""
    packed = zlib.compress(content)
    things = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(packed), packed),
    )
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % pair for pair in enumerate(things, start=1))
    return b"%PDF-1.4\n" + body + b"trailer<</Size 5/Root 1 0 R>>\n%%EOF"


def pages_of(count: int, side: int) -> bytes:
    """Return a PDF of so many square pages, all one object, whose sides have so many points."""
    things = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (b"3 0 R " * count, count),
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]>>" % (side, side),
    )
    body = b"".join(b"%d 0 obj%s endobj\n" % pair for pair in enumerate(things, start=1))
    return b"%PDF-1.4\n" + body + b"trailer<</Size 4/Root 1 0 R>>\n%%EOF"


def refused(scan: bytes, **limits: float) -> str:
    with pytest.raises(KnownError) as caught:
        count_sheets(scan, STANDARD, limits=replace(SCAN_LIMITS, **limits))  # type: ignore[arg-type]
    return caught.value.code


def test_that_the_sheets_of_a_paper_are_counted() -> None:
    assert count_sheets(page_with(b"0 0 m 100 100 l S"), STANDARD) == 1
    assert count_sheets(picture("TIFF", pages=3), STANDARD) == 3


def test_that_a_picture_with_a_paper_behind_its_head_is_a_picture_everywhere() -> None:
    paper = as_pdf(picture("TIFF", pages=2))
    assert len(paper) < 65_000
    comment = b"\xff\xfe" + (len(paper) + 2).to_bytes(2, "big") + paper
    photo = picture("JPEG")
    both = photo[:2] + comment + photo[2:]
    assert check_file("tarama.jpg", both).media_type == "image/jpeg"
    assert count_sheets(both, STANDARD) == 1
    assert page_count(as_pdf(both)) == 1


def test_that_a_page_that_takes_too_long_is_given_up() -> None:
    lines = b"".join(b"%d %d l " % (place % 595, place * 7 % 842) for place in range(1_600_000))
    scan = page_with(b"0 0 m " + lines + b"S")
    assert refused(scan, silence_s=0.5) == "documents.scan_too_slow"


def test_that_a_child_that_starts_slowly_is_not_taken_for_a_page_that_takes_too_long() -> None:
    asked: list[bool] = []

    def is_cancelled() -> bool:
        asked.append(True)
        return len(asked) > 3

    waits = [sys.executable, "-I", "-c", "import threading; threading.Event().wait()"]
    speaks = [*waits[:-1], f"print(1, flush=True); {waits[-1]}"]
    for command, ending in ((waits, Ending.CANCELLED), (speaks, Ending.TIMEOUT)):
        asked.clear()
        wait = (lambda: False) if ending is Ending.TIMEOUT else is_cancelled
        with pytest.raises(ChildEndedError) as caught:
            ask_child(command, b"", seconds=600, answer_bytes=99, silence_s=0, is_cancelled=wait)
        assert caught.value.ending is ending


def test_that_a_child_gets_nothing_of_our_environment_that_is_not_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("ALO183_PASSWORD", "PGPASSWORD", "PGPASSFILE", "SSH_AUTH_SOCK", "SOME_TOKEN"):
        monkeypatch.setenv(name, "zarf köprü mühür fener")
    monkeypatch.setenv("TMPDIR", "/bir/yer")
    prints = [sys.executable, "-I", "-c", "import os; print(ascii(dict(os.environ)))"]
    heard = ast.literal_eval(ask_child(prints, b"", seconds=600, answer_bytes=10**6).decode())
    assert heard["TMPDIR"] == "/bir/yer"
    assert "zarf köprü mühür fener" not in heard.values()


def in_child(code: str) -> str:
    """Return what some code prints in a child that was confined before it."""
    root = str(Path(confinement.__file__).parents[3])
    begin = f"import sys; sys.path.insert(0, {root!r}); "
    begin += f"from {confinement.__name__} import confine; confine(512); "
    command = [sys.executable, "-I", "-c", begin + code]
    return ask_child(command, b"", seconds=600, answer_bytes=10**6).decode().strip()


@pytest.mark.skipif(not MAY_UNSHARE, reason="this system lets no user make namespaces")
def test_that_a_confined_child_reaches_no_network() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        asks = "import socket; print(socket.socket().connect_ex(('127.0.0.1', {})))"
        assert in_child(asks.format(server.getsockname()[1])) != "0"


@pytest.mark.skipif(sys.platform != "linux", reason="Windows has jobs for this")
def test_that_a_child_ends_with_the_program_that_started_it() -> None:
    root = str(Path(confinement.__file__).parents[3])
    waits = (
        f"import sys; sys.path.insert(0, {root!r}); "
        f"from {confinement.__name__} import confine; confine(512); "
        "import os, threading; os.close(2); threading.Event().wait(60); print('outlived')"
    )
    starts = (
        "import os, signal, subprocess, sys; "
        f"child = subprocess.Popen([sys.executable, '-I', '-c', {waits!r}], "
        "stderr=subprocess.PIPE); child.stderr.read(); os.kill(os.getpid(), signal.SIGKILL)"
    )
    # What is read ends when both have ended.
    ended = subprocess.run([sys.executable, "-c", starts], stdout=subprocess.PIPE, check=False)
    assert (ended.returncode, ended.stdout) == (-9, b"")


@pytest.mark.parametrize(("count", "side"), [(1, 4000), (200, 8000), (1, 10**9)])
def test_that_a_page_larger_than_any_paper_is_refused_before_it_is_kept(
    count: int, side: int
) -> None:
    with pytest.raises(KnownError) as caught:
        check_file("tarama.pdf", pages_of(count, side))
    assert caught.value.code == "documents.page_too_large"


def test_that_a_photo_laid_on_a_page_point_by_point_is_taken() -> None:
    assert check_file("foto.pdf", pages_of(2, 3500)).sheets == 2


def test_that_more_pages_than_a_scan_has_are_refused() -> None:
    assert check_file("tarama.pdf", pages_of(MOST_PAGES, 100)).sheets == MOST_PAGES
    with pytest.raises(KnownError) as caught:
        check_file("tarama.pdf", pages_of(MOST_PAGES + 1, 100))
    assert caught.value.code == "documents.scan_too_large"


def test_that_an_answer_over_the_limit_is_cut_off() -> None:
    assert refused(picture("TIFF", pages=9), answer_bytes=20) == "documents.scan_too_large"


@pytest.mark.skipif(sys.platform != "linux", reason="the limit is tried with Linux' own figures")
def test_that_a_picture_that_does_not_fit_into_the_memory_is_refused() -> None:
    assert refused(picture("PNG", side=8000), memory_mib=200) in {
        "documents.scan_too_large",
        "documents.unreadable_scan",
    }


@pytest.mark.parametrize(
    "scan", [b"", b"%PDF-junk", page_with(b"")[:150], picture("PNG")[:60]], ids=range(4)
)
def test_that_what_is_no_paper_is_refused(scan: bytes) -> None:
    assert refused(scan) == "documents.unreadable_scan"


@pytest.mark.parametrize(
    "said",
    [
        "",
        "[]",
        "[]\n",
        '{"end": 7}',
        '{"strip": null}',
        '{"error": "db.unreadable"}',
        '{"error": []}',
        "[[[[",
        "[" * 100_000,
    ],
    ids=range(9),
)
def test_that_a_child_that_lies_is_not_believed(said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    command = [sys.executable, "-I", "-c", f"print({said!r})"]
    monkeypatch.setattr(scans, "child_command", lambda: command)
    assert refused(picture("PNG")) == "documents.unreadable_scan"


def test_that_the_frozen_program_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert child_command() == [sys.executable, "--read-scan"]
