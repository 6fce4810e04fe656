"""The card: what it says, when it waits, and that the window stays alive meanwhile."""

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.access.backups import Backup
from alo183_desktop.access.restoring import BackupContents
from alo183_desktop.bootstrap.bringing_back import Opener
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.unlock.recovery_dialog import RecoveryDialog
from alo183_desktop.gui.unlock.unlock_page import UnlockPage, in_words
from alo183_desktop.shared.errors import KnownError
from tests.clocks import PATIENCE_S
from tests.gui.conftest import Answers

PASSWORD = "fener masa zarf kalem"  # QTest types ASCII only


class Locked:
    """Locked data that knows one password and one code."""

    def __init__(self, logins: tuple[str, ...] = ("hasan", "selin")) -> None:
        self._logins = logins
        self.error = KnownError("access.wrong_password", left=2, wait=30)
        self.gate = threading.Event()
        self.gate.set()
        self.threads: list[str] = []
        self.given: list[str] = []

    def server_words(self) -> str:
        return ""

    def label(self) -> str:
        return "Ankara Aile ve Sosyal Hizmetler İl Müdürlüğü"

    def other_directorate(self, _backup: Backup) -> str | None:
        return None

    def logins(self) -> tuple[str, ...]:
        return self._logins

    def unlock(self, login: str, password: str) -> object:
        self.threads.append(threading.current_thread().name)
        self.given.append(password)
        self.gate.wait(PATIENCE_S)
        if password != PASSWORD:
            raise self.error
        return f"desk of {login}"

    def recover(self, code: str, login: str, password: str) -> object:
        if code != "KOD":
            raise KnownError("access.wrong_code")
        if len(password) < 12:
            raise KnownError("access.weak_password", words="zayıf", advice="Uzatınız.")
        return f"recovered by {login}"

    def unreadable_backups(self, *, with_second: bool = True) -> KnownError | None:
        del with_second
        return None

    def backups(self, *, with_second: bool = True) -> tuple[Backup, ...]:
        del with_second
        return ()

    def look_into(
        self, backup: Backup, *, login: str, secret: str, by_sheet: bool
    ) -> BackupContents:
        raise AssertionError(f"no backup was offered: {backup}, {login}, {secret}, {by_sheet}")

    def restore(
        self,
        backup: Backup,
        *,
        login: str,
        secret: str,
        by_sheet: bool,
        present: Opener | None = None,
    ) -> Path:
        raise AssertionError(f"no backup: {backup}, {login}, {secret}, {by_sheet}, {present}")


@pytest.fixture
def data() -> Locked:
    return Locked()


@pytest.fixture
def page(qtbot: QtBot, background: Background, data: Locked) -> UnlockPage:
    made = UnlockPage(background, data=data, last_login="selin")
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    return made


def test_that_the_last_user_is_offered_and_the_password_is_typed_at_once(
    qtbot: QtBot, page: UnlockPage
) -> None:
    assert page.user.text() == "selin"
    qtbot.waitUntil(page.password.line.hasFocus)


@pytest.mark.parametrize(
    ("last", "keys", "chosen"),
    [
        ("hasan", [Qt.Key.Key_Down], "selin"),
        ("selin", [Qt.Key.Key_Down], "zeynep"),
        ("selin", [Qt.Key.Key_Up], "hasan"),
        ("", [*[Qt.Key.Key_Down] * 3, Qt.Key.Key_Return], "selin"),
    ],
)
def test_that_the_user_is_chosen_by_alt_k_and_the_arrows(
    qtbot: QtBot, background: Background, last: str, keys: list[Qt.Key], chosen: str
) -> None:
    data = Locked(("hasan", "selin", "zeynep"))
    page = UnlockPage(background, data=data, last_login=last)
    qtbot.addWidget(page)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_K, Qt.KeyboardModifier.AltModifier)
    for key in keys:
        # The first arrow opens the list of an empty choice, which then has the keys.
        opened = QApplication.activePopupWidget()
        listed = None if opened is None else opened.focusWidget()
        QTest.keyClick(listed or page.user.combo, key)
    assert page.user.text() == chosen
    QTest.keyClick(page.user.combo, Qt.Key.Key_Return)
    qtbot.waitUntil(page.password.line.hasFocus)
    QTest.keyClicks(page.password.line, PASSWORD)
    with qtbot.waitSignal(page.unlocked) as heard:
        QTest.keyClick(page.password.line, Qt.Key.Key_Return)
    assert heard.args == [f"desk of {chosen}"]


