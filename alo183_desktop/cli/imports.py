"""`alo183 import`: a table or an operator's file into the data, completely or not at all."""

from __future__ import annotations

import contextlib
import sys
from argparse import ArgumentTypeError
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.access.rules import Right
from alo183_desktop.access.service import require
from alo183_desktop.bootstrap.capabilities import IMPORTS, load
from alo183_desktop.cli.context import write_json
from alo183_desktop.cli.exit_codes import EXIT_DIFFERS, EXIT_INPUT
from alo183_desktop.imports.cells import NOTHING
from alo183_desktop.imports.recipe import SKIPPED_BY_USER, Options
from alo183_desktop.imports.rows import ASKED, Answer, Answers, RowVerdict
from alo183_desktop.imports.sheets import MOST_ROWS, row_words
from alo183_desktop.imports.storing import refuse_questions
from alo183_desktop.shared.calendar import month_words
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.numbers import number_text
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    import datetime as dt
    from argparse import Namespace
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from alo183_desktop.bootstrap.desk import Desk
    from alo183_desktop.db.work import Work
    from alo183_desktop.imports.recipe import Reading, Recipe, Words
    from alo183_desktop.imports.rows import ImportRow, Preview
    from alo183_desktop.imports.sheets import ReadFile
    from alo183_desktop.phones.usage.rows import UsageFile
    from alo183_desktop.phones.usage.values import StatedPeriod
    from alo183_desktop.shared.errors import Problem

_DECIMALS: Final = {"comma": ",", "point": "."}
_ONLY: Final = {"minutes": ("data",), "data": ("duration",), "either": ("duration", "data")}
"""The measures missing from a file that contains only one of them."""
_OPTIONS: Final = {
    "rota.person_unsure": ('--who "{name}=ADI SOYADI"',),
    "rota.person_unknown": ('--who "{name}=ADI SOYADI"', '--who "{name}="'),
    "rota.file_mark": ('--who "{mark}=main"', '--who "{mark}="'),
    "rota.file_kind": ("--kind main", "--kind stand_in", "--kind driver"),
    "rota.file_heading": ('--column "{heading}=main"', '--column "{heading}="'),
    "phones.usage_unit_unknown duration": tuple(
        f'--column "{{heading}}=duration:{unit}"' for unit in ("seconds", "minutes", "hours")
    ),
    "phones.usage_unit_unknown data": tuple(
        f'--column "{{heading}}=data:{unit}"' for unit in ("kilobytes", "megabytes", "gigabytes")
    ),
    "phones.usage_clock_unsure": (
        '--column "{heading}=duration:clock_minutes"',
        '--column "{heading}=duration:clock_hours"',
    ),
    "phones.usage_missing_column duration": ('--column "BAŞLIK=duration"', "--only data"),
    "phones.usage_missing_column data": ('--column "BAŞLIK=data"', "--only minutes"),
    "phones.usage_missing_column line": ('--column "BAŞLIK=line"',),
    "phones.usage_no_period": ("--period YIL-AY",),
    "phones.usage_mark": ("--decimal comma", "--decimal point"),
    "phones.usage_date_order": ("--dates day-first", "--dates month-first"),
}
"""By code of a problem, or code and field, its answers on the command line."""
_MAY_BE_NOTHING: Final = frozenset(
    {"imports.column_like", "imports.column_decides", "phones.usage_rivals"}
)
_SHOWN: Final = {
    "usage": ("duration", "data", "period"),
    "rota": ("main", "stand_in", "driver"),
}
"""The fields of a row shown after its label, by kind of import."""


def read_meant(text: str) -> tuple[str, str]:
    """Return a text of the file and its meaning, typed as `A. DEMİR=Ayşe DEMİR`.

    Raises:
        ArgumentTypeError: It has another form.
    """
    written, mark, name = text.partition("=")
    if not (mark and written.strip()):
        raise ArgumentTypeError("“A. DEMİR=Ayşe DEMİR” biçiminde yazınız")
    return written.strip(), name.strip()


class _LeaveError(Exception):
    """Leaves a unit of work without storing anything."""


