"""Charts: the keyboard walks along them, screen readers hear them, and they print."""

import pytest
import shiboken6
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.documents.charts.painting import Area, plan_chart
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import LinkButton
from alo183_desktop.gui.kit.charts import (
    Chart,
    ChartPanel,
    ChartSeries,
    ChartView,
    chart_measures,
)
from alo183_desktop.gui.kit.table.view import TableView
from tests.documents.charts_of_tests import (
    CHARTS,
    EMPTY,
    ENTRIES,
    FIRST_ACTION,
    MINUTES,
    SHARE,
)

TITLES = [chart.title for chart in CHARTS]


@pytest.fixture
def panel(qtbot: QtBot, host: QWidget) -> ChartPanel:
    made = ChartPanel("entries", parent=host)
    made.set_chart(ENTRIES)
    made.resize(480, 300)
    host.show()
    qtbot.waitExposed(host)
    return made


def middle_of(view: ChartView, place: int) -> QPoint:
    area = Area(0, 0, view.width(), view.height())
    x, y = plan_chart(view.chart(), area, chart_measures()).slot(place).centre
    return QPoint(round(x), round(y))


def colours_of(image: QImage) -> set[str]:
    image = image.convertToFormat(QImage.Format.Format_RGB32)  # it owns the pixels that are read
    pixels = memoryview(image.constBits()).cast("I")
    return {QColor(pixel).name().upper() for pixel in set(pixels)}


def test_that_the_arrow_keys_walk_and_each_value_is_shown(panel: ChartPanel, qtbot: QtBot) -> None:
    view = panel.view()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(view.hasFocus)
    assert view.current_index() == 7
    with qtbot.waitSignal(view.index_changed) as heard:
        QTest.keyClick(view, Qt.Key.Key_Home)
    assert heard.args == [0]
    for _time in range(3):
        QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.accessibleDescription() == (
        "19.10.2026 haftası: süresinde 14, geç 2, toplam 16 vaka"
    )
    assert view.accessibleName() == "Sisteme giriş, son 8 hafta"
    QTest.keyClick(view, Qt.Key.Key_End)
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.current_index() == 7
    QTest.keyClick(view, Qt.Key.Key_Left)
    assert view.current_index() == 6
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert view.current_index() is None
    assert view.accessibleDescription() == "Sol ve sağ oklarla gezilir."


def test_that_enter_and_a_double_click_choose_a_bar(panel: ChartPanel, qtbot: QtBot) -> None:
    view = panel.view()
    view.set_current_index(2)
    with qtbot.waitSignal(panel.chosen) as heard:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert heard.args == [2]
    middle = middle_of(view, 5)
    with qtbot.waitSignal(panel.chosen) as heard:
        QTest.mouseDClick(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle)
    assert heard.args == [5]


def test_that_the_mouse_reads_a_bar_out_and_leaves_nothing_behind(
    panel: ChartPanel, qtbot: QtBot
) -> None:
    view = panel.view()
    middle = middle_of(view, 1)
    with qtbot.waitSignal(view.index_changed) as heard:
        QTest.mouseMove(view, middle)
    assert heard.args == [1]
    QTest.mouseMove(view, QPoint(2, 2))
    qtbot.waitUntil(lambda: view.current_index() is None)


def test_that_the_numbers_are_a_table_on_demand(panel: ChartPanel, qtbot: QtBot) -> None:
    assert panel.findChild(TableView) is None
    panel.show_table(shown=True)
    table = panel.findChild(TableView)
    assert table is not None
    headings, rows = table.table_texts()
    assert headings == ["Hafta", "Süresinde (vaka)", "Geç (vaka)", "Toplam (vaka)"]
    assert rows[3] == ["19.10.2026 haftası", "14", "2", "16"]
    assert panel.as_table()[1][3] == ("19.10.2026 haftası", "14", "2", "16")
    assert table.accessibleName() == "Sisteme giriş, son 8 hafta"
    table.selectRow(3)
    with qtbot.waitSignal(panel.chosen) as heard:
        QTest.keyClick(table, Qt.Key.Key_Return)
    assert heard.args == [3]
    panel.show_table(shown=False)
    assert not panel.is_table()


