"""The arguments and results of routines: PostgreSQL documentation, CREATE FUNCTION, DROP FUNCTION."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ddlproof.model.canonical import default_form
from ddlproof.model.names import quote
from ddlproof.model.types import Type
from ddlproof.sql.cursor import Cursor, NotModelled
from ddlproof.sql.expression import read_until_end
from ddlproof.sql.things.fill import Refers
from ddlproof.sql.types import read_type

_MODES = ("INOUT", "IN OUT", "IN", "OUT", "VARIADIC")
_BEHIND = (",", ")", "DEFAULT", "=", ":=", "ORDER BY", "ORDER")


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a routine: `in`, `out`, `inout` or `variadic`, its name if it has one, its type and default."""

    mode: str
    name: str
    type: Type
    default: str | None = None

    @property
    def given(self) -> bool:
        """Whether a caller gives it."""
        return self.mode != "out"


def read_argument(cursor: Cursor, refers: Refers) -> Argument:
    """`[mode] [name] type [DEFAULT e | = e]`; the mode may stand behind the name."""
    mode = cursor.take_one(*_MODES)
    name, type_ = _name_and_type(cursor, mode is not None)
    if isinstance(name, tuple):
        mode, name = name
    mode = {"INOUT": "inout", "IN OUT": "inout", "OUT": "out", "VARIADIC": "variadic"}.get(mode or "", "in")
    default = None
    if cursor.take("DEFAULT") or cursor.take("=") or cursor.take(":="):
        expression = read_until_end(cursor)
        default = refers(default_form(expression, type_) or expression)
    return Argument(mode, name, type_, default)


def _name_and_type(cursor: Cursor, moded: bool) -> tuple[str | tuple[str, str], Type]:
    start = cursor.index
    try_type = _type_alone(cursor)
    if try_type is not None:
        return "", try_type
    cursor.index = start
    name = cursor.parameter("an argument")
    mode = None if moded else cursor.take_one(*_MODES)
    type_ = read_argument_type(cursor)
    return (name if mode is None else (mode, name)), type_


def _type_alone(cursor: Cursor) -> Type | None:
    """The type that comes next, if nothing else comes before the argument ends."""
    at_end = cursor.index + 1 >= len(cursor.tokens)
    if not at_end and cursor.word(1) not in (*_BEHIND, ".", "[", "(", "%") and len(cursor.word().split()) == 1:
        first = (cursor.word(), cursor.word(1))
        if first not in _LONG_TYPES:
            return None
    found = read_argument_type(cursor)
    return found if cursor.done or cursor.word() in _BEHIND else None


# Types of more than one word whose first word could be a name: chapter 8 "Data Types".
_LONG_TYPES = frozenset(
    [("DOUBLE", "PRECISION"), ("CHARACTER", "VARYING"), ("CHAR", "VARYING"), ("BIT", "VARYING")]
    + [("NATIONAL", "CHARACTER"), ("NATIONAL", "CHAR")]
    + [(name, with_) for name in ("TIME", "TIMESTAMP", "TIMESTAMPTZ", "TIMETZ") for with_ in ("WITH", "WITHOUT")]
    + [("SETOF", "")]
)


def read_argument_type(cursor: Cursor) -> Type:
    """A type as routines have it: PostgreSQL forgets its modifiers."""
    type_ = read_type(cursor)
    if cursor.at("%"):
        raise NotModelled("a type taken from a column (%TYPE)")
    return replace(type_, modifiers=())


def identity(arguments: tuple[Argument, ...], refers: Refers) -> str:
    """`(integer, text)`: the types by which one routine is told from another of its name."""
    return f"({', '.join(refers(argument.type) for argument in arguments if argument.given)})"


def described(arguments: tuple[Argument, ...], refers: Refers) -> str | None:
    """`(a integer default 1, out b text)`, as far as the identity does not say so: None if it says all."""
    if not any(argument.name or argument.default or argument.mode != "in" for argument in arguments):
        return None
    return f"({', '.join(_argument(argument, refers) for argument in arguments)})"


def _argument(argument: Argument, refers: Refers) -> str:
    default = f"default {argument.default}" if argument.default is not None else ""
    mode = "" if argument.mode == "in" else argument.mode
    parts = (mode, quote(argument.name) if argument.name else "", refers(argument.type), default)
    return " ".join(part for part in parts if part)


def read_arguments(cursor: Cursor, refers: Refers) -> tuple[Argument, ...]:
    """`([argument, …])`."""
    if cursor.at("(") and cursor.word(1) == ")":
        cursor.inside()
        return ()
    return cursor.listed(lambda: read_argument(cursor, refers))
