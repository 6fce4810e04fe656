"""The change file: line by line what one letter entails, what of it is done and what is missing.

List, page, "Bugün", cover sheet and `alo183 changes` all show these lines.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.directorate.kinds import Channel
from alo183_desktop.documents.states import UNKNOWN, Evidence, Good, Open, Verdict, settle
from alo183_desktop.letters.rules import CHANNELS, NO_NUMBER, ProofState
from alo183_desktop.phones.rules import last_day
from alo183_desktop.shared.calendar import month_key
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.worded import Worded

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Mapping

    from alo183_desktop.documents.states import MarkState, OpenState
    from alo183_desktop.letters.rows import LetterRow
    from alo183_desktop.letters.rules import Proof


class DossierPart(Worded):
    """The subject of a line. Source: Genelge 2014/05, madde 6, giriş (the phones) and madde 3."""

    LETTER = "letter", "Resmî yazı"
    CONTENT = "content", "Yazının bilgisi"
    FAX = "fax", "Faks"
    POST = "post", "Posta"
    EBYS = "ebys", "EBYS"
    KEP = "kep", "KEP"
    RETURN_FORM = "return_form", "İade tutanağı"
    CASES = "cases", "Açık vakalar"
    DUTIES = "duties", "Nöbetler"
    ACCOUNT = "account", "Kullanıcı hesabı"
    ISSUE_FORM = "issue_form", "Zimmet tutanağı"
    CIRCULAR = "circular", "Genelge tebliği"
    CONFIRMATION = "confirmation", "Müşavirliğin listesi"


class LineState(enum.StrEnum):
    """How far a line has come."""

    DONE = "done"
    LACKING = "lacking"
    AHEAD = "ahead"
    """Its day has not come yet: nothing is missing so far."""
    OVER = "over"
    """Of a letter that is no longer valid: nothing is missing, and nothing was done."""
    UNKNOWN = "unknown"
    """Nothing is recorded that could tell."""


_FORM, _USER = "custody_form", "user"
NO_CASES: Final = "vaka kaydı yok"
"""Without any case it is not known whether one was left with somebody."""
NO_ROTA: Final = "nöbet tutulmuyor"
"""Without any duty it is not known who has one, nor whether clauses 3 and 4 are kept."""
_NO_PHONES: Final = "hat ve cihaz kaydı yok"
FILE_WORDS: Final[Mapping[OpenState, str]] = {"late": "gecikti", "near": "eksik"}
"""The word for a file in such a state, for a count of them, and for the lines that make it so."""
FILES: Final = "değişiklik dosyası"
"""The unit of a count of them."""
BY_CHANNEL: Final[Mapping[Channel, DossierPart]] = {one: DossierPart(one.value) for one in Channel}
"""The lines of the channels that a letter demands."""
OF_DISPATCH: Final = frozenset({DossierPart.LETTER, *BY_CHANNEL.values()})
"""What the list of letters shows already."""


class Account(NamedTuple):
    """The answer about a leaver's account."""

    user_id: int | None
    """None: they had none."""
    is_open: bool
    """Whether it still gives access to the program."""


@dataclass(frozen=True, slots=True)
class FileLeaver:
    """An officer who left by the letter, and what they still have."""

    officer_id: int | None
    """None: they are not in the roster, so that nothing can be looked up."""
    name: str
    leaves_on: dt.date
    """The first day without them."""
    is_whole: bool
    """Whether they leave altogether; an officer with other subjects keeps phone and duties."""
    position: int = 0
    """Of the first change in which they leave."""
    account: Account | None = None
    """None: there is no answer yet."""
    is_back: bool = False
    """Whether they answer for subjects again."""
    held: int = 0
    """Handsets and lines in their custody, without waived ones."""
    waived: int = 0
    gives_on: bool = False
    """Whether some of that is planned for another officer and not for the store."""
    held_item: tuple[str, int] | None = None
    """The first of what they hold: `line` or `handset`, and its id."""
    unsigned_form_id: int | None = None
    """Their oldest unsigned return form."""
    returned_on: dt.date | None = None
    """When the newest of the signed ones was signed."""
    cases: int = 0
    """Open cases of the subjects that they gave up; waived ones are left out."""
    early_cases: tuple[tuple[dt.date, int], ...] = ()
    """Those for which another officer answers before `leaves_on`: day, number."""
    duties: tuple[dt.date, ...] = ()
    """The days on which future duties begin that reach beyond their last day; in order."""


