"""The texts for the facts of a change and its letter: in the checklist, in lists, in the foot."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

from alo183_desktop.changes.rows import ChangeRow
from alo183_desktop.directorate.kinds import Channel
from alo183_desktop.documents.states import OF_MARK
from alo183_desktop.letters.rules import (
    NO_NUMBER,
    ProofState,
    Result,
    channels_words,
    is_proven,
    went_by,
)
from alo183_desktop.officers.rules import display_name
from alo183_desktop.shared.clock import format_instant, local_day
from alo183_desktop.shared.identity import split_name
from alo183_desktop.shared.states import State
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from alo183_desktop.changes.context import ChangeContext, RosterOfficer
    from alo183_desktop.changes.form import ChangeEntry, ChangeForm
    from alo183_desktop.letters.rows import DispatchRow, LetterRow
    from alo183_desktop.letters.rules import DispatchAttempt, Proof
    from alo183_desktop.shared.errors import Problem

STEPS: Final = ("Ayrılan", "Göreve gelen", "Konular ve tarih", "Teslim", "Yazı")
LEAVER, NEWCOMER, SUBJECTS, HAND_OVER, LETTER = range(5)
UNNAMED: Final = "gelen?"
"""Text for the newcomer while nothing is typed."""

FACT_NAMES: Final = {
    "leaver": "Ayrılanın adı soyadı",
    "newcomer.name": "Gelenin adı soyadı",
    "newcomer.title": "Unvanı",
    "newcomer.tckn": "T.C. kimlik numarası",
    "subjects": "Müracaat konuları",
    "newcomer.corporate_email": "Kurumsal e-posta",
    "newcomer.personal_mobile": "Kişisel cep telefonu",
    "newcomer.corporate_mobile": "Kurumsal cep telefonu",
}
"""In the order of the checklist. Source: Genelge 2014/05, madde 6."""

_VALUE_NAMES: Final = FACT_NAMES | {
    "newcomer.given_names": "Gelenin adı",
    "newcomer.surname": "Gelenin soyadı",
    "effective": "Görev değişikliğinin başladığı gün",
    "vacancy_reason": "Görevlendirme yapılmamasının nedeni",
    "letter.signatory": "İmzalayacak kişi",
    "letter.date": "Yazının tarihi",
    "letter.register_number": "Yazının sayısı",
    "letter.correction_reason": "Düzeltilen bilgi",
}
_AWAITED: Final = {
    "name": "ad soyad",
    "title": "unvan",
    "tckn": "numara",
    "subjects": "konu",
    "corporate_email": "adres",
    "personal_mobile": "numara",
    "corporate_mobile": "numara",
    "signature": "imzalayacak kişi",
    "number": "sayı",
    "date": "tarih",
}
_OF_ENTRY: Final = re.compile(r"entries\.(\d+)\.(.+)")
_HANDED: Final = re.compile(r"hand_over\.|duty\.|phone\.|cases?(\.|$)")
_STEP_OF: Final = {
    "leaver": LEAVER,
    "subjects": SUBJECTS,
    "effective": SUBJECTS,
    "reason": SUBJECTS,
}


def entry_of(key: str) -> int | None:
    """Return the entry that a problem belongs to, from 0; None for the letter."""
    match = _OF_ENTRY.fullmatch(key)
    return int(match[1]) if match else None


def short_key(key: str) -> str:
    """Return the key without its entry: `newcomer.tckn`, `letter.signatory`."""
    match = _OF_ENTRY.fullmatch(key)
    return match[2] if match else key


def step_of(key: str) -> int:
    """Return the step of the dialog that contains a value."""
    if key.startswith("letter."):
        return LETTER
    if _HANDED.match(short_key(key)):
        return HAND_OVER
    return _STEP_OF.get(short_key(key), LEAVER if key == "entries" else NEWCOMER)


def first_open(problems: Iterable[str]) -> tuple[int, int]:
    """Return the first change, from 0, and its first step with a wrong or missing value.

    The letter's own step comes after those of all changes; also returned when nothing is missing.

    Args:
        problems: Keys of the problems.
    """
    found = ((entry_of(key) or 0, step_of(key)) for key in problems)
    return min(found, key=lambda one: (one[1] == LETTER, one), default=(0, LETTER))


def done_steps(
    form: ChangeForm, problems: Iterable[str], index: int, *, letter_seen: bool
) -> frozenset[int]:
    """Return the steps without wrong or missing values.

    Args:
        form: As typed.
        problems: Keys of the problems.
        index: Index of the current change, from 0.
        letter_seen: Whether the user has opened the letter's step: the absence of problems there
            does not make it done.
    """
    still_open = {step_of(key) for key in problems if entry_of(key) in {None, index}}
    entry = form.entries[index]
    if entry.leaver_id is None and not entry.leaver_name and not entry.is_first_appointment:
        # There is no leaver whose things could be handed over.
        still_open.add(HAND_OVER)
    if not letter_seen and not (form.register_number and form.date):
        still_open.add(LETTER)
    return frozenset(range(len(STEPS))) - still_open


def open_decisions(problems: Iterable[str], index: int) -> int:
    """Return how many decisions the hand-over of the change at `index` still needs."""
    return sum(step_of(key) == HAND_OVER and entry_of(key) in {None, index} for key in problems)


def wrong_steps(problems: Mapping[str, Problem], index: int) -> frozenset[int]:
    """Return the steps that contain a wrong value; a missing one is not wrong.

    Args:
        problems: By key.
        index: Index of the current change, from 0.
    """
    return frozenset(
        step_of(key)
        for key, problem in problems.items()
        if entry_of(key) in {None, index} and not is_missing(problem)
    )


def worst_first(problems: Mapping[str, Problem], step: int, index: int) -> dict[str, Problem]:
    """Return problems in the order of fixing: wrong values of other steps, then in their order.

    A value being typed may be wrong because it is incomplete: it is not moved to the front.
    """
    elsewhere = wrong_steps(problems, index) - {step}

    def is_later(key: str) -> bool:
        is_marked = step_of(key) in elsewhere and entry_of(key) in {None, index}
        return not is_marked or is_missing(problems[key])

    return {key: problems[key] for key in sorted(problems, key=is_later)}


def is_missing(problem: Problem) -> bool:
    """Return whether a value is missing, rather than wrong."""
    return problem.code.endswith("_missing")


def brief(problem: Problem) -> str:
    """Return a problem in a few words, such as `T.C. kimlik numarası yanlış`."""
    name = _VALUE_NAMES.get(short_key(problem.key))
    if name is None:
        return message_of(problem).what
    return f"{name} {'eksik' if is_missing(problem) else 'yanlış'}."


def awaited(key: str, problem: Problem) -> str:
    """Return the overlay of an empty area of the letter: `doğru numara bekleniyor`."""
    what = _AWAITED.get(key.rpartition(".")[2], "bilgi")
    return f"{what} bekleniyor" if is_missing(problem) else f"doğru {what} bekleniyor"


def entry_title(entry: ChangeEntry, context: ChangeContext) -> str:
    """Return the title of a change in the list of changes: `Zeynep GÜNDOĞDU → Gülşah ÇETİNKAYA`."""
    return f"{leaver_words(entry, context)} → {newcomer_words(entry, context)}"


def entry_titles(form: ChangeForm, context: ChangeContext) -> list[str]:
    """Return the titles of the changes of a letter, numbered."""
    return [
        f"{number}. {entry_title(entry, context)}"
        for number, entry in enumerate(form.entries, start=1)
    ]


def leaver_words(entry: ChangeEntry, context: ChangeContext) -> str:
    """Return the leaver, as far as known."""
    if entry.is_first_appointment:
        return "İlk görevlendirme"
    if entry.leaver_id is not None and entry.leaver_id in context.officers:
        return context.officers[entry.leaver_id].name
    given_names, surname = split_name(entry.leaver_name)
    # As the letter prints it; while typing, the surname is still missing.
    return display_name(given_names, surname) if surname else given_names or "Ayrılan?"


def newcomer_words(entry: ChangeEntry, context: ChangeContext) -> str:
    """Return the newcomer, as far as known."""
    if entry.newcomer_kind == "nobody":
        return "henüz kimse"
    typed = " ".join(f"{entry.given_names} {entry.surname}".split())
    if entry.newcomer_kind == "roster":
        chosen = context.officers.get(entry.from_roster or 0)
        return UNNAMED if chosen is None else typed or chosen.name
    return typed or UNNAMED


def officer_options(
    officers: Iterable[RosterOfficer], context: ChangeContext
) -> list[tuple[str, str]]:
    """Return officers to choose from, each with a unique text.

    Namesakes are distinguished by title, then by unit, then by the end of the T.C. number.
    """
    units = {unit.unit_id: unit.name for unit in context.units}
    found = list(officers)
    words = {one.officer_id: one.name for one in found}
    for words_of in (
        lambda one: one.title,
        lambda one: units.get(one.unit_id, ""),
        lambda one: one.tckn[-2:],
        lambda one: str(one.officer_id),
    ):
        counts: dict[str, int] = {}
        for text in words.values():
            counts[text] = counts.get(text, 0) + 1
        for one in found:
            if counts[words[one.officer_id]] > 1 and words_of(one):
                words[one.officer_id] += f", {words_of(one)}"
    return [(str(one.officer_id), words[one.officer_id]) for one in found]


def possessive(count: int) -> str:
    """Return a number with the suffix of "of them": `7’si`, `10’u`."""
    tens = {10: "u", 20: "si", 30: "u", 40: "ı", 50: "si", 60: "ı", 70: "i", 80: "i", 90: "ı"}
    ones = ("ı", "i", "si", "ü", "ü", "i", "sı", "si", "i", "u")
    rest = count % 10
    suffix = ones[rest] if rest or count == 0 else tens.get(count % 100, "ü")
    return f"{count}’{suffix}"


class _Sending(NamedTuple):
    """How a letter is sent by one channel, in the texts of the screen."""

    icon: str
    act: str
    """Records an attempt, in a menu and among the next steps."""
    step: str
    note: str
    """Of the step."""
    evidence: str
    """Evidence of an attempt, as the object of a verb."""


SENDING: Final[Mapping[Channel, _Sending]] = {
    Channel.FAX: _Sending(
        "fax",
        "&Faks gönderimini kaydet…",
        "Faksı kaydedin",
        "Rapor da eklenebilir.",
        "Raporu",
    ),
    Channel.POST: _Sending(
        "post",
        "&Posta gönderimini kaydet…",
        "Postayı kaydedin",
        "Gönderi numarasıyla ya da alındıyla.",
        "Alındıyı",
    ),
    Channel.EBYS: _Sending(
        "export",
        "EBYS gönderi&mini kaydet…",
        "EBYS’den gönderip kaydedin",
        "EBYS’nin verdiği numara ve alındıyla.",
        "Alındıyı",
    ),
    Channel.KEP: _Sending(
        "letter",
        "KEP gö&nderimini kaydet…",
        "KEP’ten gönderip kaydedin",
        "İletinin numarası ve KEP deliliyle.",
        "Delili",
    ),
}
_STATES: Final = {
    ProofState.NONE: State.NONE,
    ProofState.FAILED: State.LATE,
    ProofState.UNPROVEN: State.NEAR,
    ProofState.PROVEN: State.GOOD,
}
_WORDS: Final = {
    ProofState.NONE: "bekliyor",
    ProofState.FAILED: "gitmedi",
    ProofState.UNPROVEN: "kanıtsız",
}


def proof_mark(proof: Proof) -> tuple[State, str]:
    """Return the mark of one channel; a proven one has day and month."""
    if proof.state is ProofState.PROVEN and proof.at is not None:
        return State.GOOD, f"{local_day(proof.at):%d.%m.}"
    return _STATES[proof.state], _WORDS[proof.state]


def channel_mark(row: LetterRow, channel: Channel) -> tuple[State, str]:
    """Return the mark of one channel of a letter; none where it is not required.

    Nothing is required of a cancelled letter.
    """
    state, words = proof_mark(row.proofs[channel])
    if channel in row.demanded and row.cancelled_at is None:
        return state, words
    return State.NONE, words if row.proofs[channel].attempts else ""


def proof_words(proof: Proof) -> tuple[State, str]:
    """Return the mark of one channel with date and time: `kanıtlandı: 24.11.2026 14:05`."""
    if proof.state is ProofState.PROVEN and proof.at is not None:
        return State.GOOD, f"kanıtlandı: {format_instant(proof.at)}"
    return proof_mark(proof)


def lack_mark(row: LetterRow) -> tuple[State, str]:
    """Return the status of a letter as shape and text; one with wrong content is never good."""
    return State.LATE if row.outdated else OF_MARK[row.state], row.state_words


def complete_mark(row: LetterRow) -> tuple[State, str]:
    """Return the sentence for a correct letter that has gone, with its mark; else nothing."""
    if row.lacks or row.outdated:
        return State.NONE, ""
    proven = f"{channels_words(row.demanded)} kanıtlandı"
    if not row.is_numbered:
        return OF_MARK[row.state], f"Yazı gitti: {proven}; {NO_NUMBER}.{file_words(row)}"
    return State.GOOD, f"Yazı tamam: {proven}.{file_words(row)}"


def file_words(row: LetterRow) -> str:
    """Return what its change lacks beside the letter: ` Değişiklik dosyası: eksik: 8.`; or none."""
    if not isinstance(row, ChangeRow) or OF_MARK[row.file.state] in {State.GOOD, State.NONE}:
        return ""
    return f" Değişiklik dosyası: {row.file.words}."


def recorded_words(
    attempt: DispatchAttempt, *, was_proven: bool, is_demanded: bool = True
) -> tuple[State, str]:
    """Return the message after an attempt was recorded.

    Args:
        attempt: The one that was recorded.
        was_proven: Whether an earlier attempt had proven the same channel.
        is_demanded: Whether its proof is required for completeness.
    """
    what, went = attempt.channel.words, went_by(attempt.channel)
    if not is_demanded:
        return State.NONE, f"{what} gönderimi kaydedildi; yazıyı tamamlamaz."
    if attempt.result is Result.FAILED:
        if was_proven:
            return State.GOOD, f"{went} gitmedi olarak kaydedildi; önceki gönderim kanıtlıdır."
        return State.LATE, f"{went} gitmedi olarak kaydedildi; yinelenmesi gerekir."
    if not was_proven and not is_proven(attempt):
        return State.NEAR, f"{what} gönderimi kanıtsız kaydedildi; kanıtlanması gerekir."
    return State.GOOD, f"{what} gönderimi kaydedildi."


def elapsed(row: LetterRow) -> str:
    """Return the time since the letter was finished: `3 gün 4 sa oldu`, `2 gün sürdü`; or none."""
    is_running = row.completed_at is None and bool(row.elapsed)
    return f"{row.elapsed} oldu" if is_running else row.elapsed


def dispatch_mark(row: DispatchRow, *, is_settled: bool) -> tuple[State, str]:
    """Return the outcome of one attempt; for a corrected or withdrawn record only that.

    Args:
        row: The attempt.
        is_settled: Whether another one has proven its channel: what failed needs nothing more.
    """
    if row.is_corrected:
        return State.NONE, f"{row.channel.words}: düzeltilen kayıt"
    if row.result is Result.WITHDRAWN:
        return State.NONE, f"{row.channel.words}: geri alınan kayıt"
    what = went_by(row.channel)
    if row.result is Result.FAILED:
        return State.NONE if is_settled else State.LATE, f"{what} gitmedi"
    if not row.is_proven:
        return State.NONE if is_settled else State.NEAR, f"{what} gitti, kanıtı yok"
    return State.GOOD, f"{what} gitti"
