"""A later program that dies while it brings data forward: `file FOLDER` or `server ADDRESS`."""

import sys
import tempfile
from pathlib import Path

from alo183_desktop.bootstrap.program import Program
from alo183_desktop.bootstrap.server_setup import upgrade_server
from alo183_desktop.db.server_address import ServerAddress, ServerLogin
from tests.database.postgresql import OWNER, OWNER_PASSWORD
from tests.database.servers import ADMINISTRATOR, PASSWORDS
from tests.later import one_release_later

DIED = 9
"""The exit code of who dies within its revision."""


def main(kind: str, *where: str) -> None:
    """Begin, and do not come back."""
    with (
        tempfile.TemporaryDirectory() as program,
        one_release_later(Path(program), dies=True),
    ):
        if kind == "file":
            Program(Path(where[0])).unlock(ADMINISTRATOR, PASSWORDS[ADMINISTRATOR])
        else:
            host, port, database = where
            address = ServerAddress(host, int(port), database)
            upgrade_server(ServerLogin(address, OWNER, OWNER_PASSWORD))


if __name__ == "__main__":
    main(*sys.argv[1:])
