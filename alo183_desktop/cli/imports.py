"""`alo183 import`: a table or an operator's file into the data, all of it or nothing."""

from __future__ import annotations

import sys
from argparse import ArgumentTypeError
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.cli import rota
from alo183_desktop.cli.context import with_desk, write_json
from alo183_desktop.cli.exit_codes import EXIT_INPUT
from alo183_desktop.imports.rows import VERDICT_WORDS, Verdict
from alo183_desktop.imports.sheets import row_words
from alo183_desktop.shared.clock import local_day
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    import datetime as dt
    from argparse import Namespace
    from collections.abc import Callable, Iterator, Mapping

    from alo183_desktop.bootstrap import Desk
    from alo183_desktop.db.work import Work
    from alo183_desktop.documents.foreign.tables import ForeignFile
    from alo183_desktop.imports.applying import Importer
    from alo183_desktop.imports.rows import ImportRow, Preview
    from alo183_desktop.phones.usage.file import RememberedMap
    from alo183_desktop.phones.usage.rows import UsageFile
    from alo183_desktop.phones.usage.values import Period
    from alo183_desktop.shared.errors import Problem

_NO_WORDS: Final = MappingProxyType[str, str]({})


def add_parsers(commands: Any) -> None:
    """Add `import` with all its kinds to the parser of all commands."""
    importing = commands.add_parser("import", help="bir dosyadan kayıt aktarır")
    kinds = importing.add_subparsers(title="Neler", metavar="TÜR", required=True)
    _add_officers(kinds)
    _add_usage(kinds)
    _add_cases(kinds)
    rota.add_import(kinds)


def _add_officers(kinds: Any) -> None:
    roster = kinds.add_parser(
        "officers",
        help="kadroyu Excel ya da CSV dosyasından aktarır",
        description="Başlıkları anlamından bulur, her satırı denetler; ya hepsini kaydeder ya "
        "hiçbirini. Aynı dosya ikinci kez hiçbir şeyi değiştirmez. Yanlış satır varsa hiçbir şey "
        "kaydedilmez, çıkış kodu 2 olur.",
    )
    add_table_options(roster)
    roster.add_argument(
        "--sheet",
        default="",
        metavar="SAYFA",
        help="okunacak sayfa (verilmezse başlıkları en çok tanınan)",
    )
    roster.set_defaults(run=with_desk(import_officers))


def _add_usage(kinds: Any) -> None:
    usage = kinds.add_parser(
        "usage",
        help="operatörlerin kullanım dosyalarını aktarır",
        description="Kodlamayı, ayırıcıyı, başlıkları, birimleri ve sayıların yazımını tanır; her "
        "hattın toplamını ve her yanlış satırı gösterir. Bütün dosyaları kaydeder ya da hiçbirini. "
        "Aynı dosya ikinci kez hiçbir şeyi değiştirmez. Yanlış satır varsa hiçbir şey "
        "kaydedilmez, çıkış kodu 2 olur.",
    )
    usage.add_argument(
        "files",
        type=Path,
        nargs="+",
        metavar="DOSYA",
        help=".csv, .txt, .xlsx, .xls ya da .ods",
    )
    usage.add_argument("--operator", default="", metavar="AD", help="dosyayı gönderen operatör")
    usage.add_argument(
        "--period",
        type=_period,
        metavar="AY",
        help="hat başına bir satırlık dosyaların dönemi: 2026-09 (verilmezse dosyada yazan)",
    )
    usage.add_argument(
        "--only",
        choices=_ONLY,
        help="dosyalar yalnız konuşma süresini (minutes), yalnız veriyi (data) ya da her biri "
        "bunlardan birini (either) bildirir; bildirilmeyen bilinmiyor sayılır",
    )
    usage.add_argument(
        "--decimal",
        choices=_DECIMALS,
        help="1.234 gibi iki türlü okunabilen ve dosyada hiçbir şeyin belirlemediği sayıların "
        "ondalık işareti: virgül (comma) ya da nokta (point); verilmezse dosya alınmaz",
    )
    usage.add_argument(
        "--dates",
        choices=("day-first", "month-first"),
        help="10/02/2026 gibi iki türlü okunabilen ve dosyada hiçbir şeyin belirlemediği "
        "tarihlerin sırası; verilmezse dosya alınmaz",
    )
    usage.add_argument(
        "--whole",
        action="store_true",
        help="son satırı satır sonuyla bitmeyen ya da önceki dosyanın hatlarından bir bölümü "
        "içinde olmayan dosyaları da eksiksiz sayar; verilmezse böyle dosya alınmaz",
    )
    usage.add_argument(
        "--register-new",
        action="store_true",
        help="hat olarak kayıtlı olmayan numaraları, dosyayı gönderen operatörün hattı olarak "
        "kaydeder",
    )
    usage.add_argument(
        "--replace", action="store_true", help="aynı günlerin kayıtlı kullanımının yerine geçirir"
    )
    usage.add_argument(
        "--skip-wrong", action="store_true", help="yanlış satırları bilerek atlar, kalanı kaydeder"
    )
    usage.add_argument(
        "--dry-run", action="store_true", help="yalnız önizler, hiçbir şey kaydetmez"
    )
    usage.add_argument("--json", action="store_true", help="sonucu JSON olarak yazar")
    usage.set_defaults(run=with_desk(import_usage))


