"""A substitute is asked for where leave is entered, and on the card of an officer."""

import datetime as dt
from collections.abc import Callable
from contextlib import nullcontext
from typing import Final

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.changes.other_letters import service as other_letters
from alo183_desktop.changes.other_letters.service import LetterMatter, LetterPaper
from alo183_desktop.db.work import Work
from alo183_desktop.gui.rota.away import AbsenceDialog
from alo183_desktop.gui.rota.page import RotaPage, RotaPart
from alo183_desktop.gui.rota.substitutions import SUBSTITUTION_ACTS, SubstitutionDialog
from alo183_desktop.officers.queries import coverage, list_officers
from alo183_desktop.officers.rows import OfficerFilter, SubstitutionRow
from alo183_desktop.rota import service, substitute_service
from alo183_desktop.rota.rows import AbsenceFilter, AbsenceRow
from alo183_desktop.shared.calendar import instant_of
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError
from tests.clocks import FixedClock
from tests.gui.changes.conftest import Hands
from tests.gui.conftest import Answers
from tests.gui.desks import acts
from tests.gui.rota.directorate import CAGRI, IBRAHIM
from tests.gui.rota.test_people import opened

QUESTION: Final = "Müşavirliğe yazı yazılsın mı?"
NEXT: Final = "Yeni yazı yazılsın mı?"
TIME: Final = "Vekâletin süresi de değişsin mi?"
DAYS: Final = (dt.date(2026, 12, 7), dt.date(2026, 12, 12))


@pytest.fixture
def alone(desk: Desk) -> str:
    """Return the name of an officer who alone answers for a subject."""
    with desk.work() as work:
        rows = coverage(work.session, as_of=local_day(work.now))
        return next(row.officers[0].name for row in rows if len(row.officers) == 1)


def enter_leave(page: RotaPage, name: str, settle: Callable[[], None]) -> None:
    page.show_view(RotaPart.AWAY)
    page.away.begin()
    dialog = opened(page, AbsenceDialog, settle)
    dialog.fields["person_id"].set_text(name)
    dialog.fields["kind"].set_text("yıllık izin")
    dialog.first_day.set_text("7.12.2026")
    dialog.last_day.set_text("11.12.2026")
    dialog.submit()


def select(page: RotaPage, kind: type) -> None:
    """Select the first row of a kind."""
    rows = page.away.model.rows()
    page.away.view.selectRow(next(at for at, one in enumerate(rows) if isinstance(one, kind)))


def said(dialog: SubstitutionDialog) -> str:
    return " ".join(label.text() for label in dialog.findChildren(QLabel))


def other_than(name: str) -> str:
    return CAGRI if name == IBRAHIM else IBRAHIM


def test_that_leave_of_who_answers_alone_asks_for_a_substitute_and_the_letter_once(
    page: RotaPage,
    desk: Desk,
    alone: str,
    answers: Answers,
    qtbot: QtBot,
    settle: Callable[[], None],
) -> None:
    enter_leave(page, alone, settle)
    dialog = opened(page, SubstitutionDialog, settle)
    assert dialog.first_field() is dialog.fields["substitute_id"]
    assert [dialog.form.field(key).text() for key in ("officer_id", "starts_on", "ends_on")] == [
        alone,
        "07.12.2026",
        "11.12.2026",
    ]
    assert not dialog.form.is_dirty(), "what was proposed is not typed"
    dialog.fields["substitute_id"].set_text(other_than(alone))
    answers.replies = [1]
    with qtbot.waitSignal(page.route_requested) as routed:
        dialog.submit()
        settle()
    with desk.work() as work:
        (row,) = substitute_service.find_substitutions(work)
    assert (row.officer_name, row.substitute_name) == (alone, other_than(alone))
    assert (row.starts_on, row.ends_on) == DAYS
    assert answers.asked == [QUESTION]
    assert routed.args == ["substitution_letter", row.substitution_id]
    assert acts(desk, "substitution.added") == 1
    enter_leave(page, other_than(alone), settle)
    settle()
    page.show_view(RotaPart.AWAY)
    settle()
    (shown,) = (one for one in page.away.model.rows() if isinstance(one, SubstitutionRow))
    assert "yıllık izin" in shown.objections[0], "the substitute has leave now"


