"""The kinds of records with a retention period, and the decisions on a record."""

from __future__ import annotations

import enum
from typing import Final, NamedTuple

from alo183_desktop.shared import paths
from alo183_desktop.shared.worded import Worded


class KindTexts(NamedTuple):
    """The texts of `resources/retention.toml` about a kind."""

    trail: str
    """The word of the audit trail for one record; six kinds appear in no other act."""
    starts: str
    """When a period begins."""
    goes: str
    """What a destruction removes, and what stays."""


class RecordKind(Worded):
    """Records with a common period; in the order of a destruction: referring kinds first."""

    CASES = "cases", "Vakalar"
    """With timeline, files, words of the search, reminders, responsibilities and waivers."""
    CALLS = "calls", "Arama kayıtları"
    """The call records of one usage of a line; its sums stay."""
    CHECKS = "checks", "Ulaşılabilirlik yoklamaları"
    """Who answered a test call, and the note; that it was answered stays."""
    GUIDANCE = "guidance", "Yerinde rehberlik"
    """The question of a citizen and what was done; that somebody came stays."""
    DRAFTS = "drafts", "Yarım kalan taslaklar"
    """Changes that were begun and never finished."""
    CUSTODY_FORMS = "custody_forms", "Zimmet tutanakları"
    """With their scans."""
    CUSTODIES = "custodies", "Zimmet kayıtları"
    """Who held an item from when to when, once its papers are gone."""
    LINE_NOTES = "line_notes", "Hat notları"
    """The free note on a line; the line stays."""
    HANDSET_NOTES = "handset_notes", "Cihaz notları"
    """The free note on a handset; the handset stays."""
    STATE_REASONS = "state_reasons", "Durum gerekçeleri"
    """Why a line or a handset came into a state, and who entered it; the state stays."""
    LETTERS = "letters", "Yazılar"
    """With all of their files and dispatches, and the change that they announce."""
    WISHES = "wishes", "Nöbet istekleri"
    """Who wished for a duty, or for none, on which day."""
    ABSENCES = "absences", "İzinler ve muafiyetler"
    """When a person was away from duty, and in which class."""
    HAND_OVERS = "hand_overs", "Devir notları"
    """Notes from one duty to the next."""
    UNREACHED = "unreached", "Ulaşılamadı bildirimleri"
    """Reports of the call centre that it could not reach the person on duty."""
    ROTAS = "rotas", "Nöbet çizelgeleri"
    """The duties of a month, with its papers and who signed for it."""
    GRANTED_LEAVES = "granted_leaves", "Nöbet için verilen izinler"
    """The days of leave that a person was granted for duties."""
    DUTY_PEOPLE = "duty_people", "Nöbetten ayrılanlar"
    """People no longer on duty, once no duty and no absence refers to them."""
    TASK_ORDERS = "task_orders", "Taşıt görev emirleri"
    """One trip of a vehicle."""
    DRIVERS = "drivers", "Sürücülüğü bırakanlar"
    """People no longer driving, once no task order and no person of duty refers to them."""
    OFFICERS = "officers", "Ayrılan sorumlular"
    """With their assignments and substitutions."""
    ACCOUNTS = "accounts", "Kapatılan hesaplar"
    """Name and login of a user whose account is closed; the id stays, records refer to it."""

    @property
    def texts(self) -> KindTexts:
        """The texts about the kind."""
        return KindTexts(**paths.table("retention")["kinds"][self])


class Decision(enum.StrEnum):
    """The decision on a record whose period is over."""

    AGREED = "agreed"
    POSTPONED = "postponed"


ANONYMISED: Final = frozenset({RecordKind.CHECKS, RecordKind.GUIDANCE, RecordKind.STATE_REASONS})
"""Kinds whose rows stay, without anything of a person, because figures are counted from them."""
DESTROYED_WORDS: Final = "(imha edildi)"
"""Replaces destroyed words where a text may not be empty."""


def table_words(table: str) -> str:
    """Return the name of the rows of a table where a paper counts them."""
    return str(paths.table("retention")["tables"].get(table, table))
