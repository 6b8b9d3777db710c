"""The constraint under test, in its table."""

from __future__ import annotations

from dataclasses import dataclass

from ddlproof.model.constraint import Check, ForeignKey
from ddlproof.model.expression import Expression
from ddlproof.model.row import Row
from ddlproof.model.schema import Schema
from ddlproof.model.table import Table


@dataclass(frozen=True, slots=True)
class Subject:
    """A CHECK of a table of a schema; `claimed` by somebody, or else to mean what it says."""

    schema: Schema
    table: Table
    check: Check
    claimed: bool = True

    @property
    def not_null(self) -> frozenset[str]:
        """The columns that hold no NULL by themselves."""
        return frozenset(column.name for column in self.table.columns if column.not_null)

    @property
    def others(self) -> tuple[Expression, ...]:
        """What the table's other CHECKs demand."""
        return tuple(
            check.expression for check in self.table.checks if check.name != self.check.name and check.enforced
        )

    def dangling(self, row: Row, there: frozenset[Row]) -> tuple[str, ...]:
        """The names of the foreign keys of a row that find nothing among the rows that are there, and itself."""
        return tuple(key.name for key in self.table.foreign_keys if not _found(key, row, there))


def _found(key: ForeignKey, row: Row, there: frozenset[Row]) -> bool:
    wanted = [row.get(name) for name in key.columns]
    if None in wanted:
        return key.match != "full" or not any(wanted)
    targets = (target for target in (*there, row) if target.table == key.target)
    return any([target.get(name) for name in key.target_columns] == wanted for target in targets)


def refers(schema: Schema, row: Row, parent: Row) -> bool:
    """Whether a foreign key of the row finds the parent."""
    table = schema.table(row.table)
    keys = table.foreign_keys if table else ()
    return any(
        key.target == parent.table
        and [row.get(name) for name in key.columns] == [parent.get(name) for name in key.target_columns]
        for key in keys
    )


def parents_with(schema: Schema, table: Table, check: str) -> tuple[Table, ...]:
    """The tables from which a table has inherited a CHECK (section 5.11): those at the top."""
    names = (*table.inherits, *([table.partition.parent] if table.partition is not None else ()))
    above = [parent for name in names if (parent := schema.table(name)) is not None and _hands_down(parent, check)]
    found = [top for parent in above for top in (parents_with(schema, parent, check) or (parent,))]
    return tuple({table.name: table for table in found}.values())


def _hands_down(parent: Table, name: str) -> bool:
    return any(check.name == name and not check.no_inherit for check in parent.checks)
