"""What our grammar of expressions does not say: kept as text, with the columns that it may refer to."""

from __future__ import annotations

from collections.abc import Iterator

from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.tokens import Token, TokenType

from ddlproof.model.expression import Opaque
from ddlproof.model.names import RESERVED
from ddlproof.source import Source
from ddlproof.sql.cursor import Cursor, cut_name, fold
from ddlproof.sql.tokens import dialect

_QUOTED = (TokenType.STRING, TokenType.IDENTIFIER)


def opaque(cursor: Cursor, start: int, form: str = "({})", without: int | None = None) -> Opaque:
    """The tokens from number `start` up to the cursor as text: words folded, white space and comments to one blank.

    `form` puts brackets around it, so that it can stand anywhere; what is one operand in itself needs none. Token
    number `without` is left out.
    """
    tokens = tuple(token for n, token in enumerate(cursor.tokens[start : cursor.index], start) if n != without)
    return Opaque(form.format(spelt(cursor.source, tokens)), columns_of(cursor.source, tokens))


OPERAND = "{}"


def spelt(source: Source, tokens: tuple[Token, ...]) -> str:
    """Tokens as they are written, without what stands between them but a blank."""
    parts: list[str] = []
    last = -1
    for token in tokens:
        written = source.text[token.start : token.end + 1]
        parts.append(" " if parts and token.start > last + 1 else "")
        parts.append(written if token.token_type in _QUOTED else fold(" ".join(written.split())))
        last = token.end
    return "".join(parts)


def columns_of(source: Source, tokens: tuple[Token, ...]) -> tuple[str, ...]:
    """The columns named in tokens: by sqlglot's tree of them, or, where it makes none, every name that can be one."""
    try:
        trees = dialect().parser().parse_into(exp.Condition, list(tokens), source.text)
    except (SqlglotError, RecursionError):
        return tuple(dict.fromkeys(_names(source, tokens)))
    found = (column.this for tree in trees if tree is not None for column in tree.find_all(exp.Column))
    names = (name for name in found if isinstance(name, exp.Identifier))
    return tuple(dict.fromkeys(cut_name(str(n.this) if n.quoted else fold(str(n.this))) for n in names))


def _names(source: Source, tokens: tuple[Token, ...]) -> Iterator[str]:
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        if following is not None and following.text in ("(", "."):
            continue
        if token.token_type == TokenType.IDENTIFIER:
            yield cut_name(token.text)
        elif token.token_type != TokenType.STRING and token.text.isidentifier() and fold(token.text) not in RESERVED:
            yield cut_name(fold(token.text))
