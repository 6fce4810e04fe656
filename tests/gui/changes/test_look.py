"""The letters, the change dialog and the forms of a letter in each look: empty, full, wrong."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import product
from typing import Final

import pytest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.changes import service
from alo183_desktop.changes.form import ChangeEntry, ChangeForm
from alo183_desktop.directorate.kinds import Channel
from alo183_desktop.gui.changes.change_dialog import ChangeDialog
from alo183_desktop.gui.changes.page import ALL, ChangesPage
from alo183_desktop.gui.changes.words import STEPS
from alo183_desktop.gui.kit.form.form import Field, Form, TextField
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.letters.rules import Result
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.phones.record import HandsetValues, LineValues
from alo183_desktop.phones.service import HANDSETS, LINES
from tests.database.phones import handset_item, line_item
from tests.gui.changes.conftest import Hands
from tests.gui.changes.letters_made import ENTRY, finish_letter, record_dispatch
from tests.gui.changes.test_duties import add_duties
from tests.gui.changes.test_open_cases import add_cases
from tests.gui.look import ROOMS, SMALL, enlarge, faults, seat

OpenDialog = Callable[[ChangeForm | None], ChangeDialog]

SCREEN: Final = (1280, 720)
LONG: Final = replace(
    ENTRY,
    given_names="Müjgân Iğılsu Şükriye Gülçiçek",
    surname="KARAİSMAİLOĞLU-BÜYÜKÖZTÜRKGÜLŞEN",
    title="Çocuk Gelişimi ve Eğitimi Uzmanı, Kuruluş Müdür Yardımcısı",
    corporate_email="mujgan.igilsu.karaismailoglu-buyukozturkgulsen@ornek.gov.tr",
)
WRONG: Final = replace(
    LONG, given_names="?", tckn="10000000164", personal_mobile="12", effective_on="31.02.2026"
)
pytestmark = pytest.mark.usefixtures("look")


@pytest.mark.parametrize("entry", [None, LONG, WRONG], ids=["empty", "full", "wrong"])
def test_that_nothing_in_the_change_dialog_is_cut_or_covered(
    entry: ChangeEntry | None,
    desk: Desk,
    open_dialog: OpenDialog,
    window: QWidget,
    settle: Callable[[], None],
) -> None:
    enlarge(window, SCREEN)
    form = None
    with desk.work() as work:
        line_id = LINES.save(work, None, LineValues(phone="+905000001101", operator="Türk Telekom"))
        handset_id = HANDSETS.save(
            work, None, HandsetValues(make="Samsung", model="Galaxy A15 çok uzun")
        )
        custody.issue(
            work, [line_item(line_id), handset_item(handset_id)], officer_id=1, at=work.now
        )
        LINES.save(work, None, LineValues(phone="+905000001105", operator="Türk Telekom"))
        HANDSETS.save(
            work, None, HandsetValues(make="Nokia", model="G22 çift kartlı, 64 GB, lacivert")
        )
    add_cases(desk, *range(2, 9))
    add_duties(desk)
    if entry is not None:
        with desk.work() as work:
            form = replace(service.new_form(service.context(work)), entries=(entry,))
    dialog = open_dialog(form)
    for screen, step in product((SCREEN, SMALL), range(len(STEPS))):
        enlarge(dialog, screen)
        dialog._show_step(step)  # noqa: SLF001 - as Alt with its digit does
        dialog.page().show_errors()
        settle()
        assert faults(dialog) == [], (screen, STEPS[step])


def test_that_nothing_on_the_empty_page_is_cut_or_covered(
    page: ChangesPage, window: QWidget, settle: Callable[[], None]
) -> None:
    for room in ROOMS:
        seat(page, room)
        settle()
        assert page.letters.rows() == []
        assert faults(window) == [], room


def test_that_nothing_about_a_letter_is_cut_or_covered(
    page: ChangesPage, desk: Desk, window: QWidget, settle: Callable[[], None], qtbot: QtBot
) -> None:
    enlarge(window, SCREEN)
    letter_id = finish_letter(desk, leaver_id=1, subject_ids=(1, 2), serial=71)
    record_dispatch(desk, letter_id, Channel.FAX, Result.FAILED)
    record_dispatch(desk, letter_id, Channel.FAX)
    page.background.changed.emit(frozenset({Topic.LETTER, Topic.DISPATCH}))
    settle()
    page.segments.choose(ALL)
    page.segments.chosen.emit(ALL)
    settle()
    page.letter_view.selectRow(0)
    qtbot.waitUntil(lambda: page.acts.card() is not None)
    settle()
    assert faults(window) == []
    acts: list[Callable[[], object]] = [
        *(partial(page.acts.record, channel) for channel in Channel),
        page.acts.open_for_ebys,
        page.acts.note_number,
        page.acts.make_envelope,
        page.acts.save_fax_image,
    ]
    for begin in acts:
        begin()
        qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
        settle()
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QDialog)
        assert faults(dialog) == [], dialog.windowTitle()
        for form in dialog.findChildren(Form):
            for field in form.fields():
                if isinstance(field, TextField):
                    field.set_text("?")
                    field.validate()
        settle()
        assert faults(dialog) == [], dialog.windowTitle()
        dialog.done(0)


@pytest.mark.usefixtures("look")
@pytest.mark.parametrize("room", [(1366, 700), (1280, 690)], ids=["1366 × 768", "1280 × 720"])
def test_that_the_field_in_focus_is_seen_with_label_and_message_on_a_small_screen(
    open_dialog: OpenDialog,
    hands: Hands,
    settle: Callable[[], None],
    qtbot: QtBot,
    room: tuple[int, int],
) -> None:
    def cut() -> list[str]:
        """Return the field in focus where a part of it is out of sight."""
        settle()
        field = QApplication.focusWidget()
        while field is not None and not isinstance(field, Field):
            field = field.parentWidget()
        if field is None:
            return []
        seen = field.visibleRegion().boundingRect().height()
        return [] if seen >= field.height() - 1 else [f"{field.name()}: {seen}/{field.height()}"]

    dialog = open_dialog(None)
    dialog.resize(*room)
    found = []
    for key in ("entries.0.newcomer.title", "entries.0.effective", "letter.date"):
        dialog.go_to(key)
        found += cut()
        for _tab in range(24):
            hands.tab()
            found += cut()
    # What is wrong stands below a field, and is seen again with it.
    dialog.go_to("entries.0.newcomer.personal_mobile")
    hands.fill("0312")
    hands.alt("C")
    found += cut()
    (field,) = (one for one in dialog.page().fields() if one.shown_message())
    (message,) = (
        one
        for one in field.findChildren(QLabel)
        if one.text() == field.shown_message() and one.isVisible()
    )

    def is_whole() -> bool:
        height = message.heightForWidth(message.width())
        return message.visibleRegion().boundingRect().height() >= height - 1

    assert "0312 123 45 67" in message.text()
    qtbot.waitUntil(is_whole)
    assert found == []
    for button in dialog.foot.findChildren(QAbstractButton):
        if button.isVisible():
            assert button.visibleRegion().boundingRect().size() == button.size(), button.text()
