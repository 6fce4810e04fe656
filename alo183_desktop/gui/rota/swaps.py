"""Swapped duties: the dialogs that record them, and the list of agreements."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Slot

from alo183_desktop.access.rules import Right
from alo183_desktop.gui.kit.form.choices import ChoiceField, RadioChoice
from alo183_desktop.gui.kit.form.dates import InstantFields
from alo183_desktop.gui.kit.form.dialog import FormDialog
from alo183_desktop.gui.kit.form.form import Form, TextField
from alo183_desktop.gui.kit.table.list_pane import RowAct
from alo183_desktop.gui.rota.duty_card import CHANGES, candidate_mark, offer_words, swap_words
from alo183_desktop.rota import rules, swap_service, worked
from alo183_desktop.rota.kinds import SwapManner
from alo183_desktop.rota.swap_rules import from_now_on
from alo183_desktop.rota.swap_service import SwapWanted
from alo183_desktop.shared.override import override
from alo183_desktop.shared.turkish import upper_first

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.rota.sheet_view import ShownMonth
    from alo183_desktop.rota.rows import DutyRow
    from alo183_desktop.shared.clock import Clock

_NOBODY: Final = "nobody"
_NOTHING: Final = "nothing"
_APPROVED: Final = "approved"
_URGENT: Final = "urgent"
_REASON: Final = 300
_LATE: Final = "late"
_RELIEF: Final = (
    (_LATE, "geç geldi; uzayan saatler onun nöbetinden &düşülür"),
    ("beside", "&vaktinde geldi; ikisi birlikte tuttu"),
)


UNDO: Final = RowAct(
    words="&Geri al…",
    key="Del",
    right=Right.EDIT_ROTA,
    do=lambda work, row: swap_service.undo_swap(work, row.swap_id, version=row.version),
    message=lambda _row: "Nöbet değişimi geri alındı.",
    changes=CHANGES,
    asks=lambda row: (
        "Nöbet değişimi geri alınsın mı?",
        (
            f"{rules.span_words(row.starts_at, row.ends_at)}: {swap_words(row)}. Geri alınınca "
            f"nöbet yeniden {row.from_name} adına olur; karşılıklı değişimde iki nöbet birlikte "
            "geri alınır."
        ),
        "Değişimi geri al",
    ),
)
APPROVE: Final = RowAct(
    words="Ona&yla",
    key="F4",
    right=Right.APPROVE_ROTA,
    do=lambda work, row: swap_service.approve_swap(work, row.swap_id, version=row.version),
    message=lambda _row: "Nöbet değişimi onaylandı.",
    changes=CHANGES,
)


def _all_words(parts: Sequence[DutyRow]) -> str:
    """Return a duty with the persons of all its parts."""
    return "; ".join(
        f"{upper_first(rules.duty_words(one))}: {one.person_name or 'boş'}" for one in parts
    )


def _minute(fields: InstantFields) -> dt.datetime | None:
    """Return a typed time as it is read: the current minute means its beginning."""
    at = fields.instant()
    return None if at is None else at.replace(second=0, microsecond=0)


def _part_at(parts: Sequence[DutyRow], at: dt.datetime | None) -> DutyRow:
    """Return the part that contains a time, or the first one."""
    return next((one for one in parts if at and one.starts_at <= at < one.ends_at), parts[0])


class SwapDialog(FormDialog):
    """Gives a duty or a part of it to another person, for one of theirs or for nothing.

    Attributes:
        person: Who takes it; persons with the fewest breaches come first.
        begins: The start of their part.
        ends: Its end.
        in_return: The duty given in return.
        manner: How it was agreed.
        approval: Whether it is approved, or will be later.
        reason: The reason, where a rule requires one.
    """

    refused: Mapping[str, str] = {
        "rota.swap_refused": "person",
        "rota.swap_reason": "reason",
        "rota.swap_span": "starts_at",
        "rota.swap_over": "starts_at",
    }

    def __init__(
        self,
        background: Background,
        shown: ShownMonth,
        parts: Sequence[DutyRow],
        *,
        may_approve: bool,
        clock: Clock,
        parent: QWidget,
    ) -> None:
        """Make the dialog.

        Args:
            shown: The month of the duty.
            parts: The assigned, upcoming parts of the duty.
            may_approve: Whether the user may approve it.
            clock: For now; UTC.
        """
        duty = parts[0]
        super().__init__(
            title="Nöbeti değiştir, devret",
            explanation=f"{_all_words(parts)}. Nöbetin bir kısmı için saatleri değiştiriniz. "
            "Yayımlanan çizelge değişmez; fark değişiklik çizelgesine girer.",
            verb="Değişimi &kaydet",
            width=640,
            form=Form(),
            background=background,
            changes=CHANGES,
            draft=f"rota.swap.{duty.duty_id}",
            parent=parent,
        )
        self._shown = shown
        self._parts = parts
        self._clock = clock
        form = self.form
        self.person = ChoiceField(
            "Ki&me",
            (),
            key="person",
            required=True,
            note="Engeli olmayan ve nöbeti en az olan önce gelir; kesin engeli olan sunulmaz.",
            parent=form,
        )
        form.add_row(self.person)
        self.begins = InstantFields(
            form, clock=clock, labels=("Ba&şladığı gün", "&Saati"), key="starts_at", parent=form
        )
        self.ends = InstantFields(
            form, clock=clock, labels=("&Bittiği gün", "Saa&ti"), key="ends_at", parent=form
        )
        # Of a current duty, the past part stays with who worked it.
        self.begins.set_instant(from_now_on(duty.starts_at, clock()))
        self.ends.set_instant(duty.ends_at)
        self.in_return = ChoiceField(
            "Karşılı&ğında alınan nöbet", (), key="in_return", required=True, parent=form
        )
        self.manner = ChoiceField(
            "&Nasıl kararlaştırıldı",
            [(one.value, one.words) for one in SwapManner],
            key="manner",
            required=True,
            parent=form,
        )
        form.add_row(self.in_return, self.manner)
        choices = [(_URGENT, "Acil, &onay sonra")]
        if may_approve:
            choices.insert(0, (_APPROVED, "Onaylıyor&um"))
        self.approval = RadioChoice("Onay", choices, key="approval", required=True, parent=form)
        self.approval.set_value(choices[0][0])
        self.reason = TextField(
            "Ge&rekçe",
            key="reason",
            max_length=_REASON,
            note="Yalnız kural gerekçe istiyorsa; hastalık yazılmaz.",
            parent=form,
        )
        form.add_row(self.approval)
        form.add_row(self.reason)
        self._offer_takers()
        self._offer_return()
        form.mark_clean()
        self.person.changed.connect(self._offer_return)
        for field in (self.begins.day, self.begins.time, self.ends.day, self.ends.time):
            field.changed.connect(self._offer_takers)

    @override
    def act(self) -> Callable[[Work], int] | None:
        starts_at, ends_at = _minute(self.begins), _minute(self.ends)
        person, given = self.person.value(), self.in_return.value()
        if starts_at is None or ends_at is None or not person:
            return None
        duty = _part_at(self._parts, starts_at)
        back = None if given == _NOTHING else self._shown.duty(int(given))
        wanted = SwapWanted(
            duty.duty_id,
            duty.version,
            starts_at,
            ends_at,
            int(person),
            manner=SwapManner(self.manner.value()),
            is_urgent=self.approval.value() == _URGENT,
            reason=self.reason.text(),
            in_return=None if back is None else (back.duty_id, back.version),
        )
        return lambda work: swap_service.swap(work, wanted)

    @Slot()
    def _offer_takers(self) -> None:
        """Offer the persons for the typed hours; the choice stays."""
        starts_at, ends_at = self.begins.instant(), self.ends.instant()
        if starts_at is None or ends_at is None or starts_at >= ends_at:
            return
        shown, chosen = self._shown, self.person.value()
        part = _part_at(self._parts, starts_at)
        taken = replace(part, starts_at=starts_at, ends_at=ends_at)
        found = rules.candidates(taken, shown.known, shown.sheet.closures, month=shown.sheet.month)
        takers = {
            str(one.person.person_id): offer_words(one)
            for one in found
            if one.person.person_id != part.person_id and candidate_mark(one.breaches) != "late"
        }
        self.person.set_options(tuple(takers.items()))
        if chosen in takers:
            self.person.set_value(chosen)

    @Slot()
    def _offer_return(self) -> None:
        """Offer the duties of the person who takes this one."""
        person, given = self.person.value(), self.in_return.value()
        theirs = [
            (str(one.duty_id), rules.duty_words(one))
            for one in self._shown.duties
            if str(one.person_id) == person
            and one.whole_id != self._parts[0].whole_id
            and one.ends_at > self._clock()
        ]
        self.in_return.set_options([(_NOTHING, "yok, devralıyor"), *theirs])
        is_offered = any(given == key for key, _words in theirs)
        self.in_return.set_value(given if is_offered else _NOTHING)


def _following(shown: ShownMonth, last: DutyRow) -> DutyRow | None:
    """Return the only duty of the kind that begins when one ends, if another person has it."""
    found = [
        one
        for one in (*shown.duties, *shown.sheet.neighbours)
        if one.kind is last.kind and one.starts_at == last.ends_at
    ]
    return found[0] if len(found) == 1 and found[0].person_id != last.person_id else None


class WorkedDialog(FormDialog):
    """Records who really worked a duty, where it was not the assigned person.

    Attributes:
        person: Who was there, or nobody.
        begins: The start.
        ends: The end; after the end of the duty where it ran over.
        relief: Whether the person of the next duty came late then.
    """

    def __init__(
        self,
        background: Background,
        shown: ShownMonth,
        parts: Sequence[DutyRow],
        *,
        clock: Clock,
        parent: QWidget,
    ) -> None:
        """Make the dialog; arguments as `SwapDialog`."""
        duty = parts[0]
        super().__init__(
            title="Nöbeti kim tuttu?",
            explanation=f"{_all_words(parts)}. Yalnız çizelgeden farklıysa yazılır; nöbet uzadıysa "
            "bitişi, nöbetin bitişinden sonrası olur. Denge cetveli tutulanı sayar.",
            verb="Tutanı &kaydet",
            width=560,
            form=Form(),
            background=background,
            changes=CHANGES,
            draft=f"rota.worked.{duty.duty_id}",
            parent=parent,
        )
        self._parts = parts
        form = self.form
        self.person = ChoiceField(
            "Tuta&n",
            [
                (_NOBODY, "kimse tutmadı"),
                *((str(one.person_id), one.name) for one in shown.sheet.people),
            ],
            key="person",
            required=True,
            parent=form,
        )
        form.add_row(self.person)
        self.begins = InstantFields(
            form, clock=clock, labels=("Ba&şladığı gün", "&Saati"), key="starts_at", parent=form
        )
        self.ends = InstantFields(
            form, clock=clock, labels=("&Bittiği gün", "Saa&ti"), key="ends_at", parent=form
        )
        self.begins.set_instant(duty.starts_at)
        # Hours that are not over yet have not been worked.
        self.ends.set_instant(min(duty.ends_at, clock().replace(second=0, microsecond=0)))
        self._following = _following(shown, parts[-1])
        self.relief = RadioChoice(
            "Nöbet uzadıysa sonraki nöbetçi", _RELIEF, key="relief", required=True, parent=form
        )
        self.relief.set_value(_LATE)
        if self._following is None:
            self.relief.hide()
        else:
            form.add_row(self.relief)
        form.mark_clean()

    @override
    def act(self) -> Callable[[Work], int] | None:
        starts_at, ends_at = _minute(self.begins), _minute(self.ends)
        duty, person = _part_at(self._parts, starts_at), self.person.value()
        if starts_at is None or ends_at is None or not person:
            return None
        following = self._following if ends_at > duty.ends_at else None
        is_late = following is not None and self.relief.value() == _LATE
        late = (following.duty_id, following.version) if following and is_late else None

        def store(work: Work) -> int:
            worked.note_worked(
                work,
                duty.duty_id,
                None if person == _NOBODY else int(person),
                starts_at=starts_at,
                ends_at=ends_at,
                version=duty.version,
                late=late,
            )
            return duty.duty_id

        return store
