"""Evidence through the rules: hits stamped with their rule, severity and advice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from ddlproof.evidence import Moment
from ddlproof.finding import Finding, Hit
from ddlproof.rules.registry import MOMENT_RULES, TRIAL_RULES, name_of
from ddlproof.rules.rule import Rule, Trial


def judge_moments(moments: Iterable[Moment]) -> tuple[Finding, ...]:
    """What the static rules say of a migration."""
    found: list[Finding] = []
    statements: dict[str, set[int]] = {}
    for moment in moments:
        for rule in MOMENT_RULES:
            for hit in rule.check(moment):
                seen = statements.setdefault(name_of(rule), set())
                if not rule.ABOUT.once or not seen:
                    found.append(_finding(rule, hit))
                seen.add(moment.statement.span.start)
    once = {name_of(rule) for rule in MOMENT_RULES if rule.ABOUT.once}
    return tuple(_with_count(f, len(statements[f.rule]) if f.rule in once else 1) for f in found)


def judge_trial(trial: Trial) -> tuple[Finding, ...]:
    """What the rules about contract and rehearsal say."""
    return tuple(_finding(rule, hit) for rule in TRIAL_RULES for hit in rule.judge(trial))


def _finding(rule: Rule, hit: Hit) -> Finding:
    about = rule.ABOUT
    return Finding(
        rule=name_of(rule),
        severity=hit.severity or about.severity,
        message=hit.message,
        instead=hit.instead or about.instead,
        span=hit.span,
        object=hit.object,
        witness=hit.witness,
        side=hit.side,
    )


def _with_count(finding: Finding, count: int) -> Finding:
    if count < 2:
        return finding
    others = "1 more statement" if count == 2 else f"{count - 1} more statements"
    return replace(finding, message=f"{finding.message} (and {others} below)")


def worst_first(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings in the order in which people should read them."""
    return iter(sorted(findings, key=lambda finding: finding.order))
