"""What the second of two people sees who change the same thing: who was first, both values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeVar, cast

from alo183_desktop.shared.clock import format_instant
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping, Sequence

    from PySide6.QtWidgets import QAbstractButton

    from alo183_desktop.db.work import Kept
    from alo183_desktop.gui.kit.form.form import Form
    from alo183_desktop.shared.errors import ConflictError

ValuesT = TypeVar("ValuesT")
SAVE_MINE: Final = "Yazdıklarımla &kaydet"
"""The verb once somebody has seen both values."""
_NAMED: Final = 4
"""As many fields are named at most: a toast is one line."""


def first_words(who: str, at: dt.datetime | None) -> str:
    """Return who was first, and that nothing of what is typed is lost.

    Args:
        who: A name; empty when the trail knows none.
        at: When, UTC.
    """
    told = _told(who, at)
    return f"Siz yazarken kayıt değişti ({told}); yazdıklarınız duruyor, henüz kaydedilmedi."


def refused_words(who: str, at: dt.datetime | None) -> str:
    """Return who was first, to whoever did something without a form; arguments as `first_words`."""
    return f"Kayıt siz bakarken değişti ({_told(who, at)}); işleminiz yapılmadı."


def conflict_words(error: ConflictError, form: Form | None) -> str:
    """Return what a form says of a conflict.

    Args:
        error: With who was first.
        form: What can be saved over it now, knowingly; None: nothing can.
    """
    words = first_words(error.who, error.at)
    if form is None:
        return f"{words} Kaydı yeniden açıp değişikliğinizi bir daha yapınız."
    if not error.problems:
        return words
    words = f"{words} Farklı olan alanların altında iki değer de yazıyor"
    names = _names(form, error.kept)
    return (
        f"{words}; yalnız onun değiştirdikleri kayıttaki gibi kalır: {names}."
        if names
        else f"{words}."
    )


def kept_words(kept: Sequence[Kept], form: Form) -> str:
    """Return that a form was saved, and what of it somebody else changed; empty for nothing."""
    who = ", ".join(dict.fromkeys(one.who for one in kept if one.who))
    names = _names(form, [key for one in kept for key in one.keys])
    if not names:
        return ""
    told = f" ({who})" if who else ""
    return f"Kaydedildi; siz yazarken değişenler de duruyor{told}: {names}."


class EditBase(Generic[ValuesT]):
    """What a form began with, so that only what two people both changed is asked about.

    Once a conflict has shown both values the form goes on from them: whoever types the first value
    back then means it.

    Attributes:
        values: As its service takes them for `base`; None: nobody knows.
        version: Of what is stored, as it was read; 0: none was, or it is another one by now, and
            what is asked about follows from `values` alone.
    """

    def __init__(self, values: ValuesT | None, version: int = 0) -> None:
        self.values = values
        self.version = version

    def take(self, error: ConflictError) -> None:
        """Go on from what a conflict shows."""
        self.version = 0
        if error.seen is not None:
            self.values = cast("ValuesT", error.seen)


class Dated(Generic[ValuesT]):
    """As `EditBase`, of settings of which each begins on a day of its own, in one form.

    Which of them is saved over follows from the day that is typed.
    """

    def __init__(
        self,
        values: ValuesT | None,
        versions: Mapping[dt.date, int],
        *,
        shown_on: dt.date | None,
    ) -> None:
        """Begin.

        Args:
            values: What stood in the fields at first.
            versions: Of the settings that there were, by first day.
            shown_on: The first day of the one that the fields began with; None: of none of them.
        """
        self._values = values
        self._days = {
            day: EditBase(values if day == shown_on else None, version)
            for day, version in versions.items()
        }
        self._saved: EditBase[ValuesT] | None = None

    def on(self, day: dt.date) -> EditBase[ValuesT]:
        """Return what the form began with for a day that it is saved for now."""
        self._saved = self._days.setdefault(day, EditBase(self._values))
        return self._saved

    def take(self, error: ConflictError) -> None:
        """Go on from what a conflict shows, for the day that was saved for last."""
        if self._saved is not None:
            self._saved.take(error)


class TakesConflicts(Protocol):
    """What a form began with: `EditBase` or `Dated`."""

    def take(self, error: ConflictError) -> None:
        """Go on from what a conflict shows."""


BeganT = TypeVar("BeganT", bound=TakesConflicts)


class Conflicts:
    """What one form does when somebody else was first: it says so, and goes on from what it shows.

    A form that was never told what it began with changes nothing that two people type into.
    """

    def __init__(self, form: Form, save: QAbstractButton) -> None:
        """Begin without a conflict.

        Args:
            form: Shows both values at its fields.
            save: Saves what is typed; after a conflict, over the other value, and says so.
        """
        self._form = form
        self._save = save
        self._verb = save.text()
        self._began: TakesConflicts | None = None

    def begin(self, began: BeganT) -> BeganT:
        """Return what the form begins with from now on; whoever saves over it keeps that."""
        self._began = began
        self._save.setText(self._verb)
        return began

    def show(self, error: ConflictError) -> str:
        """Show both values at each field in dispute, and return what is said beside them.

        The button saves over the other value now. What differs in fields that are not shown is
        said, too.
        """
        if self._began is None:
            return conflict_words(error, None)
        words = [conflict_words(error, self._form)]
        self._began.take(error)
        self._save.setText(SAVE_MINE)
        self._form.show_problems(error.problems)
        self._form.let_save_over({problem.key for problem in error.problems})
        for problem in error.problems:
            field = next((one for one in self._form.fields() if one.key == problem.key), None)
            if field is None or not field.isVisibleTo(self._form):
                label = "" if field is None else f"{field.name()}: "
                words.append(f"{label}{message_of(problem)}")
        return " ".join(words)


def _names(form: Form, keys: Collection[str]) -> str:
    """Return how a form calls fields, in its order; those that it does not have are left out."""
    names = [field.name() for field in form.fields() if field.key in keys]
    more = len(names) - _NAMED
    return ", ".join([*names[:_NAMED], f"{more} alan daha"] if more > 0 else names)


def _told(who: str, at: dt.datetime | None) -> str:
    if not who:
        return "başka biri"
    return who if at is None else f"{who}, {format_instant(at)}"
