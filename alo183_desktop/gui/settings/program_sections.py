"""The program itself: how it starts on this computer, problem reports, its version and parts."""

from __future__ import annotations

import platform
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSettings, QStandardPaths, Slot, qVersion
from PySide6.QtWidgets import QApplication, QPlainTextEdit

from alo183_desktop.documents.columns import Column
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import SecondaryButton
from alo183_desktop.gui.kit.chosen_files import ask_target, write_file
from alo183_desktop.gui.kit.containers import Beside, group
from alo183_desktop.gui.kit.copying import copy_text
from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.gui.kit.form.choices import CheckList, RadioChoice
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.remembered import Remembered
from alo183_desktop.gui.kit.table.models import RowsModel
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.gui.kit.tray import Tray
from alo183_desktop.gui.settings.section import Section, facts_grid, path_line
from alo183_desktop.shared.clock import format_instant
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.laid_down import start_command
from alo183_desktop.shared.log_file import CRASH_FILE, LOG_FILE
from alo183_desktop.shared.override import override
from alo183_desktop.shared.paths import program_folder

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.gui.kit.background import Background

_STAYS: Final = "stays"
_AT_SIGN_IN: Final = "at_sign_in"
_NAME: Final = "Alo183"
_RUN: Final = r"HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Run"
_LINES: Final = 400
"""Of the log and of the last crash each: earlier lines are of another day."""
_FILE: Final = "sorun-bildirimi.txt"
_FRAME: Final = re.compile(r'File "[^"]*?([^"\\/]+[\\/][^"\\/]+)"')


class AtSignIn:
    """Whether the desktop starts the program at the user's sign-in, locked in the tray.

    Windows keeps it as a value of the user's `Run` key, other desktops as a file of the
    specification "Desktop Application Autostart" (freedesktop.org).
    """

    def __init__(self, data_folder: Path) -> None:
        """Prepare without changing anything.

        Args:
            data_folder: The data folder to start it on.
        """
        self._command = [*start_command(data_folder), "--tray"]

    def is_set(self) -> bool:
        """Return whether the desktop does."""
        if sys.platform == "win32":
            return _registry().contains(_NAME)
        return _desktop_file().exists()

    def set(self, *, starts: bool) -> None:
        """Let the desktop start the program from the next sign-in on, or no longer.

        Raises:
            KnownError: `export.not_written` and the like: the system does not allow it.
        """
        if sys.platform == "win32":
            registry = _registry()
            if starts:
                registry.setValue(_NAME, subprocess.list2cmdline(self._command))
            else:
                registry.remove(_NAME)
            registry.sync()
            if registry.status() is not QSettings.Status.NoError:
                raise KnownError("export.not_written", file=_RUN)
            return
        file = _desktop_file()
        try:
            if not starts:
                file.unlink(missing_ok=True)
                return
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise KnownError("export.not_written", file=str(file)) from error
        quoted = " ".join(f'"{_escaped(part)}"' for part in self._command)
        text = f"[Desktop Entry]\nType=Application\nName=Alo 183 İl Masası\nExec={quoted}\n"
        write_file(file, text.encode())


_OF_SYSTEM: Final = "system"
_SCHEMES: Final = ((_OF_SYSTEM, "Sistemin"), ("light", "Açık"), ("dark", "Koyu"))
_COLOURS: Final = (
    "Yazıların ve simgelerin büyüklüğü sistemin ayarından alınır (Windows’ta Ayarlar, Sistem, "
    "Ekran, Ölçek)."
)


