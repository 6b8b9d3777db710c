"""What one rule says of a migration: SQL in, sentences out."""

from __future__ import annotations

from typing import Protocol

import pytest

from ddlproof.evidence import Sent
from ddlproof.finding import Finding
from ddlproof.rules.judge import judge_moments
from ddlproof.rules.registry import name_of
from ddlproof.source import Source
from ddlproof.sql.read import read
from ddlproof.sql.replay import Replay, read_schema


class Findings(Protocol):
    def __call__(
        self, rule: str, migration: str, before: str | None = "", *, sent: Sent = "unknown", version: int = 18
    ) -> list[Finding]: ...


class Said(Protocol):
    def __call__(
        self, rule: str, migration: str, before: str | None = "", *, sent: Sent = "unknown", version: int = 18
    ) -> list[str]: ...


def judged(
    rule: str, migration: str, before: str | None = "", *, sent: Sent = "unknown", version: int = 18
) -> list[Finding]:
    """The findings of a rule by itself; `before` None: nothing is known of the schema that the migration meets."""
    schema = read_schema(Source("before.sql", before or ""))
    replay = Replay(schema, known=before is not None, sent=sent, version=version)
    walk = replay.walk(read(Source("migration.sql", migration)))
    found = judge_moments(walk, lambda one: name_of(one) == rule)
    assert [problem.message for problem in replay.problems if before is not None] == []
    return list(found)


@pytest.fixture
def findings() -> Findings:
    return judged


@pytest.fixture
def said() -> Said:
    """The sentences, with the severity where it is not the rule's own."""

    def sentences(
        rule: str, migration: str, before: str | None = "", *, sent: Sent = "unknown", version: int = 18
    ) -> list[str]:
        return [finding.message for finding in judged(rule, migration, before, sent=sent, version=version)]

    return sentences
