"""The columns of foreign tables, each an attribute of its table: PostgreSQL documentation, ALTER FOREIGN TABLE.

The text of the attribute is `type [collate c] [not null] [default e] [option n 'v' …]`, in this order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from ddlproof.errors import SqlError
from ddlproof.model.names import QName, quote, unquoted
from ddlproof.model.thing import Thing
from ddlproof.source import Source, Span
from ddlproof.sql.things.common import Changes
from ddlproof.sql.tokens import tokenize
from ddlproof.sql.words import rename_word

COLUMN = "column "
"""How the attribute begins."""
ASPECT = "\0"
"""What parts in a change the attribute from what of it changes: `type`, `not null`, `default`, `to`, `option …`."""
CHECK = "check "
INHERITS, PARTITION_OF = "inherits", "partition of"
"""What says the parents of a foreign table: columns and CHECKs that it only has because of them are said of those."""

_WORDS = ("collate", "not", "default", "option")


@dataclass(frozen=True, slots=True)
class ForeignColumn:
    """A column as its text says it; `type` has the collation with it."""

    type: str
    not_null: bool = False
    default: str | None = None
    options: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        said = [self.type, *(["not null"] if self.not_null else [])]
        said += [f"default {self.default}"] if self.default is not None else []
        return " ".join([*said, *(f"{name} {value}" for name, value in self.options)])


def read(text: str) -> ForeignColumn:
    """The column whose attribute has this text."""
    tokens = tokenize(Source("column", text))
    starts: dict[str, int] = {}
    depth = 0
    for before, token in zip((None, *tokens), tokens, strict=False):
        depth += (token.text in "([") - (token.text in ")]")
        word = token.text.lower() if text[token.start] != '"' else ""
        later = word in _WORDS and (not starts or _WORDS.index(word) > max(map(_WORDS.index, starts)))
        if depth == 0 and later and (before is None or before.text not in (".", "::")):
            starts[word] = token.start
    ends = sorted((*starts.values(), len(text)))

    def part(word: str) -> str | None:
        return text[starts[word] : next(end for end in ends if end > starts[word])].strip() if word in starts else None

    type_ = text[: ends[0]].strip()
    default = part("default")
    options = re.findall(r"(option (?:\"(?:[^\"]|\"\")+\"|\S+)) (E?'(?:[^']|'')*')", part("option") or "")
    return ForeignColumn(
        " ".join((type_, part("collate") or "")).strip(),
        "not" in starts,
        default.removeprefix("default ") if default is not None else None,
        tuple(options),
    )


def with_aspects(table: Thing, changes: Iterable[tuple[str, str | None]], at: Span) -> Changes:
    """The changes of a table with each column that is altered as it is afterwards, and CHECKs with its new name.

    Raises:
        SqlError: there is no such column, or there is one of the new name.
    """
    found: Changes = {}
    for name, value in changes:
        attribute, mark, aspect = name.partition(ASPECT)
        if mark and attribute == INHERITS:
            found[INHERITS] = ", ".join(parent for parent in (table.get(INHERITS), value) if parent)
            continue
        if not mark or not attribute.startswith(COLUMN):
            found[name] = value
            continue
        text = found.get(attribute) or table.get(attribute)
        column = unquoted(attribute.removeprefix(COLUMN))
        if text is None and (table.get(INHERITS) or table.get(PARTITION_OF)):
            continue
        if text is None:
            raise SqlError(f"column {column} of foreign table {table.name} does not exist here", span=at)
        if aspect == "to":
            found |= _renamed(table, column, value or "", text, at)
        else:
            found[attribute] = str(_altered(read(text), aspect, value))
    return found


def _renamed(table: Thing, column: str, to: str, text: str, at: Span) -> Changes:
    new = f"{COLUMN}{quote(to)}"
    if table.get(new) is not None:
        raise SqlError(f"column {to} of foreign table {table.name} exists already", span=at)
    checks = [(name, said) for name, said in table.attributes if name.startswith(CHECK)]
    changed: Changes = {name: renamed for name, said in checks if (renamed := rename_word(said, column, to)) != said}
    return {f"{COLUMN}{quote(column)}": None, new: text} | changed


def _altered(column: ForeignColumn, aspect: str, value: str | None) -> ForeignColumn:
    match aspect:
        case "type":
            return replace(column, type=value or "")
        case "not null":
            return replace(column, not_null=value is not None)
        case "default":
            return replace(column, default=value)
    options = dict(column.options) | {aspect: value or ""}
    return replace(column, options=tuple(sorted((name, said) for name, said in options.items() if said)))


def mentioning(name: QName) -> re.Pattern[str]:
    """What finds a function or type in a text; calls of functions in `public` stand there without their schema."""
    bare = rf"|{re.escape(quote(name.name))}(?=\()" if name.schema == "public" else ""
    return re.compile(rf'(?<![\w".])(?:{re.escape(str(name))}(?![\w"]){bare})')


def without(table: Thing, gone: QName) -> Thing:
    """The table once a function or type is gone that its CHECKs and defaults speak of."""
    mentions = mentioning(gone)
    changed: dict[str, str | None] = {}
    for name, text in table.attributes:
        if name.startswith(CHECK) and mentions.search(text):
            changed[name] = None
        if name.startswith(COLUMN) and mentions.search(read(text).default or ""):
            changed[name] = str(replace(read(text), default=None))
    return replace(table.with_attributes(changed), uses=tuple(used for used in table.uses if used != gone))
