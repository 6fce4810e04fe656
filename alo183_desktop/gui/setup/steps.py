"""The steps of the set-up: location of the data, the directorate, its first administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget

from alo183_desktop.db.server_address import ServerLogin, make_address
from alo183_desktop.directorate.provinces import area_code_of
from alo183_desktop.directorate.record import (
    DIRECTORATE,
    SIGNATORY,
    DirectorateValues,
    SignatoryValues,
    propose,
)
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import LinkButton, SecondaryButton
from alo183_desktop.gui.kit.containers import VerticalScrollArea, make_column, make_row
from alo183_desktop.gui.kit.form.dialog import KeyDialog
from alo183_desktop.gui.kit.form.fields import FileField
from alo183_desktop.gui.kit.form.form import (
    CheckList,
    Field,
    Form,
    PhoneField,
    RadioChoice,
    TextField,
)
from alo183_desktop.gui.kit.form.passwords import LoginField, NewPassword, PasswordField
from alo183_desktop.gui.kit.form.record import RecordFields
from alo183_desktop.gui.kit.labels import Separator, make_label
from alo183_desktop.shared.identity import tidy_name
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.bootstrap.program import Program
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.shared.clock import Clock
    from alo183_desktop.shared.errors import Problem

_PROPOSED: Final = (
    "heading_1",
    "heading_2",
    "heading_3",
    "recipient_1",
    "recipient_2",
    "recipient_address",
)
_ASKED: Final = (
    "detsis",
    "file_plan_code",
    "address",
    "postal_code",
    "website",
    "telephone",
    "fax",
    "email",
    "kep",
    "contact_name",
    "contact_title",
    "contact_telephone",
    "recipient_fax",
    "email_domains",
)
_LOCAL_PHONES: Final = ("telephone", "fax", "contact_telephone")
_CHECKED: Final = "checked"


class SetUpStep(QWidget):
    """One step: a title, a sentence, forms.

    Signals:
        changed: The user typed.
    """

    changed = Signal()

    def __init__(self, title: str, sentence: str, *, parent: QWidget) -> None:
        super().__init__(parent)
        self.forms: list[Form] = []
        self.box = make_column(
            self,
            make_label(title, font=theme.card_title(), parent=self),
            make_label(sentence, role=theme.MUTED, wrap=True, parent=self),
            gap=2,
        )
        self.box.addSpacing(theme.px(14))

    def fields(self) -> list[Field]:
        """Return all fields of the step, from top to bottom."""
        return [field for form in self.forms for field in form.fields()]

    def problems(self) -> list[tuple[Field, str]]:
        """Return missing or wrong values, shown or not."""
        return [problem for form in self.forms for problem in form.problems()]

    def demand(self, then: Callable[[bool], object]) -> None:
        """Show errors, focus the first one, and call `then` with the result."""
        right = [form.validate() for form in self.forms]
        if not all(right):
            self.focus_first_wrong()
        then(all(right))

    def focus_first_wrong(self) -> None:
        """Focus the first wrong field."""
        for form in self.forms:
            if form.focus_first_wrong():
                return

    def take_focus(self) -> None:
        """Focus the first field to fill in."""
        fields = self.fields()
        if fields:
            fields[0].take_focus()

    def show_problems(self, problems: tuple[Problem, ...]) -> bool:
        """Show errors found by the service; return whether some of them belong here."""
        mine = {field.key for field in self.fields()}
        here = [problem for problem in problems if problem.key in mine]
        for form in self.forms:
            form.show_problems(here)
        return bool(here)

    def add_form(self, form: Form) -> None:
        """Add a form."""
        self.forms.append(form)
        self.box.addWidget(form)
        form.changed.connect(self.changed)


class ProvinceStep(SetUpStep):
    """The province, and its proposed values, to be confirmed.

    Attributes:
        record: The controls.
    """

    def __init__(self, *, clock: Clock, parent: QWidget) -> None:
        super().__init__(
            "İliniz ve yazıların muhatabı",
            "İlinizi seçince başlık satırları ve muhatap önerilir. Önerileri yazılarınızdakiyle "
            "karşılaştırıp gerekirse düzeltiniz.",
            parent=parent,
        )
        form = Form(parent=self)
        self.record = RecordFields(
            form, DIRECTORATE, clock=clock, keys=("province", *_PROPOSED), parent=form
        )
        self.confirmed = CheckList(
            "Onay",
            [(_CHECKED, "Başlığı, muhatabı ve adresini denetledim")],
            key="confirmed",
            required=True,
            columns=1,
            parent=form,
        )
        form.add_row(self.confirmed)
        self.add_form(form)
        self.box.addStretch(1)
        self._proposed = DirectorateValues()
        self.record["province"].changed.connect(self._on_province_changed)

    @override
    def problems(self) -> list[tuple[Field, str]]:
        """As `SetUpStep.problems`; without a province only one, as it fills in the rest."""
        province = self.record["province"]
        if province.value() is None:
            return [(province, province.problem())]
        return super().problems()

    @override
    def demand(self, then: Callable[[bool], object]) -> None:
        province = self.record["province"]
        province.tidy()
        if province.validate():
            super().demand(then)
        else:
            province.take_focus()
            then(False)

    @Slot()
    def _on_province_changed(self) -> None:
        name = self.record["province"].value()
        if name is None or name == self._proposed.province:
            return
        proposal = propose(name)
        for key in _PROPOSED:
            field = self.record[key]
            # What the user has typed stays.
            if field.text().strip() in {"", getattr(self._proposed, key)}:
                field.set_value(getattr(proposal, key))
        self._proposed = proposal
        self.confirmed.set_value(())


class DirectorateStep(SetUpStep):
    """Numbers and addresses of the directorate.

    Attributes:
        record: The controls.
    """

    def __init__(self, *, clock: Clock, parent: QWidget) -> None:
        super().__init__(
            "Müdürlüğünüz",
            "DETSİS numarası ve dosya planı kodu yazının sayısında, iletişim bilgileri her "
            "sayfanın altında yer alır. Boş bırakılan iletişim bilgisi yazılmaz.",
            parent=parent,
        )
        form = Form(parent=self)
        self.record = RecordFields(form, DIRECTORATE, clock=clock, keys=_ASKED, parent=form)
        self.add_form(form)
        self.box.addStretch(1)

    def propose(self, proposal: DirectorateValues) -> None:
        """Fill in the proposals of the province, where nothing is typed yet."""
        area_code = area_code_of(proposal.province) if proposal.province else ""
        for key in _LOCAL_PHONES:
            field = self.record[key]
            assert isinstance(field, PhoneField)  # noqa: S101 - for the type checker
            field.complete_by(area_code)
        for field in self.fields():
            proposed = DIRECTORATE.shown(field.key, getattr(proposal, field.key))
            if proposed and not field.text().strip():
                field.set_value(proposed)


class SignatoriesStep(SetUpStep):
    """One block of fields for each signatory.

    Signals:
        turned_to: The user turned to another signatory.
    """

    turned_to = Signal()

    def __init__(self, *, clock: Clock, parent: QWidget) -> None:
        super().__init__(
            "İmza sahipleri",
            "Yazıları imzalayacak kişileri ekleyiniz. Vekiller, vekâlet ettikleri günler boyunca "
            "seçilebilir.",
            parent=parent,
        )
        self._clock = clock
        self._blocks: dict[Form, tuple[RecordFields[SignatoryValues], QWidget, LinkButton]] = {}
        self._current: Form | None = None
        self._add = SecondaryButton("İm&za sahibi ekle", icon="add", parent=self)
        self._add.clicked.connect(self._on_add_clicked)
        row = make_row(None, self._add, 1, margins=(0, 12, 0, 0))
        self.box.addLayout(row)
        self.box.addStretch(1)
        self.add_block()
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus_changed)

    def current(self) -> SignatoryValues | None:
        """Return the signatory whom the user fills in, else the first one with a name."""
        blocks = [self._current, *self.forms] if self._current in self.forms else self.forms
        read = (self._blocks[block][0].typed() for block in blocks if block is not None)
        return next((SignatoryValues(**one) for one in read if one["name"].strip()), None)

    def read(self) -> tuple[SignatoryValues, ...]:
        """Return all typed signatories."""
        return tuple(SignatoryValues(**fields.typed()) for fields, *_ in self._blocks.values())

    def show_first(self, values: SignatoryValues) -> None:
        """Show a signatory in the first block."""
        next(iter(self._blocks.values()))[0].show(values)

    def add_block(self) -> Form:
        """Add an empty block and return its form."""
        frame = QWidget(self)
        layout = make_column(frame, gap=12)
        if self._blocks:
            layout.addSpacing(theme.px(8))
            layout.addWidget(Separator(parent=frame))
        block = Form(parent=frame)
        fields = RecordFields(block, SIGNATORY, clock=self._clock, parent=block)
        block.add_stretch()
        remove = LinkButton("Bu kişiyi çıkar", parent=frame)
        remove.clicked.connect(lambda: self._remove(block))
        layout.addWidget(block)
        layout.addWidget(remove, 0, Qt.AlignmentFlag.AlignRight)
        self.box.insertWidget(self.box.count() - 2, frame)
        self.forms.append(block)
        block.changed.connect(self.changed)
        self._blocks[block] = (fields, frame, remove)
        self._show_removals()
        self._turn_to(block)
        return block

    def _turn_to(self, block: Form) -> None:
        """Give the letters of the keyboard to the fields of one block: all have the same."""
        self._current = block
        for one in self.forms:
            one.give_letters(given=one is block)
        self.turned_to.emit()

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        for block in self.forms:
            if now is not None and block is not self._current and block.isAncestorOf(now):
                self._turn_to(block)

    def _remove(self, block: Form) -> None:
        _fields, frame, _link = self._blocks.pop(block)
        self.forms.remove(block)
        self.box.removeWidget(frame)
        frame.hide()
        frame.deleteLater()
        self._show_removals()
        self._turn_to(self.forms[-1])
        self.changed.emit()

    def _show_removals(self) -> None:
        for index, (_fields, _frame, link) in enumerate(self._blocks.values()):
            # The first block has no rule above it that could remain.
            link.setVisible(index > 0)

    @Slot()
    def _on_add_clicked(self) -> None:
        self.add_block().field("name").take_focus()
        self.changed.emit()


class AdministratorStep(SetUpStep):
    """The user who sets up and will administer."""

    def __init__(
        self, background: Background, *, known: Callable[[], tuple[str, ...]], parent: QWidget
    ) -> None:
        """Make the step; `known` returns what else an attacker knows, such as the province."""
        super().__init__(
            "İlk yönetici",
            "Yönetici kullanıcıları ve müdürlük bilgilerini düzenler. Parolayı program dâhil kimse "
            "bilemez; unutulursa başka bir yönetici ya da kurtarma kâğıdı gerekir.",
            parent=parent,
        )
        self._known = known
        form = Form(columns=1, parent=self)
        self.name = TextField(
            "&Adı soyadı",
            key="administrator_name",
            required=True,
            show=tidy_name,
            parent=form,
        )
        self.login = LoginField(
            self.name,
            key="administrator_login",
            note="Oturum açarken yazılır; addan önerilir.",
            parent=form,
        )
        self.new_password = NewPassword(background, personal=self._personal, parent=form)
        form.add_row(self.name)
        form.add_row(self.login)
        form.add_row(self.new_password)
        form.watch(self.new_password.first)
        form.watch(self.new_password.second)
        form.setMaximumWidth(theme.px(440))
        self.add_form(form)
        self.box.addStretch(1)

    @override
    def demand(self, then: Callable[[bool], object]) -> None:
        """As `SetUpStep.demand`, after the password has been measured."""

        def judged(_right: bool) -> None:  # noqa: FBT001 - the answer of another demand
            SetUpStep.demand(self, then)

        self.new_password.demand(judged)

    def _personal(self) -> tuple[str, ...]:
        return (self.login.text(), self.name.text(), *self._known())


def scrolled(step: SetUpStep, *, parent: QWidget) -> QScrollArea:
    """Return the step in a scroll area for low windows."""
    inner = QWidget(parent)
    layout = QVBoxLayout(inner)
    margin = theme.px(24)
    layout.setContentsMargins(margin, theme.px(20), margin, theme.px(16))
    layout.addWidget(step)
    # The letter beside it yields the room that the fields need.
    return VerticalScrollArea(inner, parent=parent)


FILE_WORDS: Final = "Tek bilgisayar (şifreli dosya)"
SERVER_WORDS: Final = "Sunucu (PostgreSQL)"
_FILE, _SERVER = "file", "server"


class PlaceDialog(KeyDialog):
    """Asks where the data is; for a server also for address, user and password.

    Signals:
        chosen: Where to set up a directorate: `ServerLogin` of the owner of an empty
            database, or None for a file.
        desk_joined: The open data (`bootstrap.desk.Desk`) of a directorate that was already on the
            server.
    """

    busy = "Bağlanılıyor…"
    refused: Mapping[str, str] = {
        "server.host_missing": "host",
        "server.port": "port",
        "server.database_name": "database",
        "server.no_database": "database",
        "access.wrong_password": "password",
        "access.wrong_password_wait": "password",
        "server.wrong_password": "password",
        "server.certificate_needed": "sslcert",
        "server.certificate_path": "sslcert",
        "server.certificate_unreadable": "sslkey",
        "server.certificate_alone": "sslkey",
    }

    chosen = Signal(object)
    desk_joined = Signal(object)

    def __init__(self, background: Background, program: Program, *, parent: QWidget) -> None:
        super().__init__(
            background,
            title="Veri nerede duracak?",
            explanation="Tek bilgisayarda çalışılacaksa veri şifreli bir dosyadır. Birden çok masa "
            "aynı anda çalışacaksa bir PostgreSQL sunucusundadır; kurulmuş bir müdürlüğe de "
            "buradan katılınır.",
            verb="&Seç",
            width=600,
            columns=2,
            draft="",
            parent=parent,
        )
        self._program = program
        self.place = RadioChoice(
            "&Verinin yeri", ((_FILE, FILE_WORDS), (_SERVER, SERVER_WORDS)), parent=self
        )
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
        self.password = PasswordField("&Parola", key="password", parent=self.form)
        self.certificate = FileField(
            "Kök &sertifika",
            kinds="Sertifika (*.pem *.crt *.cer)",
            key="sslrootcert",
            note="Kurumunuzun kendi sertifikası varsa; boşsa sistemdekiler kullanılır.",
            parent=self.form,
        )
        self.own_certificate = FileField(
            "İs&temci sertifikası",
            kinds="Sertifika (*.pem *.crt *.cer)",
            key="sslcert",
            note="Yalnız sunucu istiyorsa.",
            parent=self.form,
        )
        self.own_key = FileField(
            "Ö&zel anahtarı",
            kinds="Anahtar (*.pem *.key)",
            key="sslkey",
            note="Parolası varsa sizinkiyle aynı olmalıdır.",
            parent=self.form,
        )
        self.form.add_row(self.host, self.port)
        self.form.add_row(self.database)
        self.form.add_row(self.user, self.password)
        self.form.add_row(self.certificate)
        self.form.add_row(self.own_certificate, self.own_key)
        self._words = make_label(
            "Katılıyorsanız kendi kullanıcınızı yazınız. İlk kez kuruluyorsa boş veritabanının "
            "sahibini yazınız; yönetici sonraki adımlarda açılır.",
            role=theme.MUTED,
            wrap=True,
            parent=self,
        )
        self.content.insertWidget(0, self.place)
        self.content.insertWidget(2, self._words)
        self.database.set_value("alo183")
        self.form.mark_clean()
        self.place.changed.connect(self._show_place)
        self._show_place()

    @override
    def first_field(self) -> Field:
        return self.place

    @Slot()
    def _show_place(self) -> None:
        is_server = self.place.value() == _SERVER
        self.form.setVisible(is_server)
        self._words.setVisible(is_server)
        self.trouble.set_text(State.LATE, "")
        self.set_verb("&Bağlan" if is_server else "&Seç")
        self.fit_soon()
        if is_server:
            self.host.take_focus()

    @override
    def submit(self) -> None:
        if self.place.value() == _SERVER:
            super().submit()
        else:
            self.chosen.emit(None)
            self.accept()

    @override
    def save(self) -> None:
        super().save()
        self.place.setEnabled(False)

    @override
    def refuse(self, error: Exception) -> None:
        self.place.setEnabled(True)
        super().refuse(error)

    @override
    def task(self) -> Callable[[], object]:
        typed = {
            "host": self.host.text(),
            "port": self.port.text(),
            "database": self.database.text().strip(),
            "sslrootcert": self.certificate.text(),
            "sslcert": self.own_certificate.text(),
            "sslkey": self.own_key.text(),
        }
        user, password, program = self.user.text().strip(), self.password.text(), self._program

        def look() -> ServerLogin | Desk:
            login = ServerLogin(make_address(**typed), user, password)
            return program.join(login) if program.is_set_up_on(login) else login

        return look

    @override
    def take_result(self, result: object) -> None:
        super().take_result(result)
        (self.chosen if isinstance(result, ServerLogin) else self.desk_joined).emit(result)
