"""The report: what was read of each project, kind by kind, and what was not, most frequent first."""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import postgast
from benchmarks.corpus.files import plain, scripts
from benchmarks.corpus.mutation import accepted
from benchmarks.corpus.replay import Replayed, replay
from benchmarks.corpus.speed import measure
from benchmarks.corpus.statements import Sql, statements
from benchmarks.corpus.verdicts import CLASSES, RECOGNISED, UNDERSTOOD, Verdict, distinct, judge

from ddlproof.postgres.choose import start

_QUOTED = re.compile(r"`[^`]*`|\"[^\"]*\"|'[^']*'")


@dataclass(slots=True)
class Project:
    """One folder: its distinct statements with their verdicts, and its replay where there was a server."""

    name: str
    files: int = 0
    verdicts: list[Verdict] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)
    replayed: Replayed | None = None

    @property
    def ddl(self) -> list[Verdict]:
        """The DDL that PostgreSQL's grammar takes."""
        return [verdict for verdict in self.verdicts if verdict.sql.defines and verdict.valid]

    @property
    def whole(self) -> bool:
        """Whether all of it was read, and nothing wrong."""
        return all(v.what in UNDERSTOOD for v in self.ddl) and not (self.replayed and self.replayed.wrong)


def project(folder: Path, choice: str | None) -> Project:
    """Judge every statement of a folder, and run its migrations on a server of its own, if one is chosen.

    A project's migrations may do anything to the roles of their server, even take the administrator's rights away.
    """
    listed = list(scripts(folder))
    found = Project(_name(folder), files=len(listed))
    cut: list[Sql] = []
    for script in listed:
        try:
            cut.extend(statements(script.source, plain(script.source.text)))
        except postgast.PgQueryError as error:
            found.trouble.append(f"{script.source.name}: not cut by PostgreSQL's scanner: {error.message}")
    found.verdicts = [judge(sql) for sql in distinct(cut)]
    if choice is not None:
        with start(choice, limit=120) as server:
            found.replayed = replay(server, [script for script in listed if script.up])
    return found


def _name(folder: Path) -> str:
    parts = [part for part in folder.resolve().parts if part not in ("db", "migrations", "prisma", "packages")]
    return "/".join(parts[-2:])


def lines(projects: Sequence[Project], examples: int) -> Iterator[str]:
    """The whole report but speed and mutations."""
    yield from _projects(projects)
    everything = [verdict for project in projects for verdict in project.verdicts]
    yield from _kinds(everything)
    yield from _reasons("unread, by reason", everything, ("unread",), examples)
    yield from _reasons("opaque: known only when it runs", everything, ("opaque",), examples)
    yield from _reasons("falsely rejected: PostgreSQL's grammar takes it", everything, ("error", "crash"), examples)
    yield from _reasons("not PostgreSQL, and taken", everything, ("read", "beside"), examples, valid=False)
    for project in projects:
        if project.replayed is not None:
            yield from _replayed(project.name, project.replayed, examples)
    yield from (line for project in projects for line in project.trouble)


def _projects(projects: Sequence[Project]) -> Iterator[str]:
    yield f"{'project':<40}{'files':>7}{'DDL':>7}{_head()}"
    for project in projects:
        yield _row(project.name, f"{project.files:>7}", project.ddl)
    yield _row("all", f"{sum(p.files for p in projects):>7}", [v for p in projects for v in p.ddl])


def _head() -> str:
    return "".join(f"{c:>{len(c) + 2}}" for c in CLASSES) + f"{'read %':>9}{'recognised %':>14}"


def _row(name: str, between: str, verdicts: Sequence[Verdict]) -> str:
    """Counts and shares. `recognised` takes a DO block for read whatever is in it, as parsers of SQL count it."""
    counted = Counter(verdict.what for verdict in verdicts)
    read, taken = (100 * sum(counted[c] for c in of) / (len(verdicts) or 1) for of in (UNDERSTOOD, RECOGNISED))
    cells = "".join(f"{counted[c] or '.':>{len(c) + 2}}" for c in CLASSES)
    return f"{name[-39:]:<40}{between}{len(verdicts):>7}{cells}{read:>9.2f}{taken:>14.2f}"