def import_files(arguments: Namespace, desk: Desk) -> int:
    """Import files of one kind, or only preview the import; return the exit code."""
    with desk.work() as work:
        require(work, Right.IMPORT)
        now = work.now
        recipe: Recipe[Any, Any, Any] = load(IMPORTS[arguments.kind])
        options = _options(arguments, work, recipe)
    # The files are read before the transaction begins: this may take long.
    paths: list[Path] = getattr(arguments, "files", None) or [arguments.file]
    said = getattr(arguments, "answer", ())
    steps = [_Step(recipe, _read(recipe, path, options, now=now), options, said) for path in paths]
    if not arguments.dry_run:
        desk.backups.take_before_import()
    try:
        with desk.work() as work:
            # Each file is compared with the earlier ones as well, also in a dry run.
            for step in steps:
                step.store(work, recipe, skip_wrong=arguments.skip_wrong)
            _leave_if(arguments.dry_run or any(step.refusal for step in steps))
    except _LeaveError:
        with desk.work() as work:
            for step in steps:
                step.forget(work)
    refused = [step for step in steps if step.refusal is not None]
    if arguments.json:
        answers = [step.as_json() for step in steps]
        write_json(answers if hasattr(arguments, "files") else answers[0])
    else:
        for step in steps:
            write_preview(step.preview, recipe.words, facts=step.facts())
            _write_made(step.made)
    for step in refused:
        step.complain()
    return EXIT_INPUT if refused else 0


def import_rota(arguments: Namespace, desk: Desk) -> int:
    """Put the rota of a file into a month, or only check that; return the exit code."""
    from alo183_desktop.rota import service
    from alo183_desktop.rota.importing import ROTA, RotaOptions
    from alo183_desktop.rota.kinds import DutyKind

    month, breaches = arguments.month, 0
    with desk.work() as work:
        require(work, Right.IMPORT)
        now = work.now
        options = RotaOptions(
            month=month,
            sheet=arguments.sheet or "",
            columns=dict(arguments.column),
            answers=Answers(frozenset(pair for said in arguments.answer for pair in said)),
            meant=dict(arguments.who),
            kinds={"": DutyKind(arguments.kind)} if arguments.kind else {},
            people=tuple(one.name for one in service.month_sheet(work, month).people),
        )
    file = _read(ROTA, arguments.file, options, now=now)
    step = _Step(ROTA, file, options, arguments.answer)
    if not arguments.dry_run:
        desk.backups.take_before_import()

    def fill(preview: Preview) -> None:
        refuse_questions(preview)
        service.fill(work, preview.judgement.plans)

    with contextlib.suppress(_LeaveError), desk.work() as work:
        service.begin_month(work, month)
        step.look(work, fill)
        breaches = len(service.month_sheet(work, month).breaches)
        _leave_if(arguments.dry_run or step.refusal is not None)
    if step.refusal is not None:
        step.complain()
        return EXIT_INPUT
    duties = len(step.preview.judgement.plans)
    if arguments.json:
        facts = {"month": month, "duties": duties, "broken_rules": breaches}
        write_json({**step.as_json(), **facts, "stored": not arguments.dry_run})
        return 0
    write_preview(step.preview, ROTA.words)
    done = "yazılabilir; hiçbir şey kaydedilmedi" if arguments.dry_run else "yazıldı"
    sys.stdout.write(f"{month_words(month)}: {duties} nöbet {done}.\n")
    if breaches:
        sys.stdout.write(
            f"Bozulan kural: {breaches}. Ayrıntısı: alo183 rota check --month {month}\n"
        )
    return 0


def reconcile(arguments: Namespace, desk: Desk) -> int:
    """Compare the Office's list with ours.

    Returns:
        0; 3 where they differ or a row was left out; 2 with open questions.
    """
    from alo183_desktop.officers.roster.reconciliation import (
        OFFICE_LIST,
        Outcome,
        record_comparison,
    )

    with desk.work() as work:
        require(work, Right.IMPORT)
        now = work.now
        options = _options(arguments, work, OFFICE_LIST)
    step = _Step(
        OFFICE_LIST,
        _read(OFFICE_LIST, arguments.file, options, now=now),
        options,
        arguments.answer,
    )
    with desk.work() as work:
        step.look(work)
        record_comparison(work, step.preview)
    if arguments.json:
        write_json(step.as_json())
    else:
        write_preview(step.preview, OFFICE_LIST.words, is_compared=True)
        _write_made(None)
    if step.refusal is not None:
        step.complain()
        return EXIT_INPUT
    rows = step.preview.rows
    differs = any(row.verdict in {*Outcome} - {Outcome.SAME} for row in rows)
    return EXIT_DIFFERS if differs or any(SKIPPED_BY_USER in row.problems for row in rows) else 0


