"""A valid row of each NULL pattern that a table accepts; and what of a row Python cannot judge."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from ddlproof.model.logic import check_accepts
from ddlproof.model.names import QName
from ddlproof.model.row import Row
from ddlproof.model.scalar import UNDECIDED
from ddlproof.model.schema import Schema
from ddlproof.model.scope import scope_of
from ddlproof.rows.base import closure, conditions_of, fill, table_of
from ddlproof.rows.options import nullable
from ddlproof.rows.searched import searched
from ddlproof.rows.values import NoRow
from ddlproof.rows.wanted import Wanted

PATTERNS = 64
"""NULL patterns above which `arms` varies one column at a time."""


def arms(schema: Schema, table: QName, n: int = 1) -> tuple[tuple[Row, ...], ...]:
    """Valid rows of every NULL pattern that the table accepts, each with its parents; numbered n, n + 1 …

    The patterns are over the nullable columns that CHECKs mention and those of foreign keys: of an exclusive-or over
    two foreign keys, one row per arm. With more than 64 patterns one column at a time departs from the first row.

    Raises:
        NoRow: the table accepts no row that could be found.
    """
    schema = searched(schema)
    first = closure(schema, table, n)
    found = table_of(schema, table)
    wanted = Wanted(schema, found, n, conditions=conditions_of(found, frozenset()))
    mentioned = wanted.conditioned | {name for key in found.foreign_keys for name in key.columns}
    names = tuple(
        c.name for c in found.columns if c.name in mentioned and c.generated is None and nullable(wanted, c.name)
    )
    made: dict[frozenset[str], tuple[Row, ...]] = {}
    whole = [frozenset(key.columns) for key in found.foreign_keys if key.match == "full"]
    always = {column.name for column in found.columns if not nullable(wanted, column.name)}
    for pattern in _patterns(names, first[-1]):
        if any(0 < len(key & (pattern | always)) < len(key) for key in whole):
            continue  # MATCH FULL accepts no key that is NULL in part
        number = n + len(made)
        try:
            rows = fill(schema, table, number, given=dict.fromkeys(set(names) - pattern), present=pattern)
        except NoRow:
            continue  # no row of this pattern is valid, which is what the table's CHECKs are for
        made.setdefault(pattern, rows)
    return tuple(made.values()) or (first,)


def undecided(schema: Schema, table: QName, row: Row) -> tuple[str, ...]:
    """The names of the CHECKs of which Python cannot say whether they accept the row."""
    schema = searched(schema)
    found = table_of(schema, table)
    scope, values = scope_of(found, schema), dict(row.values)
    checks = ((check.name, check_accepts(check.expression, values, scope)) for check in found.checks)
    return tuple(name for name, verdict in checks if verdict is UNDECIDED)


def _patterns(names: tuple[str, ...], first: Row) -> Iterator[frozenset[str]]:
    """Sets of columns that are not NULL: that of the first row, then the others, the smallest first."""
    start = frozenset(name for name in names if first.get(name) is not None)
    yield start
    if 2 ** len(names) <= PATTERNS:
        chosen = (frozenset(n for n, taken in zip(names, bits, strict=True) if taken) for bits in _bits(len(names)))
        yield from (pattern for pattern in chosen if pattern != start)
    else:
        yield from (start ^ {name} for name in names)


def _bits(length: int) -> list[tuple[int, ...]]:
    return sorted(product((1, 0), repeat=length), key=sum)
