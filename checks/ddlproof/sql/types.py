"""Type names in SQL to `Type`.

PostgreSQL documentation, chapter 8 "Data Types"; section 8.1.4 "Serial Types".
"""

from __future__ import annotations

from functools import cache

from sqlglot.tokens import TokenType

from ddlproof.model.types import BUILTIN, Type, builtin, user_type
from ddlproof.source import Source
from ddlproof.sql.cursor import Cursor, cut_name, fold
from ddlproof.sql.tokens import tokenize

_TWO_WORDS = {
    ("DOUBLE", "PRECISION"): "double precision",
    ("CHARACTER", "VARYING"): "character varying",
    ("CHAR", "VARYING"): "character varying",
    ("BIT", "VARYING"): "bit varying",
    ("NATIONAL", "CHARACTER", "VARYING"): "character varying",
    ("NATIONAL", "CHAR", "VARYING"): "character varying",
    ("NATIONAL", "CHARACTER"): "character",
    ("NATIONAL", "CHAR"): "character",
}
_FIRST_OF_TWO = frozenset(words[0] for words in _TWO_WORDS)
_INTERVAL_FIELDS = ("YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND")


def read_type(cursor: Cursor) -> Type:
    """The type that comes next. A type outside `pg_catalog` that is not qualified gets the empty schema."""
    cursor.take("SETOF")
    quoted = cursor.token is not None and cursor.token.token_type == TokenType.IDENTIFIER
    name = _name(cursor)
    modifiers = _modifiers(cursor)
    if name in ("time", "timestamp"):
        name += _time_zone(cursor)
    if name in ("time with time zone", "timestamp with time zone") and not modifiers:
        modifiers = _modifiers(cursor)
    if name == "interval":
        name, modifiers = _interval(cursor, modifiers)
    array = _array(cursor)
    # `"bit"`, as the catalog spells a constant's type, is one of any length.
    return Type(*(name, modifiers) if quoted else _defaults(name, modifiers), array=array)


def _name(cursor: Cursor) -> str:
    if cursor.word().partition(" ")[0] in _FIRST_OF_TWO:
        for words in sorted(_TWO_WORDS, key=len, reverse=True):
            if cursor.take(*words):
                return _TWO_WORDS[words]
    token = cursor.token
    if token is not None and token.token_type == TokenType.IDENTIFIER:
        return _user_or_char(cursor)
    qualified = cursor.word(1) == "."
    if not qualified and token is not None and token.token_type not in (TokenType.STRING, TokenType.NUMBER):
        # sqlglot has keywords for many types, and these may span words: read the text as it is written.
        word = fold(" ".join(token.text.split()))
        known = builtin(word)
        if word == "timestamp" or word == "time":
            cursor.index += 1
            return word
        if known in BUILTIN:
            cursor.index += 1
            return known
    return _user_or_char(cursor)


def _user_or_char(cursor: Cursor) -> str:
    quoted = cursor.token is not None and cursor.token.token_type == TokenType.IDENTIFIER
    name = cursor.qname("a type")
    if name.schema == "pg_catalog":
        return builtin(name.name) if name.name != "char" else '"char"'
    if not name.schema and quoted:
        return '"char"' if name.name == "char" else name.name if name.name in BUILTIN else user_type("", name.name)
    return user_type(name.schema, cut_name(name.name))


def _modifiers(cursor: Cursor) -> tuple[str, ...]:
    if not cursor.at("("):
        return ()
    first = cursor.index + 1
    inside = cursor.inside()
    if (wrong := _out_of_place([token.text for token in inside])) is not None:
        cursor.index = first + wrong
        raise cursor.error("`,` or `)`" if wrong and inside[wrong - 1].text != "," else "a number")
    return tuple(
        part.strip() for part in "".join(_spelt(cursor, token.start, token.end) for token in inside).split(",")
    )


def _out_of_place(words: list[str]) -> int | None:
    """The number of the word that is none of a list of single values, which may have signs."""
    if "(" in words:
        return None  # a value that is calculated
    value = False
    for number, word in enumerate([*words, ","]):
        if (word == ",") != value:
            return number
        value = word != "," if word not in ("+", "-") else value
    return None


def _spelt(cursor: Cursor, start: int, end: int) -> str:
    return cursor.source.text[start : end + 1]


def _time_zone(cursor: Cursor) -> str:
    if cursor.take("WITH", "TIME", "ZONE"):
        return " with time zone"
    cursor.take("WITHOUT", "TIME", "ZONE")
    return " without time zone"


def _interval(cursor: Cursor, modifiers: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    fields = cursor.take_one(*_INTERVAL_FIELDS)
    if fields is None:
        return "interval", modifiers
    name = f"interval {fields.lower()}"
    if cursor.take("TO"):
        last = cursor.take_one(*_INTERVAL_FIELDS)
        if last is None:
            raise cursor.error("a field of an interval")
        name += f" to {last.lower()}"
    return name, _modifiers(cursor) or modifiers


def _array(cursor: Cursor) -> bool:
    if cursor.take("ARRAY"):
        _dimension(cursor)
        return True
    array = False
    while _dimension(cursor):
        array = True
    return array


def _dimension(cursor: Cursor) -> bool:
    if not cursor.take("["):
        return False
    if cursor.token is not None and cursor.token.token_type == TokenType.NUMBER:
        cursor.index += 1
    cursor.expect("]")
    return True


def _defaults(name: str, modifiers: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """What PostgreSQL makes of a missing or implied modifier."""
    if name in ("character", "bit") and not modifiers:
        return name, ("1",)
    if name == "numeric" and len(modifiers) == 1:
        return name, (modifiers[0], "0")
    if name == "double precision" and modifiers:
        return ("real" if int(modifiers[0]) <= 24 else name), ()
    return name, modifiers


@cache
def type_of(text: str) -> Type:
    """The type that a text names.

    Raises:
        SqlError: the text is no type name.
    """
    source = Source("type", text)
    # A type may begin with a word that sqlglot takes for a command at the start of a text.
    cursor = Cursor(source, tuple(tokenize(source)))
    found = read_type(cursor)
    cursor.end()
    return found
