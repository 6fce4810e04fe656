"""Flip single bits of a data file, and read everything that stands in it."""

import random
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from alo183_desktop.db.engine import assert_readable, find_damage, sqlcipher_engine
from alo183_desktop.shared.errors import KnownError
from tests.prove.directorates import make
from tests.prove.figures import Counts, Figure, Tally

_NUMBERS: Final = 250
"""So many that rows, and not empty tables, fill most of the file."""
_WRONG: Final = "a wrong value was shown"


def prove(counts: Counts, folder: Path, chance: random.Random) -> list[Figure]:
    """Flip bits of the encrypted file, and of the same data without encryption."""
    directorate = make(folder / "veri", numbers=_NUMBERS)
    data_file = directorate.vault().data_file
    key = directorate.key
    write_plain(data_file, folder / "plain.db", key)
    encrypted = Tally("bit flips in the data file: none shown as a wrong value")
    found = _flip(data_file, counts.flips, chance, lambda path: _read(path, key), encrypted)
    plain = Tally("  control: the same in a plain SQLite file", is_control=True)
    _flip(folder / "plain.db", counts.flips, chance, _read_plain, plain)
    return [
        encrypted.figure(f"{found} found, {counts.flips - found} without effect"),
        plain.figure("wrong values that the check of the file calls ok"),
    ]


def _flip(
    path: Path,
    count: int,
    chance: random.Random,
    read: Callable[[Path], list[Any] | None],
    tally: Tally,
) -> int:
    """Flip one bit after the other and return how many were found."""
    whole = path.read_bytes()
    right = read(path)
    assert right
    found = 0
    for _turn in range(count):
        place = chance.randrange(len(whole))
        flipped = bytearray(whole)
        flipped[place] ^= 1 << chance.randrange(8)
        path.write_bytes(flipped)
        shown = read(path)
        found += shown is None
        tally.note(None if shown is None or shown == right else f"{_WRONG}, byte {place}")
    path.write_bytes(whole)
    return found


def _read(path: Path, key: bytes) -> list[Any] | None:
    """Return all that the program's own engine reads of a file; None when it tells of damage."""
    engine = sqlcipher_engine(path, key=key)
    try:
        assert_readable(engine)
        with engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            shown = _all_rows(driver)
        return None if find_damage(engine) else shown
    except KnownError:
        return None
    except Exception as error:  # of the driver, which the services would tell as the same
        from sqlcipher3 import dbapi2

        if isinstance(error, dbapi2.Error):
            return None
        raise
    finally:
        engine.dispose()


def _read_plain(path: Path) -> list[Any] | None:
    connection = sqlite3.connect(path)
    # A text that is no text any more is shown, too.
    connection.text_factory = bytes
    try:
        shown = _all_rows(connection)
        found = connection.execute("PRAGMA integrity_check").fetchall()
        return shown if found == [(b"ok",)] else None
    except (sqlite3.Error, UnicodeDecodeError):  # the latter of a name
        return None
    finally:
        connection.close()


def _all_rows(connection: Any) -> list[Any]:
    """Return every row of every table; virtual ones keep theirs in tables that are read, too."""
    names = [
        name if isinstance(name, str) else name.decode()
        for (name,) in connection.execute(
            "SELECT name FROM sqlite_master"
            " WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name"
        )
    ]
    return [
        (name, connection.execute(f'SELECT * FROM "{name}"').fetchall())  # noqa: S608 - as it says
        for name in names
    ]


def write_plain(source: Path, target: Path, key: bytes) -> None:
    """Write the same data without encryption."""
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(str(source), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    connection.execute(f"ATTACH DATABASE '{target}' AS plain KEY ''")
    connection.execute("SELECT sqlcipher_export('plain')")
    connection.execute("DETACH DATABASE plain")
    connection.close()
