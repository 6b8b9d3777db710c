"""Which migration tool a file belongs to, by the files around it, its name and its text; its migrations in order."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ddlproof import seen
from ddlproof.change import dialects

_NUMBERED = re.compile(r"v?(\d+)(?:[-_. ].*)?\.sql\Z", re.IGNORECASE)
_VERSION = re.compile(r"v?\d+(?:\.\d+)*\Z", re.IGNORECASE)
_UP_AND_DOWN = re.compile(r"\d+[-_.].*\.(up|down)\.sql\Z", re.IGNORECASE)
_FLYWAY = re.compile(r"(?:[VUB]\d[\d._]*|R)__.*\.sql\Z")
_DOWN = re.compile(r"(?:.*[._])?(?:down|rollback)\.sql\Z|U\d[\d._]*__.*\.sql\Z", re.IGNORECASE)
_DUMP = re.compile(
    r"(?:\s|--\n)*-- PostgreSQL database dump|(?:\s|--\n|SET statement_timeout = 0;\n)+SET lock_timeout = 0;"
)
_ALEMBIC = re.compile(r"^-- Running (?:upgrade|downgrade) ", re.MULTILINE)
_DJANGO = re.compile(
    r"^--\n-- (?:Create model|Delete model|Rename model|Add field|Remove field|Alter field|Rename field|Create index"
    r"|Remove index|Create constraint|Remove constraint|Alter unique_together|Alter index_together|Raw SQL operation"
    r"|Raw Python operation|Custom state/database change combination|Change Meta options)\b",
    re.MULTILINE,
)
_LEVELS = 4


@dataclass(frozen=True, slots=True)
class Layout:
    """`tool` is a name of `runner.TOOLS`, empty where only the order is known; `why` says what shows it.

    `folder` holds the migrations of the same database, None where there are no others; `nested`: one folder each.
    """

    tool: str
    why: str
    folder: Path | None = None
    nested: bool = False


def layout_of(path: Path, text: str, marks: str = "") -> Layout:
    """The layout that a file, given by its absolute path, is part of; `marks`: the tool whose markers it has."""
    return _by_files(path) or _by_text(path, text, marks) or _by_name(path) or Layout("", "")


def layout_within(path: Path, text: str, folders: Sequence[Path], marks: str = "") -> Layout:
    """The layout, too, of a file in a folder that the configuration says holds migrations (absolute paths)."""
    found = layout_of(path, text, marks)
    said = next((folder for folder in folders if path.is_relative_to(folder)), None)
    if found.folder is not None or said is None:
        return found
    return Layout(found.tool, found.why or "the configuration", said, nested=path.parent != said)


def _by_files(path: Path) -> Layout | None:
    folder, above = path.parent, path.parent.parent
    if _there(folder / "atlas.sum"):
        return Layout("atlas", "atlas.sum", folder)
    if _there(folder / "meta" / "_journal.json"):
        return Layout("drizzle", "meta/_journal.json", folder)
    if path.name == "migration.sql" and (
        _there(above / "migration_lock.toml") or _NUMBERED.match(f"{folder.name}.sql")
    ):
        return Layout("prisma", "a folder of folders with migration.sql", above, nested=True)
    if (folder.name, above.name) == ("migrations", "supabase"):
        return Layout("supabase", "supabase/migrations", folder)
    plan = _above(path, "sqitch.plan")
    if plan is not None and {"deploy", "revert", "verify"} & set(path.relative_to(plan).parts[:-1]):
        return Layout("sqitch", "sqitch.plan", plan)
    if path.name in ("up.sql", "down.sql"):
        diesel = _above(path, "diesel.toml") is not None
        return Layout("diesel" if diesel else "", "diesel.toml" if diesel else "", above, nested=True)
    return None


def is_dump(text: str) -> bool:
    """Whether it begins as pg_dump does, or Rails' structure.sql, which is one without comments."""
    return _DUMP.match(text) is not None


def _there(path: Path) -> bool:
    seen.note("there", path)
    return path.is_file()


def _above(path: Path, name: str) -> Path | None:
    """The nearest folder above that holds a file of that name, a few levels up."""
    return next((folder for folder in list(path.parents)[:_LEVELS] if _there(folder / name)), None)


