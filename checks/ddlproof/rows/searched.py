"""A schema as rows are searched for: what domains and the bounds of partitions ask of a row are CHECKs of its table."""

from __future__ import annotations

from dataclasses import replace

from ddlproof.model.bounds import conditions
from ddlproof.model.constraint import Check
from ddlproof.model.schema import Schema
from ddlproof.model.table import Table
from ddlproof.rows.domains import without_domains

BOUNDS = "bounds of "
"""What the names of CHECKs that come from bounds begin with."""


def searched(schema: Schema) -> Schema:
    """The schema without domains (`without_domains`), its partitions and partitioned tables under their bounds.

    A CHECK that comes from bounds is called after the table, as in `bounds of public.p`.
    """
    return schema.once(_searched)


def _searched(schema: Schema) -> Schema:
    bare = without_domains(schema)
    if not any(table.partition is not None for table in bare.tables):
        return bare
    return replace(bare, tables=tuple(_within(bare, table) for table in bare.tables))


def _within(schema: Schema, table: Table) -> Table:
    found = conditions(schema, table)
    checks = (Check(f"{BOUNDS}{table.name}", condition) for condition in found)
    more = tuple(check for check in checks if check not in table.constraints)
    return replace(table, constraints=(*table.constraints, *more)) if more else table
