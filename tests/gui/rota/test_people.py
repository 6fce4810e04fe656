"""Who can be on duty, who is away, and the duties that an absence hits."""

import datetime as dt
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui.kit.form.record import RecordDialog
from alo183_desktop.gui.kit.imports.dialogs import ImportDialog
from alo183_desktop.gui.rota.away import WISH_ACTS, AbsenceDialog, HitDialog
from alo183_desktop.gui.rota.importing import RotaFileDialog
from alo183_desktop.gui.rota.page import RotaPage, RotaPart
from alo183_desktop.gui.rota.people import OfficersDialog
from alo183_desktop.rota import service
from alo183_desktop.rota.kinds import AbsenceKind, Employment, WishDegree, WishKind
from alo183_desktop.rota.rows import AbsenceFilter, AbsenceRow, WishFilter
from tests.gui.changes.conftest import Hands
from tests.gui.conftest import Answers
from tests.gui.desks import acts
from tests.gui.rota.directorate import AYSE, IBRAHIM, LONG, MONTH, VELI, ZEYNEP

DialogT = TypeVar("DialogT", bound=QDialog)


def opened(page: RotaPage, kind: type[DialogT], settle: Callable[[], None]) -> DialogT:
    """Return the dialog that is open."""
    settle()
    dialog = page.opener.dialog()
    assert isinstance(dialog, kind)
    return dialog


def test_that_officers_are_added_at_once_and_their_employment_is_asked_for(
    empty_desk: Desk,
    open_page: Callable[..., RotaPage],
    settle: Callable[[], None],
) -> None:
    page = open_page(empty_desk)
    page.show_view(RotaPart.PEOPLE)
    settle()
    page.people.view.empty_action.emit()
    dialog = opened(page, OfficersDialog, settle)
    keys = list(dialog.officers._boxes)[:3]  # noqa: SLF001 - all that is offered
    dialog.officers.set_value(keys)
    dialog.kinds.set_value(("main", "stand_in"))
    dialog.starts_on.set_text("1.12.2026")
    dialog.submit()
    settle()
    assert page.opener.dialog() is dialog
    assert dialog.employment.shown_message() != ""
    dialog.employment.set_text("Memur (657)")
    dialog.submit()
    settle()
    assert page.opener.dialog() is None
    rows = page.people.model.rows()
    assert len(rows) == 3
    assert {row.employment for row in rows} == {Employment.OFFICIAL}
    assert acts(empty_desk, "duty_person.added") == 3


def test_that_somebody_outside_the_roster_is_added_by_name(
    page: RotaPage, desk: Desk, settle: Callable[[], None]
) -> None:
    page.show_view(RotaPart.PEOPLE)
    settle()
    page.primary_action()
    dialog = opened(page, RecordDialog, settle)
    fields = dialog.fields
    fields["name"].set_text("Kazım ŞOFÖR")
    fields["employment"].set_text("İşçi (4/D)")
    fields["does_driver"].set_value(("yes",))
    fields["starts_on"].set_text("1.12.2026")
    dialog.submit()
    settle()
    with desk.work() as work:
        found = {one.name: one for one in service.list_people(work)}
    assert found["Kazım ŞOFÖR"].employment is Employment.WORKER


def test_that_a_person_is_put_right_and_one_with_duties_is_not_removed(
    page: RotaPage, desk: Desk, settle: Callable[[], None], answers: Answers, hands: Hands
) -> None:
    page.show_view(RotaPart.PEOPLE)
    settle()
    assert page.people.view.select_row(
        next(row.person_id for row in page.people.model.rows() if row.name == AYSE)
    )
    page.people.view.setFocus()
    hands.press(Qt.Key.Key_F4)
    dialog = opened(page, RecordDialog, settle)
    assert dialog.fields["employment"].text() == "Memur (657)"
    dialog.fields["phone"].set_text("0532 999 99 99")
    dialog.submit()
    settle()
    rows = {row.name: row for row in page.people.model.rows()}
    assert rows[AYSE].phone == "+905329999999"
    answers.replies = [1]
    page.window().activateWindow()
    hands.press(Qt.Key.Key_Delete)
    settle()
    assert answers.asked == ["Nöbet kişisi silinsin mi?"]
    assert AYSE not in {row.name for row in page.people.model.rows()}
    assert acts(desk, "duty_person.removed") == 1


