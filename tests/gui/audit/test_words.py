"""Every action that is recorded has a word on the screen."""

import ast
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final, TypeVar

import pytest

import alo183_desktop
from alo183_desktop.access.form_access import FormAccess
from alo183_desktop.access.list_trail import ListTrail
from alo183_desktop.access.rules import Role
from alo183_desktop.access.trail import words as words_of
from alo183_desktop.bootstrap.capabilities import IMPORTS, RECORDS, load
from alo183_desktop.cases.fields import CaseValues
from alo183_desktop.db.audit import Break, Head, Verdict
from alo183_desktop.gui.audit import words
from alo183_desktop.records.store import Store
from alo183_desktop.retention.kinds import RecordKind
from alo183_desktop.shared.turkish import lower_first
from tests.project.sources import trees

NamedT = TypeVar("NamedT")
SOURCES: Final = Path(alo183_desktop.__file__).parent


@cache
def recorded() -> dict[str, tuple[set[str], set[str]]]:
    """Return each action that the source records, with its kinds and the names of its details."""
    found: dict[str, tuple[set[str], set[str]]] = {}
    for _path, tree in trees("alo183_desktop", ".record("):
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr == "record"
                and len(node.args) > 1
            ):
                for action in literals(node.args[0]):
                    kinds, details = found.setdefault(action, (set(), set()))
                    kinds |= set(literals(node.args[1]))
                    details |= {keyword.arg for keyword in node.keywords if keyword.arg}
    found["record.destroyed"][0].update(kind.texts.trail for kind in RecordKind)
    for action, kind, details in kept():
        found[action] = ({kind}, details)
    return found


def kept() -> Iterator[tuple[str, str, set[str]]]:
    """Yield each action that stores and imports record, with its kind and its details."""
    for store in stores():
        name = store.record.name
        yield store.added, name, set(store.audited)
        yield store.changed, name, {"fields"}
        if store.can_remove:
            yield store.removed, name, set()
    for trail in named(ListTrail):
        for action in (trail.exported, trail.printed):
            yield action, trail.kind, {"count", "what"}
    for place in IMPORTS.values():
        for brought in load(place).brings:
            if brought.thing and brought.key == "id":
                yield f"{brought.thing}.removed", brought.thing, {"undone"}


def stores() -> list[Store[Any]]:
    """Return what keeps the records of all capabilities."""
    return [*named(Store), *(register.store for register in named(FormAccess))]


def named(kind: type[NamedT]) -> Iterator[NamedT]:
    """Yield the values of a kind that the services of all capabilities name."""
    names = ("confirmations", "letter_list", "service", "settings", "subjects")
    for name in (*names, "substitute_service", "trail", "unreached"):
        for path in SOURCES.rglob(f"{name}.py"):
            parts = path.relative_to(SOURCES.parent).with_suffix("").parts
            module = import_module(".".join(parts))
            yield from (value for value in vars(module).values() if isinstance(value, kind))


def literals(expression: ast.expr) -> list[str]:
    """Return the texts that stand there word for word, in either branch of a condition."""
    if isinstance(expression, ast.IfExp):
        return literals(expression.body) + literals(expression.orelse)
    is_text = isinstance(expression, ast.Constant) and isinstance(expression.value, str)
    return [expression.value] if is_text else []  # type: ignore[attr-defined]


def test_that_every_recorded_action_has_a_word_and_no_word_is_left_over() -> None:
    assert set(words_of("actions")) == set(recorded())
    assert len(set(words_of("actions").values())) == len(words_of("actions"))


def test_that_every_recorded_kind_has_a_word_and_no_word_is_left_over() -> None:
    assert set(words_of("kinds")) == {
        kind for kinds, _details in recorded().values() for kind in kinds
    }


def test_that_every_recorded_detail_has_a_word() -> None:
    names = {name for _kinds, details in recorded().values() for name in details}
    unknown = {name for name in names if words.detail_words("guidance", {name: 1})[0][0] == name}
    assert unknown == set()


@cache
def leaving() -> set[str]:
    """Return how the source calls what leaves the program as a file or on paper."""
    found: set[str] = set()
    lists = ("list_actions", "offered", "ListSpec", "FilteredListSpec")
    for _path, tree in trees("alo183_desktop", "record_export", "record_print", *lists):
        for node in ast.walk(tree):
            match node:
                case ast.Call(
                    func=ast.Attribute(attr="record_export" | "record_print"),
                    args=[_, _, *_, ast.Constant(value=str() as what)],
                ):
                    found.add(what)
                case ast.Call(
                    func=ast.Name(id=name) | ast.Subscript(value=ast.Name(id=name)),
                    keywords=keywords,
                ) if name in lists:
                    found |= {
                        str(one.value.value)
                        for one in keywords
                        if one.arg == "what" and isinstance(one.value, ast.Constant)
                    }
    return found


