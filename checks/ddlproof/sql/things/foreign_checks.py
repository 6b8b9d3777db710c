"""The CHECKs of foreign tables, each an attribute of its table: PostgreSQL documentation, CREATE FOREIGN TABLE."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ddlproof.errors import SqlError
from ddlproof.model.constraint import Check
from ddlproof.model.expression import columns
from ddlproof.model.names import QName, quote, unquoted
from ddlproof.model.thing import Thing
from ddlproof.source import Span
from ddlproof.sql.draft import Draft, Taken
from ddlproof.sql.implicit import choose
from ddlproof.sql.things.common import Changes
from ddlproof.sql.things.fill import Refers
from ddlproof.sql.words import rename_word

CHECK = "check "
"""How the attribute begins."""
_UNNAMED = f"{CHECK}\0"
"""How it begins until the check gets a name, which depends on those that are there."""


def as_attributes(checks: Iterable[Check], refers: Refers) -> Changes:
    """The CHECKs of one statement; behind the mark of one without a name its number and the column in its name."""
    said: Changes = {}
    for number, check in enumerate(checks):
        named = columns(check.expression)
        unnamed = f"{_UNNAMED}{number:04} {named[0] if len(named) == 1 else ''}"
        marks = (" no inherit" * check.no_inherit, " not valid" * (not check.validated))
        name = f"{CHECK}{quote(check.name)}" if check.name else unnamed
        said[name] = "".join((refers(check.expression), *marks))
    return said


def with_names(draft: Draft, table: QName, changes: Iterable[tuple[str, str | None]], there: Iterable[str]) -> Changes:
    """What is said of a foreign table, each CHECK by its name; `there` are the attributes that it has already."""
    said = dict(changes)
    own = {unquoted(name.removeprefix(CHECK)) for name in (*there, *said) if name.startswith(CHECK)}
    others = draft.constraints(table.schema)
    for mark in [name for name in said if name.startswith(_UNNAMED)]:
        column = mark.removeprefix(_UNNAMED).partition(" ")[2]
        name = choose(table.name, column, "check", _Taken(own, others))
        own.add(name)
        said[f"{CHECK}{quote(name)}"] = said.pop(mark)
    return said


def validated(table: Thing, changes: Iterable[tuple[str, str | None]], at: Span) -> Iterator[tuple[str, str | None]]:
    """The changes, with each CHECK that is validated as it is afterwards.

    Raises:
        SqlError: there is no such CHECK.
    """
    for name, value in changes:
        check, mark, _ = name.partition("\0valid")
        if not mark or not check.startswith(CHECK):
            yield name, value
        elif (text := table.get(check)) is not None:
            yield check, text.removesuffix(" not valid")
        else:
            raise SqlError(f"constraint {check.removeprefix(CHECK)} of {table.name} does not exist here", span=at)


class _Taken:
    """Names that are in one of several."""

    def __init__(self, *names: Taken) -> None:
        self.names = names

    def __contains__(self, name: object) -> bool:
        return any(name in names for names in self.names)


def without_checks(table: Thing, changes: Iterable[tuple[str, str | None]]) -> Changes:
    """The CHECKs that mention a column which goes: they go with it."""
    gone = [unquoted(name.removeprefix("column ")) for name, value in changes if value is None]
    checks = [(name, text) for name, text in table.attributes if name.startswith(CHECK)]
    return {name: None for column in gone for name, text in checks if rename_word(text, column, "\0") != text}
