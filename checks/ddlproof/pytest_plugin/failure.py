"""How a failed test of a change looks: the terminal's report of its findings, in pytest's colours and width."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from _pytest._code.code import TerminalRepr

from ddlproof.report import findings
from ddlproof.report.colour import Style, paint

if TYPE_CHECKING:
    from _pytest._io import TerminalWriter

    from ddlproof.outcome import Outcome


class ChangeFails(Exception):
    """The findings of an outcome, all of which belong to one test."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__("; ".join(finding.message for finding in outcome.findings))
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Crash:
    """What pytest's last lines and its JUnit report say of a failure."""

    message: str


class Shown(TerminalRepr):
    """A failure. `reprcrash` is where pytest looks for a short form of it."""

    def __init__(self, error: ChangeFails) -> None:
        self._outcome = error.outcome
        self.reprcrash = Crash(str(error))

    def toterminal(self, tw: TerminalWriter) -> None:
        """Print it."""
        style = Style(colour=tw.hasmarkup, width=tw.fullwidth)
        tw.write(paint(findings.section(self._outcome, style.width), style))
        if self._outcome.postgres is not None:
            tw.line(f"on PostgreSQL {self._outcome.postgres.version}, {self._outcome.postgres.backend}")
