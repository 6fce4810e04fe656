"""Letters other than those of changes, from what they can be about to the frozen letter.

Such a letter is composed, rendered outside a transaction, frozen, sent and proven like any other.
"""

from __future__ import annotations

import datetime as dt  # noqa: TC003
import enum
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.changes.other_letters import (
    broken_phone,
    foreign_staff,
    lost_line,
    officer_list,
    phone_request,
    quota_raise,
    reminder,
    substitute,
    unreached,
)
from alo183_desktop.changes.other_letters.kind import LetterRecipient, LetterSource, references_of
from alo183_desktop.directorate.queries import get_directorate, list_signatories
from alo183_desktop.documents.letter.content import (
    AddresseeRank,
    Distribution,
    LetterContent,
    LetterNumber,
    Paragraph,
    Secrecy,
)
from alo183_desktop.documents.letter.wording import (
    ANNEX,
    COURTESIES,
    body_text,
    lacks_distribution,
)
from alo183_desktop.letters.rendering import render
from alo183_desktop.letters.service import LetterFacts, freeze_letter
from alo183_desktop.officers.queries import list_substitutions
from alo183_desktop.officers.service import show_personal_mobile, show_tckn
from alo183_desktop.shared.clock import format_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.values import made_of
from alo183_desktop.shared.written_files import file_name

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alo183_desktop.changes.other_letters.kind import LetterKind, MatterText
    from alo183_desktop.db.work import Work
    from alo183_desktop.directorate.rows import DirectorateRow, SignatoryRow
    from alo183_desktop.letters.rendering import Rendered
    from alo183_desktop.officers.roster.reconciliation import OfficeCorrection
    from alo183_desktop.records.record import Record


class LetterMatter(enum.StrEnum):
    """What such a letter is about."""

    kind: LetterKind
    """How such a letter is made."""

    def __new__(cls, value: str, *kind: LetterKind) -> Self:
        """Return a member; one is looked up by its value alone."""
        member = str.__new__(cls, value)
        member._value_ = value
        (member.kind,) = kind
        return member

    REMINDER = "reminder", reminder.KIND
    """The Office is asked again whether it has acted on a letter (tekit)."""
    PHONE_REQUEST = "phone_request", phone_request.KIND
    QUOTA_RAISE = "quota_raise", quota_raise.KIND
    LOST_LINE = "lost_line", lost_line.KIND
    BROKEN_PHONE = "broken_phone", broken_phone.KIND
    OFFICER_LIST = "officer_list", officer_list.KIND
    UNREACHED = "unreached", unreached.KIND
    """The answer to a report of the call centre."""
    FOREIGN_STAFF = "foreign_staff", foreign_staff.KIND
    """A person of another institution goes on duty here."""
    SUBSTITUTE = "substitute", substitute.KIND
    """An officer has a substitute for some days."""


@dataclass(frozen=True, slots=True)
class LetterPaper:
    """What is decided about the paper of such a letter."""

    signatory_id: int
    """Who signs, one of the context's."""
    receiver: LetterRecipient
    register_number: str = ""
    """Empty leaves room for a stamp; the same for the day."""
    dated_on: dt.date | None = None
    secrecy: Secrecy = Secrecy.NONE
    answers: Mapping[str, Any] = field(default_factory=dict)
    """As typed, by the fields of `LetterContext.asks`; empty where nothing is asked."""


