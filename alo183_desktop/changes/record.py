"""The record that follows a change: the leaver's account."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Final

from alo183_desktop.records.record import FieldSpec, Kind, Record

NO_ACCOUNT: Final = -1
"""The answer that a leaver never had an account; no account has this id."""


@dataclass(frozen=True, slots=True)
class AccountValues:
    """Which account a leaver had; asked, and never guessed from a name."""

    user_id: Annotated[
        int,
        FieldSpec("&Hesabı", Kind.LINK, empty=None, missing="changes.account_missing"),
    ]
    """`NO_ACCOUNT`: they had none."""


ACCOUNT: Final = Record("leaver_accounts", AccountValues)
