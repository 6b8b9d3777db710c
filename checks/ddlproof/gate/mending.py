"""Migrations mended round by round: linted, edited, linted again, until nothing more can be done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import unified_diff
from pathlib import Path

from ddlproof.change.files import read_source, replaced
from ddlproof.change.filled import has_placeholders
from ddlproof.change.git import PREFIX
from ddlproof.change.runner import tool_of
from ddlproof.errors import InputError
from ddlproof.finding import Finding, Severity
from ddlproof.fix.edit import Edit, Place, Refused, Way, apply, origin
from ddlproof.fix.registry import APART, MENDERS, STAGES
from ddlproof.gate.migrations import lint_files
from ddlproof.gate.series import File, choose
from ddlproof.options import Options
from ddlproof.outcome import Outcome
from ddlproof.rules.judge import SAID_BY
from ddlproof.rules.registry import name_of
from ddlproof.rules.transaction import half_applied_on_failure
from ddlproof.source import Span
from ddlproof.sql.versions import OLDEST

MOST = 100
"""Rounds, at most: each mends at least one statement."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A file, before and after."""

    name: str
    before: str
    after: str

    @property
    def diff(self) -> str:
        """What changes, as a unified diff."""
        lines = unified_diff(
            self.before.splitlines(keepends=True), self.after.splitlines(keepends=True), self.name, self.name
        )
        return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


@dataclass(frozen=True, slots=True)
class Left:
    """A finding that is left to people, and why: `now` is its place in the mended text, `was` in the file on disk."""

    rule: str
    why: str
    now: str
    was: str = ""

    def said(self, *, written: bool) -> str:
        """A line with the place that the reader finds: in the mended text only once that is `written`."""
        return f"{self.now if written else self.was or self.now}: {self.rule} is left: {self.why}"


@dataclass(frozen=True, slots=True)
class Mending:
    """What became of the files: those that change, what the rules say of them afterwards, what is left and why.

    `brought` are findings of rules that said nothing of a file before it was mended.
    """

    fixed: tuple[Fixed, ...]
    outcome: Outcome
    left: tuple[Left, ...]
    brought: tuple[Finding, ...]


@dataclass(slots=True)
class _Round:
    """The edits of one round by file, and what was refused, with its place. Files that are `held` stay in one piece."""

    held: Mapping[str, str]
    edits: dict[str, list[Edit]] = field(default_factory=dict)
    left: list[tuple[Left, Span | None]] = field(default_factory=list)


def mend_files(files: Sequence[str], options: Options) -> Mending:
    """Mend what can be mended in files on disk; nothing is written here.

    Raises:
        DdlproofError: unusable input; a file in git.
    """
    for name in files:
        if name.startswith(PREFIX):
            raise InputError(f"{name} cannot be changed.", hint="Name files in the working tree.")
    held: dict[str, str] = {}
    while True:
        mending, half = _mended(files, options, held)
        if not half.keys() - held.keys():
            return mending
        held |= half


def _mended(files: Sequence[str], options: Options, held: Mapping[str, str]) -> tuple[Mending, dict[str, str]]:
    """What becomes of the files, and by file why it must not be spread over several transactions."""
    texts: dict[Path, str] = {}
    trail: dict[str, list[list[Edit]]] = {}
    first: Outcome | None = None
    for _ in range(MOST):
        with replaced(texts):
            outcome = lint_files(files, options, by_file=True)
            first = first or outcome
            made = _round(files, options, outcome.findings, held)
            for name, edits in made.edits.items():
                texts[Path(name).absolute()] = apply(read_source(name).text, edits)
                trail.setdefault(name, []).append(edits)
        if not made.edits:
            break
    fixed = tuple(Fixed(str(path), read_source(path).text, text) for path, text in texts.items())
    named = tuple(Fixed(read_source(one.name).name, one.before, one.after) for one in fixed)
    left = tuple(_on_disk(left, span, trail) for left, span in made.left)
    brought = tuple(_brought(first or outcome, outcome))
    return Mending(named, outcome, left, brought), _half_applied(brought, trail)


