"""Start the program: `alo183`, or `python -m alo183_desktop`.

Not here: the commands (cli) and the window (gui).
"""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command that the arguments name and return its exit code.

    A frozen program starts itself again to read foreign files in a process with limits; that child
    must import as little as can be.
    """
    from alo183_desktop.documents import foreign_child, scan_child

    for child in (foreign_child, scan_child):
        if sys.argv[1:2] == [child.OPTION]:
            return child.main(sys.argv[2:])
    from alo183_desktop.cli.main import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
