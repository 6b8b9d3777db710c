"""A change tried out on a server: schemas loaded, claims proved, writers and readers run, up and down rehearsed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from ddlproof.change.contract import Claim, Reader, Writer
from ddlproof.errors import ContractError, DdlproofError, ServerRefused, SqlError
from ddlproof.evidence import (
    Build,
    Postgres,
    Proof,
    QueryResult,
    ReaderResult,
    Rehearsal,
    Run,
    ServerError,
    VerifyResult,
    WriterResult,
)
from ddlproof.gate.plan import Plan
from ddlproof.gate.renamed import renamed
from ddlproof.gate.static import Script, nearest, script
from ddlproof.model.action import Statement
from ddlproof.model.claim import read_claim
from ddlproof.model.constraint import Check
from ddlproof.model.names import QName
from ddlproof.model.schema import Schema
from ddlproof.model.table import Table
from ddlproof.options import Options
from ddlproof.postgres.catalog import read_schema
from ddlproof.postgres.database import Database
from ddlproof.postgres.extensions.remedy import remedy
from ddlproof.postgres.extensions.stand_ins import stand_ins
from ddlproof.postgres.send import send
from ddlproof.postgres.server import Server
from ddlproof.postgres.session import Session, StatementFailed
from ddlproof.proof.prove import prove
from ddlproof.rehearsal.builds import interrupted, is_build, worth_trying
from ddlproof.rehearsal.compatible import compatible
from ddlproof.rehearsal.population import insert, new_rows, old_rows, tables_of
from ddlproof.rehearsal.queries import preparable, refusal
from ddlproof.rehearsal.readers import read_rows, verify
from ddlproof.rehearsal.runs import Rehearser
from ddlproof.rehearsal.strays import MOST, strays
from ddlproof.rehearsal.writers import Attempt, write
from ddlproof.source import Span
from ddlproof.sql.definitions import READING

Progress = Callable[[str], None]


@dataclass(slots=True)
class Tryout:
    """What was seen. `before`, `after` are the schemas as the catalog has them."""

    before: Schema
    after: Schema
    proofs: tuple[tuple[Proof, Span | None], ...] = ()
    writers: tuple[tuple[WriterResult, Span | None], ...] = ()
    readers: tuple[tuple[ReaderResult, Span | None], ...] = ()
    verify: tuple[tuple[VerifyResult, Span | None], ...] = ()
    queries: tuple[QueryResult, ...] = ()
    rehearsal: Rehearsal | None = None
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Stage:
    """The databases of one change, and what everybody on them needs."""

    plan: Plan
    server: Server
    options: Options
    progress: Progress
    made: list[Database] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def database(self, purpose: str, template: Database | None = None) -> Database:
        database = self.server.create(purpose, template)
        self.made.append(database)
        return database

    def clear(self) -> None:
        for database in self.made:
            self.server.retire(database)


def try_out(one: Plan, server: Server, options: Options, progress: Progress) -> Tryout:
    """Try a change out.

    Raises:
        ServerRefused: PostgreSQL refuses a file of the change on empty tables.
        ContractError: a claim, writer or reader speaks of something that is not there.
    """
    stage = Stage(one, server, options, progress)
    try:
        return _try_out(stage)
    finally:
        stage.clear()


def _try_out(stage: Stage) -> Tryout:
    one = stage.plan
    stage.progress("loading the schema before")
    empty = stage.database("before")
    before = _settle(stage, empty, one.before)
    goal = stage.database("after", None if one.after.sources else empty)
    after = _settle(stage, goal, one.after if one.after.sources else one.migration)
    tried = Tryout(before, after)
    with goal.connect() as session:
        tried.proofs = tuple(_proofs(stage, session, after))
        tried.queries = tuple(_queries(stage, empty, session))
    rehearser = Rehearser(stage.server, READING, before, after)
    _rehearse(stage, empty, rehearser, tried)
    tried.notes = tuple(dict.fromkeys((*stage.notes, *rehearser.notes)))
    return tried


def _settle(stage: Stage, database: Database, script: Script) -> Schema:
    """The schema that a database has after a script: that of a file, or what the migration makes of before."""
    with database.connect() as session:
        _play(session, script, database.postgres)
        session.renew()
        stage.notes += stand_ins(session)
        return read_schema(session, READING)


def load(database: Database, script: Script) -> None:
    """Run a script, statement by statement; the commands in it that only psql understands are left out.

    Raises:
        ServerRefused: PostgreSQL refuses a statement.
    """
    with database.connect() as session:
        _play(session, script, database.postgres)


def _play(session: Session, script: Script, server: Postgres) -> None:
    for statement in script.statements:
        try:
            send(session, statement)
        except StatementFailed as failed:
            raise refused(statement, failed.error, server) from failed


def refused(statement: Statement, error: ServerError, server: Postgres) -> ServerRefused:
    """What PostgreSQL said, at the place in the file that it means."""
    span = statement.span
    if error.position is not None:
        start = span.start + error.position
        span = span.source.span(start, min(start + 1, span.end))
    notes = (f"DETAIL: {error.detail}",) if error.detail else ()
    hint = remedy(statement.sql, error, server) or error.hint
    hint = hint or "Run the file with psql on an empty database to see it happen."
    return ServerRefused(
        f"PostgreSQL refuses this: {error.message} ({error.sqlstate})", span=span, notes=notes, hint=hint
    )


def _proofs(stage: Stage, session: Session, after: Schema) -> Iterator[tuple[Proof, Span | None]]:
    for claim in stage.plan.contract.claims:
        stage.progress(f"proving {claim.constraint}")
        table, check = _claimed(claim, after)
        try:
            condition = read_claim(claim.means, READING.expression)
            proof = prove(session, after, table, check, claim.means, condition, seed=stage.options.seed)
        except (ContractError, SqlError) as error:
            raise _at(error, claim.span) from error
        yield proof, claim.span


def _queries(stage: Stage, empty: Database, after: Session) -> Iterator[QueryResult]:
    queries = script(stage.plan.contract.queries).statements
    if not queries:
        return
    stage.progress("preparing the application's queries")
    with empty.connect() as before:
        for query in queries:
            if preparable(query):
                yield QueryResult(query, refusal(before, query), refusal(after, query))
            else:
                stage.notes.append(f"{query.span.place}: {query.summary} is no query, and was not tried")


def _at(error: DdlproofError, span: Span) -> ContractError:
    return ContractError(error.message, span=span, hint=error.hint, notes=error.notes)


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


def _rehearse(stage: Stage, empty: Database, rehearser: Rehearser, tried: Tryout) -> None:
    one, contract = stage.plan, stage.plan.contract
    tables = tables_of((tried.before, tried.after), one.changed_tables)
    tables += tuple(t for t in _spoken_of(one, tried) if t not in tables)
    old = old_rows(compatible(tried.before, tried.after), [name for name in tables if tried.before.table(name)])
    rows = stage.database("rows", empty)
    with rows.connect() as session:
        old = insert(session, old)
        stage.notes += old.notes
        stage.progress("running the writers before the change")
        wrote = [_written(session, tried.before, writer, "before") for writer in contract.writers if writer.before]
    runs: list[Run] = []
    builds: list[Build] = []
    if one.migration.statements:
        stage.progress("rehearsing the migration")
        found = tuple(islice(strays(tried.before, tried.after, tables), MOST))
        built = any(is_build(statement) for statement in one.migration.statements)
        clean = stage.database("clean", rows) if found or built else rows
        runs += rehearser.up(rows, one.migration.statements)
        _possible(stage, empty, runs)
        up = len(runs) - 1
        there, schema = rows, runs[up].left
        if not runs[-1].failed:
            stage.notes += renamed(tried.before, schema, empty, rows)
            runs += rehearser.astray(clean, one.migration.statements, found)
            if built and worth_trying(runs[up]):
                stage.progress("building indexes beside an open transaction")
                builds += interrupted(clean, one.migration.statements)
    else:
        there, schema = _filled(stage, tried, tables), tried.after
    new = new_rows(tried.before, schema, [name for name in tables if schema.table(name)])
    with stage.database("used", there).connect() as session:
        stage.progress("running the writers, readers and verification queries after the change")
        insert(session, new)
        wrote += [_written(session, schema, writer, "after") for writer in contract.writers if writer.after]
        tried.readers = tuple(_read(session, schema, reader) for reader in contract.readers)
        tried.verify = tuple((verify(session, v.sql, v.rows), v.span) for v in contract.verify)
    tried.writers = tuple(wrote)
    if one.rollback.statements and one.migration.statements:
        stage.progress("rehearsing the rollback")
        runs += rehearser.down(rows, schema, one.rollback.statements, new)
    if runs:
        tried.rehearsal = Rehearsal(tuple(runs), rehearser.rows, rehearser.newcomers, tuple(builds))


def _filled(stage: Stage, tried: Tryout, tables: Sequence[QName]) -> Database:
    """Without a migration: a database with the schema after, and rows."""
    goal = stage.database("after_rows")
    load(goal, stage.plan.after)
    with goal.connect() as session:
        stage.notes += insert(session, old_rows(tried.after, [n for n in tables if tried.after.table(n)])).notes
    return goal


def _possible(stage: Stage, empty: Database, runs: Sequence[Run]) -> None:
    """A migration that fails even on empty tables is unusable input, and no finding about rows."""
    failed = next((run.failed[0] for run in runs if run.mode == "statements" and run.failed), None)
    if failed is not None:
        load(stage.database("empty", empty), stage.plan.migration)


def _spoken_of(one: Plan, tried: Tryout) -> tuple[QName, ...]:
    """The tables that writers and readers take existing keys of."""
    contract = one.contract
    specs = [value for writer in contract.writers for _, value in writer.values]
    specs += [value for reader in contract.readers for _, value in reader.values]
    tables = (
        schema.find_table(spec.rpartition(".")[0])
        for spec in specs
        if isinstance(spec, str) and "." in spec
        for schema in (tried.before, tried.after)
    )
    return tuple(dict.fromkeys(table.name for table in tables if table is not None))


def _written(session: Session, schema: Schema, writer: Writer, side: str) -> tuple[WriterResult, Span | None]:
    before = side == "before"
    expected = (writer.before if before else writer.after) or ""
    attempt = Attempt(writer.name, writer.sql, dict(writer.values), "before" if before else "after", expected)
    try:
        return write(session, schema, READING, attempt), writer.span
    except ContractError as error:
        raise _at(error, writer.span) from error


def _read(session: Session, schema: Schema, reader: Reader) -> tuple[ReaderResult, Span | None]:
    try:
        found = read_rows(session, schema, READING, reader.name, reader.sql, dict(reader.values), reader.index)
    except ContractError as error:
        raise _at(error, reader.span) from error
    return found, reader.span
