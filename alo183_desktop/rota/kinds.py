"""The words of the duty rota: kinds of duties, employment, absences, classes of days, sources."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from alo183_desktop.shared.worded import Worded

if TYPE_CHECKING:
    from collections.abc import Mapping


class DutyKind(Worded):
    """What somebody does on duty, in the order of the month sheet's columns."""

    MAIN = "main", "Asıl nöbet"
    """At the office, or active in the field."""
    STAND_IN = "stand_in", "İcap"
    """At home, by the issued phone."""
    DRIVER = "driver", "Şoför"


class Employment(Worded):
    """The law of somebody's employment; working hours follow from it."""

    OFFICIAL = "official", "Memur (657)"
    """657 sayılı Devlet Memurları Kanunu."""
    CONTRACTED = "contracted", "Sözleşmeli (4/B)"
    """657 m.4/B."""
    WORKER = "worker", "İşçi (4/D)"
    """657 m.4/D, 4857 sayılı İş Kanunu."""
    OTHER = "other", "Başka kurumdan"
    """From another institution, with the approval of the mülki amir."""


class AbsenceKind(Worded):
    """Why somebody is not on duty; never a diagnosis."""

    ANNUAL = "annual", "yıllık izin"
    EXCUSE = "excuse", "mazeret izni"
    REPORT = "report", "sağlık raporu"
    MISSION = "mission", "geçici görev"
    TRAINING = "training", "eğitim"
    ADMINISTRATIVE = "administrative", "idari izin"
    UNPAID = "unpaid", "aylıksız izin"
    NIGHT_EXEMPT = "night_exempt", "gece muafiyeti"
    """Present, but on no duty at night. Source: 657 m.101."""
    DUTY_EXEMPT = "duty_exempt", "nöbet muafiyeti"
    """Present, but on no duty at all."""


class WishKind(Worded):
    """A person's wish for a day."""

    DUTY = "duty", "nöbet istiyor"
    """A duty that begins on it."""
    NO_DUTY = "no_duty", "nöbet istemiyor"


class WishDegree(Worded):
    """How important a wish is to the person."""

    LITTLE = "little", "az"
    SOME = "some", "orta"
    MUCH = "much", "çok"


class SubstitutionStage(Worded):
    """The stage of a substitution on a day."""

    COMING = "coming", "başlayacak"
    RUNNING = "running", "sürüyor"
    OVER = "over", "bitti"
    WITHDRAWN = "withdrawn", "geri alındı"
    """Before it began."""


class AwayKind(Worded):
    """What may keep somebody from a duty, or asks for one."""

    ABSENCE = "absence", "İzinler ve muafiyetler"
    SUBSTITUTION = "substitution", "Vekâletler"
    WISH = "wish", "İstekler"


EXEMPTIONS: Final = frozenset({AbsenceKind.NIGHT_EXEMPT, AbsenceKind.DUTY_EXEMPT})
"""Exempt people are present all the same."""


class DayClass(Worded):
    """The class of the day on which a duty begins, as the ledger counts it."""

    WEEKDAY = "weekday", "hafta içi"
    FRIDAY = "friday", "cuma"
    WEEKEND = "weekend", "hafta sonu"
    FEAST = "feast", "bayram, tatil"
    """A day on which offices are closed by law for half a day at least."""


class PatternDays(Worded):
    """The days on which a pattern makes duties."""

    EVERY = "every", "her gün"
    WORKING = "working", "çalışma günleri"
    FREE = "free", "hafta sonu ve tatiller"
    """Weekends, and days on which offices are closed for half a day at least."""


class SwapManner(Worded):
    """Why somebody takes a duty over; no story, and no diagnosis."""

    CONSENT = "consent", "karşılıklı rıza"
    ORDER = "order", "amir emri"
    HINDERED = "hindered", "nöbetçinin gelememesi"
    """The holder cannot come."""
    SERVICE = "service", "hizmetin gereği"


class RotaFileKind(Worded):
    """The kind of a file of a month."""

    ROTA = "rota", "Nöbet çizelgesi"
    CHANGES = "changes", "Değişiklik çizelgesi"
    """Only the differences from the version before."""
    APPROVAL = "approval", "Onay taraması"
    """The scan of the signed *Olur*."""


WISH_WEIGHTS: Final[Mapping[WishDegree, int]] = MappingProxyType(
    {WishDegree.LITTLE: 1, WishDegree.SOME: 2, WishDegree.MUCH: 3}
)
"""The weight of an unmet wish, where two conflict."""
SOURCES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "overlap": "Bir kişi aynı anda iki nöbet tutamaz",
        "absent": "İzin kaydı",
        "night_exempt": "657 s. Kanun m.101",
        "duty_exempt": "657 s. Kanun m.101",
        "kind": "Nöbet kişileri",
        "not_current": "Nöbet kişileri",
        "worker_day": "4857 s. Kanun m.63",
        "worker_night": "4857 s. Kanun m.69",
        "worker_rest": "4857 s. Kanun m.63, Yönetmelik 06.04.2004/25425 m.4",
        "worker_week": "4857 s. Kanun m.63",
        "rest": "Müdürlüğün nöbet düzeni",
        "spacing": "Müdürlüğün ayarı",
        "month_most": "Müdürlüğün ayarı",
        "no_phone": "Genelge 2014/05 m.1",
        "licence": "237 s. Kanun, RG 01.04.2006/26126",
        "vehicle_away": "Araç kayıtları",
    }
)
"""The source of every rule; shown beside each breach and each setting."""