@dataclass(frozen=True, slots=True)
class LetterContext:
    """What such a letter is made of."""

    matter: LetterMatter
    item_id: int | None
    """What it is about; None where there is only one such letter."""
    content: MatterText
    directorate: DirectorateRow
    signatories: tuple[SignatoryRow, ...]
    """Who may sign today; at least one."""
    today: dt.date
    corrections: tuple[OfficeCorrection, ...] = ()
    """What the Office has to correct in its own list of our officers."""

    @property
    def receiver(self) -> LetterRecipient:
        """Who usually gets such a letter: the Office that change letters go to, or its own."""
        if governor := self.content.addressee:
            return LetterRecipient((governor, ""), "", "", "", "", AddresseeRank.ABOVE)
        return made_of(LetterRecipient, self.directorate)

    @property
    def secrecy(self) -> Secrecy:
        """The proposed degree of secrecy: a letter with T.C. identity numbers has one."""
        shows_tckn = any("tckn" in keys for _officer_id, keys in self.content.people)
        return Secrecy.RESTRICTED if shows_tckn else Secrecy.NONE

    @property
    def asks(self) -> Record[Any] | None:
        """What the letter says beyond the facts of the program; None: nothing."""
        return self.matter.kind.asks

    def content_with(self, answers: Mapping[str, Any]) -> MatterText:
        """Return the content with answers as far as they are there.

        Raises:
            KnownError: `changes.letter_amount_small`, `changes.letter_police_day`.
        """
        completed = self.content.completed
        return self.content if completed is None else completed(answers)


