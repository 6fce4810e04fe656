"""The kinds and states of phones, their forms, their usage and their notices."""

from __future__ import annotations

import enum

from alo183_desktop.shared.worded import Worded


class ItemState(Worded):
    """Where a handset or a line is."""

    IN_STORE = "in_store", "depoda"
    ISSUED = "issued", "zimmette"
    IN_REPAIR = "in_repair", "tamirde"
    LOST = "lost", "kayıp ya da çalıntı"
    """Lost or stolen; its custody stays with the last holder until it is found or retired."""
    RETURNED = "returned", "iade edildi"
    """Given back to the ministry or to the operator."""
    RETIRED = "retired", "kullanımdan kalktı"


class FormKind(Worded):
    """What a custody form tells."""

    ISSUE = "issue", "Zimmet"
    RETURN = "return", "İade"
    CIRCULAR = "circular", "Tebliğ"
    """The circular is told to who answers by it; nothing changes hands."""


class FormState(Worded):
    """How far a custody form is."""

    DRAFT = "draft", "imzasız, taslak"
    PRINTED = "printed", "imzasız, basıldı"
    SIGNED = "signed", "imzalı"
    """Both signed, and the scan is attached."""


class CallKind(Worded):
    """What a call record tells."""

    VOICE = "voice", "konuşma"
    DATA = "data", "veri"
    MESSAGE = "message", "mesaj"
    OTHER = "other", "öbür"


class Measure(Worded):
    """What a quota counts."""

    SECONDS = "seconds", "dakika"
    BYTES = "bytes", "veri"


class NoticeKind(enum.StrEnum):
    """What a quota notice tells."""

    NEAR = "near"
    """80 % are used."""
    REACHED = "reached"
    """100 % are used."""
    FORECAST = "forecast"
    """At this pace it will run out before the period ends."""


class CircularStanding(Worded):
    """How it stands with telling one officer."""

    MISSING = "missing", "tebliğ edilmedi"
    """Nobody ever signed for them, or for their present time of service."""
    OVER = "over", "yenilenmeli"
    """What was signed is older than a year."""
    TOLD = "told", "tebliğ edildi"
