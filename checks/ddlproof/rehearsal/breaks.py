"""A migration that runs in no transaction, broken off after each of its statements and run again from the start.

What its file has done by then stays; the runner does not take the file for done, and begins it anew in a new session.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby

from ddlproof.diff.compare import diff
from ddlproof.evidence import Break, ServerError
from ddlproof.model.action import Beside, Setting, Statement, Transaction
from ddlproof.model.reading import Reading
from ddlproof.model.schema import Schema
from ddlproof.postgres.catalog import read_schema
from ddlproof.postgres.database import Database
from ddlproof.postgres.send import send, sendable
from ddlproof.postgres.server import Server
from ddlproof.postgres.session import Session, StatementFailed
from ddlproof.rehearsal.content import Contents, contents
from ddlproof.rehearsal.script import IN_FAILED_TRANSACTION

MOST = 12
"""Places at which a migration is broken off, at most: each takes a database and two runs."""
_NOTHING = (Setting, Transaction, Beside)
"""What leaves nothing in the database once its session has ended, but by COMMIT."""


def places(script: Sequence[Statement]) -> tuple[int, ...]:
    """How many statements have run where something stays of a file that is not yet done."""
    files = groupby(enumerate(script, 1), key=lambda one: one[1].span.source.name)
    return tuple(number for _, file in files for number in _within(tuple(file)))


def _within(file: Sequence[tuple[int, Statement]]) -> Iterator[int]:
    """Between two statements that do something, where no transaction of the file's own is open."""
    does = [number for number, statement in file if _does(statement)]
    block = False
    for number, statement in file:
        ends = [action.what for action in statement.actions if isinstance(action, Transaction)]
        block = ends[-1] == "begin" if ends else block
        if does and does[0] <= number < does[-1] and not block and (ends or _does(statement)):
            yield number


def _does(statement: Statement) -> bool:
    return sendable(statement) and any(not isinstance(one, _NOTHING) for one in statement.actions)


def spread(found: Sequence[int]) -> tuple[int, ...]:
    """At most `MOST` of them, the first and the last among them."""
    if len(found) <= MOST:
        return tuple(found)
    return tuple(found[at * (len(found) - 1) // (MOST - 1)] for at in range(MOST))


@dataclass(frozen=True, slots=True)
class Breaker:
    """Breaks a script off on copies of `clean`. `schema` and `rows` are what it leaves when nothing stops it."""

    server: Server
    clean: Database
    script: Sequence[Statement]
    read: Reading
    schema: Schema
    rows: dict[int, Contents]

    def broken(self, found: Sequence[int]) -> Iterator[Break]:
        """Run the first statements, then in a new session their file from its start, for each of these numbers.

        Where the script ends the sessions, nothing is known, and nothing is said.
        """
        for number in found:
            copy = self.server.create("broken", template=self.clean)
            with suppress(StatementFailed):
                with copy.connect() as session:
                    for statement in self.script[:number]:
                        send(session, statement)
                with copy.connect() as session:
                    yield self._again(session, number)
            self.server.retire(copy)

    def _again(self, session: Session, number: int) -> Break:
        last = self.script[number - 1]
        first = next(n for n in range(number) if self.script[n].span.source.name == last.span.source.name)
        failed = tuple(_run(session, self.script[first:]))
        if session.status != "idle":
            session.run("rollback")
        left, rows = (self.schema, self.rows) if failed else (read_schema(session, self.read), contents(session))
        otherwise = (*(change.line for change in diff(self.schema, left)), *_counts(self.rows, rows))
        return Break(
            last, failed, otherwise, same=not failed and not otherwise and _by_name(rows) == _by_name(self.rows)
        )


def _run(session: Session, script: Sequence[Statement]) -> Iterator[tuple[Statement, ServerError]]:
    """The statements that fail, each by itself: the script goes on behind it, and so shows the others."""
    for statement in script:
        try:
            send(session, statement)
        except StatementFailed as failed:
            if failed.error.sqlstate != IN_FAILED_TRANSACTION:
                yield statement, failed.error


def _counts(once: dict[int, Contents], twice: dict[int, Contents]) -> Iterator[str]:
    """The tables with another number of rows than a run that nothing stops leaves in them."""
    wanted = {table.name: len(table.rows) for table in once.values()}
    for table in twice.values():
        had = wanted.get(table.name)
        if had is not None and had != len(table.rows):
            yield f"{len(table.rows)} rows in {table.name} in place of {had}"


def _by_name(found: dict[int, Contents]) -> dict[str, list[list[tuple[str, str]]]]:
    """The rows of each table, by names: what runs differ in are the oids."""
    return {
        table.name: sorted(
            [(column, "" if row[n] is None else f"={row[n]}") for n, column in table.columns.items()]
            for row in table.rows
        )
        for table in found.values()
    }
