"""What one statement does to sequences, types, partitions and attributes: verbs like those of `model/action.py`."""

from __future__ import annotations

from dataclasses import dataclass

from ddlproof.model.attributes import Changes
from ddlproof.model.constraint import Check
from ddlproof.model.expression import Expression
from ddlproof.model.names import QName
from ddlproof.model.sequence import Sequence
from ddlproof.model.types import Type
from ddlproof.model.usertype import UserType
from ddlproof.model.verb import Verb


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class SetTable(Verb):
    """Attributes of a table are set, or taken back to their defaults."""

    table: QName
    changes: Changes


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class OfType(Verb):
    """ALTER TABLE … OF a composite type, None: NOT OF."""

    table: QName
    of: QName | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class SetColumn(Verb):
    """Attributes of a column are set. `identity`: `always`, `by default`; `none` is DROP IDENTITY; None leaves it.

    `added` is ADD GENERATED; `sequence` is what SEQUENCE NAME calls its sequence.
    """

    table: QName
    column: str
    changes: Changes = ()
    identity: str | None = None
    added: bool = False
    if_exists: bool = False
    sequence: QName | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class SetExpression(Verb):
    """SET EXPRESSION of a generated column; None is DROP EXPRESSION."""

    table: QName
    column: str
    expression: Expression | None
    if_exists: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class SetIndex(Verb):
    """Attributes of an index are set."""

    index: QName
    changes: Changes
    if_exists: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class ClusterOn(Verb):
    """CLUSTER ON index; None is SET WITHOUT CLUSTER."""

    table: QName
    index: str | None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class AlterConstraint(Verb):
    """ALTER CONSTRAINT: what it does not say stays, None. `inherit` is of a NOT NULL (since PostgreSQL 18)."""

    table: QName
    name: str
    deferrable: bool | None = None
    initially_deferred: bool | None = None
    enforced: bool | None = None
    inherit: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class AttachPartition(Verb):
    table: QName
    partition: QName
    bounds: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class DetachPartition(Verb):
    table: QName
    partition: QName


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class AttachIndex(Verb):
    """ALTER INDEX parent ATTACH PARTITION child."""

    index: QName
    partition: QName


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Inherit(Verb):
    """INHERIT parent; `inherit` False is NO INHERIT."""

    table: QName
    parent: QName
    inherit: bool = True


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class CreateSequence(Verb):
    sequence: Sequence
    if_not_exists: bool = False
    temporary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class AlterSequence(Verb):
    """Options are set; None is the default. `owned` says that `table` and `column` are the new owner, or no one."""

    sequence: QName
    type: str | None = None
    options: Changes = ()
    owned: bool = False
    owner: QName | None = None
    column: str = ""
    unlogged: bool | None = None
    if_exists: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class DropSequence(Verb):
    sequence: QName
    if_exists: bool = False
    cascade: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class RenameSequence(Verb):
    sequence: QName
    to: str
    if_exists: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class CreateType(Verb):
    """CREATE DOMAIN, CREATE TYPE of a composite or range type."""

    type: UserType


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class RenameType(Verb):
    """RENAME TO of any type, or SET SCHEMA, which changes the schema of `to`."""

    name: QName
    to: QName


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class AlterAttribute(Verb):
    """ALTER TYPE of a composite type: `type` None drops the attribute, `to` renames it, else it is added or altered."""

    name: QName
    attribute: str
    add: bool = False
    type: Type | None = None
    collation: str | None = None
    to: str | None = None
    if_exists: bool = False
    cascade: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class SetDomain(Verb):
    """ALTER DOMAIN SET or DROP DEFAULT, NOT NULL: what it does not say stays."""

    name: QName
    not_null: bool | None = None
    set_default: bool = False
    default: Expression | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class DomainCheck(Verb):
    """ALTER DOMAIN ADD, DROP, RENAME, VALIDATE CONSTRAINT: `check` is added, else the one called `drop` goes."""

    name: QName
    check: Check | None = None
    drop: str = ""
    rename: str = ""
    to: str = ""
    validate: str = ""
    if_exists: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class MoveTable(Verb):
    """SET SCHEMA of a table."""

    table: QName
    schema: str


Structure = (
    SetTable
    | OfType
    | SetColumn
    | SetExpression
    | SetIndex
    | ClusterOn
    | AlterConstraint
    | AttachPartition
    | DetachPartition
    | AttachIndex
    | Inherit
    | CreateSequence
    | AlterSequence
    | DropSequence
    | RenameSequence
    | CreateType
    | RenameType
    | AlterAttribute
    | SetDomain
    | DomainCheck
    | MoveTable
)
