"""What the second of two people sees who change the same thing: who was first, when, both values.

Not here: which fields differ (db/conflicts.py), and the form around it (form_dialog.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.shared.clock import format_instant

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from PySide6.QtWidgets import QAbstractButton

    from alo183_desktop.gui.kit.forms import Form
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
        return (
            f"{words} Farklı olan alanların altında iki değer de yazıyor; yalnız onun değiştirdiği "
            "alanlar kayıtta olduğu gibi kalır."
        )
    return words


class Dated:
    """What is known of settings of which each begins on a day of its own, in one form.

    Which of them is saved over follows from the day that is typed.
    """

    def __init__(self, versions: Mapping[dt.date, int], *, shown_on: dt.date | None) -> None:
        """Begin.

        Args:
            versions: Of the settings that there were, by first day.
            shown_on: The first day of the one that the fields began with; None: of none of them.
        """
        self._known = frozenset(versions)
        self._versions: dict[dt.date | None, int | None] = dict(versions.items())
        self._shown_on = shown_on
        self._asked: dt.date | None = None

    def version_on(self, day: dt.date | None) -> int | None:
        """Return the version that was seen of the setting of a day; None: there was none."""
        return self._versions.get(day)

    def began_with(self, day: dt.date | None) -> bool:
        """Return whether the fields began with what holds on a day, and not another setting."""
        return day == self._shown_on or day not in self._known

    def ask(self, day: dt.date | None) -> dt.date | None:
        """Keep and return the day whose stored version is asked for."""
        self._asked = day
        return day

    def take(self, version: int | None) -> None:
        """Save over that version of the setting that was asked for; None: it is gone."""
        self._versions[self._asked] = version


def show_both(form: Form, save: QAbstractButton, error: ConflictError) -> None:
    """Show both values at each field in dispute; `save` saves what is typed over them now."""
    save.setText(SAVE_MINE)
    form.show_problems(error.problems)


def take_as_seen(form: Form, save: QAbstractButton) -> None:
    """Let both values hinder no more: whoever saves now has seen them."""
    if save.text() == SAVE_MINE:
        for one in form.fields():
            one.set_problem("")


def _told(who: str, at: dt.datetime | None) -> str:
    if not who:
        return "başka biri"
    return who if at is None else f"{who}, {format_instant(at)}"
