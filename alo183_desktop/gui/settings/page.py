"""The page "Ayarlar": a list of sections at the left, the chosen one beside it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from alo183_desktop.access.rules import may
from alo183_desktop.bootstrap.capabilities import SECTIONS, load
from alo183_desktop.gui.kit.containers import make_row, scroll_area
from alo183_desktop.gui.kit.labels import Separator
from alo183_desktop.gui.kit.page import Page
from alo183_desktop.gui.settings.list_sections import ListSection, SettingsList
from alo183_desktop.gui.settings.section import Section, SectionList
from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.db.work import Actor
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.page import Seen
    from alo183_desktop.gui.kit.topics import Topic
    from alo183_desktop.shared.clock import Clock


_SECTION: Final = "settings.section"
"""The name of the current section in what is shown (`Seen.filters`)."""


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
            desk: The open data; users, passwords and recovery sheet need more than a unit of work.
        """
        super().__init__(background, title="Ayarlar", actor=actor, clock=clock, parent=parent)
        self._desk = desk
        role = actor.role
        self._places = {
            one.title: one for one in SECTIONS if one.right is None or may(role, one.right)
        }
        self._made: dict[str, Section] = {}
        self._current = ""
        self._list = SectionList(list(self._places), parent=self)
        self._stack = QStackedWidget(self)
        row = make_row(
            None, self._list, Separator(upright=True, parent=self), (self._stack, 1), gap=16
        )
        self.content.addLayout(row, 1)
        self.header.set_subtitle(desk.directorate_name)
        self._list.chosen.connect(lambda index: self.show_section(list(self._places)[index]))
        self.background.changed.connect(self._on_changed)
        self.show_section(next(iter(self._places)))

    def section_names(self) -> list[str]:
        """Return the sections visible to this role."""
        return list(self._places)

    def section(self) -> Section:
        """Return the current section."""
        return self._made[self._current]

    def show_section(self, name: str) -> Section:
        """Show a section, unless the user wants to keep the typing in the previous one.

        Returns:
            The current section afterwards.
        """
        if self._current and name != self._current and not self.section().may_leave():
            self._list.set_current(list(self._places).index(self._current))
            return self.section()
        if name not in self._made:
            made = self._make(name)
            made.reported.connect(self.toast.report)
            made.left.connect(self._list.take_focus)
            self._made[name] = made
            self._stack.addWidget(scroll_area(made, is_sideways=True, parent=self._stack))
        self._current = name
        self._stack.setCurrentIndex(list(self._made).index(name))
        self._list.set_current(list(self._places).index(name))
        self._made[name].load()
        return self._made[name]

    @override
    def seen(self) -> Seen:
        seen = super().seen()
        return replace(seen, filters={**seen.filters, _SECTION: self._current})

    @override
    def show_seen(self, seen: Seen) -> None:
        name = seen.filters.get(_SECTION, "")
        if name in self._places:
            self.show_section(name)
        super().show_seen(seen)

    @override
    def chapter(self) -> str:
        return self._places[self._current].chapter

    @override
    def show_query(self, query: object) -> None:
        """Show a section by its name, or also a field of the directorate by its key."""
        name, key = query if isinstance(query, tuple) else (query, "")
        if name not in self._places:
            return
        self.show_section(name).focus_field(key)

    @Slot(frozenset)
    def _on_changed(self, topics: frozenset[Topic]) -> None:
        if self._current and topics & self.section().topics:
            self.section().load()

    @override
    def prepare_lock(self) -> None:
        super().prepare_lock()
        for section in self._made.values():
            section.prepare_lock()

    @override
    def primary_action(self) -> None:
        self.section().primary_action()

    def _make(self, name: str) -> Section:
        found = load(self._places[name].screen)
        make = partial(ListSection, spec=found) if isinstance(found, SettingsList) else found
        made: Section = make(self.background, desk=self._desk, parent=self)
        return made
