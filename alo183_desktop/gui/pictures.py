"""Pictures of the real window, light and dark, without a display."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import (
    QDeadlineTimer,
    QEvent,
    QEventLoop,
    QMessageLogContext,
    Qt,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from alo183_desktop.access.rules import Right, may
from alo183_desktop.directorate.kinds import Channel
from alo183_desktop.gui.phones.custody_part import CIRCULAR, FORMS
from alo183_desktop.gui.phones.page import PhonesPart
from alo183_desktop.gui.phones.usage_dialog import UsageDialog
from alo183_desktop.phones.rows import ItemKind
from alo183_desktop.shared.identity import format_phone

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.bootstrap.program import Program
    from alo183_desktop.directorate.rows import DirectorateRow, SignatoryRow
    from alo183_desktop.gui.cases.page import CasesPage
    from alo183_desktop.gui.changes.change_dialog import ChangeDialog
    from alo183_desktop.gui.changes.page import ChangesPage
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.page import PartsPage
    from alo183_desktop.gui.officers.page import OfficersPage
    from alo183_desktop.gui.phones.page import PhonesPage
    from alo183_desktop.gui.settings.page import SettingsPage
    from alo183_desktop.gui.setup.wizard import SetupWizard
    from alo183_desktop.gui.shell.main_window import MainWindow
    from alo183_desktop.gui.shell.workspace import Workspace
    from alo183_desktop.phones.quotas.rows import QuotaRow

_FILE: Final = "operator_2026-10.csv"
_HEADINGS: Final = "HAT NO;DÖNEM;KONUŞMA SÜRESİ (SN);VERİ (MB)"
_UNKNOWN: Final = "0500 000 99 99"
"""An unassigned number, so that the preview has an error to show."""


def tour_of_phones(page: PhonesPage) -> Iterator[str]:
    """Yield the name of each picture once the page shows it; dialogs are closed in between."""
    yield "telefonlar-kota"
    yield from _show_items(page)
    yield from _show_custody(page)
    page.show_view(PhonesPart.CHECKS)
    yield "telefonlar-yoklamalar"
    rows = page.quotas.model.all_rows()
    page.show_view(PhonesPart.CALLS)
    yield "telefonlar-arama-kayitlari"
    if not may(page.actor.role, Right.EDIT_PHONES):
        page.show_view(PhonesPart.QUOTAS)
        return
    for name, show in (
        ("hat", page.opener.add_line),
        ("cihaz", page.opener.add_handset),
        ("zimmet-ver", page.opener.issue),
        ("kimdeydi", page.opener.ask_holder),
        ("gecmis-zimmet", page.opener.enter_past),
        ("zimmet-sartlari", page.opener.set_terms),
    ):
        show()
        yield f"telefonlar-{name}"
    page.opener.log_check(None)
    yield "telefonlar-yoklama-kaydi"
    page.opener.set_quota(None)
    yield "telefonlar-kotalar"
    yield from _show_usage(page, rows)
    page.show_view(PhonesPart.QUOTAS)


def _show_items(page: PhonesPage) -> Iterator[str]:
    page.show_view(PhonesPart.ITEMS)
    items = page.items
    yield "telefonlar-hatlar"
    items.choose_list(ItemKind.HANDSET)
    yield "telefonlar-cihazlar"
    current = items.current()
    if current is not None and may(page.actor.role, Right.EDIT_PHONES):
        page.opener.change_state(*current)
        yield "telefonlar-durum"


def _show_custody(page: PhonesPage) -> Iterator[str]:
    page.show_view(PhonesPart.CUSTODY)
    custody = page.custody
    yield "telefonlar-zimmet"
    held = [row.custody for row in custody.held.all_rows()[:1]]
    if held and may(page.actor.role, Right.EDIT_PHONES):
        page.opener.take_back(held)
        yield "telefonlar-iade"
        page.opener.pass_on(held)
        yield "telefonlar-devir"
    custody.choose_list(FORMS)
    yield "telefonlar-tutanaklar"
    for form in custody.forms.rows()[:1]:
        custody.papers.open_form(form)
        yield "telefonlar-tutanak"
    custody.choose_list(CIRCULAR)
    yield "telefonlar-genelge"


def _show_usage(page: PhonesPage, rows: Sequence[QuotaRow]) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / _FILE
        lines = [
            f"{format_phone(row.phone)};202610;{3000 + 700 * index};{120 + 40 * index}"
            for index, row in enumerate(rows)
        ]
        lines.append(f"{_UNKNOWN};202610;60;1")
        path.write_text("\n".join((_HEADINGS, *lines)) + "\n", encoding="utf-8")
        # Both are visible once the file has been read.
        page.opener.import_usage(path)
        dialog = page.opener.dialog()
        if isinstance(dialog, UsageDialog):
            dialog.read.connect(dialog.preview_view.show_all)
        yield "telefonlar-kullanim-dosyasi"
        page.opener.import_usage(path)
        dialog = page.opener.dialog()
        if isinstance(dialog, UsageDialog):
            dialog.read.connect(dialog.correct_columns)
        yield "telefonlar-sutunlar"


WIDTH: Final = 1280
HEIGHT: Final = 800
_LONGEST_MS: Final = 10_000
_ROUND_MS: Final = 10
_QUIET_ROUNDS: Final = 5
_WATCH_MS: Final = 100
_LONGEST_PAUSE_MS: Final = 500
"""A longer single-shot timer only hides something, such as a notice: it is not waited for."""
_SCHEMES: Final = (("light", Qt.ColorScheme.Light), ("dark", Qt.ColorScheme.Dark))
_WRONG_FIELD: Final = "entries.0.newcomer.tckn"
_HELD: Final = "hand_over.0"
"""Leads to the leaver's items."""
_ROSTER: Final = "kadro.xlsx"
_ROSTER_HEADINGS: Final = (
    "Adı Soyadı",
    "Unvanı",
    "T.C. Kimlik No",
    "Konusu",
    "Kurumsal E-Posta",
    "Kişisel Cep",
    "Kurumsal Cep",
    "Göreve Başlama",
)
_ROSTER_ROWS: Final = (
    ("Serap ÇINAR", "Psikolog", "10000000146", "Çocuk", "serap.cinar@ornek.gov.tr"),
    ("Okan ŞENTÜRK", "Sosyal Çalışmacı", "10000000164", "Kadın", "okan.senturk@ornek.gov.tr"),
    ("Dilek GÜRSOY", "Hemşire", "", "Yaşlı, Engelli", "dilek.gursoy@ornek"),
    ("Levent AKYÜZ", "Sosyolog", "", "Madde bağımlılığı", "levent.akyuz@ornek.gov.tr"),
)
"""Three of four cannot be imported: a digit, an address, and an unknown subject."""


