"""The rows of all tables at one moment.

Tables and columns are known by oid and attribute number, which a RENAME keeps and a DROP and ADD does not. The rows of
a partition are those of the partitioned table.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from ddlproof.model.names import quote
from ddlproof.postgres.session import Session

_COLUMNS = """
select c.oid::int8, format('%I.%I', n.nspname, c.relname), a.attnum::int, a.attname::text,
       coalesce(a.attnum = any (k.indkey), false) as key,
       case
           when c.relkind = 'p' then (
               select min((b.attmissingval::text::text[])[1]) from pg_partition_tree(c.oid) t
               join pg_attribute b on b.attrelid = t.relid and b.attname = a.attname and b.atthasmissing)
           when a.atthasmissing then (a.attmissingval::text::text[])[1]
       end as filled,
       a.attidentity <> '' or coalesce(pg_get_expr(d.adbin, d.adrelid) like 'nextval(%', false) as counted,
       case when c.relkind = 'p' then array(
           select format('%I.%I', m.nspname, l.relname) from pg_partition_tree(c.oid) t
           join pg_class l on l.oid = t.relid and l.relkind = 'r' join pg_namespace m on m.oid = l.relnamespace
       )::text[] end as leaves
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
left join pg_index k on k.indrelid = c.oid and k.indisprimary
left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
where c.relkind in ('r', 'p') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and not c.relispartition
order by 1, 3
"""

Values = dict[int, str | None]


@dataclass(frozen=True, slots=True)
class Contents:
    """A table's rows: column names by attribute number, those of the primary key, and each row by attribute number.

    `filled` are the values that ADD COLUMN … DEFAULT gave to all rows that were there (`pg_attribute.attmissingval`);
    `counted` are the columns that a sequence fills.
    """

    name: str
    columns: dict[int, str]
    key: tuple[int, ...]
    rows: tuple[Values, ...]
    filled: Values
    counted: frozenset[int]

    def by_key(self, key: tuple[int, ...]) -> dict[tuple[str | None, ...], Values]:
        """The rows by their values in these columns."""
        return {of(row, key): row for row in self.rows}


def of(row: Values, columns: Iterable[int]) -> tuple[str | None, ...]:
    """A row's values in some columns."""
    return tuple(row.get(number) for number in columns)


def contents(session: Session) -> dict[int, Contents]:
    """The rows of every table, by the table's oid."""
    each = groupby(session.fetch(_COLUMNS), key=itemgetter(0))
    return {oid: _contents(session, tuple(columns)) for oid, columns in each}


def _contents(session: Session, described: Sequence[tuple[Any, ...]]) -> Contents:
    _, name, *_, leaves = described[0]
    columns = {number: column for _, _, number, column, *_ in described}
    return Contents(
        name,
        columns,
        key=tuple(one[2] for one in described if one[4]),
        rows=tuple(row for of in (leaves or [name]) for row in _rows(session, of, columns)),
        filled={one[2]: one[5] for one in described if one[5] is not None},
        counted=frozenset(one[2] for one in described if one[6]),
    )


def _rows(session: Session, name: str, columns: dict[int, str]) -> list[Values]:
    listed = ", ".join(quote(column) for column in columns.values())
    result = session.run(f"select {listed} from only {name}")
    return [dict(zip(columns, row, strict=True)) for row in result.rows]


def count(found: dict[int, Contents]) -> dict[str, int]:
    """The number of rows by table."""
    return {table.name: len(table.rows) for table in found.values()}
