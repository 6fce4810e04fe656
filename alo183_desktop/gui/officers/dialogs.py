"""Opens the dialogs of the page: the card of an officer, the import of a roster, past imports."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QSizePolicy, QWidget

from alo183_desktop.documents.workbooks import Table
from alo183_desktop.gui.kit import dialogs
from alo183_desktop.gui.kit.form.form import CheckList, DateField
from alo183_desktop.gui.kit.form.record import RecordDialog
from alo183_desktop.gui.kit.page import OneDialog
from alo183_desktop.gui.kit.states import StateText
from alo183_desktop.gui.kit.table.export import Export
from alo183_desktop.gui.kit.theme import icon
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.officers.preview import missing_words
from alo183_desktop.gui.officers.queries import read_choices
from alo183_desktop.officers import service
from alo183_desktop.officers.record import NEEDED_BY_LETTERS, OFFICER, OfficerValues
from alo183_desktop.officers.rules import title_doubt
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.identity import domain_of
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from pathlib import Path

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.imports.dialogs import AnyRecipe
    from alo183_desktop.gui.officers.queries import OfficerChoices
    from alo183_desktop.shared.clock import Clock


_CHANGES: Final = frozenset({Topic.OFFICER, Topic.ASSIGNMENT})
_ANYWAY: Final = 1
"""The answer to whether a number that is somebody else's is stored."""


@dataclass(frozen=True, slots=True)
class OfficerDialogData:
    """The initial data of the dialog."""

    choices: OfficerChoices
    officer_id: int | None = None
    """None: a new officer."""
    values: OfficerValues | None = None
    version: int = 0


class OfficerDialog(RecordDialog[OfficerValues]):
    """Each field is checked alone; what a letter requires is a warning, not an error."""

    def __init__(
        self, opened: OfficerDialogData, *, background: Background, clock: Clock, parent: QWidget
    ) -> None:
        """Make the dialog.

        Args:
            opened: Its initial data.
            clock: Its day in Istanbul is proposed as the first day of a new officer; UTC.
        """
        officer_id, choices = opened.officer_id, opened.choices
        self._shares_mobile = False

        def save(
            work: Work, values: OfficerValues, version: int, base: OfficerValues | None
        ) -> int:
            if not self._shares_mobile:
                service.refuse_mobile_of_other(work, values, officer_id=officer_id, base=base)
            if officer_id is None:
                subject_ids, starts_on = self._assignment
                return service.add_officer(
                    work, values, subject_ids=subject_ids, starts_on=starts_on
                )
            service.change_officer(work, officer_id, values, version=version, base=base)
            return officer_id

        super().__init__(
            OFFICER,
            (opened.values, opened.version),
            save=save,
            reopen=None if officer_id is None else lambda work: service.open_form(work, officer_id),
            title="Kişi ekle" if officer_id is None else "Kişi kartı",
            explanation="Kadroya eklenen kişi, konusu seçilirse o günden başlayarak sorumlu olur."
            if officer_id is None
            else "Bu kartın açılması denetim izine yazıldı. Konular görev değişikliğiyle değişir.",
            width=680,
            draft=f"officers.officer.{officer_id or 'new'}",
            options={"unit_id": [(unit.unit_id, unit.name) for unit in choices.units]},
            offers={"title": choices.titles},
            warns={
                "title": partial(_first, choices),
                "corporate_email": partial(_foreign, choices),
                "personal_mobile": self._same,
            },
            refused={"officers.duplicate_tckn": "tckn"},
            changes=_CHANGES,
            background=background,
            clock=clock,
            parent=parent,
        )
        self._subjects: CheckList | None = None
        self._starts_on: DateField | None = None
        self._assignment: tuple[tuple[int, ...], dt.date | None] = ((), None)
        if opened.values is None:
            own = next((unit for unit in choices.units if unit.is_directorate), None)
            self.fields["unit_id"].set_value(None if own is None else str(own.unit_id))
            self._add_assignment(choices, today=local_day(clock()))
            self.form.mark_clean()
        self._doubt = StateText(State.NEAR, parent=self)
        self._doubt.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.add_left(self._doubt)
        self.form.changed.connect(self._show_doubt)
        self._show_doubt()

    def doubt(self) -> str:
        """Return the warning about what is missing for a letter."""
        return self._doubt.text()

    @override
    def act(self) -> Callable[[Work], int] | None:
        if self._subjects is not None and self._starts_on is not None:
            subject_ids = tuple(int(key) for key in self._subjects.value())
            self._assignment = (subject_ids, self._starts_on.value())
        return super().act()

    @override
    def refuse(self, error: Exception) -> None:
        if not isinstance(error, KnownError) or error.code != "officers.mobile_of_other":
            super().refuse(error)
            return
        self.save_button.setEnabled(True)
        answer = dialogs.ask(
            self,
            title="Bu numara başkasının",
            text=str(message_of(error)),
            verbs=("Numaraya dön", "Yine de kaydet"),
            state=State.NEAR,
        )
        if answer == _ANYWAY:
            self._shares_mobile = True
            self.save()
        else:
            self.form.field(error.problems[0].key).take_focus()

    def _add_assignment(self, choices: OfficerChoices, *, today: dt.date) -> None:
        subjects = CheckList(
            "&Müracaat konuları",
            [(str(subject.subject_id), subject.name) for subject in choices.subjects],
            key="subjects",
            columns=3,
            note="Sonra da görev değişikliğiyle verilebilir.",
            parent=self,
        )
        starts_on = DateField(
            "&Göreve başladığı gün",
            today=today,
            key="starts_on",
            note="Konu seçilirse gerekir.",
            parent=self,
        )
        starts_on.propose(today)
        self.form.add_row(subjects)
        self.form.add_row(starts_on, QWidget(self))
        self._subjects, self._starts_on = subjects, starts_on
        subjects.changed.connect(lambda: starts_on.set_required(bool(subjects.value())))

    def _same(self, mobile: str) -> str:
        is_same = mobile == self.form.field("corporate_mobile").value()
        return _text("officers.same_mobile") if is_same else ""

    @Slot()
    def _show_doubt(self) -> None:
        checked = self.fields.check()
        wrong = {problem.key for problem in checked.problems}
        missing = [key for key in NEEDED_BY_LETTERS if not checked.read[key] and key not in wrong]
        self._doubt.set_text(
            State.NEAR, f"Yazı için eksik: {missing_words(missing)}." if missing else ""
        )


