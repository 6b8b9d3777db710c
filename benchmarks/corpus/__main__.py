"""`python -m benchmarks.corpus DIR…`: the report on any folders of SQL, each taken as one project."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from benchmarks.corpus import report


def main(arguments: Sequence[str] | None = None) -> int:
    """0 where every DDL statement that PostgreSQL's grammar takes was read and nothing was wrong, else 1."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.corpus", description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path, metavar="DIR", help="a folder (or file) of SQL: one project")
    parser.add_argument(
        "--server",
        nargs="?",
        const="embedded:18",
        metavar="CHOICE",
        help="run the migrations on a server too, as `ddlproof --postgres` names it (default: embedded:18)",
    )
    parser.add_argument("--oracle", action="store_true", help="break statements and see whether we notice")
    parser.add_argument("--speed", action="store_true", help="time beside sqlglot.parse")
    parser.add_argument("--examples", type=int, default=3, help="examples for each reason (default: 3)")
    parser.add_argument("--mutants", type=int, default=3000, help="statements to break, at most (default: 3000)")
    given = parser.parse_args(arguments)
    projects = [report.project(folder, given.server) for folder in given.folders]
    for line in report.lines(projects, given.examples):
        print(line)
    if given.speed:
        print(*report.speed(projects), sep="\n")
    if given.oracle:
        print(*report.mutations(projects, given.mutants, given.examples), sep="\n")
    return 0 if all(project.whole for project in projects) else 1


if __name__ == "__main__":
    raise SystemExit(main())
