"""Cells of the call centre's list, as people and Excel write them."""

import datetime as dt
from collections.abc import Sequence
from typing import Any, Final

import pytest

from alo183_desktop.cases.importing.cells import KindReader, is_yes, moment_of_cell
from alo183_desktop.cases.importing.file import CaseEntry, read_cases
from alo183_desktop.documents.foreign.tables import ForeignFile, ForeignTable
from alo183_desktop.imports.recipe import Options
from alo183_desktop.imports.rows import Answer, Answers
from alo183_desktop.shared.errors import KnownError
from tests.clocks import START
from tests.unit.cases.kinds import kind

WHOLE: Final = dt.datetime(2026, 9, 6, 5, 10, tzinfo=dt.UTC)
KINDS: Final = tuple(
    kind(place, name, is_urgent=True)
    for place, name in enumerate(
        ("İhmal", "İstismar", "Töre/namus ihbarı", "Bilgi/rehberlik"), start=1
    )
)


@pytest.mark.parametrize(
    "cell",
    [
        "06.09.2026 08:10",
        "6.9.2026 8:10",
        "06/09/2026 08.10",
        "2026-09-06 08:10:00",
        "2026-09-06T08:10",
        "6 Eylül 2026 08:10",
        "06.09.2026 - 08:10",
        "06.09.2026 saat 08:10",
        "06.09.2026 Saat 08:10",
        "06.09.2026 SAAT: 08.10",
        "06.09.2026, 08:10",
        "06.09.2026-08:10",
        "06.09.2026 8:10 AM",
        "06.09.2026 8:10 ÖÖ",
        "6 EYLÜL 2026 Pazar 08.10",
        "2026-09-06T05:10:00Z",
        "2026-09-06T08:10:00.000+03:00",
        "2026-09-06 07:10+0200",
        dt.datetime(2026, 9, 6, 8, 10),  # noqa: DTZ001 - as a workbook has it
        dt.datetime(2026, 9, 6, 8, 9, 59, 999_998),  # noqa: DTZ001
        46271.340277777781,
    ],
)
def test_that_instants_are_read_however_they_are_written(cell: object) -> None:
    moment = moment_of_cell(cell)
    assert moment is not None
    assert (moment.at, moment.has_no_time) == (WHOLE, False)


@pytest.mark.parametrize(
    "cell",
    [
        "06.09.26-07.09.26",
        "06.09.26 07.09.26",
        "06.09.26 - 07.09.26",
        "06.09.2026 08:10 - 09:30",
        "06.09.2026 08:10-09:30",
        "06.09.2026 08:10 09:30",
    ],
)
def test_that_two_days_or_two_hours_are_no_instant(cell: str) -> None:
    with pytest.raises(KnownError, match=r"imports\.date"):
        moment_of_cell(cell)


@pytest.mark.parametrize(
    ("cell", "utc"),
    [
        ("6 Temmuz 2026 08.10", dt.datetime(2026, 7, 6, 5, 10, tzinfo=dt.UTC)),
        ("6 TEMMUZ 2026 08:10", dt.datetime(2026, 7, 6, 5, 10, tzinfo=dt.UTC)),
        ("6 AĞUSTOS 2026 08.10", dt.datetime(2026, 8, 6, 5, 10, tzinfo=dt.UTC)),
        ("6 MART 2026, saat 08.10", dt.datetime(2026, 3, 6, 5, 10, tzinfo=dt.UTC)),
        ("06.09.2026 8:10 PM", dt.datetime(2026, 9, 6, 17, 10, tzinfo=dt.UTC)),
        ("06.09.2026 8.10 ös", dt.datetime(2026, 9, 6, 17, 10, tzinfo=dt.UTC)),
        ("06.09.2026 12:10 AM", dt.datetime(2026, 9, 5, 21, 10, tzinfo=dt.UTC)),
        ("06.09.2026 12:10 PM", dt.datetime(2026, 9, 6, 9, 10, tzinfo=dt.UTC)),
    ],
)
def test_that_months_and_halves_of_the_day_are_read(cell: str, utc: dt.datetime) -> None:
    moment = moment_of_cell(cell)
    assert moment is not None
    assert (moment.at, moment.has_no_time) == (utc, False)