class _Step:
    """One file: its preview, and its import unless it is refused."""

    def __init__(
        self,
        reading: Reading[Any, Any, Any],
        file: Any,
        options: Options,
        said: Sequence[Sequence[tuple[str, Answer]]],
    ) -> None:
        self.preview: Preview
        self.made: ImportRow | None = None
        self.refusal: KnownError | None = None
        self._reading = reading
        self._file = file
        self._options = options
        self._said = said

    def look(self, work: Work, take: Callable[[Preview], object] = refuse_questions) -> None:
        """Preview the file, and take it unless it is refused."""
        self.preview = self._reading.preview(work, self._file, self._options)
        try:
            self._refuse_lost_answers()
            take(self.preview)
        except KnownError as error:
            self.refusal = error

    def store(self, work: Work, recipe: Recipe[Any, Any, Any], *, skip_wrong: bool) -> None:
        """Preview the file and store it, unless it is refused."""

        def apply(preview: Preview) -> None:
            self.made = recipe.apply(
                work,
                preview,
                skip_wrong=skip_wrong,
                rows_done=lambda count: self._write_progress(count, recipe.steps(self._file)),
            )

        self.look(work, apply)

    def _refuse_lost_answers(self) -> None:
        """Refuse an answer without a question: it was meant to have an effect.

        Raises:
            KnownError: `imports.answers_lost`.
        """
        if self._file.problems:
            return
        lost = [pairs for pairs in self._said if self._options.answers.met.isdisjoint(pairs)]
        if lost:
            unused = (
                f"{'-'.join(dict.fromkeys([pairs[0][0], pairs[-1][0]]))}={pairs[0][1]}"
                for pairs in lost
            )
            raise KnownError("imports.answers_lost", answers=", ".join(unused))

    def _write_progress(self, count: int, whole: int) -> None:
        """Write the progress to the standard error of a terminal."""
        if sys.stderr.isatty():
            words = f"{number_text(count)} / {number_text(whole)} satır"
            sys.stderr.write(f"\r{self._file.file_name}: {words}")
            sys.stderr.write("\n" if count == whole else "")
            sys.stderr.flush()

    def forget(self, work: Work) -> None:
        """Record that it was only previewed."""
        rows = len(self.preview.rows)
        work.record("import.previewed", "import", kind_of_rows=self._reading.kind, rows=rows)
        self.made = None

    def facts(self) -> tuple[str, ...]:
        """Return the facts about the file that are not obvious."""
        if self._reading.kind != "usage":
            return ()
        file: UsageFile = self._file
        separator = f"ayırıcı {file.separator}" if file.separator else ""
        return tuple(filter(None, (file.encoding, separator, f"{file.row_count} satır")))

    def complain(self) -> None:
        """Write the reason why nothing was stored to the standard error."""
        assert self.refusal is not None  # noqa: S101 - it is asked first
        refuse(self.preview, self.refusal, self._reading.words)

    def as_json(self) -> dict[str, Any]:
        """Return the content of the file and the result, for another program."""
        preview, made = self.preview, self.made
        answer = {
            "file": preview.file.file_name,
            "sha256": preview.file.sha256,
            "sheet": preview.file.sheet,
            "heading_row": preview.file.heading_row,
            "columns": dict(preview.file.headings),
            "stored": made is not None and made.import_id is not None,
            "import_id": made.import_id if made else None,
            "refused": self.refusal.code if self.refusal else None,
            "counts": {verdict.value: count for verdict, count in preview.counts.items()},
            "passed_over": list(preview.file.passed_over),
            "notes": [_problem_as_json(note) for note in preview.notes],
            "problems": [_problem_as_json(problem) for problem in self._file.problems],
        }
        label = {"officers": "name", "cases": "number"}.get(self._reading.kind, "label")
        rows = [
            {
                "row": row.row_number,
                "verdict": row.verdict.value,
                label: row.label,
                "problems": [_problem_as_json(problem) for problem in row.problems],
                "hints": [_problem_as_json(hint) for hint in row.hints],
                "changes": [change._asdict() for change in row.changes],
            }
            for row in preview.rows
        ]
        if self._reading.kind != "usage":
            return {**answer, "rows": rows}
        file: UsageFile = self._file
        return {
            **answer,
            "encoding": file.encoding,
            "separator": file.separator,
            "columns": list(map(asdict, file.columns.columns)),
            "kind": "calls" if file.is_calls else "lines",
            "rows": file.row_count,
            "lines": list(_lines_as_json(file)),
            "verdicts": rows,
        }


