"""Issue, return, and pass on lines and handsets: each makes its forms."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtWidgets import QApplication

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.conflicts import Dated
from alo183_desktop.gui.kit.containers import Card, next_turn
from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.gui.kit.form.choices import SEARCH_HINT
from alo183_desktop.gui.kit.form.dates import InstantFields
from alo183_desktop.gui.kit.form.dialog import FormDialog
from alo183_desktop.gui.kit.form.form import (
    CheckList,
    ChoiceField,
    DateField,
    Form,
    LongTextField,
    PhoneField,
    TextField,
)
from alo183_desktop.gui.kit.form.task_dialog import TaskDialog
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.states import StateText
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.phones.words import STATE_CHOICES, span_words
from alo183_desktop.phones import service
from alo183_desktop.phones.custody import papers
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.record import HANDSET
from alo183_desktop.phones.rows import ItemKind, keys_of
from alo183_desktop.phones.rules import STATES_AFTER_RETURN, check_terms
from alo183_desktop.rota.rules import duty_words
from alo183_desktop.shared.clock import format_day, format_instant, local_day
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence
    from typing import Unpack

    from PySide6.QtGui import QShowEvent
    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.form.dialog import DialogContext
    from alo183_desktop.gui.kit.form.fields import Field
    from alo183_desktop.gui.phones.dialog_data import OfficerCustodies
    from alo183_desktop.phones.rows import CustodyRow, CustodyTermsRow
    from alo183_desktop.rota.rows import DutyRow

CHANGES: Final = frozenset({Topic.PHONES})
_BOTH_SIGN: Final = "İki tarafın imzalayacağı tutanak kendiliğinden düzenlenir."
_OWN_LINE: Final = "Önerildi: kadroda kurumsal cep numarası olarak yazılı."


@dataclass(frozen=True, slots=True)
class CustodyChoices:
    """What can be issued, and to whom; ids with texts."""

    officers: tuple[tuple[int, str], ...]
    lines: tuple[tuple[int, str], ...]
    """Those in store that nobody holds."""
    handsets: tuple[tuple[int, str], ...]
    own_lines: Mapping[int, int] = dataclasses.field(default_factory=dict)
    """By officer: the line in `lines` whose number is their corporate mobile in the roster."""


class CustodyDialog(FormDialog):
    """The common fields: when, in which condition, with which accessories."""

    chapter = "Telefon verilecek, geri alınacak"
    refused: Mapping[str, str] = {
        "phones.future": "at",
        "phones.return_before_issue": "at",
        "phones.held_then": "at",
    }

    def __init__(
        self,
        *,
        title: str,
        explanation: str,
        verb: str,
        draft: str,
        **common: Unpack[DialogContext],
    ) -> None:
        super().__init__(
            title=title,
            explanation=explanation,
            verb=verb,
            background=common["background"],
            changes=CHANGES,
            draft=draft,
            parent=common["parent"],
        )
        self._clock = common["clock"]
        self.instant: InstantFields | None = None
        self._condition = TextField(
            "&Fiziki hâli",
            key="condition",
            check=partial(HANDSET.read, "condition"),
            note="Örnek: sağlam, ekranda çizik. Boş bırakılırsa kartında yazan geçer.",
            parent=self,
        )
        self._accessories = TextField(
            "&Aksesuarları",
            key="accessories",
            check=partial(HANDSET.read, "accessories"),
            note="Örnek: şarj aleti, kutu.",
            max_length=300,
            parent=self,
        )

    def add_end(self, *, with_handset: bool) -> None:
        """Add the fields at the end of the form."""
        self.instant = InstantFields(self.form, clock=self._clock, parent=self)
        self.form.add_row(self._condition)
        self.form.add_row(self._accessories)
        for field in (self._condition, self._accessories):
            field.setVisible(with_handset)
        self.form.mark_clean()

    def at(self) -> dt.datetime:
        """Return the time, which the form has checked."""
        found = None if self.instant is None else self.instant.instant()
        return self._clock() if found is None else found

    def details(self) -> dict[str, str]:
        """Return condition and accessories as typed."""
        return {
            "condition": self._condition.text().strip(),
            "accessories": self._accessories.text().strip(),
        }

    def made_forms(self) -> tuple[int, ...]:
        """Return the forms that were made, the last one first."""
        return (self.saved_id,)

    @override
    def undo(self, place: QWidget) -> Callable[[], object] | None:
        forms = self.made_forms()

        def cancel(work: Work) -> tuple[str, State]:
            for form_id in forms:
                custody.cancel_form(work, form_id)
            papers = "tutanağı" if len(forms) == 1 else "iki tutanağı"
            return f"Geri alındı; {papers} iptal edildi.", State.GOOD

        return self.taking_back(place, cancel)


class IssueDialog(CustodyDialog):
    """Issue a line, a handset or both to an officer; one form covers both."""

    def __init__(
        self,
        choices: CustodyChoices,
        chosen: tuple[ItemKind, int] | None,
        *,
        to_officer_id: int = 0,
        **common: Unpack[DialogContext],
    ) -> None:
        """Make the dialog.

        Args:
            choices: What can be issued, and to whom.
            chosen: The initial choice; None for nothing.
            to_officer_id: The initial officer, with their own line; 0 for none.
        """
        super().__init__(
            title="Zimmet ver",
            explanation=f"Hat ve cihaz birlikte verilebilir. {_BOTH_SIGN}",
            verb="&Zimmetle",
            draft="phones.issue",
            **common,
        )
        self._own_lines = choices.own_lines
        self._proposed: int | None = None
        self._officer = _choice("&Kime", "officer", choices.officers, required=True, parent=self)
        self._line = _choice("&Hat", "line", choices.lines, parent=self)
        self._handset = _choice("&Cihaz", "handset", choices.handsets, parent=self)
        self.form.add_row(self._officer)
        self.form.add_row(self._line)
        self.form.add_row(self._handset)
        if not choices.lines:
            self._line.set_note("Depoda zimmetlenecek hat yok.")
        if not choices.handsets:
            self._handset.set_note("Depoda zimmetlenecek cihaz yok.")
        if chosen is not None:
            kind, item_id = chosen
            (self._line if kind is ItemKind.LINE else self._handset).set_value(str(item_id))
        self.add_end(with_handset=True)
        # When the field is left, not at each key: a restored draft has its own line.
        self._officer.left.connect(self._propose_line)
        if choices.own_lines:
            self._line.changed.connect(self._show_why)
        if to_officer_id:
            self._officer.set_value(str(to_officer_id))
            self._propose_line()

    @Slot()
    def _propose_line(self) -> None:
        """Choose the officer's own line where no other one was chosen."""
        officer_id = _id_of(self._officer)
        own = None if officer_id is None else self._own_lines.get(officer_id)
        if own == self._proposed:
            return  # a line that the user removed is not proposed again
        if not self._line.text() or self._is_proposed():
            self._proposed = own
            self._line.set_value(None if own is None else str(own))

    @Slot()
    def _show_why(self) -> None:
        self._line.set_note(_OWN_LINE if self._is_proposed() else "")

    def _is_proposed(self) -> bool:
        return self._proposed is not None and _id_of(self._line) == self._proposed

    @override
    def wrong(self) -> Sequence[Problem]:
        items = keys_of(_id_of(self._line), _id_of(self._handset))
        return () if items else (Problem("line", "phones.nothing_chosen"),)

    @override
    def act(self) -> Callable[[Work], int] | None:
        officer_id = _id_of(self._officer)
        items = keys_of(_id_of(self._line), _id_of(self._handset))
        if officer_id is None:
            return None
        at, details = self.at(), self.details()

        return lambda work: custody.issue(work, items, officer_id=officer_id, at=at, **details)


