"""What of the page is worth a picture: each part and each dialog, one after the other.

Nothing is stored.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from alo183_desktop.access.rules import Right, may
from alo183_desktop.gui.phones.custody_part import FORMS
from alo183_desktop.gui.phones.page import View
from alo183_desktop.gui.phones.usage_dialog import UsageDialog
from alo183_desktop.phones.rows import ItemKind
from alo183_desktop.shared.identity import format_phone

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from alo183_desktop.gui.phones.custody_part import CustodyPart
    from alo183_desktop.gui.phones.items_part import ItemsPart
    from alo183_desktop.gui.phones.page import PhonesPage
    from alo183_desktop.phones.quotas.rows import QuotaRow


_FILE: Final = "operator_2026-10.csv"
_HEADINGS: Final = "HAT NO;DÖNEM;KONUŞMA SÜRESİ (SN);VERİ (MB)"
_UNKNOWN: Final = "0500 000 99 99"
"""Nobody's line, so that the preview has something to complain about."""


def tour(page: PhonesPage) -> Iterator[str]:
    """Yield the name of each picture once the page shows it; dialogs are closed in between."""
    yield "telefonlar-kota"
    yield from _show_items(page)
    yield from _show_custody(page)
    page.show_view(View.CHECKS)
    yield "telefonlar-yoklamalar"
    rows = page.quotas().model.all_rows()
    page.show_view(View.CALLS)
    yield "telefonlar-arama-kayitlari"
    if not may(page.actor.role, Right.EDIT_PHONES):
        page.show_view(View.QUOTAS)
        return
    for name, show in (
        ("hat", page.opener.add_line),
        ("cihaz", page.opener.add_handset),
        ("zimmet-ver", page.opener.issue),
        ("kimdeydi", page.opener.ask_holder),
        ("gecmis-zimmet", page.opener.enter_past),
        ("zimmet-sartlari", page.opener.set_terms),
    ):
        show()
        yield f"telefonlar-{name}"
    page.opener.log_check(None)
    yield "telefonlar-yoklama-kaydi"
    page.opener.set_quota(None)
    yield "telefonlar-kotalar"
    yield from _show_usage(page, rows)
    page.show_view(View.QUOTAS)


def _show_items(page: PhonesPage) -> Iterator[str]:
    items = cast("ItemsPart", page.show_view(View.ITEMS))
    yield "telefonlar-hatlar"
    items.kinds_shown.choose(ItemKind.HANDSET.value)
    items.kinds_shown.chosen.emit(ItemKind.HANDSET.value)
    yield "telefonlar-cihazlar"
    current = items.current()
    if current is not None and may(page.actor.role, Right.EDIT_PHONES):
        page.opener.change_state(*current)
        yield "telefonlar-durum"


def _show_custody(page: PhonesPage) -> Iterator[str]:
    custody = cast("CustodyPart", page.show_view(View.CUSTODY))
    yield "telefonlar-zimmet"
    held = [row.custody for row in custody.held.all_rows()[:1]]
    if held and may(page.actor.role, Right.EDIT_PHONES):
        page.opener.take_back(held)
        yield "telefonlar-iade"
        page.opener.pass_on(held)
        yield "telefonlar-devir"
    custody.choose_list(FORMS)
    yield "telefonlar-tutanaklar"
    for form in custody.forms.rows()[:1]:
        custody.papers.open_form(form)
        yield "telefonlar-tutanak"


def _show_usage(page: PhonesPage, rows: Sequence[QuotaRow]) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / _FILE
        told = [
            f"{format_phone(row.phone)};202610;{3000 + 700 * place};{120 + 40 * place}"
            for place, row in enumerate(rows)
        ]
        told.append(f"{_UNKNOWN};202610;60;1")
        path.write_text("\n".join((_HEADINGS, *told)) + "\n", encoding="utf-8")
        # Both can be looked at once the file has been read.
        page.opener.import_usage(path)
        dialog = page.opener.dialog()
        if isinstance(dialog, UsageDialog):
            dialog.read.connect(dialog.preview_view.show_all)
        yield "telefonlar-kullanim-dosyasi"
        page.opener.import_usage(path)
        dialog = page.opener.dialog()
        if isinstance(dialog, UsageDialog):
            dialog.read.connect(dialog.correct_columns)
        yield "telefonlar-sutunlar"
