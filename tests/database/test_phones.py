"""Handsets and lines are entered, changed and looked at; PIN and PUK only on request."""

import datetime as dt
from dataclasses import replace
from typing import Final

import pytest
from sqlalchemy import select

from alo183_desktop.db.audit import AuditEntry
from alo183_desktop.phones import queries, service
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.model import LineSecret
from alo183_desktop.phones.rows import HandsetRow, ItemKind, LineRow, LineSecrets, PhoneFilter
from alo183_desktop.shared.errors import KnownError
from tests.clocks import FixedClock
from tests.database.databases import Database, FillOnce
from tests.database.phones import (
    Stocked,
    at,
    handset_values,
    iccid,
    imei,
    line_item,
    line_values,
    stock,
)

NOW: Final = at("2026-11-24 09:30")


@pytest.fixture
def here(fill_once: FillOnce) -> Stocked:
    return fill_once(stock)


def actions(database: Database) -> list[str]:
    with database.open_work() as work:
        query = select(AuditEntry.action).order_by(AuditEntry.sequence)
        return list(work.session.scalars(query))


def test_that_a_new_line_and_a_new_handset_are_in_store(database: Database, here: Stocked) -> None:
    with database.open_work() as work:
        line = queries.get_card(work.session, ItemKind.LINE, here.line, at=NOW)
        handset = queries.get_card(work.session, ItemKind.HANDSET, here.handset, at=NOW)
    assert isinstance(line.row, LineRow)
    assert (line.row.state, line.row.holder_id, line.row.last_holder_name) == (
        ItemState.IN_STORE,
        None,
        "",
    )
    assert handset.row.label == f"Samsung A15, IMEI {imei(1)}"
    assert (line.custodies, line.forms, line.has_pin) == ((), (), False)
    assert [row.state for row in handset.states] == [ItemState.IN_STORE]
    assert actions(database)[-2:] == ["line.added", "handset.added"]


@pytest.mark.both_backends
@pytest.mark.parametrize("kind", list(ItemKind))
def test_that_a_clerk_takes_back_what_was_added_by_mistake_until_something_is_known_of_it(
    database: Database, here: Stocked, clock: FixedClock, kind: ItemKind
) -> None:
    register = service.REGISTERS[kind]
    values = line_values(2) if kind is ItemKind.LINE else handset_values(2)
    with database.open_work("clerk") as work:
        added = register.save(work, None, values)
        if kind is ItemKind.LINE:
            work.session.add(LineSecret(line_id=added, pin="1234"))
    with database.open_work("clerk") as work:
        register.remove(work, added, version=1)
    assert actions(database)[-1] == f"{kind}.removed"
    with database.open_work("clerk") as work:
        with pytest.raises(KnownError, match=r"phones\.gone"):
            register.open(work, added)
        again = register.save(work, None, values)
    clock.advance(hours=1)
    with database.open_work("clerk") as work:
        service.set_state(
            work, (kind, again), state=ItemState.LOST, at=work.now, reason="Sayımda çıkmadı"
        )
        custody.issue(
            work,
            [(ItemKind.LINE, here.line), (ItemKind.HANDSET, here.handset)],
            officer_id=here.people.zeynep,
            at=work.now,
        )
    held = {ItemKind.LINE: here.line, ItemKind.HANDSET: here.handset}[kind]
    for item_id in (again, held):
        with database.open_work("clerk") as work:
            _values, version = register.open(work, item_id)
            with pytest.raises(KnownError, match=r"phones\.used"):
                register.remove(work, item_id, version=version)


@pytest.mark.both_backends
def test_that_a_number_is_registered_once(database: Database, here: Stocked) -> None:
    cases = (
        (line_values(1, iccid=iccid(9)), "phones.duplicate_phone"),
        (line_values(2, iccid=iccid(1)), "phones.duplicate_iccid"),
    )
    for values, code in cases:
        with pytest.raises(KnownError) as caught, database.open_work() as work:
            service.LINES.save(work, None, values)
        assert caught.value.code == code
    with database.open_work() as work:
        second = service.LINES.save(work, None, line_values(2))
        other = service.HANDSETS.save(work, None, handset_values(2))
        # Unknown numbers are no numbers: there may be many.
        service.LINES.save(work, None, line_values(3, iccid=None))
        service.LINES.save(work, None, line_values(4, iccid=None))
        service.HANDSETS.save(work, None, handset_values(3, imei=None))
        service.HANDSETS.save(work, None, handset_values(4, imei=None))
    with pytest.raises(KnownError, match="duplicate_phone"), database.open_work() as work:
        service.LINES.save(work, second, line_values(1), version=1)
    with pytest.raises(KnownError, match="duplicate_imei"), database.open_work() as work:
        service.HANDSETS.save(work, other, handset_values(1), version=1)
    with pytest.raises(KnownError, match="duplicate_imei"), database.open_work() as work:
        service.HANDSETS.save(work, None, handset_values(1))
    assert here.line != second


