"""The seal in the code of a printed sheet."""

from types import SimpleNamespace
from typing import Any

from alo183_desktop.access.sheet_seals import code_of
from alo183_desktop.documents.sheet_codes import CodedKind


def seal(first_entry: str | None, kind: CodedKind, number: int) -> int:
    """Return the seal of a paper of data whose trail begins with an entry."""
    session: Any = SimpleNamespace(scalar=lambda _query: first_entry)
    return code_of(session, kind, number).seal


def test_that_a_paper_of_other_data_has_another_seal() -> None:
    assert seal("3f2a", CodedKind.ROTA, 7) == seal("3f2a", CodedKind.ROTA, 7)
    others = [
        seal("3f2b", CodedKind.ROTA, 7),
        seal(None, CodedKind.ROTA, 7),
        seal("3f2a", CodedKind.NOTICE, 7),
        seal("3f2a", CodedKind.ROTA, 8),
    ]
    assert seal("3f2a", CodedKind.ROTA, 7) not in others
