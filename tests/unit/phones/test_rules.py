"""What a handset and a line may say, which state follows which, and when custodies overlap."""

import datetime as dt
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from alo183_desktop.documents.papers.custody_form import CustodyFormContent, Party, custody_form_pdf
from alo183_desktop.phones.kinds import CircularStanding, ItemState
from alo183_desktop.phones.operators import known_operators, parse_operator
from alo183_desktop.phones.record import HANDSET, LINE, HandsetValues, LineValues
from alo183_desktop.phones.rules import (
    DEFAULT_TERMS,
    KEPT_STATES,
    Interval,
    check_reason,
    check_state_change,
    check_terms,
    first_overlap,
    last_day,
    parse_iccid,
    parse_imei,
    parse_pin,
    parse_puk,
    standing_of,
    state_at,
)
from alo183_desktop.shared.errors import KnownError

IMEI: Final = "490154203237518"
ICCID: Final = "8990010000000000010"
INSTANTS: Final = st.integers(0, 9).map(
    lambda number: dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(hours=number)
)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("turkcell", "Turkcell"),
        ("TÜRK TELEKOM", "Türk Telekom"),
        ("turk telekom", "Türk Telekom"),
        ("Vod", "Vodafone"),
        ("türk t", "Türk Telekom"),
        ("turkc", "Turkcell"),
        ("TT Mobil", "Türk Telekom"),
        ("avea", "Türk Telekom"),
        ("Bimcell", "Bimcell"),
        ("", ""),
    ],
)
def test_that_an_operator_is_stored_under_the_name_by_which_files_are_recognised(
    typed: str, stored: str
) -> None:
    assert LINE.read("operator", typed) == stored


@pytest.mark.parametrize("typed", ["Tur", "türk", "T", "V", "Vo"])
def test_that_the_beginning_of_several_operators_is_refused_with_their_names(typed: str) -> None:
    with pytest.raises(KnownError, match="operator_unclear") as refused:
        LINE.read("operator", typed)
    named = str(refused.value.parameters["known"])
    assert all(f"“{name}”" in named for name in known_operators() if name[0] == typed[0].upper())


@given(text=st.text(max_size=20))
def test_that_a_stored_operator_is_stored_again_as_it_is(text: str) -> None:
    try:
        stored = parse_operator(text)
    except KnownError:
        return
    assert parse_operator(stored) == stored


@given(imei=st.integers(10**13, 10**20).map(str), key=st.sampled_from(["make", "model"]))
def test_that_a_number_of_a_handset_or_a_card_is_no_make_and_no_model(imei: str, key: str) -> None:
    for typed in (imei, f"{imei[:6]} {imei[6:]}", f"{imei[:2]}-{imei[2:]}"):
        with pytest.raises(KnownError, match="make_number"):
            HANDSET.read(key, typed)
    assert HANDSET.read(key, "Nokia 3310") == "Nokia 3310"
    assert HANDSET.read(key, "3310") == "3310"


@pytest.mark.parametrize(
    "text",
    [IMEI, " 490154203237518 ", "49-015420-323751-8", "49 015420 323751 8", "49.0154/203237518"],
)
def test_that_an_imei_is_read_in_the_usual_ways_of_writing(text: str) -> None:
    assert parse_imei(text) == IMEI


@given(
    body=st.text("0123456789", min_size=14, max_size=14),
    place=st.integers(0, 14),
    step=st.integers(1, 9),
)
def test_that_one_wrong_digit_of_an_imei_is_found(body: str, place: int, step: int) -> None:
    imei = body + luhn.calc_check_digit(body)
    assert parse_imei(imei) == imei
    wrong = (int(imei[place]) + step) % 10
    with pytest.raises(KnownError, match="imei_digits"):
        parse_imei(f"{imei[:place]}{wrong}{imei[place + 1 :]}")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("49015420323751", "phones.imei_length"),
        ("4901542032375180", "phones.imei_length"),
        ("49015420323751O", "phones.imei_length"),
        ("٤٩٠١٥٤٢٠٣٢٣٧٥١٨", "phones.imei_length"),
        ("490154203237519", "phones.imei_digits"),
    ],
)
def test_that_a_wrong_imei_is_refused(text: str, code: str) -> None:
    with pytest.raises(KnownError) as caught:
        parse_imei(text)
    assert caught.value.code == code


@pytest.mark.parametrize("length", [18, 19])
def test_that_an_iccid_has_nineteen_or_twenty_digits(length: int) -> None:
    body = f"89{'1' * (length - 2)}"
    iccid = body + luhn.calc_check_digit(body)
    assert parse_iccid(f"{iccid[:4]} {iccid[4:]}F") == iccid
    other = str((int(iccid[-1]) + 1) % 10)
    with pytest.raises(KnownError, match="iccid_digits"):
        parse_iccid(iccid[:-1] + other)
    with pytest.raises(KnownError, match="iccid_length"):
        parse_iccid(iccid[:17])
    with pytest.raises(KnownError, match="iccid_start"):
        parse_iccid("1" * len(iccid))


def test_that_pin_and_puk_have_their_digits() -> None:
    assert (parse_pin(""), parse_pin("00 12"), parse_pin("12345678")) == ("", "0012", "12345678")
    assert parse_puk("1234 5678") == "12345678"
    for text in ("123", "123456789", "12a4", "1234/5678"):
        with pytest.raises(KnownError, match="pin_digits"):
            parse_pin(text)
    with pytest.raises(KnownError, match="puk_digits"):
        parse_puk("1234567")


