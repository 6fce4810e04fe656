"""The directorate, who signs its letters, its units and its partners as records."""

from __future__ import annotations

import datetime as dt  # noqa: TC003 - `Record` reads the annotations
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Final

from alo183_desktop.directorate.kinds import (
    CIRCULAR_CHANNELS,
    Channel,
    PartnerKind,
)
from alo183_desktop.directorate.provinces import PROVINCES, name_of
from alo183_desktop.documents.letter.content import (
    AddresseeRank,
    Contact,
    ContactBlock,
    LetterStyle,
    Preparation,
    Signature,
)
from alo183_desktop.records.record import FieldSpec, Kind, Record
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.identity import (
    format_phone,
    parse_detsis,
    parse_email,
    parse_kep,
    parse_phone,
    parse_title,
    parse_website,
    refuse_contact,
    tidy_name,
)
from alo183_desktop.shared.laid_down import LONGEST_LOCK, SHORTEST_LOCK
from alo183_desktop.shared.turkish import collation_key, fold, upper_tr
from alo183_desktop.shared.values import made_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_DOMAIN: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?\.)+[a-z]{2,24}")
_DAY: Final = re.compile(r"\d{1,2}[./]\d{1,2}[./]\d{4}")
_SHORT_NUMBER: Final = re.compile(r"1\d{2}")
"""Of emergencies and public services. Source: Numaralandırma Yönetmeliği m.11."""
_LONGEST_NAME: Final = 200
_MOST_INITIALS: Final = 5
"""Source: Yönetmelik 2020/31151, madde 21."""
_LONGEST_INITIALS: Final = 70
"""Per person: title and name share one line."""
MINISTRY_ADDRESS: Final = "Söğütözü Mahallesi, 2177. Sokak No: 10/A, 06510 Çankaya / ANKARA"
"""A proposal to be confirmed in the set-up: no regulation lays the address down."""


def _digits(pattern: str, code: str) -> Callable[[str], str]:
    """Return a parser that refuses text that does not match a pattern."""
    matches = re.compile(pattern).fullmatch

    def parse(text: str) -> str:
        if matches(text.strip()) is None:
            raise KnownError(code)
        return text.strip()

    return parse


def _domains(text: str) -> tuple[str, ...]:
    domains = split_domains(text)
    if not all(map(_DOMAIN.fullmatch, domains)):
        raise KnownError("directorate.domain")
    return domains


def _basis(text: str) -> str:
    """Return the reference to an official letter: it has a date, and further digits."""
    basis = " ".join(text.split())
    without, days = _DAY.subn("", basis)
    if not days or not any(map(str.isdigit, without)):
        raise KnownError("directorate.rule_basis")
    return basis


def _initials(text: str) -> tuple[str, ...]:
    people = tuple(" ".join(one.split()) for one in text.split(",") if one.strip())
    if len(people) > _MOST_INITIALS or any(len(one) > _LONGEST_INITIALS for one in people):
        raise KnownError("directorate.initials", most=_MOST_INITIALS, limit=_LONGEST_INITIALS)
    return people


def _minutes(text: str) -> int:
    minutes = int(text) if text.isascii() and text.isdigit() else 0
    if not SHORTEST_LOCK <= minutes <= LONGEST_LOCK:
        raise KnownError("directorate.lock_minutes", shortest=SHORTEST_LOCK, longest=LONGEST_LOCK)
    return minutes


def _name(text: str) -> str:
    return refuse_contact(tidy_name(text))


def _whole_name(text: str) -> str:
    name = _name(text)
    if len(name.split()) < len(("name", "surname")):
        raise KnownError("directorate.signatory_name")
    return name


def _printed(label: str, length: int = 200, **more: Any) -> FieldSpec:
    return FieldSpec(label, length=length, is_printed=True, **more)


def _needed(label: str, length: int = 200, **more: Any) -> FieldSpec:
    return _printed(label, length, missing="forms.required", **more)


