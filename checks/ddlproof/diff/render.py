"""Changes as text: grouped by table, one line each; what `intended` in a contract holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ddlproof.evidence import Change
from ddlproof.model.expression import string
from ddlproof.model.names import quote

INDENT = "    "
SIDE = "accepted"
"""The column of a witness that says on which side a row is accepted."""
LONGEST = 40
"""Characters of a value that are shown."""


def render(changes: Iterable[Change]) -> str:
    """The printed diff; empty for no changes. Ends without a line end."""
    return "\n".join(_lines(changes))


def _lines(changes: Iterable[Change]) -> Iterator[str]:
    block = ""
    for change in changes:
        if change.owner is None:
            block = change.object if change.kind == "table" and change.action == "add" else ""
            yield change.line
            yield from _meaning(change, INDENT)
            continue
        if str(change.owner) != block:
            block = str(change.owner)
            yield f"~ table {block}"
        yield INDENT + change.line
        yield from _meaning(change, INDENT * 2)


def _meaning(change: Change, indent: str) -> Iterator[str]:
    """What a change of a condition comes to, as a comment: a contract's `intended` leaves those out."""
    if change.relation is None:
        return
    yield f"{indent}# {_SAID[change.relation].format(*_rows(change))}"


_SAID = {
    "equal": "equal in meaning: the same rows as before are accepted",
    "weaker": "weaker: now accepts {0}",
    "stronger": "stronger: no longer accepts {0}",
    "incomparable": "incomparable: now accepts {0}, no longer {1}",
}


def _rows(change: Change) -> list[str]:
    """The rows of the witness as `a = 1, b is null`, on one line whatever they hold."""
    witness = change.witness
    if witness is None:
        return ["more", "less"]
    shown = [[*zip(witness.columns, row, strict=True)] for row in witness.rows]
    return [", ".join(f"{quote(name)} {_held(value)}" for name, value in row if name != SIDE) for row in shown]


def _held(value: str | None) -> str:
    if value is None:
        return "is null"
    return f"= {string(value if len(value) <= LONGEST else value[:LONGEST] + '…')}"
