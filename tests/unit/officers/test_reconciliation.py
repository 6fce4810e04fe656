"""The Office's list beside ours: every planted fault is found, and nothing else is called one."""

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.directorate.rows import UnitRow
from alo183_desktop.documents.foreign.tables import ForeignFile, ForeignTable
from alo183_desktop.imports.recipe import Options
from alo183_desktop.imports.rows import NO_ANSWERS, Answer, Answers, PreviewRow, RowVerdict
from alo183_desktop.imports.storing import Known
from alo183_desktop.officers.record import OfficerValues
from alo183_desktop.officers.roster.file import read_roster
from alo183_desktop.officers.roster.recipe import OnRecord
from alo183_desktop.officers.roster.reconciliation import (
    Comparison,
    OfficeCorrection,
    Outcome,
    corrections_of,
)
from alo183_desktop.officers.rows import SubjectRow
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.turkish import lower_tr, upper_tr
from tests.database.rosters import tckn

Draw = Callable[[st.SearchStrategy[Any]], Any]

TODAY: Final = dt.date(2026, 11, 24)
SINCE: Final = dt.date(2025, 1, 1)
SUBJECTS: Final = ("Çocuk", "Kadın", "Engelli", "Yaşlı")
HEADINGS: Final = (
    "S.No",
    "Adı Soyadı",
    "Unvanı",
    "T.C. Kimlik No",
    "Sorumlu Olduğu Müracaat Konusu",
    "Kurumsal E-Posta",
    "Kişisel Cep Tel.",
    "Kurumsal Cep Tel.",
)
KEYS: Final = (
    "name",
    "title",
    "tckn",
    "subjects",
    "corporate_email",
    "personal_mobile",
    "corporate_mobile",
)
GIVEN: Final = ("İlknur", "Ayşe Nur", "Işıl", "Çağrı", "Gülşah", "Iraz", "İsmail", "Ümit")
SURNAMES: Final = ("ÇIĞ", "IŞIK", "ŞEN", "AĞAOĞLU", "YILDIRIM", "GÜNDOĞDU")
TITLES: Final = ("Sosyal Çalışmacı", "Psikolog", "Şube Müdürü", "Çocuk Gelişimcisi")


@dataclass
class Person:
    """One officer, what their list has of them, and what is to be found."""

    number: int
    values: OfficerValues
    subjects: tuple[int, ...]
    row: dict[str, object] = field(default_factory=dict)
    outcome: Outcome | RowVerdict = Outcome.SAME
    wrong: frozenset[str] = frozenset()

    def differs(self, key: str, cell: object) -> None:
        self.row[key] = cell
        self.outcome, self.wrong = Outcome.DIFFERS, frozenset({key})


def person(number: int, name: tuple[str, str], title: str, subjects: Collection[int]) -> Person:
    values = OfficerValues(
        given_names=name[0],
        surname=name[1],
        title=title,
        tckn=tckn(number),
        unit_id=1,
        corporate_email=f"kisi{number}@aile.gov.tr",
        personal_mobile=f"+90500{number:03d}1111",
        corporate_mobile=f"+90501{number:03d}2222",
    )
    held = tuple(sorted(subjects))
    one = Person(number, values, held)
    one.row = {
        "name": values.name,
        "title": title,
        "tckn": values.tckn,
        "subjects": ", ".join(SUBJECTS[place - 1] for place in held),
        "corporate_email": values.corporate_email,
        "personal_mobile": format_phone(values.personal_mobile),
        "corporate_mobile": float(values.corporate_mobile.removeprefix("+90")),
    }
    return one


@st.composite
def directorates(draw: st.DrawFn) -> list[Person]:
    """Return officers; sometimes two of them are called alike."""
    names = draw(
        st.lists(
            st.tuples(st.sampled_from(GIVEN), st.sampled_from(SURNAMES)),
            min_size=3,
            max_size=14,
            unique=True,
        )
    )
    if draw(st.booleans()):
        names.append(names[0])
    return [
        person(
            number,
            name,
            draw(st.sampled_from(TITLES)),
            draw(st.sets(st.integers(1, len(SUBJECTS)), min_size=1)),
        )
        for number, name in enumerate(names, start=1)
    ]


def misspell(one: Person, draw: Draw) -> None:
    name = one.values.name
    ways = {
        upper_tr(name),
        lower_tr(name),
        name.replace(" ", "  "),
        name.translate(str.maketrans("İIığşçöüĞŞÇÖÜ", "IİigscouGSCOU")),
    } - {name}
    one.row["name"] = draw(st.sampled_from(sorted(ways)))
    one.outcome, one.wrong = Outcome.SPELLING, frozenset({"name"})


