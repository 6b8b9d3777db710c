"""What a changed condition accepts beside what it accepted before: CHECKs, predicates, domains."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from ddlproof.changed import Change
from ddlproof.diff.keys import Ground, KeyRelation, of_reference, of_unique
from ddlproof.finding import Witness
from ddlproof.model.constraint import Check, Constraint, Exclude, ForeignKey, PrimaryKey, Unique
from ddlproof.model.expression import TRUE, Column, Expression, Is, render
from ddlproof.model.index import Index
from ddlproof.model.names import quote
from ddlproof.model.schema import Schema
from ddlproof.model.scope import Scope, base_type, scope_of
from ddlproof.model.table import Table
from ddlproof.model.usertype import Domain

if TYPE_CHECKING:
    from ddlproof.model.relation import Relation

_OPPOSITE = {"weaker": "stronger", "stronger": "weaker"}


class Sides:
    """A table before and after, and what is the same of its columns: only that can be reasoned about."""

    def __init__(self, before: tuple[Table | None, Schema], after: tuple[Table | None, Schema]) -> None:
        self._before, self._after = before, after
        self._scope: tuple[Scope, frozenset[str]] | None = None

    @property
    def fresh(self) -> bool:
        """Whether there was no such table before: what its CHECKs say together is then nothing new."""
        return self._before[0] is None or not self._before[0].columns

    @property
    def ground(self) -> Ground:
        """What keys are compared on."""
        sides = tuple((table, schema) for table, schema in (self._before, self._after) if table is not None)
        return Ground(sides, *self._known())

    def relate(self, old: Iterable[Expression], new: Iterable[Expression], *, where: bool = False) -> Relation:
        """How conditions on the rows of the table relate."""
        from ddlproof.model.relation import relate

        scope, not_null = self._known()
        return relate(tuple(old), tuple(new), scope, not_null=not_null, where=where)

    def relate_null(self, column: str, *, allowed: bool) -> Relation:
        """How a column relates to itself before, now that it takes NULL, or no longer does."""
        from ddlproof.model.relation import relate

        scope, not_null = self._known()
        old, new = (_demanded(table) for table in self._tables)
        present: list[Expression] = [Is(Column(column), "null", negated=True)]
        was, now = (present, []) if allowed else ([], present)
        return relate(was, now, scope, given=sorted(old & new, key=render), not_null=not_null - {column})

    @property
    def _tables(self) -> tuple[Table | None, Table | None]:
        return self._before[0], self._after[0]

    def _known(self) -> tuple[Scope, frozenset[str]]:
        if self._scope is None:
            self._scope = self._shared()
        return self._scope

    def _shared(self) -> tuple[Scope, frozenset[str]]:
        (old, was), (new, now) = self._before, self._after
        one, other = (scope_of(t, s) if t is not None else Scope() for t, s in ((old, was), (new, now)))
        enums = {name: labels for name, labels in other.enums.items() if one.enums.get(name) == labels}
        types = {name: type_ for name, type_ in other.types.items() if one.types.get(name) == type_}
        types = {name: type_ for name, type_ in types.items() if type_.name in enums or type_.name not in other.enums}
        nulls = [{c.name for c in table.columns if c.not_null} if table else set() for table in (old, new)]
        functions = {name: kind for name, kind in other.functions.items() if one.functions.get(name) == kind}
        return Scope(types, enums, one.collated | other.collated, functions), frozenset(nulls[0] & nulls[1])


def _demanded(table: Table | None) -> set[Expression]:
    """What the CHECKs of a table demand of every row."""
    return {c.expression for c in table.checks if c.enforced and c.validated} if table is not None else set()


def same_constraint(before: Constraint, after: Constraint, sides: Sides) -> bool:
    """Whether two constraints in normal form are one: equal, or proved to accept the same rows."""
    if before == after:
        return True
    if isinstance(before, Check) and isinstance(after, Check):
        alike = replace(before, expression=after.expression) == after
        return alike and sides.relate([before.expression], [after.expression]).verdict == "equal"
    if isinstance(before, Exclude) and isinstance(after, Exclude):
        return replace(before, predicate=after.predicate) == after and _same_rows(before, after, sides)
    return False


def same_index(before: Index, after: Index, sides: Sides) -> bool:
    """Whether two indexes in normal form differ at most in the spelling of their predicates."""
    return before == after or (replace(before, predicate=after.predicate) == after and _same_rows(before, after, sides))


def _same_rows(before: Index | Exclude, after: Index | Exclude, sides: Sides) -> bool:
    return sides.relate(*_where(before, after), where=True).verdict == "equal"


def _where(before: Index | Exclude, after: Index | Exclude) -> tuple[list[Expression], list[Expression]]:
    old, new = ([one.predicate if one.predicate is not None else TRUE] for one in (before, after))
    return old, new


def of_constraint(change: Change, before: Constraint, after: Constraint, sides: Sides) -> Change:
    """The change of a CHECK or of the predicate of an EXCLUDE, with what it now accepts."""
    if isinstance(before, Check) and isinstance(after, Check):
        if replace(before, expression=after.expression) != after:
            return change
        return related(change, sides.relate([before.expression], [after.expression]))
    if isinstance(before, Exclude) and isinstance(after, Exclude):
        alike = replace(before, predicate=after.predicate) == after
        return _narrowed(change, sides.relate(*_where(before, after), where=True)) if alike else change
    if isinstance(before, ForeignKey) and isinstance(after, ForeignKey):
        return _with_rows(change, of_reference(before, after, sides.ground))
    if isinstance(before, PrimaryKey | Unique) and isinstance(after, PrimaryKey | Unique):
        return _with_rows(change, of_unique(before, after, sides.ground))
    return change


def of_null(change: Change, column: str, sides: Sides, *, allowed: bool) -> Change:
    """The change of a column that takes NULL now, or no longer."""
    return change if sides.fresh else related(change, sides.relate_null(column, allowed=allowed))


def _with_rows(change: Change, found: KeyRelation) -> Change:
    """The change with rows that can be together on one side only."""
    if found.verdict == "unknown":
        return change
    lines = [(line, side) for rows, side in ((found.gained, "after"), (found.lost, "before")) for line in rows]
    if not lines:
        return replace(change, relation=found.verdict, prover="keys")
    names = tuple(dict.fromkeys(name for line, _ in lines for name in line))
    values = tuple((*(line.get(name) for name in names), side) for line, side in lines)
    witness = Witness("rows that only one of the two accepts", (*names, "accepted"), values, names)
    return replace(change, relation=found.verdict, witness=witness, prover="keys")


def of_index(change: Change, before: Index, after: Index, sides: Sides) -> Change:
    """The change of a unique index that is now about other rows."""
    if not after.unique or replace(before, predicate=after.predicate) != after:
        return change
    return _narrowed(change, sides.relate(*_where(before, after), where=True))


def of_domain(change: Change, before: Domain, after: Domain, attribute: str, schema: Schema) -> Change | None:
    """The change of a domain's attribute; None if it is a CHECK that only changed its spelling."""
    old, new = (next((c for c in d.checks if f"check {quote(c.name)}" == attribute), None) for d in (before, after))
    if old is None or new is None or before.type != after.type or replace(old, expression=new.expression) != new:
        return change
    from ddlproof.model.relation import relate

    found = relate([old.expression], [new.expression], Scope({"value": base_type(after.type, schema)[0]}))
    return None if found.verdict == "equal" else related(change, found)


