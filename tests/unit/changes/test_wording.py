"""The sentences of the letter, word for word."""

import datetime as dt
from dataclasses import replace

import pytest

from alo183_desktop.changes import wording
from alo183_desktop.changes.compose import compose, subject_words
from alo183_desktop.changes.entry_values import read_change
from alo183_desktop.changes.form import CIRCULAR, ChangeEntry, ChangeForm
from alo183_desktop.documents.letter.content import (
    AddresseeRank,
    FieldTable,
    LetterContent,
    LetterStyle,
    Paragraph,
    Preparation,
    Verification,
)
from alo183_desktop.documents.letter.wording import CLOSINGS
from alo183_desktop.letters.rendering import render
from alo183_desktop.letters.rules import FileKind
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.plain import from_plain, to_plain
from tests.unit.changes.contexts import (
    CONTEXT,
    FROM_ROSTER,
    NEW,
    OWN,
    SECOND,
    VACANCY,
    form,
)

OTHER = "01.02.2020 tarihli ve 5 sayılı yazı."
LEAD = "İlgi Genelge’nin 6’ncı maddesi uyarınca, "


def letter(*entries: ChangeEntry, **changed: object) -> LetterContent:
    return compose(read_change(form(*entries, **changed), CONTEXT), tolerant=False)


def paragraphs(found: LetterContent) -> list[str]:
    return [block.text for block in found.body if isinstance(block, Paragraph)]


def tables(found: LetterContent) -> list[FieldTable]:
    return [block for block in found.body if isinstance(block, FieldTable)]


def labels(found: LetterContent) -> list[str]:
    return [field.label for table in tables(found) for field in table.fields]


def test_that_one_change_is_one_sentence_and_one_table() -> None:
    found = letter(NEW)
    assert paragraphs(found) == [
        (
            f"{LEAD}İl Müdürlüğümüzde Acil Müdahale Ekip Sorumlusu olarak görev yapan "
            "Zeynep GÜNDOĞDU görevinden ayrılmış olup yerine aşağıda bilgileri yer alan personel "
            "25.11.2026 tarihinden itibaren görevlendirilmiştir."
        ),
        "Bilgilerinizi arz ederim.",
    ]
    (table,) = tables(found)
    assert [(field.label, field.value) for field in table.fields] == [
        ("Adı ve Soyadı", "Gülşah ÇETİNKAYA"),
        ("Unvanı", "Sosyal Çalışmacı"),
        ("T.C. Kimlik Numarası", "10000000146"),
        ("Sorumlu Olduğu Müracaat Konuları", "Çocuk, kadın"),
        ("Kurumsal e-Posta Adresi", "gulsah.cetinkaya@ornek.gov.tr"),
        ("Kişisel Cep Telefonu", "0500 000 27 61"),
        ("Kurumsal Cep Telefonu", "0500 000 41 07"),
    ]
    assert found.topic == "Acil Müdahale Ekip Sorumlusu Değişikliği"
    assert found.references == (CIRCULAR,)
    assert found.signature.on_behalf_of == "Vali a."


def test_that_sentences_say_whom_they_name_so_that_a_fax_keeps_the_names_legible() -> None:
    first = replace(FROM_ROSTER, is_first_appointment=True, leaver_id=None)
    named = [
        [block.names for block in letter(*entries).body if isinstance(block, Paragraph)]
        for entries in ((NEW,), (NEW, VACANCY), (first,))
    ]
    assert named == [
        [("Zeynep GÜNDOĞDU",), ()],
        [(), ("Zeynep GÜNDOĞDU",), ("İlknur ÇIĞ",), ()],
        [(), ()],
    ]


def test_that_keys_of_cells_are_those_of_the_problems() -> None:
    keys = [field.key for table in tables(letter(NEW, SECOND)) for field in table.fields]
    assert keys[2] == "entries.0.newcomer.tckn"
    assert keys[10] == "entries.1.subjects"


