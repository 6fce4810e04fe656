"""Charts of the overview: which series stand in which order."""

import datetime as dt

from alo183_desktop.cases.rows import WeekCount
from alo183_desktop.overview import charts

MONDAY = dt.date(2026, 11, 23)
WEEK = dt.timedelta(days=7)


def test_that_a_subject_has_its_place_whichever_week_came_first() -> None:
    counts = (
        WeekCount(MONDAY - WEEK, 7, "Yaşlı", 2, 4),
        WeekCount(MONDAY, 3, "Kadın", 0, 1),
        WeekCount(MONDAY, 5, "Engelli", 1, 2),
        WeekCount(MONDAY, 7, "Yaşlı", 2, 3),
    )
    chart = charts.cases_by_week(counts, today=MONDAY)
    assert [series.name for series in chart.series] == ["Kadın", "Engelli", "Yaşlı"]
    assert chart.series[2].values[-2:] == (4.0, 3.0)
