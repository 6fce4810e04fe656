"""Press keys and the mouse at random in the real window, as four people do who sign in by turns.

The keys come from outside, by way of the X server: what a test sends from within Qt's own waiting
is nested as no real key ever is. What is done follows from the seed alone; when, from the machine.

A driver in process once died by SIGSEGV in Qt's `processKeyEvent`, with seed 41, where keys from
outside lived. That driver is lost, and its crash was not seen again. Under gdb, with freed memory
overwritten (PySide 6.11.3), two ways of dying were found, both of a driver, neither of real keys:
`QTest.keyClick` on a window keeps a bare `QWindow*` while it lets events run between Ctrl and the
key, so that where these destroy the window, `QWindowSystemInterface::handleKeyEvent` reads it; and
`QWidgetLineControl::processKeyEvent` goes on in a line that is destroyed within its `textChanged`.
The program destroys widgets later, and none while an answer is awaited (`containers.destroy`). That
it knows by the loop of `exec`: a driver that only calls `processEvents` is not protected.

The memory that may not grow is that of steady use, as over a working day. The first time that a
page or a dialog opens costs memory once (modules, fonts, styles, caches with a bound), and by
chance a rare one opens late. So after some locks the window opens them all (`gui/pictures.py`), and
only what comes on top of that counts. It is measured without what the C library keeps for the next
use: how much that is depends on which thread freed what, and it would hide a leak that fills it.
And only after a lock by hand on Bugün, once the page for the next sign-in is made behind the card:
that page is the one that was left, and some are forty times as large as others.
"""

import os
import random
import select
import shutil
import signal
import statistics
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from typing import IO, Final, NamedTuple

from alo183_desktop import demo
from alo183_desktop.access.rules import Role
from alo183_desktop.bootstrap.program import Program
from alo183_desktop.shared.clock import system_clock
from tests.prove.confined import can_confine
from tests.prove.figures import Counts, Figure, Tally, left_out
from tests.prove.monkey_window import DATA, PASSWORD, SHOWN
from tests.screens import NEEDED, real_screen
from tests.unit.bootstrap.people import CHEAP, first_sign_in

_WHAT: Final = "random keys and clicks: the window lives"
_LOG: Final = "  bugs in its log"
_MEMORY: Final = "  its memory when it is locked"
_DESKTOP: Final = """\
<openbox_config xmlns="http://openbox.org/3.4/rc"><mouse><context name="Client">
<mousebind button="Left" action="Press"><action name="Focus"/><action name="Raise"/></mousebind>
</context></mouse></openbox_config>
"""
"""A click gives the focus; no key and no menu of the desktop starts anything."""
_LOGINS: Final = {role: role.value for role in Role} | {Role.ADMINISTRATOR: demo.LOGIN}
_GIVEN: Final = "mor kedi tavanda yatar"
_ACTS_OF_ONE_PERSON: Final = 50
_LAST: Final = 40
_LONGEST_S: Final = 600
_LONGEST_TOUR_S: Final = 600
_BREATH_S: Final = 0.02
_CLICKS: Final = 3
"""Into the desk, where the desktop gives nobody the focus."""
_CLICKED_S: Final = 60
_AWAY: Final = "windowfocus 1 "
"""Out of the window, as somebody goes who comes back to one that has not noticed them.

Where a click and the end of a dialog cross, the X server has the focus in the window already, and
Qt waits to be told.
"""
_STARTS: Final = 20
"""Of the keyboard, for one act."""
_X_SERVER_S: Final = 5
"""So long it may take to end once its clients have lost it."""
_MOST_GROWTH: Final = 0.05
_MOST_REFUSED: Final = 8
_COLD: Final = 8
"""Locks until everything is opened once; what is first opened by chance is tried till then."""
_BY_CLOCK: Final = 0.25
"""The part of the locks that come in the midst of anything."""
_COMPARED: Final = 8
"""Locks at the beginning and at the end, whose median is compared."""

