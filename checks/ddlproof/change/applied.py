"""What is run of migration files: going up, of a folder what its tool applies, in its order, of a file its up parts."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ddlproof.change import git
from ddlproof.change.filled import read_all_sql
from ddlproof.change.layout import bare_by_file, in_order_of, layout_of
from ddlproof.change.markers import Marked, Part, marked
from ddlproof.errors import InputError
from ddlproof.source import Source


@dataclass(frozen=True, slots=True)
class Applied:
    """What runs of some files. `down` is what the same files say undoes it, last file first.

    `tool` is the runner that markers or the files around show, empty if none does; `bare` says of each up part whether
    it is marked to run without a transaction.
    """

    up: tuple[Source, ...]
    down: tuple[Part, ...] = ()
    tool: str = ""
    bare: tuple[bool, ...] = ()


def migration_files(path: str | Path, *, directory: Path | None = None) -> tuple[Source, ...]:
    """As `read_all_sql`; of a folder only what is applied, in the order of its tool.

    Raises:
        InputError: as `read_all_sql`; or all files of the folder undo something.
    """
    found = read_all_sql(path, directory=directory)
    folder = _folder(str(path), directory or Path.cwd())
    if folder is None:
        return found
    by_path = {_path(source): source for source in found}
    order = in_order_of(tuple(by_path), folder)
    if not order:
        raise InputError(f"{path} holds nothing but files that undo migrations.", hint="Name the files one by one.")
    return tuple(by_path[one] for one in order)


def schema_files(path: str | Path, *, directory: Path | None = None) -> tuple[Source, ...]:
    """What of the files at a path makes a schema: as `migration_files`, and of each file the up parts.

    Raises:
        InputError: as `migration_files`.
    """
    return applied(migration_files(path, directory=directory)).up


def applied(files: Iterable[Source]) -> Applied:
    """The parts of files, by their markers and what lies around them."""
    read = [(source, marked(source)) for source in files]
    down = tuple(part for _, marks in reversed(read) for part in marks.down)
    tools = [_tool(source, marks) for source, marks in read]
    up: list[tuple[Source, bool]] = []
    for (source, marks), tool in zip(read, tools, strict=True):
        beside = _beside(source, tool)
        up += ((part.source, part.bare or beside) for part in marks.parts)
    sources, bare = tuple(source for source, _ in up), tuple(bare for _, bare in up)
    return Applied(sources, down, next((tool for tool in tools if tool), ""), bare)


def undoing(files: Iterable[Source]) -> tuple[Part, ...]:
    """What of the files undoes: their down parts, of a file without any all of it."""
    return tuple(part for source in files for part in _undoing(source))


def _undoing(source: Source) -> tuple[Part, ...]:
    marks = marked(source)
    bare = any(part.bare for part in marks.parts) or _beside(source, _tool(source, marks))
    return marks.down or (Part(source, bare),)


def _tool(source: Source, marks: Marked) -> str:
    return marks.tool if _in_git(source) else layout_of(_path(source), source.text, marks.tool).tool


def _beside(source: Source, tool: str) -> bool:
    return not _in_git(source) and bare_by_file(_path(source), tool)


def _in_git(source: Source) -> bool:
    return source.name.startswith(git.PREFIX)


def _path(source: Source) -> Path:
    """Absolute on disk; in git the name, which begins with that of its folder all the same."""
    return Path(source.name) if _in_git(source) else Path(source.name).absolute()


def _folder(path: str, base: Path) -> Path | None:
    """The folder that a path names, as its files are named; None for a file."""
    where = git.git_path(path, base)
    if where is not None:
        return Path(str(where)) if git.kind(where) == "tree" else None
    full = Path(os.path.normpath((base / path).absolute()))
    return full if full.is_dir() else None
