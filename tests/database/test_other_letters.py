"""Letters beside those of a change: what each says, what it refuses, and what becomes of it."""

import datetime as dt
import re
from dataclasses import replace
from itertools import pairwise
from typing import Final

import pytest
from sqlalchemy import select

from alo183_desktop.changes.dossier import service as change_files
from alo183_desktop.changes.dossier.lines import DossierPart
from alo183_desktop.changes.form import ChangeEntry, NewcomerKind
from alo183_desktop.changes.letter_list import export_letters
from alo183_desktop.changes.other_letters import service as other_letters
from alo183_desktop.changes.other_letters.kind import LetterSource
from alo183_desktop.changes.other_letters.service import LetterMatter, LetterPaper
from alo183_desktop.db.work import Work
from alo183_desktop.directorate.kinds import Channel
from alo183_desktop.documents.letter.content import AddresseeRank
from alo183_desktop.documents.letter.wording import body_text, letter_text
from alo183_desktop.letters.outgoing import export_letter
from alo183_desktop.letters.queries import get_letter, list_letters
from alo183_desktop.letters.rendering import whole_set
from alo183_desktop.letters.rows import LetterFilter
from alo183_desktop.letters.service import note_register_number
from alo183_desktop.officers.model import Officer
from alo183_desktop.overview.service import count
from alo183_desktop.phones import service as phones
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.phones.kinds import ItemState
from alo183_desktop.phones.model import Handset, Usage
from alo183_desktop.rota import unreached
from alo183_desktop.rota.kinds import Employment
from alo183_desktop.rota.model import DutyPerson
from alo183_desktop.rota.record import UnreachedValues
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError
from tests.clocks import FixedClock
from tests.database.databases import Database, FillOnce
from tests.database.desks import finish
from tests.database.kept_rotas import add
from tests.database.phones import Stocked, handset_item, line_item, stock
from tests.database.test_changes import form_of
from tests.database.test_letters import rule_of
from tests.database.usages import add_summary

MONTHS: Final = (("2026-08-01", 310), ("2026-09-01", 280), ("2026-10-01", 455), ("2026-11-01", 0))


@pytest.fixture
def here(fill_once: FillOnce) -> Stocked:
    return fill_once(stock)


def refusal(work: Work, matter: LetterMatter, item_id: int | None = None) -> str:
    with pytest.raises(KnownError) as refused:
        other_letters.read_letter(work, matter, item_id)
    return refused.value.code


def said(work: Work, matter: LetterMatter, item_id: int | None = None, **answers: object) -> str:
    """Return the text of a letter, of something that its dialog offers."""
    offered = other_letters.read_choices(work)[matter]
    assert offered is None or item_id in dict(offered)
    context = other_letters.read_letter(work, matter, item_id)
    kept = getattr(context.content.completed, "__closure__", None) or ()
    assert not [one for one in kept if isinstance(one.cell_contents, LetterSource | Work)], matter
    read = {} if context.asks is None else context.asks.check(answers).read
    return other_letters.text_of(context, read)


