"""`ddlproof lint` beside squawk and pgrubic: an unchanged file, and a file of 20,000 statements; whole processes.

Run: `python benchmarks/lint_beside_squawk.py [ROUNDS]`; needs squawk-cli. pgrubic wants Python 3.12 and lives in an
environment of its own: `PGRUBIC=/path/to/bin/pgrubic`, or on the PATH; it is left out where there is none.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from timing import COMPILED, in_turns, ratio, report

ROOT = Path(__file__).resolve().parent.parent
MIGRATION = ROOT / "schema" / "variant_jobs" / "migration.sql"
STATEMENTS = 20_000
FEWER = 1_000
UNCHANGED, LARGE = 4, 4


def large(statements: int) -> str:
    """New tables, and changes to one that is there: what the linter knows grows with the file."""
    parts = []
    for n in range(statements // 8):
        parts += [
            f"CREATE TABLE app.t{n} (id bigint PRIMARY KEY, name text NOT NULL, parent_id bigint, made timestamptz);",
            f"ALTER TABLE app.t{n} ADD COLUMN note{n} text DEFAULT 'nothing to say about it';",
            f"CREATE INDEX t{n}_name_idx ON app.t{n} (name, parent_id) WHERE name IS NOT NULL;",
            f"INSERT INTO app.t{n} (id, name, parent_id) VALUES (1, 'first of all', NULL), (2, 'the second', 1);",
            f"ALTER TABLE orders ADD COLUMN c{n} text;",
            f"CREATE INDEX CONCURRENTLY orders_c{n} ON orders (c{n});",
            f"UPDATE orders SET c{n} = 'so far unknown' WHERE c{n} IS NULL AND id < {n};",
            f"ALTER TABLE orders ALTER COLUMN c{n} SET NOT NULL;",
        ]
    return "\n".join(parts)


def process(*command: str, environment: dict[str, str]) -> Callable[[], None]:
    """A run of a linter, which may find something."""

    def run() -> None:
        done = subprocess.run(command, env=environment, capture_output=True, check=False)
        if done.returncode not in (0, 1):
            sys.exit(f"{command} left with status {done.returncode}:\n{done.stderr.decode()}")

    return run


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    squawk = shutil.which("squawk") or str(Path(sys.executable).with_name("squawk"))
    with tempfile.TemporaryDirectory() as folder:
        environment = COMPILED | {"DDLPROOF_CACHE": folder}
        file = Path(folder, "large.sql")
        file.write_text(large(STATEMENTS), encoding="utf-8")
        lint = (sys.executable, "-m", "ddlproof", "lint")
        small = {
            "python": process(sys.executable, "-c", "pass", environment=environment),
            "squawk": process(squawk, str(MIGRATION), environment=environment),
            "unchanged": process(*lint, str(MIGRATION), environment=environment),
        }
        pgrubic = os.environ.get("PGRUBIC") or shutil.which("pgrubic")
        if pgrubic:
            small["pgrubic"] = process(pgrubic, "lint", str(MIGRATION), environment=environment)
        taken = in_turns(rounds, small)
        report(taken)
        ratio(taken, "unchanged", "python", UNCHANGED)
        print(f"\n{STATEMENTS:,} statements, {file.stat().st_size / 1e6:.2f} MB")
        whole = {
            "squawk": process(squawk, str(file), environment=environment),
            "ddlproof": process(*lint, "--no-cache", str(file), environment=environment),
        }
        taken = in_turns(max(rounds // 3, 1), whole)
        report(taken)
        ratio(taken, "ddlproof", "squawk", LARGE)
        most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        print(f"most memory of a process: {most // 1024} MB")
        if pgrubic:
            file.write_text(large(FEWER), encoding="utf-8")
            print(f"\n{FEWER:,} statements; with {STATEMENTS:,} pgrubic was not done after ten minutes")
            whole["pgrubic"] = process(pgrubic, "lint", str(file), environment=environment)
            taken = in_turns(1, whole)
            report(taken)
            ratio(taken, "ddlproof", "pgrubic", 1)


if __name__ == "__main__":
    main()
