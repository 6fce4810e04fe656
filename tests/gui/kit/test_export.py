"""Every list goes to a workbook whole, with days, instants and spans of time as such."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QObject, QSettings, Qt, QTimer, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from python_calamine import CalamineWorkbook

from alo183_desktop.access import rules
from alo183_desktop.access.rules import Right, Role
from alo183_desktop.db.work import Actor, Work
from alo183_desktop.documents.columns import Column
from alo183_desktop.documents.workbooks import Table
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.notices import Toast
from alo183_desktop.gui.kit.remembered import Remembered
from alo183_desktop.gui.kit.table.export import ListActions
from alo183_desktop.gui.kit.table.models import RowsModel
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.shared.errors import KnownError
from tests.clocks import FixedClock
from tests.gui.conftest import Answers

ROWS = [("Iraz ILGIN", "0500 000 41 11"), ("Çağrı ÖZGÜN", "0500 000 41 08")]
SINCE = dt.date(2024, 11, 10)
AT = dt.datetime(2026, 11, 28, 21, 30, 12, tzinfo=dt.UTC)
COLUMNS = (
    Column[tuple[str, str]]("Adı soyadı", lambda row: row[0]),
    Column[tuple[str, str]]("Telefon", lambda row: row[1]),
    Column[tuple[str, str]]("Başladığı gün", lambda _row: SINCE),
    Column[tuple[str, str]]("Arandığı an", lambda _row: AT),
    Column[tuple[str, str]](
        "Süre", lambda _row: "26 sa", value=lambda _row: dt.timedelta(hours=26, seconds=5)
    ),
)


class Place(QWidget):
    """A page of which only what it says is looked at."""

    def __init__(self) -> None:
        super().__init__()
        self.toast = Toast(parent=self)


@pytest.fixture
def host(qtbot: QtBot) -> Place:
    place = Place()
    qtbot.addWidget(place)
    place.resize(1000, 700)
    return place


def view_of(host: QWidget) -> TableView:
    model = RowsModel[tuple[str, str]](COLUMNS, parent=host)
    model.set_rows(ROWS)
    model.sort(0)
    view = TableView("export", name="Kadro", parent=host)
    view.setModel(model)
    return view


class Trail:
    """Takes the place of a service that writes down what leaves.

    Attributes:
        written: What left, as what, and whether the file was there already.
    """

    def __init__(self, target: Path) -> None:
        self.written: list[tuple[int, str, bool]] = []
        self._target = target
        self.refuses = False

    def record_export(self, _work: Work, count: int, what: str) -> None:
        """Write a file down."""
        if self.refuses:
            raise KnownError("access.not_allowed")
        self.written.append((count, what, self._target.exists()))

    def record_print(self, work: Work, count: int, what: str) -> None:
        """Write a print down."""
        self.record_export(work, count, what)


@pytest.fixture
def trail(tmp_path: Path) -> Trail:
    return Trail(tmp_path / "Kadro.xlsx")


@pytest.fixture
def actions(host: QWidget, background: Background, trail: Trail, clock: FixedClock) -> ListActions:
    background.attach(lambda: nullcontext(cast("Work", None)))
    return ListActions(
        view_of(host),
        background,
        title="Değişiklik yazıları",
        clock=clock,
        note=str,
        trail=trail,
        what="kadro",
        parent=host,
    )


class Opened(QObject):
    """Takes the place of the system's programs: keeps what they would open."""

    def __init__(self) -> None:
        super().__init__()
        self.paths: list[Path] = []

    @Slot(QUrl)
    def take(self, url: QUrl) -> None:
        """Open something."""
        self.paths.append(Path(url.toLocalFile()))


@pytest.fixture
def opened() -> Iterator[Opened]:
    made = Opened()
    QDesktopServices.setUrlHandler("file", made, "take")  # type: ignore[arg-type]
    yield made
    QDesktopServices.unsetUrlHandler("file")


def test_that_the_workbook_holds_all_columns_whatever_the_window_shows(
    qtbot: QtBot, actions: ListActions, host: Place, tmp_path: Path
) -> None:
    (view,) = host.findChildren(TableView)
    view.show_columns([1])
    target = tmp_path / "kadro.xlsx"
    with qtbot.waitSignal(actions.exported):
        actions.write_file(target)
    with target.open("rb") as file:
        cells = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()
    assert cells[0] == [column.heading for column in COLUMNS]
    assert cells[1] == [
        "Çağrı ÖZGÜN",
        "0500 000 41 08",
        SINCE,
        dt.datetime(2026, 11, 29, 0, 30, 12),  # noqa: DTZ001 - as Istanbul shows it
        dt.timedelta(hours=26, seconds=5),
    ]


