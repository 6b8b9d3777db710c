"""Ctrl-C ends the command at any moment, and leaves no traceback on the terminal."""

from __future__ import annotations

import subprocess
import sys

import pytest

PRESSED_WHILE_LOADING = """
import os, signal, sys

class Finger:
    def find_spec(self, name, *_):
        if name == sys.argv[1]:
            os.kill(os.getpid(), signal.SIGINT)

sys.meta_path.insert(0, Finger())
from ddlproof.__main__ import main
sys.argv[1:] = ["lint", "nowhere.sql"]
sys.exit(main())
"""


@pytest.mark.parametrize("module", ["ddlproof.cli", "ddlproof.commands", "ddlproof.gate.migrations", "sqlglot"])
def test_while_a_module_is_being_loaded(module: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", PRESSED_WHILE_LOADING.replace("sys.argv[1]", repr(module))],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert ended.returncode == 130, ended.stderr
    assert "Traceback" not in ended.stderr, ended.stderr


def test_where_python_drops_exceptions() -> None:
    """In `__del__`: it is raised a moment later."""
    code = """
import os, signal, sys, time
from ddlproof import __main__ as program, cli

class Closing:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(0.05)

def run():
    closing = Closing()
    del closing
    time.sleep(30)

cli.main = run
sys.exit(program.main())
"""
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=20)

    assert (ended.returncode, ended.stderr) == (128 + 15, "")
