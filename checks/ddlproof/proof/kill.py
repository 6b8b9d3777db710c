"""Whether the rows tell a constraint from its mutants: of a CHECK by one SELECT, of all else by ALTER TABLE, undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from ddlproof.evidence import Equivalent, Mutants
from ddlproof.model.constraint import PrimaryKey, Unique
from ddlproof.model.expression import TRUE, Expression, columns
from ddlproof.model.names import quote
from ddlproof.model.relation import Prover, Relation, equal, relate, requires
from ddlproof.model.row import Row
from ddlproof.model.scope import scope_of
from ddlproof.postgres.session import Session, StatementFailed
from ddlproof.proof import probe
from ddlproof.proof.bench import try_cases
from ddlproof.proof.cases import Bench, Case
from ddlproof.proof.implied import implies
from ddlproof.proof.judge import Verdict, judge, plant, savepoint
from ddlproof.proof.mutants import Mutant
from ddlproof.proof.operators import Operators, wide
from ddlproof.proof.stated import Stated
from ddlproof.proof.subject import Subject, parents_with
from ddlproof.rows.base import closure, fill
from ddlproof.rows.breaches import CHECK
from ddlproof.rows.values import NoRow

Outcome = tuple[Mutant, bool | None]
"""A mutant, and whether a row told it from the original; None if PostgreSQL does not make it."""


def kill(
    session: Session, subject: Subject, judged: Sequence[tuple[Row, Verdict]], operators: Operators = wide
) -> Mutants:
    """Try every mutant on the judged rows, inside an open transaction, which looks the same afterwards.

    A mutant of the CHECK counts as killed only by a row that all other constraints accept. Mutants that PostgreSQL
    refuses to make are not counted; equivalent are only those proved to be.

    Raises:
        StatementFailed: the transaction is no longer usable.
    """
    stated = Stated(subject.table, subject.check)
    found = operators(Bench(subject.schema, stated, subject.table, int(session.version.partition(".")[0])))
    with savepoint(session, keep=False):
        outcomes = _rewritten(session, subject, found, judged)
        more = [*_repeating(session, subject), *_nulls(session, subject)]
        if more:  # the row that some repeat is there now, and may stand in the way of others
            rows = [*(row for row, _ in judged), *more]
            judged = list(zip(rows, judge(session, rows), strict=True))
        outcomes += _altered(session, found, judged)
    relations = {id(mutant): _related(subject, mutant) for mutant, killed in outcomes if killed is False}
    shown = [
        (mutant, relation) for mutant, killed in outcomes if killed is False and (relation := relations[id(mutant)])
    ]
    told = {id(mutant) for mutant, killed in _shown(session, subject, shown) if killed}
    outcomes = [(mutant, True if id(mutant) in told else killed) for mutant, killed in outcomes]
    alive = [mutant for mutant, killed in outcomes if killed is False]
    same, survivors = sorted_out(alive, lambda mutant: _equivalent(session, subject, mutant, relations.get(id(mutant))))
    return Mutants(
        made=sum(killed is not None for _, killed in outcomes),
        killed=sum(killed is True for _, killed in outcomes),
        equivalents=same,
        survivors=survivors,
        stillborn=sum(killed is None for _, killed in outcomes),
    )


def _altered(session: Session, found: Sequence[Mutant], judged: Sequence[tuple[Row, Verdict]]) -> list[Outcome]:
    """For the mutants that are made by statements: whether a row meets another fate; None where they cannot be made."""
    made = [mutant for mutant in found if mutant.sql]
    cases = [Case("", row, (), row.sql, None) for row, _ in judged]
    accepted = [verdict.accepted for _, verdict in judged]
    tried = try_cases(session, (), cases, [";\n".join(mutant.sql) for mutant in made], accepted)
    return list(zip(made, tried.told_apart, strict=True))


def _rewritten(
    session: Session, subject: Subject, found: Sequence[Mutant], judged: Sequence[tuple[Row, Verdict]]
) -> list[Outcome]:
    """For the mutants of the CHECK: whether it decides otherwise on a row that only the CHECK can reject."""
    rewritten = [(mutant, mutant.expression) for mutant in found if mutant.expression is not None]
    mutants, conditions = [mutant for mutant, _ in rewritten], [condition for _, condition in rewritten]
    accepted = [row for row, verdict in judged if verdict.accepted]
    rejected = [
        row for row, verdict in judged if verdict.sqlstate == CHECK and verdict.constraint == subject.check.name
    ]
    with savepoint(session, keep=False):
        for sql in _drops(subject):
            session.run(sql)
        bare = judge(session, rejected)
    alone = [row for row, verdict in zip(rejected, bare, strict=True) if verdict.accepted]
    probe.load(session, subject.table, [*((row, True) for row in accepted), *((row, False) for row in alone)])
    try:
        with savepoint(session):
            return list(zip(mutants, probe.told_apart(session, subject.check.expression, conditions), strict=True))
    except StatementFailed:
        return [(mutant, _one(session, condition)) for mutant, condition in rewritten]


def _drops(subject: Subject) -> Iterator[str]:
    """The CHECK dropped: of a child where its parents have it, before it can be dropped from the child itself."""
    name = quote(subject.check.name)
    for parent in parents_with(subject.schema, subject.table, subject.check.name):
        yield f"alter table {parent.name} drop constraint {name}"
    yield f"alter table {subject.table.name} drop constraint if exists {name}"


def _one(session: Session, condition: Expression) -> bool | None:
    """As above, for one condition: None if PostgreSQL would not take it, True if it fails on a row."""
    try:
        with savepoint(session):
            return probe.told_apart(session, TRUE, [condition])[0]
    except StatementFailed as failure:
        return True if failure.error.sqlstate.startswith("22") else None


def _repeating(session: Session, subject: Subject) -> list[Row]:
    """For every unique key on the columns involved, a row that repeats the key of one that is put into the table."""
    involved = set(columns(subject.check.expression))
    keys = [c for c in subject.table.constraints if isinstance(c, PrimaryKey | Unique) and involved & set(c.columns)]
    if not keys:
        return []
    try:
        first, other = (closure(subject.schema, subject.table.name, n) for n in (1, 2))
    except NoRow:
        return []
    plant(session, (*first[:-1], *other))
    return [first[-1].replace(**{name: other[-1].get(name) for name in key.columns}) for key in keys]


def _nulls(session: Session, subject: Subject) -> Iterator[Row]:
    """For every column involved that takes no NULL, a row that would be valid if it did."""
    for name in columns(subject.check.expression):
        if name not in subject.not_null:
            continue
        try:
            *parents, row = fill(subject.schema, subject.table.name, given={name: None})
        except NoRow:
            continue
        plant(session, parents)
        yield row


def sorted_out(
    alive: Sequence[Mutant], proved: Callable[[Mutant], Prover | None]
) -> tuple[tuple[Equivalent, ...], tuple[str, ...]]:
    """Of mutants that no row told apart those that are proved to be equivalent, and the texts of the others."""
    provers = [(mutant, proved(mutant)) for mutant in alive]
    same = tuple(Equivalent(mutant.text, prover) for mutant, prover in provers if prover is not None)
    return same, tuple(mutant.text for mutant, prover in provers if prover is None)


def _related(subject: Subject, mutant: Mutant) -> Relation | None:
    """How a mutant of the CHECK relates to it, of the rows that the other CHECKs accept."""
    scope = scope_of(subject.table, subject.schema)
    if mutant.expression is None:
        return None
    original, altered = [subject.check.expression], [mutant.expression]
    return relate(original, altered, scope, given=subject.others, not_null=subject.not_null)


def _shown(session: Session, subject: Subject, related: Sequence[tuple[Mutant, Relation]]) -> list[Outcome]:
    """Mutants for which a row is known on which they differ, and whether it does tell them apart."""
    known = [(mutant, row) for mutant, found in related for row in _differing(subject, mutant, found)]
    rows = [made for _, row in known if (made := _made(subject, row)) is not None]
    if not rows:
        return []
    mutants = list({id(mutant): mutant for mutant, _ in known}.values())
    with savepoint(session, keep=False):
        plant(session, tuple(dict.fromkeys(row for one in rows for row in one[:-1])))
        there = [one[-1] for one in rows]
        return _rewritten(session, subject, mutants, list(zip(there, judge(session, there), strict=True)))


def _differing(subject: Subject, mutant: Mutant, found: Relation) -> list[dict[str, str | None]]:
    """Rows on which a mutant and the CHECK differ, as far as is known; where need be whatever the other CHECKs say."""
    rows = [row for row in (found.gained, found.lost) if row is not None]
    if rows or found.verdict != "unknown" or mutant.expression is None:
        return rows
    scope = scope_of(subject.table, subject.schema)
    again = relate([subject.check.expression], [mutant.expression], scope, not_null=subject.not_null)
    return [row for row in (again.gained, again.lost) if row is not None]


def _made(subject: Subject, row: Mapping[str, str | None]) -> tuple[Row, ...] | None:
    """A row with these values as far as it may choose them, after its parents; None if none is found."""
    referring = {name for key in subject.table.foreign_keys for name in key.columns}
    written = {column.name for column in subject.table.columns if column.written}
    given = {name: value for name, value in row.items() if name in written and (value is None or name not in referring)}
    must = {name: value for name, value in row.items() if name in written and name not in given}
    try:
        return fill(subject.schema, subject.table.name, given=given, must=must, without=(subject.check.name,))
    except NoRow:
        return None


def _equivalent(session: Session, subject: Subject, mutant: Mutant, found: Relation | None) -> Prover | None:
    """What proves that a mutant accepts the same rows as the original, of those that the other CHECKs accept."""
    scope, others = scope_of(subject.table, subject.schema), subject.others
    original, altered = subject.check.expression, mutant.expression
    if altered is None or found is None:
        return requires([original, *others], mutant.not_null, scope) if mutant.not_null else None
    if found.verdict != "unknown":
        return equal(found)
    both, table = ((original, altered), (altered, original)), (subject.schema, subject.table)
    return "PostgreSQL" if all(implies(session, *table, [one, *others], other) for one, other in both) else None