@pytest.mark.parametrize(
    "time",
    [
        "08:10",
        "Saat 08.10",
        "8:10 AM",
        dt.datetime(1899, 12, 31, 8, 10),  # noqa: DTZ001 - as a workbook has it
        8.1666666667 / 24,
    ],
)
def test_that_a_time_may_have_a_column_of_its_own(time: object) -> None:
    moment = moment_of_cell("06.09.2026", time)
    assert moment is not None
    assert (moment.at, moment.has_no_time) == (WHOLE, False)


TEN_PAST_EIGHT = dt.datetime(2026, 9, 6, 8, 10)  # noqa: DTZ001
NINE = dt.datetime(1899, 12, 31, 9)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("cell", "time"),
    [("06.09.2026 08:10", "9:00"), (TEN_PAST_EIGHT, NINE), (46271.340277777781, "09:00")],
)
def test_that_two_times_of_one_row_are_reported_and_neither_is_chosen(
    cell: object, time: object
) -> None:
    with pytest.raises(KnownError) as caught:
        moment_of_cell(cell, time)
    assert caught.value.code == "cases.times_differ"
    assert caught.value.parameters == {"first": "08:10", "second": "09:00"}


@pytest.mark.parametrize(
    ("cell", "time"), [("06.09.2026 08:10:00", "8:10"), (TEN_PAST_EIGHT, TEN_PAST_EIGHT)]
)
def test_that_the_same_time_in_two_columns_is_one(cell: object, time: object) -> None:
    moment = moment_of_cell(cell, time)
    assert moment is not None
    assert (moment.at, moment.has_no_time) == (WHOLE, False)


@pytest.mark.parametrize("cell", [dt.date(2026, 9, 6), "06.09.2026", "06.09.26", "6 Eylül 2026"])
def test_that_a_day_alone_is_its_midnight_with_a_hint(cell: object) -> None:
    moment = moment_of_cell(cell)
    assert moment is not None
    assert moment.at == dt.datetime(2026, 9, 5, 21, tzinfo=dt.UTC)
    assert moment.has_no_time


@pytest.mark.parametrize("cell", [None, "", " - ", "yok"])
def test_that_nothing_is_nothing(cell: object) -> None:
    assert moment_of_cell(cell) is None


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("06.09.2026 25:10", "imports.time"),
        ("dün akşam", "imports.date"),
        ("#DEĞER!", "imports.cell_error"),
        ("31.03.2014 03:30", "cases.time_skipped"),
        (1e300, "imports.time"),
        (0.5e9 + 0.5, "imports.time"),
    ],
)
def test_that_what_is_no_instant_is_refused(cell: object, code: str) -> None:
    with pytest.raises(KnownError) as caught:
        moment_of_cell(cell)
    assert caught.value.code in {code, "imports.date"}


@pytest.mark.parametrize(
    ("text", "kind_id"),
    [
        ("Töre/Namus İhbarı", 3),
        ("TÖRE - NAMUS", 3),
        ("Bilgi / Rehberlik", 4),
        ("rehberlik", 4),
        ("ISTISMAR", 2),
        ("Töre / namus cinayeti ihbarı", 3),
        ("Namus cinayeti", 3),
    ],
)
def test_that_a_kind_is_recognised(text: str, kind_id: int) -> None:
    assert KindReader(KINDS).read(text).kind_id == kind_id


@pytest.mark.parametrize(
    "text", ["İhmal yok", "İstismar değil", "Namus bekçiliği", "ihmal mi?", "İhmal?", "İhbar"]
)
def test_that_a_kind_with_words_that_nobody_knows_is_none(text: str) -> None:
    with pytest.raises(KnownError, match=r"cases\.kind_unknown"):
        KindReader(KINDS).read(text)


