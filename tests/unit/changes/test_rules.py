"""What a change letter must have before it can be finished."""

import datetime as dt
from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.changes.entry_values import read_change, read_entry
from alo183_desktop.changes.form import ChangeEntry, NewcomerKind
from alo183_desktop.changes.rules import (
    FactState,
    check_changes,
    checklist,
    warn_changes,
)
from alo183_desktop.documents.letter.content import LetterStyle, Preparation
from alo183_desktop.shared.texts import message_of
from tests.unit.changes.contexts import (
    CHILD,
    CONTEXT,
    DISABLED,
    FROM_ROSTER,
    ILKNUR,
    NEW,
    OFFICERS,
    OWN,
    SECOND,
    SPARE,
    UNFINISHED,
    VACANCY,
    WOMAN,
    ZEYNEP,
    form,
)


def problems(*entries: ChangeEntry, **changed: object) -> dict[str, str]:
    return {
        one.key: one.code for one in check_changes(read_change(form(*entries, **changed), CONTEXT))
    }


def warnings(*entries: ChangeEntry, **changed: object) -> dict[str, str]:
    return {
        one.key: one.code for one in warn_changes(read_change(form(*entries, **changed), CONTEXT))
    }


@pytest.mark.parametrize("entry", [NEW, FROM_ROSTER, VACANCY, SECOND])
def test_that_a_whole_change_may_be_finished(entry: ChangeEntry) -> None:
    assert problems(entry) == {}


def test_that_several_changes_may_share_a_letter() -> None:
    assert problems(NEW, SECOND) == {}
    assert warnings(NEW, SECOND) == {}


@pytest.mark.parametrize(
    ("changed", "key", "code"),
    [
        ({"leaver_id": None}, "leaver", "changes.leaver_missing"),
        ({"leaver_id": None, "leaver_name": "Ali"}, "leaver", "changes.leaver_surname"),
        ({"leaver_id": None, "leaver_name": "A " + "B" * 200}, "leaver", "changes.too_long"),
        ({"leaver_id": 99}, "leaver", "changes.leaver_unknown"),
        ({"leaver_id": SPARE}, "leaver", "changes.leaver_not_serving"),
        ({"given_names": ""}, "newcomer.given_names", "changes.given_names_missing"),
        ({"surname": " "}, "newcomer.surname", "changes.surname_missing"),
        ({"surname": "KAYA1"}, "newcomer.surname", "officers.name_signs"),
        ({"title": ""}, "newcomer.title", "changes.title_missing"),
        ({"title": "x" * 201}, "newcomer.title", "records.too_long"),
        ({"title": "10000000146"}, "newcomer.title", "identity.other_field"),
        ({"title": "Müdür 漢"}, "newcomer.title", "records.character"),
        ({"given_names": "Ali 漢"}, "newcomer.given_names", "records.character"),
        ({"leaver_id": None, "leaver_name": "Ali 漢"}, "leaver", "changes.character"),
        ({"tckn": ""}, "newcomer.tckn", "changes.tckn_missing"),
        ({"tckn": "10000000147"}, "newcomer.tckn", "identity.tckn_digits"),
        ({"tckn": "123"}, "newcomer.tckn", "identity.tckn_length"),
        ({"tckn": "10000000382"}, "newcomer.tckn", "changes.tckn_in_roster"),
        ({"tckn": "10000000528"}, "newcomer", "changes.same_person"),
        ({"corporate_email": ""}, "newcomer.corporate_email", "changes.corporate_email_missing"),
        ({"corporate_email": "a@b"}, "newcomer.corporate_email", "identity.email"),
        ({"personal_mobile": ""}, "newcomer.personal_mobile", "changes.personal_mobile_missing"),
        ({"personal_mobile": "0312 000 00 10"}, "newcomer.personal_mobile", "identity.mobile"),
        ({"corporate_mobile": ""}, "newcomer.corporate_mobile", "changes.corporate_mobile_missing"),
        ({"corporate_mobile": "x"}, "newcomer.corporate_mobile", "identity.phone"),
        ({"subject_ids": ()}, "subjects", "changes.subjects_missing"),
        ({"subject_ids": (99,)}, "subjects", "changes.subject_unknown"),
        ({"effective_on": ""}, "effective", "changes.effective_missing"),
        ({"effective_on": "yarın"}, "effective", "forms.date"),
        ({"effective_on": "25.11.2206"}, "effective", "changes.day_absurd"),
        ({"effective_on": "25.11.2013"}, "effective", "changes.day_absurd"),
        ({"effective_on": "28.02.2025"}, "effective", "changes.before_leaver_began"),
        ({"unit_id": 9}, "newcomer.unit", "changes.unit_unknown"),
        ({"reason": "x" * 501}, "reason", "changes.too_long"),
        (
            {"subject_ids": (DISABLED,), "leaver_keeps_others": True},
            "subjects",
            "changes.nothing_taken",
        ),
        ({"newcomer_kind": "roster"}, "newcomer", "changes.newcomer_missing"),
        ({"newcomer_kind": "roster", "newcomer_id": 99}, "newcomer", "changes.newcomer_missing"),
        (
            {"newcomer_kind": "roster", "newcomer_id": SPARE, "tckn": "10000000214"},
            "newcomer.tckn",
            "changes.tckn_taken",
        ),
    ],
)
def test_that_each_fault_is_shown_beside_its_value(
    changed: dict[str, Any], key: str, code: str
) -> None:
    assert problems(replace(NEW, **changed)) == {f"entries.0.{key}": code}


