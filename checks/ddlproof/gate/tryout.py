"""A change tried out on a server: schemas loaded, claims proved, writers and readers run, up and down rehearsed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

from ddlproof.aside import Aside
from ddlproof.change.config import find_config, on_platform
from ddlproof.change.contract import Claim
from ddlproof.diff.meaning import undecided
from ddlproof.errors import ContractError, ServerRefused, SqlError
from ddlproof.evidence import Change, Proof, QueryResult
from ddlproof.gate import timeouts
from ddlproof.gate.beyond import beyond, leave_out, may_be_beyond, said, told
from ddlproof.gate.granted import Granted
from ddlproof.gate.learning import with_answers
from ddlproof.gate.plan import Plan, changes
from ddlproof.gate.populate import populate
from ddlproof.gate.rehearse import rehearse
from ddlproof.gate.stage import SEE_IT, Stage, Tryout, placed, play_on, refused
from ddlproof.gate.static import Script, nearest, script
from ddlproof.model.claim import read_claim
from ddlproof.model.constraint import Check
from ddlproof.model.schema import Schema
from ddlproof.model.table import Table
from ddlproof.options import Options
from ddlproof.postgres.catalog import read_schema
from ddlproof.postgres.database import Database
from ddlproof.postgres.extensions.stand_ins import stand_ins
from ddlproof.postgres.send import of_roles, of_system_triggers
from ddlproof.postgres.server import Server
from ddlproof.postgres.session import Session
from ddlproof.postgres.sizes import sizes
from ddlproof.progress import Progress
from ddlproof.proof.prove import prove
from ddlproof.rehearsal.queries import preparable, refusal
from ddlproof.rehearsal.runs import Rehearser
from ddlproof.rehearsal.seeded import seeded
from ddlproof.source import Span
from ddlproof.sql.carried import carry
from ddlproof.sql.definitions import READING
from ddlproof.sql.roles import roles_named


def try_out(one: Plan, server: Server, options: Options, progress: Progress) -> Tryout:
    """Try a change out.

    Raises:
        ServerRefused: PostgreSQL refuses a file of the change on empty tables.
        ContractError: a claim, writer or reader speaks of something that is not there.
    """
    config = on_platform(find_config(one.folder), one.contract.tool)
    stage = Stage(one, server, options, progress, config.house, options.runner or config.runner)
    try:
        return _try_out(stage)
    except ServerRefused as refused:
        from ddlproof.gate.explained import explained

        raise explained(refused, one, options) from refused
    finally:
        stage.clear()


def _try_out(stage: Stage) -> Tryout:
    _stand_in(stage)
    stage.progress("loading the schema before")
    empty = stage.database("before")
    reading = _settle(empty, stage.plan.before, stage)
    stage.timeouts = timeouts.find(stage, empty)
    declared = bool(stage.plan.after.sources)
    if not declared:
        reading.result()  # a database in which somebody is at work cannot be copied
    goal = stage.database("after", None if declared else empty)
    end = _settle(goal, stage.plan.after if declared else stage.plan.migration, stage).result()
    start = reading.result()
    if declared and may_be_beyond(stage.plan.migration):
        with stage.database("tried", empty).connect() as session:
            _whole(session, stage.plan.migration, stage)
    before, after = with_answers(stage, empty, goal, start.schema, end.schema)
    tried = Tryout(before, after, sizes=start.sizes, partial=bool(stage.partial or stage.beyond))
    stage.notes += (*start.notes, *end.notes)
    with goal.connect() as session:
        tried.queries = tuple(_queries(stage, empty, session))
        filling = Aside(partial(populate, stage, empty, before, seeded(session, READING, before, after)))
        tried.changes = _changes(stage, session, before, after)
        tried.proofs = (*_proofs(stage, session, after), *_unclaimed(stage, session, before, after))
    rehearser = Rehearser(stage.server, READING, before, after)
    rehearse(stage, empty, goal, filling.result(), rehearser, tried)
    tried.supplied, tried.beyond = stage.supplied, tuple(stage.beyond)
    tried.notes = tuple(dict.fromkeys((*_stood_in(stage), *stage.notes, *rehearser.notes)))
    return tried


def _stood_in(stage: Stage) -> tuple[str, ...]:
    names = ", ".join(dict.fromkeys(stage.stand_ins))
    return (f"plain roles stand in for {names}",) if names else ()


_TRIGGERS = (
    "TRIGGER ALL was tried as TRIGGER USER: what keeps foreign keys only a superuser switches off, so they were checked"
)


def _stand_in(stage: Stage) -> None:
    """Make the roles that the change names, on a server of ours; say so, and what about roles does not run."""
    one = stage.plan
    statements = [s for made in (one.before, one.after, one.migration, one.rollback) for s in made.statements]
    stage.stand_ins += stage.server.stand_in(roles_named(statements))
    if any(of_system_triggers(statement) for statement in statements):
        stage.notes.append(_TRIGGERS)
    left = [statement.span for statement in statements if of_roles(statement)]
    if left:
        where = ", ".join(dict.fromkeys(f"{span.source.name}:{span.line}" for span in left))
        stage.notes.append(f"what makes or alters roles is not run, since they belong to the whole server: {where}")


@dataclass(frozen=True, slots=True)
class _Settled:
    """What a database holds after a script: its schema, tables with their rows, and what is to be said of it."""

    schema: Schema
    sizes: tuple[tuple[str, int], ...]
    notes: tuple[str, ...]


def _settle(database: Database, script: Script, stage: Stage) -> Aside[_Settled]:
    """Run a script: that of a file, or the migration on before. What it makes is read while this thread goes on."""
    session = database.connect()
    try:
        if script is stage.plan.before and not stage.plan.contract.stated:
            _again(session, script, stage)
        elif script is stage.plan.after and not stage.plan.contract.stated:
            _as_before(session, script, stage)
        else:
            _whole(session, script, stage)
        session.renew()
    except BaseException:
        session.close()
        raise
    return Aside(partial(_settled, session, script))


def _whole(session: Session, script: Script, stage: Stage) -> None:
    granted = Granted(session, stage.server)
    refusals = play_on(session, script, granted.supply)
    stage.stand_ins += granted.roles
    left_out = beyond(refusals)
    if left_out:
        if script is stage.plan.before:
            stage.partial = told(left_out)
            stage.notes.append(stage.partial)
        else:
            stage.beyond += [(statement.span, said(error)) for statement, error in left_out]
        stage.plan = leave_out(stage.plan, left_out)
    for statement, failure in refusals:
        if (statement, failure) not in left_out:
            error = refused(statement, failure, stage.server.postgres)
            missing = stage.partial or failure.sqlstate in _MISSING
            hint = _SAY_SCHEMA if missing and error.hint == SEE_IT and not stage.plan.contract.stated else error.hint
            also = dict.fromkeys([*([told(left_out)] if left_out else []), *([stage.partial] if stage.partial else [])])
            raise ServerRefused(error.message, span=error.span, hint=hint, notes=(*error.notes, *also))


_MISSING = ("3F000", "42P01", "42703", "42704", "42883")
"""SQLSTATEs of what is not there: a schema, table, column, other object or function."""
_SAY_SCHEMA = (
    "Where migrations in SQL do not make all of it, `schema-file` in the configuration says what the schema is."
)


def _again(session: Session, script: Script, stage: Stage) -> None:
    """Run the migrations before again, of which nobody says that they alone made the schema; say what is refused."""
    granted = Granted(session, stage.server, for_schemas=True)
    refusals = play_on(session, script, granted.supply)
    stage.notes += granted.notes
    stage.supplied, stage.stand_ins = granted.schemas, [*stage.stand_ins, *granted.roles]
    stage.refusals |= {(statement.sql, error.message) for statement, error in refusals}
    if refusals:
        statement, error = refusals[0]
        stage.partial = (
            f"the schema before is not whole: of {len(script.statements)} statements that ran before PostgreSQL refuses"
            f" {len(refusals)}, first {statement.span.source.name}:{statement.span.line}: {error.message}"
        )
        stage.notes.append(stage.partial if stage.plan.after.sources else f"{stage.partial}. {_SAY_SCHEMA}")


def _as_before(session: Session, script: Script, stage: Stage) -> None:
    """Run the file of the schema after; what PostgreSQL refused of the schema before it may refuse here too.

    Raises:
        ServerRefused: PostgreSQL refuses something else.
    """
    granted = Granted(session, stage.server, for_schemas=True)
    for statement, error in play_on(session, script, granted.supply):
        if (statement.sql, error.message) not in stage.refusals:
            raise refused(statement, error, stage.server.postgres)


def _settled(session: Session, script: Script) -> _Settled:
    with session:
        return _Settled(read_schema(session, READING), sizes(session, script.statements), stand_ins(session))


def _changes(stage: Stage, session: Session, before: Schema, after: Schema) -> tuple[Change, ...]:
    """The diff; where Python cannot say what a changed CHECK comes to, PostgreSQL is asked."""
    found = changes(stage.plan.migration, before, after)
    if not any(undecided(change) for change in found):
        return found
    from ddlproof.proof.implied import decide

    carried, _ = carry(before, stage.plan.migration.statements, after)
    return decide(session, carried, after, found)


def _proofs(stage: Stage, session: Session, after: Schema) -> Iterator[tuple[Proof, Span | None]]:
    for claim in stage.plan.contract.claims:
        stage.progress(f"proving {claim.constraint}")
        table, check = _claimed(claim, after)
        try:
            condition = read_claim(claim.means, READING.expression)
            proof = prove(session, after, table, check, claim.means, condition, seed=stage.options.seed)
        except (ContractError, SqlError) as error:
            raise placed(error, claim.span) from error
        yield proof, claim.span


def _unclaimed(stage: Stage, session: Session, before: Schema, after: Schema) -> Iterator[tuple[Proof, None]]:
    """The constraints in the diff that no claim speaks of, or all there are; imported here: a change may have none."""
    from ddlproof.proof.stated import unclaimed

    claims = [_claimed(claim, after) for claim in stage.plan.contract.claims]
    spoken_of = {(table.name, check.name) for table, check in claims}
    # What only follows a rename is what it was.
    carried, _ = carry(before, stage.plan.migration.statements, after)
    every = unclaimed(carried, after, spoken_of, every=stage.options.every)
    if not every:
        return
    from ddlproof.proof.unclaimed import prove_unclaimed

    stage.progress(f"proving {len(every)} constraints that no claim speaks of")
    if len(every) > MOST_PROVED and not stage.options.every:
        stage.notes.append(f"of {len(every)} constraints in the diff {MOST_PROVED} were proved; --all proves every one")
        every = every[:MOST_PROVED]
    yield from ((proof, None) for proof in prove_unclaimed(session, after, every, stage.options.seed))


MOST_PROVED = 200
"""Constraints in the diff that are proved unasked. On a schema of 140 tables each takes about 20 ms."""


def _queries(stage: Stage, empty: Database, after: Session) -> Iterator[QueryResult]:
    queries = script(stage.plan.contract.queries).statements
    if not queries:
        return
    stage.progress("preparing the application's queries")
    with empty.connect() as before:
        for query in queries:
            if preparable(query):
                found = QueryResult(query, refusal(before, query), refusal(after, query))
                if found.before is not None:
                    why = f"was not judged: the schema before does not take it either: {found.before.message}"
                    stage.notes.append(f"{query.span.place}: {query.summary} {why}")
                yield found
            else:
                stage.notes.append(f"{query.span.place}: {query.summary} is no query, and was not tried")


def _claimed(claim: Claim, schema: Schema) -> tuple[Table, Check]:
    owner, _, name = claim.constraint.rpartition(".")
    table = schema.find_table(owner)
    if table is None:
        names = [f"{t.name.schema}.{t.name.name}" if "." in owner else t.name.name for t in schema.tables]
        message = f"the claim names table `{owner}`, which the schema after does not have"
        raise ContractError(message, span=claim.span, hint=nearest(owner, names))
    check = table.constraint(name)
    if check is None:
        names = [f"{owner}.{c.name}" for c in table.checks]
        message = f"the claim names `{claim.constraint}`, but {table.name} has no constraint {name}"
        raise ContractError(message, span=claim.span, hint=nearest(claim.constraint, names))
    if not isinstance(check, Check):
        raise ContractError(f"`{claim.constraint}` is no CHECK constraint; only those can be claimed", span=claim.span)
    return table, check
