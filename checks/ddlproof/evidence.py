"""What was seen: on the server, in the rows, in the diff. Judges read it, hands and conductor make it."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal as OneOf
from typing import Protocol

from ddlproof.changed import Change as Change
from ddlproof.changed import Intended as Intended
from ddlproof.finding import Witness
from ddlproof.model.action import Action, Statement
from ddlproof.model.constraint import ForeignKey
from ddlproof.model.house import NOTHING_SAID, House
from ddlproof.model.index import Index
from ddlproof.model.names import QName
from ddlproof.model.schema import Enum, Schema
from ddlproof.model.table import Table
from ddlproof.model.thing import Thing
from ddlproof.model.usertype import UserType
from ddlproof.proved import Attempt as Attempt
from ddlproof.proved import Equivalent as Equivalent
from ddlproof.proved import Mismatch as Mismatch
from ddlproof.proved import Mutants as Mutants
from ddlproof.proved import Proof as Proof
from ddlproof.source import Span
from ddlproof.trace import NOT_SEEN as NOT_SEEN
from ddlproof.trace import Break as Break
from ddlproof.trace import Build as Build
from ddlproof.trace import Counted as Counted
from ddlproof.trace import Direction as Direction
from ddlproof.trace import Kept as Kept
from ddlproof.trace import Lock as Lock
from ddlproof.trace import Mode as Mode
from ddlproof.trace import Rehearsal as Rehearsal
from ddlproof.trace import Run as Run
from ddlproof.trace import ServerError as ServerError
from ddlproof.trace import Sight as Sight
from ddlproof.trace import Step as Step
from ddlproof.trace import Timeouts as Timeouts

Sent = OneOf["unknown", "autocommit", "transaction", "simple-query", "pipeline"]
"""How a runner sends a script: statement by statement, in a transaction of its own, or all in one message, which the
server runs as one transaction (documentation, "Multiple Statements in a Simple Query", and "Pipelining")."""


class SchemaView(Protocol):
    """A schema at one moment, to look things up in."""

    def table(self, name: QName) -> Table | None: ...

    def index(self, name: QName) -> Index | None: ...

    def indexes_on(self, table: QName) -> tuple[Index, ...]: ...

    def referring(self, table: QName) -> tuple[tuple[QName, ForeignKey], ...]: ...

    def owner_of(self, index: QName) -> QName | None: ...

    def enum(self, name: QName) -> Enum | None: ...

    def type(self, name: QName) -> UserType | None: ...

    def children(self, table: QName) -> tuple[QName, ...]: ...

    def named(self, name: QName, *kinds: str) -> list[Thing]: ...

    def parts(self, table: QName) -> list[Thing]: ...

    def users(self, name: QName) -> list[Thing]: ...

    def freeze(self) -> Schema: ...


@dataclass(frozen=True, slots=True)
class Moment:
    """An action about to be applied, with names resolved, and what is known just before it.

    `view` is the schema before the action, valid only while the script is walked through; `before` the one before the
    script. `known` says whether that was given: if not, an object that `view` lacks may exist all the same. `fresh` are
    the tables that the script itself has made so far, valid as long as `view`: nobody waits for those. `transaction`
    numbers the transaction that the action runs in, `block` says whether that is a transaction block. `lock_timeout`
    and `statement_timeout` are the timeouts in force as they were set, None where the script set none. `script` are all
    actions of the script, names resolved, with the number of the transaction of each; this one is `script[position]`.
    `sent` is how the runner sends the file that the action stands in; a script may be several files, one after another.
    `house` is what the project has decided. `untimed` is how many migrations ran before this script, none of which sets
    lock_timeout; 0 where one does, or nothing is known of them.
    """

    statement: Statement
    action: Action
    view: SchemaView
    before: Schema
    known: bool
    fresh: Set[QName]
    transaction: int
    block: bool
    lock_timeout: str | None
    statement_timeout: str | None
    version: int
    script: tuple[tuple[Action, int], ...]
    position: int
    sent: Sent = "unknown"
    house: House = NOTHING_SAID
    untimed: int = 0

    @property
    def local(self) -> bool:
        """Whether SET LOCAL has an effect here, as far as that is known."""
        return self.block or self.sent in ("unknown", "pipeline")

    @property
    def earlier(self) -> tuple[tuple[Action, int], ...]:
        """The actions before this one, each with its transaction."""
        return self.script[: self.position]

    @property
    def later(self) -> tuple[tuple[Action, int], ...]:
        """The actions after this one, each with its transaction."""
        return self.script[self.position + 1 :]

    def existing(self, table: QName) -> bool:
        """Whether other sessions may be using the table by now."""
        return table not in self.fresh and (not self.known or self.view.table(table) is not None)


@dataclass(frozen=True, slots=True)
class Suppression:
    """A comment that asks for findings not to count: on a statement, or above it, or for the whole file.

    `names` is what it names, `rules` are those that are meant, families and aliases resolved; `unknown` the names that
    are none. `wrong` says why it cannot be understood at all. `today` is what `until` is compared with. `borrowed`: it
    is written for squawk, which asks for no reason. `idle`: all its rules were applied, and none found anything there.
    """

    span: Span
    names: tuple[str, ...]
    rules: frozenset[str]
    reason: str
    unknown: tuple[str, ...] = ()
    wrong: str = ""
    until: date | None = None
    today: date = date.min
    whole_file: bool = False
    borrowed: bool = False
    idle: bool = False

    @property
    def expired(self) -> bool:
        """Whether its last day is over."""
        return self.until is not None and self.until < self.today

    @property
    def counts(self) -> bool:
        """Whether findings are suppressed by it."""
        return bool(self.rules) and not self.wrong and not self.expired and (self.borrowed or bool(self.reason))


@dataclass(frozen=True, eq=False)
class Ending:
    """A script walked to its end: what it did, with names resolved, and the schema that it leaves.

    `before` is the schema that it met; empty where that is not `known`. Then tables that the script did not make are
    missing in `after`, too. `fresh` are the tables that the script made.
    """

    before: Schema
    after: Schema
    steps: tuple[tuple[Statement, Action], ...]
    known: bool
    fresh: frozenset[QName]
    version: int
    house: House = NOTHING_SAID

    @cached_property
    def tables(self) -> dict[QName, Table]:
        """The tables that the script leaves, by name."""
        return {table.name: table for table in self.after.tables}

    @cached_property
    def old(self) -> dict[QName, Table]:
        """The tables that the script met, by name."""
        return {table.name: table for table in self.before.tables}

    @cached_property
    def indexes(self) -> dict[QName, tuple[Index, ...]]:
        """The indexes that the script leaves, by table."""
        return _by_table(self.after.indexes)

    @cached_property
    def old_indexes(self) -> dict[QName, tuple[Index, ...]]:
        """The indexes that the script met, by table."""
        return _by_table(self.before.indexes)


def _by_table(indexes: tuple[Index, ...]) -> dict[QName, tuple[Index, ...]]:
    found: dict[QName, list[Index]] = {}
    for index in indexes:
        found.setdefault(index.table, []).append(index)
    return {table: tuple(listed) for table, listed in found.items()}


@dataclass(frozen=True, slots=True)
class WriterResult:
    """What became of a writer's statement on one of the two schemas. `expected`, `got`: `accepted` or `rejected`.

    `row` is the row it tried to write; `why` explains a foreign key that found nothing, where that is known.
    """

    name: str
    schema: OneOf["before", "after"]
    expected: str
    got: str
    error: ServerError | None = None
    row: Witness | None = None
    why: str = ""

    @property
    def holds(self) -> bool:
        return self.expected == self.got


@dataclass(frozen=True, slots=True)
class ReaderResult:
    """What a reader got: the number of rows, or the error; `index`: the one wanted, `usable`: whether it can serve."""

    name: str
    schema: OneOf["before", "after"]
    rows: int | None
    index: str = ""
    usable: bool = True
    error: ServerError | None = None
    plan: str = ""

    @property
    def holds(self) -> bool:
        return self.error is None and self.usable


@dataclass(frozen=True, slots=True)
class QueryResult:
    """What the server said against an application's query on the schema before, and after; None where it knows it."""

    statement: Statement
    before: ServerError | None
    after: ServerError | None


@dataclass(frozen=True, slots=True)
class VerifyResult:
    """What a verification query returned, in rows."""

    sql: str
    expected: int
    got: int | None
    error: ServerError | None = None

    @property
    def holds(self) -> bool:
        return self.got == self.expected


@dataclass(frozen=True, slots=True)
class Postgres:
    """The server that had the last word: `embedded`, `container postgres:15`, or a URL without its password."""

    backend: str
    version: str
