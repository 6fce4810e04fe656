"""The words of the dialog."""

from __future__ import annotations

import pytest

from alo183_desktop.gui.changes.words import (
    LEAVER,
    LETTER,
    NEWCOMER,
    SUBJECTS,
    awaited,
    brief,
    possessive,
    short_key,
    step_of,
)
from alo183_desktop.shared.errors import Problem


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "0’ı"),
        (1, "1’i"),
        (2, "2’si"),
        (3, "3’ü"),
        (4, "4’ü"),
        (5, "5’i"),
        (6, "6’sı"),
        (7, "7’si"),
        (8, "8’i"),
        (9, "9’u"),
        (10, "10’u"),
        (12, "12’si"),
        (40, "40’ı"),
    ],
)
def test_that_a_number_gets_its_own_suffix(count: int, words: str) -> None:
    assert possessive(count) == words


@pytest.mark.parametrize(
    ("key", "step"),
    [
        ("entries", LEAVER),
        ("entries.0.leaver", LEAVER),
        ("entries.3.newcomer.tckn", NEWCOMER),
        ("entries.11.vacancy_reason", NEWCOMER),
        ("entries.0.subjects", SUBJECTS),
        ("entries.0.effective", SUBJECTS),
        ("letter.signatory", LETTER),
    ],
)
def test_that_every_problem_leads_to_its_step(key: str, step: int) -> None:
    assert step_of(key) == step


def test_that_a_missing_value_is_told_otherwise_than_a_wrong_one() -> None:
    wrong = Problem("entries.0.newcomer.tckn", "identity.tckn_digits")
    missing = Problem("entries.0.newcomer.tckn", "changes.tckn_missing")
    assert brief(wrong) == "T.C. kimlik numarası yanlış."
    assert brief(missing) == "T.C. kimlik numarası eksik."
    assert awaited(wrong.key, wrong) == "doğru numara bekleniyor"
    assert awaited(missing.key, missing) == "numara bekleniyor"
    assert short_key(wrong.key) == "newcomer.tckn"
