"""How a substitution is entered and ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Slot

from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.form.record import RecordDialog
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.table.list_pane import RecordActs
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.records.record import last_day
from alo183_desktop.rota import substitute_service
from alo183_desktop.rota.record import SubstitutionValues
from alo183_desktop.rota.substitute_rules import Post
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.table.list_pane import Options
    from alo183_desktop.officers.rows import SubstitutionRow
    from alo183_desktop.records.record import Record
    from alo183_desktop.rota.substitute_service import LeaveDays, Offer
    from alo183_desktop.shared.clock import Clock

_CHANGES: Final = frozenset({Topic.ASSIGNMENT})
_MOST_LISTED: Final = 5
REPORTED: Final = (
    "Bu vekâlet Müşavirliğe yazıyla bildirildi. Burada değişen bilgi o yazıyı geçersiz kılar; "
    "kaydedince yeni yazı sorulur."
)


def _options(work: Work, row: SubstitutionRow | None) -> Options:
    officers, subjects = substitute_service.read_choices(work)
    own = (
        [(row.officer_id, row.officer_name), (row.substitute_id, row.substitute_name)]
        if row is not None
        else []
    )
    people = list(dict([*own, *officers]).items())
    return {"officer_id": people, "subject_id": subjects, "substitute_id": people}


def why_kept(clock: Clock, row: SubstitutionRow) -> str:
    """Return why a substitution cannot be ended; empty where it can."""
    is_open = row.is_open(local_day(clock()))
    return "" if is_open else message_of(KnownError("rota.substitution_over")).what


SUBSTITUTION_ACTS: Final = RecordActs(
    access=substitute_service.SUBSTITUTIONS,
    changes=_CHANGES,
    row_id=lambda row: row.substitution_id,
    called=lambda row: f"{row.officer_name} yerine {row.substitute_name}, {row.days_words}",
    titles=("Vekâlet yaz", "Vekâleti düzelt"),
    messages=(
        "Vekâlet kaydedildi.",
        "Vekâlet sona erdirildi. Müşavirliğe yazıldıysa bunu da bildiriniz.",
    ),
    removal_words="Son&a erdir…",
    removing=(
        "Vekâlet sona ersin mi?",
        "bugünden (bugün başladıysa yarından) sonra konulara sorumlunun kendisi bakar.",
        "Vekâleti sona erdir",
    ),
    options=_options,
    refused={
        "rota.substitute_against": "substitute_id",
        "rota.substitution_subject": "officer_id",
        "rota.substitution_double": "officer_id",
    },
    explanation="Vekil bu günlerde sorumlunun yerine geçer; günü gelince kendiliğinden biter.",
    width=600,
)


class SubstitutionDialog(RecordDialog[SubstitutionValues]):
    """A substitution; the officers who cannot substitute, and why, are shown below.

    Attributes:
        barred: Officers who cannot substitute on the chosen days, with the reasons.
    """

    def __init__(
        self,
        record: Record[SubstitutionValues],
        opened: tuple[SubstitutionValues | None, int],
        *,
        substitution_id: int | None,
        leave: LeaveDays | None = None,
        **common: Any,
    ) -> None:
        """Make the dialog; arguments as `RecordDialog`, and more.

        Args:
            record: As `RecordDialog`.
            opened: As `RecordDialog`.
            substitution_id: The substitution to change; None enters one.
            leave: Initial values.
            common: As `RecordDialog`.
        """
        has_days = leave is not None and leave.starts_on < leave.ends_on
        if leave is not None:
            common["first"] = "substitute_id" if has_days else "starts_on"
            common["explanation"] = _why(leave) or common["explanation"]
        super().__init__(record, opened, **common)
        self._substitution_id = substitution_id
        self._post: Post | None = None
        self.barred = make_label("", role=theme.MUTED, wrap=True, selectable=True, parent=self)
        self.content.insertWidget(self.content.indexOf(self.form) + 1, self.barred)
        self.barred.hide()
        if leave is not None:
            self.fields["officer_id"].set_value(str(leave.officer_id))
            if has_days:
                self.fields["starts_on"].set_value(leave.starts_on)
                self.fields["ends_on"].set_value(last_day(leave.ends_on))
            if opened[0] is None:
                self.form.mark_clean()
        for key in ("officer_id", "subject_id", "starts_on", "ends_on"):
            self.fields[key].changed.connect(self._judge)
        self._judge()

    @Slot()
    def _judge(self) -> None:
        """Query the possible substitutes for the typed days, once the officer is known."""
        read = self.fields.check().read
        officer_id, starts_on, ends_on = read["officer_id"], read["starts_on"], read["ends_on"]
        self._post = None
        self.barred.hide()
        if not (officer_id and starts_on and ends_on and starts_on < ends_on):
            return
        post = Post(officer_id, read["subject_id"], starts_on, ends_on, but=self._substitution_id)
        self._post = post
        self.background.run(
            lambda work: substitute_service.list_offers(work, post),
            parent=self,
            success=lambda offers: self._show_offers(post, offers),
        )

    def _show_offers(self, post: Post, offers: Sequence[Offer]) -> None:
        if post != self._post:
            return
        self.fields.set_options("substitute_id", [(one.officer_id, one.name) for one in offers])
        barred = [one for one in offers if one.objections]
        lines = [f"{one.name}: {'; '.join(one.objections)}" for one in barred[:_MOST_LISTED]]
        more = len(barred) - len(lines)
        rest = [f"ve {number_text(more)} kişi daha"] if more else []
        self.barred.setText("\n".join(["Bu günlerde vekil olamayanlar:", *lines, *rest]))
        self.barred.setVisible(bool(barred))
        self.fit_soon()


def _why(leave: LeaveDays) -> str:
    """Return why a substitute is needed; empty where that was not requested."""
    if not leave.subjects:
        return ""
    subjects = ", ".join(leave.subjects)
    return (
        f"{leave.officer_name} izinliyken şu konulara bakan başka kimse yok: {subjects}. Vekil "
        "seçmeden kapatırsanız izin olduğu gibi kalır."
    )
