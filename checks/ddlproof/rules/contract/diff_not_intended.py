"""The schemas differ in another way than the contract intends."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.finding import Hit, Severity
from ddlproof.rules.rule import About, Example, Trial

ABOUT = About(
    severity=Severity.ERROR,
    trigger="A line of `intended` that did not happen, or a change that no line of it intends.",
    effect="The pull request does something else than its author and its reviewer agreed on.",
    instead="Mend the SQL; or, if the diff is right as it is, write it into the contract: `ddlproof accept`.",
    needs="the schemas before and after",
)
_BEFORE = "create table jobs (id int);"
_AFTER = "create table jobs (id int, a int);"
_ADD = "alter table jobs add column a int;"
BAD = Example(_ADD, _BEFORE, _AFTER, contract='intended = """\n~ table public.jobs\n    + column b integer\n"""')
GOOD = Example(_ADD, _BEFORE, _AFTER, contract='intended = """\n~ table public.jobs\n    + column a int4\n"""')


def judge(trial: Trial) -> Iterator[Hit]:
    """Yield a hit for each line that is missing and each change that is not foreseen."""
    if trial.intended is None:
        return
    for line in trial.intended.missing:
        yield Hit(f"intended, and did not happen: {line}", span=trial.intended_at)
    for line in trial.intended.unexpected:
        yield Hit(f"happened, and is not intended: {line}", span=trial.intended_at)
