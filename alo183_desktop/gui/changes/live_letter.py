"""The letter beside the steps of a change, as it will print."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from alo183_desktop.gui.changes.words import awaited
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.errors import text_of
from alo183_desktop.gui.kit.notices import Banner
from alo183_desktop.gui.kit.paper.preview import Overlay, PdfPreview
from alo183_desktop.shared.bugs import log_bug
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alo183_desktop.changes.entry_values import ReadChange
    from alo183_desktop.documents.letter.content import FieldBox, LaidOut
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.shared.errors import Problem

_PAUSE_MS: Final = 150
_AIR: Final = 4.0
"""Between lines on free paper and the frame around them, in points: 3 px on a whole page."""
CLOSE_UP: Final = "Yazılan alan"
"""The zoom of the preview that follows the typing."""

_NO_FIELDS: Final = frozenset({"letter.addressee", "letter.topic"})
"""The letter's own constant values: none of them is typed here."""
_BOX_OF: Final = {
    "newcomer": "newcomer.name",
    "newcomer.given_names": "newcomer.name",
    "newcomer.surname": "newcomer.name",
    "letter.register_number": "letter.number",
    "letter.signatory": "letter.signature",
}


class LiveLetter(QWidget):
    """The preview column of the change dialog.

    Signals:
        field_chosen: The key of the field whose area on the letter was clicked.
    """

    field_chosen = Signal(str)

    def __init__(self, background: Background, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._background = background
        self._wanted: tuple[ReadChange, Mapping[str, Problem]] | None = None
        self._boxes: dict[str, FieldBox] = {}
        self._field = ""
        self._notice = Banner(parent=self)
        self._preview = PdfPreview(background, title="Yazının şimdiki hâli", parent=self)
        self._preview.set_zoom(CLOSE_UP)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._compose)
        self._preview.box_clicked.connect(lambda key: self.field_chosen.emit(field_key_of(key)))
        layout = QVBoxLayout(self)
        margin = theme.px(24)
        layout.setContentsMargins(margin, theme.px(12), theme.px(16), theme.px(12))
        layout.setSpacing(theme.px(8))
        layout.addWidget(self._notice)
        layout.addWidget(self._preview, 1)

    def follow(self, read: ReadChange, problems: Mapping[str, Problem]) -> None:
        """Show the typed form, once the typing pauses."""
        at_once = self._wanted is None
        self._wanted = (read, problems)
        if at_once:
            self._compose()
        else:
            self._pause.start()

    def show_field(self, key: str, index: int) -> None:
        """Scroll to the area of the field being edited; `key` is without its entry."""
        box = _BOX_OF.get(key, key)
        self._field = box if box.startswith("letter.") else f"entries.{index}.{box}"
        self._preview.zoom_to(self._box())

    def followed_key(self) -> str:
        """Return the box of the letter being followed: `entries.1.subjects`."""
        return self._field

    def set_zoom(self, words: str) -> None:
        """Choose a zoom by its text."""
        self._preview.set_zoom(words)

    def stop(self) -> None:
        """Stop following."""
        self._pause.stop()

    def is_settled(self) -> bool:
        """Return whether the letter shows the latest typing."""
        return not self._pause.isActive() and not self._preview.is_empty()

    def overlay_texts(self) -> list[str]:
        """Return the texts of the overlays."""
        if self._wanted is None:
            return []
        return [overlay.text for overlay in _overlays(self._boxes, self._wanted[1])]

    @Slot()
    def _compose(self) -> None:
        if self._wanted is None:
            return
        read, problems = self._wanted

        def lay_out_form() -> LaidOut:
            from alo183_desktop.changes.compose import compose
            from alo183_desktop.documents.letter.pdf import lay_out  # reportlab is slow to load

            return lay_out(compose(read, tolerant=True))

        self._background.run_pure(
            lay_out_form,
            parent=self,
            success=lambda laid_out: self._show(laid_out, problems),
            failure=self._fail,
            key="letter",
        )

    def _show(self, laid_out: LaidOut, problems: Mapping[str, Problem]) -> None:
        self._boxes = {box.key: box for box in laid_out.boxes}
        self._notice.show_notice(None, "")
        self._preview.set_boxes([box for box in laid_out.boxes if box.key not in _NO_FIELDS])
        self._preview.set_pdf(laid_out.pdf, overlays=_overlays(self._boxes, problems))
        self._preview.zoom_to(self._box())

    def _box(self) -> FieldBox | None:
        """Return the frame of the field being edited; None where there is none."""
        box = self._boxes.get(self._field)
        return None if box is None else framed(box, self._boxes.values())

    def _fail(self, error: Exception) -> None:
        if not isinstance(error, KnownError):
            log_bug(error)
        self._notice.show_notice(State.LATE, str(text_of(error)))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.colour("chrome"))


def field_key_of(box: str) -> str:
    """Return the key of the field whose value a box contains."""
    for field, name in _BOX_OF.items():
        if field != "newcomer" and (box == name or box.endswith(f".{name}")):
            return box.removesuffix(name) + field
    return box


def framed(box: FieldBox, all_boxes: Iterable[FieldBox]) -> FieldBox:
    """Return a box with padding where no table rules it, without reaching the next line."""
    if not box.key.startswith("letter."):
        return box
    bottom = box.top + box.height
    beside = [
        other
        for other in all_boxes
        if other.page == box.page
        and other.left < box.left + box.width
        and box.left < other.left + other.width
    ]
    # Adjacent lines may overlap by rounding errors.
    above = [box.top - other.top - other.height for other in beside if other.top < box.top]
    below = [other.top - bottom for other in beside if other.top > box.top]
    over, under = (max(0.0, min([_AIR, *gaps])) for gaps in (above, below))
    return replace(
        box,
        left=box.left - _AIR,
        top=box.top - over,
        width=box.width + 2 * _AIR,
        height=box.height + over + under,
    )


def _overlays(
    boxes: Mapping[str, FieldBox], problems: Mapping[str, Problem]
) -> tuple[Overlay, ...]:
    """Return the overlays for missing or wrong values."""
    found = []
    for key, box in boxes.items():
        problem = _problem_of(key, problems)
        if problem is not None:
            found.append(Overlay(box, awaited(key, problem)))
    return tuple(found)


def _problem_of(key: str, problems: Mapping[str, Problem]) -> Problem | None:
    if key in problems:
        return problems[key]
    for typed, box in _BOX_OF.items():
        if typed != "newcomer" and key.endswith(box):
            problem = problems.get(key.removesuffix(box) + typed)
            if problem is not None:
                return problem
    whole, found, _name = key.partition(".newcomer.")
    # No officer was chosen from the roster yet: all their values are awaited.
    problem = problems.get(f"{whole}.newcomer") if found else None
    return problem if problem is not None and problem.code.endswith("_missing") else None
