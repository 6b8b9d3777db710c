"""Random DDL of what is built on tables and types: views, routines, triggers, policies, rules, statistics, and more."""

from __future__ import annotations

from ddl_writer import Writer

VIEWS, ROUTINES = ["v", "View", "summary"], ["f", "Fun", "calc"]
ARGUMENTS = [
    "",
    "mood",
    "int",
    "a int, b text",
    "a int default 5",
    "variadic a int[]",
    "inout a int",
    "a int, out b text",
]
BODIES = {"int": "select 1", "text": "select 'a'", "void": "select", "setof int": "select 1"}


def create_view(w: Writer) -> str:
    table, name = w.one([w.table(), w.table(), w.pick("view", "v")]), w.new("view", VIEWS)
    column = w.column(table)
    queries = [f"select {column} from {table}", f"select * from {table}", f"select {column} as x, 1 as y from {table}"]
    queries += [f"select count(*) as n from {table} where {column} is not null", f"select t.* from {table} t"]
    queries += [f"select {column}, max({column}::text) as m from {table} group by {column}"]
    options = w.one(["", "", " with (security_barrier)", " with (security_invoker = true)"])
    check = w.one(["", "", "", " with local check option", " with check option"])
    return f"create {w.maybe('or replace ')}view {name}{options} as {w.one(queries)}{check}"


def create_materialized(w: Writer) -> str:
    table, name = w.table(), w.new("materialized view", VIEWS)
    data = w.one(["", " with no data", " with data"])
    options = w.one(["", " with (fillfactor = 70)"])
    return f"create materialized view {name}{options} as select {w.column(table)} as x from {table}{data}"


def alter_view(w: Writer) -> str:
    kind = w.one(["view", "view", "materialized view"])
    name = w.pick(kind, "v")
    ways = [f"rename to {w.other_name(kind, VIEWS)}", f"set schema {w.schema()}", "rename column x to z"]
    ways += [f"rename {w.column(w.table())} to {w.one(['z', 'x'])}", "rename z to x"]
    ways += ["owner to carol"]
    ways += (
        ["set (security_barrier = false)", "reset (security_barrier)", "alter x set default 5", "alter x drop default"]
        if kind == "view"
        else ["set (fillfactor=19)", "alter x set statistics 7", "reset (fillfactor)", "alter x set storage plain"]
    )
    return w.one([f"alter {kind} {name} {w.one(ways)}"] * 3 + [f"drop {kind} if exists {name}{w.maybe(' cascade')}"])


def index_materialized(w: Writer) -> str:
    return f"create {w.maybe('unique ')}index on {w.pick('materialized view', 'v')} (x)"


def create_function(w: Writer) -> str:
    name, arguments = w.new_name(ROUTINES), w.one(ARGUMENTS)
    w.add("function", f"{name} ({signature(arguments)})")
    returns = "" if "out" in arguments else f"returns {w.one(list(BODIES))} "
    kind = "int" if not returns else returns.split(" ", 1)[1].strip()
    body = "select 1, 'x'" if ", out" in arguments else BODIES[kind]
    parts = [w.one(["", " stable", " immutable"]), w.maybe(" strict"), w.maybe(" security definer")]
    parts += [w.one(["", " cost 5", " parallel safe", " set search_path = app", " set work_mem to '1MB'"])]
    code = w.one([f"as $$ {body} $$", f"as '{body.replace(chr(39), chr(39) * 2)};'"])
    return f"create {w.maybe('or replace ')}function {name}({arguments}) {returns}language sql{''.join(parts)} {code}"


def signature(arguments: str) -> str:
    """The types that identify a function of these arguments."""
    known = {"a int, b text": "int, text", "a int default 5": "int", "variadic a int[]": "int[]", "inout a int": "int"}
    return (known | {"a int, out b text": "int", "int": "int4", "mood": "mood"}).get(arguments, "")


def create_trigger_function(w: Writer) -> str:
    name = w.new("trigger function", ["noted", "Noted"])
    w.add("function", f"{name} ()")
    return f"create function {name}() returns trigger language plpgsql as $$ begin return new; end $$"


def create_procedure(w: Writer) -> str:
    name, arguments = w.new_name(["proc", "Proc"]), w.one(["", "a int", "inout a int"])
    w.add("procedure", f"{name} ({'int' if arguments else ''})")
    return f"create {w.maybe('or replace ')}procedure {name}({arguments}) language sql as $$ select 1 $$"


def create_aggregate(w: Writer) -> str:
    name = w.new_name(["total", "Total"])
    w.add("aggregate", f"{name} (int)")
    return f"create aggregate {name} (int) (sfunc = int4pl, stype = int{w.maybe(', initcond = 0')})"


