"""The duties that custody forms print from a day on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.gui.kit.conflicts import Dated
from alo183_desktop.gui.kit.form_dialog import FormDialog
from alo183_desktop.gui.kit.forms import DateField, LongTextField
from alo183_desktop.gui.kit.kinds import Kind
from alo183_desktop.phones import forms
from alo183_desktop.phones.rules import check_terms
from alo183_desktop.shared.clock import format_day
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.fields import Field
    from alo183_desktop.phones.rows import TermsRow

CHANGES: Final = frozenset({Kind.PHONES})
_LINES: Final = 14


class TermsDialog(FormDialog):
    """One duty a line; papers that were made keep theirs."""

    def __init__(
        self,
        known: Sequence[TermsRow],
        *,
        background: Background,
        today: dt.date,
        parent: QWidget,
    ) -> None:
        """Make the dialog.

        Args:
            known: All terms, the newest first; those of the circular stand last.
            background: Runs the saving.
            today: The day in Istanbul, proposed as the first one.
            parent: The window that waits.
        """
        now = next(row for row in known if row.starts_on is None or row.starts_on <= today)
        since = (
            "Genelge 2014/05’in saydıkları geçerli."
            if now.starts_on is None
            else f"{format_day(now.starts_on)} gününden beri geçerli olanlar yazılı."
        )
        super().__init__(
            title="Zimmet şartları",
            explanation=f"Tutanaklar, düzenlendikleri gün geçerli olan şartları basar. {since}",
            verb="Şartları &kaydet",
            width=760,
            background=background,
            changes=CHANGES,
            draft="phones.terms",
            parent=parent,
        )
        self._dates = self.begin_with(
            Dated(
                now.values(),
                {row.starts_on: row.version for row in known if row.starts_on is not None},
                shown_on=now.starts_on,
            )
        )
        self._starts_on = DateField(
            "İ&lk günü", today=today, key="starts_on", required=True, parent=self
        )
        self._terms = LongTextField(
            "&Şartlar",
            key="terms",
            required=True,
            check=_check,
            lines=_LINES,
            note="Her satır bir şarttır; numaraları tutanak verir.",
            parent=self,
        )
        self.form.add_row(self._starts_on)
        self.form.add_row(self._terms)
        self._starts_on.set_value(today)
        self._terms.set_value("\n".join(now.terms))
        self.form.mark_clean()

    @override
    def act(self) -> Callable[[Work], int] | None:
        starts_on, terms = self._starts_on.value(), self._terms.value()
        if starts_on is None or terms is None:
            return None
        began = self._dates.on(starts_on)
        version, base = began.version or None, began.values

        def save(work: Work) -> int:
            forms.set_terms(work, starts_on, terms, version=version, base=base)
            return len(terms)

        return save

    @override
    def first_field(self) -> Field:
        return self._terms


def _check(text: str) -> tuple[str, ...]:
    return check_terms(text.splitlines())
