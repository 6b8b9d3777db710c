"""What was there before the script, and what the script itself has made or done so far."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ddlproof.evidence import Moment
from ddlproof.model.action import Action, AddColumn, DropTable, Rows, Unread
from ddlproof.model.names import QName
from ddlproof.rules.once import OncePerScript, Script
from ddlproof.rules.plain import Plain, plain, resolve


def new_column(moment: Moment, action: AddColumn) -> bool:
    """Whether ADD COLUMN adds a column, to a table in use: IF NOT EXISTS may find it there."""
    if not moment.existing(action.table):
        return False
    table = moment.view.table(action.table)
    return not (action.if_not_exists and table is not None and table.column(action.column.name) is not None)


def dropped_later(moment: Moment, table: QName) -> bool:
    """Whether the script goes on to drop the table: then that is what there is to say."""
    return any(position > moment.position for position in _table_drops(moment.script).get(table, ()))


@OncePerScript
def _table_drops(script: Script) -> dict[QName, list[int]]:
    found: dict[QName, list[int]] = {}
    for position, (action, _) in enumerate(script):
        if isinstance(action, DropTable):
            found.setdefault(action.table, []).append(position)
    return found


def added_here(moment: Moment, table: QName, column: str) -> AddColumn | None:
    """The action before this one that added the column, if the script itself did."""
    for position in reversed(_additions(moment.script).get((table, column), ())):
        action = moment.script[position][0]
        if position < moment.position and isinstance(action, AddColumn):
            return action
    return None


@OncePerScript
def _additions(script: Script) -> dict[tuple[QName, str], list[int]]:
    """Where columns are added."""
    found: dict[tuple[QName, str], list[int]] = {}
    for position, (action, _) in enumerate(script):
        if isinstance(action, AddColumn):
            found.setdefault((action.table, action.column.name), []).append(position)
    return found


_CODE = ("DO", "CALL", "EXECUTE")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class _Mentions:
    """Where in a script words stand: in statements on rows, in those that may delete some; and where code is run."""

    rows: dict[str, list[int]]
    deletes: dict[str, list[int]]
    code: list[int]


@OncePerScript
def _mentions(script: Script) -> _Mentions:
    found = _Mentions({}, {}, [])
    for position, (action, _) in enumerate(script):
        if isinstance(action, Rows):
            kinds = [found.rows, *([found.deletes] if action.verb in ("DELETE", "TRUNCATE", "WITH") else [])]
            for word in set(_WORD.findall(action.at.text.lower())):
                for kind in kinds:
                    kind.setdefault(word, []).append(position)
        elif isinstance(action, Unread) and action.verb in _CODE:
            found.code.append(position)
    return found


def _before(moment: Moment, *listed: Sequence[int]) -> Iterator[Action]:
    """The actions at these positions, as far as they come before this one."""
    for positions in listed:
        yield from (moment.script[at][0] for at in positions[: bisect_left(positions, moment.position)])


def _spoken(mentions: dict[str, list[int]], name: str) -> list[int]:
    """Where a name may stand: a word of it will do."""
    word = _WORD.search(name.lower())
    return mentions.get(word[0], []) if word is not None else []


def rows_before(moment: Moment, name: str) -> Iterator[Action]:
    """The statements on rows before this one that have a name in them, and the code that may."""
    at = _mentions(moment.script)
    yield from _before(moment, _spoken(at.rows, name), at.code)


def filled_before(moment: Moment, table: QName, column: str) -> bool:
    """Whether the script may have given the column values in the rows that are there, or deleted rows without one."""
    return next(fillers(moment, table, column), None) is not None


def fillers(moment: Moment, table: QName, column: str) -> Iterator[Action]:
    """The actions before this one that may have given the column values, or deleted rows without one.

    Code that may have is given the benefit of the doubt.
    """
    at = _mentions(moment.script)
    for action in _before(moment, _spoken(at.rows, column), _spoken(at.deletes, table.name), at.code):
        if _fills(moment, action, table, column):
            yield action


def _fills(moment: Moment, action: Action, table: QName, column: str) -> bool:
    if not isinstance(action, Rows):
        return isinstance(action, Unread) and _may_fill(action, column)
    done = plain(action) if action.verb in ("UPDATE", "DELETE", "TRUNCATE", "WITH") else None
    if done is not None and _means(moment, done, table) and (done.what != "UPDATE" or column in done.columns):
        return True
    return action.verb in ("MERGE", "WITH", "INSERT", "SELECT") and _speaks_of(action, table.name, column)


def emptied_before(moment: Moment, table: QName) -> bool:
    """Whether the script has deleted all rows of the table."""
    for action in _before(moment, _spoken(_mentions(moment.script).deletes, table.name)):
        if isinstance(action, Rows) and action.verb in ("DELETE", "TRUNCATE"):
            done = plain(action)
            if done is not None and not done.where and _means(moment, done, table):
                return True
    return False


def rows_deleted_before(moment: Moment, table: QName) -> bool:
    """Whether the script may have deleted rows of the table."""
    at = _mentions(moment.script)
    for action in _before(moment, _spoken(at.deletes, table.name), at.code):
        if isinstance(action, Rows):
            done = plain(action)
            if (done is not None and _means(moment, done, table)) or _speaks_of(action, "delete", table.name):
                return True
        elif isinstance(action, Unread) and action.verb == "DO" and _speaks_of(action, "delete", table.name):
            return True
    return False


def _may_fill(action: Unread, column: str) -> bool:
    """Whether code may give the column values: what a procedure or prepared statement does stands elsewhere."""
    return action.verb != "DO" or _speaks_of(action, column)


def _means(moment: Moment, done: Plain, table: QName) -> bool:
    return any(resolve(moment, schema, name) == table for schema, name in done.names)


def _speaks_of(action: Action, *names: str) -> bool:
    text = action.at.text.lower()
    return all(name.lower() in text for name in names)
