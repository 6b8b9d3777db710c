"""Random DDL of types: domains, composite and range types, enums."""

from __future__ import annotations

from ddl_writer import DEFAULTS, NUMBERS, TEXTS, Writer

DOMAINS = ["positive", "Dom", "short"]
COMPOSITES = ["pair", "Pair"]
RANGES = ["floats", "floatrange"]
VALUES = ["value > 0", "value <> 5", "value is not null", "value in (1, 2)"]
WORDS = ["value <> ''", "length(value) < 9", "value ~ '^a'", "value in ('b', 'a')"]


def create_domain(w: Writer) -> str:
    name, base = w.new("domain", DOMAINS), w.one([*NUMBERS, *TEXTS])
    w.world.enums.append(name)
    checks = VALUES if base in NUMBERS else WORDS
    parts = [w.maybe(f" default {w.one(DEFAULTS[base])}"), w.maybe(" not null")]
    parts += [w.one(["", f" check ({w.one(checks)})", f" constraint c check ({w.one(checks)})"])]
    return f"create domain {name} as {base}{''.join(parts)}"


def alter_domain(w: Writer) -> str:
    name = w.pick("domain", "positive")
    ways = ["drop default", "set default '1'", "set not null", "drop not null", "drop constraint if exists c"]
    ways += [f"add constraint c check ({w.one([*VALUES, *WORDS])}){w.maybe(' not valid')}", "add check (value < '9')"]
    ways += ["validate constraint c", "rename constraint c to d", f"rename to {w.other_name('domain', DOMAINS)}"]
    ways += [f"set schema {w.schema()}"]
    return w.one([f"alter domain {name} {w.one(ways)}"] * 5 + [f"drop domain {name}{w.maybe(' cascade')}"])


def create_composite(w: Writer) -> str:
    name = w.new("composite", COMPOSITES)
    w.world.enums.append(name)
    second = w.one(["b text", 'b text collate "C"', '"B" int4'])
    return f"create type {name} as (a {w.type()}, {second})"


def alter_composite(w: Writer) -> str:
    name = w.pick("composite", "pair")
    ways = [
        f"add attribute c {w.type()}",
        "drop attribute b",
        "drop attribute if exists c",
        "alter attribute a type text",
    ]
    ways += ["rename attribute a to z", "alter attribute b set data type varchar(3)", f"set schema {w.schema()}"]
    ways += [f"rename to {w.other_name('composite', COMPOSITES)}", 'add attribute e text collate "C", drop attribute a']
    return f"alter type {name} {w.one(ways)}{w.one(['', '', ' cascade'])}"


def create_range(w: Writer) -> str:
    name = w.new("range", RANGES)
    w.world.enums.append(name)
    more = w.one(["", ", subtype_diff = float8mi", ", multirange_type_name = many"])
    return f"create type {name} as range (subtype = {w.one(['float8', 'float8', 'numeric', 'text'])}{more})"


def alter_type(w: Writer) -> str:
    name = w.one(w.world.enums or ["mood"])
    ways = [f"alter type {name} rename to renamed", f"alter type {name} set schema {w.schema()}"]
    ways += [f"drop type {w.maybe('if exists ')}{name}{w.maybe(' cascade')}", f"alter type {name} owner to carol"]
    return w.one(ways)


MAKERS = [create_domain, alter_domain, alter_domain, create_composite, alter_composite, create_range, alter_type]