def _phone(label: str, note: str = "") -> FieldSpec:
    return FieldSpec(label, Kind.PHONE, parse=parse_phone, note=note)


def _short_or_phone(text: str) -> str:
    """Return a number as E.164; a short one such as `112` as it is."""
    digits = re.sub(r"\s", "", text)
    return digits if _SHORT_NUMBER.fullmatch(digits) else parse_phone(text)


# On one screen with "Kaydet", "Vazgeç", "Geri" and "İleri": mnemonics must not repeat.
@dataclass(frozen=True, slots=True)
class DirectorateValues:
    """The directorate: what its letters print, and its settings."""

    province: Annotated[
        str,
        FieldSpec(
            "İ&l",
            Kind.CHOICE,
            choices=tuple(
                (name, name) for name in sorted((one.name for one in PROVINCES), key=collation_key)
            ),
            missing="forms.required",
        ),
    ] = ""
    heading_1: Annotated[str, _needed("Başlık, &1. satır")] = ""
    heading_2: Annotated[str, _needed("Başlık, &2. satır")] = ""
    heading_3: Annotated[str, _needed("Başlık, &3. satır")] = ""
    detsis: Annotated[
        str,
        FieldSpec(
            "&DETSİS numarası",
            parse=parse_detsis,
            missing="identity.detsis",
            note="Kurumun DETSİS kaydındaki sekiz rakam.",
        ),
    ] = ""
    """Source: Yönetmelik 2020/31151, madde 11."""
    file_plan_code: Annotated[
        str,
        FieldSpec(
            "Dos&ya planı kodu",
            length=32,
            parse=_digits(r"[0-9]{3}(?:\.[0-9]{2}){0,3}", "directorate.file_plan_code"),
            missing="directorate.file_plan_code",
            note="Yazının sayısında yer alır; örnek: 903.07",
        ),
    ] = ""
    address: Annotated[str, _needed("&Adres", 300)] = ""
    postal_code: Annotated[
        str,
        FieldSpec("&Posta kodu", length=16, parse=_digits(r"[0-9]{5}", "directorate.postal_code")),
    ] = ""
    telephone: Annotated[str, _phone("&Telefon")] = ""
    fax: Annotated[str, _phone("&Faks")] = ""
    email: Annotated[str, FieldSpec("e-P&osta", length=200, parse=parse_email)] = ""
    kep: Annotated[str, FieldSpec("K&EP adresi", length=200, parse=parse_kep)] = ""
    website: Annotated[str, _printed("İ&nternet adresi", parse=parse_website)] = ""
    contact_name: Annotated[str, _printed("&Bilgi için: adı soyadı", parse=_name)] = ""
    contact_title: Annotated[str, _printed("Bilgi için: un&vanı", parse=parse_title)] = ""
    contact_telephone: Annotated[str, _phone("Bilgi i&çin: telefonu")] = ""
    recipient_1: Annotated[
        str, _needed("Mu&hatap", note="Büyük harflerle ve yönelme ekiyle: BAKANLIĞINA")
    ] = ""
    recipient_2: Annotated[str, _needed("&Muhatap birim", note="Ayraç içinde, yazıdaki gibi.")] = ""
    recipient_address: Annotated[str, _needed("Muhatabın adre&si", 300)] = ""
    recipient_fax: Annotated[str, _phone("M&uhatabın faksı", "Yazılar bu numaraya fakslanır.")] = ""
    recipient_detsis: Annotated[
        str,
        FieldSpec(
            "Muhatabın DETSİS numarası",
            parse=parse_detsis,
            note="EBYS ile gönderimde kullanılır; bilinmiyorsa boş bırakınız.",
        ),
    ] = ""
    recipient_kep: Annotated[
        str, FieldSpec("Muhatabın KEP adresi", length=200, parse=parse_kep)
    ] = ""
    standing: Annotated[
        AddresseeRank,
        FieldSpec(
            "Yazının son cümlesi",
            Kind.CHOICE,
            choices=(
                (AddresseeRank.ABOVE, "Arz ederim"),
                (AddresseeRank.BELOW, "Rica ederim"),
                (AddresseeRank.BOTH, "Arz ve rica ederim"),
            ),
            empty=AddresseeRank.ABOVE,
            note="Üst ve aynı düzey makama arz, alt makama rica edilir; dağıtımda ikisi de varsa "
            "arz ve rica edilir.",
        ),
    ] = AddresseeRank.ABOVE
    """Source: Yönetmelik 2020/31151, madde 16."""
    email_domains: Annotated[
        tuple[str, ...],
        FieldSpec(
            "Kurumsal e-posta alan adla&rı",
            parse=_domains,
            empty=(),
            note="Virgülle ayırınız. Başka alan adları için uyarı gösterilir.",
        ),
    ] = ()
    """In lower case; others cause a warning."""
    letter_style: Annotated[
        LetterStyle,
        FieldSpec(
            "Yazı biçimi",
            Kind.CHOICE,
            choices=(
                (LetterStyle.EDITION_2020, "2020 Yönetmeliği"),
                (LetterStyle.EDITION_2004, "2004 Yönetmeliği"),
            ),
            empty=LetterStyle.EDITION_2020,
        ),
    ] = LetterStyle.EDITION_2020
    preparation: Annotated[
        Preparation,
        FieldSpec(
            "İmza",
            Kind.CHOICE,
            choices=(
                (Preparation.WET_SIGNED, "Islak (Z)"),
                (Preparation.E_SIGNED, "e-İmza (E)"),
                (Preparation.SYSTEMS_DOWN, "Olağanüstü (O)"),
            ),
            empty=Preparation.WET_SIGNED,
        ),
    ] = Preparation.WET_SIGNED
    line_spacing_percent: Annotated[
        int,
        FieldSpec(
            "Satır aralığı",
            Kind.CHOICE,
            choices=((100, "1,0"), (115, "1,15"), (150, "1,5")),
            empty=100,
        ),
    ] = 100
    """No regulation lays it down."""
    says_faxed: Annotated[
        bool,
        FieldSpec("Yazının sonunda faks ve posta ile gönderildiği belirtilsin", Kind.FLAG),
    ] = False
    initials: Annotated[
        tuple[str, ...],
        FieldSpec(
            "Paraf edecekler",
            parse=_initials,
            empty=(),
            note="Z ve O yazının kurumda kalan nüshasını paraf edenler: hazırlayandan başlayarak "
            "unvan ve ad soyad, virgülle. Boşsa “Bilgi için” yazılan kişidir.",
        ),
    ] = ()
    """Source: Yönetmelik 2020/31151, madde 21."""
    lock_minutes: Annotated[
        int,
        FieldSpec(
            "Kaç d&akika kullanılmayınca kilitlensin",
            parse=_minutes,
            missing="forms.required",
            note="Bütün kullanıcılar için geçerlidir.",
        ),
    ] = 10
    hides_from_capture: Annotated[
        bool,
        FieldSpec("&Pencereler ekran görüntüsünde çıkmasın (yalnız Windows yapabilir)", Kind.FLAG),
    ] = False
    needs_fax: Annotated[bool, FieldSpec("Faks kanıtı", Kind.FLAG)] = True
    """Source of these two: Genelge 2014/05, madde 6."""
    needs_post: Annotated[bool, FieldSpec("Posta kanıtı", Kind.FLAG)] = True
    needs_ebys: Annotated[bool, FieldSpec("EBYS gönderiminin kanıtı", Kind.FLAG)] = False
    needs_kep: Annotated[bool, FieldSpec("KEP gönderiminin kanıtı", Kind.FLAG)] = False
    rule_basis: Annotated[
        str,
        _printed(
            "Kuralın dayanağı",
            parse=_basis,
            note="İşaretlilerin hepsi istenir. Faks ve posta Genelge’nin 6. maddesidir; başka "
            "kural koyan resmî yazıyı tarihi ve sayısıyla yazınız. Sonraki yazılar içindir.",
        ),
    ] = ""
    confirm_days: Annotated[
        int,
        FieldSpec(
            "Teyit kaç iş gününde beklenir",
            Kind.CHOICE,
            choices=tuple((days, f"{days}") for days in (3, 5, 10, 15)),
            empty=5,
            note="Gönderim kanıtlandıktan sonra; geçince tekit yazısı önerilir.",
        ),
    ] = 5
    """No rule lays it down."""

    @property
    def demanded(self) -> tuple[Channel, ...]:
        """The channels whose proof makes a letter complete."""
        return tuple(one for one in Channel if getattr(self, f"needs_{one.value}"))

    def contact_block(self) -> ContactBlock:
        """Return the foot of a letter, phones as papers write them."""
        return made_of(
            ContactBlock,
            self,
            telephone=format_phone(self.telephone),
            fax=format_phone(self.fax),
            contact=Contact(
                self.contact_name, self.contact_title, format_phone(self.contact_telephone)
            ),
        )


