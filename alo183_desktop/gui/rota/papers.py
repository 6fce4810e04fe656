"""The papers of a month: laid out before publishing, kept with it, shown, and signed as notices."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final, TypeAlias

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QMenu

from alo183_desktop.access.rules import Right, may
from alo183_desktop.directorate.queries import get_directorate
from alo183_desktop.directorate.service import list_partners
from alo183_desktop.documents.columns import CellKind, Column
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import SecondaryButton
from alo183_desktop.gui.kit.chosen_files import SCANS, ask_source
from alo183_desktop.gui.kit.containers import group
from alo183_desktop.gui.kit.errors import text_of
from alo183_desktop.gui.kit.form.dates import DateField
from alo183_desktop.gui.kit.form.dialog import FormDialog
from alo183_desktop.gui.kit.form.form import Form, LongTextField
from alo183_desktop.gui.kit.form.task_dialog import TaskDialog
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.notices import show_message
from alo183_desktop.gui.kit.paper.papers import Paper, PaperActs
from alo183_desktop.gui.kit.states import StateText
from alo183_desktop.gui.kit.table.models import RowsModel
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.gui.rota.duty_card import CHANGES
from alo183_desktop.rota import service
from alo183_desktop.rota.papers import (
    duty_card_pdf,
    make_papers,
    read_calendar,
    read_ledger,
    read_notices,
    read_paper,
    read_workbook,
    record_print,
)
from alo183_desktop.rota.printed_card import card_mark, record_card
from alo183_desktop.rota.rows import NoticeRow, RotaFileRow
from alo183_desktop.shared.calendar import month_words
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State
from alo183_desktop.shared.written_files import file_name

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Actor, Work
    from alo183_desktop.documents.checked_files import CheckedFile
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.rota.sheet_view import ShownMonth
    from alo183_desktop.rota.kinds import DutyKind, RotaFileKind
    from alo183_desktop.rota.rows import MonthState
    from alo183_desktop.rota.service import RotaVersion
    from alo183_desktop.shared.clock import Clock

_FIRST: Final = "Nöbeti olan herkes tebliğ listesine girer."
_LATER: Final = "Tebliğ listesine nöbeti değişenler ile henüz imzalamamış olanlar girer."
SHEET: Final = "Nöbet çizelgesi"
LEDGER_TITLE: Final = "Denge cetveli"
CARD: Final = "Nöbet kartı"
SMALL_CARD: Final = "Küçük nöbet kartı"
CALENDAR: Final = "Nöbet takvimi"
Read: TypeAlias = "Callable[[Work, str], Callable[[], bytes]]"
"""Reads the data of a paper of a month, and returns a function that makes it, off the database."""


def _read_card(work: Work, *, is_small: bool) -> Callable[[], tuple[bytes, str]]:
    now = service.on_duty(work)
    draw = partial(
        duty_card_pdf,
        now,
        get_directorate(work.session).heading,
        printed_at=work.now,
        printed_by=work.actor.name,
        partners=list_partners(work),
        is_small=is_small,
    )
    return lambda: (draw(), card_mark(now))


def _read_sheet(work: Work, month: str) -> Callable[[], bytes]:
    return read_paper(work, month, has_code=True)


class PublishDialog(FormDialog):
    """Asks for the basis of the month, and publishes it.

    Attributes:
        basis: As printed on the papers.
    """

    def __init__(
        self, background: Background, shown: ShownMonth, state: MonthState, *, parent: QWidget
    ) -> None:
        """Make the dialog.

        Args:
            background: Prepares, lays out and stores.
            shown: The month, without a breach.
            state: Its state.
        """
        number = number_text(state.published + 1)
        super().__init__(
            title=f"{month_words(state.month)} çizelgesini yayımla ({number}. sürüm)",
            explanation="Yayımlanan çizelge bir daha değişmez; sonraki değişiklikler ayrı bir "
            f"değişiklik çizelgesi olur. {_LATER if state.published else _FIRST}",
            verb="Çizelgeyi &yayımla",
            width=600,
            form=Form(columns=1),
            background=background,
            changes=CHANGES,
            draft=f"rota.publish.{state.month}",
            parent=parent,
        )
        self._state = state
        self.basis = LongTextField(
            "&Dayanak",
            key="basis",
            lines=3,
            note="Çizelgenin dayandığı yazı ya da onay; çizelgenin altına yazılır.",
            parent=self.form,
        )
        self._no_basis = StateText(State.NEAR, parent=self.form)
        self.form.add_row(self.basis)
        self.form.add_row(self._no_basis)
        empty = sum(one.person_id is None for one in shown.duties)
        if empty:
            words = f"{number_text(empty)} nöbet boş; çizelgede boş görünür."
            self.form.add_row(StateText(State.NEAR, words, parent=self.form))
        self.basis.set_value(state.basis or None)
        self.basis.changed.connect(self._on_basis)
        self.form.mark_clean()
        self._on_basis()

    @override
    def save(self) -> None:
        state, basis = self._state, " ".join(self.basis.text().split())
        self.save_button.setEnabled(False)

        def prepare(work: Work) -> tuple[RotaVersion, tuple[str, ...]]:
            if basis != state.basis:
                service.set_basis(work, state.month, basis, version=state.version)
            heading = get_directorate(work.session).heading
            return service.prepare_version(work, state.month), heading

        # The basis is part of the layout, and is kept even where publishing is refused.
        self.background.run(
            prepare, parent=self, success=self._lay_out, failure=self.refuse, changes=CHANGES
        )

    def _lay_out(self, prepared: tuple[RotaVersion, tuple[str, ...]]) -> None:
        version, letterhead = prepared
        self.background.run_pure(
            partial(make_papers, version, letterhead),
            parent=self,
            success=lambda papers: self._publish(version, papers),
            failure=self.refuse,
        )

    def _publish(
        self, version: RotaVersion, papers: Mapping[RotaFileKind, tuple[str, bytes]]
    ) -> None:
        def act(work: Work) -> int:
            service.publish(work, version, papers)
            return version.number

        self.store(act)

    @override
    def refuse(self, error: Exception) -> None:
        # The preparation may have raised the version of the month.
        super().refuse(error)
        self.background.run(
            lambda work: service.month_sheet(work, self._state.month).state,
            parent=self,
            success=self._take_state,
        )

    def _take_state(self, state: MonthState | None) -> None:
        if state is not None:
            self._state = state

    @Slot()
    def _on_basis(self) -> None:
        is_empty = not self.basis.text().strip()
        self._no_basis.set_text(State.NEAR, "Dayanak yazılmadı." if is_empty else "")
        self.fit_soon()


class RotaPapers(PaperActs):
    """Shows published and printable papers, and attaches the scan of the approval."""

    def make_button(self, month: Callable[[], str], *, parent: QWidget) -> SecondaryButton:
        """Return a button that opens the papers and files of the month returned by `month`."""
        button = SecondaryButton("Y&azdır, kaydet", icon="print", parent=parent)
        menu = QMenu(button)
        acts: tuple[tuple[str, Callable[[], object]], ...] = (
            ("&Çizelge…", lambda: self._lay_month(SHEET, month(), _read_sheet, "rota")),
            (
                "&Tebliğ listesi…",
                lambda: self._lay_month("Tebliğ listesi", month(), read_notices, "notice"),
            ),
            ("Nöbet &kartı…", lambda: self._lay_card(CARD, month(), is_small=False)),
            ("Kü&çük nöbet kartı…", lambda: self._lay_card(SMALL_CARD, month(), is_small=True)),
        )
        files: tuple[tuple[str, Callable[[], object]], ...] = (
            ("&Excel dosyası…", lambda: self._save(month(), ".xlsx", read_workbook)),
            (
                "&Yılın Excel dosyası…",
                lambda: self._save(month(), ".xlsx", partial(read_workbook, is_year=True)),
            ),
            ("Ta&kvim dosyası…", lambda: self._save(month(), ".ics", read_calendar)),
        )
        for words, act in (*acts, *(files if self._may_save else ())):
            menu.addAction(words).triggered.connect(act)
        button.setMenu(menu)
        return button

    def _lay_month(self, title: str, month: str, read: Read, what: str) -> None:
        """Lay a paper out and show it; its print is recorded with its version."""
        name = file_name(title, month, ending=".pdf")

        def show(data: bytes) -> None:
            paper = Paper.of(what, data, trail=service.TRAIL, title=title, name=name)
            self.show(replace(paper, printing=lambda work: record_print(work, month, what)))

        self.make(lambda work: read(work, month), show)

    def _lay_card(self, title: str, month: str, *, is_small: bool) -> None:
        """Lay a card out; its content is recorded with its print, for later comparison."""
        name = file_name(title, month, ending=".pdf")

        def show(made: tuple[bytes, str]) -> None:
            data, mark = made
            paper = Paper.of("rota", data, trail=service.TRAIL, title=title, name=name)
            self.show(replace(paper, printing=lambda work: record_card(work, mark)))

        self.make(partial(_read_card, is_small=is_small), show)

    def show_ledger(self, month: str, kind: DutyKind | None) -> None:
        """Show the ledger up to the end of a month, for one kind of duty or all."""
        name = file_name(LEDGER_TITLE, month, ending=".pdf")
        self.make(
            lambda work: read_ledger(work, month, kind=kind),
            lambda data: self.show(
                Paper.of("ledger", data, trail=service.TRAIL, title=LEDGER_TITLE, name=name)
            ),
        )

    def save_calendar(self, person_id: int, name: str) -> None:
        """Save all published duties of a person as a calendar file."""
        self._save(
            name,
            ".ics",
            lambda work, _name: read_calendar(work, None, person_id=person_id),
            title=CALENDAR,
        )

    def _save(self, of: str, ending: str, read: Read, *, title: str = SHEET) -> None:
        """Make a file from the data read for it, and ask where to save it.

        Args:
            of: A month, or a person.
            ending: The suffix of the file.
            read: Reads its data.
            title: The name of the file.
        """
        what = "calendar" if ending == ".ics" else "rota"
        name = file_name(title, of, ending=ending)
        self.make(
            lambda work: read(work, of),
            lambda data: self.save(
                Paper.of(what, data, trail=service.TRAIL, title=SHEET, name=name)
            ),
        )

    def open_file(self, row: RotaFileRow) -> None:
        """Show a paper of a month; it is recorded."""

        def show(found: tuple[str, bytes]) -> None:
            name, data = found
            title = file_words(row)
            self.show(
                Paper.of("rota", data, trail=service.TRAIL, title=title, name=name, job=SHEET)
            )

        self._background.run(
            lambda work: service.open_file(work, row.file_id), parent=self, success=show
        )

    def attach_approval(self, month: str, path: Path, *, number: int) -> None:
        """Attach a scan of the signed approval of a version."""
        self.take_in(path, lambda scan: self._keep(month, scan, number))

    def _keep(self, month: str, scan: CheckedFile, number: int) -> None:
        self._background.run(
            lambda work: service.keep_approval(work, month, scan, number=number),
            parent=self,
            success=lambda _nothing: show_message(self._page, "Onay taraması saklandı."),
            changes=CHANGES,
        )


def file_words(row: RotaFileRow) -> str:
    """Return the name of a file, with its version."""
    return f"{row.kind.words}, {number_text(row.number)}. sürüm"


_FILES: Final[Sequence[Column[RotaFileRow]]] = (
    Column("Belge", file_words, kind=CellKind.STRONG, width_chars=28, stretch=True),
    Column("Zamanı", lambda row: row.added_at, width_chars=15),
    Column("Ekleyen", lambda row: row.added_by, kind=CellKind.MUTED, width_chars=16),
    # Its beginning identifies papers; all of it is copied, and shown as a tooltip.
    Column("SHA-256", lambda row: row.sha256, kind=CellKind.MUTED, width_chars=9),
)
_NOTICES: Final[Sequence[Column[NoticeRow]]] = (
    Column("Adı soyadı", lambda row: row.name, kind=CellKind.STRONG, width_chars=26, stretch=True),
    Column(
        "Tebellüğ günü",
        lambda row: row.signed_on or "imzalamadı",
        state=lambda row: State.GOOD if row.signed_on else State.NEAR,
        width_chars=16,
    ),
)


class PapersDialog(TaskDialog):
    """The papers of a month, and who has signed the notice.

    Attributes:
        files: The papers, the newest first.
        notices: The persons to be notified of the newest version.
        signed_on: The day that Enter records for the selected people.
    """

    def __init__(
        self,
        background: Background,
        month: str,
        *,
        actor: Actor,
        clock: Clock,
        parent: QWidget,
    ) -> None:
        """Make the dialog, and load its content.

        Args:
            background: Runs the queries and the saving.
            month: Such as `2026-12`.
            actor: Determines whether signing and attaching are allowed.
            clock: For today; UTC.
        """
        super().__init__(
            title=f"{month_words(month)}: belgeler ve tebliğ", width=720, parent=parent
        )
        self._background = background
        self._month = month
        self._clock = clock
        self._may_sign = may(actor.role, Right.EDIT_ROTA)
        self._papers = RotaPapers(background, actor=actor, parent=self)
        self.files = RowsModel[RotaFileRow](_FILES, parent=self)
        self._files_view = TableView("rota-files", name="Ayın belgeleri", parent=self)
        self._files_view.setModel(self.files)
        self._files_view.set_row_key(lambda row: row.file_id)
        self._files_view.set_empty_texts("Belge yok", "Çizelge yayımlanınca burada durur.")
        self.notices = RowsModel[NoticeRow](_NOTICES, parent=self)
        self.notices_view = TableView("rota-notices", name="Tebliğ listesi", parent=self)
        self.notices_view.setModel(self.notices)
        self.notices_view.set_row_key(lambda row: row.notice_id)
        self.notices_view.set_empty_texts("Tebliğ listesi yok", "Çizelge yayımlanınca oluşur.")
        self.signed_on = DateField(
            "Seçilenlerin &imza günü", today=local_day(clock()), key="signed_on", parent=self
        )
        self.signed_on.set_note("Ctrl+T bugünü, Del hiçbirini yazar.")
        self._sign = SecondaryButton("İmzayı ya&z", parent=self)
        self._unsigned = StateText(State.NEAR, parent=self)
        self._approve = SecondaryButton("O&nay taramasını ekle…", parent=self)
        self._approve.setVisible(may(actor.role, Right.APPROVE_ROTA, actor.given))
        self._lay_out()
        self._connect()
        self._read()

    def _lay_out(self) -> None:
        for view in (self._files_view, self.notices_view):
            view.setMinimumHeight(theme.px(132))
        self.content.addWidget(make_label("Belgeler", font=theme.section(), parent=self))
        self.content.addWidget(self._files_view)
        self.content.addWidget(self._approve, 0, Qt.AlignmentFlag.AlignLeft)
        self.content.addWidget(make_label("Tebliğ listesi", font=theme.section(), parent=self))
        self.content.addWidget(self._unsigned)
        self.content.addWidget(self.notices_view, 1)
        self._signing = group((self.signed_on, self._sign), shares=(1, 0), parent=self)
        self._signing.setVisible(self._may_sign)
        self.content.addWidget(self._signing)
        self.add_button("Ka&pat", primary=True).clicked.connect(self.reject)

    def _connect(self) -> None:
        self._background.changed.connect(self._on_changed)
        self._files_view.opened.connect(self._on_open)
        self._approve.clicked.connect(self._on_approve)
        self._sign.clicked.connect(self._on_sign)
        self.signed_on.line.returnPressed.connect(self._on_sign)
        if self._may_sign:
            view = self.notices_view
            today = view.add_row_action("&Bugün imzaladı", shortcut="Ctrl+T", for_several=True)
            today.triggered.connect(lambda: self._write(local_day(self._clock())))
            nothing = view.add_row_action("İmzayı g&eri al", shortcut="Del", for_several=True)
            nothing.triggered.connect(lambda: self._write(None))
            view.opened.connect(self.signed_on.take_focus)

    def _read(self) -> None:
        month = self._month
        self._background.run(
            lambda work: (service.list_files(work, month), service.list_notices(work, month)),
            parent=self,
            success=self._show_read,
        )

    def _show_read(self, read: tuple[Sequence[RotaFileRow], Sequence[NoticeRow]]) -> None:
        files, notices = read
        self.files.set_rows(files)
        self.notices.set_rows(notices)
        self._files_view.select_first()
        self.notices_view.select_first()
        open_ones = sum(one.signed_on is None for one in notices)
        if open_ones:
            words = f"{number_text(open_ones)} kişi tebellüğ etmedi."
            self._unsigned.set_text(State.NEAR, words)
        else:
            self._unsigned.set_text(State.GOOD, "Herkes tebellüğ etti." if notices else "")

    def _write(self, day: dt.date | None) -> None:
        rows = self.notices_view.selected_rows()

        def sign(work: Work) -> None:
            for row in rows:
                service.sign_notice(work, row.notice_id, day, version=row.version)

        if rows:
            self._background.run(
                sign,
                parent=self,
                success=lambda _nothing: self._on_signed(len(rows)),
                failure=self._on_refused,
                changes=CHANGES,
            )

    def _on_signed(self, count: int) -> None:
        position = (self.notices_view.selected_positions() or [0])[-1]
        if count == 1 and position + 1 < self.notices.rowCount():
            self.notices_view.selectRow(position + 1)  # the next one on the list

    def _on_refused(self, error: Exception) -> None:
        self.signed_on.set_problem(str(text_of(error)))
        self._read()

    @Slot(frozenset)
    def _on_changed(self, topics: frozenset[object]) -> None:
        if topics & CHANGES:
            self._read()

    @Slot()
    def _on_sign(self) -> None:
        day = self.signed_on.value()
        if not self.signed_on.validate() or day is None:
            self.signed_on.take_focus()
            return
        self._write(day)

    @Slot()
    def _on_open(self) -> None:
        row = self._files_view.current_row()
        if row is not None:
            self._papers.open_file(row)

    @Slot()
    def _on_approve(self) -> None:
        path = ask_source(self, "Onay taramasını seç", SCANS)
        if path is not None:
            self.attach_approval(path)

    def attach_approval(self, path: Path) -> None:
        """Attach a scan of the signed approval to the newest version."""
        published = max((row.number for row in self.files.rows()), default=0)
        self._papers.attach_approval(self._month, path, number=published)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        # Enter records the typed day; it must not also close the dialog.
        if event.key() not in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            super().keyPressEvent(event)
