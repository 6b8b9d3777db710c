"""Changes of names: a line for each thing that is another's rename."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ddlproof.changed import Change
from ddlproof.model.expression import string
from ddlproof.model.names import quote
from ddlproof.model.renamed import Renamed

_QUOTED = "enum value"
_INSIDE = (_QUOTED, "view column", "attribute", "domain constraint")
"""Parts of what is no table: the line names the whole too."""


def renamings(renames: Iterable[Renamed]) -> Iterator[Change]:
    """`column a -> b` in the block of its table, `table public.a -> public.b` and the like on their own."""
    for one in sorted(renames, key=lambda one: (one.now.part != "", one.now.name, one.now.part)):
        kind, was, now = one.now.kind, one.was, one.now
        if not now.part:
            yield Change("rename", kind, now.name, f"{kind} {was.name} -> {now.name}")
        elif was.part == now.part:
            continue
        elif kind in _INSIDE:
            spelt = string if kind == _QUOTED else quote
            text = f"{kind} {now.whole} {spelt(was.part)} -> {spelt(now.part)}"
            yield Change("rename", kind, f"{now.whole} {spelt(now.part)}", text)
        else:
            text = f"{kind} {quote(was.part)} -> {quote(now.part)}"
            yield Change("rename", kind, f"{now.whole}.{quote(now.part)}", text, owner=now.whole)
