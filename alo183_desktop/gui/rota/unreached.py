"""The part "Ulaşılamadı": reports of the call centre, beside what is known about those minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from alo183_desktop.gui.kit.side_card import CardReader, SideCard
from alo183_desktop.gui.kit.table.list_pane import RecordActs, RecordPane
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.gui.rota.duty_card import CHANGES
from alo183_desktop.rota import unreached
from alo183_desktop.rota.lists import UNREACHED_REPORTS
from alo183_desktop.rota.rows import UnreachedFilter, UnreachedRow
from alo183_desktop.shared.clock import format_instant, length_words, local
from alo183_desktop.shared.identity import format_phone
from alo183_desktop.shared.numbers import number_text

if TYPE_CHECKING:
    from typing import Unpack

    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.table.list_pane import PaneContext
    from alo183_desktop.phones.reachability.rows import CheckRow
    from alo183_desktop.rota.rows import OnDuty, UnreachedEvidence

UNREACHED_ACTS: Final = RecordActs(
    access=unreached.REPORTS,
    changes=CHANGES,
    row_id=lambda row: row.unreached_id,
    called=lambda row: f"{format_instant(row.at)}, {format_phone(row.phone)}",
    titles=("Ulaşılamadı bildirimi yaz", "Bildirimi düzelt ya da yanıtla"),
    messages=("Bildirim kaydedildi.", "Bildirim silindi."),
    removing=(
        "Bildirim silinsin mi?",
        "yanlışlıkla yazılan bildirim silinir; silindiği denetim izine yazılır.",
        "Bildirimi sil",
    ),
)


class EvidenceCard(SideCard):
    """One report with what is known about its minutes."""

    def __init__(self, *, parent: UnreachedList) -> None:
        super().__init__(
            nothing=("Bildirim seçilmedi", "Seçilen bildirimin dakikaları burada anlatılır."),
            parent=parent,
        )
        self.show_nothing()

    def show_evidence(self, read: tuple[UnreachedRow, UnreachedEvidence] | None) -> None:
        """Show a report; None: none is current."""
        if read is None:
            self.show_nothing()
            return
        row, found = read
        self.begin(format_phone(row.phone), f"{format_instant(row.at)}, {row.operator}")
        self.add_facts([("Hat", _holder_words(found)), ("Konuşma", _talk_words(found))])
        self.add_section("O anda nöbette")
        for one in found.on_duty:
            self.add_period(one.kind.words, _duty_words(one))
        for other in found.worked:
            self.add_period("Yerine tutan", other.person_name or "kimse")
        for late in found.ran_over:
            self.add_period("Nöbeti uzayan", late.person_name)
        if not found.on_duty and not found.ran_over:
            self.add_text("O anda kimsenin nöbeti yazılı değil.", muted=True)
        self.add_section("Yoklamalarımız, iki saat öncesi ve sonrası")
        for check in found.checks:
            self.add_period(format_instant(check.at), _check_words(check))
        if not found.checks:
            self.add_text("Bu hat o saatlerde yoklanmamış.", muted=True)
        self.add_section("Bulunan yanıt")
        self.add_text(row.answer or "Henüz yazılmadı: F4 ile yazılır.", muted=not row.answer)
        self.end()


class UnreachedList(RecordPane[UnreachedRow, UnreachedFilter]):
    """Reports of the call centre, the newest first.

    Attributes:
        card: The current report.
    """

    def __init__(self, background: Background, **context: Unpack[PaneContext]) -> None:
        """Make the list; arguments as `RecordPane`."""
        topics = frozenset({Topic.ROTA, Topic.CHECKS, Topic.USAGE})
        super().__init__(UNREACHED_REPORTS, UNREACHED_ACTS, background, topics=topics, **context)
        self.card = EvidenceCard(parent=self)
        reader = CardReader(
            background,
            current=self.current,
            read=lambda work, row: (row, unreached.read_evidence(work, row.unreached_id)),
            show=self.card.show_evidence,
            parent=self,
        )
        self.add_card(self.card, lambda _row: reader.follow())
        # What is known about a report may change while it is current.
        self.loaded.connect(reader.follow)


def _holder_words(found: UnreachedEvidence) -> str:
    if found.holder_name is None:
        return "bu numara kayıtlı hatlarımızdan değil"
    return found.holder_name or "o anda kimsenin zimmetinde değil"


def _talk_words(found: UnreachedEvidence) -> str:
    if found.talking is not None:
        at, seconds = found.talking
        return f"görüşmedeydi: {local(at):%H.%M} başlangıçlı, {length_words(seconds)}"
    if found.knows_calls:
        return "o günün dosyasında o ana rastlayan konuşma yok"
    return "bilinmiyor: o günün ayrıntılı kullanım dosyası alınmadı"


def _duty_words(one: OnDuty) -> str:
    if one.person_id is None:
        return "kimse yok"
    return f"{one.name}, {one.number.words}{', izinli' if one.is_away else ''}"


def _check_words(check: CheckRow) -> str:
    if not check.is_answered:
        return "yanıt vermedi"
    ring = "" if check.ring_seconds is None else f", {number_text(check.ring_seconds)} sn çaldı"
    return f"yanıt verdi{ring}"
