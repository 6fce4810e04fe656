"""The fixed words of an official letter, the format of its number and dates, and its text."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Final

from alo183_desktop.documents.letter.content import (
    AddresseeRank,
    Distribution,
    FieldTable,
    LetterMetadata,
    LetterPart,
    LetterStyle,
    ListTable,
    Paragraph,
    Secrecy,
    is_e_signed,
    is_unsigned,
)
from alo183_desktop.shared.characters import clean
from alo183_desktop.shared.turkish import fold, lower_tr, title_tr

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Sequence

    from alo183_desktop.documents.letter.content import (
        Block,
        ContactBlock,
        LetterContent,
        LetterNumber,
        Signature,
        Verification,
    )

NUMBER: Final = "Sayı"
TOPIC: Final = "Konu"
REFERENCE: Final = "İlgi"
ANNEX: Final = "Ek:"
ANNEX_MARK: Final = "EK"
"""Over an annex. Source: Yönetmelik 2020/31151, madde 18."""
DISTRIBUTION: Final = "Dağıtım:"
ANNEX_LIST: Final = "Ek Listesi"
ANNEX_LIST_HEADING: Final = "EK LİSTESİ"
DISTRIBUTION_LIST: Final = "Dağıtım Listesi"
DISTRIBUTION_LIST_HEADING: Final = "DAĞITIM LİSTESİ"
TO_SEVERAL: Final = "DAĞITIM YERLERİNE"
"""The only addressee where there are several. Source: Yönetmelik 2020/31151, madde 14."""
COURTESIES: Final = {
    AddresseeRank.ABOVE: "arz ederim.",
    AddresseeRank.BELOW: "rica ederim.",
    AddresseeRank.BOTH: "arz ve rica ederim.",
}
"""The end of the last sentence. Source: Yönetmelik 2020/31151, madde 16."""
CLOSINGS: Final = {standing: f"Bilgilerinizi {words}" for standing, words in COURTESIES.items()}
"""The last sentence of an informing letter."""
_LOWER_OFFICE: Final = re.compile(
    r"\b(?:kaymakam|ilce |sosyal hizmet merkez|huzurev|bakim ve rehabilitasyon|bakim rehabilitasyon"
    r"|cocuk evleri|cocuk destek merkez|cocuk ev|konukev|siddet onleme|kres|gunduz bakim|sube mud)"
)
"""In the folded name of an office below a governor or a provincial directorate."""
_REFERENCE: Final = re.compile(r"\d{2}[./]\d{2}[./]\d{4} tarihli\b")
_NOT_A_REFERENCE: Final = re.compile(
    r"\bno['’]?\s?lu\b|\bnumarali\b|\btarih ve\b|\bgun ve\b|\bsayi:"
)
_ANNEX: Final = re.compile(r".*\(\s*\d+ \w+[^()]*\)\.?")
ACTION: Final = "Gereği:"
INFORMATION: Final = "Bilgi:"
E_SIGNED_NOTE: Final = "Bu belge, güvenli elektronik imza ile imzalanmıştır."
DRAFT_MARK: Final = "TASLAK – güvenli elektronik imza ile henüz imzalanmamıştır"

_ALPHABET: Final = "abcçdefgğhıijklmnoöprsştuüvyz"
_URGENCY: Final = {LetterStyle.EDITION_2020: "ACELE", LetterStyle.EDITION_2004: "İVEDİ"}
_SECRECY: Final = {Secrecy.NONE: "", Secrecy.RESTRICTED: "HİZMETE ÖZEL"}
_DATE: Final = {LetterStyle.EDITION_2020: "%d.%m.%Y", LetterStyle.EDITION_2004: "%d/%m/%Y"}
_SMALL_WORDS: Final = frozenset(("ve", "ile"))
_DATIVE: Final = re.compile(r"(?<=[iu])n[ae]$|(?<=[ae])y[ae]$|(?<=[^aeiou])[ae]$")
"""At the end of a name after `fold`: `Bakanlığına`, `Belediyeye`, `Kuruma`."""
_DIGITS_APART: Final = re.compile(r"(?<=\d) (?=\d)")
_INITIALS_DAY: Final = "...../...../........"
_ROOM: Final = "." * 70
"""For the e-document system to write on: 48 mm at 8 pt, without breaking a line."""


def urgency_word(style: LetterStyle) -> str:
    """Return the word that marks an urgent letter. Source: Yönetmelik 2020/31151, madde 26."""
    return _URGENCY[style]


def secrecy_word(secrecy: Secrecy) -> str:
    """Return how a degree of secrecy is marked, in red capitals; empty for none.

    Source: Yönetmelik 2020/31151, madde 25; Yönetmelik 2022/5529.
    """
    return _SECRECY[secrecy]


def number_text(number: LetterNumber, style: LetterStyle) -> str:
    """Return the number as printed; it ends with a hyphen where the register number is missing.

    The 2004 edition has three parts, without the kind of preparation.
    Source: Yönetmelik 2020/31151, madde 11.
    """
    parts = [number.detsis, number.file_plan_code, number.register_number or ""]
    if style is LetterStyle.EDITION_2020:
        parts.insert(0, number.preparation.value)
    return clean("-".join(parts))


def whole_number(number: LetterNumber, style: LetterStyle) -> str:
    """Return the number as printed; empty while the register number is missing."""
    return number_text(number, style) if number.register_number else ""


def date_text(date: dt.date | None, style: LetterStyle) -> str:
    """Return the date as printed, or an empty text where it is left for a stamp."""
    return "" if date is None else date.strftime(_DATE[style])


def reference_mark(index: int) -> str:
    """Return the mark of the reference at `index`: `a)`, `b)`, `c)`, `ç)` ... `aa)`.

    Source: Yönetmelik 2020/31151, madde 15 (all letters of the Turkish alphabet).
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, len(_ALPHABET))
        letters = _ALPHABET[rest] + letters
    return f"{letters})"