def _kinds(verdicts: Sequence[Verdict]) -> Iterator[str]:
    by_kind: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        if verdict.valid and (verdict.sql.defines or verdict.what != "read"):
            by_kind[verdict.sql.kind].append(verdict)
    yield f"\n{'kind':<47}{'n':>7}{_head()}"
    for kind in sorted(by_kind, key=lambda kind: (-len(by_kind[kind]), kind)):
        yield _row(kind, " " * 7, by_kind[kind])


def _reasons(
    title: str, verdicts: Iterable[Verdict], classes: tuple[str, ...], examples: int, *, valid: bool = True
) -> Iterator[str]:
    grouped: dict[tuple[str, str], list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        if verdict.what in classes and verdict.valid is valid:
            grouped[_QUOTED.sub("…", verdict.why), verdict.sql.kind].append(verdict)
    yield f"\n{title}: {sum(map(len, grouped.values()))}"
    for (why, kind), found in sorted(grouped.items(), key=lambda item: -len(item[1])):
        yield f"{len(found):>6}  {kind}: {why}" if why else f"{len(found):>6}  {kind}"
        yield from (f"          {v.sql.span.place}  {short(v.sql.text)}" for v in found[:examples])


def short(text: str, width: int = 170) -> str:
    """A statement in one line."""
    line = " ".join(text.split())
    return line if len(line) <= width else line[: width - 1] + "…"


def _replayed(name: str, found: Replayed, examples: int) -> Iterator[str]:
    objects = ", ".join(f"{count} {kind}" for kind, count in found.objects.items())
    yield f"\n{name} on the server: {found.ran} statements ran, {len(found.refused)} refused; catalog: {objects}"
    yield from (f"  {line}" for line in found.trouble)
    reasons = Counter(message for _, message in found.refused)
    yield from (f"  refused {count}x  {short(message)}" for message, count in reasons.most_common(examples))
    yield f"  left open by the replay: {len(found.open)}"
    yield from (f"    {sql.span.place}  {short(why)}" for sql, why in found.open[:examples])
    yield f"  refused by us alone: {len(found.doubted)}"
    yield from (f"    {short(line)}" for line in found.doubted[: 5 * examples])
    wrong = Counter((change.action, change.kind) for change in found.wrong)
    yield f"  wrong: {len(found.wrong)} (model -> catalog) " + ", ".join(f"{n} {' '.join(k)}" for k, n in wrong.items())
    for key in wrong:
        of_kind = [change for change in found.wrong if (change.action, change.kind) == key]
        yield from (
            f"    {change.sign} {change.object}  {short(change.text, 400)}" for change in of_kind[: 2 * examples]
        )


def speed(projects: Sequence[Project]) -> Iterator[str]:
    """Ours beside sqlglot's on the DDL that both get."""
    yield f"\n{'speed':<40}{'stmts':>7}{'MB':>7}{'ours/s':>9}{'glot/s':>9}{'ratio':>7}"
    for project in projects:
        found = [v.sql for v in project.ddl if v.what not in ("error", "crash")]
        if found:
            s = measure(found)
            per = f"{s.statements / s.ours:>9.0f}{s.statements / s.sqlglot:>9.0f}{s.ours / s.sqlglot:>7.2f}"
            yield f"{project.name[-39:]:<40}{s.statements:>7}{s.characters / 1e6:>7.2f}{per}"


def mutations(projects: Sequence[Project], most: int, examples: int) -> Iterator[str]:
    """What became of broken statements."""
    sample = [verdict.sql for project in projects for verdict in project.ddl]
    random.Random(0).shuffle(sample)
    counted, shown = accepted(sample[:most])
    total = Counter[str]()
    for (_, what), count in counted.items():
        total[what] += count
    made = sum(total.values()) or 1
    yield f"\nmutants that PostgreSQL rejects: {made}"
    yield from (f"  {what}: {count} ({100 * count / made:.1f} %)" for what, count in total.most_common())
    taken = sorted(shown.items(), key=lambda item: -len(item[1]))
    for (kind, what), texts in taken:
        of_kind = sum(count for (k, _), count in counted.items() if k == kind)
        yield f"{len(texts):>6} of {of_kind}  {kind} ({what})"
        yield from (f"          {short(text)}" for text in texts[:examples])
