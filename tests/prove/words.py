"""Fill a directorate with marked words of persons, and look for them in all that is written."""

import base64
import logging
import random
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from sqlalchemy import text

from alo183_desktop.access.drafts import keep_draft
from alo183_desktop.access.rules import Role
from alo183_desktop.bootstrap.desk import Desk
from alo183_desktop.cases.fields import CaseValues
from alo183_desktop.cases.progress import enter, inform_police
from alo183_desktop.cases.service import add_case
from alo183_desktop.changes import service as changes
from alo183_desktop.changes.form import ChangeEntry, ChangeForm, NewcomerKind
from alo183_desktop.db.work import Work
from alo183_desktop.directorate.record import SignatoryValues, UnitValues
from alo183_desktop.directorate.service import SIGNATORIES, UNITS
from alo183_desktop.documents.workbooks import write_table
from alo183_desktop.guidance.record import GuidanceValues
from alo183_desktop.guidance.service import VISITS
from alo183_desktop.officers.queries import list_subjects
from alo183_desktop.officers.record import OfficerValues
from alo183_desktop.officers.roster.recipe import ROSTER
from alo183_desktop.officers.service import add_officer
from alo183_desktop.phones import service as phones
from alo183_desktop.phones.custody import service as custody
from alo183_desktop.shared.bugs import log_bug
from tests.clocks import FixedClock
from tests.database.desks import ASSIGNED_ON, finish
from tests.database.phones import handset_item, handset_values, line_item, line_values
from tests.prove.directorates import LOGIN, Directorate, make
from tests.prove.figures import Counts, Figure, Tally
from tests.prove.flips import write_plain
from tests.unit.bootstrap.people import ANSWERS, OTHER, PASSWORD

BEGINNING: Final = "qxwzkjvq"
"""Of each marked word."""
_LETTERS: Final = "BCDFGHJKLMNPRSTVZ"


class Marks:
    """Words, numbers and phones that stand nowhere else.

    Attributes:
        all: Each one that was handed out, as it must be looked for.
    """

    def __init__(self, first: int = 0) -> None:
        """Begin behind those of others: `first` is how many they are."""
        self.all: list[str] = []
        self._first = first

    def word(self, around: str = "{}") -> str:
        """Return a text with a word that nobody has."""
        tens, ones = divmod(self._number(), len(_LETTERS))
        self.all.append(f"{BEGINNING}{_LETTERS[tens]}{_LETTERS[ones]}".lower())
        return around.format(self.all[-1].capitalize())

    def phone(self) -> str:
        """Return a phone as E.164."""
        number = f"53183{self._number() * 733:05d}"
        self.all.append(number)
        return f"+90{number}"

    def tckn(self) -> str:
        """Return a number of the right form."""
        from stdnum.tr import tckimlik

        nine = f"{718300000 + self._number() * 37}"
        self.all.append(nine + str(tckimlik.calc_check_digits(nine)))
        return self.all[-1]

    def _number(self) -> int:
        return self._first + len(self.all)


def prove(counts: Counts, folder: Path, chance: random.Random) -> list[Figure]:
    """Look for each marked word in what lies on the disk, and in the log of many errors."""
    del counts, chance  # every word is looked for, once
    marks, clock = Marks(), FixedClock()
    answers = replace(
        ANSWERS,
        directorate=replace(
            ANSWERS.directorate,
            address=marks.word("{} Mahallesi"),
            contact_name=marks.word("Ayşe {}"),
            contact_title="Memur",
        ),
        signatories=(
            replace(ANSWERS.signatories[0], name=marks.word("Hasan {}")),
            *ANSWERS.signatories[1:],
        ),
        administrator_login=LOGIN,
        administrator_name=marks.word("Selin {}"),
    )
    directorate = make(folder / "veri", answers=answers)
    log, stick = folder / "veri" / "alo183.log", folder / "usb"
    on_disk = Tally("personal words not in data file, WAL, backups, key file")
    in_log = Tally("personal words not in the log after errors of many kinds")
    desk = directorate.program(clock).unlock(LOGIN, PASSWORD)
    try:
        fill(desk, marks, folder)
        desk.backups.set_second(stick)
        desk.backups.take()
        refused = Marks(len(marks.all))
        provoked, careless = _provoke(desk, refused, log)
        # While the data is open its newest rows stand in SQLite's log only.
        open_files = _files(directorate.folder, stick)
    finally:
        desk.close()
    closed_files = _files(directorate.folder, stick)
    for held in (marks, refused):
        search(held, {**closed_files, **open_files}, on_disk, passed_over=log)
        search(held, {str(log): log.read_bytes()}, in_log)
    if not any(name.endswith("-wal") and data for name, data in open_files.items()):
        on_disk.note("there was no log of SQLite to search")
    if log.read_text(encoding="utf-8").count("bug: ") < provoked:
        in_log.note("the errors are not in the log")
    printed = Tally("  control: the same errors as Python prints them", is_control=True)
    search(refused, {"printed": careless.encode()}, printed)
    sizes = f"{sum(map(len, closed_files.values())) // 1024} KiB in {len(closed_files)} files"
    return [
        on_disk.figure(f"found 0 times in {sizes}"),
        _control(directorate, marks, folder),
        in_log.figure(f"found 0 times; {provoked} errors"),
        printed.figure(),
    ]


