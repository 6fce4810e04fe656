"""The page "Denetim izi": who did and who saw what, and whether the trail is whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QMenu, QProgressBar, QVBoxLayout, QWidget

from alo183_desktop.access import trail
from alo183_desktop.access.rules import Right, may
from alo183_desktop.db.audit_queries import AuditFilter
from alo183_desktop.documents.workbooks import Table, make_table
from alo183_desktop.gui.audit.reading import (
    PAGE,
    Choices,
    Found,
    Line,
    days_back,
    open_page,
    read_all,
    read_page,
)
from alo183_desktop.gui.audit.words import DOUBTFUL, ROLES, SUSPICIOUS, broken_words, words
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import SecondaryButton
from alo183_desktop.gui.kit.containers import Beside, group, next_turn
from alo183_desktop.gui.kit.errors import Cancellation, Cancelled, show_failure
from alo183_desktop.gui.kit.labels import Rule, muted_label
from alo183_desktop.gui.kit.narrowing import NarrowingBox, NarrowingDay, SearchField
from alo183_desktop.gui.kit.notices import Banner
from alo183_desktop.gui.kit.page import Page
from alo183_desktop.gui.kit.remembered import Splitter
from alo183_desktop.gui.kit.side_card import SideCard
from alo183_desktop.gui.kit.states import State
from alo183_desktop.gui.kit.table.export import Export
from alo183_desktop.gui.kit.table.models import Column, PagedModel
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.shared.calendar import day_end, day_start
from alo183_desktop.shared.clock import format_instant, local, local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.turkish import collation_key

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Collection, Mapping, Sequence
    from pathlib import Path

    from PySide6.QtGui import QShowEvent

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.db.audit import Verdict
    from alo183_desktop.db.work import Actor, Work
    from alo183_desktop.documents.workbooks import Value
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.shared.clock import Clock


class EntryCard(SideCard):
    """Shows one entry, or what the list is for while none is chosen.

    Attributes:
        open_button: Leads to what the entry is about; hidden where no page shows it.
    """

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(
            nothing=(
                "Bir kayıt seçiniz",
                "Kim, ne zaman, neyi değiştirdi ya da gördü: ayrıntısı burada gösterilir.",
            ),
            parent=parent,
        )
        self.open_button = self.make_button("Kaydı &aç")
        self.content.addWidget(
            muted_label("Bu sayfayı açmak da denetim izine yazılır.", wrap=True, parent=self)
        )
        self.show_nothing()

    def show_line(self, line: Line | None, *, may_open: bool = False) -> None:
        """Show another entry, and whether a page shows what it is about; None asks to choose."""
        if line is None:
            self.show_nothing()
            return
        row = line.row
        login = f" ({row.actor_login})" if row.actor_login else ""
        self.begin(line.action)
        self.add_text(f"{line.kind}: {line.item}" if line.item else line.kind)
        self.add(Rule(parent=self._inner))
        self.add_facts(
            [
                ("Zaman", f"{local(row.at):%d.%m.%Y %H:%M:%S}"),
                ("Kim", f"{row.actor_name or 'Program'}{login}"),
                ("Rolü", ROLES.get(row.actor_role, row.actor_role)),
                *line.details,
                ("Sıra no", number_text(row.sequence)),
            ]
        )
        self.end([self.open_button] if may_open else [])


_SPAN: Final = "span"
_PERIODS: Final = (
    (0, "Bugün"),
    (6, "Son 7 gün"),
    (29, "Son 30 gün"),
    (_SPAN, "Tarih aralığı…"),
)
"""By how many days back they begin."""
_WIDEST: Final = "Bir kişinin verisi dosyaya aktarıldı"
_KEY: Final = "audit"
"""Of this page."""
_CHECK: Final = "&Zinciri denetle"


class AuditPage(Page):
    """Filters above, entries below with the current one beside them.

    Signals:
        walked: How many entries of the chain have been found right so far.
    """

    walked = Signal(int)

    def __init__(
        self,
        background: Background,
        *,
        actor: Actor,
        clock: Clock,
        desk: Desk,
        leads_to: Collection[str],
        parent: QWidget,
    ) -> None:
        """Make the page; nothing is read before somebody comes to it.

        Args:
            background: As `Page`.
            actor: As `Page`.
            clock: As `Page`.
            desk: Walks the chain.
            leads_to: The kinds of things that pages of the window show.
            parent: Qt's owner.
        """
        super().__init__(background, title="Denetim izi", actor=actor, clock=clock, parent=parent)
        self._desk = desk
        self._leads_to = frozenset(leads_to)
        self._entries = 0
        self._shown_filter = AuditFilter()
        self._question = 0
        self._cancellation: Cancellation | None = None
        self.search = SearchField("Ad, işlem ya da kayıt", parent=self)
        self.user = NarrowingBox("Kullanıcı", "Bütün kullanıcılar", widest=_WIDEST, parent=self)
        self.kind = NarrowingBox(
            "Tür", "Bütün türler", _sorted(words("kinds")), widest=_WIDEST, parent=self
        )
        self.action = NarrowingBox(
            "İşlem", "Bütün işlemler", _sorted(words("actions")), widest=_WIDEST, parent=self
        )
        self.period = NarrowingBox("Dönem", "Bütün zamanlar", _PERIODS, widest=_WIDEST, parent=self)
        today = local_day(clock())
        self.since = NarrowingDay("&Başlangıç", today=today, key="since", parent=self)
        self.until = NarrowingDay(
            "B&itiş", today=today, key="until", check=self._not_before, parent=self
        )
        self.banner = Banner(parent=self)
        self.check_button = SecondaryButton(_CHECK, icon="audit", parent=self)
        self._progress = QProgressBar(self)
        self.model = PagedModel[Line](_COLUMNS, self._fetch, parent=self)
        self.view = TableView("audit", name="Denetim izi kayıtları", parent=self)
        self.card = EntryCard(parent=self)
        self._export = AuditExport(background, clock=clock, wanted=self.wanted, page=self)
        self._lay_out()
        self._connect()
        # Once the window listens: its mark must not wait until somebody comes.
        next_turn(self, self._tell_break)

    def wanted(self) -> AuditFilter:
        """Return the filter that is chosen now."""
        since, until = self._span()
        return AuditFilter(
            since=since,
            until=until,
            actor_login=self.user.key(),
            kind=self.kind.key(),
            actions=() if self.action.key() is None else (self.action.key(),),
            search=self.search.text(),
        )

    @Slot()
    def refresh(self) -> None:
        """Ask anew with the filter that is chosen now."""
        self._shown_filter = self.wanted()
        self._question += 1
        self.view.set_narrowed(self._shown_filter != AuditFilter())
        self.view.set_loading(True)
        self.model.restart()

    @Slot()
    def verify(self) -> None:
        """Walk the whole chain, or stop the walk that is under way."""
        if self._cancellation is not None:
            self._cancellation.cancel()
            return
        cancellation = Cancellation()
        self._cancellation = cancellation
        self._progress.setRange(0, max(1, self._entries))
        self._progress.setValue(0)
        self._progress.show()
        self.check_button.setText("Denetlemeyi &durdur")
        walked = self.walked

        def see(count: int) -> None:
            cancellation.check()
            walked.emit(count)

        self.background.call(
            lambda: self._desk.verify_audit(walked_so_far=see),
            parent=self,
            success=self._on_verified,
            failure=self._on_not_verified,
        )

    @override
    def show_item(self, kind: str, item_id: int) -> None:
        """Show the entries of one kind of things, such as `officer`."""
        self.kind.choose(kind)
        self.refresh()

    @override
    def primary_action(self) -> None:
        self.verify()

    @override
    def prepare_lock(self) -> None:
        if self._cancellation is not None:
            self._cancellation.cancel()

    def _lay_out(self) -> None:
        allowed = self.actor.role
        self.header.add_action(
            self._export.make_button(
                export=may(allowed, Right.EXPORT), printing=may(allowed, Right.PRINT), parent=self
            )
        )
        self.header.add_action(self._progress)
        self.header.add_action(self.check_button)
        self._progress.setFixedWidth(theme.px(120))
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName("Denetleme sürüyor")
        self._progress.hide()
        row = Beside(
            group((self.search, self.user), shares=(3, 2), parent=self),
            group((self.kind, self.action, self.period), shares=(1, 1, 1), parent=self),
            shares=(5, 6),
            parent=self,
        )
        self._days = QWidget(self)
        days = QHBoxLayout(self._days)
        days.setContentsMargins(0, 0, 0, 0)
        days.setSpacing(theme.px(16))
        for field in (self.since, self.until):
            field.setFixedWidth(theme.px(180))
            days.addWidget(field)
        days.addWidget(muted_label("Bitiş günü de gösterilir.", parent=self._days))
        days.addStretch(1)
        self._days.hide()
        self.view.setModel(self.model)
        self.view.set_row_key(lambda line: line.row.sequence)
        self.view.set_empty_texts(
            "Henüz kayıt yok", "Yapılan ve görülen her şey buraya yazılır; hiçbir kayıt silinemez."
        )
        self.view.set_no_match_texts(
            "Seçtiğinize uyan kayıt yok",
            "Aramayı kısaltın ya da bütün kayıtları gösterin.",
            "Bütün kayıtları göster",
        )
        left = QWidget(self)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.view, 1)
        self.content.addWidget(self.banner)
        self.content.addWidget(row)
        self.content.addWidget(self._days)
        self.content.addWidget(Splitter("audit", left, self.card, sizes=(728, 296), parent=self), 1)

    def _connect(self) -> None:
        self.search.searched.connect(self.refresh)
        self.search.left_downwards.connect(self.view.setFocus)
        for box in (self.user, self.kind, self.action):
            box.narrowed.connect(self.refresh)
        self.period.narrowed.connect(self._on_period_changed)
        for field in (self.since, self.until):
            field.changed.connect(self._on_day_changed)
        self.view.row_changed.connect(self._on_row_changed)
        self.view.opened.connect(self._open)
        self.view.menu_requested.connect(self._on_menu_requested)
        self.card.open_button.clicked.connect(self._open)
        self.view.show_all_requested.connect(self._on_show_all)
        self.check_button.clicked.connect(self.verify)
        self.banner.action_chosen.connect(self._acknowledge)
        self.walked.connect(self._progress.setValue)

    def _span(self) -> tuple[dt.datetime | None, dt.datetime | None]:
        chosen = self.period.key()
        if chosen is None:
            return None, None
        if chosen != _SPAN:
            return days_back(self.clock(), chosen), None
        since, until = self.since.value(), self.until.value()
        return (
            None if since is None else day_start(since),
            None if until is None else day_end(until),
        )

    def _not_before(self, day: dt.date) -> dt.date:
        since = self.since.value()
        if since is not None and day < since:
            raise KnownError("directorate.interval")
        return day

    def _fetch(self, after: Line | None) -> None:
        if not self._question:
            return  # the trail is read only after the reading is written down
        wanted, question = self._shown_filter, self._question
        before = None if after is None else after.row.sequence
        self.background.run(
            lambda work: read_page(work, wanted, before=before, limit=PAGE),
            parent=self,
            success=lambda found: self._on_page(found, question),
            failure=self._fail,
        )

    def _on_opened(self, choices: Choices) -> None:
        self._entries = choices.entries
        self.user.set_choices([(login, f"{name} ({login})") for login, name in choices.users])
        self._say_count()
        self._tell_break()
        self.refresh()

    @Slot()
    def _tell_break(self) -> None:
        if not self._desk.verdict.is_whole:
            self._show_verdict(self._desk.verdict)

    def _on_page(self, found: Found, question: int) -> None:
        if question != self._question:
            return  # the answer to an older question
        self.model.add_page(found.lines, last=found.last)
        self.view.set_loading(False)

    def _say_count(self, *states: tuple[State, str]) -> None:
        self.header.set_subtitle(f"{number_text(self._entries)} kayıt", *states)

    def _show_verdict(self, verdict: Verdict) -> None:
        if verdict.is_whole:
            self._say_count((State.GOOD, f"Zincir sağlam: {number_text(verdict.entries)} kayıt"))
            self.banner.show_notice(None, "")
            self.badge_changed.emit(_KEY, "", 0)
            return
        told = broken_words(verdict.reason, verdict.broken_at)
        self._say_count((State.LATE, told))
        self.banner.show_notice(
            State.LATE,
            f"{told}. Veri dosyası programın dışında değiştirilmiş olabilir. Dosyaya "
            "dokunmayınız, son yedeği ayırınız ve bakanlığın bilgi güvenliği birimine haber "
            "veriniz.",
            action="Gördüğümü onayla",
        )
        self.badge_changed.emit(_KEY, State.LATE.value, 1)

    def _on_verified(self, verdict: Verdict) -> None:
        self._end_walk()
        self._entries = max(self._entries, verdict.entries)
        # A chain that is whole now may have been found broken, which nobody has acknowledged yet.
        self._show_verdict(verdict if self._desk.verdict.is_whole else self._desk.verdict)
        self.refresh()

    @Slot()
    def _acknowledge(self) -> None:
        self.background.call(
            self._desk.acknowledge_audit,
            parent=self,
            success=self._on_acknowledged,
            failure=self._fail,
            # The settings tell of the trail, too; without a kind a lock would drop it.
            changes=frozenset({Topic.DIRECTORATE}),
        )

    def _on_acknowledged(self, _result: None) -> None:
        self.banner.show_notice(None, "")
        self._say_count()
        self.badge_changed.emit(_KEY, "", 0)
        self.notice_settled.emit()
        self.toast.say("Gördüğünüz denetim izine yazıldı")
        self.refresh()

    def _on_not_verified(self, error: Exception) -> None:
        self._end_walk()
        if not isinstance(error, Cancelled):
            show_failure(self, error)

    def _end_walk(self) -> None:
        self._cancellation = None
        self._progress.hide()
        self.check_button.setText(_CHECK)

    def _fail(self, error: Exception) -> None:
        self.view.set_loading(False)
        show_failure(self, error)

    @Slot()
    def _on_period_changed(self) -> None:
        self._days.setVisible(self.period.key() == _SPAN)
        if self.period.key() == _SPAN:
            self.since.take_focus()
        self.refresh()

    @Slot()
    def _on_day_changed(self) -> None:
        if self.period.key() == _SPAN:
            self.refresh()

    def _place(self) -> tuple[str, int] | None:
        """Return under what a page shows what the current entry is about; None when none does."""
        line = self.view.current_row()
        place = None if line is None else line.place
        return place if place is not None and place[0] in self._leads_to else None

    @Slot()
    def _on_row_changed(self) -> None:
        self.card.show_line(self.view.current_row(), may_open=self._place() is not None)

    @Slot()
    def _open(self) -> None:
        place = self._place()
        if place is not None:
            self.route_requested.emit(*place)

    @Slot(QMenu)
    def _on_menu_requested(self, menu: QMenu) -> None:
        if self._place() is not None:
            menu.addAction("Kaydı &aç").triggered.connect(self._open)

    @Slot()
    def _on_show_all(self) -> None:
        self.search.show_searched()
        for box in (self.user, self.kind, self.action, self.period):
            box.choose(None)
        self._days.hide()
        self.refresh()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():  # as it is when the window is no longer minimized
            self.background.run(
                lambda work: open_page(work, kind=None),
                parent=self,
                success=self._on_opened,
                failure=self._fail,
            )


def _sorted(table: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted(table.items(), key=lambda pair: collation_key(pair[1]))


def _state(line: Line) -> State | None:
    if line.row.action in SUSPICIOUS:
        return State.LATE
    return State.NEAR if line.row.action in DOUBTFUL else None


_COLUMNS: Final[Sequence[Column[Line]]] = (
    Column("Zaman", lambda line: format_instant(line.row.at), width_chars=17),
    Column("Kim", lambda line: line.row.actor_name or "Program", width_chars=15),
    Column("İşlem", lambda line: line.action, width_chars=35, state=_state),
    Column(
        "Neyle ilgili",
        lambda line: line.item or line.kind,
        width_chars=24,
        stretch=True,
        cut_middle=True,  # of two names both begin and end
    ),
)


_TITLE: Final = "Denetim izi"
_KEPT: Final[Mapping[str, str | Callable[[Line], Value]]] = {
    "Sıra no": "row.sequence",
    "Zaman": "row.at",
    "Kim": lambda line: line.row.actor_name or "Program",
    "Kullanıcı adı": "row.actor_login",
    "Rolü": lambda line: ROLES.get(line.row.actor_role, line.row.actor_role),
    "İşlem": "action",
    "Neyle ilgili": lambda line: line.item or line.kind,
    "Ayrıntı": "details_text",
}
"""The columns of a workbook."""
_PRINTED: Final[Mapping[str, str | Callable[[Line], Value]]] = {
    **{name: tell for name, tell in _KEPT.items() if name not in {"Kullanıcı adı", "Rolü"}},
    "Zaman": lambda line: format_instant(line.row.at),
}


class AuditExport(QObject):
    """The two actions behind the button "Liste".

    Signals:
        exported: How many entries went into a file.
    """

    exported = Signal(int)

    def __init__(
        self,
        background: Background,
        *,
        clock: Clock,
        wanted: Callable[[], AuditFilter],
        page: QWidget,
    ) -> None:
        super().__init__(page)
        self._background = background
        self._wanted = wanted
        self._page = page
        self._leaving = Export(background, title=_TITLE, clock=clock, page=page)
        self._leaving.exported.connect(self.exported)
        self._export = QAction("&Excel dosyasına aktar…", self)
        self._export.setShortcut(QKeySequence("Ctrl+E"))
        self._print = QAction("&Yazdır…", self)
        self._print.setShortcut(QKeySequence(QKeySequence.StandardKey.Print))
        for action in (self._export, self._print):
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._export.triggered.connect(self._on_export)
        self._print.triggered.connect(self._on_print)

    def make_button(self, *, export: bool, printing: bool, parent: QWidget) -> SecondaryButton:
        """Return the button with what the role may do."""
        button = SecondaryButton("&Liste", icon="export", parent=parent)
        menu = QMenu(button)
        for action, allowed in ((self._export, export), (self._print, printing)):
            if allowed:
                menu.addAction(action)
                self._page.addAction(action)
        button.setMenu(menu)
        button.setVisible(not menu.isEmpty())
        return button

    def write_file(self, path: Path) -> None:
        """Write everything that the filter finds to a workbook."""
        wanted = self._wanted()

        def take(work: Work) -> Table:
            lines = read_all(work, wanted)
            trail.record_export(work, len(lines))
            return make_table(_KEPT, lines)

        self._leaving.write(path, take)

    @Slot()
    def _on_export(self) -> None:
        path = self._leaving.ask()
        if path is not None:
            self.write_file(path)

    @Slot()
    def _on_print(self) -> None:
        wanted = self._wanted()
        self._background.run(
            lambda work: read_all(work, wanted),
            parent=self,
            success=self._print_lines,
        )

    def _print_lines(self, lines: tuple[Line, ...]) -> None:
        self._leaving.print_table(
            printed_table(lines),
            note=f"{number_text(len(lines))} kayıt, yenisi üstte",
            record=lambda work: trail.record_print(work, len(lines)),
        )


def printed_table(lines: tuple[Line, ...]) -> Table:
    """Return the entries as they are printed."""
    return make_table(_PRINTED, lines)
