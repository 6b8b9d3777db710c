"""Running code that leaves a column out stores something else than before, or fails."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Ending
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import Unread
from ddlproof.model.canonical import default_form
from ddlproof.model.expression import Expression, render
from ddlproof.model.names import QName, quote
from ddlproof.model.structure import SetColumn, SetExpression
from ddlproof.model.table import Column
from ddlproof.rows.solved import constant_of
from ddlproof.rules.added import added
from ddlproof.rules.rule import About, Example
from ddlproof.rules.words import words
from ddlproof.source import Span

ABOUT = About(
    severity=Severity.WARNING,
    trigger=(
        "SET DEFAULT or DROP DEFAULT of a column that the migration did not make, where the default is another one at "
        "its end; DROP IDENTITY and DROP EXPRESSION. Not a first default of a column that is or becomes NOT NULL: "
        "running code gives a value already, or would fail without it. Nor one function that makes random UUIDs "
        "for another."
    ),
    effect="An INSERT that leaves the column out stores another value than before, or fails where it is NOT NULL.",
    instead="Deploy code that gives the value itself first.",
    needs="the schema before, to know the old default",
)
_BEFORE = "create table jobs (id int primary key, state text not null default 'new');"
BAD = Example("alter table jobs alter column state drop default;", before=_BEFORE)
GOOD = Example(
    "alter table jobs add column kind text default 'a';\nalter table jobs alter column kind drop default;",
    before=_BEFORE,
)


def check(ending: Ending) -> Iterator[Hit]:
    """Yield a hit for each column whose default differs from the one before the script."""
    made = added(ending)
    yield from _no_longer_made(ending)
    for (table, name), at in made.defaults.items():
        if table in made.tables or (table, name) in made.columns or _becomes_identity(ending, table, name):
            continue
        old, new = _column(ending.old, table, name), _column(ending.tables, table, name)
        if old is not None and new is not None:
            yield from _changed(table, old, new, at)
        elif not ending.known:
            yield Hit(
                f"an INSERT that leaves {table}.{quote(name)} out stores another value from now on",
                span=at,
                object=f"{table}.{name}",
            )


def _no_longer_made(ending: Ending) -> Iterator[Hit]:
    """DROP IDENTITY and DROP EXPRESSION: nobody gives the column a value any more."""
    for _, action in ending.steps:
        if not (
            (isinstance(action, SetColumn) and action.identity == "none")
            or (isinstance(action, SetExpression) and action.expression is None)
        ):
            continue
        table, name = action.table, action.column
        old, new = _column(ending.old, table, name), _column(ending.tables, table, name)
        if old is None or new is None or new.default is not None or (new.identity, new.generated) != (None, None):
            continue
        if old.identity is not None or old.generated is not None:
            what = "identity" if old.identity is not None else "expression"
            ends = f"fails: the column is NOT NULL and has no {what} any more" if new.not_null else "stores NULL"
            said = f"an INSERT that leaves {table}.{quote(name)} out {ends}"
            yield Hit(said, span=action.at, object=f"{table}.{name}")


def _column(tables: object, table: QName, name: str) -> Column | None:
    found = tables.get(table) if isinstance(tables, dict) else None
    return found.column(name) if found is not None else None


def _changed(table: QName, old: Column, new: Column, at: Span) -> Iterator[Hit]:
    before, after = _value(old), _value(new)
    retyped = old.type != new.type and before is not None and after is not None
    first = before is None and (old.not_null or new.not_null)
    if before == after or retyped or first or (_random(before) and _random(after)):
        return  # a default that comes with another type is its translation
    said = f"stores {after or 'NULL'} instead of {before or 'NULL'}"
    if after is None and new.not_null:
        said = "fails: the column is NOT NULL and has no default any more"
    yield Hit(f"an INSERT that leaves {table}.{quote(new.name)} out {said}", span=at, object=f"{table}.{new.name}")


def _value(column: Column) -> str | None:
    """The default as SQL; a constant without its cast, since the type may have changed in between."""
    form: Expression | None = default_form(column.default, column.type)
    if form is None:
        return None
    found = constant_of(form)
    return render(form if found is None else found)


_RANDOM_UUID = ("gen_random_uuid()", "uuid_generate_v4()", "uuidv4()")
"""Each makes a UUID of version 4: documentation, section 9.14 "UUID Functions", and uuid-ossp."""


def _random(value: str | None) -> bool:
    return value is not None and value.rpartition(".")[2] in _RANDOM_UUID


def _becomes_identity(ending: Ending, table: QName, name: str) -> bool:
    """Whether the column gets its numbers from an identity instead, which the model does not hold."""
    column = _column(ending.tables, table, name)
    if column is not None and column.identity is not None:
        return True
    texts = (words(one.at.text) for _, one in ending.steps if isinstance(one, Unread) and one.verb == "ALTER")
    return any("GENERATED" in tokens and {name, name.upper(), f'"{name}"'} & set(tokens) for tokens in texts)
