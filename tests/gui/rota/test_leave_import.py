"""Leave comes out of a file on the page, with the duties that it hits, and is taken back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui.kit.buttons import Button
from alo183_desktop.gui.kit.imports.dialogs import ImportDialog
from alo183_desktop.gui.rota.away import HitDialog
from alo183_desktop.gui.rota.page import RotaPage, RotaPart
from alo183_desktop.imports.rows import RowVerdict
from alo183_desktop.rota import service
from alo183_desktop.rota.rows import AbsenceFilter, Cell
from tests.gui.look import SMALL, faults, seat
from tests.gui.rota.directorate import MONTH, ZEYNEP

LIST = (
    "Adı Soyadı;İzin Türü;Başlangıç;Bitiş\r\n"
    f"{ZEYNEP};Yıllık izin;01.12.2026;02.12.2026\r\n"
    "Z. Gündoğdu;Rapor;10.12.2026;10.12.2026\r\n"
)


@pytest.mark.usefixtures("look")
def test_that_leave_is_brought_in_with_the_duties_it_hits(
    sheet: RotaPage,
    desk: Desk,
    host: QWidget,
    qtbot: QtBot,
    tmp_path: Path,
    settle: Callable[[], None],
) -> None:
    with desk.work() as work:
        month = service.month_sheet(work, MONTH)
        person = next(one for one in month.people if one.name == ZEYNEP)
        duty = month.duties[0]
        service.fill(work, [Cell(duty.duty_id, duty.version, person.person_id)])
    seat(sheet, SMALL)
    sheet.show_view(RotaPart.AWAY)
    settle()
    assert faults(host) == []
    (button,) = [
        one
        for one in sheet.header.findChildren(Button)
        if one.isVisible() and one.text() == "Dosyadan &aktar…"
    ]
    button.click()
    dialog = sheet.opener.dialog()
    assert isinstance(dialog, ImportDialog)
    path = tmp_path / "izinler.csv"
    path.write_text(LIST, encoding="utf-8")
    with qtbot.waitSignal(dialog.read):
        dialog.read_file(path)
    rows = dialog.preview_view.model.all_rows()
    assert [row.verdict for row in rows] == [RowVerdict.CREATE, RowVerdict.WRONG]
    assert [one.code for one in rows[0].hints] == ["rota.leave_hits"]
    # As in the file and in the form: the last day, not the instant after it.
    days = {one.field: one.after for one in rows[0].changes}
    assert (days["starts_on"], days["ends_on"]) == ("01.12.2026", "02.12.2026")
    assert [one.code for one in rows[1].problems] == ["rota.person_unsure"]
    with qtbot.waitSignal(dialog.applied):
        dialog.skip_button.click()
    settle()
    dialog.done(0)
    settle()
    hit = sheet.opener.dialog()
    assert isinstance(hit, HitDialog)
    assert len(hit.fields) == 1
    assert "engeli yok" in hit.fields[0].text()
    hit.submit()
    settle()
    assert sheet.opener.dialog() is None
    with desk.work() as work:
        assert service.month_sheet(work, MONTH).duties[0].person_name not in {"", ZEYNEP}
        (away,) = service.list_absences(work, AbsenceFilter())
    assert (away.person_id, away.person_name) == (person.person_id, ZEYNEP)
    settle()
    assert sheet.away.model.rowCount() == 1