@pytest.mark.parametrize(
    ("entry", "changed", "key", "code"),
    [
        (FROM_ROSTER, {"newcomer_id": UNFINISHED}, "newcomer.tckn", "changes.tckn_missing"),
        (FROM_ROSTER, {"newcomer_id": ZEYNEP}, "subjects", "changes.already_responsible"),
        (VACANCY, {"vacancy_reason": " "}, "vacancy_reason", "changes.vacancy_reason_missing"),
        (VACANCY, {"vacancy_reason": "x" * 501}, "vacancy_reason", "changes.too_long"),
        (VACANCY, {"is_first_appointment": True}, "newcomer", "changes.nobody_at_all"),
    ],
)
def test_that_each_kind_of_change_has_its_own_faults(
    entry: ChangeEntry, changed: dict[str, Any], key: str, code: str
) -> None:
    assert problems(replace(entry, **changed))[f"entries.0.{key}"] == code


def test_that_the_same_person_cannot_leave_and_come() -> None:
    entry = replace(FROM_ROSTER, is_first_appointment=False, leaver_id=ILKNUR, newcomer_id=ILKNUR)
    assert problems(entry)["entries.0.newcomer"] == "changes.same_person"


def test_that_a_typed_leaver_need_not_be_in_the_roster() -> None:
    assert problems(replace(NEW, leaver_id=None, leaver_name="ali veli")) == {}


@pytest.mark.parametrize(
    ("changed", "key", "code"),
    [
        ({"signatory_id": None}, "signatory", "changes.signatory_missing"),
        ({"signatory_id": 9}, "signatory", "changes.signatory_unknown"),
        ({"date": "31.12.2023"}, "signatory", "changes.signatory_not_valid"),
        ({"date": "25.11.2026"}, "date", "letters.written_in_future"),
        ({"date": "x"}, "date", "forms.date"),
        ({"register_number": "47 52"}, "register_number", "changes.register_number"),
        ({"style": "1998"}, "style", "changes.style"),
        ({"preparation": "X"}, "preparation", "changes.preparation"),
        ({"annexes": ("x" * 501,)}, "annexes", "changes.too_long"),
        (
            {"corrects_letter_id": 9, "correction_reason": "a"},
            "corrects",
            "changes.corrected_unknown",
        ),
        (
            {"corrects_letter_id": 3, "correction_reason": "a"},
            "corrects",
            "changes.corrected_already",
        ),
        (
            {"corrects_letter_id": 2, "correction_reason": "a"},
            "corrects",
            "changes.corrected_without_number",
        ),
        ({"corrects_letter_id": 1}, "correction_reason", "changes.correction_reason_missing"),
        (
            {"corrects_letter_id": 1, "correction_reason": "x" * 501},
            "correction_reason",
            "changes.too_long",
        ),
    ],
)
def test_that_the_letter_has_its_own_faults(changed: dict[str, Any], key: str, code: str) -> None:
    assert problems(NEW, **changed) == {f"letter.{key}": code}