def test_that_letters_about_phones_pull_their_facts_and_are_refused_while_one_is_missing(
    database: Database, here: Stocked, clock: FixedClock
) -> None:
    with database.open_work("administrator") as work:
        for matter in LetterMatter:
            if matter.kind.offers is not None:
                assert refusal(work, matter) == "changes.letter_item"
        assert refusal(work, LetterMatter.LOST_LINE, here.line) == "changes.letter_item", (
            "it is not lost"
        )
        assert refusal(work, LetterMatter.BROKEN_PHONE, here.handset) == "changes.letter_item"
        assert refusal(work, LetterMatter.PHONE_REQUEST) == "changes.letter_store"
        for (first, minutes), (end, _) in pairwise(MONTHS):
            add_summary(work, here.line, (first, end), minutes=minutes, megabytes=100)
        assert refusal(work, LetterMatter.QUOTA_RAISE, here.line) == "changes.letter_item", (
            "in store"
        )
        custody.issue(
            work,
            [line_item(here.line), handset_item(here.handset)],
            officer_id=here.people.ilknur,
            at=work.now,
        )
        text = said(work, LetterMatter.PHONE_REQUEST)
        assert "İlknur" not in text
        assert "Zeynep GÜNDOĞDU: Çocuk, Kadın: hat ve telefon" in text
        text = said(work, LetterMatter.QUOTA_RAISE, here.line, minutes="600")
        assert "sorumlu Acil Müdahale Ekip Sorumlumuz İlknur ÇIĞ üzerine zimmetli" in text
        assert "kotasının 600 dakika olacak şekilde artırılmasını" in text
        for few in ({"minutes": "250"}, {"minutes": "600", "data": "512 MB"}):
            with pytest.raises(KnownError) as refused:
                said(work, LetterMatter.QUOTA_RAISE, here.line, **few)
            assert refused.value.code == "changes.letter_amount_small"
        assert "Ekim 2026: 455 dakika, 100 MB (kota 300 dakika, 1 GB)" in text
        reported = [line.partition(":")[0] for line in text.splitlines() if "(kota" in line]
        assert reported == ["Ağustos 2026", "Eylül 2026", "Ekim 2026"]
        last = work.session.scalars(select(Usage).order_by(Usage.id.desc())).first()
        assert last is not None
        work.session.delete(last)
        work.session.flush()
        assert refusal(work, LetterMatter.QUOTA_RAISE, here.line) == "changes.letter_usage"
        half = ("2026-10-01", "2026-10-20")
        add_summary(work, here.line, half, minutes=455, megabytes=100)
        assert refusal(work, LetterMatter.QUOTA_RAISE, here.line) == "changes.letter_usage"
    clock.advance(minutes=1)
    with database.open_work("administrator") as work:
        for state, item, reason in (
            (ItemState.LOST, line_item(here.line), "Çantası çalındı"),
            (ItemState.IN_REPAIR, handset_item(here.handset), "Ekranı kırık"),
        ):
            phones.set_state(work, item, state=state, at=work.now, reason=reason)
        stolen = {
            "how": "stolen",
            "police": "Çankaya Polis Merkezi Amirliği",
            "recorded_on": local_day(work.now),
            "pages": "2",
        }
        text = said(work, LetterMatter.LOST_LINE, here.line, **stolen)
        assert "çalınmıştır. Çankaya Polis Merkezi Amirliği tarafından 24.11.2026 günü" in text
        assert not re.search("kayıp|kaybol", text, re.IGNORECASE), "one of the two, never both"
        lost = said(work, LetterMatter.LOST_LINE, here.line, **{**stolen, "how": "lost"})
        assert "kaybolmuştur" in lost
        assert not re.search("çalıntı|çalınmıştır", lost, re.IGNORECASE)
        assert "Zimmetlisi: İlknur ÇIĞ" in text
        assert "Açıklama: Çantası çalındı" in text
        assert "0500 000 11 01" in text
        handset = work.session.get_one(Handset, here.handset)
        text = said(work, LetterMatter.BROKEN_PHONE, here.handset)
        assert f"IMEI: {handset.imei}" in text
        assert "Arızası: Ekranı kırık" in text
        handset.imei = None
        work.session.flush()
        assert refusal(work, LetterMatter.BROKEN_PHONE, here.handset) == "changes.letter_imei"


def test_that_no_phone_is_requested_for_who_needs_none(database: Database, here: Stocked) -> None:
    comes = ChangeEntry(
        is_first_appointment=True,
        newcomer_kind=NewcomerKind.ROSTER,
        newcomer_id=here.people.spare,
        subject_ids=(here.people.child,),
        effective_on="24.11.2026",
    )
    needs_none = replace(comes, needs_no_phone=True, no_phone_reason="Kendi hattı var")
    asked = []
    with database.open_work("administrator") as work:
        name = work.session.get_one(Officer, here.people.spare).surname
        for item in (line_item(here.line), handset_item(here.handset)):
            custody.issue(work, [item], officer_id=here.people.ilknur, at=work.now)
        for entry in (comes, replace(needs_none, subject_ids=(here.people.woman,))):
            finish(work, form_of(here.people, entry))
            asked.append(name in said(work, LetterMatter.PHONE_REQUEST))
    # Of several letters the last one counts.
    assert asked == [True, False]