@pytest.mark.parametrize(
    ("text", "is_informed"),
    [
        ("155 arandı", True),
        ("Polise haber verildi", True),
        ("Jandarmaya bilgi verilmedi", False),
        ("Evet (Gölbaşı Polis Merkezi)", True),
        ("bildirildi mi belli değil", None),
        ("Evet, bildirilmedi", None),
        ("Hayır, bildirildi", None),
        ("ailesine haber verildi", None),
        ("sonra bildirildi denecek", None),
    ],
)
def test_that_only_known_words_mean_that_the_police_were_informed(
    text: str, *, is_informed: bool | None
) -> None:
    if is_informed is None:
        with pytest.raises(KnownError, match=r"cases\.yes_or_no"):
            is_yes(text, "is_police_informed")
    else:
        assert is_yes(text, "is_police_informed") is is_informed


@pytest.mark.parametrize(
    ("outcome", "is_closed"),
    [
        *((text, True) for text in ("Sonuçlandı", "VAKA KAPATILDI.", "Kapandı (06.09.2026)")),
        *((text, False) for text in ("Devam ediyor", "Açık", "")),
        ("KAPANDI, aileye teslim edildi", None),
        ("Kapandı, sonra yeniden açıldı", None),
        ("Kapatıldı sayılmaz", None),
        ("Kapalı devre izleniyor", None),
        ("Kapandı mı bilinmiyor", None),
        ("Kapanmadı", None),
    ],
)
def test_that_a_case_is_closed_only_by_known_words_or_by_somebody_who_says_so(
    outcome: str, *, is_closed: bool | None
) -> None:
    headings = ("Başvuru No", "Yönlendirme Tarihi", "Sonuç")
    table = ForeignTable("", (headings, ("1", "06.09.2026 08:10", outcome)))
    file = ForeignFile("v.csv", "0" * 64, (table,))
    (entry,) = read_cases(file, now=START).entries
    assert dict(entry.values).get("is_closed", False) is bool(is_closed)
    asked = [one.code for one in entry.problems if one.code == "cases.outcome_unknown"]
    assert bool(asked) is (is_closed is None)
    for answer in (Answer.CLOSED, Answer.OPEN):
        said = Options(answers=Answers(frozenset({("2", answer)})))
        (entry,) = read_cases(file, said, now=START).entries
        assert entry.problems == ()
        by_word = answer is Answer.CLOSED if is_closed is None else is_closed
        assert dict(entry.values).get("is_closed", False) is by_word


@pytest.mark.parametrize(
    ("outcome", "is_asked"),
    [
        ("", False),
        ("Aileye teslim edildi", False),
        ("Kapandı", False),
        ("Kapandı, sonra yeniden açıldı", True),
        ("Devam ediyor", True),
    ],
)
def test_that_a_day_of_closing_counts_unless_the_result_says_that_the_case_goes_on(
    outcome: str, *, is_asked: bool
) -> None:
    headings = ("Başvuru No", "Yönlendirme Tarihi", "Sonuç", "Kapanış Tarihi")
    row = ("1", "06.09.2026 08:10", outcome, "07.09.2026 09:00")
    file = ForeignFile("v.csv", "0" * 64, (ForeignTable("", (headings, row)),))
    (entry,) = read_cases(file, now=START).entries
    assert [one.code for one in entry.problems] == ["cases.outcome_unknown"] * is_asked
    assert ("closed_at" in dict(entry.values)) is not is_asked
    said = Options(answers=Answers(frozenset({("2", Answer.OPEN)})))
    (entry,) = read_cases(file, said, now=START).entries
    assert dict(entry.values).get("is_closed", False) is not is_asked


DAYS: Final = ("06.09.2026", "06.09.2026", "07.09.2026", "07.09.2026")
HOURS: Final = ("08:10", "09:00", "ÖS 02:30", "3.15 öğleden sonra")
OF_DAYS: Final = (
    "Yönlendirme Tarihi",
    "Bilgi Alma Tarihi",
    "Sisteme Giriş Tarihi",
    "Kapanış Tarihi",
)


