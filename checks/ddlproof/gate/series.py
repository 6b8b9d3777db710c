"""Files sorted into series: the migrations of one database, in the order in which they run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ddlproof.change import git
from ddlproof.change.config import Config, find_config, on_platform
from ddlproof.change.filled import read_all_sql, read_sql
from ddlproof.change.layout import Layout, bare_by_file, in_order, is_down, layout_within, of_another_server
from ddlproof.change.markers import marked
from ddlproof.change.runner import Tool, tool_of
from ddlproof.gate.static import Script, script
from ddlproof.options import Options
from ddlproof.rules.transaction.not_allowed_in_transaction import stands_alone
from ddlproof.source import Source
from ddlproof.sql.replay import Part

if TYPE_CHECKING:
    from ddlproof.evidence import Sent


@dataclass(frozen=True, slots=True)
class File:
    """A migration. `path` is absolute, None for one in git; `tool` the name of its runner, empty if that is unknown.

    `up` are the parts that run when it is applied, each with whether it is marked to run without a transaction.
    """

    source: Source
    path: Path | None
    layout: Layout
    tool: str
    up: tuple[tuple[Source, bool], ...]

    def parts(self) -> tuple[Script, tuple[Part, ...]]:
        """Its statements, and how they are sent.

        Raises:
            SqlError: a statement cannot be valid.
        """
        tool = tool_of(self.tool or None)
        made = [(script([source]).statements, bare) for source, bare in self.up]
        parts = tuple(Part(statements, self._sent(tool, statements, bare), tool.together) for statements, bare in made)
        return Script((self.source,), tuple(statement for statements, _ in made for statement in statements)), parts

    def _sent(self, tool: Tool, statements: Sequence[object], bare: bool) -> Sent:
        if bare:
            return tool.bare
        if self.tool == "flyway" and statements and all(_alone(statement) for statement in statements):
            return "autocommit"  # Flyway sees by itself that a transaction cannot be
        return tool.sent


def _alone(statement: object) -> bool:
    return any(stands_alone(action) is not None for action in getattr(statement, "actions", ()))


def file_of(source: Source, path: Path | None, runner: str | None, folders: Sequence[Path] = ()) -> File:
    """The file, and what it belongs to; `folders` are those that the configuration says hold migrations."""
    marks = marked(source)
    layout = Layout(marks.tool, "its markers")
    if path is not None:
        layout = layout_within(path, source.text, folders, marks.tool)
    tool = runner or layout.tool
    beside = path is not None and bare_by_file(path, layout.tool)
    return File(source, path, layout, tool, tuple((part.source, part.bare or beside) for part in marks.parts))


@dataclass(slots=True)
class Series:
    """Migrations of one database: those that ran before, those to judge in order, and those that come later.

    `run` are those to judge, and in between paths of others. `change` says that those to judge are deployed together,
    so that what one makes is new to all that follow.
    """

    config: Config
    run: list[File | Path]
    before: tuple[Path, ...] = ()
    later: tuple[Path, ...] = ()
    first: bool = False
    change: bool = False

    @property
    def ordered(self) -> bool:
        """Whether the migrations before, if there are any, are known."""
        return bool(self.before) or self.first


@dataclass(slots=True)
class Chosen:
    """The files to lint, and why others are passed over."""

    series: list[Series]
    notes: list[str]
    count: int = 0


def choose(files: Sequence[str], options: Options) -> Chosen:
    """The files, and those below folders, as series; what undoes a migration or is for another server left out.

    With `base`, only those in which the present branch differs from it: they are deployed together.
    """
    changed = set(git.changed_since(options.base, Path())) if options.base is not None else None
    passed: dict[str, list[str]] = {}
    groups: dict[object, list[tuple[File, Config]]] = {}
    named: set[Path] = set()
    configs = _Configs()
    count = 0
    for text in files:
        is_folder = Path(text).is_dir()
        for source in read_all_sql(text):
            path = None if source.name.startswith(git.PREFIX) else Path(source.name).absolute()
            if changed is not None and path is not None and path.resolve() not in changed:
                continue
            count += 1
            if reason := _passed_over(path):
                passed.setdefault(reason, []).append(source.name)
                continue
            config = configs.of(path)
            file = file_of(source, path, options.runner or config.runner, config.folders)
            key = (file.layout.folder, file.layout.tool) if file.layout.folder is not None else source.name
            groups.setdefault(key, []).append((file, on_platform(config, file.layout.tool)))
            if path is not None and not is_folder:
                named.add(path)
    series = [one for group in groups.values() for one in _placed(group, named, changed is not None)]
    return Chosen(series, [f"{_files(names)} {reason}" for reason, names in passed.items()], count)


class _Configs:
    """The configuration of each folder, found once."""

    def __init__(self) -> None:
        self._found: dict[Path, Config] = {}

    def of(self, path: Path | None) -> Config:
        folder = path.parent if path is not None else Path.cwd()
        if folder not in self._found:
            self._found[folder] = find_config(folder)
        return self._found[folder]


def _passed_over(path: Path | None) -> str:
    if path is not None and is_down(path):
        return "not judged, for it undoes a migration: `check` tries it out"
    if path is not None and of_another_server(path):
        return "not judged, for its name, or that of its folder, says that it is not for PostgreSQL"
    return ""


def _files(names: list[str]) -> str:
    return f"{names[0]}:" if len(names) == 1 else f"{names[0]} and {len(names) - 1} more like it:"


def _placed(group: list[tuple[File, Config]], named: set[Path], one_change: bool) -> list[Series]:
    """The files in their order, with what runs before and later; those that have no place in it each by itself."""
    order = in_order(group[0][0].layout)
    known = set(order)
    chosen = {file.path: file for file, _ in group if file.path is not None and file.path in known}
    alone = [Series(config, [file]) for file, config in group if file.path not in known]
    if not chosen:
        return alone
    at = [number for number, path in enumerate(order) if path in chosen]
    first, last = at[0], at[-1] + 1
    run: list[File | Path] = [chosen.get(path, path) for path in order[first:last]]
    # Files given by name are a change, unless they are all that there is.
    change = one_change or (named.issuperset(chosen) and len(chosen) < len(order))
    return [Series(group[0][1], run, order[:first], order[last:], first == 0, change), *alone]


def read_file(path: Path, series: Series, options: Options) -> File:
    """A migration that is not judged itself."""
    source, like = read_sql(path), next(one for one in series.run if isinstance(one, File))
    marks, beside = marked(source), bare_by_file(path, like.layout.tool)
    up = tuple((part.source, part.bare or beside) for part in marks.parts)
    return File(source, path, like.layout, options.runner or marks.tool or like.layout.tool, up)
