"""What is looked up again and again in a value that never changes: worked out once, then kept beside it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Self, TypeVar

Found = TypeVar("Found")
Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Remembering:
    """A frozen value that keeps what was worked out about it; that is no part of it, neither compared nor printed."""

    __slots__ = ("_kept",)

    _kept: dict[Callable[..., object], object]

    def once(self, work: Callable[[Self], Found]) -> Found:
        """What a function makes of this value, from the second time on without asking it. A module's own function."""
        try:
            kept = self._kept
        except AttributeError:
            kept = {}
            object.__setattr__(self, "_kept", kept)  # the value itself stays as it is
        if work not in kept:
            kept[work] = work(self)
        return kept[work]  # type: ignore[return-value]  # what this very function has made


def first_of_each(values: Iterable[Value], key: Callable[[Value], Key]) -> dict[Key, Value]:
    """The values by their keys; of those with the same key the first."""
    found: dict[Key, Value] = {}
    for value in values:
        found.setdefault(key(value), value)
    return found


def grouped(values: Iterable[Value], key: Callable[[Value], Key]) -> dict[Key, tuple[Value, ...]]:
    """All values of each key, in their order."""
    found: dict[Key, list[Value]] = {}
    for value in values:
        found.setdefault(key(value), []).append(value)
    return {one: tuple(several) for one, several in found.items()}
