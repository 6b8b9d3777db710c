"""A new table lies open to whoever comes from the network: its schema is exposed, and it has no row level security."""

from __future__ import annotations

from collections.abc import Iterator

from ddlproof.evidence import Ending
from ddlproof.finding import Hit, Severity
from ddlproof.model.house import House
from ddlproof.model.names import QName
from ddlproof.model.table import Table
from ddlproof.rules.added import added
from ddlproof.rules.rule import About, Example
from ddlproof.rules.security.access import EVERYBODY, grantee

ABOUT = About(
    severity=Severity.ERROR,
    trigger=(
        "CREATE TABLE without ENABLE ROW LEVEL SECURITY in the same migration, in a schema that `exposed-schemas` "
        'names (platform = "supabase": public); or of a table on which anon, authenticated or PUBLIC is granted '
        "something. A warning where other tables of the schema have it. Not of a partition whose parent has it."
    ),
    effect="Every row is there for everybody whom the grants let in: row level security is what tells users apart.",
    instead="ALTER TABLE … ENABLE ROW LEVEL SECURITY, with policies for those who may see its rows, in this migration.",
    needs="the migration, and which schemas are exposed",
)
_HOUSE = House(exposed=("public",))
_TABLE = "create table notes (id bigint primary key, owner uuid not null);"
BAD = Example(_TABLE, house=_HOUSE)
GOOD = Example(
    f"{_TABLE}\nalter table notes enable row level security;\n"
    "create policy own on notes using (owner = (select current_setting('app.user')::uuid));",
    house=_HOUSE,
)


def check(ending: Ending) -> Iterator[Hit]:
    """Yield a hit for each such table."""
    for name, (_, at) in added(ending).tables.items():
        table = ending.tables[name]
        why = None if table.row_level_security or _covered(ending, table) else _open(ending, table)
        if why is not None:
            reason, severity = why
            said = f"{name} has no row level security, and {reason}"
            yield Hit(said, span=at, object=str(name), severity=severity)


def _covered(ending: Ending, table: Table) -> bool:
    """Whether it is a partition that is reached by way of its parent alone."""
    parent = ending.tables.get(table.partition.parent) if table.partition is not None else None
    return parent is not None and parent.row_level_security and not _granted(ending, table.name)


def _open(ending: Ending, table: Table) -> tuple[str, Severity | None] | None:
    schema = table.name.schema
    if schema in ending.house.exposed:
        return f"schema {schema} is exposed", None
    if role := _granted(ending, table.name):
        return f"{role} may reach it", None
    beside = [one for one in ending.tables.values() if one.name.schema == schema and one.row_level_security]
    if beside:
        return f"{beside[0].name} beside it has", Severity.WARNING
    return None


def _granted(ending: Ending, table: QName) -> str | None:
    """The role of everybody's that something on the table is granted to."""
    for thing in ending.after.things:
        if thing.kind == "grant" and thing.about == "table" and thing.table == table and grantee(thing) in EVERYBODY:
            return "PUBLIC" if grantee(thing) == "public" else grantee(thing)
    return None
