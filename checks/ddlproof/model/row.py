"""A row to insert: values as PostgreSQL reads them, never Python objects that a driver would have to guess about."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ddlproof.model.names import QName, quote


@dataclass(frozen=True, slots=True)
class Row:
    """A row of `table`. `values` are (column, input text) pairs; None is NULL; a column left out takes its default.

    `overriding` is True where a value is given for an identity column that is GENERATED ALWAYS.
    """

    table: QName
    values: tuple[tuple[str, str | None], ...]
    overriding: bool = False

    def get(self, column: str) -> str | None:
        """The value given for a column; None if it is NULL or left out."""
        return dict(self.values).get(column)

    def replace(self, /, **changes: str | None) -> Row:
        """The same row with some values changed or added."""
        return Row(self.table, tuple((dict(self.values) | changes).items()), self.overriding)

    @property
    def sql(self) -> str:
        """The INSERT statement, to paste into psql."""
        if not self.values:
            return f"insert into {self.table} default values;"
        names, values = zip(*self.values, strict=True)
        return f"{_into(self.table, names, self.overriding)} ({', '.join(map(literal, values))});"


@lru_cache(maxsize=256)
def _into(table: QName, names: tuple[str, ...], overriding: bool) -> str:
    """What the INSERTs of rows begin with that fill the same columns: there are many of them."""
    columns = ", ".join(map(quote, names))
    return f"insert into {table} ({columns}){' overriding system value' if overriding else ''} values"


def update(before: Row, after: Row, key: tuple[str, ...]) -> str | None:
    """The UPDATE that makes one row the other, found by the columns `key`; None if they are the same.

    A column that only the first gives a value is set to its default.
    """
    old, new = dict(before.values), dict(after.values)
    names = [
        name for name in dict.fromkeys((*new, *old)) if (name in old, old.get(name)) != (name in new, new.get(name))
    ]
    if not names:
        return None
    sets = ", ".join(f"{quote(name)} = {literal(new[name]) if name in new else 'default'}" for name in names)
    found = " and ".join(f"{quote(name)} = {literal(old[name])}" for name in key)
    return f"update {before.table} set {sets} where {found};"


def literal(value: str | None) -> str:
    """A value as an SQL literal of unknown type, which PostgreSQL reads as whatever type the column has."""
    if value is None:
        return "null"
    if "\\" in value:
        return " E'" + value.replace("\\", "\\\\").replace("'", "''") + "'"
    return "'" + value.replace("'", "''") + "'"
