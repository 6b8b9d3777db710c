"""The databases on which a change is tried out, the scripts that fill them, and what was seen there."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from ddlproof.change.platform import SEARCH_PATHS
from ddlproof.errors import ContractError, DdlproofError, ServerRefused
from ddlproof.evidence import (
    Change,
    Postgres,
    Proof,
    QueryResult,
    ReaderResult,
    Rehearsal,
    Sent,
    ServerError,
    VerifyResult,
    WriterResult,
)
from ddlproof.gate.plan import Plan
from ddlproof.gate.static import Script
from ddlproof.model.action import Beside, Statement
from ddlproof.model.house import NOTHING_SAID, House
from ddlproof.model.schema import Schema
from ddlproof.options import Options
from ddlproof.postgres.database import Database
from ddlproof.postgres.extensions.remedy import remedy
from ddlproof.postgres.send import send
from ddlproof.postgres.server import Server
from ddlproof.postgres.session import Session, StatementFailed
from ddlproof.progress import Progress
from ddlproof.rehearsal.script import controls_transactions, is_quiet
from ddlproof.source import Span
from ddlproof.sql.read import is_unfinished

NO_ACTIVE_TRANSACTION = "25P01"


@dataclass(slots=True)
class Tryout:
    """What was seen. `before`, `after` are the schemas as the catalog has them.

    `sizes` are the rows that production has in its tables, where the schema before says so. `partial` says that
    PostgreSQL refused a part of what ran before. `supplied` are schemas that were made because no script makes them,
    `beyond` the statements of the change that need a superuser, with what was said to them.
    """

    before: Schema
    after: Schema
    changes: tuple[Change, ...] = ()
    proofs: tuple[tuple[Proof, Span | None], ...] = ()
    writers: tuple[tuple[WriterResult, Span | None], ...] = ()
    readers: tuple[tuple[ReaderResult, Span | None], ...] = ()
    verify: tuple[tuple[VerifyResult, Span | None], ...] = ()
    queries: tuple[QueryResult, ...] = ()
    rehearsal: Rehearsal | None = None
    sizes: tuple[tuple[str, int], ...] = ()
    notes: tuple[str, ...] = ()
    partial: bool = False
    supplied: tuple[str, ...] = ()
    beyond: tuple[tuple[Span, str], ...] = ()


@dataclass(slots=True)
class Stage:
    """The databases of one change, and what everybody on them needs.

    `runner` is the one that the command line or the configuration names. `timeouts` are those in force when the
    migration begins, by what the configuration says, or the schema before gives the role or the database. `partial` and
    `supplied` and `beyond` are as in `Tryout`.
    `stand_ins` are roles that plain ones stand in for, `refusals` are the statements of the schema before that
    PostgreSQL refused, each with what it said.
    """

    plan: Plan
    server: Server
    options: Options
    progress: Progress
    house: House = NOTHING_SAID
    runner: str | None = None
    timeouts: dict[str, str] = field(default_factory=dict)
    partial: str = ""
    beyond: list[tuple[Span, str]] = field(default_factory=list)
    refusals: set[tuple[str, str]] = field(default_factory=set)
    supplied: tuple[str, ...] = ()
    stand_ins: list[str] = field(default_factory=list)
    made: list[Database] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def sent(self) -> Sent:
        """How the migration is sent."""
        return self.plan.contract.sent(self.runner)

    def database(self, purpose: str, template: Database | None = None) -> Database:
        database = self.server.create(purpose, template, SEARCH_PATHS.get(self.plan.platform, ""))
        self.made.append(database)
        return database

    def clear(self) -> None:
        for database in self.made:
            self.server.retire(database)


def load(database: Database, script: Script) -> None:
    """Run a script, statement by statement; the commands in it that only psql understands are left out.

    Raises:
        ServerRefused: PostgreSQL refuses a statement.
    """
    with database.connect() as session:
        play(session, script, database.postgres)


Supply = Callable[[ServerError], bool]
"""Makes what an error says is missing; whether the statement can be run again."""


def _nothing(error: ServerError) -> bool:
    return False


def play(session: Session, script: Script, server: Postgres, supply: Supply = _nothing) -> None:
    """Run a script in a session.

    Raises:
        ServerRefused: PostgreSQL refuses a statement.
    """
    if (failed := next(_played(session, script, supply), None)) is not None:
        raise refused(*failed, server)


def play_on(session: Session, script: Script, supply: Supply) -> tuple[tuple[Statement, ServerError], ...]:
    """Run of a script in a session what PostgreSQL does not refuse; what it does refuse, and how."""
    return tuple(_played(session, script, supply, keep=True))


def _played(
    session: Session, script: Script, supply: Supply, *, keep: bool = False
) -> Iterator[tuple[Statement, ServerError]]:
    """Run a script, and yield what fails. `keep` keeps the transactions that statements of it have begun."""
    for _, file in groupby(script.statements, key=lambda one: one.span.source.name):
        statements = tuple(file)
        ours = False
        for statement in statements:
            inside = keep and session.status == "transaction" and not _of_transaction(statement)
            began, error = _tried(session, statement, inside)
            while error is not None and session.status != "failed" and supply(error):
                began, error = _tried(session, statement, inside)
            ours = ours or began
            if error is None and ours and statement is statements[-1] and session.status == "transaction":
                error = _committed(session)
            if error is not None:
                yield statement, error
        if keep and session.status != "idle":
            session.run("rollback" if session.status == "failed" else "commit")


_KEPT = "ddlproof_kept"


def _of_transaction(statement: Statement) -> bool:
    """Whether it begins or ends a transaction, or says how the one that has begun is to be."""
    set_ = any(isinstance(action, Beside) and action.verb.startswith("SET") for action in statement.actions)
    return set_ or controls_transactions((statement,))


def _tried(session: Session, statement: Statement, inside: bool) -> tuple[bool, ServerError | None]:
    """Send a statement, `inside` of a transaction that is to go on. As `_sent`, and why the server refuses it."""
    try:
        if inside:
            session.run(f"savepoint {_KEPT}")
        began = _sent(session, statement)
        if inside and is_quiet(statement):
            session.run(f"release savepoint {_KEPT}")  # SET TRANSACTION, which may follow, is refused below one
        return began, None
    except StatementFailed as failed:
        if inside:
            session.run(f"rollback to savepoint {_KEPT}")
        return False, failed.error


def _committed(session: Session) -> ServerError | None:
    try:
        session.run("commit")
    except StatementFailed as failed:
        return failed.error
    return None


def _sent(session: Session, statement: Statement) -> bool:
    """Send a statement; whether a transaction had to be begun, as its tool would have for the whole file.

    Raises:
        StatementFailed: the server refuses it.
    """
    try:
        send(session, statement)
    except StatementFailed as failed:
        if failed.error.sqlstate != NO_ACTIVE_TRANSACTION:
            raise
        session.run("begin")
        send(session, statement)
        return True
    return False


SEE_IT = "Run the files with psql on an empty database, one after the other, to see it happen."
"""What to do where nothing better is known."""


def refused(statement: Statement, error: ServerError, server: Postgres) -> ServerRefused:
    """What PostgreSQL said, at the place in the file that it means."""
    span = statement.span
    if error.position is not None:
        start = span.start + error.position
        span = span.source.span(start, min(start + 1, span.end))
    notes = (f"DETAIL: {error.detail}",) if error.detail else ()
    hint = remedy(statement.sql, error, server) or _advice(statement, error) or error.hint
    hint = hint or SEE_IT
    return ServerRefused(
        f"PostgreSQL refuses this: {error.message} ({error.sqlstate})", span=span, notes=notes, hint=hint
    )


_SUPABASES = re.compile(r'"(?:auth|storage|extensions|graphql|vault|realtime)[".]')


def of_supabase(error: ServerError) -> bool:
    """Whether an error is about what every project on Supabase has."""
    return _SUPABASES.search(error.message) is not None


def _advice(statement: Statement, error: ServerError) -> str:
    """What to do where another server, or another role, would not refuse."""
    match error.sqlstate:
        case "0A000" if "build" in error.message:
            return "This build of PostgreSQL lacks it: use `--postgres container`, or the URL of a server that has it."
        case "0A000" if "used by a view or rule" in error.message:
            return "Drop the view before it, and create it again after it, in one transaction."
        case "42501":
            why = "The SQL of a change runs as a role that owns its database and is no superuser."
            return " ".join([why, *([error.hint] if error.hint else []), "Leave it out if nothing depends on it."])
        case "3F000" | "42P01" if of_supabase(error):
            return 'On Supabase, say platform = "supabase" in ddlproof.toml: then what every project has is there.'
        case "42601" if is_unfinished(statement.sql):
            return "This is a template: say under [placeholders] in ddlproof.toml what its tool fills in."
        case "42704" if error.message.startswith("role "):
            return "Make the role on that server, or use the embedded one, where plain roles stand in for others."
        case _:
            return ""


def placed(error: DdlproofError, span: Span) -> ContractError:
    """The error at the entry of the contract that it is about."""
    return ContractError(error.message, span=span, hint=error.hint, notes=error.notes)
