"""What the gate says about a change: findings, and the witnesses that prove them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal as OneOf

from ddlproof.source import Span

Side = OneOf["before", "after", ""]


class Severity(StrEnum):
    """How bad a finding is, worst first."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 is the worst."""
        return list(Severity).index(self)

    def at_least(self, other: Severity) -> bool:
        """Whether this is as bad as `other`, or worse."""
        return self.rank <= other.rank


@dataclass(frozen=True, slots=True)
class Witness:
    """What proves a finding: rows, a statement to paste, or locks, as a small table.

    `rows` hold the values as PostgreSQL prints them; None is NULL. `marked` names the columns that matter. `about` is
    the table or column that the rows are of, where a rule has to tell that.
    """

    title: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str | None, ...], ...] = ()
    marked: tuple[str, ...] = ()
    sql: str | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """What a rule yields: a sentence and a place. The conductor stamps rule, severity and advice on it.

    `side` says on which of the two schemas it was seen, where the same statement ran on both.
    """

    message: str
    span: Span | None = None
    object: str = ""
    witness: Witness | None = None
    instead: str = ""
    severity: Severity | None = None
    side: Side = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One defect: what happens to whom, where, what to do instead, and what proves it.

    `called` is the statement that calls the function in whose body it stands.
    """

    rule: str
    severity: Severity
    message: str
    instead: str = ""
    span: Span | None = None
    object: str = ""
    witness: Witness | None = None
    accepted: str | None = None
    side: Side = ""
    called: Span | None = None

    def accept(self, reason: str) -> Finding:
        """The same finding, accepted by the contract: shown, but it does not fail the gate."""
        return replace(self, accepted=reason)

    def fails(self, threshold: Severity) -> bool:
        """Whether this finding makes the gate fail at `--fail-on` `threshold`."""
        return self.accepted is None and self.severity.at_least(threshold)

    @property
    def order(self) -> tuple[int, str, int, str]:
        """Worst first, then by place."""
        span = self.span
        return (
            self.severity.rank + 10 * (self.accepted is not None),
            span.source.name if span else "",
            span.start if span else -1,
            self.rule,
        )
