"""The foot of the window says who is on duty now, until when and under which number."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.labels import ElidedLabel
from alo183_desktop.gui.kit.topics import BackupNews, Topic
from alo183_desktop.gui.shell.frame import WindowFoot
from alo183_desktop.gui.shell.startup_notices import DutyWatch
from alo183_desktop.rota import service
from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.rota.numbers import NO_NUMBER, DutyNumber, NumberState
from alo183_desktop.rota.rows import Cell, DutyNow, OnDuty
from alo183_desktop.rota.rules import duty_line
from tests.clocks import FixedClock
from tests.gui.rota.directorate import AYSE, IRAZ, MONTH, ZEYNEP
from tests.unit.rota.duties import number_of

FIRST_NIGHT = dt.datetime(2026, 12, 1, 20, tzinfo=dt.UTC)


@pytest.fixture
def foot(host: QWidget, qtbot: QtBot) -> WindowFoot:
    made = WindowFoot(BackupNews(parent=host), parent=host)
    made.resize(1000, 29)
    host.show()
    qtbot.waitExposed(host)
    return made


def put(desk: Desk, day: int, kind: DutyKind, name: str | None) -> None:
    """Put somebody on a duty of a day of December."""
    with desk.work() as work:
        sheet = service.month_sheet(work, MONTH)
        duty = [one for one in sheet.duties if one.kind is kind][day - 1]
        person = next((one.person_id for one in sheet.people if one.name == name), None)
        service.fill(work, [Cell(duty.duty_id, duty.version, person)])


def look(watch: DutyWatch, settle: Callable[[], None]) -> None:
    watch.look()
    settle()


def test_that_the_foot_shows_main_and_stand_in_and_follows_the_clock(
    desk: Desk,
    background: Background,
    foot: WindowFoot,
    clock: FixedClock,
    host: QWidget,
    settle: Callable[[], None],
) -> None:
    put(desk, 1, DutyKind.MAIN, AYSE)
    put(desk, 1, DutyKind.STAND_IN, IRAZ)
    put(desk, 2, DutyKind.MAIN, ZEYNEP)
    background.attach(desk.work)
    clock.set(FIRST_NIGHT)
    watch = DutyWatch(background, foot, clock=clock, parent=host)
    look(watch, settle)
    assert foot.duty_text() == (
        f"Nöbetçi: {AYSE} 0532 000 00 01, bitişi 08.00 · icap {IRAZ} 0532 000 00 01"
    )
    clock.set(dt.datetime(2026, 12, 2, 4, 59, 59, tzinfo=dt.UTC))
    look(watch, settle)
    assert AYSE in foot.duty_text()
    clock.set(dt.datetime(2026, 12, 2, 5, tzinfo=dt.UTC))
    look(watch, settle)
    assert foot.duty_text() == f"Nöbetçi: {ZEYNEP} 0532 000 00 01, bitişi 3 Aralık 08.00"


def test_that_a_change_of_the_rota_is_shown_at_once(
    desk: Desk,
    background: Background,
    foot: WindowFoot,
    clock: FixedClock,
    host: QWidget,
    settle: Callable[[], None],
) -> None:
    background.attach(desk.work)
    clock.set(FIRST_NIGHT)
    watch = DutyWatch(background, foot, clock=clock, parent=host)
    look(watch, settle)
    assert foot.duty_text() == "● Nöbetçi yok"
    background.run(
        lambda _work: None,
        parent=host,
        success=lambda _nothing: None,
        changes=frozenset({Topic.ROTA}),
    )
    put(desk, 1, DutyKind.MAIN, AYSE)
    settle()
    look(watch, settle)
    assert foot.duty_text().startswith(f"Nöbetçi: {AYSE}")


def test_that_nothing_is_said_where_no_rota_is_kept(
    empty_desk: Desk,
    background: Background,
    foot: WindowFoot,
    clock: FixedClock,
    host: QWidget,
    settle: Callable[[], None],
) -> None:
    background.attach(empty_desk.work)
    look(DutyWatch(background, foot, clock=clock, parent=host), settle)
    assert foot.duty_text() == ""


def test_that_a_number_that_is_not_known_is_said() -> None:
    now = DutyNow(FIRST_NIGHT, (), None, "", "", is_kept=True)
    assert duty_line(now) == "● Nöbetçi yok"


def on_duty(kind: DutyKind, name: str, phone: str) -> OnDuty:
    ends_at = FIRST_NIGHT + dt.timedelta(hours=9)
    return OnDuty(kind, 1, name, number_of(phone), FIRST_NIGHT, ends_at, is_published=True)


def test_that_whom_to_call_is_named_where_who_is_on_duty_has_no_line() -> None:
    number, director = "+905320000001", "+905320000002"
    main, other = on_duty(DutyKind.MAIN, AYSE, number), on_duty(DutyKind.STAND_IN, IRAZ, number)
    silent, mute = replace(main, number=NO_NUMBER), replace(other, number=NO_NUMBER)
    second, lost = replace(silent, name=ZEYNEP), DutyNumber("", NumberState.LOST)
    gone, left = f"● Nöbetçinin hattı yok: {AYSE}", f"icap {IRAZ}"
    both = f"{ZEYNEP} (hattı yok), bitişi 08.00 · {left}"
    call = "müdürü arayınız: Işıl ÇAĞ 0532 000 00 02"
    for people, answers, words in (
        ((main, mute), True, f"Nöbetçi: {AYSE} 0532 000 00 01, bitişi 08.00 · {left} (hattı yok)"),
        (
            (main, second),
            True,
            f"Nöbetçi: {AYSE} 0532 000 00 01, {ZEYNEP} (hattı yok), bitişi 08.00",
        ),
        ((silent, other), False, f"{gone}, bitişi 08.00 · {left} 0532 000 00 01"),
        (
            (silent, mute),
            False,
            f"● Nöbetçinin hattı yok, {call} · nöbetçi {AYSE} · {left} (hattı yok)",
        ),
        (
            (replace(main, number=lost), other),
            False,
            f"● Nöbetçinin hattı kayıp: {AYSE}, bitişi 08.00 · {left} 0532 000 00 01",
        ),
        (
            (replace(main, number=lost), second, other),
            False,
            f"● Nöbetçinin numarası yok: {AYSE} (hattı kayıp), {both} 0532 000 00 01",
        ),
        ((), False, f"● Nöbetçi yok, {call}"),
        ((other,), False, f"● Nöbetçi yok · {left} 0532 000 00 01"),
    ):
        now = DutyNow(FIRST_NIGHT, people, None, "Işıl ÇAĞ", director, is_kept=True)
        assert (now.answers, duty_line(now)) == (answers, words)


def test_that_both_numbers_are_read_in_a_small_window_and_what_is_beside_them_gives_way(
    foot: WindowFoot, qtbot: QtBot
) -> None:
    foot.resize(1280, 29)
    foot.set_who("Kahramanmaraş Aile ve Sosyal Hizmetler İl Müdürlüğü", "Gülşah ÇETİNKAYA, yazan")
    foot.set_sheet("Kurtarma kâğıdı altı aydır okunmadı")
    main, second = "Mehmet Ali KARAİSMAİLOĞLU 0500 000 41 07", "Zeynep GÜNDOĞDU 0500 000 41 13"
    foot.set_duty(f"Nöbetçi: {main}, bitişi 08.00 · icap {second}")
    button = foot._duty  # noqa: SLF001 - what is read
    qtbot.waitUntil(lambda: button.width() >= button.sizeHint().width())
    # Nothing is cut to a few letters: what gives way is not shown, until there is room again.
    read = {one.text() for one in foot.findChildren(ElidedLabel) if one.isVisible()}
    assert read == {"Oturum: Gülşah ÇETİNKAYA, yazan", "▲ Kurtarma kâğıdı altı aydır okunmadı"}
    foot.set_duty("● Nöbetçi yok", is_missing=True)
    assert "Kahramanmaraş" in {
        one.text().split()[0] for one in foot.findChildren(ElidedLabel) if one.isVisible()
    }


def test_that_the_foot_explains_what_is_wrong_with_the_recovery_sheet_and_the_backup(
    foot: WindowFoot, qtbot: QtBot
) -> None:
    foot.set_sheet("Kurtarma kâğıdı altı aydır okunmadı", cure="Kâğıdı bulup okutunuz.")
    label = next(one for one in foot.findChildren(ElidedLabel) if "okunmadı" in one.text())
    label.grab()
    assert label.toolTip() == "Kâğıdı bulup okutunuz."
    label.setFixedWidth(60)
    label.grab()
    assert label.toolTip() == "▲ Kurtarma kâğıdı altı aydır okunmadı\nKâğıdı bulup okutunuz."
    foot.set_sheet("")
    qtbot.waitUntil(label.isHidden)


def test_that_a_click_or_a_key_leads_to_the_rota(foot: WindowFoot, qtbot: QtBot) -> None:
    foot.set_duty("● Nöbetçi yok", is_missing=True)
    button = foot._duty  # noqa: SLF001 - what is clicked
    with qtbot.waitSignal(foot.duty_chosen):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(foot.duty_chosen):
        QTest.keyClick(button, Qt.Key.Key_Return)
