"""What every rule states about itself, and the kinds of evidence that a rule may judge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal as OneOf
from typing import Protocol

from ddlproof.evidence import (
    Ending,
    Intended,
    Moment,
    Proof,
    QueryResult,
    ReaderResult,
    Rehearsal,
    Sent,
    Suppression,
    VerifyResult,
    WriterResult,
)
from ddlproof.finding import Hit, Severity
from ddlproof.model.house import NOTHING_SAID, House
from ddlproof.model.schema import Schema
from ddlproof.source import Span


@dataclass(frozen=True, slots=True)
class About:
    """What `explain`, the documentation and every finding of a rule say.

    `trigger`: what it fires on, and what not. `effect`: what happens to whom. `instead`: what to do. `needs`: what it
    must see to judge. `once`: report the first place in a file, or in a run, only, and how many more there are.
    `default`: whether it runs without being asked for by name, by family or by `profile = "strict"`.
    """

    severity: Severity
    trigger: str
    effect: str
    instead: str
    needs: str = "the migration alone"
    once: OneOf["", "file", "run"] = ""
    default: bool = True


@dataclass(frozen=True, slots=True)
class Example:
    """A change that shows a rule: a migration, and where the rule needs them the schemas, rollback and contract.

    `house` is what the project has decided; `files` are others that the contract names, with their texts.
    """

    migration: str
    before: str = ""
    after: str = ""
    rollback: str = ""
    contract: str = ""
    house: House = NOTHING_SAID
    files: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Trial:
    """Everything that a change was put through: what the rules about contracts and rehearsals judge.

    Each result comes with the place in the contract that asked for it. `before`, `after` are the schemas as the catalog
    has them. `replay_drift` is what the migration, replayed on the model, still misses of the schema after;
    `model_drift` how the SQL as it was read differs from the catalog; both as printed changes. `sent` is how the runner
    sends the migration, `sent_back` how the rollback. `declared` says that the schema after was given, and is not just
    what the migration leaves. `beyond` are the statements that were not tried, and what PostgreSQL said to them.
    """

    before: Schema
    after: Schema
    intended: Intended | None = None
    intended_at: Span | None = None
    proofs: tuple[tuple[Proof, Span | None], ...] = ()
    writers: tuple[tuple[WriterResult, Span | None], ...] = ()
    readers: tuple[tuple[ReaderResult, Span | None], ...] = ()
    verify: tuple[tuple[VerifyResult, Span | None], ...] = ()
    rehearsal: Rehearsal | None = None
    replay_drift: tuple[str, ...] = ()
    model_drift: tuple[str, ...] = ()
    migration_at: Span | None = None
    rollback_at: Span | None = None
    queries: tuple[QueryResult, ...] = ()
    unused_accepts: tuple[tuple[str, Span], ...] = ()
    sent: Sent = "unknown"
    sent_back: Sent = "unknown"
    declared: bool = True
    beyond: tuple[tuple[Span, str], ...] = ()


class Rule(Protocol):
    """What all kinds of rules have: who they are, and a change that is caught and one that is not."""

    ABOUT: About
    BAD: Example
    GOOD: Example


class MomentRule(Rule, Protocol):
    """Judges each action of a migration in the situation that it finds. Static: the linter's kind."""

    def check(self, moment: Moment, /) -> Iterator[Hit]: ...


class EndingRule(Rule, Protocol):
    """Judges what a migration leaves when it is done: static, too, and blind to the order of its statements."""

    def check(self, ending: Ending, /) -> Iterator[Hit]: ...


class SuppressionRule(Rule, Protocol):
    """Judges the comments that ask for findings not to count."""

    def examine(self, suppression: Suppression, /) -> Iterator[Hit]: ...


class TrialRule(Rule, Protocol):
    """Judges what was seen when the change was tried out on a server."""

    def judge(self, trial: Trial, /) -> Iterator[Hit]: ...
