"""The system's own print dialog: what it is given, what comes of it, and what of leaving it."""

import io
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import Final, cast

import pypdfium2
import pytest
import shiboken6
from PySide6.QtCore import QSettings
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton, QRadioButton, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.db.work import Work
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.paper import printing
from alo183_desktop.gui.kit.paper.printing import PrintJob, paint_pages, print_pdf
from alo183_desktop.gui.kit.remembered import Remembered
from tests.gui.conftest import Answers
from tests.gui.printers import to_file, when_open
from tests.rules_of_desk import RulesOfDesk

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Qt draws the dialog there alone")

UPRIGHT: Final = (595.28, 841.89)
LYING: Final = (841.89, 595.28)
ENVELOPE: Final = (623.62, 311.81)
EDGE: Final = 20.0


def pages_of(*sizes: tuple[float, float]) -> bytes:
    """Return pages with a frame that is 20 points away from each edge."""
    from reportlab.pdfgen.canvas import Canvas

    target = io.BytesIO()
    canvas = Canvas(target)
    for width, height in sizes:
        canvas.setPageSize((width, height))
        canvas.rect(EDGE, EDGE, width - 2 * EDGE, height - 2 * EDGE)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def frames_in(path: Path) -> list[tuple[tuple[float, float], tuple[float, ...]]]:
    """Return for each page its size, and how far from each edge the ink begins; in points."""
    found: list[tuple[tuple[float, float], tuple[float, ...]]] = []
    document = pypdfium2.PdfDocument(path.read_bytes())
    for page in document:
        width, height = page.get_size()
        ink = page.render(scale=2).to_pil().convert("L").point(lambda shade: 255 * (shade < 128))
        left, top, right, bottom = (place / 2 for place in ink.getbbox() or (0, 0, 0, 0))
        found.append(((width, height), (left, top, width - right, height - bottom)))
    document.close()
    return found


@pytest.mark.parametrize(
    "sizes",
    [(UPRIGHT, UPRIGHT), (LYING, LYING), (ENVELOPE,), (UPRIGHT, LYING, ENVELOPE)],
    ids=["letter", "broad list", "envelope", "mixed"],
)
def test_that_each_page_comes_whole_and_in_its_own_size(
    qtbot: QtBot,
    host: QWidget,
    background: Background,
    tmp_path: Path,
    sizes: Sequence[tuple[float, float]],
) -> None:
    target = tmp_path / "baskı.pdf"
    shown: list[str] = []
    background.attach(lambda: nullcontext(cast("Work", None)))
    host.show()
    timer = when_open(lambda dialog: to_file(dialog, target))
    job = print_pdf(
        host,
        pages_of(*sizes),
        title="Deneme",
        name="deneme.pdf",
        background=background,
        record=lambda _work: shown.append("yazıldı"),
    )
    assert job is not None
    with qtbot.waitSignal(job.printed) as heard:
        pass
    timer.deleteLater()
    assert (heard.args, shown) == ([len(sizes)], ["yazıldı"])
    for wanted, (size, edges) in zip(sizes, frames_in(target), strict=True):
        assert size == pytest.approx(wanted, abs=1.5)
        assert edges == pytest.approx([EDGE] * 4, abs=1.5)


def test_that_only_the_chosen_pages_go_into_a_file(
    qtbot: QtBot, host: QWidget, background: Background, tmp_path: Path
) -> None:
    target = tmp_path / "baskı.pdf"
    host.show()

    def second_page(dialog: QPrintDialog) -> None:
        cast("QRadioButton", dialog.findChild(QRadioButton, "printRange")).setChecked(True)
        for name in ("from", "to"):
            cast("QSpinBox", dialog.findChild(QSpinBox, name)).setValue(2)
        to_file(dialog, target)

    timer = when_open(second_page)
    job = print_pdf(
        host, pages_of(UPRIGHT, LYING), title="Deneme", name="deneme.pdf", background=background
    )
    timer.deleteLater()
    assert job is not None
    with qtbot.waitSignal(job.ended):
        pass
    assert [size for size, _ in frames_in(target)] == [pytest.approx(LYING, abs=1.5)]


