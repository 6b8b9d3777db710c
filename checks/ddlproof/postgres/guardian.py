"""The run's side of the keeper: starts it before anything that it must guard, and gives it orders."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from ddlproof.postgres import mark
from ddlproof.postgres.launch import LaunchFailed, Plan

# No site-packages and no user settings: it starts in some 15 ms, and nothing of the environment gets in.
_PROGRAM = "import sys; sys.path.insert(0, sys.argv[1]); from ddlproof.postgres.keeper import main; main()"


class Guardian:
    """A process of its own session that cleans up when this one ends, also by SIGKILL.

    `environment` is all that the keeper and its programs see of the environment; `mark` tells later whether it lives.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        root = str(Path(__file__).resolve().parents[2])
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _PROGRAM, root],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd="/",
            env=dict(environment),
            start_new_session=True,  # Ctrl-C in the terminal is for the run, not for its guardian
        )
        self._owner = os.getpid()
        self.mark = mark.of(self._process.pid)

    def folder(self, path: Path) -> Path:
        """Make a private folder that is deleted at the end."""
        self._order({"folder": str(path)})
        return path

    def copy(self, source: Path, target: Path) -> None:
        """Copy a folder. In the other process, since this one has Python code to run meanwhile, in another thread.

        Raises:
            LaunchFailed: it cannot be copied.
        """
        self._order({"copy": str(source), "to": str(target)})

    def undo(self, name: str, command: Sequence[str]) -> None:
        """Run this command at the end, unless it is forgotten before."""
        self._order({"undo": name, "command": list(command)})

    def forget(self, name: str) -> None:
        """Do not run the command of that name."""
        self._order({"forget": name})

    def run(self, plan: Plan) -> int:
        """Run a program to its end, return its exit status.

        Raises:
            LaunchFailed: it could not be started.
        """
        status: int = self._order({"run": asdict(plan)})["status"]
        return status

    def serve(self, plan: Plan) -> int:
        """Start a server that is stopped at the end, return its process id.

        Raises:
            LaunchFailed: it could not be started.
        """
        process: int = self._order({"serve": asdict(plan)})["process"]
        return process

    def ended(self, server: int) -> bool:
        """Whether a server that was started here has ended by itself."""
        return bool(self._order({"ended": server})["ended"])

    def close(self) -> None:
        """End the run: everything is stopped, undone and deleted when this returns."""
        if os.getpid() != self._owner:
            return  # a fork of the run must not end what the run still uses
        for pipe in (self._process.stdin, self._process.stdout):
            _pipe(pipe).close()
        self._process.wait()

    def __enter__(self) -> Guardian:
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.close()

    def _order(self, order: dict[str, Any]) -> dict[str, Any]:
        try:
            _pipe(self._process.stdin).write(json.dumps(order).encode() + b"\n")
            _pipe(self._process.stdin).flush()
            answer = _pipe(self._process.stdout).readline()
        except BrokenPipeError:
            answer = b""
        if not answer:
            raise LaunchFailed("the process that guards the servers has ended")
        said: dict[str, Any] = json.loads(answer)
        if "failed" in said:
            raise LaunchFailed(said["failed"])
        return said


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None  # both were asked for
    return pipe
