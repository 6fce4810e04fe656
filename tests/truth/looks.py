"""What the surfaces show at one instant: each output of the program, made once and read back."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import re
import subprocess
import tempfile
from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast
from zoneinfo import ZoneInfo

from python_calamine import CalamineWorkbook
from sqlalchemy import LargeBinary, func, select

from alo183_desktop.access.rules import Role
from alo183_desktop.cli.main import build_parser
from alo183_desktop.db.audit import AuditEntry
from alo183_desktop.db.base import whole_metadata
from alo183_desktop.directorate.queries import get_directorate
from alo183_desktop.overview import reports
from alo183_desktop.overview.rows import Overview
from alo183_desktop.overview.service import look
from alo183_desktop.retention.readiness import find_readiness
from alo183_desktop.rota import papers as rota_papers
from alo183_desktop.rota.service import month_sheet
from tests.truth.offices import FileOffice

if TYPE_CHECKING:
    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.cli.context import Context
    from alo183_desktop.cli.parser import Parser
    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.papers.monthly_report import MonthlyReport
    from tests.truth.marks import Marks
    from tests.truth.offices import Office
    from tests.truth.window import Window

_ISTANBUL: Final = ZoneInfo("Europe/Istanbul")
_PHONE: Final = re.compile(r"\b0\d{3} \d{3} \d{2} \d{2}\b")
_LEFT_OUT: Final = ("audit_entries", "audit_heads", "audit_keys", "key_slots", "impossible_rows")


class Rows:
    """The rows of all tables as they are stored; `rows.cases` are those of one table.

    Attributes:
        now: When they were read, UTC.
        tables: The rows by the names of their tables.
    """

    def __init__(self, work: Work) -> None:
        self.now = work.now
        self.tables = {
            table.name: [Row(row._asdict()) for row in work.session.execute(select(*_plain(table)))]
            for table in whole_metadata().sorted_tables
            if table.name not in _LEFT_OUT
        }

    def __getattr__(self, name: str) -> list[Row]:
        try:
            return self.tables[name]
        except KeyError:
            raise AttributeError(name) from None


class Row:
    """One stored row; its columns are attributes."""

    def __init__(self, columns: dict[str, Any]) -> None:
        self.__dict__.update(columns)

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name)


def _plain(table: Any) -> list[Any]:
    """Return the columns of a table but for what files hold."""
    return [one for one in table.columns if not isinstance(one.type, LargeBinary)]


class AtDesk:
    """Stands for the context of a command: somebody has signed in already."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @contextlib.contextmanager
    def open_desk(self) -> Iterator[Desk]:
        """Yield the desk, which stays open."""
        yield self._desk


@cache
def _parser() -> Parser:
    return build_parser()