@dataclass(frozen=True, slots=True)
class SignatoryValues:
    """A person who may sign on the days `[valid_from, valid_until)`."""

    name: Annotated[str, _needed("&Adı soyadı", parse=_whole_name)] = ""
    title: Annotated[str, _needed("&Unvanı", parse=parse_title)] = ""
    on_behalf_of: Annotated[
        str | None,
        FieldSpec(
            "Kimin adına imzalar",
            Kind.CHOICE,
            choices=(("Vali a.", "&Vali adına (Vali a.)"), (None, "Ken&di adına")),
            empty=None,
        ),
    ] = None
    is_deputy: Annotated[
        bool,
        FieldSpec(
            "Görevi",
            Kind.CHOICE,
            choices=((False, "A&sıl"), (True, "Vekil (unva&nın sonuna V. yazılır)")),
            empty=False,
        ),
    ] = False
    valid_from: Annotated[
        dt.date | None,
        FieldSpec(
            "İ&lk günü",
            Kind.DAY,
            empty=None,
            missing="forms.required",
            note="Daha önceki tarihli yazıda seçilemez.",
        ),
    ] = None
    """Never None in stored rows."""
    valid_until: Annotated[
        dt.date | None,
        FieldSpec("S&on günü", Kind.END, empty=None, note="Belli değilse boş bırakınız."),
    ] = None

    def signature(self) -> Signature:
        """Return the signature block of a letter."""
        title = printed_title(self.title, is_deputy=self.is_deputy) if self.title else ""
        return Signature(self.name, self.on_behalf_of, title)