class HandBackDialog(CustodyDialog):
    """An action on all or some of the items that one officer holds."""

    def __init__(
        self,
        found: OfficerCustodies,
        chosen: Sequence[int],
        *,
        does: str,
        label: str,
        explanation: str,
        verb: str,
        draft: str,
        **common: Unpack[DialogContext],
    ) -> None:
        """Make the dialog; `add_end` ends its form.

        Args:
            found: All items of the officer, at least one, and their upcoming duties.
            chosen: The ids of the custodies ticked initially.
            does: The action, after the officer's name.
            label: Of the items.
            explanation: As `FormDialog`; so with `verb`.
            draft: As above, without the officer.
            **common: As `DialogContext`.
        """
        first = found.held[0]
        super().__init__(
            title=f"{first.officer_name}: {does}",
            explanation=explanation,
            verb=verb,
            draft=f"phones.{draft}.{first.officer_id}",
            **common,
        )
        self._held = found.held
        self._items = CheckList(
            label,
            [(str(row.custody_id), row.label) for row in found.held],
            key="items",
            required=True,
            columns=1,
            parent=self,
        )
        self._items.set_value([str(custody_id) for custody_id in chosen])
        self.form.add_row(self._items)
        if found.duties:
            self._add_warning(found.duties)

    def custody_ids(self) -> list[int]:
        """Return the ids of the ticked custodies."""
        return [int(key) for key in self._items.value()]

    def end_with(self, field: ChoiceField) -> None:
        """Add the dialog's own last field, and the fields at the end of the form."""
        self.form.add_row(field)
        self.add_end(with_handset=any(row.item_kind is ItemKind.HANDSET for row in self._held))

    def _add_warning(self, duties: Sequence[DutyRow]) -> None:
        """Show below the items what the line is needed for while it is ticked."""
        lines = {str(row.custody_id) for row in self._held if row.item_kind is ItemKind.LINE}
        count, first = number_text(len(duties)), duty_words(duties[0])
        warning = StateText(
            State.NEAR,
            f"Önünde {count} nöbet var; ilki {first}. Hat verilince nöbette o hattan aranamaz.",
            parent=self,
        )
        self.form.add_row(warning)

        def follow() -> None:
            warning.setVisible(bool(lines & set(self._items.value())))

        self._items.changed.connect(follow)
        follow()


