"""The whole of what the gate found out about one change: what every report format prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ddlproof.finding import Finding, Severity

if TYPE_CHECKING:
    from ddlproof.evidence import (
        Change,
        Intended,
        Postgres,
        Proof,
        ReaderResult,
        Rehearsal,
        VerifyResult,
        WriterResult,
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """One change, or one set of files, judged. A section that the command did not make is None.

    `analysed` and `statements` count the statements that were read and all of them; `printed_diff` is the diff as
    `ddlproof diff` prints it. `stated` is False for a change without a contract.
    """

    name: str
    findings: tuple[Finding, ...]
    title: str = ""
    changes: tuple[Change, ...] | None = None
    printed_diff: str = ""
    intended: Intended | None = None
    proofs: tuple[Proof, ...] | None = None
    writers: tuple[WriterResult, ...] | None = None
    readers: tuple[ReaderResult, ...] | None = None
    verify: tuple[VerifyResult, ...] | None = None
    rehearsal: Rehearsal | None = None
    postgres: Postgres | None = None
    statements: int = 0
    analysed: int = 0
    seconds: float = 0.0
    notes: tuple[str, ...] = ()
    stated: bool = True

    def passes(self, threshold: Severity) -> bool:
        """Whether no finding that is not accepted is at `threshold` or worse."""
        return not any(finding.fails(threshold) for finding in self.findings)