def test_that_a_table_follows_another_chart(panel: ChartPanel) -> None:
    panel.show_table(shown=True)
    panel.set_chart(MINUTES)
    assert panel.is_table()
    tables = [table for table in panel.findChildren(TableView) if table.isVisibleTo(panel)]
    headings, rows = tables[-1].table_texts()
    assert headings == ["Ay", "Kullanılan (dk)"]
    assert rows[5] == ["May", "bilinmiyor"]
    assert tables[-1].accessibleName() == MINUTES.title


def test_that_an_empty_chart_says_so_and_offers_no_table(panel: ChartPanel) -> None:
    panel.show_table(shown=True)
    panel.set_chart(EMPTY)
    assert not panel.is_table()
    view = panel.view()
    assert view.accessibleName() == "Boş grafik: Bu dönem için kayıt yok"
    view.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.current_index() is None


@st.composite
def some_chart(draw: st.DrawFn) -> Chart:
    count = draw(st.integers(0, 9))
    values = st.tuples(*[st.none() | st.integers(0, 400).map(float)] * count)
    names = draw(st.lists(st.sampled_from("abcçdefgğ"), max_size=6, unique=True))
    return Chart(
        draw(st.sampled_from(["Vakalar", "Süresinde sisteme giriş, son on iki ay"])),
        tuple(f"{place:02}.10" for place in range(count)),
        tuple(ChartSeries(name, draw(values)) for name in names),
        unit=draw(st.sampled_from(["", "vaka"])),
    )


SHOWN = st.lists(st.none() | st.integers(160, 1600) | some_chart(), min_size=1, max_size=8)
"""What happens to a panel: its button is pressed (None), it gets a width, or another chart."""


@pytest.mark.usefixtures("qapp")
@given(acts=SHOWN)
def test_that_the_numbers_can_be_asked_for_whatever_is_shown(
    acts: list[int | Chart | None],
) -> None:
    panel = ChartPanel("any")
    panel.show()
    toggle = panel.findChild(LinkButton)
    assert toggle is not None
    for act in acts:
        if isinstance(act, int):
            panel.resize(act, 300)
        elif act is not None:
            panel.set_chart(act)
        elif toggle.isVisible():
            QTest.mouseClick(toggle, Qt.MouseButton.LeftButton)
        assert toggle.isVisible() != panel.chart().is_empty
    assert not (panel.is_table() and panel.chart().is_empty)
    shiboken6.delete(panel)


def test_that_nothing_is_said_of_a_chart_that_is_not_known_yet(host: QWidget) -> None:
    made = ChartPanel("entries", parent=host)
    assert made.view().accessibleName() == ""
    assert made.chart().empty_words == ""
    assert made.chart().is_empty


def test_that_a_shorter_chart_keeps_no_place_that_is_gone(panel: ChartPanel) -> None:
    panel.set_chart(MINUTES)
    panel.view().set_current_index(11)
    panel.set_chart(ENTRIES)
    assert panel.view().current_index() is None


@pytest.mark.parametrize("chart", CHARTS, ids=TITLES)
def test_that_every_chart_paints_in_every_look(host: QWidget, look: str, chart: Chart) -> None:
    view = ChartView(parent=host)
    view.set_chart(chart)
    view.resize(theme.px(344), theme.px(220))
    if not chart.is_empty:
        view.set_current_index(0)
    image = view.grab().toImage()
    tokens = theme.DARK if look.startswith("dark") else theme.LIGHT
    found = colours_of(image)
    assert tokens.base.upper() in found or QColor(tokens.tint).name().upper() in found
    if chart in {ENTRIES, MINUTES}:
        assert tokens.late.upper() in found
    if chart in {SHARE, FIRST_ACTION}:
        assert tokens.accent.upper() in found
    other = theme.LIGHT if look.startswith("dark") else theme.DARK
    assert other.late.upper() not in found


@pytest.mark.parametrize("size", [(240, 140), (120, 60), (1600, 900)])
@pytest.mark.parametrize("chart", CHARTS, ids=TITLES)
def test_that_a_chart_paints_into_any_room(
    host: QWidget, chart: Chart, size: tuple[int, int]
) -> None:
    view = ChartView(parent=host)
    view.set_chart(chart)
    view.resize(*size)
    assert view.grab().width() == size[0]
