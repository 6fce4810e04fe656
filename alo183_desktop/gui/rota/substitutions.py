"""The part "Vekil": substitutions, and the dialog that enters one."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Signal, Slot

from alo183_desktop.access.lists import Choice, FilteredListSpec
from alo183_desktop.access.rules import Right, may
from alo183_desktop.documents.columns import CellKind, Column
from alo183_desktop.gui.kit import dialogs, theme
from alo183_desktop.gui.kit.form.record import RecordDialog
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.table.list_pane import RecordActs, RecordPane, row_dialog
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.officers.rows import SubstitutionRow
from alo183_desktop.records.record import last_day
from alo183_desktop.rota import service, substitutions
from alo183_desktop.rota.kinds import SubstitutionStage
from alo183_desktop.rota.record import SubstitutionValues
from alo183_desktop.rota.rows import SubstitutionFilter
from alo183_desktop.rota.substitutes import Post, stage_of
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State
from alo183_desktop.shared.texts import message_of
from alo183_desktop.shared.turkish import upper_first

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Unpack

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.table.list_pane import Options, PaneContext
    from alo183_desktop.records.record import Record
    from alo183_desktop.rota.substitutions import LeaveDays, Offer, SubstituteNeed
    from alo183_desktop.shared.clock import Clock

_CHANGES: Final = frozenset({Topic.ASSIGNMENT})
_MOST_LISTED: Final = 5
_REPORTED: Final = (
    "Bu vekâlet Müşavirliğe yazıyla bildirildi. Burada değişen bilgi o yazıyı geçersiz kılar; "
    "kaydedince yeni yazı sorulur."
)


def substitutions_spec(clock: Clock) -> FilteredListSpec[SubstitutionRow, SubstitutionFilter]:
    """Return the specification of the list; `clock` determines the stage of each row."""

    def stage(row: SubstitutionRow) -> SubstitutionStage:
        return stage_of(row, local_day(clock()))

    def state_words(row: SubstitutionRow) -> str:
        return "; ".join((stage(row).words, *row.objections))

    def state(row: SubstitutionRow) -> State | None:
        if row.objections:
            return State.LATE
        return State.GOOD if stage(row) is SubstitutionStage.RUNNING else None

    return FilteredListSpec[SubstitutionRow, SubstitutionFilter](
        key="rota-substitutions",
        title="Vekâletler",
        trail=service.TRAIL,
        what="substitutions",
        find=substitutions.find_substitutions,
        is_paged=False,
        row_key=lambda row: row.substitution_id,
        everything=SubstitutionFilter(),
        searched="Kişi, konu",
        filters=(
            Choice(
                "stage",
                "Durumu",
                "Bütün vekâletler",
                tuple((one, upper_first(one.words)) for one in SubstitutionStage),
            ),
            Choice(
                "is_barred",
                "Vekil",
                "Bütün vekiller",
                ((True, "Vekil artık bakamıyor"), (False, "Vekil bakabiliyor")),
            ),
        ),
        columns=(
            Column("Vekil", lambda row: row.substitute_name, kind=CellKind.STRONG, width_chars=20),
            Column("Kimin yerine", lambda row: row.officer_name, width_chars=20),
            Column("Konu", lambda row: row.subject_words, width_chars=16),
            Column("İlk günü", lambda row: row.starts_on, width_chars=10),
            Column(
                "Son günü",
                lambda row: None if row.starts_on == row.ends_on else last_day(row.ends_on),
                width_chars=10,
            ),
            Column("Durumu", state_words, state=state, width_chars=24, stretch=True),
            Column("Kaydeden", lambda row: row.by_name, kind=CellKind.MUTED, width_chars=16),
            Column("Sona erdiren", lambda row: row.ended_by, width_chars=16),
            Column("Sona erdirildiği an", lambda row: row.ended_at, width_chars=16),
        ),
        shown=6,
        empty=(
            "Henüz vekâlet yok",
            "İzindekinin yerine bakacak kişi yazılır; günü gelince kendiliğinden başlar ve biter.",
        ),
    )


def _options(work: Work, row: SubstitutionRow | None) -> Options:
    officers, subjects = substitutions.read_choices(work)
    own = (
        [(row.officer_id, row.officer_name), (row.substitute_id, row.substitute_name)]
        if row is not None
        else []
    )
    people = list(dict([*own, *officers]).items())
    return {"officer_id": people, "subject_id": subjects, "substitute_id": people}


def _why_kept(clock: Clock, row: SubstitutionRow) -> str:
    is_open = row.is_open(local_day(clock()))
    return "" if is_open else message_of(KnownError("rota.substitution_over")).what


SUBSTITUTION_ACTS: Final = RecordActs(
    register=substitutions.SUBSTITUTIONS,
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
            lambda work: substitutions.list_offers(work, post),
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


class SubstitutionList(RecordPane[SubstitutionRow, SubstitutionFilter]):
    """Substitutions, the latest first.

    Signals:
        letter_wanted: The id of the substitution that the Office is to be notified of by letter.
    """

    letter_wanted = Signal(int)

    def __init__(self, background: Background, **context: Unpack[PaneContext]) -> None:
        """Make the list; arguments as `RecordPane`."""
        acts = replace(SUBSTITUTION_ACTS, kept=partial(_why_kept, context["clock"]))
        super().__init__(
            substitutions_spec(context["clock"]),
            acts,
            background,
            topics=frozenset(
                {Topic.ASSIGNMENT, Topic.ROTA, Topic.OFFICER, Topic.PHONES, Topic.LETTER}
            ),
            **context,
        )
        self._may_write = may(context["actor"].role, Right.MAKE_CHANGES)

    def propose(self, asked: SubstituteNeed) -> None:
        """Enter a substitute for new leave, or correct one whose leave is gone."""
        row, leave = asked.row, asked.leave
        if row is None:
            self.add(leave=leave)
            return
        is_over = leave.starts_on == leave.ends_on
        words = f"{SUBSTITUTION_ACTS.called(row)}. {asked.why}"
        verb = "Vekâleti sona erdir" if is_over else "Vekâletin günlerini düzelt"
        answer = dialogs.ask(
            self.window(),
            title="Vekâletin süresi de değişsin mi?",
            text=words,
            verbs=("Olduğu gibi kalsın", verb),
        )
        if answer != 1:
            return
        if is_over:
            at_once = replace(SUBSTITUTION_ACTS.removal, asks=None)
            at_once.run(row, self.background, parent=self)
        else:
            self.put_right(row, leave=leave)

    def add_for(self, officer_id: int) -> None:
        """Enter a substitute for an officer, for their next leave if one is known."""
        self.opener.prepare(
            lambda work: substitutions.next_leave(work, officer_id),
            lambda leave: self.add(leave=leave),
        )

    @override
    def put_right(self, row: SubstitutionRow, **more: Any) -> None:
        super().put_right(row, is_reported=row.letter_id is not None, **more)

    @override
    def make_dialog(
        self,
        record_id: int | None,
        opened: tuple[Any, int],
        options: Options,
        *,
        leave: LeaveDays | None = None,
        is_reported: bool = False,
        **common: Any,
    ) -> RecordDialog[Any]:
        kind = partial(SubstitutionDialog, substitution_id=record_id, leave=leave)
        acts = (
            replace(SUBSTITUTION_ACTS, explanation=_REPORTED) if is_reported else SUBSTITUTION_ACTS
        )
        return row_dialog(acts, record_id, opened, options, kind=kind, **common)

    @override
    def after_closing(self, substitution_id: int, before: SubstitutionValues | None) -> None:
        """Ask whether to notify the Office; after a change, only if its letter is outdated."""
        if not self._may_write:
            return
        if before is None:
            self._ask_for_letter(
                substitution_id,
                "Müşavirliğe yazı yazılsın mı?",
                "Genelge’nin 6’ncı maddesi sorumlu değişikliğinin yazıyla bildirilmesini ister; "
                "vekâletin değişiklik sayılıp sayılmayacağına müdürlüğünüz karar verir.",
            )
            return

        def ask(is_outdated: bool) -> None:  # noqa: FBT001 - the only argument
            if is_outdated:
                words = "Bu vekâleti Müşavirliğe bildiren yazı eski bilgiyi söylüyor."
                self._ask_for_letter(substitution_id, "Yeni yazı yazılsın mı?", words)

        self.background.run(
            lambda work: substitutions.is_letter_outdated(work, substitution_id),
            parent=self,
            success=ask,
        )

    def _ask_for_letter(self, substitution_id: int, title: str, text: str) -> None:
        verbs = ("Yazılmasın", "Yazıyı hazırla")
        if dialogs.ask(self.window(), title=title, text=text, verbs=verbs) == 1:
            self.letter_wanted.emit(substitution_id)


def _why(leave: LeaveDays) -> str:
    """Return why a substitute is needed; empty where that was not requested."""
    if not leave.subjects:
        return ""
    subjects = ", ".join(leave.subjects)
    return (
        f"{leave.officer_name} izinliyken şu konulara bakan başka kimse yok: {subjects}. Vekil "
        "seçmeden kapatırsanız izin olduğu gibi kalır."
    )
