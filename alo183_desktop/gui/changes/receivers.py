"""Who may get what a leaver holds, as a field offers it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alo183_desktop.changes.form import NewcomerKind
from alo183_desktop.changes.hand_overs import leaving, receiver_of, to_newcomer, to_officer
from alo183_desktop.gui.changes.words import UNNAMED, newcomer_words, officer_options

if TYPE_CHECKING:
    from alo183_desktop.changes.context import ChangeContext
    from alo183_desktop.changes.form import ChangeEntry, ChangeForm


def newcomer_offers(form: ChangeForm, context: ChangeContext) -> list[tuple[str, str]]:
    """Return those who come; who follows several leavers is offered once."""
    offers = {
        _to_newcomer_words(entry, context): to_newcomer(place)
        for place, entry in reversed(list(enumerate(form.entries)))
        if entry.newcomer_kind != NewcomerKind.NOBODY
    }
    return [(decision, words) for words, decision in reversed(offers.items())]


def _to_newcomer_words(entry: ChangeEntry, context: ChangeContext) -> str:
    name = newcomer_words(entry, context)
    return "Göreve gelene devredilir" + ("" if name == UNNAMED else f": {name}")


def officer_offers(
    form: ChangeForm, context: ChangeContext, leaver_id: int | None
) -> list[tuple[str, str]]:
    """Return who answers for a subject and goes on doing so."""
    leavers = {*leaving(form), leaver_id}
    serving = [
        one for one in context.officers.values() if one.held and one.officer_id not in leavers
    ]
    return [
        (to_officer(int(officer_id)), f"Devredilir: {words}")
        for officer_id, words in officer_options(serving, context)
    ]


def offered(decision: str, form: ChangeForm, context: ChangeContext) -> str:
    """Return a decision as `newcomer_offers` names it: of who comes twice, their first change."""
    receiver = receiver_of(decision)
    if receiver is None or receiver.entry is None or receiver.entry >= len(form.entries):
        return decision
    wanted = newcomer_words(form.entries[receiver.entry], context)
    places = (
        place
        for place, entry in enumerate(form.entries)
        if entry.newcomer_kind != NewcomerKind.NOBODY and newcomer_words(entry, context) == wanted
    )
    return to_newcomer(next(places, receiver.entry))
