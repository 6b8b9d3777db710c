"""A series of migrations walked through from the schema that it meets, judged where it is asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from ddlproof.change.files import shown
from ddlproof.change.layout import Layout
from ddlproof.change.written import in_code
from ddlproof.errors import InputError, SqlError
from ddlproof.evidence import Ending, Moment
from ddlproof.finding import Finding, Severity
from ddlproof.gate.parts import Begin, begin, noting
from ddlproof.gate.rules import runs, wanted
from ddlproof.gate.series import File, Series, read_file
from ddlproof.gate.static import Script
from ddlproof.gate.suppress import suppress
from ddlproof.model.action import Action, Statement, Unread
from ddlproof.model.schema import EMPTY, Schema
from ddlproof.options import Options
from ddlproof.progress import Ticker
from ddlproof.rules.judge import judge_ending, judge_walk
from ddlproof.rules.registry import ENDING_RULES, family_of, name_of
from ddlproof.rules.rule import Rule
from ddlproof.rules.transaction import opaque_or_unparsed
from ddlproof.sql.replay import Part, Replay
from ddlproof.sql.versions import OLDEST

LASTING = "constraint"
"""The family of rules about what is there when all is done: what a later migration puts right is no finding."""


WORTH = 8
"""Migrations before those to judge from which on it pays to keep the schema that they make."""
LARGE = 200_000
"""Characters of a file that takes so long to read that it is said."""


@dataclass(slots=True)
class Linted:
    """What became of the files so far."""

    findings: list[Finding] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    statements: int = 0
    analysed: int = 0
    names: list[str] = field(default_factory=list)

    def add(self, other: Linted) -> None:
        """What became of other files, too."""
        self.findings += other.findings
        self.notes += other.notes
        self.statements += other.statements
        self.analysed += other.analysed
        self.names += other.names

    def count(self, made: Script) -> None:
        """Add a file's statements."""
        self.statements += len(made.statements)
        self.analysed += len(made.statements) - made.opaque
        self.names += (source.name for source in made.sources)


def walk(
    series: Series, start: Schema | None, options: Options, done: Linted, alone: bool, ticker: Ticker
) -> tuple[Finding, ...]:
    """What the selected rules say of a series; `start` is the schema that it meets, if that is given.

    Raises:
        SqlError: a statement cannot be valid, and the file is `alone`; else that is a finding.
    """
    walked = _Walk(series, start, options, done, alone, ticker)
    found = wanted(walked.judge(), options, series.config)
    return wanted(suppress(found, walked.scripts, walked.runs), options, series.config)


