"""Whether writes of others really wait while an index is built: an INSERT from another session, tried once a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from ddlproof.evidence import Lock
from ddlproof.model.action import CreateIndex, Statement
from ddlproof.postgres.beside import impatient, insert_waits
from ddlproof.postgres.database import Database
from ddlproof.postgres.session import Session, StatementFailed


@dataclass(slots=True)
class Probe:
    """Opens its session when it is needed for the first time."""

    database: Database
    _session: Session | None = None
    _tried: set[str] = field(default_factory=set)

    def waited(self, statement: Statement, locks: Iterable[Lock]) -> tuple[str, ...]:
        """The tables that the statement, whose transaction is open, keeps an INSERT out of."""
        if not any(isinstance(action, CreateIndex) and not action.concurrently for action in statement.actions):
            return ()
        tables = sorted({lock.object for lock in locks if lock.mode == "SHARE"} - self._tried)
        self._tried.update(tables)
        try:
            return tuple(table for table in tables if insert_waits(self._other(), table))
        except StatementFailed:
            # The script has ended the session, or lets its role in no more: what an INSERT would do is not known.
            self.close()
            self._session = None
            return ()

    def _other(self) -> Session:
        if self._session is None:
            self._session = self.database.connect()
            impatient(self._session)
        return self._session

    def close(self) -> None:
        """End its session."""
        if self._session is not None:
            self._session.close()


@contextmanager
def probing(database: Database) -> Iterator[Probe]:
    """A probe beside a run."""
    probe = Probe(database)
    try:
        yield probe
    finally:
        probe.close()
