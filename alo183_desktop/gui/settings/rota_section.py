"""What a directorate sets about its rota: limits, hours of duties, and times when it is closed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from PySide6.QtWidgets import QWidget

from alo183_desktop.gui.kit import dialogs, theme
from alo183_desktop.gui.kit.buttons import SecondaryButton
from alo183_desktop.gui.kit.containers import Beside, make_row
from alo183_desktop.gui.kit.form.record import RecordDialog, register_dialog
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.table.models import CellKind, Column, RowsModel
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.settings.section import Section
from alo183_desktop.rota import rules, service
from alo183_desktop.rota.record import LIMITS, Limits, minute_text
from alo183_desktop.shared.clock import format_instant
from alo183_desktop.shared.override import override
from alo183_desktop.vehicles.rows import VehicleFilter
from alo183_desktop.vehicles.service import list_vehicles

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Unpack

    from alo183_desktop.access.register import Register
    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.form.dialog import DialogContext
    from alo183_desktop.rota.rows import ClosedTimeRow, PatternRow
    from alo183_desktop.vehicles.rows import VehicleRow

_CHANGES: Final = frozenset({Topic.ROTA})
_REMOVE: Final = 1
_VEHICLE: Final = "vehicle_id"


class LimitRow(NamedTuple):
    """One limit, as it is listed."""

    name: str
    value: str
    source: str


def limit_rows(limits: Limits) -> list[LimitRow]:
    """Return the limits as they are listed, each with what it rests on."""
    return [
        LimitRow(field.name, LIMITS.words(key, getattr(limits, key)) or "yazılmadı", field.note)
        for key, field in LIMITS.fields.items()
    ]


_LIMIT_COLUMNS: Final[Sequence[Column[LimitRow]]] = (
    Column("Sınır", lambda row: row.name, width_chars=34, stretch=True),
    Column("Değeri", lambda row: row.value, kind=CellKind.STRONG, width_chars=16),
    Column("Dayanağı", lambda row: row.source, kind=CellKind.MUTED, width_chars=30, stretch=True),
)
_PATTERN_COLUMNS: Final[Sequence[Column[PatternRow]]] = (
    Column("Nöbet", lambda row: row.kind.words, kind=CellKind.STRONG, width_chars=14),
    Column("Günleri", lambda row: row.days.words, width_chars=24, stretch=True),
    Column("Başlar", lambda row: minute_text(row.starts_minute), width_chars=7),
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


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One of the lists, and the form of its rows."""

    title: str
    register: Register[Any]
    columns: Sequence[Column[Any]]
    row_key: Callable[[Any], object]
    row_id: Callable[[Any], int]
    """Returns the id of a row in the register."""
    changes: tuple[str, str]
    """Button and title of the dialog that changes a row."""
    message: str
    adds: tuple[str, str] | None = None
    """The same of one that adds a row."""
    removes: tuple[str, str, str, str] | None = None
    """Button, question, verb, and the message once a row is removed."""
    asked: Callable[[Any], str] = lambda _row: ""
    """Returns the text of that question."""
    explanation: str = ""
    width: int = 560
    empty: tuple[str, str] = ("", "")
    least_rows: int = 3


LIMIT_SETTING: Final = Setting(
    title="Sınırlar",
    register=service.LIMITS,
    columns=_LIMIT_COLUMNS,
    row_key=lambda row: row.name,
    row_id=lambda _row: 1,
    changes=("Sınırları dü&zenle…", "Nöbet sınırlarını düzenle"),
    message="Nöbet sınırları kaydedildi",
    explanation="Program süreleri sayar ve uyarır; hukuki değerlendirme yapmaz. Saatler "
    "7,5 ya da 7.30 biçiminde yazılabilir. Gün ve nöbet sayısında 0, sınır yok demektir. Asıl "
    "nöbetçi yalnız kendi konularına bakıyorsa kapsam ve öneri konuyu sorar.",
    width=640,
)
PATTERN_SETTING: Final = Setting(
    title="Nöbet saatleri",
    register=service.PATTERNS,
    columns=_PATTERN_COLUMNS,
    row_key=lambda row: row.pattern_id,
    row_id=lambda row: row.pattern_id,
    adds=("Nöbet saati &ekle…", "Nöbet saati ekle"),
    changes=("&Düzenle…", "Nöbet saatini düzenle"),
    message="Nöbet saati kaydedildi",
    removes=(
        "Ka&ldır…",
        "Nöbet saati kaldırılsın mı?",
        "Nöbet saatini kaldır",
        "Nöbet saati kaldırıldı",
    ),
    asked=lambda _row: "Yeni aylarda bu nöbet açılmaz; başlatılmış ayların nöbetleri kalır.",
    explanation="Başlatılmış ayların nöbetleri değişmez; yeni aylar buna göre açılır.",
    empty=("Nöbet saati yok", "Ay başlatılabilmesi için en az bir nöbet saati gerekir."),
)
CLOSED_SETTING: Final = Setting(
    title="Kapalı zamanlar (kanundaki tatillere ek)",
    register=service.CLOSED_TIMES,
    columns=_CLOSED_COLUMNS,
    row_key=lambda row: row.closed_id,
    row_id=lambda row: row.closed_id,
    adds=("Kapalı zaman e&kle…", "Kapalı zaman ekle"),
    changes=("D&üzenle…", "Kapalı zamanı düzenle"),
    message="Kapalı zaman kaydedildi",
    removes=("&Sil…", "Kapalı zaman silinsin mi?", "Kapalı zamanı sil", "Kapalı zaman silindi"),
    asked=lambda row: (
        f"{row.name}, {format_instant(row.starts_at)} – {format_instant(row.ends_at)}"
    ),
    empty=(
        "Kapalı zaman yok",
        "İdari izin gibi, kararla kapalı olunan zamanlar buraya yazılır.",
    ),
)