def taken_together(
    changes: list[Change], before: Mapping[str, Constraint], after: Mapping[str, Constraint], sides: Sides
) -> list[Change]:
    """The changes of a table's constraints; those of its CHECKs are equal in meaning if all CHECKs together are."""
    if sides.fresh or not any(change.kind == "check" for change in changes):
        return changes
    old, new = ([c for c in side.values() if isinstance(c, Check)] for side in (before, after))
    moved = [*(c for c in old if c not in new), *(c for c in new if c not in old)]
    plain = all(check.validated and check.enforced and not check.no_inherit for check in moved)
    found = sides.relate((c.expression for c in old), (c.expression for c in new))
    if not plain or found.verdict != "equal":
        return changes
    return [replace(related(change, found), witness=None) if change.kind == "check" else change for change in changes]


def _narrowed(change: Change, found: Relation) -> Change:
    """A constraint about more rows is the stronger one."""
    made = related(change, found)
    relation = _OPPOSITE.get(made.relation or "", made.relation)
    witness = made.witness and replace(made.witness, title=f"a row that only the predicate {_side(found)} takes in")
    return replace(made, relation=relation, witness=witness)  # type: ignore[arg-type]  # one of the four


def _side(found: Relation) -> str:
    return "after" if found.gained is not None else "before"


def undecided(change: Change) -> bool:
    """Whether it is a changed CHECK of which it is not known what it now accepts."""
    return (change.kind, change.action, change.relation) == ("check", "alter", None)


def related(change: Change, found: Relation) -> Change:
    """The change with how its after relates to its before, and the rows that show it."""
    if found.verdict == "unknown":
        return change
    rows = [(row, side) for row, side in ((found.gained, "after"), (found.lost, "before")) if row is not None]
    if not rows:
        return replace(change, relation=found.verdict, prover=found.prover)
    names = tuple(rows[0][0])
    values = tuple((*(row.get(name) for name in names), side) for row, side in rows)
    witness = Witness("a row that only one of the two accepts", (*names, "accepted"), values, names)
    return replace(change, relation=found.verdict, witness=witness, prover=found.prover)
