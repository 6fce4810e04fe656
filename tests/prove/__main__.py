"""Prove that nothing is lost and nobody else reads it: `dev.py prove [--long] [GROUP ...]`."""

import argparse
import importlib
import json
import os
import random
import secrets
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import asdict
from pathlib import Path
from typing import Final

from tests.prove.figures import LONG, NAMED, SHORT, Counts, Figure, line_of, told

GROUPS: Final = (
    "monkey",
    "truth",
    "foreign",
    "server",
    "steps",
    "rekey",
    "power",
    "full_disk",
    "kills",
    "writers",
    "flips",
    "words",
    "logs",
    "chains",
)
"""The slow ones first: two run at a time."""


def read_options(arguments: list[str]) -> argparse.Namespace:
    """Return what is asked for; end with help, or with what is wrong."""
    parser = argparse.ArgumentParser(prog="dev.py prove", description=__doc__.partition(":")[0])
    parser.add_argument("groups", nargs="*", metavar="GROUP", help=f"of {', '.join(GROUPS)}")
    parser.add_argument(
        "--long", action="store_true", help="as often as the goals say, more than an hour"
    )
    parser.add_argument("--seed", help="of a run that is to be repeated")
    parser.add_argument("--to", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--named", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    unknown = set(asked.groups) - set(GROUPS)
    if unknown:
        parser.error(f"no such group: {', '.join(sorted(unknown))}; there are {', '.join(GROUPS)}")
    return asked


def main(arguments: list[str]) -> int:
    """Prove the wanted groups, all when none is named; return 1 when something failed."""
    asked = read_options(arguments)
    seed: str = asked.seed or secrets.token_hex(4)
    if asked.to is not None:
        counts = LONG if asked.long else NAMED if asked.named else SHORT
        figures = prove_group(asked.groups[0], seed, counts)
        rows = [asdict(figure) for figure in figures]
        asked.to.write_text(json.dumps(rows), encoding="utf-8")
        return 0
    options = [*(["--long"] if asked.long else []), *(["--named"] if asked.groups else [])]
    return report(asked.groups or list(GROUPS), seed, options)


def prove_group(name: str, seed: str, counts: Counts) -> list[Figure]:
    """Return the rows of one group."""
    group = importlib.import_module(f"tests.prove.{name}")
    with tempfile.TemporaryDirectory(prefix="alo183-prove-") as folder:
        figures: list[Figure] = group.prove(counts, Path(folder), random.Random(f"{seed} {name}"))
    return figures


def report(groups: list[str], seed: str, options: list[str]) -> int:
    """Prove groups, each in a process of its own; print the table; return 1 when one failed."""
    begun = time.perf_counter()
    _say(line_of("what", "tried", "result", "s"))
    failed = count = 0
    with (
        tempfile.TemporaryDirectory(prefix="alo183-prove-") as folder,
        ThreadPoolExecutor(max_workers=min(2, os.cpu_count() or 1)) as pool,
    ):
        running = [pool.submit(_prove_beside, name, seed, Path(folder), options) for name in groups]
        for done in as_completed(running):
            for figure in done.result():
                _say(told(figure))
                failed += figure.is_failed
                count += 1
    seconds = time.perf_counter() - begun
    _say(f"{count - failed} of {count} rows hold; {seconds:.0f} s; --seed {seed}")
    return 1 if failed else 0


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _prove_beside(name: str, seed: str, folder: Path, options: list[str]) -> list[Figure]:
    """Return the rows of a group that another process proves; what it has to say goes on."""
    target = folder / f"{name}.json"
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.prove",
            name,
            "--seed",
            seed,
            "--to",
            str(target),
            *options,
        ],
        capture_output=True,
        check=False,
    )
    sys.stderr.write(done.stderr.decode(errors="replace"))
    if done.returncode or not target.exists():
        return [Figure(f"{name}: the proof itself", 1, 0, f"ended with {done.returncode}")]
    return [Figure(**row) for row in json.loads(target.read_bytes())]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
