"""Valid rows: a row that every constraint of the model accepts, after the parent rows it refers to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from zlib import crc32

from ddlproof.model.constraint import ForeignKey
from ddlproof.model.expression import Expression, columns
from ddlproof.model.names import QName
from ddlproof.model.row import Row
from ddlproof.model.scalar import UNDECIDED
from ddlproof.model.schema import Schema
from ddlproof.model.table import Table
from ddlproof.rows.options import Option, Slot, nullable, slots
from ddlproof.rows.representatives import APART
from ddlproof.rows.searched import searched
from ddlproof.rows.values import NoRow
from ddlproof.rows.wanted import Memory, Values, Wanted, judged, satisfied

TRIES = 20_000
"""Options tried for the columns that depend on each other, before the search gives up."""


def closure(schema: Schema, table: QName, n: int = 1) -> tuple[Row, ...]:
    """The n-th valid row of a table, n from 1, after the parent rows it refers to, in the order of insertion.

    Rows of different n differ in every unique key. Optional foreign keys are NULL unless a CHECK needs them; columns
    with a default are left out unless a constraint or a foreign key speaks of them. CHECKs that Python cannot decide
    are taken to hold: see `undecided`.

    Raises:
        NoRow: there is no such row, or it cannot be found; the message says which constraint is in the way.
    """
    return fill(schema, table, n)


def fill(
    schema: Schema,
    table: QName,
    n: int = 1,
    *,
    given: Values | None = None,
    must: Values | None = None,
    present: Iterable[str] = (),
    without: Iterable[str] = (),
) -> tuple[Row, ...]:
    """A row as of `closure`, with some columns decided.

    Args:
        given: values that are put in as they are, even where a foreign key then finds nothing.
        must: values that are put in, too; the rows that foreign keys then look for are made to have them.
        present: columns that get a value that is not NULL, and is found where a foreign key looks for it.
        without: names of CHECKs that need not hold.

    Raises:
        NoRow: as of `closure`.
    """
    schema = searched(schema)
    found = table_of(schema, table)
    conditions = conditions_of(found, frozenset(without))
    wanted = Wanted(
        schema,
        found,
        n,
        given or {},
        must or {},
        frozenset(present),
        conditions,
        memory=Memory(lasting=schema.once(_lasting)),
    )
    *above, row = _solve(wanted)
    # The row itself stays, and comes last, also where its key is that of a row that it refers to.
    return (*(parent for parent in once(schema, above) if parent != row), row)


def _lasting(schema: Schema) -> dict[object, tuple[Row, ...] | NoRow]:
    """None yet."""
    return {}


def once(schema: Schema, rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows in their order, each once; of those with the same primary key the first, which is as good as the others.

    Two ways up to the same parent may differ in what they write into its other columns.
    """
    kept: dict[object, Row] = {}
    for row in rows:
        table = schema.table(row.table)
        names = table.primary_key.columns if table is not None and table.primary_key is not None else ()
        key = tuple(row.get(name) for name in names)
        kept.setdefault((row.table, key) if names and None not in key else row, row)
    return tuple(kept.values())


def table_of(schema: Schema, name: QName) -> Table:
    """The table.

    Raises:
        NoRow: there is none.
    """
    table = schema.table(name)
    if table is None:
        raise NoRow(f"there is no table {name}")
    return table


def conditions_of(table: Table, without: frozenset[str]) -> tuple[tuple[str, Expression], ...]:
    """The CHECKs of a table by their names, but for some."""
    return tuple((check.name, check.expression) for check in table.checks if check.name not in without)


def _solve(wanted: Wanted) -> tuple[Row, ...]:
    """The parents and the row, by groups of slots that do not depend on each other."""
    chosen: dict[str, str | None] = {}
    parents: list[Row] = []

    def parent(key: ForeignKey, n: int, so_far: Values) -> Option:
        return _parent(wanted, key, n, chosen | dict(so_far))

    for group in _groups(wanted, slots(wanted, parent)):
        ways = (_search(wanted, group, chosen, Tries(), sure=sure) for sure in _surest(wanted))
        option = next((found for way in ways if (found := next(way, None)) is not None), None)
        if option is None:
            raise _stuck(wanted, group)
        chosen |= option.values
        parents += option.parents
    order = [column for column in wanted.table.columns if column.name in chosen]
    values = tuple((column.name, chosen[column.name]) for column in order)
    return (*parents, Row(wanted.table.name, values, any(column.identity == "always" for column in order)))


def _surest(wanted: Wanted) -> tuple[bool, ...]:
    """Whether only what is known to hold counts: first, where a server was asked, then not."""
    return (True, False) if wanted.schema.answers.said else (False,)


def _parent(wanted: Wanted, key: ForeignKey, n: int, chosen: Values) -> Option:
    """The row that a foreign key refers to, with the values that the key has already."""
    waiting = next((values for name, _, values in wanted.above if name == key.target), None)
    if waiting is not None:
        wanted.memory.waited += 1
        return _waiting(wanted, key, waiting)
    pairs = tuple(zip(key.columns, key.target_columns, strict=True))
    must = {there: chosen[here] for here, there in pairs if here in chosen}
    rows = _known(wanted, key, n, must, chosen)
    return Option({here: rows[-1].get(there) for here, there in pairs}, rows)


