"""What is shown of the same minute by the page, the navigation, the papers and the command line."""

from __future__ import annotations

import datetime as dt
import json
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from random import Random
from types import SimpleNamespace
from typing import Any, Final, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from alo183_desktop.access.backup_rules import judge
from alo183_desktop.cases import progress
from alo183_desktop.changes.form import ChangeEntry, ChangeForm, NewcomerKind
from alo183_desktop.cli import overview as command
from alo183_desktop.cli.context import Context
from alo183_desktop.db.work import Work
from alo183_desktop.directorate.kinds import Channel
from alo183_desktop.documents.figures import Tile
from alo183_desktop.documents.states import OF_MARK, MarkState
from alo183_desktop.gui import pages
from alo183_desktop.gui.changes.page import ChangesPage
from alo183_desktop.gui.changes.words import lack_mark
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.filters import FilterChip
from alo183_desktop.gui.kit.states import StateMark
from alo183_desktop.gui.kit.topics import BackupNews
from alo183_desktop.gui.overview.page import OverviewPage
from alo183_desktop.gui.shell.workspace import Workspace
from alo183_desktop.guidance import service as guidance_service
from alo183_desktop.letters import service as letter_service
from alo183_desktop.letters.attempts import DispatchValues
from alo183_desktop.letters.rules import Result
from alo183_desktop.officers.service import close_assignments, open_assignments
from alo183_desktop.overview import reports
from alo183_desktop.overview.rows import ClauseTile, PageKey
from alo183_desktop.overview.service import look
from alo183_desktop.phones import service as phone_service
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.phones.reachability import service as reachability_service
from alo183_desktop.phones.reachability.record import CheckValues
from tests.clocks import START, FixedClock
from tests.database import cases
from tests.database.cases import HOUR
from tests.database.desks import finish, furnish, sent_on, visit
from tests.database.phones import line_item, line_values
from tests.database.test_overview import rows_behind
from tests.database.usages import add_summary
from tests.examples import at_most
from tests.gui.overview.conftest import WHO, OpenWork

SEEDS: Final = range(at_most(8))
MONTHS: Final = (("2026-10-01", "2026-11-01"), ("2026-11-01", "2026-11-24"))
"""The month before, and the one that runs at `START`."""


def happen(work: Work, dice: Random) -> None:
    """Let anything of a directorate be there or not."""
    people = furnish(work)
    officers = [people.zeynep, people.ilknur, people.spare]
    for subject_id in (4, 5):
        if dice.random() < 0.7:
            open_assignments(work, people.spare, [subject_id], starts_on=dt.date(2026, 1, 1))
    if dice.random() < 0.3:
        close_assignments(work, people.zeynep, None, ends_on=dt.date(2026, 11, 24))
    elif dice.random() < 0.7:
        open_assignments(work, people.zeynep, [people.disabled], starts_on=dt.date(2026, 1, 1))
        day = dice.choice(["20.11.2026", "23.11.2026", "24.11.2026"])
        _leave(work, people, day=day, is_faxed=dice.random() < 0.5)
    for number in range(dice.randrange(6)):
        case_id = cases.add(
            work,
            people,
            str(number),
            routed_at=START - dice.randrange(1, 40) * HOUR,
            officer_id=dice.choice([None, *officers]),
            is_urgent=dice.random() < 0.5,
        )
        if dice.random() < 0.4:
            progress.enter(work, case_id, at=START, record="2026/77")
    _use_phones(work, dice, officers)
    for _visit in range(dice.randrange(3)):
        values = dice.choice((visit, sent_on))(people.child, START - HOUR)
        guidance_service.VISITS.save(work, None, values)


def _use_phones(work: Work, dice: Random, officers: list[int]) -> None:
    for number in range(1, dice.randrange(5)):
        line_id = phone_service.LINES.save(work, None, line_values(number))
        if dice.random() < 0.7:
            custody.issue(
                work, [line_item(line_id)], officer_id=dice.choice(officers), at=START - 900 * HOUR
            )
            for hours in range(dice.randrange(5)):
                answer = CheckValues(
                    line_id=line_id, at=START - (9 + hours) * HOUR, is_answered=dice.random() < 0.3
                )
                reachability_service.log_check(work, answer)
        for month in MONTHS:
            if dice.random() < 0.5:
                add_summary(work, line_id, month, minutes=dice.choice([100, 260, 310]))


