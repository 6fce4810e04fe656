"""Usage files: looked at, corrected, agreed to, replaced knowingly, stopped, and taken back."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select
from xlsxwriter import Workbook

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui.kit.buttons import LinkButton, PrimaryButton
from alo183_desktop.gui.kit.paper import papers
from alo183_desktop.gui.kit.table import export
from alo183_desktop.gui.phones.page import PhonesPage, PhonesPart
from alo183_desktop.gui.phones.usage_dialog import UsageColumnDialog, UsageDialog
from alo183_desktop.imports.model import Import, ImportChange
from alo183_desktop.imports.rows import RowVerdict
from alo183_desktop.phones import service
from alo183_desktop.phones.model import CallRecord, Usage, UsageDay
from alo183_desktop.phones.rows import PhoneFilter
from alo183_desktop.shared.texts import message_of
from alo183_desktop.shared.worded import Worded
from tests.gui.conftest import Answers
from tests.gui.desks import acts
from tests.gui.look import taken_twice
from tests.gui.phones.conftest import show
from tests.gui.phones.directorate import phone_of

HEADINGS = "Hat No;Dönem;Konuşma (sn);Veri (MB)"
ALL = HEADINGS.split(";")
OTHERS = ["GSM No", "Fatura Dönemi", "Süre (sn)", "İnternet (MB)"]
KNOWN = ("0500 000 41 11;09/2026;600;12", "0500 000 41 12;09/2026;120;0")
TOTAL = "Toplam;;600;12"
"""Of the first known row: a file that ends with it is whole."""
OFFICER = "0505 000 41 01;09/2026;60;1"
"""The corporate mobile of İbrahim IŞIK, which is no registered line in the small directorate."""


NOBODYS: Final = "0505 000 41 99;09/2026;30;2"


def write(folder: Path, *rows: str, headings: str = HEADINGS) -> Path:
    path = folder / "operatör ğüşİı.csv"
    path.write_text("\n".join((headings, *rows)) + "\n", encoding="utf-8")
    return path


def open_usage(page: PhonesPage, qtbot: QtBot, path: Path) -> UsageDialog:
    page.opener.import_usage()
    dialog = page.opener.dialog()
    assert isinstance(dialog, UsageDialog)
    with qtbot.waitSignal(dialog.read):
        dialog.read_file(path)
    return dialog


def verdicts(dialog: UsageDialog) -> list[Worded]:
    return [row.verdict for row in dialog.preview_view.model.all_rows()]


def test_that_totals_are_shown_before_anything_is_stored(
    page: PhonesPage, qtbot: QtBot, tmp_path: Path, settle: Callable[[], None]
) -> None:
    dialog = open_usage(page, qtbot, write(tmp_path, *KNOWN))
    assert verdicts(dialog) == [RowVerdict.UPDATE, RowVerdict.CREATE]
    changes = dialog.preview_view.model.all_rows()[1].changes
    assert [change.after for change in changes[:2]] == ["2 dk 0 sn", "0 MB"]
    assert changes[2].after == "01.09.2026–30.09.2026"
    assert "UTF-8, noktalı virgül" in dialog.options.description()
    assert dialog.apply_button.text() == "2 hattın kullanımını &al"
    settle()
    dialog.done(0)


def test_that_usage_is_stored_and_the_quotas_follow(
    page: PhonesPage, qtbot: QtBot, tmp_path: Path, settle: Callable[[], None]
) -> None:
    path = write(tmp_path, "0500 000 41 11;11/2026;17000;900", "Toplam;;17000;900")
    dialog = open_usage(page, qtbot, path)
    with qtbot.waitSignal(dialog.applied):
        QTest.keyClick(dialog, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle()
    row = next(one for one in page.quotas.model.rows() if one.phone == phone_of(11))
    assert (row.seconds, row.bytes) == (17000, 900 * 1024**2)
    assert dialog.done_place.title() == "Kullanım dosyası alındı"
    with qtbot.waitSignal(dialog.applied):
        dialog.done_place.action_chosen.emit()
    settle()
    row = next(one for one in page.quotas.model.rows() if one.phone == phone_of(11))
    assert row.seconds is None
    dialog.done(0)


def test_that_the_same_days_are_replaced_only_knowingly(
    page: PhonesPage,
    qtbot: QtBot,
    tmp_path: Path,
    settle: Callable[[], None],
    answers: Answers,
) -> None:
    dialog = open_usage(page, qtbot, write(tmp_path, KNOWN[0], TOTAL))
    assert "yerine geçer" in dialog.reason.text()
    dialog.apply_button.click()
    settle()
    assert answers.asked == ["Kayıtlı kullanımın yerine geçsin mi?"]
    assert dialog.apply_button.isVisible()
    answers.replies = [1]
    with qtbot.waitSignal(dialog.applied):
        dialog.apply_button.click()
    settle()
    dialog.done(0)
    again = open_usage(page, qtbot, write(tmp_path, KNOWN[0], TOTAL))
    assert verdicts(again) == [RowVerdict.UNCHANGED]
    assert not again.apply_button.isEnabled()
    again.done(0)


def test_that_what_stays_as_it_is_is_shown_without_an_arrow(
    page: PhonesPage, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = open_usage(page, qtbot, write(tmp_path, KNOWN[0], TOTAL))
    reported = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "Konuşma süresi: " in reported
    assert "Dönem: 01.09.2026–30.09.2026" in reported
    assert "→ 01.09.2026–30.09.2026" not in reported
    dialog.done(0)


def test_that_a_number_nobody_knows_forbids_the_import(
    page: PhonesPage, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = open_usage(page, qtbot, write(tmp_path, KNOWN[1], "0599 111 22 33;09/2026;60;1"))
    assert not dialog.apply_button.isEnabled()
    assert "1 satır yanlış" in dialog.reason.text()
    assert "“Kayıtsız hatları kaydet”" in dialog.reason.text()
    assert "1 hattın kullanımını al" in dialog.skip_button.text()
    dialog.done(0)


def test_that_a_file_without_a_last_line_end_is_taken_only_when_somebody_says_so(
    page: PhonesPage, qtbot: QtBot, tmp_path: Path
) -> None:
    path = write(tmp_path, KNOWN[0], "0500 000 41 12;09/2026;120;14")
    path.write_bytes(path.read_bytes().rstrip())
    dialog = open_usage(page, qtbot, path)
    assert RowVerdict.WRONG in verdicts(dialog)
    assert dialog.options.trusts_end.isVisible()
    with qtbot.waitSignal(dialog.read):
        dialog.options.trusts_end.click()
    assert verdicts(dialog) == [RowVerdict.UPDATE, RowVerdict.CREATE]
    assert dialog.options.trusts_end.isChecked()
    dialog.done(0)


def test_that_a_file_that_lacks_lines_is_taken_only_when_somebody_says_it_is_whole(
    page: PhonesPage, qtbot: QtBot, tmp_path: Path, settle: Callable[[], None], answers: Answers
) -> None:
    # In August the operator reported ten more lines.
    dialog = open_usage(page, qtbot, write(tmp_path, *KNOWN))
    assert not dialog.apply_button.isEnabled()
    assert "kesilmiş olabilir" in dialog.reason.text()
    assert dialog.options.trusts_end.isVisible()
    with qtbot.waitSignal(dialog.read):
        dialog.options.trusts_end.click()
    assert dialog.apply_button.isEnabled()
    answers.replies = [1]
    with qtbot.waitSignal(dialog.applied):
        dialog.apply_button.click()
    settle()
    dialog.done(0)


def test_that_unregistered_lines_are_shown_and_registered_with_number_and_operator(
    empty_page: PhonesPage,
    empty_desk: Desk,
    qtbot: QtBot,
    tmp_path: Path,
    settle: Callable[[], None],
) -> None:
    dialog = open_usage(empty_page, qtbot, write(tmp_path, OFFICER, NOBODYS))
    assert verdicts(dialog) == [RowVerdict.WRONG, RowVerdict.WRONG]
    first, second = (row.problems[0] for row in dialog.preview_view.model.all_rows())
    assert "İbrahim IŞIK adlı sorumlunun" in str(message_of(first))
    assert "sorumlunun" not in str(message_of(second))
    dialog.options.operator.set_text("Deneme İletişim")
    with qtbot.waitSignal(dialog.read):
        dialog.options.operator.left.emit()
    button = dialog.options.register_button
    assert button.text().replace("&", "") == "Kayıtsız hatları kaydet"
    with qtbot.waitSignal(dialog.read):
        QTest.keyClick(dialog, Qt.Key.Key_H, Qt.KeyboardModifier.AltModifier)
    assert verdicts(dialog) == [RowVerdict.CREATE, RowVerdict.CREATE]
    assert "2 satırın hattı da Deneme İletişim hattı olarak kaydedilir" in dialog.reason.text()
    with qtbot.waitSignal(dialog.read):
        button.click()  # the choice can be taken back
    assert verdicts(dialog) == [RowVerdict.WRONG, RowVerdict.WRONG]
    with qtbot.waitSignal(dialog.read):
        button.click()
    with qtbot.waitSignal(dialog.applied):
        dialog.apply_button.click()
    settle()
    reported = [label.text() for label in dialog.done_place.findChildren(QLabel)]
    assert any("2 yeni hat kaydedildi, 2 hattın kullanımı eklendi." in words for words in reported)
    lines = {row.phone: row for row in empty_page.quotas.model.rows()}
    assert lines.keys() == {"+905050004101", "+905050004199"}
    with empty_desk.work() as work:
        found = service.find_lines(work, PhoneFilter(), at=work.now)
    assert {row.operator for row in found} == {"Deneme İletişim"}
    dialog.done(0)


def test_that_the_page_shows_the_month_that_was_imported(
    page: PhonesPage, qtbot: QtBot, tmp_path: Path, settle: Callable[[], None]
) -> None:
    quotas = page.quotas
    assert quotas.month.key() == "2026-11"
    path = write(tmp_path, "0500 000 41 12;10/2026;4000;90", "Toplam;;4000;90")
    dialog = open_usage(page, qtbot, path)
    with qtbot.waitSignal(dialog.applied):
        QTest.keyClick(dialog, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert quotas.month.key() == "2026-10"
    row = next(one for one in quotas.model.rows() if one.phone == phone_of(12))
    assert row.seconds == 4000
    dialog.done(0)


def test_that_what_is_shown_after_an_import_can_be_exported_by_its_key(
    page: PhonesPage,
    qtbot: QtBot,
    tmp_path: Path,
    settle: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(papers, "ask_target", lambda *words, **_how: asked.append(words[2]))
    begin = next(one for one in page.header.findChildren(PrimaryButton) if one.isVisible())
    begin.setFocus()
    QTest.keyClick(begin, Qt.Key.Key_Space)
    dialog = page.opener.dialog()
    assert isinstance(dialog, UsageDialog)
    with qtbot.waitSignal(dialog.read):
        dialog.read_file(write(tmp_path, "0500 000 41 12;10/2026;4000;90", "Toplam;;4000;90"))
    with qtbot.waitSignal(dialog.applied):
        QTest.keyClick(dialog, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    settle()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    page.window().activateWindow()  # as any desktop does
    qtbot.waitUntil(lambda: QApplication.activeWindow() is page.window())
    focused = QApplication.focusWidget()
    assert focused is begin
    QTest.keyClick(focused, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert asked == ["hat-kotalari-2026-10.xlsx"]
    # And so with the list of another part, of which only the one that is shown has the key.
    show(page, PhonesPart.ITEMS, qtbot)
    asked_there: list[object] = []
    monkeypatch.setattr(export, "ask_target", lambda *words: asked_there.append(words[2]))
    begin.setFocus()
    QTest.keyClick(begin, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    assert len(asked) == len(asked_there) == 1


def test_that_no_letter_is_taken_twice_whatever_the_file_asks(
    page: PhonesPage, qtbot: QtBot, tmp_path: Path, settle: Callable[[], None]
) -> None:
    for rows in (
        (KNOWN[1], NOBODYS, "Toplam;;150;2"),  # a wrong row beside a good one
        (KNOWN[0],),  # one that may have been cut
        (KNOWN[0], TOTAL),  # one that takes the place of another
        (OFFICER, NOBODYS),
    ):
        dialog = open_usage(page, qtbot, write(tmp_path, *rows))
        settle()
        assert taken_twice(dialog) == [], rows
        if KNOWN[1] in rows:
            assert not dialog.skip_button.isHidden()
            with qtbot.waitSignal(dialog.applied):
                QTest.keyClick(dialog, Qt.Key.Key_Y, Qt.KeyboardModifier.AltModifier)
        settle()
        dialog.done(0)


def test_that_a_column_is_corrected_and_remembered_for_the_operator(
    page: PhonesPage, qtbot: QtBot, tmp_path: Path, settle: Callable[[], None]
) -> None:
    path = write(tmp_path, "0500 000 41 12;09/2026;2;5", headings="Hat No;Dönem;Arama;Veri (MB)")
    dialog = open_usage(page, qtbot, path)
    assert RowVerdict.WRONG in verdicts(dialog)
    links = [one.text() for one in dialog.findChildren(LinkButton) if one.isVisible()]
    assert "Satırı atla" not in links
    dialog.options.operator.set_text("Deneme İletişim")
    dialog.options.operator.left.emit()
    settle()
    dialog.columns_button.click()
    columns = dialog.column_dialog
    assert isinstance(columns, UsageColumnDialog)
    assert columns.why.text()
    meaning, unit, _mark = columns.boxes[2]
    meaning.setCurrentText("Konuşma süresi")
    unit.setCurrentText("dakika")
    assert columns.chosen()["Arama"] == "duration:minutes"
    with qtbot.waitSignal(dialog.read):
        columns.apply_button.click()
    assert verdicts(dialog) == [RowVerdict.CREATE]
    assert dialog.preview_view.model.all_rows()[0].changes[0].after == "2 dk 0 sn"
    with qtbot.waitSignal(dialog.applied):
        dialog.apply_button.click()
    settle()
    dialog.done(0)
    another = write(tmp_path, "0500 000 41 12;10/2026;3;5", headings="Hat No;Dönem;Arama;Veri (MB)")
    again = open_usage(page, qtbot, another)
    assert again.preview_view.model.all_rows()[0].changes[0].after == "3 dk 0 sn"
    assert again.options.operator.text() == "Deneme İletişim"
    again.done(0)


def test_that_the_month_of_a_file_that_does_not_say_it_is_chosen(
    page: PhonesPage, qtbot: QtBot, tmp_path: Path
) -> None:
    path = write(tmp_path, "0500 000 41 12;120;5", headings="Hat No;Konuşma (sn);Veri (MB)")
    dialog = open_usage(page, qtbot, path)
    assert dialog.options.month.isVisible()
    with qtbot.waitSignal(dialog.read):
        dialog.options.month.setCurrentText("Ekim 2026")
    assert verdicts(dialog) == [RowVerdict.CREATE]
    dialog.done(0)


def calls_file(folder: Path, count: int) -> Path:
    path = folder / "ayrıntı.csv"
    rows = [
        f"05000004112;{1 + place % 28:02}.10.2026;{place // 28 % 24:02}:{place % 60:02}:00;"
        "183;Konuşma;7;"
        for place in range(count)
    ]
    head = "HAT NO;TARİH;SAAT;ARANAN NUMARA;TÜR;SÜRE (SN);VERİ (KB)"
    path.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    return path


def test_that_calls_are_stored_with_their_progress(
    page: PhonesPage, qtbot: QtBot, tmp_path: Path, settle: Callable[[], None]
) -> None:
    dialog = open_usage(page, qtbot, calls_file(tmp_path, 300))
    reported: list[int] = []
    dialog.rows_stored.connect(reported.append)
    with qtbot.waitSignal(dialog.applied):
        dialog.apply_button.click()
    settle()
    assert reported[-1] == 300
    dialog.done(0)


def test_that_the_storing_can_be_stopped_and_leaves_nothing(
    page: PhonesPage, desk: Desk, qtbot: QtBot, tmp_path: Path, settle: Callable[[], None]
) -> None:
    stored = (Import, Usage, UsageDay, CallRecord, ImportChange)
    before = counted(desk, *stored)
    dialog = open_usage(page, qtbot, calls_file(tmp_path, 300))
    dialog.apply_button.click()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    settle()
    assert dialog.isVisible()
    assert "hiçbir şey kaydedilmedi" in dialog.reason.text()
    assert dialog.apply_button.isEnabled()
    dialog.done(0)
    show(page, PhonesPart.CALLS, qtbot)
    assert page.part().totals().startswith("460 kayıt")  # type: ignore[attr-defined]
    assert counted(desk, *stored) == before
    assert acts(desk, "import.applied") == 0


def counted(desk: Desk, *entities: Any) -> list[int]:
    with desk.work() as work:
        return [
            int(work.session.scalar(select(func.count()).select_from(entity)) or 0)
            for entity in entities
        ]


def test_that_a_dropped_file_opens_the_import_of_usage(
    page: PhonesPage, qtbot: QtBot, tmp_path: Path, settle: Callable[[], None]
) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(write(tmp_path, *KNOWN)))])
    with qtbot.waitSignal(page.opener.opened):
        page.dropEvent(
            QDropEvent(
                QPointF(5, 5),
                Qt.DropAction.CopyAction,
                data,
                Qt.MouseButton.LeftButton,
                Qt.KeyboardModifier.NoModifier,
            )
        )
    dialog = page.opener.dialog()
    assert isinstance(dialog, UsageDialog)
    qtbot.waitUntil(lambda: len(dialog.preview_view.model.all_rows()) == 2)
    settle()
    dialog.done(0)


def test_that_ctrl_n_begins_the_import(page: PhonesPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.opener.opened):
        page.primary_action()
    assert isinstance(page.opener.dialog(), UsageDialog)
    page.opener.close_all()


def test_that_a_row_of_a_later_sheet_is_put_right_below_its_own_headings(
    page: PhonesPage, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "iki sayfa.xlsx"
    with Workbook(path) as book:
        for name, place, headings, cells in (
            ("İlk", 3, ALL, ("0500 000 41 11", "09/2026", 600, 12)),
            ("Öteki", 0, OTHERS, ("0500 000 41 12", "09/2026", 120, -14)),
        ):
            sheet = book.add_worksheet(name)
            sheet.write_row(place, 0, headings)
            sheet.write_row(place + 1, 0, cells)
    dialog = open_usage(page, qtbot, path)
    view = dialog.preview_view
    right, wrong = sorted(view.model.all_rows(), key=lambda row: row.verdict is RowVerdict.WRONG)
    for row, headings in (
        (right, ALL),
        (wrong, OTHERS),
    ):
        view.edit_requested.emit(row)
        form = dialog.row_dialog
        assert form is not None
        assert [field.name() for field in form.fields.values()] == headings
        form.done(0)
    view.view.opened.emit()
    form = dialog.row_dialog
    assert form is not None
    assert form.fields[3].shown_message()
    form.fields[3].set_text("14")
    with qtbot.waitSignal(dialog.read):
        form.apply_button.click()
    assert RowVerdict.WRONG not in verdicts(dialog)
    dialog.done(0)
