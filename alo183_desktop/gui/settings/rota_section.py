"""What a directorate sets about its rota: limits, hours of duties, and times when it is closed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from PySide6.QtWidgets import QWidget

from alo183_desktop.documents.columns import CellKind, Column
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import SecondaryButton
from alo183_desktop.gui.kit.containers import Beside, make_row
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.table.list_pane import RecordActs, row_dialog
from alo183_desktop.gui.kit.table.models import RowsModel
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.settings.section import Section
from alo183_desktop.rota import service
from alo183_desktop.rota.record import LIMITS, Limits, length_words, minute_text
from alo183_desktop.shared.clock import format_instant
from alo183_desktop.shared.override import override
from alo183_desktop.vehicles.rows import VehicleFilter
from alo183_desktop.vehicles.service import list_vehicles

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.table.list_pane import Options
    from alo183_desktop.rota.rows import ClosedTimeRow, PatternRow

_CHANGES: Final = frozenset({Topic.ROTA})
_LEAST_ROWS: Final = 3


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
    Column("Süresi", lambda row: length_words(row.length_minutes), width_chars=10),
    Column("Dinlenme", lambda row: length_words(row.rest_minutes), width_chars=10),
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
class RotaList:
    """One of the lists, and the actions on its rows."""

    title: str
    columns: Sequence[Column[Any]]
    row_key: Callable[[Any], object]
    acts: RecordActs
    edits: str
    """Text of the button that edits a row."""
    adds: str = ""
    """The same of one that adds a row; empty: none is added."""
    empty: tuple[str, str] = ("", "")


def _vehicles(work: Work, _row: object) -> Options:
    current = list_vehicles(work, VehicleFilter(is_current=True))
    return {"vehicle_id": [(one.vehicle_id, one.plate) for one in current]}


LIMIT_LIST: Final = RotaList(
    title="Sınırlar",
    columns=_LIMIT_COLUMNS,
    row_key=lambda row: row.name,
    edits="Sınırları dü&zenle…",
    acts=RecordActs(
        access=service.LIMITS,
        changes=_CHANGES,
        row_id=lambda _row: 1,
        called=lambda row: row.name,
        titles=("", "Nöbet sınırlarını düzenle"),
        messages=("Nöbet sınırları kaydedildi", ""),
        explanation="Program süreleri sayar ve uyarır; hukuki değerlendirme yapmaz. Saatler "
        "7,5 ya da 7.30 biçiminde yazılabilir. Gün ve nöbet sayısında 0, sınır yok demektir. Asıl "
        "nöbetçi yalnız kendi konularına bakıyorsa kapsam ve öneri konuyu sorar.",
    ),
)
PATTERN_LIST: Final = RotaList(
    title="Nöbet saatleri",
    columns=_PATTERN_COLUMNS,
    row_key=lambda row: row.pattern_id,
    adds="Nöbet saati &ekle…",
    edits="&Düzenle…",
    acts=RecordActs(
        access=service.PATTERNS,
        changes=_CHANGES,
        row_id=lambda row: row.pattern_id,
        called=lambda row: f"{row.kind.words}, {row.days.words}",
        titles=("Nöbet saati ekle", "Nöbet saatini düzenle"),
        messages=("Nöbet saati kaydedildi", "Nöbet saati kaldırıldı"),
        removing=(
            "Nöbet saati kaldırılsın mı?",
            "yeni aylarda bu nöbet açılmaz; başlatılmış ayların nöbetleri kalır.",
            "Nöbet saatini kaldır",
        ),
        removal_words="Ka&ldır…",
        options=_vehicles,
        explanation="Başlatılmış ayların nöbetleri değişmez; yeni aylar buna göre açılır.",
        width=560,
    ),
    empty=("Nöbet saati yok", "Ay başlatılabilmesi için en az bir nöbet saati gerekir."),
)
CLOSED_LIST: Final = RotaList(
    title="Kapalı zamanlar (kanundaki tatillere ek)",
    columns=_CLOSED_COLUMNS,
    row_key=lambda row: row.closed_id,
    adds="Kapalı zaman e&kle…",
    edits="D&üzenle…",
    acts=RecordActs(
        access=service.CLOSED_TIMES,
        changes=_CHANGES,
        row_id=lambda row: row.closed_id,
        called=lambda row: (
            f"{row.name}, {format_instant(row.starts_at)} – {format_instant(row.ends_at)}"
        ),
        titles=("Kapalı zaman ekle", "Kapalı zamanı düzenle"),
        messages=("Kapalı zaman kaydedildi", "Kapalı zaman silindi"),
        removing=(
            "Kapalı zaman silinsin mi?",
            "kayıt silinir; silindiği denetim izine yazılır.",
            "Kapalı zamanı sil",
        ),
        removal_words="&Sil…",
        width=560,
    ),
    empty=(
        "Kapalı zaman yok",
        "İdari izin gibi, kararla kapalı olunan zamanlar buraya yazılır.",
    ),
)


class RotaSection(Section):
    """Limits with their sources, the hours of duties, and closed times.

    Attributes:
        limits: The limits.
        patterns: How new months are made.
        closed: What the directorate added to the closures by law.
    """

    topics = _CHANGES

    def __init__(self, background: Background, *, desk: Desk, parent: QWidget) -> None:
        super().__init__(
            background,
            title="Nöbet",
            sentence="Çizelge bu sınırlara göre uyarır. Sayıların dayanağı yanında yazılıdır; "
            "program süreleri sayar, hukuki değerlendirme yapmaz.",
            desk=desk,
            parent=parent,
        )
        self._views: list[tuple[RotaList, TableView]] = []
        self.limits: RowsModel[LimitRow] = self._add_list(LIMIT_LIST)
        self.patterns: RowsModel[PatternRow] = self._add_list(PATTERN_LIST)
        self.closed: RowsModel[ClosedTimeRow] = self._add_list(CLOSED_LIST)
        self.box.addStretch(1)

    def view(self, spec: RotaList) -> TableView:
        """Return the view of a list."""
        return next(view for one, view in self._views if one is spec)

    @override
    def load(self) -> None:
        self.read(
            lambda work: (service.read_settings(work), service.list_closed_times(work)),
            self._show_read,
        )

    def _show_read(
        self, read: tuple[tuple[Limits, Sequence[PatternRow]], Sequence[ClosedTimeRow]]
    ) -> None:
        (limits, patterns), closed = read
        self.limits.set_rows(limit_rows(limits))
        self.patterns.set_rows(patterns)
        self.closed.set_rows(closed)
        for _spec, view in self._views:
            view.select_first()
            rows = max(_LEAST_ROWS, view.model().rowCount())
            view.setFixedHeight(rows * theme.row_height() + theme.px(36))

    def _add_list(self, spec: RotaList) -> RowsModel[Any]:
        model = RowsModel[Any](spec.columns, parent=self)
        view = TableView(f"settings-rota-{len(self._views)}", name=spec.title, parent=self)
        view.setModel(model)
        view.set_row_key(spec.row_key)
        view.set_empty_texts(*spec.empty)
        self._views.append((spec, view))
        buttons = QWidget(self)
        row = make_row(buttons, gap=8)
        may_edit = all(map(self.may, spec.acts.access.rights))
        acts: list[tuple[str, Callable[..., None]]] = []
        if spec.adds:
            acts.append((spec.adds, self._add))
        acts.append((spec.edits, self._edit))
        if spec.acts.removing is not None:
            acts.append((spec.acts.removal_words, self._remove))
        for words, do in acts if may_edit else ():
            button = SecondaryButton(words, parent=buttons)
            button.clicked.connect(partial(do, spec))
            row.addWidget(button)
        if may_edit:
            view.opened.connect(partial(self._edit, spec))
        heading = make_label(spec.title, font=theme.section(), parent=self)
        self.box.addWidget(Beside(heading, buttons, parent=self))
        self.box.addWidget(view)
        return model

    def _add(self, spec: RotaList, *_checked: object) -> None:
        self.read(
            lambda work: spec.acts.options(work, None),
            lambda options: self._show(spec, None, (None, 0), options),
        )

    def _edit(self, spec: RotaList, *_checked: object) -> None:
        row, acts = self.view(spec).current_row(), spec.acts
        if row is not None:
            record_id = acts.row_id(row)
            self.read(
                lambda work: (acts.access.open(work, record_id), acts.options(work, row)),
                lambda read: self._show(spec, record_id, *read),
            )

    def _remove(self, spec: RotaList, *_checked: object) -> None:
        row = self.view(spec).current_row()
        if row is not None:
            spec.acts.removal.run(row, self.background, parent=self, after=self.load)

    def _show(
        self, spec: RotaList, record_id: int | None, opened: tuple[Any, int], options: Options
    ) -> None:
        dialog = row_dialog(
            spec.acts,
            record_id,
            opened,
            options,
            background=self.background,
            clock=self.desk.clock,
            parent=self.window(),
        )
        self.show_dialog(dialog, spec.acts.messages[0])