def _leave(work: Work, people: Any, *, day: str, is_faxed: bool) -> None:
    """Let somebody leave by a letter, whose post nobody has taken."""
    entry = ChangeEntry(
        leaver_id=people.ilknur,
        newcomer_kind=NewcomerKind.NOBODY,
        subject_ids=(people.disabled,),
        effective_on=day,
        vacancy_reason="Onay bekleniyor",
    )
    letter_id = finish(work, ChangeForm(entries=(entry,), signatory_id=people.signatory_id))
    if is_faxed:
        sent = DispatchValues(
            channel=Channel.FAX,
            target="+903120000099",
            at=work.now,
            pages=1,
            result=Result.SENT,
            item_number="",
            note="OK",
        )
        letter_service.record_dispatch(work, letter_id, sent)


def shown(tile: Tile) -> tuple[str, ...]:
    return tile.state, tile.figure, tile.words, tile.state_word


class Reported:
    """The context of a command on the data of the test."""

    def __init__(self, opened: OpenWork, clock: FixedClock) -> None:
        self.work = opened
        self.backups = SimpleNamespace(standing=lambda: judge([clock()], now=clock()))

    @contextmanager
    def open_desk(self) -> Iterator[Reported]:
        yield self


@pytest.mark.parametrize("seed", SEEDS)
def test_that_everything_shows_the_same_at_the_same_minute(
    background: Background,
    host: QWidget,
    clock: FixedClock,
    qtbot: QtBot,
    open_data: OpenWork,
    capsys: pytest.CaptureFixture[str],
    seed: int,
) -> None:
    with open_data() as work:
        happen(work, Random(seed))
    background.attach(open_data)
    desk: Any = SimpleNamespace(actor=replace(WHO, role="director"), clock=clock)
    workspace = Workspace(
        background,
        pages.entries(background, pages.UserContext(desk)),
        backups=BackupNews(),
        parent=host,
    )
    today = workspace.show_page("today")
    assert isinstance(today, OverviewPage)
    for page_key in PageKey:
        workspace.show_page(page_key)
    letters = workspace.show_page("changes")
    assert isinstance(letters, ChangesPage)
    qtbot.waitUntil(lambda: bool(today.tiles) and background.is_idle())
    tiles: list[ClauseTile] = [button.tile() for button in today.tiles]

    with open_data() as work:
        sheet, report = reports.today_sheet(work), reports.monthly_report(work, "2026-11")
        matters = [matter for tile in tiles for matter in tile.matters]
        assert [one.count for one in matters] == [rows_behind(work, one.query) for one in matters]
    assert list(map(shown, sheet.tiles)) == list(map(shown, tiles))
    assert list(map(shown, report.tiles)) == list(map(shown, tiles))

    command.run_today(Namespace(pdf=None, json=True), cast("Context", Reported(open_data, clock)))
    said = json.loads(capsys.readouterr().out)["clauses"]
    assert [(one["state"], one["figure"], one["words"]) for one in said] == [
        shown(tile)[:3] for tile in tiles
    ]
    listed = [(matter["figure"], matter["words"]) for one in said for matter in one["matters"]]
    assert listed == [(one.figure, one.words) for one in matters]

    for page_key in PageKey:
        failing = [one for one in matters if one.page is page_key and one.count]
        worst: MarkState = "late" if any(one.state == "late" for one in failing) else "near"
        opened = today.badge_opens(page_key)
        assert (opened is not None) == bool(failing)
        with open_data() as work:
            count = 0 if opened is None else rows_behind(work, cast("Any", opened[1]))
        words = f"{count} {OF_MARK[worst].words}" if count else ""
        heard = workspace.navigation().item(page_key).data(Qt.ItemDataRole.AccessibleTextRole)
        assert heard.partition(", ")[2] == words

        if opened is not None:
            workspace.show_list(*opened)
            workspace.navigation().chosen.emit(page_key)
            chips = workspace.show_page(page_key).findChildren(FilterChip)
            assert not [chip.words() for chip in chips if chip.words()], page_key
    qtbot.waitUntil(background.is_idle)

    assert all(tile.state != "good" for tile in tiles[2:4])

    with open_data() as work:
        due = {one.item_id: one for one in look(work).due if one.kind == "letter"}
    for row in letters.letters.rows():
        state, words = lack_mark(row)
        item = due[row.letter_id]
        assert (state, words) == (OF_MARK[item.state or "unknown"], item.matter.split(": ")[1])
        assert (item.state == "late") == ("gecikti" in item.left_words)
    marked = {one.word() for one in letters.header.findChildren(StateMark)}
    waiting = {f"{one.figure} {one.words}" for one in tiles[5].matters if one.count}
    assert marked - {"bütün yazılar gitti"} == waiting
