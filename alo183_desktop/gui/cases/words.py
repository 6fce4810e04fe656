"""Texts of the page: for views, clocks, lines of a timeline, and queries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.cases.kinds import ActionKind, CaseView
from alo183_desktop.gui.kit.filters import period_words
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.turkish import upper_first
from alo183_desktop.shared.worded import Worded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alo183_desktop.cases.rows import (
        CaseCard,
        CaseFilter,
        CaseRow,
        OtherCase,
        UnexplainedCallFilter,
    )

VIEW_WORDS: Final = {
    CaseView.RUNNING: "&Süren",
    CaseView.MINE: "&Benim",
    CaseView.DUE_SOON: "&4 saat içinde",
    CaseView.LATE: "&Geciken",
    CaseView.NO_FIRST_ACTION: "İlk &işlem yok",
    CaseView.POLICE_NOT_INFORMED: "K&olluk bilmiyor",
    CaseView.NO_OFFICER: "Sor&umlusuz",
    CaseView.CLOSED: "Ka&panan",
    CaseView.ALL: "&Tümü",
}
"""The views that the page offers, from left to right."""
EMPTY_WORDS: Final = {
    CaseView.RUNNING: (
        "Süresi işleyen vaka yok",
        (
            "Bütün vakalar çağrı merkezinin sistemine girilmiş. Yeni bir yönlendirme geldiğinde "
            "kaydediniz; 24 saat yönlendirme anından başlar."
        ),
    ),
    CaseView.MINE: (
        "Adınıza açık vaka yok",
        (
            "Kadroda sizin adınızı taşıyan kişinin sorumlu olduğu, kapanmamış ya da sisteme "
            "girilmemiş vakalar burada durur."
        ),
    ),
    CaseView.DUE_SOON: (
        "4 saat içinde dolacak vaka yok",
        "24 saatinin dolmasına 4 saatten az kalan vakalar burada durur.",
    ),
    CaseView.LATE: (
        "Geciken vaka yok",
        "24 saati geçtiği hâlde sisteme girilmemiş vakalar burada durur.",
    ),
    CaseView.NO_FIRST_ACTION: (
        "İlk işlemi bekleyen vaka yok",
        "Yönlendirildiğinden beri hiçbir işlem yapılmamış vakalar, kapansa da burada durur.",
    ),
    CaseView.POLICE_NOT_INFORMED: (
        "Kolluğun bilmediği acil vaka yok",
        "Acil olduğu hâlde kolluğa bildirilmemiş vakalar, kapansa da burada durur.",
    ),
    CaseView.POLICE_UNIT_MISSING: (
        "Kolluk birimi yazılmamış acil vaka yok",
        "Kolluğa bildirildiği işaretlenmiş, hangi birime olduğu yazılmamış vakalar burada durur.",
    ),
    CaseView.NO_OFFICER: (
        "Sorumlusuz vaka yok",
        "Sorumlusu belirlenmemiş ya da sorumlusu görevden ayrılmış vakalar burada durur.",
    ),
    CaseView.OVERDUE: (
        "Süresi geçen vaka yok",
        (
            "24 saati ya da ilk işlemi geçen vakalar, kolluğun bilmediği ya da sorumlusuz acil "
            "vakalar burada durur."
        ),
    ),
    CaseView.WAITING: (
        "Bekleyen vaka yok",
        (
            "24 saati dolmak üzere olan, ilk işlemi, sorumlusu ya da kolluk birimi eksik vakalar "
            "burada durur."
        ),
    ),
    CaseView.CLOSED: ("Kapanan vaka yok", "Sonucu yazılıp kapatılan vakalar burada durur."),
    CaseView.ALL: (
        "Henüz vaka kayıtlı değil",
        (
            "Çağrı merkezinin yönlendirdiği vakalar burada durur. Elinizdeki listeyi dosyadan "
            "aktarabilir ya da yeni gelen vakayı kaydedebilirsiniz."
        ),
    ),
}


def other_words(case: OtherCase) -> str:
    """Return another case in one line: when, what about, where, and its state."""
    stands = "kapandı" if case.is_closed else "açık"
    if case.entered_at is None:
        stands = f"{stands}, girilmedi"
    about = ", ".join(filter(None, (case.subject_name, case.kind_name, case.district)))
    return f"{format_day(local_day(case.routed_at))}; {about}; {stands}"


def about_words(row: CaseRow) -> str:
    """Return the matter of a case: `Kadın, şiddet, Çankaya; acil`."""
    words = ", ".join(part for part in (row.subject_name, row.kind_name, row.district) if part)
    return f"{words}; acil" if row.is_urgent else words


def query_words(wanted: CaseFilter, names: Mapping[str, Mapping[int, str]]) -> str:
    """Return the text of a query for the chip.

    Args:
        wanted: The query.
        names: Of `subject` and `officer`, each by id.
    """
    parts = [wanted.view.words]
    for key, item_id in (
        ("subject", wanted.subject_id),
        ("officer", wanted.officer_id),
    ):
        if item_id is not None:
            parts.append(names.get(key, {}).get(item_id, ""))
    if wanted.district:
        parts.append(wanted.district)
    if wanted.is_urgent is not None:
        parts.append("acil" if wanted.is_urgent else "acil olmayan")
    parts.append(period_words(wanted.routed_from, wanted.routed_until))
    if wanted.search:
        parts.append(f"“{wanted.search}”")
    return upper_first("; ".join(filter(None, parts)))


def call_query_words(wanted: UnexplainedCallFilter) -> str:
    """Return the text of a query for calls."""
    words = "Açıklanmış aramalar" if wanted.is_reviewed else "Açıklanmayan aramalar"
    when = period_words(wanted.since, wanted.until)
    return f"{words}; {when}" if when else words


class CaseStep(Worded):
    """An action on a case that has a form, as its menu names it."""

    ACKNOWLEDGE = "acknowledge", "&Sorumluya bildirildi…"
    CORRECT_ACKNOWLEDGE = "correct_acknowledge", "&Bildirilme zamanını düzelt…"
    ACT = "act", "İlk &işlemi kaydet…"
    DROP_IMPORTED = "drop_imported", "Dosyadan gelen ilk işlemi geçersiz sa&y…"
    ENTER = "enter", "Sisteme &girişi kaydet…"
    CLOSE = "close", "Vakayı &kapat…"
    REOPEN = "reopen", "Vakayı yeniden &aç…"
    POLICE = "police", "K&olluğa bildirildi…"
    REASSIGN = "reassign", "Sorumluyu deği&ştir…"
    ATTACH = "attach", "&Dosya ekle…"
    CORRECT_ENTRY = "correct_entry", "Sisteme &girişi düzelt…"
    WITHDRAW = "withdraw", "Sisteme girişi geri &al…"
    CHANGE = "change", "Vaka bilgilerini dü&zelt…"


STEP_WORDS: Final = {
    CaseStep.ACKNOWLEDGE: "Bildi&rildi",
    CaseStep.ACT: "İlk işl&emi kaydet",
    CaseStep.ENTER: "Sist&eme girişi kaydet",
    CaseStep.CLOSE: "&Vakayı kapat",
}
"""The texts of the emphasised button."""


def next_step(card: CaseCard) -> CaseStep | None:
    """Return the next step, None when nothing is left.

    In the order of the circular: known, acted on, entered, closed. Steps out of order, such as an
    entry before any action, are not requested again. Source: Genelge 2014/05, madde 4 ve 5.
    """
    row = card.row
    is_untouched = row.first_action_at is None and row.entered_at is None
    if card.acknowledged_at is None and is_untouched and not row.is_closed:
        return CaseStep.ACKNOWLEDGE
    if row.first_action_at is None and not row.is_closed:
        return CaseStep.ACT
    if row.entered_at is None:
        return CaseStep.ENTER
    return None if row.is_closed else CaseStep.CLOSE


def offered(card: CaseCard) -> tuple[CaseStep, ...]:
    """Return every action that the case is ready for, in menu order."""
    row = card.row
    found = [CaseStep.ACT]
    if is_from_file(card):
        found.append(CaseStep.DROP_IMPORTED)
    is_known = card.acknowledged_at is not None
    found += [CaseStep.CORRECT_ACKNOWLEDGE if is_known else CaseStep.ACKNOWLEDGE, CaseStep.POLICE]
    found += (
        [CaseStep.ENTER] if row.entered_at is None else [CaseStep.CORRECT_ENTRY, CaseStep.WITHDRAW]
    )
    found += [
        CaseStep.REASSIGN,
        CaseStep.ATTACH,
        CaseStep.REOPEN if row.is_closed else CaseStep.CLOSE,
        CaseStep.CHANGE,
    ]
    return tuple(found)


def is_from_file(card: CaseCard) -> bool:
    """Return whether the first action was imported, so no timeline line exists to correct."""
    acted = card.row.first_action_at
    lines = (
        line.at
        for line in card.timeline
        if line.kind is ActionKind.ACTION and line.corrected_by_action_id is None
    )
    return acted is not None and acted != min(lines, default=None)


def menu_words(step: CaseStep, card: CaseCard) -> str:
    """Return the menu text of an action on a case."""
    if step is CaseStep.ACT and card.row.first_action_at is not None:
        return "İş&lem ekle…"
    if step is CaseStep.POLICE and card.row.is_police_informed:
        return "Kolluk bilgisini &düzelt…"
    return step.words
