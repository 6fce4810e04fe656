"""What the page calls views, clocks, lines of a timeline, and what a query asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.cases.kinds import ActionKind, CaseView, ClockState
from alo183_desktop.cases.rules import span_words
from alo183_desktop.gui.kit.periods import period_words
from alo183_desktop.gui.kit.states import State
from alo183_desktop.shared.clock import format_day, local_day
from alo183_desktop.shared.turkish import upper_tr

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from alo183_desktop.cases.call_rows import CallFilter
    from alo183_desktop.cases.rows import CaseFilter, CaseRow, OtherCase

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
VIEW_TITLES: Final = {
    CaseView.ALL: "bütün vakalar",
    CaseView.MINE: "benim açık vakalarım",
    CaseView.RUNNING: "sisteme girilmemiş vakalar",
    CaseView.DUE_SOON: "4 saat içinde dolacak vakalar",
    CaseView.LATE: "24 saati geçmiş, girilmemiş vakalar",
    CaseView.NO_FIRST_ACTION: "ilk işlemi yapılmamış vakalar",
    CaseView.LATE_ACTION: "ilk işlemi gecikmiş vakalar",
    CaseView.POLICE_NOT_INFORMED: "kolluğun bilmediği acil vakalar",
    CaseView.NO_OFFICER: "sorumlusu olmayan vakalar",
    CaseView.CLOSED: "kapanmış vakalar",
    CaseView.ENTERED_LATE: "sisteme geç girilmiş vakalar",
    CaseView.ACTED_LATE: "ilk işlemi geç yapılmış vakalar",
}
"""What each view shows, as a chip or a print says it."""
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
    CaseView.NO_OFFICER: (
        "Sorumlusuz vaka yok",
        "Sorumlusu belirlenmemiş ya da sorumlusu görevden ayrılmış vakalar burada durur.",
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
LINE_WORDS: Final = {
    ActionKind.ACTION: "İşlem",
    ActionKind.ACKNOWLEDGED: "Sorumluya bildirildi",
    ActionKind.POLICE: "Kolluk bilgilendirildi",
    ActionKind.ENTERED: "Sisteme girildi",
    ActionKind.CLOSED: "Vaka kapatıldı",
    ActionKind.REOPENED: "Vaka yeniden açıldı",
    ActionKind.NOTE: "Not",
}
CLOCK_MARKS: Final[Mapping[ClockState, State | None]] = {
    ClockState.RUNNING: None,
    ClockState.NEAR: State.NEAR,
    ClockState.LATE: State.LATE,
    ClockState.ENTERED: State.GOOD,
    ClockState.ENTERED_LATE: State.LATE,
}


def other_words(case: OtherCase) -> str:
    """Return another case in a line: when, what about, where, and how it stands."""
    stands = "kapandı" if case.is_closed else "açık"
    if case.entered_at is None:
        stands = f"{stands}, girilmedi"
    about = ", ".join(filter(None, (case.subject_name, case.kind_name, case.district)))
    return f"{format_day(local_day(case.routed_at))}; {about}; {stands}"


def about_words(row: CaseRow) -> str:
    """Return what a case is about: `Kadın, şiddet, Çankaya; acil`."""
    words = ", ".join(part for part in (row.subject_name, row.kind_name, row.district) if part)
    return f"{words}; acil" if row.is_urgent else words


def late_span(span: dt.timedelta) -> str:
    """Return by how much something was late: `2 sa 05 dk geç`."""
    return f"{span_words(span)} geç"


def query_words(wanted: CaseFilter, names: Mapping[str, Mapping[int, str]]) -> str:
    """Return what a query asks for, as a chip says it.

    Args:
        wanted: The query.
        names: Of `subject`, `kind` and `officer`, each by number.
    """
    parts = [VIEW_TITLES[wanted.view]]
    for key, number in (
        ("subject", wanted.subject_id),
        ("kind", wanted.kind_id),
        ("officer", wanted.officer_id),
    ):
        if number is not None:
            parts.append(names.get(key, {}).get(number, ""))
    if wanted.district:
        parts.append(wanted.district)
    if wanted.is_urgent is not None:
        parts.append("acil" if wanted.is_urgent else "acil olmayan")
    parts.append(period_words(wanted.routed_from, wanted.routed_until))
    if wanted.search:
        parts.append(f"“{wanted.search}”")
    words = "; ".join(part for part in parts if part)
    return f"{upper_tr(words[:1])}{words[1:]}"


def call_query_words(wanted: CallFilter) -> str:
    """Return which calls a query asks for."""
    words = "Açıklanmış aramalar" if wanted.is_reviewed else "Açıklanmayan aramalar"
    when = period_words(wanted.since, wanted.until)
    return f"{words}; {when}" if when else words
