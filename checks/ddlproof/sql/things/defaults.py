"""New objects in a draft get the privileges that ALTER DEFAULT PRIVILEGES has said before.

PostgreSQL documentation, ALTER DEFAULT PRIVILEGES: what is said for all schemas stands in the place of what PostgreSQL
gives by itself, what is said for one schema comes on top. Defaults for objects of a named role are not applied: which
role runs a script is not known from its text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddlproof.model import action as a
from ddlproof.model import structure as s
from ddlproof.model.names import QName, quote
from ddlproof.model.thing import ROUTINES, VIEWS, Thing
from ddlproof.sql.draft import Draft
from ddlproof.sql.things.privileges import granted_as, held_by_default, held_of, put_held

_DEFAULT = re.compile(r"on (?P<kind>tables|sequences|functions|types|schemas) to (?P<role>.*?)(?P<one> in)?\Z")
_KINDS = {"table": "tables", "foreign table": "tables", "sequence": "sequences", "type": "types", "schema": "schemas"}
_KINDS |= dict.fromkeys(VIEWS, "tables") | dict.fromkeys(ROUTINES, "functions")


def give(draft: Draft, action: a.Action) -> None:
    """The objects that an action has just made get what the defaults say."""
    if draft.has_kind("default privileges"):
        for made in _made(draft, action):
            give_to(draft, made)


def give_to(draft: Draft, made: Thing) -> None:
    """A new object, as a remark on it names it, gets what the defaults say."""
    kind = _KINDS.get(made.about)
    name = made.table or made.qname
    schema = quote(name.schema) if name is not None else ""
    everywhere: dict[str, Thing] = {}
    here: dict[str, Thing] = {}
    for default in draft.of_kind("default privileges"):
        match = _DEFAULT.match(default.prefix)
        if match is not None and match["kind"] == kind and (not match["one"] or default.label == schema):
            (here if match["one"] else everywhere)[match["role"]] = default
    for role in sorted(everywhere.keys() | here.keys()):
        remark = Thing("grant", made.qname, made.label, made.table, f"to {role} on", about=granted_as(made.about))
        held = held_of(everywhere[role]) if role in everywhere else held_by_default(draft, remark)
        added = held_of(here[role]) if role in here else {}
        put_held(draft, remark, held | {word: held.get(word, False) or option for word, option in added.items()})


def _made(draft: Draft, action: a.Action) -> Iterator[Thing]:
    match action:
        case a.CreateTable(table=table):
            yield Thing("", table=table.name, about="table")
            yield from _sequences(draft, table.name)
        case a.AddColumn(table=name, column=column, serial=True):
            yield from _sequences(draft, name, column.name)
        case s.CreateSequence(sequence=sequence):
            yield Thing("", sequence.name, about="sequence")
        case a.CreateEnum(name=name):
            yield Thing("", name, about="type")
        case s.CreateType(type=type_):
            yield Thing("", type_.name, about="type")
        case a.CreateNamespace(name=schema):
            yield Thing("", label=quote(schema), about="schema")


def _sequences(draft: Draft, table: QName, column: str | None = None) -> Iterator[Thing]:
    """The sequences of the serial columns of a new table, or of a new column."""
    for sequence in draft.tables[table].owned:
        if column in (None, draft.sequences[sequence].column):
            yield Thing("", sequence, about="sequence")
