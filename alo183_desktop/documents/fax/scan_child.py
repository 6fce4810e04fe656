"""The child process that draws a scanned paper of unknown origin as fax sheets.

A small forged PDF can take any time to draw, and a small picture any memory. It reads the paper
from its standard input, and answers with lines of JSON:

    {"begin": true}    the first line: everything needed is loaded
    {"strip": text}    a sheet, coded, in Base64; null when only their number is wanted
    {"codes": [text], "lies": 0, "is_blank": false}    a sheet, when its codes are wanted
    {"end": count}     the last line: how many sheets there were
    {"error": code}    instead of the end: what is wrong with the paper
"""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import BinaryIO

OPTION: Final = "--read-scan"
"""The option that starts a frozen program as the child."""
CODES: Final = "codes"
"""Instead of a compression: the codes of the sheets are wanted."""
_BLANK: Final = 0.0001
"""A sheet is blank with up to this share of ink; a small signature has more."""


def main(arguments: Sequence[str]) -> int:
    """Read the standard input and write the sheets to the standard output.

    Args:
        arguments: Memory in MiB, and the arguments of `respond`.
    """
    from alo183_desktop.documents.foreign.confinement import answer

    return answer(respond, arguments)


def respond(source: BinaryIO, wanted: Sequence[str]) -> Iterator[bytes]:
    """Yield the lines of the answer, whatever `source` holds.

    Args:
        source: The paper.
        wanted: Resolution, and compression, `CODES` or an empty text to count only.
    """
    from alo183_desktop.documents.fax.scanned_sheets import ink_of_scan, scanned_sheets
    from alo183_desktop.documents.fax.sheets import RASTERS, code_sheet
    from alo183_desktop.documents.letter.content import Compression, Resolution
    from alo183_desktop.documents.sheet_codes import read_codes
    from alo183_desktop.shared.errors import KnownError

    resolution, compression = wanted
    raster = RASTERS[Resolution(resolution)]
    count = 0
    yield _line({"begin": True})
    try:
        for grey in scanned_sheets(source.read(), raster):
            count += 1
            if compression == CODES:
                dark = ink_of_scan(grey, paleness=raster.paleness).histogram()[-1]
                is_blank = dark < _BLANK * grey.width * grey.height
                codes = read_codes(grey)
                yield _line({"codes": codes.digits, "lies": codes.lies, "is_blank": is_blank})
                continue
            strip = None
            if compression:
                ink = ink_of_scan(grey, paleness=raster.paleness)
                coded = code_sheet(ink, Compression(compression))
                strip = base64.b64encode(coded).decode()
            yield _line({"strip": strip})
    except KnownError as error:
        yield _line({"error": error.code})
    except MemoryError:
        yield _line({"error": "documents.scan_too_large"})
    # Whatever a library raises, the parent gets a complete answer.
    except BaseException:  # noqa: BLE001
        yield _line({"error": "documents.unreadable_scan"})
    else:
        yield _line({"end": count} if count else {"error": "documents.unreadable_scan"})


def _line(value: dict[str, Any]) -> bytes:
    return json.dumps(value).encode() + b"\n"


if __name__ == "__main__":
    # Started as a script, without a search path: the program is the folder it is in.
    sys.path.insert(0, str(Path(__file__).parents[3]))
    sys.exit(main(sys.argv[1:]))