class ComputerSection(Section):
    """How the program starts and ends here, and problem reports.

    Attributes:
        ticks: What this computer does automatically.
        scheme: Light, dark, or the system's.
        report: The content of a problem report, shown before it is passed on.
    """

    def __init__(self, background: Background, *, desk: Desk, parent: QWidget) -> None:
        super().__init__(
            background,
            title="Bu bilgisayar",
            sentence="Yalnız bu bilgisayarda, yalnız bu kullanıcının oturumunda geçerlidir.",
            desk=desk,
            parent=parent,
        )
        self._at_sign_in = AtSignIn(desk.data_folder)
        self.ticks = CheckList(
            "",
            (
                (_STAYS, "Pencere kapatılınca saatin yanında &kalsın, hatırlatmaya devam etsin"),
                (_AT_SIGN_IN, "Bilgisayar &açılınca kilitli olarak saatin yanında başlasın"),
            ),
            columns=1,
            key="computer",
            parent=self,
        )
        self.ticks.setEnabled(Tray.is_available())
        self.ticks.changed.connect(self._on_ticked)
        self.box.addWidget(self.ticks)
        if not Tray.is_available():
            words = "Bu masaüstünde saatin yanında simge yeri yok; bu iki ayar burada kullanılamaz."
            self.box.addWidget(make_label(words, role=theme.MUTED, wrap=True, parent=self))
        self.scheme = RadioChoice("Görünüm", _SCHEMES, key="scheme", parent=self)
        self.scheme.changed.connect(self._on_scheme_changed)
        self.box.addWidget(self.scheme)
        self.box.addWidget(make_label(_COLOURS, role=theme.MUTED, wrap=True, parent=self))
        save = SecondaryButton("Dosyaya ka&ydet…", icon="export", parent=self)
        copy = SecondaryButton("K&opyala", icon="copy", parent=self)
        save.clicked.connect(self._on_save)
        copy.clicked.connect(self._on_copy)
        heading = make_label("Sorun bildirimi", font=theme.section(), parent=self)
        self.box.addWidget(Beside(heading, group((save, copy), parent=self), parent=self))
        self.box.addWidget(
            make_label(
                "Program beklenmedik davranırsa aşağıdaki metni, ne yaptığınızı da yazarak destek "
                "veren kişiye gönderiniz. İçinde programın sürümü, bu bilgisayarın özellikleri ve "
                "günlüğü vardır; kişi, vaka, numara ve parola yoktur.",
                role=theme.MUTED,
                wrap=True,
                parent=self,
            )
        )
        self.report = QPlainTextEdit(self)
        self.report.setReadOnly(True)
        self.report.setTabChangesFocus(True)
        self.report.setAccessibleName("Sorun bildirimi")
        self.report.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.box.addWidget(self.report, 1)

    @override
    def load(self) -> None:
        ticked = ((_STAYS, Tray.stays()), (_AT_SIGN_IN, self._at_sign_in.is_set()))
        self.ticks.set_value(tuple(key for key, is_so in ticked if is_so))
        self.scheme.set_value(str(Remembered.value(theme.SCHEME) or _OF_SYSTEM))
        self.report.setPlainText(report_text(self.desk))

    @Slot()
    def _on_scheme_changed(self) -> None:
        chosen = str(self.scheme.value())
        if chosen != str(Remembered.value(theme.SCHEME) or _OF_SYSTEM):
            Remembered.keep(theme.SCHEME, chosen)
            theme.choose(chosen)

    @Slot()
    def _on_ticked(self) -> None:
        ticked = self.ticks.value()
        Tray.set_staying(_STAYS in ticked)
        try:
            if self._at_sign_in.is_set() != (_AT_SIGN_IN in ticked):
                self._at_sign_in.set(starts=_AT_SIGN_IN in ticked)
        except KnownError as error:
            show_failure(self, error)
            self.load()

    @Slot()
    def _on_save(self) -> None:
        file = ask_target(self, "Sorun bildirimini kaydet", _FILE, "Metin (*.txt)")
        if file is None:
            return
        try:
            write_file(file, self.report.toPlainText().encode())
        except KnownError as error:
            show_failure(self, error)
        else:
            self.reported.emit(f"{file.name} kaydedildi")

    @Slot()
    def _on_copy(self) -> None:
        copy_text(self.report.toPlainText())
        self.reported.emit("Sorun bildirimi kopyalandı")


def report_text(desk: Desk) -> str:
    """Return what support needs about a problem; no data, no names.

    Neither the log nor a crash contains a value (shared/bugs.py); the user's folder, often
    a personal name, is removed from every path.
    """
    screen = QApplication.primaryScreen()
    room, scale = screen.size(), screen.devicePixelRatio()
    facts = (
        ("Program", metadata.version("alo183-desktop")),
        ("Veri sürümü", desk.revision),
        ("Veri", "sunucuda" if desk.is_on_server else "bu bilgisayarda"),
        ("Sistem", platform.platform()),
        ("Python, Qt", f"{platform.python_version()}, {qVersion()}"),
        ("Pencere", QApplication.platformName()),
        ("Ekran", f"{room.width()} × {room.height()}, {scale:g} kat"),
        ("Yazıldığı an", format_instant(desk.clock())),
    )
    parts = ["\n".join(f"{label}: {value}" for label, value in facts)]
    for title, name in (("Günlük", LOG_FILE), ("Son çökme", CRASH_FILE)):
        parts.append(f"{title}\n{_tail(desk.data_folder / name) or 'Kayıt yok.'}")
    text = "\n\n".join(parts) + "\n"
    for folder, words in (
        (desk.data_folder, "veri"),
        (program_folder(), "program"),
        (Path.home(), "~"),
    ):
        text = text.replace(str(folder), words)
    # Faulthandler escapes folders whose names are not ASCII, so they would not be replaced above.
    return _FRAME.sub(r'File "\1"', text)


