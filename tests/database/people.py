# ruff: noqa: S608 - names of tables and roles of the tests themselves
"""Who acts in a database on a server: each with a login of their own there, and its rights."""

from typing import Final

from sqlalchemy import Engine

from alo183_desktop.access.rules import Role
from alo183_desktop.db.server import Secret, server_engine
from alo183_desktop.db.server_address import ServerAddress

PASSWORD: Final = "her testin parolası"
LOGINS: Final[dict[str, str]] = {
    Role.ADMINISTRATOR: "yonetici",
    Role.CLERK: "memur",
    Role.DIRECTOR: "mudur",
    Role.AUDITOR: "denetci",
}
"""Of who acts in a role where a test names nobody."""
_AS_IT_IS: Final = {"no_parameters": True}


class People:
    """The logins of one database, made when they first act, as an administrator would make them."""

    def __init__(self, owner: Engine, address: ServerAddress, *, groups: str) -> None:
        """Nobody is there yet.

        Args:
            owner: Of the database.
            address: Of the database.
            groups: The database that it is a copy of: its groups have the rights.
        """
        self._owner = owner
        self._address = address
        self._groups = groups
        self._roles: dict[str, str] = {}
        self._engines: dict[str, Engine] = {}

    def engine(self, login: str, role: str) -> Engine:
        """Return how somebody comes to the server in a role of the program."""
        if not self._roles:
            self._open()
        if self._roles.get(login) != role:
            self._settle(login, role)
        if login not in self._engines:
            self._engines[login] = server_engine(self._address, user=login, secret=Secret(PASSWORD))
        return self._engines[login]

    def disconnect(self) -> None:
        """Close the connections of everybody; the next act opens them again."""
        for engine in self._engines.values():
            engine.dispose()

    def leave(self) -> None:
        """Remove the logins from the server."""
        self.disconnect()
        if self._roles:
            names = ", ".join(f'"{login}"' for login in self._roles)
            # What a setting of this directorate gave to a group is none of the next one's.
            self._run(
                f"DROP ROLE {names}; REVOKE {self._groups}_approver FROM {self._groups}_director"
            )
            self._roles.clear()

    def _open(self) -> None:
        # A copy of a database has its rights, but for who may connect to it; and the owner begins
        # the trail when a directorate is set up.
        self._run(
            f"REVOKE ALL ON DATABASE {self._address.database} FROM PUBLIC; "
            f"GRANT CONNECT ON DATABASE {self._address.database} TO {self._groups}_user; "
            "UPDATE rota_limits SET director_approves = director_approves; "
            "INSERT INTO audit_heads VALUES (1, 0, repeat('0', 64)) ON CONFLICT DO NOTHING"
        )

    def _settle(self, login: str, role: str) -> None:
        if login not in self._roles:
            self._run(f"CREATE ROLE \"{login}\" LOGIN PASSWORD '{PASSWORD}'")
        else:
            self._run(f'REVOKE {self._groups}_{self._roles[login]} FROM "{login}"')
            # A connection keeps the path that it came with.
            self._engines[login].dispose()
        self._run(f'GRANT {self._groups}_known, {self._groups}_{role} TO "{login}"')
        self._roles[login] = role

    def _run(self, statements: str) -> None:
        with self._owner.begin() as connection:
            connection.exec_driver_sql(statements, execution_options=_AS_IT_IS)