class ReturnDialog(HandBackDialog):
    """Take back items from one officer, all or some."""

    def __init__(
        self, found: OfficerCustodies, chosen: Sequence[int], **common: Unpack[DialogContext]
    ) -> None:
        super().__init__(
            found,
            chosen,
            does="zimmetten geri al",
            label="Geri alına&nlar",
            explanation=_BOTH_SIGN,
            verb="&Geri al",
            draft="return",
            **common,
        )
        self._next = ChoiceField(
            "S&onraki durumu",
            [(one.value, STATE_CHOICES[one]) for one in ItemState if one in STATES_AFTER_RETURN],
            key="next_state",
            required=True,
            parent=self,
        )
        self._next.set_value(ItemState.IN_STORE.value)
        self.end_with(self._next)

    @override
    def act(self) -> Callable[[Work], int] | None:
        custody_ids, at, details = self.custody_ids(), self.at(), self.details()
        after = ItemState(self._next.value())
        return lambda work: custody.give_back(work, custody_ids, at=at, next_state=after, **details)


class PassDialog(HandBackDialog):
    """Pass items from one officer to another: a form of return and one of issue."""

    def __init__(
        self, found: OfficerCustodies, chosen: Sequence[int], **common: Unpack[DialogContext]
    ) -> None:
        super().__init__(
            found,
            chosen,
            does="zimmeti devret",
            label="Devredi&lenler",
            explanation="Devreden ve devralan için birer tutanak kendiliğinden düzenlenir.",
            verb="&Devret",
            draft="pass",
            **common,
        )
        self._return_form_id = 0
        others = [one for one in found.officers if one[0] != found.held[0].officer_id]
        self._officer = _choice("&Kime", "officer", others, required=True, parent=self)
        self.end_with(self._officer)

    @override
    def first_field(self) -> Field:
        return self._officer

    @override
    def act(self) -> Callable[[Work], custody.Passed] | None:
        officer_id = _id_of(self._officer)
        if officer_id is None:
            return None
        custody_ids, at, details = self.custody_ids(), self.at(), self.details()
        return lambda work: custody.pass_on(
            work, custody_ids, to_officer_id=officer_id, at=at, **details
        )

    @override
    def take_made(self, made: Any) -> int:
        self._return_form_id = made.return_form_id
        return int(made.issue_form_id)

    @override
    def made_forms(self) -> tuple[int, ...]:
        return (self.saved_id, self._return_form_id)


