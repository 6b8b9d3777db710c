"""The configuration: `[tool.ddlproof]` of a pyproject.toml, or a ddlproof.toml, nearest above the file.

Where there is neither, what a .squawk.toml says that means something here.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, replace
from pathlib import Path

from ddlproof import seen
from ddlproof.change import git
from ddlproof.change.entry import Entry
from ddlproof.change.files import read_source
from ddlproof.change.toml import read_toml
from ddlproof.finding import Severity
from ddlproof.model.house import BACKFILL_ROWS, NAMED, NOTHING_SAID, House
from ddlproof.options import Options
from ddlproof.source import Source

OWN_FILE = "ddlproof.toml"
PYPROJECT = "pyproject.toml"
SQUAWK = ".squawk.toml"
KEYS = (
    "postgres-version",
    "runner",
    "platform",
    "migrations",
    "schema-file",
    "baseline",
    "select",
    "ignore",
    "per-path",
    "fail-on",
    "profile",
    "exposed-schemas",
    "extensions",
    "lock-timeout",
    "statement-timeout",
    "names",
    "backfill-rows",
    "table-rows",
    "placeholders",
    "rehearsal",
    "postgres",
)
_OLDEST, _NEWEST = 9, 99
PLACEHOLDER = re.compile(r"[${}%@#]|__|(?<!:):(?=['\"]?[A-Za-z_])")
"""What is in every placeholder: a sign of templates, or the colon of psql's and Python's variables."""


@dataclass(frozen=True, slots=True)
class Config:
    """What a configuration file says; None or empty where it says nothing.

    `per_path` are (pattern, rules or families to leave out there) pairs; `postgres` is a value of `--postgres`;
    `rows` is how many rows a table has in the rehearsal; `source` is the file, if there is one. `house` is what
    the project has decided about its schema: `exposed-schemas`, `extensions`, `[names]`, and what is in force
    when a migration begins: `lock-timeout`, `statement-timeout`; how many rows are too many: `backfill-rows`,
    `[table-rows]`. `placeholders` are what stands in files of SQL, and what the migration tool puts there.
    """

    source: Source | None = None
    postgres_version: int | None = None
    runner: str | None = None
    platform: str | None = None
    migrations: tuple[str, ...] = ()
    schema_file: str | None = None
    baseline: str | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    per_path: tuple[tuple[str, tuple[str, ...]], ...] = ()
    fail_on: Severity | None = None
    profile: str | None = None
    rows: int | None = None
    placeholders: tuple[tuple[str, str], ...] = ()
    postgres: str | None = None
    house: House = NOTHING_SAID

    @property
    def folder(self) -> Path | None:
        """The folder of the configuration's file, if there is one."""
        return Path(self.source.name).parent if self.source is not None else None

    @property
    def folders(self) -> tuple[Path, ...]:
        """The folders of migrations, absolute."""
        return tuple(self._beside(name) for name in self.migrations)

    @property
    def schema_path(self) -> Path | None:
        """The schema file, absolute."""
        return self._beside(self.schema_file) if self.schema_file is not None else None

    def _beside(self, name: str) -> Path:
        return Path(os.path.normpath((self.folder or Path()).resolve() / name))


def settled(options: Options, config: Config) -> Options:
    """The settings of the command line, and those of the configuration where it says nothing."""
    return replace(
        options,
        select=options.select or config.select,
        ignore=options.ignore or config.ignore,
        postgres_version=options.postgres_version or config.postgres_version,
        runner=options.runner or config.runner,
    )


def on_platform(config: Config, tool: str) -> Config:
    """The configuration, with the platform that a migration tool belongs to where it names none itself."""
    if config.platform is not None or tool not in _EXPOSED:
        return config
    house = config.house if config.house.exposed else replace(config.house, exposed=_EXPOSED[tool])
    return replace(config, platform=tool, house=house)


def find_config(path: Path) -> Config:
    """The configuration that holds for a file or folder; an empty one where there is none.

    Looked for in the folder and those above it, up to the repository's root (the folder with `.git`); outside of a
    repository only in the folder itself. In one folder `ddlproof.toml` comes before `pyproject.toml`. The nearest
    `.squawk.toml` counts where there is none of them at all.

    Raises:
        ContractError: not TOML, an unknown key, a value of the wrong type.
    """
    absolute = path.resolve()
    folder = absolute if absolute.is_dir() else absolute.parent
    root = git.root_of(folder) or folder
    listed = (folder, *folder.parents)
    folders = listed[: listed.index(root) + 1] if root in listed else listed
    for candidate in folders:
        if (config := _in_folder(candidate)) is not None:
            return config
    return next((_of_squawk(one / SQUAWK) for one in folders if (one / SQUAWK).is_file()), Config())


def _in_folder(folder: Path) -> Config | None:
    for name in (OWN_FILE, PYPROJECT, SQUAWK, ".git"):
        seen.note("there", folder / name)
    if (own := folder / OWN_FILE).is_file():
        return _read(own, ())
    if (pyproject := folder / PYPROJECT).is_file():
        return _read(pyproject, ("tool", "ddlproof"))
    return None