def reference_lines(references: Sequence[str]) -> list[str]:
    """Return the references; several have marks."""
    texts = [clean(reference) for reference in references]
    if len(texts) == 1:
        return texts
    return [f"{reference_mark(index)} {text}" for index, text in enumerate(texts)]


def annex_lines(annexes: Sequence[str]) -> list[str]:
    """Return the lines of the annexes; several have numbers.

    Source: Yönetmelik 2020/31151, madde 18.
    """
    if not annexes:
        return []
    if len(annexes) == 1:
        return [f"{ANNEX} {clean(annexes[0])}"]
    return [ANNEX, *listed_annexes(annexes)]


def listed_annexes(annexes: Sequence[str]) -> list[str]:
    """Return the annexes with their numbers."""
    return [f"{index}- {clean(annex)}" for index, annex in enumerate(annexes, start=1)]


def distribution_columns(distribution: Distribution) -> list[tuple[str, tuple[str, ...]]]:
    """Return the headings and names of the columns that are not empty.

    Where nobody is only informed, the names are under `Dağıtım:` without a heading, which is then
    empty. Source: Yönetmelik 2020/31151, madde 19.
    """
    if not distribution.information:
        return [("", distribution.action)] if distribution.action else []
    columns = [(ACTION, distribution.action), (INFORMATION, distribution.information)]
    return [(heading, names) for heading, names in columns if names]


def rank_of(standing: AddresseeRank, distribution: Distribution) -> AddresseeRank:
    """Return the rank of all who get a letter: of both sorts where an office below is among them.

    Args:
        standing: Of the addressee.
        distribution: Who else gets it.

    Source: Yönetmelik 2020/31151, madde 16.
    """
    names = map(fold, (*distribution.action, *distribution.information))
    if standing is AddresseeRank.ABOVE and any(map(_LOWER_OFFICE.search, names)):
        return AddresseeRank.BOTH
    return standing


def lacks_distribution(addressee: Sequence[str], distribution: Distribution) -> bool:
    """Return whether a letter goes to `DAĞITIM YERLERİNE` and names nobody.

    Source: Yönetmelik 2020/31151, madde 19.
    """
    names = (*distribution.action, *distribution.information)
    return _is_to_several(addressee) and not any(name.strip() for name in names)


def _is_to_several(addressee: Sequence[str]) -> bool:
    return any(fold(line).strip("() ") == fold(TO_SEVERAL) for line in addressee)


