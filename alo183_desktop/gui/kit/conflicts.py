"""What the second of two people reads who change the same thing: who was first, and when.

Not here: which fields differ (the services), and the form around it (form_dialog.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.shared.clock import format_instant

if TYPE_CHECKING:
    import datetime as dt

    from alo183_desktop.shared.errors import ConflictError

SAVE_MINE: Final = "Yazdıklarımla &kaydet"
"""The verb once somebody has seen both values."""


def first_words(who: str, at: dt.datetime | None, *, what: str = "kayıt") -> str:
    """Return who was first, and that nothing of what is typed is lost.

    Args:
        who: A name; empty when the trail knows none.
        at: When, UTC.
        what: The thing, as the form calls it.
    """
    told = _told(who, at)
    return f"Siz yazarken {what} değişti ({told}); yazdıklarınız duruyor, henüz kaydedilmedi."


def refused_words(who: str, at: dt.datetime | None) -> str:
    """Return who was first, to whoever did something without a form; arguments as `first_words`."""
    return f"Kayıt siz bakarken değişti ({_told(who, at)}); işleminiz yapılmadı."


def conflict_words(error: ConflictError, *, can_go_on: bool) -> str:
    """Return what a form says of a conflict.

    Args:
        error: With who was first.
        can_go_on: Whether the form can be saved over it now, knowingly.
    """
    words = first_words(error.who, error.at)
    if not can_go_on:
        return f"{words} Kaydı yeniden açıp değişikliğinizi bir daha yapınız."
    if error.problems:
        return f"{words} Farklı olan alanların altında iki değer de yazıyor."
    return words


def _told(who: str, at: dt.datetime | None) -> str:
    if not who:
        return "başka biri"
    return who if at is None else f"{who}, {format_instant(at)}"