def alter_routine(w: Writer) -> str:
    kind = w.one(["function", "function", "procedure", "aggregate"])
    name = w.pick(kind, "f ()")
    ways = [f"rename to {w.one(ROUTINES)}", f"set schema {w.schema()}", "owner to carol"]
    if kind == "function":
        ways += ["stable", "volatile", "strict", "called on null input", "security definer", "cost 7", "reset all"]
        ways += ["set search_path = public", "leakproof", "parallel restricted"]
    elif kind == "procedure":
        ways += ["security definer", "set work_mem = '2MB'"]
    return w.one([f"alter {kind} {name} {w.one(ways)}"] * 4 + [f"drop {kind} if exists {name}{w.maybe(' cascade')}"])


def use_function(w: Writer) -> str:
    table, name = w.table(), w.pick("function", "f ()").split(" (")[0]
    ways = [f"alter column {w.column(table)} set default {name}(1)", f"add check ({name}(1) > 0)"]
    return f"alter table {table} {w.one(ways)}"


def create_trigger(w: Writer) -> str:
    table, name = w.one([w.table(), w.table(), w.pick("view", "v")]), w.one(["trg", "Trg"])
    quoted = f'"{name}"' if name != "trg" else name
    w.add("trigger", f"{quoted} on {table}")
    event = w.one(["insert", "update", "delete or insert", f"update of {w.column(table)}", "truncate"])
    when = w.one(["before", "after", "after", "instead of"])
    each = w.one([" for each row", " for each row", " for each statement", ""])
    condition = w.one(["", "", f" when (new.{w.column(table)} is not null)", " when (pg_trigger_depth() = 0)"])
    kind = w.one(["", "", "or replace ", "constraint "])
    timing = w.maybe(" deferrable initially deferred") if kind == "constraint " else ""
    called = w.pick("trigger function", "noted")
    return (
        f"create {kind}trigger {quoted} {when} {event} on {table}{timing}{each}{condition} "
        f"execute {w.one(['function', 'procedure'])} {called}({w.one(['', chr(39) + 'x' + chr(39)])})"
    )


def alter_trigger(w: Writer) -> str:
    name, _, table = w.pick("trigger", f"trg on {w.table()}").partition(" on ")
    ways = [f"alter table {table} {how} trigger {name}" for how in ("disable", "enable", "enable always")]
    ways += [
        f"drop trigger {w.maybe('if exists ')}{name} on {table}",
        f"alter trigger {name} on {table} rename to other",
    ]
    return w.one([*ways, f"alter table {table} disable trigger user"])


def create_policy(w: Writer) -> str:
    table, name = w.table(), w.one(["p", '"Pol"'])
    w.add("policy", f"{name} on {table}")
    what = w.one(["", " for select", " for update", " for all"])
    roles, kind = w.one(["", " to carol", " to public", " to dora, carol"]), w.one(["", "", " as restrictive"])
    using = f" using ({w.condition(table)})"
    check = "" if "select" in what else w.maybe(f" with check ({w.condition(table)})")
    return f"create policy {name} on {table}{kind}{what}{roles}{using}{check}"


def alter_policy(w: Writer) -> str:
    name, _, table = w.pick("policy", f"p on {w.table()}").partition(" on ")
    ways = [f"using ({w.condition(table)})", "to dora", f"with check ({w.condition(table)})", "rename to q"]
    return w.one([f"alter policy {name} on {table} {w.one(ways)}"] * 3 + [f"drop policy {name} on {table}"])


def create_rule(w: Writer) -> str:
    table, name = w.table(), w.one(["ru", '"Rule"'])
    w.add("rule", f"{name} on {table}")
    action = w.one(["nothing", f"select count(*) from {table}", f"(delete from {table}; notify x)"])
    also = w.one(["instead ", "also ", ""])
    where = w.one(["", f" where new.{w.column(table)} is null"])
    begin = f"create {w.maybe('or replace ')}rule {name} as on {w.one(['insert', 'update'])}"
    return f"{begin} to {table}{where} do {also}{action}"


def alter_rule(w: Writer) -> str:
    name, _, table = w.pick("rule", f"ru on {w.table()}").partition(" on ")
    ways = [f"drop rule {name} on {table}", f"alter rule {name} on {table} rename to other"]
    return w.one([*ways, f"alter table {table} disable rule {name}"])


def statistics(w: Writer) -> str:
    table, name = w.table(), w.one(["st", "app.st", '"Stat"'])
    ways = [
        f"alter statistics {name} set statistics 9",
        f"drop statistics {name}",
        f"alter statistics {name} rename to st2",
    ]
    kinds, columns = w.one(["", " (mcv)", " (ndistinct, dependencies)"]), w.columns(table, 2)
    return w.one([*[f"create statistics {name}{kinds} on {columns} from {table}"] * 2, *ways])


MAKERS = [
    *(create_view, create_view, create_view, alter_view, create_materialized, index_materialized, create_function),
    *(create_function, create_trigger_function, create_procedure, create_aggregate, alter_routine, use_function),
    *(create_trigger, create_trigger, alter_trigger, create_policy, create_policy, alter_policy, create_rule),
    *(alter_rule, statistics),
]
