"""The object that a COMMENT, GRANT or OWNER TO is about: its kind, its name, the types of its arguments."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from ddlproof.model.names import QName, quote
from ddlproof.model.thing import Spelt, Thing
from ddlproof.model.types import Type
from ddlproof.sql.cursor import Cursor
from ddlproof.sql.types import read_type

CLUSTER = ("database", "role", "tablespace", "large object")
"""Kinds of objects that belong to the server and not to a schema; large objects are data."""
ROUTINES = ("function", "procedure", "aggregate", "routine")
_IN_NO_SCHEMA = (
    *("access method", "extension", "event trigger", "foreign data wrapper", "language", "publication", "schema"),
    *("server", "subscription", *CLUSTER),
)
_OF_TABLES = ("constraint", "policy", "rule", "trigger")


@cache
def _by_first_word(kinds: Iterable[str]) -> dict[str, list[str]]:
    """The kinds that begin with a word, the longest first."""
    found: dict[str, list[str]] = {}
    for kind in sorted(kinds, key=lambda kind: -len(kind.split())):
        found.setdefault(kind.split()[0], []).append(kind)
    return found


def read_target(cursor: Cursor, kinds: frozenset[str]) -> Thing:
    """`KIND name` as a remark on it; `kinds` are the words that can come.

    Raises:
        SqlError: another kind, or no name.
    """
    first = cursor.word().partition(" ")[0]
    word = cursor.take_one(*_by_first_word(kinds).get(first, ()))
    if word is None:
        raise cursor.error("the kind of an object (TABLE, COLUMN, FUNCTION, …)")
    kind = "language" if word == "PROCEDURAL LANGUAGE" else word.lower()
    return named(cursor, kind)


def named(cursor: Cursor, kind: str) -> Thing:
    """The object of a kind whose name comes next, as a remark on it."""
    if kind == "table":
        return Thing("", table=cursor.qname("a table"), about=kind)
    if kind == "column":
        return _column(cursor)
    if kind in _OF_TABLES:
        return _part(cursor, kind)
    if kind in ROUTINES:
        return Thing("", qname=cursor.qname(f"a {kind}"), label=read_signature(cursor), about=kind)
    if kind in _IN_NO_SCHEMA:
        number = kind == "large object" and not cursor.done
        name = cursor.advance() if number else cursor.name(f"a {kind}")
        return Thing("", label=quote(name), about=kind)
    if kind == "operator":
        return Thing("", qname=read_operator_name(cursor), label=_operands(cursor), about=kind)
    if kind == "cast":
        cursor.expect("(")
        source = read_type(cursor)
        cursor.expect("AS")
        target = read_type(cursor)
        cursor.expect(")")
        return Thing("", label=Spelt(source, " as ", target), about=kind)
    if kind == "transform":
        cursor.expect("FOR")
        source = read_type(cursor)
        cursor.expect("LANGUAGE")
        return Thing("", label=Spelt(source, f" language {quote(cursor.name('a language'))}"), about=kind)
    qname = cursor.qname(f"a {kind}")
    if kind in ("operator class", "operator family"):
        cursor.expect("USING")
        return Thing("", qname=qname, label=f" using {quote(cursor.name('an index method'))}", about=kind)
    return Thing("", qname=qname, about=kind)


def _column(cursor: Cursor) -> Thing:
    """`[[database.]schema.]table.column`."""
    parts = [cursor.name("a table")]
    while cursor.take("."):
        parts.append(cursor.label("a column"))
    if not 2 <= len(parts) <= 4:
        raise cursor.error("`.` and a column")
    *owner, column = parts
    table = QName(owner[-2] if len(owner) > 1 else "", owner[-1])
    return Thing("", table=table, label=quote(column), about="column")


def _part(cursor: Cursor, kind: str) -> Thing:
    name = cursor.name(f"a {kind}")
    cursor.expect("ON")
    if kind == "constraint" and cursor.take("DOMAIN"):
        return Thing("", qname=cursor.qname("a domain"), about=f"constraint {quote(name)} on domain")
    return Thing("", table=cursor.qname("a table"), label=quote(name), about=kind)


_MODES = ("IN OUT", "IN", "OUT", "INOUT", "VARIADIC")


def read_signature(cursor: Cursor) -> str:
    """`([mode] [name] type, …)` as `(integer, text)`, of what is passed in; empty where no brackets come."""
    if not cursor.take("("):
        return ""
    parts: list[str | Type] = []
    if cursor.take("*"):
        cursor.expect(")")
        return "()"
    while not cursor.at(")"):
        if cursor.take("ORDER", "BY"):
            pass
        elif parts and not cursor.take(",") and not cursor.take("ORDER", "BY"):
            raise cursor.error("`,` or `)`")
        mode, type_ = _argument(cursor)
        if mode != "OUT":
            parts += [", ", type_]
    cursor.expect(")")
    return Spelt("(", *parts[1:], ")")


def _argument(cursor: Cursor) -> tuple[str, Type]:
    mode = cursor.take_one(*_MODES) or ""
    start = cursor.index
    type_ = read_type(cursor)
    if cursor.done or cursor.word() in (",", ")", "ORDER"):
        return mode, type_
    # What was taken for the type is the argument's name.
    cursor.index = start
    cursor.label("an argument")
    return mode or cursor.take_one(*_MODES) or "", read_type(cursor)


def read_operator_name(cursor: Cursor) -> QName:
    """`[schema.]+`: an operator is written in characters that are no names, which may be several tokens."""
    schema = ""
    if cursor.word(1) == "." and not cursor.at("."):
        schema = cursor.name("a schema")
        cursor.expect(".")
    start = end = cursor.index
    last = None
    while not cursor.done:
        token = cursor.tokens[end] if end < len(cursor.tokens) else None
        if token is None or (last is not None and token.start != last + 1):
            break
        text = cursor.source.text[token.start : token.end + 1]
        if any(character not in "+-*/<>=~!@#%^&|`?" for character in text):
            break
        last, end = token.end, end + 1
    if end == start:
        raise cursor.error("an operator")
    cursor.index = end
    first, final = cursor.tokens[start], cursor.tokens[end - 1]
    return QName(schema, cursor.source.text[first.start : final.end + 1])


def _operands(cursor: Cursor) -> str:
    """`(left, right)`, NONE for a side that has none."""
    cursor.expect("(")
    left: str | Type = "none" if cursor.take("NONE") else read_type(cursor)
    cursor.expect(",")
    right: str | Type = "none" if cursor.take("NONE") else read_type(cursor)
    cursor.expect(")")
    return Spelt("(", left, ", ", right, ")")
