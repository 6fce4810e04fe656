"""The dialog that fills the sheet of a month from an external table."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox

from alo183_desktop.gui.kit.errors import show_failure
from alo183_desktop.gui.kit.filters import FilterBox
from alo183_desktop.gui.kit.imports.dialogs import ReadingDialog
from alo183_desktop.gui.kit.imports.preview import TAKE_BACK, ImportPreview
from alo183_desktop.gui.rota.duty_card import CHANGES
from alo183_desktop.imports.rows import RowVerdict
from alo183_desktop.rota import service
from alo183_desktop.rota.importing import ASKED_ONCE, ROTA, RotaOptions
from alo183_desktop.rota.kinds import DutyKind
from alo183_desktop.rota.rules import may_be_meant
from alo183_desktop.shared.calendar import month_start
from alo183_desktop.shared.clock import format_day
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State
from alo183_desktop.shared.turkish import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from PySide6.QtWidgets import QVBoxLayout, QWidget

    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.kit.background import Background
    from alo183_desktop.gui.kit.imports.preview import Offer
    from alo183_desktop.imports.rows import Preview, PreviewRow
    from alo183_desktop.rota.rows import Cell
    from alo183_desktop.shared.clock import Clock
    from alo183_desktop.shared.errors import Problem

_WHO: Final = frozenset({"rota.person_unsure", "rota.person_unknown"})
_MEANT: Final = frozenset(
    {"rota.file_meant", "rota.file_nobody", "rota.file_mark_meant", "rota.file_mark_none"}
)
"""Questions about a text of the file whose answers can be reverted."""
_MOST_OFFERED: Final = 4
"""Names offered as links; all others are in the box after them."""


class RotaPreview(ImportPreview):
    """The duties that a file fills, and its ambiguities.

    Signals:
        option_chosen: A question was answered: a field of `RotaOptions` and its value.
    """

    option_chosen = Signal(str, object)

    kinds = {  # noqa: RUF012 - as its base has it, which says that nobody changes it
        RowVerdict.WRONG: (State.LATE, "Sorulan"),
        RowVerdict.CREATE: (State.GOOD, "Boş nöbete"),
        RowVerdict.UPDATE: (State.NEAR, "Dolu nöbete"),
        RowVerdict.UNCHANGED: (State.NONE, "Aynı"),
        RowVerdict.SKIPPED: (State.NONE, "Atlanan"),
    }
    done = "Nöbetçi"
    unchanged = "Çizelgede de böyle yazıyor."
    list_name = "Dosyadaki nöbetler"
    wrong = "soruluyor"
    copy_words = "Soruları &kopyala"
    skip_words = "Hücreyi atla"
    # The only further text of a duty is the user's answer.
    hinted = (State.NONE, "Yanıt", "Yanıtlanan")

    @override
    def _offer_answers(
        self, row: PreviewRow, problem: Problem, box: QVBoxLayout, parent: QWidget
    ) -> None:
        given = problem.parameters
        if problem.code in _WHO:
            self._offer_people(str(given["name"]), box, parent)
        elif problem.code in _MEANT:
            others = _without(self._options().meant, str(given.get("mark") or given["name"]))
            self._add_offers([self._saying(TAKE_BACK, "meant", others)], box, parent)
        elif problem.code == "rota.file_kind_meant":
            self._offer_kinds_back(str(given["name"]), box, parent)
        elif problem.code == "rota.file_mark":
            mark = str(given["mark"])
            offers = [
                self._saying(words, "meant", {**self._options().meant, fold(mark): key})
                for key, words in (*_KINDS, ("", "Nöbet değil"))
            ]
            self._add_offers(offers, box, parent)
        elif problem.code == "rota.file_heading":
            columns = self._options().columns
            offers = [
                self._saying(words, "columns", {**columns, row.label: key})
                for key, words in (*_KINDS, ("", "Okunmaz"))
            ]
            self._add_offers(offers, box, parent)
        elif problem.code == "rota.file_heading_said":
            columns = self._options().columns
            others = {name: key for name, key in columns.items() if name != row.label}
            self._add_offers([self._saying(TAKE_BACK, "columns", others)], box, parent)
        elif problem.code == "rota.file_kind":
            self._offer_kinds(str(given["name"]), box, parent)
        else:
            super()._offer_answers(row, problem, box, parent)

    @override
    def _row_offers(self, row: PreviewRow) -> list[Offer]:
        # A question about a text concerns all its occurrences: its row alone is not skipped.
        is_asked_once = any(one.code in ASKED_ONCE for one in row.problems)
        offers = [] if is_asked_once else super()._row_offers(row)
        if row.verdict is RowVerdict.UPDATE:
            offers.append(self._skip_offer(row, "Çizelgedeki kalsın"))
        return offers

    @override
    def label_words(self, row: PreviewRow) -> str:
        # The days of a matrix are plain numbers above its columns.
        preview = self._preview
        if preview is not None and row.label.isdecimal() and not preview.file.sheet_columns:
            first = month_start(self._options().month)
            return format_day(first + dt.timedelta(days=int(row.label) - 1))
        return super().label_words(row)

    def _options(self) -> RotaOptions:
        options = RotaOptions() if self._preview is None else self._preview.options
        assert isinstance(options, RotaOptions)  # noqa: S101 - what the dialog reads with
        return options

    def _saying(self, words: str, option: str, value: object) -> Offer:
        return words, partial(self.option_chosen.emit, option, value)

    def _offer_people(self, name: str, box: QVBoxLayout, parent: QWidget) -> None:
        """Offer the persons who may be meant, and after them everybody else."""
        options = self._options()

        def meaning(full: str) -> Mapping[str, str]:
            return {**options.meant, fold(name): full}

        near = [one for one in options.people if may_be_meant(name, one)][:_MOST_OFFERED]
        offers = [self._saying(one, "meant", meaning(one)) for one in near]
        offers.append(self._saying("Hiç kimse, atla", "meant", meaning("")))
        others = [one for one in options.people if one not in near]
        everybody = FilterBox(
            f"“{name}” kim?",
            "",
            [(one, one) for one in others],
            widest=max(("Başka biri", *others), key=len),
            parent=parent,
        )
        everybody.leave_open("Başka biri")
        everybody.filtered.connect(
            lambda: self.option_chosen.emit("meant", meaning(str(everybody.key() or "")))
        )
        everybody.setVisible(bool(others))
        self._add_offers(offers, box, parent, more=everybody)

    def _offer_kinds(self, name: str, box: QVBoxLayout, parent: QWidget) -> None:
        """Offer meanings for the marks of a person, and for all that are asked about."""
        kinds = self._options().kinds
        rows = () if self._preview is None else self._preview.rows
        asked = [
            str(one.parameters["name"])
            for row in rows
            for one in row.problems
            if one.code == "rota.file_kind"
        ]
        offers = [self._saying(kind.words, "kinds", {**kinds, name: kind}) for kind in DutyKind]
        if len(asked) > 1:
            where = f"(bunu soran {number_text(len(asked))} kişide)"
            offers += [
                self._saying(
                    f"{kind.words} {where}", "kinds", {**kinds, **dict.fromkeys(asked, kind)}
                )
                for kind in DutyKind
                if kind is not DutyKind.DRIVER
            ]
        self._add_offers(offers, box, parent)

    def _offer_kinds_back(self, name: str, box: QVBoxLayout, parent: QWidget) -> None:
        """Offer to revert the meaning of a person's marks, or of all equal ones."""
        kinds = self._options().kinds
        alike = [one for one, kind in kinds.items() if kind is kinds[name]]
        groups = [(TAKE_BACK, [name])]
        if len(alike) > 1:
            groups.append((f"{TAKE_BACK} ({number_text(len(alike))} kişide)", alike))
        offers = [
            self._saying(
                words, "kinds", {one: kind for one, kind in kinds.items() if one not in taken}
            )
            for words, taken in groups
        ]
        self._add_offers(offers, box, parent)


