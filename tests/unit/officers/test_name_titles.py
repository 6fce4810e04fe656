"""Titles in front of names, and names that only look like them."""

import pytest

from alo183_desktop.officers.rules import part_title


@pytest.mark.parametrize(
    ("text", "parted"),
    [
        ("Dr. Ayşe Nur IŞIK", ("Dr.", "Ayşe Nur IŞIK")),
        ("DR AYŞE IŞIK", ("DR", "AYŞE IŞIK")),
        ("Öğr. Gör. Dr. Iraz İLKIŞIK", ("Öğr. Gör. Dr.", "Iraz İLKIŞIK")),
        ("Dr. Öğr. Üyesi Işıl ÇIĞ", ("Dr. Öğr. Üyesi", "Işıl ÇIĞ")),
        ("Öğretim Görevlisi Işıl ÇIĞ", ("Öğretim Görevlisi", "Işıl ÇIĞ")),
        ("Uzm.Psk. Şükrü ÇIĞ", ("Uzm.Psk.", "Şükrü ÇIĞ")),
        ("Sosyal Çalışmacı Ümmügülsüm ÖZ", ("Sosyal Çalışmacı", "Ümmügülsüm ÖZ")),
        ("ŞUBE MÜDÜRÜ İSMAİL ŞEN", ("ŞUBE MÜDÜRÜ", "İSMAİL ŞEN")),
        ("Sn. Uğur ŞİMŞEK", ("", "Uğur ŞİMŞEK")),
        ("Sayın Av. Uğur ŞİMŞEK", ("Av.", "Uğur ŞİMŞEK")),
        ("Ayşe Nur IŞIK", ("", "Ayşe Nur IŞIK")),
        ("M. Ali ŞEN", ("", "M. Ali ŞEN")),
        ("Uzman ŞEN", ("", "Uzman ŞEN")),
        ("Dr. ŞEN", ("", "Dr. ŞEN")),
        ("Memur", ("", "Memur")),
        ("", ("", "")),
    ],
)
def test_that_a_title_is_parted_from_a_name(text: str, parted: tuple[str, str]) -> None:
    assert part_title(text, fewest=2) == parted


@pytest.mark.parametrize("text", ["UZMAN Ayşe Nur", "UZMAN, Ayşe Nur", "ŞEF Ali"])
def test_that_a_surname_in_front_is_no_title(text: str) -> None:
    assert part_title(text, fewest=2) == ("", text)


def test_that_under_surname_first_only_what_is_shortened_is_a_title() -> None:
    assert part_title("UZMAN AYŞE NUR", fewest=2, surname_first=True) == ("", "UZMAN AYŞE NUR")
    assert part_title("Dr. IŞIK AYŞE", fewest=2, surname_first=True) == ("Dr.", "IŞIK AYŞE")


def test_that_given_names_alone_keep_one_word() -> None:
    assert part_title("Dr. Ayşe", fewest=1) == ("Dr.", "Ayşe")
    assert part_title("Dr.", fewest=1) == ("", "Dr.")
