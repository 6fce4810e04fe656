"""The main job in a window of its own display, by keys that come from outside the program.

Not here: the same in this process (changes/test_main_job.py), and single screens.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from alo183_desktop.bootstrap import Program
from alo183_desktop.cases import cards
from alo183_desktop.documents.content import FieldTable
from alo183_desktop.letters import queries
from alo183_desktop.letters.rules import Result
from alo183_desktop.shared.clock import format_day, local, local_day, system_clock
from tests.gui.officers.directorate import tckn

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NEEDED: Final = ("Xvfb", "openbox", "pdftotext", "setxkbmap", "xdotool")
MISSING: Final = [name for name in NEEDED if shutil.which(name) is None]
ROSTER: Final = Path(__file__).parent.parent / "samples" / "kadro.xlsx"
WINDOW: Final = "Alo 183 İl Masası"
LOGIN: Final = "selin.aktas"
PASSWORD: Final = "mor kedi tavanda yüzer"
LIMIT_S: Final = 300
"""For one condition: only a program that hangs takes so long."""
PATIENCE_S: Final = 10
"""Until a key is pressed once more that nothing has answered."""
_POLL_S: Final = 0.2
_GROUP: Final = re.compile(r"\d\.((?: *[0-9A-HJKMNP-TV-Z]){5})\b")
_HOLDS_CLIPBOARD: Final = """
import sys
from PySide6.QtGui import QGuiApplication
application = QGuiApplication(["clipboard"])
QGuiApplication.clipboard().setText(sys.argv[1])
print("held", flush=True)
application.exec()
"""


class Seat:
    """The program on a screen of its own, and whoever sits in front of it."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.home = folder / "home"
        self.home.mkdir()
        self.data = folder / "Veri ğüşİ"
        self._environment = {**environment, "HOME": str(self.home)}
        self._log = (folder / "program.log").open("w+b")
        self._program = self._start("-m", "alo183_desktop", "--data", str(self.data))

    def type(self, text: str) -> None:
        """Type a text where the focus is."""
        self._xdotool("type", "--delay", "1", "--", text)

    def press(self, *keys: str) -> None:
        """Press keys one after another, named as in `xdotool key`."""
        self._xdotool("key", "--delay", "1", *keys)

    def fill(self, *texts: str) -> None:
        """Type texts into one field after another, and stay in the last one."""
        for place, text in enumerate(texts):
            if place:
                self.press("Tab")
            if text:
                self.type(text)

    def title(self) -> str:
        """Return the title of the window that has the keyboard; empty for none."""
        asked = self._run("xdotool", "getactivewindow", "getwindowname")
        return asked.stdout.removesuffix("\n").removesuffix(f" — {WINDOW}")

    def window(self) -> str:
        """Return which window has the keyboard; empty for none."""
        return self._run("xdotool", "getactivewindow").stdout.strip()

    def until(self, condition: Callable[[], object], *keys: str) -> None:
        """Wait for a condition; press keys for it, and again when they came to nothing."""
        begun = time.monotonic()
        pressed = begun - PATIENCE_S if keys else float("inf")
        while not condition():
            now = time.monotonic()
            if now - begun > LIMIT_S:
                pytest.fail(f"waited in vain in {self.title()!r}: {self._told()}")
            if now - pressed >= PATIENCE_S:
                self.press(*keys)
                pressed = time.monotonic()
            self._live(_POLL_S)

    def open(self, title: str, *keys: str) -> None:
        """Press what opens a dialog, and wait until it has the keyboard."""
        self.until(lambda: self.title() == title, *keys)

    def choose_file(self, name: str, title: str, *keys: str) -> None:
        """Press what asks for a file, and name one in the folder of whoever sits there."""
        self.open(title, *keys)
        self.type(name)
        # What is offered for the name may take the first Enter.
        self.until(lambda: self.title() not in {title, ""}, "Return")

    def is_open(self) -> bool:
        """Return whether the program holds the data open: it is not locked."""
        return any(self.data.glob("alo183.open-*"))

    def ask(self, *words: str) -> Any:
        """Return what the command line tells of the data."""
        environment = {**self._environment, "ALO183_USER": LOGIN, "ALO183_PASSWORD": PASSWORD}
        told = subprocess.run(
            [sys.executable, "-m", "alo183_desktop", "--data", self.data, *words, "--json"],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return json.loads(told.stdout)

    @contextmanager
    def clipboard(self, text: str) -> Iterator[None]:
        """Let another program hold a text that was copied there."""
        with self._start("-c", _HOLDS_CLIPBOARD, text, stdout=subprocess.PIPE) as holder:
            assert holder.stdout is not None
            assert holder.stdout.readline() == b"held\n"
            yield
            holder.kill()

    def leave(self) -> None:
        """Close the window and wait for the end of the program."""
        self.press("alt+F4")
        assert self._program.wait(LIMIT_S) == 0, self._told()
        assert self._told() == ""

    def end(self) -> None:
        """Leave nothing running, whatever went wrong."""
        self._program.kill()
        self._program.wait()
        self._log.close()

    def _start(self, *words: str, stdout: int | None = None) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, *words],
            env=self._environment,
            stdout=self._log if stdout is None else stdout,
            stderr=self._log,
        )

    def _live(self, seconds: float) -> None:
        """Let time pass, unless the program has ended."""
        try:
            code = self._program.wait(seconds)
        except subprocess.TimeoutExpired:
            return
        pytest.fail(f"the program ended with {code}: {self._told()}")

    def _told(self) -> str:
        self._log.flush()
        self._log.seek(0)
        return self._log.read().decode(errors="replace")

    def _xdotool(self, *words: str) -> None:
        assert self._run("xdotool", *words).returncode == 0

    def _run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            words, env=self._environment, capture_output=True, text=True, check=False
        )