@pytest.mark.parametrize(
    "of_hours",
    [
        ("Yönlendirme Saati", "Bilgi Alma Saati", "Sisteme Giriş Saati", "Kapanış Saati"),
        ("Saat", "Saat", "Saati", "SAAT"),
    ],
)
def test_that_each_instant_may_have_its_hour_in_a_column_of_its_own(
    of_hours: tuple[str, ...],
) -> None:
    headings = [heading for pair in zip(OF_DAYS, of_hours, strict=True) for heading in pair]
    cells = [cell for pair in zip(DAYS, HOURS, strict=True) for cell in pair]
    table = ForeignTable("", (("Başvuru No", *headings), ("1", *cells)))
    sheet = read_cases(ForeignFile("v.csv", "0" * 64, (table,)), now=START)
    values = dict(sheet.entries[0].values)
    keys = ("routed_at", "acknowledged_at", "entered_at", "closed_at")
    assert [f"{values[key]:%d %H:%M}" for key in keys] == [
        "06 05:10",
        "06 06:00",
        "07 11:30",
        "07 12:15",
    ]
    assert (sheet.problems, sheet.entries[0].hints) == ((), ())


@pytest.mark.parametrize(
    ("headings", "asked"),
    [
        ("Yönlendirme Tarihi|Saat|Başvuru Tarihi|Konu", []),
        ("Yönlendirme Tarihi|Kapanış Tarihi|İlçe|Saat", ["routed_time"]),
        ("Başvuru Tarihi|Saat|Yönlendirme Tarihi|Konu", ["routed_time"]),
        ("Yönlendirme Tarihi|Doğum Tarihi|Saat|Konu", ["routed_time"]),
        ("Yönlendirme Tarihi|İlçe|Konu|Saat", ["routed_time"]),
        ("Saat|Yönlendirme Tarihi|İlçe|Konu", ["routed_time"]),
        ("Yönlendirme Tarihi|Yönlendirme Saati|Yönlendirilme Saati|Konu", ["routed_time"]),
        ("Yönlendirme Tarihi|Yönlendirme Saati|Başvuru Tarihi|Saat", []),
        ("Saat|İlçe|Konu|Arayan", ["routed_at"]),
    ],
)
def test_that_an_hour_that_may_be_of_another_instant_is_asked_about(
    headings: str, asked: list[str]
) -> None:
    rows = (("Başvuru No", *headings.split("|")), ("1", *(f"0{day}.09.2026" for day in "6543")))
    file = ForeignFile("v.csv", "0" * 64, (ForeignTable("", rows),))
    assert [problem.key for problem in read_cases(file, now=START).problems] == asked


@pytest.mark.parametrize(("half", "asked"), [("ÖS", 1), ("ö.ö.", 1), ("PM", 1), ("Mamak", 0)])
def test_that_the_half_of_the_day_in_a_column_of_its_own_is_asked_about(
    half: str, asked: int
) -> None:
    entry = read_row(Saat="08:10", Dilim=half)
    assert [one.code for one in entry.problems] == ["imports.row_unclear"] * asked


@pytest.mark.parametrize("cell", ["devam ediyor", "Kapanmadı", "-"])
def test_that_an_open_end_is_no_end(cell: str) -> None:
    headings = ("Başvuru No", "Yönlendirme Tarihi", "Kapanış Tarihi")
    table = ForeignTable("", (headings, ("1", "06.09.2026 08:10", cell)))
    (entry,) = read_cases(ForeignFile("v.csv", "0" * 64, (table,)), now=START).entries
    assert (entry.problems, "closed_at" in dict(entry.values)) == ((), False)


