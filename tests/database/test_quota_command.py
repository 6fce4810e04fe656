"""`alo183 phones` and `alo183 quota`, for people and for programs."""

import datetime as dt
import json
from argparse import Namespace
from pathlib import Path
from typing import Any, cast

import pytest
from python_calamine import load_workbook

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.cli.lists import list_phones, list_quotas
from alo183_desktop.cli.parser import read_instant
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.phones.lists import HANDSETS, LINES
from alo183_desktop.phones.quotas.service import HEADINGS
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError
from tests.database.databases import Database
from tests.database.phones import Stocked, at, handset_item, line_item, stock
from tests.database.signed_in import SignedIn
from tests.database.usages import add_days, add_summary


@pytest.fixture
def here(database: Database) -> Stocked:
    with database.open_work("administrator") as work:
        made = stock(work)
        custody.issue(
            work,
            [line_item(made.line), handset_item(made.handset)],
            officer_id=made.people.ilknur,
            at=at("2026-03-01 09:00"),
        )
    return made


@pytest.fixture
def desk(database: Database, here: Stocked) -> Desk:  # noqa: ARG001 - what it lists
    return cast("Desk", SignedIn(database, "auditor"))


def phones(desk: Desk, capsys: pytest.CaptureFixture[str], **typed: Any) -> list[dict[str, Any]]:
    arguments = Namespace(**{"as_of": None, "line": None, "json": True, "xlsx": None, **typed})
    list_phones(arguments, desk)
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return found


def test_that_lines_and_handsets_are_listed_with_their_holders(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    line, handset = phones(desk, capsys)
    assert (line["kind"], line["line"], line["holder"]) == ("line", "+905000001101", "İlknur ÇIĞ")
    assert (line["state"], line["held_since"]) == ("issued", "2026-03-01T09:00:00+00:00")
    assert (handset["kind"], handset["make"], handset["holder"]) == (
        "handset",
        "Samsung",
        "İlknur ÇIĞ",
    )
    list_phones(Namespace(as_of=None, line=None, json=False, xlsx=None), desk)
    reported = capsys.readouterr().out
    assert "0500 000 11 01" in reported
    assert "İlknur ÇIĞ" in reported


def test_that_the_workbook_of_phones_has_both_lists_of_the_page(desk: Desk, tmp_path: Path) -> None:
    file = tmp_path / "telefonlar.xlsx"
    list_phones(Namespace(as_of=None, line=None, json=False, xlsx=file), desk)
    book = load_workbook(str(file))
    assert book.sheet_names == ["Hatlar", "Cihazlar"]
    for name, spec, shown in (
        ("Hatlar", LINES, "0500 000 11 01"),
        ("Cihazlar", HANDSETS, "Samsung"),
    ):
        headings, row = book.get_sheet_by_name(name).to_python()
        assert headings == [column.heading for column in spec.columns]
        assert str(row[0]).startswith(shown)
        assert row[2] == "İlknur ÇIĞ"


def test_that_any_instant_can_be_asked(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    def holder(text: str) -> object:
        (line,) = phones(desk, capsys, as_of=read_instant(text), line="0500 000 11 01")
        return line["holder"]

    assert holder("14.03.2026 02:30") == "İlknur ÇIĞ"
    with pytest.raises(KnownError):
        holder("2026-03-01T11:59")
    assert holder("2026-03-01T12:00") == "İlknur ÇIĞ"
    assert holder("2026-03-01") == "İlknur ÇIĞ"
    with pytest.raises(KnownError) as caught:
        holder("2026-02-28")
    assert caught.value.code == "phones.not_known_then"


def test_that_nothing_is_reported_of_what_the_register_did_not_know(
    database: Database, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    assert phones(desk, capsys, as_of=read_instant("2020-01-01")) == []
    today = local_day(database.clock())
    assert len(phones(desk, capsys, as_of=read_instant(today.isoformat()))) == 2
    tomorrow = today + dt.timedelta(days=1)
    with pytest.raises(KnownError) as caught:
        phones(desk, capsys, as_of=read_instant(tomorrow.isoformat()))
    assert caught.value.code == "phones.as_of_future"


def test_that_a_number_that_is_no_line_is_refused(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(KnownError) as caught:
        phones(desk, capsys, line="0500 000 99 99")
    assert caught.value.code == "phones.unknown_number"


def test_that_the_quota_of_a_period_is_reported_line_by_line(
    database: Database,
    here: Stocked,
    desk: Desk,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    with database.open_work() as work:
        add_summary(work, here.line, ("2026-11-01", "2026-11-25"), minutes=268, megabytes=512)
    list_quotas(Namespace(period=None, json=True, xlsx=None), desk)
    (row,) = json.loads(capsys.readouterr().out)
    assert row == {
        "line": "+905000001101",
        "holder": "İlknur ÇIĞ",
        "operator": "Türk Telekom",
        "period": "2026-11",
        "first_day": "2026-11-01",
        "last_day": "2026-11-30",
        "known_through": "2026-11-24",
        "missing_days": 0,
        "elapsed_share": 0.8,
        "seconds": 16080,
        "bytes": 536870912,
        "quota": {"seconds": 18000, "bytes": 1073741824},
        "share": 0.8933,
        "forecast": "2026-11-27",
        "quota_seconds": 18000,
        "quota_bytes": 1073741824,
        "share_seconds": 0.8933,
        "share_bytes": 0.5,
        "status": "near",
        "status_seconds": "near",
        "status_bytes": "good",
        "runs_out_on": "2026-11-27",
        "runs_out_on_seconds": "2026-11-27",
        "runs_out_on_bytes": None,
        "reached_on_seconds": None,
        "reached_on_bytes": None,
        "forecast_words": "27 Kasım’da dakika dolabilir. Kalan 32 dk, günde 11 dk",
        "assumptions": [
            "Son 24 günün ortalaması günde 11 dk; bu hızla 27 Kasım’da dolar.",
            "Son 24 günün ortalaması günde 21 MB; bu hızla dönem sonuna yeter (tahmin 640 MB).",
        ],
    }
    list_quotas(Namespace(period="2026-11", json=False, xlsx=None), desk)
    reported = capsys.readouterr().out
    assert "yaklaşıyor" in reported
    assert "268 / 300 dk, %89" in reported
    file = tmp_path / "kota.xlsx"
    list_quotas(Namespace(period="2026-11", json=False, xlsx=file), desk)
    headings, row = load_workbook(str(file)).get_sheet_by_index(0).to_python()
    assert headings == list(HEADINGS)
    assert (row[HEADINGS.index("Konuşma (dk)")], row[HEADINGS.index("Konuşma (%)")]) == (268, 89)


def test_that_what_is_not_known_is_null(
    database: Database, here: Stocked, desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    with database.open_work() as work:
        add_days(work, here.line, ("2026-10-01", "2026-11-01"), {"2026-10-07": 301})
    list_quotas(Namespace(period="2026-11", json=True, xlsx=None), desk)
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["seconds"], row["bytes"], row["share_seconds"]) == (None, None, None)
    assert (row["status"], row["runs_out_on"], row["known_through"]) == ("unknown", None, None)
    assert (row["share"], row["forecast"]) == (None, None)
    list_quotas(Namespace(period="2026-10", json=True, xlsx=None), desk)
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["status"], row["reached_on_seconds"]) == ("over", "2026-10-07")
    list_quotas(Namespace(period="2026-11", json=False, xlsx=None), desk)
    assert "bilinmiyor" in capsys.readouterr().out
