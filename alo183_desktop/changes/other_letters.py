"""Letters other than those of changes: each collects its facts, and is refused without them.

Such a letter is composed, rendered outside a transaction, frozen, sent and proven like any other.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import select

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.changes import wording
from alo183_desktop.changes.form import CIRCULAR
from alo183_desktop.changes.letter_questions import (
    LENDER,
    LOSS,
    QUOTA,
    THEIR_LETTER,
    Loss,
)
from alo183_desktop.changes.model import Change
from alo183_desktop.changes.queries import read_old_letter
from alo183_desktop.directorate.queries import get_directorate, list_signatories
from alo183_desktop.documents.letter.content import (
    AddresseeRank,
    Annex,
    Distribution,
    FieldTable,
    LetterContent,
    LetterField,
    LetterNumber,
    ListTable,
    Paragraph,
    Secrecy,
    Verification,
)
from alo183_desktop.documents.letter.wording import (
    ANNEX,
    COURTESIES,
    body_text,
    date_text,
    lacks_distribution,
)
from alo183_desktop.letters.model import Confirmation
from alo183_desktop.letters.queries import get_letter_row, list_letters
from alo183_desktop.letters.rendering import render
from alo183_desktop.letters.rows import LetterFilter
from alo183_desktop.letters.service import LetterFacts, freeze_letter
from alo183_desktop.officers.model import Officer
from alo183_desktop.officers.queries import (
    coverage,
    list_assigned,
    list_officers,
    list_substitutions,
    subject_names,
)
from alo183_desktop.officers.roster.reconciliation import COMPARED
from alo183_desktop.officers.rows import OfficerFilter
from alo183_desktop.officers.rules import display_name
from alo183_desktop.officers.service import show_personal_mobile, show_tckn
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.queries import list_handsets, list_lines, state_rows
from alo183_desktop.phones.quotas.queries import months_of, read_settings
from alo183_desktop.phones.quotas.rules import NEAR_SHARE
from alo183_desktop.phones.quotas.words import data_words, period_words
from alo183_desktop.phones.rows import ItemKind, PhoneFilter
from alo183_desktop.rota import substitute_service
from alo183_desktop.rota.kinds import DutyKind, Employment
from alo183_desktop.rota.queries import list_people
from alo183_desktop.rota.rows import PersonFilter, SubstitutionFilter, UnreachedFilter
from alo183_desktop.rota.substitute_rules import tasks_of
from alo183_desktop.rota.unreached import list_unreached
from alo183_desktop.shared.calendar import month_after
from alo183_desktop.shared.clock import format_day, format_instant, local, local_day
from alo183_desktop.shared.errors import KnownError, demand
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.numbers import number_text, whole_minutes
from alo183_desktop.shared.turkish import lower_first, upper_tr
from alo183_desktop.shared.values import made_of
from alo183_desktop.shared.written_files import file_name

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping, Sequence

    from alo183_desktop.db.work import Work
    from alo183_desktop.directorate.rows import DirectorateRow, SignatoryRow
    from alo183_desktop.documents.letter.content import Block, LetterStyle
    from alo183_desktop.letters.rendering import Rendered
    from alo183_desktop.officers.roster.reconciliation import OfficeCorrection
    from alo183_desktop.officers.rows import SubstitutionRow
    from alo183_desktop.phones.quotas.rows import MonthUsage
    from alo183_desktop.phones.rows import HandsetRow, ItemStateRow, LineRow
    from alo183_desktop.records.record import Record
    from alo183_desktop.rota.rows import PersonRow

_MONTHS: Final = 3
"""How many periods the letter for a higher quota covers."""
_LIST: Final = "Acil Müdahale Ekip Sorumluları Listesi"
_LIST_HEADINGS: Final = ("Konu", "Adı ve Soyadı", "Unvanı", "Kurumsal e-posta", "Kurumsal cep")
_NOBODY: Final = "Görevlendirme yapılmamıştır"
_CHANGED: Final = "Bildirilen vekâlet değişti."
_DAY: Final = dt.timedelta(days=1)
_DOTS: Final = "…"
"""What the text shows for an answer that is still missing."""
_LOSSES: Final[Mapping[Loss | None, tuple[str, str, str]]] = {
    Loss.LOST: ("Kayıp", "kaybolmuştur", "Kaybolduğu"),
    Loss.STOLEN: ("Çalıntı", "çalınmıştır", "Çalındığı"),
}
"""Topic, verb and label."""


class LetterMatter(enum.StrEnum):
    """What such a letter is about."""

    REMINDER = "reminder"
    """The Office is asked again whether it has acted on a letter (tekit)."""
    PHONE_REQUEST = "phone_request"
    QUOTA_RAISE = "quota_raise"
    LOST_LINE = "lost_line"
    BROKEN_PHONE = "broken_phone"
    OFFICER_LIST = "officer_list"
    UNREACHED = "unreached"
    """The answer to a report of the call centre."""
    FOREIGN_STAFF = "foreign_staff"
    """A person of another institution goes on duty here."""
    SUBSTITUTE = "substitute"
    """An officer has a substitute for some days."""


class MatterText(NamedTuple):
    """The content of a letter about its matter."""

    topic: str
    summary: str
    blocks: tuple[Block, ...]
    request: str
    """The last sentence without its courtesy: `Gereğini`."""
    reference: str = ""
    """Besides the circular."""
    annexes: tuple[str, ...] = ()
    annex: Annex | None = None
    """Attached to the letter, on pages of its own."""
    people: tuple[tuple[int, Collection[str]], ...] = ()
    """The officers whose values it contains, and which of `COMPARED`."""
    corrects: int | None = None
    """The letter that it replaces, because that one is no longer true."""
    completed: Callable[[Mapping[str, Any]], MatterText] | None = None
    """Returns it with what its writer answers (`_Kind.asks`); an answer that is missing is dotted.

    Raises `KnownError` for one that contradicts the facts.
    """


@dataclass(frozen=True, slots=True)
class LetterRecipient:
    """Who gets the letter."""

    recipient: tuple[str, str]
    """The office in capitals and the dative, and the line below it."""
    recipient_address: str
    recipient_fax: str
    """E.164; may be empty, as may the DETSİS number and the KEP address."""
    recipient_detsis: str
    recipient_kep: str
    standing: AddresseeRank


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
        """The Office that change letters go to; the governor for staff of another institution.

        The address of the governor's office is not known.
        """
        office = made_of(LetterRecipient, self.directorate)
        if self.matter is not LetterMatter.FOREIGN_STAFF:
            return office
        governor = f"{upper_tr(self.directorate.province)} VALİLİĞİNE"
        return LetterRecipient((governor, ""), "", "", "", "", AddresseeRank.ABOVE)

    @property
    def secrecy(self) -> Secrecy:
        """The proposed degree of secrecy: a letter with T.C. identity numbers has one."""
        shows_tckn = any("tckn" in keys for _officer_id, keys in self.content.people)
        return Secrecy.RESTRICTED if shows_tckn else Secrecy.NONE

    @property
    def asks(self) -> Record[Any] | None:
        """What the letter says beyond the facts of the program; None: nothing."""
        return KINDS[self.matter].asks

    def content_with(self, answers: Mapping[str, Any]) -> MatterText:
        """Return the content with answers as far as they are there.

        Raises:
            KnownError: `changes.letter_amount_small`.
        """
        completed = self.content.completed
        return self.content if completed is None else completed(answers)


class _Kind(NamedTuple):
    words: str
    """As the dialog lists it."""
    offers: Callable[[Work], list[tuple[int, str]]] | None
    """What it can be about; None where there is only one."""
    write: Callable[[Work, DirectorateRow, int], MatterText]
    none: str = ""
    """What is said where it can be about nothing at present."""
    asks: Record[Any] | None = None
    """What only its writer knows."""


def read_choices(work: Work) -> dict[LetterMatter, list[tuple[int, str]] | None]:
    """Return what each matter can be about at present; None where there is only one such letter.

    Raises:
        KnownError: `access.not_allowed`.
    """
    require(work, Right.MAKE_CHANGES)
    return {
        matter: None if kind.offers is None else _distinct(kind.offers(work))
        for matter, kind in KINDS.items()
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
    kind, directorate = KINDS[matter], get_directorate(work.session)
    if kind.offers is not None and item_id is None:
        raise KnownError("changes.letter_item")
    today = local_day(work.now)
    signatories = tuple(one for one in list_signatories(work.session) if one.may_sign_on(today))
    if not signatories:
        raise KnownError("changes.letter_unsigned")
    content = kind.write(work, directorate, item_id or 0)
    if corrections:
        content = _correcting(work, content, corrections)
    return LetterContext(matter, item_id, content, directorate, signatories, today, corrections)


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
    given = tuple(filter(None, (CIRCULAR, content.reference)))
    references = wording.in_style(wording.in_order_of_dates(given), style)
    receiver = paper.receiver
    if lacks_distribution(receiver.recipient, Distribution()):
        raise KnownError("changes.distribution_missing")
    signatory = next(one for one in context.signatories if one.signatory_id == paper.signatory_id)
    closing = Paragraph(f"{content.request} {COURTESIES[receiver.standing]}")
    letter = LetterContent(
        style=style,
        heading=directorate.heading,
        urgent=context.matter in _URGENT,
        secrecy=paper.secrecy,
        number=LetterNumber(
            preparation=directorate.preparation,
            detsis=directorate.detsis,
            file_plan_code=directorate.file_plan_code,
            register_number=paper.register_number or None,
        ),
        date=paper.dated_on,
        topic=content.topic,
        addressee=tuple(filter(None, receiver.recipient)),
        references=references,
        body=(*content.blocks, closing),
        signature=signatory.signature(),
        contact=directorate.contact_block(),
        annexes=content.annexes,
        distribution=Distribution((), ()),
        verification=Verification("", ""),
        initials=directorate.initials,
        line_spacing_percent=directorate.line_spacing_percent,
    )
    if content.annex is None:
        return letter
    # The layout of letters is loaded with the first of them.
    from alo183_desktop.documents.letter.layout import with_annex

    return with_annex(letter, content.annex)


def render_letter(context: LetterContext, paper: LetterPaper) -> Rendered:
    """Return the forms of a letter; slow, and needs no database."""
    return render(compose(context, paper), _stem(_answered(context, paper)))


def _answered(context: LetterContext, paper: LetterPaper) -> MatterText:
    if context.asks is None:
        return context.content
    checked = context.asks.check(paper.answers)
    if checked.problems:
        count = len(checked.problems)
        raise KnownError("records.wrong", problems=checked.problems, count=count)
    return context.content_with(checked.read)


def _stem(content: MatterText) -> str:
    """Return with which the names of a letter's files begin: `kayip-hat`."""
    return file_name(content.summary.partition(":")[0], ending="")


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
            correction_reason="" if content.corrects is None else _CHANGED,
            reminds_letter_id=read.item_id if read.matter is LetterMatter.REMINDER else None,
        ),
        shares_number=shares_number,
    )
    if read.matter is LetterMatter.SUBSTITUTE and read.item_id is not None:
        substitute_service.note_letter(work, read.item_id, letter_id)
    return letter_id


