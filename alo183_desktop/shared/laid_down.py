r"""Rules that administrators have laid down for the users of this computer.

They are in one file, or in a group policy, so that twenty desks are set up by copying one thing:
`%ProgramData%\Alo183\alo183.toml` or `HKLM\Software\Policies\Alo183` (packaging/policy), on other
systems `/etc/alo183/alo183.toml`. A policy overrides the file, key by key. They are read once, at
the start; any mistake in them keeps the program from starting, because nobody would notice a rule
that is not followed. They bind this program only, no other program on this computer.
"""

from __future__ import annotations

import os
import re
import sys
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from alo183_desktop.shared.errors import KnownError, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alo183_desktop.shared.toml_tables import TomlTable

POLICY: Final = r"Software\Policies\Alo183"
SHORTEST_LOCK: Final = 1
LONGEST_LOCK: Final = 240
"""Minutes without input."""
_FILE: Final = "alo183.toml"
_LARGEST: Final = 64 * 1024
_KEY_BYTES: Final = 32
"""Of a public key. Source: RFC 8032, Ed25519."""
_VARIABLE: Final = re.compile(r"%([^%]+)%")
_MAY: Final = "may_"
_DEFAULT: Final = "(Varsayılan)"
"""What the editor of the registry calls the value without a name."""


class LaidDown(NamedTuple):
    """What is laid down; what is empty or None is left to the directorate and the user."""

    data_folder: str = ""
    """Data folder where none is given at the start."""
    server: str = ""
    """A `postgresql://` address without a user, for desks that share a server."""
    certificate: str = ""
    """The CA certificate file that replaces the system's."""
    second_folder: str = ""
    """Where each backup is copied to as well."""
    lock_minutes: int | None = None
    """Minutes without input after which the window locks."""
    may_export: bool = True
    """Whether lists, papers and files may be saved outside the program."""
    may_print: bool = True
    may_import: bool = True
    update_file: str = ""
    """Where a newer version is announced (newer_version.py)."""
    update_key: str = ""
    """Public key of that file's signature."""
    places: Mapping[str, str] = MappingProxyType({})
    """By key: where it was laid down, as users read it."""

    def forbids(self, right: str) -> bool:
        """Return whether an action is forbidden at this computer.

        Args:
            right: The value of an `access.rules.Right`.
        """
        return getattr(self, f"{_MAY}{right}", True) is False

    def demand(self, right: str) -> None:
        """Refuse an action that is forbidden at this computer.

        Args:
            right: As in `forbids`.

        Raises:
            KnownError: `desk.forbidden`.
        """
        if self.forbids(right):
            raise KnownError("desk.forbidden", place=self.places[f"{_MAY}{right}"])


KEYS: Final = tuple(name for name in LaidDown._fields if name != "places")
_PATHS: Final = ("data_folder", "certificate", "second_folder", "update_file")
_WITH: Final = (
    ("certificate", "server", "desk.certificate_alone"),
    ("update_file", "update_key", "desk.update_alone"),
    ("update_key", "update_file", "desk.update_alone"),
)
"""What is useless without another one, and the code of the error."""
_OF_DATA: Final = ("server", "certificate", "second_folder")
"""Where the data and its backups are."""


@cache
def laid_down() -> LaidDown:
    """Return what is laid down for this computer.

    Raises:
        KnownError: `desk.rules_not_read`, `desk.rules_not_safe`, `desk.rules_wrong` also for a rule
            that is useless without another one, or as `read_rules`.
    """
    found = LaidDown()
    path = rules_file()
    if (data := _content(path)) is not None:
        found = read_rules(_parsed(data, path), str(path), on=found)
    if policy := read_policy():
        found = read_rules(policy, f"HKLM\\{POLICY}", on=found)
    for key, other, code in _WITH:
        # Checked here: one of them may be in the file, and the other one in the policy.
        if getattr(found, key) and not getattr(found, other):
            problem = Problem(key, code)
            raise KnownError("desk.rules_wrong", place=found.places[key], problems=(problem,))
    return found


def default_data_folder() -> Path:
    """Return this user's data folder, laid down or the system's default; it may not exist.

    Raises:
        KnownError: `cli.no_home`: such as for a service account; or as `laid_down`.
    """
    if chosen := laid_down().data_folder:
        return Path(chosen)
    from platformdirs import user_data_path  # only the default needs it

    try:
        return user_data_path("Alo183", appauthor=False)
    except RuntimeError as error:
        raise KnownError("cli.no_home") from error


def start_command(data_folder: Path) -> list[str]:
    """Return what starts the window of a data folder in a process of its own."""
    program = Path(sys.executable)
    if getattr(sys, "frozen", False):
        started = [str(program.with_name("alo183w.exe") if sys.platform == "win32" else program)]
    else:
        started = [str(program), "-m", "alo183_desktop"]
    # The default folder is determined at each start: the computer's policy may move it.
    if data_folder.absolute() != default_data_folder().absolute():
        started += ["--data", str(data_folder.absolute())]
    return started


def of_folder(folder: Path) -> LaidDown:
    """Return what is laid down for a data folder; the location of data only for the usual one.

    A user who names another one, such as a demo's, means that one.
    """
    found = laid_down()
    if not any(key in found.places for key in _OF_DATA):
        return found
    if folder.absolute() == default_data_folder().absolute():
        return found
    places = {key: place for key, place in found.places.items() if key not in _OF_DATA}
    return found._replace(server="", certificate="", second_folder="", places=places)


