"""BEGIN, COMMIT or SET LOCAL where it does not do what it says."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model.action import Action, Beside, Setting, Transaction
from ddlproof.rules.rule import About, Example

ABOUT = About(
    severity=Severity.ERROR,
    trigger=(
        "BEGIN in a transaction that is open already, BEGIN that no COMMIT follows, COMMIT or ROLLBACK without BEGIN "
        "or in a file that the runner wraps, SET LOCAL, LOCK or SAVEPOINT outside of a transaction; as a note where "
        "the runner, which may open one, is not known."
    ),
    effect="PostgreSQL only warns: what follows runs in no transaction, or in the wrong one, and stays half applied.",
    instead="One owner of the transaction: BEGIN and COMMIT in the file, or the runner's own, never both.",
    needs="the migration, and how the runner makes transactions",
)
_SET = "SET without LOCAL, or BEGIN and COMMIT around it; if the runner wraps the file, say so with `runner`."
_INSIDE = ("LOCK", "SAVEPOINT")
_BEFORE = "create table jobs (id int);"
BAD = Example("begin;\nbegin;\nalter table jobs add column a int;\ncommit;", before=_BEFORE)
GOOD = Example("begin;\nalter table jobs add column a int;\ncommit;", before=_BEFORE)


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for a word that comes at the wrong time."""
    action = moment.action
    if isinstance(action, Setting) and action.local and not moment.block and not _in_code(moment):
        yield from _local(moment, action)
    elif isinstance(action, Beside) and action.verb in _INSIDE and _outside_of_any(moment):
        yield Hit(f"{action.verb} outside of a transaction: PostgreSQL refuses it", span=action.at)
    elif isinstance(action, Transaction):
        yield from _begin(moment) if action.what == "begin" else _end(moment, action.what.upper())


def _outside_of_any(moment: Moment) -> bool:
    """Whether no transaction is open, nor does the action stand in code, which has that of its DO."""
    return moment.sent == "autocommit" and not moment.block and not _in_code(moment)


def _in_code(moment: Moment) -> bool:
    return moment.action.called is not None or moment.action.at.start != moment.statement.span.start


def _local(moment: Moment, action: Setting) -> Iterator[Hit]:
    if not moment.local:
        yield Hit(f"SET LOCAL {action.name} has no effect: no transaction is open here", span=action.at, instead=_SET)
    elif moment.sent == "unknown":
        doubt = "unless the runner puts a transaction around this file"
        yield Hit(
            f"SET LOCAL {action.name} has no effect, {doubt}", span=action.at, instead=_SET, severity=Severity.NOTE
        )


def _begin(moment: Moment) -> Iterator[Hit]:
    begun = _begun(moment)
    if begun is not None:
        line = moment.script[begun][0].at.line
        yield Hit(f"BEGIN in the transaction begun on line {line}: the next COMMIT ends both", span=moment.action.at)
    elif not any(isinstance(later, Transaction) for later in _file(moment, moment.position + 1)):
        if moment.sent == "transaction":
            said = "BEGIN in the runner's own transaction, which begins no other"
            yield Hit(said, span=moment.action.at, severity=Severity.WARNING)
        else:
            yield Hit("BEGIN without COMMIT: all of it is undone when the connection closes", span=moment.action.at)


def _end(moment: Moment, verb: str) -> Iterator[Hit]:
    begun = _begun(moment)
    if moment.sent == "transaction":
        around = begun is not None and not any(map(_works, _outside(moment, begun)))
        if begun is None or _first(moment, begun):
            yield Hit(
                f"{verb} ends the runner's transaction{_then(verb, around)}",
                span=moment.action.at,
                severity=Severity.WARNING if around else None,
            )
            return
    if begun is None:
        ends = "it ends nothing" if moment.sent != "unknown" else "it ends nothing, or the runner's own transaction"
        yield Hit(f"{verb} without BEGIN: {ends}", span=moment.action.at)


def _then(verb: str, around: bool) -> str:
    if around:
        return ", before the runner has noted that the migration ran"
    if verb == "ROLLBACK":
        return ", and undoes all that was done in it"
    return ": what is done by then stays done when a statement below fails"


def _begun(moment: Moment) -> int | None:
    """The position of the BEGIN of the file's own transaction that is open: the first, where there are several."""
    found = None
    for position in range(moment.position - 1, -1, -1):
        action = moment.script[position][0]
        if action.at.source is not moment.action.at.source:
            break
        if isinstance(action, Transaction):
            if action.what != "begin":
                break
            found = position
    return found


def _first(moment: Moment, begun: int) -> bool:
    """Whether the runner's transaction was still open at the file's own BEGIN: then that did not begin a new one."""
    return not any(isinstance(action, Transaction) for action in _file(moment, 0, begun))


def _outside(moment: Moment, begun: int) -> Iterator[Action]:
    """What the file does before a position, and behind this one."""
    yield from _file(moment, 0, begun)
    yield from _file(moment, moment.position + 1)


def _file(moment: Moment, start: int, end: int | None = None) -> Iterator[Action]:
    """The actions between two positions that stand in this file."""
    source = moment.action.at.source
    return (action for action, _ in moment.script[start:end] if action.at.source is source)


def _works(action: Action) -> bool:
    return not isinstance(action, Setting | Beside | Transaction)
