"""The static rules on scripts whose schema before is given, and how much of them was analysed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ddlproof.change.config import Config
from ddlproof.evidence import Moment
from ddlproof.finding import Finding
from ddlproof.gate.rules import runs, wanted
from ddlproof.model.action import Statement, Unread
from ddlproof.model.schema import Schema
from ddlproof.options import Options
from ddlproof.rules.judge import judge_walk
from ddlproof.sql.replay import Part, Replay
from ddlproof.sql.versions import OLDEST

Begin = tuple[str, int]
"""Where a statement begins: its file, and the offset in it."""


@dataclass(frozen=True, slots=True)
class Told:
    """What the static rules say, and how many statements were not analysed, or not wholly."""

    findings: tuple[Finding, ...]
    opaque: int


def judge_parts(parts: Sequence[Part], before: Schema, options: Options, config: Config) -> Told:
    """What the static rules say of scripts that meet a schema one after the other, as far as they are selected."""
    version = options.postgres_version or config.postgres_version or OLDEST
    replay = Replay(before, version=version, house=config.house)
    opaque = set[Begin]()
    judged = judge_walk(noting(replay.walk_parts(parts), opaque), runs(options, config))
    return Told(wanted(judged.findings, options, config), len(opaque))


def noting(moments: Iterable[Moment], opaque: set[Begin]) -> Iterator[Moment]:
    """The moments; only on the way is it seen what a statement calls, and whether that is analysed."""
    for moment in moments:
        if isinstance(moment.action, Unread):
            opaque.add(begin(moment.statement))
        yield moment


def begin(statement: Statement) -> Begin:
    """Where a statement begins."""
    return statement.span.source.name, statement.span.start
