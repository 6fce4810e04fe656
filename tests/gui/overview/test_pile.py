"""The pile from the keyboard: opened, ticked, shown, printed."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.access.rules import Role
from alo183_desktop.documents.pixels import page_count
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.paper.papers import FileWindow
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.overview.page import PILE, OverviewPage
from alo183_desktop.gui.overview.pile import PileDialog
from alo183_desktop.gui.pages import commands
from alo183_desktop.phones import queries as phone_queries
from alo183_desktop.phones.kinds import FormState
from alo183_desktop.phones.rows import FormFilter
from tests.clocks import FixedClock
from tests.database.test_pile import pile_up
from tests.gui.look import SMALL, enlarge, faults
from tests.gui.overview.conftest import OpenWork, make_page
from tests.gui.printers import print_to

ALT: Final = Qt.KeyboardModifier.AltModifier
PILE_KEYS: Final = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def piled(
    background: Background, host: QWidget, clock: FixedClock, qtbot: QtBot, open_data: OpenWork
) -> OverviewPage:
    with open_data() as work:
        pile_up(work)
    return make_page(background, host, clock, qtbot, open_data)


def opened(page: OverviewPage, qtbot: QtBot) -> PileDialog:
    with qtbot.waitSignal(page.opener.opened):
        QTest.keyClick(page, Qt.Key.Key_P, PILE_KEYS)
    dialog = page.opener.dialog()
    assert isinstance(dialog, PileDialog)
    qtbot.waitUntil(dialog.isVisible)
    return dialog


def test_that_the_palette_and_the_keys_open_the_pile_with_all_ticked(
    piled: OverviewPage, qtbot: QtBot
) -> None:
    assert ("today", PILE) in [hit.opens for hit in commands(Role.CLERK.value)]
    dialog = opened(piled, qtbot)
    assert len(dialog.chosen()) == 6
    dialog.reject()
    with qtbot.waitSignal(piled.opener.opened):
        piled.show_query(PILE)


def test_that_what_is_ticked_is_printed_once_written_down_and_counts_as_printed(
    piled: OverviewPage, qtbot: QtBot, tmp_path: Path, open_data: OpenWork
) -> None:
    dialog = opened(piled, qtbot)
    QTest.keyClick(dialog, Qt.Key.Key_B, ALT)
    qtbot.waitUntil(lambda: not dialog.chosen())
    boxes = [
        box
        for box in dialog.papers.findChildren(QCheckBox)
        if box.text().startswith(("Zimmet tutanağı", "Genelge tebliği"))
    ]
    for box in boxes:
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Space)
    assert len(dialog.chosen()) == 2
    target = tmp_path / "yigin.pdf"
    name = print_to(target, lambda: QTest.keyClick(dialog, Qt.Key.Key_Y, ALT), qtbot)
    assert name.startswith("yazdirilacaklar")
    assert page_count(target.read_bytes()) >= 3, "the second one begins on a sheet of its own"
    with open_data() as work:
        forms = phone_queries.list_forms(work.session, FormFilter(unsigned_only=True))
    assert {one.state for one in forms} == {FormState.PRINTED}

    def printed() -> int:
        boxes = dialog.papers.findChildren(QCheckBox)
        return sum(box.text().endswith("(basıldı 24.11)") for box in boxes)

    qtbot.waitUntil(lambda: printed() == 2)
    assert dialog.chosen() == (), "what is printed is ticked no more, and no other paper is"


def test_that_what_somebody_else_does_takes_nobody_s_place_in_the_list(
    piled: OverviewPage, qtbot: QtBot
) -> None:
    dialog = opened(piled, qtbot)
    boxes = dialog.papers.findChildren(QCheckBox)
    boxes[2].setFocus()
    QTest.keyClick(boxes[2], Qt.Key.Key_Space)
    piled.background.changed.emit(frozenset({Topic.ROTA}))
    qtbot.waitUntil(piled.background.is_idle)
    assert dialog.papers.findChildren(QCheckBox) == boxes
    assert dialog.focusWidget() is boxes[2]
    assert len(dialog.chosen()) == 5


def test_that_the_pile_is_shown_before_it_is_printed(piled: OverviewPage, qtbot: QtBot) -> None:
    dialog = opened(piled, qtbot)
    QTest.keyClick(dialog, Qt.Key.Key_G, ALT)

    def shown() -> bool:
        return any(
            isinstance(one, FileWindow) and one.is_shown() for one in QApplication.topLevelWidgets()
        )

    qtbot.waitUntil(shown)


def test_that_nothing_can_be_printed_while_nothing_waits(
    background: Background, host: QWidget, clock: FixedClock, qtbot: QtBot, open_data: OpenWork
) -> None:
    page = make_page(background, host, clock, qtbot, open_data)
    dialog = opened(page, qtbot)
    assert dialog.chosen() == ()
    assert not dialog.papers.isVisible()
    QTest.keyClick(dialog, Qt.Key.Key_Y, ALT)
    assert page.opener.dialog() is dialog


@pytest.mark.usefixtures("look")
def test_that_many_papers_of_long_names_are_not_cut(piled: OverviewPage, qtbot: QtBot) -> None:
    dialog = opened(piled, qtbot)
    first, *_others = dialog.chosen()
    dialog.reject()
    long = "Abdurrahmangazi Müjgân Nurefşan KÜÇÜKHÜSEYİNOĞLU-KARAMUSTAFAOĞULLARI"
    many = [
        replace(
            first,
            number=number,
            about=long,
            printed_on=None if number % 2 else dt.date(2026, 11, 24),
        )
        for number in range(30)
    ]
    full = PileDialog(
        many, piled.background, actor=piled.actor, clock=piled.clock, parent=piled.window()
    )
    full.open()
    qtbot.waitUntil(full.isVisible)
    enlarge(full, SMALL)
    assert faults(full) == []
    assert len(full.chosen()) == 15