def change_digit(one: Person, draw: Draw) -> None:
    key = draw(st.sampled_from(("tckn", "personal_mobile", "corporate_mobile")))
    digits = str(getattr(one.values, key)).removeprefix("+90")
    place = draw(st.integers(1, len(digits) - 1))
    other = str((int(digits[place]) + draw(st.integers(1, 9))) % 10)
    one.differs(key, digits[:place] + other + digits[place + 1 :])


def leave_out(one: Person, _draw: Draw) -> None:
    one.row, one.outcome = {}, Outcome.ONLY_HERE


def swap_subject(one: Person, draw: Draw) -> None:
    others = st.sets(st.sampled_from(SUBJECTS), min_size=1)
    own = {SUBJECTS[place - 1] for place in one.subjects}
    their_subjects = draw(others.filter(lambda found: found != own))
    one.differs("subjects", " ve ".join(sorted(their_subjects)))


def empty(one: Person, draw: Draw) -> None:
    one.differs(draw(st.sampled_from(KEYS)), draw(st.sampled_from((None, "", "-", "yok"))))


def spoil(one: Person, draw: Draw) -> None:
    cells = {
        "tckn": "1,00E+10",
        "corporate_email": "ayse aile.gov.tr",
        "personal_mobile": "0500 12",
        "corporate_mobile": "#YOK",
        "subjects": "Balıkçılık",
        "title": "#AD?",
    }
    key = draw(st.sampled_from(sorted(cells)))
    one.differs(key, cells[key])


def add_unknown_subject(one: Person, _draw: Draw) -> None:
    one.differs("subjects", f"{one.row['subjects']}, Balıkçılık")


def rename(one: Person, _draw: Draw) -> None:
    one.differs("name", f"{one.values.given_names} KARAHASANOĞLU")


def promote(one: Person, _draw: Draw) -> None:
    one.differs("title", "Daire Başkanı")


def twice(one: Person, _draw: Draw) -> None:
    one.outcome = RowVerdict.WRONG


FAULTS: Final[tuple[Callable[[Person, Draw], None], ...]] = (
    misspell,
    change_digit,
    leave_out,
    swap_subject,
    empty,
    spoil,
    add_unknown_subject,
    rename,
    promote,
    twice,
)


def on_record(people: Sequence[Person], *others: Person) -> OnRecord:
    return OnRecord(
        "Ankara",
        (),
        tuple(
            SubjectRow(place, name, is_required=True, is_active=True, position=place, version=1)
            for place, name in enumerate(SUBJECTS, start=1)
        ),
        (UnitRow(1, "İl Müdürlüğü", is_directorate=True, is_active=True, version=1),),
        [Known(one.number, 1, one.values, frozenset(), ()) for one in (*people, *others)],
        {
            **{one.number: {place: [(SINCE, None)] for place in one.subjects} for one in people},
            **{one.number: {1: [(SINCE, dt.date(2026, 3, 1))]} for one in others},
        },
    )


def compared(
    stored: OnRecord,
    rows: Sequence[dict[str, object]],
    *,
    keys: Sequence[str] = KEYS,
    said: Answers = NO_ANSWERS,
) -> list[PreviewRow]:
    headings = [dict(zip(KEYS, HEADINGS[1:], strict=True))[key] for key in keys]
    cells = [[float(index), *(row.get(key) for key in keys)] for index, row in enumerate(rows, 1)]
    table = ForeignTable("Liste", tuple(map(tuple, (("S.No", *headings), *cells))))  # type: ignore[arg-type]
    roster = read_roster(ForeignFile("liste.xlsx", "0" * 64, (table,)), Options(answers=said))
    assert not roster.problems
    return list(Comparison(stored, roster, TODAY, said).rows())


