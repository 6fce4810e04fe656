"""The columns of the roster and of the coverage table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.gui.kit.states import State
from alo183_desktop.gui.kit.tables import CHIP_BREAK, CellKind, Column
from alo183_desktop.gui.officers.lines import Line, View, chip_words
from alo183_desktop.shared.identity import format_phone

if TYPE_CHECKING:
    from collections.abc import Sequence


NAME, TITLE, TCKN, UNIT, SUBJECTS, MOBILE, EMAIL, SINCE, LEFT_ON = range(9)

SORTS: Final = {
    NAME: "name",
    TITLE: "title",
    UNIT: "unit",
    SUBJECTS: "subjects",
    MOBILE: "mobile",
    EMAIL: "email",
    SINCE: "since",
    LEFT_ON: "left_on",
}
"""By column what `officers.queries` calls that order; a T.C. number gives none."""

_ALWAYS: Final = frozenset({NAME, TITLE, TCKN, MOBILE})
_SHOWN: Final = {
    View.SERVING: _ALWAYS | {SUBJECTS},
    View.VACANT: frozenset({NAME, SUBJECTS}),
    View.COMING: _ALWAYS,
    View.LEFT: _ALWAYS | {LEFT_ON},
}
OPTIONAL: Final = (UNIT, EMAIL, SINCE)
"""What somebody may show beside the usual columns."""


def is_shown(column: int, view: View, wanted: frozenset[int]) -> bool:
    """Return whether a column belongs to a view; `wanted` are the optional ones."""
    return column in _SHOWN[view] or (column in wanted and view is not View.VACANT)


def span_of(line: Line) -> int:
    """Return how many columns the first cell of a row takes: a vacancy reaches to its chip."""
    return SUBJECTS if line.vacancy is not None else 1


def subjects_of(line: Line) -> Sequence[str]:
    """Return the chips of a row."""
    if line.vacancy is not None:
        return (chip_words(line.vacancy.subject_name),)
    return () if line.officer is None else tuple(map(chip_words, line.officer.subjects))


def _name(line: Line) -> str:
    return line.words if line.officer is None else line.officer.name


ROSTER: Final = (
    Column[Line](
        "Adı soyadı",
        _name,
        kind=CellKind.STATE,
        state=lambda line: None if line.vacancy is None else State.LATE,
        width_chars=28,
        stretch=True,
    ),
    Column[Line]("Unvanı", lambda line: line.officer.title if line.officer else "", width_chars=14),
    Column[Line](
        "T.C. kimlik no",
        lambda line: line.officer.masked_tckn if line.officer else "",
        kind=CellKind.MUTED,
        width_chars=11,
        sortable=False,
    ),
    Column[Line](
        "Kurumu", lambda line: line.officer.unit_name if line.officer else "", width_chars=22
    ),
    Column[Line](
        "Konuları",
        lambda line: CHIP_BREAK.join(
            [line.vacancy.subject_name]
            if line.vacancy is not None
            else (line.officer.subjects if line.officer else ())
        ),
        kind=CellKind.CHIPS,
        chips=subjects_of,
        width_chars=22,
        stretch=True,
    ),
    Column[Line](
        "Kurumsal cep",
        lambda line: format_phone(line.officer.corporate_mobile) if line.officer else "",
        width_chars=13,
    ),
    Column[Line](
        "Kurumsal e-posta",
        lambda line: line.officer.corporate_email if line.officer else "",
        width_chars=24,
    ),
    Column[Line](
        "Başladığı gün",
        lambda line: line.officer and line.officer.since,
        width_chars=11,
    ),
    Column[Line](
        "Ayrıldığı gün",
        lambda line: line.officer and line.officer.left_on,
        width_chars=11,
    ),
)
