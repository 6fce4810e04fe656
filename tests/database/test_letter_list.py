"""The list of letters as a workbook gets it, on both backends."""

import datetime as dt

import pytest

from alo183_desktop.changes.letter_list import HEADINGS, export_letters
from alo183_desktop.db.audit_queries import AuditFilter, find_entries
from alo183_desktop.directorate.kinds import Channel
from alo183_desktop.documents.workbooks import write_table
from alo183_desktop.letters import service
from alo183_desktop.letters.queries import list_letters
from alo183_desktop.letters.rows import LetterFilter
from tests.clocks import FixedClock
from tests.database.databases import Database
from tests.database.desks import finish, furnish
from tests.database.test_changes import form_of, new_entry
from tests.database.test_letters import attempt


@pytest.fixture
def letter_id(database: Database) -> int:
    """Return a letter of two changes."""
    with database.open_work("administrator") as work:
        desk = furnish(work)
        second = new_entry(
            desk,
            leaver_id=desk.ilknur,
            tckn="10000000450",
            given_names="Işıl",
            corporate_mobile="0500 000 41 08",
            subject_ids=(desk.disabled,),
        )
        return finish(
            work,
            form_of(desk, new_entry(desk), second, register_number="4752", date="24.11.2026"),
        )


@pytest.mark.both_backends
def test_that_each_change_is_a_row_of_days_and_instants(
    database: Database, letter_id: int, clock: FixedClock
) -> None:
    clock.advance(hours=2)
    with database.open_work() as work:
        service.record_dispatch(work, letter_id, attempt(work, Channel.FAX, note="Rapor: OK"))
        table = export_letters(work, [letter_id, 99])
    rows = [dict(zip(table.headings, row, strict=True)) for row in table.rows]
    assert tuple(table.headings) == HEADINGS
    assert [(row["Ayrılan"], row["Göreve gelen"]) for row in rows] == [
        ("Zeynep GÜNDOĞDU", "Gülşah ÇETİNKAYA"),
        ("İlknur ÇIĞ", "Işıl ÇETİNKAYA"),
    ]
    assert rows[0]["Müracaat konuları"] == "Çocuk, Kadın"
    assert rows[0]["Yürürlük"] == dt.date(2026, 11, 25)
    assert (rows[0]["Sayı"], rows[0]["Tarih"]) == ("4752", dt.date(2026, 11, 24))
    assert isinstance(rows[0]["Faks gitti"], dt.datetime)
    assert (rows[0]["Posta gitti"], rows[0]["Tamamlandı"]) == (None, None)
    assert rows[0]["Durum"] == "faks gitti, posta bekliyor"
    assert write_table("Yazılar", table.headings, table.rows).startswith(b"PK")


def test_that_the_list_is_written_down_in_the_transaction_that_reads_it(
    database: Database, letter_id: int
) -> None:
    with database.open_work("director") as work:
        export_letters(work, [letter_id])
    with database.open_work() as work:
        (row,) = find_entries(
            work.session, AuditFilter(actions=("letters.exported",)), before=None, limit=9
        )
    assert row.details == {"count": 1, "what": "workbook"}


@pytest.mark.both_backends
def test_that_a_letter_is_found_by_the_barcode_of_its_posting(
    database: Database, letter_id: int, clock: FixedClock
) -> None:
    clock.advance(hours=2)
    with database.open_work() as work:
        service.record_dispatch(work, letter_id, attempt(work, Channel.POST, item="RR123456785TR"))
    for searched, found in (
        ("RR123456785TR", [letter_id]),
        ("rr 123 456 785 tr", [letter_id]),
        ("RR123456785", []),
        ("RR123456799TR", []),
    ):
        with database.open_work() as work:
            rows = list_letters(
                work.session, LetterFilter(search=searched, state="all"), now=work.now
            )
        assert [row.letter_id for row in rows] == found
