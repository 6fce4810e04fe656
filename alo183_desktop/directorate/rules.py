"""What a directorate and a signatory must have before a letter can go out."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.documents.letter.content import (
    Contact,
    ContactBlock,
    Letter,
    LetterNumber,
    LetterStyle,
    Paragraph,
    Preparation,
    Signature,
)
from alo183_desktop.shared.clock import format_day
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.identity import format_phone, parse_email, parse_phone, tidy_name
from alo183_desktop.shared.signs import plain, strange_sign
from alo183_desktop.shared.values import EMPTY, value_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_DETSIS: Final = re.compile(r"[0-9]{8}")
_FILE_PLAN: Final = re.compile(r"[0-9]{3}(?:\.[0-9]{2}){0,3}")
_POSTAL_CODE: Final = re.compile(r"[0-9]{5}")
_DOMAIN: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?\.)+[a-z]{2,24}")
_SHORTEST_LOCK: Final = 1
_LONGEST_LOCK: Final = 240
_ONE_DAY: Final = dt.timedelta(days=1)

_REQUIRED: Final = (
    "province",
    "heading_1",
    "heading_2",
    "heading_3",
    "address",
    "recipient_1",
    "recipient_2",
    "recipient_address",
)
_PHONES: Final = ("telephone", "fax", "contact_telephone", "recipient_fax")
_EMAILS: Final = ("email", "kep")
LINE_SPACINGS: Final[Mapping[int, str]] = {100: "1,0", 115: "1,15", 150: "1,5"}
"""Per cent that the lines of a letter may stand apart; the regulation lays nothing down."""
STYLES: Final[Mapping[str, str]] = {
    LetterStyle.EDITION_2020.value: "2020 Yönetmeliği",
    LetterStyle.EDITION_2004.value: "2004 Yönetmeliği",
}
PREPARATIONS: Final[Mapping[str, str]] = {
    Preparation.WET_SIGNED.value: "Islak (Z)",
    Preparation.E_SIGNED.value: "e-İmza (E)",
    Preparation.SYSTEMS_DOWN.value: "Olağanüstü (O)",
}


@dataclass(frozen=True, slots=True)
class DirectorateForm:
    """A directorate as it is typed: texts, right or wrong."""

    province: str = ""
    heading_1: str = ""
    heading_2: str = ""
    heading_3: str = ""
    detsis: str = ""
    """Eight digits. Source: Yönetmelik 2020/31151, madde 11."""
    file_plan_code: str = ""
    address: str = ""
    postal_code: str = ""
    telephone: str = ""
    fax: str = ""
    email: str = ""
    kep: str = ""
    website: str = ""
    contact_name: str = ""
    contact_title: str = ""
    contact_telephone: str = ""
    recipient_1: str = ""
    recipient_2: str = ""
    recipient_address: str = ""
    recipient_fax: str = ""
    email_domains: str = ""
    """Parted by commas or blanks."""
    letter_style: str = LetterStyle.EDITION_2020.value
    preparation: str = Preparation.WET_SIGNED.value
    says_faxed: bool = False
    line_spacing_percent: int = 100
    lock_minutes: int = 10


@dataclass(frozen=True, slots=True)
class SignatoryForm:
    """A signatory as typed; days are already days."""

    name: str = ""
    title: str = ""
    on_behalf_of: str = ""
    """`Vali a.`, or empty."""
    is_deputy: bool = False
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None


def check_directorate(form: DirectorateForm) -> tuple[Problem, ...]:
    """Return what is missing or wrong, in the order of the fields; each key is a field's name."""
    problems = {problem.key: problem for problem in (*_signs(form), *_value_problems(form))}
    return tuple(problems[field.name] for field in fields(form) if field.name in problems)


def _value_problems(form: DirectorateForm) -> Iterator[Problem]:
    for key in _REQUIRED:
        if not str(getattr(form, key)).strip():
            yield Problem(key, "directorate.required")
    if not _DETSIS.fullmatch(form.detsis.strip()):
        yield Problem("detsis", "directorate.detsis")
    if not _FILE_PLAN.fullmatch(form.file_plan_code.strip()):
        yield Problem("file_plan_code", "directorate.file_plan_code")
    if form.postal_code.strip() and not _POSTAL_CODE.fullmatch(form.postal_code.strip()):
        yield Problem("postal_code", "directorate.postal_code")
    yield from _number_problems(form)
    if any(not _DOMAIN.fullmatch(domain) for domain in split_domains(form.email_domains)):
        yield Problem("email_domains", "directorate.domain")
    if form.line_spacing_percent not in LINE_SPACINGS:
        yield Problem("line_spacing_percent", "directorate.line_spacing")
    if not _SHORTEST_LOCK <= form.lock_minutes <= _LONGEST_LOCK:
        limits = {"shortest": _SHORTEST_LOCK, "longest": _LONGEST_LOCK}
        yield Problem("lock_minutes", "directorate.lock_minutes", limits)


def _number_problems(form: DirectorateForm) -> Iterator[Problem]:
    """Yield the telephone numbers and e-mail addresses that nothing can reach."""
    for keys, parse in ((_PHONES, parse_phone), (_EMAILS, parse_email)):
        for key in keys:
            text = str(getattr(form, key)).strip()
            if text and (code := _refusal(parse, text)):
                yield Problem(key, code)


