"""What a desk keeps of a directorate on a server: the address, its name, who signed in here."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Final

from alo183_desktop.access.files import write_atomically
from alo183_desktop.access.vault import SERVER_FILE
from alo183_desktop.db.server_address import ServerAddress, make_address
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from pathlib import Path

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


def read_place(folder: Path, name: str = SERVER_FILE) -> ServerPlace | None:
    """Return where the data of a desk is; None when it is in the folder itself, or nowhere yet.

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
