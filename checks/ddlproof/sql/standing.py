"""Where a replay stands between two migrations, and another that goes on from there."""

from __future__ import annotations

from ddlproof.sql.replay import Replay

_KNOWN = (
    *("path", "_draft", "_transaction", "_block", "_settings", "_begun", "_local", "_outside", "_saved", "_wrapped"),
    *("_acted", "_changes", "_timed", "_fresh"),
)
"""What a walk knows between two statements."""


def state(replay: Replay) -> dict[str, object]:
    """Where the walk stands: the values themselves, only to be looked at."""
    known = {name: getattr(replay, name) for name in _KNOWN}
    # An earlier problem with its place is of no use any more; that there was one is what `certain` says.
    return known | {"_failed": not replay.certain, "_unread": replay.unread}


def resume(replay: Replay, found: dict[str, object]) -> None:
    """Go on where another walk stood."""
    for name in (*_KNOWN, "_failed", "_unread"):
        setattr(replay, name, found[name])