def test_that_letters_about_people_pull_their_facts_and_are_refused_while_one_is_missing(
    database: Database, here: Stocked, clock: FixedClock
) -> None:
    with database.open_work("administrator") as work:
        officer = work.session.get_one(Officer, here.people.ilknur)
        officer.corporate_mobile, mobile = "", officer.corporate_mobile
        work.session.flush()
        assert refusal(work, LetterMatter.OFFICER_LIST) == "changes.letter_officer"
        officer.corporate_mobile = mobile or "+905000000001"
        officer.corporate_email = officer.corporate_email or "i@ornek.gov.tr"
        work.session.flush()
        text = said(work, LetterMatter.OFFICER_LIST)
        assert "\tİlknur ÇIĞ\t" in text
        assert "yapılmamıştır" in text, "of a subject nobody answers for"
        assert str(officer.tckn) not in text
        context = other_letters.read_letter(work, LetterMatter.OFFICER_LIST)
        letter = other_letters.compose(
            context, LetterPaper(here.people.signatory_id, context.receiver)
        )
        assert letter.annexes == ("Acil Müdahale Ekip Sorumluları Listesi (1 sayfa)",)
        assert "İlknur" not in body_text(letter.body), "the list is an annex"
        report = UnreachedValues(clock(), "4. masa", "+903121112233")
        number = unreached.REPORTS.save(work, None, report)
        assert refusal(work, LetterMatter.UNREACHED, number) == "changes.letter_item"
        unreached.REPORTS.save(work, number, replace(report, answer="Hat kapalıydı."), version=1)
        text = said(work, LetterMatter.UNREACHED, number)
        assert "belirlenen husus: Hat kapalıydı." in text
        assert "aradığı, hatlarımız arasında bulunmayan 0312 111 22 33 numarasından" in text
        custody.issue(work, [line_item(here.line)], officer_id=here.people.ilknur, at=work.now)
        own = unreached.REPORTS.save(
            work, None, UnreachedValues(clock(), "4. masa", "+905000001101", "Toplantıdaydı.")
        )
        theirs = {"number": "E-1-060-77", "dated_on": dt.date(2026, 11, 20)}
        text = said(work, LetterMatter.UNREACHED, own, **theirs)
        assert "kapsamında ilgi (b) yazınızla, Çağrı Merkezi operatörünün" in text
        assert "Sorumlumuz İlknur ÇIĞ üzerine zimmetli 0500 000 11 01 numarasından" in text
        context = other_letters.read_letter(work, LetterMatter.UNREACHED, own)
        paper = LetterPaper(here.people.signatory_id, context.receiver, answers=theirs)
        assert other_letters.compose(context, paper).references[1] == (
            "20.11.2026 tarihli ve E-1-060-77 sayılı yazınız."
        )
        guest, other = (
            add(work, name, place, main=True) for place, name in ((1, "M. KAYA"), (2, "X"))
        )
        person = work.session.get_one(DutyPerson, guest)
        person.employment, person.ends_on = Employment.OTHER, None
        work.session.flush()
        assert refusal(work, LetterMatter.FOREIGN_STAFF, guest) == "changes.letter_until"
        person.ends_on = dt.date(2026, 12, 31)
        work.session.flush()
        text = said(work, LetterMatter.FOREIGN_STAFF, guest, institution="İl Sağlık Müdürlüğü")
        assert "İl Sağlık Müdürlüğü personeli M. KAYA, " in text
        assert "-30.12.2026 tarihleri arasında" in text
        context = other_letters.read_letter(work, LetterMatter.FOREIGN_STAFF, guest)
        assert context.receiver.recipient == ("ANKARA VALİLİĞİNE", "")
        assert refusal(work, LetterMatter.FOREIGN_STAFF, other) == "changes.letter_item", "own"