def fill(page: RotaPage, hands: Hands, *typed: str) -> None:
    page.sheet.view.setFocus()
    page.sheet.view.select_day(dt.date(2026, 12, 1))
    for one in typed:
        hands.write(one)
        hands.press(Qt.Key.Key_Return)


def test_that_a_wish_is_entered_put_right_and_removed(
    page: RotaPage, desk: Desk, settle: Callable[[], None], answers: Answers, hands: Hands
) -> None:
    page.show_view(RotaPart.AWAY)
    settle()
    page.away.add(WISH_ACTS)
    dialog = opened(page, RecordDialog, settle)
    for key, typed in (
        ("person_id", ZEYNEP),
        ("day", "12.01.2027"),
        ("kind", "nöbet istemiyor"),
        ("degree", "çok"),
    ):
        dialog.fields[key].set_text(typed)
    dialog.submit()
    settle()
    page.away.view.selectRow(0)
    page.away.view.opened.emit()
    again = opened(page, RecordDialog, settle)
    again.fields["degree"].set_text("az")
    again.submit()
    settle()
    with desk.work() as work:
        (row,) = service.list_wishes(work, WishFilter())
    assert (row.person_name, row.kind, row.degree) == (
        ZEYNEP,
        WishKind.NO_DUTY,
        WishDegree.LITTLE,
    )
    answers.replies = [1]
    page.window().activateWindow()
    page.away.view.setFocus()
    hands.press(Qt.Key.Key_Delete)
    settle()
    assert answers.asked == ["İstek silinsin mi?"]
    assert not page.away.model.rows()
    assert acts(desk, "wish.removed") == 1


def test_that_days_fill_in_the_instants_of_an_absence(
    page: RotaPage, desk: Desk, settle: Callable[[], None]
) -> None:
    page.show_view(RotaPart.AWAY)
    settle()
    page.away.begin()
    dialog = opened(page, AbsenceDialog, settle)
    dialog.fields["person_id"].set_text(AYSE)
    dialog.fields["kind"].set_text("yıllık izin")
    dialog.first_day.set_text("12.12.2026")
    dialog.last_day.set_text("14.12.2026")
    dialog.submit()
    settle()
    assert page.opener.dialog() is None
    with desk.work() as work:
        (row,) = service.list_absences(work, AbsenceFilter())
    assert row.kind is AbsenceKind.ANNUAL
    assert row.starts_at == dt.datetime(2026, 12, 12, 5, tzinfo=dt.UTC)
    assert row.ends_at == dt.datetime(2026, 12, 15, 5, tzinfo=dt.UTC)
    page.away.view.selectRow(0)
    page.away.view.opened.emit()
    again = opened(page, AbsenceDialog, settle)
    assert again.first_day.text() == "12.12.2026"
    assert again.last_day.text() == "14.12.2026"
    assert again.fields["starts_at"].isHidden(), "the days are asked once"
    again.by_hours.click()
    assert again.first_day.isHidden()
    assert again.fields["starts_at"].text() == "12.12.2026"
    again.form.field("starts_at_time").set_text("13.00")
    again.submit()
    settle()
    with desk.work() as work:
        (row,) = service.list_absences(work, AbsenceFilter())
    assert row.starts_at == dt.datetime(2026, 12, 12, 10, tzinfo=dt.UTC)
    page.away.view.selectRow(0)
    page.away.view.opened.emit()
    again = opened(page, AbsenceDialog, settle)
    assert (again.first_day.isHidden(), again.first_day.text()) == (True, "")
    assert again.form.field("starts_at_time").text() == "13:00"
    again.done(0)


def test_that_a_new_row_is_the_current_one_and_keys_act_on_it(
    page: RotaPage, settle: Callable[[], None]
) -> None:
    """The list is sorted by time: the new leave is neither the first row nor the former one."""
    page.show_view(RotaPart.AWAY)
    settle()
    for name, day in ((AYSE, "12.12.2026"), (VELI, "20.12.2026"), (LONG, "5.12.2026")):
        page.away.begin()
        dialog = opened(page, AbsenceDialog, settle)
        dialog.fields["person_id"].set_text(name)
        dialog.fields["kind"].set_text("yıllık izin")
        dialog.first_day.set_text(day)
        dialog.submit()
        settle()
        current = page.away.current()
        assert isinstance(current, AbsenceRow)
        assert current.person_name == name
    page.away.change()
    assert opened(page, AbsenceDialog, settle).first_day.text() == "05.12.2026"
    page.opener.dialog().done(0)  # type: ignore[union-attr]


