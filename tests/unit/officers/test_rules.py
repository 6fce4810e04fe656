"""Names of officers, and the check of their fields."""

import pytest

from alo183_desktop.officers.record import OFFICER, search_key, warnings_of
from alo183_desktop.officers.rules import title_doubt
from alo183_desktop.shared.texts import message_of

GOOD = {
    "given_names": "İlknur",
    "surname": "Çığ",
    "title": "Sosyolog",
    "tckn": "100 0000 0832",
    "unit_id": 1,
    "corporate_email": "ilknur.cig@aile.gov.tr",
    "personal_email": "ilknur@ornek.com",
    "personal_mobile": "0(500) 000-1001",
    "corporate_mobile": "+90 500 001 10 01",
    "desk_phone": "0312 123 45 67",
    "note": "İzinli",
}


def test_that_values_are_stored_in_one_form() -> None:
    values = OFFICER.check(GOOD).values
    assert values is not None
    assert values.name == "İlknur ÇIĞ"
    assert values.tckn == "10000000832"
    assert values.corporate_mobile == "+905000011001"
    assert OFFICER.check(OFFICER.columns(values)).values == values


def test_that_a_title_that_was_typed_small_is_stored_with_its_capitals() -> None:
    for typed, title in (("şube müdürü", "Şube Müdürü"), ("şb. müd.", "Şb. Müd.")):
        values = OFFICER.check({**GOOD, "title": typed}).values
        assert values is not None
        assert values.title == title


TITLES = ("Şube Müdürü", "Sosyal Çalışmacı", "Sosyal Çalışan", "Uzm. Psikolog", "")


@pytest.mark.parametrize(
    ("title", "code", "meant"),
    [
        ("Şb. Müd.", "officers.title_short", "“Şube Müdürü”"),
        ("Şb.Müd.", "officers.title_short", "“Şube Müdürü”"),
        ("ŞUBE MD.", "officers.title_short", "“Şube Müdürü”"),
        ("Sos. Çal.", "officers.title_short", "“Sosyal Çalışan” ya da “Sosyal Çalışmacı”"),
        ("Uzm. Psk.", "officers.title_short", "“Uzm. Psikolog”"),
        # Other words, other letters, another order, and nothing that is shortened.
        ("Müd.", "officers.title_first", ""),
        ("Ub. Müd.", "officers.title_first", ""),
        ("Şeb. Müd.", "officers.title_first", ""),
        ("Şube Müd", "officers.title_first", ""),
        ("..", "officers.title_first", ""),
        ("Şube Müdürü", None, ""),
        ("SUBE MUDURU", None, ""),
        ("", None, ""),
    ],
)
def test_that_a_shortened_title_is_asked_about_by_the_whole_ones_it_may_be(
    title: str, code: str | None, meant: str
) -> None:
    doubt = title_doubt(title, TITLES)
    assert (None if doubt is None else doubt.code) == code
    assert doubt is None or doubt.parameters.get("known", "") == meant
    # Where no title is known, none is worth a second look for being the first.
    assert title_doubt(title, [""]) is None


@pytest.mark.parametrize(
    ("field", "typed", "code"),
    [
        ("given_names", " ", "officers.given_names_missing"),
        ("surname", "", "officers.surname_missing"),
        ("surname", "ÇIĞ2", "officers.name_signs"),
        ("surname", "Ç\x9eIĞ", "officers.name_signs"),
        ("surname", "漢", "records.character"),
        ("title", "Müdür 漢", "records.character"),
        ("given_names", "A" * 101, "records.too_long"),
        ("title", "x" * 201, "records.too_long"),
        ("tckn", "10000000147", "identity.tckn_digits"),
        ("tckn", "123", "identity.tckn_length"),
        ("unit_id", None, "officers.unit_missing"),
        ("corporate_email", "ilknur(at)aile.gov.tr", "identity.email"),
        ("personal_email", "ilknur", "identity.email"),
        ("personal_mobile", "0312 123 45 67", "identity.mobile"),
        ("corporate_mobile", "12", "identity.phone"),
        ("desk_phone", "dahili", "identity.phone"),
        ("note", "x" * 1001, "records.too_long"),
    ],
)
def test_that_a_wrong_field_is_named(field: str, typed: str | None, code: str) -> None:
    checked = OFFICER.check({**GOOD, field: typed})
    assert checked.values is None
    assert [(problem.key, problem.code) for problem in checked.problems] == [(field, code)]
    assert message_of(checked.problems[0]).what


def test_that_what_a_letter_needs_is_only_warned_of() -> None:
    checked = OFFICER.check({"given_names": "Ayşe", "surname": "Işık", "unit_id": 1})
    assert checked.values is not None
    assert checked.values.tckn is None
    assert {warning.key for warning in warnings_of(checked.values)} == {
        "title",
        "tckn",
        "corporate_email",
        "personal_mobile",
        "corporate_mobile",
    }


def test_that_a_foreign_domain_and_one_phone_for_both_are_warned_of() -> None:
    doubtful = OFFICER.check({**GOOD, "personal_mobile": GOOD["corporate_mobile"]}).values
    good = OFFICER.check(GOOD).values
    assert doubtful is not None
    assert good is not None
    assert [one.code for one in warnings_of(doubtful, email_domains=["icisleri.gov.tr"])] == [
        "officers.foreign_domain",
        "officers.same_mobile",
    ]
    assert list(warnings_of(good, email_domains=["aile.gov.tr"])) == []


def test_that_the_search_key_has_the_phones_of_the_office_and_no_private_number() -> None:
    values = OFFICER.check(GOOD).values
    assert values is not None
    assert search_key(values) == (
        "ilknur cig sosyolog ilknur.cig@aile.gov.tr ilknur@ornek.com 5000011001 3121234567"
    )


def test_that_differences_are_named_and_shown_without_the_tckn() -> None:
    mine = OFFICER.check(GOOD).values
    theirs = OFFICER.check({**GOOD, "tckn": "10000001686", "desk_phone": ""}).values
    assert mine is not None
    assert theirs is not None
    assert OFFICER.differences(mine, theirs) == ("tckn", "desk_phone")
    assert OFFICER.words("tckn", theirs.tckn) == "100••••••86"
    assert OFFICER.words("desk_phone", mine.desk_phone) == "0312 123 45 67"
    assert OFFICER.words("title", None) == ""


def test_that_a_number_is_no_title() -> None:
    form = {"given_names": "Ayşe", "surname": "IŞIK", "title": "10000000146", "unit_id": 1}
    problems = OFFICER.check(form).problems
    assert [(problem.key, problem.code) for problem in problems] == [
        ("title", "identity.other_field")
    ]
    assert [one.code for one in OFFICER.check({**form, "title": "2."}).problems] == [
        "officers.title_letters"
    ]
    assert OFFICER.check({**form, "title": "2. Şube Müdürü"}).problems == ()
