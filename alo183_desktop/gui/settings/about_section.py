"""Which program this is, and under which licences its parts are."""

from __future__ import annotations

import platform
from importlib import metadata
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QGridLayout

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.form.fields import Line
from alo183_desktop.gui.kit.labels import make_label, muted_label
from alo183_desktop.gui.kit.table.models import Column, RowsModel
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.gui.settings.section import Section
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.gui.kit.background import Background

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
}
"""Of each library that comes with the program; a test compares them with what is installed."""


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
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(6))
        grid.setColumnStretch(1, 1)
        for place, (label, value) in enumerate(
            (
                ("Program sürümü", _version(_PROGRAM)),
                ("Veri sürümü", desk.revision),
                ("Python, Qt", f"{platform.python_version()}, {qVersion()}"),
            )
        ):
            grid.addWidget(muted_label(label, parent=self), place, 0)
            grid.addWidget(make_label(value, selectable=True, wrap=True, parent=self), place, 1)
        # A path has no place to break: in a field the rest of it can be reached, and copied.
        folder = Line(str(desk.data_folder), self)
        folder.setReadOnly(True)
        folder.setAccessibleName("Veri klasörü")
        folder.setCursorPosition(0)
        grid.addWidget(muted_label("Veri klasörü", parent=self), grid.rowCount(), 0)
        grid.addWidget(folder, grid.rowCount() - 1, 1)
        self.box.addLayout(grid)
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
        return ""  # what another system has, such as tzdata on Windows
