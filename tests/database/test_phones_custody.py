"""Who holds which handset and line at any instant, and the papers that each change makes."""

import datetime as dt
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from alo183_desktop.db.work import Work
from alo183_desktop.documents.papers.custody_form import CustodyFormContent
from alo183_desktop.letters.model import Letter
from alo183_desktop.phones import queries, service
from alo183_desktop.phones.custody import papers
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.phones.kinds import FormKind, FormState, ItemState
from alo183_desktop.phones.model import (
    Custody,
    CustodyForm,
    CustodyWaiver,
    PhoneLine,
    StateChange,
)
from alo183_desktop.phones.rows import CustodyFilter, CustodyRow, ItemKind, PhoneFilter
from alo183_desktop.phones.rules import DEFAULT_TERMS, Interval, first_overlap
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.plain import from_plain
from alo183_desktop.shared.texts import message_of
from tests.database.databases import Database
from tests.database.phones import (
    PHONE,
    at,
    checked_picture,
    form_row,
    handset_item,
    handset_values,
    line_item,
    line_values,
    stock,
    stocked,
)
from tests.examples import at_most

NOW: Final = at("2026-11-24 09:30")
MARCH: Final = at("2026-03-13 23:30")
"""14 March 02:30 in Istanbul."""


def test_that_an_issue_makes_one_paper_for_phone_and_line(database: Database) -> None:
    here = stocked(database)
    with database.open_work() as work:
        form_id = custody.issue(
            work,
            [line_item(here.line), handset_item(here.handset)],
            officer_id=here.people.ilknur,
            at=at("2026-11-20 10:00"),
        )
        [line] = queries.list_lines(work.session, PhoneFilter(), at=NOW)
        [handset] = queries.list_handsets(work.session, PhoneFilter(), at=NOW)
        form = form_row(work, form_id)
        content = from_plain(CustodyFormContent, work.session.get_one(CustodyForm, form_id).content)
        assert papers.open_form_pdf(work, form_id).startswith(b"%PDF-")
    assert (line.state, line.holder_name) == (ItemState.ISSUED, "İlknur ÇIĞ")
    assert (handset.state, handset.holder_id) == (ItemState.ISSUED, here.people.ilknur)
    assert line.has_unsigned_form
    assert (form.number_text, form.kind, form.state) == ("2026/1", FormKind.ISSUE, FormState.DRAFT)
    assert form.item_labels[0] == "0500 000 11 01"
    # Who acts is of the roster, which knows their title.
    assert (content.giver.name, content.giver.title) == ("Şükrü IŞIK", "Sosyal Çalışmacı")
    assert (content.receiver.name, content.receiver.title) == ("İlknur ÇIĞ", "Sosyal Çalışmacı")
    assert content.line is not None
    assert content.line.quota_words == "300 dk, 1 GB"
    assert (content.condition, content.accessories) == ("sağlam", "şarj aleti, kılıf")
    assert content.terms == DEFAULT_TERMS


@pytest.mark.both_backends
def test_that_one_question_shows_who_held_a_number(database: Database) -> None:
    here = stocked(database)
    people = here.people
    with database.open_work() as work:
        custody.issue(
            work, [line_item(here.line)], officer_id=people.zeynep, at=at("2026-01-05 08:00")
        )
        [held] = queries.held_by(work.session, people.zeynep, at=NOW)
        custody.give_back(work, [held.custody_id], at=at("2026-06-01 08:00"))
        custody.issue(
            work, [line_item(here.line)], officer_id=people.ilknur, at=at("2026-07-01 08:00")
        )

        def holder(instant: dt.datetime) -> str | None:
            found = service.find_holder(work, "0500 000 11 01", at=instant)
            return None if found is None else found.officer_name

        assert holder(MARCH) == "Zeynep GÜNDOĞDU"
        # The interval is closed at its beginning and open at its end.
        assert holder(at("2026-01-05 08:00")) == "Zeynep GÜNDOĞDU"
        assert holder(at("2026-06-01 08:00")) is None
        assert holder(NOW) == "İlknur ÇIĞ"
        with pytest.raises(KnownError, match="unknown_number"):
            service.find_holder(work, "0500 000 99 99", at=NOW)
        assert len(queries.list_custodies(work.session, CustodyFilter(at=MARCH))) == 1
        [then] = queries.list_lines(work.session, PhoneFilter(), at=MARCH)
        [between] = queries.list_lines(work.session, PhoneFilter(), at=at("2026-06-15 08:00"))
    assert (then.state, then.holder_name) == (ItemState.ISSUED, "Zeynep GÜNDOĞDU")
    assert (between.state, between.holder_name) == (ItemState.IN_STORE, "")
    assert between.last_holder_name == "Zeynep GÜNDOĞDU"


