"""What changed keys, references and NOT NULL accept beside what they accepted before, each taken alone.

Only what is certain: where a CHECK speaks of a column in which the two differ, or something else of the table may
reject the rows that would show it, nothing is said. PostgreSQL documentation, sections 5.5.2 to 5.5.5.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ddlproof.model.axis import sample, second
from ddlproof.model.constraint import Exclude, ForeignKey, PrimaryKey, Unique
from ddlproof.model.expression import columns
from ddlproof.model.schema import Schema
from ddlproof.model.scope import Scope
from ddlproof.model.table import Table

if TYPE_CHECKING:
    from ddlproof.model.relation import Verdict

Line = dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Ground:
    """A table on both sides of a change, and what is known of its columns; `not_null` on both sides."""

    sides: tuple[tuple[Table, Schema], ...]
    scope: Scope
    not_null: frozenset[str]

    def open(self, names: Iterable[str]) -> bool:
        """Whether the columns can hold any two values, and NULL where they take it, which is the same on both sides."""
        wanted = set(names)
        spoken = {n for table, _ in self.sides for check in table.checks for n in columns(check.expression)}
        return wanted <= self.scope.types.keys() - spoken and all(map(self._free, wanted))

    def _free(self, name: str) -> bool:
        found = [table.column(name) for table, _ in self.sides]
        labels = self.scope.enums.get(self.scope.types[name].name)
        nulls = {column is not None and column.not_null for column in found}
        plain = all(column is not None and column.generated is None for column in found)
        return plain and len(nulls) == 1 and (labels is None or len(labels) > 1)

    def keyed(self, within: Sequence[str], name: str) -> bool | None:
        """Whether another key rejects rows that are alike in these columns, on both sides; None if that is not sure."""
        found = []
        for table, schema in self.sides:
            unique = [index for index in schema.indexes_of(table.name) if index.unique]
            plain = all(index.predicate is None and len(index.columns) == len(index.keys) for index in unique)
            if not plain or any(isinstance(one, Exclude) for one in table.constraints):
                return None
            keys = [one for one in table.constraints if isinstance(one, PrimaryKey | Unique) and one.name != name]
            over = [one.columns for one in keys if not one.deferrable] + [index.columns for index in unique]
            found.append({names for names in over if set(names) <= set(within)})
        both, either = found[0] & found[-1], found[0] | found[-1]
        if any(self.not_null.issuperset(names) for names in both):
            return True
        return None if either else False


@dataclass(frozen=True, slots=True)
class KeyRelation:
    """As `model.relation.Relation`, with several rows for each side: those that can only be together on one of them."""

    verdict: Verdict = "unknown"
    gained: tuple[Line, ...] = ()
    lost: tuple[Line, ...] = ()


def of_unique(before: PrimaryKey | Unique, after: PrimaryKey | Unique, ground: Ground) -> KeyRelation:
    """A key over other columns, or one that treats NULLs otherwise."""
    if before.without_overlaps or after.without_overlaps or before.deferrable != after.deferrable:
        return KeyRelation()
    one, other = _alike(before), _alike(after)
    old, new = set(before.columns), set(after.columns)
    if not ground.open(old | new if one or other else old ^ new):
        return KeyRelation()
    keyed = [ground.keyed(names, before.name) for names in (before.columns, after.columns)]
    if None in keyed:
        return KeyRelation()
    gained = None if keyed[0] else _pair(before.columns, one, after.columns, other, ground)
    lost = None if keyed[1] else _pair(after.columns, other, before.columns, one, ground)
    return KeyRelation(_verdict(gained is not None, lost is not None), gained or (), lost or ())


def _alike(key: PrimaryKey | Unique) -> bool:
    return isinstance(key, Unique) and key.nulls_not_distinct


def _verdict(gained: bool, lost: bool) -> Verdict:
    if gained:
        return "incomparable" if lost else "weaker"
    return "stronger" if lost else "equal"


def _pair(
    mine: Sequence[str], alike: bool, theirs: Sequence[str], theirs_alike: bool, ground: Ground
) -> tuple[Line, Line] | None:
    """Two rows that the first key takes for the same, and the second does not; None if there are none such."""
    names = tuple(dict.fromkeys((*mine, *theirs)))
    types, enums = ground.scope.types, ground.scope.enums
    base: Line = {name: sample(types[name], enums) if name in types else "?" for name in names}
    differing = next((name for name in theirs if name not in mine), None)
    if differing is not None:
        return base, {**base, differing: second(types[differing], enums) or "another"}
    if alike and not theirs_alike:  # the same columns, or more of them: NULLs are alike for the first alone
        null = next((name for name in theirs if name not in ground.not_null), None)
        return None if null is None else ({**base, null: None}, {**base, null: None})
    return None


def of_reference(before: ForeignKey, after: ForeignKey, ground: Ground) -> KeyRelation:
    """A foreign key with other columns, another target, another MATCH, or no longer enforced."""
    if replace(before, validated=after.validated) == after or before.period or after.period:
        return KeyRelation()
    if before.enforced != after.enforced:
        return KeyRelation("weaker" if before.enforced else "stronger")
    if not ground.open({*before.columns, *after.columns}):
        return KeyRelation()
    old, new = (set(zip(key.columns, key.target_columns, strict=True)) for key in (before, after))
    if before.target != after.target or not (old <= new or new <= old):
        return KeyRelation("incomparable")
    if old != new:
        return KeyRelation() if before.match != after.match else _of_pairs(before, after, ground)
    if before.match == after.match:
        return KeyRelation()  # actions and timing are about what becomes of rows, not about which there may be
    return _of_match(before, after, ground)


def _of_pairs(before: ForeignKey, after: ForeignKey, ground: Ground) -> KeyRelation:
    """More pairs of columns demand more, unless one of them, being NULL, voids the key."""
    fewer, more = sorted((before, after), key=lambda key: len(key.columns))
    added = [name for name in more.columns if name not in fewer.columns]
    if more.match == "simple" and not ground.not_null.issuperset(added):
        return KeyRelation("incomparable")
    if more.match == "full" and not ground.not_null.issuperset(more.columns):
        return KeyRelation()
    return KeyRelation("stronger" if more is after else "weaker")


def _of_match(before: ForeignKey, after: ForeignKey, ground: Ground) -> KeyRelation:
    """MATCH FULL takes no key that is NULL in part."""
    nullable = [name for name in after.columns if name not in ground.not_null]
    if not nullable or len(after.columns) == 1:
        return KeyRelation("equal")
    line: Line = {name: sample(ground.scope.types[name], ground.scope.enums) for name in after.columns}
    line[nullable[0]] = None
    if after.match == "full":
        return KeyRelation("stronger", lost=(line,))
    return KeyRelation("weaker", gained=(line,))
