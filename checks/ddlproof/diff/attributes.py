"""Changes of tables, columns, indexes, sequences and types by their attributes, as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ddlproof.changed import Change
from ddlproof.diff import describe
from ddlproof.diff.meaning import of_domain
from ddlproof.model.expression import render
from ddlproof.model.names import QName
from ddlproof.model.schema import Schema
from ddlproof.model.sequence import Sequence
from ddlproof.model.table import Column, Table
from ddlproof.model.usertype import Domain, UserType, kind_of

_DEFAULTS = {
    "row level security": "disabled",
    "force row level security": "disabled",
    "persistence": "permanent",
    "access method": "heap",
    "cluster": "off",
    "partition of": "none",
    "partition by": "none",
    "inherits": "none",
    "of": "none",
    "defines itself too": "none",
    "default": "none",
    "not null": "no",
    "not null inherited": "yes",
    "not null validated": "yes",
    "owned by": "none",
    "cycle": "no",
}


def default_of(attribute: str) -> str:
    """What an attribute is called that is not set."""
    return "none" if attribute.startswith("check ") else _DEFAULTS.get(attribute, "default")


def differences(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Attributes that differ: name, before, after."""
    for name in sorted(old.keys() | new.keys()):
        before, after = old.get(name, default_of(name)), new.get(name, default_of(name))
        if before != after:
            yield name, before, after


def of_table(table: Table) -> dict[str, str]:
    """The attributes of a table, with what it is part of and how it is parted."""
    said = dict(table.attributes)
    if table.partitioned is not None:
        keys = ", ".join(describe.key(key) for key in table.partitioned.keys)
        said["partition by"] = f"{table.partitioned.strategy} ({keys})"
    if table.partition is not None:
        said["partition of"] = f"{table.partition.parent} {table.partition.bounds}"
    if table.inherits:
        said["inherits"] = ", ".join(str(name) for name in table.inherits)
    if table.own:
        said["defines itself too"] = ", ".join(table.own)
    if table.of is not None:
        said["of"] = str(table.of)
    return said


def table_changes(before: Table | None, after: Table) -> Iterator[Change]:
    """`row level security: disabled -> enabled`; of a new table, what it has: `row level security: enabled`."""
    old = of_table(before) if before is not None else {}
    for name, was, now in differences(old, of_table(after)):
        action, text = ("add", f"{name}: {now}") if before is None else ("alter", f"{name}: {was} -> {now}")
        yield Change(action, "table", str(after.name), text, owner=after.name)  # type: ignore[arg-type]  # of three


def column_changes(old: Column, new: Column) -> Iterator[str]:
    """`storage default -> external`."""
    for name, was, now in differences(dict(old.attributes), dict(new.attributes)):
        yield f"{name} {was} -> {now}"


def sequence_changes(before: Schema, after: Schema) -> Iterator[Change]:
    """Sequences, but for those that come and go with a column as its type says: `serial` makes them."""
    old, new = {s.name: s for s in before.sequences}, {s.name: s for s in after.sequences}
    for name in sorted(old.keys() | new.keys()):
        was, now = old.get(name), new.get(name)
        if was is None and now is not None:
            if not _implied(now, after, before):
                yield Change("add", "sequence", str(name), f"sequence {name}{_said(describe.sequence(now))}")
        elif now is None and was is not None:
            if not _goes(was, after):
                yield Change("drop", "sequence", str(name), f"sequence {name}")
        elif was is not None and now is not None:
            for attribute, one, other in differences(describe.sequence(was), describe.sequence(now)):
                yield Change("alter", "sequence", str(name), f"sequence {name}: {attribute} {one} -> {other}")


def _said(attributes: Mapping[str, str]) -> str:
    return "".join(f" {name} {value}" for name, value in sorted(attributes.items()))


def _goes(sequence: Sequence, after: Schema) -> bool:
    """Whether a sequence went because the column that owned it did."""
    return sequence.table is not None and _column(after, sequence.table, sequence.column) is None


def _implied(sequence: Sequence, here: Schema, there: Schema) -> bool:
    """Whether a new sequence is that of a new serial column: owned by it, of its type, with no options."""
    if sequence.table is None or sequence.options or sequence.name.schema != sequence.table.schema:
        return False
    column = _column(here, sequence.table, sequence.column)
    fresh = _column(there, sequence.table, sequence.column) is None
    calls = column is not None and column.default is not None and str(sequence.name) in render(column.default)
    return column is not None and fresh and calls and column.type.text == sequence.type


def _column(schema: Schema, table: QName, column: str) -> Column | None:
    found = schema.table(table)
    return found.column(column) if found is not None else None


def type_changes(before: Schema, after: Schema) -> Iterator[Change]:
    """Domains, composite and range types."""
    old, new = {t.name: t for t in before.types}, {t.name: t for t in after.types}
    for name in sorted(old.keys() | new.keys()):
        was, now = old.get(name), new.get(name)
        if was is not None and (now is None or type(was) is not type(now)):
            yield Change("drop", kind_of(was), str(name), f"{kind_of(was)} {name}")
        if now is not None and (was is None or type(was) is not type(now)):
            yield Change("add", kind_of(now), str(name), f"{kind_of(now)} {name} {describe.usertype(now)}".rstrip())
        elif was is not None and now is not None and type(was) is type(now):
            yield from _altered(was, now, after)


def _altered(was: UserType, now: UserType, after: Schema) -> Iterator[Change]:
    kind, name = kind_of(now), now.name
    for attribute, one, other in differences(describe.parts(was), describe.parts(now)):
        text = f"{kind} {name}: {attribute}: {one} -> {other}"
        change: Change | None = Change("alter", kind, str(name), text)
        if change is not None and isinstance(was, Domain) and isinstance(now, Domain):
            change = of_domain(change, was, now, attribute, after)
        if change is not None:
            yield change