@pytest.mark.both_backends
def test_that_a_second_holder_is_refused_by_name_also_in_the_past(database: Database) -> None:
    here = stocked(database)
    with database.open_work() as work:
        custody.issue(
            work, [line_item(here.line)], officer_id=here.people.zeynep, at=at("2026-01-05 08:00")
        )
    for instant in ("2026-11-20 10:00", "2025-12-01 10:00"):
        with pytest.raises(KnownError) as caught, database.open_work() as work:
            custody.issue(
                work, [line_item(here.line)], officer_id=here.people.ilknur, at=at(instant)
            )
        assert message_of(caught.value).what == (
            "0500 000 11 01, 05.01.2026 11:00 tarihinden beri Zeynep GÜNDOĞDU adına zimmetli."
        )
    with database.open_work() as work:
        [held] = queries.held_by(work.session, here.people.zeynep, at=NOW)
        custody.give_back(work, [held.custody_id], at=at("2026-06-01 08:00"))
    with pytest.raises(KnownError, match="held_then") as caught, database.open_work() as work:
        custody.issue(
            work, [line_item(here.line)], officer_id=here.people.ilknur, at=at("2026-05-01 08:00")
        )
    assert "01.06.2026 11:00 arasında Zeynep GÜNDOĞDU" in message_of(caught.value).what
    with pytest.raises(KnownError, match="held_then"), database.open_work() as work:
        custody.enter_past(
            work,
            line_item(here.line),
            officer_id=here.people.ilknur,
            from_at=at("2025-12-01 08:00"),
            to_at=at("2026-01-05 08:01"),
        )
    with database.open_work() as work:
        custody.enter_past(
            work,
            line_item(here.line),
            officer_id=here.people.ilknur,
            from_at=at("2025-12-01 08:00"),
            to_at=at("2026-01-05 08:00"),
        )
        found = queries.who_held(work.session, PHONE, at=at("2026-01-05 07:59"))
    assert found is not None
    assert found.officer_name == "İlknur ÇIĞ"


def test_that_nothing_is_issued_or_returned_in_the_future_or_twice(database: Database) -> None:
    here = stocked(database)
    people = here.people
    later = NOW + dt.timedelta(minutes=1)
    with database.open_work() as work:
        with pytest.raises(KnownError, match=r"phones\.future"):
            custody.issue(work, [line_item(here.line)], officer_id=people.ilknur, at=later)
        with pytest.raises(KnownError, match="nothing_chosen"):
            custody.issue(work, (), officer_id=people.ilknur, at=NOW)
        with pytest.raises(KnownError, match=r"phones\.gone"):
            custody.issue(work, [line_item(here.line)], officer_id=999, at=NOW)
        custody.issue(work, [line_item(here.line)], officer_id=people.ilknur, at=NOW)
        [held] = queries.held_by(work.session, people.ilknur, at=NOW)
        with pytest.raises(KnownError, match=r"phones\.future"):
            custody.give_back(work, [held.custody_id], at=later)
        with pytest.raises(KnownError, match="return_before_issue"):
            custody.give_back(work, [held.custody_id], at=NOW - dt.timedelta(minutes=1))
        custody.give_back(work, [held.custody_id], at=NOW)
        with pytest.raises(KnownError, match="already_returned"):
            custody.give_back(work, [held.custody_id], at=NOW)
        # What was taken back at the instant of its issue was never held.
        assert queries.holder_of(work.session, here.line, at=NOW) is None
        custody.issue(work, [line_item(here.line)], officer_id=people.zeynep, at=NOW)


