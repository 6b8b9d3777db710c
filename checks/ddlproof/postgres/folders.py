"""Where a server of one run keeps its data: in memory where there is room, and gone afterwards."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from ddlproof.postgres.keeper import LOCK
from ddlproof.postgres.secret import token

MEMORY = Path("/dev/shm")  # noqa: S108  # the folder in it is new and private
ROOM = 512 << 20  # bytes; a container's /dev/shm has 64 MB by default
NAME = "ddlproof-"
# The path of a Unix socket has at most 107 bytes on Linux, 103 on macOS.
SOCKET_PATH = 103
SOCKET_NAME = "/.s.PGSQL.5432"


def place() -> Path:
    """A new path for a run's folder. The folders of runs that were killed together with their guardian are deleted."""
    base = _base()
    _sweep(base)
    return base / f"{NAME}{token()}"


def _base() -> Path:
    choices = [MEMORY] if _has_room(MEMORY) else []
    choices += [Path(tempfile.gettempdir()), Path("/tmp")]  # noqa: S108  # likewise
    short = [
        base for base in choices if len(os.fsencode(base)) + len(f"/{NAME}12345678/socket{SOCKET_NAME}") <= SOCKET_PATH
    ]
    return short[0]


def _has_room(base: Path) -> bool:
    try:
        return os.access(base, os.W_OK | os.X_OK) and shutil.disk_usage(base).free >= ROOM
    except OSError:
        return False


def _sweep(base: Path) -> None:
    for folder in base.glob(f"{NAME}*"):
        with suppress(OSError):  # another user's, another run's, or just gone
            if folder.lstat().st_uid == os.geteuid():
                _delete_if_dead(folder)


def _delete_if_dead(folder: Path) -> None:
    with (folder / LOCK).open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(folder, ignore_errors=True)