def test_that_enter_unlocks_off_the_gui_thread(
    qtbot: QtBot, page: UnlockPage, data: Locked
) -> None:
    QTest.keyClicks(page.password.line, PASSWORD)
    with qtbot.waitSignal(page.unlocked) as heard:
        QTest.keyClick(page.password.line, Qt.Key.Key_Return)
    assert heard.args == ["desk of selin"]
    assert data.threads[0].startswith("db")
    assert page.password.text() == ""


@pytest.mark.parametrize("password", [PASSWORD, "yanlis"])
def test_that_one_enter_is_one_try(
    qtbot: QtBot, page: UnlockPage, data: Locked, background: Background, password: str
) -> None:
    QTest.keyClicks(page.password.line, password)
    QTest.keyClick(page.password.line, Qt.Key.Key_Return)
    QTest.keyClick(page, Qt.Key.Key_Return)
    ended: list[object] = []
    background.call(lambda: None, parent=page, success=ended.append, failure=ended.append)
    qtbot.waitUntil(lambda: bool(ended))
    assert len(data.given) == 1


def test_that_enter_behind_the_user_goes_on_to_the_password(
    qtbot: QtBot, page: UnlockPage, data: Locked
) -> None:
    page.user.take_focus()
    qtbot.waitUntil(page.user.line().hasFocus)
    QTest.keyClick(page.user.line(), Qt.Key.Key_Return)
    qtbot.waitUntil(page.password.line.hasFocus)
    assert page.password.shown_message() == ""
    assert data.given == []


def test_that_the_card_says_that_it_is_opening(
    qtbot: QtBot, page: UnlockPage, data: Locked
) -> None:
    data.gate.clear()
    page.password.set_text(PASSWORD)
    page.try_unlock()
    assert page.button.text() == "Açılıyor…"
    assert not page.button.isEnabled()
    with qtbot.waitSignal(page.unlocked):
        data.gate.set()


def test_that_a_wrong_password_says_so_and_can_be_typed_over(
    qtbot: QtBot, page: UnlockPage
) -> None:
    QTest.keyClicks(page.password.line, "yanlis")
    QTest.keyClick(page.password.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(page.password.shown_message()))
    assert page.password.shown_message() == (
        "Kullanıcı ya da parola yanlış. 2 yanlış denemeden sonra 30 saniye beklemeniz gerekir."
    )
    qtbot.waitUntil(page.password.line.hasFocus)
    assert page.password.line.selectedText()
    assert page.button.isEnabled()


def test_that_the_wait_is_counted_down_and_then_over(
    qtbot: QtBot, page: UnlockPage, data: Locked
) -> None:
    data.error = KnownError("access.wrong_password_wait", seconds=65)
    page.password.set_text("yanlış")
    page.try_unlock()
    qtbot.waitUntil(page.is_waiting)
    assert page.button.text() == "1 dakika 05 saniye bekleyiniz"
    assert "1 dakika 05 saniye sonra yeniden deneyebilirsiniz" in page.password.shown_message()
    page.try_unlock()
    assert len(data.threads) == 1
    for _second in range(65):
        page._on_second()  # noqa: SLF001 - what the timer does
    assert not page.is_waiting()
    assert page.button.isEnabled()
    assert page.password.shown_message() == ""


