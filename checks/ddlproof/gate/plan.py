"""A change as far as it can be read without a server: its contract, its scripts, its schemas on the model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ddlproof.change.bookkeeping import bookkeeping
from ddlproof.change.config import find_config, on_platform
from ddlproof.change.contract import Contract, read_contract
from ddlproof.change.pending import Pending, contract_of
from ddlproof.change.platform import prelude
from ddlproof.diff.compare import diff
from ddlproof.diff.policies import with_policies
from ddlproof.evidence import Change, Sent
from ddlproof.gate.static import Script, build, script
from ddlproof.model.action import Action, CreateIndex, CreateTable, Rows, Statement, Unread
from ddlproof.model.bounds import is_default, partitions
from ddlproof.model.names import QName
from ddlproof.model.schema import Schema
from ddlproof.model.usertype import Domain
from ddlproof.rows.domains import chain
from ddlproof.rules.plain import plain
from ddlproof.source import Span
from ddlproof.sql.carried import carry
from ddlproof.sql.definitions import READING
from ddlproof.sql.sessions import Part


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be tried out. `replay_drift` is what the migration, replayed, misses of the schema after; `replayed`
    is what it leaves so.

    `name` is what people call it, `folder` where it lies: the contract's, or that of the migrations. `notes` are about
    how it was read. `platform` is what the databases are on, empty where nobody says.
    """

    name: str
    folder: Path
    contract: Contract
    before: Script
    after: Script
    migration: Script
    rollback: Script
    before_model: Schema
    after_model: Schema
    replayed: Schema
    replay_drift: tuple[str, ...]
    notes: tuple[str, ...] = ()
    platform: str = ""

    @property
    def migration_at(self) -> Span | None:
        return self.migration.statements[0].span if self.migration.statements else None

    @property
    def rollback_at(self) -> Span | None:
        return self.rollback.statements[0].span if self.rollback.statements else None

    def parts(self, runner: str | None) -> tuple[Part, ...]:
        """The files of the migration, or their parts, and how each is sent by the runner of that name."""
        contract = self.contract
        return _parts(self.migration, contract.sent_each(runner), together=contract.together(runner))

    def back_parts(self, runner: str | None) -> tuple[Part, ...]:
        """The same of the rollback."""
        contract = self.contract
        return _parts(self.rollback, contract.sent_back_each(runner), together=contract.together(runner))

    @property
    def changed_tables(self) -> tuple[QName, ...]:
        """The tables that the migration or the diff touches; all of them where something could not be read."""
        return _changed(self)


def _parts(script: Script, sent: Sequence[Sent], *, together: bool) -> tuple[Part, ...]:
    by_source: dict[int, list[Statement]] = {id(source): [] for source in script.sources}
    for statement in script.statements:
        by_source[id(statement.span.source)].append(statement)
    each = zip(by_source.values(), sent, strict=True)
    return tuple(Part(tuple(made), how, together and number > 0) for number, (made, how) in enumerate(each))


def changes(migration: Script, before: Schema, after: Schema) -> tuple[Change, ...]:
    """The diff of two schemas, as the migration between them makes it: what it renames is renamed."""
    carried, renames = carry(before, migration.statements, after)
    return with_policies(diff(carried, after, renames), carried, after, READING.expression)


def plan(change: Path | Pending) -> Plan:
    """Read a change: that of a contract in a folder, or migrations without any.

    Raises:
        ContractError: the contract says something impossible.
        SqlError: a statement cannot be valid.
        InputError: a file cannot be read.
    """
    contract = contract_of(change) if isinstance(change, Pending) else read_contract(change)
    folder = change.folder if isinstance(change, Pending) else change
    sources = (*contract.before, *contract.after, *contract.migration)
    platform = on_platform(find_config(folder), contract.tool).platform or ""
    given = (*prelude(platform, sources), *bookkeeping(contract.tool, sources))
    before = script((*given, *contract.before), lenient=not contract.stated)
    after = script((*given, *contract.after) if contract.after else ())
    migration, rollback = script(contract.migration), script(contract.rollback)
    before_model = build(before, strict=False)
    replayed = build(migration, before_model, strict=False)
    after_model = build(after, strict=False) if after.sources else replayed
    drift = diff(replayed, after_model) if migration.sources and not migration.opaque else ()
    return Plan(
        change.name if isinstance(change, Pending) else str(change),
        folder, contract, before, after, migration, rollback, before_model, after_model, replayed,
        tuple(f"{change.line}{f' (table {change.owner})' if change.owner else ''}" for change in drift),
        change.notes if isinstance(change, Pending) else (), platform,
    )  # fmt: skip


def _changed(one: Plan) -> tuple[QName, ...]:
    before, after = one.before_model, one.after_model
    if any(isinstance(action, Unread) for action in _actions(one.migration.statements + one.rollback.statements)):
        return tuple(dict.fromkeys(table.name for schema in (before, after) for table in schema.tables))
    found: dict[QName, None] = {}
    for change in diff(before, after):
        if change.owner is not None:
            found.setdefault(change.owner)
    for action in _actions(one.migration.statements):
        for name in _tables_of(action):
            for table in (t for schema in (before, after) for t in schema.tables):
                if name.name == table.name.name and name.schema in ("", table.name.schema):
                    found.setdefault(table.name)
    found |= dict.fromkeys(_of_changed_types(before, after))
    return tuple(found | dict.fromkeys(_beside(before, after, found)))


def _beside(before: Schema, after: Schema, changed: Iterable[QName]) -> Iterator[QName]:
    """Of what becomes or ceases to be a partition: the table above, and its default partition, which gives rows up."""
    for name in changed:
        was, now = before.table(name), after.table(name)
        own = {table.partition for table in (was, now) if table is not None}
        for partition in own if len(own) > 1 or None in (was, now) else ():
            if partition is not None:
                yield partition.parent
                yield from (t.name for t in partitions(before, partition.parent) if is_default(t))


def _of_changed_types(before: Schema, after: Schema) -> Iterator[QName]:
    """The tables with a column of a domain that asks something else of its values, or of an enum of other labels."""
    changed = {str(one.name) for one in before.enums if after.enum(one.name) not in (None, one)}
    changed |= {
        str(d.name) for d in before.types if isinstance(d, Domain) and after.domain(str(d.name)) not in (None, d)
    }
    for table in before.tables:
        for column in table.columns:
            if column.type.name in changed or any(str(d.name) in changed for d in chain(column.type, before)):
                yield table.name


def _tables_of(action: Action) -> tuple[QName, ...]:
    """The tables that an action is about, as they are written."""
    match action:
        case CreateTable(table=table):
            return (table.name,)
        case CreateIndex(index=index):
            return (index.table,)
        case Rows():
            done = plain(action)
            return tuple(QName(schema, name) for schema, name in done.names) if done is not None else ()
        case _:
            named = getattr(action, "table", None)
            return (named,) if isinstance(named, QName) else ()


def _actions(statements: tuple[Statement, ...]) -> Iterator[Action]:
    return (action for statement in statements for action in statement.actions)