def save_pictures(program: Program, desk: Desk, folder: Path) -> list[Path]:
    """Save a picture of each screen with something to see on it, light and dark.

    The data stays unchanged, except for the audit entries that any opening writes. Screens
    that the user may not see have no picture.

    Args:
        program: The locked data, for the unlock card.
        desk: The open data; it stays open.
        folder: Created when missing.

    Returns:
        The pictures, in the order of taking.

    Raises:
        RuntimeError: The program showed a question or message, and waited for an answer.
    """
    if QApplication.instance() is None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from alo183_desktop.gui.application import make_application
    from alo183_desktop.gui.kit import theme
    from alo183_desktop.gui.kit.background import Background

    app = make_application(["alo183"])
    folder.mkdir(parents=True, exist_ok=True)
    saved: list[Path] = []
    background = Background(desk.work)
    flash_ms = app.cursorFlashTime()
    app.setCursorFlashTime(0)
    handler = qInstallMessageHandler(_pass_on)
    try:
        for name, scheme in _SCHEMES:
            theme.apply(app, scheme=scheme)
            tour = _Tour(program, desk, background, folder, suffix=name)
            try:
                tour.go()
            finally:
                tour.end()
            saved += tour.saved
    finally:
        qInstallMessageHandler(handler)
        app.setCursorFlashTime(flash_ms)
        theme.apply(app)
        background.close()
    return saved


