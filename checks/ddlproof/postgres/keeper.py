"""The process that outlives the run for a moment, to stop and remove what the run has started.

It loads only the standard library. It reads orders, one JSON object a line, from standard input and answers each with
one line. When its input ends, however the run ended, it stops the servers, runs what was left to be undone and deletes
the folders.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from ddlproof.postgres.landlock import Allowed
from ddlproof.postgres.launch import LaunchFailed, Plan, launch

STOP_SECONDS = 5.0
LOCK = "lock"


class Keeper:
    """What is to be stopped, undone and deleted when the run ends."""

    def __init__(self, parent: int) -> None:
        self._parent = parent
        self._servers: list[int] = []
        self._commands: dict[str, list[str]] = {}
        self._folders: list[str] = []

    def obey(self) -> None:
        """Carry out orders until the input ends or the parent is gone."""
        pending = b""
        while os.getppid() == self._parent:
            # A fork of the parent may hold the other end of the pipe open, so its end alone proves too little.
            if not select.select([0], [], [], 1.0)[0]:
                continue
            received = os.read(0, 65536)
            if not received:
                return
            *lines, pending = (pending + received).split(b"\n")
            for line in lines:
                answer = self._carry_out(json.loads(line))
                try:
                    os.write(1, json.dumps(answer).encode() + b"\n")
                except BrokenPipeError:
                    return  # the run was interrupted before it heard this

    def clean(self) -> None:
        """Stop, undo, delete: all of it, whatever fails."""
        for server in self._servers:
            _stop(server)
        for command in self._commands.values():
            with contextlib.suppress(OSError, subprocess.SubprocessError):
                # Silent: the run has said what there is to say, or nobody is there to read it.
                nothing = subprocess.DEVNULL
                subprocess.run(command, stdin=nothing, stdout=nothing, stderr=nothing, timeout=60, check=False)
        for folder in self._folders:
            shutil.rmtree(folder, ignore_errors=True)

    def _carry_out(self, order: dict[str, Any]) -> dict[str, Any]:
        match order:
            case {"folder": str(folder)}:
                self._folders.append(folder)
                _make(folder)
            case {"copy": str(source), "to": str(target)}:
                return _copied(source, target)
            case {"undo": str(name), "command": list(command)}:
                self._commands[name] = command
            case {"forget": str(name)}:
                self._commands.pop(name, None)
            case {"run": dict(plan)}:
                return _attempt(plan, self._run)
            case {"serve": dict(plan)}:
                return _attempt(plan, self._serve)
            case {"ended": int(server)}:
                return {"ended": _ended(server)}
            case _:
                raise ValueError(f"no such order: {order}")
        return {}

    def _run(self, plan: Plan) -> dict[str, Any]:
        return {"status": os.waitstatus_to_exitcode(os.waitpid(launch(plan), 0)[1])}

    def _serve(self, plan: Plan) -> dict[str, Any]:
        self._servers.append(launch(plan))
        return {"process": self._servers[-1]}


def main() -> None:
    """Serve the process that started this one."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    keeper = Keeper(os.getppid())
    try:
        keeper.obey()
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        keeper.clean()


def _make(folder: str) -> None:
    """A private folder with a lock that this process holds: where the lock is free, the run is dead."""
    Path(folder).mkdir(mode=0o700)
    fcntl.flock(os.open(Path(folder, LOCK), os.O_RDWR | os.O_CREAT, 0o600), fcntl.LOCK_EX)


def _copied(source: str, target: str) -> dict[str, Any]:
    try:
        shutil.copytree(source, target, copy_function=shutil.copyfile)
    except OSError as error:
        return {"failed": str(error)}
    return {}


def _attempt(plan: dict[str, Any], action: Any) -> dict[str, Any]:
    allowed = plan.pop("allowed")
    try:
        answer: dict[str, Any] = action(Plan(**plan, allowed=Allowed(**allowed) if allowed else None))
    except LaunchFailed as error:
        return {"failed": str(error)}
    return answer


def _ended(server: int) -> bool:
    try:
        return os.waitpid(server, os.WNOHANG)[0] != 0
    except ChildProcessError:
        return True


def _stop(server: int) -> None:
    """Immediate shutdown: the server ends its processes and removes its shared memory; the data go anyway."""
    end = time.monotonic() + STOP_SECONDS
    with contextlib.suppress(ProcessLookupError):
        if not _ended(server):
            os.kill(server, signal.SIGQUIT)
        while not _ended(server):
            time.sleep(0.002)
            if time.monotonic() > end:
                os.kill(server, signal.SIGKILL)