@dataclass(frozen=True, slots=True)
class FileNewcomer:
    """An officer who came by the letter, and what they hold."""

    officer_id: int
    name: str
    starts_on: dt.date
    has_left: bool = False
    """Whether they no longer answer for any subject."""
    needs_none: bool = False
    """Whether it was recorded, with a reason, that they need no phone."""
    is_planned: bool = False
    """Whether something from the store is planned for them."""
    held: int = 0
    gave_back: bool = False
    """Whether they gave something back since their first day."""
    unsigned_form_id: int | None = None
    """The oldest unsigned issue form for what they hold."""
    issued_on: dt.date | None = None
    """When the newest of the signed ones was signed."""
    unsigned_circular_id: int | None = None
    """The oldest unsigned notification of the circular."""
    notified_on: dt.date | None = None
    """When they last signed a notification of the circular."""


class Confirmed(NamedTuple):
    """The Office's confirmation."""

    on: dt.date
    said_by: str
    manner: str
    """In words: `telefonla`."""


class KeptRegisters(NamedTuple):
    """Which registers are kept at all: in the others nothing found means nothing."""

    cases: bool = False
    duties: bool = False
    phones: bool = False


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What the lines follow from."""

    letter: LetterRow
    leavers: tuple[FileLeaver, ...] = ()
    """In the order of the letter; each once; the same for newcomers."""
    newcomers: tuple[FileNewcomer, ...] = ()
    planned: Mapping[int, dt.date] = field(default_factory=dict)
    """By officer the earliest day on which something is to be handed over by them, or to them from
    the store, that is still planned."""
    confirmed: Confirmed | None = None
    confirm_by: dt.date | None = None
    """The last day for the Office's confirmation; None until the letter is complete."""
    reminded_on: dt.date | None = None
    """When the newest reminder of it was finished."""
    registers: KeptRegisters = field(default_factory=KeptRegisters)


@dataclass(frozen=True, slots=True)
class FileLine:
    """One line of the file."""

    part: DossierPart
    state: LineState
    words: str
    who: str = ""
    """Whom it is about; empty for the letter itself."""
    done_on: dt.date | None = None
    """In Istanbul; None while it is not done, and where nothing had to be done."""
    due_on: dt.date | None = None
    """The last day on which it is not late; None where no rule sets one."""
    is_late: bool = False
    """Whether it still lacks something after that day: what is done is never late."""
    officer_id: int | None = None
    thing: tuple[str, int] | None = None
    """Where the missing step is done: `custody_form`, `line`, `handset` or `user`; its id."""
    position: int = 0
    """Of the change with the leaver whose account it is about."""
    month: str = ""
    """Of the first duty without a person, such as `2026-12`."""
    is_planned: bool = False
    """Whether something planned was not issued from the store yet."""
    evidence: Evidence | None = None
    """The records that show it done; required for a line that is."""

    def __post_init__(self) -> None:
        """Refuse a line that is done without a record that shows it, or late and not lacking.

        Raises:
            ValueError: It rests on nothing, or is late although nothing is missing.
        """
        if (self.state is LineState.DONE) != isinstance(self.verdict, Good):
            raise ValueError(self.words)
        if self.is_late and self.state is not LineState.LACKING:
            raise ValueError(self.words)

    @property
    def verdict(self) -> Verdict:
        """What is said of it."""
        if self.state is LineState.LACKING:
            return Open("late" if self.is_late else "near")
        if self.state is LineState.DONE and self.evidence is not None:
            return settle(self.evidence)
        return UNKNOWN

    @property
    def mark(self) -> MarkState:
        """How it is marked on screen and paper."""
        return self.verdict.state

    @property
    def is_moved(self) -> bool:
        """Whether handing over completes it; an unsigned paper needs more than that."""
        is_paper = self.thing is not None and self.thing[0] == _FORM
        is_its = self.part in {DossierPart.CASES, DossierPart.RETURN_FORM} or self.is_planned
        return is_its and self.state is LineState.LACKING and not is_paper

    @property
    def dated_words(self) -> str:
        """Its words with the day on which it was done: `imzalandı, 24.11.2026`."""
        return f"{self.words}, {format_day(self.done_on)}" if self.done_on else self.words


