"""What a director sees in a minute, and where each number leads."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QScrollArea, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from alo183_desktop.access.backup_rules import ON_SERVER, judge
from alo183_desktop.access.rules import Role
from alo183_desktop.cases import service
from alo183_desktop.cases.kinds import CaseView
from alo183_desktop.cases.rows import CaseFilter
from alo183_desktop.directorate.queries import DIRECTORATE_ID
from alo183_desktop.directorate.record import UnitValues
from alo183_desktop.directorate.service import DIRECTORATES, UNITS, install_directorate
from alo183_desktop.documents.states import Open
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.buttons import LinkButton, SecondaryButton
from alo183_desktop.gui.kit.labels import ElidedLabel
from alo183_desktop.gui.kit.states import StateMark
from alo183_desktop.gui.kit.topics import BackupNews, Topic
from alo183_desktop.gui.overview import page as overview_page
from alo183_desktop.gui.overview.keeping import KeepingDialog
from alo183_desktop.gui.overview.page import SECOND_FOLDER, OverviewPage
from alo183_desktop.guidance.record import GuidanceValues
from alo183_desktop.guidance.service import VISITS
from alo183_desktop.officers.queries import list_subjects
from alo183_desktop.officers.record import OfficerValues
from alo183_desktop.officers.service import add_officer
from alo183_desktop.officers.subjects import install_required_subjects
from alo183_desktop.overview.rows import FirstStep, PageKey
from alo183_desktop.overview.service import look
from alo183_desktop.phones import service as phone_service
from alo183_desktop.phones.quotas.rows import QuotaFilter
from alo183_desktop.phones.quotas.rules import Status
from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.rota.printed_card import card_mark, record_card
from alo183_desktop.rota.service import on_duty
from alo183_desktop.shared.states import State
from tests.clocks import START, FixedClock
from tests.database import cases
from tests.database.cases import HOUR
from tests.database.desks import DIRECTORATE, furnish
from tests.database.kept_rotas import NOVEMBER, give, keep, take_turns
from tests.database.phones import line_values
from tests.gui.overview.conftest import OpenWork, make_page


@pytest.mark.parametrize("is_held", [True, False])
def test_that_who_is_on_duty_and_who_steps_in_stand_below_the_title_whatever_fails(
    background: Background,
    host: QWidget,
    clock: FixedClock,
    qtbot: QtBot,
    open_data: OpenWork,
    *,
    is_held: bool,
) -> None:
    with open_data() as work:
        kept = keep(work)
        take_turns(work, kept, NOVEMBER)
        holder = kept.people[DutyKind.MAIN][0] if is_held else None
        give(work, NOVEMBER, 24, DutyKind.MAIN, holder)
        give(work, NOVEMBER, 24, DutyKind.STAND_IN, kept.people[DutyKind.STAND_IN][0])
    page = make_page(background, host, clock, qtbot, open_data)
    reported = "\n".join(label.text() for label in page.header.findChildren(ElidedLabel))
    marks = [mark.word() for mark in page.header.findChildren(StateMark)]
    if is_held:
        assert (
            "Nöbetçi: Ayşe DEMİR 0500 000 41 01, bitişi 08.00"
            " · icap Şükrü AĞAOĞLU 0500 000 41 11" in reported
        )
        assert marks == []
    else:
        assert "Nöbetçi:" not in reported
        assert marks == ["nöbetçi yok · icap Şükrü AĞAOĞLU 0500 000 41 11"]


def test_that_a_printed_card_that_no_longer_holds_is_shown_beside_who_is_on_duty(
    background: Background,
    host: QWidget,
    clock: FixedClock,
    qtbot: QtBot,
    open_data: OpenWork,
) -> None:
    with open_data() as work:
        kept = keep(work)
        take_turns(work, kept, NOVEMBER)
        record_card(work, card_mark(on_duty(work)))
    page = make_page(background, host, clock, qtbot, open_data)
    assert page.header.findChildren(StateMark) == []
    with open_data() as work:
        give(work, NOVEMBER, 24, DutyKind.MAIN, kept.people[DutyKind.MAIN][2])
    background.changed.emit(frozenset({Topic.ROTA}))
    qtbot.waitUntil(lambda: bool(page.header.findChildren(StateMark)))
    label = next(one for one in page.header.findChildren(ElidedLabel) if "Nöbetçi:" in one.text())
    for width in (1366, 900, 700):
        page.resize(width, page.height())
        reported = "yazdırılan nöbet kartı eskidi" if width > 700 else ""
        assert page.header.toolTip() == reported, "whom to call comes first"
        assert not label.isHidden()
        assert label.sizeHint().width() <= page.header.width()


def test_that_a_narrow_page_names_who_is_on_duty_rather_than_the_day(
    background: Background,
    host: QWidget,
    clock: FixedClock,
    qtbot: QtBot,
    open_data: OpenWork,
) -> None:
    with open_data() as work:
        take_turns(work, keep(work), NOVEMBER)
    page = make_page(background, host, clock, qtbot, open_data)
    label = next(one for one in page.header.findChildren(ElidedLabel) if "Nöbetçi:" in one.text())
    days = []
    for width in range(1180, 620, -20):
        page.resize(width, page.height())
        days.append(label.text().partition("Nöbetçi:")[0])
        assert label.sizeHint().width() <= page.header.width()
    shorter = ["24 Kasım 2026 Salı, saat 12:30 · ", "24 Kasım Salı, 12:30 · ", ""]
    assert list(dict.fromkeys(days)) == shorter


def test_that_every_clause_has_a_tile_with_its_state_in_words(page: OverviewPage) -> None:
    assert [button.tile().clause for button in page.tiles] == list(range(1, 8))
    assert [button.state_word() for button in page.tiles] == [
        "ulaşılamıyor",
        "aşıldı",
        "boş",
        "gecikti",
        "gecikti",
        "kayıt yok",
        "yönlendirildi",
    ]


def test_that_a_screen_reader_hears_clause_state_and_number(page: OverviewPage) -> None:
    heard = QAccessible.queryAccessibleInterface(page.tiles[4])
    assert heard.text(QAccessible.Text.Name) == "5. madde, 24 saatte giriş: gecikti, 1 vaka"
    assert "Enter listeyi açar" in heard.text(QAccessible.Text.Description)


def test_that_enter_on_a_tile_asks_for_exactly_its_list(page: OverviewPage, qtbot: QtBot) -> None:
    tile = page.tiles[4]
    tile.setFocus()
    with qtbot.waitSignal(page.list_requested) as asked:
        QTest.keyClick(tile, Qt.Key.Key_Return)
    assert asked.args == ["cases", CaseFilter(view=CaseView.LATE)]


def test_that_the_menu_of_a_tile_offers_every_list_behind_it(
    page: OverviewPage, qtbot: QtBot
) -> None:
    tile = page.tiles[4]
    menu = tile.make_menu(tile.tile().matters)
    assert [action.text() for action in menu.actions()] == [
        "1 vaka 24 saati geçti",
        "1 vaka için 4 saatten az kaldı",
    ]
    with qtbot.waitSignal(page.list_requested) as asked:
        menu.actions()[1].trigger()
    assert asked.args[1] == CaseFilter(view=CaseView.DUE_SOON)


def test_that_every_other_number_of_a_tile_is_a_link_for_mouse_and_keys(
    page: OverviewPage, qtbot: QtBot
) -> None:
    for tile in page.tiles:
        others = [one for one in tile.tile().matters if one.count and one is not tile.tile().worst]
        assert [link.text() for link in tile.links] == [
            f"{one.figure} {one.words}" for one in others
        ]
    (link,) = page.tiles[4].links
    assert QAccessible.queryAccessibleInterface(link).text(QAccessible.Text.Name) == (
        "1 vaka için 4 saatten az kaldı"
    )
    for key in (None, Qt.Key.Key_Return, Qt.Key.Key_Space):
        with qtbot.waitSignal(page.list_requested) as asked:
            if key is None:
                QTest.mouseClick(link, Qt.MouseButton.LeftButton)
            else:
                QTest.keyClick(link, key)
        assert asked.args == ["cases", CaseFilter(view=CaseView.DUE_SOON)]
    page.tiles[4].setFocus()
    QTest.keyClick(page.tiles[4], Qt.Key.Key_Tab)
    assert link.hasFocus()
    assert page.tiles[4].rect().contains(link.geometry())


def test_that_more_numbers_than_a_tile_has_room_for_stand_in_the_menu_of_its_last_link(
    page: OverviewPage, qtbot: QtBot
) -> None:
    tile = page.tiles[2]
    worst = replace(tile.tile().matters[0], count=1, state="late")
    others = [replace(worst, count=count) for count in (2, 3, 4, 5)]
    tile.set_tile(replace(tile.tile(), verdict=Open("late"), matters=(worst, *others)))
    assert [link.text() for link in tile.links] == [
        f"{others[0].figure} {worst.words}",
        "ve 3 konu daha…",
    ]
    assert all(tile.rect().contains(link.geometry()) for link in tile.links)
    assert tile.links[0].y() >= 5 * tile.fontMetrics().height(), "the words above stay uncovered"
    QTest.keyClick(tile.links[-1], Qt.Key.Key_Return)
    (menu,) = tile.findChildren(QMenu)
    said = [f"{one.figure} {one.words}" for one in others[1:]]
    assert [one.text() for one in menu.actions()] == said, "each once, none that is zero"
    with qtbot.waitSignal(tile.opened) as asked:
        menu.actions()[2].trigger()
    assert asked.args == [others[-1]]
    menu.close()


@pytest.mark.usefixtures("painted")
def test_that_a_low_window_scrolls_and_squeezes_no_tile(
    page: OverviewPage, host: QWidget, qtbot: QtBot
) -> None:
    host.resize(719, 420)  # what 1366 x 768 at 150 % leaves beside the navigation
    page.resize(719, 420)
    (area,) = page.findChildren(QScrollArea, options=Qt.FindChildOption.FindDirectChildrenOnly)
    bar = area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    whole = area.widget()
    assert whole is not None
    assert whole.width() <= area.viewport().width()
    for tile in page.tiles:
        assert tile.height() >= tile.minimumSizeHint().height()
        words = tile.fontMetrics().height()
        assert all(link.y() >= 5 * words for link in tile.links)
    shown = page.charts.findChildren(QAbstractButton)
    assert all(button.width() >= button.sizeHint().width() for button in shown)
    page.due.setFocus()
    assert bar.value() == 0
    while not page.tiles[0].hasFocus():
        before = QApplication.focusWidget()
        assert before is not None
        QTest.keyClick(before, Qt.Key.Key_Tab)
        assert QApplication.focusWidget() is not before
    assert bar.value() > 0  # the tile with the keys has come into sight


_LEAST_ROWS = 4


@pytest.mark.parametrize("size", [(1174, 640), (719, 400)], ids=["1366 x 768", "the same at 150 %"])
def test_that_what_runs_out_first_is_read_whatever_stands_on_the_page(
    page: OverviewPage, host: QWidget, size: tuple[int, int]
) -> None:
    """Beside the navigation, between two banners of the window and its foot."""
    host.resize(*size)
    page.resize(*size)
    page.warning.show_notice(State.LATE, "Yedek alınamadı.", action="Yedekleri göster")
    page.first_steps.show_missing({*FirstStep}, offers_second=True)
    QApplication.processEvents()
    assert page.first_steps.isVisibleTo(page)
    seen = page.due.viewport().visibleRegion().boundingRect().height()
    assert seen // page.due.rowHeight(0) >= _LEAST_ROWS


def test_that_a_long_state_leaves_the_number_of_its_clause_to_be_read(page: OverviewPage) -> None:
    tile = page.tiles[6]
    tile.resize(theme.px(145), tile.height())  # as in a small window with large letters
    seen = tile.grab().toImage()
    number = range(QFontMetrics(theme.small()).horizontalAdvance("7."))
    head = [
        seen.pixelColor(theme.px(16) + x, theme.px(12) + y)
        for x in number
        for y in range(QFontMetrics(theme.small()).height())
    ]
    assert theme.colour("near") not in head
    # Thin letters that are smoothed need not hold a pixel of their whole colour.
    ground, ink = theme.colour("base").lightness(), theme.colour("muted").lightness()
    assert max(abs(ground - one.lightness()) for one in head) > abs(ground - ink) / 2


def test_that_a_number_and_its_words_are_read_whole_in_a_narrow_tile(page: OverviewPage) -> None:
    tile = page.tiles[2]
    figure = "18 nöbet boş"
    tile.set_tile(replace(tile.tile(), figure=figure))
    room = theme.px(148 - 2 * 16)  # as in a small window with large letters
    assert QFontMetrics(theme.title()).horizontalAdvance(figure) > room
    assert QFontMetrics(tile.figure_font(room)).horizontalAdvance(figure) <= room
    assert tile.figure_font(10 * room) == theme.title()


def test_that_enter_on_what_is_due_opens_the_thing_itself(page: OverviewPage, qtbot: QtBot) -> None:
    page.due.selectRow(0)
    with qtbot.waitSignal(page.route_requested) as asked:
        QTest.keyClick(page.due, Qt.Key.Key_Return)
    assert asked.args[0] == "case"


def test_that_the_link_below_counts_exactly_what_its_list_shows(
    page: OverviewPage, busy: OpenWork, qtbot: QtBot
) -> None:
    (link,) = (one for one in page.findChildren(LinkButton) if one.text().startswith("Süren"))
    with qtbot.waitSignal(page.list_requested) as asked:
        link.click()
    place, query = asked.args
    with busy() as work:
        listed = len(service.find_cases(work, query))
        # Letters and lines are due as well, and no case.
        assert look(work).due_count > listed > 0
    assert (place, link.text()) == ("cases", f"Süren vakaları göster ({listed})")


def test_that_the_list_of_what_is_due_is_a_sound_model(
    page: OverviewPage, qtmodeltester: ModelTester
) -> None:
    assert page.model.rowCount() >= 2
    qtmodeltester.check(page.model)  # type: ignore[no-untyped-call]


def test_that_a_new_case_changes_the_numbers_without_anybody_asking(
    page: OverviewPage, busy: OpenWork, qtbot: QtBot
) -> None:
    before = page.tiles[4].tile().figure
    subjects: Any = SimpleNamespace(child=1)
    with busy() as work:
        cases.add(work, subjects, "9", routed_at=START - 40 * HOUR)
    page.background.changed.emit(frozenset())
    qtbot.waitUntil(lambda: page.tiles[4].tile().figure != before)
    assert page.tiles[4].tile().figure == "2 vaka"


@pytest.mark.parametrize("role", [Role.DIRECTOR, Role.AUDITOR])
def test_that_who_may_change_nothing_is_offered_nothing_to_change(
    background: Background,
    host: QWidget,
    clock: FixedClock,
    qtbot: QtBot,
    busy: OpenWork,
    role: Role,
) -> None:
    page = make_page(background, host, clock, qtbot, busy, role)
    shown = [button.text() for button in page.header.findChildren(type(page._print))]  # noqa: SLF001
    assert any("Yazdır" in text for text in shown)
    assert not page._add.isVisible()  # noqa: SLF001 - what must not be seen


def test_that_an_empty_directorate_says_what_is_missing_and_not_that_all_is_well(
    background: Background,
    host: QWidget,
    clock: FixedClock,
    qtbot: QtBot,
    open_data: OpenWork,
) -> None:
    with open_data() as work:
        furnish(work)
    page = make_page(background, host, clock, qtbot, open_data)
    reported = [button.state_word() for button in page.tiles]
    assert reported.count("kayıt yok") == 4
    assert reported[6] == "tutulmuyor"
    assert reported[0] == "tebliğ bekliyor"
    assert page.model.rowCount() == 0
    assert page.chart.chart().is_empty


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        (Role.ADMINISTRATOR, [*FirstStep, SECOND_FOLDER]),
        (Role.CLERK, [FirstStep.ROSTER, FirstStep.LINES]),
        (Role.DIRECTOR, []),
    ],
)
def test_that_a_new_directorate_is_led_through_its_first_steps(
    background: Background,
    host: QWidget,
    clock: FixedClock,
    qtbot: QtBot,
    open_data: OpenWork,
    backups: BackupNews,
    role: Role,
    offered: list[str],
) -> None:
    with open_data() as work:
        install_directorate(work, replace(DIRECTORATE, recipient_fax=""))
        install_required_subjects(work)
    page = make_page(background, host, clock, qtbot, open_data, role, backups)
    steps = page.first_steps
    assert list(steps.links) == offered
    assert steps.isVisible() is bool(offered)
    with open_data() as work:
        phone_service.LINES.save(work, None, line_values(1))
    with qtbot.waitSignal(page.loaded):
        page.refresh()
    done = [key for key, link in steps.links.items() if not link.isVisible()]
    assert done == ([FirstStep.LINES] if offered else [])
    assert steps.done.text() == ("1 adım yapıldı" if offered else "")
    backups.set_standing(ON_SERVER)
    if SECOND_FOLDER in offered:
        assert not steps.links[SECOND_FOLDER].isVisible()
        backups.set_standing(judge([], now=clock()))
        assert steps.links[SECOND_FOLDER].isVisible()
    for key in offered:
        with qtbot.waitSignal(page.list_requested) as asked:
            steps.links[key].click()
        assert asked.args == BEGUN_BY[key]
    with open_data() as work:
        unit_id = UNITS.save(work, None, UnitValues("Çankaya Sosyal Hizmet Merkezi"))
        person = OfficerValues(
            given_names="Şükrü", surname="IŞIK", title="Şoför", tckn="10000000382", unit_id=unit_id
        )
        add_officer(work, person)
        values, version = DIRECTORATES.open(work, DIRECTORATE_ID)
        DIRECTORATES.save(
            work, DIRECTORATE_ID, replace(values, recipient_fax="0312 000 00 20"), version=version
        )
    with qtbot.waitSignal(page.loaded):
        page.refresh()
    # The second folder is still to be chosen: the card stays until that is waved away, too.
    assert steps.isVisible() is (SECOND_FOLDER in offered)
    if SECOND_FOLDER in offered:
        steps.waves[SECOND_FOLDER].click()
    assert not steps.isVisible()


def test_that_the_readiness_for_an_inspection_stands_beside_the_monthly_report(
    page: OverviewPage, qtbot: QtBot
) -> None:
    texts = [one.text().replace("&", "") for one in page.header.findChildren(SecondaryButton)]
    assert texts.index("Denetime hazırlık…") == texts.index("Aylık rapor…") + 1
    button = next(
        one for one in page.header.findChildren(SecondaryButton) if "hazırlık" in one.text()
    )
    with qtbot.waitSignal(page.list_requested) as asked:
        button.click()
    assert asked.args == ["settings", ("Saklama ve imha", "readiness")]


def test_that_what_is_not_kept_is_said_in_grey_and_begun_from_there(
    background: Background,
    host: QWidget,
    clock: FixedClock,
    qtbot: QtBot,
    open_data: OpenWork,
    backups: BackupNews,
) -> None:
    with open_data() as work:
        install_directorate(work, DIRECTORATE)
        install_required_subjects(work)
    page = make_page(background, host, clock, qtbot, open_data, Role.CLERK, backups)
    seventh = page.tiles[6]
    assert seventh.state_word() == "tutulmuyor"
    (link,) = seventh.links
    assert link.text() == "Neler tutulabilir?"
    link.click()
    dialog = page.opener.dialog()
    assert isinstance(dialog, KeepingDialog)
    assert [key.value for key in dialog.begin] == ["rota", "vehicles", "guidance", "phones"]
    with qtbot.waitSignal(page.page_wanted) as asked:
        dialog.begin[PageKey.GUIDANCE].click()
    assert asked.args == ["guidance"]
    link.click()
    dialog = page.opener.dialog()
    assert isinstance(dialog, KeepingDialog)
    with qtbot.waitSignal(page.list_requested) as led:
        dialog.begin[PageKey.PHONES].click()
    assert led.args == ["phones", QuotaFilter(Status.UNKNOWN)]
    with open_data() as work:
        subject_id = list_subjects(work.session)[0].subject_id
        values = GuidanceValues(
            at=clock(),
            subject_id=subject_id,
            asked="soru",
            done="cevap",
            is_sent_on=False,
            sent_reason="",
        )
        VISITS.save(work, None, values)
    with qtbot.waitSignal(page.kept_found) as found, qtbot.waitSignal(page.loaded):
        page.refresh()
    assert found.args == [frozenset({"guidance"})]
    assert page.tiles[6].state_word() == "tamam"


BEGUN_BY: Final[dict[str, list[object]]] = {
    FirstStep.ROSTER: ["officers", "import_file"],
    FirstStep.LINES: ["phones", "add_first"],
    FirstStep.OFFICE_FAX: ["settings", ("Müdürlük", "recipient_fax")],
    SECOND_FOLDER: ["settings", ("Yedekler", "second_place")],
}
"""The page, and the act on it, that each step opens."""


def test_that_the_age_of_the_newest_backup_leads_to_the_backups(
    page: OverviewPage, qtbot: QtBot
) -> None:
    line = page.summary.backup
    assert line.accessibleName() == "Son yedek: bugün 08:18 (4 sa 12 dk önce)"
    assert not page.warning.isVisible()
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        with qtbot.waitSignal(page.list_requested) as asked:
            QTest.keyClick(line, key)
        assert asked.args == ["settings", "Yedekler"]


def test_that_an_old_backup_is_warned_of_until_there_is_a_new_one(
    page: OverviewPage, backups: BackupNews, clock: FixedClock, qtbot: QtBot
) -> None:
    old = clock() - dt.timedelta(days=3)
    backups.set_standing(judge([old], now=clock()))
    assert page.summary.backup.accessibleName().startswith("Son yedek: 21.11.2026")
    assert "Bugünün yedeği alınamadı; son yedek: 21.11.2026 12:30" in page.warning.text()
    (link,) = (one for one in page.warning.findChildren(LinkButton) if not one.isHidden())
    with qtbot.waitSignal(page.list_requested) as asked:
        link.click()
    assert asked.args == ["settings", "Yedekler"]
    page.warning.hide()  # as its own button does
    backups.set_standing(judge([old], now=clock()))
    assert not page.warning.isVisible()
    backups.set_standing(judge([], now=clock()))
    assert "Henüz yedek alınmadı" in page.warning.text()
    assert page.warning.isVisible()
    backups.set_standing(judge([clock()], now=clock()))
    assert not page.warning.isVisible()


def test_that_the_report_of_a_month_is_written_as_paper_and_workbook(
    page: OverviewPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overview_page, "ask_folder", lambda *_asked, **_kind: tmp_path)
    page.open_report()
    (dialog,) = page.findChildren(overview_page.ReportDialog)
    assert dialog.month.text() == "Ekim 2026"
    dialog.go.click()
    said = "PDF ve Excel olarak kaydedildi: aylik-rapor-2026-10.pdf"
    qtbot.waitUntil(lambda: page.toast.text() == said)
    assert page.toast.open_file.isVisible()
    assert sorted(path.name for path in tmp_path.glob("*rapor*")) == [
        "aylik-rapor-2026-10.pdf",
        "aylik-rapor-2026-10.xlsx",
    ]


@pytest.mark.parametrize("typed", ["", "Brumaire 1799"])
def test_that_the_report_of_no_month_is_asked_for_again(
    page: OverviewPage, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(overview_page, "ask_folder", lambda *_asked, **_kind: asked.append("?"))
    page.open_report()
    (dialog,) = page.findChildren(overview_page.ReportDialog)
    dialog.month.combo.setEditText(typed)
    dialog.go.click()
    assert dialog.isVisible()
    assert dialog.month.shown_message()
    assert asked == []


def test_that_ctrl_p_prints_the_morning_sheet_on_one_page(
    page: OverviewPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[bytes] = []
    monkeypatch.setattr(overview_page, "print_pdf", lambda _parent, pdf, **_named: sent.append(pdf))
    page.due.setFocus()
    QTest.keyClick(page.due, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: bool(sent))
    assert sent[0].startswith(b"%PDF")
