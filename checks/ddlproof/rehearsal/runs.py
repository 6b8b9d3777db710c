"""Every run of a rehearsal: up and down, each statement by statement and as one transaction, with old and new rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal as OneOf

from ddlproof.diff.compare import diff
from ddlproof.evidence import Direction, Run, ServerError, Step
from ddlproof.finding import Witness
from ddlproof.model.action import Statement
from ddlproof.model.reading import Reading
from ddlproof.model.schema import Schema
from ddlproof.postgres.catalog import read_schema
from ddlproof.postgres.database import Database
from ddlproof.postgres.server import Server
from ddlproof.postgres.session import Session, StatementFailed
from ddlproof.rehearsal.content import Contents, contents, count
from ddlproof.rehearsal.converted import converted
from ddlproof.rehearsal.kept import watch
from ddlproof.rehearsal.ledger import Ledger
from ddlproof.rehearsal.losses import lost
from ddlproof.rehearsal.population import Population, insert, newcomers
from ddlproof.rehearsal.probe import Probe, probing
from ddlproof.rehearsal.script import REFUSED_IN_TRANSACTION, Player, Turn, controls_transactions
from ddlproof.rehearsal.strays import Stray
from ddlproof.rehearsal.violators import count as count_like

Who = OneOf["none", "old", "new", "stray"]


@dataclass(frozen=True, slots=True)
class State:
    """What there is before a run: the schema, and the rows of all tables that nobody is to lose."""

    rows: dict[int, Contents]
    schema: Schema


def inserted(session: Session, stray: Stray) -> bool:
    """Insert the rows of a stray; whether PostgreSQL has taken all of them."""
    return len(insert(session, Population(list(stray.rows))).rows) == len(stray.rows)


_SEQUENCES = """
select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind = 'S' and c.relpersistence <> 't' and not exists (
    select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'i')
"""
"""All that are no column's identity."""


def _without(schema: Schema, grown: set[str]) -> Schema:
    """The schema without these tables and sequences, and without the tables' indexes."""
    if not grown:
        return schema
    tables = tuple(table for table in schema.tables if str(table.name) not in grown)
    indexes = tuple(index for index in schema.indexes if str(index.table) not in grown)
    sequences = tuple(one for one in schema.sequences if str(one.name) not in grown)
    return replace(schema, tables=tables, indexes=indexes, sequences=sequences)


