"""What a migration puts into a table of its own, where old rows will have to refer to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ddlproof.model.constraint import Check, ForeignKey
from ddlproof.model.literal import NUMERIC
from ddlproof.model.names import quote
from ddlproof.model.reading import Reading
from ddlproof.model.schema import Schema
from ddlproof.model.table import Table
from ddlproof.postgres.session import Session

MOST = 50
"""Keys of one new table that old rows choose from."""


def seeded(session: Session, read: Reading, before: Schema, after: Schema) -> Schema:
    """The schema after, in which an old column that refers to a new table may only have what the migration put there.

    Args:
        session: on a database after the migration, without other rows.
    """
    found = {table.name: tuple(_checks(session, read, before, table)) for table in after.tables}
    if not any(found.values()):
        return after
    tables = (replace(table, constraints=(*table.constraints, *found[table.name])) for table in after.tables)
    return replace(after, tables=tuple(tables))


def _checks(session: Session, read: Reading, before: Schema, table: Table) -> Iterator[Check]:
    old = before.table(table.name)
    for key in table.foreign_keys if old is not None else ():
        if before.table(key.target) is None and len(key.columns) == 1 and old is not None:
            column = old.column(key.columns[0])
            if column is not None and (values := _values(session, key)):
                bare = column.type.name in NUMERIC and not column.type.array
                texts = [value if bare else "'" + value.replace("'", "''") + "'" for value in values]
                condition = f"{quote(column.name)} in ({', '.join(texts)})"
                yield Check(f"keys of {key.target}", read.expression(condition))


def _values(session: Session, key: ForeignKey) -> list[str]:
    name = quote(key.target_columns[0])
    sql = f"select distinct {name}::text from {key.target} where {name} is not null order by 1 limit {MOST}"
    return [value for (value,) in session.run(sql).rows if value is not None]
