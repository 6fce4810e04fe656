"""Where “Forma git” leads from a form that was left half typed."""

import importlib
import re
from pathlib import Path

import pytest

import alo183_desktop
from alo183_desktop.bootstrap.capabilities import PAGES
from alo183_desktop.gui.kit.table.list_pane import RecordActs
from alo183_desktop.gui.shell.startup_notices import DraftLocation, leads_to


@pytest.mark.parametrize(
    ("form", "led"),
    [
        ("letters.dispatch.17.fax", DraftLocation("letters", "letter", 17)),
        ("letters.correction.17.3", DraftLocation("letters", "letter", 17)),
        ("letters.number.17", DraftLocation("letters", "letter", 17)),
        ("letters.cancel.17", DraftLocation("letters", "letter", 17)),
        ("changes.confirmation.17", DraftLocation("changes", "change_file", 17)),
        ("changes.account.17.0", DraftLocation("changes", "change_file", 17)),
        ("cases.act.5.NoteDialog", DraftLocation("cases", "case", 5)),
        ("officers.officer.new", DraftLocation("officers")),
        ("phones.quota.9", DraftLocation("phones", "quota", 9)),
        ("record.driver.4", DraftLocation("vehicles")),
        ("record.absence.new", DraftLocation("rota")),
        ("cases.intake", DraftLocation("cases")),
        ("rota.publish.2027-01", DraftLocation("rota", query="2027-01")),
        ("today.parting.0123456789abcdef", DraftLocation("today")),
    ],
)
def test_that_a_form_that_was_left_leads_to_the_thing_it_is_of_or_to_its_page(
    form: str, led: DraftLocation
) -> None:
    assert leads_to(form) == led


def test_that_every_form_that_keeps_its_typing_leads_to_a_page_that_is_there() -> None:
    pages = {place.key: set(place.shows) for place in PAGES}
    folder = Path(alo183_desktop.__file__).parent / "gui"
    names = {
        re.sub(r"\{[^}]*\}", "7", name)
        for path in folder.rglob("*.py")
        for name in re.findall(r'draft=f?"([a-z_.]+[^"]*)"', path.read_text(encoding="utf-8"))
        if "." in name and not name.startswith("record.{")
    }
    assert len(names) > 30
    kinds = set().union(*pages.values())
    lost = {
        name for name in names if not (leads_to(name).kind in kinds or leads_to(name).page in pages)
    }
    assert lost == set()


def test_that_every_list_whose_rows_are_typed_is_led_to() -> None:
    pages = {place.key for place in PAGES}
    root = Path(alo183_desktop.__file__).parent
    modules = [
        importlib.import_module(
            ".".join(("alo183_desktop", *path.relative_to(root).with_suffix("").parts))
        )
        for path in (root / "gui").rglob("*.py")
        if "= RecordActs(" in path.read_text(encoding="utf-8")
    ]
    records = {
        one.access.store.record.name
        for module in modules
        for one in vars(module).values()
        if isinstance(one, RecordActs)
    }
    assert len(records) > 5
    assert {name for name in records if leads_to(f"record.{name}.new").page not in pages} == set()
