"""Start the program: `alo183`, or `python -m alo183_desktop`."""

from __future__ import annotations

import sys
from typing import Final

_CHILDREN: Final = ("--read-table", "--read-scan", "--draw-pages", "--plan-rota")
"""The options of the children; written here because most starts are none of them."""


def main() -> int:
    """Run the command that the arguments name and return its exit code.

    A frozen program starts itself again to read foreign files and to plan in a process with limits;
    that child must import as little as can be.
    """
    if sys.argv[1:2] and sys.argv[1] in _CHILDREN:
        from alo183_desktop.documents import page_child
        from alo183_desktop.documents.fax import scan_child
        from alo183_desktop.documents.foreign import table_child
        from alo183_desktop.rota.planning import solver

        children = {
            table_child.OPTION: table_child.main,
            scan_child.OPTION: scan_child.main,
            page_child.OPTION: page_child.main,
            solver.OPTION: solver.main,
        }
        return children[sys.argv[1]](sys.argv[2:])
    from alo183_desktop.cli.main import run
    from alo183_desktop.shared.bugs import keep_quiet

    keep_quiet()
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
