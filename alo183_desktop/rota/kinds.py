"""The words of the duty rota: kinds of duties, employment, absences, classes of days."""

from __future__ import annotations

import enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


class DutyKind(enum.StrEnum):
    """What somebody does on duty, in the order of the month sheet's columns."""

    MAIN = "main"
    """At the office, or active in the field."""
    STAND_IN = "stand_in"
    """At home, by the issued phone."""
    DRIVER = "driver"


class Employment(enum.StrEnum):
    """By which law somebody is employed; working hours follow from it."""

    OFFICIAL = "official"
    """657 sayılı Devlet Memurları Kanunu."""
    CONTRACTED = "contracted"
    """657 m.4/B."""
    WORKER = "worker"
    """657 m.4/D, 4857 sayılı İş Kanunu."""
    OTHER = "other"
    """Of another institution, with the approval of the mülki amir."""


class AbsenceKind(enum.StrEnum):
    """Why somebody is not on duty; never a diagnosis."""

    ANNUAL = "annual"
    EXCUSE = "excuse"
    REPORT = "report"
    MISSION = "mission"
    TRAINING = "training"
    ADMINISTRATIVE = "administrative"
    UNPAID = "unpaid"
    NIGHT_EXEMPT = "night_exempt"
    """There, but on no duty at night. Source: 657 m.101."""
    DUTY_EXEMPT = "duty_exempt"
    """There, but on no duty at all."""


class WishKind(enum.StrEnum):
    """What somebody wishes for a day."""

    DUTY = "duty"
    """A duty that begins on it."""
    NO_DUTY = "no_duty"


class WishDegree(enum.StrEnum):
    """How much a wish is to somebody."""

    LITTLE = "little"
    SOME = "some"
    MUCH = "much"


EXEMPTIONS: Final = frozenset({AbsenceKind.NIGHT_EXEMPT, AbsenceKind.DUTY_EXEMPT})
"""They are there all the same."""


class DayClass(enum.StrEnum):
    """What kind of day a duty begins on, as the ledger counts it."""

    WEEKDAY = "weekday"
    FRIDAY = "friday"
    WEEKEND = "weekend"
    FEAST = "feast"
    """A day on which offices are closed by law for half a day at least."""


class PatternDays(enum.StrEnum):
    """On which days a pattern makes duties."""

    EVERY = "every"
    WORKING = "working"
    FREE = "free"
    """Weekends, and days on which offices are closed for half a day at least."""


class SwapManner(enum.StrEnum):
    """How it was agreed that somebody takes a duty over; no story, and no diagnosis."""

    CONSENT = "consent"
    ORDER = "order"
    HINDERED = "hindered"
    """Whoever had it cannot come."""
    SERVICE = "service"


class RotaFileKind(enum.StrEnum):
    """What a file of a month is."""

    ROTA = "rota"
    CHANGES = "changes"
    """Only what differs from the version before."""
    APPROVAL = "approval"
    """The scan of the signed *Olur*."""


DUTY_WORDS: Final[Mapping[DutyKind, str]] = MappingProxyType(
    {DutyKind.MAIN: "Asıl nöbet", DutyKind.STAND_IN: "İcap", DutyKind.DRIVER: "Şoför"}
)
EMPLOYMENT_WORDS: Final[Mapping[Employment, str]] = MappingProxyType(
    {
        Employment.OFFICIAL: "Memur (657)",
        Employment.CONTRACTED: "Sözleşmeli (4/B)",
        Employment.WORKER: "İşçi (4/D)",
        Employment.OTHER: "Başka kurumdan",
    }
)
ABSENCE_WORDS: Final[Mapping[AbsenceKind, str]] = MappingProxyType(
    {
        AbsenceKind.ANNUAL: "yıllık izin",
        AbsenceKind.EXCUSE: "mazeret izni",
        AbsenceKind.REPORT: "sağlık raporu",
        AbsenceKind.MISSION: "geçici görev",
        AbsenceKind.TRAINING: "eğitim",
        AbsenceKind.ADMINISTRATIVE: "idari izin",
        AbsenceKind.UNPAID: "aylıksız izin",
        AbsenceKind.NIGHT_EXEMPT: "gece muafiyeti",
        AbsenceKind.DUTY_EXEMPT: "nöbet muafiyeti",
    }
)
WISH_WORDS: Final[Mapping[WishKind, str]] = MappingProxyType(
    {WishKind.DUTY: "nöbet istiyor", WishKind.NO_DUTY: "nöbet istemiyor"}
)
DEGREE_WORDS: Final[Mapping[WishDegree, str]] = MappingProxyType(
    {WishDegree.LITTLE: "az", WishDegree.SOME: "orta", WishDegree.MUCH: "çok"}
)
WISH_WEIGHTS: Final[Mapping[WishDegree, int]] = MappingProxyType(
    {WishDegree.LITTLE: 1, WishDegree.SOME: 2, WishDegree.MUCH: 3}
)
"""Of a wish that is not met, where two cannot be."""
DAY_CLASS_WORDS: Final[Mapping[DayClass, str]] = MappingProxyType(
    {
        DayClass.WEEKDAY: "hafta içi",
        DayClass.FRIDAY: "cuma",
        DayClass.WEEKEND: "hafta sonu",
        DayClass.FEAST: "bayram, tatil",
    }
)
SWAP_WORDS: Final[Mapping[SwapManner, str]] = MappingProxyType(
    {
        SwapManner.CONSENT: "karşılıklı rıza",
        SwapManner.ORDER: "amir emri",
        SwapManner.HINDERED: "nöbetçinin gelememesi",
        SwapManner.SERVICE: "hizmetin gereği",
    }
)
PATTERN_WORDS: Final[Mapping[PatternDays, str]] = MappingProxyType(
    {
        PatternDays.EVERY: "her gün",
        PatternDays.WORKING: "çalışma günleri",
        PatternDays.FREE: "hafta sonu ve tatiller",
    }
)
