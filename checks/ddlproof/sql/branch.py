"""Which branch of a script runs: what its conditions ask, answered by the schema as it is then."""

from __future__ import annotations

from dataclasses import replace

from ddlproof.model.action import Action, Unread
from ddlproof.source import Span
from ddlproof.sql.answer import Catalog

Answers = dict[Span, bool | None]
"""What was answered to the conditions of a statement: each is asked once, where it stands."""


def settled(action: Action, catalog: Catalog, answers: Answers) -> Action | None:
    """The action, without its conditions if they hold; None if it is not carried out, or nothing of it is left open.

    Where nobody knows it keeps its conditions and is conditional.
    """
    for guard in action.guards:
        if guard.at not in answers:
            answers[guard.at] = catalog.answer(guard.condition)
    found = [(answers[guard.at], guard.wanted) for guard in action.guards]
    known = all(answer is not None for answer, _ in found)
    if isinstance(action, Unread):
        return None if known else replace(action, guards=())
    if any(answer is not None and answer != wanted for answer, wanted in found):
        return None
    return replace(action, guards=()) if known else replace(action, conditional=True)