def refuse(preview: Preview, refusal: KnownError, words: Words) -> None:
    """Write why nothing of a file was stored: its questions, its wrong rows, and the ways out."""
    file = preview.file
    sys.stderr.write(f"{file.file_name}: {message_of(refusal)}\n")
    asked = [("", 0, problem) for problem in file.problems]
    asked += (
        (f"{row.row_number}. satır" + (f", {row.label}" if row.label else "") + ": ", *found)
        for row in preview.rows
        if row.verdict is RowVerdict.WRONG and row.problems != file.problems
        for found in ((row.row_number, problem) for problem in row.problems)
    )
    for whose, number, problem in asked:
        ways = [*_ways(problem, number, file)]
        # What is to be done in the window is no advice for a terminal.
        headings = file.headings if number else {}
        text = words.problem_text(problem, headings, with_advice=not ways)
        sys.stderr.write(f"  {whose}{text}\n")
        sys.stderr.writelines(f"    {way}\n" for way in ways)


def _ways(problem: Problem, row_number: int, file: ReadFile) -> Iterator[str]:
    """Yield the options that answer a question about a row, or about the whole file."""
    by_field = f"{problem.code} {problem.key}"
    for option in _OPTIONS.get(problem.code) or _OPTIONS.get(by_field, ()):
        yield option.format(**problem.parameters)
    for answer in ASKED.get(problem.code, ()):
        yield f"--answer {row_number}={answer}  ({answer.words})"
    if row_number:
        return
    for sheet in file.sheets if problem.code == "imports.sheets_alike" else ():
        yield f'--sheet "{sheet}"'
    for column in file.sheet_columns:
        if problem.key in column.rival_for:
            # What may decide is named first, and dropped only by whoever says so.
            dropped = [""] if problem.code in _MAY_BE_NOTHING else []
            for field in (problem.key or "ALAN", *dropped):
                yield f'--column "{column.name}={field}"'


def write_preview(
    preview: Preview,
    words: Words,
    *,
    facts: Iterable[str] = (),
    is_compared: bool = False,
) -> None:
    """Write what an import would do, for a person at a terminal.

    Args:
        preview: The preview.
        words: The names of the kind of import.
        facts: More facts about the file.
        is_compared: Whether it is only compared, so that nothing of it is new or updated.
    """
    write, file = sys.stdout.write, preview.file
    sheet = [f"sayfa {file.sheet}"] if file.sheet else []
    said = (*facts, *sheet, f"başlıklar {file.heading_row}. satırda")
    write(f"{file.file_name}: {', '.join(said)}\n")
    for note in preview.notes:
        write(f"  {message_of(note)}\n")
    if passed := [row for row in file.passed_over if row > file.heading_row]:
        write(f"  Geçilen satırlar (toplam, başlık, not): {row_words(passed)}\n")
    shown = _SHOWN.get(preview.kind, ())
    for hint, count in preview.common_hints():
        words_of_hint = words.problem_text(hint, preview.file.headings)
        write(f"  {number_text(count)} satırda: {words_of_hint}\n")
    own = preview.own_hints()
    for place, row in enumerate(preview.rows):
        amounts = ", ".join(change.after for change in row.changes if change.field in shown)
        line = f"{row.row_number or '':>7}  {row.verdict.words:<14} {row.label:<16} {amounts}"
        write(f"{line.rstrip()}\n")
        if row.verdict is RowVerdict.UPDATE or is_compared:
            for change in row.changes:
                field = words.fields.get(change.field) or file.headings.get(change.field, "")
                before, after = (text or NOTHING for text in (change.before, change.after))
                both = f"onlarda {before}, bizde {after}" if is_compared else f"{before} → {after}"
                write(f"{'':24}→ {field}: {both}\n")
        for mark, problems in (("●", row.problems), ("○", own.get(place, ()))):
            for problem in problems:
                write(f"{'':24}{mark} {words.problem_text(problem, preview.file.headings)}\n")
    counted = (
        f"{count} {verdict.words}"
        for verdict, count in preview.counts.items()
        if count or not is_compared
    )
    write(f"{', '.join(counted)}.\n")


