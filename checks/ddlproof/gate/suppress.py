"""Comments that ask for findings not to count: `-- ddlproof: ignore RULE reason`, and squawk's."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches

from ddlproof import seen
from ddlproof.evidence import Suppression
from ddlproof.finding import Finding
from ddlproof.gate.rules import ALL
from ddlproof.gate.static import Script
from ddlproof.model.action import Rows, Statement
from ddlproof.rules.judge import judge_suppressions
from ddlproof.rules.registry import every_rule, family_of, name_of
from ddlproof.rules.rule import Rule
from ddlproof.rules.squawk import ALIASES, expand
from ddlproof.source import Source, Span

_COMMENT = re.compile(
    r"(?:--|/\*)[ \t]*(?P<owner>ddlproof[ \t]*:[ \t]*|squawk-)(?P<verb>[\w-]+)[ \t]*:?(?P<rest>[^\n]*)", re.IGNORECASE
)
_NAMES = re.compile(r"\s*([A-Za-z][\w-]*(?:\s*,\s*[A-Za-z][\w-]*)*)")
_UNTIL = re.compile(r"[\[(]?\buntil\s+(\S+?)[\])]?[\s.]*\Z", re.IGNORECASE)
_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")
_AROUND = " \t\r:;,–—-"


@dataclass(slots=True)
class _Placed:
    """A suppression and the statement that it stands at; None: it is for the file, or no statement follows."""

    what: Suppression
    statement: Statement | None
    used: bool = False

    def covers(self, finding: Finding) -> bool:
        """Whether it is meant: it stands in the statement, or in a function that this calls."""
        places = [span for span in (finding.span, finding.called) if span is not None]
        mine = [span for span in places if span.source.name == self.what.span.source.name]
        if not mine or finding.rule not in self.what.rules:
            return False
        whole = self.statement.span if self.statement is not None else None
        inside = whole is not None and any(whole.start <= span.start <= whole.end for span in mine)
        return self.what.whole_file or inside


def suppress(
    findings: Iterable[Finding], scripts: Sequence[Script], runs: Callable[[Rule], bool]
) -> tuple[Finding, ...]:
    """The findings, those with a comment accepted for its reason; and those about the comments themselves.

    `scripts` are the files that were judged, by the rules that `runs` lets run.
    """
    listed = list(findings)
    placed = [one for made in scripts for source in made.sources for one in _read(source, made.statements)]
    if not placed:
        return tuple(listed)
    kept = [_marked(finding, placed) for finding in listed]
    applied = frozenset(name_of(rule) for rule in every_rule() if runs(rule))
    seen = (replace(one.what, idle=_idle(one, applied)) for one in placed)
    said = judge_suppressions(seen, runs)
    # A comment about comments: it suppresses, and is not judged again.
    return (*kept, *(_marked(finding, placed) for finding in said))


def _marked(finding: Finding, placed: Sequence[_Placed]) -> Finding:
    for one in placed:
        if one.what.counts and one.covers(finding):
            one.used = True
            if finding.accepted is None:
                return finding.accept(one.what.reason or f"squawk-ignore on line {one.what.span.line}")
    return finding


def _idle(one: _Placed, applied: frozenset[str]) -> bool:
    return one.what.counts and not one.used and one.what.rules <= applied


def _read(source: Source, statements: Sequence[Statement]) -> Iterator[_Placed]:
    if "ddlproof" not in source.text.lower() and "squawk" not in source.text.lower():
        return
    at = _Places(source, statements)
    for found in _COMMENT.finditer(source.text):
        span = source.span(found.start(), found.start() + len(found[0].rstrip()))
        what = _understood(found, span)
        if at.is_comment(found.start(), what.whole_file):
            yield _Placed(what, None if what.whole_file else at.statement(found.start()))


class _Places:
    """Where the statements of a file stand, to find the one that a comment belongs to."""

    def __init__(self, source: Source, statements: Sequence[Statement]) -> None:
        self.source = source
        self.statements = sorted(statements, key=lambda statement: statement.span.start)
        self.starts = [statement.span.start for statement in self.statements]
        self.data = [a.data for s in statements for a in s.actions if isinstance(a, Rows) and a.data is not None]

    def before(self, offset: int) -> Statement | None:
        """The last statement that begins before an offset."""
        number = bisect_right(self.starts, offset)
        return self.statements[number - 1] if number else None

    def is_comment(self, offset: int, whole_file: bool) -> bool:
        """Whether it is one: no part of a string, nor of COPY's data, nor of a part of the file that is not run."""
        if any(data.start <= offset < data.end for data in self.data):
            return False
        over = self.before(offset)
        if over is not None and offset < over.span.end:
            return not _in_quotes(over.span.text, offset - over.span.start)
        return whole_file or self._is_run(offset)

    def _is_run(self, offset: int) -> bool:
        sources = {id(statement.span.source): statement.span.source for statement in self.statements}
        first = not self.starts or offset < self.starts[0]
        return first or any(source.text[offset : offset + 2].strip() for source in sources.values())

    def statement(self, offset: int) -> Statement | None:
        """The statement that a comment stands in, or behind in the same line, or else above."""
        over = self.before(offset)
        if over is not None and (offset < over.span.end or "\n" not in self.source.text[over.span.end : offset]):
            return over
        number = bisect_right(self.starts, offset)
        return self.statements[number] if number < len(self.statements) else None


