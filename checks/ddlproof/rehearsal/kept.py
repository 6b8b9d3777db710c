"""Which settings a script leaves changed. Most scripts cannot have changed any: those cost no query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ddlproof.evidence import Kept
from ddlproof.model.action import Action, Beside, Rows, Setting, Statement, Unread
from ddlproof.postgres.kept import lasting, of_session
from ddlproof.postgres.session import Session, StatementFailed

_WRITES = ("INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE", "COPY")


@dataclass(frozen=True, slots=True)
class Watch:
    """A session and the settings of roles and databases from before its script; None where none can change."""

    session: Session
    before: tuple[Kept, ...] | None

    def kept(self) -> tuple[Kept, ...]:
        """What is another setting now that the script has run."""
        if self.before is None:
            return ()
        try:
            return (*of_session(self.session), *(one for one in lasting(self.session) if one not in self.before))
        except StatementFailed:
            return ()  # under the timeout that the script has left, or as the role, PostgreSQL does not even say


def watch(session: Session, script: Sequence[Statement]) -> Watch:
    """Begin before the script."""
    may = any(_may_set(action) for statement in script for action in statement.actions)
    return Watch(session, lasting(session) if may else None)


def _may_set(action: Action) -> bool:
    match action:
        case Setting(local=local):
            return not local
        case Beside(verb=verb):
            return verb.startswith(("SET", "ALTER"))
        case Rows(verb=verb):
            return verb not in _WRITES  # a SELECT may call a function that does
        case _:
            return isinstance(action, Unread)