@dataclass(frozen=True, slots=True)
class UnitValues:
    """The directorate itself or an institution attached to it."""

    name: Annotated[str, _printed("Kurumun &adı", missing="directorate.unit_name")]


@dataclass(frozen=True, slots=True)
class PartnerValues:
    """A contact of officers on duty at another institution, as checked; an office, no person."""

    kind: Annotated[
        PartnerKind,
        FieldSpec(
            "&Türü",
            Kind.CHOICE,
            choices=tuple((one, one.words) for one in PartnerKind),
            missing="directorate.partner_kind",
        ),
    ]
    name: Annotated[
        str,
        _printed(
            "Kurum ya da &birim",
            missing="directorate.partner_name",
            is_open=True,
            note="Görevlinin değil birimin adı: Merkez Karakol Amirliği",
        ),
    ]
    phone: Annotated[
        str,
        FieldSpec(
            "T&elefon",
            Kind.PHONE,
            parse=_short_or_phone,
            missing="directorate.partner_phone",
            is_open=True,
        ),
    ]
    other_phone: Annotated[
        str, FieldSpec("İki&nci telefon", Kind.PHONE, parse=_short_or_phone, is_open=True)
    ] = ""
    note: Annotated[
        str, _printed("&Not", is_open=True, note="Dahili numara, mesai dışında aranacak yer.")
    ] = ""
    confirmed_on: Annotated[
        dt.date | None,
        FieldSpec("&Doğrulandığı gün", Kind.DAY, empty=None, note="Bilinmiyorsa boş bırakınız."),
    ] = None


