"""A statement that PostgreSQL refuses inside a transaction stands in one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import Action, CreateIndex, DropIndex, Setting, Transaction
from ddlproof.rules.locking.locks import partitioned
from ddlproof.rules.plain import plain, resolve, textual
from ddlproof.rules.rule import About, Example
from ddlproof.rules.words import ends_in, first_words, words

ABOUT = About(
    severity=Severity.ERROR,
    trigger=(
        "CREATE or DROP INDEX CONCURRENTLY, REINDEX CONCURRENTLY or of a whole schema, DETACH PARTITION CONCURRENTLY, "
        "VACUUM, REINDEX and CLUSTER of a partitioned table or of everything, CREATE or DROP DATABASE or TABLESPACE, "
        "ALTER SYSTEM, CREATE SUBSCRIPTION with a slot, DISCARD ALL, or a DO block that says COMMIT or ROLLBACK, "
        "between BEGIN and COMMIT, in a file that the runner wraps, or that it sends in one message with other "
        "statements."
    ),
    effect="PostgreSQL refuses the statement (25001, 2D000), and the deployment fails.",
    instead="Put the statement into a file of its own, with the runner's marker for running without a transaction.",
    needs="the migration, and how the runner makes transactions",
)
_BEFORE = "create table jobs (id int);"
BAD = Example("begin;\ncreate index concurrently on jobs (id);\ncommit;", before=_BEFORE)
GOOD = Example("create index concurrently on jobs (id);", before=_BEFORE)


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for a statement that cannot run where it stands."""
    name = stands_alone(moment.action) or _partitioned(moment) if moment.block else None
    if name is not None:
        yield Hit(
            f"{name} cannot run inside a transaction, and here it does{_whose(moment)}: PostgreSQL refuses it",
            span=moment.action.at,
        )


def _whose(moment: Moment) -> str:
    """Whose transaction it is, where the file does not show it."""
    source = moment.action.at.source
    words = (
        act.what for act, _ in reversed(moment.earlier) if isinstance(act, Transaction) and act.at.source is source
    )
    if next(words, "") == "begin":
        return ""
    if moment.sent in ("simple-query", "pipeline"):
        return ", since the runner sends the statements of this file together"
    return ", since the runner puts one around this file"


def stands_alone(action: Action) -> str | None:
    """The statement's name if PostgreSQL runs it only outside of a transaction block (`PreventInTransactionBlock`)."""
    if isinstance(action, CreateIndex | DropIndex):
        verb = "CREATE" if isinstance(action, CreateIndex) else "DROP"
        return f"{verb} INDEX CONCURRENTLY" if action.concurrently else None
    if isinstance(action, Setting | Transaction) or textual(action):
        return _by_text(action)
    return None


def _by_text(action: Action) -> str | None:
    done = plain(action)
    if done is not None:
        return _maintenance(done.what, done.concurrently, bool(done.names))
    start = first_words(action.at.text, 2)
    if start in _KINDS:
        return " ".join(start)
    if start[:1] == ("DO",):
        return next((f"a DO block with {word}" for word in ends_in(action.at.text)), None)
    said = first_words(action.at.text, 24)
    if start == ("ALTER", "DATABASE") and ("SET", "TABLESPACE") in pairwise(said):
        return "ALTER DATABASE … SET TABLESPACE"
    if start == ("CREATE", "SUBSCRIPTION") and not {"CONNECT", "CREATE_SLOT"} & set(words(action.at.text)):
        return "CREATE SUBSCRIPTION"
    detached = "DETACH" in said and "PARTITION" in said and "CONCURRENTLY" in said
    return "DETACH PARTITION CONCURRENTLY" if detached else None


def _partitioned(moment: Moment) -> str | None:
    """REINDEX and CLUSTER of a partitioned table commit after each partition."""
    done = plain(moment.action, "REINDEX", "CLUSTER")
    if done is None or done.what not in ("REINDEX TABLE", "CLUSTER"):
        return None
    whole = any(partitioned(moment, resolve(moment, *name)) for name in done.names)
    return f"{done.what} of a partitioned table" if whole else None


_KINDS = (
    *(("CREATE", "DATABASE"), ("DROP", "DATABASE"), ("CREATE", "TABLESPACE"), ("DROP", "TABLESPACE")),
    *(("ALTER", "SYSTEM"), ("DISCARD", "ALL"), ("COMMIT", "PREPARED"), ("ROLLBACK", "PREPARED")),
)


def _maintenance(what: str, concurrently: bool, named: bool) -> str | None:
    if what.startswith("VACUUM") or (what == "CLUSTER" and not named):
        return what
    if what in ("REINDEX SCHEMA", "REINDEX DATABASE", "REINDEX SYSTEM"):
        return what
    return f"{what} CONCURRENTLY" if what.startswith("REINDEX") and concurrently else None
