"""Views in a draft: their columns get other names and defaults, they get other options."""

from __future__ import annotations

from dataclasses import replace

from ddlproof.errors import SqlError
from ddlproof.model import action as a
from ddlproof.model import structure as s
from ddlproof.model.canonical import canonical
from ddlproof.model.expression import render
from ddlproof.model.names import quote
from ddlproof.model.thing import DEFINITION, Thing
from ddlproof.source import Span
from ddlproof.sql.draft import Draft
from ddlproof.sql.rename import renamed_index
from ddlproof.sql.requery import with_output
from ddlproof.sql.tables import mark_clustered
from ddlproof.sql.things.columns import rename_column_used
from ddlproof.sql.things.view import listed, option_value, options_of, with_options

OfView = a.RenameColumn | a.SetDefault | s.SetTable | s.SetColumn | s.ClusterOn
"""What ALTER TABLE too can do to a view."""


def alter_view(draft: Draft, view: Thing, action: OfView) -> bool:
    """Whether anything changed.

    Raises:
        SqlError: PostgreSQL would refuse it.
    """
    if isinstance(action, s.ClusterOn):
        return _cluster_on(draft, view, action)
    if isinstance(action, s.SetTable):
        changed = _set_options(view, action)
    else:
        _check_column(view, action.column, action.at)
        if isinstance(action, a.RenameColumn):
            return _rename_column(draft, view, action)
        changed = _set_column(view, action)
    draft.add_thing(changed)
    return changed != view


def _cluster_on(draft: Draft, view: Thing, action: s.ClusterOn) -> bool:
    indexes = draft.indexes_of(action.table)
    if action.index is not None and action.table.sibling(action.index) not in indexes:
        raise SqlError(f"index {action.index} of {view.kind} {view.name} does not exist here", span=action.at)
    return mark_clustered(draft, indexes, action.index)


def _check_column(view: Thing, column: str, at: Span) -> None:
    if view.columns and column not in view.columns:
        raise SqlError(f"column {column} of {view.kind} {view.name} does not exist here", span=at)


def _rename_column(draft: Draft, view: Thing, action: a.RenameColumn) -> bool:
    if action.to in view.columns:
        raise SqlError(f"column {action.to} of {view.kind} {view.name} exists already", span=action.at)
    rename_column_used(draft, action.table, action.column, action.to)
    columns = tuple(action.to if name == action.column else name for name in view.columns)
    said = f"column {quote(action.column)} "
    attributes = {
        f"column {quote(action.to)} {name[len(said) :]}" if name.startswith(said) else name: value
        for name, value in view.attributes
    }
    if DEFINITION in attributes:
        attributes[DEFINITION] = with_output(attributes[DEFINITION], action.column, action.to)
    renamed = replace(view, columns=columns, attributes=()).with_attributes({**attributes, "columns": listed(columns)})
    draft.add_thing(renamed)
    for name in draft.indexes_of(action.table):
        draft.add_index(renamed_index(draft.remove_index(name), action.column, action.to))
    for remark in draft.remarks(action.table):
        if remark.about == "column" and remark.label == f".{quote(action.column)}":
            draft.remove_thing(remark.key)
            draft.add_thing(replace(remark, label=f".{quote(action.to)}"))
    return True


def _set_column(view: Thing, action: a.SetDefault | s.SetColumn) -> Thing:
    if isinstance(action, s.SetColumn):
        return view.with_attributes({f"column {quote(action.column)} {name}": value for name, value in action.changes})
    default = None if action.default is None else render(canonical(action.default))
    return view.with_attributes({f"column {quote(action.column)} default": default})


_OWN = {"access method": "using", "tablespace": "tablespace"}


def _set_options(view: Thing, action: s.SetTable) -> Thing:
    own = {_OWN[name]: value for name, value in action.changes if name in _OWN}
    options = options_of(view)
    for name, value in action.changes:
        if name in _OWN:
            continue
        options.pop(name, None)
        if value is not None:
            options[name] = option_value(value)
    return view.with_attributes(with_options(options) | own)
