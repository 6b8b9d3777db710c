"""Tables in use: statements one after the other, and each time what should have become of it beside what did."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from ddlproof.evidence import ServerError
from ddlproof.model.names import QName, quote
from ddlproof.model.row import Row, literal
from ddlproof.model.schema import Schema
from ddlproof.model.table import Table
from ddlproof.rows.alike import UNKNOWN
from ddlproof.rows.breaches import CHECK, NOT_NULL, Breach, Values, with_defaults
from ddlproof.rows.effects import Expected, State, deleted, inserted, updated
from ddlproof.rows.seen import query, source, state, unlike

NO_VALUE, VIOLATION = "22", "23"
"""The classes of SQLSTATE of a value that is none of its type, and of a constraint that is violated."""


class Server(Protocol):
    """Where statements are run; `do` says why one is refused, and leaves nothing of it behind."""

    def begin(self) -> None: ...

    def end(self) -> None: ...

    def do(self, sql: str) -> ServerError | None: ...

    def read(self, sql: str) -> Sequence[Sequence[str | None]]: ...


class Disagreement(AssertionError):
    """PostgreSQL did something else than the schema leads one to expect."""


class Use:
    """The tables of a schema without domains. `log` are the statements that were accepted, `holds` what is there now.

    `hear` is told each statement before it is run.
    """

    def __init__(self, schema: Schema, server: Server, hear: Callable[[str], object] = lambda _: None) -> None:
        self.schema = schema
        self.server = server
        self.tables = used(schema)
        self.log: list[str] = []
        self._hear = hear
        self.holds: State = self._read()

    def insert(self, made: Sequence[Row]) -> None:
        """A row, after the rows it refers to, as far as those are not there.

        Raises:
            Disagreement: PostgreSQL did something else than was expected; so do all methods.
        """
        self._parents(made)
        self._step(made[-1].sql, inserted(self.schema, self.holds, made[-1]))

    def update(self, made: Sequence[Row], names: Sequence[str], place: int) -> None:
        """The row at a place gets the values that another one has in some columns; nothing if the table is empty."""
        table = self.schema.table(made[-1].table)
        if table is None or not self.holds[table.name]:
            return
        self._parents(made)
        place %= len(self.holds[table.name])
        given = dict(made[-1].values)
        values = with_defaults(table, made[-1])
        sets = ", ".join(f"{quote(name)} = {literal(given[name]) if name in given else 'default'}" for name in names)
        changes: Values = {name: values.get(name, UNKNOWN) for name in names}
        sql = f"update {source(table)} set {sets} where {self._found(table, place)};"
        self._step(sql, updated(self.schema, self.holds, table.name, place, changes))

    def delete(self, name: QName, place: int) -> None:
        """The row at a place goes; nothing if the table is empty."""
        table = self.schema.table(name)
        if table is None or not self.holds[name]:
            return
        place %= len(self.holds[name])
        sql = f"delete from {source(table)} where {self._found(table, place)};"
        self._step(sql, deleted(self.schema, self.holds, name, place))

    def _parents(self, made: Sequence[Row]) -> None:
        for row in made[:-1]:
            if not self._there(row):
                self._step(row.sql, inserted(self.schema, self.holds, row))

    def _there(self, row: Row) -> bool:
        """Whether a row with the same primary key is there, which is as good."""
        names = _primary(self.schema.table(row.table))
        key = [row.get(name) for name in names]
        return bool(names) and any([one.get(name) for name in names] == key for one in self.holds[row.table])

    def _found(self, table: Table, place: int) -> str:
        """The condition that finds a row: by its primary key, or as the n-th of those that are read."""
        row, names = self.holds[table.name][place], _primary(table)
        if not names:
            return f"ctid = (select ctid from {source(table)} offset {place} limit 1)"
        return " and ".join(f"{quote(name)} = {literal(row.get(name))}" for name in names)

    def _step(self, sql: str, expected: Expected) -> None:
        self._hear(sql)
        refusal = self.server.do(sql)
        if not agrees(expected, refusal):
            raise Disagreement(self._said(sql, _foreseen(expected), _verdict(refusal)))
        if refusal is not None:
            return
        self.log.append(sql)
        self.holds = self._read()
        difference = "" if expected.open_ else unlike(self.schema, expected.after, self.holds)
        if difference:
            raise Disagreement(self._said("", "accepted, with other rows afterwards", difference))

    def _said(self, sql: str, expected: str, seen: str) -> str:
        done = "\n".join([*self.log, *([sql] if sql else [])])
        return f"the schema leads one to expect: {expected}\nPostgreSQL: {seen}\n\n{done}"

    def _read(self) -> State:
        return state(self.tables, self.server.read(query(self.tables)))


def used(schema: Schema) -> tuple[Table, ...]:
    """The tables that rows are put into: a partition has those of its parent."""
    return tuple(table for table in schema.tables if table.partition is None and not table.opaque)


def _primary(table: Table | None) -> tuple[str, ...]:
    return table.primary_key.columns if table is not None and table.primary_key is not None else ()


def agrees(expected: Expected, refusal: ServerError | None) -> bool:
    """Whether a verdict is one of those that were expected. A value that is none of its type shows nothing."""
    if expected.open_:
        return True
    if refusal is None:
        return not expected.surely
    if refusal.sqlstate[:2] == NO_VALUE:
        return True
    return any(_is(breach, refusal) for breach in (*expected.surely, *expected.perhaps))


def _is(breach: Breach, refusal: ServerError) -> bool:
    """Whether a refusal is for this reason; what a domain demands is reported under the domain's own names."""
    named = refusal.column if breach.sqlstate == NOT_NULL else refusal.constraint
    own = breach.name == named or (breach.sqlstate == NOT_NULL and not named)
    return breach.sqlstate == refusal.sqlstate and (own or (breach.sqlstate == CHECK and OF_DOMAIN in breach.name))


OF_DOMAIN = " of "
"""In the name of a condition that `without_domains` has made a table's own."""


def _foreseen(expected: Expected) -> str:
    if expected.surely:
        return "rejected " + " or ".join(breach.text for breach in expected.surely)
    return "accepted" + "".join(f", or rejected {breach.text}" for breach in expected.perhaps)


def _verdict(refusal: ServerError | None) -> str:
    return "accepted" if refusal is None else f"rejected {refusal.brief}: {refusal.message}"