def test_that_several_changes_are_numbered_with_a_table_each() -> None:
    found = letter(NEW, VACANCY)
    assert paragraphs(found) == [
        (
            f"{LEAD}İl Müdürlüğümüz Acil Müdahale Ekip Sorumlularına ilişkin "
            "değişiklikler aşağıda belirtilmiştir."
        ),
        (
            "1) Acil Müdahale Ekip Sorumlusu olarak görev yapan Zeynep GÜNDOĞDU "
            "görevinden ayrılmış olup yerine aşağıda bilgileri yer alan personel "
            "25.11.2026 tarihinden itibaren "
            "görevlendirilmiştir."
        ),
        (
            "2) Acil Müdahale Ekip Sorumlusu olarak görev yapan İlknur ÇIĞ 25.11.2026 tarihi "
            "itibarıyla görevinden ayrılmış olup Engelli konusu için henüz görevlendirme "
            "yapılmamıştır. Görevlendirme yapıldığında ayrıca bilgi verilecektir."
        ),
        "Bilgilerinizi arz ederim.",
    ]
    # The sentence says it all, and stays with its table.
    assert [table.caption for table in tables(found)] == [None]
    kinds = [type(block) for block in found.body]
    assert kinds == [Paragraph, Paragraph, FieldTable, Paragraph, Paragraph]


def test_that_a_first_appointment_has_its_own_topic_and_sentence() -> None:
    found = letter(FROM_ROSTER)
    assert found.topic == "Acil Müdahale Ekip Sorumlusu Görevlendirmesi"
    assert paragraphs(found)[0] == (
        f"{LEAD}aşağıda bilgileri yer alan personel 25.11.2026 tarihinden itibaren "
        "İl Müdürlüğümüzde Acil Müdahale Ekip Sorumlusu olarak görevlendirilmiştir."
    )
    several = letter(FROM_ROSTER, replace(SECOND, is_first_appointment=True, leaver_id=None))
    assert "görevlendirmeler aşağıda belirtilmiştir" in paragraphs(several)[0]
    assert paragraphs(several)[1].startswith("1) Aşağıda bilgileri yer alan personel")
    assert letter(FROM_ROSTER, NEW).topic == "Acil Müdahale Ekip Sorumlusu Değişikliği"


def test_that_a_correction_says_what_it_corrects() -> None:
    found = letter(NEW, corrects_letter_id=1, correction_reason=" kurumsal  cep telefonu. ")
    assert found.references == (
        CIRCULAR,
        "20.11.2026 tarihli ve Z-12345678-903.07-4752 sayılı yazımız.",
    )
    assert paragraphs(found)[0] == (
        "İlgi (a) Genelge’nin 6’ncı maddesi uyarınca gönderilen ilgi (b) yazımızda düzeltme "
        "yapılması gerekmiştir. Düzeltilen husus: kurumsal cep telefonu. "
        "Yazımızın düzeltilmiş hâli aşağıda sunulmuştur."
    )
    assert paragraphs(found)[1].startswith("İl Müdürlüğümüzde Acil Müdahale Ekip Sorumlusu")
    assert found.topic.endswith("(Düzeltme)")


@pytest.mark.parametrize(
    ("references", "lead"),
    [
        ((CIRCULAR,), "İlgi Genelge’nin 6’ncı maddesi uyarınca"),
        (
            ("Alo 183 konulu 2014/5 sayılı Genelge",),
            "İlgi Genelge’nin 6’ncı maddesi uyarınca",
        ),
        ((CIRCULAR, OTHER), "İlgi (a) Genelge’nin 6’ncı maddesi uyarınca"),
        ((OTHER, "02.02.2020 tarihli yazı."), "İlgi yazılar uyarınca"),
        ((OTHER,), "İlgi yazı uyarınca"),
        (("01.02.2020 tarihli ve 5 sayılı Genelge.",), "İlgi Genelge uyarınca"),
        (("Çağrı Merkezi Yönergesi",), "İlgi Yönerge uyarınca"),
        (("Yazışma Yönetmeliği",), "İlgi Yönetmelik uyarınca"),
        (
            (),
            (
                "Alo 183 Çağrı Merkezi Hizmetlerine ilişkin 2014/05 sayılı Genelge’nin 6’ncı "
                "maddesi uyarınca"
            ),
        ),
    ],
)
def test_that_the_first_paragraph_speaks_of_the_references(
    references: tuple[str, ...], lead: str
) -> None:
    assert paragraphs(letter(NEW, references=references))[0].startswith(f"{lead}, ")


