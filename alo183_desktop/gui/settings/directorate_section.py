"""The directorate: letterhead, addresses, recipient, how letters are made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from alo183_desktop.access.rules import Right
from alo183_desktop.directorate.queries import DIRECTORATE_ID, get_directorate
from alo183_desktop.directorate.record import DIRECTORATE, DirectorateValues
from alo183_desktop.directorate.service import DIRECTORATES
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import PrimaryButton, SecondaryButton
from alo183_desktop.gui.kit.conflicts import Conflicts, EditBase, kept_words
from alo183_desktop.gui.kit.containers import make_column, scroll_area
from alo183_desktop.gui.kit.form.drafts import FormDrafts
from alo183_desktop.gui.kit.form.form import Form
from alo183_desktop.gui.kit.form.record import RecordFields
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.notices import Banner
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.settings.section import Section
from alo183_desktop.shared.errors import ConflictError
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.db.work import KeptFields, Work
    from alo183_desktop.directorate.rows import DirectorateRow
    from alo183_desktop.gui.kit.background import Background

_OF_SECURITY: Final = ("lock_minutes", "hides_from_capture")
"""Fields that belong to the security section."""
_TITLES: Final = {
    "province": "Başlık",
    "detsis": "Sayı",
    "address": "İletişim bilgileri",
    "recipient_1": "Yazıların muhatabı",
    "letter_style": "Yazıların hazırlanışı",
    "needs_fax": "Yazıyı tamamlayan kanıtlar",
    "confirm_days": "Müşavirliğin teyidi",
}
"""By the first field below each title."""


class DirectorateSection(Section):
    """All settings in one form; another user's change in between is merged or asked about."""

    topics = frozenset({Topic.DIRECTORATE})

    def __init__(self, background: Background, *, desk: Desk, parent: QWidget) -> None:
        super().__init__(
            background,
            title="Müdürlük",
            sentence="Yeni yazılar bu bilgilerle yazılır; tamamlanmış yazılar değişmez.",
            desk=desk,
            parent=parent,
        )
        self._row: DirectorateRow | None = None
        self._began = EditBase[DirectorateValues](None)
        self.banner = Banner(parent=self)
        self.drafts: FormDrafts | None = None
        self._saved_texts: dict[str, str] = {}
        self.form = Form(parent=self)
        self.fields = RecordFields(
            self.form,
            DIRECTORATE,
            clock=desk.clock,
            keys=[key for key in DIRECTORATE.fields if key not in _OF_SECURITY],
            above={
                key: (make_label(title, font=theme.section(), parent=self.form),)
                for key, title in _TITLES.items()
            },
            parent=self.form,
        )
        self.form.add_stretch()
        self.undo = SecondaryButton("Va&zgeç", parent=self)
        self.save = PrimaryButton("&Kaydet", parent=self)
        self._conflicts = Conflicts(self.form, self.save)
        self._may_edit = self.may(Right.EDIT_DIRECTORATE)
        self._lay_out()
        self._connect()
        self._show_dirty()

    @override
    def load(self) -> None:
        self.read(lambda work: get_directorate(work.session), self._show_read)

    @override
    def focus_field(self, key: str) -> None:
        if key:
            self.form.field(key).take_focus()

    @override
    def may_leave(self) -> bool:
        if not self.form.may_leave():
            return False
        if self._row is not None and self.form.is_dirty():
            self._show_row(self._row)
        return True

    @override
    def prepare_lock(self) -> None:
        if self.drafts is not None:
            self.drafts.flush()

    def _lay_out(self) -> None:
        self.buttons.addWidget(self.undo)
        self.buttons.addWidget(self.save)
        self.save.setVisible(self._may_edit)
        self.undo.setVisible(self._may_edit)
        area = scroll_area(is_sideways=True, parent=self)
        inner = QWidget(area)
        make_column(inner, self.form, margins=(0, 0, 16, 8))
        area.setWidget(inner)
        self.box.addWidget(self.banner)
        self.box.addWidget(area, 1)
        if not self._may_edit:
            self.form.setEnabled(False)

    def _connect(self) -> None:
        self.form.changed.connect(self._show_dirty)
        self.form.save_requested.connect(self._on_save)
        self.form.left.connect(self._on_form_left)
        self.save.clicked.connect(self.form.submit)
        self.undo.clicked.connect(self._on_undo)
        self.banner.action_chosen.connect(self._on_undo)

    def _show_read(self, row: DirectorateRow) -> None:
        """Show what was read, unless the user is typing: that stays, and is merged on saving."""
        if not self.form.is_dirty() or self._row is None:
            self._show_row(row)

    def _show_row(self, row: DirectorateRow) -> None:
        self._row = row
        self._began = self._conflicts.begin(EditBase(DIRECTORATE.stored(row), row.version))
        self.banner.show_notice(None, "")
        self.fields.show(DIRECTORATE.stored(row))
        self.form.mark_clean()
        self._show_dirty()
        if self.drafts is None and self._may_edit:
            self._keep_drafts()

    def _keep_drafts(self) -> None:
        self.drafts = FormDrafts(
            self.background, self.form, "settings.directorate", title="Müdürlük", parent=self
        )
        self.box.insertLayout(1, self.drafts.offers)

    @Slot()
    def _show_dirty(self) -> None:
        dirty = self._row is not None and self.form.is_dirty()
        self.save.setEnabled(dirty)
        self.undo.setEnabled(dirty)

    @Slot()
    def _on_form_left(self) -> None:
        self._on_undo()
        self.left.emit()

    @Slot()
    def _on_undo(self) -> None:
        if self._row is not None:
            self._show_row(self._row)
            # Another user may have been first.
            self.load()

    @Slot()
    def _on_save(self) -> None:
        if self._row is None or not self._may_edit:
            return
        if not self.form.is_dirty():
            self.reported.emit("Değişen bir bilgi yok; kaydedilecek bir şey kalmadı")
            return
        checked = self.fields.check()
        values = checked.values
        if values is None:
            self.form.show_problems(checked.problems)
            return
        self.save.setEnabled(False)
        self._saved_texts = self.form.texts()
        base, version = self._began.values, self._began.version

        def store(work: Work) -> tuple[DirectorateRow, Sequence[KeptFields]]:
            DIRECTORATES.save(work, DIRECTORATE_ID, values, version=version, base=base)
            return get_directorate(work.session), work.kept

        self.background.run(
            store if self.drafts is None else self.drafts.saving(store),
            parent=self,
            success=self._on_stored,
            failure=self._on_refused,
            changes=frozenset({Topic.DIRECTORATE}),
        )

    def _on_stored(self, stored: tuple[DirectorateRow, Sequence[KeptFields]]) -> None:
        row, kept = stored
        if self.drafts is not None:
            self.drafts.end()
            self.drafts.begin_anew()
        later = self.form.texts().items() - self._saved_texts.items()
        self._show_row(row)
        self.form.set_texts(dict(later))  # typed while it was being saved
        self.reported.emit(kept_words(kept, self.form) or "Müdürlük bilgileri kaydedildi")

    def _on_refused(self, error: Exception) -> None:
        self.save.setEnabled(True)
        if isinstance(error, ConflictError):
            self._on_conflict(error)
        else:
            self.show_error(error)

    def _on_conflict(self, error: ConflictError) -> None:
        """Show who was first and both values; what only the other changed is merged on saving."""
        words = self._conflicts.show(error)
        self.banner.show_notice(State.LATE, words, action="Kayıtlı değerleri al")
