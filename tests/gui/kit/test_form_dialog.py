"""A form is saved in one act, after what is slow, and says at its field why it was not."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from alo183_desktop.access.model import FormDraft
from alo183_desktop.db.work import Actor, Work
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.form.dialog import FormDialog
from alo183_desktop.gui.kit.form.form import ChoiceField, TextField
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.shared.errors import ConflictError, KnownError, Problem
from alo183_desktop.shared.override import override
from alo183_desktop.shared.texts import message_of
from tests.clocks import START


class Naming(FormDialog):
    """One name; the slow part gives what the act keeps."""

    refused: Mapping[str, str] = {"directorate.unit_exists": "name"}

    def __init__(self, background: Background, *, parent: QWidget) -> None:
        super().__init__(
            title="Adlandır",
            background=background,
            changes=frozenset({Topic.UNIT}),
            draft="tests.naming",
            parent=parent,
        )
        self.name = TextField("&Ad", key="name", required=True, parent=self)
        self.form.add_row(self.name)
        self.form.mark_clean()
        self.read: object = None
        self.slow: Callable[[], object] | None = None
        self.error: Exception | None = None

    @override
    def slow_part(self) -> Callable[[], object] | None:
        return self.slow

    @override
    def take_slow(self, result: object) -> None:
        self.read = result

    @override
    def act(self) -> Callable[[Work], int] | None:
        error = self.error

        def save(_work: Work) -> int:
            if error is not None:
                raise error
            return 7

        return save


@pytest.fixture
def engine() -> Iterator[Engine]:
    """Return a database of drafts, which outlives what runs in the background."""
    made = create_engine(
        "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
    )
    with made.begin() as connection:
        FormDraft.metadata.create_all(connection, tables=[FormDraft.metadata.tables["form_drafts"]])
    yield made
    made.dispose()


@pytest.fixture
def dialog(engine: Engine, host: QWidget, background: Background, qtbot: QtBot) -> Naming:
    actor = Actor(user_id=None, login="memur", name="Şükrü IŞIK", role="clerk")

    @contextmanager
    def open_work() -> Iterator[Work]:
        with Session(engine) as session, session.begin():
            yield Work(session, actor=actor, now=START)

    background.attach(open_work)
    made = Naming(background, parent=host)
    with qtbot.waitExposed(made):
        made.open()
    made.name.set_text("Işıl Huzurevi")
    return made


def test_that_what_is_slow_comes_before_the_act(dialog: Naming, qtbot: QtBot) -> None:
    dialog.slow = lambda: "okundu"
    with qtbot.waitSignal(dialog.saved) as saved:
        dialog.save_button.click()
        assert not dialog.save_button.isEnabled()
    assert (saved.args, dialog.read) == ([7], "okundu")
    assert not dialog.isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_that_one_enter_takes_the_only_offer_and_saves(
    dialog: Naming, qtbot: QtBot, key: Qt.Key
) -> None:
    town = ChoiceField("&İlçe", [("1", "ŞİŞLİ"), ("2", "Çankaya")], parent=dialog)
    dialog.form.add_row(town)
    offers = offers_for(town, "cank", qtbot)
    with qtbot.waitSignal(dialog.saved):
        QTest.keyClick(offers, key)
    assert town.value() == "2"


def test_that_enter_on_an_offer_that_was_gone_to_takes_it_and_saves_nothing_yet(
    dialog: Naming, qtbot: QtBot
) -> None:
    town = ChoiceField("&İlçe", [("1", "ŞİŞLİ"), ("2", "SİLİVRİ")], parent=dialog)
    dialog.form.add_row(town)
    offers = offers_for(town, "si", qtbot)
    QTest.keyClick(offers, Qt.Key.Key_Down)
    QTest.keyClick(offers, Qt.Key.Key_Return)
    assert (town.value(), offers.isVisible(), dialog.isVisible()) == ("1", False, True)
    with qtbot.waitSignal(dialog.saved):
        QTest.keyClick(town.line(), Qt.Key.Key_Return)


def test_that_enter_saves_no_text_that_several_offers_begin_with(
    dialog: Naming, qtbot: QtBot
) -> None:
    town = ChoiceField("&İlçe", [("1", "ŞİŞLİ"), ("2", "SİLİVRİ")], parent=dialog)
    dialog.form.add_row(town)
    offers = offers_for(town, "si", qtbot)
    QTest.keyClick(offers, Qt.Key.Key_Return)
    assert town.shown_message() == str(message_of(KnownError("forms.choice")))
    assert dialog.isVisible()


def offers_for(field: ChoiceField, typed: str, qtbot: QtBot) -> QAbstractItemView:
    """Return what is offered for a typed text."""
    field.show()
    field.take_focus()
    QTest.keyClicks(field.line(), typed)
    completer = field.combo.completer()
    offers = None if completer is None else completer.popup()
    assert offers is not None
    qtbot.waitUntil(offers.isVisible)
    return offers


def test_that_a_menu_that_is_open_meanwhile_goes_with_the_dialog(
    dialog: Naming, qtbot: QtBot
) -> None:
    menu = QMenu(dialog.name)
    menu.addAction("Yapıştır")
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
        menu.popup(dialog.mapToGlobal(QPoint(20, 20)))
        assert QApplication.activePopupWidget() is menu
    assert not dialog.isVisible()
    # Else the window behind would hear no shortcut: see close_popups.
    assert QApplication.activePopupWidget() is None


def test_that_a_slow_part_that_fails_saves_nothing(dialog: Naming, qtbot: QtBot) -> None:
    def fail() -> object:
        raise KnownError("directorate.unit_exists")

    dialog.slow = fail
    with qtbot.assertNotEmitted(dialog.saved):
        dialog.save_button.click()
        qtbot.waitUntil(lambda: bool(dialog.name.shown_message()))
    assert dialog.save_button.isEnabled()


@pytest.mark.parametrize(
    ("error", "at_field"),
    [
        (KnownError("directorate.unit_exists"), True),
        (
            KnownError("records.wrong", problems=[Problem("name", "forms.required")], count=1),
            True,
        ),
        (ConflictError("db.conflict"), False),
    ],
)
def test_that_a_refusal_is_shown_where_it_belongs(
    dialog: Naming, qtbot: QtBot, error: Exception, *, at_field: bool
) -> None:
    dialog.error = error
    dialog.save_button.click()
    qtbot.waitUntil(dialog.save_button.isEnabled)
    assert bool(dialog.name.shown_message()) is at_field
    assert bool(dialog.trouble.text()) is not at_field
    assert dialog.isVisible()
