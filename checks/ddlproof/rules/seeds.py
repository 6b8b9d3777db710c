"""Rows that a script writes out for a table that it makes itself: INSERT … VALUES, COPY from the file. Not a rule.

PostgreSQL documentation, INSERT and COPY.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

from ddlproof.evidence import Ending
from ddlproof.model.action import Rows
from ddlproof.model.names import QName
from ddlproof.rules.words import first_words, fold, name_at, words


def written_rows(ending: Ending, table: QName, key: Sequence[str]) -> int | None:
    """How many rows a table of the script's own gets with its key written out.

    None where that cannot be told, or where they come from a query or without their keys, as more will later.
    """
    if table not in ending.fresh:
        return None
    number = 0
    for action in _filled(ending).get(table.name, ()):
        rows = _rows(action, table, key)
        if rows is None:
            return None
        number += rows
    return number


@lru_cache(maxsize=1)
def _filled(ending: Ending) -> dict[str, list[Rows]]:
    """The statements that put rows into a table, by its name without a schema."""
    found: dict[str, list[Rows]] = {}
    for _, action in ending.steps:
        start = _START.get(action.verb) if isinstance(action, Rows) else None
        if isinstance(action, Rows) and start is not None:
            (_, name), _ = name_at(first_words(action.at.text, start + 5), start)
            found.setdefault(name, []).append(action)
    return found


_START = {"INSERT": 2, "COPY": 1}
"""How many words stand before the table."""


def _rows(action: Rows, table: QName, key: Sequence[str]) -> int | None:
    said = words(action.at.text)
    (schema, _), at = name_at(said, _START[action.verb])
    if schema not in ("", table.schema):
        return 0
    named = _named(said, at)
    if named and not set(key) <= set(named):
        return None
    if action.verb == "COPY":
        return None if action.data is None else sum(line != "\\." for line in action.data.text.splitlines())
    return _tuples(said[said.index("VALUES") :]) if "VALUES" in _outside(said) else None


def _named(said: Sequence[str], at: int) -> list[str]:
    """The columns that are named behind the table, in brackets."""
    if said[at : at + 1] != ("(",) or said[at + 1 : at + 2] in (("SELECT",), ("WITH",), ("VALUES",)):
        return []
    return [fold(word) for word in said[at + 1 : said.index(")", at)] if word != ","]


def _outside(said: Sequence[str]) -> Iterator[str]:
    """The words that stand in no brackets."""
    depth = 0
    for word in said:
        depth += (word == "(") - (word == ")")
        if depth == 0:
            yield word


def _tuples(said: Sequence[str]) -> int:
    """How many rows VALUES has: the brackets that open outside of others, up to ON CONFLICT or RETURNING."""
    depth = number = 0
    for before, word in pairwise(said):
        depth += (word == "(") - (word == ")")
        if depth == 0 and word in ("ON", "RETURNING"):
            break
        number += word == "(" and depth == 1 and before in ("VALUES", ",")
    return number
