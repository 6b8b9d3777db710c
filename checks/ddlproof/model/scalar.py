"""Values of the built-in types as Python can compare them exactly, read from PostgreSQL's input text.

PostgreSQL documentation, chapter 8 "Data Types". What cannot be compared exactly here is `SOME`: not NULL, and no
more is known of it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal, DecimalException, Inexact, InvalidOperation
from enum import Enum
from typing import Final

from ddlproof.model.types import Type


class Undecided(Enum):
    """What the evaluation of an expression says where it cannot be faithful; never a truth value."""

    UNDECIDED = "undecided"

    def __bool__(self) -> bool:
        raise TypeError("UNDECIDED is neither true nor false: compare with `is`")


class Some(Enum):
    """A value that is not NULL, of which no more is known."""

    SOME = "some"


UNDECIDED: Final = Undecided.UNDECIDED
SOME: Final = Some.SOME

# Exact or not at all: a result that would have to be rounded raises Inexact.
EXACT = Context(prec=2000, traps=[Inexact, InvalidOperation])
_ROUNDING = Context(prec=2000, rounding=ROUND_HALF_UP, traps=[InvalidOperation])

LITERAL = "literal"
"""The kind of a quoted constant before its context gives it a type."""
OTHER = "other"
"""The kind of a type whose values are not compared here."""
TEXTS = ("text", "character")
"""Kinds whose order depends on a collation. Of `character` the blanks at the end do not count (section 8.3)."""

NUMBERS = ("smallint", "integer", "bigint", "numeric", "double precision")
RANGES = {"smallint": 1 << 15, "integer": 1 << 31, "bigint": 1 << 63}
_BOOLEANS = dict.fromkeys(("true", "t", "yes", "y", "on", "1"), True) | dict.fromkeys(
    ("false", "f", "no", "n", "off", "0"), False
)
_INTEGER = re.compile(r"[+-]?\d+\Z", re.ASCII)
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d{1,3})?\Z", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)
# Without a time it is midnight (section 8.5.1.3).
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d:\d\d(\.\d{1,6})?)?\Z", re.ASCII)
_TIMESTAMPTZ = re.compile(r"\d{4}-\d\d-\d\d([ T]\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d(:\d\d)?)?)?\Z", re.ASCII)
_UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")


def kind_of(type_: Type, enums: Mapping[str, tuple[str, ...]]) -> str | None:
    """The kind under which values of the type are compared; None for a user-defined type of which nothing is known."""
    if type_.array:
        return OTHER
    if type_.name in enums:
        return f"enum {type_.name}"
    if type_.name in ("text", "character varying"):
        return "text"
    if type_.name in ("character", "bpchar"):
        return "character"
    if type_.name in _READERS:
        return type_.name
    return None if "." in type_.name else OTHER


def common(kinds: Iterable[str | None]) -> str | None:
    """The kind in which PostgreSQL compares values of these kinds; None where it is not sure (section 10.5)."""
    typed = {kind for kind in kinds if kind != LITERAL}
    if not typed:
        return "text"
    if len(typed) == 1:
        return typed.pop()
    if all(kind in NUMBERS for kind in typed):
        return max(typed, key=lambda kind: NUMBERS.index(str(kind)))
    return None


def read(text: str, kind: str | None, type_: Type | None, enums: Mapping[str, tuple[str, ...]]) -> object:
    """The value that input text has in a kind, or SOME. The text is taken to be valid input of the type."""
    if kind is None or kind in (OTHER, LITERAL):
        return SOME
    modifiers = type_.modifiers if type_ else ()
    if kind.startswith("enum "):
        labels = enums[kind.removeprefix("enum ")]
        return labels.index(text) if text in labels else SOME
    if kind in TEXTS:
        value = text if kind == "text" else text.rstrip(" ")
        limit = longest(type_) if type_ else None
        return value if limit is None or len(value) <= limit else SOME
    if kind == "numeric":
        return _numeric(text, modifiers)
    if modifiers:
        return SOME
    try:
        return _READERS[kind](text)
    except (ValueError, OverflowError):
        return SOME


def longest(type_: Type) -> int | None:
    """How many characters the texts of a type may have; None where it does not say."""
    if not type_.modifiers:
        return 1 if type_.name == "character" else None
    return int(type_.modifiers[0]) if type_.modifiers[0].isdigit() else 0


def _numeric(text: str, modifiers: tuple[str, ...]) -> object:
    """Rounded to the scale of `numeric(precision, scale)` as PostgreSQL does on storing: half away from zero."""
    if not _NUMBER.match(text):
        return SOME
    value = Decimal(text)
    if not modifiers:
        return value
    try:
        precision, scale = int(modifiers[0]), int(modifiers[1]) if len(modifiers) > 1 else 0
        rounded = value.quantize(Decimal(1).scaleb(-scale), context=_ROUNDING)
    except (ValueError, DecimalException):
        return SOME
    return rounded if abs(rounded) < Decimal(10) ** (precision - scale) else SOME


def _integer(kind: str) -> Callable[[str], object]:
    limit = RANGES[kind]

    def reader(text: str) -> object:
        value = int(text) if _INTEGER.match(text) else None
        return SOME if value is None or not -limit <= value < limit else value

    return reader


def _double(text: str) -> object:
    value = float(text) if _NUMBER.match(text) else math.inf
    return SOME if math.isinf(value) else value


def _boolean(text: str) -> object:
    return _BOOLEANS.get(text.strip().lower(), SOME)


def _matching(pattern: re.Pattern[str], reader: Callable[[str], object]) -> Callable[[str], object]:
    return lambda text: reader(text) if pattern.match(text) else SOME


def _zoned(text: str) -> object:
    """Without a time zone it is UTC, as in a session of this program's servers."""
    value = datetime.fromisoformat(text)
    return value if value.tzinfo else value.replace(tzinfo=UTC)


_READERS: dict[str, Callable[[str], object]] = {
    "boolean": _boolean,
    "smallint": _integer("smallint"),
    "integer": _integer("integer"),
    "bigint": _integer("bigint"),
    "numeric": lambda text: _numeric(text, ()),
    "double precision": _double,
    "text": str,
    "uuid": _matching(_UUID, lambda text: int(text.replace("-", ""), 16)),
    "date": _matching(_DATE, date.fromisoformat),
    "timestamp without time zone": _matching(_TIMESTAMP, datetime.fromisoformat),
    "timestamp with time zone": _matching(_TIMESTAMPTZ, _zoned),
}
