"""The page "Bugün": what is due first, how it has developed, and what fails now by clause."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeySequence, QPainter, QPaintEvent, QResizeEvent, QShortcut
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from alo183_desktop.access.rules import Right, may
from alo183_desktop.cases.kinds import CaseView
from alo183_desktop.cases.rows import CaseFilter
from alo183_desktop.documents.columns import Column
from alo183_desktop.documents.figures import summary_of
from alo183_desktop.documents.states import OF_MARK
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import (
    DrawnButton,
    LinkButton,
    PrimaryButton,
    SecondaryButton,
    Segmented,
)
from alo183_desktop.gui.kit.charts import ChartPanel
from alo183_desktop.gui.kit.chosen_files import ask_folder
from alo183_desktop.gui.kit.containers import Beside, Card, group, make_column, make_row
from alo183_desktop.gui.kit.errors import text_of
from alo183_desktop.gui.kit.focus import paint_focus
from alo183_desktop.gui.kit.form.choices import ChoiceField
from alo183_desktop.gui.kit.form.task_dialog import TaskDialog
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.notices import Banner, report_saved
from alo183_desktop.gui.kit.page import ADD_FIRST, IMPORT_FILE, OneDialog, Page
from alo183_desktop.gui.kit.paper.printing import print_pdf
from alo183_desktop.gui.kit.remembered import Remembered
from alo183_desktop.gui.kit.states import StateText, paint_shape
from alo183_desktop.gui.kit.table.models import RowsModel
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.gui.overview.keeping import KeepingDialog
from alo183_desktop.gui.overview.tile import KEEPING, TileButton
from alo183_desktop.overview.rows import OPTIONAL, TODAY, DueItem, FirstStep, Overview, PageKey
from alo183_desktop.overview.service import look
from alo183_desktop.phones.quotas.rows import QuotaFilter
from alo183_desktop.phones.quotas.rules import Status
from alo183_desktop.rota.rules import OLD_CARD, duty_line
from alo183_desktop.shared.bugs import log_bug
from alo183_desktop.shared.calendar import WEEKDAYS, month_name, months_to_choose
from alo183_desktop.shared.clock import local, local_day
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State
from alo183_desktop.shared.turkish import lower_first
from alo183_desktop.shared.written_files import file_name, write_together

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from alo183_desktop.access.backup_rules import BackupHealth
    from alo183_desktop.db.work import Actor, Work
    from alo183_desktop.documents.papers.monthly_report import MonthlyReport
    from alo183_desktop.documents.papers.today_sheet import TodaySheet
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.topics import BackupNews, Topic
    from alo183_desktop.overview.pile import PilePaper
    from alo183_desktop.overview.rows import ClauseTile
    from alo183_desktop.shared.clock import Clock


PILE: Final = "pile"
"""The argument of `show_query` for the papers that wait."""
SECOND_FOLDER: Final = "second_folder"
"""For backups; it is chosen at this desk and not stored in the data."""
_SETTINGS: Final = "settings"
_STEPS: Final = {
    FirstStep.ROSTER: ("Kadroyu dosyadan aktarınız", Right.IMPORT, PageKey.OFFICERS, IMPORT_FILE),
    FirstStep.LINES: ("Hatları kaydediniz", Right.EDIT_PHONES, PageKey.PHONES, ADD_FIRST),
    FirstStep.OFFICE_FAX: (
        "Muhatabın faks numarasını yazınız",
        Right.EDIT_DIRECTORATE,
        _SETTINGS,
        ("Müdürlük", "recipient_fax"),
    ),
    SECOND_FOLDER: (
        "İkinci yedek klasörünü seçiniz",
        Right.EDIT_DIRECTORATE,
        _SETTINGS,
        ("Yedekler", "second_place"),
    ),
}
"""The task, who may do it, the page where it is done, and the query that begins it there."""
_WAVED: Final = "first_steps/waved"
"""At this desk: what is waved away here is no fact of the directorate."""
_STEPS_IN_ROW: Final = 2


class FirstSteps(Card):
    """The steps to do, and in one line how many are done; there until none is left.

    Attributes:
        links: Begin the steps, by their keys.
        waves: Wave them away.
        done: How many are done.

    Signals:
        chosen: The key of a page, and what it should show.
    """

    chosen = Signal(str, object)

    def __init__(self, role: str, *, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.content.setSpacing(theme.px(6))
        title = make_label("İlk adımlar", font=theme.body_strong(), parent=self)
        self.done = StateText(State.GOOD, parent=self)
        self.content.addLayout(make_row(None, title, (self.done, 1), gap=16))
        self._grid = QGridLayout()
        self._grid.setVerticalSpacing(theme.px(2))
        self.content.addLayout(self._grid)
        self._rows: dict[str, QWidget] = {}
        self.links: dict[str, LinkButton] = {}
        self.waves: dict[str, LinkButton] = {}
        self._missing: AbstractSet[str] = frozenset()
        self._waved = set(filter(None, str(Remembered.value(_WAVED) or "").split(",")))
        self._is_second_offered = True
        for step, (words, right, page, query) in _STEPS.items():
            if not may(role, right):
                continue
            link = LinkButton(words, parent=self)
            link.clicked.connect(lambda _=False, page=page, query=query: self._open(page, query))
            wave = LinkButton("Gerek yok", parent=self)
            wave.setAccessibleDescription(f"“{words}” adımını kaldırır")
            wave.clicked.connect(lambda _=False, step=str(step): self._wave_away(step))
            self._rows[step] = group((link, wave, QWidget(self)), shares=(0, 0, 1), parent=self)
            self.links[step], self.waves[step] = link, wave
        self.hide()

    def show_missing(self, missing: AbstractSet[str], *, offers_second: bool) -> None:
        """Show the steps that are not done.

        Args:
            missing: The keys of those steps.
            offers_second: False where the backups are made elsewhere.
        """
        self._missing, self._is_second_offered = missing, offers_second
        asked = [step for step in self._rows if self._is_asked(step)]
        shown = [step for step in asked if step in missing]
        for step, row in self._rows.items():
            row.setVisible(step in shown)
            self._grid.removeWidget(row)
        for index, step in enumerate(shown):
            self._grid.addWidget(self._rows[step], *divmod(index, _STEPS_IN_ROW))
        done = len(asked) - len(shown)
        self.done.set_text(State.GOOD, f"{done} adım yapıldı" if done else "")
        self.setVisible(bool(shown))

    def _is_asked(self, step: str) -> bool:
        is_offered = self._is_second_offered or step != SECOND_FOLDER
        return is_offered and step not in self._waved

    def _wave_away(self, step: str) -> None:
        self._waved.add(step)
        Remembered.keep(_WAVED, ",".join(sorted(self._waved)))
        self.show_missing(self._missing, offers_second=self._is_second_offered)

    def _open(self, page: str, query: object) -> None:
        self.chosen.emit(page, query)


class ReportDialog(TaskDialog):
    """Asks for a month.

    Signals:
        chosen: The month, such as `2026-09`.
    """

    chosen = Signal(str)

    def __init__(self, today: dt.date, *, parent: QWidget) -> None:
        super().__init__(
            title="Aylık rapor",
            explanation="Ayın sayıları, grafikleri ve listeleri PDF ve Excel olarak yazılır; ikisi "
            "de aynı sayıları ve denetim izinin ucunu taşır.",
            width=440,
            parent=parent,
        )
        self.month = ChoiceField("&Ay", key="month", required=True, parent=self)
        months = months_to_choose(today)
        self.month.set_options(months)
        # The previous month is the complete one.
        self.month.set_value(months[1][0])
        self.content.addWidget(self.month)
        self.add_button("&Vazgeç").clicked.connect(self.reject)
        self.go = self.add_button("&Klasör seç ve yaz…", primary=True)
        self.go.clicked.connect(self._on_go)
        self.month.take_focus()

    @Slot()
    def _on_go(self) -> None:
        if not self.month.validate():
            self.month.take_focus()
            return
        self.accept()
        self.chosen.emit(str(self.month.value()))


_SHAPE: Final = 12
_GAP: Final = 6


class BackupLine(DrawnButton):
    """A shape and a text, shortened in a narrow window; the tooltip has all of it."""

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._state = State.NONE
        self._forms: tuple[str, ...] = ("",)
        self.setFont(theme.small_medium())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_standing(self, standing: BackupHealth) -> None:
        """Show the status of the backups."""
        self._state = OF_MARK[standing.state]
        self._forms = standing.forms
        self.setAccessibleName(standing.text)
        self.setAccessibleDescription("Enter yedekleri gösterir.")
        self.setToolTip(standing.text)
        self._choose()
        self.show()

    @override
    def sizeHint(self) -> QSize:
        return QSize(theme.px(_SHAPE), self.fontMetrics().height() + 1)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._choose()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        side = theme.px(_SHAPE)
        paint_shape(painter, QRect(0, (self.height() - side) // 2, side, side), self._state)
        font = self.font()
        font.setUnderline(self.underMouse() or self.hasFocus())
        painter.setFont(font)
        is_worry = self._state in {State.LATE, State.NEAR}
        painter.setPen(theme.colour(self._state.value if is_worry else "accent"))
        room = self.rect().adjusted(side + theme.px(_GAP), 0, 0, 0)
        shown = painter.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        if self.hasFocus():
            paint_focus(painter, self.rect())

    def _choose(self) -> None:
        """Choose the longest text that fits."""
        room = self.width() - theme.px(_SHAPE) - theme.px(_GAP)
        fitting = (one for one in self._forms if self.fontMetrics().horizontalAdvance(one) <= room)
        self.setText(next(fitting, self._forms[-1]))


_NARROW: Final = 184
"""Pixels of the drawings; a narrower card would break the lines."""
_NARROW_SIDE: Final = 6
_SIDE: Final = 16


class SummaryCard(Card):
    """A line for each state that a clause has; below them the age of the newest backup.

    Attributes:
        backup: Opens the backups.
    """

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(quiet=True, parent=parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.content.setSpacing(theme.px(1))
        self.content.addWidget(make_label("Bütün maddeler", font=theme.body_strong(), parent=self))
        self._lines = {state: StateText(state, "", parent=self) for state in State}
        for line in self._lines.values():
            self.content.addWidget(line)
        self.content.addStretch(1)
        self.backup = BackupLine(parent=self)
        self.content.addWidget(self.backup)

    def set_tiles(self, tiles: Sequence[ClauseTile]) -> None:
        """Count the tiles by state."""
        found = {OF_MARK[state]: words for state, words in summary_of(tiles)}
        for state, line in self._lines.items():
            line.set_text(state, found.get(state, ""))
            line.setVisible(state in found)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the margins for the text where there is little room."""
        super().resizeEvent(event)
        side = theme.px(_NARROW_SIDE if self.width() < theme.px(_NARROW) else _SIDE)
        self.content.setContentsMargins(side, theme.px(12), side, theme.px(12))


