"""The words of the dialog."""

import pytest

from alo183_desktop.changes.form import ChangeEntry, ChangeForm
from alo183_desktop.gui.changes.words import (
    HAND_OVER,
    LEAVER,
    LETTER,
    NEWCOMER,
    SUBJECTS,
    awaited,
    brief,
    done_steps,
    leaver_words,
    open_decisions,
    possessive,
    short_key,
    step_of,
)
from alo183_desktop.shared.errors import Problem
from tests.unit.changes.contexts import CONTEXT


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


def test_that_a_missing_value_is_shown_otherwise_than_a_wrong_one() -> None:
    wrong = Problem("entries.0.newcomer.tckn", "identity.tckn_digits")
    missing = Problem("entries.0.newcomer.tckn", "changes.tckn_missing")
    assert brief(wrong) == "T.C. kimlik numarası yanlış."
    assert brief(missing) == "T.C. kimlik numarası eksik."
    assert awaited(wrong.key, wrong) == "doğru numara bekleniyor"
    assert awaited(missing.key, missing) == "numara bekleniyor"
    assert short_key(wrong.key) == "newcomer.tckn"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("  şükrü  ığdır öçğışü ", "Şükrü Iğdır ÖÇĞIŞÜ"),
        ("İlknur ÇIĞ", "İlknur ÇIĞ"),
        ("şükrü", "Şükrü"),
        ("", "Ayrılan?"),
    ],
)
def test_that_who_leaves_is_shown_as_the_letter_writes_it(typed: str, shown: str) -> None:
    assert leaver_words(ChangeEntry(leaver_name=typed), CONTEXT) == shown


def test_that_the_hand_over_is_not_done_before_somebody_leaves() -> None:
    nobody = ChangeForm(entries=(ChangeEntry(),))
    first = ChangeForm(entries=(ChangeEntry(is_first_appointment=True),))
    typed = ChangeForm(entries=(ChangeEntry(leaver_name="Zeynep GÜNDOĞDU"),))
    done = [
        HAND_OVER in done_steps(form, (), 0, letter_seen=True) for form in (nobody, first, typed)
    ]
    assert done == [False, True, True]


def test_that_the_decisions_of_the_hand_over_are_counted_for_their_change() -> None:
    keys = ("entries.0.hand_over.7", "entries.0.cases", "entries.1.cases", "entries.0.leaver")
    assert open_decisions(keys, 0) == 2
