"""Random DDL of tables beyond columns and keys: attributes, partitions, inheritance, exclusion, sequences."""

from __future__ import annotations

from ddl_writer import Writer, quote

STORAGES = ["plain", "external", "extended", "main", "default"]
SEQUENCES = ["s", "Seq", "counter"]


def create_plain(w: Writer) -> str:
    table = w.new_table()
    columns = f"id int, a int, b text{w.maybe(' not null')}, r int4range, at timestamptz default now()"
    w.world.tables[table] |= {"id": "int", "a": "int", "b": "text", "r": "other", "at": "timestamptz"}
    rest = w.one(["", "", f", exclude using gist (r with &&){w.maybe(' where (a > 0)')}", ", exclude (a with =)"])
    rest += w.maybe(", c int generated always as (a + 1) stored")
    kind = w.one(["", "", "unlogged "])
    options = w.one(["", "", " with (fillfactor = 70)", " with (autovacuum_enabled = false, fillfactor=50)"])
    return f"create {kind}table {table} ({columns}{rest}){options}"


def create_like(w: Writer) -> str:
    source, table = w.table(), w.new_table()
    w.world.tables[table] |= w.world.tables.get(source, {})
    wanted = ["", " including defaults including constraints", " including all excluding indexes"]
    if not w.world.others.keys() & {"renamed", "typed"}:
        # An index has columns with names of its own, which LIKE names its copy by and RENAME COLUMN leaves alone.
        wanted += [" including all"]
    return f"create table {table} (like {source}{w.one([*wanted, ' including identity including storage'])})"


def create_partitioned(w: Writer) -> str:
    table = w.new_table()
    w.world.tables[table] |= {"id": "int", "a": "int", "b": "text"}
    how = w.one(["range (a)", "list (b)", "hash (a)", "range (a, id)", "range ((a + 1))", "list (lower(b))"])
    w.add(f"by {how.split()[0]}", table)
    key = w.one(["", "", ", primary key (id, a)", ", unique (a, b)", ", check (id > 0)"])
    identity = w.maybe(" generated always as identity")
    return f"create table {table} (id int{identity}, a int, b text{key}) partition by {how}"


def bounds(w: Writer, kind: str) -> str:
    number = w.one(["0", "10", "20"])
    match kind:
        case "range":
            ranges = [f"for values from ({number}) to ({number}5)", "for values from (minvalue) to (0)"]
            return w.one([*ranges, f"for values from ({number}, 1) to ({number}, 7)", "default"])
        case "list":
            return w.one([f"for values in ('x{number}', null)", f"for values in ('{number}')", "default"])
        case _:
            return f"for values with (modulus 3, remainder {w.one(['0', '1', '2'])})"


def create_partition(w: Writer) -> str:
    kind = w.one(["range", "list", "hash"])
    parent, table = w.pick(f"by {kind}", "t"), w.new_table()
    w.world.tables[table] |= w.world.tables.get(parent, {})
    w.add("partition", f"{parent} {table}")
    inner = w.one(["", "", " (check (id > 1))", " (a default 5)", f" ({w.column(table)} not null)"])
    below = w.one(["", "", "", " partition by hash (a)"])
    return f"create table {table} partition of {parent}{inner} {bounds(w, kind)}{below}"


def alter_partition(w: Writer) -> str:
    kind = w.one(["range", "list", "hash"])
    parent = w.pick(f"by {kind}", "t")
    known = w.pick("partition", f"{parent} t").split(" ", 1)
    ways = [
        f"alter table {known[0]} detach partition {known[1]}",
        f"alter table {known[0]} detach partition {known[1]}",
    ]
    return w.one([*ways, f"alter table {parent} attach partition {w.table()} {bounds(w, kind)}"])


def create_child(w: Writer) -> str:
    parent, table = w.table(), w.new_table()
    w.world.tables[table] |= w.world.tables.get(parent, {}) | {"more": "int"}
    w.add("child", f"{parent} {table}")
    own = w.one(["", "more int", "more int, check (more > 0)", f"{w.column(parent)} int, more int"])
    return f"create table {table} ({own}) inherits ({parent})"


def alter_child(w: Writer) -> str:
    parent, _, table = w.pick("child", f"{w.table()} {w.table()}").partition(" ")
    return f"alter table {table} {w.one(['inherit', 'no inherit', 'no inherit'])} {parent}"