def _half_applied(brought: Sequence[Finding], trail: Mapping[str, Sequence[Sequence[Edit]]]) -> dict[str, str]:
    """By file which of its statements could not be run again, now that it has no transaction around it."""
    found: dict[str, str] = {}
    for one in brought:
        if one.rule == _HALF and one.span is not None:
            line = _before(one.span, trail).line
            why = f"the statement on line {line} could not be run again if what is below it failed by itself"
            found.setdefault(one.span.source.name, f"{why}: move it into a migration of its own")
    return found


_HALF = name_of(half_applied_on_failure)


def _brought(before: Outcome, after: Outcome) -> Iterator[Finding]:
    """What is found only since the text was mended, by rules that were silent about the file, and others for them."""
    known = {(one.rule, one.span.source.name) for one in before.findings if one.span is not None}
    for one in after.findings:
        if one.span is None or one.severity is Severity.NOTE:
            continue
        if not any((rule, one.span.source.name) in known for rule in (one.rule, *SAID_BY.get(one.rule, ()))):
            yield one


def _on_disk(left: Left, span: Span | None, trail: Mapping[str, Sequence[Sequence[Edit]]]) -> Left:
    """The same with its place in the file as it is."""
    return left if span is None else replace(left, was=_before(span, trail).place)


def _before(span: Span, trail: Mapping[str, Sequence[Sequence[Edit]]]) -> Span:
    """Where the span begins in the file as it is, back through the edits of every round."""
    at = span.start
    for edits in reversed(trail.get(span.source.name, ())):
        at = origin(edits, at)
    return read_source(span.source.name).span(at, at)


def _round(files: Sequence[str], options: Options, findings: Sequence[Finding], held: Mapping[str, str]) -> _Round:
    done = _Round(held=held)
    chosen = choose(files, options)
    for series in chosen.series:
        version = options.postgres_version or series.config.postgres_version or OLDEST
        for file in (one for one in series.run if isinstance(one, File)):
            places = list(_places(file, version, findings))
            for stage in STAGES:
                if _mend(file, [place for place in places if place.finding.rule in stage], done):
                    break
    return done


def _places(file: File, version: int, findings: Sequence[Finding]) -> Iterator[Place]:
    name = file.source.name
    own = [one for one in findings if one.rule in MENDERS and one.span is not None and one.span.source.name == name]
    if not own:
        return
    made, parts = file.parts()
    tool = tool_of(file.tool or None)
    marker = tool.marker if tool.marker.startswith("--") and "AUTHOR" not in tool.marker else ""
    for finding in own:
        for number, statement in enumerate(made.statements):
            span = finding.called or finding.span
            at = span.start if span is not None else -1
            if statement.span.start <= at < statement.span.end:
                part = next(one for one in parts if statement in one.statements)
                way = Way(part.wrapped, part.sent not in _APART, marker, tool.bare not in _APART)
                yield Place(finding, file.source.text, made.statements, number, way, version)


_APART = ("autocommit", "unknown")
_FILLED = "the file has placeholders, and is not written with what stands for them"


def _why_not(place: Place, filled: bool, held: str | None) -> Refused | None:
    """What the menders of one statement cannot mend."""
    if filled:
        return Refused(_FILLED)
    if place.finding.called is not None and place.finding.rule not in STAGES[-1]:
        return Refused("it stands in a function, which may be called by others too")
    if held is not None and place.finding.rule in APART:
        return Refused(held)
    return None


def _mend(file: File, places: Sequence[Place], done: _Round) -> bool:
    """Whether anything was mended."""
    mended = False
    filled = bool(places) and has_placeholders(file.source.name)
    for place in places:
        found = _why_not(place, filled, done.held.get(file.source.name)) or MENDERS[place.finding.rule](place)
        if isinstance(found, Refused):
            span = place.finding.span
            where = span.place if span is not None else file.source.name
            done.left.append((Left(place.finding.rule, found.why, where), span))
        else:
            done.edits.setdefault(file.source.name, []).extend(found)
            mended = True
    return mended
