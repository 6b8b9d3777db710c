"""Views and materialized views: PostgreSQL documentation, CREATE VIEW, CREATE MATERIALIZED VIEW, ALTER VIEW, DROP VIEW.

The query is brought to one spelling among files (`sql/query.py`); how the catalog prints it is compared among servers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlglot.tokens import TokenType

from ddlproof.model.action import Action, Beside, ChangeThing, DropThing, PutThing
from ddlproof.model.names import QName, quote
from ddlproof.model.thing import DEFINITION, UNKNOWN, Thing
from ddlproof.sql.cursor import Cursor, fold
from ddlproof.sql.draft import TEMPORARY
from ddlproof.sql.query import normal_query
from ddlproof.sql.things.parsed import with_doubt

if TYPE_CHECKING:
    from ddlproof.sql.resolve import Resolver

Reader = Callable[[Cursor, int], tuple[Action, ...]]


def create(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`name [(columns)] [WITH (…)] AS query [WITH [LOCAL | CASCADED] CHECK OPTION]`."""
    words = [token.text.upper() for token in cursor.tokens[start : cursor.index]]
    name = cursor.qname("a view's name")
    columns = cursor.names() if cursor.at("(") else ()
    attributes: dict[str, str | None] = read_options(cursor) if cursor.take("WITH") else {}
    cursor.expect("AS")
    end, option = _check_option(cursor)
    if option is not None:
        attributes["check option"] = option
    query = _text(cursor, cursor.index, end)
    if "RECURSIVE" in words:
        listed = ", ".join(quote(column) for column in columns)
        query = f"with recursive {quote(name.name)} ({listed}) as ({query}) select {listed} from {quote(name.name)}"
    attributes[DEFINITION] = query
    cursor.balanced()
    if {"TEMP", "TEMPORARY"} & set(words):
        name = QName(TEMPORARY, name.name)
    thing = Thing("view", name, columns=columns).with_attributes(attributes)
    return with_doubt(PutThing(at=cursor.since(start), thing=thing, replace="REPLACE" in words))


