"""Add, rename and retire the subjects that officers answer for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.db.conflicts import Named, Thing, demand_version, joined
from alo183_desktop.db.turns import take_turn
from alo183_desktop.officers.model import Assignment, Subject
from alo183_desktop.officers.rows import SubjectRow
from alo183_desktop.officers.rules import REQUIRED_SUBJECTS
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.signs import plain, strange_sign
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from alo183_desktop.db.work import Work

_SUBJECT_LENGTH: Final = 100


def install_required_subjects(work: Work) -> tuple[int, ...]:
    """Add those of the circular's five subjects that are missing, and return the numbers of all.

    Anybody may: it is part of the set-up, and only brings what the circular demands.
    Source: Genelge 2014/05, giriş.
    """
    subject_ids = []
    for position, name in enumerate(REQUIRED_SUBJECTS, start=1):
        subject = work.session.scalar(select(Subject).where(Subject.key == fold(name)))
        if subject is None:
            subject = _insert_subject(work, name, position=position, is_required=True)
            work.record("subject.added", "subject", subject.id)
        subject_ids.append(subject.id)
    return tuple(subject_ids)


def add_subject(work: Work, name: str) -> SubjectRow:
    """Add a subject of the directorate's own; one that was retired comes back.

    Raises:
        KnownError: `access.not_allowed`, `officers.subject_name`, `officers.duplicate_subject`.
    """
    require(work, Right.EDIT_OFFICERS)
    tidy = _subject_name(name)
    take_turn(work.session)
    subject = work.session.scalar(select(Subject).where(Subject.key == fold(tidy)))
    if subject is None:
        last = work.session.scalar(select(func.max(Subject.position))) or 0
        subject = _insert_subject(work, tidy, position=last + 1, is_required=False)
    elif subject.is_active:
        raise KnownError("officers.duplicate_subject", subject=subject.name)
    else:
        subject.is_active = True
        work.session.flush()
    work.record("subject.added", "subject", subject.id)
    return _subject_row(subject)


def rename_subject(
    work: Work, subject_id: int, name: str, *, version: int, base: Named | None = None
) -> SubjectRow:
    """Give a subject another name; frozen letters keep the old one.

    Args:
        work: The unit of work.
        subject_id: Which one.
        name: As typed.
        version: As it was read.
        base: What the form began with.

    Raises:
        KnownError: `access.not_allowed`, `officers.subject_name`, `officers.duplicate_subject`,
            `officers.subject_required`: the circular names it.
        ConflictError: `db.both_changed`.
    """
    require(work, Right.EDIT_OFFICERS)
    typed = _subject_name(name)
    take_turn(work.session)
    subject = _own_subject(work, subject_id)
    tidy = joined(
        work,
        Named(typed),
        Named(subject.name),
        base,
        is_stale=subject.version != version,
        thing=Thing("subject", subject_id),
    ).name
    other = work.session.scalar(
        select(Subject.name).where(Subject.key == fold(tidy), Subject.id != subject_id)
    )
    if other is not None:
        raise KnownError("officers.duplicate_subject", subject=other)
    subject.name, subject.key = tidy, fold(tidy)
    work.session.flush()
    work.record("subject.renamed", "subject", subject_id)
    return _subject_row(subject)


def retire_subject(work: Work, subject_id: int, *, version: int) -> SubjectRow:
    """Stop offering a subject; history keeps it.

    Raises:
        KnownError: `access.not_allowed`, `officers.subject_required`; `officers.subject_held`:
            somebody still answers for it.
        ConflictError: `db.conflict`.
    """
    require(work, Right.EDIT_OFFICERS)
    subject = _own_subject(work, subject_id)
    demand_version(work.session, subject.version, version, Thing("subject", subject_id))
    count = work.session.scalar(
        select(func.count())
        .select_from(Assignment)
        .where(Assignment.subject_id == subject_id, Assignment.ends_on.is_(None))
    )
    if count:
        raise KnownError("officers.subject_held", count=count)
    subject.is_active = False
    work.session.flush()
    work.record("subject.retired", "subject", subject_id)
    return _subject_row(subject)


def _insert_subject(work: Work, name: str, *, position: int, is_required: bool) -> Subject:
    subject = Subject(
        name=name,
        key=fold(name),
        position=position,
        is_required=is_required,
        is_active=True,
        created_at=work.now,
    )
    work.session.add(subject)
    work.session.flush()
    return subject


def _own_subject(work: Work, subject_id: int) -> Subject:
    subject = work.session.get_one(Subject, subject_id, with_for_update=True)
    if subject.is_required:
        raise KnownError("officers.subject_required")
    return subject


def _subject_name(name: str) -> str:
    tidy = " ".join(plain(name).split())
    if not fold(tidy) or len(tidy) > _SUBJECT_LENGTH:
        raise KnownError("officers.subject_name", limit=_SUBJECT_LENGTH)
    if sign := strange_sign(tidy):
        raise KnownError("officers.sign", sign=sign)
    return tidy


def _subject_row(subject: Subject) -> SubjectRow:
    return SubjectRow(
        subject_id=subject.id,
        name=subject.name,
        is_required=subject.is_required,
        is_active=subject.is_active,
        position=subject.position,
        version=subject.version,
    )
