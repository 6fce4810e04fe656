"""The part "Kişiler ve denge": what it compares, and leave that is written down and taken back."""

import datetime as dt
from collections.abc import Callable

import pytest

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.gui.kit import dialogs
from alo183_desktop.gui.kit.buttons import LinkButton
from alo183_desktop.gui.kit.form.record import RecordDialog
from alo183_desktop.gui.rota.page import RotaPage, RotaPart
from alo183_desktop.rota import service, worked
from alo183_desktop.rota.kinds import DayClass, DutyKind
from alo183_desktop.rota.rows import Cell
from tests.gui.rota.directorate import AYSE, ZEYNEP

NOVEMBER = "2026-11"


@pytest.fixture
def shown(page: RotaPage, desk: Desk, settle: Callable[[], None]) -> RotaPage:
    """Return the part after a weekday and a Sunday: Ayşe had both, the weekday for a half."""
    with desk.work() as work:
        people = {one.name: one.person_id for one in service.list_people(work)}
        service.begin_month(work, NOVEMBER)
        mains = [
            one
            for one in service.month_sheet(work, NOVEMBER).duties
            if one.kind is DutyKind.MAIN and (one.starts_at + dt.timedelta(hours=3)).day in {1, 3}
        ]
        service.fill(work, [Cell(one.duty_id, one.version, people[AYSE]) for one in mains])
        tuesday = service.month_sheet(work, NOVEMBER).duties[6]
        worked.note_worked(
            work,
            tuesday.duty_id,
            people[ZEYNEP],
            starts_at=tuesday.starts_at,
            ends_at=tuesday.starts_at + dt.timedelta(hours=12),
            version=tuesday.version,
        )
    page.show_view(RotaPart.PEOPLE)
    page.people.refresh()
    settle()
    return page


def test_that_who_worked_least_of_their_share_comes_first(
    shown: RotaPage, settle: Callable[[], None]
) -> None:
    part = shown.people

    def rows() -> list[tuple[str, ...]]:
        model = part.model
        return [
            tuple(str(model.index(row, column).data()) for column in (0, 3, 4, 5, 6))
            for row in range(model.rowCount())
            if model.index(row, 3).data()  # who has no share comes last
        ]

    assert rows()[-1] == (AYSE, "1,5", "1,5", "0,3", "+1,2")
    assert (ZEYNEP, "0,5", "0,5", "0,3", "+0,2") in rows()
    part.filters.box("day_class").choose(DayClass.WEEKEND)
    part.filters.filtered.emit()
    settle()
    assert rows()[-1] == (AYSE, "1", "1", "0,2", "+0,8")
    assert {row[1] for row in rows()[:-1]} == {"0"}


def test_that_granted_leave_is_written_down_and_taken_back(
    shown: RotaPage, desk: Desk, settle: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown.people.view.selectRow(0)
    name = shown.people.current().name  # type: ignore[union-attr]
    shown.people.card._add.click()  # noqa: SLF001
    settle()
    dialog = shown.opener.dialog()
    assert isinstance(dialog, RecordDialog)
    assert dialog.fields["person_id"].text() == name
    dialog.fields["granted_on"].set_text("20.11.2026")
    dialog.fields["days"].set_text("100")
    dialog.submit()
    settle()
    assert "1 ile 90" in dialog.fields["days"].problem()
    dialog.fields["days"].set_text("2")
    dialog.submit()
    settle()
    with desk.work() as work:
        (granted,) = worked.list_granted(work)
    assert (granted.granted_on, granted.days) == (dt.date(2026, 11, 20), 2)
    row = next(
        place
        for place in range(shown.people.model.rowCount())
        if shown.people.model.index(place, 0).data() == name
    )
    shown.people.view.selectRow(row)
    settle()
    (link,) = (one for one in shown.people.card.findChildren(LinkButton) if one.text() == "Sil")
    monkeypatch.setattr(dialogs, "ask", lambda *_a, **_more: 1)
    link.click()
    settle()
    with desk.work() as work:
        assert worked.list_granted(work) == ()
