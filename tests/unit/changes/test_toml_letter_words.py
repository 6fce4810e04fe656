"""What a change file makes of names, vacancies, days and the verification lines."""

import pytest

from alo183_desktop.changes.form import CIRCULAR
from alo183_desktop.documents.letter.content import Paragraph, Verification
from alo183_desktop.shared.errors import Problem
from alo183_desktop.shared.texts import message_of
from tests.unit.changes.test_toml_letter import EXAMPLE, SECOND, changed, faults, read

HEAD = EXAMPLE.split("[change.newcomer]", maxsplit=1)[0]
E_SIGNED = ('preparation = "Z"', 'preparation = "E"')


def sentences(text: str) -> str:
    return " ".join(block.text for block in read(text).letter.body if isinstance(block, Paragraph))


def warnings(text: str) -> dict[str, Problem]:
    return {one.key: one for one in read(text).warnings}


def with_verification(code: str, address: str) -> tuple[str, str]:
    lines = f'verification_code = "{code}"\nverification_address = "{address}"\n'
    return "urgent = true", f"{lines}urgent = true"


def test_that_the_verification_of_an_e_signed_letter_is_read() -> None:
    found = read(changed(E_SIGNED, with_verification("1A2B", "https://ornek.gov.tr/d")))
    assert found.letter.verification == Verification("1A2B", "https://ornek.gov.tr/d")
    assert found.values["letter"]["verification_code"] == "1A2B"
    assert found.values["letter"]["verification_address"] == "https://ornek.gov.tr/d"
    assert read(changed(E_SIGNED)).letter.verification == Verification()
    assert read(changed(E_SIGNED, with_verification("", ""))).letter.verification == Verification()


@pytest.mark.parametrize(
    "pairs", [(), (E_SIGNED, ('style = "2020"', 'style = "2004"'))], ids=["Z", "2004"]
)
def test_that_no_other_letter_takes_a_verification(pairs: tuple[tuple[str, str], ...]) -> None:
    assert faults(changed(*pairs, with_verification("1A2B", ""))) == {
        "letter.verification_code": "changes.file_verification"
    }


def test_that_a_vacancy_names_its_subjects_or_is_warned_of() -> None:
    reason = f'{HEAD}vacancy_reason = "Onay"\n'
    assert "ayrılmış olup yerine henüz görevlendirme yapılmamıştır." in sentences(reason)
    assert {key: one.code for key, one in warnings(reason).items()} == {
        "change[1].vacant_subjects": "changes.file_vacancy_subjects"
    }
    named = f'{reason}vacant_subjects = ["Çocuk", "kadın"]\n'
    words = "ayrılmış olup Çocuk ve Kadın konuları için henüz görevlendirme yapılmamıştır."
    assert words in sentences(named)
    assert warnings(named) == {}
    assert read(named).values["change"][0]["vacant_subjects"] == ["Çocuk", "kadın"]
    twice = f'{reason}vacant_subjects = ["Kadın", "KADIN"]\n'
    assert faults(twice) == {"change[1].vacant_subjects[2]": "changes.file_subject_twice"}
    assert faults(changed(("reason =", 'vacant_subjects = ["Kadın"]\nreason ='))) == {
        "change[1].vacant_subjects": "changes.file_vacancy_and_newcomer"
    }


def test_that_one_leaver_may_leave_one_subject_to_somebody_and_another_open() -> None:
    text = changed(
        more='[[change]]\nleaver = "Zeynep GÜNDOĞDU"\neffective = "25.11.2026"\n'
        'vacancy_reason = "Onay"\nvacant_subjects = ["Yaşlı"]\n'
    )
    assert "itibarıyla Yaşlı konusundaki görevinden ayrılmış olup bu konu için henüz" in sentences(
        text
    )
    doubtful = warnings(text.replace("Yaşlı", "Çocuk"))
    assert doubtful["change[2].leaver"].code == "changes.file_leaver_twice"


def test_that_who_leaves_after_the_letter_is_written_of_as_still_to_leave() -> None:
    later = changed(('effective = "25.11.2026"', 'effective = "01.12.2026"'))
    assert "GÜNDOĞDU görevinden ayrılacak olup yerine" in sentences(later)
    undated = later.replace('date = "24.11.2026"', "")
    # Without a day the same file gives the same letter on any day.
    assert "GÜNDOĞDU görevinden ayrılmış olup yerine" in sentences(undated)


def test_that_an_empty_leaver_is_asked_about() -> None:
    assert faults(changed(('leaver = "Zeynep GÜNDOĞDU"', 'leaver = " "'))) == {
        "change[1].leaver": "changes.file_leaver_empty"
    }


