"""A schema without domains: their columns have the types below, and the domains' conditions become the tables' own.

PostgreSQL documentation, CREATE DOMAIN: a value of a domain is one of its base type that the domain's CHECKs accept.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import replace

from ddlproof.model.constraint import Check
from ddlproof.model.expression import Column as ColumnRef
from ddlproof.model.expression import substitute
from ddlproof.model.schema import Schema
from ddlproof.model.table import Column, Table
from ddlproof.model.types import Type
from ddlproof.model.usertype import Domain


def without_domains(schema: Schema) -> Schema:
    """The schema with every column of a domain as one of the type below, under the domain's conditions.

    A CHECK that comes from a domain is called after the domain and the column, as in `public.positive of price`.
    """
    if not any(isinstance(type_, Domain) for type_ in schema.types):
        return schema
    return replace(schema, tables=tuple(_table(table, schema) for table in schema.tables))


def chain(type_: Type, schema: Schema) -> Iterator[Domain]:
    """The domains that a type is, outermost first; an array of a domain is none."""
    while not type_.array and (domain := schema.domain(type_.name)) is not None:
        yield domain
        type_ = domain.type


def _table(table: Table, schema: Schema) -> Table:
    columns, checks = [], []
    for column in table.columns:
        domains = tuple(chain(column.type, schema))
        columns.append(_column(column, domains))
        checks += [check for domain in domains for check in checks_of(column.name, domain)]
    if columns == list(table.columns):
        return table
    return replace(table, columns=tuple(columns), constraints=(*table.constraints, *checks))


def _column(column: Column, domains: tuple[Domain, ...]) -> Column:
    if not domains:
        return column
    defaults = (one for one in (column.default, *(domain.default for domain in domains)) if one is not None)
    return replace(
        column,
        type=domains[-1].type,
        not_null=column.not_null or any(domain.not_null for domain in domains),
        default=next(defaults, None),
    )


def checks_of(column: str, domain: Domain, without: Container[Check] = ()) -> Iterator[Check]:
    """The domain's CHECKs, but for some, as those of a table with a column of it."""
    for check in domain.checks:
        if check in without:
            continue
        yield Check(f"{domain.name} of {column}", substitute(check.expression, {"value": ColumnRef(column)}))
