"""The rows of all tables at one moment, and what of them is missing at a later one.

Tables and columns are known by oid and attribute number, which a RENAME keeps and a DROP and ADD does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from ddlproof.finding import Witness
from ddlproof.postgres.session import Session

SHOWN = 5
"""Rows shown of each table that lost something."""

_COLUMNS = """
select c.oid::int8, format('%I.%I', n.nspname, c.relname), a.attnum::int, a.attname::text,
       coalesce(a.attnum = any (k.indkey), false) as key,
       case when a.atthasmissing then (a.attmissingval::text::text[])[1] end as filled
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
    """A table's rows: column names by attribute number, those of the primary key, and each row by attribute number.

    `filled` are the values that ADD COLUMN … DEFAULT gave to all rows that were there (`pg_attribute.attmissingval`).
    """

    name: str
    columns: dict[int, str]
    key: tuple[int, ...]
    rows: tuple[Values, ...]
    filled: Values = field(default_factory=dict)

    def identity(self, row: Values) -> tuple[str | None, ...]:
        """What tells a row from the others: its primary key, or all of it."""
        return tuple(row.get(number) for number in (self.key or tuple(self.columns)))


def contents(session: Session) -> dict[int, Contents]:
    """The rows of every table, by the table's oid."""
    tables: dict[int, tuple[str, dict[int, str], list[int], Values]] = {}
    for oid, name, number, column, key, fills in session.fetch(_COLUMNS):
        _, columns, keys, filled = tables.setdefault(oid, (name, {}, [], {}))
        columns[number] = column
        if key:
            keys.append(number)
        if fills is not None:
            filled[number] = fills
    return {
        oid: Contents(name, columns, tuple(keys), _rows(session, name, columns), filled)
        for oid, (name, columns, keys, filled) in tables.items()
    }


def _rows(session: Session, name: str, columns: dict[int, str]) -> tuple[Values, ...]:
    result = session.run(f"select * from only {name}")
    return tuple(dict(zip(columns, row, strict=True)) for row in result.rows)


def count(found: dict[int, Contents]) -> dict[str, int]:
    """The number of rows by table."""
    return {table.name: len(table.rows) for table in found.values()}


def lost(before: dict[int, Contents], after: dict[int, Contents]) -> tuple[Witness, ...]:
    """What is in `before` and not in `after`: rows, and values that are not NULL.

    What a column that is gone got for being added is not lost: to add it again gives it back.
    """
    return tuple(witness for oid, table in before.items() if table.rows for witness in _losses(table, after.get(oid)))


def _losses(before: Contents, after: Contents | None) -> Iterator[Witness]:
    if after is None:
        yield _witness(before, before.rows, tuple(before.columns), _count(before.rows, "row"))
        return
    kept = {after.identity(row) for row in after.rows} if after.key == before.key else None
    if kept is not None:
        gone = tuple(row for row in before.rows if before.identity(row) not in kept)
        if gone:
            yield _witness(before, gone, tuple(before.columns), _count(gone, "row"))
    for number, column in before.columns.items():
        if number not in after.columns:
            held = tuple(row for row in before.rows if row[number] not in (None, before.filled.get(number)))
            if held:
                yield _witness(before, held, (*before.key, number), _count(held, "value"), column)
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
                yield _witness(before, changed, (*before.key, number), _count(changed, "value"), column)


def _count(rows: tuple[Values, ...], noun: str) -> str:
    return f"{len(rows)} {noun}{'' if len(rows) == 1 else 's'}"


def _witness(
    table: Contents, rows: tuple[Values, ...], numbers: tuple[int, ...], count: str, marked: str = ""
) -> Witness:
    shown = tuple(dict.fromkeys(numbers))
    about = f"{table.name}.{marked}" if marked else table.name
    return Witness(
        f"{count} of {about}",
        columns=tuple(table.columns[number] for number in shown),
        rows=tuple(tuple(row[number] for number in shown) for row in rows[:SHOWN]),
        marked=(marked,) if marked else (),
        about=about,
    )
