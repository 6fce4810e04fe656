"""Notices around the pages after opening: broken trail, backups, duty, unfinished forms."""

from __future__ import annotations

import datetime as dt
import math
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QMenu, QWidget

from alo183_desktop.access.backup_rules import is_of_second
from alo183_desktop.access.drafts import drop_drafts, list_drafts
from alo183_desktop.access.presence import doubt_of, other_words
from alo183_desktop.access.queries import sheet_looked_at
from alo183_desktop.access.recovery import is_overdue
from alo183_desktop.access.rules import Right, may
from alo183_desktop.gui.audit.words import broken_words
from alo183_desktop.gui.kit import dialogs
from alo183_desktop.gui.kit.containers import make_column
from alo183_desktop.gui.kit.notices import Banner, open_place
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.shared.bugs import log_bug
from alo183_desktop.shared.clock import format_instant
from alo183_desktop.shared.laid_down import laid_down
from alo183_desktop.shared.states import State
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alo183_desktop.access.backup_rules import BackupHealth
    from alo183_desktop.access.drafts import Draft
    from alo183_desktop.access.presence import Other
    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.changes.rows import DraftRow
    from alo183_desktop.db.audit import Verdict
    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.topics import BackupNews
    from alo183_desktop.gui.shell.frame import WindowFoot
    from alo183_desktop.gui.shell.workspace import Workspace
    from alo183_desktop.rota.rows import DutyNow
    from alo183_desktop.shared.clock import Clock
    from alo183_desktop.shared.errors import KnownError
    from alo183_desktop.shared.newer_version import NewerVersion

_PAUSE_MS: Final = 1000
_KEEP, _DROP = 1, 2
"""Answers to whether to discard the drafts of forms."""
_KINDS: Final = {
    "cases.act": "case",
    "cases.case": "case",
    "changes.account": "change_file",
    "changes.confirmation": "change_file",
    "letters.cancel": "letter",
    "letters.correction": "letter",
    "letters.dispatch": "letter",
    "letters.number": "letter",
    "officers.officer": "officer",
    "phones.handset": "handset",
    "phones.line": "line",
    "phones.quota": "quota",
}
"""The kind of item of a form whose name contains its id."""
_PAGES: Final = {
    "record.absence": "rota",
    "record.driver": "vehicles",
    "record.duty_person": "rota",
    "record.guidance": "guidance",
    "record.partner": "settings",
    "record.substitution": "rota",
    "record.unreached": "rota",
    "record.vehicle": "vehicles",
    "record.vehicle_state": "vehicles",
    "record.wish": "rota",
}
"""For forms of list rows, whose names do not begin with the page: the page of the list."""
_SECTIONS: Final = {"record.partner": "Kurumlar"}
"""The section of the settings, for forms of a list there."""
_QUERIES: Final = frozenset({"rota.publish"})
"""Forms whose names contain the query of their page, such as the month."""


class DraftLocation(NamedTuple):
    """Where to find an unfinished form."""

    page: str
    """Its key; the page is shown even without an item."""
    kind: str = ""
    """Of the form's item; empty where its name contains none."""
    item_id: int = 0
    query: str = ""
    """The query of the page (`Page.show_query`); empty for its current content."""


def leads_to(form: str) -> DraftLocation:
    """Return where to find a form, by the name under which its draft is kept."""
    page, what, *more = form.split(".")
    name = f"{page}.{what}"
    if name in _KINDS and more and more[0].isdigit():
        return DraftLocation(page, _KINDS[name], int(more[0]))
    return DraftLocation(
        _PAGES.get(name, page), query=more[0] if name in _QUERIES else _SECTIONS.get(name, "")
    )


