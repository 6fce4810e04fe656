"""The window on a real server: what others change appears, and a server that goes comes back."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.db.work import Work
from alo183_desktop.directorate.record import UnitValues
from alo183_desktop.directorate.service import UNITS
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.form.dialog import FormDialog
from alo183_desktop.gui.kit.form.fields import TextField
from alo183_desktop.gui.kit.topics import BackupNews, Topic
from alo183_desktop.gui.officers.dialogs import OfficerDialog, OfficerDialogOpener
from alo183_desktop.gui.shell.startup_notices import OpeningNotices
from alo183_desktop.gui.shell.workspace import Workspace
from alo183_desktop.officers.service import add_officer, change_officer, open_form
from alo183_desktop.shared.override import override
from tests.clocks import FixedClock
from tests.database.conftest import server
from tests.database.postgresql import OWNER, Server
from tests.database.rosters import values
from tests.database.servers import ADMINISTRATOR, ServedDirectorate
from tests.gui.conftest import Answers

__all__ = ["server"]  # the fixture of the run


class UnitDialog(FormDialog):
    """The smallest form that writes something."""

    def __init__(self, background: Background, *, parent: QWidget) -> None:
        super().__init__(
            title="Birim",
            background=background,
            changes=frozenset({Topic.UNIT}),
            draft="",
            parent=parent,
        )
        self.name = TextField("&Adı", key="name", parent=self.form)
        self.form.add_row(self.name)

    @override
    def act(self) -> Callable[[Work], int]:
        name = self.name.text()
        return lambda work: UNITS.save(work, None, UnitValues(name))


@pytest.fixture
def directorate(server: Server, tmp_path: Path) -> Iterator[ServedDirectorate]:
    made = ServedDirectorate(server, tmp_path, FixedClock())
    yield made
    made.close()


@pytest.fixture
def desk(directorate: ServedDirectorate, background: Background) -> Iterator[Desk]:
    made = directorate.set_up()
    background.attach(made.work)
    background.listen(made.open_listener)
    yield made
    background.detach()


@pytest.fixture
def workspace(desk: Desk, background: Background, host: QWidget, qtbot: QtBot) -> Workspace:
    made = Workspace(background, [], backups=BackupNews(), parent=host)
    made.begin(desk.directorate_name, "Selin AKTAŞ")
    made.resize(host.size())
    with qtbot.waitExposed(host):
        host.show()
    return made


def test_that_what_another_desk_changes_appears_at_once(
    directorate: ServedDirectorate, workspace: Workspace, background: Background, qtbot: QtBot
) -> None:
    assert workspace.away_text() == ""
    other = directorate.join(ADMINISTRATOR, "masa-2")
    listening = background._listening  # noqa: SLF001 - whether its thread has connected yet
    assert listening is not None
    qtbot.waitUntil(lambda: listening._listener is not None)  # noqa: SLF001
    with qtbot.waitSignal(background.changed) as caught, other.work() as work:
        UNITS.save(work, None, UnitValues("Başka Merkez"))
    assert caught.args == [frozenset({Topic.UNIT})]


def test_that_a_server_that_goes_is_said_and_nothing_typed_is_lost(
    workspace: Workspace,
    background: Background,
    desk: Desk,
    server: Server,
    answers: Answers,
    qtbot: QtBot,
) -> None:
    dialog = UnitDialog(background, parent=workspace)
    with qtbot.waitExposed(dialog):
        dialog.open()
    dialog.name.set_text("Yazılmakta Olan Merkez")
    server.close()
    try:
        qtbot.waitUntil(lambda: "ulaşılamıyor" in workspace.away_text())
        dialog.save_button.click()
        qtbot.waitUntil(lambda: bool(dialog.trouble.text()))
        assert dialog.name.text() == "Yazılmakta Olan Merkez"
        assert dialog.isVisible()
        assert answers.asked == []
    finally:
        server.open_again()
    with qtbot.waitSignal(
        background.changed, check_params_cb=lambda kinds: kinds == frozenset(Topic)
    ):
        qtbot.waitUntil(lambda: workspace.away_text() == "")
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    with desk.work() as work:
        names = work.session.connection().exec_driver_sql("SELECT name FROM units").scalars().all()
    assert "Yazılmakta Olan Merkez" in names


def test_that_rights_which_are_not_those_of_this_version_are_shown_above_the_pages(
    directorate: ServedDirectorate,
    workspace: Workspace,
    background: Background,
    desk: Desk,
    qtbot: QtBot,
) -> None:
    with directorate.psql(OWNER) as connection:
        connection.execute("GRANT SELECT ON line_secrets TO PUBLIC")
    OpeningNotices(
        background,
        workspace,
        others=lambda: (),
        rights=desk.find_foreign_rights,
        parent=workspace,
    )
    qtbot.waitUntil(
        lambda: any("alo183 db upgrade" in one.text() for one in workspace.findChildren(QLabel))
    )


def test_that_the_second_of_two_desks_on_one_card_sees_who_was_first_and_keeps_the_typing(
    directorate: ServedDirectorate,
    workspace: Workspace,
    background: Background,
    desk: Desk,
    answers: Answers,
    qtbot: QtBot,
) -> None:
    directorate.add_people(desk)
    with desk.work() as work:
        officer_id = add_officer(work, values("Ayşe IŞIK", title="Sosyolog"))
    opener = OfficerDialogOpener(background, clock=desk.clock, parent=workspace)
    opener.open_officer(officer_id)
    qtbot.waitUntil(lambda: bool(workspace.window().findChildren(OfficerDialog)))
    (dialog,) = workspace.window().findChildren(OfficerDialog)
    dialog.form.field("title").set_text("Psikolog")

    other = directorate.join("memur", "masa-2")
    with qtbot.waitSignal(background.changed), other.work() as work:
        form, version = open_form(work, officer_id)
        changed = replace(form, title="Öğretmen", note="nöbette")
        change_officer(work, officer_id, changed, version=version)

    dialog.save_button.click()
    qtbot.waitUntil(lambda: "Memur" in dialog.trouble.text())
    assert dialog.form.field("title").text() == "Psikolog"
    assert "Öğretmen" in dialog.form.field("title").shown_message()
    with qtbot.waitSignal(dialog.saved):
        dialog.save_button.click()
    with desk.work() as work:
        stored, _version = open_form(work, officer_id)
    assert (stored.title, stored.note) == ("Psikolog", "nöbette")
    assert answers.asked == []
