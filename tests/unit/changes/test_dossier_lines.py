"""The lines of a change file as they follow from facts, without any table."""

import datetime as dt
from dataclasses import replace
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.changes.dossier.lines import (
    BY_CHANNEL,
    Account,
    ChangeFile,
    Confirmed,
    DossierPart,
    FileFacts,
    FileFilter,
    FileLeaver,
    FileLine,
    FileNewcomer,
    KeptRegisters,
    LineState,
    make_file,
)
from alo183_desktop.directorate.kinds import CIRCULAR_CHANNELS, Channel
from alo183_desktop.letters.rows import LetterRow
from alo183_desktop.letters.rules import Proof, ProofState
from alo183_desktop.shared.calendar import day_end, day_start
from tests.clocks import START

TODAY: Final = dt.date(2026, 11, 24)
DAY: Final = dt.timedelta(days=1)
PROVEN: Final = Proof(ProofState.PROVEN, START, 1)
LETTER: Final = LetterRow(
    letter_id=1,
    summary="Zeynep GÜNDOĞDU → Gülşah ÇETİNKAYA",
    topic="x",
    register_number="4752",
    dated_on=TODAY,
    effective_on=TODAY,
    last_effective_on=TODAY,
    is_change=True,
    is_urgent=True,
    finished_at=START,
    finished_by="x",
    corrects_letter_id=None,
    corrected_by_letter_id=None,
    proofs=dict.fromkeys(Channel, PROVEN),
    demanded=CIRCULAR_CHANNELS,
    rule_basis="",
    lacks=(),
    lack_words="",
    state="good",
    elapsed="",
    completed_at=START,
    outdated="",
    cancelled_at=None,
    cancelled_by="",
    cancel_reason="",
    pages=1,
    fax_pages=1,
    version=1,
)
GONE: Final = FileLeaver(
    1, "Zeynep GÜNDOĞDU", TODAY, is_whole=True, account=Account(None, is_open=False)
)
KEPT: Final = KeptRegisters(cases=True, duties=True, phones=True)
DONE: Final = FileFacts(
    LETTER,
    (GONE,),
    confirmed=Confirmed(TODAY, "Nur ÇELİK", "telefonla"),
    registers=KEPT,
)

DAYS: Final = st.dates(TODAY - 20 * DAY, TODAY + 20 * DAY)
LEAVERS: Final = st.builds(
    FileLeaver,
    officer_id=st.none() | st.integers(1, 3),
    name=st.just("x"),
    leaves_on=DAYS,
    is_whole=st.booleans(),
    account=st.none() | st.builds(Account, st.none() | st.integers(1, 3), st.booleans()),
    is_back=st.booleans(),
    held=st.integers(0, 2),
    waived=st.integers(0, 2),
    unsigned_form_id=st.none() | st.integers(1, 3),
    returned_on=st.none() | DAYS,
    cases=st.integers(0, 2),
    duties=st.lists(DAYS, max_size=2).map(tuple),
)
EARLY: Final = LEAVERS.map(
    lambda one: replace(one, early_cases=((one.leaves_on - DAY, one.cases),))
)
NEWCOMERS: Final = st.builds(
    FileNewcomer,
    officer_id=st.integers(1, 3),
    name=st.just("x"),
    starts_on=DAYS,
    has_left=st.booleans(),
    needs_none=st.booleans(),
    is_planned=st.booleans(),
    held=st.integers(0, 2),
    unsigned_form_id=st.none() | st.integers(1, 3),
    issued_on=st.none() | DAYS,
)
FACTS: Final = st.builds(
    FileFacts,
    st.just(LETTER),
    st.lists(LEAVERS | EARLY, max_size=3).map(tuple),
    st.lists(NEWCOMERS, max_size=3).map(tuple),
    planned=st.dictionaries(st.integers(1, 3), DAYS),
    confirm_by=st.none() | DAYS,
)


def line_of(facts: FileFacts, part: DossierPart, *, now: dt.datetime = START) -> FileLine:
    (found,) = [one for one in make_file(facts, now=now).lines if one.part is part]
    return found


