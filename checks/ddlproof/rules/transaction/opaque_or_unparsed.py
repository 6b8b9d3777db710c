"""A statement was not analysed, or not wholly."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import Unread
from ddlproof.rules.rule import About, Example

ABOUT = About(
    severity=Severity.WARNING,
    trigger=(
        "What code does that its text does not tell: EXECUTE of what is put together from data, a function that is "
        "called for each row or not made by these files; and every statement or clause that the model of the schema "
        "does not hold. Reported once a file, where it is first met."
    ),
    effect="No static rule has looked at it; its silence there is no approval.",
    instead="Run `ddlproof check`: on a server it sees what the statement does.",
    once="file",
)
BAD = Example(
    "do $$ begin execute (select 'drop table ' || relname from pg_class where relname = 'jobs'); end $$;",
    before="create table jobs (id int);",
)
GOOD = Example("comment on table jobs is 'work to do';", before="create table jobs (id int);")


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for what was passed over."""
    action = moment.action
    if isinstance(action, Unread):
        yield Hit(f"not analysed: {action.why}", span=action.at)
