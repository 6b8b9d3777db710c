"""Which changes to check: the paths that were given, or what git knows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ddlproof.change import git
from ddlproof.change.contract import FILE
from ddlproof.errors import InputError

_HINT = "`ddlproof init PATH` begins one; its contract is a file called change.toml."


def changes(paths: Sequence[Path], base: str | None) -> tuple[Path, ...]:
    """The folders of the changes: those given, and those below; without any, all below here.

    With a base, only those in which a file differs from where the two branches parted.

    Raises:
        InputError: there is none.
    """
    found = [folder for path in paths or (Path(),) for folder in _below(path)]
    if base is not None:
        touched = git.changed_since(base, Path())
        found = [folder for folder in found if any(file.is_relative_to(folder.resolve()) for file in touched)]
        return tuple(dict.fromkeys(found))
    if not found:
        raise InputError("there is no change to check here", hint=_HINT)
    return tuple(dict.fromkeys(found))


def _below(path: Path) -> list[Path]:
    if path.is_file() and path.name == FILE:
        return [path.parent]
    if not path.exists():
        raise InputError(f"{path} does not exist", hint=_HINT)
    if not path.is_dir():
        raise InputError(f"{path} is no change folder", hint=_HINT)
    if (path / FILE).is_file():
        return [path]
    below = sorted(contract.parent for contract in path.rglob(FILE) if not _hidden(contract.relative_to(path)))
    if not below:
        raise InputError(f"{path} holds no {FILE}, nor does a folder below it", hint=_HINT)
    return below


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") or part in ("node_modules", "__pycache__") for part in path.parts)
