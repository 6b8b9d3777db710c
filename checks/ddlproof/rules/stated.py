"""What the truth table of a CHECK, as PostgreSQL has it, says of what could not be evaluated. Not a rule."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ddlproof.evidence import Proof
from ddlproof.finding import Finding, Severity, Witness
from ddlproof.rules.constraint import check_passes_on_null, exclusive_arc_wrong
from ddlproof.rules.vectors import UNDECIDED_WHETHER

BY_STATES = frozenset(("check-passes-on-null", "exclusive-arc-wrong"))
"""The rules about what a CHECK makes of each state of its columns."""
State = tuple[str | None, ...]


def with_states(finding: Finding, proof: Proof) -> Iterator[Finding]:
    """The finding with the truth table, a row of each state of the columns inserted; nothing if that refutes it."""
    if proof.states is None:
        yield finding
        return
    accepted, refused = _verdicts(proof.states, proof.constraint.rpartition(".")[2])
    if not finding.message.startswith(f"{UNDECIDED_WHETHER} "):
        yield _beside(finding, proof.states, accepted, refused)
    elif finding.rule == "exclusive-arc-wrong":
        yield from _of_arc(finding, proof.states, accepted, refused)
    else:
        yield from _of_null(finding, proof.states, accepted, refused)


def _verdicts(states: Witness, name: str) -> tuple[dict[State, str], dict[State, str]]:
    """The states that are accepted, and those that this CHECK refuses; of what another refused nothing is known."""
    rows = {tuple(None if word == "null" else word for word in row[:-1]): row[-1] or "" for row in states.rows}
    accepted = {state: verdict for state, verdict in rows.items() if verdict == "accepted"}
    return accepted, {state: verdict for state, verdict in rows.items() if verdict.endswith(f" {name}")}


def _beside(finding: Finding, states: Witness, accepted: dict[State, str], refused: dict[State, str]) -> Finding:
    rows = tuple((*state, verdict) for state, verdict in {**accepted, **refused}.items())
    marked = finding.witness.marked if finding.witness is not None else states.marked
    title = f"tried on PostgreSQL: {states.title}"
    return replace(finding, witness=replace(states, title=title, rows=rows, marked=marked))


def _of_null(
    finding: Finding, states: Witness, accepted: dict[State, str], refused: dict[State, str]
) -> Iterator[Finding]:
    """NULL passes where some value does not, all else being alike; or it is refused wherever it was tried."""
    names = states.columns[:-1]
    for place, name in enumerate(names):
        free = {state for state in accepted if state[place] is None}
        rest = {(*state[:place], *state[place + 1 :]) for state in refused if state[place] is not None}
        if any((*state[:place], *state[place + 1 :]) in rest for state in free):
            check = _check(finding)
            only = f"{check} lets a row pass only because {name} is null"
            said = only if len(names) > 1 else f"{check} accepts NULL"
            told = replace(finding, message=said, instead=check_passes_on_null.ABOUT.instead)
            yield _beside(told, replace(states, marked=(name,)), accepted, refused)
            return
    if any(None in state for state in accepted) or not any(None in state for state in refused):
        yield _beside(finding, states, accepted, refused)


def _of_arc(
    finding: Finding, states: Witness, accepted: dict[State, str], refused: dict[State, str]
) -> Iterator[Finding]:
    """Each of the columns alone passes, none does not, and several do."""
    counts = {sum(word is not None for word in state) for state in accepted}
    tried = counts | {sum(word is not None for word in state) for state in refused}
    if {0, 1, 2} - tried:
        yield _beside(finding, states, accepted, refused)
    elif 0 not in counts and 1 in counts and max(counts) > 1:
        said = finding.message.removeprefix(f"{UNDECIDED_WHETHER} ").partition(" is not decided: ")[0]
        instead = exclusive_arc_wrong.ABOUT.instead
        told = replace(finding, message=said, severity=Severity.ERROR, instead=instead)
        yield _beside(told, states, accepted, refused)


def _check(finding: Finding) -> str:
    return finding.message.removeprefix(f"{UNDECIDED_WHETHER} ").partition(" accepts ")[0]
