"""Random DDL of kinds that few schemas have, and of what depends on something in an uncommon way."""

from __future__ import annotations

from ddl_writer import ENUMS, Writer


def foreign(w: Writer) -> str:
    """A wrapper first, then a server on it, then what is on that."""
    if not w.world.others.get("wrapper"):
        w.add("wrapper", "fdw")
        return "create foreign data wrapper fdw"
    if not w.world.others.get("server"):
        w.add("server", "srv")
        return "create server srv foreign data wrapper fdw options (host 'h')"
    ways = [f"create foreign table ft (a {w.type()}, b text not null) server srv", "alter foreign table ft add c int"]
    ways += [f"create foreign table ft (a int check (a > 0), b {w.type()}, check (b is not null)) server srv"]
    ways += ["alter foreign table ft add check (a < 9)", "alter foreign table ft drop column a cascade"]
    ways += ["create user mapping for carol server srv", "alter server srv options (set host 'g')"]
    ways += ["create user mapping for dora server srv options (password 'x', user 'dora')"]
    ways += ["alter user mapping for dora server srv options (set password 'y', drop user)"]
    ways += ["alter server srv rename to srv2", "drop server srv cascade", "drop foreign data wrapper fdw cascade"]
    ways += [f"create view {w.new('view', ['v', 'View'])} as select a from ft", "drop foreign table ft cascade"]
    return w.one(ways)


def collation(w: Writer) -> str:
    if not w.world.others.get("collation"):
        w.add("collation", "coll")
        return "create collation coll (provider = libc, locale = 'C')"
    table = w.table()
    column = w.column(table)
    ways = [f"alter table {table} add coll text collate coll", "drop collation coll cascade"]
    ways += [f"create view cv as select {column}::text collate coll as x from {table}", "drop collation coll"]
    ways += [f"create index on {table} (({column}::text) collate coll)", "create domain cd as text collate coll"]
    ways += [f"alter table {table} add check ({column}::text collate coll <> 'x')"]
    return w.one(ways)


def search(w: Writer) -> str:
    ways = ["create text search dictionary dict (template = simple)", "drop text search dictionary dict cascade"]
    ways += ["create text search configuration conf (copy = english)", "drop text search configuration conf"]
    ways += ["alter text search configuration conf alter mapping for word with dict"]
    return w.one(ways)


def operators(w: Writer) -> str:
    enum = w.one(w.world.enums or ENUMS)
    ways = ["create operator === (function = int4eq, leftarg = int, rightarg = int)", "drop operator === (int, int)"]
    ways += ["create aggregate largest (int) (sfunc = int4larger, stype = int, sortop = >)"]
    ways += [f"create cast ({enum} as int) with inout", f"drop cast ({enum} as int)"]
    ways += [
        "create cast (int as pair) with inout",
        "create conversion conv for 'UTF8' to 'LATIN1' from utf8_to_iso8859_1",
    ]
    ways += [f"create function told(x {enum}) returns int language sql as 'select 1'", "drop function told cascade"]
    ways += ["create operator <<< (function = told2, leftarg = int, rightarg = int)"]
    ways += ["create function told2(int, int) returns int language sql immutable as 'select 1'"]
    return w.one([*ways, "drop function told2(int, int) cascade"])


def typed(w: Writer) -> str:
    """Tables of a composite type, and columns of a table's."""
    composite = w.pick("composite", "pair")
    table = w.table()
    known = w.pick("typed", table)
    made = w.one(["", "", " (primary key (a))", " (a default null not null)"])
    ways = [f"alter table {known} not of", f"alter table {known} of {composite}", f"drop type {composite} cascade"]
    ways += [f"alter type {composite} {how} cascade" for how in ("add attribute more int", "drop attribute b")]
    ways += [f"alter type {composite} rename attribute b to z cascade", f"alter table {table} add part {w.table()}"]
    if w.one(["new", ""]):
        new = w.new_table()
        w.world.tables[new] |= {"a": "int", "b": "text"}
        w.add("typed", new)
        return f"create table {new} of {composite}{made}"
    return w.one(ways)


