"""Aggregates: PostgreSQL documentation, CREATE AGGREGATE. `routine.py` reads what changes and drops them."""

from __future__ import annotations

from sqlglot.tokens import TokenType

from ddlproof.model.action import Action, PutThing
from ddlproof.model.row import literal
from ddlproof.model.thing import FunctionName, Thing
from ddlproof.sql.cursor import Cursor, NotModelled
from ddlproof.sql.things.fill import Refers
from ddlproof.sql.things.options import Changes
from ddlproof.sql.things.signature import described, identity, read_argument_type, read_arguments
from ddlproof.sql.things.target import read_operator_name

_FUNCTIONS = frozenset("sfunc finalfunc combinefunc serialfunc deserialfunc msfunc minvfunc mfinalfunc sfunc1".split())
_TYPES = frozenset("stype mstype stype1".split())
_VALUES = frozenset("initcond minitcond sspace msspace initcond1".split())
_FLAGS = frozenset("finalfunc_extra mfinalfunc_extra hypothetical".split())
_WORDS = frozenset("finalfunc_modify mfinalfunc_modify parallel".split())
_DEFAULTS = {("parallel", "unsafe"), ("sspace", "0"), ("msspace", "0")}
_DEFAULTS |= {("finalfunc_modify", "read_only"), ("mfinalfunc_modify", "read_only")}


def create(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`name (arguments) (option = value, …)`, behind [OR REPLACE] AGGREGATE."""
    replaces = any(token.text.upper() == "REPLACE" for token in cursor.tokens[start : cursor.index])
    refers = Refers()
    name = cursor.qname("an aggregate's name")
    if cursor.at("(") and cursor.word(2) == "=":
        raise NotModelled("CREATE AGGREGATE in its old form, with BASETYPE,")
    if cursor.at("(") and cursor.word(1) == "*":
        cursor.inside()
        label, arguments = "()", None
    else:
        read = read_arguments(cursor, refers)
        label, arguments = identity(read, refers), described(read, refers)
    attributes: Changes = {"arguments": arguments}
    for option, value in cursor.listed(lambda: _option(cursor, refers)):
        attributes[option] = None if (option, value) in _DEFAULTS else value
    cursor.end()
    thing = Thing("aggregate", name, label).with_attributes(attributes)
    return (PutThing(at=cursor.since(start), thing=thing, replace=replaces, refers=refers.all),)


def sort_operator(cursor: Cursor) -> str:
    """`>` or `OPERATOR(schema.>)`: the name of the operator, without its schema."""
    if not cursor.take("OPERATOR"):
        return read_operator_name(cursor).name
    cursor.expect("(")
    name = read_operator_name(cursor).name
    cursor.expect(")")
    return name


def _option(cursor: Cursor, refers: Refers) -> tuple[str, str]:
    name = cursor.name("an option of an aggregate")
    if name in _FLAGS:
        return name, ""
    cursor.expect("=")
    if name == "sortop":
        return name, sort_operator(cursor)
    if name in _FUNCTIONS:
        return name.removesuffix("1"), refers(FunctionName(cursor.qname("a function"), built_in=True))
    if name in _TYPES:
        return name.removesuffix("1"), refers(read_argument_type(cursor))
    if name in _WORDS:
        return name, (cursor.name("a word") if cursor.word() else cursor.string("a word")).lower()
    if name not in _VALUES:
        raise cursor.error("a value of an option that aggregates have")
    token = cursor.token
    if token is None or token.token_type not in (TokenType.STRING, TokenType.NUMBER):
        raise cursor.error("a value")
    cursor.index += 1
    said = token.text if name in ("sspace", "msspace") else literal(token.text).strip()
    return name.removesuffix("1"), said