def _tail(file: Path) -> str:
    try:
        lines = file.read_text("utf-8", errors="replace").splitlines()
    except OSError:  # nothing was written yet, or it is not readable
        return ""
    return "\n".join(lines[-_LINES:])


def _registry() -> QSettings:
    return QSettings(_RUN, QSettings.Format.NativeFormat)


def _desktop_file() -> Path:
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.ConfigLocation)
    return Path(folder) / "autostart" / "alo183.desktop"


def _escaped(part: str) -> str:
    """Return an argument escaped for use between quotes in a desktop file."""
    for char in '\\"`$':
        part = part.replace(char, f"\\{char}")
    return part.replace("\\", "\\\\").replace("%", "%%")


Part = tuple[str, str, str]
_PROGRAM: Final = "alo183-desktop"
_OWN: Final[tuple[Part, ...]] = (
    ("Alo 183 İl Masası", "", "Apache-2.0"),
    ("Tinos ve Arimo yazı tipleri", "", "SIL OFL 1.1"),
    ("Inter yazı tipi", "", "SIL OFL 1.1"),
)
LICENCES: Final = {
    "alembic": "MIT",
    "cffi": "MIT",
    "charset-normalizer": "MIT",
    "cryptography": "Apache-2.0 / BSD-3-Clause",
    "highspy": "MIT",
    "icalendar": "BSD-2-Clause",
    "lxml": "BSD-3-Clause",
    "Mako": "MIT",
    "MarkupSafe": "BSD-3-Clause",
    "numpy": "BSD-3-Clause",
    "packaging": "Apache-2.0 / BSD-2-Clause",
    "phonenumberslite": "Apache-2.0",
    "pikepdf": "MPL-2.0",
    "pillow": "MIT-CMU",
    "platformdirs": "MIT",
    "psycopg": "LGPL-3.0",
    "psycopg-binary": "LGPL-3.0",
    "pycparser": "BSD-3-Clause",
    "pycryptodomex": "BSD-2-Clause / kamu malı",
    "pypdfium2": "Apache-2.0 / BSD-3-Clause",
    "PySide6-Essentials": "LGPL-3.0",
    "python-calamine": "MIT",
    "python-dateutil": "Apache-2.0 / BSD-3-Clause",
    "python-docx": "MIT",
    "python-stdnum": "LGPL-2.1",
    "pyzipper": "MIT",
    "reportlab": "BSD-3-Clause",
    "rl-accel": "BSD-3-Clause",
    "shiboken6": "LGPL-3.0",
    "six": "MIT",
    "sqlalchemy": "MIT",
    "sqlcipher3": "zlib",
    "typing-extensions": "PSF-2.0",
    "tzdata": "Apache-2.0",
    "xlrd": "BSD-3-Clause",
    "XlsxWriter": "BSD-2-Clause",
    "zxcvbn": "MIT",
    "zxing-cpp": "Apache-2.0",
}
"""For each library that comes with the program; a test compares them with what is installed."""


class AboutSection(Section):
    """Version, data, parts."""

    def __init__(self, background: Background, *, desk: Desk, parent: QWidget) -> None:
        super().__init__(
            background,
            title="Hakkında",
            sentence="Alo 183 Çağrı Merkezi hizmetlerinin il müdürlüğünde yürütülmesi için.",
            desk=desk,
            parent=parent,
        )
        folder = "Veri klasörü"
        facts = (
            ("Program sürümü", _version(_PROGRAM)),
            ("Veri sürümü", desk.revision),
            ("Python, Qt", f"{platform.python_version()}, {qVersion()}"),
            (folder, path_line(str(desk.data_folder), name=folder, parent=self)),
        )
        self.box.addLayout(facts_grid(facts, parent=self))
        self.box.addWidget(
            make_label("Bileşenler ve lisansları", font=theme.section(), parent=self)
        )
        self.model = RowsModel[Part](
            (
                Column("Bileşen", lambda row: row[0], width_chars=30, stretch=True),
                Column("Sürüm", lambda row: row[1], width_chars=14),
                Column("Lisans", lambda row: row[2], width_chars=28),
            ),
            parent=self,
        )
        self.view = TableView("settings-parts", name="Bileşenler", parent=self)
        self.view.setModel(self.model)
        self.box.addWidget(self.view, 1)

    @override
    def load(self) -> None:
        if not self.model.rows():
            parts = ((name, _version(name), licence) for name, licence in LICENCES.items())
            self.model.set_rows([*_OWN, *parts])


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""  # installed on another system only, such as tzdata on Windows
