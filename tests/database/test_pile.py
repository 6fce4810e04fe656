"""What waits to be printed or signed: each kind as its page counts it, in one print."""

import datetime as dt
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import pypdfium2
import pytest
from sqlalchemy import select

from alo183_desktop.db.audit import AuditEntry
from alo183_desktop.db.work import Work
from alo183_desktop.directorate.kinds import Channel
from alo183_desktop.documents.checked_files import check_file
from alo183_desktop.documents.fax.scans import ReadSheet, read_sheets
from alo183_desktop.documents.pdf_a import text_of
from alo183_desktop.documents.pixels import page_count
from alo183_desktop.letters import service as letters
from alo183_desktop.letters.rules import Result
from alo183_desktop.overview import pile
from alo183_desktop.overview.parting import LEFT_OUT, lacking, part, positions_of
from alo183_desktop.overview.pile import PaperKind, PilePaper
from alo183_desktop.phones import queries as phone_queries
from alo183_desktop.phones import service as phones
from alo183_desktop.phones.custody import circular
from alo183_desktop.phones.custody import papers as custody_papers
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.phones.kinds import FormState
from alo183_desktop.phones.rows import FormFilter
from alo183_desktop.rota import papers as rota_papers
from alo183_desktop.rota import service as rota
from alo183_desktop.rota.kinds import DutyKind, RotaFileKind
from alo183_desktop.shared.errors import ConflictError, KnownError
from alo183_desktop.vehicles import service as vehicles
from alo183_desktop.vehicles.kinds import LicenceClass
from alo183_desktop.vehicles.papers import read_order
from alo183_desktop.vehicles.record import DriverValues, OrderValues, VehicleValues
from tests.database.databases import Database, FillOnce
from tests.database.desks import finish
from tests.database.kept_rotas import NOVEMBER, give, keep, publish, take_turns
from tests.database.phones import checked_picture, line_item, line_values
from tests.database.test_changes import form_of, new_entry
from tests.database.test_letters import attempt, scan_of


@dataclass(frozen=True, slots=True)
class Waiting:
    """The numbers of what waits."""

    letter: int
    form: int
    circular: int
    order: int


def pile_up(work: Work) -> Waiting:
    """Let one paper of each kind wait, and two of custody."""
    kept = keep(work)
    take_turns(work, kept, NOVEMBER)
    publish(work, NOVEMBER)
    desk = kept.desk
    letter_id = finish(work, form_of(desk, new_entry(desk)))
    line_id = phones.LINES.save(work, None, line_values(1))
    form_id = custody.issue(work, [line_item(line_id)], officer_id=desk.zeynep, at=work.now)
    (circular_id,) = circular.notify(work, [desk.zeynep])
    vehicle_id = vehicles.VEHICLES.save(
        work,
        None,
        VehicleValues("06 ABC 123", "", 5, has_child_seat=False, starts_on=work.now.date()),
    )
    driver_id = vehicles.DRIVERS.save(work, None, DriverValues(None, "Kadir GÖKÇE", LicenceClass.B))
    order_id = vehicles.ORDERS.save(
        work, None, OrderValues(vehicle_id, driver_id, "", "Mamak", "İnceleme", "", work.now)
    )
    return Waiting(letter_id, form_id, circular_id, order_id)


@pytest.fixture
def waiting(fill_once: FillOnce) -> Waiting:
    return fill_once(pile_up)


def listed(database: Database) -> tuple[PilePaper, ...]:
    with database.open_work() as work:
        return pile.list_papers(work)


def keys(papers: Sequence[PilePaper]) -> list[tuple[PaperKind, int]]:
    return [(one.kind, one.number) for one in papers]


@pytest.mark.both_backends
def test_that_the_pile_holds_one_of_each_kind_in_its_order(
    database: Database, waiting: Waiting
) -> None:
    found = listed(database)
    assert [one.kind for one in found] == [
        PaperKind.LETTER,
        PaperKind.ISSUE_FORM,
        PaperKind.CIRCULAR,
        PaperKind.ROTA,
        PaperKind.NOTICE,
        PaperKind.ORDER,
    ]
    assert (PaperKind.LETTER, waiting.letter) in keys(found)
    assert (PaperKind.ORDER, waiting.order) in keys(found)
    assert found[1].words == "Zimmet tutanağı 2026/1, Zeynep GÜNDOĞDU"
    assert found[3].called == "Kasım 2026, 1. sürüm"


