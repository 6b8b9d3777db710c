"""The kinds of objects that PostgreSQL has, by the words that follow CREATE, ALTER and DROP: a typo is none of them.

PostgreSQL documentation, part VI "SQL Commands".
"""

from __future__ import annotations

from ddlproof.errors import SqlError
from ddlproof.sql.cursor import Cursor, NotModelled

_TWO_WORDS = {
    "MATERIALIZED": ("VIEW",),
    "EVENT": ("TRIGGER",),
    "CONSTRAINT": ("TRIGGER",),
    "ACCESS": ("METHOD",),
    "USER": ("MAPPING", ""),
    "OPERATOR": ("CLASS", "FAMILY", ""),
    "LARGE": ("OBJECT",),
    "DEFAULT": ("PRIVILEGES",),
    "RECURSIVE": ("VIEW",),
    "FOREIGN": ("TABLE", "DATA"),
    "TEXT": ("SEARCH",),
    "PROCEDURAL": ("LANGUAGE",),
    "TRUSTED": ("LANGUAGE", "PROCEDURAL"),
    "OWNED": ("BY",),
}
_ONE_WORD = frozenset(
    """AGGREGATE CAST COLLATION CONVERSION DATABASE DOMAIN EXTENSION FUNCTION GROUP INDEX LANGUAGE POLICY PROCEDURE
    PUBLICATION ROLE ROUTINE RULE SCHEMA SEQUENCE SERVER STATISTICS SUBSCRIPTION SYSTEM TABLE TABLESPACE TRANSFORM
    TRIGGER TYPE VIEW""".split()
)


def other_kind(cursor: Cursor, verb: str) -> NotModelled | SqlError:
    """What to raise for a kind of object that the model does not hold, or that does not exist.

    Source: the cursor stands behind the verb, and behind OR REPLACE, TEMPORARY and the like.
    """
    first, second = cursor.word(), cursor.word(1)
    if first in _TWO_WORDS:
        known = _TWO_WORDS[first]
        if second in known:
            return NotModelled(f"{verb} {first} {second}".rstrip())
        if "" in known:
            return NotModelled(f"{verb} {first}")
        cursor.index += 1
        return cursor.error(" or ".join(word for word in known if word))
    if first in _ONE_WORD:
        return NotModelled(f"{verb} {first}")
    return cursor.error(f"the kind of object to {verb.lower()} (TABLE, INDEX, TYPE, VIEW, …)")
