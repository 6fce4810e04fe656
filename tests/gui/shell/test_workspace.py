"""Navigation, routes, badges and the search everywhere."""

import threading
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtCore import QPoint, QSettings, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QKeySequence, QShortcut
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListView, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.db.work import Actor
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.filters import SearchField
from alo183_desktop.gui.kit.form.form import Form, TextField
from alo183_desktop.gui.kit.form.task_dialog import TaskDialog
from alo183_desktop.gui.kit.page import Page
from alo183_desktop.gui.kit.remembered import Remembered
from alo183_desktop.gui.kit.topics import BackupNews
from alo183_desktop.gui.shell import workspace as workspace_module
from alo183_desktop.gui.shell.frame import Navigation
from alo183_desktop.gui.shell.main_window import bounded
from alo183_desktop.gui.shell.registration import Answer, Hit, PageEntry
from alo183_desktop.gui.shell.workspace import Workspace
from alo183_desktop.shared.override import override
from tests.clocks import FixedClock
from tests.gui.conftest import Answers

_LONGER_THAN_A_PAUSE_S: Final = 0.6
_DAILY: Final = 9
"""Pages of the day's work."""
ACTOR = Actor(1, "selin", "Selin AKTAŞ", "clerk")


def _never(_parent: QWidget) -> Page:
    raise AssertionError


class PageOfTests(Page):
    """A page with a field and a list that remembers what it was given."""

    heard = Signal()

    def __init__(
        self, background: Background, title: str, *, clock: FixedClock, parent: QWidget
    ) -> None:
        super().__init__(background, title=title, actor=ACTOR, clock=clock, parent=parent)
        self.shown: list[tuple[str, int]] = []
        self.acted = 0
        self.queried: list[object] = []
        self.field = QLineEdit(self)
        self.list = QListView(self)
        self.content.addWidget(self.field)
        self.content.addWidget(self.list)
        again = QShortcut(QKeySequence(Qt.Key.Key_F5), self)
        again.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        again.activated.connect(self.heard)

    @override
    def show_item(self, kind: str, item_id: int) -> None:
        self.shown.append((kind, item_id))

    @override
    def primary_action(self) -> None:
        self.acted += 1

    @override
    def show_query(self, query: object) -> None:
        self.queried.append(query)


class Made:
    """The pages that were made, by key."""

    def __init__(self) -> None:
        self.pages: dict[str, PageOfTests] = {}
        self.answers: list[tuple[str, Answer]] = []


@pytest.fixture
def made() -> Made:
    return Made()


@pytest.fixture
def workspace(
    qtbot: QtBot, host: QWidget, background: Background, clock: FixedClock, made: Made
) -> Workspace:
    def entry(key: str, title: str, kind: str, *, below: bool = False) -> PageEntry:
        def factory(parent: QWidget) -> Page:
            made.pages[key] = PageOfTests(background, title, clock=clock, parent=parent)
            return made.pages[key]

        return PageEntry(key, title, key, factory, frozenset({kind}), below=below)

    built = Workspace(
        background,
        [
            entry("officers", "Kadro", "officer"),
            entry("changes", "Değişiklikler", "letter"),
            entry("settings", "Ayarlar", "setting", below=True),
        ],
        providers=[lambda text, answer, _palette: made.answers.append((text, answer))],
        backups=BackupNews(),
        parent=host,
    )
    built.begin("Ankara İl Müdürlüğü", "Selin AKTAŞ (memur)")
    built.resize(1000, 700)
    host.show()
    qtbot.waitExposed(host)
    host.activateWindow()
    return built


def test_that_no_page_is_made_ahead_before_the_first_has_its_answer(
    qtbot: QtBot, host: QWidget, background: Background, clock: FixedClock
) -> None:
    made_ahead = threading.Event()
    answers: list[bool] = []

    def first(parent: QWidget) -> Page:
        page = PageOfTests(background, "Bugün", clock=clock, parent=parent)
        # A slow answer: it would be overtaken by a page that comes after a time alone.
        background.call(
            lambda: made_ahead.wait(_LONGER_THAN_A_PAUSE_S),
            parent=page,
            success=answers.append,
            failure=_fail,
        )
        return page

    def ahead(parent: QWidget) -> Page:
        made_ahead.set()
        return PageOfTests(background, "Kadro", clock=clock, parent=parent)

    workspace = Workspace(
        background,
        [
            PageEntry("today", "Bugün", "today", first),
            PageEntry("officers", "Kadro", "officers", ahead, load=lambda: None),
        ],
        backups=BackupNews(),
        parent=host,
    )
    workspace.begin("Ankara İl Müdürlüğü", "Selin AKTAŞ (memur)")
    with qtbot.waitSignal(workspace.settled):
        host.show()
    assert answers == [False]
    qtbot.waitUntil(made_ahead.is_set)


