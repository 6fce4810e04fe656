"""Words of the page of officers."""

import datetime as dt

from alo183_desktop.gui.officers.queries import RosterQuery, RosterResult
from alo183_desktop.gui.officers.words import OfficerView, state_words
from alo183_desktop.officers.rows import CoverageRow
from alo183_desktop.shared.states import State

DAY = dt.date(2026, 11, 2)
SUBJECT = CoverageRow(1, "Yaşlı", True, (), None, None)  # noqa: FBT003 - a row as it is read


def _roster(*coverage: CoverageRow) -> RosterResult:
    return RosterResult(
        RosterQuery(DAY, DAY),
        (),
        coverage,
        dict.fromkeys(OfficerView, 0),
        without_subject=0,
        subjects=(),
        units=(),
        has_officers=True,
    )


def test_that_no_post_is_called_filled_before_there_is_a_subject() -> None:
    assert state_words(_roster())[1] is None
    assert state_words(_roster(SUBJECT))[1] == (State.GOOD, "boş görev yok")
