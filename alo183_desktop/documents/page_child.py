"""The child process that draws, cuts and reads papers of unknown origin.

It reads papers, PDFs or pictures, from its standard input, and answers with lines of JSON; a line
with `bytes` is followed by so many bytes:

    {"begin": true}                                       the first line: everything is loaded
    {"sizes": [[595.3, 841.9], …]}                        of each page, in points
    {"file": "pdf", "bytes": n}                           a picture as PDF, or what was joined
    {"page": 0, "width": 1, "height": 1, "bytes": 4}      a page, four bytes per pixel
    {"pages": [text], "pictures": false, "more": false}   the text of a paper; null: none was found
    {"end": true}                                         the last line
    {"error": code}                                       instead of it: what is wrong
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import BinaryIO

OPTION: Final = "--draw-pages"
"""The option that starts a frozen program as the child."""
DRAW: Final = "draw"
JOIN: Final = "join"
TURN: Final = "turn"
TEXT: Final = "text"
UNKNOWN: Final = "-"
"""A page that is not turned."""


def main(arguments: Sequence[str]) -> int:
    """Read the standard input and write the answer to the standard output.

    Args:
        arguments: Memory in MiB, and the arguments of `respond`.
    """
    from alo183_desktop.documents.foreign.confinement import answer

    return answer(respond, arguments)


def respond(source: BinaryIO, wanted: Sequence[str]) -> Iterator[bytes]:
    """Yield the parts of the answer, whatever `source` holds.

    Args:
        source: The paper; for `JOIN` several, one behind the other.
        wanted: One of
            `DRAW`, pixels per point, the most pixels of a page, and pages, from 0: those that the
            paper has are drawn, and the sizes of all are told;
            `JOIN`, the lengths of the papers with commas, and which pages of each, from 0 (none:
            all);
            `TURN`, and for each page how far it lies turned, in degrees, or `UNKNOWN`;
            `TEXT`.
    """
    from alo183_desktop.documents.papers.foreign import as_pdf
    from alo183_desktop.shared.errors import KnownError

    act, *more = wanted
    yield _line({"begin": True})
    try:
        data = source.read()
        if act == DRAW:
            pdf = as_pdf(data)
            if pdf is not data:
                yield from _file(pdf)
            yield from _drawn(pdf, more)
        elif act == JOIN:
            yield from _joined(data, more)
        elif act == TURN:
            yield from _turned(data, more)
        else:
            yield _text(data)
    except KnownError as error:
        yield _line({"error": error.code})
    except MemoryError:
        yield _line({"error": "documents.scan_too_large"})
    # Whatever a library raises, the parent gets a complete answer.
    except BaseException:  # noqa: BLE001
        yield _line({"error": "documents.unreadable_scan"})
    else:
        yield _line({"end": True})


def _drawn(pdf: bytes, wanted: Sequence[str]) -> Iterator[bytes]:
    from alo183_desktop.documents.pixels import page_pixels, page_sizes

    scale, most_pixels, *pages = wanted
    sizes = page_sizes(pdf)
    yield _line({"sizes": sizes})
    for page in map(int, pages):
        if page < len(sizes):
            drawn = page_pixels(pdf, page, scale=float(scale), most_pixels=int(most_pixels))
            head = {"page": page, "width": drawn.width, "height": drawn.height}
            yield _line({**head, "bytes": len(drawn.data)})
            yield drawn.data


def _joined(data: bytes, wanted: Sequence[str]) -> Iterator[bytes]:
    from alo183_desktop.documents.joining import join
    from alo183_desktop.documents.papers.foreign import as_pdf

    lengths, *pages = wanted
    papers, begin = [], 0
    for length in map(int, lengths.split(",")):
        papers.append(as_pdf(data[begin : begin + length]))
        begin += length
    yield from _file(join(papers, pages=[int(page) for page in pages] or None))


def _turned(data: bytes, wanted: Sequence[str]) -> Iterator[bytes]:
    from alo183_desktop.documents.papers.foreign import as_pdf, upright

    lies = [None if lie == UNKNOWN else int(lie) for lie in wanted]
    yield from _file(upright(as_pdf(data), lies))


def _text(data: bytes) -> bytes:
    from alo183_desktop.documents.pdf_a import text_of

    found = text_of(data)
    if found is None:
        return _line({"pages": None})
    return _line({"pages": found.pages, "pictures": found.has_pictures, "more": found.has_more})


def _file(pdf: bytes) -> Iterator[bytes]:
    yield _line({"file": "pdf", "bytes": len(pdf)})
    yield pdf


def _line(value: dict[str, Any]) -> bytes:
    return json.dumps(value).encode() + b"\n"


if __name__ == "__main__":
    # Started as a script, without a search path: the program is the folder it is in.
    sys.path.insert(0, str(Path(__file__).parents[2]))
    sys.exit(main(sys.argv[1:]))
