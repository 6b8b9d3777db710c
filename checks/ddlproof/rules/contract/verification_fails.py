"""A verification query returns another number of rows than the contract says."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.finding import Hit, Severity
from ddlproof.rules.rule import About, Example, Trial

ABOUT = About(
    severity=Severity.ERROR,
    trigger="A `[[verify]]` query that fails after the migration, or returns another number of rows.",
    effect="What is to be checked after the deployment will not hold.",
    instead="Mend the migration or the query.",
    needs="a running PostgreSQL",
)
_BEFORE = "create table jobs (id int primary key);"
_VERIFY = "[[verify]]\nsql = \"select from pg_indexes where indexname = '{}'\"\nrows = 1"
BAD = Example("create index i on jobs (id);", _BEFORE, _BEFORE + "create index i on jobs (id);", contract=_VERIFY.format("j"))  # noqa: E501  # fmt: skip
GOOD = Example("create index i on jobs (id);", _BEFORE, _BEFORE + "create index i on jobs (id);", contract=_VERIFY.format("i"))  # noqa: E501  # fmt: skip


def judge(trial: Trial) -> Iterator[Hit]:
    """Yield a hit for each query that does not hold."""
    for result, span in trial.verify:
        if result.error is not None:
            yield Hit(f"the verification query fails: {result.error.message} ({result.error.sqlstate})", span=span)
        elif not result.holds:
            yield Hit(
                f"the verification query returns {result.got} rows, and should return {result.expected}", span=span
            )