@dataclass(slots=True)
class Rehearser:
    """What all runs of one change share. `before`, `after` are the schemas that down and up should arrive at."""

    server: Server
    read: Reading
    before: Schema
    after: Schema
    rows: dict[str, dict[str, int]] = field(default_factory=dict)
    newcomers: tuple[Witness, ...] = ()
    notes: list[str] = field(default_factory=list)
    migration: Sequence[Statement] = ()
    grown: set[str] = field(default_factory=set)
    ledger: Ledger = field(default_factory=Ledger)

    def up(self, database: Database, turns: Sequence[Turn]) -> Iterator[Run]:
        """Run the migration on a database of before with rows: as its transactions, undone, then for good."""
        self.migration = migration = tuple(statement for turn in turns for statement in turn.script)
        if len(turns) > 1:
            yield self._in_turn(database, "up", turns, "old", self.before)
        with database.connect() as session:
            start = State(contents(session), self.before)
            self._grow(session, start.rows, self.before)
            self._count("before", start.rows)
            if len(turns) == 1:
                yield self._whole(session, "up", migration, "old", start)
            with probing(database) as probe:
                run, end = self._each(session, "up", migration, "old", start, probe)
            self._count("after_up", end)
            self.ledger.went_up(start.rows, end, run)
            yield run

    def _in_turn(self, database: Database, direction: Direction, turns: Sequence[Turn], who: Who, began: Schema) -> Run:
        """Run each part in a transaction of its own, or without one, up to the first that fails; on a copy."""
        copy = self.server.create("turns", template=database)
        with copy.connect() as session:
            rows, steps = self.ledger.owed(contents(session)), list[Step]()
            for turn in turns:
                steps += self._take(session, direction, turn)
                if steps and steps[-1].error is not None:
                    break
            gone = lost(rows, contents(session))
            run = self._run(session, direction, "transaction", who, tuple(steps), began, gone)
        self.server.retire(copy)
        return replace(run, in_parts=True)

    def _take(self, session: Session, direction: Direction, turn: Turn) -> tuple[Step, ...]:
        if not turn.bare and not controls_transactions(turn.script):
            session.run("begin")
            steps, error = self._to_the_end(session, direction, turn.script)
            session.run("commit" if error is None else "rollback")
            if error is None or error.sqlstate not in REFUSED_IN_TRANSACTION:
                return steps
        steps = tuple(Player(session, direction).statements(turn.script))
        if session.status != "idle":
            session.run("rollback")
        return steps

    def astray(self, database: Database, migration: Sequence[Statement], found: Sequence[Stray]) -> Iterator[Run]:
        """Run the migration on copies of a database of before with rows, each with one stray more."""
        for stray in found:
            copy = self.server.create("stray", template=database)
            with copy.connect() as session:
                if inserted(session, stray):
                    counted = count_like(session, stray.rows[-1].table, stray.query) if stray.query else None
                    began = contents(session)
                    steps = tuple(Player(session, "up").statements(migration))
                    if session.status != "idle":
                        session.run("rollback")
                    run = self._run(session, "up", "statements", "stray", steps, self.before, ())
                    became = tuple(converted(began, contents(session), self.before, run.left))
                    yield replace(run, stray=stray.witness, counted=counted, converted=became)
            self.server.retire(copy)

    def down(
        self, database: Database, there: Schema, turns: Sequence[Turn], new: Population, late: Iterable[Stray]
    ) -> Iterator[Run]:
        """Run the rollback on a database after the migration: with the old rows only, on a copy, then with new ones.

        `there` is the schema that the migration left in it. `new` and `late` are rows that only that one can hold.
        """
        copy = self.server.create("rollback", template=database)
        yield from self._both(copy, turns, "old", there)
        self.server.retire(copy)
        with database.connect() as session:
            accepted = insert(session, new)
            self.notes += accepted.notes
            arrived = (one.witness for one in late if inserted(session, one))
            self.newcomers = (*newcomers(self.before, accepted), *arrived)
            found = contents(session)
            self._grow(session, found, there)
            self._count("after_up", found)
        if self.newcomers:
            yield from self._both(database, turns, "new", there)

    def _both(self, database: Database, turns: Sequence[Turn], who: Who, there: Schema) -> Iterator[Run]:
        runs = [self._in_turn(database, "down", turns, who, there)] if len(turns) > 1 else []
        rollback = tuple(statement for turn in turns for statement in turn.script)
        with database.connect() as session:
            start = State(self.ledger.owed(contents(session)), there)
            runs += [self._whole(session, "down", rollback, who, start)] if len(turns) == 1 else []
            run, end = self._each(session, "down", rollback, who, start)
            self._count("after_down", end)
            if who == "old" and not run.failed:
                self.ledger.went_back(end)
            added = self.ledger.added(start.rows)
            missing = self._missing(session, start.rows, run)
        for one in (*runs, run):
            gone = one.lost if missing is None else tuple(w for w in one.lost if w.about in missing)
            yield replace(one, lost=gone, added=added)

    def _missing(self, session: Session, rows: dict[int, Contents], run: Run) -> set[str] | None:
        """Of what the rollback loses, what the migration does not give back when it runs again; None if that fails."""
        if run.failed or not run.lost:
            return None
        if any(step.error is not None for step in Player(session, "up").statements(self.migration)):
            return None
        if session.status != "idle":
            session.run("rollback")
        return {witness.about for witness in lost(rows, contents(session))}

    def _grow(self, session: Session, rows: dict[int, Contents], schema: Schema) -> None:
        """Note what is there because rows are: a trigger has made it, and no script has to undo that."""
        self.grown |= {table.name for table in rows.values()} - {str(table.name) for table in schema.tables}
        self.grown |= {name for (name,) in session.fetch(_SEQUENCES)} - {str(one.name) for one in schema.sequences}

    def _count(self, moment: str, found: dict[int, Contents]) -> None:
        for table, rows in count(found).items():
            self.rows.setdefault(table, {})[moment] = rows

    def _each(
        self,
        session: Session,
        direction: Direction,
        script: Sequence[Statement],
        who: Who,
        start: State,
        probe: Probe | None = None,
    ) -> tuple[Run, dict[int, Contents]]:
        watched = watch(session, script if direction == "up" else ())  # what a rollback leaves set is not judged
        steps = tuple(Player(session, direction, probe).statements(script))
        if session.status != "idle":
            session.run("rollback")  # the script left a transaction open: ending the session would undo it
        kept = watched.kept()
        end = contents(session)
        run = self._run(session, direction, "statements", who, steps, start.schema, lost(start.rows, end))
        return replace(run, kept=kept), end

    def _whole(
        self, session: Session, direction: Direction, script: Sequence[Statement], who: Who, start: State
    ) -> Run:
        if controls_transactions(script):
            why = "the script begins and ends its transactions itself"
            return Run(direction, "transaction", who, (), start.schema, start.schema, impossible=why)
        session.run("begin")
        try:
            return self._attempt(session, direction, script, who, start)
        finally:
            session.run("rollback")

    def _attempt(
        self, session: Session, direction: Direction, script: Sequence[Statement], who: Who, start: State
    ) -> Run:
        began = start.schema
        steps, last = self._to_the_end(session, direction, script)
        if last is None:
            gone = lost(start.rows, contents(session))
            return self._run(session, direction, "transaction", who, steps, began, gone)
        if last.sqlstate in REFUSED_IN_TRANSACTION:
            line = steps[-1].statement.span.line
            why = f"line {line} cannot run inside a transaction"
            return Run(direction, "transaction", who, steps[:-1], began, began, impossible=why)
        # PostgreSQL undoes all of it: what is left is where it started.
        return Run(direction, "transaction", who, steps, began, began)

    def _to_the_end(
        self, session: Session, direction: Direction, script: Sequence[Statement]
    ) -> tuple[tuple[Step, ...], ServerError | None]:
        """All of a script in the transaction that is open, and what stops it: a statement, or COMMIT."""
        steps = tuple(Player(session, direction).transaction(script))
        error = steps[-1].error if steps else None
        if error is None and (error := self._deferred(session)) is not None and steps:
            steps = (*steps[:-1], replace(steps[-1], error=error))
        return steps, error

    def _deferred(self, session: Session) -> ServerError | None:
        """What COMMIT would say."""
        try:
            session.run("set constraints all immediate")
        except StatementFailed as failed:
            return failed.error
        return None

    def _run(
        self,
        session: Session,
        direction: Direction,
        mode: OneOf["statements", "transaction"],
        who: Who,
        steps: tuple[Step, ...],
        began: Schema,
        gone: tuple[Witness, ...],
    ) -> Run:
        left = read_schema(session, self.read)
        goal = self.after if direction == "up" else self.before
        drift = tuple(change.line for change in diff(_without(left, self.grown), goal))
        return Run(direction, mode, who, steps, began, left, gone, drift=drift)