def test_that_a_signatory_without_an_end_may_sign_on_any_later_day() -> None:
    (signatory,) = CONTEXT.signatories
    later = dt.datetime(2027, 1, 1, 9, tzinfo=dt.UTC)
    ended = replace(CONTEXT, now=later, today=later.date())
    (problem,) = check_changes(read_change(form(NEW, date="01.01.2027"), ended))
    assert problem[:2] == ("letter.signatory", "changes.signatory_not_valid")
    endless = replace(ended, signatories=(replace(signatory, valid_until=None),))
    assert check_changes(read_change(form(NEW, date="01.01.2027"), endless)) == ()


def test_that_a_correction_may_state_what_already_happened() -> None:
    entry = replace(FROM_ROSTER, is_first_appointment=False, leaver_id=SPARE, newcomer_id=ZEYNEP)
    assert problems(entry, corrects_letter_id=1, correction_reason="konular") == {}
    assert "entries.0.leaver" in problems(entry)


def test_that_an_empty_letter_and_an_endless_one_are_refused() -> None:
    assert problems() == {"entries": "changes.no_entries"}
    assert problems(*[NEW] * 51)["entries"] == "changes.too_many_entries"


def test_that_one_leaver_may_hand_over_to_two_people_but_not_the_same_subject() -> None:
    other = replace(SECOND, leaver_id=ZEYNEP, subject_ids=(WOMAN,))
    assert problems(replace(NEW, subject_ids=(CHILD,)), other) == {}
    assert problems(NEW, other) == {"entries.1.leaver": "changes.leaver_twice"}
    empty = replace(other, subject_ids=())
    assert problems(NEW, empty)["entries.1.leaver"] == "changes.leaver_twice"


def test_that_two_people_cannot_share_a_tckn_or_a_corporate_mobile() -> None:
    same = replace(SECOND, tckn=NEW.tckn, corporate_mobile=NEW.corporate_mobile)
    assert problems(NEW, same) == {"entries.1.newcomer.tckn": "changes.newcomer_twice"}
    shared = replace(SECOND, corporate_mobile=NEW.corporate_mobile)
    assert problems(NEW, shared) == {
        "entries.1.newcomer.corporate_mobile": "changes.corporate_mobile_twice"
    }


def test_that_one_person_may_follow_two_leavers() -> None:
    same = replace(NEW, leaver_id=ILKNUR, subject_ids=(DISABLED,))
    assert problems(NEW, same) == {}
    again = replace(same, subject_ids=(DISABLED, CHILD))
    assert problems(NEW, again)["entries.1.newcomer.tckn"] == "changes.newcomer_twice"


def test_that_a_vacancy_does_not_compete_with_anybody() -> None:
    assert problems(NEW, VACANCY) == {}


OF_OTHER = "officers.mobile_of_other"


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"effective_on": "24.01.2027"}, {"entries.0.effective": "changes.far_ahead"}),
        ({"effective_on": "23.01.2027"}, {}),
        ({"effective_on": "24.10.2026"}, {"entries.0.effective": "changes.long_past"}),
        (
            {"subject_ids": (CHILD, WOMAN, DISABLED)},
            {"entries.0.subjects": "changes.not_from_leaver"},
        ),
        ({"subject_ids": (CHILD,)}, {"entries.0.subjects": "changes.left_open"}),
        ({"subject_ids": (CHILD,), "leaver_keeps_others": True}, {}),
        (
            {"corporate_email": "a@gmail.com"},
            {"entries.0.newcomer.corporate_email": "changes.foreign_domain"},
        ),
        (
            {"personal_mobile": "0500 000 41 07"},
            {"entries.0.newcomer.personal_mobile": "changes.same_mobile"},
        ),
        (
            {"corporate_mobile": "0500 000 41 12"},
            {"entries.0.newcomer.corporate_mobile": "changes.mobile_in_use"},
        ),
        # The telephone stays with the post: taking over the leaver's is what is meant.
        ({"corporate_mobile": "0500 000 41 11"}, {}),
        *(
            ({f"{typed}_mobile": mobile}, {f"entries.0.newcomer.{typed}_mobile": OF_OTHER})
            for typed, mobile in (
                # The own mobile of the leaver, and of somebody else; a line of somebody else.
                ("personal", "0500 000 27 11"),
                ("corporate", "0500 000 27 11"),
                ("personal", "0500 000 27 12"),
                ("corporate", "0500 000 27 13"),
                ("personal", "0500 000 41 12"),
            )
        ),
        ({"effective_on": "", "subject_ids": (CHILD, WOMAN), "corporate_email": ""}, {}),
    ],
)
def test_that_what_may_stand_is_only_warned_of(
    changed: dict[str, Any], expected: dict[str, str]
) -> None:
    assert warnings(replace(NEW, **changed)) == expected


