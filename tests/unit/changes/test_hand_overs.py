"""What a leaver holds must be decided about, item by item, before the letter can be finished."""

from dataclasses import replace
from typing import Final

import pytest

from alo183_desktop.changes.context import StoreItem
from alo183_desktop.changes.entry_values import read_change
from alo183_desktop.changes.form import ChangeEntry, ChangeForm, HandOverDecision
from alo183_desktop.changes.hand_overs import (
    RETURN,
    WAIVE,
    Receiver,
    held_items,
    receiver_of,
    to_newcomer,
    to_officer,
    without_entry,
)
from alo183_desktop.changes.new_phones import coming, new_phones
from alo183_desktop.changes.rules import check_changes, warn_changes
from alo183_desktop.phones.rows import CustodyRow, ItemKind
from alo183_desktop.shared.plain import from_plain, to_plain
from tests.clocks import START
from tests.unit.changes.contexts import (
    CONTEXT,
    FROM_ROSTER,
    ILKNUR,
    NEW,
    SECOND,
    SPARE,
    VACANCY,
    ZEYNEP,
    form,
)

LINE: Final = CustodyRow(
    custody_id=7,
    item_kind=ItemKind.LINE,
    item_id=1,
    label="0500 000 11 01",
    officer_id=ZEYNEP,
    officer_name="Zeynep GÜNDOĞDU",
    from_at=START,
    to_at=None,
    issue_form_id=None,
    return_form_id=None,
)
HOLDING: Final = replace(CONTEXT, held={ZEYNEP: (LINE,), SPARE: (replace(LINE, custody_id=8),)})


def decided(decision: str, reason: str = "", *entries: ChangeEntry) -> ChangeForm:
    return form(*(entries or (NEW,)), hand_overs=(HandOverDecision(7, decision, reason),))


def problems(typed: ChangeForm) -> dict[str, str]:
    return {one.key: one.code for one in check_changes(read_change(typed, HOLDING))}


def test_that_every_item_of_a_leaver_waits_for_a_decision() -> None:
    assert problems(form(NEW)) == {"entries.0.hand_over.7": "changes.hand_over_missing"}
    assert [item.custody for item in held_items(form(NEW), HOLDING)] == [LINE]


@pytest.mark.parametrize(
    ("decision", "reason"),
    [(RETURN, ""), (WAIVE, "Hat kapatılana dek"), (to_officer(SPARE), ""), (to_newcomer(0), "")],
)
def test_that_an_item_comes_back_is_passed_on_or_waived_with_a_reason(
    decision: str, reason: str
) -> None:
    assert problems(decided(decision, reason)) == {}


@pytest.mark.parametrize(
    ("decision", "reason", "key", "code"),
    [
        ("lost", "", "hand_over.7", "changes.hand_over_missing"),
        ("officer:x", "", "hand_over.7", "changes.hand_over_missing"),
        (WAIVE, " ", "hand_over.7.reason", "changes.waiver_reason_missing"),
        (WAIVE, "x" * 501, "hand_over.7.reason", "changes.too_long"),
        (WAIVE, "漢", "hand_over.7.reason", "changes.character"),
        (to_officer(99), "", "hand_over.7", "changes.hand_over_nobody"),
        (to_newcomer(5), "", "hand_over.7", "changes.hand_over_nobody"),
        (to_officer(ZEYNEP), "", "hand_over.7", "changes.hand_over_to_leaver"),
    ],
)
def test_that_a_decision_that_cannot_be_carried_out_is_reported(
    decision: str, reason: str, key: str, code: str
) -> None:
    assert problems(decided(decision, reason)) == {f"entries.0.{key}": code}


def test_that_a_vacancy_has_nobody_who_could_take_an_item_over() -> None:
    typed = decided(to_newcomer(0), "", replace(VACANCY, leaver_id=ZEYNEP))
    assert problems(typed)["entries.0.hand_over.7"] == "changes.hand_over_nobody"


def test_that_nothing_goes_to_somebody_who_leaves_in_the_same_letter() -> None:
    typed = form(NEW, SECOND, hand_overs=(HandOverDecision(7, to_officer(ILKNUR)),))
    assert problems(typed) == {"entries.0.hand_over.7": "changes.hand_over_to_leaver"}


