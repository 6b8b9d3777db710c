"""Statements that are each a transaction as far as anybody can tell, and are all taken back in the end."""

from __future__ import annotations

from ddlproof.evidence import ServerError
from ddlproof.postgres.inherited import Inherited
from ddlproof.postgres.session import Session, StatementFailed

_STEP, _ALL = "ddlproof_step", "ddlproof_steps"


class Steps:
    """What is done in a session between `begin` and `end`: in a transaction, or in a savepoint of one that is open.

    A step that the server refuses leaves nothing behind; what a partition has from its parent is called as there.
    Constraints that can be deferred are checked at the end of
    each step.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._inside = False
        self._names = Inherited(session)

    def begin(self) -> None:
        """Start.

        Raises:
            StatementFailed: the server cannot be worked with.
        """
        self._inside = self._session.status == "transaction"
        self._session.run(f"savepoint {_ALL}" if self._inside else "begin")

    def end(self) -> None:
        """Take everything back.

        Raises:
            StatementFailed: as `begin`.
        """
        self._session.run(f"rollback to savepoint {_ALL}" if self._inside else "rollback")

    def do(self, sql: str) -> ServerError | None:
        """One step; why the server refuses it, None if it does not."""
        self._session.run(f"savepoint {_STEP}")
        try:
            self._session.run("set constraints all deferred")
            self._session.run(sql)
            self._session.run("set constraints all immediate")
        except StatementFailed as failure:
            self._session.run(f"rollback to savepoint {_STEP}")
            return self._names.told(failure.error)
        self._session.run(f"release savepoint {_STEP}")
        return None

    def read(self, sql: str) -> tuple[tuple[str | None, ...], ...]:
        """What a query gives, as PostgreSQL prints it.

        Raises:
            StatementFailed: the server refuses it.
        """
        return self._session.run(sql).rows
