"""Texts that conditions can tell apart: those they name, that match their patterns or not, and those next to them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ddlproof.model.expression import Binary, Call, Constant, Expression, columns, walk
from ddlproof.model.pattern import matches
from ddlproof.model.schema import Schema
from ddlproof.model.table import Column
from ddlproof.rows.shapes import texts_of
from ddlproof.rows.solved import constant_of
from ddlproof.rows.values import nth, text_of_length

# What regular expressions in CHECKs ask for most: addresses, codes, versions, colours, slugs.
SHAPES = (
    "a@example.org https://example.org/1 abc abc1 a-1 a_1 ABC AB A1 A-1 ABC-1 en en-US 1 00001 12345 1.0.0 #a1b2c3 "
    "+15550000001 2024-01-01 12:00"
).split()


def texts(column: Column, schema: Schema, conditions: list[Expression], n: int) -> list[str]:
    """What conditions name, what their patterns ask for, in another case, of the lengths that they name."""
    named = list(dict.fromkeys(_constants(conditions, "string")))
    shaped: list[str] = []
    for node in (node for condition in conditions for node in walk(condition)):
        if isinstance(node, Binary) and (constant := constant_of(node.right)):
            if node.operator in ("like", "ilike", "not like", "not ilike"):
                filled = [constant.text.replace("%", fill).replace("_", "x") for fill in ("", str(n))]
                shaped += [*filled, f"{_unlike(filled[0][:1])}{filled[0]}", f"{filled[0]}{_unlike(filled[0][-1:])}"]
            elif "~" in node.operator:
                shapes = [*texts_of(constant.text, n), *(shape.replace("1", str(n)) for shape in SHAPES)]
                fit = [shape for shape in shapes if matches(shape, constant.text) is True][:2]
                shaped += [*shapes, *(f"!{shape}" for shape in fit), *(f"{shape}!" for shape in fit)]
    plain = nth(column.type, schema, n, column.name)
    cased = [case(plain) for case in _cases(column.name, conditions)]
    return [*named, *shaped, *cased, *(f"{text}x" for text in named), *_lengths(column.name, conditions, n), "", " "]


def _cases(name: str, conditions: list[Expression]) -> Iterator[Callable[[str], str]]:
    """In upper or lower case, where conditions ask for the column so."""
    for node in (node for condition in conditions for node in walk(condition)):
        if isinstance(node, Call) and node.name in ("upper", "lower") and name in columns(node):
            yield str.upper if node.name == "upper" else str.lower


def _unlike(character: str) -> str:
    """Another character: `xx` is as good a beginning as `x`."""
    return "y" if character.lower() == "x" else "x"


def _lengths(name: str, conditions: list[Expression], n: int) -> list[str]:
    """Texts of the lengths that the conditions name, and one more and one less."""
    calls = (node.name for condition in conditions for node in walk(condition) if isinstance(node, Call))
    if not any("length" in call for call in calls):
        return []
    limits = [int(text) for text in _constants(conditions, "number") if text.isdigit() and int(text) <= 5000]
    lengths = dict.fromkeys(limit + step for limit in limits for step in (0, 1, -1))
    return [text_of_length(length, n, name) for length in lengths if length > 0]


def _constants(conditions: list[Expression], kind: str) -> Iterator[str]:
    for node in (node for condition in conditions for node in walk(condition)):
        if isinstance(node, Constant) and node.kind == kind:
            yield node.text
