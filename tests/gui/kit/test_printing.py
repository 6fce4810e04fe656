"""The preview draws the true pages, follows the field that is typed, and prints them."""

import io
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import NoReturn, cast

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.db.work import Work
from alo183_desktop.documents import foreign_pages, pixels
from alo183_desktop.documents.foreign import limited_child
from alo183_desktop.documents.foreign_pages import ForeignPages
from alo183_desktop.documents.letter.content import FieldBox, Pixels
from alo183_desktop.documents.own_pages import OwnPages
from alo183_desktop.documents.pixels import page_count
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.notices import Toast
from alo183_desktop.gui.kit.paper.printing import Overlay, PdfPreview, PrintJob, paint_pages
from alo183_desktop.gui.kit.theme import LIGHT
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.override import override
from tests.gui.conftest import Answers

A4 = (595.28, 841.89)
BOX = FieldBox("changes.0.newcomer.tckn", 1, 300, 400, 200, 16)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    """Return two pages, each half black."""
    return many(2)


@pytest.fixture
def preview(qtbot: QtBot, host: QWidget, background: Background, pdf: bytes) -> PdfPreview:
    made = PdfPreview(background, title="Yazının şimdiki hâli", parent=host)
    made.resize(500, 640)
    host.show()
    qtbot.waitExposed(host)
    made.set_pdf(pdf)
    qtbot.waitUntil(lambda: not made.is_empty())
    return made


def test_that_the_pages_are_drawn_as_they_print(preview: PdfPreview) -> None:
    picture = preview._pages.viewport().grab().toImage()  # noqa: SLF001 - what is seen
    middle = picture.width() // 2
    assert picture.pixelColor(middle, 30) == QColor("white")
    assert picture.pixelColor(middle, picture.height() - 60) == QColor("black")


def many(count: int) -> bytes:
    """Return a PDF of so many pages, each half black."""
    from reportlab.pdfgen.canvas import Canvas

    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4)
    for _page in range(count):
        canvas.rect(0, 0, A4[0], A4[1] / 2, fill=1)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


