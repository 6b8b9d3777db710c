"""Which findings are mended, and by what."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ddlproof.fix import again, arc, concurrently, keys, notnull, security, timeout, validate
from ddlproof.fix.edit import Mended, Place

MENDERS: Mapping[str, Callable[[Place], Mended]] = {
    "index-not-concurrent": concurrently.mend,
    "drop-index-not-concurrent": concurrently.mend,
    "reindex-not-concurrent": concurrently.mend,
    "constraint-validates-immediately": validate.mend,
    "unique-or-pk-builds-index": keys.mend,
    "set-not-null-scan": notnull.mend,
    "exclusive-arc-wrong": arc.mend,
    "table-without-rls": security.mend,
    "half-applied-on-failure": again.mend,
    "lock-timeout-missing": timeout.mend,
}
"""The rules whose findings can be mended, by name."""

STAGES: tuple[frozenset[str], ...] = (
    frozenset(MENDERS.keys() - {"half-applied-on-failure", "lock-timeout-missing"}),
    frozenset({"half-applied-on-failure"}),
    frozenset({"lock-timeout-missing"}),
)
"""Those that depend on what others make of the statements come after them."""

APART = frozenset(
    {
        *("index-not-concurrent", "drop-index-not-concurrent", "reindex-not-concurrent"),
        *("constraint-validates-immediately", "unique-or-pk-builds-index", "set-not-null-scan"),
    }
)
"""Those whose mending spreads what a file does over several transactions."""