@pytest.mark.both_backends
def test_that_such_a_letter_is_frozen_sent_as_any_other_and_no_matter_of_clause_six(
    database: Database, here: Stocked, clock: FixedClock
) -> None:
    with database.open_work("clerk") as work:
        custody.issue(
            work,
            [line_item(here.line), handset_item(here.handset)],
            officer_id=here.people.ilknur,
            at=work.now,
        )
        context = other_letters.read_letter(work, LetterMatter.PHONE_REQUEST)
    assert here.people.signatory_id in {one.signatory_id for one in context.signatories}
    office = context.receiver
    governor = replace(
        office,
        recipient=("ANKARA VALİLİĞİNE", ""),
        recipient_address="Ulus",
        recipient_fax="",
        standing=AddresseeRank.BOTH,
    )
    rendered = other_letters.render_letter(context, LetterPaper(here.people.signatory_id, governor))
    with database.open_work("clerk") as work:
        with pytest.raises(KnownError) as refused:
            other_letters.finish(
                work, context, LetterPaper(here.people.signatory_id, office), rendered
            )
        assert refused.value.code == "letters.rendered_other"
        number = other_letters.finish(
            work, context, LetterPaper(here.people.signatory_id, governor), rendered
        )
        note_register_number(work, number, "17", local_day(work.now), version=1)
    clock.advance(days=40)
    named = LetterFilter("zeynep gündoğdu", state="all")
    with database.open_work("clerk") as work:
        card = get_letter(work.session, number, now=work.now)
        assert card.content.addressee == ("ANKARA VALİLİĞİNE",)
        assert (card.recipient_address, card.recipient_fax) == ("Ulus", "")
        assert (card.row.state, card.row.is_change) == ("near", False), "no day is laid down for it"
        assert [count(work, LetterFilter(state=state)) for state in ("late", "near")] == [0, 0]
        assert [one.letter_id for one in list_letters(work.session, named, now=work.now)] == [
            number
        ]
        assert refusal(work, LetterMatter.REMINDER, number) == "changes.letter_item", "of no change"
        (exported,) = export_letters(work, [number]).rows
        assert exported[-1] == card.row.summary
        (row,) = change_files.find_changes(work)
        assert {line.part for line in row.file.lines} == {
            DossierPart.LETTER,
            DossierPart.FAX,
            DossierPart.POST,
        }


def test_that_such_a_letter_keeps_the_rule_and_the_receiver_that_it_was_finished_with(
    database: Database, here: Stocked
) -> None:
    with database.open_work("administrator") as work:
        rule_of(work, Channel.EBYS)
        custody.issue(
            work,
            [line_item(here.line), handset_item(here.handset)],
            officer_id=here.people.ilknur,
            at=work.now,
        )
        context = other_letters.read_letter(work, LetterMatter.PHONE_REQUEST)
    receiver = replace(
        context.receiver, recipient_detsis="87654321", recipient_kep="valilik@ornek.kep.tr"
    )
    rendered = other_letters.render_letter(context, LetterPaper(here.people.signatory_id, receiver))
    with database.open_work("clerk") as work:
        number = other_letters.finish(
            work, context, LetterPaper(here.people.signatory_id, receiver), rendered
        )
    with database.open_work("administrator") as work:
        rule_of(work, Channel.FAX, Channel.POST, basis="")
        card = get_letter(work.session, number, now=work.now)
    assert card.row.demanded == (Channel.EBYS,)
    assert card.row.rule_words.startswith("EBYS (")
    assert (card.recipient_detsis, card.recipient_kep) == ("87654321", "valilik@ornek.kep.tr")


def request(work: Work, here: Stocked) -> other_letters.LetterContext:
    """Return a letter that asks for phones: those in the store are issued."""
    for item in (line_item(here.line), handset_item(here.handset)):
        custody.issue(work, [item], officer_id=here.people.ilknur, at=work.now)
    return other_letters.read_letter(work, LetterMatter.PHONE_REQUEST)


