"""One session on a server: statements in, what PostgreSQL printed out."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import Any, Literal

import psycopg
from psycopg import pq
from psycopg.adapt import PyFormat, Transformer

from ddlproof.evidence import ServerError
from ddlproof.postgres.address import Address
from ddlproof.postgres.settings import STATEMENT_SECONDS
from ddlproof.postgres.wire import Clock, encode, results, text_rows
from ddlproof.postgres.wire import StatementFailed as StatementFailed

Connection = psycopg.Connection[Any]
Status = Literal["idle", "transaction", "failed"]
UNABLE_TO_CONNECT, CONNECTION_FAILURE = "08001", "08006"
_CHUNK = 1 << 16
_ASIDE = "SELECT pg_catalog.current_setting('search_path'), pg_catalog.set_config('search_path', 'pg_catalog', true)"


@dataclass(frozen=True, slots=True)
class Result:
    """What a statement gave: rows as PostgreSQL prints them, the command tag (`INSERT 0 1`), the messages it sent."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str | None, ...], ...]
    tag: str
    notices: tuple[str, ...] = ()


class Session:
    """A connection in autocommit mode. Every statement has a wall-clock limit, `limit`, in seconds.

    `terminate` ends the session with a process id from outside, for a statement that ignores its cancellation. Once
    Ctrl-C has come into the middle of a statement, that `interrupt` is all that any further statement raises: what
    cleans up on the way out can add no error of its own.

    Raises:
        StatementFailed: 08001, the server does not let us in.
    """

    def __init__(
        self,
        address: Address,
        *,
        limit: float = STATEMENT_SECONDS,
        terminate: Callable[[int], None] = lambda _: None,
    ) -> None:
        try:
            made = psycopg.connect(**address.parameters, autocommit=True)  # type: ignore[arg-type]  # keywords of libpq, not of connect()
        except psycopg.Error as error:
            raise StatementFailed(ServerError(UNABLE_TO_CONNECT, str(error).strip())) from error
        except (KeyboardInterrupt, SystemExit) as interrupt:
            # Its frames hold a connection that has not logged in yet. Until that is closed, or the server has waited
            # for it long enough, no database can be dropped.
            traceback.clear_frames(interrupt.__traceback__)
            raise
        self._begin(made, limit, terminate)

    @classmethod
    def over(cls, connection: Connection, *, limit: float = STATEMENT_SECONDS) -> Session:
        """A session over somebody's connection, which stays theirs to close."""
        session = cls.__new__(cls)
        session._begin(connection, limit, lambda _: None)
        return session

    def _begin(self, connection: Connection, limit: float, terminate: Callable[[int], None]) -> None:
        self._connection = connection
        self.pid: int = self._connection.pgconn.backend_pid
        self._limit = limit
        self._terminate = partial(terminate, self.pid)
        self._notices: list[str] = []
        self._trusted = False
        self.interrupt: BaseException | None = None
        self._connection.add_notice_handler(self._hear)

    @property
    def status(self) -> Status:
        """Whether a transaction is open, and whether it has failed; a lost connection counts as failed."""
        match self._connection.pgconn.transaction_status:
            case pq.TransactionStatus.IDLE:
                return "idle"
            case pq.TransactionStatus.INTRANS:
                return "transaction"
            case _:
                return "failed"

    @property
    def version(self) -> str:
        """The server's version, as `18.6`."""
        said = self._connection.info.parameter_status("server_version") or ""
        return said.split()[0]  # Debian adds its own version in brackets

    def run(self, sql: str) -> Result:
        """Exactly one statement, sent as it is (extended query protocol: the server refuses a second one).

        Raises:
            StatementFailed: with what the server said, or 57014 when it ran longer than the limit.
        """
        return self.run_with(sql, ())

    def run_with(self, sql: str, values: Sequence[str | None]) -> Result:
        """One statement with `$1` placeholders; the values go as text, their types are the server's to infer.

        Raises:
            StatementFailed: as `run`.
        """
        encoded = encode(values, self._encoding)
        return self._result(self._exchange(lambda wire: wire.send_query_params(self._encode(sql), encoded)))

    def parameter_types(self, sql: str) -> tuple[str, ...]:
        """The types that the server infers for `$1`, `$2`, …; qualified with their schema outside pg_catalog.

        Raises:
            StatementFailed: the server cannot prepare the statement.
        """
        self._exchange(lambda wire: wire.send_prepare(b"", self._encode(sql)))
        described = self._exchange(lambda wire: wire.send_describe_prepared(b""))[-1]
        types = [described.param_type(number) for number in range(described.nparams)]
        named = self.fetch(
            "SELECT pg_catalog.format_type(oid, NULL) "
            "FROM pg_catalog.unnest($1::pg_catalog.oid[]) WITH ORDINALITY AS types (oid, number) ORDER BY number",
            [types],
        )
        return tuple(name for (name,) in named)

    def fetch(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """A query of the program's own, with `$1` placeholders, in Python values.

        It sees only pg_catalog without qualification, whatever search_path the SQL under test has set: a function of
        that SQL named like one of PostgreSQL's is never called. The search_path is afterwards what it was.

        Raises:
            StatementFailed: as `run`.
        """
        if values or self._trusted or self.status == "failed":
            with self.trusted_names():
                result = self._ask(sql, values)
        else:
            result = self._ask_at_once(sql)
        transformer = Transformer(self._connection)
        transformer.set_pgresult(result)
        return transformer.load_rows(0, result.ntuples, tuple)

    def _ask(self, sql: str, values: Sequence[object]) -> pq.abc.PGresult:
        transformer = Transformer(self._connection)
        dumped = transformer.dump_sequence(values, [PyFormat.AUTO] * len(values))
        return self._exchange(
            lambda wire: wire.send_query_params(
                self._encode(sql), dumped, param_types=transformer.types, param_formats=transformer.formats
            )
        )[-1]

    def _ask_at_once(self, sql: str) -> pq.abc.PGresult:
        """The query and what goes before it in one round trip: several statements sent as one are one transaction."""
        if self.status == "idle":
            return self._command(f"SET LOCAL search_path = pg_catalog; {sql}")[-1]
        setting, result = self._command(f"{_ASIDE}; {sql}")
        self._back_to(text_rows(setting, self._encoding)[0][0])
        return result

    def copy_in(self, sql: str, lines: Iterable[str]) -> Result:
        """`COPY … FROM STDIN` with these lines of data, with or without their line ends.

        Raises:
            StatementFailed: as `run`.
        """
        data = list(_chunks(lines, self._encoding))
        return self._result(self._exchange(lambda wire: wire.send_query_params(self._encode(sql), None), data))

    def renew(self) -> None:
        """As a new session of the same role would be, but for what it has learnt of the catalog, which is costly."""
        if self.status != "idle":
            self.run("rollback")
        self.run("discard all")

    def close(self) -> None:
        """End the session; an open transaction is rolled back by the server."""
        self._connection.close()

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    @contextmanager
    def trusted_names(self) -> Iterator[None]:
        """For several `fetch`es one after the other: what each would do around itself is done once around all."""
        if self._trusted:
            yield
            return
        self._trusted = True
        try:
            with self._alone() if self.status == "idle" else self._aside():
                yield
        finally:
            self._trusted = False

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._command("BEGIN; SET LOCAL search_path = pg_catalog")
        try:
            yield
        finally:
            self._command("COMMIT")

    @contextmanager
    def _aside(self) -> Iterator[None]:
        """A setting that is local to the transaction leaves the one that will hold after it alone."""
        ((before, _),) = self._result(self._command(_ASIDE)).rows
        try:
            yield
        finally:
            if self.status == "transaction":  # a failed one forgets the setting when it is rolled back
                self._back_to(before)

    def _back_to(self, search_path: str | None) -> None:
        self.run_with("SELECT pg_catalog.set_config('search_path', $1, true)", [search_path])

    def _command(self, sql: str) -> list[pq.abc.PGresult]:
        return self._exchange(lambda wire: wire.send_query(self._encode(sql)))

    def _exchange(
        self, send: Callable[[pq.abc.PGconn], None], data: Sequence[bytes] | None = None
    ) -> list[pq.abc.PGresult]:
        if self.interrupt is not None:
            raise self.interrupt
        self._notices.clear()
        clock = Clock(self._connection, self._limit, self._terminate)
        try:
            send(self._connection.pgconn)
            return results(clock, data)
        except psycopg.Error as error:
            raise StatementFailed(ServerError(CONNECTION_FAILURE, str(error).strip())) from error
        except (KeyboardInterrupt, SystemExit) as interrupt:
            self.interrupt = interrupt
            raise

    def _result(self, given: list[pq.abc.PGresult]) -> Result:
        result = given[-1]
        names = [(result.fname(column) or b"").decode(self._encoding) for column in range(result.nfields)]
        tag = (result.command_status or b"").decode()
        return Result(tuple(names), text_rows(result, self._encoding), tag, tuple(self._notices))

    @property
    def _encoding(self) -> str:
        return self._connection.info.encoding

    def _encode(self, sql: str) -> bytes:
        return sql.encode(self._encoding)

    def _hear(self, said: psycopg.errors.Diagnostic) -> None:
        self._notices.append(f"{said.severity_nonlocalized or said.severity}: {said.message_primary}")


def _chunks(lines: Iterable[str], encoding: str) -> Iterator[bytes]:
    """Joined to large pieces: a message for each line would cost a system call each."""
    piece = bytearray()
    for line in lines:
        piece += line.encode(encoding) + (b"" if line.endswith("\n") else b"\n")
        if len(piece) >= _CHUNK:
            yield bytes(piece)
            piece.clear()
    if piece:
        yield bytes(piece)
