"""What a desk stores about a directorate on a server: address, name, and logins used here."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Final

from alo183_desktop.access.files import read_small, write_atomically
from alo183_desktop.access.vault import SERVER_FILE
from alo183_desktop.db.key import seal, unseal
from alo183_desktop.db.server_address import ServerAddress, make_address, parse_url
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.laid_down import of_folder

if TYPE_CHECKING:
    from pathlib import Path

    from alo183_desktop.shared.laid_down import LaidDown

_FORMAT: Final = 1
_MOST_LOGINS: Final = 50
_PURPOSE: Final = b"alo183 server of the data"


@dataclass(frozen=True, slots=True)
class ServerPlace:
    """The address of the data of this desk."""

    address: ServerAddress
    label: str
    """The name of the directorate; shown before signing in."""
    logins: tuple[str, ...] = ()
    """Logins used at this desk, the newest first."""
    sealed: str = ""
    """The address sealed by the data key of a directorate that is there; empty: by none."""

    def sealed_by(self, key: bytes) -> ServerPlace:
        """Return the value for which the data of a directorate vouches."""
        return replace(self, sealed=seal(self._sealed_text(), key, _PURPOSE))

    def is_sealed_by(self, key: bytes) -> bool:
        """Return whether somebody who had the data with this key chose the address."""
        try:
            return unseal(self.sealed, key, _PURPOSE) == self._sealed_text()
        except ValueError:
            return False

    def _sealed_text(self) -> str:
        return json.dumps(asdict(self.address), sort_keys=True)

    def with_login(self, login: str) -> ServerPlace:
        """Return the value with a login that was used."""
        others = tuple(one for one in self.logins if one != login)
        return replace(self, logins=(login, *others)[:_MOST_LOGINS])

    def save(self, folder: Path, name: str = SERVER_FILE) -> None:
        """Write the file; raises as `files.write_atomically`."""
        content = {
            "format": _FORMAT,
            "label": self.label,
            "logins": list(self.logins),
            "sealed": self.sealed,
            **asdict(self.address),
        }
        text = json.dumps(content, ensure_ascii=False, indent=1)
        write_atomically(folder / name, text.encode())


def read_place(folder: Path) -> ServerPlace | None:
    """Return the server of a desk's data; None when the data is in the folder itself, or missing.

    An address laid down for this computer replaces the one stored by the desk.

    Raises:
        KnownError: `desk.rules_wrong`, or as `read_kept_place`.
    """
    laid = laid_down_address(folder)
    kept = read_kept_place(folder)
    if laid is None or (kept is not None and kept.address == laid):
        return kept
    return ServerPlace(laid, laid.words(), () if kept is None else kept.logins)


def demand_chosen(place: ServerPlace, key: bytes, *, file: str = SERVER_FILE) -> None:
    """Refuse a server that the directorate of a data file did not choose.

    Who can write into the data folder, and knows no password, could otherwise name a server there
    that takes the next one.

    Args:
        place: The server that a file beside the data names.
        key: Of the data.
        file: The name of that file.

    Raises:
        KnownError: `server.not_chosen`.
    """
    if not place.is_sealed_by(key):
        raise KnownError("server.not_chosen", address=place.address.words(), file=file)


def laid_down_address(folder: Path) -> ServerAddress | None:
    """Return the address that is laid down for a data folder.

    Raises:
        KnownError: `desk.rules_wrong`.
    """
    rules = of_folder(folder)
    return address_in(rules) if rules.server else None


def address_in(rules: LaidDown) -> ServerAddress:
    """Return the address in the rules of a computer, which have one.

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
    """Return the server named in a file of the data folder; None where there is no such file.

    Raises:
        KnownError: `server.file_broken`, `server.file_newer`, or as `make_address`: an unsafe
            address is refused here, too.
    """
    path = folder / name
    if not path.exists():
        return None
    try:
        content = json.loads(read_small(path))
        if content["format"] != _FORMAT:
            raise KnownError("server.file_newer", file=name)
        texts = ("host", "database", "sslmode", "sslrootcert", "hostaddr", "sslcert", "sslkey")
        return ServerPlace(
            make_address(
                port=str(int(content["port"])), **{name: str(content[name]) for name in texts}
            ),
            str(content["label"]),
            tuple(str(login) for login in content["logins"]),
            str(content["sealed"]),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise KnownError("server.file_broken", file=name) from error
