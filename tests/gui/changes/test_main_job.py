"""The main job by keyboard alone: from the roster to a letter whose fax and posting are proven."""

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui.changes.change_dialog import ChangeDialog
from alo183_desktop.gui.changes.letter_dialogs import DispatchDialog
from alo183_desktop.gui.changes.page import ChangesPage
from alo183_desktop.gui.kit.dialogs import Question
from alo183_desktop.letters.queries import list_letters
from alo183_desktop.letters.rows import LetterFilter
from alo183_desktop.officers.queries import list_officers
from alo183_desktop.officers.rows import OfficerFilter
from alo183_desktop.shared.clock import local_day
from tests.gui.changes.conftest import Hands
from tests.gui.officers.directorate import tckn


def test_that_the_main_job_needs_no_mouse(
    page: ChangesPage,
    desk: Desk,
    hands: Hands,
    settle: Callable[[], None],
    qtbot: QtBot,
) -> None:
    page.letter_view.setFocus()
    hands.alt("G")
    qtbot.waitUntil(lambda: page.dialog() is not None)
    dialog = page.dialog()
    assert dialog is not None
    settle()
    hands.fill("zeynep gundogdu")
    hands.alt("I")
    hands.fill(
        "gulsah",
        "CETINKAYA",
        "Psikolog",
        tckn(77),
        "gulsah.cetinkaya@ornek.gov.tr",
        "",
        "0(500) 000-27 61",
        "+90 500 000 41 77",
    )
    hands.alt("I")
    hands.fill("25112026")
    hands.alt("I")
    hands.fill("4752")
    hands.press(Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert dialog.foot.can_finish(), dialog.foot.words()
    # What that does is asked once; Enter confirms it.
    QTimer.singleShot(0, _confirm)
    with qtbot.waitSignal(dialog.letter_finished):
        hands.press(Qt.Key.Key_Return)
    dialog.activateWindow()  # the window system does that
    settle()

    for button, proof, words in (("F", "A", "OK 2 sayfa 00:41"), ("P", "N", "RR473124829TR")):
        hands.alt(button)
        _wait_for_dispatch(qtbot)
        hands.alt("G")  # how it ended is never assumed
        hands.alt(proof)
        hands.write(words)
        hands.alt("K")
        _wait_for_no_dispatch(qtbot, dialog)
    finished = dialog.finished_view()
    assert finished is not None
    qtbot.waitUntil(lambda: bool(finished.complete_words()))
    assert finished.complete_words() == "Yazı tamam: faks ve posta kanıtlandı."
    hands.alt("D")
    qtbot.waitUntil(lambda: page.dialog() is None)
    settle()

    with desk.work() as work:
        letters = list_letters(work.session, LetterFilter(state="all"), now=work.now)
        serving = list_officers(work.session, OfficerFilter(), as_of=local_day(work.now))
    assert [(row.register_number, row.lacks) for row in letters] == [("4752", ())]
    assert letters[0].summary == "Zeynep GÜNDOĞDU → Gulsah CETINKAYA"
    # The change takes effect tomorrow: today the old one still serves.
    assert "Zeynep GÜNDOĞDU" in {row.name for row in serving}
    # Nothing waits any more; the letter is selected among all.
    assert not [row for row in page.letters.all_rows() if row.is_open]
    selected = page.letter_view.current_row()
    assert selected is not None
    assert selected.letter_id == letters[0].letter_id
    qtbot.waitUntil(lambda: len(page.panel.timeline_texts()) == 2)
    assert page.panel.title() == letters[0].summary


def _confirm() -> None:
    question = QApplication.activeModalWidget()
    assert isinstance(question, Question)
    QTest.keyClick(question, Qt.Key.Key_Return)


def _wait_for_dispatch(qtbot: QtBot) -> None:
    def has_the_keys() -> bool:
        focused = QApplication.focusWidget()
        return focused is not None and isinstance(focused.window(), DispatchDialog)

    qtbot.waitUntil(has_the_keys)


def _wait_for_no_dispatch(qtbot: QtBot, dialog: ChangeDialog) -> None:
    qtbot.waitUntil(lambda: not isinstance(QApplication.activeModalWidget(), DispatchDialog))
    # The window system does that; there is none here.
    dialog.activateWindow()
