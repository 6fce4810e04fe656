"""Finish the letter of the dialog, and show what was done and what comes next."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from alo183_desktop.access.rules import Right
from alo183_desktop.changes import service
from alo183_desktop.changes.dossier.lines import handed_over_on, issued_on
from alo183_desktop.changes.duties_ahead import EMPTY, duties_ahead
from alo183_desktop.changes.hand_overs import RETURN, WAIVE, held_items, leaves_on
from alo183_desktop.changes.new_phones import coming, needs_none, new_phones
from alo183_desktop.directorate.kinds import Channel
from alo183_desktop.documents.letter.content import is_unsigned
from alo183_desktop.gui.changes.letter_actions import LetterActions
from alo183_desktop.gui.changes.words import (
    SENDING,
    complete_mark,
    leaver_words,
    newcomer_words,
    proof_words,
)
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import PrimaryButton, SecondaryButton
from alo183_desktop.gui.kit.containers import VerticalScrollArea, make_column, make_row
from alo183_desktop.gui.kit.labels import Separator, make_label, muted_label
from alo183_desktop.gui.kit.notices import Toast
from alo183_desktop.gui.kit.paper.preview import PdfPreview
from alo183_desktop.gui.kit.paper.printing import print_pdf
from alo183_desktop.gui.kit.states import StateMark, StateText
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.letters import queries
from alo183_desktop.letters import service as letters
from alo183_desktop.letters.rules import FileKind, rule_words
from alo183_desktop.phones.custody.papers import mark_printed, read_form_paper
from alo183_desktop.shared.calendar import parse_day
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.states import State
from alo183_desktop.shared.written_files import file_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from alo183_desktop.changes.context import ChangeContext
    from alo183_desktop.changes.form import ChangeForm
    from alo183_desktop.changes.rows import MovedCases
    from alo183_desktop.changes.service import Finished
    from alo183_desktop.db.work import Actor, Work
    from alo183_desktop.directorate.rows import DirectorateRow
    from alo183_desktop.gui.changes.draft_keeper import DraftKeeper
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.letters.rendering import Rendered
    from alo183_desktop.letters.rows import LetterCard
    from alo183_desktop.shared.clock import Clock

_FINISHED: Final = frozenset(
    {Topic.LETTER, Topic.DRAFT, Topic.OFFICER, Topic.ASSIGNMENT, Topic.PHONES, Topic.CASES}
)


class Finisher(QObject):
    """Turns a form into a frozen letter.

    Signals:
        finished: The result (`service.Finished`).
        refused: The reason why there is no letter; the draft is kept unchanged.
        outdated: The data behind the letter has changed meanwhile; emitted before `refused`.
    """

    finished = Signal(service.Finished)
    refused = Signal(Exception)
    outdated = Signal()

    def __init__(self, background: Background, keeper: DraftKeeper, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._background = background
        self._keeper = keeper
        self._is_running = False

    def is_running(self) -> bool:
        """Return whether a letter is being finished."""
        return self._is_running

    def finish(self, form: ChangeForm, context: ChangeContext, *, shares_number: bool) -> None:
        """Render the letter as it is shown, and store it if the result would still be the same.

        Args:
            form: As typed.
            context: What the form was checked with.
            shares_number: As `letters.service.freeze_letter`.
        """
        self._is_running = True
        # A lock while the letter is being rendered must not lose the latest typing.
        self._keeper.flush()
        self._keeper.end()
        self._background.run_pure(
            lambda: service.render_letter(form, context),
            parent=self,
            success=lambda rendered: self._store(form, rendered, shares_number=shares_number),
            failure=self._on_refused,
        )

    def _store(self, form: ChangeForm, rendered: Rendered, *, shares_number: bool) -> None:
        draft_id = self._keeper.draft_id()
        self._background.run(
            lambda work: service.finish(
                work, form, rendered, draft_id=draft_id(), shares_number=shares_number
            ),
            parent=self,
            success=self._on_finished,
            failure=self._on_refused,
            changes=_FINISHED,
        )

    def _on_finished(self, made: Finished) -> None:
        self._is_running = False
        self.finished.emit(made)

    def _on_refused(self, error: Exception) -> None:
        self._is_running = False
        self._keeper.resume()
        if service.is_outdated(error):
            self.outdated.emit()
        self.refused.emit(error)


_MOST_NAMED: Final = 5


def cases_words(cases: MovedCases) -> list[tuple[State, str]]:
    """Return a sentence for each officer who received cases, and for deviating decisions."""
    sentences = [
        (State.GOOD, f"{_open(one.numbers)} {one.officer_name} adlı sorumluya devredildi.")
        for one in cases.handed
    ]
    sentences += [
        (State.NONE, f"{_open(one.numbers)} o gün {one.officer_name} adlı sorumluya geçecek.")
        for one in cases.planned
    ]
    if cases.waived:
        sentences.append((State.GOOD, f"{_open(cases.waived)} gerekçesiyle ayrılanda kaldı."))
    for numbers, happened in (
        (cases.closed, "kapandı, devri gerekmedi"),
        (cases.taken, "başkasına devredildi, onda kaldı"),
    ):
        if numbers:
            sentences.append((State.NEAR, f"{_named(numbers)}: yazı hazırlanırken {happened}."))
    return sentences


def _open(numbers: Sequence[str]) -> str:
    return f"{len(numbers)} açık vaka ({_named(numbers)})"


def _named(numbers: Sequence[str]) -> str:
    named = ", ".join(numbers[:_MOST_NAMED])
    more = len(numbers) - _MOST_NAMED
    return f"{named} ve {more} vaka daha" if more > 0 else named


_JOB: Final = "Zimmet tutanakları"
"""Shown by printers as the job name: it names nobody."""
_CHANGED: Final = frozenset({Topic.PHONES})


_MOST_ENTRIES = 6
_FROZEN = "Yazı donduruldu; bundan sonra kadro değişse de yazı değişmez."
_HANDED_OVER = {RETURN: "geri alındı, depoya girdi", WAIVE: "gerekçesiyle ayrılanda kaldı"}


class _Act(NamedTuple):
    """A button of the next steps."""

    words: str
    icon: str
    do: Callable[[], object]
    right: Right


class FinishedView(QWidget):
    """Done, next steps with their buttons, and the frozen letter.

    Attributes:
        toast: Reports what has just been done.

    Signals:
        close_requested: Back to the list of letters.
    """

    close_requested = Signal()

    def __init__(
        self,
        background: Background,
        made: Finished,
        form: ChangeForm,
        context: ChangeContext,
        *,
        actor: Actor,
        clock: Clock,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._background = background
        self._letter_id = made.letter_id
        self._clock = clock
        self.acts = LetterActions(background, actor=actor, clock=clock, parent=self)
        self._form_ids = tuple(made.custody_form_ids)
        self._complete = StateText(State.GOOD, parent=self)
        self._scan = StateMark(parent=self)
        self._marks = {one: StateMark(parent=self) for one in made.directorate.demanded}
        self._preview = PdfPreview(background, title="Dondurulan yazı", parent=self)
        self._close = PrimaryButton("Listeye &dön", parent=self)
        left = make_column(None, self._complete, gap=8, margins=(24, 20, 16, 16))
        area = self._scrolled(form, context, made)
        self.toast = Toast(parent=area)  # above the way back, never over it
        left.addWidget(area, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, theme.px(8), 0)
        foot.addWidget(muted_label("Bunların hepsi sonra da listeden yapılabilir.", parent=self), 1)
        foot.addWidget(self._close)
        left.addLayout(foot)
        right = make_column(None, self._preview, margins=(24, 12, 16, 12))
        make_row(self, (left, 55), Separator(upright=True, parent=self), (right, 45), gap=0)
        self._close.clicked.connect(self.close_requested)
        background.changed.connect(self._on_changed)
        self._load_letter()

    def take_focus(self) -> None:
        """Focus the first next step."""
        self._first.setFocus()

    def complete_words(self) -> str:
        """Return the sentence that the letter is complete; empty while it is not."""
        return self._complete.text()

    def scan_words(self) -> str:
        """Return the status of the scan of the signed letter."""
        return self._scan.word()

    def card(self) -> LetterCard | None:
        """Return the current letter."""
        return self.acts.card()

    def _scrolled(self, form: ChangeForm, context: ChangeContext, made: Finished) -> QScrollArea:
        """Return the part that may be taller than the screen; the way back is below it."""
        inner = QWidget(self)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, theme.px(8), 0)
        column.setSpacing(theme.px(8))
        column.addWidget(make_label("Yapılanlar", font=theme.section(), parent=inner))
        for state, words in (*_done_words(form, context), *cases_words(made.cases)):
            column.addWidget(StateText(state, words, parent=inner))
        column.addWidget(StateText(State.GOOD, _FROZEN, parent=inner))
        column.addSpacing(theme.px(12))
        column.addWidget(make_label("Sırada", font=theme.section(), parent=inner))
        column.addLayout(self._next_steps(form, made.directorate))
        column.addStretch(1)
        return VerticalScrollArea(inner, parent=self)

    def _next_steps(self, form: ChangeForm, directorate: DirectorateRow) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(12))
        grid.setVerticalSpacing(theme.px(14))
        grid.setColumnStretch(1, 1)
        acts, record = self.acts, Right.RECORD_DISPATCHES
        if is_unsigned(form.style, form.preparation, form.verification_code):
            title = "EBYS’de imzalatın"
            note = "Bu yazı TASLAK olarak basılır; imzalı nüshayı ekleyip onu fakslayınız."
            first = _Act("&EBYS’ye aktar…", "copy", acts.open_for_ebys, Right.EXPORT)
        else:
            title = "Yazdırın ve imzalatın"
            note = "İmzalı yazının taranmış hâli de yazıya eklenebilir."
            first = _Act("Ya&zdır…", "print", acts.print_letter, Right.PRINT)
        rows: list[tuple[str, str, tuple[_Act, ...], StateMark | None]] = [
            (
                title,
                note,
                (first, _Act("İmzalı &taramayı ekle…", "attach", acts.attach_scan, record)),
                self._scan,
            )
        ]
        sending = {
            Channel.FAX: (
                "Fakslayın",
                "Makineyle, faks yazıcısıyla ya da faks sunucusuna verilecek görüntüyle.",
                (
                    _Act("Fa&ksa yazdır…", "fax", acts.print_to_fax, Right.PRINT),
                    _Act("Faks &görüntüsü kaydet…", "export", acts.save_fax_image, Right.EXPORT),
                ),
                None,
            ),
            Channel.POST: (
                "Zarfı hazırlayın ve postalayın",
                "DL ya da C5; gönderen, alıcı ve ivedilik üzerinde.",
                (_Act("Za&rf…", "letter", acts.make_envelope, Right.PRINT),),
                None,
            ),
        }
        rows += [step for channel, step in sending.items() if channel in self._marks]
        rule = rule_words(directorate.demanded, directorate.rule_basis)
        for channel, shown in self._marks.items():
            way = SENDING[channel]
            note, do = way.note, _Act(way.act, way.icon, partial(acts.record, channel), record)
            if channel is directorate.demanded[-1]:
                note = f"{note} Tamamlanma kuralı: {rule}."
            rows.append((way.step, note, (do,), shown))
        if self._form_ids:
            note = f"{len(self._form_ids)} tutanak; imzalananlar Telefonlar sayfasında saklanır."
            papers = _Act("T&utanakları yazdır…", "print", self._print_papers, Right.PRINT)
            rows.append(("Zimmet tutanaklarını imzalatın", note, (papers,), None))
        made = []
        for index, (title, note, offered, mark) in enumerate(rows):
            words = QVBoxLayout()
            words.setSpacing(theme.px(2))
            words.addWidget(make_label(title, font=theme.body_medium(), parent=self))
            words.addWidget(muted_label(note, wrap=True, parent=self))
            if mark is not None:
                # Below, not beside the title: it is never truncated.
                words.addWidget(mark)
            number = make_label(f"{index + 1}.", font=theme.body_strong(), parent=self)
            grid.addWidget(number, index, 0, Qt.AlignmentFlag.AlignTop)
            grid.addLayout(words, index, 1)
            side = make_row(None, 1, gap=8)
            for text, icon, act, right in offered:
                button = SecondaryButton(text, icon=icon, parent=self)
                button.setVisible(acts.may(right))
                button.clicked.connect(act)
                side.addWidget(button)
                made.append(button)
            grid.addLayout(side, index, 2)
        self._first = made[0]
        return grid

    @Slot()
    def _print_papers(self) -> None:
        """Print every custody form through the system's dialog."""
        form_ids = self._form_ids

        def joined(papers: list[bytes]) -> bytes:
            from alo183_desktop.documents.joining import join  # slow to load

            return join(papers)

        def record(work: Work) -> None:
            for form_id in form_ids:
                mark_printed(work, form_id)

        def show(pdf: bytes) -> None:
            print_pdf(
                self,
                pdf,
                title=_JOB,
                name=file_name(_JOB, ending=".pdf"),
                background=self._background,
                record=record,
                changes=_CHANGED,
            )

        self._background.run(
            lambda work: [read_form_paper(work, form_id) for form_id in form_ids],
            parent=self,
            success=lambda papers: self._background.run_pure(
                lambda: joined([make() for make in papers]), parent=self, success=show
            ),
        )

    def _load_letter(self) -> None:
        def load(work: Work) -> tuple[LetterCard, bytes]:
            card = queries.get_letter(work.session, self._letter_id, now=work.now)
            file = next(one for one in card.files if one.kind is FileKind.PDF)
            return card, letters.open_file(work, file.file_id)[1]

        self._background.run(load, parent=self, success=self._show_letter)

    def _show_letter(self, loaded: tuple[LetterCard, bytes]) -> None:
        card, pdf = loaded
        self._show_card(card)
        self._preview.set_pdf(pdf)

    def _show_card(self, card: LetterCard) -> None:
        self.acts.set_card(card)
        has_scan = any(file.kind is FileKind.SCAN for file in card.files)
        self._scan.set_state(*((State.GOOD, "eklendi") if has_scan else (State.NONE, "eklenmedi")))
        self._complete.set_text(*complete_mark(card.row))
        for channel, shown in self._marks.items():
            shown.set_state(*proof_words(card.row.proofs[channel]))

    @Slot(frozenset)
    def _on_changed(self, topics: frozenset[Topic]) -> None:
        if topics & {Topic.LETTER, Topic.DISPATCH}:
            letter_id = self._letter_id
            self._background.run(
                lambda work: queries.get_letter(work.session, letter_id, now=work.now),
                parent=self,
                success=self._show_card,
            )


