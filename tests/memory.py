"""Looks for secrets in the memory of a process, as Linux shows it.

Not here: what puts them there and takes them away.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_VEIL: Final = bytes(byte ^ 0x55 for byte in range(256))
"""What is looked for is kept veiled by it, so that nobody finds the seeker's own copy."""
_PART: Final = 1 << 20
_REGION: Final = re.compile(r"([0-9a-f]+)-([0-9a-f]+) rw")


def veil(secret: bytes) -> bytes:
    """Return a secret so that it is not found; the same again gives it back."""
    return secret.translate(_VEIL)


def times_in_memory(veiled: Sequence[bytes]) -> int:
    """Return how often some veiled secrets stand plainly in the memory of this process."""
    with Path("/proc/self/mem").open("rb", 0) as memory:
        return sum(
            _count(veil(part), veiled)
            for part in parts_of(memory, Path("/proc/self/maps").read_text(encoding="ascii"))
        )


def parts_of(memory: IO[bytes], maps: str) -> Iterator[bytes]:
    """Yield what stands in the memory that a process may write, in parts that overlap."""
    for first, last in _REGION.findall(maps):
        begin, end = int(first, 16), int(last, 16)
        for place in range(begin, end, _PART):
            memory.seek(place)
            try:
                yield memory.read(min(_PART + 4096, end - place))
            except OSError:  # gone since, or nobody's
                break


def _count(part: bytes, veiled: Sequence[bytes]) -> int:
    return sum(part.count(secret) for secret in veiled)