@pytest.mark.parametrize("kind", [OwnPages, ForeignPages])
def test_that_only_pages_in_view_and_beside_it_are_drawn(
    preview: PdfPreview, qtbot: QtBot, kind: type[OwnPages | ForeignPages]
) -> None:
    preview.set_pdf(kind(many(200)))
    pages = preview._pages  # noqa: SLF001 - what is seen
    qtbot.waitUntil(lambda: pages.count() == 200)
    qtbot.waitUntil(lambda: not pages.missing())
    assert preview.drawn() <= {0, 1, 2}
    bar = pages.verticalScrollBar()
    for place in range(10, 190, 27):
        bar.setValue(round(pages._places()[place].top()))  # noqa: SLF001 - as above
        qtbot.waitUntil(lambda: not pages.missing())
        assert {place - 1, place, place + 1} <= preview.drawn()
        assert len(preview.drawn()) <= 8
    picture = pages.viewport().grab().toImage()
    assert picture.pixelColor(picture.width() // 2, picture.height() - 60) == QColor("black")


def test_that_a_paper_from_outside_is_shown_by_a_process_that_cannot_draw_it(
    preview: PdfPreview, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_pdf: bytes) -> NoReturn:
        raise AssertionError("drawn beside the key")

    monkeypatch.setattr(foreign_pages, "ask_child", limited_child.ask_child)
    monkeypatch.setattr(pixels, "opened", refuse)
    preview.set_pdf(ForeignPages(many(3)))
    pages = preview._pages  # noqa: SLF001 - what is seen
    qtbot.waitUntil(lambda: pages.count() == 3, timeout=30_000)
    qtbot.waitUntil(lambda: not pages.missing(), timeout=30_000)
    picture = pages.viewport().grab().toImage()
    assert picture.pixelColor(picture.width() // 2, picture.height() - 60) == QColor("black")


def test_that_a_page_that_cannot_be_drawn_is_reported_once(
    preview: PdfPreview, qtbot: QtBot, answers: Answers
) -> None:
    class Broken(OwnPages):
        @override
        def draw(
            self, pages: Sequence[int], *, scale: float, most_pixels: int
        ) -> Mapping[int, Pixels]:
            if 5 in pages:
                raise KnownError("documents.unreadable_scan")
            return super().draw(pages, scale=scale, most_pixels=most_pixels)

    preview.set_pdf(Broken(many(9)))
    pages = preview._pages  # noqa: SLF001 - as above
    qtbot.waitUntil(lambda: pages.count() == 9)
    qtbot.waitUntil(lambda: not pages.missing())
    pages.verticalScrollBar().setValue(round(pages._places()[5].top()))  # noqa: SLF001 - as above
    qtbot.waitUntil(lambda: len(answers.asked) == 1)
    pages.viewport().grab()
    qtbot.waitUntil(preview._background.is_idle)  # noqa: SLF001 - what it asked
    assert len(answers.asked) == 1


def test_that_a_click_on_a_place_of_the_page_shows_whose_it_is(
    preview: PdfPreview, qtbot: QtBot
) -> None:
    preview.set_zoom("Sayfaya sığdır")
    preview.set_boxes([FieldBox("x", 0, 0, 0, 600, 300)])
    view = preview._pages.viewport()  # noqa: SLF001 - where the mouse is
    middle = view.rect().center()
    heard: list[str] = []
    preview.box_clicked.connect(heard.append)
    upper, lower = middle - QPoint(0, view.height() // 4), middle + QPoint(0, view.height() // 4)
    hand = Qt.CursorShape.PointingHandCursor
    QTest.mouseMove(view, upper)
    qtbot.waitUntil(lambda: view.cursor().shape() is hand)
    QTest.mouseMove(view, lower)
    qtbot.waitUntil(lambda: view.cursor().shape() is not hand)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=lower)
    assert heard == []
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=upper)
    assert heard == ["x"]


def test_that_a_missing_value_is_marked_over_the_page(preview: PdfPreview) -> None:
    preview.set_overlays([Overlay(FieldBox("x", 0, 100, 100, 300, 20), "doğru numara bekleniyor")])
    picture = preview._pages.viewport().grab().toImage()  # noqa: SLF001 - as above
    colours = {
        picture.pixelColor(x, y).name()
        for x in range(0, picture.width(), 2)
        for y in range(picture.height() // 2)
    }
    assert LIGHT.late.lower() in colours


@pytest.mark.parametrize("zoom", ["Sayfaya sığdır", "Genişliğe sığdır", "%100", "Yazılan alan"])
def test_that_the_field_being_typed_is_brought_into_view(preview: PdfPreview, zoom: str) -> None:
    preview.set_zoom(zoom)
    preview.zoom_to(BOX)
    pages = preview._pages  # noqa: SLF001 - as above
    spot = pages._rect_of(BOX, pages._places())  # noqa: SLF001 - as above
    top = spot.top() - pages.verticalScrollBar().value()
    assert 0 <= top <= pages.viewport().height()


class Place(QWidget):
    """Where something is printed from, and reported."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.toast = Toast(parent=self)


def printer_to(target: Path) -> QPrinter:
    printer = QPrinter(QPrinter.PrinterMode.ScreenResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setFullPage(True)
    printer.setOutputFileName(str(target))
    return printer


def test_that_a_page_goes_to_paper_in_its_own_size(pdf: bytes, tmp_path: Path) -> None:
    target = tmp_path / "baskı.pdf"
    paint_pages(printer_to(target), pdf, [0, 1])
    assert page_count(target.read_bytes()) == 2


def test_that_pages_are_painted_beside_the_window_once_they_are_written_down(
    qtbot: QtBot, host: QWidget, background: Background, pdf: bytes, tmp_path: Path
) -> None:
    target = tmp_path / "baskı.pdf"
    shown: list[str] = []
    page = Place(host)
    background.attach(lambda: nullcontext(cast("Work", None)))
    job = PrintJob(background, printer_to(target), pdf, [0, 1], title="Deneme", window=page)
    with qtbot.waitSignals([job.printed, job.ended]):
        job.start(lambda _work: shown.append("yazıldı" if not target.exists() else "geç"))
    assert shown == ["yazıldı"]
    assert page_count(target.read_bytes()) == 2
    assert page.toast.text() == "Deneme yazıcıya gönderildi."


def test_that_nothing_is_printed_that_may_not_be_written_down(
    qtbot: QtBot,
    host: QWidget,
    background: Background,
    answers: Answers,
    pdf: bytes,
    tmp_path: Path,
) -> None:
    def refuse(_work: Work) -> None:
        raise KnownError("access.not_allowed")

    background.attach(lambda: nullcontext(cast("Work", None)))
    job = PrintJob(
        background, printer_to(tmp_path / "baskı.pdf"), pdf, [0], title="Deneme", window=host
    )
    with qtbot.assertNotEmitted(job.printed), qtbot.waitSignal(job.ended):
        job.start(refuse)
    assert len(answers.asked) == 1
    assert list(tmp_path.iterdir()) == []


def test_that_a_print_can_be_stopped(
    qtbot: QtBot, host: QWidget, background: Background, pdf: bytes, tmp_path: Path
) -> None:
    job = PrintJob(
        background, printer_to(tmp_path / "baskı.pdf"), pdf, [0, 1], title="Deneme", window=host
    )
    job.stop()
    with qtbot.assertNotEmitted(job.printed), qtbot.waitSignal(job.ended):
        job.start()


def test_that_nothing_scrolls_where_the_one_page_fits(
    host: QWidget, background: Background, qtbot: QtBot, tmp_path: Path
) -> None:
    from reportlab.pdfgen.canvas import Canvas

    target = tmp_path / "tek.pdf"
    canvas = Canvas(str(target), pagesize=A4)
    canvas.showPage()
    canvas.save()
    made = PdfPreview(background, parent=host)
    made.resize(500, 640)
    host.show()
    made.set_pdf(target.read_bytes())
    qtbot.waitUntil(lambda: not made.is_empty())
    bar = made._pages.verticalScrollBar()  # noqa: SLF001 - what is seen
    assert (bar.maximum(), bar.isVisible()) == (0, False)
    made.set_zoom("%100")
    qtbot.waitUntil(bar.isVisible)
    assert bar.maximum() > 0
