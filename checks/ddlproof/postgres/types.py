"""The types of a schema as the catalog has them: enums, domains, composite and range types."""

from __future__ import annotations

from ddlproof.model.constraint import Check
from ddlproof.model.names import QName
from ddlproof.model.reading import Reading
from ddlproof.model.usertype import Attribute, Composite, Domain, Range, UserType, multirange_of
from ddlproof.postgres.query import Catalog


def read_types(catalog: Catalog, read: Reading) -> tuple[UserType, ...]:
    """Every type that is no enum, in three queries."""
    made: list[UserType] = [*_domains(catalog, read), *_composites(catalog, read), *_ranges(catalog, read)]
    return tuple(sorted(made, key=lambda type_: type_.name))


def _domains(catalog: Catalog, read: Reading) -> list[UserType]:
    made: list[UserType] = []
    for schema, name, type_, not_null, default, collation, checks in catalog.rows("domains"):
        found = (read.constraint(label, definition) for label, definition in checks or ())
        kept = sorted((check for check in found if isinstance(check, Check)), key=lambda check: check.name)
        expression = read.expression(default) if default is not None else None
        domain = Domain(QName(schema, name), read.type(type_), not_null, expression, collation, tuple(kept))
        made.append(domain)
    return made


def _composites(catalog: Catalog, read: Reading) -> list[UserType]:
    attributes: dict[QName, list[Attribute]] = {}
    for schema, name, attribute, type_, collation in catalog.rows("composites"):
        listed = attributes.setdefault(QName(schema, name), [])
        if attribute is not None:
            listed.append(Attribute(attribute, read.type(type_), collation))
    return [Composite(name, tuple(listed)) for name, listed in attributes.items()]


_RANGE_OPTIONS = ("subtype_opclass", "collation", "canonical", "subtype_diff", "multirange_type_name")


def _ranges(catalog: Catalog, read: Reading) -> list[UserType]:
    made: list[UserType] = []
    for schema, name, subtype, *values in catalog.rows("ranges"):
        options = {option: value for option, value in zip(_RANGE_OPTIONS, values, strict=True) if value is not None}
        if options.get("multirange_type_name") == multirange_of(name):
            del options["multirange_type_name"]
        made.append(Range(QName(schema, name), read.type(subtype), tuple(sorted(options.items()))))
    return made