def test_that_a_change_is_found_by_what_it_says_now(database: Database, here: Stocked) -> None:
    with database.open_work() as work:
        service.LINES.save(work, here.line, line_values(operator="Çağ İletişim"), version=1)
        service.HANDSETS.save(work, here.handset, handset_values(make="Şimşek"), version=1)

        def lines(search: str) -> int:
            return len(queries.list_lines(work.session, PhoneFilter(search), at=NOW))

        def handsets(search: str) -> int:
            return len(queries.list_handsets(work.session, PhoneFilter(search), at=NOW))

        assert [lines(text) for text in ("cag ILETISIM", "0500 000 11 01", "telekom")] == [1, 1, 0]
        assert [handsets(text) for text in ("simsek a15", imei(1), "r50001", "x")] == [1, 1, 1, 0]


def test_that_pin_and_puk_are_shown_on_request_and_written_down(
    database: Database, here: Stocked
) -> None:
    with database.open_work() as work:
        with pytest.raises(KnownError, match="no_pin"):
            service.show_pin(work, here.line)
        with pytest.raises(KnownError, match="pin_digits"):
            service.set_pin(work, here.line, pin="12", puk="")
        service.set_pin(work, here.line, pin="12 34", puk="1234-5678")
        service.set_pin(work, here.line, pin="1234", puk="12345678")
        assert service.show_pin(work, here.line) == LineSecrets("1234", "12345678")
        assert queries.get_card(work.session, ItemKind.LINE, here.line, at=NOW).has_pin
    assert actions(database)[-2:] == ["line.pin_changed", "line.pin_shown"]
    with database.open_work() as work:
        reported = work.session.scalars(select(AuditEntry.details)).all()
        assert "1234" not in str(reported)
        service.set_pin(work, here.line, pin="", puk="")
        assert not queries.get_card(work.session, ItemKind.LINE, here.line, at=NOW).has_pin


def test_that_no_list_and_no_card_reads_a_pin(database: Database, here: Stocked) -> None:
    with database.open_work() as work:
        service.set_pin(work, here.line, pin="1234", puk="")
    asked = database.listen()
    with database.open_work() as work:
        queries.list_lines(work.session, PhoneFilter(), at=NOW)
        queries.get_card(work.session, ItemKind.LINE, here.line, at=NOW)
    read = [statement.partition("FROM")[0] for statement in asked]
    assert not any(".pin" in columns or ".puk" in columns for columns in read)


@pytest.mark.both_backends
def test_that_lists_are_narrowed_by_state_and_holder(database: Database, here: Stocked) -> None:
    with database.open_work() as work:
        second = service.LINES.save(work, None, line_values(2))
        custody.issue(work, [line_item(second)], officer_id=here.people.ilknur, at=NOW)

        def found(wanted: PhoneFilter) -> list[int]:
            return [row.line_id for row in service.find_lines(work, wanted, at=NOW)]

        assert found(PhoneFilter(state=ItemState.IN_STORE)) == [here.line]
        assert found(PhoneFilter(search="çığ")) == [second]


def test_that_a_state_that_needs_custody_is_refused(database: Database, here: Stocked) -> None:
    with database.open_work() as work:
        with pytest.raises(KnownError, match="issue_needed"):
            service.set_state(work, line_item(here.line), state=ItemState.ISSUED, at=NOW)
        with pytest.raises(KnownError, match=r"phones\.future"):
            service.set_state(
                work, line_item(here.line), state=ItemState.LOST, at=NOW + dt.timedelta(seconds=1)
            )
        service.set_state(work, line_item(here.line), state=ItemState.RETURNED, at=NOW)
        # It was entered later than it happened, and is what is known now.
        service.set_state(
            work, line_item(here.line), state=ItemState.LOST, at=at("2026-11-01 08:00")
        )
        card = queries.get_card(work.session, ItemKind.LINE, here.line, at=NOW)
    assert card.row.state is ItemState.LOST
    assert [row.state for row in card.states] == [
        ItemState.LOST,
        ItemState.RETURNED,
        ItemState.IN_STORE,
    ]


def test_that_what_is_gone_is_reported(database: Database, here: Stocked) -> None:
    assert here.line
    with database.open_work() as work:
        for act in (
            lambda: queries.get_card(work.session, ItemKind.LINE, 99, at=NOW),
            lambda: queries.get_card(work.session, ItemKind.HANDSET, 99, at=NOW),
            lambda: service.LINES.open(work, 99),
            lambda: service.HANDSETS.save(work, 99, handset_values(), version=1),
            lambda: service.show_pin(work, 99),
            lambda: service.set_state(work, line_item(99), state=ItemState.LOST, at=NOW),
            lambda: custody.give_back(work, [99], at=NOW),
        ):
            with pytest.raises(KnownError, match=r"phones\.gone"):
                act()


def test_that_removing_a_line_removes_its_secrets(database: Database, here: Stocked) -> None:
    with database.open_work() as work:
        service.set_pin(work, here.line, pin="1234", puk="")
        work.session.delete(service._line(work, here.line))  # noqa: SLF001 - only tests remove one
        work.session.flush()
        assert work.session.scalars(select(LineSecret)).all() == []


def test_that_a_handset_keeps_what_is_not_known_apart(database: Database, here: Stocked) -> None:
    with database.open_work() as work:
        bare = replace(handset_values(7), imei=None, serial="")
        number = service.HANDSETS.save(work, None, bare)
        card = queries.get_card(work.session, ItemKind.HANDSET, number, at=NOW)
    assert isinstance(card.row, HandsetRow)
    assert card.row.label == "Samsung A15"
    assert card.row.imei is None
    assert number != here.handset
