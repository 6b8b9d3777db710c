"""What PostgreSQL says of conditions that Python cannot evaluate, so that rows can be found which satisfy them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, product

from ddlproof.model.answers import Answers, Said
from ddlproof.model.expression import Call, Constant, Expression, columns, render, walk
from ddlproof.model.logic import compiled
from ddlproof.model.names import QName, quote
from ddlproof.model.row import literal
from ddlproof.model.scalar import UNDECIDED
from ddlproof.model.schema import Schema
from ddlproof.model.scope import scope_of
from ddlproof.model.table import Column, Table
from ddlproof.postgres.session import Session, StatementFailed
from ddlproof.proof.judge import savepoint, undone
from ddlproof.rows.representatives import fits, is_textual, representatives
from ddlproof.rows.searched import searched
from ddlproof.rows.texts import SHAPES
from ddlproof.rows.values import UnknownType

MOST = 600
"""Rows over which one condition is evaluated."""
PATIENCE = "1s"
"""What a function that a condition calls may take for all rows together."""
_CANCELED = "57014"
NUMBERS = (1, 2, 3, 4, 1000, 1001, 1002)
"""Of the rows whose values are tried: those that a proof and a rehearsal begin with."""
_OTHERS = {
    "jsonb": ("[]", "{}", "[1]", '["a"]', '{"a": 1}', '"a"', "1", "true"),
    "inet": ("10.0.0.1", "::1", "10.0.0.0/8"),
    "cidr": ("10.0.0.0/8", "::/8"),
    "bytea": ("\\x", "\\x00", "\\x" + "01" * 16, "\\x" + "01" * 20, "\\x" + "01" * 32, "\\x" + "01" * 64),
    "interval": ("0", "1 day", "1 hour", "-1 day"),
    "tsvector": ("", "a", "b:1"),
}
"""Values of types of which Python knows little, besides those that the conditions name."""
_WORDS = ("Abc", "Abc Def", "Á")
_QUOTED = re.compile(r"'((?:[^']|'')*)'")


Asked = tuple[Table, Expression, list[tuple[str | None, ...]]]
"""A condition of a table, and the rows of its columns over which it is to be evaluated."""


def unknown(schema: Schema, tables: Iterable[QName], known: Answers) -> list[Asked]:
    """The CHECKs of the tables, and of those that their rows need, that Python cannot evaluate and nobody has asked."""
    bare = searched(schema)
    return [
        (table, condition, rows)
        for table in _needed(bare, tables)
        for condition in (check.expression for check in table.checks if check.enforced)
        if (table.name, condition) not in known.said and (rows := _open(bare, table, condition))
    ]


def learn(session: Session, asked: Iterable[Asked]) -> Answers:
    """What the server says of them; the session is idle, its database has their schema, and stays as it is.

    A condition that takes longer than `PATIENCE` for its rows is left alone.

    Raises:
        StatementFailed: the server cannot be worked with.
    """
    with undone(session):
        session.run(f"set local statement_timeout = '{PATIENCE}'")
        return Answers({(table.name, one): _asked(session, table, one, rows) for table, one, rows in asked})


def _needed(schema: Schema, tables: Iterable[QName]) -> Iterator[Table]:
    """The tables, and all that their foreign keys lead to."""
    waiting, done = list(tables), set[QName]()
    while waiting:
        name = waiting.pop()
        table = schema.table(name)
        if name not in done and table is not None:
            yield table
            waiting += [key.target for key in table.foreign_keys]
        done.add(name)


def _open(schema: Schema, table: Table, condition: Expression) -> list[tuple[str | None, ...]]:
    """The rows, of the condition's columns alone, of which Python does not know whether they satisfy it."""
    names = columns(condition)
    found = [column for name in names if (column := table.column(name)) and column.generated is None]
    if not names or len(found) < len(names):
        return []
    condition_of = compiled(condition, scope_of(table, schema))
    each = max(2, int(MOST ** (1 / len(names))))
    try:
        choices = [_choices(schema, table, column, condition, each) for column in found]
    except UnknownType:
        return []
    rows = islice(product(*choices), MOST)
    return [row for row in rows if condition_of(dict(zip(names, row, strict=True))) is UNDECIDED]


