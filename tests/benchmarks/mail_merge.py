"""One letter of ours beside one of a mail merge in Writer.

Runs where Writer, its database drivers and a Python with the module `uno` are there.
"""

import csv
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO, Final

from alo183_desktop.documents.letter.content import LetterContent
from alo183_desktop.documents.letter.docx import letter_docx
from alo183_desktop.documents.letter.pdf import lay_out
from tests.benchmarks.measure import Figure, figure_of
from tests.documents import letters

_MERGE: Final = Path(__file__).with_name("merge_in_writer.py")
_PYTHONS: Final = ("/usr/bin/python3", "python3")
_LETTERS: Final = 50
_ROUNDS: Final = 5
_GOAL: Final = 4.0
_COLUMNS: Final = tuple(f"{key.replace('_', '')}mark" for key, _ in letters.LABELS)
"""They stand in the template where the values will be."""


def measure() -> list[Figure]:
    """Return how many times faster a letter is than in a mail merge; none where none can run."""
    python = _python_with_uno()
    if python is None or not shutil.which("soffice"):
        print("Writer's mail merge: not measured; it needs libreoffice-writer, libreoffice-base,")
        print("libreoffice-base-drivers and python3-uno.")
        return []
    chance = random.Random(183)
    people = [letters.random_newcomer(chance) for _ in range(_LETTERS)]
    with tempfile.TemporaryDirectory(prefix="merge") as name:
        folder = Path(name)
        return [_compared(python, folder, people)]


def _compared(python: str, folder: Path, people: Sequence[tuple[str, ...]]) -> Figure:
    (folder / "template.docx").write_bytes(letter_docx(_letter_to(_COLUMNS)))
    with (folder / "people.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([_COLUMNS, *people])
    made = folder / "ours"
    made.mkdir()
    command = [python, str(_MERGE), str(folder)]
    pairs = []
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as merge:
        if merge.stdin is None or merge.stdout is None:
            raise TypeError
        _answer(merge.stdout)
        for turn in range(1 + _ROUNDS):
            theirs = _merged(merge.stdin, merge.stdout, folder / "out")
            ours = _written(made, people)
            if turn:  # the first warms both up
                pairs.append((theirs / _LETTERS, ours / _LETTERS))
        merge.stdin.close()
    name = "Writer's mail merge, one letter / one letter"
    return figure_of(name, pairs, goal=_GOAL, wants_less=False)


def _merged(order: IO[str], answers: IO[str], out: Path) -> float:
    order.write("\n")
    order.flush()
    milliseconds = float(_answer(answers))
    made = list(out.iterdir())
    if len(made) != _LETTERS:
        raise AssertionError(made)
    for file in made:
        file.unlink()
    return milliseconds


def _written(folder: Path, people: Sequence[tuple[str, ...]]) -> float:
    start = time.perf_counter()
    for index, values in enumerate(people):
        (folder / f"{index}.pdf").write_bytes(lay_out(_letter_to(values)).pdf)
    return (time.perf_counter() - start) * 1000


def _answer(answers: IO[str]) -> str:
    line = answers.readline()
    if not line:
        message = "the mail merge has ended"
        raise ChildProcessError(message)
    return line.strip()


def _letter_to(values: tuple[str, ...]) -> LetterContent:
    plain = letters.letter()
    return replace(plain, body=(letters.opening(), letters.table(values), letters.CLOSING))


def _python_with_uno() -> str | None:
    for name in (sys.executable, *_PYTHONS):
        path = shutil.which(name)
        if path is not None:
            done = subprocess.run([path, "-c", "import uno"], capture_output=True, check=False)
            if done.returncode == 0:
                return path
    return None
