"""Facts of clause 6: letters of changes, what proves that they went, and when they are late."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.letters import service as letters
from alo183_desktop.letters.rows import LetterFilter
from tests.truth.looks import Looks, instant
from tests.truth.net import Fact, Surface
from tests.truth.readers import figure, many, ready, tile

if TYPE_CHECKING:
    from tests.truth.looks import Row

_CHANNELS: Final = ("fax", "post", "ebys", "kep")
_DISPATCH: Final = ("letter", *_CHANNELS)
"""The parts of a change file that the list of the letters shows."""
_NEEDS: Final = {
    "fax": lambda one, has_file: has_file or bool(one.note.strip()),
    "post": lambda one, has_file: has_file or bool(one.item_number.strip()),
    "ebys": lambda one, has_file: has_file and bool(one.item_number.strip()),
    "kep": lambda one, has_file: has_file and bool(one.item_number.strip()),
}
"""What an attempt that was sent must have beside it to be a proof."""
_PLAIN: Final = (
    "summary",
    "topic",
    "register_number",
    "is_change",
    "rule_basis",
    "cancel_reason",
    "pages",
)
_INSTANTS: Final = ("finished_at", "cancelled_at", "completed_at")


def _attempts(looks: Looks, letter: Row, channel: str) -> list[Row]:
    """Return what was tried last of each attempt, the earliest first."""
    corrected = {one.corrects_dispatch_id for one in looks.rows.dispatches}
    return sorted(
        (
            one
            for one in looks.rows.dispatches
            if one.letter_id == letter.id
            and one.channel.value == channel
            and one.id not in corrected
        ),
        key=lambda one: (one.at, one.id),
    )


def _is_filed(looks: Looks, attempt: Row) -> bool:
    """Return whether a file was kept with an attempt, or with what it corrects."""
    own = {one.dispatch_id for one in looks.rows.letter_files}
    by_id = {one.id: one for one in looks.rows.dispatches}
    found: Row | None = attempt
    while found is not None:
        if found.id in own:
            return True
        found = by_id.get(found.corrects_dispatch_id)
    return False


def is_proof(looks: Looks, attempt: Row) -> bool:
    """Return whether what was sent has beside it what proves that."""
    return bool(_NEEDS[attempt.channel.value](attempt, _is_filed(looks, attempt)))


def _proof(looks: Looks, letter: Row, channel: str) -> dict[str, Any]:
    tried = _attempts(looks, letter, channel)
    sent = [one for one in tried if one.result.value == "sent"]
    proven = [one for one in sent if is_proof(looks, one)]
    if proven:
        state, at = "proven", proven[0].at
    elif tried:
        state, at = "unproven" if sent else "failed", tried[-1].at
    else:
        state, at = "none", None
    return {"state": state, "at": at, "attempts": len(tried)}


def _corrected_by(looks: Looks, letter: Row) -> int | None:
    later = [
        one.id
        for one in looks.rows.letters
        if one.corrects_letter_id == letter.id and one.cancelled_at is None
    ]
    return max(later, default=None)


def _lacks(looks: Looks, letter: Row) -> list[str]:
    return [one for one in letter.demanded if _proof(looks, letter, one)["state"] != "proven"]


def _is_valid(looks: Looks, letter: Row) -> bool:
    return letter.cancelled_at is None and _corrected_by(looks, letter) is None


def due_at(looks: Looks, letter: Row) -> dt.datetime:
    """Return from when on a letter is late: a correction cannot go before it is written."""
    due = letter.effective_on
    if letter.corrects_letter_id is not None:
        due = max(due, looks.day_of(letter.finished_at))
    return looks.begin_of(due + dt.timedelta(days=1))


def _state(looks: Looks, letter: Row) -> str:
    if not _is_valid(looks, letter):
        return "unknown"
    if not _lacks(looks, letter):
        return "good" if letter.register_number and letter.dated_on else "unknown"
    is_over = looks.now >= due_at(looks, letter)
    return "late" if letter.is_change and is_over else "near"


def _completed_at(looks: Looks, letter: Row) -> dt.datetime | None:
    proofs = [_proof(looks, letter, one) for one in letter.demanded]
    if any(one["state"] != "proven" for one in proofs):
        return None
    last: dt.datetime = max(one["at"] for one in proofs)
    return last


def _each(looks: Looks) -> dict[int, dict[str, Any]]:
    """Return what a `--json` of each letter has to say."""
    return {
        one.id: {
            **{name: getattr(one, name) for name in _PLAIN},
            **{channel: _proof(looks, one, channel) for channel in _CHANNELS},
            "dated_on": one.dated_on and one.dated_on.isoformat(),
            "effective_on": one.effective_on.isoformat(),
            "last_effective_on": one.last_effective_on.isoformat(),
            "urgent": one.is_urgent,
            "finished_at": one.finished_at,
            "corrects": one.corrects_letter_id,
            "corrected_by": _corrected_by(looks, one),
            "outdated": one.outdated if _is_valid(looks, one) else "",
            "cancelled_at": one.cancelled_at,
            "complete_by": one.demanded,
            "lacks": _lacks(looks, one),
            "state": _state(looks, one),
            "completed_at": _completed_at(looks, one),
        }
        for one in looks.rows.letters
    }


def _told(looks: Looks) -> dict[int, dict[str, Any]]:
    found = {}
    for one in looks.answer("letters"):
        for name in _INSTANTS:
            one[name] = instant(one[name]) if one[name] else None
        for channel in _CHANNELS:
            at = one[channel]["at"]
            one[channel]["at"] = instant(at) if at else None
        found[one.pop("letter_id")] = one
    return found


def _in_state(state: str, *, is_change: bool | None = None) -> Any:
    """Return what counts the letters in a state; of changes alone where that is asked."""

    def counted(looks: Looks) -> list[int]:
        return sorted(
            one.id
            for one in looks.rows.letters
            if _state(looks, one) == state and is_change in {None, one.is_change}
        )

    return counted


def _listed(state: str) -> Any:
    def read(looks: Looks) -> list[int]:
        with looks.work() as work:
            return sorted(
                one.letter_id for one in letters.find_letters(work, LetterFilter(state=state))
            )

    return read


def _of_month(looks: Looks) -> list[Row]:
    """Return the letters of changes that were finished this month and stand."""
    return [
        one
        for one in looks.rows.letters
        if one.is_change and one.cancelled_at is None and one.finished_at >= looks.month_begins
    ]


def _ready_of(test: Any) -> Any:
    """Return how many letters of the month are as they should be, and how many not.

    One that was replaced before it went need not go.
    """

    def counted(_all: Any, looks: Looks) -> tuple[int, int]:
        asked = [
            one
            for one in _of_month(looks)
            if _completed_at(looks, one) or _corrected_by(looks, one) is None
        ]
        there = sum(test(looks, one) for one in asked)
        return there, len(asked) - there

    return counted


def _is_scanned(looks: Looks, letter: Row) -> bool:
    return any(
        one.letter_id == letter.id and one.kind.value == "scan" for one in looks.rows.letter_files
    )


def _lacking(looks: Looks) -> dict[int, int]:
    """Return how many lines of each change file are lacking, as their lines say one by one."""
    return {
        one["letter_id"]: sum(line["state"] == "lacking" for line in one["lines"])
        for one in looks.answer("changes")
    }


def _late(looks: Looks) -> dict[int, int]:
    """Return how many of them are late, in the files where any is."""
    found = {
        one["letter_id"]: sum(line["is_late"] for line in one["lines"])
        for one in looks.answer("changes")
    }
    return {key: count for key, count in found.items() if count}


def _lack_beside_dispatch(*, is_late: bool) -> Any:
    """Return what counts files that lack something else than the dispatch, which is told apart.

    A file with a late line, of whatever it is, is a late one everywhere.
    """

    def counted(_counted: Any, looks: Looks) -> int:
        late = _late(looks)
        return sum(
            (one["letter_id"] in late) == is_late
            and any(
                line["state"] == "lacking" and line["part"] not in _DISPATCH
                for line in one["lines"]
            )
            for one in looks.answer("changes")
        )

    return counted


def _file_words(counted: dict[int, int], looks: Looks) -> dict[int, str]:
    late = _late(looks)
    return {
        key: f"gecikti: {late[key]}" if key in late else f"eksik: {count}"
        for key, count in counted.items()
        if count
    }


def _late_and_done(looks: Looks) -> list[Any]:
    """Return the lines that are called late although nothing is missing in them."""
    return [
        (one["letter_id"], line["part"])
        for one in looks.answer("changes")
        for line in one["lines"]
        if line["is_late"] and line["state"] != "lacking"
    ]


def _on_each_letter(looks: Looks) -> dict[int, str]:
    """Return what the list of the letters says of each change file."""
    return {one["letter_id"]: one["words"] for one in looks.answer("changes")}


FACTS: Final = (
    Fact(
        "how much each change file lacks",
        "alo183_desktop.changes.dossier.service:find_changes",
        _lacking,
        (
            Surface(
                "alo183 changes --json",
                lambda looks: {one["letter_id"]: one["lacking"] for one in looks.answer("changes")},
                covers=("changes:lacking",),
            ),
            Surface(
                "alo183 changes --json: words",
                lambda looks: {
                    key: words
                    for key, words in _on_each_letter(looks).items()
                    if words.startswith(("eksik", "gecikti"))
                },
                _file_words,
            ),
            Surface(
                "alo183 changes --json: late",
                _late_and_done,
                lambda _counted, _looks: [],
            ),
            tile(6, "eksik", _lack_beside_dispatch(is_late=False)),
            tile(6, "gecikti", _lack_beside_dispatch(is_late=True)),
        ),
    ),
    Fact(
        "what is known of each letter",
        "alo183_desktop.letters.queries:list_letters",
        _each,
        (Surface("alo183 letters --json", _told, covers=("letters:*",)),),
    ),
    Fact(
        "which letters of changes are late",
        "alo183_desktop.letters.rules:standing",
        _in_state("late"),
        (
            Surface("Değişiklik yazıları, list of the late", _listed("late")),
            tile(6, "gününde tamamlanmadı", many),
        ),
    ),
    Fact(
        "which letters wait to be sent",
        "alo183_desktop.letters.rules:standing",
        _in_state("near"),
        (Surface("Değişiklik yazıları, list of the waiting", _listed("near")),),
    ),
    Fact(
        "which letters of changes wait to be sent",
        "alo183_desktop.letters.rules:standing",
        _in_state("near", is_change=True),
        (tile(6, "gönderim bekliyor", many),),
    ),
    Fact(
        "which letters of changes were finished this month",
        "alo183_desktop.letters.queries:list_finished",
        lambda looks: sorted(one.id for one in _of_month(looks)),
        (
            figure("Hazırlanan değişiklik yazısı", many),
            figure(
                "Gönderimi eksik yazı",
                lambda _all, looks: sum(
                    _state(looks, one) in {"late", "near"} for one in _of_month(looks)
                ),
            ),
            ready("Gönderimi kanıtlı yazı", _ready_of(lambda looks, one: not _lacks(looks, one))),
            ready("İmzalı taraması olan yazı", _ready_of(_is_scanned)),
        ),
    ),
)