_KEYS: Final = (
    "Tab",
    "shift+Tab",
    "Down",
    "Up",
    "Left",
    "Right",
    "Home",
    "End",
    "Next",
    "Prior",
    "Return",
    "Return",
    "Escape",
    "space",
    "Delete",
    "BackSpace",
    "F2",
    "F5",
    "F8",
    "Menu",
    "ctrl+Return",
    "ctrl+Tab",
    "shift+Down",
    "shift+F10",
    "alt+Down",
    "F4",
    "plus",
    "minus",
)
_SHORTCUTS: Final = (
    *(f"ctrl+{sign}" for sign in "12345678nfkspcvazxyoe"),
    *(f"alt+{sign}" for sign in "abcdefghijklmnoprstuvyz"),
)
_TEXTS: Final = (
    "ay",
    "vaka",
    "Zeynep",
    "mehmet kara",
    "05335551133",
    "10000000146",
    "12",
    "0",
    "2024",
    "01.03.2026",
    "14:30",
    "yedek parola",
    "a.b@c.tr",
    "E-1234",
    "%",
    "99999999999999",
)
_WEIGHTS: Final = {
    "click": 40,
    "double click": 6,
    "right click": 8,
    "drag": 2,
    "wheel": 4,
    "key": 30,
    "shortcut": 22,
    "text": 12,
    "Escape": 10,
}
_TYPED: Final = frozenset({"key", "text"})
"""Not while it is locked: words typed at random are wrong passwords, after which it must wait."""


def prove(counts: Counts, folder: Path, chance: random.Random) -> list[Figure]:
    """Do so many acts on invented data, and judge whether the window stood them."""
    missing = [tool for tool in NEEDED if shutil.which(tool) is None]
    if not can_confine() or missing:
        return [left_out(_WHAT, f"no {', '.join(missing) or 'Landlock'} here")]
    _make_directorate(folder / DATA)
    shutil.copytree(folder / DATA, folder / SHOWN)
    lived, logged = Tally(_WHAT), Tally(_LOG)
    with ExitStack() as stack:
        monkey = _Monkey(folder, chance, stack)
        wrong = None
        while wrong is None and monkey.done < counts.acts:
            wrong = monkey.act()
            lived.note(wrong)
    bugs = monkey.bugs()
    logged.note(bugs[0] if bugs else None)
    if wrong or bugs:
        said = [path.read_text(errors="replace") for path in (monkey.log, monkey.screen.log)]
        sys.stderr.write("\n".join([*monkey.last, *bugs, *said]))
    return [lived.figure(monkey.summary()), logged.figure(), _growth(monkey.locked_mib)]


def _make_directorate(folder: Path) -> None:
    """Fill a year of invented work, and let somebody of each role sign in."""
    demo.fill(folder, password=PASSWORD, clock=system_clock, cost=CHEAP)
    (folder / "demo").unlink()  # it would find the button that throws the demo away
    program = Program(folder, cost=CHEAP)
    with closing(program.unlock(demo.LOGIN, PASSWORD)) as desk:
        for role, login in _LOGINS.items():
            if login != demo.LOGIN:
                desk.users.add(login=login, name=f"{login} deneme", role=role, password=_GIVEN)
                first_sign_in(program, login, _GIVEN, PASSWORD).close()


def _growth(mib: list[float]) -> Figure:
    if len(mib) < 2 * _COMPARED:
        return left_out(_MEMORY, f"{len(mib)} locks by hand since it was warm are too few")
    first = statistics.median(mib[:_COMPARED])
    last = statistics.median(mib[-_COMPARED:])
    held = last <= first * (1 + _MOST_GROWTH)
    return Figure(_MEMORY, 1, int(held), f"{first:.0f} MiB when warm, {last:.0f} at the end")


class _State(NamedTuple):
    """How the window stands, and where what has its focus lies."""

    is_open: bool
    is_refused: bool
    is_calm: bool
    left: int
    top: int
    width: int
    height: int