def test_that_a_file_in_which_nothing_is_lacking_says_so() -> None:
    file = make_file(DONE, now=START)
    assert (file.words, file.state, file.lacking) == ("tamam", "good", ())
    assert not any(FileFilter(one).takes(file) for one in ("late", "near"))


@given(FACTS)
def test_that_a_file_is_as_bad_as_its_worst_line_and_counts_what_is_lacking(
    facts: FileFacts,
) -> None:
    file = make_file(facts, now=START)
    marks = {line.mark for line in file.lines}
    assert file.state in marks
    assert ("late" in marks) == (file.state == "late")
    assert bool(file.lacking) == bool(marks & {"late", "near"})
    if file.lacking:
        word, count = ("gecikti", len(file.late)) if file.late else ("eksik", len(file.lacking))
        assert file.words == f"{word}: {count}"
    taken = [state for state in ("late", "near") if FileFilter(state).takes(file)]
    assert taken in ([], [file.state]), "counted once, as what it is marked with"
    for line in file.lines:
        assert line.words
        assert not line.is_late or line.state is LineState.LACKING, "what is done is not late"
        assert line.done_on is None or line.state is LineState.DONE


@given(FACTS)
def test_that_time_alone_takes_no_line_away_and_makes_none_done(facts: FileFacts) -> None:
    def read(now: dt.datetime) -> ChangeFile:
        return make_file(facts, now=now)

    today, later = read(START), read(START + 60 * DAY)
    assert [one.part for one in today.lines] == [one.part for one in later.lines]
    for before, after in zip(today.lines, later.lines, strict=True):
        if before.state is LineState.DONE:
            assert after.state is LineState.DONE
        if before.state is LineState.LACKING:
            assert after.state is LineState.LACKING
            assert after.is_late or not before.is_late


@pytest.mark.parametrize(
    ("part", "facts"),
    [
        (DossierPart.RETURN_FORM, replace(GONE, held=2, held_item=("line", 5))),
        (DossierPart.CASES, replace(GONE, cases=3)),
        (DossierPart.ACCOUNT, replace(GONE, account=Account(4, is_open=True))),
    ],
)
def test_that_what_a_leaver_has_is_lacking_from_the_first_minute_without_them(
    part: DossierPart, facts: FileLeaver
) -> None:
    of_file = replace(DONE, leavers=(facts,))
    last = day_end(TODAY - DAY) - dt.timedelta(seconds=1)
    assert line_of(of_file, part, now=last).state is LineState.AHEAD
    assert line_of(of_file, part, now=day_start(TODAY)).state is LineState.LACKING
    back = replace(of_file, leavers=(replace(facts, is_back=True),))
    assert line_of(back, part).state is LineState.DONE


def test_that_cases_of_a_subject_given_up_earlier_are_lacking_from_its_own_day() -> None:
    early = replace(GONE, leaves_on=TODAY + 2 * DAY, cases=3, early_cases=((TODAY + DAY, 1),))
    for days, words, state in (
        (0, "26.11.2026 günü devredilecek", LineState.AHEAD),
        (1, "1 vaka devredilmedi", LineState.LACKING),
        (2, "3 vaka devredilmedi", LineState.LACKING),
    ):
        of_file, now = replace(DONE, leavers=(early,)), day_start(TODAY + days * DAY)
        line = line_of(of_file, DossierPart.CASES, now=now)
        assert (line.words, line.state) == (words, state)


def test_that_duties_are_lacking_at_once_because_somebody_must_know_before() -> None:
    ahead = replace(GONE, leaves_on=TODAY + 9 * DAY, duties=(TODAY + 12 * DAY, TODAY + 15 * DAY))
    line = line_of(replace(DONE, leavers=(ahead,)), DossierPart.DUTIES)
    assert (line.words, line.state, line.month) == (
        "2 nöbet hâlâ üzerinde",
        LineState.LACKING,
        "2026-12",
    )


def test_that_who_goes_on_with_other_subjects_is_asked_for_their_cases_alone() -> None:
    partly = replace(GONE, is_whole=False, cases=1)
    parts = [one.part for one in make_file(replace(DONE, leavers=(partly,)), now=START).lines]
    assert parts == [
        DossierPart.LETTER,
        DossierPart.FAX,
        DossierPart.POST,
        DossierPart.CASES,
        DossierPart.CONFIRMATION,
    ]


