"""New objects in a draft get the privileges that ALTER DEFAULT PRIVILEGES has said before.

PostgreSQL documentation, ALTER DEFAULT PRIVILEGES: what is said for all schemas stands in the place of what PostgreSQL
gives by itself, what is said for one schema comes on top. Which role runs a script its text says by SET ROLE only: that
is who owns what is made then, and whose defaults it gets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddlproof.model import action as a
from ddlproof.model import structure as s
from ddlproof.model.names import QName, quote
from ddlproof.model.thing import ROUTINES, VIEWS, Thing
from ddlproof.sql.draft import Draft
from ddlproof.sql.things import remarks
from ddlproof.sql.things.privileges import granted_as, held_by_default, held_of, put_held

_DEFAULT = re.compile(
    r"on (?P<kind>tables|sequences|functions|types|schemas)(?: by (?P<maker>.*?))? to (?P<role>.*?)(?P<one> in)?\Z"
)
_KINDS = {"table": "tables", "foreign table": "tables", "sequence": "sequences", "type": "types", "schema": "schemas"}
_KINDS |= dict.fromkeys(VIEWS, "tables") | dict.fromkeys(ROUTINES, "functions")


def give(draft: Draft, action: a.Action) -> None:
    """The objects that an action has just made get their owner, and what the defaults say."""
    if draft.role is not None or draft.has_kind("default privileges"):
        for made in _made(draft, action):
            give_to(draft, made)


def give_to(draft: Draft, made: Thing) -> None:
    """A new object, as a remark on it names it, gets its owner, and what the defaults say."""
    _own(draft, made)
    kind = _KINDS.get(made.about)
    name = made.table or made.qname
    schema = quote(name.schema) if name is not None else ""
    everywhere: dict[str, Thing] = {}
    here: dict[str, Thing] = {}
    for default in draft.of_kind("default privileges"):
        match = _DEFAULT.match(default.prefix)
        if match is None or match["maker"] != draft.role:
            continue
        if match["kind"] == kind and (not match["one"] or default.label == schema):
            (here if match["one"] else everywhere)[match["role"]] = default
    for role in sorted(everywhere.keys() | here.keys()):
        remark = Thing("grant", made.qname, made.label, made.table, f"to {role} on", about=granted_as(made.about))
        held = held_of(draft, everywhere[role]) if role in everywhere else held_by_default(draft, remark)
        added = held_of(draft, here[role]) if role in here else {}
        put_held(draft, remark, held | {word: held.get(word, False) or option for word, option in added.items()})


_OWNED = frozenset(
    (
        *("table", "view", "materialized view", "foreign table", "sequence", "schema", "type", *ROUTINES, "collation"),
        *("conversion", "operator", "operator class", "operator family", "statistics", "text search configuration"),
        *("text search dictionary", "publication", "event trigger", "foreign data wrapper", "server", "language"),
    )
)


def _own(draft: Draft, made: Thing) -> None:
    """Whose it is, where a script says who makes it. A sequence belongs to whom its table belongs."""
    of_table = made.about == "sequence" and made.qname is not None and draft.sequences[made.qname].table is not None
    if draft.role is not None and made.about in _OWNED and not of_table:
        remark = Thing("owner", made.qname, made.label, made.table, "of", (("is", draft.role),), about=made.about)
        draft.add_thing(remarks.settle(draft, remark))
    if draft.role is not None and made.about == "table" and made.table is not None:
        for sequence in draft.tables[made.table].owned:
            draft.add_thing(Thing("owner", sequence, "", None, "of", (("is", draft.role),), about="sequence"))


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
