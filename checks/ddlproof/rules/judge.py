"""Evidence through the rules: hits stamped with their rule, severity and advice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace

from ddlproof.evidence import Ending, Moment
from ddlproof.finding import Finding, Hit
from ddlproof.model.action import Action, Statement
from ddlproof.rules.registry import ENDING_RULES, MOMENT_RULES, TRIAL_RULES, name_of
from ddlproof.rules.rule import Rule, Trial

Runs = Callable[[Rule], bool]


@dataclass(frozen=True, slots=True)
class Judged:
    """What the static rules say of a migration, and its end; None where it does nothing."""

    findings: tuple[Finding, ...]
    ending: Ending | None


def judge_moments(moments: Iterable[Moment], runs: Runs = lambda rule: True) -> tuple[Finding, ...]:
    """What the static rules say of a migration, those that `runs` lets run."""
    return judge_walk(moments, runs).findings


def judge_walk(moments: Iterable[Moment], runs: Runs = lambda rule: True) -> Judged:
    """As `judge_moments`, with the end of the migration besides."""
    found: list[Finding] = []
    statements: dict[tuple[str, str], set[int]] = {}
    moment_rules = [(rule, name_of(rule), rule.ABOUT.once) for rule in MOMENT_RULES if runs(rule)]
    walk = _Walk()
    for moment in moments:
        walk.step(moment)
        for rule, name, once in moment_rules:
            for hit in rule.check(moment):
                seen = statements.setdefault((name, moment.statement.span.source.name), set()) if once else None
                if not seen:
                    found.append(_finding(rule, hit))
                if seen is not None:
                    seen.add(moment.statement.span.start)
    ending = walk.ending()
    if ending is not None:
        found += judge_ending(ending, runs)
    return Judged(tuple(_with_count(f, len(statements.get(_place(f), ()))) for f in found), ending)


def judge_ending(ending: Ending, runs: Runs = lambda rule: True) -> tuple[Finding, ...]:
    """What the rules say of what a migration leaves."""
    return tuple(_finding(rule, hit) for rule in ENDING_RULES if runs(rule) for hit in rule.check(ending))


def _place(finding: Finding) -> tuple[str, str]:
    return (finding.rule, finding.span.source.name if finding.span else "")


@dataclass(slots=True)
class _Walk:
    """What is kept of the moments, each of which is valid only while it lasts."""

    last: Moment | None = None
    steps: list[tuple[Statement, Action]] = field(default_factory=list)

    def step(self, moment: Moment) -> None:
        self.last = moment
        self.steps.append((moment.statement, moment.action))

    def ending(self) -> Ending | None:
        """The end of the walk, once the last action is applied; None where there was none."""
        last = self.last
        if last is None:
            return None
        fresh = frozenset(last.fresh)
        return Ending(last.before, last.view.freeze(), tuple(self.steps), last.known, fresh, last.version, last.house)


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
