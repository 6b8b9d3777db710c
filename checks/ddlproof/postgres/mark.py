"""A mark of a process, to be left on what it guards: it tells later whether that process is still alive."""

from __future__ import annotations

from pathlib import Path

GONE = "ZX"  # states of a process that has ended and is only remembered


def of(process: int) -> str:
    """The mark of a process, or nothing where it has ended or the system shows too little (no /proc)."""
    try:
        facts = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        here = _here()
    except OSError:
        return ""
    state, started = facts[0], facts[19]
    return "" if state in GONE else f"{here}/{process}/{started}"


def is_dead(mark: str) -> bool:
    """Whether the process of a mark is known to be gone. Of another machine or container nothing is known."""
    here, _, process = mark.rpartition("/")[0].rpartition("/")
    try:
        return here == _here() and of(int(process)) != mark
    except (OSError, ValueError):
        return False


def _here() -> str:
    """This boot of this machine, and this namespace of process ids."""
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return f"{boot}/{Path('/proc/self/ns/pid').readlink()}"
