"""What rows have shown of a constraint: where claim and server disagree, and whether its mutants were noticed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ddlproof.finding import Witness

if TYPE_CHECKING:
    from ddlproof.model.relation import Prover


@dataclass(frozen=True, slots=True)
class Mismatch:
    """A row on which claim and server disagree."""

    row: Witness
    expected: str
    got: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """A row that was put to a key, with the SQL that did it, and what came of it: `kind` says what was tried."""

    kind: str
    row: Witness
    got: str


@dataclass(frozen=True, slots=True)
class Equivalent:
    """An altered constraint that is proved to accept the same rows, and by what."""

    text: str
    prover: Prover


@dataclass(frozen=True, slots=True)
class Mutants:
    """Constraints altered on purpose: `survivors` are those that no row told from the original.

    `stillborn` are those that PostgreSQL refuses to make; they do not count as `made`.
    """

    made: int = 0
    killed: int = 0
    equivalents: tuple[Equivalent, ...] = ()
    survivors: tuple[str, ...] = ()
    stillborn: int = 0

    @property
    def equivalent(self) -> int:
        """How many are proved to accept the same rows."""
        return len(self.equivalents)


@dataclass(frozen=True, slots=True)
class Proof:
    """One claim about a constraint, judged by rows. `states` is the truth table that the report prints.

    Without a claim in the contract (`claimed`), `claim` says what the constraint is, and that is what it should be.
    `attempts` are what a key does that is right and may surprise: an action that is refused, NULL that gets by.
    """

    constraint: str
    claim: str
    rows: int
    accepted: int
    rejected: int
    mismatches: tuple[Mismatch, ...] = ()
    mutants: Mutants = Mutants()
    states: Witness | None = None
    notes: tuple[str, ...] = ()
    claimed: bool = True
    attempts: tuple[Attempt, ...] = ()

    @property
    def object(self) -> str:
        """What it is about: the constraint, or the column or table without the words that the claim begins with."""
        name, *words = self.constraint.split(" ")
        return name if words and self.claim.startswith(" ".join(words)) else self.constraint

    @property
    def heading(self) -> str:
        """`public.jobs.jobs_pkey: primary key (id)`."""
        return f"{self.object}: {self.claim}"
