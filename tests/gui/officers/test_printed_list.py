"""A printed list anchors the audit trail on paper."""

import pypdfium2
import pytest
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.db.audit import read_head
from alo183_desktop.gui.kit.table import export
from alo183_desktop.gui.officers.page import OfficersPage


def texts_of(pdf: bytes) -> list[str]:
    """Return what stands on each page, without blanks."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    return ["".join(text.split()) for text in pages]


def test_that_the_end_of_the_trail_stands_at_the_foot_of_each_page_of_a_list(
    page: OfficersPage, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[bytes] = []
    monkeypatch.setattr(export, "print_pdf", lambda _page, pdf, **_more: printed.append(pdf))
    with desk.work() as work:
        head = read_head(work.session)
    page.roster_export.print_action.trigger()
    qtbot.waitUntil(lambda: bool(printed))
    texts = texts_of(printed[0])
    assert texts
    for text in texts:
        assert f"Denetimizi:{head.sequence}.kayıt" in text
        assert head.mac in text
