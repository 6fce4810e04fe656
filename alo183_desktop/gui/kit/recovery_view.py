"""Shows a recovery sheet once, prints or saves it, and asks for a part of it back."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import LinkButton, PrimaryButton, SecondaryButton, emphasise
from alo183_desktop.gui.kit.chosen_files import ask_target, write_file
from alo183_desktop.gui.kit.containers import make_column, make_row
from alo183_desktop.gui.kit.form.fields import TextField
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.paper.printing import print_pdf
from alo183_desktop.gui.kit.states import StateMark
from alo183_desktop.shared.clock import format_instant
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State

if TYPE_CHECKING:
    from pathlib import Path

    from alo183_desktop.access.recovery import RecoverySheet
    from alo183_desktop.gui.kit.background import Background

TITLE: Final = "Kurtarma kâğıdı"
_COLUMNS: Final = 4
_HIDDEN: Final = "•••••"
_FILE: Final = "alo183-kurtarma-kagidi.pdf"


class RecoveryView(QWidget):
    """The code in eight groups, then one field for a group that the user reads from the paper.

    Signals:
        confirmed: The group was typed correctly; the code need not be shown any more.
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
        self._code = _Code(sheet.groups, parent=self)
        self._print = PrimaryButton("&Yazdır…", icon="print", parent=self)
        self._save = SecondaryButton("PDF olarak &kaydet…", icon="export", parent=self)
        self._kept = StateMark(parent=self)
        self._go_on = SecondaryButton("Kâğıdı &aldım, denetle", parent=self)
        self._again = LinkButton("Kodu yeniden göster", parent=self)
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
        self._lay_out()
        self._connect()
        self._show_code(shown=True)

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

    @Slot()
    def ask_back(self) -> None:
        """Hide the code and ask for one of its groups."""
        self._show_code(shown=False)
        self.answer.take_focus()

    def _lay_out(self) -> None:
        row = make_row(None, self._print, self._save, self._kept, 1, gap=8)
        layout = make_column(
            self,
            self._code,
            row,
            make_label(
                "Kâğıdı kapalı bir zarfta, bilgisayardan ayrı bir yerde saklayınız. Kâğıt "
                "denetlendikten sonra kod bir daha gösterilmez; kaybolursa Ayarlar, Güvenlik "
                "bölümünde yenisi yapılır.",
                role=theme.MUTED,
                wrap=True,
                parent=self,
            ),
            gap=12,
        )
        layout.addSpacing(theme.px(4))
        line = make_row(None, self._go_on, (self.answer, 1), 1)
        layout.addLayout(line)
        layout.addWidget(self._again)

    def _connect(self) -> None:
        self._print.clicked.connect(self._on_print)
        self._save.clicked.connect(self._on_save)
        self._go_on.clicked.connect(self.ask_back)
        self._again.clicked.connect(self._on_again)
        self.answer.changed.connect(self._on_answer_changed)
        self.answer.line.returnPressed.connect(self._on_answer_entered)

    def _show_code(self, *, shown: bool) -> None:
        self._code.set_hidden(not shown)
        self._print.setVisible(shown)
        self._save.setVisible(shown)
        self._go_on.setVisible(shown)
        self.answer.setVisible(not shown)
        self._again.setVisible(not shown)

    def _check(self, text: str) -> str:
        from alo183_desktop.access.recovery import tidy

        if tidy(text) != self._sheet.groups[self._index]:
            raise KnownError("access.recovery_other_group", group=self._index + 1)
        return text

    @Slot()
    def _on_again(self) -> None:
        self._show_code(shown=True)
        self._go_on.setFocus()

    @Slot()
    def _on_answer_changed(self) -> None:
        right = not self.answer.problem()
        if right and not self._is_confirmed:
            self._is_confirmed = True
            self._again.hide()
            self.answer.set_read_only()
            self._kept.set_state(State.GOOD, "Kâğıt doğru okundu.")
            self.confirmed.emit()

    @Slot()
    def _on_answer_entered(self) -> None:
        if not self.answer.validate():
            self.answer.take_focus()

    def _lead_on(self) -> None:
        """Continue with the question: the sheet is on paper or in a file."""
        emphasise(self._print, False, icon="print")
        emphasise(self._go_on, True)

    @Slot()
    def _on_print(self) -> None:
        def print_it(pdf: bytes) -> None:
            job = print_pdf(
                self, pdf, title=TITLE, name=_FILE, background=self._background, is_secret=True
            )
            if job is not None:
                is_file = job.target is not None
                job.printed.connect(self._on_saved if is_file else self._lead_on)

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
        self._lead_on()


class _Code(QWidget):
    """The groups in a ruled table, numbered, large enough to be copied by hand."""

    def __init__(self, groups: tuple[str, ...], *, parent: QWidget) -> None:
        super().__init__(parent)
        self._groups = groups
        self._hidden = False
        self._font = QFont(theme.title())
        self._font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 118)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._name()

    def set_hidden(self, hidden: bool) -> None:  # noqa: FBT001 - the only argument
        """Show dots instead of the characters."""
        self._hidden = hidden
        self._name()
        self.update()

    def _name(self) -> None:
        spoken = "gizli" if self._hidden else ", ".join(self._groups)
        self.setAccessibleName(f"Kurtarma kodu: {spoken}")

    @override
    def sizeHint(self) -> QSize:
        lines = -(-len(self._groups) // _COLUMNS)
        return QSize(theme.px(560), lines * theme.px(56) + 1)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        height = theme.px(56)
        width = (self.width() - 1) / _COLUMNS
        number_width = QFontMetrics(theme.small()).horizontalAdvance("8. ") + theme.px(12)
        for index, group in enumerate(self._groups):
            room = QRectF(
                index % _COLUMNS * width + 0.5, index // _COLUMNS * height + 0.5, width, height
            )
            painter.setPen(QPen(theme.colour("control"), 1))
            painter.drawRect(room)
            painter.setFont(theme.small())
            painter.setPen(theme.colour("muted"))
            painter.drawText(
                room.adjusted(theme.px(10), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, f"{index + 1}."
            )
            painter.setFont(self._font)
            painter.setPen(theme.colour("muted" if self._hidden else "text"))
            painter.drawText(
                room.adjusted(number_width, 0, -theme.px(4), 0),
                Qt.AlignmentFlag.AlignCenter,
                _HIDDEN if self._hidden else group,
            )
