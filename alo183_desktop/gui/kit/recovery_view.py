"""Prints or saves a recovery sheet, and asks for a part of it back."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import PrimaryButton, SecondaryButton, emphasise
from alo183_desktop.gui.kit.chosen_files import ask_target, write_file
from alo183_desktop.gui.kit.containers import make_column, make_row
from alo183_desktop.gui.kit.form.fields import TextField
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.paper.printing import print_pdf
from alo183_desktop.gui.kit.states import StateMark
from alo183_desktop.shared.clock import format_instant
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.states import State

if TYPE_CHECKING:
    from pathlib import Path

    from alo183_desktop.access.recovery import RecoverySheet
    from alo183_desktop.gui.kit.background import Background

TITLE: Final = "Kurtarma kâğıdı"
_FILE: Final = "alo183-kurtarma-kagidi.pdf"


class RecoveryView(QWidget):
    """Prints or saves the sheet, then asks for one group of the code, to prove that it was kept.

    The code is nowhere on the screen: nobody answers without the sheet.

    Signals:
        confirmed: The group was typed correctly.
    """

    confirmed = Signal()

    def __init__(
        self, background: Background, sheet: RecoverySheet, *, directorate: str, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._sheet = sheet
        self._directorate = directorate
        self._index = secrets.randbelow(len(sheet.groups))
        self._is_confirmed = False
        self._print = PrimaryButton("&Yazdır…", icon="print", parent=self)
        self._save = SecondaryButton("PDF olarak &kaydet…", icon="export", parent=self)
        self._kept = StateMark(parent=self)
        self.answer = TextField(
            f"Kâğıttaki &{self._index + 1}. grubu yazınız",
            key="group",
            required=True,
            check=self._check,
            max_length=20,
            note="Beş işaret; büyük küçük harf fark etmez.",
            parent=self,
        )
        self.answer.setMaximumWidth(theme.px(320))
        self.answer.hide()
        make_column(
            self,
            make_row(None, self._print, self._save, self._kept, 1, gap=8),
            make_label(
                "Kod yalnız kâğıttadır, ekranda gösterilmez. Kâğıdı kapalı bir zarfta, "
                "bilgisayardan ayrı bir yerde saklayınız; kaybolursa Ayarlar, Güvenlik bölümünde "
                "yenisi yapılır. Yazdırınca ya da kaydedince kâğıttaki bir grup sorulur.",
                role=theme.MUTED,
                wrap=True,
                parent=self,
            ),
            self.answer,
            gap=12,
        )
        self._print.clicked.connect(self._on_print)
        self._save.clicked.connect(self._on_save)
        self.answer.changed.connect(self._on_answer_changed)
        self.answer.line.returnPressed.connect(self._on_answer_entered)

    def asked_index(self) -> int:
        """Return the index of the group that is asked for, from 0."""
        return self._index

    def is_confirmed(self) -> bool:
        """Return whether the group was typed correctly."""
        return self._is_confirmed

    def pdf(self) -> bytes:
        """Return the sheet as PDF; slow."""
        from alo183_desktop.documents.papers.recovery_sheet import recovery_sheet_pdf

        return recovery_sheet_pdf(
            self._sheet.groups,
            directorate=self._directorate,
            made_at_text=format_instant(self._sheet.made_at),
        )

    def take_focus(self) -> None:
        """Focus the first action: printing."""
        self._print.setFocus(Qt.FocusReason.OtherFocusReason)

    def _check(self, text: str) -> str:
        from alo183_desktop.access.recovery import tidy

        if tidy(text) != self._sheet.groups[self._index]:
            raise KnownError("access.recovery_other_group", group=self._index + 1)
        return text

    @Slot()
    def _on_answer_changed(self) -> None:
        right = not self.answer.problem()
        if right and not self._is_confirmed:
            self._is_confirmed = True
            self.answer.set_read_only()
            self._kept.set_state(State.GOOD, "Kâğıt doğru okundu.")
            self.confirmed.emit()

    @Slot()
    def _on_answer_entered(self) -> None:
        if not self.answer.validate():
            self.answer.take_focus()

    def _ask_back(self) -> None:
        """Ask for a group: the sheet is on paper or in a file."""
        emphasise(self._print, False, icon="print")
        if not self._is_confirmed:
            self.answer.show()
            self.answer.take_focus()

    @Slot()
    def _on_print(self) -> None:
        def print_it(pdf: bytes) -> None:
            job = print_pdf(
                self, pdf, title=TITLE, name=_FILE, background=self._background, is_secret=True
            )
            if job is not None:
                is_file = job.target is not None
                job.printed.connect(self._on_saved if is_file else self._ask_back)

        self._background.run_pure(self.pdf, parent=self, success=print_it)

    @Slot()
    def _on_save(self) -> None:
        path = ask_target(self, "Kurtarma kâğıdını kaydet", _FILE, "PDF (*.pdf)", is_secret=True)
        if path is not None:
            self.save_to(path)

    def save_to(self, path: Path) -> None:
        """Write the sheet to a file that only this user can read."""
        self._background.run_pure(
            lambda: write_file(path, self.pdf(), is_secret=True),
            parent=self,
            success=lambda _path: self._on_saved(),
        )

    def _on_saved(self) -> None:
        # The message stays: no link to the file is offered, which must not be kept.
        self._kept.set_state(State.NEAR, "Kaydedildi. Yazdırdıktan sonra dosyayı siliniz.")
        self._ask_back()
