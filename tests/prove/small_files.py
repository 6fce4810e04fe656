"""Let the program read key files, manifests, heads, journals and TOML letters that are broken."""

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from alo183_desktop.access import attempts, backups, keys, vault
from alo183_desktop.access.second_folder import read_second
from alo183_desktop.changes.toml_letter import example_text, read_toml_letter
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.texts import message_of
from tests.prove.directorates import Directorate
from tests.prove.figures import Counts, Figure, Tally

_ODD: Final[tuple[Any, ...]] = (
    None,
    True,
    -1,
    10**30,
    1e308,
    "",
    "x" * 5000,
    [],
    {},
    [[[[]]]],
    "\ud800",
    "\0",
)
_MANIFEST: Final = {
    "format": 1,
    "at": "2026-11-24T09:30:00+00:00",
    "reason": "asked",
    "label": "Ankara",
    "revision": "0001",
    "entries": 7,
    "size": 8192,
    "sha256": "0" * 64,
}


def prove(
    counts: Counts, directorate: Directorate, folder: Path, chance: random.Random
) -> list[Figure]:
    """Break each kind of small file so many times."""
    key_file = (directorate.folder / vault.KEY_FILE).read_bytes()
    head = (directorate.folder / vault.HEAD_FILE).read_bytes()
    journal = b"2026-11-24T09:30:00+00:00\tselin.aktas\n" * 3
    place = folder / "small"
    place.mkdir()
    audit_key = keys.audit_key(directorate.key)
    backup = place / "yedek-2026-11-24-123000-istek-uzerine"
    backup.mkdir()
    (backup / vault.DATA_FILE).touch()
    there = type(directorate)(place, directorate.key, directorate.code)

    def read(name: str, data: bytes, act: Callable[[], object], parent: Path = place) -> object:
        (parent / name).write_bytes(data)
        return act()

    kinds: tuple[tuple[str, bytes, Callable[[bytes], object]], ...] = (
        (
            "key files",
            key_file,
            lambda data: read(
                vault.KEY_FILE, data, lambda: keys.load(place / vault.KEY_FILE).logins()
            ),
        ),
        (
            "manifests of backups",
            json.dumps(_MANIFEST).encode(),
            lambda data: read(
                "backup.json", data, lambda: backups.read_backup(backup), parent=backup
            ),
        ),
        (
            "heads outside the data",
            head,
            lambda data: read(vault.HEAD_FILE, data, lambda: there.vault().read_head(audit_key)),
        ),
        (
            "journals of wrong passwords",
            journal,
            lambda data: read(
                vault.ATTEMPTS_FILE,
                data,
                lambda: attempts.read_attempts(place / vault.ATTEMPTS_FILE),
            ),
        ),
        (
            "second places of backups",
            b'{"place": "/media/usb"}',
            lambda data: read("alo183.places", data, lambda: read_second(place)),
        ),
        ("TOML letters", example_text().encode(), read_toml_letter),
    )
    return [_break(name, data, act, counts.small_files, chance) for name, data, act in kinds]


def _break(
    name: str, data: bytes, read: Callable[[bytes], object], count: int, chance: random.Random
) -> Figure:
    tally = Tally(f"broken {name} refused or read")
    refused = 0
    for _turn in range(count):
        broken = _broken(data, chance)
        try:
            read(broken)
            tally.note(None)
        except KnownError as error:
            refused += 1
            message = message_of(error)
            tally.note(None if message.what and message.do else f"{error.code} has no text")
        except Exception as error:  # noqa: BLE001 - what must not happen is counted
            tally.note(f"{type(error).__name__}: {broken[:40]!r}")
    return tally.figure(f"{refused} refused")


def _broken(data: bytes, chance: random.Random) -> bytes:
    if data.startswith(b"{") and chance.random() < 0.5:
        content = json.loads(data)
        _spoil(content, chance)
        return json.dumps(content).encode()
    broken = bytearray(data)
    way = chance.randrange(4)
    if way == 0:
        del broken[chance.randrange(len(broken)) :]
    elif way == 1:
        for _byte in range(chance.randint(1, 6)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
    elif way == 2:
        place = chance.randrange(len(broken))
        broken[place:place] = chance.choice((b"\0", b"[" * 5000, b'"', b"\n", b"\xff", b"9" * 5000))
    else:
        place = chance.randrange(len(broken))
        broken[place:place] = broken[: chance.randrange(len(broken))]
    return bytes(broken)


def _spoil(content: Any, chance: random.Random) -> None:
    """Put something odd in the place of a value, however deep it lies."""
    while True:
        keys_of = list(content) if isinstance(content, dict) else list(range(len(content)))
        if not keys_of:
            return
        chosen = chance.choice(keys_of)
        inner = content[chosen]
        if isinstance(inner, dict | list) and inner and chance.random() < 0.8:
            content = inner
            continue
        content[chosen] = chance.choice(_ODD)
        return
