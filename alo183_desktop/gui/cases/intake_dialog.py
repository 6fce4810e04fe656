"""The intake of a referral: a search first, then the fields, saved with one key."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Unpack

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from alo183_desktop.cases import intake, responsibility, service
from alo183_desktop.cases.rules import number_key
from alo183_desktop.cases.searching import SHORTEST
from alo183_desktop.gui.cases.case_fields import NOBODY_NOTE, CaseFields
from alo183_desktop.gui.cases.words import other_words
from alo183_desktop.gui.kit import theme
from alo183_desktop.gui.kit.buttons import LinkButton, SecondaryButton
from alo183_desktop.gui.kit.conflicts import EditBase
from alo183_desktop.gui.kit.containers import group, make_row, scroll_area
from alo183_desktop.gui.kit.filters import SearchField
from alo183_desktop.gui.kit.form.dialog import DialogContext, FormDialog
from alo183_desktop.gui.kit.form.fields import TextField
from alo183_desktop.gui.kit.side_card import SideCard
from alo183_desktop.gui.kit.states import StateText
from alo183_desktop.gui.kit.topics import Topic
from alo183_desktop.shared.bugs import log_bug
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.identity import format_phone, parse_phone
from alo183_desktop.shared.override import override
from alo183_desktop.shared.states import State
from alo183_desktop.shared.texts import message_of
from alo183_desktop.shared.turkish import collation_key

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from alo183_desktop.cases.intake import PastedCase
    from alo183_desktop.cases.rows import KnownCases, OtherCase, ProposedOfficer
    from alo183_desktop.db.work import Work
    from alo183_desktop.gui.cases.dialog_data import CaseOpened, IntakeChoices
    from alo183_desktop.gui.kit.form.fields import Field
    from alo183_desktop.shared.errors import Problem

_MOST: Final = 6
_MOST_SIGNS: Final = 60
"""Of a line that no field takes."""
_CHANGES: Final = frozenset({Topic.CASES})


class KnownPanel(SideCard):
    """Cases that may be the same one, or of the same caller; it names nobody.

    Signals:
        case_requested: The id of a case to show.
    """

    case_requested = Signal(int)

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(
            nothing=(
                "Bilinenler",
                "Numara, telefon ya da ad yazdıkça, daha önce kaydedilmiş vakalar burada görünür.",
            ),
            parent=parent,
        )
        self.setAccessibleName("Bilinenler")
        self.show_nothing()

    def show_known(self, known: KnownCases | None, *, typed: str = "") -> None:
        """Show the cases found for the typed text; None asks for input."""
        if known is None:
            self.show_nothing()
            return
        self.begin("Bilinenler")
        taken = known.by_number[:1] if known.is_number_taken else ()
        rest = known.by_number[len(taken) :]
        if taken:
            self.add(
                StateText(
                    State.LATE,
                    "Bu başvuru numarası zaten kayıtlı; ikinci kez kaydedilmez.",
                    parent=self._inner,
                )
            )
            self._add_cases(taken, link="Vakayı aç")
        for title, cases in (
            ("Bu telefonla arayanın vakaları", known.by_phone),
            ("Bu adla arayanın vakaları", known.by_name),
            ("Bu numarayla başlayanlar", rest),
            ("İçinde geçenler", known.by_words),
        ):
            if cases:
                self.add_section(title)
                self._add_cases(cases[:_MOST], link="Aç")
                if len(cases) > _MOST:
                    self.add_text(f"ve {len(cases) - _MOST} vaka daha", muted=True)
        if not (taken or rest or known.by_phone or known.by_name or known.by_words):
            self.add_text(f"“{typed}” için kayıtlı vaka yok." if typed else "Kayıtlı vaka yok.")
        self.end()

    def take_focus(self) -> None:
        """Focus the first case shown."""
        links = self.findChildren(LinkButton)
        if links:
            links[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _add_cases(self, cases: Sequence[OtherCase], *, link: str) -> None:
        for case in cases:
            self.add_period(
                case.number,
                other_words(case),
                link=link,
                go=partial(self.case_requested.emit, case.case_id),
            )


_PHONE_BEGINS: Final = ("0", "5", "+", "(")
_DUPLICATE: Final = "cases.duplicate"
_WIDTHS: Final = (900, 1080)
"""Minimum and maximum, in pixels of the drawings."""
_KNOWN: Final = 272
_KNOWN_NARROW: Final = 232
"""Width of the panel of known cases; smaller where the fields need it."""
_MARGIN: Final = 48
"""Part of the window that stays visible around it, in the same unit."""


class IntakeSearch(SearchField):
    """The search line at the start of an intake.

    Signals:
        pasted: A text of several lines, such as the call centre's screen.
        ended: Enter or Tab: the typed text goes into its field.
    """

    pasted = Signal(str)
    ended = Signal()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            text = QGuiApplication.clipboard().text()
            if len(text.strip().splitlines()) > 1 or "\t" in text.strip():
                self.pasted.emit(text)
                return
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.ended.emit()
        elif event.key() == Qt.Key.Key_Escape:
            event.ignore()  # what is typed here is part of the form, which asks
        else:
            super().keyPressEvent(event)

    @override
    def focusNextPrevChild(self, next: bool, /) -> bool:
        if next and self.text().strip():
            self.ended.emit()
            return True
        return super().focusNextPrevChild(next)


def _left_out_words(lines: Sequence[str]) -> str:
    """Return which lines of a pasted text no field takes; empty for none."""
    if not lines:
        return ""
    cut = (
        line if len(line) <= _MOST_SIGNS else f"{line[:_MOST_SIGNS].rstrip()}…"
        for line in lines[:_MOST]
    )
    shown = "; ".join(f"“{line}”" for line in cut)
    more = f" ve {len(lines) - _MOST} satır daha" if len(lines) > _MOST else ""
    return f"Bir alana yazılmayan: {shown}{more}. Gerekiyorsa özete ekleyiniz."


class IntakeDialog(FormDialog):
    """Search, known cases, fields, and one verb.

    Attributes:
        search: Number, phone or name.
        fields: Of the referral.
        known: The known cases.
        left_out: The rest of a pasted text, which no field takes.

    Signals:
        case_requested: The id of a known case to show.
        known_shown: The known cases are shown beside the fields.
        proposed: An officer was proposed, or nobody answers for the subject.
        read_in: A pasted text was read into the fields.
    """

    chapter = "Vaka geldi"
    refused: Mapping[str, str] = {_DUPLICATE: "number"}

    case_requested = Signal(int)
    known_shown = Signal()
    proposed = Signal()
    read_in = Signal()

    def __init__(self, choices: IntakeChoices, **common: Unpack[DialogContext]) -> None:
        """Make the dialog; `choices` are the subjects, kinds, officers and districts."""
        parent = common["parent"]
        super().__init__(
            title="Vaka kaydet",
            explanation="Önce aranır, sonra kaydedilir. Çağrı merkezi ekranının bütün metnini "
            "kopyalayıp arama satırına yapıştırırsanız form dolar (Ctrl+V).",
            verb="Vakayı &kaydet",
            width=_width_in(parent),
            background=common["background"],
            changes=_CHANGES,
            draft="cases.intake",
            parent=parent,
        )
        self._choices = choices
        self._clock = common["clock"]
        self._asked = 0
        self._proposing = 0
        self._was_chosen = False
        self._sets_officer = False
        self._goes_to_known = False
        self._is_narrow = _width_in(parent) < _WIDTHS[1]
        self.search = IntakeSearch(
            "Başvuru numarası, telefon ya da ad", icon="search", shortcut="", parent=self
        )
        self.fields = CaseFields(self.form, choices, clock=self._clock, parent=self)
        self.known = KnownPanel(parent=self)
        self.left_out = StateText(State.NEAR, parent=self)
        self._paste = SecondaryButton("&Panodan yapıştır", icon="copy", parent=self)
        self._area = scroll_area(parent=self)
        self._lay_out()
        self.form.mark_clean()
        self._connect()

    @override
    def wrong(self) -> Sequence[Problem]:
        return self.fields.check().problems

    @override
    def submit(self) -> None:
        self._take_searched()
        super().submit()

    @override
    def reject(self) -> None:
        self._take_searched()
        super().reject()

    @override
    def done(self, result: int) -> None:
        self._take_searched()
        super().done(result)

    @override
    def act(self) -> Callable[[Work], int] | None:
        values = self.fields.check().values
        if values is None:
            return None
        officer = self.fields.officer.value()
        officer_id = None if officer is None else int(officer)
        return lambda work: service.add_case(work, values, officer_id=officer_id)

    @Slot()
    @override
    def on_draft_taken(self) -> None:
        super().on_draft_taken()
        # Enter would put the person searched for into another person's case.
        self.search.show_searched()
        self._was_chosen = bool(self.fields.officer.text().strip())
        self._propose()
        self.look_up(self.fields.number.text())

    def look_up(self, typed: str) -> None:
        """Show the known cases for the typed text."""
        self._asked += 1
        asked = self._asked
        if len(number_key(typed)) < SHORTEST:
            self.known.show_known(None)
            return

        def show(known: KnownCases) -> None:
            if asked != self._asked:
                return  # the user has gone on typing
            self.known.show_known(known, typed=typed.strip())
            number = self.fields.number
            if known.is_number_taken and number_key(number.text()) == number_key(typed):
                number.set_problem(str(message_of(KnownError(_DUPLICATE))))
            waits = self._goes_to_known and self.fields.time.control().hasFocus()
            if known.is_number_taken and waits:
                # There is nothing more to type: the next key opens the existing case.
                self.known.take_focus()
            self._goes_to_known = False
            self.known_shown.emit()

        self.background.run(
            lambda work: intake.search_known(work, typed),
            parent=self,
            success=show,
            failure=log_bug,
        )

    def paste(self, text: str) -> None:
        """Fill the form with the text of the call centre's screen."""
        self.background.run(
            lambda work: intake.read_pasted(work, text),
            parent=self,
            success=self._on_pasted,
            failure=self.refuse,
        )

    def _lay_out(self) -> None:
        left = QWidget(self)
        column = QVBoxLayout(left)
        # Room for the focus frame, and for the scroll bar where the screen is low.
        column.setContentsMargins(theme.px(1), theme.px(1), theme.px(8), theme.px(1))
        column.setSpacing(theme.px(16))
        column.addWidget(self.search)
        column.addWidget(self.form)
        column.addWidget(self.trouble)
        column.addWidget(self.left_out)
        column.addStretch(1)
        row = make_row(None, gap=16)
        self._area.setWidget(left)
        row.addWidget(self._area, 1)
        self.known.setFixedWidth(theme.px(_KNOWN_NARROW if self._is_narrow else _KNOWN))
        row.addWidget(self.known)
        self.content.insertLayout(0, row, 1)
        self.add_left(group((self._paste, QWidget(self)), shares=(0, 1), parent=self))
        # The scroll area takes all the available height.
        self.content.setStretch(self.content.count() - 1, 0)

    def _connect(self) -> None:
        # Error messages and the fields of the police need more height, if there is any.
        self._area.verticalScrollBar().rangeChanged.connect(self.fit_soon)
        self.search.searched.connect(self.look_up)
        self.search.pasted.connect(self.paste)
        self.search.ended.connect(self._on_search_ended)
        self.search.left_downwards.connect(self._on_search_ended)
        self._paste.clicked.connect(lambda: self.paste(QGuiApplication.clipboard().text()))
        self.fields.number.left.connect(self._on_number_left)
        self.fields.caller_phone.left.connect(self._on_phone_left)
        self.fields.responsible_asked.connect(self._propose)
        self.fields.officer.changed.connect(self._on_officer_changed)
        self.known.case_requested.connect(self._on_case_requested)

    @Slot()
    def _on_search_ended(self) -> None:
        """Put the typed text into its field, and focus the next missing value."""
        self.look_up(self.search.text().strip())
        self._goes_to_known = self._take_searched() is self.fields.number
        (self.fields.time if self._goes_to_known else self.fields.number).take_focus()

    def _take_searched(self) -> Field | None:
        """Move the typed text into its field, and return that; None: it is filled already."""
        typed = self.search.text().strip()
        field: Field = self.fields.number
        if not any(char.isdigit() for char in typed):
            field = self.fields.caller_name
        elif typed.startswith(_PHONE_BEGINS):
            with suppress(KnownError):
                typed = format_phone(parse_phone(typed))
                field = self.fields.caller_phone
        if not typed or field.text().strip():
            return None
        field.set_text(typed)
        self.search.show_searched()
        return field

    def _on_pasted(self, pasted: PastedCase) -> None:
        self.fields.show_form(pasted.form, keep=True)
        self.search.setText(pasted.form.number or self.search.text())
        # Each is about the text of one field, whatever the others hold.
        known = {field.key: field for field in self.form.fields()}
        for problem in pasted.problems:
            if problem.key in known:
                known[problem.key].set_problem(str(message_of(problem)))
        self.show_problems([one for one in pasted.problems if one.key not in known])
        self.left_out.set_text(State.NEAR, _left_out_words(pasted.left_out))
        if pasted.officer_name:
            self._choose_officer(self._officer_named(pasted.officer_name))
            self._was_chosen = self.fields.officer.value() is not None
        self._propose()
        self.look_up(pasted.form.number or pasted.form.caller_phone)
        empty = next(
            (
                field
                for field in self.form.fields()
                if field.key in pasted.missing and not field.text().strip()
            ),
            None,
        )
        if pasted.problems:
            self.form.focus_first_wrong()
        elif empty is not None:
            empty.take_focus()
        else:
            self.save_button.setFocus()
        self.read_in.emit()

    @Slot()
    def _on_number_left(self) -> None:
        typed = self.fields.number.text()
        if typed.strip():
            self.look_up(typed)

    @Slot()
    def _on_phone_left(self) -> None:
        phone = self.fields.caller_phone.value()
        # The number comes first: if it exists already, a second case is not reported.
        if phone is not None and not self.fields.number.problem():
            self.look_up(self.fields.caller_phone.text())

    @Slot()
    def _propose(self) -> None:
        """Look up who answers for the subject at the time of the referral."""
        subject = self.fields.subject.value()
        if subject is None:
            self._proposing += 1
            if not self._was_chosen:
                self._choose_officer(None)
            self.fields.officer.set_note(NOBODY_NOTE)
            return
        at = self.fields.routed_at() or self._clock()
        self._proposing += 1
        asked = self._proposing

        def show(found: tuple[ProposedOfficer, ...]) -> None:
            if asked == self._proposing:
                self._show_proposed(found)

        self.background.run(
            lambda work: responsibility.propose_officers(work, int(subject), at=at),
            parent=self,
            success=show,
            failure=log_bug,
        )

    def _show_proposed(self, found: tuple[ProposedOfficer, ...]) -> None:
        first = [(str(one.officer_id), one.words) for one in found]
        known = {key for key, _words in first}
        rest = [(str(key), name) for key, name in self._choices.officers if str(key) not in known]
        chosen = self.fields.officer.value() if self._was_chosen else None
        self._sets_officer = True
        self.fields.officer.set_options([*first, *rest])
        self._sets_officer = False
        is_being_typed = self._was_chosen and chosen is None
        wanted = None if is_being_typed else chosen or (first[0][0] if first else None)
        if not is_being_typed:
            self._choose_officer(wanted)
        subject = self.fields.subject.text()
        self.fields.officer.set_note(
            f"O an {subject} konusunda görevli yok."
            if not any(one.is_able for one in found)
            else f"{subject} konusunda görevli, önerilen."
            if wanted == first[0][0]
            else ""
        )
        self.proposed.emit()

    def _choose_officer(self, key: str | None) -> None:
        self._sets_officer = True
        self.fields.officer.set_value(key)
        self._sets_officer = False

    def _officer_named(self, name: str) -> str | None:
        wanted = collation_key(name)
        found = [key for key, words in self._choices.officers if collation_key(words) == wanted]
        return str(found[0]) if len(found) == 1 else None

    @Slot()
    def _on_officer_changed(self) -> None:
        if not self._sets_officer:
            self._was_chosen = bool(self.fields.officer.text().strip())
            self.fields.officer.set_note(NOBODY_NOTE)

    @Slot(int)
    def _on_case_requested(self, case_id: int) -> None:
        if self.form.may_leave():
            if self.drafts is not None:
                self.drafts.end()
            self.fields.stop()
            self.case_requested.emit(case_id)
            self.done(0)

    @override
    def refuse(self, error: Exception) -> None:
        super().refuse(error)
        if isinstance(error, KnownError) and error.code == _DUPLICATE:
            self.look_up(self.fields.number.text())

    @Slot()
    @override
    def _fit(self) -> None:
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        self.fit_area(self._area)

    @override
    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self.search.setFocus()


