"""What takes everything from this process but its standard streams, some memory and some seconds. No import of ours
but limits.

Two walls. Limits that any Unix has: no new descriptor, so no file and no socket; no new process; no file written. And
on Linux a filter of system calls, which leaves those that compute. Neither can be undone from within. Whatever is to
be imported must be imported before.
"""

import ctypes
import platform
import resource
import struct
import sys
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from market.relations.pictures.limits import CPU_SECONDS, MEMORY_MOST

STREAMS: Final = 3

PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 38, 22, 2  # linux/prctl.h, linux/seccomp.h
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050001, 0x80000000  # EPERM is 1
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06  # linux/bpf_common.h: LD|W|ABS, JMP|JEQ|K, RET|K

# read write close fstat lseek mmap mprotect munmap brk rt_sigaction rt_sigprocmask rt_sigreturn mremap madvise
# getpid exit futex clock_gettime exit_group gettid sigaltstack getrandom sched_yield
_X86: Final = (0, 1, 3, 5, 8, 9, 10, 11, 12, 13, 14, 15, 25, 28, 39, 60, 202, 228, 231, 186, 131, 318, 24)
_ARM_MOST: Final = (
    63,
    64,
    57,
    80,
    62,
    222,
    226,
    215,
    214,
    134,
    135,
    139,
    216,
    233,
    172,
    93,
    98,
    113,
    94,
    178,
)
_ARM: Final = (*_ARM_MOST, 132, 278, 124)
CALLS: Final[Mapping[str, tuple[int, tuple[int, ...]]]] = MappingProxyType(
    {"x86_64": (0xC000003E, _X86), "aarch64": (0xC00000B7, _ARM)}  # linux/audit.h
)


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


def confine() -> None:
    """From here on this process computes, reads and writes what is open, and nothing else."""
    _bound()
    if sys.platform == "linux":
        _filter()


def _bound() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_MOST),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, STREAMS),
    ):
        resource.setrlimit(what, (most, most))


def _filter() -> None:
    """Where the machine or its kernel knows no such filter, the limits stand alone."""
    found = CALLS.get(platform.machine())
    if found is None:
        return
    architecture, calls = found
    steps = [(_LOAD, 0, 0, 4), (_EQUAL, 1, 0, architecture), (_RETURN, 0, 0, _KILL), (_LOAD, 0, 0, 0)]
    left = len(calls)
    steps += [(_EQUAL, left - i, 0, call) for i, call in enumerate(calls)]
    steps += [(_RETURN, 0, 0, _REFUSE), (_RETURN, 0, 0, _ALLOW)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("<HBBI", *it) for it in steps))
    program = _Program(len(steps), ctypes.addressof(code))
    c = ctypes.CDLL(None)
    if c.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0:
        c.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0)
