"""The user's own password, the lock, the recovery sheet, and whether the trail is intact."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from alo183_desktop.access.queries import sheet_looked_at
from alo183_desktop.access.recovery import is_overdue, looked_at_words
from alo183_desktop.access.rules import Right
from alo183_desktop.directorate.queries import DIRECTORATE_ID, get_directorate
from alo183_desktop.directorate.service import DIRECTORATES
from alo183_desktop.gui.kit import dialogs, theme
from alo183_desktop.gui.kit.buttons import SecondaryButton
from alo183_desktop.gui.kit.containers import Card, make_column, make_row, scroll_area
from alo183_desktop.gui.kit.errors import text_of
from alo183_desktop.gui.kit.form.dialog import KeyDialog
from alo183_desktop.gui.kit.form.form import Form, PasswordField, TextField
from alo183_desktop.gui.kit.form.passwords import NewPassword
from alo183_desktop.gui.kit.form.record import register_dialog
from alo183_desktop.gui.kit.form.task_dialog import TaskDialog
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.recovery_view import RecoveryView
from alo183_desktop.gui.kit.screen_capture import system_hide
from alo183_desktop.gui.kit.states import StateMark
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.settings.section import Section, facts_grid, path_line
from alo183_desktop.shared.bugs import log_bug
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.laid_down import laid_down, of_folder
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping

    from alo183_desktop.access.recovery import RecoverySheet
    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.db.audit import Verdict
    from alo183_desktop.directorate.record import DirectorateValues
    from alo183_desktop.directorate.rows import DirectorateRow
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.shared.laid_down import LaidDown

_CHANGES: Final = frozenset({Topic.DIRECTORATE})
_LAID_WORDS: Final = {
    "data_folder": "Veri klasörü",
    "server": "Sunucu",
    "certificate": "Sunucunun kök sertifikası",
    "second_folder": "İkinci yedek klasörü",
    "lock_minutes": "Kilitlenme süresi",
    "may_export": "Dosyaya kaydetme izni",
    "may_print": "Yazdırma izni",
    "may_import": "Aktarma izni",
    "update_file": "Güncelleme dosyası",
    "update_key": "Güncelleme anahtarı",
}
_CAPTURE: Final = "Ekran görüntüsü"
_RENEW: Final = "Anahtarı ve kâğıdı yeni&le…"


class RecoveryCard(Card):
    """One card of the settings.

    Signals:
        reported: What was done, for the foot of the page.
        failed: The error.
    """

    reported = Signal(str)
    failed = Signal(Exception)

    def __init__(self, background: Background, *, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self._background = background
        self._desk = desk
        self.mark = StateMark(parent=self)
        self.try_sheet = SecondaryButton("Kâğıdı de&ne…", icon="key", parent=self)
        self.new_sheet = SecondaryButton(_RENEW, icon="print", parent=self)
        self.content.addWidget(make_label("Kurtarma kâğıdı", font=theme.section(), parent=self))
        self.content.addWidget(self.mark)
        self.content.addWidget(
            make_label(
                "Parolalar unutulursa veriyi açan tek yoldur; veri dosyasıyla (alo183.db) birlikte "
                "temiz bir bilgisayarda da yeter. Kâğıt kaybolduysa, başkası gördüyse ya da "
                "ayrılan biri veriyi kopyalamış olabilirse yenileyiniz: veri yeni bir anahtarla "
                "yeniden şifrelenir, eski kâğıt geçersiz olur, parolalar değişmez.",
                role=theme.MUTED,
                wrap=True,
                parent=self,
            )
        )
        row = make_row(None, self.try_sheet, self.new_sheet, 1, gap=8)
        self.content.addLayout(row)
        self.try_sheet.clicked.connect(self.open_test)
        self.new_sheet.clicked.connect(self._on_new_sheet)

    def load(self, *, changes: frozenset[Topic] = frozenset()) -> None:
        """Show when the sheet was last made or tested.

        Args:
            changes: What has just been done, so that others that show the sheet query again.
        """
        self._background.run(
            lambda work: sheet_looked_at(work.session),
            parent=self,
            success=self._show_age,
            failure=log_bug,
            changes=changes,
        )

    @Slot()
    def open_test(self) -> None:
        """Ask for the code on the paper."""
        dialog = TrySheetDialog(self._background, self._desk, parent=self.window())
        dialog.accepted.connect(lambda: self._on_tried(opens_alone=dialog.opens_alone()))
        dialog.open()

    def _show_age(self, looked_at: dt.datetime | None) -> None:
        now = self._desk.clock()
        if looked_at is None:
            state = State.LATE
        else:
            state = State.NEAR if is_overdue(looked_at, now=now) else State.GOOD
        self.mark.set_state(state, looked_at_words(looked_at, now=now))

    def _on_tried(self, *, opens_alone: bool) -> None:
        self.load(changes=_CHANGES)
        if opens_alone or self._desk.is_on_server:
            self.reported.emit("Kurtarma kâğıdı doğru: veriyi açıyor")
            return
        answer = dialogs.ask(
            self.window(),
            title="Kâğıt yalnız anahtar dosyasıyla açıyor",
            text="Kâğıt veri sunucudayken yenilenmiş: veriyi, yanında alo183.key varsa açar. "
            "Yenilerseniz veri dosyası tek başına yeter.",
            verbs=("Yenile", "Sonra"),
            state=State.NEAR,
        )
        if answer == 0:
            self._on_new_sheet()

    @Slot()
    def _on_new_sheet(self) -> None:
        self.new_sheet.setEnabled(False)
        if self._desk.is_on_server:
            # The key stays: on a server a sheet is one more slot for it.
            self._ask_for_sheet(
                "Yeni kurtarma kâğıdı yapılsın mı?",
                "Yeni kâğıt hemen geçerli olur; eski kâğıt bu veriyi bir daha açmaz.",
            )
            return
        self._ask_for_sheet(
            "Veri anahtarı ve kurtarma kâğıdı yenilensin mi?",
            "Önce yeni kâğıt yazdırılır, sonra verinin tümü yeni anahtarla şifrelenir. "
            "Parolalar değişmez. Eski kâğıt bu veriyi bir daha açmaz; eski yedekler kendi "
            "günlerinin parolası ve kâğıdıyla açılır.",
        )

    def _ask_for_sheet(self, title: str, text: str) -> None:
        verbs = ("Yeni kâğıt yap", "Vazgeç")
        if dialogs.ask(self.window(), title=title, text=text, verbs=verbs):
            self.new_sheet.setEnabled(True)
            return
        self._background.call(
            self._desk.new_recovery_sheet,
            parent=self,
            success=self._show_sheet,
            failure=self._end,
        )

    def _show_sheet(self, sheet: RecoverySheet) -> None:
        dialog = NewSheetDialog(
            self._background, sheet, directorate=self._desk.directorate_name, parent=self.window()
        )
        dialog.accepted.connect(lambda: self._rekey(sheet))
        dialog.rejected.connect(lambda: self.new_sheet.setEnabled(True))
        dialog.open()

    def _rekey(self, sheet: RecoverySheet) -> None:
        if self._desk.is_on_server:
            self._on_done(())
            return
        self.new_sheet.setText("Veri yeniden şifreleniyor…")
        desk = self._desk
        self._background.call(
            lambda: desk.rekey(sheet),
            parent=self,
            success=self._on_done,
            failure=self._end,
            changes=_CHANGES,
        )

    def _on_done(self, dropped: tuple[str, ...]) -> None:
        self._free()
        self.load(changes=_CHANGES)
        self.reported.emit("Yeni kurtarma kâğıdı geçerli")
        waiting = f" Yeni parola verilecekler: {', '.join(dropped)}." if dropped else ""
        answer = dialogs.ask(
            self.window(),
            title="Yeni kâğıt geçerli",
            text="Eski kâğıdı imha ediniz. Yeni kâğıdın bütününü şimdi deneyebilirsiniz; program "
            f"bunu altı ayda bir anımsatır.{waiting}",
            verbs=("Şimdi dene", "Sonra"),
            state=State.GOOD,
        )
        if answer == 0:
            self.open_test()

    def _end(self, error: Exception) -> None:
        self._free()
        self.failed.emit(error)

    def _free(self) -> None:
        self.new_sheet.setText(_RENEW)
        self.new_sheet.setEnabled(True)


class TrySheetDialog(KeyDialog):
    """The whole code is typed from the paper; only the trail changes."""

    chapter = "Kurtarma kâğıdı"
    refused: Mapping[str, str] = {
        "access.recovery_length": "code",
        "access.recovery_group": "code",
        "access.wrong_code": "code",
        "access.wait": "code",
    }

    def __init__(self, background: Background, desk: Desk, *, parent: QWidget) -> None:
        super().__init__(
            background,
            title="Kurtarma kâğıdını dene",
            explanation="Kâğıttaki kodun tümünü yazınız. Hiçbir şey değişmez; deneme denetim izine "
            "yazılır.",
            verb="&Dene",
            changes=_CHANGES,
            draft="",
            parent=parent,
        )
        self._desk = desk
        self._found: list[bool] = []
        self.code = TextField(
            "Kurtarma &kodu",
            key="code",
            required=True,
            max_length=80,
            note="Sekiz grup; boşluk, tire ve büyük küçük harf fark etmez.",
            parent=self.form,
        )
        self.form.add_row(self.code)
        self.form.mark_clean()

    def opens_alone(self) -> bool:
        """Return whether the sheet alone opens the data file, once it was accepted."""
        return self._found == [True]

    @override
    def task(self) -> Callable[[], object]:
        desk, code, found = self._desk, self.code.text(), self._found

        def test() -> None:
            found[:] = [desk.try_recovery_sheet(code)]

        return test


class NewSheetDialog(TaskDialog):
    """Shows a new sheet; closes once it has been read back, or after a question."""

    chapter = "Kurtarma kâğıdı"

    def __init__(
        self, background: Background, sheet: RecoverySheet, *, directorate: str, parent: QWidget
    ) -> None:
        super().__init__(
            title="Yeni kurtarma kâğıdı",
            explanation="Bu kâğıt, “Anahtarı yenile” düğmesinden sonra geçerli olur; o zamana "
            "kadar eskisini saklayınız.",
            width=640,
            parent=parent,
        )
        self.sheet_view = RecoveryView(background, sheet, directorate=directorate, parent=self)
        self.content.addWidget(self.sheet_view)
        self.go = self.add_button("&Anahtarı yenile", primary=True)
        self.go.setEnabled(False)
        self.go.clicked.connect(partial(self.accept))
        self.sheet_view.confirmed.connect(lambda: self.go.setEnabled(True))

    @override
    def reject(self) -> None:
        answer = dialogs.ask(
            self,
            title="Anahtar yenilenmedi",
            text="Kapatırsanız bu kâğıt hiçbir şey açmaz; eski kâğıt geçerli kalır. Bu kâğıdı imha "
            "ediniz.",
            verbs=("Kâğıda dön", "Yine de kapat"),
        )
        if answer == 1:
            super().reject()


_WRONG_OLD: Final = frozenset(
    {"access.wrong_password", "access.wrong_password_wait", "access.wait"}
)


class SecuritySection(Section):
    """A card for each matter."""

    topics = frozenset({Topic.DIRECTORATE})

    def __init__(self, background: Background, *, desk: Desk, parent: QWidget) -> None:
        super().__init__(
            background,
            title="Güvenlik",
            sentence="Kilit açılmadan hiç kimse hiçbir kaydı okuyamaz.",
            desk=desk,
            parent=parent,
        )
        area = scroll_area(is_sideways=True, parent=self)
        inner = QWidget(area)
        column = make_column(inner, gap=12, margins=(0, 0, 16, 0))
        area.setWidget(inner)
        self.box.addWidget(area, 1)
        column.addWidget(self._password_card(inner))
        column.addWidget(self._lock_card(inner))
        column.addWidget(self._capture_card(inner))
        self.recovery = RecoveryCard(background, desk=desk, parent=inner)
        self.recovery.setVisible(self.may(Right.MANAGE_USERS))
        column.addWidget(self.recovery)
        column.addWidget(self._trail_card(inner))
        column.addWidget(self._laid_down_card(inner))
        column.addStretch(1)
        self._connect()

    @override
    def load(self) -> None:
        self.read(lambda work: get_directorate(work.session), self._show_read)
        if self.may(Right.MANAGE_USERS):
            self.recovery.load()

    @override
    def may_leave(self) -> bool:
        typed = bool(self.old.text() or self.new_password.password())
        if typed and not self.password_form.may_leave():
            return False
        self._clear_passwords()
        return True

    def _password_card(self, parent: QWidget) -> Card:
        card = _card("Parolanız", parent)
        actor = self.desk.actor
        self.password_form = Form(columns=1, parent=card)
        self.password_form.setMaximumWidth(theme.px(440))
        self.old = PasswordField(
            "&Şimdiki parola", key="old", required=True, parent=self.password_form
        )
        self.new_password = NewPassword(
            self.background,
            personal=lambda: (actor.login, actor.name, self.desk.directorate_name),
            label="&Yeni parola",
            parent=self.password_form,
        )
        self.password_form.add_row(self.old)
        self.password_form.add_row(self.new_password)
        self.password_form.watch(self.new_password.first)
        self.password_form.watch(self.new_password.second)
        self.change_password = SecondaryButton("Parolayı &değiştir", icon="key", parent=card)
        self.password_form.verb = self.change_password.text()
        card.content.addWidget(self.password_form)
        card.content.addLayout(_left(self.change_password))
        return card

    def _lock_card(self, parent: QWidget) -> Card:
        card = _card("Kilitlenme", parent)
        self.lock_words = make_label("", wrap=True, parent=card)
        self.change_lock = SecondaryButton("&Süreyi değiştir…", icon="edit", parent=card)
        is_laid_down = laid_down().lock_minutes is not None
        self.change_lock.setVisible(self.may(Right.EDIT_DIRECTORATE) and not is_laid_down)
        card.content.addWidget(self.lock_words)
        card.content.addLayout(_left(self.change_lock))
        return card

    def _capture_card(self, parent: QWidget) -> Card:
        card = _card(_CAPTURE, parent)
        self.capture_words = make_label("", wrap=True, parent=card)
        self.change_capture = SecondaryButton("&Görünmeyi değiştir…", icon="edit", parent=card)
        self.change_capture.setVisible(self.may(Right.EDIT_DIRECTORATE))
        card.content.addWidget(self.capture_words)
        card.content.addLayout(_left(self.change_capture))
        return card

    def _laid_down_card(self, parent: QWidget) -> Card:
        """Show what cannot be set here, and who can set it."""
        card = _card("Bu bilgisayar için belirlenenler", parent)
        laid = of_folder(self.desk.data_folder)
        self.laid_down_lines = {
            key: path_line(
                f"{_laid_words(laid, key)} ({place})", name=_LAID_WORDS[key], parent=card
            )
            for key, place in laid.places.items()
        }
        facts = [(_LAID_WORDS[key], line) for key, line in self.laid_down_lines.items()]
        card.content.addLayout(facts_grid(facts, parent=card))
        card.content.addWidget(
            make_label(
                "Bunları bilgi işlem belirlemiştir; programdan değiştirilemez.",
                role=theme.MUTED,
                wrap=True,
                parent=card,
            )
        )
        card.setVisible(bool(laid.places))
        return card

    def _trail_card(self, parent: QWidget) -> Card:
        card = _card("Denetim izi", parent)
        self.trail_mark = StateMark(parent=card)
        card.content.addWidget(self.trail_mark)
        card.content.addWidget(
            make_label(
                "Son kayıtlar oturum açılırken denetlendi. Bütün zincir, Denetim izi sayfasında "
                "denetlenir.",
                role=theme.MUTED,
                wrap=True,
                parent=card,
            )
        )
        return card

    def _connect(self) -> None:
        self.change_password.clicked.connect(self._on_change_password)
        self.password_form.save_by(self._on_change_password)
        self.password_form.save_requested.connect(self._store_password)
        self.change_lock.clicked.connect(lambda: self._open("lock_minutes", "Kilitlenme süresi"))
        self.change_capture.clicked.connect(lambda: self._open("hides_from_capture", _CAPTURE))
        self.password_form.left.connect(self._on_passwords_left)
        for card in (self.recovery,):
            card.reported.connect(self.reported)
            card.failed.connect(self.show_error)

    def _show_read(self, row: DirectorateRow) -> None:
        self._show_verdict(self.desk.verdict)
        laid = laid_down()
        self.lock_words.setText(
            f"Program {laid.lock_minutes or row.lock_minutes} dakika kullanılmayınca kilitlenir. "
            "Ctrl+L hemen kilitler."
        )
        self.capture_words.setText(capture_words(row, can_hide=system_hide() is not None))

    def _show_verdict(self, verdict: Verdict) -> None:
        if verdict.is_whole:
            self.trail_mark.set_state(State.GOOD, "zincirin ucu sağlam")
        else:
            self.trail_mark.set_state(State.LATE, "zincir bozuk: Denetim izi sayfasına bakınız")

    @Slot()
    def _on_change_password(self) -> None:
        if self.change_password.isEnabled():
            self.new_password.demand(self._on_judged)

    def _on_judged(self, _right: bool) -> None:  # noqa: FBT001 - an answer
        self.password_form.submit()

    @Slot()
    def _store_password(self) -> None:
        desk, old, new = self.desk, self.old.text(), self.new_password.password()
        self.change_password.setEnabled(False)
        self.background.call(
            lambda: desk.users.change_own_password(old, new),
            parent=self,
            success=self._on_password_changed,
            failure=self._on_password_refused,
            changes=frozenset({Topic.USER}),
        )

    def _on_password_changed(self, _result: object) -> None:
        self.change_password.setEnabled(True)
        self._clear_passwords()
        self.reported.emit("Parolanız değiştirildi")

    def _on_password_refused(self, error: Exception) -> None:
        self.change_password.setEnabled(True)
        code = error.code if isinstance(error, KnownError) else ""
        if code in _WRONG_OLD:
            self.old.set_problem(str(text_of(error)))
            self.old.take_focus()
        elif code in {"access.weak_password", "access.same_password"}:
            self.new_password.first.set_problem(str(text_of(error)))
            self.new_password.first.take_focus()
        else:
            self.show_error(error)

    def _clear_passwords(self) -> None:
        self.old.clear()
        self.old.set_value(None)
        self.new_password.clear()
        self.password_form.mark_clean()

    @Slot()
    def _on_passwords_left(self) -> None:
        self._clear_passwords()
        self.left.emit()

    def _open(self, key: str, title: str) -> None:
        self.read(
            lambda work: DIRECTORATES.open(work, DIRECTORATE_ID), partial(self._ask, key, title)
        )

    def _ask(self, key: str, title: str, opened: tuple[DirectorateValues, int]) -> None:
        dialog = register_dialog(
            DIRECTORATES,
            DIRECTORATE_ID,
            opened,
            title=title,
            width=440,
            keys=(key,),
            changes=self.topics | {Topic.USER},
            background=self.background,
            clock=self.desk.clock,
            parent=self.window(),
        )
        self.show_dialog(dialog, f"{title} kaydedildi")


def capture_words(row: DirectorateRow, *, can_hide: bool) -> str:
    """Return what a screenshot shows of the program, by the setting and on this system."""
    if not row.hides_from_capture:
        return "Ekran görüntüsü, ekran paylaşımı ve uzaktan destek program pencerelerini gösterir."
    if can_hide:
        return (
            "Program pencereleri ekran görüntüsünde, ekran paylaşımında ve uzaktan destekte "
            "çıkmaz. Ekranın fotoğrafını çekmeyi hiçbir ayar önlemez."
        )
    return (
        "Ayar açık, ama bu bilgisayarın sistemi bunu yapamıyor: ekran görüntüsü program "
        "pencerelerini burada gösterir. Ayar yalnız Windows’ta geçerlidir."
    )


def _laid_words(laid: LaidDown, key: str) -> str:
    value = getattr(laid, key)
    if isinstance(value, bool):
        return "var" if value else "yok"
    return f"{value} dakika" if key == "lock_minutes" else str(value)


def _card(title: str, parent: QWidget) -> Card:
    card = Card(parent=parent)
    card.content.addWidget(make_label(title, font=theme.section(), parent=card))
    return card


def _left(button: QWidget) -> QHBoxLayout:
    return make_row(None, button, 1)
