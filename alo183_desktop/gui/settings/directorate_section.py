"""The directorate: letterhead, addresses, recipient, how letters are made.

Not here: the lock and passwords (security_section.py).
"""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from alo183_desktop.access.rules import Right
from alo183_desktop.directorate.queries import get_directorate
from alo183_desktop.directorate.rules import LINE_SPACINGS, DirectorateForm
from alo183_desktop.directorate.service import change_directorate
from alo183_desktop.documents.content import LetterStyle, Preparation
from alo183_desktop.gui.kit import dialogs, theme
from alo183_desktop.gui.kit.directorate_fields import (
    directorate_field,
    label_of,
    read_directorate,
    show_directorate,
)
from alo183_desktop.gui.kit.form_drafts import FormDrafts
from alo183_desktop.gui.kit.forms import CheckList, Field, Form, RadioChoice
from alo183_desktop.gui.kit.kinds import Kind
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.widgets import PrimaryButton, SecondaryButton
from alo183_desktop.gui.settings.section import Section
from alo183_desktop.shared.errors import ConflictError, KnownError
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.db.work import Work
    from alo183_desktop.directorate.rows import DirectorateRow
    from alo183_desktop.gui.kit.background import Background

_SAYS_FAXED: Final = "says_faxed"
_BLOCKS: Final[tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]] = (
    ("Başlık", (("province", "heading_1"), ("heading_2", "heading_3"))),
    ("Sayı", (("detsis", "file_plan_code"),)),
    (
        "İletişim bilgileri",
        (
            ("address",),
            ("postal_code", "website"),
            ("telephone", "fax"),
            ("email", "kep"),
            ("contact_name", "contact_title"),
            ("contact_telephone", "email_domains"),
        ),
    ),
    (
        "Yazıların muhatabı",
        (("recipient_1", "recipient_2"), ("recipient_address", "recipient_fax")),
    ),
)
_CHOICES: Final = {
    "letter_style": "Yazı biçimi",
    "preparation": "İmza",
    _SAYS_FAXED: "Faks notu",
    "line_spacing_percent": "Satır aralığı",
    "lock_minutes": "Kilitlenme süresi",
}
_SPACINGS: Final = ("1,0", "1,15", "1,5")


