"""Migration, rollback, writers and readers of a change, run with rows in the tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from ddlproof.change.contract import Reader
from ddlproof.errors import ContractError
from ddlproof.evidence import Break, Build, ReaderResult, Rehearsal, Run, Sight
from ddlproof.gate.populate import Populated, written
from ddlproof.gate.renamed import renamed
from ddlproof.gate.stage import Stage, Tryout, load, placed
from ddlproof.gate.timeouts import begin_with
from ddlproof.model.names import QName
from ddlproof.model.schema import Schema
from ddlproof.postgres.access import definers, sight
from ddlproof.postgres.database import Database
from ddlproof.postgres.search import search
from ddlproof.postgres.session import Session
from ddlproof.rehearsal.breaks import Breaker, places, spread
from ddlproof.rehearsal.builds import interrupted, is_build, worth_trying
from ddlproof.rehearsal.content import contents
from ddlproof.rehearsal.population import insert, new_rows, old_rows
from ddlproof.rehearsal.readers import read_rows, verify
from ddlproof.rehearsal.runs import Rehearser
from ddlproof.rehearsal.script import Turn, controls_transactions
from ddlproof.rehearsal.sights import defines, may_matter, watched
from ddlproof.rehearsal.strays import MOST, latecomers, strays
from ddlproof.rules.transaction.not_allowed_in_transaction import stands_alone
from ddlproof.source import Span
from ddlproof.sql.definitions import READING
from ddlproof.sql.sessions import Part


def rehearse(
    stage: Stage, empty: Database, goal: Database, filled: Populated, rehearser: Rehearser, tried: Tryout
) -> None:
    """Fill in what comes of it.

    `empty` is a database with the schema before and no rows, `filled` one with rows; `goal` has the schema after.
    """
    one, contract = stage.plan, stage.plan.contract
    tables, rows = filled.tables, filled.database
    stage.notes += filled.notes
    wrote = list(filled.wrote)
    runs: list[Run] = []
    builds: list[Build] = []
    breaks: list[Break] = []
    seen: tuple[Sight, ...] = ()
    may: dict[str, bool] = {}
    searched: dict[str, tuple[str, ...]] = {}
    sound = False
    if one.migration.statements:
        stage.progress("rehearsing the migration")
        found = tuple(islice(strays(tried.before, tried.after, tables), MOST))
        built = any(is_build(statement) for statement in one.migration.statements)
        turns = _turns(one.parts(stage.runner))
        stops = tuple(_stops(stage, turns))
        clean = stage.database("clean", rows) if found or built or stops else rows
        begin_with(rows, stage.timeouts)
        runs += rehearser.up(rows, turns)
        _possible(stage, empty, runs)
        up = len(runs) - 1
        there, schema = rows, replace(runs[up].left, answers=tried.after.answers)
        sound = not runs[up].failed
        if sound:
            stage.notes += renamed(tried.before, schema, empty, rows)
            runs += rehearser.astray(clean, one.migration.statements, found)
            breaks += _broken(stage, clean, rows, rehearser, schema, stops)
            if built and worth_trying(runs[up]):
                stage.progress("building indexes beside an open transaction")
                builds += interrupted(clean, one.migration.statements)
    else:
        there, schema = _filled(stage, goal, tried, tables), tried.after
    new = new_rows(tried.before, schema, [name for name in tables if schema.table(name)])
    with stage.database("used", there).connect() as session:
        stage.progress("running the writers, readers and verification queries after the change")
        insert(session, new)
        if sound:
            may = definers(session) if defines(schema) else {}
            searched = dict(_searches(session, tried.before, schema))
            seen = _sights(stage, there, tried.before, schema, tables)
        taken = {result.name for result, _ in filled.wrote if result.got == "accepted"}
        wrote += [
            written(session, schema, writer, "after")
            for writer in contract.writers
            if writer.after or (writer.open and writer.name in taken)
        ]
        tried.readers = tuple(_read(session, schema, reader) for reader in contract.readers)
        tried.verify = tuple((verify(session, v.sql, v.rows), v.span) for v in contract.verify)
    tried.writers = tuple(wrote)
    if one.rollback.statements and one.migration.statements:
        stage.progress("rehearsing the rollback")
        late = islice(latecomers(tried.before, schema, tables), MOST)
        runs += rehearser.down(rows, schema, _turns(one.back_parts(stage.runner)), new, late)
        runs = [rehearser.ledger.lasting(run) for run in runs]
    if runs:
        tried.rehearsal = Rehearsal(
            tuple(runs), rehearser.rows, rehearser.newcomers, tuple(builds), tuple(breaks), seen, may, searched
        )


def _stops(stage: Stage, turns: Sequence[Turn]) -> Iterator[int]:
    """Where the migration can be broken off so that something stays."""
    alone = [number for turn in turns for number in [_in_no_transaction(turn)] * len(turn.script)]
    found = places(stage.plan.migration.statements)
    return (number for number in found if alone[number - 1])


def _in_no_transaction(turn: Turn) -> bool:
    """Whether it is sent so, or shows that by what it does."""
    shows = controls_transactions(turn.script) or any(stands_alone(a) for one in turn.script for a in one.actions)
    return turn.bare or shows


def _turns(parts: Iterable[Part]) -> tuple[Turn, ...]:
    """The statements that are sent together: those of a file, or of several where the tool does so."""
    found: list[Turn] = []
    for part in parts:
        if part.joined and found:
            found[-1] = Turn((*found[-1].script, *part.statements))
        elif part.statements:
            found.append(Turn(part.statements, bare=not part.wrapped and part.sent != "unknown"))
    return tuple(found)


def _broken(
    stage: Stage, clean: Database, done: Database, rehearser: Rehearser, left: Schema, stops: tuple[int, ...]
) -> Iterator[Break]:
    """The migration broken off at those places; `done` is where it ran and has left `left`."""
    if not stops:
        return
    stage.progress("breaking the migration off and running it again")
    tried = spread(stops)
    if len(tried) < len(stops):
        stage.notes.append(f"the migration was broken off at {len(tried)} of the {len(stops)} places where it can be")
    with done.connect() as session:
        rows = contents(session)
    script = stage.plan.migration.statements
    yield from Breaker(stage.server, clean, script, READING, left, rows).broken(tried)


def _sights(stage: Stage, there: Database, before: Schema, after: Schema, filled: Sequence[QName]) -> tuple[Sight, ...]:
    """What a stranger sees of the tables and views for which that matters; `filled` are those that have old rows."""
    if not may_matter(before, after, stage.house.exposed):
        return ()
    with stage.database("strangers", there).connect() as session:
        wanted = watched(session, before, after, stage.house.exposed)
        stranger = stage.server.stranger() if wanted else None
        if wanted and stranger is None:
            stage.notes.append("who else sees which rows was not tried: the role of the URL may make no role")
        if stranger is None:
            return ()
        stage.progress("looking at the tables as another role")
        had = {table.name for table in before.tables} & set(filled)
        insert(session, old_rows(after, [name for name in wanted if after.table(name) and name not in had]))
        return tuple(sight(session, stranger, name, below) for name, below in wanted.items())


def _searches(session: Session, before: Schema, after: Schema) -> Iterator[tuple[str, tuple[str, ...]]]:
    """How the rows that refer are found, by the name of each foreign key that is new."""
    old = {(table.name, key.name) for table in before.tables for key in table.foreign_keys}
    new = (
        (table, key)
        for table in after.tables
        for key in table.foreign_keys
        if key.enforced and (table.name, key.name) not in old
    )
    for table, key in islice(new, MOST_SEARCHED):
        found = search(session, table.name, key.columns, partitioned=table.partitioned is not None)
        yield f"{table.name}.{key.name}", found


MOST_SEARCHED = 100
"""Foreign keys of which the plan is asked for: each takes less than a millisecond."""


def _filled(stage: Stage, goal: Database, tried: Tryout, tables: Sequence[QName]) -> Database:
    """Without a migration: a database as `goal`, with the schema after, and with rows."""
    filled = stage.database("after_rows", goal)
    with filled.connect() as session:
        stage.notes += insert(session, old_rows(tried.after, [n for n in tables if tried.after.table(n)])).notes
    return filled


def _possible(stage: Stage, empty: Database, runs: Sequence[Run]) -> None:
    """A migration that fails even on empty tables is unusable input, and no finding about rows."""
    failed = next((run.failed[0] for run in runs if run.mode == "statements" and run.failed), None)
    if failed is not None:
        load(stage.database("empty", empty), stage.plan.migration)


def _read(session: Session, schema: Schema, reader: Reader) -> tuple[ReaderResult, Span | None]:
    try:
        found = read_rows(session, schema, READING, reader.name, reader.sql, dict(reader.values), reader.index)
    except ContractError as error:
        raise placed(error, reader.span) from error
    return found, reader.span
