"""A constraint or index without a name, or with one that does not say what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model import action as a
from ddlproof.model.constraint import Check, Constraint, ForeignKey, PrimaryKey, Unique, kind_of
from ddlproof.model.names import quote
from ddlproof.rules.rule import About, Example

ABOUT = About(
    severity=Severity.NOTE,
    trigger=(
        "A CHECK, UNIQUE, foreign key or index that is left unnamed; a name that neither ends nor begins with what it "
        "is, as PostgreSQL's own names do: _pkey or pk_, _key or uq_, _fkey or fk_, _check or ck_, _idx or idx_."
    ),
    effect="What has no name of its own may be called otherwise elsewhere, and cannot be dropped by a migration.",
    instead="A name that tells table, columns and kind: jobs_row_id_fkey.",
    default=False,
)
_BEFORE = "create table jobs (id bigint primary key, a int);"
BAD = Example("alter table jobs add check (a > 0);", before=_BEFORE)
GOOD = Example("alter table jobs add constraint jobs_a_check check (a > 0);", before=_BEFORE)
_PATTERNS = {
    PrimaryKey: r"(pk|pkey)",
    Unique: r"(key|uq|uk|uniq|unique|uidx)",
    ForeignKey: r"(fk|fkey|foreign)",
    Check: r"(ck|chk|check)",
}
_INDEX = r"(idx|ix|index|key|uq|uidx|unique)"


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for each such constraint or index."""
    action = moment.action
    match action:
        case a.CreateTable(table=table):
            owner, found = str(table.name), table.constraints
        case a.AddColumn(table=name, constraints=constraints):
            owner, found = str(name), constraints
        case a.AddConstraint(table=name, constraint=constraint, using_index=None):
            owner, found = str(name), (constraint,)
        case a.CreateIndex(index=index):
            yield from _hit(action, "index", index.name.name, _INDEX, str(index.table))
            return
        case _:
            return
    for one in found:
        if one.name or not isinstance(one, PrimaryKey):  # there is only one, and it is called as everywhere
            yield from _hit(action, kind_of(one), one.name, _pattern(one), owner)


def _pattern(constraint: Constraint) -> str:
    return _PATTERNS[type(constraint)]


def _article(kind: str) -> str:
    return f"an {kind}" if kind == "index" else f"a {kind}"


def _hit(action: a.Action, kind: str, name: str, pattern: str, owner: str) -> Iterator[Hit]:
    if not name:
        yield Hit(f"{_article(kind)} of {owner} has no name", span=action.at, object=owner)
    elif not re.search(rf"(\A|_){pattern}\d*(_|\Z)", name.lower()):
        yield Hit(f"{quote(name)} does not say that it is {_article(kind)}", span=action.at, object=f"{owner}.{name}")