def test_that_what_is_typed_during_the_wait_does_not_spoil_the_right_password(
    qtbot: QtBot, page: UnlockPage, data: Locked
) -> None:
    data.error = KnownError("access.wrong_password_wait", seconds=30)
    QTest.keyClicks(page.password.line, "yanlis")
    QTest.keyClick(page.password.line, Qt.Key.Key_Return)
    qtbot.waitUntil(page.is_waiting)
    qtbot.waitUntil(page.password.line.hasFocus)
    QTest.keyClicks(page.window().focusWidget(), "sabirsiz")
    assert (page.user.text(), page.password.text()) == ("selin", "")
    for _second in range(30):
        page._on_second()  # noqa: SLF001 - what the timer does
    assert page.password.line.hasFocus()
    QTest.keyClicks(page.window().focusWidget(), PASSWORD)
    with qtbot.waitSignal(page.unlocked):
        QTest.keyClick(page.password.line, Qt.Key.Key_Return)


def test_that_another_user_does_not_wait_for_the_first_one(
    qtbot: QtBot, page: UnlockPage, data: Locked
) -> None:
    data.error = KnownError("access.wait", seconds=30)
    page.password.set_text("yanlış")
    page.try_unlock()
    qtbot.waitUntil(page.is_waiting)
    page.user.set_text("hasan")
    assert not page.is_waiting()
    assert page.button.isEnabled()
    QTest.keyClicks(page.password.line, "x")
    assert page.password.text() == "x"


def test_that_nothing_is_sent_without_a_password(page: UnlockPage, data: Locked) -> None:
    page.try_unlock()
    assert page.password.shown_message() == "Parolanızı yazınız."
    assert data.threads == []


def test_that_a_password_typed_before_the_data_is_known_is_not_lost(
    qtbot: QtBot, background: Background, data: Locked
) -> None:
    page = UnlockPage(background, last_login="selin")
    qtbot.addWidget(page)
    page.password.set_text(PASSWORD)
    page.try_unlock()
    with qtbot.waitSignal(page.unlocked):
        page.set_data(data)


def test_that_the_card_can_be_opened_with_the_recovery_sheet(
    qtbot: QtBot, background: Background, host: QWidget, data: Locked
) -> None:
    dialog = RecoveryDialog(background, data.recover, login="selin", parent=host)
    qtbot.addWidget(dialog)
    first, second = dialog.form.field("password"), dialog.form.field("password_again")
    dialog.form.set_texts({"code": "YANLIŞ", "password": "kısa", "password_again": "başka"})
    dialog.save_button.click()
    qtbot.waitUntil(lambda: first.shown_message().startswith("Bu parola kolay"))
    assert second.shown_message().startswith("İki parola aynı değil")
    dialog.form.set_texts({"password": PASSWORD, "password_again": PASSWORD})
    dialog.save_button.click()
    qtbot.waitUntil(lambda: "kâğıdını kullanınız" in dialog.code.shown_message())
    dialog.code.set_text("KOD")
    with qtbot.waitSignal(dialog.recovered) as heard:
        dialog.save_button.click()
    assert heard.args == ["recovered by selin"]
    qtbot.waitUntil(background.is_idle)


@pytest.mark.parametrize(
    ("seconds", "words"), [(28, "28 saniye"), (60, "1 dakika"), (305, "5 dakika 05 saniye")]
)
def test_that_a_time_to_wait_is_shown_in_words(seconds: int, words: str) -> None:
    assert in_words(seconds) == words


def test_that_escape_leaves_the_recovery_but_asks_before_a_code_is_thrown_away(
    background: Background, host: QWidget, data: Locked, qtbot: QtBot, answers: Answers
) -> None:
    host.show()
    first = RecoveryDialog(background, data.recover, login="selin", parent=host)
    first.open()
    with qtbot.waitSignal(first.finished):
        QTest.keyClick(first.code.control(), Qt.Key.Key_Escape)
    assert answers.asked == []
    dialog = RecoveryDialog(background, data.recover, login="selin", parent=host)
    dialog.open()
    dialog.code.set_text("AP7JK AKX6B")
    for leave in (lambda: QTest.keyClick(dialog.code.control(), Qt.Key.Key_Escape), dialog.close):
        leave()
        assert dialog.isVisible()
    assert answers.asked == ["Yazdıklarınız kaydedilmedi"] * 2
    answers.replies = [1]
    with qtbot.waitSignal(dialog.finished):
        QTest.keyClick(dialog.code.control(), Qt.Key.Key_Escape)
