"""The rota settings of a directorate: limits, duty patterns, and closed times."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from alo183_desktop.access.rules import Right
from alo183_desktop.gui.kit import dialogs, theme
from alo183_desktop.gui.kit.buttons import SecondaryButton
from alo183_desktop.gui.kit.containers import Beside, make_row
from alo183_desktop.gui.kit.form.choices import CheckList, QuickChoice
from alo183_desktop.gui.kit.form.dates import TimeField
from alo183_desktop.gui.kit.form.dialog import FormDialog
from alo183_desktop.gui.kit.form.form import PhoneField, TextField
from alo183_desktop.gui.kit.form.record import RecordDialog, register_dialog
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.table.models import CellKind, Column, RowsModel
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.settings.section import Section
from alo183_desktop.rota import rules, service
from alo183_desktop.rota.kinds import DutyKind, PatternDays
from alo183_desktop.rota.rows import ClosedTimeRow, Limits, PatternRow
from alo183_desktop.shared.clock import format_instant
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.turkish import lower_tr
from alo183_desktop.vehicles.rows import VehicleFilter
from alo183_desktop.vehicles.service import list_vehicles

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.rota.record import ClosedTimeValues
    from alo183_desktop.shared.clock import Clock
    from alo183_desktop.vehicles.rows import VehicleRow

_CHANGES: Final = frozenset({Topic.ROTA})
_REMOVE: Final = 1
_ACTIVE: Final = "active"
_HOURS: Final = re.compile(r"(\d{1,3})(?:,(\d{1,2}))?")
_BOTH: Final = re.compile(r"(?:(\d{1,3}) ?s(?:a|aat)\.?)? ?(?:(\d{1,5}) ?d(?:k|akika)\.?)?")
_CLOCK: Final = re.compile(r"(\d{1,3})[.:](\d{2})")
_HOUR: Final = 60
_WEEK: Final = 7 * 24 * _HOUR
_MOST: Final = 99


def parse_length(text: str) -> int:
    """Return the minutes of `7,5`, `7.30`, `7 sa 30 dk` or `450 dk`.

    Raises:
        KnownError: `rota.length`.
    """
    typed = " ".join(lower_tr(text).split())
    if match := _CLOCK.fullmatch(typed):
        minutes = int(match[1]) * _HOUR + int(match[2])
    elif match := _HOURS.fullmatch(typed):
        minutes = round(float(f"{match[1]}.{match[2] or 0}") * _HOUR)
    elif typed and (match := _BOTH.fullmatch(typed)):
        minutes = int(match[1] or 0) * _HOUR + int(match[2] or 0)
    else:
        raise KnownError("rota.length")
    if minutes > _WEEK:
        raise KnownError("rota.length")
    return minutes


def length_text(minutes: int) -> str:
    """Return minutes as typed: `7,5`, or `7 sa 20 dk` where that is shorter."""
    hours, rest = divmod(minutes, _HOUR)
    if rest % 15 == 0:
        return number_text(minutes / _HOUR, decimals=2, least=0)
    return f"{hours} sa {rest} dk"


def parse_count(text: str) -> int:
    """Return a number from 0 to 99.

    Raises:
        KnownError: `rota.count`.
    """
    typed = text.strip()
    if not typed.isdecimal() or int(typed) > _MOST:
        raise KnownError("rota.count")
    return int(typed)


@dataclass(frozen=True, slots=True)
class LimitRow:
    """One limit, as listed."""

    name: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class _Limit:
    """A limit that is a length or a count."""

    key: str
    label: str
    rule: str
    """The rule that has its source (`rules.SOURCES`)."""
    is_length: bool = True

    @property
    def name(self) -> str:
        return self.label.replace("&", "")

    @property
    def source(self) -> str:
        return rules.SOURCES[self.rule]


_LIMITS: Final = (
    _Limit("spacing_days", "İki &uzun nöbet arasında en az gün", "spacing", is_length=False),
    _Limit("month_most", "Ayda en çok &nöbet (icap sayılmaz)", "month_most", is_length=False),
    _Limit(
        "wishes_close_day", "İstekler önceki ayın ka&çına kadar alınır", "spacing", is_length=False
    ),
    _Limit("worker_day_minutes", "İşçi günde en çok, &saat", "worker_day"),
    _Limit("worker_night_minutes", "İşçi &gecede en çok, saat", "worker_night"),
    _Limit("worker_rest_minutes", "İşçi iki iş &arasında en az, saat", "worker_rest"),
    _Limit("worker_week_minutes", "İşçi &haftada en çok, saat", "worker_week"),
)
_NIGHT: Final = rules.SOURCES["worker_night"]
_SETTING: Final = rules.SOURCES["spacing"]
_OWN_ONLY: Final = "yalnız kendi konularına bakar"
_OWN: Final = "own"
_APPROVES: Final = "approves"


def _time(minute: int) -> dt.time:
    return dt.time(*divmod(minute, _HOUR))


def _minute(time: dt.time) -> int:
    return time.hour * _HOUR + time.minute


def limit_rows(limits: Limits) -> list[LimitRow]:
    """Return the limits as listed, each with its basis."""

    def shown(limit: _Limit) -> str:
        value = getattr(limits, limit.key)
        if limit.is_length:
            text = length_text(value)
            return text if " " in text else f"{text} saat"
        return number_text(value) if value else "sınır yok"

    night = f"{_time(limits.night_starts_minute):%H.%M}-{_time(limits.night_ends_minute):%H.%M}"
    director = ", ".join(
        part
        for part in (
            limits.director_name,
            format_phone(limits.director_phone) if limits.director_phone else "",
        )
        if part
    )
    return [
        LimitRow("Gece sayılan saatler", night, _NIGHT),
        *(LimitRow(one.name, shown(one), one.source) for one in _LIMITS),
        LimitRow(
            "Asıl nöbetçi", _OWN_ONLY if limits.own_subjects_only else "her konuya bakar", _SETTING
        ),
        LimitRow("Nöbetçi yanıt vermezse aranacak müdür", director or "yazılmadı", ""),
        LimitRow(
            "Çizelgeyi ve değişimleri onaylayan",
            "yönetici ve müdür" if limits.director_approves else "yönetici",
            _SETTING,
        ),
    ]


class LimitsDialog(FormDialog):
    """Sets the limits, and who is assigned last."""

    def __init__(
        self, background: Background, limits: Limits, *, desk: Desk, parent: QWidget
    ) -> None:
        """Make the dialog with the limits as they were read."""
        super().__init__(
            title="Nöbet sınırlarını düzenle",
            explanation="Program süreleri sayar ve uyarır; hukuki değerlendirme yapmaz. Saatler "
            "7,5 ya da 7.30 biçiminde yazılabilir. Gün ve nöbet sayısında 0, sınır yok demektir.",
            width=640,
            background=background,
            changes=_CHANGES,
            draft="settings.rota_limits",
            parent=parent,
        )
        self._limits = limits
        self._night = tuple(
            TimeField(
                label, clock=desk.clock, key=key, required=True, note=_NIGHT, parent=self.form
            )
            for key, label in (
                ("night_starts_minute", "Gecenin &başladığı saat"),
                ("night_ends_minute", "Gecenin b&ittiği saat"),
            )
        )
        self._fields = {
            one.key: TextField(
                one.label,
                key=one.key,
                required=True,
                check=parse_length if one.is_length else parse_count,
                note=one.source,
                max_length=20,
                parent=self.form,
            )
            for one in _LIMITS
        }
        self._own = CheckList(
            "Asıl nöbetçi",
            [(_OWN, "&Yalnız kendi konularına bakar; kapsam ve öneri konuyu sorar")],
            key="own_subjects_only",
            parent=self.form,
        )
        self._name = TextField(
            "&Müdürün adı soyadı", key="director_name", max_length=200, parent=self.form
        )
        self._phone = PhoneField("Müdürün &telefonu", key="director_phone", parent=self.form)
        self._approves = CheckList(
            "Onay",
            [(_APPROVES, "Müdür &rolü de çizelgeyi yayımlar, değişimleri onaylar")],
            key="director_approves",
            parent=self.form,
        )
        self.form.add_row(*self._night)
        fields = list(self._fields.values())
        for place in range(0, len(fields), 2):
            self.form.add_row(*fields[place : place + 2])
        self.form.add_row(self._own)
        self.form.add_row(self._name, self._phone)
        self.form.add_row(self._approves)
        self._approves.set_value((_APPROVES,) if limits.director_approves else ())
        self._own.set_value((_OWN,) if limits.own_subjects_only else ())
        for field in self._night:
            field.set_value(_time(getattr(limits, field.key)))
        for one in _LIMITS:
            value = getattr(limits, one.key)
            self._fields[one.key].set_text(length_text(value) if one.is_length else str(value))
        self._name.set_value(limits.director_name or None)
        self._phone.set_value(limits.director_phone or None)
        self.form.mark_clean()

    @override
    def act(self) -> Callable[[Work], object]:
        begins, ends = (field.value() for field in self._night)
        wanted = replace(
            self._limits,
            night_starts_minute=_minute(begins),
            night_ends_minute=_minute(ends),
            own_subjects_only=bool(self._own.value()),
            director_name=" ".join(self._name.text().split()),
            director_phone=self._phone.value() or "",
            director_approves=bool(self._approves.value()),
            **{key: field.value() for key, field in self._fields.items()},
        )
        return lambda work: service.save_limits(work, wanted)


class PatternDialog(FormDialog):
    """Adds or edits a duty pattern."""

    def __init__(
        self,
        background: Background,
        row: PatternRow | None,
        vehicles: Sequence[VehicleRow],
        *,
        desk: Desk,
        parent: QWidget,
    ) -> None:
        """Make the dialog.

        Args:
            background: Runs the saving.
            row: The pattern to edit; None adds one.
            vehicles: The vehicles its duties can begin with.
            desk: For the clock.
            parent: The parent window.
        """
        super().__init__(
            title="Nöbet saati ekle" if row is None else "Nöbet saatini düzenle",
            explanation="Başlatılmış ayların nöbetleri değişmez; yeni aylar buna göre açılır.",
            width=560,
            background=background,
            changes=_CHANGES,
            draft=f"settings.duty_pattern.{row.pattern_id if row else 'new'}",
            parent=parent,
        )
        self._pattern = row
        self._kind = QuickChoice(
            "&Nöbet",
            [(kind.value, kind.words) for kind in DutyKind],
            key="kind",
            required=True,
            parent=self.form,
        )
        self._days = QuickChoice(
            "&Günleri",
            [(one.value, one.words) for one in PatternDays],
            key="days",
            required=True,
            parent=self.form,
        )
        self._starts = TimeField(
            "&Başladığı saat", clock=desk.clock, key="starts", required=True, parent=self.form
        )
        self._length = TextField(
            "&Süresi, saat",
            key="length",
            required=True,
            check=parse_length,
            max_length=20,
            parent=self.form,
        )
        self._rest = TextField(
            "Sonrasında &dinlenme, saat",
            key="rest",
            required=True,
            check=parse_length,
            note=rules.SOURCES["rest"],
            max_length=20,
            parent=self.form,
        )
        self._active = CheckList(
            "Çalışması", [(_ACTIVE, "Bütün süre iş başındadır")], key="active", parent=self.form
        )
        self._vehicle = QuickChoice(
            "&Aracı",
            [(str(one.vehicle_id), one.plate) for one in vehicles],
            key="vehicle",
            note="Boş bırakılabilir; nöbetler bu araçla açılır.",
            parent=self.form,
        )
        self.form.add_row(self._kind, self._days)
        self.form.add_row(self._starts, self._length)
        self.form.add_row(self._rest, self._active)
        self.form.add_row(self._vehicle)
        if row is not None:
            self._kind.set_value(row.kind.value)
            self._days.set_value(row.days.value)
            self._starts.set_value(_time(row.starts_minute))
            self._length.set_text(length_text(row.length_minutes))
            self._rest.set_text(length_text(row.rest_minutes))
            self._active.set_value((_ACTIVE,) if row.is_active else ())
            self._vehicle.set_value(None if row.vehicle_id is None else str(row.vehicle_id))
        self.form.mark_clean()

    @override
    def act(self) -> Callable[[Work], int] | None:
        kind, days = self._kind.meant(), self._days.meant()
        if kind is None or days is None:
            return None
        row, vehicle = self._pattern, self._vehicle.meant()
        wanted = PatternRow(
            pattern_id=0 if row is None else row.pattern_id,
            kind=DutyKind(kind),
            days=PatternDays(days),
            starts_minute=_minute(self._starts.value()),
            length_minutes=self._length.value(),
            rest_minutes=self._rest.value(),
            is_active=bool(self._active.value()),
            version=0 if row is None else row.version,
            vehicle_id=None if vehicle is None else int(vehicle),
        )
        return lambda work: service.save_pattern(work, wanted)


_LIMIT_COLUMNS: Final[Sequence[Column[LimitRow]]] = (
    Column("Sınır", lambda row: row.name, width_chars=34, stretch=True),
    Column("Değeri", lambda row: row.value, kind=CellKind.STRONG, width_chars=16),
    Column("Dayanağı", lambda row: row.source, kind=CellKind.MUTED, width_chars=30, stretch=True),
)
_PATTERN_COLUMNS: Final[Sequence[Column[PatternRow]]] = (
    Column("Nöbet", lambda row: row.kind.words, kind=CellKind.STRONG, width_chars=14),
    Column("Günleri", lambda row: row.days.words, width_chars=24, stretch=True),
    Column("Başlar", lambda row: f"{_time(row.starts_minute):%H.%M}", width_chars=7),
    Column("Süresi", lambda row: rules.hours_words(row.length_minutes), width_chars=10),
    Column("Dinlenme", lambda row: rules.hours_words(row.rest_minutes), width_chars=10),
    Column(
        "Çalışması", lambda row: "iş başında" if row.is_active else "evde, icapta", width_chars=14
    ),
)
_CLOSED_COLUMNS: Final[Sequence[Column[ClosedTimeRow]]] = (
    Column("Adı", lambda row: row.name, width_chars=30, stretch=True),
    Column("Başlangıcı", lambda row: row.starts_at, width_chars=15),
    Column("Bitişi", lambda row: row.ends_at, width_chars=15),
)


def closed_time_dialog(
    closed_id: int | None,
    opened: tuple[ClosedTimeValues | None, int],
    *,
    background: Background,
    clock: Clock,
    parent: QWidget,
) -> RecordDialog[ClosedTimeValues]:
    """Return the dialog of a closed time; None adds one. Other arguments as `RecordDialog`."""
    return register_dialog(
        service.CLOSED_TIMES,
        closed_id,
        opened,
        title="Kapalı zaman ekle" if closed_id is None else "Kapalı zamanı düzenle",
        changes=_CHANGES,
        background=background,
        clock=clock,
        parent=parent,
    )


class RotaSection(Section):
    """Limits with their sources, duty patterns, and closed times.

    Attributes:
        limits: The limits.
        patterns: The duty patterns of new months.
        closed: What the directorate added to the closures by law.
    """

    kinds = _CHANGES | {Topic.VEHICLES}

    def __init__(self, background: Background, *, desk: Desk, parent: QWidget) -> None:
        super().__init__(
            background,
            title="Nöbet",
            sentence="Çizelge bu sınırlara göre uyarır. Sayıların dayanağı yanında yazılıdır; "
            "program süreleri sayar, hukuki değerlendirme yapmaz.",
            desk=desk,
            parent=parent,
        )
        self._read_limits = Limits()
        self._vehicles: Sequence[VehicleRow] = ()
        may_set = self.may(Right.EDIT_DIRECTORATE)
        may_close = self.may(Right.EDIT_ROTA)
        self.limits = RowsModel[LimitRow](_LIMIT_COLUMNS, parent=self)
        self.patterns = RowsModel[PatternRow](_PATTERN_COLUMNS, parent=self)
        self.closed = RowsModel[ClosedTimeRow](_CLOSED_COLUMNS, parent=self)
        self._limits_view = self._add_list(
            "Sınırlar",
            self.limits,
            lambda row: row.name,
            (("Sınırları dü&zenle…", self._on_limits),) if may_set else (),
        )
        self._patterns_view = self._add_list(
            "Nöbet saatleri",
            self.patterns,
            lambda row: row.pattern_id,
            (
                ("Nöbet saati &ekle…", lambda: self._show_pattern(None)),
                ("&Düzenle…", self._on_pattern),
                ("Ka&ldır…", self._on_remove_pattern),
            )
            if may_set
            else (),
        )
        self._closed_view = self._add_list(
            "Kapalı zamanlar (kanundaki tatillere ek)",
            self.closed,
            lambda row: row.closed_id,
            (
                ("Kapalı zaman e&kle…", lambda: self._show_closed(None, (None, 0))),
                ("D&üzenle…", self._on_closed),
                ("&Sil…", self._on_remove_closed),
            )
            if may_close
            else (),
        )
        self._patterns_view.set_empty_texts(
            "Nöbet saati yok", "Ay başlatılabilmesi için en az bir nöbet saati gerekir."
        )
        self._closed_view.set_empty_texts(
            "Kapalı zaman yok",
            "İdari izin gibi, kararla kapalı olunan zamanlar buraya yazılır.",
        )
        if may_set:
            self._limits_view.opened.connect(self._on_limits)
            self._patterns_view.opened.connect(self._on_pattern)
        if may_close:
            self._closed_view.opened.connect(self._on_closed)
        self.box.addStretch(1)

    @override
    def load(self) -> None:
        self.read(
            lambda work: (
                service.read_settings(work),
                service.list_closed_times(work),
                list_vehicles(work, VehicleFilter(is_current=True)),
            ),
            self._show_read,
        )

    def _show_read(
        self,
        read: tuple[
            tuple[Limits, Sequence[PatternRow]], Sequence[ClosedTimeRow], Sequence[VehicleRow]
        ],
    ) -> None:
        (self._read_limits, patterns), closed, self._vehicles = read
        self.limits.set_rows(limit_rows(self._read_limits))
        self.patterns.set_rows(patterns)
        self.closed.set_rows(closed)
        for view, least in (
            (self._limits_view, 0),
            (self._patterns_view, 3),
            (self._closed_view, 3),
        ):
            view.select_first()
            rows = max(least, view.model().rowCount())
            view.setFixedHeight(rows * theme.row_height() + theme.px(36))

    def _add_list(
        self,
        title: str,
        model: RowsModel[Any],
        key: Callable[..., object],
        acts: Sequence[tuple[str, Callable[[], object]]],
    ) -> TableView:
        place = len(self.findChildren(TableView))
        view = TableView(f"settings-rota-{place}", name=title, parent=self)
        view.setModel(model)
        view.set_row_key(key)
        buttons = QWidget(self)
        row = make_row(buttons, gap=8)
        for words, do in acts:
            button = SecondaryButton(words, parent=buttons)
            button.clicked.connect(do)
            row.addWidget(button)
        heading = make_label(title, font=theme.section(), parent=self)
        self.box.addWidget(Beside(heading, buttons, parent=self))
        self.box.addWidget(view)
        return view

    @Slot()
    def _on_limits(self) -> None:
        dialog = LimitsDialog(
            self.background, self._read_limits, desk=self.desk, parent=self.window()
        )
        self.show_dialog(dialog, "Nöbet sınırları kaydedildi")

    @Slot()
    def _on_pattern(self) -> None:
        row = self._patterns_view.current_row()
        if row is not None:
            self._show_pattern(row)

    def _show_pattern(self, row: PatternRow | None) -> None:
        dialog = PatternDialog(
            self.background, row, self._vehicles, desk=self.desk, parent=self.window()
        )
        self.show_dialog(dialog, "Nöbet saati kaydedildi")

    @Slot()
    def _on_remove_pattern(self) -> None:
        row = self._patterns_view.current_row()
        if row is None:
            return
        answer = dialogs.ask(
            self.window(),
            title="Nöbet saati kaldırılsın mı?",
            text="Yeni aylarda bu nöbet açılmaz; başlatılmış ayların nöbetleri kalır.",
            verbs=("Vazgeç", "Nöbet saatini kaldır"),
        )
        if answer == _REMOVE:
            self.change(
                lambda work: service.remove_pattern(work, row.pattern_id, version=row.version),
                said="Nöbet saati kaldırıldı",
                changes=_CHANGES,
            )

    @Slot()
    def _on_closed(self) -> None:
        row = self._closed_view.current_row()
        if row is not None:
            number = row.closed_id
            self.read(
                lambda work: service.CLOSED_TIMES.open(work, number),
                lambda opened: self._show_closed(number, opened),
            )

    def _show_closed(
        self, closed_id: int | None, opened: tuple[ClosedTimeValues | None, int]
    ) -> None:
        dialog = closed_time_dialog(
            closed_id,
            opened,
            background=self.background,
            clock=self.desk.clock,
            parent=self.window(),
        )
        self.show_dialog(dialog, "Kapalı zaman kaydedildi")

    @Slot()
    def _on_remove_closed(self) -> None:
        row = self._closed_view.current_row()
        if row is None:
            return
        answer = dialogs.ask(
            self.window(),
            title="Kapalı zaman silinsin mi?",
            text=f"{row.name}, {format_instant(row.starts_at)} – {format_instant(row.ends_at)}",
            verbs=("Vazgeç", "Kapalı zamanı sil"),
        )
        if answer == _REMOVE:
            self.change(
                lambda work: service.CLOSED_TIMES.remove(work, row.closed_id, version=row.version),
                said="Kapalı zaman silindi",
                changes=_CHANGES,
            )
