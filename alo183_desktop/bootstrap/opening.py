"""The steps that every way into the data has in common."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from alo183_desktop.access import keys
from alo183_desktop.access.rules import Role
from alo183_desktop.access.vault import DATA_FILE
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.bootstrap.signing_in import tell_failure
from alo183_desktop.bootstrap.working import record_break, standing, work_in
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Engine

    from alo183_desktop.access.vault import Vault
    from alo183_desktop.bootstrap.keepers import Keeper
    from alo183_desktop.db.audit import Head, HeadFault, Verdict
    from alo183_desktop.db.work import Actor, Work
    from alo183_desktop.directorate.rules import DirectorateForm, SignatoryForm


@dataclass(frozen=True, slots=True)
class SetUpAnswers:
    """What the first start asks for, but the password."""

    directorate: DirectorateForm
    signatories: tuple[SignatoryForm, ...]
    administrator_login: str
    administrator_name: str


@dataclass(frozen=True, slots=True)
class Opened:
    """Data that a key opens, before it is known who stands in front of it."""

    vault: Vault
    engine: Engine
    key: bytes
    keeper: Keeper


def begin(opened: Opened, login: str, *, how: str, generation: int) -> Desk:
    """Sign somebody in to data that is open.

    Args:
        opened: Closed again when it comes to nothing.
        login: Whose password, or sheet, has opened it.
        how: As the trail tells it.
        generation: Of their slot.

    Raises:
        KnownError: `access.inactive`, `access.old_key_file`, or as `db.work.open_work`.
    """
    from alo183_desktop.access.service import is_given, note_slot
    from alo183_desktop.db.audit_queries import still_told

    vault, engine, key = opened.vault, opened.engine, opened.key
    try:
        verdict, outside = judge(vault, engine, key)
        failures = vault.failures_to_tell(login)
        with work_in(vault, engine, key, actor=program_itself()) as work:
            actor = work.actor = standing(work, login)
            note_slot(work, actor.login, generation)
            has_given_password = is_given(work, actor.login, generation)
            for failure in failures:
                tell_failure(work, failure, actor)
            record_break(work, verdict, outside)
            verdict = still_told(work.session, verdict)
            work.record("sign_in.succeeded", "user", actor.user_id, how=how)
        vault.forget(failures)
        return Desk(
            vault,
            engine,
            key,
            actor=actor,
            verdict=verdict,
            keeper=opened.keeper,
            has_given_password=has_given_password,
        )
    except BaseException:
        engine.dispose()
        raise


def judge(vault: Vault, engine: Engine, key: bytes) -> tuple[Verdict, Head | HeadFault]:
    """Compare the end of the audit chain with the head outside, before that is written anew."""
    from alo183_desktop.db.audit import Verdict, verify_head

    audit_key = keys.audit_key(key)
    outside = vault.read_head(audit_key)
    with work_in(vault, engine, key, actor=program_itself()) as work:
        verdict = verify_head(work.session, key=audit_key, outside=outside)
    if not verdict.head.sequence:
        # Set-up writes the first entries: an empty trail was emptied, with its head.
        verdict = Verdict(0, 1, "tail_cut", verdict.head)
    return verdict, outside


def anchor(opened: Opened) -> None:
    """Keep the head of a trail that this desk sees for the first time, once all of it is walked.

    A trail that is broken gets none: the missing head is then told like any other break.
    """
    from alo183_desktop.db.audit import read_head, verify

    audit_key = keys.audit_key(opened.key)
    with work_in(opened.vault, opened.engine, opened.key, actor=program_itself()) as work:
        head = read_head(work.session)
        is_whole = verify(work.session, key=audit_key, outside=head).is_whole
    if is_whole:
        opened.vault.write_head(head, audit_key)


def first_rows(work: Work, answers: SetUpAnswers, login: str) -> None:
    """Store what was answered, in a database in which nothing stands."""
    from alo183_desktop.access.service import install_user
    from alo183_desktop.directorate import service as directorates
    from alo183_desktop.officers.subjects import install_required_subjects

    directorates.install_directorate(work, answers.directorate)
    for signatory in answers.signatories:
        directorates.install_signatory(work, signatory)
    install_required_subjects(work)
    install_user(work, login=login, name=answers.administrator_name, role=Role.ADMINISTRATOR)


def first_actor(answers: SetUpAnswers, login: str) -> Actor:
    """Return who sets a directorate up, before there is a row of them."""
    from alo183_desktop.db.work import Actor

    return Actor(None, login, answers.administrator_name, Role.ADMINISTRATOR)


def program_itself() -> Actor:
    """Return the program as the one who acts, until it is known who signs in."""
    from alo183_desktop.db.work import Actor

    return Actor(None, "", "Program", "")


def demand_reachable(folder: Path) -> None:
    """Refuse a data folder of which the system does not say whether anything is in it.

    Raises:
        KnownError: `access.folder_unreachable`.
    """
    try:
        (folder / DATA_FILE).exists()
    except OSError as error:  # somebody else's, or a name that no folder can have
        raise KnownError("access.folder_unreachable") from error


def make_folder(folder: Path) -> None:
    """Make a data folder that only this user can look into.

    Raises:
        KnownError: `access.not_writable`.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise KnownError("access.not_writable") from error