@pytest.mark.both_backends
def test_that_what_was_signed_or_sent_waits_no_more(database: Database, waiting: Waiting) -> None:
    with database.open_work("administrator") as work:
        letters.record_dispatch(
            work, waiting.letter, attempt(work, Channel.FAX, result=Result.FAILED)
        )
        (form,) = (
            one
            for one in phone_queries.list_forms(work.session, FormFilter(unsigned_only=True))
            if one.form_id == waiting.form
        )
        custody_papers.attach_signed(work, form.form_id, checked_picture(), version=form.version)
        rota.keep_approval(work, NOVEMBER, checked_picture(), number=1)
        for notice in rota.list_notices(work, NOVEMBER):
            rota.sign_notice(work, notice.notice_id, dt.date(2026, 11, 24), version=notice.version)
    assert [one.kind for one in listed(database)] == [PaperKind.CIRCULAR, PaperKind.ORDER]


def test_that_a_letter_with_its_signed_scan_waits_no_more(
    database: Database, waiting: Waiting
) -> None:
    with database.open_work() as work:
        letters.attach_scan(work, waiting.letter, check_file("imzali.tiff", scan_of(1)))
    assert PaperKind.LETTER not in [one.kind for one in listed(database)]


def test_that_a_letter_signed_electronically_waits_for_no_paper(database: Database) -> None:
    with database.open_work("administrator") as work:
        desk = keep(work).desk
        finish(work, form_of(desk, new_entry(desk), preparation="E"))
    assert listed(database) == ()


def test_that_each_paper_begins_on_a_sheet_of_its_own(database: Database, waiting: Waiting) -> None:
    assert waiting.letter
    with database.open_work() as work:
        found = pile.list_papers(work)
        whole = pile.read_papers(work, found, on_sheets=True)()
        close = pile.read_papers(work, found, on_sheets=False)()
        single = [pile.read_papers(work, [one], on_sheets=False)() for one in found]
    # A letter and its copy are two papers.
    pages = [page_count(one) for one in single]
    assert page_count(close) == sum(pages)
    said = text_of(whole)
    assert said is not None
    headed = [place for place, page in enumerate(said.pages) if "T.C." in page]
    assert len(headed) >= len(found) + 1
    assert all(place % 2 == 0 for place in headed)
    assert "Paraf" in said.pages[2] or "...../...../" in said.pages[2]


def trail_of(database: Database, ending: str) -> list[tuple[str, int | None, dict[str, object]]]:
    """Return the entries of the trail about exported papers, by the ending of the action."""
    with database.open_work() as work:
        entries = work.session.scalars(select(AuditEntry).order_by(AuditEntry.sequence))
        return [
            (entry.action, entry.item_id, dict(entry.details))
            for entry in entries
            if entry.action.endswith(ending)
        ]


def reported(found: Sequence[PilePaper], waiting: Waiting, ending: str) -> list[object]:
    """Return the entries that the trail must have after the export of the pile."""
    (month_id,) = {one.number for one in found if one.kind is PaperKind.ROTA}
    rota_details = {"count": 1, "month": NOVEMBER, "number": 1}
    return [
        (f"letter.{ending}", waiting.letter, {"form": "pdf"}),
        (f"letter.{ending}", waiting.letter, {"form": "initialled"}),
        (f"custody_form.{ending}", waiting.form, {}),
        (f"custody_form.{ending}", waiting.circular, {}),
        (f"rota.{ending}", month_id, {**rota_details, "what": "rota"}),
        (f"rota.{ending}", month_id, {**rota_details, "what": "notice"}),
        (
            f"task_order.{ending}",
            waiting.order,
            {"order": "2026/1", "plate": "06 ABC 123"},
        ),
    ]


@pytest.mark.both_backends
def test_that_the_printing_of_each_paper_is_written_down(
    database: Database, waiting: Waiting
) -> None:
    found = listed(database)
    with database.open_work() as work:
        pile.record_print(work, found)
    assert trail_of(database, ".printed") == reported(found, waiting, "printed")
    with database.open_work() as work:
        forms = phone_queries.list_forms(work.session, FormFilter(unsigned_only=True))
    assert {one.state for one in forms} == {FormState.PRINTED}
    again = listed(database)
    assert {one.printed_on for one in found} == {None}
    assert {one.printed_on for one in again} == {dt.date(2026, 11, 24)}
    assert again[0].words.endswith(" (basıldı 24.11)")


