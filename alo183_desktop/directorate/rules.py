"""What a directorate and a signatory must have before a letter can go out.

Not here: where they are kept (model.py).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

from alo183_desktop.documents.content import LetterStyle, Preparation
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.identity import parse_email, parse_phone

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

_DETSIS: Final = re.compile(r"[0-9]{8}")
_FILE_PLAN: Final = re.compile(r"[0-9]{3}(?:\.[0-9]{2}){0,3}")
_DOMAIN: Final = re.compile(r"(?:[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?\.)+[a-z]{2,24}")
_SHORTEST_LOCK: Final = 1
_LONGEST_LOCK: Final = 240

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
    problems = {
        key: Problem(key, "directorate.required")
        for key in _REQUIRED
        if not str(getattr(form, key)).strip()
    }
    if not _DETSIS.fullmatch(form.detsis.strip()):
        problems["detsis"] = Problem("detsis", "directorate.detsis")
    if not _FILE_PLAN.fullmatch(form.file_plan_code.strip()):
        problems["file_plan_code"] = Problem("file_plan_code", "directorate.file_plan_code")
    for key in _PHONES:
        text = str(getattr(form, key)).strip()
        if text and (code := _refusal(parse_phone, text)):
            problems[key] = Problem(key, code)
    for key in _EMAILS:
        text = str(getattr(form, key)).strip()
        if text and (code := _refusal(parse_email, text)):
            problems[key] = Problem(key, code)
    if any(not _DOMAIN.fullmatch(domain) for domain in split_domains(form.email_domains)):
        problems["email_domains"] = Problem("email_domains", "directorate.domain")
    if not _SHORTEST_LOCK <= form.lock_minutes <= _LONGEST_LOCK:
        problems["lock_minutes"] = Problem(
            "lock_minutes",
            "directorate.lock_minutes",
            {"shortest": _SHORTEST_LOCK, "longest": _LONGEST_LOCK},
        )
    return tuple(problems[field.name] for field in fields(form) if field.name in problems)


def check_signatory(form: SignatoryForm) -> tuple[Problem, ...]:
    """Return what is missing or wrong; each key is a field's name."""
    problems = []
    if len(form.name.split()) < len(("name", "surname")):
        problems.append(Problem("name", "directorate.signatory_name"))
    if not form.title.strip():
        problems.append(Problem("title", "directorate.required"))
    if form.valid_from is None:
        problems.append(Problem("valid_from", "directorate.required"))
    elif form.valid_until is not None and form.valid_until <= form.valid_from:
        problems.append(Problem("valid_until", "directorate.interval"))
    return tuple(problems)


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
