"""`ddlproof check schema/variant_jobs` beside initdb, start, the same SQL through psql, and stop.

Both are whole processes on the same programs of PostgreSQL 18. The template that ddlproof keeps is warm after the
uncounted first run. Run: `python benchmarks/check_variant_jobs.py [ROUNDS]`.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from timing import COMPILED, in_turns, ratio, report

from ddlproof.postgres import binaries
from ddlproof.postgres.binaries import Installation
from ddlproof.postgres.launch import Plan, launch

ROOT = Path(__file__).resolve().parent.parent
CHANGE = ROOT / "schema" / "variant_jobs"
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
GOAL = 2


def by_hand(installation: Installation, psql: str) -> None:
    """What somebody would write in a shell script: one database for before, migration and rollback, one for after."""
    with tempfile.TemporaryDirectory(prefix="bench-", dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as name:
        folder = Path(name)
        initdb = (str(installation.bin / "initdb"), "--auth=trust", "--username=postgres", "--encoding=UTF8",
                  "--locale=C.UTF-8", "--no-sync", f"--pgdata={folder / 'data'}")  # fmt: skip
        wait(start(initdb, folder))
        socket = ("-c", f"unix_socket_directories={folder}", "-c", "listen_addresses=")
        server = start((str(installation.bin / "postgres"), "-D", str(folder / "data"), *socket, "-F"), folder)
        until_ready(folder / "data" / "postmaster.pid")
        login = (psql, "-qX", "-h", str(folder), "-U", "postgres")
        subprocess.run([*login, "-d", "postgres", "-c", "create database goal"], check=True)
        before = [f"--file={CHANGE / file}.sql" for file in ("before", "migration", "rollback")]
        subprocess.run([*login, "-d", "postgres", *before], check=True, capture_output=True)
        subprocess.run([*login, "-d", "goal", f"--file={CHANGE / 'after.sql'}"], check=True, capture_output=True)
        os.kill(server, signal.SIGINT)  # "fast shutdown"
        wait(server)


def start(arguments: tuple[str, ...], folder: Path) -> int:
    """A program of PostgreSQL, which does not run as root; so root starts it as ddlproof does."""
    identity = "namespace" if os.geteuid() == 0 else "same"
    return launch(Plan(arguments, ENVIRONMENT, str(folder / "log"), identity))


def wait(process: int) -> None:
    _, status = os.waitpid(process, 0)
    if status:
        sys.exit(f"a program of PostgreSQL left with status {status}")


def until_ready(file: Path) -> None:
    while not file.exists() or "ready" not in file.read_text():
        time.sleep(0.002)


def check() -> None:
    command = [sys.executable, "-m", "ddlproof", "check", str(CHANGE), "--postgres", "embedded:18"]
    done = subprocess.run(command, env=COMPILED, capture_output=True, text=True, check=False)
    if done.returncode != 1:  # 1: it finds what it must find
        sys.exit(f"the check left with status {done.returncode}:\n{done.stderr}")


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 7
    psql = shutil.which("psql") or sys.exit("there is no psql on PATH")
    installations, tried = binaries.find(18)
    if not installations:
        sys.exit(f"there is no PostgreSQL 18: {'; '.join(tried)}")
    installation = installations[0]
    print(f"PostgreSQL {installation.version} ({installation.origin}), {rounds} rounds in turns")
    hand, gate = "initdb, start, psql, stop", "ddlproof check"
    taken = in_turns(rounds, {hand: lambda: by_hand(installation, psql), gate: check})
    report(taken)
    ratio(taken, gate, hand, GOAL)


if __name__ == "__main__":
    main()
