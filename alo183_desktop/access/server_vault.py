"""Access to the key of a directorate on a server: each user's own role and slot there."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Final

from alo183_desktop.access import attempts, keys
from alo183_desktop.access.vault import Vault
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.override import override
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine
    from sqlalchemy.orm import Session

    from alo183_desktop.access.model import KeySlot
    from alo183_desktop.access.server_file import ServerPlace
    from alo183_desktop.db.server import Secret
    from alo183_desktop.shared.clock import Clock


_LEFT_OUT: Final = frozenset({"42501", "42P01"})
"""SQLSTATEs for a user who may not even see the tables."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A user's own connection, and the key from their slot."""

    engine: Engine
    secret: Secret
    login: str
    key: bytes
    generation: int


class ServerVault(Vault):
    """The data folder of a desk whose data is on a server."""

    def __init__(self, folder: Path, *, clock: Clock, cost: keys.Cost, place: ServerPlace) -> None:
        super().__init__(folder, clock=clock, cost=cost)
        self.place = place

    @override
    def label(self) -> str:
        return self.place.label

    @override
    def known_logins(self) -> tuple[str, ...]:
        return self.place.logins

    def sign_in(self, login: str, password: str, *, code: str | None = None) -> SignedIn:
        """Connect as a user, and open their slot.

        Args:
            login: The user's role.
            password: Of the role.
            code: Of the recovery sheet, in its normal form, used instead of the slot.

        Raises:
            KnownError: `access.wait`, `access.wrong_password`, `access.wrong_password_wait`,
                `access.wrong_code`, `server.no_slot`, `server.older`, `server.newer`,
                `server.moved`, `server.not_set_up`, or as `db.server.connect`.
        """
        user = fold(login)
        # A journal lists this desk's users; a first-time user is not among them.
        name = attempts.journal_login(user, self.known_logins())
        found: list[SignedIn] = []

        def test() -> bytes | None:
            try:
                found.append(self.open_slot(user, password, code))
            except KnownError as error:
                if error.code == "server.wrong_password":
                    return None
                raise
            return found[0].key

        if self._try(name, test) is None:
            raise self._wrong_password(name)
        return found[0]

    def record_wrong_password(self, login: str) -> KnownError:
        """Record a wrong password of a user who is signed in, and return the error.

        Raises:
            KnownError: `access.wait`, or as `_try`.
        """
        name = attempts.journal_login(login, self.known_logins())
        self._try(name, lambda: None)
        return self._wrong_password(name)

    def open_slot(self, user: str, password: str, code: str | None = None) -> SignedIn:
        """As `sign_in`, for a user whose password was checked already; it counts as no attempt.

        Raises:
            KnownError: `server.wrong_password`, or as `sign_in`.
        """
        from sqlalchemy.orm import Session

        from alo183_desktop.db.error_mapping import driver_errors_mapped
        from alo183_desktop.db.server import Secret, server_engine

        secret = Secret(password)
        engine = server_engine(self.place.address, user=user, secret=secret)
        try:
            with driver_errors_mapped(), Session(engine) as session:
                demand_revision(session)
                slots = read_slots(session)
            key = _opened(slots, user, password, code)
        except BaseException:
            engine.dispose()
            raise
        return SignedIn(engine, secret, user, key, slots.generation(user))


def _opened(slots: keys.KeyFile, user: str, password: str, code: str | None) -> bytes:
    key = slots.unwrap(user, password) if code is None else slots.recover(code)
    if key is None:
        raise KnownError("server.no_slot" if code is None else "access.wrong_code")
    return key


def demand_revision(session: Session) -> None:
    """Refuse a server that was set up by another version of the program, or that was left.

    Raises:
        KnownError: `server.not_set_up`, `server.older`, `server.newer`, `server.moved`.
    """
    from sqlalchemy import select, text

    from alo183_desktop.access.model import Closing

    # Queried in a way that needs no rights: the existence of a table is no secret.
    if session.scalar(text("SELECT to_regclass('public.alembic_version')")) is None:
        raise KnownError("server.not_set_up")
    _judge_revision(str(session.scalar(text("SELECT version_num FROM alembic_version")) or ""))
    if (move_id := session.scalar(select(Closing.move_id))) is not None:
        raise KnownError("server.moved", move_id=move_id)


def demand_current(session: Session) -> None:
    """As `demand_revision`, with a single query: the beginning of each unit of work.

    Raises:
        KnownError: `access.inactive`: the role has lost its groups; or as `demand_revision`.
    """
    from sqlalchemy import text
    from sqlalchemy.exc import DBAPIError

    try:
        found, is_closed = session.execute(
            text("SELECT (SELECT version_num FROM alembic_version), EXISTS (SELECT FROM closings)")
        ).one()
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) in _LEFT_OUT:
            raise KnownError("access.inactive") from error
        raise
    _judge_revision(str(found))
    if is_closed:
        raise KnownError("server.moved")


def _judge_revision(found: str) -> None:
    from alo183_desktop.db.migrate import HEAD

    if found != HEAD:
        code = "server.newer" if found > HEAD else "server.older"
        raise KnownError(code, found=found or "?", wanted=HEAD)


def read_slots(session: Session, *, label: str = "") -> keys.KeyFile:
    """Return the slots that the connection's role may see: its own, an administrator all."""
    from sqlalchemy import select

    from alo183_desktop.access.model import KeySlot

    rows = session.scalars(select(KeySlot).order_by(KeySlot.id))
    return keys.KeyFile(label, tuple(_slot(row) for row in rows))


def write_slots(session: Session, slots: keys.KeyFile) -> None:
    """Store slots on a server without any."""
    from alo183_desktop.access.model import KeySlot

    for slot in slots.slots:
        session.add(KeySlot(kind=slot.kind, login=fold(slot.login), **_values(slot)))
    session.flush()


def put_slot(session: Session, slot: keys.Slot) -> None:
    """Store one slot instead of that of the same user, or of the older sheet."""
    from sqlalchemy import update

    from alo183_desktop.access.model import KeySlot

    changed = session.execute(
        update(KeySlot)
        .where(KeySlot.kind == slot.kind, KeySlot.login == fold(slot.login))
        .values(**_values(slot))
        .returning(KeySlot.id)
    ).all()
    if not changed:
        session.add(KeySlot(kind=slot.kind, login=fold(slot.login), **_values(slot)))
        session.flush()


def remove_slot(session: Session, login: str) -> None:
    """Remove the slot of `login`."""
    from sqlalchemy import delete

    from alo183_desktop.access.model import KeySlot

    session.execute(
        delete(KeySlot).where(KeySlot.kind == keys.PASSWORD, KeySlot.login == fold(login))
    )


def _values(slot: keys.Slot) -> dict[str, str | int | bytes]:
    values = asdict(slot)
    cost = values.pop("cost")
    del values["kind"], values["login"]
    return {**values, **cost}


def _slot(row: KeySlot) -> keys.Slot:
    stored = {
        field.name: getattr(row, field.name) for field in fields(keys.Slot) if field.name != "cost"
    }
    cost = keys.Cost(row.time_cost, row.memory_kib, row.parallelism)
    return keys.checked(keys.Slot(cost=cost, **stored))