def _fail(error: Exception) -> None:
    raise error


def focused() -> QWidget:
    """Return where a person stands, whom every key goes to."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def test_that_a_page_is_made_on_its_first_visit(workspace: Workspace, made: Made) -> None:
    assert list(made.pages) == ["officers"]
    first = workspace.show_page("changes")
    workspace.show_page("officers")
    assert workspace.show_page("changes") is first


def test_that_ctrl_and_a_number_switch_pages(qtbot: QtBot, workspace: Workspace) -> None:
    qtbot.keySequence(workspace, QKeySequence("Ctrl+2"))
    assert workspace.current_key() == "changes"
    assert workspace.navigation().item("changes").isSelected()
    qtbot.keySequence(workspace, QKeySequence("Ctrl+3"))
    assert workspace.current_key() == "settings"


def test_that_the_tenth_page_has_ctrl_0_and_no_page_names_a_key_that_does_not_show_it(
    qtbot: QtBot, host: QWidget, background: Background, clock: FixedClock
) -> None:
    def entry(place: int) -> PageEntry:
        def factory(parent: QWidget) -> Page:
            return PageOfTests(background, f"Sayfa {place}", clock=clock, parent=parent)

        return PageEntry(str(place), f"Sayfa {place}", "today", factory, below=place > _DAILY)

    workspace = Workspace(
        background, [entry(place) for place in range(1, 12)], backups=BackupNews(), parent=host
    )
    workspace.begin("Ankara İl Müdürlüğü", "Selin AKTAŞ (memur)")
    host.show()
    host.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is host)
    for place in range(1, 11):
        key = f"Ctrl+{place}" if place <= _DAILY else "Ctrl+0"
        assert workspace.navigation().item(str(place)).toolTip() == f"Sayfa {place} ({key})"
        qtbot.keySequence(workspace, QKeySequence(key))
        assert workspace.current_key() == str(place)
    assert workspace.navigation().item("11").toolTip() == "Sayfa 11"


def test_that_a_page_chosen_by_the_mouse_hears_its_own_keys(
    qtbot: QtBot, workspace: Workspace, made: Made
) -> None:
    click(workspace, "changes")
    page = made.pages["changes"]
    assert QApplication.focusWidget() is page.list
    with qtbot.waitSignal(page.heard):
        QTest.keyClick(focused(), Qt.Key.Key_F5)


def test_that_a_page_chosen_by_its_key_hears_its_own_keys(
    qtbot: QtBot, workspace: Workspace, made: Made
) -> None:
    assert workspace.current_key() == "officers"
    QTest.keyClick(focused(), Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(made.pages["changes"].heard):
        QTest.keyClick(focused(), Qt.Key.Key_F5)


def test_that_a_page_gives_the_focus_back_to_where_it_was(workspace: Workspace, made: Made) -> None:
    made.pages["officers"].field.setFocus()
    workspace.show_page("changes")
    workspace.show_page("officers")
    assert QApplication.focusWidget() is made.pages["officers"].field


def test_that_a_page_sends_to_the_page_that_shows_the_kind(
    workspace: Workspace, made: Made
) -> None:
    made.pages["officers"].route_requested.emit("letter", 7)
    assert workspace.current_key() == "changes"
    assert made.pages["changes"].shown == [("letter", 7)]


def test_that_an_unknown_kind_leads_nowhere(workspace: Workspace) -> None:
    workspace.route("vehicle", 1)
    assert workspace.current_key() == "officers"


def click(workspace: Workspace, key: str) -> None:
    """Click a page in the navigation."""
    pages = workspace.navigation().lists[0]
    place = pages.visualItemRect(workspace.navigation().item(key)).center()
    QTest.mouseClick(pages.viewport(), Qt.MouseButton.LeftButton, pos=place)


def heard(workspace: Workspace) -> list[str]:
    """Return what a screen reader says of the pages of the day's work."""
    pages = QAccessible.queryAccessibleInterface(workspace.navigation().lists[0])
    assert (pages.role(), pages.text(QAccessible.Text.Name)) == (QAccessible.Role.List, "Sayfalar")
    entries = [pages.child(place) for place in range(pages.childCount())]
    assert {entry.role() for entry in entries} == {QAccessible.Role.ListItem}
    return [entry.text(QAccessible.Text.Name) for entry in entries]


