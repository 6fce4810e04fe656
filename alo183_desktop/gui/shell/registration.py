"""What the application registers with the shell: pages, and who answers a search."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtWidgets import QWidget

    from alo183_desktop.gui.kit.page import Page


@dataclass(frozen=True, slots=True)
class PageEntry:
    """One page of the navigation."""

    key: str
    title: str
    icon: str
    factory: Callable[[QWidget], Page]
    """Makes the page on the first visit."""
    kinds: frozenset[str] = frozenset()
    """Which kinds of things it shows, such as `officer`."""
    load_ahead: Callable[[], object] | None = None
    """Imports what the page asks, beside the GUI thread; the page is then made soon after the first
    one is shown, because it is soon visited or tells something before. None: not before a visit."""
    load: Callable[[], object] | None = None
    """Imports the page itself, on the GUI thread: Qt's classes are made nowhere else."""
    chapter: str = ""
    """Of the user's guide, as it is headed there."""
    below: bool = False
    """At the foot of the navigation, apart from the day's work."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that a search found, or that can be done."""

    title: str
    detail: str
    icon: str
    kind: str = ""
    """Routed to the page that shows this kind."""
    item_id: int = 0
    opens: tuple[str, object] | None = None
    """In place of a kind: the key of a page, and what it should show, as `Page.list_requested`."""
    words: str = ""
    """By which it is found beside its title."""


Answer: TypeAlias = Callable[[Sequence[Hit]], object]
Provider: TypeAlias = Callable[[str, Answer, "QObject"], object]
"""Gets the text and, at any later time, calls the answer with what it found, best first.

The answer belongs to the object: it is called only as long as that is there."""