def instant_words(at: dt.datetime, *, is_short: bool = False) -> str:
    """Return a time as `24 Kasım 2026 Salı, saat 14:05`, or as `24 Kasım Salı, 14:05`."""
    here = local(at)
    month = month_name(here.date())
    if is_short:
        return f"{here.day} {month} {WEEKDAYS[here.weekday()]}, {here:%H:%M}"
    return f"{here.day} {month} {here.year} {WEEKDAYS[here.weekday()]}, saat {here:%H:%M}"


_PILE_KEYS: Final = "Ctrl+Shift+P"
_PAUSE_MS: Final = 80
_COLUMNS_OF_TILES: Final = 4
_ROOM_FOR_TILES: Final = 840
"""Pixels of the drawings; on a narrower page a row has one tile less."""
_BESIDE_MARK: Final = 40
"""Pixels of the drawings beside the text of a mark: its shape and padding."""
_ROOM_FOR_DUE: Final = ((3, 760), (2, 460))
"""Columns that a list narrower than that, in pixels of the drawings, leaves out for the matter."""
_DUE: Final = (
    Column[DueItem](
        "Kalan süre",
        lambda item: item.left_words,
        state=lambda item: OF_MARK[item.state] if item.state else None,
        keeps_mark_room=True,
        width_chars=21,
        sortable=False,
    ),
    Column[DueItem]("İş", lambda item: item.matter, width_chars=34, stretch=True, sortable=False),
    Column[DueItem]("Sorumlu", lambda item: item.who, width_chars=18, sortable=False),
    Column[DueItem](
        "Son an", lambda item: f"{local(item.due_at):%d.%m. %H:%M}", width_chars=12, sortable=False
    ),
)
_BACKUPS: Final = "Yedekler"
_READINESS: Final = ("Saklama ve imha", "readiness")
_LEAST_LIST: Final = (128, 200)
"""Minimum height of the list of what is due, in pixels of the drawings: empty, and with rows."""
_CHARTS: Final = (
    ("cases", "&Vakalar"),
    ("entries", "&Giriş"),
    ("actions", "İlk &işlem"),
    ("quotas", "K&ota"),
)