@dataclass(frozen=True, slots=True)
class ChangeFile:
    """The file of one letter."""

    letter: LetterRow
    lines: tuple[FileLine, ...]
    planned_on: dt.date | None = None
    """Since when planned things wait to be handed over; None: none do today."""

    @property
    def lacking(self) -> tuple[FileLine, ...]:
        """The lines in which something is missing now."""
        return tuple(line for line in self.lines if line.state is LineState.LACKING)

    @property
    def late(self) -> tuple[FileLine, ...]:
        """Those of them whose last day is over."""
        return tuple(line for line in self.lacking if line.is_late)

    @property
    def state(self) -> MarkState:
        """The worst of its lines: every surface marks it, counts it and lists it by this one."""
        marks = {line.mark for line in self.lines}
        order: tuple[OpenState, ...] = ("late", "near", "unknown")
        worst = next((mark for mark in order if mark in marks), None)
        evidence = [line.evidence for line in self.lines if line.evidence is not None]
        return worst or settle(*evidence).state

    @property
    def words(self) -> str:
        """`gecikti: 1`, `eksik: 3`, `günü bekleniyor`, `bilinmeyen: 1`, `tamam`; `iptal edildi`."""
        if not self.letter.is_valid:
            return self.letter.state_words
        if self.lacking:
            state: OpenState = "late" if self.late else "near"
            return f"{FILE_WORDS[state]}: {number_text(len(self.late or self.lacking))}"
        if any(line.state is LineState.AHEAD for line in self.lines):
            return "günü bekleniyor"
        unknown = sum(line.state is LineState.UNKNOWN for line in self.lines)
        return f"bilinmeyen: {number_text(unknown)}" if unknown else "tamam"


def make_file(facts: FileFacts, *, now: dt.datetime) -> ChangeFile:
    """Return the file of a letter.

    A letter that another one replaced has one line: its file continues in that of the other. The
    same for a cancelled one.

    Args:
        facts: From the tables.
        now: UTC.
    """
    today = local_day(now)
    lines = tuple(_on_time(line, facts, today=today) for line in _lines(facts, today=today))
    due = [line.due_on for line in lines if line.is_moved and line.due_on is not None]
    return ChangeFile(facts.letter, lines, min(due, default=None))


def handed_over_on(day: dt.date, *, is_given: bool) -> str:
    """Return what is planned for what a leaver has: `26.11.2026 günü geri alınacak`.

    Args:
        day: The first one without them.
        is_given: Whether another officer gets it; else it goes into the store.
    """
    return f"{format_day(day)} günü {'devredilecek' if is_given else 'geri alınacak'}"


def issued_on(day: dt.date) -> str:
    """Return what is planned for a newcomer: `26.11.2026 günü verilecek`."""
    return f"{format_day(day)} günü verilecek"


def _on_time(line: FileLine, facts: FileFacts, *, today: dt.date) -> FileLine:
    """Return a line that is late once the day is over on which its hand-over was planned."""
    planned_on = facts.planned.get(line.officer_id) if line.officer_id is not None else None
    if planned_on is None or planned_on > today or not line.is_moved:
        return line
    return replace(line, due_on=planned_on, is_late=today > planned_on)


