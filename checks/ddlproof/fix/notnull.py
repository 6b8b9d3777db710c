"""SET NOT NULL by way of a CHECK that was validated, or from PostgreSQL 18 on NOT VALID and validated itself."""

from __future__ import annotations

from ddlproof.fix.edit import Edit, Mended, Place, Refused, written
from ddlproof.model.action import SetNotNull
from ddlproof.model.names import quote
from ddlproof.sql.implicit import object_name

DIRECT_SINCE = 18


def mend(place: Place) -> Mended:
    """The statement, replaced by those that scan under a lock for which nobody waits."""
    action = place.action
    if not isinstance(action, SetNotNull) or action.name:
        return Refused("the columns of a key have to be NOT NULL before it")
    if not place.alone:
        return Refused("an ALTER TABLE that does more: SET NOT NULL by a statement of its own")
    if place.in_block or place.way.joins:
        return Refused("the transaction would keep the lock during VALIDATE: give that a migration of its own")
    span = place.statement.span
    return (Edit(span.start, span.end, ";\n".join(_statements(place, action))),)


def _statements(place: Place, action: SetNotNull) -> tuple[str, ...]:
    """They leave nothing but the NOT NULL."""
    name = quote(object_name(action.table.name, action.column, "not_null"))
    column, alter = quote(action.column), f"{place.spelt('alter table')} {written(action.table)}"
    add, validate = f"{alter} {place.spelt('add constraint')} {name}", place.spelt("validate constraint")
    if place.version >= DIRECT_SINCE:
        return (f"{add} {place.spelt('not null')} {column} {place.spelt('not valid')}", f"{alter} {validate} {name}")
    return (
        f"{add} {place.spelt('check')} ({column} {place.spelt('is not null')}) {place.spelt('not valid')}",
        f"{alter} {validate} {name}",
        place.statement.sql,
        f"{alter} {place.spelt('drop constraint')} {name}",
    )
