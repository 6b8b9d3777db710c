"""`ddlproof lint` on one migration as a pre-commit hook runs it: a whole process, beside what it cannot do without.

Run: `python benchmarks/cold_lint.py [ROUNDS]`.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from timing import COMPILED, in_turns, ratio, report

ROOT = Path(__file__).resolve().parent.parent
MIGRATION = ROOT / "schema" / "variant_jobs" / "migration.sql"
GOAL = 4


def process(*arguments: str, status: int = 0) -> Callable[[], None]:
    """A run of this Python."""

    def run() -> None:
        done = subprocess.run([sys.executable, *arguments], env=COMPILED, capture_output=True, text=True, check=False)
        if done.returncode != status:
            sys.exit(f"{arguments} left with status {done.returncode}:\n{done.stderr}")

    return run


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    lint, sqlglot = "ddlproof lint", "import sqlglot"
    subjects = {
        "python": process("-c", "pass"),
        sqlglot: process("-c", "import sqlglot"),
        lint: process("-m", "ddlproof", "lint", "--no-cache", str(MIGRATION), status=1),
    }
    taken = in_turns(rounds, subjects)
    report(taken)
    ratio(taken, lint, sqlglot, GOAL)


if __name__ == "__main__":
    main()
