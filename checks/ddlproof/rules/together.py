"""Whether an action shares its transaction with others. Not a rule."""

from __future__ import annotations

from ddlproof.evidence import Moment
from ddlproof.rules.words import ends_in, first_words


def together(moment: Moment) -> bool:
    """Whether other actions may run in its transaction: in a transaction block, in code that never commits."""
    if moment.block or moment.action.called is not None:
        return True
    return len(moment.statement.actions) > 1 and _one_block(moment.statement.sql)


def _one_block(sql: str) -> bool:
    return first_words(sql, 1) == ("DO",) and next(ends_in(sql), None) is None
