"""`python -m benchmarks.lint_corpus DIR…`: what the linter says of every migration of real projects, rule by rule.

Each migration is judged as its author would have it judged by the pre-commit hook when it was new: by itself, on the
schema that those before it leave, in use by then, with nothing known of those that come later. `--newest N` judges the
last ones of each project only; `--samples RULE` shows where a rule fires, spread over all projects.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.corpus.files import FOREIGN

from ddlproof.errors import InputError
from ddlproof.finding import Finding, Severity
from ddlproof.gate.rules import wanted
from ddlproof.gate.series import File, Series, choose, read_file
from ddlproof.gate.suppress import suppress
from ddlproof.options import Options
from ddlproof.rules import registry
from ddlproof.rules.judge import first_of_each, judge_walk
from ddlproof.rules.registry import name_of, selected
from ddlproof.rules.rule import Rule
from ddlproof.sql.replay import Replay
from ddlproof.sql.versions import OLDEST


@dataclass(slots=True)
class Corpus:
    """What became of all migrations: the findings with their projects, and the seconds that each rule took."""

    migrations: Counter[str] = field(default_factory=Counter)
    statements: int = 0
    findings: list[tuple[str, Finding]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    total: float = 0.0


def lint(folder: Path, options: Options, into: Corpus, newest: int | None = None) -> None:
    """Judge the migrations of a project, or the newest of each of its series."""
    try:
        chosen = choose([str(folder)], options)
    except InputError as error:
        into.refused.append(f"{error}")
        return
    for series in chosen.series:
        if series.ordered and not FOREIGN.search(_name(series)):
            _walk(folder.name, series, options, into, newest)


def _name(series: Series) -> str:
    first = series.run[0]
    return first.source.name if isinstance(first, File) else str(first)


def _walk(project: str, series: Series, options: Options, into: Corpus, newest: int | None) -> None:
    version = options.postgres_version or series.config.postgres_version or OLDEST
    replay = Replay(doubts=True, version=version, house=series.config.house)
    own = [one for one in series.run if isinstance(one, File)]
    judged_ones = own if newest is None else own[-newest:]
    for one in series.run:
        replay.begin_change()
        replay.known = replay.certain and not into.refused
        try:
            file = one if isinstance(one, File) else read_file(one, series, options)
            made, parts = file.parts()
        except InputError as error:
            into.refused.append(f"{error}")
            continue
        if one not in judged_ones:  # an older one, or one of another series, which judges it
            replay.pass_over(parts)
            continue
        judged = judge_walk(replay.walk_parts(parts), runs)
        found = wanted(judged.findings, options, series.config)
        kept = first_of_each(suppress(found, [made], runs))
        into.findings += ((project, finding) for finding in kept if finding.accepted is None)
        into.migrations[project] += 1
        into.statements += len(made.statements)


def runs(rule: Rule) -> bool:
    """Whether a rule runs where nobody says anything: those of style do not."""
    return selected(rule, (), ())


def timed(seconds: dict[str, float]) -> None:
    """Every static rule notes from now on how long it takes."""
    for rule in (*registry.MOMENT_RULES, *registry.ENDING_RULES):
        module: Any = rule
        module.check = _watched(module.check, name_of(rule), seconds)


def _watched(check: Callable[[Any], Iterator[Any]], name: str, seconds: dict[str, float]) -> Callable[[Any], list[Any]]:
    def run(evidence: Any) -> list[Any]:
        started = time.perf_counter()
        found = list(check(evidence))
        seconds[name] += time.perf_counter() - started
        return found

    return run


def _files(corpus: Corpus, severity: Severity) -> set[str]:
    """The migrations with a finding of that severity."""
    return {one.span.source.name if one.span else "" for _, one in corpus.findings if one.severity == severity}


def lines(corpus: Corpus) -> Iterator[str]:
    """The report."""
    count = sum(corpus.migrations.values())
    yield f"{count} migrations of {len(corpus.migrations)} projects, {corpus.statements} statements"
    yield ", ".join(f"{project} {number}" for project, number in corpus.migrations.most_common())
    yield f"not read: {len(corpus.refused)}" + "".join(f"\n  {reason}" for reason in corpus.refused[:10])
    wrong, warned, noted = (_files(corpus, severity) for severity in Severity)
    for said, number in (
        ("an error", len(wrong)),
        ("a warning and no error", len(warned - wrong)),
        ("notes only", len(noted - warned - wrong)),
        ("no finding", count - len(noted | warned | wrong)),
    ):
        yield f"migrations with {said}: {number} ({_share(number, count)})"
    most = Counter(one.span.source.name for _, one in corpus.findings if one.span).most_common(3)
    yield "most findings: " + ", ".join(f"{number} in {name}" for name, number in most)
    rules = sorted(set(map(name_of, filter(runs, registry.every_rule()))) & _static())
    by_rule = {rule: [one for _, one in corpus.findings if one.rule == rule] for rule in rules}
    titles = "".join(f"{title:>7}" for title in ("error", "warn", "note"))
    yield f"\n{'rule':<36}{'findings':>9}{'per 1,000':>10}{'files':>7}{'of all':>8}{titles}{'ms':>8}"
    for rule, found in sorted(by_rule.items(), key=lambda item: (-len(item[1]), item[0])):
        per = Counter(one.severity for one in found)
        files = len({one.span.source.name for one in found if one.span})
        cells = "".join(f"{per[severity] or '.':>7}" for severity in Severity)
        yield (
            f"{rule:<36}{len(found):>9}{1000 * len(found) / (count or 1):>10.0f}{files:>7}{_share(files, count):>8}"
            f"{cells}{1000 * corpus.seconds[rule]:>8.0f}"
        )
    per = Counter(one.severity for _, one in corpus.findings)
    cells = "".join(f"{per[severity]:>7}" for severity in Severity)
    all_ = len(corpus.findings)
    taken = 1000 * sum(corpus.seconds.values())
    yield f"{'all':<36}{all_:>9}{1000 * all_ / (count or 1):>10.0f}{'':>15}{cells}{taken:>8.0f}"
    yield f"\n{corpus.total:.1f} s, {1000 * corpus.total / (count or 1):.1f} ms for a migration"


def _share(number: int, count: int) -> str:
    return f"{100 * number / (count or 1):.1f} %"


def _static() -> set[str]:
    return {name_of(rule) for rule in (*registry.MOMENT_RULES, *registry.ENDING_RULES)}


def samples(corpus: Corpus, rule: str, count: int) -> Iterator[str]:
    """Findings of a rule, spread over the projects."""
    found = [(project, one) for project, one in corpus.findings if one.rule == rule]
    random.Random(0).shuffle(found)
    rank: Counter[str] = Counter()
    placed = []
    for project, one in found:
        rank[project] += 1
        placed.append((rank[project], project, one))
    yield f"\n{rule}: {len(found)}"
    for _, _, one in sorted(placed, key=lambda item: item[:2])[:count]:
        yield f"  {one.severity} {one.message}"
        if one.span is not None:
            yield f"    {one.span.place}\n    {' '.join(one.span.text.split())[:400]}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the report."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lint_corpus", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR", help="a project, or its migrations")
    parser.add_argument("--samples", action="append", default=[], metavar="RULE", help="show where this rule fires")
    parser.add_argument("--count", type=int, default=10, help="samples of each rule (default: 10)")
    parser.add_argument("--newest", type=int, metavar="N", help="judge the last N migrations of each series only")
    given = parser.parse_args(arguments)
    corpus = Corpus()
    timed(corpus.seconds)
    started = time.perf_counter()
    for folder in given.folders:
        corpus.refused, before = [], corpus.refused
        lint(folder, Options(), corpus, given.newest)
        corpus.refused = before + corpus.refused
    corpus.total = time.perf_counter() - started
    print(*lines(corpus), sep="\n")
    for rule in given.samples:
        print(*samples(corpus, rule, given.count), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
