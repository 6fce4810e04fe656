"""The text of the call centre's screen, pasted into the form."""

from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.cases.intake import parse_pasted
from alo183_desktop.officers.rows import SubjectRow
from alo183_desktop.shared.errors import KnownError
from tests.unit.cases.kinds import kind

KINDS: Final = (
    kind(3, "Şiddet", is_urgent=True),
    kind(4, "Töre/namus ihbarı", is_urgent=True),
)
SUBJECTS: Final = (
    SubjectRow(subject_id=2, name="Kadın", is_required=True, is_active=True, position=2, version=1),
)
LINES: Final = """
Başvuru No: 183-2026-100044
Yönlendirme Tarihi: 02.09.2026 01:03
Operatör: Yiğit İNCİ
Müracaat Konusu : KADIN
Vaka Türü: Töre / Namus
İlçe: Güdül
Arayan Telefon: 905000022010
Aciliyet: ACİL
Kolluk Bildirimi: Evet
Ekip Sorumlusu: Özge ŞEN
Özet: Komşu ihbarı; gece sesler duyulduğu,
saat 23:00 sularında bildirildi.
"""
TABLE: Final = (
    "Başvuru No\tYönlendirme Tarihi\tMüracaat Konusu\tVaka Türü\tİlçe\n"
    "183-2026-100044\t02.09.2026 01:03\tKadın\tŞiddet\tGüdül\n"
)


def test_that_lines_of_the_screen_fill_the_form() -> None:
    pasted = parse_pasted(LINES, subjects=SUBJECTS, kinds=KINDS)
    form = pasted.form
    assert pasted.problems == ()
    assert pasted.missing == ()
    assert form.number == "183-2026-100044"
    assert (form.routed_day, form.routed_time) == ("02.09.2026", "01:03")
    assert (form.subject_id, form.kind_id) == (2, 4)
    assert form.caller_phone == "0500 002 20 10"
    assert form.is_urgent
    assert form.is_police_informed
    assert form.summary.endswith("saat 23:00 sularında bildirildi.")
    assert pasted.officer_name == "Özge ŞEN"


@pytest.mark.parametrize(
    "pasted",
    [
        "Başvuru No: 183-1   Yönlendirme Tarihi: 02.09.2026 01:03\t\tİlçe: Güdül",
        "Başvuru No:\t183-1\tYönlendirme Tarihi:\t02.09.2026 01:03\nİlçe:\u00a0Güdül",
        "Başvuru No\n183-1\nYönlendirme Tarihi\n02.09.2026 01:03\n\nİlçe\nGüdül\n",
        "Yönlendirme Tarihi\t02.09.2026\nYönlendirme Saati\t1:03\nİlçe\tGüdül\nNo\t183-1",
    ],
    ids=["beside", "tabs", "below", "time apart"],
)
def test_that_a_screen_is_read_however_it_is_laid_out(pasted: str) -> None:
    read = parse_pasted(pasted, subjects=SUBJECTS, kinds=KINDS)
    form = read.form
    assert read.problems == ()
    assert (form.number, form.routed_day, form.district) == ("183-1", "02.09.2026", "Güdül")
    assert form.routed_time.zfill(5) == "01:03"


@pytest.mark.parametrize(
    ("text", "left_out"),
    [
        (LINES, ()),
        (TABLE, ()),
        (
            "Vaka Ekranı\nNo: 183-1\nYaş:  34\nİlçe: Güdül\nİlçe: Ayaş\nSisteme Giriş: 2.9.2026",
            ("Vaka Ekranı", "Yaş: 34", "İlçe: Ayaş", "2.9.2026"),
        ),
        (
            "Başvuru No\tMüracaat Konusu\tİlçe\tYaş\tTarife\n1\tKadın\tGüdül\t34\t\n2\t\tAyaş",
            ("Yaş: 34", "2 Ayaş"),
        ),
        ("Menü\nBaşvuru No\n183-1\nYaş\n34\nİlçe\nGüdül", ("Menü", "Yaş", "34")),
    ],
    ids=["screen", "row", "labels", "columns", "below"],
)
def test_that_what_no_field_takes_is_shown(text: str, left_out: tuple[str, ...]) -> None:
    assert parse_pasted(text, subjects=SUBJECTS, kinds=KINDS).left_out == left_out


