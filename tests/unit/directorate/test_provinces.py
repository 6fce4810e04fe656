"""The 81 provinces, and what each of them proposes."""

from __future__ import annotations

import pytest

from alo183_desktop.directorate.provinces import PROVINCES, propose
from alo183_desktop.shared.turkish import fold, lower_tr


def test_that_there_are_eighty_one_by_their_plates() -> None:
    assert [province.plate for province in PROVINCES] == list(range(1, 82))
    assert len({fold(province.name) for province in PROVINCES}) == 81


@pytest.mark.parametrize(
    ("plate", "name"),
    [
        (1, "Adana"),
        (6, "Ankara"),
        (34, "İstanbul"),
        (46, "Kahramanmaraş"),
        (76, "Iğdır"),
        (81, "Düzce"),
    ],
)
def test_that_a_plate_has_its_province(plate: int, name: str) -> None:
    assert PROVINCES[plate - 1].name == name


@pytest.mark.parametrize("typed", ["igdir", "IĞDIR", "Iğdır", " ığdır "])
def test_that_a_province_is_found_whatever_its_letters(typed: str) -> None:
    assert propose(typed).heading_2 == "IĞDIR VALİLİĞİ"


def test_that_every_proposal_has_a_heading_of_its_own_and_the_same_recipient() -> None:
    proposals = [propose(province.name) for province in PROVINCES]
    assert len({form.heading_2 for form in proposals}) == 81
    assert (
        len({(form.recipient_1, form.recipient_2, form.recipient_address) for form in proposals})
        == 1
    )
    for province, form in zip(PROVINCES, proposals, strict=True):
        assert lower_tr(form.heading_2) == f"{lower_tr(province.name)} valiliği"


def test_that_an_unknown_province_has_no_proposal() -> None:
    with pytest.raises(KeyError):
        propose("Lefkoşa")
