"""The part "Vekil": who answers in whose place, and the dialog that enters it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Signal, Slot

from alo183_desktop.access.rules import Right, may
from alo183_desktop.gui.kit import dialogs, theme
from alo183_desktop.gui.kit.form.record import RecordDialog
from alo183_desktop.gui.kit.labels import make_label
from alo183_desktop.gui.kit.states import State
from alo183_desktop.gui.kit.table.filters import Choice
from alo183_desktop.gui.kit.table.list_pane import FilteredListSpec, RecordActs, RecordPane
from alo183_desktop.gui.kit.table.models import CellKind, Column
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.officers.rows import SubstitutionRow
from alo183_desktop.records.record import last_day
from alo183_desktop.rota import service, substitutions
from alo183_desktop.rota.kinds import STAGE_WORDS, Stage
from alo183_desktop.rota.record import SUBSTITUTION, SubstitutionValues
from alo183_desktop.rota.substitutions import SubstitutionFilter, stage_of
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.turkish import upper_first

if TYPE_CHECKING:
    from collections.abc import Sequence

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.table.list_pane import Options
    from alo183_desktop.rota.substitutions import Asked, Offer
    from alo183_desktop.shared.clock import Clock

_CHANGES: Final = frozenset({Topic.ASSIGNMENT})
_MOST_TOLD: Final = 5


def substitutions_spec(clock: Clock) -> FilteredListSpec[SubstitutionRow, SubstitutionFilter]:
    """Return what the list is; `clock` says how far each one is."""

    def stage(row: SubstitutionRow) -> Stage:
        return stage_of(row, local_day(clock()))

    def state_words(row: SubstitutionRow) -> str:
        return "; ".join((STAGE_WORDS[stage(row)], *row.objections))

    def state(row: SubstitutionRow) -> State | None:
        if row.objections:
            return State.LATE
        return State.GOOD if stage(row) is Stage.RUNNING else None

    return FilteredListSpec[SubstitutionRow, SubstitutionFilter](
        key="rota-substitutions",
        title="Vekâletler",
        trail=service,
        what="substitutions",
        topics=frozenset({Topic.ASSIGNMENT, Topic.ROTA, Topic.OFFICER, Topic.PHONES}),
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
                tuple((one, upper_first(words)) for one, words in STAGE_WORDS.items()),
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


SUBSTITUTION_ACTS: Final = RecordActs(
    record=SUBSTITUTION,
    rights=(Right.EDIT_ROTA,),
    changes=_CHANGES,
    number=lambda row: row.substitution_id,
    called=lambda row: f"{row.officer_name} yerine {row.substitute_name}, {row.days_words}",
    titles=("Vekâlet yaz", "Vekâleti düzelt"),
    said=("Vekâlet kaydedildi.", "Vekâlet sona erdirildi."),
    removal_words="Son&a erdir…",
    removing=(
        "Vekâlet sona ersin mi?",
        "bugünden başlayarak konulara yeniden sorumlunun kendisi bakar. Kayıt silinmez.",
        "Vekâleti sona erdir",
    ),
    save=substitutions.save_substitution,
    open=substitutions.open_substitution,
    remove=substitutions.end_substitution,
    options=_options,
)


class SubstitutionDialog(RecordDialog[SubstitutionValues]):
    """Who answers in whose place; who cannot, and why, stands below.

    Attributes:
        told: Who cannot be the substitute on the chosen days, with each reason.
    """

    def __init__(
        self,
        substitution_id: int | None,
        opened: tuple[SubstitutionValues | None, int],
        options: Options,
        asked: Asked | None = None,
        *,
        background: Background,
        clock: Clock,
        parent: Any,
    ) -> None:
        """Make the dialog.

        Args:
            substitution_id: Which one it changes; None enters one.
            opened: As `RecordDialog`.
            options: As `RecordDialog`.
            asked: What leave asks for: its days are filled in.
            background: Stores.
            clock: For now; UTC.
            parent: The window that waits.
        """

        def save(
            work: Work, values: SubstitutionValues, version: int, base: SubstitutionValues | None
        ) -> int:
            return substitutions.save_substitution(
                work, substitution_id, values, version=version, base=base
            )

        super().__init__(
            SUBSTITUTION,
            opened,
            save=save,
            title=SUBSTITUTION_ACTS.titles[substitution_id is not None],
            explanation=_why(asked),
            width=600,
            draft=f"rota.substitution.{substitution_id or 'new'}",
            options=options,
            first=_first_asked(asked),
            reopen=None
            if substitution_id is None
            else lambda work: substitutions.open_substitution(work, substitution_id),
            refused={
                "rota.substitute_against": "substitute_id",
                "rota.substitution_subject": "officer_id",
                "rota.substitution_double": "officer_id",
            },
            changes=_CHANGES,
            background=background,
            clock=clock,
            parent=parent,
        )
        self._id = substitution_id
        self.told = make_label("", role=theme.MUTED, wrap=True, selectable=True, parent=self)
        self.content.insertWidget(self.content.indexOf(self.form) + 1, self.told)
        self.told.hide()
        if asked is not None:
            self.fields["officer_id"].set_value(str(asked.officer_id))
            if asked.starts_on < asked.ends_on:
                self.fields["starts_on"].set_value(asked.starts_on)
                self.fields["ends_on"].set_value(last_day(asked.ends_on))
            if opened[0] is None:
                self.form.mark_clean()
        for key in ("officer_id", "subject_id", "starts_on", "ends_on"):
            self.fields[key].changed.connect(self._judge)
        self._judge()

    @Slot()
    def _judge(self) -> None:
        """Ask who can stand in on the days that are typed, once it is known for whom."""
        read = self.fields.check().read
        officer_id, starts_on, ends_on = read["officer_id"], read["starts_on"], read["ends_on"]
        if not (officer_id and starts_on and ends_on and starts_on < ends_on):
            return
        self.background.run(
            lambda work: substitutions.list_offers(
                work, officer_id, read["subject_id"], starts_on, ends_on, but=self._id
            ),
            parent=self,
            success=self._show_offers,
        )

    def _show_offers(self, offers: Sequence[Offer]) -> None:
        self.fields.set_options("substitute_id", [(one.officer_id, one.name) for one in offers])
        barred = [one for one in offers if one.objections]
        lines = [f"{one.name}: {'; '.join(one.objections)}" for one in barred[:_MOST_TOLD]]
        more = len(barred) - len(lines)
        rest = [f"ve {number_text(more)} kişi daha"] if more else []
        self.told.setText("\n".join(["Bu günlerde vekil olamayanlar:", *lines, *rest]))
        self.told.setVisible(bool(barred))
        self.fit_soon()


class SubstitutionList(RecordPane[SubstitutionRow, SubstitutionFilter]):
    """Who answers in whose place, the latest first.

    Signals:
        letter_wanted: The number of the substitution of which the Office is told by letter.
    """

    letter_wanted = Signal(int)

    def __init__(self, background: Background, **common: Any) -> None:
        """Make the list; arguments as `RecordPane`."""
        super().__init__(
            substitutions_spec(common["clock"]), SUBSTITUTION_ACTS, background, **common
        )
        self._may_write = may(common["actor"].role, Right.MAKE_CHANGES)
        self._asked: Asked | None = None
        self._is_new = False
        self._entered: int | None = None
        self.opener.closed.connect(self._on_dialog_closed)

    def propose(self, asked: Asked) -> None:
        """Enter a substitute for what leave asks for, or put one right whose leave is no more."""
        row = asked.row
        if row is None:
            self._begin(asked)
            return
        is_over = asked.starts_on == asked.ends_on
        words = f"{SUBSTITUTION_ACTS.called(row)}. Bu günlerin hepsi artık izin değil."
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
            return
        number = row.substitution_id
        self._asked = asked
        self.opener.prepare(
            lambda work: (substitutions.open_substitution(work, number), _options(work, row)),
            lambda read: self._show(number, *read),
        )

    def add_for(self, officer_id: int) -> None:
        """Enter a substitute for an officer, for their next leave where one is known."""
        self.opener.prepare(lambda work: substitutions.next_leave(work, officer_id), self._begin)

    def _begin(self, asked: Asked) -> None:
        self._asked = asked
        self.add()

    @override
    def make_dialog(
        self, number: int | None, opened: tuple[Any, int], options: Options, **common: Any
    ) -> SubstitutionDialog:
        asked, self._asked = self._asked, None
        self._is_new = number is None
        return SubstitutionDialog(number, opened, options, asked, **common)

    @override
    def after_saving(self, number: int) -> None:
        self._entered = number if self._is_new else None

    @Slot()
    def _on_dialog_closed(self) -> None:
        """Ask of one that was entered whether the Office is told: the circular does not say."""
        number, self._entered = self._entered, None
        if number is None or not self._may_write:
            return
        answer = dialogs.ask(
            self.window(),
            title="Müşavirliğe yazı yazılsın mı?",
            text="Genelge’nin 6’ncı maddesi sorumlu değişikliğinin yazıyla bildirilmesini ister; "
            "vekâletin değişiklik sayılıp sayılmayacağına müdürlüğünüz karar verir.",
            verbs=("Yazılmasın", "Yazıyı hazırla"),
        )
        if answer == 1:
            self.letter_wanted.emit(number)


def _first_asked(asked: Asked | None) -> str:
    """Return the field that takes the focus: the first one that is not filled in."""
    if asked is None:
        return ""
    return "substitute_id" if asked.starts_on < asked.ends_on else "starts_on"


def _why(asked: Asked | None) -> str:
    if asked is None or not asked.subjects:
        return "Vekil bu günlerde sorumlunun yerine geçer; günü gelince kendiliğinden biter."
    subjects = ", ".join(asked.subjects)
    return (
        f"{asked.officer_name} izinliyken şu konulara bakan başka kimse yok: {subjects}. Vekil "
        "seçmeden kapatırsanız izin olduğu gibi kalır."
    )
