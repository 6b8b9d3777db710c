"""What tables hold, read in one query, beside what they were expected to hold."""

from __future__ import annotations

import json
from collections.abc import Sequence

from ddlproof.model.names import QName, quote
from ddlproof.model.row import literal
from ddlproof.model.schema import Schema
from ddlproof.model.table import Table
from ddlproof.rows.alike import UNKNOWN, eye
from ddlproof.rows.breaches import Values
from ddlproof.rows.effects import State


def query(tables: Sequence[Table]) -> str:
    """All rows of tables, each as the table's number and a JSON array of texts, in the order in which they are read."""
    return "\nunion all ".join(
        f"select {number}, pg_catalog.json_build_array({_texts(table)})::pg_catalog.text from {source(table)}"
        for number, table in enumerate(tables)
    )


def source(table: Table) -> str:
    """A table without those that inherit from it; a partitioned one has its rows in its partitions."""
    return str(table.name) if table.partitioned is not None else f"only {table.name}"


def _texts(table: Table) -> str:
    return ", ".join(f"{quote(column.name)}::pg_catalog.text" for column in table.columns)


def state(tables: Sequence[Table], answer: Sequence[Sequence[str | None]]) -> dict[QName, list[Values]]:
    """What the query's answer says."""
    found: dict[QName, list[Values]] = {table.name: [] for table in tables}
    for number, texts in answer:
        table = tables[int(number or 0)]
        names = [column.name for column in table.columns]
        found[table.name].append(dict(zip(names, json.loads(texts or "[]"), strict=True)))
    return found


def unlike(schema: Schema, expected: State, seen: State) -> str:
    """The first difference in words; empty if the tables hold what is expected, as far as that is known."""
    for name, rows in seen.items():
        table, left = schema.table(name), list(rows)
        if table is None:
            continue
        for wanted in expected.get(name, ()):
            found = next((row for row in left if _alike(schema, table, wanted, row)), None)
            if found is None:
                return f"{name} does not hold the row {spelt(wanted)}"
            left.remove(found)
        if left:
            return f"{name} holds the row {spelt(left[0])}"
    return ""


def _alike(schema: Schema, table: Table, wanted: Values, row: Values) -> bool:
    look = eye(table, schema, spelling=False)
    return all(look.same(name, value, row.get(name, UNKNOWN)) is not False for name, value in wanted.items())


def spelt(row: Values) -> str:
    """`(id, note) = ('1', null)`."""
    known = {name: value for name, value in row.items() if value != UNKNOWN}
    return f"({', '.join(known)}) = ({', '.join(literal(value).strip() for value in known.values())})"
