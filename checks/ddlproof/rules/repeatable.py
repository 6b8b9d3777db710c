"""Whether a statement can be run once more when it is done, and how it is made so. Not a rule."""

from __future__ import annotations

from dataclasses import replace

from ddlproof.errors import SqlError
from ddlproof.evidence import Moment
from ddlproof.model import action as a
from ddlproof.model.names import QName
from ddlproof.rules.plain import Plain, changes, textual
from ddlproof.rules.words import first_words, fold, words
from ddlproof.sql.apply import apply
from ddlproof.sql.draft import Draft
from ddlproof.sql.implicit import index_name

_AGAIN = ", so that the file can be run again; or a file for each statement that needs to run alone."


def repeatable(moment: Moment) -> bool:
    """Whether the statement can be run once more, as far as that can be told."""
    action = moment.action
    if getattr(action, "if_exists", False) or getattr(action, "if_not_exists", False) or action.optional:
        return True
    match action:
        case a.CreateIndex(index=index):
            return _dropped_before(moment, a.DropIndex, index.name)
        case a.AddConstraint(constraint=constraint):
            return _dropped_before(moment, a.DropConstraint, constraint.name)
        case a.CreateTable(table=table):
            return _dropped_before(moment, a.DropTable, table.name)
        case a.Rows(verb="INSERT"):
            return "CONFLICT" in action.at.text.upper()
        case a.Rows(verb="UPDATE" | "WITH"):
            return not _adds_up(action)
        case a.SetDefault() | a.SetNotNull() | a.SetType() | a.ValidateConstraint() | a.Setting() | a.Transaction():
            return True
    return bool(textual(action) or isinstance(action, a.Rows)) and not _makes(action)


def _adds_up(action: a.Action) -> bool:
    """Whether an UPDATE reckons a column's new value from the old one, so that twice is another than once.

    A WHERE on that column may leave out the rows that are done; lower(a), coalesce(a, 0) come to the same again.
    """
    said = words(action.at.text)
    derived = (column for done in changes(action) for column in set(done.derived) - _of(done))
    return any(_reckoned(said, column) for column in derived)


def _of(done: Plain) -> set[str]:
    return {fold(word) for word in done.where}


def _reckoned(said: tuple[str, ...], column: str) -> bool:
    signs = ("+", "-", "*", "/", "|")
    return any(
        fold(word) == column and ((said[at + 1 : at + 2] and said[at + 1] in signs) or said[at - 1] in signs)
        for at, word in enumerate(said)
    )


def _makes(action: a.Action) -> bool:
    """Whether a statement that the model keeps as text makes something new."""
    start = first_words(action.at.text, 6)
    return start[:1] == ("CREATE",) and "REPLACE" not in start and "EXISTS" not in start


def _dropped_before(moment: Moment, kind: type[a.Action], name: object) -> bool:
    """Whether the script drops it first, IF EXISTS."""
    for n in range(moment.position - 1, -1, -1):
        action = moment.script[n][0]
        if isinstance(action, kind) and getattr(action, "if_exists", False):
            dropped = getattr(action, "index", None) or getattr(action, "name", None) or getattr(action, "table", None)
            if dropped == name:
                return True
    return False


def made_repeatable(moment: Moment) -> str:
    """The advice that makes it repeatable and changes nothing else; empty where there is none, or not enough is known.

    IF [NOT] EXISTS changes nothing where the schema is known: that a name is taken, or that there is nothing to drop,
    PostgreSQL would say of the statement as it is.
    """
    how = _how(moment) if moment.known else ""
    return f"{how}{_AGAIN}" if how else ""


def _how(moment: Moment) -> str:
    action, view = moment.action, moment.view
    match action:
        case a.CreateIndex():
            name = name_of(action)
            free = view.index(name) is None and view.table(name) is None
            word = " CONCURRENTLY" if action.concurrently else ""
            return f"DROP INDEX{word} IF EXISTS before it" if free else ""
        case a.DropIndex(index=name):
            return "DROP INDEX IF EXISTS" if view.index(name) is not None else ""
        case a.DropTable(table=name):
            return "DROP TABLE IF EXISTS" if view.table(name) is not None else ""
    table = view.table(getattr(action, "table", QName("", "")))
    if table is None or table.opaque:
        return ""
    match action:
        case a.AddColumn(column=column) if table.column(column.name) is None:
            return "ADD COLUMN IF NOT EXISTS"
        case a.DropColumn(column=dropped) if table.column(dropped) is not None:
            return "DROP COLUMN IF EXISTS"
        case a.AddConstraint(constraint=one) if one.name and table.constraint(one.name) is None:
            return "DROP CONSTRAINT IF EXISTS before it"
        case a.DropConstraint(name=dropped) if table.constraint(dropped) is not None:
            return "DROP CONSTRAINT IF EXISTS"
    return ""


def is_made_repeatable(advice: str) -> bool:
    """Whether the advice is to make the statement repeatable."""
    return advice.endswith(_AGAIN)


def refused_again(moment: Moment) -> tuple[a.Action, str] | None:
    """What is refused of a file that is broken off before this action, the last of it, and run from its beginning.

    None where that is not known, or where an action by itself cannot be run twice.
    """
    if not moment.known:
        return None
    script = moment.script[: moment.position]
    own = [number for number, (one, _) in enumerate(script) if one.at.source is moment.action.at.source]
    if not own or not all(repeatable(replace(moment, action=script[n][0], position=n)) for n in own):
        return None
    draft = Draft(moment.before, version=moment.version)
    try:
        for action, transaction in script:
            if transaction != moment.transaction:
                apply(draft, action)
    except SqlError:
        return None  # it never came to this
    for action in (*(script[n][0] for n in own), moment.action):
        try:
            apply(draft, action)
        except SqlError as error:
            return action, error.message
    return None


def name_of(action: a.CreateIndex) -> QName:
    """The name of an index, or the one that PostgreSQL gives it where no other has it."""
    index = action.index
    return index.name if index.name.name else index.table.sibling(index_name(index, ()))
