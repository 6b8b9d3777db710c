"""The rows of all tables at one moment, and what of them is missing at a later one.

Tables and columns are known by oid and attribute number, which a RENAME keeps and a DROP and ADD does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ddlproof.finding import Witness
from ddlproof.postgres.session import Session

SHOWN = 5
"""Rows shown of each table that lost something."""

_COLUMNS = """
select c.oid::int8, format('%I.%I', n.nspname, c.relname), a.attnum::int, a.attname::text,
       coalesce(a.attnum = any (k.indkey), false) as key
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
left join pg_index k on k.indrelid = c.oid and k.indisprimary
where c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and not c.relispartition
order by 1, 3
"""

Values = dict[int, str | None]


@dataclass(frozen=True, slots=True)
class Contents:
    """A table's rows: column names by attribute number, those of the primary key, and each row by attribute number."""

    name: str
    columns: dict[int, str]
    key: tuple[int, ...]
    rows: tuple[Values, ...]

    def identity(self, row: Values) -> tuple[str | None, ...]:
        """What tells a row from the others: its primary key, or all of it."""
        return tuple(row.get(number) for number in (self.key or tuple(self.columns)))


def contents(session: Session) -> dict[int, Contents]:
    """The rows of every table, by the table's oid."""
    tables: dict[int, tuple[str, dict[int, str], list[int]]] = {}
    for oid, name, number, column, key in session.fetch(_COLUMNS):
        _, columns, keys = tables.setdefault(oid, (name, {}, []))
        columns[number] = column
        if key:
            keys.append(number)
    return {oid: _read(session, name, columns, tuple(keys)) for oid, (name, columns, keys) in tables.items()}


def _read(session: Session, name: str, columns: dict[int, str], key: tuple[int, ...]) -> Contents:
    result = session.run(f"select * from only {name}")
    rows = tuple(dict(zip(columns, row, strict=True)) for row in result.rows)
    return Contents(name, columns, key, rows)


def count(found: dict[int, Contents]) -> dict[str, int]:
    """The number of rows by table."""
    return {table.name: len(table.rows) for table in found.values()}


def lost(before: dict[int, Contents], after: dict[int, Contents]) -> tuple[Witness, ...]:
    """What is in `before` and not in `after`: rows, and values that are not NULL."""
    return tuple(witness for oid, table in before.items() if table.rows for witness in _losses(table, after.get(oid)))


def _losses(before: Contents, after: Contents | None) -> Iterator[Witness]:
    if after is None:
        yield _witness(before, before.rows, tuple(before.columns), f"{_count(before.rows, 'row')} of {before.name}")
        return
    kept = {after.identity(row) for row in after.rows} if after.key == before.key else None
    if kept is not None:
        gone = tuple(row for row in before.rows if before.identity(row) not in kept)
        if gone:
            yield _witness(before, gone, tuple(before.columns), f"{_count(gone, 'row')} of {before.name}")
    for number, column in before.columns.items():
        if number not in after.columns:
            held = tuple(row for row in before.rows if row[number] is not None)
            if held:
                what = f"{_count(held, 'value')} of {before.name}.{column}"
                yield _witness(before, held, (*before.key, number), what, column)
    yield from _altered(before, after)


def _altered(before: Contents, after: Contents) -> Iterator[Witness]:
    """Values in whose place NULL stands now."""
    if not before.key or before.key != after.key:
        return
    now = {after.identity(row): row for row in after.rows}
    for number, column in before.columns.items():
        if number in after.columns and number not in before.key:
            changed = tuple(
                row
                for row in before.rows
                if row[number] is not None
                and (found := now.get(before.identity(row))) is not None
                and found[number] is None
            )
            if changed:
                what = f"{_count(changed, 'value')} of {before.name}.{column}"
                yield _witness(before, changed, (*before.key, number), what, column)


def _count(rows: tuple[Values, ...], noun: str) -> str:
    return f"{len(rows)} {noun}{'' if len(rows) == 1 else 's'}"


def _witness(
    table: Contents, rows: tuple[Values, ...], numbers: tuple[int, ...], title: str, marked: str = ""
) -> Witness:
    shown = tuple(dict.fromkeys(numbers))
    return Witness(
        title,
        columns=tuple(table.columns[number] for number in shown),
        rows=tuple(tuple(row[number] for number in shown) for row in rows[:SHOWN]),
        marked=(marked,) if marked else (),
    )
