"""Who signs in: with a password that somebody else chose, after somebody else, after themselves."""

import datetime as dt
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from alo183_desktop.access.drafts import keep_draft, list_drafts
from alo183_desktop.access.rules import Role
from alo183_desktop.cases.fields import CaseValues
from alo183_desktop.cases.service import add_case
from alo183_desktop.changes.form import ChangeEntry, ChangeForm
from alo183_desktop.changes.service import save_draft
from alo183_desktop.documents.states import OF_MARK
from alo183_desktop.gui.application import Session
from alo183_desktop.gui.cases.intake_dialog import IntakeDialog
from alo183_desktop.gui.cases.page import CasesPage
from alo183_desktop.gui.changes.change_dialog import ChangeDialog
from alo183_desktop.gui.guidance.page import GuidancePage
from alo183_desktop.gui.kit.buttons import LinkButton
from alo183_desktop.gui.kit.form.choices import QuickChoice
from alo183_desktop.gui.kit.notices import Banner
from alo183_desktop.gui.kit.page import Page
from alo183_desktop.gui.kit.remembered import Remembered
from alo183_desktop.gui.officers.dialogs import OfficerDialog
from alo183_desktop.gui.officers.page import OfficersPage
from alo183_desktop.gui.settings.directorate_section import DirectorateSection
from alo183_desktop.gui.settings.page import SettingsPage
from alo183_desktop.gui.shell.main_window import IdleWatch
from alo183_desktop.gui.shell.startup_notices import newer_for
from alo183_desktop.gui.unlock.unlock_page import OwnPasswordPage
from alo183_desktop.guidance.service import VISITS
from alo183_desktop.officers.queries import list_subjects
from alo183_desktop.overview.rows import TODAY, PageKey
from alo183_desktop.overview.service import look
from alo183_desktop.phones.service import LINES
from tests.clocks import FixedClock
from tests.database.cases import AID
from tests.database.desks import sent_on
from tests.database.phones import line_values
from tests.database.usages import add_summary
from tests.gui.conftest import Answers
from tests.gui.desks import ANSWERS, OTHER, OWN, PASSWORD, acts, make_program
from tests.gui.leaving import CONTROL, busy, press, type_into
from tests.gui.look import taken_twice
from tests.gui.settings.showing import show
from tests.gui.shell.fake_program import seen
from tests.rules_of_desk import RulesOfDesk
from tests.unit.bootstrap.people import refusal
from tests.unit.shared.shares import KEY, Share, public

CLERK: Final = "memur"
SELIN: Final = ANSWERS.administrator_login
CASES: Final = {"Müjgân IŞIK": "Gece ağlama sesi", "Şükrü ÖZ": "Okula gitmiyor"}


@pytest.fixture
def session(
    qapp: QApplication, qtbot: QtBot, data_folder: Path, clock: FixedClock
) -> Iterator[Session]:
    """Return a locked window on real data; a clerk was given the password `OTHER`."""
    program = make_program(data_folder, clock)
    desk, _sheet = program.create(ANSWERS, PASSWORD)
    desk.users.add(login=CLERK, name="Şükrü IŞIK", role=Role.CLERK, password=OTHER)
    desk.close()
    hook = sys.excepthook
    made = Session(data_folder, clock=clock, program=program, parent=qapp)
    with qtbot.waitSignal(made.ready):
        made.start()
    yield made
    qtbot.waitUntil(made.background.is_idle)
    made.window.close()
    sys.excepthook = hook
    Remembered.settings = None
    made.window.deleteLater()
    made.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def type_password(session: Session, login: str, password: str) -> None:
    card = session.unlock_page()
    assert card is not None
    card.user.set_value(login)
    card.password.set_text(password)
    QTest.keyClick(card.password.line, Qt.Key.Key_Return)


def sign_in(qtbot: QtBot, session: Session, login: str, password: str) -> None:
    with qtbot.waitSignal(session.opened):
        type_password(session, login, password)


def choice_of(qtbot: QtBot, session: Session) -> OwnPasswordPage:
    """Return the card that asks for a password of one's own."""
    qtbot.waitUntil(lambda: isinstance(session.window.centralWidget(), OwnPasswordPage))
    page = session.window.centralWidget()
    assert isinstance(page, OwnPasswordPage)
    return page