@pytest.mark.parametrize("key", ["is_urgent", "is_police_informed"])
def test_that_a_mark_is_a_yes_and_a_question_mark_is_no_answer(key: str) -> None:
    assert all(is_yes(mark, key) for mark in ("✓", "✔", "☑", "+", "X"))
    assert not any(is_yes(mark, key) for mark in ("✗", "☐", "-", "0", ""))
    for text in ("?", "Evet?", "Bildirildi (?)", "!"):
        with pytest.raises(KnownError, match=r"cases\.yes_or_no"):
            is_yes(text, key)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("183-2026-1, 183-2026-2", "cases.number_and_more"),
        ("183-2026-3 (iptal)", "cases.number_and_more"),
        ("183-2026-4?", "cases.number_and_more"),
        (dt.date(2026, 11, 1), "cases.number_is_day"),
        ("KYT-2026/12 No: 4", None),
    ],
)
def test_that_a_number_of_a_case_is_one_number(number: str | dt.date, code: str | None) -> None:
    rows = (("Başvuru No", "Yönlendirme Tarihi"), (number, "06.09.2026 08:10"))
    table = ForeignTable("", rows)
    (entry,) = read_cases(ForeignFile("v.csv", "0" * 64, (table,)), now=START).entries
    assert [problem.code for problem in entry.problems] == ([code] if code else [])


@pytest.mark.parametrize("outcome", ["Kapandı?", "Kapandı (?)", "Sonuçlandı ??"])
def test_that_a_doubted_result_does_not_close_a_case(outcome: str) -> None:
    headings = ("Başvuru No", "Yönlendirme Tarihi", "Sonuç")
    table = ForeignTable("", (headings, ("1", "06.09.2026 08:10", outcome)))
    (entry,) = read_cases(ForeignFile("v.csv", "0" * 64, (table,)), now=START).entries
    assert [problem.code for problem in entry.problems] == ["cases.outcome_unknown"]


def test_that_yes_and_no_have_many_words() -> None:
    assert [is_yes(text, "is_urgent") for text in ("ACİL", "Normal", "", "Evet")] == [
        True,
        False,
        False,
        True,
    ]
    with pytest.raises(KnownError):
        is_yes("Acil", "is_police_informed")
    assert is_yes("Acil!", "is_urgent")
    assert is_yes("Bildirildi (Çankaya Polis Merkezi)", "is_police_informed")
    assert is_yes("155 arandı", "is_police_informed")
    assert not is_yes("Haber verilmedi.", "is_police_informed")
    with pytest.raises(KnownError):
        is_yes("155 arandı, 156 aranmadı", "is_police_informed")


def read_row(**columns: Any) -> CaseEntry:
    usual = {"Çağrı No": "183-1", "Geliş Tarihi": "06.09.2026 08:10", "Vaka Türü": "İhmal"}
    row = usual | columns
    table = ForeignTable("A", (tuple(row), tuple(row.values())))
    (entry,) = read_cases(ForeignFile("a.xlsx", "0", (table,)), now=START).entries
    return entry


@pytest.mark.parametrize("number", ["Başvuru Numarası", "Çağrı No", "Çağrı Numarası", "Vaka No"])
@pytest.mark.parametrize(
    "routed", ["Yönlendirilme Tarihi ve Saati", "Geliş Tarihi", "Yönlendirme Tarihi"]
)
def test_that_headings_have_many_words(number: str, routed: str) -> None:
    table = ForeignTable("A", ((number, routed), ("183-1", "06.09.2026 08:10")))
    (entry,) = read_cases(ForeignFile("a.xlsx", "0", (table,)), now=START).entries
    assert entry.number == "183-1"
    assert dict(entry.values)["routed_at"] == WHOLE


@pytest.mark.parametrize(
    ("phone", "taken", "hint"),
    [
        ("bilinmiyor", "", "cases.phone_unknown"),
        ("Gizli numara", "", "cases.phone_unknown"),
        ("0312 411 22 33 / 0532 111 22 33", "+903124112233", "cases.phone_first"),
        ("0312 411 22 33 (dahili 12)", "+903124112233", "cases.phone_first"),
    ],
)
def test_that_an_unknown_phone_keeps_no_case_out(phone: str, taken: str, hint: str) -> None:
    entry = read_row(**{"Arayan Telefon": phone})
    assert entry.problems == ()
    assert dict(entry.values)["caller_phone"] == taken
    assert [one.code for one in entry.hints] == [hint]


