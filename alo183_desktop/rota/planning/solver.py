"""The child process that solves an integer program, stage by stage.

The solver is a large third-party library: a month that exceeds its limits does not crash the
window. It reads one program as JSON (`program.Program.as_json`) from its standard input, and
answers with lines of JSON:

    {"stage": n, "chosen": [column, ...]}            a plan that is better than those before it
    {"stage": n, "proven": true, "value": v}         the stage has ended; whether nothing is better
    {"end": n}                                       the last line: how many stages there were
    {"error": code}                                  instead of the end: memory, or the library
"""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO

if TYPE_CHECKING:
    from collections.abc import Sequence

OPTION: Final = "--plan-rota"
"""The argument with which a frozen program starts as the child."""
_WHOLE: Final = 0.5
_ROOM: Final = 1e-6
"""How much a stage may lose of the value of an earlier one: the solver's own tolerance."""
_LEAST_S: Final = 0.05


def main(arguments: Sequence[str]) -> int:
    """Solve the program of the standard input and write the plans to the standard output.

    Args:
        arguments: Limits: memory in MiB, seconds.
    """
    from alo183_desktop.documents.foreign.confinement import confine

    confine(int(arguments[0]))
    # numpy reserves addresses for each processor of the machine, and is only needed for sums.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    # The library prints its name to the standard output: redirect it, and keep that for the answer.
    answer = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="ascii")
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    ends_at = time.monotonic() + float(arguments[1])
    try:
        stages = solve_stages(json.loads(sys.stdin.buffer.read()), answer, ends_at=ends_at)
    except MemoryError:
        _write(answer, {"error": "memory"})
    # Whatever the library raises, the parent gets a complete answer.
    except BaseException:  # noqa: BLE001
        _write(answer, {"error": "solver"})
    else:
        _write(answer, {"end": stages})
    return 0


def solve_stages(described: dict[str, Any], answer: TextIO, *, ends_at: float) -> int:
    """Solve one stage after the other, each within the values reached by those before it.

    Args:
        described: As `program.Program.as_json` returns it.
        answer: Receives the lines of each stage.
        ends_at: When to stop, in the time of `time.monotonic`.

    Returns:
        How many stages there were.
    """
    import highspy
    import numpy as np

    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in (
        ("output_flag", False),
        # One thread and one seed: the same program gives the same plan.
        ("threads", 1),
        ("random_seed", described["seed"]),
        ("mip_rel_gap", 0.0),
    ):
        solver.setOptionValue(option, value)
    _pass(solver, described)
    columns, pairs = len(described["upper"]), described["whole"]
    whole = np.arange(columns, dtype=np.int32)
    before: Sequence[float] | None = None
    for number, stage in enumerate(described["stages"]):
        left = ends_at - time.monotonic()
        if left < _LEAST_S:
            break
        costs = np.zeros(columns)
        costs[stage["columns"]] = stage["costs"]
        solver.changeColsCost(columns, whole, costs)
        # Later stages need time, too; the last takes all that is left.
        rest = len(described["stages"]) - number
        solver.setOptionValue("time_limit", solver.getRunTime() + left * 2 / (rest + 1))
        solver.setOptionValue("mip_abs_gap", stage["gap"])
        if before is not None:
            guess = highspy.HighsSolution()
            guess.col_value = list(before)
            solver.setSolution(guess)
        solver.run()
        if (
            solver.getInfo().primal_solution_status
            != highspy.SolutionStatus.kSolutionStatusFeasible
        ):
            break
        found = list(solver.getSolution().col_value)
        value = float(np.dot(costs, found))
        proven = solver.getModelStatus() == highspy.HighsModelStatus.kOptimal
        before = found
        chosen = [column for column in range(pairs) if found[column] > _WHOLE]
        _write(answer, {"stage": number, "chosen": chosen})
        _write(answer, {"stage": number, "proven": proven, "value": value})
        used = np.array(stage["columns"], dtype=np.int32)
        most = round(value) if stage["is_whole"] else value
        solver.addRow(-highspy.kHighsInf, most + _ROOM, len(used), used, costs[used])
    return len(described["stages"])


def _pass(solver: Any, described: dict[str, Any]) -> None:
    """Pass the program without any costs to the solver."""
    import highspy
    import numpy as np

    columns, rows = len(described["upper"]), described["rows"]
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = columns, len(rows)
    model.col_cost_ = np.zeros(columns)
    model.col_lower_ = np.zeros(columns)
    model.col_upper_ = np.array(described["upper"], dtype=float)
    model.integrality_ = [
        highspy.HighsVarType.kInteger
        if column < described["whole"]
        else highspy.HighsVarType.kContinuous
        for column in range(columns)
    ]
    infinity = highspy.kHighsInf
    model.row_lower_ = np.array([-infinity if row[0] is None else row[0] for row in rows])
    model.row_upper_ = np.array([infinity if row[1] is None else row[1] for row in rows])
    matrix = model.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.start_ = np.cumsum([0, *(len(row[2]) for row in rows)])
    matrix.index_ = np.array([column for row in rows for column in row[2]], dtype=np.int32)
    matrix.value_ = np.array([value for row in rows for value in row[3]], dtype=float)
    solver.passModel(model)


def _write(answer: TextIO, value: dict[str, Any]) -> None:
    # Flushed at once: what was written counts when the child is killed.
    answer.write(json.dumps(value) + "\n")
    answer.flush()


if __name__ == "__main__":
    # Started as a script without a search path: the package is the folder it lies in.
    sys.path.insert(0, str(Path(__file__).parents[3]))
    sys.exit(main(sys.argv[1:]))
