"""The change file: what it may hold, and every fault with its key."""

import datetime as dt
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.changes.toml_letter import (
    TomlLetter,
    example_text,
    load_toml_letter,
    read_toml_letter,
)
from alo183_desktop.documents.letter.content import FieldTable, Paragraph
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.texts import message_of
from alo183_desktop.shared.toml_tables import LARGEST
from tests.clocks import START
from tests.platforms import WITH_PIPES

EXAMPLE = example_text()
SECOND = """
[[change]]
leaver = "Ahmet YILDIZ"
effective = 2026-12-01

[change.newcomer]
name = "Işıl DEMİR"
title = "Psikolog"
tckn = "10000000450"
subjects = ["Engelli"]
corporate_email = "isil.demir@ornek.gov.tr"
personal_mobile = "+90 500 000 27 62"
corporate_mobile = "5000004108"
"""


def read(text: str) -> TomlLetter:
    return read_toml_letter(text.encode())


def changed(*pairs: tuple[str, str], more: str = "") -> str:
    text = EXAMPLE
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text + more


def faults(text: str) -> dict[str, str]:
    with pytest.raises(KnownError) as caught:
        read(text)
    assert caught.value.code == "changes.file_wrong"
    for problem in caught.value.problems:
        assert str(message_of(problem))
    return {problem.key: problem.code for problem in caught.value.problems}


def test_that_the_example_is_complete_and_right() -> None:
    found = read(EXAMPLE)
    assert found.warnings == ()
    assert found.letter.date == dt.date(2026, 11, 24)
    assert found.letter.contact.telephone == "0312 000 00 10"
    assert found.values["directorate"]["telephone"] == "+903120000010"
    assert found.values["change"][0]["newcomer"]["corporate_mobile"] == "+905000004107"
    assert found.values["change"][0]["reason"] == "Başka göreve atandı"
    assert "Başka göreve atandı" not in str(found.letter)
    assert read(EXAMPLE) == found


def test_that_several_changes_share_a_letter() -> None:
    found = read(changed(more=SECOND))
    tables = [block for block in found.letter.body if isinstance(block, FieldTable)]
    assert [table.fields[0].value for table in tables] == ["Gülşah ÇETİNKAYA", "Işıl DEMİR"]
    assert [field.value for field in tables[1].fields][-2:] == ["0500 000 27 62", "0500 000 41 08"]


def test_that_a_receiver_may_have_no_unit() -> None:
    unit = '", "(Basın ve Halkla İlişkiler Müşavirliği)"]'
    assert read(changed((unit, '"]'))).letter.addressee == ("AİLE VE SOSYAL HİZMETLER BAKANLIĞINA",)
    third = {"recipient.lines": "toml.too_many"}
    assert faults(changed((unit, f'{unit[:-1]}, "x"]'))) == third


REQUIRED = [
    *(
        f"directorate.{key}"
        for key in [
            "heading",
            "detsis",
            "file_plan_code",
            "address",
            "postal_code",
            "telephone",
            "fax",
            "email",
            "kep",
            "website",
            "contact",
        ]
    ),
    *(f"recipient.{key}" for key in ("lines", "address", "fax")),
    *(f"letter.{key}" for key in ("style", "preparation", "urgent", "signatory")),
    "change[1].effective",
    *(
        f"change[1].newcomer.{key}"
        for key in [
            "name",
            "title",
            "tckn",
            "subjects",
            "corporate_email",
            "personal_mobile",
            "corporate_mobile",
        ]
    ),
]


def without(key: str) -> str:
    table, _, name = key.replace("[1]", "").rpartition(".")
    heads = {"change": "[[change]]"}
    head = heads.get(table, f"[{table}]")
    lines = EXAMPLE.split("\n")
    start = lines.index(head)
    place = next(i for i in range(start, len(lines)) if lines[i].startswith(f"{name} = "))
    return "\n".join(lines[:place] + lines[place + 1 :])


@pytest.mark.parametrize("key", REQUIRED)
def test_that_each_key_is_missed(key: str) -> None:
    assert faults(without(key)) == {key: "toml.missing"}


@pytest.mark.parametrize("key", ["letter.register_number", "letter.date", "change[1].reason"])
def test_that_some_keys_may_be_left_out(key: str) -> None:
    read(without(key))


