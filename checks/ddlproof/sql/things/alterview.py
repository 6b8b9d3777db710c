"""Views altered: PostgreSQL documentation, ALTER VIEW, ALTER MATERIALIZED VIEW."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ddlproof.model.action import Action, ChangeThing, RenameColumn, SetDefault
from ddlproof.model.names import QName
from ddlproof.model.structure import ClusterOn, SetColumn, SetTable
from ddlproof.model.thing import Thing
from ddlproof.sql.altercolumn import read_alter_column
from ddlproof.sql.altertable import read_whole
from ddlproof.sql.cursor import Cursor, NotModelled
from ddlproof.sql.things.common import depends
from ddlproof.sql.things.view import read_option

Reader = Callable[[Cursor, int], tuple[Action, ...]]


def alter(kind: str) -> Reader:
    """`[IF EXISTS] name RENAME TO n | RENAME [COLUMN] a TO b | SET SCHEMA s | SET (…) | RESET (…) | ALTER …`."""

    def reader(cursor: Cursor, start: int) -> tuple[Action, ...]:
        exists = cursor.take("IF", "EXISTS")
        name = cursor.qname("a view")
        to = _moved(cursor, Thing(kind, name))
        if to is not None:
            cursor.end()
            return (ChangeThing(at=cursor.since(start), thing=Thing(kind, name), to=to, if_exists=exists),)
        found = [_one(cursor, kind, name)]
        while kind != "view" and cursor.take(","):
            found.append(_one(cursor, kind, name))
        cursor.end()
        return tuple(replace(action, at=cursor.since(start), optional=exists) for action in found)

    return reader


def _moved(cursor: Cursor, thing: Thing) -> Thing | None:
    """The identity that the view gets; None where it keeps its own."""
    if cursor.take("RENAME", "TO"):
        return replace(thing, qname=QName("", cursor.name("a new name")))
    if cursor.take("SET", "SCHEMA"):
        return replace(thing, qname=QName(cursor.name("a schema"), thing.qname.name if thing.qname else ""))
    return None


def _one(cursor: Cursor, kind: str, view: QName) -> Action:
    start = cursor.index
    if cursor.take("RENAME"):
        cursor.take("COLUMN")
        column = cursor.name("a column")
        cursor.expect("TO")
        return RenameColumn(at=cursor.since(start), table=view, column=column, to=cursor.name("a new name"))
    if cursor.at("SET", "(") or cursor.at("RESET"):
        back = cursor.advance().upper() == "RESET"
        options = cursor.listed(lambda: read_option(cursor))
        changes = tuple((name, None if back else value) for name, value in options)
        return SetTable(at=cursor.since(start), table=view, changes=changes)
    if cursor.at("ALTER"):
        altered = read_alter_column(cursor, view)
        if isinstance(altered, SetDefault if kind == "view" else SetColumn):
            return altered
        raise cursor.error("SET or DROP DEFAULT" if kind == "view" else "SET STATISTICS, STORAGE or COMPRESSION")
    if kind != "view" and (depending := depends(cursor)) is not None:
        return ChangeThing(at=cursor.since(start), thing=Thing(kind, view), changes=tuple(depending.items()))
    whole = read_whole(cursor, view) if kind != "view" else None
    if isinstance(whole, SetTable | ClusterOn):
        return whole
    if kind == "view" or not (cursor.at("NO") or whole is not None):
        raise cursor.error("RENAME, SET, RESET or ALTER")
    raise NotModelled(f"ALTER {kind.upper()} … {cursor.word()}")
