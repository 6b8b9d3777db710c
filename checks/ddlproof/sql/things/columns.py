"""A column gets another name in a draft: the things that speak of it say so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ddlproof.model.names import QName
from ddlproof.model.thing import AS_PRINTED, AS_WRITTEN, PARSED, Thing, column_of
from ddlproof.sql.draft import Draft
from ddlproof.sql.requery import with_column
from ddlproof.sql.things.mentions import parts_of
from ddlproof.sql.things.published import of_table, publishing
from ddlproof.sql.words import rename_word

_EXPRESSIONS = {"policy": ("using", "with check"), "trigger": ("when",), "rule": ("where",)}
_FIRES = re.compile(r"(?P<begin>.*\bupdate of )(?P<columns>.*?)(?P<rest>(?: or (?:insert|delete|truncate).*)?)\Z")
_LISTED = re.compile(r"(?:\((?P<columns>.*?)\))?(?P<rest>(?: ?where .*)?)\Z", re.DOTALL)


def rename_column_used(draft: Draft, table: QName, column: str, to: str) -> None:
    """What uses a column mentions it by its new name; a view's own columns keep theirs."""
    was, now = column_of(table, column), column_of(table, to)
    for thing in draft.users(was):
        attributes = tuple(
            (name, with_column(value, table, column, to, thing.table) if name in PARSED else value)
            for name, value in thing.attributes
        )
        uses = tuple(now if used == was else used for used in thing.uses)
        _put(draft, thing, replace(thing, attributes=attributes, uses=uses))
    for thing in _speaking(draft, table):
        attributes = tuple((name, _renamed(thing, table, name, value, column, to)) for name, value in thing.attributes)
        if attributes != thing.attributes:
            _put(draft, thing, replace(thing, attributes=attributes))


def _put(draft: Draft, old: Thing, new: Thing) -> None:
    draft.remove_thing(old.key)
    draft.add_thing(new)


def _speaking(draft: Draft, table: QName) -> Iterator[Thing]:
    """The things whose texts may hold the names of a table's columns."""
    yield from (part for part in draft.parts(table) if part.kind in _EXPRESSIONS)
    yield from (user for user in draft.users(table) if user.kind == "statistics")
    yield from publishing(draft, of_table(table))


def _renamed(thing: Thing, table: QName, attribute: str, value: str, column: str, to: str) -> str:
    name = attribute.removesuffix(AS_WRITTEN).removesuffix(AS_PRINTED)
    if name in _EXPRESSIONS.get(thing.kind, ()):
        return rename_word(value, column, to, ("new", "old", table.name))
    if thing.kind == "statistics" and name == "on":
        columns, separator, rest = value.rpartition(" from ")
        return f"{', '.join(sorted(parts_of(rename_word(columns, column, to))))}{separator}{rest}"
    if name == "fires" and (match := _FIRES.match(value)):
        return f"{match['begin']}{_listed(match['columns'], column, to)}{match['rest']}"
    if name == of_table(table) and (match := _LISTED.match(value)):
        columns = f"({_listed(match['columns'], column, to, bare=True)})" if match["columns"] else ""
        return columns + rename_word(match["rest"], column, to)
    return value


def _listed(columns: str, column: str, to: str, *, bare: bool = False) -> str:
    """A list of columns, which is sorted: as it is printed, or `bare` of quotes."""
    names = rename_word(columns, column, to).split(", ")
    return ", ".join(sorted(names, key=lambda name: name.strip('"') if bare else name))