@given(directorates(), st.data())
def test_that_every_planted_fault_is_found_and_no_other_is(
    people: list[Person], data: st.DataObject
) -> None:
    for one in people:
        if fault := data.draw(st.none() | st.sampled_from(FAULTS)):
            fault(one, data.draw)
    stranger = person(500, ("Nuriye", "KÖKSAL"), "Hemşire", (1,))
    leaver = person(501, ("Oğuzhan", "TAŞ"), "Sosyolog", (1,))
    rows = [one.row for one in people if one.row]
    rows += [one.row for one in people if one.outcome is RowVerdict.WRONG]
    extra = data.draw(st.lists(st.sampled_from((stranger, leaver)), unique_by=id))
    rows += [one.row for one in extra]
    rows = data.draw(st.permutations(rows))
    if not rows:
        return
    found = compared(on_record(people, leaver), rows)
    by_number = {row.item_id: row for row in found if row.item_id is not None}
    for one in people:
        if one.outcome is RowVerdict.WRONG:
            continue
        row = by_number.pop(one.number)
        assert row.verdict is one.outcome, (one, row)
        if one.outcome is not Outcome.ONLY_HERE:
            assert {change.field for change in row.changes} == one.wrong
            assert all(change.before != change.after for change in row.changes)
    assert not by_number
    doubled = sorted(one.values.name for one in people if one.outcome is RowVerdict.WRONG)
    assert sorted(row.label for row in found if row.verdict is RowVerdict.WRONG) == sorted(
        doubled * 2
    )
    only_there = {row.label: row for row in found if row.verdict is Outcome.ONLY_THERE}
    assert only_there.keys() == {one.values.name for one in extra}
    if leaver in extra:
        hints = only_there[leaver.values.name].hints
        assert "imports.no_subject_here" in {hint.code for hint in hints}


ISIK: Final = person(1, ("Ayşe", "IŞIK"), "Psikolog", (1,))
TWIN: Final = person(2, ("Ayşe", "IŞIK"), "Sosyolog", (2,))
SEN: Final = person(3, ("İsmail", "ŞEN"), "Öğretmen", (1, 3))
NAMES: Final = ("name", "title")


def outcomes(rows: Sequence[PreviewRow]) -> list[tuple[str, str]]:
    return [(row.label, row.verdict.value) for row in rows]


def test_that_a_list_without_numbers_is_compared_by_name_and_says_what_it_lacks() -> None:
    rows = compared(on_record([ISIK, SEN]), [ISIK.row, SEN.row], keys=NAMES)
    assert outcomes(rows) == [("Ayşe IŞIK", "same"), ("İsmail ŞEN", "same")]
    changed = compared(on_record([ISIK, SEN]), [{**ISIK.row, "title": None}, SEN.row], keys=NAMES)
    assert outcomes(changed)[0] == ("Ayşe IŞIK", "differs")


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "verdict"),
    [
        (SINCE, TODAY, Outcome.ONLY_THERE),
        (SINCE, TODAY + dt.timedelta(days=1), Outcome.SAME),
        (TODAY, None, Outcome.SAME),
        (TODAY + dt.timedelta(days=1), None, Outcome.ONLY_THERE),
    ],
)
def test_that_ours_are_those_who_answer_today(
    starts_on: dt.date, ends_on: dt.date | None, verdict: Outcome
) -> None:
    stored = on_record([ISIK])._replace(assignments={ISIK.number: {1: [(starts_on, ends_on)]}})
    assert [row.verdict for row in compared(stored, [ISIK.row])] == [verdict]


def test_that_people_of_one_name_are_never_told_apart_by_a_guess() -> None:
    stored = on_record([ISIK, TWIN])
    assert outcomes(compared(stored, [ISIK.row], keys=NAMES)) == [("Ayşe IŞIK", "wrong")]
    by_phone = ("name", "corporate_mobile")
    both = compared(stored, [TWIN.row, {**ISIK.row, "corporate_mobile": "-"}], keys=by_phone)
    assert [(row.item_id, row.verdict) for row in both] == [
        (2, Outcome.SAME),
        (1, Outcome.DIFFERS),
    ], "the other one is identified by the number, and nobody else is left"
    one = compared(
        stored,
        [
            {
                **ISIK.row,
                "tckn": tckn(900),
                "personal_mobile": None,
                "corporate_mobile": None,
                "corporate_email": None,
            }
        ],
    )
    assert [row.verdict for row in one] == [
        Outcome.ONLY_THERE,
        Outcome.ONLY_HERE,
        Outcome.ONLY_HERE,
    ], "who has another T.C. number is somebody else"
    assert [hint.code for hint in one[0].hints] == ["imports.other_namesake"]


def test_that_a_row_for_each_subject_is_one_person_and_a_row_twice_is_a_question() -> None:
    first, second = ({**SEN.row, "subjects": one} for one in ("Çocuk", "Engelli"))
    assert outcomes(compared(on_record([SEN]), [first, second])) == [("İsmail ŞEN", "same")]
    stored, rows = on_record([SEN]), [SEN.row, SEN.row]
    assert [row.verdict for row in compared(stored, rows)] == [RowVerdict.WRONG] * 2
    left_out = Answers(frozenset({("3", Answer.SKIP)}))
    assert [row.verdict for row in compared(stored, rows, said=left_out)] == [
        Outcome.SAME,
        RowVerdict.SKIPPED,
    ]