def test_that_whole_tables_are_missed() -> None:
    assert set(faults("")) == {"directorate", "recipient", "letter", "change"}
    assert faults(EXAMPLE.split("[change.newcomer]", maxsplit=1)[0]) == {
        "change[1].newcomer": "changes.file_newcomer_missing"
    }
    assert faults("directorate = 1\nrecipient = []\nletter = ''\nchange = {}") == {
        "directorate": "toml.table_expected",
        "recipient": "toml.table_expected",
        "letter": "toml.table_expected",
        "change": "toml.tables_expected",
    }
    assert faults("change = []")["change"] == "toml.empty"


@pytest.mark.parametrize(
    ("old", "new", "key", "code"),
    [
        ('detsis = "12345678"', 'detsis = "1234567"', "directorate.detsis", "identity.detsis"),
        ('"903.07"', '"903,07"', "directorate.file_plan_code", "file_plan_code"),
        ('["T.C.", ', "[", "directorate.heading", "toml.count"),
        ('["T.C.", ', '["", ', "directorate.heading[1]", "toml.empty"),
        ('["T.C.", ', "[1, ", "directorate.heading", "toml.texts_expected"),
        ('style = "2020"', 'style = "2010"', "letter.style", "style"),
        ('style = "2020"', "style = true", "letter.style", "toml.text_expected"),
        ('preparation = "Z"', 'preparation = "z"', "letter.preparation", "preparation"),
        ('"4752"', '"47 52"', "letter.register_number", "register_number"),
        ("urgent = true", 'urgent = "evet"', "letter.urgent", "toml.flag_expected"),
        ("urgent = true", "urgent = 1", "letter.urgent", "toml.flag_expected"),
        ('date = "24.11.2026"', 'date = "31.02.2026"', "letter.date", "toml.day_expected"),
        ('date = "24.11.2026"', "date = 24", "letter.date", "toml.day_expected"),
        (
            'date = "24.11.2026"',
            "date = 2026-11-24T10:00:00",
            "letter.date",
            "toml.day_expected",
        ),
        ('"25.11.2026"  ', '"25.11.1926"  ', "change[1].effective", "toml.day_absurd"),
        ('"25.11.2026"  ', '""  ', "change[1].effective", "toml.day_expected"),
        ('"Zeynep GÜNDOĞDU"', '""', "change[1].leaver", "file_leaver_empty"),
        ('"Zeynep GÜNDOĞDU"', '"Zeynep"', "change[1].leaver", "file_name_parts"),
        ('"Zeynep GÜNDOĞDU"', '"Gülşah Çetinkaya"', "change[1].newcomer.name", "same_person"),
        ('"Sosyal Çalışmacı"', '"Sosyal 漢"', "change[1].newcomer.title", "toml.character"),
        ('"Sosyal Çalışmacı"', f'"{"x" * 301}"', "change[1].newcomer.title", "toml.too_long"),
        ('"10000000146"', "10000000146", "change[1].newcomer.tckn", "toml.text_expected"),
        ('["Çocuk", "kadın"]', '"Çocuk"', "change[1].newcomer.subjects", "toml.texts_expected"),
        ('["Çocuk", "kadın"]', "[]", "change[1].newcomer.subjects", "toml.empty"),
        (
            '["Çocuk", "kadın"]',
            '["Çocuk", "ÇOCUK"]',
            "change[1].newcomer.subjects[2]",
            "file_subject_twice",
        ),
        ("leaver =", "leavr =", "change[1].leavr", "toml.unknown_near"),
        ("[recipient]", "x = 1\n[recipient]", "directorate.x", "toml.unknown"),
        ("signatory = {", 'signatory = { x = "a", ', "letter.signatory.x", "toml.unknown"),
        ("contact = {", 'contact = { x = "a", ', "directorate.contact.x", "toml.unknown"),
    ],
)
def test_that_each_fault_is_reported_with_its_key(old: str, new: str, key: str, code: str) -> None:
    assert faults(changed((old, new))) == {key: code if "." in code else f"changes.{code}"}


@pytest.mark.parametrize(
    ("old", "new", "key", "code"),
    [
        ('"10000000146"', '"10000000147"', "tckn", "identity.tckn_digits"),
        ('"10000000146"', '"1"', "tckn", "identity.tckn_length"),
        ('"gulsah.cetinkaya@ornek.gov.tr"', '"gulsah@x"', "corporate_email", "identity.email"),
        ('"0500 000 27 61"', '"0312 000 27 61"', "personal_mobile", "identity.mobile"),
        ('"0500 000 41 07"', '"0500"', "corporate_mobile", "identity.phone"),
        ('"Gülşah ÇETİNKAYA"', '"Gülşah 3"', "name", "officers.name_signs"),
    ],
)
def test_that_values_of_the_newcomer_are_checked(old: str, new: str, key: str, code: str) -> None:
    assert faults(changed((old, new))) == {f"change[1].newcomer.{key}": code}


