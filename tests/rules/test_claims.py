"""What a rule's text says of locks, rewrites and scans happens when its BAD example runs; its GOOD runs, everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ddlproof.evidence import Step
from ddlproof.postgres.server import Server
from ddlproof.postgres.session import Session
from ddlproof.rehearsal.script import Player
from ddlproof.rules.registry import ENDING_RULES, MOMENT_RULES, name_of
from ddlproof.rules.rule import Example, Rule
from ddlproof.source import Source
from ddlproof.sql.read import read

STATIC = [*MOMENT_RULES, *ENDING_RULES]
MODES = ("ACCESS EXCLUSIVE", "SHARE ROW EXCLUSIVE", "SHARE")
REFUSED = {
    "enum-value-used-in-same-transaction": "55P04",
    "index-on-partitioned-parent": "0A000",
    "not-allowed-in-transaction": "25001",
    "view-or-function-replaced": "42P16",
}
"""The rules whose BAD PostgreSQL refuses, as they say, and the SQLSTATE."""

UNSEEN = {
    "blocking-maintenance": "VACUUM FULL runs in no transaction in which its locks could be seen",
    "partition-locks-parent": "of the two modes each statement takes one",
}
SINCE = {"view-bypasses-rls": 15}
"""The first version that knows what a GOOD example says."""


@contextmanager
def loaded(server: Server, example: Example) -> Iterator[Session]:
    database = server.create("claims")
    try:
        with database.connect() as session:
            for statement in read(Source("before.sql", example.before)):
                session.run(statement.sql)
            yield session
    finally:
        server.drop(database)


def played(server: Server, example: Example) -> list[Step]:
    with loaded(server, example) as session:
        return list(Player(session, "up").statements(read(Source("migration.sql", example.migration))))


@pytest.mark.parametrize("rule", STATIC, ids=name_of)
def test_the_good_example_runs_on_every_version(rule: Rule, server: Server) -> None:
    assert [step.error for step in played(server, rule.GOOD) if step.error is not None] == []


@pytest.mark.parametrize("rule", STATIC, ids=name_of)
def test_the_bad_example_runs_or_is_refused_as_the_rule_says(rule: Rule, server: Server) -> None:
    errors = [step.error for step in played(server, rule.BAD) if step.error is not None]
    name = name_of(rule)
    assert [error.sqlstate for error in errors][:1] == ([REFUSED[name]] if name in REFUSED else [])
    if name in REFUSED:
        text = f"{rule.ABOUT.effect} {rule.ABOUT.trigger}".lower()
        assert "refuse" in text or "fails" in text


def modes_of(text: str) -> list[str]:
    """The lock modes that a text names."""
    found = []
    for mode in MODES:
        if mode in text:
            found.append(mode)
            text = text.replace(mode, "")
    return found


LOCKING = [rule for rule in STATIC if modes_of(rule.ABOUT.effect) and name_of(rule) not in UNSEEN]


@pytest.mark.parametrize("rule", LOCKING, ids=name_of)
def test_the_locks_that_a_rule_names_are_taken(rule: Rule, server: Server) -> None:
    seen = {lock.mode for step in played(server, rule.BAD) for lock in step.locks}
    assert seen & set(modes_of(rule.ABOUT.effect)), f"{name_of(rule)} names others than {seen}"


def says(rule: Rule, *words: str) -> bool:
    return any(word in rule.ABOUT.effect for word in words)


REWRITING = [rule for rule in STATIC if says(rule, "written anew", "rewritten under", "is copied under")]
SCANNING = [rule for rule in STATIC if says(rule, "is scanned under", "is scanned and", "built over the whole")]


def test_some_rules_speak_of_rewrites_and_some_of_scans() -> None:
    assert len(REWRITING) >= 5
    assert len(SCANNING) >= 3


@pytest.mark.parametrize("rule", REWRITING, ids=name_of)
def test_a_rewrite_that_a_rule_speaks_of_is_one(rule: Rule, server: Server) -> None:
    assert any(step.rewrites for step in played(server, rule.BAD))
    assert not any(step.rewrites for step in played(server, rule.GOOD))


@pytest.mark.parametrize("rule", SCANNING, ids=name_of)
def test_a_scan_that_a_rule_speaks_of_is_one(rule: Rule, server: Server) -> None:
    assert any(step.scans for step in played(server, rule.BAD))


@pytest.mark.parametrize("rule", [*MOMENT_RULES, *ENDING_RULES], ids=name_of)
def test_the_advice_is_never_what_postgresql_cannot_do(rule: Rule) -> None:
    """Neither NOT VALID for keys, nor IF NOT EXISTS for a concurrent build, nor CONCURRENTLY on a partitioned table."""
    module = Path(str(rule.__file__)).read_text("utf-8")
    advice = [rule.ABOUT.instead, *(line for line in module.splitlines() if line.startswith(("_FOR_", "_INSTEAD")))]
    for text in advice:
        for sentence in text.split(";"):
            assert not ("NOT VALID" in sentence and ("UNIQUE" in sentence or "PRIMARY KEY" in sentence))
            assert not ("EXCLUDE" in sentence and "NOT VALID" in sentence and "neither" not in sentence)
            assert not ("CONCURRENTLY" in sentence and "IF NOT EXISTS" in sentence)