def _by_text(path: Path, text: str, marks: str) -> Layout | None:
    if marks:
        return Layout(marks, f"its markers, as in {path.name}", *_numbered_folder(path))
    if is_dump(text):
        return Layout("pg_dump", "the beginning of a dump")
    if _ALEMBIC.search(text):
        return Layout("alembic --sql", "the comments that `alembic upgrade --sql` prints")
    if _DJANGO.search(text):
        return Layout("django sqlmigrate", "the comments that `sqlmigrate` prints")
    return None


def _by_name(path: Path) -> Layout | None:
    if _FLYWAY.match(path.name):
        return Layout("flyway", "names like V1__name.sql", path.parent)
    if _UP_AND_DOWN.match(path.name) and dialects.by_popx(path):
        return Layout("popx", "names like 1_name.postgres.up.sql", *_numbered_folder(path))
    if _UP_AND_DOWN.match(path.name):
        return Layout("golang-migrate", "names like 1_name.up.sql", *_numbered_folder(path))
    return Layout("", "", *_numbered_folder(path)) if _NUMBERED.match(path.name) else None


def _numbered_folder(path: Path) -> tuple[Path | None, bool]:
    """The folder of files with numbers; that above, where the folders are numbers or versions themselves."""
    if not _NUMBERED.match(path.name):
        return None, False
    nested = _VERSION.match(path.parent.name) is not None
    return (path.parent.parent if nested else path.parent), nested


def is_down(path: Path) -> bool:
    """Whether a file undoes a migration, by its name, or by a folder of Sqitch's."""
    return _DOWN.match(path.name) is not None or path.parent.name in ("revert", "verify")


def is_repeated(path: Path) -> bool:
    """Whether it is a repeatable migration of Flyway's, which runs whenever its content is another."""
    return path.name.startswith("R__") and _FLYWAY.match(path.name) is not None


def of_another_server(path: Path) -> bool:
    """Whether the names of it, of those beside it and of its folders say that PostgreSQL does not run it."""
    return dialects.of_another_server(path, _there) or dialects.in_folder_of_another_server(_folders(path))


def _folders(path: Path) -> Iterator[str]:
    """The names of the folders around a file, a few levels up, within its repository."""
    for folder in list(path.parents)[:_LEVELS]:
        if (folder / ".git").exists():
            return
        yield folder.name


def bare_by_file(path: Path, tool: str) -> bool:
    """Whether its name, or a file beside it, says that it runs without a transaction."""
    if tool == "popx":
        return dialects.without_transaction(path)
    if tool == "flyway":
        return "executeintransaction=false" in _text(path.with_name(f"{path.name}.conf")).lower().replace(" ", "")
    return (
        tool == "diesel"
        and re.search(r"run_in_transaction\s*=\s*false", _text(path.parent / "metadata.toml")) is not None
    )


def _text(path: Path) -> str:
    seen.note("there", path)
    try:
        data = path.read_bytes()
    except OSError:
        return ""
    seen.content(path, data)
    return data.decode("utf-8", "replace")


def undone_by(path: Path) -> tuple[Path, ...]:
    """The files beside a migration that undo it, by the names that tools give them; none where there is none."""
    up, stem = re.sub(r"([._])up\.sql\Z", r"\1down.sql", path.name), path.name.removesuffix(".sql")
    marks = (".down", "_down", ".rollback", "_rollback")
    names = [*dialects.names_that_undo(path.name), up, *(f"{stem}{mark}.sql" for mark in marks)]
    if path.name in ("up.sql", "migration.sql"):
        names = ["down.sql", "rollback.sql"]
    if _FLYWAY.match(path.name) and path.name[0] == "V":
        version = path.name[1:].partition("__")[0]
        return tuple(sorted(path.parent.glob(f"U{version}__*.sql")))
    if path.parent.name == "deploy" and _above(path, "sqitch.plan") is not None:
        return tuple(one for one in (path.parent.parent / "revert" / path.name,) if _there(one))
    beside = (path.with_name(name) for name in names if name != path.name)
    return tuple(one for one in beside if _there(one))[:1]


def in_order(layout: Layout, gone: Iterable[Path] = ()) -> tuple[Path, ...]:
    """The migrations of the layout's folder, in the order in which its tool runs them; what undoes them left out.

    `gone` are files that are not there any more: those of the folder have their place, too.
    """
    if layout.folder is None:
        return ()
    seen.note("folder", layout.folder)
    listed = _listed(layout, layout.folder, [path for path in gone if path.is_relative_to(layout.folder)])
    return tuple(path for path in listed if not is_down(path) and not of_another_server(path))


