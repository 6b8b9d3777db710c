"""A second session beside the one that migrates: it holds a snapshot open, or tries to write.

PostgreSQL documentation, CREATE INDEX, "Building Indexes Concurrently"; section 13.3.1 "Table-Level Locks".
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from ddlproof.postgres.session import Session, StatementFailed

LOCK_NOT_AVAILABLE = "55P03"
QUERY_CANCELED = "57014"

_LIMITS = """
select name, setting::int8, current_setting(name) from pg_settings
where name in ('lock_timeout', 'statement_timeout') and setting::int8 > 0
"""
_INVALID = "select indexrelid::regclass::text from pg_index where not indisvalid order by 1"


@contextmanager
def snapshot(session: Session) -> Iterator[None]:
    """A transaction that has read something and does nothing more, as a report or a forgotten session."""
    session.run("begin isolation level repeatable read")
    try:
        session.run("select 1")
        yield
    finally:
        session.run("rollback")


def limits(session: Session) -> dict[str, tuple[int, str]]:
    """The timeouts in force that end a statement: in milliseconds, and as PostgreSQL prints them."""
    return {name: (milliseconds, text) for name, milliseconds, text in session.fetch(_LIMITS)}


@contextmanager
def shortened(session: Session, name: str, before: str, value: str) -> Iterator[None]:
    """A setting that is another one for a while."""
    session.run_with("select set_config($1, $2, false)", [name, value])
    try:
        yield
    finally:
        with suppress(StatementFailed):  # of a session that is lost nothing need be restored
            session.run_with("select set_config($1, $2, false)", [name, before])


def impatient(session: Session) -> None:
    """From now on the session waits for no lock, but fails."""
    session.run("set lock_timeout = '1ms'")


def insert_waits(session: Session, table: str) -> bool:
    """Whether an INSERT of an impatient session has to wait; `table` is its name as SQL. No row gets in."""
    session.run("begin")
    try:
        session.run(f"insert into {table} select * from {table} where false")
    except StatementFailed as failed:
        return failed.error.sqlstate == LOCK_NOT_AVAILABLE
    finally:
        session.run("rollback")
    return False


def invalid_indexes(session: Session) -> tuple[str, ...]:
    """The indexes that no query uses, because their build was not finished."""
    return tuple(name for (name,) in session.fetch(_INVALID))