def test_that_a_screen_reader_hears_the_pages_as_a_list(workspace: Workspace) -> None:
    assert heard(workspace) == ["Kadro", "Değişiklikler"]
    workspace.show_page("changes")
    pages = QAccessible.queryAccessibleInterface(workspace.navigation().lists[0])
    assert [bool(pages.child(place).state().selected) for place in range(2)] == [False, True]
    lock = QAccessible.queryAccessibleInterface(workspace.navigation().lock)
    assert (lock.role(), lock.text(QAccessible.Text.Name)) == (QAccessible.Role.Button, "Kilitle")


def test_that_the_arrows_move_within_the_navigation_and_enter_goes_there(
    workspace: Workspace, qtbot: QtBot
) -> None:
    pages = workspace.navigation().lists[0]
    pages.setFocus()
    qtbot.waitUntil(pages.hasFocus)
    QTest.keyClick(pages, Qt.Key.Key_Down)
    assert workspace.current_key() == "officers"
    assert workspace.navigation().item("officers").isSelected()
    QTest.keyClick(pages, Qt.Key.Key_Return)
    assert workspace.current_key() == "changes"


def test_that_enter_goes_nowhere_while_the_arrows_are_at_no_page(workspace: Workspace) -> None:
    pages = workspace.navigation().lists[0]
    pages.setCurrentRow(-1)
    QTest.keyClick(pages, Qt.Key.Key_Return)
    assert workspace.current_key() == "officers"


def test_that_a_page_shows_the_badge_of_any_other_in_words_too(
    workspace: Workspace, made: Made
) -> None:
    item = workspace.navigation().item("changes")
    hint = item.toolTip()
    made.pages["officers"].badge_changed.emit("changes", "late", 2, "2 yazı gitmedi")
    assert heard(workspace)[1] == "Değişiklikler, 2 gecikti"
    assert item.toolTip() == f"{hint}\n2 yazı gitmedi\nSayıya tıklayınca gösterilir."
    made.pages["officers"].badge_changed.emit("changes", "", 0, "")
    assert heard(workspace)[1] == "Değişiklikler"
    assert item.toolTip() == hint


