"""What of the rows is lost for good when a migration has run, and when its rollback has: neither undoes the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from ddlproof.evidence import Run
from ddlproof.rehearsal.content import Contents, Values
from ddlproof.rehearsal.copies import made, without
from ddlproof.rehearsal.losses import lost

Tables = Mapping[int, Contents]


@dataclass(slots=True)
class Ledger:
    """Kept from run to run.

    `began` are the rows before the migration; `gone` is what it loses of them, `made` the rows that it inserts itself
    and a rollback may delete. `missing` is what is lost after both; None as long as no rollback has run to its end.
    """

    began: Tables = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    made: Mapping[int, list[Values]] = field(default_factory=dict)
    missing: set[str] | None = None

    def went_up(self, start: Tables, end: Tables, run: Run) -> None:
        """The migration has run, for good."""
        self.began, self.gone, self.made = start, {witness.about for witness in run.lost}, made(start, end)

    def went_back(self, end: Tables) -> None:
        """The rollback has run to its end, and nobody had written a row in between."""
        self.missing = {witness.about for witness in lost(self.began, end)}

    def owed(self, found: Tables) -> dict[int, Contents]:
        """The rows that nobody is to lose: not those of the migration's own making."""
        return without(found, self.made)

    def added(self, found: Tables) -> tuple[str, ...]:
        """The tables and columns that the migration has added; none where the rollback loses more than those hold."""
        return () if self.missing is not None and self.missing - self.gone else tuple(self._added(found))

    def _added(self, found: Tables) -> Iterator[str]:
        for oid, table in found.items():
            old = self.began.get(oid)
            if old is None:
                yield table.name
            known = old.columns if old is not None else ()
            yield from (f"{table.name}.{column}" for number, column in table.columns.items() if number not in known)

    def lasting(self, run: Run) -> Run:
        """A run of the migration without the losses that the rollback makes good: what it gives back was kept."""
        if run.direction != "up" or self.missing is None:
            return run
        return replace(run, lost=tuple(witness for witness in run.lost if witness.about in self.missing))
