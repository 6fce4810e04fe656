"""The page of the audit trail: what it shows, what it asks, what it writes about itself."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.bootstrap.working import record_breaks
from alo183_desktop.cases.service import add_case
from alo183_desktop.changes import service as changes
from alo183_desktop.changes.form import ChangeEntry, ChangeForm
from alo183_desktop.db.audit import Break, HeadFault
from alo183_desktop.db.audit_queries import AuditFilter, find_entries
from alo183_desktop.gui.audit.page import AuditPage
from alo183_desktop.gui.audit.queries import AuditLine, find_items, name_items
from alo183_desktop.gui.kit.background import Background
from alo183_desktop.gui.kit.filters import ANY_DAYS, PeriodBox
from alo183_desktop.gui.kit.labels import ElidedLabel
from alo183_desktop.gui.kit.states import StateMark
from alo183_desktop.gui.kit.table.export import Export
from alo183_desktop.gui.pages import UserContext, entries
from alo183_desktop.letters import service as letters
from alo183_desktop.officers import subjects
from alo183_desktop.officers.record import SubjectValues
from alo183_desktop.rota.service import begin_month
from tests.clocks import FixedClock
from tests.documents.printed_pages import texts_of
from tests.gui.cases.directorate import values
from tests.gui.changes.letters_made import finish_letter
from tests.gui.leaving import busy
from tests.gui.officers import directorate as people
from tests.gui.printers import print_to


def lines(page: AuditPage) -> list[AuditLine]:
    return list(page.list.model.rows())


def wait(page: AuditPage, qtbot: QtBot) -> None:
    """Wait until the page has its answer."""
    qtbot.waitUntil(page.background.is_idle)


def recorded(desk: Desk) -> list[str]:
    """Return what was done, newest first."""
    with desk.work() as work:
        rows = find_entries(work.session, AuditFilter(), before=None, limit=100)
    return [row.action for row in rows]


def choose(page: AuditPage, box: str, key: str) -> None:
    assert page.list.filters.box(box).restore(key)


def test_that_the_newest_entry_is_first_and_names_are_looked_up(page: AuditPage) -> None:
    shown = [(line.action, line.item) for line in lines(page)[:4]]
    assert shown == [
        ("Denetim izi açıldı", ""),
        ("Müracaat konusu eklendi", "Koruyucu aile"),
        ("Kurum değiştirildi", "Işıl Bakımevi"),
        ("Kurum eklendi", "Işıl Bakımevi"),
    ]
    assert lines(page)[2].details == (("Alanlar", "kurumun adı"),)
    assert page.list.view.table_texts()[0] == ["Zaman", "Kim", "İşlem", "Neyle ilgili"]


def test_that_a_draft_is_named_by_its_title_while_it_exists(desk: Desk) -> None:
    form = ChangeForm(entries=(ChangeEntry(leaver_name="Zeynep GÜNDOĞDU"),))
    with desk.work() as work:
        draft_id, _version = changes.save_draft(work, form)
    with desk.work() as work:
        row = find_entries(work.session, AuditFilter(), before=None, limit=1)[0]
        assert name_items(work, [row])["draft", draft_id] == "Zeynep GÜNDOĞDU"
        assert ("draft", draft_id) in find_items(work, "gundogdu")
        changes.discard_draft(work, draft_id)
        assert ("draft", draft_id) not in name_items(work, [row])


def test_that_reading_is_written_once_for_each_opening(
    page: AuditPage, desk: Desk, qtbot: QtBot
) -> None:
    choose(page, "kind", "unit")
    wait(page, qtbot)
    page.list.filters.search.setText("huzur")
    page.list.refresh()
    wait(page, qtbot)
    assert recorded(desk).count("audit.read") == 1


def test_that_a_page_to_which_nobody_came_has_read_nothing(
    desk: Desk, background: Background, host: QWidget, qtbot: QtBot
) -> None:
    background.attach(desk.work)
    desk.verdict = replace(desk.verdict, breaks=(Break(7, "tail_cut"),))
    entry = next(one for one in entries(background, UserContext(desk)) if one.key == "audit")
    host.show()
    made = entry.factory(host)
    with qtbot.waitSignal(made.badge_changed):
        pass  # the mark beside its name does not wait
    qtbot.waitUntil(background.is_idle)
    assert "audit.read" not in recorded(desk)
    made.show()
    qtbot.waitUntil(background.is_idle)
    assert recorded(desk)[0] == "audit.read"


def test_that_who_comes_back_sees_what_was_done_meanwhile(
    page: AuditPage, desk: Desk, qtbot: QtBot
) -> None:
    choose(page, "actor_login", desk.actor.login)
    wait(page, qtbot)
    page.hide()
    with desk.work() as work:
        subjects.SUBJECTS.save(work, None, SubjectValues("Sığınmacı"))
    page.show()
    wait(page, qtbot)
    assert [line.action for line in lines(page)[:3]] == [
        "Denetim izi açıldı",
        "Müracaat konusu eklendi",
        "Denetim izi açıldı",
    ]
    reported = {label.accessibleName() for label in page.header.findChildren(ElidedLabel)}
    assert reported == {f"{len(recorded(desk))} kayıt"}
    assert page.list.filters.box("actor_login").key() == desk.actor.login
    assert page.list.filters.box("actor_login").count() == 2


@pytest.mark.parametrize(
    ("box", "key", "actions"),
    [
        ("kind", "unit", {"unit.added", "unit.changed"}),
        ("actions", "('subject.added',)", {"subject.added"}),
        ("since", "today", {"audit.read", "subject.added", "unit.added", "unit.changed"}),
    ],
)
def test_that_a_filter_leaves_what_fits(
    page: AuditPage, qtbot: QtBot, box: str, key: str, actions: set[str]
) -> None:
    choose(page, box, key)
    wait(page, qtbot)
    assert {line.row.action for line in lines(page)} == actions


def test_that_a_span_of_days_holds_its_last_day(
    page: AuditPage, desk: Desk, qtbot: QtBot, clock: FixedClock
) -> None:
    choose(page, "since", ANY_DAYS)
    period = page.list.filters.box("since")
    assert isinstance(period, PeriodBox)
    days = period.days
    assert days is not None
    days.since.set_text("24.11.2026")
    days.until.set_text("25.11.2026")
    wait(page, qtbot)
    assert {line.row.at.date() for line in lines(page)} == {dt.date(2026, 11, 24)}
    days.until.set_text("26.11.2026")
    wait(page, qtbot)
    shown = {line.row.at.date() for line in lines(page)}
    assert shown == {dt.date(2026, 11, 24), clock().date()}
    assert page.list.note() == "24.11.2026 – 26.11.2026"
    days.until.set_text("31.02.2026")
    days.until.left.emit()
    wait(page, qtbot)
    assert lines(page) == []
    assert page.list.current() is None
    assert page.card.open_button.isHidden()
    assert page.list.note() == "tarih aralığı yanlış"
    days.until.set_text("25.11.2026")
    wait(page, qtbot)
    found = len(lines(page))
    reported = {label.accessibleName() for label in page.header.findChildren(ElidedLabel)}
    assert reported == {f"{len(recorded(desk))} kayıt, {found} tanesi listede"}


def test_that_the_keys_of_the_list_work_in_the_days_above_it(
    page: AuditPage, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    choose(page, "since", ANY_DAYS)
    period = page.list.filters.box("since")
    assert isinstance(period, PeriodBox)
    assert period.days is not None
    done: list[str] = []
    monkeypatch.setattr(Export, "ask", lambda _export: done.append("export"))
    monkeypatch.setattr(
        Export, "print_table", lambda _export, _table, **_more: done.append("print")
    )
    period.days.until.line.setFocus()
    for keys in ("Ctrl+E", "Ctrl+P"):
        QTest.keySequence(period.days.until.line, QKeySequence(keys))
    wait(page, qtbot)
    assert done == ["export", "print"]


def test_that_a_search_looks_in_words_and_names(page: AuditPage, qtbot: QtBot) -> None:
    for sought, found in (
        ("ISIL", {"unit.added", "unit.changed"}),
        ("imza sahibi", {"signatory.added"}),
        ("koksal", {"signatory.added"}),
        ("koruyucu", {"subject.added"}),
        ("zzz", set()),
    ):
        page.list.filters.search.setText(sought)
        page.list.refresh()
        wait(page, qtbot)
        assert {line.row.action for line in lines(page)} == found, sought


def test_that_the_chain_is_walked_and_the_walk_is_written(
    page: AuditPage, desk: Desk, qtbot: QtBot
) -> None:
    page.verify()
    wait(page, qtbot)
    assert recorded(desk)[0] == "audit.verified"
    marks = [mark.word() for mark in page.header.findChildren(StateMark)]
    assert marks[-1].startswith("Zincir sağlam:")
    assert page.banner.text() == ""


def find_a_break(desk: Desk) -> None:
    """Record a break as a start does."""
    desk.verdict = replace(desk.verdict, breaks=(Break(7, "tail_cut"),))
    with desk.work() as work:
        record_breaks(work, desk.verdict, HeadFault.MISSING)


def test_that_a_changed_entry_is_named(page: AuditPage, desk: Desk, qtbot: QtBot) -> None:
    with desk.engine.begin() as connection:
        connection.execute(text("DROP TRIGGER tr_audit_entries_update"))
        connection.execute(text("UPDATE audit_entries SET actor_name = 'X' WHERE sequence = 3"))
    with qtbot.waitSignal(page.badge_changed) as badge:
        page.verify()
    assert badge.args[:3] == ["audit", "late", 1]
    assert badge.args[3].startswith("3. kayıt değiştirilmiş")
    assert page.banner.text().startswith("3. kayıt değiştirilmiş")


def test_that_a_break_is_shown_until_somebody_acknowledges_it(
    page: AuditPage, desk: Desk, qtbot: QtBot
) -> None:
    find_a_break(desk)
    page.verify()
    wait(page, qtbot)
    assert page.banner.text().startswith("Zincirin sonu kesilmiş")
    with qtbot.waitSignal(page.notice_settled):
        page.banner.action_chosen.emit()
    wait(page, qtbot)
    assert page.banner.text() == ""
    assert recorded(desk)[0] == "audit.acknowledged"
    assert desk.verdict.is_whole


def test_that_a_lock_does_not_drop_that_somebody_acknowledged_a_break(
    page: AuditPage, desk: Desk, qtbot: QtBot
) -> None:
    find_a_break(desk)
    page.verify()
    wait(page, qtbot)
    with busy(page.background):
        page.banner.action_chosen.emit()
        page.background.detach()
    wait(page, qtbot)
    assert recorded(desk)[0] == "audit.acknowledged"


def test_that_a_walk_can_be_stopped(page: AuditPage, desk: Desk, qtbot: QtBot) -> None:
    page.verify()
    page.verify()
    wait(page, qtbot)
    assert page.check_button.text() == "&Zinciri denetle"
    assert "Zincir" not in page.banner.text()
    assert len(recorded(desk)) >= len(lines(page))


def test_that_the_print_holds_all_that_fits_with_all_its_details(
    page: AuditPage, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    choose(page, "kind", "unit")
    wait(page, qtbot)
    path = tmp_path / "iz.pdf"
    print_to(path, page.list.list_actions.print_action.trigger, qtbot)
    wait(page, qtbot)
    printed = " ".join(texts_of(path.read_bytes()))
    for reported in (
        "Işıl Bakımevi",
        "Kurum eklendi",
        "Kurum değiştirildi",
        "Selin AKTAŞ",
        "kurumun",
    ):
        assert reported in printed
    assert recorded(desk)[0] == "audit.printed"


def test_that_the_card_shows_the_entry(page: AuditPage) -> None:
    page.list.view.selectRow(2)
    texts = {label.text() for label in page.card.findChildren(QLabel)}
    assert {"Kurum değiştirildi", "Kurum: Işıl Bakımevi", "Selin AKTAŞ (selin.aktas)"} <= texts


def test_that_no_name_stands_in_the_details_of_the_trail(desk: Desk) -> None:
    with desk.work() as work:
        rows = find_entries(work.session, AuditFilter(), before=None, limit=100)
    reported = json.dumps([dict(row.details) for row in rows], ensure_ascii=False)
    for name in ("KÖKSAL", "Işıl", "Koruyucu", "AKTAŞ"):
        assert name not in reported


@pytest.fixture
def reported(desk: Desk, clock: FixedClock) -> Mapping[str, int]:
    """Return the ids of an officer, their case and a letter, named in the trail."""
    with desk.work() as work:
        [officer_id] = people.add_people(work, [("Zeynep", "GÜNDOĞDU", "Psikolog", (0,))])
    letter_id = finish_letter(desk, leaver_id=officer_id, subject_ids=(1,), serial=11)
    with desk.work() as work:
        letters.note_register_number(work, letter_id, "4752", clock().date(), version=1)
        case_id = add_case(work, values(work, "183-2026-100418", 2), officer_id=officer_id)
        begin_month(work, "2027-01")
    return {"officer": officer_id, "case": case_id, "letter": letter_id, "change": letter_id}


def line_of(page: AuditPage, action: str) -> AuditLine:
    return next(line for line in lines(page) if line.row.action == action)


def test_that_cases_officers_letters_and_rotas_are_shown_by_their_own_names(
    reported: Mapping[str, int], page: AuditPage
) -> None:
    case = line_of(page, "case.added")
    assert case.item == "183-2026-100418"
    assert case.details == (("Sorumlu", "Zeynep GÜNDOĞDU"),)
    assert line_of(page, "officer.assignments_closed").item == "Zeynep GÜNDOĞDU"
    number = "4752, Zeynep GÜNDOĞDU → Gülşah ÇETİNKAYA"
    assert {line_of(page, act).item for act in ("change.finished", "letter.number_noted")} == {
        number
    }
    assert ("Yazı", number) in line_of(page, "officer.assignments_closed").details
    begun = line_of(page, "rota.begun")
    assert (begun.item, begun.details) == ("Ocak 2027", (("Ay", "Ocak 2027"),))
    assert reported


@pytest.mark.parametrize("sought", ["183-2026-100418", "183 2026 100418"])
def test_that_a_case_is_found_by_its_number(
    reported: Mapping[str, int], page: AuditPage, qtbot: QtBot, sought: str
) -> None:
    page.list.filters.search.setText(sought)
    page.list.refresh()
    wait(page, qtbot)
    assert {(line.row.kind, line.row.item_id) for line in lines(page)} == {
        ("case", reported["case"])
    }


def test_that_a_letter_is_found_by_its_number(
    reported: Mapping[str, int], page: AuditPage, qtbot: QtBot
) -> None:
    page.list.filters.search.setText("4752")
    page.list.refresh()
    wait(page, qtbot)
    found = {(line.row.kind, line.row.item_id) for line in lines(page)}
    assert found == {("letter", reported["letter"]), ("change", reported["letter"])}


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("case.added", "case"),
        ("officer.assignments_closed", "officer"),
        ("letter.finished", "letter"),
        ("change.finished", "letter"),
    ],
)
def test_that_enter_and_the_button_of_the_card_lead_to_what_an_entry_is_about(
    reported: Mapping[str, int],
    page: AuditPage,
    host: QWidget,
    qtbot: QtBot,
    action: str,
    kind: str,
) -> None:
    with qtbot.waitExposed(host):
        host.show()
    line = line_of(page, action)
    page.list.view.selectRow(lines(page).index(line))
    with qtbot.waitSignal(page.route_requested) as caught:
        QTest.keyClick(page.list.view, Qt.Key.Key_Return)
    assert caught.args == [kind, reported[kind]]
    with qtbot.waitSignal(page.route_requested) as caught:
        QTest.mouseClick(page.card.open_button, Qt.MouseButton.LeftButton)
    assert caught.args == [kind, reported[kind]]


def test_that_what_no_page_shows_leads_nowhere(
    page: AuditPage, host: QWidget, qtbot: QtBot
) -> None:
    with qtbot.waitExposed(host):
        host.show()
    page.list.view.selectRow(2)  # a unit
    assert page.card.open_button.isHidden()
    with qtbot.assertNotEmitted(page.route_requested):
        QTest.keyClick(page.list.view, Qt.Key.Key_Return)


def test_that_who_may_not_see_a_thing_does_not_learn_its_name_from_the_trail(
    reported: Mapping[str, int], desk: Desk
) -> None:
    with desk.work() as work:
        rows = find_entries(work.session, AuditFilter(), before=None, limit=100)
        assert set(reported.items()) <= set(name_items(work, rows))
        work.actor = replace(work.actor, role="nobody")
        assert not {pair for pair in name_items(work, rows) if pair[0] in reported}
        for sought in ("183-2026-100418", "4752", "gundogdu"):
            assert find_items(work, sought) == ()
