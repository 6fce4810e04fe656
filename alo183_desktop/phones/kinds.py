"""The kinds and states of phones, their forms, their usage and their notices."""

from __future__ import annotations

import enum

from alo183_desktop.shared.worded import Worded


class ItemState(Worded):
    """The state of a handset or a line."""

    IN_STORE = "in_store", "depoda"
    ISSUED = "issued", "zimmette"
    IN_REPAIR = "in_repair", "tamirde"
    LOST = "lost", "kayıp ya da çalıntı"
    """Lost or stolen; its custody stays with the last holder until it is found or retired."""
    RETURNED = "returned", "iade edildi"
    """Given back to the ministry or to the operator."""
    RETIRED = "retired", "kullanımdan kalktı"


class FormKind(Worded):
    """What a custody form documents."""

    ISSUE = "issue", "Zimmet"
    RETURN = "return", "İade"
    CIRCULAR = "circular", "Tebliğ"
    """Notification of the circular; nothing changes hands."""


class FormState(Worded):
    """The progress of a custody form."""

    DRAFT = "draft", "imzasız, taslak"
    PRINTED = "printed", "imzasız, basıldı"
    SIGNED = "signed", "imzalı"
    """Signed by both sides, with the scan attached."""
    CANCELLED = "cancelled", "iptal edildi"
    """What it documents was entered by mistake; it keeps its number, and nobody signs it."""

    @property
    def waits(self) -> bool:
        """Whether its signatures are still missing."""
        return self in {FormState.DRAFT, FormState.PRINTED}


class CallKind(Worded):
    """What a call record counts."""

    VOICE = "voice", "konuşma"
    DATA = "data", "veri"
    MESSAGE = "message", "mesaj"
    OTHER = "other", "öbür"


class Measure(Worded):
    """What a quota counts."""

    SECONDS = "seconds", "dakika"
    BYTES = "bytes", "veri"


class NoticeKind(enum.StrEnum):
    """What a quota notice warns of."""

    NEAR = "near"
    """80 % is used."""
    REACHED = "reached"
    """100 % is used."""
    FORECAST = "forecast"
    """At this pace it will be used up before the period ends."""


class CircularStanding(Worded):
    """State of the notification of one officer."""

    MISSING = "missing", "tebliğ edilmedi"
    """They never signed, or not for their present time of service."""
    OVER = "over", "yenilenmeli"
    """The signature is older than a year."""
    NOTIFIED = "told", "tebliğ edildi"
