"""What INSERT, UPDATE and DELETE make of the rows of a schema's tables, actions of foreign keys included.

PostgreSQL documentation, CREATE TABLE, "REFERENCES", and section 5.5.5 "Foreign Keys". A statement is taken to be
followed by the end of its transaction: what can be deferred is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ddlproof.model.constraint import ForeignKey
from ddlproof.model.lookup import grouped
from ddlproof.model.names import QName
from ddlproof.model.row import Row
from ddlproof.model.schema import Schema
from ddlproof.model.table import Table
from ddlproof.model.thing import Thing
from ddlproof.rows.alike import UNKNOWN, eye
from ddlproof.rows.breaches import (
    FOREIGN_KEY,
    RESTRICTED,
    Breach,
    Broken,
    Values,
    broken,
    refers,
    with_defaults,
)

UNIDENTIFIED = "55000"
"""Of a published table without a replica identity."""
State = Mapping[QName, Sequence[Values]]
"""What the tables hold; a column that is missing in a row may hold anything."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What should become of a statement.

    It is rejected if it surely breaks something. Otherwise the tables then hold `after`; unless it was rejected for
    what it perhaps breaks. With `open_` nothing can be said: a trigger has its say, or a value is not known that
    decides which rows follow.
    """

    surely: tuple[Breach, ...]
    perhaps: tuple[Breach, ...]
    after: State
    open_: bool = False


def inserted(schema: Schema, state: State, row: Row) -> Expected:
    """What becomes of an INSERT. The schema is one without domains, as of all functions here."""
    work = _Work(schema, state)
    table = schema.table(row.table)
    if table is not None:
        work.insert(table, with_defaults(table, row))
    return work.expected()


def updated(schema: Schema, state: State, name: QName, place: int, changes: Values) -> Expected:
    """What becomes of an UPDATE of one row; a change to UNKNOWN is one that cannot be foreseen."""
    work = _Work(schema, state)
    table = schema.table(name)
    if table is not None:
        work.update(table, work.rows[name][place], changes)
    return work.expected()


def deleted(schema: Schema, state: State, name: QName, place: int) -> Expected:
    """What becomes of a DELETE of one row."""
    work = _Work(schema, state)
    table = schema.table(name)
    if table is not None:
        work.delete(table, work.rows[name][place])
    return work.expected()


@dataclass(slots=True)
class _Work:
    """The tables while a statement is at them. A row is one and the same dict for as long as it lives."""

    schema: Schema
    state: State
    rows: dict[QName, list[Values]] = field(init=False)
    open_: bool = False
    seen: list[tuple[Table, Values, Broken]] = field(default_factory=list)
    held: list[tuple[Table, ForeignKey, Values, tuple[str | None, ...], str]] = field(default_factory=list)
    replicated: bool = False

    def __post_init__(self) -> None:
        self.rows = {table.name: [] for table in self.schema.tables}
        self.rows |= {name: [dict(row) for row in rows] for name, rows in self.state.items()}

    def insert(self, table: Table, values: Values) -> None:
        self._watch(table)
        self._note(table, values)
        self.rows[table.name].append(values)

    def update(self, table: Table, row: Values, changes: Values) -> None:
        """Change a row, then what refers to it."""
        self._watch(table)
        self.replicated = True
        before = dict(row)
        row |= changes
        for column in table.columns:
            if row.get(column.name) == UNKNOWN or column.generated is not None:
                row.pop(column.name, None)
        self._note(table, row)
        look = eye(table, self.schema, spelling=False)
        for child, key in _referring(self.schema, table):
            names = key.target_columns
            same = [look.same(name, before.get(name, UNKNOWN), row.get(name, UNKNOWN)) for name in names]
            moved = dict(zip(key.columns, (row.get(name, UNKNOWN) for name in names), strict=True))
            if False in same:
                self._follow(table, child, key, before, key.on_update, moved)
            elif None in same:
                self.open_ = True

    def delete(self, table: Table, row: Values) -> None:
        """Take a row away, then do what the foreign keys say of those that refer to it."""
        self._watch(table)
        self.replicated = True
        self.rows[table.name] = [one for one in self.rows[table.name] if one is not row]
        for child, key in _referring(self.schema, table):
            self._follow(table, child, key, row, key.on_delete, None)

    def _follow(
        self, table: Table, child: Table, key: ForeignKey, old: Values, action: str, moved: Values | None
    ) -> None:
        for row in self._referrers(table, child, key, old):
            match action:
                case "cascade":
                    self.delete(child, row) if moved is None else self.update(child, row, moved)
                case "set null" | "set default":
                    chosen = key.on_delete_columns if moved is None and key.on_delete_columns else key.columns
                    self.update(child, row, _written(child, chosen, action))
                case _:
                    wanted = tuple(old.get(name, UNKNOWN) for name in key.target_columns)
                    self.held.append((child, key, row, wanted, action))

    def _referrers(self, table: Table, child: Table, key: ForeignKey, old: Values) -> list[Values]:
        """The rows that refer to a row by a key; everything is open where that cannot be said of one."""
        look = eye(table, self.schema, spelling=False)
        found = []
        for row in self.rows[child.name]:
            wanted = [row.get(name, UNKNOWN) for name in key.columns]
            answer = False if None in wanted else refers(look, key, wanted, old)
            self.open_ = self.open_ or answer is None
            found += [row] if answer else []
        return found

    def _watch(self, table: Table) -> None:
        self.open_ = self.open_ or bool(self.schema.once(_acting).get(table.name))

    def _note(self, table: Table, row: Values) -> None:
        self.seen.append((table, row, self._broken(table, row)))

    def _broken(self, table: Table, row: Values) -> Broken:
        others = {**self.rows, table.name: [one for one in self.rows[table.name] if one is not row]}
        found = broken(self.schema, table, row, others, spelling=False)
        return Broken(found.surely, (*found.perhaps, *_elsewhere(table)))

    def expected(self) -> Expected:
        """What was broken when it was done and still is at the end, is; what was only one of both, may be.

        What a key holds may be checked before or after another key has acted, by the order of their triggers.
        """
        surely: list[Breach] = []
        perhaps = [Breach(UNIDENTIFIED, "")] if self.replicated and self.schema.once(_published) else []
        for table, row, then in self.seen:
            now = self._broken(table, row) if any(one is row for one in self.rows[table.name]) else Broken()
            both = [breach for breach in then.surely if breach in now.surely]
            surely += both
            perhaps += [breach for one in (then, now) for breach in (*one.surely, *one.perhaps) if breach not in both]
        for child, key, row, wanted, action in self.held:
            self._judge_held(child, key, row, wanted, action, surely, perhaps)
        return Expected(tuple(dict.fromkeys(surely)), tuple(dict.fromkeys(perhaps)), self.rows, self.open_)

    def _judge_held(
        self,
        child: Table,
        key: ForeignKey,
        row: Values,
        wanted: tuple[str | None, ...],
        action: str,
        surely: list[Breach],
        perhaps: list[Breach],
    ) -> None:
        """What NO ACTION and RESTRICT say: since PostgreSQL 18 RESTRICT has an SQLSTATE of its own."""
        codes = (FOREIGN_KEY, RESTRICTED) if action == "restrict" else (FOREIGN_KEY,)
        found = [Breach(code, key.name) for code in codes]
        target = self.schema.table(key.target) or child
        parent = dict(zip(key.target_columns, wanted, strict=True))
        held = [row.get(name, UNKNOWN) for name in key.columns]
        here = any(one is row for one in self.rows[child.name]) and None not in held
        if here and refers(eye(target, self.schema, spelling=False), key, held, parent):
            surely += found
        elif action == "restrict" or not key.deferrable:
            perhaps += found


def _written(table: Table, names: Sequence[str], action: str) -> Values:
    if action == "set null":
        return dict.fromkeys(names)
    defaults = with_defaults(table, Row(table.name, ()))
    return {name: defaults.get(name, UNKNOWN) for name in names}


def _elsewhere(table: Table) -> Iterator[Breach]:
    """What a partitioned table may say besides: no partition is for the row, which is a violation without a name."""
    if table.partitioned is not None or table.partition is not None:
        yield Breach("23514", "")


def _referring(schema: Schema, table: Table) -> tuple[tuple[Table, ForeignKey], ...]:
    return schema.once(_incoming).get(table.name, ())


def _incoming(schema: Schema) -> dict[QName, tuple[tuple[Table, ForeignKey], ...]]:
    pairs = [(table, key) for table in schema.tables for key in table.foreign_keys if key.enforced]
    return grouped(pairs, lambda pair: pair[1].target)


def _published(schema: Schema) -> bool:
    """Whether a table may be published, which then needs a replica identity for UPDATE and DELETE (section 29.1.1)."""
    return any(thing.kind == "publication" for thing in schema.things)


def _acting(schema: Schema) -> dict[QName, tuple[Thing, ...]]:
    """The triggers and rules of each table: what they do is not foreseen."""
    acting = [thing for thing in schema.things if thing.kind in ("trigger", "rule") and thing.table is not None]
    return grouped(acting, lambda thing: thing.table or QName("", ""))
