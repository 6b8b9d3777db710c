"""`ddlproof diff` of two small files as a whole process, beside what it cannot do without.

Run: `python benchmarks/cold_diff.py [ROUNDS]`.
"""

from __future__ import annotations

import sys

from cold_lint import ROOT, process
from timing import in_turns, ratio, report

CHANGE = ROOT / "schema" / "variant_jobs"
GOAL = 2


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    diff, sqlglot = "ddlproof diff", "import sqlglot"
    sides = [str(CHANGE / f"{name}.sql") for name in ("before", "after")]
    subjects = {
        "python": process("-c", "pass"),
        sqlglot: process("-c", "import sqlglot"),
        diff: process("-m", "ddlproof", "diff", *sides, status=1),
    }
    taken = in_turns(rounds, subjects)
    report(taken)
    ratio(taken, diff, sqlglot, GOAL)


if __name__ == "__main__":
    main()
