"""A statement names a table, a type, a function or the like without its schema."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from ddlproof.evidence import Ending
from ddlproof.finding import Hit, Severity
from ddlproof.model import action as a
from ddlproof.model.index import Index
from ddlproof.model.names import QName, quote, unquoted
from ddlproof.model.thing import FunctionName, Thing
from ddlproof.model.types import Type
from ddlproof.rules.rule import About, Example
from ddlproof.source import Span

ABOUT = About(
    severity=Severity.NOTE,
    trigger=(
        "A table, index, type, function, view or sequence that is made, changed, referred to or dropped without its "
        "schema in front. Not read for this are queries, bodies, and functions that are called in an expression."
    ),
    effect="Which object it is depends on the search_path of whoever runs the migration.",
    instead="Write the schema: public.jobs.",
    default=False,
)
_BEFORE = "create table jobs (id bigint primary key);"
BAD = Example("alter table jobs add column a int;", before=_BEFORE)
GOOD = Example("alter table public.jobs add column a int;", before=_BEFORE)
_BARE = '"".'
"""How the name of a type begins that is no type of PostgreSQL's and was written without a schema."""


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
    """The names as they were written, but for what CREATE SCHEMA holds: that is made in the schema."""
    own = action.table.name if isinstance(action, a.CreateTable) and action.temporary else None
    if not action.home:
        yield from (name for name in _within(action) if name != own)


_ELSEWHERE = frozenset(("at", "data", "guards", "to"))
"""Parts of an action that name nothing, or what takes over the schema of something else."""


def _within(part: object) -> Iterator[QName]:
    """The names in a part of an action: of tables, types, functions, views, sequences."""
    match part:
        case QName():
            yield part
        case Type(name=name) if name.startswith(_BARE):
            yield QName("", unquoted(name[len(_BARE) :]))
        case FunctionName(built_in=True):
            return
        case Index():
            yield from (part.table, *_within(part.keys), *_within(part.predicate))
        case Thing():
            yield from (name for name in (part.qname, part.table, *part.uses) if name is not None)
        case tuple():
            for one in part:
                yield from _within(one)
        case _ if is_dataclass(part):
            for field in fields(part):
                if field.name not in _ELSEWHERE:
                    yield from _within(getattr(part, field.name))
