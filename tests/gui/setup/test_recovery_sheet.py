"""The recovery sheet on the screen, in a file and on paper says the same code."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.access import recovery
from alo183_desktop.access.recovery import read_code
from alo183_desktop.documents.papers.recovery_sheet import recovery_sheet_pdf
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.recovery_view import RecoveryView
from alo183_desktop.gui.setup.wizard import RecoveryPage
from tests.clocks import START
from tests.gui.printers import print_to
from tests.platforms import WITH_MODES

SHEET: Final = recovery.new_sheet(now=START)
NAME: Final = "Kahramanmaraş Aile ve Sosyal Hizmetler İl Müdürlüğü"


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    page = document[0]
    text_page = page.get_textpage()
    text: str = text_page.get_text_bounded()
    text_page.close()
    page.close()
    document.close()
    return text


@pytest.fixture
def view(background: Background, host: QWidget) -> RecoveryView:
    return RecoveryView(background, SHEET, directorate=NAME, parent=host)


def keep_sheet(view: RecoveryView, qtbot: QtBot) -> None:
    """Save a sheet, and wait until it is asked for."""
    with TemporaryDirectory() as folder:
        view.save_to(Path(folder) / "kağıt.pdf")
        qtbot.waitUntil(lambda: not view.answer.isHidden())


def test_that_the_printed_code_is_the_code() -> None:
    pdf = recovery_sheet_pdf(SHEET.groups, directorate=NAME, made_at_text="24.11.2026 12:30")
    text = text_of(pdf)
    assert NAME in text
    assert "24.11.2026 12:30" in text
    squeezed = "".join(text.split())
    for index, group in enumerate(SHEET.groups, start=1):
        assert f"{index}.{group}" in squeezed
    assert b"Helvetica" not in pdf


def test_that_a_group_is_asked_for_only_when_the_sheet_is_kept_and_no_screen_shows_it(
    background: Background, host: QWidget, qtbot: QtBot
) -> None:
    page = RecoveryPage(parent=host)
    view = page.show_sheet(SHEET, background, directorate=NAME)
    with qtbot.waitExposed(host):
        host.show()

    def can_be_read() -> bool:
        texts = [view.answer.text(), view.answer.note()]
        for widget in page.findChildren(QWidget):
            texts += [widget.accessibleName(), widget.toolTip()]
            if isinstance(widget, QLabel | QAbstractButton):
                texts.append(widget.text())
        return any(group in text for group in SHEET.groups for text in texts)

    assert not view.answer.isVisible()
    assert not can_be_read()
    keep_sheet(view, qtbot)
    assert view.answer.isVisible()
    assert not can_be_read()


def test_that_the_group_is_taken_however_it_is_typed(view: RecoveryView, qtbot: QtBot) -> None:
    keep_sheet(view, qtbot)
    group = SHEET.groups[view.asked_index()]
    with qtbot.waitSignal(view.confirmed):
        view.answer.set_text(f" {group[:2]}-{group[2:].lower()} ")
    assert view.is_confirmed()
    assert read_code(" ".join(SHEET.groups)) == SHEET.code


@WITH_MODES
def test_that_a_saved_sheet_is_for_this_user_only(
    view: RecoveryView, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "kağıt.pdf"
    view.save_to(path)
    qtbot.waitUntil(lambda: view._kept.word().startswith("Kaydedildi"))  # noqa: SLF001
    assert path.read_bytes().startswith(b"%PDF")
    assert path.stat().st_mode & 0o077 == 0


def test_that_a_wrong_group_is_shown_on_enter(view: RecoveryView, qtbot: QtBot) -> None:
    keep_sheet(view, qtbot)
    view.answer.set_text("00000")
    QTest.keyClick(view.answer.line, Qt.Key.Key_Return)
    assert f"{view.asked_index() + 1}. grup" in view.answer.shown_message()
    assert not view.is_confirmed()


@WITH_MODES
def test_that_a_sheet_that_was_printed_into_a_file_is_shown_as_a_saved_one(
    background: Background, host: QWidget, tmp_path: Path, qtbot: QtBot
) -> None:
    page = RecoveryPage(parent=host)
    view = page.show_sheet(SHEET, background, directorate=NAME)
    with qtbot.waitExposed(host):
        host.show()
    path = tmp_path / "baski.pdf"
    name = print_to(path, view._print.click, qtbot)  # noqa: SLF001 - the button
    assert name == "alo183-kurtarma-kagidi.pdf"
    qtbot.waitUntil(lambda: view._kept.word().startswith("Kaydedildi"))  # noqa: SLF001
    assert page.toast.isHidden()
    assert path.stat().st_mode & 0o077 == 0
    assert view.answer.isVisible()
