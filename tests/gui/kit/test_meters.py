"""Meters: what they look like without colour, and what copies and screen readers get of them."""

from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QGuiApplication, QHelpEvent, QImage, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QToolTip, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.documents.columns import Column
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.table.meters import (
    Meter,
    meter_column,
    paint_meter,
    two_line_column,
    two_line_height,
    use_two_lines,
)
from alo183_desktop.gui.kit.table.models import RowsModel
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.shared.states import State

SIZE = (200, 52)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the tests."""

    phone: str
    holder: str
    minutes: Meter | None
    state: State = State.GOOD
    forecast: str = "Ay sonuna yeter"


OVER = Meter("312 / 300 dk", 1.04, 0.8, State.LATE)
NEAR = Meter("268 / 300 dk", 0.89, 0.8, State.NEAR)
GOOD = Meter("214 / 300 dk", 0.71, 0.8, State.GOOD)
UNKNOWN = Meter("", None, 0.8)
ROWS = (
    Row("0500 000 41 11", "Iraz ILGIN", UNKNOWN, State.NONE),
    Row("0500 000 41 05", "Zeynep GÜNDOĞDU", OVER, State.LATE),
    Row("0500 000 12 34", "", GOOD),
    Row("0500 000 41 07", "Mehmet Ali KARAİSMAİLOĞLU ŞİMŞEKOĞULLARI", NEAR, State.NEAR),
    Row("0500 000 41 12", "Gülsüm ŞİMŞEK", None),
)
COLUMNS: tuple[Column[Row], ...] = (
    Column[Row](
        "Durum",
        lambda row: row.state.value,
        state=lambda row: row.state,
    ),
    two_line_column(
        "Hat ve zimmetlisi", lambda row: row.phone, lambda row: row.holder, width_chars=20
    ),
    meter_column("Dakika", lambda row: row.minutes),
    two_line_column("Tahmin", lambda row: row.forecast, lambda _row: "Ayrıntı", width_chars=20),
)


@pytest.fixture
def view(qtbot: QtBot, host: QWidget) -> TableView:
    made = TableView("meters", name="Kota", parent=host)
    use_two_lines(made)
    model = RowsModel[Row](COLUMNS, parent=made)
    made.setModel(model)
    model.set_rows(ROWS)
    made.resize(900, 500)
    host.show()
    qtbot.waitExposed(host)
    return made


def painted(meter: Meter | None) -> QImage:
    image = QImage(theme.px(SIZE[0]), theme.px(SIZE[1]), QImage.Format.Format_RGB32)
    image.fill(theme.colour("base"))
    painter = QPainter(image)
    paint_meter(painter, QRect(0, 0, image.width(), image.height()), meter)
    painter.end()
    return image


def bar_of(image: QImage) -> list[QColor]:
    """Return the colours along the middle of the bar."""
    middle = image.height() // 2 + theme.px(11)
    return [image.pixelColor(x, middle) for x in range(image.width())]


def share_of(colours: list[QColor], hue: QColor) -> float:
    return sum(colour == hue for colour in colours) / len(colours)


def is_nearer(colour: QColor, one: QColor, other: QColor) -> bool:
    """Return whether a colour is nearer to one than to another in lightness."""
    return abs(colour.lightness() - one.lightness()) < abs(colour.lightness() - other.lightness())


@pytest.mark.parametrize(
    ("meter", "text"),
    [
        (OVER, "312 / 300 dk, %104, aşıldı"),
        (NEAR, "268 / 300 dk, %89, yaklaşıyor"),
        (GOOD, "214 / 300 dk, %71"),
        (UNKNOWN, "bilinmiyor"),
    ],
)
def test_that_a_meter_says_what_it_shows(meter: Meter, text: str) -> None:
    assert meter.text == text


def test_that_a_screen_reader_hears_the_elapsed_part_too() -> None:
    assert NEAR.spoken == "268 / 300 dk, %89, yaklaşıyor; dönemin geçen kısmı %80"


@pytest.mark.usefixtures("look")
def test_that_the_four_states_differ_without_colour() -> None:
    over, near, good, unknown = (bar_of(painted(meter)) for meter in (OVER, NEAR, GOOD, UNKNOWN))
    assert share_of(over, theme.colour("late")) > 0.9
    assert 0.6 < share_of(good, theme.colour("fill")) < 0.75
    # Hatched: strokes, and between them the ground.
    filled = near[: round(len(near) * 0.75)]
    between = sum(
        is_nearer(colour, theme.colour("base"), theme.colour("near_mark")) for colour in filled
    )
    assert 0.3 < between / len(filled) < 0.7
    assert share_of(unknown, theme.colour("base")) > 0.9


@pytest.mark.usefixtures("look")
def test_that_the_elapsed_mark_shows_on_any_fill() -> None:
    for meter in (OVER, NEAR, GOOD):
        image = painted(meter)
        bar = bar_of(image)
        marks = [x for x, colour in enumerate(bar) if colour == theme.colour("text")]
        assert len(marks) == theme.px(2)
        assert marks[0] == pytest.approx(0.8 * image.width(), abs=theme.px(2))
        assert bar[marks[0] - 1] == bar[marks[-1] + 1] == theme.colour("base")


@pytest.mark.usefixtures("qapp")
def test_that_the_mark_stays_inside_the_bar_at_the_ends() -> None:
    for elapsed in (0.0, 1.0, 7.0, -1.0):
        bar = bar_of(painted(Meter("0 / 300 dk", 0.0, elapsed)))
        assert sum(colour == theme.colour("text") for colour in bar) == theme.px(2)


@pytest.mark.usefixtures("qapp")
def test_that_nothing_is_painted_without_a_meter() -> None:
    image = painted(None)
    assert share_of(bar_of(image), theme.colour("base")) == 1.0


@pytest.mark.usefixtures("look")
def test_that_rows_are_two_lines_high(view: TableView) -> None:
    use_two_lines(view)
    assert view.rowHeight(0) == two_line_height()
    assert view.grab().toImage().width() > 0


def test_that_cells_copy_as_one_line_of_text(view: TableView) -> None:
    view.selectAll()
    view.copy_rows()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "Durum\tHat ve zimmetlisi\tDakika\tTahmin"
    assert lines[2] == (
        "late\t0500 000 41 05, Zeynep GÜNDOĞDU\t312 / 300 dk, %104, aşıldı\t"
        "Ay sonuna yeter, Ayrıntı"
    )
    assert lines[3].startswith("good\t0500 000 12 34\t214 / 300 dk, %71\t")
    assert lines[5].split("\t")[2] == ""


def test_that_a_cell_gives_screen_readers_its_text(view: TableView) -> None:
    model = view.model()
    assert model is not None
    index = model.index(3, 2)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "268 / 300 dk, %89, yaklaşıyor"


def test_that_meters_sort_by_their_share(view: TableView) -> None:
    model = view.model()
    assert isinstance(model, RowsModel)
    model.sort(2, Qt.SortOrder.DescendingOrder)
    shares = [row.minutes.share if row.minutes else None for row in model.rows()]
    assert shares == [1.04, 0.89, 0.71, None, None]


def test_that_a_holder_is_found_by_typing(view: TableView) -> None:
    model = view.model()
    assert isinstance(model, RowsModel)
    model.set_search("simsekogullari")
    assert [row.phone for row in model.rows()] == ["0500 000 41 07"]


@pytest.mark.parametrize(
    ("row", "column", "shown"), [(3, 1, True), (1, 1, False), (1, 2, False), (2, 0, False)]
)
def test_that_only_what_is_cut_off_has_a_tooltip(
    view: TableView, row: int, column: int, *, shown: bool
) -> None:
    QToolTip.hideText()
    view.setColumnWidth(1, theme.px(180))
    view.setColumnWidth(2, theme.px(200))
    model = view.model()
    assert model is not None
    index = model.index(row, column)
    delegate: Any = view.itemDelegate()
    event = QHelpEvent(QHelpEvent.Type.ToolTip, QPoint(5, 5), QPoint(5, 5))
    option: Any = QStyleOptionViewItem()
    option.rect = view.visualRect(index)
    delegate.helpEvent(event, view, option, index)
    assert bool(QToolTip.text()) is shown
