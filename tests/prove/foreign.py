"""Let the program read files that were made to do harm."""

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from alo183_desktop.cases.importing.recipe import CASES
from alo183_desktop.db.audit import AuditEntry
from alo183_desktop.db.work import Work
from alo183_desktop.documents.foreign.tables import (
    ForeignColumns,
    ForeignFile,
    ForeignTable,
    read_columns,
)
from alo183_desktop.imports.recipe import Recipe
from alo183_desktop.imports.rows import Preview
from alo183_desktop.officers.roster.recipe import ROSTER
from alo183_desktop.phones.inventory.recipe import INVENTORY
from alo183_desktop.phones.usage.recipe import USAGE
from alo183_desktop.shared.errors import KnownError
from alo183_desktop.shared.texts import message_of
from tests.prove import corpus, small_files
from tests.prove.directorates import Directorate, make
from tests.prove.figures import Counts, Figure, Tally, left_out

_UNLIMITED: Final = "  control: a cell in the far corner read without a child"


def _preview(
    recipe: Recipe[Any, Any, Any], work: Work, columns: ForeignColumns, file: ForeignFile
) -> Preview:
    opened = columns if recipe.by_columns else file
    return recipe.preview(work, recipe.read(opened, recipe.options, work.now))


_READERS: Final[dict[str, Callable[[Work, ForeignColumns, ForeignFile], Preview]]] = {
    recipe.kind: partial(_preview, recipe) for recipe in (ROSTER, CASES, INVENTORY, USAGE)
}


def prove(counts: Counts, folder: Path, chance: random.Random) -> list[Figure]:
    """Read tables, change files, key files and the like; each is read or refused with a word."""
    directorate = make(folder / "veri")
    with directorate.opened() as engine:
        found = [
            _read_all(
                "harmful files refused or read (cut, bombs, NULs)",
                _sample(corpus.harmful_files(), counts.files, chance),
                directorate,
                engine,
                folder,
            ),
            _read_all(
                "tables with odd cells refused or read (formulas, huge)",
                _sample(corpus.odd_files(), counts.files, chance),
                directorate,
                engine,
                folder,
            ),
            _read_all(
                "tables spoiled by chance refused or read",
                corpus.spoiled_files(counts.files, chance),
                directorate,
                engine,
                folder,
            ),
        ]
    return [*found, _unlimited(folder), *small_files.prove(counts, directorate, folder, chance)]


def _sample(files: Iterable[corpus.File], count: int, chance: random.Random) -> list[corpus.File]:
    known = list(files)
    return chance.sample(known, min(count, len(known)))


def _read_all(
    what: str,
    files: Iterable[corpus.File],
    directorate: Directorate,
    engine: Engine,
    folder: Path,
) -> Figure:
    tally = Tally(what)
    codes: Counter[str] = Counter()
    for name, make_data in files:
        path = folder / name
        path.write_bytes(make_data())
        try:
            tally.note(_read(path, directorate, engine, codes))
        finally:
            path.unlink()
    refused = codes.total() - codes["read"]
    kinds = len(codes) - ("read" in codes)
    return tally.figure(f"{refused} refusals of {kinds} kinds, {codes['read']} previews")


def _read(path: Path, directorate: Directorate, engine: Engine, codes: Counter[str]) -> str | None:
    """Return what is wrong: a crash, a refusal without a word, or a change of the data."""
    before = _entries(engine)
    try:
        columns = read_columns(path)
    except KnownError as error:
        codes[error.code] += 1
        return _wordless(error)
    except Exception as error:  # noqa: BLE001 - what must not happen is counted
        return f"{path.name}: {type(error).__name__}"
    tables = tuple(ForeignTable(sheet.sheet, sheet.rows()) for sheet in columns.sheets)
    file = ForeignFile(columns.name, columns.sha256, tables)
    for reader, preview in _READERS.items():
        try:
            with directorate.work(engine) as work:
                shown = preview(work, columns, file)
                told = [problem for row in shown.rows for problem in (*row.problems, *row.hints)]
            codes["read"] += 1
        except KnownError as error:
            codes[error.code] += 1
            if wrong := _wordless(error):
                return wrong
            continue
        except Exception as error:  # noqa: BLE001 - as above
            return f"{path.name} as {reader}: {type(error).__name__}"
        if any(not message_of(problem.error()).what for problem in told):
            return f"{path.name} as {reader}: a problem without a word"
    return None if _entries(engine) == before else f"{path.name}: the data changed"


def _wordless(error: KnownError) -> str | None:
    message = message_of(error)
    return None if message.what and message.do else f"{error.code} has no text"


def _entries(engine: Engine) -> int:
    with Session(engine) as session:
        return session.scalar(select(func.count()).select_from(AuditEntry)) or 0


def _unlimited(folder: Path) -> Figure:
    """Read a cell in the far corner without a child process: the reader must be ended by it."""
    tally = Tally(_UNLIMITED, is_control=True)
    if sys.platform != "linux":
        return left_out(_UNLIMITED, "the limit on memory is tried on Linux")
    path = folder / "corner.xlsx"
    path.write_bytes(corpus.far_corner())
    code = (
        "import resource, sys; from python_calamine import CalamineWorkbook;"
        "resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30));"
        "CalamineWorkbook.from_path(sys.argv[1]).get_sheet_by_index(0).to_python()"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, check=False
    )
    tally.note(f"ended with {ended.returncode}" if ended.returncode else None)
    return tally.figure()
