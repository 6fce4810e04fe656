"""The fields of somebody who signs letters."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.directorate.rules import SignatoryForm, check_signatory
from alo183_desktop.gui.kit.forms import DateField, Form, RadioChoice, TextField
from alo183_desktop.shared.clock import format_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.identity import tidy_name

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

GOVERNOR: Final = "Vali a."
_PRINCIPAL: Final = "principal"
_DEPUTY: Final = "deputy"
_ONE_DAY: Final = dt.timedelta(days=1)


class SignatoryFields(Form):
    """Name, title, for whom, and from which day to which; the last day is one that counts."""

    def __init__(self, *, today: dt.date, parent: QWidget) -> None:
        """Make empty fields; `today` is the day in Istanbul."""
        super().__init__(parent=parent)
        self.name = TextField(
            "&Adı soyadı",
            key="name",
            required=True,
            check=_check_name,
            show=tidy_name,
            parent=self,
        )
        self.title = TextField("&Unvanı", key="title", required=True, parent=self)
        self.on_behalf_of = RadioChoice(
            "Kimin adına imzalar",
            [(GOVERNOR, "&Vali adına (Vali a.)"), ("", "Ken&di adına")],
            key="on_behalf_of",
            parent=self,
        )
        self.kind = RadioChoice(
            "Görevi",
            [(_PRINCIPAL, "A&sıl"), (_DEPUTY, "Vekil (unva&nın sonuna V. yazılır)")],
            key="is_deputy",
            parent=self,
        )
        self.since = DateField(
            "İ&lk günü",
            today=today,
            key="valid_from",
            required=True,
            note="Daha önceki tarihli yazıda seçilemez.",
            parent=self,
        )
        self.last = DateField(
            "S&on günü",
            today=today,
            key="valid_until",
            check=self._check_last,
            note="Belli değilse boş bırakınız.",
            parent=self,
        )
        self.add_row(self.name, self.title)
        # One below the other: beside one another they have no room in a small window.
        self.add_row(self.on_behalf_of)
        self.add_row(self.kind)
        self.add_row(self.since, self.last)
        self.add_stretch()
        self.since.changed.connect(self._on_since_changed)
        self.mark_clean()

    def form(self) -> SignatoryForm:
        """Return what is typed; a day that cannot be read is none."""
        last = self.last.value()
        return SignatoryForm(
            name=self.name.text(),
            title=self.title.text(),
            on_behalf_of=self.on_behalf_of.value(),
            is_deputy=self.kind.value() == _DEPUTY,
            valid_from=self.since.value(),
            valid_until=None if last is None else last + _ONE_DAY,
        )

    def show_form(self, form: SignatoryForm) -> None:
        """Show the values of a form."""
        self.name.set_value(form.name)
        self.title.set_value(form.title)
        self.on_behalf_of.set_value(form.on_behalf_of)
        self.kind.set_value(_DEPUTY if form.is_deputy else _PRINCIPAL)
        self.since.set_value(form.valid_from)
        self.last.set_value(last_day(form.valid_until))
        self.mark_clean()

    def _check_last(self, day: dt.date) -> dt.date:
        since = self.since.value()
        if since is not None and day < since:
            raise KnownError("directorate.interval")
        return day

    def _on_since_changed(self) -> None:
        if self.last.shown_message():
            self.last.judge()


def last_day(valid_until: dt.date | None) -> dt.date | None:
    """Return the last day that counts of an interval that ends before `valid_until`."""
    return None if valid_until is None else valid_until - _ONE_DAY


def interval_text(valid_from: dt.date, valid_until: dt.date | None) -> str:
    """Return an interval as people write it, with its last day."""
    last = last_day(valid_until)
    return f"{format_day(valid_from)} – {'sürüyor' if last is None else format_day(last)}"


def _check_name(text: str) -> Any:
    for problem in check_signatory(SignatoryForm(name=text)):
        if problem.key == "name":
            raise problem.error()
    return text