def test_that_a_forgotten_newcomer_is_reported_as_a_vacancy() -> None:
    assert faults(HEAD) == {"change[1].newcomer": "changes.file_newcomer_missing"}
    message = str(message_of(Problem("change[1].newcomer", "changes.file_newcomer_missing")))
    assert "[change.newcomer]" in message
    assert "vacancy_reason" in message
    # A first appointment of nobody is nothing at all.
    assert faults(HEAD.replace('leaver = "Zeynep GÜNDOĞDU"', "")) == {
        "change[1].newcomer": "toml.missing"
    }


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("gülşah çetinkaya", "Gülşah ÇETİNKAYA"),
        ("Gülşah  Çetinkaya", "Gülşah ÇETİNKAYA"),
        ("ismet IŞIKLI", "İsmet IŞIKLI"),
        ("ALİ CAN İŞIK", "Ali Can İŞIK"),
        ("Ayşe YILMAZ KAYA", "Ayşe YILMAZ KAYA"),
        ("Dr. İsa AĞAOĞLU", "Dr. İsa AĞAOĞLU"),
    ],
)
@pytest.mark.parametrize(
    "old", ["Gülşah ÇETİNKAYA", "Zeynep GÜNDOĞDU", "Hasan KÖKSAL", "Selin AKTAŞ"]
)
def test_that_every_name_of_a_file_is_printed_as_papers_print_it(
    old: str, written: str, printed: str
) -> None:
    text = changed((f'"{old}"', f'"{written}"'))
    if old == "Zeynep GÜNDOĞDU":
        text = text.replace('"Gülşah ÇETİNKAYA"', '"Işıl ÇIĞ"')
    found = read(text)
    assert found.warnings == ()
    assert printed in str(found.letter)
    assert printed in str(found.values)
    assert printed == written or written not in str(found.letter)


def test_that_an_e_signed_letter_without_its_code_is_reported_as_a_draft() -> None:
    assert warnings(changed(E_SIGNED))["letter.verification_code"].code == "changes.unsigned"
    assert warnings(changed(E_SIGNED, with_verification("1A2B", ""))) == {}


@pytest.mark.parametrize(
    ("pair", "key", "code", "words"),
    [
        (
            ("ANKARA VALİLİĞİ", "İzmir Valiliği"),
            "directorate.heading[2]",
            "changes.file_capitals",
            "İZMİR VALİLİĞİ",
        ),
        (
            ("AİLE VE SOSYAL HİZMETLER BAKANLIĞINA", "Aile ve Sosyal Hizmetler Bakanlığına"),
            "recipient.lines[1]",
            "changes.file_capitals",
            "AİLE VE SOSYAL HİZMETLER BAKANLIĞINA",
        ),
        (
            ("AİLE VE SOSYAL HİZMETLER BAKANLIĞINA", "AİLE VE SOSYAL HİZMETLER BAKANLIĞI"),
            "recipient.lines[1]",
            "changes.file_dative",
            "yönelme ekiyle",
        ),
    ],
    ids=["heading", "addressee", "dative"],
)
def test_that_a_line_that_letters_write_otherwise_is_warned_of(
    pair: tuple[str, str], key: str, code: str, words: str
) -> None:
    (warning,) = read(changed(pair)).warnings
    assert (warning.key, warning.code) == (key, code)
    assert words in str(message_of(warning))


def test_that_days_in_the_text_of_an_old_file_have_slashes() -> None:
    text = changed(('style = "2020"', 'style = "2004"'))
    assert "25/11/2026 tarihinden itibaren" in sentences(text)
    (circular,) = read(text).letter.references
    assert circular.startswith("18/04/2014 tarihli ve")


def test_that_two_leavers_of_one_name_are_doubted_and_both_printed() -> None:
    again = SECOND.replace("Ahmet YILDIZ", "Zeynep GÜNDOĞDU").replace("Engelli", "Kadın")
    text = changed(more=again)
    warning = warnings(text)["change[2].leaver"]
    assert (warning.code, warning.parameters) == (
        "changes.file_leaver_twice",
        {"other": "change[1]"},
    )
    assert "konularındaki görevinden" not in sentences(text)


def test_that_a_reference_is_printed_as_it_was_typed_whatever_the_style() -> None:
    style = ('style = "2020"', 'style = "2004"')
    assert read(changed(style)).letter.references[0].startswith("18/04/2014 tarihli")
    typed = changed(style, ("urgent = true", f'references = ["{CIRCULAR}"]\nurgent = true'))
    assert read(typed).letter.references == (CIRCULAR,)
