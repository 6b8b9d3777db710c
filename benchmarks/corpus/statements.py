"""A script cut into statements by PostgreSQL's own scanner, not by ours, and what kind each one is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import postgast

from ddlproof.source import Source, Span

_NOISE = frozenset(
    "OR REPLACE GLOBAL LOCAL TEMP TEMPORARY UNLOGGED UNIQUE RECURSIVE TRUSTED PROCEDURAL CONSTRAINT".split()
)
_DOUBLE = frozenset("MATERIALIZED EVENT ACCESS FOREIGN TEXT DEFAULT LARGE OWNED".split())
_DEFINING = frozenset("CREATE ALTER DROP COMMENT GRANT REVOKE DO REFRESH SECURITY IMPORT REASSIGN CALL".split())
_DETAIL = frozenset("TABLE INDEX VIEW TYPE DOMAIN SEQUENCE COLUMN".split())
_WORD = re.compile(r'"(?:[^"]|"")*"|[A-Za-z_][\w$]*|[(),.]|\S')
_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_OPEN, _CLOSE, _SEMICOLON = 40, 41, 59


@dataclass(frozen=True, slots=True)
class Sql:
    """One statement, as it stands in its file."""

    span: Span
    kind: str

    @property
    def text(self) -> str:
        return self.span.text

    @property
    def defines(self) -> bool:
        """Whether it is DDL, in the wide sense: all that is neither data, nor a query, nor a setting."""
        return self.kind.split()[0] in _DEFINING


def statements(source: Source, text: str) -> Iterator[Sql]:
    """The statements of `text`, a copy of the source's text in which some characters are blank.

    Raises:
        postgast.PgQueryError: a quote or comment that is never closed.
    """
    start, depth, bodies, before = 0, 0, 0, ""
    encoded = text.encode()
    inside = _characters(encoded)
    first: int | None = None
    end = 0
    for token in postgast.scan(text).tokens:
        word = encoded[token.start : token.end]
        if token.token == _SEMICOLON and not depth and not bodies:
            if first is not None:
                yield _sql(source, inside(first), inside(end))
            first, depth, start = None, 0, token.end
            continue
        if word.startswith((b"--", b"/*")):
            continue
        first = token.start if first is None else first
        end = token.end
        depth += (token.token == _OPEN) - (token.token == _CLOSE)
        upper = word.upper().decode()
        if (before, upper) == ("BEGIN", "ATOMIC") or (bodies and upper == "CASE"):
            bodies += 1
        elif bodies and upper == "END":
            bodies -= 1
        before = upper
    if first is not None and start <= first:
        yield _sql(source, inside(first), inside(end))


def _characters(encoded: bytes) -> Callable[[int], int]:
    """Byte offsets to character offsets."""
    if encoded.isascii():
        return lambda offset: offset
    known = {"byte": 0, "character": 0}

    def convert(offset: int) -> int:
        if offset < known["byte"]:
            known.update(byte=0, character=0)
        known["character"] += len(encoded[known["byte"] : offset].decode())
        known["byte"] = offset
        return known["character"]

    return convert


def _sql(source: Source, start: int, end: int) -> Sql:
    span = source.span(start, end)
    return Sql(span, kind_of(span.text))


def kind_of(text: str) -> str:
    """`ALTER TABLE ADD COLUMN`: the statement's first words, for ALTER with its first subcommand."""
    words = [word.upper() for word in _WORD.findall(_COMMENT.sub(" ", text[:2000]))[:60]]
    verb, rest = words[0], words[1:]
    if verb not in ("CREATE", "ALTER", "DROP", "COMMENT"):
        return f"{verb} (roles)" if verb in ("GRANT", "REVOKE") and "ON" not in rest else verb
    rest = rest[1:] if verb == "COMMENT" else rest
    while rest and rest[0] in _NOISE and not (rest[0] == "CONSTRAINT" and verb == "COMMENT"):
        rest = rest[1:]
    size = 2 if rest and rest[0] in _DOUBLE else 1
    kind = " ".join([verb, *(["ON"] if verb == "COMMENT" else []), *rest[:size]])
    return f"{kind} {_action(rest[size:])}".strip() if verb == "ALTER" and rest and rest[0] in _DETAIL else kind


def _action(words: list[str]) -> str:
    """What an ALTER does first: the words behind the object's name."""
    words = [w for w in words if w not in ("IF", "EXISTS", "ONLY", "NOT")]
    while len(words) > 1 and words[1] == ".":
        words = words[2:]
    words = words[1:]
    action = words[:2]
    if action == ["ALTER", "CONSTRAINT"]:
        return "ALTER CONSTRAINT"
    if action[:1] == ["ALTER"]:
        words = words[2:] if action == ["ALTER", "COLUMN"] else words[1:]
        words = [word for word in words if word != "DATA"]
        action = ["ALTER COLUMN", "TYPE"] if "TYPE" in words[1:3] else ["ALTER COLUMN", *words[1:3]]
    elif action[:1] == ["ADD"] and action[1:] == ["CONSTRAINT"]:
        action = ["ADD CONSTRAINT", *words[3:4]]
    elif action[:1] == ["RENAME"] and action[1:] not in (["TO"], ["COLUMN"], ["CONSTRAINT"], ["VALUE"], ["ATTRIBUTE"]):
        action = ["RENAME (column)"]
    elif action[:1] == ["ADD"] and action[1:] not in (["COLUMN"], ["VALUE"], ["ATTRIBUTE"]):
        action = ["ADD", action[1] if action[1:2] and action[1] in _CONSTRAINTS else "(column)"]
    elif action[:1] in (["DROP"], ["VALIDATE"]) and action[1:] not in (["COLUMN"], ["CONSTRAINT"]):
        action = [action[0], action[1] if action[1:2] in (["DEFAULT"], ["NOT"], ["ATTRIBUTE"]) else "(column)"]
    return " ".join(action)


_CONSTRAINTS = frozenset("PRIMARY UNIQUE FOREIGN CHECK EXCLUDE GENERATED".split())
