"""Phone numbers of a roster with words beside them."""

import pytest

from alo183_desktop.documents.foreign.tables import ForeignFile, ForeignTable
from alo183_desktop.officers.roster.file import RosterEntry, read_roster

ISIK = ("Ayşe IŞIK", "10000003048")


def read(heading: str, cell: str) -> RosterEntry:
    rows = (("Adı Soyadı", "T.C. Kimlik No", heading), (*ISIK, cell))
    table = ForeignTable("Kadro", rows)
    (entry,) = read_roster(ForeignFile("kadro.xlsx", "0" * 64, (table,))).entries
    return entry


@pytest.mark.parametrize(
    "cell",
    [
        "Tel: 0500 300 10 01",
        "TEL.0500 300 10 01",
        "Cep Telefonu : 0500 300 10 01",
        "0500 300 10 01 (kurumsal)",
        "0500 300 10 01 (KURUMSAL HAT)",
        "0500 300 10 01 - Kurumsal GSM",
        "Kurum Hattı: 500 300 10 01",
        "0500 300 10 01 (24 saat açık)",
        "0500 300 10 01 (kurumsal, 7/24)",
        "0500 300 10 01 nolu hat",
        "(Cep) 0500 300 10 01",
        "☎ 0500 300 10 01",
        "0500 300 10 01 (İş)",
    ],
)
def test_that_words_that_add_nothing_to_a_number_are_passed_over(cell: str) -> None:
    entry = read("Kurumsal Cep", cell)
    assert (entry.problems, entry.hints) == ((), ())
    assert dict(entry.values)["corporate_mobile"] == "+905003001001"


@pytest.mark.parametrize(
    ("heading", "cell", "code"),
    [
        ("Kurumsal Cep", "0500 300 10 01 (şahsi)", "imports.phone_of_other"),
        ("Kurumsal Cep", "ÖZEL: 0500 300 10 01", "imports.phone_of_other"),
        ("Kişisel Cep", "0500 300 10 01 (kurumsal)", "imports.phone_of_other"),
        ("Kurumsal Cep", "0500 300 10 01 (eşi)", "identity.phone"),
        ("Kurumsal Cep", "0500 300 10 01 (eski)", "identity.phone"),
        ("Kurumsal Cep", "0500 300 10 01 iptal", "identity.phone"),
        ("Kurumsal Cep", "Tel:", "identity.phone"),
        ("Kurumsal Cep", "Tel: 0500 300 10 01 / Tel: 0500 300 10 02", "imports.two_phones"),
        ("İş Telefonu", "0312 300 10 01-02", "identity.phone"),
    ],
)
def test_that_a_number_of_which_words_say_otherwise_is_refused(
    heading: str, cell: str, code: str
) -> None:
    entry = read(heading, cell)
    assert [problem.code for problem in entry.problems] == [code]
    assert dict(entry.values).keys() <= {"given_names", "surname", "tckn"}


@pytest.mark.parametrize(
    ("cell", "extension"),
    [
        ("0312 300 10 01 / 1234", "1234"),
        ("0312 300 10 01 Dahili: 12", "12"),
        ("0312 300 10 01 DAHİLİ 1234", "1234"),
        ("Tel: (0312) 300 10 01 (dahili 1234)", "1234"),
        ("03123001001 (1234)", "1234"),
    ],
)
def test_that_an_extension_is_left_out_and_reported(cell: str, extension: str) -> None:
    entry = read("İş Telefonu", cell)
    assert dict(entry.values)["desk_phone"] == "+903123001001"
    (hint,) = entry.hints
    assert (hint.key, hint.code) == ("desk_phone", "imports.extension_left_out")
    assert hint.parameters == {"extension": extension}


@pytest.mark.parametrize(
    "cell",
    ["+90 312 300 10 01", "90 312 300 10 01", "(0312) 300 10 01", "0312 300 10 01 dahili yok"],
)
def test_that_a_number_without_an_extension_stays_whole(cell: str) -> None:
    entry = read("İş Telefonu", cell)
    assert dict(entry.values)["desk_phone"] == "+903123001001"
    assert entry.hints == ()
