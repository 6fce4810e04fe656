"""The days of a letter follow one another: written, sent, confirmed, and none is in the future."""

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.directorate.kinds import CIRCULAR_CHANNELS, Channel
from alo183_desktop.letters.attempts import DispatchForm, check_dispatch
from alo183_desktop.letters.chain import CODES, LetterDays, check_days
from alo183_desktop.letters.rules import DispatchAttempt, Result, completed_at
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.texts import message_of

NOW = dt.datetime(2026, 12, 2, 9, 30, tzinfo=dt.UTC)
TODAY = dt.date(2026, 12, 2)
DAY = dt.timedelta(days=1)


def sent(channel: Channel, day: dt.date = TODAY) -> DispatchAttempt:
    at = dt.datetime(day.year, day.month, day.day, 8, tzinfo=dt.UTC)
    return DispatchAttempt(
        channel, at, Result.SENT, has_evidence=True, item_number="RR1", note="OK"
    )


PROVEN = LetterDays(
    written_on=TODAY,
    attempts=(sent(Channel.FAX), sent(Channel.POST)),
    demanded=CIRCULAR_CHANNELS,
    confirmed_on=TODAY,
)
days = st.integers(-3, 3).map(lambda count: TODAY + count * DAY)
chains = st.builds(
    LetterDays,
    written_on=st.none() | days,
    finished_at=st.none() | days.map(lambda day: sent(Channel.FAX, day).at),
    attempts=st.lists(
        st.builds(
            DispatchAttempt,
            channel=st.sampled_from(Channel),
            at=days.map(lambda day: sent(Channel.FAX, day).at),
            result=st.sampled_from(Result),
            has_evidence=st.booleans(),
            item_number=st.sampled_from(["", "RR1"]),
        ),
        max_size=4,
    ).map(tuple),
    demanded=st.just(CIRCULAR_CHANNELS),
    confirmed_on=st.none() | days,
    earlier_on=st.none() | days,
    later_on=st.none() | days,
)


def said(found: LetterDays) -> str:
    problem = check_days(found, now=NOW)
    return "" if problem is None else message_of(problem).what


@given(chains)
def test_that_days_without_a_contradiction_follow_one_another(chain: LetterDays) -> None:
    problem = check_days(chain, now=NOW, key="day")
    if problem is not None:
        assert problem.key == "day"
        assert problem.code in CODES
        assert str(message_of(problem))
        return
    went = [local_day(one.at) for one in chain.attempts]
    written, confirmed = chain.written_on, chain.confirmed_on
    order = [chain.earlier_on if written else None, written, min(went, default=None)]
    if confirmed is not None:
        complete = completed_at(chain.attempts, chain.demanded)
        assert complete is not None
        assert local_day(complete) <= confirmed <= TODAY
    known = [one for one in order if one is not None]
    assert known == sorted(known)
    assert all(one.at <= NOW for one in chain.attempts)
    assert written is None or chain.later_on is None or written <= chain.later_on
    assert written is None or written <= TODAY


@given(chains)
def test_that_what_is_not_recorded_contradicts_nothing(chain: LetterDays) -> None:
    if check_days(chain, now=NOW) is None:
        for less in (
            replace(chain, written_on=None),
            replace(chain, confirmed_on=None),
            replace(chain, earlier_on=None, later_on=None),
            replace(chain, attempts=(), confirmed_on=None),
        ):
            assert check_days(less, now=NOW) is None


def test_that_a_contradiction_names_both_days_and_where_each_is_corrected() -> None:
    assert said(PROVEN) == ""
    future = replace(PROVEN, written_on=dt.date(2026, 12, 15))
    assert said(future) == "Yazının tarihi (15.12.2026) ileride."
    early = replace(PROVEN, attempts=(sent(Channel.FAX, TODAY - DAY), sent(Channel.POST)))
    assert said(early) == ("Yazının faks gönderimi (01.12.2026) tarihinden (02.12.2026) önce.")
    problem = check_days(early, now=NOW)
    assert problem is not None
    assert "“Kaydı düzelt”" in str(message_of(problem))
    assert "“Sayı ve tarihi işle”" in str(message_of(problem))
    late = replace(PROVEN, written_on=None, confirmed_on=TODAY - DAY)
    assert said(late) == (
        "Müşavirliğin teyidi (01.12.2026), yazının faks gönderimi (02.12.2026) gününden önce."
    )


def test_that_a_confirmed_letter_keeps_its_proofs() -> None:
    assert "gönderimi kanıtlanmış" in said(replace(PROVEN, attempts=PROVEN.attempts[:1]))


def test_that_a_further_fax_after_the_confirmation_contradicts_nothing() -> None:
    confirmed = replace(
        PROVEN,
        written_on=TODAY - 2 * DAY,
        confirmed_on=TODAY - DAY,
        attempts=tuple(sent(one, TODAY - 2 * DAY) for one in CIRCULAR_CHANNELS),
    )
    assert check_days(confirmed.sent_by(sent(Channel.FAX)), now=NOW) is None


def test_that_a_letter_is_not_dated_before_the_one_that_it_refers_to() -> None:
    assert "andığı yazı" in said(LetterDays(TODAY - DAY, earlier_on=TODAY))
    assert "tekit" in said(LetterDays(TODAY, later_on=TODAY - DAY))


def test_that_the_form_of_an_attempt_asks_for_the_whole_chain() -> None:
    form = DispatchForm(
        target="0312 705 50 00", day="01.12.2026", time="10:00", result="sent", note="OK"
    )
    checked = check_dispatch(
        form,
        now=NOW,
        letter_pages=1,
        recipient="",
        has_evidence=False,
        days=LetterDays(written_on=TODAY),
    )
    assert [(one.key, one.code) for one in checked.problems] == [
        ("day", "letters.sent_before_written")
    ]