def test_that_what_an_officer_holds_is_passed_on_with_two_papers(database: Database) -> None:
    here = stocked(database)
    people = here.people
    with database.open_work() as work:
        second = service.LINES.save(work, None, line_values(2))
        custody.issue(
            work,
            [line_item(here.line), handset_item(here.handset)],
            officer_id=people.zeynep,
            at=at("2026-01-05 08:00"),
        )
        custody.issue(
            work, [line_item(second)], officer_id=people.zeynep, at=at("2026-02-05 08:00")
        )
        held = queries.held_by(work.session, people.zeynep, at=NOW)
        assert [row.item_kind.value for row in held] == ["line", "line", "handset"]
        ids = [row.custody_id for row in held]
        with pytest.raises(KnownError, match="same_officer"):
            custody.pass_on(work, ids, to_officer_id=people.zeynep, at=NOW)
        passed = custody.pass_on(
            work, ids, to_officer_id=people.ilknur, at=NOW, condition="ekran çizik"
        )
        assert queries.held_by(work.session, people.zeynep, at=NOW) == ()
        assert len(queries.held_by(work.session, people.ilknur, at=NOW)) == 3
        back = from_plain(
            CustodyFormContent, work.session.get_one(CustodyForm, passed.return_form_id).content
        )
        out = from_plain(
            CustodyFormContent, work.session.get_one(CustodyForm, passed.issue_form_id).content
        )
        [handset] = queries.list_handsets(work.session, PhoneFilter(), at=NOW)
    assert (back.giver.name, out.receiver.name) == ("Zeynep GÜNDOĞDU", "İlknur ÇIĞ")
    assert len(out.lines) == 2
    assert out.condition == back.condition == handset.condition == "ekran çizik"


@pytest.mark.both_backends
def test_that_a_hand_over_by_mistake_is_taken_back_as_if_it_had_never_been(
    database: Database,
) -> None:
    here = stocked(database)
    people = here.people
    with database.open_work(role="clerk") as work:
        items = [line_item(here.line), handset_item(here.handset)]
        first = custody.issue(work, items, officer_id=people.zeynep, at=at("2026-11-02 08:00"))
        held = queries.held_by(work.session, people.zeynep, at=NOW)
        passed = custody.pass_on(
            work, [one.custody_id for one in held], to_officer_id=people.ilknur, at=NOW
        )
    with database.open_work(role="clerk") as work:
        # The steps after it go first: nobody holds what somebody else holds.
        for form_id in (first, passed.return_form_id):
            with pytest.raises(KnownError, match="form_followed"):
                custody.cancel_form(work, form_id)
    for form_id in passed.issue_form_id, passed.return_form_id:
        with database.open_work(role="clerk") as work:
            custody.cancel_form(work, form_id)
            assert not queries.held_by(work.session, people.ilknur, at=NOW)
    with database.open_work(role="clerk") as work:
        assert queries.held_by(work.session, people.zeynep, at=NOW) == held
        assert queries.count_unsigned(work.session) == 1
        states = [form_row(work, form_id).state.value for form_id in (first, *passed)]
        assert states == ["draft", "cancelled", "cancelled"]
        [line] = queries.list_lines(work.session, PhoneFilter(), at=NOW)
        assert (line.state, line.holder_name) == (ItemState.ISSUED, "Zeynep GÜNDOĞDU")
        cancelled = form_row(work, passed.issue_form_id)
        with pytest.raises(KnownError, match="form_cancelled"):
            papers.attach_signed(
                work, cancelled.form_id, checked_picture(), version=cancelled.version
            )
        with pytest.raises(KnownError, match="form_cancelled"):
            custody.cancel_form(work, cancelled.form_id)
        custody.cancel_form(work, first)
        [line] = queries.list_lines(work.session, PhoneFilter(), at=NOW)
        assert (line.state, line.holder_name, line.last_holder_name) == (ItemState.IN_STORE, "", "")
        # Free at once, from the same instant.
        again = custody.issue(work, items, officer_id=people.ilknur, at=at("2026-11-02 08:00"))
        row = form_row(work, again)
        papers.attach_signed(work, again, checked_picture(), version=row.version)
        with pytest.raises(KnownError, match="form_signed"):
            custody.cancel_form(work, again)


def test_that_what_is_in_repair_since_its_return_is_not_with_its_holder_again(
    database: Database,
) -> None:
    here = stocked(database)
    with database.open_work() as work:
        custody.issue(
            work, [line_item(here.line)], officer_id=here.people.zeynep, at=at("2026-11-02 08:00")
        )
        [held] = queries.held_by(work.session, here.people.zeynep, at=NOW)
        returned = custody.give_back(work, [held.custody_id], at=at("2026-11-03 08:00"))
        service.set_state(
            work, line_item(here.line), state=ItemState.IN_REPAIR, at=NOW, reason="Ekranı kırık"
        )
        with pytest.raises(KnownError, match="form_followed"):
            custody.cancel_form(work, returned)


