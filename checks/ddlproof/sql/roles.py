"""The roles that a script names: whom it grants to, who owns, whom policies are for, which it makes.

PostgreSQL documentation, chapter 22 "Database Roles". Words are enough: a role that is found where none is meant does
no harm, and DO blocks have no other form.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ddlproof.model.action import Statement
from ddlproof.sql.cursor import cut_name, fold

_NAME = r'(?:"(?:[^"]|"")+"|[^\W\d][\w$]*)'
_LIST = rf"(?:GROUP\s+)?{_NAME}(?:\s*,\s*(?:GROUP\s+)?{_NAME})*"
_PLACES = re.compile(
    rf"""\b(?:
      (?:GRANT|REVOKE)\b[^;]*?\bON\b[^;]*?\b(?:TO|FROM)\s+(?P<given>{_LIST})
    | GRANT\s+(?P<member>{_LIST})\s+TO\s+(?P<group>{_LIST})
    | REVOKE\s+(?:(?:ADMIN|INHERIT|SET)\s+OPTION\s+FOR\s+)?(?P<less>{_LIST})\s+FROM\s+(?P<whose>{_LIST})
    | OWNER\s+TO\s+(?P<owner>{_NAME})
    | AUTHORIZATION\s+(?P<authorization>{_NAME})
    | POLICY\s+{_NAME}\s+ON\b[^;]*?\bTO\s+(?P<policy>{_LIST})
    | FOR\s+(?:ROLE|USER)\s+(?P<maker>{_LIST})
    | MAPPING\s+(?:IF\s+(?:NOT\s+)?EXISTS\s+)?FOR\s+(?P<mapped>{_NAME})
    | (?:CREATE|ALTER|DROP|SET)\s+(?:ROLE|USER(?!\s+MAPPING)|GROUP)\s+(?:IF\s+EXISTS\s+)?(?P<made>{_LIST})
    | (?:REASSIGN|DROP)\s+OWNED\s+BY\s+(?P<owned>{_LIST})(?:\s+TO\s+(?P<heir>{_NAME}))?
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_EACH = re.compile(rf"(?:GROUP\s+)?({_NAME})", re.IGNORECASE)
_HINT = re.compile(r"\b(?:grant|revoke|owner|authorization|policy|role|user|group|owned)\b", re.IGNORECASE)
_TEXTS = re.compile(r"'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/", re.DOTALL)
_NO_ROLES = frozenset("public current_user current_role session_user none all mapping".split())


def roles_named(statements: Iterable[Statement]) -> set[str]:
    """The names of roles, folded and cut as PostgreSQL does; none of its own (`pg_…`)."""
    return {name for statement in statements for name in _roles(statement.sql)}


def _roles(sql: str) -> Iterator[str]:
    if _HINT.search(sql) is None:
        return
    code = sql if sql.lstrip()[:2].upper() == "DO" else _TEXTS.sub(" ", sql)
    for place in _PLACES.finditer(code):
        for listed in place.groups():
            for name in _EACH.findall(listed or ""):
                role = _folded(name)
                if role not in _NO_ROLES and not role.startswith("pg_"):
                    yield role


def _folded(written: str) -> str:
    return cut_name(written[1:-1].replace('""', '"') if written.startswith('"') else fold(written))