def test_that_who_cannot_is_shown_with_the_reason_before_and_beside_the_field(
    page: RotaPage, alone: str, settle: Callable[[], None]
) -> None:
    other = other_than(alone)
    enter_leave(page, other, settle)
    settle()
    dialog = page.opener.dialog()
    if dialog is not None:
        dialog.done(0)
    settle()
    enter_leave(page, alone, settle)
    asked = opened(page, SubstitutionDialog, settle)
    settle()
    assert f"{other}: yıllık izin" in asked.barred.text()
    last = asked.fields["ends_on"].text()
    for key, whole in (("ends_on", last), ("officer_id", alone)):
        asked.fields[key].set_text("")
        settle()
        assert asked.barred.isHidden(), (
            "reasons are shown for the days and the officer that are typed"
        )
        asked.fields[key].set_text(whole)
        settle()
        assert f"{other}: yıllık izin" in asked.barred.text()
        assert not asked.barred.isHidden()
    asked.fields["substitute_id"].set_text(other)
    asked.submit()
    settle()
    assert page.opener.dialog() is asked
    assert "yıllık izin" in asked.fields["substitute_id"].problem()
    asked.done(0)


def test_that_leave_that_is_taken_back_asks_for_the_time_of_the_substitute(
    page: RotaPage,
    desk: Desk,
    alone: str,
    answers: Answers,
    hands: Hands,
    settle: Callable[[], None],
) -> None:
    enter_leave(page, alone, settle)
    dialog = opened(page, SubstitutionDialog, settle)
    dialog.fields["substitute_id"].set_text(other_than(alone))
    answers.replies = [0]
    dialog.submit()
    settle()
    select(page, AbsenceRow)
    page.away.view.opened.emit()
    leave = opened(page, AbsenceDialog, settle)
    leave.last_day.set_text("9.12.2026")
    answers.replies = [1]
    leave.submit()
    shorter = opened(page, SubstitutionDialog, settle)
    assert shorter.form.field("ends_on").text() == "09.12.2026"
    shorter.submit()
    settle()
    with desk.work() as work:
        (row,) = substitute_service.find_substitutions(work)
        assert row.ends_on == dt.date(2026, 12, 10)
        assert service.list_absences(work, AbsenceFilter())
    page.window().activateWindow()
    page.away.view.setFocus()
    select(page, AbsenceRow)
    answers.replies = [1, 1]
    hands.press(Qt.Key.Key_Delete)
    settle()
    with desk.work() as work:
        (row,) = substitute_service.find_substitutions(work)
        assert row.starts_on == row.ends_on, "withdrawn before it began"
        assert row.ended_by
    assert answers.asked == [QUESTION, TIME, "İzin kaydı silinsin mi?", TIME]
    assert acts(desk, "substitution.ended") == 1


def test_that_one_that_is_over_is_shown_so_and_not_asked_about(
    page: RotaPage,
    desk: Desk,
    alone: str,
    answers: Answers,
    hands: Hands,
    settle: Callable[[], None],
) -> None:
    enter_leave(page, alone, settle)
    dialog = opened(page, SubstitutionDialog, settle)
    dialog.fields["substitute_id"].set_text(other_than(alone))
    dialog.submit()
    settle()
    page.show_view(RotaPart.AWAY)
    settle()
    page.window().activateWindow()
    for _time in range(2):
        page.away.view.setFocus()
        select(page, SubstitutionRow)
        answers.replies = [1]
        hands.press(Qt.Key.Key_Delete)
        settle()
    assert answers.asked == [QUESTION, "Vekâlet sona ersin mi?"]
    assert page.toast.text() == "Bu vekâlet bitmiş ya da sona erdirilmiş."
    assert acts(desk, "substitution.ended") == 1