def create_materialized(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`[IF NOT EXISTS] name [(columns)] [USING m] [WITH (…)] [TABLESPACE t] AS query [WITH [NO] DATA]`."""
    absent = cursor.take("IF", "NOT", "EXISTS")
    name = cursor.qname("a view's name")
    columns = cursor.names() if cursor.at("(") else ()
    attributes: dict[str, str | None] = {}
    if cursor.take("USING"):
        method = cursor.name("an access method")
        attributes["using"] = None if method == "heap" else method
    if cursor.take("WITH"):
        attributes |= read_options(cursor)
    if cursor.take("TABLESPACE"):
        attributes["tablespace"] = cursor.name("a tablespace")
    cursor.expect("AS")
    end = len(cursor.tokens)
    tail = _words(cursor, end - 3)
    if tail == ["WITH", "NO", "DATA"]:
        end -= 3
        attributes["populated"] = "no"
    elif tail[1:] == ["WITH", "DATA"]:
        end -= 2
    attributes[DEFINITION] = _text(cursor, cursor.index, end)
    cursor.balanced()
    thing = Thing("materialized view", name, columns=columns).with_attributes(attributes)
    return with_doubt(PutThing(at=cursor.since(start), thing=thing, if_not_exists=absent))


def _words(cursor: Cursor, start: int) -> list[str]:
    return [token.text.upper() for token in cursor.tokens[max(start, 0) :]]


def _check_option(cursor: Cursor) -> tuple[int, str | None]:
    """Where the query ends, and the check option behind it."""
    end = len(cursor.tokens)
    words = _words(cursor, end - 4)
    if words[-2:] != ["CHECK", "OPTION"] or "WITH" not in words:
        return end, None
    kind = words[-3]
    if kind == "WITH":
        return end - 3, "cascaded"
    if kind not in ("LOCAL", "CASCADED"):
        return end, None
    return end - 4, kind.lower()


def _text(cursor: Cursor, start: int, end: int) -> str:
    if start >= end:
        raise cursor.error("a query")
    return cursor.source.text[cursor.tokens[start].start : cursor.tokens[end - 1].end + 1]


def read_options(cursor: Cursor) -> dict[str, str | None]:
    """`(name [= value], …)`."""
    return with_options(dict(cursor.listed(lambda: read_option(cursor))))


def with_options(options: dict[str, str]) -> dict[str, str | None]:
    """The options of a view as attributes."""
    said = ", ".join(f"{name}={value}" for name, value in sorted(options.items()) if name != "check_option")
    return {"with": f"({said})" if said else None, "check option": options.get("check_option")}


def options_of(view: Thing) -> dict[str, str]:
    """What `with_options` was given."""
    said = (view.get("with") or "")[1:-1]
    pairs = (part.partition("=") for part in said.split(", ") if part)
    check = view.get("check option")
    return {name: value for name, _, value in pairs} | ({} if check is None else {"check_option": check})


def read_option(cursor: Cursor) -> tuple[str, str]:
    """`name [= value]`."""
    name = cursor.qname("an option")
    value = "true"
    if cursor.take("="):
        token = cursor.token
        if token is None:
            raise cursor.error("a value")
        cursor.index += 1
        value = token.text if token.token_type == TokenType.STRING else fold(token.text)
    return (f"{name.schema}.{name.name}" if name.schema else name.name), option_value(value)


def option_value(value: str) -> str:
    """Of the spellings of a truth value, one."""
    return {"on": "true", "yes": "true", "1": "true", "off": "false", "no": "false"}.get(value.lower(), value)


def settle(action: PutThing, resolver: Resolver) -> PutThing:
    """The view with its query in one spelling, its columns, and what it uses, as the schema is at this moment."""
    thing = action.thing
    text = thing.get(DEFINITION)
    if text is None:
        return action
    columns = thing.columns
    found = None if resolver.printed else normal_query(text, resolver, columns)
    if resolver.printed:
        return replace(action, thing=thing.with_attributes({"columns": listed(columns), DEFINITION: _folded(text)}))
    columns = () if found is None or found.columns is None else found.columns
    uses = () if found is None else tuple(name for name in found.uses if name != thing.qname)
    thing = replace(thing, columns=columns or thing.columns, uses=uses)
    changed: dict[str, str | None] = {
        DEFINITION: _folded(text) if found is None else found.text,
        "columns": listed(columns),
    }
    return replace(action, thing=thing.with_attributes(changed))


def listed(columns: tuple[str, ...]) -> str:
    """The names of a view's columns, as far as they are known."""
    return f"({', '.join(quote(column) for column in columns)})" if columns else UNKNOWN


def _folded(text: str) -> str:
    return " ".join(text.split())


def drop(kind: str) -> Reader:
    """`[IF EXISTS] name [, …] [CASCADE | RESTRICT]`."""

    def reader(cursor: Cursor, start: int) -> tuple[Action, ...]:
        exists = cursor.take("IF", "EXISTS")
        names = cursor.qnames("a view")
        cascade = cursor.take_one("CASCADE", "RESTRICT") == "CASCADE"
        cursor.end()
        at = cursor.since(start)
        return tuple(
            DropThing(at=at, thing=Thing(kind, name), if_exists=exists, cascade=cascade, along=names) for name in names
        )

    return reader


def refresh(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`[CONCURRENTLY] name [WITH [NO] DATA]`."""
    cursor.take("CONCURRENTLY")
    name = cursor.qname("a materialized view")
    empty = cursor.take("WITH", "NO", "DATA")
    if not empty:
        cursor.take("WITH", "DATA")
    cursor.end()
    at = cursor.since(start)
    changes = (("populated", "no" if empty else None),)
    return (Beside(at=at, verb="REFRESH"), ChangeThing(at=at, thing=Thing("materialized view", name), changes=changes))
