"""A letter is rendered before it is stored, and what happens in between is noticed."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.changes import service
from alo183_desktop.changes.form import ChangeForm
from alo183_desktop.changes.queries import list_drafts
from alo183_desktop.directorate.queries import DIRECTORATE_ID, get_directorate
from alo183_desktop.directorate.record import DIRECTORATE
from alo183_desktop.directorate.service import DIRECTORATES
from alo183_desktop.gui.changes.change_dialog import ChangeDialog
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.letters.queries import list_letters
from alo183_desktop.letters.rows import LetterFilter
from tests.gui.changes.conftest import Hands
from tests.gui.conftest import Answers

OpenDialog = Callable[[ChangeForm | None], ChangeDialog]


def finish(hands: Hands) -> None:
    hands.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def letters(desk: Desk) -> int:
    with desk.work() as work:
        return len(list_letters(work.session, LetterFilter(state="all"), now=work.now))


def test_that_a_letterhead_that_changed_meanwhile_is_shown_before_it_is_frozen(
    form: ChangeForm,
    open_dialog: OpenDialog,
    desk: Desk,
    answers: Answers,
    hands: Hands,
    qtbot: QtBot,
) -> None:
    dialog = open_dialog(form)
    with desk.work() as work:
        found = get_directorate(work.session)
        typed = replace(DIRECTORATE.stored(found), telephone="0312 000 00 77")
        DIRECTORATES.save(work, DIRECTORATE_ID, typed, version=found.version)
    answers.replies = [1, 0, 1]
    finish(hands)
    hands.rest()
    changed = "Yazı hazırlanırken içeriği değişti; hiçbir şey kaydedilmedi."
    assert answers.asked == ["Yazı tamamlansın mı?", changed]
    assert dialog.finished_view() is None
    assert dialog.validator.context.directorate.telephone == "+903120000077"
    assert letters(desk) == 0
    with qtbot.waitSignal(dialog.letter_finished):
        finish(hands)
    assert letters(desk) == 1


def test_that_a_lock_while_the_letter_is_rendered_keeps_what_was_typed(
    form: ChangeForm,
    open_dialog: OpenDialog,
    desk: Desk,
    data: Background,
    hands: Hands,
    answers: Answers,
) -> None:
    answers.replies = [1]
    dialog = open_dialog(form)
    dialog.go_to("entries.0.reason")
    hands.write("Emeklilik")
    finish(hands)
    dialog.prepare_lock()
    data.detach()
    hands.rest()
    assert letters(desk) == 0
    with desk.work() as work:
        (draft,) = list_drafts(work.session)
        kept, _version = service.load_draft(work, draft.draft_id)
    assert kept == dialog.form()


def test_that_the_button_shows_that_the_letter_is_being_finished_and_takes_no_second_click(
    form: ChangeForm,
    open_dialog: OpenDialog,
    desk: Desk,
    hands: Hands,
    answers: Answers,
    qtbot: QtBot,
) -> None:
    answers.replies = [1]
    dialog = open_dialog(form)
    (button,) = [
        one for one in dialog.foot.findChildren(QPushButton) if "tamamla" in one.text().lower()
    ]
    with qtbot.waitSignal(dialog.letter_finished):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert (button.text(), button.isEnabled()) == ("Tamamlanıyor…", False)
        # Whatever else is asked for now, the button says what it does until it is done.
        hands.press(Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
        hands.press(Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
        dialog._refresh()  # noqa: SLF001 - as a change of what is looked up does
        assert (button.text(), button.isEnabled()) == ("Tamamlanıyor…", False)
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert letters(desk) == 1


def test_that_the_button_says_again_what_it_does_when_the_letter_was_refused(
    form: ChangeForm, open_dialog: OpenDialog, desk: Desk, answers: Answers, hands: Hands
) -> None:
    dialog = open_dialog(form)
    with desk.work() as work:
        found = get_directorate(work.session)
        typed = replace(DIRECTORATE.stored(found), telephone="0312 000 00 77")
        DIRECTORATES.save(work, DIRECTORATE_ID, typed, version=found.version)
    answers.replies = [1]
    finish(hands)
    hands.rest()
    assert len(answers.asked) == 2
    (button,) = [
        one for one in dialog.foot.findChildren(QPushButton) if "tamamla" in one.text().lower()
    ]
    assert (button.text(), button.isEnabled()) == ("&Yazıyı tamamla", True)


def test_that_nothing_is_asked_or_closed_while_the_letter_is_on_its_way(
    form: ChangeForm, open_dialog: OpenDialog, answers: Answers, hands: Hands, qtbot: QtBot
) -> None:
    answers.replies = [1]
    dialog = open_dialog(form)
    with qtbot.waitSignal(dialog.letter_finished):
        finish(hands)
        dialog.reject()
        finish(hands)
        assert dialog.isVisible()
    hands.rest()
    assert answers.asked == ["Yazı tamamlansın mı?"]