def _files(*folders: Path) -> dict[str, bytes]:
    return {
        str(path): path.read_bytes()
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file()
    }


def search(
    marks: Marks, files: dict[str, bytes], tally: Tally, *, passed_over: Path | None = None
) -> None:
    """Count each mark as one trial, which holds when it is found in no file in no form."""
    folded = {name: data.lower() for name, data in files.items() if name != str(passed_over)}
    for index, mark in enumerate(marks.all):
        found = [
            name.rpartition("/")[2]
            for name, data in folded.items()
            if any(form in data for form in _forms(mark))
        ]
        tally.note(f"word {index} in {found[0]}" if found else None)


def _forms(mark: str) -> Iterator[bytes]:
    """Return how a word may stand in a file whose capitals were made small."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        yield mark.encode(encoding)
    plain = mark.encode()
    yield plain.hex().encode()
    for before in range(3):
        # The first and the last characters depend on what stands beside the word.
        yield base64.b64encode(b"-" * before + plain)[4 * (before > 0) : -4].lower()


def _control(directorate: Directorate, marks: Marks, folder: Path) -> Figure:
    """Count the words that the same search finds in the same data without encryption."""
    tally = Tally("  control: the same words in the same data, not encrypted", is_control=True)
    plain = folder / "plain.db"
    write_plain(directorate.vault().data_file, plain, directorate.key)
    search(marks, {str(plain): plain.read_bytes()}, tally)
    found = tally.figure()
    if found.held < found.tried:
        # What is not stored cannot be found anywhere: the search would be worth nothing.
        return replace(found, held=0, note=f"only {found.held} of the words are stored at all")
    return found


def fill(desk: Desk, marks: Marks, folder: Path) -> None:
    """Use the services that store words of persons."""
    now = desk.clock()
    desk.users.add(login="memur", name=marks.word("Memur {}"), role=Role.CLERK, password=OTHER)
    with desk.work() as work:
        subjects = [subject.subject_id for subject in list_subjects(work.session)]
        signatory = SignatoryValues(marks.word("Vekil {}"), "İl Müdürü", valid_from=now.date())
        signatory_id = SIGNATORIES.save(work, None, signatory)
        unit_id = UNITS.save(work, None, UnitValues(marks.word("{} Konukevi")))
        officer_id = add_officer(work, officer_values(marks, unit_id))
        leaver_id = add_officer(
            work, officer_values(marks, unit_id), subject_ids=subjects[:1], starts_on=ASSIGNED_ON
        )
        line_id = phones.LINES.save(work, None, line_values(phone=marks.phone()))
        phones.set_pin(work, line_id, pin="1938", puk="71830193")
        handset_id = phones.HANDSETS.save(work, None, handset_values(serial=marks.word()))
        custody.issue(
            work, [line_item(line_id), handset_item(handset_id)], officer_id=officer_id, at=now
        )
        case_id = add_case(work, _case(marks, work, subjects[0]), officer_id=officer_id)
        inform_police(work, case_id, unit=marks.word("{} Karakolu"), by=marks.word(), at=None)
        enter(work, case_id, at=now, record=marks.word("Kayıt {}"))
        VISITS.save(work, None, _guidance(marks, work, subjects[0]))
    entry = ChangeEntry(
        leaver_id=leaver_id,
        newcomer_kind=NewcomerKind.NEW,
        given_names="Gülşah",
        surname=marks.word(),
        title="Sosyal Çalışmacı",
        tckn=marks.tckn(),
        unit_id=unit_id,
        corporate_email=f"{marks.word().lower()}@ornek.gov.tr",
        personal_mobile=marks.phone(),
        corporate_mobile=marks.phone(),
        subject_ids=tuple(subjects[:1]),
        effective_on="25.11.2026",
        reason=marks.word("{} nedeniyle"),
    )
    form = ChangeForm(entries=(entry,), signatory_id=signatory_id)
    with desk.work() as work:
        finish(work, form)
    with desk.work() as work:
        drafted = replace(entry, surname=marks.word(), reason=marks.word())
        changes.save_draft(work, replace(form, entries=(drafted,)))
        keep_draft(work, "1", "cases.intake", "Vaka kaydet", {"summary": marks.word("{} anlattı.")})
    _import(desk, marks, folder)


def officer_values(marks: Marks, unit_id: int) -> OfficerValues:
    return OfficerValues(
        given_names=marks.word(),
        surname=marks.word().upper(),
        title="Sosyolog",
        tckn=marks.tckn(),
        unit_id=unit_id,
        corporate_email=f"{marks.word().lower()}@ornek.gov.tr",
        personal_email=f"{marks.word().lower()}@ornek.com.tr",
        personal_mobile=marks.phone(),
        corporate_mobile=marks.phone(),
        note=marks.word("Not: {}."),
    )


def _case(marks: Marks, work: Work, subject_id: int) -> CaseValues:
    return CaseValues(
        number="183-2026-100000",
        routed_at=work.now,
        subject_id=subject_id,
        kind_id=1,
        is_urgent=True,
        operator_name=marks.word("Operatör {}"),
        district=marks.word(),
        caller_phone=marks.phone(),
        caller_name=marks.word("Arayan {}"),
        summary=marks.word("Komşusu {} çocuğunu dövüyor."),
    )


def _guidance(marks: Marks, work: Work, subject_id: int) -> GuidanceValues:
    return GuidanceValues(
        at=work.now,
        subject_id=subject_id,
        asked=marks.word("{} yardım istedi."),
        done=marks.word("{} yönlendirildi."),
        is_sent_on=True,
        sent_reason=marks.word(),
    )


def _import(desk: Desk, marks: Marks, folder: Path) -> None:
    headings = ["Adı Soyadı", "Unvanı", "T.C. Kimlik No", "Kişisel Cep Tel.", "Konu"]
    row = [marks.word("Ali {}"), "Sosyolog", marks.tckn(), marks.phone(), None]
    path = folder / "kadro.xlsx"
    path.write_bytes(write_table("Kadro", headings, [row]))
    desk.backups.take_before_import()
    with desk.work() as work:
        preview = ROSTER.preview(work, ROSTER.open(path, now=work.now))
        ROSTER.apply(work, preview, skip_wrong=True)
    path.unlink()


def _provoke(desk: Desk, marks: Marks, log: Path) -> tuple[int, str]:
    """Let many things go wrong with marked words, and log each as the window does.

    Returns:
        How many went wrong, and what Python would print of them.
    """
    from alo183_desktop.shared.log_file import log_to

    log_to(log)
    word, phone, tckn = marks.word(), marks.phone(), marks.tckn()
    # What libraries say of their own accord would reach the log of a less careful program.
    handler = logging.FileHandler(log, encoding="utf-8")
    logging.getLogger().addHandler(handler)
    values = officer_values(marks, 1)
    provoked, careless = 0, ""
    acts: tuple[Callable[[Work], Any], ...] = (
        lambda work: [add_officer(work, replace(values, tckn=tckn)) for _twice in range(2)],
        lambda work: add_officer(work, replace(values, unit_id=999_999)),
        lambda work: UNITS.save(work, None, UnitValues(word * 100)),
        lambda work: [UNITS.save(work, None, UnitValues(word)) for _twice in range(2)],
        lambda work: phones.LINES.save(work, None, line_values(phone=phone, operator=word * 100)),
        lambda work: phones.set_pin(work, 1, pin=word, puk=phone),
        lambda work: add_case(work, replace(_wrong_case(work), summary=word), officer_id=999_999),
        lambda work: finish(work, ChangeForm(entries=(ChangeEntry(surname=word, tckn=tckn),))),
        lambda work: work.session.execute(text(f"SELECT '{word}' FROM nowhere")),  # noqa: S608
        lambda work: work.session.execute(
            text("INSERT INTO units (name) VALUES (:name)"), {"name": word}
        ),
        lambda work: work.record(word, "officer", None, wrong={word}),
        lambda _work: int(word),
        lambda _work: {"": 1}[phone],
        lambda _work: (log.parent / word).read_bytes(),
        lambda _work: word.encode("ascii").decode("utf-16-be").encode("ascii"),
        lambda _work: getattr(values, word),
        lambda _work: desk.users.change_own_password(word, phone),
        lambda _work: desk.users.add(login=word, name=word, role=Role.CLERK, password="1"),
    )
    try:
        for act in acts:
            try:
                with desk.work() as work:
                    act(work)
                    work.session.flush()
            except Exception as error:  # noqa: BLE001 - whatever it is, it is logged
                log_bug(error)
                provoked += 1
                careless += "".join(traceback.format_exception(error)).lower()
    finally:
        root = logging.getLogger()
        root.removeHandler(handler)
        handler.close()
        ours = logging.getLogger("alo183_desktop")
        for one in list(ours.handlers):
            ours.removeHandler(one)
            one.close()
    if provoked != len(acts):
        raise RuntimeError(f"only {provoked} of {len(acts)} errors came about")
    return provoked, careless


def _wrong_case(work: Work) -> CaseValues:
    return CaseValues(
        number="183-2026-100001", routed_at=work.now, subject_id=1, kind_id=1, is_urgent=False
    )
