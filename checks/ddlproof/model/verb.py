"""What every action has: its place, and whether it may find nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from ddlproof.source import Span

if TYPE_CHECKING:
    from ddlproof.model.condition import Guard


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Verb:
    """`at` is where the SQL says so: the subcommand, not the whole statement.

    `optional` is ALTER TABLE IF EXISTS: nothing happens where the table is missing. `only` is ALTER TABLE ONLY: the
    table's children stay as they are. `conditional` is what stands in a DO block, where nobody knows whether it runs or
    a handler catches its error: where it cannot be carried out, that is no error. `guards` are the IFs on the way to
    it; once a replay knows their answers it has none. `home` is the schema whose CREATE SCHEMA it is in: its names are
    looked for there first. `called` is the statement that calls the function whose body it stands in.

    Verbs are equal where their kind and fields are. They share the methods for that, which `dataclass` would make anew
    for each of fifty kinds: the tenth part of a cold `ddlproof diff`.
    """

    at: Span = field(compare=False, repr=False)
    optional: bool = False
    only: bool = False
    conditional: bool = False
    guards: tuple[Guard, ...] = ()
    home: str = ""
    called: Span | None = field(default=None, compare=False, repr=False)

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and _values(self) == _values(other)

    def __hash__(self) -> int:
        return hash(_values(self))

    def __repr__(self) -> str:
        shown = (f"{one.name}={getattr(self, one.name)!r}" for one in fields(self) if one.repr)
        return f"{type(self).__name__}({', '.join(shown)})"


_GETTERS: dict[type[Any], Callable[[object], tuple[object, ...]]] = {}


def _values(verb: object) -> tuple[object, ...]:
    """The values of the fields that count."""
    kind: type[Any] = type(verb)
    if kind not in _GETTERS:
        _GETTERS[kind] = attrgetter(*(one.name for one in fields(kind) if one.compare))
    return _GETTERS[kind](verb)