class Looks:
    """All that the program shows at one instant; what is asked for is made once.

    Attributes:
        rows: The stored rows of the same instant.
        now: That instant, UTC.
        today: Its day in Istanbul.
        month: Of that day, such as `2026-11`.
        asked_at: How many entries the trail had when a command was asked: looking adds some.
    """

    def __init__(self, office: Office, role: Role = Role.ADMINISTRATOR) -> None:
        self.office = office
        self.role = role
        self.now = office.clock()
        self.today = self.day_of(self.now)
        self.month = f"{self.today:%Y-%m}"
        self._said: dict[tuple[str, ...], str] = {}
        self.asked_at: dict[tuple[str, ...], int] = {}
        with self.work() as work:
            self.rows: Rows = Rows(work)

    @cached_property
    def marks(self) -> Marks:
        """What the stored records name."""
        from tests.truth.marks import Marks

        return Marks(self)

    @contextlib.contextmanager
    def work(self) -> Iterator[Work]:
        """Open a unit of work of who looks."""
        with self.office.work(self.role) as work:
            yield work

    def command(self, *words: str) -> str:
        """Return what a command line writes to its standard output."""
        if words not in self._said:
            self.asked_at[words] = self.count_entries()
            arguments = _parser().parse_args(words)
            said = io.StringIO()
            context = cast("Context", AtDesk(self.office.desk(self.role)))
            with contextlib.redirect_stdout(said):
                arguments.run(arguments, context)
            self._said[words] = said.getvalue()
        return self._said[words]

    def file(self, *words: str) -> bytes:
        """Return the file that a command line writes; its last word is the option of the file."""
        with tempfile.TemporaryDirectory() as folder:
            made = Path(folder, "made")
            self.command(*words, str(made))
            return made.read_bytes()

    def answer(self, *words: str) -> Any:
        """Return the `--json` of a command line."""
        return json.loads(self.command(*words, "--json"))

    @cached_property
    def entries(self) -> list[Row]:
        """The entries of the audit trail; most facts are no matter of it."""
        kept = AuditEntry.__table__.c
        query = select(kept.at, kept.action, kept.kind, kept.item_id)
        with self.work() as work:
            return [Row(row._asdict()) for row in work.session.execute(query)]

    def count_entries(self) -> int:
        """Return how many entries the audit trail has now."""
        with self.work() as work:
            return work.session.scalar(select(func.max(AuditEntry.sequence))) or 0

    @cached_property
    def backups(self) -> list[tuple[dt.datetime, int]] | None:
        """When each backup was taken, and how many entries it has; None: the server's owner does.

        As the files say that lie beside the data.
        """
        if not isinstance(self.office, FileOffice):
            return None
        files = (self.office.folder / "yedek").glob("yedek-*/backup.json")
        read = [json.loads(one.read_text(encoding="utf-8")) for one in files]
        return [(instant(one["at"]), one["entries"]) for one in read]

    @cached_property
    def overview(self) -> Overview:
        """What the page Bugün shows."""
        with self.work() as work:
            return look(work)

    def day_of(self, at: dt.datetime) -> dt.date:
        """Return the day of an instant in Istanbul."""
        return at.astimezone(_ISTANBUL).date()

    def begin_of(self, day: dt.date) -> dt.datetime:
        """Return when a day begins in Istanbul, UTC."""
        return dt.datetime.combine(day, dt.time(), _ISTANBUL).astimezone(dt.UTC)

    def local(self, at: dt.datetime) -> dt.datetime:
        """Return an instant in Istanbul."""
        return at.astimezone(_ISTANBUL)

    def phone_words(self, phone: str) -> str:
        """Return a number as people write it: `0500 000 11 01`."""
        digits = phone.removeprefix("+90")
        return f"0{digits[:3]} {digits[3:6]} {digits[6:8]} {digits[8:]}"

    @property
    def month_begins(self) -> dt.datetime:
        """When the present month began in Istanbul, UTC."""
        return self.begin_of(self.today.replace(day=1))

    def name_of(self, officer: Row) -> str:
        """Return an officer's name as screens write it."""
        return f"{officer.given_names} {officer.surname}".strip()

    def running_assignments(self, day: dt.date) -> list[Row]:
        """Return the assignments that run on a day."""
        return [
            one
            for one in self.rows.assignments
            if one.starts_on <= day and (one.ends_on is None or one.ends_on > day)
        ]

    @cached_property
    def report(self) -> MonthlyReport:
        """The report of the present month."""
        with self.work() as work:
            return reports.monthly_report(work, self.month)

    @cached_property
    def figures(self) -> dict[str, float | None]:
        """The figures of the report, by their labels."""
        return {one.label: one.value for one in self.report.figures}

    @cached_property
    def readiness(self) -> dict[str, tuple[int, int]]:
        """What an inspection of the present month would find: how many there are and lack."""
        with self.work() as work:
            rows = find_readiness(work, self.today.replace(day=1), self.today)
        return {one.what: (one.there, one.lacks) for one in rows}

    def matter(self, clause: int, words: str) -> int:
        """Return a count of Bugün by how it is called, as `alo183 today --json` says it."""
        (tile,) = (one for one in self.answer("today")["clauses"] if one["clause"] == clause)
        return sum(one["count"] for one in tile["matters"] if one["words"] == words)

    @cached_property
    def printed_rota(self) -> str:
        """The text of the sheet of the present month, as it is printed; the month is begun."""
        with self.work() as work:
            sheet, heading = month_sheet(work, self.month), get_directorate(work.session).heading
        return text_of(rota_papers.draft_pdf(sheet, heading), is_table=True)

    @cached_property
    def rota_workbook(self) -> dict[str, list[list[Any]]]:
        """The cells of the workbook of the present month, sheet by sheet; the month is begun."""
        with self.work() as work:
            made = rota_papers.read_workbook(work, self.month)
        return sheets_of(made())

    @cached_property
    def window(self) -> Window:
        """Every page of the window, opened once; `close` closes it."""
        from tests.truth.window import Window

        return Window(self.office.desk(self.role))

    def close(self) -> None:
        """Close what was opened to look."""
        if "window" in self.__dict__:
            self.window.close()

    @cached_property
    def morning_sheet(self) -> str:
        """The text of the sheet for the morning meeting, as it is printed."""
        from alo183_desktop.documents.papers.today_sheet import today_sheet_pdf

        self.asked_at["morning sheet",] = self.count_entries()
        backups = self.office.desk(self.role).backups.standing()
        with self.work() as work:
            sheet = reports.today_sheet(work, backups=backups)
        return text_of(today_sheet_pdf(sheet))


def text_of(pdf: bytes, *, is_table: bool = False) -> str:
    """Return the text of a paper as a reader of PDF finds it.

    Args:
        pdf: The paper.
        is_table: Whether what stands beside each other stays so.
    """
    words = ["pdftotext", *(["-layout"] if is_table else []), "-", "-"]
    done = subprocess.run(words, input=pdf, capture_output=True, check=True)
    return done.stdout.decode()


def phones_in(text: str) -> list[str]:
    """Return the numbers in a text, as people write them."""
    return _PHONE.findall(text)


def sheets_of(workbook: bytes) -> dict[str, list[list[Any]]]:
    """Return the rows of each sheet of a workbook."""
    read = CalamineWorkbook.from_filelike(io.BytesIO(workbook))
    return {name: read.get_sheet_by_name(name).to_python() for name in read.sheet_names}


def instant(text: str) -> dt.datetime:
    """Return an instant of a `--json`, UTC."""
    return dt.datetime.fromisoformat(text).astimezone(dt.UTC)
