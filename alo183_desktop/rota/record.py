"""Records of the rota: their fields and their checks."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - `Record` reads the annotations
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final

from alo183_desktop.records.record import FieldSpec, Kind, Record
from alo183_desktop.rota.kinds import (
    SOURCES,
    AbsenceKind,
    DutyKind,
    Employment,
    PatternDays,
    WishDegree,
    WishKind,
)
from alo183_desktop.shared.calendar import parse_time
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.identity import parse_phone
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.turkish import fold, lower_tr
from alo183_desktop.vehicles.record import FROM_ROSTER, OWN_NAME, turned

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MOST_DAYS: Final = 90
_HOURS: Final = re.compile(r"(\d{1,3})(?:,(\d{1,2}))?")
_BOTH: Final = re.compile(r"(?:(\d{1,3}) ?s(?:a|aat)\.?)? ?(?:(\d{1,5}) ?d(?:k|akika)\.?)?")
_CLOCK: Final = re.compile(r"(\d{1,3})[.:](\d{2})")
_HOUR: Final = 60
_WEEK: Final = 7 * 24 * _HOUR
_MOST: Final = 99
_SHORTEST_DUTY: Final = _HOUR
_LONGEST_DUTY: Final = 48 * _HOUR
_REQUIRED: Final = "forms.required"


@dataclass(frozen=True, slots=True)
class PersonValues:
    """Somebody who can be on duty, as checked."""

    officer_id: Annotated[int | None, FROM_ROSTER]
    name: Annotated[str, OWN_NAME]
    """Empty for an officer, who has the name of the roster."""
    phone: Annotated[
        str,
        FieldSpec("Nöbet &telefonu", Kind.PHONE, note="Üzerinde hat zimmeti olan o hattan aranır."),
    ]
    employment: Annotated[
        Employment,
        FieldSpec(
            "Çalışma &biçimi",
            Kind.CHOICE,
            choices=tuple((one, one.words) for one in Employment),
            missing="rota.employment_missing",
        ),
    ]
    does_main: Annotated[bool, FieldSpec("A&sıl nöbet tutar", Kind.FLAG)]
    does_stand_in: Annotated[bool, FieldSpec("İ&cap tutar", Kind.FLAG)]
    does_driver: Annotated[bool, FieldSpec("Şofö&rlük yapar", Kind.FLAG)]
    starts_on: Annotated[
        dt.date, FieldSpec("İlk nöbet &günü", Kind.DAY, missing="rota.starts_on_missing")
    ]
    ends_on: Annotated[
        dt.date | None,
        FieldSpec(
            "Nöbetten a&yrıldığı gün",
            Kind.DAY,
            empty=None,
            note="O gün ve sonrasında nöbet tutmaz.",
        ),
    ] = None
    driver_id: Annotated[
        int | None,
        FieldSpec(
            "Sürüc&ü kaydı",
            Kind.LINK,
            empty=None,
            note="Ehliyeti ve onayı Araçlar sayfasında yazılıdır.",
        ),
    ] = None


def _check_person(read: Mapping[str, Any]) -> Iterator[Problem]:
    if not read["name"] and read["officer_id"] is None:
        yield Problem("name", "rota.name_missing")
    has_kind = read["does_main"] or read["does_stand_in"] or read["does_driver"]
    # For an officer without duties, leave and substitutes are recorded all the same.
    if not has_kind and read["officer_id"] is None:
        yield Problem("does_main", "rota.kind_missing")
    if read["starts_on"] and read["ends_on"] and read["ends_on"] < read["starts_on"]:
        yield Problem("ends_on", "rota.person_days")


PERSON: Final = Record(
    "duty_person",
    PersonValues,
    layout=(
        ("officer_id", "name"),
        ("phone", "employment"),
        ("does_main", "does_stand_in", "does_driver"),
        ("driver_id",),
        ("starts_on", "ends_on"),
    ),
    together=(
        ("starts_on", "ends_on"),
        ("officer_id", "name"),
        ("does_main", "does_stand_in", "does_driver"),
    ),
    check=_check_person,
)


@dataclass(frozen=True, slots=True)
class AbsenceValues:
    """An absence or an exemption, as checked; its kind is a class and never a diagnosis."""

    person_id: Annotated[
        int,
        FieldSpec(
            "K&işi",
            Kind.LINK,
            missing="rota.person_missing",
        ),
    ]
    kind: Annotated[
        AbsenceKind,
        FieldSpec(
            "&Türü",
            Kind.CHOICE,
            choices=tuple((one, one.words) for one in AbsenceKind),
            missing="rota.absence_missing",
        ),
    ]
    starts_at: Annotated[
        dt.datetime, FieldSpec("Başlangıç", Kind.TIME, missing="rota.from_missing")
    ]
    ends_at: Annotated[dt.datetime, FieldSpec("Bitiş", Kind.TIME, missing="rota.until_missing")]


_check_span: Final = turned("starts_at", "ends_at", "rota.span")


ABSENCE: Final = Record(
    "absence", AbsenceValues, together=(("starts_at", "ends_at"),), check=_check_span
)


@dataclass(frozen=True, slots=True)
class WishValues:
    """A wish, as checked."""

    person_id: Annotated[int, FieldSpec("K&işi", Kind.LINK, missing="rota.person_missing")]
    day: Annotated[
        dt.date,
        FieldSpec(
            "&Gün",
            Kind.DAY,
            missing="rota.wish_day_missing",
            note="O gün başlayan nöbetler içindir.",
        ),
    ]
    kind: Annotated[
        WishKind,
        FieldSpec(
            "İste&diği",
            Kind.CHOICE,
            choices=tuple((one, one.words) for one in WishKind),
            missing="rota.wish_missing",
        ),
    ]
    degree: Annotated[
        WishDegree,
        FieldSpec(
            "N&e kadar",
            Kind.CHOICE,
            choices=tuple((one, one.words) for one in WishDegree),
            missing="rota.degree_missing",
        ),
    ]


@dataclass(frozen=True, slots=True)
class SubstitutionValues:
    """A person who answers for an officer for some days, as checked."""

    officer_id: Annotated[
        int, FieldSpec("Kimin &yerine", Kind.LINK, missing="rota.substitution_for_missing")
    ]
    subject_id: Annotated[
        int | None, FieldSpec("K&onu", Kind.LINK, empty=None, note="Boşsa bütün konuları.")
    ]
    substitute_id: Annotated[int, FieldSpec("&Vekil", Kind.LINK, missing="rota.substitute_missing")]
    starts_on: Annotated[
        dt.date, FieldSpec("İ&lk günü", Kind.DAY, missing="rota.substitution_from_missing")
    ]
    ends_on: Annotated[
        dt.date, FieldSpec("Son g&ünü", Kind.END, missing="rota.substitution_until_missing")
    ]


SUBSTITUTION: Final = Record(
    "substitution",
    SubstitutionValues,
    layout=(("officer_id", "subject_id"), ("starts_on", "ends_on"), ("substitute_id",)),
    together=(("officer_id", "subject_id", "substitute_id", "starts_on", "ends_on"),),
    check=turned("starts_on", "ends_on", "rota.substitution_days"),
)


WISH: Final = Record("wish", WishValues, layout=(("person_id", "day"), ("kind", "degree")))


@dataclass(frozen=True, slots=True)
class ClosedTimeValues:
    """A time when offices are closed by a decision, as checked."""

    name: Annotated[
        str, FieldSpec("&Adı", length=200, is_printed=True, missing="rota.closure_name_missing")
    ]
    starts_at: Annotated[
        dt.datetime, FieldSpec("Başlangıç", Kind.TIME, missing="rota.from_missing")
    ]
    ends_at: Annotated[dt.datetime, FieldSpec("Bitiş", Kind.TIME, missing="rota.until_missing")]


CLOSED_TIME: Final = Record(
    "closed_time", ClosedTimeValues, together=(("starts_at", "ends_at"),), check=_check_span
)


def _days(text: str) -> int:
    """Return the days of leave in a text.

    Raises:
        KnownError: `rota.granted_days`.
    """
    if not (text.strip().isdecimal() and 1 <= int(text) <= _MOST_DAYS):
        raise KnownError("rota.granted_days", most=_MOST_DAYS)
    return int(text)


@dataclass(frozen=True, slots=True)
class GrantedValues:
    """Leave that the administration granted for duties, as checked; it follows from no count."""

    person_id: Annotated[int, FieldSpec("K&işi", Kind.LINK, missing="rota.person_missing")]
    granted_on: Annotated[
        dt.date, FieldSpec("Verildiği &gün", Kind.DAY, missing="rota.granted_on_missing")
    ]
    days: Annotated[
        int,
        FieldSpec(
            "Kaç gü&n",
            parse=_days,
            missing="rota.granted_missing",
            note="Nöbet kendiliğinden izin doğurmaz; idarenin verdiği gün yazılır.",
        ),
    ]


GRANTED: Final = Record("granted_leave", GrantedValues, layout=(("granted_on", "days"),))


@dataclass(frozen=True, slots=True)
class UnreachedValues:
    """A report of the call centre about an unanswered call, as checked.

    Source: Genelge 2014/05, madde 1.
    """

    at: Annotated[
        dt.datetime,
        FieldSpec(
            "Arandığı an",
            Kind.TIME,
            empty=None,
            missing="rota.tried_missing",
            future="rota.tried_ahead",
            note="Çağrı merkezinin aradığı gün ve saat.",
        ),
    ]
    operator: Annotated[
        str,
        FieldSpec("B&ildiren operatör", length=200, missing="rota.reporter_missing"),
    ]
    phone: Annotated[
        str,
        FieldSpec(
            "A&ranan numara", Kind.PHONE, parse=parse_phone, missing="rota.tried_phone_missing"
        ),
    ]
    answer: Annotated[
        str,
        FieldSpec(
            "Bulunan &yanıt",
            length=1000,
            lines=3,
            note="Boşsa bildirim yanıt bekler. Vatandaşın adını yazmayınız.",
        ),
    ] = ""


UNREACHED: Final = Record("unreached", UnreachedValues, layout=(("at",), ("operator", "phone")))


def parse_length(text: str) -> int:
    """Return the minutes of `7,5`, `7.30`, `7 sa 30 dk` or `450 dk`.

    Raises:
        KnownError: `rota.length`.
    """
    typed = " ".join(lower_tr(text).split())
    if match := _CLOCK.fullmatch(typed):
        minutes = int(match[1]) * _HOUR + int(match[2])
    elif match := _HOURS.fullmatch(typed):
        minutes = round(float(f"{match[1]}.{match[2] or 0}") * _HOUR)
    elif typed and (match := _BOTH.fullmatch(typed)):
        minutes = int(match[1] or 0) * _HOUR + int(match[2] or 0)
    else:
        raise KnownError("rota.length")
    if minutes > _WEEK:
        raise KnownError("rota.length")
    return minutes


def length_text(minutes: int) -> str:
    """Return minutes as typed: `7,5`, or `7 sa 20 dk` where that is shorter."""
    hours, rest = divmod(minutes, _HOUR)
    if rest % 15 == 0:
        return number_text(minutes / _HOUR, decimals=2, least=0)
    return f"{hours} sa {rest} dk"


def length_words(minutes: int) -> str:
    """Return how long something is, to the minute: `7,5 saat`, `7 sa 20 dk`."""
    text = length_text(minutes)
    return text if " " in text else f"{text} saat"


def parse_count(text: str) -> int:
    """Return a number from 0 to 99.

    Raises:
        KnownError: `rota.count`.
    """
    typed = text.strip()
    if not typed.isdecimal() or int(typed) > _MOST:
        raise KnownError("rota.count")
    return int(typed)


def _count_words(count: int) -> str:
    return number_text(count) if count else "sınır yok"


def _parse_minute(text: str) -> int:
    """Return the minutes since midnight; raises as `parse_time`."""
    time = parse_time(text)
    return time.hour * _HOUR + time.minute


def minute_text(minute: int) -> str:
    """Return minutes since midnight as a time: `08:30`."""
    return f"{minute // _HOUR:02}:{minute % _HOUR:02}"


def _minute(label: str, note: str = "saat:dakika") -> FieldSpec:
    return FieldSpec(label, parse=_parse_minute, shows=minute_text, missing=_REQUIRED, note=note)


def _length(label: str, note: str = "") -> FieldSpec:
    return FieldSpec(
        label,
        parse=parse_length,
        shows=length_text,
        words=length_words,
        missing=_REQUIRED,
        note=note,
    )


def _count(label: str) -> FieldSpec:
    note = SOURCES["spacing"]
    return FieldSpec(label, parse=parse_count, words=_count_words, missing=_REQUIRED, note=note)


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of the rules, as checked; each is a setting, with its source in `SOURCES`."""

    night_starts_minute: Annotated[
        int, _minute("Gecenin &başladığı saat", SOURCES["worker_night"])
    ] = 20 * 60
    night_ends_minute: Annotated[int, _minute("Gecenin b&ittiği saat", SOURCES["worker_night"])] = (
        6 * 60
    )
    spacing_days: Annotated[int, _count("İki &uzun nöbet arasında en az gün")] = 3
    month_most: Annotated[int, _count("Ayda en çok &nöbet (icap sayılmaz)")] = 0
    wishes_close_day: Annotated[int, _count("İstekler önceki ayın ka&çına kadar alınır")] = 20
    worker_day_minutes: Annotated[
        int, _length("İşçi günde en çok, &saat", SOURCES["worker_day"])
    ] = 11 * 60
    worker_night_minutes: Annotated[
        int, _length("İşçi &gecede en çok, saat", SOURCES["worker_night"])
    ] = 450
    worker_rest_minutes: Annotated[
        int, _length("İşçi iki iş &arasında en az, saat", SOURCES["worker_rest"])
    ] = 11 * 60
    worker_week_minutes: Annotated[
        int, _length("İşçi &haftada en çok, saat", SOURCES["worker_week"])
    ] = 45 * 60
    own_subjects_only: Annotated[
        bool,
        FieldSpec(
            "Asıl nöbetçi &yalnız kendi konularına bakar", Kind.FLAG, note=SOURCES["spacing"]
        ),
    ] = False
    """Whether the person on main duty answers for their own subjects only; otherwise for all."""
    director_name: Annotated[
        str, FieldSpec("Nöbetçi yanıt vermezse aranacak &müdür", length=200)
    ] = ""
    """Who is called when nobody on duty answers."""
    director_phone: Annotated[
        str, FieldSpec("Aranacak müdürün &telefonu", Kind.PHONE, parse=parse_phone)
    ] = ""
    director_approves: Annotated[
        bool,
        FieldSpec(
            "Müdür &rolü de çizelgeyi yayımlar, değişimleri onaylar",
            Kind.FLAG,
            note=SOURCES["spacing"],
        ),
    ] = False
    """Whether the role of the director may publish and approve; the administrator always may."""