def _signs(form: DirectorateForm | SignatoryForm) -> Iterator[Problem]:
    """Yield the texts that hold a sign that no letter can print."""
    for field in fields(form):
        text = getattr(form, field.name)
        if isinstance(text, str) and (sign := strange_sign(plain(text))):
            yield Problem(field.name, "directorate.sign", {"sign": sign})


def check_signatory(form: SignatoryForm) -> tuple[Problem, ...]:
    """Return what is missing or wrong; each key is a field's name."""
    problems = []
    if len(form.name.split()) < len(("name", "surname")):
        problems.append(Problem("name", "directorate.signatory_name"))
    if not form.title.strip():
        problems.append(Problem("title", "directorate.required"))
    problems.extend(_signs(form))
    if form.valid_from is None:
        problems.append(Problem("valid_from", "directorate.required"))
    elif form.valid_until is not None and form.valid_until <= form.valid_from:
        problems.append(Problem("valid_until", "directorate.interval"))
    return tuple(problems)


def tidied(form: DirectorateForm) -> DirectorateForm:
    """Return a form in which what is stored alike is typed alike; what is wrong stays as it is."""
    values: dict[str, Any] = {
        field.name: plain(value).strip()
        for field in fields(form)
        if isinstance(value := getattr(form, field.name), str)
    }
    for keys, tidy in (
        (_PHONES, lambda text: format_phone(parse_phone(text))),
        (_EMAILS, parse_email),
    ):
        for key in keys:
            if values[key] and not _refusal(tidy, values[key]):
                values[key] = tidy(values[key])
    values["contact_name"] = tidy_name(values["contact_name"])
    values["email_domains"] = ", ".join(split_domains(values["email_domains"]))
    return replace(form, **values)


def tidied_signatory(form: SignatoryForm) -> SignatoryForm:
    """As `tidied`, of somebody who signs."""
    return replace(
        form,
        name=tidy_name(form.name),
        title=plain(form.title).strip(),
        on_behalf_of=plain(form.on_behalf_of).strip(),
    )


def shown_value(field: str, value: Any) -> str:
    """Return one value of either form as a screen shows it beside another one."""
    if field == "is_deputy":
        return "vekil" if value else "asıl"
    if field == "on_behalf_of":
        return value or "kendi adına"
    if field == "valid_until":
        return EMPTY if value is None else format_day(value - _ONE_DAY)
    choices: Mapping[str, Mapping[Any, str]] = {
        "letter_style": STYLES,
        "preparation": PREPARATIONS,
        "line_spacing_percent": LINE_SPACINGS,
    }
    return choices[field][value] if field in choices else value_words(field, value)


def split_domains(text: str) -> tuple[str, ...]:
    """Return the e-mail domains in small letters, without an `@`, each once."""
    parts = re.split(r"[\s,;]+", text.strip())
    return tuple(dict.fromkeys(part.removeprefix("@").lower() for part in parts if part))


def printed_title(title: str, *, is_deputy: bool) -> str:
    """Return the title as a letter prints it; a deputy's ends in `V.`.

    Source: Yönetmelik 2020/31151, madde 17.
    """
    words = title.strip()
    return f"{words} V." if is_deputy and not words.endswith("V.") else words


def _refusal(parse: Callable[[str], str], text: str) -> str | None:
    try:
        parse(text)
    except KnownError as error:
        return error.code
    return None


_TOPIC: Final = "Yazı örneği"
_REFERENCE: Final = "18.04.2014 tarihli ve 93065208-010.06.01-60813 sayılı Genelge (2014/05)."
_TEXT: Final = (
    "Bu sayfa bir örnektir. Müdürlüğünüzün yazılarında başlığın, muhatabın, imzanın ve iletişim "
    "bilgilerinin nasıl görüneceğini gösterir; hiçbir yere gönderilmez."
)


def sample_letter(form: DirectorateForm, signatory: SignatoryForm | None) -> Letter:
    """Return a letter with what is typed so far; what is missing stays empty.

    Args:
        form: Right or wrong.
        signatory: Whose block stands at the end; None leaves it empty.
    """
    form = tidied(form)
    return Letter(
        style=LetterStyle(form.letter_style),
        heading=(form.heading_1, form.heading_2, form.heading_3),
        urgent=False,
        number=LetterNumber(
            Preparation(form.preparation), form.detsis, form.file_plan_code, register_number=None
        ),
        date=None,
        topic=_TOPIC,
        addressee=(form.recipient_1, form.recipient_2),
        references=(_REFERENCE,),
        body=(Paragraph(_TEXT), Paragraph("Bilgilerinizi arz ederim.")),
        signature=_signature_of(signatory),
        contact=ContactBlock(
            address=form.address,
            postal_code=form.postal_code,
            telephone=_phone_text(form.telephone),
            fax=_phone_text(form.fax),
            email=form.email,
            kep=form.kep,
            website=form.website,
            contact=Contact(
                form.contact_name, form.contact_title, _phone_text(form.contact_telephone)
            ),
        ),
    )


def _signature_of(form: SignatoryForm | None) -> Signature:
    if form is None:
        return Signature("", None, "")
    form = tidied_signatory(form)
    title = printed_title(form.title, is_deputy=form.is_deputy) if form.title.strip() else ""
    return Signature(form.name, form.on_behalf_of or None, title)


def _phone_text(text: str) -> str:
    """Return a phone as papers write it; a wrong one never enters a letter."""
    try:
        return format_phone(parse_phone(text)) if text.strip() else ""
    except KnownError:
        return ""