def test_that_everything_that_leaves_has_a_word() -> None:
    assert {"list", "lines", "coverage", "sheet"} <= leaving()
    unknown = {
        what for what in leaving() if words.detail_words("guidance", {"what": what})[0][1] == what
    }
    assert unknown == set()


def test_that_every_role_has_a_word() -> None:
    assert set(words.ROLES) == {*Role, ""}


def test_that_details_are_shown_in_words() -> None:
    details = {
        "fields": ["corporate_mobile", "title"],
        "how": "recovery_sheet",
        "has_evidence": True,
        "at": "2026-11-24T09:30:00+00:00",
        "starts_on": "2026-11-25",
        "subjects": [1, 2, 3],
        "letter": None,
        "corrects": 7,
        "unknown": "x",
    }
    assert words.detail_words("officer", details) == (
        ("Alanlar", "kurumsal cep, unvanı"),
        ("Nasıl", "kurtarma kâğıdıyla"),
        ("Belgesi var", "evet"),
        ("Deneme zamanı", "24.11.2026 12:30"),
        ("Başlangıç günü", "25.11.2026"),
        ("Konu sayısı", "3"),
        ("Düzelttiği yazı", "7 numaralı"),
        ("unknown", "x"),
    )


def test_that_one_field_has_one_word_in_form_conflict_and_trail() -> None:
    for record in map(load, RECORDS):
        for key, field in record.fields.items():
            shown = words.detail_words(record.name, {"fields": [key]})
            assert shown == (("Alanlar", lower_first(field.name)),)


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        ("case", [field.name for field in fields(CaseValues)]),
        ("letter", ["register_number", "dated_on"]),
        ("unit", ["is_active"]),
    ],
)
def test_that_fields_of_no_record_have_a_word(kind: str, keys: list[str]) -> None:
    for key in keys:
        assert words.detail_words(kind, {"fields": [key]}) != (("Alanlar", key),)


def test_that_what_is_broken_is_shown_with_its_place() -> None:
    def shown(*breaks: Break) -> str:
        return words.broken_words(Verdict(2, Head(9, ""), breaks))

    assert shown(Break(1123, "changed")) == "1.123. kayıt değiştirilmiş"
    for reason in ("missing", "tail_cut", "head_differs", "head_missing", "head_broken", "new"):
        assert shown(Break(3, reason))
    assert shown(Break(3, "changed"), Break(7, "changed")) == (
        "3. kayıt değiştirilmiş; 7. kayıt değiştirilmiş"
    )
    many = shown(*(Break(place, "changed") for place in range(1, 9)))
    assert many.endswith("5. kayıt değiştirilmiş; 3 bozukluk daha var")


def test_that_nobody_is_sent_to_the_security_office_for_what_a_power_cut_does() -> None:
    def told(*reasons: str) -> str:
        breaks = tuple(Break(3, reason) for reason in reasons)
        return words.what_to_do(Verdict(2, Head(9, ""), breaks))

    for reasons in (["head_empty"], ["head_missing"]):
        assert "Elektrik" in told(*reasons)
        assert "güvenliği" not in told(*reasons)
    for reasons in (["tail_cut"], ["head_differs"], ["head_empty", "tail_cut"]):
        # A disk that only said it had stored loses the last acts: only without a cut it is more.
        asked, _, office = told(*reasons).partition("Böyle bir şey olmadıysa")
        assert "elektrik kesildiyse" in asked
        assert "güvenliği" in office
    for reasons in (["changed"], ["missing"], ["head_broken"], ["tail_cut", "changed"]):
        assert "elektrik" not in told(*reasons).lower()
        assert "güvenliği" in told(*reasons)


def test_that_both_ends_of_a_guidance_have_their_own_words() -> None:
    shown = [
        words.detail_words("guidance", {"is_sent_on": is_sent_on})[0]
        for is_sent_on in (False, True)
    ]
    assert shown == [
        ("Sonucu", "yerinde bilgilendirildi"),
        ("Sonucu", "183’e yönlendirildi"),
    ]
