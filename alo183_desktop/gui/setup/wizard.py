"""The set-up: five steps that end in the program."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from alo183_desktop.directorate.record import DirectorateValues
from alo183_desktop.gui.kit import dialogs, theme
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.buttons import LinkButton, PrimaryButton, SecondaryButton
from alo183_desktop.gui.kit.containers import Card, VerticalScrollArea, make_column, make_row
from alo183_desktop.gui.kit.errors import show_failure, text_of
from alo183_desktop.gui.kit.focus import ASIDE, ReadingOrderTabsMixin
from alo183_desktop.gui.kit.form.task_dialog import Steps
from alo183_desktop.gui.kit.labels import Separator, make_label
from alo183_desktop.gui.kit.notices import Toast
from alo183_desktop.gui.kit.paper.printing import PdfPreview
from alo183_desktop.gui.kit.recovery_view import RecoveryView
from alo183_desktop.gui.kit.states import StateMark
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.setup.demo_dialog import DemoDialog
from alo183_desktop.gui.setup.steps import (
    FILE_WORDS,
    SERVER_WORDS,
    AdministratorStep,
    DirectorateStep,
    PlaceDialog,
    ProvinceStep,
    SetUpStep,
    SignatoriesStep,
    scrolled,
)
from alo183_desktop.shared.bugs import log_bug
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State

if TYPE_CHECKING:
    from alo183_desktop.access.recovery import RecoverySheet
    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.bootstrap.opening import SetUpAnswers
    from alo183_desktop.bootstrap.program import Program
    from alo183_desktop.db.server_address import ServerLogin


class RecoveryPage(QWidget):
    """Empty until there is a sheet.

    Attributes:
        toast: Reports that it was printed.
    """

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent)
        self.toast = Toast(parent=self)

    def show_sheet(
        self, sheet: RecoverySheet, background: Background, *, directorate: str
    ) -> RecoveryView:
        """Show the sheet, and return the view in which the user confirms having it."""
        view = RecoveryView(background, sheet, directorate=directorate, parent=self)
        layout = QVBoxLayout(self)
        margin = theme.px(24)
        layout.setContentsMargins(margin, margin, margin, margin)
        layout.setSpacing(theme.px(2))
        layout.addWidget(make_label("Kurtarma kâğıdı", font=theme.card_title(), parent=self))
        layout.addWidget(
            make_label(
                "Müdürlüğünüz kuruldu. Parola unutulur ve başka bir yönetici de bulunmazsa veriyi "
                "yalnızca bu kâğıt açar: şimdi yazdırınız ya da kaydediniz.",
                role=theme.MUTED,
                wrap=True,
                parent=self,
            )
        )
        layout.addSpacing(theme.px(14))
        view.setMaximumWidth(theme.px(720))
        layout.addWidget(view)
        layout.addStretch(1)
        return view


_WORDS: Final = ("İl", "Müdürlük", "İmza sahipleri", "Yönetici", "Kurtarma kâğıdı")
_DIRECTORATE, _ADMINISTRATOR, _RECOVERY = 1, 3, 4
_PREVIEW_PAUSE_MS: Final = 200
_FIELD_OF: Final = {
    "access.login_form": "administrator_login",
    "access.login_taken": "administrator_login",
    "access.name_missing": "administrator_name",
    "access.weak_password": "password",
    "server.role_taken": "administrator_login",
}


class SetupWizard(ReadingOrderTabsMixin, QWidget):
    """Asks, sets up, shows the recovery sheet once.

    Signals:
        finished: The open data (`bootstrap.desk.Desk`); the sheet has been read back.
        restore_wanted: The user has a backup and wants no new directorate.
        opening_wanted: The user has a data file and its recovery sheet, and nothing else.
        demo_wanted: The user wants to try the program on the invented data of a folder.
    """

    finished = Signal(object)
    restore_wanted = Signal()
    opening_wanted = Signal()
    demo_wanted = Signal(object)

    def __init__(self, program: Program, *, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._program = program
        self._background = Background(parent=self)
        self._desk: Desk | None = None
        self._owner: ServerLogin | None = None
        self._is_closed = False
        self._is_awaited = False
        self._is_typed = False
        self._step = 0
        self._done: set[int] = set()
        self.steps = Steps(_WORDS, parent=self)
        self.province = ProvinceStep(clock=program.clock, parent=self)
        self.directorate = DirectorateStep(clock=program.clock, parent=self)
        self.signatories = SignatoriesStep(clock=program.clock, parent=self)
        self.administrator = AdministratorStep(
            self._background, known=self._known_words, parent=self
        )
        self._asked: tuple[SetUpStep, ...] = (
            self.province,
            self.directorate,
            self.signatories,
            self.administrator,
        )
        self._pages = QStackedWidget(self)
        self._preview = PdfPreview(self._background, title="Yazılarınızın görünüşü", parent=self)
        self._panel = _Panel(self._preview, parent=self)
        self._panel.setProperty(ASIDE, True)
        self._status = StateMark(parent=self)
        self._go_there = LinkButton("Alana git", parent=self)
        self.restoring = LinkButton("Yedekten geri dön", parent=self)
        self.opening = LinkButton("Veri dosyasını kurtarma kâğıdıyla aç", parent=self)
        self.place = LinkButton("", parent=self)
        self.trying = LinkButton("&Uydurma bir müdürlükle dene", parent=self)
        self._progress = QProgressBar(self)
        self.back = SecondaryButton("&Geri", parent=self)
        self.forward = PrimaryButton("İler&i", parent=self)
        self.forward.setDefault(True)
        self.recovery: RecoveryView | None = None
        self._recovery_page = RecoveryPage(parent=self)
        self._pause = QTimer(self, singleShot=True, interval=_PREVIEW_PAUSE_MS)
        self._lay_out()
        self._connect()
        self._show_step(0)
        self._draw()

    def answers(self) -> SetUpAnswers:
        """Return everything typed, except the password."""
        from alo183_desktop.bootstrap.opening import SetUpAnswers

        return SetUpAnswers(
            directorate=self._form(),
            signatories=self.signatories.read(),
            administrator_login=self.administrator.login.text(),
            administrator_name=self.administrator.name.text(),
        )

    def current_step(self) -> int:
        """Return the index of the current step, from 0."""
        return self._step

    def status(self) -> str:
        """Return the text of the foot."""
        return self._status.word()

    @Slot()
    def shut_down(self) -> None:
        """End the threads; a directorate that was created but not entered is closed."""
        if self._is_closed:
            return
        self._is_closed = True
        self._pause.stop()
        if self._desk is not None:
            self._desk.close()
            self._desk = None
        self._background.close()

    def may_leave(self) -> bool:
        """Ask before the window closes and something would be lost; return the answer.

        That is typed data, or a sheet that was not read back. The window calls it.
        """
        if self._has_loose_sheet():
            answer = dialogs.ask(
                self.window(),
                title="Kurtarma kâğıdı denetlenmeden kapatılsın mı?",
                text="Müdürlük kuruldu, ama bu kâğıt bir daha verilmez; kâğıdınız yoksa parola "
                "unutulunca veri açılamaz. Yeni kâğıt Ayarlar, Güvenlik bölümünde yapılır.",
                verbs=("Kâğıda dön", "Yine de kapat"),
                state=State.NEAR,
            )
            return answer == 1
        if not self._is_typed or self._desk is not None:
            return True
        answer = dialogs.ask(
            self.window(),
            title="Kurulumdan çıkılsın mı?",
            text="Program kapanır. Yazdıklarınız saklanmaz.",
            verbs=("Kuruluma dön", "Çık"),
        )
        # The sheet may have arrived while the question was open.
        return answer == 1 and not self._has_loose_sheet()

    @Slot()
    def go_forward(self) -> None:
        """Go to the next step when this one is valid."""
        if self._step == _RECOVERY:
            self._enter()
            return
        self.forward.setEnabled(False)
        self._asked[self._step].demand(self._on_judged)

    @Slot()
    def go_back(self) -> None:
        """Go to the previous step; what was typed stays."""
        if 0 < self._step < _RECOVERY:
            self._show_step(self._step - 1)

    @Slot()
    def open_place(self) -> None:
        """Ask where the data will be; joining a directorate needs nothing more."""
        dialog = PlaceDialog(self._background, self._program, parent=self)
        dialog.chosen.connect(self._on_place_chosen)
        dialog.desk_joined.connect(self._on_joined)
        dialog.open()

    @Slot()
    def open_demo(self) -> DemoDialog:
        """Offer a directorate of invented people; return the dialog."""
        program = self._program
        dialog = DemoDialog(self._background, program.data_folder, clock=program.clock, parent=self)
        dialog.filled.connect(self.demo_wanted)
        dialog.open()
        return dialog

    def _lay_out(self) -> None:
        head = make_row(
            None,
            make_label("Kurulum", font=theme.title(), parent=self),
            self.trying,
            1,
            self.steps,
            gap=20,
            margins=(24, 14, 24, 14),
        )
        for step in self._asked:
            self._pages.addWidget(scrolled(step, parent=self))
        # A low window would squeeze the code until its last groups are truncated.
        self._pages.addWidget(VerticalScrollArea(self._recovery_page, parent=self))
        middle = make_row(None, (self._pages, 11), (self._panel, 9), gap=0)
        foot = make_row(
            None,
            self._status,
            self._go_there,
            self._progress,
            1,
            self.opening,
            self.place,
            self.restoring,
            self.back,
            self.forward,
            gap=8,
            margins=(24, 12, 24, 12),
        )
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._progress.setFixedWidth(theme.px(160))
        self._progress.setAccessibleName("Kurulum sürüyor")
        self._progress.hide()
        self._go_there.hide()
        make_column(
            self, head, Separator(parent=self), (middle, 1), Separator(parent=self), foot, gap=0
        )

    def _connect(self) -> None:
        for step in self._asked:
            step.changed.connect(self._on_changed)
        self.signatories.turned_to.connect(self._pause.start)
        self.restoring.clicked.connect(self.restore_wanted)
        self.opening.clicked.connect(self.opening_wanted)
        self.place.clicked.connect(self.open_place)
        self.trying.clicked.connect(self.open_demo)
        self.back.clicked.connect(self.go_back)
        self.forward.clicked.connect(self.go_forward)
        self.steps.step_chosen.connect(self._on_step_chosen)
        self._go_there.clicked.connect(self._on_go_there)
        self._pause.timeout.connect(self._draw)
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.shut_down)

    def _form(self) -> DirectorateValues:
        typed = {**self.province.record.typed(), **self.directorate.record.typed()}
        return DirectorateValues(**typed)

    def _known_words(self) -> tuple[str, ...]:
        form = self._form()
        return tuple(word for word in (form.province, form.heading_3) if word)

    def _show_step(self, step: int) -> None:
        self._step = step
        self._pages.setCurrentIndex(step)
        self.steps.set_current(step, done=frozenset(self._done))
        self._show_where()
        self.place.setVisible(step == 0)
        self.trying.setVisible(step == 0)
        self.opening.setVisible(step == 0)
        self.back.setVisible(0 < step < _RECOVERY)
        self.forward.setText(
            {_ADMINISTRATOR: "&Müdürlüğü kur", _RECOVERY: "&Programa geç"}.get(step, "İler&i")
        )
        self.forward.setEnabled(step < _RECOVERY)
        self._show_status("")
        if step == _DIRECTORATE:
            from alo183_desktop.directorate.record import propose

            self.directorate.propose(propose(self._form().province))
        if step < _RECOVERY:
            self._asked[step].take_focus()

    def _on_judged(self, right: bool) -> None:  # noqa: FBT001 - an answer
        self.forward.setEnabled(True)
        if not right:
            self._done.discard(self._step)
            self._show_count()
            return
        self._done.add(self._step)
        if self._step == _ADMINISTRATOR:
            self._create()
        else:
            self._show_step(self._step + 1)

    def _show_count(self) -> None:
        count = len(self._asked[self._step].problems())
        self._show_status(f"{count} alan eksik ya da yanlış." if count else "")
        self._go_there.setVisible(bool(count))

    def _show_status(self, text: str, state: State = State.LATE) -> None:
        self._status.set_state(state if text else None, text)
        self._go_there.hide()

    def _create(self) -> None:
        answers, password = self.answers(), self.administrator.new_password.password()
        owner, program = self._owner, self._program

        def create() -> tuple[Desk, RecoverySheet]:
            if owner is None:
                return program.create(answers, password)
            return program.create_on_server(owner, answers, password)

        self._set_busy(busy=True)
        self._background.call(
            create,
            parent=self,
            success=self._on_created,
            failure=self._on_refused,
        )

    def _set_busy(self, *, busy: bool) -> None:
        self._progress.setVisible(busy)
        self._pages.setEnabled(not busy)
        self.steps.setEnabled(not busy)
        self.back.setEnabled(not busy)
        self.forward.setEnabled(not busy)
        words = (
            "Şifreli veri dosyası hazırlanıyor…" if self._owner is None else "Sunucuda kuruluyor…"
        )
        self._show_status(words if busy else "", State.NONE)

    def _on_created(self, made: tuple[Desk, RecoverySheet]) -> None:
        self._desk, sheet = made
        self._set_busy(busy=False)
        self.administrator.new_password.clear()
        self.recovery = self._recovery_page.show_sheet(
            sheet, self._background, directorate=self._desk.directorate_name
        )
        self.recovery.confirmed.connect(self._on_confirmed)
        self._show_step(_RECOVERY)
        self.recovery.take_focus()

    def _on_refused(self, error: Exception) -> None:
        self._set_busy(busy=False)
        if not isinstance(error, KnownError):
            show_failure(self.window(), error)
            return
        problems = error.problems
        key = _FIELD_OF.get(error.code)
        if key is not None:
            problems = (Problem(key, error.code, error.parameters),)
        for index, step in enumerate(self._asked):
            if step.show_problems(tuple(problems)):
                self._show_step(index)
                step.focus_first_wrong()
                self._show_count()
                return
        self._show_status(str(text_of(error)))

    def _on_place_chosen(self, owner: ServerLogin | None) -> None:
        self._owner = owner
        self._show_where()

    def _on_joined(self, desk: Desk) -> None:
        self._desk = desk
        self._enter()

    def _show_where(self) -> None:
        self.restoring.setVisible(self._step == 0 and self._owner is None)
        words = SERVER_WORDS if self._owner else FILE_WORDS
        self.place.setText(f"&Veri: {words}…")

    def _enter(self) -> None:
        desk, self._desk = self._desk, None
        if desk is None:
            return
        # The wizard is destroyed when the program appears: its threads end first.
        self.shut_down()
        self.finished.emit(desk)

    @Slot()
    def _draw(self) -> None:
        form, signatory = self._form(), self.signatories.current()

        def draw() -> bytes:
            from alo183_desktop.directorate.sample import sample_letter
            from alo183_desktop.documents.letter.pdf import lay_out  # reportlab is slow to load

            return lay_out(sample_letter(form, signatory)).pdf

        self._background.run_pure(
            draw,
            parent=self,
            success=self._preview.set_pdf,
            failure=self._on_not_drawn,
            key="sample",
        )

    def _on_not_drawn(self, error: Exception) -> None:
        # The preview only follows: a contact block that does not fit is reported, nothing blocked.
        if isinstance(error, KnownError):
            self._show_status(str(text_of(error)), State.NEAR)
        else:
            log_bug(error)

    @Slot()
    def _on_changed(self) -> None:
        self._is_typed = True
        if self._status.word() and self._step < _RECOVERY:
            self._show_count()
        if self._step < _ADMINISTRATOR:
            self._pause.start()

    @Slot()
    def _on_confirmed(self) -> None:
        if self._desk is not None:
            self._background.call(
                self._desk.note_recovery_sheet,
                parent=self,
                success=self._end_recovery,
                failure=self._on_sheet_not_noted,
                changes=frozenset({Topic.DIRECTORATE}),
            )

    def _end_recovery(self, _nothing: None) -> None:
        self._done.add(_RECOVERY)
        self.forward.setEnabled(True)
        self.forward.setFocus()
        if self._is_awaited:
            self.go_forward()

    def _on_sheet_not_noted(self, error: Exception) -> None:
        # The sheet is valid; only the settings will show that there is none.
        show_failure(self.window(), error)
        self._end_recovery(None)

    def _has_loose_sheet(self) -> bool:
        return self.recovery is not None and not self.recovery.is_confirmed()

    @Slot()
    def _on_go_there(self) -> None:
        self._asked[self._step].focus_first_wrong()

    @Slot(int)
    def _on_step_chosen(self, step: int) -> None:
        # Back to earlier steps; forward only over valid steps.
        if self._step < _RECOVERY and step < _RECOVERY and set(range(step)) <= self._done:
            self._show_step(step)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.window().close()
            return
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if self.forward.isEnabled():
                self.go_forward()
                return
            # Directly after the last character of the group: the data is still recording it.
            self._is_awaited = self.recovery is not None and self.recovery.is_confirmed()
        super().keyPressEvent(event)


class _Panel(Card):
    """The quiet side panel of the sample letter."""

    def __init__(self, preview: PdfPreview, *, parent: QWidget) -> None:
        super().__init__(quiet=True, parent=parent)
        self.content.addWidget(preview, 1)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour("chrome"))
        painter.fillRect(0, 0, 1, self.height(), theme.colour("line"))
