"""Tamper with the audit trail as somebody could who has the key of the data, and walk along it.

Whoever has the file open can switch the triggers off and write what they like. The chain's own key
comes out of the same secret, so that this is the work of somebody with another program, not of one
who computes the chain anew with our code; against that one stands the head outside.
"""

import dataclasses
import hashlib
import hmac
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from alo183_desktop.access import keys
from alo183_desktop.db import audit
from tests.prove.directorates import make
from tests.prove.figures import Counts, Figure, Tally

_NUMBERS: Final = 12
_TEXTS: Final = ("actor_login", "actor_name", "actor_role", "action", "kind", "mac")
_COLUMNS: Final = (
    "sequence",
    "at",
    "actor_login",
    "actor_name",
    "actor_role",
    "action",
    "kind",
    "item_id",
    "details",
    "mac",
)


@dataclasses.dataclass(frozen=True, slots=True)
class _Trail:
    session: Session
    chance: random.Random
    head: audit.Head

    def run(self, statement: str, **values: object) -> None:
        self.session.execute(text(statement), values)

    def place(self, *, least: int = 1, most: int | None = None) -> int:
        return self.chance.randint(least, most or self.head.sequence)


_Named = tuple[int, frozenset[str]]
"""Where the break must be told, and with which reasons."""


def _change(trail: _Trail) -> _Named:
    place = trail.place()
    column = trail.chance.choice(_TEXTS)
    value = "f" * 64 if column == "mac" else "degisti"
    trail.run(f"UPDATE audit_entries SET {column} = :v WHERE sequence = :s", v=value, s=place)  # noqa: S608
    return place, frozenset({"changed"})


def _change_details(trail: _Trail) -> _Named:
    place = trail.place()
    details = json.dumps({"fields": ["other"]})
    trail.run("UPDATE audit_entries SET details = :d WHERE sequence = :s", d=details, s=place)
    return place, frozenset({"changed"})


def _change_time(trail: _Trail) -> _Named:
    place = trail.place()
    trail.run(
        "UPDATE audit_entries SET at = datetime(at, '-1 day') || '.000000' WHERE sequence = :s",
        s=place,
    )
    return place, frozenset({"changed"})


def _remove(trail: _Trail) -> _Named:
    place = trail.place(most=trail.head.sequence - 1)
    trail.run("DELETE FROM audit_entries WHERE sequence = :s", s=place)
    return place, frozenset({"missing"})


def _remove_and_close_up(trail: _Trail) -> _Named:
    place = trail.place(most=trail.head.sequence - 1)
    trail.run("DELETE FROM audit_entries WHERE sequence = :s", s=place)
    _shift(trail, place, by=-1)
    return place, frozenset({"changed", "head_differs"})


def _insert(trail: _Trail) -> _Named:
    place = trail.place(least=2)
    _shift(trail, place - 1, by=1)
    _copy(trail, source=trail.place(most=place - 1), target=place)
    return place, frozenset({"changed"})


def _append(trail: _Trail) -> _Named:
    """Add an entry at the end and set the head in the data to it, without the chain's key."""
    place = trail.head.sequence + 1
    _copy(trail, source=trail.place(), target=place)
    trail.run("UPDATE audit_heads SET sequence = :s", s=place)
    return place, frozenset({"changed"})


def _append_behind(trail: _Trail) -> _Named:
    """Add an entry behind the end, and leave the head in the data where it is."""
    place = trail.head.sequence + 1
    _copy(trail, source=trail.place(), target=place)
    return place, frozenset({"changed"})


def _swap(trail: _Trail) -> _Named:
    first = trail.place(most=trail.head.sequence - 1)
    other = trail.place(least=first + 1)
    for old, new in ((first, -1), (other, first), (-1, other)):
        trail.run("UPDATE audit_entries SET sequence = :n WHERE sequence = :o", n=new, o=old)
    return first, frozenset({"changed"})


def _cut(trail: _Trail) -> _Named:
    place = trail.place(least=2)
    trail.run("DELETE FROM audit_entries WHERE sequence >= :s", s=place)
    return place, frozenset({"tail_cut"})


def _cut_with_head(trail: _Trail) -> _Named:
    """Cut the tail, and let the head in the data say that the chain ended there."""
    named = _cut(trail)
    trail.run(
        "UPDATE audit_heads SET (sequence, mac) ="
        " (SELECT sequence, mac FROM audit_entries ORDER BY sequence DESC LIMIT 1)"
    )
    return named


def _empty(trail: _Trail) -> _Named:
    trail.run("DELETE FROM audit_entries")
    trail.run("DELETE FROM audit_heads")
    return 1, frozenset({"tail_cut"})


def _replace_head(trail: _Trail) -> _Named:
    trail.run("UPDATE audit_heads SET mac = :m", m="0" * 64)
    return trail.head.sequence, frozenset({"head_differs"})


