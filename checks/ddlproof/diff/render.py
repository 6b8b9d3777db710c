"""Changes as text: grouped by table, one line each; what `intended` in a contract holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ddlproof.changed import Change
from ddlproof.model.expression import string
from ddlproof.model.names import quote

INDENT = "    "
SIDE = "accepted"
"""The column of a witness that says on which side a row is accepted."""
LONGEST = 40
"""Characters of a value that are shown."""


def render(changes: Iterable[Change]) -> str:
    """The printed diff; empty for no changes. Ends without a line end.

    What drops something comes first, then what alters something, then what only adds, then what means the same; else
    in the order of `changes`.
    """
    blocks = [*_blocks(changes)]
    blocks.sort(key=lambda block: min(map(_rank, block)))
    return "\n".join(line for block in blocks for line in _lines(block))


_RANKS = {"drop": 0, "alter": 1, "rename": 1, "add": 2}


def _rank(change: Change) -> int:
    return 3 if change.relation == "equal" else _RANKS[change.action]


def _blocks(changes: Iterable[Change]) -> Iterator[list[Change]]:
    """The changes of one table together; each other one alone."""
    tables: dict[str, list[Change]] = {}
    for change in changes:
        table = str(change.owner) if change.owner is not None else change.object if change.kind == "table" else None
        if table is None:
            yield [change]
        elif table in tables:
            tables[table].append(change)
        else:
            tables[table] = [change]
            yield tables[table]


def _lines(block: list[Change]) -> Iterator[str]:
    """A table that is new or gone has a line of its own; any other stands above what changes in it."""
    if block[0].owner is not None:
        yield f"~ table {block[0].owner}"
    for change in block:
        indent = "" if change.owner is None else INDENT
        yield indent + change.line
        yield from _meaning(change, indent + INDENT)


def _meaning(change: Change, indent: str) -> Iterator[str]:
    """What a change of a condition comes to, as a comment: a contract's `intended` leaves those out."""
    if change.relation is None or (change.kind == "column" and change.relation != "equal"):
        return  # that a column takes NULL now says itself what it comes to
    said = _SAID if change.witness is not None else _BARE
    by = " (PostgreSQL says so)" if change.prover == "PostgreSQL" else ""
    yield f"{indent}# {said[change.relation].format(*_rows(change))}{by}"


_SAID = {
    "equal": "equal in meaning: the same rows as before are accepted",
    "weaker": "weaker: now accepts {0}",
    "stronger": "stronger: no longer accepts {0}",
    "incomparable": "incomparable: now accepts {0}, no longer {1}",
}


_BARE = {
    "equal": _SAID["equal"],
    "weaker": "weaker: accepts more than before",
    "stronger": "stronger: accepts less than before",
    "incomparable": "incomparable: neither accepts all that the other accepts",
}


def _rows(change: Change) -> list[str]:
    """The rows of the witness as `a = 1, b is null`, of each side on one line whatever they hold."""
    witness = change.witness
    if witness is None:
        return []
    sides: dict[str | None, list[str]] = {}
    for row in witness.rows:
        held = dict(zip(witness.columns, row, strict=True))
        side = held.pop(SIDE, None)
        sides.setdefault(side, []).append(", ".join(f"{quote(name)} {_held(value)}" for name, value in held.items()))
    return [" beside ".join(rows) for rows in sides.values()]


def _held(value: str | None) -> str:
    if value is None:
        return "is null"
    return f"= {string(value if len(value) <= LONGEST else value[:LONGEST] + '…')}"
