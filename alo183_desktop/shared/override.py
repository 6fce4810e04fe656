"""The mark of a method that replaces one of its base class."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from typing_extensions import override as override  # noqa: PLC0414 - re-exported for mypy

    AnyMethod = TypeVar("AnyMethod", bound=Callable[..., object])
else:

    def override(method: AnyMethod) -> AnyMethod:
        """Mark `method` as PEP 698 defines.

        `typing` has it from Python 3.12 on; the back-port takes 20 ms to import, a fifth of a bare
        window's start, so only type checkers read it.
        """
        method.__override__ = True
        return method
