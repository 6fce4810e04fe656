"""Take back a long operation that runs off the GUI thread."""

from __future__ import annotations

import threading


class Cancelled(Exception):  # noqa: N818 - nothing went wrong, somebody changed their mind
    """The person who asked for the work took it back."""


class Cancellation:
    """A flag that the window raises and a long operation polls."""

    def __init__(self) -> None:
        self._raised = threading.Event()

    def cancel(self) -> None:
        """Ask the operation to stop at its next check."""
        self._raised.set()

    def is_cancelled(self) -> bool:
        """Return whether somebody asked to stop."""
        return self._raised.is_set()

    def check(self) -> None:
        """Do nothing, or stop the operation.

        Raises:
            Cancelled: Somebody asked to stop; nothing of the transaction is kept.
        """
        if self._raised.is_set():
            raise Cancelled
