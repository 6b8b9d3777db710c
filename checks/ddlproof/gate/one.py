"""The whole gate on one change: diffed, linted, tried out on a server, and what was seen is judged."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ddlproof.change.config import find_config, on_platform
from ddlproof.diff.intended import compare, read_intended
from ddlproof.diff.render import render
from ddlproof.errors import ContractError, DdlproofError
from ddlproof.evidence import Change, Intended, Postgres
from ddlproof.finding import Finding, Severity
from ddlproof.gate.drift import Drift, model_drift, unread_deeds
from ddlproof.gate.parts import judge_parts
from ddlproof.gate.plan import Plan, changes
from ddlproof.gate.rules import accepted, runs, wanted
from ddlproof.gate.stage import Tryout
from ddlproof.gate.suppress import suppress
from ddlproof.gate.tryout import try_out
from ddlproof.options import Options
from ddlproof.outcome import Outcome
from ddlproof.progress import Progress, silent
from ddlproof.rules.destroyed import told_once
from ddlproof.rules.judge import first_of_each, judge_trial, worst_first
from ddlproof.rules.ran import one_by_one
from ddlproof.rules.replayed import replayed
from ddlproof.rules.rule import Trial
from ddlproof.rules.seen import confirmed
from ddlproof.rules.tried import with_attempts
from ddlproof.source import Span
from ddlproof.sql.definitions import READING

if TYPE_CHECKING:
    from ddlproof.postgres.server import Server


def check_one(one: Plan, server: Server, options: Options, progress: Progress = silent) -> Outcome:
    """One change on a running server.

    Raises:
        DdlproofError: unusable input.
    """
    started = time.perf_counter()
    return judge(one, try_out(one, server, options, progress), server.postgres, options, started)


def judge(one: Plan, tried: Tryout, postgres: Postgres, options: Options, started: float) -> Outcome:
    """What was seen of a change, judged together with what the static rules say.

    Args:
        started: when its check began, as `time.perf_counter` says.

    Raises:
        DdlproofError: the intended diff cannot be read.
    """
    config = on_platform(find_config(one.folder), one.contract.tool)
    runner = options.runner or config.runner
    sent = one.contract.sent(runner)
    config = replace(config, house=replace(config.house, sizes=(*tried.sizes, *config.house.sizes)))
    changed = tried.changes
    intended = _intended(one, changed)
    drift = Drift() if tried.partial else model_drift(one, tried.before, tried.after, tried.supplied)
    trial = replace(_trial(one, tried, intended, drift), sent=sent, sent_back=one.contract.sent_back(runner))
    seen = wanted(judge_trial(trial), options, config)
    judged = judge_parts(one.parts(runner), one.before_model, options, config)
    static = _unseen(map(_elsewhere, judged.findings), seen)
    major = options.postgres_version or config.postgres_version
    same = major is None or postgres.version.partition(".")[0] == str(major)
    backed = confirmed(static, tried.rehearsal, trial.queries, same_version=same, sent=sent)
    proofs = [proof for proof, _ in tried.proofs]
    run = one_by_one(tried.rehearsal)
    beyond = unread_deeds(one, tried.before, run.left) if run is not None else ()
    backed = with_attempts(backed, proofs, tried.rehearsal, beyond)
    backed = replayed(backed, [result for result, _ in tried.writers])
    every = sorted(map(_elsewhere, told_once(backed, seen)), key=_start)
    told = suppress(every, [one.migration, one.rollback], runs(options, config))
    found = first_of_each(wanted(told, options, config))
    marked, unused = accepted(found, one.contract.accepts)
    leftover = wanted(judge_trial(_only_unused(trial, unused)), options, config)
    scripts = (one.before, one.after, one.migration, one.rollback)
    count = sum(len(script.statements) for script in scripts)
    return Outcome(
        name=one.name,
        title=one.contract.title,
        findings=tuple(worst_first((*marked, *leftover))),
        changes=changed,
        printed_diff=render(changed),
        intended=intended,
        proofs=tuple(proof for proof, _ in tried.proofs),
        writers=tuple(result for result, _ in tried.writers),
        readers=tuple(result for result, _ in tried.readers),
        verify=tuple(result for result, _ in tried.verify),
        rehearsal=tried.rehearsal,
        postgres=postgres,
        statements=count,
        analysed=count - judged.opaque - sum(script.opaque for script in scripts if script is not one.migration),
        seconds=time.perf_counter() - started,
        stated=one.contract.stated,
        notes=(*one.notes, *tried.notes, *drift.notes),
    )


def _start(finding: Finding) -> int:
    return finding.span.start if finding.span is not None else -1


def _elsewhere(finding: Finding) -> Finding:
    """A finding in the body of a function at the statement that calls it, which is what ran; and back again."""
    return finding if finding.called is None else replace(finding, span=finding.called, called=finding.span)


def _unseen(static: Iterable[Finding], seen: Sequence[Finding]) -> Iterator[Finding]:
    """The findings that say what may happen, without those that the rehearsal has seen happen."""
    places: dict[str, list[Span]] = {}
    for finding in seen:
        if finding.span is not None:
            places.setdefault(finding.rule, []).append(finding.span)
    for finding in static:
        span = finding.span
        # What may not fit into a type is said to be lost, or to stop the migration: by the rehearsal, if it has.
        warns = finding.rule == "lossy-type-change" and finding.severity is Severity.WARNING
        rule = "cast-may-fail" if warns else finding.rule
        if span is None or not any(_within(span, place) for place in places.get(rule, ())):
            yield finding


def _within(span: Span, place: Span) -> bool:
    return span.source == place.source and place.start <= span.start and span.end <= place.end


def _intended(one: Plan, changed: Sequence[Change]) -> Intended | None:
    contract = one.contract
    if contract.intended is None:
        return None
    written = changes(one.migration, one.before_model, one.after_model)
    try:
        return compare(changed, read_intended(contract.intended, READING), written)
    except ContractError as error:
        raise placed(error, contract.intended_span) from error


def placed(error: DdlproofError, span: Span | None) -> DdlproofError:
    """The same error with a place, where it has none or one inside a text of its own."""
    return type(error)(error.message, span=span, hint=error.hint, notes=error.notes)


def _trial(one: Plan, tried: Tryout, intended: Intended | None, drift: Drift) -> Trial:
    return Trial(
        before=tried.before,
        after=tried.after,
        intended=intended,
        intended_at=one.contract.intended_span,
        proofs=tried.proofs,
        writers=tried.writers,
        readers=tried.readers,
        verify=tried.verify,
        queries=tried.queries,
        rehearsal=tried.rehearsal,
        replay_drift=one.replay_drift,
        model_drift=drift.differences,
        migration_at=one.migration_at,
        rollback_at=one.rollback_at,
        declared=bool(one.after.sources),
        beyond=tried.beyond,
    )


def _only_unused(trial: Trial, unused: tuple[tuple[str, Span], ...]) -> Trial:
    return replace(Trial(trial.before, trial.after), unused_accepts=unused)
