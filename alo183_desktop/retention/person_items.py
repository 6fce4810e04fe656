"""Look for a person in what people wrote freely: notes on phones, and forms that are not saved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from alo183_desktop.access.model import FormDraft
from alo183_desktop.phones.model import Handset, Line, StateChange
from alo183_desktop.phones.rules import STATE_WORDS
from alo183_desktop.retention.person_rows import PersonEntry, PersonSource
from alo183_desktop.retention.person_sought import Sought, facts
from alo183_desktop.shared.clock import format_instant
from alo183_desktop.shared.identity import format_phone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

_REASON: Final = "Durumunun gerekçesi"


def find_items(session: Session, sought: Sought) -> Iterator[PersonEntry]:
    """Yield the lines and handsets whose note or whose reason for a state says it."""
    reasons: dict[tuple[str, int], list[tuple[str, str]]] = {}
    for change in session.scalars(
        select(StateChange).where(StateChange.reason != "").order_by(StateChange.at)
    ):
        key = ("line", change.line_id) if change.line_id else ("handset", change.handset_id or 0)
        told = f"{format_instant(change.at)}, {STATE_WORDS[change.state]}: {change.reason}"
        reasons.setdefault(key, []).append((_REASON, told))
    for line in session.scalars(select(Line).order_by(Line.id)):
        title = f"Hat {format_phone(line.phone)}"
        yield from _item(line, title, reasons.get(("line", line.id), []), sought)
    for handset in session.scalars(select(Handset).order_by(Handset.id)):
        imei = f", {handset.imei}" if handset.imei else ""
        title = f"Cihaz {handset.make} {handset.model}{imei}"
        yield from _item(handset, title, reasons.get(("handset", handset.id), []), sought)


def find_typing(session: Session, sought: Sought) -> Iterator[PersonEntry]:
    """Yield what was typed into forms and not saved.

    On a server somebody finds their own, and an administrator that of closed accounts.
    """
    for draft in session.scalars(select(FormDraft).order_by(FormDraft.id)):
        texts = [str(text) for text in draft.texts.values() if text]
        if sought.is_in(" ".join((draft.title, *texts))):
            yield PersonEntry(
                PersonSource.TYPING,
                draft.id,
                draft.title,
                facts(
                    ("Saklandığı an", format_instant(draft.kept_at)),
                    ("Saklayan", draft.login),
                    ("İçindekiler", " · ".join(texts)),
                ),
            )


def _item(
    item: Any, title: str, reasons: list[tuple[str, str]], sought: Sought
) -> Iterator[PersonEntry]:
    said = [(label, text) for label, text in reasons if sought.is_in(text)]
    if said or sought.is_in(item.note):
        yield PersonEntry(PersonSource.ITEMS, item.id, title, facts(("Not", item.note), *said))