def in_order_of(paths: Sequence[Path], folder: Path) -> list[Path]:
    """Which of the files in or below a folder are applied, in their order; by their names alone where it is in git."""
    listed = set(paths)
    kept = [path for path in paths if not is_down(path) and not dialects.of_another_server(path, listed.__contains__)]
    layout = _by_files(kept[0]) if kept else None
    if layout is not None and layout.tool in ("drizzle", "sqitch") and layout.folder is not None:
        return [path for path in _listed(layout, layout.folder) if path in kept]
    if kept and all(_FLYWAY.match(path.name) for path in kept):
        return sorted(kept, key=_flyway)
    return sorted(kept, key=lambda path: _place(path, folder, layout.tool if layout is not None else ""))


def _listed(layout: Layout, folder: Path, gone: Sequence[Path] = ()) -> list[Path]:
    match layout.tool:
        case "drizzle":
            tags = _journal(folder / "meta" / "_journal.json")
            # A journal that nobody keeps any more names files that are gone, and not those that came later.
            listed = [path for path in (folder / f"{tag}.sql" for tag in tags) if path in gone or _there(path)]
            return listed or _listed(replace(layout, tool=""), folder, gone)
        case "sqitch":
            return [folder / "deploy" / f"{change}.sql" for change in _plan(folder / "sqitch.plan")]
        case "flyway":
            found = (path for path in (*_files(folder), *_below(folder), *gone) if _FLYWAY.match(path.name))
            return sorted(found, key=_flyway)
        case _:
            there = {*(_below(folder) if layout.nested else _files(folder)), *gone}
            # Beside files with numbers, one without is no migration.
            numbered = {path for path in there if layout.nested or _NUMBERED.match(path.name)}
            return sorted(numbered or there, key=lambda path: _place(path, folder, layout.tool))


def _files(folder: Path) -> Iterator[Path]:
    return (Path(entry.path) for entry in os.scandir(folder) if entry.name.endswith(".sql") and entry.is_file())


def _below(folder: Path) -> Iterator[Path]:
    """The .sql files in the folders directly below."""
    folders = [Path(entry.path) for entry in os.scandir(folder) if entry.is_dir()]
    for one in folders:
        seen.note("folder", one)
    return (path for one in folders for path in _files(one))


_BY_NAME = ("prisma", "supabase", "dbmate", "diesel")
"""The tools that compare names as texts: `20250625_b` comes after `20230518193415_a`."""


def _place(path: Path, folder: Path, tool: str) -> tuple[tuple[tuple[int, ...], str], ...]:
    """By the numbers that the names begin with, where the tool reads them as numbers; then by name."""
    parts = path.relative_to(folder).parts
    if tool == "diesel":  # compares texts as well, of versions without their dashes
        parts = tuple(
            "".join((version.replace("-", ""), *rest)) for version, *rest in (part.partition("_") for part in parts)
        )
    return tuple((() if tool in _BY_NAME else _numbers(part), part) for part in parts)


_FIRST_NUMBERS = re.compile(r"v?(\d+(?:-\d\d-\d\d(?:-\d+)?)?(?:\.\d+)*)", re.IGNORECASE)
"""A number, a version as in `0.27`, or a time as in `2017-08-31-230457`."""


def _numbers(name: str) -> tuple[int, ...]:
    found = _FIRST_NUMBERS.match(name)
    return tuple(int(part.replace("-", "")) for part in found[1].split(".")) if found else (0,)


def _flyway(path: Path) -> tuple[bool, tuple[int, ...], str]:
    version = path.name.partition("__")[0]
    return (version == "R", tuple(map(int, re.findall(r"\d+", version))), path.name)


def _journal(file: Path) -> list[str]:
    try:
        entries = json.loads(_text(file)).get("entries", [])
        return [str(entry["tag"]) for entry in entries]
    except (ValueError, TypeError, KeyError, AttributeError):
        return []


def _plan(file: Path) -> list[str]:
    lines = (line.split("#")[0].split() for line in _text(file).splitlines())
    return [words[0] for words in lines if words and words[0][0] not in "%@-"]