def read_rules(values: Mapping[str, Any], place: str, *, on: LaidDown) -> LaidDown:
    """Return rules read from values, on top of those read before.

    Args:
        values: By key; no key is required.
        place: Where they come from.
        on: What they override.

    Raises:
        KnownError: `desk.rules_wrong` with each key that is not known or has a bad value.
    """
    from alo183_desktop.shared.toml_tables import TomlTable  # most computers have no rules

    table = TomlTable(values, "", [])
    read: dict[str, Any] = {key: _value(table, key) for key in KEYS if table.has(key)}
    table.refuse_others(KEYS)
    if table.faults:
        raise KnownError("desk.rules_wrong", place=place, problems=tuple(table.faults))
    return on._replace(**read, places={**on.places, **dict.fromkeys(read, place)})


def rules_file() -> Path:
    """Return the path of the rules file, whether it exists or not."""
    if sys.platform == "win32":
        from alo183_desktop.shared.windows_rights import program_data

        # Not by the variable of the same name, which any user sets for their own programs.
        return program_data() / "Alo183" / _FILE
    return Path("/etc/alo183") / _FILE


def _value(table: TomlTable, key: str) -> object:
    if key.startswith(_MAY):
        return table.flag(key)
    if key == "lock_minutes":
        known = len(table.faults)
        minutes = table.number(key)
        is_number = len(table.faults) == known
        if is_number and not SHORTEST_LOCK <= minutes <= LONGEST_LOCK:
            table.fault(
                key, "directorate.lock_minutes", shortest=SHORTEST_LOCK, longest=LONGEST_LOCK
            )
        return minutes
    if key == "update_key":
        return table.text(key, parse=_key)
    return table.text(key, parse=_path if key in _PATHS else str)


def _key(text: str) -> str:
    """Return a public key.

    Raises:
        KnownError: `desk.update_key`.
    """
    from base64 import b64decode

    try:
        if len(b64decode(text, validate=True)) == _KEY_BYTES:
            return text
    except ValueError:
        pass
    raise KnownError("desk.update_key")


def _path(text: str) -> str:
    """Return a path with its environment variables expanded.

    Raises:
        KnownError: `desk.path`: a variable is unknown, or the path is relative.
    """
    names = _VARIABLE.findall(text)
    if any(name not in os.environ for name in names):
        raise KnownError("desk.path")
    filled = _VARIABLE.sub(lambda found: os.environ[found[1]], text)
    if not Path(filled).is_absolute():
        raise KnownError("desk.path")
    return filled


def _content(path: Path) -> bytes | None:
    """Return the bytes of the file; None where there is none."""
    try:
        # Not `exists`: from Python 3.14 on it returns False for what it may not look at.
        path.stat()
        from alo183_desktop.shared.windows_rights import is_kept_by_administrators

        # Any user can create folders in ProgramData: only what an administrator owns binds others.
        if not all(map(is_kept_by_administrators, (path, path.parent))):
            raise KnownError("desk.rules_not_safe", place=str(path))
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
        if len(data) > _LARGEST:  # what is beyond would not be followed
            problem = Problem("", "desk.too_big", {"size": _LARGEST // 1024})
            raise KnownError("desk.rules_wrong", place=str(path), problems=(problem,))
        return data
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise KnownError("desk.rules_not_read", place=str(path)) from error


def _parsed(data: bytes, path: Path) -> Mapping[str, Any]:
    from alo183_desktop.shared.toml_tables import parse

    try:
        return parse(data)
    except KnownError as error:
        problem = Problem("", error.code, error.parameters)
        raise KnownError("desk.rules_wrong", place=str(path), problems=(problem,)) from error


if sys.platform == "win32":
    import winreg

    def read_policy() -> dict[str, Any]:
        """Return the values of the group policy, by key; a policy has numbers for yes and no.

        Raises:
            KnownError: `desk.rules_not_read`: there is one, and this user may not read it.
        """
        try:
            with winreg.OpenKey(
                winreg.HKEY_LOCAL_MACHINE, POLICY, access=winreg.KEY_READ | winreg.KEY_WOW64_64KEY
            ) as key:
                count = winreg.QueryInfoKey(key)[1]
                found = [winreg.EnumValue(key, place)[:2] for place in range(count)]
        except FileNotFoundError:
            return {}
        except OSError as error:  # nobody would notice a rule that is not followed
            raise KnownError("desk.rules_not_read", place=f"HKLM\\{POLICY}") from error
        return rules_of_policy(found)

else:

    def read_policy() -> dict[str, Any]:
        """Return nothing: only Windows has policies."""
        return {}


def rules_of_policy(values: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Return registry values as the file would have them.

    Their names have no case there. Each key has one value without a name, which consoles show as
    the default one; empty it is no rule.

    Args:
        values: Names and values.
    """
    return {
        name.lower() or _DEFAULT: as_rule(name.lower(), value)
        for name, value in values
        if name or value
    }


def as_rule(name: str, value: Any) -> Any:
    """Return a registry value as the file would have it."""
    is_number = isinstance(value, int)  # a list of texts is in no set
    return bool(value) if name.startswith(_MAY) and is_number and value in {0, 1} else value
