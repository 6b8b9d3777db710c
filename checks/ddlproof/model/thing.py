"""Objects that the diff compares attribute by attribute, as text: views, functions, triggers, grants, comments …

One noun for all of them keeps each kind in one place: the module in `sql/things/` that reads it, and the query in
`postgres/queries/things/` that has the catalog print it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ddlproof.model.expression import string
from ddlproof.model.names import QName, quote
from ddlproof.model.types import Type

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Routine:
    """A function's name inside of a text: only that of a function which is found gets its schema."""

    name: QName

    def __str__(self) -> str:
        return str(self.name) if self.name.schema else quote(self.name.name)


class Spelt(str):
    """A text with names inside that are still to be resolved. The text itself has them as they were written."""

    parts: tuple[str | QName | Type | Routine, ...]

    def __new__(cls, *parts: str | QName | Type | Routine) -> Spelt:
        made = super().__new__(cls, "".join(str(part) for part in parts))
        made.parts = parts
        return made


@dataclass(frozen=True, slots=True)
class Thing:
    """An object: its kind as the diff calls it, what identifies it among its kind, its attributes as text.

    The identity is printed as `prefix qname` and `label`: `qname` where it lives in a schema; `label` what follows,
    such as a function's argument types, or the whole name of what lives in none; `table` where it is part of a table:
    it is then printed in that table's block, and goes when the table goes. An attribute that has its default value is
    left out, so that both readers agree on silence. `uses` are tables, types and functions without which it cannot be,
    as far as its text tells; `columns` are those of a view, as far as they are known.

    The name of an attribute that the catalog spells in its own way, as a view's query, ends in `AS_WRITTEN` or, where
    it comes from the catalog, in `AS_PRINTED`: only two texts from one reader are compared.

    `about` is set where the thing is a remark on another object, such as a comment or a grant: that object's kind. The
    identity is then printed as `prefix about qname` and `label`, and the thing goes when its object goes.
    """

    kind: str
    qname: QName | None = None
    label: str = ""
    table: QName | None = None
    prefix: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    uses: tuple[QName, ...] = field(default=(), compare=False)
    columns: tuple[str, ...] = field(default=(), compare=False)
    about: str = ""

    @property
    def name(self) -> str:
        """The identity as it is printed, without the kind."""
        return " ".join(part for part in (self.prefix, self.about, self.subject) if part)

    @property
    def subject(self) -> str:
        """The identity without what stands before it. The name of an operator is never quoted."""
        if self.qname is None:
            return self.label
        operator = "operator" in (self.kind, self.about)
        return (f"{quote(self.qname.schema)}.{self.qname.name}" if operator else str(self.qname)) + self.label

    @property
    def key(self) -> Key:
        """What no other thing shares, as it can be sorted."""
        return (self.kind, str(self.table or ""), self.name)

    def get(self, attribute: str) -> str | None:
        """An attribute's text; None where it has its default."""
        return dict(self.attributes).get(attribute)

    def with_attributes(self, changed: dict[str, str | None]) -> Thing:
        """The same thing with some attributes set; None takes one away."""
        merged = dict(self.attributes) | changed
        kept = tuple(sorted((name, value) for name, value in merged.items() if value is not None))
        return replace(self, attributes=kept)


UNKNOWN = "?"
"""The value of an attribute that a reader cannot tell: it differs from no other."""

UNSEEN = 'option "?"'
"""The attribute of a user mapping that stands for all its options, which a reader may not see: none differs then."""

HIDDEN = "secret #"
"""How an attribute begins that may be a secret: a hash of it follows, which is for comparing and not to be shown."""

AS_BROUGHT = " as brought"
"""The end of an attribute's name where the catalog has what an extension brings along: in a file that goes unsaid."""

DEPENDS_ON = "depends on extension "
"""How the attribute begins of what goes with an extension."""

AS_WRITTEN = " as written"
AS_PRINTED = " as printed"
DEFINITION = f"definition{AS_WRITTEN}"
"""The attribute that holds a view's query as a file has it, or the body of a function that PostgreSQL parses."""
COMMAND = f"command{AS_WRITTEN}"
"""The one that holds what a rule does."""
PARSED = (DEFINITION, COMMAND)
PARSED_AND_PRINTED = tuple(name.replace(AS_WRITTEN, AS_PRINTED) for name in PARSED)
"""What PostgreSQL keeps parsed, so that it follows every new name: as a file has it, and as the catalog prints it."""

ROW_MARK = "\0"
"""What stands between NEW or OLD and a column in the name that an expression has for it: no name holds it."""

IN_SCHEMAS = (
    *("function", "procedure", "aggregate", "materialized view", "view", "sequence", "domain", "composite type"),
    *("range type", "statistics", "collation", "operator class", "operator family", "foreign table", "type"),
    *("text search configuration", "text search dictionary", "text search parser", "text search template"),
)
ELSEWHERE = (
    *("trigger", "policy", "rule", "comment", "owner", "grant", "default privileges", "extension", "event trigger"),
    *("publication", "subscription", "server", "foreign data wrapper", "user mapping", "cast", "operator", "language"),
    *("security label", "transform", "conversion", "access method"),
)
"""The kinds as the diff prints them: those whose names a schema qualifies, and the others."""

ROUTINES = ("function", "procedure", "aggregate")
"""The kinds whose identity are their argument types too."""

VIEWS = ("view", "materialized view")
"""The kinds that share their names with tables."""


@dataclass(frozen=True, slots=True)
class FunctionName:
    """The name of a function in the text of a thing. Without a schema: one of pg_catalog, or not resolved yet.

    `built_in` says that one which is not found is of pg_catalog: those that triggers call hardly ever are.
    """

    name: QName
    built_in: bool = False


def secret(text: str) -> str:
    """What stands for a text that may be a secret: it tells two apart, and neither is in it."""
    from hashlib import sha256  # few schemas have a secret

    return f"{HIDDEN}{sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()}"


def commented(text: str | None) -> str:
    """The comment of an extension as an attribute of it: without one it is told from one of which nothing is said."""
    return string(text) if text else "none"


def depends_on(extension: str) -> str:
    """The attribute of what goes with an extension (`DEPENDS ON EXTENSION`)."""
    return f"{DEPENDS_ON}{quote(extension)}"


def column_of(table: QName, column: str) -> QName:
    """What stands among the `uses` of a thing for a column."""
    return QName(str(table), column)


def reference(number: int) -> str:
    """What stands in a text for noun `number` of an action's `refers`, until names are resolved.

    No SQL text holds the character NUL.
    """
    return f"\0{number}\0"
