"""Change the directorate, its units and signatories."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.db.conflicts import Named, Thing, demand_version, merge_edit
from alo183_desktop.db.types import too_long
from alo183_desktop.db.write_lock import take_write_lock
from alo183_desktop.directorate.model import Directorate, Signatory, Unit
from alo183_desktop.directorate.queries import DIRECTORATE_ID, get_directorate, signatory_row
from alo183_desktop.directorate.rules import (
    DirectorateForm,
    SignatoryForm,
    check_directorate,
    check_signatory,
    shown_value,
    split_domains,
    tidied,
    tidied_signatory,
)
from alo183_desktop.documents.letter.content import LetterStyle, Preparation
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.identity import parse_email, parse_phone
from alo183_desktop.shared.signs import plain, strange_sign
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alo183_desktop.db.base import Base
    from alo183_desktop.db.work import Work

_PHONES: Final = ("telephone", "fax", "contact_telephone", "recipient_fax")
_EMAILS: Final = ("email", "kep")


def install_directorate(work: Work, form: DirectorateForm) -> None:
    """Write the directorate for the first time, with itself as the first unit.

    Raises:
        KnownError: `directorate.wrong` with the single problems.
    """
    values = _values(form)
    work.session.add(Directorate(id=DIRECTORATE_ID, **values))
    name = f"{values['province']} {values['heading_3']}"
    for _column, longest in too_long(Unit, {"name": name, "key": fold(name)}):
        problem = Problem("heading_3", "directorate.unit_too_long", {"longest": longest})
        raise KnownError("directorate.wrong", problems=(problem,), count=1)
    work.session.add(Unit(name=name, key=fold(name), is_directorate=True))
    work.session.flush()
    work.record("directorate.installed", "directorate", DIRECTORATE_ID)


def change_directorate(
    work: Work, form: DirectorateForm, *, version: int, base: DirectorateForm | None = None
) -> None:
    """Change the letterhead, the recipient or the settings.

    Args:
        work: The unit of work.
        form: As typed.
        version: As it was read.
        base: What the form began with: what only others changed since then stays as they have it.

    Raises:
        KnownError: `directorate.wrong` with the single problems; `access.not_allowed`.
        ConflictError: `db.both_changed`: somebody else changed it since `version`.
    """
    require(work, Right.EDIT_DIRECTORATE)
    _values(form)
    # Locked: what somebody else is just saving is then read, and told, and not written over.
    found = work.session.get_one(Directorate, DIRECTORATE_ID, with_for_update=True)
    values = _values(
        merge_edit(
            work,
            tidied(form),
            tidied(get_directorate(work.session).form()),
            None if base is None else tidied(base),
            is_stale=found.version != version,
            thing=Thing("directorate", DIRECTORATE_ID),
            words=shown_value,
        )
    )
    changed = sorted(key for key, value in values.items() if getattr(found, key) != value)
    for key in changed:
        setattr(found, key, values[key])
    if changed:
        work.session.flush()
        work.record("directorate.changed", "directorate", DIRECTORATE_ID, fields=changed)


def add_signatory(work: Work, form: SignatoryForm) -> int:
    """Add somebody who may sign, and return their id.

    Raises:
        KnownError: `directorate.wrong` with the single problems; `access.not_allowed`.
    """
    require(work, Right.EDIT_DIRECTORATE)
    return install_signatory(work, form)


def install_signatory(work: Work, form: SignatoryForm) -> int:
    """Add a signatory during set-up, when nobody has a role yet; otherwise as `add_signatory`."""
    signatory = Signatory(**_signatory_values(form))
    work.session.add(signatory)
    work.session.flush()
    work.record("signatory.added", "signatory", signatory.id)
    return signatory.id


def change_signatory(
    work: Work,
    signatory_id: int,
    form: SignatoryForm,
    *,
    version: int,
    base: SignatoryForm | None = None,
) -> None:
    """Change a signatory; finished letters keep what they say. Arguments as `change_directorate`.

    Raises:
        KnownError: `directorate.wrong` with the single problems; `access.not_allowed`.
        ConflictError: `db.both_changed`.
    """
    require(work, Right.EDIT_DIRECTORATE)
    _signatory_values(form)
    found = work.session.get_one(Signatory, signatory_id, with_for_update=True)
    values = _signatory_values(
        merge_edit(
            work,
            tidied_signatory(form),
            signatory_row(found).form(),
            None if base is None else tidied_signatory(base),
            is_stale=found.version != version,
            thing=Thing("signatory", signatory_id),
            words=shown_value,
        )
    )
    changed = sorted(key for key, value in values.items() if getattr(found, key) != value)
    for key in changed:
        setattr(found, key, values[key])
    if changed:
        work.session.flush()
        work.record("signatory.changed", "signatory", signatory_id, fields=changed)


def add_unit(work: Work, name: str) -> int:
    """Add an attached institution, and return its id.

    Raises:
        KnownError: `directorate.unit_name` (empty), `directorate.unit_too_long`,
            `directorate.sign` or `directorate.unit_exists`.
    """
    require(work, Right.EDIT_DIRECTORATE)
    words = _unit_name(work, name, unit_id=None)
    unit = Unit(name=words, key=fold(words))
    work.session.add(unit)
    work.session.flush()
    work.record("unit.added", "unit", unit.id)
    return unit.id


def rename_unit(
    work: Work, unit_id: int, name: str, *, version: int, base: Named | None = None
) -> None:
    """Give a unit another name; arguments as `change_directorate`.

    Raises:
        KnownError: As `add_unit`.
        ConflictError: `db.both_changed`.
    """
    require(work, Right.EDIT_DIRECTORATE)
    words = _unit_name(work, name, unit_id=unit_id)
    found = work.session.get_one(Unit, unit_id, with_for_update=True)
    found.name = merge_edit(
        work,
        Named(words),
        Named(found.name),
        base,
        is_stale=found.version != version,
        thing=Thing("unit", unit_id),
    ).name
    found.key = fold(found.name)
    work.session.flush()
    work.record("unit.changed", "unit", unit_id, fields=["name"])


def set_unit_active(work: Work, unit_id: int, *, is_active: bool, version: int) -> None:
    """Retire a unit, or take it back; people who belong to it keep it.

    Raises:
        KnownError: `directorate.unit_stays`: the directorate itself cannot be retired.
        ConflictError: `db.conflict`.
    """
    require(work, Right.EDIT_DIRECTORATE)
    found = work.session.get_one(Unit, unit_id)
    demand_version(work.session, found.version, version, Thing("unit", unit_id))
    if found.is_directorate and not is_active:
        raise KnownError("directorate.unit_stays")
    found.is_active = is_active
    work.session.flush()
    work.record("unit.changed", "unit", unit_id, fields=["is_active"])


def _values(form: DirectorateForm) -> dict[str, Any]:
    problems = check_directorate(form)
    if problems:
        raise KnownError("directorate.wrong", problems=problems, count=len(problems))
    values = asdict(tidied(form))
    for key in _PHONES:
        values[key] = parse_phone(values[key]) if values[key] else ""
    for key in _EMAILS:
        values[key] = parse_email(values[key]) if values[key] else ""
    values["email_domains"] = list(split_domains(values["email_domains"]))
    values["letter_style"] = LetterStyle(values["letter_style"])
    values["preparation"] = Preparation(values["preparation"])
    _demand_room(Directorate, values)
    return values


def _signatory_values(form: SignatoryForm) -> dict[str, Any]:
    problems = check_signatory(form)
    if problems:
        raise KnownError("directorate.wrong", problems=problems, count=len(problems))
    values: dict[str, Any] = asdict(tidied_signatory(form))
    values["on_behalf_of"] = values["on_behalf_of"] or None
    _demand_room(Signatory, values)
    return values


def _demand_room(entity: type[Base], values: Mapping[str, object]) -> None:
    problems = tuple(
        Problem(key, "directorate.too_long", {"longest": longest})
        for key, longest in too_long(entity, values)
    )
    if problems:
        raise KnownError("directorate.wrong", problems=problems, count=len(problems))


def _unit_name(work: Work, name: str, *, unit_id: int | None) -> str:
    words = " ".join(plain(name).split())
    if not words:
        raise KnownError("directorate.unit_name")
    if sign := strange_sign(words):
        raise KnownError("directorate.sign", sign=sign)
    for _column, longest in too_long(Unit, {"name": words, "key": fold(words)}):
        raise KnownError("directorate.unit_too_long", longest=longest)
    take_write_lock(work.session)
    other = work.session.scalar(select(Unit.id).where(Unit.key == fold(words)))
    if other not in (None, unit_id):
        raise KnownError("directorate.unit_exists")
    return words
