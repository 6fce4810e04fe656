"""The call centre's list out of a file: previewed, accepted, reported, and undone."""

from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from alo183_desktop.gui.cases.page import CasesPage
from alo183_desktop.gui.kit.buttons import LinkButton
from alo183_desktop.gui.kit.imports.dialogs import ImportDialog
from alo183_desktop.gui.kit.page import IMPORT
from alo183_desktop.imports.rows import RowVerdict

HEADINGS = "Başvuru No;Yönlendirme Tarihi;Müracaat Konusu;Vaka Türü;İlçe;Sorumlu"
ROWS = (
    "183-2026-500001;24.11.2026 10:00;Çocuk;İhmal;Ayaş;Çağrı ÖZGÜN",
    "183-2026-500002;23.11.2026 10:00;Yaşlı;Sosyal yardım;Çankaya;İbrahim IŞIK",
)


def numbers(page: CasesPage) -> list[str]:
    return [row.number for row in page.cases.model.rows()]


def open_import(page: CasesPage, qtbot: QtBot, folder: Path, *lines: str) -> ImportDialog:
    path = folder / "vakalar.csv"
    path.write_text("\n".join(lines or (HEADINGS, *ROWS)), encoding="utf-8")
    page.show_query(IMPORT)
    dialog = page.opener.dialog()
    assert isinstance(dialog, ImportDialog)
    with qtbot.waitSignal(dialog.read):
        dialog.read_file(path)
    return dialog


def test_that_a_list_is_imported_and_taken_back(
    page: CasesPage, qtbot: QtBot, tmp_path: Path, settle: Callable[[], None]
) -> None:
    dialog = open_import(page, qtbot, tmp_path)
    rows = dialog.preview_view.model.all_rows()
    assert [row.verdict for row in rows] == [RowVerdict.CREATE, RowVerdict.CREATE]
    with qtbot.waitSignals([dialog.applied, page.loaded]):
        dialog.apply_button.click()
    settle()
    assert "183-2026-500001" in numbers(page)
    with qtbot.waitSignals([dialog.applied, page.loaded]):
        dialog.done_place.action_chosen.emit()
    settle()
    assert "183-2026-500001" not in numbers(page)
    dialog.done(0)


def test_that_a_cancelled_case_is_taken_or_left_out_where_it_is_asked_about(
    page: CasesPage, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = open_import(page, qtbot, tmp_path, HEADINGS, ROWS[0], "İptal edilenler", ROWS[1])
    assert not dialog.apply_button.isEnabled()
    for words, verdict in (("Satırı al", RowVerdict.CREATE), ("Satırı atla", RowVerdict.SKIPPED)):
        view = dialog.preview_view
        view.view.selectRow(0)
        answers = {one.text().replace("&", ""): one for one in view.findChildren(LinkButton)}
        with qtbot.waitSignal(dialog.read):
            answers[words].click()
        assert [row.verdict for row in view.model.all_rows()] == [RowVerdict.CREATE, verdict]
        assert dialog.apply_button.isEnabled()
        view.view.selectRow(1)
        back = next(one for one in view.findChildren(LinkButton) if "geri al" in one.text())
        with qtbot.waitSignal(dialog.read):
            back.click()
    dialog.done(0)
