"""One script run once: statement by statement as psql runs it, or as one transaction that is rolled back at the end."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ddlproof.evidence import Direction, ServerError, Step
from ddlproof.model.action import Beside, Setting, Statement, Transaction
from ddlproof.postgres.observe import Observation, Relations, catalog_writes, observe, relations, timeouts
from ddlproof.postgres.send import send, sendable
from ddlproof.postgres.session import Result, Session, StatementFailed
from ddlproof.rehearsal.probe import Probe

REFUSED_IN_TRANSACTION = frozenset(("25001", "2D000"))
"""What runs in no transaction block, and what ends transactions itself: code with COMMIT."""
IN_FAILED_TRANSACTION = "25P02"


@dataclass(frozen=True, slots=True)
class Turn:
    """Statements that are sent together: in a transaction of their own, or, `bare`, each by itself."""

    script: tuple[Statement, ...]
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Player:
    """Runs statements on a session and watches, where there is a `probe` from a second session as well."""

    session: Session
    direction: Direction
    probe: Probe | None = None

    def statements(self, script: Sequence[Statement]) -> Iterator[Step]:
        """Each statement by itself, going on after an error, as psql does with its default settings."""
        before, held = self._now()
        for statement in _sent(script):
            if is_quiet(statement):
                yield self._unwatched(statement)
                continue
            if self.session.status == "idle":
                before, held = self._now()
            step, held = self._one(statement, before, held)
            yield step

    def transaction(self, script: Sequence[Statement]) -> Iterator[Step]:
        """All of it inside the transaction that is open, up to the first error."""
        now: tuple[Relations, Observation] | None = None
        for statement in script:
            if is_quiet(statement):
                step = self._unwatched(statement)
            else:
                before, held = now or self._now()
                step, held = self._inside(statement, before, held)
                now = before, held
            yield step
            if step.error is not None:
                return

    def _unwatched(self, statement: Statement) -> Step:
        started = time.perf_counter()
        try:
            result = send(self.session, statement)
        except StatementFailed as failed:
            return self._step(statement, time.perf_counter() - started, error=failed.error)
        return self._step(statement, time.perf_counter() - started, result=result)

    def _now(self) -> tuple[Relations, Observation]:
        """What is there before a transaction, and what its counters stand at."""
        with self.session.trusted_names():
            before = relations(self.session)
            return before, observe(self.session, before)

    def _one(self, statement: Statement, before: Relations, held: Observation) -> tuple[Step, Observation]:
        if self.session.status != "idle" or _controls(statement):
            return self._inside(statement, before, held)
        # A transaction of our own around the statement keeps its locks until they are seen.
        self.session.run("begin")
        step, now = self._inside(statement, before, held)
        if step.error is not None:
            self.session.run("rollback")
            return self._outside(statement) if step.error.sqlstate in REFUSED_IN_TRANSACTION else (step, held)
        try:
            self.session.run("commit")
        except StatementFailed as failed:
            return self._step(statement, step.seconds, error=failed.error), held
        return step, now

    def _inside(self, statement: Statement, before: Relations, held: Observation) -> tuple[Step, Observation]:
        skippable = _may_do_nothing(statement) and self.session.status != "failed"
        written = catalog_writes(self.session) if skippable else None
        started = time.perf_counter()
        try:
            result = send(self.session, statement)
        except StatementFailed as failed:
            return self._step(statement, time.perf_counter() - started, error=failed.error), held
        seconds = time.perf_counter() - started
        if self.session.status != "transaction":
            return self._step(statement, seconds, result=result), held
        seen = observe(self.session, before)
        new = seen.since(held)
        changed = written is None or written != catalog_writes(self.session)
        waited = self.probe.waited(statement, new.locks) if self.probe is not None else ()
        return self._step(statement, seconds, new, result, changed=changed, waited=waited), seen

    def _outside(self, statement: Statement) -> tuple[Step, Observation]:
        """A statement that PostgreSQL refuses inside a transaction: its locks come and go unseen."""
        with self.session.trusted_names():
            before, seen = relations(self.session), Observation(timeouts=timeouts(self.session))
        started = time.perf_counter()
        try:
            result = send(self.session, statement)
        except StatementFailed as failed:
            seconds = time.perf_counter() - started
            return self._step(statement, seconds, seen, error=failed.error, observed=False), Observation()
        seconds = time.perf_counter() - started
        changed = not _may_do_nothing(statement) or relations(self.session) != before
        return self._step(statement, seconds, seen, result, observed=False, changed=changed), Observation()

    def _step(
        self,
        statement: Statement,
        seconds: float,
        seen: Observation | None = None,
        result: Result | None = None,
        *,
        error: ServerError | None = None,
        changed: bool = True,
        observed: bool = True,
        waited: tuple[str, ...] = (),
    ) -> Step:
        seen = seen or Observation()
        return Step(
            self.direction,
            statement,
            seconds,
            locks=tuple(sorted(seen.locks, key=lambda lock: lock.object)),
            rewrites=tuple(sorted(seen.rewrites)),
            scans=seen.scanned,
            error=error,
            changed=changed,
            observed=observed,
            notices=result.notices if result else (),
            touched=_touched(result.tag) if result else 0,
            wal=seen.wal,
            timeouts=seen.timeouts,
            waited=waited,
        )


def _touched(tag: str) -> int:
    """How many rows a command tag says were written: `UPDATE 7`, `INSERT 0 7`."""
    verb, *numbers = tag.split() or [""]
    return int(numbers[-1]) if verb in ("INSERT", "UPDATE", "DELETE", "MERGE") and numbers else 0


def _sent(script: Sequence[Statement]) -> Iterator[Statement]:
    """The statements without psql's own commands, of which a server knows nothing."""
    return (statement for statement in script if sendable(statement))


def is_quiet(statement: Statement) -> bool:
    """Whether it locks and changes nothing. A look at the catalog behind it would be a query before SET TRANSACTION."""
    return bool(statement.actions) and all(
        isinstance(action, Transaction | Setting) or (isinstance(action, Beside) and action.verb.startswith("SET"))
        for action in statement.actions
    )


def _controls(statement: Statement) -> bool:
    return any(isinstance(action, Transaction) for action in statement.actions)


def _may_do_nothing(statement: Statement) -> bool:
    """Whether IF EXISTS or IF NOT EXISTS lets the statement succeed without doing anything."""
    return any(
        getattr(action, "if_exists", False) or getattr(action, "if_not_exists", False) for action in statement.actions
    )


def controls_transactions(script: Sequence[Statement]) -> bool:
    """Whether a script says BEGIN or COMMIT itself."""
    return any(_controls(statement) for statement in script)