@pytest.mark.parametrize("number", [1.23456789012345e17, "1,23457E+17"])
def test_that_a_number_that_excel_has_cut_is_refused(number: object) -> None:
    entry = read_row(**{"Çağrı No": number})
    assert [one.code for one in entry.problems] == ["cases.number_lost_digits"]


def test_that_a_unit_in_brackets_is_the_unit_of_the_police() -> None:
    columns = dict(read_row(Kolluk="Bildirildi (Çankaya Polis Merkezi)").values)
    assert columns["is_police_informed"]
    assert columns["police_unit"] == "Çankaya Polis Merkezi"


def test_that_titles_totals_and_repeated_headings_are_no_cases() -> None:
    headings = ("Başvuru No", "Yönlendirme Tarihi", "Vaka Türü")
    rows: tuple[tuple[Any, ...], ...] = (
        ("Eylül ayı vakaları", None, None),
        headings,
        ("183-1", "06.09.2026 08:10", "İhmal"),
        headings,
        ("183-2", "06.09.2026 08:10", "İhmal"),
        ("Toplam", None, "2"),
        (None, None, None),
    )
    sheet = read_cases(ForeignFile("a.xlsx", "0", (ForeignTable("A", rows),)), now=START)
    assert [entry.number for entry in sheet.entries] == ["183-1", "183-2"]
    assert [entry.row_number for entry in sheet.entries] == [3, 5]
    assert sheet.passed_over == (1, 4, 6)


def test_that_a_file_without_the_headings_is_refused() -> None:
    table = ForeignTable("A", (("Adı Soyadı", "Unvanı"), ("A B", "C")))
    with pytest.raises(KnownError) as caught:
        read_cases(ForeignFile("a.xlsx", "0", (table,)), now=START)
    assert caught.value.code == "cases.no_headings"


def test_that_days_are_not_guessed_where_nothing_shows_which_part_comes_first() -> None:
    days = ("10/02/2026 08:10", "02/13/2026 08:10", "02/02/2026 08:10", "10.02.2026 08:10")
    assert problems_of(days) == [["imports.day_order"], ["imports.date"], [], []]
    assert problems_of(days[:1]) == [["imports.day_order"]]
    # A day beyond the twelfth says that it stands in front.
    assert problems_of((days[0], "13/02/2026 08:10")) == [[], []]
    # Dates of Excel's that are all within the twelve beside such a text: it has turned them.
    early, late = dt.datetime(2026, 2, 10, 8, 10), dt.datetime(2026, 2, 13, 8, 10)  # noqa: DTZ001
    assert problems_of((early, "13/02/2026 08:10")) == [["imports.day_order"], []]
    assert problems_of((early, late, "13/02/2026 08:10")) == [[], [], []]
    assert problems_of((early, "10.02.2026 08:10")) == [[], []]


@pytest.mark.parametrize(
    "cell",
    ["10/02/2026 08:10", dt.datetime(2026, 2, 10, 8, 10)],  # noqa: DTZ001
)
@pytest.mark.parametrize(
    ("answer", "day"), [(Answer.DAY_FIRST, "10.02"), (Answer.MONTH_FIRST, "02.10")]
)
def test_that_somebody_says_whether_the_day_stands_in_front(
    answer: Answer, day: str, cell: object
) -> None:
    others = [("183-2", "13/02/2026 08:10")] if isinstance(cell, dt.date) else []
    rows: Any = (("Başvuru No", "Yönlendirme Tarihi"), ("183-1", cell), *others)
    file = ForeignFile("a.xlsx", "0", (ForeignTable("A", rows),))
    said = Options(answers=Answers(frozenset({("2", answer)})))
    entry, *_ = read_cases(file, said, now=START).entries
    assert f"{dict(entry.values)['routed_at']:%d.%m %H}" == f"{day} 05"


