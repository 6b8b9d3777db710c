"""Random DDL of tables, their columns and constraints, indexes and enums; what was made so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import strategies as st

from ddlproof.model.names import quote

LONG = "a_name_that_is_cut_by_postgres_since_it_has_more_than_63_bytes_in_all"
TABLES = ["t", "jobs", "Jobs", "order", "a b", 'q"q', "größe_der_überlangen_tabelle_mit_vielen_umlauten_äöü", LONG[:50]]
COLUMNS = ["id", "a", "b", "Name", "user", "x y", "straße", "lock", LONG[:40], "großer_überlanger_name_mit_äöü_äöü_äöü"]
SCHEMAS = ["public", "app", "Big Corp"]
ENUMS = ["mood", "Mood"]
NUMBERS = [
    "smallint",
    "int",
    "int4",
    "bigint",
    "numeric",
    "numeric(10, 2)",
    "real",
    "float8",
    "decimal(5)",
    "float(10)",
]
TEXTS = ["text", "varchar(10)", "character varying", "char(3)", "bpchar", "name", 'varchar collate "C"', '"char"']
OTHERS = {
    "boolean": ["true", "'f'", "false"],
    "date": ["current_date", "'2024-02-29'"],
    "timestamptz": ["now()", "CURRENT_TIMESTAMP", "'2024-02-29'", "current_timestamp(3)", "now() + interval '1 day'"],
    "timestamp(3)": ["localtimestamp", "'2024-02-29 10:00'"],
    "time": ["'10:00'"],
    "interval": ["'1 day'", "interval '3' day"],
    "interval day to second(3)": ["'1 day'"],
    "uuid": ["gen_random_uuid()", "'00000000-0000-0000-0000-00000000000A'"],
    "jsonb": ["'{}'", """'{"b":1,"a":[1.50]}'::jsonb"""],
    "json": ["'{}'"],
    "bytea": [r"'\x00'"],
    "int[]": ["'{}'", "array[1, 2]", "array[]::int[]"],
    "text[]": ["'{a,b}'", "array['a']::text[]"],
    "inet": ["'127.0.0.1'"],
    "bit varying(5)": ["b'101'"],
    "tstzrange": [],
    "point": [],
    "tsvector": [],
}
DEFAULTS = (
    OTHERS
    | {number: ["0", "'5'", "-1", "1 + 2", "5::bigint"] for number in NUMBERS}
    | {text: ["'x'", "'it''s'", r"E'a\\b'", "'x'::text", "lower('X')", "current_user"] for text in TEXTS}
    | {"mood": ["'ok'", "'sad'::mood"], '"Mood"': ["'ok'"], "app.mood": ["'ok'"]}
)
CONDITIONS = {
    "number": [
        "{} > 0",
        "{} in (1, 2, 3)",
        "{} not in (1)",
        "{} between 1 and 5",
        "{} + 1 > 1.5",
        "{}::bigint = 7",
        "-{} < 3",
    ],
    "text": [
        "{} <> ''",
        "{} in ('b', 'a')",
        "{} = any (array['x', 'y'])",
        "{} like 'a%'",
        "{} !~ '^b'",
        "length({}) < 9",
    ],
    "any": ["{} is not null", "num_nonnulls({}) = 1", "({} is null) = false", "coalesce({}, {}) is not null"],
}
ACTIONS = ["", " on delete cascade", " on update set null", " on delete set null on update restrict", " match full"]
TIMINGS = ["", " deferrable", " deferrable initially deferred", " not deferrable initially immediate"]


@dataclass
class World:
    """What the statements so far may have made."""

    tables: dict[str, dict[str, str]] = field(default_factory=dict)
    constraints: list[tuple[str, str]] = field(default_factory=list)
    indexes: list[str] = field(default_factory=list)
    enums: list[str] = field(default_factory=list)
    others: dict[str, list[str]] = field(default_factory=dict)


class Writer:
    """Draws statements."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw, self.world = draw, World()

    def one(self, options: list[str]) -> str:
        return self.draw(st.sampled_from(options))

    def maybe(self, text: str) -> str:
        return self.one(["", text])

    def new_name(self, pool: list[str]) -> str:
        name = quote(self.one(pool))
        return name if self.draw(st.booleans()) else f"{quote(self.one(SCHEMAS))}.{name}"

    def schema(self) -> str:
        return quote(self.one(SCHEMAS))

    def new_table(self) -> str:
        """The name of a table that is about to be made."""
        table = self.new_name(TABLES)
        self.world.tables[table] = {}
        return table

    def add(self, kind: str, name: str) -> None:
        self.world.others.setdefault(kind, []).append(name)

    def new(self, kind: str, pool: list[str]) -> str:
        """The name of an object that is about to be made."""
        self.add(kind, self.new_name(pool))
        return self.world.others[kind][-1]

    def other_name(self, kind: str, pool: list[str]) -> str:
        """The name that an object is about to get, in whatever schema it is."""
        name = quote(self.one(pool))
        self.add(kind, name)
        return name

    def pick(self, kind: str, otherwise: str) -> str:
        """One of the objects made so far."""
        known = self.world.indexes if kind == "index" else self.world.others.get(kind)
        return self.one(known or [otherwise])

    def constraint_name(self, otherwise: str) -> tuple[str, str]:
        """A table and a constraint that it may have."""
        return self.draw(st.sampled_from(self.world.constraints or [(self.table(), otherwise)]))

    def table(self) -> str:
        return self.one(list(self.world.tables) or ["t"])

    def column(self, table: str) -> str:
        return self.one(list(self.world.tables.get(table, ())) or ["a"])

    def columns(self, table: str, least: int = 1) -> str:
        names = list(self.world.tables.get(table, ())) or ["a"]
        least = min(least, len(names))
        return ", ".join(self.draw(st.lists(st.sampled_from(names), min_size=least, max_size=2, unique=True)))

    def type(self) -> str:
        return self.one([*NUMBERS, *TEXTS, *OTHERS, *self.world.enums])

    def condition(self, table: str) -> str:
        column = self.column(table)
        type_ = self.world.tables.get(table, {}).get(column, "int")
        kind = "number" if type_ in (*NUMBERS, "serial") else "text" if type_ in TEXTS else "any"
        condition = self.one([*CONDITIONS[kind], *CONDITIONS["any"]]).replace("{}", column)
        other = f"{self.column(table)} is null"
        return self.one([condition, condition, f"({condition}) and {other}", f"{other} or not ({condition})"])

    def column_definition(self, table: str, column: str) -> str:
        type_ = self.one([self.type(), self.type(), "serial", "bigserial", "int generated always as identity"])
        self.world.tables[table][column] = type_
        text = f"{column} {type_}" + self.one(["", "", " not null", " not null", " not null no inherit"])
        if defaults := DEFAULTS.get(type_):
            text += self.maybe(f" default {self.one(defaults)}")
        named = self.maybe(f"constraint {quote(self.one(COLUMNS))} ")
        rest = ["", "", "primary key", "unique", f"check ({self.condition(table)})", "unique nulls not distinct"]
        rest += [f"references {self.table()}{self.one(ACTIONS)}"]
        picked = self.one(rest)
        return f"{text} {named}{picked}" if picked else text

    def constraint(self, table: str) -> str:
        name = quote(self.one([*COLUMNS, "t_a_key", "t_a_check", "jobs_pkey"]))
        named = self.maybe(f"constraint {name} ")
        if named:
            self.world.constraints.append((table, name))
        return named + self.one(
            [
                f"check ({self.condition(table)})",
                f"not null {self.column(table)}{self.maybe(' no inherit')}",
                f"unique ({self.columns(table)}){self.one(TIMINGS)}",
                f"unique ({self.columns(table)}) include ({self.column(table)})",
                f"primary key ({self.columns(table)})",
                f"foreign key ({self.column(table)}) references {self.table()}{self.one(ACTIONS)}{self.one(TIMINGS)}",
                f"foreign key ({self.column(table)}) references {table} ({self.column(table)})",
            ]
        )

    def create_table(self) -> str:
        table = self.new_table()
        columns = [quote(c) for c in self.draw(st.lists(st.sampled_from(COLUMNS), min_size=1, max_size=4, unique=True))]
        parts = [self.column_definition(table, column) for column in columns]
        parts += [self.constraint(table) for _ in range(self.draw(st.integers(0, 2)))]
        return f"create table {self.maybe('if not exists ')}{table} ({', '.join(parts)})"

    def create_index(self) -> str:
        table = self.table()
        keys = [self.columns(table), f"lower({self.column(table)}::text)", f"({self.condition(table)})"]
        keys += [f"{self.column(table)} desc nulls last", f"{self.column(table)} nulls first, {self.column(table)}"]
        name = self.one(["", quote(self.one([*TABLES, "i", "I x"]))])
        if name:
            self.world.indexes.append(name)
        method = self.one(["", "", " using hash", " using gin", " using btree"])
        where = self.maybe(f" where {self.condition(table)}")
        include = self.maybe(f" include ({self.column(table)})")
        return f"create {self.maybe('unique ')}index {name} on {table}{method} ({self.one(keys)}){include}{where}"

    def create_enum(self) -> str:
        name = self.new_name(ENUMS)
        self.world.enums.append(name)
        return f"create type {name} as enum ('sad', 'ok', 'it''s')"

    def alter_enum(self) -> str:
        name = self.one(self.world.enums or ["mood"])
        return f"alter type {name} " + self.one(
            [
                "add value 'new'",
                "add value 'first' before 'sad'",
                "rename value 'ok' to 'fine'",
                "add value if not exists 'ok'",
            ]
        )

    def alter_column(self, table: str) -> str:
        column = self.column(table)
        type_ = self.world.tables.get(table, {}).get(column, "int")
        target = self.type()
        return f"alter column {column} " + self.one(
            [
                *("set not null", "drop not null", "drop default"),
                f"set default {self.one(DEFAULTS.get(type_) or ['null'])}",
                *(f"type {target} using null::{target.split(' collate')[0]}", "type text", "type bigint"),
            ]
        )

    def alter(self) -> str:
        table = self.table()
        subcommands = self.draw(
            st.lists(
                st.sampled_from(["add", "add", "drop", "alter", "constraint", "drop constraint"]),
                min_size=1,
                max_size=2,
            )
        )
        return f"alter table {self.maybe('only ')}{table} " + ", ".join(
            self.subcommand(table, what) for what in subcommands
        )

    def subcommand(self, table: str, what: str) -> str:
        match what:
            case "add":
                column = quote(self.one(COLUMNS))
                self.world.tables.setdefault(table, {})
                return f"add {self.maybe('column ')}{self.column_definition(table, column)}"
            case "drop":
                return f"drop column {self.maybe('if exists ')}{self.column(table)}{self.maybe(' cascade')}"
            case "alter":
                return self.alter_column(table)
            case "constraint":
                return f"add {self.constraint(table)}{self.one(['', '', ' not valid'])}"
            case _:
                _, name = self.draw(st.sampled_from(self.world.constraints or [(table, "t_a_check")]))
                return f"drop constraint {self.maybe('if exists ')}{name}{self.maybe(' cascade')}"

    def rename(self) -> str:
        table = self.table()
        column, to = self.column(table), quote(self.one(COLUMNS))
        new = quote(self.one(TABLES))
        constraint_table, constraint = self.draw(st.sampled_from(self.world.constraints or [(table, "t_pkey")]))
        self.world.tables[new] = dict(self.world.tables.get(table, {}))
        self.world.tables[new][to] = self.world.tables.get(table, {}).get(column, "int")
        said = self.one(
            [
                *(f"alter table {table} rename {word}{column} to {to}" for word in ("", "column ")),
                f"alter table {table} rename to {new}",
                f"alter table {constraint_table} rename constraint {constraint} to {to}",
                f"alter index {self.one(self.world.indexes or ['t_pkey'])} rename to {new}",
            ]
        )
        self.add("renamed" if f" {column} to " in said else "moved", column)
        return said

    def other(self) -> str:
        return self.one(
            [
                *("set search_path = app, public", 'set search_path to "Big Corp", app', "reset search_path"),
                f"drop table {self.maybe('if exists ')}{self.table()}{self.maybe(' cascade')}",
                f"drop table {self.table()}, {self.table()}",
                f"drop index {self.maybe('if exists ')}{self.one(self.world.indexes or ['i'])}",
                f"drop type {self.one(self.world.enums or ['mood'])}{self.maybe(' cascade')}",
                *("create temp table scratch (a int primary key)", "create schema if not exists app"),
                f"comment on table {self.table()} is 'a; b'",
            ]
        )

    def core(self) -> str:
        """A statement about tables, indexes or enums."""
        makers = [self.create_table, self.create_index, self.alter, self.alter, self.rename, self.other]
        makers += [self.create_enum, self.alter_enum, self.create_index]
        return self.draw(st.sampled_from(makers))()