def test_that_references_stand_in_the_order_of_their_days() -> None:
    assert wording.in_order_of_dates((OTHER, CIRCULAR)) == (CIRCULAR, OTHER)
    assert wording.in_order_of_dates((OTHER, "Yönerge", CIRCULAR)) == (OTHER, "Yönerge", CIRCULAR)
    assert wording.in_order_of_dates(("31.02.2020 a", CIRCULAR)) == ("31.02.2020 a", CIRCULAR)
    found = letter(NEW, references=(OTHER, CIRCULAR))
    assert paragraphs(found)[0].startswith("İlgi (a) Genelge’nin")


def test_that_a_partial_leave_says_so() -> None:
    found = letter(replace(NEW, subject_ids=(1,), leaver_keeps_others=True))
    assert "aşağıda belirtilen müracaat konusundaki görevinden ayrılmış" in paragraphs(found)[0]
    more = letter(replace(NEW, leaver_keeps_others=True))
    assert "aşağıda belirtilen müracaat konularındaki görevinden ayrılmış" in paragraphs(more)[0]
    shared = letter(
        replace(NEW, subject_ids=(1,)), replace(SECOND, leaver_id=NEW.leaver_id, subject_ids=(2,))
    )
    assert all("konusundaki görevinden" in text for text in paragraphs(shared)[1:3])


def test_that_the_heading_of_one_subject_is_singular() -> None:
    assert "Sorumlu Olduğu Müracaat Konusu" in labels(letter(replace(NEW, subject_ids=(1,))))
    assert "Sorumlu Olduğu Müracaat Konuları" in labels(letter(NEW))
    # A directorate's own subject may have a comma in its name.
    own = replace(CONTEXT.subjects[-1], name="Göç, iltica")
    context = replace(CONTEXT, subjects=(*CONTEXT.subjects[:-1], own))
    found = compose(read_change(form(replace(NEW, subject_ids=(OWN,))), context), tolerant=False)
    assert "Sorumlu Olduğu Müracaat Konusu" in labels(found)


def test_that_a_vacancy_names_the_subjects_that_are_left_open() -> None:
    found = letter(replace(VACANCY, leaver_id=NEW.leaver_id, subject_ids=(1, 2)))
    assert paragraphs(found)[0] == (
        f"{LEAD}İl Müdürlüğümüzde Acil Müdahale Ekip Sorumlusu olarak görev yapan "
        "Zeynep GÜNDOĞDU 25.11.2026 tarihi itibarıyla görevinden ayrılmış olup Çocuk ve Kadın "
        "konuları için henüz görevlendirme yapılmamıştır. Görevlendirme yapıldığında ayrıca bilgi "
        "verilecektir."
    )
    partial = letter(replace(VACANCY, leaver_keeps_others=True))
    assert (
        "itibarıyla Engelli konusundaki görevinden ayrılmış olup bu konu için henüz görevlendirme "
        "yapılmamıştır."
    ) in paragraphs(partial)[0]
    both = letter(
        replace(VACANCY, leaver_id=NEW.leaver_id, subject_ids=(1, 2), leaver_keeps_others=True)
    )
    assert "Çocuk ve Kadın konularındaki görevinden ayrılmış olup bu konular için" in str(both)