def choose(page: OwnPasswordPage, password: str) -> None:
    for field in (page.new_password.first, page.new_password.second):
        field.set_text(password)
    QTest.keyClick(page.new_password.second.control(), Qt.Key.Key_Return)


def test_that_nothing_is_shown_before_somebody_has_a_password_of_their_own(
    session: Session, qtbot: QtBot, data_folder: Path, clock: FixedClock
) -> None:
    type_password(session, CLERK, OTHER)
    page = choice_of(qtbot, session)
    assert session.workspace() is None
    assert session.unlock_page() is None
    assert not any("Kahramanmaraş" in text for text in seen())
    choose(page, OTHER)  # the one that was given
    qtbot.waitUntil(lambda: "aynı" in page.new_password.first.shown_message())
    assert session.workspace() is None
    with qtbot.waitSignal(session.opened):
        choose(page, OWN)
    workspace = session.workspace()
    assert workspace is not None
    assert workspace.current_key() == "today"
    qtbot.waitUntil(session.background.is_idle)
    session.lock()
    qtbot.waitUntil(session.background.is_idle)
    sign_in(qtbot, session, CLERK, OWN)
    assert refusal(lambda: make_program(data_folder, clock).unlock(CLERK, OTHER)).code == (
        "access.wrong_password"
    )


