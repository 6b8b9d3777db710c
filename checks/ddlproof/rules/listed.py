"""Several names in one sentence. Not a rule."""

from __future__ import annotations

from collections.abc import Sequence


def listed(names: Sequence[str], most: int | None = None) -> str:
    """`a, b and c`; of more than `most` the first of them, `and 5 more`. There is at least one."""
    rest = len(names) - most if most is not None else 0
    *first, last = (*names[:most], f"{rest} more") if rest > 0 else names
    return f"{', '.join(first)} and {last}" if first else last