def problems_of(days: Sequence[str | dt.datetime]) -> list[list[str]]:
    """Return the codes of what is wrong with the rows of a list, by the days of its referrals."""
    heading = ("Başvuru No", "Yönlendirme Tarihi", "Müracaat Konusu", "Vaka Türü")
    rows = [(f"183-{index}", day, "Kadın", "Şiddet") for index, day in enumerate(days)]
    file = ForeignFile("vakalar.xlsx", "0" * 64, (ForeignTable("Vakalar", (heading, *rows)),))
    entries = read_cases(file, now=START).entries
    return [[problem.code for problem in entry.problems] for entry in entries]


@pytest.mark.parametrize("heading", ["Dosya Durumu", "Vakanın Durumu", "Başvuru durumu"])
@pytest.mark.parametrize(
    ("state", "outcome", "is_closed"),
    [
        ("Kapalı", "", True),
        ("KAPATILDI", "Aileye teslim edildi", True),
        ("Açık", "", False),
        ("", "Kapandı", True),
        ("İncelemede", "", None),
        ("Kapalı", "Devam ediyor", None),
        ("Açık", "Kapandı", None),
    ],
)
def test_that_the_state_of_a_case_closes_it_unless_its_result_says_otherwise(
    heading: str, state: str, outcome: str, *, is_closed: bool | None
) -> None:
    headings = ("Başvuru No", "Yönlendirme Tarihi", heading, "Sonuç")
    row = ("1", "06.09.2026 08:10", state, outcome)
    file = ForeignFile("v.csv", "0" * 64, (ForeignTable("", (headings, row)),))
    read = read_cases(file, now=START)
    assert (read.problems, read.notes) == ((), ())
    (entry,) = read.entries
    asked = [one.code for one in entry.problems]
    assert asked == ["cases.outcome_unknown"] * (is_closed is None)
    values = dict(entry.values)
    assert values.get("is_closed", False) is bool(is_closed)
    assert values.get("outcome", "") == (outcome if is_closed else "")


@pytest.mark.parametrize(
    ("heading", "cell", "is_closed"),
    [
        ("Durum", "Kapalı", True),
        ("Durumu", "Açık", False),
        ("Kapandı mı?", "Evet", True),
        ("Kapandı mı?", "Hayır", False),
        ("Sonuçlandı mı", "", False),
        ("Sonuçlandı mı", "X", True),
    ],
)
def test_that_a_column_of_states_says_whether_a_case_is_closed(
    heading: str, cell: str, *, is_closed: bool
) -> None:
    headings = ("Başvuru No", "Yönlendirme Tarihi", "Konu", heading)
    rows = (headings, ("183-2026-1", "06.09.2026 08:10", "Çocuk", cell or None))
    table = ForeignTable("", rows)
    sheet = read_cases(ForeignFile("liste.csv", "0" * 64, (table,)), now=START)
    (entry,) = sheet.entries
    assert (sheet.problems, entry.problems) == ((), ())
    assert dict(entry.values).get("is_closed", False) is is_closed


@pytest.mark.parametrize(
    ("heading", "cell", "is_asked"),
    [
        ("Safha", "Kapandı", True),
        ("Aşama", "2. inceleme", True),
        ("Anlaşma Durumu", "Kapandı", True),
        ("Arşivde", "Evet", True),
        ("Son İşlem Tarihi", "08.09.2026", True),
        ("Doğum Tarihi", "08.09.1990", False),
        ("Cinsiyet", "E", False),
        ("Yaşı", "12", False),
        ("Düşünceler", "ailesiyle görüşüldü", False),
        ("Safha", None, False),
    ],
)
def test_that_a_column_that_nobody_reads_and_that_may_decide_is_asked_about(
    heading: str, cell: str | None, *, is_asked: bool
) -> None:
    headings = ("Başvuru No", "Yönlendirme Tarihi", "Konu", heading)
    rows = (headings, ("183-2026-1", "06.09.2026 08:10", "Çocuk", cell))
    file = ForeignFile("liste.csv", "0" * 64, (ForeignTable("", rows),))
    asked = [problem.code for problem in read_cases(file, now=START).problems]
    assert asked == (["imports.column_decides"] if is_asked else [])
    said = read_cases(file, Options(columns={heading: ""}), now=START)
    assert said.problems == ()
