"""Which envelope, and which fax image: the choices before a form is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot

from alo183_desktop.documents.content import Compression, EnvelopeSize, Resolution
from alo183_desktop.gui.kit.dialogs import TaskDialog
from alo183_desktop.gui.kit.forms import Form, RadioChoice

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_LETTER, _SCAN = "letter", "scan"
_WITH, _WITHOUT = "with", "without"


@dataclass(frozen=True, slots=True)
class FaxChoice:
    """What a fax is made of."""

    resolution: Resolution = Resolution.FINE
    compression: Compression = Compression.T4
    from_scan: bool = False
    with_cover: bool = True


class FaxDialog(TaskDialog):
    """Source and cover; for a picture its resolution and coding as well.

    Signals:
        chosen: Somebody decided; `choice` says how.
    """

    chosen = Signal()

    def __init__(self, *, has_scan: bool, to_printer: bool, parent: QWidget) -> None:
        """Make the dialog.

        Args:
            has_scan: Whether a scan of the signed letter is there.
            to_printer: For a fax printer, which chooses resolution and coding itself.
            parent: The window that waits.
        """
        super().__init__(
            title="Faksa yazdır" if to_printer else "Faks görüntüsü kaydet",
            explanation="Sayfalar faks yazıcısına gönderilir."
            if to_printer
            else "Faks sunucusuna verilecek TIFF dosyası (Class F, 1728 nokta).",
            width=460,
            parent=parent,
        )
        self._source = RadioChoice(
            "Sayfalar",
            ((_LETTER, "Yazının k&endisi"), (_SCAN, "İ&mzalı tarama")),
            key="source",
            note="" if has_scan else "İmzalı tarama eklenmemiş.",
            parent=self,
        )
        self._source.set_option_enabled(_SCAN, has_scan)
        if has_scan:
            self._source.set_value(_SCAN)
        self._cover = RadioChoice(
            "Faks kapağı",
            ((_WITH, "&Kapakla"), (_WITHOUT, "Kapak&sız")),
            key="cover",
            parent=self,
        )
        self._resolution = RadioChoice(
            "Çözünürlük",
            (
                (Resolution.FINE.value, "İ&nce (204 × 196)"),
                (Resolution.STANDARD.value, "S&tandart (204 × 98)"),
            ),
            key="resolution",
            parent=self,
        )
        self._compression = RadioChoice(
            "Kodlama",
            (
                (Compression.T4.value, "T.&4 (her makine okur)"),
                (Compression.T6.value, "T.&6 (daha küçük)"),
            ),
            key="compression",
            parent=self,
        )
        form = Form(columns=1, parent=self)
        for field in (self._source, self._cover, self._resolution, self._compression):
            form.add_row(field)
        self._resolution.setVisible(not to_printer)
        self._compression.setVisible(not to_printer)
        self.content.addWidget(form)
        form.left.connect(self.reject)
        form.mark_clean()
        leave = self.add_button("Vazgeç")
        go = self.add_button("Ya&zdır…" if to_printer else "Ka&ydet…", primary=True)
        leave.clicked.connect(self.reject)
        go.clicked.connect(self._on_go_clicked)
        go.setFocus()

    def choice(self) -> FaxChoice:
        """Return what was chosen."""
        return FaxChoice(
            resolution=Resolution(self._resolution.value()),
            compression=Compression(self._compression.value()),
            from_scan=self._source.value() == _SCAN,
            with_cover=self._cover.value() == _WITH,
        )

    @Slot()
    def _on_go_clicked(self) -> None:
        self.accept()
        self.chosen.emit()


class EnvelopeDialog(TaskDialog):
    """DL or C5, printed or kept as PDF.

    Signals:
        print_chosen: The size to print on.
        save_chosen: The size to keep as PDF.
    """

    print_chosen = Signal(str)
    save_chosen = Signal(str)

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(
            title="Zarf",
            explanation="Gönderen, alıcı, sayı, tarih ve ivedilik zarfın üzerine yazılır.",
            width=460,
            parent=parent,
        )
        self._size = RadioChoice(
            "Boyut",
            (
                (EnvelopeSize.DL.value, "&DL (220 × 110 mm, üçe katlı)"),
                (EnvelopeSize.C5.value, "&C5 (229 × 162 mm, ikiye katlı)"),
            ),
            key="size",
            upright=True,
            parent=self,
        )
        form = Form(columns=1, parent=self)
        form.add_row(self._size)
        self.content.addWidget(form)
        form.left.connect(self.reject)
        leave = self.add_button("Vazgeç")
        keep = self.add_button("&PDF kaydet…")
        paper = self.add_button("&Yazdır…", primary=True)
        leave.clicked.connect(self.reject)
        keep.clicked.connect(self._on_keep_clicked)
        paper.clicked.connect(self._on_paper_clicked)
        paper.setFocus()

    @Slot()
    def _on_keep_clicked(self) -> None:
        self.accept()
        self.save_chosen.emit(self._size.value())

    @Slot()
    def _on_paper_clicked(self) -> None:
        self.accept()
        self.print_chosen.emit(self._size.value())
