"""A foreign key's column has another type than the key it refers to, or its sequence ends before its type does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ddlproof.evidence import Ending
from ddlproof.finding import Hit, Severity
from ddlproof.model.constraint import ForeignKey
from ddlproof.model.expression import Call, Cast, Constant, Expression
from ddlproof.model.literal import TEXTUAL
from ddlproof.model.names import QName, quote
from ddlproof.model.table import Table
from ddlproof.model.types import Type
from ddlproof.rules.added import Added, added
from ddlproof.rules.rule import About, Example
from ddlproof.source import Span

ABOUT = About(
    severity=Severity.WARNING,
    trigger=(
        "A foreign key between columns of different types, made by the migration or by a change of type in it; a "
        "serial column that becomes bigint while its sequence stays integer. Lengths of texts do not matter, and "
        "user-defined types are left out."
    ),
    effect="A narrower column cannot hold every key: the INSERT fails once the keys are too large. Joins need casts.",
    instead="The same type on both sides; ALTER SEQUENCE … AS bigint for a serial that became bigint.",
    needs="the schema before",
)
_BEFORE = "create table posts (id bigint primary key);"
BAD = Example("create table notes (id bigint primary key, post_id int references posts);", before=_BEFORE)
GOOD = Example("create table notes (id bigint primary key, post_id bigint references posts);", before=_BEFORE)
_SHOWN = 3
_WIDTHS = ("smallint", "integer", "bigint")


def check(ending: Ending) -> Iterator[Hit]:
    """Yield a hit for the columns that differ alike from one that they refer to, and for each sequence too short."""
    alike: dict[tuple[Span, str, Type, Type], list[_Pair]] = {}
    for pair in _pairs(ending):
        alike.setdefault((pair.at, pair.there, pair.ours, pair.theirs), []).append(pair)
    yield from (_hit(pairs) for pairs in alike.values())
    yield from _sequences(ending, added(ending))


@dataclass(frozen=True, slots=True)
class _Pair:
    """A column and the one that it refers to, with their types: what they are called in a sentence."""

    at: Span
    here: str
    ours: Type
    there: str
    theirs: Type
    key: str


def _pairs(ending: Ending) -> Iterator[_Pair]:
    made = added(ending)
    new = {(one.owner, one.constraint.name): one.at for one in made.constraints}
    changed = {table for table, _ in made.retyped}
    touched = dict.fromkeys(owner for owner, _ in new)
    if changed:
        near = (
            t.name for t in ending.after.tables if t.name in changed or any(k.target in changed for k in t.foreign_keys)
        )
        touched |= dict.fromkeys(near)
    for name in touched:
        table = ending.tables.get(name)
        for key in table.foreign_keys if table else ():
            yield from _of_key(ending, made, name, key, new.get((name, key.name)))


def _hit(pairs: Sequence[_Pair]) -> Hit:
    first = pairs[0]
    more = len(pairs) - _SHOWN
    names = [pair.here for pair in pairs[:_SHOWN]] + ([f"{more} more"] if more > 0 else [])
    verbs = ("is", "refers") if len(names) == 1 else ("are", "refer")
    return Hit(
        f"{' and '.join(names)} {verbs[0]} {first.ours} and {verbs[1]} to {first.there}, which is {first.theirs}"
        f"{_consequence(first.ours, first.theirs)}",
        span=first.at,
        object=first.key,
    )


def _of_key(ending: Ending, made: Added, owner: QName, key: ForeignKey, own: Span | None) -> Iterator[_Pair]:
    for here, there in zip(key.columns, key.target_columns, strict=False):
        at = own or made.retyped.get((owner, here)) or made.retyped.get((key.target, there))
        ours, theirs = _type(ending.tables.get(owner), here), _type(ending.tables.get(key.target), there)
        if at is None or ours is None or theirs is None or _alike(ours, theirs):
            continue
        yield _Pair(at, f"{owner}.{quote(here)}", ours, f"{key.target}.{quote(there)}", theirs, f"{owner}.{key.name}")


def _type(table: Table | None, name: str) -> Type | None:
    column = table.column(name) if table is not None else None
    return None if column is None else column.type


def _alike(ours: Type, theirs: Type) -> bool:
    textual = ours.name in TEXTUAL and theirs.name in TEXTUAL
    if "." in ours.name or "." in theirs.name:
        return True  # a domain, perhaps over the other's very type
    return ours.array == theirs.array and (ours.name == theirs.name or textual)


def _consequence(ours: Type, theirs: Type) -> str:
    if ours.name in _WIDTHS and theirs.name in _WIDTHS and _WIDTHS.index(ours.name) < _WIDTHS.index(theirs.name):
        return f": keys above {'32767' if ours.name == 'smallint' else '2147483647'} cannot be referred to"
    return ": every comparison casts"


def _sequences(ending: Ending, made: Added) -> Iterator[Hit]:
    """A sequence that goes on to number a column, and is shorter than the type that the column gets."""
    there = {str(one.name): one for one in ending.after.sequences}
    for (name, column), at in made.retyped.items():
        table = ending.tables.get(name)
        now = table.column(column) if table is not None else None
        sequence = there.get(_numbered_by(now.default)) if now is not None else None
        if now is None or sequence is None or now.type.name != "bigint" or sequence.type not in _WIDTHS[:2]:
            continue
        yield Hit(
            f"the sequence behind {name}.{quote(column)} stays {sequence.type}: it ends where the old type did",
            span=at,
            object=f"{name}.{column}",
        )


def _numbered_by(default: Expression | None) -> str:
    """The sequence whose next number a default is; empty if it is none."""
    match default:
        case Call("nextval", (Cast(Constant(text=name), _),)):
            return name
        case _:
            return ""
