"""What a usage import brings besides usage: lines of officers, and maps of columns."""

import pytest
from sqlalchemy import select

from alo183_desktop.phones.custody import service as custody
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.model import (
    PhoneLine,
)
from alo183_desktop.phones.usage.recipe import USAGE
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.texts import message_of
from tests.database.databases import Database
from tests.database.phones import line_item
from tests.database.usage_files import (
    OFFICERS,
    codes,
    contents,
    counted,
    import_,
    preview,
    stock,
    sums,
    undo,
    verdicts,
)
from tests.unit.phones.usage_sheets import (
    KB,
    TITLE,
    read_rows,
)


def test_that_an_unknown_number_is_named_and_registered_only_when_asked_for(
    database: Database,
) -> None:
    stock(database)
    rows = [("05000011001", "1", "1"), ("05000011009", "2", "2"), ("05000011010", "3", "3")]
    made = preview(database, sums(*rows))
    assert codes(made) == ["unknown_line", "unknown_line"]
    assert "Ayşe IŞIK adlı sorumlunun" in str(message_of(made.rows[1].problems[0]))
    assert "sorumlunun" not in str(message_of(made.rows[2].problems[0]))
    assert verdicts(made) == ["create", "wrong", "wrong"]
    made = preview(database, sums(*rows), register_new=True)
    assert verdicts(made) == ["create", "create", "create"]
    assert codes(made) == ["registers", "registers"]


@pytest.mark.parametrize(
    "rows",
    [
        [("05000011009", "2", "2")],
        # Talk and data of one line may stand in a row each.
        [("05000011009", "2", ""), ("05000011009", "", "2")],
    ],
)
def test_that_an_unknown_number_becomes_a_line_and_goes_with_the_import(
    database: Database, rows: list[tuple[str, str, str]]
) -> None:
    stock(database)
    before = contents(database)
    file = sums(*rows)
    made = preview(database, file, operator="Türk Telekom", register_new=True)
    with database.open_work() as work:
        row = USAGE.apply(work, made)
    with database.open_work() as work:
        line = work.session.scalars(select(PhoneLine).where(PhoneLine.phone == OFFICERS)).one()
        assert (line.state, line.operator) == (ItemState.IN_STORE, "Türk Telekom")
    assert counted(database) == {OFFICERS: (120, 2 * KB * KB)}
    assert set(verdicts(preview(database, file, register_new=True))) == {"unchanged"}
    undo(database, row)
    assert contents(database) == before


def test_that_a_registered_line_that_is_held_stays(database: Database) -> None:
    stock(database)
    row = import_(database, sums(("05000011009", "2", "2")), register_new=True)
    with database.open_work() as work:
        line = work.session.scalars(select(PhoneLine).where(PhoneLine.phone == OFFICERS)).one()
        custody.issue(work, [line_item(line.id)], officer_id=1, at=work.now)
    with pytest.raises(KnownError, match=r"imports\.built_on"):
        undo(database, row)


def test_that_a_registered_line_with_other_usage_stays(database: Database) -> None:
    stock(database)
    row = import_(database, sums(("05000011009", "2", "2")), register_new=True)
    import_(database, sums(("05000011009", "2", "2"), title=("Dönem: 10/2026",)))
    with pytest.raises(KnownError, match=r"imports\.built_on"):
        undo(database, row)


def test_that_a_corrected_map_is_remembered_and_goes_with_the_import(database: Database) -> None:
    stock(database)
    before = contents(database)
    rows = (TITLE, ("Hat No", "Konuşma", "İnternet"), ("05000011001", "10", "5"))
    said = {"Konuşma": "duration:minutes", "İnternet": "data:megabytes"}
    file = read_rows(*rows, columns=said)
    made = preview(database, file, operator="Türk Telekom", columns=said)
    with database.open_work() as work:
        row = USAGE.apply(work, made)
    with database.open_work() as work:
        shapes = USAGE.shapes(work)
    assert [known.sender for known in shapes] == ["Türk Telekom"]
    again = read_rows(*rows, shapes=shapes, operator="türk telekom")
    assert verdicts(preview(database, again)) == ["unchanged"]
    undo(database, row)
    assert contents(database) == before
