"""A row that the schema before allows makes the migration fail."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.finding import Hit, Severity
from ddlproof.rules.rule import About, Example, Trial
from ddlproof.rules.strays import refused

ABOUT = About(
    severity=Severity.WARNING,
    trigger=(
        "The migration, run with one row more that the schema before allows and a new CHECK, foreign key, EXCLUDE, "
        "CHECK of a domain or bound of a partition does not, stops there. A migration that mends such rows first does "
        "not stop."
    ),
    effect="If production holds such a row, the deployment fails, and it may hold one: nothing has forbidden it.",
    instead="Look for such rows in production; mend them in the migration, before the constraint.",
    needs="a running PostgreSQL",
)
_BEFORE = "create table jobs (id int primary key, a int);"
_AFTER = "create table jobs (id int primary key, a int, constraint a_positive check (a > 0));"
_ADD = "alter table jobs add constraint a_positive check (a > 0);"
BAD = Example(_ADD, _BEFORE, _AFTER)
GOOD = Example(f"update jobs set a = null where a <= 0;\n{_ADD}", _BEFORE, _AFTER)


def judge(trial: Trial) -> Iterator[Hit]:
    """Yield a hit for each constraint that such a row breaks."""
    yield from refused(trial, ABOUT.instead, "23503", "23514", "23P01")
