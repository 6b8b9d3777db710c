"""The real command, watched: what it says, how it ends, and what it leaves behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from ddlproof.postgres.address import Address

ROOT = Path(__file__).parent.parent.parent


@dataclass(slots=True)
class Watched:
    """A run of `ddlproof`: all processes that came from it, by (process id, start), and the folders of its servers."""

    process: subprocess.Popen[str]
    processes: set[tuple[int, str]] = field(default_factory=set)
    folders: set[Path] = field(default_factory=set)

    def watch(self) -> None:
        """Look again and again who is there, until the run has ended."""
        known: dict[int, set[int]] = {}
        while self.process.poll() is None:
            family = {self.process.pid} | {pid for pid, _ in self.processes}
            for pid, parent in _parents():
                known.setdefault(parent, set()).add(pid)
            for pid in {pid for member in family for pid in known.get(member, ())} - {self.process.pid}:
                if started := _started(pid):
                    self.processes.add((pid, started))
                    self.folders |= _data_folder(pid)
            time.sleep(0.004)

    def end(self, seconds: float = 60) -> str:
        """What it says on stderr until it ends; where it does not end, what each of its threads is at."""
        try:
            return self.process.communicate(timeout=seconds)[1]
        except subprocess.TimeoutExpired:
            self.process.send_signal(signal.SIGABRT)
            raise AssertionError(f"it does not end:\n{self.process.communicate()[1]}") from None

    def left(self) -> list[str]:
        """Processes that still run, folders that are still there."""
        alive = [f"process {pid}" for pid, started in tuple(self.processes) if _started(pid) == started]
        return alive + [str(folder) for folder in tuple(self.folders) if folder.exists()]

    def leaves_nothing(self, seconds: float = 15) -> bool:
        """Whether all is gone, at the latest after some seconds."""
        end = time.monotonic() + seconds
        while self.left() and time.monotonic() < end:
            time.sleep(0.02)
        return not self.left()


@dataclass(frozen=True, slots=True)
class Ended:
    """A run that has ended."""

    status: int
    out: str
    error: str
    watched: Watched


def begin(*arguments: str | Path, cwd: Path = ROOT, **environment: str) -> Watched:
    """Start `ddlproof` in a process group of its own."""
    given = {name: value for name, value in os.environ.items() if name not in ("DDLPROOF_POSTGRES", "FORCE_COLOR")}
    process = subprocess.Popen(
        [sys.executable, "-m", "ddlproof", *map(str, arguments)],
        cwd=cwd,
        env=given | environment | {"PYTHONFAULTHANDLER": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    watched = Watched(process)
    threading.Thread(target=watched.watch, daemon=True).start()
    return watched


def ddlproof(*arguments: str | Path, cwd: Path = ROOT, **environment: str) -> Ended:
    """Run `ddlproof` to its end."""
    watched = begin(*arguments, cwd=cwd, **environment)
    out, error = watched.process.communicate(timeout=120)
    return Ended(watched.process.returncode, out, error, watched)


def url(address: Address) -> str:
    """The URL of a server, as its superuser."""
    return f"postgresql://{address.user}:{address.password}@/postgres?host={quote(address.server['host'], safe='')}"


def _parents() -> list[tuple[int, int]]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            found.append((int(stat.parent.name), int(stat.read_text().rpartition(")")[2].split()[1])))
        except OSError:
            continue
    return found


def _started(pid: int) -> str:
    """When a process was started, as the kernel counts it; nothing if it has ended."""
    try:
        facts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return ""
    return "" if facts[0] in "ZX" else facts[19]


def _data_folder(pid: int) -> set[Path]:
    """The run's folder, from the command line of its server: `postgres -D FOLDER/data`."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return set()
    return {Path(words[at + 1]).parent for at, word in enumerate(words[:-1]) if word == "-D"}
