"""What makes a tile good, near or broken, and which list it opens."""

import datetime as dt
from dataclasses import replace
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.documents.figures import summary_of
from alo183_desktop.documents.states import evidence_of
from alo183_desktop.letters.rows import LetterFilter
from alo183_desktop.overview.rules import TileFacts, judge, questions
from alo183_desktop.phones.quotas.rows import QuotaFilter
from alo183_desktop.phones.quotas.rules import Status
from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.rota.rows import GapFilter
from tests.clocks import START

ASKED: Final = questions(
    month_starts_at=START,
    calls_since=START - dt.timedelta(days=40),
)
_ORDER: Final = ("late", "near", "unknown")
COUNTS: Final = st.lists(
    st.integers(min_value=0, max_value=5), min_size=len(ASKED), max_size=len(ASKED)
)
NOTHING: Final = TileFacts(
    at=START,
    answered=0,
    tried=0,
    unreached=0,
    lines=0,
    subjects=0,
    running=0,
    cases_ever=0,
    letters=0,
    visits=0,
)
WELL: Final = TileFacts(
    at=START,
    answered=24,
    tried=25,
    unreached=0,
    lines=8,
    subjects=5,
    running=3,
    cases_ever=7,
    letters=4,
    visits=12,
)


def test_that_every_clause_has_a_tile_and_a_question() -> None:
    tiles = judge([(asked, 0) for asked in ASKED], WELL)
    assert [tile.clause for tile in tiles] == list(range(1, 8))
    assert {asked.clause for asked in ASKED} == set(range(1, 8))
    assert all(tile.matters for tile in tiles)
    told = [(one.clause, one.figure, one.words) for tile in tiles for one in tile.matters]
    assert len(set(told)) == len(told), "two matters of a clause are in the same words"


def test_that_a_directorate_where_all_is_well_says_what_is_well() -> None:
    tiles = judge([(asked, 0) for asked in ASKED], WELL)
    assert {tile.state for tile in tiles if tile.clause not in {3, 4}} == {"good"}
    assert tiles[0].figure == "%96"
    assert tiles[4].figure == "3 vaka"
    assert (tiles[6].figure, tiles[6].words) == ("12 kişi", "bu ay yerinde bilgilendirildi")


def test_that_without_a_rota_clauses_3_and_4_are_never_good() -> None:
    for tile in judge([(asked, 0) for asked in ASKED], WELL)[2:4]:
        assert (tile.state, tile.state_word) == ("unknown", "nöbet tutulmuyor")
        assert "nöbet, araç ve izin bilinmiyor" in tile.words


def test_that_with_a_rota_clause_3_says_who_is_on_duty_and_without_vehicles_4_stays_unknown() -> (
    None
):
    kept = replace(WELL, on_duty=("Ayşe DEMİR",), reachable=1)
    helped, begun = judge([(asked, 0) for asked in ASKED], kept)[2:4]
    assert (helped.state, helped.words) == ("good", "boş görev yok; nöbette: Ayşe DEMİR")
    assert (begun.state, begun.state_word) == ("unknown", "araç kaydı yok")
    ready = judge([(asked, 0) for asked in ASKED], replace(kept, vehicles=("06 ABC 123",)))[3]
    assert ready.state == "good"
    assert ready.words.endswith("nöbette: Ayşe DEMİR; araç: 06 ABC 123")
    away = judge([(asked, 0) for asked in ASKED], replace(kept, vehicles=()))[3]
    assert away.state == "unknown"
    unheard = replace(kept, reachable=0, lack="hattı kayıp")
    silent = judge([(asked, 0) for asked in ASKED], unheard)[2]
    assert (silent.state, silent.state_word) == ("unknown", "hattı kayıp")
    assert silent.words == "boş görev yok; nöbette: Ayşe DEMİR, hattı kayıp"
    nobody = judge([(asked, 0) for asked in ASKED], replace(WELL, on_duty=()))[2:4]
    assert {tile.state for tile in nobody} == {"unknown"}
    assert all("nöbette: kimse yok" in tile.words for tile in nobody)


def test_that_nobody_on_main_duty_now_is_worse_than_a_gap_ahead() -> None:
    now = GapFilter(frozenset({DutyKind.MAIN}), is_now=True)
    counted = [(asked, int(isinstance(asked.query, GapFilter))) for asked in ASKED]
    helped, begun = judge(counted, replace(WELL, on_duty=()))[2:4]
    assert (helped.state, helped.state_word, helped.worst.query) == ("late", "nöbetçi yok", now)
    assert "1 nöbet boşluğu yedi gün içinde" in helped.words
    assert (begun.state, begun.figure) == ("near", "1 şoför, araç boşluğu")


