"""The page, the card and the import in each look: full, empty, wrong, with long names."""

from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.documents.workbooks import write_table
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.imports.dialogs import ImportDialog
from alo183_desktop.gui.officers.dialogs import OfficerDialog
from alo183_desktop.gui.officers.page import OfficersPage
from alo183_desktop.gui.officers.words import OfficerView
from alo183_desktop.officers.queries import list_subjects
from alo183_desktop.officers.record import OfficerValues
from alo183_desktop.officers.service import add_officer
from tests.gui.look import ROOMS, faults, seat
from tests.gui.officers.directorate import BEGAN, tckn

LONG: Final = OfficerValues(
    given_names="Müjgân Iğılsu Şükriye Gülçiçek",
    surname="KARAİSMAİLOĞLU-BÜYÜKÖZTÜRKGÜLŞEN",
    title="Çocuk Gelişimi ve Eğitimi Uzmanı, Kuruluş Müdür Yardımcısı",
    tckn=tckn(77),
    unit_id=2,
    corporate_email="mujgan.igilsu.karaismailoglu-buyukozturkgulsen@ornek.gov.tr",
    corporate_mobile="+905000004177",
    note="Şehit yakını ve gazi başvurularında da yardımcı olur; ığüşöç ĞÜŞİÖÇ.",
)
pytestmark = pytest.mark.usefixtures("look")


def add_long(desk: Desk) -> int:
    """Add somebody whose every value is long, and who answers for everything."""
    with desk.work() as work:
        subjects = [one.subject_id for one in list_subjects(work.session)]
        return add_officer(work, LONG, subject_ids=subjects, starts_on=BEGAN)


@pytest.mark.parametrize("is_full", [True, False])
def test_that_nothing_on_the_page_is_cut_or_covered(
    request: pytest.FixtureRequest,
    open_page: Callable[..., OfficersPage],
    background: Background,
    host: QWidget,
    qtbot: QtBot,
    *,
    is_full: bool,
) -> None:
    desk: Desk = request.getfixturevalue("desk" if is_full else "empty_desk")
    if is_full:
        add_long(desk)
    page = open_page(desk)
    for room, view in product(ROOMS, OfficerView):
        seat(page, room)
        with qtbot.waitSignals([page.loaded, page.card_shown]):
            page.filters.choose_view(view)
            page.filters.changed.emit()
        qtbot.waitUntil(background.is_idle)
        assert faults(host) == [], (room, view)


def dialog_of(qtbot: QtBot) -> QDialog:
    """Return the dialog that has just been opened."""
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QDialog)
    return dialog


def test_that_nothing_on_a_card_is_cut_or_covered_right_or_wrong(
    page: OfficersPage, desk: Desk, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    page.opener.open_officer(add_long(desk))
    dialog = dialog_of(qtbot)
    assert isinstance(dialog, OfficerDialog)
    settle()
    assert faults(dialog) == []
    for field in dialog.form.fields():
        if field.key not in {"unit_id", "note"}:
            field.set_text("?")
    dialog.save_button.click()
    settle()
    assert any(field.shown_message() for field in dialog.form.fields())
    assert faults(dialog) == []
    page.opener.close_all()


def test_that_nothing_on_an_import_is_cut_or_covered(
    page: OfficersPage, tmp_path: Path, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    headings = ("Adı Soyadı", "Unvanı", "T.C. Kimlik No", "Konusu", "Kurumsal E-Posta")
    name = f"{LONG.given_names} {LONG.surname}"
    rows = [(name, LONG.title, "10000000164", "Madde bağımlılığı", "x@y"), ("", "", "", "", "")]
    path = tmp_path / "çok uzun adlı bir kadro dosyası, Aralık 2026 ĞÜŞİÖÇ ığüşöç.xlsx"
    path.write_bytes(write_table("Kadro", headings, rows))
    page.opener.import_roster(path)
    dialog = dialog_of(qtbot)
    assert isinstance(dialog, ImportDialog)
    qtbot.waitUntil(lambda: bool(dialog.preview_view.model.all_rows()))
    settle()
    assert faults(dialog) == []
    dialog.preview_view.view.opened.emit()
    settle()
    assert dialog.row_dialog is not None
    assert faults(dialog.row_dialog) == []
    page.opener.close_all()
