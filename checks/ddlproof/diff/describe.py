"""Objects as the printed diff writes them: close to SQL, as a reviewer would say it."""

from __future__ import annotations

from ddlproof.model.constraint import Check, Constraint, ForeignKey, PrimaryKey, Unique, kind_of
from ddlproof.model.expression import Column as ColumnRef
from ddlproof.model.expression import Expression, render, string
from ddlproof.model.index import Index, Key
from ddlproof.model.meaning import phrase
from ddlproof.model.names import quote
from ddlproof.model.schema import Enum
from ddlproof.model.table import Column


def listed(names: tuple[str, ...]) -> str:
    """`(a, b)`."""
    return f"({', '.join(quote(name) for name in names)})"


def column(value: Column) -> str:
    """`variant_row_id uuid not null default …`."""
    parts = [quote(value.name), value.type.text]
    if value.collation is not None:
        parts.append(f"collate {quote(value.collation)}")
    if value.identity is not None:
        parts.append(f"generated {value.identity} as identity")
    elif value.not_null:
        parts.append("not null")
    if value.default is not None:
        parts.append(f"default {render(value.default)}")
    if value.generated is not None:
        parts.append(f"generated always as {generated(value)}")
    return " ".join(parts)


def generated(value: Column) -> str:
    """`(a + b) stored`; `none` for a column that is not computed."""
    if value.generated is None:
        return "none"
    return f"({render(value.generated)}) {'virtual' if value.virtual else 'stored'}"


def meaning(expression: Expression) -> str:
    """A CHECK in plain words where it is pure null logic, else its SQL."""
    return phrase(expression) or render(expression)


def constraint(value: Constraint) -> str:
    """`foreign key NAME (row_id) references public.model_rows (id) on delete cascade`."""
    return f"{kind_of(value)} {quote(value.name)} {body(value)}"


def body(value: Constraint) -> str:
    """What follows a constraint's name."""
    match value:
        case Check():
            parts = [meaning(value.expression)]
            parts += ["no inherit"] if value.no_inherit else []
        case ForeignKey():
            parts = [f"{listed(value.columns)} references {value.target} {listed(value.target_columns)}"]
            parts += _foreign_key(value)
        case PrimaryKey() | Unique():
            parts = ["nulls not distinct"] if isinstance(value, Unique) and value.nulls_not_distinct else []
            parts.append(listed(value.columns))
            parts += [f"include {listed(value.include)}"] if value.include else []
            parts += _timing(value.deferrable, value.initially_deferred)
    if isinstance(value, Check | ForeignKey) and not value.validated:
        parts.append("not valid")
    return " ".join(parts)


def _foreign_key(value: ForeignKey) -> list[str]:
    parts = [f"match {value.match}"] if value.match != "simple" else []
    if value.on_delete != "no action":
        columns = f" {listed(value.on_delete_columns)}" if value.on_delete_columns else ""
        parts.append(f"on delete {value.on_delete}{columns}")
    parts += [f"on update {value.on_update}"] if value.on_update != "no action" else []
    return parts + _timing(value.deferrable, value.initially_deferred)


def _timing(deferrable: bool, deferred: bool) -> list[str]:
    return (["deferrable"] if deferrable else []) + (["initially deferred"] if deferred else [])


def index(value: Index) -> str:
    """`unique index public.i on public.t using gin (a, lower(b)) where c is null`."""
    unique = "unique " if value.unique else ""
    return f"{unique}index {value.name} on {value.table} {index_body(value)}"


def index_summary(value: Index) -> str:
    """An index without its name: `unique on public.t (a)`."""
    return f"{'unique ' if value.unique else ''}on {value.table} {index_body(value)}"


def index_body(value: Index) -> str:
    """What follows an index's table."""
    parts = [f"using {value.method}"] if value.method != "btree" else []
    parts.append(f"({', '.join(key(part) for part in value.keys)})")
    parts += [f"include {listed(value.include)}"] if value.include else []
    parts += ["nulls not distinct"] if value.nulls_not_distinct else []
    parts += [f"where {render(value.predicate)}"] if value.predicate is not None else []
    parts += [] if value.valid else ["invalid"]
    return " ".join(parts)


def key(value: Key) -> str:
    """One indexed column or expression."""
    plain = isinstance(value.expression, ColumnRef)
    parts = [render(value.expression) if plain else f"({render(value.expression)})"]
    parts += [f"collate {quote(value.collation)}"] if value.collation else []
    parts += [quote(value.opclass)] if value.opclass else []
    parts += [value.ordering] if value.ordering else []
    return " ".join(parts)


def enum(value: Enum) -> str:
    """`enum public.mood ('sad', 'ok')`."""
    return f"enum {value.name} {labels(value)}"


def labels(value: Enum) -> str:
    """`('sad', 'ok')`."""
    return f"({', '.join(string(label) for label in value.labels)})"
