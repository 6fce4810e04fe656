"""`alo183 duty` and `alo183 rota`, for people and for programs."""

import io
import json
from pathlib import Path
from typing import Any, cast

import icalendar
import pytest
import python_calamine
from sqlalchemy import select

from alo183_desktop.cli.main import build_parser
from alo183_desktop.db.audit import AuditEntry
from alo183_desktop.db.work import Work
from alo183_desktop.documents.workbooks import write_table
from alo183_desktop.rota import service, worked
from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.rota.rows import Cell
from alo183_desktop.shared.errors import KnownError
from tests.database.databases import Database, FillOnce
from tests.database.kept_rotas import NOVEMBER, Kept, give, keep, publish, take_over, take_turns
from tests.database.signed_in import SignedIn
from tests.documents.printed_pages import texts_of
from tests.rules_of_desk import RulesOfDesk


def keep_november(work: Work) -> Kept:
    made = keep(work)
    take_turns(work, made, NOVEMBER)
    return made


@pytest.fixture
def kept(fill_once: FillOnce) -> Kept:
    return fill_once(keep_november)


def run(database: Database, *words: str, role: str = "clerk") -> int:
    arguments = build_parser().parse_args([*words])
    return int(arguments.run(arguments, cast("Any", SignedIn(database, role))))


def reported(capsys: pytest.CaptureFixture[str]) -> Any:
    return json.loads(capsys.readouterr().out)


def kinds_of(database: Database) -> list[str]:
    with database.open_work() as work:
        return list(work.session.scalars(select(AuditEntry.action).order_by(AuditEntry.sequence)))


