"""The page "Denetim izi": who did and who saw what, and whether the trail is intact."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QMenu, QProgressBar, QWidget

from alo183_desktop.access import trail
from alo183_desktop.access.lists import Choice, FilteredListSpec, KeyedRows, PeriodFilter
from alo183_desktop.db.audit_queries import AuditFilter
from alo183_desktop.documents.columns import Column
from alo183_desktop.gui.audit.queries import (
    AuditChoices,
    AuditLine,
    find_sequences,
    open_page,
    read_lines,
)
from alo183_desktop.gui.audit.words import (
    DOUBTFUL,
    ROLES,
    SUSPICIOUS,
    broken_words,
    what_to_do,
)
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.background import Cancellation
from alo183_desktop.gui.kit.buttons import SecondaryButton
from alo183_desktop.gui.kit.containers import next_turn
from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.gui.kit.labels import Separator, muted_label
from alo183_desktop.gui.kit.notices import Banner
from alo183_desktop.gui.kit.page import OneDialog, Page
from alo183_desktop.gui.kit.side_card import SideCard
from alo183_desktop.gui.kit.table.list_pane import ListPane, PaneContext
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.shared.clock import local
from alo183_desktop.shared.errors import Cancelled
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State
from alo183_desktop.shared.turkish import collation_key

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from typing import Unpack

    from PySide6.QtGui import QShowEvent

    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.db.audit import Verdict
    from alo183_desktop.db.work import Actor
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.shared.clock import Clock


class EntryCard(SideCard):
    """Shows one entry, or the purpose of the list while none is selected.

    Attributes:
        open_button: Opens the item of the entry; hidden where no page shows it.
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

    def show_line(self, line: AuditLine | None, *, may_open: bool = False) -> None:
        """Show another entry, and whether a page shows its item; None asks to select one."""
        if line is None:
            self.show_nothing()
            return
        row = line.row
        login = f" ({row.actor_login})" if row.actor_login else ""
        self.begin(line.action)
        self.add_text(f"{line.kind}: {line.item}" if line.item else line.kind)
        self.add(Separator(parent=self._inner))
        self.add_facts(
            [
                ("Zaman", f"{local(row.at):%d.%m.%Y %H:%M:%S}"),
                ("Kim", f"{row.actor_name or 'Program'}{login}"),
                ("Rolü", _role(line)),
                *line.details,
                ("Sıra no", number_text(row.sequence)),
            ]
        )
        self.end([self.open_button] if may_open else [])


MOST_PRINTED: Final = 100_000
"""An inspection may want the trail of years on paper."""
_KEY: Final = "audit"
"""The key of this page."""
_CHECK: Final = "&Zinciri denetle"


def _state(line: AuditLine) -> State | None:
    if line.row.action in SUSPICIOUS:
        return State.LATE
    return State.NEAR if line.row.action in DOUBTFUL else None


def _role(line: AuditLine) -> str:
    return ROLES.get(line.row.actor_role, line.row.actor_role)


_ENTRIES: Final = FilteredListSpec[AuditLine, AuditFilter](
    key="audit",
    title="Denetim izi",
    name="Denetim izi kayıtları",
    trail=trail.TRAIL,
    what="list",
    find=KeyedRows(keys=find_sequences, rows=read_lines, most_printed=MOST_PRINTED),
    row_key=lambda line: line.row.sequence,
    everything=AuditFilter(),
    searched="Ad, işlem, kayıt",
    filters=(
        Choice("actor_login", "Kullanıcı", "Bütün kullanıcılar"),
        Choice("kind", "Tür", "Bütün türler", widest="Bütün kullanıcılar"),
        Choice("actions", "İşlem", "Bütün işlemler", widest="Bir kişinin verisi dosyaya aktarıldı"),
        PeriodFilter("Dönem"),
    ),
    columns=(
        Column("Zaman", lambda line: line.row.at, width_chars=17),
        Column("Kim", lambda line: line.row.actor_name or "Program", width_chars=15),
        # The few long ones are read whole in the card; the names tell one entry from the next.
        Column("İşlem", lambda line: line.action, width_chars=26, stretch=True, state=_state),
        Column(
            "Neyle ilgili",
            lambda line: line.item or line.kind,
            width_chars=30,
            cut_middle=True,  # keeps the end of the second of two names
        ),
        Column("Sıra no", lambda line: line.row.sequence, align_right=True, width_chars=9),
        Column("Kullanıcı adı", lambda line: line.row.actor_login, width_chars=15),
        Column("Rolü", _role, width_chars=12),
        Column("Ayrıntı", lambda line: line.details_text, width_chars=30),
    ),
    shown=4,
    prints_all_columns=True,
    empty=(
        "Henüz kayıt yok",
        "Yapılan ve görülen her şey buraya yazılır; hiçbir kayıt silinemez.",
    ),
    no_match=(
        "Seçtiğinize uyan kayıt yok",
        "Aramayı kısaltın ya da bütün kayıtları gösterin.",
        "Bütün kayıtları göster",
    ),
)


