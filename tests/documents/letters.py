"""Made-up letters for the tests of the document engine."""

import datetime as dt
import random
from dataclasses import replace
from typing import Final

from alo183_desktop.changes import wording
from alo183_desktop.documents.letter.content import (
    Annex,
    Block,
    Contact,
    ContactBlock,
    Distribution,
    Envelope,
    FaxCover,
    FieldTable,
    LetterContent,
    LetterField,
    LetterNumber,
    LetterStyle,
    ListTable,
    Paragraph,
    Preparation,
    Signature,
)

HEADING: Final = ("T.C.", "ANKARA VALİLİĞİ", "Aile ve Sosyal Hizmetler İl Müdürlüğü")
ADDRESSEE: Final = (
    "AİLE VE SOSYAL HİZMETLER BAKANLIĞINA",
    "(Basın ve Halkla İlişkiler Müşavirliği)",
)
CIRCULAR: Final = "18.04.2014 tarihli ve 93065208-010.06.01-60813 sayılı Genelge (2014/05)."
NUMBER: Final = LetterNumber(Preparation.WET_SIGNED, "12345678", "903.07", "4752")
CONTACT: Final = ContactBlock(
    address="Örnek Mahallesi 183. Sokak No: 5, Çankaya/ANKARA",
    postal_code="06000",
    telephone="0500 000 00 10",
    fax="0500 000 00 11",
    email="ankara@ornek.gov.tr",
    kep="ankara@ornek.kep.tr",
    website="ornek.gov.tr",
    contact=Contact("Selin AKTAŞ", "Memur", "0500 000 00 12"),
)
LABELS: Final = (
    ("name", "Adı ve Soyadı"),
    ("title", "Unvanı"),
    ("tckn", "T.C. Kimlik Numarası"),
    ("subjects", "Sorumlu Olduğu Müracaat Konuları"),
    ("corporate_email", "Kurumsal e-Posta Adresi"),
    ("personal_mobile", "Kişisel Cep Telefonu"),
    ("corporate_mobile", "Kurumsal Cep Telefonu"),
)
NEWCOMER: Final = (
    "Gülşah ÇETİNKAYA",
    "Sosyal Çalışmacı",
    "10000000146",
    "Çocuk, kadın",
    "gulsah.cetinkaya@ornek.gov.tr",
    "0500 000 27 61",
    "0500 000 41 07",
)
_FIRST: Final = [
    "Gülşah",
    "Işıl",
    "Ağah",
    "Şükrü",
    "İrem",
    "Çağrı",
    "Ümit",
    "Özgür",
    "Yağız",
    "Iraz",
    "İhsan",
    "Buğra",
    "Şirin",
    "Göksu",
    "Müjgân",
    "Tuğçe",
    "Nuriye",
    "Ayşegül",
    "Oğuzhan",
    "Işık",
]
_LAST: Final = [
    "ÇETİNKAYA",
    "GÜNDOĞDU",
    "IŞIKLI",
    "ŞİMŞEK",
    "ÖZTÜRK",
    "YAĞCI",
    "AĞAOĞLU",
    "BAĞIŞLAR",
    "IĞDIRLI",
    "İNCEOĞLU",
    "KÖKSAL",
    "AKBIYIK",
    "ÜÇER",
    "TAŞÇIOĞLU",
    "KIRÇİÇEĞİ",
    "DAĞDEVİREN",
    "YILDIRIM",
    "ŞİMŞEKOĞLU",
    "ÇIĞ",
    "GÜRBÜZ",
    "IŞIK",
]
_TITLES: Final = (
    "Sosyal Çalışmacı",
    "Psikolog",
    "Çocuk Gelişimcisi",
    "Öğretmen",
    "Sosyolog",
    "Aile ve Tüketici Bilimleri Uzmanı",
    "Şube Müdürü",
    "Hemşire",
    "V.H.K.İ.",
    (
        "Aile ve Sosyal Hizmetler İl Müdürlüğü Kadın Hizmetlerinden Sorumlu Şube Müdürlüğü Sosyal "
        "Çalışmacısı ve Acil Müdahale Ekip Sorumlusu Vekili"
    ),
)
_SUBJECTS: Final = ("Çocuk", "Kadın", "Engelli", "Yaşlı", "Şehit yakını ve gazi")