class OpeningNotices(QObject):
    """Checks once, when the data is opened."""

    def __init__(
        self,
        background: Background,
        workspace: Workspace,
        *,
        others: Callable[[], tuple[Other, ...]],
        rights: Callable[[], KnownError | None] | None,
        newer: Callable[[], NewerVersion | None] | None = None,
        parent: QWidget,
    ) -> None:
        """Start the checks.

        Args:
            workspace: Shows the results.
            others: Returns the other programs that have the data open.
            rights: Returns deviations of a server's rights; None for users who
                could not have them corrected.
            newer: Returns a version to be installed; None for users who could not install it.
        """
        super().__init__(parent)
        self._background = background
        self._workspace = workspace
        self._others = others
        self._rights = rights
        self._newer = newer
        self._left: tuple[Draft, ...] = ()
        self._forms: Banner | None = None
        # The first page comes first.
        QTimer.singleShot(_PAUSE_MS, self, self._look)

    @Slot()
    def _look(self) -> None:
        self._background.run_pure(
            self._others, parent=self, success=self._show_others, failure=log_bug
        )
        self._background.run(list_drafts, parent=self, success=self._show_drafts, failure=log_bug)
        if self._rights is not None:
            self._background.call(
                self._rights, parent=self, success=self._show_rights, failure=log_bug
            )

        if self._newer is not None:
            # On a share that may not respond: no preview or paper waits for it.
            self._background.run_beside(
                self._newer, parent=self, success=self._show_newer, failure=log_bug
            )

    def _show_newer(self, found: NewerVersion | None) -> None:
        if found is not None:
            words = f"{found.version} sürümü hazır: {found.installer}"
            banner = self._workspace.add_notice(State.NONE, "")
            banner.show_notice(State.NONE, words, action="Klasörü aç")
            banner.action_chosen.connect(partial(open_place, banner, found.installer.parent))

    def _show_others(self, found: tuple[Other, ...]) -> None:
        if found:
            who = "; ".join(other_words(other) for other in found)
            self._workspace.add_notice(
                State.NEAR,
                f"Bu veri başka bir programda da açık: {who}. Orada değişenler burada, sayfa "
                "yenilenince görünür.",
            )

    def _show_drafts(self, found: tuple[Draft, ...]) -> None:
        self._left = found
        if found:
            self._forms = self._workspace.add_notice(State.NEAR, "")
            self._forms.action_chosen.connect(self._on_form_wanted)
            self._forms.second_chosen.connect(self._on_form_given_up)
            self._background.changed.connect(self._on_changed)
            self._show_forms()

    def _show_forms(self) -> None:
        titles = "; ".join(dict.fromkeys(draft.title for draft in self._left))
        text = f"Kaydedilmemiş form var: {titles}. Formu açınca “Geri getir” ile sürer."
        is_closed = self._forms is not None and self._forms.isHidden() and self._forms.text()
        if self._forms is not None and not is_closed:
            self._forms.show_notice(
                State.NEAR, text if titles else "", action="&Forma git", second="Si&l…"
            )

    def _keep_left(self, found: tuple[Draft, ...]) -> None:
        """Report drafts that still exist; current typing is not one of them."""
        there = {draft.draft_id for draft in found}
        self._left = tuple(draft for draft in self._left if draft.draft_id in there)
        self._show_forms()

    @Slot(frozenset)
    def _on_changed(self, topics: frozenset[Topic]) -> None:
        if Topic.TYPING in topics:
            self._background.run(list_drafts, parent=self, success=self._keep_left, failure=log_bug)

    @Slot()
    def _on_form_wanted(self) -> None:
        """Lead to the unfinished form; with several, a menu asks which."""
        ask_which(
            self._forms or self._workspace,
            [(_form_words(draft), partial(self._lead_to, draft.form)) for draft in self._left],
        )

    def _lead_to(self, form: str) -> None:
        """Open the form, or show its item or page."""
        led = leads_to(form)
        if led.kind:
            self._workspace.route(led.kind, led.item_id)
        elif form == "cases.intake":
            self._workspace.show_list(led.page, None)
        elif led.query:
            self._workspace.show_list(led.page, led.query)
        elif led.page in self._workspace.page_keys():
            self._workspace.show_page(led.page)

    @Slot()
    def _on_form_given_up(self) -> None:
        """Delete the drafts, one by one: a form may never be opened again."""
        for draft in self._left:
            answer = dialogs.ask(
                self._workspace.window(),
                title="Kaydedilmemiş form silinsin mi?",
                text=f"{_form_words(draft)}. Yazılanlar geri gelmez.",
                verbs=("Vazgeç", "Bunu sakla", "Formu sil"),
            )
            if answer == _KEEP:
                continue
            if answer == _DROP:
                self._background.run(
                    partial(drop_drafts, keys={draft.key}),
                    parent=self,
                    changes=frozenset({Topic.TYPING}),
                )
            return

    def _show_rights(self, difference: KnownError | None) -> None:
        if difference is not None:
            self._workspace.add_notice(State.LATE, str(message_of(difference)))