def alter_attributes(w: Writer) -> str:
    table = w.table()
    ways = ["set (fillfactor = 80)", "reset (fillfactor, autovacuum_enabled)", "set unlogged", "set logged"]
    ways += [f"{on} row level security" for on in ("enable", "enable", "disable", "force", "no force")]
    ways += [f"replica identity {what}" for what in ("full", "nothing", "default")]
    ways += [f"replica identity using index {w.pick('index', 'i')}", f"cluster on {w.pick('index', 'i')}"]
    ways += ["set without cluster", f"set schema {w.schema()}", f"set schema {w.schema()}"]
    ways += [
        f"add exclude ({w.column(table)} with =)",
        f"add constraint ex exclude using hash ({w.column(table)} with =)",
    ]
    return f"alter table {table} {w.one(ways)}"


def alter_column_attributes(w: Writer) -> str:
    table = w.table()
    ways = [f"set storage {w.one(STORAGES)}", f"set compression {w.one(['pglz', 'lz4', 'default'])}"]
    ways += [f"set statistics {w.one(['10', '-1', '0'])}", "set (n_distinct = 5)", "reset (n_distinct)"]
    ways += ["add generated always as identity", "add generated by default as identity (start 5 increment by 2)"]
    ways += ["drop identity if exists", "drop identity", "set generated by default", "set increment by 3 set cycle"]
    ways += ["drop expression if exists", "drop expression", "set expression as (a * 2)", "restart with 7"]
    return f"alter table {table} alter column {w.column(table)} {w.one(ways)}"


def alter_constraint(w: Writer) -> str:
    table, name = w.constraint_name("t_a_fkey")
    ways = [f"alter constraint {name} deferrable", f"alter constraint {name} not deferrable"]
    ways += [f"validate constraint {name}", f"alter constraint {name} deferrable initially deferred"]
    filled = f"{table.split('.')[-1]}_{w.column(table)}_not_null".replace('"', "")
    ways += [f"{verb} constraint {quote(filled)}" for verb in ("validate", "drop")]
    ways += [f"alter constraint {quote(filled)} {w.maybe('no ')}inherit"] * 2
    return f"alter table {table} {w.one(ways)}"


def add_with_index(w: Writer) -> str:
    kind = w.one(["primary key", "unique"])
    named = w.maybe("constraint taken ")
    return f"alter table {w.table()} add {named}{kind} using index {w.pick('index', 'i')}"


def create_sequence(w: Writer) -> str:
    name = w.new("sequence", SEQUENCES)
    parts = [w.maybe(" as smallint"), w.one(["", " increment by -2", " increment 5", " minvalue 3", " no minvalue"])]
    parts += [w.one(["", " maxvalue 100", " start 7", " start with 7 cache 10"]), w.maybe(" cycle")]
    table = w.table()
    parts += [w.one(["", "", f" owned by {table}.{w.column(table)}"])]
    return f"create {w.maybe('unlogged ')}sequence {w.maybe('if not exists ')}{name}{''.join(parts)}"


def alter_sequence(w: Writer) -> str:
    name, table = w.pick("sequence", "s"), w.table()
    ways = ["as bigint", "as smallint", "increment by 4", "no maxvalue", "maxvalue 50 no cycle", "restart", "cache 3"]
    ways += ["owned by none", f"owned by {table}.{w.column(table)}", "set logged", f"set schema {w.schema()}"]
    ways += [f"rename to {w.other_name('sequence', SEQUENCES)}", "start 4", "minvalue -9 start with 3"]
    return w.one([f"alter sequence {name} {w.one(ways)}"] * 4 + [f"drop sequence {name}{w.maybe(' cascade')}"])


def use_sequence(w: Writer) -> str:
    table = w.table()
    return f"alter table {table} alter column {w.column(table)} set default nextval('{w.pick('sequence', 's')}')"


MAKERS = [
    *(create_plain, create_plain, create_partitioned, create_partitioned, create_partition, create_partition),
    *(alter_partition, create_child, create_child, alter_child, alter_attributes, alter_attributes),
    *(alter_column_attributes, alter_column_attributes, alter_constraint, add_with_index, create_like),
    *(create_sequence, alter_sequence, use_sequence),
]