def test_that_all_faults_are_reported_at_once() -> None:
    text = changed(
        ('"10000000146"', '"10000000147"'), ("urgent = true", "urgnt = true"), ('"12345678"', '""')
    )
    assert set(faults(text)) == {
        "directorate.detsis",
        "letter.urgent",
        "letter.urgnt",
        "change[1].newcomer.tckn",
    }


def test_that_two_changes_are_compared() -> None:
    assert faults(changed(more=SECOND.replace("10000000450", "10000000146"))) == {
        "change[2].newcomer.tckn": "changes.newcomer_twice"
    }
    assert faults(changed(more=SECOND.replace("5000004108", "5000004107"))) == {
        "change[2].newcomer.corporate_mobile": "changes.corporate_mobile_twice"
    }
    again = SECOND.replace("Ahmet YILDIZ", "Zeynep Gündoğdu").replace("Engelli", "Kadın")
    shared = read(changed(more=again.replace("Kadın", "Yaşlı").replace("Gündoğdu", "GÜNDOĞDU")))
    texts = [block.text for block in shared.letter.body if isinstance(block, Paragraph)]
    assert sum("aşağıda belirtilen müracaat konu" in text for text in texts) == 2
    assert "change" in faults(EXAMPLE + SECOND * 50)


def test_that_a_vacancy_needs_its_reason_and_no_newcomer() -> None:
    head = EXAMPLE.split("[change.newcomer]", maxsplit=1)[0]
    found = read(f'{head}vacancy_reason = "Onay bekleniyor"\n')
    assert "henüz görevlendirme yapılmamıştır" in str(found.letter)
    assert "Onay" not in str(found.letter)
    assert found.values["change"][0]["newcomer"] is None
    assert faults(changed(("reason =", 'vacancy_reason = "x"\nreason ='))) == {
        "change[1].vacancy_reason": "changes.file_vacancy_and_newcomer"
    }
    text = f'{head}vacancy_reason = "x"\n'.replace('leaver = "Zeynep GÜNDOĞDU"', "")
    assert faults(text) == {"change[1].leaver": "changes.nobody_at_all"}


def test_that_a_first_appointment_has_no_leaver() -> None:
    found = read(changed(('leaver = "Zeynep GÜNDOĞDU"', "")))
    assert found.letter.topic == "Acil Müdahale Ekip Sorumlusu Görevlendirmesi"


def test_that_numbers_serve_where_they_can_be_only_one_text() -> None:
    found = read(changed(('style = "2020"', "style = 2004"), ('"4752"', "4752")))
    assert (found.letter.style, found.letter.number.register_number) == ("2004", "4752")


def test_that_days_are_written_in_either_way() -> None:
    for day in ("2026-11-24", '"2026-11-24"', '"24/11/2026"'):
        assert read(changed(('"24.11.2026"', day))).letter.date == dt.date(2026, 11, 24)


def test_that_what_an_office_does_not_have_may_be_empty() -> None:
    found = read(changed(('kep = "ankara@ornek.kep.tr"', 'kep = ""'), ('"06000"', '""')))
    assert (found.letter.contact.kep, found.letter.contact.postal_code) == ("", "")


@pytest.mark.parametrize(
    ("typed", "shown", "kept"),
    [
        ("+90 312 000 00 12", "0312 000 00 12", "+903120000012"),
        (
            "0312 000 00 12 (dahili 125)",
            "0312 000 00 12 (dahili 125)",
            "+903120000012;ext=125",
        ),
        ("0312 000 00 12/125", "0312 000 00 12 (dahili 125)", "+903120000012;ext=125"),
        ("444 1 833", "444 1 833", "+904441833"),
    ],
)
def test_that_office_numbers_are_read_in_any_form(typed: str, shown: str, kept: str) -> None:
    found = read(changed(('"0312 000 00 12"', f'"{typed}"')))
    assert found.letter.contact.contact.telephone == shown
    assert found.values["directorate"]["contact"]["telephone"] == kept


