"""A reader's query fails, or cannot use the index that was made for it."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.finding import Hit, Severity
from ddlproof.rules.rule import About, Example, Trial

ABOUT = About(
    severity=Severity.ERROR,
    trigger="A `[[reader]]` that PostgreSQL refuses, or whose `index` cannot serve it even when scans are forbidden.",
    effect="The application fails when it reads, or reads the whole table each time.",
    instead="Mend the query, or the index: its leading columns must be those that the query compares.",
    needs="a running PostgreSQL",
)
_BEFORE = "create table jobs (id int primary key, a int, b int);"
_READER = '[[reader]]\nname = "by a"\nsql = "select * from jobs where a = :a"\nwith = { a = "new" }\nindex = "i"'
BAD = Example("create index i on jobs (b);", _BEFORE, _BEFORE + "create index i on jobs (b);", contract=_READER)
GOOD = Example("create index i on jobs (a);", _BEFORE, _BEFORE + "create index i on jobs (a);", contract=_READER)


def judge(trial: Trial) -> Iterator[Hit]:
    """Yield a hit for each reader that does not get what it needs."""
    for result, span in trial.readers:
        if result.error is not None:
            said = f"{result.error.message} ({result.error.sqlstate})"
            yield Hit(f'reader "{result.name}" fails {result.schema} the change: {said}', span=span, side=result.schema)
        elif not result.usable:
            yield Hit(
                f'reader "{result.name}" cannot use index {result.index}; PostgreSQL plans: {result.plan}',
                span=span,
                object=result.index,
                side=result.schema,
            )