def test_that_who_changes_places_with_another_keeps_the_phone() -> None:
    back = replace(FROM_ROSTER, is_first_appointment=False, leaver_id=ILKNUR, newcomer_id=ZEYNEP)
    assert held_items(form(NEW, back), HOLDING) == ()


def test_that_who_keeps_other_subjects_keeps_the_phone() -> None:
    partly = replace(NEW, leaver_keeps_others=True, subject_ids=NEW.subject_ids[:1])
    assert held_items(form(partly), HOLDING) == ()


def test_that_a_correction_hands_nothing_over_again() -> None:
    assert held_items(form(NEW, corrects_letter_id=1), HOLDING) == ()


def test_that_a_decision_names_who_gets_the_item() -> None:
    assert receiver_of(to_officer(12)) == Receiver(officer_id=12)
    assert receiver_of(to_newcomer(0)) == Receiver(entry=0)
    assert receiver_of(RETURN) is None


def test_that_decisions_survive_a_draft() -> None:
    typed = decided(WAIVE, "Hat kapatılana dek")
    assert from_plain(ChangeForm, to_plain(typed)) == typed


def test_that_taking_a_change_out_keeps_who_the_others_pass_on_to() -> None:
    typed = form(
        SECOND,
        NEW,
        NEW,
        hand_overs=(
            HandOverDecision(1, to_newcomer(0)),
            HandOverDecision(2, to_newcomer(2)),
            HandOverDecision(3, RETURN),
        ),
    )
    left = without_entry(typed, 0)
    assert left.entries == (NEW, NEW)
    assert left.hand_overs == (
        HandOverDecision(1),
        HandOverDecision(2, to_newcomer(1)),
        HandOverDecision(3, RETURN),
    )


@pytest.mark.parametrize(
    ("entry", "decision", "warned"),
    [
        (replace(NEW, corporate_mobile="0500 000 11 01"), to_newcomer(0), False),
        (replace(NEW, corporate_mobile="0500 000 11 02"), to_newcomer(0), True),
        # It goes to somebody else, or into the store: nothing is known of the newcomer's line.
        (replace(NEW, corporate_mobile="0500 000 11 02"), RETURN, False),
        (replace(NEW, corporate_mobile="0500 000 11 02"), to_officer(SPARE), False),
        (VACANCY, RETURN, False),
    ],
)
def test_that_a_corporate_number_that_is_not_the_line_they_get_is_warned_of(
    entry: ChangeEntry, decision: str, *, warned: bool
) -> None:
    typed = decided(decision, "", entry)
    found = [
        one for one in warn_changes(read_change(typed, HOLDING)) if one.code.endswith("other_line")
    ]
    assert bool(found) is warned
    if warned:
        assert found[0].key == "entries.0.newcomer.corporate_mobile"
        assert found[0].parameters == {"phone": "0500 000 11 02", "lines": "0500 000 11 01"}


STORE: Final = (
    StoreItem((ItemKind.LINE, 5), "0500 000 11 05"),
    StoreItem((ItemKind.LINE, 6), "0500 000 11 06"),
    StoreItem((ItemKind.HANDSET, 5), "Samsung A15"),
)
STOCKED: Final = replace(CONTEXT, store=STORE)


@pytest.mark.parametrize(
    ("first", "second", "found"),
    [
        ({"store_line_id": 5, "store_handset_id": 5}, {"store_line_id": 6}, {}),
        ({"store_line_id": 9}, {}, {"entries.0.phone.line": "changes.not_in_store"}),
        ({"store_handset_id": 6}, {}, {"entries.0.phone.handset": "changes.not_in_store"}),
        (
            {"store_line_id": 5},
            {"store_line_id": 5},
            {"entries.1.phone.line": "changes.given_twice"},
        ),
        (
            {"needs_no_phone": True, "store_line_id": 9},
            {"needs_no_phone": True, "no_phone_reason": "Kendi hattı var"},
            {"entries.0.phone.reason": "changes.no_phone_reason_missing"},
        ),
    ],
)
def test_that_who_comes_gets_what_lies_in_the_store_once_or_a_reason(
    first: dict[str, object], second: dict[str, object], found: dict[str, str]
) -> None:
    typed = form(replace(NEW, **first), replace(SECOND, **second))  # type: ignore[arg-type]
    problems = {one.key: one.code for one in check_changes(read_change(typed, STOCKED))}
    assert problems == found
    assert from_plain(ChangeForm, to_plain(typed)) == typed


