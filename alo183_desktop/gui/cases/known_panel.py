"""What is already known of the number, the phone or the name that somebody types."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal

from alo183_desktop.gui.cases.words import other_words
from alo183_desktop.gui.kit.buttons import LinkButton
from alo183_desktop.gui.kit.side_card import SideCard
from alo183_desktop.gui.kit.states import State, StateText

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.cases.rows import KnownCases, OtherCase

_MOST: Final = 6


class KnownPanel(SideCard):
    """Cases that may be the same one, or of the same caller; it names nobody.

    Signals:
        case_requested: The number of a case that shall be shown.
    """

    case_requested = Signal(int)

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(
            nothing=(
                "Bilinenler",
                "Numara, telefon ya da ad yazdıkça, daha önce kaydedilmiş vakalar burada görünür.",
            ),
            parent=parent,
        )
        self.setAccessibleName("Bilinenler")
        self.show_nothing()

    def show_known(self, known: KnownCases | None, *, typed: str = "") -> None:
        """Show what was found of what is typed; None asks to type something."""
        if known is None:
            self.show_nothing()
            return
        self.begin("Bilinenler")
        taken = known.by_number[:1] if known.is_number_taken else ()
        rest = known.by_number[len(taken) :]
        if taken:
            self.add(
                StateText(
                    State.LATE,
                    "Bu başvuru numarası zaten kayıtlı; ikinci kez kaydedilmez.",
                    parent=self._inner,
                )
            )
            self._add_cases(taken, link="Vakayı aç")
        for title, cases in (
            ("Bu telefonla arayanın vakaları", known.by_phone),
            ("Bu adla arayanın vakaları", known.by_name),
            ("Bu numarayla başlayanlar", rest),
            ("İçinde geçenler", known.by_words),
        ):
            if cases:
                self.add_section(title)
                self._add_cases(cases[:_MOST], link="Aç")
                if len(cases) > _MOST:
                    self.add_text(f"ve {len(cases) - _MOST} vaka daha", muted=True)
        if not (taken or rest or known.by_phone or known.by_name or known.by_words):
            self.add_text(f"“{typed}” için kayıtlı vaka yok." if typed else "Kayıtlı vaka yok.")
        self.end()

    def take_focus(self) -> None:
        """Give the focus to the first case that is shown."""
        links = self.findChildren(LinkButton)
        if links:
            links[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _add_cases(self, cases: Sequence[OtherCase], *, link: str) -> None:
        for case in cases:
            self.add_period(
                case.number,
                other_words(case),
                link=link,
                go=partial(self.case_requested.emit, case.case_id),
            )
