"""The field of a phone number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from alo183_desktop.gui.kit.fields import TextField
from alo183_desktop.shared.identity import format_phone, parse_mobile

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget


class PhoneField(TextField):
    """A phone number: any way of writing it is taken, `0532 123 45 67` is shown, E.164 is kept."""

    def __init__(
        self,
        label: str,
        *,
        key: str = "",
        required: bool = False,
        check: Callable[[str], str] = parse_mobile,
        warn: Callable[[Any], str] | None = None,
        note: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            label,
            key=key,
            required=required,
            check=check,
            warn=warn,
            show=format_phone,
            note=note,
            max_length=40,
            parent=parent,
        )