def _compute_anew(trail: _Trail) -> _Named:
    """Change an entry, and compute all that follow anew with a key of one's own."""
    place = trail.place()
    trail.run("UPDATE audit_entries SET action = 'x' WHERE sequence = :s", s=place)
    mac = "0" * 64
    for sequence in range(place, trail.head.sequence + 1):
        mac = hmac.digest(b"another key", f"{mac}{sequence}".encode(), hashlib.sha256).hex()
        trail.run("UPDATE audit_entries SET mac = :m WHERE sequence = :s", m=mac, s=sequence)
    trail.run("UPDATE audit_heads SET mac = :m", m=mac)
    return place, frozenset({"changed"})


_TAMPERINGS: Final[dict[str, tuple[Callable[[_Trail], _Named], ...]]] = {
    "changed": (_change, _change_details, _change_time, _compute_anew),
    "removed": (_remove, _remove_and_close_up, _empty),
    "inserted": (_insert, _append, _append_behind),
    "reordered": (_swap,),
    "tail cut": (_cut, _cut_with_head),
    "head replaced": (_replace_head,),
}


def prove(counts: Counts, folder: Path, chance: random.Random) -> list[Figure]:
    """Tamper in each way so many times; each time the place and the kind must be named."""
    directorate = make(folder / "veri", numbers=_NUMBERS)
    audit_key = keys.audit_key(directorate.key)
    found = []
    with directorate.opened() as engine:
        for kind, ways in _TAMPERINGS.items():
            tally = Tally(f"tampered trails, {kind}: found and named")
            for turn in range(counts.chains):
                with Session(engine) as session:
                    trail = _Trail(session, chance, audit.read_head(session))
                    _drop_triggers(session)
                    named = ways[turn % len(ways)](trail)
                    verdict = audit.verify(session, key=audit_key, outside=trail.head)
                    session.rollback()
                tally.note(_unnamed(verdict, named))
            found.append(tally.figure(f"{len(ways)} {'ways' if len(ways) > 1 else 'way'}"))
        with Session(engine) as session:
            found.append(_outside(session, audit_key))
            whole = Tally("  and the trail that nobody touched is called whole")
            whole.note(None if directorate.judge_trail(session).is_whole else "called broken")
            found.append(whole.figure())
        found.append(_without_outside(engine, counts, chance, audit_key))
    return found


def _without_outside(
    engine: Engine, counts: Counts, chance: random.Random, audit_key: bytes
) -> Figure:
    """Cut the tail where only the head in the data is asked, which was set to the cut."""
    tally = Tally("  control: tail cut, without the head outside", is_control=True)
    for _turn in range(counts.chains):
        with Session(engine) as session:
            trail = _Trail(session, chance, audit.read_head(session))
            _drop_triggers(session)
            named = _cut_with_head(trail)
            verdict = audit.verify(session, key=audit_key, outside=audit.read_head(session))
            session.rollback()
        tally.note(_unnamed(verdict, named))
    return tally.figure()


def _outside(session: Session, audit_key: bytes) -> Figure:
    """Take the head outside away, or replace it."""
    tally = Tally("tampered heads outside the data: found and named")
    head = audit.read_head(session)
    for outside, reason in (
        (audit.HeadFault.MISSING, "head_missing"),
        (audit.HeadFault.BROKEN, "head_broken"),
        (audit.Head(0, "0" * 64), "head_broken"),
        (audit.Head(head.sequence, "f" * 64), "head_differs"),
        (audit.Head(head.sequence + 1, "f" * 64), "tail_cut"),
    ):
        verdict = audit.verify(session, key=audit_key, outside=outside)
        tally.note(None if verdict.reason == reason else f"{verdict.reason}, not {reason}")
    return tally.figure()


def _unnamed(verdict: audit.Verdict, named: _Named) -> str | None:
    place, reasons = named
    if verdict.is_whole:
        return "called whole"
    if verdict.broken_at != place or verdict.reason not in reasons:
        return (
            f"{verdict.reason} at {verdict.broken_at}, not {'/'.join(sorted(reasons))} at {place}"
        )
    return None


def _drop_triggers(session: Session) -> None:
    names = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
    for name in names:
        session.execute(text(f'DROP TRIGGER "{name}"'))


def _shift(trail: _Trail, after: int, *, by: int) -> None:
    """Give the entries after a place other numbers; by way of negative ones, which are free."""
    trail.run("UPDATE audit_entries SET sequence = -sequence WHERE sequence > :s", s=after)
    trail.run("UPDATE audit_entries SET sequence = :b - sequence WHERE sequence < 0", b=by)


def _copy(trail: _Trail, *, source: int, target: int) -> None:
    columns = ", ".join(_COLUMNS)
    others = ", ".join(_COLUMNS[1:])
    trail.run(
        f"INSERT INTO audit_entries ({columns})"  # noqa: S608 - names of our own columns
        f" SELECT :t, {others} FROM audit_entries WHERE sequence = :s",
        t=target,
        s=source,
    )
