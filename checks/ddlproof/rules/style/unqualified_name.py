"""A statement names a table without its schema."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Ending
from ddlproof.finding import Hit, Severity
from ddlproof.model import action as a
from ddlproof.model.constraint import ForeignKey
from ddlproof.model.names import QName, quote
from ddlproof.rules.rule import About, Example
from ddlproof.source import Span

ABOUT = About(
    severity=Severity.NOTE,
    trigger="A table, index or enum that is made, changed, referred to or dropped without its schema in front.",
    effect="Which object it is depends on the search_path of whoever runs the migration.",
    instead="Write the schema: public.jobs.",
    default=False,
)
_BEFORE = "create table jobs (id bigint primary key);"
BAD = Example("alter table jobs add column a int;", before=_BEFORE)
GOOD = Example("alter table public.jobs add column a int;", before=_BEFORE)


def check(ending: Ending) -> Iterator[Hit]:
    """Yield a hit for each statement and name that it leaves without a schema."""
    done: set[int] = set()
    for statement, _ in ending.steps:
        if statement.span.start in done:
            continue
        done.add(statement.span.start)
        found: dict[str, Span] = {}
        for action in statement.actions:
            for name in _names(action):
                if name.name and not name.schema:
                    found.setdefault(name.name, action.at)
        for written, at in found.items():
            yield Hit(f"{quote(written)} is looked for along the search_path", span=at, object=written)


def _names(action: a.Action) -> Iterator[QName]:
    """The names as they were written."""
    match action:
        case a.CreateTable(table=table, temporary=False):
            yield table.name
            yield from (key.target for key in table.foreign_keys)
        case a.AddColumn(table=name, constraints=constraints):
            yield name
            yield from (one.target for one in constraints if isinstance(one, ForeignKey))
        case a.AddConstraint(table=name, constraint=constraint):
            yield name
            if isinstance(constraint, ForeignKey):
                yield constraint.target
        case a.CreateIndex(index=index):
            yield index.table
        case a.DropIndex(index=name) | a.RenameIndex(index=name):
            yield name
        case a.CreateEnum(name=name) | a.AddEnumValue(name=name) | a.RenameEnumValue(name=name) | a.DropType(name=name):
            yield name
        case (
            a.DropTable(table=name)
            | a.RenameTable(table=name)
            | a.DropColumn(table=name)
            | a.RenameColumn(table=name)
            | a.SetType(table=name)
            | a.SetDefault(table=name)
            | a.SetNotNull(table=name)
            | a.ValidateConstraint(table=name)
            | a.DropConstraint(table=name)
            | a.RenameConstraint(table=name)
        ):
            yield name
