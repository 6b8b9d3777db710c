"""Objects as the printed diff writes them: close to SQL, as a reviewer would say it."""

from __future__ import annotations

from ddlproof.model.canonical import canonical, default_form
from ddlproof.model.constraint import Check, Constraint, Exclude, ForeignKey, PrimaryKey, Unique, kind_of
from ddlproof.model.expression import Column as ColumnRef
from ddlproof.model.expression import Expression, render, string
from ddlproof.model.index import Index, Key
from ddlproof.model.meaning import phrase
from ddlproof.model.names import quote
from ddlproof.model.schema import Enum
from ddlproof.model.sequence import Sequence
from ddlproof.model.table import NOT_INHERITED, NOT_VALIDATED, Column
from ddlproof.model.usertype import Composite, Domain, Range, UserType


def listed(names: tuple[str, ...]) -> str:
    """`(a, b)`."""
    return f"({', '.join(quote(name) for name in names)})"


def column(value: Column) -> str:
    """`variant_row_id uuid not null default …`."""
    parts = [quote(value.name), value.type.text]
    parts += [f"{name} {said}" for name, said in value.attributes if name in ("storage", "compression")]
    if value.collation is not None:
        parts.append(f"collate {quote(value.collation)}")
    if value.identity is not None:
        parts.append(f"generated {value.identity} as identity{_identity_options(value)}")
    marks = [text for mark, text in _MARKED if mark in value.attributes]
    if marks or (value.not_null and value.identity is None):
        parts.append(" ".join(["not null", *marks]))
    if value.default is not None:
        parts.append(f"default {render(value.default)}")
    if value.generated is not None:
        parts.append(f"generated always as {generated(value)}")
    return " ".join(parts)


_MARKED = ((NOT_INHERITED, "no inherit"), (NOT_VALIDATED, "not valid"))
_OPTIONS = {"minimum": "minvalue", "maximum": "maxvalue"}


def _identity_options(value: Column) -> str:
    said = []
    for name, option in value.attributes:
        if (word := name.removeprefix("identity ")) != name:
            said.append("cycle" if word == "cycle" else f"{_OPTIONS.get(word, word)} {option}")
    return f" ({' '.join(said)})" if said else ""


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
            parts += [] if value.enforced else ["not enforced"]
        case ForeignKey():
            columns, target = _period(value.columns, value.period), _period(value.target_columns, value.period)
            parts = [f"{columns} references {value.target} {target}"]
            parts += _foreign_key(value)
            parts += [] if value.enforced else ["not enforced"]
        case Exclude():
            parts = [f"using {value.method}"]
            parts.append(f"({', '.join(f'{key(part)} with {operator}' for part, operator in value.elements)})")
            parts += [f"include {listed(value.include)}"] if value.include else []
            parts += [f"where ({render(value.predicate)})"] if value.predicate is not None else []
            parts += _timing(value.deferrable, value.initially_deferred)
        case PrimaryKey() | Unique():
            parts = ["nulls not distinct"] if isinstance(value, Unique) and value.nulls_not_distinct else []
            overlaps = " without overlaps)" if value.without_overlaps else ")"
            parts.append(listed(value.columns).removesuffix(")") + overlaps)
            parts += [f"include {listed(value.include)}"] if value.include else []
            parts += _timing(value.deferrable, value.initially_deferred)
    if isinstance(value, Check | ForeignKey) and not value.validated:
        parts.append("not valid")
    return " ".join(parts)


def _period(columns: tuple[str, ...], period: bool) -> str:
    if not period or not columns:
        return listed(columns)
    return f"({', '.join([*(quote(name) for name in columns[:-1]), f'period {quote(columns[-1])}'])})"


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


def marks(value: Index) -> dict[str, str]:
    """What is said of an index, but not in CREATE INDEX: `cluster`, `statistics 1`."""
    return {name: said for name, said in value.attributes if " " in name or name in _MARKS}


_MARKS = ("cluster", "tablespace")


def index_body(value: Index) -> str:
    """What follows an index's table."""
    parts = [f"using {value.method}"] if value.method != "btree" else []
    parts.append(f"({', '.join(key(part) for part in value.keys)})")
    parts += [f"include {listed(value.include)}"] if value.include else []
    parts += ["nulls not distinct"] if value.nulls_not_distinct else []
    stored = [f"{name} = {said}" for name, said in value.attributes if " " not in name and name not in _MARKS]
    parts += [f"with ({', '.join(stored)})"] if stored else []
    parts += [f"where {render(value.predicate)}"] if value.predicate is not None else []
    parts += [] if value.valid else ["invalid"]
    return " ".join(parts)


def key(value: Key) -> str:
    """One indexed column or expression."""
    plain = isinstance(value.expression, ColumnRef)
    parts = [render(value.expression) if plain else f"({render(value.expression)})"]
    parts += [f"collate {quote(value.collation)}"] if value.collation else []
    parts += [quote(value.opclass)] if value.opclass else []
    parts += [f"({value.parameters})"] if value.parameters else []
    parts += [value.ordering] if value.ordering else []
    return " ".join(parts)


def enum(value: Enum) -> str:
    """`enum public.mood ('sad', 'ok')`."""
    return f"enum {value.name} {labels(value)}"


def labels(value: Enum) -> str:
    """`('sad', 'ok')`."""
    return f"({', '.join(string(label) for label in value.labels)})"


def sequence(value: Sequence) -> dict[str, str]:
    """What is said of a sequence, as far as it is not the default."""
    said = dict(value.options)
    if value.type != "bigint":
        said["as"] = value.type
    if value.table is not None:
        said["owned by"] = f"{value.table}.{quote(value.column)}"
    if value.unlogged:
        said["persistence"] = "unlogged"
    return said


def usertype(value: UserType) -> str:
    """What follows the name of a type: `as integer not null check c value > 0`."""
    match value:
        case Composite():
            return parts(value)["attributes"]
        case Domain() | Range():
            return " ".join(f"{name} {said}".rstrip() for name, said in parts(value).items())


def parts(value: UserType) -> dict[str, str]:
    """What a type says, each by its name."""
    match value:
        case Composite(attributes=attributes):
            listed_ = (
                f"{quote(one.name)} {one.type}" + (f" collate {quote(one.collation)}" if one.collation else "")
                for one in attributes
            )
            return {"attributes": f"({', '.join(listed_)})"}
        case Range(subtype=subtype, options=options):
            return {"subtype": subtype.text, **dict(options)}
        case Domain():
            return _domain(value)


def _domain(value: Domain) -> dict[str, str]:
    said = {"as": value.type.text}
    said |= {"collate": quote(value.collation)} if value.collation else {}
    said |= {"not null": "yes"} if value.not_null else {}
    default = default_form(value.default, value.type)
    said |= {"default": render(default)} if default is not None else {}
    for check in value.checks:
        expression = canonical(check.expression, {"value": value.type})
        said[f"check {quote(check.name)}"] = render(expression) + ("" if check.validated else " not valid")
    return said
