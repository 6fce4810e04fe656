"""A disk that loses its power: what a traced program wrote, and what of it may be there afterwards.

A file's name is safe once its folder was flushed, its content and length once it was flushed
itself. What came after that may be there or not: all, some, the first ones, or sectors of each.
"""

import enum
import random
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

CALLS: Final = (
    "openat",
    "open",
    "creat",
    "write",
    "pwrite64",
    "writev",
    "pwritev",
    "fsync",
    "fdatasync",
    "ftruncate",
    "fallocate",
    "unlink",
    "unlinkat",
)
"""The system calls that a trace must hold."""
_SECTOR: Final = 512
_CALL: Final = re.compile(r"^(?:\d+ +)?(\w+)\((.*)\) += (\d+)")
_TEXT: Final = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_OF_DESCRIPTOR: Final = re.compile(r"^\d+<((?:\\x[0-9a-f]{2})*)>")
_SYNCS: Final = frozenset({"fsync", "fdatasync"})
_UNKNOWN: Final = frozenset({"writev", "pwritev", "fallocate", "unlinkat"})
"""They would change a file in a way that is not modelled; a trace with one of them is refused."""


class Kind(enum.Enum):
    """What happened."""

    CREATED = enum.auto()
    WRITTEN = enum.auto()
    CUT_TO = enum.auto()
    FLUSHED = enum.auto()
    REMOVED = enum.auto()
    SAID = enum.auto()
    """The program reported something; from here on it must not be lost."""


class Event(NamedTuple):
    """One call of a traced program."""

    kind: Kind
    path: str
    """Empty for `SAID`."""
    place: int = 0
    """Of what was written; the new length for `CUT_TO`."""
    data: bytes = b""


class Loss(enum.StrEnum):
    """What becomes of that which was not flushed."""

    DROPPED = "dropped"
    """Nothing of it arrived."""
    CUT = "cut"
    """The first ones arrived, and of the last some sectors."""
    REORDERED = "reordered"
    """Some arrived, and others that came before did not."""
    TORN = "torn"
    """Of each some sectors arrived."""


def read_trace(trace: Path, wanted: Iterable[Path], *, said: Path) -> Iterator[Event]:
    """Return what a trace tells of some files, in order.

    Args:
        trace: Written by strace with all texts and paths in hexadecimal.
        wanted: The files; those of other names are passed over.
        said: What is written to this file is a report.

    Raises:
        ValueError: The program did something that is not modelled.
    """
    names = {str(path): path for path in wanted}
    folders = {str(path.parent) for path in names.values()}
    with trace.open(encoding="ascii") as lines:
        for line in lines:
            match = _CALL.match(line)
            if match is None:
                continue
            call, words, answer = match.groups()
            path = _path_of(call, words)
            if path == str(said) and call == "write":
                yield Event(Kind.SAID, "", data=_text(words))
            elif path in names or (path in folders and call in _SYNCS):
                yield from _event(call, path, words, int(answer))


def _event(call: str, path: str, words: str, answer: int) -> Iterator[Event]:
    if call in _SYNCS:
        yield Event(Kind.FLUSHED, path)
    elif call == "pwrite64":
        data = _text(words)[:answer]
        yield Event(Kind.WRITTEN, path, int(words.rpartition(",")[2]), data)
    elif call == "ftruncate":
        yield Event(Kind.CUT_TO, path, int(words.rpartition(",")[2]))
    elif call == "unlink":
        yield Event(Kind.REMOVED, path)
    elif "O_CREAT" in words:
        yield Event(Kind.CREATED, path)
    elif call == "write" or call in _UNKNOWN:
        raise ValueError(f"{call} is not modelled")


def _path_of(call: str, words: str) -> str:
    if call in {"openat", "open", "creat", "unlink", "unlinkat"}:
        return _text(words).decode(errors="replace")
    match = _OF_DESCRIPTOR.match(words)
    return "" if match is None else _bytes(match.group(1)).decode(errors="replace")


def _text(words: str) -> bytes:
    match = _TEXT.search(words)
    return b"" if match is None else _bytes(match.group(1))


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))


@dataclass(slots=True)
class _File:
    safe: bytearray = field(default_factory=bytearray)
    """What was flushed."""
    later: list[Event] = field(default_factory=list)
    """What was not, in order."""
    is_named: bool = False
    """Whether its name was flushed."""
    is_there: bool = False
    """Whether it is there while the power lasts."""


class Disk:
    """The files as they are, and as a power cut would leave them.

    Attributes:
        said: The reports so far.
    """

    def __init__(self, files: Mapping[str, bytes]) -> None:
        """Begin with files that are safe."""
        self._files = {
            path: _File(bytearray(data), is_named=True, is_there=True)
            for path, data in files.items()
        }
        self.said: list[bytes] = []

    def meet(self, event: Event) -> None:
        """Let one thing happen."""
        if event.kind is Kind.SAID:
            self.said.append(event.data)
            return
        if event.kind is Kind.FLUSHED and event.path not in self._files:
            for file in self._files.values():
                file.is_named = file.is_there
            return
        file = self._files.setdefault(event.path, _File())
        if event.kind is Kind.CREATED:
            file.is_there = True
        elif event.kind is Kind.REMOVED:
            file.is_there = False
        elif event.kind is Kind.FLUSHED:
            _apply(file.safe, file.later)
            file.later.clear()
        else:
            file.later.append(event)

    def files(self) -> dict[str, bytes]:
        """Return the files as the program sees them."""
        found = {}
        for path, file in self._files.items():
            if file.is_there:
                data = bytearray(file.safe)
                _apply(data, file.later)
                found[path] = bytes(data)
        return found

    def after_cut(self, loss: Loss, chance: random.Random) -> dict[str, bytes]:
        """Return the files as they are found after a power cut."""
        found = {}
        for path, file in self._files.items():
            is_there = file.is_named
            if file.is_named != file.is_there and loss is not Loss.DROPPED:
                is_there = chance.random() < 0.5
            if is_there:
                data = bytearray(file.safe)
                _apply(data, _survivors(file.later, loss, chance))
                found[path] = bytes(data)
        return found


def _survivors(later: list[Event], loss: Loss, chance: random.Random) -> Iterator[Event]:
    if loss is Loss.CUT:
        count = chance.randint(0, len(later))
        yield from later[:count]
        if count < len(later):
            yield from _sectors(later[count], chance)
    elif loss is Loss.REORDERED:
        yield from (event for event in later if chance.random() < 0.5)
    elif loss is Loss.TORN:
        for event in later:
            yield from _sectors(event, chance)


def _sectors(event: Event, chance: random.Random) -> Iterator[Event]:
    """Return the parts of a write that arrive: a sector of the disk is written whole or not."""
    if event.kind is not Kind.WRITTEN:
        if chance.random() < 0.5:
            yield event
        return
    begin, end = event.place, event.place + len(event.data)
    while begin < end:
        border = min(end, (begin // _SECTOR + 1) * _SECTOR)
        if chance.random() < 0.5:
            data = event.data[begin - event.place : border - event.place]
            yield Event(Kind.WRITTEN, event.path, begin, data)
        begin = border


def _apply(data: bytearray, events: Iterable[Event]) -> None:
    for event in events:
        if event.kind is Kind.CUT_TO:
            del data[event.place :]
            data.extend(bytes(event.place - len(data)))
        else:
            if event.place > len(data):
                data.extend(bytes(event.place - len(data)))
            data[event.place : event.place + len(event.data)] = event.data