@pytest.mark.parametrize(
    ("standing", "last"),
    [
        ("above", "Bilgilerinizi arz ederim."),
        ("below", "Bilgilerinizi rica ederim."),
        ("both", "Bilgilerinizi arz ve rica ederim."),
    ],
)
def test_that_the_standing_of_the_receivers_and_who_initials_are_read(
    standing: str, last: str
) -> None:
    text = changed(
        ("[letter]", f'standing = "{standing}"\n\n[letter]'),
        ("urgent = true", 'initials = ["Memur Selin AKTAŞ"]\nurgent = true'),
    )
    letter = read(text).letter
    closing = letter.body[-1]
    assert isinstance(closing, Paragraph)
    assert (closing.text, letter.initials) == (last, ("Memur Selin AKTAŞ",))
    wrong = changed(("[letter]", 'standing = "beside"\n\n[letter]'))
    assert faults(wrong) == {"recipient.standing": "changes.file_standing"}


def test_that_distribution_annexes_and_references_are_read() -> None:
    older, newer = "01.01.2019 tarihli yazı.", "05.06.2020 tarihli yazı."
    more = f'annexes = ["Form"]\nreferences = ["{newer}", "{older}"]\n'
    table = 'distribution = { action = ["A"], information = ["B", "C"] }\n'
    found = read(changed(("urgent = true", f"{more}{table}urgent = true"))).letter
    assert (found.annexes, found.distribution.information) == (("Form",), ("B", "C"))
    assert found.references == (older, newer)
    listed = read(changed(("urgent = true", 'distribution = ["A"]\nurgent = true'))).letter
    assert listed.distribution.action == ("A",)
    assert (
        read(changed(("urgent = true", "references = []\nurgent = true"))).letter.references == ()
    )


def test_that_what_may_stand_is_only_warned_of() -> None:
    text = changed(
        ("cetinkaya@ornek.gov.tr", "cetinkaya@gmail.com"),
        ('"0500 000 27 61"', '"0500 000 41 07"'),
        ('"25.11.2026"  ', '"25.03.2027"  '),
        more=SECOND.replace("2026-12-01", "2026-01-01"),
    )
    assert {one.key: one.code for one in read(text).warnings} == {
        "change[1].newcomer.corporate_email": "changes.foreign_domain",
        "change[1].newcomer.personal_mobile": "changes.same_mobile",
        "change[1].effective": "changes.file_far_ahead",
        "change[2].effective": "changes.file_long_past",
    }


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"a = 1\nb = 'x\nc = 1\n", "toml.syntax", 2),
        (b"a = 1\na = 2\n", "toml.syntax", 2),
        (b"a = [", "toml.syntax", 1),
        (b"a = " + b"[" * 50_000, "toml.syntax", 1),
        ("a = 'İ'\nb = 'ş'".encode("cp1254"), "toml.encoding", 1),
        ("a = 1".encode("utf-16"), "toml.encoding", 1),
    ],
    ids=["quote", "twice", "open", "deep", "cp1254", "utf-16"],
)
def test_that_a_broken_file_is_reported_with_its_line(data: bytes, code: str, line: int) -> None:
    with pytest.raises(KnownError) as caught:
        read_toml_letter(data)
    assert (caught.value.code, caught.value.parameters["line"]) == (code, line)
    assert str(message_of(caught.value))


@pytest.mark.parametrize(
    "text",
    [
        "x = 1\ny = " + "1" * 5000,
        "x = 1\na" + ".a" * 20_000 + " = 1",
        'x = 1\n"a"' + ' . "a"' * 20_000 + " = 1",
        "x = 1\n[a" + ".'a'" * 100 + "]",
    ],
    ids=["digits", "key", "quoted-key", "heading"],
)
def test_that_what_would_take_long_is_reported_with_its_line(text: str) -> None:
    with pytest.raises(KnownError) as caught:
        read(text)
    assert (caught.value.code, caught.value.parameters["line"]) == ("toml.syntax", 2)


def test_that_numbers_in_a_text_are_no_key() -> None:
    dots = "1.2.3.4.5.6.7.8.9.10" + "." * 100
    found = read(changed(('"Başka göreve atandı"', f'"{dots}"')))
    assert found.values["change"][0]["reason"] == dots
    assert faults(changed(('style = "2020"', f"style = 0x{'f' * 9000}"))) == {
        "letter.style": "toml.text_expected"
    }