def is_reference(text: str) -> bool:
    """Return whether a reference has a form that the regulation knows.

    It names the day (`18.04.2014 tarihli`) and, of a letter, the number as `… sayılı`, never as
    `… nolu`. Source: Yönetmelik 2020/31151, madde 15.
    """
    return bool(_REFERENCE.search(clean(text))) and not _NOT_A_REFERENCE.search(fold(clean(text)))


def is_annex(text: str) -> bool:
    """Return whether an annex says how much it is: `Personel Bilgi Formu (1 sayfa)`.

    Source: Yönetmelik 2020/31151, madde 18.
    """
    return bool(_ANNEX.fullmatch(clean(text).strip()))


def receivers(letter: LetterContent) -> Distribution:
    """Return the recipients of a letter with a distribution, including the addressee.

    Nobody is added where the distribution names them already, or is empty, or where the addressee
    is `DAĞITIM YERLERİNE` itself. A name is the addressee's if it has all of its lines, or is the
    last of them, with or without the dative: another unit of the same ministry is a different
    recipient.
    """
    listed = letter.distribution
    names = [_bare(name) for name in (*listed.action, *listed.information)]
    own_lines = [_bare(line) for line in letter.addressee if line.strip()]
    if not names or not own_lines or _is_to_several(letter.addressee):
        return listed
    if any(name == own_lines[-1] or all(own in name for own in own_lines) for name in names):
        return listed
    first = clean(letter.addressee[0])
    words = [_in_text(word) for word in title_tr(first).split()]
    own = " ".join((*words, *map(clean, letter.addressee[1:])))
    return Distribution((own, *listed.action), listed.information)


def _bare(name: str) -> str:
    """Return a name for comparisons: without brackets, and without its dative."""
    return _DATIVE.sub("", fold(clean(name)).strip("() "))


def _in_text(word: str) -> str:
    small = lower_tr(word)
    return small if small in _SMALL_WORDS else word


def addressee_lines(letter: LetterContent) -> tuple[str, ...]:
    """Return the lines of the addressee; several recipients are only named in the distribution."""
    listed = receivers(letter)
    is_alone = len(listed.action) + len(listed.information) <= 1
    lines = letter.addressee if is_alone else (TO_SEVERAL,)
    return tuple(clean(line) for line in lines)


def has_initials(letter: LetterContent) -> bool:
    """Return whether a second copy is initialled by hand and kept: of every letter signed by hand.

    Source: Yönetmelik 2020/31151, madde 5 and 21.
    """
    return not is_e_signed(letter.style, letter.number.preparation)


def initials_lines(letter: LetterContent) -> list[str]:
    """Return who initials the copy that is kept, with space for the day.

    The contact person is the author, unless others are given.
    """
    person = letter.contact.contact
    asked = " ".join(part for part in (clean(person.title), clean(person.name)) if part)
    named = [clean(one) for one in letter.initials] or [asked]
    return [f"{_INITIALS_DAY}  {one}".rstrip() for one in named]


def contact_lines(block: ContactBlock) -> list[list[str]]:
    """Return the lines of the left side of the contact block, each as unsplittable parts.

    Source: Yönetmelik 2020/31151, madde 24.
    """
    address, postal_code = clean(block.address), clean(block.postal_code)
    post = "" if postal_code in address else f"Posta Kodu: {postal_code}"
    lines = [
        [address, post],
        [_labelled("Telefon", block.telephone), _labelled("Faks", block.fax)],
        [_labelled("e-Posta", block.email), _labelled("KEP", block.kep)],
        [_labelled("İnternet Adresi", block.website)],
    ]
    return [kept for line in lines if (kept := [part for part in line if part])]


def contact_person_lines(block: ContactBlock) -> list[str]:
    """Return the lines of the right side of the contact block."""
    person = block.contact
    lines = (
        _labelled("Bilgi için", person.name),
        clean(person.title),
        _labelled("Telefon", person.telephone),
    )
    return [line for line in lines if line]


def has_verification(letter: LetterContent) -> bool:
    """Return whether the letter has the two verification lines, which state that it is signed."""
    return is_e_signed(letter.style, letter.number.preparation) and bool(letter.verification.code)


