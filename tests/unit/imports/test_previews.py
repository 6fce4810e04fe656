"""What the preview of an import tells once, and what at its row."""

from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.imports.rows import ASKED, Preview, PreviewRow, RowVerdict
from alo183_desktop.shared.errors import Problem
from tests.clocks import START

HINTS = (
    Problem("held_from", "phones.held_from_today"),
    Problem("holder", "phones.holder_differs", {"holder": "Zeynep GÜNDOĞDU"}),
    Problem("holder", "phones.holder_differs", {"holder": "Çağrı ÖZGÜN"}),
    Problem("name", next(iter(ASKED))),
)


def preview(rows: list[tuple[Problem, ...]]) -> Preview:
    nothing: Any = None
    made = tuple(
        PreviewRow(number, RowVerdict.CREATE, "", hints=hints)
        for number, hints in enumerate(rows, 2)
    )
    return Preview(
        kind="phones",
        file=nothing,
        rows=made,
        notes=(),
        at=START,
        options=nothing,
        known=nothing,
        judgement=nothing,
    )


@given(st.lists(st.sampled_from(HINTS).map(lambda one: (one,)) | st.just(()), max_size=30))
def test_that_each_hint_is_told_once_for_many_rows_or_at_its_row(
    rows: list[tuple[Problem, ...]],
) -> None:
    shown = preview(rows)
    told = Counter[tuple[str, str]]()
    for hint, count in shown.common_hints():
        assert count >= 5
        assert hint.code not in ASKED
        told[hint.code, str(hint.parameters)] += count
    for hints in shown.own_hints().values():
        told.update((hint.code, str(hint.parameters)) for hint in hints)
    assert told == Counter((hint.code, str(hint.parameters)) for row in rows for hint in row)


def test_that_a_remark_of_24_rows_is_told_once_with_their_number() -> None:
    shown = preview([HINTS[:1]] * 24 + [HINTS[1:2]])
    assert shown.common_hints() == ((HINTS[0], 24),)
    assert shown.own_hints() == {24: HINTS[1:2]}