def test_that_who_saved_a_list_opens_it_or_its_folder_from_the_message(
    qtbot: QtBot, actions: ListActions, host: Place, opened: Opened, tmp_path: Path
) -> None:
    target = tmp_path / "kadro.xlsx"
    host.show()
    with qtbot.waitSignal(actions.exported):
        actions.write_file(target)
    assert host.toast.text() == "2 satır kaydedildi: kadro.xlsx"
    assert opened.paths == []
    for link in (host.toast.open_file, host.toast.show_folder):
        QTest.mouseClick(link, Qt.MouseButton.LeftButton)
    assert opened.paths == [target, tmp_path]
    host.toast.report("Silindi.")
    assert not host.toast.open_file.isVisible()


def test_that_the_save_dialog_proposes_a_name_that_says_what_and_when_and_the_last_folder(
    qtbot: QtBot, actions: ListActions, settings: QSettings, tmp_path: Path
) -> None:
    Remembered.settings = settings
    folder = tmp_path / "Raporlar"
    folder.mkdir()
    proposed: list[Path] = []

    def answer(typed: str) -> Callable[[], None]:
        def act() -> None:
            dialog = QApplication.activeModalWidget()
            assert isinstance(dialog, QFileDialog)
            proposed.append(Path(dialog.selectedFiles()[0]))
            dialog.setDirectory(str(folder))
            (name,) = dialog.findChildren(QLineEdit)
            name.selectAll()
            QTest.keyClicks(name, typed)
            (buttons,) = dialog.findChildren(QDialogButtonBox)
            buttons.button(QDialogButtonBox.StandardButton.Save).click()

        return act

    for typed in ("liste 28.11", "b"):
        QTimer.singleShot(0, answer(typed))
        with qtbot.waitSignal(actions.exported):
            actions.export_action.trigger()
    Remembered.settings = None
    assert proposed[0].name == "degisiklik-yazilari-2026-11-24.xlsx"
    assert proposed[1].parent == folder
    assert {path.name for path in folder.iterdir()} == {"liste 28.11.xlsx", "b.xlsx"}
    assert settings.allKeys() == ["folders/saved"]


def test_that_the_workbook_holds_what_is_shown_in_its_order(
    qtbot: QtBot, actions: ListActions, tmp_path: Path
) -> None:
    target = tmp_path / "Kadro ğüş.xlsx"
    with qtbot.waitSignal(actions.exported) as heard:
        actions.write_file(target)
    assert heard.args == [2]
    with target.open("rb") as file:
        cells = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()
    assert [row[0] for row in cells[1:]] == ["Çağrı ÖZGÜN", "Iraz ILGIN"]
    assert cells[1][1] == "0500 000 41 08"


def test_that_a_list_is_written_down_before_it_leaves(
    qtbot: QtBot, actions: ListActions, trail: Trail, answers: Answers, tmp_path: Path
) -> None:
    target = tmp_path / "Kadro.xlsx"
    with qtbot.waitSignal(actions.exported):
        actions.write_file(target)
    assert trail.written == [(2, "kadro", False)]
    target.unlink()
    trail.refuses = True
    actions.write_file(target)
    qtbot.waitUntil(lambda: bool(answers.asked))
    assert not target.exists()


def test_that_a_list_of_which_a_part_is_loaded_leaves_whole_as_it_was_asked_for_then(
    qtbot: QtBot,
    host: QWidget,
    background: Background,
    trail: Trail,
    clock: FixedClock,
    tmp_path: Path,
) -> None:
    background.attach(lambda: nullcontext(cast("Work", None)))
    asked = ["Iraz"]

    def reading() -> Callable[[Work], Table]:
        wanted = asked[0]
        return lambda _work: Table(("Aranan",), [(wanted,)] * 3)

    made = ListActions(
        view_of(host),
        background,
        title="Kadro",
        clock=clock,
        note=str,
        trail=trail,
        what="kadro",
        whole=reading,
        parent=host,
    )
    with qtbot.waitSignal(made.exported) as heard:
        made.write_file(tmp_path / "Kadro.xlsx")
        asked[0] = "Çağrı"
    assert heard.args == [3]
    assert trail.written == [(3, "kadro", False)]
    with (tmp_path / "Kadro.xlsx").open("rb") as file:
        cells = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()
    assert cells[1] == ["Iraz"]


def test_that_a_file_that_cannot_be_written_is_shown(
    qtbot: QtBot, actions: ListActions, answers: Answers, tmp_path: Path
) -> None:
    with qtbot.assertNotEmitted(actions.exported):
        actions.write_file(tmp_path / "yok" / "Kadro.xlsx")
        qtbot.waitUntil(lambda: bool(answers.asked))
    assert answers.asked == ["Klasöre yazılamıyor; hiçbir dosya yazılmadı."]


def test_that_a_role_without_the_right_sees_no_export(
    actions: ListActions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "RIGHTS", {**rules.RIGHTS, Right.EXPORT: frozenset()})
    actions.allow(Actor(None, "memur", "Şükrü IŞIK", Role.CLERK))
    assert not actions.export_action.isVisible()
    assert actions.print_action.isEnabled()