def _add_cases(kinds: Any) -> None:
    cases = kinds.add_parser(
        "cases",
        help="çağrı merkezinin vaka listesini aktarır",
        description="Başlıkları anlamından bulur, her satırı denetler; ya hepsini kaydeder ya "
        "hiçbirini. Başvuru numarası aynı olan vaka ikinci kez eklenmez. Yanlış satır varsa hiçbir "
        "şey kaydedilmez, çıkış kodu 2 olur.",
    )
    add_table_options(cases)
    cases.set_defaults(run=with_desk(import_cases))


def import_officers(arguments: Namespace, desk: Desk) -> int:
    """Import a roster, or only show what an import would do; return the exit code."""
    from alo183_desktop.officers.record import FIELD_WORDS
    from alo183_desktop.officers.roster.file import read_roster
    from alo183_desktop.officers.roster.importing import IMPORTER, preview_of

    return import_table(
        arguments,
        desk,
        read=lambda file: read_roster(file, sheet=arguments.sheet),
        preview=lambda work, roster: preview_of(work, roster, today=local_day(work.now)),
        importer=IMPORTER,
        words=FIELD_WORDS,
        label="name",
    )


def import_cases(arguments: Namespace, desk: Desk) -> int:
    """Import a list of cases, or only show what an import would do; return the exit code."""
    from alo183_desktop.cases.importing.file import read_cases
    from alo183_desktop.cases.importing.service import IMPORTER, preview_of

    return import_table(
        arguments,
        desk,
        read=lambda file: read_cases(file, now=desk.clock()),
        preview=preview_of,
        importer=IMPORTER,
        words={},
        label="number",
    )


def refuse_wrong(preview: Preview, words: Mapping[str, str] = _NO_WORDS) -> int:
    """Tell which rows are wrong and that nothing was stored; return the exit code.

    Args:
        preview: What the import would do.
        words: How fields are called that have no column in the file.
    """
    refusal = KnownError("imports.wrong_rows", count=preview.counts[Verdict.WRONG])
    sys.stderr.write(f"{message_of(refusal)}\n")
    for row in preview.rows:
        if row.verdict is Verdict.WRONG:
            for problem in row.problems:
                whose = f"{row.row_number}. satır" + (f", {row.label}" if row.label else "")
                sys.stderr.write(f"  {whose}: {told(problem, preview, words)}\n")
    return EXIT_INPUT


def told(problem: Problem, preview: Preview, words: Mapping[str, str] = _NO_WORDS) -> str:
    """Return a problem under the heading of its column, or the name of what has none."""
    heading = preview.columns.get(problem.key) or words.get(problem.key, "")
    return f"{heading}: {message_of(problem)}" if heading else str(message_of(problem))


