"""The kinds of records that have a period, and what can be decided on one of them."""

from __future__ import annotations

import enum
from functools import cache
from typing import Any, Final, NamedTuple

from alo183_desktop.shared.paths import resources
from alo183_desktop.shared.worded import Worded


class KindTexts(NamedTuple):
    """What `resources/retention.toml` says of a kind."""

    trail: str
    """What the audit trail calls one record; six of them no other act writes down."""
    starts: str
    """From when a period runs."""
    goes: str
    """What a destruction takes away, and what stays."""


class RecordKind(Worded):
    """What is kept for one period; in the order in which a destruction goes: who refers, first."""

    CASES = "cases", "Vakalar"
    """With timeline, files, words of the search, reminders, responsibilities and waivers."""
    CALLS = "calls", "Arama kayıtları"
    """The call records of one usage of a line; its sums stay."""
    CHECKS = "checks", "Ulaşılabilirlik yoklamaları"
    """Who answered a test call, and what was noted; that it was answered stays."""
    GUIDANCE = "guidance", "Yerinde rehberlik"
    """What a citizen asked and what was done; that somebody came stays."""
    DRAFTS = "drafts", "Yarım kalan taslaklar"
    """Changes that were begun and never finished."""
    CUSTODY_FORMS = "custody_forms", "Zimmet tutanakları"
    """With their scans."""
    CUSTODIES = "custodies", "Zimmet kayıtları"
    """Who held an item from when to when, once its papers are gone."""
    LINE_NOTES = "line_notes", "Hat notları"
    """What was noted freely on a line; the line stays."""
    HANDSET_NOTES = "handset_notes", "Cihaz notları"
    """What was noted freely on a handset; the handset stays."""
    STATE_REASONS = "state_reasons", "Durum gerekçeleri"
    """Why a line or a handset came into a state, and who wrote it; the state stays."""
    LETTERS = "letters", "Yazılar"
    """With all of their files and dispatches, and the change that they tell."""
    WISHES = "wishes", "Nöbet istekleri"
    """Who wished for a duty, or for none, on which day."""
    ABSENCES = "absences", "İzinler ve muafiyetler"
    """When somebody was away from duty, and as what."""
    HAND_OVERS = "hand_overs", "Devir notları"
    """What one duty told the next one."""
    UNREACHED = "unreached", "Ulaşılamadı bildirimleri"
    """The call centre could not reach who was on duty."""
    ROTAS = "rotas", "Nöbet çizelgeleri"
    """The duties of a month, with its papers and who signed for it."""
    GRANTED_LEAVES = "granted_leaves", "Nöbet için verilen izinler"
    """How many days of leave somebody was granted for duties."""
    DUTY_PEOPLE = "duty_people", "Nöbetten ayrılanlar"
    """Who is on duty no more, once no duty and no absence names them."""
    TASK_ORDERS = "task_orders", "Taşıt görev emirleri"
    """One trip of a vehicle."""
    DRIVERS = "drivers", "Sürücülüğü bırakanlar"
    """Who drives no more, once no task order and nobody of duty names them."""
    OFFICERS = "officers", "Ayrılan sorumlular"
    """With their assignments, and who answered in whose place."""
    ACCOUNTS = "accounts", "Kapatılan hesaplar"
    """Name and login of a user whose account is closed; the number stays, records refer to it."""

    @property
    def texts(self) -> KindTexts:
        """What is said of the kind."""
        return KindTexts(**_texts()["kinds"][self])


class Decision(enum.StrEnum):
    """What somebody decided on a record whose period is over."""

    AGREED = "agreed"
    POSTPONED = "postponed"


ANONYMISED: Final = frozenset({RecordKind.CHECKS, RecordKind.GUIDANCE, RecordKind.STATE_REASONS})
"""Kinds whose rows stay, without anything of a person, because figures are counted from them."""
DESTROYED_WORDS: Final = "(imha edildi)"
"""Stands where a text may not be empty and its words are gone."""


def table_words(table: str) -> str:
    """Return what the rows of a table are called where a paper counts them."""
    return str(_texts()["tables"].get(table, table))


@cache
def _texts() -> dict[str, Any]:
    import tomllib  # not with the tables

    return tomllib.loads((resources() / "retention.toml").read_text(encoding="utf-8"))
