"""Everything that PostgreSQL refuses in a transaction block, as told and as it says itself."""

from __future__ import annotations

import pytest

from ddlproof.postgres.database import Database
from ddlproof.postgres.session import StatementFailed
from ddlproof.source import Source
from ddlproof.sql.read import read

RULE = "not-allowed-in-transaction"
BEFORE = (
    "create table jobs (id int); create index jobs_id on jobs (id);"
    "create table events (day date) partition by range (day);"
    "create index events_day on events (day);"
    "create table p partition of events for values from ('2024-01-01') to ('2025-01-01');"
)


@pytest.mark.parametrize(
    ("sql", "name"),
    [
        ("create index concurrently on jobs (id)", "CREATE INDEX CONCURRENTLY"),
        ("drop index concurrently jobs_id", "DROP INDEX CONCURRENTLY"),
        ("reindex table concurrently jobs", "REINDEX TABLE CONCURRENTLY"),
        ("reindex (concurrently) index jobs_id", "REINDEX INDEX CONCURRENTLY"),
        ("reindex schema public", "REINDEX SCHEMA"),
        ("vacuum jobs", "VACUUM"),
        ("vacuum (full) jobs", "VACUUM FULL"),
        ("cluster", "CLUSTER"),
        ("alter table events detach partition p concurrently", "DETACH PARTITION CONCURRENTLY"),
        ("create database other", "CREATE DATABASE"),
        ("drop database if exists other", "DROP DATABASE"),
        ("alter system set work_mem = '8MB'", "ALTER SYSTEM"),
        ("create tablespace t location '/t'", "CREATE TABLESPACE"),
        ("alter database other set tablespace pg_default", "ALTER DATABASE … SET TABLESPACE"),
        ("create subscription s connection 'x' publication p", "CREATE SUBSCRIPTION"),
        ("discard all", "DISCARD ALL"),
        ("commit prepared 'x'", "COMMIT PREPARED"),
        ("reindex table events", "REINDEX TABLE of a partitioned table"),
        ("cluster events using events_day", "CLUSTER of a partitioned table"),
        ("do $$ begin update jobs set id = 1; commit; end $$", "a DO block with COMMIT"),
        ("do 'begin rollback and chain; end'", "a DO block with ROLLBACK"),
        ("do $x$ begin /* commit; */ create temporary table c (id int) on commit drop; end $x$", None),
        ("do $$ begin perform 'commit;'; end $$", None),
        ("reindex table jobs", None),
        ("cluster jobs using jobs_id", None),
        ("analyze jobs", None),
        ("create index on jobs (id)", None),
    ],
)
def test_statements(said, database: Database, sql: str, name: str | None) -> None:
    told = f"{name} cannot run inside a transaction, and here it does: PostgreSQL refuses it"
    assert said(RULE, f"begin; {sql}; commit", BEFORE) == ([told] if name else [])
    theirs = told.replace(": ", ", since the runner puts one around this file: ")
    assert said(RULE, sql, BEFORE, sent="transaction") == ([theirs] if name else [])
    assert said(RULE, sql, BEFORE) == []
    with database.connect() as session:
        for statement in read(Source("before", BEFORE)):
            session.run(statement.sql)
        session.run("begin")
        if name is None:
            session.run(sql)
        else:
            # For want of privilege (42501) or of a partitioned table (42P01, 42809) PostgreSQL may say no sooner.
            with pytest.raises(StatementFailed) as failed:
                session.run(sql)
            assert failed.value.error.sqlstate in ("25001", "2D000", "42501", "42P01", "42809")


def test_a_subscription_without_a_slot_may(said) -> None:
    assert said(RULE, "begin; create subscription s connection 'x' publication p with (connect = false); commit") == []


@pytest.mark.parametrize(
    ("sent", "migration", "refused"),
    [
        ("simple-query", "create index concurrently on jobs (id)", False),
        ("simple-query", "set lock_timeout = 0; create index concurrently on jobs (id)", True),
        ("simple-query", "begin; select 1; commit; create index concurrently on jobs (id)", True),
        ("pipeline", "create index concurrently on jobs (id); select 1", False),
        ("pipeline", "set lock_timeout = 0; create index concurrently on jobs (id)", True),
        ("autocommit", "set lock_timeout = 0; create index concurrently on jobs (id)", False),
    ],
)
def test_statements_that_share_a_message(said, sent: str, migration: str, refused: bool) -> None:
    told = (
        "CREATE INDEX CONCURRENTLY cannot run inside a transaction, and here it does, since the runner sends the "
        "statements of this file together: PostgreSQL refuses it"
    )
    assert said(RULE, migration, BEFORE, sent=sent) == ([told] if refused else [])