def test_that_who_comes_for_several_leavers_is_asked_once_and_nobody_by_a_correction() -> None:
    again = replace(SECOND, newcomer_kind=NEW.newcomer_kind, tckn=f" {NEW.tckn} ")
    assert coming(form(NEW, again, VACANCY, FROM_ROSTER)) == (0, 3)
    assert coming(form(NEW, corrects_letter_id=1)) == ()


def test_that_a_line_out_of_the_store_is_held_against_the_number_in_the_letter() -> None:
    gets = replace(NEW, store_line_id=5, store_handset_id=5)
    (phone,) = new_phones(form(gets), STOCKED)
    assert [one.label for one in phone.items] == ["0500 000 11 05", "Samsung A15"]
    for number, codes in (("0500 000 11 05", []), ("0500 000 11 06", ["mobile_other_line"])):
        typed = form(replace(gets, corporate_mobile=number))
        found = [one.code.partition(".")[2] for one in warn_changes(read_change(typed, STOCKED))]
        assert [code for code in found if code == "mobile_other_line"] == codes


def test_that_a_line_that_goes_to_the_newcomer_of_another_change_is_worth_a_second_look() -> None:
    # Each change has its own newcomer; the letter gives a number of both.
    mine, other = NEW, SECOND
    typed = decided(to_newcomer(1), "", mine, other)
    found = {one.key: one for one in warn_changes(read_change(typed, HOLDING))}
    strayed = found["entries.0.hand_over.7"]
    assert strayed.code == "changes.line_to_other"
    assert strayed.parameters["line"] == LINE.label
    assert strayed.parameters["phone"] == "0500 000 41 07"
    assert strayed.parameters["newcomer"] == "Gülşah ÇETİNKAYA"
    assert strayed.parameters["receiver"] == "Işıl ÇETİNKAYA"
    assert "entries.0.hand_over.7" not in {
        one.key
        for one in warn_changes(read_change(decided(to_newcomer(0), "", mine, other), HOLDING))
    }


def test_that_two_newcomers_of_one_name_are_two() -> None:
    namesake = replace(SECOND, given_names=NEW.given_names, surname=NEW.surname)
    typed = decided(to_newcomer(1), "", NEW, namesake)
    assert len(set(typed.who_comes)) == len(coming(typed)) == 2
    assert [
        one.code for one in warn_changes(read_change(typed, HOLDING)) if "hand_over" in one.key
    ] == ["changes.line_to_other"]
    # As long as no number is known nothing says that they are one, whatever the name.
    unknown = form(replace(NEW, tckn=""), replace(namesake, tckn=""), VACANCY)
    assert len(set(unknown.who_comes)) == 3


def test_that_one_newcomer_after_two_leavers_gets_the_line_of_either() -> None:
    again = replace(NEW, leaver_id=ILKNUR, subject_ids=(3,))
    typed = decided(to_newcomer(1), "", NEW, again)
    assert not [one for one in warn_changes(read_change(typed, HOLDING)) if "hand_over" in one.key]


@pytest.mark.parametrize("corrects", [None, 1])
def test_that_a_correction_names_a_number_whose_line_lies_in_the_store(
    corrects: int | None,
) -> None:
    entry = replace(NEW, corporate_mobile="0500 000 11 05")
    typed = replace(form(entry), corrects_letter_id=corrects)
    codes = [one.code for one in warn_changes(read_change(typed, STOCKED))]
    assert ("changes.mobile_in_store" in codes) is (corrects is not None)


@pytest.mark.parametrize(
    ("decision", "warns"),
    [("", False), (RETURN, True), (WAIVE, True), (to_newcomer(0), False)],
)
def test_that_a_number_of_the_leaver_in_the_letter_goes_to_who_comes(
    decision: str, *, warns: bool
) -> None:
    typed = decided(decision, "", replace(NEW, corporate_mobile=LINE.label))
    found = {one.code: one.parameters for one in warn_changes(read_change(typed, HOLDING))}
    assert ("changes.mobile_elsewhere" in found) is warns
    if warns:
        assert found["changes.mobile_elsewhere"] == {"phone": LINE.label}
