"""A table refers to alternatives, and nothing says that a row has one of them."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Ending
from ddlproof.finding import Hit, Severity
from ddlproof.model.constraint import ForeignKey
from ddlproof.model.expression import columns
from ddlproof.model.names import QName, quote
from ddlproof.model.table import Table
from ddlproof.rules.added import added
from ddlproof.rules.arcs import reference
from ddlproof.rules.keys import accesses
from ddlproof.rules.rule import About, Example

ABOUT = About(
    severity=Severity.NOTE,
    trigger=(
        "Two or more nullable foreign keys of one table, each named after the table that it refers to, with the same "
        "ON DELETE, none of these tables referring to another of them, and no CHECK over "
        "them, in a table that does not join them."
    ),
    effect="If they are alternatives, rows with several owners, or none, get in.",
    instead="If a row has exactly one of them: CHECK (num_nonnulls(…) = 1). If not, there is nothing to do.",
    needs="the definition of the table",
)
_TABLES = "create table posts (id int primary key); create table photos (id int primary key);"
_NOTES = "create table notes (id bigint primary key, post_id int references posts, photo_id int references photos{});"
BAD = Example(_NOTES.format(""), before=_TABLES)
GOOD = Example(_NOTES.format(", check (num_nonnulls(post_id, photo_id) = 1)"), before=_TABLES)


def check(ending: Ending) -> Iterator[Hit]:
    """Yield a hit for each table to which the script adds the last of such references."""
    places = {one.owner: one.at for one in added(ending).constraints if isinstance(one.constraint, ForeignKey)}
    for name, at in places.items():
        table = ending.tables.get(name)
        names = _alternatives(ending, table) if table is not None else ()
        if table is None or len(names) < 2 or _tied(table, names):
            continue
        if _joins(ending, table, names) or not any((name, column) in added(ending).columns for column in names):
            continue
        listed = ", ".join(quote(column) for column in names)
        yield Hit(
            f"a row of {name} may have several of ({listed}), or none",
            span=at,
            object=str(name),
            instead=f"If a row has exactly one of them: CHECK (num_nonnulls({listed}) = 1).",
        )


def _alternatives(ending: Ending, table: Table) -> tuple[str, ...]:
    """The columns that refer, each by its name, to tables of which none refers to another."""
    found: dict[str, QName] = {}
    for key in table.foreign_keys:
        for name in key.columns:
            if reference(table, name) == key.target and _named_after(name, key.target):
                found[name] = key.target
    targets = set(found.values())
    linked = any(
        key.target in targets - {target}
        for target in targets
        for key in (ending.tables[target].foreign_keys if target in ending.tables else ())
    )
    deletes = {key.on_delete for key in table.foreign_keys if set(key.columns) & set(found)}
    different = len(targets) == len(found) and table.name not in targets
    names = tuple(column.name for column in table.columns if column.name in found)
    return names if different and not linked and len(deletes) == 1 else ()


def _named_after(column: str, target: QName) -> bool:
    """Whether a column is called as the rows of the table are: `post_id`, `post`, `"postId"` for `posts`."""
    stem = column.lower().replace("_", "").removesuffix("id").removesuffix("uuid")
    name = target.name.lower().replace("_", "")
    return bool(stem) and name in (stem, f"{stem}s", f"{stem}es", f"{stem.removesuffix('y')}ies")


def _joins(ending: Ending, table: Table, names: tuple[str, ...]) -> bool:
    """Whether the table joins the others: its rows are known by their references, or it is called after both."""
    if any(one.unique and len(set(names) & set(one.columns)) > 1 for one in accesses(ending, table)):
        return True
    stems = [name.lower().replace("_", "").removesuffix("id") for name in names]
    return sum(stem in table.name.name.lower().replace("_", "") for stem in stems) > 1


def _tied(table: Table, names: tuple[str, ...]) -> bool:
    """Whether CHECKs speak of two of the columns: one of both, or several that are linked by other columns."""
    groups: list[set[str]] = []
    for one in table.checks:
        linked = set(columns(one.expression))
        near = [group for group in groups if group & linked]
        groups = [group for group in groups if not group & linked] + [linked.union(*near)]
    return any(len(set(names) & group) > 1 for group in groups)
