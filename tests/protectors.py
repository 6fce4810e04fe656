"""The account of an operating system that protects secrets, in memory."""

import secrets


class MemoryAccount:
    """One account of one computer; what it protected no other account opens.

    Attributes:
        owner: Which account of which computer it says it is.
        is_willing: Whether it protects anything.
    """

    def __init__(self, owner: str = "masa\\selin") -> None:
        self.owner = owner
        self.is_willing = True
        self._kept: dict[bytes, tuple[bytes, bytes]] = {}

    def protect(self, secret: bytes, *, bound: bytes) -> bytes:
        if not self.is_willing:
            raise OSError("no profile")
        protected = secrets.token_bytes(40)
        self._kept[protected] = (bound, secret)
        return protected

    def unprotect(self, protected: bytes, *, bound: bytes) -> bytes | None:
        kept_bound, secret = self._kept.get(protected, (b"", b""))
        return secret if secret and kept_bound == bound else None
