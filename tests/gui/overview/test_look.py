"""The page "Bugün" in each look and each window: full, empty, and the report of a month."""

import datetime as dt
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.access.backup_rules import judge
from alo183_desktop.access.second_folder import SecondFolder
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.topics import BackupNews
from alo183_desktop.gui.overview.page import OverviewPage
from alo183_desktop.officers.queries import list_subjects
from alo183_desktop.officers.service import open_assignments
from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.shared.errors import KnownError
from tests.clocks import FixedClock
from tests.database.kept_rotas import NOVEMBER, add, give, keep, take_turns
from tests.gui.look import ROOMS, SMALL, enlarge, faults, seat
from tests.gui.overview.conftest import OpenWork, make_page

pytestmark = pytest.mark.usefixtures("look")


@pytest.mark.parametrize("data", ["busy", "open_data"])
def test_that_nothing_on_the_page_is_cut_or_covered(
    request: pytest.FixtureRequest,
    background: Background,
    host: QWidget,
    clock: FixedClock,
    qtbot: QtBot,
    data: str,
) -> None:
    opened: OpenWork = request.getfixturevalue(data)
    page = make_page(background, host, clock, qtbot, opened)
    for room in ROOMS:
        seat(page, room)
        qtbot.waitUntil(background.is_idle)
        assert faults(host) == [], room


@pytest.mark.parametrize("has_gaps", [True, False])
def test_that_who_is_on_duty_and_gaps_fit_into_their_tiles(
    background: Background,
    host: QWidget,
    clock: FixedClock,
    qtbot: QtBot,
    open_data: OpenWork,
    *,
    has_gaps: bool,
) -> None:
    with open_data() as work:
        kept = keep(work)
        for subject in list_subjects(work.session):
            open_assignments(work, kept.desk.spare, [subject.subject_id], starts_on=clock().date())
        take_turns(work, kept, NOVEMBER)
        take_turns(work, kept, "2026-12")
        long = add(work, "Müjgân Nurşen ÇETİNKAYAOĞLU", 9, main=True)
        give(work, NOVEMBER, 24, DutyKind.MAIN, None if has_gaps else long)
        if has_gaps:
            give(work, NOVEMBER, 26, DutyKind.STAND_IN, None)
            give(work, NOVEMBER, 26, DutyKind.DRIVER, None)
    page = make_page(background, host, clock, qtbot, open_data)
    helped, begun = (page.tiles[place].tile() for place in (2, 3))
    assert helped.state == ("late" if has_gaps else "good")
    assert begun.state == ("near" if has_gaps else "unknown")
    for room in ROOMS:
        seat(page, room)
        qtbot.waitUntil(background.is_idle)
        assert faults(host) == [], room


def test_that_a_warning_about_backups_cuts_and_covers_nothing(
    page: OverviewPage,
    backups: BackupNews,
    host: QWidget,
    clock: FixedClock,
    qtbot: QtBot,
) -> None:
    folder = r"\\sunucu-kahramanmaras\İl Müdürlüğü Ortak Alanı\Alo 183 yedekleri"
    trouble = KnownError("backups.second_broken_off", folder=folder)
    second = SecondFolder(Path(folder), is_other_disk=True, copied_at=None)
    now = clock()
    backups.set_standing(
        judge([now - dt.timedelta(minutes=95)], now=now, second=second, trouble=trouble)
    )
    for room in ROOMS:
        seat(page, room)
        qtbot.waitUntil(page.background.is_idle)
        assert page.warning.isVisible()
        assert faults(host) == [], room


def test_that_the_report_of_a_month_fits_a_small_window(page: OverviewPage, host: QWidget) -> None:
    enlarge(host, SMALL)
    page.open_report()
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    assert faults(dialog) == []
    assert dialog.width() <= host.width()
    assert dialog.height() <= host.height()
    page.opener.close_all()