_QUOTED = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|/\*.*?\*/", re.DOTALL)


def _in_quotes(text: str, offset: int) -> bool:
    return any(found.start() < offset < found.end() and found[0][0] in "'\"" for found in _QUOTED.finditer(text))


def _understood(found: re.Match[str], span: Span) -> Suppression:
    verb, rest = found["verb"].lower(), found["rest"].removesuffix("*/").partition("*/")[0]
    if verb not in ("ignore", "ignore-file"):
        near = get_close_matches(verb, ["ignore", "ignore-file"], 1) or ["ignore"]
        wrong = f"{verb} is nothing that can be asked for: did you mean {near[0]}?"
        return Suppression(span, (), frozenset(), "", wrong=wrong)
    names = _NAMES.match(rest)
    borrowed = found["owner"].lower().startswith("squawk")
    if names is None and not borrowed:
        return Suppression(span, (), frozenset(), "", wrong="this names no rule: write ignore RULE reason")
    listed = [name.strip().lower() for name in names[1].split(",")] if names is not None else [ALL]
    seen.note("day")
    reason, until, wrong = _reason(rest[names.end() :] if names is not None else "")
    return Suppression(
        span,
        tuple(listed),
        rules_of(listed),
        reason,
        unknown=tuple(name for name in listed if not known(name)),
        wrong=wrong,
        until=until,
        today=date.today(),
        whole_file=verb == "ignore-file",
        borrowed=borrowed,
    )


def _reason(text: str) -> tuple[str, date | None, str]:
    """The reason, the day that it counts until, and what is wrong with that."""
    found = _UNTIL.search(text)
    if found is None:
        return text.strip(_AROUND), None, ""
    reason = text[: found.start()].strip(_AROUND)
    try:
        if _DAY.match(found[1]):
            return reason, date.fromisoformat(found[1]), ""
    except ValueError:
        return reason, None, f"there is no day {found[1]}: write until 2027-01-31"
    # `until` is a word of the reason.
    return text.strip(_AROUND), None, ""


def known(name: str) -> bool:
    """Whether a rule, a family, a rule of squawk is called so, or it stands for all."""
    return name == ALL or name in ALIASES or any(name in (name_of(rule), family_of(rule)) for rule in every_rule())


def rules_of(names: Iterable[str]) -> frozenset[str]:
    """The names of the rules that are meant by names of rules, families, squawk's rules, or `all`."""
    wanted = set(expand(names))
    return frozenset(name_of(rule) for rule in every_rule() if wanted & {name_of(rule), family_of(rule), ALL})
