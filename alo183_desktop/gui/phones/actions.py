"""What the search everywhere offers of the page "Telefonlar"."""

from __future__ import annotations

import enum


class Action(enum.StrEnum):
    """One action; its value is what it is called."""

    ASK_HOLDER = "Kimdeydi?"
    IMPORT_USAGE = "Kullanım dosyası al"
    ISSUE = "Zimmet ver"
    LOG_CHECK = "Yoklama kaydet"
