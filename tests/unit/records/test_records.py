"""What holds for every record, whatever it is of."""

import datetime as dt
from dataclasses import dataclass
from importlib import import_module
from typing import Annotated, Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Table

from alo183_desktop.access.form_access import FormAccess
from alo183_desktop.bootstrap.capabilities import RECORDS, load
from alo183_desktop.bootstrap.working import tables_known
from alo183_desktop.db.base import whole_metadata
from alo183_desktop.officers.record import OfficerValues
from alo183_desktop.records.record import FieldSpec, Kind, Record
from alo183_desktop.records.store import Store
from alo183_desktop.shared.errors import Problem
from alo183_desktop.shared.texts import message_of
from tests.clocks import START
from tests.project.sources import PACKAGE

ALL: Final[dict[str, Record[Any]]] = {place: load(place) for place in RECORDS}
TYPED: Final = st.text() | st.text("AÇĞıiİöşü 0123456789+@.\n\t\u200b漢", max_size=1200)


def stores() -> dict[str, Store[Any]]:
    return {
        value.record.name: value
        for name in (
            "confirmations",
            "service",
            "settings",
            "storing",
            "subjects",
            "substitute_service",
            "unreached",
        )
        for path in PACKAGE.glob(f"*/{name}.py")
        for found in vars(import_module(f"alo183_desktop.{path.parent.name}.{name}")).values()
        for value in (found.store if isinstance(found, FormAccess) else found,)
        if isinstance(value, Store)
    }


def test_that_every_record_that_is_kept_is_listed() -> None:
    # Terms of cases are replaced by day, not by row.
    assert {*stores(), "case_terms"} == {record.name for record in ALL.values()}


@pytest.mark.parametrize("record", ALL.values(), ids=lambda record: record.name)
def test_that_a_table_holds_what_a_field_may_say(record: Record[Any]) -> None:
    tables_known()
    store = stores().get(record.name)
    table: Table = whole_metadata().tables[record.name if store is None else store.table]
    assert set(record.fields) <= set(table.columns.keys())
    for key, field in record.fields.items():
        if field.length:
            assert table.columns[key].type.length == field.length, key  # type: ignore[attr-defined]
        # A day that must be typed is none until then.
        assert table.columns[key].nullable is (field.empty is None and not field.missing), key


@pytest.mark.parametrize("record", ALL.values(), ids=lambda record: record.name)
def test_that_every_field_stands_once_in_the_form_and_has_a_text_for_what_is_missing(
    record: Record[Any],
) -> None:
    placed = [key for row in record.layout for key in row]
    assert sorted(placed) == sorted(record.fields)
    for field in record.fields.values():
        assert field.name
        for code in filter(None, (field.missing, field.future)):
            assert message_of(Problem("", code)).what


@pytest.mark.parametrize("record", ALL.values(), ids=lambda record: record.name)
@given(data=st.data())
def test_that_whatever_is_typed_is_refused_or_stored_in_a_form_that_stays(
    record: Record[Any], data: st.DataObject
) -> None:
    typed = {
        key: {
            Kind.FLAG: st.booleans(),
            Kind.LINK: st.integers(1, 9) | st.none(),
            Kind.TIME: st.just(START),
            Kind.CHOICE: st.sampled_from([one for one, _words in field.choices] or [None]),
            Kind.DAY: st.dates() | st.none(),
            Kind.END: st.dates(dt.date(1900, 1, 2)) | st.none(),
        }.get(field.kind, TYPED)
        for key, field in record.fields.items()
    }
    checked = record.check(data.draw(st.fixed_dictionaries(typed)), now=START)
    assert (checked.values is None) is bool(checked.problems)
    assert {problem.key for problem in checked.problems} <= set(record.fields)
    for key, field in record.fields.items():
        value = checked.read[key]
        if isinstance(value, str):
            assert not field.length or len(value) <= field.length
            assert field.lines > 1 or "\n" not in value
            assert value == value.strip()
    if checked.values is not None:
        again = record.check(record.columns(checked.values), now=START)
        assert again.values == checked.values
        assert record.stored(checked.values) == checked.values


@dataclass(frozen=True, slots=True)
class _Grown(OfficerValues):
    """An officer with a field more."""

    home_phone: Annotated[str, FieldSpec("Ev telefonu", Kind.PHONE)] = ""


def test_that_a_field_of_a_person_is_masked_until_it_says_that_it_is_open() -> None:
    grown = Record("officer", _Grown)
    values = _Grown(
        "Ayşe",
        "IŞIK",
        "Psikolog",
        "10000000146",
        1,
        personal_mobile="+905000004177",
        desk_phone="+903120000000",
        home_phone="+903120000001",
    )
    facts = dict(grown.facts(values, grown.fields))
    assert facts["Ev telefonu"] == facts["T.C. kimlik no"] == facts["Kişisel cep"] == "•••"
    assert facts["İş telefonu"] == "0312 000 00 00"
    assert dict(grown.facts(values, grown.fields, in_full=True))["Ev telefonu"] == "0312 000 00 01"
