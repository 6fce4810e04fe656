"""A scan of many papers from the keyboard: read, asked where it is uncertain, kept with each."""

from pathlib import Path
from typing import Final, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.access.drafts import list_drafts
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.buttons import PrimaryButton
from alo183_desktop.gui.overview.page import OverviewPage
from alo183_desktop.gui.overview.parting import PartingDialog
from alo183_desktop.gui.overview.pile import PileDialog
from alo183_desktop.overview import pile
from alo183_desktop.overview.parting import LEFT_OUT
from alo183_desktop.overview.pile import PaperKind
from tests.clocks import FixedClock
from tests.database.test_pile import pile_up, scanned
from tests.gui.conftest import Answers
from tests.gui.look import SMALL, enlarge, faults
from tests.gui.overview.conftest import OpenWork, make_page
from tests.gui.overview.test_pile import opened

ALT: Final = Qt.KeyboardModifier.AltModifier
WANTED: Final = (PaperKind.LETTER, PaperKind.ISSUE_FORM, PaperKind.ORDER)


@pytest.fixture
def scan(open_data: OpenWork, tmp_path: Path) -> Path:
    """Return a scan of a letter of two sheets, a custody form and a task order."""
    with open_data() as work:
        pile_up(work)
    with open_data() as work:
        found = [one for one in pile.list_papers(work) if one.kind in WANTED]
        pdf = pile.read_papers(work, found, on_sheets=True)()
    path = tmp_path / "tarama.tiff"
    path.write_bytes(scanned(pdf))
    return path


@pytest.fixture
def page(
    scan: Path,
    background: Background,
    host: QWidget,
    clock: FixedClock,
    qtbot: QtBot,
    open_data: OpenWork,
) -> OverviewPage:
    assert scan.exists()
    return make_page(background, host, clock, qtbot, open_data)


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def parting(dialog: PileDialog, scan: Path, qtbot: QtBot) -> PartingDialog:
    dialog.part_scan(scan)

    def found() -> PartingDialog | None:
        shown = QApplication.activeModalWidget()
        return shown if isinstance(shown, PartingDialog) else None

    qtbot.waitUntil(lambda: found() is not None)
    return cast("PartingDialog", found())


def test_that_sheets_without_a_code_are_asked_and_all_are_kept_then(
    page: OverviewPage, scan: Path, qtbot: QtBot, open_data: OpenWork
) -> None:
    dialog = opened(page, qtbot)
    asking = parting(dialog, scan, qtbot)
    rows = asking.model.rows()
    unknown = [row for row in rows if not row.key]
    known = {row.key for row in rows} - {"", LEFT_OUT}
    assert len(unknown) == 2, "the letter and its copy carry no code"
    assert [key.partition("-")[0] for key in known] == [PaperKind.ISSUE_FORM]
    # What cannot be said is current, and nothing is kept before it is.
    assert asking.sheets.current_row() == unknown[0]
    QTest.keyClick(asking, Qt.Key.Key_E, ALT)
    assert asking.isVisible()
    (letter,) = (one for one in dialog.chosen() if one.kind is PaperKind.LETTER)
    asking.paper.set_value(letter.key)
    asking.sheets.select_row(unknown[1].position)
    asking.paper.set_value(LEFT_OUT)
    asking.paper.take_focus()
    QTest.keyClicks(focused(), "mart")
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    (keep,) = asking.findChildren(PrimaryButton)
    assert keep.isEnabled(), "Enter takes a choice, and nothing is on its way"
    # What a code says of its sheet is known again when the sheet is given back to its paper.
    position, own = next((row.position, row) for row in rows if row.page)
    asking.sheets.select_row(position)
    asking.paper.set_value(LEFT_OUT)
    assert asking.sheets.current_row() != own
    asking.paper.set_value(own.key)
    assert asking.sheets.current_row() == own
    with qtbot.waitSignal(asking.attached) as reported:
        QTest.keyClick(asking, Qt.Key.Key_E, ALT)
    assert reported.args == [2]
    qtbot.waitUntil(lambda: len(dialog.chosen()) == 4)
    with open_data() as work:
        left = [one.kind for one in pile.list_papers(work)]
    assert PaperKind.LETTER not in left
    assert PaperKind.ISSUE_FORM not in left


def test_that_what_was_chosen_for_a_scan_is_there_again_after_a_lock(
    page: OverviewPage, scan: Path, qtbot: QtBot, open_data: OpenWork
) -> None:
    dialog = opened(page, qtbot)
    asking = parting(dialog, scan, qtbot)
    unknown = [row for row in asking.model.rows() if not row.key]
    (letter,) = (one for one in dialog.chosen() if one.kind is PaperKind.LETTER)
    asking.sheets.select_row(unknown[0].position)
    asking.paper.set_value(letter.key)

    def kept() -> int:
        with open_data() as work:
            return len(list_drafts(work))

    qtbot.waitUntil(lambda: kept() == 1)
    asking.done(0)  # as the lock closes it
    again = parting(dialog, scan, qtbot)
    qtbot.waitUntil(lambda: again.model.rows()[unknown[0].position].key == letter.key)
    assert sum(not row.key for row in again.model.rows()) == len(unknown) - 1
    again.reject()
    qtbot.waitUntil(lambda: kept() == 0)


@pytest.mark.usefixtures("answers")
def test_that_what_was_printed_since_the_list_was_read_is_kept_with_its_scan(
    page: OverviewPage, scan: Path, qtbot: QtBot, open_data: OpenWork
) -> None:
    dialog = opened(page, qtbot)
    with open_data() as work:
        pile.record_print(work, pile.list_papers(work))
    asking = parting(dialog, scan, qtbot)
    for row in asking.model.rows():
        if not row.key:
            asking.sheets.select_row(row.position)
            asking.paper.set_value(LEFT_OUT)
    with qtbot.waitSignal(asking.attached) as reported:
        QTest.keyClick(asking, Qt.Key.Key_E, ALT)
    assert reported.args == [1]


def test_that_a_scan_that_cannot_be_read_is_shown(
    page: OverviewPage, tmp_path: Path, qtbot: QtBot, answers: Answers
) -> None:
    broken = tmp_path / "bozuk.pdf"
    broken.write_bytes(b"%PDF-1.4 nothing")
    dialog = opened(page, qtbot)
    dialog.part_scan(broken)
    qtbot.waitUntil(lambda: bool(answers.asked))
    assert len(dialog.chosen()) == 6


@pytest.mark.usefixtures("look")
def test_that_nothing_of_the_parting_is_cut(page: OverviewPage, scan: Path, qtbot: QtBot) -> None:
    asking = parting(opened(page, qtbot), scan, qtbot)
    enlarge(asking, SMALL)
    assert faults(asking) == []
