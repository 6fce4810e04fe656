"""The preview of an import: what will be done with each row, and the current row in full below."""

from __future__ import annotations

from collections import Counter
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QScrollArea, QSplitter, QVBoxLayout, QWidget

from alo183_desktop.documents.columns import Column
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import LinkButton, Segmented
from alo183_desktop.gui.kit.containers import (
    Beside,
    Card,
    group,
    make_column,
    make_row,
    make_stop,
    replace_content,
    scroll_area,
)
from alo183_desktop.gui.kit.copying import copy_table
from alo183_desktop.gui.kit.filters import SearchField
from alo183_desktop.gui.kit.form.choices import ComboBox
from alo183_desktop.gui.kit.labels import ElidedLabel, make_label, muted_label
from alo183_desktop.gui.kit.notices import show_message
from alo183_desktop.gui.kit.states import StateText
from alo183_desktop.gui.kit.table.models import RowsModel
from alo183_desktop.gui.kit.table.view import TableView
from alo183_desktop.imports.headings import words_of
from alo183_desktop.imports.rows import (
    ASKED,
    NO_ANSWERS,
    Answer,
    Answers,
    Preview,
    PreviewRow,
    RowVerdict,
)
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State
from alo183_desktop.shared.texts import message_of
from alo183_desktop.shared.turkish import lower_first

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from alo183_desktop.imports.recipe import Words
    from alo183_desktop.imports.rows import FieldChange
    from alo183_desktop.shared.errors import Problem
    from alo183_desktop.shared.worded import Worded

    Offer: TypeAlias = tuple[str, Callable[[], object]]
    """The text of a link, and its action."""
    Place: TypeAlias = tuple[int, int]
    """The number of a row, as Excel counts, and which it is of those that were read from it."""

TAKE_BACK: Final = "Yanıtı geri al"
_HIGHEST: Final = 84
"""About five lines: the subject of the notes is below them."""


class NoteList(QScrollArea):
    """As high as its notes, up to about five lines; hidden without any."""

    def __init__(self, name: str, *, parent: QWidget) -> None:
        """Make an empty list.

        Args:
            name: Its name for screen readers.
        """
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self._box = QVBoxLayout()
        self.hide()

    def set_notes(self, texts: Sequence[str]) -> None:
        """Show other notes, scrolled to the first."""
        inner = QWidget(self)
        self._box = box = make_column(inner, gap=2)
        for text in texts:
            box.addWidget(StateText(State.NEAR, text, parent=inner))
        replace_content(self, inner)
        inner.setAutoFillBackground(False)
        inner.installEventFilter(self)
        self.setVisible(bool(texts))
        inner.resize(self.viewport().width(), inner.height())
        self._fit()

    def _fit(self) -> None:
        layout = self._box
        # The lines know their height once they have their width.
        layout.activate()
        highest, wanted = theme.px(_HIGHEST), layout.minimumSize().height()
        scrolls = wanted > highest
        # By keyboard the list is reachable only when its content does not fit.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if scrolls else Qt.FocusPolicy.NoFocus)
        self.setFixedHeight(highest if scrolls else wanted)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest and watched is self.widget():
            self._fit()
        return super().eventFilter(watched, event)


_ALL: Final = "all"
_WARNED: Final = "warned"
_IN_NAME: Final = frozenset({"given_names", "surname", "name"})
"""Fields that are part of the row's name."""
_WARNING: Final = 4
"""Index of the column that counts warnings."""
_DETAIL_HEIGHT: Final = 100
_LIST_HEIGHT: Final = 100
"""Headings and some rows."""


