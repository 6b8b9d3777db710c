"""Table constraints and what may trail them, as CREATE TABLE, ALTER TABLE and the catalog write them.

PostgreSQL documentation, CREATE TABLE: `table_constraint`.
"""

from __future__ import annotations

from dataclasses import dataclass

from ddlproof.model.constraint import Check, Constraint, ForeignKey, PrimaryKey, Unique
from ddlproof.sql.cursor import Cursor
from ddlproof.sql.expression import read_bracketed

# What ends a part of a column definition that is passed over or an expression: the words that begin the next part.
COLUMN_WORDS = (
    *("CONSTRAINT", "NOT", "NULL", "CHECK", "UNIQUE", "PRIMARY", "PRIMARY KEY", "REFERENCES", "GENERATED"),
    *("DEFAULT", "COLLATE", "DEFERRABLE", "INITIALLY", "NOT NULL", "STORAGE", "COMPRESSION", "ENFORCED", ",", ")"),
)


@dataclass(frozen=True, slots=True)
class Timing:
    """DEFERRABLE, INITIALLY DEFERRED, NOT VALID, NO INHERIT, NOT ENFORCED: what may trail a constraint."""

    deferrable: bool = False
    deferred: bool = False
    validated: bool = True
    no_inherit: bool = False
    enforced: bool = True


def at_constraint(cursor: Cursor) -> bool:
    """Whether a table constraint comes next, rather than a column."""
    return (
        cursor.at("CONSTRAINT")
        or cursor.at("PRIMARY", "KEY")
        or cursor.at("FOREIGN", "KEY")
        or cursor.at("NOT", "NULL")
        or cursor.at("CHECK")
        or cursor.at("UNIQUE")
        or (cursor.at("EXCLUDE") and cursor.word(1) in ("USING", "("))
    )


@dataclass(frozen=True, slots=True)
class NotNull:
    """A NOT NULL that stands as a table constraint (since PostgreSQL 18)."""

    column: str
    validated: bool = True


def read_constraint(cursor: Cursor) -> tuple[Constraint | NotNull, str | None] | None:
    """A table constraint, and the index that it takes over by USING INDEX, if any; None if it was passed over."""
    named = cursor.name("a constraint name") if cursor.take("CONSTRAINT") else ""
    start = cursor.index
    if cursor.take("CHECK"):
        return _alone(read_check(cursor, named, start))
    if cursor.take("FOREIGN", "KEY"):
        return _alone(read_references(cursor, named, (), start))
    if cursor.take("PRIMARY", "KEY"):
        return _key(cursor, named, start, primary=True)
    if cursor.take("UNIQUE"):
        return _key(cursor, named, start, primary=False)
    if cursor.take("NOT", "NULL"):
        column = cursor.name("a column name")
        return NotNull(column, read_timing(cursor).validated), None
    if cursor.at("EXCLUDE"):
        cursor.pass_over("exclusion constraints are not modelled", ",", ")")
        return None
    raise cursor.error("CHECK, FOREIGN KEY, PRIMARY KEY or UNIQUE")


def read_check(cursor: Cursor, named: str, start: int) -> Check | None:
    """What follows CHECK; None if it was passed over."""
    expression = read_bracketed(cursor)
    timing = read_timing(cursor)
    if not timing.enforced:
        cursor.note("constraints that are NOT ENFORCED are not modelled", start)
        return None
    return Check(named, expression, validated=timing.validated, no_inherit=timing.no_inherit)


def _alone(constraint: Constraint | None) -> tuple[Constraint, None] | None:
    return None if constraint is None else (constraint, None)


def _key(cursor: Cursor, named: str, start: int, *, primary: bool) -> tuple[Constraint, str | None] | None:
    distinct = read_nulls_not_distinct(cursor)
    using = None
    columns: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    if cursor.take("USING", "INDEX"):
        using = cursor.name("an index name")
    else:
        columns, temporal = _columns(cursor, "WITHOUT", "OVERLAPS")
        include = read_index_parameters(cursor)
        if temporal:
            read_timing(cursor)
            cursor.note("temporal keys are not modelled", start)
            return None
    timing = read_timing(cursor)
    if primary:
        return PrimaryKey(named, columns, timing.deferrable, timing.deferred, include), using
    return Unique(named, columns, distinct, include, timing.deferrable, timing.deferred), using


