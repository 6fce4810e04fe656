"""Make the package of an inspection: which days, with which numbers, and its password once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal, Slot

from alo183_desktop.gui.kit.choices import CheckList
from alo183_desktop.gui.kit.chosen_files import ask_target, write_file
from alo183_desktop.gui.kit.dates import DateField
from alo183_desktop.gui.kit.dialogs import TaskDialog
from alo183_desktop.gui.kit.errors import show_failure, text_of
from alo183_desktop.gui.kit.fields import TextField
from alo183_desktop.gui.kit.forms import Form
from alo183_desktop.gui.kit.notices import tell_saved
from alo183_desktop.gui.kit.states import State, StateText
from alo183_desktop.retention import inspection
from alo183_desktop.retention.inspection_rows import Wanted
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.override import override
from alo183_desktop.shared.written_files import file_name

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QShowEvent
    from PySide6.QtWidgets import QWidget

    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.retention.inspection_rows import Package, Taken
    from alo183_desktop.shared.clock import Clock

_UNMASKED: Final = "unmasked"
_SCANS: Final = "scans"
_WIDTH: Final = 600


class InspectionDialog(TaskDialog):
    """Asks for the days, and writes one encrypted file.

    Attributes:
        form: The fields.
        password: Of the package: proposed, and may be typed over.
        outcome: What was left out, or why there is no package.

    Signals:
        written: How many files the package holds.
    """

    written = Signal(int)

    def __init__(self, background: Background, *, clock: Clock, parent: QWidget) -> None:
        from alo183_desktop.retention.inspection_files import new_password

        super().__init__(
            title="Denetim paketi",
            explanation="Seçilen günlerin yazıları, faks raporları, zimmet tutanakları, "
            "vakaları ve rehberlik kayıtları, özetleriyle birlikte tek bir şifreli ZIP dosyasına "
            "konur (AES-256; 7-Zip ve WinRAR açar). Denetim izine yazılır.",
            width=_WIDTH,
            parent=parent,
        )
        self._background = background
        today = local_day(clock())
        self.form = Form(columns=2, parent=self)
        self.first = DateField(
            "İ&lk gün", today=today, key="first", required=True, parent=self.form
        )
        self.last = DateField("&Son gün", today=today, key="last", required=True, parent=self.form)
        self.options = CheckList(
            "İçeriği",
            [
                (_UNMASKED, "T.C. kimlik numaraları açık olsun"),
                (_SCANS, "Taramaları da koy: resimdeki numara gizlenemez"),
            ],
            key="options",
            columns=1,
            note="İşaretlenmezse numaralar gizlenir (100••••••46); dışarıdan gelen ve "
            "içinde numara bulunmadığı denetlenemeyen belgeler pakete konmaz, listede özetiyle "
            "yazılır.",
            parent=self.form,
        )
        self.password = TextField(
            "Paketin &parolası",
            key="password",
            required=True,
            check=_checked,
            note="Bir yere yazınız: bir daha gösterilmez. Paketle aynı yoldan göndermeyiniz.",
            parent=self.form,
        )
        self.form.add_row(self.first, self.last)
        self.form.add_row(self.options)
        self.form.add_row(self.password)
        self.content.addWidget(self.form)
        self.outcome = StateText(State.GOOD, parent=self)
        self.content.addWidget(self.outcome)
        self.content.addStretch(1)
        self.first.set_value(today.replace(day=1))
        self.last.set_value(today)
        self.password.set_value(new_password())
        self.form.mark_clean()
        self.close_button = self.add_button("Kapat")
        self.make_button = self.add_button("Paketi &hazırla…", primary=True, icon="export")
        self.close_button.clicked.connect(self.reject)
        self.make_button.clicked.connect(self._on_make)
        self.form.save_from_anywhere(self._on_make)
        self.form.save_requested.connect(self._on_ready)
        self.form.left.connect(self.reject)

    def make(self, path: Path) -> None:
        """Read what is wanted, and write the package there; it is written down first."""
        ticked = self.options.value()
        wanted = Wanted(
            first=self.first.value(),
            last=self.last.value(),
            is_masked=_UNMASKED not in ticked,
            with_scans=_SCANS in ticked,
        )
        password = self.password.text()
        self.make_button.setEnabled(False)
        self.outcome.set_text(State.NONE, "Paket hazırlanıyor…")

        def write(taken: Taken) -> None:
            def archive() -> Package:
                from alo183_desktop.retention.inspection_files import make_archive

                made, package = make_archive(taken, password=password)
                write_file(path, made)
                return package

            self._background.run_pure(archive, parent=self, success=written, failure=self._refuse)

        def written(package: Package) -> None:
            self.make_button.setEnabled(True)
            left = len(package.left_out)
            words = f"{left} belge konmadı; listesi BENIOKU.txt dosyasında." if left else ""
            self.outcome.set_text(State.NEAR, words)
            tell_saved(self, path, f"{len(package.files)} belgeyle kaydedildi")
            self.written.emit(len(package.files))

        self._background.run(
            lambda work: inspection.take(work, wanted),
            parent=self,
            success=write,
            failure=self._refuse,
        )

    @Slot()
    def _on_make(self) -> None:
        self.form.submit()

    @Slot()
    def _on_ready(self) -> None:
        name = file_name("Denetim paketi", self.first.value(), self.last.value(), ending=".zip")
        path = ask_target(self, "Denetim paketini kaydet", name, "Şifreli ZIP (*.zip)")
        if path is not None:
            self.make(path)

    def _refuse(self, error: Exception) -> None:
        self.make_button.setEnabled(True)
        if isinstance(error, KnownError):
            self.outcome.set_text(State.LATE, str(text_of(error)))
        else:
            self.outcome.set_text(State.NONE, "")
            show_failure(self, error)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # Only now do the texts know how wide they are; before, they asked for more lines.
        self.adjustSize()
        self.first.take_focus()


def _checked(text: str) -> str:
    from alo183_desktop.retention.inspection_files import check_password

    return check_password(text)
