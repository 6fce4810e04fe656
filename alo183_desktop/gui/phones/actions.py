"""Actions of the page "Telefonlar" in the search of the whole program."""

from __future__ import annotations

import enum


class Action(enum.StrEnum):
    """One action; its value is its name."""

    ADD_LINE = "Hat ekle"
    ADD_HANDSET = "Cihaz ekle"
    ASK_HOLDER = "Kimdeydi?"
    IMPORT_USAGE = "Kullanım dosyası al"
    IMPORT_REGISTER = "Hat ve cihazları dosyadan aktar"
    ISSUE = "Zimmet ver"
    LOG_CHECK = "Yoklama kaydet"
