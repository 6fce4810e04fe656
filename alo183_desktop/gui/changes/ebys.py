"""The parts of a letter beside one another, to be copied into the e-document system."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from alo183_desktop.directorate.kinds import Channel
from alo183_desktop.documents.letter.wording import letter_parts
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import LinkButton
from alo183_desktop.gui.kit.containers import beside_link
from alo183_desktop.gui.kit.copying import BRIEFLY_S, copy_text
from alo183_desktop.gui.kit.dialogs import TaskDialog
from alo183_desktop.gui.kit.labels import make_label, muted_label
from alo183_desktop.gui.kit.notices import show_message
from alo183_desktop.letters import service

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from alo183_desktop.directorate.record import DirectorateValues
    from alo183_desktop.documents.letter.content import LetterPart
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.letters.rows import LetterCard


_WIDTH: Final = 720
_HEIGHT: Final = 640


class EbysDialog(TaskDialog):
    """All parts of one letter; copies are recorded, and leave the clipboard soon."""

    chapter = "6. EBYS ve KEP"

    def __init__(
        self,
        card: LetterCard,
        directorate: DirectorateValues,
        background: Background,
        *,
        parent: QWidget,
    ) -> None:
        """Make the dialog.

        Args:
            card: The letter.
            directorate: Names the receiving office where the letter does not.
            background: Records the copying.
            parent: The parent window.
        """
        super().__init__(
            title="EBYS’ye aktar",
            explanation="Her bilgiyi kopyalayıp EBYS’deki yerine yapıştırınız. Kopyalanan, panoda "
            "bir dakika durur; her kopyalama denetim izine yazılır.",
            width=_WIDTH,
            parent=parent,
        )
        self._background = background
        self._letter_id = card.row.letter_id
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(4))
        grid.setColumnStretch(1, 1)
        links = []
        parts = letter_parts(
            card.registered,
            detsis=card.proposed_target(Channel.EBYS, directorate),
            kep=card.proposed_target(Channel.KEP, directorate),
        )
        for index, part in enumerate(parts):
            label = muted_label(part.label, parent=self)
            words = make_label(part.text or "yok", wrap=True, selectable=True, parent=self)
            words.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            words.setEnabled(bool(part.text))
            copy = LinkButton("Kopyala", icon="copy", parent=self)
            copy.setAccessibleName(f"{part.label}: kopyala")
            copy.setEnabled(bool(part.text))
            copy.clicked.connect(partial(self._copy, part))
            for beside, shown in enumerate((label, words)):
                lowered = beside_link(shown, parent=self)
                grid.addWidget(lowered, index, beside, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(copy, index, 2, Qt.AlignmentFlag.AlignTop)
            links.append(copy)
        self.content.addLayout(grid)
        self.add_button("&Kapat", primary=True).clicked.connect(partial(self.accept))
        self.take_size(_WIDTH, _HEIGHT)
        links[0].setFocus()

    def _copy(self, part: LetterPart) -> None:
        letter_id = self._letter_id

        def copy(_recorded: None) -> None:
            copy_text(part.text, html=part.html, seconds=BRIEFLY_S)
            show_message(self, f"{part.label} kopyalandı; panoda bir dakika durur.")

        self._background.run(
            lambda work: service.record_copy(work, letter_id, part.code),
            parent=self,
            success=copy,
        )