def _choices(schema: Schema, table: Table, column: Column, condition: Expression, each: int) -> list[str | None]:
    """Values of a column, the simple ones of several rows, then what might be asked for; at most so many."""
    conditions = [one.expression for one in table.checks if column.name in columns(one.expression)]
    of_rows = [representatives(column, schema, conditions, n, table) for n in NUMBERS]
    first = [values[0] for values in of_rows[: max(2, each // 4)]]
    texts = list(_texts(schema, condition))
    more: Iterable[str] = _OTHERS.get(column.type.name, ())
    if column.type.name in ("json", "jsonb"):
        more = (*_OTHERS["jsonb"], *_objects(texts))
    elif is_textual(column.type):
        more = (*texts, *_WORDS, *(shape.replace("1", str(n)) for n in NUMBERS for shape in SHAPES))
    elif column.type.array:
        more = ()
    listed = dict.fromkeys((*first, *of_rows[0], *more, *(value for values in of_rows for value in values)))
    nullable = [] if column.not_null or column.identity else [None]
    fitting = (value for value in listed if fits(value, column.type))  # a cast would cut what is too long
    return [*islice(fitting, each - len(nullable)), *nullable]


def _texts(schema: Schema, condition: Expression) -> Iterator[str]:
    """The strings that a condition names, and the bodies of the functions that it calls."""
    for node in walk(condition):
        if isinstance(node, Constant) and node.kind == "string":
            yield node.text
        elif isinstance(node, Call):
            for thing in schema.things:
                if thing.kind == "function" and str(thing.qname) == node.name:
                    yield from (text.replace("''", "'") for text in _QUOTED.findall(thing.get("body") or ""))


def _objects(texts: Sequence[str]) -> Iterator[str]:
    """Objects of JSON that have the keys which a condition may look for."""
    keys = [text for text in dict.fromkeys(texts) if re.fullmatch(r"\w+", text)][:6]
    values = ('"a"', "1", "true", "[]", "{}", *(f'"{key}"' for key in keys))
    for value in values if keys else ():
        pairs = [f'"{key}": {value}' for key in keys]
        yield from (f"{{{pair}}}" for pair in (", ".join(pairs), *pairs))


def _asked(session: Session, table: Table, condition: Expression, rows: Sequence[tuple[str | None, ...]]) -> Said:
    """The truth over each row: in one query, and where that fails over halves; a row on which it fails is refused."""
    try:
        with savepoint(session):
            result = session.run(_query(table, condition, rows))
    except StatementFailed as failure:
        if failure.error.sqlstate == _CANCELED:
            return {}
        if len(rows) == 1:
            return {rows[0]: False}
        half = len(rows) // 2
        return {**_asked(session, table, condition, rows[:half]), **_asked(session, table, condition, rows[half:])}
    truths = {"t": True, "f": False, None: None}
    return {row: truths[value] for row, (value,) in zip(rows, result.rows, strict=True)}


def _query(table: Table, condition: Expression, rows: Sequence[tuple[str | None, ...]]) -> str:
    found = [column for name in columns(condition) if (column := table.column(name))]
    lines = ", ".join(f"({number}, {', '.join(map(literal, row))})" for number, row in enumerate(rows))
    raw = ", ".join(f"ddlproof_{number}" for number in range(len(found)))
    typed = ", ".join(
        f"ddlproof_{number}::{column.type} as {quote(column.name)}" for number, column in enumerate(found)
    )
    source = f"(values {lines}) as ddlproof_raw (ddlproof_number, {raw})"
    return (
        f"select ({render(condition)}) from (select ddlproof_number, {typed} from {source} offset 0)"
        f" as {quote(table.name.name)} order by ddlproof_number"
    )