def test_that_a_rota_that_was_printed_alone_is_reported_as_printed_in_the_pile(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        take_turns(work, keep(work), NOVEMBER)
        publish(work, NOVEMBER)
    with database.open_work("administrator") as work:
        for what in ("rota", "notice"):
            rota_papers.record_print(work, NOVEMBER, what)
    printed = [one.kind for one in listed(database) if one.printed_on]
    assert printed == [PaperKind.ROTA, PaperKind.NOTICE]
    with database.open_work("administrator") as work:
        give(work, NOVEMBER, 30, DutyKind.MAIN, None)
        publish(work, NOVEMBER)
        give(work, NOVEMBER, 29, DutyKind.MAIN, None)
        rota_papers.record_print(work, NOVEMBER, "rota")
    assert [one.kind for one in listed(database) if one.printed_on] == [], "a draft is no version"


def test_that_a_new_version_of_a_rota_was_not_printed_yet_though_the_last_one_was(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        kept = keep(work)
        take_turns(work, kept, NOVEMBER)
        publish(work, NOVEMBER)
    with database.open_work("administrator") as work:
        pile.record_print(work, pile.list_papers(work)[:1])
    assert [bool(one.printed_on) for one in listed(database)] == [True, False]
    with database.open_work("administrator") as work:
        give(work, NOVEMBER, 27, DutyKind.MAIN, None)
        publish(work, NOVEMBER)
    assert [bool(one.printed_on) for one in listed(database)] == [False, False]


def test_that_the_print_of_an_envelope_is_none_of_its_letter(
    database: Database, waiting: Waiting
) -> None:
    with database.open_work() as work:
        letters.record_print(work, waiting.letter, "envelope-dl")
    assert listed(database)[0].printed_on is None
    with database.open_work() as work:
        letters.record_print(work, waiting.letter, "pdf")  # from its own page
    assert listed(database)[0].printed_on == dt.date(2026, 11, 24)


def test_that_each_paper_that_leaves_as_a_file_is_written_down(
    database: Database, waiting: Waiting
) -> None:
    found = listed(database)
    with database.open_work() as work:
        pile.record_export(work, found)
    assert trail_of(database, ".exported") == reported(found, waiting, "exported")


def refused(database: Database, paper: PilePaper) -> None:
    """Demand that a paper as it was listed is neither read nor printed, saved or kept."""
    scan = check_file("tarama.tiff", scan_of(1))
    acts: list[Callable[[Work], object]] = [
        lambda work: pile.read_papers(work, [paper], on_sheets=False),
        lambda work: pile.record_print(work, [paper]),
        lambda work: pile.record_export(work, [paper]),
        lambda work: pile.attach(work, [(paper, scan)]),
    ]
    for act in acts:
        with (
            pytest.raises(ConflictError, match="conflict"),
            database.open_work("administrator") as work,
        ):
            act(work)


def test_that_a_letter_that_was_cancelled_meanwhile_is_not_printed(
    database: Database, waiting: Waiting
) -> None:
    letter, *others = listed(database)
    with database.open_work("administrator") as work:
        letters.cancel_letter(work, waiting.letter, "yanlış kişi")
    refused(database, letter)
    with database.open_work() as work:
        pile.record_print(work, others)


def test_that_a_form_that_was_signed_meanwhile_is_not_printed(
    database: Database, waiting: Waiting
) -> None:
    form = next(one for one in listed(database) if one.kind is PaperKind.ISSUE_FORM)
    assert form.number == waiting.form
    with database.open_work("administrator") as work:
        custody_papers.attach_signed(work, form.number, checked_picture(), version=form.version)
    refused(database, form)


def test_that_what_was_printed_is_printed_once_more_from_the_same_list(
    database: Database, waiting: Waiting
) -> None:
    assert waiting.letter
    found = listed(database)
    for _time in range(2):
        with database.open_work() as work:
            pile.record_print(work, found)
    assert len(trail_of(database, ".printed")) == 14


@pytest.mark.both_backends
def test_that_the_approval_of_a_version_is_not_kept_as_that_of_the_next(
    database: Database,
) -> None:
    with database.open_work("administrator") as work:
        kept = keep(work)
        take_turns(work, kept, NOVEMBER)
        publish(work, NOVEMBER)
    first, notices = listed(database)
    with database.open_work("administrator") as work:
        give(work, NOVEMBER, 27, DutyKind.MAIN, None)
        publish(work, NOVEMBER)
    refused(database, first)
    with pytest.raises(ConflictError), database.open_work() as work:
        pile.read_papers(work, [notices], on_sheets=False)
    second, _notices = listed(database)
    assert (second.key, second.version) == (first.key, 2)
    assert first.code is not None
    read = ReadSheet((first.code._replace(page=1, pages=1).digits,), is_blank=False)
    (sheet,) = part([read], [second], may_attach=lambda _one: True)
    assert sheet.key == "", "the sheet is of the version before"
    with database.open_work("administrator") as work:
        pile.attach(work, [(second, check_file("tarama.tiff", scan_of(1)))])
        approval, *_others = rota.list_files(work, NOVEMBER)
    assert (approval.kind, approval.number) == (RotaFileKind.APPROVAL, 2)


def scanned(pdf: bytes, pages: Sequence[int] | None = None) -> bytes:
    """Return what a scanner makes of a print, at 150 dpi."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        wanted = range(len(document)) if pages is None else pages
        sheets = [document[place].render(scale=150 / 72).to_pil().convert("L") for place in wanted]
    finally:
        document.close()
    target = io.BytesIO()
    sheets[0].save(target, "TIFF", save_all=True, append_images=sheets[1:], dpi=(150, 150))
    return target.getvalue()


def test_that_a_paper_that_is_printed_alone_bears_the_code_that_it_has_in_the_pile(
    database: Database, waiting: Waiting
) -> None:
    with database.open_work("administrator") as work:
        found = pile.list_papers(work)
        form = custody_papers.read_form_paper(work, waiting.form)
        order = read_order(work, waiting.order, director="")
        (month,) = {one.month for one in found if one.kind is PaperKind.ROTA}
        rota = rota_papers.read_paper(work, month, has_code=True)
        notices = rota_papers.read_notices(work, month)
        actor = work.actor
    (rota_key,) = (one.key for one in found if one.kind is PaperKind.ROTA)
    for paper, key in (
        (form, f"{PaperKind.ISSUE_FORM}-{waiting.form}"),
        (order, LEFT_OUT),
        (rota, rota_key),
        (notices, LEFT_OUT),
    ):
        sheets = part(
            read_sheets(scanned(paper())), found, may_attach=lambda one: pile.may_attach(one, actor)
        )
        assert {one.key for one in sheets} == {key}


def test_that_the_scan_of_the_whole_print_finds_its_papers_again(
    database: Database, waiting: Waiting
) -> None:
    with database.open_work("administrator") as work:
        found = pile.list_papers(work)
        coded = [one for one in found if one.code is not None]
        pdf = pile.read_papers(work, coded, on_sheets=True)()
        actor = work.actor
    sheets = part(
        read_sheets(scanned(pdf)), found, may_attach=lambda one: pile.may_attach(one, actor)
    )
    assert all(one.key for one in sheets), "nothing is asked"
    kept = positions_of(sheets)
    assert list(kept) == [
        one.key for one in coded if one.kind not in {PaperKind.NOTICE, PaperKind.ORDER}
    ]
    assert lacking(sheets, read=sheets) == {}
    papers = {one.key: one for one in found}
    scan = check_file("tarama.tiff", scan_of(1))
    with database.open_work("administrator") as work:
        pile.attach(work, [(papers[key], scan) for key in kept])
    left = [one.kind for one in listed(database)]
    assert left == [PaperKind.LETTER, PaperKind.NOTICE, PaperKind.ORDER]
    assert waiting.letter


def test_that_papers_of_other_data_are_not_taken_for_ours(
    database: Database, waiting: Waiting
) -> None:
    found = listed(database)
    form = next(one for one in found if keys([one]) == [(PaperKind.ISSUE_FORM, waiting.form)])
    assert form.code is not None
    theirs = replace(form, seal=(form.seal + 1) % 10_000)
    assert theirs.code is not None
    read = ReadSheet((theirs.code._replace(page=1, pages=1).digits,), is_blank=False)
    (sheet,) = part([read], found, may_attach=lambda _one: True)
    assert sheet.key == ""


def test_that_scans_are_kept_all_or_none(database: Database, waiting: Waiting) -> None:
    found = {(one.kind, one.number): one for one in listed(database)}
    letter = found[PaperKind.LETTER, waiting.letter]
    form = found[PaperKind.ISSUE_FORM, waiting.form]
    scan = check_file("tarama.tiff", scan_of(1))
    stale = replace(form, version=form.version + 1)
    with (
        pytest.raises(KnownError, match="conflict"),
        database.open_work("administrator") as work,
    ):
        pile.attach(work, [(letter, scan), (stale, scan)])
    assert len(listed(database)) == len(found)
