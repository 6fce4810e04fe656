"""What the application registers with the shell: pages, and providers of the search."""

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
    """The kinds of items that it shows, such as `officer`."""
    load: Callable[[], object] | None = None
    """Imports the page, which is then made soon after the first one is shown, because it is visited
    soon or shows a badge. None: not before a visit."""
    chapter: str = ""
    """Its heading in the user's guide."""
    below: bool = False
    """At the foot of the navigation, separated from the daily pages."""
    is_optional: bool = False
    """Not in the navigation until something is kept there, or somebody wants it or goes there."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One search hit, or an action."""

    title: str
    detail: str
    icon: str
    kind: str = ""
    """Routed to the page that shows this kind."""
    item_id: int = 0
    opens: tuple[str, object] | None = None
    """Instead of a kind: the key of a page, and its query, as in `Page.list_requested`."""
    words: str = ""
    """What else it is found by: phrases with commas between."""


Answer: TypeAlias = Callable[[Sequence[Hit]], object]
Provider: TypeAlias = Callable[[str, Answer, "QObject"], object]
"""Gets the text and later calls the answer with its hits, best first.

The answer is bound to the object: it is called only as long as that exists."""
