"""REINDEX CONCURRENTLY is a build as well."""

from __future__ import annotations

RULE = "timeout-kills-concurrent-build"
BEFORE = "create table jobs (id int);"


def test_reindex(said) -> None:
    assert said(RULE, "set statement_timeout = '5s'; reindex table concurrently jobs", BEFORE) == [
        "statement_timeout = '5s' cancels the build as soon as one other transaction stays open that long, and leaves "
        "an INVALID index"
    ]
    assert said(RULE, "set statement_timeout = '5s'; reindex table jobs", BEFORE) == []
    assert said(RULE, "set statement_timeout = '1h'; reindex table concurrently jobs", BEFORE) == []


def test_what_a_transaction_had_set_goes_when_it_is_rolled_back(said, embedded) -> None:
    build = "create index concurrently i on jobs (id)"
    taken_back = "begin; set lock_timeout = '5s'; rollback;"
    assert said(RULE, f"{taken_back} {build}", BEFORE, sent="autocommit") == []
    assert len(said(RULE, f"set lock_timeout = '5s'; begin; rollback; {build}", BEFORE, sent="autocommit")) == 1
    assert len(said(RULE, f"begin; set lock_timeout = '5s'; commit; {build}", BEFORE, sent="autocommit")) == 1
    database = embedded.create("settings")
    with database.connect() as session:
        for statement in taken_back.split(";")[:-1]:
            session.run(statement)
        assert session.run("show lock_timeout").rows == (("0",),)
    embedded.drop(database)
