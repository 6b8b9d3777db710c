"""What statements without an action of their own do to tables: UPDATE, DELETE, TRUNCATE, LOCK, VACUUM, REINDEX …

They are `Rows`, `Beside` or `Unread` in the model; their text says which tables they mean. PostgreSQL documentation,
part VI "SQL Commands".
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from ddlproof.evidence import Moment
from ddlproof.model import action as a
from ddlproof.model.action import Action, Beside, Rows, Setting, Unread
from ddlproof.model.names import QName
from ddlproof.rules.dml import READERS, within
from ddlproof.rules.dml import Plain as Plain
from ddlproof.rules.once import OncePerScript, Script
from ddlproof.rules.words import fold, name_at, words


def plain(action: Action, *verbs: str) -> Plain | None:
    """What the action does, if it is one of these, and begins with one of `verbs` if any are given."""
    if not isinstance(action, Rows | Beside | Unread) or (verbs and action.verb not in verbs) or template(action):
        return None
    reader = _READERS.get(action.verb)
    return reader(words(action.at.text)) if reader is not None else None


def changes(action: Action) -> list[Plain]:
    """What the action does to rows, one thing after another where it is a WITH."""
    done = [plain(action, "UPDATE", "DELETE", "TRUNCATE", "MERGE", "INSERT", "WITH")]
    if isinstance(action, Rows) and action.verb == "WITH":
        done += within(words(action.at.text))
    return [one for one in done if one is not None]


def textual(action: Action) -> bool:
    """Whether the text says more than the action: it is none of the verbs of tables, columns, constraints, indexes."""
    return not isinstance(action, _READ) and not template(action)


def template(action: Action) -> bool:
    """Whether it is still to be filled in what the text says: a name in it is none."""
    return isinstance(action, Unread) and any(sign in action.at.text for sign in ("{{", "{%", "${", "<%"))


def tables(moment: Moment, done: Plain) -> tuple[QName, ...]:
    """The tables in use that it is done to."""
    found = (resolve(moment, schema, name) for schema, name in done.names)
    return tuple(table for table in found if moment.existing(table))


def resolve(moment: Moment, schema: str, name: str) -> QName:
    """The table that a name means: in the first schema of the search path that has one."""
    if schema:
        return QName(schema, name)
    path = ("pg_temp", *_search_path(moment))
    held = (QName(one, name) for one in path)
    first = next((table for table in held if table in moment.fresh or moment.view.table(table) is not None), None)
    return first or QName(path[1] if len(path) > 1 else "public", name)


def index_table(moment: Moment, schema: str, name: str) -> QName | None:
    """The table of an index, also of one behind a key, that a name means; None where it is not known."""
    for place in (schema,) if schema else ("pg_temp", *_search_path(moment)):
        index, made = QName(place, name), moment.view.index(QName(place, name))
        table = made.table if made is not None else moment.view.owner_of(index)
        if table is not None:
            return table
    return None


def _search_path(moment: Moment) -> tuple[str, ...]:
    positions = _paths_set(moment.script)
    for position in reversed(positions[: bisect_left(positions, moment.position)]):
        action, transaction = moment.script[position]
        if isinstance(action, Setting):
            if action.local and transaction != moment.transaction:
                continue
            given = (part.strip().strip("'") for part in (action.value or "public").split(","))
            return tuple(fold(part) for part in given if part)
    return ("public",)


@OncePerScript
def _paths_set(script: Script) -> list[int]:
    """Where the script sets search_path."""
    return [
        position
        for position, (action, _) in enumerate(script)
        if isinstance(action, Setting) and action.name == "search_path"
    ]


_READ = (
    *(a.CreateNamespace, a.CreateTable, a.DropTable, a.RenameTable, a.AddColumn, a.DropColumn, a.RenameColumn),
    *(a.SetType, a.SetDefault, a.SetNotNull, a.AddConstraint, a.ValidateConstraint, a.DropConstraint),
    *(a.RenameConstraint, a.CreateIndex, a.DropIndex, a.RenameIndex, a.CreateEnum, a.AddEnumValue, a.RenameEnumValue),
    *(a.DropType, a.Transaction, a.Setting, a.Rows),
)


def _listed(said: Sequence[str], at: int) -> tuple[tuple[tuple[str, str], ...], int]:
    names: list[tuple[str, str]] = []
    while at < len(said):
        at += said[at] == "ONLY"
        name, at = name_at(said, at)
        names.append(name)
        at += said[at : at + 1] == ("*",)
        if said[at : at + 1] == ("(",):
            at = at + 2 + list(said[at:]).index(")") - 1
        if said[at : at + 1] != (",",):
            break
        at += 1
    return tuple(names), at


def _truncate(said: Sequence[str]) -> Plain:
    names, at = _listed(said, 1 + (said[1:2] == ("TABLE",)))
    return Plain("TRUNCATE", names, cascade="CASCADE" in said[at:])


def _lock(said: Sequence[str]) -> Plain:
    names, at = _listed(said, 1 + (said[1:2] == ("TABLE",)))
    mode = [word for word in said[at:] if word not in ("IN", "MODE", "NOWAIT", ";")]
    return Plain("LOCK TABLE", names, mode=" ".join(mode) or "ACCESS EXCLUSIVE")


def _options(said: Sequence[str], at: int) -> tuple[frozenset[str], int]:
    """The options in brackets that are on, and the position behind them."""
    if said[at : at + 1] != ("(",):
        return frozenset(), at
    end = at + list(said[at:]).index(")")
    listed = " ".join(said[at + 1 : end]).split(",")
    on = (part.split() for part in listed)
    kept = (part[0] for part in on if part and (len(part) == 1 or part[1].strip("'") not in ("FALSE", "OFF", "0")))
    return frozenset(kept), end + 1


def _vacuum(said: Sequence[str]) -> Plain:
    on, at = _options(said, 1)
    while said[at : at + 1] and said[at] in ("FULL", "FREEZE", "VERBOSE", "ANALYZE", "ANALYSE"):
        on |= {said[at]}
        at += 1
    names = _listed(said, at)[0] if at < len(said) else ()
    return Plain("VACUUM FULL" if "FULL" in on else "VACUUM", names)


def _cluster(said: Sequence[str]) -> Plain:
    _, at = _options(said, 1)
    at += said[at : at + 1] == ("VERBOSE",)
    if at >= len(said):
        return Plain("CLUSTER")
    name, at = name_at(said, at)
    if said[at : at + 1] == ("ON",):
        name, at = name_at(said, at + 1)
    return Plain("CLUSTER", (name,))


def _reindex(said: Sequence[str]) -> Plain:
    on, at = _options(said, 1)
    kind = said[at] if at < len(said) else ""
    at += 1
    concurrently = "CONCURRENTLY" in on
    if said[at : at + 1] == ("CONCURRENTLY",):
        concurrently, at = True, at + 1
    names = (name_at(said, at)[0],) if at < len(said) else ()
    return Plain(f"REINDEX {kind}", names, concurrently=concurrently)


def _refresh(said: Sequence[str]) -> Plain | None:
    if said[1:3] != ("MATERIALIZED", "VIEW"):
        return None
    concurrently = said[3:4] == ("CONCURRENTLY",)
    name, _ = name_at(said, 3 + concurrently)
    return Plain("REFRESH MATERIALIZED VIEW", (name,), concurrently=concurrently)


_READERS = {
    **READERS,
    "TRUNCATE": _truncate,
    "LOCK": _lock,
    "VACUUM": _vacuum,
    "CLUSTER": _cluster,
    "REINDEX": _reindex,
    "REFRESH": _refresh,
}