def subscription(w: Writer) -> str:
    streaming = w.one(["", ", streaming = on", ", streaming = off", ", streaming = parallel"])
    ways = [f"create subscription sub connection 'host=x' publication p, q with (connect = false{streaming})"] * 2
    ways += ["alter subscription sub set (slot_name = none)", "alter subscription sub disable"]
    ways += [f"alter subscription sub set (streaming = {w.one(['on', 'off', 'parallel'])})", "drop subscription sub"]
    return w.one([*ways, "alter subscription sub set publication r with (refresh = false)"])


def use_type(w: Writer) -> str:
    """Something that casts to a type that somebody made, or that its columns come from elsewhere."""
    table, enum = w.table(), w.one(w.world.enums or ENUMS)
    column = w.column(table)
    other = w.table()
    ways = [
        f"alter table {table} add check ({column}::text::{enum} is not null)",
        f"alter table {table} alter column {column} set default null::{enum}::text",
        f"create policy cast_ on {table} using ({column}::text::{enum} is not null)",
        f"create view cast_ as select {column}::text::{enum} as x from {table}",
        f"create policy asks on {table} using (exists (select 1 from {other} where {w.column(other)} is not null))",
        f"create rule asks as on delete to {table} do also delete from {other} where {w.column(other)} is null",
        "create function asks() returns bigint language sql "
        f"begin atomic select count({w.column(other)}) from {other}; end",
        f"create view joined as select x.{column} as x, y.{w.column(other)} as y from {table} x cross join {other} y",
        f"drop type {enum} cascade",
        f"drop domain {w.pick('domain', 'd')} cascade",
        f"alter table {table} drop column {column} cascade",
    ]
    return w.one(ways)


def use_function(w: Writer) -> str:
    """Something that calls a function."""
    table, name = w.table(), w.pick("immutable", "fixed")
    if not w.world.others.get("immutable"):
        w.add("immutable", w.one(["fixed", "app.fixed"]))
        return f"create function {w.world.others['immutable'][0]}(int) returns int language sql immutable as 'select 1'"
    ways = [
        f"create policy calls on {table} using ({name}(1) > 0)",
        f"create index on {table} ({name}(1), {w.column(table)})",
        f"create statistics calls on {name}(1), {w.column(table)} from {table}",
        f"create view calls as select {name}(1) as x, {w.column(table)} as y from {table}",
        f"alter table {table} add calls int generated always as ({name}(1)) stored",
        f"alter table {table} add check ({name}(1) > 0)",
        f"create domain calls as int check ({name}(value) > 0)",
        f"create domain called as int default {name}(1)",
        f"create rule calls as on insert to {table} where {name}(1) > 5 do instead nothing",
        f"alter function {name}(int) rename to fixed2",
        f"drop function {name}(int) cascade",
        f"drop function {name}(int) cascade",
        "alter function fixed2(int) rename to fixed",
    ]
    return w.one(ways)


def schema(w: Writer) -> str:
    ways = ["create schema extra", "drop schema extra cascade", "alter schema app rename to apps"]
    ways += ["drop schema app cascade", "alter schema apps rename to app", "alter schema app owner to carol"]
    return w.one(ways)


def event_trigger(w: Writer) -> str:
    ways = ["create function et() returns event_trigger language plpgsql as 'begin end'", "drop function et cascade"]
    ways += ["create event trigger et on ddl_command_start execute function et()", "alter event trigger et disable"]
    return w.one([*ways, "drop event trigger et"])


MAKERS = [
    *(foreign, foreign, foreign, collation, search, operators, typed, typed, subscription, use_type, use_type),
    *(use_type, use_function, use_function, use_function, schema, event_trigger),
]
