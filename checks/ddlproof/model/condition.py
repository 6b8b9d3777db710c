"""What an IF in a script asks of the catalog, and under which answers an action is carried out."""

from __future__ import annotations

from dataclasses import dataclass, field

from ddlproof.source import Span


@dataclass(frozen=True, slots=True)
class Exists:
    """Whether the catalog has such a row: `of` is a catalog or view, `where` its columns with the values asked for.

    A value is a text as the catalog holds it; `RELATION` and `TYPE` before it say that it is a name to be resolved.
    """

    of: str
    where: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """What only the server can tell."""


@dataclass(frozen=True, slots=True)
class Unset:
    """Whether a setting of a name with a dot is left alone by everybody: only the server can tell that, too."""

    setting: str


@dataclass(frozen=True, slots=True)
class Tried:
    """Whether all went well so far in a block with handlers: where something fails PostgreSQL takes all of it back.

    `sure` says that the handlers are for what the schema tells: that something is there already, or is not there.
    """

    sure: bool


@dataclass(frozen=True, slots=True)
class Not:
    operand: Condition


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Condition, ...]


Condition = Exists | Unknown | Unset | Tried | Not | AllOf | AnyOf

RELATION, TYPE = "\0relation ", "\0type "
HERE = "\0here"
"""The value of a schema's name that is the one where new objects go."""


@dataclass(frozen=True, slots=True)
class Guard:
    """An IF on the way to an action: it is asked once, where it stands, and must have had this answer.

    `turn` tells it from the same place in another round of a loop.
    """

    condition: Condition
    wanted: bool
    at: Span = field(repr=False)
    turn: int = 0
