"""Files of SQL with placeholders, filled in as `[placeholders]` of the configuration says that their tool does it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from ddlproof.change import files, git
from ddlproof.change.config import PLACEHOLDER, find_config
from ddlproof.source import Source


def read_sql(path: str | Path, *, directory: Path | None = None) -> Source:
    """As `files.read_source`, with the placeholders filled in: the columns of places count in what that makes.

    Raises:
        InputError: as `files.read_source`.
        ContractError: the configuration cannot be read.
    """
    return _filled(files.read_source(path, directory=directory), directory or Path.cwd())


def read_all_sql(path: str | Path, *, directory: Path | None = None) -> tuple[Source, ...]:
    """As `files.read_sources`, with the placeholders filled in.

    Raises:
        InputError: as `files.read_sources`.
        ContractError: the configuration cannot be read.
    """
    return tuple(_filled(one, directory or Path.cwd()) for one in files.read_sources(path, directory=directory))


def has_placeholders(path: str) -> bool:
    """Whether something in a file is filled in."""
    return read_sql(path).text != files.read_source(path).text


def _filled(source: Source, directory: Path) -> Source:
    if PLACEHOLDER.search(source.text) is None:
        return source  # as in most files, of which nobody has to look for a configuration
    found = find_config(_place(source.name, directory)).placeholders
    if not any(written in source.text for written, _ in found):
        return source
    values = dict(found)
    # At one place the longest that fits: one may be the beginning of another.
    pattern = re.compile("|".join(map(_pattern, sorted(values, key=len, reverse=True))))
    return replace(source, text=pattern.sub(lambda match: values[match[0]], source.text))


def _pattern(written: str) -> str:
    """`:name` is neither the end of a cast, `::name`, nor the beginning of another name."""
    return rf"(?<!:){re.escape(written)}(?!\w)" if re.fullmatch(r":\w+", written) else re.escape(written)


def _place(name: str, directory: Path) -> Path:
    """Where a file lies, or would lie, in the working tree."""
    where = git.git_path(name, directory)
    if where is None:
        return Path(name)
    root = git.root_of(where.directory) or where.directory
    return (where.directory if where.path.startswith("./") else root) / where.path