def test_that_the_key_of_imports_opens_the_one_of_the_part_shown(
    page: RotaPage, settle: Callable[[], None]
) -> None:
    page.window().activateWindow()
    for view, kind in ((RotaPart.AWAY, ImportDialog), (RotaPart.SHEET, RotaFileDialog)):
        page.show_view(view)
        settle()
        place = page.lists()[0]
        place.setFocus()
        QTest.keyClick(place, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
        opened(page, kind, settle).done(0)
        settle()


def test_that_an_absence_gives_on_the_duties_it_hits_in_one_go(
    page: RotaPage, desk: Desk, hands: Hands, settle: Callable[[], None]
) -> None:
    fill(page, hands, "ze", "ib", "ir", "ze")
    settle()
    page.show_view(RotaPart.AWAY)
    page.away.begin()
    dialog = opened(page, AbsenceDialog, settle)
    dialog.fields["person_id"].set_text(ZEYNEP)
    dialog.fields["kind"].set_text("sağlık raporu")
    dialog.first_day.set_text("1.12.2026")
    dialog.last_day.set_text("5.12.2026")
    dialog.submit()
    hit = opened(page, HitDialog, settle)
    assert hit.windowTitle() == "Bu izin 2 nöbete denk geliyor"
    proposed = [field.text() for field in hit.fields]
    assert all("engeli yok" in one for one in proposed)
    assert len(set(proposed)) == 2
    hit.submit()
    settle()
    with desk.work() as work:
        sheet = service.month_sheet(work, MONTH)
    mains = [one.person_name for one in sheet.duties if one.kind.value == "main"]
    assert ZEYNEP not in mains
    assert "" not in mains[:4]
    assert acts(desk, "rota.filled") == 5


def test_that_who_takes_no_duty_sees_why(
    page: RotaPage, desk: Desk, hands: Hands, settle: Callable[[], None]
) -> None:
    page.sheet.view.setFocus()
    page.sheet.view.setCurrentIndex(page.sheet.view.sheet.index(0, 4))
    hands.write("ve")
    hands.press(Qt.Key.Key_Return)
    settle()
    page.show_view(RotaPart.AWAY)
    page.away.begin()
    dialog = opened(page, AbsenceDialog, settle)
    dialog.fields["person_id"].set_text(VELI)
    dialog.fields["kind"].set_text("mazeret izni")
    dialog.first_day.set_text("1.12.2026")
    dialog.submit()
    hit = opened(page, HitDialog, settle)
    (field,) = hit.fields
    assert field.text() == "Boş kalsın"
    assert field.note() == "Bu nöbeti tutabilecek başka kimse kayıtlı değil."
    hit.submit()
    settle()
    with desk.work() as work:
        sheet = service.month_sheet(work, MONTH)
    assert {one.person_name for one in sheet.duties} == {""}
    assert IBRAHIM in {one.name for one in sheet.people}


def test_that_leave_of_an_officer_without_duty_is_entered_without_leaving_its_form(
    empty_desk: Desk,
    open_page: Callable[..., RotaPage],
    settle: Callable[[], None],
) -> None:
    page = open_page(empty_desk)
    page.show_view(RotaPart.AWAY)
    settle()
    page.away.begin()
    dialog = opened(page, AbsenceDialog, settle)
    typed = dialog.fields.typed()
    assert (typed["starts_at"], typed["ends_at"]) == (None, None), "no leave is proposed"
    dialog.from_roster.click()
    settle()
    (adding,) = dialog.findChildren(OfficersDialog)
    key, box = next(iter(adding.officers._boxes.items()))  # noqa: SLF001 - all that is offered
    name = box.text()
    adding.officers.set_value((key,))
    adding.employment.set_text("Memur (657)")
    adding.starts_on.set_text("1.12.2026")
    adding.submit()
    settle()
    assert dialog.fields["person_id"].text() == name
    dialog.fields["kind"].set_text("yıllık izin")
    dialog.first_day.set_text("7.12.2026")
    dialog.last_day.set_text("11.12.2026")
    dialog.submit()
    settle()
    with empty_desk.work() as work:
        (row,) = service.list_absences(work, AbsenceFilter())
        (person,) = service.list_people(work)
    assert (row.person_name, person.kinds) == (name, frozenset())
    page.show_view(RotaPart.PEOPLE)
    settle()
    (shown,) = page.people.model.rows()
    assert [column.text(shown) for column in page.people.model.columns][1] == "nöbet tutmuyor"