def test_that_a_plan_is_due_only_where_something_is_there_to_be_moved() -> None:
    planned = replace(DONE, planned={1: TODAY, 2: TODAY})
    assert make_file(planned, now=START).planned_on is None
    holds = replace(planned, leavers=(replace(GONE, cases=1),))
    assert make_file(holds, now=START).planned_on == TODAY
    assert make_file(holds, now=day_start(TODAY) - dt.timedelta(seconds=1)).planned_on is None
    comes = replace(planned, newcomers=(FileNewcomer(2, "x", TODAY, is_planned=True),))
    assert make_file(comes, now=START).planned_on == TODAY
    other = replace(planned, newcomers=(FileNewcomer(2, "x", TODAY),))
    assert make_file(other, now=START).planned_on is None
    paper = replace(planned, leavers=(replace(GONE, unsigned_form_id=7),))
    assert make_file(paper, now=START).planned_on is None


def test_that_a_hand_over_planned_for_a_day_that_is_over_is_late() -> None:
    facts = replace(DONE, leavers=(replace(GONE, cases=1),), planned={1: TODAY})
    for now, state, words in (
        (START, "near", "eksik: 1"),
        (START + DAY, "late", "gecikti: 1"),
    ):
        file = make_file(facts, now=now)
        assert (file.state, file.words, file.planned_on) == (state, words, TODAY)


def test_that_an_account_that_was_closed_is_not_late_for_ever() -> None:
    for account in (Account(None, is_open=False), Account(7, is_open=False)):
        facts = replace(DONE, leavers=(replace(GONE, account=account),))
        line = line_of(facts, DossierPart.ACCOUNT, now=START + 9 * DAY)
        assert (line.state, line.is_late) == (LineState.DONE, False)


def test_that_what_goes_into_the_store_and_what_is_given_on_are_told_apart() -> None:
    leaves = replace(GONE, leaves_on=TODAY + DAY, held=1)
    for gives_on, words in (
        (False, "25.11.2026 günü geri alınacak"),
        (True, "25.11.2026 günü devredilecek"),
    ):
        facts = replace(DONE, leavers=(replace(leaves, gives_on=gives_on),))
        assert line_of(facts, DossierPart.RETURN_FORM).words == words


def test_that_a_letter_of_no_change_asks_for_nothing_but_its_own_way() -> None:
    lines = make_file(FileFacts(replace(LETTER, is_change=False)), now=START).lines
    assert {one.part for one in lines} == {DossierPart.LETTER, DossierPart.FAX, DossierPart.POST}


_TAKEN_BACK: Final = "telefonu geri alındı, yenisi verilmedi"


def test_that_a_newcomer_has_a_phone_or_is_shown_as_without_one() -> None:
    comes = FileNewcomer(2, "Gülşah ÇETİNKAYA", TODAY)
    for who, words, state in (
        (comes, "telefon verilmedi", LineState.LACKING),
        (replace(comes, starts_on=TODAY + DAY), "25.11.2026 günü verilecek", LineState.AHEAD),
        (replace(comes, needs_none=True), "gerekçeyle telefon verilmedi", LineState.DONE),
        (replace(comes, has_left=True), "görevden ayrıldı", LineState.DONE),
        (replace(comes, gave_back=True), _TAKEN_BACK, LineState.LACKING),
        (replace(comes, gave_back=True, issued_on=TODAY), _TAKEN_BACK, LineState.LACKING),
        (replace(comes, held=1, unsigned_form_id=3), "tutanak imzasız", LineState.LACKING),
        (replace(comes, held=1), "eski kayıttan zimmetli", LineState.DONE),
        (replace(comes, held=1, issued_on=TODAY), "imzalandı, 24.11.2026", LineState.DONE),
    ):
        line = line_of(replace(DONE, newcomers=(who,)), DossierPart.ISSUE_FORM)
        assert (line.dated_words, line.state) == (words, state)