def test_that_a_print_into_a_file_is_proposed_where_the_last_one_was_saved(
    qtbot: QtBot,
    host: QWidget,
    background: Background,
    settings: QSettings,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr(Remembered, "settings", settings)
    proposed: list[str] = []
    host.show()

    def keep(dialog: QPrintDialog) -> None:
        proposed.append(cast("QLineEdit", dialog.findChild(QLineEdit, "filename")).text())
        to_file(dialog, tmp_path / "baskı.pdf")

    for _ in range(2):
        timer = when_open(keep)
        job = print_pdf(
            host, pages_of(UPRIGHT), title="Deneme", name="deneme.pdf", background=background
        )
        timer.deleteLater()
        assert job is not None
        with qtbot.waitSignal(job.ended):
            pass
        (tmp_path / "baskı.pdf").unlink()
    assert proposed[1] == str(tmp_path / "deneme.pdf")


def test_that_nothing_is_printed_into_a_file_where_nothing_may_be_saved(
    host: QWidget,
    background: Background,
    answers: Answers,
    rules_of_desk: RulesOfDesk,
    tmp_path: Path,
) -> None:
    rules_of_desk.write("may_export = false")
    target = tmp_path / "baskı.pdf"
    shown: list[object] = []
    host.show()
    timer = when_open(lambda dialog: to_file(dialog, target))
    job = print_pdf(
        host,
        pages_of(UPRIGHT),
        title="Deneme",
        name="deneme.pdf",
        background=background,
        record=shown.append,
    )
    timer.deleteLater()
    assert (job, shown, target.exists()) == (None, [], False)
    assert ["izin verilmiyor" in asked for asked in answers.asked] == [True]


def test_that_leaving_the_dialog_prints_nothing_and_writes_nothing_down(
    host: QWidget, background: Background
) -> None:
    shown: list[object] = []
    host.show()
    timer = when_open(QDialog.reject)
    job = print_pdf(
        host,
        pages_of(UPRIGHT),
        title="Deneme",
        name="deneme.pdf",
        background=background,
        record=shown.append,
    )
    timer.deleteLater()
    assert (job, shown) == (None, [])
    assert not host.findChildren(PrintJob)


def test_that_who_has_no_printer_is_told_so_where_the_system_s_dialog_would_not_open(
    host: QWidget, background: Background, answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing, "HAS_OWN_DIALOG", False)
    monkeypatch.setattr(printing, "printer_names", list)
    job = print_pdf(
        host, pages_of(UPRIGHT), title="Deneme", name="deneme.pdf", background=background
    )
    assert job is None
    assert "Bu bilgisayarda yazıcı yok" in answers.asked[-1]


def test_that_a_button_that_is_still_going_down_goes_with_the_dialog(
    host: QWidget, background: Background
) -> None:
    seen: list[QWidget] = []
    host.show()

    def press_and_leave(dialog: QPrintDialog) -> None:
        """Do what the letter of a button does: it clicks once it has been seen to go down."""
        for button in dialog.findChildren(QPushButton):
            if button.text() == "&Yazdır":
                button.animateClick()
                seen.extend((dialog, button))
        dialog.reject()  # as the lock does it

    timer = when_open(press_and_leave)
    job = print_pdf(
        host, pages_of(UPRIGHT), title="Deneme", name="deneme.pdf", background=background
    )
    assert job is None
    timer.deleteLater()
    assert [shiboken6.isValid(one) for one in seen] == [False, False]


def test_that_a_printer_that_went_away_is_shown(
    qtbot: QtBot,
    host: QWidget,
    background: Background,
    answers: Answers,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(printing, "printer_names", list)
    job = PrintJob(background, QPrinter(), pages_of(UPRIGHT), [0], title="Deneme", window=host)
    with qtbot.assertNotEmitted(job.printed), qtbot.waitSignal(job.ended):
        job.start()
    assert [title.partition(":")[0] for title in answers.asked] == ["Yazıcı bulunamadı"]


def test_that_what_the_dialog_made_of_the_paper_does_not_cut_a_page(tmp_path: Path) -> None:
    target = tmp_path / "baskı.pdf"
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(target))
    printer.setPageLayout(printing.layout_of((300.0, 300.0)))
    paint_pages(printer, pages_of(LYING), [0])
    assert [size for size, _ in frames_in(target)] == [pytest.approx(LYING, abs=1.5)]