def test_that_who_does_not_choose_sees_the_lock_and_is_asked_again(
    session: Session, qtbot: QtBot
) -> None:
    type_password(session, CLERK, OTHER)
    page = choice_of(qtbot, session)
    with qtbot.waitSignal(session.locked):
        QTest.keyClick(
            page.new_password.first.control(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier
        )
    type_password(session, CLERK, OTHER)
    page = choice_of(qtbot, session)
    with qtbot.waitSignal(session.locked):
        page.later.click()
    assert session.workspace() is None
    sign_in(qtbot, session, SELIN, PASSWORD)


def test_that_another_user_begins_on_the_first_page_and_the_same_one_where_they_were(
    session: Session, qtbot: QtBot
) -> None:
    def shown() -> str:
        workspace = session.workspace()
        assert workspace is not None
        return workspace.current_key()

    sign_in(qtbot, session, SELIN, PASSWORD)
    workspace = session.workspace()
    assert workspace is not None
    workspace.show_page("officers")
    session.lock()
    sign_in(qtbot, session, SELIN, PASSWORD)
    assert shown() == "officers"
    session.lock()
    type_password(session, CLERK, OTHER)
    with qtbot.waitSignal(session.opened):
        choose(choice_of(qtbot, session), OWN)
    assert shown() == "today"


def test_that_every_mark_of_the_sidebar_is_read_at_the_sign_in(
    session: Session, qtbot: QtBot, data_folder: Path, clock: FixedClock
) -> None:
    desk = make_program(data_folder, clock).unlock(SELIN, PASSWORD)
    with desk.work() as work:
        subject_id = list_subjects(work.session)[0].subject_id
        case = CaseValues(
            number="183-2026-100001",
            routed_at=work.now - dt.timedelta(hours=30),
            subject_id=subject_id,
            kind_id=AID,
            is_urgent=False,
        )
        add_case(work, case, officer_id=None)
        VISITS.save(work, None, sent_on(subject_id, work.now))
        add_summary(
            work, LINES.save(work, None, line_values(1)), ("2026-11-01", "2026-11-24"), minutes=310
        )
    with desk.work() as work:
        marks = {key: look(work).mark(key) for key in (TODAY, *PageKey)}
    desk.close()
    assert {key for key, mark in marks.items() if mark} == {TODAY, *PageKey} - {
        PageKey.CHANGES,
        PageKey.ROTA,
        PageKey.VEHICLES,
    }
    session.first_page = "settings"
    sign_in(qtbot, session, SELIN, PASSWORD)
    workspace = session.workspace()
    assert workspace is not None
    assert workspace.current_key() == "settings"

    def reported(key: str) -> str:
        item = workspace.navigation().item(key)
        return str(item.data(Qt.ItemDataRole.AccessibleTextRole)).partition(", ")[2]

    wanted = {
        key: f"{mark.count} {OF_MARK[mark.state].words}" if mark else ""
        for key, mark in marks.items()
    }
    # Nobody has visited any of them.
    qtbot.waitUntil(lambda: {key: reported(key) for key in marks} == wanted)
    assert workspace.current_key() == "settings"


def test_that_a_lock_does_not_drop_the_password_that_somebody_has_just_chosen(
    session: Session, qtbot: QtBot, data_folder: Path, clock: FixedClock
) -> None:
    type_password(session, CLERK, OTHER)
    page = choice_of(qtbot, session)
    for field in (page.new_password.first, page.new_password.second):
        field.set_text(OWN)
    qtbot.waitUntil(session.background.is_idle)
    with busy(session.background):
        page.button.click()
        qtbot.waitUntil(lambda: not page.button.isEnabled())
        session.lock()
    qtbot.waitUntil(session.background.is_idle)
    make_program(data_folder, clock).unlock(CLERK, OWN).close()


def test_that_two_cases_that_a_lock_broke_off_come_back_each_whole(
    session: Session, qtbot: QtBot, clock: FixedClock
) -> None:
    for caller, summary in CASES.items():
        sign_in(qtbot, session, SELIN, PASSWORD)
        dialog = begin_case(session, qtbot)
        type_into(dialog.form.field("caller_name"), caller)
        type_into(dialog.form.field("summary"), summary)
        # Within the second in which nothing is kept by itself.
        with qtbot.waitSignal(session.locked):
            press(Qt.Key.Key_L, CONTROL)
        qtbot.waitUntil(session.background.is_idle)
        clock.advance(minutes=7)
    sign_in(qtbot, session, SELIN, PASSWORD)
    dialog = begin_case(session, qtbot)
    for place, caller in ((1, "Müjgân IŞIK"), (0, "Şükrü ÖZ")):
        offers = [one for one in dialog.findChildren(Banner) if one.isVisible()]
        assert len(offers) == 2 - (place == 0)
        assert caller in offers[place].text()
        (back,) = (
            one for one in offers[place].findChildren(LinkButton) if one.text() == "Geri getir"
        )
        assert dialog.drafts is not None
        with qtbot.waitSignal(dialog.drafts.taken):
            QTest.mouseClick(back, Qt.MouseButton.LeftButton)
        texts = dialog.form.changed_texts()
        assert texts["caller_name"] == caller
        assert texts["summary"] == CASES[caller]
    session.lock()


@pytest.mark.parametrize("way", ["Ctrl+L", "nobody there", "window closed", "system ends"])
def test_that_every_way_out_keeps_what_was_typed_in_the_last_second(
    session: Session,
    qapp: QApplication,
    qtbot: QtBot,
    data_folder: Path,
    clock: FixedClock,
    way: str,
) -> None:
    sign_in(qtbot, session, SELIN, PASSWORD)
    dialog = begin_case(session, qtbot)
    type_into(dialog.form.field("summary"), "Gece ağlama sesi")
    watch = session.findChild(IdleWatch)
    assert isinstance(watch, IdleWatch)
    leaves: dict[str, Callable[[], object]] = {
        "Ctrl+L": partial(press, Qt.Key.Key_L, CONTROL),
        "nobody there": watch.idled.emit,
        "window closed": session.window.leave,
        "system ends": partial(qapp.commitDataRequest.emit, None),
    }
    is_locked = way in {"Ctrl+L", "nobody there"}
    with qtbot.waitSignal(session.locked if is_locked else session.window.closing):
        leaves[way]()
    qtbot.waitUntil(session.background.is_idle)
    desk = make_program(data_folder, clock).unlock(SELIN, PASSWORD)
    with desk.work() as work:
        (draft,) = list_drafts(work)
    desk.close()
    # With the day that stood there: another day would propose another one.
    assert draft.texts == {"summary": "Gece ağlama sesi", "routed_day": "24.11.2026"}


@pytest.mark.parametrize(
    ("form", "act"),
    [
        ("officers", "officer.added"),
        ("settings", "directorate.changed"),
        ("guidance", "guidance.logged"),
    ],
)
def test_that_what_was_kept_goes_in_the_transaction_that_saves_a_form(
    session: Session, qtbot: QtBot, data_folder: Path, clock: FixedClock, form: str, act: str
) -> None:
    sign_in(qtbot, session, SELIN, PASSWORD)
    workspace = session.workspace()
    assert workspace is not None
    save = fill_in(workspace.show_page(form), qtbot)
    with busy(session.background):
        save()
        session.lock()
    qtbot.waitUntil(session.background.is_idle)
    desk = make_program(data_folder, clock).unlock(SELIN, PASSWORD)
    assert acts(desk, act) == 1
    with desk.work() as work:
        assert list_drafts(work) == ()
    desk.close()


def fill_in(page: Page, qtbot: QtBot) -> Callable[[], object]:
    """Type into the form of a page, wait until that is kept, and return what saves it."""
    qtbot.waitUntil(page.background.is_idle)
    if isinstance(page, OfficersPage):
        with qtbot.waitSignal(page.opener.opened):
            page.opener.add_officer()
        card = page.opener.dialog()
        assert isinstance(card, OfficerDialog)
        assert card.drafts is not None
        kept, form, save = card.drafts, card.form, card.save_button.click
        texts = {"given_names": "Ayşe", "surname": "IŞIK"}
    elif isinstance(page, SettingsPage):
        section = show(page, "Müdürlük", DirectorateSection, qtbot)
        assert section.drafts is not None
        kept, form, save = section.drafts, section.form, section.save.click
        texts = {"address": "Yeni Mahalle, Çınar Sokak"}
    else:
        assert isinstance(page, GuidancePage)
        assert page.drafts is not None
        kept, form, save = page.drafts, page.log_form.form, page.log_form.save_button.click
        subject = page.log_form.fields["subject_id"]
        assert isinstance(subject, QuickChoice)
        texts = {
            "subject_id": subject.combo.itemText(1),
            "asked": "Bakım",
            "done": "Anlatıldı",
        }
    qtbot.waitUntil(page.background.is_idle)
    with qtbot.waitSignal(kept.kept):
        for key, text in texts.items():
            type_into(form.field(key), text)
    return save


def begin_case(session: Session, qtbot: QtBot) -> IntakeDialog:
    """Open the form of a new case by its key."""
    workspace = session.workspace()
    assert workspace is not None
    page = workspace.show_page("cases")
    assert isinstance(page, CasesPage)
    qtbot.waitUntil(session.background.is_idle)
    page.primary_action()
    qtbot.waitUntil(lambda: page.opener.dialog() is not None)
    dialog = page.opener.dialog()
    assert isinstance(dialog, IntakeDialog)
    qtbot.waitUntil(lambda: QApplication.activeWindow() is dialog)
    qtbot.waitUntil(session.background.is_idle)
    return dialog


def test_that_of_several_forms_that_were_left_a_menu_asks_which(
    session: Session, qtbot: QtBot, data_folder: Path, clock: FixedClock
) -> None:
    desk = make_program(data_folder, clock).unlock(SELIN, PASSWORD)
    with desk.work() as work:
        form, title = "record.guidance.new", "Başvuru kaydet"
        keep_draft(work, "1", form, title, {"note": "Bilgi aldı"}, words="Bilgi aldı")
        keep_draft(work, "2", form, title, {"note": "Çok üzgündü"}, words="Çok üzgündü")
        keep_draft(work, "3", "phones.quota.9", "Kotayı düzelt", {"minutes": "500"}, words="500")
    desk.close()
    sign_in(qtbot, session, SELIN, PASSWORD)
    workspace = session.workspace()
    assert workspace is not None
    qtbot.waitUntil(
        lambda: any("Başvuru kaydet" in one.text() for one in workspace.findChildren(Banner))
    )
    (banner,) = (one for one in workspace.findChildren(Banner) if "Başvuru" in one.text())
    before = workspace.current_key()
    banner.action_chosen.emit()
    (menu,) = banner.findChildren(QMenu)
    offered = {action.text(): action for action in menu.actions()}
    assert [words.partition(", 24.11.2026 12:30: ")[::2] for words in offered] == [
        ("Kotayı düzelt", "500"),
        ("Başvuru kaydet", "Çok üzgündü"),
        ("Başvuru kaydet", "Bilgi aldı"),
    ]
    assert workspace.current_key() == before
    menu.actions()[-1].trigger()
    assert workspace.current_key() == "guidance"
    menu.close()
    qtbot.waitUntil(session.background.is_idle)


def test_that_a_change_that_was_left_half_typed_is_led_to_after_a_crash(
    session: Session, qtbot: QtBot, data_folder: Path, clock: FixedClock
) -> None:
    def left() -> list[Banner]:
        workspace = session.workspace()
        assert workspace is not None
        words = "Yarım kalan değişiklik yazısı var: Müjgân IŞIK (24.11.2026 12:30)."
        return [one for one in workspace.findChildren(Banner) if one.text() == words]

    desk = make_program(data_folder, clock).unlock(SELIN, PASSWORD)
    with desk.work() as work:
        entry = ChangeEntry(leaver_name="Müjgân IŞIK")
        save_draft(work, ChangeForm(entries=(entry,)))
    desk.close()  # whatever ended the program: nobody closed the form
    sign_in(qtbot, session, SELIN, PASSWORD)
    qtbot.waitUntil(lambda: bool(left()))
    (banner,) = left()
    assert banner.isVisible()
    (button,) = (one for one in banner.findChildren(LinkButton) if one.isVisible())
    assert button.text() == "S&ürdür"
    workspace = session.workspace()
    assert workspace is not None
    for key in workspace.page_keys():
        workspace.show_page(key)
        qtbot.waitUntil(session.background.is_idle)
        assert [one for one in taken_twice(session.window) if "S&ürdür" in one] == [], key
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert banner.isHidden()
    qtbot.waitUntil(lambda: bool(session.window.findChildren(ChangeDialog)))
    qtbot.waitUntil(session.background.is_idle)


def test_that_a_form_that_was_left_is_led_to_until_it_is_thrown_away(
    session: Session, qtbot: QtBot, data_folder: Path, clock: FixedClock, answers: Answers
) -> None:
    desk = make_program(data_folder, clock).unlock(SELIN, PASSWORD)
    with desk.work() as work:
        keep_draft(work, "1", "cases.intake", "Vaka kaydet", {"caller_name": "Müjgân IŞIK"})
    desk.close()
    sign_in(qtbot, session, SELIN, PASSWORD)
    workspace = session.workspace()
    assert workspace is not None

    def note() -> Banner | None:
        found = (one for one in workspace.findChildren(Banner) if "Vaka kaydet" in one.text())
        return next(found, None)

    qtbot.waitUntil(lambda: note() is not None)
    banner = note()
    assert banner is not None
    assert not banner.isHidden()
    button, giving_up = (one for one in banner.findChildren(LinkButton) if one.isVisible())
    assert (button.text(), giving_up.text()) == ("&Forma git", "Si&l…")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    page = workspace.findChild(CasesPage)
    assert page is not None
    assert workspace.current_key() == "cases"
    qtbot.waitUntil(lambda: page.opener.dialog() is not None)
    dialog = page.opener.dialog()
    assert isinstance(dialog, IntakeDialog)
    qtbot.waitUntil(session.background.is_idle)
    (offer,) = (
        one for one in dialog.findChildren(Banner) if "kaydedilmemiş yazı var" in one.text()
    )
    assert dialog.drafts is not None
    with qtbot.waitSignal(dialog.drafts.taken):
        offer.action_chosen.emit()
    assert not banner.isHidden()
    answers.replies = [1]
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(banner.isHidden)


def test_that_a_newer_version_is_shown_to_who_may_install_it(
    session: Session,
    rules_of_desk: RulesOfDesk,
    qtbot: QtBot,
    tmp_path: Path,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    opened: list[Path] = []

    def open_url(url: QUrl) -> bool:
        opened.append(Path(url.toLocalFile()))
        return False  # where nothing opens a folder, the message says so

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    assert newer_for(Role.ADMINISTRATOR, clock) is None
    share = Share(tmp_path)
    share.offer("999.0.0")
    rules_of_desk.write(f"update_file = '{share.file}'\nupdate_key = '{public(KEY)}'")
    assert [role for role in Role if newer_for(role, clock) is not None] == [Role.ADMINISTRATOR]
    sign_in(qtbot, session, SELIN, PASSWORD)
    words = f"999.0.0 sürümü hazır: {share.installer}"
    qtbot.waitUntil(
        lambda: words in [banner.text() for banner in session.window.findChildren(Banner)]
    )
    (banner,) = (one for one in session.window.findChildren(Banner) if one.text() == words)
    links = [one for one in banner.findChildren(LinkButton) if one.text() == "Klasörü aç"]
    links[0].click()
    assert opened == [share.installer.parent]
