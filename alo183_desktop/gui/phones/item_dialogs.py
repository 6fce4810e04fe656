"""The forms of a line and of a handset, new or changed, and of another state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.gui.kit.form.dates import InstantFields
from alo183_desktop.gui.kit.form.dialog import FormDialog
from alo183_desktop.gui.kit.form.form import RadioChoice, TextField
from alo183_desktop.gui.kit.form.record import RecordDialog
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.phones.words import STATE_CHOICES
from alo183_desktop.phones import rules, service
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.record import HANDSET, LINE, NO_NAMES, HandsetValues, LineValues
from alo183_desktop.phones.rows import ItemKind
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Unpack

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.form.dialog import DialogContext
    from alo183_desktop.gui.kit.form.fields import Field

CHANGES: Final = frozenset({Topic.PHONES})
_REFUSED: Final = {
    "phones.duplicate_phone": "phone",
    "phones.duplicate_iccid": "iccid",
    "phones.duplicate_imei": "imei",
}
_WIDTH: Final = 620
_NEW: Final = "{what} depoya eklenir; bir sorumluya zimmetle verilir."


class LineDialog(RecordDialog[LineValues]):
    """A line, new or changed; PIN and PUK are typed here and never shown."""

    chapter = "Cihazlar ve hatlar"

    def __init__(
        self,
        line_id: int | None,
        opened: tuple[LineValues | None, int],
        *,
        operators: Sequence[str],
        may_set_pin: bool,
        **common: Unpack[DialogContext],
    ) -> None:
        """Make the dialog.

        Args:
            line_id: None: a new line.
            opened: As `RecordDialog`.
            operators: Those in use.
            may_set_pin: Whether PIN and PUK may be stored.
        """

        def save(work: Work, values: LineValues, version: int, base: LineValues | None) -> int:
            if line_id is None:
                return service.add_line(work, values)
            service.change_line(work, line_id, values, version=version, base=base)
            return line_id

        line = opened[0]
        self._pin = _secret("P&IN", "pin", rules.parse_pin, parent=common["parent"])
        self._puk = _secret("P&UK", "puk", rules.parse_puk, parent=common["parent"])
        for field in (self._pin, self._puk):
            field.setHidden(not may_set_pin)
            if line is not None:
                field.set_note("Boş bırakılırsa kayıtlı olan kalır.")
        super().__init__(
            LINE,
            opened,
            save=save,
            title="Hat ekle" if line is None else f"Hat: {format_phone(line.phone)}",
            explanation=_NEW.format(what="Hat") if line is None else "",
            width=_WIDTH,
            draft=f"phones.line.{line_id or 'new'}",
            offers={"operator": operators},
            above={"note": (self._pin, self._puk)},
            reopen=None if line_id is None else lambda work: service.open_line_form(work, line_id),
            refused=_REFUSED,
            changes=CHANGES,
            **common,
        )

    @override
    def act(self) -> Callable[[Work], int] | None:
        save = super().act()
        if save is None:
            return None
        pin, puk = self._pin.text().strip(), self._puk.text().strip()

        def save_both(work: Work) -> int:
            saved = save(work)
            if pin or puk:
                service.set_pin(work, saved, pin=pin, puk=puk)
            return saved

        return save_both


def _secret(label: str, key: str, check: Callable[[str], str], *, parent: QWidget) -> TextField:
    return TextField(label, key=key, check=check, max_length=12, parent=parent)


class HandsetDialog(RecordDialog[HandsetValues]):
    """A handset, new or changed."""

    chapter = "Cihazlar ve hatlar"

    def __init__(
        self,
        handset_id: int | None,
        opened: tuple[HandsetValues | None, int],
        *,
        makes: Sequence[str],
        **common: Unpack[DialogContext],
    ) -> None:
        """Make the dialog; arguments as `LineDialog`."""

        def save(
            work: Work, values: HandsetValues, version: int, base: HandsetValues | None
        ) -> int:
            if handset_id is None:
                return service.add_handset(work, values)
            service.change_handset(work, handset_id, values, version=version, base=base)
            return handset_id

        handset = opened[0]
        name = "" if handset is None else f"{handset.make} {handset.model}".strip()
        super().__init__(
            HANDSET,
            opened,
            save=save,
            title="Cihaz ekle" if handset is None else f"Cihaz: {name}",
            explanation=_NEW.format(what="Cihaz") if handset is None else "",
            width=_WIDTH,
            draft=f"phones.handset.{handset_id or 'new'}",
            offers={"make": makes},
            reopen=None
            if handset_id is None
            else lambda work: service.open_handset_form(work, handset_id),
            refused=_REFUSED,
            changes=CHANGES,
            **common,
        )


class StateDialog(FormDialog):
    """Another state of a line or a handset, with the reason."""

    chapter = "Cihazlar ve hatlar"

    def __init__(
        self,
        kind: ItemKind,
        item_id: int,
        *,
        label: str,
        state: ItemState,
        is_held: bool,
        **common: Unpack[DialogContext],
    ) -> None:
        """Make the dialog.

        Args:
            kind: A line or a handset.
            item_id: Its number.
            label: How it is called.
            state: Its state now.
            is_held: Whether somebody holds it.
        """
        super().__init__(
            title=f"{label}: durumunu değiştir",
            explanation=f"Şimdiki durumu: {rules.STATE_WORDS[state]}."
            + (" Zimmetlisi üzerinde kalır; iade ayrıca alınır." if is_held else ""),
            background=common["background"],
            changes=CHANGES,
            draft=f"phones.state.{kind.value}.{item_id}",
            parent=common["parent"],
        )
        self._kind = kind
        self._item_id = item_id
        self._clock = common["clock"]
        offered = [
            (one.value, STATE_CHOICES[one])
            for one in ItemState
            if may_follow(state, one, is_held=is_held)
        ]
        self._state = RadioChoice("Yeni durumu", offered, key="state", upright=True, parent=self)
        self._reason = TextField(
            "Ge&rekçesi",
            key="reason",
            required=True,
            check=rules.check_reason,
            note=f"Örnek: ekranı kırıldı, servise verildi. {NO_NAMES}",
            max_length=rules.LONGEST_REASON,
            parent=self,
        )
        self.form.add_row(self._state)
        self._instant = InstantFields(self.form, clock=self._clock, parent=self)
        self.form.add_row(self._reason)
        self.form.mark_clean()

    @override
    def field_of(self, code: str) -> Field | None:
        return self._instant.day if code in {"phones.future", "phones.state_before"} else None

    @override
    def act(self) -> Callable[[Work], int] | None:
        state, reason = ItemState(self._state.value()), self._reason.text().strip()
        at = self._instant.instant() or self._clock()
        is_line, item_id = self._kind is ItemKind.LINE, self._item_id

        def change(work: Work) -> int:
            service.set_state(
                work,
                state=state,
                at=at,
                reason=reason,
                line_id=item_id if is_line else None,
                handset_id=None if is_line else item_id,
            )
            return item_id

        return change


def may_follow(before: ItemState, after: ItemState, *, is_held: bool) -> bool:
    """Return whether a state may follow another one, as `rules.check_state_change` says."""
    try:
        rules.check_state_change(before, after, is_held=is_held)
    except KnownError:
        return False
    return True
