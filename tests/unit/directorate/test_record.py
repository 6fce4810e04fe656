"""What a directorate and a signatory must have before a letter can go out."""

import datetime as dt
from dataclasses import asdict, replace
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.directorate.kinds import CIRCULAR_CHANNELS, Channel
from alo183_desktop.directorate.record import (
    DIRECTORATE,
    SIGNATORY,
    DirectorateValues,
    SignatoryValues,
    printed_title,
    propose,
    split_domains,
)

DAY: Final = dt.date(2026, 11, 24)
RIGHT: Final = replace(
    propose("Ankara"),
    detsis="12345678",
    address="Örnek Mahallesi, 183. Sokak No: 5",
    telephone="0500 000 00 10",
    fax="+90 500 000 00 11",
    email="ankara@ornek.gov.tr",
    kep="ankara@ornek.kep.tr",
)
BASIS: Final = "12.03.2027 tarihli ve E-12345678-903.07-17 sayılı yazı"
CHIEF: Final = SignatoryValues("Hasan KÖKSAL", "İl Müdürü", "Vali a.", valid_from=DAY)


def test_that_names_are_written_as_the_letter_prints_them() -> None:
    assert DIRECTORATE.read("contact_name", "selin aktaş") == "Selin AKTAŞ"
    assert SIGNATORY.read("name", "MEHMET  YILDIZ") == "Mehmet YILDIZ"
    assert SIGNATORY.read("title", "il müdürü") == "İl Müdürü"
    assert DIRECTORATE.read("contact_title", "sosyal çalışmacı") == "Sosyal Çalışmacı"


def test_that_the_first_day_of_a_signatory_is_asked() -> None:
    (problem,) = SIGNATORY.check(asdict(replace(CHIEF, valid_from=None))).problems
    assert (problem.key, problem.code) == ("valid_from", "forms.required")


def problems(**changes: object) -> dict[str, str]:
    """Return what is wrong with the right form after `changes`: codes by key."""
    form = replace(RIGHT, **changes)  # type: ignore[arg-type]
    return {problem.key: problem.code for problem in DIRECTORATE.check(asdict(form)).problems}


def test_that_a_whole_form_is_right() -> None:
    assert problems() == {}


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("province", " ", "forms.required"),
        ("heading_2", "", "forms.required"),
        ("recipient_address", "", "forms.required"),
        ("detsis", "1234567", "identity.detsis"),
        ("detsis", "1234567a", "identity.detsis"),
        ("detsis", "١٢٣٤٥٦٧٨", "identity.detsis"),
        ("file_plan_code", "903.7", "directorate.file_plan_code"),
        ("postal_code", "4600", "directorate.postal_code"),
        ("postal_code", "TR-06000", "directorate.postal_code"),
        ("heading_3", "Aile 漢 Müdürlüğü", "records.character"),
        ("province", "Ankra", "forms.choice"),
        ("line_spacing_percent", 130, "forms.choice"),
        ("file_plan_code", "", "directorate.file_plan_code"),
        ("telephone", "12", "identity.phone"),
        ("recipient_fax", "yok", "identity.phone"),
        ("email", "ankara@", "identity.email"),
        ("kep", "a b@c.tr", "identity.kep"),
        ("website", "henüz yok", "identity.website"),
        ("email_domains", "ornek", "directorate.domain"),
        ("standing", "beside", "forms.choice"),
        ("initials", ", ".join("ABCDEF"), "directorate.initials"),
        ("initials", "Memur " + "A" * 70, "directorate.initials"),
        ("lock_minutes", 0, "directorate.lock_minutes"),
        ("lock_minutes", 241, "directorate.lock_minutes"),
        ("recipient_detsis", "1234", "identity.detsis"),
        ("recipient_kep", "kurum@ornek.gov.tr", "identity.kep"),
        ("rule_basis", "müdürün sözü", "directorate.rule_basis"),
        ("rule_basis", "12.03.2027 tarihli yazı", "directorate.rule_basis"),
    ],
)
def test_that_a_wrong_value_is_reported_at_its_field(key: str, value: object, code: str) -> None:
    assert problems(**{key: value}) == {key: code}


@given(st.sets(st.sampled_from(Channel)), st.sampled_from(["", BASIS]))
def test_that_a_rule_beside_that_of_the_circular_needs_its_basis(
    demanded: set[Channel], basis: str
) -> None:
    flags: dict[str, Any] = {f"needs_{one.value}": one in demanded for one in Channel}
    found = problems(**flags, rule_basis=basis)
    if not demanded:
        assert found == {"needs_fax": "directorate.rule_empty"}
    elif demanded != set(CIRCULAR_CHANNELS) and not basis:
        assert found == {"rule_basis": "directorate.rule_basis"}
    else:
        assert found == {}
        assert set(replace(RIGHT, **flags).demanded) == demanded


@pytest.mark.parametrize("key", ["telephone", "fax", "email", "kep", "website", "contact_name"])
def test_that_what_a_letter_can_do_without_may_be_empty(key: str) -> None:
    assert problems(**{key: ""}) == {}


def test_that_all_faults_of_an_empty_form_are_reported_at_once_in_the_order_of_the_fields() -> None:
    keys = [problem.key for problem in DIRECTORATE.check({}).problems]
    order = list(DirectorateValues.__dataclass_fields__)
    assert keys == sorted(keys, key=order.index)
    assert {"province", "detsis", "address", "recipient_1"} <= set(keys)


def test_that_a_whole_signatory_is_right() -> None:
    assert SIGNATORY.check(asdict(CHIEF)).problems == ()


@pytest.mark.parametrize(
    ("changes", "key", "code"),
    [
        ({"name": "Hasan"}, "name", "directorate.signatory_name"),
        ({"title": " "}, "title", "forms.required"),
        ({"title": "İl 漢 Müdürü"}, "title", "records.character"),
        ({"on_behalf_of": "Kaymakam a."}, "on_behalf_of", "forms.choice"),
        ({"valid_from": None}, "valid_from", "forms.required"),
        ({"valid_until": DAY}, "valid_until", "directorate.interval"),
    ],
)
def test_that_a_wrong_signatory_is_reported_at_the_field(
    changes: dict[str, object], key: str, code: str
) -> None:
    found = SIGNATORY.check(asdict(CHIEF) | changes).problems
    assert [(problem.key, problem.code) for problem in found] == [(key, code)]


@given(st.integers(min_value=1, max_value=4000))
def test_that_any_later_day_may_end_the_interval(days: int) -> None:
    form = replace(CHIEF, valid_until=DAY + dt.timedelta(days=days))
    assert SIGNATORY.check(asdict(form)).problems == ()


@pytest.mark.parametrize(
    ("title", "is_deputy", "printed"),
    [
        ("İl Müdürü", False, "İl Müdürü"),
        (" İl Müdürü ", True, "İl Müdürü V."),
        ("İl Müdürü V.", True, "İl Müdürü V."),
    ],
)
def test_that_a_deputys_title_ends_in_v_once(title: str, is_deputy: bool, printed: str) -> None:  # noqa: FBT001
    assert printed_title(title, is_deputy=is_deputy) == printed


def test_that_domains_are_split_at_any_sign_and_kept_once() -> None:
    assert split_domains(" @Aile.gov.tr; ornek.gov.tr,\naile.gov.tr ") == (
        "aile.gov.tr",
        "ornek.gov.tr",
    )
    assert split_domains("") == ()
