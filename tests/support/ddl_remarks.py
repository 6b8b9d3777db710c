"""Random DDL of what is said of objects: comments, owners, privileges; and of objects that live in no schema."""

from __future__ import annotations

from ddl_writer import Writer

ROLES = ["carol", "dora", "public"]
KINDS = ["view", "materialized view", "sequence", "domain", "function", "procedure", "aggregate", "index"]


def target(w: Writer) -> str:
    """An object of any kind, with its kind."""
    table = w.table()
    kind = w.one([*KINDS, "table", "table", "type", "schema", "column", "constraint", "trigger", "policy", "rule"])
    match kind:
        case "table":
            return f"table {table}"
        case "column":
            return f"column {table}.{w.column(table)}"
        case "constraint":
            owner, name = w.constraint_name("t_pkey")
            return f"constraint {name} on {owner}"
        case "trigger" | "policy" | "rule":
            return f"{kind} {w.pick(kind, f'x on {table}')}"
        case "type":
            return f"type {w.one(w.world.enums or ['mood'])}"
        case "schema":
            return f"schema {w.schema()}"
        case _:
            return f"{kind} {w.pick(kind, 'x')}"


def comment(w: Writer) -> str:
    text = w.one(["'a; b'", r"E'it''s\n'", "null", "''"])
    return f"comment on {target(w)} is {text}"


def owner(w: Writer) -> str:
    kinds = [f"table {w.table()}", f"sequence {w.pick('sequence', 's')}", f"view {w.pick('view', 'v')}"]
    kinds += [f"schema {w.schema()}", f"type {w.one(w.world.enums or ['mood'])}", f"domain {w.pick('domain', 'd')}"]
    kinds += [f"function {w.pick('function', 'f ()')}", f"materialized view {w.pick('materialized view', 'v')}"]
    return f"alter {w.one(kinds)} owner to {w.one(['carol', 'dora', 'current_user'])}"


def privilege(w: Writer) -> str:
    table = w.table()
    on = {
        f"table {table}": ["select", "insert, update", "all", "truncate"],
        table: ["select", f"select ({w.column(table)}), update", f"update ({w.column(table)})", "all privileges"],
        f"sequence {w.pick('sequence', 's')}": ["usage", "all"],
        f"schema {w.schema()}": ["usage", "create, usage"],
        f"function {w.pick('function', 'f ()')}": ["execute", "all"],
        f"type {w.one(w.world.enums or ['mood'])}": ["usage"],
        f"all tables in schema {w.schema()}": ["select", "all"],
        f"all functions in schema {w.schema()}": ["execute"],
        f"{w.pick('view', 'v')}": ["select"],
    }
    what = w.one(list(on))
    role = w.one(ROLES)
    if w.one(["grant", "grant", "revoke"]) == "grant":
        option = w.one(["", "", " with grant option"]) if role != "public" else ""
        return f"grant {w.one(on[what])} on {what} to {role}{option}"
    return (
        f"revoke {w.one(['', '', 'grant option for '])}{w.one(on[what])} on {what} from {role}{w.one(['', ' cascade'])}"
    )


def default_privileges(w: Writer) -> str:
    where = w.one(["", f" in schema {w.schema()}", " for role carol"])
    role = w.one(ROLES)
    what = w.one(["select on tables", "all on tables", "usage on sequences", "execute on functions", "usage on types"])
    return f"alter default privileges{where} {w.one([f'grant {what} to {role}', f'revoke {what} from {role}'])}"


def publication(w: Writer) -> str:
    table = w.table()
    ways = [
        "create publication pub",
        f"create publication pub for table only {table}",
        f"create publication pub for table only {table} ({w.columns(table)})",
        f"alter publication pub add table only {table}",
        f"alter publication pub drop table {table}",
        f"alter publication pub set table only {table}",
        f"alter publication pub set table only {table}, tables in schema {w.schema()}",
    ]
    ways += ["alter publication pub set (publish = 'insert')"]
    ways += ["drop publication pub", f"create publication pub for tables in schema {w.schema()}"]
    return w.one(ways)


MAKERS = [comment, comment, owner, privilege, privilege, privilege, default_privileges, publication]
