"""The page of the audit trail on a real encrypted file."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.directorate import service as directorates
from alo183_desktop.directorate.record import UnitValues
from alo183_desktop.gui.audit.page import AuditPage
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.pages import UserContext, entries
from alo183_desktop.officers import subjects
from alo183_desktop.officers.record import SubjectValues
from tests.clocks import FixedClock
from tests.gui.desks import open_desk


@pytest.fixture
def desk(data_folder: Path, clock: FixedClock) -> Iterator[Desk]:
    """Return an open directorate in whose trail something happened two days later."""
    made = open_desk(data_folder, clock)
    clock.advance(days=2)
    with made.work() as work:
        unit_id = directorates.UNITS.save(work, None, UnitValues("Işıl Huzurevi"))
        directorates.UNITS.save(work, unit_id, UnitValues("Işıl Bakımevi"), version=1)
        subjects.SUBJECTS.save(work, None, SubjectValues("Koruyucu aile"))
    yield made
    made.close()


@pytest.fixture
def page(desk: Desk, background: Background, host: QWidget, qtbot: QtBot) -> AuditPage:
    """Return the page, loaded."""
    background.attach(desk.work)
    audit = next(one for one in entries(background, UserContext(desk)) if one.key == "audit")
    made = audit.factory(host)
    assert isinstance(made, AuditPage)
    made.show()
    host.show()
    qtbot.waitUntil(lambda: bool(made.list.model.rows()))
    return made
