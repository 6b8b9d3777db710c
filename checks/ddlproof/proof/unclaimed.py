"""Constraints that nobody has claimed, proved to be what they say: the model predicts, PostgreSQL has the last word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from ddlproof.evidence import Attempt, Mismatch, Mutants, Proof
from ddlproof.finding import Witness
from ddlproof.model.constraint import Check, Exclude, ForeignKey, PrimaryKey, Unique
from ddlproof.model.index import Index
from ddlproof.model.relation import Prover
from ddlproof.model.row import Row
from ddlproof.model.schema import Schema
from ddlproof.postgres.inherited import Inherited
from ddlproof.postgres.session import Session, StatementFailed
from ddlproof.proof.bench import Seen, install, try_cases
from ddlproof.proof.bounds import asked_of, bounds_cases
from ddlproof.proof.cases import Bench, Case, not_null_cases
from ddlproof.proof.columns import default_cases, width_cases
from ddlproof.proof.equivalent import equivalent
from ddlproof.proof.free import free_cases
from ddlproof.proof.hashed import everywhere_the_same, hash_cases, held, is_hash
from ddlproof.proof.judge import Verdict, undone
from ddlproof.proof.keyed import key_cases
from ddlproof.proof.kill import sorted_out
from ddlproof.proof.mutants import Mutant
from ddlproof.proof.operators import Operators, wide
from ddlproof.proof.prove import prove
from ddlproof.proof.rebound import left_out
from ddlproof.proof.references import reference_cases
from ddlproof.proof.stated import Bounds, Default, Free, NotNull, Stated, Width
from ddlproof.proof.timing import try_timing
from ddlproof.rows.breaches import Breach
from ddlproof.rows.searched import BOUNDS, searched

EXAMPLES = 40
"""Rows at random for a CHECK that is not claimed."""
Judged = tuple[Case, Seen]


def prove_unclaimed(
    session: Session, schema: Schema, every: Sequence[Stated], seed: int = 0, operators: Operators = wide
) -> Iterator[Proof]:
    """A proof for each constraint: every state of what it speaks of, what should become of it, and what became of it.

    Mutants are those that `operators` make.

    The session must be idle; all happens in transactions that are rolled back.

    Raises:
        StatementFailed: the server cannot be worked with.
    """
    bare = searched(schema)
    names = Inherited(session)
    install(session)
    major = int(session.version.partition(".")[0])
    for stated in every:
        if isinstance(stated.part, Check):
            yield _check(session, schema, stated, seed, operators)
            continue
        yield _one(session, Bench(bare, stated, bare.table(stated.table.name) or stated.table, major), names, operators)


def _check(session: Session, schema: Schema, stated: Stated, seed: int, operators: Operators) -> Proof:
    """A CHECK is what its own expression says under three-valued logic."""
    part = stated.part
    if not isinstance(part, Check) or not part.enforced:
        return _nothing(stated, "it is NOT ENFORCED")
    condition = part.expression
    return prove(
        session,
        schema,
        stated.table,
        part,
        stated.claim,
        condition,
        examples=EXAMPLES,
        seed=seed,
        claimed=False,
        operators=operators,
    )


def _nothing(stated: Stated, why: str) -> Proof:
    return Proof(stated.title, stated.claim, 0, 0, 0, notes=(f"nothing is proved: {why}",), claimed=False)


def _one(session: Session, bench: Bench, names: Inherited, operators: Operators) -> Proof:
    stated = bench.stated
    try:
        cases = tuple(dict.fromkeys(_cases(session, bench)))
    except StatementFailed as failure:
        return _nothing(stated, f"PostgreSQL does not say which rows it takes: {failure.error.brief}")
    if not cases:
        return _nothing(stated, _why_none(bench))
    mutants = operators(bench)
    parents = _common(bench, cases)
    try:
        with undone(session):
            tried = try_cases(session, parents, cases, [";\n".join(mutant.sql) for mutant in mutants])
        unasked, timed = try_timing(session, bench, cases)
    except StatementFailed as failure:
        return _nothing(stated, f"PostgreSQL refuses a row that others need: {failure.error.brief}")
    if all(_unfit(case, seen) for case, seen in zip(cases, tried.seen, strict=True)):
        return _nothing(stated, f"of the rows that others need one is {tried.seen[0].verdict.text}")
    seen = [(case, _named(one, names)) for case, one in (*zip(cases, tried.seen, strict=True), *unasked)]
    judged = [pair for pair in seen if not _unfit(*pair)]
    told_apart = (*zip(mutants, tried.told_apart, strict=True), *timed)
    return Proof(
        constraint=stated.title,
        claim=stated.claim,
        rows=len(judged),
        accepted=sum(seen.verdict.accepted for _, seen in judged),
        rejected=sum(not seen.verdict.accepted for _, seen in judged),
        mismatches=_mismatches(stated, judged, parents),
        mutants=_counted(told_apart, partial(_same, session, bench)),
        notes=(*_refused(stated, judged), *_elsewhere(stated, judged), *left_out(bench)),
        claimed=False,
        attempts=tuple(_attempts(stated, judged, parents)),
    )


def _attempts(stated: Stated, judged: Sequence[Judged], parents: Sequence[Row]) -> Iterator[Attempt]:
    for case, seen in judged:
        acts = case.kind in ("delete", "update")
        if acts != seen.verdict.accepted and (acts or " NULL" in case.kind):
            yield Attempt(case.kind, _witness(stated, case, parents), seen.verdict.text)


def _cases(session: Session, bench: Bench) -> Iterator[Case]:
    match bench.stated.part:
        case Bounds() as part if is_hash(part):
            return hash_cases(session, bench, part)
        case Bounds():
            return bounds_cases(bench, held(session, bench))
        case _:
            return cases_of(bench)


def _why_none(bench: Bench) -> str:
    if isinstance(bench.stated.part, Bounds) and not is_hash(bench.stated.part) and asked_of(bench) is None:
        return "the values of the bounds are not understood"
    return "no row could be made"


def cases_of(bench: Bench) -> Iterator[Case]:
    """What is tried of a constraint; nothing of a CHECK, which `prove` is for."""
    match bench.stated.part:
        case NotNull() as part:
            yield from not_null_cases(bench, part)
        case Default() as part:
            yield from default_cases(bench, part)
        case Width() as part:
            yield from width_cases(bench, part)
        case Bounds():
            yield from bounds_cases(bench)
        case Free():
            yield from free_cases(bench)
        case ForeignKey() as part:
            yield from reference_cases(bench, part)
        case PrimaryKey() | Unique() | Exclude() | Index():
            yield from key_cases(bench)


def _common(bench: Bench, cases: Sequence[Case]) -> tuple[Row, ...]:
    """The rows of other tables that the first case needs, and most of the others with it: inserted once for all."""
    return tuple(row for row in cases[0].there if row.table != bench.table.name)


def _unfit(case: Case, seen: Seen) -> bool:
    """Whether a case shows nothing: its rows could not be put there, or a value was none of its type, unforeseen."""
    foreseen = case.breaches is not None and any(_is(breach, seen.verdict) for breach in case.breaches)
    return not seen.prepared or (seen.verdict.broken and not foreseen)


def _named(seen: Seen, names: Inherited) -> Seen:
    """With the names that the parent of a partition has for what it was."""
    return replace(seen, verdict=replace(seen.verdict, constraint=names.top(seen.verdict.constraint)))


def _own(stated: Stated, seen: Seen) -> bool:
    verdict = seen.verdict
    if isinstance(stated.part, Default | Width):
        return False  # no constraint, though one may have the column's name
    named = verdict.column if isinstance(stated.part, NotNull) else verdict.constraint
    return bool(named) and stated.name == named


def _agrees(stated: Stated, case: Case, seen: Seen) -> bool | None:
    """Whether what happened was predicted; None where another constraint or a trigger spoke first."""
    verdict = seen.verdict
    if case.breaches is None:
        return None
    if verdict.accepted:
        return not case.breaches and seen.answer == case.answer
    if not case.breaches:
        return False if _own(stated, seen) else None
    return True if any(_is(one, verdict) for one in case.breaches) else None


def _is(breach: Breach, verdict: Verdict) -> bool:
    """Whether a rejection is for this reason. Of a row that no partition takes PostgreSQL names no constraint."""
    named = verdict.constraint or verdict.column
    outside = not named and breach.name.startswith(BOUNDS)
    return breach.sqlstate == verdict.sqlstate and (breach.name == named or outside)


def _mismatches(stated: Stated, judged: Sequence[Judged], parents: Sequence[Row]) -> tuple[Mismatch, ...]:
    """The disagreements, of each kind of outcome the first, which is the smallest."""
    found: dict[object, Mismatch] = {}
    for case, seen in judged:
        if _agrees(stated, case, seen) is False:
            got = seen.verdict.text + (f", {seen.answer}" if seen.answer else "")
            found.setdefault((bool(case.breaches), got), Mismatch(_witness(stated, case, parents), case.expected, got))
    return tuple(found.values())


def _witness(stated: Stated, case: Case, parents: Sequence[Row]) -> Witness:
    row = case.row
    own = _columns(stated)
    shown = tuple(dict.fromkeys((*own, *(name for name, _ in row.values))))
    sql = "\n".join((*(one.sql for one in dict.fromkeys((*parents, *case.there))), case.sql))
    title = f"a row of {stated.table.name}: {case.kind}"
    return Witness(title, shown, (tuple(row.get(name) for name in shown),), own, sql)


def _columns(stated: Stated) -> tuple[str, ...]:
    match stated.part:
        case NotNull(column) | Default(column) | Width(column):
            return (column,)
        case Check() | Bounds() | Free():
            return ()
        case _:
            return stated.part.columns


def _refused(stated: Stated, judged: Sequence[Judged]) -> Iterator[str]:
    """Actions that would turn an accepted row into one that is rejected: the row referred to cannot go, or change."""
    key = stated.part
    if not isinstance(key, ForeignKey):
        return
    said = {"delete": (key.on_delete, "deleted"), "update": (key.on_update, "changed")}
    seen_kinds: set[str] = set()
    for case, seen in judged:
        action, done = said.get(case.kind, ("", ""))
        if action not in ("set null", "set default", "cascade") or seen.verdict.accepted or case.kind in seen_kinds:
            continue
        seen_kinds.add(case.kind)
        held = ", ".join(f"{name} = {case.row.get(name)}" for name in key.columns)
        rejecting = seen.verdict.constraint or seen.verdict.column
        yield (
            f"{key.name} says ON {case.kind.upper()} {action.upper()}, but {rejecting} rejects what it makes of a row "
            f"with {held}: the row of {key.target} cannot be {done}"
        )


def _elsewhere(stated: Stated, judged: Sequence[Judged]) -> Iterator[str]:
    met = Counter(seen.verdict.text for case, seen in judged if _agrees(stated, case, seen) is None)
    for text, count in met.items():
        yield f"not predicted by the model: {count} of the rows {text}"


def _same(session: Session, bench: Bench, mutant: Mutant) -> Prover | None:
    """What proves that a mutant accepts the same rows as the original."""
    part = bench.stated.part
    if isinstance(part, Bounds) and is_hash(part):
        return "partition" if everywhere_the_same(session, bench, part, mutant) else None
    return equivalent(bench, mutant)


def _counted(told_apart: Sequence[tuple[Mutant, bool | None]], proved: Callable[[Mutant], Prover | None]) -> Mutants:
    pairs = [(mutant, apart) for mutant, apart in told_apart if apart is not None]
    stillborn = len(told_apart) - len(pairs)
    alive = [mutant for mutant, apart in pairs if not apart]
    same, survivors = sorted_out(alive, proved)
    return Mutants(len(pairs), len(pairs) - len(alive), same, survivors, stillborn)