def _done_words(form: ChangeForm, context: ChangeContext) -> list[tuple[State, str]]:
    """Return what finishing has done, a sentence for each change, and what waits for its day."""
    names = {one.subject_id: one.name for one in context.subjects}
    sentences = []
    for entry in form.entries[:_MOST_ENTRIES]:
        subjects = ", ".join(names[one] for one in entry.subject_ids if one in names)
        day = entry.effective_on
        comes = newcomer_words(entry, context)
        who = f"{leaver_words(entry, context)} → {comes}"
        if entry.newcomer_kind == "nobody":
            who = f"{leaver_words(entry, context)} ayrılıyor, görev boş"
        elif entry.is_first_appointment:
            who = f"{comes}, ilk görevlendirme"
        text = f"{who}: {day} gününden itibaren {subjects}. Kadroya işlendi."
        sentences.append((State.GOOD, text))
    more = len(form.entries) - _MOST_ENTRIES
    if more > 0:
        sentences.append((State.GOOD, f"{more} değişiklik daha kadroya işlendi."))
    for item in held_items(form, context):
        decision, leaves = item.hand_over.decision, leaves_on(form, item.custody.officer_id)
        state, words = State.GOOD, _HANDED_OVER.get(decision, "devredildi")
        if leaves is not None and leaves > context.today and decision != WAIVE:
            state, words = State.NONE, handed_over_on(leaves, is_given=decision != RETURN)
        sentences.append((state, f"{item.custody.label}: {words}."))
    sentences.extend(_phone_words(form, context))
    duties = duties_ahead(form, context)
    if duties:
        empty = sum(item.decision == EMPTY for item in duties)
        left = f", {number_text(empty)} nöbet boş kaldı" if empty else ""
        given = number_text(len(duties) - empty)
        text = f"Önündeki nöbetlerden {given} nöbet başkasına verildi{left}."
        sentences.append((State.GOOD, text))
    return sentences


def _phone_words(form: ChangeForm, context: ChangeContext) -> Iterator[tuple[State, str]]:
    """Yield what newcomers got from the store, or will get, and how many need nothing."""
    for phone in new_phones(form, context):
        entry = form.entries[phone.position]
        first, state, words = parse_day(entry.effective_on), State.GOOD, "verildi"
        if first > context.today:
            state, words = State.NONE, issued_on(first)
        labels = ", ".join(one.label for one in phone.items)
        yield state, f"{labels}: göreve gelen {newcomer_words(entry, context)}, {words}."
    unneeded = sum(needs_none(form.entries[place]) for place in coming(form))
    if unneeded:
        text = number_text(unneeded)
        yield State.GOOD, f"Göreve gelenlerden {text} kişiye gerekçesiyle telefon verilmedi."
