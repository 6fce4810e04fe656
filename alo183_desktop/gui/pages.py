"""The pages by role, the commands of the search, and its providers."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

from alo183_desktop.access.rules import Right, Role, may
from alo183_desktop.bootstrap.capabilities import PAGES, SECTIONS, load, load_wings
from alo183_desktop.gui.kit.remembered import Remembered
from alo183_desktop.gui.kit.topics import BackupNews
from alo183_desktop.gui.overview.tile import KEEPING
from alo183_desktop.gui.phones.actions import Action
from alo183_desktop.gui.shell.registration import Hit, PageEntry
from alo183_desktop.gui.shell.workspace import Workspace
from alo183_desktop.officers.rows import OfficerFilter, OfficerState, left_words
from alo183_desktop.officers.service import search_officers
from alo183_desktop.shared.bugs import log_bug
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.turkish import lower_tr

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import QObject, QSettings
    from PySide6.QtWidgets import QWidget

    from alo183_desktop.bootstrap.capabilities import PagePlace
    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.db.work import Actor, Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.page import Page
    from alo183_desktop.gui.shell.registration import Answer, Provider

_MOST_HITS: Final = 12


@dataclass(frozen=True, slots=True)
class UserContext:
    """What pages get beside the background, the user and the clock."""

    desk: Desk
    backups: BackupNews = field(default_factory=BackupNews)
    """The status of the backups, once determined."""

    @property
    def leads_to(self) -> frozenset[str]:
        """The kinds of items that pages of the window show."""
        return frozenset(kind for place in PAGES for kind in place.shows)


def person_words(actor: Actor) -> str:
    """Return the signed-in user with the role, as shown in the foot of the window."""
    return f"{actor.name} ({lower_tr(Role(actor.role).words)})"


def entries(background: Background, context: UserContext) -> list[PageEntry]:
    """Return the pages that the signed-in user may see, in order."""
    desk = context.desk

    def entry(place: PagePlace) -> PageEntry:
        def factory(parent: QWidget) -> Page:
            given = {name: getattr(context, name) for name in place.wants}
            made: Page = load(place.screen)(
                background, actor=desk.actor, clock=desk.clock, parent=parent, **given
            )
            return made

        return PageEntry(
            place.key,
            place.title,
            place.key,
            factory,
            frozenset(place.shows),
            partial(load, place.screen) if place.is_warm else None,
            place.chapter or place.title,
            place.is_below,
            place.is_optional,
        )

    return [entry(one) for one in PAGES if one.right is None or may(desk.actor.role, one.right)]


def make_workspace(
    background: Background, desk: Desk, *, settings: QSettings | None, parent: QWidget
) -> Workspace:
    """Return the workspace for open data, without a page yet.

    Args:
        background: Of the program.
        desk: The open data.
        settings: Remembers widths of lists and the like; None remembers nothing.
        parent: The window.
    """
    # Before any page: lists and splitters restore their state when they are made.
    Remembered.settings = settings
    context = UserContext(desk)
    return Workspace(
        background,
        entries(background, context),
        load=load_wings,
        backups=context.backups,
        providers=providers(background),
        commands=commands(desk.actor.role),
        parent=parent,
    )


_COMMANDS: Final = (
    (Right.PRINT, "Yazdırılacaklar", "imza, kâğıt, toplu basılacak, yığın", "today", "pile"),
    (Right.EDIT_CASES, KEEPING, "nöbet, araç, rehberlik, kullanım, tutulmuyor", "today", KEEPING),
    (Right.EDIT_CASES, "Vaka kaydet", "yeni başvuru, vaka ekle", "cases", None),
    (Right.MAKE_CHANGES, "Görev değişikliği başlat", "yazı yaz, ayrılan, gelen", "changes", None),
    (
        Right.MAKE_CHANGES,
        "Başka yazı yaz",
        "talep, kayıp, tekit, liste",
        "changes",
        "other_letter",
    ),
    (
        Right.MAKE_CHANGES,
        "Müşavirliğin listesiyle karşılaştır",
        "daire, bakanlık, fark, düzeltme, teyit",
        "changes",
        "reconciliation",
    ),
    (Right.EDIT_ROTA, "Ulaşılamadı bildirimi yaz", "çağrı merkezi, operatör", "rota", "unreached"),
    (Right.EDIT_GUIDANCE, "Rehberlik kaydet", "müracaat ekle", "guidance", None),
    (
        Right.EXPORT_INSPECTION,
        "Denetime hazırlık",
        "denetim, teftiş, müfettiş, eksikler",
        "settings",
        ("Saklama ve imha", "readiness"),
    ),
    (Right.IMPORT, "Kadroyu dosyadan aktar", "Excel listesi al", "officers", "import"),
    (Right.IMPORT, "Vakaları dosyadan aktar", "Excel listesi al", "cases", "import"),
    (
        Right.IMPORT,
        Action.IMPORT_REGISTER,
        "Excel listesi al, telefon",
        "phones",
        Action.IMPORT_REGISTER,
    ),
    (Right.IMPORT, Action.IMPORT_USAGE, "operatör, fatura aktar", "phones", Action.IMPORT_USAGE),
    (Right.EDIT_PHONES, Action.ISSUE, "telefon teslim, tutanak", "phones", Action.ISSUE),
    (Right.EDIT_PHONES, Action.LOG_CHECK, "ulaşılabilirlik", "phones", Action.LOG_CHECK),
    (Right.EDIT_PHONES, Action.ADD_LINE, "yeni hat, SIM kart, numara", "phones", Action.ADD_LINE),
    (Right.EDIT_PHONES, Action.ADD_HANDSET, "yeni telefon, IMEI", "phones", Action.ADD_HANDSET),
    (Right.SEE_PHONES, Action.ASK_HOLDER, "hat sahibi, zimmet", "phones", Action.ASK_HOLDER),
)
"""Right, title, other words, the page and its query; None: its primary action."""


def commands(role: str) -> list[Hit]:
    """Return the commands and settings that the search of the whole program offers to this role."""
    titles = {place.key: place.title for place in PAGES}
    return [
        *(
            Hit(title, titles[page], page, opens=(page, query), words=words)
            for right, title, words, page, query in _COMMANDS
            if may(role, right)
        ),
        *(
            Hit(
                one.title,
                titles["settings"],
                "settings",
                opens=("settings", one.title),
                words=one.words,
            )
            for one in SECTIONS
            if one.right is None or may(role, one.right)
        ),
    ]


def providers(background: Background) -> list[Provider]:
    """Return the providers of the search: officers, cases, phones, then letters."""

    def provider(find: Callable[[Work, str], Sequence[Hit]]) -> Provider:
        def ask(text: str, answer: Answer, parent: QObject) -> None:
            background.run(
                lambda work: find(work, text), parent=parent, success=answer, failure=log_bug
            )

        return ask

    return [provider(find) for find in (_find_officers, _find_cases, _find_phones, _find_letters)]


def _find_officers(work: Work, text: str) -> Sequence[Hit]:
    wanted = OfficerFilter(search=text, state=OfficerState.ALL)
    rows = search_officers(work, wanted, as_of=local_day(work.now))[:_MOST_HITS]
    return tuple(
        Hit(
            row.name,
            ", ".join(
                part
                for part in (
                    "" if row.left_on is None else left_words(row.left_on),
                    row.title,
                    format_phone(row.corporate_mobile),
                )
                if part
            ),
            "user",
            "officer",
            row.officer_id,
        )
        for row in rows
    )


def _find_cases(work: Work, text: str) -> Sequence[Hit]:
    """Return cases by number, phone, name or words, the next due first."""
    from alo183_desktop.cases.rows import CaseFilter
    from alo183_desktop.cases.rules import left_words
    from alo183_desktop.cases.service import find_cases

    rows = find_cases(work, CaseFilter(search=text), limit=_MOST_HITS)
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
    """Return lines, then handsets."""
    from alo183_desktop.phones.queries import list_handsets, list_lines
    from alo183_desktop.phones.rows import PhoneFilter

    wanted = PhoneFilter(search=text)
    lines = list_lines(work.session, wanted, at=work.now)[:_MOST_HITS]
    handsets = list_handsets(work.session, wanted, at=work.now)[:_MOST_HITS]
    return (
        *(
            Hit(
                format_phone(row.phone),
                f"hat, {row.holder_name or row.state.words}",
                "phones",
                "line",
                row.line_id,
            )
            for row in lines
        ),
        *(
            Hit(
                row.label,
                f"cihaz, {row.holder_name or row.state.words}",
                "phones",
                "handset",
                row.handset_id,
            )
            for row in handsets
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