def _of_squawk(file: Path) -> Config:
    """Squawk's own settings, by the names that they have in its documentation; what it has besides is passed over."""
    entry = Entry(read_toml(read_source(file)), (), SQUAWK)
    together = entry.data.get("assume_in_transaction") is True
    return Config(
        source=entry.document.source,
        postgres_version=_version(entry, "pg_version"),
        runner="transaction" if together else None,
        ignore=entry.texts("excluded_rules"),
        per_path=tuple((pattern, ("all",)) for pattern in entry.texts("excluded_paths")),
    )


def _read(file: Path, path: tuple[str, ...]) -> Config | None:
    document = read_toml(read_source(file))
    data = document.data
    for part in path:
        if not isinstance(data, dict) or part not in data:
            return None
        data = data[part]
    return _config(Entry(document, path, "[tool.ddlproof]" if path else OWN_FILE))


def _config(entry: Entry) -> Config:
    entry.only(*KEYS)
    fail_on = entry.one_of("fail-on", *Severity)
    return Config(
        source=entry.document.source,
        postgres_version=_version(entry),
        runner=entry.text("runner") or None,
        platform=entry.text("platform") or None,
        migrations=entry.texts("migrations", or_one=True),
        schema_file=entry.text("schema-file") or None,
        baseline=entry.text("baseline") or None,
        select=entry.texts("select"),
        ignore=entry.texts("ignore"),
        per_path=_per_path(entry),
        fail_on=Severity(fail_on) if fail_on else None,
        profile=entry.one_of("profile", "default", "strict"),
        rows=_rows(entry),
        placeholders=_placeholders(entry),
        postgres=_postgres(entry),
        house=_house(entry),
    )


def _version(entry: Entry, key: str = "postgres-version") -> int | None:
    """`"15"`, `"15.4"` or 15."""
    value = entry.data.get(key)
    if value is None:
        return None
    major = value.partition(".")[0] if isinstance(value, str) else str(value)
    if isinstance(value, bool) or not major.isascii() or not major.isdigit() or not _OLDEST <= int(major) <= _NEWEST:
        entry.fail(f"`{key}` of {entry.name} is no version of PostgreSQL.", key, 'Write the major version: "15".')
    return int(major)


def _per_path(entry: Entry) -> tuple[tuple[str, tuple[str, ...]], ...]:
    table = entry.table("per-path")
    return tuple((pattern, table.texts(pattern)) for pattern in table.data) if table else ()


def _rows(entry: Entry) -> int | None:
    if (table := entry.table("rehearsal")) is None:
        return None
    table.only("rows")
    return table.number("rows", least=1)


def _placeholders(entry: Entry) -> tuple[tuple[str, str], ...]:
    if (table := entry.table("placeholders")) is None:
        return ()
    for key in table.data:
        if PLACEHOLDER.search(key) is None:
            hint = 'Write all that is replaced: "${schema}", ":schema", "{{ schema }}".'
            table.fail(f"`{key}` of [placeholders] might be any word of the SQL.", key, hint)
    return tuple((key, table.text(key)) for key in table.data)


def _postgres(entry: Entry) -> str | None:
    if (table := entry.table("postgres")) is None:
        return None
    table.only("server")
    return table.text("server") or None


_EXPOSED = {"supabase": ("public",)}
"""The schemas that a platform lets everybody reach who comes from the network, unless it is set up otherwise."""


def _house(entry: Entry) -> House:
    usual = _EXPOSED.get(entry.text("platform").lower(), ())
    return House(
        exposed=entry.texts("exposed-schemas") if "exposed-schemas" in entry.data else usual,
        names=_names(entry),
        extensions=entry.texts("extensions") if "extensions" in entry.data else None,
        lock_timeout=_timeout(entry, "lock-timeout"),
        statement_timeout=_timeout(entry, "statement-timeout"),
        backfill_rows=entry.number("backfill-rows", least=1) or BACKFILL_ROWS,
        sizes=_sizes(entry),
    )


def _sizes(entry: Entry) -> tuple[tuple[str, int], ...]:
    """`[table-rows]`: how many rows a table has in production, about."""
    table = entry.table("table-rows")
    return tuple((name, table.number(name, least=0) or 0) for name in table.data) if table else ()


_TIMEOUT = re.compile(r"\s*\d+(?:\.\d+)?\s*(?:us|ms|s|min|h|d)?\s*\Z")


def _timeout(entry: Entry, key: str) -> str | None:
    """`"2s"`, as PostgreSQL takes it: documentation, section 20.1.1 "Parameter Names and Values"."""
    value = entry.data.get(key)
    if value is None:
        return None
    said = str(value) if isinstance(value, int) and not isinstance(value, bool) else entry.text(key)
    if not _TIMEOUT.match(said):
        entry.fail(f"`{key}` of {entry.name} is no time.", key, 'Write a number and a unit: "2s", "500ms".')
    return said


def _names(entry: Entry) -> tuple[tuple[str, str], ...]:
    """`[names]`: a regular expression for the whole name of each kind."""
    if (table := entry.table("names")) is None:
        return ()
    table.only(*(kind.replace(" ", "-") for kind in NAMED))
    for key in table.data:
        try:
            re.compile(table.text(key))
        except re.error as error:
            table.fail(f"`{key}` of [names] is no regular expression: {error}.", key)
    return tuple((key.replace("-", " "), table.text(key)) for key in table.data)
