"""Which pages there are, for whom, and who answers the search everywhere.

Not here: the pages (their packages) and where they are shown (shell).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from alo183_desktop.access.rules import Right, Role, may
from alo183_desktop.gui.kit.backup_news import BackupNews
from alo183_desktop.gui.kit.errors import log_bug
from alo183_desktop.gui.shell.entries import Hit, PageEntry
from alo183_desktop.officers.queries import list_officers
from alo183_desktop.officers.rows import OfficerFilter, State
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QWidget

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.db.work import Actor, Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.page import Page
    from alo183_desktop.gui.shell.entries import Answer, Provider
    from alo183_desktop.shared.clock import Clock

_ROLE_WORDS: Final = {
    Role.ADMINISTRATOR: "yönetici",
    Role.CLERK: "memur",
    Role.DIRECTOR: "müdür",
    Role.AUDITOR: "denetçi",
}
_MOST_HITS: Final = 12


@dataclass(slots=True)
class Seat:
    """Who sits in front of the window; behind the lock, as whom somebody will probably sit down."""

    actor: Actor
    clock: Clock
    open_desk: Desk | None = None
    """None behind the lock, where only the first pages are made."""
    backups: BackupNews = field(default_factory=BackupNews)
    """How the backups of the data stand, once somebody has looked."""

    @classmethod
    def at(cls, desk: Desk) -> Seat:
        """Return the seat of whoever signed in."""
        return cls(desk.actor, desk.clock, desk)

    @property
    def desk(self) -> Desk:
        """The open data."""
        if self.open_desk is None:
            raise RuntimeError("the data is locked")
        return self.open_desk


def person_words(actor: Actor) -> str:
    """Return who is signed in, with the role, as the foot of the window shows it."""
    return f"{actor.name} ({_ROLE_WORDS[Role(actor.role)]})"


def entries(background: Background, seat: Seat) -> list[PageEntry]:
    """Return the pages that whoever signed in may see, in the order of a working day.

    Those of `ahead.FIRST_PAGES` are made of the role alone, before it is known who comes.
    """

    def today(parent: QWidget) -> Page:
        from alo183_desktop.gui.overview.page import OverviewPage

        return OverviewPage(
            background,
            actor=seat.actor,
            clock=seat.clock,
            backups=seat.backups,
            parent=parent,
        )

    def cases(parent: QWidget) -> Page:
        from alo183_desktop.gui.cases.page import CasesPage

        return CasesPage(background, actor=seat.actor, clock=seat.clock, parent=parent)

    def officers(parent: QWidget) -> Page:
        from alo183_desktop.gui.officers.page import OfficersPage

        return OfficersPage(background, actor=seat.actor, clock=seat.clock, parent=parent)

    def changes(parent: QWidget) -> Page:
        from alo183_desktop.gui.changes.page import ChangesPage

        return ChangesPage(background, actor=seat.actor, clock=seat.clock, parent=parent)

    def phones(parent: QWidget) -> Page:
        from alo183_desktop.gui.phones.page import PhonesPage

        return PhonesPage(background, actor=seat.actor, clock=seat.clock, parent=parent)

    def guidance(parent: QWidget) -> Page:
        from alo183_desktop.gui.guidance.page import GuidancePage

        return GuidancePage(background, actor=seat.actor, clock=seat.clock, parent=parent)

    def audit(parent: QWidget) -> Page:
        from alo183_desktop.gui.audit.page import AuditPage

        return AuditPage(
            background, actor=seat.actor, clock=seat.clock, desk=seat.desk, parent=parent
        )

    def settings(parent: QWidget) -> Page:
        from alo183_desktop.gui.settings.page import SettingsPage

        return SettingsPage(
            background, actor=seat.actor, clock=seat.clock, desk=seat.desk, parent=parent
        )

    shown = [
        PageEntry("today", "Bugün", "today", today),
        PageEntry(
            "cases",
            "Vakalar",
            "cases",
            cases,
            frozenset({"case"}),
            warm=True,
            module="alo183_desktop.gui.cases.page",
        ),
        PageEntry(
            "officers",
            "Kadro",
            "officers",
            officers,
            frozenset({"officer"}),
            warm=True,
            module="alo183_desktop.gui.officers.page",
        ),
        PageEntry(
            "changes",
            "Değişiklikler",
            "changes",
            changes,
            frozenset({"change", "letter"}),
            warm=True,
            module="alo183_desktop.gui.changes.page",
        ),
        PageEntry(
            "phones",
            "Telefonlar",
            "phones",
            phones,
            frozenset(
                {"line", "handset", "custody_form", "quota", "reachability", "phones_action"}
            ),
            warm=True,
            module="alo183_desktop.gui.phones.page",
        ),
        PageEntry(
            "guidance",
            "Rehberlik",
            "guidance",
            guidance,
            warm=True,
            module="alo183_desktop.gui.guidance.page",
        ),
    ]
    if may(seat.actor.role, Right.SEE_AUDIT):
        shown.append(PageEntry("audit", "Denetim izi", "audit", audit, frozenset({"audit"})))
    shown.append(PageEntry("settings", "Ayarlar", "settings", settings, below=True))
    return shown


def providers(background: Background, *, parent: QObject) -> list[Provider]:
    """Return who answers the search everywhere: officers, cases, phones, then letters."""

    def ask_cases(text: str, answer: Answer) -> None:
        background.run(
            lambda work: _find_cases(work, text),
            parent=parent,
            success=answer,
            failure=log_bug,
        )

    def ask_officers(text: str, answer: Answer) -> None:
        background.run(
            lambda work: _find_officers(work, text),
            parent=parent,
            success=answer,
            failure=log_bug,
        )

    def ask_phones(text: str, answer: Answer) -> None:
        background.run(
            lambda work: _find_phones(work, text),
            parent=parent,
            success=answer,
            failure=log_bug,
        )

    def ask_letters(text: str, answer: Answer) -> None:
        background.run(
            lambda work: _find_letters(work, text),
            parent=parent,
            success=answer,
            failure=log_bug,
        )

    return [ask_officers, ask_cases, ask_phones, ask_letters]


def _find_officers(work: Work, text: str) -> Sequence[Hit]:
    wanted = OfficerFilter(search=text, state=State.ALL)
    rows = list_officers(work.session, wanted, as_of=local_day(work.now))[:_MOST_HITS]
    return tuple(
        Hit(
            row.name,
            ", ".join(part for part in (row.title, format_phone(row.corporate_mobile)) if part),
            "user",
            "officer",
            row.officer_id,
        )
        for row in rows
    )


def _find_cases(work: Work, text: str) -> Sequence[Hit]:
    """Return cases by number, phone, name or words, what is due next first."""
    from alo183_desktop.cases.rows import CaseFilter
    from alo183_desktop.cases.rules import left_words
    from alo183_desktop.cases.service import find_cases

    rows = find_cases(work, CaseFilter(search=text), limit=_MOST_HITS).rows
    return tuple(
        Hit(
            f"Vaka {row.number}",
            f"{row.subject_name}, {row.kind_name}, "
            f"{'girildi' if row.entered_at else left_words(row.time_left(work.now))}",
            "cases",
            "case",
            row.case_id,
        )
        for row in rows
    )


def _find_phones(work: Work, text: str) -> Sequence[Hit]:
    """Return lines and handsets, and what can be done on their page."""
    from alo183_desktop.gui.phones.actions import Action
    from alo183_desktop.phones.queries import list_handsets, list_lines
    from alo183_desktop.phones.rows import PhoneFilter
    from alo183_desktop.phones.rules import STATE_WORDS

    wanted = PhoneFilter(search=text)
    lines = list_lines(work.session, wanted, at=work.now)[:_MOST_HITS]
    handsets = list_handsets(work.session, wanted, at=work.now)[:_MOST_HITS]
    sought = fold(text).split()
    return (
        *(
            Hit(
                format_phone(row.phone),
                f"hat, {row.holder_name or STATE_WORDS[row.state]}",
                "phones",
                "line",
                row.line_id,
            )
            for row in lines
        ),
        *(
            Hit(
                row.label,
                f"cihaz, {row.holder_name or STATE_WORDS[row.state]}",
                "phones",
                "handset",
                row.handset_id,
            )
            for row in handsets
        ),
        *(
            Hit(title.value, "Telefonlar", "phones", "phones_action", place)
            for place, title in enumerate(Action)
            if all(any(part.startswith(word) for part in fold(title).split()) for word in sought)
        ),
    )


def _find_letters(work: Work, text: str) -> Sequence[Hit]:
    from alo183_desktop.letters.queries import list_letters
    from alo183_desktop.letters.rows import LetterFilter

    rows = list_letters(work.session, LetterFilter(search=text, state="all"), now=work.now)
    return tuple(
        Hit(
            f"Yazı {row.register_number}" if row.register_number else "Sayısı verilmemiş yazı",
            row.summary,
            "letter",
            "letter",
            row.letter_id,
        )
        for row in rows[:_MOST_HITS]
    )
