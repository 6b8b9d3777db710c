"""A constraint or index without a name, or with one that does not say what it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddlproof.evidence import Moment
from ddlproof.finding import Hit, Severity
from ddlproof.model import action as a
from ddlproof.model.constraint import Check, Constraint, Exclude, ForeignKey, PrimaryKey, Unique, kind_of
from ddlproof.model.names import quote
from ddlproof.rules.rule import About, Example

ABOUT = About(
    severity=Severity.NOTE,
    trigger=(
        "A CHECK, UNIQUE, foreign key or index that is left unnamed; a name that neither ends nor begins with what it "
        "is, as PostgreSQL's own names do: _pkey or pk_, _key or uq_, _fkey or fk_, _check or ck_, _idx or idx_. In "
        "`[names]` of the configuration a project sets regular expressions of its own, for tables and columns, too."
    ),
    effect="What has no name of its own may be called otherwise elsewhere, and cannot be dropped by a migration.",
    instead="A name that tells table, columns and kind: jobs_row_id_fkey.",
    default=False,
)
_BEFORE = "create table jobs (id bigint primary key, a int);"
BAD = Example("alter table jobs add check (a > 0);", before=_BEFORE)
GOOD = Example("alter table jobs add constraint jobs_a_check check (a > 0);", before=_BEFORE)
_OWN = {
    PrimaryKey: r"(pk|pkey)",
    Unique: r"(key|uq|uk|uniq|unique|uidx)",
    ForeignKey: r"(fk|fkey|foreign)",
    Check: r"(ck|chk|check)",
    Exclude: r"(ex|excl|exclude|exclusion)",
}
_INDEX = r"(idx|ix|index|key|uq|uidx|unique)"


def check(moment: Moment) -> Iterator[Hit]:
    """Yield a hit for each such constraint or index, and for each name that the project's own patterns refuse."""
    for kind, name, own, owner in _named(moment.action):
        pattern = moment.house.pattern(kind)
        if pattern is not None:
            yield from _house(moment.action, kind, name, pattern, owner)
        elif own:
            yield from _usual(moment.action, kind, name, own, owner)


def _named(action: a.Action) -> Iterator[tuple[str, str, str, str]]:
    """The kind of each thing that gets a name, its name, the usual pattern for it, and the table that it is of."""
    match action:
        case a.CreateTable(table=table):
            yield "table", table.name.name, "", str(table.name)
            yield from (("column", column.name, "", str(table.name)) for column in table.columns)
            yield from _of(table.constraints, str(table.name))
        case a.AddColumn(table=name, column=column, constraints=constraints):
            yield "column", column.name, "", str(name)
            yield from _of(constraints, str(name))
        case a.AddConstraint(table=name, constraint=constraint, using_index=None):
            yield from _of((constraint,), str(name))
        case a.CreateIndex(index=index):
            yield "index", index.name.name, _INDEX, str(index.table)
        case a.RenameTable(table=name, to=to):
            yield "table", to, "", str(name)
        case a.RenameColumn(table=name, to=to):
            yield "column", to, "", str(name)


def _of(constraints: tuple[Constraint, ...], owner: str) -> Iterator[tuple[str, str, str, str]]:
    for one in constraints:
        if one.name or not isinstance(one, PrimaryKey):  # there is only one, and it is called as everywhere
            yield kind_of(one), one.name, _OWN[type(one)], owner


def _article(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeio" else f"a {kind}"


def _usual(action: a.Action, kind: str, name: str, pattern: str, owner: str) -> Iterator[Hit]:
    if not name:
        yield Hit(f"{_article(kind)} of {owner} has no name", span=action.at, object=owner)
    elif not re.search(rf"(\A|_){pattern}\d*(_|\Z)", name.lower()):
        yield Hit(f"{quote(name)} does not say that it is {_article(kind)}", span=action.at, object=f"{owner}.{name}")


def _house(action: a.Action, kind: str, name: str, pattern: str, owner: str) -> Iterator[Hit]:
    if not name:
        said = f"{_article(kind)} of {owner} has no name; the configuration wants one that matches {pattern}"
        yield Hit(said, span=action.at, object=owner)
    elif not re.fullmatch(pattern, name):
        said = f"{quote(name)}, {_article(kind)}, does not match {pattern}"
        yield Hit(said, span=action.at, object=f"{owner}.{name}", instead="Call it as the configuration's [names] say.")