def _width_in(window: QWidget) -> int:
    """Return the width of the dialog over a window, in pixels of the drawings."""
    least, most = _WIDTHS
    room = round(window.window().width() / theme.px(100) * 100) - _MARGIN
    return max(least, min(most, room))


class CaseDialog(FormDialog):
    """A referral as a form; the responsible officer is changed with a reason, elsewhere."""

    refused: Mapping[str, str] = {
        _DUPLICATE: "number",
        "cases.routed_reason": "routed_reason",
        "cases.instants_before": "routed_day",
    }

    def __init__(
        self,
        case_id: int,
        opened: CaseOpened,
        **common: Unpack[DialogContext],
    ) -> None:
        """Make the dialog.

        Args:
            case_id: Which case.
            opened: Its form, the version that belongs to it, and the choices.
            **common: As `DialogContext`.
        """
        super().__init__(
            title="Vaka bilgilerini düzelt",
            explanation="Yönlendirme zamanı değişirse 24 saat yeniden hesaplanır; nedeni sorulur.",
            width=860,
            background=common["background"],
            changes=_CHANGES,
            draft=f"cases.case.{case_id}",
            parent=common["parent"],
        )
        self._case_id = case_id
        self.fields = CaseFields(self.form, opened.choices, clock=common["clock"], parent=self)
        self.fields.officer.hide()
        self.fields.show_form(opened.form)
        self._began = self.begin_with(EditBase(self.fields.check().values, opened.version))
        self.reason = TextField(
            "Yönlendirme zamanı n&eden değişti",
            key="routed_reason",
            required=True,
            note="İki zaman da nedeniyle birlikte yapılan işlemler arasında kalır.",
            max_length=1000,
            parent=self,
        )
        self.form.add_row(self.reason)
        self._routed_at = self.fields.routed_at()
        self.form.changed.connect(self._show_reason)
        self._show_reason()
        self.form.mark_clean()

    @override
    def wrong(self) -> Sequence[Problem]:
        return self.fields.check().problems

    @override
    def act(self) -> Callable[[Work], int] | None:
        values = self.fields.check().values
        if values is None:
            return None
        case_id, version, base = self._case_id, self._began.version, self._began.values
        reason = self.reason.text()

        def save(work: Work) -> int:
            service.change_case(
                work, case_id, values, version=version, base=base, routed_reason=reason
            )
            return case_id

        return save

    @Slot()
    def _show_reason(self) -> None:
        """Require a reason once the typed time differs."""
        self.reason.setVisible(self.fields.routed_at() not in {None, self._routed_at})

    @override
    def showing(self) -> Callable[[Work], object]:
        case_id = self._case_id
        # As when the form is opened: the stored values are shown to the user.
        return lambda work: service.open_form(work, case_id)
