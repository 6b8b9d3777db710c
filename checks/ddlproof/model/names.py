"""Names of database objects, as PostgreSQL folds, quotes and prints them.

PostgreSQL documentation, section 4.1.1 "Identifiers and Key Words".
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_PLAIN = re.compile(r"[a-z_][a-z0-9_$]*\Z")

# The fully reserved words of PostgreSQL 18 (appendix C): the only ones that a column cannot be called bare.
RESERVED = frozenset(
    """all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate
    collation column concurrently constraint create cross current_catalog current_date current_role current_schema
    current_time current_timestamp current_user default deferrable desc distinct do else end except false fetch for
    foreign freeze from full grant group having ilike in initially inner intersect into is isnull join lateral
    leading left like limit localtime localtimestamp natural not notnull null offset on only or order outer overlaps
    placing primary references returning right select session_user similar some symmetric system_user table
    tablesample then to trailing true union unique user using variadic verbose when where window with""".split()
)


# Of these the ones that can all the same be called like a function, a type or a parameter (`type_func_name_keyword`).
FUNCTION_WORDS = frozenset(
    """authorization collation concurrently cross current_schema freeze full ilike inner is isnull join left like
    natural notnull outer overlaps right similar tablesample verbose""".split()
)


def quote(identifier: str) -> str:
    """The identifier as SQL: quoted only where PostgreSQL would need it."""
    if _PLAIN.match(identifier) and identifier not in RESERVED:
        return identifier
    return '"' + identifier.replace('"', '""') + '"'


@dataclass(frozen=True, slots=True, order=True)
class QName:
    """A schema-qualified name, already folded: what the catalog holds."""

    schema: str
    name: str

    def __str__(self) -> str:
        return f"{quote(self.schema)}.{quote(self.name)}"

    def sibling(self, name: str) -> QName:
        """Another name in the same schema."""
        return QName(self.schema, name)


_QUALIFIED = re.compile(r'("(?:[^"]|"")+"|[^".]+)\.("(?:[^"]|"")+"|[^".]+)\Z')


def qualified(text: str) -> QName | None:
    """The name that `str` has written; None of a text without a schema."""
    match = _QUALIFIED.match(text)
    return QName(unquoted(match[1]), unquoted(match[2])) if match is not None else None


def unquoted(name: str) -> str:
    """What `quote` was given."""
    return name[1:-1].replace('""', '"') if name.startswith('"') else name
