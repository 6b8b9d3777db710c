"""Where a replay stands between two migrations, and another that goes on from there."""

from __future__ import annotations

from dataclasses import fields

from ddlproof.sql.replay import Replay
from ddlproof.sql.session import Session

_KNOWN = ("_draft", "_transaction", "_block", "_saved", "_wrapped", "_acted", "_changes", "_fresh")
"""What a walk knows between two statements."""


def state(replay: Replay) -> dict[str, object]:
    """Where the walk stands: the values themselves, only to be looked at."""
    known = {name: getattr(replay, name) for name in _KNOWN}
    session = {one.name: getattr(replay.session, one.name) for one in fields(Session)}
    # An earlier problem with its place is of no use any more; that there was one is what `certain` says.
    return known | session | {"_failed": not replay.certain, "_unread": replay.unread}


def resume(replay: Replay, found: dict[str, object]) -> None:
    """Go on where another walk stood."""
    for name in (*_KNOWN, "_failed", "_unread"):
        setattr(replay, name, found[name])
    for one in fields(Session):
        setattr(replay.session, one.name, found[one.name])