def is_draft(letter: LetterContent) -> bool:
    """Return whether the letter waits for its e-signature, and is marked as a draft."""
    return is_unsigned(letter.style, letter.number.preparation, letter.verification.code)


def verification_line(verification: Verification) -> str:
    """Return the line about where to verify the letter, dotted where the address is missing."""
    code = clean(verification.code)
    address = clean(verification.address) or _ROOM
    return f"Belge Doğrulama Kodu: {code} Belge Doğrulama Adresi: {address}"


def sender_of(heading: Sequence[str]) -> str:
    """Return the sender on one line: the heading without `T.C.`."""
    return " ".join(clean(line) for line in heading[1:])


def _labelled(label: str, value: str) -> str:
    value = clean(value).strip()
    return f"{label}: {value}" if value else ""


def letter_text(letter: LetterContent) -> str:
    """Return the whole letter as text: one paragraph per line, a blank line between the parts.

    Lines end with a line feed; the contact block is at the end.
    """
    mark = [word] if (word := secrecy_word(letter.secrecy)) else []
    parts = [
        mark,
        [DRAFT_MARK] if is_draft(letter) else [],
        _heading(letter),
        _number(letter),
        list(addressee_lines(letter)),
        _references(letter),
        *map(_block, _paragraphs_joined(letter.body)),
        signature_lines(letter.signature),
        annex_lines(letter.annexes),
        [DISTRIBUTION, *listed] if (listed := distribution_lines(letter)) else [],
        *_annex(letter),
        _foot(letter),
        mark,
    ]
    return "\n\n".join("\n".join(part) for part in parts if part) + "\n"


def body_text(blocks: Iterable[Block]) -> str:
    """Return the text of a letter between its references and its signature, as plain lines."""
    return "\n".join(line for block in blocks for line in _block([block]))


def body_html(blocks: Iterable[Block]) -> str:
    """Return `body_text` for programs that support tables, such as an e-document system."""
    parts = []
    for block in blocks:
        if isinstance(block, ListTable):
            parts.append(_html_rows(("th", block.headings), *(("td", row) for row in block.rows)))
        elif isinstance(block, FieldTable):
            if block.caption is not None:
                parts.append(f"<p>{escape(clean(block.caption))}</p>")
            parts.append(_html_rows(*(("td", (one.label, one.value)) for one in block.fields)))
        else:
            parts.append(f'<p align="justify">{escape(clean(block.text))}</p>')
    return "".join(parts)


def _html_rows(*rows: tuple[str, Sequence[str]]) -> str:
    """Return a table of rows, each with the tag of its cells."""
    made = (
        "".join(f"<{tag}>{escape(clean(text))}</{tag}>" for text in texts) for tag, texts in rows
    )
    return f'<table border="1" cellspacing="0">{"".join(f"<tr>{row}</tr>" for row in made)}</table>'


def letter_metadata(letter: LetterContent) -> LetterMetadata:
    """Return what an e-document system requires besides the text."""
    listed = receivers(letter)
    return LetterMetadata(
        topic=clean(letter.topic),
        file_plan_code=letter.number.file_plan_code,
        detsis=letter.number.detsis,
        register_number=letter.number.register_number,
        preparation=letter.number.preparation,
        number=number_text(letter.number, letter.style),
        date=letter.date,
        urgency=urgency_word(letter.style) if letter.urgent else None,
        secrecy=secrecy_word(letter.secrecy) or None,
        addressee=letter.addressee,
        references=letter.references,
        annexes=letter.annexes,
        action=listed.action,
        information=listed.information,
        signatory=letter.signature.name,
        signatory_title=letter.signature.title,
    )


