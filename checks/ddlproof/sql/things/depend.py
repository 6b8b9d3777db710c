"""What cannot be without something else: PostgreSQL documentation, section 5.15 "Dependency Tracking".

What a body in quotes uses PostgreSQL does not know either. A view uses tables and columns, as far as sqlglot can tell
which.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ddlproof.errors import SqlError
from ddlproof.model.names import QName, unquoted
from ddlproof.model.thing import ROUTINES, VIEWS, Key, Thing, column_of, depends_on
from ddlproof.model.usertype import Composite, Domain
from ddlproof.source import Span
from ddlproof.sql.constraints import computed_from, drop_constraint, drop_table, remove_column
from ddlproof.sql.draft import Draft
from ddlproof.sql.notnull import name_of
from ddlproof.sql.things.foreign_columns import PARTITION_OF, without
from ddlproof.sql.things.mentions import drop_parts_on
from ddlproof.sql.things.remarks import forget, forget_part, forget_thing
from ddlproof.sql.things.served import served
from ddlproof.sql.things.speakers import Speaker, indexed_by, speakers_of


def drop_users(draft: Draft, thing: Thing, cascade: bool, at: Span, along: tuple[QName, ...] = ()) -> None:
    """Before a thing goes: what uses it goes by CASCADE only; its own parts and indexes go anyway.

    Raises:
        SqlError: something that stays uses it; the draft is as before.
    """
    if thing.kind == "extension":
        _drop_along(draft, thing, cascade, at)
    if thing.qname is None:
        _drop_served(draft, thing, cascade, at)
        return
    if thing.kind in ROUTINES and len(draft.named(thing.qname, *ROUTINES)) > 1:
        return  # which one of several is used is not known here
    what = f"{thing.kind} {thing.name}"
    if thing.kind == "operator class":
        _drop_speakers(draft, indexed_by(draft, thing), what, cascade, at)
    _drop_speakers(draft, speakers_of(draft, thing.kind, thing.qname), what, cascade, at)
    drop_rows_of(draft, thing.qname, what, cascade, at, along)
    drop_users_of(draft, thing.qname, what, cascade, at, along)
    if thing.kind in VIEWS:
        for part in draft.parts(thing.qname):
            draft.remove_thing(part.key)
        for index in draft.indexes_of(thing.qname):
            draft.remove_index(index)
            forget(draft, "index", index)


def unsaid_family(draft: Draft, family: Thing) -> Thing | None:
    """The class that an operator family goes without saying with: of its name, and made without FAMILY."""
    class_ = draft.things.get(replace(family, kind="operator class").key) if family.kind == "operator family" else None
    return class_ if class_ is not None and class_.get("family") is None else None


def drop_classes(draft: Draft, family: Thing, cascade: bool, at: Span) -> None:
    """The classes of a family go with it; what is indexed by one of them by CASCADE only."""
    classes = [one for one in draft.of_kind("operator class") if one.label == family.label]
    for one in classes:
        if one.get("family") == str(family.qname):
            drop_users(draft, one, cascade, at)
            draft.remove_thing(one.key)
            forget_thing(draft, one)


def _drop_served(draft: Draft, thing: Thing, cascade: bool, at: Span) -> None:
    found = served(draft, thing)
    if found and not cascade:
        listed = ", ".join(f"{one.kind} {one.name}" for one in found)
        message = f"{thing.kind} {thing.name} cannot be dropped: {listed} depends on it"
        raise SqlError(message, span=at, hint="CASCADE drops that as well.")
    for one in found:
        _drop_user(draft, one, at)


def _drop_along(draft: Draft, extension: Thing, cascade: bool, at: Span) -> None:
    """What was said to depend on an extension goes with it, CASCADE or not; what uses that by CASCADE only."""
    said = depends_on(extension.label)
    for one in [one for kind in _DEPENDING for one in draft.of_kind(kind) if one.get(said) is not None]:
        drop_users(draft, one, cascade, at)
        draft.remove_thing(one.key)
        forget_thing(draft, one)
    for name in [name for name, index in draft.indexes.items() if said in dict(index.attributes)]:
        draft.remove_index(name)
        forget(draft, "index", name)


_DEPENDING = (*ROUTINES, "trigger", "materialized view")


def _drop_user(draft: Draft, user: Thing, at: Span) -> None:
    draft.remove_thing(user.key)
    forget_thing(draft, user)
    drop_users(draft, user, True, at)


def drop_users_of(draft: Draft, name: QName, what: str, cascade: bool, at: Span, along: tuple[QName, ...] = ()) -> None:
    """The same for what has that name, be it a thing or a table."""
    if not cascade:
        check_users_of(draft, name, what, at, along)
    for user in _users(draft, name) if cascade else ():
        if user.key in draft.things and user.kind == "foreign table" and name not in draft.tables:
            draft.add_thing(without(user, name))
        elif user.key in draft.things:
            _drop_user(draft, user, at)


def check_users_of(draft: Draft, name: QName, what: str, at: Span, along: tuple[QName, ...]) -> None:
    """Before it goes without CASCADE.

    Raises:
        SqlError: something that is not `along` uses it.
    """
    staying = _staying(draft, _users(draft, name), along)
    if staying:
        names = ", ".join(f"{user.kind} {user.name}" for user in staying)
        raise SqlError(f"{what} cannot be dropped: {names} depends on it", span=at, hint="CASCADE drops that as well.")


def _users(draft: Draft, name: QName) -> list[Thing]:
    users = [user for user in draft.users(name) if name not in (user.qname, user.table)]
    # Those go with their table.
    return [user for user in users if not ((user.kind == "statistics" and user.uses[0] == name) or _part(user, name))]


def _part(user: Thing, table: QName) -> bool:
    return (user.get(PARTITION_OF) or "").startswith(f"{table} ")


def drop_foreign_partitions(draft: Draft, table: QName, at: Span) -> None:
    """The foreign tables that are partitions of a table go with it."""
    for user in draft.users(table):
        if _part(user, table):
            _drop_user(draft, user, at)


def _staying(draft: Draft, users: list[Thing], along: tuple[QName, ...]) -> list[Thing]:
    """Of what uses something, and uses that in turn where it goes along, what does not go along."""
    found: dict[Key, Thing] = {}
    waiting = list(users)
    while waiting:
        user = waiting.pop()
        if user.key not in found:
            found[user.key] = user
            if user.qname is not None and user.qname in along:
                waiting.extend(draft.users(user.qname))
    return [user for user in found.values() if user.qname not in along and user.table not in along]


def drop_column(draft: Draft, table: QName, column: str, cascade: bool, at: Span, *, only: bool = False) -> None:
    """Drop a column with all that depends on it; with `only` its children keep what they have.

    Raises:
        SqlError: something depends on it that goes by CASCADE only, and that is not said; the draft is as before.
    """
    what = f"column {column} of table {table}"
    computed = computed_from(draft, table, column)
    if computed and not cascade:
        message = f"{what} cannot be dropped: {', '.join(computed)} is computed from it"
        raise SqlError(message, span=at, hint="CASCADE drops that as well.")
    not_null = name_of(table, draft.tables[table].columns[column])
    drop_users_of(draft, column_of(table, column), what, cascade, at)
    drop_parts_on(draft, table, column, cascade, at)
    for name in computed:
        drop_column(draft, table, name, True, at, only=only)
    remove_column(draft, table, column, cascade, at, only=only)
    forget_part(draft, table, "constraint", not_null)


def drop_rows_of(
    draft: Draft, relation: QName, what: str, cascade: bool, at: Span, along: tuple[QName, ...] = ()
) -> None:
    """Before a table or view goes: columns whose values are its rows go by CASCADE only.

    Raises:
        SqlError: there are some, and CASCADE is not said; the draft is as before.
    """
    if str(relation) in draft.typed:
        found = (one for one in speakers_of(draft, "type", relation) if one.of not in along)
        _drop_speakers(draft, found, what, cascade, at)


def drop_type(draft: Draft, name: QName, cascade: bool, at: Span) -> None:
    """Drop a type with what is of it, or speaks of it: by CASCADE only.

    Raises:
        SqlError: there is something, and CASCADE is not said; the draft is as before.
    """
    what = f"type {name}"
    _drop_speakers(draft, speakers_of(draft, "type", name), what, cascade, at)
    drop_users_of(draft, name, what, cascade, at)
    draft.enums.pop(name, None)
    draft.types.pop(name, None)
    forget(draft, "type", name)


def _drop_speakers(draft: Draft, found: Iterable[Speaker], what: str, cascade: bool, at: Span) -> None:
    users = list(found)
    if users and not cascade:
        message = f"{what} cannot be dropped: {', '.join(map(str, users))} depends on it"
        raise SqlError(message, span=at, hint="CASCADE drops that as well.")
    for user in users:
        _drop_speaker(draft, user, at)


def _drop_speaker(draft: Draft, user: Speaker, at: Span) -> None:
    """What depends on what is gone goes, unless it has gone already with something else."""
    made, type_ = draft.tables.get(user.of), draft.types.get(user.of)
    match user.kind:
        case "table" if made is not None:
            drop_users_of(draft, user.of, str(user), True, at)
            drop_table(draft, user.of)
        case "default" if made is not None and user.name in made.columns:
            made.columns[user.name] = replace(made.columns[user.name], default=None)
        case "column" if made is not None and user.name in made.columns:
            drop_column(draft, user.of, user.name, True, at)
        case "constraint" if made is not None and user.name in made.constraints:
            drop_constraint(draft, user.of, user.name, True, at)
        case "index" if user.of in draft.indexes:
            draft.remove_index(user.of)
            forget(draft, "index", user.of)
        case "type" if type_ is not None:
            drop_type(draft, user.of, True, at)
        case "attribute" if isinstance(type_, Composite):
            left = tuple(one for one in type_.attributes if one.name != user.name)
            draft.types[user.of] = replace(type_, attributes=left)
        case "foreign column":
            for foreign in draft.named(user.of, "foreign table"):
                draft.add_thing(foreign.with_attributes({f"column {user.name}": None}))
                drop_users_of(draft, column_of(user.of, unquoted(user.name)), str(user), True, at)
        case "domain check" if isinstance(type_, Domain):
            checks = tuple(check for check in type_.checks if check.name != user.name)
            draft.types[user.of] = replace(type_, checks=checks)
