"""What a run has looked at: so that a later one can tell whether it would see the same.

One run, one record: it is the process that has looked. Nothing is imported here that `python -c pass` does not load.
"""

from __future__ import annotations

import os
import stat
import time

try:
    from _blake2 import blake2b  # what hashlib has, without what else hashlib loads
except ImportError:
    from hashlib import blake2b

Thing = tuple[str, str]
"""What is asked of the world, and about what: `file`, `there`, `folder` of a path; `day`."""

_LARGEST = 5_000_001
_record: dict[Thing, str] | None = None


def begin() -> None:
    """Begin to keep a record."""
    global _record
    _record = {}


def forget() -> None:
    """Keep no record: something was asked whose answer cannot be asked for again."""
    global _record
    _record = None


def recorded() -> dict[Thing, str] | None:
    """Everything that was looked at, with what was found; None if no record is kept."""
    return _record


def note(kind: str, what: object = "") -> None:
    """Put on record that something was looked at."""
    if _record is not None:
        thing = (kind, os.path.abspath(str(what)) if kind != "day" else "")
        _record.setdefault(thing, answer(thing))


def content(path: object, data: bytes) -> None:
    """Put on record what a file holds, as it was read."""
    if _record is not None:
        _record[("file", os.path.abspath(str(path)))] = digest(data)


def answer(thing: Thing) -> str:
    """What is found now."""
    kind, path = thing
    match kind:
        case "file":
            return _content(path)
        case "there":
            return str(os.path.exists(path))
        case "folder":
            try:
                return str(os.stat(path).st_mtime_ns)
            except OSError:
                return ""
        case _:
            return time.strftime("%Y-%m-%d")


def _content(path: str) -> str:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError):
        return ""
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return ""
        return digest(file.read(_LARGEST))


def digest(data: bytes) -> str:
    """40 hexadecimal digits of some bytes."""
    return blake2b(data, digest_size=20).hexdigest()
