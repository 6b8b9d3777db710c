"""A migration that runs in no transaction would stay half applied, and cannot be run again."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model import action as a
from ddlproof.rules.once import OncePerScript, Script
from ddlproof.rules.repeatable import made_repeatable, refused_again, repeatable
from ddlproof.rules.rerun import failures
from ddlproof.rules.rule import About, Example, Trial
from ddlproof.rules.transaction.not_allowed_in_transaction import stands_alone

ABOUT = About(
    severity=Severity.WARNING,
    trigger=(
        "A statement that fails when it is run a second time, with others behind it in no common transaction: the "
        "runner makes none, or, where it is not known, the file shows that it runs without one, by its own BEGIN and "
        "COMMIT, or by what cannot run in one."
    ),
    effect="When a later statement fails, the earlier ones stay, and the file cannot be run again as it is.",
    instead="A file for each statement that needs to run alone; the rest in one transaction; or IF [NOT] EXISTS.",
    needs="the migration, and how the runner makes transactions; a rehearsal breaks it off and runs it again",
    once="file",
)
_STAYS = "if a statement below fails, this stays done, and the file cannot be run again: they share no transaction"
_BEFORE = "create table jobs (id int);"
BAD = Example(
    "alter table jobs add column a int;\ncreate index concurrently jobs_a on jobs (a);",
    before=_BEFORE,
)
GOOD = Example(
    "alter table jobs add column if not exists a int;\ncreate index concurrently jobs_a on jobs (a);", before=_BEFORE
)


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for a statement that has been done when a later one fails."""
    if moment.sent != "autocommit" and moment.action.at.source.name not in _bare(moment.script):
        return
    position, transaction = _last_changes(moment.script).get(id(moment.action.at.source), (0, 0))
    if position > moment.position and transaction != moment.transaction:
        if not repeatable(moment):
            yield Hit(_STAYS, span=moment.action.at, instead=made_repeatable(moment))
    elif position == moment.position and (refused := refused_again(moment)) is not None:
        action, why = refused
        yield Hit(f"if the file is broken off further down and run again, this fails: {why}", span=action.at)


def judge(trial: Trial) -> Iterator[Hit]:
    """Yield a hit for what stood in the way when the migration was broken off and its file run again."""
    yield from failures(trial.rehearsal)


@OncePerScript
def _last_changes(script: Script) -> dict[int, tuple[int, int]]:
    """By file the last statement that changes something: its position, and its transaction."""
    return {
        id(action.at.source): (position, transaction)
        for position, (action, transaction) in enumerate(script)
        if not isinstance(action, a.Setting | a.Transaction | a.Beside) or _builds(action)
    }


def _builds(action: a.Action) -> bool:
    """Whether it is a REINDEX, which fails as CREATE INDEX does."""
    return isinstance(action, a.Beside) and action.verb == "REINDEX"


@OncePerScript
def _bare(script: Script) -> set[str]:
    """The files that show that nobody puts a transaction around them."""
    shows = (action for action, _ in script if isinstance(action, a.Transaction) or stands_alone(action) is not None)
    return {action.at.source.name for action in shows}
