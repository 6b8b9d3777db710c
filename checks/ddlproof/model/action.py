"""What one statement does to a schema: the verbs of DDL, as values.

An `ALTER TABLE` with three subcommands is three actions. Constraints and indexes that the SQL does not name carry an
empty name here; PostgreSQL's implicit name is given when the action is applied to a schema (`sql/apply.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal as OneOf

from ddlproof.errors import SqlError
from ddlproof.model.constraint import Constraint
from ddlproof.model.expression import Expression
from ddlproof.model.index import Index
from ddlproof.model.names import QName
from ddlproof.model.structure import Structure
from ddlproof.model.table import Column, Table
from ddlproof.model.thing import FunctionName, Thing
from ddlproof.model.types import Type
from ddlproof.model.verb import Verb
from ddlproof.source import Span


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class CreateNamespace(Verb):
    name: str
    if_not_exists: bool = False


@dataclass(frozen=True, slots=True)
class Like:
    """LIKE table INCLUDING …, in front of column number `place`."""

    table: QName
    place: int
    including: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class DropNamespace(Verb):
    name: str
    if_exists: bool = False
    cascade: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class RenameNamespace(Verb):
    name: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class CreateTable(Verb):
    """`serials` are the columns whose type was written as one of the serial types; `like` its LIKE clauses.

    `query` is the text that makes its columns, called `names` as far as they are given; the table is opaque then.
    `sequences` are identity columns with what SEQUENCE NAME calls their sequences. `refused` is why the table cannot be
    made wherever it is not there yet.
    """

    table: Table
    if_not_exists: bool = False
    temporary: bool = False
    serials: tuple[str, ...] = ()
    like: tuple[Like, ...] = ()
    query: str = ""
    names: tuple[str, ...] = ()
    sequences: tuple[tuple[str, QName], ...] = ()
    refused: SqlError | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class DropTable(Verb):
    """`along` is what the same statement drops too."""

    table: QName
    if_exists: bool = False
    cascade: bool = False
    along: tuple[QName, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class RenameTable(Verb):
    table: QName
    to: str
    if_exists: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class AddColumn(Verb):
    """`refused` is why the column cannot be made wherever it is not there yet."""

    table: QName
    column: Column
    constraints: tuple[Constraint, ...] = ()
    if_not_exists: bool = False
    serial: bool = False
    if_exists: bool = False
    sequence: QName | None = None
    refused: SqlError | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class DropColumn(Verb):
    table: QName
    column: str
    if_exists: bool = False
    cascade: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class RenameColumn(Verb):
    table: QName
    column: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class SetType(Verb):
    """Without COLLATE the column gets the collation of its new type: `collation` None."""

    table: QName
    column: str
    type: Type
    using: Expression | None = None
    collation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class SetDefault(Verb):
    """`default` None is DROP DEFAULT."""

    table: QName
    column: str
    default: Expression | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class SetNotNull(Verb):
    """`not_null` False is DROP NOT NULL. Since PostgreSQL 18: `added` is ADD [CONSTRAINT name] NOT NULL; `validated`
    False is NOT VALID: the column then counts as NOT NULL, but old rows were not looked at; `no_inherit` is NO INHERIT.
    """

    table: QName
    column: str
    not_null: bool = True
    name: str = ""
    validated: bool = True
    no_inherit: bool = False
    added: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class AddConstraint(Verb):
    """`using_index` names the index that a PRIMARY KEY or UNIQUE takes over, if any."""

    table: QName
    constraint: Constraint
    using_index: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ValidateConstraint(Verb):
    table: QName
    name: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class DropConstraint(Verb):
    table: QName
    name: str
    if_exists: bool = False
    cascade: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class RenameConstraint(Verb):
    table: QName
    name: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class CreateIndex(Verb):
    index: Index
    concurrently: bool = False
    if_not_exists: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class DropIndex(Verb):
    index: QName
    concurrently: bool = False
    if_exists: bool = False
    cascade: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class RenameIndex(Verb):
    index: QName
    to: str
    if_exists: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class CreateEnum(Verb):
    name: QName
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class AddEnumValue(Verb):
    """`before` / `after` name the label beside which the new one stands; neither: at the end."""

    name: QName
    label: str
    if_not_exists: bool = False
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class RenameEnumValue(Verb):
    name: QName
    label: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class DropType(Verb):
    name: QName
    if_exists: bool = False
    cascade: bool = False


Nouns = tuple[Type | Expression | QName | FunctionName, ...]
"""What the texts of a thing mention and a name must be found for: `model/thing.reference` stands for it there."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class PutThing(Verb):
    """CREATE [OR REPLACE], COMMENT ON, GRANT …: the thing is there afterwards, as it is given here.

    Without `replace` it must not be there before; with `if_not_exists` the one that is there stays. `body` is where the
    body of a routine stands, if it stands there as it is.
    """

    thing: Thing
    replace: bool = False
    if_not_exists: bool = False
    refers: Nouns = ()
    body: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class DropThing(Verb):
    """DROP, REVOKE, COMMENT … IS NULL. `thing` says which: its attributes do not matter.

    A routine whose argument types are not said has an empty label. `along` is what the same statement drops too.
    """

    thing: Thing
    if_exists: bool = False
    cascade: bool = False
    along: tuple[QName, ...] = ()
    refers: Nouns = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ChangeThing(Verb):
    """ALTER: attributes set (None: back to the default), or another identity by RENAME, SET SCHEMA.

    `thing` says which: its attributes do not matter. `to` is the identity afterwards, if that changes; its name without
    a schema stays in the one that it has. Attributes whose names begin as one of `without` are gone unless they are set
    again. A part of a table with an empty label is every one of that kind and table.
    """

    thing: Thing
    changes: tuple[tuple[str, str | None], ...] = ()
    to: Thing | None = None
    without: tuple[str, ...] = ()
    if_exists: bool = False
    refers: Nouns = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Grant(Verb):
    """GRANT, REVOKE, ALTER DEFAULT PRIVILEGES: what one role may do with one object.

    `privileges` empty is ALL. `option` is WITH GRANT OPTION, or that alone is revoked. `every` is the schema of
    ON ALL … IN SCHEMA: `thing` has no name then.
    """

    thing: Thing
    privileges: tuple[str, ...]
    revoke: bool = False
    option: bool = False
    every: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Transaction(Verb):
    """BEGIN, COMMIT, ROLLBACK in any spelling."""

    what: OneOf["begin", "commit", "rollback"]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Setting(Verb):
    """SET [LOCAL] name = value; `value` None is RESET or DEFAULT.

    The name `all` is every setting but roles; with a value these as well, as DISCARD ALL has it.
    """

    name: str
    value: str | None
    local: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Rows(Verb):
    """A query or a change of rows: INSERT, UPDATE, DELETE, SELECT …; it leaves the schema alone.

    `data` are the lines that follow COPY … FROM stdin in a script, up to `\\.`.
    """

    verb: str
    data: Span | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Beside(Verb):
    """A statement that was read and touches nothing that is modelled: COMMENT, ANALYZE, psql's `\\echo` …"""

    verb: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Unread(Verb):
    """What could not be read or cannot be known from the text, and why: never silence.

    `rows` says that it leaves the schema alone: what it changes are rows.
    """

    verb: str
    why: str
    rows: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Called(Unread):
    """What code calls, as `text` says it, with constants in the place of variables: of this a replay may know more."""

    text: str


