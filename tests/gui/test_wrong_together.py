"""What is wrong with several values together goes once any of them is corrected, in every form."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import cycle, pairwise
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.cases import queries
from alo183_desktop.cases import service as cases
from alo183_desktop.cases.rows import CaseCard
from alo183_desktop.directorate.kinds import Channel
from alo183_desktop.gui.cases import dialog_data as case_data
from alo183_desktop.gui.cases import dialogs as act_dialogs
from alo183_desktop.gui.cases.intake_dialog import IntakeDialog
from alo183_desktop.gui.changes.letter_dialogs import DispatchDialog
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.form.dialog import FormDialog
from alo183_desktop.gui.kit.form.fields import Field
from alo183_desktop.gui.kit.table.list_pane import row_dialog
from alo183_desktop.gui.phones import dialog_data as phone_data
from alo183_desktop.gui.phones.custody_dialogs import IssueDialog, PassDialog, ReturnDialog
from alo183_desktop.gui.phones.dialogs import StateDialog
from alo183_desktop.gui.vehicles.registers import STATE_ACTS
from alo183_desktop.officers.queries import list_officers
from alo183_desktop.officers.rows import OfficerFilter
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.rows import ItemKind
from alo183_desktop.phones.service import LINES
from alo183_desktop.shared.errors import KnownError, Problem
from alo183_desktop.shared.texts import message_of
from alo183_desktop.vehicles import service as vehicles
from alo183_desktop.vehicles.kinds import VehicleStateKind
from tests.clocks import FixedClock
from tests.gui.changes.letters_made import finish_letter, stored_letter
from tests.gui.rota.directorate import AYSE, CAGRI, IBRAHIM, fill
from tests.gui.shared_forms import LINE, VEHICLE, Place, on_case
from tests.gui.test_leaving import AT, DIALOGS, OTHERS, give, mains, texts_of

TODAY: Final = "02.12.2026"
LATER: Final = {"at": TODAY, "at_time": "23:50"}
"""A time of today that is still to come."""
EARLIER: Final = {"at_time": "08:55"}
"""The hour alone is put right: the day was right all the time."""
FOUND: Final = "cases.in_future"


@dataclass(frozen=True)
class Wrong:
    """A form whose values cannot stand together.

    Attributes:
        dialog: The form.
        typed: What is typed first, by field; it is refused.
        shown_at: The field that the refusal is shown at.
        mended: What is typed into another field; then it can be saved.
    """

    dialog: FormDialog
    typed: Mapping[str, str]
    shown_at: str
    mended: Mapping[str, str]


def case_card(at: Place) -> CaseCard:
    on_case(at)
    case_id = at.do(lambda work: queries.find_number(work.session, "183-2026-100000"))
    card: CaseCard = at.do(lambda work: cases.open_case(work, case_id))
    return card


def on_intake(at: Place) -> Wrong:
    dialog = IntakeDialog(at.do(case_data.read_intake), **at.common)
    subject, kind = dialog.fields.subject, dialog.fields.kind
    typed = {
        "number": "183-2026-999001",
        "routed_day": TODAY,
        "routed_time": "23:59",
        "subject_id": subject.combo.itemText(0),
        "kind_id": kind.combo.itemText(0),
    }
    return Wrong(dialog, typed, "routed_day", {"routed_time": "08:50"})


def on_acknowledging(at: Place) -> Wrong:
    return Wrong(act_dialogs.AcknowledgeDialog(case_card(at), **at.common), LATER, "at", EARLIER)


def on_first_action(at: Place) -> Wrong:
    dialog = act_dialogs.ActionDialog(case_card(at), **at.common)
    return Wrong(dialog, {"words": "Aile ziyaret edildi.", **LATER}, "at", EARLIER)


def on_entry(at: Place) -> Wrong:
    dialog = act_dialogs.EntryDialog(case_card(at), **at.common)
    return Wrong(dialog, {"record": "2026/4711", "reason": "Yolda.", **LATER}, "at", EARLIER)


def on_closing(at: Place) -> Wrong:
    dialog = act_dialogs.CloseDialog(case_card(at), **at.common)
    return Wrong(dialog, {"words": "Hizmete alındı.", **LATER}, "at", EARLIER)


def on_police(at: Place) -> Wrong:
    dialog = act_dialogs.PoliceDialog(case_card(at), ("Çankaya",), **at.common)
    return Wrong(dialog, {"unit": "Çankaya", **LATER}, "at", EARLIER)


def on_half_a_time(at: Place) -> Wrong:
    dialog = act_dialogs.PoliceDialog(case_card(at), ("Çankaya",), **at.common)
    typed = {"unit": "Çankaya", "at": TODAY, "at_time": ""}
    return Wrong(dialog, typed, "at_time", {"at": ""})


def stored_line(at: Place) -> int:
    number: int = at.do(lambda work: LINES.save(work, None, LINE))
    return number


def officer_ids(at: Place) -> list[int]:
    rows = at.do(lambda work: list_officers(work.session, OfficerFilter(), as_of=at.today))
    return [row.officer_id for row in rows]


def on_issue(at: Place) -> Wrong:
    line_id, (first, *_rest) = stored_line(at), officer_ids(at)
    choices = at.do(phone_data.read_choices)
    dialog = IssueDialog(choices, (ItemKind.LINE, line_id), to_officer_id=first, **at.common)
    return Wrong(dialog, LATER, "at", EARLIER)


def held_line(at: Place) -> tuple[phone_data.OfficerCustodies, list[int]]:
    item, (first, *_rest) = (ItemKind.LINE, stored_line(at)), officer_ids(at)
    since = AT - dt.timedelta(hours=5)
    at.do(lambda work: custody.issue(work, [item], officer_id=first, at=since))
    found = at.do(lambda work: phone_data.read_held(work, first))
    return found, [row.custody_id for row in found.held]


def on_return(at: Place) -> Wrong:
    return Wrong(ReturnDialog(*held_line(at), **at.common), LATER, "at", EARLIER)


def on_passing(at: Place) -> Wrong:
    found, chosen = held_line(at)
    dialog = PassDialog(found, chosen, **at.common)
    return Wrong(dialog, {"officer": found.officers[-1][1], **LATER}, "at", EARLIER)


def on_line_state(at: Place) -> Wrong:
    dialog = StateDialog(
        ItemKind.LINE,
        stored_line(at),
        label="0500 000 41 01",
        state=ItemState.IN_STORE,
        is_held=False,
        **at.common,
    )
    return Wrong(dialog, {"reason": "Kayboldu", **LATER}, "at", EARLIER)


def on_vehicle_state(at: Place) -> Wrong:
    vehicle_id = at.do(lambda work: vehicles.VEHICLES.save(work, None, VEHICLE))
    options = {"vehicle_id": [(vehicle_id, "06 ABC 123")]}
    dialog = row_dialog(STATE_ACTS, None, (None, 0), options, **at.common)
    typed = {
        "vehicle_id": "06 ABC 123",
        "kind": VehicleStateKind.IN_SERVICE.words,
        "starts_at": TODAY,
        "starts_at_time": "12:00",
        "ends_at": TODAY,
        "ends_at_time": "10:00",
    }
    return Wrong(dialog, typed, "ends_at", {"starts_at_time": "09:00"})


def on_dispatch(at: Place) -> Wrong:
    letter_id = finish_letter(at.desk, leaver_id=1, subject_ids=(1, 2), serial=77)
    card = stored_letter(at.desk, letter_id)
    dialog = DispatchDialog(card, Channel.FAX, target=card.recipient(Channel.FAX), **at.common)
    return Wrong(
        dialog,
        {"result": "sent", "day": TODAY, "time": "23:50", "pages": "2"},
        "day",
        {"time": "09:00"},
    )


WRONG: Final[tuple[Callable[[Place], Wrong], ...]] = (
    on_intake,
    on_acknowledging,
    on_first_action,
    on_entry,
    on_closing,
    on_police,
    on_half_a_time,
    on_issue,
    on_return,
    on_passing,
    on_line_state,
    on_vehicle_state,
    on_dispatch,
)


@pytest.fixture(scope="session")
def full_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("birlikte")
    fill(folder, FixedClock())
    return folder


@pytest.fixture
def place(desk: Desk, background: Background, clock: FixedClock, host: QWidget) -> Place:
    clock.set(AT)
    background.attach(desk.work)
    return Place(desk, background, clock, host)


@pytest.mark.parametrize("make", WRONG, ids=lambda one: one.__name__)
def test_that_correcting_another_value_of_a_wrong_combination_is_enough_to_save(
    place: Place, make: Callable[[Place], Wrong], qtbot: QtBot
) -> None:
    case = make(place)
    dialog, form = case.dialog, case.dialog.form
    dialog.open()
    qtbot.waitUntil(place.background.is_idle)
    form.set_texts(case.typed)
    dialog.submit()
    qtbot.waitUntil(place.background.is_idle)
    shown = form.field(case.shown_at)
    assert shown.shown_message(), [(one.key, words) for one, words in form.problems()]
    form.set_texts(case.mended)
    assert not shown.shown_message()
    with qtbot.waitSignal(dialog.saved):
        dialog.submit()


@pytest.mark.parametrize("make", WRONG, ids=lambda one: one.__name__)
def test_that_a_wrong_combination_stays_shown_while_it_is_wrong(
    place: Place, make: Callable[[Place], Wrong], qtbot: QtBot
) -> None:
    case = make(place)
    dialog, form = case.dialog, case.dialog.form
    dialog.open()
    qtbot.waitUntil(place.background.is_idle)
    form.set_texts(case.typed)
    dialog.submit()
    qtbot.waitUntil(place.background.is_idle)
    words = form.field(case.shown_at).shown_message()
    assert words
    dialog.submit()
    qtbot.waitUntil(place.background.is_idle)
    assert dialog.isVisible()
    assert form.field(case.shown_at).shown_message() == words
    dialog.done(0)


@pytest.mark.parametrize("name", sorted({*OTHERS, *(one.__name__ for one in DIALOGS)}))
def test_that_no_form_goes_on_stating_what_was_found_before_another_value_changed(
    place: Place, name: str, settle: Callable[[], None]
) -> None:
    words = str(message_of(KnownError(FOUND)))
    for dialog in dialogs_of(place, name):
        dialog.open()
        settle()
        fields = [
            one for one in dialog.form.fields() if one.key and one.isEnabled() and texts_of(one)
        ]
        for found, other in pairwise(fields):
            if not (found.isVisible() and other.isVisible()):
                continue
            dialog.form.validate()  # as saving does first
            dialog.refuse(KnownError(FOUND, problems=[Problem(found.key, FOUND)]))
            assert words in found.shown_message()
            change(other)
            assert words not in found.shown_message(), type(dialog)
            assert words not in dict(dialog.form.problems()).values(), type(dialog)
        dialog.done(0)
        settle()


def dialogs_of(at: Place, name: str) -> tuple[FormDialog, ...]:
    """Return the forms of a row of the tables of `test_leaving`."""
    if name in OTHERS:
        return OTHERS[name](at)
    give(at, zip(mains(at), cycle((IBRAHIM, CAGRI, AYSE))))
    return (next(one for one in DIALOGS if one.__name__ == name)(at).make(),)


def change(field: Field) -> None:
    """Type something else into a field."""
    began = field.text()
    field.set_text(next((text for text in texts_of(field) if text != began), ""))