def test_that_a_number_that_stood_in_the_roster_is_not_asked_about_again() -> None:
    spare = replace(OFFICERS[SPARE], personal_mobile=OFFICERS[ILKNUR].personal_mobile)
    known = replace(CONTEXT, officers={**OFFICERS, SPARE: spare})
    typed = replace(FROM_ROSTER, newcomer_id=SPARE, personal_mobile=spare.personal_mobile)
    assert [
        one.code for one in warn_changes(read_change(form(typed), known)) if one.code == OF_OTHER
    ] == []
    other = replace(typed, personal_mobile=OFFICERS[ZEYNEP].personal_mobile)
    found = [one for one in warn_changes(read_change(form(other), known)) if one.code == OF_OTHER]
    assert [(one.key, one.parameters["name"]) for one in found] == [
        ("entries.0.newcomer.personal_mobile", OFFICERS[ZEYNEP].name)
    ]


def test_that_nothing_is_warned_of_when_domains_are_not_known() -> None:
    directorate = replace(CONTEXT.directorate, email_domains=())
    context = replace(CONTEXT, directorate=directorate)
    assert warn_changes(read_change(form(replace(NEW, corporate_email="a@b.org")), context)) == ()


def test_that_a_title_that_nobody_has_yet_is_warned_of() -> None:
    (warning,) = warn_changes(read_change(form(replace(NEW, title="Psi")), CONTEXT))
    assert (warning.key, warning.code) == ("entries.0.newcomer.title", "officers.title_first")
    assert "Psi" in str(message_of(warning))
    assert warnings(replace(NEW, title="sosyal çalışmacı")) == {}
    (short,) = warn_changes(read_change(form(replace(NEW, title="sos. çal.")), CONTEXT))
    assert (short.key, short.code) == ("entries.0.newcomer.title", "officers.title_short")
    assert "Sos. Çal." in str(message_of(short))
    assert "“Sosyal Çalışmacı”" in str(message_of(short))
    # Where no title is known, none is worth a second look for being the first.
    officers = {key: replace(one, title="") for key, one in CONTEXT.officers.items()}
    context = replace(CONTEXT, officers=officers)
    assert warn_changes(read_change(form(replace(NEW, title="Psikolog")), context)) == ()


def test_that_an_e_signed_letter_without_its_code_is_warned_of() -> None:
    assert warnings(NEW, preparation="E") == {"letter.verification_code": "changes.unsigned"}
    assert warnings(NEW, preparation="E", verification_code="1A2B") == {}
    assert warnings(NEW, preparation="E", style="2004") == {}


@pytest.mark.parametrize(
    ("empty", "words"),
    [
        (("telephone",), "telefon."),
        (("contact_name",), "“Bilgi için” kişisi."),
        (("telephone", "contact_telephone"), "telefon, “Bilgi için” telefonu."),
    ],
)
def test_that_a_letter_without_telephone_or_contact_person_is_warned_of(
    empty: tuple[str, ...], words: str
) -> None:
    lacking: dict[str, Any] = dict.fromkeys(empty, "")
    directorate = replace(CONTEXT.directorate, **lacking)
    context = replace(CONTEXT, directorate=directorate)
    assert check_changes(read_change(form(NEW), context)) == ()
    (warning,) = warn_changes(read_change(form(NEW), context))
    assert (warning.key, warning.code) == ("letter.contact", "changes.contact_lacks")
    assert words in message_of(warning).what


def test_that_a_typed_leaver_is_printed_as_the_newcomer_is() -> None:
    for typed in ("mehmet yıldız", "YILDIZ Mehmet", "Yıldız, Mehmet"):
        entry = replace(NEW, leaver_id=None, leaver_name=typed)
        assert read_entry(entry, CONTEXT).leaver_name == "Mehmet YILDIZ"
    two = replace(NEW, leaver_id=None, leaver_name="Ayşe IŞIK ÖZ")
    assert read_entry(two, CONTEXT).leaver_name == "Ayşe IŞIK ÖZ"


