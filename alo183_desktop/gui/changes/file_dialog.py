"""The change file on the screen: its lines, with the actions that complete or correct them."""

from __future__ import annotations

import itertools
from functools import partial
from operator import methodcaller
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QWidget

from alo183_desktop.access.rules import Right, may
from alo183_desktop.cases.rows import CaseFilter
from alo183_desktop.changes import afterwards, planned
from alo183_desktop.changes.dossier import service as change_files
from alo183_desktop.changes.dossier.lines import BY_CHANNEL, ChangeFile, DossierPart, LineState
from alo183_desktop.changes.other_letters import service as other_letters
from alo183_desktop.changes.other_letters.service import LetterMatter
from alo183_desktop.changes.record import ACCOUNT
from alo183_desktop.documents.states import OF_MARK
from alo183_desktop.gui.changes.letter_actions import LetterActions
from alo183_desktop.gui.changes.other_letter import OtherLetterDialog
from alo183_desktop.gui.kit import dialogs, theme
from alo183_desktop.gui.kit.buttons import LinkButton
from alo183_desktop.gui.kit.containers import (
    beside_link,
    make_column,
    replace_content,
    scroll_area,
)
from alo183_desktop.gui.kit.form.record import RecordDialog
from alo183_desktop.gui.kit.form.task_dialog import TaskDialog
from alo183_desktop.gui.kit.labels import make_label, muted_label
from alo183_desktop.gui.kit.notices import show_message
from alo183_desktop.gui.kit.paper.papers import Paper, PaperActs
from alo183_desktop.gui.kit.states import StateText
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.letters import confirmations
from alo183_desktop.letters import service as letters
from alo183_desktop.letters.chain import CODES
from alo183_desktop.letters.record import CONFIRMATION
from alo183_desktop.letters.rules import NO_NUMBER
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.turkish import upper_first
from alo183_desktop.shared.written_files import file_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from typing import Unpack

    from alo183_desktop.changes.afterwards import AccountChoice
    from alo183_desktop.changes.dossier.lines import FileLine
    from alo183_desktop.changes.other_letters.service import LetterContext
    from alo183_desktop.changes.planned import HandedOver
    from alo183_desktop.changes.record import AccountValues
    from alo183_desktop.db.work import Actor, Work
    from alo183_desktop.documents.papers.change_file import ChangeFilePaper
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.form.dialog import DialogContext
    from alo183_desktop.letters.record import ConfirmationValues
    from alo183_desktop.letters.rows import LetterCard
    from alo183_desktop.shared.clock import Clock


_CHANGES: Final = frozenset({Topic.LETTER})


def confirmation_dialog(
    letter_id: int,
    opened: tuple[ConfirmationValues | None, int] = (None, 0),
    **common: Unpack[DialogContext],
) -> RecordDialog[ConfirmationValues]:
    """Return the dialog that records that the Office has updated its list.

    Args:
        letter_id: The letter that the Office has acted on.
        opened: The existing record, with its version; None and 0: none yet.
        **common: As `DialogContext`.
    """

    def save(
        work: Work, values: ConfirmationValues, version: int, base: ConfirmationValues | None
    ) -> int:
        return confirmations.save_confirmation(work, letter_id, values, version=version, base=base)

    def reopen(work: Work) -> tuple[ConfirmationValues, int]:
        return confirmations.open_confirmation(work, letter_id)

    return RecordDialog(
        CONFIRMATION,
        opened,
        save=save,
        reopen=reopen if opened[1] else None,
        title="Müşavirliğin teyidi",
        explanation="Basın ve Halkla İlişkiler Müşavirliği listesini güncelledi mi? Ne zaman, "
        "nasıl ve kimden öğrenildiği dosyada kalır.",
        draft=f"changes.confirmation.{letter_id}",
        refused=dict.fromkeys(CODES, "confirmed_on"),
        changes=_CHANGES,
        **common,
    )


