"""Which branch of a script runs: what its conditions ask, answered by the schema as it is then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from ddlproof.model.action import Action, Called, Unread
from ddlproof.model.condition import Guard, Tried
from ddlproof.source import Span
from ddlproof.sql.answer import Catalog

_Key = tuple[Span, int]


@dataclass(slots=True)
class Branches:
    """What was answered to the conditions of a statement: each is asked once, where it stands.

    `keep` gives the way back to where the schema stands, `back` are those to where blocks with handlers began.
    """

    keep: Callable[[], Callable[[], None]]
    answers: dict[_Key, bool | None] = field(default_factory=dict)
    back: dict[_Key, Callable[[], None]] = field(default_factory=dict)

    def settled(self, action: Action, catalog: Catalog) -> Action | None:
        """The action, without its conditions if they hold; None if it does not run, or nothing of it is left open.

        Where nobody knows it keeps its conditions and is conditional; only a handler does not run then.
        """
        found = [(self._answer(guard, catalog), guard) for guard in action.guards]
        known = all(answer is not None for answer, _ in found)
        if isinstance(action, Unread) and not isinstance(action, Called):
            return None if known else replace(action, guards=())
        for answer, guard in found:
            if answer is not guard.wanted and (answer is not None or _is_handler(guard)):
                return None
        return replace(action, guards=()) if known else replace(action, conditional=True)

    def _answer(self, guard: Guard, catalog: Catalog) -> bool | None:
        key = (guard.at, guard.turn)
        if key not in self.answers:
            self.answers[key] = catalog.answer(guard.condition)
            if isinstance(guard.condition, Tried):
                self.back[key] = self.keep()
        return self.answers[key]

    def protected(self, action: Action) -> Callable[[], None] | None:
        """What to do where the action fails; None if no handler is known to catch its error.

        It goes back to before the innermost block with handlers in which the action is tried, so that these run.
        """
        tried = (g for g in reversed(action.guards) if isinstance(g.condition, Tried) and g.wanted)
        keys = ((guard.at, guard.turn) for guard in tried)
        return next((partial(self._failed, key) for key in keys if self.answers[key]), None)

    def _failed(self, key: _Key) -> None:
        self.answers[key] = False
        self.back[key]()


def _is_handler(guard: Guard) -> bool:
    return isinstance(guard.condition, Tried) and not guard.wanted