class LeftChanges(QObject):
    """Leads once to the changes that the user began to type and neither finished nor deleted."""

    def __init__(self, background: Background, workspace: Workspace, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._background = background
        self._workspace = workspace
        self._left: tuple[DraftRow, ...] = ()
        self._banner: Banner | None = None
        # The first page comes first.
        QTimer.singleShot(_PAUSE_MS, self, self._look)

    @Slot()
    def _look(self) -> None:
        self._background.run(_read_changes, parent=self, success=self._show, failure=log_bug)

    def _show(self, found: tuple[DraftRow, ...]) -> None:
        self._left = found
        if found:
            self._banner = self._workspace.add_notice(State.NEAR, "")
            self._banner.action_chosen.connect(self._on_wanted)
            self._background.changed.connect(self._on_changed)
            self._show_left()

    def _show_left(self) -> None:
        if self._banner is None or (self._banner.isHidden() and self._banner.text()):
            return  # closed by the user
        titles = "; ".join(_change_words(row) for row in self._left)
        words = f"Yarım kalan değişiklik yazısı var: {titles}." if titles else ""
        self._banner.show_notice(State.NEAR, words, action="S&ürdür")

    def _keep_left(self, found: tuple[DraftRow, ...]) -> None:
        before = {row.draft_id for row in self._left}
        self._left = tuple(row for row in found if row.draft_id in before)
        self._show_left()

    @Slot(frozenset)
    def _on_changed(self, topics: frozenset[Topic]) -> None:
        if Topic.DRAFT in topics:
            self._background.run(
                _read_changes, parent=self, success=self._keep_left, failure=log_bug
            )

    @Slot()
    def _on_wanted(self) -> None:
        ask_which(
            self._banner or self._workspace,
            [(_change_words(row), partial(self._resume, row.draft_id)) for row in self._left],
        )

    def _resume(self, draft_id: int) -> None:
        if self._banner is not None:
            self._banner.hide()
        self._workspace.route("draft", draft_id)


def _read_changes(work: Work) -> tuple[DraftRow, ...]:
    """Return the user's own drafts of changes, the latest first."""
    from alo183_desktop.changes.queries import list_drafts as list_changes  # as the page's

    return tuple(row for row in list_changes(work.session) if row.saved_by == work.actor.name)


def _change_words(row: DraftRow) -> str:
    from alo183_desktop.gui.changes.letter_list import draft_kind  # not before the first page

    return f"{row.title or draft_kind(row)} ({format_instant(row.saved_at)})"


def _form_words(draft: Draft) -> str:
    """Return which form was left, and what distinguishes two of one minute."""
    words = f": {draft.words}" if draft.words else ""
    return f"{draft.title}, {format_instant(draft.kept_at)}{words}"


def ask_which(place: QWidget, choices: Sequence[tuple[str, Callable[[], None]]]) -> None:
    """Do the only choice; of several, a menu below `place` asks which."""
    if len(choices) == 1:
        choices[0][1]()
        return
    menu = QMenu(place)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for words, act in choices:
        action = menu.addAction(words.replace("&", "&&"))
        action.triggered.connect(lambda _checked, chosen=act: chosen())
    menu.popup(place.mapToGlobal(place.rect().bottomLeft()))


class SheetWatch(QObject):
    """Checks when the data is opened, and after each change of the directorate's settings."""

    def __init__(
        self, background: Background, foot: WindowFoot, *, role: str, clock: Clock, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._foot = foot
        self._clock = clock
        if may(role, Right.MANAGE_USERS):
            background.changed.connect(self._on_changed)
            # The first page comes first.
            QTimer.singleShot(_PAUSE_MS, self, self.look)

    @Slot()
    def look(self) -> None:
        """Query when the sheet was last made or tested."""
        self._background.run(
            lambda work: sheet_looked_at(work.session),
            parent=self,
            success=self._show,
            failure=log_bug,
        )

    @Slot(frozenset)
    def _on_changed(self, topics: frozenset[Topic]) -> None:
        if Topic.DIRECTORATE in topics:
            self.look()

    def _show(self, looked_at: dt.datetime | None) -> None:
        if looked_at is None:
            self._foot.set_sheet("Kurtarma kâğıdı yapılmadı", cure="Ayarlar, Güvenlik")
        elif is_overdue(looked_at, now=self._clock()):
            self._foot.set_sheet(
                "Kurtarma kâğıdı altı aydır denenmedi", cure="Ayarlar, Güvenlik, “Kâğıdı dene…”"
            )
        else:
            self._foot.set_sheet("")


_MINUTE_MS: Final = 60_000
_PAUSE: Final = dt.timedelta(minutes=30)
"""How long a failing second folder is left alone, to spare a worn stick."""
_DUTY_TOPICS: Final = frozenset({Topic.ROTA, Topic.PHONES, Topic.OFFICER})
_COMES_BACK: Final = frozenset({"backups.second_away", "backups.second_broken_off"})
"""For a folder that is looked for each minute: checking its existence is cheap."""


class DutyWatch(QObject):
    """Shows who is on duty: after each change of the rota, each minute, and when a duty changes."""

    def __init__(
        self, background: Background, foot: WindowFoot, *, clock: Clock, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._foot = foot
        self._clock = clock
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.setInterval(_MINUTE_MS)
        self._next.timeout.connect(self.look)
        background.changed.connect(self._on_changed)
        # The first page comes first.
        QTimer.singleShot(_PAUSE_MS, self, self.look)

    @Slot()
    def look(self) -> None:
        """Query who is on duty now."""
        self._next.start()
        self._background.run(_ask_duty, parent=self, success=self._show, failure=log_bug)

    @Slot(frozenset)
    def _on_changed(self, topics: frozenset[Topic]) -> None:
        if topics & _DUTY_TOPICS:
            self.look()

    def _show(self, now: DutyNow) -> None:
        from alo183_desktop.rota.rules import duty_line  # not before the first page

        self._foot.set_duty(duty_line(now), is_missing=not now.answers)
        if now.next_at is not None:
            left = (now.next_at - self._clock()) / dt.timedelta(milliseconds=1)
            self._next.start(max(0, min(_MINUTE_MS, math.ceil(left))))


def _ask_duty(work: Work) -> DutyNow:
    from alo183_desktop.rota.service import on_duty  # not before the first page

    return on_duty(work)


class LookedAfter(Protocol):
    """What the watch needs of the backups of the open data (`Desk.backups`)."""

    def look_after(self, *, fills_second: bool = True) -> KnownError | None:
        """Take due backups, update the second folder, return the problem."""

    def standing(self, *, running_since: dt.datetime | None = None) -> BackupHealth:
        """Return the status of backups, without waiting for a folder that may not respond."""


class BackupWatch(QObject):
    """Checks once a minute: a night while the program is open begins a new day, too."""

    def __init__(
        self,
        background: Background,
        backups: LookedAfter,
        news: BackupNews,
        *,
        clock: Clock,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._backups = backups
        self._news = news
        self._clock = clock
        self._running_since: dt.datetime | None = None
        self._tries_again_at: dt.datetime | None = None
        self._minute = QTimer(self, interval=_MINUTE_MS)
        self._minute.timeout.connect(self.look)
        background.changed.connect(self._on_changed)
        self._minute.start()
        self.look()

    @Slot()
    def look(self) -> None:
        """Take today's backup unless it exists, and publish the status of backups."""
        if self._running_since is None:
            now = self._running_since = self._clock()
            may_fill = self._tries_again_at is None or now >= self._tries_again_at
            # On a thread of its own: users work on while it is written.
            self._background.run_beside(
                lambda: self._backups.look_after(fills_second=may_fill),
                parent=self,
                success=self._note,
                failure=self._note_bug,
            )
        # Meanwhile too: a second folder that does not respond hides nothing of the first one.
        self._judge()

    def _note(self, trouble: KnownError | None) -> None:
        self._running_since = None
        if trouble is not None:
            is_refused = is_of_second(trouble) and trouble.code not in _COMES_BACK
            self._tries_again_at = self._clock() + _PAUSE if is_refused else None
        self._judge()

    def _note_bug(self, error: Exception) -> None:
        self._running_since = None
        log_bug(error)
        self._judge()

    @Slot(frozenset)
    def _on_changed(self, topics: frozenset[Topic]) -> None:
        if Topic.BACKUPS in topics:
            self._judge()

    def _judge(self) -> None:
        since = self._running_since
        self._background.run_pure(
            lambda: self._backups.standing(running_since=since),
            parent=self,
            success=self._news.set_standing,
            failure=log_bug,
            key="backups",
        )


def start_notices(
    workspace: Workspace, desk: Desk, *, background: Background, is_return: bool
) -> None:
    """Start the notices, for as long as the workspace lives.

    Args:
        workspace: Shows them.
        desk: The open data.
        background: Runs what they ask.
        is_return: The user returns after a lock, to the change that was open then.
    """
    if desk.clock_notice is not None:
        workspace.add_notice(State.LATE, str(message_of(desk.clock_notice)))
    if desk.is_on_server:
        workspace.backups.set_standing(desk.backups.standing())
        background.listen(desk.open_listener)
    else:
        if (doubt := doubt_of(desk.data_folder)) is not None:
            workspace.add_notice(State.LATE, str(message_of(doubt)))
        BackupWatch(background, desk.backups, workspace.backups, clock=desk.clock, parent=workspace)
    SheetWatch(background, workspace.foot, role=desk.actor.role, clock=desk.clock, parent=workspace)
    DutyWatch(background, workspace.foot, clock=desk.clock, parent=workspace)
    if not is_return and may(desk.actor.role, Right.MAKE_CHANGES):
        LeftChanges(background, workspace, parent=workspace)
    may_mend = desk.is_on_server and may(desk.actor.role, Right.MANAGE_USERS)
    OpeningNotices(
        background,
        workspace,
        others=desk.others,
        rights=desk.find_foreign_rights if may_mend else None,
        newer=newer_for(desk.actor.role, desk.clock),
        parent=workspace,
    )


def newer_for(role: str, clock: Clock) -> Callable[[], NewerVersion | None] | None:
    """Return a check for a newer version; None where it is not configured, or not for a role."""
    rules = laid_down()
    if not rules.update_file or not may(role, Right.MANAGE_USERS):
        return None

    def ask() -> NewerVersion | None:
        from importlib.metadata import version  # not before the first page

        from alo183_desktop.shared.newer_version import find_newer

        present = version("alo183-desktop")
        file, key = Path(rules.update_file), rules.update_key
        return find_newer(file, key, version=present, now=clock())

    return ask


def under_banner(workspace: Workspace, verdict: Verdict) -> QWidget:
    """Return the workspace under a notice that the audit trail is broken."""
    center = QWidget()
    words = broken_words(verdict)
    box = make_column(center, gap=0)
    banner = Banner(
        State.LATE,
        f"{words}. Bu uyarı, yönetici ya da denetçi Denetim izi sayfasında gördüğünü "
        "onaylayana kadar sürer.",
        parent=center,
    )
    workspace.notice_settled.connect(partial(banner.hide))
    box.addWidget(banner)
    box.addWidget(workspace, 1)
    return center