@pytest.fixture
def seat(tmp_path: Path) -> Iterator[Seat]:
    """Return the program on a fresh data folder, with its window in front."""
    reading, writing = os.pipe()
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-noreset", "-screen", "0", "1366x768x24"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    with os.fdopen(reading) as told:
        display = told.readline().strip()
    environment = {
        **os.environ,
        "DISPLAY": f":{display}",
        "LC_ALL": "C.UTF-8",  # xdotool reads what it types
        "QT_QPA_PLATFORM": "xcb",
    }
    subprocess.run(["setxkbmap", "tr"], env=environment, check=True)
    manager = subprocess.Popen(["openbox"], env=environment, stderr=subprocess.DEVNULL)
    made = Seat(tmp_path, environment)
    yield made
    made.end()
    for process in (manager, screen):
        process.kill()
        process.wait()


@pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")
@pytest.mark.skipif(
    not os.environ.get("ALO183_REAL_KEYS"),
    reason="a busy machine loses a key of xdotool now and then: asked for by ALO183_REAL_KEYS=1",
)
@pytest.mark.timeout(3600)
def test_that_the_main_job_is_done_by_keys_alone_and_keeps_what_was_typed(
    seat: Seat,
) -> None:
    today = local_day(system_clock())
    _set_up(seat)
    _import_roster(seat)
    _change(seat, format_day(today))
    _dispatch(seat)
    routed = local(system_clock() - timedelta(hours=2)).replace(second=0, microsecond=0)
    screen = (
        "Başvuru No: 183-2026-200001\n"
        f"Yönlendirme Tarihi: {routed:%d.%m.%Y %H:%M}\n"
        "Müracaat Konusu: Kadın\nVaka Türü: Şiddet\nArayan Telefonu: 0 532 111 22 33\n"
    )
    seat.press("ctrl+2")
    with seat.clipboard(screen):
        seat.open("Vaka kaydet", "ctrl+n")
        seat.press("ctrl+v")
        seat.until(lambda: seat.title() == WINDOW, "ctrl+s")
    seat.until(lambda: not seat.is_open(), "ctrl+l")
    seat.type(PASSWORD)
    seat.until(seat.is_open, "Return")
    seat.open("Görev değişikliği", "ctrl+4", "ctrl+n")
    seat.until(lambda: seat.title() == WINDOW, "Escape")
    seat.leave()

    officers = seat.ask("officers")
    (newcomer,) = [one for one in officers if one["surname"] == "YILDIZ"]
    assert len(officers) == 24
    assert "Tuğba DAĞISTANLI" not in {one["name"] for one in officers}
    assert newcomer["name"] == "Mehmet YILDIZ"
    assert newcomer["title"] == "Psikolog"
    assert newcomer["subjects"] == ["Kadın"]
    assert newcomer["corporate_mobile"] == "+905335551133"
    (letter,) = seat.ask("letters")
    assert letter["register_number"] == "4752"
    assert letter["summary"] == "Tuğba DAĞISTANLI → Mehmet YILDIZ"
    assert (letter["fax"]["state"], letter["fax"]["attempts"]) == ("proven", 2)
    assert (letter["post"]["state"], letter["post"]["attempts"]) == ("proven", 1)
    assert letter["completed_at"] is not None
    (case,) = seat.ask("cases")
    assert case["number"] == "183-2026-200001"
    assert case["routed_at"] == routed.isoformat()
    assert (case["subject"], case["kind"]) == ("Kadın", "Şiddet")
    desk = Program(seat.data, clock=system_clock).unlock(LOGIN, PASSWORD)
    with desk.work() as work:
        card = queries.get_letter(work.session, letter["letter_id"], now=work.now)
        caller = cards.get_card(work.session, case["case_id"]).caller_phone
    desk.close()
    assert caller == "+905321112233"
    (table,) = [block for block in card.content.body if isinstance(block, FieldTable)]
    assert [field.value for field in table.fields] == [
        "Mehmet YILDIZ",
        "Psikolog",
        tckn(77),
        "Kadın",
        "mehmet.yildiz@aile.gov.tr",
        "0533 555 11 32",
        "0533 555 11 33",
    ]
    assert card.content.contact.telephone == "0312 555 12 12"
    assert (card.content.number.register_number, card.content.date) == ("4752", today)
    assert [(one.result, one.target, one.item_number, one.note) for one in card.dispatches] == [
        (Result.FAILED, "+903125551213", "", "MEŞGUL"),
        (Result.SENT, "+903125551213", "", "OK 2 sayfa 00:41"),
        (Result.SENT, card.recipient_address, "RR473124829TR", ""),
    ]
    assert (seat.data / "alo183.log").read_text() == ""


