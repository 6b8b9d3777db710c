"""The query that finds the rows which a new constraint does not allow: here, and in production.

PostgreSQL documentation, section 5.5 "Constraints": NULL breaks no CHECK and no key.
"""

from __future__ import annotations

from ddlproof.evidence import Counted
from ddlproof.model.constraint import ForeignKey
from ddlproof.model.expression import And, Column, Expression, Is, render
from ddlproof.model.names import QName, quote
from ddlproof.postgres.session import Session, StatementFailed


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


def count(session: Session, table: QName, query: str) -> Counted | None:
    """How many rows, or keys, the query finds, of how many; None where it cannot be asked."""
    try:
        ((found, all_),) = session.fetch(f"select (select count(*) from ({query}) q), (select count(*) from {table})")
    except StatementFailed:
        return None
    return Counted(query, int(found), int(all_))