def _lines(facts: FileFacts, *, today: dt.date) -> Iterator[FileLine]:
    letter = facts.letter
    if letter.cancelled_at is not None:
        words = f"iptal edildi: {letter.cancel_reason}"
        day = local_day(letter.cancelled_at)
        yield FileLine(DossierPart.LETTER, LineState.OVER, words, done_on=day)
        return
    if letter.corrected_by_letter_id is not None:
        yield FileLine(DossierPart.LETTER, LineState.OVER, "yerine düzeltme yazısı geçti")
        return
    yield _letter(letter)
    if letter.outdated:
        yield FileLine(DossierPart.CONTENT, LineState.LACKING, letter.outdated, is_late=True)
    is_late = letter.state == "late"
    for channel in letter.demanded:
        yield _proof(channel, letter.proofs[channel], is_late=is_late)
    for leaver in facts.leavers:
        if leaver.officer_id is not None:
            yield from _of_leaver(leaver, facts, today=today)
        if leaver.is_whole:
            yield _account(leaver, today=today)
    for newcomer in facts.newcomers:
        yield _issue_form(newcomer, today=today)
        yield _circular(newcomer, today=today)
    if letter.is_change:
        yield _confirmation(facts, today=today)


def _letter(letter: LetterRow) -> FileLine:
    if letter.is_numbered and letter.dated_on is not None:
        words = f"{letter.register_number} sayıyla yazıldı"
        return _done(DossierPart.LETTER, words, "yazı", letter.dated_on, done_on=letter.dated_on)
    return FileLine(DossierPart.LETTER, LineState.LACKING, NO_NUMBER)


def _proof(channel: Channel, proof: Proof, *, is_late: bool) -> FileLine:
    part, went = BY_CHANNEL[channel], "verildi" if channel is Channel.POST else "gitti"
    if proof.state is ProofState.PROVEN and proof.at is not None:
        day = local_day(proof.at)
        return _done(part, went, "kanıtlı gönderim", day, done_on=day)
    words = {
        ProofState.NONE: "gönderilmedi",
        ProofState.FAILED: "gitmedi",
        ProofState.UNPROVEN: f"{went}, {CHANNELS[channel].evidence.words.split()[-1]} bekliyor",
    }
    return FileLine(part, LineState.LACKING, words[proof.state], is_late=is_late)


def _of_leaver(leaver: FileLeaver, facts: FileFacts, *, today: dt.date) -> Iterator[FileLine]:
    if leaver.is_whole:
        yield _return_form(leaver, facts, today=today)
    early = sum(count for day, count in leaver.early_cases if day <= today)
    is_early = today < leaver.leaves_on
    cases = early if is_early and early else leaver.cases
    yield _of_who_left(
        DossierPart.CASES,
        leaver,
        f"{number_text(cases)} vaka devredilmedi" if cases else "",
        ("açık vakası yok", NO_CASES),
        Evidence("vaka", int(facts.registers.cases), today),
        is_ahead=is_early and not early,
    )
    if leaver.is_whole:
        # Substitutes must know before that day: duties are not handed over on it.
        days = leaver.duties
        line = _of_who_left(
            DossierPart.DUTIES,
            leaver,
            f"{number_text(len(days))} nöbet hâlâ üzerinde" if days else "",
            ("ayrıldıktan sonra nöbeti yok", NO_ROTA),
            Evidence("nöbet", int(facts.registers.duties), today),
            is_ahead=False,
        )
        yield replace(line, month=month_key(days[0])) if days else line


def _return_form(leaver: FileLeaver, facts: FileFacts, *, today: dt.date) -> FileLine:
    part, is_ahead = DossierPart.RETURN_FORM, today < leaver.leaves_on
    if leaver.held and not leaver.is_back:
        what = f"{number_text(leaver.held)} kalem hâlâ zimmetinde"
        held = Evidence("zimmet", leaver.held, today)
        line = _of_who_left(
            part, leaver, what, ("", ""), held, is_ahead=is_ahead, is_given=leaver.gives_on
        )
        return replace(line, thing=leaver.held_item)
    if leaver.unsigned_form_id is not None and not leaver.is_back:
        return FileLine(
            part,
            LineState.LACKING,
            "tutanak imzasız",
            who=leaver.name,
            officer_id=leaver.officer_id,
            thing=(_FORM, leaver.unsigned_form_id),
        )
    if leaver.returned_on is not None:
        return _done(
            part,
            "imzalandı",
            "imzalı iade tutanağı",
            leaver.returned_on,
            who=leaver.name,
            done_on=leaver.returned_on,
            officer_id=leaver.officer_id,
        )
    if leaver.waived:
        words, reasons = "gerekçeyle üzerinde kaldı", Evidence("gerekçe", leaver.waived, today)
        return _of_who_left(part, leaver, "", (words, ""), reasons, is_ahead=is_ahead)
    nothing = ("zimmetinde bir şey yok", _NO_PHONES)
    phones = Evidence("hat ve cihaz", int(facts.registers.phones), today)
    return _of_who_left(part, leaver, "", nothing, phones, is_ahead=is_ahead)


