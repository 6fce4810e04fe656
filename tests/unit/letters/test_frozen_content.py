"""A frozen letter reads back as what was frozen."""

import json

from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.documents.letter.content import (
    Annex,
    Contact,
    ContactBlock,
    Distribution,
    FieldTable,
    LetterContent,
    LetterField,
    LetterNumber,
    LetterStyle,
    Paragraph,
    Preparation,
    Signature,
    Verification,
)
from alo183_desktop.shared.plain import from_plain, to_plain

texts = st.text(max_size=12)
several = st.lists(texts, max_size=3).map(tuple)
fields = st.builds(LetterField, key=texts, label=texts, value=texts)
blocks = st.lists(
    st.builds(Paragraph, texts)
    | st.builds(FieldTable, st.lists(fields, max_size=2).map(tuple), st.none() | texts),
    max_size=3,
).map(tuple)
letters = st.builds(
    LetterContent,
    style=st.sampled_from(LetterStyle),
    heading=st.tuples(texts, texts, texts),
    urgent=st.booleans(),
    number=st.builds(
        LetterNumber,
        preparation=st.sampled_from(Preparation),
        detsis=texts,
        file_plan_code=texts,
        register_number=st.none() | texts,
    ),
    date=st.none() | st.dates(),
    topic=texts,
    addressee=several,
    references=several,
    body=blocks,
    signature=st.builds(Signature, texts, st.none() | texts, texts),
    contact=st.builds(
        ContactBlock,
        address=texts,
        postal_code=texts,
        telephone=texts,
        fax=texts,
        email=texts,
        kep=texts,
        website=texts,
        contact=st.builds(Contact, texts, texts, texts),
    ),
    annexes=several,
    annex=st.none() | st.builds(Annex, texts, blocks),
    distribution=st.builds(Distribution, several, several),
    verification=st.builds(Verification, texts, texts),
)


@given(letters)
def test_that_a_letter_survives_json(letter: LetterContent) -> None:
    assert from_plain(LetterContent, json.loads(json.dumps(to_plain(letter)))) == letter
