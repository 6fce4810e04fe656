"""Two people on one setting: the second sees both values, keeps the typing, and may save over."""

from dataclasses import replace

from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.directorate import service
from alo183_desktop.directorate.queries import DIRECTORATE_ID, get_directorate
from alo183_desktop.directorate.record import DIRECTORATE
from alo183_desktop.gui.kit.conflicts import SAVE_MINE
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.settings.directorate_section import DirectorateSection
from alo183_desktop.gui.settings.page import SettingsPage
from alo183_desktop.gui.settings.security_section import SecuritySection
from tests.gui.settings.showing import lock_dialog, show
from tests.gui.settings.test_page import type_into


def change_elsewhere(desk: Desk, **values: str | int) -> None:
    """Change the directorate as somebody at another desk does."""
    with desk.work() as work:
        row = get_directorate(work.session)
        form = replace(DIRECTORATE.stored(row), **values)  # type: ignore[arg-type]
        service.DIRECTORATES.save(work, DIRECTORATE_ID, form, version=row.version)


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
    shown = section.form.field("detsis").shown_message()
    assert "87654321" in shown
    assert "11111111" in shown
    assert "“1,15”" in section.fields["line_spacing_percent"].shown_message()
    assert "“1,5”" in section.fields["line_spacing_percent"].shown_message()
    assert not section.form.field("kep").shown_message()
    assert section.form.field("detsis").text() == "87654321"
    with qtbot.waitSignal(section.reported):
        section.save.click()
    with desk.work() as work:
        row = get_directorate(work.session)
    assert (row.detsis, row.kep, row.contact_name, row.line_spacing_percent) == (
        "87654321",
        "yeni@ornek.kep.tr",
        "Nur ÖĞÜT",
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
    with qtbot.waitSignal(section.reported) as said:
        section.save.click()
    assert desk.actor.name in said.args[0]
    assert said.args[0].endswith("Faks, KEP adresi.")
    with desk.work() as work:
        row = get_directorate(work.session)
    assert (row.kep, row.fax, row.contact_telephone) == (
        "yeni@ornek.kep.tr",
        "+905000000019",
        "+905000000011",
    )


def test_that_minutes_of_the_lock_stay_typed_and_old_ones_typed_back_are_saved_knowingly(
    page: SettingsPage, desk: Desk, qtbot: QtBot
) -> None:
    section = show(page, "Güvenlik", SecuritySection, qtbot)
    dialog = lock_dialog(section, qtbot)
    minutes = dialog.fields["lock_minutes"]
    began = minutes.text()
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
    minutes.set_text(began)
    with qtbot.waitSignal(section.reported):
        dialog.save_button.click()
    with desk.work() as work:
        row = get_directorate(work.session)
    assert (str(row.lock_minutes), row.kep) == (began, "yeni@ornek.kep.tr")
