"""What became of the values of columns that have another type now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ddlproof.finding import Witness
from ddlproof.model.schema import Schema
from ddlproof.rehearsal.content import Contents, of
from ddlproof.rehearsal.copies import shared_key

Tables = Mapping[int, Contents]
SHOWN = 5


def converted(before: Tables, after: Tables, was: Schema, left: Schema) -> Iterator[Witness]:
    """For each such column the values that read otherwise afterwards: `was` and `left` are the schemas."""
    retyped = {_bare(name) for name in _retyped(was, left)}
    for oid, table in before.items():
        now = after.get(oid)
        for number, column in table.columns.items() if now is not None and retyped else ():
            about = f"{table.name}.{column}"
            if now is not None and _bare(about) in retyped and (rows := _pairs(table, now, number)):
                yield Witness("", (f"{column} before", "after"), rows[:SHOWN], about=about)


def _bare(name: str) -> str:
    """A name without its quotes: the server and the model do not quote the same words."""
    return name.replace('"', "")


def _retyped(was: Schema, left: Schema) -> Iterator[str]:
    for table in was.tables:
        there = left.table(table.name)
        for column in table.columns if there is not None else ():
            now = there.column(column.name) if there is not None else None
            if now is not None and now.type != column.type:
                yield f"{table.name}.{column.name}"


def _pairs(table: Contents, now: Contents, number: int) -> tuple[tuple[str | None, str | None], ...]:
    key = shared_key(table, now)
    there = now.by_key(key) if key and number not in key else {}
    # The row that was put in last is the one that was made for it.
    pairs = ((row[number], there[of(row, key)].get(number)) for row in reversed(table.rows) if of(row, key) in there)
    return tuple(dict.fromkeys((old, new) for old, new in pairs if old != new))
