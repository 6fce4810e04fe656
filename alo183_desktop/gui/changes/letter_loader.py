"""Opens the chosen letter a moment after the choice, and keeps it up to date.

Each opening is written down by the service; going through the list by keyboard opens only where it
rests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QImage

from alo183_desktop.letters import queries, service
from alo183_desktop.letters.rows import LetterCard
from alo183_desktop.letters.rules import FileKind

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.content import Pixels
    from alo183_desktop.gui.kit.background import Background

_REST_MS: Final = 200
_PICTURE_SCALE: Final = 0.75  # pixels for each point: sharp enough for twice the size it is shown


class LetterLoader(QObject):
    """Loads one letter at a time; what comes too late is dropped.

    Signals:
        card_loaded: The letter with all that belongs to it.
        picture_loaded: Its first page.
    """

    card_loaded = Signal(LetterCard)
    picture_loaded = Signal(QImage)

    def __init__(self, background: Background, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._background = background
        self._window = parent
        self._letter_id: int | None = None
        self._opened: int | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self._on_rest_timeout)

    def open_soon(self, letter_id: int) -> None:
        """Open a letter once the choice rests on it."""
        self._letter_id = letter_id
        self._rest.start()

    def open_now(self, letter_id: int, *, then: Callable[[], object] | None = None) -> None:
        """Open a letter, if it is not open yet, and do something with it then."""
        self._rest.stop()
        self._letter_id = letter_id
        if self._opened == letter_id:
            if then is not None:
                then()
            return
        self._open(then)

    def reload(self) -> None:
        """Read the open letter anew: something about it has changed."""
        letter_id = self._opened
        if letter_id is not None:
            self._background.run(
                lambda work: queries.get_letter(work.session, letter_id, now=work.now),
                parent=self._window,
                success=self._on_reloaded,
            )

    def forget(self) -> None:
        """Show no letter any more."""
        self._rest.stop()
        self._letter_id = self._opened = None

    @Slot()
    def _on_rest_timeout(self) -> None:
        self._open(None)

    def _open(self, then: Callable[[], object] | None) -> None:
        letter_id = self._letter_id
        if letter_id is None:
            return

        def load(work: Work) -> tuple[LetterCard, bytes]:
            card = service.open_letter(work, letter_id)
            file = next(one for one in card.files if one.kind is FileKind.PDF)
            return card, service.open_file(work, file.file_id)[1]

        self._background.run(
            load,
            parent=self._window,
            success=lambda loaded: self._on_opened(*loaded, then),
        )

    def _on_opened(self, card: LetterCard, pdf: bytes, then: Callable[[], object] | None) -> None:
        if card.row.letter_id != self._letter_id:
            return
        self._opened = card.row.letter_id
        self.card_loaded.emit(card)
        if then is not None:
            then()

        def draw() -> Pixels:
            from alo183_desktop.documents.pixels import page_pixels  # PDFium is slow to load

            return page_pixels(pdf, 0, scale=_PICTURE_SCALE)

        self._background.run_pure(
            draw,
            parent=self._window,
            success=self._on_drawn,
            key="letter picture",
        )

    def _on_drawn(self, pixels: Pixels) -> None:
        image = QImage(
            pixels.data, pixels.width, pixels.height, pixels.stride, QImage.Format.Format_RGB32
        ).copy()  # QImage does not keep Python's bytes alive
        self.picture_loaded.emit(image)

    def _on_reloaded(self, card: LetterCard) -> None:
        if card.row.letter_id == self._letter_id == self._opened:
            self.card_loaded.emit(card)