class _Monkey:
    """Presses the keys of a window that it starts, and hears how it stands.

    Attributes:
        done: Acts.
        last: The last of them, in the words of xdotool.
        locked_mib: The memory of the window each time it was locked by hand since it was warm.
        log: What the window says.
        screen: Shows it.
    """

    def __init__(self, folder: Path, chance: random.Random, stack: ExitStack) -> None:
        self.done = 0
        self.last: deque[str] = deque(maxlen=_LAST)
        self.locked_mib: list[float]
        self.log = folder / "log"
        self._folder = folder
        self._chance = chance
        self._left_of_person = 0
        self._starts = self._locks = self._refused = self._came_back = 0
        self._roles: list[Role] = []
        self._environment = _environment(folder)
        self.screen = stack.enter_context(real_screen(folder, settings=_DESKTOP))
        self._environment["DISPLAY"] = self.screen.display
        self._said = stack.enter_context(self.log.open("ab"))
        self._keyboard = self._start_keyboard()
        self._window = self._start_window()
        stack.callback(self._end)

    def act(self) -> str | None:
        """Do one act; return what is wrong with the window after it, None when nothing is."""
        self.done += 1
        try:
            state = self._ask()
            self._left_of_person -= 1
            if self._left_of_person < 0:
                by_clock = self._chance.random() < _BY_CLOCK
                self._sign_in(self._chance.choice(list(Role)), by_clock=by_clock)
            else:
                self._do(self._choose(state))
        except (EOFError, TimeoutError) as error:
            return f"{error} after {self.done} acts"
        return None

    def bugs(self) -> list[str]:
        """Return what the window has logged as a bug."""
        lines = self.log.read_text(errors="replace").splitlines()
        return [line for line in lines if "bug:" in line]

    def summary(self) -> str:
        """Return who was there."""
        roles = ", ".join(f"{role} {self._roles.count(role)}" for role in Role)
        starts = f"; {self._starts} starts" if self._starts > 1 else ""
        back = f"; came back to the window {self._came_back} times" if self._came_back else ""
        return f"signed in: {roles}{starts}{back}"

    def _choose(self, state: _State) -> str:
        """Return an act in the words of xdotool."""
        (kind,) = self._chance.choices(list(_WEIGHTS), list(_WEIGHTS.values()))
        across, down = self._chance.random(), self._chance.random()
        key, shortcut = self._chance.choice(_KEYS), self._chance.choice(_SHORTCUTS)
        text, wheel = self._chance.choice(_TEXTS), self._chance.choice((4, 5))
        if not state.is_open and kind in _TYPED:
            kind = "click"
        x, y = state.left + int(across * state.width), state.top + int(down * state.height)
        return {
            "click": f"mousemove {x} {y} click --delay 5 1",
            "double click": f"mousemove {x} {y} click --repeat 2 --delay 5 1",
            "right click": f"mousemove {x} {y} click --delay 5 3",
            "drag": f"mousemove {x} {y} mousedown 1 mousemove_relative -- 60 40 mouseup 1",
            "wheel": f"mousemove {x} {y} click --repeat 3 --delay 5 {wheel}",
            "key": f"key --delay 0 {key}",
            "shortcut": f"key --delay 0 {shortcut}",
            "text": f'type --delay 2 -- "{text}"',
            "Escape": "key --delay 0 Escape",
        }[kind]

    def _sign_in(self, role: Role, *, by_clock: bool) -> None:
        """Lock, by hand or as the clock does it in the midst of anything, and sign in."""
        self._left_of_person = int(_ACTS_OF_ONE_PERSON * (0.5 + self._chance.random()))
        self.last.append(f"lock {'by the clock' if by_clock else 'by hand'}, sign in as {role}")
        if not by_clock:
            self._do("key Escape key Escape key ctrl+1 key ctrl+l")
        state = self._ask("lock")
        # Into the empty desk: not every desktop gives the focus back when a dialog goes.
        for clicks in range(_CLICKS):
            away = _AWAY if clicks else ""
            self._do(f"{away}mousemove {state.left + 20} {state.top + 20} click --delay 5 1")
            self._came_back += bool(clicks)
            longest_s = _LONGEST_S if clicks else _CLICKED_S
            if self._until(lambda state: state.is_calm and not state.is_open, longest_s):
                break
        else:
            raise TimeoutError(f"it does not lock: {self._ask()}")
        self._locks += 1
        if self._locks > _COLD and not by_clock:
            self._ask("trim")
            self.locked_mib.append(self._resident_mib())
        if self._locks == _COLD:
            self._ask("tour", longest_s=_LONGEST_TOUR_S)
            self._left_of_person = 0  # its windows had the focus: the next act begins again
            return
        self._do("key Escape key Escape key alt+k key ctrl+a")
        self._do(f'type --delay 2 -- "{_LOGINS[role]}"')
        self._do("key Escape key alt+p key ctrl+a")
        self._do(f'type --delay 2 -- "{PASSWORD}"')
        self._do("key Return")
        if not self._until(lambda state: state.is_open or state.is_refused):
            raise TimeoutError("a password is neither taken nor refused")
        if self._ask().is_open:
            self._roles.append(role)
            self._refused = 0
            return
        self._left_of_person = 0
        self._refused += 1  # as an administrator, it may have closed the account itself
        if self._refused == _MOST_REFUSED:
            raise TimeoutError("nobody comes in any more")

    def _until(self, is_so: Callable[[_State], bool], longest_s: float = _LONGEST_S) -> bool:
        end = time.monotonic() + longest_s
        while time.monotonic() < end:
            if is_so(self._ask()):
                return True
            time.sleep(_BREATH_S)
        return False

    def _do(self, words: str) -> None:
        """Press keys, and wait until the X server has handed them on."""
        self.last.append(words)
        # It ends whenever a window that it asks about is gone by then.
        for _try in range(_STARTS):
            with suppress(BrokenPipeError):
                if _answer(self._keyboard, f"{words}\ngetmouselocation\n"):
                    return
            self._keyboard.communicate()
            self._keyboard = self._start_keyboard()
        with suppress(subprocess.TimeoutExpired):
            raise EOFError(f"the X server has ended with {self.screen.server.wait(_X_SERVER_S)}")
        raise EOFError("xdotool has ended")

    def _ask(self, what: str = "state", *, longest_s: float = _LONGEST_S) -> _State:
        """Return how the window stands, once it has time to say so.

        Args:
            what: It does before: `lock`, `trim` or `tour`.
            longest_s: It may take for that.

        Raises:
            EOFError: It has died.
            TimeoutError: It says nothing any more.
        """
        said = b""
        with suppress(BrokenPipeError):
            said = _answer(self._window, f"{what}\n", longest_s=longest_s)
        if not said:
            self._window.communicate()
            if self._window.returncode:
                raise EOFError(f"it ended with {self._window.returncode}")
            self.last.append("(closed, as anybody may; started anew)")
            self._left_of_person = 0
            self._window = self._start_window()
            return self._ask(what, longest_s=longest_s)
        is_open, is_refused, is_calm, *place = map(int, said.split())
        return _State(bool(is_open), bool(is_refused), bool(is_calm), *place)

    def _end(self) -> None:
        for process in (self._window, self._keyboard):
            process.kill()
            process.communicate()

    def _resident_mib(self) -> float:
        pages = Path(f"/proc/{self._window.pid}/statm").read_text(encoding="ascii").split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE") / 1024**2

    def _start_window(self) -> subprocess.Popen[bytes]:
        self._starts += 1
        self._locks = 0
        self.locked_mib = []
        return subprocess.Popen(
            [sys.executable, "-m", "tests.prove.monkey_window", str(self._folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            env=self._environment,
        )

    def _start_keyboard(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            ["xdotool", "-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            env={**os.environ, "DISPLAY": self._environment["DISPLAY"]},
        )


def _answer(
    process: subprocess.Popen[bytes], words: str, *, longest_s: float = _LONGEST_S
) -> bytes:
    """Return the line with which a process answers; nothing when it has ended.

    Raises:
        BrokenPipeError: It had ended before.
        TimeoutError: It says nothing; where it stands is told by its faulthandler.
    """
    into, out = _pipes(process)
    into.write(words.encode())
    into.flush()
    if not select.select([out], [], [], longest_s)[0]:
        process.send_signal(signal.SIGABRT)
        raise TimeoutError("it hangs")
    return out.readline()


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    assert process.stdin is not None
    assert process.stdout is not None
    return process.stdin, process.stdout


def _environment(folder: Path) -> dict[str, str]:
    """Return an environment in which everything lies in the folder, and no program is found."""
    home = str(folder / "ev")
    Path(home).mkdir()
    places = ("HOME", "TMPDIR", "XDG_RUNTIME_DIR", "PATH")
    kept = {name: os.environ[name] for name in ("PYTHONPATH", "LANG") if name in os.environ}
    return {
        **kept,
        **dict.fromkeys(places, home),
        "CUPS_SERVER": f"{home}/nowhere",
        # What is freed is overwritten: whoever still works in it dies at once.
        "MALLOC_PERTURB_": "165",
        # All threads free into one place: the ends of their own ones are never given back.
        "MALLOC_ARENA_MAX": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
