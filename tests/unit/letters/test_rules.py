"""What proves a dispatch, what a letter lacks, and how an attempt is checked."""

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.directorate.kinds import CIRCULAR_CHANNELS, Channel
from alo183_desktop.letters.attempts import DispatchCheck, DispatchForm, check_dispatch
from alo183_desktop.letters.chain import LetterDays
from alo183_desktop.letters.rules import (
    DispatchAttempt,
    Proof,
    ProofState,
    Result,
    completed_at,
    elapsed_words,
    is_proven,
    lack_words,
    lacks,
    parse_item_number,
    proof,
    rule_words,
    s10_check_digit,
    standing,
)
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.texts import message_of

NOW = dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)
FINISHED = dt.datetime(2026, 11, 24, 8, 0, 40, tzinfo=dt.UTC)
FAX = DispatchForm(
    channel="fax",
    target="0312 705 50 00",
    day="24.11.2026",
    time="11:05",
    pages="2",
    result="sent",
    note="OK",
)
POST = DispatchForm(
    channel="post",
    target="Söğütözü  Mahallesi",
    day="24/11/2026",
    time="11.05",
    result="sent",
    item_number="rr 123456785 tr",
)

attempts = st.builds(
    DispatchAttempt,
    channel=st.sampled_from(Channel),
    at=st.datetimes(dt.datetime(2026, 1, 1), dt.datetime(2026, 12, 31), timezones=st.just(dt.UTC)),  # noqa: DTZ001
    result=st.sampled_from((Result.SENT, Result.FAILED)),
    has_evidence=st.booleans(),
    item_number=st.sampled_from(["", "KP1"]),
    note=st.sampled_from(["", "OK", "  "]),
)


def check(
    form: DispatchForm, *, pages: int = 1, recipient: str = "", has_evidence: bool = False
) -> DispatchCheck:
    return check_dispatch(
        form,
        now=NOW,
        days=LetterDays(finished_at=FINISHED),
        letter_pages=pages,
        recipient=recipient,
        has_evidence=has_evidence,
    )


def codes(form: DispatchForm) -> list[tuple[str, str]]:
    found = check(form)
    assert (found.values is None) == bool(found.problems)
    return [(problem.key, problem.code) for problem in found.problems]


rules = st.lists(st.sampled_from(Channel), min_size=1, unique=True).map(tuple)


@given(st.lists(attempts), rules)
def test_that_a_letter_is_complete_exactly_when_every_channel_demanded_is_proven(
    found: list[DispatchAttempt], demanded: tuple[Channel, ...]
) -> None:
    proven = {one.channel for one in found if is_proven(one)}
    assert lacks(found, demanded) == tuple(one for one in demanded if one not in proven)
    done = completed_at(found, demanded)
    assert (done is None) == (not proven.issuperset(demanded))
    if done is not None:
        assert done == max(
            min(one.at for one in found if one.channel is channel and is_proven(one))
            for channel in demanded
        )


@given(st.lists(attempts), rules)
def test_that_what_went_by_another_channel_counts_for_nothing(
    found: list[DispatchAttempt], demanded: tuple[Channel, ...]
) -> None:
    counted = [one for one in found if one.channel in demanded]
    assert lacks(found, demanded) == lacks(counted, demanded)
    assert completed_at(found, demanded) == completed_at(counted, demanded)


def test_that_the_circular_demands_fax_and_post() -> None:
    assert CIRCULAR_CHANNELS == (Channel.FAX, Channel.POST)
    assert rule_words(CIRCULAR_CHANNELS, "") == "faks ve posta (Genelge 2014/05, madde 6)"
    words = rule_words(tuple(Channel), "12.03.2027 tarihli ve E-1 sayılı yazı")
    assert words == "faks, posta, EBYS ve KEP (12.03.2027 tarihli ve E-1 sayılı yazı)"