def test_that_a_title_is_read_as_the_roster_reads_it() -> None:
    newcomer = read_entry(replace(NEW, title=" Mü\u202edür  Yardımcısı "), CONTEXT).newcomer
    assert newcomer is not None
    assert newcomer.title == "Müdür Yardımcısı"


def test_that_a_later_entry_of_the_same_leaver_takes_what_was_left_open() -> None:
    rest = replace(SECOND, leaver_id=ZEYNEP, subject_ids=(WOMAN,), leaver_keeps_others=True)
    assert warnings(replace(NEW, subject_ids=(CHILD,)), rest) == {}
    assert warnings(VACANCY) == {}


def test_that_the_checklist_has_the_eight_facts_of_clause_6() -> None:
    facts = checklist(NEW, read_entry(NEW, CONTEXT))
    assert [fact.key for fact in facts] == [
        "leaver",
        "newcomer.name",
        "newcomer.title",
        "newcomer.tckn",
        "subjects",
        "newcomer.corporate_email",
        "newcomer.personal_mobile",
        "newcomer.corporate_mobile",
    ]
    assert {fact.state for fact in facts} == {FactState.DONE}


@pytest.mark.parametrize(
    ("entry", "key", "state"),
    [
        (replace(NEW, tckn="10000000147"), "newcomer.tckn", FactState.WRONG),
        (replace(NEW, tckn=""), "newcomer.tckn", FactState.MISSING),
        (replace(NEW, surname=""), "newcomer.name", FactState.MISSING),
        (replace(NEW, leaver_id=None), "leaver", FactState.MISSING),
        (replace(NEW, subject_ids=()), "subjects", FactState.MISSING),
        (replace(NEW, newcomer_kind="roster"), "newcomer.title", FactState.MISSING),
        (FROM_ROSTER, "leaver", FactState.NOT_NEEDED),
        (FROM_ROSTER, "newcomer.tckn", FactState.DONE),
        (VACANCY, "newcomer.tckn", FactState.NOT_NEEDED),
    ],
)
def test_that_each_fact_says_how_far_it_is(entry: ChangeEntry, key: str, state: FactState) -> None:
    assert {fact.key: fact.state for fact in checklist(entry, read_entry(entry, CONTEXT))}[
        key
    ] is state


def test_that_the_rules_know_all_styles_and_preparations() -> None:
    for style in LetterStyle:
        for preparation in Preparation:
            assert problems(NEW, style=style.value, preparation=preparation.value) == {}


texts = st.sampled_from(
    ["", " ", "Ali", "10000000146", "0500 000 27 61", "a@ornek.gov.tr", "25.11.2026"]
)
ids = st.sampled_from([None, ZEYNEP, ILKNUR, SPARE, UNFINISHED, 99])
entries = st.builds(
    ChangeEntry,
    **{
        field.name: texts
        for field in fields(ChangeEntry)
        if field.type == "str" and field.name != "newcomer_kind"
    },
    leaver_id=ids,
    newcomer_id=ids,
    unit_id=st.sampled_from([None, 1, 9]),
    is_first_appointment=st.booleans(),
    leaver_keeps_others=st.booleans(),
    newcomer_kind=st.sampled_from([kind.value for kind in NewcomerKind]),
    subject_ids=st.lists(st.sampled_from([CHILD, WOMAN, DISABLED, OWN, 99]), max_size=3).map(tuple),
)


@given(st.lists(entries, max_size=4))
def test_that_whatever_is_typed_is_judged_once_for_each_value(found: list[ChangeEntry]) -> None:
    keys = [one.key for one in check_changes(read_change(form(*found), CONTEXT))]
    assert len(keys) == len(set(keys))
    warn_changes(read_change(form(*found), CONTEXT))


@given(entries)
def test_that_an_entry_without_problems_has_every_fact(entry: ChangeEntry) -> None:
    if not problems(entry):
        states = {fact.state for fact in checklist(entry, read_entry(entry, CONTEXT))}
        assert states <= {FactState.DONE, FactState.NOT_NEEDED}
