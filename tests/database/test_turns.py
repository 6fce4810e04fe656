"""Two desks that store the same at one moment: the second fails, the server logs nothing."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.cases.fields import CaseValues
from alo183_desktop.cases.record import CaseKindValues
from alo183_desktop.cases.service import add_case
from alo183_desktop.cases.settings import KINDS
from alo183_desktop.db.work import Work
from alo183_desktop.db.write_lock import WRITERS
from alo183_desktop.directorate.kinds import CIRCULAR_CHANNELS
from alo183_desktop.directorate.record import UnitValues
from alo183_desktop.directorate.service import UNITS
from alo183_desktop.letters import confirmations
from alo183_desktop.letters.attempts import DispatchValues
from alo183_desktop.letters.record import ConfirmationValues, Manner
from alo183_desktop.letters.rules import Result
from alo183_desktop.letters.service import record_dispatch
from alo183_desktop.officers.record import SubjectValues
from alo183_desktop.officers.roster.recipe import ROSTER
from alo183_desktop.officers.service import add_officer
from alo183_desktop.officers.subjects import SUBJECTS
from alo183_desktop.phones.service import HANDSETS, LINES
from alo183_desktop.retention import due
from alo183_desktop.retention import service as retention
from alo183_desktop.retention.kinds import RecordKind
from alo183_desktop.rota.kinds import WishDegree, WishKind
from alo183_desktop.rota.record import WishValues
from alo183_desktop.rota.service import PEOPLE, WISHES
from alo183_desktop.shared.errors import KnownError
from tests.clocks import START
from tests.database.kept_rotas import MAIN_PERSON
from tests.database.phones import handset_values, line_values
from tests.database.postgresql import OWNER
from tests.database.rosters import tckn, values, workbook
from tests.database.servers import ServedDirectorate
from tests.database.test_phones_custody import letter

_WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


def test_that_the_second_of_two_is_reported_and_the_server_logs_no_value(
    directorate: ServedDirectorate, administrator: Desk
) -> None:
    acts: dict[str, Callable[[Work], Any]] = {
        "officers.duplicate_tckn": lambda work: add_officer(work, values(tckn=tckn(7))),
        "phones.duplicate_phone": lambda work: LINES.save(work, None, line_values(iccid=None)),
        "phones.duplicate_imei": lambda work: HANDSETS.save(work, None, handset_values()),
        "cases.duplicate": lambda work: add_case(work, _case(work), officer_id=None),
        "cases.duplicate_kind": lambda work: KINDS.save(
            work, None, CaseKindValues("Kuyruk", is_urgent=False, ends_on=None)
        ),
        "directorate.unit_exists": lambda work: UNITS.save(
            work, None, UnitValues("Kuyruklu Konukevi")
        ),
        "officers.duplicate_subject": lambda work: SUBJECTS.save(
            work, None, SubjectValues("Kuyruk")
        ),
    }
    before = len(directorate.server.log())
    reported = {code: _at_once(directorate, administrator, act) for code, act in acts.items()}
    assert reported == {code: {None, code} for code in acts}
    assert b"ERROR" not in directorate.server.log()[before:]


def test_that_two_who_answer_the_same_question_at_once_meet_no_error_of_the_server(
    directorate: ServedDirectorate, administrator: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with administrator.work() as work:
        letter_id = letter(work)
        for channel in CIRCULAR_CHANNELS:
            sent = DispatchValues(channel, "Ankara", work.now, None, Result.SENT, "RR1", "OK")
            record_dispatch(work, letter_id, sent)
        person_id = PEOPLE.save(work, None, replace(MAIN_PERSON, name="Ali KUYRUK"))
    monkeypatch.setattr(due, "find_due", lambda *_asked, only: tuple(only))
    said = ConfirmationValues(START.date(), Manner.PHONE, "Nur KUYRUK", "")
    day = START.date() + dt.timedelta(days=60)
    wish = WishValues(person_id, day, WishKind.DUTY, WishDegree.MUCH)
    acts: list[tuple[Callable[[Work], Any], set[str | None]]] = [
        (
            lambda work: confirmations.save_confirmation(work, letter_id, said),
            {None, "letters.confirmed_already"},
        ),
        (lambda work: WISHES.save(work, None, wish), {None, "rota.wish_double"}),
        (lambda work: retention.agree(work, RecordKind.CHECKS, [1]), {None}),
    ]
    before = len(directorate.server.log())
    for act, expected in acts:
        assert _at_once(directorate, administrator, act) == expected
    assert b"ERROR" not in directorate.server.log()[before:]


def test_that_the_second_of_two_imports_of_one_file_is_reported_and_the_server_logs_no_value(
    directorate: ServedDirectorate, administrator: Desk, tmp_path: Path
) -> None:
    path = workbook(
        tmp_path, [("Adı Soyadı", "T.C. Kimlik No", "Konu"), ("Ali KUYRUK", tckn(7), "")]
    )
    with administrator.work() as work:
        preview = ROSTER.preview(work, ROSTER.open(path, now=work.now))
    before = len(directorate.server.log())
    reported = _at_once(
        directorate, administrator, lambda work: ROSTER.apply(work, preview, skip_wrong=True)
    )
    assert reported == {None, "imports.stale"}
    assert b"ERROR" not in directorate.server.log()[before:]


def _case(work: Work) -> CaseValues:
    return CaseValues(
        number="183-2026-100000", routed_at=work.now, subject_id=1, kind_id=5, is_urgent=False
    )


def _at_once(
    directorate: ServedDirectorate, desk: Desk, act: Callable[[Work], Any]
) -> set[str | None]:
    """Let two do the same while a third one writes; return the result of each."""

    def do() -> str | None:
        try:
            with desk.work() as work:
                act(work)
        except KnownError as error:
            return error.code
        return None

    with ThreadPoolExecutor(2) as pool, directorate.psql(OWNER) as third:
        third.execute("SELECT pg_advisory_lock(%s)", [WRITERS])
        running = [pool.submit(do) for _place in range(2)]
        while third.execute(_WAITING).fetchone() != (2,):
            assert not any(future.done() for future in running)
        third.execute("SELECT pg_advisory_unlock(%s)", [WRITERS])
        return {future.result() for future in running}
