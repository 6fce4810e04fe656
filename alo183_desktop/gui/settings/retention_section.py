"""Retention periods, due records, and past destructions."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QDialog, QMenu, QWidget

from alo183_desktop.access.rules import Right
from alo183_desktop.documents.columns import CellKind, Column
from alo183_desktop.gui.kit import dialogs, theme
from alo183_desktop.gui.kit.buttons import PrimaryButton, SecondaryButton
from alo183_desktop.gui.kit.chosen_files import ask_target, write_file
from alo183_desktop.gui.kit.containers import make_row
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.notices import Banner, report_saved
from alo183_desktop.gui.kit.paper.printing import print_pdf
from alo183_desktop.gui.kit.table.models import RowsModel
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.settings.due_dialog import DueDialog, PeriodDialog
from alo183_desktop.gui.settings.hand_out_dialogs import (
    InspectionDialog,
    PersonDialog,
    ReadinessDialog,
)
from alo183_desktop.gui.settings.section import Section
from alo183_desktop.retention import service
from alo183_desktop.retention.rows import DestructionRow, KindRow
from alo183_desktop.retention.rules import next_destruction_by, period_words
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Sequence

    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.retention.rows import DestructionForm, PeriodRow, RetentionState

_PDF: Final = "PDF (*.pdf)"
_TOPICS: Final = frozenset({Topic.RETENTION})
_ERASE: Final = "Şimdi temizle"
_OLD_BACKUPS: Final = "Eski yedekleri sil…"
READINESS: Final = "readiness"
"""What another page names to open the readiness for an inspection at once."""


class RetentionSection(Section):
    """Shown to users who may see retention; only an administrator changes anything.

    Attributes:
        model: The kinds of records.
        view: Their list.
        records: The destructions.
        records_view: Their list.
        notice: What to do about the data file or its backups.
    """

    topics = _TOPICS

    def __init__(self, background: Background, *, desk: Desk, parent: QWidget) -> None:
        super().__init__(
            background,
            title="Saklama ve imha",
            sentence="Süresi dolan kayıt kendiliğinden silinmez: incelenir, sonra geri "
            "getirilemeyecek biçimde imha edilir. İmha en geç altı ayda bir yapılır; tutanağı en "
            "az üç yıl saklanır. Kanun: 6698, madde 7; Yönetmelik: 28.10.2017/30224.",
            desk=desk,
            parent=parent,
        )
        self._today = local_day(desk.clock())
        self._standing: RetentionState | None = None
        self.person = SecondaryButton("Kişi &verisi…", icon="user", parent=self)
        self.inspection = SecondaryButton("&Denetim paketi…", icon="export", parent=self)
        self.readiness = SecondaryButton("Denetime &hazırlık…", icon="check", parent=self)
        self.readiness.setVisible(self.may(Right.EXPORT_INSPECTION))
        self.person.setVisible(self.may(Right.SHOW_PERSON))
        self.inspection.setVisible(self.may(Right.EXPORT_INSPECTION) and self.may(Right.EXPORT))
        self.buttons.addWidget(self.person)
        self.buttons.addWidget(self.readiness)
        self.buttons.addWidget(self.inspection)
        self.notice = Banner(parent=self)
        self.box.addWidget(self.notice)
        self._add_kinds()
        self._add_records()
        self._connect()

    @override
    def load(self) -> None:
        self.view.set_loading(True)
        self._today = local_day(self.desk.clock())
        self.read(service.look, self._show)

    @override
    def focus_field(self, key: str) -> None:
        if key == READINESS and not self.readiness.isHidden():
            QTimer.singleShot(0, self, self.readiness.click)

    def open_due(self) -> None:
        """Review the due records of the current kind."""
        row = self.view.current_row()
        if row is None:
            return
        dialog = DueDialog(
            self.background,
            row,
            clock=self.desk.clock,
            may_manage=self.may(Right.MANAGE_RETENTION),
            may_export=self.may(Right.EXPORT),
            parent=self.window(),
        )
        dialog.destroyed.connect(self._on_destroyed)
        dialog.reviewed.connect(self.load)
        dialog.open()

    def erase(self) -> None:
        """Rewrite the data file without the destroyed records."""
        self.notice.show_notice(State.NEAR, "Veri dosyası yeniden yazılıyor…")
        self.background.call(
            self.desk.erase_destroyed,
            parent=self,
            success=self._on_erased,
            failure=self._on_busy,
            changes=_TOPICS,
        )

    def _add_kinds(self) -> None:
        columns: Sequence[Column[KindRow]] = (
            Column("Kayıt türü", lambda row: row.kind.words, kind=CellKind.STRONG, width_chars=25),
            Column(
                "Süre",
                lambda row: period_words(row.period.months),
                value=lambda row: row.period.months,
                width_chars=10,
            ),
            Column("Dolan", lambda row: row.due, align_right=True, width_chars=8),
            Column("Uygun", lambda row: row.agreed, align_right=True, width_chars=8),
            Column("Ertelenen", lambda row: row.postponed, align_right=True, width_chars=9),
            Column("En geç imha", self._by_words, state=self._by_state, width_chars=18),
            Column("Dayanağı", lambda row: row.period.basis, width_chars=16, stretch=True),
        )
        self.model = RowsModel[KindRow](columns, parent=self)
        self.view = TableView("settings-retention", name="Saklama süreleri", parent=self)
        self.view.setModel(self.model)
        self.view.set_row_key(lambda row: row.kind)
        self.view.setMinimumHeight(theme.row_height() * 6)
        self.set_period = SecondaryButton("&Süreyi ayarla…", icon="edit", parent=self)
        self.review = PrimaryButton("Süresi dolanları &incele…", icon="show", parent=self)
        self.set_period.setVisible(self.may(Right.MANAGE_RETENTION))
        row = make_row(None, 1, self.set_period, self.review, gap=8)
        self.box.addWidget(self.view, 3)
        self.box.addLayout(row)

    def _add_records(self) -> None:
        columns: Sequence[Column[DestructionRow]] = (
            Column("İmha", lambda row: row.at, width_chars=18),
            Column(
                "Kayıt türü",
                lambda row: row.kind.words,
                kind=CellKind.STRONG,
                width_chars=22,
                stretch=True,
            ),
            Column("Kayıt", lambda row: row.items, align_right=True, width_chars=8),
            Column("Nedeni", lambda row: row.reason, width_chars=26, stretch=True),
            Column("Yapan", lambda row: row.by_name, width_chars=20),
            Column(
                "Veri dosyası",
                lambda row: "bekliyor" if row.erased_at is None else "temizlendi",
                state=lambda row: State.LATE if row.erased_at is None else State.GOOD,
                width_chars=14,
            ),
        )
        self.records = RowsModel[DestructionRow](columns, parent=self)
        self.records_view = TableView("settings-destructions", name="İmhalar", parent=self)
        self.records_view.setModel(self.records)
        self.records_view.set_row_key(lambda row: row.destruction_id)
        self.records_view.set_empty_texts(
            "Henüz imha yapılmadı", "Yapılan her imhanın tutanağı burada durur ve yazdırılır."
        )
        self.records_view.setMinimumHeight(theme.row_height() * 4)
        self.save_form = SecondaryButton("Tutanağı &kaydet…", icon="export", parent=self)
        self.print_form = SecondaryButton("Tutanağı &yazdır…", icon="print", parent=self)
        head = make_row(
            None,
            (make_label("Yapılan imhalar", font=theme.section(), parent=self), 1),
            self.save_form,
            self.print_form,
            gap=8,
        )
        self.box.addLayout(head)
        self.box.addWidget(self.records_view, 2)

    def _connect(self) -> None:
        self.view.opened.connect(self._on_review)
        self.view.row_changed.connect(self._show_buttons)
        self.view.menu_requested.connect(self._fill_menu)
        self.records_view.row_changed.connect(self._show_buttons)
        self.records_view.opened.connect(self._on_print)
        self.review.clicked.connect(self._on_review)
        self.set_period.clicked.connect(self._on_set_period)
        self.print_form.clicked.connect(self._on_print)
        self.save_form.clicked.connect(self._on_save)
        for button, kind in (
            (self.person, PersonDialog),
            (self.readiness, ReadinessDialog),
            (self.inspection, InspectionDialog),
        ):
            button.clicked.connect(partial(self._open, kind))
        self.notice.action_chosen.connect(self._on_notice)

    def _by_words(self, row: KindRow) -> str:
        if row.oldest_due_on is None:
            return ""
        by = next_destruction_by(row.oldest_due_on)
        return f"{format_day(by)}{' aşıldı' if by < self._today else ''}"

    def _by_state(self, row: KindRow) -> State | None:
        if row.oldest_due_on is None:
            return None
        is_over = next_destruction_by(row.oldest_due_on) < self._today
        return State.LATE if is_over else State.NEAR

    def _show(self, standing: RetentionState) -> None:
        self._standing = standing
        self.model.set_rows(standing.kinds)
        self.records.set_rows(standing.destructions)
        self.view.set_loading(False)
        self.view.select_first()
        self.records_view.select_first()
        self._show_buttons()
        if not self.may(Right.MANAGE_RETENTION) or not standing.destructions:
            self.notice.show_notice(None, "")
        elif standing.unerased and self.desk.is_on_server:
            self.notice.show_notice(
                State.LATE,
                "İmha edilenler sunucunun dosyalarından henüz silinmedi: veritabanının sahibi "
                "alo183 db erase komutunu çalıştırmalıdır.",
            )
        elif standing.unerased:
            self.notice.show_notice(
                State.LATE,
                "İmha edilenler veri dosyasının baytlarından henüz silinmedi: başka bir pencere "
                "ya da masa dosyayı kullanıyordu.",
                action=_ERASE,
            )
        else:
            self._look_at_backups(standing.destructions[0].at)

    def _look_at_backups(self, at: dt.datetime) -> None:
        # The second folder is checked, too, and may not answer for long.
        self.background.run_beside(
            lambda: len(self.desk.backups.before(at)),
            parent=self,
            success=self._show_backups,
        )

    def _show_backups(self, count: int) -> None:
        if count:
            self.notice.show_notice(
                State.NEAR,
                f"{count} yedek son imhadan önce alındı ve imha edilenleri hâlâ taşıyor; "
                "silinmezse en geç on iki ay içinde kendiliğinden gider.",
                action=_OLD_BACKUPS,
            )
        else:
            self.notice.show_notice(None, "")

    @Slot()
    def _show_buttons(self) -> None:
        has_kind = self.view.current_row() is not None
        self.review.setEnabled(has_kind)
        self.set_period.setEnabled(has_kind)
        has_record = self.records_view.current_row() is not None
        self.print_form.setEnabled(has_record and self.may(Right.PRINT))
        self.save_form.setEnabled(has_record and self.may(Right.EXPORT))

    @Slot(QMenu)
    def _fill_menu(self, menu: QMenu) -> None:
        if self.view.current_row() is None:
            return
        menu.addAction("İncele…", self._on_review)
        if self.may(Right.MANAGE_RETENTION):
            menu.addAction("Süreyi ayarla…", self._on_set_period)

    @Slot()
    def _on_review(self) -> None:
        self.open_due()

    @Slot()
    def _on_set_period(self) -> None:
        row = self.view.current_row()
        if row is not None and self.may(Right.MANAGE_RETENTION):
            self.read(
                lambda work: service.list_periods(work, row.kind),
                lambda periods: self._open_period(row, periods),
            )

    def _open_period(self, row: KindRow, periods: Sequence[PeriodRow]) -> None:
        dialog = PeriodDialog(
            self.background, row, periods, today=self._today, parent=self.window()
        )
        self.show_dialog(dialog, "Saklama süresi kaydedildi")

    @Slot(int)
    def _on_destroyed(self, _id: int) -> None:
        if self.desk.is_on_server:
            self.reported.emit("Kayıtlar imha edildi")
            self.load()
            return
        self.reported.emit("Kayıtlar imha edildi; veri dosyası yeniden yazılıyor")
        self.erase()

    def _on_erased(self, _count: int) -> None:
        self.reported.emit("İmha edilenler veri dosyasından silindi")
        self.load()

    def _on_busy(self, error: Exception) -> None:
        self.load()
        self.show_error(error)

    @Slot()
    def _on_notice(self) -> None:
        standing = self._standing
        if standing is None or not standing.destructions:
            return
        if standing.unerased:
            self.erase()
            return
        at = standing.destructions[0].at
        answer = dialogs.ask(
            self.window(),
            title="İmhadan önceki yedekler silinsin mi?",
            text="Önce yeni bir yedek alınır ve denetlenir. Eskileri silinince o günlere geri "
            "dönülemez. Geri dönüşte saklanan “onceki-…” klasörlerini ve başka yere kopyaladığınız "
            "yedekleri ayrıca siliniz.",
            verbs=("Eski yedekleri sil", "Vazgeç"),
            state=State.NEAR,
        )
        if answer == 0:
            self.background.run_beside(
                lambda: self.desk.backups.remove_before(at),
                parent=self,
                success=self._on_backups_removed,
                changes=frozenset({Topic.BACKUPS}),
            )

    def _on_backups_removed(self, count: int) -> None:
        self.reported.emit(f"{count} eski yedek silindi")
        self.load()

    @Slot()
    def _on_print(self) -> None:
        row = self.records_view.current_row()
        if row is not None:
            self._make_form(
                lambda pdf: print_pdf(
                    self,
                    pdf,
                    title="İmha tutanağı",
                    name=_form_name(row),
                    background=self.background,
                )
            )

    @Slot()
    def _on_save(self) -> None:
        row = self.records_view.current_row()
        if row is None:
            return
        path = ask_target(self, "İmha tutanağını kaydet", _form_name(row), _PDF)
        if path is not None:
            self._make_form(
                lambda pdf: self.background.run_pure(
                    lambda: write_file(path, pdf),
                    parent=self,
                    success=lambda kept: report_saved(self, kept),
                ),
                is_saved=True,
            )

    def _make_form(self, then: Callable[[bytes], object], *, is_saved: bool = False) -> None:
        """Make the paper of the current destruction; its export is recorded first."""
        row = self.records_view.current_row()
        if row is None:
            return

        def draw(form: DestructionForm) -> None:
            def make() -> bytes:
                from alo183_desktop.retention.papers import destruction_form_pdf  # reportlab

                return destruction_form_pdf(form)

            self.background.run_pure(make, parent=self, success=then)

        self.read(lambda work: service.open_form(work, row.destruction_id, is_saved=is_saved), draw)

    def _open(self, kind: Callable[..., QDialog], *_checked: object) -> None:
        kind(self.background, self.desk, parent=self.window()).open()


def _form_name(row: DestructionRow) -> str:
    """Return the file name of a destruction's paper."""
    return f"imha-tutanagi-{row.destruction_id}.pdf"
