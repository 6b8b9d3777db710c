"""What a rule finds out about a whole script: once, however many actions ask."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from ddlproof.model.action import Action

Script = tuple[tuple[Action, int], ...]


T = TypeVar("T")


class OncePerScript(Generic[T]):
    """A function of `Moment.script` that remembers what it said of the last one: moments of a walk share theirs."""

    def __init__(self, find: Callable[[Script], T]) -> None:
        self._find = find
        self._last: tuple[Script, T] | None = None

    def __call__(self, script: Script) -> T:
        if self._last is None or self._last[0] is not script:
            self._last = (script, self._find(script))
        return self._last[1]
