"""Whatever was typed last is kept, however a field of any dialog is left: one table of dialogs."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DataObject
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.cases import queries
from alo183_desktop.cases import service as cases
from alo183_desktop.changes import afterwards
from alo183_desktop.changes.other_letters import service as other_letters
from alo183_desktop.changes.other_letters.service import LetterMatter
from alo183_desktop.directorate import service as directorates
from alo183_desktop.directorate.kinds import Channel
from alo183_desktop.directorate.record import SignatoryValues
from alo183_desktop.gui.cases import dialogs as act_dialogs
from alo183_desktop.gui.changes.file_dialog import account_dialog, confirmation_dialog
from alo183_desktop.gui.changes.letter_dialogs import DispatchDialog, NumberDialog
from alo183_desktop.gui.changes.other_letter import OtherLetterDialog
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.containers import destroy
from alo183_desktop.gui.kit.form.choices import CheckList, ChoiceField, RadioChoice
from alo183_desktop.gui.kit.form.dates import DateField, TimeField
from alo183_desktop.gui.kit.form.dialog import FormDialog
from alo183_desktop.gui.kit.form.fields import Field, FileField
from alo183_desktop.gui.kit.form.form import PhoneField
from alo183_desktop.gui.kit.form.passwords import PasswordField
from alo183_desktop.gui.kit.page import OneDialog
from alo183_desktop.gui.kit.table.list_pane import row_dialog
from alo183_desktop.gui.phones.checks_part import CheckDialog
from alo183_desktop.gui.phones.dialogs import StateDialog
from alo183_desktop.gui.rota.away import HitDialog
from alo183_desktop.gui.rota.duty_card import BreachReasonDialog, keep_with_reason
from alo183_desktop.gui.rota.hand_overs import HandOverDialog
from alo183_desktop.gui.rota.papers import PublishDialog
from alo183_desktop.gui.rota.sheet_view import ShownMonth
from alo183_desktop.gui.rota.swaps import WorkedDialog
from alo183_desktop.gui.settings.rota_section import (
    CLOSED_LIST,
    LIMIT_LIST,
    PATTERN_LIST,
)
from alo183_desktop.letters import service as letters
from alo183_desktop.overview import hand_overs as writing
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.rows import ItemKind
from alo183_desktop.rota import hand_overs, rules, service
from alo183_desktop.rota.kinds import AbsenceKind, DutyKind
from alo183_desktop.rota.record import AbsenceValues, length_text, minute_text
from alo183_desktop.rota.rows import Cell, DutyRow, HandOverFilter, PatternRow
from alo183_desktop.shared.clock import local
from tests.clocks import FixedClock
from tests.gui.changes.letters_made import finish_letter, record_dispatch, stored_letter
from tests.gui.conftest import Answers
from tests.gui.leaving import (
    ENTERING,
    FEW,
    LEAVING,
    PHONES,
    Typist,
    acts,
    carry_out,
    paired,
    same,
    take_drafts,
)
from tests.gui.rota.directorate import AYSE, CAGRI, IBRAHIM, MONTH, ZEYNEP, fill
from tests.gui.shared_forms import FORMS, Opened, Place, on_case, on_line

AT: Final = dt.datetime(2026, 12, 2, 6, tzinfo=dt.UTC)
"""The first two main duties of the month have begun, and the first of them is over."""
WORDS: Final = ("Yolda kaldı", "ikinci  söz, Iğdır", "ÇİĞ")
SECRET: Final = frozenset({"pin", "puk"})
"""Never kept: gui/kit/form/drafts.py."""


@dataclass(frozen=True)
class Entry:
    """A dialog of the table.

    Attributes:
        make: Makes it from what is stored now.
        saved: What can be saved of it, by field; empty: its saving is shown elsewhere.
        stored: What the data holds of that.
    """

    make: Callable[[], FormDialog]
    saved: Mapping[str, str] = field(default_factory=dict)
    stored: Callable[[], Mapping[str, str]] | None = None


def mains(at: Place) -> list[DutyRow]:
    sheet = at.do(lambda work: service.month_sheet(work, MONTH))
    return [one for one in sheet.duties if one.kind is DutyKind.MAIN]


def give(at: Place, wanted: Iterable[tuple[DutyRow, str]]) -> None:
    people = {one.name: one.person_id for one in shown(at).sheet.people}
    cells = [Cell(one.duty_id, one.version, people[name]) for one, name in wanted]
    at.do(lambda work: service.fill(work, cells))


def shown(at: Place) -> ShownMonth:
    return ShownMonth.of(at.do(lambda work: service.month_sheet(work, MONTH)), ())


def on_worked(at: Place) -> Entry:
    def make() -> FormDialog:
        month = shown(at)
        return WorkedDialog(
            at.background,
            month,
            month.parts(mains(at)[0]),
            clock=at.clock,
            parent=at.host,
        )

    def stored() -> Mapping[str, str]:
        (one,) = shown(at).sheet.worked
        begins, ends = local(one.starts_at), local(one.ends_at)
        return {
            "person": one.person_name,
            "starts_at": f"{begins:%d.%m.%Y}",
            "starts_at_time": f"{begins:%H:%M}",
            "ends_at": f"{ends:%d.%m.%Y}",
            "ends_at_time": f"{ends:%H:%M}",
        }

    saved = {
        "person": AYSE,
        "starts_at": "01122026",
        "starts_at_time": "2310",
        "ends_at": "02.12.2026",
        "ends_at_time": "07:45",
    }
    return Entry(make, saved, stored)


def on_reason(at: Place) -> Entry:
    def make() -> FormDialog:
        month, duty = shown(at), mains(at)[1]
        return BreachReasonDialog(
            at.background,
            duty,
            month.breaches.get(duty.duty_id, ()),
            keep=partial(keep_with_reason, [duty]),
            parent=at.host,
        )

    return Entry(make, {"reason": "Başka kimse yok"}, lambda: {"reason": mains(at)[1].reason})


def on_basis(at: Place) -> Entry:
    def make() -> FormDialog:
        month = shown(at)
        assert month.sheet.state is not None
        return PublishDialog(at.background, month, month.sheet.state, parent=at.host)

    def stored() -> Mapping[str, str]:
        state, last = shown(at).sheet.state, mains(at)[-1]
        assert state is not None
        # What is published is not published again as it is.
        give(at, [(last, ZEYNEP if last.person_name == IBRAHIM else IBRAHIM)])
        return {"basis": state.basis}

    return Entry(make, {"basis": "12.11.2026 tarihli onay"}, stored)


def on_hand_over(at: Place) -> Entry:
    def stored() -> Mapping[str, str]:
        row, *_others = at.do(lambda work: hand_overs.find_hand_overs(work, HandOverFilter()))
        at.clock.advance(days=1)  # to the next change of duty, which has no note yet
        return {"note": row.note}

    return Entry(
        lambda: HandOverDialog(at.background, at.do(writing.prepare), parent=at.host),
        {"note": "Kapı kodu değişti."},
        stored,
    )


def on_hit(at: Place) -> Entry:
    who = next(one for one in shown(at).sheet.people if one.name == IBRAHIM)
    away = AbsenceValues(
        who.person_id,
        AbsenceKind.ANNUAL,
        *rules.absence_span(dt.date(2026, 12, 8), dt.date(2026, 12, 12)),
    )

    def make() -> FormDialog:
        hit = at.do(lambda work: service.duties_hit(work, [away]))
        return HitDialog(at.background, hit, now=at.clock(), parent=at.host)

    return Entry(make)


def on_pattern(at: Place) -> Entry:
    def row() -> PatternRow:
        _limits, patterns = at.do(service.read_settings)
        found: PatternRow = patterns[0]
        return found

    def make() -> FormDialog:
        number = row().pattern_id
        return row_dialog(
            PATTERN_LIST.acts,
            number,
            at.do(lambda work: service.PATTERNS.open(work, number)),
            at.do(lambda work: PATTERN_LIST.acts.options(work, None)),
            **at.common,
        )

    def stored() -> Mapping[str, str]:
        one = row()
        return {
            "kind": one.kind.words,
            "days": one.days.words,
            "starts_minute": minute_text(one.starts_minute),
            "length_minutes": length_text(one.length_minutes),
            "rest_minutes": length_text(one.rest_minutes),
        }

    saved = {
        "kind": "icap",
        "starts_minute": "0915",
        "length_minutes": "7,5",
        "rest_minutes": "12",
    }
    return Entry(make, saved, stored)


def on_limits(at: Place) -> Entry:
    def make() -> FormDialog:
        return row_dialog(
            LIMIT_LIST.acts,
            1,
            at.do(lambda work: service.LIMITS.open(work, 1)),
            {},
            **at.common,
        )

    return Entry(make)


def on_closed_time(at: Place) -> Entry:
    return Entry(lambda: row_dialog(CLOSED_LIST.acts, None, (None, 0), {}, **at.common))


def sent_letter(at: Place) -> int:
    """Return a letter that was sent long ago, and which nobody has confirmed."""
    made = finish_letter(at.desk, leaver_id=1, subject_ids=(1, 2), serial=77)
    for channel in Channel:
        record_dispatch(at.desk, made, channel)
    card = stored_letter(at.desk, made)
    number, version = "4752", card.row.version
    at.do(lambda work: letters.note_register_number(work, made, number, at.today, version=version))
    return made


def on_confirmation(at: Place) -> Entry:
    letter_id = sent_letter(at)
    return Entry(lambda: confirmation_dialog(letter_id, **at.common))


def on_account(at: Place) -> Entry:
    letter_id = sent_letter(at)

    def make() -> FormDialog:
        return account_dialog(
            letter_id,
            0,
            ZEYNEP,
            at.do(afterwards.account_choices),
            at.do(lambda work: afterwards.open_account(work, letter_id, 0)),
            **at.common,
        )

    return Entry(make)


def on_reminder(at: Place) -> Entry:
    letter_id = sent_letter(at)
    second = SignatoryValues("Nur ÇELİK", "İl Müdür V.", "Vali a.", valid_from=dt.date(2024, 1, 1))
    at.do(lambda work: directorates.SIGNATORIES.save(work, None, second))

    def make() -> FormDialog:
        context = at.do(
            lambda work: other_letters.read_letter(work, LetterMatter.REMINDER, letter_id)
        )
        return OtherLetterDialog({LetterMatter.REMINDER: None}, context, **at.common)

    return Entry(make)


DIALOGS: Final[tuple[Callable[[Place], Entry], ...]] = (
    on_worked,
    on_reason,
    on_basis,
    on_hand_over,
    on_hit,
    on_pattern,
    on_limits,
    on_closed_time,
    on_confirmation,
    on_account,
    on_reminder,
)


def texts_of(one: Field) -> tuple[str, ...]:
    """Return what people type into a field of its kind; nothing where nobody types."""
    if isinstance(one, CheckList | RadioChoice | PasswordField | FileField):
        return ()
    if isinstance(one, ChoiceField):
        words = [one.combo.itemText(place) for place in range(one.combo.count())]
        return tuple(dict.fromkeys(filter(None, (*words[:2], *words[-1:]))))
    if isinstance(one, DateField):
        return ("01122026", "02.12.2026")
    if isinstance(one, TimeField):
        return ("0615", "23:10")
    return PHONES if isinstance(one, PhoneField) else WORDS


def texts_of_form(entry: Entry) -> dict[str, tuple[str, ...]]:
    """Return so of each field of a dialog that can be typed into."""
    dialog = entry.make()
    found = {one.key: texts_of(one) for one in dialog.form.fields() if one.key and one.isEnabled()}
    destroy(dialog)
    return {key: texts for key, texts in found.items() if texts}


@pytest.fixture(scope="session")
def full_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("birakma")
    fill(folder, FixedClock())
    return folder


@pytest.fixture
def place(
    desk: Desk, background: Background, clock: FixedClock, host: QWidget, qtbot: QtBot
) -> Place:
    """Return where dialogs are opened, some hours into the month; its main duties have somebody."""
    clock.set(AT)
    background.attach(desk.work)
    at = Place(desk, background, clock, host)
    give(at, zip(mains(at), cycle((IBRAHIM, CAGRI, AYSE))))
    with qtbot.waitExposed(host):
        host.show()
    host.activateWindow()
    return at


@pytest.fixture
def entry(place: Place, request: pytest.FixtureRequest) -> Entry:
    """Return the row of the table that a test is about, with what it needs."""
    made: Entry = request.param(place)
    return made


@pytest.fixture
def typist(place: Place, entry: Entry, answers: Answers, qtbot: QtBot) -> Typist:
    opener = OneDialog(place.background, clock=place.clock, parent=place.host)

    def show() -> FormDialog:
        dialog = entry.make()
        assert opener.show_dialog(dialog)
        dialog.activateWindow()
        return dialog

    return Typist(place.desk, answers, qtbot, show)


@pytest.mark.parametrize("entry", DIALOGS, ids=lambda one: one.__name__, indirect=True)
def test_that_each_field_is_left_with_what_was_typed(typist: Typist, entry: Entry) -> None:
    texts = texts_of_form(entry)
    for key, end in paired(texts, LEAVING):
        typist.check([((key, texts[key][-1]), "stay")], end)
    for end in ENTERING if entry.stored else ():
        saved = [(one, "stay") for one in entry.saved.items()]
        typist.check(saved, end, stored=entry.stored)


@pytest.mark.parametrize("entry", DIALOGS, ids=lambda one: one.__name__, indirect=True)
@given(data=st.data())
@pytest.mark.extra
@FEW
def test_that_a_dialog_holds_what_was_typed_last(
    typist: Typist, entry: Entry, data: DataObject
) -> None:
    steps = data.draw(acts(texts_of_form(entry)))
    end = data.draw(st.sampled_from(LEAVING + (ENTERING if entry.stored else ())))
    if end in ENTERING:
        steps = [*steps, *((one, "stay") for one in entry.saved.items())]
    typist.check(steps, end, stored=entry.stored)


def acts_on_a_case(at: Place) -> tuple[FormDialog, ...]:
    on_case(at)
    case_id = at.do(lambda work: queries.find_number(work.session, "183-2026-100000"))
    card = at.do(lambda work: cases.open_case(work, case_id))
    officers = ((1, ZEYNEP), (2, IBRAHIM))
    return (
        *(
            act(card, **at.common)
            for act in (
                act_dialogs.AcknowledgeDialog,
                act_dialogs.ActionDialog,
                act_dialogs.CloseDialog,
                act_dialogs.EntryDialog,
            )
        ),
        act_dialogs.PoliceDialog(card, ("Çankaya",), **at.common),
        act_dialogs.ReassignDialog(card, officers, (), **at.common),
        act_dialogs.CaseReasonDialog(
            card, ("Geri al", "", "&Al"), lambda *_given: None, **at.common
        ),
    )


def acts_on_a_letter(at: Place) -> tuple[FormDialog, ...]:
    letter_id = finish_letter(at.desk, leaver_id=1, subject_ids=(1, 2), serial=77)
    card = stored_letter(at.desk, letter_id)
    return (
        NumberDialog(card, **at.common),
        *(DispatchDialog(card, channel, target="", **at.common) for channel in Channel),
    )


def acts_on_a_line(at: Place) -> tuple[FormDialog, ...]:
    on_line(at)
    return (
        StateDialog(
            ItemKind.LINE,
            1,
            label="0500 000 41 01",
            state=ItemState.IN_STORE,
            is_held=False,
            **at.common,
        ),
        CheckDialog([(1, "0500 000 41 01")], None, **at.common),
    )


def form_of(open_form: Callable[[Place], Opened]) -> Callable[[Place], tuple[FormDialog, ...]]:
    """Return a form that two people may have open, as a row of this table."""
    return lambda at: (open_form(at).dialog,)


OTHERS: Final = {
    **{one.__name__: form_of(one) for one in FORMS},
    **{one.__name__: one for one in (acts_on_a_case, acts_on_a_letter, acts_on_a_line)},
}
"""Forms that are left in one way only: what keeps them is the same."""


@pytest.mark.parametrize("name", OTHERS)
def test_that_a_form_keeps_all_that_was_typed_when_the_program_locks(
    place: Place, name: str, settle: Callable[[], None]
) -> None:
    for dialog in OTHERS[name](place):
        dialog.open()
        dialog.activateWindow()
        settle()
        began = dialog.form.texts()
        fields = {one.key: one for one in dialog.form.fields() if one.key and one.isEnabled()}
        steps = [
            ((key, texts[-1]), "Tab")
            for key, one in fields.items()
            if key not in SECRET and (texts := texts_of(one))
        ]
        last = carry_out(steps, fields)
        held = dialog.form.texts()
        dialog.done(0)
        settle()
        assert same(held, last), type(dialog)
        changed = {key: held[key] for key in last if held[key] != began[key]}
        assert changed
        assert same(take_drafts(place.desk), changed), type(dialog)
