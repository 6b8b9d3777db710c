"""Reading text files, from disk or from git, and refusing what cannot be one."""

from __future__ import annotations

import difflib
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import islice
from pathlib import Path
from types import MappingProxyType

from ddlproof import seen
from ddlproof.change import git
from ddlproof.errors import InputError
from ddlproof.source import Source

MOST_BYTES = 5_000_000
_BOM = b"\xef\xbb\xbf"


def read_source(path: str | Path, *, directory: Path | None = None) -> Source:
    """One text file, named as people know it.

    Args:
        path: a path, or `git:REF:PATH`.
        directory: what a relative path starts from, and where git is asked; the current directory if None.

    Raises:
        InputError: missing, no regular file, larger than 5 MB, not UTF-8, or with a NUL character.
    """
    base = directory or Path.cwd()
    if (where := git.git_path(str(path), base)) is not None:
        return _git_source(where)
    return _file_source(base / path)


def read_sources(path: str | Path, *, directory: Path | None = None) -> tuple[Source, ...]:
    """A file; or, for a directory, all `*.sql` files in it and below it, in the order of their names.

    Raises:
        InputError: as `read_source`; or a directory without any such file.
    """
    base = directory or Path.cwd()
    if (where := git.git_path(str(path), base)) is not None:
        if git.kind(where) != "tree":
            return (_git_source(where),)
        found = tuple(_git_source(one) for one in git.files_below(where) if one.path.endswith(".sql"))
        return found or _no_sql(str(where))
    full = base / path
    if not full.is_dir():
        return (_file_source(full),)
    for folder in (full, *(entry for entry in full.rglob("*") if entry.is_dir())):
        seen.note("folder", folder)
    files = sorted(
        (file for file in full.rglob("*.sql") if file.is_file()), key=lambda file: file.relative_to(full).parts
    )
    return tuple(_file_source(file) for file in files) or _no_sql(shown(full), _other_language(full))


def _no_sql(name: str, hint: str = "") -> tuple[Source, ...]:
    raise InputError(
        f"{name} holds no .sql file.", hint=hint or "Name a file, or a directory with .sql files in it or below it."
    )


_OTHERS = (
    ("*.py", "from alembic import", "`alembic upgrade FROM:TO --sql > m.sql` writes these migrations as SQL."),
    ("*.py", "migrations.Migration", "`manage.py sqlmigrate APP NAME > m.sql` writes one of these migrations as SQL."),
    ("*.rb", "ActiveRecord::Migration", "With `schema_format = :sql`, `check` compares Rails' db/structure.sql."),
)
"""Migrations in other languages: their files, what stands in each, how they come as SQL."""


_MOST_LOOKED_AT = 200


def _other_language(folder: Path) -> str:
    """How the migrations of a folder come as SQL, where they are in another language; empty if that is not seen."""
    for pattern, sign, hint in _OTHERS:
        for file in islice(folder.rglob(pattern), _MOST_LOOKED_AT):
            if file.is_file() and file.stat().st_size <= MOST_BYTES and sign.encode() in file.read_bytes():
                return hint
    return ""


def shown(path: Path) -> str:
    """The path as people know it: relative to the current directory where it lies below."""
    absolute, here = Path(os.path.normpath(path.absolute())), Path.cwd()
    return str(absolute.relative_to(here)) if absolute.is_relative_to(here) else str(absolute)


def must_be_inside(name: str, folder: Path) -> None:
    """What a name stands for must lie in the repository: contracts and migrations come from a pull request's author.

    Raises:
        InputError: it lies outside, or is a link that leads there.
    """
    if git.git_path(name, folder) is None and (root := git.root_of(folder)) is not None:
        target = (folder / name).resolve()
        if not target.is_relative_to(root):
            raise InputError(
                f"{name} lies outside of the repository {shown(root)}.", hint="Copy it into the repository."
            )


_REPLACED: ContextVar[Mapping[Path, str]] = ContextVar("replaced", default=MappingProxyType({}))


@contextmanager
def replaced(texts: Mapping[Path, str]) -> Iterator[None]:
    """Inside of it, files at these absolute paths are read as if they held these texts."""
    token = _REPLACED.set(texts)
    try:
        yield
    finally:
        _REPLACED.reset(token)


def _file_source(path: Path) -> Source:
    name = shown(path)
    if (text := _REPLACED.get().get(path.absolute())) is not None:
        return Source(name, text)
    try:
        # Without O_NONBLOCK the opening of a FIFO would wait for ever.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError:
        raise InputError(f"There is no file {name}.", hint=_missing(path)) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise InputError(f"Cannot read {name}: {reason}.") from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise InputError(f"{name} is not a regular file.", hint="Name a file with SQL text.")
    with os.fdopen(descriptor, "rb") as file:
        data = file.read(MOST_BYTES + 1)
    seen.content(path, data)
    return decode(name, data)


def _missing(path: Path) -> str:
    parent = path.parent
    if not parent.is_dir():
        return f"There is no folder {shown(parent)} either."
    close = difflib.get_close_matches(path.name, sorted(entry.name for entry in parent.iterdir()), n=1)
    return f"Did you mean {shown(parent / close[0])}?" if close else f"Look into {shown(parent)}: it has no such file."


def _git_source(where: git.GitPath) -> Source:
    if git.kind(where) != "blob":
        raise InputError(f"{where} is not a file.", hint="Name a file, or `git:REF:PATH` of one.")
    if git.size(where) > MOST_BYTES:
        raise _too_large(str(where))
    return decode(str(where), git.content(where))


def _too_large(name: str) -> InputError:
    return InputError(f"{name} is larger than {MOST_BYTES // 1_000_000} MB.", hint="Split it, or leave the data out.")


def decode(name: str, data: bytes) -> Source:
    """The file's text: UTF-8, with or without a byte order mark.

    Raises:
        InputError: too long, not UTF-8, or with a NUL character; with its place.
    """
    if len(data) > MOST_BYTES:
        raise _too_large(name)
    body = data.removeprefix(_BOM)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        before = Source(name, body[: error.start].decode("utf-8") + "�")
        span = before.span(len(before.text) - 1, len(before.text))
        wrong = f"The byte 0x{body[error.start]:02x} is not UTF-8."
        raise InputError(wrong, span=span, hint="Save the file as UTF-8.") from None
    source = Source(name, text)
    if (at := text.find("\0")) >= 0:
        raise InputError(
            "A NUL character cannot be in SQL.", span=source.span(at, at + 1), hint="Save the file as UTF-8."
        )
    return source
