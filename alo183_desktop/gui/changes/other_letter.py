"""The dialog of a letter beside those of a change: what it is about, who gets it, who signs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Slot

from alo183_desktop.changes import other_letters
from alo183_desktop.changes.other_letters import KINDS, LetterContext, Matter, Receiver
from alo183_desktop.documents.letter.content import Standing
from alo183_desktop.documents.letter.wording import COURTESIES
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.form.choices import ChoiceField
from alo183_desktop.gui.kit.form.dialog import FormDialog
from alo183_desktop.gui.kit.form.fields import TextField
from alo183_desktop.gui.kit.form.form import PhoneField
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.states import State
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.identity import parse_phone
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.letters.forms import Rendered

_CHANGES: Final = frozenset({Topic.LETTER})
_CLOSINGS: Final = [(standing, words) for standing, words in COURTESIES.items()]


class OtherLetterDialog(FormDialog):
    """What the letter will say stands below, as soon as it is known what it is about.

    Attributes:
        matter: Which letter.
        item: What it is about; hidden where there is nothing to choose.
        signatory: Who signs.
        told: What the letter says of it.
    """

    def __init__(
        self,
        choices: Mapping[Matter, Sequence[tuple[int, str]] | None],
        context: LetterContext | None = None,
        *,
        background: Background,
        parent: QWidget,
    ) -> None:
        """Make the dialog.

        Args:
            choices: By matter what it can be about, None where nothing is chosen.
            context: What is chosen already; None: nothing is.
            background: Reads, and freezes the letter.
            parent: The window that waits.
        """
        super().__init__(
            title="Başka yazı" if context is None else KINDS[context.matter].words,
            explanation="Yazı, sayısı ve tarihi kaşe için boş bırakılarak dondurulur; faks ve "
            "postayla ayrıca gönderilir.",
            verb="Yazıyı &tamamla",
            width=640,
            background=background,
            changes=_CHANGES,
            draft="changes.other_letter" if context is None else "",
            parent=parent,
        )
        self._choices = choices
        self._context: LetterContext | None = None
        self._made: tuple[LetterContext, int, Receiver, Rendered] | None = None
        self.matter = ChoiceField(
            "Ya&zı",
            [(matter, KINDS[matter].words) for matter in choices],
            placeholder="Yazmaya başlayınız",
            key="matter",
            required=True,
            parent=self,
        )
        self.item = ChoiceField(
            "Ne&yle ilgili", placeholder="Yazmaya başlayınız", key="item", parent=self
        )
        self.lines = tuple(
            TextField(label, key=key, required=key == "receiver", parent=self)
            for key, label in (("receiver", "&Muhatap"), ("below", "Altı&ndaki satır"))
        )
        self.address = TextField("A&dresi", key="address", required=True, parent=self)
        self.fax = PhoneField("Fa&ksı", check=parse_phone, key="fax", parent=self)
        self.standing = ChoiceField(
            "Yazının &sonu", _CLOSINGS, key="standing", required=True, parent=self
        )
        self.signatory = ChoiceField(
            "&İmzalayacak kişi", key="signatory", required=True, parent=self
        )
        self.told = make_label("", role=theme.MUTED, wrap=True, selectable=True, parent=self)
        for row in (
            *((self.matter, self.item), self.lines, (self.address, self.fax)),
            (self.signatory, self.standing),
        ):
            self.form.add_row(*row)
        self.content.insertWidget(self.content.indexOf(self.form) + 1, self.told)
        self.matter.changed.connect(self._on_matter)
        self.item.changed.connect(self._ask)
        self.item.hide()
        self.told.hide()
        if context is not None:
            self.matter.set_value(context.matter)
            self.matter.hide()
            self._show_context(context)
        self.form.mark_clean()

    @override
    def first_field(self) -> ChoiceField:
        return self.signatory if self.matter.isHidden() else self.matter

    @override
    def slow_part(self) -> Callable[[], object] | None:
        context, signatory_id = self._context, self.signatory.value()
        self._made = None
        if context is None or signatory_id is None:
            return None
        receiver = Receiver(
            (self.lines[0].text().strip(), self.lines[1].text().strip()),
            self.address.text().strip(),
            self.fax.value() or "",
            Standing(self.standing.value()),
        )

        def make() -> tuple[LetterContext, int, Receiver, Rendered]:
            number = int(signatory_id)
            made = other_letters.render_letter(context, number, receiver)
            return context, number, receiver, made

        return make

    @override
    def take_slow(self, result: object) -> None:
        self._made = result  # type: ignore[assignment]  # what `make` returned

    @override
    def act(self) -> Callable[[Work], int] | None:
        made = self._made
        if made is None:
            self._ask()  # says what is missing
            return None
        return lambda work: other_letters.finish(work, *made)

    @override
    def on_draft_taken(self) -> None:
        self._on_matter()
        super().on_draft_taken()

    @Slot()
    def _on_matter(self) -> None:
        chosen = self.matter.value()
        offered = None if chosen is None else self._choices[Matter(chosen)]
        self.item.set_options([(str(number), words) for number, words in offered or ()])
        self.item.setVisible(offered is not None)
        if offered is not None and self.item.value() is None:
            self.item.set_value(None)
        self._ask()

    @Slot()
    def _ask(self) -> None:
        """Read what is chosen, once it is."""
        self._context = None
        wanted = self._wanted()
        if wanted is None:
            self._say("")
            return
        matter, item_id = wanted

        def show(context: LetterContext) -> None:
            if self._wanted() == wanted:
                self._show_context(context)

        def fail(error: Exception) -> None:
            if self._wanted() == wanted or not isinstance(error, KnownError):
                self._say("")
                self.refuse(error)

        self.background.run(
            lambda work: other_letters.read_letter(work, matter, item_id),
            parent=self,
            success=show,
            failure=fail,
        )

    def _wanted(self) -> tuple[Matter, int | None] | None:
        chosen, item = self.matter.value(), self.item.value()
        if chosen is None:
            return None
        matter = Matter(chosen)
        if self._choices[matter] is None:
            return matter, None
        return None if item is None else (matter, int(item))

    def _show_context(self, context: LetterContext) -> None:
        is_first = not self.signatory.text()
        self._context = context
        self.trouble.set_text(State.LATE, "")
        self.signatory.set_options(
            [(str(one.signatory_id), f"{one.name}, {one.title}") for one in context.signatories]
        )
        if is_first:
            office = context.office()
            for field, words in zip(self.lines, office.lines, strict=True):
                field.set_value(words)
            self.address.set_value(office.address)
            self.fax.set_value(office.fax)
            self.standing.set_value(office.standing)
            self.signatory.set_value(str(context.signatories[0].signatory_id))
        self._say(other_letters.text_of(context))

    def _say(self, words: str) -> None:
        self.told.setText(words)
        self.told.setVisible(bool(words))
        self.fit_soon()
