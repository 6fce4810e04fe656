"""How often a desk waits for its server: opening each page, looking, and saving."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import Engine, event

from alo183_desktop.access.rules import Role
from alo183_desktop.cases import service as case_service
from alo183_desktop.cases import timeline
from alo183_desktop.cases.fields import CaseValues
from alo183_desktop.gui import pages
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.side_card import CardReader
from tests.clocks import FixedClock
from tests.database.postgresql import Server
from tests.truth.beginning import begin
from tests.truth.offices import BEGIN, ServedOffice

MOST: Final = {
    "look at nothing": 5,
    "record a reading": 9,
    "save a case": 15,
    "save what was done": 15,
    "today": 79,
    "cases": 56,
    "rota": 57,
    "vehicles": 6,
    "officers": 27,
    "changes": 11,
    "phones": 67,
    "guidance": 18,
    "audit": 30,
    "settings": 14,
}
"""Round trips as they are; three for a page and four for an act are wanted
(docs/adr/0018-where-time-goes.md)."""


@contextmanager
def trips_of(engine: Engine) -> Iterator[list[str]]:
    """Return each wait for the server: is it there, BEGIN, every statement, COMMIT."""
    found: list[str] = []
    heard = (
        (engine.pool, "checkout", lambda *_given: found.append("ping")),
        (engine, "begin", lambda *_given: found.append("BEGIN")),
        (engine, "before_cursor_execute", lambda *given: found.append(given[2])),
        (engine, "commit", lambda *_given: found.append("COMMIT")),
    )
    for target, name, hear in heard:
        event.listen(target, name, hear)
    yield found
    for target, name, hear in heard:
        event.remove(target, name, hear)


def is_settled(background: Background, page: QWidget) -> bool:
    """Return whether a page has read everything, the card beside its list included."""
    readers: list[CardReader[Any, Any]] = page.findChildren(CardReader)
    return background.is_idle() and not any(one.is_waiting() for one in readers)


def test_that_no_page_and_no_act_waits_for_the_server_more_often(
    server: Server, tmp_path: Path, qtbot: QtBot
) -> None:
    office = ServedOffice.set_up(server, tmp_path, FixedClock(BEGIN))
    begin(office)
    desk = office.desk(Role.ADMINISTRATOR)
    counted: dict[str, int] = {}
    with trips_of(desk.engine) as trips, desk.work():
        pass
    counted["look at nothing"] = len(trips)
    with trips_of(desk.engine) as trips, desk.work() as work:
        work.record("officer.changed", "officer", 1)
    counted["record a reading"] = len(trips)
    values = CaseValues(
        number="183-2026-183183", routed_at=BEGIN, subject_id=1, kind_id=5, is_urgent=False
    )
    with trips_of(desk.engine) as trips, desk.work() as work:
        case_id = case_service.add_case(work, values, officer_id=None)
    counted["save a case"] = len(trips)
    with trips_of(desk.engine) as trips, desk.work() as work:
        timeline.add_action(work, case_id, at=work.now, words="Aile ile görüşüldü.")
    counted["save what was done"] = len(trips)
    background = Background()
    background.attach(desk.work)
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    for entry in pages.entries(background, pages.UserContext(desk)):
        with trips_of(desk.engine) as trips:
            page = entry.factory(window)
            page.show()
            qtbot.waitUntil(partial(is_settled, background, page))
        counted[entry.key] = len(trips)
    background.close()
    office.close()
    assert {name: trips for name, trips in counted.items() if trips > MOST.get(name, 0)} == {}
