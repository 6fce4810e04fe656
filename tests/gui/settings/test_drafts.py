"""What is typed into the settings and not saved is offered again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alo183_desktop.access.drafts import list_drafts
from alo183_desktop.gui.kit.form.record import RecordDialog
from alo183_desktop.gui.settings.directorate_section import DirectorateSection
from alo183_desktop.gui.settings.list_sections import ListSection
from alo183_desktop.gui.settings.page import SettingsPage
from alo183_desktop.gui.settings.users_section import AddUserDialog, UsersSection
from tests.gui.settings.showing import dialog_of, show
from tests.unit.bootstrap.people import PASSWORD

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.gui.kit.form.dialog import FormDialog
    from tests.clocks import FixedClock


def lock(dialog: FormDialog, qtbot: QtBot) -> None:
    """Close a dialog as the lock does, without a question."""
    dialog.done(0)
    qtbot.waitUntil(dialog.background.is_idle)


def test_that_the_letterhead_that_was_typed_comes_back_after_the_lock(
    page: SettingsPage, desk: Desk, qtbot: QtBot, host: QWidget, clock: FixedClock
) -> None:
    section = show(page, "Müdürlük", DirectorateSection, qtbot)
    before = section.form.field("address").text()
    section.form.field("address").set_text("Yeni Mahalle, Çınar Sokak")
    page.prepare_lock()
    qtbot.waitUntil(page.background.is_idle)
    page.hide()
    again = SettingsPage(page.background, actor=desk.actor, clock=clock, desk=desk, parent=host)
    again.show()
    qtbot.waitUntil(page.background.is_idle)
    section = show(again, "Müdürlük", DirectorateSection, qtbot)
    assert section.drafts is not None
    assert "kaydedilmemiş yazı var" in section.drafts.banners[0].text()
    assert section.form.field("address").text() == before
    with qtbot.waitSignal(section.drafts.taken):
        section.drafts.take()
    assert section.form.field("address").text() == "Yeni Mahalle, Çınar Sokak"
    with qtbot.waitSignal(section.said):
        section.save.click()
    qtbot.waitUntil(page.background.is_idle)
    with desk.work() as work:
        assert list_drafts(work) == ()


def test_that_a_signatory_that_was_typed_comes_back(page: SettingsPage, qtbot: QtBot) -> None:
    section = show(page, "İmza sahipleri", ListSection, qtbot)
    section.add.click()
    adding = dialog_of(RecordDialog)
    qtbot.waitUntil(page.background.is_idle)
    adding.fields["name"].set_text("Şükrü IŞIKÇI")
    lock(adding, qtbot)
    section.add.click()
    again = dialog_of(RecordDialog)
    qtbot.waitUntil(page.background.is_idle)
    assert again.drafts is not None
    assert again.fields["name"].text() == ""
    with qtbot.waitSignal(again.drafts.taken):
        again.drafts.take()
    assert again.fields["name"].text() == "Şükrü IŞIKÇI"
    again.form.mark_clean()
    again.reject()


def test_that_a_user_who_was_typed_comes_back_without_the_password(
    page: SettingsPage, desk: Desk, qtbot: QtBot
) -> None:
    section = show(page, "Kullanıcılar", UsersSection, qtbot)
    section.add.click()
    adding = dialog_of(AddUserDialog)
    qtbot.waitUntil(page.background.is_idle)
    adding.name.set_text("Gülşah ÇETİNKAYA")
    assert adding.new_password is not None
    adding.new_password.first.set_text(PASSWORD)
    adding.new_password.second.set_text(PASSWORD)
    lock(adding, qtbot)
    with desk.work() as work:
        (draft,) = list_drafts(work)
    assert set(draft.texts) == {"name", "login"}
    assert draft.texts["name"] == "Gülşah ÇETİNKAYA"