def test_that_a_phone_from_the_store_is_shown_on_its_day_whatever_else_they_hold() -> None:
    due = FileNewcomer(2, "Gülşah ÇETİNKAYA", TODAY, is_planned=True, held=1, issued_on=TODAY)
    unsigned = replace(due, unsigned_form_id=3, issued_on=None)
    lacking, words = LineState.LACKING, "planlanan telefon verilmedi"
    for who, text, state, planned_on in (
        (due, words, lacking, TODAY),
        (unsigned, words, lacking, TODAY),
        (replace(due, held=0, issued_on=None), "telefon verilmedi", lacking, TODAY),
        (replace(due, starts_on=TODAY + DAY), "25.11.2026 günü verilecek", LineState.AHEAD, None),
        (replace(unsigned, starts_on=TODAY + DAY), "tutanak imzasız", lacking, None),
        (replace(due, has_left=True), "görevden ayrıldı", LineState.DONE, None),
    ):
        of_file = replace(DONE, newcomers=(who,), planned={2: TODAY})
        line = line_of(of_file, DossierPart.ISSUE_FORM)
        assert (line.dated_words, line.state) == (text, state)
        assert make_file(of_file, now=START).planned_on == planned_on


def test_that_a_newcomer_is_notified_of_the_circular_unless_their_signature_still_holds() -> None:
    comes = FileNewcomer(2, "Gülşah ÇETİNKAYA", TODAY)
    day = dt.date(2025, 11, 25)
    for who, words, state in (
        (comes, "tebliğ edilmedi", LineState.LACKING),
        (replace(comes, starts_on=TODAY + DAY), "25.11.2026 günü tebliğ edilecek", LineState.AHEAD),
        (replace(comes, has_left=True), "görevden ayrıldı", LineState.DONE),
        (replace(comes, unsigned_circular_id=3), "tutanak imzasız", LineState.LACKING),
        (replace(comes, notified_on=TODAY), "tebliğ edildi, 24.11.2026", LineState.DONE),
        (
            replace(comes, notified_on=day),
            "tebliğ edildi, 25.11.2025",
            LineState.DONE,
        ),
        (replace(comes, notified_on=day - DAY), "tebliğ edilmedi", LineState.LACKING),
    ):
        line = line_of(replace(DONE, newcomers=(who,)), DossierPart.CIRCULAR)
        assert (line.dated_words, line.state) == (words, state)


@given(
    st.lists(st.sampled_from(Channel), min_size=1, unique=True),
    st.fixed_dictionaries({one: st.sampled_from(ProofState) for one in Channel}),
)
def test_that_the_file_has_a_line_for_each_channel_demanded_and_for_no_other(
    demanded: list[Channel], states: dict[Channel, ProofState]
) -> None:
    proofs = {one: Proof(state, START, 1) for one, state in states.items()}
    letter = replace(LETTER, demanded=tuple(demanded), proofs=proofs)
    lines = make_file(FileFacts(letter), now=START).lines
    found = {line.part: line.state for line in lines if line.part in BY_CHANNEL.values()}
    done = {True: LineState.DONE, False: LineState.LACKING}
    assert found == {BY_CHANNEL[one]: done[states[one] is ProofState.PROVEN] for one in demanded}


@given(st.builds(KeptRegisters, st.booleans(), st.booleans(), st.booleans()))
def test_that_nothing_found_is_good_only_in_a_register_that_is_kept(kept: KeptRegisters) -> None:
    file = make_file(
        replace(DONE, leavers=(replace(GONE, returned_on=None),), registers=kept), now=START
    )
    for part, is_kept, words in (
        (DossierPart.CASES, kept.cases, "vaka kaydı yok"),
        (DossierPart.DUTIES, kept.duties, "nöbet tutulmuyor"),
        (DossierPart.RETURN_FORM, kept.phones, "hat ve cihaz kaydı yok"),
    ):
        (line,) = (line for line in file.lines if line.part is part)
        assert (line.mark == "good") == is_kept
        assert (line.words == words) == (not is_kept)
    assert not file.lacking
    assert file.state == ("good" if all(kept) else "unknown")
    assert file.words == ("tamam" if all(kept) else f"bilinmeyen: {3 - sum(kept)}")


def test_that_no_line_is_done_without_a_record_that_shows_it() -> None:
    with pytest.raises(ValueError, match="vakası yok"):
        FileLine(DossierPart.CASES, LineState.DONE, "açık vakası yok")
