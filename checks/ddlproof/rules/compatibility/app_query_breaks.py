"""A query that the application sends no longer works after the migration."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.finding import Hit, Severity
from ddlproof.rules.rule import About, Example, Trial

ABOUT = About(
    severity=Severity.ERROR,
    trigger=(
        "A statement of the files that the contract's `queries` names, which PostgreSQL prepares and plans on the "
        "schema before and refuses on the schema after. Values are $1, :name, or what drivers write: ?, %s, %(name)s."
    ),
    effect="The application that runs while the migration is deployed gets this error from its first such query on.",
    instead="Keep what the query names until no deployed code sends it: add the new beside the old, then drop the old.",
    needs="a running PostgreSQL",
)
_BEFORE = "create table jobs (id int primary key, note text, state int);"
_QUERIES = 'queries = "queries.sql"'
_SQL = "select id, note from jobs where state = $1;"
BAD = Example("alter table jobs drop column note;", before=_BEFORE, contract=_QUERIES, files=(("queries.sql", _SQL),))
GOOD = Example(
    "alter table jobs add column remark text;", before=_BEFORE, contract=_QUERIES, files=(("queries.sql", _SQL),)
)


def judge(trial: Trial) -> Iterator[Hit]:
    """Yield a hit for each query that the migration breaks."""
    for query in trial.queries:
        if query.before is None and query.after is not None:
            yield Hit(
                f"the schema after does not know this query any more: {query.after.message} ({query.after.sqlstate})",
                span=query.statement.span,
                side="after",
            )
