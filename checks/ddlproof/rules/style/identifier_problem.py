"""A name that has to be quoted, is cut off, or belongs to the system."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ddlproof.evidence import Ending
from ddlproof.finding import Hit, Severity
from ddlproof.model import action as a
from ddlproof.model.constraint import Constraint, Exclude, ForeignKey, PrimaryKey, Unique
from ddlproof.model.expression import Column, columns
from ddlproof.model.index import Index
from ddlproof.model.names import RESERVED, QName
from ddlproof.model.sequence import Sequence
from ddlproof.model.structure import CreateSequence, CreateType
from ddlproof.model.thing import ROUTINES, VIEWS, Thing
from ddlproof.model.usertype import Domain
from ddlproof.rules.rule import About, Example
from ddlproof.rules.words import fold, spellings, words
from ddlproof.source import Span

LONGEST = 63
"""Bytes of a name that PostgreSQL keeps: NAMEDATALEN - 1."""

ABOUT = About(
    severity=Severity.WARNING,
    trigger=(
        "A new name that a key word, capitals or other characters make PostgreSQL quote, or that begins with pg_; one "
        "in camelCase that is not quoted, and so is another name than it looks; a "
        "name longer than 63 bytes, the one implied for an unnamed constraint (table_columns_key) or index included: "
        "it is cut, perhaps to the name of another."
    ),
    effect="Everybody who writes SQL by hand quotes it for ever. What is cut off may collide with another name.",
    instead="Lower case, digits and underscores, no key word; a short name for the constraint.",
    default=False,
)
BAD = Example('create table "Orders" (id bigint primary key);')
GOOD = Example("create table orders (id bigint primary key);")
_PLAIN = re.compile(r"[a-z_][a-z0-9_]*\Z")
_HUMP = re.compile(r"[a-z0-9][A-Z]")
_SUFFIX = {Exclude: "excl", PrimaryKey: "pkey", Unique: "key", ForeignKey: "fkey"}


def check(ending: Ending) -> Iterator[Hit]:
    """Yield a hit for each new name with a problem, each name once."""
    seen: set[str] = set()
    for _, action in ending.steps:
        folded = _folded(action.at.text)
        for name in _names(action):
            if name in folded and name not in seen:
                seen.add(name)
                yield Hit(f"{folded[name]} becomes {name}, since it is not quoted", span=action.at, object=name)
            problem = _problem(name)
            if problem and name not in seen:
                seen.add(name)
                yield Hit(f'"{name}" {problem}', span=action.at, object=name)
        for owner, constraint in _constraints(action):
            yield from _implied(owner, constraint, action.at)
        if isinstance(action, a.CreateIndex) and not action.index.name.name:
            yield from _implied_index(action.index, action.at)
    yield from _cut(ending)


def _cut(ending: Ending) -> Iterator[Hit]:
    """Names that are longer than PostgreSQL keeps: the model holds them cut already."""
    spans = {statement.span.start: statement.span for statement, _ in ending.steps}
    shorter: dict[bytes, str] = {}
    for span in spans.values():
        for word in dict.fromkeys(words(span.text)):
            name = fold(word)
            if (word[:1] == '"' or _PLAIN.match(name)) and len(name.encode()) > LONGEST:
                other = shorter.setdefault(name.encode()[:LONGEST], name)
                same = f", and is then the same name as {other}" if other != name else ""
                yield Hit(f"{name} is cut to {LONGEST} bytes{same}", span=span, object=name)


def _names(action: a.Action) -> Iterator[str]:
    """The names that an action gives to something new."""
    match action:
        case a.CreateTable(table=table):
            yield table.name.name
            yield from (column.name for column in table.columns)
            yield from (constraint.name for constraint in table.constraints if constraint.name)
        case a.AddColumn(column=column, constraints=constraints):
            yield column.name
            yield from (constraint.name for constraint in constraints if constraint.name)
        case a.AddConstraint(constraint=constraint) if constraint.name:
            yield constraint.name
        case a.CreateIndex(index=index) if index.name.name:
            yield index.name.name
        case a.CreateEnum(name=name):
            yield name.name
        case a.PutThing(thing=Thing(kind=kind, qname=QName(name=name), about="")) if kind in (*VIEWS, *ROUTINES):
            yield name
        case CreateSequence(sequence=Sequence(name=QName(name=name))) | CreateType(type=Domain(name=QName(name=name))):
            yield name
        case a.CreateNamespace(name=text):
            yield text
        case a.RenameTable(to=to) | a.RenameColumn(to=to) | a.RenameConstraint(to=to) | a.RenameIndex(to=to):
            yield to


def _folded(text: str) -> dict[str, str]:
    """Names with a capital in the middle, which are not quoted, by what they become."""
    return {word.lower(): word for word in spellings(text) if _HUMP.search(word)} if _HUMP.search(text) else {}


def _problem(name: str) -> str:
    if name.startswith("pg_"):
        return "begins with pg_, which PostgreSQL keeps for itself"
    if name in RESERVED:
        return "is a key word and has to be quoted"
    if not _PLAIN.match(name):
        return "has to be quoted, for its capitals or characters"
    return ""


def _constraints(action: a.Action) -> Iterator[tuple[QName, Constraint]]:
    match action:
        case a.CreateTable(table=table):
            yield from ((table.name, constraint) for constraint in table.constraints)
        case a.AddColumn(table=name, constraints=constraints):
            yield from ((name, constraint) for constraint in constraints)
        case a.AddConstraint(table=name, constraint=constraint):
            yield name, constraint


def _implied(owner: QName, constraint: Constraint, at: Span) -> Iterator[Hit]:
    suffix = _SUFFIX.get(type(constraint), "check")
    if constraint.name:
        return
    if isinstance(constraint, PrimaryKey):
        named: tuple[str, ...] = ()
    elif isinstance(constraint, Unique | ForeignKey | Exclude):
        named = constraint.columns
    else:
        found = columns(constraint.expression)
        named = found if len(found) == 1 else ()
    whole = "_".join((owner.name, *named, suffix))
    if len(whole.encode()) > LONGEST:
        yield Hit(
            f"the constraint is called {whole} by default, which is cut to {LONGEST} bytes", span=at, object=str(owner)
        )


def _implied_index(index: Index, at: Span) -> Iterator[Hit]:
    named = (key.expression.name if isinstance(key.expression, Column) else "expr" for key in index.keys)
    whole = "_".join((index.table.name, *named, "idx"))
    if len(whole.encode()) > LONGEST:
        said = f"the index is called {whole} by default, which is cut to {LONGEST} bytes"
        yield Hit(said, span=at, object=str(index.table))
