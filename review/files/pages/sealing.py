"""Shutting this process off: limits of the system, and a filter of system calls.

The filter (seccomp, set through prctl) knows only what reading one open file and
computing need. Everything else fails with EPERM: no socket, so no network; no open, so
no other file; no fork, no exec, no signal to another process. What a manipulated file
may do to PDFium or to a picture decoder, it does in here.
"""

from __future__ import annotations

import ctypes
import platform
import resource
import struct

from review.files.pages.limits import Limits

ALLOWED = {
    "x86_64": (
        *(0, 1, 3, 5, 8, 9, 10, 11, 12, 13, 14, 15, 17, 19, 20, 24, 25, 28, 32, 39),
        *(60, 98, 131, 186, 202, 219, 228, 231, 262, 273, 318, 334),
    ),
    "aarch64": (
        *(63, 64, 57, 80, 62, 222, 226, 215, 214, 134, 135, 139, 67, 65, 66, 124),
        *(216, 233, 23, 172, 93, 165, 132, 178, 98, 128, 113, 94, 79, 99, 278, 293),
    ),
}
"""read write close fstat lseek mmap mprotect munmap brk sigaction sigprocmask sigreturn
pread readv writev yield mremap madvise dup getpid exit getrusage sigaltstack gettid futex
restart clock_gettime exit_group fstatat robust_list getrandom rseq, by their numbers."""
FCNTL = {"x86_64": 72, "aarch64": 25}
FCNTL_COMMANDS = (1, 2, 3, 1030)
"""F_GETFD, F_SETFD, F_GETFL, F_DUPFD_CLOEXEC: nothing that reaches another process."""
MACHINES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

LOAD, EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, REFUSE, KILL = 0x7FFF0000, 0x00050001, 0x80000000
NUMBER_AT, MACHINE_AT, SECOND_ARGUMENT_AT = 0, 4, 24
NO_NEW_PRIVILEGES, SECCOMP, FILTER = 38, 22, 2
OPEN_FILES = 32


def limit(limits: Limits, *, file_bytes: int) -> None:
    """What the system itself holds this process to."""
    space = limits.memory + file_bytes
    for what, most in (
        (resource.RLIMIT_AS, space),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def seal() -> bool:
    """Set the filter for good; False where this system has none."""
    program = filter_for(platform.machine())
    if program is None:
        return False
    code = ctypes.create_string_buffer(program, len(program))
    head = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code))
    library = ctypes.CDLL(None, use_errno=True)
    if library.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    pointer = ctypes.create_string_buffer(head, len(head))
    return library.prctl(SECCOMP, FILTER, pointer, 0, 0) == 0


def filter_for(machine: str) -> bytes | None:
    """The filter as the kernel's small machine reads it, eight bytes to a step."""
    if machine not in ALLOWED:
        return None
    steps = [
        (LOAD, 0, 0, MACHINE_AT),
        (EQUAL, 1, 0, MACHINES[machine]),
        (RETURN, 0, 0, KILL),
        (LOAD, 0, 0, NUMBER_AT),
        *_allowing(ALLOWED[machine]),
        (EQUAL, 1, 0, FCNTL[machine]),
        (RETURN, 0, 0, REFUSE),
        (LOAD, 0, 0, SECOND_ARGUMENT_AT),
        *_allowing(FCNTL_COMMANDS),
        (RETURN, 0, 0, REFUSE),
    ]
    return b"".join(struct.pack("HBBI", *step) for step in steps)


def _allowing(values: tuple[int, ...]) -> list[tuple[int, int, int, int]]:
    return [
        step
        for value in values
        for step in ((EQUAL, 0, 1, value), (RETURN, 0, 0, ALLOW))
    ]