class OverviewPage(Page):
    """What is due first and one of four charts; below them the tiles.

    Attributes:
        tiles: One button for each clause, once the numbers are loaded.
        due: What is due first.
        charts: Chooses the chart.
        chart: The chosen one.
        opener: Opens the dialog for a monthly report.
        first_steps: Guides a new directorate through its setup.
        warning: Warns above all else that a backup is missing or old.

    Signals:
        loaded: The page is up to date.
    """

    loaded = Signal()

    def __init__(
        self,
        background: Background,
        *,
        actor: Actor,
        clock: Clock,
        backups: BackupNews,
        parent: QWidget,
    ) -> None:
        """Make the page.

        Args:
            backups: The status of the backups.
        """
        super().__init__(background, title="Bugün", actor=actor, clock=clock, parent=parent)
        self.tiles: list[TileButton] = []
        self._overview: Overview | None = None
        self._backups = backups
        self._warned_of = ""
        self.warning = Banner(parent=self)
        self.first_steps = FirstSteps(actor.role, parent=self)
        self._grid = QGridLayout()
        self._columns = 0
        self.summary = SummaryCard(parent=self)
        self.keeping = LinkButton(KEEPING, parent=self)
        self.keeping.hide()
        self.model = RowsModel[DueItem](_DUE, parent=self)
        self.due = TableView("overview-due", name="Süresi en önce dolacaklar", parent=self)
        self._all = LinkButton("", parent=self)
        self._pile = LinkButton("Yazdırılacaklar…", parent=self)
        self._pile.setToolTip(f"Basılmayı ya da imzayı bekleyen belgeler ({_PILE_KEYS})")
        self.charts = Segmented(_CHARTS, parent=self)
        self.chart = ChartPanel("Grafik", parent=self)
        self.opener = OneDialog(background, clock=clock, parent=self)
        self._print = SecondaryButton("&Yazdır", icon="print", parent=self.header)
        self._report = SecondaryButton("Aylık &rapor…", icon="reports", parent=self.header)
        self._ready = SecondaryButton("Denetime &hazırlık…", parent=self.header)
        self._add = PrimaryButton("Vaka &kaydet", icon="add", parent=self.header)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._lay_out()
        self._connect()
        self._show_backups()
        self.due.set_loading(True)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Query the numbers again."""
        self.background.run(look, parent=self, success=self._show, failure=self._fail)

    @Slot()
    def print_today(self) -> None:
        """Print the sheet for the morning meeting."""
        backups = self._backups.standing()

        def read(work: Work) -> TodaySheet:
            from alo183_desktop.overview import reports  # loads the layout of papers

            return reports.today_sheet(work, backups=backups)

        self.background.run(read, parent=self, success=self._draw_today)

    @Slot()
    def open_report(self) -> None:
        """Ask for the month of a report."""
        dialog = ReportDialog(local_day(self.clock()), parent=self)
        dialog.chosen.connect(self._on_month_chosen)
        self.opener.show_dialog(dialog)

    def write_report(self, month: str, folder: Path) -> None:
        """Write the report of a month into a folder, as PDF and as workbook."""

        def read(work: Work) -> MonthlyReport:
            from alo183_desktop.overview import reports  # loads the layout of papers

            return reports.monthly_report(work, month)

        self.background.run(
            read,
            parent=self,
            success=lambda report: self._make_report(report, folder),
        )

    @Slot()
    def open_keeping(self) -> KeepingDialog | None:
        """Say what may be kept; return the dialog, None before the numbers are known."""
        if self._overview is None:
            return None
        kept = self._overview.kept | ({PageKey.PHONES} if self._overview.keeps_usage else set())
        dialog = KeepingDialog(kept, parent=self)
        dialog.chosen.connect(self._on_kept_from_now)
        self.opener.show_dialog(dialog)
        return dialog

    @Slot(str)
    def _on_kept_from_now(self, key: str) -> None:
        if key == PageKey.PHONES:  # the page is there; its lists of usage are not yet
            self.list_requested.emit(key, QuotaFilter(Status.UNKNOWN))
        else:
            self.page_wanted.emit(key)

    @Slot()
    def open_pile(self) -> None:
        """Show the papers to be printed or signed."""

        def read(work: Work) -> Sequence[PilePaper]:
            from alo183_desktop.overview import pile  # not before the first paint

            return pile.list_papers(work)

        def show(found: Sequence[PilePaper]) -> None:
            from alo183_desktop.gui.overview.pile import PileDialog  # as above

            dialog = PileDialog(
                found, self.background, actor=self.actor, clock=self.clock, parent=self.window()
            )
            self.opener.show_dialog(dialog)

        self.opener.prepare(read, show)

    @override
    def show_query(self, query: object) -> None:
        if query == PILE:
            self.open_pile()
        elif query == KEEPING:
            self.open_keeping()

    @override
    def primary_action(self) -> None:
        if self._add.isVisibleTo(self):
            self.list_requested.emit(PageKey.CASES.value, None)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show_instant()
        self._place_tiles()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.due and event.type() == QEvent.Type.Resize:
            self._choose_columns()
        return super().eventFilter(watched, event)

    def _choose_columns(self) -> None:
        """Give the width of the last columns to the matter where there is little room."""
        missing = {place for place, room in _ROOM_FOR_DUE if self.due.width() < theme.px(room)}
        self.due.show_columns(set(range(len(_DUE))) - missing)

    def _place_tiles(self) -> None:
        """Put the tiles and their summary in rows; a narrow page has one less in a row."""
        is_narrow = self.width() < theme.px(_ROOM_FOR_TILES)
        columns = _COLUMNS_OF_TILES - is_narrow
        if columns == self._columns:
            return
        self._columns = columns
        for index, one in enumerate((*self.tiles, self.summary)):
            self._grid.removeWidget(one)
            # The last one takes what is left of its row.
            is_last = one is self.summary
            span = columns - index % columns if is_last else 1
            self._grid.addWidget(one, index // columns, index % columns, 1, span)
        for column in range(_COLUMNS_OF_TILES):
            self._grid.setColumnStretch(column, column < columns)

    def _show_instant(self) -> None:
        """Show the time of the page and who is on duty; where there is little room, the latter."""
        if self._overview is None:
            return
        at, duty = self._overview.at, self._overview.duty
        marks = [(State.NEAR, OLD_CARD)] if self._overview.is_card_old else []
        if duty.is_kept and not duty.answers:
            missing = lower_first(duty_line(duty).removeprefix("● "))
            self.header.set_subtitle(instant_words(at), (State.LATE, missing), *marks)
            return
        instants = (instant_words(at), instant_words(at, is_short=True), "")
        text = duty_line(duty)
        sentences = [" · ".join(filter(None, (instant, text))) for instant in instants]
        metrics, room = QFontMetrics(theme.body()), self.header.width()
        beside = metrics.horizontalAdvance(OLD_CARD) + theme.px(_BESIDE_MARK)
        if marks and metrics.horizontalAdvance(sentences[-1]) < room - beside:
            room -= beside
        else:
            # Whom to call takes precedence over what hangs on the door.
            marks = []
        fitting = (one for one in sentences if metrics.horizontalAdvance(one) < room)
        self.header.set_subtitle(next(fitting, sentences[-1]), *marks)

    def _lay_out(self) -> None:
        for button, right in (
            (self._print, Right.PRINT),
            (self._report, Right.EXPORT),
            (self._ready, Right.EXPORT_INSPECTION),
            (self._add, Right.EDIT_CASES),
        ):
            button.setVisible(may(self.actor.role, right))
            self.header.add_action(button)
        self._grid.setSpacing(theme.px(12))
        self._place_tiles()
        self.due.setModel(self.model)
        self.due.installEventFilter(self)
        self.due.set_row_key(lambda item: (item.kind, item.item_id))
        self.due.set_empty_texts(
            "Süresi işleyen iş yok", "Yeni bir vaka yönlendirilince burada görünür."
        )
        left = make_column(None, gap=8)
        heading = make_label("Süresi en önce dolacaklar", font=theme.section(), parent=self)
        links = group((self.keeping, self._pile, self._all), parent=self)
        left.addWidget(Beside(heading, links, parent=self))
        left.addWidget(self.due, 1)
        aside = QWidget(self)
        # Its share of the width, whatever the title of the chart needs: nothing jumps.
        aside.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        make_column(aside, self.charts, (self.chart, 1), gap=8)
        # All four texts in full: they name the charts.
        aside.setMinimumWidth(self.charts.sizeHint().width())
        below = make_row(None, (left, 9), (aside, 5), gap=24)
        self.content.addWidget(self.warning)
        self.content.addLayout(below, 1)
        self.content.addWidget(self.first_steps)
        self.content.addLayout(self._grid)

    def _connect(self) -> None:
        # Every kind of change may change a number here; several at once cause one query.
        self.background.changed.connect(self._on_changed)
        self.minute.timeout.connect(self.refresh)
        self._pause.timeout.connect(self.refresh)
        self._print.clicked.connect(self.print_today)
        self._report.clicked.connect(self.open_report)
        self._ready.clicked.connect(partial(self.list_requested.emit, _SETTINGS, _READINESS))
        if may(self.actor.role, Right.PRINT):
            QShortcut(QKeySequence.StandardKey.Print, self, self.print_today)
            QShortcut(_PILE_KEYS, self, self.open_pile)
        self._pile.setVisible(may(self.actor.role, Right.PRINT))
        self._pile.clicked.connect(self.open_pile)
        self._add.clicked.connect(self.primary_action)
        self._all.clicked.connect(self._on_all)
        self.keeping.clicked.connect(self.open_keeping)
        self.due.opened.connect(self._on_due_opened)
        self.charts.chosen.connect(self._show_chart)
        self._backups.changed.connect(self._show_backups)
        self.summary.backup.clicked.connect(self._on_backups)
        self.warning.action_chosen.connect(self._on_backups)
        self.first_steps.chosen.connect(self.list_requested)

    @Slot(frozenset)
    def _on_changed(self, _topics: frozenset[Topic]) -> None:
        # A slot of the page: a lambda would outlive it, as the background outlives every lock.
        self._pause.start()

    def _show(self, overview: Overview) -> None:
        self._overview = overview
        self._show_instant()
        self._show_tiles(overview.tiles)
        self.summary.set_tiles(overview.tiles)
        self.model.set_rows(overview.due)
        self.due.setMinimumHeight(theme.px(_LEAST_LIST[bool(overview.due)]))
        self.due.set_loading(False)
        self._all.setText(f"Süren vakaları göster ({number_text(overview.running)})")
        self._all.setVisible(overview.running > 0)
        self._show_chart(self.charts.chosen_key())
        self._show_first_steps()
        self.kept_found.emit(frozenset(page.value for page in overview.kept))
        self.keeping.setVisible(len(overview.kept) < len(OPTIONAL) or not overview.keeps_usage)
        for key in (TODAY, *PageKey):
            mark = overview.mark(key)
            self.badge_changed.emit(
                key, *((mark.state, mark.count, "\n".join(mark.words)) if mark else ("", 0, ""))
            )
        self.loaded.emit()

    @override
    def badge_opens(self, key: str) -> tuple[str, object] | None:
        mark = None if self._overview is None else self._overview.mark(key)
        return None if mark is None or mark.opens is None else (key, mark.opens)

    def _show_first_steps(self) -> None:
        if self._overview is None:
            return
        standing = self._backups.standing()
        is_done = standing is not None and bool(standing.has_second)
        self.first_steps.show_missing(
            self._overview.first_steps | (set() if is_done else {SECOND_FOLDER}),
            offers_second=standing is not None and standing.has_second is not None,
        )

    @Slot()
    def _show_backups(self) -> None:
        self._show_first_steps()
        standing = self._backups.standing()
        if standing is None:
            return
        self.summary.backup.show_standing(standing)
        code = "" if standing.worry is None else standing.worry.code
        # A warning that was closed reappears with another problem, not with the next minute.
        if code != self._warned_of:
            self._warned_of = code
            text = "" if standing.worry is None else str(text_of(standing.worry))
            self.warning.show_notice(OF_MARK[standing.state], text, action="Yedekleri göster")

    def _show_tiles(self, tiles: Sequence[ClauseTile]) -> None:
        if not self.tiles:
            for tile in tiles:
                button = TileButton(tile, parent=self)
                button.keeping_asked.connect(self.open_keeping)
                button.opened.connect(
                    lambda one: self.list_requested.emit(one.page.value, one.query)
                )
                self.tiles.append(button)
            self._columns = 0
            self._place_tiles()
        for button, tile in zip(self.tiles, tiles, strict=True):
            button.set_tile(tile)

    @Slot(str)
    def _show_chart(self, key: str) -> None:
        if self._overview is None:
            return
        keys = [each for each, _words in _CHARTS]
        self.chart.set_chart(self._overview.charts[keys.index(key)])

    def _fail(self, error: Exception) -> None:
        self.due.set_loading(False)
        log_bug(error)

    @Slot()
    def _on_due_opened(self) -> None:
        item = self.due.current_row()
        if item is not None:
            self.route_requested.emit(item.kind, item.item_id)

    def _draw_today(self, sheet: TodaySheet) -> None:
        def draw() -> bytes:
            from alo183_desktop.documents.papers.today_sheet import today_sheet_pdf

            return today_sheet_pdf(sheet)

        self.background.run_pure(draw, parent=self, success=self._print_today)

    def _print_today(self, pdf: bytes) -> None:
        print_pdf(
            self,
            pdf,
            title="Bugün sayfası",
            name=file_name("Bugün sayfası", local_day(self.clock()), ending=".pdf"),
            background=self.background,
        )

    def _make_report(self, report: MonthlyReport, folder: Path) -> None:
        def make() -> Path:
            from alo183_desktop.documents.papers.monthly_report import monthly_report_files

            files = monthly_report_files(report)
            write_together(folder, files)
            return folder / next(iter(files))

        self.background.run_pure(
            make,
            parent=self,
            success=lambda path: report_saved(self, path, "PDF ve Excel olarak kaydedildi"),
        )

    @Slot(str)
    def _on_month_chosen(self, month: str) -> None:
        folder = ask_folder(self, "Raporun yazılacağı klasör", for_papers=True)
        if folder is not None:
            self.write_report(month, folder)

    @Slot()
    def _on_backups(self) -> None:
        self.list_requested.emit(_SETTINGS, _BACKUPS)

    @Slot()
    def _on_all(self) -> None:
        self.list_requested.emit(PageKey.CASES.value, CaseFilter(view=CaseView.RUNNING))
