"""What became of freezing the program, as several tests look at it."""

from pathlib import Path
from typing import NamedTuple


class Frozen(NamedTuple):
    """What became of freezing the program.

    Attributes:
        code: 0 when it has also done all that is done with it (packaging/proof.py).
        said: On the way.
        folder: Of the program.
    """

    code: int
    said: str
    folder: Path