def write_preview(
    preview: Preview, made: ImportRow | None, words: Mapping[str, str] = _NO_WORDS
) -> None:
    """Write what an import would do, or did, for a person at a terminal.

    Args:
        preview: What it would do.
        made: What it did; None when nothing was stored.
        words: How fields are called that have no column in the file.
    """
    write = sys.stdout.write
    sheet = f", sayfa {preview.sheet}" if preview.sheet else ""
    write(f"{preview.file_name}{sheet}, başlıklar {preview.heading_row}. satırda\n")
    for note in preview.notes:
        write(f"  {message_of(note)}\n")
    if passed := [row for row in preview.passed_over if row > preview.heading_row]:
        write(f"  Geçilen satırlar (toplam, başlık, not): {row_words(passed)}\n")
    for row in preview.rows:
        write(f"{row.row_number:>5}  {VERDICT_WORDS[row.verdict]:<13} {row.label}\n")
        if row.verdict is Verdict.UPDATE:
            for change in row.changes:
                field = words.get(change.field) or preview.columns.get(change.field, change.field)
                write(f"{'':21}→ {field}: {change.before or '(boş)'} → {change.after or '(boş)'}\n")
        for problem in row.problems:
            write(f"{'':21}● {told(problem, preview, words)}\n")
        for hint in row.hints:
            write(f"{'':21}○ {told(hint, preview, words)}\n")
    counted = (f"{count} {VERDICT_WORDS[verdict]}" for verdict, count in preview.counts.items())
    write(f"{', '.join(counted)}.\n")
    if made is None:
        write("Hiçbir şey kaydedilmedi.\n")
    elif made.import_id is None:
        write("Dosyada yeni bir bilgi yok; hiçbir şey değişmedi.\n")
    else:
        write(f"Kaydedildi; aktarım no {made.import_id}.\n")


def as_json(preview: Preview, made: ImportRow | None, *, label: str = "name") -> dict[str, Any]:
    """Return what an import would do, or did, for another program.

    Args:
        preview: What it would do.
        made: What it did; None when nothing was stored.
        label: What the label of a row is.
    """
    return {
        "file": preview.file_name,
        "sha256": preview.sha256,
        "sheet": preview.sheet,
        "heading_row": preview.heading_row,
        "columns": dict(preview.columns),
        "stored": made is not None and made.import_id is not None,
        "import_id": made.import_id if made else None,
        "counts": {verdict.value: count for verdict, count in preview.counts.items()},
        "passed_over": list(preview.passed_over),
        "notes": [_problem_as_json(note) for note in preview.notes],
        "rows": [
            {
                "row": row.row_number,
                "verdict": row.verdict.value,
                label: row.label,
                "problems": [_problem_as_json(problem) for problem in row.problems],
                "hints": [_problem_as_json(hint) for hint in row.hints],
                "changes": [
                    {"field": change.field, "before": change.before, "after": change.after}
                    for change in row.changes
                ],
            }
            for row in preview.rows
        ],
    }


def _problem_as_json(problem: Problem) -> dict[str, str]:
    text = message_of(problem)
    return {"key": problem.key, "code": problem.code, "what": text.what, "do": text.do}


def add_table_options(parser: Any) -> None:
    """Add the file and the usual options to the parser of a kind of import."""
    parser.add_argument(
        "file", type=Path, metavar="DOSYA", help=".xlsx, .xls, .ods, .csv ya da .txt"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="yalnız önizler, hiçbir şey kaydetmez"
    )
    parser.add_argument(
        "--skip-wrong", action="store_true", help="yanlış satırları bilerek atlar, kalanı kaydeder"
    )
    parser.add_argument("--json", action="store_true", help="sonucu JSON olarak yazar")


