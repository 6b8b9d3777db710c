"""What a walk has done, so that a statement that fails halfway is taken back: PostgreSQL does all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ddlproof.model import action as a
from ddlproof.sql.apply import apply
from ddlproof.sql.draft import Draft


@dataclass(slots=True)
class History:
    """`done` are the actions since `base`, which is None where no statement can fail halfway.

    `first` is the number of the first one of the statement that runs, `broken` whether that has failed.
    """

    base: Draft | None = None
    done: list[a.Action] = field(default_factory=list)
    first: int = 0
    broken: bool = False

    @staticmethod
    def ahead_of(draft: Draft, statements: Iterable[a.Statement]) -> History:
        """The history that begins here, with these statements to come."""
        several = any(len(statement.actions) > 1 for statement in statements)
        return History(draft.copy() if several else None)

    def based(self, draft: Draft) -> History:
        """The history once a statement does several things that was thought to do one, and has done nothing yet."""
        return self if self.base is not None else History(draft.copy())

    def begin_statement(self) -> None:
        """Another statement begins."""
        self.first, self.broken = len(self.done), False

    def taken_back(self, draft: Draft) -> Draft:
        """The draft without what the statement has done, which fails."""
        self.broken = True
        if self.base is None or len(self.done) == self.first:
            return draft
        found = self.base
        for action in self.done[: self.first]:
            apply(found, action)
        self.base, self.done, self.first = found.copy(), [], 0
        return found