def setting_dialog(
    setting: Setting,
    record_id: int | None,
    opened: tuple[Any, int],
    *,
    vehicles: Sequence[VehicleRow] = (),
    **context: Unpack[DialogContext],
) -> RecordDialog[Any]:
    """Return the dialog of a row; without an id it adds one.

    Args:
        setting: Of which list.
        record_id: Of the row.
        opened: As `RecordDialog`.
        vehicles: With which duties can begin.
        **context: As `RecordDialog`.
    """
    offered = [(one.vehicle_id, one.plate) for one in vehicles]
    has_vehicle = _VEHICLE in setting.register.store.record.fields
    is_new = record_id is None and setting.adds is not None
    return register_dialog(
        setting.register,
        record_id,
        opened,
        title=(setting.adds if is_new and setting.adds else setting.changes)[1],
        explanation=setting.explanation,
        width=setting.width,
        options={_VEHICLE: offered} if has_vehicle else {},
        changes=_CHANGES,
        **context,
    )


class RotaSection(Section):
    """Limits with their sources, the hours of duties, and closed times.

    Attributes:
        limits: The limits.
        patterns: How new months are made.
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
        self._vehicles: Sequence[VehicleRow] = ()
        self._views: list[tuple[Setting, TableView]] = []
        self.limits: RowsModel[LimitRow] = self._add_list(LIMIT_SETTING)
        self.patterns: RowsModel[PatternRow] = self._add_list(PATTERN_SETTING)
        self.closed: RowsModel[ClosedTimeRow] = self._add_list(CLOSED_SETTING)
        self.box.addStretch(1)

    def view(self, setting: Setting) -> TableView:
        """Return the view of a list."""
        return next(view for one, view in self._views if one is setting)

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
        (limits, patterns), closed, self._vehicles = read
        self.limits.set_rows(limit_rows(limits))
        self.patterns.set_rows(patterns)
        self.closed.set_rows(closed)
        for setting, view in self._views:
            view.select_first()
            rows = max(setting.least_rows, view.model().rowCount())
            view.setFixedHeight(rows * theme.row_height() + theme.px(36))

    def _add_list(self, setting: Setting) -> RowsModel[Any]:
        model = RowsModel[Any](setting.columns, parent=self)
        view = TableView(f"settings-rota-{len(self._views)}", name=setting.title, parent=self)
        view.setModel(model)
        view.set_row_key(setting.row_key)
        view.set_empty_texts(*setting.empty)
        self._views.append((setting, view))
        buttons = QWidget(self)
        row = make_row(buttons, gap=8)
        may_edit = all(map(self.may, setting.register.rights))
        acts: list[tuple[str, Callable[[], object]]] = []
        if setting.adds is not None:
            acts.append((setting.adds[0], partial(self._show, setting, None, (None, 0))))
        acts.append((setting.changes[0], partial(self._change, setting)))
        if setting.removes is not None:
            acts.append((setting.removes[0], partial(self._remove, setting)))
        for words, do in acts if may_edit else ():
            button = SecondaryButton(words, parent=buttons)
            button.clicked.connect(do)
            row.addWidget(button)
        if may_edit:
            view.opened.connect(partial(self._change, setting))
        heading = make_label(setting.title, font=theme.section(), parent=self)
        self.box.addWidget(Beside(heading, buttons, parent=self))
        self.box.addWidget(view)
        return model

    def _show(
        self, setting: Setting, record_id: int | None, opened: tuple[Any, int], *_checked: object
    ) -> None:
        dialog = setting_dialog(
            setting,
            record_id,
            opened,
            vehicles=self._vehicles,
            background=self.background,
            clock=self.desk.clock,
            parent=self.window(),
        )
        self.show_dialog(dialog, setting.message)

    def _change(self, setting: Setting, *_checked: object) -> None:
        row = self.view(setting).current_row()
        if row is not None:
            record_id = setting.row_id(row)
            self.read(
                lambda work: setting.register.open(work, record_id),
                partial(self._show, setting, record_id),
            )

    def _remove(self, setting: Setting, *_checked: object) -> None:
        row = self.view(setting).current_row()
        if row is None or setting.removes is None:
            return
        _button, question, verb, message = setting.removes
        answer = dialogs.ask(
            self.window(), title=question, text=setting.asked(row), verbs=("Vazgeç", verb)
        )
        if answer == _REMOVE:
            record_id, version = setting.row_id(row), row.version
            self.change(
                lambda work: setting.register.remove(work, record_id, version=version),
                message=message,
                changes=_CHANGES,
            )
