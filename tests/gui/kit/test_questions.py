"""A question stands over what somebody sees, never over a window that was locked."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from alo183_desktop.gui.kit import dialogs


def _answer_what_is_asked(seen: list[str]) -> None:
    question = QApplication.activeModalWidget()
    if isinstance(question, dialogs.Question):
        seen.append(question.windowTitle())
        question.reject()


def _ask(parent: QDialog) -> tuple[int, list[str]]:
    seen: list[str] = []
    QTimer.singleShot(0, parent, lambda: _answer_what_is_asked(seen))
    chosen = dialogs.ask(parent, title="Yazı tamamlanmadı", text="Kalsın mı?", verbs=("Kalsın",))
    return chosen, seen


def test_that_a_dialog_hidden_by_the_lock_asks_nobody(host: QWidget) -> None:
    dialog = QDialog(host)
    dialog.show()
    dialog.hide()
    assert _ask(dialog) == (dialogs.STAYED, [])


def test_that_a_dialog_that_is_seen_asks(host: QWidget) -> None:
    dialog = QDialog(host)
    dialog.show()
    chosen, seen = _ask(dialog)
    assert chosen == dialogs.STAYED
    assert len(seen) == 1