def _distinct(offered: list[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return choices with distinct words."""
    counts = Counter(words for _number, words in offered)
    return [
        (number, words if counts[words] == 1 else f"{words} (kayıt {number})")
        for number, words in offered
    ]


def _offer_sent(work: Work) -> list[tuple[int, str]]:
    answered = set(work.session.scalars(select(Confirmation.letter_id)))
    rows = list_letters(work.session, LetterFilter(state="complete"), now=work.now)
    return [
        (row.letter_id, f"{row.register_number}, {row.summary}")
        for row in rows
        if row.is_change
        and row.register_number
        and row.dated_on
        and row.is_valid
        and row.letter_id not in answered
    ]


def _write_reminder(work: Work, directorate: DirectorateRow, letter_id: int) -> MatterText:
    """Remind of a letter. Source: Genelge 2014/05, madde 6.

    Raises:
        KnownError: `changes.letter_item`: it announces no change; `changes.reminder_unsent`: it is
            not complete, or no longer valid;
            `changes.reminder_confirmed`: the Office has answered;
            `changes.reminder_unnumbered`: its number or day is not noted.
    """
    row = get_letter_row(work.session, letter_id, now=work.now)
    if not row.is_change:
        raise KnownError("changes.letter_item")
    if row.lacks or not row.is_valid:
        raise KnownError("changes.reminder_unsent")
    answer = select(Confirmation.id).where(Confirmation.letter_id == letter_id)
    if work.session.scalar(answer) is not None:
        raise KnownError("changes.reminder_confirmed")
    old = read_old_letter(work.session, letter_id)
    if old is None or not row.register_number or old.dated_on is None:
        raise KnownError("changes.reminder_unnumbered")
    style = directorate.letter_style
    ours = wording.old_letter_reference(old.number, old.dated_on, style)
    return MatterText(
        wording.TOPIC_REMINDER,
        f"Tekit: {old.summary}",
        wording.reminder_body(wording.in_style((CIRCULAR, ours), style), ours),
        "Listenin güncellenip güncellenmediğinin bildirilmesini",
        ours,
    )


def _write_request(work: Work, _directorate: DirectorateRow, _item_id: int) -> MatterText:
    """Request lines and handsets for officers who hold none. Source: Genelge 2014/05.

    Officers who need no phone, as their letter states, are left out.

    Raises:
        KnownError: `changes.letter_nobody_lacks`; `changes.letter_store`: what they lack is in the
            store.
    """
    session, at = work.session, work.now
    listed: dict[str, Callable[..., Sequence[LineRow | HandsetRow]]] = {
        "hat": list_lines,
        "telefon": list_handsets,
    }
    holders, stored = {}, []
    for thing, find in listed.items():
        issued = find(session, PhoneFilter(state=ItemState.ISSUED), at=at)
        holders[thing] = {row.holder_id for row in issued}
        if find(session, PhoneFilter(state=ItemState.IN_STORE), at=at):
            stored.append(thing)
    came = select(Change.newcomer_id, Change.no_phone_reason).order_by(
        Change.letter_id, Change.position
    )
    # Of several letters about an officer the last one counts.
    needs_none = {one for one, reason in dict(session.execute(came).all()).items() if reason}
    named: dict[int, tuple[str, list[str], list[str]]] = {}
    for subject in coverage(session, as_of=local_day(at), only_assigned=True):
        for one in subject.officers:
            lacks = [thing for thing in listed if one.officer_id not in holders[thing]]
            if lacks and one.officer_id not in needs_none:
                entry = named.setdefault(one.officer_id, (one.name, lacks, []))
                entry[2].append(subject.subject_name)
    lacking = {thing for _name, lacks, _subjects in named.values() for thing in lacks}
    if not named:
        raise KnownError("changes.letter_nobody_lacks")
    if lacking.intersection(stored):
        things = " ve ".join(thing for thing in stored if thing in lacking)
        raise KnownError("changes.letter_store", things=things)
    things = " ve ".join(thing for thing in listed if thing in lacking)
    fields = [
        LetterField(f"officer.{index}", name, f"{', '.join(subjects)}: {' ve '.join(lacks)}")
        for index, (name, lacks, subjects) in enumerate(named.values())
    ]
    return MatterText(
        "Acil Müdahale Ekip Sorumlularına Hat ve Telefon Tahsisi",
        f"Hat ve telefon talebi: {number_text(len(named))} sorumlu",
        (
            Paragraph(
                "İlgi Genelge uyarınca Acil Müdahale Ekip Sorumlularına teslim edilmek üzere aylık "
                "her yöne 300 konuşma dakikası ve 1 GB internet yüklü mobil telefonlar "
                "gönderilmektedir. Aşağıda adları yazılı sorumluların üzerinde, karşılarında "
                "belirtilen zimmet bulunmamaktadır."
            ),
            FieldTable(tuple(fields)),
        ),
        f"Adı yazılı sorumlular için {things} tahsis edilmesini",
    )


def _months(work: Work, line_id: int) -> tuple[MonthUsage, ...]:
    """Return what a line used in the last whole periods, the oldest first."""
    own = read_settings(work.session).of(line_id)
    last = month_after(own.period_on(local_day(work.now)).key, -1)
    return months_of(work.session, line_id, until=last, count=_MONTHS)


def _is_tight(month: MonthUsage) -> bool:
    """Return whether a period's usage was near its quota or over it, as far as it is known."""
    used = ((month.seconds, month.quota_seconds), (month.bytes, month.quota_bytes))
    return any(amount is not None and amount >= NEAR_SHARE * quota for amount, quota in used)


def _offer_tight(work: Work) -> list[tuple[int, str]]:
    return [
        (line_id, words)
        for line_id, words in _lines(work, state=ItemState.ISSUED)
        if any(map(_is_tight, _months(work, line_id)))
    ]


def _write_quota_raise(work: Work, _directorate: DirectorateRow, line_id: int) -> MatterText:
    """Report what a line used in the last three whole periods. Source: Genelge 2014/05, madde 2.

    Raises:
        KnownError: `changes.letter_item`: nobody holds it; `changes.letter_usage`: the usage of one
            of the periods is not fully known; `changes.letter_quota_enough`: none of them was near
            the quota.
    """
    row = _line(work, ItemState.ISSUED, line_id)
    months = _months(work, line_id)
    fields = []
    for one in months:
        month = period_words(one.period)
        if one.seconds is None or one.bytes is None or one.known_until != one.period.ends_on:
            raise KnownError("changes.letter_usage", month=month)
        used, quota = (
            _amounts(seconds, amount)
            for seconds, amount in ((one.seconds, one.bytes), (one.quota_seconds, one.quota_bytes))
        )
        fields.append(LetterField(f"usage.{one.period.key}", month, f"{used} (kota {quota})"))
    if not any(map(_is_tight, months)):
        raise KnownError("changes.letter_quota_enough")
    phone, today = format_phone(row.phone), local_day(work.now)
    covered = coverage(work.session, as_of=today, only_assigned=True)
    subjects = tuple(
        subject.subject_name
        for subject in covered
        if row.holder_id in {one.officer_id for one in subject.officers}
    )
    word = "konularından" if len(subjects) > 1 else "konusundan"
    duty = f"{wording.joined_subjects(subjects)} {word} sorumlu " if subjects else ""
    content = MatterText(
        "Hat Kotasının Artırılması",
        f"Kota artırımı: {phone}",
        (
            Paragraph(
                "İlgi Genelge’nin 2’nci maddesi aylık 300 konuşma dakikası ve 1 GB internet "
                f"paketini düzenlemektedir. {duty}Acil Müdahale Ekip Sorumlumuz "
                f"{row.holder_name} üzerine zimmetli {phone} numaralı hattın son üç dönemdeki "
                "kullanımı aşağıdadır.",
                (row.holder_name,),
            ),
            FieldTable(tuple(fields)),
        ),
        "",
    )

    def completed(answers: Mapping[str, Any]) -> MatterText:
        seconds, amount = answers.get("minutes"), answers.get("data")
        last = months[-1]
        is_more = (seconds or 0) > last.quota_seconds or (amount or 0) > last.quota_bytes
        is_less = 0 < (seconds or last.quota_seconds) < last.quota_seconds or (
            0 < (amount or last.quota_bytes) < last.quota_bytes
        )
        if (seconds or amount) and (is_less or not is_more):
            quota = _amounts(last.quota_seconds, last.quota_bytes)
            raise KnownError("changes.letter_amount_small", quota=quota)
        wanted = _amounts(seconds, amount) or _DOTS
        return content._replace(
            request=f"Hattın aylık kotasının {wanted} olacak şekilde artırılmasını"
        )

    return content._replace(completed=completed)


def _amounts(seconds: int | None, amount: int | None) -> str:
    """Return minutes and data as a letter writes them: `300 dakika, 1 GB`; empty for neither."""
    minutes = "" if seconds is None else f"{number_text(whole_minutes(seconds))} dakika"
    return ", ".join(filter(None, (minutes, "" if amount is None else data_words(amount))))


def _write_lost(work: Work, directorate: DirectorateRow, line_id: int) -> MatterText:
    """Report that a line is lost or stolen, in the recorded words.

    Raises:
        KnownError: `changes.letter_item`: it is not; `changes.letter_reason`: no reason was
            recorded.
    """
    row = _line(work, ItemState.LOST, line_id)
    state = _last_state(work, ItemKind.LINE, line_id, ItemState.LOST)
    style = directorate.letter_style
    phone, day = format_phone(row.phone), date_text(local_day(state.at), style)

    def completed(answers: Mapping[str, Any]) -> MatterText:
        how = answers.get("how")
        topic, verb, label = _LOSSES.get(how, (_DOTS, _DOTS, "Kaydedildiği"))
        fields = (
            ("phone", "Hat numarası", phone),
            ("operator", "Operatörü", row.operator),
            ("holder", "Zimmetlisi", row.holder_name),
            ("day", f"{label} gün", day),
            ("reason", "Açıklama", " ".join(state.reason.split())),
        )
        recorded_on = date_text(answers.get("recorded_on"), style) or _DOTS
        return MatterText(
            f"{topic} Hat",
            f"{topic} hat: {phone}",
            (
                Paragraph(
                    "İlgi Genelge kapsamında Acil Müdahale Ekip Sorumlularınca kullanılan "
                    f"hatlardan, aşağıda bilgileri yazılı olan {verb}. "
                    f"{answers.get('police') or _DOTS} tarafından {recorded_on} günü düzenlenen "
                    "tutanak ektedir."
                ),
                FieldTable(tuple(LetterField(*one) for one in fields if one[2])),
            ),
            "Hattın kullanıma kapatılmasını ve yerine yenisinin gönderilmesini",
            annexes=(f"Kolluk Tutanağı ({answers.get('pages') or _DOTS} sayfa)",),
        )

    return completed({})._replace(completed=completed)


def _last_state(work: Work, kind: ItemKind, item_id: int, state: ItemState) -> ItemStateRow:
    """Return when and why an item came into its state.

    Raises:
        KnownError: `changes.letter_reason`: why is not recorded.
    """
    found = next(one for one in state_rows(work.session, kind, item_id) if one.state is state)
    if not found.reason.strip():
        raise KnownError("changes.letter_reason", state=state.words)
    return found


def _offer_broken(work: Work) -> list[tuple[int, str]]:
    rows = list_handsets(work.session, PhoneFilter(state=ItemState.IN_REPAIR), at=work.now)
    return [(row.handset_id, row.label) for row in rows]


def _write_broken(work: Work, _directorate: DirectorateRow, handset_id: int) -> MatterText:
    """Announce the return of a broken handset.

    Raises:
        KnownError: `changes.letter_item`: it is not in repair; `changes.letter_imei`;
            `changes.letter_reason`: what is broken was not recorded.
    """
    rows = list_handsets(work.session, PhoneFilter(state=ItemState.IN_REPAIR), at=work.now)
    row = demand(
        next((one for one in rows if one.handset_id == handset_id), None), "changes.letter_item"
    )
    if row.imei is None:
        raise KnownError("changes.letter_imei")
    state = _last_state(work, ItemKind.HANDSET, handset_id, ItemState.IN_REPAIR)
    fields = (
        ("make", "Markası ve modeli", f"{row.make} {row.model}".strip()),
        ("imei", "IMEI", row.imei),
        ("serial", "Seri numarası", row.serial),
        ("fault", "Arızası", " ".join(state.reason.split())),
    )
    return MatterText(
        "Arızalı Telefonun İadesi",
        f"Arızalı telefon: {row.label}",
        (
            Paragraph(
                "İlgi Genelge kapsamında Acil Müdahale Ekip Sorumlularınca kullanılan "
                "telefonlardan, aşağıda bilgileri yazılı olan arızalıdır; yazımız ekinde iade "
                "edilmektedir."
            ),
            FieldTable(tuple(LetterField(*one) for one in fields if one[2])),
        ),
        "Yerine yenisinin gönderilmesini",
        annexes=("Telefon (1 adet)",),
    )


def _write_list(work: Work, directorate: DirectorateRow, _item_id: int) -> MatterText:
    """List in an annex who answers for each subject today, in which province.

    Source: Genelge 2014/05, madde 6.

    Raises:
        KnownError: `changes.letter_officer`: an officer's value is missing.
    """
    today = local_day(work.now)
    people = {
        one.officer_id: one for one in list_officers(work.session, OfficerFilter(), as_of=today)
    }
    rows: list[tuple[str, ...]] = []
    named: set[int] = set()
    for subject in coverage(work.session, as_of=today, only_assigned=True):
        for covering in subject.officers:
            one = people[covering.officer_id]
            if not (one.corporate_mobile and one.corporate_email and one.title):
                raise KnownError("changes.letter_officer", name=one.name)
            mobile = format_phone(one.corporate_mobile)
            rows.append((subject.subject_name, one.name, one.title, one.corporate_email, mobile))
            named.add(one.officer_id)
        if not subject.officers:
            rows.append((subject.subject_name, _NOBODY, "", "", ""))
    as_of = f"{directorate.province} ili, {date_text(today, directorate.letter_style)} günü"
    return MatterText(
        _LIST,
        f"Sorumlu listesi: {number_text(len(named))} sorumlu",
        (
            Paragraph(
                "İlgi Genelge’nin 6’ncı maddesi uyarınca bildirilen Acil Müdahale Ekip "
                "Sorumlularımızın müracaat konularına göre güncel listesi ekte sunulmuştur."
            ),
        ),
        "Çağrı Merkezinde kullanılan listenin buna göre güncellenmesini",
        annex=Annex(_LIST, (Paragraph(as_of), ListTable(_LIST_HEADINGS, tuple(rows)))),
    )


def _correcting(
    work: Work, content: MatterText, corrections: Sequence[OfficeCorrection]
) -> MatterText:
    """Return the list of officers with what the Office has to correct in its own.

    People who are not our officers are only named.
    Source: Genelge 2014/05, madde 6.

    Raises:
        KnownError: `changes.letter_officer`: an officer's value is missing; `changes.letter_item`:
            an officer is gone.
    """
    rows = list_officers(work.session, OfficerFilter(), as_of=local_day(work.now))
    subjects = {one.officer_id: one.subjects for one in rows}
    blocks: list[Block] = []
    people: list[tuple[int, Collection[str]]] = []
    strangers = [one.name for one in corrections if one.officer_id is None]
    for index, one in enumerate(corrections):
        if one.officer_id is None:
            continue
        keys = one.fields or COMPARED
        facts = _newcomer(work, one.officer_id, subjects.get(one.officer_id, ()), keys)
        people.append((one.officer_id, keys))
        what = "düzeltilecek bilgiler" if one.fields else "listeye eklenecek"
        caption = f"{facts.name}: {what}"
        blocks.append(wording.person_table(facts, position=index, only=one.fields, caption=caption))
    if strangers:
        listed = (
            LetterField(f"stranger.{index}", "Adı ve Soyadı", name)
            for index, name in enumerate(strangers)
        )
        blocks.append(FieldTable(tuple(listed), "Sorumlularımızdan olmayan, listeden çıkarılacak"))
    return content._replace(
        topic="Acil Müdahale Ekip Sorumluları Listesinin Düzeltilmesi",
        summary=f"Liste düzeltmesi: {number_text(len(corrections))} kişi",
        blocks=(
            Paragraph(
                "İlgi Genelge’nin 6’ncı maddesi uyarınca bildirilen Acil Müdahale Ekip "
                "Sorumlularımıza ilişkin olarak Basın ve Halkla İlişkiler Müşavirliğinde bulunan "
                "liste kayıtlarımızla karşılaştırılmış ve aşağıdaki farklar görülmüştür. Güncel "
                "liste ekte sunulmuştur."
            ),
            *blocks,
        ),
        request="Listenin buna göre düzeltilmesini",
        people=tuple(people),
    )


def _newcomer(
    work: Work,
    officer_id: int,
    subjects: tuple[str, ...],
    keys: Collection[str] = COMPARED,
) -> wording.NewcomerFacts:
    """Return a letter's facts about an officer; the caller audits that they are shown.

    Args:
        officer_id: Who.
        subjects: What they answer for.
        keys: The values that the letter contains.

    Raises:
        KnownError: `access.not_allowed`; `changes.letter_item`: the officer is gone;
            `changes.letter_officer`: a value is missing.
    """
    require(work, Right.SHOW_TCKN)
    officer = demand(work.session.get(Officer, officer_id), "changes.letter_item")
    facts = made_of(
        wording.NewcomerFacts,
        officer,
        name=display_name(officer.given_names, officer.surname),
        tckn=officer.tckn or "",
        subjects=subjects,
    )
    if not all(getattr(facts, key) for key in keys):
        raise KnownError("changes.letter_officer", name=facts.name)
    return facts


def _offer_unreached(work: Work) -> list[tuple[int, str]]:
    return [
        (row.unreached_id, f"{format_instant(row.at)}, {format_phone(row.phone)}, {row.operator}")
        for row in list_unreached(work.session, UnreachedFilter(is_answered=True))
    ]


def _write_unreached(work: Work, directorate: DirectorateRow, unreached_id: int) -> MatterText:
    """Report what was found about a report of the call centre. Source: Genelge 2014/05, madde 1.

    Raises:
        KnownError: `changes.letter_item`: it has no answer.
    """
    rows = list_unreached(work.session, UnreachedFilter(is_answered=True))
    row = demand(
        next((one for one in rows if one.unreached_id == unreached_id), None), "changes.letter_item"
    )
    phone, at, style = format_phone(row.phone), local(row.at), directorate.letter_style
    lines = list_lines(work.session, PhoneFilter(), at=row.at)
    line = next((one for one in lines if one.phone == row.phone), None)
    holder = "" if line is None else line.holder_name
    whose = f"Acil Müdahale Ekip Sorumlumuz {holder} üzerine zimmetli " if holder else ""
    if line is None:
        whose = "hatlarımız arasında bulunmayan "
    called = (
        f"Çağrı Merkezi operatörünün {date_text(at.date(), style)} günü saat {at:%H.%M} "
        f"sıralarında aradığı, {whose}{phone} numarasından yanıt alamadığı bildirilmiştir."
    )
    answer = Paragraph(f"Yapılan incelemede belirlenen husus: {' '.join(row.answer.split())}")

    def completed(answers: Mapping[str, Any]) -> MatterText:
        reference, lead = "", "İlgi Genelge’nin 1’inci maddesi kapsamında, "
        if answers.get("number") and answers.get("dated_on"):
            day = date_text(answers["dated_on"], style)
            reference = f"{day} tarihli ve {answers['number']} sayılı yazınız."
            references = wording.in_style(wording.in_order_of_dates((CIRCULAR, reference)), style)
            lead = f"{wording.circular_and(references, reference, whose='yazınızla')}, "
        return MatterText(
            "Çağrı Merkezince Ulaşılamama Bildirimi",
            f"Ulaşılamama bildirimine yanıt: {phone}",
            (Paragraph(f"{lead}{called}", (holder,) if holder else ()), answer),
            "Bilgilerinizi",
            reference,
        )

    return completed({})._replace(completed=completed)


def _substitutions(work: Work) -> list[SubstitutionRow]:
    """Return substitutions that are not over, and those that a letter states wrongly by now."""
    today = local_day(work.now)
    letters = list_letters(work.session, LetterFilter(state="all"), now=work.now)
    outdated = {one.letter_id for one in letters if one.outdated}
    return [
        one
        for one in list_substitutions(work.session)
        if one.is_open(today) or one.letter_id in outdated
    ]


def _offer_substitutes(work: Work) -> list[tuple[int, str]]:
    return [
        (
            one.substitution_id,
            f"{one.officer_name} yerine {one.substitute_name}, {one.days_words}",
        )
        for one in _substitutions(work)
    ]


def _write_substitute(work: Work, directorate: DirectorateRow, substitution_id: int) -> MatterText:
    """Announce an officer's substitute, with the facts that clause 6 demands of a newcomer.

    Whether it demands them of a substitute is up to the directorate, which wants this letter. If an
    earlier letter states otherwise, this one states what has changed, or that the substitution is
    over.
    Source: Genelge 2014/05, madde 6.

    Raises:
        KnownError: `changes.letter_item`: it is over, and no letter states otherwise;
            `changes.letter_substitute`: the substitute cannot stand in any more;
            `changes.letter_officer`: a value is missing.
    """
    found = (one for one in _substitutions(work) if one.substitution_id == substitution_id)
    row = demand(next(found, None), "changes.letter_item")
    style = directorate.letter_style
    ours, corrects = _outdated(work, row, style)
    content = MatterText(
        "Acil Müdahale Ekip Sorumlusuna Vekâlet",
        f"Vekâlet: {row.officer_name} yerine {row.substitute_name}",
        (),
        "Bilgilerinizi",
        ours,
        corrects=corrects,
    )
    lead = "İlgi Genelge’nin 6’ncı maddesi kapsamında"
    if ours:
        references = wording.in_style(wording.in_order_of_dates((CIRCULAR, ours)), style)
        lead = f"{wording.circular_and(references, ours)} bildirilen"
    if not row.is_open(local_day(work.now)):
        end = "başlamadan geri alınmıştır"
        if row.starts_on < row.ends_on:
            end = f"{date_text(row.ends_on - _DAY, style)} günü sona ermiştir"
        over = Paragraph(
            f"{lead}, Acil Müdahale Ekip Sorumlumuz {row.officer_name} yerine "
            f"{row.substitute_name} adlı personelin vekâleti {end}. Görev sorumlunun "
            "kendisindedir.",
            (row.officer_name, row.substitute_name),
        )
        return content._replace(blocks=(over,))
    barred = substitute_service.judge_substitutions(
        work.session, SubstitutionFilter(is_barred=True), now=work.now, shows_kind=False
    )
    for one in barred:
        if one.substitution_id == row.substitution_id:
            why = "; ".join(one.objections)
            raise KnownError("changes.letter_substitute", name=row.substitute_name, why=why)
    subject_ids = {one.subject_id for one in tasks_of(row, list_assigned(work.session))}
    subjects = tuple(
        name for one, name in subject_names(work.session).items() if one in subject_ids
    )
    substitute = _newcomer(work, row.substitute_id, subjects)
    first, last = (date_text(day, style) for day in (row.starts_on, row.ends_on - _DAY))
    when = f"{first} günü" if first == last else f"{first}-{last} günlerinde (son gün dahil)"
    topic_word = "konularına" if len(subjects) > 1 else "konusuna"
    lead += " vekâlet değişmiştir." if ours else ","
    return content._replace(
        blocks=(
            Paragraph(
                f"{lead} Acil Müdahale Ekip Sorumlumuz {row.officer_name} yerine "
                f"{wording.joined_subjects(subjects)} {topic_word} {when} vekâleten bakacak "
                "personelin bilgileri aşağıdadır. Bu sürenin sonunda görev sorumlunun "
                "kendisindedir.",
                (row.officer_name,),
            ),
            wording.person_table(substitute, doing="Vekâleten Bakacağı"),
        ),
        people=((row.substitute_id, COMPARED),),
    )


def _outdated(work: Work, row: SubstitutionRow, style: LetterStyle) -> tuple[str, int | None]:
    """Return how a letter refers to an earlier one whose substitution is no longer true.

    Returns:
        The reference, empty if that letter was never numbered; and its id, None without such a
        letter.
    """
    if row.letter_id is None:
        return "", None
    letter = get_letter_row(work.session, row.letter_id, now=work.now)
    old = read_old_letter(work.session, row.letter_id)
    if not letter.outdated or old is None:
        return "", None
    if not old.number or old.dated_on is None:
        return "", letter.letter_id
    return wording.old_letter_reference(old.number, old.dated_on, style), letter.letter_id


def _foreign(work: Work) -> list[PersonRow]:
    people = list_people(work.session, PersonFilter(is_current=True), now=work.now)
    return [one for one in people if one.employment is Employment.OTHER]


def _offer_foreign(work: Work) -> list[tuple[int, str]]:
    return [(one.person_id, one.name) for one in _foreign(work)]


def _write_foreign(work: Work, directorate: DirectorateRow, person_id: int) -> MatterText:
    """Request approval of duties here for a person of another institution.

    Raises:
        KnownError: `changes.letter_item`; `changes.letter_until`: the last day is open.
    """
    person = demand(
        next((one for one in _foreign(work) if one.person_id == person_id), None),
        "changes.letter_item",
    )
    if person.ends_on is None:
        raise KnownError("changes.letter_until", name=person.name)
    kinds = [lower_first(one.words) for one in DutyKind if one in person.kinds]
    style = directorate.letter_style
    first, last = (date_text(day, style) for day in (person.starts_on, person.ends_on - _DAY))
    who = f"personeli {person.name}"

    def completed(answers: Mapping[str, Any]) -> MatterText:
        return MatterText(
            "Personel Görevlendirilmesi",
            f"Başka kurumdan görevlendirme: {person.name}",
            (
                Paragraph(
                    "İlgi Genelge’nin 4’üncü maddesi uyarınca 24 saat hizmet verecek şekilde "
                    "personel görevlendirilmesi gerekmektedir. Bunun için "
                    f"{answers.get('institution') or _DOTS} {who}, {first}-{last} "
                    "tarihleri arasında (son gün dahil) Müdürlüğümüzün nöbet çizelgesinde "
                    f"({', '.join(kinds)}) görevlendirilmek istenmektedir.",
                    (person.name,),
                ),
            ),
            "Adı geçenin görevlendirilmesi için gerekli onayın verilmesini",
        )

    return completed({})._replace(completed=completed)


def _lines(work: Work, *, state: ItemState) -> list[tuple[int, str]]:
    rows = list_lines(work.session, PhoneFilter(state=state), at=work.now)
    return [
        (row.line_id, ", ".join(filter(None, (format_phone(row.phone), row.holder_name))))
        for row in rows
    ]


def _line(work: Work, state: ItemState, line_id: int) -> LineRow:
    rows = list_lines(work.session, PhoneFilter(state=state), at=work.now)
    return demand(
        next((one for one in rows if one.line_id == line_id), None), "changes.letter_item"
    )


KINDS: Final[dict[LetterMatter, _Kind]] = {
    LetterMatter.REMINDER: _Kind(
        "Tekit: liste güncellendi mi?",
        _offer_sent,
        _write_reminder,
        "Tekit yazılacak yazı yok: sayısı ve tarihi işlenmiş, gönderimi kanıtlanmış, teyidi "
        "kaydedilmemiş bir değişiklik yazısı gerekir.",
    ),
    LetterMatter.PHONE_REQUEST: _Kind("Hat ve telefon talebi", None, _write_request),
    LetterMatter.QUOTA_RAISE: _Kind(
        "Kota artırımı",
        _offer_tight,
        _write_quota_raise,
        "Kotası artırılacak hat yok: son üç dönemde kotasına yaklaşan ya da onu aşan hat yok.",
        QUOTA,
    ),
    LetterMatter.LOST_LINE: _Kind(
        "Kayıp ya da çalıntı hat",
        partial(_lines, state=ItemState.LOST),
        _write_lost,
        "Kayıp hat yok: önce Telefonlar sayfasında hattın durumunu “kayıp ya da çalıntı” yapınız.",
        LOSS,
    ),
    LetterMatter.BROKEN_PHONE: _Kind(
        "Arızalı telefonun iadesi",
        _offer_broken,
        _write_broken,
        "Tamirde telefon yok: önce Telefonlar sayfasında cihazın durumunu “tamirde” yapınız.",
    ),
    LetterMatter.OFFICER_LIST: _Kind("Sorumluların güncel listesi", None, _write_list),
    LetterMatter.UNREACHED: _Kind(
        "Ulaşılamadı bildirimine yanıt",
        _offer_unreached,
        _write_unreached,
        "Yanıtı yazılmış ulaşılamama bildirimi yok: önce bildirimin yanıtını kaydediniz.",
        THEIR_LETTER,
    ),
    LetterMatter.SUBSTITUTE: _Kind(
        "Sorumluya vekâlet",
        _offer_substitutes,
        _write_substitute,
        "Süren ya da başlayacak vekâlet yok.",
    ),
    LetterMatter.FOREIGN_STAFF: _Kind(
        "Başka kurumdan görevlendirme",
        _offer_foreign,
        _write_foreign,
        "Nöbet kişileri arasında başka kurumdan kimse yok.",
        LENDER,
    ),
}
_URGENT: Final = frozenset({LetterMatter.REMINDER, LetterMatter.LOST_LINE})
