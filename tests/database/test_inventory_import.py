"""A register of lines and handsets comes out of a file, and can be taken back."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import select

from alo183_desktop.documents.foreign.tables import read_file
from alo183_desktop.documents.workbooks import write_table
from alo183_desktop.imports.recipe import Options
from alo183_desktop.imports.rows import Answer, Answers, ImportRow, Preview, RowVerdict
from alo183_desktop.officers.roster.recipe import ROSTER
from alo183_desktop.phones import queries, service
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.phones.inventory.file import read_inventory
from alo183_desktop.phones.inventory.recipe import INVENTORY
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.model import Custody, Handset, LineSecret, PhoneLine, Quota
from alo183_desktop.phones.rows import ItemKind, LineSecrets, PhoneFilter
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.texts import message_of
from tests.database.databases import Database
from tests.database.desks import furnish
from tests.database.phones import at, iccid, imei, line_item
from tests.database.rosters import CIG, roster

NOW: Final = at("2026-11-24 09:30")
TODAY: Final = dt.date(2026, 11, 24)
HEADINGS: Final = (
    "S.No",
    "Hat No",
    "Operatör",
    "SIM Kart No",
    "Paket",
    "PIN",
    "PUK",
    "IMEI",
    "Marka",
    "Model",
    "Seri No",
    "Durum",
    "Zimmetli",
    "Zimmet Tarihi",
)
FIRST: Final = (
    1,
    "0500 000 11 01",
    "Türk Telekom",
    iccid(1),
    "Kamu 300",
    "1234",
    "12345678",
    imei(1),
    "Samsung",
    "A15",
    "R50001",
    "Zimmetli",
    "İLKNUR ÇIĞ",
    "01.03.2025",
)
SECOND: Final = (
    2,
    "5000001102",
    "Vodafone",
    iccid(2),
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    "depoda",
    "",
    "",
)
THIRD: Final = (3, "", "", "", "", "", "", imei(3), "Nokia", "105", "", "Kayıp", "", "")


def register(folder: Path, *rows: Sequence[object], headings: Sequence[str] = HEADINGS) -> Path:
    path = folder / "envanter.xlsx"
    path.write_bytes(write_table("Envanter", list(headings), rows))  # type: ignore[arg-type]
    return path


@pytest.fixture
def furnished(database: Database) -> Database:
    with database.open_work("administrator") as work:
        furnish(work)
    return database


def preview(database: Database, path: Path) -> Preview:
    with database.open_work() as work:
        return INVENTORY.preview(work, read_inventory(read_file(path)))


def import_(database: Database, path: Path, *, skip_wrong: bool = False) -> ImportRow:
    made = preview(database, path)
    with database.open_work() as work:
        return INVENTORY.apply(work, made, skip_wrong=skip_wrong)


def verdicts(made: Preview) -> list[str]:
    return [row.verdict.value for row in made.rows]


def codes(made: Preview, place: int = 0) -> list[tuple[str, str]]:
    row = made.rows[place]
    return [(problem.key, problem.code) for problem in (*row.problems, *row.hints)]


def stored(database: Database) -> list[object]:
    with database.open_work() as work:
        return [
            tuple(tuple(row) for row in work.session.execute(select(*entity.__table__.columns)))
            for entity in (PhoneLine, Handset, LineSecret, Custody)
        ]


@pytest.mark.both_backends
def test_that_a_register_is_stored_as_its_preview_says(furnished: Database, tmp_path: Path) -> None:
    made = preview(furnished, register(tmp_path, FIRST, SECOND, THIRD))
    assert verdicts(made) == ["create", "create", "create"]
    assert [row.label for row in made.rows][:2] == ["0500 000 11 01", "0500 000 11 02"]
    reported = {change.field: change.after for change in made.rows[0].changes}
    assert reported["holder"] == "İlknur ÇIĞ (01.03.2025)"
    # Line and handset of the row go to the same person: that is said once.
    assert [change.field for change in made.rows[0].changes].count("holder") == 1
    assert reported["phone"] == "0500 000 11 01"
    assert "1234" not in str(made.rows)
    with furnished.open_work() as work:
        row = INVENTORY.apply(work, made)
        assert (row.created, row.updated, row.can_undo) == (3, 0, True)
        lines = queries.list_lines(work.session, PhoneFilter(), at=NOW)
        lost, held = sorted(
            queries.list_handsets(work.session, PhoneFilter(), at=NOW),
            key=lambda row: row.state,
            reverse=True,
        )
        before = queries.who_held(work.session, "05000001101", at=at("2025-02-28 20:59"))
        first = queries.who_held(work.session, "05000001101", at=at("2025-02-28 21:00"))
        assert service.show_pin(work, lines[0].line_id) == LineSecrets("1234", "12345678")
    assert [line.state for line in lines] == [ItemState.ISSUED, ItemState.IN_STORE]
    assert lines[0].holder_name == held.holder_name == "İlknur ÇIĞ"
    assert (lost.state, lost.make) == (ItemState.LOST, "Nokia")
    assert before is None
    assert first is not None
    assert first.issue_form_id is None


@pytest.mark.both_backends
def test_that_an_import_is_undone_as_one_step(furnished: Database, tmp_path: Path) -> None:
    import_(furnished, register(tmp_path, SECOND))
    before = stored(furnished)
    changed = (
        2,
        "5000001102",
        "Turkcell",
        iccid(2),
        "Kamu",
        "9876",
        "",
        "",
        "",
        "",
        "",
        "",
        "Şükrü Işık",
        "24.11.2026",
    )
    row = import_(furnished, register(tmp_path, FIRST, changed, THIRD))
    assert (row.created, row.updated) == (2, 1)
    assert row.import_id is not None
    with furnished.open_work() as work:
        INVENTORY.undo(work, row.import_id)
        [line] = queries.list_lines(work.session, PhoneFilter(), at=NOW)
        newest, oldest = INVENTORY.history(work)
    assert (line.operator, line.package, line.state) == ("Vodafone", "", ItemState.IN_STORE)
    assert (newest.why_not, oldest.can_undo) == ("imports.undone", False)
    assert [len(table) for table in stored(furnished)] == [len(table) for table in before]  # type: ignore[arg-type]
    with pytest.raises(KnownError, match=r"imports\.undone"), furnished.open_work() as work:
        INVENTORY.undo(work, row.import_id)


@pytest.mark.parametrize("act", ["state", "return", "issue", "pin", "quota"])
def test_that_an_import_stays_once_something_was_built_on_it(
    furnished: Database, tmp_path: Path, act: str
) -> None:
    import_id = import_(furnished, register(tmp_path, FIRST, SECOND, THIRD)).import_id
    assert import_id is not None
    with furnished.open_work() as work:
        first, second = queries.list_lines(work.session, PhoneFilter(), at=NOW)
        match act:
            case "state":
                service.set_state(work, line_item(second.line_id), state=ItemState.LOST, at=NOW)
            case "return":
                [held] = queries.custodies_of(work.session, ItemKind.LINE, first.line_id)
                custody.give_back(work, [held.custody_id], at=NOW)
            case "issue":
                custody.issue(work, [line_item(second.line_id)], officer_id=1, at=NOW)
            case "pin":
                service.set_pin(work, second.line_id, pin="1111", puk="")
            case _:
                work.session.add(
                    Quota(
                        line_id=first.line_id,
                        starts_on=TODAY,
                        seconds=1,
                        bytes=1,
                        period_day=1,
                    )
                )
    with furnished.open_work() as work:
        [row] = INVENTORY.history(work)
        assert row.why_not == "imports.built_on"
    with pytest.raises(KnownError, match="built_on"), furnished.open_work() as work:
        INVENTORY.undo(work, import_id)


def test_that_a_register_stands_on_the_roster_that_brought_its_holder(
    furnished: Database, tmp_path: Path
) -> None:
    with furnished.open_work() as work:
        made = ROSTER.preview(
            work, ROSTER.open(roster(tmp_path, (*CIG[:1], "Derya SU", *CIG[2:])), now=work.now)
        )
        came = ROSTER.apply(work, made)
    held = (*FIRST[:12], "Derya Su", "")
    import_(furnished, register(tmp_path, held))
    assert came.import_id is not None
    with pytest.raises(KnownError, match="built_on"), furnished.open_work() as work:
        ROSTER.undo(work, came.import_id)


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("Hat No", "0500 000 11", "identity.phone"),
        ("Hat No", "0312 000 11 01", "identity.mobile"),
        ("Hat No", "5,00E+09", "imports.phone_lost_digits"),
        ("SIM Kart No", 8.990010000000000e18, "phones.digits_lost"),
        ("SIM Kart No", "8,99001E+18", "phones.digits_lost"),
        ("SIM Kart No", iccid(1)[:-1] + str((int(iccid(1)[-1]) + 1) % 10), "phones.iccid_digits"),
        ("SIM Kart No", "9990010000000000017", "phones.iccid_start"),
        ("IMEI", imei(1)[:-1], "phones.imei_length"),
        ("IMEI", imei(1)[:-1] + str((int(imei(1)[-1]) + 1) % 10), "phones.imei_digits"),
        ("IMEI", "3,5E+14", "phones.digits_lost"),
        ("Marka", "", "phones.make_missing"),
        ("PIN", "12", "phones.pin_digits"),
        ("PUK", "1234567", "phones.puk_digits"),
        ("Durum", "uçtu", "phones.state_unknown"),
        ("Durum", "Depoda", "phones.state_with_holder"),
        ("Zimmetli", "Biri KİŞİ", "phones.holder_unknown"),
        ("Zimmet Tarihi", "31.02.2025", "imports.date"),
        ("Zimmet Tarihi", "25.11.2026", "phones.future"),
    ],
)
def test_that_a_wrong_cell_is_named_with_what_to_do(
    furnished: Database, tmp_path: Path, column: str, cell: object, code: str
) -> None:
    row = list(FIRST)
    row[HEADINGS.index(column)] = cell
    path = register(tmp_path, row, SECOND)
    made = preview(furnished, path)
    assert verdicts(made) == ["wrong", "create"]
    assert [problem.code for problem in made.rows[0].problems] == [code]
    assert message_of(made.rows[0].problems[0]).what
    with pytest.raises(KnownError, match="wrong_rows") as caught, furnished.open_work() as work:
        INVENTORY.apply(work, made)
    assert caught.value.problems[0].key.startswith("2.")
    with furnished.open_work() as work:
        assert queries.line_ids(work.session) == {}
    assert import_(furnished, path, skip_wrong=True).created == 1


def test_that_what_the_file_cannot_decide_is_reported_and_left(
    furnished: Database, tmp_path: Path
) -> None:
    import_(furnished, register(tmp_path, FIRST, SECOND))
    other = list(FIRST)
    other[11:] = ["", "Zeynep Gündoğdu", ""]
    lost = [*SECOND[:11], "kayıp", "", ""]
    made = preview(furnished, register(tmp_path, other, lost))
    assert verdicts(made) == ["unchanged", "unchanged"]
    assert codes(made) == [("holder", "phones.holder_differs")]
    assert codes(made, 1) == [("state", "phones.state_kept")]
    with furnished.open_work() as work:
        [held] = [
            row
            for row in queries.held_by(work.session, 2, at=NOW)
            if row.item_kind is ItemKind.LINE
        ]
        custody.give_back(work, [held.custody_id], at=NOW)
    old = list(FIRST)
    old[13] = ""
    made = preview(furnished, register(tmp_path, old))
    assert ("holder", "phones.holder_returned") in codes(made)
    assert made.counts[RowVerdict.UNCHANGED] == 1


def test_that_rows_about_the_same_thing_are_reported(furnished: Database, tmp_path: Path) -> None:
    other = [*FIRST[:2], "Vodafone", *FIRST[3:]]
    same_handset = [9, "0500 000 11 09", "", "", "", "", "", *FIRST[7:11], "", "", ""]
    made = preview(furnished, register(tmp_path, FIRST, FIRST, SECOND))
    assert verdicts(made) == ["create", "skipped", "create"]
    made = preview(furnished, register(tmp_path, FIRST, other))
    assert codes(made) == [("phone", "phones.same_line")]
    assert verdicts(made) == ["wrong", "wrong"]
    made = preview(furnished, register(tmp_path, FIRST, same_handset))
    assert codes(made, 1) == [("imei", "phones.same_handset")]


def test_that_headings_are_found_by_meaning_in_any_order(
    furnished: Database, tmp_path: Path
) -> None:
    path = tmp_path / "telefonlar.csv"
    path.write_text(
        "TELEFON LİSTESİ;;;\n"
        "Kullanıcı;Telefon Markası;GSM Numarası;IMEI Numarası;Cihaz Modeli\n"
        f"Çığ İlknur;Samsung;0500-000-11-01;{imei(1)[:2]} {imei(1)[2:8]} {imei(1)[8:14]} "
        f"{imei(1)[14]};A15\n"
        "TOPLAM;;1;1;\n",
        encoding="cp1254",
    )
    made = preview(furnished, path)
    assert verdicts(made) == ["create"]
    assert made.file.passed_over == (1, 4)
    assert {change.field: change.after for change in made.rows[0].changes}["imei"] == imei(1)
    assert codes(made) == [("held_from", "phones.held_from_today")]


def test_that_a_handset_without_a_mark_is_never_taken_for_another(
    furnished: Database, tmp_path: Path
) -> None:
    bare = [1, "0500 000 11 01", "", "", "", "", "", "", "Samsung", "A15", "", "", "", ""]
    alone = [2, "", "", "", "", "", "", "", "Samsung", "A15", "", "", "", ""]
    made = preview(furnished, register(tmp_path, bare, alone))
    assert verdicts(made) == ["create", "wrong"]
    assert codes(made) == [("imei", "phones.handset_passed_over")]
    assert codes(made, 1) == [("imei", "phones.no_mark_in_row")]
    serial = [1, "", "", "", "", "", "", "", "Samsung", "A15", "R5", "", "", ""]
    import_(furnished, register(tmp_path, serial))
    with_imei = [1, "", "", "", "", "", "", imei(5), "SAMSUNG", "A15", "R5", "", "", ""]
    made = preview(furnished, register(tmp_path, with_imei))
    assert verdicts(made) == ["update"]
    import_(furnished, register(tmp_path, with_imei))
    assert verdicts(preview(furnished, register(tmp_path, serial))) == ["unchanged"]


def test_that_a_register_takes_back_nothing_that_was_put_right_by_hand(
    furnished: Database, tmp_path: Path
) -> None:
    path = register(tmp_path, SECOND)
    import_(furnished, path)
    with furnished.open_work() as work:
        (line_id,) = work.session.scalars(
            select(PhoneLine.id).where(PhoneLine.phone == "+905000001102")
        )
        values, version = service.LINES.open(work, line_id)
        service.LINES.save(work, line_id, replace(values, operator="Türk Telekom"), version=version)
    made = preview(furnished, path)
    assert verdicts(made) == ["unchanged"]
    assert [hint.code for hint in made.rows[0].hints] == ["imports.edited_since"]
    said = Options(answers=Answers(frozenset({("2", Answer.TAKE_FILE)})))
    with furnished.open_work() as work:
        made = INVENTORY.preview(work, INVENTORY.open(path, said, now=work.now), said)
    assert [change.field for change in made.rows[0].changes] == ["operator"]
