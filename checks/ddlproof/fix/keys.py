"""A UNIQUE or PRIMARY KEY takes over an index that was built CONCURRENTLY."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.fix.concurrently import timeout
from ddlproof.fix.edit import Edit, Mended, Place, Refused, written
from ddlproof.fix.inline import take_out
from ddlproof.model.action import AddColumn, AddConstraint
from ddlproof.model.constraint import PrimaryKey, Unique
from ddlproof.model.names import QName, quote
from ddlproof.rules.locking.unique_or_pk_builds_index import first_not_null
from ddlproof.sql.implicit import constraint_name


def mend(place: Place) -> Mended:
    """CREATE UNIQUE INDEX CONCURRENTLY, then ADD CONSTRAINT … USING INDEX."""
    if place.in_block or place.way.joins:
        return Refused("CREATE UNIQUE INDEX CONCURRENTLY needs a migration that runs outside of a transaction")
    if "on each partition" in place.finding.instead:
        return Refused("a partitioned table takes no index that is built CONCURRENTLY")
    match place.action:
        case AddColumn(table=table) as column:
            taken = take_out(place, column)
            if isinstance(taken, Refused):
                return taken
            cut, clause, name = taken
            unique = column.constraints[0]
            if not isinstance(unique, Unique) or clause.strip().upper() != "UNIQUE":
                return Refused("a key that comes with its column: add it by a statement of its own")
            return (cut, place.behind(place.number, *(f"{line};" for line in _lines(place, table, unique, name))))
        case AddConstraint(table=table, constraint=Unique() | PrimaryKey() as key, using_index=None):
            if not place.alone or key.without_overlaps or key.include or key.deferrable:
                return Refused("more than a key of columns: build its index CONCURRENTLY first")
            wanting = first_not_null(place.finding.instead) if isinstance(key, PrimaryKey) else ()
            if wanting is None:
                return Refused("its columns have to be NOT NULL first, and which are is not known")
            name = key.name or constraint_name(table.name, key, ())
            span, lines = place.statement.span, (*_not_null(place, table, wanting), *_lines(place, table, key, name))
            return (Edit(span.start, span.end, ";\n".join(lines)),)
        case _:
            return Refused("which key it is, is not seen in the text")


def _not_null(place: Place, table: QName, columns: tuple[str, ...]) -> Iterator[str]:
    """SET NOT NULL for each: how that goes without a scan under the lock, the next round sees to."""
    alter, words = f"{place.spelt('alter table')} {written(table)}", place.spelt("set not null")
    yield from (f"{alter} {place.spelt('alter column')} {quote(column)} {words}" for column in columns)


def _lines(place: Place, table: QName, key: Unique | PrimaryKey, name: str) -> tuple[str, ...]:
    """The statements, without their semicolons."""
    columns, owner, index = ", ".join(map(quote, key.columns)), written(table), quote(name)
    nulls = place.spelt(" nulls not distinct") if isinstance(key, Unique) and key.nulls_not_distinct else ""
    kind = "unique" if isinstance(key, Unique) else "primary key"
    create = f"{place.spelt('create unique index concurrently')} {index} {place.spelt('on')} {owner} ({columns}){nulls}"
    add = place.spelt("add constraint")
    alter = f"{place.spelt('alter table')} {owner} {add} {index} {place.spelt(f'{kind} using index')} {index}"
    limit = timeout(place)
    return (create, alter) if limit is None else (f"{place.spelt('set')} lock_timeout = 0", create, limit, alter)