def import_table(
    arguments: Namespace,
    desk: Desk,
    *,
    read: Callable[[ForeignFile], Any],
    preview: Callable[[Work, Any], Preview],
    importer: Importer,
    words: Mapping[str, str],
    label: str,
) -> int:
    """Import a table, or only show what an import would do; return the exit code.

    Args:
        arguments: Of `add_table_options`.
        desk: The open data.
        read: Finds the rows of a file.
        preview: Compares with the database what `read` returned.
        importer: Stores it.
        words: How fields are called that have no column in the file.
        label: What names a row for another program, such as `number`.
    """
    from alo183_desktop.access.rules import Right
    from alo183_desktop.access.service import require
    from alo183_desktop.documents.foreign.tables import read_file

    with desk.work() as work:
        require(work, Right.IMPORT)
    # The file is read before the transaction begins: it may take its time.
    table = read(read_file(arguments.file))
    if not arguments.dry_run:
        desk.backups.take_before_import()
    made: ImportRow | None = None
    with desk.work() as work:
        found = preview(work, table)
        work.record("import.previewed", "import", kind_of_rows=found.kind, rows=len(found.rows))
        if not arguments.dry_run and (arguments.skip_wrong or not found.has_wrong_rows):
            made = importer.apply(work, found, skip_wrong=arguments.skip_wrong)
    if arguments.json:
        write_json(as_json(found, made, label=label))
    else:
        write_preview(found, made, words)
    if found.has_wrong_rows and not arguments.skip_wrong:
        return refuse_wrong(found, words)
    return 0


_DECIMALS = {"comma": ",", "point": "."}
_ONLY = {"minutes": ("data",), "data": ("duration",), "either": ("duration", "data")}
"""What a file does not tell that tells only something."""


class _LeaveError(Exception):
    """Everything is left as it was."""


def import_usage(arguments: Namespace, desk: Desk) -> int:
    """Import usage files, or only show what an import would do; return the exit code."""
    from alo183_desktop.phones.usage.importing import remembered_maps

    with desk.work() as work:
        remembered, today = remembered_maps(work), local_day(work.now)
    # The files are read before the transaction begins: they may take their time.
    files = [_read(path, arguments, remembered, today) for path in arguments.files]
    if not arguments.dry_run:
        desk.backups.take_before_import()
    steps: list[_Step] = []
    try:
        with desk.work() as work:
            # Each file meets what those before it have brought, in a dry run as well.
            steps.extend(_Step(work, file, arguments) for file in files)
            _leave_if(arguments.dry_run or any(step.refusal for step in steps))
    except _LeaveError:
        with desk.work() as work:
            for step in steps:
                step.forget(work)
    if arguments.json:
        write_json([step.as_json() for step in steps])
    else:
        for step in steps:
            step.write()
    refused = [step for step in steps if step.refusal]
    for step in refused:
        step.complain()
    return EXIT_INPUT if refused else 0


