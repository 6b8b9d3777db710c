"""A CHECK that should allow exactly one of several columns allows more."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Ending
from ddlproof.finding import Hit, Severity, Witness
from ddlproof.model.constraint import Check
from ddlproof.model.names import quote
from ddlproof.rules.added import AddedConstraint, added
from ddlproof.rules.arcs import Wrong, undecided, wrong
from ddlproof.rules.rule import About, Example
from ddlproof.rules.vectors import UNDECIDED_WHETHER

ABOUT = About(
    severity=Severity.ERROR,
    trigger=(
        "By its truth table: a CHECK that accepts each of several nullable foreign keys to different tables alone, "
        "refuses a row without any, and accepts a row with several; a chain of <> over three or more columns or flags, "
        "which accepts every odd number, or every even one; <> of flags that may be NULL. A note where such a CHECK "
        "cannot be evaluated: `check` tries each combination, which decides."
    ),
    effect="Rows with several owners get in, and each reader of them decides by itself which owner counts.",
    instead="CHECK (num_nonnulls(…) = 1); for flags NOT NULL, and a sum of a::int that is 1.",
    needs="the definition of the table; a chain of three is judged without it",
)
_TABLES = "create table posts (id int primary key); create table photos (id int primary key);"


def _notes(condition: str) -> Example:
    return Example(
        "create table notes (id bigint primary key, post_id int references posts, photo_id int references photos, "
        f"check ({condition}));",
        before=_TABLES,
    )


BAD = _notes("post_id is not null or photo_id is not null")
GOOD = _notes("num_nonnulls(post_id, photo_id) = 1")


def check(ending: Ending) -> Iterator[Hit]:
    """Yield a hit for each such CHECK that the script adds."""
    for one in added(ending).constraints:
        if isinstance(one.constraint, Check) and one.constraint.enforced:
            found = wrong(one.constraint, one.table, ending.after)
            if found is not None:
                yield _hit(one, found)
            elif names := undecided(one.constraint, one.table, ending.after):
                yield _open(one, names)


def _open(one: AddedConstraint, names: tuple[str, ...]) -> Hit:
    said = f"{UNDECIDED_WHETHER} {quote(one.constraint.name)} accepts a row that has several of ({_listed(names)})"
    return Hit(
        f"{said} is not decided: it cannot be evaluated here",
        span=one.at,
        object=f"{one.owner}.{one.constraint.name}",
        instead="Run `ddlproof check`, which tries each combination.",
        severity=Severity.NOTE,
    )


def _listed(names: tuple[str, ...]) -> str:
    return ", ".join(quote(name) for name in names)


def _hit(one: AddedConstraint, found: Wrong) -> Hit:
    name = one.constraint.name
    listed = _listed(found.columns)
    flags = " + ".join(f"{quote(column)}::int" for column in found.columns)
    match found.kind:
        case "or":
            said = f"accepts a row that has several of ({listed}), because it only asks for at least one"
            instead = f"CHECK (num_nonnulls({listed}) = 1)."
        case "parity":
            said = f"accepts a row that has three of ({listed}), because a chain of <> accepts every odd number"
            instead = f"CHECK (num_nonnulls({listed}) = 1)."
        case "even":
            said = f"accepts a row that has two of ({listed}), or none, because a chain of <> accepts every even number"
            instead = f"CHECK (num_nonnulls({listed}) = 1)."
        case "parity of flags":
            said = f"accepts a row in which three of ({listed}) are true: a chain of <> accepts every odd number"
            instead = f"CHECK ({flags} = 1), all of them NOT NULL."
        case _:
            said = f"accepts every row in which one of ({listed}) is null, because the condition is then NULL"
            instead = "NOT NULL for each of the flags."
    witness = Witness(f"a row of {one.owner}", found.columns, (tuple(found.row[c] for c in found.columns),))
    subject = quote(name) if name else "the CHECK"
    return Hit(f"{subject} {said}", one.at, f"{one.owner}.{name}" if name else str(one.owner), witness, instead)
