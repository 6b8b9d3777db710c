"""Table constraints and what may trail them, as CREATE TABLE, ALTER TABLE and the catalog write them.

PostgreSQL documentation, CREATE TABLE: `table_constraint`.
"""

from __future__ import annotations

from dataclasses import dataclass

from ddlproof.model.constraint import Check, Constraint, Exclude, ForeignKey, PrimaryKey, Unique
from ddlproof.model.index import Key
from ddlproof.sql.cursor import Cursor
from ddlproof.sql.expression import read_bracketed
from ddlproof.sql.key import read_key
from ddlproof.sql.operator import peek_operator

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
    no_inherit: bool = False
    name: str = ""

    def refused(self, name: str, inherited: bool) -> str | None:
        """Why it cannot stand beside another NOT NULL of the same column in the same definition."""
        if inherited == self.no_inherit:
            return f"column {self.column} is said to be NOT NULL twice, with NO INHERIT and without"
        if self.name and name and self.name != name:
            return f"column {self.column} is said to be NOT NULL twice, by {name} and {self.name}"
        return None


def read_constraint(cursor: Cursor) -> tuple[Constraint | NotNull, str | None]:
    """A table constraint, and the index that it takes over by USING INDEX, if any."""
    named = cursor.name("a constraint name") if cursor.take("CONSTRAINT") else ""
    if cursor.take("CHECK"):
        return read_check(cursor, named), None
    if cursor.take("FOREIGN", "KEY"):
        return read_references(cursor, named, ()), None
    if cursor.take("PRIMARY", "KEY"):
        return _key(cursor, named, primary=True)
    if cursor.take("UNIQUE"):
        return _key(cursor, named, primary=False)
    if cursor.take("NOT", "NULL"):
        column = cursor.name("a column name")
        timing = read_timing(cursor)
        return NotNull(column, timing.validated, timing.no_inherit, named), None
    if cursor.take("EXCLUDE"):
        return _exclude(cursor, named), None
    raise cursor.error("CHECK, FOREIGN KEY, PRIMARY KEY, UNIQUE, EXCLUDE or NOT NULL")


def _exclude(cursor: Cursor, named: str) -> Exclude:
    method = cursor.name("an index method") if cursor.take("USING") else "btree"
    elements = cursor.listed(lambda: _element(cursor))
    include = read_index_parameters(cursor)
    predicate = read_bracketed(cursor) if cursor.take("WHERE") else None
    timing = read_timing(cursor)
    return Exclude(named, elements, method, include, predicate, timing.deferrable, timing.deferred)


def _element(cursor: Cursor) -> tuple[Key, str]:
    key = read_key(cursor)
    cursor.expect("WITH")
    operator = peek_operator(cursor)
    if operator is None:
        raise cursor.error("an operator")
    cursor.index = operator[1]
    return key, operator[0]


def read_check(cursor: Cursor, named: str) -> Check:
    """What follows CHECK."""
    expression = read_bracketed(cursor)
    timing = read_timing(cursor)
    return Check(named, expression, timing.validated, timing.no_inherit, timing.enforced)


def _key(cursor: Cursor, named: str, *, primary: bool) -> tuple[Constraint, str | None]:
    distinct = read_nulls_not_distinct(cursor)
    using = None
    columns: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    temporal = False
    if cursor.take("USING", "INDEX"):
        using = cursor.name("an index name")
    else:
        columns, temporal = _columns(cursor, "WITHOUT", "OVERLAPS")
        include = read_index_parameters(cursor)
    timing = read_timing(cursor)
    if primary:
        return PrimaryKey(named, columns, timing.deferrable, timing.deferred, include, temporal), using
    return Unique(named, columns, distinct, include, timing.deferrable, timing.deferred, temporal), using


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


def read_references(cursor: Cursor, named: str, columns: tuple[str, ...]) -> ForeignKey:
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
    (on_delete, delete_columns), (on_update, _) = actions["DELETE"], actions["UPDATE"]
    return ForeignKey(
        named, columns, target, target_columns, on_delete, on_update, delete_columns, match.lower(),
        timing.deferrable, timing.deferred, timing.validated,
        timing.enforced, temporal,
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
