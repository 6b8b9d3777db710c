"""ALTER TABLE of a foreign table, which PostgreSQL takes for ALTER FOREIGN TABLE."""

from __future__ import annotations

from dataclasses import replace

from ddlproof.errors import SqlError
from ddlproof.model import action as a
from ddlproof.model import structure as s
from ddlproof.model.canonical import default_form
from ddlproof.model.constraint import Check
from ddlproof.model.names import quote
from ddlproof.model.thing import Thing
from ddlproof.model.types import Type
from ddlproof.sql.things.common import Changes
from ddlproof.sql.things.fill import Refers, fill
from ddlproof.sql.things.foreign_checks import CHECK, as_attributes
from ddlproof.sql.things.foreign_columns import ASPECT, COLUMN, PARTITION_OF


def attached(table: Thing, action: s.AttachPartition) -> Thing:
    """A foreign table that has become a partition: its columns and CHECKs are those of its parent.

    Raises:
        SqlError: it is one already.
    """
    if table.get(PARTITION_OF) is not None:
        raise SqlError(f"{table.name} is a partition already", span=action.at)
    gone: Changes = {name: None for name, _ in table.attributes if name.startswith((COLUMN, CHECK))}
    joined = table.with_attributes(gone | {PARTITION_OF: f"{action.table} {action.bounds}"})
    return replace(joined, uses=(*table.uses, action.table))


def as_foreign(table: Thing, action: a.Action) -> a.ChangeThing:
    """The same of a foreign table.

    Raises:
        SqlError: what it does is not modelled of foreign tables.
    """
    refers = Refers()
    column = f"{COLUMN}{quote(getattr(action, 'column', ''))}" if isinstance(getattr(action, "column", ""), str) else ""
    said: Changes
    match action:
        case a.RenameColumn(to=to):
            said = {f"{column}{ASPECT}to": to}
        case a.SetType(type=type_, collation=collation):
            said = {f"{column}{ASPECT}type": f"{type_} collate {quote(collation)}" if collation else str(type_)}
        case a.SetDefault(default=default):
            plain = default_form(default, Type(""))
            said = {f"{column}{ASPECT}default": None if plain is None else refers(plain)}
        case a.SetNotNull(not_null=not_null):
            said = {f"{column}{ASPECT}not null": "yes" if not_null else None}
        case a.DropColumn():
            said = {column: None}
        case a.DropConstraint(name=name):
            said = {f"{CHECK}{quote(name)}": None}
        case a.ValidateConstraint(name=name):
            said = {f"{CHECK}{quote(name)}{ASPECT}valid": "yes"}
        case a.AddConstraint(constraint=Check() as check):
            said = as_attributes([check], refers)
        case _:
            message = f"{table.name} is a foreign table: what the statement does to it is not modelled"
            raise SqlError(message, span=action.at)
    change = a.ChangeThing(at=action.at, thing=replace(table, attributes=(), uses=()), changes=tuple(said.items()))
    filled = fill(replace(change, refers=refers.all), {})
    assert isinstance(filled, a.ChangeThing)
    return filled