def test_that_lists_without_end_are_not_read_to_their_end() -> None:
    subjects = ", ".join(f'"{place}"' for place in range(20_000))
    assert faults(changed(('["Çocuk", "kadın"]', f"[{subjects}]"))) == {
        "change[1].newcomer.subjects": "toml.too_many"
    }
    keys = "".join(f"x{place} = 1\n" for place in range(9000))
    assert len(faults(f"{keys}{EXAMPLE}")) == 20


@pytest.mark.parametrize(
    ("char", "shown"),
    [
        ("\\u0000", "U+0000"),
        ("\\u001b", "U+001B"),
        ("\\u202e", "U+202E"),
        ("\u202e", "U+202E"),
        ("\u200b", "U+200B"),
        ("\u00ad", "U+00AD"),
        ("\u2066", "U+2066"),
        ("\ufeff", "U+FEFF"),
        ("א", "א"),
        ("漢", "漢"),
    ],
)
def test_that_an_invisible_character_is_a_fault_of_its_value(char: str, shown: str) -> None:
    with pytest.raises(KnownError) as caught:
        read(changed(('"Sosyal Çalışmacı"', f'"Sosyal {char}Çalışmacı"')))
    (problem,) = caught.value.problems
    assert (problem.key, problem.code) == ("change[1].newcomer.title", "toml.character")
    assert problem.parameters == {"character": shown}
    assert shown in str(message_of(problem))


@given(st.integers(-400, 400))
def test_that_a_letter_of_a_coming_day_is_refused_as_in_the_window(days: int) -> None:
    day = START.date() + dt.timedelta(days=days)
    data = changed(('date = "24.11.2026"', f"date = {day.isoformat()}")).encode()
    assert read_toml_letter(data).letter.date == day, "no day is today without a clock"
    if days <= 0:
        assert read_toml_letter(data, now=START).letter.date == day
        return
    with pytest.raises(KnownError, match=r"changes\.file_wrong") as caught:
        read_toml_letter(data, now=START)
    found = [(one.key, one.code) for one in caught.value.problems]
    assert found == [("letter.date", "letters.written_in_future")]


def test_that_a_key_is_shown_without_its_hidden_characters() -> None:
    assert faults(f'"a\\u001b[31m\\u202eb" = 1\n{EXAMPLE}') == {"a[31mb": "toml.unknown"}


def test_that_joined_letters_are_written_apart() -> None:
    found = read(changed(('"Sosyal Çalışmacı"', '"Oﬃs \uff2demuru"')))
    assert found.values["change"][0]["newcomer"]["title"] == "Offis Memuru"


@WITH_PIPES
def test_that_a_pipe_and_a_device_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "boru")
    for path in (tmp_path / "boru", Path("/dev/zero")):
        with pytest.raises(KnownError, match=r"changes\.file_unreadable"):
            load_toml_letter(path, now=START)


def test_that_files_that_cannot_be_read_say_why(tmp_path: Path) -> None:
    big = tmp_path / "büyük.toml"
    big.write_bytes(b"#" * (LARGEST + 1))
    whole = tmp_path / "tam.toml"
    whole.write_bytes(b"\xef\xbb\xbf" + EXAMPLE.encode())
    assert load_toml_letter(whole, now=START) == read(EXAMPLE)
    for path, code in (
        (tmp_path / "yok.toml", "changes.file_not_found"),
        (tmp_path, "changes.file_unreadable"),
        (big, "changes.file_too_big"),
    ):
        with pytest.raises(KnownError, match=code):
            load_toml_letter(path, now=START)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_that_no_file_is_a_bug(data: bytes) -> None:
    with pytest.raises(KnownError):
        read_toml_letter(data)


@given(
    st.sampled_from([line for line in EXAMPLE.split("\n") if " = " in line and line[0] != "#"]),
    st.sampled_from(["1", "true", '""', "[]", "{}", '"x"', "2026-01-01", "[[1]]", "-1.5", '["a"]']),
)
def test_that_no_wrong_type_is_a_bug(line: str, value: str) -> None:
    key = line.partition(" = ")[0]
    try:
        read(EXAMPLE.replace(line, f"{key} = {value}", 1))
    except KnownError as error:
        shown = {error.code, *map(str, map(message_of, error.problems))}
    else:
        shown = {"changes.file_wrong"}
    assert "changes.file_wrong" in shown