def test_that_such_a_letter_is_printed_with_the_number_and_day_that_were_typed(
    database: Database, here: Stocked
) -> None:
    with database.open_work("clerk") as work:
        context, today = request(work, here), local_day(work.now)
    paper = LetterPaper(here.people.signatory_id, context.receiver, "4752", today)
    rendered = other_letters.render_letter(context, paper)
    assert {file.name for file in rendered.files} == {
        f"hat-ve-telefon-talebi{ending}"
        for ending in (".pdf", "-pdfa.pdf", "-faks.pdf", ".docx", ".txt", ".json")
    }
    with database.open_work("clerk") as work:
        letter_id = other_letters.finish(work, context, paper, rendered)
        card = get_letter(work.session, letter_id, now=work.now)
    assert (card.row.register_number, card.row.dated_on) == ("4752", today)
    text = letter_text(card.content)
    assert f"-4752\nTarih : {today:%d.%m.%Y}\n" in text
    with database.open_work("clerk") as work:
        made = whole_set(export_letter(work, letter_id))
    assert "hat-ve-telefon-talebi.pdf" in made
    assert not any(name.startswith("degisiklik") for name in made), "it announces no change"


@pytest.mark.parametrize(
    ("number", "days", "code"),
    [
        ("47 52 \x07", 0, "letters.register_number"),
        ("4753", 1, "letters.written_in_future"),
        ("4752", 0, "letters.number_used"),
    ],
)
def test_that_the_number_and_day_of_such_a_letter_obey_the_rules_of_a_change_letter(
    database: Database, here: Stocked, number: str, days: int, code: str
) -> None:
    with database.open_work("clerk") as work:
        context, today = request(work, here), local_day(work.now)
    first = LetterPaper(here.people.signatory_id, context.receiver, "4752", today)
    wrong = replace(first, register_number=number, dated_on=today + dt.timedelta(days=days))
    with database.open_work("clerk") as work:
        rendered = other_letters.render_letter(context, first)
        other_letters.finish(work, context, first, rendered)
    rendered = other_letters.render_letter(context, wrong)
    with database.open_work("clerk") as work:
        with pytest.raises(KnownError) as refused:
            other_letters.finish(work, context, wrong, rendered)
        assert refused.value.code == code
        if code == "letters.number_used":
            other_letters.finish(work, context, wrong, rendered, shares_number=True)


def test_that_a_letter_is_refused_while_its_writer_has_not_answered(
    database: Database, here: Stocked, clock: FixedClock
) -> None:
    with database.open_work("administrator") as work:
        custody.issue(work, [line_item(here.line)], officer_id=here.people.ilknur, at=work.now)
    clock.advance(minutes=1)
    with database.open_work("administrator") as work:
        item = line_item(here.line)
        phones.set_state(work, item, state=ItemState.LOST, at=work.now, reason="Otobüste kaldı")
        context = other_letters.read_letter(work, LetterMatter.LOST_LINE, here.line)
    paper = LetterPaper(here.people.signatory_id, context.receiver)
    with pytest.raises(KnownError) as refused:
        other_letters.render_letter(context, paper)
    assert {one.code for one in refused.value.problems} == {
        "changes.letter_how",
        "changes.letter_police",
    }
    answers = {
        "how": "lost",
        "police": "Ulus Polis Merkezi",
        "recorded_on": local_day(clock()),
        "pages": "1",
    }
    for apart in (-1, 1):  # before the line was lost, and after today
        day = local_day(clock()) + dt.timedelta(days=apart)
        with pytest.raises(KnownError) as refused:
            other_letters.compose(context, replace(paper, answers={**answers, "recorded_on": day}))
        assert refused.value.code == "changes.letter_police_day"
    rendered = other_letters.render_letter(context, replace(paper, answers=answers))
    assert rendered.files[0].name == "kayip-hat.pdf"
    letter = other_letters.compose(context, replace(paper, answers=answers))
    assert letter.annexes == ("Kolluk Tutanağı (1 sayfa)",)


def test_that_no_quota_is_raised_of_a_line_that_is_far_from_it(
    database: Database, here: Stocked
) -> None:
    with database.open_work("administrator") as work:
        custody.issue(work, [line_item(here.line)], officer_id=here.people.ilknur, at=work.now)
        for (first, _), (end, _) in pairwise(MONTHS):
            add_summary(work, here.line, (first, end), minutes=239, megabytes=100)
        assert refusal(work, LetterMatter.QUOTA_RAISE, here.line) == "changes.letter_quota_enough"
        assert other_letters.read_choices(work)[LetterMatter.QUOTA_RAISE] == []
