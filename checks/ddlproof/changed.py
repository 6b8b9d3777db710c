"""What differs between two schemas, and what was meant to: a diff needs nothing else of what a server shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from typing import Literal as OneOf

from ddlproof.finding import Witness
from ddlproof.model.names import QName

if TYPE_CHECKING:
    from ddlproof.model.relation import Prover


@dataclass(frozen=True, slots=True)
class Change:
    """One difference between two schemas.

    `text` is the printed line without its sign; `owner` is the table whose block it stands in, if any. `relation` says
    how the after of a changed constraint relates to its before; `weaker` accepts more. `spelt` is the text without what
    a file and the catalog each spell in their own way, as the query of a view; empty where there is nothing such.
    `prover` is what that rests on.
    """

    action: OneOf["add", "drop", "alter", "rename"]
    kind: str
    object: str
    text: str
    owner: QName | None = None
    relation: OneOf["equal", "weaker", "stronger", "incomparable"] | None = None
    witness: Witness | None = None
    spelt: str = field(default="", compare=False)
    prover: Prover | None = field(default=None, compare=False)

    @property
    def sign(self) -> str:
        return {"add": "+", "drop": "-", "alter": "~", "rename": "="}[self.action]

    @property
    def line(self) -> str:
        return f"{self.sign} {self.text}"


@dataclass(frozen=True, slots=True)
class Intended:
    """The contract's `intended` beside the real diff: lines that did not happen, changes nobody asked for."""

    missing: tuple[str, ...] = ()
    unexpected: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        return not self.missing and not self.unexpected
