"""What an import would do, as a terminal or another program reads it."""

from __future__ import annotations

import sys
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from alo183_desktop.cli.exit_codes import EXIT_INPUT
from alo183_desktop.imports.rows import VERDICT_WORDS, Verdict
from alo183_desktop.imports.sheets import row_words
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.texts import message_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from alo183_desktop.imports.rows import ImportRow, Preview
    from alo183_desktop.shared.errors import Problem

_NO_WORDS: Final = MappingProxyType[str, str]({})


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
