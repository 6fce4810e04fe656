"""The kinds of cases and the times that they are measured by, set by an administrator."""

import datetime as dt

import pytest
from pytestqt.qtbot import QtBot

from alo183_desktop.access.rules import Role
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.cases import settings
from alo183_desktop.cases.rows import TermsRow
from alo183_desktop.gui.kit.form.record import RecordDialog
from alo183_desktop.gui.settings.list_sections import (
    CaseTermsDialog,
    ListSection,
    TermsSection,
    dated,
)
from alo183_desktop.gui.settings.page import SettingsPage
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.states import State
from tests.gui.settings.showing import dialog_of, show


def test_that_a_kind_is_added_and_cannot_be_added_twice(
    page: SettingsPage, desk: Desk, qtbot: QtBot
) -> None:
    section = show(page, "Vaka türleri", ListSection, qtbot)
    assert section.model.rowCount() == 6
    page.primary_action()
    dialog = dialog_of(RecordDialog)
    dialog.fields["name"].set_text("töre / namus İHBARI")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: "zaten var" in dialog.fields["name"].shown_message())
    dialog.fields["name"].set_text("Kayıp çocuk")
    dialog.fields["is_urgent"].set_value(("yes",))
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    qtbot.waitUntil(lambda: section.model.rowCount() == 7)
    with desk.work() as work:
        added = settings.list_kinds(work)[-1]
    assert (added.name, added.is_urgent) == ("Kayıp çocuk", True)
    assert added.starts_on == local_day(desk.clock())


def test_that_a_kind_is_renamed_taken_out_of_use_and_back(
    page: SettingsPage, desk: Desk, qtbot: QtBot
) -> None:
    section = show(page, "Vaka türleri", ListSection, qtbot)
    section.view.selectRow(4)
    section.edit.click()
    dialog = dialog_of(RecordDialog)
    dialog.fields["name"].set_text("Sosyal ve ekonomik destek")
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    qtbot.waitUntil(page.background.is_idle)
    section.view.selectRow(4)
    for verb, is_used in (("Kaldır", False), ("Geri al", True)):
        assert section.toggle.text().replace("&", "") == verb
        with qtbot.waitSignal(section.reported):
            section.toggle.click()
        qtbot.waitUntil(page.background.is_idle)
        with desk.work() as work:
            kind = settings.list_kinds(work)[4]
        assert kind.name == "Sosyal ve ekonomik destek"
        assert kind.holds_on(local_day(desk.clock())) == is_used
        section.view.selectRow(4)


def test_that_other_times_hold_from_a_day_on_and_are_put_right(
    page: SettingsPage, desk: Desk, qtbot: QtBot
) -> None:
    section = show(page, "Vaka süreleri", TermsSection, qtbot)
    assert section.model.rowCount() == 1
    page.primary_action()
    dialog = dialog_of(CaseTermsDialog)
    dialog.fields["urgent_action_minutes"].set_text("0")
    dialog.fields["reminder_hours"].set_text("6, on")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: "1440" in dialog.fields["urgent_action_minutes"].shown_message())
    assert "24" in dialog.fields["reminder_hours"].shown_message()
    dialog.fields["urgent_action_minutes"].set_text("15")
    dialog.fields["other_action_minutes"].set_text("90")
    dialog.fields["reminder_hours"].set_text("20, 6")
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    qtbot.waitUntil(lambda: section.model.rowCount() == 2)
    section.view.selectRow(0)
    section.edit.click()
    again = dialog_of(CaseTermsDialog)
    assert not again.starts_on.isEnabled()
    assert again.fields["reminder_hours"].text() == "6, 20"
    again.fields["other_action_minutes"].set_text("60")
    again.fields["call_review_days"].set_text("30")
    with qtbot.waitSignal(again.saved):
        again.save_button.click()
    with desk.work() as work:
        newest, _first = settings.list_terms(work)
    assert newest.starts_on == local_day(desk.clock())
    assert (newest.urgent_action_minutes, newest.other_action_minutes) == (15, 60)
    assert newest.reminder_hours == (6, 20)
    assert newest.call_review_days == 30


@pytest.mark.parametrize("role", [Role.CLERK, Role.DIRECTOR, Role.AUDITOR])
def test_that_others_see_kinds_and_times_and_change_neither(
    page: SettingsPage, qtbot: QtBot
) -> None:
    kinds = show(page, "Vaka türleri", ListSection, qtbot)
    times = show(page, "Vaka süreleri", TermsSection, qtbot)
    for section in (kinds, times):
        assert section.model.rowCount() > 0
        assert not section.add.isVisibleTo(section)
        assert not section.edit.isVisibleTo(section)


def test_that_only_the_newest_terms_that_have_begun_hold() -> None:
    terms = [
        TermsRow(number, dt.date(2026, month, 1), 60, 60, (6,), 1)
        for number, month in ((3, 12), (2, 6), (1, 1))
    ]
    states = [one.state for one in dated(terms, today=dt.date(2026, 11, 24))]
    assert states == [None, State.GOOD, State.NONE]
