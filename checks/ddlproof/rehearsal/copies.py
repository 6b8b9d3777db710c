"""Whether values that are gone from where they were stand somewhere else, because the script has copied them.

A copy is told from a coincidence by this: it stands in the same row, in a row with the same key, or in one that the row
refers to; and it stands where something else, or nothing, stood before, put there by neither a sequence nor a constant
default.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from ddlproof.rehearsal.content import Contents, Values, of

Tables = Mapping[int, Contents]


def shared_key(was: Contents, now: Contents) -> tuple[int, ...]:
    """The columns that tell a row from the others at both moments: the primary key, if its columns are still there."""
    return was.key if all(number in now.columns for number in was.key) else ()


def without(tables: Tables, made: Mapping[int, Sequence[Values]]) -> dict[int, Contents]:
    """The tables without these rows."""
    return {
        oid: replace(table, rows=tuple(row for row in table.rows if row not in made.get(oid, ())))
        for oid, table in tables.items()
    }


def made(before: Tables, after: Tables) -> dict[int, list[Values]]:
    """The rows that are there of the script's own making, by table: new ones, of which nothing was copied whole."""
    new = [(oid, row) for oid, table in after.items() for row in _new(before.get(oid), table)]
    copied = _copied([row for _, row in new], before) if new else set()
    found: dict[int, list[Values]] = {}
    for number, (oid, row) in enumerate(new):
        if number not in copied:
            found.setdefault(oid, []).append(row)
    return found


def _copied(rows: Sequence[Values], before: Tables) -> set[int]:
    """Which of the rows have nothing that one row of before did not have, by their numbers."""
    wanted = [_values(row) for row in rows]
    # By the longest value of each: few old rows share that, and no other needs a look.
    by_value: dict[str, list[int]] = {}
    for number, values in enumerate(wanted):
        by_value.setdefault(max(values, key=len, default=""), []).append(number)
    found: set[int] = set()
    for row in (row for table in before.values() for row in table.rows):
        texts = [_plain(value) for value in row.values() if value is not None]
        near = {number for text in (*texts, "") for number in by_value.get(text, ())} - found
        if near:
            had = Counter(texts)
            found |= {number for number in near if wanted[number] <= had}
    return found


def _new(old: Contents | None, table: Contents) -> list[Values]:
    """The rows of a table that were not there before; none where another key tells them now, or none at all."""
    if old is None:
        return list(table.rows)
    key = shared_key(old, table)
    if not key or old.rows == table.rows:
        return []
    known = old.by_key(key)
    return [row for row in table.rows if of(row, key) not in known]


def rows_kept(before: Tables, after: Tables, rows: Sequence[Values]) -> bool:
    """Whether one table holds all values of each of the rows, in a row each that was not there before."""
    return any(_all_in(rows, fresh) for _, _, fresh in _fresh(before, after))


def values_kept(before: Tables, after: Tables, oid: int, rows: Sequence[Values], column: int) -> bool:
    """Whether one column of one table holds what those rows of the table `oid` held in the column."""
    was, now = before[oid], after[oid]
    if any(_same_row(was, now, rows, column, other) for other in now.columns if other not in now.counted):
        return True
    key = shared_key(was, now)
    if not key:
        return False
    there = now.by_key(key)
    links = [_links(row, there.get(of(row, key), {}), key) for row in rows]
    return any(
        _linked(rows, links, column, fresh, other)
        for number, table, fresh in _fresh(before, after)
        if number != oid
        for other in table.columns
    )


def _same_row(was: Contents, now: Contents, rows: Sequence[Values], column: int, other: int) -> bool:
    """Whether another column of the table now holds the values, and did not before."""
    key = shared_key(was, now)
    if not key:
        values = Counter(_plain(row[column]) for row in rows)
        held = Counter(_plain(row[other]) for row in now.rows if row[other] != now.filled.get(other))
        return other not in was.columns and values <= held
    there = now.by_key(key)
    written = False
    for row in rows:
        found = there.get(of(row, key))
        if found is None or not _holds(found[other], row[column]):
            return False
        written = written or found[other] != (row[other] if other in was.columns else now.filled.get(other))
    return written


def _linked(
    rows: Sequence[Values], links: Sequence[frozenset[str]], column: int, fresh: Sequence[Values], other: int
) -> bool:
    """Whether each row has a new row, with its key or referred to by it, that holds the value in that column."""
    return all(
        any(_holds(one[other], row[column]) and not links_.isdisjoint(_others(one, other)) for one in fresh)
        for row, links_ in zip(rows, links, strict=True)
    )


def _links(row: Values, now: Values, key: tuple[int, ...]) -> frozenset[str]:
    """The row's key where that is one column, and what has been written into the row."""
    own = of(row, key) if len(key) == 1 else ()
    written = (value for number, value in now.items() if row.get(number) != value)
    return frozenset(_plain(value) for value in (*own, *written) if value is not None)


def _others(row: Values, column: int) -> set[str]:
    return {_plain(value) for number, value in row.items() if number != column and value is not None}


def _fresh(before: Tables, after: Tables) -> Iterator[tuple[int, Contents, tuple[Values, ...]]]:
    """The rows of each table that were not there before."""
    for oid, table in after.items():
        old = before[oid].rows if oid in before else ()
        if table.rows == old:
            continue
        known = {tuple(row.items()) for row in old}
        rows = tuple(row for row in table.rows if tuple(row.items()) not in known)
        if rows:
            yield oid, table, rows


def _all_in(rows: Iterable[Values], fresh: Sequence[Values]) -> bool:
    left = [_values(row) for row in fresh]
    for row in rows:
        wanted = _values(row)
        found = next((one for one in left if wanted <= one), None)
        if found is None:
            return False
        left.remove(found)
    return True


def _values(row: Values) -> Counter[str]:
    return Counter(_plain(value) for value in row.values() if value is not None)


def _holds(value: str | None, wanted: str | None) -> bool:
    """Whether a value is the one wanted, or an array or JSON that has it in it."""
    if value is None or wanted is None:
        return False
    plain = _plain(wanted)
    if _plain(value) == plain:
        return True
    return value[:1] in "[{" and plain in {_plain(one) for one in _leaves(_parsed(value))}


def _parsed(value: str) -> object:
    try:
        return json.loads(value)
    except ValueError:
        return value[1:-1].split(",")  # an array, as of text[]


def _leaves(value: object) -> Iterator[str]:
    if isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _leaves(one)
    elif value is not None:
        yield str(value)


@lru_cache(maxsize=1 << 14)
def _plain(value: str | None) -> str:
    """A value as it is compared: a number whatever its scale, a text without padding, a boolean in one spelling."""
    text = (value or "").strip(' "')
    try:
        return str(Decimal(text).normalize())
    except InvalidOperation:
        return {"True": "t", "true": "t", "False": "f", "false": "f"}.get(text, text)
