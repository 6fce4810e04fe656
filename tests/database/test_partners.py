"""The partner book: whom who is on duty calls at night, and since when nobody has tried it."""

import datetime as dt
from dataclasses import replace
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.directorate import service
from alo183_desktop.directorate.kinds import PartnerKind
from alo183_desktop.directorate.record import PARTNER, PartnerValues
from alo183_desktop.directorate.rows import PartnerFilter, PartnerRow
from alo183_desktop.shared.calendar import add_months
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import ConflictError
from tests.database.databases import Database

POLICE: Final = PartnerValues(
    PartnerKind.POLICE, "Çankaya Merkez Karakolu", "+903121112233", note="dahili 12"
)
PROSECUTOR: Final = PartnerValues(
    PartnerKind.PROSECUTOR, "Ankara Adliyesi", "+903122223344", other_phone="+905321112233"
)


@pytest.mark.both_backends
def test_that_the_book_is_in_the_order_of_the_card_and_is_searched(database: Database) -> None:
    with database.open_work(role="clerk") as work:
        for values in (
            POLICE,
            replace(POLICE, name="Altındağ Karakolu"),
            PROSECUTOR,
            replace(POLICE, kind=PartnerKind.EMERGENCY, name="Acil çağrı", phone="112"),
        ):
            service.PARTNERS.save(work, None, values)
        names = [row.name for row in service.list_partners(work)]
        assert names == [
            "Ankara Adliyesi",
            "Altındağ Karakolu",
            "Çankaya Merkez Karakolu",
            "Acil çağrı",
        ]
        for searched, found in (
            ("cankaya", {"Çankaya Merkez Karakolu"}),
            ("0532 111 22 33", {"Ankara Adliyesi"}),
            ("dahili", {"Altındağ Karakolu", "Çankaya Merkez Karakolu", "Acil çağrı"}),
            ("112", {"Acil çağrı", "Altındağ Karakolu", "Ankara Adliyesi"} | {POLICE.name}),
        ):
            rows = service.list_partners(work, PartnerFilter(searched))
            assert {row.name for row in rows} == found, searched


@pytest.mark.both_backends
def test_that_a_number_found_right_is_fresh_for_six_months(
    database: Database,
) -> None:
    with database.open_work(role="clerk") as work:
        number = service.PARTNERS.save(work, None, POLICE)
        (row,) = service.list_partners(work, PartnerFilter(is_stale=True))
        service.confirm_partner(work, number, version=row.version)
        (row,) = service.list_partners(work, PartnerFilter(is_stale=False))
        assert row.confirmed_on == local_day(work.now)
        with pytest.raises(ConflictError):
            service.confirm_partner(work, number, version=row.version - 1)


@given(st.dates(dt.date(2020, 1, 1), dt.date(2030, 1, 1)), st.integers(0, 400))
def test_that_a_partner_is_old_from_the_day_six_months_on(day: dt.date, later: int) -> None:
    row = PartnerRow(**PARTNER.columns(replace(POLICE, confirmed_on=day)))
    today = day + dt.timedelta(days=later)
    assert row.is_stale(today) is (today >= add_months(day, 6))


def test_that_the_book_takes_short_numbers_and_refuses_what_is_none() -> None:
    def problems(**typed: str) -> set[tuple[str, str]]:
        values = {"kind": "police", "name": "Karakol", "phone": "155", **typed}
        return {(one.key, one.code) for one in PARTNER.check(values).problems}

    assert problems() == set()
    assert problems(phone=" 1 12 ") == set()
    assert problems(phone="0312 111 22 33") == set()
    assert problems(phone="", name="", kind="") == {
        ("phone", "directorate.partner_phone"),
        ("name", "directorate.partner_name"),
        ("kind", "directorate.partner_kind"),
    }
    assert problems(other_phone="0312") == {("other_phone", "identity.phone")}