def test_that_each_field_of_a_handset_is_checked_for_itself() -> None:
    wrong = {"make": " ", "imei": "12", "condition": "漢", "accessories": "a" * 301}
    checked = HANDSET.check({**wrong, "note": "b" * 1001})
    assert checked.values is None
    assert {problem.key: problem.code for problem in checked.problems} == {
        "make": "phones.make_missing",
        "imei": "phones.imei_length",
        "condition": "records.character",
        "accessories": "records.too_long",
        "note": "records.too_long",
    }
    good = HANDSET.check({"make": " Samsung ", "model": "A\u200b15"})
    assert good.values == HandsetValues("Samsung", "A15")


def test_that_each_field_of_a_line_is_checked_for_itself() -> None:
    checked = LINE.check({"phone": "0312 000 11 01", "iccid": "89", "package": "p" * 201})
    assert {problem.key: problem.code for problem in checked.problems} == {
        "phone": "identity.mobile",
        "iccid": "phones.iccid_length",
        "package": "records.too_long",
    }
    assert [problem.code for problem in LINE.check({}).problems] == ["phones.phone_missing"]
    good = LINE.check({"phone": "500 000 11 01", "iccid": ICCID})
    assert good.values == LineValues("+905000001101", iccid=ICCID)


def test_that_a_stored_form_is_read_back_as_it_was() -> None:
    handset = HandsetValues("Samsung", "A15", IMEI, "R5", "sağlam", "kılıf", "not")
    line = LineValues("+905000001101", "Türk Telekom", ICCID, "Kamu 300", "not")
    assert HANDSET.check(HANDSET.columns(handset)).values == handset
    assert LINE.check(LINE.columns(line)).values == line
    assert LINE.differences(line, LineValues("+905000001101")) == (
        "operator",
        "iccid",
        "package",
        "note",
    )


@given(
    one=st.tuples(INSTANTS, st.none() | INSTANTS),
    other=st.tuples(INSTANTS, st.none() | INSTANTS),
    instants=st.lists(INSTANTS, max_size=10),
)
def test_that_intervals_overlap_exactly_when_they_share_an_instant(
    one: tuple[dt.datetime, dt.datetime | None],
    other: tuple[dt.datetime, dt.datetime | None],
    instants: list[dt.datetime],
) -> None:
    first, second = Interval(*one), Interval(*other)

    def holds(interval: Interval, instant: dt.datetime) -> bool:
        return interval.from_at <= instant and (interval.to_at is None or instant < interval.to_at)

    turned = any(each.to_at is not None and each.to_at < each.from_at for each in (first, second))
    if not turned:
        # Two intervals that share anything share the later of their beginnings.
        later = max(first.from_at, second.from_at)
        shared = holds(first, later) and holds(second, later)
        assert (first_overlap(first, [second]) is not None) == shared
        assert (first_overlap(second, [first]) is not None) == shared
        for instant in instants:
            assert shared or not (holds(first, instant) and holds(second, instant))


@given(before=st.sampled_from(ItemState), after=st.sampled_from(ItemState), is_held=st.booleans())
def test_that_a_change_of_state_never_parts_state_and_custody(
    before: ItemState,
    after: ItemState,
    is_held: bool,  # noqa: FBT001 - hypothesis names it
) -> None:
    try:
        check_state_change(before, after, is_held=is_held)
    except KnownError as error:
        assert error.code.startswith("phones.")  # noqa: PT017 - either is right
        return
    if is_held:
        assert after in KEPT_STATES or (before, after) == (ItemState.LOST, ItemState.RETIRED)
    else:
        assert after is not ItemState.ISSUED


def test_that_custody_is_the_truth_about_who_holds_something() -> None:
    assert state_at(None, is_held=True) is ItemState.ISSUED
    assert state_at(ItemState.IN_STORE, is_held=True) is ItemState.ISSUED
    assert state_at(ItemState.LOST, is_held=True) is ItemState.LOST
    assert state_at(None, is_held=False) is ItemState.IN_STORE
    assert state_at(ItemState.ISSUED, is_held=False) is ItemState.IN_STORE
    assert state_at(ItemState.RETIRED, is_held=False) is ItemState.RETIRED


def test_that_terms_are_tidied_and_bounded() -> None:
    assert check_terms([" bir  iki ", "", "üç"]) == ("bir iki", "üç")
    assert check_terms(DEFAULT_TERMS) == DEFAULT_TERMS
    for terms, code in (
        (["", " "], "phones.terms_empty"),
        (["a"] * 21, "phones.too_many_terms"),
        (["a" * 501], "phones.term_too_long"),
        (["漢"], "phones.character"),
    ):
        with pytest.raises(KnownError) as caught:
            check_terms(terms)
        assert caught.value.code == code
    with pytest.raises(KnownError, match="too_long"):
        check_reason("a" * 501)


def test_that_the_terms_of_the_circular_fill_a_paper() -> None:
    content = CustodyFormContent(
        number_text="2026/1",
        kind="issue",
        at=dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC),
        directorate_heading=("T.C.", "ANKARA VALİLİĞİ", "Aile ve Sosyal Hizmetler İl Müdürlüğü"),
        giver=Party("Selin AKTAŞ"),
        receiver=Party("İlknur ÇIĞ"),
        terms=DEFAULT_TERMS,
    )
    assert custody_form_pdf(content).startswith(b"%PDF-")


@given(st.dates(dt.date(2020, 1, 1), dt.date(2040, 1, 1)), st.dates(dt.date(2020, 1, 1)))
def test_that_a_signature_for_the_circular_holds_for_a_year(
    signed_on: dt.date, today: dt.date
) -> None:
    last = last_day(signed_on)
    assert dt.timedelta(days=364) <= last - signed_on <= dt.timedelta(days=365)
    wanted = CircularStanding.NOTIFIED if today <= last else CircularStanding.OVER
    assert standing_of(signed_on, today=today) is wanted
    assert standing_of(None, today=today) is CircularStanding.MISSING
