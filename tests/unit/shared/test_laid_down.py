"""Rules that administrators lay down: read completely, or reported with the way out."""

import os
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.access import rules
from alo183_desktop.access.rules import Right, Role
from alo183_desktop.shared import laid_down, windows_rights
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.laid_down import (
    KEYS,
    LaidDown,
    as_rule,
    of_folder,
    read_rules,
    rules_of_policy,
)
from tests.rules_of_desk import RulesOfDesk

ROOT: Final = "C:\\" if os.name == "nt" else "/"
_POLICY: Final = Path(__file__).parents[3] / "packaging" / "policy"
_NAMES: Final = {"": "http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions"}
KEY: Final = "A" * 43 + "="
VALUES: Final = st.fixed_dictionaries(
    {},
    optional={
        "data_folder": st.just(f"{ROOT}veri"),
        "server": st.just("postgresql://sunucu.ornek.gov.tr/alo183"),
        "certificate": st.just(f"{ROOT}kök.crt"),
        "second_folder": st.just(f"{ROOT}yedek"),
        "lock_minutes": st.integers(1, 240),
        "may_export": st.booleans(),
        "may_print": st.booleans(),
        "may_import": st.booleans(),
        "update_file": st.just(f"{ROOT}surum.json"),
        "update_key": st.just(KEY),
    },
)


def codes(caught: pytest.ExceptionInfo[KnownError]) -> dict[str, str]:
    assert caught.value.code == "desk.rules_wrong"
    return {problem.key: problem.code for problem in caught.value.problems}


@given(file=VALUES, policy=VALUES)
def test_that_a_policy_goes_before_the_file_key_by_key(
    file: dict[str, Any], policy: dict[str, Any]
) -> None:
    found = read_rules(file, "dosya", on=LaidDown())
    found = read_rules(policy, "ilke", on=found)
    for key in KEYS:
        wanted = policy.get(key, file.get(key, getattr(LaidDown(), key)))
        assert getattr(found, key) == wanted
        place = "ilke" if key in policy else "dosya" if key in file else None
        assert found.places.get(key) == place


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("sunucu", "x", "toml.unknown"),
        ("lock_minute", 5, "toml.unknown_near"),
        ("lock_minutes", 0, "directorate.lock_minutes"),
        ("lock_minutes", 241, "directorate.lock_minutes"),
        ("lock_minutes", "5", "toml.number_expected"),
        ("may_print", "hayır", "toml.flag_expected"),
        ("may_print", 2, "toml.flag_expected"),
        ("data_folder", "veri", "desk.path"),
        ("data_folder", f"{ROOT}%YOK_BOYLE_BIR_AD%", "desk.path"),
        ("second_folder", 3, "toml.text_expected"),
        ("server", "", "toml.empty"),
        ("update_file", "https://ornek.gov.tr/surum.json", "desk.path"),
        ("update_key", "A" * 43, "desk.update_key"),
        ("update_key", "A" * 40, "desk.update_key"),
    ],
)
def test_that_what_is_not_known_or_not_possible_is_reported_with_its_key(
    key: str, value: object, code: str
) -> None:
    with pytest.raises(KnownError) as caught:
        read_rules({key: value}, "dosya", on=LaidDown())
    assert codes(caught) == {key: code}


def test_that_variables_of_the_environment_are_filled_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASA", "işıl")
    found = read_rules({"data_folder": f"{ROOT}veri-%MASA%"}, "dosya", on=LaidDown())
    assert found.data_folder == f"{ROOT}veri-işıl"


def test_that_numbers_of_a_policy_are_yes_and_no() -> None:
    assert as_rule("may_print", 0) is False
    assert as_rule("may_print", 1) is True
    assert as_rule("may_print", 7) == 7
    assert as_rule("may_export", ["0"]) == ["0"]
    assert as_rule("may_export", "0") == "0"
    assert as_rule("lock_minutes", 1) == 1