def _columns(cursor: Cursor, *words: str) -> tuple[tuple[str, ...], bool]:
    """`(a, b, …)` and whether one of the columns is part of a temporal key, which these words around it say."""
    temporal = False

    def one() -> str:
        nonlocal temporal
        if words == ("PERIOD",) and cursor.word(1) not in (",", ")"):
            temporal |= cursor.take(*words)
        name = cursor.name("a column name")
        if words != ("PERIOD",):
            temporal |= cursor.take(*words)
        return name

    return cursor.listed(one), temporal


def read_nulls_not_distinct(cursor: Cursor) -> bool:
    """Step over NULLS [NOT] DISTINCT; whether NULLs are one value."""
    if cursor.take("NULLS", "NOT", "DISTINCT"):
        return True
    cursor.take("NULLS", "DISTINCT")
    return False


def read_index_parameters(cursor: Cursor) -> tuple[str, ...]:
    """`[INCLUDE (…)] [WITH (…)] [USING INDEX TABLESPACE …]`; only INCLUDE is part of the model."""
    include = cursor.names() if cursor.take("INCLUDE") else ()
    if cursor.at("WITH") or cursor.at("USING", "INDEX", "TABLESPACE"):
        cursor.pass_over("storage parameters are not modelled", *COLUMN_WORDS)
    return include


def read_references(cursor: Cursor, named: str, columns: tuple[str, ...], start: int) -> ForeignKey | None:
    """A foreign key from its own columns on, which a column definition gives."""
    temporal = False
    if not columns:
        columns, temporal = _columns(cursor, "PERIOD")
    cursor.expect("REFERENCES")
    target = cursor.qname("a table")
    target_columns = _columns(cursor, "PERIOD")[0] if cursor.at("(") else ()
    match = (cursor.take_one("FULL", "SIMPLE", "PARTIAL") or "") if cursor.take("MATCH") else "SIMPLE"
    if not match:
        raise cursor.error("FULL or SIMPLE")
    nothing: tuple[str, tuple[str, ...]] = ("no action", ())
    actions = {"DELETE": nothing, "UPDATE": nothing}
    while cursor.take("ON"):
        event = cursor.take_one("DELETE", "UPDATE")
        if event is None:
            raise cursor.error("DELETE or UPDATE")
        actions[event] = _action(cursor)
    timing = read_timing(cursor)
    if temporal or not timing.enforced:
        what = "temporal keys" if temporal else "constraints that are NOT ENFORCED"
        cursor.note(f"{what} are not modelled", start)
        return None
    (on_delete, delete_columns), (on_update, _) = actions["DELETE"], actions["UPDATE"]
    return ForeignKey(
        named, columns, target, target_columns, on_delete, on_update, delete_columns, match.lower(),
        timing.deferrable, timing.deferred, timing.validated,
    )  # fmt: skip


def _action(cursor: Cursor) -> tuple[str, tuple[str, ...]]:
    action = cursor.take_one("NO ACTION", "RESTRICT", "CASCADE", "SET NULL", "SET DEFAULT")
    if action is None:
        raise cursor.error("NO ACTION, RESTRICT, CASCADE, SET NULL or SET DEFAULT")
    columns = cursor.names() if action.startswith("SET") and cursor.at("(") else ()
    return action.lower(), columns


_TIMINGS: tuple[tuple[tuple[str, ...], dict[str, bool]], ...] = (
    (("NOT", "DEFERRABLE"), {"deferrable": False}),
    (("DEFERRABLE",), {"deferrable": True}),
    (("INITIALLY", "DEFERRED"), {"deferrable": True, "deferred": True}),
    (("INITIALLY", "IMMEDIATE"), {}),
    (("NOT", "ENFORCED"), {"enforced": False}),
    (("ENFORCED",), {}),
    (("NOT", "VALID"), {"validated": False}),
    (("NO", "INHERIT"), {"no_inherit": True}),
)


def read_timing(cursor: Cursor) -> Timing:
    """Everything that may trail a constraint, in any order."""
    said: dict[str, bool] = {}
    while (found := next((effect for words, effect in _TIMINGS if cursor.take(*words)), None)) is not None:
        said |= found
    return Timing(**said)