def account_dialog(
    letter_id: int,
    position: int,
    name: str,
    choices: Sequence[AccountChoice],
    answered: AccountValues | None = None,
    **common: Unpack[DialogContext],
) -> RecordDialog[AccountValues]:
    """Return the dialog that asks for the account of a leaver.

    Args:
        letter_id: The letter about the leaver.
        position: Of the change in which they leave.
        name: The leaver's name.
        choices: The accounts.
        answered: The initial choice; None: nothing, not even an account of the same name.
        **common: As `DialogContext`.
    """

    def save(work: Work, values: AccountValues, _version: int, _base: AccountValues | None) -> int:
        return afterwards.answer_account(work, letter_id, position, values.user_id)

    return RecordDialog(
        ACCOUNT,
        (answered, 0),
        save=save,
        title="Bu kişinin bir hesabı var mı?",
        explanation=f"{name} bu programa giriyorsa hesabı ayrıldığı gün kapatılır (KVKK Kurulu "
        "2018/10). Hesabı yönetici kapatır.",
        draft=f"changes.account.{letter_id}.{position}",
        options={"user_id": [(one.user_id, one.words) for one in choices]},
        changes=_CHANGES,
        **common,
    )


_WIDTH: Final = 820
_HEIGHT: Final = 560
_LINE_HEIGHT: Final = 22
"""Of a link, in pixels of the drawings."""
_TITLE: Final = "Değişiklik dosyası"
_TOPICS: Final = frozenset(
    {
        Topic.LETTER,
        Topic.DISPATCH,
        Topic.PHONES,
        Topic.CASES,
        Topic.ROTA,
        Topic.ASSIGNMENT,
        Topic.OFFICER,
        Topic.USER,
        Topic.DIRECTORATE,
    }
)
"""The topics on which the lines depend."""
_ON_LETTER: Final[Mapping[DossierPart, tuple[str, Callable[[LetterActions], object]]]] = {
    DossierPart.LETTER: ("Sayı ve tarihi işle…", LetterActions.note_number),
    **{
        part: (f"{channel.words} gönderimini kaydet…", methodcaller("record", channel))
        for channel, part in BY_CHANNEL.items()
    },
}
"""Actions recorded without leaving the file, for users who may record dispatches."""
_PLACES: Final = {
    "custody_form": "Tutanağı aç",
    "line": "Hattı aç",
    "handset": "Cihazı aç",
}
_USERS: Final = "Kullanıcılar"
"""A part of the settings."""


