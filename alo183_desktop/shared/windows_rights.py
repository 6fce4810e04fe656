"""Whose a file or folder is, and who may read and write it.

On Windows POSIX modes have no effect: an owner and a list of rights stand in their place.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

_FILE: Final = 1
"""SE_FILE_OBJECT, like those below. Source: SetFileSecurityW, learn.microsoft.com."""
_OWNER: Final = 0x1
_RIGHTS: Final = 0x4
"""DACL_SECURITY_INFORMATION."""
_LIST: Final = _RIGHTS | 0x8000_0000
"""With PROTECTED_DACL_SECURITY_INFORMATION: nothing is inherited."""
_SDDL_1: Final = 1
_OWN: Final = "D:P(A;OICI;FA;;;{user})(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)"
"""Full access for one user, the system and administrators, inherited within a folder.

Source: Security Descriptor Definition Language, learn.microsoft.com.
"""
_ADMINISTRATORS: Final = ("S-1-5-32-544", "S-1-5-18")
_INSTALLER: Final = "S-1-5-80-956008885-"
"""The beginning of the SID of TrustedInstaller, which owns files of Windows."""
_TRUSTED: Final = ("BA", "SY", "CO", "LA", *_ADMINISTRATORS)
_EVERYBODY: Final = "S-1-1-0"
"""Owns what is on a disk without rights, such as a stick in FAT."""
_PROGRAM_DATA: Final = "62AB5D82-FDC1-4DC3-A9DD-070D1D495D97"
"""FOLDERID_ProgramData. Source: KNOWNFOLDERID, learn.microsoft.com."""
_ACE: Final = re.compile(r"\((X?A);([A-Z]*);([^;]*);[^;]*;[^;]*;([^;)]+)(?:;[^)]*)?\)")
"""Kind, inheritance, rights and who. Source: ACE Strings, learn.microsoft.com."""
_CHANGES: Final = 0x10000 | 0x40000 | 0x80000 | 0x10000000
"""DELETE, WRITE_DAC, WRITE_OWNER, GENERIC_ALL."""
_WRITES: Final = 0x2 | 0x4 | 0x40000000
"""FILE_WRITE_DATA, FILE_APPEND_DATA, GENERIC_WRITE; in a folder they add, and replace nothing."""
_REPLACES: Final = 0x40
"""FILE_DELETE_CHILD: of a folder alone."""
_BITS: Final = {
    "GA": 0x10000000,
    "GW": 0x40000000,
    "GR": 0,
    "GX": 0,
    "SD": 0x10000,
    "RC": 0,
    "WD": 0x40000,
    "WO": 0x80000,
    "FA": 0x1F01FF,
    "FW": 0x120116,
    "FR": 0,
    "FX": 0,
    "CC": 0x1,
    "DC": 0x2,
    "LC": 0x4,
    "SW": 0x8,
    "RP": 0x10,
    "WP": 0x20,
    "DT": 0x40,
    "LO": 0x80,
    "CR": 0x100,
}
"""The rights that two letters stand for."""


def others_may_change(rights: str, *, is_folder: bool) -> bool:
    """Return whether somebody else than administrators and the system may change what is there.

    Args:
        rights: Of a file or folder, in SDDL: `D:(A;;FA;;;BA)(A;;0x1200a9;;;BU)`.
        is_folder: Whether it is one: to add a file beside the others changes none of them.
    """
    if not rights.startswith("D:") or "NO_ACCESS_CONTROL" in rights:
        return True  # without a list everybody may do everything
    wanted = _CHANGES | (_REPLACES if is_folder else _WRITES)
    return any(mask & wanted for mask in _allowed_to_others(rights))


def _allowed_to_others(rights: str) -> Iterator[int]:
    for _kind, inherited, words, who in _ACE.findall(rights):
        # Inherit-only: it says nothing of this file itself.
        if "IO" in re.findall("..", inherited):
            continue
        if who in _TRUSTED or who.startswith(_INSTALLER):
            continue
        if words.startswith("0x"):
            yield int(words, 16)
        else:
            # What is not known counts as everything.
            yield from (_BITS.get(two, 0x10000000) for two in re.findall("..", words))


if sys.platform == "win32":
    import ctypes
    import uuid
    from ctypes import wintypes

    def is_kept_by_administrators(path: Path) -> bool:
        """Return whether administrators or the system own it, and nobody else may change it."""
        owner, rights = _owner_and_rights(path)
        is_theirs = owner in _ADMINISTRATORS or owner.startswith(_INSTALLER)
        return is_theirs and not others_may_change(rights, is_folder=path.is_dir())

    def is_own(path: Path) -> bool:
        """Return whether it belongs to this user, an administrator or the system.

        A disk without owners counts as the user's own.
        """
        owner, _rights = _owner_and_rights(path)
        return owner in {"", _EVERYBODY, _this_user(), *_ADMINISTRATORS}

    def program_data() -> Path:
        """Return the folder of all users' programs, whatever the environment says."""
        place = ctypes.c_wchar_p()
        asked = (ctypes.c_byte * 16).from_buffer_copy(uuid.UUID(_PROGRAM_DATA).bytes_le)
        shell = ctypes.WinDLL("shell32")
        if shell.SHGetKnownFolderPath(ctypes.byref(asked), 0, None, ctypes.byref(place)):
            return Path(r"C:\ProgramData")
        try:
            return Path(str(place.value))
        finally:
            ctypes.WinDLL("ole32").CoTaskMemFree(place)

    def _owner_and_rights(path: Path) -> tuple[str, str]:
        """Return the SID of the owner, and the rights as SDDL; both empty where there are none."""
        owner, descriptor, text = ctypes.c_void_p(), ctypes.c_void_p(), wintypes.LPWSTR()
        asked = (str(path), _FILE, _OWNER | _RIGHTS, ctypes.byref(owner), None, None, None)
        if _security().GetNamedSecurityInfoW(*asked, ctypes.byref(descriptor)):
            return "", ""
        try:
            told = (descriptor, _SDDL_1, _RIGHTS, ctypes.byref(text), None)
            if not _security().ConvertSecurityDescriptorToStringSecurityDescriptorW(*told):
                return _text_of(owner), ""
            try:
                return _text_of(owner), str(text.value)
            finally:
                _kernel().LocalFree(text)
        finally:
            _kernel().LocalFree(descriptor)

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

    def is_own(path: Path) -> bool:
        """Return whether it belongs to this user or to root, and all users may not write in it."""
        found = path.stat()
        return found.st_uid in {os.getuid(), 0} and not found.st_mode & 0o002

    def keep_for_this_user(path: Path) -> None:
        """Let only this user read a file or folder; raises OSError."""
        path.chmod(0o700 if path.is_dir() else 0o600)