def table(
    values: tuple[str, ...] = NEWCOMER, change: int = 0, caption: str | None = None
) -> FieldTable:
    """Return the table of one newcomer."""
    fields = tuple(
        LetterField(f"changes.{change}.newcomer.{key}", label, value)
        for (key, label), value in zip(LABELS, values, strict=True)
    )
    return FieldTable(fields, caption)


def opening(leaver: str = "Zeynep GÜNDOĞDU") -> Paragraph:
    """Return the first paragraph of a change letter."""
    return Paragraph(
        "İlgi Genelge’nin 6’ncı maddesi uyarınca, İl Müdürlüğümüzde Acil Müdahale Ekip Sorumlusu "
        f"olarak görev yapan {leaver} görevinden ayrılmış olup yerine aşağıda bilgileri yer alan "
        "personel 25.11.2026 tarihinden itibaren görevlendirilmiştir.",
        (leaver,),
    )


CLOSING: Final = Paragraph("Bilgilerinizi arz ederim.")


def letter(
    *, style: LetterStyle = LetterStyle.EDITION_2020, changes: int = 1, **parts: object
) -> LetterContent:
    """Return a change letter; `parts` replace what it says."""
    body: list[Block] = []
    if changes == 1:
        body += [opening(), table()]
    else:
        body.append(opening("bir personelimiz"))
        for change in range(changes):
            caption = f"{change + 1}. Zeynep GÜNDOĞDU’nun yerine"
            body.append(table(change=change, caption=caption))
    body.append(CLOSING)
    plain = LetterContent(
        style=style,
        heading=HEADING,
        urgent=True,
        number=NUMBER,
        date=dt.date(2026, 11, 24),
        topic="Acil Müdahale Ekip Sorumlusu Değişikliği",
        addressee=ADDRESSEE,
        references=(CIRCULAR,),
        body=tuple(body),
        signature=Signature("Hasan KÖKSAL", "Vali a.", "İl Müdürü"),
        contact=CONTACT,
    )
    return replace(plain, **parts)  # type: ignore[arg-type]


def random_letter(
    chance: random.Random, *, style: LetterStyle = LetterStyle.EDITION_2020, changes: int
) -> LetterContent:
    """Return the letter that the program makes of so many made-up changes."""
    facts = []
    for _ in range(changes):
        leaver = random_newcomer(chance)[0]
        name, title, tckn, subjects, email, *mobiles = random_newcomer(chance)
        numbers = (f"+9{number.replace(' ', '')}" for number in mobiles)
        listed = tuple(subjects.split(", "))
        newcomer = wording.NewcomerFacts(name, title, tckn, listed, email, *numbers)
        facts.append(wording.ChangeFacts(leaver, newcomer, dt.date(2026, 11, 25)))
    references = wording.in_style((CIRCULAR,), style)
    body = wording.body(facts, style=style, references=references)
    return letter(style=style, references=references, body=body)


def rich_letter(style: LetterStyle = LetterStyle.EDITION_2020) -> LetterContent:
    """Return a letter with every part there is."""
    return letter(
        style=style,
        references=(
            CIRCULAR,
            "01.09.2026 tarihli ve Z-12345678-903.07-4101 sayılı yazımız.",
            "02.11.2026 tarihli ve E-87654321-903.07-9911 sayılı yazınız.",
        ),
        annexes=("Personel Bilgi Formu (1 sayfa)", "Zimmet Tutanağı (2 sayfa)"),
        distribution=Distribution(
            action=(
                "Aile ve Sosyal Hizmetler Bakanlığına (Basın ve Halkla İlişkiler Müşavirliği)",
                "Çankaya Kaymakamlığına",
            ),
            information=("Alo 183 Çağrı Merkezi",),
        ),
    )