class _Walk:
    """The state of a walk: the schema so far, and what was found."""

    def __init__(
        self, series: Series, start: Schema | None, options: Options, done: Linted, alone: bool, ticker: Ticker
    ) -> None:
        self.series, self.options, self.done, self.alone, self.ticker = series, options, done, alone, ticker
        self.runs = runs(options, series.config)
        self.given = start is not None
        self.complete = start is not None or series.first or bool(series.before) or _is_dump(series)
        self.replay = Replay(
            start or EMPTY,
            known=self.complete,
            doubts=start is None,
            version=options.postgres_version or series.config.postgres_version or OLDEST,
            house=series.config.house,
        )
        self.found: list[Finding] = []
        self.scripts: list[Script] = []
        self.endings: list[Ending] = []
        self.steps: list[tuple[Statement, Action]] = []

    def judge(self) -> list[Finding]:
        """Walk to the end."""
        if not self.given:
            self._meet()
        for unit in self._units():
            self._begin_unit()
            if isinstance(unit, Path):
                self._pass_over(unit)
            else:
                self._judge(unit)
        if self.endings and (len(self.endings) > 1 or self.series.later):
            for path in self.series.later:
                self._begin_unit()
                self._pass_over(path)
            self._drop_what_was_put_right()
        self.done.notes += self._notes()
        return self.found

    def _meet(self) -> None:
        """Come to the schema that the first file meets."""
        before, place = self.series.before, self.options.cache
        if place is None or len(before) < WORTH:
            for path in before:
                self._pass_over(path)
            return
        from ddlproof.gate import stored

        try:
            files = [read_file(path, self.series, self.options) for path in before]
        except InputError:
            files = []  # one of them cannot be read, and which that is, is said below
        found = stored.keys(files, f"{self.replay.version}")
        done = stored.resume(self.replay, place, found)
        for path in before[done:]:
            self._pass_over(path)
        if found and done < len(before) and self.complete:
            stored.keep(self.replay, place, found[-1])

    def _units(self) -> Iterator[list[File] | Path]:
        """Files that are judged together, and paths to pass over."""
        unit: list[File] = []
        for one in self.series.run:
            if unit and not (self.series.change and isinstance(one, File)):
                yield unit
                unit = []
            if isinstance(one, File):
                unit.append(one)
            else:
                yield one
        if unit:
            yield unit

    def _begin_unit(self) -> None:
        if not self.series.change:
            self.replay.begin_change()
        if not self.given:
            self.replay.known = self.complete and self.replay.certain

    def _pass_over(self, path: Path) -> None:
        self.ticker.tell(f"reading {shown(path)}")
        try:
            _, parts = read_file(path, self.series, self.options).parts()
        except InputError:
            # Whatever it may have done, it is not this run's to judge.
            self.complete = False
            return
        steps = self.replay.pass_over(parts)
        if self.endings:
            self.steps += steps
        else:
            self.replay.begin_change()

    def _judge(self, files: list[File]) -> None:
        parts: list[Part] = []
        for file in files:
            self.ticker.tell(f"reading {file.source.name}", long=len(file.source.text) > LARGE)
            try:
                made, own = file.parts()
            except SqlError as error:
                if self.alone:
                    raise
                self._refused(error)
                continue
            self.done.count(made)
            self.scripts.append(made)
            if not parts:
                own = tuple(replace(part, joined=part.joined and number > 0) for number, part in enumerate(own))
            parts += own
        actions = sum(len(statement.actions) for part in parts for statement in part.statements)
        moments = self.ticker.count(self.replay.walk_parts(parts), f"judging {files[0].source.name}:", actions)
        judged = judge_walk(self._counting(moments, parts), self.runs)
        self.found += judged.findings
        if judged.ending is not None:
            self.endings.append(judged.ending)
            self.steps += judged.ending.steps

    def _counting(self, moments: Iterable[Moment], parts: Sequence[Part]) -> Iterator[Moment]:
        """The moments; what was thought not to be analysed of their statements is counted again."""
        statements = [statement for part in parts for statement in part.statements]
        thought = {begin(one) for one in statements if any(isinstance(action, Unread) for action in one.actions)}
        opaque = set[Begin]()
        yield from noting(moments, opaque)
        self.done.analysed += len(thought) - len(opaque)

    def _refused(self, error: SqlError) -> None:
        """A file that cannot be read does not keep the others from being judged."""
        self.complete = False
        self.done.statements += 1
        if self.runs(opaque_or_unparsed):
            hint = f" {error.hint}" if error.hint else ""
            rule = name_of(opaque_or_unparsed)
            told = f"this file was not analysed: {error.message}{hint}"
            self.found.append(Finding(rule, Severity.ERROR, told, opaque_or_unparsed.ABOUT.instead, error.span))

    def _drop_what_was_put_right(self) -> None:
        """Leave out findings about the schema that a later migration has put right."""
        first, last = self.endings[0], self.endings[-1]
        fresh = frozenset().union(*(ending.fresh for ending in self.endings))
        whole = Ending(
            first.before,
            self.replay.result,
            tuple(self.steps),
            first.known and last.known,
            fresh,
            last.version,
            last.house,
        )
        left = judge_ending(whole, lambda rule: self.runs(rule) and _lasting(rule))
        still = {_place(finding) for finding in left}
        lasting = {name_of(rule) for rule in _lasting_rules()}
        kept = (one for one in self.found if one.rule not in lasting or _place(one) in still)
        # How old it is, only those that come later tell.
        shown = {(_place(one), one.object): one.witness for one in left}
        self.found = [replace(one, witness=one.witness or shown.get((_place(one), one.object))) for one in kept]

    def _notes(self) -> list[str]:
        """What was detected, where the configuration says nothing of it, and what was not read."""
        first = next((file for file in self.series.run if isinstance(file, File)), None)
        if first is None:
            return []
        unread = _in_code(first.layout)
        if not first.tool or first.tool != first.layout.tool or self.options.runner:
            return unread
        return [f"{first.tool}, by {first.layout.why}: `runner` in the configuration says otherwise", *unread]


def _in_code(layout: Layout) -> list[str]:
    names = in_code(layout.folder) if layout.folder is not None and not layout.nested else ()
    if not names:
        return []
    are = f"{names[-1]} beside it is" if len(names) == 1 else f"{len(names)} migrations beside it, as {names[-1]}, are"
    return [f"{are} no SQL: what such a migration does to the schema is not known"]


def _is_dump(series: Series) -> bool:
    first = series.run[0]
    return isinstance(first, File) and first.layout.tool == "pg_dump"


def _lasting(rule: Rule) -> bool:
    return family_of(rule) == LASTING


def _lasting_rules() -> tuple[Rule, ...]:

    return tuple(rule for rule in ENDING_RULES if _lasting(rule))


def _place(finding: Finding) -> tuple[str, str, int]:
    span = finding.span
    return (finding.rule, span.source.name if span else "", span.start if span else -1)
