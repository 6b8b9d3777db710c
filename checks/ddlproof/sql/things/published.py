"""What a publication publishes follows the tables and schemas: PostgreSQL documentation, section 29.1 "Publication".

Each member is an attribute of the publication, named after it: `table s.t`, `tables in schema s`.
"""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.errors import SqlError
from ddlproof.model.names import QName, quote
from ddlproof.model.thing import Thing
from ddlproof.source import Span
from ddlproof.sql.draft import Draft
from ddlproof.sql.words import rename_word

TABLE = "table "
IN_SCHEMA = "tables in schema "
WHOLE = "published"
"""What is said of a member all of whose rows and columns are published."""


def of_table(table: QName) -> str:
    """The attribute that says that a table is published."""
    return f"{TABLE}{table}"


def of_schema(schema: str) -> str:
    """The attribute that says that all tables of a schema are."""
    return f"{IN_SCHEMA}{quote(schema)}"


def publishing(draft: Draft, member: str) -> Iterator[Thing]:
    """The publications with that member."""
    return (thing for thing in draft.of_kind("publication") if thing.get(member) is not None)


def check_members(publication: Thing, changes: tuple[tuple[str, str | None], ...], at: Span) -> None:
    """Before members come or go.

    Raises:
        SqlError: one that goes is not there, or all tables are published. One that comes again takes the other's place.
    """
    for member, said in changes:
        if not member.startswith((TABLE, IN_SCHEMA)):
            continue
        if publication.get("all tables") is not None:
            raise SqlError(f"publication {publication.name} is for all tables: none comes or goes", span=at)
        if said is None and publication.get(member) is None:
            raise SqlError(f"{member} is not in publication {publication.name}", span=at)


def follow(draft: Draft, member: str, to: str | None) -> None:
    """A member has another name, or is gone (None): each publication with it says so."""
    for publication in list(publishing(draft, member)):
        without = publication.with_attributes({member: None})
        draft.add_thing(without if to is None else without.with_attributes({to: publication.get(member)}))


def choosing(draft: Draft, table: QName, column: str, cascade: bool, at: Span) -> list[Thing]:
    """The publications that choose columns or rows of a table by that column: they lose the table with it.

    Raises:
        SqlError: there are some, and CASCADE is not said.
    """
    member = of_table(table)
    found = [publication for publication in publishing(draft, member) if _mentions(publication.get(member), column)]
    if found and not cascade:
        names = ", ".join(f"publication {publication.name}" for publication in found)
        raise SqlError(
            f"column {column} of table {table} cannot be dropped: {names} depends on it",
            span=at,
            hint="CASCADE takes the table out of the publication.",
        )
    return found


def let_go(draft: Draft, publications: list[Thing], table: QName) -> None:
    """They publish a table no more."""
    for publication in publications:
        draft.add_thing(publication.with_attributes({of_table(table): None}))


def _mentions(said: str | None, column: str) -> bool:
    return said not in (None, WHOLE) and rename_word(said, column, f"{column}\0") != said
