"""What policies, triggers, rules and statistics say of the columns of their table: in PostgreSQL they depend on each.

Their texts are what the readers of things made: a column stands in them bare, in the condition of
a trigger or rule behind NEW or OLD.
What holds a query is not looked into: of which table its names are is not known here.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot.tokens import Token, TokenType

from ddlproof.errors import SqlError
from ddlproof.model.names import QName, quote
from ddlproof.model.thing import AS_PRINTED, AS_WRITTEN, ROUTINES, VIEWS, Thing, column_of
from ddlproof.source import Source, Span
from ddlproof.sql.cursor import fold
from ddlproof.sql.draft import Draft
from ddlproof.sql.things.remarks import forget_thing
from ddlproof.sql.tokens import tokenize

_TEXTS = {"policy": ("using", "with check"), "trigger": ("when", "fires"), "rule": ("where",), "statistics": ("on",)}
_STRINGS = (TokenType.STRING, TokenType.NUMBER)


def dependants_of(draft: Draft, table: QName, column: str) -> list[Thing]:
    """The policies, triggers, rules and statistics that mention a column of a table."""
    listed = (*draft.parts(table), *(user for user in draft.users(table) if user.kind == "statistics"))
    return [thing for thing in listed if any(_places(thing, text, column) for _, text in _said(thing))]


def drop_parts_on(draft: Draft, table: QName, column: str, cascade: bool, at: Span) -> None:
    """Before a column goes: policies, triggers and rules that mention it go with it by CASCADE only, statistics anyway.

    Raises:
        SqlError: one stays; the draft is as before.
    """
    found = dependants_of(draft, table, column)
    staying = [thing for thing in found if thing.kind != "statistics"]
    if staying and not cascade:
        message = f"column {column} of table {table} cannot be dropped: {_listed(staying)} depends on it"
        raise SqlError(message, span=at, hint="CASCADE drops that as well.")
    for thing in found:
        draft.remove_thing(thing.key)
        forget_thing(draft, thing)


def check_type_is_free(draft: Draft, table: QName, column: str, at: Span) -> None:
    """The type of a column cannot change while these have it in their definition.

    Source: `ATExecAlterColumnType` in src/backend/commands/tablecmds.c.

    Raises:
        SqlError: something has.
    """
    users = [
        thing for thing in draft.users(column_of(table, column)) if thing.kind in (*VIEWS, *ROUTINES, "rule", "policy")
    ]
    users += [thing for thing in dependants_of(draft, table, column) if thing.kind != "statistics"]
    if users:
        message = f"the type of column {column} of table {table} cannot change: {_listed(users)} uses it"
        raise SqlError(message, span=at, hint="Drop what uses it first, and make it again behind.")


def _listed(things: list[Thing]) -> str:
    return ", ".join(f"{thing.kind} {thing.name}" for thing in things)


def _said(thing: Thing) -> Iterator[tuple[str, str]]:
    wanted = _TEXTS.get(thing.kind, ())
    named = ((name.removesuffix(AS_WRITTEN).removesuffix(AS_PRINTED), text) for name, text in thing.attributes)
    return ((name, text) for name, text in named if name in wanted)


def _end(thing: Thing, text: str) -> int:
    """Where the columns end: statistics say their table behind."""
    return text.rindex(" from ") if thing.kind == "statistics" else len(text)


def _places(thing: Thing, text: str, column: str) -> list[Token]:
    """The tokens of a text that are the column."""
    if column not in text and quote(column) not in text:
        return []
    tokens = tokenize(Source(thing.kind, text[: _end(thing, text)]))
    found = []
    for index, token in enumerate(tokens):
        quoted = token.token_type == TokenType.IDENTIFIER
        if token.token_type in _STRINGS or (token.text if quoted else fold(token.text)) != column:
            continue
        before = [one.text.lower() for one in tokens[max(index - 2, 0) : index]]
        behind = tokens[index + 1].text if index + 1 < len(tokens) else ""
        of_row = thing.kind == "rule" or (thing.kind == "trigger" and not text.startswith(_FIRES))
        row = of_row and before[-1:] == ["."] and before[0] in ("new", "old")
        bare = before[-1:] not in (["."], ["::"]) and not of_row
        if behind not in ("(", ".") and (row or bare):
            found.append(token)
    return found


def in_order(statistics: Thing) -> Thing:
    """Extended statistics with their columns and expressions sorted: in which order they stand does not matter."""
    text = statistics.get("on") or ""
    end = text.rindex(" from ")
    return statistics.with_attributes({"on": ", ".join(sorted(parts_of(text[:end]))) + text[end:]})


_FIRES = ("before ", "after ", "instead of ")


def parts_of(text: str) -> list[str]:
    """What commas outside of brackets and quotes part."""
    parts, start, depth = [], 0, 0
    for token in tokenize(Source("parts", text)):
        depth += (token.text == "(") - (token.text == ")")
        if token.text == "," and depth == 0 and token.token_type != TokenType.STRING:
            parts.append(text[start : token.start].strip())
            start = token.end + 1
    return [*parts, text[start:].strip()]