def _first(choices: OfficerChoices, title: str) -> str:
    doubt = title_doubt(title, choices.titles)
    return "" if doubt is None else str(message_of(doubt))


def _foreign(choices: OfficerChoices, email: str) -> str:
    domain, known = domain_of(email), choices.email_domains
    is_foreign = bool(known) and domain not in known
    return _text("officers.foreign_domain", domain=domain) if is_foreign else ""


def _text(code: str, **parameters: str) -> str:
    return str(message_of(Problem("", code, parameters)))


class OfficerDialogOpener(OneDialog):
    """One dialog at a time.

    Signals:
        officer_saved: The id of an officer who was added or changed.
    """

    officer_saved = Signal(int)

    def add_officer(self) -> None:
        """Open an empty card."""
        self.prepare(lambda work: OfficerDialogData(read_choices(work)), self._show_card)

    def open_officer(self, officer_id: int) -> None:
        """Open the card of an officer; it is recorded."""

        def read(work: Work) -> OfficerDialogData:
            values, version = service.open_form(work, officer_id)
            choices = read_choices(work, unit_id=values.unit_id)
            return OfficerDialogData(choices, officer_id, values, version)

        self.prepare(read, self._show_card)

    def import_roster(self, path: Path | None = None, *, chooses: bool = False) -> None:
        """Open the import, with a file if one was dropped; arguments as `import_file`."""
        self.import_file(self._roster(), path, chooses=chooses)

    def show_imports(self) -> None:
        """Open the list of past imports."""
        self.show_history(self._roster())

    @staticmethod
    def _roster() -> AnyRecipe:
        # On the first import: the reader of foreign tables takes 20 ms and 1 MiB to load.
        from alo183_desktop.officers.roster.recipe import ROSTER

        return ROSTER

    def _show_card(self, prepared: OfficerDialogData) -> None:
        dialog = OfficerDialog(prepared, **self.context())
        dialog.saved.connect(self.officer_saved)
        self.show_dialog(dialog, "Kart kaydedildi.")


class WholeExport(QObject):
    """One action: ask, read, write.

    Attributes:
        action: For the menu of the list.

    Signals:
        exported: How many people are in the file; the page has reported it already.
    """

    exported = Signal(int)

    def __init__(self, background: Background, *, clock: Clock, parent: QWidget) -> None:
        super().__init__(parent)
        self._page = parent
        self._export = Export(background, title="Kadro, bütün bilgiler", clock=clock, page=parent)
        self.action = QAction("&Bütün bilgilerle Excel dosyasına aktar…", self)
        self.action.setIcon(icon("export"))
        self.action.triggered.connect(self._on_triggered)
        self._export.exported.connect(self.exported)

    def write_file(self, path: Path) -> None:
        """Read the current roster and write it to a workbook."""
        # Its headings are those of the import, as is what it takes to load them.
        from alo183_desktop.officers.roster.export import HEADINGS, read_roster_table

        def take(work: Work) -> Table:
            rows = read_roster_table(work, as_of=local_day(work.now))
            return Table(HEADINGS, rows)

        self._export.write(path, take)

    @Slot()
    def _on_triggered(self) -> None:
        is_wanted = dialogs.confirm(
            self._page,
            title="T.C. kimlik numaraları açık yazılacak",
            text="Dosya şifresiz olur: T.C. kimlik numaraları ve kişisel cep telefonları açıkça "
            "okunur. Kimin aktardığı denetim izine yazılır.",
            verb="Aktar",
            state=State.NEAR,
        )
        path = self._export.ask() if is_wanted else None
        if path is not None:
            self.write_file(path)