def random_newcomer(chance: random.Random) -> tuple[str, ...]:
    """Return the values of a made-up newcomer."""
    first = " ".join(chance.sample(_FIRST, chance.choice((1, 1, 2))))
    last = chance.choice(_LAST)
    plain = str.maketrans("çğıöşüâÇĞİÖŞÜI", "cgiosuacgiosui")
    given, family = (text.translate(plain).lower() for text in (first.split()[0], last))
    usual = f"{given}.{family}"
    rare = (
        f"{given[0]}.{family}1",
        f"{usual}{chance.randint(1, 99)}",
        f"{given}_{family}",
        f"{given}.{family[:3]}-{family[3:]}_{chance.randint(0, 9)}",
    )
    local = chance.choice((*[usual] * 36, *rare))
    domain = chance.choice(("ornek.gov.tr", "aile.ornek.gov.tr", "afyonkarahisar.ornek.gov.tr"))
    return (
        f"{first} {last}",
        chance.choice(_TITLES),
        tckn(chance),
        ", ".join(chance.sample(_SUBJECTS, chance.randint(1, 3))),
        f"{local}@{domain}",
        mobile(chance),
        mobile(chance),
    )


def mobile(chance: random.Random) -> str:
    """Return a made-up mobile number."""
    digits = "".join(chance.choice("0123456789") for _ in range(9))
    return f"05{digits[:2]} {digits[2:5]} {digits[5:7]} {digits[7:]}"


def tckn(chance: random.Random) -> str:
    """Return a made-up T.C. number whose check digits are right."""
    head = [chance.randint(1, 9), *(chance.randint(0, 9) for _ in range(8))]
    tenth = (sum(head[0::2]) * 7 - sum(head[1::2])) % 10
    eleventh = (sum(head) + tenth) % 10
    return "".join(map(str, [*head, tenth, eleventh]))


def envelope(style: LetterStyle = LetterStyle.EDITION_2020) -> Envelope:
    """Return what stands on the envelope of the letter."""
    return Envelope(
        style=style,
        heading=HEADING,
        sender_address="Örnek Mahallesi 183. Sokak No: 5 06000 Çankaya/ANKARA",
        number=NUMBER,
        date=dt.date(2026, 11, 24),
        addressee=ADDRESSEE,
        address="Örnek Mahallesi Söğütözü Caddesi No: 17 06510 Çankaya/ANKARA",
        urgent=True,
    )


def fax_cover() -> FaxCover:
    """Return the sheet that goes before the faxed letter."""
    return FaxCover(
        style=LetterStyle.EDITION_2020,
        heading=HEADING,
        recipient=ADDRESSEE,
        recipient_fax="0500 000 00 99",
        sender_fax="0500 000 00 11",
        sender_telephone="0500 000 00 10",
        number=NUMBER,
        date=dt.date(2026, 11, 24),
        topic="Acil Müdahale Ekip Sorumlusu Değişikliği",
        pages=2,
        urgent=True,
        contact=CONTACT.contact,
    )


def table_of_officers(people: int) -> Annex:
    """Return an annex with a row for each of so many people and each of five subjects."""
    rows = tuple(
        (subject, f"{first} {last}", NEWCOMER[1], NEWCOMER[4], NEWCOMER[6])
        for subject in ("Çocuk", "Kadın", "Engelli", "Yaşlı", "Şehit yakını ve gazi")
        for first, last in zip(_FIRST[:people], _LAST, strict=False)
    )
    headings = ("Konu", "Adı ve Soyadı", "Unvanı", "Kurumsal e-posta", "Kurumsal cep")
    return Annex(
        "Acil Müdahale Ekip Sorumluları Listesi",
        (Paragraph("Şanlıurfa ili, 24.11.2026 günü"), ListTable(headings, rows)),
    )


def list_of_officers(people: int) -> Annex:
    """Return an annex with so many people under each of five subjects."""
    value = f"{NEWCOMER[1]}, {NEWCOMER[4]}, {NEWCOMER[6]}"
    return Annex(
        "Acil Müdahale Ekip Sorumluları Listesi",
        tuple(
            FieldTable(
                tuple(
                    LetterField(f"list.{index}.{number}", f"{first} {last}", value)
                    for number, (first, last) in enumerate(
                        zip(_FIRST[:people], _LAST, strict=False)
                    )
                ),
                subject,
            )
            for index, subject in enumerate(
                ("Çocuk", "Kadın", "Engelli", "Yaşlı", "Şehit yakını ve gazi")
            )
        ),
    )
