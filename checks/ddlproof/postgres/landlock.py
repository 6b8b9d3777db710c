"""Landlock: a process gives up the file system and the network, but for what is listed (Linux 5.13 and later).

Documentation: https://docs.kernel.org/userspace-api/landlock.html; the numbers are those of <linux/landlock.h>.
"""

from __future__ import annotations

import ctypes
import os
import struct
from dataclasses import dataclass
from pathlib import Path

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
GET_VERSION = 1
RULE_PATH_BENEATH = 1
NO_NEW_PRIVILEGES = 38

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
TRUNCATE, IOCTL_DEVICE = 1 << 14, 1 << 15
OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEVICE
# All rights on the file system that a version of Landlock knows: 13 at first, then REFER, TRUNCATE, IOCTL_DEV.
FILE_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
BIND_AND_CONNECT_TCP = 0b11
ABSTRACT_SOCKETS_AND_SIGNALS = 0b11

_libc = ctypes.CDLL(None, use_errno=True)


@dataclass(frozen=True, slots=True)
class Allowed:
    """The paths that stay open; a path that does not exist is left out. `write` allows everything but to execute."""

    execute: tuple[str, ...]
    read: tuple[str, ...]
    write: tuple[str, ...]


def version() -> int:
    """The version of Landlock that this kernel has, 0 for none."""
    return max(0, int(_libc.syscall(CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint(GET_VERSION))))


def restrict(allowed: Allowed) -> None:
    """Restrict this process and all that it starts, for ever. Does nothing where the kernel has no Landlock.

    Raises:
        OSError: the kernel has Landlock but refused.
    """
    known = version()
    if not known:
        return
    rights = FILE_RIGHTS[min(known, max(FILE_RIGHTS))]
    ruleset = _create(known, rights)
    for paths, wanted in (
        (allowed.execute, EXECUTE | READ_FILE),
        (allowed.read, READ_FILE | READ_DIR),
        (allowed.write, rights & ~EXECUTE),
    ):
        for path in paths:
            _allow(ruleset, Path(path), wanted & rights)
    _check(_libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0))
    _check(_libc.syscall(RESTRICT_SELF, ruleset, ctypes.c_uint(0)))
    os.close(ruleset)


def _create(known: int, rights: int) -> int:
    attributes = struct.pack("=QQQ", rights, BIND_AND_CONNECT_TCP, ABSTRACT_SOCKETS_AND_SIGNALS)
    size = 24 if known >= 6 else 16 if known >= 4 else 8
    return _check(_libc.syscall(CREATE_RULESET, attributes, ctypes.c_size_t(size), ctypes.c_uint(0)))


def _allow(ruleset: int, path: Path, rights: int) -> None:
    if not path.exists():
        return
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    rule = struct.pack("=Qi", rights if path.is_dir() else rights & OF_FILES, descriptor)
    _check(_libc.syscall(ADD_RULE, ruleset, RULE_PATH_BENEATH, rule, ctypes.c_uint(0)))
    os.close(descriptor)


def _check(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
