"""The main job in a window of its own display, by keys that come from outside the program."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from alo183_desktop.bootstrap.program import Program
from alo183_desktop.cases import cards
from alo183_desktop.documents.letter.content import FieldTable
from alo183_desktop.letters import queries
from alo183_desktop.letters.rules import Result
from alo183_desktop.shared.clock import format_day, local, local_day, system_clock
from tests.clocks import PATIENCE_S
from tests.gui.officers.directorate import tckn
from tests.screens import NEEDED, real_screen

PROGRAMS: Final = (*NEEDED, "pdftotext", "setxkbmap")
MISSING: Final = [name for name in PROGRAMS if shutil.which(name) is None]
ROOT: Final = Path(__file__).parents[2]
ROSTER: Final = ROOT / "tests" / "samples" / "kadro.xlsx"
WINDOW: Final = "Alo 183 İl Masası"
CHANGE: Final = "Görev değişikliği"
LOGIN: Final = "selin.aktas"
PASSWORD: Final = "mor kedi tavanda yüzer"
_POLL_S: Final = 0.05
_ASKED: Final = re.compile(r"Kâğıttaki (\d)\. grubu yazınız")
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
    """The program on a screen of its own, and whoever sits in front of it.

    Whoever types looks at the screen: what is meant for a control is pressed once that has the
    keyboard, and nothing is pressed twice.
    """

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.home = folder / "home"
        self.home.mkdir()
        self.data = folder / "Veri ğüşİ"
        self._environment = {**environment, "HOME": str(self.home)}
        self._log = (folder / "program.log").open("w+b")
        self._program = self._start(
            "-m",
            "tests.gui.real_window",
            "--data",
            str(self.data),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def type(self, text: str) -> None:
        """Type a text where the focus is, and wait until it stands there."""
        self._xdotool("type", "--delay", "1", "--", text)
        self.until(lambda: self._ask_window("text") == text)

    def press(self, *keys: str) -> None:
        """Press keys one after another, named as in `xdotool key`."""
        self._xdotool("key", "--delay", "1", *keys)

    def fill(self, *texts: str) -> None:
        """Type texts into one field after another, and stay in the last one."""
        for index, text in enumerate(texts):
            if index:
                self.press("Tab")
            if text:
                self.type(text)

    def name(self) -> str:
        """Return what the control is called that has the keyboard; empty for none."""
        return self._ask_window("name")

    def come_to(self, name: str, *keys: str, window: str = WINDOW) -> None:
        """Press keys, and wait until what they lead to has the keyboard.

        Args:
            name: Of the control; empty within a dialog that is Qt's own.
            keys: As in `press`.
            window: Its title.
        """
        if keys:
            self.press(*keys)
        self.until(lambda: (self._title(), self.name()) == (window, name))

    def choose_file(self, name: str, window: str, *keys: str) -> None:
        """Press what asks for a file, and name one in the folder of whoever sits there."""
        self.come_to("", *keys, window=window)
        # In quotes nothing is offered for it, which would take the Enter.
        self.type(f'"{name}"')
        self.press("Return")

    def until(self, condition: Callable[[], object]) -> None:
        """Wait for a condition."""
        end = time.monotonic() + PATIENCE_S
        while not condition():
            if time.monotonic() > end:
                stands = [self._title(), self.name(), self._ask_window("text")]
                pytest.fail(f"waited in vain at {stands}: {self._reported()}")
            self._live(_POLL_S)

    def ask(self, *words: str) -> Any:
        """Return what the command line prints about the data."""
        environment = {**self._environment, "ALO183_USER": LOGIN, "ALO183_PASSWORD": PASSWORD}
        shown = subprocess.run(
            [sys.executable, "-m", "alo183_desktop", "--data", self.data, *words, "--json"],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return json.loads(shown.stdout)

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
        assert self._program.wait(PATIENCE_S) == 0, self._reported()
        assert self._reported() == ""

    def end(self) -> None:
        """Leave nothing running, whatever went wrong."""
        self._program.kill()
        self._program.communicate()
        self._log.close()

    def _start(self, *words: str, stdout: int, stdin: int | None = None) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, *words],
            cwd=ROOT,
            env=self._environment,
            stdin=stdin,
            stdout=stdout,
            stderr=self._log,
        )

    def _title(self) -> str:
        """Return the title of the window that has the keyboard; empty for none."""
        asked = self._run("xdotool", "getactivewindow", "getwindowname")
        return asked.stdout.removesuffix("\n").removesuffix(f" — {WINDOW}")

    def _ask_window(self, what: str) -> str:
        """Return what the program reports; see real_window.py."""
        asks, tells = self._program.stdin, self._program.stdout
        assert asks is not None
        assert tells is not None
        with suppress(BrokenPipeError):
            asks.write(f"{what}\n".encode())
            asks.flush()
        shown = tells.readline()
        return str(json.loads(shown)) if shown else ""

    def _live(self, seconds: float) -> None:
        """Let time pass, unless the program has ended."""
        try:
            code = self._program.wait(seconds)
        except subprocess.TimeoutExpired:
            return
        pytest.fail(f"the program ended with {code}: {self._reported()}")

    def _reported(self) -> str:
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
    with real_screen(tmp_path) as screen:
        environment = {
            **os.environ,
            "DISPLAY": screen.display,
            "LC_ALL": "C.UTF-8",  # xdotool reads what it types
            "QT_QPA_PLATFORM": "xcb",
        }
        subprocess.run(["setxkbmap", "tr"], env=environment, check=True)
        made = Seat(tmp_path, environment)
        yield made
        made.end()


@pytest.mark.extra
@pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")
@pytest.mark.timeout(1800)
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
    seat.come_to("Vakalar", "ctrl+2")
    with seat.clipboard(screen):
        seat.come_to("Başvuru numarası, telefon ya da ad", "ctrl+n", window="Vaka kaydet")
        seat.come_to("Operatör", "ctrl+v", window="Vaka kaydet")  # not on the screen
        seat.come_to("Vakalar", "ctrl+s")
    seat.come_to("Parola", "ctrl+l")
    seat.type(PASSWORD)
    seat.come_to("Vakalar", "Return")
    seat.come_to("Değişiklik yazıları", "ctrl+4")
    seat.come_to("Ayrılanın adı soyadı", "ctrl+n", window=CHANGE)
    seat.come_to("Değişiklik yazıları", "Escape")
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
    assert case["routed_at"] == routed.astimezone(UTC).isoformat()
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
    seat.come_to("İl")
    seat.fill("ankara", *[""] * 7)
    seat.come_to("Başlığı, muhatabı ve adresini denetledim, seçili", "space")
    seat.come_to("DETSİS numarası", "Return")
    seat.fill("12345678", "", "Karanfil Mahallesi, Leylak Sokak No: 5", "06420", "", "03125551212")
    seat.fill("", "", "", "", "", "", "", "", "03125551213")
    seat.come_to("Adı soyadı", "Return")
    seat.fill("Hasan KÖKSAL", "İl Müdürü")
    seat.come_to("İlk günü", "alt+l")
    seat.type("01.01.2026")
    seat.come_to("Adı soyadı", "Return")
    seat.fill("Selin AKTAŞ", "", PASSWORD, PASSWORD)
    seat.come_to("Yazdır…", "Return")
    sheet = seat.home / "kagit.pdf"
    seat.choose_file(sheet.name, "Kurtarma kâğıdını kaydet", "alt+k")
    seat.until(sheet.exists)
    printed = subprocess.run(
        ["pdftotext", "-layout", sheet, "-"], capture_output=True, text=True, check=True
    ).stdout
    groups = [group.replace(" ", "") for group in _GROUP.findall(printed)]
    assert len(groups) == 8
    seat.until(lambda: _ASKED.match(seat.name()))
    asked = _ASKED.match(seat.name())
    assert asked
    # Enter comes at once, while the data still takes note of the group.
    group = groups[int(asked[1]) - 1].lower()
    seat.come_to("Süresi en önce dolacaklar", *group, "Return")


def _import_roster(seat: Seat) -> None:
    seat.come_to("Kadro", "ctrl+3")
    window = "Kadroyu dosyadan aktar"
    seat.come_to("Dosya seç…", "ctrl+i", window=window)
    shutil.copy(ROSTER, seat.home)
    seat.choose_file(ROSTER.name, "Dosya seç", "ctrl+o")
    seat.come_to("Aktarılacak satırlar", window=window)
    seat.come_to("Kapat", "ctrl+s", window=window)
    seat.come_to("Kadro", "Escape")


def _change(seat: Seat, today: str) -> None:
    seat.come_to("Değişiklik yazıları", "ctrl+4")
    seat.come_to("Ayrılanın adı soyadı", "ctrl+n", window=CHANGE)
    seat.type("tugba dagistanli")
    seat.come_to("Adı", "Return", window=CHANGE)  # takes the only offer, and goes on
    seat.fill("mehmet", "yıldız", "Psikolog", tckn(77), "mehmet.yildiz@aile.gov.tr", "")
    seat.fill("", "05335551132", "05335551133")
    seat.come_to("Görev değişikliğinin başladığı gün", "Return", window=CHANGE)
    seat.type(today)
    seat.come_to("Sayı (kayıt numarası)", "Return", window=CHANGE)
    seat.fill("4752", today)
    # The set-up named no contact person, of which the letter warns.
    seat.come_to("Yazıya dön", "ctrl+Return")
    seat.come_to("Yazdır…", "Tab", "space", window=CHANGE)


def _dispatch(seat: Seat) -> None:
    fax, post = "Faks gönderimini kaydet", "Posta gönderimini kaydet"
    seat.come_to("Gitti", "alt+f", window=fax)
    seat.come_to("Gitmedi, seçili", "alt+m", window=fax)
    seat.come_to("Açıklama", "alt+a", window=fax)
    seat.type("MEŞGUL")
    seat.come_to("Yazdır…", "ctrl+s", window=CHANGE)
    seat.come_to("Gitti", "alt+f", window=fax)
    seat.come_to("Gitti, seçili", "alt+g", window=fax)
    seat.come_to("Açıklama", "alt+a", window=fax)
    seat.type("OK 2 sayfa 00:41")
    seat.come_to("Yazdır…", "ctrl+s", window=CHANGE)
    seat.come_to("Gitti", "alt+p", window=post)
    seat.come_to("Gitti, seçili", "alt+g", window=post)
    seat.come_to("Gönderi numarası", "alt+n", window=post)
    seat.type("RR473124829TR")
    seat.come_to("Yazdır…", "Return", window=CHANGE)
    seat.come_to("Değişiklik yazıları", "alt+d")
