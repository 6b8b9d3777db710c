"""Which words lead to which reader, for what is said of other objects and for the kinds that few schemas have."""

from __future__ import annotations

from ddlproof.sql import namespace
from ddlproof.sql.things import cast, cluster, comment, definition, foreign, grant, opclass, publication, statistics
from ddlproof.sql.things.common import Reader, alter, drop

Readers = dict[tuple[str, ...], Reader]
_LANGUAGES = (("LANGUAGE",), ("PROCEDURAL", "LANGUAGE"), ("TRUSTED", "LANGUAGE"), ("TRUSTED", "PROCEDURAL", "LANGUAGE"))

CREATE: Readers = {
    ("PUBLICATION",): publication.create_publication,
    ("SUBSCRIPTION",): publication.create_subscription,
    ("STATISTICS",): statistics.create,
    ("CAST",): cast.create_cast,
    ("TRANSFORM",): cast.create_transform,
    ("OR", "REPLACE", "TRANSFORM"): cast.create_transform,
    ("CONVERSION",): cast.create_conversion,
    ("DEFAULT", "CONVERSION"): cast.create_default_conversion,
    ("ACCESS", "METHOD"): cast.create_access_method,
    ("OPERATOR", "CLASS"): opclass.create_class,
    ("OPERATOR", "FAMILY"): opclass.create_family,
    ("OPERATOR",): definition.create_operator,
    ("COLLATION",): definition.create_collation,
    ("TEXT", "SEARCH", "CONFIGURATION"): definition.create_configuration,
    ("TEXT", "SEARCH", "DICTIONARY"): definition.create_dictionary,
    ("TEXT", "SEARCH", "PARSER"): definition.create_parser,
    ("TEXT", "SEARCH", "TEMPLATE"): definition.create_template,
    ("FOREIGN", "DATA", "WRAPPER"): foreign.create_wrapper,
    ("FOREIGN", "TABLE"): foreign.create_table,
    ("SERVER",): foreign.create_server,
    ("USER", "MAPPING"): foreign.create_mapping,
    **dict.fromkeys(_LANGUAGES, cast.create_language),
    **{("OR", "REPLACE", *words): cast.create_language for words in _LANGUAGES},
    **cluster.CREATE,
}
ALTER: Readers = {
    ("DEFAULT", "PRIVILEGES"): grant.alter_default,
    ("SCHEMA",): namespace.read_alter,
    ("PUBLICATION",): publication.alter_publication,
    ("SUBSCRIPTION",): publication.alter_subscription,
    ("STATISTICS",): alter("statistics", statistics.alter),
    ("CONVERSION",): alter("conversion"),
    ("OPERATOR", "CLASS"): alter("operator class"),
    ("OPERATOR", "FAMILY"): alter("operator family", opclass.alter_family),
    ("OPERATOR",): alter("operator", definition.alter_operator),
    ("COLLATION",): alter("collation", definition.refresh_collation),
    ("TEXT", "SEARCH", "CONFIGURATION"): alter("text search configuration", definition.alter_configuration),
    ("TEXT", "SEARCH", "DICTIONARY"): alter("text search dictionary", definition.alter_dictionary),
    ("TEXT", "SEARCH", "PARSER"): alter("text search parser"),
    ("TEXT", "SEARCH", "TEMPLATE"): alter("text search template"),
    ("FOREIGN", "DATA", "WRAPPER"): alter("foreign data wrapper", foreign.alter_wrapper),
    ("FOREIGN", "TABLE"): foreign.alter_table,
    ("SERVER",): alter("server", foreign.alter_server),
    ("USER", "MAPPING"): foreign.alter_mapping,
    ("LANGUAGE",): alter("language"),
    ("PROCEDURAL", "LANGUAGE"): alter("language"),
    **cluster.ALTER,
}
DROP: Readers = {
    ("SCHEMA",): namespace.read_drop,
    ("OPERATOR", "CLASS"): drop("operator class"),
    ("OPERATOR", "FAMILY"): drop("operator family"),
    ("USER", "MAPPING"): foreign.drop_mapping,
    ("PROCEDURAL", "LANGUAGE"): drop("language"),
    **{
        tuple(kind.upper().split()): drop(kind)
        for kind in (
            *("publication", "subscription", "statistics", "cast", "transform", "conversion", "access method"),
            *("operator", "collation", "text search configuration", "text search dictionary", "text search parser"),
            *("text search template", "foreign data wrapper", "foreign table", "server", "language"),
        )
    },
    **cluster.DROP,
}
OTHER: Readers = {
    ("COMMENT", "ON"): comment.read_comment,
    ("SECURITY", "LABEL"): comment.read_label,
    ("GRANT",): grant.read_grant,
    ("REVOKE",): grant.read_revoke,
    **cluster.OTHER,
}
