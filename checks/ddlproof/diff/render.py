"""Changes as text: grouped by table, one line each; what `intended` in a contract holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ddlproof.evidence import Change

INDENT = "    "


def render(changes: Iterable[Change]) -> str:
    """The printed diff; empty for no changes. Ends without a line end."""
    return "\n".join(_lines(changes))


def _lines(changes: Iterable[Change]) -> Iterator[str]:
    block = ""
    for change in changes:
        if change.owner is None:
            block = change.object if change.kind == "table" and change.action == "add" else ""
            yield change.line
            continue
        if str(change.owner) != block:
            block = str(change.owner)
            yield f"~ table {block}"
        yield INDENT + change.line
