"""The limits of the rota with their sources, the hours of duties, and closed times."""

import datetime as dt

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.access.rules import Role
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui.kit.buttons import SecondaryButton
from alo183_desktop.gui.kit.form.record import RecordDialog
from alo183_desktop.gui.settings.page import SettingsPage
from alo183_desktop.gui.settings.rota_section import PATTERN_LIST, RotaSection
from alo183_desktop.rota import service
from alo183_desktop.rota.kinds import DutyKind, PatternDays
from tests.gui.conftest import Answers
from tests.gui.look import ROOMS, enlarge, faults
from tests.gui.settings.showing import dialog_of, show


def click(section: RotaSection, words: str, qtbot: QtBot) -> None:
    found = [one for one in section.findChildren(SecondaryButton) if one.text() == words]
    assert len(found) == 1
    found[0].click()
    qtbot.waitUntil(section.background.is_idle)


def test_that_each_limit_has_its_source_and_is_changed(
    page: SettingsPage, desk: Desk, qtbot: QtBot
) -> None:
    section = show(page, "Nöbet", RotaSection, qtbot)
    shown = {row.name: (row.value, row.source) for row in section.limits.rows()}
    assert shown["İşçi gecede en çok, saat"] == ("7,5 saat", "4857 s. Kanun m.69")
    assert shown["Ayda en çok nöbet (icap sayılmaz)"] == ("sınır yok", "Müdürlüğün ayarı")
    click(section, "Sınırları dü&zenle…", qtbot)
    dialog = dialog_of(RecordDialog)
    dialog.form.field("worker_night_minutes").set_text("7 sa 15 dk")
    dialog.form.field("month_most").set_text("6")
    dialog.form.field("director_name").set_text("Hasan KÖKSAL")
    dialog.form.field("director_phone").set_text("0532 111 22 33")
    dialog.form.field("director_approves").set_value(("yes",))
    with qtbot.waitSignal(dialog.accepted):
        dialog.submit()
    qtbot.waitUntil(page.background.is_idle)
    with desk.work() as work:
        limits, _patterns = service.read_settings(work)
    assert (limits.worker_night_minutes, limits.month_most) == (435, 6)
    assert limits.director_phone == "+905321112233"
    assert limits.director_approves
    shown = {row.name: (row.value, row.source) for row in section.limits.rows()}
    assert shown["Müdür rolü de çizelgeyi yayımlar, değişimleri onaylar"][0] == "evet"
    assert shown["İşçi gecede en çok, saat"][0] == "7,25 saat"


def test_that_a_wrong_limit_is_shown_at_its_field(page: SettingsPage, qtbot: QtBot) -> None:
    section = show(page, "Nöbet", RotaSection, qtbot)
    click(section, "Sınırları dü&zenle…", qtbot)
    dialog = dialog_of(RecordDialog)
    field = dialog.form.field("worker_week_minutes")
    field.set_text("çok")
    dialog.submit()
    assert "Süre anlaşılamadı" in field.shown_message()
    dialog.done(0)


def test_that_hours_of_duties_are_added_changed_and_taken_away(
    page: SettingsPage, desk: Desk, qtbot: QtBot, answers: Answers
) -> None:
    section = show(page, "Nöbet", RotaSection, qtbot)
    before = len(section.patterns.rows())
    click(section, "Nöbet saati &ekle…", qtbot)
    dialog = dialog_of(RecordDialog)
    dialog.form.field("kind").set_text("Asıl nöbet")
    dialog.form.field("days").set_text("hafta sonu ve tatiller")
    dialog.form.field("starts_minute").set_text("9")
    dialog.form.field("length_minutes").set_text("12")
    dialog.form.field("rest_minutes").set_text("24")
    dialog.form.field("is_active").set_value(("yes",))
    with qtbot.waitSignal(dialog.accepted):
        dialog.submit()
    qtbot.waitUntil(page.background.is_idle)
    assert len(section.patterns.rows()) == before + 1
    added = next(row for row in section.patterns.rows() if row.starts_minute == 540)
    assert (added.kind, added.days, added.length_minutes) == (
        DutyKind.MAIN,
        PatternDays.FREE,
        720,
    )
    view = section.view(PATTERN_LIST)
    assert view.select_row(added.pattern_id)
    answers.replies = [1]
    click(section, "Ka&ldır…", qtbot)
    qtbot.waitUntil(page.background.is_idle)
    assert len(section.patterns.rows()) == before
    with desk.work() as work:
        assert len(service.read_settings(work)[1]) == before


def test_that_a_closed_time_is_entered(page: SettingsPage, desk: Desk, qtbot: QtBot) -> None:
    section = show(page, "Nöbet", RotaSection, qtbot)
    click(section, "Kapalı zaman e&kle…", qtbot)
    dialog = dialog_of(RecordDialog)
    dialog.form.field("name").set_text("Bayram idari izni")
    dialog.form.field("starts_at").set_text("25.12.2026")
    dialog.form.field("starts_at_time").set_text("13")
    dialog.form.field("ends_at").set_text("28.12.2026")
    dialog.form.field("ends_at_time").set_text("8")
    with qtbot.waitSignal(dialog.accepted):
        dialog.submit()
    qtbot.waitUntil(page.background.is_idle)
    (row,) = section.closed.rows()
    assert row.starts_at == dt.datetime(2026, 12, 25, 10, tzinfo=dt.UTC)
    with desk.work() as work:
        assert [one.name for one in service.list_closed_times(work)] == ["Bayram idari izni"]


@pytest.mark.parametrize("words", ["Nöbet saati &ekle…", "Sınırları dü&zenle…"])
def test_that_two_clicks_open_one_dialog(page: SettingsPage, qtbot: QtBot, words: str) -> None:
    section = show(page, "Nöbet", RotaSection, qtbot)
    button = next(one for one in section.findChildren(SecondaryButton) if one.text() == words)
    button.click()
    button.click()  # before the values of the first are read
    qtbot.waitUntil(page.background.is_idle)
    dialog_of(RecordDialog).done(0)
    assert QApplication.activeModalWidget() is None


@pytest.mark.parametrize("role", [Role.CLERK])
def test_that_a_clerk_sees_the_limits_and_sets_none(page: SettingsPage, qtbot: QtBot) -> None:
    section = show(page, "Nöbet", RotaSection, qtbot)
    assert len(section.limits.rows()) == 13
    words = {one.text() for one in section.findChildren(SecondaryButton) if one.isVisible()}
    assert "Sınırları dü&zenle…" not in words
    assert "Kapalı zaman e&kle…" in words


@pytest.mark.usefixtures("look")
def test_that_nothing_of_the_section_is_cut_or_covered(
    page: SettingsPage, host: QWidget, qtbot: QtBot
) -> None:
    show(page, "Nöbet", RotaSection, qtbot)
    for room in ROOMS:
        enlarge(host, room)
        page.resize(host.size())
        assert faults(host) == [], room