class ImportPreview(QWidget):
    """Counts and filters above, the rows, and below them the current row in full.

    Signals:
        shown: Another preview is on the screen.
        sheet_chosen: The user wants to see another sheet of the file.
        answered: The user answered questions about rows that are ambiguous: `Answers`.
        edit_requested: The user wants to correct cells of a row: a `PreviewRow`.

    Attributes:
        kinds: The verdicts on a row, each with its state and the text of its segment.
        done: The heading of the column that states what happens to a row.
        unchanged: The text for a row without changes.
        list_name: Name of the rows for screen readers.
        wrong: The verdict shown for a row that has to be corrected or answered.
        copy_words: Text of the button that copies all errors.
        skip_words: Text of the link that leaves a row out.
        hinted: The state of a row with warnings, its column, the text of its segment.
        may_edit_rows: Whether cells may be corrected here.
    """

    kinds: Mapping[Worded, tuple[State, str]] = MappingProxyType(
        {
            RowVerdict.WRONG: (State.LATE, "Yanlış"),
            RowVerdict.CREATE: (State.GOOD, "Yeni"),
            RowVerdict.UPDATE: (State.NEAR, "Güncellenecek"),
            RowVerdict.UNCHANGED: (State.NONE, "Aynı"),
            RowVerdict.SKIPPED: (State.NONE, "Atlanan"),
        }
    )
    done = "Ne yapılacak"
    unchanged = "Kayıtlı olanla aynı; bir şey değişmez."
    list_name = "Aktarılacak satırlar"
    wrong = RowVerdict.WRONG.words
    copy_words = "Yanlışları &kopyala"
    skip_words = Answer.SKIP.words
    hinted = (State.NEAR, "Uyarı", "Uyarılı")
    may_edit_rows = True

    shown = Signal()
    sheet_chosen = Signal(str)
    answered = Signal(object)
    edit_requested = Signal(object)

    def __init__(self, words: Words, *, parent: QWidget) -> None:
        super().__init__(parent)
        self._words = words
        self._preview: Preview | None = None
        self._hints: dict[int, Sequence[Problem]] = {}  # by the identity of the row
        self._file = make_label("", font=theme.body_medium(), wrap=True, parent=self)
        self._sheet_label = make_label("&Sayfa", parent=self)
        self.sheet = ComboBox(parent=self)
        self.sheet.setAccessibleName("Okunan sayfa")
        self._sheet_label.setBuddy(self.sheet)
        self._columns = muted_label("", wrap=True, parent=self)
        self.notes = NoteList("Dosya için notlar", parent=self)
        self.search = SearchField("Ad ya da değer", parent=self)
        self.segments = Segmented(
            (
                (_ALL, "Tümü"),
                *((verdict.value, words) for verdict, (_, words) in self.kinds.items()),
                (_WARNED, self.hinted[2]),
            ),
            parent=self,
        )
        self.copy_faults_button = LinkButton(self.copy_words, parent=self)
        self.copy_faults_button.setToolTip("Satır, ad ve yanlış; tablo olarak yapıştırılır")
        self.copy_faults_button.hide()
        self.model = RowsModel[PreviewRow](self._make_columns(), parent=self)
        self.view = TableView("import", name=self.list_name, parent=self)
        self.view.set_row_key(lambda row: (row.row_number, row.item_id))
        self.view.set_no_match_texts(
            "Bu süzgece uyan satır yok",
            "Bütün satırları göstererek devam edebilirsiniz.",
            "Bütün satırları göster",
        )
        self.view.setModel(self.model)
        self.view.setSortingEnabled(True)
        self.view.horizontalHeader().setSortIndicatorClearable(True)
        self.view.sortByColumn(-1, self.view.horizontalHeader().sortIndicatorOrder())
        self._edit = self.view.add_row_action("Satırı &düzelt…", shortcut="F2")
        self._edit.setVisible(self.may_edit_rows)
        self._detail = scroll_area(parent=self)
        make_stop(self._detail)
        self._detail.setAccessibleName("Seçili satırın ayrıntısı")
        self._detail.viewport().setAutoFillBackground(False)
        self._card = Card(quiet=True, parent=self)
        self._card.setMinimumHeight(theme.px(_DETAIL_HEIGHT))
        self._card.content.addWidget(self._detail)
        self._lay_out()
        self.sheet.textActivated.connect(self.sheet_chosen)
        self.search.searched.connect(self.model.set_search)
        self.search.left_downwards.connect(partial(self.view.setFocus))
        self.copy_faults_button.clicked.connect(self.copy_faults)
        self.segments.chosen.connect(self._on_segment_chosen)
        self.view.row_changed.connect(self._show_detail)
        self.view.show_all_requested.connect(self.show_all)
        self.view.opened.connect(self._on_edit)
        self._edit.triggered.connect(self._on_edit)

    def show_preview(self, preview: Preview, *, keeps_place: bool = False) -> None:
        """Show another preview, at its first wrong row if there is one.

        Args:
            preview: The rows.
            keeps_place: Stay at the current row, or at the next one where its filter hides it: the
                same file was read again.
        """
        place = self._current_place() if keeps_place else None
        self._preview = preview
        counts = preview.counts
        where = f", “{preview.file.sheet}” sayfası" if preview.file.sheet else ""
        passed = len([row for row in preview.file.passed_over if row > preview.file.heading_row])
        over = f", {passed} toplam ya da başlık satırı geçildi" if passed else ""
        self._file.setText(
            f"{preview.file.file_name}{where}: başlıklar {preview.file.heading_row}. satırda, "
            f"{number_text(sum(bool(row.row_number) for row in preview.rows))} "
            f"{self._words.thing}{over}"
        )
        self.sheet.clear()
        self.sheet.addItems(preview.file.sheets)
        self.sheet.setCurrentText(preview.file.sheet)
        self.sheet.setVisible(bool(preview.file.sheets))
        self._sheet_label.setVisible(bool(preview.file.sheets))
        columns = [
            heading
            if words_of(heading) == words_of(self._word(key))
            else f"{heading} → {lower_first(self._word(key))}"
            for key, heading in preview.file.headings.items()
        ]
        self._columns.setVisible(bool(columns))
        self._columns.setText(f"Tanınan sütunlar: {'; '.join(columns)}")
        common = [
            f"{number_text(count)} satırda: {self._whole_sentence(hint)}"
            for hint, count in preview.common_hints()
        ]
        self.notes.set_notes([*(str(message_of(note)) for note in preview.notes), *common])
        own = preview.own_hints()
        self._hints = {id(preview.rows[place]): hints for place, hints in own.items()}
        warned = len(self._hints)
        by_key = {verdict.value: count for verdict, count in counts.items()}
        self.segments.set_counts({**by_key, _ALL: len(preview.rows), _WARNED: warned})
        for key in (*(verdict.value for verdict in self.kinds), _WARNED):
            self.segments.set_offered(key, bool({**by_key, _WARNED: warned}.get(key)))
        self.copy_faults_button.setVisible(preview.has_wrong_rows)
        chosen = RowVerdict.WRONG.value if preview.has_wrong_rows else _ALL
        if place is None:
            self.search.clear()
            self.model.set_search("")
        elif {**by_key, _WARNED: warned, _ALL: 1}[self.segments.chosen_key()]:
            chosen = self.segments.chosen_key()
        self.segments.choose(chosen)
        self.model.set_rows(preview.rows)
        self.view.show_columns(range(_WARNING + bool(warned)))
        self._on_segment_chosen(chosen)
        places = _places(preview)
        shown = [places[id(row)] for row in self.model.rows()]
        if shown:
            self.view.selectRow(0 if place is None else place_after(place, shown))
            self.view.scrollTo(self.view.currentIndex())
        self.shown.emit()

    def _current_place(self) -> Place | None:
        row = self.view.current_row()
        return None if self._preview is None else _places(self._preview).get(id(row))

    @Slot()
    def copy_faults(self) -> None:
        """Copy every error of the file, one a line, as a spreadsheet reads them."""
        if self._preview is None:
            return
        lines = [("Satır", self._words.label, "Alan", "Yanlış")]
        for row in self._preview.rows:
            for problem in row.problems:
                message = message_of(problem)
                lines.append(
                    (
                        str(row.row_number),
                        self.label_words(row),
                        self._words.fields.get(problem.key, ""),
                        f"{_ended(message.what)} {message.do}",
                    )
                )
        copy_table(lines)
        show_message(self, f"{number_text(len(lines) - 1)} yanlış kopyalandı.")

    @Slot()
    def show_all(self) -> None:
        """Show every row, whatever its verdict."""
        self.search.clear()
        self.model.set_search("")
        self.segments.choose(_ALL)
        self._on_segment_chosen(_ALL)

    def fit(self) -> None:
        """Distribute the room now, not in the next turn of the event loop."""
        layout = self.layout()
        if layout is not None:
            layout.activate()

    def _lay_out(self) -> None:
        search = group((self.copy_faults_button, self.search), gap=12, parent=self)
        segments = QWidget(self)
        make_row(segments, self.segments, 1)
        row = Beside(segments, search, gap=12, parent=self)
        box = make_column(self, gap=8)
        sheets = make_row(None, self._sheet_label, self.sheet, 1, gap=8)
        # Not beside the file's words: wrapped text in a row is as high as in its narrowest form.
        box.addWidget(self._file)
        box.addLayout(sheets)
        for widget in (self._columns, self.notes):
            box.addWidget(widget)
        box.addSpacing(theme.px(4))
        box.addWidget(row)
        self._split = split = QSplitter(Qt.Orientation.Vertical, self)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(theme.px(8))
        split.addWidget(self.view)
        split.addWidget(self._card)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setSizes([300, 200])
        box.addWidget(split, 1)

    def _word(self, key: str) -> str:
        return self._words.fields.get(key, key)

    def _make_columns(self) -> tuple[Column[PreviewRow], ...]:
        state, hint, _segment = self.hinted
        return (
            Column[PreviewRow](
                "Satır",
                lambda row: row.row_number or None,
                align_right=True,
                width_chars=6,
            ),
            Column[PreviewRow](
                "Durum",
                self._verdict_words,
                state=lambda row: self.kinds[row.verdict][0],
                width_chars=16,
            ),
            Column[PreviewRow](self._words.label, self.label_words, width_chars=26),
            Column[PreviewRow](self.done, self._outcome, width_chars=50, stretch=True),
            Column[PreviewRow](
                hint,
                lambda row: (
                    f"{count} {lower_first(hint)}" if (count := self._warnings(row)) else ""
                ),
                state=lambda row: state if self._warnings(row) else None,
                sort_key=lambda row: -self._warnings(row),
                width_chars=10,
            ),
        )

    def _outcome(self, row: PreviewRow) -> str:
        """Return on one line what is wrong, or what changes."""
        if row.problems:
            text = " ".join(_ended(self._sentence(problem)) for problem in row.problems)
            count = len(row.problems)
            return text if count == 1 else f"{count} yanlış: {text}"
        if row.verdict is RowVerdict.CREATE:
            return ", ".join(change.after for change in row.changes if change.field not in _IN_NAME)
        if row.verdict is RowVerdict.UNCHANGED:
            return "Kayıtlı olanla aynı"
        return "; ".join(self.change_words(row, change) for change in row.changes)

    def _verdict_words(self, row: PreviewRow) -> str:
        return self.wrong if row.verdict is RowVerdict.WRONG else row.verdict.words

    def label_words(self, row: PreviewRow) -> str:
        """Return the name of a row."""
        return row.label or "(adsız)"

    def file_words(self) -> str:
        """Return which file is shown, and how much of it."""
        return self._file.text()

    def change_words(self, _row: PreviewRow, change: FieldChange) -> str:
        """Return one value of a row, beside the other one where there are two."""
        return f"{self._word(change.field)}: {_arrow(change.before, change.after)}"

    def _warnings(self, row: PreviewRow) -> int:
        """Return how many hints a row has of its own."""
        return len(self._hints.get(id(row), ()))

    def _whole_sentence(self, problem: Problem) -> str:
        return f"{self._sentence(problem)} {message_of(problem).do}".strip()

    def _sentence(self, problem: Problem) -> str:
        what = message_of(problem).what
        word = self._words.fields.get(problem.key)
        return f"{word}: {what}" if word else what

    @Slot()
    def _show_detail(self) -> None:
        row = self.view.current_row()
        inner = QWidget(self._detail)
        box = make_column(inner, gap=4)
        if isinstance(row, PreviewRow):
            place = f"{row.row_number}. satır: " if row.row_number else ""
            head = f"{place}{self.label_words(row)}, {self._verdict_words(row)}"
            self._add_offers(
                self._row_offers(row),
                box,
                inner,
                before=ElidedLabel(head, font=theme.body_strong(), parent=inner),
            )
            state = State.LATE if row.verdict is RowVerdict.WRONG else State.NONE
            for problems, mark in ((row.problems, state), (row.hints, self.hinted[0])):
                for problem in problems:
                    text = self._whole_sentence(problem)
                    box.addWidget(StateText(mark, text, parent=inner))
                    self._offer_answers(row, problem, box, inner)
            changes = [self.change_words(row, change) for change in row.changes]
            if row.verdict is RowVerdict.CREATE:
                changes = ["; ".join(changes)]
            for text in changes:
                box.addWidget(make_label(text, wrap=True, selectable=True, parent=inner))
            if not (row.problems or row.hints or row.changes):
                box.addWidget(muted_label(self.unchanged, parent=inner))
        else:
            box.addWidget(muted_label("Ayrıntısını görmek için bir satır seçiniz.", parent=inner))
        box.addStretch(1)
        replace_content(self._detail, inner)
        self._grow_detail(inner)
        inner.setAutoFillBackground(False)  # the card's own colour stays behind the text
        # Tab comes to what is offered here; to the text itself only where nothing is.
        tab = Qt.FocusPolicy.TabFocus
        is_reached = any(one.focusPolicy() & tab for one in inner.findChildren(QWidget))
        self._detail.setFocusPolicy(Qt.FocusPolicy.NoFocus if is_reached else tab)

    def _grow_detail(self, inner: QWidget) -> None:
        """Give the detail the room of its text, but leave some rows of the list in sight."""
        width = self._detail.viewport().width()
        beside = self._card.height() - self._detail.viewport().height()
        wanted = (
            inner.heightForWidth(width) if inner.hasHeightForWidth() else inner.sizeHint().height()
        )
        both = sum(self._split.sizes())
        lower = min(wanted + beside, both - theme.px(_LIST_HEIGHT))
        if lower > self._split.sizes()[1]:
            self._split.setSizes([both - lower, lower])

    def _offer_answers(
        self, row: PreviewRow, problem: Problem, box: QVBoxLayout, parent: QWidget
    ) -> None:
        """Add links that answer a question, for this row and for all with the same question."""
        assert self._preview is not None  # noqa: S101 - a row is shown of it
        same = [
            (one, other)
            for one in self._preview.rows
            for other in (*one.problems, *one.hints)
            if other.code == problem.code
        ]
        alike = [pair for pair in same if pair[1].parameters == problem.parameters]
        groups = [([(row, problem)], "")]
        if len(alike) > 1:
            groups.append((alike, f" (aynı {number_text(len(alike))} satırda)"))
        # "The same person" and the like are answered one by one.
        if len(same) > len(alike) and len(ASKED.get(problem.code, ())) > 1:
            groups.append((same, f" (bunu soran {number_text(len(same))} satırda)"))
        offers = [
            (f"{answer.words}{where}", self._answering(pairs, answer))
            for pairs, where in groups
            for answer in ASKED.get(problem.code, ())
        ]
        self._add_offers(offers, box, parent)

    def _row_offers(self, row: PreviewRow) -> list[Offer]:
        """Return links that correct a row or leave it out, and one that reverts its answers."""
        offers: list[Offer] = []
        if row.verdict is RowVerdict.WRONG and self._may_edit(row):
            offers.append(("Satırı düzelt… (F2)", self._on_edit))
        assert self._preview is not None  # noqa: S101 - a row is shown of it
        # What is unclear about the columns concerns every row.
        if row.verdict is RowVerdict.WRONG and row.problems != self._preview.file.problems:
            offers.append(self._skip_offer(row))
        if self._answers().of_row(row):
            taken_back = self._answers().without(row)
            offers.append((TAKE_BACK, partial(self.answered.emit, taken_back)))
        return offers

    def _skip_offer(self, row: PreviewRow, words: str = "") -> Offer:
        """Return the link that leaves a row out."""
        return words or self.skip_words, self._answering([(row, None)], Answer.SKIP)

    def _answering(
        self, pairs: Sequence[tuple[PreviewRow, Problem | None]], answer: Answer
    ) -> Callable[[], object]:
        return partial(self.answered.emit, self._answers().with_answers(pairs, answer))

    def _may_edit(self, row: PreviewRow) -> bool:
        preview = self._preview
        return self.may_edit_rows and preview is not None and preview.file.may_be_edited(row)

    @Slot()
    def _on_edit(self) -> None:
        row = self.view.current_row()
        if isinstance(row, PreviewRow) and self._may_edit(row):
            self.edit_requested.emit(row)

    def _answers(self) -> Answers:
        answers: Answers = NO_ANSWERS if self._preview is None else self._preview.options.answers
        return answers

    def _add_offers(
        self,
        offers: Sequence[Offer],
        box: QVBoxLayout,
        parent: QWidget,
        *,
        before: QWidget | None = None,
        more: QWidget | None = None,
    ) -> None:
        """Add links with their actions, between two more widgets."""
        if not offers and before is None and more is None:
            return
        line = make_row(None, *([before] if before is not None else []), gap=12)
        for words, act in offers:
            button = LinkButton(words, parent=parent)
            button.clicked.connect(act)
            line.addWidget(button)
        if more is not None:
            line.addWidget(more)
        line.addStretch(1)
        box.addLayout(line)

    @Slot(str)
    def _on_segment_chosen(self, key: str) -> None:
        if key == _ALL:
            self.model.set_filter(None)
        elif key == _WARNED:
            self.model.set_filter(lambda row: self._warnings(row) > 0)
        else:
            self.model.set_filter(lambda row: row.verdict.value == key)
        self.view.select_first()
        # The row whose details are shown below remains visible among the others.
        self.view.scrollTo(self.view.currentIndex())


def _places(preview: Preview) -> dict[int, Place]:
    """Return the place of each row in the file, by its identity."""
    of_number = Counter[int]()
    places = {}
    for row in preview.rows:
        of_number[row.row_number] += 1
        places[id(row)] = (row.row_number, of_number[row.row_number])
    return places


def place_after(place: Place, shown: Sequence[Place]) -> int:
    """Return the index of a row among some: its own, else of the next one, else of the last one.

    Args:
        place: Of the row.
        shown: Of the rows that are shown, at least one.
    """
    at_or_after = [one for one in shown if one >= place]
    return shown.index(min(at_or_after) if at_or_after else max(shown))


def _ended(sentence: str) -> str:
    """Return a sentence with its full stop."""
    return sentence if sentence.endswith((".", "!", "?", "…")) else f"{sentence}."


def _arrow(before: str, after: str) -> str:
    return f"{before} → {after or 'boş'}" if before and before != after else after