class AuditList(ListPane[AuditLine, AuditFilter]):
    """The entries; each visit of the list is recorded before they are read.

    Signals:
        opened: The visit is recorded; with the choices of the filters.
    """

    opened = Signal(AuditChoices)

    def __init__(self, background: Background, **context: Unpack[PaneContext]) -> None:
        super().__init__(
            _ENTRIES,
            background,
            topics=frozenset(),
            **context,
        )
        self.filters.set_choices("kind", _sorted(trail.words("kinds").items()))
        actions = [((code,), text) for code, text in trail.words("actions").items()]
        self.filters.set_choices("actions", _sorted(actions))

    def _on_opened(self, choices: AuditChoices) -> None:
        users = [(login, f"{name} ({login})") for login, name in choices.users]
        self.filters.set_choices("actor_login", users)
        self.opened.emit(choices)
        self.refresh()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        if not event.spontaneous():  # spontaneous: the window is no longer minimized
            self._is_stale = False
            self.background.run(open_page, parent=self, success=self._on_opened)
        super().showEvent(event)


class AuditPage(Page):
    """Filters above, entries below with the current one beside them.

    Attributes:
        list: The entries.
        card: The current one.
        banner: Reports that the chain is broken, until a user has acknowledged it.
        check_button: Verifies the chain, or stops the verification.

    Signals:
        walked: How many entries of the chain have been verified so far.
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
        """Make the page; nothing is read before it is shown.

        Args:
            desk: Verifies the chain.
            leads_to: The kinds of items that pages of the window show.
        """
        super().__init__(background, title="Denetim izi", actor=actor, clock=clock, parent=parent)
        self._desk = desk
        self._leads_to = frozenset(leads_to)
        self._entries = 0
        self._states: tuple[tuple[State, str], ...] = ()
        self._cancellation: Cancellation | None = None
        self.banner = Banner(parent=self)
        self.check_button = SecondaryButton(_CHECK, icon="audit", parent=self)
        self._progress = QProgressBar(self)
        self.list = AuditList(
            background,
            actor=actor,
            opener=OneDialog(background, clock=clock, parent=self),
            clock=clock,
            parent=self,
        )
        self.card = EntryCard(parent=self)
        self._lay_out()
        self._connect()
        # Once the window listens: its mark must not wait for a visit of the page.
        next_turn(self, self._report_break)

    @Slot()
    def verify(self) -> None:
        """Verify the whole chain, or stop the verification under way."""
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
        """Show the entries about one kind of items, such as `officer`."""
        self.list.filters.box("kind").choose(kind)
        self.list.refresh()

    @override
    def primary_action(self) -> None:
        self.verify()

    @override
    def prepare_lock(self) -> None:
        super().prepare_lock()
        if self._cancellation is not None:
            self._cancellation.cancel()

    def _lay_out(self) -> None:
        self.header.add_action(self.list.make_list_button(parent=self.header))
        self.header.add_action(self._progress)
        self.header.add_action(self.check_button)
        self._progress.setFixedWidth(theme.px(120))
        self._progress.setTextVisible(False)
        self._progress.setAccessibleName("Denetleme sürüyor")
        self._progress.hide()
        self.content.addWidget(self.banner)
        self.content.addWidget(self.list, 1)
        self.list.add_card(self.card, self._show_line)

    def _connect(self) -> None:
        self.list.opened.connect(self._on_opened)
        self.list.loaded.connect(self._on_loaded)
        view = self.list.view
        view.opened.connect(self._open)
        view.menu_requested.connect(self._on_menu_requested)
        self.card.open_button.clicked.connect(self._open)
        self.check_button.clicked.connect(self.verify)
        self.banner.action_chosen.connect(self._acknowledge)
        self.walked.connect(partial(self._progress.setValue))

    @Slot(AuditChoices)
    def _on_opened(self, choices: AuditChoices) -> None:
        self._entries = choices.entries
        self._show_count()
        self._report_break()

    @Slot()
    def _on_loaded(self) -> None:
        self._show_count(*self._states)

    @Slot()
    def _report_break(self) -> None:
        if not self._desk.verdict.is_whole:
            self._show_verdict(self._desk.verdict)

    def _show_count(self, *states: tuple[State, str]) -> None:
        self._states = states
        words = f"{number_text(self._entries)} kayıt"
        found = self.list.model.rowCount()
        if self.list.filters.is_filtered() and found < self._entries:
            words += f", {number_text(found)} tanesi listede"
        self.header.set_subtitle(words, *states)

    def _show_verdict(self, verdict: Verdict) -> None:
        if verdict.is_whole:
            self._show_count((State.GOOD, f"Zincir sağlam: {number_text(verdict.entries)} kayıt"))
            self.banner.show_notice(None, "")
            self.badge_changed.emit(_KEY, "", 0, "")
            return
        broken = broken_words(verdict)
        self._show_count((State.LATE, broken))
        self.banner.show_notice(
            State.LATE,
            f"{broken}. {what_to_do(verdict)}",
            action="Gördüğümü onayla",
        )
        self.badge_changed.emit(_KEY, State.LATE.value, 1, broken)

    def _on_verified(self, verdict: Verdict) -> None:
        self._end_walk()
        self._entries = max(self._entries, verdict.entries)
        self._show_verdict(verdict)
        self.list.refresh()

    @Slot()
    def _acknowledge(self) -> None:
        self.background.call(
            self._desk.acknowledge_audit,
            parent=self,
            success=self._on_acknowledged,
            # The settings show the trail, too; without a topic a lock would drop the write.
            changes=frozenset({Topic.DIRECTORATE}),
        )

    def _on_acknowledged(self, _result: None) -> None:
        self.banner.show_notice(None, "")
        self._show_count()
        self.badge_changed.emit(_KEY, "", 0, "")
        self.notice_settled.emit()
        self.toast.report("Gördüğünüz denetim izine yazıldı")
        self.list.refresh()

    def _on_not_verified(self, error: Exception) -> None:
        self._end_walk()
        if not isinstance(error, Cancelled):
            show_failure(self, error)

    def _end_walk(self) -> None:
        self._cancellation = None
        self._progress.hide()
        self.check_button.setText(_CHECK)

    def _target(self) -> tuple[str, int] | None:
        """Return the kind and id under which a page shows the current item; None when none does."""
        line = self.list.current()
        target = None if line is None else line.target
        return target if target is not None and target[0] in self._leads_to else None

    def _show_line(self, line: AuditLine | None) -> None:
        self.card.show_line(line, may_open=self._target() is not None)

    @Slot()
    def _open(self) -> None:
        target = self._target()
        if target is not None:
            self.route_requested.emit(*target)

    @Slot(QMenu)
    def _on_menu_requested(self, menu: QMenu) -> None:
        if self._target() is not None:
            menu.addAction("Kaydı &aç").triggered.connect(self._open)


def _sorted(choices: Iterable[tuple[Any, str]]) -> list[tuple[Any, str]]:
    return sorted(choices, key=lambda pair: collation_key(pair[1]))
