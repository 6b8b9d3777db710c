"""Arrays that conditions tell apart by how many elements and dimensions they have, and where they begin.

PostgreSQL documentation, section 8.15 "Arrays".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from ddlproof.model.expression import Call, Cast, Column, Expression, walk
from ddlproof.model.schema import Schema
from ddlproof.model.table import Column as TableColumn
from ddlproof.rows.values import nth


def of_lengths(
    column: TableColumn, schema: Schema, conditions: Sequence[Expression], numbers: Sequence[str], n: int
) -> list[str]:
    """Arrays of as many elements as the conditions count, and of one more and one less.

    Args:
        numbers: what the conditions name.
    """
    calls = [node.name for condition in conditions for node in walk(condition) if isinstance(node, Call)]
    if "cardinality" not in calls and not any("array" in call for call in calls):
        return []
    one = nth(replace(column.type, array=False), schema, n, column.name)
    if set(one) & set('{},"\\ '):
        return []
    lengths = [int(text) for text in numbers if text.isdigit() and int(text) <= 100]
    near = dict.fromkeys(length + step for length in lengths for step in (1, 0, -1))
    return [f"{{{','.join([one] * length)}}}" for length in near if length > 0]


def begun_elsewhere(column: TableColumn, schema: Schema, conditions: Sequence[Expression], n: int) -> Iterator[str]:
    """Arrays of which not the first element is number 1, or of more dimensions, where that may matter (8.15.6)."""
    one = nth(column.type, schema, n, column.name)
    for node in (node for condition in conditions for node in walk(condition)):
        match node:
            case Cast(Column(column.name), type_) if type_.name in ("text", "character varying") and not type_.array:
                yield f"[0:0]={one}"
            case Call("array_lower" | "array_upper" | "array_dims"):
                yield from (f"[{at}:{at}]={one}" for at in (0, 2))
            case Call("array_ndims"):
                yield f"{{{one}}}"
