"""What a child that reads foreign files gives up before it reads, and what ends it with us."""

from __future__ import annotations

import sys
from contextlib import suppress
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator, Sequence
    from typing import BinaryIO

_NEW_USER: Final = 0x10000000
_NEW_NETWORK: Final = 0x40000000
_NEW_IPC: Final = 0x08000000
"""Of Linux' `unshare(2)`: `CLONE_NEWUSER`, `CLONE_NEWNET`, `CLONE_NEWIPC`."""
_PARENT_DEATH_SIGNAL: Final = 1
_NO_NEW_PRIVILEGES: Final = 38
"""Of Linux' `prctl(2)`: `PR_SET_PDEATHSIG`, `PR_SET_NO_NEW_PRIVS`."""
_PROCESS_MEMORY: Final = 0x100
_ONE_PROCESS: Final = 0x8
_END_WITH_JOB: Final = 0x2000
"""Of Windows' jobs: `JOB_OBJECT_LIMIT_PROCESS_MEMORY`, `ACTIVE_PROCESS`, `KILL_ON_JOB_CLOSE`."""


def confine(memory_mib: int) -> None:
    """Limit this process, a child, before it reads a foreign file.

    The limit on memory always holds. What else a system can take from a process it takes where it
    permits that, and says nothing where it does not: on Linux the network, all rights by
    set-user-id programs, and life without the parent; on Windows writing to what is the user's and
    looking into other processes (low integrity).

    Args:
        memory_mib: The most memory, in MiB.

    Raises:
        OSError: Windows refused the limit on memory; then nothing may be read.
    """
    size = memory_mib * 1024 * 1024
    if sys.platform == "win32":
        _limit_memory_on_windows(size)
        _lower_integrity()
        return
    import resource

    if sys.platform == "linux":
        _leave_network()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (size, size))


def answer(
    respond: Callable[[BinaryIO, Sequence[str]], Iterator[bytes]], arguments: Sequence[str]
) -> int:
    """Answer the standard input on the standard output as a confined child, and return 0.

    Args:
        respond: Yields the parts of the answer; the first one once everything is loaded.
        arguments: Memory in MiB, and the arguments of `respond`.
    """
    memory_mib, *wanted = arguments
    parts = respond(sys.stdin.buffer, wanted)
    begin = next(parts)
    # Only now: the limit is for the file, not for loading.
    confine(int(memory_mib))
    output = sys.stdout.buffer
    for part in chain([begin], parts):
        output.write(part)
        # Immediately: a child that is silent for long is ended.
        output.flush()
    return 0


def end_with_us(child: subprocess.Popen[bytes]) -> None:
    """Let Windows end a child when this process ends; on Linux a child asks for it itself."""
    if sys.platform == "win32" and (job := _our_job()) is not None:
        # A child that has already ended is refused.
        _kernel().AssignProcessToJobObject(job, int(child._handle))  # type: ignore[attr-defined,unused-ignore]  # noqa: SLF001


def _leave_network() -> None:
    """Move this process into a network without any way out."""
    import ctypes
    import signal

    with suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None, use_errno=True)
        # Where users may make no namespaces, or not in this one, it stays where it is.
        libc.unshare(_NEW_USER | _NEW_NETWORK | _NEW_IPC)
        libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        # Last: another user, also that of a namespace, ends what was asked for before.
        libc.prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)


@cache
def _kernel() -> Any:
    import ctypes
    from ctypes import wintypes

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore]
    kernel.CreateJobObjectW.restype = wintypes.HANDLE
    kernel.GetCurrentProcess.restype = wintypes.HANDLE
    kernel.SetInformationJobObject.argtypes = (
        wintypes.HANDLE,
        ctypes.c_int,
        ctypes.c_void_p,
        wintypes.DWORD,
    )
    kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
    return kernel


def _job_with(flags: int, *, memory: int = 0, processes: int = 0) -> Any:
    """Return a new job of Windows with these limits; None: it was refused.

    The handle stays open until this process ends, and the job with it.
    """
    import ctypes
    from ctypes import wintypes

    class Basic(ctypes.Structure):
        _fields_ = (
            ("process_time", ctypes.c_int64),
            ("job_time", ctypes.c_int64),
            ("flags", wintypes.DWORD),
            ("smallest_set", ctypes.c_size_t),
            ("largest_set", ctypes.c_size_t),
            ("processes", wintypes.DWORD),
            ("affinity", ctypes.c_size_t),
            ("priority", wintypes.DWORD),
            ("scheduling", wintypes.DWORD),
        )

    class Extended(ctypes.Structure):
        _fields_ = (
            ("basic", Basic),
            ("io_counters", ctypes.c_uint64 * 6),
            ("process_memory", ctypes.c_size_t),
            ("job_memory", ctypes.c_size_t),
            ("peak_process", ctypes.c_size_t),
            ("peak_job", ctypes.c_size_t),
        )

    extended_class = 9
    limits = Extended()
    limits.basic.flags = flags
    limits.basic.processes = processes
    limits.process_memory = memory
    job = _kernel().CreateJobObjectW(None, None)
    is_set = _kernel().SetInformationJobObject(
        job, extended_class, ctypes.byref(limits), ctypes.sizeof(limits)
    )
    return job if is_set else None


@cache
def _our_job() -> Any:
    """Return the job of all children of this process, which ends them with it."""
    return _job_with(_END_WITH_JOB)


def _limit_memory_on_windows(size: int) -> None:
    """Put this process into a job of its own that may commit `size` bytes, and start nothing.

    Raises:
        OSError: Windows refused; then nothing may be read.
    """
    job = _job_with(_PROCESS_MEMORY | _ONE_PROCESS, memory=size, processes=1)
    kernel = _kernel()
    if job is None or not kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess()):
        raise OSError("no limit")


def _lower_integrity() -> None:
    """Give this process the integrity level "low".

    Source: Microsoft, Mandatory Integrity Control; a process may lower its own level.
    """
    import ctypes
    from ctypes import wintypes

    class Label(ctypes.Structure):
        _fields_ = (("sid", ctypes.c_void_p), ("attributes", wintypes.DWORD))

    adjust, query, integrity_class, is_integrity = 0x80, 0x8, 25, 0x20
    rights = ctypes.WinDLL("advapi32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore]
    rights.OpenProcessToken.argtypes = (
        wintypes.HANDLE,
        wintypes.DWORD,
        ctypes.POINTER(wintypes.HANDLE),
    )
    rights.ConvertStringSidToSidW.argtypes = (wintypes.LPCWSTR, ctypes.POINTER(ctypes.c_void_p))
    rights.GetLengthSid.argtypes = (ctypes.c_void_p,)
    rights.SetTokenInformation.argtypes = (
        wintypes.HANDLE,
        ctypes.c_int,
        ctypes.c_void_p,
        wintypes.DWORD,
    )
    token, sid = wintypes.HANDLE(), ctypes.c_void_p()
    is_open = rights.OpenProcessToken(
        _kernel().GetCurrentProcess(), adjust | query, ctypes.byref(token)
    )
    if is_open and rights.ConvertStringSidToSidW("S-1-16-4096", ctypes.byref(sid)):
        label = Label(sid, is_integrity)
        size = ctypes.sizeof(label) + rights.GetLengthSid(sid)
        rights.SetTokenInformation(token, integrity_class, ctypes.byref(label), size)
