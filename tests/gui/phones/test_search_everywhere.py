"""Ctrl+K finds lines, handsets and what can be done with them, and leads to their page."""

import datetime as dt
from collections.abc import Callable

import pytest
import shiboken6
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.access.rules import Role
from alo183_desktop.bootstrap.capabilities import DRAWN_CALLS
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui import pages
from alo183_desktop.gui.kit.imports.dialogs import ImportDialog
from alo183_desktop.gui.phones.actions import Action
from alo183_desktop.gui.phones.custody_dialogs import HolderDialog
from alo183_desktop.gui.phones.page import PhonesPage, PhonesPart
from alo183_desktop.gui.shell.registration import Hit
from alo183_desktop.officers.queries import list_subjects
from alo183_desktop.officers.record import OfficerValues
from alo183_desktop.officers.service import add_officer, close_assignments
from alo183_desktop.phones.rows import ItemKind
from alo183_desktop.shared.clock import format_day, local_day
from tests.gui.desks import acts
from tests.gui.officers.directorate import tckn
from tests.gui.phones.directorate import imei


def find(page: PhonesPage, qtbot: QtBot, text: str) -> list[Hit]:
    """Return what the providers answer, in their order."""
    hits: list[Hit] = []
    for ask in pages.providers(page.background):
        ask(text, hits.extend, page)
    qtbot.waitUntil(page.background.is_idle)
    return hits


def test_that_what_is_found_for_a_search_that_was_closed_is_dropped(
    page: PhonesPage, qtbot: QtBot
) -> None:
    hits: list[Hit] = []
    closed = QWidget(page)
    for ask in pages.providers(page.background):
        ask("41 01", hits.extend, closed)
    shiboken6.delete(closed)
    qtbot.waitUntil(page.background.is_idle)
    assert hits == []


def test_that_a_line_is_found_by_a_part_of_its_number_and_by_its_holder(
    page: PhonesPage, qtbot: QtBot
) -> None:
    for text in ("41 01", "zeynep gundogdu"):
        found = [hit for hit in find(page, qtbot, text) if hit.kind == "line"]
        assert [hit.title for hit in found] == ["0500 000 41 01"]
        assert found[0].detail == "hat, Zeynep GÜNDOĞDU"


def test_that_a_handset_is_found_by_its_imei(page: PhonesPage, qtbot: QtBot) -> None:
    (found,) = [hit for hit in find(page, qtbot, imei(3)) if hit.kind == "handset"]
    assert found.detail == "cihaz, Nurşen BÜYÜKÖZTÜRK"


def test_that_who_left_is_marked_and_a_whole_tckn_finds_its_owner(
    page: PhonesPage, desk: Desk, qtbot: QtBot
) -> None:
    with desk.work() as work:
        values = OfficerValues("Nur", "EREN", "Psikolog", tckn(91), 1)
        subject = list_subjects(work.session)[0].subject_id
        today = local_day(work.now)
        officer_id = add_officer(
            work, values, subject_ids=[subject], starts_on=today - dt.timedelta(days=9)
        )
        close_assignments(work, officer_id, None, ends_on=today)
    (found,) = [hit for hit in find(page, qtbot, tckn(91)) if hit.kind == "officer"]
    assert found.title == "Nur EREN"
    assert found.detail.startswith(f"{format_day(today)} günü ayrıldı")
    assert acts(desk, "officer.tckn_searched") == 1


def test_that_the_theme_is_found_by_its_word() -> None:
    (found,) = [one for one in pages.commands(Role.CLERK) if "tema" in one.words]
    assert found.opens == ("settings", "Bu bilgisayar")


def test_that_the_part_of_the_calls_of_the_day_is_shown_for_who_asks(page: PhonesPage) -> None:
    page.show_query(DRAWN_CALLS[1])
    assert page.view() is PhonesPart.CHECKS


@pytest.mark.parametrize("kind", list(ItemKind))
def test_that_a_hit_leads_to_the_list(
    page: PhonesPage, settle: Callable[[], None], kind: ItemKind
) -> None:
    page.show_item(kind.value, 2)
    settle()
    assert page.view() is PhonesPart.ITEMS
    assert page.part().current() == (kind, 2)  # type: ignore[attr-defined]


def test_that_the_search_leads_to_what_can_be_done_here(
    page: PhonesPage, settle: Callable[[], None]
) -> None:
    page.show_query(Action.ASK_HOLDER)
    assert isinstance(page.opener.dialog(), HolderDialog)
    settle()
    page.opener.close_all()
    page.show_query(Action.IMPORT_REGISTER)
    assert isinstance(page.opener.dialog(), ImportDialog)
    settle()
    page.opener.close_all()
    for action, title in ((Action.ADD_LINE, "Hat ekle"), (Action.ADD_HANDSET, "Cihaz ekle")):
        page.show_query(action)
        settle()
        dialog = page.opener.dialog()
        assert dialog is not None
        assert dialog.windowTitle() == title
        page.opener.close_all()
