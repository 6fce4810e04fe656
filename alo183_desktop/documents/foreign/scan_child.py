"""The child process that draws a scanned paper of unknown origin as fax sheets.

A small forged PDF can take any time to draw, and a small picture any memory. It reads the paper
from its standard input, and answers with lines of JSON:

    {"begin": true}    the first line: everything that is needed is loaded
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
    from collections.abc import Sequence

OPTION: Final = "--read-scan"
"""What a frozen program is started with to be the child."""
CODES: Final = "codes"
"""Stands in the place of a compression: the codes of the sheets are wanted."""
_BLANK: Final = 0.0001
"""As much of a sheet may be ink on which nothing stands; a small signature has more."""


def main(arguments: Sequence[str]) -> int:
    """Read the standard input and write the sheets to the standard output.

    Args:
        arguments: Memory in MiB, resolution, and compression, `CODES` or an empty text to count
            only.
    """
    from alo183_desktop.documents.fax.image import RASTERS, code_sheet, scanned_sheets
    from alo183_desktop.documents.fax.scans import ink_of_scan
    from alo183_desktop.documents.foreign.table_child import limit_memory
    from alo183_desktop.documents.letter.content import Compression, Resolution
    from alo183_desktop.documents.sheet_codes import read_codes
    from alo183_desktop.shared.errors import KnownError

    memory_mib, resolution, compression = arguments
    limit_memory(int(memory_mib) * 1024 * 1024)
    raster = RASTERS[Resolution(resolution)]
    count = 0
    _say({"begin": True})
    try:
        for grey in scanned_sheets(sys.stdin.buffer.read(), raster):
            if compression == CODES:
                dark = ink_of_scan(grey, paleness=raster.paleness).histogram()[-1]
                is_blank = dark < _BLANK * grey.width * grey.height
                codes = read_codes(grey)
                _say({"codes": codes.digits, "lies": codes.lies, "is_blank": is_blank})
                count += 1
                continue
            strip = None
            if compression:
                ink = ink_of_scan(grey, paleness=raster.paleness)
                coded = code_sheet(ink, raster, Compression(compression)).strip
                strip = base64.b64encode(coded).decode()
            _say({"strip": strip})
            count += 1
    except KnownError as error:
        _say({"error": error.code})
    except MemoryError:
        _say({"error": "documents.scan_too_large"})
    # Whatever a library made of it, the parent gets a whole answer.
    except BaseException:  # noqa: BLE001
        _say({"error": "documents.unreadable_scan"})
    else:
        _say({"end": count} if count else {"error": "documents.unreadable_scan"})
    return 0


def _say(value: dict[str, Any]) -> None:
    # At once: a child that is silent for long is ended.
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    # Started as a script without a search path: the program is the folder it lies in.
    sys.path.insert(0, str(Path(__file__).parents[3]))
    sys.exit(main(sys.argv[1:]))