class DirectorateSection(Section):
    """All of it in one form; a change by somebody else in between is merged or asked about."""

    kinds = frozenset({Kind.DIRECTORATE})

    def __init__(self, background: Background, *, desk: Desk, parent: QWidget) -> None:
        super().__init__(
            background,
            title="Müdürlük",
            sentence="Yeni yazılar bu bilgilerle yazılır; tamamlanmış yazılar değişmez.",
            desk=desk,
            parent=parent,
        )
        self._row: DirectorateRow | None = None
        self.drafts: FormDrafts | None = None
        self.form = Form(parent=self)
        self._fields: list[Field] = []
        for title, rows in _BLOCKS:
            self.form.add_row(make_label(title, font=theme.section(), parent=self.form))
            for keys in rows:
                made = [directorate_field(key, parent=self.form) for key in keys]
                self._fields.extend(made)
                self.form.add_row(*made)
        self.style_field = RadioChoice(
            _CHOICES["letter_style"],
            [
                (LetterStyle.EDITION_2020.value, "2020 Yönetmeliği"),
                (LetterStyle.EDITION_2004.value, "2004 Yönetmeliği"),
            ],
            key="letter_style",
            parent=self.form,
        )
        self.preparation = RadioChoice(
            _CHOICES["preparation"],
            [
                (Preparation.WET_SIGNED.value, "Islak (Z)"),
                (Preparation.E_SIGNED.value, "e-İmza (E)"),
                (Preparation.SYSTEMS_DOWN.value, "Olağanüstü (O)"),
            ],
            key="preparation",
            parent=self.form,
        )
        self.spacing = RadioChoice(
            _CHOICES["line_spacing_percent"],
            [
                (str(percent), words)
                for percent, words in zip(LINE_SPACINGS, _SPACINGS, strict=True)
            ],
            key="line_spacing_percent",
            parent=self.form,
        )
        self.says_faxed = CheckList(
            _CHOICES[_SAYS_FAXED],
            [(_SAYS_FAXED, "Yazının sonunda faks ve posta ile gönderildiği belirtilsin")],
            key=_SAYS_FAXED,
            columns=1,
            parent=self.form,
        )
        self.form.add_row(
            make_label("Yazıların hazırlanışı", font=theme.section(), parent=self.form)
        )
        # One below the other: two of them beside one another have no room in a small window.
        for field in (self.style_field, self.preparation, self.spacing, self.says_faxed):
            self.form.add_row(field)
        self.form.add_stretch()
        self.undo = SecondaryButton("Va&zgeç", parent=self)
        self.save = PrimaryButton("&Kaydet", parent=self)
        self._may_edit = self.may(Right.EDIT_DIRECTORATE)
        self._lay_out()
        self._connect()
        self._show_dirty()

    @override
    def load(self) -> None:
        if not self.form.is_dirty() or self._row is None:
            self.read(lambda work: get_directorate(work.session), self._show_row)

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
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        inner = QWidget(area)
        layout = QVBoxLayout(inner)
        layout.setContentsMargins(0, 0, theme.px(16), theme.px(8))
        layout.addWidget(self.form)
        area.setWidget(inner)
        self.box.addWidget(area, 1)
        if not self._may_edit:
            self.form.setEnabled(False)

    def _connect(self) -> None:
        self.form.changed.connect(self._show_dirty)
        self.form.save_requested.connect(self._on_save)
        self.save.clicked.connect(self.form.submit)
        self.undo.clicked.connect(self._on_undo)

    def _typed(self) -> DirectorateForm:
        if self._row is None:
            return DirectorateForm()
        return replace(
            read_directorate(self._fields, self._row.form()),
            letter_style=self.style_field.value(),
            preparation=self.preparation.value(),
            says_faxed=bool(self.says_faxed.value()),
            line_spacing_percent=int(self.spacing.value()),
        )

    def _show_row(self, row: DirectorateRow) -> None:
        self._row = row
        form = row.form()
        show_directorate(self._fields, form)
        self.style_field.set_value(form.letter_style)
        self.preparation.set_value(form.preparation)
        self.spacing.set_value(str(form.line_spacing_percent))
        self.says_faxed.set_value((_SAYS_FAXED,) if form.says_faxed else ())
        self.form.mark_clean()
        self._show_dirty()
        if self.drafts is None and self._may_edit:
            self._keep_drafts()

    def _keep_drafts(self) -> None:
        self.drafts = FormDrafts(
            self.background, self.form, "settings.directorate", title="Müdürlük", parent=self
        )
        self.box.insertWidget(1, self.drafts.banner)

    @Slot()
    def _show_dirty(self) -> None:
        dirty = self._row is not None and self.form.is_dirty()
        self.save.setEnabled(dirty)
        self.undo.setEnabled(dirty)

    @Slot()
    def _on_undo(self) -> None:
        if self._row is not None:
            self._show_row(self._row)

    @Slot()
    def _on_save(self) -> None:
        if self._row is not None and self._may_edit:
            self._store(self._typed(), self._row.version)

    def _store(self, form: DirectorateForm, version: int) -> None:
        self.save.setEnabled(False)

        def store(work: Work) -> DirectorateRow:
            change_directorate(work, form, version=version)
            return get_directorate(work.session)

        self.background.run(
            store,
            parent=self,
            success=self._on_stored,
            failure=self._on_refused,
            changes=frozenset({Kind.DIRECTORATE}),
        )

    def _on_stored(self, row: DirectorateRow) -> None:
        if self.drafts is not None:
            self.drafts.saved()
            self.drafts.begin_anew()
        self._show_row(row)
        self.said.emit("Müdürlük bilgileri kaydedildi")

    def _on_refused(self, error: Exception) -> None:
        self.save.setEnabled(True)
        if isinstance(error, ConflictError):
            self.read(lambda work: get_directorate(work.session), self._merge)
        elif isinstance(error, KnownError) and error.problems:
            if self.form.show_problems(error.problems):
                self.fail(error)
        else:
            self.fail(error)

    def _merge(self, theirs: DirectorateRow) -> None:
        """Keep what the other changed and what was typed here; ask where both changed the same."""
        if self._row is None:
            return
        base, mine, other = self._row.form(), self._typed(), theirs.form()
        merged, both = merge_forms(base, mine, other)
        lines = [
            f"{_CHOICES.get(key, label_of(key))}: kayıtta “{getattr(other, key)}”, "
            f"sizde “{getattr(mine, key)}”"
            for key in both
        ]
        text = (
            "\n".join(lines)
            if lines
            else "Aynı alanlar değişmemiş: ikinizin yazdıkları birlikte kaydedilebilir."
        )
        answer = dialogs.ask(
            self.window(),
            title="Siz yazarken bu bilgileri başkası değiştirdi",
            text=text,
            verbs=("Yazdıklarımla kaydet", "Kayıttakini göster"),
        )
        if answer == 0:
            self._store(merged, theirs.version)
        elif answer == 1:
            self._show_row(theirs)


def merge_forms(
    base: DirectorateForm, mine: DirectorateForm, theirs: DirectorateForm
) -> tuple[DirectorateForm, tuple[str, ...]]:
    """Return the stored form with what was typed here over it, and the fields that both changed.

    Args:
        base: What both started from.
        mine: What is typed here.
        theirs: What is stored by now.
    """
    changed = [
        field.name
        for field in fields(DirectorateForm)
        if getattr(mine, field.name) != getattr(base, field.name)
    ]
    both = tuple(
        key
        for key in changed
        if getattr(theirs, key) not in (getattr(base, key), getattr(mine, key))
    )
    return replace(theirs, **{key: getattr(mine, key) for key in changed}), both
