"""The roles that a script names: whom it grants to, who owns, whom policies are for, which it makes.

PostgreSQL documentation, chapter 22 "Database Roles". Words are enough: a role that is found where none is meant does
no harm, and DO blocks have no other form. Each word is looked at once, however the text is made.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from ddlproof.model.action import Statement
from ddlproof.sql.cursor import cut_name, fold

MOST = 1000
"""Roles that are told, at most: more than that are nobody's schema."""
_HINT = re.compile(r"\b(?:grant|revoke|owner|authorization|policy|role|user|group|owned)\b", re.IGNORECASE)
_REMARKS = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_TEXTS = re.compile(rf"'(?:[^']|'')*'|{_REMARKS.pattern}", re.DOTALL)
_WORD = re.compile(r'"(?:[^"]|"")+"|%|[^\W\d][\w$]*|[,;]')
_NO_ROLES = frozenset("public current_user current_role session_user none all".split())
_KINDS = ("ROLE", "USER", "GROUP")


def roles_named(statements: Iterable[Statement]) -> set[str]:
    """The names of roles, folded and cut as PostgreSQL does; none of its own (`pg_…`)."""
    found: set[str] = set()
    for statement in statements:
        for name in _roles(statement.sql):
            found.add(name)
            if len(found) >= MOST:
                return found
    return found


def _roles(sql: str) -> Iterator[str]:
    if _HINT.search(sql) is None:
        return
    code = (_REMARKS if sql.lstrip()[:2].upper() == "DO" else _TEXTS).sub(" ", sql)
    for name in _places(_WORD.findall(code)):
        role = _folded(name)
        if role not in _NO_ROLES and not role.startswith("pg_"):
            yield role


def _places(words: Sequence[str]) -> Iterator[str]:
    """The names that stand where roles do."""
    upper = [word.upper() for word in words]
    doing, since, on = "", 0, False
    for at, word in enumerate(upper):
        before, behind = upper[max(at - 1, 0)], upper[at + 1] if at + 1 < len(words) else ""
        if word == ";":
            doing = ""
        elif word in ("GRANT", "REVOKE") or (word == "POLICY" and behind != ";"):
            doing, since, on = word, at + 1, word == "POLICY"
        elif word == "ON":
            on = True
        elif word == "FOR" and before == "OPTION":
            since = at + 1
        elif word in ("TO", "FROM") and doing and before != "RENAME":
            yield from _listed(words, upper, at + 1)
            yield from () if on else _listed(words, upper, since)
            doing = ""
        elif (word == "TO" and before == "OWNER") or word == "AUTHORIZATION":
            yield from words[at + 1 : at + 2]
        elif word in _KINDS and before in ("CREATE", "ALTER", "DROP", "SET", "FOR") and behind != "MAPPING":
            yield from _listed(words, upper, at + 3 if behind == "IF" else at + 1)
        elif word == "FOR" and "MAPPING" in upper[max(at - 4, 0) : at]:
            yield from words[at + 1 : at + 2]
        elif word == "BY" and upper[max(at - 2, 0) : at] in (["REASSIGN", "OWNED"], ["DROP", "OWNED"]):
            yield from _listed(words, upper, at + 1)
            doing, on = "OWNED", True


def _listed(words: Sequence[str], upper: Sequence[str], at: int) -> Iterator[str]:
    """`[GROUP] name, [GROUP] name …`."""
    while at < len(words) and words[at] not in ("%", ",", ";"):  # what format() fills in is known when it runs
        at += upper[at] == "GROUP"
        yield from words[at : at + 1]
        if at + 1 >= len(words) or words[at + 1] != ",":
            return
        at += 2


def _folded(written: str) -> str:
    return cut_name(written[1:-1].replace('""', '"') if written.startswith('"') else fold(written))
