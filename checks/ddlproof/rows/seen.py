"""What tables hold, read in one query, beside what they were expected to hold."""

from __future__ import annotations

import json
from collections.abc import Sequence

from ddlproof.model.names import QName, quote
from ddlproof.model.row import literal
from ddlproof.model.schema import Schema
from ddlproof.model.table import Table
from ddlproof.rows.alike import UNKNOWN, Eye, eye
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
        table, wanted = schema.table(name), expected.get(name, ())
        if table is None:
            continue
        look = eye(table, schema, spelling=False)
        fits = [[n for n, row in enumerate(rows) if _alike(look, one, row)] for one in wanted]
        found = _paired(fits)
        missing = next((one for n, one in enumerate(wanted) if n not in found.values()), None)
        if missing is not None:
            return f"{name} does not hold the row {spelt(missing)}"
        more = next((row for n, row in enumerate(rows) if n not in found), None)
        if more is not None:
            return f"{name} holds the row {spelt(more)}"
    return ""


def _paired(fits: Sequence[Sequence[int]]) -> dict[int, int]:
    """As many pairs as there can be of things and the places that each fits: the thing at each place.

    A row of which little is known fits many places, and must not take the only one of another: who is in the way looks
    for another place (augmenting paths; Kuhn 1955).
    """
    found: dict[int, int] = {}

    def seat(thing: int, tried: set[int]) -> bool:
        for place in fits[thing]:
            if place not in tried:
                tried.add(place)
                if place not in found or seat(found[place], tried):
                    found[place] = thing
                    return True
        return False

    for thing in range(len(fits)):
        seat(thing, set())
    return found


def _alike(look: Eye, wanted: Values, row: Values) -> bool:
    return all(look.same(name, value, row.get(name, UNKNOWN)) is not False for name, value in wanted.items())


def spelt(row: Values) -> str:
    """`(id, note) = ('1', null)`."""
    known = {name: value for name, value in row.items() if value != UNKNOWN}
    return f"({', '.join(known)}) = ({', '.join(literal(value).strip() for value in known.values())})"