class FileDialog(TaskDialog):
    """All lines of one letter's file; updated at once when something changes.

    Attributes:
        acts: Actions on the letter itself.

    Signals:
        route_requested: As the page's signal; the dialog has closed.
        list_requested: Likewise.
        shown: The lines are up to date.
    """

    route_requested = Signal(str, int)
    list_requested = Signal(str, object)
    shown = Signal()

    def __init__(
        self,
        background: Background,
        file: ChangeFile,
        *,
        actor: Actor,
        clock: Clock,
        parent: QWidget,
    ) -> None:
        """Show a file.

        Args:
            background: Reads it again when something has changed.
            file: As it was opened.
            actor: Their rights decide which actions are offered.
            clock: For the actions on the letter.
        """
        super().__init__(title=_TITLE, width=_WIDTH, parent=parent)
        self._background = background
        self._clock = clock
        self._file = file
        self._acted: tuple[DossierPart, str] | None = None
        self.acts = LetterActions(background, actor=actor, clock=clock, parent=self)
        self._papers = PaperActs(background, actor=actor, parent=self)
        self._summary = make_label(
            file.letter.summary, font=theme.section(), wrap=True, parent=self
        )
        self._about = muted_label("", wrap=True, parent=self)
        self._state = StateText(parent=self)
        self._area = scroll_area(parent=self)
        for widget in (self._summary, self._about, self._state):
            self.content.addWidget(widget)
        self.content.addWidget(self._area, 1)
        paper = self.add_button("Kapak &sayfası…", icon="print")
        paper.setVisible(may(actor.role, Right.PRINT) or may(actor.role, Right.EXPORT))
        paper.clicked.connect(self.show_paper)
        self.add_button("&Kapat", primary=True).clicked.connect(partial(self.accept))
        self.take_size(_WIDTH, _HEIGHT)
        background.changed.connect(self._on_changed)
        self._show(file)

    def line_texts(self) -> list[str]:
        """Return the text of every line, from the top."""
        return [
            " ".join(filter(None, (line.part.words, line.who, line.dated_words)))
            for line in self._file.lines
        ]

    def links(self) -> dict[DossierPart, LinkButton]:
        """Return the first button of each part."""
        found: dict[DossierPart, LinkButton] = {}
        for link in self.findChildren(_Act):
            found.setdefault(link.part, link)
        return found

    @Slot()
    def show_paper(self) -> None:
        """Show the cover sheet, which can be printed and saved from there."""
        letter_id = self._file.letter.letter_id
        self._background.run(
            lambda work: change_files.read_paper(work, letter_id),
            parent=self,
            success=self._draw,
        )

    def _draw(self, paper: ChangeFilePaper) -> None:
        letter = self._file.letter

        def make() -> bytes:
            from alo183_desktop.documents.papers.change_file import change_file_pdf  # reportlab

            return change_file_pdf(paper)

        self._background.run_pure(
            make,
            parent=self,
            success=lambda data: self._papers.show(
                Paper(
                    title=_TITLE,
                    name=file_name(
                        _TITLE, letter.register_number or letter.letter_id, ending=".pdf"
                    ),
                    data=data,
                    job=_TITLE,
                    printing=lambda work: change_files.record_print(work, letter.letter_id),
                    saving=lambda work: change_files.record_export(work, letter.letter_id),
                )
            ),
        )

    @Slot(frozenset)
    def _on_changed(self, topics: frozenset[Topic]) -> None:
        if topics & _TOPICS:
            letter_id = self._file.letter.letter_id
            self._background.run(
                lambda work: change_files.read_file(work, letter_id),
                parent=self,
                success=self._show,
            )

    def _show(self, file: ChangeFile) -> None:
        self._file = file
        letter = file.letter
        number = f"Sayı {letter.register_number}" if letter.is_numbered else upper_first(NO_NUMBER)
        effective = f"; yürürlük {letter.effective_words}" if letter.is_change else ""
        self._about.setText(f"{number}{effective}; tamamlanma kuralı: {letter.rule_words}")
        self._state.set_text(OF_MARK[file.state], file.words)
        inner = QWidget(self._area)
        column = make_column(inner, margins=(0, 0, 4, 0))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(16))
        grid.setVerticalSpacing(theme.px(6))
        grid.setColumnStretch(1, 2)
        grid.setColumnStretch(2, 3)
        for index, line in enumerate(file.lines):
            # As high as one with a link, so that the lines stand at equal distances.
            grid.setRowMinimumHeight(index, theme.px(_LINE_HEIGHT))
            texts = (
                make_label(line.part.words, font=theme.body_medium(), parent=inner),
                make_label(line.who, wrap=True, parent=inner),
                StateText(OF_MARK[line.mark], line.dated_words, parent=inner),
            )
            for beside, text in enumerate(texts):
                lowered = beside_link(text, parent=inner)
                grid.addWidget(lowered, index, beside, Qt.AlignmentFlag.AlignTop)
            acts = [_Act(line, words, act, parent=inner) for words, act in self._acts_of(line)]
            for one in acts:
                one.clicked.connect(partial(self._note_acted, one.line_key))
            if acts:
                box = make_column(inner_box := QWidget(inner), gap=0)
                for one in acts:
                    box.addWidget(one, 0, Qt.AlignmentFlag.AlignLeft)
                grid.addWidget(inner_box, index, 3, Qt.AlignmentFlag.AlignTop)
        column.addLayout(grid)
        column.addStretch(1)
        self._put(inner)
        self.shown.emit()

    def _put(self, inner: QWidget) -> None:
        """Show the lines where those before were scrolled to, with the focus on the same one."""
        bar = self._area.verticalScrollBar()
        before = bar.value()
        replace_content(self._area, inner)
        bar.setValue(before)
        again = (one for one in inner.findChildren(_Act) if one.line_key == self._acted)
        for link in itertools.islice(again, 1):
            link.setFocus()

    def _acts_of(self, line: FileLine) -> list[tuple[str, Callable[[], object]]]:
        """Return the actions that complete a line or correct its answer, as far as the role may."""
        own = {
            DossierPart.ACCOUNT: self._acts_of_account,
            DossierPart.CONFIRMATION: self._acts_of_confirmation,
            DossierPart.CONTENT: self._acts_of_content,
        }
        if line.part in own:
            return own[line.part](line)
        if line.state is not LineState.LACKING:
            return []
        if line.part not in _ON_LETTER:
            is_planned = line.is_moved and self._file.planned_on is not None
            may_do = is_planned and self.acts.may(Right.MAKE_CHANGES)
            carry_out = ("Planlanan devri yap", self._carry_out)
            return [carry_out if may_do else self._elsewhere(line)]
        if not self.acts.may(Right.RECORD_DISPATCHES):
            return []
        words, act = _ON_LETTER[line.part]
        return [(words, partial(self._on_letter, act))]

    def _elsewhere(self, line: FileLine) -> tuple[str, Callable[[], object]]:
        """Return the action that leads to the page concerned."""
        if line.thing is not None:
            kind, item_id = line.thing
            return _PLACES[kind], partial(self._leave_to, kind, item_id)
        if line.part is DossierPart.ISSUE_FORM:
            return "Zimmet ver…", partial(self._leave_to, "issue", line.officer_id or 0)
        if line.part is DossierPart.CIRCULAR:
            return "Tebliğ listesini aç", partial(self._leave_to, "circular", line.officer_id or 0)
        if line.part is DossierPart.DUTIES:
            return "Çizelgeyi aç", partial(self._leave_for, "rota", line.month)
        wanted = CaseFilter(officer_id=line.officer_id)
        return "Vakaları aç", partial(self._leave_for, "cases", wanted)

    def _acts_of_confirmation(self, line: FileLine) -> list[tuple[str, Callable[[], object]]]:
        if line.state is LineState.AHEAD or not self.acts.may(Right.RECORD_DISPATCHES):
            return []
        if line.state is LineState.DONE:
            return [
                ("Teyidi düzelt…", self._mend_confirmation),
                ("Teyidi kaldır…", self._remove_confirmation),
            ]
        found: list[tuple[str, Callable[[], object]]] = [("Teyidi kaydet…", self._confirm)]
        if line.is_late and self.acts.may(Right.MAKE_CHANGES):
            found.append(("Tekit yazısı…", partial(self._write, self._reminder)))
        return found

    def _acts_of_content(self, _line: FileLine) -> list[tuple[str, Callable[[], object]]]:
        """Return the two actions for a letter whose content no longer holds."""
        if not self.acts.may(Right.MAKE_CHANGES):
            return []
        return [
            ("Yeni yazı…", partial(self._write, self._successor)),
            ("Yazıyı iptal et…", partial(self._on_letter, LetterActions.cancel)),
        ]

    def _acts_of_account(self, line: FileLine) -> list[tuple[str, Callable[[], object]]]:
        found: list[tuple[str, Callable[[], object]]] = []
        if line.thing is not None and self.acts.may(Right.MANAGE_USERS):
            found.append(("Kullanıcılara git", partial(self._leave_for, "settings", _USERS)))
        if self.acts.may(Right.MAKE_CHANGES):
            is_asked = line.state is LineState.LACKING and line.thing is None
            words = "Hesabı yanıtla…" if is_asked else "Yanıtı değiştir…"
            found.append((words, partial(self._ask_account, line)))
        return found

    def _confirm(self) -> None:
        self._open_confirmation((None, 0))

    def _open_confirmation(self, opened: tuple[ConfirmationValues | None, int]) -> None:
        dialog = confirmation_dialog(self._file.letter.letter_id, opened, **self._common())
        dialog.saved.connect(partial(self._report, "Teyit kaydedildi."))
        dialog.open()

    def _note_acted(self, line_key: tuple[DossierPart, str]) -> None:
        self._acted = line_key

    def _report(self, words: str, *_stored: object) -> None:
        show_message(self, words)

    def _mend_confirmation(self) -> None:
        letter_id = self._file.letter.letter_id
        self._background.run(
            lambda work: confirmations.open_confirmation(work, letter_id),
            parent=self,
            success=self._open_confirmation,
        )

    def _remove_confirmation(self) -> None:
        letter_id = self._file.letter.letter_id
        if dialogs.confirm(
            self,
            title="Teyit kaldırılsın mı?",
            text="Yanlış kaydedilmiş teyit dosyadan kalkar; denetim izinde kalır ve teyit yeniden "
            "beklenir.",
            verb="Teyidi kaldır",
        ):
            self._background.run(
                lambda work: confirmations.remove_confirmation(work, letter_id),
                parent=self,
                success=partial(self._report, "Teyit kaldırıldı."),
                changes=_CHANGES,
            )

    def _ask_account(self, line: FileLine) -> None:
        letter_id, position = self._file.letter.letter_id, line.position
        self._background.run(
            lambda work: (
                afterwards.account_choices(work),
                afterwards.open_account(work, letter_id, position),
            ),
            parent=self,
            success=lambda known: self._open_account(line, *known),
        )

    def _open_account(
        self, line: FileLine, choices: Sequence[AccountChoice], answered: AccountValues | None
    ) -> None:
        letter_id = self._file.letter.letter_id
        dialog = account_dialog(
            letter_id, line.position, line.who, choices, answered, **self._common()
        )
        dialog.saved.connect(partial(self._report, "Yanıt kaydedildi."))
        dialog.open()

    def _carry_out(self) -> None:
        letter_id = self._file.letter.letter_id

        def report(done: HandedOver) -> None:
            forms, cases = number_text(len(done.custody_form_ids)), number_text(done.cases)
            words = f"Devir yapıldı: {forms} tutanak imza bekliyor, {cases} vaka devredildi"
            if done.passed_over:
                words += f"; depoda olmadığı için verilmedi: {', '.join(done.passed_over)}"
            show_message(self, f"{words}.")

        self._background.run(
            lambda work: planned.carry_out(work, letter_id),
            parent=self,
            success=report,
            changes=frozenset({Topic.LETTER, Topic.PHONES, Topic.CASES}),
        )

    def _reminder(self, work: Work) -> LetterContext:
        return other_letters.read_letter(work, LetterMatter.REMINDER, self._file.letter.letter_id)

    def _successor(self, work: Work) -> LetterContext:
        return other_letters.read_successor(work, self._file.letter.letter_id)

    def _write(self, read: Callable[[Work], LetterContext]) -> None:
        """Write another letter that follows from this one."""

        def show(context: LetterContext) -> None:
            dialog = OtherLetterDialog({context.matter: None}, context, **self._common())
            dialog.saved.connect(partial(self._leave_to, "letter"))
            dialog.open()

        self._background.run(read, parent=self, success=show)

    def _common(self) -> DialogContext:
        return {"background": self._background, "clock": self._clock, "parent": self}

    def _on_letter(self, act: Callable[[LetterActions], object]) -> None:
        letter_id = self._file.letter.letter_id

        def go_on(card: LetterCard) -> None:
            self.acts.set_card(card)
            act(self.acts)

        self._background.run(
            lambda work: letters.open_letter(work, letter_id), parent=self, success=go_on
        )

    def _leave_to(self, kind: str, item_id: int) -> None:
        self.accept()
        self.route_requested.emit(kind, item_id)

    def _leave_for(self, page: str, query: object) -> None:
        self.accept()
        self.list_requested.emit(page, query)


class _Act(LinkButton):
    """Completes or corrects a line."""

    def __init__(
        self, line: FileLine, words: str, act: Callable[[], object], *, parent: QWidget
    ) -> None:
        super().__init__(words, parent=parent)
        self.part = line.part
        self.line_key = (line.part, line.who)
        self.setAccessibleName(f"{line.part.words}: {words}")
        self.clicked.connect(act)
