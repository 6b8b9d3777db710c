"""BEGIN and COMMIT at the wrong time, with and without a runner's transaction around."""

from __future__ import annotations

import pytest

from ddlproof.postgres.database import Database

RULE = "transaction-control"
BEFORE = "create table jobs (id int);"
ALTER = "alter table jobs add column a int"


@pytest.mark.parametrize(
    ("migration", "sentences"),
    [
        (f"begin; {ALTER}; commit", []),
        (f"start transaction; {ALTER}; end; begin; commit", []),
        ("begin; savepoint s; rollback to s; commit", []),
        (f"begin;\nbegin; {ALTER}; commit", ["BEGIN in the transaction begun on line 1: the next COMMIT ends both"]),
        (f"begin; {ALTER}", ["BEGIN without COMMIT: all of it is undone when the connection closes"]),
        (f"{ALTER}; commit", ["COMMIT without BEGIN: it ends nothing, or the runner's own transaction"]),
        ("begin; set local lock_timeout = '2s'; commit", []),
        ("set lock_timeout = '2s'", []),
    ],
)
def test_statement_by_statement(said, migration, sentences) -> None:
    assert said(RULE, migration, BEFORE) == sentences


def test_a_begin_that_the_runner_has_made_already(findings) -> None:
    def told(sent: str) -> list[tuple[str, str]]:
        return [(one.message, str(one.severity)) for one in findings(RULE, f"begin; {ALTER}", BEFORE, sent=sent)]

    undone = ("BEGIN without COMMIT: all of it is undone when the connection closes", "error")
    assert told("transaction") == [("BEGIN in the runner's own transaction, which begins no other", "warning")]
    assert told("simple-query") == [undone]
    assert told("autocommit") == [undone]


@pytest.mark.parametrize("sql", ["lock table jobs", "savepoint s"])
def test_what_needs_a_transaction(said, sql: str) -> None:
    verb = sql.split()[0].upper()
    assert said(RULE, sql, BEFORE, sent="autocommit") == [f"{verb} outside of a transaction: PostgreSQL refuses it"]
    assert said(RULE, f"begin; {sql}; commit", BEFORE, sent="autocommit") == []
    assert said(RULE, sql, BEFORE, sent="transaction") == []
    assert said(RULE, sql, BEFORE) == []


def test_code_has_the_transaction_of_its_do(said, database: Database) -> None:
    block = "do $$ begin lock table jobs; end $$"
    assert said(RULE, block, BEFORE, sent="autocommit") == []
    with database.connect() as session:
        session.run("create table jobs (id int)")
        session.run(block)


LOCAL = "set local lock_timeout = '2s'"
NO_EFFECT = "SET LOCAL lock_timeout has no effect"


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ("autocommit", [(f"{NO_EFFECT}: no transaction is open here", "error")]),
        ("unknown", [(f"{NO_EFFECT}, unless the runner puts a transaction around this file", "note")]),
        ("transaction", []),
        ("simple-query", []),
        ("pipeline", []),
    ],
)
def test_set_local_before_another_statement(findings, sent, told) -> None:
    assert [(f.message, f.severity) for f in findings(RULE, f"{LOCAL}; {ALTER}", BEFORE, sent=sent)] == told


def test_statements_in_one_message_may_have_their_own_transaction(said) -> None:
    assert said(RULE, f"begin; {ALTER}; commit", BEFORE, sent="simple-query") == []
    assert said(RULE, f"{ALTER}; commit", BEFORE, sent="simple-query") == ["COMMIT without BEGIN: it ends nothing"]


@pytest.mark.parametrize(
    ("migration", "sentence", "severity"),
    [
        (
            f"{ALTER}; commit; drop table jobs",
            "COMMIT ends the runner's transaction: what is done by then stays done when a statement below fails",
            "error",
        ),
        (
            f"begin; {ALTER}; commit; drop table jobs",
            "COMMIT ends the runner's transaction: what is done by then stays done when a statement below fails",
            "error",
        ),
        (f"{ALTER}; rollback", "ROLLBACK ends the runner's transaction, and undoes all that was done in it", "error"),
        (
            f"set lock_timeout = '2s'; begin; {ALTER}; commit",
            "COMMIT ends the runner's transaction, before the runner has noted that the migration ran",
            "warning",
        ),
    ],
)
def test_in_the_runners_transaction(findings, migration, sentence, severity) -> None:
    (finding,) = findings(RULE, migration, BEFORE, sent="transaction")
    assert (finding.message, finding.severity) == (sentence, severity)


def test_what_lasts_as_long_as_the_runners_transaction(said) -> None:
    assert said(RULE, f"set local lock_timeout = '2s'; {ALTER}", BEFORE, sent="transaction") == []
