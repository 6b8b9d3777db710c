"""Sequences in a draft: made, altered, renamed, dropped; the defaults that call them follow."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from ddlproof.errors import SqlError
from ddlproof.model import expression as e
from ddlproof.model import structure as s
from ddlproof.model.names import QName
from ddlproof.model.sequence import Sequence, all_options, own_options
from ddlproof.model.thing import Thing
from ddlproof.model.types import Type
from ddlproof.source import Span
from ddlproof.sql.draft import TEMPORARY, Draft
from ddlproof.sql.things.remarks import forget, move


def next_value(sequence: QName) -> e.Expression:
    """The default of a serial column (documentation, section 8.1.4)."""
    return e.Call("nextval", (e.Cast(e.Constant("string", str(sequence)), Type("regclass")),))


def create_sequence(draft: Draft, action: s.CreateSequence) -> bool:
    """CREATE SEQUENCE."""
    sequence = action.sequence
    if action.temporary:
        sequence = replace(sequence, name=QName(TEMPORARY, sequence.name.name))
    if draft.taken(sequence.name):
        if action.if_not_exists:
            return False
        raise SqlError(f"{sequence.name} exists already", span=action.at)
    _check_owner(draft, sequence.table, sequence.column, action.at)
    draft.add_sequence(sequence)
    return True


def _check_owner(draft: Draft, table: QName | None, column: str, at: Span) -> None:
    if table is None:
        return
    if table not in draft.tables:
        raise SqlError(f"table {table} does not exist here", span=at)
    made = draft.tables[table]
    if column not in made.columns and not made.opaque:
        raise SqlError(f"column {column} of table {table} does not exist here", span=at)


def alter_sequence(draft: Draft, action: s.AlterSequence) -> bool:
    """ALTER SEQUENCE; of the sequence of an identity, the options are the column's."""
    if action.sequence not in draft.sequences:
        return _alter_identity(draft, action)
    old = draft.sequences[action.sequence]
    new = replace(old, type=action.type or old.type)
    new = replace(new, options=_merged(old, new.type, dict(action.options)))
    if action.unlogged is not None:
        new = replace(new, unlogged=action.unlogged)
    if action.owned:
        _check_owner(draft, action.owner, action.column, action.at)
        new = replace(new, table=action.owner, column=action.column)
    if new == old:
        return False
    draft.remove_sequence(old.name)
    draft.add_sequence(new)
    return True


def _merged(old: Sequence, type_: str, changes: dict[str, str | None]) -> tuple[tuple[str, str], ...]:
    """Only a bound that was the old type's moves with the type (documentation, ALTER SEQUENCE)."""
    values: dict[str, str | None] = {**dict(old.options)}
    values.setdefault("start", all_options(old.options, old.type)["start"])
    return own_options(values | changes, type_)


def _alter_identity(draft: Draft, action: s.AlterSequence) -> bool:
    owner = draft.identity_of(action.sequence)
    if owner is None:
        if action.if_exists:
            return False
        raise missing(action.sequence, action.at)
    table, name = owner
    column = draft.tables[table].columns[name]
    options = {key.removeprefix("identity "): value for key, value in column.attributes if key.startswith("identity ")}
    sequence = Sequence(action.sequence, column.type.name, tuple(sorted(options.items())))
    others = tuple(pair for pair in column.attributes if not pair[0].startswith("identity "))
    merged = _merged(sequence, sequence.type, dict(action.options))
    made = tuple(sorted((*others, *((f"identity {key}", value) for key, value in merged))))
    draft.tables[table].columns[name] = replace(column, attributes=made)
    return made != column.attributes


def missing(sequence: QName, at: Span) -> SqlError:
    """What to raise for a sequence that is not there."""
    return SqlError(
        f"sequence {sequence} does not exist here", span=at, hint="Is it made by a file that was not given?"
    )


def drop_sequence(draft: Draft, action: s.DropSequence) -> bool:
    """DROP SEQUENCE; defaults that call it go by CASCADE only."""
    if action.sequence not in draft.sequences:
        if draft.identity_of(action.sequence) is not None:
            raise SqlError(f"sequence {action.sequence} belongs to an identity column", span=action.at)
        if action.if_exists:
            return False
        raise missing(action.sequence, action.at)
    let_go(draft, action.sequence, f"sequence {action.sequence}", _none, action.cascade, action.at)
    draft.remove_sequence(action.sequence)
    forget(draft, "sequence", action.sequence)
    return True


def _none(_column: tuple[QName, str]) -> bool:
    return False


def let_go(
    draft: Draft, sequence: QName, what: str, along: Callable[[tuple[QName, str]], bool], cascade: bool, at: Span
) -> None:
    """Before a sequence goes: defaults that call it go by CASCADE only, but for those of columns that go along.

    Raises:
        SqlError: one that stays calls it.
    """
    users = [(t, name) for t, made in draft.tables.items() for name, c in made.columns.items()
             if c.default is not None and calls(c.default, sequence) and not along((t, name))]  # fmt: skip
    if users and not cascade:
        listed = ", ".join(f"{table}.{column}" for table, column in users)
        message = f"{what} cannot be dropped: the default of {listed} depends on it"
        raise SqlError(message, span=at, hint="CASCADE drops that as well.")
    for table, name in users:
        draft.tables[table].columns[name] = replace(draft.tables[table].columns[name], default=None)


def calls(node: e.Expression, sequence: QName) -> bool:
    """Whether an expression names a sequence."""
    return any(isinstance(part, e.Constant) and part.text == str(sequence) for part in e.walk(node))


def rename_sequence(draft: Draft, action: s.RenameSequence) -> bool:
    """ALTER SEQUENCE … RENAME TO."""
    if action.sequence not in draft.sequences and draft.identity_of(action.sequence) is None:
        if action.if_exists:
            return False
        raise missing(action.sequence, action.at)
    to = action.sequence.sibling(action.to)
    if draft.taken(to):
        raise SqlError(f"{to} exists already", span=action.at)
    move_sequence(draft, action.sequence, to)
    return True


def move_sequence(draft: Draft, old: QName, new: QName) -> None:
    """A sequence gets another name; the defaults that call it say so."""
    identity = draft.identity_of(old)
    if identity is not None:
        draft.disown(*identity)
        draft.own(*identity, new)
        return
    draft.add_sequence(replace(draft.remove_sequence(old), name=new))
    move(draft, Thing("sequence", old), Thing("sequence", new))
    for made in draft.tables.values():
        for name, column in made.columns.items():
            if column.default is not None and calls(column.default, old):
                made.columns[name] = replace(column, default=_called(column.default, old, new))


def _called(node: e.Expression, old: QName, new: QName) -> e.Expression:
    if isinstance(node, e.Constant):
        return e.Constant(node.kind, str(new)) if node.text == str(old) else node
    return e.rebuild(node, tuple(_called(part, old, new) for part in e.children(node)))