LIMITS: Final = Record(
    "rota_limits",
    Limits,
    layout=(
        ("night_starts_minute", "night_ends_minute"),
        ("spacing_days", "month_most"),
        ("wishes_close_day", "worker_day_minutes"),
        ("worker_night_minutes", "worker_rest_minutes"),
        ("worker_week_minutes",),
        ("own_subjects_only",),
        ("director_name", "director_phone"),
    ),
    together=(("night_starts_minute", "night_ends_minute"),),
)


@dataclass(frozen=True, slots=True)
class PatternValues:
    """How the empty duties of a new month are made, as checked."""

    kind: Annotated[
        DutyKind,
        FieldSpec(
            "&Nöbet",
            Kind.CHOICE,
            choices=tuple((one, one.words) for one in DutyKind),
            missing=_REQUIRED,
        ),
    ]
    days: Annotated[
        PatternDays,
        FieldSpec(
            "&Günleri",
            Kind.CHOICE,
            choices=tuple((one, one.words) for one in PatternDays),
            missing=_REQUIRED,
        ),
    ]
    starts_minute: Annotated[int, _minute("&Başladığı saat")]
    length_minutes: Annotated[int, _length("&Süresi, saat")]
    rest_minutes: Annotated[int, _length("Sonrasında &dinlenme, saat", SOURCES["rest"])]
    is_active: Annotated[bool, FieldSpec("Bütün süre &iş başındadır", Kind.FLAG)]
    vehicle_id: Annotated[
        int | None,
        FieldSpec(
            "&Aracı",
            Kind.LINK,
            empty=None,
            note="Boş bırakılabilir; nöbetler bu araçla açılır.",
        ),
    ] = None


def _check_pattern(read: Mapping[str, Any]) -> Iterator[Problem]:
    length = read["length_minutes"]
    if length != "" and not _SHORTEST_DUTY <= length <= _LONGEST_DUTY:
        yield Problem("length_minutes", "rota.pattern_length")


PATTERN: Final = Record(
    "duty_pattern",
    PatternValues,
    layout=(
        ("kind", "days"),
        ("starts_minute", "length_minutes"),
        ("rest_minutes", "is_active"),
    ),
    check=_check_pattern,
)


def search_key(values: PersonValues) -> str:
    """Return the text in which a search looks for a person of duty."""
    return f"{fold(values.name)} {values.phone.removeprefix('+90').removeprefix('+')}".strip()