def _pass_on(_kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """Pass on Qt's messages, except for those that are inevitable without a display."""
    if not message.startswith("This plugin does not support"):
        sys.stderr.write(f"{message}\n")


def settle(*backgrounds: Background) -> None:
    """Process events until nothing is pending."""
    deadline = QDeadlineTimer(_LONGEST_MS)
    quiet = 0
    while quiet < _QUIET_ROUNDS and not deadline.hasExpired():
        loop = QEventLoop()
        QTimer.singleShot(_ROUND_MS, loop.quit)
        loop.exec()
        is_quiet = all(one.is_idle() for one in backgrounds) and not _is_about_to_act()
        quiet = quiet + 1 if is_quiet else 0


def _is_about_to_act() -> bool:
    """Return whether a pause is running, such as the one before the letter follows the typing."""
    return any(
        timer.isActive() and timer.isSingleShot() and timer.interval() <= _LONGEST_PAUSE_MS
        for window in QApplication.topLevelWidgets()
        for timer in window.findChildren(QTimer)
    )


class _Tour:
    """One walk through the program in one colour scheme.

    Attributes:
        saved: The pictures so far.
    """

    def __init__(
        self, program: Program, desk: Desk, background: Background, folder: Path, *, suffix: str
    ) -> None:
        from alo183_desktop.gui.kit import theme
        from alo183_desktop.gui.shell.main_window import MainWindow

        self.saved: list[Path] = []
        self._program = program
        self._desk = desk
        self._background = background
        self._folder = folder
        self._suffix = suffix
        self._window: MainWindow = MainWindow()
        self._window.resize(theme.px(WIDTH), theme.px(HEIGHT))
        self._window.show()
        self._asked: list[str] = []
        self._watch = QTimer(self._window)
        self._watch.timeout.connect(self._dismiss_question)
        self._watch.start(_WATCH_MS)

    def go(self) -> None:
        """Take all pictures, in the order in which a directorate meets the screens."""
        self._show_set_up()
        self._show_unlocking()
        workspace = self._open_workspace()
        workspace.show_page("today")
        self._take("bugun")
        self._show_cases(workspace)
        self._show_parts(workspace, "rota", "nobet")
        self._show_parts(workspace, "vehicles", "araclar")
        self._show_officers(workspace)
        self._show_changes(workspace)
        self._show_phones(workspace)
        workspace.show_page("guidance")
        self._take("rehberlik")
        if "audit" in workspace.page_keys():
            workspace.show_page("audit")
            self._take("denetim-izi")
        self._show_settings(workspace)
        workspace.prepare_lock()

    def end(self) -> None:
        """Close the window and everything it opened."""
        self._window.close_dialogs()
        self._window.close()
        self._window.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def _take(self, name: str, *also: Background) -> None:
        """Save the visible window: the open dialog, else the main window."""
        settle(self._background, *also)
        if self._asked:
            message = f"asked on the way to {name}: {self._asked}"
            raise RuntimeError(message)
        path = self._folder / f"{len(self.saved) + 1:02}-{name}-{self._suffix}.png"
        shown = QApplication.activeModalWidget() or self._window
        shown.grab().save(str(path))
        self.saved.append(path)

    def _dismiss_question(self) -> None:
        """Close a waiting question: nobody is there to answer it."""
        from alo183_desktop.gui.kit.dialogs import Question

        shown = QApplication.activeModalWidget()
        if isinstance(shown, Question):
            self._asked.append(shown.accessibleName())
            shown.reject()

    def _may(self, right: Right) -> bool:
        return may(self._desk.actor.role, right)

    def _close_dialogs(self) -> None:
        self._window.close_dialogs()
        settle(self._background)

    def _show_set_up(self) -> None:
        """Go through the steps of the set-up, with the answers of the open directorate."""
        from alo183_desktop.bootstrap.program import Program
        from alo183_desktop.directorate.queries import get_directorate, list_signatories
        from alo183_desktop.gui.kit.background import Background
        from alo183_desktop.gui.setup.wizard import SetupWizard

        with self._desk.work() as work:
            directorate = get_directorate(work.session)
            signatory = list_signatories(work.session)[0]
        with tempfile.TemporaryDirectory() as empty:
            wizard = SetupWizard(
                Program(Path(empty), clock=self._program.clock), parent=self._window
            )
            self._window.show_center(wizard)
            own = wizard.findChildren(Background)
            try:
                for name in ("il", "mudurluk", "imza-sahipleri", "yonetici"):
                    _answer(wizard, name, directorate, signatory)
                    self._take(f"kurulum-{name}", *own)
                    wizard.go_forward()
            finally:
                wizard.shut_down()

    def _show_unlocking(self) -> None:
        from alo183_desktop.gui.kit import theme
        from alo183_desktop.gui.unlock.unlock_page import UnlockPage

        card = UnlockPage(
            self._background,
            data=self._program,
            last_login=self._desk.actor.login,
            parent=self._window,
        )
        self._window.show_center(card, ground=theme.DESK)
        self._take("kilit")

    def _open_workspace(self) -> Workspace:
        from alo183_desktop.gui import pages

        workspace = pages.make_workspace(
            self._background, self._desk, settings=None, parent=self._window
        )
        workspace.begin(self._desk.directorate_name, pages.person_words(self._desk.actor))
        self._window.show_center(workspace)
        workspace.backups.set_standing(self._desk.backups.standing())
        # Each page reports its badge to the navigation: all of them are made first.
        for key in workspace.page_keys():
            workspace.show_page(key)
        settle(self._background)
        return workspace

    def _show_parts(self, workspace: Workspace, key: str, name: str) -> None:
        """Save each list of a page, with the dialog that adds to it."""
        page = cast("PartsPage", workspace.show_page(key))
        for view in page.views():
            page.show_view(view)
            self._take(f"{name}-{view}")
            if page.adds():
                page.primary_action()
                self._take(f"{name}-{view}-ekle")
                self._close_dialogs()
        page.show_view(page.views()[0])

    def _show_cases(self, workspace: Workspace) -> None:
        from alo183_desktop.cases.rows import UnexplainedCallFilter

        page = cast("CasesPage", workspace.show_page("cases"))
        self._take("vakalar")
        if self._may(Right.EDIT_CASES):
            page.opener.take_in()
            self._take("vaka-kaydi")
            self._close_dialogs()
        page.show_query(UnexplainedCallFilter())
        self._take("vakalar-aramalar")

    def _show_officers(self, workspace: Workspace) -> None:
        from alo183_desktop.gui.officers.words import OfficerView

        page = cast("OfficersPage", workspace.show_page("officers"))
        settle(self._background)
        people = [line.officer for line in page.view.lines() if line.officer is not None]
        shown = max(people, key=lambda person: len(person.subjects), default=None)
        if shown is not None:
            page.view.select_row(("officer", shown.officer_id))
        self._take("kadro")
        page.filters.choose_view(OfficerView.COVERAGE)
        page.filters.changed.emit()
        self._take("kapsam")
        page.filters.choose_view(OfficerView.SERVING)
        page.filters.changed.emit()
        if shown is not None and self._may(Right.EDIT_OFFICERS):
            page.opener.open_officer(shown.officer_id)
            self._take("kisi-karti")
            self._close_dialogs()
        if not self._may(Right.IMPORT):
            return
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / _ROSTER
            path.write_bytes(_wrong_roster())
            page.opener.import_roster(path)
            self._take("aktarim")
            self._close_dialogs()

    def _show_changes(self, workspace: Workspace) -> None:
        from alo183_desktop.gui.changes.page import ALL

        page = cast("ChangesPage", workspace.show_page("changes"))
        settle(self._background)
        # As if the user had chosen it: done ones are below the waiting ones.
        page.segments.choose(ALL)
        page.segments.chosen.emit(ALL)
        letters = page.letters.rows()
        if letters:
            page.letter_view.select_row(letters[0].letter_id)
        self._take("degisiklikler")
        drafts = page.drafts.all_rows() if self._may(Right.MAKE_CHANGES) else []
        for draft in drafts[:1]:
            page.opener.open_draft(draft.draft_id)
            settle(self._background)
            dialog = cast("ChangeDialog", page.dialog())
            dialog.go_to(_WRONG_FIELD)
            self._take("degisiklik")
            dialog.go_to(_HELD)
            self._take("degisiklik-teslim")
            dialog.go_to("letter.signatory")
            dialog.letter.set_zoom("Sayfaya sığdır")
            self._take("degisiklik-yazi")
            self._close_dialogs()
        if letters and self._may(Right.RECORD_DISPATCHES):
            page.acts.record(Channel.FAX)
            self._take("faks-kaydi")
            self._close_dialogs()
        if letters and self._may(Right.EXPORT):
            page.acts.open_for_ebys()
            self._take("ebys-aktarma")
            self._close_dialogs()
        if letters:
            page.open_file(letters[0].letter_id)
            self._take("degisiklik-dosyasi")
            self._close_dialogs()
            page.acts.open_pdf()
            self._take("yazi")
            self._close_dialogs()

    def _show_phones(self, workspace: Workspace) -> None:
        page = cast("PhonesPage", workspace.show_page("phones"))
        settle(self._background)
        for name in tour_of_phones(page):
            self._take(name)
            self._close_dialogs()

    def _show_settings(self, workspace: Workspace) -> None:
        page = cast("SettingsPage", workspace.show_page("settings"))
        for name in page.section_names():
            page.show_section(name)
            self._take(f"ayarlar-{_file_words(name)}")


def _answer(
    wizard: SetupWizard, name: str, directorate: DirectorateRow, signatory: SignatoryRow
) -> None:
    """Fill in one step of the set-up; the last one gets a name, never a password."""
    if name == "il":
        wizard.province.fields()[0].set_text(directorate.province)
        wizard.province.confirmed.set_value(("checked",))
    elif name == "mudurluk":
        wizard.directorate.record.show(directorate)
    elif name == "imza-sahipleri":
        wizard.signatories.show_first(signatory)
    else:
        wizard.administrator.name.set_text(directorate.contact_name)


def _wrong_roster() -> bytes:
    from alo183_desktop.documents.workbooks import write_table

    rows = [
        (*known, f"0500 000 28 {index:02}", f"0500 000 42 {index:02}", "01.06.2025")
        for index, known in enumerate(_ROSTER_ROWS, start=1)
    ]
    return write_table("Kadro", _ROSTER_HEADINGS, rows)


def _file_words(name: str) -> str:
    """Return a text as a file name: `Müracaat konuları` gives `muracaat-konulari`."""
    from alo183_desktop.shared.turkish import fold

    return fold(name).replace(" ", "-")