def test_that_a_change_of_one_that_a_letter_shows_says_so_and_asks_for_the_next_letter(
    page: RotaPage,
    desk: Desk,
    alone: str,
    answers: Answers,
    qtbot: QtBot,
    settle: Callable[[], None],
) -> None:
    enter_leave(page, alone, settle)
    dialog = opened(page, SubstitutionDialog, settle)
    dialog.fields["substitute_id"].set_text(other_than(alone))
    assert "yazıyla bildirildi" not in said(dialog)
    dialog.submit()
    settle()
    with desk.work() as work:
        (row,) = substitute_service.find_substitutions(work)
        context = other_letters.read_letter(work, LetterMatter.SUBSTITUTE, row.substitution_id)
        signs, office = context.signatories[0].signatory_id, context.receiver
        rendered = other_letters.render_letter(context, LetterPaper(signs, office))
        other_letters.finish(work, context, LetterPaper(signs, office), rendered)
    page.away.refresh()  # the letter was written beside the window
    for ends_on, asked in (("11.12.2026", []), ("10.12.2026", [NEXT])):
        settle()
        select(page, SubstitutionRow)
        page.away.change()
        dialog = opened(page, SubstitutionDialog, settle)
        assert "yazıyla bildirildi" in said(dialog)
        dialog.fields["ends_on"].set_text(ends_on)
        answers.replies = [1]
        answers.asked.clear()
        with qtbot.waitSignal(page.route_requested) if asked else nullcontext():
            dialog.submit()
            settle()
        assert answers.asked == asked


def test_that_leave_that_failed_to_ask_fills_in_no_later_form(
    page: RotaPage,
    alone: str,
    desk: Desk,
    answers: Answers,
    monkeypatch: pytest.MonkeyPatch,
    settle: Callable[[], None],
) -> None:
    def refuse(_work: Work) -> None:
        raise KnownError("access.not_allowed")

    with desk.work() as work:
        rows = list_officers(work.session, OfficerFilter(), as_of=local_day(work.now))
    number = {row.name: row.officer_id for row in rows}[alone]
    with monkeypatch.context() as patched:
        patched.setattr(substitute_service, "read_choices", refuse)
        page.show_item("substitute", number)
        settle()
    assert page.opener.dialog() is None
    page.away.add(SUBSTITUTION_ACTS)
    dialog = opened(page, SubstitutionDialog, settle)
    assert dialog.form.field("officer_id").text() == ""
    dialog.done(0)
    settle()
    assert len(answers.asked) <= 1


def test_that_the_list_follows_the_clock_over_midnight(
    page: RotaPage,
    alone: str,
    answers: Answers,
    clock: FixedClock,
    settle: Callable[[], None],
) -> None:
    enter_leave(page, alone, settle)
    dialog = opened(page, SubstitutionDialog, settle)
    dialog.fields["substitute_id"].set_text(other_than(alone))
    dialog.submit()
    settle()
    page.show_view(RotaPart.AWAY)
    state = next(one for one in page.away.spec.columns if one.heading == "Durumu")
    for day, at, words in (
        (6, dt.time(23, 59), "başlayacak"),
        (7, dt.time(), "sürüyor"),
        (11, dt.time(23, 59), "sürüyor"),
        (12, dt.time(), "bitti"),
    ):
        clock.set(instant_of(dt.date(2026, 12, day), at))
        page.look_at_clock()
        settle()
        (row,) = (one for one in page.away.model.rows() if isinstance(one, SubstitutionRow))
        assert state.content(row) == words
    assert answers.asked == [QUESTION]


def test_that_the_card_of_an_officer_leads_to_the_form_with_their_next_leave(
    page: RotaPage, desk: Desk, alone: str, answers: Answers, settle: Callable[[], None]
) -> None:
    enter_leave(page, alone, settle)
    opened(page, SubstitutionDialog, settle).done(0)
    settle()
    with desk.work() as work:
        rows = list_officers(work.session, OfficerFilter(), as_of=local_day(work.now))
    number = {row.name: row.officer_id for row in rows}[alone]
    page.show_item("substitute", number)
    dialog = opened(page, SubstitutionDialog, settle)
    assert page.view() is RotaPart.AWAY
    assert dialog.form.field("officer_id").text() == alone
    assert dialog.form.field("starts_on").text() == "07.12.2026"
    dialog.done(0)
    settle()
    assert answers.asked == []
