"""Publications and subscriptions: PostgreSQL documentation, CREATE PUBLICATION, CREATE SUBSCRIPTION.

Where a subscription connects to is left out: it may hold a password.
"""

from __future__ import annotations

from ddlproof.model.action import Action, ChangeThing
from ddlproof.model.expression import render
from ddlproof.model.names import quote
from ddlproof.model.thing import Spelt, Thing
from ddlproof.sql.cursor import Cursor, NotModelled
from ddlproof.sql.expression import read_until_end
from ddlproof.sql.things import common
from ddlproof.sql.things.common import Changes
from ddlproof.sql.things.published import IN_SCHEMA, TABLE, WHOLE, of_schema

_ALL = "delete, insert, truncate, update"


def create_publication(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`name [FOR ALL TABLES | FOR object, …] [WITH (options)]`."""
    thing = common.identity(cursor, "publication")
    found: Changes = {}
    if cursor.take("FOR"):
        found |= {"all tables": "published"} if cursor.take("ALL", "TABLES") else _members(cursor)
    if cursor.take("WITH"):
        found |= _options(cursor)
    return common.made(cursor, start, thing, found)


def alter_publication(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`name ADD | DROP | SET object, … | SET (options) | RENAME TO name`."""
    thing = common.identity(cursor, "publication")
    to = common.moved(cursor, thing)
    changes: Changes = {}
    without: tuple[str, ...] = ()
    if to is not None:
        pass
    elif cursor.take("ADD"):
        changes = _members(cursor)
    elif cursor.take("DROP"):
        changes = dict.fromkeys(_members(cursor))
    elif cursor.take("SET") and cursor.at("("):
        changes = _options(cursor)
    else:
        changes, without = _members(cursor), (TABLE, IN_SCHEMA)
    cursor.end()
    at = cursor.since(start)
    return (ChangeThing(at=at, thing=thing, changes=tuple(changes.items()), to=to, without=without),)


def _members(cursor: Cursor) -> Changes:
    """`TABLE [ONLY] name [*] [(columns)] [WHERE (…)], …, TABLES IN SCHEMA s, …`."""
    found: Changes = {}
    kind = ""
    while True:
        if cursor.take("TABLE"):
            kind = "table"
        elif cursor.take("TABLES", "IN", "SCHEMA"):
            kind = "schema"
        elif cursor.take("ALL"):
            raise NotModelled("FOR ALL of another kind than tables")
        elif not kind:
            raise cursor.error("TABLE or TABLES IN SCHEMA")
        if kind == "schema":
            found[of_schema(cursor.name("a schema"))] = WHOLE
        else:
            name, said = _table(cursor)
            found[name] = said
        if not cursor.take(","):
            return found


def _table(cursor: Cursor) -> tuple[str, str]:
    cursor.take("ONLY")
    name = Spelt(TABLE, cursor.qname("a table"))
    cursor.take("*")
    parts = []
    if cursor.at("("):
        parts.append(f"({', '.join(quote(column) for column in sorted(cursor.names()))})")
    if cursor.take("WHERE"):
        inside = Cursor(cursor.source, cursor.inside())
        expression = read_until_end(inside)
        inside.end()
        parts.append(f"where {render(expression)}")
    return name, " ".join(parts) or WHOLE


def _options(cursor: Cursor) -> Changes:
    found: Changes = {}
    for name, given in common.definition(cursor).items():
        if name == "publish":
            words = sorted(word.strip() for word in common.value(given).split(","))
            found["publish"] = common.nothing_if(", ".join(words), _ALL)
        elif name == "publish_via_partition_root":
            found[name] = "true" if common.truth(given) else None
        else:
            found[name] = common.nothing_if(common.value(given), "none")
    return found


def create_subscription(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`name CONNECTION 'where' PUBLICATION name, … [WITH (options)]`."""
    thing = common.identity(cursor, "subscription")
    cursor.expect("CONNECTION")
    cursor.string("a connection in quotes")
    names = _publications(cursor)
    if cursor.take("WITH"):
        names |= _kept(cursor)
    return common.made(cursor, start, thing, names)


_USUAL = {
    **dict.fromkeys(("binary", "disable_on_error", "failover", "run_as_owner", "two_phase"), "false"),
    **{"origin": "any", "password_required": "true", "synchronous_commit": "off"},
}
"""The options of a subscription that are kept, with their defaults."""
STREAMING = "streaming"


def with_streaming(thing: Thing, version: int) -> Thing:
    """A subscription that says how it streams where that is not the default: parallel since PostgreSQL 18, else off."""
    usual = {0: "", 18: "parallel"}.get(min(version, 18), "off")
    return thing.with_attributes({STREAMING: None}) if thing.get(STREAMING) == usual else thing


def _streams(value: str) -> str:
    return value if value == "parallel" else "on" if value in ("true", "on", "1", "t") else "off"


def _kept(cursor: Cursor) -> Changes:
    """`(option [= value], …)`, as far as it is no matter of the connection and the slot."""
    given = {name: each for name, each in common.definition(cursor).items() if name in _USUAL or name == STREAMING}
    found: Changes = {}
    for name, each in given.items():
        if name == STREAMING:
            found[name] = _streams(common.value(each).lower())
            continue
        truth = _USUAL[name] in ("true", "false")
        value = str(common.truth(each)).lower() if truth else common.value(each)
        found[name] = common.nothing_if(value, _USUAL[name])
    return found


def alter_subscription(cursor: Cursor, start: int) -> tuple[Action, ...]:
    """`name ADD | DROP | SET PUBLICATION name, … | RENAME TO name`, and what changes nothing that is kept."""
    thing = common.identity(cursor, "subscription")
    to = common.moved(cursor, thing)
    changes: Changes = {}
    without: tuple[str, ...] = ()
    verb = cursor.take_one("ADD", "DROP", "SET") if to is None else None
    if verb is not None and cursor.at("PUBLICATION"):
        names = _publications(cursor)
        changes = dict.fromkeys(names) if verb == "DROP" else dict(names)
        without = (PUBLICATION,) if verb == "SET" else ()
        if cursor.take("WITH"):
            common.definition(cursor)
    elif verb == "SET" and cursor.at("("):
        changes = _kept(cursor)
    elif to is None:
        _unkept(cursor)
    cursor.end()
    at = cursor.since(start)
    return (ChangeThing(at=at, thing=thing, changes=tuple(changes.items()), to=to, without=without),)


def _unkept(cursor: Cursor) -> None:
    """What concerns the connection and the slot only."""
    if cursor.take("CONNECTION"):
        cursor.string("a connection in quotes")
    elif cursor.take_one("ENABLE", "DISABLE", "REFRESH PUBLICATION", "SKIP") is None:
        raise NotModelled(f"ALTER SUBSCRIPTION … {cursor.word()}")
    elif cursor.at("("):
        cursor.inside()


PUBLICATION = "publication "


def _publications(cursor: Cursor) -> Changes:
    """`PUBLICATION name, …`: an attribute for each."""
    cursor.expect("PUBLICATION")
    names = [cursor.name("a publication")]
    while cursor.take(","):
        names.append(cursor.name("a publication"))
    return {f"{PUBLICATION}{quote(name)}": "" for name in names}
