"""What LIKE … INCLUDING copies beside columns and constraints: indexes, comments, statistics.

PostgreSQL documentation, CREATE TABLE; `generateClonedIndexStmt` and `generateClonedExtStatsStmt` in
src/backend/parser/parse_utilcmd.c.
"""

from __future__ import annotations

from dataclasses import replace

from ddlproof.model import action as a
from ddlproof.model.names import QName, unquoted
from ddlproof.model.thing import DEPENDS_ON
from ddlproof.sql.draft import Draft
from ddlproof.sql.implicit import choose, index_name
from ddlproof.sql.things.mentions import parts_of


def copy_things(draft: Draft, action: a.CreateTable) -> None:
    """Give a table that was made LIKE others what it is to have of theirs."""
    for like in action.like:
        if "indexes" in like.including:
            _indexes(draft, action.table.name, like)
        if "comments" in like.including:
            _comments(draft, action.table.name, like.table)
        if "statistics" in like.including:
            _statistics(draft, action.table.name, like)


def _indexes(draft: Draft, table: QName, like: a.Like) -> None:
    for name in list(draft.tables[like.table].indexes):
        source = draft.indexes[name]
        kept = tuple(one for one in source.attributes if not one[0].startswith(DEPENDS_ON))
        copy = replace(source, table=table, attributes=kept, number=0)
        made = replace(copy, name=table.sibling(index_name(copy, draft.relations(table.schema))))
        draft.add_index(made)
        if "comments" in like.including:
            _say_too(draft, name, made.name, "index")


def _comments(draft: Draft, table: QName, source: QName) -> None:
    """Those of columns and of the CHECKs that came along."""
    made = draft.tables[table]
    there = {("column", name) for name in made.columns} | {("constraint", name) for name in made.constraints}
    for comment in draft.parts(source):
        if comment.kind == "comment" and (comment.about, unquoted(comment.label)) in there:
            draft.add_thing(replace(comment, table=table))


def _say_too(draft: Draft, source: QName, copy: QName, about: str) -> None:
    for comment in draft.remarks(source):
        if comment.kind == "comment" and comment.about == about:
            draft.add_thing(replace(comment, qname=copy))


def _statistics(draft: Draft, table: QName, like: a.Like) -> None:
    for source in [user for user in draft.users(like.table) if user.kind == "statistics"]:
        on = source.get("on") or ""
        parts = parts_of(on[: on.rindex(" from ")])
        order = list(draft.tables[like.table].columns)
        columns = sorted((part for part in parts if part[:1] != "("), key=lambda part: order.index(unquoted(part)))
        named = (*(unquoted(part) for part in columns), *("expr" for part in parts if part[:1] == "("))
        copy = replace(source, qname=statistics_name(draft, table, named), uses=(table,))
        draft.add_thing(copy.with_attributes({"on": f"{on[: on.rindex(' from ')]} from {table}"}))
        if "comments" in like.including and source.qname is not None and copy.qname is not None:
            _say_too(draft, source.qname, copy.qname, "statistics")


def statistics_name(draft: Draft, table: QName, parts: tuple[str, ...]) -> QName:
    """The name of statistics that have none (`ChooseExtendedStatisticName` in src/backend/commands/statscmds.c)."""
    taken = {key[2] for key in draft.things if key[0] == "statistics"}
    return table.sibling(choose(table.name, "_".join(parts), "stat", _Taken(table, taken)))


class _Taken:
    """The names of statistics in a table's schema."""

    def __init__(self, table: QName, printed: set[str]) -> None:
        self.table, self.printed = table, printed

    def __contains__(self, name: object) -> bool:
        return str(self.table.sibling(str(name))) in self.printed
