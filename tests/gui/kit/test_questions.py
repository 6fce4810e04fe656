"""Who is asked, and where: nobody over a window that was locked."""

from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from alo183_desktop.gui.kit import dialogs
from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.shared.errors import KnownError


def _shown_over(do: Callable[[], object], *, near: QWidget) -> list[QWidget | None]:
    """Return over which window something was asked or shown; Esc closes it."""
    windows: list[QWidget | None] = []

    def close() -> None:
        question = QApplication.activeModalWidget()
        if isinstance(question, dialogs.Question):
            windows.append(question.parentWidget())
            question.reject()

    QTimer.singleShot(0, near, close)
    do()
    return windows


def _ask(parent: QWidget) -> None:
    chosen = dialogs.ask(parent, title="Yazı tamamlanmadı", text="Kalsın mı?", verbs=("Kalsın",))
    assert chosen == dialogs.STAYED


def test_that_a_dialog_is_asked_about_only_while_it_is_seen(host: QWidget) -> None:
    dialog = QDialog(host)
    dialog.show()
    assert _shown_over(lambda: _ask(dialog), near=host) == [dialog]
    dialog.hide()
    assert _shown_over(lambda: _ask(dialog), near=host) == []
    assert _shown_over(lambda: _ask(QWidget(dialog)), near=host) == []


def test_that_a_failure_of_a_dialog_that_is_closed_is_shown_over_its_window(host: QWidget) -> None:
    dialog = QDialog(host)
    failure = KnownError("rota.gone")
    assert _shown_over(lambda: show_failure(dialog, failure), near=host) == [host]