def _account(leaver: FileLeaver, *, today: dt.date) -> FileLine:
    """Return the line of an account, which must be closed on the very day.

    Source: KVKK Kurulu, 31.01.2018 tarihli ve 2018/10 sayılı karar.
    """
    account = leaver.account
    line = FileLine(
        DossierPart.ACCOUNT,
        LineState.LACKING,
        "hesabı olup olmadığı sorulmadı",
        who=leaver.name,
        due_on=leaver.leaves_on,
        officer_id=leaver.officer_id,
        position=leaver.position,
    )
    is_late = today > leaver.leaves_on
    if leaver.is_back:
        back = Evidence("kadro", 1, today)
        return replace(line, state=LineState.DONE, words="yeniden görevde", evidence=back)
    if account is None:
        return replace(line, is_late=is_late)
    if account.user_id is None or not account.is_open:
        words = "hesabı yok" if account.user_id is None else "hesabı kapatıldı"
        answer = Evidence("hesap yanıtı", 1, today)
        return replace(line, state=LineState.DONE, words=words, evidence=answer)
    if today < leaver.leaves_on:
        words = f"{format_day(leaver.leaves_on)} günü kapatılacak"
        return replace(line, state=LineState.AHEAD, words=words)
    open_words = "hesabı hâlâ açık"
    return replace(line, words=open_words, thing=(_USER, account.user_id), is_late=is_late)


def _confirmation(facts: FileFacts, *, today: dt.date) -> FileLine:
    part, confirmed = DossierPart.CONFIRMATION, facts.confirmed
    if confirmed is not None:
        words = f"güncellendi ({confirmed.said_by}, {confirmed.manner})"
        return _done(part, words, "teyit", confirmed.on, done_on=confirmed.on)
    if facts.confirm_by is None:
        return FileLine(part, LineState.AHEAD, "gönderim kanıtlanınca sorulacak")
    is_late = today > facts.confirm_by
    words = f"teyit bekleniyor, son gün {format_day(facts.confirm_by)}"
    if is_late:
        words = f"teyit gelmedi, son gün {format_day(facts.confirm_by)} idi"
    if facts.reminded_on is not None:
        words = f"{words}; {format_day(facts.reminded_on)} günü tekit yazıldı"
    return FileLine(part, LineState.LACKING, words, is_late=is_late, due_on=facts.confirm_by)


def _of_who_left(
    part: DossierPart,
    leaver: FileLeaver,
    lacking: str,
    nothing: tuple[str, str],
    evidence: Evidence,
    *,
    is_ahead: bool,
    is_given: bool = True,
) -> FileLine:
    """Return a line about what a leaver still has.

    Args:
        part: Its subject.
        leaver: Who left.
        lacking: What they have; empty for nothing.
        nothing: The words for nothing, and those where no record could show it.
        evidence: The records in which it would be.
        is_ahead: Whether its day has not come yet.
        is_given: Whether another officer gets it then.
    """
    is_known = isinstance(settle(evidence), Good)
    state = LineState.DONE if is_known else LineState.UNKNOWN
    words = nothing[0] if is_known else nothing[1]
    if leaver.is_back and leaver.is_whole:
        state, words, evidence = LineState.DONE, "yeniden görevde", replace(evidence, records=1)
    elif lacking:
        state, words = (
            (LineState.AHEAD, handed_over_on(leaver.leaves_on, is_given=is_given))
            if is_ahead
            else (LineState.LACKING, lacking)
        )
    return FileLine(
        part, state, words, who=leaver.name, officer_id=leaver.officer_id, evidence=evidence
    )


