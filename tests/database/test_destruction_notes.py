"""Notes on phones, reasons of their states and closed accounts go when their periods are over."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Final, NamedTuple

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DBAPIError

from alo183_desktop.access import drafts
from alo183_desktop.access import service as access
from alo183_desktop.access.model import FormDraft, User
from alo183_desktop.access.queries import find_user, list_users
from alo183_desktop.access.record import UserValues
from alo183_desktop.access.rules import Role
from alo183_desktop.db import audit
from alo183_desktop.db.audit_queries import AuditFilter, find_entries
from alo183_desktop.db.work import Work
from alo183_desktop.imports.model import Import, ImportChange
from alo183_desktop.phones import queries
from alo183_desktop.phones import service as phones
from alo183_desktop.phones.inventory.recipe import INVENTORY
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.model import Handset, PhoneLine, StateChange
from alo183_desktop.phones.rows import PhoneFilter
from alo183_desktop.retention import persons, service
from alo183_desktop.retention.kinds import DESTROYED_WORDS, Decision, RecordKind
from alo183_desktop.shared.errors import ConflictError, KnownError
from tests.clocks import START, FixedClock
from tests.database.databases import AUDIT_KEY, Database
from tests.database.lives import ids_due, opened
from tests.database.phones import handset_item, handset_values, line_item, line_values

NOTE: Final = "Ayşe IŞIK aradı"
REASON: Final = "Ayşe IŞIK düşürdü"
KINDS: Final = (
    RecordKind.LINE_NOTES,
    RecordKind.HANDSET_NOTES,
    RecordKind.STATE_REASONS,
    RecordKind.ACCOUNTS,
)
LATER: Final = dt.datetime(2037, 1, 4, 9, tzinfo=dt.UTC)


class Written(NamedTuple):
    """Numbers of what was written on."""

    line: int
    handset: int
    repair: int
    """The state that the handset came into first after its beginning; it is over."""
    account: int

    def of(self, kind: RecordKind) -> int:
        """Return the number of the record of a kind."""
        return {
            RecordKind.LINE_NOTES: self.line,
            RecordKind.HANDSET_NOTES: self.handset,
            RecordKind.STATE_REASONS: self.repair,
            RecordKind.ACCOUNTS: self.account,
        }[kind]


@pytest.fixture
def written(database: Database, clock: FixedClock) -> Written:
    """Return a line and a handset with notes, and an account that was closed two days later."""
    with database.open_work("administrator") as work:
        line = phones.LINES.save(work, None, line_values())
        phones.LINES.save(work, None, line_values(2))
        handset = phones.HANDSETS.save(work, None, handset_values(note=NOTE))
        account = access.add_user(work, login="ayse.isik", name="Ayşe IŞIK", role=Role.CLERK)
        access.add_user(work, login="selin", name="Selin AKTAŞ", role=Role.ADMINISTRATOR)
        phones.set_state(
            work, handset_item(handset), state=ItemState.IN_REPAIR, at=work.now, reason=REASON
        )
        repair = work.session.scalars(
            select(StateChange.id).where(StateChange.reason == REASON)
        ).one()
    with database.open_work(login="ayse.isik") as work:
        drafts.keep_draft(work, "1", "cases.intake", "Vaka kaydet", {"summary": "gece"})
    clock.advance(days=2)
    with database.open_work("administrator") as work:
        phones.LINES.save(work, line, line_values(note=NOTE), version=1)
        phones.set_state(work, handset_item(handset), state=ItemState.IN_STORE, at=work.now)
        close(work, account)
    return Written(line, handset, repair, account)


def close(work: Work, user_id: int) -> None:
    user = work.session.get_one(User, user_id)
    access.change_user(
        work, user_id, name=user.name, role=user.role, is_active=False, version=user.version
    )


def destroy(work: Work, kind: RecordKind, item_id: int) -> None:
    service.agree(work, kind, [item_id])
    service.destroy(work, kind, [item_id], reason="Süresi doldu")


@pytest.mark.both_backends
def test_that_each_comes_due_on_its_own_day(
    database: Database, clock: FixedClock, written: Written
) -> None:
    first = {
        RecordKind.LINE_NOTES: dt.date(2031, 11, 26),
        RecordKind.HANDSET_NOTES: dt.date(2031, 11, 24),
        RecordKind.ACCOUNTS: dt.date(2036, 11, 26),
    }
    for kind, day in first.items():
        for shown, expected in ((day - dt.timedelta(days=1), []), (day, [written.of(kind)])):
            clock.set(dt.datetime.combine(shown, dt.time(9), dt.UTC))
            with database.open_work("auditor") as work:
                assert ids_due(work, kind) == expected, (kind, shown)


def test_that_a_reason_comes_due_when_its_state_is_over_and_never_before(
    database: Database, clock: FixedClock, written: Written
) -> None:
    kind = RecordKind.STATE_REASONS
    clock.set(dt.datetime(2036, 11, 25, 9, tzinfo=dt.UTC))
    with database.open_work("auditor") as work:
        # The first state of the handset was over on its first day.
        assert written.repair not in ids_due(work, kind)
    clock.set(dt.datetime(2036, 11, 26, 9, tzinfo=dt.UTC))
    with database.open_work("administrator") as work:
        [row] = [one for one in service.open_due(work, kind) if one.item_id == written.repair]
        assert row.title.startswith("Samsung A15, IMEI ")
        assert row.detail == f"24.11.2026 12:30, tamirde · {REASON} · Şükrü IŞIK"
    clock.set(dt.datetime(2090, 1, 1, tzinfo=dt.UTC))
    with database.open_work("administrator") as work:
        last = work.session.scalars(select(StateChange.id).order_by(StateChange.id.desc())).first()
        assert last not in ids_due(work, kind)  # the handset still stands in store
        phones.set_state(work, line_item(written.line), state=ItemState.RETIRED, at=START)
        retired = work.session.scalars(
            select(StateChange.id).where(StateChange.state == ItemState.RETIRED)
        ).one()
        assert retired in ids_due(work, kind)  # after it comes none


def test_that_an_account_that_is_open_or_was_opened_again_stays(
    database: Database, clock: FixedClock, written: Written
) -> None:
    clock.set(LATER)
    with database.open_work("administrator") as work:
        assert ids_due(work, RecordKind.ACCOUNTS) == [written.account]
        service.agree(work, RecordKind.ACCOUNTS, [written.account])
        user = work.session.get_one(User, written.account)
        access.change_user(
            work, user.id, name=user.name, role=user.role, is_active=True, version=user.version
        )
        assert ids_due(work, RecordKind.ACCOUNTS) == []
    with database.open_work("administrator") as work:
        close(work, written.account)
    with database.open_work("administrator") as work:
        assert ids_due(work, RecordKind.ACCOUNTS) == []  # closed today


@pytest.mark.parametrize("kind", KINDS)
def test_that_nothing_goes_without_a_review_and_a_postponed_one_stays(
    database: Database, clock: FixedClock, written: Written, kind: RecordKind
) -> None:
    clock.set(LATER)
    item_id = written.of(kind)
    with database.open_work("administrator") as work:
        with pytest.raises(KnownError, match="not_agreed"):
            service.destroy(work, kind, [item_id], reason="Süresi doldu")
        service.postpone(work, kind, [item_id], until=dt.date(2038, 1, 1), reason="Dava sürüyor")
        with pytest.raises(KnownError, match="not_agreed"):
            service.destroy(work, kind, [item_id], reason="Süresi doldu")
        [row] = [one for one in service.open_due(work, kind) if one.item_id == item_id]
        assert row.decision is Decision.POSTPONED
        destroy(work, kind, item_id)
        assert item_id not in ids_due(work, kind)
        [made] = service.look(work).destructions
        assert (made.kind, made.items) == (kind, 1)
    with database.open_work("auditor") as work:
        names = {"line_note", "handset_note", "state_reason", "user"}
        reported = find_entries(
            work.session, AuditFilter(actions=("record.destroyed",)), before=None, limit=9
        )
        assert [(one.kind in names, one.item_id) for one in reported] == [(True, item_id)]


def test_that_a_note_goes_and_its_phone_stays(
    database: Database, clock: FixedClock, written: Written
) -> None:
    clock.set(LATER)
    with database.open_work("administrator") as work:
        form, version = phones.LINES.open(work, written.line)
        destroy(work, RecordKind.LINE_NOTES, written.line)
        destroy(work, RecordKind.HANDSET_NOTES, written.handset)
    with database.open_work("administrator") as work:
        assert phones.LINES.open(work, written.line)[0] == replace(form, note="")
        assert work.session.get_one(Handset, written.handset).note == ""
        # A card that was open before does not bring it back unseen.
        with pytest.raises(ConflictError, match="both_changed"):
            phones.LINES.save(work, written.line, line_values(note=NOTE), version=version)


@pytest.mark.both_backends
def test_that_a_note_that_somebody_writes_at_that_moment_does_not_go(
    database: Database, clock: FixedClock, written: Written
) -> None:
    clock.set(LATER)
    kind = RecordKind.LINE_NOTES

    def destroy() -> None:
        with database.open_work("administrator") as work:
            service.destroy(work, kind, [written.line], reason="Süresi doldu")

    with database.open_work("administrator") as work:
        service.agree(work, kind, [written.line])
    with ThreadPoolExecutor(1) as other_desk:
        with database.open_work() as work:
            phones.LINES.save(work, written.line, line_values(note="Yeni not"), version=2)
            second = other_desk.submit(destroy)
        with pytest.raises(KnownError, match="not_agreed"):
            second.result()
    with database.open_work() as work:
        assert work.session.get_one(PhoneLine, written.line).note == "Yeni not"


def test_that_what_an_import_kept_of_a_note_goes_with_it_and_nobody_takes_the_import_back(
    database: Database, clock: FixedClock, written: Written
) -> None:
    with database.open_work("administrator") as work:
        made = Import(
            kind="phones",
            file_name="envanter.xlsx",
            sha256="0" * 64,
            at=work.now,
            created=0,
            updated=1,
            unchanged=0,
        )
        work.session.add(made)
        work.session.flush()
        other = work.session.scalars(select(PhoneLine.id).where(PhoneLine.id != written.line)).one()
        line = work.session.get_one(PhoneLine, other)
        work.session.add(
            ImportChange(
                import_id=made.id,
                item_kind="line",
                item_id=other,
                before={"note": NOTE, "state": "in_store"},
                version=line.version,
            )
        )
        work.session.flush()
        assert INVENTORY.built_on(work.session, [made.id]) == frozenset()
        import_id = made.id
    clock.set(LATER)
    with database.open_work("administrator") as work:
        # Nothing stands on the card any more, but its old words do.
        assert sorted(ids_due(work, RecordKind.LINE_NOTES)) == [written.line, other]
        destroy(work, RecordKind.LINE_NOTES, other)
        assert ids_due(work, RecordKind.LINE_NOTES) == [written.line]
        assert work.session.scalars(select(ImportChange.before)).all() == [None]
        assert INVENTORY.built_on(work.session, [import_id]) == {import_id}


def test_that_a_state_keeps_what_any_instant_can_be_asked_for(
    database: Database, clock: FixedClock, written: Written
) -> None:
    def history() -> list[tuple[object, ...]]:
        with database.open_work("auditor") as work:
            return [
                tuple(row)
                for row in work.session.execute(
                    select(
                        StateChange.id,
                        StateChange.handset_id,
                        StateChange.line_id,
                        StateChange.state,
                        StateChange.at,
                    ).order_by(StateChange.id)
                )
            ]

    before = history()
    clock.set(LATER)
    with database.open_work("administrator") as work:
        then = START + dt.timedelta(days=1)
        shown = queries.list_handsets(work.session, PhoneFilter(), at=then)
        destroy(work, RecordKind.STATE_REASONS, written.repair)
        assert queries.list_handsets(work.session, PhoneFilter(), at=then) == shown
    assert history() == before
    with database.open_work("auditor") as work:
        state = work.session.get_one(StateChange, written.repair)
        assert (state.reason, state.by_name) == ("", "")


@pytest.mark.both_backends
@pytest.mark.parametrize(
    "values", [{"reason": "", "by_name": ""}, {"reason": "başka", "by_name": ""}]
)
def test_that_nobody_empties_a_state_without_a_destruction(
    database: Database, written: Written, values: dict[str, str]
) -> None:
    with (
        pytest.raises(DBAPIError, match="never changed"),
        database.open_work("administrator") as work,
    ):
        work.session.execute(
            update(StateChange).where(StateChange.id == written.repair).values(**values)
        )


@pytest.mark.parametrize(
    "values",
    [
        {"reason": "başka", "by_name": ""},
        {"reason": "", "by_name": "Başkası"},
        {"reason": "", "by_name": "", "state": ItemState.LOST},
    ],
)
def test_that_a_destruction_of_a_reason_changes_nothing_else(
    database: Database, clock: FixedClock, written: Written, values: dict[str, str]
) -> None:
    clock.set(LATER)
    statement = update(StateChange).where(StateChange.id == written.repair).values(**values)

    def change(work: Work) -> None:
        opened(work, RecordKind.STATE_REASONS, written.repair)
        work.session.execute(statement)

    with (
        pytest.raises(DBAPIError, match="never changed"),
        database.open_work("administrator") as work,
    ):
        change(work)


def test_that_of_a_closed_account_only_its_number_is_left(
    database: Database, clock: FixedClock, written: Written
) -> None:
    clock.set(LATER)
    with database.open_work("administrator") as work:
        shown = find_user(work.session, "ayse.isik")
        assert shown is not None
        destroy(work, RecordKind.ACCOUNTS, written.account)
        user = work.session.get_one(User, written.account)
        assert (user.name, user.login) == (DESTROYED_WORDS, f"({written.account})")
        assert work.session.scalars(select(FormDraft)).all() == []
        assert [row.login for row in list_users(work.session)] == ["selin"]
        for login in ("ayse.isik", user.login):
            assert find_user(work.session, login) is None
        found = persons.find_person(work, DESTROYED_WORDS)
        assert [one for one in found.entries if one.item_id == written.account] == []
        # A form that was read before does not open it again, nor one that saw what is stored now.
        base = UserValues(shown.name, shown.role, is_active=False)
        for version, began in ((shown.version, base), (user.version, None)):
            with pytest.raises(KnownError, match="account_destroyed"):
                access.change_user(
                    work,
                    shown.user_id,
                    name=shown.name,
                    role=shown.role,
                    is_active=True,
                    version=version,
                    base=began,
                )
        # Somebody else may get the login.
        again = access.add_user(work, login="ayse.isik", name="Ayşegül IŞIK", role=Role.CLERK)
        assert again != written.account
    with database.open_work("auditor") as work:
        head = audit.read_head(work.session)
        assert audit.verify(work.session, key=AUDIT_KEY, outside=head).is_whole