def letter_parts(letter: LetterContent, *, detsis: str, kep: str) -> Iterator[LetterPart]:
    """Yield the same in the order of such a system's form, ending with the text itself.

    Args:
        letter: Which letter.
        detsis: The number of the recipient; empty if unknown; the same for the address.
        kep: Their address.
    """
    lines = "\n".join
    urgency = urgency_word(letter.style) if letter.urgent else ""
    yield LetterPart("topic", TOPIC, clean(letter.topic))
    yield LetterPart("file_plan_code", "Dosya planı kodu", letter.number.file_plan_code)
    yield LetterPart("number", NUMBER, whole_number(letter.number, letter.style))
    yield LetterPart("date", "Tarih", date_text(letter.date, letter.style))
    yield LetterPart("urgency", "İvedilik", urgency)
    yield LetterPart("secrecy", "Gizlilik derecesi", secrecy_word(letter.secrecy))
    yield LetterPart("addressee", "Muhatap", lines(addressee_lines(letter)))
    yield LetterPart("detsis", "Muhatabın DETSİS numarası", detsis)
    yield LetterPart("kep", "Muhatabın KEP adresi", kep)
    yield LetterPart("references", REFERENCE, lines(reference_lines(letter.references)))
    yield LetterPart("body", "Metin", body_text(letter.body), body_html(letter.body))
    yield LetterPart("signature", "İmza", lines(signature_lines(letter.signature)))
    yield LetterPart("annexes", "Ekler", lines(listed_annexes(letter.annexes)))
    if (own := letter.annex) is not None:
        text = f"{own.title}\n{body_text(own.blocks)}"
        yield LetterPart(
            "annex", "Ekin metni", text, f"<p>{escape(clean(own.title))}</p>{body_html(own.blocks)}"
        )
    yield LetterPart("distribution", "Dağıtım", lines(distribution_lines(letter)))


def _heading(letter: LetterContent) -> list[str]:
    lines = [clean(line) for line in letter.heading]
    return [urgency_word(letter.style), *lines] if letter.urgent else lines


def _number(letter: LetterContent) -> list[str]:
    date = date_text(letter.date, letter.style)
    number = number_text(letter.number, letter.style)
    return [
        f"{NUMBER} : {number}",
        f"Tarih : {date}".rstrip(),
        f"{TOPIC} : {clean(letter.topic)}",
    ]


def _references(letter: LetterContent) -> list[str]:
    lines = reference_lines(letter.references)
    return [f"{REFERENCE} : {line}" if not index else line for index, line in enumerate(lines)]


def annex_mark(letter: LetterContent) -> str:
    """Return the mark above the letter's own annex: `EK`, of several annexes `EK-1`."""
    return f"{ANNEX_MARK}-1" if len(letter.annexes) > 1 else ANNEX_MARK


def _annex(letter: LetterContent) -> Iterator[list[str]]:
    if letter.annex is not None:
        yield [annex_mark(letter), clean(letter.annex.title)]
        yield from map(_block, _paragraphs_joined(letter.annex.blocks))


def _paragraphs_joined(blocks: Iterable[Block]) -> list[list[Block]]:
    """Return runs of paragraphs without a blank line in between, and single tables."""
    groups: list[list[Block]] = []
    for block in blocks:
        if groups and isinstance(block, Paragraph) and isinstance(groups[-1][-1], Paragraph):
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups


def held_numbers(text: str) -> str:
    """Return a text whose numbers no line end parts: `0500 000 41 07` has no-break blanks."""
    return _DIGITS_APART.sub("\u00a0", clean(text))


def _block(blocks: list[Block]) -> list[str]:
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, ListTable):
            lines += ["\t".join(map(clean, row)).rstrip() for row in (block.headings, *block.rows)]
        elif isinstance(block, FieldTable):
            if block.caption is not None:
                lines.append(clean(block.caption))
            lines += [
                f"{clean(field.label)}: {clean(field.value)}".rstrip() for field in block.fields
            ]
        else:
            lines.append(clean(block.text))
    return lines


def signature_lines(signature: Signature) -> list[str]:
    """Return the signatory's lines: name, on whose behalf, title."""
    lines = (signature.name, signature.on_behalf_of or "", signature.title)
    return [clean(line) for line in lines if line]


def distribution_lines(letter: LetterContent) -> list[str]:
    """Return the recipients one below the other, under the headings of their columns."""
    columns = distribution_columns(receivers(letter))
    return [clean(line) for heading, names in columns for line in (heading, *names) if line]


def _foot(letter: LetterContent) -> list[str]:
    office = ["   ".join(parts) for parts in contact_lines(letter.contact)]
    return [*office, *contact_person_lines(letter.contact)]