class _Step:
    """One file: its preview, and its import unless something is in the way."""

    def __init__(self, work: Any, file: UsageFile, arguments: Namespace) -> None:
        from alo183_desktop.phones.usage.importing import apply_usage, preview_usage

        self.file = file
        self.preview: Preview = preview_usage(
            work, file, operator=arguments.operator, register_new=arguments.register_new
        )
        self.made: ImportRow | None = None
        self.refusal: KnownError | None = None
        try:
            self.made = apply_usage(
                work,
                self.preview,
                replace=arguments.replace,
                skip_wrong=arguments.skip_wrong,
                trusts_end=arguments.whole,
            )
        except KnownError as error:
            self.refusal = error

    def forget(self, work: Any) -> None:
        """Write down that it was only previewed."""
        rows = len(self.preview.rows)
        work.record("import.previewed", "import", kind_of_rows=self.preview.kind, rows=rows)
        self.made = None

    def write(self) -> None:
        """Write what the file says and what became of it."""
        preview, file, write = self.preview, self.file, sys.stdout.write
        said = ", ".join(
            part
            for part in (
                file.encoding,
                f"ayırıcı {file.separator}" if file.separator else "",
                f"sayfa {file.sheet}" if file.sheet else "",
                f"başlıklar {file.heading_row}. satırda",
                f"{file.row_count} satır",
            )
            if part
        )
        write(f"{preview.file_name}: {said}\n")
        for note in preview.notes:
            write(f"  {message_of(note)}\n")
        for row in preview.rows:
            amounts = ", ".join(change.after for change in row.changes)
            write(
                f"{row.row_number:>7}  {VERDICT_WORDS[row.verdict]:<14} {row.label:<16} {amounts}\n"
            )
            for problem in row.problems:
                write(f"{'':24}● {self._told(problem)}\n")
            for hint in row.hints:
                write(f"{'':24}○ {self._told(hint)}\n")
        counted = (f"{count} {VERDICT_WORDS[verdict]}" for verdict, count in preview.counts.items())
        write(f"{', '.join(counted)}.\n")
        if self.made is None:
            write("Hiçbir şey kaydedilmedi.\n")
        elif self.made.import_id is None:
            write("Dosyada yeni bir bilgi yok; hiçbir şey değişmedi.\n")
        else:
            write(f"Kaydedildi; aktarım no {self.made.import_id}.\n")

    def complain(self) -> None:
        """Write on the standard error why nothing was stored."""
        assert self.refusal is not None  # noqa: S101 - it is asked first
        name = self.preview.file_name
        sys.stderr.write(f"{name}: {message_of(self.refusal)}\n")
        for row in self.preview.rows:
            if row.verdict is Verdict.WRONG:
                for problem in row.problems:
                    sys.stderr.write(
                        f"  {row.row_number}. satır, {row.label}: {self._told(problem)}\n"
                    )

    def as_json(self) -> dict[str, Any]:
        """Return what the file says and what became of it."""
        preview, file, made = self.preview, self.file, self.made
        return {
            "file": preview.file_name,
            "sha256": preview.sha256,
            "encoding": file.encoding,
            "separator": file.separator,
            "sheet": preview.sheet,
            "heading_row": preview.heading_row,
            "columns": file.columns.to_json()["columns"],
            "kind": "calls" if file.is_calls else "lines",
            "rows": file.row_count,
            "stored": made is not None and made.import_id is not None,
            "import_id": made.import_id if made else None,
            "refused": self.refusal.code if self.refusal else None,
            "counts": {verdict.value: count for verdict, count in preview.counts.items()},
            "passed_over": list(preview.passed_over),
            "notes": [_problem_as_json(note) for note in preview.notes],
            "lines": list(_lines_as_json(file)),
            "verdicts": [
                {
                    "row": row.row_number,
                    "verdict": row.verdict.value,
                    "label": row.label,
                    "problems": [_problem_as_json(problem) for problem in row.problems],
                    "hints": [_problem_as_json(hint) for hint in row.hints],
                }
                for row in preview.rows
            ],
        }

    def _told(self, problem: Problem) -> str:
        """Return a problem under the heading of its column, as the file has it."""
        heading = self.preview.columns.get(problem.key, "")
        return f"{heading}: {message_of(problem)}" if heading else str(message_of(problem))


def _read(
    path: Path, arguments: Namespace, remembered: tuple[RememberedMap, ...], today: dt.date
) -> UsageFile:
    """Read one file; an error names it, for several can be named at once."""
    from alo183_desktop.phones.usage.columns import Field, Reading
    from alo183_desktop.phones.usage.file import read_usage_file
    from alo183_desktop.phones.usage.values import Mark

    try:
        return read_usage_file(
            path,
            remembered=remembered,
            operator=arguments.operator,
            period=arguments.period,
            absent=frozenset(map(Field, _ONLY.get(arguments.only, ()))),
            today=today,
            trusts_end=arguments.whole,
            reading=Reading(
                Mark(_DECIMALS[arguments.decimal]) if arguments.decimal else None,
                arguments.dates == "month-first" if arguments.dates else None,
            ),
        )
    except KnownError as error:
        error.parameters = {**error.parameters, "file": path.name}
        raise


def _leave_if(must_leave: bool) -> None:  # noqa: FBT001 - its name says what it means
    if must_leave:
        raise _LeaveError


def _period(text: str) -> Period:
    from alo183_desktop.phones.usage.values import period_of

    period = period_of(text)
    if period is None:
        raise ArgumentTypeError("dönem okunamadı; 2026-09 biçiminde yazınız")
    return period


def _lines_as_json(file: UsageFile) -> Iterator[dict[str, Any]]:
    for line in file.lines:
        begin, end = line.period.starts_on, line.period.ends_on
        yield {
            "line": line.phone,
            "seconds": line.seconds,
            "bytes": line.bytes,
            "rows": line.rows,
            "period": line.period.month or None,
            "starts_on": begin.isoformat() if begin else None,
            "ends_on": end.isoformat() if end else None,
        }
