"""CREATE INDEX or REINDEX CONCURRENTLY runs under a timeout that cancels it."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Build, Moment, ServerError
from ddlproof.finding import Hit, Severity, Witness
from ddlproof.model.action import CreateIndex
from ddlproof.rules.locking.locks import cancels
from ddlproof.rules.plain import plain, resolve
from ddlproof.rules.rule import About, Example, Trial

ABOUT = About(
    severity=Severity.ERROR,
    trigger="CREATE INDEX or REINDEX CONCURRENTLY under a lock_timeout or statement_timeout of less than ten minutes.",
    effect=(
        "A concurrent build waits for every older snapshot as if it were a lock. One open transaction elsewhere, and "
        "the timeout cancels the build and leaves an INVALID index behind, which a rerun with IF NOT EXISTS keeps."
    ),
    instead="SET lock_timeout = 0 and SET statement_timeout = 0 for exactly that statement.",
    needs="the migration, and what the runner or the role sets; a rehearsal shows it",
)
_CANCELLED = ("55P03", "57014")
"""lock_not_available and query_canceled: appendix A "PostgreSQL Error Codes"."""
_BEFORE = "create table jobs (id int);"
BAD = Example("set lock_timeout = '2s';\ncreate index concurrently on jobs (id);", before=_BEFORE)
GOOD = Example("set lock_timeout = 0;\ncreate index concurrently on jobs (id);", before=_BEFORE)


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for each timeout that is too short for a build."""
    built = _built(moment)
    if built is None:
        return
    for name, value in (("lock_timeout", moment.lock_timeout), ("statement_timeout", moment.statement_timeout)):
        if cancels(value):
            yield Hit(
                f"{name} = {(value or '').strip()} cancels the build as soon as one other transaction stays open that "
                "long, and leaves an INVALID index",
                span=moment.action.at,
                object=built,
            )


def judge(trial: Trial) -> Iterator[Hit]:
    """Yield a hit for each build that a timeout cancelled when a transaction was open beside it."""
    for build in trial.rehearsal.builds if trial.rehearsal else ():
        if build.error is not None and build.error.sqlstate in _CANCELLED:
            left = f"index {' and '.join(build.left)} INVALID" if build.left else "an INVALID index"
            yield Hit(
                f"{build.setting} = {build.value} cancels the build as soon as one other transaction stays open that "
                f"long, and leaves {left}",
                span=build.statement.span,
                object=build.left[0] if build.left else "",
                witness=_witness(build, build.error),
            )


def _witness(build: Build, error: ServerError) -> Witness:
    shorter = f"{build.tried}, so as not to wait for {build.value}" if build.tried != build.value else build.value
    rows = [
        ("another session", "holds a snapshot: REPEATABLE READ"),
        (build.setting, shorter),
        ("the build", f"{error.sqlstate} {error.condition}, after {build.seconds:.2f} s"),
        *((name, "INVALID") for name in build.left),
    ]
    return Witness("seen in the rehearsal", ("object", "what"), tuple(rows))


def _built(moment: Moment) -> str | None:
    """The table whose index is built concurrently, or what REINDEX names."""
    if isinstance(moment.action, CreateIndex):
        return str(moment.action.index.table) if moment.action.concurrently else None
    done = plain(moment.action, "REINDEX")
    if done is None or not done.concurrently:
        return None
    return str(resolve(moment, *done.names[0])) if done.names else "the database"
