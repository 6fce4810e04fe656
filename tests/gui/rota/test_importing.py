"""The sheet of a month is filled out of an Excel file: asked, agreed to, and one act to undo."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from PySide6.QtCore import QCoreApplication, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui.kit.buttons import LinkButton
from alo183_desktop.gui.kit.form.choices import ComboBox
from alo183_desktop.gui.rota.importing import RotaFileDialog
from alo183_desktop.gui.rota.page import RotaPage
from alo183_desktop.imports.rows import RowVerdict
from alo183_desktop.rota import service
from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.rota.rows import Cell
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.worded import Worded
from tests.clocks import FixedClock
from tests.database.kept_rotas import take_over
from tests.gui.changes.conftest import Hands
from tests.gui.look import SMALL, enlarge, faults
from tests.gui.rota import directorate
from tests.gui.rota.directorate import AYSE, CAGRI, IBRAHIM, IRAZ, MONTH, VELI, ZEYNEP
from tests.unit.rota.foreign_rotas import DAYS, HEADINGS, ROTAS
from tests.unit.rota.sheets import NAMES

CONTROL = Qt.KeyboardModifier.ControlModifier


def workbook(path: Path, **sheets: Sequence[Sequence[Any]]) -> Path:
    """Write sheets cell by cell, as an office does, and return where."""
    target = io.BytesIO()
    options = {"in_memory": True, "default_date_format": "dd.mm.yyyy"}
    with xlsxwriter.Workbook(target, options) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if cell is not None:
                        sheet.write(number, column, cell)
    path.write_bytes(target.getvalue())
    return path


def stored(desk: Desk) -> list[tuple[int, DutyKind, str]]:
    """Return day, kind and name of each duty that has somebody."""
    with desk.work() as work:
        duties = service.month_sheet(work, MONTH).duties
    return [
        (local_day(one.starts_at).day, one.kind, one.person_name)
        for one in duties
        if one.person_name
    ]


def begin(page: RotaPage, path: Path, qtbot: QtBot) -> RotaFileDialog:
    """Choose the entry of the menu and read a file."""
    page.sheet.from_file.trigger()
    dialog = page.opener.dialog()
    assert isinstance(dialog, RotaFileDialog)
    read(dialog, path, qtbot)
    return dialog


def read(dialog: RotaFileDialog, path: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(dialog.read):
        dialog.read_file(path)


def verdicts(dialog: RotaFileDialog) -> list[Worded]:
    return [row.verdict for row in dialog.preview_view.model.all_rows()]


def seen(dialog: RotaFileDialog) -> list[str]:
    """Return the texts of the preview that are seen."""
    return [one.text() for one in dialog.preview_view.findChildren(QLabel) if one.isVisible()]


def links(dialog: RotaFileDialog) -> list[LinkButton]:
    """Return what is offered for the row that is chosen."""
    copies = dialog.preview_view.copy_faults_button
    found = dialog.preview_view.findChildren(LinkButton)
    return [one for one in found if one.isVisible() and one is not copies]


def choose(dialog: RotaFileDialog, code: str) -> None:
    """Go to the first row with this message."""
    rows = dialog.preview_view.model.rows()
    reported = [any(one.code == code for one in (*row.problems, *row.hints)) for row in rows]
    dialog.preview_view.view.selectRow(reported.index(True))


def answer(dialog: RotaFileDialog, words: str, qtbot: QtBot) -> None:
    """Press a link below the row that asks."""
    (link,) = [one for one in links(dialog) if one.text() == words]
    with qtbot.waitSignal(dialog.read):
        QTest.keyClick(link, Qt.Key.Key_Space)


def turn_wheel(box: QWidget) -> None:
    """Turn the wheel by one notch towards oneself, over a box."""
    middle = QPointF(box.rect().center())
    event = QWheelEvent(
        middle,
        box.mapToGlobal(middle),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,  # noqa: FBT003 - Qt's
    )
    QCoreApplication.sendEvent(box, event)


MONTHLY = (
    ("ARALIK 2026 NÖBET ÇİZELGESİ",),
    HEADINGS,
    ("01.12.2026", "Salı", ZEYNEP.upper(), "A. Demir", VELI),
    ("02.12.2026", "Çarşamba", "IŞIK İbrahim", IRAZ, VELI),
    ("03.12.2026", "Perşembe", "Ç. Ö.", "A. Demir", ""),
)


@pytest.mark.usefixtures("look")
def test_that_a_rota_is_read_asked_about_written_as_one_act_and_undone(
    sheet: RotaPage,
    desk: Desk,
    host: QWidget,
    qtbot: QtBot,
    tmp_path: Path,
    settle: Callable[[], None],
) -> None:
    enlarge(host, SMALL)
    dialog = begin(sheet, workbook(tmp_path / "aralik.xlsx", Aralık=MONTHLY), qtbot)
    assert verdicts(dialog).count(RowVerdict.WRONG) == 2, "one name is asked about once"
    assert not dialog.apply_button.isEnabled()
    assert faults(dialog) == []
    assert [one.text() for one in links(dialog)][:2] == [AYSE, "Hiç kimse, atla"]
    answer(dialog, AYSE, qtbot)
    assert [one.text() for one in links(dialog)][:2] == [CAGRI, "Hiç kimse, atla"]
    answer(dialog, CAGRI, qtbot)
    assert set(verdicts(dialog)) == {RowVerdict.CREATE}
    assert dialog.apply_button.text() == "8 nöbeti &yaz"
    assert dialog.apply_button.isEnabled()
    settle()
    assert faults(dialog) == []
    assert stored(desk) == []
    QTest.keyClick(dialog, Qt.Key.Key_S, CONTROL)
    settle()
    wanted = [
        (1, DutyKind.MAIN, ZEYNEP),
        (1, DutyKind.STAND_IN, AYSE),
        (1, DutyKind.DRIVER, VELI),
        (2, DutyKind.MAIN, IBRAHIM),
        (2, DutyKind.STAND_IN, IRAZ),
        (2, DutyKind.DRIVER, VELI),
        (3, DutyKind.MAIN, CAGRI),
        (3, DutyKind.STAND_IN, AYSE),
    ]
    assert sorted(stored(desk)) == sorted(wanted)
    assert sheet.toast.text() == "8 nöbet dosyadan yazıldı."
    shown = sheet.sheet.shown
    assert shown is not None
    assert shown.breaches, "the rules speak as of what is typed: a worker's 24 hours"
    with desk.work() as work:
        state = service.month_sheet(work, MONTH).state
    assert state is not None
    assert not state.published
    QTest.keyClick(sheet.sheet.view, Qt.Key.Key_Z, CONTROL)
    settle()
    assert stored(desk) == []
    QTest.keyClick(sheet.sheet.view, Qt.Key.Key_Y, CONTROL)
    settle()
    assert sorted(stored(desk)) == sorted(wanted)


def test_that_who_stands_in_a_cell_is_replaced_only_where_somebody_says_so(
    sheet: RotaPage,
    desk: Desk,
    hands: Hands,
    qtbot: QtBot,
    tmp_path: Path,
    settle: Callable[[], None],
) -> None:
    hands.write("ir")
    hands.press(Qt.Key.Key_Return)
    hands.write("ca")
    hands.press(Qt.Key.Key_Return)
    settle()
    rows = (HEADINGS, (1, "", ZEYNEP), (2, "", CAGRI), (3, "", IBRAHIM))
    path = workbook(tmp_path / "aralik.xlsx", Aralık=rows)
    dialog = begin(sheet, path, qtbot)
    assert verdicts(dialog) == [RowVerdict.UPDATE, RowVerdict.UNCHANGED, RowVerdict.CREATE]
    assert not dialog.replace_box.isHidden()
    assert not dialog.replace_box.isChecked()
    assert "1 nöbette çizelgede başkası yazılı" in dialog.reason.text()
    assert [one.person_id is None for one in dialog.cells()] == [False]
    dialog.apply_button.click()
    settle()
    mains = [(1, DutyKind.MAIN, IRAZ), (2, DutyKind.MAIN, CAGRI), (3, DutyKind.MAIN, IBRAHIM)]
    assert stored(desk) == mains
    dialog = begin(sheet, path, qtbot)
    dialog.replace_box.click()
    assert len(dialog.cells()) == 1
    answer(dialog, "Çizelgedeki kalsın", qtbot)
    assert dialog.cells() == ()
    answer(dialog, "Yanıtı geri al", qtbot)
    dialog.apply_button.click()
    settle()
    assert stored(desk) == [(1, DutyKind.MAIN, ZEYNEP), *mains[1:]]
    QTest.keyClick(sheet.sheet.view, Qt.Key.Key_Z, CONTROL)
    settle()
    assert stored(desk) == mains


def test_that_what_another_desk_wrote_meanwhile_is_shown_and_kept(
    sheet: RotaPage, desk: Desk, qtbot: QtBot, tmp_path: Path, settle: Callable[[], None]
) -> None:
    rows = (HEADINGS, (1, "", ZEYNEP))
    dialog = begin(sheet, workbook(tmp_path / "aralik.xlsx", Aralık=rows), qtbot)
    with desk.work() as work:
        month = service.month_sheet(work, MONTH)
        duty = month.duties[0]
        other = next(one for one in month.people if one.name == IRAZ)
        service.fill(work, [Cell(duty.duty_id, duty.version, other.person_id)])
    dialog.apply_button.click()
    settle()
    assert stored(desk) == [(1, DutyKind.MAIN, IRAZ)]
    assert ZEYNEP in sheet.sheet.banner.text()


def test_that_a_name_nobody_can_tell_is_chosen_among_all_or_left_out(
    sheet: RotaPage, qtbot: QtBot, tmp_path: Path
) -> None:
    rows = (HEADINGS, (1, "", "Stajyer"), (2, "", "Müdür Bey"))
    dialog = begin(sheet, workbook(tmp_path / "aralik.xlsx", Aralık=rows), qtbot)
    (box,) = [
        one
        for one in dialog.preview_view.findChildren(ComboBox)
        if one.isVisible() and "Stajyer" in one.accessibleName()
    ]
    box.setFocus()
    turn_wheel(box)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_B, Qt.Key.Key_Home, Qt.Key.Key_End):
        assert box.currentIndex() < 0, "neither wheel nor key takes a name unseen"
        QTest.keyClick(box, key)
        assert box.view().isVisible()
        assert box.currentIndex() < 0
        box.hidePopup()
    box.showPopup()
    QTest.keyClick(box.view(), Qt.Key.Key_I)
    assert box.view().currentIndex().data() == IRAZ, "typing goes there in the opened list"
    with qtbot.waitSignal(dialog.read):
        QTest.keyClick(box.view(), Qt.Key.Key_Return)
    answer(dialog, "Hiç kimse, atla", qtbot)
    assert verdicts(dialog) == [RowVerdict.CREATE, RowVerdict.SKIPPED]
    dialog.preview_view.show_all()
    dialog.preview_view.view.selectRow(0)
    answer(dialog, "Yanıtı geri al", qtbot)
    assert verdicts(dialog) == [RowVerdict.WRONG, RowVerdict.SKIPPED]
    dialog.done(0)


def test_that_columns_are_said_in_the_preview_and_taken_back(
    sheet: RotaPage, qtbot: QtBot, tmp_path: Path
) -> None:
    rows = (("Tarih", "1. Nöbetçi", "2. Nöbetçi"), (1, ZEYNEP, IRAZ))
    dialog = begin(sheet, workbook(tmp_path / "iki.xlsx", Aralık=rows), qtbot)
    assert "Hangi sütunda hangi nöbetin yazdığı belli değil" in dialog.reason.text()
    assert not dialog.apply_button.isEnabled()
    dialog.columns_button.click()
    columns = dialog.column_dialog
    assert columns is not None
    assert not columns.apply_button.isEnabled()
    columns.meanings[1].setCurrentIndex(columns.meanings[1].findText("Asıl nöbet"))
    columns.meanings[2].setCurrentIndex(columns.meanings[2].findText("İcap"))
    with qtbot.waitSignal(dialog.read):
        columns.apply_button.click()
    answered = [RowVerdict.SKIPPED] * 2
    assert verdicts(dialog) == [*answered, RowVerdict.CREATE, RowVerdict.CREATE]
    choose(dialog, "rota.file_heading_said")
    answer(dialog, "Yanıtı geri al", qtbot)
    assert sorted(verdicts(dialog)) == [RowVerdict.CREATE, RowVerdict.SKIPPED, RowVerdict.WRONG]
    answer(dialog, "Okunmaz", qtbot)
    assert verdicts(dialog) == [*answered, RowVerdict.CREATE]
    dialog.done(0)


def test_that_marks_and_kinds_are_said_in_the_preview_and_taken_back(
    sheet: RotaPage, qtbot: QtBot, tmp_path: Path
) -> None:
    matrix = (("Adı Soyadı", *DAYS), (ZEYNEP, "x", "R"), (IRAZ, None, "x"))
    dialog = begin(sheet, workbook(tmp_path / "isaret.xlsx", Aralık=matrix), qtbot)
    assert dialog.columns_button.isHidden()
    assert verdicts(dialog).count(RowVerdict.WRONG) == 3
    _headings, cells = dialog.preview_view.view.table_texts()
    assert {tuple(row[1:3]) for row in cells} == {
        ("soruluyor", "01.12.2026"),
        ("soruluyor", "02.12.2026"),
    }, "nothing is wrong, and a day is called by its date"
    choose(dialog, "rota.file_kind")
    answer(dialog, "Asıl nöbet (bunu soran 2 kişide)", qtbot)
    answer(dialog, "Nöbet değil", qtbot)
    assert verdicts(dialog) == [RowVerdict.CREATE, RowVerdict.SKIPPED, RowVerdict.CREATE]
    # What was said of a mark and of people is said no more.
    dialog.preview_view.show_all()
    choose(dialog, "rota.file_mark_none")
    answer(dialog, "Yanıtı geri al", qtbot)
    assert verdicts(dialog) == [RowVerdict.CREATE, RowVerdict.WRONG, RowVerdict.CREATE]
    answer(dialog, "Asıl nöbet", qtbot)
    assert verdicts(dialog) == [RowVerdict.CREATE, RowVerdict.WRONG], "two on the second day"
    back, *others = [one for one in links(dialog) if one.text() == "Yanıtı geri al"]
    assert len(others) == 1, "either answer may be why"
    with qtbot.waitSignal(dialog.read):
        back.click()
    dialog.preview_view.show_all()
    choose(dialog, "rota.file_kind_meant")
    answer(dialog, "Yanıtı geri al", qtbot)
    assert verdicts(dialog).count(RowVerdict.WRONG) == 2
    choose(dialog, "rota.file_kind")
    answer(dialog, "Asıl nöbet", qtbot)
    dialog.preview_view.show_all()
    choose(dialog, "rota.file_kind_meant")
    answer(dialog, "Yanıtı geri al (2 kişide)", qtbot)
    assert verdicts(dialog).count(RowVerdict.WRONG) == 3
    assert "Tanınan" not in "".join(seen(dialog)), "a matrix has no such columns"
    dialog.done(0)


def test_that_a_bad_file_and_one_of_another_month_are_refused_in_words(
    sheet: RotaPage, qtbot: QtBot, tmp_path: Path
) -> None:
    broken = tmp_path / "bozuk.xlsx"
    broken.write_bytes(b"PK\x03\x04 no workbook")
    dialog = begin(sheet, broken, qtbot)
    assert dialog.trouble.text()
    empty = (("Ad", "Telefon"), (ZEYNEP, "0500"))
    read(dialog, workbook(tmp_path / "rehber.xlsx", Liste=empty), qtbot)
    assert "nöbet çizelgesi bulunamadı" in dialog.trouble.text()
    november = (HEADINGS, ("01.11.2026", "", ZEYNEP))
    read(dialog, workbook(tmp_path / "kasim.xlsx", Kasım=november), qtbot)
    assert "Dosyada Aralık 2026 çizelgesi yok; Kasım 2026 çizelgesi var." in dialog.trouble.text()
    two = (HEADINGS, (1, "", ZEYNEP)), (HEADINGS, (1, "", IRAZ))
    read(dialog, workbook(tmp_path / "aralik.xlsx", Aralık=two[0], Yeni=two[1]), qtbot)
    assert "“Aralık”, “Yeni”" in dialog.reason.text()
    assert not any("ayrı bir dosya" in one for one in seen(dialog))
    assert not dialog.apply_button.isEnabled()
    with qtbot.waitSignal(dialog.read):
        dialog.preview_view.sheet_chosen.emit("Yeni")
    assert dialog.apply_button.isEnabled()
    dialog.done(0)


def test_that_what_has_begun_or_was_swapped_stays_as_it_is_and_is_counted(
    sheet: RotaPage,
    desk: Desk,
    clock: FixedClock,
    qtbot: QtBot,
    tmp_path: Path,
    settle: Callable[[], None],
) -> None:
    with desk.work() as work:
        people = {one.name: one.person_id for one in service.list_people(work)}
        mains = [
            one
            for one in service.month_sheet(work, MONTH).duties
            if one.kind is DutyKind.MAIN and local_day(one.starts_at).day < 4
        ]
        service.fill(work, [Cell(one.duty_id, one.version, people[IRAZ]) for one in mains])
        third = next(
            one
            for one in service.month_sheet(work, MONTH).duties
            if one.duty_id == mains[2].duty_id
        )
        take_over(work, third, people[CAGRI], is_urgent=False)
        before = len(service.month_sheet(work, MONTH).swaps)
    clock.set(mains[0].starts_at)
    sheet.sheet.refresh()
    settle()
    rows = (HEADINGS, *((day, "", ZEYNEP) for day in (1, 2, 3)))
    dialog = begin(sheet, workbook(tmp_path / "aralik.xlsx", Aralık=rows), qtbot)
    assert verdicts(dialog) == [RowVerdict.SKIPPED, RowVerdict.UPDATE, RowVerdict.SKIPPED]
    left = "Olduğu gibi kalır: başlamış 1 nöbet, değişimle el değiştirmiş 1 nöbet."
    assert left in " ".join(seen(dialog))
    dialog.replace_box.click()
    dialog.apply_button.click()
    settle()
    assert [name for _day, _kind, name in stored(desk)] == [IRAZ, ZEYNEP, CAGRI]
    QTest.keyClick(sheet.sheet.view, Qt.Key.Key_Z, CONTROL)
    settle()
    assert [name for _day, _kind, name in stored(desk)] == [IRAZ, IRAZ, CAGRI]
    with desk.work() as work:
        assert len(service.month_sheet(work, MONTH).swaps) == before == 1


def test_that_a_month_is_begun_only_when_somebody_agrees_to_what_a_file_says(
    sheet: RotaPage, desk: Desk, qtbot: QtBot, tmp_path: Path, settle: Callable[[], None]
) -> None:
    january = "2027-01"
    sheet.sheet.show_month(january)
    settle()
    path = workbook(tmp_path / "ocak.xlsx", Ocak=(HEADINGS, (1, "", ZEYNEP), (2, "", "Iraz I.")))
    dialog = begin(sheet, path, qtbot)
    assert sorted(verdicts(dialog)) == [RowVerdict.CREATE, RowVerdict.WRONG]
    dialog.reject()
    settle()
    with desk.work() as work:
        assert service.month_sheet(work, january).state is None
    dialog = begin(sheet, path, qtbot)
    dialog.skip_button.click()
    # It is written once the sheet shows the month.
    qtbot.waitUntil(lambda: sheet.toast.text() == "1 nöbet dosyadan yazıldı.")
    settle()
    assert sheet.opener.dialog() is None
    with desk.work() as work:
        duties = service.month_sheet(work, january).duties
    assert [one.person_name for one in duties if one.person_name] == [ZEYNEP]
    QTest.keyClick(sheet.sheet.view, Qt.Key.Key_Z, CONTROL)
    settle()
    with desk.work() as work:
        assert not any(one.person_name for one in service.month_sheet(work, january).duties)


def test_that_what_is_wrong_with_a_cell_stands_below_it_when_its_row_is_put_right(
    sheet: RotaPage, qtbot: QtBot, tmp_path: Path
) -> None:
    per_day = (HEADINGS, (1, "Salı", IRAZ), (2, "Çarşamba", f"{ZEYNEP} / {IRAZ}"))
    wrong_day = (HEADINGS, (1, "Salı", IRAZ), ("2-9", "", ZEYNEP))
    matrix = (("Adı Soyadı", *DAYS), (ZEYNEP, "A", "R"))
    wanted = ((per_day, "Asıl Nöbetçi"), (wrong_day, "Tarih"), (matrix, "2"))
    dialog = begin(sheet, workbook(tmp_path / "0.xlsx", Aralık=per_day), qtbot)
    for number, (rows, heading) in enumerate(wanted, start=1):
        read(dialog, workbook(tmp_path / f"{number}.xlsx", Aralık=rows), qtbot)
        dialog.preview_view.view.opened.emit()
        form = dialog.row_dialog
        assert form is not None
        reported = [field.name() for field in form.fields.values() if field.shown_message()]
        assert reported == [heading]
        form.reject()
    dialog.done(0)


def test_that_a_file_that_is_dropped_is_read_and_begins_the_month(
    sheet: RotaPage, desk: Desk, qtbot: QtBot, tmp_path: Path, settle: Callable[[], None]
) -> None:
    sheet.sheet.show_month("2027-01")
    settle()
    path = workbook(tmp_path / "ocak.xlsx", Ocak=(HEADINGS, (1, "", ZEYNEP)))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    sheet.dropEvent(
        QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    qtbot.waitUntil(lambda: isinstance(sheet.opener.dialog(), RotaFileDialog))
    dialog = sheet.opener.dialog()
    assert isinstance(dialog, RotaFileDialog)
    qtbot.waitUntil(dialog.apply_button.isEnabled)
    settle()
    dialog.apply_button.click()
    qtbot.waitUntil(lambda: sheet.toast.text() == "1 nöbet dosyadan yazıldı.")
    settle()
    with desk.work() as work:
        assert service.month_sheet(work, "2027-01").duties[0].person_name == ZEYNEP


def test_that_of_all_known_rotas_no_name_comes_to_the_wrong_place(
    sheet: RotaPage, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    with desk.work() as work:
        for name in NAMES:
            directorate.add_person(work, name, kinds=frozenset(DutyKind))
        month = service.month_sheet(work, MONTH)
    with qtbot.waitSignal(sheet.sheet.loaded):
        sheet.sheet.refresh()
    duties = {one.duty_id: one for one in month.duties}
    people = {one.person_id: one.name for one in month.people}
    dialog = begin(
        sheet, workbook(tmp_path / "0.xlsx", Sayfa1=(HEADINGS, (1, "", NAMES[0]))), qtbot
    )
    for number, (rows, said) in enumerate(ROTAS, start=1):
        read(dialog, workbook(tmp_path / f"{number}.xlsx", Sayfa1=rows), qtbot)
        cells = [(duties[one.duty_id], people[one.person_id or 0]) for one in dialog.cells()]
        found = [(local_day(duty.starts_at).day, duty.kind, name) for duty, name in cells]
        if isinstance(said, str):
            assert not dialog.apply_button.isEnabled() or dialog.apply_button.isHidden(), rows
        elif isinstance(said, int):
            assert len(found) == said, rows
        elif isinstance(said, list) and isinstance(said[0], str):
            asked = [
                one.code for row in dialog.preview_view.model.all_rows() for one in row.problems
            ]
            assert sorted(asked) == sorted(said), rows
            assert not dialog.apply_button.isEnabled(), rows
        else:
            assert sorted(found) == said, rows
    dialog.done(0)
