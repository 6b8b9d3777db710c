"""Concurrent builds of indexes under a timeout, while a snapshot is open in another session: whether they survive it.

The build waits for the older snapshot as for a lock, so that either timeout ends it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import nullcontext, suppress

from ddlproof.evidence import Build, Run, Timeouts
from ddlproof.model.action import CreateIndex, Statement
from ddlproof.postgres.beside import invalid_indexes, limits, shortened, snapshot
from ddlproof.postgres.database import Database
from ddlproof.postgres.send import send
from ddlproof.postgres.session import Session, StatementFailed

PATIENCE = 250
"""Milliseconds: a longer timeout is not waited for, but a timeout of the same kind is set to this."""
LIMIT = 600_000
"""Milliseconds: who sets a longer timeout has thought of the build."""
MOST = 3
"""Builds that are tried, at most: each takes as long as its timeout."""

_CONCURRENTLY = re.compile(r"\bconcurrently\b", re.IGNORECASE)
_NONE = Timeouts("0", "0")


def is_build(statement: Statement) -> bool:
    """Whether it is CREATE INDEX or REINDEX CONCURRENTLY."""
    return any(
        action.concurrently
        if isinstance(action, CreateIndex)
        else getattr(action, "verb", "") == "REINDEX" and bool(_CONCURRENTLY.search(statement.sql))
        for action in statement.actions
    )


def worth_trying(run: Run) -> bool:
    """Whether a build ran under a timeout."""
    return any(is_build(step.statement) and step.timeouts != _NONE for step in run.steps)


def interrupted(database: Database, script: Sequence[Statement]) -> Iterator[Build]:
    """Run the script again, with a snapshot open beside each build that runs under a timeout.

    It ends early where the script ends the sessions: what comes of its other builds is then not known.
    """
    with suppress(StatementFailed), database.connect() as session, database.connect() as other:
        yield from _interrupted(session, other, script)


def _interrupted(session: Session, other: Session, script: Sequence[Statement]) -> Iterator[Build]:
    tried = 0
    for statement in script:
        build = is_build(statement) and session.status == "idle" and tried < MOST
        in_force = {name: found for name, found in limits(session).items() if found[0] < LIMIT} if build else {}
        if in_force:
            tried += 1
            with snapshot(other):
                yield _build(session, statement, in_force)
        else:
            with suppress(StatementFailed):  # psql goes on, and the run without a snapshot has shown it
                send(session, statement)


def _build(session: Session, statement: Statement, in_force: dict[str, tuple[int, str]]) -> Build:
    name, (limit, value) = min(in_force.items(), key=lambda item: item[1])
    tried = value if limit <= PATIENCE else f"{PATIENCE}ms"
    there = invalid_indexes(session)
    error = None
    with shortened(session, name, value, tried) if tried != value else nullcontext():
        started = time.perf_counter()
        try:
            session.run(statement.sql)
        except StatementFailed as failed:
            error = failed.error
        seconds = time.perf_counter() - started
    left = tuple(index for index in invalid_indexes(session) if index not in there)
    return Build(statement, name, value, tried, seconds, error, left)
