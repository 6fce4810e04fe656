"""A limit on the memory of this process on Windows; part of the child processes."""

from __future__ import annotations

import ctypes
from ctypes import wintypes


def limit_memory_on_windows(size: int) -> None:
    """Put this process into a job of its own that may commit `size` bytes.

    Raises:
        OSError: Windows refused; then nothing may be read.
    """

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

    process_memory_flag, one_process_flag, extended_class = 0x100, 0x8, 9
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
    limits = Extended()
    limits.basic.flags = process_memory_flag | one_process_flag
    limits.basic.processes = 1
    limits.process_memory = size
    job = kernel.CreateJobObjectW(None, None)
    told = kernel.SetInformationJobObject(
        job, extended_class, ctypes.byref(limits), ctypes.sizeof(limits)
    )
    # The handle stays open until the process ends, and the job with it.
    if not told or not kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess()):
        raise OSError("no limit")