def test_that_lines_without_a_record_are_not_reported_as_good() -> None:
    unknown = QuotaFilter(Status.UNKNOWN)
    counted = [(asked, 15 if asked.query == unknown else 0) for asked in ASKED]
    tile = judge(counted, WELL)[1]
    assert (tile.state, tile.figure, tile.words) == (
        "unknown",
        "15 hattın",
        "bu dönem kullanımı bilinmiyor",
    )
    over = [
        (asked, 1 if asked.query == QuotaFilter(Status.OVER) else count) for asked, count in counted
    ]
    assert judge(over, WELL)[1].words == "kotayı aştı; 15 hattın bu dönem kullanımı bilinmiyor"


def test_that_test_calls_that_nobody_answered_are_not_reported_as_good() -> None:
    tile = judge([(asked, 0) for asked in ASKED], replace(WELL, answered=0, tried=2))[0]
    assert (tile.state, tile.figure, tile.state_word) == ("unknown", "%0", "yanıt yok")


def test_that_letters_whose_day_is_over_are_distinguished_from_those_that_only_wait() -> None:
    near = LetterFilter(state="near")
    waits = [(one, 2 if one.query == near else 0) for one in ASKED]
    tile = judge(waits, WELL)[5]
    assert (tile.state, tile.state_word) == ("near", "bekliyor")
    assert (tile.figure, tile.words) == ("2 yazı", "gönderim bekliyor")
    late = LetterFilter(state="late")
    both = [(one, count or (1 if one.query == late else 0)) for one, count in waits]
    tile = judge(both, WELL)[5]
    assert (tile.state, tile.figure) == ("late", "1 yazı")
    assert tile.words == "gününde tamamlanmadı; 2 yazı gönderim bekliyor"


def test_that_nothing_recorded_is_not_reported_as_good() -> None:
    tiles = judge([(asked, 0) for asked in ASKED], NOTHING)
    assert {tile.state for tile in tiles} == {"unknown"}


@given(COUNTS)
def test_that_a_tile_is_as_bad_as_its_worst_matter_and_opens_that_one(counts: list[int]) -> None:
    for tile in judge(list(zip(ASKED, counts, strict=True)), WELL):
        failing = [matter for matter in tile.matters if matter.count]
        if not failing:
            assert tile.state == ("unknown" if tile.clause in {3, 4} else "good")
            continue
        assert tile.state == min((str(one.state) for one in failing), key=_ORDER.index)
        assert tile.worst.count > 0
        assert tile.figure == tile.worst.figure


@given(COUNTS)
def test_that_nothing_that_fails_is_left_unsaid(counts: list[int]) -> None:
    for tile in judge(list(zip(ASKED, counts, strict=True)), WELL):
        for matter in tile.matters:
            if matter.count:
                assert matter.words in tile.words
                assert matter.figure in f"{tile.figure} {tile.words}"


_FEW: Final = st.integers(min_value=0, max_value=2)
_NAMES: Final = st.none() | st.lists(st.sampled_from(["Ayşe", "Kadir"]), max_size=2).map(tuple)
BACKGROUNDS: Final = st.builds(
    TileFacts,
    at=st.just(START),
    answered=_FEW,
    tried=_FEW,
    unreached=_FEW,
    lines=_FEW,
    subjects=_FEW,
    running=_FEW,
    cases_ever=_FEW,
    letters=_FEW,
    visits=_FEW,
    on_duty=_NAMES,
    reachable=_FEW,
    vehicles=_NAMES,
).filter(lambda one: one.answered <= one.tried)


@given(COUNTS, BACKGROUNDS)
def test_that_a_good_tile_names_the_records_it_rests_on(
    counts: list[int], background: TileFacts
) -> None:
    for tile in judge(list(zip(ASKED, counts, strict=True)), background):
        evidence = evidence_of(tile.verdict)
        assert bool(evidence) == (tile.state == "good")
        assert all(one.records > 0 and one.as_of == START for one in evidence)
        if tile.state == "good":
            assert not any(matter.count for matter in tile.matters)


@given(BACKGROUNDS)
def test_that_states_of_no_clause_are_not_counted(background: TileFacts) -> None:
    tiles = judge([(asked, 0) for asked in ASKED], background)
    for state, words in summary_of(tiles):
        count = sum(tile.state == state for tile in tiles)
        assert count
        assert words.startswith(f"{count} ")