def read_choices(work: Work) -> dict[LetterMatter, list[tuple[int, str]] | None]:
    """Return what each matter can be about at present; None where there is only one such letter.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.MAKE_CHANGES)
    source = LetterSource(work, get_directorate(work.session))
    return {
        matter: None if offers is None else _distinct(offers(source))
        for matter, offers in ((one, one.kind.offers) for one in LetterMatter)
    }


def read_letter(
    work: Work,
    matter: LetterMatter,
    item_id: int | None = None,
    corrections: tuple[OfficeCorrection, ...] = (),
) -> LetterContext:
    """Return what a letter is made of; the personal numbers that it shows are audited.

    Args:
        matter: What it is about.
        item_id: Which of these; None where there is only one.
        corrections: For the list of officers: what the Office has to correct in its own.

    Raises:
        KnownError: `access.not_allowed`; `changes.letter_unsigned`: nobody may sign today;
            `changes.letter_item`: nothing is chosen, or the chosen item is no longer eligible;
            missing facts of the matter: `changes.reminder_…`, `changes.letter_…`.
    """
    context = _read(work, matter, item_id, corrections)
    for officer_id, keys in context.content.people:
        if "tckn" in keys:
            show_tckn(work, officer_id)
        if "personal_mobile" in keys:
            show_personal_mobile(work, officer_id)
    return context


def read_successor(work: Work, letter_id: int) -> LetterContext:
    """Return the content of the letter that replaces one whose substitution has changed.

    Raises:
        KnownError: As `read_letter`.
    """
    require(work, Right.MAKE_CHANGES)
    rows = (one for one in list_substitutions(work.session) if one.letter_id == letter_id)
    row = next(rows, None)
    return read_letter(work, LetterMatter.SUBSTITUTE, None if row is None else row.substitution_id)


def _read(
    work: Work, matter: LetterMatter, item_id: int | None, corrections: tuple[OfficeCorrection, ...]
) -> LetterContext:
    require(work, Right.MAKE_CHANGES)
    kind = matter.kind
    source = LetterSource(work, get_directorate(work.session), item_id or 0)
    if kind.offers is not None and item_id is None:
        raise KnownError("changes.letter_item")
    today, all_signatories = source.today, list_signatories(work.session)
    signatories = tuple(one for one in all_signatories if one.may_sign_on(today))
    if not signatories:
        raise KnownError("changes.letter_unsigned")
    content = officer_list.correcting(source, corrections) if corrections else kind.write(source)
    return LetterContext(
        matter, item_id, content, source.directorate, signatories, today, corrections
    )


def compose(context: LetterContext, paper: LetterPaper) -> LetterContent:
    """Return the letter.

    Args:
        context: As it was read.
        paper: Who signs it and who gets it, its number and day.

    Raises:
        KnownError: `records.wrong` with what is wrong with the answers;
            `changes.distribution_missing`: such a letter has one receiver;
            `changes.letter_amount_small`; `documents.contact_block_too_long`.
    """
    directorate, content = context.directorate, _answered(context, paper)
    style = directorate.letter_style
    receiver = paper.receiver
    if lacks_distribution(receiver.recipient, Distribution()):
        raise KnownError("changes.distribution_missing")
    signatory = next(one for one in context.signatories if one.signatory_id == paper.signatory_id)
    closing = Paragraph(f"{content.request} {COURTESIES[receiver.standing]}")
    letter = made_of(
        LetterContent,
        directorate,
        style=style,
        urgent=context.matter.kind.is_urgent,
        secrecy=paper.secrecy,
        number=made_of(LetterNumber, directorate, register_number=paper.register_number or None),
        date=paper.dated_on,
        topic=content.topic,
        addressee=tuple(filter(None, receiver.recipient)),
        references=references_of(content.reference, style),
        body=(*content.blocks, closing),
        signature=signatory.signature(),
        contact=directorate.contact_block(),
        annexes=content.annexes,
    )
    if content.annex is None:
        return letter
    # The layout of letters is loaded with the first of them.
    from alo183_desktop.documents.letter.layout import with_annex

    return with_annex(letter, content.annex)


def render_letter(context: LetterContext, paper: LetterPaper) -> Rendered:
    """Return the forms of a letter; slow, and needs no database."""
    # The names of its files begin with what it is: `kayip-hat`.
    what = _answered(context, paper).summary.partition(":")[0]
    return render(compose(context, paper), file_name(what, ending=""))


def _answered(context: LetterContext, paper: LetterPaper) -> MatterText:
    if context.asks is None:
        return context.content
    checked = context.asks.check(paper.answers)
    if checked.problems:
        count = len(checked.problems)
        raise KnownError("records.wrong", problems=checked.problems, count=count)
    return context.content_with(checked.read)


def text_of(context: LetterContext, answers: Mapping[str, Any] | None = None) -> str:
    """Return the text of the letter and its annex about the matter.

    Args:
        context: As it was read.
        answers: As far as they can be read (`Checked.read`); None: none yet.

    Raises:
        KnownError: As `LetterContext.content_with`.
    """
    content = context.content_with({} if answers is None else answers)
    annex = "" if content.annex is None else f"\n\n{ANNEX} {content.annex.title}\n"
    listed = () if content.annex is None else content.annex.blocks
    return f"{body_text(content.blocks)}\n{content.request} …{annex}{body_text(listed)}"


def finish(
    work: Work,
    read: LetterContext,
    paper: LetterPaper,
    rendered: Rendered,
    *,
    shares_number: bool = False,
) -> int:
    """Freeze a letter, and return its id.

    Args:
        read: What the letter was made of; it is read again.
        paper: As it was rendered.
        rendered: What `render_letter` made before this transaction.
        shares_number: As `letters.service.freeze_letter`.

    Raises:
        KnownError: As `read_letter` and `freeze_letter`; `letters.rendered_other`: its content has
            changed meanwhile; `changes.signatory_not_valid`: who signs may not on its day.
    """
    require(work, Right.MAKE_CHANGES)
    context = _read(work, read.matter, read.item_id, read.corrections)
    content = _answered(context, paper)
    signs = [one for one in context.signatories if one.signatory_id == paper.signatory_id]
    if not signs:
        raise KnownError("letters.rendered_other")
    if paper.dated_on is not None and not signs[0].may_sign_on(paper.dated_on):
        raise KnownError("changes.signatory_not_valid", day=format_day(paper.dated_on))
    letter_id = freeze_letter(
        work,
        compose(context, paper),
        rendered,
        made_of(
            LetterFacts,
            paper.receiver,
            demanded=context.directorate.demanded,
            rule_basis=context.directorate.rule_basis,
            summary=content.summary,
            effective_on=context.today,
            is_change=False,
            corrects_letter_id=content.corrects,
            correction_reason=content.correction_reason,
            reminds_letter_id=content.reminds,
        ),
        shares_number=shares_number,
    )
    if (note := read.matter.kind.note) is not None and read.item_id is not None:
        note(work, read.item_id, letter_id)
    return letter_id


def _distinct(offered: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return choices with distinct words."""
    counts = Counter(words for _number, words in offered)
    return [
        (number, words if counts[words] == 1 else f"{words} (kayıt {number})")
        for number, words in offered
    ]
