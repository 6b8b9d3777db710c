"""What the command line asks of the gate, and what a rule has to say about itself."""

from __future__ import annotations

from dataclasses import dataclass

from ddlproof.finding import Severity


@dataclass(frozen=True, slots=True)
class Options:
    """A run's settings: the command line's, else the configuration's, else the default.

    Attributes:
        postgres: `auto`, `embedded[:MAJOR]`, `container[:IMAGE]` or a URL.
        fail_on: the mildest severity that makes the gate fail.
        select: rules or families to run; empty means all.
        ignore: rules or families to leave out.
        postgres_version: the major version that the SQL will run on, if known.
        runner: how the migration is sent to the server: `autocommit`, `transaction`, … or a migration tool's name.
        base: the git ref to compare with, where no contract says what was before.
        baseline: the file with findings that are not reported; None for the one beside the configuration, if any.
        write_baseline: write all findings there instead.
        jobs: how many processes may lint at a time.
        before: the schema that a linted file meets: a file, a directory or `git:REF:PATH`.
        seed: of everything random.
        cache: how the paths begin under which schemas are kept that migrations have made; None: nothing is kept.
        every: whether every constraint of the schema after is proved, not only those in the diff.
    """

    postgres: str = "auto"
    fail_on: Severity = Severity.ERROR
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    postgres_version: int | None = None
    runner: str | None = None
    base: str | None = None
    before: str | None = None
    seed: int = 0
    baseline: str | None = None
    write_baseline: bool = False
    jobs: int = 1
    every: bool = False
    cache: str | None = None


@dataclass(frozen=True, slots=True)
class RuleText:
    """A rule as `ddlproof explain` and the documentation show it.

    `needs` says what it must see: the file alone, the schema before, a running PostgreSQL. `bad` and `good` are SQL.
    `default` says whether it runs unasked. `observed_bad`, `observed_good` are their statements, each with the locks,
    rewrites and scans that PostgreSQL was seen to do for it.
    """

    name: str
    family: str
    severity: Severity
    trigger: str
    effect: str
    instead: str
    bad: str
    good: str
    needs: str = ""
    default: bool = True
    observed_bad: tuple[tuple[str, str], ...] = ()
    observed_good: tuple[tuple[str, str], ...] = ()
