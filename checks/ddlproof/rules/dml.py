"""What UPDATE, DELETE, INSERT and MERGE do, by their words: to which table, to which columns, under which condition.

PostgreSQL documentation, part VI "SQL Commands". Not a rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ddlproof.rules.words import fold, name_at, outermost


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


def _merge(said: Sequence[str]) -> Plain:
    at = 2 + (said[2:3] == ("ONLY",))
    name, _ = name_at(said, at)
    changed = any(pair in (("THEN", "UPDATE"), ("THEN", "DELETE")) for pair in pairwise(said))
    return Plain("MERGE" if changed else "INSERT SELECT", (name,), where=("ON",))


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
    always = bare in (("TRUE",), ("'T'",), ("NOT", "FALSE")) or (
        len(bare) == 3 and bare[1] == "=" and bare[0] == bare[2]
    )
    either = _outside(condition, "OR") is not None and ("TRUE" in (condition[0], condition[-1]))
    return () if always or either else condition


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
            reader = READERS.get(word)
            return reader(tuple(said[at:])) if reader is not None else None
    return None


def within(said: Sequence[str]) -> Iterator[Plain]:
    """Each UPDATE, DELETE, … in the brackets of WITH."""
    starts = [at for at, word in enumerate(said) if word in READERS and at and said[at - 1] == "("]
    for start in starts:
        depth = 0
        for end in range(start, len(said)):
            depth += (said[end] == "(") - (said[end] == ")")
            if depth < 0:
                done = READERS[said[start]](tuple(said[start:end]))
                yield from (done,) if done is not None else ()
                break


def _insert(said: Sequence[str]) -> Plain:
    name, at = name_at(said, 2)
    return Plain("INSERT SELECT" if _selects(outermost(said[at:])) else "INSERT", (name,))


def _selects(flat: Sequence[str]) -> bool:
    """Whether rows come from a query: SELECT stands outside of brackets, or the whole query stands in some."""
    return "VALUES" not in flat and "DEFAULT" not in flat


READERS: Mapping[str, Callable[[Sequence[str]], Plain | None]] = {
    "UPDATE": _update,
    "DELETE": _delete,
    "MERGE": _merge,
    "WITH": _with,
    "INSERT": _insert,
}
"""By the first word."""