class PastDialog(FormDialog):
    """Record a past custody from papers older than the program."""

    refused: Mapping[str, str] = {
        "phones.future": "from_at",
        "phones.return_before_issue": "from_at",
        "phones.held": "from_at",
        "phones.held_then": "from_at",
        "phones.interval_turned": "to_at",
    }

    def __init__(
        self,
        choices: CustodyChoices,
        **common: Unpack[DialogContext],
    ) -> None:
        """Make the dialog.

        Args:
            choices: Every officer, line and handset.
        """
        super().__init__(
            title="Geçmiş bir zimmeti işle",
            explanation="Programdan önce kâğıtla verilmiş ve iade edilmiş bir zimmet; yeni tutanak "
            "düzenlenmez. “Kimdeydi?” sorusu bunu da bilir.",
            background=common["background"],
            changes=CHANGES,
            draft="phones.past",
            parent=common["parent"],
        )
        clock = common["clock"]
        self._officer = _choice(
            "Ki&mdeydi", "officer", choices.officers, required=True, parent=self
        )
        self._line = _choice("&Hat", "line", choices.lines, parent=self)
        self._handset = _choice("&Cihaz", "handset", choices.handsets, parent=self)
        self.form.add_row(self._officer)
        self.form.add_row(self._line)
        self.form.add_row(self._handset)
        self._begin = InstantFields(
            self.form, clock=clock, labels=("İ&lk günü", "&Saati"), key="from_at", parent=self
        )
        self._end = InstantFields(
            self.form, clock=clock, labels=("S&on günü", "Saa&ti"), key="to_at", parent=self
        )
        for instant in (self._begin, self._end):
            instant.day.set_value(None)
        self.form.mark_clean()

    @override
    def wrong(self) -> Sequence[Problem]:
        items = keys_of(_id_of(self._line), _id_of(self._handset))
        return () if len(items) == 1 else (Problem("line", "phones.one_item"),)

    @override
    def act(self) -> Callable[[Work], int] | None:
        officer_id = _id_of(self._officer)
        items = keys_of(_id_of(self._line), _id_of(self._handset))
        from_at, to_at = self._begin.instant(), self._end.instant()
        if officer_id is None or from_at is None or to_at is None:
            return None

        return lambda work: custody.enter_past(
            work, items[0], officer_id=officer_id, from_at=from_at, to_at=to_at
        )


def _choice(
    label: str,
    key: str,
    choices: Sequence[tuple[int, str]],
    *,
    required: bool = False,
    parent: QWidget,
) -> ChoiceField:
    return ChoiceField(
        label,
        [(str(item_id), words) for item_id, words in choices],
        key=key,
        required=required,
        placeholder=SEARCH_HINT,
        parent=parent,
    )


def _id_of(field: ChoiceField) -> int | None:
    value = field.value()
    return None if value is None else int(value)


_UNKNOWN: Final = "phones.unknown_number"


