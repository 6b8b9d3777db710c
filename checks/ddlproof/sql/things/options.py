"""The options of functions and procedures: PostgreSQL documentation, CREATE FUNCTION, ALTER FUNCTION."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot.tokens import TokenType

from ddlproof.model.thing import UNKNOWN, FunctionName
from ddlproof.sql.cursor import Cursor
from ddlproof.sql.things.fill import Refers

Changes = dict[str, str | None]
RESET_ALL = "set *"
"""Stands among the changes where every setting is taken back."""

_WORDS: dict[str, tuple[str, str | None]] = {
    "IMMUTABLE": ("volatility", "immutable"),
    "STABLE": ("volatility", "stable"),
    "VOLATILE": ("volatility", None),
    "STRICT": ("strict", ""),
    "RETURNS NULL ON NULL INPUT": ("strict", ""),
    "CALLED ON NULL INPUT": ("strict", None),
    "SECURITY DEFINER": ("security", "definer"),
    "SECURITY INVOKER": ("security", None),
    "EXTERNAL SECURITY DEFINER": ("security", "definer"),
    "EXTERNAL SECURITY INVOKER": ("security", None),
    "LEAKPROOF": ("leakproof", ""),
    "NOT LEAKPROOF": ("leakproof", None),
    "PARALLEL SAFE": ("parallel", "safe"),
    "PARALLEL RESTRICTED": ("parallel", "restricted"),
    "PARALLEL UNSAFE": ("parallel", None),
    "WINDOW": ("window", ""),
}
"""Each option of words alone: the attribute that it sets; None is the default."""


def take_option(cursor: Cursor, changes: Changes, refers: Refers) -> bool:
    """Step over one option that CREATE and ALTER have in common, if one comes."""
    found = cursor.take_one(*_WORDS)
    if found is not None:
        name, value = _WORDS[found]
        changes[name] = value
        return True
    for word, reader in _WITH_VALUE.items():
        if cursor.take(word):
            reader(cursor, changes, refers)
            return True
    return False


def _number(word: str) -> Callable[[Cursor, Changes, Refers], None]:
    def reader(cursor: Cursor, changes: Changes, refers: Refers) -> None:
        token = cursor.token
        if token is None or token.token_type != TokenType.NUMBER:
            raise cursor.error("a number")
        cursor.index += 1
        changes[word] = f"{float(token.text):g}"

    return reader


def _support(cursor: Cursor, changes: Changes, refers: Refers) -> None:
    changes["support"] = refers(FunctionName(cursor.qname("a function"), built_in=True))


def _set(cursor: Cursor, changes: Changes, refers: Refers) -> None:
    if cursor.take("TIME", "ZONE"):
        changes["set timezone"] = read_value(cursor)
        return
    name = _setting(cursor)
    if cursor.take("FROM", "CURRENT"):
        changes[f"set {name}"] = UNKNOWN
        return
    if not cursor.take("TO") and not cursor.take("="):
        raise cursor.error("TO or =")
    changes[f"set {name}"] = None if cursor.take("DEFAULT") else read_value(cursor)


def _reset(cursor: Cursor, changes: Changes, refers: Refers) -> None:
    if cursor.take("ALL"):
        for name in [name for name in changes if name.startswith("set ")]:
            del changes[name]
        changes[RESET_ALL] = None
        return
    changes[f"set {_setting(cursor)}"] = None


def _setting(cursor: Cursor) -> str:
    name = cursor.qname("a setting")
    return (f"{name.schema}.{name.name}" if name.schema else name.name).lower()


def read_value(cursor: Cursor) -> str:
    """`public, pg_temp`: the values as the setting holds them.

    Of an empty path that came FROM CURRENT `pg_get_functiondef` prints nothing.
    """
    if cursor.at("AS") or (cursor.at("SET") and cursor.word(2) in ("TO", "=")):
        return "''"
    values = [_one(cursor)]
    while cursor.take(","):
        values.append(_one(cursor))
    return ", ".join(values)


def _one(cursor: Cursor) -> str:
    token = cursor.token
    if token is None:
        raise cursor.error("a value")
    sign = "-" if cursor.take("-") else ""
    token = cursor.token
    if token is not None and token.token_type in (TokenType.STRING, TokenType.NUMBER):
        cursor.index += 1
        return sign + token.text if token.text else "''"
    return cursor.label("a value")


_WITH_VALUE: dict[str, Callable[[Cursor, Changes, Refers], None]] = {
    "COST": _number("cost"),
    "ROWS": _number("rows"),
    "SUPPORT": _support,
    "SET": _set,
    "RESET": _reset,
}
