"""Evidence through the rules: hits stamped with their rule, severity and advice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from ddlproof.evidence import Ending, Moment, Suppression
from ddlproof.finding import Finding, Hit
from ddlproof.model.action import Action, Statement
from ddlproof.rules.registry import ENDING_RULES, MOMENT_RULES, SUPPRESSION_RULES, TRIAL_RULES, name_of
from ddlproof.rules.rule import Rule, Trial

Runs = Callable[[Rule], bool]


@dataclass(frozen=True, slots=True)
class Judged:
    """What the static rules say of a migration, and its end; None where it does nothing."""

    findings: tuple[Finding, ...]
    ending: Ending | None


def judge_moments(moments: Iterable[Moment], runs: Runs = lambda rule: True) -> tuple[Finding, ...]:
    """What the static rules say of a migration, those that `runs` lets run."""
    return first_of_each(judge_walk(moments, runs).findings)


def judge_walk(moments: Iterable[Moment], runs: Runs = lambda rule: True) -> Judged:
    """As `judge_moments`, with every place that a rule speaks of only once, and the end of the migration."""
    found: list[Finding] = []
    last: dict[str, Statement] = {}
    moment_rules = [(rule, name_of(rule), rule.ABOUT.once) for rule in MOMENT_RULES if runs(rule)]
    walk = _Walk()
    for moment in moments:
        walk.step(moment)
        for rule, name, once in moment_rules:
            for hit in rule.check(moment):
                if once and last.get(name) is moment.statement:
                    continue
                found.append(_if_it_runs(replace(_finding(rule, hit), called=moment.action.called), moment.action))
                last[name] = moment.statement
    ending = walk.ending()
    if ending is not None:
        found += judge_ending(ending, runs)
    return Judged(tuple(_each_cause_once(found)), ending)


def _if_it_runs(finding: Finding, action: Action) -> Finding:
    """Of what stands behind an IF that only the server can decide, so much is said."""
    return replace(finding, message=f"{finding.message} (if this branch runs)") if action.guards else finding


SAID_BY = {"new-write-restriction": ("unique-may-fail", "not-null-may-fail")}
"""Rules that are silent where one of others speaks of the same statement for the same cause, and says what they say."""


def _each_cause_once(found: Sequence[Finding]) -> Iterator[Finding]:
    said = {(one.rule, *_place(one)) for one in found}
    calls = set[tuple[str, str, tuple[str, int]]]()
    for one in found:
        if one.called is not None:
            if (key := (one.rule, one.message, _place(one))) in calls:
                continue  # a function that is called again
            calls.add(key)
        if not any((other, *_place(one)) in said for other in SAID_BY.get(one.rule, ())):
            yield one


def _place(finding: Finding) -> tuple[str, int]:
    return (_file(finding), finding.span.start if finding.span else -1)


def first_of_each(findings: Iterable[Finding], *, by_file: bool = False) -> tuple[Finding, ...]:
    """Of the rules that speak of the first place in a file or run only: that one, and how many more there are.

    `by_file` is for those who mend them: of each file one is left to them, whatever else is said of the same lock.
    """
    findings = list(findings) if by_file else _each_lock_once(list(findings))
    once = {name_of(rule): rule.ABOUT.once for rule in MOMENT_RULES if rule.ABOUT.once}
    alike: dict[tuple[str, str, str | None], list[Finding]] = {}
    kept: list[tuple[Finding, list[Finding]]] = []
    for finding in findings:
        if finding.rule not in once:
            kept.append((finding, [finding]))
            continue
        place = "" if once[finding.rule] == "run" and not by_file else _file(finding)
        group = alike.setdefault((finding.rule, place, finding.accepted), [])
        group.append(finding)
        if len(group) == 1:
            kept.append((finding, group))
    return tuple(_with_count(finding, group) for finding, group in kept)


def _each_lock_once(findings: Sequence[Finding]) -> list[Finding]:
    """The findings without those of lock-timeout-missing of which fk-locks-parent names the lock, and its timeout."""
    named = {(*_place(one), one.object) for one in findings if one.rule == "fk-locks-parent" and one.accepted is None}
    return [one for one in findings if one.rule != "lock-timeout-missing" or (*_place(one), one.object) not in named]


def _file(finding: Finding) -> str:
    return finding.span.source.name if finding.span else ""


def judge_ending(ending: Ending, runs: Runs = lambda rule: True) -> tuple[Finding, ...]:
    """What the rules say of what a migration leaves."""
    called = {action.at: action.called for _, action in ending.steps if action.called is not None}
    found = (_finding(rule, hit) for rule in ENDING_RULES if runs(rule) for hit in rule.check(ending))
    return tuple(replace(one, called=called.get(one.span)) if called and one.span else one for one in found)


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


def judge_suppressions(suppressions: Iterable[Suppression], runs: Runs = lambda rule: True) -> tuple[Finding, ...]:
    """What the rules say of comments that suppress findings."""
    judges = [rule for rule in SUPPRESSION_RULES if runs(rule)]
    return tuple(_finding(rule, hit) for one in suppressions for rule in judges for hit in rule.examine(one))


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


def _with_count(finding: Finding, alike: Sequence[Finding]) -> Finding:
    if len(alike) < 2:
        return finding
    others = "1 more statement" if len(alike) == 2 else f"{len(alike) - 1} more statements"
    files = len({_file(one) for one in alike})
    where = "below" if files == 1 else f"in {files} files"
    return replace(finding, message=f"{finding.message} (and {others} {where})")


def worst_first(findings: Iterable[Finding]) -> Iterator[Finding]:
    """The findings in the order in which people should read them."""
    return iter(sorted(findings, key=lambda finding: finding.order))
