"""What a rule does and the body of a function in SQL's own form, in one spelling, as `query.py` has a view's query.

PostgreSQL keeps them parsed, as it keeps a query: by the oids and numbers of what they speak of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlglot import exp
from sqlglot.tokens import TokenType

from ddlproof.model.names import QName
from ddlproof.model.thing import column_of
from ddlproof.sql.figured import Tree, listed, name_of
from ddlproof.sql.query import (
    ERRORS,
    Query,
    columns_known,
    forget_names,
    functions,
    printed,
    qualified,
    resolved,
    types_made,
    unbracket,
    unname,
)
from ddlproof.sql.shown import columns_of, show, target_of, unalias
from ddlproof.sql.tokens import dialect, trees_of

if TYPE_CHECKING:
    from ddlproof.sql.resolve import Resolver

_BEGIN, _END, _RETURN, _SELECT = "begin atomic ", "end", "return ", "select "
_COMMANDS = (exp.Query, exp.Insert, exp.Update, exp.Delete)
NOTIFY = "notify "
_NOTIFY = re.compile(rf"(?:\A|;)\s*{NOTIFY}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Body:
    """The trees of its statements. `opening` is what stands before them: nothing, `begin atomic` or `return`."""

    trees: tuple[Tree, ...]
    opening: str = ""

    @property
    def text(self) -> str:
        """As `read_body` reads it."""
        texts = [printed(tree) for tree in self.trees]
        if self.opening == _BEGIN:
            return f"{_BEGIN}{''.join(f'{text}; ' for text in texts)}{_END}"
        if self.opening == _RETURN:
            return _RETURN + texts[0][len(_SELECT) :]
        return texts[0] if len(texts) == 1 else f"({'; '.join(texts)})"


def read_body(text: str) -> Body | None:
    """A query, `command`, `(command; …)`, `begin atomic statement; … end` or `return expression`; None of others.

    Raises:
        SqlglotError: it is no SQL that sqlglot knows. More of `ERRORS` may come.
    """
    lower = text[: len(_BEGIN)].lower()
    if lower == _BEGIN and text[-len(_END) :].lower() == _END:
        return _body(text[len(_BEGIN) : -len(_END)], _BEGIN)
    if lower.startswith(_RETURN):
        return _body(_SELECT + text[len(_RETURN) :], _RETURN)
    try:
        return _body(text)
    except ERRORS:
        if not (text.startswith("(") and text.endswith(")")):
            raise
        return _body(text[1:-1])


def is_read(text: str) -> bool:
    """Whether sqlglot reads it: then what it speaks of is known. A NOTIFY speaks of nothing."""
    try:
        return read_body(text) is not None
    except ERRORS:
        return False


def _body(text: str, opening: str = "") -> Body | None:
    trees = tuple(_trees(text))
    return (
        Body(trees, opening)
        if trees and all(isinstance(tree, _COMMANDS) or is_notify(tree) for tree in trees)
        else None
    )


def _trees(text: str) -> Iterator[Tree]:
    """The trees of the statements; of a NOTIFY, which sqlglot does not know, one that holds its text."""
    if _NOTIFY.search(text) is None:
        yield from (tree for tree in trees_of(text) if tree is not None)
        return
    tokens = dialect().tokenize(text)
    ends = [token.start for token in tokens if token.token_type == TokenType.SEMICOLON]
    for start, end in zip((0, *(end + 1 for end in ends)), (*ends, len(text)), strict=True):
        part = text[start:end].strip()
        if part[: len(NOTIFY)].lower() == NOTIFY:
            yield exp.Command(this=NOTIFY.strip(), expression=part[len(NOTIFY) :])
        elif part:
            yield from _trees(part)


def is_notify(tree: Tree) -> bool:
    """Whether it is a NOTIFY: it speaks of nothing that a schema has."""
    return isinstance(tree, exp.Command) and tree.name == NOTIFY.strip()


def normal_commands(text: str, resolver: Resolver, row: QName | None = None, own: QName | None = None) -> Query | None:
    """The text in its normal form, with what it uses; None if sqlglot cannot read it.

    `row` is the table that NEW and OLD are rows of, `own` the function whose body it is.
    """
    try:
        body = read_body(text)
        if body is None:
            return None
        settled = [_settled(tree, resolver, row, own) for tree in body.trees]
        uses = dict.fromkeys(name for _, used in settled for name in used)
        return Query(replace(body, trees=tuple(tree for tree, _ in settled)).text, None, tuple(uses))
    except ERRORS:
        return None


def _settled(tree: Tree, resolver: Resolver, row: QName | None, own: QName | None) -> tuple[Tree, list[QName]]:
    """The tree in its normal form, and what it uses."""
    if is_notify(tree):
        return tree, []
    if row is not None:
        _spell_row(tree, row, resolver)
    tables = dict.fromkeys(resolved(tree, resolver))
    others = dict.fromkeys((*functions(tree, resolver), *types_made(tree, resolver)))
    known = columns_known(tables, resolver)
    _name_columns(tree, known)
    for part in show(tree):
        tree = part.put_back(qualified(part.query, known) or part.query)
    _forget_names(tree, own)
    unbracket(tree)
    columns = dict.fromkeys(column_of(table, name.name) for name, table in columns_of(tree, row))
    unalias(tree)
    return tree, [*tables, *columns, *others]


def _spell_row(tree: Tree, row: QName, resolver: Resolver) -> None:
    """`new.*` is all columns of the row, as far as they are known."""
    made = resolver.draft.tables.get(row)
    for star in [c for c in tree.find_all(exp.Column) if isinstance(c.this, exp.Star) and made is not None]:
        owner = name_of(star.args["table"])
        if owner in ("new", "old") and made is not None and not made.opaque and star.arg_key == "expressions":
            star.replace([exp.column(name, owner, quoted=True) for name in made.columns])


def _name_columns(tree: Tree, known: dict[str, dict[str, dict[str, str]]]) -> None:
    """The columns that an INSERT fills are named, as many as there are values."""
    if not isinstance(tree, exp.Insert):
        return
    if isinstance(tree.this, exp.Schema):
        for name in tree.this.expressions:
            if isinstance(name, exp.Identifier):
                name.replace(exp.to_identifier(name_of(name), quoted=True))
        return
    given, table = tree.expression, target_of(tree)
    outputs = listed(given) if isinstance(given, exp.Query) else given.expressions[0].expressions if given else []
    names = list(known.get(table.schema, {}).get(table.name, {}))
    if outputs and len(names) >= len(outputs) and not any(output.is_star for output in outputs):
        columns = [exp.to_identifier(name, quoted=True) for name in names[: len(outputs)]]
        tree.set("this", exp.Schema(this=tree.this, expressions=columns))


def _forget_names(tree: Tree, own: QName | None) -> None:
    """What its outputs are called does not matter; a parameter goes without the name of its function."""
    query = tree.args.get("expression") if isinstance(tree, exp.Insert) else tree
    if isinstance(query, exp.Select):
        unname(query)
    forget_names(tree)
    for column in tree.find_all(exp.Column):
        owner = column.args.get("table")
        if own is not None and owner is not None and name_of(owner) == own.name:
            column.set("table", None)
