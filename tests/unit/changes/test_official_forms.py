"""Forms that the regulation lays down: ranks, distribution, references, annexes."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.changes.compose import compose
from alo183_desktop.changes.entry_values import read_change
from alo183_desktop.changes.form import CIRCULAR
from alo183_desktop.changes.rules import check_changes, warn_changes
from alo183_desktop.documents.letter.content import AddresseeRank, Distribution, Secrecy
from alo183_desktop.documents.letter.wording import (
    body_text,
    is_annex,
    is_reference,
    lacks_distribution,
    rank_of,
)
from tests.unit.changes.contexts import CONTEXT, FROM_ROSTER, form

BELOW = (
    "Çankaya Kaymakamlığına",
    "Mamak İlçe Müdürlüğüne",
    "Altındağ Sosyal Hizmet Merkezi Müdürlüğüne",
    "Ümitköy Huzurevi Müdürlüğüne",
    "KADIN KONUKEVİ MÜDÜRLÜĞÜNE",
)
ABOVE = ("Basın ve Halkla İlişkiler Müşavirliğine", "Ankara Valiliğine", "Strateji Başkanlığına")


@given(
    st.lists(st.sampled_from(ABOVE), max_size=3),
    st.lists(st.sampled_from(BELOW), max_size=2),
    st.lists(st.sampled_from(ABOVE + BELOW), max_size=3),
)
def test_that_a_letter_that_also_goes_to_an_office_below_presents_and_requests(
    above: list[str], below: list[str], informed: list[str]
) -> None:
    distribution = Distribution((*above, *below), tuple(informed))
    has_lower = bool(set(BELOW) & {*below, *informed})
    wanted = AddresseeRank.BOTH if has_lower else AddresseeRank.ABOVE
    assert rank_of(AddresseeRank.ABOVE, distribution) is wanted
    for fixed in (AddresseeRank.BELOW, AddresseeRank.BOTH):
        assert rank_of(fixed, distribution) is fixed


def test_that_the_last_sentence_of_a_change_letter_follows_its_distribution() -> None:
    plain = form(FROM_ROSTER)
    lower = replace(plain, action=ABOVE[:1], information=BELOW[:1])
    for typed, last in ((plain, "arz ederim."), (lower, "arz ve rica ederim.")):
        text = body_text(compose(read_change(typed, CONTEXT), tolerant=True).body)
        assert text.rstrip().endswith(f"Bilgilerinizi {last}")


def test_that_a_letter_to_places_of_a_distribution_names_them() -> None:
    to_several = replace(CONTEXT.directorate, recipient_1="DAĞITIM YERLERİNE", recipient_2="")
    context = replace(CONTEXT, directorate=to_several)
    codes = {one.key: one.code for one in check_changes(read_change(form(FROM_ROSTER), context))}
    assert codes["letter.action"] == "changes.distribution_missing"
    listed = replace(form(FROM_ROSTER), information=ABOVE[:1])
    assert "letter.action" not in {one.key for one in check_changes(read_change(listed, context))}
    assert not lacks_distribution(("BAKANLIĞA",), Distribution())


@pytest.mark.parametrize(
    ("text", "is_known"),
    [
        (CIRCULAR, True),
        ("18/04/2014 tarihli ve 60813 sayılı yazınız.", True),
        ("Ali KAYA’nın 01.02.2026 tarihli başvurusu.", True),
        ("18.04.2014 tarihli ve 60813 nolu Genelge.", False),
        ("18.04.2014 tarihli ve 60813 no'lu yazı.", False),
        ("18.04.2014 tarih ve 60813 sayılı yazı.", False),
        ("60813 sayılı Genelge.", False),
        ("2014/05 Genelgesi", False),
    ],
)
def test_that_a_reference_in_a_form_that_the_regulation_does_not_know_is_told(
    text: str,
    is_known: bool,  # noqa: FBT001 - of pytest
) -> None:
    assert is_reference(text) is is_known
    warned = {
        one.key
        for one in warn_changes(
            read_change(replace(form(FROM_ROSTER), references=(text,)), CONTEXT)
        )
    }
    assert ("letter.references" in warned) is not is_known


@pytest.mark.parametrize(
    ("text", "is_known"),
    [
        ("Personel Bilgi Formu (1 sayfa)", True),
        ("Telefon (1 adet)", True),
        ("Zimmet Tutanağı (2 nüsha, 4 sayfa)", True),
        ("Personel Bilgi Formu", False),
        ("Liste (ektedir)", False),
        ("(1 sayfa) Liste", False),
    ],
)
def test_that_an_annex_that_does_not_say_how_much_it_is_is_told(
    text: str,
    is_known: bool,  # noqa: FBT001 - of pytest
) -> None:
    assert is_annex(text) is is_known
    warned = {
        one.key
        for one in warn_changes(read_change(replace(form(FROM_ROSTER), annexes=(text,)), CONTEXT))
    }
    assert ("letter.annexes" in warned) is not is_known


def test_that_a_change_letter_has_the_degree_that_was_chosen() -> None:
    for typed, degree in (("restricted", Secrecy.RESTRICTED), ("", Secrecy.NONE)):
        letter = compose(
            read_change(replace(form(FROM_ROSTER), secrecy=typed), CONTEXT), tolerant=True
        )
        assert letter.secrecy is degree
