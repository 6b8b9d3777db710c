"""Migrations that no contract speaks of: what ran before them, how the schema is then, what undoes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ddlproof.change import git
from ddlproof.change.applied import applied, undoing
from ddlproof.change.config import Config, find_config
from ddlproof.change.contract import Contract
from ddlproof.change.files import must_be_inside, shown
from ddlproof.change.filled import read_sql
from ddlproof.change.layout import (
    Layout,
    in_order,
    is_down,
    is_dump,
    is_repeated,
    layout_within,
    of_another_server,
    undone_by,
)
from ddlproof.change.markers import Part, marked
from ddlproof.source import Source


@dataclass(frozen=True, slots=True)
class Base:
    """What a change is compared with: a ref, the commit at which the present branch left it, and what differs since.

    `differs` are absolute paths, with the letters of `git.changed_since`; `renamed` are old names by the new ones.
    """

    ref: str
    fork: str
    root: Path
    differs: Mapping[Path, str]
    renamed: Mapping[Path, Path]

    def before(self, path: Path) -> str:
        """How a file of then is named: in git where it is another now."""
        if self.differs.get(path) in ("M", "D"):
            return f"{git.PREFIX}{self.fork[:12]}:{path.relative_to(self.root)}"
        return str(path)


def base_of(ref: str) -> Base:
    """What differs from a ref here.

    Raises:
        InputError: no git, no repository, no such ref.
    """
    here = Path()
    root = git.root_of(here) or here.resolve()
    return Base(ref, git.fork(ref, here), root, *git.differences(ref, here))


@dataclass(frozen=True, slots=True)
class Pending:
    """Migrations of one database that are deployed together, absolute paths in the order in which they run.

    `before` made the schema that they meet: paths, or `git:REF:PATH`. `after` is the file of the schema as the change
    leaves it, if the project keeps one. `folder`: near which the configuration is looked for.
    """

    files: tuple[Path, ...]
    before: tuple[str, ...]
    folder: Path
    after: Path | None = None
    notes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        if not self.files:
            return shown(self.after) if self.after is not None else ""
        last = f" to {self.files[-1].name}" if len(self.files) > 1 else ""
        return f"{shown(self.files[0])}{last}"


def is_new(path: Path, base: Base) -> bool:
    """Whether a file is a migration that runs for the first time, or anew: Flyway repeats what has another content."""
    how = base.differs.get(path)
    return runs(path) and (how == "A" or (how == "M" and is_repeated(path)))


def may_be_migration(path: Path) -> bool:
    """Whether it lies where migrations do, if the configuration says where that is."""
    folders = find_config(path).folders
    return not folders or any(path.is_relative_to(folder) for folder in folders)


@dataclass(slots=True)
class Sorted:
    """Files sorted into series; `unplaced` are those of which nobody knows what runs before them."""

    pending: list[Pending] = field(default_factory=list)
    unplaced: list[Path] = field(default_factory=list)


def runs(path: Path) -> bool:
    """Whether a file is one that a migration tool would apply to PostgreSQL, by its name."""
    return path.suffix.lower() == ".sql" and not is_down(path) and not of_another_server(path)


def sort(files: Iterable[Path], base: Base | None) -> Sorted:
    """Migrations, by absolute paths, as series; with a base also the schema files that differ from it."""
    groups: dict[Path, tuple[Layout, Config, list[Path]]] = {}
    done = Sorted()
    schemas = _schemas(files, base)
    for path in files:
        if path in schemas:
            continue
        config = find_config(path)
        source = read_sql(path)
        layout = layout_within(path, source.text, config.folders, marked(source).tool)
        place = layout.folder or config.schema_path
        if place is None:
            done.unplaced.append(path)
        else:
            groups.setdefault(place, (layout, config, []))[2].append(path)
    covered = set()
    for layout, config, chosen in groups.values():
        schema = config.schema_path
        covered.add(schema)
        done.pending.append(_pending(layout, schema, chosen, base))
    for schema in schemas:
        if schema not in covered and base is not None:
            done.pending.append(_pending(Layout("", ""), schema, [], base))
    return done


def _schemas(files: Iterable[Path], base: Base | None) -> list[Path]:
    """The files that the configuration calls the schema, among those that are new or differ."""
    if base is None:
        return []
    near = dict.fromkeys([*(path.parent for path in files), Path.cwd()])
    found = dict.fromkeys(find_config(folder).schema_path for folder in near)
    return [path for path in found if path is not None and base.differs.get(path, "D") != "D"]


def _pending(layout: Layout, schema: Path | None, chosen: Sequence[Path], base: Base | None) -> Pending:
    differs = base.differs if base is not None else {}
    gone = [path for path, how in differs.items() if how == "D" and runs(path)]
    order = [path for path in in_order(layout, gone) if runs(path)]
    order += sorted(set(chosen).difference(order))
    files = tuple(path for path in order if path in set(chosen))
    folder = files[0].parent if files else (schema or Path()).parent
    if schema is not None:
        was = (base.before(schema) if base is not None else str(schema),)
        then, now = differs.get(schema), schema if differs.get(schema, "D") != "D" else None
        return Pending(files, () if then == "A" else was, folder, now, () if files else (_NO_MIGRATION,))
    if base is None:
        first, last = order.index(files[0]), order.index(files[-1])
        return Pending(tuple(order[first : last + 1]), tuple(map(str, order[:first])), folder)
    ran = [path for path in order if differs.get(path) != "A" and base.renamed.get(path) not in order]
    before = tuple(base.before(path) for path in ran)
    return Pending(files, before, folder, notes=tuple(_notes(order, ran, files, base)))


def dumped(base: Base) -> Iterator[Pending]:
    """The dumps of a schema that differ from the base, where migrations that are no SQL have made them so."""
    for path, how in sorted(base.differs.items()):
        if how == "M" and is_dumped(path):
            yield Pending((), (base.before(path),), path.parent, path, (_NO_MIGRATION,))


def is_dumped(path: Path) -> bool:
    """Whether a file is the dump of a schema."""
    return path.is_file() and runs(path) and is_dump(read_sql(path).text)


_NO_MIGRATION = (
    "no migration in SQL comes with this change of the schema: nothing was rehearsed, and no locks were judged"
)


def rewritten(base: Base, files: Iterable[Path]) -> Iterator[str]:
    """What is to be said of migrations that others may have run, and that are other ones now, or gone.

    Args:
        files: those to speak of, absolute paths.
    """
    old = set(base.renamed.values())
    here = [path for path in files if runs(path) and may_be_migration(path) and _is_one(path)]
    by = {how: [path for path in here if base.differs.get(path) == how and path not in old] for how in ("M", "D", "R")}
    edited = [path for path in by["M"] if not is_repeated(path)]
    if edited:
        those = ", ".join(map(shown, edited))
        yield f"edited since {base.ref}, and taken as it was: a database that has run it does not run it again: {those}"
    if by["D"]:
        those = ", ".join(map(shown, by["D"]))
        yield f"gone since {base.ref}, and run all the same: a database that has run it keeps what it made: {those}"
    if by["R"]:
        those = ", ".join(f"{shown(base.renamed[path])} as {path.name}" for path in by["R"])
        yield f"renamed since {base.ref}: a database that has run it may run it again, or refuse to go on: {those}"


def _is_one(path: Path) -> bool:
    """Whether a file, which may be gone, has its place among migrations, by its name and those beside it."""
    config = find_config(path)
    return path != config.schema_path and layout_within(path, "", config.folders).folder is not None


def _notes(order: Sequence[Path], ran: Sequence[Path], files: Sequence[Path], base: Base) -> Iterator[str]:
    last = max((order.index(path) for path in ran if not is_repeated(path)), default=-1)
    late = [path for path in files if path not in ran and order.index(path) < last]
    if late:
        those = ", ".join(path.name for path in late)
        yield f"sorts before migrations that {base.ref} has already, and is tried out after them: {those}"


def contract_of(one: Pending) -> Contract:
    """What the files themselves say of a change, read as a contract that states nothing more.

    Raises:
        InputError: a file cannot be read, or lies outside of the repository.
    """
    back = [file for path in one.files for file in undone_by(path)]
    for name in (*one.files, *back, *one.before, *([one.after] if one.after is not None else ())):
        must_be_inside(str(name), one.folder)
    sources = {path: read_sql(path) for path in one.files}
    migration, undo = applied(sources.values()), _rollback(sources)
    after = (read_sql(one.after),) if one.after is not None else ()
    return Contract(
        source=next(iter((*sources.values(), *after))),
        title="",
        before=applied(read_sql(name) for name in one.before).up,
        after=after,
        migration=migration.up,
        rollback=tuple(part.source for part in undo),
        intended=None,
        intended_span=None,
        claims=(),
        writers=(),
        readers=(),
        verify=(),
        accepts=(),
        tool=migration.tool,
        bare=migration.bare,
        back_bare=tuple(part.bare for part in undo),
        stated=False,
    )


def _rollback(sources: Mapping[Path, Source]) -> tuple[Part, ...]:
    """What undoes all of the files, the last first; nothing where one of them cannot be undone."""
    back: list[Part] = []
    for path, source in reversed(list(sources.items())):
        own = undoing(read_sql(file) for file in undone_by(path)) or marked(source).down
        if not own and not is_repeated(path):
            return ()
        back += own
    return tuple(back)
