"""A card and an import hold what was said last, however their dialogs are left."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui.officers.page import OfficersPage
from alo183_desktop.officers import service
from tests.gui.conftest import Answers
from tests.gui.leaving import (
    CONTROL,
    FEW,
    LEAVING,
    PHONES,
    SAVING,
    Acts,
    Typist,
    acts,
    paired,
    same,
)
from tests.gui.officers.test_card import ZEYNEP, open_card
from tests.gui.officers.test_import import GOOD, names, open_import, write

TYPED: Final = {
    "given_names": ("mehmet", "Ayşe Gül"),
    "surname": ("yıldız", "IŞIK"),
    "personal_mobile": ("05335551133", "+90 533 555 11 34"),
    "corporate_mobile": ("0(533) 555 11 35", "05335551136"),
    "desk_phone": PHONES,
}


@pytest.fixture
def typist(page: OfficersPage, desk: Desk, answers: Answers, qtbot: QtBot) -> Typist:
    return Typist(desk, answers, qtbot, lambda: open_card(page, qtbot, ZEYNEP))


def held_of(desk: Desk) -> dict[str, str]:
    with desk.work() as work:
        form = service.open_form(work, ZEYNEP)[0]
    return {key: str(getattr(form, key)) for key in TYPED}


def check(typist: Typist, steps: Acts, end: str) -> None:
    before = held_of(typist.desk)
    if same(before, {key: text for (key, text), _way in steps}):
        return  # nothing to save, and nothing to lose
    typist.check(steps, end, stored=lambda: held_of(typist.desk))
    assert end in SAVING or held_of(typist.desk) == before


def test_that_each_field_of_a_card_is_left_with_what_was_typed(typist: Typist) -> None:
    for key, end in paired(TYPED, SAVING + LEAVING):
        check(typist, [((key, TYPED[key][end in LEAVING]), "stay")], end)


@given(steps=acts(TYPED), end=st.sampled_from(SAVING + LEAVING))
@pytest.mark.extra
@FEW
def test_that_a_card_holds_what_was_typed_last(typist: Typist, steps: Acts, end: str) -> None:
    check(typist, steps, end)


def test_that_a_preview_that_is_seen_no_more_is_not_imported(
    page: OfficersPage, tmp_path: Path, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    dialog = open_import(page, qtbot, write(tmp_path, GOOD[0]))
    with qtbot.waitSignal(dialog.read):
        dialog.read_file(write(tmp_path, GOOD[1]))
        QTest.keyClick(dialog, Qt.Key.Key_S, CONTROL)
    settle()
    assert not {"Şükrü AĞAOĞLU", "İlknur ÇIĞ"} & set(names(page))
    with qtbot.waitSignal(dialog.applied):
        QTest.keyClick(dialog, Qt.Key.Key_S, CONTROL)
    dialog.done(0)
    settle()
    assert "İlknur ÇIĞ" in names(page)
    assert "Şükrü AĞAOĞLU" not in names(page)
