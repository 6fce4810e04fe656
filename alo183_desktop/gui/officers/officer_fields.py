"""The fields of an officer, each with its check, in the rows of their form."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from alo183_desktop.gui.kit.forms import ChoiceField, Field, LongTextField, PhoneField, TextField
from alo183_desktop.officers.rules import OfficerForm, check_officer, is_first_title
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.identity import (
    domain_of,
    parse_email,
    parse_phone,
    parse_tckn,
    tidy_given_names,
    tidy_surname,
)
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QWidget

    from alo183_desktop.gui.officers.reading import Choices


def make_rows(choices: Choices, *, parent: QWidget) -> Sequence[Sequence[Field]]:
    """Return the fields from top to bottom; their keys are those of `OfficerForm`."""

    def text(label: str, key: str, **more: Any) -> TextField:
        return TextField(label, key=key, parent=parent, **more)

    domains = choices.email_domains
    units = [(str(unit.unit_id), unit.name) for unit in choices.units]
    given = text(
        "&Adı",
        "given_names",
        required=True,
        check=_checked("given_names", tidy_given_names),
        show=str,
        max_length=100,
    )
    surname = text(
        "&Soyadı",
        "surname",
        required=True,
        check=_checked("surname", tidy_surname),
        show=str,
        max_length=100,
    )
    title = ChoiceField(
        "&Unvanı",
        [(one, one) for one in choices.titles],
        key="title",
        free=True,
        completes=True,
        warn=lambda title: (
            str(message_of(KnownError("officers.title_first", title=title)))
            if is_first_title(title, choices.titles)
            else ""
        ),
        parent=parent,
    )
    tckn = text(
        "&T.C. kimlik no",
        "tckn",
        check=parse_tckn,
        show=str,
        note="11 rakam.",
        max_length=20,
    )
    unit = ChoiceField("Ku&rumu", units, key="unit_id", required=True, parent=parent)
    email = text(
        "Kurumsal &e-posta",
        "corporate_email",
        check=parse_email,
        warn=lambda value: _domain_warning(value, domains),
        show=str,
        max_length=254,
    )
    corporate = PhoneField("Kurumsal &cep", key="corporate_mobile", parent=parent)
    personal = PhoneField(
        "Kişisel ce&p",
        key="personal_mobile",
        warn=lambda value: (
            str(message_of(KnownError("officers.same_mobile")))
            if value == corporate.value()
            else ""
        ),
        parent=parent,
    )
    own_email = text(
        "Kişisel e-p&osta", "personal_email", check=parse_email, show=str, max_length=254
    )
    desk = PhoneField(
        "İş te&lefonu", key="desk_phone", check=parse_phone, note="Alan koduyla.", parent=parent
    )
    note = LongTextField("&Not", key="note", lines=2, parent=parent)
    return (
        (given, surname),
        (title, tckn),
        (unit, email),
        (corporate, personal),
        (own_email, desk),
        (note,),
    )


def _checked(key: str, tidy: Callable[[str], str]) -> Callable[[str], str]:
    """Return the check of one part of the name, which stands in the rules of the whole form."""

    def check(text: str) -> str:
        changed: dict[str, Any] = {key: text}
        for problem in check_officer(replace(OfficerForm(), **changed)).problems:
            if problem.key == key:
                raise KnownError(problem.code, problems=(), **problem.parameters)
        return tidy(text)

    return check


def _domain_warning(email: str, domains: tuple[str, ...]) -> str:
    domain = domain_of(email)
    if not domains or domain in domains:
        return ""
    return str(message_of(KnownError("officers.foreign_domain", domain=domain)))
