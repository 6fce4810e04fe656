"""The settings: each section by the rights of its user, saved and refused."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.access.queries import find_user, list_users
from alo183_desktop.access.rules import RIGHTS, Right, Role
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.cases import settings as case_settings
from alo183_desktop.db.audit import Break
from alo183_desktop.directorate import service as directorates
from alo183_desktop.directorate.queries import get_directorate, list_signatories, list_units
from alo183_desktop.directorate.record import SignatoryValues, UnitValues
from alo183_desktop.gui.kit.form.record import RecordDialog
from alo183_desktop.gui.kit.screen_capture import system_hide
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.gui.kit.topics import Topic, topics_of_tables
from alo183_desktop.gui.settings.directorate_section import DirectorateSection
from alo183_desktop.gui.settings.list_sections import ListSection
from alo183_desktop.gui.settings.page import SettingsPage
from alo183_desktop.gui.settings.section import Section
from alo183_desktop.gui.settings.security_section import SecuritySection, capture_words
from alo183_desktop.gui.settings.users_section import (
    AddUserDialog,
    ChangeUserDialog,
    GivePasswordDialog,
    UsersSection,
)
from alo183_desktop.officers.queries import list_subjects
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError
from tests.clocks import FixedClock
from tests.gui.conftest import Answers
from tests.gui.desks import OTHER, OWN, PASSWORD, make_program
from tests.gui.leaving import busy
from tests.gui.settings.showing import dialog_of, lock_dialog, show
from tests.gui.several import check_several

SectionT = TypeVar("SectionT", bound=Section)
DialogT = TypeVar("DialogT", bound=QWidget)


WITH_LISTS = (
    "İmza sahipleri",
    "Kurumlar",
    "Müracaat konuları",
    "Vaka türleri",
    "Vaka süreleri",
    "Kullanıcılar",
    "Yedekler",
    "Saklama ve imha",
    "Hakkında",
)
"""Sections with a list."""


def type_into(section: DirectorateSection, **texts: str) -> None:
    for key, text in texts.items():
        section.form.field(key).set_text(text)


def test_that_every_right_and_role_has_words() -> None:
    assert all(one.words for one in (*Right, *Role))


@pytest.mark.parametrize("role", list(Role))
def test_that_only_those_who_manage_users_see_them(page: SettingsPage, role: Role) -> None:
    may_manage = role in RIGHTS[Right.MANAGE_USERS]
    assert ("Kullanıcılar" in page.section_names()) == may_manage
    assert "Güvenlik" in page.section_names()


@pytest.mark.parametrize("role", [Role.CLERK, Role.AUDITOR])
def test_that_others_read_the_directorate_but_cannot_change_it(
    page: SettingsPage, qtbot: QtBot
) -> None:
    section = show(page, "Müdürlük", DirectorateSection, qtbot)
    assert section.form.field("detsis").text() == "12345678"
    assert not section.save.isVisible()
    assert not section.form.isEnabled()
    units = show(page, "Kurumlar", ListSection, qtbot)
    assert not units.add.isVisible()


def test_that_a_rule_that_was_refused_is_saved_once_another_field_has_put_it_right(
    page: SettingsPage, desk: Desk, qtbot: QtBot
) -> None:
    section = show(page, "Müdürlük", DirectorateSection, qtbot)
    form = section.form
    for key in ("needs_fax", "needs_post"):
        form.field(key).set_text("")
    section.save.click()
    assert form.field("needs_fax").shown_message()
    form.field("needs_ebys").set_text("yes")
    assert not form.field("needs_fax").shown_message()
    form.field("rule_basis").set_text("Bakanlığın 01.10.2026 tarihli ve 17 sayılı yazısı")
    with qtbot.waitSignal(section.reported):
        section.save.click()
    with desk.work() as work:
        assert [one.value for one in get_directorate(work.session).demanded] == ["ebys"]


def test_that_the_directorate_is_saved(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    section = show(page, "Müdürlük", DirectorateSection, qtbot)
    assert not section.save.isEnabled()
    type_into(section, detsis="87654321", fax="0(500) 000-00 11")
    section.fields["preparation"].set_value("E")
    section.fields["says_faxed"].set_value(("yes",))
    section.fields["line_spacing_percent"].set_value("150")
    with qtbot.waitSignal(section.reported):
        section.save.click()
    with desk.work() as work:
        row = get_directorate(work.session)
    assert (row.detsis, row.fax, row.preparation, row.says_faxed) == (
        "87654321",
        "+905000000011",
        "E",
        True,
    )
    assert row.line_spacing_percent == 150
    assert not section.save.isEnabled()
    field = section.form.field("detsis")
    field.set_text("12345678")
    with qtbot.waitSignal(section.reported, check_params_cb=lambda words: "kaydedildi" in words):
        QTest.keyClick(field.control(), Qt.Key.Key_Return)
    # Nothing is typed, and Enter says so.
    with qtbot.waitSignal(section.reported, check_params_cb=lambda words: "Değişen" in words):
        QTest.keyClick(field.control(), Qt.Key.Key_Return)
    with desk.work() as work:
        assert get_directorate(work.session).detsis == "12345678"


def test_that_wrong_values_are_not_sent(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    section = show(page, "Müdürlük", DirectorateSection, qtbot)
    type_into(section, detsis="1", recipient_1="")
    section.save.click()
    qtbot.waitUntil(page.background.is_idle)
    assert "sekiz haneli" in section.form.field("detsis").shown_message()
    assert section.form.field("detsis").control().hasFocus()
    with desk.work() as work:
        assert get_directorate(work.session).detsis == "12345678"


def test_that_the_section_under_the_pointer_is_marked(page: SettingsPage) -> None:
    item = next(
        one for one in page.findChildren(QAbstractButton) if one.text() == "Müracaat konuları"
    )
    before = item.grab().toImage()
    item.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    assert item.grab().toImage() != before


def test_that_escape_takes_back_passwords(
    page: SettingsPage, qtbot: QtBot, answers: Answers
) -> None:
    section = show(page, "Güvenlik", SecuritySection, qtbot)
    section.old.set_text("bir parola")
    answers.replies = [1]
    QTest.keyClick(section.old.control(), Qt.Key.Key_Escape)
    assert len(answers.asked) == 1
    assert section.old.text() == ""
    qtbot.waitUntil(page.background.is_idle)


def test_that_a_signatory_is_added_and_changed(
    page: SettingsPage, desk: Desk, qtbot: QtBot
) -> None:
    section = show(page, "İmza sahipleri", ListSection, qtbot)
    section.add.click()
    dialog = dialog_of(RecordDialog)
    dialog.save_button.click()
    assert dialog.isVisible()
    dialog.fields["name"].set_text("Işıl IĞDIR")
    dialog.fields["title"].set_text("İl Müdür Yardımcısı")
    dialog.fields["is_deputy"].set_value("True")
    assert dialog.fields["valid_from"].text() == ""
    dialog.fields["valid_from"].set_text("24.11.2026")
    dialog.fields["valid_until"].set_text("30.11.2026")
    with qtbot.waitSignal(dialog.accepted):
        dialog.save_button.click()
    qtbot.waitUntil(lambda: len(section.model.rows()) == 2)
    assert section.view.table_texts()[1][1] == [
        "Işıl IĞDIR",
        "İl Müdür Yardımcısı V.",
        "Vali a.",
        "24.11.2026 – 30.11.2026",
        "imzalayabilir",
    ]
    section.view.selectRow(1)
    section.edit.click()
    dialog = dialog_of(RecordDialog)
    assert dialog.fields["valid_until"].text() == "30.11.2026"
    dialog.fields["valid_until"].set_text("29.11.2026")
    with qtbot.waitSignal(dialog.accepted):
        dialog.save_button.click()
    with desk.work() as work:
        last = list_signatories(work.session)[1].valid_until
    assert last is not None
    assert last.isoformat() == "2026-11-30"


def test_that_a_unit_is_added_renamed_retired_and_taken_back(
    page: SettingsPage, desk: Desk, qtbot: QtBot
) -> None:
    section = show(page, "Kurumlar", ListSection, qtbot)
    section.view.selectRow(0)
    assert not section.toggle.isEnabled()
    section.add.click()
    dialog = dialog_of(RecordDialog)
    dialog.fields["name"].set_text(desk.directorate_name)
    dialog.save_button.click()
    qtbot.waitUntil(lambda: "zaten var" in dialog.fields["name"].shown_message())
    dialog.fields["name"].set_text("Çocuk Evleri Sitesi")
    with qtbot.waitSignal(dialog.accepted):
        dialog.save_button.click()
    qtbot.waitUntil(lambda: len(section.model.rows()) == 2)
    section.view.selectRow(1)
    for verb, active in (("Kaldı&r", False), ("Geri &al", True)):
        assert section.toggle.text() == verb
        with qtbot.waitSignal(section.reported):
            section.toggle.click()
        qtbot.waitUntil(page.background.is_idle)
        with desk.work() as work:
            assert list_units(work.session, active_only=False)[1].is_active == active


def test_that_the_circulars_subjects_stay_and_others_go(
    page: SettingsPage, desk: Desk, qtbot: QtBot, answers: Answers
) -> None:
    section = show(page, "Müracaat konuları", ListSection, qtbot)
    for place in range(5):
        section.view.selectRow(place)
        assert not section.toggle.isEnabled()
        assert not section.edit.isEnabled()
    section.add.click()
    dialog = dialog_of(RecordDialog)
    dialog.fields["name"].set_text("Koruyucu aile")
    with qtbot.waitSignal(dialog.accepted):
        dialog.save_button.click()
    qtbot.waitUntil(lambda: len(section.model.rows()) == 6)
    section.view.selectRow(5)
    answers.replies = [0]
    with qtbot.waitSignal(section.reported):
        section.toggle.click()
    qtbot.waitUntil(page.background.is_idle)
    with desk.work() as work:
        assert len(list_subjects(work.session)) == 5


def test_that_the_list_of_users_follows_what_another_desk_changes(
    page: SettingsPage, desk: Desk, qtbot: QtBot
) -> None:
    section = show(page, "Kullanıcılar", UsersSection, qtbot)
    desk.users.add(login="yeni", name="Yeni KİŞİ", role=Role.CLERK, password=OTHER)
    page.background.changed.emit(topics_of_tables({"users"}))
    qtbot.waitUntil(lambda: len(section.model.rows()) == 2)


def test_that_a_user_is_added_changed_closed_and_opened(
    page: SettingsPage,
    desk: Desk,
    qtbot: QtBot,
    answers: Answers,
    data_folder: Path,
    clock: FixedClock,
) -> None:
    section = show(page, "Kullanıcılar", UsersSection, qtbot)
    section.add.click()
    adding = dialog_of(AddUserDialog)
    adding.name.set_text("Gülşah ÇETİNKAYA")
    assert adding.login.text() == "gulsah.cetinkaya"
    assert adding.new_password is not None
    adding.new_password.first.set_text("123")
    adding.new_password.second.set_text("123")
    adding.save_button.click()
    first = adding.new_password.first
    qtbot.waitUntil(lambda: "kolay" in first.shown_message())
    adding.new_password.first.set_text(OTHER)
    adding.new_password.second.set_text(OTHER)
    adding.save_button.setFocus()
    with qtbot.waitSignal(adding.accepted):
        QTest.keyClick(adding.save_button, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(section.model.rows()) == 2)
    program = make_program(data_folder, clock)
    program.unlock("gulsah.cetinkaya", OTHER).close()

    section.view.selectRow(0)
    section.edit.click()
    changing = dialog_of(ChangeUserDialog)
    changing.fields["role"].set_value(Role.AUDITOR.value)
    with qtbot.waitSignal(changing.accepted):
        changing.save_button.click()
    qtbot.waitUntil(page.background.is_idle)
    section.view.selectRow(0)
    answers.replies = [0]
    section.toggle.click()
    qtbot.waitUntil(page.background.is_idle)
    with pytest.raises(KnownError):
        program.unlock("gulsah.cetinkaya", OTHER)

    section.view.selectRow(1)
    section.toggle.click()
    giving = dialog_of(GivePasswordDialog)
    assert giving.new_password is not None
    giving.new_password.first.set_text(PASSWORD)
    giving.new_password.second.set_text(PASSWORD)
    with qtbot.waitSignal(giving.accepted):
        giving.save_button.click()
    qtbot.waitUntil(page.background.is_idle)
    with desk.work() as work:
        found = find_user(work.session, "gulsah.cetinkaya")
    assert found is not None
    assert (found.role, found.is_active) == (Role.AUDITOR, True)


def test_that_the_last_administrator_cannot_take_the_role_from_themselves(
    page: SettingsPage, desk: Desk, qtbot: QtBot
) -> None:
    section = show(page, "Kullanıcılar", UsersSection, qtbot)
    section.view.selectRow(0)
    assert not section.give.isEnabled()
    section.edit.click()
    dialog = dialog_of(ChangeUserDialog)
    dialog.fields["role"].set_value(Role.CLERK.value)
    dialog.save_button.click()
    qtbot.waitUntil(lambda: "son yönetici" in dialog.fields["role"].shown_message())
    dialog.form.mark_clean()
    dialog.reject()
    with desk.work() as work:
        assert list_users(work.session)[0].role is Role.ADMINISTRATOR


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.CLERK])
def test_that_everybody_changes_their_own_password(
    page: SettingsPage,
    desk: Desk,
    role: Role,
    qtbot: QtBot,
    data_folder: Path,
    clock: FixedClock,
) -> None:
    section = show(page, "Güvenlik", SecuritySection, qtbot)
    old = PASSWORD if role is Role.ADMINISTRATOR else OWN
    new = "turuncu kaktüs gece konuşur"
    section.old.set_text("yanlış")
    section.new_password.first.set_text(new)
    section.new_password.second.set_text(new)
    section.change_password.click()
    qtbot.waitUntil(lambda: "yanlış" in section.old.shown_message())
    section.old.set_text(old)
    with qtbot.waitSignal(section.reported):
        QTest.keyClick(section.new_password.second.line, Qt.Key.Key_Return)
    assert section.new_password.password() == ""
    make_program(data_folder, clock).unlock(desk.actor.login, new).close()


def test_that_what_is_said_of_the_trail_follows_what_was_found(
    page: SettingsPage, desk: Desk, qtbot: QtBot
) -> None:
    whole = desk.verdict
    desk.verdict = replace(whole, breaks=(Break(7, "tail_cut"),))
    section = show(page, "Güvenlik", SecuritySection, qtbot)
    assert section.trail_mark.word().startswith("zincir bozuk")
    desk.verdict = whole
    page.background.changed.emit(frozenset({Topic.DIRECTORATE}))
    qtbot.waitUntil(page.background.is_idle)
    assert section.trail_mark.word() == "zincirin ucu sağlam"


def test_that_a_lock_does_not_drop_a_password_that_is_being_changed(
    page: SettingsPage, desk: Desk, qtbot: QtBot, data_folder: Path, clock: FixedClock
) -> None:
    section = show(page, "Güvenlik", SecuritySection, qtbot)
    section.old.set_text(PASSWORD)
    section.new_password.first.set_text(OTHER)
    section.new_password.second.set_text(OTHER)
    # What is typed last is being measured before it is stored.
    qtbot.waitUntil(page.background.is_idle)
    with busy(page.background):
        section.password_form.submit()
        page.background.detach()
    qtbot.waitUntil(page.background.is_idle)
    make_program(data_folder, clock).unlock(desk.actor.login, OTHER).close()


def test_that_the_lock_is_set_within_its_limits(
    page: SettingsPage, desk: Desk, qtbot: QtBot
) -> None:
    section = show(page, "Güvenlik", SecuritySection, qtbot)
    assert "10 dakika" in section.lock_words.text()
    dialog = lock_dialog(section, qtbot)
    minutes = dialog.fields["lock_minutes"]
    assert (minutes.text(), minutes.control().hasFocus()) == ("10", True)
    for wrong in ("0", "241", "on", "²"):
        minutes.set_text(wrong)
        dialog.save_button.click()
        assert "1 ile 240" in minutes.shown_message()
    minutes.set_text("5")
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    with desk.work() as work:
        assert get_directorate(work.session).lock_minutes == 5
    qtbot.waitUntil(lambda: "5 dakika" in section.lock_words.text())


def test_that_windows_are_kept_out_of_screenshots_as_set_and_a_system_that_cannot_is_named(
    page: SettingsPage, desk: Desk, qtbot: QtBot, data_folder: Path, clock: FixedClock
) -> None:
    section = show(page, "Güvenlik", SecuritySection, qtbot)
    assert section.capture_words.text().endswith("program pencerelerini gösterir.")
    section.change_capture.click()
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), RecordDialog))
    dialog = dialog_of(RecordDialog)
    dialog.fields["hides_from_capture"].set_value(("yes",))
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    with desk.work() as work:
        row = get_directorate(work.session)
    assert row.hides_from_capture
    wanted = capture_words(row, can_hide=system_hide() is not None)
    qtbot.waitUntil(lambda: section.capture_words.text() == wanted)
    assert "yapamıyor" in capture_words(row, can_hide=False)
    assert "çıkmaz" in capture_words(row, can_hide=True)
    again = make_program(data_folder, clock).unlock(desk.actor.login, PASSWORD)
    assert again.hides_from_capture
    again.close()


def test_that_a_section_loads_without_a_change(page: SettingsPage, qtbot: QtBot) -> None:
    section: Callable[[], Section] = page.section
    for name in ("Müdürlük", "İmza sahipleri", "Kurumlar", "Hakkında"):
        page.show_section(name)
        qtbot.waitUntil(page.background.is_idle)
        assert section().may_leave(), name


def test_that_a_section_can_be_asked_for_by_its_name(page: SettingsPage) -> None:
    page.show_query("Yedekler")
    assert page.section() is page.show_section("Yedekler")
    page.show_query("Olmayan bölüm")
    assert page.section() is page.show_section("Yedekler")


def test_that_who_is_sent_to_a_field_of_the_directorate_types_into_it(
    page: SettingsPage, qtbot: QtBot
) -> None:
    for _again in range(2):
        page.show_query(("Müdürlük", "recipient_fax"))
        section = page.section()
        assert isinstance(section, DirectorateSection)
        qtbot.waitUntil(page.background.is_idle)
        field = section.form.field("recipient_fax")
        assert page.window().focusWidget() is field.control()
        assert not field.visibleRegion().isEmpty()
        page.show_section("Kurumlar")


@pytest.fixture
def two_of_each(desk: Desk, clock: FixedClock) -> None:
    """Give each list of the settings a second row."""
    today = local_day(clock())
    with desk.work() as work:
        directorates.SIGNATORIES.save(
            work, None, SignatoryValues("Ayla ÇINAR", "İl Müdürü", valid_from=today)
        )
        directorates.UNITS.save(work, None, UnitValues("Şehit Öğretmenler Huzurevi"))
        case_settings.set_terms(
            work,
            starts_on=today,
            urgent_action_minutes=30,
            other_action_minutes=60,
            reminder_hours=[6],
        )
    desk.users.add(login="biri", name="Şükrü IŞIK", role=Role.CLERK, password=OTHER)
    desk.backups.take_daily()
    clock.advance(hours=24)
    desk.backups.take_daily()


def test_that_a_lock_returns_to_the_section_that_was_left(page: SettingsPage, qtbot: QtBot) -> None:
    left = show(page, "Kurumlar", ListSection, qtbot)
    seen = page.seen()
    page.show_section("Müdürlük")
    page.show_seen(seen)
    assert page.section() is left
    qtbot.waitUntil(page.background.is_idle)


@pytest.mark.usefixtures("two_of_each")
def test_that_no_act_is_for_one_of_several_rows(page: SettingsPage, qtbot: QtBot) -> None:
    def enabled(section: QWidget) -> set[QPushButton]:
        buttons = section.findChildren(QPushButton)
        return {one for one in buttons if one.isVisible() and one.isEnabled()}

    for name in WITH_LISTS:
        section = page.show_section(name)
        qtbot.waitUntil(page.background.is_idle)
        view = section.findChildren(TableView)[0]
        check_several(view)
        view.selectAll()
        of_several = enabled(section)
        view.clearSelection()
        view.setCurrentIndex(QModelIndex())
        assert of_several == enabled(section), name  # what needs no row at all
