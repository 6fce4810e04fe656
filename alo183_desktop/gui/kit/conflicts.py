"""The messages to the second of two users who change the same thing: who was first, both values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Generic, Protocol, TypeVar, cast

from alo183_desktop.shared.clock import format_instant
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Mapping, Sequence

    from PySide6.QtWidgets import QAbstractButton

    from alo183_desktop.db.work import KeptFields
    from alo183_desktop.gui.kit.form.form import Form
    from alo183_desktop.shared.errors import ConflictError

ValuesT = TypeVar("ValuesT")
SAVE_MINE: Final = "Yazdıklarımla &kaydet"
"""The verb once both values are shown."""
_NAMED: Final = 4
"""At most this many fields are named: a toast is one line."""


def first_words(who: str, at: dt.datetime | None) -> str:
    """Return who was first, and that nothing typed is lost.

    Args:
        who: A name; empty when the trail has none.
        at: When, UTC.
    """
    first = _first_words(who, at)
    return f"Siz yazarken kayıt değişti ({first}); yazdıklarınız duruyor, henüz kaydedilmedi."


def refused_words(who: str, at: dt.datetime | None) -> str:
    """Return who was first, for an action without a form; arguments as `first_words`."""
    return f"Kayıt siz bakarken değişti ({_first_words(who, at)}); işleminiz yapılmadı."


def conflict_words(error: ConflictError, form: Form | None) -> str:
    """Return the message of a form about a conflict.

    Args:
        error: With who was first.
        form: Can be saved over the other value now; None: nothing can.
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


def kept_words(kept: Sequence[KeptFields], form: Form) -> str:
    """Return that a form was saved, and which values another user changed; empty for none."""
    who = ", ".join(dict.fromkeys(one.who for one in kept if one.who))
    names = _names(form, [key for one in kept for key in one.keys])
    if not names:
        return ""
    by = f" ({who})" if who else ""
    return f"Kaydedildi; siz yazarken değişenler de duruyor{by}: {names}."


class EditBase(Generic[ValuesT]):
    """What a form began with, so that only what both users changed is asked about.

    Once a conflict has shown both values the form continues from them: typing the first value
    again is then intended.

    Attributes:
        values: As its service takes them for `base`; None: unknown.
        version: Of the record as it was read; 0: there was none, or it has been replaced, and
            the conflicts follow from `values` alone.
    """

    def __init__(self, values: ValuesT | None, version: int = 0) -> None:
        self.values = values
        self.version = version

    def take(self, error: ConflictError) -> None:
        """Continue from the values that a conflict shows."""
        self.version = 0
        if error.seen is not None:
            self.values = cast("ValuesT", error.seen)


class Dated(Generic[ValuesT]):
    """As `EditBase`, for settings that each begin on a day of their own, in one form.

    The typed day decides which of them is overwritten.
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
            values: The initial values of the fields.
            versions: Of the existing settings, by first day.
            shown_on: The first day of the setting shown at first; None: none was.
        """
        self._values = values
        self._days = {
            day: EditBase(values if day == shown_on else None, version)
            for day, version in versions.items()
        }
        self._saved: EditBase[ValuesT] | None = None

    def on(self, day: dt.date) -> EditBase[ValuesT]:
        """Return what the form began with for a day, for which it is being saved."""
        self._saved = self._days.setdefault(day, EditBase(self._values))
        return self._saved

    def take(self, error: ConflictError) -> None:
        """Continue from the values that a conflict shows, for the day saved for last."""
        if self._saved is not None:
            self._saved.take(error)


class TakesConflicts(Protocol):
    """What a form began with: `EditBase` or `Dated`."""

    def take(self, error: ConflictError) -> None:
        """Continue from the values that a conflict shows."""


BeganT = TypeVar("BeganT", bound=TakesConflicts)


class Conflicts:
    """Handles conflicts in one form: shows both values, and continues from them.

    A form without a base changes nothing that two users type into.
    """

    def __init__(self, form: Form, save: QAbstractButton) -> None:
        """Start without a conflict.

        Args:
            form: Shows both values at its fields.
            save: Saves what is typed; after a conflict over the other value, as its text states.
        """
        self._form = form
        self._save = save
        self._verb = save.text()
        self._began: TakesConflicts | None = None

    def begin(self, began: BeganT) -> BeganT:
        """Return `began`, which the form begins with from now on; saving keeps it."""
        self._began = began
        self._save.setText(self._verb)
        return began

    def show(self, error: ConflictError) -> str:
        """Show both values at each field in dispute, and return the message beside them.

        The button now saves over the other value. Differences in fields that are not shown are
        in the message, too.
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
    """Return the labels of fields, in form order; fields that it lacks are left out."""
    names = [field.name() for field in form.fields() if field.key in keys]
    more = len(names) - _NAMED
    return ", ".join([*names[:_NAMED], f"{more} alan daha"] if more > 0 else names)


def _first_words(who: str, at: dt.datetime | None) -> str:
    if not who:
        return "başka biri"
    return who if at is None else f"{who}, {format_instant(at)}"
