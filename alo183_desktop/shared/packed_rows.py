"""Rows of a long list, packed in memory."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Sequence
from copy import copy
from itertools import chain, islice
from typing import TYPE_CHECKING, Final, TypeVar, overload

from alo183_desktop.shared.override import override

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

RowT_co = TypeVar("RowT_co", covariant=True)
_PART: Final = 1000
_FASTEST: Final = 1


class PackedRows(Sequence[RowT_co]):
    """Rows that are read from their beginning to their end, once or several times.

    A million cases as objects take gigabytes, packed some hundred megabytes. They stay in memory:
    on a disk they would stand in clear.
    """

    def __init__(self, rows: Iterable[RowT_co]) -> None:
        """Pack them.

        Args:
            rows: Tuples of plain values; consumed at once, a part at a time.
        """
        waiting = iter(rows)
        self._parts: list[bytes] = []
        self._count = 0
        self._change: Callable[[RowT_co], RowT_co] | None = None
        while part := list(islice(waiting, _PART)):
            self._parts.append(zlib.compress(pickle.dumps(part), _FASTEST))
            self._count += len(part)

    def changed(self, change: Callable[[RowT_co], RowT_co]) -> PackedRows[RowT_co]:
        """Return the same rows, each changed when it is read."""
        other = copy(self)
        other._change = change  # noqa: SLF001 - of the copy
        return other

    @override
    def __len__(self) -> int:
        return self._count

    @override
    def __iter__(self) -> Iterator[RowT_co]:
        return chain.from_iterable(map(self._unpacked, self._parts))

    @overload
    def __getitem__(self, index: int) -> RowT_co: ...

    @overload
    def __getitem__(self, index: slice) -> list[RowT_co]: ...

    @override
    def __getitem__(self, index: int | slice) -> RowT_co | list[RowT_co]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(self._count))]
        part, place = divmod(range(self._count)[index], _PART)
        return self._unpacked(self._parts[part])[place]

    def _unpacked(self, part: bytes) -> list[RowT_co]:
        # Packed above, and kept in this process alone.
        rows: list[RowT_co] = pickle.loads(zlib.decompress(part))  # noqa: S301
        return rows if self._change is None else list(map(self._change, rows))
