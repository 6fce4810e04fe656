"""Who may read and write a file on Windows, where POSIX modes have no effect."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from pathlib import Path

_FILE: Final = 1
"""SE_FILE_OBJECT, like those below. Source: SetFileSecurityW, learn.microsoft.com."""
_OWNER: Final = 0x1
_LIST: Final = 0x4 | 0x8000_0000
"""DACL_SECURITY_INFORMATION, PROTECTED_DACL_SECURITY_INFORMATION: nothing is inherited."""
_SDDL_1: Final = 1
_OWN: Final = "D:P(A;OICI;FA;;;{user})(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)"
"""Full access for one user, the system and administrators, inherited within a folder.

Source: Security Descriptor Definition Language, learn.microsoft.com.
"""
_ADMINISTRATORS: Final = ("S-1-5-32-544", "S-1-5-18")
_INSTALLER: Final = "S-1-5-80-956008885-"
"""The beginning of the SID of TrustedInstaller, which owns files of Windows."""

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    def is_kept_by_administrators(path: Path) -> bool:
        """Return whether administrators or the system own a file or folder."""
        owner = ctypes.c_void_p()
        descriptor = ctypes.c_void_p()
        failed = _security().GetNamedSecurityInfoW(
            str(path),
            _FILE,
            _OWNER,
            ctypes.byref(owner),
            None,
            None,
            None,
            ctypes.byref(descriptor),
        )
        if failed:
            return False
        try:
            text = _text_of(owner)
        finally:
            _kernel().LocalFree(descriptor)
        return text in _ADMINISTRATORS or text.startswith(_INSTALLER)

    def keep_for_this_user(path: Path) -> None:
        """Let only this user, administrators and the system read a file or folder.

        Raises:
            OSError: The file system has no such rights, or another user owns the file.
        """
        descriptor = ctypes.c_void_p()
        made = _security().ConvertStringSecurityDescriptorToSecurityDescriptorW(
            _OWN.format(user=_this_user()), _SDDL_1, ctypes.byref(descriptor), None
        )
        if not made:
            raise ctypes.WinError(ctypes.get_last_error())
        try:
            if not _security().SetFileSecurityW(str(path), _LIST, descriptor):
                raise ctypes.WinError(ctypes.get_last_error())
        finally:
            _kernel().LocalFree(descriptor)

    def _this_user() -> str:
        """Return the SID of the user of this process."""
        token = wintypes.HANDLE()
        kernel, security = _kernel(), _security()
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        process = wintypes.HANDLE(kernel.GetCurrentProcess())
        if not security.OpenProcessToken(process, 0x8, ctypes.byref(token)):  # TOKEN_QUERY
            raise ctypes.WinError(ctypes.get_last_error())
        try:
            room = ctypes.create_string_buffer(256)
            length = wintypes.DWORD()
            if not security.GetTokenInformation(  # TokenUser
                token, 1, room, len(room), ctypes.byref(length)
            ):
                raise ctypes.WinError(ctypes.get_last_error())
            # A TOKEN_USER begins with the address of its SID.
            return _text_of(ctypes.cast(room, ctypes.POINTER(ctypes.c_void_p)).contents)
        finally:
            kernel.CloseHandle(token)

    def _text_of(sid: Any) -> str:
        text = wintypes.LPWSTR()
        if not _security().ConvertSidToStringSidW(sid, ctypes.byref(text)):
            raise ctypes.WinError(ctypes.get_last_error())
        try:
            return str(text.value)
        finally:
            _kernel().LocalFree(text)

    def _security() -> Any:
        return ctypes.WinDLL("advapi32", use_last_error=True)

    def _kernel() -> Any:
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.LocalFree.argtypes = (ctypes.c_void_p,)
        return kernel

else:

    def is_kept_by_administrators(path: Path) -> bool:
        """Return whether only root may write a file or folder."""
        found = path.stat()
        return found.st_uid == 0 and not found.st_mode & 0o022

    def keep_for_this_user(path: Path) -> None:
        """Let only this user read a file or folder; raises OSError."""
        path.chmod(0o700 if path.is_dir() else 0o600)
