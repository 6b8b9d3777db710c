"""The contract of a change, `change.toml`: what is changed, what is intended, what is claimed, who writes and reads."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast
from typing import Literal as OneOf

from ddlproof.change import git
from ddlproof.change.applied import applied, migration_files, undoing
from ddlproof.change.entry import Entry
from ddlproof.change.files import must_be_inside, read_source
from ddlproof.change.filled import read_all_sql
from ddlproof.change.runner import Tool, tool_of
from ddlproof.change.toml import read_toml
from ddlproof.errors import InputError
from ddlproof.source import Source, Span

if TYPE_CHECKING:
    from ddlproof.evidence import Sent

FILE = "change.toml"
KEYS = (
    "title",
    "before",
    "after",
    "migration",
    "rollback",
    "intended",
    "claim",
    "writer",
    "reader",
    "verify",
    "queries",
    "accept",
)

Value = str | int | float | bool
Expectation = OneOf["accepted", "rejected"]


@dataclass(frozen=True, slots=True)
class Claim:
    """`[[claim]]`: what a constraint (`table.constraint`) is said to mean."""

    constraint: str
    means: str
    span: Span


@dataclass(frozen=True, slots=True)
class Writer:
    """`[[writer]]`: a statement that writes, and what must become of it on the schema before and after.

    `values` is `with`: `new`, an existing key of a table (`models.id`), or a literal, by parameter. None: not said; of
    neither side: what the schema before takes the one after must take, too.
    """

    name: str
    sql: str
    values: tuple[tuple[str, Value], ...]
    before: Expectation | None
    after: Expectation | None
    span: Span

    @property
    def open(self) -> bool:
        """Whether nothing is said of either side."""
        return self.before is None and self.after is None


@dataclass(frozen=True, slots=True)
class Reader:
    """`[[reader]]`: a query that must run after the change, and the index that must be usable for it, if any."""

    name: str
    sql: str
    values: tuple[tuple[str, Value], ...]
    index: str
    span: Span


@dataclass(frozen=True, slots=True)
class Verify:
    """`[[verify]]`: a query, and how many rows it must return after the change."""

    sql: str
    rows: int
    span: Span


@dataclass(frozen=True, slots=True)
class Accept:
    """`[[accept]]`: a rule whose findings are accepted in this change, and why."""

    rule: str
    reason: str
    span: Span


@dataclass(frozen=True, slots=True)
class Contract:
    """A change as its author states it. `after`, `migration` and `rollback` are empty where none is given.

    `intended` is None where the contract does not say; `intended_span` is the whole `intended = …`. `queries` are files
    of statements that the application sends. Of files with up and down parts `before`, `after` and `migration` are the
    up parts; `rollback` are the down parts, those of the migration where the contract names no rollback. `tool` is the
    migration tool that the files show, empty if none; `bare` says of each part of the migration whether it is marked to
    run without a transaction, `back_bare` of each of the rollback. `stated` is False where there is no contract, and
    the files alone say it.
    """

    source: Source
    title: str
    before: tuple[Source, ...]
    after: tuple[Source, ...]
    migration: tuple[Source, ...]
    rollback: tuple[Source, ...]
    intended: str | None
    intended_span: Span | None
    claims: tuple[Claim, ...]
    writers: tuple[Writer, ...]
    readers: tuple[Reader, ...]
    verify: tuple[Verify, ...]
    accepts: tuple[Accept, ...]
    queries: tuple[Source, ...] = ()
    tool: str = ""
    bare: tuple[bool, ...] = ()
    back_bare: tuple[bool, ...] = ()
    stated: bool = True

    def sent(self, runner: str | None) -> Sent:
        """How the migration is sent, by the runner of that name, else by the tool that its files show."""
        tool = self._tool(runner)
        return tool.bare if any(self.bare) else tool.sent

    def sent_each(self, runner: str | None) -> tuple[Sent, ...]:
        """How each part of the migration is sent."""
        return self._each(self.bare, runner)

    def sent_back_each(self, runner: str | None) -> tuple[Sent, ...]:
        """How each part of the rollback is sent."""
        return self._each(self.back_bare, runner)

    def sent_back(self, runner: str | None) -> Sent:
        """How the rollback is sent."""
        tool = self._tool(runner)
        return tool.bare if any(self.back_bare) else tool.sent

    def together(self, runner: str | None) -> bool:
        """Whether all parts are in one transaction."""
        return self._tool(runner).together

    def _each(self, bare: Sequence[bool], runner: str | None) -> tuple[Sent, ...]:
        tool = self._tool(runner)
        return tuple(tool.bare if one else tool.sent for one in bare)

    def _tool(self, runner: str | None) -> Tool:
        return tool_of(runner or self.tool or None)


def read_contract(path: Path) -> Contract:
    """The contract in a file, or in the `change.toml` of a folder, with the files it names.

    Raises:
        ContractError: not TOML, an unknown or missing key, a value that cannot be.
        InputError: a file that is not there or is no text; one outside of the repository.
    """
    file = path / FILE if path.is_dir() else path
    entry = Entry(read_toml(read_source(file)), (), FILE)
    entry.only(*KEYS)
    hint = 'Say what the schema was: before = "before.sql", or before = "git:main:schema.sql".'
    if not entry.texts("before", or_one=True):
        entry.required("before", hint)
    folder = file.absolute().parent
    intended = entry.text("intended") if "intended" in entry.data else None
    migration = applied(_files(entry, "migration", folder))
    rollback = _files(entry, "rollback", folder, read_all_sql)
    back = undoing(rollback) if rollback else migration.down
    return Contract(
        source=entry.document.source,
        title=entry.text("title"),
        before=applied(_files(entry, "before", folder)).up,
        after=applied(_files(entry, "after", folder)).up,
        migration=migration.up,
        rollback=tuple(part.source for part in back),
        intended=intended,
        intended_span=entry.where("intended") if intended is not None else None,
        claims=tuple(_claim(one) for one in entry.tables("claim")),
        writers=tuple(_writer(one) for one in entry.tables("writer")),
        readers=tuple(_reader(one) for one in entry.tables("reader")),
        verify=tuple(_verify(one) for one in entry.tables("verify")),
        accepts=tuple(_accept(one) for one in entry.tables("accept")),
        queries=_files(entry, "queries", folder, read_all_sql),
        tool=migration.tool,
        bare=migration.bare,
        back_bare=tuple(part.bare for part in back),
    )


def named(path: Path) -> tuple[Path, ...]:
    """The folder of a contract, and what it names of the change itself: absolute; not what was there before.

    Raises:
        ContractError: not TOML, or a value of the wrong type.
    """
    entry = Entry(read_toml(read_source(path / FILE)), (), FILE)
    names = [name for key in ("after", "migration", "rollback", "queries") for name in entry.texts(key, or_one=True)]
    base = path.resolve()
    return (base, *(Path(os.path.normpath(base / name)) for name in names if git.git_path(name, base) is None))


class _Files(Protocol):
    """Reads the file or the files of a path."""

    def __call__(self, path: str, /, *, directory: Path) -> tuple[Source, ...]: ...


def _files(entry: Entry, key: str, folder: Path, reader: _Files = migration_files) -> tuple[Source, ...]:
    found: list[Source] = []
    for name in entry.texts(key, or_one=True):
        try:
            must_be_inside(name, folder)
            found += reader(name, directory=folder)
        except InputError as error:
            # A file's own mistake has its own place; that there is no such file is the contract's mistake.
            place = error.span or entry.where(key)
            raise InputError(error.message, span=place, hint=error.hint, notes=error.notes) from None
    return tuple(found)


def _claim(entry: Entry) -> Claim:
    entry.only("constraint", "means")
    constraint = entry.required("constraint", 'Name it with its table: constraint = "jobs.jobs_check".')
    means = entry.required("means", 'For example means = "exactly one of (a, b)", or any SQL condition.')
    return Claim(constraint, means, entry.where("constraint"))


def _writer(entry: Entry) -> Writer:
    entry.only("name", "sql", "with", "before", "after")
    return Writer(
        name=entry.required("name", "Say who writes, for example the service or the job."),
        sql=entry.required("sql", "The statement, with :parameters."),
        values=_values(entry),
        before=_expectation(entry, "before"),
        after=_expectation(entry, "after"),
        span=entry.where("name"),
    )


def _expectation(entry: Entry, key: str) -> Expectation | None:
    return cast("Expectation | None", entry.one_of(key, "accepted", "rejected"))


def _values(entry: Entry) -> tuple[tuple[str, Value], ...]:
    table = entry.table("with")
    if table is None:
        return ()
    for name, value in table.data.items():
        if not isinstance(value, str | int | float | bool):
            table.fail(f"`{name}` must be a string, a number, true or false.", name)
    return tuple(table.data.items())


def _reader(entry: Entry) -> Reader:
    entry.only("name", "sql", "with", "index")
    return Reader(
        name=entry.required("name", "Say who reads, for example the page or the report."),
        sql=entry.required("sql", "The query, with :parameters."),
        values=_values(entry),
        index=entry.text("index"),
        span=entry.where("name"),
    )


def _verify(entry: Entry) -> Verify:
    entry.only("sql", "rows")
    sql = entry.required("sql", "The query that shows that the change is there.")
    if (rows := entry.number("rows", least=0)) is None:
        entry.fail("[[verify]] needs `rows`.", hint="Say how many rows the query must return: rows = 1.")
    return Verify(sql, rows, entry.where("sql"))


def _accept(entry: Entry) -> Accept:
    entry.only("rule", "reason")
    rule = entry.required("rule", "Name the rule, as the report does.")
    return Accept(rule, entry.required("reason", "Say why it may stay; the report shows it."), entry.where("rule"))