@given(st.lists(attempts), attempts)
def test_that_no_later_attempt_takes_a_proof_back(
    found: list[DispatchAttempt], more: DispatchAttempt
) -> None:
    for channel in Channel:
        if proof(found, channel).state is ProofState.PROVEN:
            assert proof([*found, more], channel).state is ProofState.PROVEN


@given(st.lists(attempts), rules)
def test_that_the_words_say_what_is_lacking(
    found: list[DispatchAttempt], demanded: tuple[Channel, ...]
) -> None:
    words = lack_words({channel: proof(found, channel) for channel in demanded})
    lacking = lacks(found, demanded)
    assert (words == "") == (not lacking)
    for channel, went in (
        (Channel.FAX, "faks gitti"),
        (Channel.POST, "posta gitti"),
        (Channel.EBYS, "EBYS ile gitti"),
        (Channel.KEP, "KEP ile gitti"),
    ):
        is_mentioned = bool(lacking) and channel in demanded and channel not in lacking
        assert (went in words) == is_mentioned


@given(st.booleans(), st.integers(min_value=-2000, max_value=2000), st.booleans(), st.booleans())
def test_that_a_letter_is_late_exactly_when_a_proof_is_missing_after_its_day(
    is_complete: bool,  # noqa: FBT001 - drawn; so with the other
    minutes: int,
    is_void: bool,  # noqa: FBT001
    is_numbered: bool,  # noqa: FBT001
) -> None:
    over = dt.datetime(2026, 11, 24, 21, tzinfo=dt.UTC)
    state = standing(
        proven=1 + is_complete,
        lacking=int(not is_complete),
        is_numbered=is_numbered,
        due=dt.date(2026, 11, 24),
        now=over + dt.timedelta(minutes=minutes),
        is_valid=not is_void,
    )
    assert (state == "unknown") == (is_void or (is_complete and not is_numbered))
    assert (state == "good") == (is_complete and is_numbered and not is_void)
    assert (state == "late") == (not is_complete and minutes >= 0 and not is_void)


def test_that_a_failed_fax_and_its_repeat_both_count_as_attempts() -> None:
    failed = DispatchAttempt(Channel.FAX, NOW, Result.FAILED, has_evidence=True)
    sent = replace(failed, at=NOW + dt.timedelta(hours=1), result=Result.SENT)
    assert proof([failed], Channel.FAX) == Proof(ProofState.FAILED, NOW, 1)
    assert proof([sent, failed], Channel.FAX) == Proof(ProofState.PROVEN, sent.at, 2)
    assert proof([], Channel.FAX) == Proof(ProofState.NONE, None, 0)
    unproven = replace(sent, has_evidence=False)
    assert proof([unproven, failed], Channel.FAX).state is ProofState.UNPROVEN


def test_that_an_item_number_proves_no_fax_and_a_note_no_posting() -> None:
    fax = DispatchAttempt(Channel.FAX, NOW, Result.SENT, has_evidence=False, item_number="KP1")
    post = DispatchAttempt(Channel.POST, NOW, Result.SENT, has_evidence=False, note="verildi")
    assert lacks([fax, post], CIRCULAR_CHANNELS) == CIRCULAR_CHANNELS


def test_that_only_number_and_receipt_together_prove_what_went_electronically() -> None:
    for channel in (Channel.EBYS, Channel.KEP):
        sent = DispatchAttempt(channel, NOW, Result.SENT, has_evidence=True, item_number="2026/17")
        assert is_proven(sent)
        assert not is_proven(replace(sent, has_evidence=False))
        assert not is_proven(replace(sent, item_number=" "))


