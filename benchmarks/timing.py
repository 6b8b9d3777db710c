"""Commands measured in turns: what else the machine does meets all of them alike."""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable

# As after an installation by pip: modules are compiled, whatever this machine does otherwise.
COMPILED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def in_turns(rounds: int, subjects: dict[str, Callable[[], object]]) -> dict[str, list[float]]:
    """The seconds of each run of each subject. One run of each goes before and is not counted: it fills the caches."""
    taken: dict[str, list[float]] = {name: [] for name in subjects}
    for turn in range(rounds + 1):
        for name, run in subjects.items():
            started = time.perf_counter()
            run()
            if turn:
                taken[name].append(time.perf_counter() - started)
    return taken


def report(taken: dict[str, list[float]]) -> None:
    """Best and median of each, in milliseconds."""
    width = max(map(len, taken))
    print(f"{'':{width}}  {'best':>9}  {'median':>9}")
    for name, seconds in taken.items():
        print(f"{name:{width}}  {min(seconds) * 1000:6.0f} ms  {statistics.median(seconds) * 1000:6.0f} ms")


def ratio(taken: dict[str, list[float]], of: str, to: str, goal: float) -> None:
    """How many times as long one takes as the other, best to best and median to median, beside the goal."""
    best = min(taken[of]) / min(taken[to])
    median = statistics.median(taken[of]) / statistics.median(taken[to])
    verdict = "met" if median <= goal else "missed"
    print(f"{of} / {to}: best {best:.2f}, median {median:.2f}; goal at most {goal:g}: {verdict}")
