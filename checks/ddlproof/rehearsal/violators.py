"""The query that finds the rows which a new constraint does not allow: here, and in production.

PostgreSQL documentation, section 5.5 "Constraints": NULL breaks no CHECK and no key. Two rows are in conflict if all
operators of an exclusion constraint are true of them (section 5.5.6), of rows of which its predicate is true.
"""

from __future__ import annotations

from ddlproof.evidence import Counted
from ddlproof.model.constraint import ForeignKey
from ddlproof.model.expression import And, Column, Expression, Is, Opaque, columns, opaque_parts, render, substitute
from ddlproof.model.names import QName, quote
from ddlproof.model.table import Table
from ddlproof.postgres.session import Session, StatementFailed
from ddlproof.rows.keys import Key


def like(table: QName, condition: Expression) -> str:
    """The rows that meet a condition."""
    return f"select * from {table} where {render(condition)}"


def null_in(table: QName, column: str) -> str:
    """The rows without a value."""
    return like(table, Is(Column(column), "null"))


def doubles(table: QName, key: tuple[str, ...], condition: Expression | None) -> str:
    """The keys that several rows share, of those that meet the condition."""
    listed = ", ".join(quote(name) for name in key)
    wanted = tuple(Is(Column(name), "null", negated=True) for name in key)
    where = And((*wanted, condition)) if condition is not None else And(wanted) if len(wanted) > 1 else wanted[0]
    return f"select {listed}, count(*) from {table} where {render(where)} group by {listed} having count(*) > 1"


def orphans(table: QName, key: ForeignKey) -> str:
    """The rows that refer to none."""
    own = tuple(quote(name) for name in key.columns)
    pairs = [f"p.{quote(other)} = r.{mine}" for mine, other in zip(own, key.target_columns, strict=True)]
    wanted = " and ".join(f"r.{mine} is not null" for mine in own)
    found = f"exists (select from {key.target} p where {' and '.join(pairs)})"
    return f"select r.* from {table} r where {wanted} and not {found}"


def conflicts(table: Table, key: Key) -> str:
    """The rows that another one excludes, each with the key of one such; empty where that cannot be written down."""
    primary = table.primary_key.columns if table.primary_key is not None else ("tableoid", "ctid")
    asked = (*(part for part, _ in key.parts), *((key.predicate,) if key.predicate is not None else ()))
    if any(opaque_parts(one) for one in asked):
        return ""
    clash = [f"{_of('o', part)} {operator} {_of('r', part)}" for part, operator in key.parts]
    inside = [_of(row, key.predicate) for row in "ro" if key.predicate is not None]
    mine, other = (_row(row, primary) for row in "ro")
    where = " and ".join((f"{other} <> {mine}", *clash, *inside))
    found = f"select {other} as conflicts_with from {table.name} o where {where} limit 1"
    return f"select r.*, c.conflicts_with from {table.name} r, lateral ({found}) c"


def _of(row: str, node: Expression) -> str:
    """The expression over the columns of a row of that name, as an operand."""
    named = {name: Opaque(f"{row}.{quote(name)}") for name in columns(node)}
    text = render(substitute(node, named))
    return text if isinstance(node, Column) else f"({text})"


def _row(row: str, names: tuple[str, ...]) -> str:
    listed = [f"{row}.{quote(name)}" for name in names]
    return listed[0] if len(listed) == 1 else f"({', '.join(listed)})"


def count(session: Session, table: QName, query: str) -> Counted | None:
    """How many rows, or keys, the query finds, of how many; None where it cannot be asked."""
    try:
        ((found, all_),) = session.fetch(f"select (select count(*) from ({query}) q), (select count(*) from {table})")
    except StatementFailed:
        return None
    return Counted(query, int(found), int(all_))