Action = (
    CreateNamespace
    | DropNamespace
    | RenameNamespace
    | CreateTable
    | DropTable
    | RenameTable
    | AddColumn
    | DropColumn
    | RenameColumn
    | SetType
    | SetDefault
    | SetNotNull
    | AddConstraint
    | ValidateConstraint
    | DropConstraint
    | RenameConstraint
    | CreateIndex
    | DropIndex
    | RenameIndex
    | CreateEnum
    | AddEnumValue
    | RenameEnumValue
    | DropType
    | PutThing
    | DropThing
    | ChangeThing
    | Grant
    | Structure
    | Transaction
    | Setting
    | Rows
    | Beside
    | Unread
)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a script: its exact place and what it does, in order."""

    span: Span
    actions: tuple[Action, ...]

    @property
    def sql(self) -> str:
        return self.span.text

    @property
    def psql(self) -> bool:
        """Whether it is a command of psql (`\\connect`, pg_dump's `\\restrict`), which no server understands."""
        return self.sql.startswith("\\")

    @property
    def data(self) -> Span | None:
        """The lines of data that COPY … FROM stdin takes from the script."""
        return next((action.data for action in self.actions if isinstance(action, Rows)), None)

    @property
    def summary(self) -> str:
        """The statement on one line, white space folded."""
        return " ".join(self.sql.split())
