"""What a desk keeps of a directorate on a server: the address, its name, who signed in here."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Final

from alo183_desktop.access.files import write_atomically
from alo183_desktop.access.vault import SERVER_FILE
from alo183_desktop.db.server_address import ServerAddress, make_address, parse_url
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.laid_down import of_folder

if TYPE_CHECKING:
    from pathlib import Path

    from alo183_desktop.shared.laid_down import LaidDown

_FORMAT: Final = 1
_MOST_LOGINS: Final = 50
_LARGEST: Final = 64 * 1024


@dataclass(frozen=True, slots=True)
class ServerPlace:
    """Where the data of this desk is."""

    address: ServerAddress
    label: str
    """What the directorate calls itself; shown before somebody signs in."""
    logins: tuple[str, ...] = ()
    """Who signed in at this desk, the newest first."""

    def with_login(self, login: str) -> ServerPlace:
        """Return the place after somebody signed in."""
        others = tuple(one for one in self.logins if one != login)
        return replace(self, logins=(login, *others)[:_MOST_LOGINS])

    def save(self, folder: Path, name: str = SERVER_FILE) -> None:
        """Write the file; raises as `files.write_atomically`."""
        content = {
            "format": _FORMAT,
            "label": self.label,
            "logins": list(self.logins),
            **asdict(self.address),
        }
        text = json.dumps(content, ensure_ascii=False, indent=1)
        write_atomically(folder / name, text.encode())


def read_place(folder: Path) -> ServerPlace | None:
    """Return where the data of a desk is; None when it is in the folder itself, or nowhere yet.

    An address that is laid down for this computer takes the place of what the desk has kept.

    Raises:
        KnownError: `desk.rules_wrong`, or as `read_kept_place`.
    """
    laid = laid_down_address(folder)
    kept = read_kept_place(folder)
    if laid is None or (kept is not None and kept.address == laid):
        return kept
    return ServerPlace(laid, laid.words(), () if kept is None else kept.logins)


def laid_down_address(folder: Path) -> ServerAddress | None:
    """Return the address that is laid down for a data folder.

    Raises:
        KnownError: `desk.rules_wrong`.
    """
    rules = of_folder(folder)
    return address_in(rules) if rules.server else None


def address_in(rules: LaidDown) -> ServerAddress:
    """Return the address that some rules lay down, which have one.

    Raises:
        KnownError: `desk.rules_wrong`.
    """
    try:
        address = _without_person(rules.server)
    except KnownError as error:
        raise KnownError(
            "desk.rules_wrong",
            place=rules.places["server"],
            problems=(Problem("server", error.code, error.parameters),),
        ) from error
    if rules.certificate:
        return replace(address, sslrootcert=rules.certificate)
    return address


def _without_person(url: str) -> ServerAddress:
    login = parse_url(url)
    if login.user or login.password:
        raise KnownError("desk.server_person")
    return login.address


def read_kept_place(folder: Path, name: str = SERVER_FILE) -> ServerPlace | None:
    """Return the place that a file of the data folder names; None where there is no such file.

    Raises:
        KnownError: `server.file_broken`, `server.file_newer`, or as `make_address`: an address
            that is not safe is refused here too.
    """
    path = folder / name
    if not path.exists():
        return None
    try:
        with path.open("rb") as file:
            content = json.loads(file.read(_LARGEST))
        if content["format"] != _FORMAT:
            raise KnownError("server.file_newer")
        texts = ("host", "database", "sslmode", "sslrootcert", "hostaddr")
        return ServerPlace(
            make_address(
                port=str(int(content["port"])), **{name: str(content[name]) for name in texts}
            ),
            str(content["label"]),
            tuple(str(login) for login in content["logins"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise KnownError("server.file_broken") from error
