"""What PostgreSQL has said of conditions that Python cannot evaluate, by the values of their columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ddlproof.model.expression import Expression, columns
from ddlproof.model.names import QName
from ddlproof.model.operators import Truth
from ddlproof.model.scalar import UNDECIDED

Values = Mapping[str, str | None]
Said = Mapping[tuple[str | None, ...], bool | None]


@dataclass(frozen=True, slots=True)
class Answers:
    """`said` of a table's condition: its truth for values of its columns, in the order of `columns(condition)`."""

    said: Mapping[tuple[QName, Expression], Said] = field(default_factory=dict)

    def __call__(self, table: QName, condition: Expression, row: Values) -> Truth:
        """The condition's truth over a row; UNDECIDED if that was not asked."""
        known = self.said.get((table, condition))
        if known is None:
            return UNDECIDED
        names = columns(condition)
        return known.get(tuple(row[name] for name in names), UNDECIDED) if all(n in row for n in names) else UNDECIDED

    def rows(self, table: QName, condition: Expression, *, accepts: bool) -> Iterator[dict[str, str | None]]:
        """The values that a CHECK of the condition accepts, or refuses, of those that were asked for."""
        names, known = columns(condition), self.said.get((table, condition), {})
        return (
            dict(zip(names, values, strict=True)) for values, truth in known.items() if (truth is not False) is accepts
        )

    def __or__(self, other: Answers) -> Answers:
        return Answers({**other.said, **self.said})


NONE = Answers()