_KINDS: Final = tuple((kind.value, kind.words) for kind in DutyKind)


def _without(meant: Mapping[str, str], name: str) -> dict[str, str]:
    return {written: full for written, full in meant.items() if fold(written) != fold(name)}


class RotaFileDialog(ReadingDialog):
    """One file at a time; accepted duties go into the sheet as one step, and can be undone.

    Attributes:
        month: The month to fill, such as `2026-12`.
        replace_box: Whether duties of another person go to the one that the file names.
        skip_button: Accepts all but the open questions.

    Signals:
        agreed: The accepted `Cell`s.
    """

    chapter = "Çizelge dosyadan gelecek"
    agreed = Signal(object)
    preview_class = RotaPreview

    def __init__(
        self,
        background: Background,
        *,
        month: str,
        is_begun: bool,
        people: Sequence[str],
        clock: Clock,
        parent: QWidget,
    ) -> None:
        """Make the dialog with nothing chosen.

        Args:
            background: Reads files, and compares.
            month: The month to fill.
            is_begun: Whether it has duties; it is begun on acceptance.
            people: The names of all duty persons.
            clock: As of `ReadingDialog`.
        """
        self.month = month
        self._is_begun = is_begun
        options = RotaOptions(month=month, people=tuple(people))
        reading = replace(ROTA, options=options)
        super().__init__(background, reading=reading, clock=clock, parent=parent)
        assert isinstance(self.preview_view, RotaPreview)  # noqa: S101 - the class says so
        self.preview_view.option_chosen.connect(
            lambda option, value: self.set_options(**{option: value})
        )
        self.replace_box = QCheckBox(self)
        self.replace_box.toggled.connect(self._on_replace)
        self.content.insertWidget(self.content.indexOf(self.reason), self.replace_box)
        self.replace_box.hide()
        self.skip_button = self.add_button("")
        self.skip_button.clicked.connect(self._agree)
        self._offer("Çizelgeye &yaz", self._agree)

    def cells(self) -> tuple[Cell, ...]:
        """Return what would be written; for duties already assigned, depending on the box."""
        preview = self._preview
        if preview is None or preview.file.problems:
            return ()
        taken = {RowVerdict.CREATE, RowVerdict.UPDATE} if self._replaces() else {RowVerdict.CREATE}
        wanted = {row.item_id for row in preview.rows if row.verdict in taken}
        return tuple(cell for cell in preview.judgement.plans if cell.duty_id in wanted)

    def _replaces(self) -> bool:
        return self.replace_box.isChecked()

    @override
    def _show(self, place: QWidget) -> None:
        super()._show(place)
        is_preview = place is self.preview_view
        # With people and days on the axes there is nothing to choose for a column.
        self.columns_button.setVisible(is_preview and bool(self._content.sheet_columns))
        if not is_preview:
            self.replace_box.hide()
            self.skip_button.hide()

    @override
    def _show_verdict(self, preview: Preview) -> None:
        counts = preview.counts
        full, wrong = counts[RowVerdict.UPDATE], counts[RowVerdict.WRONG]
        self.replace_box.setText(
            f"Başkası yazılı olan {number_text(full)} nöbete de &dosyadaki yazılsın"
        )
        self.replace_box.setVisible(bool(full))
        good = len(self.cells())
        self.apply_button.setText(f"{number_text(good)} nöbeti &yaz" if good else "Çizelgeye &yaz")
        self.apply_button.setEnabled(bool(good) and not wrong)
        self.skip_button.setText(f"Sorulanları &atlayıp {number_text(good)} nöbeti yaz")
        self.skip_button.setVisible(bool(wrong and good))
        if why := self.open_columns_words():
            self.reason.set_text(State.LATE, why)
        elif wrong:
            self.reason.set_text(
                State.LATE,
                f"{number_text(wrong)} soru yanıt bekliyor; hiçbir ad tahmin edilmez. "
                "Yanıtlayınız, satırı burada (F2) ya da dosyada düzeltiniz.",
            )
        elif full and not self._replaces():
            self.reason.set_text(
                State.NEAR,
                f"{number_text(full)} nöbette çizelgede başkası yazılı; kutuyu işaretlemezseniz "
                "onlar olduğu gibi kalır.",
            )
        elif not good:
            left_out = " ya da öyle kalıyor" if counts[RowVerdict.SKIPPED] else ""
            self.reason.set_text(
                State.NONE, f"Çizelgede zaten böyle yazıyor{left_out}; yazılacak yok."
            )
        else:
            self.reason.set_text(
                State.GOOD, "Hepsi tek adımda yazılır; Ctrl+Z hepsini geri alır. Yayımlanmaz."
            )

    @Slot()
    def _on_replace(self) -> None:
        if self._preview is not None:
            self._show_verdict(self._preview)

    @Slot()
    def _agree(self) -> None:
        if not self.cells():
            return
        if self._is_begun:
            self._give()
            return
        content, options, month = self._content, self._options, self.month
        for button in (self.apply_button, self.skip_button):
            button.setEnabled(False)

        def begin(work: Work) -> Preview:
            service.begin_month(work, month)
            # Besides the current duties of the month.
            return self._look(work, content, options)

        self._background.run(
            begin, parent=self, success=self._on_begun, failure=self._on_not_begun, changes=CHANGES
        )

    def _on_begun(self, preview: Preview) -> None:
        self._preview = preview
        self._give()

    def _on_not_begun(self, error: Exception) -> None:
        show_failure(self, error)
        self.skip_button.setEnabled(True)
        if self._preview is not None:
            self._show_verdict(self._preview)

    def _give(self) -> None:
        cells: Any = self.cells()
        self.agreed.emit(cells)
        self.accept()
