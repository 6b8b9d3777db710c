"""PL/pgSQL expressions whose value the text tells: what EXECUTE is given, what a loop goes through.

PostgreSQL documentation, sections 9.4.1 "format", 9.28.1 "Configuration Settings Functions", 8.15.2 "Array Value
Input", 43.5.4 "Executing Dynamic Commands".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlglot.tokens import TokenType

from ddlproof.errors import SqlError
from ddlproof.model.names import quote
from ddlproof.source import Span
from ddlproof.sql.cursor import Cursor
from ddlproof.sql.types import read_type


@dataclass(frozen=True, slots=True)
class Known:
    """A text, a list where it is an array, None for NULL; `unset` are the settings that are not set if it is so."""

    value: str | tuple[str, ...] | None
    unset: tuple[tuple[str, Span], ...] = ()


Variables = Mapping[str, Known]
"""Variables by name; a field of a record by both names, as `r.name`."""


class _Open(Exception):
    """Its value is known only when it runs. `evaluate` catches it."""


def evaluate(cursor: Cursor, variables: Variables) -> Known | None:
    """The value of the expression that the tokens are; None where only the server knows."""
    try:
        found = _value(cursor, variables)
    except (_Open, SqlError):
        return None
    return found if cursor.done else None


def _value(cursor: Cursor, variables: Variables) -> Known:
    """Operands joined by `||`: NULL where one of them is."""
    parts = [_operand(cursor, variables)]
    while cursor.take("||"):
        parts.append(_operand(cursor, variables))
    if len(parts) == 1:
        return parts[0]
    texts = [_text(part) for part in parts]
    return _made(None if None in texts else "".join(text for text in texts if text is not None), parts)


def _made(value: str | tuple[str, ...] | None, of: Sequence[Known]) -> Known:
    return Known(value, tuple(dict.fromkeys(unset for part in of for unset in part.unset)))


def _text(known: Known) -> str | None:
    if isinstance(known.value, tuple):
        raise _Open
    return known.value


def _operand(cursor: Cursor, variables: Variables) -> Known:
    token = cursor.token
    if token is None:
        raise _Open
    if cursor.take("("):
        found = _value(cursor, variables)
        cursor.expect(")")
    elif token.token_type in (TokenType.STRING, TokenType.NUMBER):
        cursor.index += 1
        found = Known(token.text)
    elif cursor.take("NULL"):
        found = Known(None)
    elif cursor.take("ARRAY"):
        found = _array(cursor, variables)
    else:
        found = _called(cursor, variables) if cursor.word(1) == "(" else _variable(cursor, variables)
    while cursor.take("::"):
        found = _cast(found, str(read_type(cursor)))
    return found


def _array(cursor: Cursor, variables: Variables) -> Known:
    cursor.expect("[")
    items = [_value(cursor, variables)]
    while cursor.take(","):
        items.append(_value(cursor, variables))
    cursor.expect("]")
    texts = [text for item in items if (text := _text(item)) is not None]
    if len(texts) < len(items):
        raise _Open
    return _made(tuple(texts), items)


def _variable(cursor: Cursor, variables: Variables) -> Known:
    name = cursor.name()
    while cursor.take("."):
        name += f".{cursor.label()}"
    if name not in variables:
        raise _Open
    return variables[name]


_AS_IT_IS = frozenset(("text", "character varying", "name", "text[]", "character varying[]", "name[]"))
_LIST = re.compile(r"\{\s*\w+\s*(?:,\s*\w+\s*)*\}\Z")


def _cast(known: Known, to: str) -> Known:
    if to not in _AS_IT_IS:
        raise _Open
    if to.endswith("[]") and isinstance(known.value, str):
        if not _LIST.match(known.value):
            raise _Open
        return Known(tuple(item.strip() for item in known.value[1:-1].split(",")), known.unset)
    return known


def _called(cursor: Cursor, variables: Variables) -> Known:
    start = cursor.index
    name = cursor.advance().lower()
    arguments: list[Known] = []
    cursor.expect("(")
    if name == "current_setting":
        return _setting(cursor, start)
    while not cursor.take(")"):
        arguments.append(_value(cursor, variables))
        if not cursor.at(")"):
            cursor.expect(",")
    if name not in _FUNCTIONS or not arguments:
        raise _Open
    return _made(_FUNCTIONS[name]([_text(one) for one in arguments]), arguments)


def _setting(cursor: Cursor, start: int) -> Known:
    """`current_setting('its.name', true)` is NULL where nobody has set it: only PostgreSQL's own are always set."""
    name = cursor.string()
    if "." not in name or not cursor.take(",", "TRUE", ")"):
        raise _Open
    return Known(None, ((name, cursor.since(start)),))


Texts = Sequence[str | None]


def _strict(function: Callable[..., str]) -> Callable[[Texts], str | None]:
    """A function that gives NULL where one of its arguments is."""

    def called(texts: Texts) -> str | None:
        if None in texts:
            return None
        try:
            return function(*texts)
        except TypeError:  # not so many arguments
            raise _Open from None

    return called


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _nullif(texts: Texts) -> str | None:
    return None if texts[0] == texts[-1] else texts[0]


_PLACE = re.compile(r"%(?:(\d+)\$)?([sILs%])|%")


def _format(texts: Texts) -> str | None:
    """`format`, without widths."""
    if texts[0] is None:
        return None
    following = iter(range(1, len(texts)))
    return "".join(_formatted(texts[0], texts, following))


def _formatted(form: str, texts: Texts, following: Iterator[int]) -> Iterator[str]:
    last = 0
    for match in _PLACE.finditer(form):
        yield form[last : match.start()]
        last, kind = match.end(), match[2]
        if kind == "%":
            yield "%"
            continue
        at = int(match[1]) if match[1] else next(following, 0)
        text = texts[at] if kind is not None and 0 < at < len(texts) else None
        if kind is None or not 0 < at < len(texts) or (kind == "I" and text is None):
            raise _Open
        yield _SPELT[kind](text or "") if text is not None else {"s": "", "L": "NULL"}[kind]
    yield form[last:]


_SPELT: Mapping[str, Callable[[str], str]] = {"I": quote, "L": _literal, "s": str}
_FUNCTIONS: Mapping[str, Callable[[Texts], str | None]] = {
    "format": _format,
    "concat": lambda texts: "".join(text or "" for text in texts),
    "coalesce": lambda texts: next((text for text in texts if text is not None), None),
    "nullif": _nullif,
    "quote_ident": _strict(quote),
    "quote_literal": _strict(_literal),
    "lower": _strict(str.lower),
    "upper": _strict(str.upper),
    "replace": _strict(str.replace),
}


def first_word(cursor: Cursor) -> str:
    """The word with which a text begins that is put together, in upper case; empty where that is not known."""
    while cursor.take("(") or cursor.take("FORMAT", "(") or cursor.take("CONCAT", "("):
        pass
    token = cursor.token
    if token is None or token.token_type != TokenType.STRING:
        return ""
    match = re.match(r"\s*(\w+)\s", token.text)
    return match[1].upper() if match is not None else ""