def test_that_a_click_on_a_badge_shows_the_list_that_it_counts(
    workspace: Workspace, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    officers = made.pages["officers"]
    monkeypatch.setattr(officers, "badge_opens", {"changes": ("changes", "gecikenler")}.get)
    officers.badge_changed.emit("changes", "late", 2, "2 yazı gitmedi")
    pages = workspace.navigation().lists[0]
    room = pages.visualItemRect(workspace.navigation().item("changes"))
    spot = QPoint(room.right() - 15, room.center().y())
    QTest.mouseClick(pages.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert workspace.current_key() == "changes"
    assert made.pages["changes"].queried == ["gecikenler"]


def test_that_ctrl_n_does_what_the_page_is_for(
    qtbot: QtBot, workspace: Workspace, made: Made
) -> None:
    qtbot.keySequence(workspace, QKeySequence("Ctrl+N"))
    assert made.pages["officers"].acted == 1


def test_that_locking_is_asked_for_by_key_and_by_the_navigation(
    qtbot: QtBot, workspace: Workspace
) -> None:
    with qtbot.waitSignal(workspace.lock_requested):
        qtbot.keySequence(workspace, QKeySequence("Ctrl+L"))
    with qtbot.waitSignal(workspace.lock_requested):
        QTest.mouseClick(workspace.navigation().lock, Qt.MouseButton.LeftButton)


def test_that_the_search_finds_pages_at_once_and_the_rest_when_it_comes(
    workspace: Workspace, made: Made
) -> None:
    palette = workspace.open_palette()
    assert [hit.title for hit in palette.hits()] == ["Kadro", "Değişiklikler", "Ayarlar"]
    palette.search("degis")
    assert [hit.title for hit in palette.hits()] == ["Değişiklikler"]
    palette.search("isik")
    text, answer = made.answers[-1]
    answer([Hit("İbrahim IŞIK", "Sosyolog", "user", "officer", 5)])
    assert text == "isik"
    assert [hit.title for hit in palette.hits()] == ["İbrahim IŞIK"]
    QTest.keyClick(palette.field(), Qt.Key.Key_Return)
    assert made.pages["officers"].shown == [("officer", 5)]


def test_that_an_answer_to_an_older_question_is_dropped(workspace: Workspace, made: Made) -> None:
    palette = workspace.open_palette()
    palette.search("isik")
    palette.search("isikli")
    _text, old = made.answers[0]
    old([Hit("İbrahim IŞIK", "", "user", "officer", 5)])
    assert palette.hits() == []
    palette.close()


def test_that_the_search_is_used_by_keyboard_alone(workspace: Workspace) -> None:
    palette = workspace.open_palette()
    QTest.keyClick(palette.field(), Qt.Key.Key_Down)
    QTest.keyClick(palette.field(), Qt.Key.Key_Return)
    assert workspace.current_key() == "changes"


def test_that_the_taskbar_counts_what_is_late_once(
    workspace: Workspace, made: Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    # In the place of the overview, which is not among the pages of this test.
    monkeypatch.setattr(workspace_module, "_OVERVIEW", "settings")
    heard: list[int] = []
    workspace.late_changed.connect(heard.append)
    page = made.pages["officers"]
    for key, state, count in (
        ("settings", "late", 1),
        ("officers", "late", 3),
        ("changes", "late", 2),
        ("officers", "near", 1),
    ):
        page.badge_changed.emit(key, state, count, "")
    assert heard == [0, 3, 5, 2]


def test_that_what_was_chosen_last_stands_on_top_the_next_time(
    qtbot: QtBot, workspace: Workspace, made: Made
) -> None:
    palette = workspace.open_palette()
    palette.search("isik")
    found = Hit("İbrahim IŞIK", "Sosyolog", "user", "officer", 5)
    made.answers[-1][1]([found])
    QTest.keyClick(palette.field(), Qt.Key.Key_Return)
    palette = workspace.open_palette()
    assert [hit.title for hit in palette.hits()][:2] == ["İbrahim IŞIK", "Kadro"]
    palette.search("isik")
    made.answers[-1][1]([found])
    assert [hit.title for hit in palette.hits()] == ["İbrahim IŞIK"]
    QTest.keyClick(palette.field(), Qt.Key.Key_Return)
    assert made.pages["officers"].shown == [("officer", 5)] * 2
    palette = workspace.open_palette()
    palette.search("kilitle")
    with qtbot.waitSignal(workspace.lock_requested):
        QTest.keyClick(palette.field(), Qt.Key.Key_Return)


def test_that_one_escape_leaves_the_search_whatever_is_typed(workspace: Workspace) -> None:
    palette = workspace.open_palette()
    QTest.keyClicks(palette.field(), "isik")
    QTest.keyClick(palette.field(), Qt.Key.Key_Escape)
    assert not palette.isVisible()


def test_that_the_search_says_that_one_letter_is_too_little(workspace: Workspace) -> None:
    palette = workspace.open_palette()
    palette.search("q")
    assert palette.hint() == "Aramak için en az iki harf yazınız."
    palette.search("qq")
    assert palette.hint().startswith("Bunu içeren kayıt bulunamadı.")
    palette.close()


def test_that_the_window_fits_a_small_screen(workspace: Workspace) -> None:
    hint = workspace.minimumSizeHint()
    assert hint.width() <= 1280
    assert hint.height() <= 720


def test_that_the_smallest_window_leaves_room_for_its_title_bar_on_a_small_screen() -> None:
    # 1366 x 768 at 150 %: the line below the pages lay under the edge of the screen.
    room = QSize(theme.px(910), theme.px(512))
    smallest = bounded(QSize(theme.px(960), theme.px(600)), room)
    assert smallest.width() == room.width()
    assert 0 < smallest.height() <= room.height() - theme.px(24)


def test_that_the_keys_of_the_page_work_from_the_navigation_too(
    workspace: Workspace, made: Made, qtbot: QtBot
) -> None:
    pages = workspace.navigation().lists[0]
    pages.setFocus()
    qtbot.waitUntil(pages.hasFocus)
    page = made.pages["officers"]
    with qtbot.waitSignal(page.heard):
        QTest.keyClick(pages, Qt.Key.Key_F5)
    # The keys are in the page from then on.
    focused = QApplication.focusWidget()
    assert focused is not None
    assert page.isAncestorOf(focused)
    workspace.show_page("changes")
    pages.setFocus()
    with qtbot.assertNotEmitted(page.heard):
        QTest.keyClick(pages, Qt.Key.Key_F5)


def test_that_the_search_opens_in_front_of_a_form_and_leaves_it_as_its_user_does(
    qtbot: QtBot, host: QWidget, workspace: Workspace, answers: Answers
) -> None:
    dialog = TaskDialog(title="Kişi", parent=host)
    form = Form(parent=dialog)
    name = TextField("Adı", key="name", parent=form)
    form.add_row(name)
    dialog.content.addWidget(form)
    dialog.guard(form)
    dialog.open()
    name.take_focus()
    qtbot.waitUntil(lambda: focused() is name.line)
    QTest.keyClicks(name.line, "ali")

    def search() -> None:
        dialog.activateWindow()
        qtbot.waitUntil(dialog.isActiveWindow)
        QTest.keyClick(focused(), Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: isinstance(focused(), SearchField))
        QTest.keyClicks(focused(), "degis")
        palette = workspace.open_palette()
        qtbot.waitUntil(lambda: [hit.title for hit in palette.hits()] == ["Değişiklikler"])
        QTest.keyClick(focused(), Qt.Key.Key_Return)

    search()
    assert answers.asked == ["Yazdıklarınız kaydedilmedi"]
    assert (name.text(), dialog.isVisible()) == ("ali", True)
    assert workspace.current_key() == "officers"
    answers.replies = [1]
    search()
    assert not dialog.isVisible()
    assert workspace.current_key() == "changes"


def test_that_every_page_is_reached_in_a_low_window(host: QWidget) -> None:
    """Of 1366 × 768 at 150 % a navigation has 451 pixels below the title bar and over the foot."""

    def entry(place: int) -> PageEntry:
        title = f"Sayfa {place}"
        return PageEntry(title, title, "today", _never, frozenset(), below=place >= _DAILY)

    navigation = Navigation([entry(place) for place in range(_DAILY + 1)], parent=host)
    navigation.resize(navigation.width(), 900)
    host.show()
    daily = navigation.lists[0]
    assert not daily.verticalScrollBar().isVisible()
    navigation.resize(navigation.width(), 451)
    QApplication.processEvents()
    assert not daily.verticalScrollBar().isVisible()
    _see_each_entry(navigation)
    navigation.resize(navigation.width(), 300)
    QApplication.processEvents()
    assert daily.verticalScrollBar().isVisible()
    _see_each_entry(navigation)


def _see_each_entry(navigation: Navigation) -> None:
    daily, below = navigation.lists
    assert daily.geometry().bottom() < below.geometry().top()
    assert below.geometry().bottom() < navigation.lock.geometry().top()
    assert navigation.lock.geometry().bottom() < navigation.height()
    for pages in navigation.lists:
        room = pages.viewport().rect()
        for item in pages.pages():
            navigation.set_current(item.text())
            assert room.contains(pages.visualItemRect(item)), item.text()
        assert pages.viewport().height() == pages.height()


def test_that_what_is_not_kept_is_out_of_the_way_and_still_reached(
    qtbot: QtBot, host: QWidget, background: Background, clock: FixedClock, tmp_path: Path
) -> None:
    def entry(key: str, *, is_optional: bool) -> PageEntry:
        def factory(parent: QWidget) -> Page:
            return PageOfTests(background, key, clock=clock, parent=parent)

        return PageEntry(key, key, "today", factory, is_optional=is_optional)

    def begin() -> Workspace:
        made = Workspace(
            background,
            [entry("today", is_optional=False), *(entry(one, is_optional=True) for one in "abcd")],
            backups=BackupNews(),
            parent=host,
        )
        made.begin("Ankara İl Müdürlüğü", "Selin AKTAŞ (memur)")
        return made

    Remembered.settings = QSettings(str(tmp_path / "alo183.ini"), QSettings.Format.IniFormat)
    workspace = begin()
    navigation = workspace.navigation()
    host.show()
    host.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is host)

    def are_shown(*keys: str) -> bool:
        """Return whether these are the pages that stand there, each under the key of its place."""
        for place, key in enumerate(keys, 1):
            qtbot.keySequence(workspace, QKeySequence(f"Ctrl+{place}"))
            assert workspace.current_key() == key
            assert navigation.item(key).toolTip() == f"{key} (Ctrl+{place})"
        qtbot.keySequence(workspace, QKeySequence(f"Ctrl+{len(keys) + 1}"))
        assert workspace.current_key() == keys[-1]
        return navigation.shown_pages() == [*keys]

    assert are_shown("today")
    page = workspace.show_page("today")
    page.kept_found.emit(frozenset({"b"}))
    assert are_shown("today", "b")
    workspace.show_list("a", "")
    assert are_shown("today", "a", "b")
    page.page_wanted.emit("c")
    assert workspace.current_key() == "c"
    assert are_shown("today", "a", "b", "c")
    # The search finds the other.
    assert [hit.title for hit in workspace.open_palette().hits()][-1] == "d"
    # What is kept or wanted stays; a visit was a visit.
    assert begin().navigation().shown_pages() == ["today", "b", "c"]
    Remembered.settings = None