def test_that_a_lost_phone_keeps_its_last_holder_until_found_or_retired(
    database: Database,
) -> None:
    here = stocked(database)
    with database.open_work() as work:
        custody.issue(
            work,
            [handset_item(here.handset)],
            officer_id=here.people.ilknur,
            at=at("2026-11-01 08:00"),
        )

        def become(state: ItemState, at_text: str, reason: str = "") -> None:
            service.set_state(
                work, handset_item(here.handset), state=state, at=at(at_text), reason=reason
            )

        with pytest.raises(KnownError, match="return_needed"):
            become(ItemState.RETIRED, "2026-11-24 08:00")
        with pytest.raises(KnownError, match="state_same"):
            become(ItemState.ISSUED, "2026-11-24 08:00")
        become(ItemState.LOST, "2026-11-24 09:28", "minibüste unutuldu")
        [lost] = queries.list_handsets(work.session, PhoneFilter(), at=NOW)
        assert (lost.state, lost.holder_name) == (ItemState.LOST, "İlknur ÇIĞ")
        with pytest.raises(KnownError, match="state_before"):
            become(ItemState.ISSUED, "2026-10-31 09:27")
        become(ItemState.ISSUED, "2026-11-24 09:28")
        become(ItemState.LOST, "2026-11-24 09:29")
        become(ItemState.RETIRED, "2026-11-24 09:29")
        card = queries.get_card(work.session, ItemKind.HANDSET, here.handset, at=NOW)
    assert card.row.state is ItemState.RETIRED
    assert card.row.holder_id is None
    assert card.custodies[0].to_at == at("2026-11-24 09:29")
    assert card.custodies[0].return_form_id is None
    assert card.states[-1].state is ItemState.IN_STORE
    assert "minibüste unutuldu" in {row.reason for row in card.states}
    with pytest.raises(KnownError, match="not_in_store"), database.open_work() as work:
        custody.issue(work, [handset_item(here.handset)], officer_id=here.people.ilknur, at=NOW)


def test_that_a_waiver_shows_why_and_the_custody_goes_on(database: Database) -> None:
    here = stocked(database)
    with database.open_work() as work:
        custody.issue(work, [line_item(here.line)], officer_id=here.people.ilknur, at=NOW)
        [held] = queries.held_by(work.session, here.people.ilknur, at=NOW)
        with pytest.raises(KnownError, match="reason_missing"):
            custody.waive(work, held.custody_id, letter_id=1, reason="  ")
        letter_id = letter(work)
        custody.waive(work, held.custody_id, letter_id=letter_id, reason="Cihaz  tamirde")
        [kept] = queries.held_by(work.session, here.people.ilknur, at=NOW)
    assert (kept.to_at, kept.waived_because) == (None, "Cihaz tamirde")
    with pytest.raises(DBAPIError, match="never changed"), database.open_work() as work:
        work.session.execute(update(CustodyWaiver).values(reason="başka"))


def test_that_the_states_of_a_line_go_with_it(database: Database) -> None:
    here = stocked(database)
    with database.open_work() as work:
        work.session.execute(delete(PhoneLine).where(PhoneLine.id == here.line))
        left = work.session.scalars(select(StateChange.line_id)).all()
    assert left == [None]


INSTANTS: Final = st.integers(min_value=0, max_value=6)
INTERVALS: Final = st.lists(
    st.tuples(INSTANTS, st.none() | INSTANTS).map(
        lambda pair: pair if pair[1] is None else (min(pair), max(pair))  # type: ignore[type-var]
    ),
    max_size=6,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=at_most(25))
@given(intervals=INTERVALS)
def test_that_the_database_takes_what_the_rule_allows_and_nothing_else(
    database: Database, intervals: Sequence[tuple[int, int | None]]
) -> None:
    with database.open_work("administrator") as work:
        line = another_line(work)
    kept: list[Interval] = []
    for start, end in intervals:
        wanted = Interval(day(start), None if end is None else day(end))
        is_free = first_overlap(wanted, kept) is None
        # The database holds a second rule of its own: one running custody at most.
        is_free = is_free and not (
            wanted.to_at is None and any(other.to_at is None for other in kept)
        )
        try:
            with database.engine.begin() as connection:
                connection.execute(
                    insert(Custody.__table__),  # type: ignore[arg-type]
                    {
                        "line_id": line,
                        "handset_id": None,
                        "officer_id": 1,
                        "from_at": wanted.from_at,
                        "to_at": wanted.to_at,
                        "version": 1,
                    },
                )
        except IntegrityError:
            assert not is_free
        else:
            assert is_free
            kept.append(wanted)


