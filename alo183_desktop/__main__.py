"""Start the program: `alo183`, or `python -m alo183_desktop`.

Not here: the commands (cli) and the window (gui).
"""

from __future__ import annotations

import sys


def main() -> int:
    """Run the command that the arguments name and return its exit code."""
    from alo183_desktop.cli.main import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