def test_that_a_file_that_others_may_write_binds_nobody_and_is_reported(
    rules_of_desk: RulesOfDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules_of_desk.write("lock_minutes = 5")
    assert laid_down.laid_down().lock_minutes == 5
    monkeypatch.setattr(windows_rights, "is_kept_by_administrators", lambda _path: False)
    laid_down.laid_down.cache_clear()
    with pytest.raises(KnownError) as caught:
        laid_down.laid_down()
    assert caught.value.code == "desk.rules_not_safe"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ('server = "x\n', "toml.syntax"),
        (f"may_print = false\n# {'x' * 64 * 1024}\nmay_export = false\n", "desk.too_big"),
    ],
)
def test_that_a_file_that_is_broken_or_too_long_is_refused_as_a_whole(
    rules_of_desk: RulesOfDesk, content: str, code: str
) -> None:
    rules_of_desk.write(content)
    with pytest.raises(KnownError) as caught:
        laid_down.laid_down()
    assert codes(caught) == {"": code}


def test_that_where_the_data_is_concerns_the_usual_folder_alone(
    rules_of_desk: RulesOfDesk, tmp_path: Path
) -> None:
    usual = tmp_path / "veri"
    rules_of_desk.write(
        f"data_folder = '{usual}'\nserver = 'postgresql://s/alo183'\nlock_minutes = 3"
    )
    assert laid_down.default_data_folder() == usual
    assert of_folder(usual).server
    other = of_folder(tmp_path / "deneme")
    assert (other.server, other.lock_minutes) == ("", 3)
    assert set(other.places) == {"data_folder", "lock_minutes"}


def test_that_a_certificate_without_a_server_is_reported_wherever_the_server_may_stand(
    rules_of_desk: RulesOfDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules_of_desk.write(f"certificate = '{ROOT}kök.crt'")
    with pytest.raises(KnownError) as caught:
        laid_down.laid_down()
    assert codes(caught) == {"certificate": "desk.certificate_alone"}
    monkeypatch.setattr(laid_down, "read_policy", lambda: {"server": "postgresql://s/alo183"})
    assert laid_down.laid_down().certificate


@pytest.mark.parametrize(
    ("key", "value"), [("update_file", f"{ROOT}surum.json"), ("update_key", KEY)]
)
def test_that_an_update_is_offered_by_a_file_and_its_key_together(
    key: str, value: str, rules_of_desk: RulesOfDesk
) -> None:
    rules_of_desk.write(f"{key} = '{value}'")
    with pytest.raises(KnownError) as caught:
        laid_down.laid_down()
    assert codes(caught) == {key: "desk.update_alone"}


def test_that_what_is_not_allowed_at_a_computer_nobody_may_do_there(
    rules_of_desk: RulesOfDesk,
) -> None:
    rules_of_desk.write("may_export = false\nmay_import = false\nmay_print = true")
    allowed = {right for right in Right if any(rules.may(role, right) for role in Role)}
    assert set(Right) - allowed == {Right.EXPORT, Right.IMPORT}


def test_that_the_template_of_the_policy_has_every_key_and_a_text_for_it() -> None:
    def attribute(path: Path, name: str) -> set[str]:
        tree = ET.parse(path)  # noqa: S314 - our own file
        return {one.get(name, "") for one in tree.iter() if one.get(name)}

    template = _POLICY / "Alo183.admx"
    assert attribute(template, "valueName") == set(KEYS)
    explained = attribute(_POLICY / "tr-TR" / "Alo183.adml", "id")
    for kind in ("displayName", "explainText", "presentation"):
        asked = {text.split(".")[1].rstrip(")") for text in attribute(template, kind)}
        assert asked <= explained
    keys = attribute(template, "key")
    assert keys == {laid_down.POLICY}


@given(values=VALUES, shouted=st.booleans())
def test_that_the_names_of_a_policy_have_no_case(values: dict[str, Any], *, shouted: bool) -> None:
    named = [(key.upper() if shouted else key.title(), value) for key, value in values.items()]
    assert rules_of_policy(named) == values


@pytest.mark.parametrize("empty", [None, "", 0, b""], ids=repr)
def test_that_an_empty_default_value_of_the_policy_s_key_is_no_rule(empty: object) -> None:
    assert rules_of_policy([("", empty), ("may_print", 0)]) == {"may_print": False}


def test_that_a_default_value_that_says_something_is_named_as_the_console_names_it() -> None:
    with pytest.raises(KnownError) as caught:
        read_rules(rules_of_policy([("", "yok")]), "ilke", on=LaidDown())
    assert list(codes(caught)) == ["(Varsayılan)"]