def _write_made(made: ImportRow | None) -> None:
    """Write the result of an import; None: nothing was stored."""
    if made is None:
        sys.stdout.write("Hiçbir şey kaydedilmedi.\n")
    elif made.import_id is None:
        sys.stdout.write("Dosyada yeni bir bilgi yok; hiçbir şey değişmedi.\n")
    else:
        sys.stdout.write(f"Kaydedildi; aktarım no {made.import_id}.\n")


def _problem_as_json(problem: Problem) -> dict[str, str]:
    text = message_of(problem)
    return {"key": problem.key, "code": problem.code, "what": text.what, "do": text.do}


def _options(arguments: Namespace, work: Work, reading: Reading[Any, Any, Any]) -> Options:
    """Return the options of the command for its files."""
    if arguments.kind != "usage":
        sheet = getattr(arguments, "sheet", None) or ""
        columns = dict(getattr(arguments, "column", ()))
        given = frozenset(pair for pairs in getattr(arguments, "answer", ()) for pair in pairs)
        return Options(
            sheet=sheet, columns=columns, shapes=reading.shapes(work), answers=Answers(given)
        )
    from alo183_desktop.phones.operators import parse_operator
    from alo183_desktop.phones.usage.columns import UsageField, UsageReading
    from alo183_desktop.phones.usage.file import UsageOptions
    from alo183_desktop.phones.usage.values import DecimalMark

    return UsageOptions(
        columns=dict(arguments.column),
        shapes=reading.shapes(work),
        operator=parse_operator(arguments.operator),
        period=arguments.period,
        absent=frozenset(map(UsageField, _ONLY.get(arguments.only, ()))),
        trusts_end=arguments.whole,
        register_new=arguments.register_new,
        replaces=arguments.replace,
        reading=UsageReading(
            DecimalMark(_DECIMALS[arguments.decimal]) if arguments.decimal else None,
            arguments.dates == "month-first" if arguments.dates else None,
        ),
    )


def _read(
    reading: Reading[Any, Any, Any], path: Path, options: Options, *, now: dt.datetime
) -> Any:
    """Read one file; an error names it, because there can be several."""
    if sys.stderr.isatty():
        # A million rows take half a minute.
        sys.stderr.write(f"{path.name} okunuyor…\n")
    try:
        return reading.open(path, options, now=now)
    except KnownError as error:
        error.parameters = {**error.parameters, "file": path.name}
        raise


def _leave_if(must_leave: bool) -> None:  # noqa: FBT001 - its name is clear
    if must_leave:
        raise _LeaveError


def read_column(text: str) -> tuple[str, str]:
    """Return a heading and its field, typed as `Başlık=alan`.

    Raises:
        ArgumentTypeError: It has another form.
    """
    heading, sign, field = text.rpartition("=")
    if not sign or not heading.strip():
        raise ArgumentTypeError("“Başlık=alan” biçiminde yazınız")
    return heading.strip(), field.strip()


def read_answer(text: str) -> list[tuple[str, Answer]]:
    """Return the answers for the rows of `12=in-service` or `12-20=skip`, by row number.

    Raises:
        ArgumentTypeError: It has another form.
    """
    rows, _, word = text.partition("=")
    first, _, last = rows.strip().partition("-")
    if word.strip() not in {*Answer} or not first.isdecimal() or not (last or first).isdecimal():
        raise ArgumentTypeError(f"“12=in-service” biçiminde yazınız; yanıtlar: {', '.join(Answer)}")
    numbers = range(int(first), int(last or first) + 1)
    if not numbers:
        raise ArgumentTypeError("küçük satır önce yazılır: “12-20=skip”")
    return [(str(number), Answer(word.strip())) for number in numbers[:MOST_ROWS]]


def read_period(text: str) -> StatedPeriod:
    """Return the period of a file as typed.

    Raises:
        ArgumentTypeError: It is not a period.
    """
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
