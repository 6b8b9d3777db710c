"""What every action has: its place, and whether it may find nothing."""

from __future__ import annotations

from dataclasses import dataclass, field

from ddlproof.model.condition import Guard
from ddlproof.source import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """`at` is where the SQL says so: the subcommand, not the whole statement.

    `optional` is ALTER TABLE IF EXISTS: nothing happens where the table is missing. `only` is ALTER TABLE ONLY: the
    table's children stay as they are. `conditional` is what stands in a DO block, where nobody knows whether it runs or
    a handler catches its error: where it cannot be carried out, that is no error. `guards` are the IFs on the way to
    it; once a replay knows their answers it has none. `home` is the schema whose CREATE SCHEMA it is in: its names are
    looked for there first.
    """

    at: Span = field(compare=False, repr=False)
    optional: bool = False
    only: bool = False
    conditional: bool = False
    guards: tuple[Guard, ...] = ()
    home: str = ""
