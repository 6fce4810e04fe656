"""A frozen letter reads back as what was frozen."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from alo183_desktop.documents.content import Contact, ContactBlock, Letter
from alo183_desktop.letters.content_json import from_json, to_json

st.register_type_strategy(str, st.text(max_size=20))
letters = st.builds(
    Letter,
    heading=st.tuples(st.text(), st.text(), st.text()),
    contact=st.builds(ContactBlock, contact=st.builds(Contact)),
)


@given(letters)
def test_that_a_letter_survives_json(letter: Letter) -> None:
    assert from_json(json.loads(json.dumps(to_json(letter)))) == letter