def partner_search_key(values: PartnerValues) -> str:
    """Return the text that a search for a partner looks in."""
    numbers = (one.removeprefix("+90") for one in (values.phone, values.other_phone))
    return " ".join(filter(None, (fold(values.name), fold(values.note), *numbers)))


def _check_directorate(read: Mapping[str, Any]) -> Iterator[Problem]:
    # Both together are the name of the first unit.
    room = _LONGEST_NAME - len(read["province"]) - 1
    if len(read["heading_3"]) > room:
        yield Problem("heading_3", "records.too_long", {"limit": room})
    demanded = {one for one in Channel if read[f"needs_{one.value}"]}
    if not demanded:
        yield Problem("needs_fax", "directorate.rule_empty")
    elif demanded != set(CIRCULAR_CHANNELS) and not read["rule_basis"]:
        yield Problem("rule_basis", "directorate.rule_basis")


def _check_signatory(read: Mapping[str, Any]) -> Iterator[Problem]:
    since, until = read["valid_from"], read["valid_until"]
    if since is not None and until is not None and until <= since:
        yield Problem("valid_until", "directorate.interval")


DIRECTORATE: Final = Record(
    "directorate",
    DirectorateValues,
    layout=(
        ("province", "heading_1"),
        ("heading_2", "heading_3"),
        ("detsis", "file_plan_code"),
        ("address",),
        ("postal_code", "website"),
        ("telephone", "fax"),
        ("email", "kep"),
        ("contact_name", "contact_title"),
        ("contact_telephone", "email_domains"),
        ("recipient_1", "recipient_2"),
        ("recipient_address",),
        ("recipient_fax", "recipient_kep"),
        ("recipient_detsis",),
    ),
    together=((*(f"needs_{one.value}" for one in Channel), "rule_basis"),),
    check=_check_directorate,
)
SIGNATORY: Final = Record(
    "signatory",
    SignatoryValues,
    layout=(
        ("name", "title"),
        # One below the other: side by side they do not fit in a small window.
        ("on_behalf_of",),
        ("is_deputy",),
        ("valid_from", "valid_until"),
    ),
    together=(("valid_from", "valid_until"),),
    check=_check_signatory,
)
UNIT: Final = Record("unit", UnitValues)
PARTNER: Final = Record(
    "partner",
    PartnerValues,
    layout=(("kind", "name"), ("phone", "other_phone"), ("note", "confirmed_on")),
)


def propose(province: str) -> DirectorateValues:
    """Return a directorate with everything that follows from its province.

    Raises:
        KeyError: No province of that name; case and accents do not matter.
    """
    name = name_of(province)
    return DirectorateValues(
        province=name,
        heading_1="T.C.",
        heading_2=f"{upper_tr(name)} VALİLİĞİ",
        heading_3="Aile ve Sosyal Hizmetler İl Müdürlüğü",
        file_plan_code="903.07",
        recipient_1="AİLE VE SOSYAL HİZMETLER BAKANLIĞINA",
        recipient_2="(Basın ve Halkla İlişkiler Müşavirliği)",
        recipient_address=MINISTRY_ADDRESS,
        email_domains=("aile.gov.tr",),
    )


def split_domains(text: str) -> tuple[str, ...]:
    """Return the e-mail domains in lower case, without `@` and duplicates."""
    parts = re.split(r"[\s,;]+", text.strip())
    return tuple(dict.fromkeys(part.removeprefix("@").lower() for part in parts if part))


def printed_title(title: str, *, is_deputy: bool) -> str:
    """Return the title as a letter prints it; a deputy's ends in `V.`.

    Source: Yönetmelik 2020/31151, madde 17.
    """
    words = title.strip()
    return f"{words} V." if is_deputy and not words.endswith("V.") else words
