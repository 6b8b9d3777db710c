"""Arrays given as text, of one dimension: how many elements they have, and their elements put together.

PostgreSQL documentation, sections 8.15.2 "Array Value Input" and 9.19 "Array Functions and Operators". None is NULL;
UNDECIDED is what is not sure, as of several dimensions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping, Sequence

from ddlproof.model.expression import Constant, Expression
from ddlproof.model.scalar import UNDECIDED
from ddlproof.model.types import Type

_ELEMENT = re.compile(r'\s*("(?:[^"\\]|\\.)*"|[^{}"\\,\s](?:[^{}"\\,]*[^{}"\\,\s])?)\s*(,|\Z)', re.DOTALL)
Values = Mapping[str, str | None]


def known(called: str, column: str, types: Mapping[str, Type], collated: Container[str]) -> bool:
    """Whether a function of a column is one of those here: put together are texts that look as they are."""
    type_ = types.get(column)
    if type_ is None or not type_.array:
        return False
    plain = type_.name in ("text", "character varying") and column not in collated
    return called == "cardinality" or (called == "array_to_string" and plain)


def function(called: str, column: str, others: Sequence[Expression]) -> tuple[str | None, Callable[[Values], object]]:
    """A function of an array column: the kind of its value, and how to get it from a row."""
    match called, others:
        case "cardinality", ():
            return "integer", lambda row: _with(row, column, len)
        case "array_to_string", (Constant("string", separator),):
            return "text", lambda row: _with(row, column, lambda found: _joined(found, separator))
        case _:
            return None, lambda row: UNDECIDED


def _with(row: Values, column: str, apply: Callable[[list[str | None]], object]) -> object:
    text = row.get(column)
    if text is None:
        return None if column in row else UNDECIDED
    found = elements(text)
    return UNDECIDED if found is None else apply(found)


def elements(text: str) -> list[str | None] | None:
    """The elements of an array; None of several dimensions, or where it is not understood."""
    text = text.strip()
    if text[:1] != "{" or text[-1:] != "}":
        return None
    found: list[str | None] = []
    inside, at, more = text[1:-1].rstrip(), 0, False
    while at < len(inside) or more:
        match = _ELEMENT.match(inside, at)
        if match is None:
            return None
        found.append(_element(match[1]))
        at, more = match.end(), match[2] == ","
    return found


def _element(written: str) -> str | None:
    if written.startswith('"'):
        return re.sub(r"\\(.)", r"\1", written[1:-1], flags=re.DOTALL)
    return None if written.lower() == "null" else written


def _joined(found: Sequence[str | None], separator: str) -> str:
    """NULL is left out."""
    return separator.join(one for one in found if one is not None)
