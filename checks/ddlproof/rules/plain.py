"""What statements without an action of their own do to tables: UPDATE, DELETE, TRUNCATE, LOCK, VACUUM, REINDEX …

They are `Rows`, `Beside` or `Unread` in the model; their text says which tables they mean. PostgreSQL documentation,
part VI "SQL Commands".
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ddlproof.evidence import Moment
from ddlproof.model import action as a
from ddlproof.model.action import Action, Beside, Rows, Setting, Unread
from ddlproof.model.names import QName
from ddlproof.rules.once import OncePerScript, Script
from ddlproof.rules.words import fold, name_at, outermost, words


@dataclass(frozen=True, slots=True)
class Plain:
    """`what` are the words that name the deed: `UPDATE`, `VACUUM FULL`, `REINDEX TABLE`, `LOCK TABLE`.

    `names` are schema and name of what it is done to; none: everything. `columns` are those that an UPDATE assigns,
    `derived` those of them whose new value comes of the old one, `where` the words of its condition. `mode` is the lock
    of LOCK TABLE.
    """

    what: str
    names: tuple[tuple[str, str], ...] = ()
    columns: tuple[str, ...] = ()
    derived: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    cascade: bool = False
    concurrently: bool = False
    mode: str = ""


def plain(action: Action, *verbs: str) -> Plain | None:
    """What the action does, if it is one of these, and begins with one of `verbs` if any are given."""
    if not isinstance(action, Rows | Beside | Unread) or (verbs and action.verb not in verbs) or template(action):
        return None
    reader = _READERS.get(action.verb)
    return reader(words(action.at.text)) if reader is not None else None


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


def _update(said: Sequence[str]) -> Plain:
    at = 2 if said[1:2] == ("ONLY",) else 1
    name, at = name_at(said, at)
    alias = next((fold(word) for word in said[at : at + 3] if word not in ("*", "AS", "SET")), "")
    called = {alias} if said[at : at + 1] != ("SET",) else {name[1]}
    columns, derived = _assigned(said[at:]), tuple(_derived(said[at:], called))
    return Plain("UPDATE", (name,), columns=columns, derived=derived, where=_where(said[at:]))


def _assigned(said: Sequence[str]) -> tuple[str, ...]:
    """The columns that SET gives values to, `(a, b) = (…)` included."""
    if "SET" not in said:
        return ()
    found: list[str] = []
    depth, target = 0, True
    for word in said[list(said).index("SET") + 1 :]:
        depth += (word == "(") - (word == ")")
        if word in ("FROM", "WHERE", "RETURNING") and depth == 0:
            break
        if word == "=" and depth == 0:
            target = False
        elif word == "," and depth == 0:
            target = True
        elif target and word not in "(),":
            found.append(fold(word))
    return tuple(found)


def _derived(said: Sequence[str], called: set[str]) -> Iterator[str]:
    """The columns whose own old value stands in what SET gives them, as in `SET a = coalesce(a, 0)`.

    In a subquery another table may have a column of that name: there it counts with the table's name before it only.
    """
    depth, column, queries = 0, "", list[int]()
    for at, word in enumerate((*said[1:], ""), start=1):
        depth += (word == "(") - (word == ")")
        if queries and depth < queries[-1]:
            queries.pop()
        if depth == 0 and word in ("FROM", "WHERE", "RETURNING"):
            return
        if depth == 0 and word == "=" and said[at - 2] in ("SET", ","):
            column = fold(said[at - 1])
        elif depth == 0 and word == ",":
            column = ""
        elif word == "SELECT":
            queries.append(depth)
        elif column and fold(word) == column and said[at + 1 : at + 2] not in (("(",), (".",)):
            mine = fold(said[at - 2]) in called if said[at - 1] == "." else not queries
            if mine and not (depth == 0 and said[at - 1] in ("SET", ",")):
                yield column
                column = ""


def _delete(said: Sequence[str]) -> Plain:
    at = 1 + (said[1:2] == ("FROM",))
    at += said[at : at + 1] == ("ONLY",)
    name, at = name_at(said, at)
    return Plain("DELETE", (name,), where=_where(said[at:]))


def _where(said: Sequence[str]) -> tuple[str, ...]:
    """The words of the condition; none where there is no WHERE outside of brackets, or one that is always true."""
    start = _outside(said, "WHERE")
    if start is None:
        return ()
    end = _outside(said, "RETURNING") or len(said)
    condition = tuple(word for word in said[start + 1 : end] if word != ";")
    bare = tuple(word for word in condition if word not in ("(", ")"))
    always = bare in (("TRUE",), ("'T'",)) or (len(bare) == 3 and bare[1] == "=" and bare[0] == bare[2])
    return () if always else condition


def _outside(said: Sequence[str], wanted: str) -> int | None:
    """Where a word stands outside of brackets."""
    depth = 0
    for at, word in enumerate(said):
        depth += (word == "(") - (word == ")")
        if word == wanted and depth == 0:
            return at
    return None


def _with(said: Sequence[str]) -> Plain | None:
    """WITH … UPDATE or DELETE: what stands behind the common tables."""
    depth = 0
    for at, word in enumerate(said):
        depth += (word == "(") - (word == ")")
        if depth == 0 and word in ("UPDATE", "DELETE", "INSERT", "SELECT", "MERGE"):
            reader = _READERS.get(word)
            return reader(tuple(said[at:])) if reader is not None else None
    return None


def _insert(said: Sequence[str]) -> Plain:
    name, at = name_at(said, 2)
    return Plain("INSERT SELECT" if _selects(outermost(said[at:])) else "INSERT", (name,))


def _selects(flat: Sequence[str]) -> bool:
    """Whether rows come from a query: SELECT stands outside of brackets, or the whole query stands in some."""
    return "VALUES" not in flat and "DEFAULT" not in flat


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
    "UPDATE": _update,
    "DELETE": _delete,
    "WITH": _with,
    "TRUNCATE": _truncate,
    "LOCK": _lock,
    "VACUUM": _vacuum,
    "CLUSTER": _cluster,
    "REINDEX": _reindex,
    "REFRESH": _refresh,
    "INSERT": _insert,
}