def test_that_labels_within_a_summary_are_part_of_it() -> None:
    text = "Özet: Aradı.  Saat: 23:00 idi.\tİlçe: bilinmiyor"
    form = parse_pasted(text, subjects=SUBJECTS, kinds=KINDS).form
    assert form.summary == "Aradı. Saat: 23:00 idi. İlçe: bilinmiyor"
    assert (form.routed_time, form.district) == ("", "")


def test_that_of_two_times_on_the_screen_neither_is_taken() -> None:
    text = "Yönlendirme Tarihi: 02.09.2026 01:03\nSaat: 02:10"
    pasted = parse_pasted(text, subjects=SUBJECTS, kinds=KINDS)
    assert (pasted.form.routed_day, pasted.form.routed_time) == ("02.09.2026", "")
    assert [(one.key, one.code) for one in pasted.problems] == [
        ("routed_time", "cases.times_differ")
    ]


def test_that_a_row_with_its_headings_fills_the_form() -> None:
    pasted = parse_pasted(TABLE, subjects=SUBJECTS, kinds=KINDS)
    assert pasted.form.number == "183-2026-100044"
    assert pasted.form.kind_id == 3
    assert pasted.missing == ("operator_name", "caller_phone", "summary")


def test_that_labels_and_values_parted_by_a_tab_are_read() -> None:
    pasted = parse_pasted(
        "Başvuru No\t183-2026-100044\nİlçe\tGüdül\n", subjects=SUBJECTS, kinds=KINDS
    )
    assert (pasted.form.number, pasted.form.district) == ("183-2026-100044", "Güdül")


def test_that_what_is_not_understood_is_shown_beside_its_field() -> None:
    text = "Başvuru No: 1\nVaka Türü: Gürültü\nArayan Telefon: 12\nYönlendirme Tarihi: dün"
    pasted = parse_pasted(text, subjects=SUBJECTS, kinds=KINDS)
    assert {problem.key: problem.code for problem in pasted.problems} == {
        "kind_id": "cases.kind_unknown",
        "caller_phone": "identity.phone",
        "routed_day": "imports.date",
    }


def test_that_a_missing_time_is_not_made_up() -> None:
    pasted = parse_pasted(
        "Başvuru No: 1\nYönlendirme Tarihi: 02.09.2026", subjects=SUBJECTS, kinds=KINDS
    )
    assert (pasted.form.routed_day, pasted.form.routed_time) == ("02.09.2026", "")


@pytest.mark.parametrize("text", ["", "merhaba", "a: b", "\t\t\t"])
def test_that_another_text_is_refused(text: str) -> None:
    with pytest.raises(KnownError) as caught:
        parse_pasted(text, subjects=SUBJECTS, kinds=KINDS)
    assert caught.value.code == "cases.paste_unknown"


@given(st.text(alphabet="Başvuru No:İlçe\t\n 0123.-", max_size=200))
def test_that_any_text_is_read_or_refused(text: str) -> None:
    refused = ""
    try:
        parse_pasted(text, subjects=SUBJECTS, kinds=KINDS)
    except KnownError as error:
        refused = error.code
    assert refused in {"", "cases.paste_unknown"}


def test_that_the_instant_at_which_the_police_were_told_is_read() -> None:
    text = "Başvuru No: 183-1\nKolluğa Bildirim Zamanı: 02.09.2026 01:20\nArayan Ad Soyad: Ali Veli"
    pasted = parse_pasted(text, subjects=SUBJECTS, kinds=KINDS)
    form = pasted.form
    assert (pasted.problems, pasted.left_out) == ((), ())
    assert form.is_police_informed
    assert (form.police_day, form.police_time) == ("02.09.2026", "01:20")
    assert form.caller_name == "Ali Veli"
