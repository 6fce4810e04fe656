"""The user's guide inside the program, and what the search everywhere offers to be done."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QListWidget, QWidget
from pytestqt.qtbot import QtBot

import alo183_desktop.gui
from alo183_desktop.access.rules import Right, Role, may
from alo183_desktop.bootstrap.capabilities import IMPORTS, PAGES, SECTIONS, load
from alo183_desktop.gui import pages
from alo183_desktop.gui.application import Session
from alo183_desktop.gui.phones.part import Part
from alo183_desktop.gui.shell.guide import FILES, GuideWindow, anchor, chapters, parse
from alo183_desktop.gui.shell.palette import CommandPalette
from alo183_desktop.gui.unlock.recovery_dialog import RecoveryDialog
from alo183_desktop.shared.paths import guide
from alo183_desktop.shared.turkish import fold
from tests.gui.shell.fake_program import unlock

TITLES = [one.title for one in chapters()]


def whole_text() -> str:
    """Return the guide as it is written."""
    return "\n".join((guide() / name).read_text("utf-8") for name in FILES)


@pytest.fixture
def window(qtbot: QtBot) -> GuideWindow:
    made = GuideWindow(parent=None)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def _chapters_of_the_program() -> set[str]:
    """Return every heading that a page or a dialog names."""
    named = {place.chapter or place.title for place in PAGES}
    named.update(section.chapter for section in SECTIONS)
    named.update(load(name).words.chapter for name in IMPORTS.values())
    for found in pkgutil.walk_packages(alo183_desktop.gui.__path__, "alo183_desktop.gui."):
        module = importlib.import_module(found.name)
        for one in vars(module).values():
            if inspect.isclass(one) and issubclass(one, QDialog | Part):
                named.add(str(vars(one).get("chapter", "")))
    return named - {""}


def test_that_what_is_named_as_a_chapter_is_one() -> None:
    named = _chapters_of_the_program()
    assert len(named) > len(PAGES)
    assert named <= set(TITLES)


def test_that_each_link_within_the_guide_leads_to_a_heading() -> None:
    text = whole_text()
    linked = {
        anchor(one.replace("-", " ")) for one in re.findall(r"\]\((?:\w+\.md)?#([^)]+)\)", text)
    }
    assert linked
    assert linked <= {anchor(title) for title in TITLES}


def test_that_the_guide_has_all_its_headings_and_no_marks_of_its_source() -> None:
    text = whole_text()
    headings = [line for line in text.splitlines() if re.match("##+ ", line)]
    assert len(TITLES) == len(headings)
    whole = "\n".join(one.text for one in chapters())
    for mark in ("<kbd>", "![", "(iletiler.md)", "yonetici.md", "komutlar.md"):
        assert mark not in whole


def test_that_every_chapter_is_shown_without_a_picture_or_a_broken_table(
    window: GuideWindow,
) -> None:
    for one in chapters():
        window.show_chapter(one.title)
        assert anchor(window.title()) == anchor(one.title)
        shown = window.page.toPlainText()
        assert one.title in shown
        assert "|---" not in shown


def test_that_a_section_stands_at_the_top_when_the_guide_opens_there(qtbot: QtBot) -> None:
    made = GuideWindow(parent=None)
    qtbot.addWidget(made)
    made.show_chapter("Her sabah: Bugün")
    with qtbot.waitExposed(made):
        made.show()

    def top() -> int:
        return made.page.cursorRect(made.page.textCursor()).top()

    qtbot.waitUntil(lambda: 0 <= top() < made.page.viewport().height() // 4)


@given(st.lists(st.tuples(st.integers(2, 4), st.text("aışĞ x", min_size=1)), max_size=6))
def test_that_no_text_of_a_guide_is_lost(parts: list[tuple[int, str]]) -> None:
    text = "# Kılavuz\n\n" + "".join(f"{'#' * level} Başlık\n\n{words}\n" for level, words in parts)
    found = parse(text)
    assert [(one.level, one.text) for one in found] == [
        (level, words.strip()) for level, words in parts
    ]


def test_that_chapters_are_found_by_their_words_whatever_the_letters(window: GuideWindow) -> None:
    QTest.keyClicks(window.search, "KURTARMA kagidi")
    window._on_searched(window.search.text())  # noqa: SLF001 - without the pause of typing
    assert window.title() == "Kurtarma kâğıdı"
    assert "Rehberlik" not in window.found()
    marked = [one.cursor.selectedText() for one in window.page.extraSelections()]
    assert {fold(one) for one in marked} == {"kurtarma", "kagidi"}
    window.search.clear()
    window._on_searched("")  # noqa: SLF001
    assert window.found() == TITLES
    assert window.page.extraSelections() == []


def test_that_a_link_leads_to_its_section_even_when_the_search_hid_it(window: GuideWindow) -> None:
    window._on_searched("plaka")  # noqa: SLF001
    assert "Yedekten geri dönmek" not in window.found()
    window.page.anchorClicked.emit("#yedekten-geri-dönmek")
    assert window.title() == "Yedekten geri dönmek"
    window.search.setText("plaka")
    window._on_searched("plaka")  # noqa: SLF001
    window.show_chapter("Yedekler")
    assert window.title() == "Yedekler"
    assert window.found() == TITLES


def _dialogs() -> list[QWidget]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, GuideWindow)]


def test_that_f1_opens_the_guide_at_what_is_on_the_screen(
    qtbot: QtBot, start: Callable[..., Session]
) -> None:
    session = start()
    QTest.keyClick(session.window, Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: bool(session.window.findChildren(GuideWindow)))
    (shown,) = session.window.findChildren(GuideWindow)
    assert shown.title() == "Kilidi açma ve kilitleme"
    shown.close()
    card = session.unlock_page()
    assert card is not None
    card.open_recovery()
    (recovery,) = session.window.findChildren(RecoveryDialog)
    with qtbot.waitExposed(recovery):
        recovery.activateWindow()
    QTest.keyClick(recovery, Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: bool(recovery.findChildren(GuideWindow)))
    (over,) = recovery.findChildren(GuideWindow)
    assert over.title() == "Kurtarma kâğıdı"
    recovery.done(0)
    unlock(qtbot, session)
    qtbot.waitUntil(lambda: session.workspace() is not None)
    workspace = session.workspace()
    assert workspace is not None
    workspace.show_page("officers")
    workspace.guide_requested.emit()
    (of_page,) = session.window.findChildren(GuideWindow)
    assert of_page.title() == "Kadro"
    of_page.close()
    dialog = QDialog(session.window)
    dialog.setModal(True)
    dialog.chapter = "Kurtarma kâğıdı"  # type: ignore[attr-defined]
    with qtbot.waitExposed(dialog):
        dialog.open()
    QTest.keyClick(dialog, Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: bool(dialog.findChildren(GuideWindow)))
    (beside,) = dialog.findChildren(GuideWindow)
    assert beside.title() == "Kurtarma kâğıdı"
    session.lock()
    qtbot.waitUntil(lambda: not any(one.isVisible() for one in _dialogs()))


def test_that_f1_still_opens_the_guide_once_a_backup_was_brought_back(
    qtbot: QtBot, start: Callable[..., Session]
) -> None:
    session = start()
    with qtbot.waitSignal(session.ready):
        session._load()  # noqa: SLF001 - as a restore asks it to
    QTest.keyClick(session.window, Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: len(session.window.findChildren(GuideWindow)) == 1)


@pytest.mark.parametrize("role", list(Role))
def test_that_what_the_search_offers_to_be_done_is_what_the_role_may(role: Role) -> None:
    offered = [hit.opens for hit in pages.commands(role)]
    shown = {place.key for place in PAGES if place.right is None or may(role, place.right)}
    assert {opens[0] for opens in offered if opens is not None} <= shown
    settings = [
        opens[1]
        for opens in offered
        if opens is not None and opens[0] == "settings" and isinstance(opens[1], str)
    ]
    assert settings == [one.title for one in SECTIONS if one.right is None or may(role, one.right)]
    titles = {hit.title for hit in pages.commands(role)}
    for title, right in (
        ("Vaka kaydet", Right.EDIT_CASES),
        ("Görev değişikliği başlat", Right.MAKE_CHANGES),
        ("Zimmet ver", Right.EDIT_PHONES),
        ("Rehberlik kaydet", Right.EDIT_GUIDANCE),
        ("Denetime hazırlık", Right.EXPORT_INSPECTION),
    ):
        assert (title in titles) is may(role, right)


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("yedek", "Yedekler"),
        ("parola", "Güvenlik"),
        ("vaka kaydet", "Vaka kaydet"),
        ("KVKK", "Saklama ve imha"),
        ("denetime", "Denetime hazırlık"),
        ("denetim paketi", "Saklama ve imha"),
        ("kadroyu aktar", "Kadroyu dosyadan aktar"),
        ("vaka aktar", "Vakaları dosyadan aktar"),
        ("hat aktar", "Hat ve cihazları dosyadan aktar"),
        ("zimmet ver", "Zimmet ver"),
        ("tekit", "Başka yazı yaz"),
        ("ulaşılamadı", "Ulaşılamadı bildirimi yaz"),
        ("sorun bildir", "Bu bilgisayar"),
    ],
)
def test_that_commands_and_settings_are_found_by_their_words(
    qtbot: QtBot, host: QWidget, typed: str, title: str
) -> None:
    palette = CommandPalette((), (), commands=pages.commands(Role.ADMINISTRATOR), parent=host)
    qtbot.addWidget(palette)
    assert palette.hits() == []
    palette.search(typed)
    assert title in [hit.title for hit in palette.hits()]


def test_that_what_is_not_found_by_its_title_shows_what_it_is_found_by(
    qtbot: QtBot, host: QWidget
) -> None:
    palette = CommandPalette((), (), commands=pages.commands(Role.ADMINISTRATOR), parent=host)
    qtbot.addWidget(palette)
    listed = palette.findChild(QListWidget)
    assert listed is not None
    for typed, shown in (
        ("parola", ["Kullanıcılar, Ayarlar: parola ver", "Güvenlik, Ayarlar: parola değiştir"]),
        ("vaka kaydet", ["Vaka kaydet, Vakalar"]),
        ("geri yedek", ["Yedekler, Ayarlar: yedekle, yedek al, geri dön"]),
    ):
        palette.search(typed)
        assert [listed.item(place).text() for place in range(listed.count())] == shown
