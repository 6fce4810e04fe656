"""The papers about phones that finishing a change has made: print them all at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Slot

from alo183_desktop.gui.kit.kinds import Kind
from alo183_desktop.gui.kit.printing import print_pdf
from alo183_desktop.phones import forms

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background

_JOB: Final = "Zimmet tutanakları"
"""A printer shows the name of its job: it names nobody."""
_CHANGED: Final = frozenset({Kind.PHONES})


class CustodyPapers(QObject):
    """Prints the papers; each is written down as printed before the printer gets it."""

    def __init__(self, background: Background, form_ids: Sequence[int], *, parent: QWidget) -> None:
        super().__init__(parent)
        self._background = background
        self._form_ids = tuple(form_ids)
        self._window = parent

    def count(self) -> int:
        """Return how many papers there are."""
        return len(self._form_ids)

    @Slot()
    def print_all(self) -> None:
        """Print every paper through the system's dialog."""
        form_ids = self._form_ids

        def read(work: Work) -> list[bytes]:
            return [forms.open_form_pdf(work, form_id) for form_id in form_ids]

        def joined(papers: list[bytes]) -> bytes:
            from alo183_desktop.documents.papers import join  # slow to load

            return join(papers)

        self._background.run(
            read,
            parent=self,
            success=lambda papers: self._background.run_pure(
                lambda: joined(papers), parent=self, success=self._print
            ),
        )

    def _print(self, pdf: bytes) -> None:
        def record(work: Work) -> None:
            for form_id in self._form_ids:
                forms.mark_printed(work, form_id)

        print_pdf(
            self._window,
            pdf,
            title=_JOB,
            background=self._background,
            record=record,
            changes=_CHANGED,
        )
