"""What charts say in words and numbers, wherever they are drawn."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.documents.charts.data import (
    Chart,
    ChartKind,
    ChartLimit,
    ChartSeries,
    Fill,
    few_series,
    shown_every,
)
from tests.documents.charts_of_tests import (
    EMPTY,
    ENTRIES,
    FIRST_ACTION,
    MINUTES,
    SHARE,
    SUBJECTS,
)

VALUES = st.one_of(st.none(), st.floats(0, 1e9))


def test_that_a_bar_is_read_out_with_its_parts_and_unit() -> None:
    assert ENTRIES.spoken_at(3) == "19.10.2026 haftası: süresinde 14, geç 2, toplam 16 vaka"
    assert FIRST_ACTION.spoken_at(3) == "Mar: ortanca 1,5, %90’ı 6,5 saat"
    assert SHARE.spoken_at(0) == "Ara: süresinde %92"


def test_that_what_is_not_known_is_no_zero() -> None:
    assert MINUTES.spoken_at(5) == "May: kullanılan bilinmiyor"
    assert MINUTES.bar_text(5) == "?"
    assert MINUTES.table()[1][5] == ("May", "bilinmiyor")
    assert MINUTES.numbers()[1][5] == ("May", None)


def test_that_more_than_the_quota_is_said_and_marked() -> None:
    assert MINUTES.spoken_at(3) == "Mar: kullanılan 312 dk; kota 300 dk aşıldı"
    assert [place for place in range(12) if MINUTES.is_faulty(place)] == [3, 10]


def test_that_a_month_is_judged_by_the_quota_of_its_time() -> None:
    limit = ChartLimit(500, "kota 500 dk", by_label=(300.0,) * 6 + (500.0,) * 6)
    chart = replace(MINUTES, limit=limit)
    assert [place for place in range(12) if chart.is_over(place)] == [3]
    assert chart.spoken_at(3) == "Mar: kullanılan 312 dk; sınır 300 dk aşıldı"
    assert chart.top == 500
    with pytest.raises(ValueError, match="needs its limit"):
        replace(MINUTES, limit=ChartLimit(300, "kota", by_label=(300.0,)))


def test_that_only_bars_with_both_parts_show_a_sum() -> None:
    texts = [ENTRIES.bar_text(place) for place in range(8)]
    assert texts == ["11+1", "12", "9", "14+2", "12", "13+1", "11", "9+1"]
    assert SUBJECTS.bar_text(0) == "12"


def test_that_the_legend_shows_totals_and_the_limit() -> None:
    assert ENTRIES.legend() == ((Fill.EMPTY, "süresinde 91"), (Fill.FAULT, "geç 5"))
    assert MINUTES.legend() == ((Fill.LIMIT, "kota 300 dk"),)
    assert SHARE.legend() == ()


def test_that_series_are_told_apart_without_colour() -> None:
    fills = SUBJECTS.fills()
    assert len(set(fills)) == len(fills)
    assert Fill.FAULT not in fills


def test_that_many_series_become_few_without_losing_any_case() -> None:
    series = tuple(ChartSeries(f"konu {place}", (place, None, 1)) for place in range(10))
    few = few_series(series)
    assert [one.name for one in few] == [
        "konu 5",
        "konu 6",
        "konu 7",
        "konu 8",
        "konu 9",
        "diğer",
    ]
    assert list(few[-1].values) == [0 + 1 + 2 + 3 + 4, None, 5]
    chart = Chart("Konular", ("a", "b", "c"), few)
    assert len(set(chart.fills())) == len(few)
    assert few_series(series[:6]) == series[:6]


def test_that_the_table_has_headings_with_units_and_sums() -> None:
    headings, rows = ENTRIES.table()
    assert headings == ("Hafta", "Süresinde (vaka)", "Geç (vaka)", "Toplam (vaka)")
    assert rows[3] == ("19.10.2026 haftası", "14", "2", "16")
    assert FIRST_ACTION.table()[0] == ("Ay", "Ortanca (saat)", "%90’ı (saat)")


def test_that_the_workbook_gets_numbers_and_shares_in_per_cent() -> None:
    headings, rows = SHARE.numbers()
    assert headings == ("Ay", "Süresinde (%)")
    assert rows[0] == ("Ara", 92.0)


def test_that_values_must_fit_their_labels() -> None:
    with pytest.raises(ValueError, match="one value for each label"):
        replace(ENTRIES, series=(ChartSeries("süresinde", (1,)),))
    with pytest.raises(ValueError, match="spoken form"):
        replace(ENTRIES, spoken=("bir",))


def test_that_a_chart_without_values_is_empty() -> None:
    assert EMPTY.is_empty
    assert replace(MINUTES, series=(ChartSeries("kullanılan", (None,) * 12),)).is_empty
    assert not replace(MINUTES, series=(ChartSeries("kullanılan", (0,) * 12),)).is_empty


@given(
    st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=12),
    st.sampled_from(ChartKind),
    st.one_of(st.none(), st.floats(1, 1e9)),
    st.integers(0, 2),
)
def test_that_the_axis_holds_every_value(
    values: list[tuple[float | None, float | None]],
    kind: ChartKind,
    limit: float | None,
    decimals: int,
) -> None:
    chart = Chart(
        "Başlık",
        tuple(str(place) for place in range(len(values))),
        (
            ChartSeries("bir", tuple(one for one, _other in values)),
            ChartSeries("iki", tuple(other for _one, other in values)),
        ),
        kind=kind,
        limit=None if limit is None else ChartLimit(limit, "kota"),
        decimals=decimals,
    )
    assert chart.top > 0
    ticks = chart.ticks()
    assert ticks[0] == 0
    assert ticks[-1] >= chart.top * (1 - 1e-6)
    assert len(ticks) <= 7
    for place in range(len(values)):
        total = chart.total_at(place)
        if kind is ChartKind.BARS:
            assert total is None or total <= chart.top
        assert chart.spoken_at(place).startswith(f"{place}: bir ")


@given(st.integers(1, 60), st.floats(0, 1000), st.floats(1, 100))
def test_that_shown_labels_never_touch(count: int, room: float, widest: float) -> None:
    every = shown_every(count, room, widest)
    assert 1 <= every <= count
    shown = range(count - 1, -1, -every)
    assert len(shown) == 1 or every * room / count >= widest * (1 - 1e-9)
