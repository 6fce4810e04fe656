"""Which of several buttons is the one that is meant just now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from alo183_desktop.gui.kit import theme

if TYPE_CHECKING:
    from alo183_desktop.gui.kit.buttons import Button


def emphasise(button: Button, strong: bool, *, icon: str | None = None) -> None:  # noqa: FBT001
    """Make a button the primary one, or one of the others.

    Args:
        button: Keeps its place and size.
        strong: Whether it is the one that is meant.
        icon: Its icon, to be tinted anew; None when it has none.
    """
    look = "primary" if strong else "secondary"
    if button.property("look") != look:
        button.setProperty("look", look)
        button.style().unpolish(button)
        button.style().polish(button)
        # Behind the polishing, which puts back the font that the button began with.
        button.setFont(theme.body_strong() if strong else theme.body())
    if icon is not None:
        button.icon_role = "on_accent" if strong else "text"
        button.set_icon(icon)