@pytest.mark.parametrize(
    ("date", "effective_on", "leaves"),
    [
        ("24.11.2026", "23.11.2026", "ayrılmış"),
        ("24.11.2026", "24.11.2026", "ayrılmış"),
        # The leaver's last day is the letter's: they have left when it arrives.
        ("24.11.2026", "25.11.2026", "ayrılmış"),
        ("24.11.2026", "26.11.2026", "ayrılacak"),
        ("23.11.2026", "24.11.2026", "ayrılmış"),
        # Left blank for a stamp, the day is today, 24.11.2026.
        ("", "25.11.2026", "ayrılmış"),
        ("", "26.11.2026", "ayrılacak"),
        ("", "31.12.2026", "ayrılacak"),
    ],
)
def test_that_who_leaves_after_the_letter_is_written_of_as_still_to_leave(
    date: str, effective_on: str, leaves: str
) -> None:
    later = replace(NEW, effective_on=effective_on)
    (only, _closing) = paragraphs(letter(later, date=date))
    assert only == (
        f"{LEAD}İl Müdürlüğümüzde Acil Müdahale Ekip Sorumlusu olarak görev yapan "
        f"Zeynep GÜNDOĞDU görevinden {leaves} olup yerine aşağıda bilgileri yer alan personel "
        f"{effective_on} tarihinden itibaren görevlendirilmiştir."
    )
    preview = compose(read_change(form(later, date=date), CONTEXT), tolerant=True)
    assert preview == letter(later, date=date)
    rendered = render(preview)
    assert f"görevinden {leaves} olup" in rendered.data(FileKind.TEXT).decode().replace("\n", " ")
    vacancy = replace(VACANCY, effective_on=effective_on)
    assert f"{effective_on} tarihi itibarıyla görevinden {leaves} olup Engelli konusu" in str(
        letter(vacancy, date=date)
    )
    part = replace(vacancy, leaver_keeps_others=True)
    assert f"Engelli konusundaki görevinden {leaves} olup bu konu için" in str(
        letter(part, date=date)
    )
    # Each change of a letter by its own day.
    texts = paragraphs(letter(replace(NEW, effective_on="24.11.2026"), vacancy, date=date))
    assert "görevinden ayrılmış olup" in texts[1]
    assert f"görevinden {leaves} olup" in texts[2]


def test_that_a_change_without_its_day_is_previewed_as_one_that_has_begun() -> None:
    found = compose(read_change(form(replace(NEW, effective_on="")), CONTEXT), tolerant=True)
    assert "görevinden ayrılmış olup" in paragraphs(found)[0]


@pytest.mark.parametrize(
    ("subjects", "words"),
    [
        ((), ""),
        (("yaşlı",), "Yaşlı"),
        (("Çocuk", "kadın"), "Çocuk ve Kadın"),
        (("Çocuk", "Kadın", "ilgi"), "Çocuk, Kadın ve İlgi"),
        (("Çocuk", "Şehit yakını ve gazi"), "Çocuk ile Şehit yakını ve gazi"),
        (("Çocuk", "Kadın", "Şehit yakını ve gazi"), "Çocuk, Kadın ile Şehit yakını ve gazi"),
    ],
)
def test_that_subjects_are_joined_as_a_sentence_does(subjects: tuple[str, ...], words: str) -> None:
    assert wording.joined_subjects(subjects) == words


def test_that_days_in_the_text_follow_the_style() -> None:
    found = letter(NEW, style="2004", corrects_letter_id=1, correction_reason="telefon")
    assert found.references == (
        "18/04/2014 tarihli ve 93065208-010.06.01-60813 sayılı Genelge (2014/05).",
        "20/11/2026 tarihli ve Z-12345678-903.07-4752 sayılı yazımız.",
    )
    assert "İlgi (a) Genelge’nin 6’ncı maddesi uyarınca gönderilen ilgi (b)" in str(found)
    assert "personel 25/11/2026 tarihinden itibaren" in str(found)
    assert "25.11.2026" not in str(found)
    several = letter(NEW, VACANCY, style="2004")
    assert str(several).count("25/11/2026 tarihi") == 2


@pytest.mark.parametrize("style", list(LetterStyle))
def test_that_a_typed_reference_is_printed_as_it_was_typed(style: LetterStyle) -> None:
    typed = ("18/04/2014 tarihli, 2014/05", "02.11.2026 tarihli ve 1801 sayılı yazı.")
    assert wording.in_style(typed, style) == typed


def test_that_the_own_reference_follows_the_style() -> None:
    assert wording.in_style((CIRCULAR,), LetterStyle.EDITION_2020) == (CIRCULAR,)
    (old,) = wording.in_style((CIRCULAR,), LetterStyle.EDITION_2004)
    assert old.startswith("18/04/2014 tarihli ve ")


