"""Which words after CREATE, ALTER, DROP, COMMENT ON … lead to which reader."""

from __future__ import annotations

from collections.abc import Callable

from ddlproof.model.action import Action
from ddlproof.sql.cursor import Cursor
from ddlproof.sql.things import (
    aggregate,
    alterview,
    event_trigger,
    extension,
    function,
    policy,
    routine,
    rule,
    trigger,
    view,
)

Reader = Callable[[Cursor, int], tuple[Action, ...]]
"""Takes the cursor behind the words, and the number of the statement's first token, for places."""

CREATE: dict[tuple[str, ...], Reader] = {
    ("EXTENSION",): extension.create,
    ("FUNCTION",): function.create_function,
    ("OR", "REPLACE", "FUNCTION"): function.create_function,
    ("PROCEDURE",): function.create_procedure,
    ("OR", "REPLACE", "PROCEDURE"): function.create_procedure,
    ("AGGREGATE",): aggregate.create,
    ("OR", "REPLACE", "AGGREGATE"): aggregate.create,
    ("TRIGGER",): trigger.create,
    ("OR", "REPLACE", "TRIGGER"): trigger.create,
    ("CONSTRAINT", "TRIGGER"): trigger.create,
    ("OR", "REPLACE", "CONSTRAINT", "TRIGGER"): trigger.create,
    ("POLICY",): policy.create,
    ("RULE",): rule.create,
    ("OR", "REPLACE", "RULE"): rule.create,
    ("EVENT", "TRIGGER"): event_trigger.create,
    ("MATERIALIZED", "VIEW"): view.create_materialized,
    **{
        (*replaces, *kept, *recursive, "VIEW"): view.create
        for replaces in ((), ("OR", "REPLACE"))
        for kept in ((), ("TEMP",), ("TEMPORARY",))
        for recursive in ((), ("RECURSIVE",))
    },
}
ALTER: dict[tuple[str, ...], Reader] = {
    ("EXTENSION",): extension.alter,
    ("FUNCTION",): routine.alter("function"),
    ("PROCEDURE",): routine.alter("procedure"),
    ("ROUTINE",): routine.alter("routine"),
    ("AGGREGATE",): routine.alter("aggregate"),
    ("TRIGGER",): trigger.alter,
    ("POLICY",): policy.alter,
    ("RULE",): rule.alter,
    ("EVENT", "TRIGGER"): event_trigger.alter,
    ("VIEW",): alterview.alter("view"),
    ("MATERIALIZED", "VIEW"): alterview.alter("materialized view"),
}
DROP: dict[tuple[str, ...], Reader] = {
    ("EXTENSION",): extension.drop,
    ("FUNCTION",): routine.drop("function"),
    ("PROCEDURE",): routine.drop("procedure"),
    ("ROUTINE",): routine.drop("routine"),
    ("AGGREGATE",): routine.drop("aggregate"),
    ("TRIGGER",): trigger.drop,
    ("POLICY",): policy.drop,
    ("RULE",): rule.drop,
    ("EVENT", "TRIGGER"): event_trigger.drop,
    ("VIEW",): view.drop("view"),
    ("MATERIALIZED", "VIEW"): view.drop("materialized view"),
}
OTHER: dict[tuple[str, ...], Reader] = {("REFRESH", "MATERIALIZED", "VIEW"): view.refresh}
"""Statements that begin otherwise."""


_COMMON = {"CREATE": CREATE, "ALTER": ALTER, "DROP": DROP, "OTHER": OTHER}


def read_thing(cursor: Cursor, verb: str, start: int) -> tuple[Action, ...] | None:
    """What a statement does to a thing; None if its words lead to no reader. `verb` OTHER: they begin the statement.

    Raises:
        NotModelled: its reader passes.
        SqlError: it cannot be valid.
    """
    found = _read(cursor, _COMMON[verb], start)
    if found is not None:
        return found
    from ddlproof.sql.things import tail  # of kinds that few scripts have

    return _read(cursor, getattr(tail, verb), start)


def _read(cursor: Cursor, readers: dict[tuple[str, ...], Reader], start: int) -> tuple[Action, ...] | None:
    first = cursor.word().partition(" ")[0]
    for words, reader in readers.items():
        if words[0] == first and cursor.take(*words):
            return reader(cursor, start)
    return None
