"""The dialog of a letter other than those of a change: its matter, receiver and signatory."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Slot

from alo183_desktop.changes.other_letters import service as other_letters
from alo183_desktop.changes.other_letters.kind import LetterRecipient
from alo183_desktop.changes.other_letters.service import (
    LetterContext,
    LetterMatter,
    LetterPaper,
)
from alo183_desktop.directorate.record import DIRECTORATE
from alo183_desktop.documents.letter.content import Secrecy
from alo183_desktop.gui.changes.letter_dialogs import NumberedDialog, Shared
from alo183_desktop.gui.changes.steps.letter import SECRECIES
from alo183_desktop.gui.kit import dialogs, theme
from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.gui.kit.form.choices import SEARCH_HINT, ChoiceField
from alo183_desktop.gui.kit.form.dates import DateField
from alo183_desktop.gui.kit.form.fields import TextField
from alo183_desktop.gui.kit.form.record import RecordFields
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.letters.chain import CODES, LetterDays, check_days
from alo183_desktop.letters.letter_numbers import NUMBER_USED
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Work
    from alo183_desktop.directorate.rows import DirectorateRow
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.letters.rendering import Rendered
    from alo183_desktop.shared.clock import Clock
    from alo183_desktop.shared.errors import Problem

    Offers = Mapping[LetterMatter, Sequence[tuple[int, str]] | None]

_CHANGES: Final = frozenset({Topic.LETTER})
_RECEIVER: Final = (
    "recipient_1",
    "recipient_2",
    "recipient_address",
    "recipient_fax",
    "recipient_detsis",
    "recipient_kep",
    "standing",
)
"""The fields of the directorate for the receiver of its letters."""
_ROOM: Final = "Boş bırakılırsa kaşe için yer kalır."
_FINISH: Final = 1
"""The answer to whether to finish the letter."""
_OUTDATED: Final = "letters.rendered_other"


class OtherLetterDialog(NumberedDialog):
    """The text of the letter is shown below, once its matter is known.

    Attributes:
        matter: Which kind of letter.
        item: Its subject; hidden where there is no choice.
        receiver: Who gets it.
        questions: What the letter asks for, by the name of its record; shown for that letter only.
        signatory: Who signs.
        number: Its number; may be left for the stamp, as may the day.
        day: The day on it.
        secrecy: Its degree of secrecy, as the matter proposes.
        content_text: The text of the letter.
    """

    refused: Mapping[str, str] = {
        **dict.fromkeys(CODES, "letter_day"),
        "changes.distribution_missing": "recipient_1",
        "changes.signatory_not_valid": "signatory",
        "letters.register_number": "register_number",
        "letters.number_cancelled": "register_number",
    }
    shared = Shared(
        NUMBER_USED,
        "Bu sayı başka bir yazıda da var; yazı yine de tamamlansın mı?",
        "Yine de tamamla",
    )

    def __init__(
        self,
        choices: Offers,
        context: LetterContext | None = None,
        *,
        background: Background,
        clock: Clock,
        parent: QWidget,
    ) -> None:
        """Make the dialog.

        Args:
            choices: The possible subjects by matter, None where nothing is chosen.
            context: A fixed choice; None: nothing is chosen yet.
            background: Reads, and freezes the letter.
            clock: The current time; UTC.
        """
        super().__init__(
            title=_title(context),
            explanation="Yazı dondurulur; ayrıca gönderilir. Sayıyı ve tarihi kurumunuzun kayıt "
            "defteri verir.",
            verb="Yazıyı &tamamla",
            width=640,
            background=background,
            changes=_CHANGES,
            draft="changes.other_letter"
            if context is None
            else f"changes.{context.matter}.{context.item_id}",
            parent=parent,
        )
        self._choices = choices
        self._fixed = context is not None
        self._context: LetterContext | None = None
        self._clock = clock
        self._made: tuple[LetterContext, LetterPaper, Rendered] | None = None
        self.matter = ChoiceField(
            "Ya&zı",
            [(matter, matter.kind.words) for matter in choices],
            placeholder=SEARCH_HINT,
            key="matter",
            parent=self,
        )
        self.item = ChoiceField("Ne&yle ilgili", placeholder=SEARCH_HINT, key="item", parent=self)
        if context is None:
            self.form.add_row(self.matter, self.item)
        self.receiver = RecordFields(
            self.form, DIRECTORATE, clock=clock, keys=_RECEIVER, parent=self
        )
        self.receiver["recipient_2"].set_required(False)  # a governor has no unit
        self._proposed = self.receiver.typed()
        self.questions = {
            asked.name: RecordFields(self.form, asked, clock=clock, parent=self)
            for asked in (matter.kind.asks for matter in LetterMatter)
            if asked is not None
        }
        self.signatory = ChoiceField(
            "İmzalayacak &kişi", key="signatory", required=True, parent=self
        )
        self.number = TextField(
            "Sayı (kayıt &numarası)",
            key="register_number",
            note=_ROOM,
            max_length=64,
            parent=self,
        )
        self.day = DateField(
            "Ta&rih", today=local_day(clock()), key="letter_day", note=_ROOM, parent=self
        )
        self.secrecy = ChoiceField(
            "Gizlilik &derecesi", SECRECIES, key="secrecy", required=True, parent=self
        )
        self.secrecy.set_value(Secrecy.NONE.value)
        self.form.add_row(self.signatory, self.secrecy)
        self.form.add_row(self.number, self.day)
        self.content_text = make_label(
            "", role=theme.MUTED, wrap=True, selectable=True, parent=self
        )
        self.content.insertWidget(self.content.indexOf(self.form) + 1, self.content_text)
        self.item.hide()
        for fields in self.questions.values():
            for one in fields:
                one.changed.connect(self._show_text)
        self._forget()
        if context is None:
            self.matter.changed.connect(self._on_matter)
            self.item.changed.connect(self._ask)
        else:
            self.matter.hide()
            self._show_context(context)
        self.form.mark_clean()

    @override
    def first_field(self) -> ChoiceField:
        return self.signatory if self._fixed else self.matter

    @override
    def wrong(self) -> Sequence[Problem]:
        shown = _RECEIVER[:1] + _RECEIVER[2:]
        problems = [one for one in self.receiver.check().problems if one.key in shown]
        if (asked := self._asked()) is not None:
            problems += asked.check().problems
        day = check_days(LetterDays(self.day.value()), now=self._clock(), key="letter_day")
        return problems if day is None else [*problems, day]

    @override
    def number_field(self) -> TextField:
        return self.number

    @override
    def agrees(self) -> bool:
        # What is frozen cannot be typed again, and the Enter that takes a choice may come twice.
        if self._context is None or self._is_shared:
            return True
        answer = dialogs.ask(
            self,
            title="Yazı tamamlansın mı?",
            text=f"{self._context.matter.kind.words}. Yazı dondurulur; imzalanmadıkça iptal "
            "edilebilir.",
            verbs=("Yazıya dön", "Yazıyı tamamla"),
            primary=_FINISH,
        )
        return answer == _FINISH

    @override
    def slow_part(self) -> Callable[[], object] | None:
        context, signatory_id = self._context, self.signatory.value()
        self._made = None
        if context is None or signatory_id is None:
            return None
        read = self.receiver.check().read
        receiver = LetterRecipient(
            (read["recipient_1"], read["recipient_2"]), **{key: read[key] for key in _RECEIVER[2:]}
        )
        asked = self._asked()
        paper = LetterPaper(
            int(signatory_id),
            receiver,
            self.number.text().strip(),
            self.day.value(),
            Secrecy(self.secrecy.value() or ""),
            {} if asked is None else asked.typed(),
        )
        # Later typing would not be part of what is frozen.
        self.form.setEnabled(False)
        return lambda: (context, paper, other_letters.render_letter(context, paper))

    @override
    def take_slow(self, result: Any) -> None:
        self._made = result

    @override
    def act(self) -> Callable[[Work], int] | None:
        made, shares = self._made, self.take_shared()
        if made is None:
            return None
        return lambda work: other_letters.finish(work, *made, shares_number=shares)

    @override
    def refuse(self, error: Exception) -> None:
        self.form.setEnabled(True)
        super().refuse(error)
        if isinstance(error, KnownError) and error.code == _OUTDATED:
            self._ask(after=str(message_of(error)))

    @override
    def on_draft_taken(self) -> None:
        self._on_matter()
        super().on_draft_taken()

    @Slot()
    def _on_matter(self) -> None:
        chosen = self.matter.value()
        offered = None if chosen is None else self._choices[LetterMatter(chosen)]
        self.item.set_options([(str(item_id), words) for item_id, words in offered or ()])
        self.item.setVisible(offered is not None)
        self._ask()

    @Slot()
    def _ask(self, *, after: str = "") -> None:
        """Read the chosen matter, if complete; `after` is shown once it was read."""
        wanted, fixed = self._wanted(), self._context if self._fixed else None
        corrections = () if fixed is None else fixed.corrections
        self._forget()
        if fixed is not None:
            wanted = fixed.matter, fixed.item_id
        if wanted is None:
            return
        matter, item_id = wanted

        def show(context: LetterContext) -> None:
            if fixed is not None or self._wanted() == wanted:
                self._show_context(context)
                self.trouble.set_text(State.LATE, after)

        def fail(error: Exception) -> None:
            if not isinstance(error, KnownError):
                show_failure(self, error)
            elif fixed is not None or self._wanted() == wanted:
                self.trouble.set_text(State.LATE, str(message_of(error)))
                self.fit_soon()

        self.background.run(
            lambda work: other_letters.read_letter(work, matter, item_id, corrections),
            parent=self,
            success=show,
            failure=fail,
        )

    def _wanted(self) -> tuple[LetterMatter, int | None] | None:
        chosen, item = self.matter.value(), self.item.value()
        if chosen is None:
            return None
        matter = LetterMatter(chosen)
        if self._choices[matter] is None:
            return matter, None
        return None if item is None else (matter, int(item))

    def _forget(self) -> None:
        """Discard the letter: none can be finished."""
        self._context = None
        self._show_questions()
        self.save_button.setEnabled(False)
        self.trouble.set_text(State.LATE, "")
        hint = self._hint()
        self.content_text.setText(hint)
        self.content_text.setVisible(bool(hint))
        self.save_button.setToolTip(hint)
        self.save_button.setAccessibleDescription(hint)
        self.fit_soon()

    def _hint(self) -> str:
        """Return what is still to be chosen, or why nothing can be; empty while it is read."""
        chosen = self.matter.value()
        if self._fixed or self._wanted() is not None:
            return ""
        if chosen is not None and not self._choices[LetterMatter(chosen)]:
            return LetterMatter(chosen).kind.none
        what = "Yazıyı" if chosen is None else "Neyle ilgili olduğunu"
        return f"{what} seçiniz: metni burada görünür, yazı ancak ondan sonra tamamlanır."

    def _show_context(self, context: LetterContext) -> None:
        self._context = context
        self.signatory.set_options(
            [(str(one.signatory_id), f"{one.name}, {one.title}") for one in context.signatories]
        )
        if not self.signatory.text():
            self.signatory.set_value(str(context.signatories[0].signatory_id))
        # Typed values remain.
        if self.receiver.typed() == self._proposed:
            self.receiver.show(_addressed(context))
            self._proposed = self.receiver.typed()
        self.secrecy.set_value(context.secrecy.value)
        self._show_questions()
        self.save_button.setToolTip("")
        self.save_button.setAccessibleDescription("")
        self.save_button.setEnabled(True)
        self._show_text()

    @Slot()
    def _show_text(self) -> None:
        """Show the text with what is answered so far, or why an answer contradicts the facts."""
        context, asked = self._context, self._asked()
        if context is None:
            return
        try:
            text = other_letters.text_of(context, {} if asked is None else asked.check().read)
            text = text.replace("\t", " · ")  # a row of a table, in a label without columns
        except KnownError as error:
            text = str(message_of(error))
        self.content_text.setText(text)
        self.content_text.show()
        self.fit_soon()

    def _asked(self) -> RecordFields[Any] | None:
        """Return the controls of what the shown letter asks for; None where it asks nothing."""
        record = None if self._context is None else self._context.asks
        return None if record is None else self.questions[record.name]

    def _show_questions(self) -> None:
        asked = self._asked()
        for fields in self.questions.values():
            for one in fields:
                one.setVisible(fields is asked)


def _addressed(context: LetterContext) -> DirectorateRow:
    """Return the directorate with the receiver that is usual for a letter."""
    receiver = context.receiver
    first, second = receiver.recipient
    others = {key: getattr(receiver, key) for key in _RECEIVER[2:]}
    return replace(context.directorate, recipient_1=first, recipient_2=second, **others)


def _title(context: LetterContext | None) -> str:
    if context is None:
        return "Başka yazı"
    return "Düzeltme yazısı" if context.corrections else context.matter.kind.words
