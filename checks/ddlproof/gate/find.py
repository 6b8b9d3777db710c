"""Which changes to check: contracts and migrations that were given, or those that git shows to be new."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ddlproof.change import git
from ddlproof.change.contract import FILE, named
from ddlproof.change.files import shown
from ddlproof.change.layout import is_down, of_another_server
from ddlproof.change.pending import (
    Base,
    Pending,
    base_of,
    dumped,
    is_dumped,
    is_new,
    may_be_migration,
    rewritten,
    runs,
    sort,
)
from ddlproof.errors import InputError

_HINT = (
    "Name a migration, or a folder with a change.toml (`ddlproof init PATH` begins one); or say --base REF: what is new"
    " since then is checked."
)
_BY_NAME = "by the name of file or folder"
_UNKNOWN = (
    "Name its folder in `migrations` of the configuration, or say in `schema-file` what the schema is; or begin a"
    " contract with `ddlproof init PATH`."
)


@dataclass(frozen=True, slots=True)
class Found:
    """The changes: folders of contracts, and migrations without any. `notes`: what was passed over, and why."""

    changes: tuple[Path | Pending, ...]
    notes: tuple[str, ...] = ()


def changes(paths: Sequence[Path], ref: str | None) -> Found:
    """The changes that are given: folders of contracts, and those below; migrations. Without any, all below here.

    With a ref, only those that differ from where the two branches parted; without paths, and where there is no
    contract, what is new on the present branch; so are dumps, which say nothing of what changes.

    Raises:
        InputError: there is none.
    """
    here = paths or (Path(),)
    contracts = [folder for path in here for folder in _contracts(path)]
    dumps = bool(paths) and all(is_dumped(path) for path in paths)
    if ref is None and (dumps or not (paths or contracts)):
        ref = git.trunk(Path())
        if not ref:
            raise InputError("there is no change to check here", hint=_HINT)
    if ref is None:
        return _given(here, contracts)
    return _since(base_of(ref), here, contracts)


def _contracts(path: Path) -> list[Path]:
    if path.is_file() and path.name == FILE:
        return [path.parent]
    if not path.exists():
        raise InputError(f"{path} does not exist", hint=_HINT)
    if not path.is_dir():
        return []
    if (path / FILE).is_file():
        return [path]
    return sorted(contract.parent for contract in path.rglob(FILE) if not _hidden(contract.relative_to(path)))


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") or part in ("node_modules", "__pycache__") for part in path.parts)


def _given(paths: Sequence[Path], contracts: Sequence[Path]) -> Found:
    """Contracts, and migrations that are named one by one."""
    for path in paths:
        if path.is_dir() and not any(folder.absolute().is_relative_to(path.absolute()) for folder in contracts):
            raise InputError(f"{path} holds no {FILE}, nor does a folder below it", hint=_HINT)
    files = [path.absolute() for path in paths if path.is_file() and path.name != FILE]
    for path in files:
        if of_another_server(path):
            raise InputError(f"{shown(path)} is, {_BY_NAME}, not for PostgreSQL", hint=_HINT)
        if not runs(path):
            raise InputError(f"{shown(path)} is no migration that can be tried out by itself", hint=_HINT)
    found = sort(files, None)
    for path in found.unplaced:
        raise InputError(f"what runs before {shown(path)} is not known", hint=_UNKNOWN)
    return Found((*dict.fromkeys(contracts), *found.pending))


def _since(base: Base, paths: Sequence[Path], contracts: Sequence[Path]) -> Found:
    """Of all that is below the paths, what differs from the base."""
    below = [path.resolve() for path in paths]
    spoken_of = {folder: named(folder) for folder in dict.fromkeys(contracts)}
    touched = [folder for folder, parts in spoken_of.items() if any(_within(file, parts) for file in base.differs)]
    own = [part for parts in spoken_of.values() for part in parts]
    new = [path for path in base.differs if is_new(path, base) and _within(path, below) and not _within(path, own)]
    found = sort([path for path in new if may_be_migration(path)], base)
    pending = found.pending
    if not touched and not pending:
        pending = [one for one in dumped(base) if one.after is not None and _within(one.after, below)]
    notes = list(rewritten(base, [path for path in base.differs if _within(path, below) and not _within(path, own)]))
    if found.unplaced:
        those = ", ".join(shown(path) for path in found.unplaced)
        notes.append(f"not tried out, since it is not known what runs before: {those}. {_UNKNOWN}")
    others = [path for path, how in base.differs.items() if how == "A" and _is_of_another(path, below)]
    if others:
        notes.append(f"not tried out, since they are, {_BY_NAME}, not for PostgreSQL: {', '.join(map(shown, others))}")
    if not touched and not pending:
        notes.append(f"nothing to check: no contract and no migration is new since {base.ref}")
    return Found((*touched, *pending), tuple(notes))


def _is_of_another(path: Path, below: Sequence[Path]) -> bool:
    return path.suffix.lower() == ".sql" and not is_down(path) and of_another_server(path) and _within(path, below)


def _within(file: Path, places: Iterable[Path]) -> bool:
    return any(file.is_relative_to(place) for place in places)