@pytest.mark.both_backends
def test_that_a_moved_interval_cannot_overlap_either(database: Database) -> None:
    here = stocked(database)
    with database.open_work() as work:
        for start, end in ((0, 2), (2, 4)):
            custody.enter_past(
                work,
                line_item(here.line),
                officer_id=here.people.ilknur,
                from_at=day(start),
                to_at=day(end),
            )
    for values in (
        {"to_at": day(3)},
        {"to_at": day(1)},
        {"to_at": None},
        {"line_id": None, "handset_id": None},
    ):
        with pytest.raises(DBAPIError), database.open_work() as work:
            work.session.execute(update(Custody).where(Custody.id == 1).values(**values))


@pytest.mark.both_backends
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=at_most(10))
@given(
    acts=st.lists(
        st.tuples(st.sampled_from(["issue", "back", "pass", "past"]), INSTANTS, INSTANTS),
        max_size=8,
    )
)
def test_that_custodies_never_overlap_whatever_is_done(
    database: Database, acts: Sequence[tuple[str, int, int]]
) -> None:
    with database.open_work("administrator") as work:
        line = another_line(work)
        for act, first, second in acts:
            try:
                do(work, act, line, first, second)
            except KnownError:
                continue
        found = [Interval(row.from_at, row.to_at) for row in of_line(work, line, CustodyFilter())]
        for index, one in enumerate(found):
            assert first_overlap(one, found[:index]) is None
        # Whoever is asked for any instant, there is one answer at most.
        for number in range(8):
            assert len(of_line(work, line, CustodyFilter(at=day(number)))) <= 1


def another_line(work: Work) -> int:
    """Return a line that nobody ever held: what was held once is never rewritten."""
    count = int(work.session.scalar(select(func.count(PhoneLine.id))) or 0)
    return service.LINES.save(work, None, line_values(count + 1)) if count else stock(work).line


def of_line(work: Work, line: int, wanted: CustodyFilter) -> list[CustodyRow]:
    found = queries.list_custodies(work.session, wanted)
    return [row for row in found if row.item_kind is ItemKind.LINE and row.item_id == line]


def do(work: Work, act: str, line: int, first: int, second: int) -> None:
    officer = 1 + second % 3
    if act == "issue":
        custody.issue(work, [line_item(line)], officer_id=officer, at=day(first))
        return
    if act == "past":
        custody.enter_past(
            work, line_item(line), officer_id=officer, from_at=day(first), to_at=day(second)
        )
        return
    running = of_line(work, line, CustodyFilter(open_only=True))
    ids = [row.custody_id for row in running]
    if act == "back":
        custody.give_back(work, ids, at=day(first))
    else:
        custody.pass_on(work, ids, to_officer_id=officer, at=day(first))


@pytest.mark.both_backends
def test_that_of_two_desks_only_one_issues_a_line(database: Database) -> None:
    here = stocked(database)

    def issue_to(officer_id: int) -> None:
        with database.open_work() as work:
            custody.issue(work, [line_item(here.line)], officer_id=officer_id, at=NOW)

    with ThreadPoolExecutor(1) as other_desk:
        with database.open_work() as work:
            custody.issue(work, [line_item(here.line)], officer_id=here.people.zeynep, at=NOW)
            # It waits until the first one has stored, and then sees who holds the line.
            second = other_desk.submit(issue_to, here.people.ilknur)
        with pytest.raises(KnownError, match=r"phones\.held") as caught:
            second.result()
    assert caught.value.parameters["holder"] == "Zeynep GÜNDOĞDU"


def test_that_lists_are_asked_for_with_a_few_questions(database: Database) -> None:
    here = stocked(database)
    with database.open_work() as work:
        for number in range(2, 12):
            line_id = service.LINES.save(work, None, line_values(number))
            service.HANDSETS.save(work, None, handset_values(number))
            custody.issue(work, [line_item(line_id)], officer_id=here.people.ilknur, at=NOW)
    asked = database.listen()
    with database.open_work() as work:
        assert len(queries.list_lines(work.session, PhoneFilter(search="çığ"), at=NOW)) == 10
    assert sum(statement.startswith("SELECT") for statement in asked) <= 5


def letter(work: Work) -> int:
    made = Letter(
        topic="Görev değişikliği",
        summary="İlknur ÇIĞ ayrılıyor",
        search_key="",
        content={},
        recipient_address="",
        recipient_fax="",
        effective_on=dt.date(2026, 11, 24),
        is_change=True,
        is_urgent=False,
        pages=1,
        fax_pages=1,
        finished_at=NOW,
        finished_by="Selin AKTAŞ",
        correction_reason="",
    )
    work.session.add(made)
    work.session.flush()
    return made.id


def day(number: int) -> dt.datetime:
    return at("2026-01-01 00:00") + dt.timedelta(days=number)
