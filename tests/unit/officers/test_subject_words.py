"""Subjects in what people write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.officers.rows import SubjectRow
from alo183_desktop.officers.rules import REQUIRED_SUBJECTS
from alo183_desktop.officers.subjects import SubjectReader
from alo183_desktop.shared.texts import message_of
from alo183_desktop.shared.turkish import upper_tr

NAMES = (*REQUIRED_SUBJECTS, "Göç ve Uyum", "Kadın Konukevi")
CHILD, WOMAN, DISABLED, ELDERLY, MARTYR, MIGRATION, SHELTER = range(1, 8)
SUBJECTS = tuple(
    SubjectRow(place, name, is_required=place < 6, is_active=True, position=place, version=1)
    for place, name in enumerate(NAMES, start=1)
)
READER = SubjectReader(SUBJECTS)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Çocuk", (CHILD,)),
        ("ÇOCUK", (CHILD,)),
        ("cocuk, kadin", (CHILD, WOMAN)),
        ("Engelli ve Yaşlı", (DISABLED, ELDERLY)),
        ("Engelli; Yaşlı", (DISABLED, ELDERLY)),
        ("Yaşlı/Engelli", (DISABLED, ELDERLY)),
        ("Yaşlı\nEngelli", (DISABLED, ELDERLY)),
        ("Yaşlı - Engelli", (DISABLED, ELDERLY)),
        ("Şehit Yakını ve Gazi", (MARTYR,)),
        ("Şehit yakını, gazi", (MARTYR,)),
        ("Şehit Yakını ve Gazi ve Çocuk", (CHILD, MARTYR)),
        ("Kadın, Şehit Yakını ve Gazi", (WOMAN, MARTYR)),
        ("şehit/gazi", (MARTYR,)),
        ("şehit yakınları ve gaziler", (MARTYR,)),
        ("Gaziler ile Şehit Aileleri", (MARTYR,)),
        ("özürlü", (DISABLED,)),
        ("Kadın Hizmetleri, Çocuk Hizmetleri", (CHILD, WOMAN)),
        ("Göç ve Uyum, Kadın Konukevi", (MIGRATION, SHELTER)),
        ("1. Çocuk 2. Kadın", (CHILD, WOMAN)),
        ("1) Çocuk\n2-Kadın", (CHILD, WOMAN)),
        ("Yaşlı 65+", None),
        ("18-25 Çocuk", None),
        ("", ()),
        (" , ve ", ()),
    ],
)
def test_that_subjects_are_recognised(text: str, expected: tuple[int, ...] | None) -> None:
    found = READER.read(text)
    if expected is None:
        assert found.unknown
    else:
        assert (found.subject_ids, found.unknown) == (expected, ())


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("Çocuk?", ("Çocuk?",)),
        ("Çocuk ve Gençlik Hakları Masası", ("Çocuk ve Gençlik Hakları Masası",)),
        ("Kadın, Gençlik, Yaşlı", ("Gençlik",)),
        ("Gençlik; Spor", ("Gençlik", "Spor")),
        ("✓", ("✓",)),
        ("KADIN HİZM.", ()),
    ],
)
def test_that_an_unknown_part_is_named_as_written(text: str, unknown: tuple[str, ...]) -> None:
    assert READER.read(text).unknown == unknown


def test_that_what_is_said_of_an_unknown_subject_lists_the_known_ones() -> None:
    first, second = READER.doubts(READER.read("Aile; sosyal yardım"))
    assert (first.parameters["subject"], second.parameters["subject"]) == ("Aile", "sosyal yardım")
    words = str(message_of(second))
    assert all(name in words for name in NAMES)


@given(
    subject_ids=st.lists(st.sampled_from(range(1, 8)), min_size=1, unique=True),
    separator=st.sampled_from([", ", " ve ", "; ", "/", " / ", "\n"]),
    shout=st.booleans(),
)
def test_that_every_list_of_subjects_is_read_back(
    subject_ids: list[int], separator: str, *, shout: bool
) -> None:
    text = separator.join(NAMES[subject_id - 1] for subject_id in subject_ids)
    found = READER.read(upper_tr(text) if shout else text)
    assert (found.subject_ids, found.unknown) == (tuple(sorted(subject_ids)), ())


@given(st.text(max_size=60))
def test_that_any_text_is_read_without_a_fault(text: str) -> None:
    found = READER.read(text)
    assert all(part.strip() for part in found.unknown)
