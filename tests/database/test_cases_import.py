"""The call centre's list comes in once, whole or not at all, and can be taken back."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import select

from alo183_desktop.cases import cards, progress, queries, responsibility, service, timeline
from alo183_desktop.cases.fields import CaseForm, CaseValues, check_case
from alo183_desktop.cases.importing.file import read_cases
from alo183_desktop.cases.importing.recipe import CASES
from alo183_desktop.cases.kinds import CaseView
from alo183_desktop.cases.model import Case, CaseMonth, CaseResponsibility, CaseWeek, CaseWords
from alo183_desktop.cases.rows import CaseFilter
from alo183_desktop.cases.settings import list_kinds
from alo183_desktop.db.work import Work
from alo183_desktop.documents.foreign.tables import ForeignFile, ForeignTable, read_file
from alo183_desktop.imports.rows import ImportRow, Preview, RowVerdict
from alo183_desktop.shared.clock import ISTANBUL
from alo183_desktop.shared.errors import KnownError
from tests.clocks import START
from tests.database.cases import add
from tests.database.databases import Database
from tests.database.desks import furnish

HEADINGS: Final = (
    "Başvuru No",
    "Yönlendirme Tarihi",
    "Operatör",
    "Müracaat Konusu",
    "Vaka Türü",
    "İlçe",
    "Arayan Adı",
    "Arayan Telefon",
    "Özet",
    "Aciliyet",
    "Kolluk Bildirimi",
    "Ekip Sorumlusu",
    "İlk Müdahale",
    "Sisteme Giriş",
    "Sonuç",
)
USUAL: Final[dict[str, Any]] = {
    "Başvuru No": "183-2026-100000",
    "Yönlendirme Tarihi": "06.09.2026 08:10",
    "Operatör": "İsmail ÜNLÜOĞLU",
    "Müracaat Konusu": "Çocuk",
    "Vaka Türü": "Sosyal Yardım",
    "İlçe": "Gölbaşı",
    "Arayan Adı": "Müjgân IŞIK",
    "Arayan Telefon": "0(500) 002-9646",
    "Özet": "Komşu ihbarı.",
    "Aciliyet": "Normal",
    "Kolluk Bildirimi": "Hayır",
    "Ekip Sorumlusu": "zeynep gündoğdu",
    "İlk Müdahale": "",
    "Sisteme Giriş": "",
    "Sonuç": "Devam ediyor",
}


def row(**changes: Any) -> tuple[Any, ...]:
    """Return a row; names of changes are the beginnings of headings, folded by hand."""
    names = {
        "number": "Başvuru No",
        "routed": "Yönlendirme Tarihi",
        "subject": "Müracaat Konusu",
        "kind": "Vaka Türü",
        "district": "İlçe",
        "caller": "Arayan Adı",
        "phone": "Arayan Telefon",
        "urgent": "Aciliyet",
        "police": "Kolluk Bildirimi",
        "officer": "Ekip Sorumlusu",
        "acted": "İlk Müdahale",
        "entered": "Sisteme Giriş",
        "outcome": "Sonuç",
    }
    values = USUAL | {names[name]: value for name, value in changes.items()}
    return tuple(values[heading] for heading in HEADINGS)


def preview(work: Work, *rows: tuple[Any, ...]) -> Preview:
    table = ForeignTable("Vakalar", (HEADINGS, *rows))
    file = ForeignFile("vakalar.xlsx", "0" * 64, (table,))
    return CASES.preview(work, read_cases(file, now=work.now))


def bring(work: Work, *rows: tuple[Any, ...], skip_wrong: bool = False) -> ImportRow:
    return CASES.apply(work, preview(work, *rows), skip_wrong=skip_wrong)


def codes(work: Work, **changes: Any) -> tuple[list[str], list[str]]:
    (judged,) = preview(work, row(**changes)).rows
    return [each.code for each in judged.problems], [each.code for each in judged.hints]


def checked(work: Work, form: CaseForm) -> CaseValues | None:
    return check_case(form, kinds=queries.list_kinds(work.session), now=work.now).values


def at(day: int, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 9, day, hour, minute)  # noqa: DTZ001 - as a workbook has it


@pytest.mark.both_backends
def test_that_a_list_is_imported_with_all_its_columns(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        made = bring(
            work,
            row(urgent="ACİL", kind="Şiddet", police="Evet", acted=at(6, 9), entered=at(6, 20)),
            row(number="183-2026-100001", outcome="Sonuçlandı", officer="Hiç KİMSE"),
        )
        assert (made.created, made.updated) == (2, 0)
        first, second = sorted(service.find_cases(work, CaseFilter()))
        assert first.routed_at == dt.datetime(2026, 9, 6, 8, 10, tzinfo=ISTANBUL)
        assert first.entered_at == dt.datetime(2026, 9, 6, 20, tzinfo=ISTANBUL)
        assert first.officer_id == furnished.zeynep
        assert first.is_urgent
        assert first.is_police_informed
        assert second.officer_id is None
        assert second.officer_name == "Hiç KİMSE"
        assert second.is_closed
        card = cards.get_card(work.session, first.case_id)
        assert card.caller_phone == "+905000029646"
        # The list names no record: it is the evidence itself, and nothing else is made up.
        assert card.entry_record == ""
        assert [(line.kind.value, line.at) for line in card.timeline] == [
            ("action", first.first_action_at),
            ("entered", first.entered_at),
        ]
        assert card.timeline[0].words == "Listeden: vakalar.xlsx"
        assert "dayanak listenin kendisi (SHA-256 000" in card.timeline[1].words
        (closed,) = service.open_case(work, second.case_id).timeline
        assert closed.words == "Sonuçlandı (Listeden: vakalar.xlsx; kapanış zamanı listede yok)"
        assert [each.officer_id for each in card.responsibilities] == [furnished.zeynep]
        assert service.count(work, CaseFilter(search="hiç kimse")) == 1
        # Closing stops no clock.
        assert service.count(work, CaseFilter(view=CaseView.LATE)) == 1


def test_that_a_later_list_fills_gaps_and_overwrites_nothing_that_was_done(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        bring(work, row())
        (known,) = service.find_cases(work, CaseFilter())
        progress.enter(work, known.case_id, at=START, record="K-7")
        responsibility.reassign(work, known.case_id, furnished.ilknur, reason="İzin")
        later = preview(
            work, row(number="183 2026 100000", acted=at(6, 9), entered=at(6, 20), district="İncek")
        )
        (judged,) = later.rows
        assert judged.verdict is RowVerdict.UPDATE
        assert {each.code for each in judged.hints} == {
            "cases.told_otherwise",
            "cases.officer_differs",
        }
        CASES.apply(work, later)
        card = service.open_case(work, known.case_id)
    assert card.row.number == "183-2026-100000"
    assert card.row.entered_at == START
    assert card.entry_record == "K-7"
    assert card.row.first_action_at == dt.datetime(2026, 9, 6, 9, tzinfo=ISTANBUL)
    assert card.row.district == "İncek"
    assert card.row.officer_id == furnished.ilknur


def test_that_a_wrong_row_states_why_and_a_strange_one_is_taken_with_a_hint(
    database: Database,
) -> None:
    wrong: tuple[tuple[dict[str, Any], str], ...] = (
        ({"number": ""}, "cases.number_missing"),
        ({"routed": None}, "cases.routed_missing"),
        ({"routed": "06.09.2026"}, "cases.time_missing"),
        ({"routed": dt.date(2026, 9, 6)}, "cases.time_missing"),
        ({"routed": 46271.0}, "cases.time_missing"),
        ({"routed": "bilinmiyor"}, "imports.date"),
        ({"routed": "06.09.2027 08:10"}, "cases.in_future"),
        ({"entered": at(6, 7)}, "cases.entered_before"),
        ({"acted": at(5, 7)}, "cases.first_action_before"),
        ({"acted": dt.date(2026, 9, 6)}, "cases.time_missing"),
        ({"subject": "Uzaylı"}, "cases.subject_unknown"),
        ({"subject": "Çocuk, Kadın"}, "cases.subject_unknown"),
        ({"subject": ""}, "cases.subject_missing"),
        ({"kind": "Gürültü"}, "cases.kind_unknown"),
        ({"kind": ""}, "cases.kind_missing"),
        ({"phone": "12"}, "identity.phone"),
        ({"caller": "0532 111 22 33"}, "identity.other_field"),
        ({"urgent": "belki"}, "cases.yes_or_no"),
        ({"entered": "#YOK"}, "imports.cell_error"),
    )
    strange: tuple[tuple[dict[str, Any], str], ...] = (
        ({"acted": dt.date(2026, 9, 7)}, "cases.no_time"),
        ({"kind": "İhmal"}, "cases.urgent_by_kind"),
        ({"officer": "Hiç KİMSE"}, "cases.officer_unknown"),
        ({"outcome": "Sonuçlandı"}, "cases.closed_without_entry"),
        ({"acted": at(6, 20), "entered": at(6, 10)}, "cases.acted_after_entry"),
        ({"routed": "26.10.2014 03:30"}, "cases.time_twice"),
    )
    with database.open_work("administrator") as work:
        furnish(work)
        for changes, problem in wrong:
            # A second row holds the columns that the first one leaves empty.
            assert codes(work, **changes)[0] == [problem], changes
        for changes, hint in strange:
            assert codes(work, **changes) == ([], [hint]), changes


def test_that_a_number_in_two_rows_is_taken_once_or_reported(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnish(work)
        same = preview(work, row(), row(number="183/2026/100000"))
        assert [each.verdict for each in same.rows] == [RowVerdict.CREATE, RowVerdict.SKIPPED]
        other = preview(work, row(), row(district="Başka"))
        assert [each.verdict for each in other.rows] == [RowVerdict.WRONG] * 2
        assert {each.problems[0].code for each in other.rows} == {"cases.contradiction"}


def test_that_a_caller_with_another_case_is_shown_not_merged(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnished = furnish(work)
        add(work, furnished, caller_phone="+905000029646")
        (judged,) = preview(work, row(number="183-2")).rows
        assert judged.verdict is RowVerdict.CREATE
        assert [hint.code for hint in judged.hints] == ["cases.same_caller"]


@pytest.mark.both_backends
def test_that_an_import_can_be_undone_without_a_trace(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnish(work)
        bring(work, row(officer=""), row(number="OLD"))
        before = _snapshot(work)
        made = bring(
            work,
            row(acted=at(6, 9), entered=at(6, 20), outcome="Sonuçlandı", kind="Şiddet"),
            row(number="NEW", officer=""),
        )
        assert (made.created, made.updated) == (1, 1)
        assert made.import_id is not None
        assert _snapshot(work) != before
        CASES.undo(work, made.import_id)
        assert _snapshot(work) == before
        assert service.count(work, CaseFilter(search="new")) == 0
        newest, _ = CASES.history(work)
        assert newest.undone_at is not None
        with pytest.raises(KnownError) as caught:
            CASES.undo(work, made.import_id)
    assert caught.value.code == "imports.undone"


def _snapshot(work: Work) -> list[Any]:
    work.session.flush()
    work.session.expire_all()
    names = [column.name for column in Case.__table__.c if column.name != "version"]
    columns = [getattr(Case, name) for name in names]
    cases = work.session.execute(select(*columns).order_by(Case.id)).all()
    words = work.session.execute(select(CaseWords.case_id, CaseWords.words)).all()
    held = select(CaseResponsibility.case_id, CaseResponsibility.officer_id)
    months = select(CaseMonth.month, CaseMonth.cases, CaseMonth.in_time, CaseMonth.closed)
    weeks = select(CaseWeek.week, CaseWeek.subject_id, CaseWeek.cases).where(CaseWeek.cases > 0)
    return [
        [tuple(each) for each in cases],
        sorted(map(tuple, words)),
        sorted(map(tuple, work.session.execute(held))),
        sorted(map(tuple, work.session.execute(months.where(CaseMonth.cases > 0)))),
        sorted(map(tuple, work.session.execute(weeks))),
    ]


@pytest.mark.parametrize("act", ["action", "change", "entry"])
def test_that_an_import_that_was_worked_on_stays(database: Database, act: str) -> None:
    with database.open_work("administrator") as work:
        furnish(work)
        made = bring(work, row())
        (known,) = service.find_cases(work, CaseFilter())
        if act == "action":
            timeline.add_action(work, known.case_id, at=START, words="Gidildi")
        elif act == "entry":
            progress.enter(work, known.case_id, at=START, record="1")
        else:
            responsibility.reassign(work, known.case_id, None, reason="Boşa çıktı")
        (listed,) = CASES.history(work)
        assert not listed.can_undo
        assert made.import_id is not None
        with pytest.raises(KnownError) as caught:
            CASES.undo(work, made.import_id)
    assert caught.value.code == "imports.built_on"


def test_that_the_same_list_undoes_no_correction(database: Database) -> None:
    done: dict[str, Any] = {"acted": at(6, 9), "entered": at(6, 20), "outcome": "Sonuçlandı"}
    imported = row(**done, kind="Şiddet", urgent="ACİL")
    with database.open_work("administrator") as work:
        furnish(work)
        bring(work, imported)
        (known,) = service.find_cases(work, CaseFilter())
        case_id = known.case_id
        form, version = service.open_form(work, case_id)
        typed = replace(form, summary="Ad yanlıştı; düzeltildi.", district="Çankaya")
        values = check_case(typed, kinds=list_kinds(work), now=work.now).values
        assert values is not None
        service.change_case(work, case_id, values, version=version)
        progress.withdraw_entry(work, case_id, reason="Başka vakanın girişi")
        progress.reopen_case(work, case_id, reason="Bitmemiş")
        timeline.drop_imported_action(work, case_id, reason="Liste yanlış")
        responsibility.reassign(work, case_id, None, reason="İzin")
    with database.open_work("administrator") as work:
        (judged,) = preview(work, imported).rows
        assert judged.verdict is RowVerdict.UNCHANGED
        assert {hint.key for hint in judged.hints} >= {
            "summary",
            "district",
            "entered_at",
            "outcome",
        }
        assert {hint.code for hint in judged.hints} == {
            "cases.told_otherwise",
            "cases.officer_differs",
        }
        lines = service.open_case(work, case_id).timeline
    # What the list stated is not gone: its correction refers to it.
    assert [line.kind.value for line in lines] == [
        "action",
        "entered",
        "note",
        "closed",
        "reopened",
        "note",
    ]
    assert lines[0].corrected_by_action_id == lines[5].action_id
    assert lines[1].corrected_by_action_id == lines[2].action_id


def test_that_a_list_never_moves_the_referral(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnish(work)
        bring(work, row())
        (known,) = service.find_cases(work, CaseFilter())
        (judged,) = preview(work, row(routed="07.09.2026 08:10")).rows
        assert judged.verdict is RowVerdict.UNCHANGED
        assert [(hint.key, hint.code) for hint in judged.hints] == [
            ("routed_at", "cases.told_otherwise")
        ]
        bring(work, row(routed="07.09.2026 08:10", acted=at(8, 9)))
        assert service.find_cases(work, CaseFilter())[0].routed_at == known.routed_at


def test_that_the_referral_is_moved_with_a_reason_that_stays(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnish(work)
        bring(work, row())
        (known,) = service.find_cases(work, CaseFilter())
        form, version = service.open_form(work, known.case_id)
        moved = replace(form, routed_day="08.09.2026")
        values = check_case(moved, kinds=list_kinds(work), now=work.now).values
        assert values is not None
        with pytest.raises(KnownError) as caught:
            service.change_case(work, known.case_id, values, version=version)
        assert caught.value.code == "cases.routed_reason"
        service.change_case(
            work, known.case_id, values, version=version, routed_reason="Merkez yanlış yazmış"
        )
        (line,) = service.open_case(work, known.case_id).timeline
    assert line.words == (
        "Yönlendirme zamanı düzeltildi: 06.09.2026 08:10:00 yerine 08.09.2026 08:10:00. "
        "Gerekçe: Merkez yanlış yazmış"
    )


def test_that_cases_from_before_the_circular_come_in(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnish(work)
        assert codes(work, routed="30.03.2014 23:30") == ([], [])
        assert codes(work, routed="31.03.2014 03:30")[0] == ["cases.time_skipped"]


def test_that_a_text_file_is_read_as_well(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "vakalar.csv"
    lines = [";".join(HEADINGS), ";".join(map(str, row())), ";".join(map(str, row()))]
    path.write_text("\n".join(lines), encoding="cp1254")
    with database.open_work("administrator") as work:
        furnish(work)
        read = CASES.preview(work, read_cases(read_file(path), now=work.now))
    assert [each.verdict for each in read.rows] == [RowVerdict.CREATE, RowVerdict.SKIPPED]
    assert read.file.headings["first_action_at"] == "İlk Müdahale"


def test_that_a_first_action_that_a_file_stated_can_be_discarded(database: Database) -> None:
    with database.open_work("administrator") as work:
        furnish(work)
        bring(work, row(acted=at(6, 9)))
        (known,) = service.find_cases(work, CaseFilter())
        line = dt.datetime(2026, 9, 6, 11, tzinfo=ISTANBUL)
        timeline.add_action(work, known.case_id, at=line, words="Gidildi")
        timeline.drop_imported_action(work, known.case_id, reason="Liste yanlış")
        card = service.open_case(work, known.case_id)
        assert card.row.first_action_at == line
        assert [each.words for each in card.timeline] == [
            "Listeden: vakalar.xlsx",
            "Gidildi",
            "Liste yanlış",
        ]
        assert card.timeline[2].corrects_action_id == card.timeline[0].action_id
        with pytest.raises(KnownError) as caught:
            timeline.drop_imported_action(work, known.case_id, reason="Yine")
    assert caught.value.code == "cases.no_told_action"
