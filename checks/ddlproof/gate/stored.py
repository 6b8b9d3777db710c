"""What a series of migrations has made of the schema, kept between runs by the content of all its files.

A file is written aside and renamed, so that runs may go on side by side. What is read back is data: of all classes only
those of the model are made, so that who can write to the cache cannot make the program do anything.
"""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from ddlproof import seen
from ddlproof.gate.series import File
from ddlproof.sql import standing
from ddlproof.sql.replay import Replay

MOST = 64
"""Files that are kept."""
_MODEL = ("ddlproof.model.", "ddlproof.source", "ddlproof.sql.draft")
_OTHERS = frozenset((("collections", "Counter"),))


def keys(files: Iterable[File], begin: str) -> list[str]:
    """What stands for the schema after each of the files: their texts, in order, and how each is sent."""
    found = []
    for file in files:
        parts = [f"{bare} {source.text}" for source, bare in file.up]
        begin = seen.digest("\0".join((begin, file.tool, *parts)).encode("utf-8", "surrogatepass"))
        found.append(begin)
    return found


def resume(replay: Replay, place: str, found: list[str]) -> int:
    """Take up the longest beginning that is kept; how many of the files are done with it."""
    for number in range(len(found), 0, -1):
        state = _read(Path(place + found[number - 1]))
        if state is not None:
            standing.resume(replay, state)
            return number
    return 0


def keep(replay: Replay, place: str, key: str) -> None:
    """Keep where the replay stands. What goes wrong with that concerns nobody."""
    path = Path(place + key)
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _make_room(path.parent)
        beside.write_bytes(pickle.dumps(standing.state(replay), protocol=5))
        beside.replace(path)


def _read(path: Path) -> dict[str, object] | None:
    try:
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_uid != os.geteuid():
                return None
            state = _Reader(file).load()
    except (OSError, EOFError, pickle.UnpicklingError, ValueError, LookupError, TypeError, AttributeError, ImportError):
        return None  # not there, not whole, or of another program: then the files are read
    return state if isinstance(state, dict) else None


class _Reader(pickle.Unpickler):
    """Makes values of the model, and nothing else."""

    def find_class(self, module: str, name: str) -> type:
        """The class of a value.

        Raises:
            UnpicklingError: it is none of the model's.
        """
        if "." not in name and (module.startswith(_MODEL) or (module, name) in _OTHERS):
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__ == module:
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no value of the model")


def _make_room(folder: Path) -> None:
    """Delete the oldest half where there are many."""
    entries = list(folder.iterdir())
    if len(entries) >= MOST:
        for entry in sorted(entries, key=lambda entry: entry.stat().st_mtime)[: len(entries) // 2]:
            with suppress(OSError):
                entry.unlink()
