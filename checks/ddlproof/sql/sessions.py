"""A script and its session: how it is sent, the search_path that it sets, the transactions that it takes back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ddlproof.model import action as a
from ddlproof.model.names import quote
from ddlproof.sql.cursor import fold

if TYPE_CHECKING:
    from ddlproof.evidence import Sent

_ON_PATH = re.compile(r"""\s*(?:"((?:[^"]|"")*)"|'((?:[^']|'')*)'|([^,"'\s]+))\s*(?:,|\Z)""")


@dataclass(frozen=True, slots=True)
class Part:
    """A file's statements and how they are sent; `joined`: in the transaction of the part before."""

    statements: tuple[a.Statement, ...]
    sent: Sent = "unknown"
    joined: bool = False

    @property
    def wrapped(self) -> bool:
        """Whether all of it runs in one transaction without saying so. One statement in a message is not in a block."""
        return self.sent == "transaction" or (self.sent in ("simple-query", "pipeline") and len(self.statements) > 1)


def path_of(value: str | None) -> tuple[str, ...]:
    """A search_path as SET has it: names, quoted or not. `"$user"` is no schema that files speak of."""
    found = (
        m[1] if m[1] is not None else m[2] if m[2] is not None else fold(m[3])
        for m in _ON_PATH.finditer(value or "public")
    )
    return tuple(name.replace('""', '"') for name in found if name not in ("", "$user"))


_ROLES = ("role", "session_authorization")


def role_of(settings: Mapping[str, str | None], local: Mapping[str, str | None]) -> str | None:
    """The role that SET ROLE and SET SESSION AUTHORIZATION name, as it is printed; None: the one of the runner."""
    for name in _ROLES:
        said = local.get(name) or settings.get(name)
        if said is not None and fold(said).strip("'") != "none":
            return quote(said[1:-1]) if said.startswith("'") else said
    return None


def after_reset(settings: Mapping[str, str | None], what: str | None) -> dict[str, str | None]:
    """What RESET ALL leaves: roles. DISCARD ALL resets these, too."""
    return {name: value for name, value in settings.items() if name in _ROLES and what is None}


def undone(statements: Iterable[a.Statement]) -> Iterator[int]:
    """The numbers of the statements that begin a transaction which the script itself rolls back."""
    begun: int | None = None
    for number, statement in enumerate(statements):
        for action in statement.actions:
            if isinstance(action, a.Transaction):
                if action.what == "rollback" and begun is not None:
                    yield begun
                begun = number if action.what == "begin" else None
