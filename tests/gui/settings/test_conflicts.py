"""Two people on one setting: the second sees both values, keeps the typing, and may save over."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from alo183_desktop.access.queries import find_user
from alo183_desktop.access.rules import Role
from alo183_desktop.directorate import service
from alo183_desktop.directorate.queries import get_directorate, list_signatories, list_units
from alo183_desktop.directorate.record import DIRECTORATE, SIGNATORY
from alo183_desktop.gui.kit.conflicts import SAVE_MINE
from alo183_desktop.gui.kit.form.record import RecordDialog
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.settings.directorate_section import DirectorateSection
from alo183_desktop.gui.settings.list_sections import ListSection
from alo183_desktop.gui.settings.security_section import SecuritySection
from alo183_desktop.gui.settings.users_section import (
    ChangeUserDialog,
    UsersSection,
)
from alo183_desktop.officers.queries import list_subjects
from alo183_desktop.officers.subjects import add_subject, rename_subject
from tests.gui.desks import OTHER
from tests.gui.settings.showing import dialog_of, lock_dialog, show
from tests.gui.settings.test_page import type_into

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.gui.settings.page import SettingsPage


def change_elsewhere(desk: Desk, **values: str | int) -> None:
    """Change the directorate as somebody at another desk does."""
    with desk.work() as work:
        row = get_directorate(work.session)
        form = replace(DIRECTORATE.stored(row), **values)  # type: ignore[arg-type]
        service.change_directorate(work, form, version=row.version)


def test_that_a_change_in_between_shows_both_values_and_is_saved_over_knowingly(
    page: SettingsPage, desk: Desk, qtbot: QtBot
) -> None:
    section = show(page, "Müdürlük", DirectorateSection, qtbot)
    change_elsewhere(desk, detsis="11111111", kep="yeni@ornek.kep.tr", line_spacing_percent=150)
    type_into(section, detsis="87654321", contact_name="Nur ÖĞÜT")
    section.fields["line_spacing_percent"].set_value("115")
    section.save.click()
    qtbot.waitUntil(lambda: section.save.text() == SAVE_MINE)
    assert desk.actor.name in section.banner.text()
    told = section.form.field("detsis").shown_message()
    assert "87654321" in told
    assert "11111111" in told
    assert "“1,15”" in section.fields["line_spacing_percent"].shown_message()
    assert "“1,5”" in section.fields["line_spacing_percent"].shown_message()
    assert not section.form.field("kep").shown_message()
    assert section.form.field("detsis").text() == "87654321"
    with qtbot.waitSignal(section.said):
        section.save.click()
    with desk.work() as work:
        row = get_directorate(work.session)
    assert (row.detsis, row.kep, row.contact_name, row.line_spacing_percent) == (
        *("87654321", "yeni@ornek.kep.tr", "Nur ÖĞÜT"),
        115,
    )
    assert section.form.field("kep").text() == "yeni@ornek.kep.tr"
    assert section.save.text() != SAVE_MINE


def test_that_the_stored_letterhead_can_be_taken_instead(
    page: SettingsPage, desk: Desk, qtbot: QtBot
) -> None:
    section = show(page, "Müdürlük", DirectorateSection, qtbot)
    change_elsewhere(desk, detsis="11111111")
    type_into(section, detsis="87654321")
    section.save.click()
    qtbot.waitUntil(lambda: section.save.text() == SAVE_MINE)
    section.banner.action_chosen.emit()
    qtbot.waitUntil(lambda: section.form.field("detsis").text() == "11111111")
    assert not section.form.is_dirty()


def test_that_what_two_people_typed_into_different_fields_is_joined_without_a_question(
    page: SettingsPage, desk: Desk, qtbot: QtBot
) -> None:
    section = show(page, "Müdürlük", DirectorateSection, qtbot)
    change_elsewhere(desk, kep="yeni@ornek.kep.tr", fax="0500 000 00 19")
    type_into(section, contact_telephone="0(500) 000-00 11")
    with qtbot.waitSignal(section.said) as said:
        section.save.click()
    assert desk.actor.name in said.args[0]
    assert said.args[0].endswith("Faks, KEP adresi.")
    with desk.work() as work:
        row = get_directorate(work.session)
    assert (row.kep, row.fax, row.contact_telephone) == (
        *("yeni@ornek.kep.tr", "+905000000019"),
        "+905000000011",
    )


def test_that_minutes_of_the_lock_stay_typed_and_are_saved_over_knowingly(
    page: SettingsPage, desk: Desk, qtbot: QtBot
) -> None:
    section = show(page, "Güvenlik", SecuritySection, qtbot)
    dialog = lock_dialog(section, qtbot)
    minutes = dialog.fields["lock_minutes"]
    minutes.set_text("5")
    change_elsewhere(desk, lock_minutes=20, kep="yeni@ornek.kep.tr")
    page.background.changed.emit(frozenset({Topic.DIRECTORATE}))
    qtbot.waitUntil(page.background.is_idle)
    assert "20 dakika" in section.lock_words.text()
    assert minutes.text() == "5"
    dialog.save_button.click()
    qtbot.waitUntil(lambda: dialog.save_button.text() == SAVE_MINE)
    assert "“20”" in minutes.shown_message()
    assert desk.actor.name in dialog.trouble.text()
    with qtbot.waitSignal(section.said):
        dialog.save_button.click()
    with desk.work() as work:
        row = get_directorate(work.session)
    assert (row.lock_minutes, row.kep) == (5, "yeni@ornek.kep.tr")


def test_that_the_second_on_a_signatory_sees_both_values_and_loses_nothing(
    page: SettingsPage, desk: Desk, qtbot: QtBot
) -> None:
    section = show(page, "İmza sahipleri", ListSection, qtbot)
    section.view.selectRow(0)
    section.edit.click()
    dialog = dialog_of(RecordDialog)
    with desk.work() as work:
        row = list_signatories(work.session)[0]
        theirs = replace(SIGNATORY.stored(row), title="Vali Yardımcısı", is_deputy=True)
        service.change_signatory(work, row.signatory_id, theirs, version=row.version)
    dialog.fields["title"].set_text("İl Müdürü Vekili")
    dialog.fields["valid_until"].set_text("30.11.2026")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: dialog.save_button.text() == SAVE_MINE)
    assert desk.actor.name in dialog.trouble.text()
    assert "Vali Yardımcısı" in dialog.fields["title"].shown_message()
    assert dialog.fields["title"].text() == "İl Müdürü Vekili"
    with qtbot.waitSignal(dialog.accepted):
        dialog.save_button.click()
    with desk.work() as work:
        stored = list_signatories(work.session)[0]
    assert (stored.title, stored.is_deputy) == ("İl Müdürü Vekili", True)
    assert stored.valid_until is not None


@pytest.mark.parametrize("name", ["Kurumlar", "Müracaat konuları"])
def test_that_the_second_on_a_name_sees_both_and_saves_knowingly(
    page: SettingsPage, desk: Desk, qtbot: QtBot, name: str
) -> None:
    with desk.work() as work:
        unit_id = service.add_unit(work, "Çocuk Evi")
        subject_id = add_subject(work, "Göç").subject_id
    section: ListSection[Any]
    if name == "Kurumlar":
        section = show(page, name, ListSection, qtbot)
    else:
        section = show(page, name, ListSection, qtbot)
    section.view.selectRow(section.model.rowCount() - 1)
    section.edit.click()
    dialog = dialog_of(RecordDialog)
    with desk.work() as work:
        if name == "Kurumlar":
            service.rename_unit(work, unit_id, "Onların Adı", version=1)
        else:
            rename_subject(work, subject_id, "Onların Adı", version=1)
    dialog.fields["name"].set_text("Benim Adım")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: dialog.save_button.text() == SAVE_MINE)
    assert "Onların Adı" in dialog.fields["name"].shown_message()
    with qtbot.waitSignal(dialog.accepted):
        dialog.save_button.click()
    with desk.work() as work:
        units = [unit.name for unit in list_units(work.session)]
        names = [row.name for row in list_subjects(work.session)]
    assert "Benim Adım" in (units if name == "Kurumlar" else names)


def test_that_the_second_on_a_user_sees_both_values_and_loses_nothing(
    page: SettingsPage, desk: Desk, qtbot: QtBot
) -> None:
    desk.users.add(login="yeni", name="Yeni KİŞİ", role=Role.CLERK, password=OTHER)
    section = show(page, "Kullanıcılar", UsersSection, qtbot)
    section.view.selectRow(1)
    section.edit.click()
    dialog = dialog_of(ChangeUserDialog)
    with desk.work() as work:
        row = find_user(work.session, "yeni")
    assert row is not None
    desk.users.change(row, name="Onların ADI", role=Role.AUDITOR, is_active=True)
    dialog.fields["name"].set_text("Benim ADIM")
    dialog.save_button.click()
    qtbot.waitUntil(lambda: dialog.save_button.text() == SAVE_MINE)
    assert "Onların ADI" in dialog.fields["name"].shown_message()
    assert desk.actor.name in dialog.trouble.text()
    assert dialog.fields["name"].text() == "Benim ADIM"
    with qtbot.waitSignal(dialog.accepted):
        dialog.save_button.click()
    with desk.work() as work:
        stored = find_user(work.session, "yeni")
    assert stored is not None
    # The role, which only the other one changed, stays as they have it.
    assert (stored.name, stored.role) == ("Benim ADIM", Role.AUDITOR)
