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
