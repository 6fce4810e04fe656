"""Parts of duties: whatever is taken over and given back, they make up the duty."""

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from hypothesis import given, settings
from hypothesis import strategies as st

from alo183_desktop.rota import rules
from alo183_desktop.rota.kinds import SwapManner
from alo183_desktop.rota.rows import PublishedVersion
from alo183_desktop.rota.swap_rules import DutySpan, SwapRow, cut, with_swaps
from tests.unit.rota.duties import AYSE, MURAT, at, duty

HOUR: Final = dt.timedelta(hours=1)
START: Final = at("2026-12-05 08:00")
SEQUENCES: Final = 10_000


def held(parts: Sequence[DutySpan]) -> list[int | None]:
    """Return who has each hour; a hole or a second holder would make it of another length."""
    hours: list[int | None] = []
    for part in parts:
        hours += [part.person_id] * ((part.ends_at - part.starts_at) // HOUR)
    return hours


def test_that_after_ten_thousand_sequences_no_duty_has_a_hole_or_a_second_holder() -> None:
    chance = random.Random(183)
    for _sequence in range(SEQUENCES):
        length = chance.choice([8, 15, 24])
        parts: Sequence[DutySpan] = (DutySpan(START, START + length * HOUR, AYSE),)
        hours: list[int | None] = [AYSE] * length
        done: list[tuple[int, int, int | None]] = []
        for _act in range(chance.randint(1, 6)):
            if done and chance.random() < 0.4:
                # The last one is taken back: whoever gave that time away has it again.
                since, until, person_id = done.pop()
                assert person_id is not None
            else:
                since = chance.choice([0, chance.randrange(length)])
                until = chance.choice([length, chance.randint(since + 1, length)])
                if len(set(hours[since:until])) > 1:
                    continue
                person_id = chance.choice([AYSE, MURAT, 3])
                done.append((since, until, hours[since]))
            parts = cut(parts, START + since * HOUR, START + until * HOUR, person_id)
            hours[since:until] = [person_id] * (until - since)
            assert held(parts) == hours
            assert (parts[0].starts_at, parts[-1].ends_at) == (START, START + length * HOUR)
            for first, second in pairwise(parts):
                assert first.ends_at == second.starts_at
                assert first.person_id != second.person_id


@given(st.lists(st.tuples(st.integers(0, 23), st.integers(1, 24), st.integers(1, 4))))
@settings(deadline=None)
def test_that_a_change_sheet_names_the_hours_that_changed_and_no_others(
    taken: list[tuple[int, int, int]],
) -> None:
    whole = duty("2026-12-05 08:00", "2026-12-06 08:00", AYSE)
    parts: Sequence[DutySpan] = (DutySpan(whole.starts_at, whole.ends_at, AYSE),)
    for since, until, person_id in taken:
        parts = cut(parts, START + since * HOUR, START + until * HOUR, person_id)
    now = [
        replace(
            whole,
            duty_id=place,
            starts_at=part.starts_at,
            ends_at=part.ends_at,
            person_id=part.person_id,
            person_name=f"{part.person_id}",
        )
        for place, part in enumerate(parts)
    ]
    reported = {
        (one.starts_at - START) // HOUR + place
        for one in rules.differences(rules.content_of([whole]), now)
        for place in range((one.ends_at - one.starts_at) // HOUR)
    }
    assert reported == {place for place, who in enumerate(held(parts)) if who != AYSE}
    back = rules.differences(rules.content_of(now), [whole])
    assert {one.starts_at for one in back} == {
        one.starts_at for one in parts if one.person_id != AYSE
    }
    assert all(one.after == whole.person_name for one in back)


def test_that_what_was_published_shows_swaps_with_their_vehicle_and_never_what_was_worked() -> None:
    whole = duty("2026-12-05 08:00", "2026-12-06 08:00", AYSE, plate="06 ABC 123")
    published = PublishedVersion("2026-12", 1, START - 9 * HOUR, rules.content_of([whole]))
    swap = SwapRow(
        swap_id=1,
        duty_id=whole.duty_id,
        kind=whole.kind,
        duty_starts_at=whole.starts_at,
        duty_ends_at=whole.ends_at,
        starts_at=START + 6 * HOUR,
        ends_at=START + 18 * HOUR,
        from_person_id=AYSE,
        from_name=whole.person_name,
        person_id=MURAT,
        person_name="Murat KILIÇ",
        manner=SwapManner.CONSENT,
        recorded_at=START,
        by_name="Selin AKTAŞ",
        approved_at=START,
        approved_by="Selin AKTAŞ",
        undone_at=START + 12 * HOUR - dt.timedelta(seconds=9),
        version=1,
    )
    reported = [
        [
            (person_id, (dt.datetime.fromisoformat(ends) - START) / HOUR, plate)
            for _kind, _starts, ends, person_id, _name, plate in one.content["duties"]
        ]
        for one in with_swaps([published], [swap])
    ]
    plate = whole.plate
    assert reported == [
        [(AYSE, 24, plate)],
        [(AYSE, 6, plate), (MURAT, 18, plate), (AYSE, 24, plate)],
        [(AYSE, 6, plate), (MURAT, 12, plate), (AYSE, 24, plate)],
    ]
