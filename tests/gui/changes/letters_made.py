"""Finish a letter, send it, and see what was stored of it."""

from dataclasses import replace
from typing import Final

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.changes import service
from alo183_desktop.changes.form import ChangeEntry, ChangeForm
from alo183_desktop.directorate.kinds import Channel
from alo183_desktop.letters import queries
from alo183_desktop.letters import service as letters
from alo183_desktop.letters.attempts import DispatchValues
from alo183_desktop.letters.rows import LetterCard
from alo183_desktop.letters.rules import Result
from tests.database.desks import finish
from tests.gui.officers.directorate import tckn

ENTRY: Final = ChangeEntry(
    leaver_id=1,
    given_names="Gülşah",
    surname="ÇETİNKAYA",
    title="Sosyal Çalışmacı",
    tckn=tckn(77),
    corporate_email="gulsah.cetinkaya@ornek.gov.tr",
    personal_mobile="0500 000 27 61",
    corporate_mobile="0500 000 41 77",
    subject_ids=(1, 2),
    effective_on="25.11.2026",
)
"""A change that could be finished."""


def finish_letter(
    desk: Desk,
    *,
    leaver_id: int,
    subject_ids: tuple[int, ...],
    serial: int,
    effective_on: str = "25.11.2026",
) -> int:
    entry = ChangeEntry(
        leaver_id=leaver_id,
        given_names="Gülşah",
        surname="ÇETİNKAYA",
        title="Psikolog",
        tckn=tckn(serial),
        corporate_email="gulsah.cetinkaya@ornek.gov.tr",
        personal_mobile=f"0500 000 27 {serial}",
        corporate_mobile=f"0500 000 42 {serial}",
        subject_ids=subject_ids,
        effective_on=effective_on,
    )
    with desk.work() as work:
        form: ChangeForm = service.new_form(service.context(work))
        return finish(work, replace(form, entries=(entry,)))


def record_dispatch(
    desk: Desk,
    letter_id: int,
    channel: Channel,
    result: Result = Result.SENT,
    *,
    item_number: str = "RR473124829TR",
) -> None:
    values = DispatchValues(
        channel=channel,
        target="+903120000099" if channel is Channel.FAX else "Örnek Bulvarı No: 1",
        at=desk.clock(),
        pages=1,
        result=result,
        item_number=item_number if channel is Channel.POST else "",
        note="OK" if channel is Channel.FAX and result is Result.SENT else "",
    )
    with desk.work() as work:
        letters.record_dispatch(work, letter_id, values)


def stored_letter(desk: Desk, letter_id: int) -> LetterCard:
    with desk.work() as work:
        return queries.get_letter(work.session, letter_id, now=work.now)