@given(directorates(), st.data())
def test_that_nobody_whose_row_is_left_out_is_reported_as_missing_there(
    people: list[Person], data: st.DataObject
) -> None:
    rows = [one.row for one in people]
    out = data.draw(st.sets(st.integers(2, len(rows) + 1)))
    said = Answers(frozenset((str(row), Answer.SKIP) for row in out))
    found = compared(on_record(people), rows, said=said)
    assert Outcome.ONLY_HERE not in {row.verdict for row in found}
    assert sum(row.verdict is RowVerdict.SKIPPED for row in found) == len(out)


@pytest.mark.parametrize(
    ("state", "verdict", "fields"),
    [
        ("görevde", Outcome.SAME, set()),
        ("emekli oldu", Outcome.DIFFERS, {"state"}),
        ("yedek", RowVerdict.WRONG, set()),
    ],
)
def test_that_a_list_that_says_that_somebody_left_differs_and_an_unclear_word_is_asked(
    state: str, verdict: Outcome | RowVerdict, fields: set[str]
) -> None:
    rows = (("Adı Soyadı", "T.C. Kimlik No", "Durumu"), ("İsmail ŞEN", SEN.values.tckn, state))
    file = ForeignFile("liste.xlsx", "0" * 64, (ForeignTable("", rows),))
    (row,) = Comparison(on_record([SEN]), read_roster(file), TODAY, NO_ANSWERS).rows()
    assert (row.verdict, {change.field for change in row.changes}) == (verdict, fields)
    # A letter names somebody who has not left as a whole, not by a field.
    whole = (OfficeCorrection(3, "İsmail ŞEN", ()),) if fields else ()
    assert corrections_of([row]) == whole


def test_that_columns_are_named_that_their_list_does_not_have() -> None:
    rows = (("Adı Soyadı", "T.C. Kimlik No"), ("İsmail ŞEN", SEN.values.tckn))
    file = ForeignFile("liste.xlsx", "0" * 64, (ForeignTable("", rows),))
    assert Comparison(on_record([SEN]), read_roster(file), TODAY, NO_ANSWERS).compared == (
        "name",
        "tckn",
    )


@pytest.mark.parametrize(
    ("written", "fields"),
    [
        ("İSMAİL ŞEN", None),
        ("ismail  şen", None),
        ("Ismail ŞEN", ("name",)),
        ("ISMAIL SEN", ("name",)),
    ],
)
def test_that_a_letter_puts_a_letter_right_and_no_mere_case(
    written: str, fields: tuple[str, ...] | None
) -> None:
    rows = compared(on_record([SEN]), [{**SEN.row, "name": written}])
    assert [row.verdict for row in rows] == [Outcome.SPELLING]
    expected = () if fields is None else (OfficeCorrection(3, "İsmail ŞEN", fields),)
    assert corrections_of(rows) == expected


def test_that_all_faults_make_one_list_of_corrections() -> None:
    stranger = person(500, ("Nuriye", "KÖKSAL"), "Hemşire", (1,))
    rows = compared(
        on_record([ISIK, SEN]), [{**SEN.row, "title": "Şef", "subjects": None}, stranger.row]
    )
    assert corrections_of(rows) == (
        OfficeCorrection(3, "İsmail ŞEN", ("title", "subjects")),
        OfficeCorrection(None, "Nuriye KÖKSAL", ()),
        OfficeCorrection(1, "Ayşe IŞIK", ()),
    )


def test_that_what_neither_list_has_differs_and_numbers_that_look_alike_are_told_apart() -> None:
    bare = person(7, ("Ümit", "ÖZ"), "Psikolog", (1,))
    bare.values = replace(bare.values, corporate_email="")
    (row,) = compared(on_record([bare]), [{**bare.row, "corporate_email": None}])
    assert (row.verdict, row.changes) == (Outcome.DIFFERS, (("corporate_email", "", ""),))
    digits = str(SEN.values.tckn)
    other = next(
        found
        for number in range(1, 100_000)
        if (found := tckn(number)) != digits
        and (found[:3], found[-2:]) == (digits[:3], digits[-2:])
    )
    (row,) = compared(on_record([SEN]), [{**SEN.row, "tckn": other}])
    (change,) = row.changes
    assert change.before == f"{change.after} (başka numara)"