def _done(
    part: DossierPart,
    words: str,
    register: str,
    as_of: dt.date,
    *,
    who: str = "",
    done_on: dt.date | None = None,
    officer_id: int | None = None,
) -> FileLine:
    """Return a line that one record shows done."""
    return FileLine(
        part,
        LineState.DONE,
        words,
        who=who,
        done_on=done_on,
        officer_id=officer_id,
        evidence=Evidence(register, 1, as_of),
    )


def _issue_form(newcomer: FileNewcomer, *, today: dt.date) -> FileLine:
    """Return the line of what they were given; planned items are shown on their day in any case."""
    state, words, done_on, thing = LineState.DONE, "imzalandı", newcomer.issued_on, None
    is_ahead, is_planned = today < newcomer.starts_on, newcomer.is_planned
    evidence = Evidence("zimmet", newcomer.held, done_on or today)
    if newcomer.has_left:
        words, done_on, evidence = "görevden ayrıldı", None, Evidence("kadro", 1, today)
    elif is_planned and not is_ahead:
        has_had = newcomer.held or newcomer.gave_back
        words = "planlanan telefon verilmedi" if has_had else "telefon verilmedi"
        state, done_on = LineState.LACKING, None
    elif newcomer.held and newcomer.unsigned_form_id is not None:
        state, words, done_on = LineState.LACKING, "tutanak imzasız", None
        thing = (_FORM, newcomer.unsigned_form_id)
    elif newcomer.held and not is_planned:
        words = words if done_on else "eski kayıttan zimmetli"
    elif newcomer.needs_none and not is_planned:
        words, done_on = "gerekçeyle telefon verilmedi", None
        evidence = Evidence("gerekçe", 1, today)
    elif is_ahead:
        words = issued_on(newcomer.starts_on)
        state, done_on = LineState.AHEAD, None
    else:
        is_back = newcomer.gave_back
        words = "telefonu geri alındı, yenisi verilmedi" if is_back else "telefon verilmedi"
        state, done_on = LineState.LACKING, None
    return FileLine(
        DossierPart.ISSUE_FORM,
        state,
        words,
        who=newcomer.name,
        done_on=done_on,
        officer_id=newcomer.officer_id,
        thing=thing,
        is_planned=is_planned and state is LineState.LACKING and thing is None,
        evidence=evidence,
    )


def _circular(newcomer: FileNewcomer, *, today: dt.date) -> FileLine:
    """Return the line of the circular; officers who return after a year are notified anew.

    Source: Genelge 2014/05, madde 1-5 name duties of the officers themselves.
    """
    line = FileLine(
        DossierPart.CIRCULAR,
        LineState.DONE,
        "tebliğ edildi",
        who=newcomer.name,
        officer_id=newcomer.officer_id,
        evidence=Evidence("imzalı tebliğ", 1, newcomer.notified_on or today),
    )
    notified_on = newcomer.notified_on
    if newcomer.has_left:
        left = Evidence("kadro", 1, today)
        return replace(line, words="görevden ayrıldı", evidence=left)
    if notified_on is not None and newcomer.starts_on <= last_day(notified_on):
        return replace(line, done_on=notified_on)
    if newcomer.unsigned_circular_id is not None:
        thing = (_FORM, newcomer.unsigned_circular_id)
        return replace(line, state=LineState.LACKING, words="tutanak imzasız", thing=thing)
    if today < newcomer.starts_on:
        words = f"{format_day(newcomer.starts_on)} günü tebliğ edilecek"
        return replace(line, state=LineState.AHEAD, words=words)
    return replace(line, state=LineState.LACKING, words="tebliğ edilmedi")


@dataclass(frozen=True, slots=True)
class FileFilter:
    """The change files in a state in which one of some parts is missing now."""

    state: OpenState
    parts: Collection[DossierPart] = frozenset(DossierPart) - OF_DISPATCH

    def takes(self, file: ChangeFile) -> bool:
        """Return whether a file is one of them."""
        is_lacking = any(line.part in self.parts for line in file.lacking)
        return is_lacking and file.state == self.state
