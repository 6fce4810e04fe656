"""What may be kept beside the letters and cases, one sentence each, and where it begins."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import SecondaryButton
from alo183_desktop.gui.kit.containers import make_column, make_row
from alo183_desktop.gui.kit.form.task_dialog import TaskDialog
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.states import StateMark
from alo183_desktop.gui.overview.tile import KEEPING
from alo183_desktop.overview.rows import PageKey
from alo183_desktop.shared.states import State

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

_OFFERED: Final = (
    (PageKey.ROTA, "Nöbet", "Kim hangi gün nöbetçi; boşluklar, izinler, vekiller, nöbetçi kartı."),
    (PageKey.VEHICLES, "Araçlar", "Muayene, sigorta ve bakım günleri, şoförler, görev emirleri."),
    (
        PageKey.GUIDANCE,
        "Rehberlik",
        "Müdürlükte bilgilendirilen vatandaşlar; 7. madde bunları sayar.",
    ),
    (
        PageKey.PHONES,
        "Hat kullanımı",
        "Operatörün dosyasından her hattın dakikası ve verisi; 2. madde kotayı bununla bilir.",
    ),
)


class KeepingDialog(TaskDialog):
    """Each of them with its sentence: kept already, or a button that begins it.

    Attributes:
        begin: The buttons, by the pages on which it begins.

    Signals:
        chosen: The key of that page.
    """

    chosen = Signal(str)

    def __init__(self, kept: AbstractSet[str], *, parent: QWidget) -> None:
        """Make the dialog.

        Args:
            kept: The pages on which something is kept already.
            parent: The page.
        """
        super().__init__(
            title=KEEPING,
            explanation="Hiçbiri zorunlu değildir. Tutulmayanın sayfası solda görünmez; burada "
            "başlayınca ya da ilk kayıtla görünür. Ctrl+K hepsini her zaman bulur.",
            width=600,
            parent=parent,
        )
        self.begin: dict[PageKey, SecondaryButton] = {}
        for key, title, sentence in _OFFERED:
            row = QWidget(self)
            words = make_column(
                None,
                make_label(title, font=theme.body_strong(), parent=row),
                make_label(sentence, role=theme.MUTED, wrap=True, parent=row),
                gap=2,
            )
            if key in kept:
                mark = StateMark(parent=row)
                mark.set_state(State.GOOD, "tutuluyor")
                make_row(row, (words, 1), mark, gap=12)
            else:
                button = SecondaryButton("Başla", parent=row)
                button.setAccessibleName(f"{title}: başla")
                button.clicked.connect(lambda _=False, key=key: self._begin(key))
                self.begin[key] = button
                make_row(row, (words, 1), button, gap=12)
            self.content.addWidget(row)
        self.add_button("&Kapat", primary=not self.begin).clicked.connect(self.reject)
        if self.begin:
            next(iter(self.begin.values())).setFocus()

    def _begin(self, key: PageKey) -> None:
        self.accept()
        self.chosen.emit(key.value)