class HolderDialog(TaskDialog):
    """A number, a day and a time; Enter shows the holder.

    Signals:
        answered: The answer is shown.
    """

    chapter = "Telefon verilecek, geri alınacak"

    answered = Signal()

    def __init__(self, phone: str = "", **common: Unpack[DialogContext]) -> None:
        """Make the dialog; `phone` is the initial number, E.164; empty for none."""
        super().__init__(
            title="Kimdeydi?",
            explanation="Bir numaranın bir anda kimin üzerinde olduğunu zimmet kayıtları söyler.",
            width=520,
            parent=common["parent"],
        )
        self._background = common["background"]
        self.form = Form(parent=self)
        self.phone = PhoneField("Hat &numarası", key="phone", required=True, parent=self)
        self.form.add_row(self.phone)
        self.instant = InstantFields(self.form, clock=common["clock"], parent=self)
        self._card = Card(quiet=True, parent=self)
        self._name = make_label(
            "", font=theme.card_title(), wrap=True, selectable=True, parent=self
        )
        self._detail = make_label("", role=theme.MUTED, wrap=True, selectable=True, parent=self)
        self._nobody = StateText(State.NONE, parent=self)
        for widget in (self._name, self._nobody, self._detail):
            self._card.content.addWidget(widget)
        self._card.hide()
        self.content.addWidget(self.form)
        self.content.addWidget(self._card)
        self.content.addStretch(1)
        leave = self.add_button("&Kapat")
        self.ask_button = self.add_button("So&r", primary=True)
        if phone:
            self.phone.set_value(phone)
        self.form.mark_clean()
        leave.clicked.connect(self.reject)
        self.ask_button.clicked.connect(self.form.submit)
        self.form.save_requested.connect(self._on_ask)
        self.form.changed.connect(partial(self._card.hide))
        self.form.left.connect(self.reject)

    def answer(self) -> str:
        """Return the answer shown; empty before."""
        if self._card.isHidden():
            return ""
        words = (self._name.text(), self._nobody.text(), self._detail.text())
        return " ".join(word for word in words if word)

    @Slot()
    def _on_ask(self) -> None:
        phone, at = self.phone.value(), self.instant.instant()
        if phone is None or at is None:
            return
        self._background.run(
            lambda work: service.find_holder(work, phone, at=at),
            parent=self,
            success=lambda row: self._on_answer(phone, at, row),
            failure=self._on_no_answer,
        )

    def _on_answer(self, phone: str, at: dt.datetime, row: CustodyRow | None) -> None:
        self.form.mark_clean()  # an answered question is nothing to lose
        when = f"{format_phone(phone)}, {format_instant(at)}"
        if row is None:
            self._show_words("", "Kimsenin üzerinde değildi.", f"{when}: zimmet kaydı yok.")
        else:
            self._show_words(row.officer_name, "", f"{when}. Zimmet: {span_words(row)}.")

    def _on_no_answer(self, error: Exception) -> None:
        if isinstance(error, KnownError) and error.code == _UNKNOWN:
            self.phone.set_problem(str(message_of(error)))
            self.phone.take_focus()
        else:
            show_failure(self, error)

    def _show_words(self, name: str, nobody: str, detail: str) -> None:
        self._name.setText(name)
        self._name.setVisible(bool(name))
        self._nobody.set_text(State.NONE, nobody)
        self._detail.setText(detail)
        self._card.show()
        next_turn(self, self._fit)
        self.answered.emit()

    @Slot()
    def _fit(self) -> None:
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        self.adjustSize()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()
        self.phone.take_focus()


_LINES: Final = 14


class CustodyTermsDialog(FormDialog):
    """One duty a line; existing papers keep theirs."""

    def __init__(
        self,
        known: Sequence[CustodyTermsRow],
        **common: Unpack[DialogContext],
    ) -> None:
        """Make the dialog.

        Args:
            known: All terms, the newest first; those of the circular are last.
            **common: As `DialogContext`; the clock's day is proposed as the first one.
        """
        today = local_day(common["clock"]())
        now = next(row for row in known if row.starts_on is None or row.starts_on <= today)
        since = (
            "Genelge 2014/05’in saydıkları geçerli."
            if now.starts_on is None
            else f"{format_day(now.starts_on)} gününden beri geçerli olanlar yazılı."
        )
        super().__init__(
            title="Zimmet şartları",
            explanation=f"Tutanaklar, düzenlendikleri gün geçerli olan şartları basar. {since}",
            verb="Şartları &kaydet",
            width=760,
            background=common["background"],
            changes=CHANGES,
            draft="phones.terms",
            parent=common["parent"],
        )
        self._dates = self.begin_with(
            Dated(
                now.values(),
                {row.starts_on: row.version for row in known if row.starts_on is not None},
                shown_on=now.starts_on,
            )
        )
        self._starts_on = DateField(
            "İ&lk günü", today=today, key="starts_on", required=True, parent=self
        )
        self._terms = LongTextField(
            "&Şartlar",
            key="terms",
            required=True,
            check=_check,
            lines=_LINES,
            note="Her satır bir şarttır; numaraları tutanak verir.",
            parent=self,
        )
        self.form.add_row(self._starts_on)
        self.form.add_row(self._terms)
        self._starts_on.propose(today)
        self._terms.set_value("\n".join(now.terms))
        self.form.mark_clean()

    @override
    def act(self) -> Callable[[Work], object] | None:
        starts_on, terms = self._starts_on.value(), self._terms.value()
        if starts_on is None or terms is None:
            return None
        began = self._dates.on(starts_on)
        version, base = began.version or None, began.values
        return lambda work: papers.set_terms(work, starts_on, terms, version=version, base=base)

    @override
    def first_field(self) -> Field:
        return self._terms


def _check(text: str) -> tuple[str, ...]:
    return check_terms(text.splitlines())