@pytest.mark.usefixtures("kept")
def test_that_who_is_on_duty_is_reported_at_any_instant(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(database, "duty", "--json", role="director") == 0
    now = reported(capsys)
    assert now["at"] == "2026-11-24T09:30:00+00:00"
    assert [one["name"] for one in now["on_duty"]] == ["Ayşe DEMİR", "Şükrü AĞAOĞLU", "Kadir GÖKÇE"]
    assert now["on_duty"][0]["phone"] == "+905000004101"
    assert now["on_duty"][0]["ends_at"] == now["next_at"] == "2026-11-25T05:00:00+00:00"
    assert kinds_of(database)[-1] == "rota.exported"
    for at, name in (("07:59:59", "Ayşe DEMİR"), ("08:00:00", "Murat KAYA")):
        assert run(database, "duty", "--at", f"2026-11-25T{at}", "--json") == 0
        assert reported(capsys)["on_duty"][0]["name"] == name


@pytest.mark.usefixtures("kept")
def test_that_a_gap_is_reported_as_one(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    with database.open_work("administrator") as work:
        give(work, NOVEMBER, 24, DutyKind.MAIN, None)
    assert run(database, "duty") == 0
    said = capsys.readouterr().out
    assert "Asıl nöbet: BOŞ (25.11.2026 08:00 anına kadar)" in said
    assert "Asıl nöbette kimse yok." in said


def test_that_without_a_rota_nobody_is_said_to_be_missing(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(database, "duty") == 0
    assert capsys.readouterr().out.splitlines()[1:] == ["Nöbet tutulmuyor."]
    with pytest.raises(KnownError, match=r"rota\.not_begun"):
        run(database, "rota", "--month", NOVEMBER)


def test_that_the_month_is_reported_with_its_counts(
    database: Database, kept: Kept, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(database, "rota", "--json") == 0
    month = reported(capsys)
    assert month["month"] == NOVEMBER
    assert len(month["duties"]) == 90
    assert month["state"]["published"] == 0
    assert {one["person_id"] for one in month["counts"]} == {
        one for people in kept.people.values() for one in people
    }
    assert sum(one["minutes"] for one in month["counts"]) == 90 * 24 * 60
    assert run(database, "rota", "--month", NOVEMBER) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[24].split()[:4] == ["24.11.2026", "Salı", "Ayşe", "DEMİR"]


@pytest.mark.usefixtures("kept")
def test_that_a_draft_says_so_and_a_published_month_is_the_kept_paper(
    database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "kasim.pdf"
    assert run(database, "rota", "--month", NOVEMBER, "--pdf", str(path)) == 0
    assert "TASLAK: yayımlanmadı" in texts_of(path.read_bytes())[0]
    with database.open_work("administrator") as work:
        publish(work, NOVEMBER)
        file_id = service.list_files(work, NOVEMBER)[0].file_id
        kept_bytes = service.open_file(work, file_id)[1]
    assert run(database, "rota", "--month", NOVEMBER, "--pdf", str(path)) == 0
    assert path.read_bytes() == kept_bytes
    with database.open_work("administrator") as work:
        give(work, NOVEMBER, 30, DutyKind.MAIN, None)
    assert run(database, "rota", "--month", NOVEMBER, "--pdf", str(path)) == 0
    assert "TASLAK: sürüm 1 yayımlandı, sonra değişti" in texts_of(path.read_bytes())[0]


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize("words", [["rota"], ["rota", "ledger"]], ids=" ".join)
def test_that_no_file_is_written_where_nothing_may_be_saved(
    words: list[str], database: Database, rules_of_desk: RulesOfDesk, tmp_path: Path
) -> None:
    rules_of_desk.write("may_export = false")
    path = tmp_path / "kasim.pdf"
    with pytest.raises(KnownError, match=r"desk\.forbidden"):
        run(database, *words, "--month", NOVEMBER, "--pdf", str(path))
    assert not path.exists()


@pytest.mark.usefixtures("kept")
@pytest.mark.both_backends
def test_that_the_calendar_follows_each_published_version(
    database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "nobet.ics"
    ask = ("rota", "--month", NOVEMBER, "--ics", str(path), "--person", "ayse demir")
    with pytest.raises(KnownError, match=r"rota\.not_published"):
        run(database, *ask)
    with database.open_work("administrator") as work:
        publish(work, NOVEMBER)
    assert run(database, *ask) == 0
    first = icalendar.Calendar.from_ical(path.read_bytes().decode()).walk("VEVENT")
    assert len(first) == 7
    with database.open_work("administrator") as work:
        give(work, NOVEMBER, 28, DutyKind.MAIN, None)
        publish(work, NOVEMBER)
    assert run(database, *ask) == 0
    second = icalendar.Calendar.from_ical(path.read_bytes().decode()).walk("VEVENT")
    assert [one["UID"] for one in second] == [one["UID"] for one in first]
    (gone,) = [one for one in second if one["STATUS"] == "CANCELLED"]
    assert gone.decoded("DTSTART").day == 28


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(
    ("name", "code"), [("Ayşe YILMAZ", "rota.person_unknown"), ("ş", "rota.person_unsure")]
)
def test_that_an_unknown_or_unsure_name_is_asked_about(
    database: Database, tmp_path: Path, name: str, code: str
) -> None:
    with pytest.raises(KnownError) as caught:
        run(database, "rota", "--ics", str(tmp_path / "a.ics"), "--person", name)
    assert caught.value.code == code
    if code == "rota.person_unsure":
        assert "Gülsüm ŞİMŞEK" in str(caught.value.parameters["names"])


@pytest.mark.usefixtures("kept")
def test_that_the_workbook_has_the_month(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "kasim.xlsx"
    assert run(database, "rota", "--month", NOVEMBER, "--xlsx", str(path), role="director") == 0
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))
    assert book.sheet_names == ["Çizelge", "Nöbetler", "Kişi başına"]


def test_that_every_broken_rule_is_reported_with_its_source(
    database: Database, kept: Kept, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(database, "rota", "check", "--month", NOVEMBER, "--json") == 0
    assert reported(capsys) == []
    with database.open_work("administrator") as work:
        give(work, NOVEMBER, 25, DutyKind.MAIN, kept.people[DutyKind.MAIN][0])
    assert run(database, "rota", "check", "--month", NOVEMBER, "--json") == 2
    found = reported(capsys)
    assert {one["rule"] for one in found} >= {"rest"}
    assert all(one["person"] == "Ayşe DEMİR" and one["source"] for one in found)
    assert not any(one["final"] for one in found)
    with database.open_work("administrator") as work:
        for one in service.month_sheet(work, NOVEMBER).breaches:
            duty = next(
                row
                for row in service.month_sheet(work, NOVEMBER).duties
                if row.duty_id == one.duty_id
            )
            service.fill(
                work, [Cell(duty.duty_id, duty.version, duty.person_id, "Başka kimse yok")]
            )
    assert run(database, "rota", "check", "--month", NOVEMBER) == 0
    (line, *_others) = capsys.readouterr().out.splitlines()
    assert line.startswith("! Asıl nöbet, ")
    assert ": Ayşe DEMİR: " in line
    assert line.endswith("; gerekçe: Başka kimse yok")


@pytest.mark.parametrize(
    "words", [["--month", "2031-05", "check"], ["check", "--month", "2031-05"]]
)
def test_that_a_month_holds_wherever_it_is_named(words: list[str]) -> None:
    arguments = build_parser().parse_args(["rota", *words])
    assert arguments.month == "2031-05"
    assert build_parser().parse_args(["rota", "--json", "check"]).json
    assert not build_parser().parse_args(["rota", "check"]).json


@pytest.mark.usefixtures("kept")
def test_that_a_month_without_broken_rules_says_so(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(database, "rota", "check") == 0
    assert capsys.readouterr().out == "Kasım 2026: bütün nöbetler kurallara uyuyor.\n"


@pytest.mark.usefixtures("kept")
def test_that_a_month_with_empty_duties_is_not_said_to_keep_every_rule(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    with database.open_work("administrator") as work:
        give(work, NOVEMBER, 29, DutyKind.MAIN, None)
        every = len(service.month_sheet(work, NOVEMBER).duties)
    assert run(database, "rota", "check") == 0
    assert capsys.readouterr().out == (
        f"Kasım 2026: {every} nöbetin 1 tanesi boş.\n"
        "Kasım 2026: tutulan nöbetler kurallara uyuyor.\n"
    )
    assert run(database, "rota", "check", "--json") == 0
    assert reported(capsys) == [], "an empty duty breaks no rule of a person"


def rota_file(folder: Path, *rows: tuple[object, ...]) -> str:
    path = folder / "aralik.xlsx"
    headings = ("Tarih", "Gün", "Asıl nöbet", "İcap", "Şoför")
    path.write_bytes(write_table("Aralık", headings, cast("Any", rows)))
    return str(path)


@pytest.mark.usefixtures("kept")
@pytest.mark.both_backends
def test_that_a_rota_is_imported_whole_or_not_at_all(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = rota_file(
        tmp_path,
        ("01.12.2026", "Salı", "AYŞE DEMİR", "Iraz ILGIN", "Kadir GÖKÇE"),
        ("02.12.2026", "Çarşamba", "M. KAYA", "", ""),
    )
    ask = ("import", "rota", file, "--month", "2026-12")
    assert run(database, *ask) == 2
    err = capsys.readouterr().err
    unsure = "“M. KAYA” adının kimin olduğu belli değil; olabilecekler: Murat KAYA."
    assert f"3. satır, Asıl nöbet: {unsure}" in err
    assert '--who "M. KAYA=' in err
    answered = (*ask, "--who", "M. KAYA=Murat Kaya")
    assert run(database, *answered, "--dry-run", "--json") == 0
    said = reported(capsys)
    assert (said["duties"], said["stored"]) == (4, False)
    assert [row["changes"][0]["after"] for row in said["rows"]][3] == "Murat KAYA"
    with database.open_work() as work:
        assert service.month_sheet(work, NOVEMBER).state is not None
    assert run(database, *answered) == 0
    assert "Aralık 2026: 4 nöbet yazıldı." in capsys.readouterr().out
    with database.open_work() as work:
        duties = service.month_sheet(work, "2026-12").duties
    assert [one.person_name for one in duties[:4]] == [
        "Ayşe DEMİR",
        "Iraz ILGIN",
        "Kadir GÖKÇE",
        "Murat KAYA",
    ]
    with pytest.raises(KnownError, match=r"access\.not_allowed"):
        run(database, *answered, role="director")


def test_that_the_ledger_of_a_month_and_of_a_year_is_reported_and_written(
    database: Database, kept: Kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(database, "rota", "ledger", "--month", NOVEMBER, "--json") == 0
    month = reported(capsys)
    assert {one["person_id"] for one in month} == {
        one for people in kept.people.values() for one in people
    }
    assert sum(one["total"]["month"] for one in month) == pytest.approx(90)
    assert sum(one["minutes"]["month"] for one in month) == 90 * 24 * 60
    assert kinds_of(database)[-1] == "rota.exported"
    assert run(database, "rota", "ledger", "--year", "2026", "--json") == 0
    year = reported(capsys)
    assert [one["total"]["year"] for one in year] == [one["total"]["month"] for one in month]
    assert "month" not in year[0]["total"]
    paper, book = tmp_path / "denge.pdf", tmp_path / "denge.xlsx"
    assert run(database, "rota", "ledger", "--month", NOVEMBER, "--pdf", str(paper)) == 0
    words = " ".join(texts_of(paper.read_bytes()))
    assert "Nöbet denge cetveli" in words
    assert "Kasım 2026 sonu, bütün nöbetler" in words
    assert run(database, "rota", "ledger", "--year", "2026", "--xlsx", str(book)) == 0
    rows = python_calamine.CalamineWorkbook.from_path(book).get_sheet_by_index(0).to_python()
    assert rows[0][:3] == ["Adı soyadı", "Bu yıl", "Beklenen"]
    assert [row[:2] for row in rows[1:]] == [[one["name"], one["total"]["year"]] for one in year]
    assert run(database, "rota", "ledger") == 0
    assert "Ayşe DEMİR" in capsys.readouterr().out


@pytest.mark.usefixtures("kept")
def test_that_the_workbook_of_a_month_and_of_its_year_add_up_to_the_ledger(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with database.open_work() as work:
        duty = service.month_sheet(work, NOVEMBER).duties[0]
        swapped = service.month_sheet(work, NOVEMBER).duties[-3]
        half = duty.starts_at + (duty.ends_at - duty.starts_at) / 2
        worked.note_worked(
            work,
            duty.duty_id,
            None,
            starts_at=duty.starts_at,
            ends_at=half,
            version=duty.version,
        )
        take_over(work, swapped, duty.person_id or 0, swapped.starts_at + (duty.ends_at - half))
    assert run(database, "rota", "ledger", "--month", NOVEMBER, "--json") == 0
    ledger = {one["name"]: one for one in reported(capsys)}
    for more in ((), ("--year",)):
        book = tmp_path / f"nobet{len(more)}.xlsx"
        assert run(database, "rota", "--month", NOVEMBER, *more, "--xlsx", str(book)) == 0
        rows = python_calamine.CalamineWorkbook.from_path(book).get_sheet_by_name("Kişi başına")
        heading, *people = rows.to_python()
        for row in people:
            said = dict(zip(heading, row, strict=True))
            one = ledger[str(row[0])]
            assert said["Toplam tutulan nöbet (bölünen, süresiyle)"] == pytest.approx(
                one["total"]["month"]
            )
            assert said["Saat"] == pytest.approx(one["minutes"]["month"] / 60)
            assert said["Gece saati"] == pytest.approx(one["night_minutes"]["month"] / 60)
            assert said["Hafta sonu"] == pytest.approx(one["days"]["weekend"]["month"])
        assert {row[0] for row in people} == set(ledger)
