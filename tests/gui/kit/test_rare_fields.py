"""Fields that are rarely used stand behind one button, and come out when they are needed."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.gui.kit.buttons import LinkButton
from alo183_desktop.gui.kit.form.fields import Field, TextField
from alo183_desktop.gui.kit.form.form import ChoiceField, Form
from alo183_desktop.gui.kit.form.rare import RareFields
from alo183_desktop.shared.errors import KnownError, Problem


class Shown:
    """A form with one usual field and two rare ones."""

    def __init__(self, host: QWidget, qtbot: QtBot) -> None:
        self.form = Form(parent=host)
        self.name = TextField("&Ad", key="name", parent=self.form)
        self.pin = TextField("&PIN", key="pin", check=_only_digits, parent=self.form)
        self.paper = ChoiceField("&Biçim", (("a", "A4"), ("b", "B5")), key="paper")
        self.form.add_row(self.name)
        self.form.add_rare_row(self.pin, self.paper)
        self.paper.rest_at("a")
        self.form.mark_clean()
        self.grown: list[bool] = []
        self.form.grown.connect(lambda: self.grown.append(True))
        with qtbot.waitExposed(host):
            host.show()
        self.form.show()
        rare = self.form.findChild(RareFields)
        button = None if rare is None else rare.findChild(LinkButton)
        assert button is not None
        self.button = button


def _only_digits(text: str) -> str:
    if not text.isdecimal():
        raise KnownError("forms.choice")
    return text


@pytest.fixture
def shown(host: QWidget, qtbot: QtBot) -> Shown:
    return Shown(host, qtbot)


def test_that_rare_fields_are_named_by_the_button_that_shows_them_and_leads_into_them(
    shown: Shown,
) -> None:
    assert shown.button.text() == "&Diğer: PIN, Biçim"
    assert not shown.pin.isVisible()
    shown.button.click()
    assert shown.paper.isVisible()
    assert shown.pin.control().hasFocus()
    assert not shown.button.isVisible()
    assert shown.grown == [True]


def test_that_the_usual_value_of_a_rare_field_is_kept_unseen(shown: Shown) -> None:
    shown.paper.set_value("a")
    shown.name.set_text("Ayşe")
    assert shown.form.submit()
    assert not shown.pin.isVisible()
    assert shown.form.texts() == {"name": "Ayşe", "pin": "", "paper": "A4"}
    assert shown.form.changed_texts() == {"name": "Ayşe"}


@pytest.mark.parametrize(
    "need",
    [
        lambda one: one.pin.set_value("1234"),
        lambda one: one.paper.set_value("b"),
        lambda one: one.form.set_texts({"pin": "12"}),
        lambda one: one.form.replace_texts({"name": "", "pin": "12", "paper": "A4"}),
        lambda one: one.form.show_problems([Problem("pin", "forms.required")]),
    ],
    ids=["filled", "chosen otherwise", "typed", "a draft", "refused"],
)
def test_that_rare_fields_come_out_once_one_is_filled_or_wrong(
    shown: Shown, need: Callable[[Shown], object]
) -> None:
    need(shown)
    fields: tuple[Field, ...] = (shown.pin, shown.paper)
    assert all(field.isVisible() for field in fields)
    assert shown.grown == [True]