def _set_up(seat: Seat) -> None:
    """Answer the set-up, and read the recovery sheet back."""
    # The question that Esc asks tells that the first step is there.
    seat.until(seat.window)
    first = seat.window()
    seat.until(lambda: seat.window() not in {first, ""}, "Escape")
    seat.until(lambda: seat.window() == first, "Escape")
    seat.fill("ankara", *[""] * 7)
    seat.press("space", "Return")
    seat.fill("12345678", "", "Karanfil Mahallesi, Leylak Sokak No: 5", "06420", "", "03125551212")
    seat.fill("", "", "", "", "", "", "", "03125551213")
    seat.press("Return")
    seat.fill("Hasan KÖKSAL", "İl Müdürü")
    seat.press("alt+l", "ctrl+a")
    seat.type("01.01.2026")
    seat.press("Return")
    seat.fill("Selin AKTAŞ", "", PASSWORD, PASSWORD)
    seat.press("Return")
    seat.until((seat.data / "alo183.key").exists)
    sheet = seat.home / "kagit.pdf"
    seat.choose_file(sheet.name, "Kurtarma kâğıdını kaydet", "alt+k")
    seat.until(sheet.exists)
    seat.press("alt+a")
    printed = subprocess.run(
        ["pdftotext", "-layout", sheet, "-"], capture_output=True, text=True, check=True
    ).stdout
    groups = [group.replace(" ", "") for group in _GROUP.findall(printed)]
    assert len(groups) == 8
    for group in groups:
        # Only one of them is asked for; once it stands there nothing more can be typed.
        seat.press("ctrl+a")
        seat.type(group.lower())
    seat.press("Return")


def _import_roster(seat: Seat) -> None:
    seat.open("Kadroyu dosyadan aktar", "ctrl+3", "ctrl+i")
    shutil.copy(ROSTER, seat.home)
    seat.choose_file(ROSTER.name, "Dosya seç", "ctrl+o")
    seat.until(lambda: len(seat.ask("officers")) == 24, "ctrl+s")
    seat.until(lambda: seat.title() == WINDOW, "Escape")


def _change(seat: Seat, today: str) -> None:
    seat.open("Görev değişikliği", "ctrl+4", "ctrl+n")
    seat.type("tugba dagistanli")
    seat.press("Return", "Return")  # the first takes the only offer
    seat.fill("mehmet", "yıldız", "Psikolog", tckn(77), "mehmet.yildiz@aile.gov.tr", "")
    seat.fill("", "05335551132", "05335551133")
    seat.press("Return")
    seat.type(today)
    seat.press("Return")
    seat.fill("4752", today)
    seat.press("ctrl+Return")
    # The set-up named no contact person, of which the letter warns.
    seat.until(lambda: seat.title() == WINDOW)
    seat.until(lambda: seat.title() == "Görev değişikliği", "Tab", "space")


def _dispatch(seat: Seat) -> None:
    seat.open("Faks gönderimini kaydet", "alt+k")
    seat.press("alt+m", "alt+a")
    seat.type("MEŞGUL")
    seat.until(lambda: seat.title() == "Görev değişikliği", "ctrl+s")
    seat.open("Faks gönderimini kaydet", "alt+k")
    seat.type("OK 2 sayfa 00:41")
    seat.until(lambda: seat.title() == "Görev değişikliği", "ctrl+s")
    seat.open("Posta gönderimini kaydet", "alt+p")
    seat.type("RR473124829TR")
    seat.until(lambda: seat.title() == "Görev değişikliği", "Return")
    seat.until(lambda: seat.title() == WINDOW, "alt+d")
