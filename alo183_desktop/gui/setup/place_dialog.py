"""Where the data will be: a file on this computer, or a server that several desks share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal, Slot

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.dialogs import TaskDialog
from alo183_desktop.gui.kit.errors import log_bug, text_of
from alo183_desktop.gui.kit.form.form import Form, RadioChoice, TextField
from alo183_desktop.gui.kit.form.passwords import FileField, PasswordField
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.notices import Banner
from alo183_desktop.gui.kit.states import State
from alo183_desktop.shared.errors import KnownError

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from alo183_desktop.bootstrap import Desk, Program
    from alo183_desktop.db.server_address import ServerLogin
    from alo183_desktop.gui.kit.background import Background

FILE_WORDS: Final = "Tek bilgisayar (şifreli dosya)"
SERVER_WORDS: Final = "Sunucu (PostgreSQL)"
_FILE, _SERVER = "file", "server"
_FIELD_OF: Final = {
    "server.host_missing": "host",
    "server.port": "port",
    "server.database_name": "database",
    "server.no_database": "database",
    "access.wrong_password": "password",
    "access.wrong_password_wait": "password",
    "server.wrong_password": "password",
}


class PlaceDialog(TaskDialog):
    """Asks where the data is; with a server only for address, user and password.

    Signals:
        chosen: Where a directorate is to be set up: `ServerLogin` of the owner of an empty
            database, or None for a file.
        joined: The open data (`bootstrap.Desk`) of a directorate that was on the server already.
    """

    chosen = Signal(object)
    joined = Signal(object)

    def __init__(self, background: Background, program: Program, *, parent: QWidget) -> None:
        super().__init__(
            title="Veri nerede duracak?",
            explanation="Tek bilgisayarda çalışılacaksa veri şifreli bir dosyadır. Birden çok masa "
            "aynı anda çalışacaksa bir PostgreSQL sunucusundadır; kurulmuş bir müdürlüğe de "
            "buradan katılınır.",
            width=600,
            parent=parent,
        )
        self._background = background
        self._program = program
        self.place = RadioChoice(
            "&Verinin yeri", ((_FILE, FILE_WORDS), (_SERVER, SERVER_WORDS)), parent=self
        )
        self._banner = Banner(parent=self)
        self.form = Form(parent=self)
        self.host = TextField(
            "S&unucu",
            key="host",
            required=True,
            note="Ağdaki adı: sunucu.ornek.gov.tr",
            parent=self.form,
        )
        self.port = TextField("&Kapı", key="port", note="Boşsa 5432", parent=self.form)
        self.database = TextField("Verita&banı", key="database", required=True, parent=self.form)
        self.user = TextField("Ku&llanıcı", key="user", required=True, parent=self.form)
        self.password = PasswordField("&Parola", parent=self.form)
        self.certificate = FileField(
            "Kök &sertifika",
            kinds="Sertifika (*.pem *.crt *.cer)",
            key="sslrootcert",
            note="Kurumunuzun kendi sertifikası varsa; boşsa sistemdekiler kullanılır.",
            parent=self.form,
        )
        self.form.add_row(self.host, self.port)
        self.form.add_row(self.database)
        self.form.add_row(self.user, self.password)
        self.form.add_row(self.certificate)
        self._words = make_label(
            "Katılıyorsanız kendi kullanıcınızı yazınız. İlk kez kuruluyorsa boş veritabanının "
            "sahibini yazınız; yönetici sonraki adımlarda açılır.",
            role=theme.MUTED,
            wrap=True,
            parent=self,
        )
        for widget in (self.place, self._banner, self.form, self._words):
            self.content.addWidget(widget)
        self._leave = self.add_button("Vazgeç")
        self.go = self.add_button("&Seç", primary=True)
        self.database.set_value("alo183")
        self._connect()
        self.guard(self.form)
        self._show_place()

    def _connect(self) -> None:
        self._leave.clicked.connect(self.reject)
        self.go.clicked.connect(self._on_go)
        self.place.changed.connect(self._show_place)
        self.form.save_requested.connect(self._on_save)

    @Slot()
    def _show_place(self) -> None:
        is_server = self.place.value() == _SERVER
        self.form.setVisible(is_server)
        self._words.setVisible(is_server)
        self._banner.show_notice(None, "")
        self.go.setText("&Bağlan" if is_server else "&Seç")
        self._fit_soon()
        if is_server:
            self.host.take_focus()

    @Slot()
    def _on_go(self) -> None:
        if self.place.value() == _SERVER:
            # What a server said of one field may be mended in another.
            for field in self.form.fields():
                field.set_problem("")
            self.form.submit()
            return
        self.chosen.emit(None)
        self.accept()

    @Slot()
    def _on_save(self) -> None:
        from alo183_desktop.db.server_address import ServerLogin, make_address

        try:
            address = make_address(
                host=self.host.text(),
                port=self.port.text(),
                database=self.database.text().strip(),
                sslrootcert=self.certificate.text(),
            )
        except KnownError as error:
            self._refuse(error)
            return
        login = ServerLogin(address, self.user.text().strip(), self.password.text())
        program = self._program

        def look() -> ServerLogin | Desk:
            return program.join(login) if program.is_set_up_on(login) else login

        self._set_running(running=True)
        self._background.call(look, parent=self, success=self._on_looked, failure=self._refuse)

    def _on_looked(self, found: ServerLogin | Desk) -> None:
        from alo183_desktop.bootstrap import Desk

        self._set_running(running=False)
        self.accept()
        if isinstance(found, Desk):
            self.joined.emit(found)
        else:
            self.chosen.emit(found)

    def _set_running(self, *, running: bool) -> None:
        self.go.setEnabled(not running)
        self.go.setText("Bağlanılıyor…" if running else "&Bağlan")
        self.form.setEnabled(not running)
        self.place.setEnabled(not running)
        self._banner.show_notice(None, "")

    def _refuse(self, error: Exception) -> None:
        self._set_running(running=False)
        if not isinstance(error, KnownError):
            log_bug(error)
        message = str(text_of(error))
        key = _FIELD_OF.get(error.code) if isinstance(error, KnownError) else None
        if key is None:
            self._banner.show_notice(State.LATE, message)
        else:
            field = self.password if key == "password" else self.form.field(key)
            field.set_problem(message)
            field.take_focus()
        self._fit_soon()

    def _fit_soon(self) -> None:
        # Only once the texts know how wide they are.
        QTimer.singleShot(0, self, self.adjustSize)