EBYS = DispatchForm(
    result="sent",
    channel="ebys",
    target="12345678",
    day="24.11.2026",
    time="11:05",
    item_number="E-1/17 ",
)


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, []),
        ({"target": "1234567"}, [("target", "identity.detsis")]),
        ({"channel": "kep"}, [("target", "identity.kep")]),
        ({"channel": "kep", "target": "kurum@ornek.gov.tr"}, [("target", "identity.kep")]),
        ({"channel": "kep", "target": "Kurum@ornek.kep.tr"}, []),
        ({"item_number": ""}, [("item_number", "letters.tracking_number_missing")]),
        ({"item_number": "", "result": "failed"}, []),
        ({"item_number": "17;18"}, [("item_number", "letters.tracking_number")]),
    ],
)
def test_that_what_went_electronically_has_a_right_receiver_and_number(
    changed: dict[str, str], found: list[tuple[str, str]]
) -> None:
    assert codes(replace(EBYS, **changed)) == found


def test_that_the_receipt_of_what_went_electronically_may_come_later() -> None:
    assert [one.code for one in check(EBYS).warnings] == ["letters.ebys_unproven"]
    kep = replace(EBYS, channel="kep", target="kurum@ornek.kep.tr")
    assert [one.code for one in check(kep).warnings] == ["letters.kep_unproven"]
    proven = check(EBYS, has_evidence=True)
    assert proven.warnings == ()
    assert proven.values is not None
    assert proven.values.item_number == "E-1/17"


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (76, "3 gün 4 sa"),
        (72, "3 gün"),
        (4, "4 sa"),
        (0.5, "30 dk"),
        (0, "0 dk"),
    ],
)
def test_that_the_time_since_a_letter_was_finished_is_shown_in_words(
    hours: float, words: str
) -> None:
    now = FINISHED + dt.timedelta(hours=hours)
    assert elapsed_words(FINISHED, now=now) == words


def test_that_the_check_digit_is_that_of_the_standard() -> None:
    assert s10_check_digit("47312482") == 9  # the example of UPU S10
    # Where the rest is 0 or 1 the digit would have two figures; the standard names another.
    assert [s10_check_digit(serial) for serial in ("00000000", "00000003", "00004000")] == [5, 1, 0]
    assert parse_item_number("RR 473124829 TR") == "RR473124829TR"
    with pytest.raises(KnownError, match=r"letters\.item_number_digit"):
        parse_item_number("RR473124828TR")


@given(st.from_regex(r"[0-9]{8}", fullmatch=True), st.integers(1, 9))
def test_that_one_wrong_check_digit_is_always_found(serial: str, off: int) -> None:
    digit = s10_check_digit(serial)
    assert parse_item_number(f"RR{serial}{digit}TR") == f"RR{serial}{digit}TR"
    with pytest.raises(KnownError):
        parse_item_number(f"RR{serial}{(digit + off) % 10}TR")


@given(st.from_regex(r"[0-9]{8}", fullmatch=True), st.integers(0, 7), st.integers(1, 9))
def test_that_one_wrong_digit_of_a_serial_number_is_always_found(
    serial: str, place: int, off: int
) -> None:
    digit = s10_check_digit(serial)
    wrong = serial[:place] + str((int(serial[place]) + off) % 10) + serial[place + 1 :]
    # 10 and 11 share their digits with 0 and 5, so two of ten slips there stay unseen.
    if s10_check_digit(wrong) != digit:
        with pytest.raises(KnownError):
            parse_item_number(f"RR{wrong}{digit}TR")


@pytest.mark.parametrize("number", ["KP01234567890", "1234567890123", "rr123"])
def test_that_other_forms_of_item_numbers_are_kept(number: str) -> None:
    assert parse_item_number(number) == number.upper()


@pytest.mark.parametrize("number", ["KP/1", "KŞ1", "1" * 33])
def test_that_an_item_number_is_letters_and_digits(number: str) -> None:
    with pytest.raises(KnownError, match=r"letters\.item_number$"):
        parse_item_number(number)


