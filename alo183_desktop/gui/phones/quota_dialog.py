"""Set the quota of every line, or of one: minutes, data, and the first day of its period."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Unpack

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from alo183_desktop.documents.columns import CellKind, Column
from alo183_desktop.gui.kit import dialogs, theme
from alo183_desktop.gui.kit.buttons import SecondaryButton
from alo183_desktop.gui.kit.conflicts import Dated
from alo183_desktop.gui.kit.containers import make_row
from alo183_desktop.gui.kit.form.dialog import DialogContext, FormDialog
from alo183_desktop.gui.kit.form.form import ChoiceField, DateField, TextField
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.table.models import RowsModel
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.phones.quotas import service as quota_service
from alo183_desktop.phones.quotas.rows import QuotaSettingRow
from alo183_desktop.phones.quotas.rules import LAST_PERIOD_DAY, QuotaForm, Setting, check_quota
from alo183_desktop.phones.quotas.words import data_words
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.numbers import whole_minutes
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.form.fields import Field
    from alo183_desktop.phones.quotas.rules import CheckedQuota
    from alo183_desktop.shared.errors import Problem

CHANGES: Final = frozenset({Topic.USAGE})
_EVERY_LINE: Final = "0"
_TABLE: Final = 128


def _stored(rows: Sequence[QuotaSettingRow]) -> list[QuotaSettingRow]:
    """Return the settings made by users, without those of the circular."""
    return [row for row in rows if row.quota_id is not None]


def _start(row: QuotaSettingRow) -> str:
    return "Genelge 2014/05" if row.quota_id is None else format_day(row.starts_on)


_COLUMNS: Final = (
    Column[QuotaSettingRow](
        "Ne zamandan beri", _start, kind=CellKind.STRONG, width_chars=16, stretch=True
    ),
    Column[QuotaSettingRow](
        "Dakika", lambda row: f"{whole_minutes(row.seconds)} dk", align_right=True, width_chars=10
    ),
    Column[QuotaSettingRow](
        "Veri", lambda row: data_words(row.bytes), align_right=True, width_chars=10
    ),
    Column[QuotaSettingRow](
        "Dönemin günü",
        lambda row: f"ayın {row.period_day}. günü",
        kind=CellKind.MUTED,
        width_chars=14,
    ),
)


class QuotaDialog(FormDialog):
    """The existing settings, and a new one below; a wrong one can be removed.

    Attributes:
        settings: The settings of the chosen line, the newest first.
        view: Their list.

    Signals:
        loaded: The list is up to date.
    """

    chapter = "Kota doluyor"

    loaded = Signal()

    def __init__(
        self,
        lines: Sequence[tuple[int, str]],
        line_id: int | None,
        **common: Unpack[DialogContext],
    ) -> None:
        """Make the dialog and read the settings.

        Args:
            lines: Every line with its text.
            line_id: The initial choice; None: every line.
            **common: As `DialogContext`; the clock's day is proposed as the first one.
        """
        super().__init__(
            title="Kotalar",
            explanation="Genelge her hatta ayda 300 dakika ve 1 GB tanır. Bir kota, günü o gün ya "
            "da sonra başlayan ilk dönemden itibaren geçer; önceki dönemler değişmez.",
            verb="Kotayı &kaydet",
            width=620,
            background=common["background"],
            changes=CHANGES,
            draft=f"phones.quota.{line_id or 'every'}",
            parent=common["parent"],
        )
        self._today = today = local_day(common["clock"]())
        self._put_back: dict[str, str] = {}
        self._asked = self._answered = 0
        self._dates = Dated[Setting](None, {}, shown_on=None)
        self._whose = ChoiceField(
            "&Hangi hat",
            [(_EVERY_LINE, "Kendi kotası olmayan bütün hatlar")]
            + [(str(line_id), words) for line_id, words in lines],
            key="line",
            required=True,
            parent=self,
        )
        self._starts_on = DateField(
            "İ&lk günü", today=today, key="starts_on", required=True, parent=self
        )
        self._minutes = TextField("&Dakika", key="minutes", required=True, parent=self)
        self._data = TextField(
            "&Veri", key="data", required=True, note="Örnek: 1 GB, 512 MB.", parent=self
        )
        self._day = ChoiceField(
            "Dönemin başladığı &gün",
            [(str(day), f"Ayın {day}. günü") for day in range(1, LAST_PERIOD_DAY + 1)],
            key="period_day",
            required=True,
            parent=self,
        )
        self.settings = RowsModel[QuotaSettingRow](_COLUMNS, parent=self)
        self.view = TableView("quota-settings", name="Geçmiş kotalar", parent=self)
        self.view.set_row_key(lambda row: row.quota_id)
        self.view.setModel(self.settings)
        self.view.setFixedHeight(theme.px(_TABLE))
        self.view.set_empty_texts("Bu hattın kendi kotası yok", "Bütün hatların kotası geçerlidir.")
        self.remove_button = SecondaryButton("Kotayı &sil…", icon="delete", parent=self)
        self._lay_out()
        self._whose.set_value(_EVERY_LINE if line_id is None else str(line_id))
        self._starts_on.propose(today)
        self._connect()
        self._read()

    def line_id(self) -> int | None:
        """Return the chosen line; None: every line."""
        value = self._whose.value()
        return None if value in {None, _EVERY_LINE} else int(value)

    @override
    def wrong(self) -> Sequence[Problem]:
        return self._check().problems

    @override
    def act(self) -> Callable[[Work], int] | None:
        setting = self._check().setting
        if setting is None:
            return None
        line_id, began = self.line_id(), self._dates.on(setting.starts_on)
        # None: no setting for that day is known here.
        version, base = began.version or None, began.values

        def save(work: Work) -> int:
            if line_id is None:
                saved = quota_service.set_default_quota(work, setting, version=version, base=base)
            else:
                saved = quota_service.set_line_quota(
                    work, line_id, setting, version=version, base=base
                )
            return saved

        return save

    @override
    def on_draft_taken(self) -> None:
        if self._answered != self._asked:
            # Else the settings of its line would be shown over the rest.
            self._put_back = self.form.changed_texts()
        super().on_draft_taken()

    @override
    def first_field(self) -> Field:
        return self._minutes

    def _lay_out(self) -> None:
        form = self.form
        form.add_row(self._whose)
        form.add_row(make_label("Şimdiye kadarki kotalar", font=theme.body_medium(), parent=self))
        form.add_row(self.view)
        beside = QWidget(self)
        row = make_row(beside)
        row.addWidget(make_label("Yeni kota", font=theme.section(), parent=self), 1)
        row.addWidget(self.remove_button)
        form.add_row(beside)
        form.add_row(self._starts_on, self._day)
        form.add_row(self._minutes, self._data)

    def _connect(self) -> None:
        self._whose.changed.connect(self._read)
        self.view.row_changed.connect(self._show_remove)
        self.remove_button.clicked.connect(self._on_remove)

    @Slot()
    def _read(self) -> None:
        if self._whose.value() is None:
            return
        line_id = self.line_id()
        self._asked += 1
        asked = self._asked

        def read(work: Work) -> tuple[tuple[QuotaSettingRow, ...], tuple[QuotaSettingRow, ...]]:
            everyone = quota_service.list_settings(work)
            own = everyone if line_id is None else quota_service.list_settings(work, line_id)
            return own, everyone

        def show(read: tuple[tuple[QuotaSettingRow, ...], tuple[QuotaSettingRow, ...]]) -> None:
            if asked == self._asked:  # otherwise another line was chosen
                self._answered = asked
                self._show_read(read)

        self.background.run(read, parent=self, success=show, failure=self.refuse)

    def _show_read(
        self, read: tuple[tuple[QuotaSettingRow, ...], tuple[QuotaSettingRow, ...]]
    ) -> None:
        own, everyone = read
        was_clean = not self.form.is_dirty() or not self._minutes.text()
        self.settings.set_rows(own)
        now = next((row for row in (*own, *everyone) if row.starts_on <= self._today), everyone[-1])
        # As read back from the fields; the circular's own begins on no day that can be typed.
        shown = check_quota(
            QuotaForm(
                self._today, str(whole_minutes(now.seconds)), data_words(now.bytes), now.period_day
            )
        ).setting
        self._dates = self.begin_with(
            Dated(
                shown,
                {row.starts_on: row.version for row in _stored(own)},
                shown_on=now.starts_on if now in _stored(own) else None,
            )
        )
        self._minutes.set_value(str(whole_minutes(now.seconds)))
        self._data.set_value(data_words(now.bytes))
        self._day.set_value(str(now.period_day))
        if was_clean:
            self.form.mark_clean()
        put_back, self._put_back = self._put_back, {}
        self.form.set_texts({key: put_back[key] for key in put_back.keys() - {"line"}})
        self._show_remove()
        self.fit_soon()
        self.loaded.emit()

    def _check(self) -> CheckedQuota:
        return check_quota(
            QuotaForm(
                starts_on=self._starts_on.value(),
                minutes=self._minutes.text(),
                data=self._data.text(),
                period_day=int(self._day.value() or 1),
            )
        )

    @Slot()
    def _show_remove(self) -> None:
        row = self.view.current_row()
        self.remove_button.setEnabled(row is not None and row.quota_id is not None)

    @Slot()
    def _on_remove(self) -> None:
        row = self.view.current_row()
        if row is None or row.quota_id is None:
            return
        if not dialogs.confirm(
            self,
            title="Kota silinsin mi?",
            text=f"{format_day(row.starts_on)} gününden beri geçen kota silinir; ondan önceki "
            "kota geçmeye devam eder.",
            verb="Kotayı sil",
        ):
            return
        quota_id, version = row.quota_id, row.version
        self.background.run(
            lambda work: quota_service.remove_quota(work, quota_id, version=version),
            parent=self,
            success=lambda _nothing: self._read(),
            # Nothing was typed that could be saved over the other user's change.
            changes=CHANGES,
        )
