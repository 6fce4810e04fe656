"""The four tabs of the page, and that every act is still reached from one of them."""

from collections.abc import Callable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.capabilities import DRAWN_CALLS
from alo183_desktop.gui.kit.buttons import Button
from alo183_desktop.gui.rota.page import RotaPage, RotaPart

TABS = ["&Çizelge", "İ&zin, vekil, istek", "&Günlük", "&Kişiler ve denge"]

ACTS: dict[str, set[str]] = {
    RotaPart.SHEET: {
        "Ayı öner",
        "Yayımla",
        "Geçen ayın düzenini koy",
        "Dosyadan",
        "Geri al",
        "Yinele",
        "Boşluklar",
        "Değişimler",
    },
    RotaPart.SWAPS: {"Onayla", "Geri al"},
    RotaPart.AWAY: {
        "İzin",
        "Vekâlet",
        "İstek",
        "Düzelt",
        "Sil, sona erdir",
        "Dosyadan aktar",
        "Aktarımlar",
    },
    RotaPart.HAND_OVERS: {
        "Devir notu yaz",
        "Okundu, onayla",
        "Kâğıdını göster",
        "Ulaşılamadı",
        "Bugün aranacaklar",
    },
    RotaPart.UNREACHED: {"Bildirim yaz", "Düzelt", "Sil", "Bugün aranacaklar"},
    RotaPart.PEOPLE: {
        "Kişi ekle",
        "Kadrodan ekle",
        "Denge cetveli",
        "Verilen izin yaz",
        "Düzelt",
        "Sil",
        "Takvime aktar (.ics)",
    },
}
"""What each of the former parts offered, where it is now; whom to call is in the settings."""


def acts_on(page: RotaPage) -> set[str]:
    """Return what the buttons, their menus and the menu of a row of the shown list offer."""
    buttons = [one for one in page.findChildren(Button) if one.isVisibleTo(page)]
    menus = [menu for one in buttons if (menu := one.menu()) is not None]
    acts: list[QAction] = [act for menu in menus for act in menu.actions()]
    acts += [act for view in page.pane().views() for act in view.actions()]
    words = {*(one.text() for one in buttons), *(one.text() for one in acts)}
    return {one.partition("\t")[0].replace("&", "").rstrip("…") for one in words}


def test_that_four_tabs_hold_all_that_eleven_did(
    page: RotaPage, settle: Callable[[], None]
) -> None:
    assert [one.text() for one in page.parts.findChildren(QAbstractButton)] == TABS
    found = dict[str, set[str]]()
    for view in page.views():
        page.show_view(view)
        settle()
        found[view] = acts_on(page)
    assert set(found) == set(RotaPart)
    for view, acts in ACTS.items():
        assert acts <= found[view], view


def test_that_the_test_calls_of_the_day_are_one_click_away_from_its_notes(
    page: RotaPage, qtbot: QtBot
) -> None:
    page.show_view(RotaPart.HAND_OVERS)
    buttons = [one for one in page.findChildren(Button) if one.isVisibleTo(page)]
    (calls,) = [one for one in buttons if "aranacaklar" in one.text()]
    with qtbot.waitSignal(page.list_requested) as led:
        calls.click()
    assert led.args == list(DRAWN_CALLS)
