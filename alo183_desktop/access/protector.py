"""Secrets that only the account of the operating system can open: Windows data protection (DPAPI).

It protects the key in a copied data folder, for users with a remembered unlock. Why, and what it
does not protect from: docs/adr/0017-remembered-unlock.md.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:
    from typing import Self


class Protector(Protocol):
    """Protects secrets for the account that runs the program."""

    @property
    def owner(self) -> str:
        """The account and its computer; no secret."""

    def protect(self, secret: bytes, *, bound: bytes) -> bytes:
        """Return bytes that only this account can open, with the same `bound`; raises OSError."""

    def unprotect(self, protected: bytes, *, bound: bytes) -> bytes | None:
        """Return the secret; None when another account, or another `bound`, protected it."""


_ASKS_NOBODY: Final = 0x1
"""CRYPTPROTECT_UI_FORBIDDEN. Source: CryptProtectData, learn.microsoft.com."""

if sys.platform == "win32":
    import ctypes
    import os
    import socket
    from ctypes import wintypes

    class _Blob(ctypes.Structure):
        """DATA_BLOB: a length, and where the bytes begin."""

        _fields_ = (("length", wintypes.DWORD), ("data", ctypes.c_void_p))

        @classmethod
        def of(cls, content: bytearray) -> Self:
            """Point at bytes owned by the caller."""
            held = (ctypes.c_char * len(content)).from_buffer(content)
            return cls(len(content), ctypes.addressof(held))

    class WindowsProtector:
        """Protects with the password of the Windows account, by DPAPI.

        Without CRYPTPROTECT_LOCAL_MACHINE: no other account of the computer opens it.
        """

        @property
        def owner(self) -> str:
            """As `Protector.owner`."""
            return f"{socket.gethostname()}\\{os.getlogin()}".casefold()

        def protect(self, secret: bytes, *, bound: bytes) -> bytes:
            """As `Protector.protect`."""
            protected = _call("CryptProtectData", secret, bound)
            if protected is None:
                raise ctypes.WinError(ctypes.get_last_error())
            return protected

        def unprotect(self, protected: bytes, *, bound: bytes) -> bytes | None:
            """As `Protector.unprotect`."""
            return _call("CryptUnprotectData", protected, bound)

    def _call(name: str, content: bytes, bound: bytes) -> bytes | None:
        kernel = ctypes.WinDLL("kernel32")
        kernel.LocalFree.argtypes = (ctypes.c_void_p,)
        given, entropy, result = bytearray(content), bytearray(bound), _Blob()
        function: Any = getattr(ctypes.WinDLL("crypt32", use_last_error=True), name)
        done = function(
            ctypes.byref(_Blob.of(given)),
            None,
            ctypes.byref(_Blob.of(entropy)),
            None,
            None,
            _ASKS_NOBODY,
            ctypes.byref(result),
        )
        given[:] = bytes(len(given))
        if not done:
            return None
        try:
            return ctypes.string_at(result.data, result.length)
        finally:
            ctypes.memset(result.data, 0, result.length)
            kernel.LocalFree(result.data)

    def system_protector() -> Protector | None:
        """Return the protection of this system."""
        return WindowsProtector()

else:

    def system_protector() -> Protector | None:
        """Return nothing: only Windows protects without a second secret."""
        return None
