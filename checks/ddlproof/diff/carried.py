"""Changes of names: a line for each thing that is another's rename."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ddlproof.evidence import Change
from ddlproof.model.expression import string
from ddlproof.model.names import quote
from ddlproof.model.renamed import Renamed

LABEL = "enum value"


def renamings(renames: Iterable[Renamed]) -> Iterator[Change]:
    """`column a -> b` in the block of its table, `table public.a -> public.b` and the like on their own."""
    for one in sorted(renames, key=lambda one: (one.now.part != "", str(one.now.whole), one.now.part)):
        kind, was, now = one.now.kind, one.was, one.now
        if not now.part:
            yield Change("rename", kind, str(now.whole), f"{kind} {was.whole} -> {now.whole}")
        elif kind == LABEL:
            text = f"{kind} {now.whole} {string(was.part)} -> {string(now.part)}"
            yield Change("rename", kind, f"{now.whole} {string(now.part)}", text)
        elif was.part != now.part:
            text = f"{kind} {quote(was.part)} -> {quote(now.part)}"
            yield Change("rename", kind, f"{now.whole}.{quote(now.part)}", text, owner=now.whole)