def test_that_an_e_signed_letter_prints_where_it_can_be_checked() -> None:
    typed = {"verification_code": " 1A2B ", "verification_address": "https://ornek.gov.tr/d"}
    found = letter(NEW, preparation="E", **typed)
    assert found.verification == Verification("1A2B", "https://ornek.gov.tr/d")


def test_that_the_line_on_fax_and_post_is_a_setting() -> None:
    directorate = replace(CONTEXT.directorate, says_faxed=True)
    found = compose(
        read_change(form(NEW), replace(CONTEXT, directorate=directorate)), tolerant=False
    )
    assert paragraphs(found)[-2:] == [wording.FAXED, CLOSINGS[AddresseeRank.ABOVE]]
    assert wording.FAXED not in paragraphs(letter(NEW))


@pytest.mark.parametrize(
    ("standing", "last"),
    [
        (AddresseeRank.ABOVE, "Bilgilerinizi arz ederim."),
        (AddresseeRank.BELOW, "Bilgilerinizi rica ederim."),
        (AddresseeRank.BOTH, "Bilgilerinizi arz ve rica ederim."),
    ],
)
def test_that_the_letter_closes_as_those_who_get_it_stand(
    standing: AddresseeRank, last: str
) -> None:
    directorate = replace(CONTEXT.directorate, standing=standing)
    found = compose(
        read_change(form(NEW), replace(CONTEXT, directorate=directorate)), tolerant=False
    )
    assert paragraphs(found)[-1] == last


def test_that_reasons_never_enter_the_letter() -> None:
    secret = "Sağlık sorunu"
    found = letter(
        replace(NEW, reason=secret), replace(VACANCY, vacancy_reason=secret, reason=secret)
    )
    assert secret not in str(found)


def test_that_wrong_values_never_enter_a_preview() -> None:
    entry = replace(NEW, leaver_id=None, tckn="10000000147", effective_on="yarın", title="")
    found = compose(
        read_change(
            form(
                entry, date="x", style="9", preparation="?", signatory_id=None, corrects_letter_id=2
            ),
            CONTEXT,
        ),
        tolerant=True,
    )
    values = {field.key: field.value for field in tables(found)[0].fields}
    assert values["entries.0.newcomer.tckn"] == ""
    assert values["entries.0.newcomer.name"] == "Gülşah ÇETİNKAYA"
    assert "…………" in paragraphs(found)[0]
    assert (found.date, found.signature.name) == (None, "")
    assert (found.style, found.number.preparation) == (
        LetterStyle.EDITION_2020,
        Preparation.WET_SIGNED,
    )
    with pytest.raises(KnownError, match=r"changes\.incomplete") as caught:
        compose(read_change(form(entry), CONTEXT), tolerant=False)
    assert caught.value.problems


def test_that_an_empty_form_can_be_previewed() -> None:
    for entries in ((), (ChangeEntry(),), (replace(NEW, given_names=""),)):
        compose(read_change(ChangeForm(entries=entries), CONTEXT), tolerant=True)


def test_that_only_common_words_get_a_small_letter() -> None:
    assert subject_words(CONTEXT.subjects) == ("Çocuk", "kadın", "engelli", "Suriyeli sığınmacı")


def test_that_the_summary_says_who_leaves_and_who_comes() -> None:
    one = wording.ChangeFacts(
        leaver="Zeynep GÜNDOĞDU", newcomer=None, effective_on=dt.date(2026, 11, 25)
    )
    assert wording.summary([one]) == "Zeynep GÜNDOĞDU → görevlendirme bekliyor"
    assert wording.summary([one, one, one]).endswith("ve 2 değişiklik daha")


def test_that_a_draft_survives_json_and_newer_or_older_fields() -> None:
    typed = form(NEW, VACANCY, annexes=("a",), action=("b",), information=("c",))
    assert from_plain(ChangeForm, to_plain(typed)) == typed
    assert from_plain(ChangeForm, {"register_number": "1", "later": 2}) == ChangeForm(
        register_number="1"
    )
    assert from_plain(ChangeForm, {"entries": [{"title": "x", "later": 2}]}).entries == (
        ChangeEntry(title="x"),
    )
