"""A state machine of Hypothesis: inserts, updates and deletes in any order, each with what should become of it.

PostgreSQL has the last word; what the schema leads one to expect is worked out by `rows/effects.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import ClassVar

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from ddlproof.model.names import QName
from ddlproof.model.row import Row
from ddlproof.model.schema import Schema
from ddlproof.model.table import Table
from ddlproof.rows.base import closure
from ddlproof.rows.domains import without_domains
from ddlproof.rows.strategies import Rows, rows
from ddlproof.rows.use import Server, Use, used
from ddlproof.rows.values import NoRow

NUMBERS = 3
"""How many plain rows of each table the drawn ones depart from."""
PLACES = 5
"""Among how many rows of a table an UPDATE or a DELETE chooses."""
Changed = tuple[tuple[Row, ...], tuple[str, ...]]
"""A row after those it refers to, and the columns whose values another one is to get."""


class Machine(RuleBasedStateMachine):
    """The tables of a schema in use: `use.holds` are their rows, `use.log` the statements that were accepted."""

    schema: ClassVar[Schema]
    server: ClassVar[Server]

    def __init__(self) -> None:
        super().__init__()
        self.server.begin()
        try:
            self.use = Use(self.schema, self.server, note)
        except BaseException:
            self.server.end()
            raise

    def teardown(self) -> None:
        """Take everything back."""
        self.server.end()

    def read(self, sql: str) -> Sequence[Sequence[str | None]]:
        """What a query gives at this moment, as PostgreSQL prints it."""
        return self.server.read(sql)


def machine(of: Schema, on: Server) -> type[Machine]:
    """A state machine over all tables of a schema of which a row can be made.

    Raises:
        NoRow: there is none.
    """
    bare = without_domains(of)
    usable = _usable(bare)
    drawn = cache(lambda table, n: rows(table, bare, n))
    numbers = st.integers(1, NUMBERS)
    anything = st.tuples(st.sampled_from(usable), numbers).flatmap(lambda pair: drawn(*pair))
    changes = st.sampled_from(usable).flatmap(lambda table: _changes(table, numbers.flatmap(lambda n: drawn(table, n))))
    places = st.integers(0, PLACES - 1)

    class Tables(Machine):
        schema, server = bare, on

        @rule(made=anything)
        def insert(self, made: tuple[Row, ...]) -> None:
            self.use.insert(made)

        @rule(change=changes, place=places)
        def update(self, change: Changed, place: int) -> None:
            self.use.update(*change, place)

        @rule(table=st.sampled_from([table.name for table in usable]), place=places)
        def delete(self, table: QName, place: int) -> None:
            self.use.delete(table, place)

    return Tables


def _usable(schema: Schema) -> list[Table]:
    """The tables of which a row can be made.

    Raises:
        NoRow: the last reason why there is none.
    """
    found: list[Table] = []
    why = NoRow("the schema has no table")
    for table in used(schema):
        try:
            closure(schema, table.name)
        except NoRow as error:
            why = error
        else:
            found.append(table)
    if not found:
        raise why
    return found


def _changes(table: Table, drawn: Rows) -> st.SearchStrategy[Changed]:
    """One or two columns; those of a foreign key together, if all of them can be given values."""
    written = [column.name for column in table.columns if column.written]
    keys = [key.columns for key in table.foreign_keys]
    linked = {name for key in keys for name in key}
    groups = [*(key for key in keys if set(key) <= set(written)), *((name,) for name in written if name not in linked)]
    if not groups:
        return st.nothing()
    names = st.lists(st.sampled_from(groups), min_size=1, max_size=2, unique=True)
    return st.tuples(drawn, names.map(lambda several: tuple(dict.fromkeys(name for one in several for name in one))))
