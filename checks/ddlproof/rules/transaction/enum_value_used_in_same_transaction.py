"""A new value of an enum is used in the transaction that added it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model import action as a
from ddlproof.model.action import AddEnumValue
from ddlproof.model.constraint import Check, Constraint
from ddlproof.model.expression import Constant, Expression, walk
from ddlproof.model.expression import columns as columns_of
from ddlproof.model.names import QName
from ddlproof.model.structure import CreateType
from ddlproof.model.thing import Thing
from ddlproof.model.types import user_type
from ddlproof.model.usertype import Domain
from ddlproof.rules.rule import About, Example
from ddlproof.rules.words import fold, words

ABOUT = About(
    severity=Severity.ERROR,
    trigger=(
        "ALTER TYPE … ADD VALUE, and the new value in a default, CHECK, index, view, policy, trigger, USING, domain, "
        "function in SQL or statement on a table with a column of that type in the same transaction. From PostgreSQL "
        "17 on not where that transaction also made the type."
    ),
    effect="PostgreSQL refuses the statement (55P04, unsafe use of new value), and the deployment fails.",
    instead="ALTER TYPE … ADD VALUE in a migration of its own, before the one that uses the value.",
    needs="the migration, and how the runner makes transactions",
)
_SINCE = 17
_BEFORE = "create type state as enum ('new'); create table jobs (s state);"
BAD = Example(
    "begin;\nalter type state add value 'done';\nalter table jobs alter column s set default 'done';\ncommit;",
    before=_BEFORE,
)
GOOD = Example(
    "alter type state add value 'done';\nalter table jobs alter column s set default 'done';", before=_BEFORE
)


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit at the first use."""
    action = moment.action
    if not isinstance(action, AddEnumValue) or not moment.block or _harmless(moment, action):
        return
    columns = {
        (table.name, c.name) for table in moment.view.freeze().tables for c in table.columns if _is(c.type.name, action)
    }
    for later, transaction in moment.later:
        if transaction != moment.transaction:
            return
        columns |= _made(later, action)
        if _uses(moment, later, action, columns):
            yield Hit(
                f"'{action.label}' cannot be used before the transaction that added it on line {action.at.line} ends: "
                "PostgreSQL refuses this",
                span=later.at,
                object=str(action.name),
            )
            return


def _harmless(moment: Moment, action: AddEnumValue) -> bool:
    there = moment.view.enum(action.name)
    if there is not None and action.label in there.labels:
        return True
    return moment.version >= _SINCE and any(
        isinstance(earlier, a.CreateEnum) and earlier.name == action.name and transaction == moment.transaction
        for earlier, transaction in moment.earlier
    )


def _is(type_name: str, action: AddEnumValue) -> bool:
    return type_name in (user_type(action.name.schema, action.name.name), user_type("", action.name.name))


def _made(later: a.Action, action: AddEnumValue) -> set[tuple[QName, str]]:
    """The columns of the enum's type that an action makes."""
    match later:
        case a.CreateTable(table=table):
            return {(table.name, column.name) for column in table.columns if _is(column.type.name, action)}
        case a.AddColumn(table=name, column=column) if _is(column.type.name, action):
            return {(name, column.name)}
        case a.SetType(table=name, column=column_name, type=type_) if _is(type_.name, action):
            return {(name, column_name)}
    return set()


def _uses(moment: Moment, later: a.Action, action: AddEnumValue, columns: set[tuple[QName, str]]) -> bool:
    match later:
        case a.CreateTable(table=table):
            inside = [c.default for c in table.columns if (table.name, c.name) in columns]
            return any(_holds(part, action) for part in inside) or _checked(
                table.name, table.constraints, action, columns
            )
        case a.AddColumn(table=name, column=column, constraints=constraints):
            given = (name, column.name) in columns and _holds(column.default, action)
            return given or _checked(name, constraints, action, columns)
        case a.SetType(table=name, using=using):
            return any(table == name for table, _ in columns) and _holds(using, action)
        case a.SetDefault(table=name, column=column_name, default=default):
            return (name, column_name) in columns and _holds(default, action)
        case a.AddConstraint(table=name):
            return any(table == name for table, _ in columns) and _said(later, action)
        case a.CreateIndex(index=index):
            return any(table == index.table for table, _ in columns) and _said(later, action)
        case CreateType(type=Domain() as domain):
            parts = (domain.default, *(one.expression for one in domain.checks))
            return _is(domain.type.name, action) and any(_holds(part, action) for part in parts)
        case a.PutThing(thing=Thing(kind="function" | "procedure")):
            return (_said(later, action) or _in_sql(later.thing, action)) and _names_one(moment, later, action, columns)
        case a.PutThing(thing=Thing(kind="view" | "materialized view" | "policy" | "trigger" | "rule")):
            return _said(later, action) and _names_one(moment, later, action, columns)
        case a.Rows():
            return _said(later, action) and _names_one(moment, later, action, columns)
        case a.Unread(verb="DO", at=at):
            return f"'{action.label}'" in at.text and _names_one(moment, later, action, columns)
    return False


def _in_sql(routine: Thing, action: AddEnumValue) -> bool:
    """Whether the body is SQL, which PostgreSQL analyses when it makes the function, and says the label."""
    body = routine.get("body") or routine.get("definition as written") or ""
    return routine.get("language") in (None, "sql") and _literal(action) in words(body)


def _literal(action: AddEnumValue) -> str:
    return "'" + action.label.replace("'", "''") + "'"


def _checked(
    table: QName, constraints: tuple[Constraint, ...], action: AddEnumValue, columns: set[tuple[QName, str]]
) -> bool:
    """Whether a CHECK on a column of the enum's type names the value."""
    checks = (one.expression for one in constraints if isinstance(one, Check))
    return any(
        _holds(check, action) and any((table, name) in columns for name in columns_of(check)) for check in checks
    )


def _holds(expression: Expression | None, action: AddEnumValue) -> bool:
    wanted = Constant("string", action.label)
    return expression is not None and any(node == wanted for node in walk(expression))


def _said(later: a.Action, action: AddEnumValue) -> bool:
    """Whether the label stands in the action's text as a string."""
    literal = _literal(action)
    return literal in later.at.text and literal in words(later.at.text)


def _names_one(moment: Moment, later: a.Action, action: AddEnumValue, columns: set[tuple[QName, str]]) -> bool:
    """Whether a statement names the type or a table with a column of it; the label will do where none is known."""
    if not moment.known and not columns:
        return True
    block = isinstance(later, a.Unread | a.PutThing)  # a body is one string
    said = tuple(re.findall(r"\w+", later.at.text)) if block else words(later.at.text)
    named = {fold(word.lower()) if word.startswith('"') else word.lower() for word in said}
    return action.name.name in named or any(table.name in named for table, _ in columns)
