"""The page "Ayarlar": a list of sections at the left, the chosen one beside it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from alo183_desktop.access.rules import Right, may
from alo183_desktop.gui.kit.containers import make_row, scroll_area
from alo183_desktop.gui.kit.labels import Rule
from alo183_desktop.gui.kit.page import Page
from alo183_desktop.gui.settings.backups_section import BackupsSection
from alo183_desktop.gui.settings.directorate_section import DirectorateSection
from alo183_desktop.gui.settings.list_sections import (
    KINDS,
    SIGNATORIES,
    SUBJECTS,
    UNITS,
    ListSection,
    TermsSection,
)
from alo183_desktop.gui.settings.program_sections import AboutSection, ComputerSection
from alo183_desktop.gui.settings.retention_section import RetentionSection
from alo183_desktop.gui.settings.rota_section import RotaSection
from alo183_desktop.gui.settings.section import Section, SectionList
from alo183_desktop.gui.settings.security_section import SecuritySection
from alo183_desktop.gui.settings.users_section import UsersSection
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable

    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.db.work import Actor
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.topics import Topic
    from alo183_desktop.shared.clock import Clock

_CHAPTERS: Final = {
    "Kullanıcılar": "Kullanıcılar ve roller",
    "Güvenlik": "Kurtarma kâğıdı",
    "Yedekler": "Yedekler",
    "Saklama ve imha": "Saklama ve imha",
}
"""Chapters of the user's guide; the other sections are in that of the settings."""


class SettingsPage(Page):
    """All settings, each section made on its first visit."""

    def __init__(
        self,
        background: Background,
        *,
        actor: Actor,
        clock: Clock,
        desk: Desk,
        parent: QWidget,
    ) -> None:
        """Make the page.

        Args:
            background: As `Page`.
            actor: As `Page`.
            clock: As `Page`.
            desk: The open data; users, passwords and recovery sheet need more than a unit of work.
            parent: Qt parent.
        """
        super().__init__(background, title="Ayarlar", actor=actor, clock=clock, parent=parent)
        self._desk = desk
        self._factories = _sections(actor.role)
        self._made: dict[str, Section] = {}
        self._current = ""
        self._list = SectionList(list(self._factories), parent=self)
        self._stack = QStackedWidget(self)
        row = make_row(None, self._list, Rule(upright=True, parent=self), (self._stack, 1), gap=16)
        self.content.addLayout(row, 1)
        self.header.set_subtitle(desk.directorate_name)
        self._list.chosen.connect(lambda index: self.show_section(list(self._factories)[index]))
        self.background.changed.connect(self._on_changed)
        self.show_section(next(iter(self._factories)))

    def section_names(self) -> list[str]:
        """Return the sections visible to this role."""
        return list(self._factories)

    def section(self) -> Section:
        """Return the current section."""
        return self._made[self._current]

    def show_section(self, name: str) -> Section:
        """Show a section, unless the user wants to keep the typing in the previous one.

        Returns:
            The current section afterwards.
        """
        if self._current and name != self._current and not self.section().may_leave():
            self._list.set_current(list(self._factories).index(self._current))
            return self.section()
        if name not in self._made:
            made = self._factories[name](self.background, desk=self._desk, parent=self)
            made.reported.connect(self.toast.report)
            made.left.connect(self._list.take_focus)
            self._made[name] = made
            self._stack.addWidget(scroll_area(made, is_sideways=True, parent=self._stack))
        self._current = name
        self._stack.setCurrentIndex(list(self._made).index(name))
        self._list.set_current(list(self._factories).index(name))
        self._made[name].load()
        return self._made[name]

    @override
    def chapter(self) -> str:
        return _CHAPTERS.get(self._current, "")

    @override
    def show_query(self, query: object) -> None:
        """Show a section by its name, or also a field of the directorate by its key."""
        name, key = query if isinstance(query, tuple) else (query, "")
        if name not in self._factories:
            return
        section = self.show_section(name)
        if key and isinstance(section, DirectorateSection):
            section.form.field(key).take_focus()

    @Slot(frozenset)
    def _on_changed(self, kinds: frozenset[Topic]) -> None:
        if self._current and kinds & self.section().kinds:
            self.section().load()

    @override
    def prepare_lock(self) -> None:
        super().prepare_lock()
        for section in self._made.values():
            section.prepare_lock()

    @override
    def primary_action(self) -> None:
        section = self.section()
        if isinstance(section, ListSection):
            section.add.click()


def _sections(role: str) -> dict[str, Callable[..., Section]]:
    shown: dict[str, Callable[..., Section]] = {
        "Müdürlük": DirectorateSection,
        **{
            spec.title: partial(ListSection[Any], spec=spec)
            for spec in (SIGNATORIES, UNITS, SUBJECTS, KINDS)
        },
        "Vaka süreleri": TermsSection,
        "Nöbet": RotaSection,
        "Kullanıcılar": UsersSection,
        "Güvenlik": SecuritySection,
        "Yedekler": BackupsSection,
        "Saklama ve imha": RetentionSection,
        "Bu bilgisayar": ComputerSection,
        "Hakkında": AboutSection,
    }
    if not may(role, Right.MANAGE_USERS):
        del shown["Kullanıcılar"]
    if not may(role, Right.SEE_RETENTION):
        del shown["Saklama ve imha"]
    return shown