def _known(wanted: Wanted, key: ForeignKey, n: int, must: Values, chosen: Values) -> tuple[Row, ...]:
    """The parents, made at most once: for ever where none of them had to find a row that waits for it.

    Raises:
        NoRow: as of `closure`; remembered like the rows.
    """
    memory = wanted.memory
    place = (wanted.table.name, key, n, tuple(sorted(must.items())), wanted.level)
    anywhere = (*place, frozenset(name for name, _, _ in wanted.above))
    here = (*place, tuple((name, number) for name, number, _ in wanted.above))
    found = memory.lasting.get(anywhere)
    if found is None and (found := memory.passing.get(here)) is not None:
        memory.waited += 1
    if found is None:
        waited = memory.waited
        try:
            found = _parent_rows(wanted, key, n, must, chosen)
        except NoRow as why:
            found = why
        if memory.waited == waited:
            memory.lasting[anywhere] = found
        else:
            memory.passing[here] = found
    if isinstance(found, NoRow):
        raise found
    return found


def _parent_rows(wanted: Wanted, key: ForeignKey, n: int, must: Values, chosen: Values) -> tuple[Row, ...]:
    target = table_of(wanted.schema, key.target)
    own = key.target == wanted.table.name
    above = wanted.above if own else (*wanted.above, (wanted.table.name, wanted.n, chosen))
    parent = Wanted(
        wanted.schema,
        target,
        n,
        present=frozenset(key.target_columns),
        conditions=conditions_of(target, frozenset()),
        above=above,
        memory=wanted.memory,
        level=wanted.level + 1 if own else 0,
    )
    if own and (root := _root(parent, key, must)):
        return root
    rows = _solve(parent)
    if all(rows[-1].get(there) == value for there, value in must.items()):
        return rows
    return _solve(replace(parent, n=n + 3 * APART, must=must))


def _root(parent: Wanted, key: ForeignKey, must: Values) -> tuple[Row, ...]:
    """The row, if it can be one that refers to no other of its table; of the same key always the same."""
    free = [name for name in key.columns if nullable(parent, name) and name not in parent.present]
    if not free:
        return ()
    pinned = set(must) >= parent.present
    n = APART + crc32(repr(sorted(must.items())).encode()) % APART if pinned else parent.n
    wanted = replace(parent, given=dict.fromkeys(free), must=must, n=n)
    try:
        return _solve(wanted)
    except NoRow:
        return ()


def _waiting(wanted: Wanted, key: ForeignKey, waiting: Values) -> Option:
    """A reference back to a row that waits for this one: only a deferrable key allows it."""
    if not key.deferrable or any(name not in waiting for name in key.target_columns):
        raise NoRow(
            f"no row of {wanted.table.name} can come first: {key.name} needs a row of {key.target}, "
            "which needs this one",
            hint=f"Make {key.name} DEFERRABLE, or let one of its columns be NULL.",
        )
    return Option({h: waiting[t] for h, t in zip(key.columns, key.target_columns, strict=True)})


def _groups(wanted: Wanted, found: tuple[Slot, ...]) -> list[list[Slot]]:
    """The slots in groups that share no column, neither directly nor through a condition; order is kept."""
    groups: list[tuple[set[str], list[Slot]]] = []
    linked = [names for names, _, _ in judged(wanted)]
    for slot in found:
        names = set(slot.columns | slot.reads)
        names |= {name for link in linked if link & slot.columns for name in link}
        touching = [group for group in groups if group[0] & names]
        groups = [group for group in groups if not group[0] & names]
        merged = [slot_ for group in touching for slot_ in group[1]]
        groups.append((names.union(*(group[0] for group in touching)), [*merged, slot]))
    order = {id(slot): i for i, slot in enumerate(found)}
    return sorted((sorted(g, key=lambda s: order[id(s)]) for _, g in groups), key=lambda g: order[id(g[0])])


@dataclass(slots=True)
class Tries:
    """What is left of the search's patience."""

    left: int = TRIES


def _search(wanted: Wanted, group: list[Slot], before: Values, tries: Tries, *, sure: bool = False) -> Iterator[Option]:
    """Depth first, simple options first; a condition that is already false cuts the branch off.

    What PostgreSQL has been asked for must be known to hold if `sure`; nothing is found where it was asked for nothing.
    """
    names = frozenset(name for slot in group for name in slot.columns)
    about = [one for one in judged(wanted) if names & one[0]]
    conditions = [(spoken, judge) for spoken, _, judge in about]
    certain = [judge for _, condition, judge in about if sure and satisfied(wanted, condition)]
    if sure and not certain:
        return iter(())
    # What is given comes first: whatever it rules out of the rest is then seen at once.
    order = sorted(group, key=lambda slot: not slot.columns <= wanted.given.keys())
    asked = [[judge for spoken, judge in conditions if spoken & slot.columns] for slot in order]

    def extend(place: int, chosen: dict[str, str | None], parents: tuple[Row, ...]) -> Iterator[Option]:
        if place == len(order):
            if not any(judge(chosen) is UNDECIDED for judge in certain):
                yield Option(chosen, parents)
            return
        for option in order[place].options(chosen):
            tries.left -= 1
            if tries.left < 0:
                return
            if any(chosen.get(name, value) != value for name, value in option.values.items()):
                continue
            extended = chosen | dict(option.values)
            if any(judge(extended) is False for judge in asked[place]):
                continue
            yield from extend(place + 1, extended, (*parents, *option.parents))

    start = {name: value for name, value in {**before, **wanted.must}.items() if name in names}
    return extend(0, start, ())


def _stuck(wanted: Wanted, group: list[Slot]) -> NoRow:
    names = {name for slot in group for name in slot.columns}
    checks = ", ".join(name for name, condition in wanted.conditions if names & set(columns(condition)))
    which = ", ".join(sorted(names))
    return NoRow(
        f"no valid row of {wanted.table.name} was found: nothing tried for ({which}) satisfies "
        f"{checks or 'its foreign keys'}",
        hint="The constraint may be impossible to satisfy, or need values that it does not name.",
    )
