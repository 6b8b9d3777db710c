"""A CHECK accepts what it seems to forbid, because a column is NULL."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Ending
from ddlproof.finding import Hit, Severity, Witness
from ddlproof.model.constraint import Check
from ddlproof.model.expression import And, Binary, Call, Column, Expression, In, Is, Or, columns, walk
from ddlproof.model.logic import Truth
from ddlproof.model.names import quote
from ddlproof.model.scalar import UNDECIDED
from ddlproof.rules.added import AddedConstraint, added
from ddlproof.rules.arcs import undecided, wrong
from ddlproof.rules.rule import About, Example
from ddlproof.rules.vectors import UNDECIDED_WHETHER, Row, Vectors, conjuncts, plain

ABOUT = About(
    severity=Severity.WARNING,
    trigger=(
        "A CHECK that is NULL, and so accepts the row, where a column that may be NULL is NULL, though it refuses rows "
        "for what the column holds. Only a note where NULL may well mean `not given`: a comparison that stands alone, "
        "of a column without default; and where it cannot be evaluated: `check` inserts such a row, which decides."
    ),
    effect="A CHECK refuses a row only if it is false. Rows that should be impossible get in.",
    instead="NOT NULL for the column, or a condition that says what NULL means: (…) IS TRUE, IS DISTINCT FROM.",
    needs="the definition of the table",
)
BAD = Example("create table jobs (id bigint primary key, kind text, check (kind in ('a', 'b')));", before="")
GOOD = Example("create table jobs (id bigint primary key, kind text not null, check (kind in ('a', 'b')));", before="")


def check(ending: Ending) -> Iterator[Hit]:
    """Yield a hit for each CHECK that the script adds and NULL disables."""
    for one in added(ending).constraints:
        if one.table is None or not isinstance(one.constraint, Check) or not one.constraint.enforced:
            continue
        judged = (one.constraint, one.table, ending.after)
        if wrong(*judged) is None and not undecided(*judged):
            yield from _of(Vectors(one.table, ending.after), one, one.constraint)


def _of(vectors: Vectors, one: AddedConstraint, check: Check) -> Iterator[Hit]:
    expression = plain(check.expression, vectors.table)
    names = columns(expression)
    nullable = [name for name in names if vectors.nullable(name)]
    for name, other in ((name, other) for other in (False, UNDECIDED) for name in nullable):
        row = _passes(vectors, check, name, other)
        if row is None:
            continue
        only = "only because" if other is False else "whenever"
        said = f"lets a row pass {only} {quote(name)} is null" if len(names) > 1 else "accepts NULL"
        yield Hit(
            f"{quote(check.name)} {said}",
            span=one.at,
            object=f"{one.owner}.{check.name}",
            witness=Witness(f"a row of {one.owner}", names, (tuple(row[n] for n in names),), marked=(name,)),
            severity=Severity.NOTE if _may_be_meant(vectors, expression, name) else None,
        )
        return
    open_ = [quote(name) for name in nullable if _undecided(vectors, check, name)]
    if open_:
        yield Hit(
            f"{UNDECIDED_WHETHER} {quote(check.name)} accepts NULL in {', '.join(open_)} is not decided: it cannot be "
            "evaluated here",
            span=one.at,
            object=f"{one.owner}.{check.name}",
            instead="Run `ddlproof check`, which inserts such a row.",
            severity=Severity.NOTE,
        )


def _undecided(vectors: Vectors, check: Check, name: str) -> bool:
    """Whether nobody can say here what the CHECK makes of NULL in the column, nor that it accepts all else as well."""
    condition = vectors.condition(check)
    truths = {(row[name] is None, condition(row)) for row in vectors.rows(check)}
    return (True, UNDECIDED) in truths and bool(truths & {(False, UNDECIDED), (False, False)})


def _may_be_meant(vectors: Vectors, expression: Expression, name: str) -> bool:
    """Whether NULL may well mean `not given`: the column has no default, and each of its conditions stands alone."""
    column = vectors.table.column(name)
    parts = [part for part in conjuncts(expression) if name in columns(part)]
    return (column is None or column.default is None) and all(_stands_alone(part, name) for part in parts)


def _passes(vectors: Vectors, check: Check, name: str, other: Truth) -> Row | None:
    """A row that is accepted because the column is NULL; for some value of it the truth is the `other` one."""
    condition = vectors.condition(check)
    refused: set[tuple[tuple[str, str | None], ...]] = set()
    candidates: list[Row] = []
    for row in vectors.rows(check):
        rest = tuple((column, value) for column, value in row.items() if column != name)
        if row[name] is None:
            if condition(row) is None:
                candidates.append(row)
        elif condition(row) is other:
            refused.add(rest)
    fitting = [r for r in candidates if tuple((c, v) for c, v in r.items() if c != name) in refused]
    return max(fitting, key=lambda row: sum(value is not None for value in row.values()), default=None)


def _stands_alone(part: Expression, name: str) -> bool:
    """Whether NULL may well mean `not given`: one comparison or test, no list of what is allowed."""
    return (
        not isinstance(part, In | Or | And | Is)
        and not any(
            isinstance(node, Is) or (isinstance(node, Call) and node.name in ("coalesce", "num_nonnulls", "num_nulls"))
            for node in walk(part)
        )
        and not (isinstance(part, Binary) and part.operator == "=" and part.left == Column(name))
    )