def test_that_an_attempt_is_kept_as_typed() -> None:
    found = check(FAX)
    assert found.values is not None
    assert found.values.target == "+903127055000"
    assert found.values.at == dt.datetime(2026, 11, 24, 8, 5, tzinfo=dt.UTC)
    assert (found.values.pages, found.values.note, found.warnings) == (2, "OK", ())
    post = check(POST)
    assert post.values is not None
    assert (post.values.target, post.values.item_number) == ("Söğütözü Mahallesi", "RR123456785TR")
    assert post.values.pages is None


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"channel": "mail"}, ("channel", "letters.channel")),
        ({"result": ""}, ("result", "letters.result")),
        ({"target": " "}, ("target", "letters.target_missing")),
        ({"target": "9" * 301}, ("target", "letters.target_length")),
        ({"target": "12"}, ("target", "identity.phone")),
        ({"day": "x"}, ("day", "forms.date")),
        ({"time": "24:00"}, ("time", "forms.time")),
        ({"time": "9:60"}, ("time", "forms.time")),
        ({"time": ""}, ("time", "forms.time")),
        ({"day": "25.11.2026"}, ("day", "letters.sent_in_future")),
        ({"time": "10:59"}, ("day", "letters.sent_before_finished")),
        ({"pages": "0"}, ("pages", "letters.pages")),
        ({"pages": "²"}, ("pages", "letters.pages")),
        ({"note": "x" * 501}, ("note", "letters.note_length")),
    ],
)
def test_that_a_wrong_value_is_reported_beside_its_field(
    changed: dict[str, str], expected: tuple[str, str]
) -> None:
    assert codes(replace(FAX, **changed)) == [expected]


def test_that_a_wrong_item_number_is_reported_only_for_a_posting() -> None:
    assert codes(replace(POST, item_number="RR123456784TR")) == [
        ("item_number", "letters.item_number_digit")
    ]
    assert codes(replace(FAX, item_number="RR123456784TR")) == []


def test_that_all_faults_of_an_attempt_are_reported_at_once() -> None:
    empty = DispatchForm(channel="", result="")
    assert {key for key, _ in codes(empty)} == {"channel", "result", "target", "day", "time"}


def test_that_the_minute_of_finishing_is_not_before_it() -> None:
    assert codes(replace(FAX, time="11:00")) == []


def test_that_an_attempt_without_proof_is_warned_of() -> None:
    def warned(form: DispatchForm, *, has_evidence: bool = False) -> list[str]:
        return [one.code for one in check(form, has_evidence=has_evidence).warnings]

    assert warned(replace(FAX, note="")) == ["letters.fax_unproven"]
    assert warned(replace(FAX, note=""), has_evidence=True) == []
    assert warned(replace(POST, item_number="")) == ["letters.post_unproven"]
    assert warned(replace(FAX, note="", result="failed", pages="9")) == []
    assert warned(replace(FAX, pages="9")) == ["letters.pages_differ"]
    assert warned(replace(FAX, pages="")) == []
    assert warned(replace(FAX, pages="1")) == []


def test_that_a_target_unlike_the_one_in_the_letter_is_warned_of_whatever_came_of_it() -> None:
    def warned(form: DispatchForm, recipient: str) -> list[tuple[str, str]]:
        doubts = check(form, recipient=recipient).warnings
        return [(one.key, str(message_of(one))) for one in doubts]

    typed = replace(FAX, target="0312 000 00 21")
    for form in (typed, replace(typed, result="failed")):
        ((key, words),) = warned(form, "+903120000020")
        assert key == "target"
        assert "0312 000 00 20" in words
        assert warned(form, "+903120000021") == []
        assert warned(form, "") == []
    assert warned(replace(POST, target="Sıhhiye,  ANKARA"), "Sıhhiye,\nANKARA") == []
    assert warned(replace(POST, target="Sıhhiye, ANKARA"), "Kızılay, ANKARA")


def test_that_a_complete_letter_shows_how_long_it_took() -> None:
    done = FINISHED + dt.timedelta(days=2, hours=1)
    later = done + dt.timedelta(days=90)
    assert elapsed_words(FINISHED, now=later, completed_at=done) == "2 gün 1 sa sürdü"
