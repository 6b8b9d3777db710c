"""One statement over a connection of libpq, with a wall-clock limit that does not depend on the server.

A limit set inside PostgreSQL is none: the SQL under test may set `statement_timeout` to 0 and may catch
`query_canceled` in a loop. So: a cancel request at the limit, then the session is terminated, then the socket closed.
"""

from __future__ import annotations

import re
import select
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import psycopg
from psycopg import pq

from ddlproof.evidence import ServerError

GRACE_SECONDS = 2.0
QUERY_CANCELED, CONNECTION_FAILURE = "57014", "08006"
_OK = {pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK, pq.ExecStatus.EMPTY_QUERY}
_COPY_IN_REFUSED = b"COPY FROM STDIN needs its data"


class StatementFailed(Exception):
    """The server refused a statement, or the connection is gone; `error` says why."""

    def __init__(self, error: ServerError) -> None:
        super().__init__(f"{error.sqlstate} {error.message}")
        self.error = error


@dataclass
class Clock:
    """When a statement has run too long, and what is done then. `terminate` ends the session from outside."""

    connection: psycopg.Connection[object]
    limit: float
    terminate: Callable[[], None]
    deadline: float = field(init=False)
    measures: list[Callable[[], None]] = field(init=False)
    exceeded: bool = False

    def __post_init__(self) -> None:
        self.deadline = time.monotonic() + self.limit
        self.measures = [lambda: self.connection.cancel_safe(timeout=GRACE_SECONDS), self.terminate]

    def wait(self, *, write: bool = False) -> None:
        """Until the socket is ready, acting on the way when time is up."""
        socket = self.connection.pgconn.socket
        while True:
            left = self.deadline - time.monotonic()
            if left <= 0:
                self._act()
            elif any(select.select([socket], [socket] if write else [], [], left)):
                return

    def _act(self) -> None:
        self.exceeded = True
        if not self.measures:
            self.connection.close()
            raise StatementFailed(self.verdict("and could not be ended: the connection was closed"))
        with suppress(psycopg.Error, OSError, StatementFailed):  # the next measure is harsher
            self.measures.pop(0)()
        self.deadline = time.monotonic() + GRACE_SECONDS

    def verdict(self, what: str) -> ServerError:
        """What is said of a statement that took too long."""
        return ServerError(QUERY_CANCELED, f"the statement ran longer than {self.limit:g} s {what}")


def results(clock: Clock, data: Sequence[bytes] | None = None) -> list[pq.abc.PGresult]:
    """All results of what was sent. `data` goes to a COPY FROM STDIN; lines of a COPY TO STDOUT are dropped.

    Raises:
        StatementFailed: with the server's first error.
    """
    connection = clock.connection.pgconn
    _flush(clock)
    collected: list[pq.abc.PGresult] = []
    while (result := _next(clock)) is not None:
        if result.status == pq.ExecStatus.COPY_IN:
            _feed(clock, data)
            data = None
        elif result.status == pq.ExecStatus.COPY_OUT:
            _drain(clock)
        else:
            collected.append(result)
    for result in collected:
        if result.status not in _OK:
            raise StatementFailed(_verdict(clock, result))
    if connection.status == pq.ConnStatus.BAD:
        raise StatementFailed(ServerError(CONNECTION_FAILURE, "the server closed the connection"))
    return collected


def text_rows(result: pq.abc.PGresult, encoding: str) -> tuple[tuple[str | None, ...], ...]:
    """The values as PostgreSQL prints them."""
    columns = range(result.nfields)

    def value(row: int, column: int) -> str | None:
        raw = result.get_value(row, column)
        return None if raw is None else raw.decode(encoding, "backslashreplace")

    return tuple(tuple(value(row, column) for column in columns) for row in range(result.ntuples))


def encode(values: Sequence[str | None], encoding: str) -> list[bytes | None]:
    """Parameters as text; their types are for the server to infer."""
    return [None if value is None else value.encode(encoding) for value in values]


def _flush(clock: Clock) -> None:
    while clock.connection.pgconn.flush():
        clock.wait(write=True)
        clock.connection.pgconn.consume_input()


def _next(clock: Clock) -> pq.abc.PGresult | None:
    connection = clock.connection.pgconn
    while connection.is_busy():
        clock.wait()
        try:
            connection.consume_input()
        except psycopg.OperationalError:
            break  # what happened to the connection is the next result
    return connection.get_result()


def _feed(clock: Clock, data: Sequence[bytes] | None) -> None:
    connection = clock.connection.pgconn
    for piece in data or ():
        while not connection.put_copy_data(piece):
            clock.wait(write=True)
        _flush(clock)
    connection.put_copy_end(None if data is not None else _COPY_IN_REFUSED)
    _flush(clock)


def _drain(clock: Clock) -> None:
    connection = clock.connection.pgconn
    while (size := connection.get_copy_data(1)[0]) >= 0:
        if size == 0:
            clock.wait()
            connection.consume_input()


def _verdict(clock: Clock, result: pq.abc.PGresult) -> ServerError:
    if clock.exceeded:
        ended = clock.connection.pgconn.status == pq.ConnStatus.BAD
        return clock.verdict("and ignored its cancellation: its session was ended" if ended else "and was cancelled")
    return describe(result)


def describe(result: pq.abc.PGresult) -> ServerError:
    """What the fields of an error message say."""

    def said(name: pq.DiagnosticField) -> str:
        return (result.error_field(name) or b"").decode("utf-8", "backslashreplace")

    position = said(pq.DiagnosticField.STATEMENT_POSITION)
    sqlstate = said(pq.DiagnosticField.SQLSTATE) or CONNECTION_FAILURE
    return ServerError(
        sqlstate=sqlstate,
        message=said(pq.DiagnosticField.MESSAGE_PRIMARY)
        or (result.error_message or b"").decode("utf-8", "backslashreplace").strip(),
        detail=said(pq.DiagnosticField.MESSAGE_DETAIL),
        hint=said(pq.DiagnosticField.MESSAGE_HINT),
        constraint=said(pq.DiagnosticField.CONSTRAINT_NAME),
        table=said(pq.DiagnosticField.TABLE_NAME),
        column=said(pq.DiagnosticField.COLUMN_NAME),
        position=int(position) - 1 if position else None,
        condition=condition(sqlstate),
    )


def condition(sqlstate: str) -> str:
    """The name of a SQLSTATE in words, as `undefined column`; empty for one that a program has made up."""
    try:
        name = psycopg.errors.lookup(sqlstate).__name__
    except KeyError:
        return ""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
