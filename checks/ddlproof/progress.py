"""What is being done, said while it takes long."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

Progress = Callable[[str], None]
Item = TypeVar("Item")

PATIENCE = 0.5
"""Seconds before the first word: what is done by then needs none."""
INTERVAL = 0.1
"""Seconds from word to word, so that telling takes no time from doing."""


def silent(_: str) -> None:
    """Says nothing."""


class Ticker:
    """Tells how far a long task is. Holds when it spoke last."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._due = time.monotonic() + PATIENCE

    def tell(self, text: str, *, long: bool = False) -> None:
        """Say it, unless something was said just before; what takes `long` is said anyway."""
        now = time.monotonic()
        if long or now >= self._due:
            self._due = now + INTERVAL
            self._progress(text)

    def count(self, items: Iterable[Item], what: str, total: int) -> Iterator[Item]:
        """The items; every now and then, how many of them there were."""
        for number, item in enumerate(items):
            if number % 64 == 0:
                self.tell(f"{what} {number:,} of {total:,}")
            yield item
