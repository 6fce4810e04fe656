"""The recovery sheet: when somebody last had it in hand, its test, a new one with a new key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from alo183_desktop.access.queries import sheet_looked_at
from alo183_desktop.access.recovery_rules import is_overdue, looked_at_words
from alo183_desktop.gui.kit import dialogs, theme
from alo183_desktop.gui.kit.buttons import SecondaryButton
from alo183_desktop.gui.kit.cards import Card
from alo183_desktop.gui.kit.errors import log_bug
from alo183_desktop.gui.kit.forms import TextField
from alo183_desktop.gui.kit.kinds import Kind
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.recovery_view import RecoveryView
from alo183_desktop.gui.kit.states import State, StateMark
from alo183_desktop.gui.settings.user_dialogs import UserTask
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from alo183_desktop.access.recovery import RecoverySheet
    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.gui.kit.background import Background

_TOLD: Final = frozenset({Kind.DIRECTORATE})
_RENEW: Final = "Anahtarı ve kâğıdı yeni&le…"


class RecoveryCard(Card):
    """One card of the settings.

    Signals:
        said: What was done, for the foot of the page.
        failed: What hindered it.
    """

    said = Signal(str)
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
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addWidget(self.try_sheet)
        row.addWidget(self.new_sheet)
        row.addStretch(1)
        self.content.addLayout(row)
        self.try_sheet.clicked.connect(self.open_test)
        self.new_sheet.clicked.connect(self._on_new_sheet)

    def load(self, *, changes: frozenset[Kind] = frozenset()) -> None:
        """Say when the sheet was last made or tested.

        Args:
            changes: What has just been done, so that others who tell of the sheet ask anew.
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
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _show_age(self, looked_at: dt.datetime | None) -> None:
        now = self._desk.clock()
        if looked_at is None:
            state = State.LATE
        else:
            state = State.NEAR if is_overdue(looked_at, now=now) else State.GOOD
        self.mark.set_state(state, looked_at_words(looked_at, now=now))

    def _on_tried(self, *, opens_alone: bool) -> None:
        self.load(changes=_TOLD)
        if opens_alone or self._desk.is_on_server:
            self.said.emit("Kurtarma kâğıdı doğru: veriyi açıyor")
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
        dialog = RecoveryDialog(
            self._background, sheet, directorate=self._desk.directorate_name, parent=self.window()
        )
        dialog.accepted.connect(lambda: self._rekey(sheet))
        dialog.rejected.connect(lambda: self.new_sheet.setEnabled(True))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _rekey(self, sheet: RecoverySheet) -> None:
        if self._desk.is_on_server:
            self._on_done(())
            return
        self.new_sheet.setText("Veri yeniden şifreleniyor…")
        desk = self._desk
        self._background.call(
            lambda: desk.rekey(sheet), parent=self, success=self._on_done, failure=self._end
        )

    def _on_done(self, dropped: tuple[str, ...]) -> None:
        self._free()
        self.load(changes=_TOLD)
        self.said.emit("Yeni kurtarma kâğıdı geçerli")
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


class TrySheetDialog(UserTask):
    """The whole code is typed from the paper; nothing changes but the trail."""

    def __init__(self, background: Background, desk: Desk, *, parent: QWidget) -> None:
        super().__init__(
            background,
            title="Kurtarma kâğıdını dene",
            explanation="Kâğıttaki kodun tümünü yazınız. Hiçbir şey değişmez; deneme denetim izine "
            "yazılır.",
            verb="&Dene",
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
        """Return whether the sheet opens the data file alone, once it was accepted."""
        return self._found == [True]

    @override
    def task(self) -> Callable[[], object]:
        desk, code, found = self._desk, self.code.text(), self._found

        def test() -> None:
            found[:] = [desk.try_recovery_sheet(code)]

        return test


class RecoveryDialog(dialogs.TaskDialog):
    """Shows a new sheet; can be closed once it has been read back, or after a question."""

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
        self.go.clicked.connect(self.accept)
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
